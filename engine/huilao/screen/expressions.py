"""Formulas as narwhals expressions: what several formulas need becomes a column once, layer upon layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import Any, assert_never

import narwhals as nw

from .formula import (
    AtLeast,
    Chosen,
    Column,
    Compare,
    Constant,
    Contrary,
    DatePart,
    Decided,
    Every,
    Filled,
    FirstKnown,
    Floor,
    Inside,
    Known,
    Least,
    Linear,
    Most,
    Numeric,
    OfDate,
    Open,
    Ordered,
    Product,
    Quotient,
    Scaled,
    Sign,
    Some,
    Steps,
    Table,
    Whole,
    columns_of_formula,
    parts_of,
)

Types = Mapping[str, Any]
"""The types of the columns of a frame."""

WIDE = nw.Decimal(38, 0)
"""What numbers are worked out in that 64 bits may not hold."""


def columns_read(table: Table, formulas: Iterable[int]) -> frozenset[str]:
    """The columns that these formulas read, directly or by way of others."""
    return frozenset(name for number in _reached(table, formulas) for name in columns_of_formula(table.formulas[number]))


def with_formulas(
    people: nw.LazyFrame[Any], table: Table, wanted: Mapping[str, int], keep: Sequence[str], digits: Mapping[str, int] | None = None
) -> nw.LazyFrame[Any]:
    """The columns to keep, and one for each wanted formula by its name; those of `digits` as decimals with so many after the
    point, which the formulas count.
    """
    if not wanted:
        return people.select(*keep)
    writer = _Writer(table, people.collect_schema(), list(wanted.values()))
    for layer in writer.layers:
        people = people.with_columns(**{_name(number): writer.expression(number) for number in layer})
    places = digits or {}
    found = {name: writer.decimal(number, places[name]) if name in places else writer.reference(number) for name, number in wanted.items()}
    return people.with_columns(**found).select(*keep, *found)  # in two steps: a lone constant would be one row


def _reached(table: Table, formulas: Iterable[int]) -> set[int]:
    """These formulas and all that they refer to."""
    reached: set[int] = set()
    waiting = list(formulas)
    while waiting:
        number = waiting.pop()
        if number not in reached:
            reached.add(number)
            waiting += parts_of(table.formulas[number])
    return reached


def _name(number: int) -> str:
    """The column of a shared formula."""
    return f"formula {number}"


DEEPEST = 12
"""Formulas within one another in one expression; what is deeper becomes a column, or engines run out of stack."""


WIDEST = 16
"""Formulas that are joined in one step."""


class _Writer:
    """Writes the formulas of a table for a frame with columns of these types."""

    def __init__(self, table: Table, types: Types, wanted: Sequence[int]) -> None:
        self.table = table
        self.types = types
        reached = sorted(_reached(table, wanted))  # parts come before what refers to them
        uses = Counter(wanted)
        for number in reached:
            uses.update(set(parts_of(table.formulas[number])))
        self.shared = {one for one in reached if uses[one] > 1 and not isinstance(table.formulas[one], Constant | Column | Whole)}
        self.layers: list[list[int]] = []
        layer_of: dict[int, int] = {}
        depth: dict[int, int] = {}
        for number in reached:
            parts = parts_of(table.formulas[number])
            below = max((layer_of[part] for part in parts), default=0)
            depth[number] = 1 + max((depth[part] for part in parts if part not in self.shared), default=0)
            if depth[number] > DEEPEST:
                self.shared.add(number)
            layer_of[number] = below + 1 if number in self.shared else below
            if number in self.shared:
                self.layers += [[] for _ in range(below + 1 - len(self.layers))]
                self.layers[below].append(number)

    def reference(self, number: int) -> nw.Expr:
        """The column of a formula that is shared, else its expression."""
        return nw.col(_name(number)) if number in self.shared else self.expression(number)

    def expression(self, number: int) -> nw.Expr:
        """A formula as an expression: truths Boolean, numbers of 64 bits or (`Extent.wide`) `WIDE`."""
        formula = self.table.formulas[number]
        match formula:
            case Constant(value):
                return nw.lit(value, nw.Boolean)
            case Column(name):
                return nw.col(name)
            case Known(name):
                return _known(name, True)
            case Compare():
                return self._compare(formula)
            case Inside(name, low, high, coarse):
                return _inside(nw.col(name), low, high, coarse)
            case Every(parts):
                return _every(self.reference(part) for part in parts)
            case Some(parts):
                return _some(self.reference(part) for part in parts)
            case Contrary(part):
                return ~self.reference(part)
            case AtLeast(least, parts):
                return _at_least(least, [self.reference(part) for part in parts])
            case Open(part):
                return self.reference(part).is_null()
            case Filled(part, value):
                return nw.coalesce(self.reference(part), nw.lit(value))
            case Decided(yes, no):
                sure = nw.when(self.reference(yes)).then(nw.lit(True))
                return nw.coalesce(sure, nw.when(self.reference(no)).then(nw.lit(False)))
            case Ordered(left, sign, right):
                wide = self._wide(left, right)
                return _compared(self._number(left, wide), sign, self._number(right, wide))
            case FirstKnown() | Steps():
                return self._of_either_kind(number, formula)
            case Whole() | Scaled() | OfDate() | Linear() | Product() | Floor() | Quotient() | Least() | Most() | Chosen():
                return self._arithmetic(number, formula)
            case _:
                assert_never(formula)

    def _of_either_kind(self, number: int, formula: FirstKnown | Steps) -> nw.Expr:
        """A truth or a number as an expression."""
        match formula:
            case FirstKnown(parts):
                return nw.coalesce(*(self._like(number, part) for part in parts))
            case Steps():
                return self._steps(number, formula)
            case _:
                assert_never(formula)

    def _arithmetic(self, number: int, formula: Numeric) -> nw.Expr:
        """A number as an expression."""
        match formula:
            case Whole(value):
                return self._whole(value, self._wide(number))
            case Scaled():
                return self._scaled(formula, self._wide(number))
            case OfDate(name, part):
                return _of_date(nw.col(name), part).cast(nw.Int64)
            case Linear(constant, terms):
                return self._linear(constant, terms, self._wide(number))
            case Product(left, right):
                return self._like(number, left) * self._like(number, right)
            case Floor(part, step):
                whole = self._like(number, part)
                by = self._whole(step, self._wide(number))
                return whole - (whole % by + by) % by  # engines differ on the remainder of what is below nought
            case Quotient(part, divisor):
                return self._quotient(part, divisor)
            case Least(parts):
                return nw.min_horizontal(*(self._like(number, part) for part in parts))
            case Most(parts):
                return nw.max_horizontal(*(self._like(number, part) for part in parts))
            case Chosen(when, part):
                return nw.when(self.reference(when)).then(self._like(number, part))
            case _:
                assert_never(formula)

    # -- numbers -------------------------------------------------------------------------------------------------------

    def _wide(self, *numbers: int) -> bool:
        return any(self.table.extents[one].wide for one in numbers if one in self.table.extents)

    def _number(self, number: int, wide: bool) -> nw.Expr:
        """A number in 64 bits or wide, as it is wanted."""
        formula = self.table.formulas[number]
        if isinstance(formula, Whole):
            return self._whole(formula.value, wide)
        plain = self.reference(number)
        return plain.cast(WIDE) if wide and not self._wide(number) else plain

    def _like(self, number: int, part: int) -> nw.Expr:
        """A part of a formula; of a number as wide as that."""
        return self._number(part, self._wide(number)) if part in self.table.extents else self.reference(part)

    def _whole(self, value: int, wide: bool) -> nw.Expr:
        return nw.lit(Decimal(value)).cast(WIDE) if wide else nw.lit(value, nw.Int64)

    def _linear(self, constant: int, terms: Sequence[tuple[int, int]], wide: bool) -> nw.Expr:
        found = [
            self._number(number, wide) if factor == 1 else self._number(number, wide) * self._whole(factor, wide)
            for factor, number in terms
        ]  # fmt: skip
        whole = reduce(lambda one, other: one + other, found)
        return whole + self._whole(constant, wide) if constant else whole

    def _scaled(self, formula: Scaled, wide: bool) -> nw.Expr:
        """A number column in whole numbers; what has more digits than a quantity reads is as if it were not known."""
        column, kind = nw.col(formula.name), self.types[formula.name]
        power = 10**formula.digits
        least, most = ceil(Fraction(formula.least, power)), floor(Fraction(formula.most, power))
        if not isinstance(kind, nw.Decimal):
            whole = nw.when((column >= least) & (column <= most)).then(column)
            return whole.cast(WIDE) * self._whole(power, wide) if wide else whole.cast(nw.Int64) * power
        rounded = column.cast(nw.Decimal(38, formula.digits))
        sound = (column >= nw.lit(Decimal(least))) & (column <= nw.lit(Decimal(most)))
        if kind.scale > formula.digits:
            sound &= rounded.cast(kind) == column
        known = nw.when(sound).then(rounded)
        return (known * nw.lit(Decimal(power)) if formula.digits else known).cast(WIDE if wide else nw.Int64)

    def _steps(self, number: int, formula: Steps) -> nw.Expr:
        """By halves: of so many steps as few comparisons stand within one another as can be."""
        place = nw.col(formula.name).fill_null(0)
        numeric, wide = number in self.table.extents, self._wide(number)

        def value(at: int) -> nw.Expr:
            found = formula.values[at]
            if found is None:
                return nw.lit(None, (WIDE if wide else nw.Int64) if numeric else nw.Boolean)
            return self._whole(found, wide) if numeric else nw.lit(bool(found))

        def among(low: int, high: int) -> nw.Expr:
            if high - low == 1:
                return value(low)
            middle = (low + high) // 2
            return nw.when(place < formula.starts[middle]).then(among(low, middle)).otherwise(among(middle, high))

        return among(0, len(formula.starts))

    def _quotient(self, part: int, divisor: int) -> nw.Expr:
        """No engine divides so many digits exactly: what a division of floating point comes to (some 50 bits of 126) is mended
        by its remainder.
        """
        whole, by = self._number(part, True), self._whole(divisor, True)
        found = near = _divided(whole, divisor)
        for _ in range(2):
            whole = whole - near * by  # expressions are not changed in place
            near = _divided(whole, divisor)
            found = found + near
        return found

    def decimal(self, number: int, digits: int) -> nw.Expr:
        """A number of units of the last digit as a decimal with so many digits after the point."""
        kind = nw.Decimal(38, digits)
        return (self.reference(number).cast(kind) * nw.lit(Decimal(1).scaleb(-digits))).cast(kind)

    # -- columns against constants ---------------------------------------------------------------------------------------

    def _compare(self, test: Compare) -> nw.Expr:
        """A column and a constant; a number is brought to the steps of its column first."""
        if isinstance(test.value, Fraction):
            return _compare_number(test.name, self.types[test.name], test.sign, test.value)
        return _compared(nw.col(test.name), test.sign, test.value)


def _divided(whole: nw.Expr, divisor: int) -> nw.Expr:
    return (whole.cast(nw.Float64) / float(divisor)).round(0).cast(WIDE)


def _inside(place: nw.Expr, low: int, high: int, coarse: Sequence[int]) -> nw.Expr:
    inside = place == low if low == high else (place >= low) & (place <= high)
    too_coarse = [place == one for one in coarse]
    return nw.when(~_some(too_coarse)).then(inside) if too_coarse else inside


def _at_least(least: int, parts: Sequence[nw.Expr]) -> nw.Expr:
    sure = nw.sum_horizontal(*(one.cast(nw.Int32) for one in parts))
    ruled_out = nw.sum_horizontal(*((~one).cast(nw.Int32) for one in parts))
    return (sure >= least) | nw.when(ruled_out > len(parts) - least).then(nw.lit(False))


def _of_date(column: nw.Expr, part: DatePart) -> nw.Expr:
    match part:
        case DatePart.YEAR:
            return column.dt.year()
        case DatePart.MONTH:
            return column.dt.month()
        case DatePart.DAY:
            return column.dt.day()
        case DatePart.DAY_OF_YEAR:
            return column.dt.ordinal_day()
        case _:
            assert_never(part)


def _compared(column: nw.Expr, sign: Sign, value: str | Decimal | date | int | nw.Expr) -> nw.Expr:
    match sign:
        case "==":
            return column == value
        case "<=":
            return column <= value
        case ">=":
            return column >= value
        case "<":
            return column < value
        case ">":
            return column > value
        case _:
            assert_never(sign)


def _every(parts: Iterable[nw.Expr]) -> nw.Expr:
    return _joined(lambda some: nw.all_horizontal(*some, ignore_nulls=False), list(parts))


def _some(parts: Iterable[nw.Expr]) -> nw.Expr:
    return _joined(lambda some: nw.any_horizontal(*some, ignore_nulls=False), list(parts))


def _joined(join: Callable[[Sequence[nw.Expr]], nw.Expr], parts: Sequence[nw.Expr]) -> nw.Expr:
    """Many parts joined, a few at a time: Spark joins each with all before it, and hundreds run it out of stack."""
    while len(parts) > WIDEST:
        parts = [join(parts[at : at + WIDEST]) for at in range(0, len(parts), WIDEST)]
    return join(parts)


def _known(name: str, value: bool) -> nw.Expr:
    """A constant wherever a column is not null."""
    return nw.when(~nw.col(name).is_null()).then(nw.lit(value))


def _compare_number(name: str, kind: Any, sign: Sign, value: Fraction) -> nw.Expr:
    """A number column of this type compared exactly: columns hold whole multiples of a step, so a bound between two of
    them stands for the next one, and a bound beyond all of them settles the comparison.
    """
    scale, limit = _steps_of(kind)
    steps = value * 10**scale
    nearest = ceil(steps) if sign in (">=", "<") else floor(steps)
    if sign == "==" and nearest != steps:
        return _known(name, False)
    if abs(nearest) > limit:
        return _known(name, sign in (("<=", "<") if nearest > 0 else (">=", ">")))
    if not isinstance(kind, nw.Decimal):
        return _compared(nw.col(name), sign, nearest)
    written = Decimal((int(nearest < 0), tuple(map(int, str(abs(nearest)))), -scale))
    return _compared(nw.col(name), sign, written)


def _steps_of(kind: Any) -> tuple[int, int]:
    """How many digits after the point a number column of this type has, and the most steps that it may hold."""
    if isinstance(kind, nw.Decimal):
        return kind.scale, 10**kind.precision - 1
    return 0, 2**63 - 1
