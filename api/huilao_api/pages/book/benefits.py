"""A benefit whole: what it is, for whom, how much, how sure, how else it may be read and for whom that matters, and how it came about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from huilao import (
    Benefit,
    PromiseInWords,
    Rulebook,
    Ruleset,
    Text,
    Used,
    name_of,
    rule_in_parts,
    term_of,
    today,
    used_by,
)

from ...service import CHINA, Service
from ...store import publications
from ...who import Permission
from ..said import who
from .examples import examples
from .otherwise import read_otherwise, settled
from .shelf import SHARED, USERS, Reads, Shelved, book_page
from .standards import Value, values_near
from .tree import tree
from .words import meaning

PUBLISHED = 100
"""Publications that are looked through for those that changed a file."""

router = APIRouter(prefix="/book", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Worded:
    """How a benefit reads from a day on."""

    since: date | None
    cite: tuple[str, ...]
    promise: PromiseInWords


@dataclass(frozen=True, slots=True)
class Edited:
    """A version in service in which the file of a benefit is not as it was in the one before."""

    number: int
    day: date
    who: str
    submitted_by: str | None
    first: bool
    """Whether the file was not there before."""


@router.get("/benefits/{ruleset}/{benefit}")
def benefit(request: Request, serving: Shelved, asker: Reads, ruleset: str, benefit: str) -> Response:
    """A benefit. Raises UnknownBenefitError."""
    book, language, day = serving.book, serving.language(request), today()
    name = book.benefit(f"{ruleset}/{benefit}").full_name
    worded = book.on(day).rules
    rules = worded.rulesets[ruleset]
    said = rule_in_parts(book, name, day, language)
    one = said.promise.benefit
    point = book.outline(ruleset, one.condition, language, whole=True)
    used = used_by(one, rules)
    return book_page(
        request, serving, "benefit.html", asker, one=one, said=said, document=rules.document, day=day, name_of=name_of, term_of=term_of,
        point=point, drawing=tree(point), used=used, terms=rules.terms, quantities=rules.quantities, service=worded.services[one.service].label,
        clause=next((clause for clause in rules.clauses if clause.holds(one.cite[0])), None),
        readings=list(read_otherwise(book, name, one.readings, ruleset, language)), settled=settled(book, rules, (one.id, *used.terms)),
        doubtful=[rules.terms[term] for term in used.terms if rules.terms[term].readings],
        values=_values(book, used, rules, day, language), relations=_relations(book, one, language),
        examples=examples(serving, request.query_params.get("version", ""), name, language),
        wordings=list(_wordings(book, one, language)), meanings=list(_meanings(book, rules, used, language)), edits=_edits(serving, asker, book.benefit(name), language),
        places=worded.places,
    )  # fmt: skip


def _meanings(book: Rulebook, ruleset: Ruleset, used: Used, language: str) -> Iterator[tuple[str, str, str]]:
    """What the words of a benefit mean in its document: the page of each, its label, and its meaning."""
    adopted = {one.about for one in ruleset.adopted}
    for name in used.terms:
        term = ruleset.terms[name]
        home = ruleset.name if term.own or name in adopted else SHARED
        yield f"/book/terms/{home}/{name}", term.label.of(language), meaning(book, ruleset.name, term, language)
    for name in used.quantities:
        quantity = ruleset.quantities[name]
        home = ruleset.name if quantity.own else SHARED
        yield f"/book/quantities/{home}/{name}", quantity.label.of(language), book.words(ruleset.name, quantity.value, language)


def _values(book: Rulebook, used: Used, ruleset: Ruleset, day: date, language: str) -> list[tuple[str, Text, list[Value]]]:
    """The standards behind a benefit, with what they are in the place of its document, and in those inside it, on a day."""
    place = ruleset.document.place
    return [
        (name, book.rules.standards[name].label, values_near(book, book.rules.standards[name], place, day, language))
        for name in used.standards
    ]


@dataclass(frozen=True, slots=True)
class Relation:
    """What a benefit has to do with another one."""

    what: str
    benefits: tuple[str, ...]


def _relations(book: Rulebook, one: Benefit, language: str) -> list[Relation]:
    """What it does to others, and they to it."""
    same = (f"{one.ruleset}/{one.same_as}",) if one.same_as else ()
    asks = used_by(one, book.rules.rulesets[one.ruleset]).benefits
    found = [
        (Text("取代上级的", "Stands in for"), one.replaces), (Text("由下级的取代", "Replaced by"), one.replaced_by),
        (Text("和这一项是同一件事", "The same promise as"), same), (Text("以能享受这些待遇为条件", "Asks for"), asks),
        (Text("这些待遇以能享受这一项为条件", "Asked for by"), _asked_by(book, one.full_name)),
    ]  # fmt: skip
    return [Relation(what.of(language), benefits) for what, benefits in found if benefits]


def _asked_by(book: Rulebook, name: str) -> tuple[str, ...]:
    """The benefits that ask for one."""
    return USERS.of(book).benefits.get(name, ())


def _wordings(book: Rulebook, one: Benefit, language: str) -> Iterator[Worded]:
    """Each wording, the first first; none where it was never amended."""
    if book.benefit(one.full_name).changes:
        first = rule_in_parts(book, one.full_name, date.min, language)
        yield Worded(None, one.cite, first.promise)
        yield from (Worded(later.since, later.cite, later.promise) for later in first.later)


def _edits(serving: Service, asker: Reads, one: Benefit, language: str) -> list[Edited]:
    """The versions in service in which the file of a benefit changed, the latest first; none for who may not see versions."""
    file = one.span.file if one.span else ""
    if serving.database is None or not file or not asker.may(Permission.SEE_VERSIONS):
        return []
    with serving.database.reading() as session:
        served = [found for found in publications.listed(session, PUBLISHED) if found.served is not None][::-1]
        found: list[Edited] = []
        before: str | None = None
        for publication in served:
            digest = publication.files.get(file)
            if digest is not None and digest != before:
                day = publication.takes_effect.astimezone(CHINA).date()
                submitted = None if publication.submitted_by is None else who(publication.submitted_by, language)
                found.append(Edited(publication.number, day, who(publication.made_by, language), submitted, before is None))
            before = digest
        return found[::-1]
