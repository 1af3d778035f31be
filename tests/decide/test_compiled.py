"""Conditions, amounts and quantities as compiled code: what the reference says, in time that grows with the rule."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any as Anything

import pytest

from huilao.code import Code
from huilao.decide.compiled import (
    Readings,
    compile_amounts,
    compile_conditions,
    compile_possible,
    compile_quantities,
)
from huilao.decide.writer import Writer
from huilao.language.ages import AgeReached
from huilao.language.condition import About, All, Any, Compare, Condition, Count, Not, OneOf, Order, Term
from huilao.language.doubt import meanings_of
from huilao.language.facts import Text
from huilao.language.known import Range, about
from huilao.language.meaning import amount_of, measure, truth_of
from huilao.language.policy import DefinedQuantity, DefinedTerm
from huilao.language.quantity import Age, Constant, Elapsed, Named, Number, Plus, Quantity, TimeUnit
from huilao.language.scope import Scope, scope_of
from huilao.language.truth import Truth
from huilao.language.units import Unit
from strategies import (
    ALL_WORDS,
    FACTS,
    a_quantity,
    a_rule_book,
    a_scope,
    somebody,
)

DAY = date(2025, 2, 28)
WIDOWED, CERTIFIED = OneOf("widowed", (True,)), OneOf("certified", (True,))
SEEDS = range(25)


def at_least(fact: str, number: Fraction | int) -> Compare:
    return Compare(Number(fact), Order.AT_LEAST, Constant(Fraction(number)))


@pytest.mark.parametrize("seed", SEEDS)
def test_truths_and_amounts_are_those_of_the_reference(seed: int) -> None:
    """Of whole rule books, for people of whom all, some, part or nothing is known."""
    luck = Random(seed)
    rules = a_rule_book(luck)
    for ruleset in rules.rulesets.values():
        scope = scope_of(ruleset, rules)
        decide = compile_conditions([(one.condition,) for one in ruleset.benefits], scope)
        amounts = compile_amounts(ruleset.benefits, scope)
        for asked in [somebody(luck) for _ in range(8)]:
            on = scope.on(asked.day)
            assert decide(asked.person, asked.day) == [truth_of(one.condition, asked.person, on) for one in ruleset.benefits], asked
            assert amounts(asked.person, asked.day) == [amount_of(one, asked.person, on) for one in ruleset.benefits], asked


@pytest.mark.parametrize("seed", SEEDS)
def test_quantities_are_those_of_the_reference(seed: int) -> None:
    """Of the person and of another."""
    luck = Random(seed)
    scope = a_scope(luck)
    quantities: list[tuple[str, Quantity]] = [("", a_quantity(luck, 3, ALL_WORDS)) for _ in range(10)]
    quantities += [("elder", a_quantity(luck, 3, replace(ALL_WORDS, inside=True))) for _ in range(10)]
    measured = compile_quantities(quantities, scope)
    for asked in [somebody(luck) for _ in range(10)]:
        wanted = [measure(one, about(asked.person, who), scope.on(asked.day)) for who, one in quantities]
        assert measured(asked.person, asked.day) == wanted, asked


@pytest.mark.parametrize("quantity", [Age(TimeUnit.YEARS), Age(TimeUnit.MONTHS), *(Elapsed("assessed_on", unit) for unit in TimeUnit)])
@pytest.mark.parametrize("number", [Fraction(10**20), Fraction(-(10**20)), Fraction(119, 2), Fraction(0), Fraction(-1), Fraction(9000)])
@pytest.mark.parametrize("known", [date.min, date.max, DAY, None, Range(date(1965, 8, 1), None), Range(None, date(1965, 9, 1))])
def test_time_is_compared_at_the_ends_of_the_calendar(quantity: Age | Elapsed, number: Fraction, known: Anything) -> None:
    """With lengths that no calendar has, and with halves."""
    conditions = [Compare(quantity, order, Constant(number)) for order in Order]
    person = {"birth_date": known, "assessed_on": known}
    for reached in AgeReached:
        scope = Scope(FACTS, age_reached=reached)
        wanted = [truth_of(one, person, scope.on(DAY)) for one in conditions]
        assert compile_conditions([(one,) for one in conditions], scope)(person, DAY) == wanted


def test_a_number_without_end_in_decimals_is_compared_exactly() -> None:
    """A third is more than any 0.333…, and less than any 0.333…4."""
    decide = compile_conditions([(at_least("income", Fraction(1, 3)),)], Scope(FACTS))

    assert decide({"income": Decimal("0." + "3" * 40)}, DAY) == [Truth.NO]
    assert decide({"income": Decimal("0." + "3" * 39 + "4")}, DAY) == [Truth.YES]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_and_some_reading_are_sound(seed: int) -> None:
    """What every reading is said to settle each one does; what no reading is said to allow none does."""
    luck = Random(seed)
    rules = a_rule_book(luck)
    ruleset = rules.rulesets["upper"]
    scope = scope_of(ruleset, rules)
    sentences = [(one.condition, *(reading.condition for reading in one.readings)) for one in ruleset.benefits]
    every, possible = compile_conditions(sentences, scope, Readings.EVERY), compile_possible(sentences, scope)
    for asked in [somebody(luck) for _ in range(4)]:
        surely, may = every(asked.person, asked.day), possible(asked.person, asked.day)
        for _ in range(20):
            terms = {name: replace(term, condition=luck.choice(meanings_of(term))) for name, term in scope.terms.items()}
            on = replace(scope, terms=terms).on(asked.day)
            for sentence, told, (yes, no) in zip(sentences, surely, may, strict=True):
                truth = truth_of(luck.choice(sentence), asked.person, on)
                assert told in (Truth.UNKNOWN, truth)
                assert yes or truth is not Truth.YES
                assert no or truth is not Truth.NO


# -- size ----------------------------------------------------------------------------------------------------------------


def nested(depth: int, join: Callable[[Condition], Condition]) -> Condition:
    condition: Condition = WIDOWED
    for _ in range(depth):
        condition = join(condition)
    return condition


def and_or(inner: Condition) -> Condition:
    return All((Any((inner, CERTIFIED)), at_least("income", 3)))


def counting(inner: Condition) -> Condition:
    return Not(Count(1, 1, (inner, CERTIFIED, at_least("income", 3))))


@pytest.mark.parametrize(("join", "depth"), [(and_or, 105), (counting, 60)])
def test_deep_conditions_are_compiled(join: Callable[[Condition], Condition], depth: int) -> None:
    """Python itself nests no more than 200 parentheses."""
    condition, scope = nested(depth, join), Scope(FACTS)
    decide = compile_conditions([(condition,)], scope)

    for person in ({}, {"widowed": True}, {"widowed": True, "certified": False, "income": Decimal(3)}, {"income": Decimal(1)}):
        assert decide(person, DAY) == [truth_of(condition, person, scope.on(DAY))]


def chained(length: int) -> Scope:
    """Terms and quantities that each use the one before twice."""
    terms = {"t0": DefinedTerm("t0", Text("t"), WIDOWED)}
    quantities = {"q0": DefinedQuantity("q0", Text("q"), Unit.NONE, Number("income"))}
    for number in range(1, length):
        before, quantity = Term(f"t{number - 1}"), Named(f"q{number - 1}")
        both = Any((All((before, CERTIFIED)), All((Not(CERTIFIED), before))))
        terms[f"t{number}"] = DefinedTerm(f"t{number}", Text("t"), both)
        quantities[f"q{number}"] = DefinedQuantity(f"q{number}", Text("q"), Unit.NONE, Plus((quantity, quantity)))
    return Scope(FACTS, terms, quantities)


def test_each_term_and_quantity_of_a_long_chain_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """250 that each use the one before twice: as many lines as names, and no recursion from one to the next."""
    scope = chained(250)
    written: list[int] = []
    function = Writer.function

    def counted(self: Writer, result: str) -> Anything:
        written.append(len(self.code.lines))
        return function(self, result)

    monkeypatch.setattr(Writer, "function", counted)
    conditions: list[tuple[Condition]] = [(Term("t249"),), (Compare(Named("q249"), Order.AT_LEAST, Constant(Fraction(2**249 * 3))),)]
    depth = len(inspect.stack())
    decide = compile_conditions(conditions, scope)

    assert written[0] < 250 * 4
    assert depth < 200  # far below Python's limit of 1,000, so that the chain would have met it
    assert decide({"widowed": True, "certified": False, "income": Decimal(3)}, DAY) == [Truth.YES, Truth.YES]
    assert decide({"widowed": False, "certified": True, "income": Decimal("2.99")}, DAY) == [Truth.NO, Truth.NO]


def test_no_text_of_a_rule_is_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes, places, names of facts and persons stand in the namespace alone, whatever they say."""
    evil = "0)); raise SystemExit(('"
    facts = {evil: replace(FACTS["housing"], name=evil), "elder": FACTS["elder"], **FACTS}
    condition = About("elder", All((OneOf(evil, (evil, "home")), Term(evil))))
    scope = Scope(facts, {evil: DefinedTerm(evil, Text(evil), OneOf(evil, (evil,)))}, place=evil)
    sources: list[str] = []
    function = Code.function

    def seen(self: Code, parameters: str, result: str) -> Anything:
        sources.append("\n".join((*self.lines, result)))
        return function(self, parameters, result)

    monkeypatch.setattr(Code, "function", seen)
    decide = compile_conditions([(condition,)], scope)

    assert evil not in sources[0]
    assert "home" not in sources[0]
    assert decide({"elder": {evil: evil}}, DAY) == [Truth.YES]
