"""One draft: its files and what is changed in them, its check, and how it goes from hand to hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from huilao import Rulebook, Text

from ..auth.reach import FEATURES
from ..routes import drafting
from ..routes.draft_bodies import (
    ApproveRequest,
    CheckBody,
    CheckRequest,
    DraftBody,
    FileDiff,
    ReadRequest,
    ReadResponse,
    RejectRequest,
    RevisionBody,
    SubmitRequest,
    TitleRequest,
)
from ..routes.draft_files import name_of, unpacked
from ..routes.drafts import MOST_REGISTERS
from ..routes.forms import FormRoute
from ..routes.told import Approves, Checks
from ..routes.versions import in_service
from ..service import Service, Serving
from ..store import drafts as store
from ..store import publications, screenings
from ..store.drafts import DraftState
from ..store.editions import contents
from ..store.tables import Draft, Job, JobState
from ..web.problems import ProblemDetails, ProblemError, details_of
from ..who import Asker, Permission
from ..work.draft_checks import STAGES
from .found import Found, found_in, places_in
from .frame import page
from .said import moment, who
from .workbench import STATES, Drafts, Sees, Uploaded, content_in, revision_in, sent, text_in, turn_of

SHOWN = 400
"""Lines of what is changed in a file that stand on the page; of more, the first."""
REVISIONS = 200
"""Revisions that are listed, the latest."""

NUMERALS = {ord(numeral): chr(ord("0") + number) for number, numeral in enumerate("零一二三四五六七八九十")}
"""By which names of files come in the order of their numbers."""

EMPTY: Mapping[str, Any] = {"name": "", "as_of": "", "acknowledged": [], "takes_effect": "now", "day": "", "reason": "", "title": None}
"""What the forms have that nobody has filled in."""

Revision = Annotated[int, Form(ge=1)]
Note = Annotated[str, Form()]

router = APIRouter(prefix="/workbench/drafts/{id}", include_in_schema=False, route_class=FormRoute)


@dataclass(frozen=True, slots=True)
class Changed:
    """A file that is not as it was, line by line."""

    name: str
    change: str
    lines: tuple[tuple[str, str], ...]
    """Each with what became of it: `ins`, `del`, `at` (where it begins) or nothing."""
    added: int
    removed: int
    more: int
    """Lines that are not shown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A check as it stands on the page."""

    body: CheckBody
    found: Found | None
    stale: bool
    """Whether the draft was edited since."""
    elsewhere: bool
    """Whether another version is in service by now than it was held against."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was just asked for and is said on top of the page, with what the form had."""

    problem: ProblemDetails | None = None
    read: ReadResponse | None = None
    filled: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    status: int = 200


@router.get("")
def draft(request: Request, serving: Serving, asker: Sees, id: str) -> Response:
    """All of it."""
    return _draft(request, serving, asker, id, Said())


@router.get("/revisions")
def revisions(
    request: Request, serving: Serving, asker: Sees, id: str, since: int | None = None, until: int | None = None
) -> Response:  # fmt: skip
    """Its revisions, and what differs between two of them."""
    language = serving.language(request)
    with serving.store()[0].reading() as session:
        found = drafting.draft_of(session, id)
        last = drafting.revision_called(session, found, until).number
        first = drafting.revision_called(session, found, since).number if since is not None else max(last - 1, 1)
        diff = drafting.differing(session, found, first, last)
        rows = [
            RevisionBody(number=one.number, digest=one.digest, made=one.made, made_by=who(one.made_by, language), note=one.note)
            for one in store.revisions(session, found)[-REVISIONS:][::-1]
        ]
        title = found.title
    return page(
        request, serving, "draft_revisions.html", asker, id=id, title=title, rows=rows, since=first, until=last, moment=moment,
        changed=[changed(one) for one in diff.files],
    )  # fmt: skip


# -- its files -------------------------------------------------------------------------------------------------------


