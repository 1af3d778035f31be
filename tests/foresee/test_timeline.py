"""What time brings, by the rule book: every change of a finding, exact to the day."""

from __future__ import annotations

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

from huilao import Action, Finding, Outcome, Rulebook, Truth
from huilao.answers.changes import Kind
from huilao.answers.timeline import DocumentEvent
from huilao.language.ages import after_years
from huilao.language.facts import FactType
from huilao.language.policy import Period, Rules, Ruleset, Status
from small_books import benefit, chapter, document, one_ruleset, read_book
from strategies import CASES, DAYS, a_profile, a_rule_book, amended, seeded

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


Stands = tuple[Truth, tuple[str, ...]] | None
Replayed = Iterator[tuple[date, Mapping[str, Outcome], Paid, Mapping[str, Action], Mapping[str, Stands]]]


def stands(finding: Finding) -> Stands:
    """Whether a benefit stands among those of which one is paid, and on account of which others not."""
    return finding.standing and (finding.standing.truth, finding.standing.settled_by)


def replayed(book: Rulebook, profile: object, since: date, until: date, years: int) -> Replayed:
    """The outcomes, amounts, actions and choices of every day, as the timeline has them."""
    found = book.timeline(profile, since, years, assurance="off")
    first = book.evaluate(profile, since, assurance="off")
    receipt, chosen = first.receipt, {one.benefit: stands(one) for one in first.findings}
    outcomes, amounts, actions = dict(receipt.outcomes), dict(receipt.amounts), dict(receipt.actions)
    changes = {day: [one for one in found.changes if one.day == day] for day in {one.day for one in found.changes}}
    assert list(found.changes) == sorted(found.changes, key=lambda one: one.day)
    day = since
    while day < until:
        day += DAY
        for one in changes.get(day, ()):
            assert outcomes[one.benefit] is one.before.outcome
            assert actions[one.benefit] is one.before.action
            assert chosen[one.benefit] == stands(one.before)
            was, now = ((side.outcome, side.amount, side.action, stands(side)) for side in (one.before, one.after))
            chosen[one.benefit] = stands(one.after)
            assert was != now
            assert one.because("zh")
            outcomes[one.benefit], actions[one.benefit] = one.after.outcome, one.after.action
            amounts.pop(one.benefit, None)
            if one.after.amount is not None:
                amounts[one.benefit] = one.after.amount.at_least, one.after.amount.at_most
        yield day, outcomes, amounts, actions, chosen


def test_the_timeline_is_what_every_single_day_says() -> None:
    """For random rule books, whose documents begin and end, and random people: day by day over more than a year."""
    kinds = Counter[Outcome]()

    @settings(SETTINGS, max_examples=ceil(CASES / 2_000))
    @given(seeded(lambda luck: luck))
    def exact(luck: Random) -> None:
        day = luck.choice(DAYS)
        rules = dated(luck, a_rule_book(luck), day)
        book = Rulebook(amended(luck, rules) if luck.random() < 0.5 else rules)
        profile = ahead(luck, a_profile(rules, luck, day, 0.2), rules, day)
        for on, *told in replayed(book, profile, day, day + 400 * DAY, 2):
            found = book.evaluate(profile, on, assurance="off")
            receipt, chosen = found.receipt, {one.benefit: stands(one) for one in found.findings}
            assert told == [receipt.outcomes, receipt.amounts, receipt.actions, chosen], on
        kinds.update(one.after.outcome for one in book.timeline(profile, day, 2, assurance="off").changes)

    exact()

    assert sum(kinds.values()) > CASES / 1_000


