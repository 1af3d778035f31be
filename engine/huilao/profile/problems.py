"""The mistakes of one profile: gathered, bounded in number, and said without repeating an ID number."""

from __future__ import annotations

import re
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import cast

from ..errors import ProfileError, ProfileProblem
from ..language.facts import Text
from ..language.known import Among, Range
from ..language.likeness import equally_near, nearest

LISTED = 100
"""Mistakes that are named; of the rest the number is said."""
SUGGESTED = 20
"""Wrong words for which the nearest right one is looked for."""
LONGEST_WORD = 40
"""Characters of a word for which that is worth while."""
SHOWN = 80
"""Characters that are repeated of a value or a name."""

_BETWEEN = r"[\s\-_.·\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff\uff0d]{0,3}"
_ID_LIKE = re.compile(rf"\d(?:{_BETWEEN}\d){{13,}}(?:{_BETWEEN}[XxＸｘ])?")
"""An ID number of today or of before 1999, or most of one, also with spaces or dashes in it or in full-width digits."""


def masked(text: str) -> str:
    """A text in which nothing is left that looks like an ID number, and no half of a character."""
    return _ID_LIKE.sub("…", text.encode("utf-8", "replace").decode("utf-8"))


def shown(value: object) -> str:
    """A value as it may be repeated: as JSON has it, masked, and no longer than a line."""
    try:
        text = _written(value)
    except (ValueError, RecursionError):  # a number of thousands of digits; lists in lists without end
        text = type(value).__name__
    return _cut(masked(text))


def shown_in_chinese(value: object) -> str:
    """The same before Chinese text: a text in Chinese quotes."""
    said = shown(value)
    if isinstance(value, Range) and re.fullmatch("[0-9]{4}(-[0-9]{2})?", said):
        year, _, month = said.partition("-")
        return f"{year}年{month.lstrip('0')}月" if month else f"{year}年"
    return "“" + said.removeprefix('"').removesuffix('"') + "”" if isinstance(value, str) else f"{said} "


def _written(value: object) -> str:
    """A value as JSON has it; of what JSON has not, as it says itself. Raises ValueError and RecursionError."""
    match value:
        case str():
            return f'"{value}"'
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Mapping():
            pairs = cast("Mapping[object, object]", value).items()
            return "{" + ", ".join(f"{_written(one)}: {_written(other)}" for one, other in pairs) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_written, cast("list[object]", value))) + "]"
        case Range(low, high):  # of a register, whose cells were read before
            return _month_or_year(low, high) or "~".join("…" if end is None else str(end) for end in (low, high))
        case Among(codes):
            return "|".join(sorted(codes))
        case set() | frozenset():
            return "[" + ", ".join(sorted(map(_written, cast("set[object]", value)))) + "]"
        case _:
            return str(value)


def _month_or_year(first: object, last: object) -> str | None:
    """The month or the year of which these are the first day and the last; None where they are of none."""
    if not isinstance(first, date) or not isinstance(last, date) or first.year != last.year or first.day != 1:
        return None
    ends_month = (last + timedelta(days=1)).day == 1
    if ends_month and first.month == last.month:
        return f"{first:%Y-%m}"
    return f"{first.year}" if (first.month, last.month, last.day) == (1, 12, 31) else None


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "…"


class Problems:
    """The mistakes found so far."""

    def __init__(self) -> None:
        self._named: list[ProfileProblem] = []
        self._more = 0
        self._looked_for = 0
        self._whose: Text | None = None

    @contextmanager
    def of_person(self, number: int) -> Generator[None]:
        """While somebody in a list is read: mistakes say whose they are."""
        self._whose = Text(f"第{number}人：", f"person {number}: ")
        yield
        self._whose = None

    def add(self, fact: str, value: object, zh: str, en: str, allowed: Text | None = None) -> None:
        """A mistake: `value`, where it is not None, stands before what is wrong with it in both languages, and before that whose
        it is.
        """
        if len(self._named) >= LISTED:
            self._more += 1
            return
        said = None if value is None else shown(value)
        whose = self._whose or Text("", "")
        told = Text("", "") if said is None else Text(shown_in_chinese(value), f"{said} ")
        message = Text(f"{whose.zh}{told.zh}{zh}", f"{whose.of('en')}{told.of('en')}{en}")
        self._named.append(ProfileProblem(_cut(masked(fact)), said, message, allowed))

    def nearest(self, word: str, allowed: Collection[str]) -> str | None:
        """The allowed word most like this one; None where none is, or too many were looked for."""
        return nearest(word, allowed) if self._looks_for(word) else None

    def equally_near(self, word: str, allowed: Collection[str]) -> list[str]:
        """Likewise all of several words that are as like it."""
        return equally_near(word, allowed) if self._looks_for(word) else []

    def _looks_for(self, word: str) -> bool:
        """Whether it is worth while to look for a word like this one."""
        if len(word) > LONGEST_WORD or self._looked_for >= SUGGESTED:
            return False
        self._looked_for += 1
        return True

    def raise_any(self) -> None:
        """Raise ProfileError with the mistakes, if there are any."""
        if self._more:
            rest = Text(f"另有 {self._more} 处错误未列出", f"{self._more} more mistake{'s are' if self._more > 1 else ' is'} not listed")
            raise ProfileError((*self._named, ProfileProblem("profile", None, rest)), len(self._named) + self._more)
        if self._named:
            raise ProfileError(tuple(self._named))
