"""What to do about a benefit: by outcome, force, class, document and readings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from huilao.language.condition import All, Any, Inside, Not, OneOf, Term
from huilao.language.facts import Text
from huilao.language.known import Holding, Person
from huilao.language.outcome import OUTCOMES, WEAK, Action, Outcome, action_of, drawn_by, excluded, is_among, settled, tied
from huilao.language.policy import LOCAL, TIES, AppliesTo, Document, Force, Period, RuleClass, Status, local_person
from huilao.language.scope import Scope
from huilao.language.truth import Truth
from plain_rules import plain_benefit
from strategies import FACTS

YES, NO, OPEN = Truth.YES, Truth.NO, Truth.UNKNOWN
HERE = "513433"
DOCUMENT = Document("r", HERE, Text("r"), in_effect=Period())
WIDOWED = OneOf("widowed", (True,))
PLAIN = plain_benefit(WIDOWED)


@pytest.mark.parametrize(
    ("truth", "others", "action"),
    [
        (YES, {YES}, Action.CLAIM),
        (YES, {YES, NO}, Action.READING),
        (YES, {YES, OPEN}, Action.ASK),
        (YES, {YES, NO, OPEN}, Action.READING),
        (NO, {NO}, Action.NOT_COVERED),
        (NO, {NO, YES}, Action.READING),
        (NO, {NO, OPEN}, Action.NOT_COVERED),
        (OPEN, {OPEN}, Action.ASK),
        (OPEN, {OPEN, NO}, Action.ASK),
        (OPEN, {OPEN, YES, NO}, Action.READING),
    ],
)
def test_what_to_do_by_what_the_likely_readings_say(truth: Truth, others: set[Truth], action: Action) -> None:
    """One likely reading that says yes and one that says no: the office decides."""
    assert action_of(PLAIN, DOCUMENT, OUTCOMES[truth], others, None) is action


@pytest.mark.parametrize("hint", [None, *Truth])
def test_what_is_not_in_force_is_nothing_else(hint: Truth | None) -> None:
    """Whoever it is for."""
    assert action_of(PLAIN, DOCUMENT, Outcome.NOT_IN_FORCE, {YES}, hint) is Action.NOT_IN_FORCE


@pytest.mark.parametrize(("hint", "action"), [(YES, Action.TELL), (OPEN, Action.TELL), (NO, Action.NOT_COVERED)])
def test_a_relatives_benefit_is_a_hint_unless_the_elder_rules_it_out(hint: Truth, action: Action) -> None:
    """Even where the relatives themselves are unknown, or it is only encouraged."""
    weak = replace(PLAIN, force=Force.ENCOURAGED)

    assert action_of(weak, DOCUMENT, Outcome.UNDETERMINED, {OPEN}, hint) is action


@pytest.mark.parametrize("force", Force)
@pytest.mark.parametrize("located", [False, True])
def test_a_weak_force_promises_nothing(force: Force, *, located: bool) -> None:
    """A pilot does where its condition says where it runs."""
    binds = force not in WEAK and (force is not Force.PILOT or located)

    assert settled(replace(PLAIN, force=force, located=located), DOCUMENT) is binds


@pytest.mark.parametrize("kind", RuleClass)
def test_supply_participation_and_principles_promise_nothing_to_a_person(kind: RuleClass) -> None:
    """However firm the words are."""
    personal = {RuleClass.CORE, RuleClass.BY_REFERENCE, RuleClass.UNIVERSAL}

    assert settled(replace(PLAIN, rule_class=kind), DOCUMENT) is (kind in personal)


def test_a_draft_is_no_basis() -> None:
    """Nor is it a refusal."""
    draft = replace(DOCUMENT, status=Status.DRAFT)

    assert action_of(PLAIN, draft, Outcome.ELIGIBLE, {YES}, None) is Action.ENQUIRE


def test_what_every_elder_has_is_said_once() -> None:
    """It is no claim of its own."""
    assert action_of(replace(PLAIN, rule_class=RuleClass.UNIVERSAL), DOCUMENT, Outcome.ELIGIBLE, {YES}, None) is Action.EVERYONE


@pytest.mark.parametrize(
    ("person", "tie"),
    [
        ({}, OPEN),
        ({"residence": HERE}, YES),
        ({"residence": "51"}, OPEN),
        ({"residence": "220302"}, NO),
        ({"residence": "220302", "household_registration": HERE}, YES),
        ({"residence": "220302", "insurance_place": HERE}, YES),
        ({"residence": "220302", "pension_place": HERE}, YES),
        ({"residence": "220302", "household_registration": "51"}, OPEN),
        ({"household_registration": "220302"}, OPEN),
    ],
)
def test_what_ties_a_person_to_a_place(person: Person, tie: Truth) -> None:
    """What is not given ties nobody to a place where it is known that they live elsewhere."""
    assert tied(DOCUMENT, person) is tie


@pytest.mark.parametrize(
    ("when", "out"),
    [
        (Not(WIDOWED), True),
        (All((WIDOWED, Not(WIDOWED))), True),
        (WIDOWED, False),
        (Any((Not(WIDOWED),)), False),
        (Not(Inside("residence", (HERE,))), False),
    ],
)
def test_the_text_excludes_by_a_not_directly_under_when(when: All | Any | Not | OneOf, *, out: bool) -> None:
    """All else is the document's silence; so is what is for people from elsewhere."""
    assert excluded(plain_benefit(when), {"widowed": True, "residence": HERE}, Scope(FACTS).on(date(2025, 3, 1))) is out


@pytest.mark.parametrize(
    ("known", "drawn"),
    [(None, False), (frozenset({"dibao"}), True), (frozenset[str](), False), (Holding(frozenset({"dibao"}), frozenset()), True),
     (Holding(frozenset(), frozenset({"dibao"})), False)],
)  # fmt: skip
def test_who_draws_the_scheme_of_a_benefit_receives_it(known: object, *, drawn: bool) -> None:
    """What is not known is not drawn."""
    assert is_among(replace(PLAIN, scheme="dibao"), drawn_by({"receiving": known})) is drawn


def test_a_tie_that_is_not_stated_is_one_word_of_its_ruleset() -> None:
    """Residence or registration, each alone being another likely reading; insured and pensioned look at their own place."""
    word = local_person()

    assert TIES[AppliesTo.UNSTATED] == (Term(LOCAL),)
    assert word.condition == Any((Inside("residence"), Inside("household_registration")))
    assert [one.name for one in word.readings] == ["residents", "registered"]
    assert [*TIES[AppliesTo.INSURED], *TIES[AppliesTo.PENSIONED]] == [Inside("insurance_place"), Inside("pension_place")]
