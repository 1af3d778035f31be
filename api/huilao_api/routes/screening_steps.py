"""The steps of a screening, whoever takes them: a program over HTTP, or a person on a page.

A register is uploaded, mapped and screened by a worker; what comes out is fetched, mended and erased.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
import unicodedata
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from uuid import uuid4

from anyio import CapacityLimiter
from fastapi import Request
from pydantic import TypeAdapter
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from huilao import HuilaoError, Rulebook, Text, UnknownWordError, __version__, today

from ..service import Service
from ..store import jobs
from ..store import screenings as store
from ..store.tables import Job, Screening
from ..web.problems import Mistake, ProblemError, RefusedError
from ..who import Asker
from ..work.work_folder import WorkFolder, erase
from .bodies import media_type_of, not_taken
from .job_bodies import JobBody
from .nodes import Words
from .paging import last_read
from .screening_bodies import LookBody, MappedBody, ScreeningBody, ScreeningState, StartRequest, TakenBody, UploadedBody

if TYPE_CHECKING:
    from huilao import GivenRegister, PortraitInWords, RegisterLook

LONGEST_NAME = 120
"""Characters that are kept of the name of a file."""
AT_ONCE = CapacityLimiter(1)
"""Registers that one process looks at at the same time: each may take hundreds of megabytes."""


def uploaded(serving: Service, asker: Asker, file: UploadFile) -> UploadedBody:
    """Keep a register that came, with what it seems to be."""
    database, office = serving.store()
    folder, id_, name = WorkFolder.of(serving.settings), str(uuid4()), _cleaned(file.filename or "")
    with _disk():
        home = folder.make(id_)
    try:
        path = home / f"register{PurePosixPath(name).suffix.lower()}"
        with _disk():
            _copy(file, path)
        with saying():
            look = _given(path, name, serving.book).look(today())
        told = {"name": name, **_seen(look)}
        with database.writing() as session:
            screening = store.keep(session, office, id_, path.stat().st_size, told, asker)
    except BaseException:
        erase(home)
        raise
    return UploadedBody(**vars(body_of(serving, screening, told, None)), look=_look(look), mapping=look.mapping)


def looked_again(serving: Service, asker: Asker, id_: str, layout: str) -> None:
    """Read a register anew, its header where a mapping file says that it is; what was said of its columns is void."""
    office = serving.store()[1]
    with held(serving, asker, id_, changing=True) as (_session, _screening, told):
        pass
    with _mapping_file(layout) as file, saying():
        look = register_of(serving, id_, told).look(today(), file)
    with held(serving, asker, id_, changing=True) as (session, screening, told):
        screening.told = office.seal({"name": told["name"], **_seen(look)})
        office.log().append(session, asker.name, "register_read_again", id_, {"columns": len(look.columns)})


def _seen(look: RegisterLook) -> dict[str, Any]:
    """What is kept of what a register seems to be."""
    return {
        "look": _look(look).model_dump(mode="json"), "columns": [one.column for one in look.columns], "suggested": look.mapping,
        "words": [asdict(one) for one in look.words], "mapping": None,
    }  # fmt: skip


def mapped(serving: Service, asker: Asker, id_: str, text: str) -> MappedBody:
    """Keep a mapping that somebody checked."""
    office = serving.store()[1]
    with held(serving, asker, id_, changing=True) as (_session, _screening, told):
        pass  # it is there, and nobody is at it
    with _mapping_file(text) as file, saying():
        given = register_of(serving, id_, told)
        found, words = given.mapped(file), [asdict(one) for one in given.words(file, today())]
    notes = [_words(one) for one in found.notes]
    with held(serving, asker, id_, changing=True) as (session, screening, told):
        screening.told = office.seal(
            {**told, "mapping": text, "identity": found.identity, "words": words, "lacks": [one.model_dump() for one in notes]}
        )
        office.log().append(session, asker.name, "mapping_put", id_, {"columns": len(found.used)})
    return MappedBody(used=list(found.used), unused=list(found.unused), notes=notes)


def portrait_of(serving: Service, asker: Asker, id_: str, language: str) -> PortraitInWords:
    """What is in the register itself; nobody is shown. All of it is read once, for one mapping, one day and one rule book."""
    from huilao import PortraitInWords

    with held(serving, asker, id_) as (_session, _screening, told):
        given = register_of(serving, id_, told)
    day, kind = today(), TypeAdapter(PortraitInWords)
    of = json.dumps([told["name"], told["mapping"], serving.book.version, day.isoformat(), language, __version__])
    kept = WorkFolder.of(serving.settings).portrait(id_, hashlib.sha256(of.encode()).hexdigest())
    if kept.is_file():
        return kind.validate_json(kept.read_bytes())
    with saying():
        if told["mapping"] is None:
            found = given.portrait(None, day, language)
        else:
            with _mapping_file(told["mapping"]) as file:
                found = given.portrait(file, day, language)
    with _disk():
        new = kept.with_suffix(f".{uuid4()}")
        new.write_bytes(kind.dump_json(found))
        new.replace(kept)
    return found


def _asked(book: Rulebook, told: Mapping[str, Any], body: StartRequest, language: str, mended: int) -> dict[str, Any]:
    """What is asked for, checked. Raises ProblemError with every mistake."""
    from huilao import ScreeningOrder

    from ..work.screening_work import asked_of

    on, found = body.as_of or today(), list[Mistake]()
    for where, names in (("carry", body.carry), ("key", [body.key] if body.key is not None else [])):
        found += [
            Mistake(where, Text(f"登记表没有列“{one}”", f"the register has no column `{one}`"))
            for one in names
            if one not in told["columns"]
        ]
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
    for one in body.action:
        try:
            book.filter((one,))
        except UnknownWordError as error:
            found.append(Mistake("action", error.message))
    if found:
        raise ProblemError(
            422,
            "request",
            Text("请求格式不对", "the request is malformed"),
            Text(f"共 {len(found)} 处", f"{len(found)} mistakes"),
            found=found,
        )
    order = ScreeningOrder(
        as_of=on, language=language, carry=tuple(dict.fromkeys(body.carry)), key=body.key, months=body.months, newly_since=body.newly_since,
        benefits=None if benefits is None else tuple(benefits), actions=tuple(sorted(book.filter(body.action).actions)), universal=body.universal,
        suppress=body.suppress, long=body.long, wide=body.wide, form=body.to,
    )  # fmt: skip
    return asked_of(order, book.version, mended)


def started(serving: Service, asker: Asker, id_: str, body: StartRequest, language: str) -> ScreeningBody:
    """Have it screened by a worker, with the rule book in service now, from beginning to end."""
    office = serving.store()[1]
    with held(serving, asker, id_, changing=True) as (session, screening, told):
        if told["mapping"] is None:
            raise ProblemError(
                409, "mapping", Text("映射还没有核对", "the mapping has not been checked"),
                Text("请先用 PUT …/mapping 交回核对过的映射", "put the mapping that you checked first"),
            )  # fmt: skip
        job = store.begin(session, office, screening, _asked(serving.book, told, body, language, screening.mended), asker)
        return body_of(serving, screening, told, job)


def listed(serving: Service, asker: Asker, limit: int, after: str | None) -> tuple[list[ScreeningBody], str | None]:
    """Those of one's own office, the latest first, and the one after which the next page begins."""
    database, office = serving.store()
    with database.reading() as session:
        found = store.listed(session, asker, limit + 1, last_read(session, Screening, after))
        page = found[:limit]
        bodies = [body_of(serving, one, None if one.told is None else office.open(one.told), store.job_of(session, one)) for one in page]
    return bodies, page[-1].id if len(found) > limit else None


