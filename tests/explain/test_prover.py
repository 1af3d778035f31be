"""Proofs: what they come to, what they show and what they wait for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from random import Random
from typing import Any as Anything

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from huilao.answers.proof import Measured, Proof
from huilao.explain import Prover
from huilao.language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Node, Not, OneOf, Order, Term
from huilao.language.facts import Text
from huilao.language.interval import Interval, point
from huilao.language.known import Person, Range, about
from huilao.language.meaning import measure, truth_of, waited_by, waiting_for
from huilao.language.policy import DefinedQuantity, DefinedTerm
from huilao.language.quantity import (
    Age,
    Branch,
    Constant,
    Elapsed,
    First,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Standard,
    Times,
    TimeUnit,
)
from huilao.language.scope import Scope, Situation
from huilao.language.standards import DefinedStandard, PlaceOf, SetValue
from huilao.language.truth import Truth
from huilao.language.units import Unit
from strategies import ALL_WORDS, CASES, FACTS, a_condition, a_quantity, a_scope, every_test, everyone, seeded, somebody

SETTINGS = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate], database=None
)
DAY = date(2025, 2, 28)
WIDOWED, LISTED = (OneOf(fact, (True,)) for fact in ("widowed", "listed"))
POOR = Compare(Number("income"), Order.AT_MOST, Constant(Fraction(900)))
DIBAO = DefinedStandard(
    "dibao", Text("低保标准"), Unit.CNY_PER_MONTH, PlaceOf.HOUSEHOLD_REGISTRATION, "area",
    (
        SetValue("51", date(2020, 1, 1), Fraction(600)),
        SetValue("513433", date(2025, 1, 1), {"urban": Fraction(700), "rural": Fraction(560)}),
    ),
)  # fmt: skip
LINE = DefinedQuantity("line", Text("低保线"), Unit.CNY_PER_MONTH, Times((Standard("dibao"), Number("household_size"))))
SCOPE = Scope(FACTS, {"poor": DefinedTerm("poor", Text("困难"), POOR)}, {"line": LINE}, {"dibao": DIBAO}, "513433")


def proved(condition: Condition, person: Person, scope: Scope = SCOPE, day: date = DAY) -> Proof:
    prover = Prover(scope)
    return prover.prove(condition, prover.view(person, day))


def measured(quantity: Quantity, person: Person, scope: Scope = SCOPE) -> Measured:
    prover = Prover(scope)
    return prover.measure(quantity, prover.view(person, DAY))


def check_proof(proof: Proof, person: Person, situation: Situation, who: str = "") -> None:
    """Every part of a proof is as the reference has it."""
    condition, known = proof.condition, about(person, who)
    assert proof.truth is truth_of(condition, known, situation)
    assert proof.waiting(who) == waiting_for(condition, person, situation, who)
    inner = condition.fact if isinstance(condition, About) else who
    there = situation
    if isinstance(condition, EntitledTo) and len(condition.benefits) == 1:  # its part is read in its own ruleset
        there = situation.scope.promise(condition.benefits[0])[2].on(situation.as_of)
    for part in proof.parts:
        check_proof(part, person, there, inner)
    if isinstance(condition, Compare):
        assert tuple(one.quantity for one in proof.value) == (condition.left, condition.right)
        for one in proof.value:
            check_measured(one, person, situation, who)


def check_measured(found: Measured, person: Person, situation: Situation, who: str = "") -> None:
    """Every part of a measurement is as the reference has it."""
    assert found.interval == measure(found.quantity, about(person, who), situation)
    assert found.waiting(who) == waited_by(found.quantity, person, situation, who)
    for part in found.parts:
        check_measured(part, person, situation, who)
    for proof in found.proofs:
        check_proof(proof, person, situation, who)


def test_every_test_of_everyone_is_proved_as_the_reference_has_it() -> None:
    """One prover for many of them, so that what it keeps is used again (of all of them: tests/test_agreement.py)."""
    prover = Prover(SCOPE)
    situation = SCOPE.on(DAY)
    tests = every_test()
    for person in everyone(DAY)[::3]:
        view = prover.view(person, DAY)
        for test in tests:
            check_proof(prover.prove(test, view), person, situation)


@settings(SETTINGS, max_examples=ceil(CASES / 200))
@given(seeded(lambda luck: luck))
def test_what_is_proved_and_measured_is_what_the_reference_says(luck: Random) -> None:
    """Of random conditions and quantities, on several days, in every part, whatever is waited for included; together as one by one."""
    scope = a_scope(luck)
    prover = Prover(scope)
    conditions = [a_condition(luck, 3, ALL_WORDS) for _ in range(5)]
    quantities = [a_quantity(luck, 3, ALL_WORDS) for _ in range(5)]
    for _ in range(4):
        asked = somebody(luck)
        view = prover.view(asked.person, asked.day)
        proofs = [prover.prove(condition, view) for condition in conditions]
        for proof in proofs:
            check_proof(proof, asked.person, scope.on(asked.day))
        assert prover.prove_all(conditions, prover.view(asked.person, asked.day)) == proofs
        for quantity in quantities:
            check_measured(prover.measure(quantity, view), asked.person, scope.on(asked.day))


@pytest.mark.parametrize(
    ("condition", "person", "truth", "value"),
    [
        (WIDOWED, {"widowed": False}, Truth.NO, False),
        (WIDOWED, {}, Truth.UNKNOWN, None),
        (POOR, {"income": Decimal("900.0")}, Truth.YES, Decimal("900.0")),
        (POOR, {"income": Range(Decimal(800), Decimal(1000))}, Truth.UNKNOWN, Range(Decimal(800), Decimal(1000))),
        (Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(80))), {"birth_date": date(1945, 2, 28)}, Truth.YES, date(1945, 2, 28)),
        (Compare(Elapsed("retired_on", TimeUnit.MONTHS), Order.ABOVE, Constant(Fraction(6))), {"retired_on": date(2024, 8, 28)}, Truth.NO,
         date(2024, 8, 28)),
        (Compare(Rank("ability"), Order.AT_LEAST, Rank("ability", "severe")), {"ability": "total"}, Truth.YES, "total"),
    ],
)  # fmt: skip
def test_a_test_shows_what_was_known(condition: Condition, person: Person, truth: Truth, value: Anything) -> None:
    """Of a comparison its left side does."""
    proof = proved(condition, person)
    shown = proof.value[0].value if isinstance(condition, Compare) else proof.value

    assert (proof.truth, shown, proof.parts) == (truth, value, ())


def test_numbers_are_shown_as_they_were_given() -> None:
    """Though 900 and 900.0 are equal, and what one prover keeps of the one is not shown for the other."""
    prover = Prover(SCOPE)
    given = [Decimal(900), Decimal("900.0"), Range(Decimal(900), None), Range(Decimal("900.0"), None)]
    for condition in (POOR, OneOf("income", (Decimal(900),))):
        proofs = [prover.prove(condition, prover.view({"income": one}, DAY)) for one in given]
        shown = [str(one.value[0].value if isinstance(condition, Compare) else one.value) for one in proofs]
        assert shown == list(map(str, given))


def test_a_provers_functions_are_of_its_own_scope() -> None:
    """The same condition means other things where its words do."""
    other = Scope(FACTS, {"poor": DefinedTerm("poor", Text("困难"), LISTED)}, {}, {}, "22")
    poor = Term("poor")

    assert [proved(poor, {"income": Decimal(1), "listed": False}, scope).truth for scope in (SCOPE, other)] == [Truth.YES, Truth.NO]


def test_conditions_made_and_dropped_are_not_taken_for_each_other() -> None:
    """A prover holds what it proves: no other condition comes to stand where a dropped one stood."""
    prover = Prover(SCOPE)
    view = prover.view({"income": Decimal(50)}, DAY)
    for number in range(200):
        proof = prover.prove(Compare(Number("income"), Order.AT_LEAST, Constant(Fraction(number))), view)
        assert proof.truth is Truth.of(number <= 50)


def test_a_named_quantity_is_measured_down_to_the_standard() -> None:
    """The number, what it is made of, and the value of the book that counts."""
    found = measured(Named("line"), {"household_registration": "513433", "area": "urban", "household_size": Decimal(3)})
    [product] = found.parts
    standard, persons = product.parts

    assert [one.interval for one in (found, product, standard, persons)] == [point(Fraction(one)) for one in (2100, 2100, 700, 3)]
    assert [one.since for one in standard.value.values] == [date(2025, 1, 1)]
    assert persons.value == Decimal(3)


def test_a_choice_between_rows_shows_those_that_may_apply() -> None:
    """With the proofs of their conditions, and no row after the first that surely applies."""
    rows = First((Branch(WIDOWED, Constant(Fraction(1))), Branch(LISTED, Constant(Fraction(2))), Branch(None, Constant(Fraction(3)))))

    def shown(**person: bool) -> tuple[list[Fraction | None], int]:
        found = measured(rows, person)
        return [one.interval.low for one in found.parts], len(found.proofs)

    assert shown(widowed=True) == ([1], 1)
    assert shown(widowed=False) == ([2, 3], 1)
    assert shown() == ([1, 2, 3], 2)
    assert shown(widowed=False, listed=False) == ([3], 0)
    assert measured(rows, {}).interval == Interval(Fraction(1), Fraction(3))


def test_terms_and_named_quantities_are_worked_out_once_for_a_view() -> None:
    """Wherever they stand."""
    prover = Prover(SCOPE)
    view = prover.view({}, DAY)
    poor, line = Term("poor"), Compare(Number("income"), Order.AT_MOST, Named("line"))
    proof = prover.prove(All((poor, Not(poor), line, Any((line,)), Count(1, None, (poor,)))), view)
    once = {id(one) for one in _nodes(proof) if isinstance(one, Proof) and one.condition is POOR}
    product = {id(one) for one in _nodes(proof) if isinstance(one, Measured) and one.quantity is LINE.value}

    assert (len(once), len(product)) == (1, 1)


def _nodes(proof: Proof | Measured) -> Iterator[Proof | Measured]:
    yield proof
    inner: tuple[Proof | Measured, ...] = proof.parts
    if isinstance(proof, Measured):
        inner = (*inner, *proof.proofs)
    elif isinstance(proof.condition, Compare):
        inner = (*inner, *proof.value)
    for one in inner:
        yield from _nodes(one)


def test_sums_of_what_is_partly_known() -> None:
    """An open end stays open in the sum."""
    less = Minus(Plus((Number("income"), Constant(Fraction(100)))), Number("balance"))
    person = {"income": Range(Decimal(500), Decimal(600)), "balance": Range(None, Decimal(50))}
    nodes: list[Node] = [one.quantity for one in _nodes(measured(less, person)) if isinstance(one, Measured)]

    assert measured(less, person).interval == Interval(Fraction(550), None)
    assert len(nodes) == 5
