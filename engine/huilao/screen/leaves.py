"""What looks at one fact, as formulas: tests of it, and the ends of what is known of it as a number.

What the day decides is worked out here: an age becomes a comparison with a birth date, time that has passed one with a
date, a place a range of numbers. Where a frame has no columns for what is partly known of a fact, nothing is paid for it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, lcm
from typing import assert_never

from ..language.ages import MONTHS_OF, AgeReached, born_by, since_by
from ..language.condition import Compare, Has, Inside, OneOf, Order, Share
from ..language.facts import Fact, FactType
from ..language.interval import ANYTHING, Interval, compare, point
from ..language.known import Path
from ..language.meaning import number
from ..language.places import COUNTRY, LEVELS, division, within
from ..language.quantity import BIRTH, Age, Constant, Day, Elapsed, Number, Quantity, Rank, TimeUnit
from ..language.scope import Situation
from ..language.truth import Truth
from .columns import FROM, UNTIL, column_of, place_number
from .formula import NO, UNKNOWN, YES, Column, DatePart, OfDate, Scaled, Sign, Table
from .formula import Compare as Comparison
from .formula import Inside as Within
from .numbers import Arithmetic, End, Ends

DIGITS = 6
"""After the point, in numbers that quantities read; before it they have 12."""
LARGEST = 10**12

_MIRROR = {Order.AT_LEAST: Order.AT_MOST, Order.AT_MOST: Order.AT_LEAST, Order.ABOVE: Order.BELOW, Order.BELOW: Order.ABOVE}
_SIGN: dict[Order, Sign] = {Order.AT_LEAST: ">=", Order.AT_MOST: "<=", Order.ABOVE: ">", Order.BELOW: "<"}
_CONTRARY: dict[Sign, Sign] = {">=": "<", "<=": ">", ">": "<=", "<": ">="}
CYCLE = 400
"""Years after which the calendar repeats."""
_EXTENTS = {DatePart.YEAR: (1, 9999), DatePart.MONTH: (1, 12), DatePart.DAY: (1, 31), DatePart.DAY_OF_YEAR: (1, 366)}


class Leaves:
    """Makes formulas of what looks at one fact, for one ruleset on a day.

    `partly` has the facts, by the name of their column, for which a frame has columns of what is partly known.
    """

    def __init__(self, situation: Situation, table: Table, partly: Collection[str]) -> None:
        self.situation = situation
        self.facts = situation.scope.facts
        self.table = table
        self.numbers = Arithmetic(table)
        self.partly = partly

    # -- tests ---------------------------------------------------------------------------------------------------------

    def one_of(self, test: OneOf, who: str) -> int:
        """Whether a fact has one of some values."""
        fact, name = self.facts[test.fact], column_of(Path(who, test.fact))
        match fact.type:
            case FactType.YES_NO:
                held = [value for value in (True, False) if value in test.values]
                column = self.table.add(Column(name))
                return self.table.known(name, bool(held)) if len(held) != 1 else column if held[0] else self.table.contrary(column)
            case FactType.CHOICE | FactType.SCALE:
                return self.codes(fact, name, [code.code for code in fact.codes if code.code in test.values], None)
            case FactType.NUMBER:
                return self.table.some([self._equal(name, Fraction(value)) for value in test.values if isinstance(value, Decimal)])
            case FactType.DATE:
                return self.table.some([self._equal(name, value) for value in test.values if isinstance(value, date)])
            case FactType.PLACE:
                whole = [str(value) for value in test.values if division(str(value)) == value]
                return self.table.some([self.table.known(name, False), *(self._compare(name, "==", place_number(one)) for one in whole)])
            case FactType.SET | FactType.PERSON | FactType.PEOPLE:
                raise AssertionError(test)
            case _:
                assert_never(fact.type)

    def _compare(self, name: str, sign: Sign, value: str | Fraction | date | int) -> int:
        return self.table.add(Comparison(name, sign, value))

    def _equal(self, name: str, value: Fraction | date) -> int:
        """Whether a number or a date is this one: a range that takes it in leaves that open."""
        plain = self._compare(name, "==", value)
        if name not in self.partly:
            return plain
        outside = self.table.some(
            [
                self.table.filled(self._compare(name + FROM, ">", value), False),
                self.table.filled(self._compare(name + UNTIL, "<", value), False),
            ]
        )
        return self.table.first_known(plain, self.table.decided(NO, outside))

    def codes(self, fact: Fact, name: str, holding: Sequence[str], unknown: bool | None) -> int:
        """Whether a choice or scale has one of these codes; `unknown` is what holds where nothing is known of it."""
        others = [one.code for one in fact.codes if one.code not in holding]

        def among(codes: Sequence[str]) -> int:
            return self.table.some([self._compare(name, "==", code) for code in codes])

        if not holding or not others:
            plain = self.table.known(name, bool(holding))
        else:
            plain = among(holding) if len(holding) <= len(others) else self.table.contrary(among(others))
        rest = UNKNOWN if unknown is None else YES if unknown else NO
        if name not in self.partly:
            return self.table.first_known(plain, rest)
        out = {
            code.code: self.table.filled(self.table.contrary(self.table.add(Column(f"{name}/{code.code}"))), False) for code in fact.codes
        }
        said = self.table.some(list(out.values()))
        yes = self.table.every([said, *(out[code] for code in others)])
        no = self.table.every([said, *(out[code] for code in holding)])
        return self.table.first_known(plain, self.table.decided(yes, no), rest)

    def may_be(self, name: str, code: str) -> int:
        """Whether a choice or scale may have a code, never null."""
        known = self._compare(name, "==", code)
        if name in self.partly:
            known = self.table.first_known(known, self.table.add(Column(f"{name}/{code}")))
        return self.table.filled(known, True)

    def has(self, test: Has, who: str) -> int:
        """Whether a set has some codes."""
        name = column_of(Path(who, test.fact))
        found = [self.table.add(Column(f"{name}/{code}")) for code in test.codes]
        match test.share:
            case Share.ANY:
                return self.table.some(found)
            case Share.ALL:
                return self.table.every(found)
            case _:
                assert_never(test.share)

    def inside(self, test: Inside, who: str) -> int:
        """Whether a place lies inside some divisions, or inside the place of the document."""
        name = column_of(Path(who, test.fact))
        return self.table.some([self.within(name, place) for place in test.places or (self.situation.scope.place,)])

    def within(self, name: str, place: str) -> int:
        """A place inside a division: its number in a range; unknown for the divisions around that one."""
        outer = division(place)
        if outer == COUNTRY:
            return self.table.known(name, True)
        low, high = range_of(outer)
        around = [COUNTRY, *(outer[:digits] for digits in LEVELS if digits < len(outer))]
        coarse = tuple(dict.fromkeys(place_number(one) for one in around if within(one, outer) is Truth.UNKNOWN))
        return self.table.add(Within(name, low, high, coarse))

    # -- comparisons of one fact with a constant -------------------------------------------------------------------------

    def compared(self, test: Compare, who: str) -> int | None:
        """Whether a fact stands in an order to a constant, without arithmetic; None of any other comparison."""
        found = self._against(test.left, test.order, test.right, who)
        return self._against(test.right, _MIRROR[test.order], test.left, who) if found is None else found

    def _against(self, left: Quantity, order: Order, right: Quantity, who: str) -> int | None:
        match left, right:
            case Number(fact), Constant(Fraction() as value):
                return self._ordered(column_of(Path(who, fact)), order, value, number(self.facts[fact], None))
            case Day(fact), Constant(date() as day):
                return self._ordered(column_of(Path(who, fact)), order, day, ANYTHING)
            case Age(unit, own), Constant(Fraction() as value):
                reached = own or self.situation.scope.age_reached
                return self._passed(BIRTH, order, value, lambda many: born_by(many, unit, self.situation.as_of, reached), who)
            case Elapsed(fact, unit), Constant(Fraction() as value):
                return self._passed(fact, order, value, lambda many: since_by(many, unit, self.situation.as_of), who)
            case Rank(fact, None), Rank(other, str() as code) if fact == other:
                scale = self.facts[fact]
                bound = point(Fraction(scale.rank(code)))
                holding = [one.code for one in scale.codes if compare(point(Fraction(scale.rank(one.code))), order, bound) is Truth.YES]
                unknown = True if len(holding) == len(scale.codes) else None if holding else False
                return self.codes(scale, column_of(Path(who, fact)), holding, unknown)
            case _:  # any other two: by arithmetic
                return None

    def _ordered(self, name: str, order: Order, value: Fraction | date, unknown: Interval) -> int:
        """A number or a date compared; `unknown` is from where to where it may be where nothing is known of it."""
        sign = _SIGN[order]
        plain = self._compare(name, sign, value)
        low, high = (None if isinstance(value, date) or end is None else end for end in unknown)
        lower, yes, no = (UNTIL, high, low) if order in (Order.AT_MOST, Order.BELOW) else (FROM, low, high)
        upper = FROM if lower == UNTIL else UNTIL
        surely = yes is not None and _stands(yes, sign, value)
        never = no is not None and not _stands(no, sign, value)
        if name not in self.partly:
            return self.table.first_known(plain, YES if surely else NO if never else UNKNOWN)
        holds = self.table.filled(self._compare(name + lower, sign, value), surely)
        fails = self.table.filled(self._compare(name + upper, _CONTRARY[sign], value), never)
        return self.table.first_known(plain, self.table.decided(holds, fails))

    def _passed(self, fact: str, order: Order, value: Fraction, last: Callable[[int], date | None], who: str) -> int:
        """Whether so much time has passed since a date; `last` is the last date for a number of whole units."""
        name = column_of(Path(who, fact))
        match order:
            case Order.AT_LEAST:
                return self._by(name, last(ceil(value)))
            case Order.AT_MOST:
                return self.table.contrary(self._by(name, last(floor(value) + 1)))
            case Order.ABOVE:
                return self._by(name, last(floor(value) + 1))
            case Order.BELOW:
                return self.table.contrary(self._by(name, last(ceil(value))))
            case _:
                assert_never(order)

    def _by(self, name: str, last: date | None) -> int:
        """Whether a date is not later than this one; none is where it lies before the calendar."""
        if last is not None:
            return self._ordered(name, Order.AT_MOST, last, ANYTHING)
        plain = self.table.known(name, False)
        if name not in self.partly:
            return plain
        return self.table.first_known(plain, self.table.known(name + FROM, False))

    # -- ends ----------------------------------------------------------------------------------------------------------

    def constant(self, value: Fraction | date) -> Ends:
        """A number, or a day by its number in the calendar."""
        return self.numbers.point(Fraction(value.toordinal()) if isinstance(value, date) else value)

    def number(self, fact: str, who: str) -> Ends:
        """What is known of a number: as far as its fact goes where nothing is."""
        bounds = number(self.facts[fact], None)
        name = column_of(Path(who, fact))
        scale = lcm(10**DIGITS, *(end.denominator for end in bounds if end is not None))
        least = max(-LARGEST * 10**DIGITS, ceil((-LARGEST if bounds.low is None else bounds.low) * 10**DIGITS))
        most = min(LARGEST * 10**DIGITS, floor((LARGEST if bounds.high is None else bounds.high) * 10**DIGITS))

        def column(one: str) -> int:
            plain = self.numbers.add(Scaled(one, DIGITS, least, most), least, most, open=True)
            return self.numbers.linear(0, (scale // 10**DIGITS, plain))

        def end(side: str, bound: Fraction | None) -> End:
            parts = [column(name), *([column(name + side)] if name in self.partly else [])]
            return self.numbers.first_known(*parts, None if bound is None else self.numbers.whole(int(bound * scale)))

        return Ends(end(FROM, bounds.low), end(UNTIL, bounds.high), scale)

    def day(self, fact: str, who: str) -> Ends:
        """What is known of a day."""
        return Ends(*self._dated(column_of(Path(who, fact)), self._ordinal), CYCLE)

    def age(self, unit: TimeUnit, own: AgeReached | None, who: str) -> Ends:
        """What is known of an age, in its own way of counting or that of the ruleset."""
        reached = own or self.situation.scope.age_reached
        match reached:
            case AgeReached.BIRTHDAY:
                return self._months_since(BIRTH, unit, self._reference(self.situation.as_of), who)
            case AgeReached.DAY_AFTER:
                return self._months_since(BIRTH, unit, self._reference(self.situation.as_of - timedelta(days=1)), who)
            case AgeReached.NEXT_MONTH_START:
                month, _ = self._reference(self.situation.as_of)
                return self._months_since(BIRTH, unit, (month - 1, None), who)
            case _:
                assert_never(reached)

    def elapsed(self, fact: str, unit: TimeUnit, who: str) -> Ends:
        """What is known of the time that has passed since a date."""
        if unit is TimeUnit.DAYS:
            today = self.numbers.point(Fraction(self.situation.as_of.toordinal()))
            return self.numbers.minus(today, self.day(fact, who))
        return self._months_since(fact, unit, self._reference(self.situation.as_of), who)

    def _reference(self, day: date) -> tuple[int, int | None]:
        """The month of a day, counted from the calendar's first year, and its day where later ones follow in the month."""
        return day.year * 12 + day.month, day.day if day.day < monthrange(day.year, day.month)[1] else None

    def _months_since(self, fact: str, unit: TimeUnit, reference: tuple[int, int | None], who: str) -> Ends:
        """Whole months or years from a date to the reference: one less where its day is still to come in the month."""
        month, day = reference

        def since(column: str) -> int:
            terms = [(-12, self._of_date(column, DatePart.YEAR)), (-1, self._of_date(column, DatePart.MONTH))]
            if day is not None:
                late = self.numbers.ordered(self._of_date(column, DatePart.DAY), ">", self.numbers.whole(day))
                one = self.numbers.first_known(self.numbers.chosen(late, self.numbers.whole(1)), self.numbers.whole(0))
                terms += [] if one is None else [(-1, one)]
            months = self.numbers.linear(month, *terms)
            return self.numbers.floor(months, MONTHS_OF[unit]) if MONTHS_OF[unit] > 1 else months

        oldest, youngest = self._dated(column_of(Path(who, fact)), since)
        return Ends(youngest, oldest, MONTHS_OF[unit])

    def _dated(self, name: str, count: Callable[[str], int]) -> tuple[End, End]:
        """What is counted of the first and of the last day that a date may be."""
        if name not in self.partly:
            return count(name), count(name)
        first, last = (self.numbers.first_known(count(name), count(name + side)) for side in (FROM, UNTIL))
        return first, last

    def _of_date(self, column: str, part: DatePart) -> int:
        least, most = _EXTENTS[part]
        return self.numbers.add(OfDate(column, part), least, most, open=True)

    def _ordinal(self, column: str) -> int:
        """The day by its number in the calendar, times `CYCLE`, so that leap years are counted without dividing."""
        before = self.numbers.linear(-1, (1, self._of_date(column, DatePart.YEAR)))
        leap = [(sign * CYCLE // years, self.numbers.floor(before, years)) for sign, years in ((1, 4), (-1, 100), (1, 400))]
        return self.numbers.linear(0, (365 * CYCLE, before), (CYCLE, self._of_date(column, DatePart.DAY_OF_YEAR)), *leap)

    def rank(self, fact: str, code: str | None, who: str) -> Ends:
        """What is known of the place on a scale, or (of a code) what it is."""
        if code is not None:
            return self.numbers.point(Fraction(self.facts[fact].rank(code)))
        scale, name = self.facts[fact], column_of(Path(who, fact))
        ranks = [self.numbers.chosen(self.may_be(name, one.code), self.numbers.whole(rank)) for rank, one in enumerate(scale.codes)]
        lowest, highest = self.numbers.whole(0), self.numbers.whole(len(scale.codes) - 1)
        return Ends(
            self.numbers.first_known(self.numbers.least(ranks), lowest), self.numbers.first_known(self.numbers.most(ranks), highest)
        )


def range_of(place: str) -> tuple[int, int]:
    """The numbers of the places inside a division, the first and the last."""
    low, high = (int(place.ljust(LEVELS[-1], digit)) for digit in "09")
    return low, high


def _stands(one: Fraction, sign: Sign, other: Fraction | date) -> bool:
    """How a bound of a fact stands to a constant."""
    assert isinstance(other, Fraction)
    return {">=": one >= other, "<=": one <= other, ">": one > other, "<": one < other, "==": one == other}[sign]
