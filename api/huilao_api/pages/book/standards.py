"""Standards: numbers by place and day, each row with a drawing of its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fastapi import APIRouter, Request
from starlette.responses import Response

from huilao import DefinedStandard, Rulebook, SetValue, Text, name_of, today

from .shelf import USERS, Reads, Shelved, book_page, by_document, missing, place_name

WIDTH, HEIGHT = 240, 48
"""Of a drawing, in its own units."""
AHEAD = 365
"""Days that are drawn after today, or after the last step."""

router = APIRouter(prefix="/book/standards", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Value:
    """What a standard is from a day on."""

    place: str
    code: str
    """The division."""
    of: str
    """The value of the fact that splits it, in words; empty where nothing does."""
    since: date
    said: str
    """With its unit; empty where it is no more."""
    cite: tuple[str, ...]
    number: Fraction | None
    planned: bool
    """Whether it begins after today."""
    current: bool
    """Whether it is what counts today."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The steps of one line over time: from left to right, in the units of `WIDTH` and `HEIGHT`."""

    sure: str
    """The path of what has begun..."""
    planned: str
    """... and of what has not."""
    today: float


@dataclass(frozen=True, slots=True)
class Line:
    """A standard in a place, for one value of the fact that splits it."""

    place: str
    code: str
    of: str
    values: tuple[Value, ...]
    drawing: Drawing


@router.get("")
def standards(request: Request, serving: Shelved, asker: Reads) -> Response:
    """All standards."""
    book, language = serving.book, serving.language(request)
    all_ = [(one, len({value.place for value in one.values}), _latest(book, one, language)) for one in book.rules.standards.values()]
    return book_page(request, serving, "standards.html", asker, standards=all_, name_of=name_of, users=USERS.of(book).standards)


@router.get("/{standard}")
def standard(request: Request, serving: Shelved, asker: Reads, standard: str) -> Response:
    """A standard by place and day."""
    book, language = serving.book, serving.language(request)
    one = book.rules.standards.get(standard)
    if one is None:
        raise missing(Text("没有这个标准", "no such standard"))
    used = by_document(book, USERS.of(book).standards.get(one.name, ()))
    split = book.rules.facts[one.split] if one.split else None
    return book_page(
        request, serving, "standard.html", asker, one=one, lines=list(lines(book, one, today(), language)), used=list(used), split=split,
        name_of=name_of, width=WIDTH, height=HEIGHT, places=len({value.place for value in one.values}),
    )  # fmt: skip


def lines(book: Rulebook, one: DefinedStandard, day: date, language: str) -> Iterator[Line]:
    """Each place of a standard, for each value of the fact that splits it, with a drawing on the same scale."""
    rows: dict[tuple[str, str], list[Value]] = {}
    for value in one.values:
        for said in _values(book, one, value, day, language):
            rows.setdefault((value.place, said.of), []).append(said)
    days = [value.since for value in one.values]
    first, last = min(days, default=day), max(*days, day) if days else day
    top = max((value.number for some in rows.values() for value in some if value.number is not None), default=Fraction(1)) or Fraction(1)
    for (place, of), some in rows.items():
        told = tuple(_now(some, day))
        yield Line(place_name(book, place, language), place, of, told, _drawn(told, first, last.toordinal() + AHEAD, top, day))


def values_near(book: Rulebook, one: DefinedStandard, place: str, day: date, language: str) -> list[Value]:
    """What a standard is on a day in a place and in those inside it."""
    here = one.set_for(place, day)
    found = (*((here,) if here else ()), *one.set_within(place, day))
    return [value for each in found for value in _values(book, one, each, day, language)]


def _latest(book: Rulebook, one: DefinedStandard, language: str) -> str:
    """What it is in the widest place, said of all values at once."""
    found = min((value for value in one.values if value.value is not None), key=lambda value: len(value.place), default=None)
    if found is None:
        return ""
    current = [value for value in one.values if value.place == found.place and value.since <= today()][-1:] or [found]
    values = list(_values(book, one, current[0], today(), language))
    joined = {"zh": "、", "en": ", "}[language].join(f"{value.of} {value.said}".strip() for value in values)
    return f"{values[0].place} {joined}" if values else ""


def _values(book: Rulebook, one: DefinedStandard, value: SetValue, day: date, language: str) -> Iterator[Value]:
    """A value, for each value of the fact that splits it."""
    speaker = book.voice.speaker(next(iter(book.rules.rulesets)), language)
    unit, planned, cite = speaker.unit(one.unit), value.since > day, value.cite or one.cite
    for of, number in _numbers(book, one, value.value, language):
        said = "" if number is None else speaker.counted(number, unit)
        yield Value(place_name(book, value.place, language), value.place, of, value.since, said, cite, number, planned, current=False)


def _numbers(
    book: Rulebook, one: DefinedStandard, value: Fraction | Mapping[str, Fraction] | None, language: str
) -> Iterator[tuple[str, Fraction | None]]:
    labels = {code.code: code.label.of(language) for code in book.rules.facts[one.split].codes} if one.split else {}
    if isinstance(value, Mapping):
        yield from ((labels.get(code, code), number) for code, number in value.items())
    elif value is None and labels:
        split = [found.value for found in one.values if isinstance(found.value, Mapping)]
        yield from ((labels.get(code, code), None) for code in dict.fromkeys(code for each in split for code in each))
    else:
        yield "", value


def _now(values: Sequence[Value], day: date) -> Iterator[Value]:
    """The values of a line, in the order of their days, the one that counts today marked."""
    ordered = sorted(values, key=lambda one: one.since)
    begun = [at for at, one in enumerate(ordered) if one.since <= day]
    for at, one in enumerate(ordered):
        yield Value(one.place, one.code, one.of, one.since, one.said, one.cite, one.number, one.planned, bool(begun) and at == begun[-1])


def _drawn(values: Sequence[Value], first: date, until: int, top: Fraction, day: date) -> Drawing:
    """A line as steps: what begins after today apart, so that it can be dashed."""
    span = max(1, until - first.toordinal())

    def across(ordinal: int) -> float:
        return round(WIDTH * (ordinal - first.toordinal()) / span, 1)

    def down(number: Fraction) -> float:
        return round(HEIGHT - 4 - float(number / top) * (HEIGHT - 10), 1)

    sure, planned = list[str](), list[str]()
    before: Fraction | None = None
    for at, one in enumerate(values):
        end = across(values[at + 1].since.toordinal() if at + 1 < len(values) else until)
        path, x = planned if one.planned else sure, across(one.since.toordinal())
        if one.number is not None:
            rise = f"M{x} {down(before)}V{down(one.number)}" if before is not None else f"M{x} {down(one.number)}"
            path.append(f"{rise}H{end}")
        before = one.number
    return Drawing("".join(sure), "".join(planned), across(day.toordinal()))
