"""What lies ahead: the days on which answers change, and what would have to be different for a refusal to be a yes."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from math import ceil
from pathlib import Path
from random import Random
from typing import Any as Anything

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from starlette.testclient import TestClient
from typer.testing import CliRunner

from huilao import Outcome, Rulebook, RulesError, Truth
from huilao.answers.proof import Proof
from huilao.answers.timeline import DocumentEvent
from huilao.cli import app as command_line
from huilao.explain import Prover
from huilao.explain.deciding import deciding, hindering, sufficing
from huilao.foresee import near as near_module
from huilao.foresee.critical import critical_dates, timed_tests
from huilao.foresee.near import Change, Kind, NearMiss, changed, near_misses
from huilao.language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test
from huilao.language.facts import Fact, FactType, Vocabulary
from huilao.language.meaning import Person, Situation, truth_of
from huilao.language.policy import AgeReached, Period, Rules, Ruleset, Status
from huilao.reading.spelling import respell
from huilao.yaml.source import read_source
from huilao_api.app import TIMELINE_EXAMPLES, create_app
from huilao_api.messages import TimelineResponse
from huilao_api.settings import Settings
from small_books import SHARED, benefit, chapter, document, one_ruleset, read_book, write_book
from strategies import DAYS, FACTS, a_profile, a_rule_book, known_better, seeded, somebody

CASES = int(os.environ.get("HUILAO_CASES", "50000"))
SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])
DAY = timedelta(days=1)
FIXED: Vocabulary = {
    **FACTS,
    **{name: replace(FACTS[name], fixed=True) for name in ("birth_date", "sex")},
    "income": replace(FACTS["income"], minimum=None),  # random people have incomes below zero
}
"""The vocabulary of the random rule books, of which birth date and sex stay as they are."""


def situation(rules: Rules, ruleset: Ruleset, day: date) -> Situation:
    terms = {name: term.condition for name, term in ruleset.terms.items()}
    return Situation(day, ruleset.document.place, terms, rules.facts, ruleset.document.age_reached)


# -- critical dates --------------------------------------------------------------------------------------------------

AGED = {operator: Test("age", operator, (Decimal(80),)) for operator in Operator}
LEAP, LAST = date(1944, 2, 29), date(9999, 12, 31)


@pytest.mark.parametrize(
    ("test", "person", "reached", "days"),
    [
        (AGED[Operator.AT_LEAST], {"birth_date": date(1945, 5, 10)}, AgeReached.BIRTHDAY, ["2025-05-10"]),
        (AGED[Operator.AT_LEAST], {"birth_date": date(1945, 5, 10)}, AgeReached.DAY_AFTER, ["2025-05-11"]),
        (AGED[Operator.AT_LEAST], {"birth_date": date(1945, 5, 10)}, AgeReached.NEXT_MONTH_START, ["2025-06-01"]),
        (AGED[Operator.AT_LEAST], {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2024-02-29"]),
        (Test("age", Operator.AT_LEAST, (Decimal(81),)), {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2025-02-28"]),
        (Test("age", Operator.AT_LEAST, (Decimal("80.5"),)), {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2025-02-28"]),
        (AGED[Operator.ABOVE], {"birth_date": LEAP}, AgeReached.DAY_AFTER, ["2025-03-01"]),
        (AGED[Operator.AT_MOST], {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2025-02-28"]),
        (AGED[Operator.BELOW], {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2024-02-29"]),
        (AGED[Operator.ONE_OF], {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2024-02-29", "2025-02-28"]),
        (Test("age", Operator.BETWEEN, (Decimal(80), Decimal(81))), {"birth_date": LEAP}, AgeReached.BIRTHDAY,
         ["2024-02-29", "2026-02-28"]),
        (Test("age", Operator.ONE_OF, (Decimal("80.5"),)), {"birth_date": LEAP}, AgeReached.BIRTHDAY, []),
        (Test("assessed_on", Operator.FOR_AT_LEAST, (Duration(years=1, days=1),)), {"assessed_on": date(2024, 2, 29)},
         AgeReached.BIRTHDAY, ["2025-03-01"]),
        (Test("assessed_on", Operator.FOR_AT_LEAST, (Duration(months=1),)), {"assessed_on": date(2025, 1, 31)},
         AgeReached.BIRTHDAY, ["2025-02-28"]),
        (Test("assessed_on", Operator.FOR_AT_LEAST, (Duration(years=1),)), {"assessed_on": date(2026, 1, 1)},
         AgeReached.BIRTHDAY, ["2027-01-01"]),  # a date that lies ahead
        (About("elder", AGED[Operator.AT_LEAST]), {"elder": {"birth_date": LEAP}}, AgeReached.BIRTHDAY, ["2024-02-29"]),
        (Test("age", Operator.AT_LEAST, (Decimal(150),)), {"birth_date": date(9900, 1, 1)}, AgeReached.BIRTHDAY, []),
        (Test("assessed_on", Operator.FOR_AT_LEAST, (Duration(years=2),)), {"assessed_on": date(9998, 1, 1)}, AgeReached.BIRTHDAY, []),
        (AGED[Operator.AT_LEAST], {}, AgeReached.BIRTHDAY, []),
        (Test("assessed_on", Operator.AT_LEAST, (date(2025, 1, 1),)), {"assessed_on": date(2025, 5, 1)}, AgeReached.BIRTHDAY, []),
    ],
)  # fmt: skip
def test_time_turns_a_test_on_these_days(test: Condition, person: Person, reached: AgeReached, days: list[str]) -> None:
    """By the document's own way of counting age, at the ends of months, and never past the calendar."""
    place = Situation(date(2024, 1, 1), "513433", {}, FACTS, reached)
    found = critical_dates(timed_tests(test, {}), person, place, date(2024, 1, 1), LAST)

    assert [day.isoformat() for day in found] == days


