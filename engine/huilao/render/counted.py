"""In what quantities are counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

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
    TimeUnit,
)
from ..language.scope import Scope
from ..language.units import Unit

PLAIN = (None, Unit.NONE, Unit.PERSONS, Unit.PERCENT)
"""What does not make a product counted in anything else."""


def unit_of(quantity: Quantity, scope: Scope, columns: Mapping[str, Unit | None]) -> Unit | None:
    """In what a quantity is counted; None where that is nowhere said, as of a bare number. `columns` are those of a table."""
    match quantity:
        case Constant() | Day() | Rank():
            return None
        case Number(fact):
            return scope.facts[fact].unit
        case Age(unit) | Elapsed(_, unit):
            return Unit.YEARS if unit is TimeUnit.YEARS else None
        case Standard(name):
            return scope.standards[name].unit
        case Named(name):
            return columns[name] if name in columns else scope.quantities[name].unit
        case Plus(parts) | Smallest(parts) | Largest(parts):
            return _first(unit_of(part, scope, columns) for part in parts)
        case Minus(whole, less):
            return _first(unit_of(part, scope, columns) for part in (whole, less))
        case Times(parts):
            return _first(unit for part in parts if (unit := unit_of(part, scope, columns)) not in PLAIN)
        case Round(part):
            return unit_of(part, scope, columns)
        case First(rows):
            return _first(unit_of(row.value, scope, columns) for row in rows)
        case Sum(part):
            return Unit.PERSONS if isinstance(part, Constant) else unit_of(part, scope, columns)
        case _:
            assert_never(quantity)


def _first(units: Iterable[Unit | None]) -> Unit | None:
    return next((unit for unit in units if unit is not None), None)