def read(serving: Service, asker: Asker, id_: str) -> ScreeningBody:
    """How far it is, and what is said of its results."""
    database, office = serving.store()
    with database.reading() as session:
        screening = _found(session, asker, id_)
        told = None if screening.told is None else office.open(screening.told)
        return body_of(serving, screening, told, store.job_of(session, screening))


def job_of(serving: Service, asker: Asker, id_: str) -> str:
    """The id of the job that screens it."""
    with held(serving, asker, id_) as (_session, screening, _told):
        if screening.job is None:
            raise ProblemError(
                409, "not-started", Text("还没有开始筛查", "it was not started"), Text("请先 POST …/start", "start it first")
            )
        return screening.job


def cancelled(serving: Service, asker: Asker, id_: str) -> ScreeningBody:
    """Have its worker leave off; the register stays, and so do results of before."""
    office = serving.store()[1]
    with held(serving, asker, id_, writing=True) as (session, screening, told):
        job = store.job_of(session, screening)
        if job is None or not jobs.cancel(job):
            raise ProblemError(
                409, "not-running", Text("没有正在进行的筛查", "nothing is being screened"), Text("不用停止", "there is nothing to cancel")
            )
        office.log().append(session, asker.name, "screening_stopped", id_, {"job": job.id})
        return body_of(serving, screening, told, job)


def fetched(serving: Service, asker: Asker, id_: str, name: str) -> Path:
    """A file of results; who fetched which is written in the log."""
    office = serving.store()[1]
    with held(serving, asker, id_, writing=True) as (session, screening, _told):
        path = files_of(serving, screening).get(name)
        if path is None:
            raise ProblemError(
                404, "file", Text("没有这份文件", "no such file"), Text("请看 …/files 里的名称", "look at the names in `files`")
            )
        office.log().append(session, asker.name, "results_fetched", id_, {"file": name})
    return path


