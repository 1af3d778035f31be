"""Conditions and amounts compiled to Python functions, for outcomes alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ..language.condition import Condition
from ..language.interval import Interval
from ..language.known import Person
from ..language.policy import Benefit
from ..language.quantity import Quantity
from ..language.scope import Scope
from ..language.truth import Truth
from .writer import Readings, Writer, behind, truth

__all__ = ["Decide", "Readings", "compile_amounts", "compile_conditions", "compile_possible", "compile_quantities"]

Decide = Callable[[Person, date], list[Truth]]


def compile_conditions(conditions: Sequence[Sequence[Condition]], scope: Scope, readings: Readings = Readings.DEFAULT) -> Decide:
    """One function from a person and a day to the truth of each entry of `conditions`.

    An entry is a condition and its other readings; `DEFAULT` looks at the first alone. `EVERY` answers YES or NO where
    all combinations of readings surely do: a term that occurs twice is counted as free to differ, so it errs towards
    UNKNOWN. For `SOME`, which gives YES and NO apart, see `compile_possible`.
    """
    writer = _prepared(conditions, scope, readings)
    rows = [truth(writer.of_readings(None, entry, "")) for entry in conditions]
    return writer.function("[" + ", ".join(rows) + "]")


def compile_possible(conditions: Sequence[Sequence[Condition]], scope: Scope) -> Callable[[Person, date], list[tuple[bool, bool]]]:
    """For each entry whether some combination of readings may answer YES, and whether some may answer NO."""
    writer = _prepared(conditions, scope, Readings.SOME)
    answers = [writer.of_readings(None, entry, "") for entry in conditions]
    return writer.function("[" + ", ".join(f"(bool({yes}), bool({no}))" for yes, no in answers) + "]")


def _prepared(conditions: Sequence[Sequence[Condition]], scope: Scope, readings: Readings) -> Writer:
    writer = Writer(scope, readings)
    looked_at = [entry[:1] if readings is Readings.DEFAULT else entry for entry in conditions]
    writer.prepare([("", condition) for entry in looked_at for condition in entry])
    return writer


def compile_amounts(benefits: Sequence[Benefit], scope: Scope) -> Callable[[Person, date], list[Interval | None]]:
    """One function from a person and a day to what each benefit pays to somebody who has it, as `meaning.amount_of` has it."""
    writer = Writer(scope)
    writer.prepare([node for benefit in benefits for node in behind(benefit)])
    return writer.function("[" + ", ".join([writer.amount(benefit) for benefit in benefits]) + "]")


def compile_quantities(quantities: Sequence[tuple[str, Quantity]], scope: Scope) -> Callable[[Person, date], list[Interval]]:
    """One function from a person and a day to the interval of each quantity, about the person or one whom a fact names."""
    writer = Writer(scope)
    writer.prepare(quantities)
    return writer.function("[" + ", ".join([writer.measured(quantity, who) for who, quantity in quantities]) + "]")
