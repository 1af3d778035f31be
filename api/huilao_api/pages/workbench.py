"""The workbench: what is in service and what is to come, the drafts in everybody's hands, and where a new one is begun."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from huilao import Text

from ..routes import drafting
from ..routes.draft_bodies import DraftBody, DraftRequest
from ..routes.draft_files import name_of, unpacked
from ..routes.forms import FormRoute
from ..routes.paging import last_read
from ..routes.publications import summary_of
from ..routes.told import Drafts, Sees
from ..service import Service, Serving
from ..store import drafts as store
from ..store import publications
from ..store.drafts import DraftState
from ..store.tables import Draft
from ..web.problems import ProblemDetails, ProblemError, details_of
from ..web.requests import as_number
from ..who import Asker, Permission
from .frame import page
from .said import moment, who

LISTED = 30
"""Drafts on a page of the list."""
LAST = 5
"""Drafts that stand on the first page though there is nothing left to do about them; and versions that one may begin from."""


router = APIRouter(prefix="/workbench", include_in_schema=False, route_class=FormRoute)

Body = TypeVar("Body", bound=BaseModel)


async def _uploaded(request: Request) -> AsyncGenerator[FormData]:
    form = await request.form(max_files=1, max_fields=20)
    try:
        yield form
    finally:
        await form.close()


Uploaded = Annotated[FormData, Depends(_uploaded)]
"""A form with a file, which is read once it is known who sends it: name it behind the asker."""


def text_in(form: FormData, name: str) -> str:
    """What a field says; nothing where it is not there."""
    found = form.get(name)
    return found if isinstance(found, str) else ""


def revision_in(form: FormData) -> int:
    """The revision that somebody looked at. Raises ProblemError 422."""
    found = as_number(text_in(form, "revision"))
    if not (isinstance(found, int) and 0 < found < 2**31):
        raise ProblemError(422, "revision", Text("表单不完整", "the form is not whole"), Text("请重新打开这一页", "open the page again"))
    return found


def content_in(form: FormData, name: str) -> bytes | None:
    """What a file holds; None where none was chosen."""
    found = form.get(name)
    return found.file.read() if isinstance(found, UploadFile) and found.filename else None


STATES: Mapping[DraftState, Text] = {
    DraftState.OPEN: Text("起草中", "being written"),
    DraftState.SUBMITTED: Text("等批准", "waits for approval"),
    DraftState.PUBLISHED: Text("已发布", "published"),
    DraftState.WITHDRAWN: Text("已撤下", "withdrawn"),
}
"""How a draft stands, in words."""


NEW: Mapping[str, str] = {"title": "", "note": "", "version": "", "file": "", "line": ""}
"""What the form of a new draft has that nobody has filled in; `file` and `line` are where it opens."""


def place_of(filled: Mapping[str, str]) -> str:
    """Where a draft opens, below its address: at a line of a file, where one is wanted and could be one."""
    try:
        return f"/files/{quote(name_of(filled['file']))}#L{filled['line']}" if filled["file"] else ""
    except ProblemError:
        return ""


@dataclass(frozen=True, slots=True)
class Row:
    """A draft in a list."""

    id: str
    title: str
    state: DraftState
    said: str
    made: str
    made_by: str
    submitted_by: str
    rejected: bool
    publication: int | None
    turn: str
    """Whose turn it is, and what for; empty where there is nothing to do."""


@router.get("")
def start(request: Request, serving: Serving, asker: Sees, file: str = "", line: Annotated[int, Query(ge=1)] = 1) -> Response:
    """What is in service, whose turn it is, and where one begins; with the `file` that somebody wants to edit, at a line of it."""
    return _start(request, serving, asker, {**NEW, "file": file, "line": str(line)})


@router.get("/drafts")
def listed(request: Request, serving: Serving, asker: Sees, state: DraftState | None = None, after: str | None = None) -> Response:
    """All drafts, the latest first."""
    language = serving.language(request)
    with serving.store()[0].reading() as session:
        found = store.listed(session, LISTED + 1, state, last_read(session, Draft, after))
        rows = [_row(session, one, asker, language)[0] for one in found[:LISTED]]
    more = rows[-1].id if len(found) > LISTED else ""
    return page(request, serving, "drafts.html", asker, rows=rows, state=state, states=STATES, more=more)


@router.post("/drafts")
def begin(request: Request, serving: Serving, asker: Drafts, form: Uploaded) -> Response:
    """A new draft opens, with the files of an archive where there is one."""
    filled = {name: text_in(form, name) for name in NEW}
    archive = content_in(form, "archive")
    try:
        body = sent(DraftRequest, title=filled["title"], note=filled["note"], version=filled["version"] or None)
        files = None if archive is None else unpacked(archive)
        made = _begun(serving, asker, body, files)
    except ProblemError as error:
        return _start(request, serving, asker, filled, details_of(error, serving.language(request)), error.status)
    return RedirectResponse(f"/workbench/drafts/{made.id}{place_of(filled)}", 303)


def _begun(serving: Service, asker: Asker, body: DraftRequest, files: Mapping[str, bytes] | None) -> DraftBody:
    made = drafting.begun(serving, asker, body)
    if files is None:
        return made
    try:
        return drafting.replaced(serving, asker, made.id, files, made.revision, body.note)
    except ProblemError:
        drafting.withdrawn(serving, asker, made.id)  # nobody looks for it
        raise


def _start(
    request: Request, serving: Service, asker: Asker, filled: Mapping[str, str], problem: ProblemDetails | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    language = serving.language(request)
    with serving.store()[0].reading() as session:
        now = publications.in_service(session, serving.now())
        planned = publications.scheduled(session, serving.now())
        served = [one for one in publications.listed(session, 4 * LAST) if one.served is not None and one is not now][:LAST]
        in_hand = [one for state in store.IN_HAND for one in store.listed(session, 200, state)]
        ended = [one for state in DraftState if state not in store.IN_HAND for one in store.listed(session, LAST, state)]
        rows = [_row(session, one, asker, language) for one in sorted(in_hand, key=lambda one: one.made, reverse=True)]
        done = [_row(session, one, asker, language)[0] for one in sorted(ended, key=lambda one: one.made, reverse=True)[:LAST]]
        told = [None if one is None else summary_of(serving, one, None if now is None else now.number) for one in (now, *planned, *served)]
    mine, theirs = ([row for row, own in rows if own is wanted] for wanted in (True, False))
    return page(
        request, serving, "workbench.html", asker, status=status, now=told[0], planned=told[1 : len(planned) + 1], former=told[len(planned) + 1 :],
        mine=mine, theirs=theirs, done=done, benefits=len(serving.book.benefits), serves=serving.publication, may_draft=asker.may(Permission.DRAFT),
        filled=filled, place=place_of(filled), problem=problem, who=who, moment=moment,
    )  # fmt: skip


def _row(session: Session, draft: Draft, asker: Asker, language: str) -> tuple[Row, bool]:
    """A draft in a list, and whether it is the asker's turn."""
    state = DraftState(draft.state)
    turn, own = turn_of(draft, asker, store.hands(session, draft) if state is DraftState.SUBMITTED else ())
    row = Row(
        draft.id, draft.title, state, STATES[state].of(language), moment(draft.made), who(draft.made_by, language),
        "" if draft.submitted_by is None else who(draft.submitted_by, language), bool(draft.reason), draft.publication, turn.of(language),
    )  # fmt: skip
    return row, own


