"""The arithmetic of `language.interval`, quick where each interval is one known number, as it nearly always is.

Whole numbers are ints here, since a Fraction takes ten times as long; both ends of a known number are one object.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any as Anything
from typing import assert_never

from ..language import interval
from ..language.interval import Interval
from ..language.quantity import Rounding

Parts = Sequence[Interval]


def whole(number: Fraction) -> Anything:
    """The same number, as an int where it is whole."""
    return number.numerator if number.denominator == 1 else number


def quick(known: Interval) -> Interval:
    """The same interval, as this arithmetic likes it."""
    low, high = known
    first = None if low is None else whole(low)
    return Interval(first, first if high == low else None if high is None else whole(high))


def plain(known: Interval) -> Interval:
    """The same interval, of Fractions."""
    low, high = known
    return Interval(None if low is None else Fraction(low), None if high is None else Fraction(high))


def of_decimal(number: Decimal) -> Interval:
    """A known number."""
    numerator, denominator = number.as_integer_ratio()
    value: Anything = numerator if denominator == 1 else Fraction(numerator, denominator)
    return Interval(value, value)


def plus(parts: Parts) -> Interval:
    """The sum."""
    total: Anything = 0
    for low, high in parts:
        if low is None or low is not high:
            return interval.plus(parts)
        total += low
    return Interval(total, total)


def minus(parts: Parts) -> Interval:
    """The first less the second."""
    (whole, high), (less, less_high) = parts
    if whole is None or whole is not high or less is None or less is not less_high:
        return interval.minus(parts[0], parts[1])
    value = whole - less
    return Interval(value, value)


def times(parts: Parts) -> Interval:
    """The product."""
    product: Anything = 1
    for low, high in parts:
        if low is None or low is not high:
            return interval.times(parts)
        product *= low
    return Interval(product, product)


def smallest(parts: Parts) -> Interval:
    """The smallest."""
    lows = [low for low, high in parts if low is not None and low is high]
    if len(lows) < len(parts):
        return interval.smallest(parts)
    value = min(lows)
    return Interval(value, value)


def largest(parts: Parts) -> Interval:
    """The largest."""
    lows = [low for low, high in parts if low is not None and low is high]
    if len(lows) < len(parts):
        return interval.largest(parts)
    value = max(lows)
    return Interval(value, value)


def rounded(parts: Parts, to: Fraction, mode: Rounding) -> Interval:
    """A multiple of `to`."""
    low, high = parts[0]
    if low is None or low is not high:
        return interval.rounded(parts[0], to, mode)
    step = whole(to)
    match mode:
        case Rounding.UP:
            value = -(-low // step) * step
        case Rounding.DOWN:
            value = low // step * step
        case Rounding.HALF_UP:
            value = (2 * low + step) // (2 * step) * step
        case _:
            assert_never(mode)
    return Interval(value, value)
