"""What is known of a quantity, for the solver: an interval whose ends are expressions, each of which may be open.

Where there are but few intervals that a quantity may have (a constant, a standard, a rank), they are kept apart as cases:
so a product stays linear, and comparisons of cases need no arithmetic. Every function here is one of `language/interval.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import assert_never

from ..language import interval
from ..language.condition import Order
from ..language.interval import ANYTHING, Interval
from ..language.quantity import Rounding
from ..language.truth import Truth
from .formulas import FALSE, TRUE, Expression, Formula, Pair, choose, every, negated, opposite, real, some, z3

NOUGHT: Expression = z3.RealVal(0)


@dataclass(frozen=True, slots=True)
class End:
    """An end of an interval: a number, or (where `open` holds) none."""

    value: Expression
    open: Formula = FALSE


@dataclass(frozen=True, slots=True)
class Ends:
    """An interval."""

    low: End
    high: End


@dataclass(frozen=True, slots=True)
class Cases:
    """One of a few intervals, each where its formula holds; INVARIANT: always one and no other holds."""

    each: tuple[tuple[Formula, Interval], ...]

    @staticmethod
    def of(each: Iterable[tuple[Formula, Interval]]) -> Cases:
        """These cases, those with the same interval joined."""
        joined: dict[Interval, list[Formula]] = {}
        for when, found in each:
            if not z3.is_false(when):
                joined.setdefault(found, []).append(when)
        if len(joined) == 1:
            return Cases(((TRUE, next(iter(joined))),))
        return Cases(tuple((some(whens), found) for found, whens in joined.items()))


@dataclass(frozen=True, slots=True)
class Passed:
    """An age or a time elapsed, in whole units, where it is known."""

    known: Formula
    at_least: Callable[[int], Formula]
    """When it is at least so much, where it is known."""
    number: Callable[[], Expression]
    """The number itself, where it is known: costly, since it takes a calendar."""


Measured = Ends | Cases | Passed


def point(value: Expression) -> Ends:
    """A known number."""
    return Ends(End(value), End(value))


def constant(value: Fraction) -> Cases:
    """A number that is the same for everybody."""
    return Cases(((TRUE, interval.point(value)),))


def known_or(known: Formula, value: Expression, otherwise: Interval) -> Ends:
    """A number where it is known, else an interval."""
    low, high = _ends_of(otherwise)
    return Ends(_either(known, End(value), low), _either(known, End(value), high))


def ends(measured: Measured) -> Ends:
    """The ends of what is measured."""
    match measured:
        case Ends():
            return measured
        case Cases(each):
            return reduce(lambda rest, one: either(one[0], _of(one[1]), rest), reversed(each[:-1]), _of(each[-1][1]))
        case Passed(known, _, number):
            return known_or(known, z3.ToReal(number()), ANYTHING)
        case _:
            assert_never(measured)


def either(when: Formula, then: Ends, otherwise: Ends) -> Ends:
    """The first where the formula holds, else the second."""
    return Ends(_either(when, then.low, otherwise.low), _either(when, then.high, otherwise.high))


def _either(when: Formula, then: End, otherwise: End) -> End:
    return End(choose(when, then.value, otherwise.value), choose(when, then.open, otherwise.open))


def _of(found: Interval) -> Ends:
    return Ends(*_ends_of(found))


def _ends_of(found: Interval) -> tuple[End, End]:
    low, high = (End(NOUGHT, TRUE) if end is None else End(real(end)) for end in found)
    return low, high


# -- arithmetic --------------------------------------------------------------------------------------------------------


def plus(parts: Sequence[Measured]) -> Ends:
    """The sum."""
    found = [ends(part) for part in parts]
    return Ends(_sum([one.low for one in found]), _sum([one.high for one in found]))


def _sum(parts: Sequence[End]) -> End:
    return End(z3.Sum([one.value for one in parts]), some(one.open for one in parts))


def minus(whole: Measured, less: Measured) -> Ends:
    """The difference."""
    taken = ends(less)
    return plus((whole, Ends(End(-taken.high.value, taken.high.open), End(-taken.low.value, taken.low.open))))


def smallest(parts: Sequence[Measured]) -> Ends:
    """The smallest."""
    found = [ends(part) for part in parts]
    return Ends(reduce(_least, [one.low for one in found]), reduce(_least_known, [one.high for one in found]))


def largest(parts: Sequence[Measured]) -> Ends:
    """The largest."""
    found = [ends(part) for part in parts]
    return Ends(reduce(_most_known, [one.low for one in found]), reduce(_most, [one.high for one in found]))


def hull(one: Ends, other: Ends) -> Ends:
    """The smallest interval around both."""
    return Ends(_least(one.low, other.low), _most(one.high, other.high))


def _least(one: End, other: End) -> End:
    return End(_min(one.value, other.value), some((one.open, other.open)))


def _most(one: End, other: End) -> End:
    return End(_max(one.value, other.value), some((one.open, other.open)))


def _least_known(one: End, other: End) -> End:
    value = choose(one.open, other.value, choose(other.open, one.value, _min(one.value, other.value)))
    return End(value, every((one.open, other.open)))


def _most_known(one: End, other: End) -> End:
    value = choose(one.open, other.value, choose(other.open, one.value, _max(one.value, other.value)))
    return End(value, every((one.open, other.open)))


def _min(one: Expression, other: Expression) -> Expression:
    return one if one.eq(other) else z3.If(one <= other, one, other)


def _max(one: Expression, other: Expression) -> Expression:
    return one if one.eq(other) else z3.If(one >= other, one, other)


def rounded(part: Measured, to: Fraction, mode: Rounding) -> Ends:
    """Multiples of `to`."""
    found = ends(part)
    return Ends(*(End(_multiple(end.value, to, mode), end.open) for end in (found.low, found.high)))


def _multiple(value: Expression, to: Fraction, mode: Rounding) -> Expression:
    number = value / real(to)
    below = z3.ToReal(z3.ToInt(number))
    match mode:
        case Rounding.UP:  # by the one below, which the solver may know from elsewhere
            return z3.If(below == number, below, below + 1) * real(to)
        case Rounding.DOWN:
            return below * real(to)
        case Rounding.HALF_UP:
            return z3.If(number - below < real(Fraction(1, 2)), below, below + 1) * real(to)
        case _:
            assert_never(mode)


def times(parts: Sequence[Measured]) -> Measured:
    """The product; INVARIANT: all but one are cases. Raises TypeError for others, which are no rules."""
    return reduce(_product, parts)


def _product(one: Measured, other: Measured) -> Measured:
    if isinstance(one, Cases) and isinstance(other, Cases):
        return Cases.of((every((left, right)), interval.times((first, second))) for left, first in one.each for right, second in other.each)
    factor, rest = (one, other) if isinstance(one, Cases) else (other, one)
    if not isinstance(factor, Cases):
        raise TypeError(one, other)
    found = ends(rest)
    each = [(when, _scaled(by, found)) for when, by in factor.each]
    return reduce(lambda kept, case: either(case[0], case[1], kept), reversed(each[:-1]), each[-1][1])


def _scaled(by: Interval, part: Ends) -> Ends:
    """A part times an interval of numbers."""
    if by.low is not None and by.settled:
        if by.low == 0:
            return point(NOUGHT)
        low, high = (End(real(by.low) * end.value, end.open) for end in (part.low, part.high))
        return Ends(low, high) if by.low > 0 else Ends(high, low)
    corners = [
        _corner(factor, sign, end, outward)
        for factor, sign in ((by.low, -1), (by.high, 1))
        for end, outward in ((part.low, -1), (part.high, 1))
    ]
    below, above = some(one.below for one in corners), some(one.above for one in corners)
    none = every(opposite(one.known) for one in corners)
    lows, highs = ([End(one.value, opposite(one.known)) for one in corners] for _ in range(2))
    return Ends(
        End(reduce(_least_known, lows).value, some((below, none))),
        End(reduce(_most_known, highs).value, some((above, none))),
    )


@dataclass(frozen=True, slots=True)
class _Corner:
    """The product of two ends: a number where `known`, or without end below or above."""

    known: Formula
    value: Expression
    below: Formula = FALSE
    above: Formula = FALSE


def _corner(factor: Fraction | None, sign: int, end: End, outward: int) -> _Corner:
    """Nought times an open end is nought."""
    if factor == 0:
        return _Corner(TRUE, NOUGHT)
    if factor is not None:
        below, above = (end.open, FALSE) if (factor > 0) is (outward < 0) else (FALSE, end.open)
        return _Corner(opposite(end.open), real(factor) * end.value, below, above)
    positive = choose(end.open, z3.BoolVal(outward > 0), end.value > 0)
    negative = choose(end.open, z3.BoolVal(outward < 0), end.value < 0)
    below, above = (negative, positive) if sign > 0 else (positive, negative)
    return _Corner(every((opposite(end.open), end.value == 0)), NOUGHT, below, above)


def first(rows: Sequence[tuple[Pair, Measured]], rest: Measured) -> Measured:
    """Of the rows that may apply, up to the first that surely does, the hull; `rest` is the last, for all others."""
    for when, value in reversed(rows):
        if isinstance(rest, Cases) and isinstance(value, Cases):
            rest = Cases.of((
                *((every((when.yes, case)), found) for case, found in value.each),
                *((every((when.no, case)), found) for case, found in rest.each),
                *(
                    (every((when.open, case, other)), interval.hull((found, another)))
                    for case, found in value.each for other, another in rest.each
                ),
            ))  # fmt: skip
        else:
            mine, others = ends(value), ends(rest)
            rest = either(when.yes, mine, either(when.no, others, hull(mine, others)))
    return rest


# -- people ------------------------------------------------------------------------------------------------------------


def share_of(there: Formula, counted: Pair | None, measured: Measured) -> Ends:
    """What somebody adds to a sum who is on its list where `there` holds, and is counted so; None where everybody is."""
    found = ends(measured)
    nought = point(NOUGHT)
    if counted is None:
        return either(there, found, nought)
    return either(every((there, counted.yes)), found, either(some((opposite(there), counted.no)), nought, hull(nought, found)))


def in_all(shares: Sequence[Ends], complete: Formula, more: Interval) -> Ends:
    """The sum of what people add; `more` is what one adds of whom nothing is known, where the list is not complete."""
    sure = plus((point(NOUGHT), *shares))
    below = FALSE if more.low is not None and more.low >= 0 else opposite(complete)
    return Ends(End(sure.low.value, some((sure.low.open, below))), End(sure.high.value, some((sure.high.open, opposite(complete)))))


# -- comparison --------------------------------------------------------------------------------------------------------

_FLIPPED = {Order.AT_LEAST: Order.AT_MOST, Order.AT_MOST: Order.AT_LEAST, Order.ABOVE: Order.BELOW, Order.BELOW: Order.ABOVE}


def compare(left: Measured, order: Order, right: Measured) -> Pair:
    """Whether the numbers of one interval surely stand in an order to those of another, surely do not."""
    if isinstance(left, Cases) and isinstance(right, Cases):
        truths = [
            (every((one, other)), interval.compare(first_, order, second)) for one, first_ in left.each for other, second in right.each
        ]
        yes, no = (some(when for when, truth in truths if truth is wanted) for wanted in (Truth.YES, Truth.NO))
        return Pair(yes, no)
    if isinstance(left, Passed) and isinstance(right, Cases):
        return _passed(left, order, right)
    if isinstance(left, Cases) and isinstance(right, Passed):
        return _passed(right, _FLIPPED[order], left)
    one, other = ends(left), ends(right)
    match order:
        case Order.AT_LEAST:
            return _at_least(one, other)
        case Order.AT_MOST:
            return _at_least(other, one)
        case Order.ABOVE:
            return negated(_at_least(other, one))
        case Order.BELOW:
            return negated(_at_least(one, other))
        case _:
            assert_never(order)


def _at_least(left: Ends, right: Ends) -> Pair:
    return Pair(
        every((opposite(left.low.open), opposite(right.high.open), left.low.value >= right.high.value)),
        every((opposite(left.high.open), opposite(right.low.open), left.high.value < right.low.value)),
    )


def _passed(passed: Passed, order: Order, beside: Cases) -> Pair:
    """A comparison of whole units with a few numbers."""
    each = [(when, _passed_beside(passed, order, found)) for when, found in beside.each]
    return Pair(some(every((when, pair.yes)) for when, pair in each), some(every((when, pair.no)) for when, pair in each))


def _passed_beside(passed: Passed, order: Order, beside: Interval) -> Pair:
    match order:
        case Order.AT_LEAST:
            return _reaches(passed, beside, ceil)
        case Order.BELOW:
            return negated(_reaches(passed, beside, ceil))
        case Order.ABOVE:
            return _reaches(passed, beside, lambda bound: floor(bound) + 1)
        case Order.AT_MOST:
            return negated(_reaches(passed, beside, lambda bound: floor(bound) + 1))
        case _:
            assert_never(order)


def _reaches(passed: Passed, beside: Interval, whole: Callable[[Fraction], int]) -> Pair:
    """Surely, where it comes to the upper end; surely not, where it does not come to the lower one."""
    yes = FALSE if beside.high is None else every((passed.known, passed.at_least(whole(beside.high))))
    no = FALSE if beside.low is None else every((passed.known, opposite(passed.at_least(whole(beside.low)))))
    return Pair(yes, no)