def turn_of(draft: Draft, asker: Asker, hands: Iterable[str]) -> tuple[Text, bool]:
    """Whose turn it is with a draft in which some had a hand, and whether it is the asker's."""
    if draft.state == DraftState.OPEN:
        own = draft.made_by == asker.name and asker.may(Permission.DRAFT)
        name = who(draft.made_by, "zh")
        if draft.reason:
            return (Text("退回给您了：请看意见，改好再提交", "Rejected: see why, mend and submit it") if own
                    else Text(f"退回给 {name} 了", f"Rejected, back with {name}")), own  # fmt: skip
        return (Text("请改好、检查、提交", "Yours to write, check and submit") if own
                else Text(f"{name} 在起草", f"{name} writes it")), own  # fmt: skip
    if draft.state == DraftState.SUBMITTED:
        own = asker.may(Permission.PUBLISH) and asker.name not in hands and asker.role is not None
        return (Text("请您审批", "Yours to approve or reject") if own
                else Text("等没有经手过的同事批准", "Waits for a colleague who had no hand in it")), own  # fmt: skip
    return Text("", ""), False


def sent(body: type[Body], **said: Any) -> Body:
    """What a form says, as the body that a program would send. Raises RequestValidationError, as it would for that."""
    try:
        return body.model_validate(said)
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]) from None
