"""Conditions, quantities and proofs as JSON: nothing is lost on the way there and back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any as Anything

import pytest
from hypothesis import given, settings

from huilao.explain import Prover
from huilao.language.condition import All, Compare, OneOf, Order, Span, walk
from huilao.language.known import Among, Holding, Range
from huilao.language.quantity import Constant, Number, Plus
from huilao.render.proof_json import (
    condition_data,
    condition_from,
    known_data,
    known_from,
    measured_data,
    measured_from,
    node_data,
    proof_data,
    proof_from,
    quantity_data,
    quantity_from,
)
from strategies import ALL_WORDS, a_condition, a_quantity, a_scope, seeded, somebody


def through_text(data: Anything) -> Anything:
    """As it is after it was written and read, without a binary number anywhere."""
    return json.loads(json.dumps(data), parse_float=_refuse)


def _refuse(number: str) -> Anything:
    raise AssertionError(f"a binary number: {number}")


@settings(max_examples=200, deadline=None, database=None)
@given(seeded(lambda luck: luck))
def test_nothing_is_lost(luck: Random) -> None:
    """Of random conditions and quantities, their proofs and measurements, numbers shown as they were given."""
    scope, asked = a_scope(luck), somebody(luck)
    prover = Prover(scope)
    view = prover.view(asked.person, asked.day)
    condition, quantity = a_condition(luck, 3, ALL_WORDS), a_quantity(luck, 3, ALL_WORDS)
    proof, measured = prover.prove(condition, view), prover.measure(quantity, view)

    assert condition_from(through_text(condition_data(condition))) == condition
    assert quantity_from(through_text(quantity_data(quantity))) == quantity
    read = proof_from(through_text(proof_data(proof))), measured_from(through_text(measured_data(measured)))
    assert read == (proof, measured)
    assert (proof_data(read[0]), measured_data(read[1])) == (
        proof_data(proof),
        measured_data(measured),
    )  # equal numbers may differ in digits


def test_the_places_in_files_are_kept() -> None:
    """Of every node."""
    span = Span("a.yaml", 1, 2, 3, 4)
    inner = Compare(
        Plus((Number("income", span), Constant(Fraction(1, 3), span)), span), Order.ABOVE, Constant(date(2025, 1, 1), span), span
    )
    read = condition_from(through_text(condition_data(All((inner,), span))))

    assert [node.span for node in walk(read)] == [span] * 6
    assert node_data(inner) == condition_data(inner)
    assert node_data(inner.left) == quantity_data(inner.left)


@pytest.mark.parametrize(
    "value",
    [
        None, True, "code", Decimal("1.50"), Decimal("1E+3"), date(1942, 3, 1), frozenset(("b", "a")), frozenset[str](),
        Range(Decimal("0.10"), None), Range(None, date(1942, 3, 1)), Among(frozenset(("a", "b"))), Holding(frozenset("a"), frozenset("b")),
    ],
)  # fmt: skip
def test_what_is_known_is_kept(value: Anything) -> None:
    """Digit by digit."""
    assert repr(known_from(through_text(known_data(value)))) == repr(value) or isinstance(value, frozenset | Among)
    assert known_from(through_text(known_data(value))) == value


def test_what_is_not_of_the_language_is_refused() -> None:
    """Rather than written or read as something else."""
    for read in (condition_from, quantity_from):
        with pytest.raises(ValueError, match="no such kind"):
            read({"kind": "maybe", "span": None})
    with pytest.raises(TypeError):
        known_data(1.5)
    assert condition_from(through_text(condition_data(OneOf("income", (Decimal("0.1"), date(2025, 1, 1), True, "x"))))) == OneOf(
        "income", (Decimal("0.1"), date(2025, 1, 1), True, "x")
    )
