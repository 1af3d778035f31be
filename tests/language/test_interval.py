"""What is known of numbers: intervals whose ends may be open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product
from operator import add, ge, gt, le, lt, mul, sub

import pytest

from huilao.language.condition import Order
from huilao.language.interval import ANYTHING, Interval, compare, hull, largest, minus, multiple, plus, point, rounded, smallest, times
from huilao.language.quantity import Rounding
from huilao.language.truth import Truth

F = Fraction
FAR = F(10**9)
"""Stands for how far an open end goes; what comes of it is still far."""
ENDS = (F(-2), F(-1, 3), F(0), F(1), F(3))
INTERVALS = [Interval(low, high) for low in (None, *ENDS) for high in (None, *ENDS) if low is None or high is None or low <= high]
PAIRS = list(product(INTERVALS, INTERVALS))


def far(interval: Interval) -> tuple[Fraction, Fraction]:
    return -FAR if interval.low is None else interval.low, FAR if interval.high is None else interval.high


def near(numbers: Iterable[Fraction]) -> Interval:
    """The interval around numbers, of which what is far stands for an open end."""
    low, high = (end if abs(end) < FAR / 1000 else None for end in (lambda found: (min(found), max(found)))(list(numbers)))
    return Interval(low, high)


def difference(both: tuple[Interval, Interval]) -> Interval:
    return minus(*both)


@pytest.mark.parametrize(
    ("of", "number"),
    [
        (plus, add),
        (difference, sub),
        (times, mul),
        (smallest, min),
        (largest, max),
    ],
)
def test_arithmetic_reaches_as_far_as_the_numbers_do(
    of: Callable[[tuple[Interval, Interval]], Interval], number: Callable[[Fraction, Fraction], Fraction]
) -> None:
    """No less (every number of the result is one of two of theirs) and no more, open ends and nought included."""
    for one, other in PAIRS:
        expected = near(number(left, right) for left, right in product(far(one), far(other)))
        assert of((one, other)) == expected, (one, other)


def test_nought_times_an_open_end_is_nought() -> None:
    """Whatever the number is, there are none of them."""
    assert times((point(F(0)), ANYTHING)) == point(F(0))
    assert times((Interval(F(0), F(2)), Interval(F(1), None))) == Interval(F(0), None)
    assert times((ANYTHING, point(F(0)), ANYTHING)) == point(F(0))


def test_what_is_known_of_one_number_is_a_point() -> None:
    """And only that is settled."""
    assert [one.settled for one in (point(F(2)), Interval(F(2), F(3)), Interval(F(2), None), Interval(None, F(2)), ANYTHING)] == [
        True, False, False, False, False,
    ]  # fmt: skip


def test_three_and_more_go_together_as_two_do() -> None:
    """One alone is itself."""
    three = (Interval(F(1), F(2)), Interval(F(-1), None), point(F(3)))

    assert plus(three) == Interval(F(3), None)
    assert times(three) == Interval(F(-6), None)
    assert smallest(three) == Interval(F(-1), F(2))
    assert largest(three) == Interval(F(3), None)
    assert hull(three) == Interval(F(-1), None)
    for of in (plus, times, smallest, largest, hull):
        assert [of((one,)) for one in INTERVALS] == INTERVALS


def test_the_hull_is_the_smallest_interval_around() -> None:
    """An end is open where one of them is."""
    for one, other in PAIRS:
        assert hull((one, other)) == near((*far(one), *far(other)))


def test_the_difference_to_itself_need_not_be_tight() -> None:
    """`{minus: [income, income]}` of 0-5000 is -5000-5000."""
    income = Interval(F(0), F(5000))

    assert minus(income, income) == Interval(F(-5000), F(5000))


@pytest.mark.parametrize(("order", "holds"), list(zip(Order, (ge, le, gt, lt), strict=True)))
def test_a_comparison_is_settled_where_all_numbers_agree(order: Order, holds: Callable[[Fraction, Fraction], bool]) -> None:
    """YES where each of one stands so to each of the other, NO where none does."""
    for one, other in PAIRS:
        found = {holds(left, right) for left, right in product(far(one), far(other))}
        assert compare(one, order, other) is (Truth.UNKNOWN if len(found) == 2 else Truth.of(found == {True})), (one, other)


@pytest.mark.parametrize(
    ("number", "to", "up", "down", "half_up"),
    [
        ("380", "1", "380", "380", "380"),
        ("380.2", "1", "381", "380", "380"),
        ("380.5", "1", "381", "380", "381"),
        ("-380.5", "1", "-380", "-381", "-380"),
        ("-380.6", "1", "-380", "-381", "-381"),
        ("14", "10", "20", "10", "10"),
        ("15", "10", "20", "10", "20"),
        ("1/3", "0.01", "0.34", "0.33", "0.33"),
        ("1/6", "1/3", "1/3", "0", "1/3"),
        ("2/3", "1/3", "2/3", "2/3", "2/3"),
        ("0", "100", "0", "0", "0"),
    ],
)
def test_a_number_is_rounded_to_a_multiple(number: str, to: str, up: str, down: str, half_up: str) -> None:
    """The next above, the next below, the nearest with halves upwards; below nought too."""
    found = [multiple(F(number), F(to), mode) for mode in (Rounding.UP, Rounding.DOWN, Rounding.HALF_UP)]

    assert found == [F(up), F(down), F(half_up)]


@pytest.mark.parametrize("mode", Rounding)
def test_an_interval_is_rounded_end_by_end(mode: Rounding) -> None:
    """An open end stays open."""
    for one in INTERVALS:
        assert rounded(one, F(1), mode) == Interval(*(None if end is None else multiple(end, F(1), mode) for end in one))
