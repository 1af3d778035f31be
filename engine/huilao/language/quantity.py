"""What is measured of a person or paid to them: a small tree beside the condition.

Every quantity is a number: a day counts from the beginning of the calendar, a code of a scale by its rank from 0. What is
known of it is an interval (`interval.py`); what it means is said in `meaning.py`. Like conditions, quantities are read by
interpreters: one function with one `match` that ends in `assert_never`, its cases in the order of the classes below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .condition import Condition, Span


class TimeUnit(StrEnum):
    """In what an age or a length of time is counted, in whole ones: months and years end on the last day where a month has
    no such day.
    """

    YEARS = "years"
    MONTHS = "months"
    DAYS = "days"


class AgeReached(StrEnum):
    """The day from which a completed year (or month) of age counts."""

    BIRTHDAY = "birthday"
    DAY_AFTER = "day_after"
    NEXT_MONTH_START = "next_month_start"


class PayFrom(StrEnum):
    """From when on is paid, counted from the day that opens it."""

    SAME_DAY = "same_day"
    SAME_MONTH = "same_month"
    """The first day of that month."""
    NEXT_MONTH = "next_month"
    """The first day of the next."""


class Rounding(StrEnum):
    """To which multiple a number is rounded."""

    UP = "up"
    """The next above."""
    DOWN = "down"
    """The next below."""
    HALF_UP = "half_up"
    """The nearest; halves upwards."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, or a day."""

    value: Fraction | date
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Number:
    """What a fact that is a number says."""

    fact: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Day:
    """The day that a fact names."""

    fact: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rank:
    """The place on a scale, the lowest being 0: of this code, or (None) of the one that the person has."""

    fact: str
    code: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Age:
    """How old the person is; INVARIANT: in years or months."""

    unit: TimeUnit
    reached: AgeReached | None = None
    """By which way of counting: None for that of the ruleset at hand."""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Elapsed:
    """How much time has passed since the day that a fact names."""

    fact: str
    unit: TimeUnit
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Standard:
    """The number that is set for the person's place on the day."""

    name: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Named:
    """The quantity that the ruleset at hand gives this name."""

    name: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Plus:
    """The sum; INVARIANT here and below: one part or more."""

    parts: tuple[Quantity, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Minus:
    """The first less the second."""

    whole: Quantity
    less: Quantity
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Times:
    """The product; INVARIANT: all factors but one are constants or standards, named or chosen by rows perhaps."""

    parts: tuple[Quantity, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Smallest:
    """The smallest of these."""

    parts: tuple[Quantity, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest of these."""

    parts: tuple[Quantity, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Round:
    """A multiple of `to`; INVARIANT: `to` is above 0."""

    part: Quantity
    to: Fraction
    mode: Rounding
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Branch:
    """One row of `First`; without a condition it is for all the rest."""

    when: Condition | None
    value: Quantity
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class First:
    """The value of the first row whose condition holds; INVARIANT: the last row and no other has no condition."""

    rows: tuple[Branch, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """What is measured of each person of a list, added up; of a constant 1 it is their number.

    INVARIANT: nothing inside it speaks of another person, by way of a term or a named quantity either.
    """

    part: Quantity
    among: str
    """The fact that lists people."""
    where: Condition | None = None
    """Whom of them; None for all."""
    with_self: bool = False
    """Whether the person is one of them, first."""
    span: Span | None = field(default=None, compare=False, repr=False)


Quantity = (
    Constant | Number | Day | Rank | Age | Elapsed | Standard | Named
    | Plus | Minus | Times | Smallest | Largest | Round | First | Sum
)  # fmt: skip
"""A number of a person on a day: money, years, days, people; an interval where not all of it is known."""

BIRTH = "birth_date"
"""The fact from which an age is counted."""
