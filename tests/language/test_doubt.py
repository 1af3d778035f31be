"""Which readings an answer hangs on, and what is to be done about it; what ties a person to a place, and what facts imply."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from huilao.language.condition import Condition, OneOf, Term
from huilao.language.doubt import likely, truths_of
from huilao.language.facts import Text
from huilao.language.implied import Implications
from huilao.language.known import Person
from huilao.language.meaning import truth_of
from huilao.language.outcome import Action, Outcome, action_of
from huilao.language.policy import Adopted, AppliesTo, DefinedTerm, Force, Reading, Ruleset, Weight, whole_condition
from huilao.language.scope import Scope, scope_of
from huilao.language.truth import Truth
from huilao.language.wording import worded
from plain_rules import plain_benefit, plain_rules
from strategies import FACTS

DAY = date(2025, 3, 1)
CERTIFIED, WIDOWED = OneOf("certified", (True,)), OneOf("widowed", (True,))
PERSON: Person = {"certified": True, "widowed": False}


def frail(weight: Weight) -> Ruleset:
    """A benefit for the frail, who are the certified, or by another reading the widowed."""
    term = DefinedTerm("frail", Text("体弱"), CERTIFIED, (Reading(Text("丧偶"), WIDOWED, "widowed", weight),))
    return replace(plain_rules(plain_benefit(Term("frail"), "b")).rulesets["r"], terms={"frail": term})


@pytest.mark.parametrize(("weight", "truths"), [(Weight.LIKELY, {Truth.YES, Truth.NO}), (Weight.REMOTE, {Truth.YES})])
def test_an_answer_hangs_on_likely_readings_alone(weight: Weight, truths: set[Truth]) -> None:
    """A remote one stands in the detail."""
    ruleset = likely(frail(weight))

    assert truths_of(ruleset.benefits[0], PERSON, Scope(FACTS, ruleset.terms).on(DAY)) == truths


@pytest.mark.parametrize(("day", "truth"), [(date(2025, 2, 28), Truth.YES), (DAY, Truth.NO)])
def test_an_adopted_reading_counts_from_its_day(day: date, truth: Truth) -> None:
    """Not a day earlier."""
    ruleset = replace(frail(Weight.LIKELY), adopted=(Adopted("frail", "widowed", DAY, Text("民政局")),))
    rules = worded(replace(plain_rules(), rulesets={"r": ruleset}), day)

    assert truth_of(Term("frail"), PERSON, scope_of(rules.rulesets["r"], rules).on(day)) is truth


def test_who_is_not_meant_has_nothing_to_enquire_after() -> None:
    """An encouragement that does not mean the person is none of theirs."""
    weak = replace(plain_benefit(CERTIFIED, "b"), force=Force.ENCOURAGED)
    document = frail(Weight.LIKELY).document

    assert action_of(weak, document, Outcome.NOT_ELIGIBLE, {Truth.NO}, None) is Action.NOT_COVERED
    assert action_of(weak, document, Outcome.UNDETERMINED, {Truth.UNKNOWN}, None) is Action.ENQUIRE


TIES: dict[AppliesTo, str] = {
    AppliesTo.RESIDENTS: "residence", AppliesTo.REGISTERED: "household_registration", AppliesTo.INSURED: "insurance_place",
    AppliesTo.PENSIONED: "pension_place",
}  # fmt: skip


@pytest.mark.parametrize("applies", TIES)
def test_each_tie_looks_at_its_own_place(applies: AppliesTo) -> None:
    """And at no other."""
    condition: Condition = whole_condition(applies, CERTIFIED)
    elsewhere: Person = {**PERSON, **dict.fromkeys(TIES.values(), "22")}
    place = Scope(FACTS, place="513433").on(DAY)

    assert truth_of(condition, elsewhere, place) is Truth.NO
    assert truth_of(condition, {**elsewhere, TIES[applies]: "513433"}, place) is Truth.YES


def test_what_a_value_implies_is_known_either_way_round() -> None:
    """Who is listed is certified; who is not certified is not listed."""
    assert Implications(FACTS).close({"listed": True})[0]["certified"] is True
    assert Implications(FACTS).close({"certified": False})[0]["listed"] is False
