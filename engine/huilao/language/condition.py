"""The condition of a provision: a small tree over the facts about one person.

Every part of Huilao is an interpreter of this tree: one function with one `match` that ends in `assert_never`, its
cases in the order of the classes below. To add a kind of condition, add its class and follow the type errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Span:
    """Where something was written: a file and its lines and columns, counted from 1, the end not included."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Operator(StrEnum):
    """How a test compares a fact with its values."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"
    BETWEEN = "between"
    """Two values; both ends included."""
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    HAS_ANY = "has_any"
    HAS_ALL = "has_all"
    HAS_NONE = "has_none"
    WITHIN = "within"
    """Inside one of these divisions."""
    FOR_AT_LEAST = "for_at_least"
    """A `Duration` has passed since this date."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in calendar units; months and years end on the last day where a month has no such day."""

    years: int = 0
    months: int = 0
    days: int = 0


Value = bool | str | Decimal | date | Duration


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Condition, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Count:
    """The number of parts that hold lies between the bounds; INVARIANT: at least one bound is given."""

    at_least: int | None
    at_most: int | None
    parts: tuple[Condition, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Test:
    """One fact compared with values; INVARIANT: operator and values suit the type of the fact."""

    __test__ = False  # not a test of ours, whatever pytest makes of the name

    fact: str
    operator: Operator
    values: tuple[Value, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Term:
    """The condition that the ruleset at hand gives this name."""

    name: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class About:
    """The part holds for the person that this fact names; INVARIANT: no `About` inside it, by way of a term either."""

    fact: str
    part: Condition
    span: Span | None = field(default=None, compare=False, repr=False)


Condition = All | Any | Not | Count | Test | Term | About


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside this one; a term's own condition is not inside it."""
    match condition:
        case All(parts) | Any(parts) | Count(_, _, parts):
            return parts
        case Not(part) | About(_, part):
            return (part,)
        case Test() | Term():
            return ()
        case _:
            assert_never(condition)


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and everything inside it, outermost first."""
    yield condition
    for part in parts_of(condition):
        yield from walk(part)


def terms_behind(conditions: Iterable[Condition], meanings: Mapping[str, Condition]) -> dict[str, Condition]:
    """The terms that conditions use, and those that these use, with what they mean; in the order in which they are met."""
    found: dict[str, Condition] = {}
    waiting = list(conditions)
    while waiting:
        used = [part.name for part in walk(waiting.pop(0)) if isinstance(part, Term) and part.name not in found]
        found |= {name: meanings[name] for name in used}
        waiting += [meanings[name] for name in dict.fromkeys(used)]
    return found