@router.post("/add")
def add(request: Request, serving: Serving, asker: Drafts, id: str, form: Uploaded) -> Response:
    """Another file as it was sent; where nothing was sent, it opens to be written."""
    name, content = text_in(form, "name"), content_in(form, "file")

    def act() -> None:
        path = name_of(name.strip())
        with serving.store()[0].reading() as session:
            last = store.revision_of(session, drafting.open_draft(session, id))
        if path in last.files:
            raise ProblemError(
                409, "file-there", Text("已经有这个文件", "there is such a file"),
                Text(f"草稿里已有 {path}：请在文件列表里打开它修改，或换一个文件名", f"the draft has {path}: open it in the list, or take another name"),
            )  # fmt: skip
        if content is not None:
            drafting.saved(serving, asker, id, path, content, revision_in(form))

    return _done(request, serving, asker, id, act, "#files" if content is not None else f"/files/{quote(name.strip())}", {"name": name})


@router.post("/remove")
def remove(request: Request, serving: Serving, asker: Drafts, id: str, revision: Revision, name: Annotated[str, Form()]) -> Response:
    """A file goes; it is still there in former revisions."""
    return _done(request, serving, asker, id, lambda: drafting.saved(serving, asker, id, name, None, revision), "#files")


@router.post("/archive")
def replace(request: Request, serving: Serving, asker: Drafts, id: str, form: Uploaded) -> Response:
    """All files are those of an archive."""

    def act() -> None:
        content = content_in(form, "archive")
        if content is None:
            raise ProblemError(422, "upload", Text("没有选文件", "no file was chosen"), Text("请先选一个压缩包", "choose an archive first"))
        drafting.replaced(serving, asker, id, unpacked(content), revision_in(form), text_in(form, "note"))

    return _done(request, serving, asker, id, act, "#files")


@router.post("/read")
def read(request: Request, serving: Serving, asker: Checks, id: str) -> Response:
    """Every mistake in it, without waiting for a check."""
    try:
        return _draft(request, serving, asker, id, Said(read=drafting.read_over(serving, id, ReadRequest())))
    except ProblemError as error:
        return refused(request, serving, asker, id, error)


# -- its check -------------------------------------------------------------------------------------------------------


@router.post("/check")
def check(
    request: Request, serving: Serving, asker: Checks, id: str, revision: Revision, as_of: Note = "", screening: Note = ""
) -> Response:  # fmt: skip
    """A check of it is begun."""
    body = sent(CheckRequest, revision=revision, as_of=as_of or None, screening=screening or None)
    return _done(request, serving, asker, id, lambda: drafting.check_begun(serving, asker, id, body), "#check", {"as_of": as_of})


# -- from hand to hand -----------------------------------------------------------------------------------------------


@router.post("/submit")
def submit(
    request: Request, serving: Serving, asker: Drafts, id: str, revision: Revision, acknowledged: Annotated[list[str] | None, Form()] = None,
    takes_effect: Note = "now", day: Note = "",
) -> Response:  # fmt: skip
    """It is given to whoever approves."""
    body = sent(SubmitRequest, revision=revision, acknowledged=acknowledged or [], takes_effect=_when(takes_effect, day))
    return _done(
        request, serving, asker, id, lambda: drafting.submitted(serving, asker, id, body), "#hand", {"acknowledged": acknowledged or [], "takes_effect": takes_effect, "day": day}
    )  # fmt: skip


@router.post("/title")
def rename(request: Request, serving: Serving, asker: Drafts, id: str, title: Note = "") -> Response:
    """It has another title."""
    body = sent(TitleRequest, title=title)
    return _done(request, serving, asker, id, lambda: drafting.renamed(serving, asker, id, body), "", {"title": title})


@router.post("/withdraw")
def withdraw(request: Request, serving: Serving, asker: Drafts, id: str) -> Response:
    """It is laid aside."""
    return _done(request, serving, asker, id, lambda: drafting.withdrawn(serving, asker, id), "#hand")


@router.post("/reopen")
def reopen(request: Request, serving: Serving, asker: Drafts, id: str) -> Response:
    """It is open again."""
    return _done(request, serving, asker, id, lambda: drafting.reopened(serving, asker, id), "")


