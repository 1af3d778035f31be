"""Conditions, amounts and quantities as compiled code: what the reference says, in time that grows with the rule."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
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
from huilao.language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Inside, Not, OneOf, Order, Term
from huilao.language.doubt import meanings_of
from huilao.language.facts import Text
from huilao.language.interval import Interval
from huilao.language.known import Listed, Person, Range, about
from huilao.language.meaning import amount_of, measure, truth_of
from huilao.language.policy import Benefit, DefinedQuantity, DefinedTerm, Period, Reading
from huilao.language.quantity import Age, Constant, Elapsed, Named, Number, Plus, Quantity, Sum, TimeUnit
from huilao.language.scope import Scope, scope_of
from huilao.language.truth import Truth
from huilao.language.units import Unit
from plain_rules import plain_benefit, plain_rules
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


@pytest.mark.parametrize(
    "quantity",
    [
        Age(TimeUnit.YEARS),
        Age(TimeUnit.MONTHS),
        Age(TimeUnit.YEARS, AgeReached.DAY_AFTER),
        *(Elapsed("assessed_on", unit) for unit in TimeUnit),
    ],
)
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


# -- people ----------------------------------------------------------------------------------------------------------------

INCOMES, MANY = Sum(Number("income"), "household_members"), Sum(Constant(Fraction(1)), "household_members", WIDOWED)
RICH, POOR = {"income": Decimal(500), "widowed": True}, {"income": Decimal(3), "widowed": False}
SOMEHOW = {"income": Range(Decimal(10), Decimal(20))}


@pytest.mark.parametrize(
    ("quantity", "known", "low", "high"),
    [
        (INCOMES, Listed((RICH, POOR)), 503, 503),
        (INCOMES, Listed(()), 0, 0),
        (INCOMES, Listed((RICH, SOMEHOW)), 510, 520),
        (INCOMES, Listed((RICH,), complete=False), 500, None),
        (INCOMES, None, 0, None),
        (replace(INCOMES, part=Number("balance")), Listed((), complete=False), None, None),
        (replace(INCOMES, with_self=True), Listed((POOR,)), 103, 103),
        (replace(INCOMES, where=WIDOWED), Listed((RICH, POOR, SOMEHOW)), 500, 520),
        (replace(INCOMES, where=Term("poor")), Listed((RICH, POOR, SOMEHOW)), 13, 23),
        (MANY, Listed((RICH, POOR, SOMEHOW)), 1, 2),
        (MANY, Listed((RICH,), complete=False), 1, None),
        (replace(MANY, with_self=True), Listed((RICH,)), 1, 2),
    ],
)
def test_people_add_what_is_known_of_each(quantity: Sum, known: Listed | None, low: int | None, high: int | None) -> None:
    """Those of whom it is open whether they are counted add nought or more; a list that is not complete may go on."""
    scope = Scope(FACTS, {"poor": DefinedTerm("poor", Text("t"), Not(at_least("income", 100)))})
    person = {"income": Decimal(100), "household_members": known}
    [found] = compile_quantities([("", quantity)], scope)(person, DAY)

    assert found == Interval(None if low is None else Fraction(low), None if high is None else Fraction(high))
    assert found == measure(quantity, person, scope.on(DAY))


@pytest.mark.parametrize("seed", SEEDS)
def test_sums_are_compared_as_the_reference_does(seed: int) -> None:
    """In either order, with numbers and with each other, in every reading of the words that choose the people."""
    luck = Random(seed)
    one, other = Term("word"), at_least("income", luck.choice((0, 3, 500)))
    word = DefinedTerm("word", Text("t"), WIDOWED, (Reading(Text("t"), other),))
    scope = Scope(FACTS, {"word": word})
    sums = [replace(INCOMES, where=one), replace(MANY, where=one), INCOMES]
    conditions = [Compare(luck.choice(sums), order, luck.choice((Constant(Fraction(3)), *sums))) for order in Order]
    decide, may = compile_conditions([(one,) for one in conditions], scope), compile_possible([(one,) for one in conditions], scope)
    for _ in range(10):
        person = {"household_members": Listed(tuple(luck.choices((RICH, POOR, SOMEHOW, {}), k=luck.randint(0, 3))), luck.random() < 0.7)}
        assert decide(person, DAY) == [truth_of(one, person, scope.on(DAY)) for one in conditions]
        taken = replace(scope, terms={"word": replace(word, condition=other)})
        for truth, (yes, no) in zip((truth_of(one, person, taken.on(DAY)) for one in conditions), may(person, DAY), strict=True):
            assert yes or truth is not Truth.YES
            assert no or truth is not Truth.NO


# -- other benefits --------------------------------------------------------------------------------------------------------


def promising(*benefits: Benefit, terms: Mapping[str, Condition] | None = None, **document: Anything) -> Scope:
    """The scope of a document of Beijing that asks for benefits of one of Mianning, whose words are its own."""
    ruleset = plain_rules(*benefits, terms=terms).rulesets["r"]
    ruleset = replace(ruleset, document=replace(ruleset.document, **document))
    return Scope(FACTS, {"word": DefinedTerm("word", Text("t"), CERTIFIED)}, place="11", rulesets={"r": ruleset})


OLD = Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(65)))
BORN = {"birth_date": date(1960, 2, 28)}
FROM_MARCH = Period(date(2025, 3, 1))


@pytest.mark.parametrize(
    ("scope", "person", "truth"),
    [
        (promising(plain_benefit(WIDOWED)), {"widowed": True}, Truth.YES),
        (promising(plain_benefit(WIDOWED)), {"widowed": False}, Truth.NO),
        (promising(plain_benefit(WIDOWED)), {}, Truth.UNKNOWN),
        (promising(plain_benefit(Inside("residence"))), {"residence": "513433"}, Truth.YES),
        (promising(plain_benefit(Inside("residence"))), {"residence": "11"}, Truth.NO),
        (promising(plain_benefit(Term("word")), terms={"word": WIDOWED}), {"widowed": True, "certified": False}, Truth.YES),
        (promising(plain_benefit(OLD)), BORN, Truth.YES),
        (promising(plain_benefit(OLD), age_reached=AgeReached.DAY_AFTER), BORN, Truth.NO),
        (promising(plain_benefit(WIDOWED, in_effect=FROM_MARCH)), {"widowed": True}, Truth.NO),
        (promising(plain_benefit(WIDOWED), in_effect=FROM_MARCH), {}, Truth.NO),
        (replace(promising(plain_benefit(WIDOWED)), unsure=frozenset({"r/b"})), {"widowed": True}, Truth.UNKNOWN),
        (
            promising(plain_benefit(EntitledTo(("r/c",))), plain_benefit(Not(WIDOWED), "c", in_effect=Period(None, DAY))),
            {"widowed": False},
            Truth.YES,
        ),
    ],
)
def test_a_benefit_is_had_by_its_own_words_while_it_is_in_force(scope: Scope, person: Person, truth: Truth) -> None:
    """Of its own place, terms and way of counting; alone, as one of several, and its contrary."""
    asked = EntitledTo(("r/b",))
    conditions = [asked, Any((asked, Inside("residence"), Term("word"))), Not(asked), Not(All((asked, asked)))]
    found = compile_conditions([(one,) for one in conditions], scope)(person, DAY)

    assert found[0] is truth
    assert found == [truth_of(one, person, scope.on(DAY)) for one in conditions]


def test_one_function_serves_the_days_before_and_after_a_benefit_is_in_force() -> None:
    """It is asked of each day."""
    decide = compile_conditions([(EntitledTo(("r/b",)),)], promising(plain_benefit(WIDOWED, in_effect=FROM_MARCH)))

    assert [decide({"widowed": True}, day) for day in (DAY, date(2025, 3, 1), DAY)] == [[Truth.NO], [Truth.YES], [Truth.NO]]


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


def test_each_benefit_of_a_long_chain_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """150 that each ask for the one before twice: as many lines as a few for each, and no recursion from one to the next."""
    chain = [plain_benefit(WIDOWED, "b0")]
    for number in range(1, 150):
        before = EntitledTo((f"r/b{number - 1}",))
        chain.append(plain_benefit(Any((All((before, CERTIFIED)), All((Not(CERTIFIED), before)))), f"b{number}"))
    written: list[int] = []
    function = Writer.function

    def counted(self: Writer, result: str) -> Anything:
        written.append(len(self.code.lines))
        return function(self, result)

    monkeypatch.setattr(Writer, "function", counted)
    decide = compile_conditions([(EntitledTo(("r/b149",)),)], promising(*chain))

    assert written[0] < 150 * 4
    assert decide({"widowed": True, "certified": False}, DAY) == [Truth.YES]
    assert decide({"widowed": False, "certified": True}, DAY) == [Truth.NO]


def test_no_text_of_a_rule_is_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes, places, names of facts and persons stand in the namespace alone, whatever they say."""
    evil = "0)); raise SystemExit(('"
    people = f"{evil}2"
    facts = {evil: replace(FACTS["housing"], name=evil), people: replace(FACTS["children"], name=people), **FACTS}
    some = Compare(Sum(Constant(Fraction(1)), people, Term(evil)), Order.AT_LEAST, Constant(Fraction(1)))
    asked = EntitledTo((f"r/{evil}",))
    condition = All((About("elder", All((OneOf(evil, (evil, "home")), Term(evil)))), some, asked))
    rulesets = plain_rules(plain_benefit(OneOf(evil, (evil,)), evil)).rulesets
    scope = Scope(facts, {evil: DefinedTerm(evil, Text(evil), OneOf(evil, (evil,)))}, place=evil, rulesets=rulesets)
    sources: list[str] = []
    function = Code.function

    def seen(self: Code, parameters: str, result: str) -> Anything:
        sources.append("\n".join((*self.lines, result)))
        return function(self, parameters, result)

    monkeypatch.setattr(Code, "function", seen)
    decide = compile_conditions([(condition,)], scope)

    assert len(sources) == 2
    assert not any(text in source for source in sources for text in (evil, "home"))
    assert decide({"elder": {evil: evil}, evil: evil, people: Listed(({evil: evil},))}, DAY) == [Truth.YES]
