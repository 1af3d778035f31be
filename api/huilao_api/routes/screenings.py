"""Screenings over HTTP: a register is uploaded, mapped and screened by a worker; what comes out is fetched, mended and erased."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi import Path as InPath
from sse_starlette import EventSourceResponse
from starlette.responses import FileResponse, HTMLResponse

from huilao import Text

from ..service import Serving
from ..web.problems import ProblemError, problems
from ..web.requests import LanguageQuery
from . import screening_steps as steps
from .bodies import OCTETS, JsonRoute, body_of, file_body
from .forms import FormRoute
from .jobs import FOLLOWED, following
from .screening_bodies import (
    FileBody,
    FilesResponse,
    LookBody,
    MappedBody,
    MappingBody,
    ScreeningBody,
    ScreeningsQuery,
    ScreeningsResponse,
    StartRequest,
    UploadedBody,
)
from .told import Screens

MAPPINGS = ("application/yaml", "application/x-yaml", "text/yaml", "text/plain", "application/json", OCTETS)
"""Kinds of bodies that a mapping is; JSON is YAML, too."""

router = APIRouter(prefix="/v1/screenings", tags=["screenings"], route_class=JsonRoute)
plain = APIRouter(prefix="/v1/screenings", tags=["screenings"], route_class=FormRoute)
"""Routes with bodies that are no JSON."""

Asked = Annotated[LanguageQuery, Query()]
Id = Annotated[str, InPath(alias="id", max_length=36, description="of the screening")]

READ = (401, 403, 404, 406, 422, 429, 503)
SENT = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503, 507)


def _file_body(name: str, about: str) -> dict[str, Any]:
    """A form with one file, as the documentation has it."""
    schema = {"type": "object", "properties": {name: {"type": "string", "format": "binary", "description": about}}, "required": [name],
              "additionalProperties": False}  # fmt: skip
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


RESULTS: dict[str, Any] = {
    one: {"schema": {"type": "string", "format": "binary"}}
    for one in (OCTETS, "text/csv", "application/json", "text/html", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
}
"""What files of results are answered as, by their kind."""


# -- a register comes, and is mapped ---------------------------------------------------------------------------------


@plain.post(
    "", status_code=201, responses=problems(*SENT), openapi_extra=_file_body("register", ".csv .txt .xlsx .xls .et .ods .parquet"),
    summary="上传登记表 / Upload a register",
)  # fmt: skip
async def upload_register(request: Request, response: Response, serving: Serving, asker: Screens, _: Asked) -> UploadedBody:
    """答复里有映射草稿：每一列当作什么、有没有把握；核对后用 PUT 交回 / The answer has a suggested mapping: what each column was taken
    for, and how sure that is. Check it, correct it, and put it.
    """
    async with steps.sent(request, "register") as file:
        found = await to_thread.run_sync(steps.uploaded, serving, asker, file, limiter=steps.AT_ONCE)
    response.headers["Location"] = f"{plain.prefix}/{found.id}"
    return found


@router.get("/{id}/mapping", responses=problems(*READ, 410), summary="映射 / The mapping of a register")
def read_screening_mapping(serving: Serving, asker: Screens, id_: Id, _: Asked) -> MappingBody:
    """现在的映射；还没有交回的是草稿 / As it was put, else as it was suggested."""
    with steps.held(serving, asker, id_) as (_session, _screening, told):
        return MappingBody(mapping=told["mapping"] or told["suggested"], put=told["mapping"] is not None, look=LookBody(**told["look"]))


@plain.put(
    "/{id}/mapping",
    responses=problems(*SENT, 410),
    openapi_extra=file_body("a mapping file (YAML)", *MAPPINGS),
    summary="交回核对过的映射 / Put the mapping",
)
async def put_screening_mapping(
    serving: Serving, asker: Screens, id_: Id, content: Annotated[bytes, Depends(body_of(*MAPPINGS))], _: Asked
) -> MappedBody:  # fmt: skip
    """映射文件（YAML）原样放在请求体里；有错时逐处指出 / The mapping file itself as the body; each mistake is told with its line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProblemError(
            422, "mapping", Text("映射文件读不出", "the mapping cannot be read"), Text("请存为 UTF-8 编码", "save it as UTF-8")
        ) from None
    return await to_thread.run_sync(steps.mapped, serving, asker, id_, text, limiter=steps.AT_ONCE)