def test_between_critical_dates_nothing_changes() -> None:
    """On every single day of more than a year, for random rules and people, facts that lie ahead among them."""
    turned = Counter[bool]()

    @settings(SETTINGS, max_examples=ceil(CASES / 1_000))
    @given(seeded(lambda luck: luck))
    def exact(luck: Random) -> None:
        rules = a_rule_book(luck)
        asked = somebody(luck)
        if luck.random() < 0.5:  # whose facts lie ahead
            asked = replace(asked, day=asked.day - luck.randint(1, 300) * DAY)
        for ruleset in rules.rulesets.values():
            place = situation(rules, ruleset, asked.day)
            for one in ruleset.benefits:
                tests = timed_tests(one.condition, place.terms)
                found = critical_dates(tests, asked.person, place, asked.day + DAY, asked.day + 400 * DAY)
                turned[bool(found)] += 1
                if not tests:
                    continue
                truth = truth_of(one.condition, asked.person, place)
                for number in range(1, 401):
                    day = asked.day + number * DAY
                    now = truth_of(one.condition, asked.person, replace(place, as_of=day))
                    assert day in found or now is truth, f"{one.condition} turns on {day} for {asked}"
                    truth = now

    exact()

    assert turned[True] >= CASES // 5_000


def ahead(luck: Random, profile: dict[str, Anything], rules: Rules, day: date) -> dict[str, Anything]:
    """The profile with some dates that lie ahead."""
    for fact in rules.facts.values():
        if fact.type is FactType.DATE and fact.derived_from is None and fact.name != "birth_date" and luck.random() < 0.5:
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


def replayed(book: Rulebook, profile: object, since: date, until: date, years: int) -> Iterator[tuple[date, Mapping[str, Outcome]]]:
    """The outcomes of every day, as the timeline has them."""
    found = book.timeline(profile, since, years, assurance="off")
    outcomes = dict(book.evaluate(profile, since, assurance="off").receipt.outcomes)
    changes = {day: [one for one in found.changes if one.day == day] for day in {one.day for one in found.changes}}
    assert list(found.changes) == sorted(found.changes, key=lambda one: one.day)
    day = since
    while day < until:
        day += DAY
        for one in changes.get(day, ()):
            assert outcomes[one.benefit] is one.before.outcome
            assert one.before.outcome is not one.after.outcome
            assert one.because("zh")
            outcomes[one.benefit] = one.after.outcome
        yield day, outcomes


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
        for on, outcomes in replayed(book, profile, day, day + 400 * DAY, 2):
            assert outcomes == book.evaluate(profile, on, assurance="off").receipt.outcomes, on
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
    for day, outcomes in replayed(book, profile, since, date(2034, 12, 31), 10):
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
    assert found.changes[0].explain("zh") == "自2025-02-01起可以享受“待遇”（应当落实）：文件开始施行。"
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


def test_a_timeline_ends_with_the_calendar(tmp_path: Path) -> None:
    """And raises nothing."""
    book = one_ruleset(tmp_path, one=benefit("{age: {at_least: 60}}"))

    found = book.timeline({"birth_date": "9930-01-10"}, date(9980, 1, 1), 50)

    assert (found.until, [one.day.year for one in found.changes]) == (date.max, [9990])


# -- near misses -----------------------------------------------------------------------------------------------------


