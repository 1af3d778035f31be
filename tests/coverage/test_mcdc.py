"""Modified condition/decision coverage: which leaves of a condition people show to decide, and which rows of a table they are in."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from huilao import Rulebook, Truth
from huilao.coverage.mcdc import decided, decides, leaves, rows_shown, shown, truths_of
from huilao.coverage.opened import opened, origins
from huilao.language.condition import All, Any, Compare, Condition, EntitledTo, Not, OneOf, Order, Term
from huilao.language.known import Listed, Person
from huilao.language.quantity import Age, Constant, Sum, TimeUnit
from huilao.language.scope import Scope, Situation
from huilao.verify.encoding import Somebody
from huilao.verify.parts import Part
from huilao.verify.search import Search, Verdict
from huilao.verify.soundness import Checker
from plain_rules import plain_benefit, plain_rules
from review_books import table
from small_books import benefit, one_ruleset
from strategies import FACTS

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


def yes(fact: str) -> OneOf:
    return OneOf(fact, (True,))


ALONE, ILL, POOR = yes("actually_unattended"), yes("seriously_ill"), yes("housing_difficulty")
CONDITION: Condition = All((ALONE, Any((ILL, Not(POOR)))))


@pytest.fixture(scope="module")
def situation(book: Rulebook) -> Situation:
    return book.situation("mianning", date(2025, 3, 1))


@pytest.mark.parametrize(
    ("truths", "outcome", "deciding"),
    [
        ([YES, YES, YES], YES, [True, True, False]),
        ([YES, YES, NO], YES, [True, False, False]),
        ([YES, NO, YES], NO, [False, True, True]),
        ([NO, NO, YES], NO, [False, False, False]),
        ([NO, YES, YES], NO, [True, False, False]),
        ([UNKNOWN, YES, YES], UNKNOWN, [False, False, False]),
    ],
)
def test_a_leaf_decides_where_the_outcome_turns_on_it_alone(truths: list[Truth], outcome: Truth, deciding: list[bool]) -> None:
    """The third leaf stands under a `not`."""
    assert decided(CONDITION, truths) is outcome
    assert [decides(CONDITION, truths, index) for index in range(3)] == deciding


def test_two_people_cover_a_leaf(situation: Situation) -> None:
    """One for whom it holds and decides, one for whom it does not and decides."""
    healthy: Person = {"actually_unattended": True, "seriously_ill": False, "housing_difficulty": True}
    found = shown(CONDITION, [({**healthy, "seriously_ill": True}, situation), (healthy, situation)])

    assert [one.covered for one in found] == [False, True, False]


def test_another_benefit_and_a_sum_over_people_are_one_leaf_each() -> None:
    """Neither what the benefit asks nor what chooses the people; each is shown by who has it, or has them, and who has not."""
    rules = plain_rules(plain_benefit(yes("certified")))
    scope = Scope(FACTS, rulesets=rules.rulesets, terms=plain_rules(terms={"word": EntitledTo(("r/b",))}).rulesets["r"].terms)
    some = Compare(Sum(Constant(Fraction(1)), "children", yes("widowed")), Order.AT_LEAST, Constant(Fraction(1)))
    condition = All((EntitledTo(("r/b",)), some))
    people: list[Person] = [
        {"certified": one, "children": Listed(({"widowed": other},))} for one, other in ((True, True), (False, True), (True, False))
    ]

    assert opened(All((Term("word"), some)), scope) == condition
    assert [leaf.condition for leaf in leaves(condition)] == list(condition.parts)
    assert [(one.term, one.index) for one in origins(All((Term("word"), some)), scope)] == [("word", 0), (None, 1)]
    assert all(one.covered for one in shown(condition, [(one, scope.on(date(2025, 3, 1))) for one in people]))
    assert not any(one.covered for one in shown(condition, [(one, scope.on(date(2025, 3, 1))) for one in people[:1]]))


@pytest.fixture
def checker(situation: Situation) -> Checker:
    return Checker(Search(Somebody(situation.scope.facts, situation.as_of, [situation.scope.place])), situation)


@pytest.mark.parametrize("truth", [YES, NO])
@pytest.mark.parametrize("leaf", range(3))
def test_the_solver_finds_a_person_who_knows_no_more_than_it_takes(leaf: int, truth: Truth, situation: Situation, checker: Checker) -> None:
    """For each leaf and each truth of it."""
    person = checker.turning(list(Part(CONDITION).leaves())[leaf], truth, plainest=True).person

    assert person is not None
    assert decides(CONDITION, truths_of(list(leaves(CONDITION)), person, situation), leaf)
    assert all(_without_is_not_enough(person, fact, leaf, truth, situation) for fact in person)


def _without_is_not_enough(person: Person, fact: str, leaf: int, truth: Truth, situation: Situation) -> bool:
    without = {name: value for name, value in person.items() if name != fact}
    one = shown(CONDITION, [(without, situation)])[leaf]
    return not (one.holding if truth is YES else one.failing)


def test_a_part_that_others_imply_is_proved_to_be_out_of_reach(checker: Checker) -> None:
    """Nobody is 80 and not 60."""
    both = All(tuple(Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(years))) for years in (60, 80)))

    assert checker.turning(next(Part(both).leaves()), NO).verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("hits", "people", "covered"),
    [
        ("unique", [{"income": 100}], [True, False]),
        ("unique", [{"income": 100}, {"income": 900}], [True, True]),
        ("unique", [{"widowed": True}], [False, False]),
        ("unique", [{"income": 900, "widowed": False}], [False, False]),
        ("first", [{"income": 100}], [True, False]),
    ],
)
def test_a_row_is_covered_by_somebody_who_has_the_benefit_and_is_surely_in_it(
    hits: str, people: list[Person], covered: list[bool], tmp_path: Path
) -> None:
    """Not by one of whom it is open, or who has not the benefit."""
    rest = "" if hits == "first" else "{income: {at_least: 500}}"
    book = one_ruleset(tmp_path, x=benefit("{widowed: true}", table(("{income: {below: 500}}", "100"), (rest, "50"), hits=hits)))
    situation = book.situation("r", date(2025, 3, 1))
    shown_to = [(book.person({"widowed": True, **person}, situation.as_of), situation) for person in people]

    assert rows_shown(book.benefits["r/x"], shown_to) == covered
