"""What is no JSON of drafts and publications: their files, one by one or all as an archive, and the report of a comparison."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from starlette.responses import HTMLResponse, Response

from huilao import Text

from ..service import Serving
from ..store import drafts as store
from ..store import publications
from ..store.editions import contents
from ..web.problems import ProblemError, problems
from ..web.requests import LanguageQuery, as_number
from ..work.draft_checks import SCENARIOS
from .bodies import OCTETS, body_of, file_body, refuse_unless_accepted
from .draft_bodies import DraftBody, NoteQuery, RevisionQuery
from .draft_files import ZIP, name_of, packed, unpacked
from .drafting import draft_of, last_check, no_file, replaced, revision_called, saved, tag_of
from .drafts import tagged
from .told import Drafts, Sees
from .versions import in_service

YAML, FEATURE = "application/yaml", "text/plain"
FILE = (YAML, FEATURE, "text/yaml", OCTETS)
"""What a file may be sent as: it is kept byte for byte, whatever it is."""
ARCHIVE = (ZIP, OCTETS)
"""What an archive comes and goes as."""


router = APIRouter(prefix="/v1", tags=["drafts"])


def _answered(*media_types: str) -> dict[int | str, dict[str, Any]]:
    schemas = {one: {"type": "string"} if one == FEATURE else {"type": "string", "format": "binary"} for one in media_types}
    return {200: {"content": {one: {"schema": schema} for one, schema in schemas.items()}, "description": "byte for byte"}}


Asked = Annotated[LanguageQuery, Query()]
Noted = Annotated[NoteQuery, Query()]
Id = Annotated[str, Path(alias="id", max_length=36, description="of the draft")]
Name = Annotated[
    str, Path(alias="path", max_length=1_000, description="below the folder of the rule book", examples=["mianning/chapter-5.yaml"])
]
File = Annotated[bytes, Depends(body_of(*FILE))]
Archive = Annotated[bytes, Depends(body_of(*ARCHIVE))]
Number = Annotated[str, Path(pattern="^([0-9]{1,7}|in-service)$", description="of the publication, or `in-service`")]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="the entity tag of what you read: its revision", examples=['"1"'], max_length=100)
]
READ = (401, 403, 404, 406, 422, 429, 503)
CHANGE = (*READ, 409, 412, 428, 507)


@router.get(
    "/drafts/{id}/files/{path:path}",
    response_class=Response,
    responses=problems(*READ) | _answered(YAML, FEATURE),
    summary="一个文件 / A file",
)
def read_file(serving: Serving, _asker: Sees, id_: Id, path: Name, asked: Annotated[RevisionQuery, Query()]) -> Response:
    """原样 / As it is, with the revision as its entity tag."""
    name = name_of(path)
    with serving.store()[0].reading() as session:
        revision = revision_called(session, draft_of(session, id_), asked.revision)
        content = store.content(session, revision, name)
    if content is None:
        raise no_file(name)
    media_type = f"{FEATURE}; charset=utf-8" if name.endswith(SCENARIOS) else YAML
    return Response(content, media_type=media_type, headers={"ETag": tag_of(revision.number)})


@router.put(
    "/drafts/{id}/files/{path:path}",
    responses=problems(*CHANGE, 400, 408, 413, 415),
    openapi_extra=file_body("byte for byte", *FILE),
    summary="保存一个文件 / Save a file",
)
def save_file(
    serving: Serving, asker: Drafts, id_: Id, path: Name, content: File, response: Response, asked: Noted, if_match: IfMatch = None
) -> DraftBody:  # fmt: skip
    """新文件也这样存；别人同时改过这个文件的，逐行列出，谁的都不丢 / A new one, too. Where somebody else has changed it since, both edits are
    shown line by line, and nothing is lost.
    """
    return tagged(response, saved(serving, asker, id_, name_of(path), content, _revision_in(if_match), asked.note))


@router.delete("/drafts/{id}/files/{path:path}", responses=problems(*CHANGE), summary="删除一个文件 / Delete a file")
def delete_file(
    serving: Serving, asker: Drafts, id_: Id, path: Name, response: Response, asked: Noted, if_match: IfMatch = None
) -> DraftBody:  # fmt: skip
    """以前各稿里还有 / It is still there in former revisions."""
    return tagged(response, saved(serving, asker, id_, name_of(path), None, _revision_in(if_match), asked.note))


@router.get(
    "/drafts/{id}/archive", response_class=Response, responses=problems(*READ) | _answered(*ARCHIVE), summary="全部文件 / All files"
)
def read_archive(request: Request, serving: Serving, _asker: Sees, id_: Id, asked: Annotated[RevisionQuery, Query()]) -> Response:
    """打成 zip 压缩包 / As a zip."""
    with serving.store()[0].reading() as session:
        revision = revision_called(session, draft_of(session, id_), asked.revision)
        files = contents(session, revision.files)
    return _zip(request, files, f"draft-{revision.number}", tag_of(revision.number))


@router.put(
    "/drafts/{id}/archive",
    responses=problems(*CHANGE, 400, 408, 413, 415),
    openapi_extra=file_body("a zip of all files", *ARCHIVE),
    summary="换成压缩包里的文件 / Replace all files",
)
def save_archive(
    serving: Serving, asker: Drafts, id_: Id, content: Archive, response: Response, asked: Noted, if_match: IfMatch = None
) -> DraftBody:  # fmt: skip
    """压缩包里没有的文件就删去；别人同时改过的文件不会被盖掉 / Files that are not in it go; none that somebody else has changed since is overwritten."""
    return tagged(response, replaced(serving, asker, id_, unpacked(content), _revision_in(if_match), asked.note))


@router.get(
    "/drafts/{id}/check/report", response_class=HTMLResponse, responses=problems(*READ), summary="比较报告 / The report of the comparison"
)  # fmt: skip
def read_report(request: Request, serving: Serving, _asker: Sees, id_: Id, asked: Annotated[RevisionQuery, Query()]) -> HTMLResponse:
    """可以打印的网页 / As a page that prints."""
    with serving.store()[0].reading() as session:
        _, found = last_check(session, draft_of(session, id_), asked.revision)
        comparison = None if found is None else store.all_found(found)["comparison"]
    if comparison is None:
        raise ProblemError(
            404, "report", Text("没有比较报告", "there is no report"),
            Text("检查还没有做完，或者规则文件读不了", "the check is not done, or the rule files cannot be read"),
        )  # fmt: skip
    language = serving.language(request)
    styled = {
        "Content-Language": language,
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    }
    return HTMLResponse(comparison["pages"][language], headers=styled)


@router.get(
    "/publications/{number}/archive",
    response_class=Response,
    responses=problems(*READ) | _answered(*ARCHIVE),
    summary="已发布版本的全部文件 / All files of a publication",
)
def read_published(
    request: Request, serving: Serving, _asker: Sees, number: Number, _: Asked
) -> Response:  # fmt: skip
    """打成 zip 压缩包，可放回 git / As a zip, to be put into git, say."""
    with serving.store()[0].reading() as session:
        found = in_service(session, serving.now()) if number == "in-service" else publications.find(session, int(number))
        if found is None:
            raise ProblemError(
                404, "publication", Text("没有这次发布", "no such publication"), Text("请核对号数", "look at its number again")
            )
        version, files = found.version, contents(session, found.files)
    return _zip(request, files, version[:12], f'"{version}"')


def _revision_in(if_match: str | None) -> int:
    """The revision of an entity tag. Raises ProblemError 428 where there is none, 412 where it is none of ours."""
    if if_match is None:
        raise ProblemError(
            428, "if-match", Text("缺少 If-Match", "`If-Match` is missing"),
            Text('请写明您是从哪一稿改起的，例如 If-Match: "3"：这样不会盖掉别人的修改', 'say which revision you read, as in `If-Match: "3"`: so that nobody\'s edit is overwritten'),
        )  # fmt: skip
    found = as_number(if_match.strip().removeprefix("W/").strip('"'))
    if not (isinstance(found, int) and 0 < found < 2**31):
        raise ProblemError(
            412, "if-match", Text("If-Match 不对", "this `If-Match` is none of a draft"),
            Text('应是稿的序号，例如 "3"', 'it is the number of a revision, as in `"3"`'),
        )  # fmt: skip
    return found


def _zip(request: Request, files: dict[str, bytes], name: str, tag: str) -> Response:
    return Response(
        packed(files),
        media_type=refuse_unless_accepted(request, *ARCHIVE),
        headers={"ETag": tag, "Content-Disposition": f'attachment; filename="huilao-{name}.zip"'},
    )
