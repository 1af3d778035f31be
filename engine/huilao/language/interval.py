"""What is known of a number: an interval with closed ends, each of which may be open (as far as numbers go).

Arithmetic is rational and works on the ends (R. E. Moore, Interval Analysis, 1966); the result need not be tight where a
fact stands twice: a number of 0-5000 less itself is -5000-5000.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import NamedTuple, assert_never

from .condition import Order
from .quantity import Rounding
from .truth import Truth


class Interval(NamedTuple):
    """From `low` to `high`, both included; None where that end is open."""

    low: Fraction | None
    high: Fraction | None

    @property
    def settled(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and (self.low is self.high or self.low == self.high)


ANYTHING = Interval(None, None)
NOUGHT = Fraction(0)


def point(value: Fraction) -> Interval:
    """A known number."""
    return Interval(value, value)


def plus(parts: Iterable[Interval]) -> Interval:
    """The sum, end by end."""
    found = list(parts)
    lows, highs = [one.low for one in found], [one.high for one in found]
    return Interval(_sum(lows), _sum(highs))


def _sum(ends: list[Fraction | None]) -> Fraction | None:
    known = [one for one in ends if one is not None]
    return sum(known, NOUGHT) if len(known) == len(ends) else None


def minus(whole: Interval, less: Interval) -> Interval:
    """The difference, crosswise."""
    return plus((whole, Interval(_negative(less.high), _negative(less.low))))


def _negative(end: Fraction | None) -> Fraction | None:
    return None if end is None else -end


def times(parts: Iterable[Interval]) -> Interval:
    """The product, by its corners; nought times an open end is nought."""
    return reduce(_product, parts)


def _product(one: Interval, other: Interval) -> Interval:
    lows: list[Fraction] = []
    open_low = open_high = False
    for left, left_sign in ((one.low, -1), (one.high, 1)):
        for right, right_sign in ((other.low, -1), (other.high, 1)):
            if left is not None and right is not None:
                lows.append(left * right)
                continue
            sign = _sign(left, left_sign) * _sign(right, right_sign)
            open_low |= sign < 0
            open_high |= sign > 0
            lows += [NOUGHT] if sign == 0 else []
    return Interval(None if open_low or not lows else min(lows), None if open_high or not lows else max(lows))


def _sign(end: Fraction | None, outward: int) -> int:
    """The sign of an end, which is that of its direction where it is open."""
    return outward if end is None else (end > 0) - (end < 0)


def smallest(parts: Iterable[Interval]) -> Interval:
    """The smallest, end by end."""
    found = list(parts)
    lows = [one.low for one in found if one.low is not None]
    highs = [one.high for one in found if one.high is not None]
    return Interval(min(lows) if len(lows) == len(found) else None, min(highs, default=None))


def largest(parts: Iterable[Interval]) -> Interval:
    """The largest, end by end."""
    found = list(parts)
    lows = [one.low for one in found if one.low is not None]
    highs = [one.high for one in found if one.high is not None]
    return Interval(max(lows, default=None), max(highs) if len(highs) == len(found) else None)


def rounded(part: Interval, to: Fraction, mode: Rounding) -> Interval:
    """Multiples of `to`, end by end."""
    return Interval(*(None if end is None else multiple(end, to, mode) for end in part))


def multiple(number: Fraction, to: Fraction, mode: Rounding) -> Fraction:
    """The multiple of `to` that a number is rounded to."""
    match mode:
        case Rounding.UP:
            return ceil(number / to) * to
        case Rounding.DOWN:
            return floor(number / to) * to
        case Rounding.HALF_UP:
            return floor(number / to + Fraction(1, 2)) * to
        case _:
            assert_never(mode)


def hull(parts: Iterable[Interval]) -> Interval:
    """The smallest interval around these, of which there is one or more."""
    found = list(parts)
    lows = [one.low for one in found if one.low is not None]
    highs = [one.high for one in found if one.high is not None]
    return Interval(min(lows) if len(lows) == len(found) else None, max(highs) if len(highs) == len(found) else None)


def compare(left: Interval, order: Order, right: Interval) -> Truth:
    """Whether the numbers of one interval surely stand in an order to those of another, surely do not, or may."""
    match order:
        case Order.AT_LEAST:
            return _at_least(left, right)
        case Order.AT_MOST:
            return _at_least(right, left)
        case Order.ABOVE:
            return ~_at_least(right, left)
        case Order.BELOW:
            return ~_at_least(left, right)
        case _:
            assert_never(order)


def _at_least(left: Interval, right: Interval) -> Truth:
    if left.low is not None and right.high is not None and left.low >= right.high:
        return Truth.YES
    return Truth.NO if left.high is not None and right.low is not None and left.high < right.low else Truth.UNKNOWN
