"""Drafts of the rule book: the routes by which clerks write one, have it checked and submit it, and others approve it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from ..service import Serving
from ..store import drafts as store
from ..store import screenings
from ..store.tables import Draft
from ..web.problems import problems
from ..web.requests import LanguageQuery
from ..who import Asker, Permission
from . import drafting
from .bodies import JsonRoute
from .draft_bodies import (
    ApproveRequest,
    CatchUpRequest,
    CheckBody,
    CheckRequest,
    DiffQuery,
    DiffResponse,
    DraftBody,
    DraftRequest,
    DraftsQuery,
    DraftsResponse,
    DraftSummary,
    ReadRequest,
    ReadResponse,
    RegisterBody,
    RejectRequest,
    RevisionBody,
    RevisionQuery,
    SubmitRequest,
    TitleRequest,
)
from .paging import last_read
from .told import Approves, Checks, Drafts, Sees, needs

router = APIRouter(prefix="/v1/drafts", tags=["drafts"], route_class=JsonRoute)

Asked = Annotated[LanguageQuery, Query()]
Id = Annotated[str, Path(alias="id", max_length=36, description="of the draft")]
Counts = Annotated[Asker, Depends(needs(Permission.COUNT_PEOPLE))]

MOST_REGISTERS = 100
"""Registers that are listed, the latest."""
SENT = (400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 503, 507)
READ = (401, 403, 404, 406, 422, 429, 503)


# -- writing ---------------------------------------------------------------------------------------------------------


@router.post("", status_code=201, responses=problems(*SENT), summary="新建草稿 / Begin a draft")
def make_draft(serving: Serving, asker: Drafts, body: DraftRequest, response: Response, _: Asked) -> DraftBody:
    """从在用的版本或以前的版本开始 / From the version in service, or a former one."""
    made = drafting.begun(serving, asker, body)
    response.headers["Location"] = f"{router.prefix}/{made.id}"
    return tagged(response, made)


@router.get("", responses=problems(*READ), summary="草稿列表 / Drafts")
def list_drafts(serving: Serving, _asker: Sees, asked: Annotated[DraftsQuery, Query()]) -> DraftsResponse:
    """最近的在前；`next` 是下一页的 `after` / The latest first, also those that were published or withdrawn."""
    with serving.store()[0].reading() as session:
        found = store.listed(session, asked.limit + 1, asked.state, last_read(session, Draft, asked.after))
    page = found[: asked.limit]
    return DraftsResponse(
        drafts=[DraftSummary.model_validate(drafting.summary_of(one)) for one in page], next=page[-1].id if len(found) > len(page) else None
    )


@router.get("/registers", responses=problems(401, 403, 404, 406, 422, 429, 503), summary="可以数人的登记表 / Registers to count people in")
def list_registers(serving: Serving, asker: Counts, _: Asked) -> list[RegisterBody]:
    """筛查过的登记表，检查时可以用来数有多少人受影响；这里看不到任何人 / Those that were screened and can be named in a check, to count whom the
    draft touches; nobody in them is shown.
    """
    with serving.store()[0].reading() as session:
        found = screenings.listed(session, asker, MOST_REGISTERS, with_results=True)
    return [RegisterBody(screening=one.id, made=one.made, made_by=one.made_by, size=one.size) for one in found]


@router.get("/{id}", responses=problems(*READ), summary="一份草稿 / A draft")
def read_draft(serving: Serving, _asker: Sees, id_: Id, response: Response, _: Asked) -> DraftBody:
    """有哪些文件，改到第几稿，有没有落后于在用的版本 / Its files, its last revision, and whether it is behind what is in service."""
    with serving.store()[0].reading() as session:
        return tagged(response, drafting.body_of(serving, session, drafting.draft_of(session, id_)))


@router.patch("/{id}", responses=problems(*SENT), summary="改名称 / Change the title")
def rename_draft(serving: Serving, asker: Drafts, id_: Id, body: TitleRequest, response: Response, _: Asked) -> DraftBody:
    """起草中的才能改；从前的名称在日志里 / Of one that is being written; the former title is in the log."""
    return tagged(response, drafting.renamed(serving, asker, id_, body))


@router.post("/{id}/catch-up", responses=problems(*SENT), summary="跟上在用的版本 / Catch up with the version in service")
def catch_up(serving: Serving, asker: Drafts, id_: Id, body: CatchUpRequest, response: Response, _: Asked) -> DraftBody:
    """把别人已经发布的修改并入草稿；同一行两边都改了的，列出来由您定 / Takes in what others have published since. Lines that were changed
    by both are listed, and their files are to be sent as they are to be.
    """
    return tagged(response, drafting.caught_up(serving, asker, id_, body))


@router.get("/{id}/revisions", responses=problems(*READ), summary="各稿 / Revisions")
def list_revisions(serving: Serving, _asker: Sees, id_: Id, _: Asked) -> list[RevisionBody]:
    """第 1 稿是开始时的版本 / The first is the version that it was begun from."""
    with serving.store()[0].reading() as session:
        return [
            RevisionBody(number=one.number, digest=one.digest, made=one.made, made_by=one.made_by, note=one.note)
            for one in store.revisions(session, drafting.draft_of(session, id_))
        ]


@router.get("/{id}/diff", responses=problems(*READ), summary="两稿的差别 / What differs between two revisions")
def diff(serving: Serving, _asker: Sees, id_: Id, asked: Annotated[DiffQuery, Query()]) -> DiffResponse:
    """逐行列出 / Line by line."""
    with serving.store()[0].reading() as session:
        return drafting.differing(session, drafting.draft_of(session, id_), asked.since, asked.until)


@router.post("/{id}/read", responses=problems(*SENT), summary="读一遍，找错 / Read it, and find mistakes")
def read_files(serving: Serving, _asker: Checks, id_: Id, body: ReadRequest, _: Asked) -> ReadResponse:
    """编辑时随时用：没有保存的内容放在 `files` 里；每处错误说明在哪里、错在哪里、怎样改 / For an editor as one types: each mistake with its place and how to mend it. Nothing is kept."""
    return drafting.read_over(serving, id_, body)


# -- checking --------------------------------------------------------------------------------------------------------


@router.post("/{id}/check", status_code=202, responses=problems(*SENT), summary="检查 / Check it")
def check_draft(serving: Serving, asker: Checks, id_: Id, body: CheckRequest, response: Response, _: Asked) -> CheckBody:
    """在后台读入、核对地点、运行场景、证明规则没有问题，并与在用的版本比较；结果和这一稿存在一起 / In the background: it is read, places are looked up, scenarios run, rules proved, and all is compared with the version in service."""
    begun = drafting.check_begun(serving, asker, id_, body)
    response.headers["Location"] = f"{router.prefix}/{id_}/check?revision={begun.revision}"
    return begun


@router.get("/{id}/check", responses=problems(*READ), summary="检查的结果 / What the check found")
def read_check(serving: Serving, _asker: Sees, id_: Id, asked: Annotated[RevisionQuery, Query()]) -> CheckBody:
    """做到哪一步；做完以后是全部结果 / How far it is; once it is done, all that was found, in words and as data."""
    with serving.store()[0].reading() as session:
        return drafting.check_of(session, drafting.draft_of(session, id_), asked.revision)


# -- from hand to hand -----------------------------------------------------------------------------------------------


@router.post("/{id}/submit", responses=problems(*SENT), summary="提交 / Submit it")
def submit_draft(serving: Serving, asker: Drafts, id_: Id, body: SubmitRequest, response: Response, _: Asked) -> DraftBody:
    """要先检查过这一稿；有人因此受损的待遇要逐项写明是有意的 / Only with a check of exactly this revision. What is taken from somebody is to be acknowledged."""
    return tagged(response, drafting.submitted(serving, asker, id_, body))


@router.post("/{id}/withdraw", responses=problems(*READ, 409, 507), summary="撤下 / Withdraw it")
def withdraw_draft(serving: Serving, asker: Drafts, id_: Id, response: Response, _: Asked) -> DraftBody:
    """不再改，也不发布；文件照留 / It is laid aside; its files stay."""
    return tagged(response, drafting.withdrawn(serving, asker, id_))


@router.post("/{id}/reopen", responses=problems(*READ, 409, 507), summary="收回再改 / Take it back")
def reopen_draft(serving: Serving, asker: Drafts, id_: Id, response: Response, _: Asked) -> DraftBody:
    """已提交或已撤下的，收回来接着改 / What was submitted or withdrawn is open again."""
    return tagged(response, drafting.reopened(serving, asker, id_))


@router.post("/{id}/reject", responses=problems(*SENT), summary="退回 / Reject it")
def reject_draft(serving: Serving, asker: Approves, id_: Id, body: RejectRequest, response: Response, _: Asked) -> DraftBody:
    """写明要改什么，退给起草的人 / With what is to be mended."""
    return tagged(response, drafting.rejected(serving, asker, id_, body))


@router.post("/{id}/approve", responses=problems(*SENT), summary="批准并发布 / Approve and publish it")
def approve_draft(serving: Serving, asker: Approves, id_: Id, body: ApproveRequest, response: Response, _: Asked) -> DraftBody:
    """由没有改过、也没有提交它的人批准，立即或到某一天零时起用；检查的结果随发布一起存档 / By somebody who had no hand in it: at once, or on a day to come. What the check found is kept with the publication."""
    return tagged(response, drafting.approved(serving, asker, id_, body))


def tagged(response: Response, body: DraftBody) -> DraftBody:
    """The answer with its revision as its entity tag."""
    response.headers["ETag"] = drafting.tag_of(body.revision)
    return body