@router.post("/reject")
def reject(request: Request, serving: Serving, asker: Approves, id: str, revision: Revision, reason: Note = "") -> Response:
    """It goes back to whoever writes it."""
    body = sent(RejectRequest, revision=revision, reason=reason)
    return _done(request, serving, asker, id, lambda: drafting.rejected(serving, asker, id, body), "#hand", {"reason": reason})


@router.post("/approve")
def approve(
    request: Request, serving: Serving, asker: Approves, id: str, revision: Revision, takes_effect: Note = "now", day: Note = ""
) -> Response:  # fmt: skip
    """It is published, at once or on a day."""
    body = sent(ApproveRequest, revision=revision, takes_effect=_when(takes_effect, day))
    return _done(
        request, serving, asker, id, lambda: drafting.approved(serving, asker, id, body), "#hand", {"takes_effect": takes_effect, "day": day}
    )  # fmt: skip


def _done(
    request: Request, serving: Service, asker: Asker, id_: str, act: Callable[[], object], where: str, filled: Mapping[str, Any] | None = None
) -> Response:  # fmt: skip
    """What comes after something was done; where it was refused, the page says why and has what was filled in."""
    try:
        act()
    except ProblemError as error:
        return refused(request, serving, asker, id_, error, filled)
    return RedirectResponse(f"/workbench/drafts/{id_}{where}", 303)


def refused(
    request: Request, serving: Service, asker: Asker, id_: str, error: ProblemError, filled: Mapping[str, Any] | None = None
) -> Response:  # fmt: skip
    """The page as it is, with why something could not be done and with what was filled in."""
    said = Said(details_of(error, serving.language(request)), None, {**EMPTY, **(filled or {})}, error.status)
    return _draft(request, serving, asker, id_, said)


def _draft(request: Request, serving: Service, asker: Asker, id_: str, said: Said) -> Response:
    language, today = serving.language(request), drafting.today(serving)
    with serving.store()[0].reading() as session:
        found = drafting.draft_of(session, id_)
        body = drafting.body_of(serving, session, found)
        last, hands = store.revision_of(session, found), store.hands(session, found)
        touched = {name for name in {**found.base_files, **last.files} if found.base_files.get(name) != last.files.get(name)}
        old, new = (
            contents(session, {name: digest for name, digest in files.items() if name in touched})
            for files in (found.base_files, last.files)
        )
        checked = _checked(serving, session, found, language)
        planned = [(one.number, moment(one.takes_effect)) for one in publications.scheduled(session, serving.now())]
        registers = _registers(session, asker, language)
        turn, own = turn_of(found, asker, hands)
        base = publications.of_version(session, found.base)
        base_number = None if base is None else base.number
        effect = None if found.publication is None else publications.find(session, found.publication)
        effects = "" if effect is None else moment(effect.takes_effect)
        notes = list(dict.fromkeys(one.note for one in (store.revision_of(session, found, 1), last) if one.note))
    open_, submitted = body.state is DraftState.OPEN, body.state is DraftState.SUBMITTED
    changes = [changed(one) for one in drafting.file_diffs(old, new)]
    return page(
        request, serving, "draft.html", asker, status=said.status, one=body, notes=notes, state=STATES[body.state].of(language), turn=turn.of(language), own=own,
        base_number=base_number, changes=changes, folders=_by_folder(body, touched), titles=_titles(serving.book, language), checked=checked, stages=STAGES, planned=planned, registers=registers,
        effects=effects, why_not=[] if not open_ else _why_not(body, bool(changes), checked, language), today=today, tomorrow=today + timedelta(days=1),
        may_draft=asker.may(Permission.DRAFT), may_try=asker.may(Permission.ASK), may_check=asker.may(Permission.DRAFT) or asker.may(Permission.PUBLISH),
        may_approve=submitted and asker.may(Permission.PUBLISH), own_hand=asker.name in hands, nobody_signed_in=asker.role is None,
        said=said, who=who, moment=moment, places_in=places_in,
    )  # fmt: skip


def _registers(session: Session, asker: Asker, language: str) -> list[tuple[str, str]]:
    """The registers in which somebody may have people counted, and when they came and whose they are."""
    if not asker.may(Permission.COUNT_PEOPLE):
        return []
    found = screenings.listed(session, asker, MOST_REGISTERS, with_results=True)
    return [
        (one.id, "".join((f"{moment(one.made)} {who(one.made_by, language)}", *_rows(screenings.job_of(session, one), language))))
        for one in found
    ]


