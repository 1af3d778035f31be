"""What is known of a person: of each fact the set of values that it may have.

What is absent (or None) may have any value; a plain value is known. Between them stand the sets of this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any as Anything
from typing import NamedTuple

Person = Mapping[str, Anything]
"""Facts by name: bool, Decimal, date, code, frozenset of codes, place code (as coarse as it is known), a nested Person, a
list of them (`Listed`), or one of the sets below. What is unknown is absent or None."""


@dataclass(frozen=True, slots=True)
class Range:
    """A number or a date from `low` to `high`, both included; None where that end is open.

    INVARIANT: not both open, and more than one value.
    """

    low: Decimal | date | None
    high: Decimal | date | None


@dataclass(frozen=True, slots=True)
class Among:
    """One of these codes of a choice or scale; INVARIANT: more than one, and not all."""

    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Holding:
    """A set of codes in which these are and those are not; of the others it is not known.

    INVARIANT: no code is in both, one or more is known, one or more is not.
    """

    has: frozenset[str]
    has_not: frozenset[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """The people of a list, and whether they are all that there are."""

    people: tuple[Person, ...]
    complete: bool = True


MOST_PEOPLE = 1_000
"""People whom a list may have."""
NOBODY_KNOWN = Listed((), complete=False)
"""A list of which nothing is known."""


class Path(NamedTuple):
    """A fact of the person (`who` empty), of the one whom a fact of theirs names (`cared_elder`), or of one whom a fact of
    theirs lists, by number from 1 (`household_members.2`).
    """

    who: str
    fact: str

    def __str__(self) -> str:
        return f"{self.who}.{self.fact}" if self.who else self.fact

    @property
    def whose(self) -> str:
        """The fact that names or lists the one whom it is about; empty for the person herself."""
        return self.who.partition(".")[0]

    @property
    def number(self) -> int | None:
        """Which one of those whom that fact lists, from 1; None where it lists none."""
        number = self.who.partition(".")[2]
        return int(number) if number else None

    @staticmethod
    @lru_cache(1 << 12)
    def of(text: str) -> Path:
        """The path that is written like this."""
        who, _, fact = text.rpartition(".")
        return Path(who, fact)

    def value(self, person: Person) -> Anything:
        """What is known there of a person; None where nothing is."""
        return about(person, self.who).get(self.fact)


@lru_cache(1 << 12)
def written(paths: frozenset[Path]) -> tuple[str, ...]:
    """Paths as they are written, sorted. The same few sets come again and again."""
    return tuple(sorted(map(str, paths)))


def about(person: Person, who: str) -> Person:
    """The person herself (`""`), or the one whom a fact of hers names or lists."""
    fact, _, number = who.partition(".")
    if not fact:
        return person
    return listed(person, fact).people[int(number) - 1] if number else person.get(fact) or {}


def listed(person: Person, fact: str) -> Listed:
    """What is known of the people whom a fact lists."""
    return person.get(fact) or NOBODY_KNOWN


def replaced(person: Person, who: str, known: Person) -> Person:
    """The person with this known of herself (`""`), or of the one whom a fact of hers names or lists."""
    fact, _, number = who.partition(".")
    if not fact:
        return known
    if not number:
        return {**person, fact: known}
    all_of_them, at = listed(person, fact), int(number) - 1
    return {**person, fact: replace(all_of_them, people=(*all_of_them.people[:at], known, *all_of_them.people[at + 1 :]))}
