"""Decisions that are kept: found again, opened as they were, with what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from huilao import Action, Evaluation, ProfileError, Rulebook, Text, Turn, UnknownBenefitError, name_of, read_receipt

from ..routes.decisions import decision_of
from ..routes.forms import FormRoute
from ..routes.paging import last_read
from ..routes.since_then import SinceThen, since_then
from ..routes.told import Reads
from ..service import Serving
from ..store import decisions as store
from ..store.tables import Decision
from ..who import Permission
from .desk import FIRST, LINES, proofs, put
from .facts import FACT, typed
from .frame import led_back, page
from .said import clock, who

LISTED = 50
"""Decisions on a page of the list."""
TO_DO = {
    "new": Text("现在可以办了，请告诉本人", "Can be claimed now: tell them"),
    "gone": Text("当时可以办，现在答复变了，请先核实", "Could be claimed then, and is answered otherwise now: look into it first"),
    "amount": Text("仍可以办，金额变了", "Can still be claimed, with another amount"),
    "open": Text("现在要再问、再定的", "To be asked or decided now"),
    "rest": Text("其他变化", "Other changes"),
}
"""What there is to do about what has changed since a decision, the most pressing first."""
PRESSING = ("new", "gone", "amount")
"""Of that what stands on the page at once; the rest is folded."""


router = APIRouter(prefix="/decisions", include_in_schema=False, route_class=FormRoute)


@dataclass(frozen=True, slots=True)
class Row:
    """A decision in the list."""

    id: str
    place: str
    as_of: str
    made: str
    made_by: str
    number: str
    erased: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What is answered otherwise today, by what there is to do about it."""

    notes: tuple[str, ...]
    """That it was worked out again, how much is the same, and what could not be read any more."""
    groups: tuple[tuple[str, str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
    """The kinds of `TO_DO`, each with its heading and its benefits: what was and is said of each, and what time brought to it."""


@router.get("")
def decisions(request: Request, serving: Serving, asker: Reads, after: str | None = None) -> Response:
    """The latest first."""
    language = serving.language(request)
    with serving.store()[0].reading() as session:
        found = store.listed(session, asker, LISTED + 1, last=last_read(session, Decision, after))
        rows = [_row(serving.book, one, language) for one in found[:LISTED]]
    return page(
        request, serving, "decisions.html", asker, rows=rows, person="", searched=False, more=rows[-1].id if len(found) > LISTED else ""
    )


@router.post("/search")
def search(request: Request, serving: Serving, asker: Reads, person: Annotated[str, Form(max_length=200)] = "") -> Response:
    """By what the office names a person by, which stands in the body: addresses are written down on their way."""
    database, office = serving.store()
    language = serving.language(request)
    with database.writing() as session:
        found = store.of_person(session, office, asker, person)
        office.log().append(session, asker.name, "searched", "", {"found": len(found)})
        rows = [_row(serving.book, one, language) for one in found]
    return page(request, serving, "decisions.html", asker, rows=rows, person=person, searched=True, more="", form_id="find")


@router.get("/search")
def begin_again(request: Request) -> Response:
    """A search has nothing to show without what was looked for."""
    return led_back(request, "/decisions")


@router.get("/{id}")
def decision(request: Request, serving: Serving, asker: Reads, id: str) -> Response:
    """As it was, and for who may decide what comes out otherwise today."""
    database, office = serving.store()
    language = serving.language(request)
    again = asker.may(Permission.DECIDE)
    with database.writing() as session:
        found = decision_of(session, asker, id)
        office.log().append(session, asker.name, "read", id)
        if again and found.facts is not None:
            office.log().append(session, asker.name, "rechecked", id)
        answer = office.open(found.answer)
        facts = None if found.facts is None else office.open(found.facts)
        row = _row(serving.book, found, language)
        version = found.version
    book, since = serving.edition(version), None
    if again and facts is not None:
        since = _changed(since_then(serving.book, book, read_receipt(answer["receipt"]).receipt, facts["profile"]), language)
    was = _again(book, answer, facts) if book is not None and facts is not None else None
    words = None if was is None else was.page_in_words(language)
    return page(
        request, serving, "decision.html", asker, one=row, since=since, pressing=PRESSING, version=version, text=_text(facts, language), words=words,
        questions=list(put(words, [], frozenset(), language)) if words else [], ahead=None, still=True,
        first=FIRST, most=LINES, why=set[str](), read_over=[], ways={}, refused=set[str](),
        proofs=proofs(was, words, set(), language) if was is not None and words is not None else {},
        findings=_by_action(answer, language),
        facts=[] if facts is None else [(FACT + name, value) for name, some in typed(facts["profile"], serving.book.rules.facts).items() for value in some],
        as_of=answer["receipt"]["as_of"], may_ask=asker.may(Permission.ASK),
    )  # fmt: skip


def _row(book: Rulebook, one: Decision, language: str) -> Row:
    place = book.rules.places.get(one.place)
    return Row(
        one.id, one.place if place is None else place.name.of(language), one.as_of.isoformat(), clock(one.made), who(one.made_by, language), one.number,
        one.erased is not None,
    )  # fmt: skip


def _changed(found: SinceThen, language: str) -> Changed:
    lines = found.in_words(language)
    notes = len(lines) - sum(len(one.changes) + 1 for one in found.since.turns)
    groups: dict[str, list[tuple[str, tuple[str, ...]]]] = {kind: [] for kind in TO_DO}
    at = notes
    for one in found.since.turns:
        end = at + 1 + len(one.changes)
        groups[_to_do(one)].append((lines[at], tuple(line.strip() for line in lines[at + 1 : end])))
        at = end
    told = ((kind, f"{TO_DO[kind].of(language)}{_count(len(some), language)}", tuple(some)) for kind, some in groups.items() if some)
    return Changed(tuple(lines[:notes]), tuple(told))


def _to_do(turn: Turn) -> str:
    then, now = (None if one is None else one.action for one in (turn.then, turn.now))
    if now is Action.CLAIM:
        return "amount" if then is Action.CLAIM else "new"
    if then is Action.CLAIM:
        return "gone"
    return "open" if now in (Action.ASK, Action.READING) else "rest"


def _count(many: int, language: str) -> str:
    return {"zh": f"（{many}项）", "en": f" ({many})"}[language]


def _text(facts: dict[str, Any] | None, language: str) -> list[str]:
    """The first page as it was, line by line."""
    return [] if facts is None else facts["page"]["text"][language].split("\n")


def _by_action(answer: dict[str, Any], language: str) -> list[tuple[str, list[str]]]:
    """What was answered, by what there was to do about it."""
    found: dict[Action, list[str]] = {one: [] for one in Action}
    for one in answer["findings"]:
        found[Action(one["action"])].append(one["name"].get(language) or one["name"]["zh"])
    return [(name_of(action).of(language), names) for action, names in found.items() if names]


def _again(book: Rulebook, answer: dict[str, Any], facts: dict[str, Any]) -> Evaluation | None:
    """The evaluation as it was, where the very same comes out for the version that it was made with."""
    then = read_receipt(answer["receipt"]).receipt
    try:
        found = book.evaluate(facts["profile"], then.as_of, then.benefits, assurance="off")
    except (ProfileError, UnknownBenefitError):
        return None
    return (
        found
        if (found.receipt.outcomes, found.receipt.actions, found.receipt.amounts) == (then.outcomes, then.actions, then.amounts)
        else None
    )