def _rows(job: Job | None, language: str) -> Iterator[str]:
    """How many rows a register has that was screened."""
    given = ((job and job.result) or {}).get("rows", {}).get("given")
    if given is not None:
        yield f"，{given:,}行" if language == "zh" else f", {given:,} rows"


def _checked(serving: Service, session: Session, draft: Draft, language: str) -> Checked | None:
    """The check of the last revision; where there is none, the last of an earlier one."""
    jobs = list(drafting.checks(session, draft))
    job = next((one for one in jobs if one.asked["revision"] == draft.revision), jobs[0] if jobs else None)
    if job is None:
        return None
    body = drafting.check_of(session, draft, job.asked["revision"])
    ended = draft.state in (DraftState.PUBLISHED, DraftState.WITHDRAWN)
    return Checked(
        body, None if body.found is None else found_in(body.found, language), body.revision != draft.revision,
        not ended and body.against != in_service(session, serving.now()).version,
    )  # fmt: skip


def _why_not(body: DraftBody, is_changed: bool, checked: Checked | None, language: str) -> list[str]:
    """What stands in the way of submitting it."""
    said: list[Text] = []
    if not is_changed:
        said.append(Text("还没有改任何文件", "no file is changed yet"))
    if body.behind:
        said.append(Text("要先跟上在用的版本", "it has to catch up with the version in service"))
    if checked is None or checked.stale or checked.body.state in (JobState.FAILED, JobState.CANCELLED):
        said.append(Text("这一稿还没有检查", "this revision is not checked"))
    elif checked.found is None:
        said.append(Text("检查还没有做完", "the check is not done yet"))
    elif checked.elsewhere and not body.behind:
        said.append(Text("在用的版本换了，要再检查一次", "another version is in service by now: check it again"))
    elif refused := len(checked.found.body.refused):
        said.append(Text(f"检查没有通过，有{refused}处要改", f"the check was not passed: {refused} to mend"))
    return [one.of(language) for one in said]


def changed(one: FileDiff) -> Changed:
    """A file that is otherwise, as it stands on a page."""
    lines = one.diff.splitlines()[2:]  # without the names
    kinds = {"+": "ins", "-": "del", "@": "at"}
    told = tuple((kinds.get(line[:1], ""), _at(line) if line.startswith("@@") else line[1:]) for line in lines)
    return Changed(
        one.name, one.change, told[:SHOWN], sum(kind == "ins" for kind, _ in told), sum(kind == "del" for kind, _ in told), max(len(told) - SHOWN, 0)
    )  # fmt: skip


def _at(line: str) -> str:
    """The number of the line at which a part begins: of `@@ -12,7 +12,8 @@` it is 12."""
    return line.split("+")[1].split(",")[0].split(" ")[0]


def _by_folder(body: DraftBody, touched: set[str]) -> list[tuple[str, list[str]]]:
    """The files that are as they were, by folder, the scenarios behind the rules; `第二章` comes before `第三章`."""
    found: dict[str, list[str]] = {}
    for one in sorted((one.name for one in body.files), key=lambda name: (name.split("/")[0] == FEATURES, name.translate(NUMERALS))):
        if one not in touched:
            found.setdefault(PurePosixPath(one).parent.as_posix(), []).append(one)
    return list(found.items())


def _titles(book: Rulebook, language: str) -> dict[str, str]:
    """What the documents and their scenarios are called, by the folders that they stand in."""
    found: dict[str, str] = {}
    for one in book.benefits.values():
        title = book.rules.rulesets[one.ruleset].document.title.of(language)
        if one.span is not None:
            found[PurePosixPath(one.span.file).parent.as_posix()] = title
        found[f"{FEATURES}/{one.ruleset}"] = f"场景：{title}" if language == "zh" else f"Scenarios: {title}"
    return found


def _when(takes_effect: str, day: str) -> str | date:
    """`now`, or the day that was written beside."""
    return "now" if takes_effect == "now" else day or takes_effect
