"""Places: which documents hold in a place, what they promise there, and what the standards are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from huilao import Benefit, Rulebook, Ruleset, Text, Truth, name_of, today, within

from .shelf import COUNTRY, Reads, Shelved, book_page, missing, place_name
from .standards import values_near

router = APIRouter(prefix="/book/places", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Held:
    """A document in a place."""

    ruleset: Ruleset
    place: str
    in_force: bool
    services: tuple[tuple[str, tuple[Benefit, ...]], ...]
    """What it promises, by service, of what is in force."""


@router.get("")
def places(request: Request, serving: Shelved, asker: Reads) -> Response:
    """All places that have a name in the rule book."""
    book, language = serving.book, serving.language(request)
    found = [(code or COUNTRY, place_name(book, code, language), around(book, code, language), _own(book, code)) for code in _codes(book)]
    return book_page(request, serving, "places.html", asker, places=found)


@router.get("/{code}")
def place(request: Request, serving: Shelved, asker: Reads, code: str) -> Response:
    """A place."""
    book, language = serving.book, serving.language(request)
    code = "" if code == COUNTRY else code
    if code not in _codes(book):
        raise missing(Text("规则库里没有这个地方", "the rule book does not name this place"))
    rules, day = book.on(today()).rules, today()
    here = [one for one in rules.rulesets.values() if within(code, one.document.place) is Truth.YES]
    inside = [one for one in rules.rulesets.values() if one not in here and within(one.document.place, code) is Truth.YES]
    values = [(one, values_near(book, one, code, day, language)) for one in book.rules.standards.values()]
    return book_page(
        request, serving, "place.html", asker, code=code or COUNTRY, called=place_name(book, code, language), around=around(book, code, language),
        here=[_held(book, one, language) for one in here], inside=[_held(book, one, language) for one in inside],
        values=[(one, [value for value in found if value.code == code or within(code, value.code) is Truth.YES]) for one, found in values if found],
        name_of=name_of, below=[(one, place_name(book, one, language)) for one in _codes(book) if one != code and within(one, code) is Truth.YES],
    )  # fmt: skip


def _codes(book: Rulebook) -> list[str]:
    """The places that are named, and those of documents, from the widest on."""
    return sorted({*book.rules.places, *(one.document.place for one in book.rules.rulesets.values())}, key=lambda code: code.ljust(12))


def _own(book: Rulebook, code: str) -> int:
    return sum(one.document.place == code for one in book.rules.rulesets.values())


def around(book: Rulebook, code: str, language: str) -> list[tuple[str, str]]:
    """The named places around one, the widest first."""
    return [
        (one or COUNTRY, place_name(book, one, language))
        for one in _codes(book)
        if one not in (code, "") and within(code, one) is Truth.YES
    ]


def _held(book: Rulebook, ruleset: Ruleset, language: str) -> Held:
    day = today()
    promised: dict[str, list[Benefit]] = {}
    for one in ruleset.benefits:
        if ruleset.in_force(one, day):
            promised.setdefault(one.service, []).append(one)
    services = tuple(_named(book, promised, language))
    return Held(ruleset, place_name(book, ruleset.document.place, language), ruleset.document.in_force(day), services)


def _named(book: Rulebook, promised: dict[str, list[Benefit]], language: str) -> Iterator[tuple[str, tuple[Benefit, ...]]]:
    for name, service in book.rules.services.items():
        if name in promised:
            yield service.label.of(language), tuple(promised[name])
