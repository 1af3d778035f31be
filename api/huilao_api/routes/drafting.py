"""What is done to a draft, by a program over HTTP or by a clerk on a page: begun, edited, checked, and given from hand to hand."""

from __future__ import annotations

import difflib
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from huilao import Rulebook, RuleFiles, Text

from ..auth.reach import refuse_nobody_signed_in, refuse_out_of_reach
from ..service import CHINA, Service
from ..store import drafts as store
from ..store import jobs, publications, screenings
from ..store.decisions import Office
from ..store.drafts import DraftState
from ..store.editions import contents
from ..store.tables import Draft, DraftCheck, DraftRevision, Job, JobState, Screening
from ..web.conflicts import Conflict, conflict
from ..web.problems import Mistake, ProblemError
from ..who import Asker
from ..work.draft_checks import KIND, STAGES, problem_data
from .draft_bodies import (
    ApproveRequest,
    CatchUpRequest,
    CheckBody,
    CheckRequest,
    DiffResponse,
    DraftBody,
    DraftFile,
    DraftRequest,
    DraftSummary,
    FileDiff,
    ReadRequest,
    ReadResponse,
    RejectRequest,
    SubmitRequest,
    TitleRequest,
)
from .draft_files import name_of, refuse_too_much
from .versions import in_service, version_called

# -- writing ---------------------------------------------------------------------------------------------------------


def begun(serving: Service, asker: Asker, body: DraftRequest) -> DraftBody:
    """A draft is begun. Raises ProblemError: 404 where there is no such version, 409 where they have as many as they may."""
    database, office = serving.store()
    with database.writing() as session:
        if store.in_hand(session, asker.name) >= store.MOST_OPEN:
            raise ProblemError(
                409, "drafts", Text("您的草稿太多了", "you have too many drafts"),
                Text(f"最多同时有 {store.MOST_OPEN} 份；请先提交或撤下几份", f"{store.MOST_OPEN} at once: submit or withdraw some first"),
            )  # fmt: skip
        now = in_service(session, serving.now())
        version, files = (now.version, now.files) if body.version is None else version_called(session, body.version)
        return body_of(serving, session, store.make(session, office, asker.name, body.title.strip(), version, files, body.note))


def saved(serving: Service, asker: Asker, id_: str, path: str, content: bytes | None, seen: int, note: str = "") -> DraftBody:
    """A file of a draft holds something else, or (None) is gone, as somebody has it who read the revision `seen`.

    Raises ProblemError: 404 where there is no such draft or file, 409 where it may not be edited, 412 where somebody else has changed the
    file since, 403, 413 and 422 for what may not be in it.
    """
    database, office = serving.store()
    name = name_of(path)
    with database.writing() as session:
        draft = open_draft(session, id_)
        last = store.revision_of(session, draft)
        read = _revision_seen(session, draft, seen)
        base, theirs = store.content(session, read, name), store.content(session, last, name)
        if content is None and theirs is None and base is None:
            raise no_file(name)
        sides = ({} if one is None else {name: one} for one in (base, theirs, content))
        changes, conflicts = joined(*sides, joins_lines=False)
        if conflicts:
            raise _changed_since(draft, conflicts)
        if content is not None:
            refuse_too_much({**store.sizes(session, last), name: len(content)})
        return _edited(serving, session, office, draft, asker, changes, note)


def replaced(serving: Service, asker: Asker, id_: str, files: Mapping[str, bytes], seen: int, note: str = "") -> DraftBody:
    """All files of a draft are these, as somebody has them who read the revision `seen`. Raises ProblemError as `saved` does."""
    database, office = serving.store()
    with database.writing() as session:
        draft = open_draft(session, id_)
        base = contents(session, _revision_seen(session, draft, seen).files)
        theirs = base if seen == draft.revision else contents(session, store.revision_of(session, draft).files)
        changes, conflicts = joined(base, theirs, files, joins_lines=False)
        if conflicts:
            raise _changed_since(draft, conflicts)
        return _edited(serving, session, office, draft, asker, changes, note)


def caught_up(serving: Service, asker: Asker, id_: str, body: CatchUpRequest) -> DraftBody:
    """A draft goes on from the version in service. Raises ProblemError 409 with the files of which both changed the same lines, as long as
    it is not said how they are to be; 403, 404, 409, 413, 422 as `saved` does.
    """
    database, office = serving.store()
    with database.writing() as session:
        draft = _to_edit(session, id_, body.revision)
        now = in_service(session, serving.now())
        if not store.is_behind(draft, now.files):
            return body_of(serving, session, draft)
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
        return body_of(serving, session, draft)


