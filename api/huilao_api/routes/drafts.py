"""Drafts of the rule book: the routes by which clerks write one, have it checked and submit it, and others approve it."""

from __future__ import annotations

import difflib
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from huilao import Rulebook, RuleFiles, Text

from ..auth.reach import refuse_nobody_signed_in, refuse_out_of_reach
from ..service import CHINA, Service, Serving
from ..store import drafts as store
from ..store import jobs, publications, screenings
from ..store.decisions import Office
from ..store.drafts import DraftState
from ..store.editions import contents
from ..store.tables import Draft, DraftCheck, DraftRevision, Job, JobState, Screening
from ..web.conflicts import Conflict, conflict
from ..web.problems import Mistake, ProblemError, problems
from ..web.requests import LanguageQuery
from ..who import Asker, Permission
from ..work.draft_checks import KIND, STAGES, problem_data
from .bodies import JsonRoute
from .draft_bodies import (
    ApproveRequest,
    CatchUpRequest,
    CheckBody,
    CheckRequest,
    DiffQuery,
    DiffResponse,
    DraftBody,
    DraftFile,
    DraftRequest,
    DraftsQuery,
    DraftsResponse,
    DraftSummary,
    FileDiff,
    ReadRequest,
    ReadResponse,
    RegisterBody,
    RejectRequest,
    RevisionBody,
    RevisionQuery,
    SubmitRequest,
)
from .draft_files import name_of, refuse_too_much
from .told import needs
from .versions import in_service, version_called

router = APIRouter(prefix="/v1/drafts", tags=["drafts"], route_class=JsonRoute)

Asked = Annotated[LanguageQuery, Query()]
Id = Annotated[str, Path(alias="id", max_length=36, description="of the draft")]
Drafts = Annotated[Asker, Depends(needs(Permission.DRAFT))]
Sees = Annotated[Asker, Depends(needs(Permission.SEE_VERSIONS))]
Approves = Annotated[Asker, Depends(needs(Permission.PUBLISH))]
Counts = Annotated[Asker, Depends(needs(Permission.COUNT_PEOPLE))]
Checks = Annotated[Asker, Depends(needs(Permission.DRAFT, Permission.PUBLISH))]

MOST_REGISTERS = 100
"""Registers that are listed, the latest."""
SENT = (400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 503, 507)
READ = (401, 403, 404, 406, 422, 429, 503)


# -- writing ---------------------------------------------------------------------------------------------------------


@router.post("", status_code=201, responses=problems(*SENT), summary="新建草稿 / Begin a draft")
def make_draft(serving: Serving, asker: Drafts, body: DraftRequest, response: Response, _: Asked) -> DraftBody:
    """从在用的版本或以前的版本开始 / From the version in service, or a former one."""
    database, office = serving.store()
    with database.writing() as session:
        if store.in_hand(session, asker.name) >= store.MOST_OPEN:
            raise ProblemError(
                409, "drafts", Text("您的草稿太多了", "you have too many drafts"),
                Text(f"最多同时有 {store.MOST_OPEN} 份；请先提交或撤下几份", f"{store.MOST_OPEN} at once: submit or withdraw some first"),
            )  # fmt: skip
        now = in_service(session, serving.now())
        version, files = (now.version, now.files) if body.version is None else version_called(session, body.version)
        draft = store.make(session, office, asker.name, body.title.strip(), version, files, body.note)
        response.headers["Location"] = f"{router.prefix}/{draft.id}"
        return body_of(serving, session, draft, response)


