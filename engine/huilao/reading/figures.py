"""Whether quantities can be worked with: piecewise linear, in 38 digits, and in whole fen where money is paid.

Every number is a whole multiple of a grain: a constant 1/q of 1/q, a fact of a millionth. The largest amount that a
quantity can have, in grains, is what has to fit into the 38 digits of a decimal of databases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod
from typing import assert_never

from ..language.facts import FactType, Vocabulary
from ..language.known import MOST_PEOPLE
from ..language.policy import DefinedQuantity
from ..language.quantity import (
    Age,
    Constant,
    Day,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Round,
    Smallest,
    Standard,
    Sum,
    Times,
)
from ..language.standards import DefinedStandard
from ..language.units import Unit

DIGITS = 38
"""Digits of a decimal in databases."""
LARGEST_FACT = Fraction(10**12)
"""Facts that quantities read have 12 digits before the point..."""
FACT_GRAIN = 10**6
"""... and 6 after it."""
CENTS = 100
MOST_PRODUCTS = 10_000
"""Products of constants and standards that are worked out one by one."""
_MONTHS = Fraction(12 * 10_000)
_DAYS = Fraction(4_000_000)


@dataclass(frozen=True, slots=True)
class Figure:
    """How large a number can be, and its grain: it is a whole multiple of 1 / `grain`."""

    most: Fraction
    grain: int

    @property
    def fits(self) -> bool:
        """Whether it can be written with the digits that there are."""
        return self.most * self.grain < 10**DIGITS


class Figures:
    """What the numbers of one ruleset are like; no quantity of it is defined in a circle."""

    def __init__(
        self, facts: Vocabulary, quantities: Mapping[str, DefinedQuantity], standards: Mapping[str, DefinedStandard], *, usual: bool
    ) -> None:
        """`usual`: facts have the decimals that their units usually have, money two and persons none; else six."""
        self.facts = facts
        self.quantities = quantities
        self.standards = standards
        self.usual = usual
        self._named: dict[str, Figure] = {}
        self._fixed: dict[str, bool] = {}

    def fixed(self, quantity: Quantity) -> bool:
        """Whether it is a number of the rule book rather than of the person: what may be a factor beside another."""
        match quantity:
            case Constant() | Standard():
                return True
            case Named(name):
                if name not in self._fixed:
                    defined = self.quantities.get(name)
                    self._fixed[name] = defined is None or all(map(self.fixed, _wordings(defined)))
                return self._fixed[name]
            case Times(parts):
                return all(self.fixed(part) for part in parts)
            case First(rows):
                return all(self.fixed(row.value) for row in rows)
            case Number() | Day() | Rank() | Age() | Elapsed() | Plus() | Minus() | Smallest() | Largest() | Round() | Sum():
                return False
            case _:
                assert_never(quantity)

    def crooked(self, times: Times) -> Quantity | None:
        """The second factor of a product that is no number of the rule book; None where there is none."""
        varying = [part for part in times.parts if not self.fixed(part)]
        return varying[1] if len(varying) > 1 else None

    def of(self, quantity: Quantity) -> Figure:
        """How large a quantity can be, and its grain."""
        match quantity:
            case Constant(Fraction() as value):
                return Figure(abs(value), value.denominator)
            case Constant() | Day() | Elapsed():
                return Figure(_DAYS, 1)
            case Number(fact):
                return self._fact(fact)
            case Rank():
                return Figure(Fraction(1_000), 1)
            case Age():
                return Figure(_MONTHS, 1)
            case Standard():
                return self._standard(quantity)
            case Named(name):
                if name not in self._named:
                    defined = self.quantities.get(name)
                    self._named[name] = self._either([*map(self.of, _wordings(defined))]) if defined else Figure(Fraction(0), 1)
                return self._named[name]
            case Plus(parts):
                figures = [self.of(part) for part in parts]
                return Figure(sum((one.most for one in figures), Fraction(0)), _common(figures))
            case Minus(whole, less):
                figures = [self.of(whole), self.of(less)]
                return Figure(figures[0].most + figures[1].most, _common(figures))
            case Times(parts):
                return self._product(parts)
            case Smallest(parts) | Largest(parts):
                return self._either([self.of(part) for part in parts])
            case Round(part, to):
                return Figure(self.of(part).most + to, to.denominator)
            case First(rows):
                return self._either([self.of(row.value) for row in rows])
            case Sum(part, _, _, with_self):
                one = self.of(part)
                return Figure(one.most * (MOST_PEOPLE + with_self), one.grain)
            case _:
                assert_never(quantity)

    def too_long(self, quantity: Quantity) -> bool:
        """Whether a quantity, or what it is worked out of before it is rounded, needs more digits than there are."""
        if isinstance(quantity, Round):
            inner = self.of(quantity.part)
            return not Figure(inner.most * quantity.to.denominator, inner.grain * quantity.to.numerator).fits
        return not self.of(quantity).fits

    def whole_cents(self, quantity: Quantity) -> bool:
        """Whether a quantity of money has two decimals at most."""
        return CENTS % self.of(quantity).grain == 0

    def _product(self, parts: tuple[Quantity, ...]) -> Figure:
        """Constants and standards are multiplied out: 1.5 times 1450 is a whole number."""
        numbers = [Fraction(1)]
        most, grain = Fraction(1), 1
        for part in parts:
            values = self._values(part)
            if values and len(numbers) * len(values) <= MOST_PRODUCTS:
                numbers = [number * value for number in numbers for value in values]
            else:
                figure = self.of(part)
                most, grain = most * figure.most, grain * figure.grain
        return Figure(most * max(map(abs, numbers), default=Fraction(0)), grain * lcm(1, *(number.denominator for number in numbers)))

    def _values(self, factor: Quantity) -> list[Fraction]:
        """The numbers that a constant or a standard can be; none of what is worked out."""
        if isinstance(factor, Constant) and isinstance(factor.value, Fraction):
            return [factor.value]
        if not isinstance(factor, Standard):
            return []
        standard = self.standards[factor.name]
        return list({number for value in standard.values for number in standard.numbers(value, None)})

    def _fact(self, name: str) -> Figure:
        fact = self.facts[name]
        if fact.type is not FactType.NUMBER:
            raise TypeError(fact)
        ends = [LARGEST_FACT if end is None else abs(Fraction(end)) for end in (fact.minimum, fact.maximum)]
        grain = _usual_grain(fact.unit) if self.usual else FACT_GRAIN
        return Figure(max(ends), grain)

    def _standard(self, standard: Standard) -> Figure:
        numbers = self._values(standard)
        return Figure(max(map(abs, numbers), default=Fraction(0)), lcm(1, *(number.denominator for number in numbers)))

    @staticmethod
    def _either(figures: list[Figure]) -> Figure:
        return Figure(max(one.most for one in figures), _common(figures))


def fixed_number(quantity: Quantity) -> Fraction | None:
    """The number of a constant, or of a product of constants; None of anything else."""
    if isinstance(quantity, Constant):
        return quantity.value if isinstance(quantity.value, Fraction) else None
    numbers = [fixed_number(part) for part in quantity.parts] if isinstance(quantity, Times) else [None]
    return prod((number for number in numbers if number is not None), start=Fraction(1)) if None not in numbers else None


def _wordings(defined: DefinedQuantity) -> tuple[Quantity, ...]:
    """How a quantity is worked out, on any day."""
    return (defined.value, *(change.to.value for change in defined.changes))


def _common(figures: list[Figure]) -> int:
    return lcm(*(one.grain for one in figures))


def _usual_grain(unit: Unit | None) -> int:
    match unit:
        case None | Unit.NONE:
            return FACT_GRAIN
        case Unit.YEARS | Unit.PERSONS:
            return 1
        case Unit.PERCENT:
            return CENTS
        case (
            Unit.CNY | Unit.CNY_PER_DAY | Unit.CNY_PER_MONTH | Unit.CNY_PER_QUARTER | Unit.CNY_PER_YEAR
            | Unit.CNY_PER_TIME | Unit.CNY_PER_HOUR | Unit.CNY_PER_MEAL
        ):  # fmt: skip
            return CENTS
        case _:
            assert_never(unit)