@plain.get(
    "/{id}/profile", response_class=HTMLResponse, responses={**problems(401, 403, 404, 410, 422, 429, 503), 200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
    summary="登记表概况 / A page on the register",
)  # fmt: skip
async def profile_of_register(request: Request, serving: Serving, asker: Screens, id_: Id, _: Asked) -> HTMLResponse:
    """各列是什么、写法、空白、存疑、重复；不显示任何人 / What its columns are and what is doubtful; nobody is shown."""
    from huilao import portrait_html

    language = serving.language(request)
    said = await to_thread.run_sync(steps.portrait_of, serving, asker, id_, language, limiter=steps.AT_ONCE)
    return HTMLResponse(portrait_html(said, language), headers={"Content-Language": language, "Content-Security-Policy": PAGE})


PAGE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
"""What a page of a register may do: show itself."""


# -- it is screened --------------------------------------------------------------------------------------------------


@router.post("/{id}/start", status_code=202, responses=problems(*SENT, 406, 410), summary="开始筛查 / Start a screening")
def start_screening(
    request: Request, response: Response, serving: Serving, asker: Screens, id_: Id, body: StartRequest, _: Asked
) -> ScreeningBody:  # fmt: skip
    """在后台进行；用 `GET …/events` 跟着看 / By a worker, with the rule book in service now, from beginning to end."""
    begun = steps.started(serving, asker, id_, body, serving.language(request))
    response.headers["Location"] = f"{plain.prefix}/{begun.id}"
    return begun


@router.get("", responses=problems(401, 403, 404, 406, 422, 429, 503), summary="筛查列表 / Screenings")
def list_screenings(serving: Serving, asker: Screens, asked: Annotated[ScreeningsQuery, Query()]) -> ScreeningsResponse:
    """本单位的，最近的在前；`next` 是下一页的 `after` / Those of one's own office, the latest first."""
    bodies, following_id = steps.listed(serving, asker, asked.limit, asked.after)
    return ScreeningsResponse(screenings=bodies, next=following_id)


@router.get("/{id}", responses=problems(*READ), summary="一次筛查 / A screening")
def read_screening(serving: Serving, asker: Screens, id_: Id, _: Asked) -> ScreeningBody:
    """进行到哪里了，结果怎样 / How far it is, and what is said of its results."""
    return steps.read(serving, asker, id_)


@plain.get("/{id}/events", response_class=EventSourceResponse, responses={**problems(401, 403, 404, 409, 410, 422, 429, 503), **FOLLOWED}, summary="跟着看 / Follow a screening")  # fmt: skip
async def follow_screening(serving: Serving, asker: Screens, id_: Id, _: Asked) -> EventSourceResponse:
    """同 `/v1/jobs/{id}/events` / As of the job."""
    database, _office = serving.store()
    return following(database, await to_thread.run_sync(steps.job_of, serving, asker, id_))


@router.post("/{id}/cancel", responses=problems(*READ, 409, 410, 507), summary="停止筛查 / Cancel a screening")
def cancel_screening(serving: Serving, asker: Screens, id_: Id, _: Asked) -> ScreeningBody:
    """登记表和以前的结果照留 / The register stays, and so do results of before."""
    return steps.cancelled(serving, asker, id_)


# -- what comes out --------------------------------------------------------------------------------------------------


@router.get("/{id}/files", responses=problems(*READ, 409, 410), summary="结果文件 / Files of results")
def list_screening_files(serving: Serving, asker: Screens, id_: Id, _: Asked) -> FilesResponse:
    """名单、汇总、报告、待更正的表 / Lists, summary, report, and the workbook of what is to be mended."""
    with steps.held(serving, asker, id_) as (_session, screening, _told):
        found = steps.files_of(serving, screening)
    return FilesResponse(files=[FileBody(name=name, size=path.stat().st_size) for name, path in found.items()])


@plain.get(
    "/{id}/files/{name:path}", response_class=FileResponse, responses={**problems(401, 403, 404, 409, 410, 422, 429, 503, 507), 200: {"content": RESULTS}},
    summary="取一份结果 / Fetch a file of results",
)  # fmt: skip
def fetch_screening_file(
    serving: Serving, asker: Screens, id_: Id, name: Annotated[str, InPath(max_length=300, description="as `files` has it")], _: Asked
) -> FileResponse:  # fmt: skip
    """谁取了哪一份，记在日志里 / Who fetched which is written in the log."""
    path = steps.fetched(serving, asker, id_, name)
    return FileResponse(path, filename=PurePosixPath(name).name)


@plain.put(
    "/{id}/mended", status_code=202, responses=problems(*SENT, 410), openapi_extra=_file_body("workbook", "待更正.xlsx / to_mend.xlsx"),
    summary="交回改好的表 / Give back the mended workbook",
)  # fmt: skip
async def put_mended(request: Request, response: Response, serving: Serving, asker: Screens, id_: Id, _: Asked) -> ScreeningBody:
    """改好的行取代原来的行，按上次的日期、版本和选项再筛查一次，没有人算两次 / The mended rows take the place of the old ones, and the
    register is screened again as before, by the same version: nobody is counted twice.
    """
    async with steps.sent(request, "workbook") as file:
        begun = await to_thread.run_sync(steps.mended, serving, asker, id_, file, limiter=steps.AT_ONCE)
    response.headers["Location"] = f"{plain.prefix}/{begun.id}"
    return begun


@router.delete("/{id}", responses=problems(*READ, 507), summary="删除登记表和结果 / Erase a screening")
def erase_screening(serving: Serving, asker: Screens, id_: Id, _: Asked) -> ScreeningBody:
    """登记表、映射和结果都删去；做过什么，日志里照留 / Register, mapping and results go; the log stays."""
    return steps.erased(serving, asker, id_)
