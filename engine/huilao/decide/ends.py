"""What is known of a fact as the ends of what it may be, and as the interval of a quantity."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any as Anything
from typing import assert_never

from ..language.ages import AgeReached, age_on, elapsed
from ..language.facts import Fact
from ..language.interval import Interval
from ..language.known import Holding, Range
from ..language.meaning import days, number
from ..language.quantity import Age, Elapsed
from .arithmetic import of_decimal, quick

OPEN = Decimal("-Infinity"), Decimal("Infinity")
"""The ends of a number that has none: no comparison with them is sure."""


def exact(number: Fraction) -> Decimal | int | Fraction:
    """The same number as it is compared fastest: with a Decimal where it has an end in decimals."""
    if number.denominator == 1:
        return Decimal(number.numerator)
    places = max(number.denominator.bit_length(), 1)
    scaled, rest = divmod(number.numerator * 10**places, number.denominator)
    return number if rest else Decimal(f"{scaled}E-{places}")


def number_ends(fact: Fact, *open_: Decimal | None) -> Callable[[Anything], tuple[Anything, Anything]]:
    """The ends of a number, as far as its fact goes where they are not known; `open_` where it goes on for ever."""
    lowest, highest = (own if limit is None else limit for limit, own in zip((fact.minimum, fact.maximum), open_, strict=True))

    def ends(known: Range | Decimal | None) -> tuple[Anything, Anything]:
        low, high = (known.low, known.high) if isinstance(known, Range) else (known, known)
        return lowest if low is None else low, highest if high is None else high

    return ends


def day_ends(known: date | Range | None) -> tuple[float, float]:
    """The ends of a day, as ordinals; infinite where they are open."""
    low, high = days(known)
    return -math.inf if low is None else low.toordinal(), math.inf if high is None else high.toordinal()


def set_ends(fact: Fact) -> Callable[[frozenset[str] | Holding | None], tuple[frozenset[str], frozenset[str]]]:
    """The codes that a set surely has, and those that it may have."""
    codes = frozenset(code.code for code in fact.codes)

    def ends(known: Anything) -> tuple[frozenset[str], frozenset[str]]:
        match known:
            case None:
                return frozenset(), codes
            case Holding(has, has_not):
                return has, codes - has_not
            case _:
                return known, known

    return ends


def time_ends(quantity: Age | Elapsed, reached: AgeReached) -> Callable[[date | Range | None, date], tuple[int | None, int | None]]:
    """The ends of an age (counted like this where it has no way of its own) or a time elapsed, from what is known of the day from
    which it counts, on a day.
    """

    def passed(since: date, day: date) -> int:
        match quantity:
            case Age(unit, own):
                return age_on(day, since, unit, own or reached)
            case Elapsed(_, unit):
                return elapsed(since, day, unit)
            case _:
                assert_never(quantity)

    def ends(known: date | Range | None, day: date) -> tuple[int | None, int | None]:
        first, last = days(known)
        low = None if last is None else passed(last, day)
        return low, low if first is last else None if first is None else passed(first, day)

    return ends


# -- as quantities ---------------------------------------------------------------------------------------------------------


def number_interval(fact: Fact) -> Callable[[Decimal | Range | None], Interval]:
    """What is known of a number, as a quantity."""

    def read(known: Decimal | Range | None) -> Interval:
        return of_decimal(known) if isinstance(known, Decimal) else quick(number(fact, known))

    return read


def day_interval(known: date | Range | None) -> Interval:
    """What is known of a day, as a quantity."""
    return quick(Interval(*(None if day is None else Fraction(day.toordinal()) for day in days(known))))


def time_interval(quantity: Age | Elapsed, reached: AgeReached) -> Callable[[date | Range | None, date], Interval]:
    """Likewise as a quantity."""
    ends = time_ends(quantity, reached)
    return lambda known, day: quick(Interval(*(None if end is None else Fraction(end) for end in ends(known, day))))
