"""Formulas as expressions of narwhals or Polars: what several formulas need becomes a column once, layer upon layer."""

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
import polars as pl

from .formula import (
    YES,
    AtLeast,
    Chosen,
    Coded,
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

Expr = Any
"""An expression of narwhals or of Polars."""


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
    frame, library = _native(people)
    writer = _Writer(table, library, frame.collect_schema(), list(wanted.values()))
    for layer in writer.layers:
        frame = frame.with_columns(**{_name(number): writer.expression(number) for number in layer})
    places = digits or {}
    found = {name: writer.decimal(number, places[name]) if name in places else writer.reference(number) for name, number in wanted.items()}
    return nw.from_native(frame.with_columns(**found).select(*keep, *found))  # in two steps: a lone constant would be one row


def _native(people: nw.LazyFrame[Any]) -> tuple[Any, Any]:
    """A frame, and the library that its expressions are written with: one of Polars needs no narwhals, whose words are Polars' own and
    take ten times as long.
    """
    native = nw.to_native(people)
    return (native, pl) if isinstance(native, pl.LazyFrame) else (people, nw)


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
    """Writes the formulas of a table for a frame of a library (`_native`) with columns of these types."""

    def __init__(self, table: Table, library: Any, types: Types, wanted: Sequence[int]) -> None:
        self.table = table
        self.library = library
        self.wide_type = library.Decimal(38, 0)
        """What numbers are worked out in that 64 bits may not hold."""
        self.small_type = library.UInt8 if library is pl else library.Int64  # Spark has no numbers without a sign
        self._kleene = {} if library is pl else {"ignore_nulls": False}
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

    def reference(self, number: int) -> Expr:
        """The column of a formula that is shared, else its expression."""
        return self.library.col(_name(number)) if number in self.shared else self.expression(number)

    def expression(self, number: int) -> Expr:
        """A formula as an expression: truths Boolean, numbers of 64 bits or (`Extent.wide`) `wide_type`."""
        formula = self.table.formulas[number]
        match formula:
            case Constant(value):
                return self.library.lit(value, self.library.Boolean)
            case Column(name):
                return self.library.col(name)
            case Known(name):
                return self._known(name, True)
            case Compare():
                return self._compare(formula)
            case Inside():
                return self._inside(formula)
            case Every(parts):
                return self._every([self.reference(part) for part in parts])
            case Some(parts):
                return self._some([self.reference(part) for part in parts])
            case Contrary(part):
                return ~self.reference(part)
            case AtLeast(least, parts):
                return self._at_least(least, [self.reference(part) for part in parts])
            case Open(part):
                return self.reference(part).is_null()
            case Filled(part, value):
                return self.library.coalesce(self.reference(part), self.library.lit(value))
            case Decided(yes, no):
                sure = self.library.when(self.reference(yes)).then(self.library.lit(True))
                return self.library.coalesce(sure, self.library.when(self.reference(no)).then(self.library.lit(False)))
            case Ordered(left, sign, right):
                wide = self._wide(left, right)
                return _compared(self._number(left, wide), sign, self._number(right, wide))
            case FirstKnown() | Steps():
                return self._of_either_kind(number, formula)
            case Whole() | Scaled() | OfDate() | Linear() | Product() | Floor() | Quotient() | Least() | Most() | Chosen() | Coded():
                return self._arithmetic(number, formula)
            case _:
                assert_never(formula)

    def _of_either_kind(self, number: int, formula: FirstKnown | Steps) -> Expr:
        """A truth or a number as an expression."""
        match formula:
            case FirstKnown(parts):
                return self.library.coalesce(*(self._like(number, part) for part in parts))
            case Steps():
                return self._steps(number, formula)
            case _:
                assert_never(formula)

    def _arithmetic(self, number: int, formula: Numeric) -> Expr:
        """A number as an expression."""
        match formula:
            case Whole(value):
                return self._whole(value, self._wide(number))
            case Scaled():
                return self._scaled(formula, self._wide(number))
            case OfDate(name, part):
                return _of_date(self.library.col(name), part).cast(self.library.Int64)
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
                return self.library.min_horizontal(*(self._like(number, part) for part in parts))
            case Most(parts):
                return self.library.max_horizontal(*(self._like(number, part) for part in parts))
            case Chosen(when, part):
                return self.library.when(self.reference(when)).then(self._like(number, part))
            case Coded(cases):
                return self._coded(cases)
            case _:
                assert_never(formula)

    # -- numbers -------------------------------------------------------------------------------------------------------

    def _wide(self, *numbers: int) -> bool:
        return any(self.table.extents[one].wide for one in numbers if one in self.table.extents)

    def _number(self, number: int, wide: bool) -> Expr:
        """A number in 64 bits or wide, as it is wanted."""
        formula = self.table.formulas[number]
        if isinstance(formula, Whole):
            return self._whole(formula.value, wide)
        plain = self.reference(number)
        return plain.cast(self.wide_type) if wide and not self._wide(number) else plain

    def _like(self, number: int, part: int) -> Expr:
        """A part of a formula; of a number as wide as that."""
        return self._number(part, self._wide(number)) if part in self.table.extents else self.reference(part)

    def _whole(self, value: int, wide: bool) -> Expr:
        return self.library.lit(Decimal(value)).cast(self.wide_type) if wide else self.library.lit(value, self.library.Int64)

    def _linear(self, constant: int, terms: Sequence[tuple[int, int]], wide: bool) -> Expr:
        found = [
            self._number(number, wide) if factor == 1 else self._number(number, wide) * self._whole(factor, wide)
            for factor, number in terms
        ]  # fmt: skip
        whole = reduce(lambda one, other: one + other, found)
        return whole + self._whole(constant, wide) if constant else whole

    def _coded(self, cases: Sequence[tuple[int, int]]) -> Expr:
        found: Expr = self.library.lit(None, self.small_type)
        for truth, number in reversed(cases):
            code = self.library.lit(number, self.small_type)
            found = code if truth == YES else self.library.when(self.reference(truth)).then(code).otherwise(found)
        return found

    def _scaled(self, formula: Scaled, wide: bool) -> Expr:
        """A number column in whole numbers; what has more digits than a quantity reads is as if it were not known."""
        column, kind = self.library.col(formula.name), self.types[formula.name]
        power = 10**formula.digits
        least, most = ceil(Fraction(formula.least, power)), floor(Fraction(formula.most, power))
        if not isinstance(kind, self.library.Decimal):
            whole = self.library.when((column >= least) & (column <= most)).then(column)
            return whole.cast(self.wide_type) * self._whole(power, wide) if wide else whole.cast(self.library.Int64) * power
        rounded = column.cast(self.library.Decimal(38, formula.digits))
        sound = (column >= self.library.lit(Decimal(least))) & (column <= self.library.lit(Decimal(most)))
        if kind.scale > formula.digits:
            sound &= rounded.cast(kind) == column
        known = self.library.when(sound).then(rounded)
        return (known * self.library.lit(Decimal(power)) if formula.digits else known).cast(self.wide_type if wide else self.library.Int64)

    def _steps(self, number: int, formula: Steps) -> Expr:
        """By halves: of so many steps as few comparisons stand within one another as can be."""
        place = self.library.col(formula.name).fill_null(0)
        numeric, wide = number in self.table.extents, self._wide(number)

        def value(at: int) -> Expr:
            found = formula.values[at]
            if found is None:
                return self.library.lit(None, (self.wide_type if wide else self.library.Int64) if numeric else self.library.Boolean)
            return self._whole(found, wide) if numeric else self.library.lit(bool(found))

        def among(low: int, high: int) -> Expr:
            if high - low == 1:
                return value(low)
            middle = (low + high) // 2
            return self.library.when(place < formula.starts[middle]).then(among(low, middle)).otherwise(among(middle, high))

        return among(0, len(formula.starts))

    def _quotient(self, part: int, divisor: int) -> Expr:
        """No engine divides so many digits exactly: what a division of floating point comes to (some 50 bits of 126) is mended
        by its remainder.
        """
        whole, by = self._number(part, True), self._whole(divisor, True)
        found = near = self._divided(whole, divisor)
        for _ in range(2):
            whole = whole - near * by  # expressions are not changed in place
            near = self._divided(whole, divisor)
            found = found + near
        return found

    def _divided(self, whole: Expr, divisor: int) -> Expr:
        return (whole.cast(self.library.Float64) / float(divisor)).round(0).cast(self.wide_type)

    def decimal(self, number: int, digits: int) -> Expr:
        """A number of units of the last digit as a decimal with so many digits after the point."""
        kind = self.library.Decimal(38, digits)
        return (self.reference(number).cast(kind) * self.library.lit(Decimal(1).scaleb(-digits))).cast(kind)

    # -- columns against constants ---------------------------------------------------------------------------------------

    def _compare(self, test: Compare) -> Expr:
        """A column and a constant; a number is brought to the steps of its column first."""
        if isinstance(test.value, Fraction):
            return self._compare_number(test.name, test.sign, test.value)
        return _compared(self.library.col(test.name), test.sign, test.value)

    def _compare_number(self, name: str, sign: Sign, value: Fraction) -> Expr:
        """A number column compared exactly: columns hold whole multiples of a step, so a bound between two of them stands for
        the next one, and a bound beyond all of them settles the comparison.
        """
        kind = self.types[name]
        decimal = isinstance(kind, self.library.Decimal)
        scale, limit = (kind.scale, 10**kind.precision - 1) if decimal else (0, 2**63 - 1)
        steps = value * 10**scale
        nearest = ceil(steps) if sign in (">=", "<") else floor(steps)
        if sign == "==" and nearest != steps:
            return self._known(name, False)
        if abs(nearest) > limit:
            return self._known(name, sign in (("<=", "<") if nearest > 0 else (">=", ">")))
        written = Decimal((int(nearest < 0), tuple(map(int, str(abs(nearest)))), -scale)) if decimal else nearest
        return _compared(self.library.col(name), sign, written)

    def _known(self, name: str, value: bool) -> Expr:
        """A constant wherever a column is not null."""
        return self.library.when(~self.library.col(name).is_null()).then(self.library.lit(value))

    def _inside(self, formula: Inside) -> Expr:
        place, low, high = self.library.col(formula.name), formula.low, formula.high
        inside = place == low if low == high else (place >= low) & (place <= high)
        too_coarse = [place == one for one in formula.coarse]
        return self.library.when(~self._some(too_coarse)).then(inside) if too_coarse else inside

    # -- joined ----------------------------------------------------------------------------------------------------------

    def _every(self, parts: Sequence[Expr]) -> Expr:
        return _joined(lambda some: self.library.all_horizontal(*some, **self._kleene), parts)

    def _some(self, parts: Sequence[Expr]) -> Expr:
        return _joined(lambda some: self.library.any_horizontal(*some, **self._kleene), parts)

    def _at_least(self, least: int, parts: Sequence[Expr]) -> Expr:
        count = self.library.Int32
        sure = self.library.sum_horizontal(*(one.cast(count) for one in parts))
        ruled_out = self.library.sum_horizontal(*((~one).cast(count) for one in parts))
        return (sure >= least) | self.library.when(ruled_out > len(parts) - least).then(self.library.lit(False))


def _joined(join: Callable[[Sequence[Expr]], Expr], parts: Sequence[Expr]) -> Expr:
    """Many parts joined, a few at a time: Spark joins each with all before it, and hundreds run it out of stack."""
    while len(parts) > WIDEST:
        parts = [join(parts[at : at + WIDEST]) for at in range(0, len(parts), WIDEST)]
    return join(parts)


def _of_date(column: Expr, part: DatePart) -> Expr:
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


def _compared(column: Expr, sign: Sign, value: str | Decimal | date | int | Expr) -> Expr:
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