@pytest.mark.parametrize("birth", ["1965-02-28", "1960-02-29"])
def test_ten_years_of_the_shipped_rule_book_are_exact(book: Rulebook, birth: str) -> None:
    """For people about to reach the ages that the documents name."""
    profile = {**a_profile(book.rules, Random(birth), date(2024, 12, 31), 0.3), "birth_date": birth, "residence": "513433"}
    since = date(2024, 12, 31)
    person = book.person(profile, since)
    in_effect = {one.name: one.document.in_effect for one in book.rules.rulesets.values()}
    turned = 0
    for day, outcomes, *_ in replayed(book, profile, since, date(2034, 12, 31), 10):
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

    assert [(one.day.isoformat(), one.before.outcome, one.after.outcome, one.events) for one in found.changes] == [
        ("2025-02-01", Outcome.NOT_IN_FORCE, Outcome.ELIGIBLE, (DocumentEvent.COMES_INTO_EFFECT,)),
        ("2025-07-01", Outcome.ELIGIBLE, Outcome.NOT_IN_FORCE, (DocumentEvent.ENDS,)),
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


def test_all_that_begins_on_a_day_is_told_of_a_change(tmp_path: Path) -> None:
    """Also where another benefit waits for one of these alone."""
    both = "{age: {at_least: 60}, assessed_on: {for_at_least: 1 year}}"
    book = one_ruleset(tmp_path, one=benefit(both), two=benefit("{age: {at_least: 60}}"))
    found = book.timeline({"birth_date": "1965-06-01", "assessed_on": "2024-06-01"}, date(2025, 1, 1), 1)

    assert {one.benefit: len(one.begins) for one in found.changes} == {"r/one": 2, "r/two": 1}


READING = "readings: [{name: 名单, when: {listed: true}, note: {zh: 按名单, en: by the list}}]"


@pytest.mark.parametrize(
    ("profile", "reading", "before", "after"),
    [
        ({"widowed": True, "listed": False}, "default", (Outcome.ELIGIBLE, Action.READING), (Outcome.ELIGIBLE, Action.CLAIM)),
        ({"widowed": False, "listed": True}, "名单", (Outcome.NOT_ELIGIBLE, Action.READING), (Outcome.ELIGIBLE, Action.CLAIM)),
        ({"widowed": False, "listed": True}, "default", (Outcome.NOT_ELIGIBLE, Action.READING), (Outcome.NOT_ELIGIBLE, Action.NOT_COVERED)),
        ({"widowed": True, "listed": False}, "名单", (Outcome.ELIGIBLE, Action.READING), (Outcome.NOT_ELIGIBLE, Action.NOT_COVERED)),
        ({"widowed": True}, "default", (Outcome.ELIGIBLE, Action.ASK), (Outcome.ELIGIBLE, Action.CLAIM)),
        ({"widowed": True, "listed": True}, "名单", None, None),
    ],
)
def test_a_reading_that_an_office_settles_is_a_change_of_what_to_do(
    profile: object, reading: str, before: tuple[Outcome, Action], after: tuple[Outcome, Action], tmp_path: Path
) -> None:
    """From its day on, to a yes or to a no, though the outcome may be the same; of whom it makes no difference nothing is told."""
    settled = f"adopted: {{one: {{reading: {reading}, by: {{zh: 县民政局, en: County Bureau}}, since: 2025-07-01}}}}"
    book = one_ruleset(tmp_path, settled, one=benefit("{widowed: true}", READING))
    found = book.timeline(profile, date(2025, 1, 1), 1)
    told = [((one.before.outcome, one.before.action), (one.after.outcome, one.after.action)) for one in found.changes]

    assert told == ([] if before is None else [(before, after)])
    for one in found.changes:
        assert (one.day, one.events, one.because("zh")) == (date(2025, 7, 1), (DocumentEvent.READ_ANEW,), "主管部门定下了文件的一种理解")
        (data,) = found.data()["changes"]
        assert (data["action_before"], data["action"]) == (before[1].value, after[1].value)
    assert book.timeline(profile, date(2025, 7, 1), 1).changes == ()


def test_a_timeline_of_the_last_day_of_evaluation(tmp_path: Path) -> None:
    """It looks ahead as far as any other; and with the calendar it ends."""
    book = one_ruleset(tmp_path, one=benefit("{age: {at_least: 60}}"))

    found = book.timeline({"birth_date": "2150-01-10"}, date(2200, 12, 31), 50)

    assert (found.until, [one.day.year for one in found.changes]) == (date(2250, 12, 31), [2210])
    assert after_years(date(9980, 1, 1), 50) == date.max


# -- what happens to provisions, documents and choices -----------------------------------------------------------------

FIFTY = "pays: {amount: 50, per: month}"


def named(name: str, *more: str) -> str:
    return ", ".join([f"name: {{zh: {name}, en: {name}}}", *more])


def told(book: Rulebook, profile: object, since: date = date(2025, 3, 1)) -> list[str]:
    return [one.explain("zh") for one in book.timeline(profile, since, 5).changes]


def test_what_happens_to_a_provision_and_to_what_it_asks_for_is_said(tmp_path: Path) -> None:
    """Its own days, which may be amended; that another one comes into effect and ends; that a newer document takes its place."""
    changes = "changes: [{since: 2025-08-01, pays: {amount: 80, per: month}}, {since: 2025-10-01, in_effect: {until: 2026-01-15}}]"
    book = read_book(
        tmp_path,
        {
            "o/document.yaml": document("o", more="in_effect: {until: 2025-12-31}"),
            "o/chapter.yaml": chapter(x=benefit("{widowed: true}", named("甲", "in_effect: {from: 2025-06-01}"))),
            "r/document.yaml": document("r"),
            "r/chapter.yaml": chapter(
                y=benefit("{entitled_to: [o/x]}", named("乙", FIFTY, changes)), z=benefit("{not: {entitled_to: [o/x]}}", named("丙"))
            ),
            "n/document.yaml": document("n", more="in_effect: {from: 2026-03-01}\nsupersedes: r"),
        },
    )

    assert told(book, {"widowed": True}) == [
        "自2025-06-01起，可以办“甲”（文件要求落实）：这一条开始施行。",
        "自2025-06-01起，可以办“乙”（文件要求落实）：符合“甲”的条件。金额：每月50元。",
        "自2025-06-01起，不能享受“丙”，文件明确不包括此人：符合“甲”的条件。",
        "自2025-08-01起，“乙”由每月50元改为每月80元：条文有修订。",
        "自2026-01-01起，“甲”不在有效期内：文件有效期届满。",
        "自2026-01-01起，“乙”没有写到此人：不符合“甲”的条件。",
        "自2026-01-01起，可以办“丙”（文件要求落实）：不符合“甲”的条件。",
        "自2026-01-16起，“乙”不在有效期内：这一条不再施行。",
        "自2026-03-01起，“丙”不在有效期内：文件由新文件接替。",
    ]
    after = book.evaluate({"widowed": True}, "2026-03-01")
    assert after["r/z"].explain() == "“丙”在2026年3月1日不在有效期内。文件已由《n文件》接替。出处：《r文件》第一条。"
    before = book.near_misses({"widowed": True}, "2025-03-01", ["r/y"])["r/y"]
    assert before.explain().splitlines()[:2] == ["到时自然符合：", "- 自2025-06-01起（符合“甲”的条件）"]


@pytest.mark.parametrize(
    ("name", "birth", "why"),
    [
        ("r/a", "1958-08-01", "条文有修订"),  # 67 that day
        ("r/a", "1960-08-01", "年满65周岁；条文有修订"),  # neither alone does
        ("r/a", "1955-08-01", "年满70周岁；条文有修订"),  # either alone does
        ("r/b", "1945-08-01", "年满80周岁"),
    ],
)
def test_all_that_takes_part_in_a_change_is_its_reason(name: str, birth: str, why: str, tmp_path: Path) -> None:
    """A word that all share is amended on a day on which an age is reached: each is told where it makes a difference."""
    shared = "terms: {old: {label: 高龄, when: {age: {at_least: 70}}, changes: [{since: 2025-08-01, when: {age: {at_least: 65}}}]}}"
    benefits = chapter(a=benefit("{old: true}"), b=benefit("{age: {at_least: 80}}"))
    book = read_book(tmp_path, {"terms.yaml": shared, "r/document.yaml": document("r"), "r/chapter.yaml": benefits})

    assert [(one.day, one.because()) for one in book.timeline({"birth_date": birth}, date(2025, 3, 1), 1, [name]).changes] == [
        (date(2025, 8, 1), why)
    ]


@pytest.mark.parametrize(("since", "until", "said"), [
    ("2025-08-01", "2030-12-31", "自2025-08-01起，“广”没有写到此人：当地有了自己的规定，代替这一条。"),
    ("2020-08-01", "2025-09-30", "自2025-10-01起，可以办“广”（文件要求落实）：当地的规定不再代替这一条。"),
])  # fmt: skip
def test_a_local_provision_that_begins_or_ends_is_why_the_wider_one_changes(since: str, until: str, said: str, tmp_path: Path) -> None:
    """No office has settled anything then."""
    book = read_book(tmp_path, {
        "s/document.yaml": document("s", "51"), "s/c.yaml": chapter(u=benefit("{age: {at_least: 60}}", named("广", "applies_to: residents"))),
        "r/document.yaml": document("r", more=f"in_effect: {{from: {since}, until: {until}}}"),
        "r/c.yaml": chapter(a=benefit("{age: {at_least: 80}}", "replaces: s/u")),
    })  # fmt: skip

    assert said in told(book, {"birth_date": "1960-01-01", "residence": "513433"})


def test_an_amendment_of_whom_a_benefit_is_for_is_a_change(tmp_path: Path) -> None:
    """For somebody whom the document did not concern before, or does no more."""
    changes = "changes: [{since: 2025-08-01, applies_to: anyone}, {since: 2026-01-01, applies_to: registered}]"
    book = one_ruleset(tmp_path, one=benefit("{age: {at_least: 60}}", f"applies_to: residents, {changes}"))
    person = {"birth_date": "1966-03-02", "residence": "22", "household_registration": "22"}

    assert told(book, {**person, "birth_date": "1960-01-01"}) == [
        "自2025-08-01起，可以办“待遇”（文件要求落实）：条文有修订。",
        "自2026-01-01起，“待遇”没有写到此人：条文有修订。",
    ]
    assert told(book, person) == []  # who comes to the age when it is not for them any more


def test_nothing_comes_by_itself_once_a_provision_has_ended(tmp_path: Path) -> None:
    """Its own last day is the last that is looked at."""
    book = one_ruleset(tmp_path, one=benefit("{age: {at_least: 60}}", "in_effect: {until: 2025-12-31}"))
    kinds = [
        [one.kind for one in book.near_misses({"birth_date": birth}, "2025-03-01")["r/one"].misses.found]
        for birth in ("1965-12-31", "1966-01-01")
    ]

    assert [Kind.BY_ITSELF in one for one in kinds] == [True, False]


@pytest.mark.parametrize(
    ("by", "ends", "said"),
    [
        ("highest", "", ["自2026-01-10起（年满80周岁），“甲”与“乙”只发一项，就高发“乙”（每月90元），这一项不另发。",
                         "自2026-01-10起，可以办“乙”（文件要求落实）：年满80周岁。金额：每月90元。与“甲”只发一项，就高发这一项。"]),
        ("person", "", ["自2026-01-10起（年满80周岁），“甲”与“乙”只能选一项，由本人选。",
                        "自2026-01-10起，可以办“乙”（文件要求落实）：年满80周岁。金额：每月90元。与“甲”只能选一项，由本人选。"]),
        ("highest", "in_effect: {until: 2026-12-31}", [
            "自2026-01-10起（年满80周岁），“甲”与“乙”只发一项，就高发“乙”（每月90元），这一项不另发。",
            "自2026-01-10起，可以办“乙”（文件要求落实）：年满80周岁。金额：每月90元。与“甲”只发一项，就高发这一项。",
            "自2027-01-01起（这一条不再施行），“甲”不再与别的待遇择一。",
            "自2027-01-01起，“乙”不在有效期内：这一条不再施行。",
        ]),
    ],
)  # fmt: skip
def test_that_another_one_is_paid_is_a_change(by: str, ends: str, said: list[str], tmp_path: Path) -> None:
    """Of one whose outcome and amount stay as they are, too."""
    old = benefit("{age: {at_least: 80}}", named("乙", "pays: {amount: 90, per: month}", *([ends] if ends else [])))
    book = read_book(
        tmp_path,
        {
            "r/document.yaml": document("r"),
            "r/chapter.yaml": chapter(a=benefit("{age: {at_least: 60}}", named("甲", FIFTY)), b=old),
            "combine.yaml": f"combine:\n  - {{choose_one: [r/a, r/b], by: {by}, cite: 第七条}}",
        },
    )

    assert told(book, {"birth_date": "1946-01-10"}) == said
