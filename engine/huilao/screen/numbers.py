"""Exact arithmetic on what is known of numbers (`language/interval.py`) as formulas: two whole numbers for the two ends, and
by what both are to be divided. Nothing is divided on the way, and what 38 digits do not surely hold is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import assert_never

from ..errors import HuilaoError
from ..language.condition import Order
from ..language.quantity import Rounding
from .formula import (
    NO,
    UNKNOWN,
    YES,
    Chosen,
    Coded,
    Extent,
    Floor,
    Least,
    Linear,
    Most,
    Numeric,
    Ordered,
    Product,
    Quotient,
    Sign,
    Steps,
    Table,
    Whole,
)

NARROW = 2**62
"""Numbers below this are worked out in 64 bits."""
WIDEST = 10**38
"""The first number that the decimals of 38 digits do not hold."""


class TooManyDigitsError(HuilaoError):
    """A quantity could need more than 38 digits, which screening does not have."""

    def __init__(self, size: int, of: str = "") -> None:
        named = f"“{of}”" if of else ""
        super().__init__(
            f"算式{named}可能达到 {len(str(size))} 位数字，筛查最多 38 位；请减少相乘的项或小数位数"
            f" / the quantity {of or 'here'} could need {len(str(size))} digits, and screening has 38: multiply less, or round before"
        )
        self.size = size


End = int | None
"""The number of a formula, or None where that end is open for everyone."""


@dataclass(frozen=True, slots=True)
class Ends:
    """What is known of a quantity: from `low` to `high`, each divided by `scale`."""

    low: End
    high: End
    scale: int = 1


class Arithmetic:
    """Makes formulas of numbers in a table. Everything here raises TooManyDigitsError."""

    def __init__(self, table: Table) -> None:
        self.table = table

    # -- numbers -------------------------------------------------------------------------------------------------------

    def add(self, formula: Numeric, least: int, most: int, *, open: bool, size: int = 0) -> int:
        """The number of a formula with values from `least` to `most`; on the way to it none is above `size`."""
        size = max(size, abs(least), abs(most))
        if size >= WIDEST:
            raise TooManyDigitsError(size)
        return self.note(self.table.add(formula), least, most, open=open, size=size)

    def note(self, number: int, least: int, most: int, *, open: bool, size: int = 0, parts: Iterable[int] = ()) -> int:
        """Note which values a formula has."""
        wide = max(size, abs(least), abs(most)) >= NARROW or any(self.extent(one).wide for one in parts)
        self.table.extents.setdefault(number, Extent(least, most, open, wide))
        return number

    def extent(self, number: int) -> Extent:
        return self.table.extents[number]

    def whole(self, value: int) -> int:
        """The same number for everyone."""
        return self.add(Whole(value), value, value, open=False)

    def linear(self, constant: int, *terms: tuple[int, int]) -> int:
        """A constant and the sum of numbers, each times a factor."""
        left: dict[int, int] = {}
        for factor, number in terms:
            formula = self.table.formulas[number]
            if isinstance(formula, Whole):
                constant += factor * formula.value
            else:
                left[number] = left.get(number, 0) + factor
        kept = tuple((factor, number) for number, factor in sorted(left.items()) if factor or self.extent(number).open)
        if not kept or (constant == 0 and len(kept) == 1 and kept[0][0] == 1):
            return kept[0][1] if kept else self.whole(constant)
        extents = [(factor, self.extent(number)) for factor, number in kept]
        corners = [sorted((factor * one.least, factor * one.most)) for factor, one in extents]
        size = abs(constant) + sum(max(abs(low), abs(high)) for low, high in corners)
        least, most = constant + sum(low for low, _ in corners), constant + sum(high for _, high in corners)
        if size >= WIDEST:
            raise TooManyDigitsError(size)
        number = self.table.add(Linear(constant, kept))
        parts = [one for _, one in kept]
        return self.note(number, least, most, open=any(one.open for _, one in extents), size=size, parts=parts)

    def product(self, left: int, right: int) -> int:
        """Two numbers multiplied, null where one of them is."""
        for one, other in ((left, right), (right, left)):
            formula = self.table.formulas[one]
            if isinstance(formula, Whole):
                return self.linear(0, (formula.value, other))
        one, other = self.extent(left), self.extent(right)
        corners = [a * b for a in (one.least, one.most) for b in (other.least, other.most)]
        if max(map(abs, corners)) >= WIDEST:
            raise TooManyDigitsError(max(map(abs, corners)))
        number = self.table.add(Product(*sorted((left, right))))
        return self.note(number, min(corners), max(corners), open=one.open or other.open, parts=(left, right))

    def floor(self, part: int, step: int) -> int:
        """The next multiple of a step that is not above a number."""
        known = self.extent(part)
        least, most = known.least // step * step, known.most // step * step
        formula = self.table.formulas[part]
        if isinstance(formula, Whole):
            return self.whole(formula.value // step * step)
        size = max(abs(known.least), abs(known.most)) + 2 * step
        if size >= WIDEST:
            raise TooManyDigitsError(size)
        return self.note(self.table.add(Floor(part, step)), least, most, open=known.open, size=size, parts=(part,))

    def quotient(self, part: int, divisor: int) -> int:
        """A number by what it is a multiple of."""
        known = self.extent(part)
        size = 10 * max(abs(known.least), abs(known.most))  # what comes near to it may be a little larger
        if size >= WIDEST:
            raise TooManyDigitsError(size)
        formula = self.table.add(Quotient(part, divisor))
        return self.note(formula, known.least // divisor, known.most // divisor, open=known.open, size=NARROW)

    def chosen(self, when: int, part: End) -> End:
        """A number where a truth holds, else null."""
        if part is None or when in (NO, UNKNOWN):
            return None
        if when == YES:
            return part
        known = self.extent(part)
        return self.note(self.table.add(Chosen(when, part)), known.least, known.most, open=True, parts=(part,))

    def first_known(self, *parts: End) -> End:
        """The first of these that is not null."""
        left: list[int] = []
        for one in parts:
            if one is not None and (not left or self.extent(left[-1]).open):
                left.append(one)
        if len(left) < 2:
            return left[0] if left else None
        extents = [self.extent(one) for one in left]
        number = self.table.first_known(*left)
        return self.note(number, min(one.least for one in extents), max(one.most for one in extents), open=extents[-1].open, parts=left)

    def coded(self, cases: Sequence[tuple[int, int]]) -> int:
        """The small number (0 to 255) beside the first of these truths, which are never null, that holds; else null."""
        numbers = [number for _, number in cases]
        return self.note(self.table.add(Coded(tuple(cases))), min(numbers), max(numbers), open=cases[-1][0] != YES, parts=())

    def least(self, parts: Iterable[End]) -> End:
        """The least of those that are not null."""
        left = sorted({one for one in parts if one is not None})
        if len(left) < 2:
            return left[0] if left else None
        extents = [self.extent(one) for one in left]
        sure = [one.most for one in extents if not one.open]
        most = min(sure) if sure else max(one.most for one in extents)
        kept = [
            number for number, one in zip(left, extents, strict=True) if not sure or one.least < most or (one.most == most and not one.open)
        ]
        if len(kept) == 1:
            return kept[0]
        return self.note(self.table.add(Least(tuple(kept))), min(one.least for one in extents), most, open=not sure, parts=kept)

    def most(self, parts: Iterable[End]) -> End:
        """The greatest of those that are not null."""
        left = sorted({one for one in parts if one is not None})
        if len(left) < 2:
            return left[0] if left else None
        extents = [self.extent(one) for one in left]
        sure = [one.least for one in extents if not one.open]
        least = max(sure) if sure else min(one.least for one in extents)
        kept = [
            number
            for number, one in zip(left, extents, strict=True)
            if not sure or one.most > least or (one.least == least and not one.open)
        ]
        if len(kept) == 1:
            return kept[0]
        return self.note(self.table.add(Most(tuple(kept))), least, max(one.most for one in extents), open=not sure, parts=kept)

    def steps(self, name: str, starts: Sequence[int], values: Sequence[int | None]) -> End:
        """A number by the place in a column."""
        known = [one for one in values if one is not None]
        if not known:
            return None
        if len(set(values)) == 1:
            return self.whole(known[0])
        if max(map(abs, known)) >= WIDEST:
            raise TooManyDigitsError(max(map(abs, known)))
        number = self.table.add(Steps(name, tuple(starts), tuple(values)))
        return self.note(number, min(known), max(known), open=len(known) < len(values))

    # -- truths of numbers ---------------------------------------------------------------------------------------------

    def ordered(self, left: End, sign: Sign, right: End) -> int:
        """Two numbers compared; null where one of them is."""
        if left is None or right is None:
            return UNKNOWN
        one, other = self.extent(left), self.extent(right)
        if not one.open and not other.open:
            settled = _settled(one, sign, other)
            if settled is not None:
                return YES if settled else NO
        return self.table.add(Ordered(left, sign, right))

    def open(self, end: End) -> int:
        """Whether an end is open."""
        return YES if end is None else self.table.open(end)

    # -- ends ----------------------------------------------------------------------------------------------------------

    def point(self, value: Fraction) -> Ends:
        """A known number."""
        number = self.whole(value.numerator)
        return Ends(number, number, value.denominator)

    def scaled(self, ends: Ends, scale: int) -> Ends:
        """The same with a scale that is a multiple of its own."""
        return self._times(ends, scale // ends.scale, scale)

    def _times(self, ends: Ends, factor: int, scale: int) -> Ends:
        low, high = (None if end is None else self.linear(0, (factor, end)) for end in (ends.low, ends.high))
        return Ends(low, high, scale)

    def alike(self, parts: Iterable[Ends]) -> tuple[list[Ends], int]:
        """The same with one scale for all."""
        found = list(parts)
        scale = lcm(*(one.scale for one in found))
        return [self.scaled(one, scale) for one in found], scale

    def plus(self, parts: Iterable[Ends]) -> Ends:
        """The sum, end by end."""
        found, scale = self.alike(parts)
        return Ends(self._sum(one.low for one in found), self._sum(one.high for one in found), scale)

    def _sum(self, ends: Iterable[End]) -> End:
        found = list(ends)
        known = [(1, one) for one in found if one is not None]
        return self.linear(0, *known) if len(known) == len(found) else None

    def minus(self, whole: Ends, less: Ends) -> Ends:
        """The difference, crosswise."""
        return self.plus((whole, self.negative(less)))

    def negative(self, ends: Ends) -> Ends:
        """From the other end, with the other sign."""
        turned = self._times(ends, -1, ends.scale)
        return Ends(turned.high, turned.low, ends.scale)

    def times(self, parts: Iterable[Ends]) -> Ends:
        """The product, by its corners."""
        return reduce(self._product, parts)

    def _product(self, one: Ends, other: Ends) -> Ends:
        scale = one.scale * other.scale
        for known, rest in ((one, other), (other, one)):
            factor = self._constant(known)
            if factor is not None:
                product = self._times(rest if factor >= 0 else Ends(rest.high, rest.low), factor, scale)
                return product if factor else Ends(self.whole(0), self.whole(0))
        if self._never_below_nought(one) and self._never_below_nought(other):
            return Ends(self._corner(one.low, other.low), self._corner(one.high, other.high), scale)
        lows, highs = ([(one.low, -1), (one.high, 1)], [(other.low, -1), (other.high, 1)])
        corners = [(left, right) for left in lows for right in highs]
        found = [self._corner(left, right) for (left, _), (right, _) in corners]
        below = self.table.some([self._beyond(left, right, -1) for left, right in corners])
        above = self.table.some([self._beyond(left, right, 1) for left, right in corners])
        low = self.chosen(self.table.contrary(below), self.least(found))
        high = self.chosen(self.table.contrary(above), self.most(found))
        return Ends(low, high, scale)

    def _constant(self, ends: Ends) -> int | None:
        """The number that it is for everyone, if it is one."""
        formula = None if ends.low is None or ends.low != ends.high else self.table.formulas[ends.low]
        return formula.value if isinstance(formula, Whole) else None

    def _never_below_nought(self, ends: Ends) -> bool:
        return ends.low is not None and not self.extent(ends.low).open and self.extent(ends.low).least >= 0

    def _corner(self, left: End, right: End) -> End:
        """Two ends multiplied; an open one times nought is nought."""
        both = None if left is None or right is None else self.product(left, right)
        if both is not None and not self.extent(both).open:
            return both
        nought = self.table.some([self._is(left, "==", False), self._is(right, "==", False)])
        return self.first_known(both, self.chosen(nought, self.whole(0)))

    def _is(self, end: End, sign: Sign, where_open: bool) -> int:
        """How an end stands to nought, never null."""
        return self.table.filled(self.ordered(end, sign, self.whole(0)), where_open)

    def _beyond(self, left: tuple[End, int], right: tuple[End, int], sign: int) -> int:
        """Whether a corner is open towards this sign."""
        open_ = self.table.some([self.open(left[0]), self.open(right[0])])
        up, down = (
            [self._is(end, wanted, outward > 0 if wanted == ">" else outward < 0) for end, outward in (left, right)] for wanted in _SIGNS
        )
        same = self.table.some([self.table.every(up), self.table.every(down)])
        crossed = self.table.some([self.table.every([up[0], down[1]]), self.table.every([down[0], up[1]])])
        return self.table.every([open_, same if sign > 0 else crossed])

    def smallest(self, parts: Iterable[Ends]) -> Ends:
        """The smallest, end by end."""
        found, scale = self.alike(parts)
        return Ends(self._of_all([one.low for one in found], most=False), self.least(one.high for one in found), scale)

    def largest(self, parts: Iterable[Ends]) -> Ends:
        """The largest, end by end."""
        found, scale = self.alike(parts)
        return Ends(self.most(one.low for one in found), self._of_all([one.high for one in found], most=True), scale)

    def _of_all(self, ends: Sequence[End], *, most: bool) -> End:
        """The least or greatest of these ends, open where one of them is."""
        blocked = self.table.some([self.open(one) for one in ends])
        return self.chosen(self.table.contrary(blocked), self.most(ends) if most else self.least(ends))

    def hull(self, parts: Iterable[tuple[int, Ends]]) -> Ends:
        """The smallest interval around those that these truths, which are never null, choose; open where they choose none."""
        chosen = list(parts)
        found, scale = self.alike(ends for _, ends in chosen)
        whens = [when for when, _ in chosen]
        low = self._around(whens, [one.low for one in found], most=False)
        return Ends(low, self._around(whens, [one.high for one in found], most=True), scale)

    def _around(self, whens: Sequence[int], ends: Sequence[End], *, most: bool) -> End:
        blocked = self.table.some([self.table.every([when, self.open(end)]) for when, end in zip(whens, ends, strict=True)])
        chosen = [self.chosen(when, end) for when, end in zip(whens, ends, strict=True)]
        return self.chosen(self.table.contrary(blocked), self.most(chosen) if most else self.least(chosen))

    def rounded(self, part: Ends, to: Fraction, mode: Rounding) -> Ends:
        """Multiples of `to`, end by end."""
        scale = lcm(part.scale, to.denominator)
        step = to.numerator * (scale // to.denominator)
        wider = self.scaled(part, scale)
        low, high = (None if end is None else self._multiple(end, step, mode) for end in (wider.low, wider.high))
        return Ends(low, high, scale)

    def _multiple(self, end: int, step: int, mode: Rounding) -> int:
        match mode:
            case Rounding.DOWN:
                return self.floor(end, step)
            case Rounding.UP:
                return self.linear(0, (-1, self.floor(self.linear(0, (-1, end)), step)))
            case Rounding.HALF_UP:
                return self.floor(self.linear(step // 2, (1, end)), step)  # of whole numbers, whether the step is even or not
            case _:
                assert_never(mode)

    def cut(self, ends: Ends) -> Ends:
        """What is never below nought."""
        return self.largest((ends, self.point(Fraction(0))))

    def compare(self, left: Ends, order: Order, right: Ends) -> int:
        """Whether one quantity stands in an order to another."""
        (one, other), _ = self.alike((left, right))
        match order:
            case Order.AT_LEAST:
                return self._at_least(one, other)
            case Order.AT_MOST:
                return self._at_least(other, one)
            case Order.ABOVE:
                return self.table.contrary(self._at_least(other, one))
            case Order.BELOW:
                return self.table.contrary(self._at_least(one, other))
            case _:
                assert_never(order)

    def _at_least(self, left: Ends, right: Ends) -> int:
        yes = self.ordered(left.low, ">=", right.high)
        if left.low == left.high and right.low == right.high:
            return yes
        return self.table.decided(yes, self.ordered(left.high, "<", right.low))

    def settled(self, ends: Ends) -> int:
        """Whether it is one number, never null."""
        if ends.low is None or ends.high is None:
            return NO
        if ends.low == ends.high:
            return self.table.contrary(self.table.open(ends.low))
        return self.table.filled(self.ordered(ends.low, "==", ends.high), False)

    def decimals(self, end: int, scale: int, digits: int) -> int:
        """A number times a power of ten, halves rounded up: what its decimal with so many digits after the point is written with."""
        ten = 10**digits
        if ten % scale == 0:
            return self.linear(0, (ten // scale, end))
        return self.quotient(self.floor(self.linear(scale, (2 * ten, end)), 2 * scale), 2 * scale)


_SIGNS: tuple[Sign, Sign] = (">", "<")


def _settled(one: Extent, sign: Sign, other: Extent) -> bool | None:
    """How two numbers stand to each other whatever they are; None where that depends."""
    match sign:
        case ">=":
            return True if one.least >= other.most else False if one.most < other.least else None
        case "<=":
            return _settled(other, ">=", one)
        case "<":
            return True if one.most < other.least else False if one.least >= other.most else None
        case ">":
            return _settled(other, "<", one)
        case "==":
            alone = one.least == one.most == other.least == other.most
            return True if alone else False if one.most < other.least or other.most < one.least else None
        case _:
            assert_never(sign)