@router.get("", responses=problems(*READ), summary="草稿列表 / Drafts")
def list_drafts(serving: Serving, _asker: Sees, asked: Annotated[DraftsQuery, Query()]) -> DraftsResponse:
    """最近的在前；`next` 是下一页的 `after` / The latest first, also those that were published or withdrawn."""
    with serving.store()[0].reading() as session:
        found = store.listed(session, asked.limit + 1, asked.state, asked.after)
    page = found[: asked.limit]
    return DraftsResponse(
        drafts=[DraftSummary.model_validate(_summary(one)) for one in page], next=page[-1].id if len(found) > len(page) else None
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
        return body_of(serving, session, draft_of(session, id_), response)


@router.post("/{id}/catch-up", responses=problems(*SENT), summary="跟上在用的版本 / Catch up with the version in service")
def catch_up(serving: Serving, asker: Drafts, id_: Id, body: CatchUpRequest, response: Response, _: Asked) -> DraftBody:
    """把别人已经发布的修改并入草稿；同一行两边都改了的，列出来由您定 / Takes in what others have published since. Lines that were changed
    by both are listed, and their files are to be sent as they are to be.
    """
    database, office = serving.store()
    with database.writing() as session:
        draft = _to_edit(session, id_, body.revision)
        now = in_service(session, serving.now())
        if not store.is_behind(draft, now.files):
            return body_of(serving, session, draft, response)
        sides = (draft.base_files, now.files, store.revision_of(session, draft).files)
        base, theirs, yours = (contents(session, files) for files in sides)
        settled = {name_of(name): None if text is None else text.encode() for name, text in body.files.items()}
        changes, open_ = joined(base, theirs, yours, joins_lines=True)
        left = [one for one in open_ if one.file not in settled]
        if left:
            raise ProblemError(
                409, "behind", Text("有几行两边都改了", "some lines were changed by both"),
                Text("请定下这些文件最后怎样写，放在 files 里再发一次", "send these files in `files` as they are to be"), conflicts=left,
            )  # fmt: skip
        files = {name: content for name, content in {**theirs, **changes, **settled}.items() if content is not None}
        own = [name for name, content in settled.items() if content != theirs.get(name)]  # the rest is what others did
        refuse_out_of_reach(asker, own, theirs, files)
        refuse_too_much({name: len(content) for name, content in files.items()})
        with editing():
            store.catch_up(session, office, draft, asker.name, now.version, now.files, {**dict.fromkeys(yours), **files})
        return body_of(serving, session, draft, response)


@router.get("/{id}/revisions", responses=problems(*READ), summary="各稿 / Revisions")
def list_revisions(serving: Serving, _asker: Sees, id_: Id, _: Asked) -> list[RevisionBody]:
    """第 1 稿是开始时的版本 / The first is the version that it was begun from."""
    with serving.store()[0].reading() as session:
        return [
            RevisionBody(number=one.number, digest=one.digest, made=one.made, made_by=one.made_by, note=one.note)
            for one in store.revisions(session, draft_of(session, id_))
        ]


@router.get("/{id}/diff", responses=problems(*READ), summary="两稿的差别 / What differs between two revisions")
def diff(serving: Serving, _asker: Sees, id_: Id, asked: Annotated[DiffQuery, Query()]) -> DiffResponse:
    """逐行列出 / Line by line."""
    with serving.store()[0].reading() as session:
        draft = draft_of(session, id_)
        before, after = (revision_called(session, draft, number) for number in (asked.since, asked.until))
        old, new = (contents(session, one.files) for one in (before, after))
    names = sorted(name for name in {**old, **new} if old.get(name) != new.get(name))
    return DiffResponse(since=before.number, until=after.number, files=[_file_diff(name, old.get(name), new.get(name)) for name in names])


@router.post("/{id}/read", responses=problems(*SENT), summary="读一遍，找错 / Read it, and find mistakes")
def read_files(serving: Serving, _asker: Checks, id_: Id, body: ReadRequest, _: Asked) -> ReadResponse:
    """编辑时随时用：没有保存的内容放在 `files` 里；每处错误说明在哪里、错在哪里、怎样改 / For an editor as one types: each mistake with its place and how to mend it. Nothing is kept."""
    with serving.store()[0].reading() as session:
        files = contents(session, store.revision_of(session, draft_of(session, id_)).files)
    for name, text in body.files.items():
        if text is None:
            files.pop(name_of(name), None)
        else:
            files[name_of(name)] = text.encode()
    refuse_too_much({name: len(content) for name, content in files.items()})
    book, found = Rulebook.read(RuleFiles.of(files))
    return ReadResponse.model_validate({
        "reads": book is not None, "version": None if book is None else book.version, "benefits": None if book is None else len(book.benefits),
        "problems": [problem_data(one) for one in found],
    })  # fmt: skip


# -- checking --------------------------------------------------------------------------------------------------------


@router.post("/{id}/check", status_code=202, responses=problems(*SENT), summary="检查 / Check it")
def check_draft(serving: Serving, asker: Checks, id_: Id, body: CheckRequest, response: Response, _: Asked) -> CheckBody:
    """在后台读入、核对地点、运行场景、证明规则没有问题，并与在用的版本比较；结果和这一稿存在一起 / In the background: it is read, places are looked up, scenarios run, rules proved, and all is compared with the version in service."""
    database, office = serving.store()
    with database.writing() as session:
        draft = draft_of(session, id_)
        revision = revision_called(session, draft, body.revision)
        screening = None if body.screening is None else _register_at_hand(session, asker, body.screening)
        asked = {
            "revision": revision.number, "digest": revision.digest, "against": in_service(session, serving.now()).version,
            "as_of": (body.as_of or today(serving)).isoformat(), "screening": body.screening,
        }  # fmt: skip
        under_way = [one for one in _jobs(session, draft) if one.state in jobs.OPEN and one.asked == asked]
        job = under_way[0] if under_way else jobs.add(session, KIND, draft.id, asked, asker)
        session.flush()
        if screening is not None and not under_way:
            office.log().append(session, asker.name, "people_counted", screening.id, {"draft": draft.id, "revision": revision.number, "job": job.id})
        response.headers["Location"] = f"{router.prefix}/{draft.id}/check?revision={revision.number}"
        return _check(job, None)


@router.get("/{id}/check", responses=problems(*READ), summary="检查的结果 / What the check found")
def read_check(serving: Serving, _asker: Sees, id_: Id, asked: Annotated[RevisionQuery, Query()]) -> CheckBody:
    """做到哪一步；做完以后是全部结果 / How far it is; once it is done, all that was found, in words and as data."""
    with serving.store()[0].reading() as session:
        job, found = last_check(session, draft_of(session, id_), asked.revision)
        return _check(job, found)


# -- from hand to hand -----------------------------------------------------------------------------------------------


@router.post("/{id}/submit", responses=problems(*SENT), summary="提交 / Submit it")
def submit_draft(serving: Serving, asker: Drafts, id_: Id, body: SubmitRequest, response: Response, _: Asked) -> DraftBody:
    """要先检查过这一稿；有人因此受损的待遇要逐项写明是有意的 / Only with a check of exactly this revision. What is taken from somebody is to be acknowledged."""
    database, office = serving.store()
    with database.writing() as session:
        draft = _to_edit(session, id_, body.revision)
        _refuse_places_of_others(session, draft, asker)
        check = _good_check(serving, session, draft)
        _refuse_unacknowledged(check, body.acknowledged)
        store.submit(session, office, draft, asker.name, check, body.acknowledged, _day_of(serving, body.takes_effect))
        return body_of(serving, session, draft, response)


@router.post("/{id}/withdraw", responses=problems(*READ, 409, 507), summary="撤下 / Withdraw it")
def withdraw_draft(serving: Serving, asker: Drafts, id_: Id, response: Response, _: Asked) -> DraftBody:
    """不再改，也不发布；文件照留 / It is laid aside; its files stay."""
    database, office = serving.store()
    with database.writing() as session:
        draft = _in_state(session, id_, *store.IN_HAND)
        store.withdraw(session, office, draft, asker.name)
        return body_of(serving, session, draft, response)


@router.post("/{id}/reopen", responses=problems(*READ, 409, 507), summary="收回再改 / Take it back")
def reopen_draft(serving: Serving, asker: Drafts, id_: Id, response: Response, _: Asked) -> DraftBody:
    """已提交或已撤下的，收回来接着改 / What was submitted or withdrawn is open again."""
    database, office = serving.store()
    with database.writing() as session:
        draft = _in_state(session, id_, DraftState.SUBMITTED, DraftState.WITHDRAWN)
        store.reopen(session, office, draft, asker.name)
        return body_of(serving, session, draft, response)


@router.post("/{id}/reject", responses=problems(*SENT), summary="退回 / Reject it")
def reject_draft(serving: Serving, asker: Approves, id_: Id, body: RejectRequest, response: Response, _: Asked) -> DraftBody:
    """写明要改什么，退给起草的人 / With what is to be mended."""
    database, office = serving.store()
    with database.writing() as session:
        draft = _in_state(session, id_, DraftState.SUBMITTED)
        _refuse_other_revision(draft, body.revision)
        store.reject(session, office, draft, asker.name, body.reason.strip())
        return body_of(serving, session, draft, response)


@router.post("/{id}/approve", responses=problems(*SENT), summary="批准并发布 / Approve and publish it")
def approve_draft(serving: Serving, asker: Approves, id_: Id, body: ApproveRequest, response: Response, _: Asked) -> DraftBody:
    """由没有改过、也没有提交它的人批准，立即或到某一天零时起用；检查的结果随发布一起存档 / By somebody who had no hand in it: at once, or on a day to come. What the check found is kept with the publication."""
    database, office = serving.store()
    refuse_nobody_signed_in(asker)
    with database.writing() as session:
        draft = _in_state(session, id_, DraftState.SUBMITTED)
        _refuse_other_revision(draft, body.revision)
        _refuse_own(session, draft, asker)
        _refuse_places_of_others(session, draft, asker)
        day = _day_of(serving, body.takes_effect)
        check = _good_check(serving, session, draft, day)
        _refuse_unacknowledged(check, draft.acknowledged)
        number = _published(serving, session, office, draft, check, asker, day)
        store.approve(session, office, draft, asker.name, check, number)
        return body_of(serving, session, draft, response)


# -- what the routes share -------------------------------------------------------------------------------------------


def draft_of(session: Session, id_: str) -> Draft:
    """A draft. Raises ProblemError 404 where there is none."""
    draft = store.find(session, id_)
    if draft is None:
        raise ProblemError(404, "draft", Text("没有这份草稿", "no such draft"), Text("请核对编号", "look at its id again"))
    return draft


def body_of(serving: Service, session: Session, draft: Draft, response: Response) -> DraftBody:
    """A draft as it is answered with, its revision as the entity tag."""
    revision = store.revision_of(session, draft)
    response.headers["ETag"] = tag_of(draft.revision)
    sizes = store.sizes(session, revision)
    behind = draft.state != DraftState.PUBLISHED and store.is_behind(draft, in_service(session, serving.now()).files)
    files = [DraftFile(name=name, size=size, digest=revision.files[name]) for name, size in sizes.items()]
    return DraftBody.model_validate(
        {**_summary(draft), "digest": revision.digest, "behind": behind, "acknowledged": draft.acknowledged, "files": files}
    )


def revision_called(session: Session, draft: Draft, number: int | None) -> DraftRevision:
    """A revision of a draft, the last one by default. Raises ProblemError 404 where there is none of the number."""
    if number is not None and number > draft.revision:
        raise ProblemError(
            404, "revision", Text("没有这一稿", "no such revision"),
            Text(f"最后一稿是第 {draft.revision} 稿", f"the last one is {draft.revision}"),
        )  # fmt: skip
    return store.revision_of(session, draft, number)


def today(serving: Service) -> date:
    """The day it is in China, by the clock by which versions come into service."""
    return serving.now().astimezone(CHINA).date()


def tag_of(revision: int) -> str:
    """The entity tag of whatever belongs to a revision."""
    return f'"{revision}"'


def open_draft(session: Session, id_: str) -> Draft:
    """A draft that may be edited. Raises ProblemError 404 where there is none, 409 where it is in other hands."""
    return _in_state(session, id_, DraftState.OPEN)


def joined(
    base: Mapping[str, bytes], theirs: Mapping[str, bytes], yours: Mapping[str, bytes], *, joins_lines: bool
) -> tuple[dict[str, bytes | None], list[Conflict]]:  # fmt: skip
    """What brings your edit of some files into theirs (None: a file is to go), and the files that both changed and not alike; with
    `joins_lines` only those of which both changed the same lines.
    """
    changes: dict[str, bytes | None] = {}
    conflicts: list[Conflict] = []
    for name in sorted({*base, *theirs, *yours}):
        before, their, your = base.get(name), theirs.get(name), yours.get(name)
        if your in (before, their):
            continue
        if their == before:
            changes[name] = your
            continue
        found = conflict(name, before, their, your)
        if joins_lines and found.merged is not None:
            changes[name] = found.merged.encode()
        else:
            conflicts.append(found)
    return changes, conflicts


def _in_state(session: Session, id_: str, *states: DraftState) -> Draft:
    """A draft. Raises ProblemError 404 where there is none, 409 where it is in none of these states."""
    draft = draft_of(session, id_)
    if draft.state not in states:
        title, detail = _ELSEWHERE[DraftState(draft.state)]
        raise ProblemError(409, "state", title, detail)
    return draft


_ELSEWHERE: Mapping[DraftState, tuple[Text, Text]] = {
    DraftState.OPEN: (Text("草稿还没有提交", "the draft is not submitted"), Text("请起草的人检查后提交", "whoever writes it has to submit it first")),
    DraftState.SUBMITTED: (Text("草稿已经提交", "the draft is submitted"), Text("要接着改，请先收回", "take it back first, to go on with it")),
    DraftState.WITHDRAWN: (Text("草稿已经撤下", "the draft is withdrawn"), Text("要接着改，请先收回", "take it back first, to go on with it")),
    DraftState.PUBLISHED: (
        Text("草稿已经发布", "the draft is published"), Text("要再改，请从这个版本新建一份草稿", "begin another draft from its version to change more"),
    ),
}  # fmt: skip
"""What is said where a draft is in another state than is needed."""


def _to_edit(session: Session, id_: str, revision: int) -> Draft:
    draft = open_draft(session, id_)
    _refuse_other_revision(draft, revision)
    return draft


def _refuse_other_revision(draft: Draft, revision: int) -> None:
    """Raises ProblemError 409 where the last revision is another than was looked at."""
    if draft.revision != revision:
        raise ProblemError(
            409, "revision", Text("草稿已经改过了", "the draft is no longer as it was"),
            Text(f"您看的是第 {revision} 稿，现在是第 {draft.revision} 稿；请看过再办", f"you looked at revision {revision}, now it is {draft.revision}: look at that first"),
        )  # fmt: skip


def _refuse_own(session: Session, draft: Draft, asker: Asker) -> None:
    """Raises ProblemError 403 where somebody would approve what they had a hand in."""
    if asker.name in store.hands(session, draft):
        raise ProblemError(
            403, "own-draft", Text("不能批准自己经手的草稿", "nobody approves a draft that they had a hand in"),
            Text("请另一位有批准权限的同事批准", "somebody else who may approve has to"),
        )  # fmt: skip


def _refuse_places_of_others(session: Session, draft: Draft, asker: Asker) -> None:
    """Raises ProblemError 403 where a draft changes files of places that the asker is not bound to."""
    if asker.places:
        new = store.revision_of(session, draft).files
        names = {name for name in {**draft.base_files, **new} if draft.base_files.get(name) != new.get(name)}
        refuse_out_of_reach(asker, names, contents(session, draft.base_files), contents(session, new))


def _register_at_hand(session: Session, asker: Asker, id_: str) -> Screening:
    """The screening whose people are to be counted. Raises ProblemError: 404 where there is none of their own office, 409 where it has no
    facts.
    """
    found = screenings.find(session, asker, id_)
    if found is None:
        raise ProblemError(404, "screening", Text("没有这次筛查", "no such screening"), Text("请核对编号", "look at its id again"))
    if found.erased is not None or found.results is None:
        raise ProblemError(
            409, "no-register", Text("这次筛查没有可以数的人", "there is nobody to count in this screening"),
            Text("登记表已经删除，或者还没有筛完；请另选一次，或等它做完", "its register was erased, or it is not done: choose another, or wait for it"),
        )  # fmt: skip
    return found


@contextmanager
def editing() -> Generator[None]:
    """Say that a draft has as many revisions as it may."""
    try:
        yield
    except store.TooManyRevisionsError:
        raise ProblemError(
            409, "revisions", Text("这份草稿改的次数太多了", "this draft has too many revisions"),
            Text(f"一份草稿最多 {store.MOST_REVISIONS} 稿，这次没有存下；请先提交，或取出全部文件另建一份草稿",
                 f"{store.MOST_REVISIONS} at most, and this was not kept: submit it, or take its archive and begin another draft"),
        ) from None  # fmt: skip


def _good_check(serving: Service, session: Session, draft: Draft, day: date | None = None) -> DraftCheck:
    """The check that a draft is submitted or published by, to be in service from a day on or at once. Raises ProblemError 409 where
    there is none, where it found what must not be, or where another version is in service by now.
    """
    then = in_service(session, serving.now() if day is None else datetime.combine(day, time(), CHINA))
    if store.is_behind(draft, then.files):
        raise ProblemError(
            409, "behind", Text("在用的版本已经换了", "another version is in service by now"),
            Text("草稿是从以前的版本改起的：请先跟上在用的版本（收回后 catch-up），再检查一次", "the draft was begun from a former one: take it back, catch up, and check it again"),
        )  # fmt: skip
    check = store.last_check(session, store.revision_of(session, draft))
    if check is None or check.against != then.version:
        raise ProblemError(
            409, "unchecked", Text("这一稿还没有检查", "this revision is not checked"),
            Text("请先检查，等检查做完", "have it checked, and wait for that to be done"),
        )  # fmt: skip
    if refused := check.summary["refused"]:
        raise ProblemError(
            409, "faulty", Text("检查没有通过", "the check found what must not be"),
            Text(f"有 {len(refused)} 处要改", f"{len(refused)} things are to be mended"), found=[_mistake(one["where"], one["message"]) for one in refused],
        )  # fmt: skip
    return check


def _refuse_unacknowledged(check: DraftCheck, acknowledged: list[str]) -> None:
    """Raises ProblemError 409 with every loss that nobody said is meant."""
    left = [one for one in check.summary["losses"] if one["name"] not in acknowledged]
    if left:
        raise ProblemError(
            409, "losses", Text("有人会因此受损，或者没能判定", "something is taken from somebody, or could not be decided"),
            Text(f"共 {len(left)} 项；确是有意的，请在 acknowledged 里逐项写明", f"{len(left)} in all; where they are meant, name each in `acknowledged`"),
            found=[_mistake(one["name"], one["said"]) for one in left],
        )  # fmt: skip


def _mistake(where: str, said: Mapping[str, str]) -> Mistake:
    return Mistake(where, Text(said["zh"], said["en"]))


def _day_of(serving: Service, takes_effect: Literal["now"] | date | None) -> date | None:
    """The day from which on something is to be in service; None for at once. Raises ProblemError 422 for a day that is no day to come."""
    if takes_effect is None or takes_effect == "now":
        return None
    if takes_effect <= today(serving):
        said = Text("应是今天以后的日期；马上起用请写 now", "a day to come; for at once write `now`")
        raise ProblemError(
            422, "takes-effect", Text("起用的日期不对", "no day to publish on"), said, found=[Mistake("body.takes_effect", said)]
        )
    return takes_effect


def _summary(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in DraftSummary.model_fields}


def _file_diff(name: str, before: bytes | None, after: bytes | None) -> FileDiff:
    change = "added" if before is None else "deleted" if after is None else "changed"
    try:
        old, new = ((one or b"").decode().splitlines(keepends=True) for one in (before, after))
    except UnicodeDecodeError:
        return FileDiff(name=name, change=change, diff="")
    return FileDiff(name=name, change=change, diff="".join(difflib.unified_diff(old, new, name, name)))


def _jobs(session: Session, draft: Draft) -> Iterator[Job]:
    """The checks of a draft that were asked for, the last one first."""
    wanted = select(Job).where(Job.kind == KIND, Job.about == draft.id)
    yield from session.scalars(wanted.order_by(Job.made.desc(), Job.id.desc()).limit(100))


def last_check(session: Session, draft: Draft, number: int | None) -> tuple[Job, DraftCheck | None]:
    """The last check of a revision that was asked for, and what it found, once it is done. Raises ProblemError 404."""
    revision = revision_called(session, draft, number)
    job = next((one for one in _jobs(session, draft) if one.asked["revision"] == revision.number), None)
    if job is None:
        raise ProblemError(
            404, "check", Text("这一稿还没有检查", "this revision is not checked"), Text("请先检查", "have it checked first")
        )
    return job, session.get(DraftCheck, job.id)


def _check(job: Job, found: DraftCheck | None) -> CheckBody:
    running = job.state == JobState.RUNNING
    all_found = None if found is None else store.all_found(found)
    if all_found is not None and all_found["comparison"] is not None:
        del all_found["comparison"]["pages"]  # the report is a route of its own
    return CheckBody.model_validate({
        "id": job.id, "revision": job.asked["revision"], "state": job.state, "made": job.made, "made_by": job.made_by,
        "stage": next((stage for stage, until in STAGES.items() if job.done < until), None) if running else None,
        "percent": 100 if job.state == JobState.DONE else min(job.done, 99), "as_of": job.asked["as_of"], "against": job.asked["against"],
        "screening": job.asked.get("screening"), "error": job.error, "found": all_found,
    })  # fmt: skip


def _published(serving: Service, session: Session, office: Office, draft: Draft, check: DraftCheck, asker: Asker, day: date | None) -> int:
    """Publish a draft, with what the check found; the number of the publication. Raises ProblemError 409 where something else is to
    take its place on a later day: that was never compared with this.
    """
    now = serving.now()
    moment = now if day is None else datetime.combine(day, time(), CHINA)
    for later in publications.scheduled(session, moment):
        on = later.takes_effect.astimezone(CHINA).date()
        raise ProblemError(
            409, "scheduled", Text("已经定了以后要起用的版本", "another version is to come into service later"),
            Text(f"第 {later.number} 号发布定于 {on} 起用，它没有这份草稿的修改；请先撤回那一次，或把这份定在它之后",
                 f"publication {later.number} takes effect on {on} without the edits of this draft: withdraw it first, or publish this after it"),
        )  # fmt: skip
    assert check.version is not None  # it was read
    publication = publications.publish(
        session, office, asker.name, version=check.version, files=contents(session, store.revision_of(session, draft).files), now=now,
        takes_effect=None if day is None else moment, draft=draft.id, submitted_by=draft.submitted_by, comparison=check.found,
    )  # fmt: skip
    return publication.number
