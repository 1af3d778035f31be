"""Screenings over HTTP: a register is uploaded, mapped and screened by a worker; what comes out is fetched, mended and erased."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
import unicodedata
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import unquote
from uuid import uuid4

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi import Path as InPath
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session
from sse_starlette import EventSourceResponse
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse

from huilao import HuilaoError, Rulebook, Text, today

from ..service import Service, Serving
from ..store import jobs
from ..store import screenings as store
from ..store.tables import Job, Screening
from ..web.problems import Mistake, ProblemError, problems
from ..web.requests import LanguageQuery
from ..who import Asker, Permission
from ..work.work_folder import WorkFolder, erase
from .bodies import JsonRoute
from .job_bodies import JobBody
from .jobs import FOLLOWED, following
from .nodes import Words
from .screening_bodies import (
    FileBody,
    FilesResponse,
    LookBody,
    MappedBody,
    MappingBody,
    ScreeningBody,
    ScreeningsQuery,
    ScreeningsResponse,
    ScreeningState,
    StartRequest,
    TakenBody,
    UploadedBody,
)
from .told import needs

if TYPE_CHECKING:
    from huilao import GivenRegister, RegisterLook

LONGEST_NAME = 120
"""Characters that are kept of the name of a file."""
AT_ONCE = CapacityLimiter(1)
"""Registers that one process looks at at the same time: each may take hundreds of megabytes."""
MAPPINGS = ("application/yaml", "application/x-yaml", "text/yaml", "text/plain", "application/json")
"""Kinds of bodies that a mapping is; JSON is YAML, too."""

router = APIRouter(prefix="/v1/screenings", tags=["screenings"], route_class=JsonRoute)
plain = APIRouter(prefix="/v1/screenings", tags=["screenings"], route_class=APIRoute)
"""Routes with bodies that are no JSON."""

Asked = Annotated[LanguageQuery, Query()]
Id = Annotated[str, InPath(alias="id", max_length=36, description="of the screening")]
Screens = Annotated[Asker, Depends(needs(Permission.SCREEN))]

READ = (401, 403, 404, 406, 422, 429, 503)
SENT = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503, 507)


def _file_body(name: str, about: str) -> dict[str, Any]:
    """A form with one file, as the documentation has it."""
    schema = {"type": "object", "properties": {name: {"type": "string", "format": "binary", "description": about}}, "required": [name],
              "additionalProperties": False}  # fmt: skip
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


TEXT_BODY = {"requestBody": {"required": True, "content": {one: {"schema": {"type": "string"}} for one in MAPPINGS[:1]}}}


# -- a register comes, and is mapped ---------------------------------------------------------------------------------


@plain.post(
    "", status_code=201, responses=problems(*SENT), openapi_extra=_file_body("register", ".csv .xlsx .xls .ods .parquet"),
    summary="上传登记表 / Upload a register",
)  # fmt: skip
async def upload_register(request: Request, response: Response, serving: Serving, asker: Screens, _: Asked) -> UploadedBody:
    """答复里有映射草稿：每一列当作什么、有没有把握；核对后用 PUT 交回 / The answer has a suggested mapping: what each column was taken
    for, and how sure that is. Check it, correct it, and put it.
    """
    async with _sent(request, "register") as file:
        found = await to_thread.run_sync(_uploaded, serving, asker, file, limiter=AT_ONCE)
    response.headers["Location"] = f"{plain.prefix}/{found.id}"
    return found


def _uploaded(serving: Service, asker: Asker, file: UploadFile) -> UploadedBody:
    database, office = serving.store()
    folder, id_, name = WorkFolder.of(serving.settings), str(uuid4()), _cleaned(file.filename or "")
    with _disk():
        home = folder.make(id_)
    try:
        path = home / f"register{PurePosixPath(name).suffix.lower()}"
        with _disk():
            _copy(file, path)
        with _said():
            look = _given(path, name, serving.book).look(today())
        told = {"name": name, "look": _look(look).model_dump(mode="json"), "columns": [one.column for one in look.columns], "suggested": look.mapping, "mapping": None}
        with database.writing() as session:
            screening = store.keep(session, office, id_, path.stat().st_size, told, asker)
    except BaseException:
        erase(home)
        raise
    return UploadedBody(**vars(_body(serving, screening, told, None)), look=_look(look), mapping=look.mapping)


@router.get("/{id}/mapping", responses=problems(*READ, 410), summary="映射 / The mapping of a register")
def read_screening_mapping(serving: Serving, asker: Screens, id_: Id, _: Asked) -> MappingBody:
    """现在的映射；还没有交回的是草稿 / As it was put, else as it was suggested."""
    with _held(serving, asker, id_) as (_session, _screening, told):
        return MappingBody(mapping=told["mapping"] or told["suggested"], put=told["mapping"] is not None, look=LookBody(**told["look"]))


@plain.put("/{id}/mapping", responses=problems(*SENT, 410), openapi_extra=TEXT_BODY, summary="交回核对过的映射 / Put the mapping")
async def put_screening_mapping(request: Request, serving: Serving, asker: Screens, id_: Id, _: Asked) -> MappedBody:
    """映射文件（YAML）原样放在请求体里；有错时逐处指出 / The mapping file itself as the body; each mistake is told with its line."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in MAPPINGS:
        raise HTTPException(415, f"Content-Type: {MAPPINGS[0]}")
    try:
        text = (await request.body()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProblemError(
            422, "mapping", Text("映射文件读不出", "the mapping cannot be read"), Text("请存为 UTF-8 编码", "save it as UTF-8")
        ) from None
    return await to_thread.run_sync(_mapped, serving, asker, id_, text, limiter=AT_ONCE)


def _mapped(serving: Service, asker: Asker, id_: str, text: str) -> MappedBody:
    office = serving.store()[1]
    with _held(serving, asker, id_, changing=True) as (_session, _screening, told):
        pass  # it is there, and nobody is at it
    with _mapping_file(text) as file, _said():
        found = _register(serving, id_, told).mapped(file)
    with _held(serving, asker, id_, changing=True) as (session, screening, told):
        screening.told = office.seal({**told, "mapping": text, "identity": found.identity})
        office.log().append(session, asker.name, "mapping_put", id_, {"columns": len(found.used)})
    return MappedBody(used=list(found.used), unused=list(found.unused), notes=[_words(one) for one in found.notes])


@plain.get(
    "/{id}/profile", response_class=HTMLResponse, responses={**problems(401, 403, 404, 410, 422, 429, 503), 200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
    summary="登记表概况 / A page on the register",
)  # fmt: skip
async def profile_of_register(request: Request, serving: Serving, asker: Screens, id_: Id, _: Asked) -> HTMLResponse:
    """各列是什么、写法、空白、存疑、重复；不显示任何人 / What its columns are and what is doubtful; nobody is shown."""
    language = serving.language(request)
    page = await to_thread.run_sync(_page, serving, asker, id_, language, limiter=AT_ONCE)
    return HTMLResponse(page, headers={"Content-Language": language, "Content-Security-Policy": PAGE})


def _page(serving: Service, asker: Asker, id_: str, language: str) -> str:
    with _held(serving, asker, id_) as (_session, _screening, told):
        given = _register(serving, id_, told)
    with _said():
        if told["mapping"] is None:
            return given.page(None, today(), language)
        with _mapping_file(told["mapping"]) as file:
            return given.page(file, today(), language)


PAGE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
"""What a page of a register may do: show itself."""


# -- it is screened --------------------------------------------------------------------------------------------------


@router.post("/{id}/start", status_code=202, responses=problems(*SENT, 406, 410), summary="开始筛查 / Start a screening")
def start_screening(request: Request, serving: Serving, asker: Screens, id_: Id, body: StartRequest, _: Asked) -> ScreeningBody:
    """在后台进行；用 `GET …/events` 跟着看 / By a worker, with the rule book in service now, from beginning to end."""
    office = serving.store()[1]
    book = serving.book
    with _held(serving, asker, id_, changing=True) as (session, screening, told):
        if told["mapping"] is None:
            raise ProblemError(
                409, "mapping", Text("映射还没有核对", "the mapping has not been checked"),
                Text("请先用 PUT …/mapping 交回核对过的映射", "put the mapping that you checked first"),
            )  # fmt: skip
        job = store.begin(session, office, screening, _asked(book, told, body, serving.language(request), screening.mended), asker)
        return _body(serving, screening, told, job)


def _asked(book: Rulebook, told: Mapping[str, Any], body: StartRequest, language: str, mended: int) -> dict[str, Any]:
    """What is asked for, checked. Raises ProblemError with every mistake."""
    from huilao import ScreeningOrder

    from ..work.screening_work import asked_of

    on, found = body.as_of or today(), list[Mistake]()
    for where, names in (("carry", body.carry), ("key", [body.key] if body.key is not None else [])):
        found += [Mistake(where, Text(f"登记表没有列“{one}”", f"the register has no column `{one}`")) for one in names if one not in told["columns"]]
    if told.get("identity") in body.carry:
        found.append(Mistake("carry", Text("身份证号不带进名单", "the ID number is not carried into the lists")))
    if body.newly_since is not None and body.newly_since >= on:
        found.append(Mistake("newly_since", Text(f"应早于核定日 {on}", f"must be before the day of evaluation {on}")))
    benefits: list[str] | None = None if body.benefits is None else []
    for one in body.benefits or ():
        try:
            assert benefits is not None
            benefits.append(book.names.full_name(one))
        except HuilaoError as error:
            zh, _, en = str(error).partition(" / ")
            found.append(Mistake("benefits", Text(zh, en or zh)))
    if found:
        raise ProblemError(422, "request", Text("请求格式不对", "the request is malformed"), Text(f"共 {len(found)} 处", f"{len(found)} mistakes"), found=found)
    order = ScreeningOrder(
        as_of=on, language=language, carry=tuple(dict.fromkeys(body.carry)), key=body.key, months=body.months, newly_since=body.newly_since,
        benefits=None if benefits is None else tuple(benefits), actions=tuple(sorted(book.filter(body.action).actions)), universal=body.universal,
        suppress=body.suppress, long=body.long, wide=body.wide, form=body.to,
    )  # fmt: skip
    return asked_of(order, book.version, mended)


@router.get("", responses=problems(401, 403, 404, 406, 422, 429, 503), summary="筛查列表 / Screenings")
def list_screenings(serving: Serving, asker: Screens, asked: Annotated[ScreeningsQuery, Query()]) -> ScreeningsResponse:
    """本单位的，最近的在前；`next` 是下一页的 `after` / Those of one's own office, the latest first."""
    database, office = serving.store()
    with database.reading() as session:
        found = store.listed(session, asker, asked.limit + 1, asked.after)
        page = found[: asked.limit]
        bodies = [_body(serving, one, None if one.told is None else office.open(one.told), store.job_of(session, one)) for one in page]
    return ScreeningsResponse(screenings=bodies, next=page[-1].id if len(found) > len(page) else None)


@router.get("/{id}", responses=problems(*READ), summary="一次筛查 / A screening")
def read_screening(serving: Serving, asker: Screens, id_: Id, _: Asked) -> ScreeningBody:
    """进行到哪里了，结果怎样 / How far it is, and what is said of its results."""
    database, office = serving.store()
    with database.reading() as session:
        screening = _found(session, asker, id_)
        told = None if screening.told is None else office.open(screening.told)
        return _body(serving, screening, told, store.job_of(session, screening))


@plain.get("/{id}/events", response_class=EventSourceResponse, responses={**problems(401, 403, 404, 409, 410, 422, 429, 503), **FOLLOWED}, summary="跟着看 / Follow a screening")  # fmt: skip
async def follow_screening(serving: Serving, asker: Screens, id_: Id, _: Asked) -> EventSourceResponse:
    """同 `/v1/jobs/{id}/events` / As of the job."""
    database, _office = serving.store()
    return following(database, await to_thread.run_sync(_job, serving, asker, id_))


def _job(serving: Service, asker: Asker, id_: str) -> str:
    with _held(serving, asker, id_) as (_session, screening, _told):
        if screening.job is None:
            raise ProblemError(409, "not-started", Text("还没有开始筛查", "it was not started"), Text("请先 POST …/start", "start it first"))
        return screening.job


@router.post("/{id}/cancel", responses=problems(*READ, 409, 410, 507), summary="停止筛查 / Cancel a screening")
def cancel_screening(serving: Serving, asker: Screens, id_: Id, _: Asked) -> ScreeningBody:
    """登记表和以前的结果照留 / The register stays, and so do results of before."""
    office = serving.store()[1]
    with _held(serving, asker, id_, writing=True) as (session, screening, told):
        job = store.job_of(session, screening)
        if job is None or not jobs.cancel(job):
            raise ProblemError(409, "not-running", Text("没有正在进行的筛查", "nothing is being screened"), Text("不用停止", "there is nothing to cancel"))
        office.log().append(session, asker.name, "screening_stopped", id_, {"job": job.id})
        return _body(serving, screening, told, job)


# -- what comes out --------------------------------------------------------------------------------------------------


@router.get("/{id}/files", responses=problems(*READ, 409, 410), summary="结果文件 / Files of results")
def list_screening_files(serving: Serving, asker: Screens, id_: Id, _: Asked) -> FilesResponse:
    """名单、汇总、报告、待更正的表 / Lists, summary, report, and the workbook of what is to be mended."""
    with _held(serving, asker, id_) as (_session, screening, _told):
        found = _files(serving, screening)
    return FilesResponse(files=[FileBody(name=name, size=path.stat().st_size) for name, path in found.items()])


@plain.get(
    "/{id}/files/{name:path}", response_class=FileResponse, responses={**problems(401, 403, 404, 409, 410, 422, 429, 503, 507), 200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
    summary="取一份结果 / Fetch a file of results",
)  # fmt: skip
def fetch_screening_file(
    serving: Serving, asker: Screens, id_: Id, name: Annotated[str, InPath(max_length=300, description="as `files` has it")], _: Asked
) -> FileResponse:  # fmt: skip
    """谁取了哪一份，记在日志里 / Who fetched which is written in the log."""
    office = serving.store()[1]
    with _held(serving, asker, id_, writing=True) as (session, screening, _told):
        path = _files(serving, screening).get(name)
        if path is None:
            raise ProblemError(404, "file", Text("没有这份文件", "no such file"), Text("请看 …/files 里的名称", "look at the names in `files`"))
        office.log().append(session, asker.name, "results_fetched", id_, {"file": name})
    return FileResponse(path, filename=PurePosixPath(name).name)


@plain.put(
    "/{id}/mended", status_code=202, responses=problems(*SENT, 410), openapi_extra=_file_body("workbook", "待更正.xlsx / to_mend.xlsx"),
    summary="交回改好的表 / Give back the mended workbook",
)  # fmt: skip
async def put_mended(request: Request, serving: Serving, asker: Screens, id_: Id, _: Asked) -> ScreeningBody:
    """改好的行取代原来的行，按上次的日期、版本和选项再筛查一次，没有人算两次 / The mended rows take the place of the old ones, and the
    register is screened again as before, by the same version: nobody is counted twice.
    """
    async with _sent(request, "workbook") as file:
        return await to_thread.run_sync(_mended, serving, asker, id_, file, limiter=AT_ONCE)


def _mended(serving: Service, asker: Asker, id_: str, file: UploadFile) -> ScreeningBody:
    office = serving.store()[1]
    folder, name = WorkFolder.of(serving.settings), _cleaned(file.filename or "")
    with _held(serving, asker, id_, changing=True) as (_session, screening, told):
        _files(serving, screening)  # there are results to mend
    given = _register(serving, id_, told)
    fresh = folder.home(id_) / "mended" / f"{uuid4()}.xlsx"
    try:
        with _disk():
            _copy(file, fresh)
        with _mapping_file(told["mapping"]) as mapping, _said():
            rows = given.mended_by(fresh, name, mapping)
        with _held(serving, asker, id_, changing=True) as (session, screening, told):
            before = store.job_of(session, screening)
            assert before is not None
            screening.mended += 1
            fresh.replace(folder.mended(id_, screening.mended))
            office.log().append(session, asker.name, "rows_mended", id_, {"rows": rows})
            job = store.begin(session, office, screening, {**before.asked, "mended": screening.mended}, asker)
            return _body(serving, screening, told, job)
    finally:
        fresh.unlink(missing_ok=True)


@router.delete("/{id}", responses=problems(*READ, 507), summary="删除登记表和结果 / Erase a screening")
def erase_screening(serving: Serving, asker: Screens, id_: Id, _: Asked) -> ScreeningBody:
    """登记表、映射和结果都删去；做过什么，日志里照留 / Register, mapping and results go; the log stays."""
    database, office = serving.store()
    with database.writing() as session:
        screening = _found(session, asker, id_)
        if screening.erased is None:
            store.erase(session, office, screening, asker.name)
        job, busy = store.job_of(session, screening), store.is_open(session, screening)
    if not busy:  # else as soon as its worker has left off
        erase(WorkFolder.of(serving.settings).home(id_))
    return _body(serving, screening, None, job)


# -- shared ----------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _sent(request: Request, field: str) -> AsyncGenerator[UploadFile]:
    """The file of a form, which is written to disk as it comes. Raises HTTPException, ProblemError."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise HTTPException(415, "Content-Type: multipart/form-data")
    try:
        form = await request.form(max_files=1, max_fields=0)
    except OSError as error:
        raise _disk_problem(error) from None
    try:
        file = form.get(field)
        if not isinstance(file, UploadFile):
            raise ProblemError(422, "upload", Text("请求里没有文件", "there is no file in the request"), Text(f"请用表单项 {field} 上传一个文件", f"send one file as `{field}` of the form"))  # fmt: skip
        yield file
    finally:
        await form.close()


def _copy(file: UploadFile, path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(file.file, out, 1_000_000)


def _cleaned(name: str) -> str:
    """The name of a file without folders and signs that nobody writes; its end is kept where it is too long."""
    last = unicodedata.normalize("NFC", unquote(name)).replace("\\", "/").rpartition("/")[2]
    kept = "".join(one for one in last if unicodedata.category(one)[0] != "C" and one not in '<>:"|?*').strip(" .")
    return kept[-LONGEST_NAME:] or "register"


@contextmanager
def _disk() -> Generator[None]:
    """Say where a disk is full."""
    try:
        yield
    except OSError as error:
        raise _disk_problem(error) from None


def _disk_problem(error: OSError) -> ProblemError | OSError:
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return error
    return ProblemError(
        507, "full", Text("服务的磁盘满了，没有存下", "the disk of the service is full: nothing was kept"),
        Text("请管理员腾出空间，然后再试", "an administrator has to make room; then try again"),
    )  # fmt: skip


@contextmanager
def _said() -> Generator[None]:
    """What is wrong with a register or its mapping, as a problem."""
    from huilao import DiskError, MappingError, RegisterError

    try:
        yield
    except MappingError as error:
        found = [
            Mistake(f"{one.span.line}:{one.span.column}", one.message if one.hint is None else Text(f"{one.message.zh}；改法：{one.hint.zh}", f"{one.message.of('en')}; mend: {one.hint.of('en')}"))
            for one in error.problems
        ]  # fmt: skip
        raise ProblemError(
            422, "mapping", Text("映射文件有误", "the mapping has mistakes"), Text(f"共 {len(found)} 处", f"{len(found)} of them"), found=found
        ) from None
    except RegisterError as error:
        raise ProblemError(422, "register", Text("登记表不能用", "the register cannot be used"), error.message) from None
    except DiskError as error:
        status, kind = (507, "full") if error.full else (503, "disk")
        raise ProblemError(status, kind, Text("没有存下", "nothing was kept"), error.message) from None


@contextmanager
def _mapping_file(text: str) -> Generator[Path]:
    """A mapping in a file that goes with it."""
    with tempfile.TemporaryDirectory(prefix="huilao-") as folder:
        path = Path(folder) / "mapping.yaml"
        path.write_text(text, encoding="utf-8")
        yield path


def _given(path: Path, name: str, book: Rulebook) -> GivenRegister:
    """A register. Raises ProblemError 404 where this service has not what reads registers (`huilao[register]`)."""
    try:
        from huilao import GivenRegister
    except ImportError:
        raise ProblemError(
            404, "no-screening", Text("这个服务没有装筛查用的部分", "this service cannot screen"), Text("请安装 huilao[register]", "install huilao[register]")
        ) from None
    return GivenRegister(path, name, book)


def _register(serving: Service, id_: str, told: Mapping[str, Any]) -> GivenRegister:
    """The register of a screening. Raises ProblemError where it is gone from the work folder."""
    try:
        return _given(WorkFolder.of(serving.settings).register(id_), told["name"], serving.book)
    except FileNotFoundError:
        raise _gone() from None


def _gone() -> ProblemError:
    return ProblemError(410, "erased", Text("登记表和结果已经删除", "the register and its results were erased"), Text("请重新上传", "upload it again"))


def _found(session: Session, asker: Asker, id_: str) -> Screening:
    """A screening. Raises ProblemError 404 where there is none of the asker's office."""
    screening = store.find(session, asker, id_)
    if screening is None:
        raise ProblemError(404, "screening", Text("没有这次筛查", "no such screening"), Text("请核对编号", "look at its id again"))
    return screening


@contextmanager
def _held(
    serving: Service, asker: Asker, id_: str, *, writing: bool = False, changing: bool = False
) -> Generator[tuple[Session, Screening, dict[str, Any]]]:  # fmt: skip
    """A screening that was not erased, and what is told of it; `changing` where nobody may be at it. Raises ProblemError 404, 409, 410."""
    database, office = serving.store()
    opened: Callable[[], Any] = database.writing if writing or changing else database.reading
    with opened() as session:
        screening = _found(session, asker, id_)
        if screening.told is None:
            raise _gone()
        if changing and store.is_open(session, screening):
            raise ProblemError(409, "running", Text("正在筛查", "it is being screened"), Text("请等它做完，或先停止", "wait for it, or cancel it first"))
        yield session, screening, office.open(screening.told)


def _files(serving: Service, screening: Screening) -> dict[str, Path]:
    """The results of a screening. Raises ProblemError 409 where there are none yet."""
    if screening.results is None:
        raise ProblemError(409, "no-results", Text("还没有结果", "there are no results yet"), Text("请等筛查做完", "wait until it is screened"))
    return WorkFolder.of(serving.settings).files(screening.id, screening.results)


def _body(serving: Service, screening: Screening, told: Mapping[str, Any] | None, job: Job | None) -> ScreeningBody:
    return ScreeningBody(
        id=screening.id, name=None if told is None else told["name"], size=screening.size, made=screening.made, made_by=screening.made_by,
        state=_state(screening, told, job), mended=screening.mended, job=None if job is None else JobBody.of(job),
        notes=_notes(serving, screening), erased=screening.erased,
    )  # fmt: skip


def _state(screening: Screening, told: Mapping[str, Any] | None, job: Job | None) -> ScreeningState:
    if screening.erased is not None or told is None:
        return ScreeningState.ERASED
    if job is not None:
        return ScreeningState(job.state)
    return ScreeningState.UPLOADED if told["mapping"] is None else ScreeningState.READY


def _notes(serving: Service, screening: Screening) -> list[Words]:
    if screening.results is None:
        return []
    try:
        text = (WorkFolder.of(serving.settings).job(screening.id, screening.results) / "notes.json").read_text(encoding="utf-8")
    except OSError:
        return []
    return [Words(**one) for one in json.loads(text)]


def _look(look: RegisterLook) -> LookBody:
    columns = [
        TakenBody(column=one.column, meant=one.meant, sure=one.sure, why=_words(one.why), filled=one.filled, different=one.different, samples=one.samples)
        for one in look.columns
    ]
    return LookBody(columns=columns, notes=[_words(one) for one in look.notes], rows=look.rows)


def _words(text: Text) -> Words:
    return Words(zh=text.zh, en=text.of("en"))