def refusals(rules: Rules, luck: Random, people: Iterable[tuple[date, Person]]) -> Iterator[tuple[Condition, Person, Situation]]:
    """Conditions that surely do not hold, for whom and when."""
    for day, person in people:
        for ruleset in rules.rulesets.values():
            place = situation(rules, ruleset, day)
            for one in luck.sample(ruleset.benefits, min(len(ruleset.benefits), 6)):
                if truth_of(one.condition, person, place) is Truth.NO:
                    yield one.condition, person, place


def check_near_miss(condition: Condition, person: Person, place: Situation, miss: NearMiss) -> None:
    """What is named makes it hold on that day, and nothing less does."""
    then = replace(place, as_of=miss.day)

    def holds(changes: Iterable[Change], when: Situation = then) -> bool:
        return truth_of(condition, changed(person, changes, when), when) is Truth.YES

    assert holds(miss.changes), "what is named does not do"
    for size in range(len(miss.changes)):
        for fewer in combinations(miss.changes, size):
            assert not holds(fewer), "less would do"
    for at, one in enumerate(miss.changes):
        for value in nearer(one, place.facts[one.fact]):
            assert not holds((*miss.changes[:at], replace(one, value=value), *miss.changes[at + 1 :])), f"nearer is {value}"
    if miss.day > place.as_of and not any(place.facts[one.fact].type is FactType.DATE for one in miss.changes):
        assert miss.because
        assert not holds(miss.changes, replace(place, as_of=miss.day - DAY)), "a day earlier would do"
    expected = Kind.CANNOT_CHANGE if any(one.fixed for one in miss.changes) else Kind.CAN_CHANGE if miss.changes else Kind.BY_ITSELF
    assert miss.kind is expected


