"""What a benefit pays by its levels, for the solver: every table of two or three rows that are sure, open or out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from huilao.language.condition import All, Any, Condition, OneOf
from huilao.language.facts import Text
from huilao.language.interval import Interval
from huilao.language.meaning import amount_of
from huilao.language.policy import AppliesTo, Beneficiary, Benefit, Force, Hits, Levels, Pays, Row, RuleClass
from huilao.language.quantity import Constant, Minus, Number, Quantity
from huilao.language.scope import Scope
from huilao.language.units import Per
from huilao.verify.amounts import rate
from huilao.verify.encoding import Encoder, Somebody
from huilao.verify.formulas import opposite, z3
from strategies import FACTS

DAY = date(2025, 3, 1)
HERE = Scope(FACTS, place="513433").on(DAY)
SURE, OUT, OPEN = All(()), Any(()), OneOf("widowed", (True,))
"""Conditions that hold, fail, and are open of somebody of whom nothing is known."""
AMOUNTS: tuple[Quantity | None, ...] = (
    Constant(Fraction(500)), Constant(Fraction(-40)), Number("pension"), Number("balance"), Minus(Constant(Fraction(100)), Number("income")), None,
)  # fmt: skip


def a_benefit(hits: Hits, rows: tuple[tuple[Condition, Quantity | None], ...]) -> Benefit:
    levels = Levels((), tuple(Row(when, (), amount) for when, amount in rows), hits)
    return Benefit(
        "r", "b", Text("待遇"), ("第一条",), "service", Force.MANDATORY, RuleClass.CORE, Beneficiary.ELDER, AppliesTo.ANYONE, Text("内容"),
        SURE, SURE, levels=levels, pays=Pays(Constant(Fraction(0)), Per.MONTH),
    )  # fmt: skip


@pytest.mark.parametrize("hits", Hits)
def test_what_is_paid_to_somebody_of_whom_nothing_is_known(hits: Hits) -> None:
    """By two rows of every kind."""
    somebody = Somebody(FACTS, DAY, ())
    encoder = Encoder(somebody, HERE)
    found = [(rows, rate(encoder, a_benefit(hits, rows))) for rows in product(product((SURE, OUT, OPEN), AMOUNTS), repeat=2)]
    solver = z3.Solver()
    solver.add(*somebody.bounds, *(opposite(variable.known) for variable in somebody.variables.values()))
    assert solver.check() == z3.sat
    model = solver.model()

    def value(formula: object) -> object:
        return model.eval(formula, model_completion=True)

    for rows, rated in found:
        ends = (rated.ends.low, rated.ends.high)
        paid = None if z3.is_true(value(rated.none)) else Interval(
            *(None if z3.is_true(value(end.open)) else Fraction(str(value(end.value))) for end in ends)
        )  # fmt: skip
        assert paid == amount_of(a_benefit(hits, rows), {}, HERE), (hits, rows)