def mended(serving: Service, asker: Asker, id_: str, file: UploadFile) -> ScreeningBody:
    """Have it screened again as before, with the rows of a workbook that came back in the place of the old ones."""
    office = serving.store()[1]
    folder, name = WorkFolder.of(serving.settings), _cleaned(file.filename or "")
    with held(serving, asker, id_, changing=True) as (_session, screening, told):
        files_of(serving, screening)  # there are results to mend
    given = register_of(serving, id_, told)
    fresh = folder.home(id_) / "mended" / f"{uuid4()}.xlsx"
    try:
        with _disk():
            _copy(file, fresh)
        with _mapping_file(told["mapping"]) as mapping, saying():
            rows = given.mended_by(fresh, name, mapping)
        with held(serving, asker, id_, changing=True) as (session, screening, told):
            before = store.job_of(session, screening)
            assert before is not None
            screening.mended += 1
            fresh.replace(folder.mended(id_, screening.mended))
            office.log().append(session, asker.name, "rows_mended", id_, {"rows": rows})
            job = store.begin(session, office, screening, {**before.asked, "mended": screening.mended}, asker)
            return body_of(serving, screening, told, job)
    finally:
        fresh.unlink(missing_ok=True)


def erased(serving: Service, asker: Asker, id_: str) -> ScreeningBody:
    """Erase register, mapping and results; the log stays."""
    database, office = serving.store()
    with database.writing() as session:
        screening = _found(session, asker, id_)
        if screening.erased is None:
            store.erase(session, office, screening, asker.name)
        job, busy = store.job_of(session, screening), store.is_open(session, screening)
    if not busy:  # else as soon as its worker has left off
        erase(WorkFolder.of(serving.settings).home(id_))
    return body_of(serving, screening, None, job)


# -- shared ----------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def sent(request: Request, field: str) -> AsyncGenerator[UploadFile]:
    """The file of a form, which is written to disk as it comes. Raises HTTPException, ProblemError."""
    if media_type_of(request) != "multipart/form-data":
        raise not_taken("Content-Type: multipart/form-data")
    try:
        form = await request.form(max_files=1, max_fields=0)
    except OSError as error:
        raise _disk_problem(error) from None
    except HTTPException as error:
        if error.status_code != 400 or isinstance(error, RefusedError):
            raise
        raise ProblemError(
            400, "upload", Text("表单读不出", "the form cannot be read"),
            Text(f"请用 multipart/form-data 上传一个文件，表单项叫 {field}，别的都不要；boundary 由程序库来写",
                 f"send one file as `{field}` of a form, multipart/form-data, and nothing else; leave the boundary to a library"),
        ) from None  # fmt: skip
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
def saying() -> Generator[None]:
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
            422,
            "mapping",
            Text("映射文件有误", "the mapping has mistakes"),
            Text(f"共 {len(found)} 处", f"{len(found)} of them"),
            found=found,
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
    from huilao import GivenRegister  # what reads registers takes a while to load

    return GivenRegister(path, name, book)


def register_of(serving: Service, id_: str, told: Mapping[str, Any]) -> GivenRegister:
    """The register of a screening. Raises ProblemError where it is gone from the work folder."""
    try:
        return _given(WorkFolder.of(serving.settings).register(id_), told["name"], serving.book)
    except FileNotFoundError:
        raise _gone() from None


def _gone() -> ProblemError:
    return ProblemError(
        410, "erased", Text("登记表和结果已经删除", "the register and its results were erased"), Text("请重新上传", "upload it again")
    )


def _found(session: Session, asker: Asker, id_: str) -> Screening:
    """A screening. Raises ProblemError 404 where there is none of the asker's office."""
    screening = store.find(session, asker, id_)
    if screening is None:
        raise ProblemError(404, "screening", Text("没有这次筛查", "no such screening"), Text("请核对编号", "look at its id again"))
    return screening


@contextmanager
def held(
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
            raise ProblemError(
                409, "running", Text("正在筛查", "it is being screened"), Text("请等它做完，或先停止", "wait for it, or cancel it first")
            )
        yield session, screening, office.open(screening.told)


def files_of(serving: Service, screening: Screening) -> dict[str, Path]:
    """The results of a screening. Raises ProblemError 409 where there are none yet."""
    if screening.results is None:
        raise ProblemError(
            409, "no-results", Text("还没有结果", "there are no results yet"), Text("请等筛查做完", "wait until it is screened")
        )
    return WorkFolder.of(serving.settings).files(screening.id, screening.results)


def body_of(serving: Service, screening: Screening, told: Mapping[str, Any] | None, job: Job | None) -> ScreeningBody:
    """A screening as callers see it; `told` is what is kept of its register (its name, its mapping), None once that is erased."""
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
        TakenBody(
            column=one.column,
            meant=one.meant,
            sure=one.sure,
            why=_words(one.why),
            filled=one.filled,
            different=one.different,
            samples=one.samples,
        )
        for one in look.columns
    ]
    return LookBody(columns=columns, notes=[_words(one) for one in look.notes], rows=look.rows)


def _words(text: Text) -> Words:
    return Words(zh=text.zh, en=text.of("en"))
