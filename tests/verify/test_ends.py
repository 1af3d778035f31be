"""The arithmetic of ends for the solver is that of intervals: for every interval with ends among a few numbers, or open."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from huilao.language import interval
from huilao.language.condition import Order
from huilao.language.interval import Interval
from huilao.language.quantity import Rounding
from huilao.language.truth import Truth
from huilao.verify import ends as algebra
from huilao.verify.ends import Cases, End, Ends, Measured
from huilao.verify.formulas import FALSE, TRUE, Formula, Pair, real, z3

NUMBERS = (None, *map(Fraction, ("-2", "0", "3")))
INTERVALS = [Interval(low, high) for low, high in product(NUMBERS, NUMBERS) if low is None or high is None or low <= high]
PAIRS = list(product(INTERVALS, INTERVALS))
YES, NO, OPEN = Pair(TRUE, FALSE), Pair(FALSE, TRUE), Pair(FALSE, FALSE)
A, B = z3.Bool("a"), z3.Bool("b")
"""Formulas that do not hold in the model in which things are looked at; `B` does."""


def as_ends(found: Interval) -> Ends:
    """An interval whose ends the solver cannot know before it looks."""
    return algebra.either(B, algebra.ends(as_cases(found)), algebra.point(real(Fraction(77))))


def as_cases(found: Interval) -> Cases:
    """One of two intervals."""
    return Cases(((A, Interval(Fraction(5), None)), (z3.Not(A), found)))


def looked_at(measured: Measured) -> Interval:
    """The interval where `B` holds and `A` does not."""
    found = algebra.ends(measured)
    return Interval(*(None if _holds(end.open) else _number(end) for end in (found.low, found.high)))


def _holds(formula: Formula) -> bool:
    return z3.is_true(z3.simplify(z3.substitute(formula, (A, FALSE), (B, TRUE))))


def _number(end: End) -> Fraction:
    return Fraction(z3.simplify(z3.substitute(end.value, (A, FALSE), (B, TRUE))).as_fraction())


def truth(pair: Pair) -> Truth:
    assert not (_holds(pair.yes) and _holds(pair.no))
    return Truth.YES if _holds(pair.yes) else Truth.NO if _holds(pair.no) else Truth.UNKNOWN


def test_sums_and_differences_and_what_is_smaller_or_larger() -> None:
    """Of two, end by end or crosswise."""
    for one, other in PAIRS:
        parts = [as_ends(one), as_cases(other)]
        assert looked_at(algebra.plus(parts)) == interval.plus((one, other)), (one, other)
        assert looked_at(algebra.minus(*parts)) == interval.minus(one, other), (one, other)
        assert looked_at(algebra.smallest(parts)) == interval.smallest((one, other)), (one, other)
        assert looked_at(algebra.largest(parts)) == interval.largest((one, other)), (one, other)
        assert looked_at(algebra.hull(as_ends(one), as_ends(other))) == interval.hull((one, other)), (one, other)


def test_products_by_their_corners() -> None:
    """Of cases and ends in either order, and of cases alone; nought times an open end is nought."""
    for one, other in PAIRS:
        for parts in ([as_cases(one), as_ends(other)], [as_ends(one), as_cases(other)], [as_cases(one), as_cases(other)]):
            assert looked_at(algebra.times(parts)) == interval.times((one, other)), (one, other)


def test_a_product_of_what_is_not_known_beforehand_is_refused() -> None:
    """It would not be linear; the reader refuses it before."""
    with pytest.raises(TypeError):
        algebra.times([as_ends(INTERVALS[0]), as_ends(INTERVALS[0])])


@pytest.mark.parametrize("mode", Rounding)
@pytest.mark.parametrize("to", [Fraction(1), Fraction(1, 2), Fraction(10)])
def test_rounding(to: Fraction, mode: Rounding) -> None:
    """On both sides of nought, halves too."""
    for number in map(Fraction, ("-15", "-5", "-1/4", "-1/3", "0", "1/4", "1/2", "3/4", "5", "10", "14.99", "15")):
        for found in (Interval(number, None), Interval(None, number), Interval(number, number)):
            assert looked_at(algebra.rounded(as_ends(found), to, mode)) == interval.rounded(found, to, mode), (number, to, mode)


def test_comparisons() -> None:
    """In every order, of ends and of cases."""
    for (one, other), order in product(PAIRS, Order):
        expected = interval.compare(one, order, other)
        for left, right in ((as_ends(one), as_ends(other)), (as_cases(one), as_cases(other)), (as_ends(one), as_cases(other))):
            assert truth(algebra.compare(left, order, right)) is expected, (one, order, other)


def test_rows_of_which_the_first_counts() -> None:
    """The row that surely holds, else the hull of those that may."""
    for (one, other), (when, expected) in product(PAIRS, ((YES, 0), (NO, 1), (OPEN, 2))):
        found = (one, other, interval.hull((one, other)))[expected]
        for value, rest in ((as_ends(one), as_cases(other)), (as_cases(one), as_cases(other))):
            assert looked_at(algebra.first([(when, value)], rest)) == found, (one, other, when)


def test_cases_with_the_same_interval_are_one() -> None:
    """And what never holds is none."""
    found = Interval(Fraction(1), Fraction(2))

    assert Cases.of([(A, found), (z3.Not(A), found)]).each == ((TRUE, found),)
    assert Cases.of([(FALSE, Interval(None, None)), (TRUE, found)]).each == ((TRUE, found),)
