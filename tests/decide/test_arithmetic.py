"""The quick arithmetic of intervals comes to what the reference's does."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any as Anything

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilao.decide import arithmetic as quick
from huilao.language import interval
from huilao.language.interval import Interval
from huilao.language.quantity import Rounding

numbers = st.fractions(-50, 50, max_denominator=6)
points = numbers.map(lambda one: Interval(one, one))
between = st.tuples(numbers, numbers).map(lambda two: Interval(min(two), max(two)))
open_ = st.sampled_from([(True, False), (False, True), (True, True)])
half_open = st.tuples(between, open_).map(lambda one: Interval(None if one[1][0] else one[0].low, None if one[1][1] else one[0].high))
intervals = points | points | between | half_open
parts = st.lists(intervals, min_size=1, max_size=3)

OPERATIONS: list[tuple[Callable[[Anything], Interval], Callable[[Anything], Interval]]] = [
    (quick.plus, interval.plus), (quick.times, interval.times), (quick.smallest, interval.smallest), (quick.largest, interval.largest),
]  # fmt: skip


@pytest.mark.parametrize(("mine", "reference"), OPERATIONS)
@given(found=parts)
def test_operations_on_any_number(
    mine: Callable[[Anything], Interval], reference: Callable[[Anything], Interval], found: list[Interval]
) -> None:
    """Of known numbers, of open and half-open intervals, and of both together."""
    assert mine([quick.quick(one) for one in found]) == reference(found)


@given(whole=intervals, less=intervals)
def test_differences(whole: Interval, less: Interval) -> None:
    """Crosswise."""
    assert quick.minus((quick.quick(whole), quick.quick(less))) == interval.minus(whole, less)


@pytest.mark.parametrize("mode", Rounding)
@given(found=intervals, to=st.sampled_from([Fraction(1), Fraction(10), Fraction(1, 2), Fraction(1, 100), Fraction(3, 7)]))
def test_rounding(mode: Rounding, found: Interval, to: Fraction) -> None:
    """To whole steps and others, of numbers above and below nought."""
    assert partial(quick.rounded, to=to, mode=mode)((quick.quick(found),)) == interval.rounded(found, to, mode)


@given(found=intervals)
def test_what_is_quick_is_the_same(found: Interval) -> None:
    """And, made plain again, of Fractions."""
    assert quick.quick(found) == found == quick.plain(quick.quick(found))
    assert all(end is None or isinstance(end, Fraction) for end in quick.plain(quick.quick(found)))


@pytest.mark.parametrize("number", ["0", "-0.0", "1E+20", "12.50", "9007199254740993", "0.0000000000000001"])
def test_decimals_are_read_exactly(number: str) -> None:
    """From the digits, never by way of a binary number."""
    assert quick.of_decimal(Decimal(number)) == Interval(Fraction(number), Fraction(number))
