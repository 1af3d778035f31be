"""Where, along one fact that is a number or a date, an answer turns: found by halving, with the reference itself as the judge.

What is known of a stretch of values (`Range`) makes an answer that holds of every one of them or is unknown (R. E. Moore,
Interval Analysis, 1966): a stretch whose answer is known need not be looked into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any as Anything

from .distinct import decimal, step_of
from .facts import Fact, FactType
from .known import Range
from .truth import Truth

FARTHEST = 10**12
"""Beyond which no number is looked for: facts have at most 12 digits before the point."""

Judge = Callable[[Anything], Truth]
"""What an answer is where this is known of a fact: a value or a `Range`."""


class OutOfWorkError(Exception):
    """More was to be looked at than was allowed."""


class Work:
    """So many things may be looked at, in all that is asked for at a time."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def spend(self, number: int = 1) -> None:
        """Count what is looked at. Raises OutOfWorkError where that is too much."""
        if self.left < number:
            self.left = 0
            raise OutOfWorkError
        self.left -= number


@dataclass(frozen=True, slots=True)
class Line:
    """The values of a number or a date in their order, by number: of a number its multiple of a step, of a date its day."""

    step: Fraction | None
    """None for dates."""
    first: int
    last: int

    @staticmethod
    def of(fact: Fact, beside: Iterable[Anything] = ()) -> Line:
        """The line of a fact, a number as fine as those beside it where its unit does not say how fine it is."""
        if fact.type is FactType.DATE:
            return Line(None, date.min.toordinal(), date.max.toordinal())
        step = Fraction(step_of(fact, (*beside, fact.minimum, fact.maximum)))
        low = -FARTHEST if fact.minimum is None else Fraction(fact.minimum)
        high = FARTHEST if fact.maximum is None else Fraction(fact.maximum)
        return Line(step, ceil(low / step), floor(high / step))

    def value(self, at: int) -> Decimal | date:
        """The value with a number."""
        if self.step is None:
            return date.fromordinal(at)
        found = decimal(at * self.step)
        assert found is not None
        return found

    def known(self, low: int, high: int) -> Anything:
        """What is known of the fact where it has one of these values."""
        return self.value(low) if low == high else Range(self.value(low), self.value(high))

    def above(self, value: Decimal | date) -> int:
        """The number of the first value above one."""
        return value.toordinal() + 1 if isinstance(value, date) else floor(Fraction(value) / (self.step or 1)) + 1

    def below(self, value: Decimal | date) -> int:
        """The number of the last value below one."""
        return value.toordinal() - 1 if isinstance(value, date) else ceil(Fraction(value) / (self.step or 1)) - 1


def nearest(judge: Judge, line: Line, low: int, high: int, work: Work, *, upwards: bool = True) -> int | None:
    """The first of some values, or (not `upwards`) the last, of which the answer is yes; None where there is none.

    Raises OutOfWorkError.
    """
    waiting = [(low, high)] if low <= high else []
    while waiting:
        start, end = waiting.pop()
        work.spend()
        truth = judge(line.known(start, end))
        if truth is Truth.YES:
            return start if upwards else end
        if truth is Truth.UNKNOWN and start < end:
            middle = (start + end) // 2
            halves = [(start, middle), (middle + 1, end)]
            waiting += reversed(halves) if upwards else halves
    return None


def borders(judge: Judge, line: Line, low: int, high: int, work: Work) -> list[int]:
    """The first and the last of every run of values that are alike, of the first to the last. Raises OutOfWorkError."""
    found: list[int] = []
    waiting = [(low, high)] if low <= high else []
    while waiting:
        start, end = waiting.pop()
        work.spend()
        if start == end or judge(line.known(start, end)) is not Truth.UNKNOWN:
            found += dict.fromkeys((start, end))
        else:
            middle = (start + end) // 2
            waiting += [(middle + 1, end), (start, middle)]
    return found