def nearer(change: Change, fact: Fact) -> Iterable[Anything]:
    """Values on the way from the one that a fact has to the one that it would have to have."""
    now, value = change.now, change.value
    if now is None:
        return ()
    match fact.type:
        case FactType.SCALE:
            low, high = sorted((fact.rank(now), fact.rank(value)))
            return [code.code for code in fact.codes[low + 1 : high]]
        case FactType.DATE:
            step = DAY if value > now else -DAY
            return [now + number * step for number in range(1, min(500, abs((value - now).days)))] + [value - step] * (now != value - step)
        case FactType.NUMBER:  # whole numbers between, where both are whole
            whole = now == int(now) and value == int(value)
            between = {now + (value - now) * part // 8 for part in range(1, 8)} if whole else set[Decimal]()
            return [one for one in between if min(now, value) < one < max(now, value)]
        case FactType.SET:
            toggled = sorted(now ^ value)
            return [now ^ frozenset(fewer) for size in range(1, len(toggled)) for fewer in combinations(toggled, size)]
        case _:
            return ()


def test_changing_what_a_near_miss_names_makes_it_hold_and_nothing_less_does() -> None:
    """For random rules and people. What could hold at all, by other facts on the same day, has a near miss that names no
    more than some of these facts."""
    seen = Counter[object]()

    @settings(SETTINGS, max_examples=ceil(CASES / 200))
    @given(seeded(lambda luck: luck))
    @example(Random(615))  # what would do earlier too, by another value
    @example(Random(91722))  # a number of more digits than Decimal works with unasked
    def minimal(luck: Random) -> None:
        rules = replace(a_rule_book(luck), facts=FIXED)
        asked = somebody(luck)
        others = [somebody(luck).person for _ in range(6)]
        for condition, person, place in refusals(rules, luck, [(asked.day, asked.person)]):
            found = near_misses(condition, person, place)
            sizes = [len(one.changes) + (one.day > place.as_of) for one in found.found]
            assert sizes == sorted(sizes)
            for miss in found.found:
                seen[miss.kind] += 1
                check_near_miss(condition, person, place, miss)
            for other in (*others, known_better(luck, asked).person):
                if found.complete and truth_of(condition, other, place) is Truth.YES:
                    seen["other"] += 1
                    differs = different(person, other)
                    assert any({(one.who, one.fact) for one in miss.changes} <= differs for miss in found.found), f"{condition} {other}"

    minimal()

    assert min(seen[kind] for kind in Kind) >= CASES // 10_000
    assert seen["other"] > CASES / 1_000


def of(person: Person, who: str) -> Person:
    """The person, or the one that a fact names."""
    return (person.get(who) or {}) if who else person


def different(person: Person, other: Person) -> set[tuple[str, str]]:
    """The facts, by who they are about, that two people do not share."""
    whose = ["", *(name for name, fact in FACTS.items() if fact.type is FactType.PERSON)]
    found: set[tuple[str, str]] = set()
    for who in whose:
        one, two = (of(whom, who) for whom in (person, other))
        found |= {(who, fact) for fact in {*one, *two} if one.get(fact) != two.get(fact)}
    return found


def test_near_misses_of_the_shipped_rule_book_hold(book: Rulebook) -> None:
    """For random profiles, and none of its conditions has more alternatives than are followed."""
    day = date(2025, 2, 28)
    kinds = Counter[Kind]()
    for seed in range(ceil(CASES / 500)):
        luck = Random(seed)
        person = book.person(a_profile(book.rules, luck, day, luck.choice((0, 0.3))), day)
        for condition, _, place in refusals(book.rules, luck, [(day, person)]):
            found = near_misses(condition, person, place)
            assert found.complete or len(found.found) == near_module.MOST
            for miss in found.found:
                kinds[miss.kind] += 1
                check_near_miss(condition, person, place, miss)

    assert kinds[Kind.CAN_CHANGE] > CASES / 100


YES = {"widowed": "true"}


@pytest.mark.parametrize(
    ("when", "profile", "said"),
    [
        ("{age: {at_least: 60}}", {"birth_date": "1966-02-28"}, ["by_itself 2026-02-28"]),
        ("{age: {between: [60, 65]}}", {"birth_date": "1950-02-28"}, ["cannot_change 2025-03-01 birth_date=1959-03-02"]),
        ("{age: {at_least: 60}, widowed: true}", {"birth_date": "1966-02-28", "widowed": False}, ["can_change 2026-02-28 widowed=True"]),
        ("{age: {at_least: 60}, widowed: true}", {"birth_date": "1966-02-28"}, ["can_change 2026-02-28 widowed=True"]),
        ("{any: [{age: {at_least: 80}}, {all: [{age: {at_least: 60}}, {widowed: true}]}]}",
         {"birth_date": "1950-02-28", "widowed": False}, ["can_change 2025-03-01 widowed=True", "by_itself 2030-02-28"]),
        ("{ability: {at_least: mild}, any: [{ability: {at_least: severe}}, {widowed: true}]}", {"ability": "intact", "widowed": True},
         ["can_change 2025-03-01 ability=mild"]),
        ("{sex: female}", {"sex": "male"}, ["cannot_change 2025-03-01 sex=female"]),
        ("{sex: female, age: {at_least: 60}}", {"sex": "male", "birth_date": "1966-02-28"}, ["cannot_change 2026-02-28 sex=female"]),
        ("{assessed_on: {for_at_least: 2 years}}", {"assessed_on": "2024-02-29"}, ["by_itself 2026-02-28"]),
        ("{assessed_on: {before: 2020-01-01}}", {"assessed_on": "2024-02-29"}, ["cannot_change 2025-03-01 assessed_on=2019-12-31"]),
        ("{assessed_on: {on_or_after: 2025-01-01}}", {"assessed_on": "2024-02-29"}, ["can_change 2025-03-01 assessed_on=2025-01-01"]),
        ("{grade: ['1']}", {"certificate": "none"}, ["can_change 2025-03-01 certificate=certified grade=1"]),
        ("{income: {below: 900}}", {"income": 1000}, ["can_change 2025-03-01 income=899"]),
        ("{aids: {has_any: [edge]}, not: {aids: {has_any: [dibao]}}}", {"aids": ["dibao"]}, ["can_change 2025-03-01 aids=['edge']"]),
        ("{cared_elder: {age: {at_least: 80}, widowed: true}}", {"cared_elder": {"birth_date": "1950-01-01", "widowed": False}},
         ["can_change 2030-01-01 cared_elder.widowed=True"]),
        ("{lives_here: true}", {"residence": "22"}, ["can_change 2025-03-01 residence=513433"]),
        ("{age: {at_least: 60, at_most: 50}}", {"birth_date": "1950-01-01"}, []),
    ],
)  # fmt: skip
def test_a_refusal_says_what_would_have_to_be_different(tmp_path: Path, when: str, profile: dict[str, Anything], said: list[str]) -> None:
    """What comes by itself and when, what can be changed, what cannot."""
    book = one_ruleset(tmp_path, one=benefit(when))
    book = Rulebook(
        replace(book.rules, facts={name: replace(one, fixed=name in ("birth_date", "sex")) for name, one in book.rules.facts.items()})
    )
    found = book.near_misses(profile, date(2025, 3, 1), ["r/one"])["r/one"].data()

    assert found["complete"]
    assert [" ".join([one["kind"], one["date"], *(f"{change['fact']}={change['value']}" for change in one["changes"])])
            for one in found["ways"]] == said  # fmt: skip


def test_what_can_no_longer_be_known_goes_with_a_change(tmp_path: Path) -> None:
    """Without the certificate there is no grade."""
    book = one_ruleset(tmp_path, one=benefit("{certificate: none}"))
    profile = {"certificate": "certified", "grade": "1"}
    [miss] = book.near_misses(profile, date(2025, 3, 1))["r/one"].misses.found

    assert changed(profile, miss.changes, book.situation("r", date(2025, 3, 1))) == {"certificate": "none"}


def test_more_ways_than_are_given_are_said_to_be_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The smallest are given."""
    book = one_ruleset(tmp_path, one=benefit("{any: [{widowed: true, ability: severe}, {income: {below: 9}}, {aids: {has_any: [edge]}}]}"))
    profile: dict[str, Anything] = {"widowed": False, "income": 10, "aids": [], "ability": "intact"}
    whole = book.near_misses(profile, date(2025, 3, 1))["r/one"]
    monkeypatch.setattr(near_module, "MOST", 2)
    cut = book.near_misses(profile, date(2025, 3, 1))["r/one"]

    assert [len(one.changes) for one in whole.misses.found] == [1, 1, 2]
    assert (whole.misses.complete, cut.misses.complete) == (True, False)
    assert cut.misses.found == whole.misses.found[:2]
    assert cut.explain("zh").endswith("另有其他途径，未全部列出。")


def test_only_refusals_have_near_misses(tmp_path: Path) -> None:
    """Not what can be had, nor what is open, nor what is not in force."""
    whens = {"yes": "{widowed: true}", "open": "{ability: severe}", "no": "{widowed: false}"}
    book = one_ruleset(tmp_path, **{name: benefit(when) for name, when in whens.items()})

    assert list(book.near_misses({"widowed": True}, date(2025, 3, 1))) == ["r/no"]


def test_a_near_miss_falls_within_the_time_of_its_document(tmp_path: Path) -> None:
    """What would come by itself when the document has ended does not come."""
    book = one_ruleset(tmp_path, "in_effect: {until: 2025-12-31}", one=benefit("{age: {at_least: 60}}"))

    assert book.near_misses({"birth_date": "1965-12-31"}, date(2025, 3, 1))["r/one"].of(Kind.BY_ITSELF)
    assert not book.near_misses({"birth_date": "1966-01-01"}, date(2025, 3, 1))["r/one"].of(Kind.BY_ITSELF)


def test_near_misses_are_said_as_an_office_would(book: Rulebook) -> None:
    """With the day, the certificate or office, in both languages."""
    profile: dict[str, Anything] = {**json.loads(PERSON), "hardship_category": []}
    ways = book.near_misses(profile, date(2025, 3, 1), ["mianning/3-1-dibao"])["mianning/3-1-dibao"]

    assert ways.explain("zh") == (
        "情况有变即可符合（每行一种，行内各项都要满足）：\n"
        "- 自2026-02-28起（年满60周岁）；须查明符合最低生活保障认定办法，由最低生活保障认定办法认定"
    )
    assert ways.explain("en").splitlines()[1].startswith("- from 2026-02-28 on (aged 60 or over); must be shown: meets the rules")


# -- the parts of a proof that decide --------------------------------------------------------------------------------


def known_only(person: Person, kept: set[tuple[str, str]], facts: Vocabulary) -> Person:
    """The person of whom these facts alone are known."""
    own = {fact: value for fact, value in person.items() if ("", fact) in kept}
    for name, fact in facts.items():
        if fact.type is FactType.PERSON and person.get(name):
            own[name] = {inner: value for inner, value in person[name].items() if (name, inner) in kept}
    return own


def turned(condition: Condition, leaves: set[tuple[str, Test]], terms: Mapping[str, Condition], person: Person, place: Situation,
           who: str = "") -> Condition:  # fmt: skip
    """The condition in which these tests come out otherwise."""
    match condition:
        case All(parts) | Any(parts) | Count(_, _, parts):
            return replace(condition, parts=tuple(turned(part, leaves, terms, person, place, who) for part in parts))
        case Not(part):
            return Not(turned(part, leaves, terms, person, place, who))
        case Test():
            if (who, condition) not in leaves:
                return condition
            holds = truth_of(condition, of(person, who), place) is Truth.YES
            return Any(()) if holds else All(())
        case Term(name):
            return turned(terms[name], leaves, terms, person, place, who)
        case About(fact, part):
            return About(fact, turned(part, leaves, terms, person, place, fact))


def leaf_tests(proof: Proof, who: str = "") -> Iterator[tuple[str, Test]]:
    if isinstance(proof.condition, Test):
        yield who, proof.condition
    for part in proof.parts:
        yield from leaf_tests(part, proof.condition.fact if isinstance(proof.condition, About) else who)


def check_deciding(condition: Condition, proof: Proof, person: Person, place: Situation) -> str:
    """What is left of a proof decides, and nothing of it can be spared."""
    left = deciding(proof, place.facts)
    assert (left.condition, left.truth) == (proof.condition, proof.truth)
    if proof.truth is Truth.YES:
        said = leaf_tests(left) if sufficing(proof, place.facts) else ()
        kept = {(who, place.facts[test.fact].derived_from or test.fact) for who, test in said}
        assert truth_of(condition, known_only(person, kept, place.facts), place) is Truth.YES
        for one in kept:
            assert truth_of(condition, known_only(person, kept - {one}, place.facts), place) is not Truth.YES, f"{one} can be spared"
        return "yes"
    if proof.truth is Truth.UNKNOWN:
        assert left is proof
        return "unknown"
    if not hindering(proof, place.facts):
        assert left is proof
        leaves = sorted(set(leaf_tests(proof)), key=str)[:6]
        some = [set(one) for size in range(1, len(leaves) + 1) for one in combinations(leaves, size)]
        lifted = any(truth_of(turned(condition, one, place.terms, person, place), person, place) is not Truth.NO for one in some)
        return "missed" if lifted else "whole"
    named = set(leaf_tests(left))
    terms = place.terms
    assert truth_of(turned(condition, named, terms, person, place), person, place) is not Truth.NO, "what is said is not enough"
    for size in range(len(named)) if len(named) <= 4 else (len(named) - 1,):
        for fewer in combinations(sorted(named, key=str), size):
            assert truth_of(turned(condition, set(fewer), terms, person, place), person, place) is Truth.NO, "less would be enough"
    return "no"


def test_what_is_said_decides_and_nothing_of_it_can_be_spared() -> None:
    """Of a yes a smallest set of facts, of a no a smallest set of tests that would have to come out otherwise."""
    seen = Counter[str]()

    @settings(SETTINGS, max_examples=ceil(CASES / 250))
    @given(seeded(lambda luck: luck))
    def minimal(luck: Random) -> None:
        rules = a_rule_book(luck)
        asked = somebody(luck)
        for ruleset in rules.rulesets.values():
            place = situation(rules, ruleset, asked.day)
            prover = Prover(ruleset.terms, rules.facts, ruleset.document.place, ruleset.document.age_reached)
            view = prover.view(asked.person, asked.day)
            for one in ruleset.benefits:
                seen[check_deciding(one.condition, prover.prove(one.condition, view), asked.person, place)] += 1

    minimal()

    assert seen["yes"] > CASES / 200
    assert seen["no"] > CASES / 200
    assert seen["missed"] < seen["no"] / 20  # of the rest nothing would do: an empty `any`, and the like


WIDOWED, CERTIFIED, LISTED = (Test(fact, Operator.ONE_OF, (True,)) for fact in ("widowed", "certified", "listed"))


@pytest.mark.parametrize(
    ("condition", "person", "said"),
    [
        (All((WIDOWED, LISTED)), {"widowed": True, "listed": True}, "widowed listed"),
        (Any((WIDOWED, LISTED)), {"widowed": True, "listed": True}, "widowed"),
        (Any((All((WIDOWED, CERTIFIED)), LISTED)), {"widowed": True, "certified": True, "listed": True}, "listed"),
        (All((Any((LISTED, WIDOWED)), WIDOWED)), {"widowed": True, "listed": True}, "widowed"),
        (Count(1, None, (WIDOWED, LISTED)), {"widowed": False, "listed": True}, "listed"),
        (Count(None, 1, (WIDOWED, LISTED, CERTIFIED)), {"widowed": False, "listed": True, "certified": False}, "widowed certified"),
        (All((WIDOWED, LISTED)), {"widowed": False, "listed": True}, "widowed"),
        (All((WIDOWED, LISTED)), {"widowed": False}, "widowed"),
        (Any((WIDOWED, LISTED)), {"widowed": False, "listed": False}, "widowed"),
        (Any((All((WIDOWED, CERTIFIED)), LISTED)), {"widowed": False, "certified": False, "listed": False}, "listed"),
        (All((Any((WIDOWED, LISTED)), CERTIFIED)), {"widowed": False, "certified": False}, "certified"),
        (All((Any((LISTED, WIDOWED)), WIDOWED)), {"widowed": False, "listed": False}, "widowed"),
        (All((Any((LISTED, WIDOWED)), Not(LISTED))), {"widowed": False, "listed": False}, "widowed"),
        (Not(Any((WIDOWED, LISTED))), {"widowed": True, "listed": False}, "widowed"),
        (Count(2, None, (WIDOWED, LISTED, CERTIFIED)), {"widowed": False, "listed": False, "certified": True}, "widowed"),
        (About("elder", WIDOWED), {"elder": {"widowed": False}}, "widowed"),
        (All((WIDOWED, Not(WIDOWED))), {"widowed": True}, "widowed"),
    ],
)
def test_as_little_is_said_as_decides(condition: Condition, person: Person, said: str) -> None:
    """Of a yes what suffices, of a no what would have to be otherwise; of a contradiction all."""
    prover = Prover({}, FACTS, "513433", AgeReached.BIRTHDAY)
    proof = prover.prove(condition, prover.view(person, date(2025, 3, 1)))

    assert list(dict.fromkeys(test.fact for _, test in leaf_tests(deciding(proof, FACTS)))) == said.split()


def test_what_the_shipped_findings_say_decides(book: Rulebook) -> None:
    """For random profiles; there is always something that would do."""
    day = date(2025, 3, 1)
    seen = Counter[str]()
    for seed in range(ceil(CASES / 5_000)):
        profile = a_profile(book.rules, Random(seed), day)
        person = book.person(profile, day)
        for finding in book.evaluate(profile, day, assurance="off").findings:
            ruleset = book.rules.rulesets[finding.benefit.split("/")[0]]
            place = situation(book.rules, ruleset, day)
            seen[check_deciding(book.benefits[finding.benefit].condition, finding.proof, person, place)] += 1

    assert seen["no"] > 0
    assert seen["yes"] > 0
    assert seen["whole"] == 0


def test_a_finding_is_explained_at_three_levels(book: Rulebook) -> None:
    """One line, the reasons, each with the source, and the whole tree below."""
    elder: dict[str, Anything] = {**json.loads(PERSON), "birth_date": "1946-03-01", "hardship_category": []}
    found = book.evaluate(elder, date(2025, 3, 1))
    refusal = next(one for one in found.of(Outcome.NOT_ELIGIBLE) if "或符合其他条件之一" in one.explain())
    line, short, full = (refusal.explain("zh", level) for level in ("line", "short", "full"))

    assert "\n" not in line
    assert line.startswith(f"{refusal.name.zh}：不符合（")
    assert short.startswith(f"不能享受“{refusal.name.zh}”。原因：")
    assert short.endswith(f"出处：{refusal.citation.of('zh')}。")
    assert full.splitlines()[0] == short
    assert len(full.splitlines()) > 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_line_never_makes_an_encouragement_look_like_an_entitlement(book: Rulebook, language: str) -> None:
    """Nor does a line of the timeline."""
    elder = {"birth_date": "1966-03-02", "residence": "220302", "household_registration": "513433"}
    eligible = book.evaluate({**elder, "birth_date": "1944-05-10"}, date(2025, 3, 1)).eligible
    coming = [one for one in book.timeline(elder, date(2025, 3, 1), 5).changes if one.after.outcome is Outcome.ELIGIBLE]

    assert {one.settled for one in eligible} == {one.after.settled for one in coming} == {True, False}
    for finding in eligible:
        assert (
            "属于对象" not in finding.explain(language, "line") and "among those meant" not in finding.explain(language, "line")
        ) == finding.settled
    for change in coming:
        assert (("可以享受" if language == "zh" else "can have") in change.explain(language)) == change.after.settled


# -- the command line and the service --------------------------------------------------------------------------------

PERSON = '{"birth_date":"1966-02-28","residence":"513433","household_registration":"513433","residence_setting":"home"}'

AWAY = '{"residence":"22","household_registration":"22"}'


def run(*arguments: str, given: str = PERSON) -> tuple[int, str]:
    result = CliRunner().invoke(command_line, list(arguments), input=given)
    return result.exit_code, result.stdout


def test_a_timeline_is_printed_by_day() -> None:
    """What happens, what can be had from then on, and the end of the plan."""
    code, said = run("timeline", "-", "--as-of", "2025-03-01", "--years", "5")

    assert code == 0
    assert (
        said.index("2026-01-01")
        < said.index("规划期结束")
        < said.index("2026-02-28 年满60周岁")
        < said.index("老年人免费接种流感疫苗（应当落实）")
    )
    assert "没有变化" in run("timeline", "-", "--as-of", "2025-03-01", "--years", "1", "--benefit", "mianning/3-1-dibao", given=AWAY)[1]
    assert "aged 60 or over" in run("timeline", "-", "--as-of", "2025-03-01", "--lang", "en")[1]


def test_a_timeline_is_data_too() -> None:
    """Each change has its day, from what to what and why."""
    code, said = run("timeline", "-", "--as-of", "2025-03-01", "--format", "json", "--benefit", "mianning/5-1-free-flu-vaccine")
    [change] = json.loads(said)["changes"]

    assert code == 0
    assert (change["date"], change["from"], change["to"]) == ("2026-02-28", "not_eligible", "eligible")
    assert change["because"] == {"zh": "年满60周岁", "en": "aged 60 or over"}


def test_a_refusal_is_explained_with_what_would_do() -> None:
    """At any level; as data too."""
    asked = ("explain", "mianning/5-1-free-flu-vaccine", "-", "--as-of", "2025-03-01")

    assert "到时自然符合：\n- 自2026-02-28起（年满60周岁）\n" in run(*asked)[1]
    assert run(*asked, "--level", "line")[1].splitlines() == [
        "老年人免费接种流感疫苗：不符合（须年满60周岁，现59周岁）。出处：《冕宁县老龄事业发展和养老服务体系规划（2023—2025年）》（冕府办发〔2024〕49号）第五章第一节。",
        "到时自然符合：", "- 自2026-02-28起（年满60周岁）",
    ]  # fmt: skip
    [ways] = json.loads(run(*asked, "--format", "json")[1])["near_misses"].values()
    assert [one["date"] for one in ways["ways"]] == ["2026-02-28"]


@pytest.mark.parametrize(
    ("arguments", "given", "code"),
    [
        (["--years", "0"], PERSON, 2),
        (["--benefit", "mianning/none"], PERSON, 2),
        ([], '{"birth_dat": 1}', 1),
        (["--as-of", "x"], PERSON, 2),
    ],
)
def test_wrong_input_ends_without_an_answer(arguments: list[str], given: str, code: int) -> None:
    """1 for problems in the input, 2 for wrong usage."""
    assert run("timeline", "-", *arguments, given=given) == (code, "")


@pytest.fixture(scope="module")
def client(book: Rulebook) -> TestClient:
    return TestClient(create_app(Settings(), book), raise_server_exceptions=False)


@pytest.mark.parametrize("example", TIMELINE_EXAMPLES)
def test_every_documented_example_of_the_timeline_runs(client: TestClient, example: str) -> None:
    """And its answer is what the documentation says, entry for entry."""
    answer = client.post("/v1/timeline", json=TIMELINE_EXAMPLES[example]["value"])
    read = TimelineResponse.model_validate(answer.json())

    assert answer.status_code == 200
    assert read.model_dump(mode="json", by_alias=True, exclude_unset=True) == answer.json()
    assert read.changes
    assert bool(read.near_misses) == (example == "near_misses")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"profile": {"birth_dat": 1}}, 422),
        ({"profile": {}, "years": 0}, 422),
        ({"profile": {}, "years": 51}, 422),
        ({"profile": {}, "other": 1}, 422),
        ({"profile": {}, "benefits": ["mianning/none"]}, 404),
    ],
)
def test_what_is_wrong_with_a_request_for_a_timeline_is_a_problem(client: TestClient, body: dict[str, Anything], status: int) -> None:
    """RFC 9457."""
    answer = client.post("/v1/timeline", json=body)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


# -- facts that stay as they are -------------------------------------------------------------------------------------


def test_the_shipped_facts_that_stay_as_they_are(book: Rulebook) -> None:
    """What nothing that a person or an office does can change."""
    assert [name for name, fact in book.rules.facts.items() if fact.fixed] == [
        "birth_date", "sex", "family_planning_special", "is_child_of_elder", "five_elders_role", "retired_profession",
    ]  # fmt: skip


@pytest.mark.parametrize(("written", "fixed"), [("fixed: true", True), ("fixed: false", False), ("不变: 是", True), ("不变: 否", False)])
def test_a_fact_says_that_it_stays_as_it_is_in_both_spellings(tmp_path: Path, written: str, fixed: bool) -> None:
    """And fmt writes either."""
    facts = SHARED["facts.yaml"].replace("sex: {type: choice,", f"sex: {{type: choice, {written},")
    book = read_book(
        tmp_path, {"facts.yaml": facts, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit("{sex: male}"))}
    )
    source = read_source(tmp_path / "facts.yaml", "facts.yaml")

    assert book.rules.facts["sex"].fixed is fixed
    assert f"不变: {'是' if fixed else '否'}" in respell(source, book.rules, "zh")
    assert f"fixed: {'true' if fixed else 'false'}" in respell(source, book.rules, "en")


def test_whether_a_fact_stays_as_it_is_is_yes_or_no(tmp_path: Path) -> None:
    """Anything else is a mistake with its place."""
    facts = SHARED["facts.yaml"].replace("sex: {type: choice,", "sex: {type: choice, fixed: never,")
    write_book(tmp_path, {"facts.yaml": facts, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit("{widowed: true}"))})
    with pytest.raises(RulesError) as error:
        Rulebook.load(tmp_path)

    assert [(one.code, one.span.line) for one in error.value.problems] == [("wrong_kind", 4)]
    assert error.value.problems[0].message.zh == "这里应是“是”或“否”，写的是“never”"