def differing(session: Session, draft: Draft, since: int, until: int | None = None) -> DiffResponse:
    """What is otherwise in a revision, the last one by default, than in an earlier one. Raises ProblemError 404."""
    before, after = (revision_called(session, draft, number) for number in (since, until))
    old, new = (contents(session, one.files) for one in (before, after))
    return DiffResponse(since=before.number, until=after.number, files=file_diffs(old, new))


def file_diffs(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[FileDiff]:
    """What is otherwise in some files, file by file."""
    names = sorted(name for name in {**old, **new} if old.get(name) != new.get(name))
    return [_file_diff(name, old.get(name), new.get(name)) for name in names]


def read_over(serving: Service, id_: str, body: ReadRequest) -> ReadResponse:
    """Whether the files of a draft can be read with what stands in an editor, and every mistake. Raises ProblemError."""
    with serving.store()[0].reading() as session:
        files = typed_over(session, draft_of(session, id_), body.files)
    book, found = Rulebook.read(RuleFiles.of(files))
    return ReadResponse.model_validate({
        "reads": book is not None, "version": None if book is None else book.version, "benefits": None if book is None else len(book.benefits),
        "problems": [problem_data(one) for one in found],
    })  # fmt: skip


def typed_over(session: Session, draft: Draft, files: Mapping[str, str | None]) -> dict[str, bytes]:
    """The files of a draft with some as they stand in an editor; None: not there. Raises ProblemError 413, 422."""
    found = contents(session, store.revision_of(session, draft).files)
    for name, text in files.items():
        if text is None:
            found.pop(name_of(name), None)
        else:
            found[name_of(name)] = text.encode()
    refuse_too_much({name: len(content) for name, content in found.items()})
    return found


def renamed(serving: Service, asker: Asker, id_: str, body: TitleRequest) -> DraftBody:
    """A draft that is being written has another title. Raises ProblemError 404, 409."""
    database, office = serving.store()
    with database.writing() as session:
        draft = open_draft(session, id_)
        store.rename(session, office, draft, asker.name, body.title.strip())
        return body_of(serving, session, draft)


# -- checking --------------------------------------------------------------------------------------------------------


def check_begun(serving: Service, asker: Asker, id_: str, body: CheckRequest) -> CheckBody:
    """A revision is to be checked; where exactly that is under way, it is that. Raises ProblemError 404, 409."""
    database, office = serving.store()
    with database.writing() as session:
        draft = draft_of(session, id_)
        revision = revision_called(session, draft, body.revision)
        screening = None if body.screening is None else _register_at_hand(session, asker, body.screening)
        asked = {
            "revision": revision.number, "digest": revision.digest, "against": in_service(session, serving.now()).version,
            "as_of": (body.as_of or today(serving)).isoformat(), "screening": body.screening,
        }  # fmt: skip
        under_way = [one for one in checks(session, draft) if one.state in jobs.OPEN and one.asked == asked]
        job = under_way[0] if under_way else jobs.add(session, KIND, draft.id, asked, asker)
        session.flush()
        if screening is not None and not under_way:
            office.log().append(
                session, asker.name, "people_counted", screening.id, {"draft": draft.id, "revision": revision.number, "job": job.id}
            )
        return check_body(job, None)


def check_of(session: Session, draft: Draft, number: int | None = None) -> CheckBody:
    """The last check of a revision, as far as it is. Raises ProblemError 404 where none was asked for."""
    return check_body(*last_check(session, draft, number))


# -- from hand to hand -----------------------------------------------------------------------------------------------


def submitted(serving: Service, asker: Asker, id_: str, body: SubmitRequest) -> DraftBody:
    """It waits for somebody else to approve it. Raises ProblemError 403, 404, 409, 422: see what refuses it below."""
    database, office = serving.store()
    with database.writing() as session:
        draft = _to_edit(session, id_, body.revision)
        _refuse_places_of_others(session, draft, asker)
        check = _good_check(serving, session, draft)
        _refuse_no_losses(check, body.acknowledged)
        _refuse_unacknowledged(check, body.acknowledged)
        store.submit(session, office, draft, asker.name, check, body.acknowledged, _day_of(serving, body.takes_effect))
        return body_of(serving, session, draft)


def withdrawn(serving: Service, asker: Asker, id_: str) -> DraftBody:
    """It is laid aside. Raises ProblemError 404, 409."""
    database, office = serving.store()
    with database.writing() as session:
        draft = _in_state(session, id_, *store.IN_HAND)
        store.withdraw(session, office, draft, asker.name)
        return body_of(serving, session, draft)


def reopened(serving: Service, asker: Asker, id_: str) -> DraftBody:
    """It is open again. Raises ProblemError 404, 409."""
    database, office = serving.store()
    with database.writing() as session:
        draft = _in_state(session, id_, DraftState.SUBMITTED, DraftState.WITHDRAWN)
        store.reopen(session, office, draft, asker.name)
        return body_of(serving, session, draft)


def rejected(serving: Service, asker: Asker, id_: str, body: RejectRequest) -> DraftBody:
    """It goes back to whoever writes it, with the reason. Raises ProblemError 404, 409."""
    database, office = serving.store()
    with database.writing() as session:
        draft = _in_state(session, id_, DraftState.SUBMITTED)
        _refuse_other_revision(draft, body.revision)
        store.reject(session, office, draft, asker.name, body.reason.strip())
        return body_of(serving, session, draft)


def approved(serving: Service, asker: Asker, id_: str, body: ApproveRequest) -> DraftBody:
    """It is a publication, with what the check found. Raises ProblemError 403, 404, 409, 422: see what refuses it below."""
    database, office = serving.store()
    refuse_nobody_signed_in(asker)
    with database.writing() as session:
        draft = _in_state(session, id_, DraftState.SUBMITTED)
        _refuse_other_revision(draft, body.revision)
        _refuse_own(session, draft, asker)
        _refuse_places_of_others(session, draft, asker)
        day = _wished(serving, draft) if body.takes_effect is None else _day_of(serving, body.takes_effect)
        check = _good_check(serving, session, draft, day)
        _refuse_unacknowledged(check, draft.acknowledged)
        number = _published(serving, session, office, draft, check, asker, day)
        store.approve(session, office, draft, asker.name, check, number)
        return body_of(serving, session, draft)


# -- what they share ------------------------------------------------------------------------------------------------


def draft_of(session: Session, id_: str) -> Draft:
    """A draft. Raises ProblemError 404 where there is none."""
    draft = store.find(session, id_)
    if draft is None:
        raise ProblemError(404, "draft", Text("没有这份草稿", "no such draft"), Text("请核对编号", "look at its id again"))
    return draft


def body_of(serving: Service, session: Session, draft: Draft) -> DraftBody:
    """A draft as it is answered with."""
    revision = store.revision_of(session, draft)
    sizes = store.sizes(session, revision)
    behind = draft.state != DraftState.PUBLISHED and store.is_behind(draft, in_service(session, serving.now()).files)
    files = [DraftFile(name=name, size=size, digest=revision.files[name]) for name, size in sizes.items()]
    return DraftBody.model_validate(
        {**summary_of(draft), "digest": revision.digest, "behind": behind, "acknowledged": draft.acknowledged, "files": files}
    )


def revision_called(session: Session, draft: Draft, number: int | None) -> DraftRevision:
    """A revision of a draft, the last one by default. Raises ProblemError 404 where there is none of the number."""
    if number is not None and number > draft.revision:
        raise ProblemError(
            404, "revision", Text("没有这一稿", "no such revision"),
            Text(f"最后一稿是第 {draft.revision} 稿", f"the last one is {draft.revision}"),
        )  # fmt: skip
    return store.revision_of(session, draft, number)


def _revision_seen(session: Session, draft: Draft, seen: int) -> DraftRevision:
    """What somebody read who edits it. Raises ProblemError 412 where they cannot have."""
    if seen > draft.revision:
        raise ProblemError(
            412, "if-match", Text("If-Match 不对", "this `If-Match` is none of the draft"),
            Text(f"没有这一稿，最后一稿是第 {draft.revision} 稿", f"there is no such revision: the last one is {draft.revision}"),
        )  # fmt: skip
    return store.revision_of(session, draft, seen)


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
            Text("草稿是从以前的版本改起的：请先收回，跟上在用的版本（catch-up），再检查一次", "the draft was begun from a former one: take it back, catch up, and check it again"),
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


def _refuse_no_losses(check: DraftCheck, acknowledged: list[str]) -> None:
    """Raises ProblemError 422 with what is said to be meant and is no loss."""
    unknown = sorted(set(acknowledged) - {one["name"] for one in check.summary["losses"]})
    if unknown:
        said = Text("检查没有发现这一项有减少，请删去", "the check found no loss of it: leave it out")
        raise ProblemError(
            422, "acknowledged", Text("认可了没有的损失", "what is acknowledged is no loss"), Text(f"共 {len(unknown)} 项", f"{len(unknown)} in all"),
            found=[Mistake(f"body.acknowledged.{one}", said) for one in unknown],
        )  # fmt: skip


def _refuse_unacknowledged(check: DraftCheck, acknowledged: list[str]) -> None:
    """Raises ProblemError 409 with every loss that nobody said is meant."""
    left = [one for one in check.summary["losses"] if one["name"] not in acknowledged]
    if left:
        raise ProblemError(
            409, "losses", Text("有人会因此受损，或者没能判定", "something is taken from somebody, or could not be decided"),
            Text(f"共 {len(left)} 项；确是有意的，请逐项认可（acknowledged）", f"{len(left)} in all; where they are meant, name each in `acknowledged`"),
            found=[_mistake(one["name"], one["said"]) for one in left],
        )  # fmt: skip


def _mistake(where: str, said: Mapping[str, str]) -> Mistake:
    return Mistake(where, Text(said["zh"], said["en"]))


def _wished(serving: Service, draft: Draft) -> date | None:
    """The day that whoever submitted it wished for; None for at once, also where it has come meanwhile."""
    return draft.wished if draft.wished is not None and draft.wished > today(serving) else None


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


def summary_of(draft: Draft) -> dict[str, Any]:
    """A draft in a list, as `DraftSummary` has it."""
    return {name: getattr(draft, name) for name in DraftSummary.model_fields}


def _file_diff(name: str, before: bytes | None, after: bytes | None) -> FileDiff:
    change = "added" if before is None else "deleted" if after is None else "changed"
    try:
        old, new = ((one or b"").decode().splitlines(keepends=True) for one in (before, after))
    except UnicodeDecodeError:
        return FileDiff(name=name, change=change, diff="")
    return FileDiff(name=name, change=change, diff="".join(difflib.unified_diff(old, new, name, name)))


def checks(session: Session, draft: Draft) -> Iterator[Job]:
    """The checks of a draft that were asked for, the last one first."""
    wanted = select(Job).where(Job.kind == KIND, Job.about == draft.id)
    yield from session.scalars(wanted.order_by(Job.made.desc(), Job.id.desc()).limit(100))


def last_check(session: Session, draft: Draft, number: int | None) -> tuple[Job, DraftCheck | None]:
    """The last check of a revision that was asked for, and what it found, once it is done. Raises ProblemError 404."""
    revision = revision_called(session, draft, number)
    job = next((one for one in checks(session, draft) if one.asked["revision"] == revision.number), None)
    if job is None:
        raise ProblemError(
            404, "check", Text("这一稿还没有检查", "this revision is not checked"), Text("请先检查", "have it checked first")
        )
    return job, session.get(DraftCheck, job.id)


def check_body(job: Job, found: DraftCheck | None) -> CheckBody:
    """A check as it is answered with."""
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


def _edited(
    serving: Service, session: Session, office: Office, draft: Draft, asker: Asker, changes: Mapping[str, bytes | None], note: str
) -> DraftBody:  # fmt: skip
    if asker.places:
        _refuse_files_of_others(asker, contents(session, store.revision_of(session, draft).files), changes)
    with editing():
        store.edit(session, office, draft, asker.name, changes, note)
    return body_of(serving, session, draft)


def _refuse_files_of_others(asker: Asker, files: Mapping[str, bytes], changes: Mapping[str, bytes | None]) -> None:
    """Raises ProblemError 403 where some changes are to files of places that the asker is not bound to."""
    changed = {name: content for name, content in {**files, **changes}.items() if content is not None}
    refuse_out_of_reach(asker, changes, files, changed)


def _changed_since(draft: Draft, conflicts: list[Any]) -> ProblemError:
    names = "、".join(one.file for one in conflicts[:5])
    return ProblemError(
        412, "conflict", Text("别人同时改了这个文件", "somebody else has changed it since"),
        Text(f"两边的修改逐行列在 conflicts 里，都没有丢：{names}。合好以后用 If-Match: {tag_of(draft.revision)} 再存",
             f"both edits stand in `conflicts`, line by line, and neither is lost: {names}. Join them and send that with `If-Match: {tag_of(draft.revision)}`"),
        {"ETag": tag_of(draft.revision)}, conflicts=conflicts,
    )  # fmt: skip


def no_file(name: str) -> ProblemError:
    """What is said where a draft has no such file."""
    return ProblemError(404, "file", Text("没有这个文件", "no such file"), Text(f"草稿里没有 {name}", f"the draft has no {name}"))
