"""What is asked of another benefit: by its own sentence, in its own ruleset's place, words and way of counting, while in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from huilao.language.ages import AgeReached
from huilao.language.condition import All, Compare, Condition, EntitledTo, Inside, Not, OneOf, Order, Term
from huilao.language.doubt import benefits_behind, hangs_on, truths_of
from huilao.language.facts import Text
from huilao.language.known import Path, Person
from huilao.language.meaning import NOTHING, Waiting, truth_of, waiting_for
from huilao.language.policy import Benefit, DefinedTerm, Document, Pays, Period, Reading, Ruleset, Status, Weight
from huilao.language.quantity import Age, Constant, TimeUnit
from huilao.language.scope import Scope
from huilao.language.truth import Truth
from huilao.language.units import Per
from plain_rules import plain_benefit
from strategies import FACTS

YES, NO, OPEN = Truth.YES, Truth.NO, Truth.UNKNOWN
DAY = date(2025, 3, 1)
WIDOWED, CERTIFIED, LISTED = (OneOf(name, (True,)) for name in ("widowed", "certified", "listed"))
OTHER = EntitledTo(("other/b",))
FRAIL = {"frail": DefinedTerm("frail", Text("体弱"), CERTIFIED)}
"""What the ruleset that asks takes the word to mean; the other one takes it to mean the widowed."""


def scope(benefit: Benefit, document: Document | None = None) -> Scope:
    """A ruleset of Jilin that asks for a benefit of another one, of Mianning if nothing else is said."""
    there = {"frail": DefinedTerm("frail", Text("体弱"), WIDOWED, benefit.readings)}
    other = Ruleset(document or Document("other", "513433", Text("other")), there, (replace(benefit, ruleset="other", readings=()),))
    return Scope(FACTS, FRAIL, place="22", rulesets={"other": other})


def asked(when: Condition, person: Person, document: Document | None = None, day: date = DAY) -> Truth:
    """Whether somebody has a benefit of the other ruleset, for whom this holds."""
    return truth_of(OTHER, person, scope(plain_benefit(when), document).on(day))


@pytest.mark.parametrize(
    ("when", "person", "truth"),
    [
        (WIDOWED, {"widowed": True}, YES),
        (WIDOWED, {"widowed": False}, NO),
        (WIDOWED, {}, OPEN),
        (Inside("residence"), {"residence": "513433"}, YES),  # its own place
        (Inside("residence"), {"residence": "22"}, NO),
        (Term("frail"), {"widowed": True, "certified": False}, YES),  # its own words
        (Term("frail"), {"widowed": False, "certified": True}, NO),
    ],
)
def test_a_benefit_is_had_by_its_own_sentence(when: Condition, person: Person, truth: Truth) -> None:
    """Not by the place and the words of whoever asks; its contrary is the contrary."""
    place = scope(plain_benefit(when)).on(DAY)

    assert truth_of(OTHER, person, place) is truth
    assert truth_of(Not(OTHER), person, place) is ~truth


@pytest.mark.parametrize(("reached", "truth"), [(AgeReached.BIRTHDAY, YES), (AgeReached.DAY_AFTER, NO), (AgeReached.NEXT_MONTH_START, NO)])
def test_ages_in_it_are_counted_as_its_document_does(reached: AgeReached, truth: Truth) -> None:
    """The person turns 65 on the day."""
    old = Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(65)))

    assert asked(old, {"birth_date": date(1960, 3, 1)}, Document("other", "513433", Text("other"), age_reached=reached)) is truth


DAYS = Period(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("day", "document", "own", "truth"),
    [
        (date(2024, 12, 31), {"in_effect": DAYS}, None, NO),
        (date(2025, 1, 1), {"in_effect": DAYS}, None, YES),
        (date(2026, 1, 1), {"in_effect": DAYS}, None, NO),
        (date(2024, 12, 31), {}, DAYS, NO),
        (date(2025, 12, 31), {}, DAYS, YES),
        (date(2025, 6, 1), {"in_effect": Period(end=date(2025, 5, 31))}, DAYS, NO),
        (DAY, {"status": Status.DRAFT}, None, YES),
        (DAY, {"status": Status.REPEALED}, None, NO),
        (DAY, {"status": Status.REPEALED, "in_effect": Period(end=DAY)}, None, YES),  # law until it ended
    ],
)
def test_what_is_not_in_force_nobody_has(day: date, document: dict[str, object], own: Period | None, truth: Truth) -> None:
    """Neither is anything waited for."""
    benefit = plain_benefit(WIDOWED, in_effect=own)
    place = scope(benefit, replace(Document("other", "513433", Text("other")), **document)).on(day)

    assert truth_of(OTHER, {"widowed": True}, place) is truth
    assert (waiting_for(OTHER, {}, place) == NOTHING) is (truth is NO)


def test_what_has_ended_or_is_used_up_is_not_had() -> None:
    """It is the whole condition that is asked."""
    benefit = plain_benefit(WIDOWED, pays=Pays(Constant(Fraction(50)), Per.MONTH, ends=CERTIFIED))

    assert truth_of(OTHER, {"widowed": True, "certified": False}, scope(benefit).on(DAY)) is YES
    assert truth_of(OTHER, {"widowed": True, "certified": True}, scope(benefit).on(DAY)) is NO


def test_one_of_several_will_do_and_all_that_are_open_are_waited_for() -> None:
    """Of what one of them would need."""
    others = tuple(replace(plain_benefit(when, name), ruleset="other") for name, when in (("a", WIDOWED), ("b", All((CERTIFIED, LISTED)))))
    place = Scope(FACTS, rulesets={"other": Ruleset(Document("other", "51", Text("other")), {}, others)}).on(DAY)
    either = EntitledTo(("other/a", "other/b"))

    assert truth_of(either, {"widowed": True}, place) is YES
    assert truth_of(either, {"widowed": False, "certified": False}, place) is NO
    assert truth_of(either, {"widowed": False, "certified": True}, place) is OPEN
    assert waiting_for(either, {"certified": True}, place) == Waiting(frozenset((Path("", "widowed"), Path("", "listed"))))
    assert waiting_for(either, {"widowed": True}, place) == NOTHING


# -- what hangs on another benefit's readings --------------------------------------------------------------------------


def doubted(weight: Weight) -> Scope:
    """One in which the other benefit is for the frail: the widowed, or by another reading those on the list."""
    return scope(plain_benefit(Term("frail"), readings=(Reading(Text("列入名单的"), LISTED, "listed", weight),)))


WIDOW: Person = {"widowed": True, "listed": False, "certified": False}


@pytest.mark.parametrize(
    ("weight", "when", "person", "on"),
    [
        (Weight.LIKELY, OTHER, WIDOW, ("other/b",)),
        (Weight.LIKELY, Not(OTHER), WIDOW, ("other/b",)),
        (Weight.LIKELY, All((OTHER, CERTIFIED)), WIDOW, ()),  # it is a no either way
        (Weight.LIKELY, OTHER, {**WIDOW, "listed": True}, ()),  # both readings say yes
        (Weight.REMOTE, OTHER, WIDOW, ()),
    ],
)
def test_an_answer_hangs_on_what_another_benefit_hangs_on(weight: Weight, when: Condition, person: Person, on: tuple[str, ...]) -> None:
    """Where it may be a yes and may be a no by that; readings of its own it has none."""
    place = doubted(weight).on(DAY)
    benefit = plain_benefit(when)

    assert benefits_behind(when, place.scope) == ("other/b",)
    assert hangs_on(benefit, person, place) == on
    assert truths_of(benefit, person, place) == ({YES, NO} if on else {truth_of(when, person, place)})
    assert truth_of(OTHER, person, replace(place, scope=replace(place.scope, unsure=frozenset(("other/b",))))) is OPEN
