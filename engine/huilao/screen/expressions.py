"""Formulas as narwhals expressions: what several formulas need becomes a column once, layer upon layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any, assert_never

import narwhals as nw

from .formula import AtLeast, Column, Compare, Constant, Contrary, Every, Inside, Known, Open, Sign, Some, Table, parts_of

Types = Mapping[str, Any]
"""The types of the columns of a frame."""

EXACT = Context(prec=100)
"""Arithmetic in which no number of a rule is rounded."""


def columns_read(table: Table, formulas: Iterable[int]) -> frozenset[str]:
    """The columns that these formulas read, directly or by way of others."""
    read = (table.formulas[number] for number in _reached(table, formulas))
    return frozenset(one.name for one in read if isinstance(one, Column | Known | Compare | Inside))


def with_formulas(people: nw.LazyFrame[Any], table: Table, wanted: Mapping[str, int], keep: Sequence[str]) -> nw.LazyFrame[Any]:
    """The columns to keep, and one for each wanted formula by its name."""
    writer = _Writer(table, people.collect_schema(), list(wanted.values()))
    for layer in writer.layers:
        people = people.with_columns(**{_name(number): writer.expression(number) for number in layer})
    found = {name: writer.reference(number) for name, number in wanted.items()}
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


class _Writer:
    """Writes the formulas of a table for a frame with columns of these types."""

    def __init__(self, table: Table, types: Types, wanted: Sequence[int]) -> None:
        self.table = table
        self.types = types
        reached = sorted(_reached(table, wanted))  # parts come before what refers to them
        uses = Counter(wanted)
        for number in reached:
            uses.update(set(parts_of(table.formulas[number])))
        self.shared = {one for one in reached if uses[one] > 1 and not isinstance(table.formulas[one], Constant | Column)}
        self.layers: list[list[int]] = []
        depth: dict[int, int] = {}
        for number in reached:
            below = max((depth[part] for part in parts_of(table.formulas[number])), default=0)
            depth[number] = below + 1 if number in self.shared else below
            if number in self.shared:
                self.layers += [[]] if below == len(self.layers) else []
                self.layers[below].append(number)

    def reference(self, number: int) -> nw.Expr:
        """The column of a formula that is shared, else its expression."""
        return nw.col(_name(number)) if number in self.shared else self.expression(number)

    def expression(self, number: int) -> nw.Expr:
        """A formula as an expression."""
        formula = self.table.formulas[number]
        match formula:
            case Constant(value):
                return nw.lit(value)
            case Column(name):
                return nw.col(name)
            case Known(name):
                return _known(name, True)
            case Compare():
                return self.compare(formula)
            case Inside(name, low, high, coarse):
                place = nw.col(name)
                inside = place == low if low == high else (place >= low) & (place <= high)
                too_coarse = [place == one for one in coarse]
                return nw.when(~_some(too_coarse)).then(inside) if too_coarse else inside
            case Every(parts):
                return nw.all_horizontal(*map(self.reference, parts), ignore_nulls=False)
            case Some(parts):
                return _some(self.reference(part) for part in parts)
            case Contrary(part):
                return ~self.reference(part)
            case AtLeast(least, parts):
                found = [self.reference(part) for part in parts]
                sure = nw.sum_horizontal(*(one.cast(nw.Int32) for one in found))
                ruled_out = nw.sum_horizontal(*((~one).cast(nw.Int32) for one in found))
                return (sure >= least) | nw.when(ruled_out > len(parts) - least).then(nw.lit(False))
            case Open(part):
                return self.reference(part).is_null()
            case _:
                assert_never(formula)

    def compare(self, test: Compare) -> nw.Expr:
        """A column and a constant; a number is brought to the steps of its column first."""
        if isinstance(test.value, Decimal):
            return _compare_number(test.name, self.types[test.name], test.sign, test.value)
        return _compared(nw.col(test.name), test.sign, test.value)


def _compared(column: nw.Expr, sign: Sign, value: str | Decimal | date | int) -> nw.Expr:
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


def _some(parts: Iterable[nw.Expr]) -> nw.Expr:
    return nw.any_horizontal(*parts, ignore_nulls=False)


def _known(name: str, value: bool) -> nw.Expr:
    """A constant wherever a column is not null."""
    return nw.when(~nw.col(name).is_null()).then(nw.lit(value))


def _compare_number(name: str, kind: Any, sign: Sign, value: Decimal) -> nw.Expr:
    """A number column of this type compared exactly: columns hold whole multiples of a step, so a bound between two of
    them stands for the next one, and a bound beyond all of them settles the comparison.
    """
    scale, limit = _steps_of(kind)
    step = Decimal(1).scaleb(-scale)
    nearest = value.quantize(step, ROUND_CEILING if sign in (">=", "<") else ROUND_FLOOR, EXACT)
    if sign == "==" and nearest != value:
        return _known(name, False)
    if abs(nearest) > limit:
        return _known(name, sign in (("<=", "<") if nearest > 0 else (">=", ">")))
    return _compared(nw.col(name), sign, nearest if isinstance(kind, nw.Decimal) else int(nearest))


def _steps_of(kind: Any) -> tuple[int, Decimal]:
    """How many digits after the point a number column of this type has, and the largest number that it may hold."""
    if isinstance(kind, nw.Decimal):
        return kind.scale, Decimal("9" * kind.precision).scaleb(-kind.scale, EXACT)
    return 0, Decimal(2**63 - 1)
