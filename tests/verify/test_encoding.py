"""The solver means what the reference means: of conditions, quantities and amounts, of people of whom facts are known or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any as Anything

import pytest

from huilao.language.ages import AgeReached, anniversary
from huilao.language.condition import All, Any, Compare, Condition, Inside, Not, OneOf, Order
from huilao.language.facts import FactType
from huilao.language.interval import Interval
from huilao.language.meaning import amount_of, measure, truth_of
from huilao.language.quantity import BIRTH, Age, Branch, Constant, Elapsed, First, Minus, Number, Plus, Quantity, TimeUnit
from huilao.language.scope import Scope, Situation, scope_of
from huilao.language.standards import SetValue
from huilao.language.truth import Truth
from huilao.verify.amounts import rate
from huilao.verify.encoding import Encoder, Somebody
from huilao.verify.ends import End, Measured, ends
from huilao.verify.formulas import Formula, every, z3
from huilao.verify.places import relevant_places
from huilao.verify.search import Replay, Search, Verdict
from solved_people import Asked, known_or_not, possible
from strategies import ALL_WORDS, CASES, DAYS, FACTS, OTHERS, PLACES, a_condition, a_person, a_quantity, a_rule_book

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


# -- random people --------------------------------------------------------------------------------------------------------


def interval(model: Anything, low: End, high: End) -> Interval:
    """An interval in a model."""
    return Interval(*(_number(model, end) for end in (low, high)))


def _number(model: Anything, end: End) -> Fraction | None:
    if z3.is_true(model.eval(end.open, model_completion=True)):
        return None
    return Fraction(model.eval(end.value, model_completion=True).as_fraction())


def truth(model: Anything, yes: Formula, no: Formula) -> Truth:
    found = [z3.is_true(model.eval(one, model_completion=True)) for one in (yes, no)]
    assert found != [True, True]
    return YES if found[0] else NO if found[1] else UNKNOWN


SEEDS = range(max(6, CASES // 2_000))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_solver_agrees_with_the_reference_on_everybody(seed: int) -> None:
    """Random conditions, quantities and amounts of a random rule book: for random people the solver has what the reference has."""
    luck = Random(seed)
    rules = a_rule_book(luck)
    day = luck.choice(DAYS)
    for ruleset in rules.rulesets.values():
        situation = scope_of(ruleset, rules).on(day)
        somebody = Somebody(FACTS, day, relevant_places(rules))
        encoder = Encoder(somebody, situation)
        conditions = [*(one.condition for one in ruleset.benefits), *(a_condition(luck, 2, ALL_WORDS) for _ in range(4))]
        pairs = [(one, encoder.pair(one)) for one in conditions]
        quantities = [a_quantity(luck, 3, ALL_WORDS) for _ in range(6)]
        measured = [(one, ends(encoder.measure(one))) for one in quantities]
        paid = [(one, rate(encoder, one)) for one in ruleset.benefits]
        people = [known_or_not(a_person(luck, day, luck.choice((0, 1, 3, 6, 10))), somebody.places) for _ in range(8)]
        for person in [one for one in people if possible(one, day)]:
            model = Asked(somebody).model(person)
            for condition, pair in pairs:
                assert truth(model, pair.yes, pair.no) is truth_of(condition, person, situation), (condition, person)
            for quantity, found in measured:
                assert interval(model, found.low, found.high) == measure(quantity, person, situation), (quantity, person)
            for benefit, rated in paid:
                none = z3.is_true(model.eval(rated.none, model_completion=True))
                expected = amount_of(benefit, person, situation)
                assert (None if none else interval(model, rated.ends.low, rated.ends.high)) == expected, (benefit, person)


@pytest.mark.parametrize("seed", range(max(4, CASES // 4_000)))
def test_the_solver_finds_what_people_show_and_people_bear_out_what_it_finds(seed: int) -> None:
    """Of random conditions in random rule books: whoever has a truth, the solver has somebody; who it has, has it."""
    luck = Random(seed)
    rules = a_rule_book(luck)
    for ruleset in rules.rulesets.values():
        day = luck.choice(DAYS)
        situation = scope_of(ruleset, rules).on(day)
        search = Search(Somebody(FACTS, day, relevant_places(rules)))
        people = [known_or_not(a_person(luck, day, luck.choice((0, 1, 3, 6, 10))), search.somebody.places) for _ in range(200)]
        people = [one for one in people if possible(one, day)]
        conditions = [benefit.condition for benefit in ruleset.benefits]
        for condition in (*conditions, *(a_condition(luck, 2, ALL_WORDS) for _ in range(5))):
            shown = {truth_of(condition, person, situation) for person in people}
            pair = Encoder(search.somebody, situation).pair(condition)
            for one in Truth:
                answer = search.nobody(pair.where(one), has(condition, one, situation))
                assert answer.verdict is not Verdict.PROVED or one not in shown, (condition, one)


def has(condition: Condition, wanted: Truth, situation: Situation) -> Replay:
    return lambda person: truth_of(condition, person, situation) is wanted


# -- what random people seldom meet ----------------------------------------------------------------------------------------

DAY = date(2025, 3, 1)
HERE = Scope(FACTS, place="513433").on(DAY)


def somebody_has(condition: Condition, situation: Situation = HERE, wanted: Truth = YES, places: Sequence[str] = PLACES) -> bool:
    """Whether the solver has somebody of whom a condition has a truth; whom it has, the reference is asked about."""
    search = Search(Somebody(FACTS, situation.as_of, places))
    formula = Encoder(search.somebody, situation).pair(condition).where(wanted)
    answer = search.nobody(formula, has(condition, wanted, situation))
    assert answer.verdict is not Verdict.UNKNOWN
    return answer.verdict is Verdict.REFUTED


def number(value: int | Fraction) -> Constant:
    return Constant(Fraction(value))


@pytest.mark.parametrize("reached", AgeReached)
@pytest.mark.parametrize("unit", [TimeUnit.YEARS, TimeUnit.MONTHS])
@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 31), date(2025, 4, 30)])
def test_ages_turn_on_the_day_that_the_reference_says(day: date, unit: TimeUnit, reached: AgeReached) -> None:
    """In every comparison and convention, of the ruleset or of its own, beside a number and in a sum, for those who are about to be of an age or just are."""
    situation = Scope(FACTS, place="513433", age_reached=reached).on(day)
    years = {TimeUnit.YEARS: (59, 60, 61)}.get(unit, (59 * 12 + 6, 60 * 12))
    months = {TimeUnit.YEARS: 12}.get(unit, 1)
    borders = [anniversary(day, -months * count) for count in years]
    born = sorted({border + timedelta(days=near) for border in borders for near in (-32, -31, -30, -29, -2, -1, 0, 1, 2, 27, 31)})
    somebody = Somebody(FACTS, day, PLACES)
    encoder = Encoder(somebody, situation)
    bounds = (*map(number, years), number(Fraction(years[0] * 2 + 1, 2)))
    tests = [Compare(Age(unit), order, bound) for order, bound in product(Order, bounds)]
    tests += [Compare(bound, order, Age(unit)) for order, bound in product(Order, bounds[:1])]
    tests += [Compare(Age(unit, own), Order.AT_LEAST, bound) for own, bound in product(AgeReached, bounds[:1])]
    pairs = [(test, encoder.pair(test)) for test in tests]
    sums: list[tuple[Quantity, Measured]] = [(one, encoder.measure(one)) for one in (Plus((Age(unit), number(1))), Age(unit))]
    for birth in born:
        model = Asked(somebody).model({BIRTH: birth})
        for test, pair in pairs:
            assert truth(model, pair.yes, pair.no) is truth_of(test, {BIRTH: birth}, situation), (test, birth)
        for quantity, measured in sums:
            found = ends(measured)
            assert interval(model, found.low, found.high) == measure(quantity, {BIRTH: birth}, situation), (quantity, birth)


@pytest.mark.parametrize("unit", TimeUnit)
@pytest.mark.parametrize(
    "since", [date(1, 1, 1), date(4, 2, 29), date(1900, 2, 28), date(1900, 3, 1), date(2000, 2, 29), date(2100, 3, 1), date.max]
)
def test_time_elapsed_is_counted_in_any_century(since: date, unit: TimeUnit) -> None:
    """Leap years of every kind, and days that have not come."""
    quantity = Plus((Elapsed("assessed_on", unit), number(0)))
    somebody = Somebody(FACTS, DAY, PLACES)
    found = ends(Encoder(somebody, HERE).measure(quantity))
    model = Asked(somebody).model({"assessed_on": since})

    assert interval(model, found.low, found.high) == measure(quantity, {"assessed_on": since}, HERE)


def test_what_is_not_known_twice_is_not_known_the_same_way() -> None:
    """Income less income, of whom it is not known, is from as little to as much as it can be: in the solver too."""
    less = Minus(Number("pension"), Number("pension"))
    open_ = Compare(less, Order.AT_LEAST, number(0))

    assert somebody_has(open_, wanted=UNKNOWN)
    assert measure(less, {}, HERE) == Interval(Fraction(-9000), Fraction(9000))
    assert somebody_has(Compare(less, Order.AT_LEAST, number(-9000)), wanted=NO) is False


def test_there_is_somebody_outside_of_every_province_that_is_named() -> None:
    """Who lives in none of these, and of whom it is known."""
    outside = Not(Any(tuple(Inside("residence", (place,)) for place in PLACES)))

    assert somebody_has(outside)
    assert somebody_has(All((outside, Inside("residence", ("000000",)))))


def both(one: Condition, wanted: Truth, other: Condition, beside: Truth) -> bool:
    """Whether the solver has somebody of whom two conditions have these truths."""
    search = Search(Somebody(FACTS, DAY, PLACES))
    encoder = Encoder(search.somebody, HERE)
    formula = every((encoder.pair(one).where(wanted), encoder.pair(other).where(beside)))
    answer = search.nobody(formula, lambda person: (truth_of(one, person, HERE), truth_of(other, person, HERE)) == (wanted, beside))
    return answer.verdict is Verdict.REFUTED


def test_there_is_somebody_of_whom_but_the_country_is_known() -> None:
    """Who lives in the country for certain, and of whom no province is known."""
    assert both(Inside("residence", ("000000",)), YES, Inside("residence", ("51",)), UNKNOWN)
    assert not both(Inside("residence", ("51",)), YES, Inside("residence", ("000000",)), UNKNOWN)


@pytest.mark.parametrize(
    ("certified", "there"),
    [(OneOf("certified", (False,)), False), (OneOf("certified", (True,)), True), (Any(()), False)],
)
def test_nobody_has_what_its_precondition_rules_out(certified: Condition, there: bool) -> None:
    """A grade of disability without a certificate."""
    assert somebody_has(All((OneOf("grade", ("1",)), certified))) is there


def test_a_grade_may_be_known_of_somebody_whose_certificate_is_not() -> None:
    """As a profile may say."""
    assert both(OneOf("grade", ("1",)), YES, OneOf("certified", (True,)), UNKNOWN)
    assert not both(OneOf("grade", ("1",)), YES, OneOf("certified", (True,)), NO)


def test_numbers_that_cannot_be_written_are_nobodys() -> None:
    """Three times an income of 100 and a third is an income of nobody."""
    three = Plus((Number("income"), Number("income"), Number("income")))
    exactly = All((Compare(three, Order.AT_LEAST, number(301)), Compare(three, Order.AT_MOST, number(301))))

    assert not somebody_has(exactly)
    assert somebody_has(Compare(three, Order.AT_LEAST, number(301)))


def test_of_a_first_hit_row_that_is_open_both_are_thought_of() -> None:
    """The hull of the rows that may apply."""
    rows = First((Branch(OneOf("widowed", (True,)), number(5)), Branch(None, number(9))))

    assert somebody_has(Compare(rows, Order.AT_LEAST, number(6)), wanted=UNKNOWN)
    assert not somebody_has(Compare(rows, Order.AT_LEAST, number(5)), wanted=UNKNOWN)


def test_the_places_of_standards_are_told_apart() -> None:
    """Though no rule and no document names them."""
    rules = a_rule_book(Random(0))
    line = replace(next(iter(rules.standards.values())), values=(SetValue("440305", DAY, Fraction(1)),))

    assert "440305" not in relevant_places(rules)
    assert "440305" in relevant_places(replace(rules, standards={line.name: line}))


def test_every_kind_of_fact_has_variables() -> None:
    """So that none is left out of the search."""
    somebody = Somebody(FACTS, DAY, PLACES)

    for fact in FACTS.values():
        if fact.name not in OTHERS:
            assert somebody.variable("", fact.name) is somebody.variable("", fact.name)
    assert len(somebody.exact) == sum(fact.type is FactType.NUMBER for fact in FACTS.values())
