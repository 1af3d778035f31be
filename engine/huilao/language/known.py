"""What is known of a person: of each fact the set of values that it may have.

What is absent (or None) may have any value; a plain value is known. Between them stand the sets of this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any as Anything
from typing import NamedTuple

Person = Mapping[str, Anything]
"""Facts by name: bool, Decimal, date, code, frozenset of codes, place code (as coarse as it is known), a nested Person, or
one of the sets below. What is unknown is absent or None."""


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


class Path(NamedTuple):
    """A fact of the person (`who` empty), or of the one whom a fact of theirs names."""

    who: str
    fact: str

    def __str__(self) -> str:
        return f"{self.who}.{self.fact}" if self.who else self.fact

    @staticmethod
    def of(text: str) -> Path:
        """The path that is written like this."""
        who, _, fact = text.rpartition(".")
        return Path(who, fact)

    def value(self, person: Person) -> Anything:
        """What is known there of a person; None where nothing is."""
        return about(person, self.who).get(self.fact)


def about(person: Person, who: str) -> Person:
    """The person herself (`""`), or the one whom a fact of hers names."""
    return (person.get(who) or {}) if who else person
