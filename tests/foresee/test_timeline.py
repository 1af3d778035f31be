"""What time brings, by the rule book: every change of a finding, exact to the day."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from pathlib import Path
from random import Random
from typing import Any as Anything

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from huilao import Action, Outcome, Rulebook, Truth
from huilao.answers.timeline import DocumentEvent, after_years
from huilao.language.facts import FactType
from huilao.language.policy import Period, Rules, Ruleset, Status
from small_books import benefit, one_ruleset
from strategies import DAYS, a_profile, a_rule_book, seeded

CASES = int(os.environ.get("HUILAO_CASES", "50000"))
SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])
DAY = timedelta(days=1)


def ahead(luck: Random, profile: dict[str, Anything], rules: Rules, day: date) -> dict[str, Anything]:
    """The profile with some dates that lie ahead."""
    for fact in rules.facts.values():
        if fact.type is FactType.DATE and fact.name != "birth_date" and luck.random() < 0.5:
            profile[fact.name] = (day + luck.randint(-800, 300) * DAY).isoformat()
    return profile


def dated(luck: Random, rules: Rules, day: date) -> Rules:
    """The rule book, whose documents come into effect, end, and have periods about a day."""

    def some_day() -> date | None:
        return day + luck.randint(-300, 300) * DAY if luck.random() < 0.5 else None

    rulesets: dict[str, Ruleset] = {}
    for name, one in rules.rulesets.items():
        start, end = some_day(), some_day()
        effect = Period(start, end if end is None or start is None or start <= end else None)
        document = replace(one.document, in_effect=effect, planning_period=Period(None, some_day()), status=luck.choice(tuple(Status)))
        rulesets[name] = replace(one, document=document)
    return replace(rules, rulesets=rulesets)


Paid = Mapping[str, tuple[Decimal | None, Decimal | None]]


Replayed = Iterator[tuple[date, Mapping[str, Outcome], Paid, Mapping[str, Action]]]


def replayed(book: Rulebook, profile: object, since: date, until: date, years: int) -> Replayed:
    """The outcomes, amounts and actions of every day, as the timeline has them."""
    found = book.timeline(profile, since, years, assurance="off")
    receipt = book.evaluate(profile, since, assurance="off").receipt
    outcomes, amounts, actions = dict(receipt.outcomes), dict(receipt.amounts), dict(receipt.actions)
    changes = {day: [one for one in found.changes if one.day == day] for day in {one.day for one in found.changes}}
    assert list(found.changes) == sorted(found.changes, key=lambda one: one.day)
    day = since
    while day < until:
        day += DAY
        for one in changes.get(day, ()):
            assert outcomes[one.benefit] is one.before.outcome
            assert actions[one.benefit] is one.before.action
            was, now = ((side.outcome, side.amount, side.action) for side in (one.before, one.after))
            assert was != now
            assert one.because("zh")
            outcomes[one.benefit], actions[one.benefit] = one.after.outcome, one.after.action
            amounts.pop(one.benefit, None)
            if one.after.amount is not None:
                amounts[one.benefit] = one.after.amount.at_least, one.after.amount.at_most
        yield day, outcomes, amounts, actions


def test_the_timeline_is_what_every_single_day_says() -> None:
    """For random rule books, whose documents begin and end, and random people: day by day over more than a year."""
    kinds = Counter[Outcome]()

    @settings(SETTINGS, max_examples=ceil(CASES / 1_000))
    @given(seeded(lambda luck: luck))
    def exact(luck: Random) -> None:
        day = luck.choice(DAYS)
        rules = dated(luck, a_rule_book(luck), day)
        book = Rulebook(rules)
        profile = ahead(luck, a_profile(rules, luck, day, 0.2), rules, day)
        for on, *told in replayed(book, profile, day, day + 400 * DAY, 2):
            receipt = book.evaluate(profile, on, assurance="off").receipt
            assert told == [receipt.outcomes, receipt.amounts, receipt.actions], on
        kinds.update(one.after.outcome for one in book.timeline(profile, day, 2, assurance="off").changes)

    exact()

    assert sum(kinds.values()) > CASES / 1_000


@pytest.mark.parametrize("birth", ["1965-02-28", "1945-03-31", "1960-02-29"])
def test_ten_years_of_the_shipped_rule_book_are_exact(book: Rulebook, birth: str) -> None:
    """For people about to reach the ages that the documents name."""
    profile = {**a_profile(book.rules, Random(birth), date(2024, 12, 31), 0.3), "birth_date": birth, "residence": "513433"}
    since = date(2024, 12, 31)
    person = book.person(profile, since)
    in_effect = {one.name: one.document.in_effect for one in book.rules.rulesets.values()}
    turned = 0
    for day, outcomes, _, _ in replayed(book, profile, since, date(2034, 12, 31), 10):
        truths = book.decide(person, day)
        told = {name: outcome for name, outcome in outcomes.items() if day in in_effect[name.split("/")[0]]}
        assert {name: truths[name] for name in told} == {
            name: {Outcome.ELIGIBLE: Truth.YES, Outcome.NOT_ELIGIBLE: Truth.NO, Outcome.UNDETERMINED: Truth.UNKNOWN}[one]
            for name, one in told.items()
        }
        turned += 1

    assert turned == (date(2034, 12, 31) - since).days


def test_the_end_of_a_plan_is_a_notice_and_that_of_a_document_a_change(tmp_path: Path) -> None:
    """The one keeps its benefits, the other ends them."""
    more = "in_effect: {from: 2025-02-01, until: 2025-06-30}\nplanning_period: {from: 2023-01-01, until: 2025-03-31}"
    book = one_ruleset(tmp_path, more, one=benefit("{widowed: true}"))
    found = book.timeline({"widowed": True}, date(2025, 1, 1), 1)

    assert [(one.day.isoformat(), one.before.outcome, one.after.outcome, one.event) for one in found.changes] == [
        ("2025-02-01", Outcome.NOT_IN_FORCE, Outcome.ELIGIBLE, DocumentEvent.COMES_INTO_EFFECT),
        ("2025-07-01", Outcome.ELIGIBLE, Outcome.NOT_IN_FORCE, DocumentEvent.ENDS),
    ]
    assert [(one.day.isoformat(), one.event) for one in found.notices] == [("2025-04-01", DocumentEvent.PLANNING_PERIOD_ENDS)]
    assert found.changes[0].explain("zh") == "自2025-02-01起，可以办“待遇”（文件要求落实）：文件开始施行。"
    assert found.soon == {"r/one": date(2025, 2, 1)}


def test_what_is_had_already_does_not_come_soon(tmp_path: Path) -> None:
    """Though it may end and come again."""
    book = one_ruleset(
        tmp_path,
        one=benefit("{not: {age: {between: [61, 62]}}}"),
        two=benefit("{age: {at_least: 61}}"),
        three=benefit("{age: {at_most: 60}}"),
    )
    found = book.timeline({"birth_date": "1965-01-10"}, date(2025, 6, 1), 5)

    assert [one.benefit for one in found.changes] == ["r/one", "r/two", "r/three", "r/one"]
    assert found.soon == {"r/two": date(2026, 1, 10)}


def test_a_timeline_of_the_last_day_of_evaluation(tmp_path: Path) -> None:
    """It looks ahead as far as any other; and with the calendar it ends."""
    book = one_ruleset(tmp_path, one=benefit("{age: {at_least: 60}}"))

    found = book.timeline({"birth_date": "2150-01-10"}, date(2200, 12, 31), 50)

    assert (found.until, [one.day.year for one in found.changes]) == (date(2250, 12, 31), [2210])
    assert after_years(date(9980, 1, 1), 50) == date.max
