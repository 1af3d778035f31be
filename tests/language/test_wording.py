"""What documents say on a day: as they were amended and adopted by then, and never by what comes later."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from huilao.language.condition import Not, OneOf, Term
from huilao.language.facts import Text
from huilao.language.meaning import amount_of, truth_of
from huilao.language.policy import (
    Adopted,
    Amendment,
    AppliesTo,
    Benefit,
    ChooseBy,
    ChooseOne,
    DefinedQuantity,
    DefinedTerm,
    Pays,
    Reading,
    Rules,
    Ruleset,
    whole_condition,
)
from huilao.language.quantity import Constant, Named
from huilao.language.scope import scope_of
from huilao.language.truth import Truth
from huilao.language.units import Per, Unit
from huilao.language.wording import Worded, turning_days, worded
from plain_rules import plain_benefit, plain_rules
from small_books import benefit, chapter, document, read_book
from strategies import CASES, DAYS, Asked, a_rule_book, adopting, amended, seeded, somebody, weighed

SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def known_by(rules: Rules, day: date) -> Rules:
    """The rule book as it was when nobody knew of what is amended or adopted after a day."""

    def by_then(one: Worded) -> Worded:
        return replace(one, changes=tuple(change for change in one.changes if change.since <= day))

    def of(ruleset: Ruleset) -> Ruleset:
        return replace(
            ruleset,
            terms={name: by_then(one) for name, one in ruleset.terms.items()},
            quantities={name: by_then(one) for name, one in ruleset.quantities.items()},
            benefits=tuple(map(by_then, ruleset.benefits)),
            adopted=tuple(one for one in ruleset.adopted if one.since <= day),
        )

    return replace(
        rules,
        terms={name: by_then(one) for name, one in rules.terms.items()},
        quantities={name: by_then(one) for name, one in rules.quantities.items()},
        combine=tuple(map(by_then, rules.combine)),
        rulesets={name: of(one) for name, one in rules.rulesets.items()},
    )


def answers(rules: Rules, asked: Asked) -> dict[str, object]:
    """What every benefit says of somebody, and what it pays, by the wording of the day."""
    said = worded(rules, asked.day)
    found: dict[str, object] = {}
    for ruleset in said.rulesets.values():
        place = scope_of(ruleset, said).on(asked.day)
        for one in ruleset.benefits:
            found[one.full_name] = (truth_of(one.condition, asked.person, place), amount_of(one, asked.person, place))
    return found


def test_an_answer_for_an_earlier_day_stays_when_an_amendment_is_added() -> None:
    """Of a benefit, a word, a calculation or a line, or a reading that is adopted: whatever the answers are later."""
    seen = Counter[str]()

    @settings(SETTINGS, max_examples=ceil(CASES / 400))
    @given(seeded(lambda luck: (amended(luck, adopting(luck, weighed(luck, a_rule_book(luck)))), somebody(luck))))
    def unmoved(case: tuple[Rules, Asked]) -> None:
        rules, asked = case
        later = worded(rules, max(DAYS))
        for day in (asked.day, *turning_days(rules)[::3]):
            earlier = known_by(rules, day)
            assert worded(rules, day) == worded(earlier, day)
            assert answers(rules, replace(asked, day=day)) == answers(earlier, replace(asked, day=day))
            seen["added"] += earlier != rules
            seen["moved"] += worded(rules, day) != later
            assert worded(rules, day) == worded(worded(rules, day), day)

    unmoved()

    assert seen["added"] > CASES / 400
    assert seen["moved"] > CASES / 400


# -- by hand -------------------------------------------------------------------------------------------------------------

WIDOWED, CERTIFIED = OneOf("widowed", (True,)), OneOf("certified", (True,))
FIRST, SECOND = date(2025, 3, 1), date(2026, 1, 1)
EVE, LATER = FIRST - timedelta(days=1), SECOND - timedelta(days=1)


def term(condition: Term | OneOf | Not, *changes: Amendment[DefinedTerm]) -> DefinedTerm:
    return DefinedTerm("frail", Text("体弱"), condition, changes=changes)


def test_a_word_means_what_the_last_amendment_by_the_day_says() -> None:
    """From its own day on; the wording itself has no amendments left."""
    changes = (Amendment(FIRST, term(Not(CERTIFIED))), Amendment(SECOND, term(WIDOWED)))
    rules = plain_rules(plain_benefit(Term("frail")))
    ruleset = replace(rules.rulesets["r"], terms={"frail": term(CERTIFIED, *changes)})
    rules = replace(rules, rulesets={"r": ruleset})

    assert turning_days(rules) == (FIRST, SECOND)
    for day, condition in ((EVE, CERTIFIED), (FIRST, Not(CERTIFIED)), (LATER, Not(CERTIFIED)), (SECOND, WIDOWED)):
        assert worded(rules, day).rulesets["r"].terms["frail"] == term(condition)


def test_a_benefit_a_calculation_and_a_line_read_as_they_were_amended() -> None:
    """Each by its own days: what is paid counts with the calculation of the day."""
    now, then = (DefinedQuantity("rate", Text("标准"), Unit.CNY, Constant(Fraction(number))) for number in (100, 200))
    benefit = plain_benefit(WIDOWED, pays=Pays(Constant(Fraction(50)), Per.MONTH))
    to = replace(benefit, pays=Pays(Named("rate"), Per.MONTH))
    line = ChooseOne(("r/b", "r/c"), ChooseBy.FIRST)
    rules = plain_rules(
        replace(benefit, changes=(Amendment(FIRST, to),)),
        quantities={"rate": replace(now, changes=(Amendment(SECOND, then),))},
        combine=(replace(line, changes=(Amendment(SECOND, replace(line, by=ChooseBy.PERSON)),)),),
    )

    def on(day: date) -> tuple[Benefit, Fraction | None, ChooseBy]:
        said = worded(rules, day)
        [found], [choice] = said.rulesets["r"].benefits, said.combine
        amount = amount_of(found, {}, scope_of(said.rulesets["r"], said).on(day))
        return found, amount.low if amount else None, choice.by

    assert on(EVE) == (benefit, 50, ChooseBy.FIRST)
    assert on(FIRST) == (to, 100, ChooseBy.FIRST)
    assert on(SECOND) == (to, 200, ChooseBy.PERSON)


def test_an_adopted_reading_is_one_of_the_sentence_of_the_day() -> None:
    """An amended sentence that has no such reading is read as it stands; what stops it stays a part of it."""
    pays = Pays(Constant(Fraction(50)), Per.MONTH, ends=CERTIFIED)
    reading = Reading(Text("未丧偶的"), whole_condition(AppliesTo.ANYONE, Not(WIDOWED), *pays.stops), "single")
    benefit = plain_benefit(WIDOWED, pays=pays, readings=(reading,))
    to = replace(benefit, when=Not(WIDOWED), condition=whole_condition(AppliesTo.ANYONE, Not(WIDOWED), *pays.stops), readings=())
    rules = plain_rules(replace(benefit, changes=(Amendment(SECOND, to),)))
    ruleset = replace(rules.rulesets["r"], adopted=(Adopted("b", "single", FIRST, Text("民政局")),))
    rules = replace(rules, rulesets={"r": ruleset})

    def truth(day: date, *, certified: bool) -> Truth:
        said = worded(rules, day).rulesets["r"]
        assert said.benefits[0].stops == pays.stops
        return truth_of(said.benefits[0].condition, {"widowed": True, "certified": certified}, scope_of(said, rules).on(day))

    assert [truth(day, certified=False) for day in (EVE, FIRST, SECOND)] == [Truth.YES, Truth.NO, Truth.NO]
    assert [truth(day, certified=True) for day in (EVE, FIRST, SECOND)] == [Truth.NO] * 3
    assert worded(rules, FIRST).rulesets["r"].benefits[0].when == whole_condition(AppliesTo.ANYONE, Not(WIDOWED))


@pytest.mark.parametrize(
    ("day", "outcome"),
    [("2024-12-31", "eligible"), ("2025-01-01", "not_eligible"), ("2025-06-30", "not_eligible"), ("2025-07-01", "eligible")],
)
def test_a_provision_of_a_lower_place_stands_in_while_it_is_in_force(tmp_path: Path, day: str, outcome: str) -> None:
    """Before it begins and once it has ended, the higher place's own holds for its people too."""
    book = read_book(tmp_path, {
        "s/document.yaml": document("s", "51"), "s/chapter.yaml": chapter(u=benefit("{age: {at_least: 60}}", "applies_to: residents")),
        "r/document.yaml": document("r", more="in_effect: {from: 2025-01-01, until: 2025-06-30}"),
        "r/chapter.yaml": chapter(a=benefit("{age: {at_least: 65}}", "replaces: s/u"), b=benefit("{age: {at_least: 70}}", "replaces: s/u")),
    })  # fmt: skip

    assert book.evaluate({"birth_date": "1950-01-01", "residence": "513433"}, day)["s/u"].outcome == outcome
