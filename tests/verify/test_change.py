"""Every way in which an answer or an amount changes between two versions is shown, and nothing that does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from huilao import Truth
from huilao.language.condition import All, Any, Compare, Condition, Not, OneOf, Order
from huilao.language.facts import Code, Fact, FactType, Text, Vocabulary
from huilao.language.known import Among, Holding, Person, Range
from huilao.language.policy import Benefit
from huilao.language.quantity import Age, Constant, Rank, TimeUnit
from huilao.language.scope import Scope, scope_of
from huilao.verify.change import Effect, Version, amount_changes, changes, level_changes, row_change
from huilao.verify.encoding import Somebody
from huilao.verify.places import relevant_places
from huilao.verify.search import Search, Verdict
from huilao.verify.versions import joined, known_to
from strategies import DAYS, FACTS, a_person, a_rule_book

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
DAY = date(2025, 3, 1)
HERE = Scope(FACTS, place="513433").on(DAY)


def yes(fact: str) -> OneOf:
    return OneOf(fact, (True,))


def aged(years: int) -> Compare:
    return Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(years)))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (aged(80), aged(81), [(YES, NO, {"birth_date": date(1944, 5, 10)})]),
        (aged(81), aged(80), [(NO, YES, {"birth_date": date(1944, 5, 10)})]),
        (yes("widowed"), All((yes("widowed"), Any((yes("listed"), Not(yes("listed")))))), [(YES, UNKNOWN, {"widowed": True})]),
        (All((yes("widowed"), aged(60))), All((aged(60), yes("widowed"))), []),
    ],
)
def test_every_way_in_which_an_answer_changes_is_shown(old: Condition, new: Condition, found: list[tuple[Truth, Truth, Person]]) -> None:
    """Who gains, who loses, and of whom more must now be known."""
    search = Search(Somebody(FACTS, DAY, ("513433",)))
    shown = [one for one in changes(search, Version(old, HERE), Version(new, HERE)) if one.verdict is Verdict.REFUTED]

    assert [(one.before, one.after, one.person) for one in shown if one.before is not UNKNOWN] == found


def _choice(*codes: str, kind: FactType = FactType.CHOICE) -> Vocabulary:
    return {"housing": Fact("housing", kind, Text("住处"), codes=tuple(Code(code, Text(code)) for code in codes))}


def test_versions_with_other_codes_are_compared_on_what_each_knows() -> None:
    """A code that one version does not have is unknown there."""
    old, new = _choice("home", "street"), _choice("home", "hospital")
    facts, apart = joined(old, new)
    search = Search(Somebody(facts, DAY, ()))
    versions = (Version(OneOf("housing", ("home",)), Scope(facts).on(DAY)) for facts in (old, new))
    shown = {(one.before, one.after): one.person for one in changes(search, *versions) if one.person is not None}

    assert not apart
    assert shown == {(NO, UNKNOWN): {"housing": "street"}, (UNKNOWN, NO): {"housing": "hospital"}}


def test_a_scale_with_a_new_grade_is_compared_by_the_ranks_of_each() -> None:
    """A grade put in below raises those above it."""
    old, new = (_choice(*codes, kind=FactType.SCALE) for codes in (("mild", "severe"), ("mild", "moderate", "severe")))
    facts, _ = joined(old, new)
    search = Search(Somebody(facts, DAY, ()))
    at_least = Compare(Rank("housing"), Order.AT_LEAST, Rank("housing", "severe"))
    shown = [one for one in changes(search, *(Version(at_least, Scope(facts).on(DAY)) for facts in (old, new))) if one.person is not None]

    assert {(one.before, one.after) for one in shown} == {(UNKNOWN, NO)}
    assert [one.person for one in shown] == [{"housing": "moderate"}]


@pytest.mark.parametrize(
    ("person", "found"),
    [
        ({"housing": "street", "age": 3}, {}),
        ({"housing": "home"}, {"housing": "home"}),
        ({"housing": Among(frozenset({"home", "street"}))}, {}),
        ({"housing": Among(frozenset({"home", "hospital"}))}, {"housing": Among(frozenset({"home", "hospital"}))}),
    ],
)
def test_what_a_version_cannot_say_is_unknown_there(person: Person, found: Person) -> None:
    """Facts and codes that it does not have."""
    assert known_to(person, _choice("home", "hospital")) == found


def test_a_fact_of_another_type_cannot_be_compared() -> None:
    """It is named."""
    other: Vocabulary = {"housing": Fact("housing", FactType.YES_NO, Text("住处"))}

    assert joined(_choice("home"), other)[1] == {"housing"}


@pytest.mark.parametrize("seed", range(12))
def test_no_random_person_is_paid_less_where_it_is_proved_that_nobody_is(seed: int) -> None:
    """Two benefits of a random rule book as two versions of one: amounts and rows, by the reference."""
    luck = Random(seed)
    rules = a_rule_book(luck)
    day = luck.choice(DAYS)
    ruleset = luck.choice(list(rules.rulesets.values()))
    situation = scope_of(ruleset, rules).on(day)
    search = Search(Somebody(FACTS, day, relevant_places(rules)), patience=2_000)
    paying = [one for one in ruleset.benefits if one.pays is not None or one.levels is not None]
    one, other = luck.choice(paying), luck.choice(paying)
    condition = one.condition
    old, new = (_version(benefit, condition, situation.scope, day) for benefit in (one, other))
    told = {found.effect: found for found in amount_changes(search, old, new)}
    rows = {(found.before, found.after): found for found in level_changes(search, old, new)}
    for _ in range(150):
        person = _plain(a_person(luck, day, luck.choice((0, 1, 3)), partly=0))
        if old.truth(person) is not YES or (person.get("birth_date") or day) > day:
            continue
        before, after = old.amount(person), new.amount(person)
        if after.high is not None and before.low is not None and after.high < before.low and told:
            less = told[Effect.LESS]
            assert less.verdict is not Verdict.PROVED or not _possible(person)
            if less.most is not None and less.most.value is not None:
                assert before.low - after.high <= less.most.value
        moved = row_change(old, new, person)
        if moved is not None and _possible(person):
            assert rows[moved.before, moved.after].verdict is not Verdict.PROVED


def _version(benefit: Benefit, condition: Condition, scope: Scope, day: date) -> Version:
    return Version(condition, scope.on(day), replace(benefit, condition=condition))


def _plain(person: Person) -> Person:
    """A person without others, in a place that the solver may put them in, of whom facts are known or not."""
    return {
        name: value
        for name, value in person.items()
        if value is not None and not isinstance(value, Range | Among | Holding | dict) and FACTS[name].type is not FactType.PLACE
    }


def _possible(person: Person) -> bool:
    needing = [fact.name for fact in FACTS.values() if fact.only_if is not None]
    return person.get("certified") is not False or not any(name in person for name in needing)


def test_an_amount_is_nought_where_nothing_is_paid() -> None:
    """So that whoever loses a row of a table loses its whole amount."""
    assert Version(Any(()), HERE).amount({"income": Decimal(3)}).high == 0
