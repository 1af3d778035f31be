"""For administrators: the facts of kept decisions erased where somebody asks for it, what will go and what stays told before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from huilao import Rulebook, Text

from ..routes.decisions import Erases, decision_of
from ..routes.forms import FormRoute
from ..service import Service, Serving
from ..store import decisions as store
from ..store.decisions import ErasedFor
from ..store.tables import Decision
from ..who import Asker
from .frame import leads_to, page
from .said import clock, who

CAUSES: Mapping[str, Text] = {
    ErasedFor.ASKED: Text("本人要求删除", "the person asked for it"),
    ErasedFor.MISTAKEN: Text("存错了，或者存成了别人的", "it was kept by mistake, or of somebody else"),
    ErasedFor.DONE_WITH: Text("事情办完了，不再需要", "it is needed no more"),
    ErasedFor.ORDERED: Text("主管部门要求删除", "a superior office asks for it"),
}
"""Why facts are erased, to choose from: what is written in the log cannot be taken out again, so nobody writes there in their own words."""

router = APIRouter(prefix="/erasure", include_in_schema=False, route_class=FormRoute)


@dataclass(frozen=True, slots=True)
class Row:
    """A decision whose facts may be erased, without anything of its person."""

    id: str
    made: str
    made_by: str
    as_of: str
    place: str
    number: str
    erased: str
    """When they were erased; empty where they are kept."""


@router.get("")
def begin(request: Request, serving: Serving, asker: Erases, erased: int = 0) -> Response:
    """A form to find what is to be erased; and how many were, a moment ago."""
    serving.store()  # where nothing is kept, there is nothing to erase
    return _page(request, serving, asker, done=max(erased, 0))


@router.post("")
def find(
    request: Request, serving: Serving, asker: Erases, person: Annotated[str, Form(max_length=200)] = "",
    number: Annotated[str, Form(max_length=100)] = "",
) -> Response:  # fmt: skip
    """What is kept about a person, or under a number; nothing is erased yet."""
    database, office = serving.store()
    person, number = person.strip(), number.strip()
    if not person and not number:
        return _page(request, serving, asker, status=422, empty=True)
    with database.writing() as session:
        found = store.of_person(session, office, asker, person) if person else _numbered(session, asker, number)
        office.log().append(session, asker.name, "searched", "", {"found": len(found)})
        rows = [_row(serving.book, one, serving.language(request)) for one in found]
    return _page(request, serving, asker, rows=rows, person=person, number="" if person else number, choosing=not person)


@router.post("/erase")
def erase(
    request: Request, serving: Serving, asker: Erases, id: Annotated[Sequence[str], Form()] = (), why: Annotated[str, Form(max_length=50)] = "",
    number: Annotated[str, Form(max_length=100)] = "",
) -> Response:  # fmt: skip
    """The facts of those that were shown, or chosen of them, all or none; what was erased meanwhile is left as it is. Raises ProblemError
    404. Where none was chosen of those with a `number`, they are shown again.
    """
    database, office = serving.store()
    language = serving.language(request)
    with database.writing() as session:
        if not id:
            rows = [_row(serving.book, one, language) for one in _numbered(session, asker, number)]
            return _page(request, serving, asker, status=422, rows=rows, number=number, choosing=True, unchosen=True)
        found = [decision_of(session, asker, one) for one in dict.fromkeys(id)]
        kept = [one for one in found if one.erased is None]
        if why not in CAUSES:
            return _page(request, serving, asker, status=422, rows=[_row(serving.book, one, language) for one in found], unsaid=True)
        for one in kept:
            store.erase(session, office, one, asker.name, ErasedFor(why))
    return RedirectResponse(f"/erasure?erased={len(kept)}" if kept else "/erasure", 303)


def _numbered(session: store.Session, asker: Asker, number: str) -> Sequence[Decision]:
    """The decision of an id, or those of a receipt."""
    one = store.find(session, asker, number)
    return [one] if one is not None else store.by_number(session, number, asker)


def _page(
    request: Request,
    serving: Service,
    asker: Asker,
    *,
    status: int = 200,
    rows: Sequence[Row] | None = None,
    choosing: bool = False,
    **said: Any,
) -> Response:
    nothing: dict[str, Any] = {"person": "", "number": "", "done": 0, "empty": False, "unsaid": False, "unchosen": False}
    kept = [one for one in rows or () if not one.erased]
    choosing = choosing and len(kept) > 1  # people of whom the same came out may have receipts of one number
    return page(
        request, serving, "erasure.html", asker, status=status, rows=rows, kept=kept, choosing=choosing, causes=CAUSES, days=serving.settings.keep_days,
        switch=leads_to("/erasure"), **{**nothing, **said},
    )  # fmt: skip


def _row(book: Rulebook, one: Decision, language: str) -> Row:
    place = book.rules.places.get(one.place)
    return Row(
        one.id, clock(one.made), who(one.made_by, language), one.as_of.isoformat(), one.place if place is None else place.name.of(language), one.number,
        "" if one.erased is None else clock(one.erased),
    )  # fmt: skip
