"""What rule files say between benefits, of people and over time: each becomes the shapes of the language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from huilao.errors import Problem, Severity
from huilao.language.condition import All, Compare, Condition, EntitledTo, Has, Inside, Not, OneOf, Order, Share
from huilao.language.facts import Text
from huilao.language.policy import Apply, Benefit, ChooseBy, Limit, Period, Quota, Rules, Starts
from huilao.language.quantity import Age, AgeReached, Branch, Constant, First, Named, Number, PayFrom, Quantity, Sum, TimeUnit
from huilao.language.units import Per
from huilao.language.wording import turning_days, worded
from huilao.reading.rules import read_rules
from small_books import FACTS, NUMBERS, benefit, chapter, document, write_book

MORE = """
  household_members: {type: people, label: {zh: 家庭成员, en: Household members}}
  guests: {type: people, label: {zh: 客人, en: Guests}, only_if: {widowed: true}}
  applied_on: {type: date, label: {zh: 申请日期, en: Applied on}}
  times_had: {type: number, label: {zh: 已享受次数, en: Times had}, minimum: 0, maximum: 9}
  receiving: {type: set, label: {zh: 正在享受, en: Receiving}, codes: {pension: {zh: 养老金, en: Pension}}}
"""
PAYS = "pays: {amount: 100, per: month}"
LABELLED = "{label: {zh: 线}, unit: CNY, is: 100"
YES, ONE = OneOf("widowed", (True,)), Constant(Fraction(1))


def years(number: int, order: Order = Order.AT_LEAST, reached: AgeReached | None = None) -> Compare:
    return Compare(Age(TimeUnit.YEARS, reached), order, Constant(Fraction(number)))


def read(folder: Path, files: Mapping[str, str]) -> tuple[Rules | None, tuple[Problem, ...]]:
    return read_rules(write_book(folder, {"facts.yaml": FACTS + NUMBERS + MORE, **files}))


def one_document(folder: Path, files: Mapping[str, str] | None = None, more: str = "", **benefits: str) -> Rules:
    """The model of a book with one document, `r`, of Mianning."""
    rules, problems = read(folder, {"r/document.yaml": document("r", more=more), "r/chapter.yaml": chapter(**benefits), **(files or {})})
    assert rules is not None, "\n".join(one.render("en") for one in problems)
    assert problems == ()
    return rules


def benefit_of(rules: Rules, name: str) -> Benefit:
    return next(one for ruleset in rules.rulesets.values() for one in ruleset.benefits if one.full_name == name)


def heads(where: Condition | None = None, *, with_self: bool = False) -> Sum:
    return Sum(ONE, "household_members", where, with_self)


# -- people ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{count: {among: household_members, at_least: 1}}", Compare(heads(), Order.AT_LEAST, ONE)),
        ("{数目: {在: 家庭成员, 条件: {年龄: {不低于: 60}}, 不多于: 1}}", Compare(heads(years(60)), Order.AT_MOST, ONE)),
        (
            "{count: {among: household_members, where: {widowed: true}, at_least: 1, at_most: 2, with_self: true}}",
            All((
                Compare(heads(YES, with_self=True), Order.AT_LEAST, ONE),
                Compare(heads(YES, with_self=True), Order.AT_MOST, Constant(Fraction(2))),
            )),
        ),
        ("{count: {among: guests, at_least: 1}}", All((YES, Compare(Sum(ONE, "guests"), Order.AT_LEAST, ONE)))),
        ("{count: {among: household_members, at_most: 0}}", Compare(heads(), Order.AT_MOST, Constant(Fraction(0)))),
    ],
)  # fmt: skip
def test_people_are_counted_in_conditions(tmp_path: Path, written: str, meant: Condition) -> None:
    """By a sum of ones, between bounds; a list with a precondition stands after that."""
    assert benefit_of(one_document(tmp_path, a=benefit(written)), "r/a").when == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{sum: income, among: household_members}", Sum(Number("income"), "household_members")),
        ("{总和: 月收入, 在: 家庭成员, 条件: {丧偶: 是}, 含本人: 是}", Sum(Number("income"), "household_members", YES, True)),
        ("{times: [{count: {among: household_members}}, 50]}", None),
        (
            "{sum: top_up, among: household_members}",
            Sum(First((Branch(YES, Number("top_up")), Branch(None, Constant(Fraction(0))))), "household_members"),
        ),
        ("{sum: income, among: guests}", First((Branch(YES, Sum(Number("income"), "guests")), Branch(None, Constant(Fraction(0)))))),
    ],
)  # fmt: skip
def test_people_are_counted_and_added_up_in_quantities(tmp_path: Path, written: str, meant: Quantity | None) -> None:
    """A count is of persons, a sum of what its fact is counted in; what has no meaning for somebody is nought."""
    pays = benefit_of(one_document(tmp_path, a=benefit("{widowed: true}", f"pays: {{amount: {written}, per: month}}")), "r/a").pays

    assert pays is not None
    assert meant is None or pays.amount == meant


def test_a_sum_is_a_number_that_a_person_brings(tmp_path: Path) -> None:
    """Two of them are never multiplied, and the digits of a thousand people are counted."""
    amounts = ["{times: [{count: {among: household_members}}, {sum: heads, among: household_members}, 1]}",
               "{times: [{sum: income, among: household_members}, 1000000000, 1000000000, 10000000]}"]  # fmt: skip
    benefits = {
        f"b{number}": benefit("{widowed: true}", f"name: {{zh: 待遇{number}}}, pays: {{amount: {one}, per: month}}")
        for number, one in enumerate(amounts)
    }
    _, problems = read(tmp_path, {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(**benefits)})

    assert {(one.code, one.span.line) for one in problems} == {("not_linear", 2), ("too_many_digits", 3)}


# -- other benefits ----------------------------------------------------------------------------------------------------

NAMED = {"a": benefit("{widowed: true}", "name: {zh: 津贴甲}"), "b": benefit("{listed: true}", "name: {zh: 津贴乙}")}


@pytest.mark.parametrize("word", ["a", "r/a", "津贴甲", "冕宁：津贴甲", "冕宁县:津贴甲", "冕宁县： 津贴甲"])
def test_a_benefit_is_called_in_many_ways(tmp_path: Path, word: str) -> None:
    """By its id in its own document, its full name, or as people call it."""
    rules = one_document(tmp_path, {}, "", **NAMED, c=benefit(f"{{entitled_to: ['{word}', b]}}"))

    assert benefit_of(rules, "r/c").when == EntitledTo(("r/a", "r/b"))


def test_terms_name_benefits_that_are_read_after_them(tmp_path: Path) -> None:
    """Shared terms too: an id alone is none there."""
    terms = "terms: {has_a: {label: {zh: 有津贴}, when: {符合待遇: 津贴甲}}}"
    rules = one_document(tmp_path, {"terms.yaml": terms}, **NAMED, c=benefit("{has_a: true}"))

    assert rules.terms["has_a"].condition == EntitledTo(("r/a",))


def test_what_is_drawn_already_may_be_any_benefit_without_a_scheme(tmp_path: Path) -> None:
    """Under its full name, called as nothing else is; listed where a rule speaks of it, as declared schemes are."""
    benefits = {
        **NAMED,
        "c": benefit("{receiving: {has_any: [津贴乙, pension]}}", "name: {zh: 养老金}"),
        "d": benefit("{widowed: true}", "scheme: pension"),
    }
    rules = one_document(tmp_path, {}, "", **benefits)

    assert [(one.code, one.label.zh, one.listed) for one in rules.facts["receiving"].codes] == [
        ("pension", "养老金", True), ("r/a", "津贴甲", False), ("r/b", "津贴乙", True), ("r/c", "冕宁：养老金", False)
    ]  # fmt: skip
    assert benefit_of(rules, "r/c").when == Has("receiving", Share.ANY, ("r/b", "pension"))


# -- what is paid, and when --------------------------------------------------------------------------------------------


def test_what_stops_a_payment_is_part_of_the_condition(tmp_path: Path) -> None:
    """After the tie and what a lower place replaces, before what is written; in every reading and wording."""
    pays = "pays: {amount: 9, per: month, ends: {when: {widowed: true}}, limit: {at_most: 2, recorded_in: times_had}}"
    readings = "readings: [{note: 另, when: {age: {at_least: 70}}}]"
    upper = benefit(
        "{age: {at_least: 60}}",
        f"applies_to: residents, {pays}, {readings}, changes: [{{since: 2026-01-01, when: {{age: {{at_least: 50}}}}}}]",
    )
    rules, problems = read(tmp_path, {
        "s/document.yaml": document("s", "51"), "s/chapter.yaml": chapter(u=upper),
        "r/document.yaml": document("r"), "r/chapter.yaml": chapter(a=benefit("{age: {at_least: 65}}", "replaces: s/u")),
    })  # fmt: skip
    assert rules is not None, problems
    found = benefit_of(rules, "s/u")
    around = (
        Inside("residence"),
        Not(Inside("residence", ("513433",))),
        Not(YES),
        Compare(Number("times_had"), Order.BELOW, Constant(Fraction(2))),
    )

    assert found.condition == All((*around, years(60)))
    assert found.readings[0].condition == All((*around, years(70)))
    assert [one.to.condition for one in found.changes] == [All((*around, years(50)))]
    assert found.pays is not None
    assert found.pays.limit == Limit(Fraction(2), "times_had", Number("times_had"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{after: applied_on, pay: next_month}", Starts("applied_on", PayFrom.NEXT_MONTH)),
        ("{自: 符合, 计发: 当月}", Starts(None, PayFrom.SAME_MONTH)),
        ("{after: eligible, pay: same_day}", Starts(None, PayFrom.SAME_DAY)),
    ],
)
def test_from_when_on_is_paid(tmp_path: Path, written: str, meant: Starts) -> None:
    """From a day that a fact names, or that on which the person has it."""
    pays = benefit_of(
        one_document(tmp_path, a=benefit("{widowed: true}", f"pays: {{amount: 9, per: month, starts: {written}}}")), "r/a"
    ).pays

    assert pays is not None
    assert pays.starts == meant


def test_a_benefit_has_its_own_days_its_own_way_of_counting_and_a_quota(tmp_path: Path) -> None:
    """Its own ages are counted so wherever they stand in it, those of terms are not."""
    more = (
        f"age_reached: next_month_start, in_effect: {{from: 2025-01-01}}, {PAYS}, readings: [{{note: 另, when: {{age: {{at_least: 70}}}}}}], "
        "quota: {number: 20000, each: year, order: [{age: {at_least: 80}}], then: applied_on}, apply: {at: 村委会, by: 年底}"
    )
    terms = "terms: {old: {label: {zh: 老}, when: {age: {at_least: 60}}}}"
    found = benefit_of(one_document(tmp_path, {"terms.yaml": terms}, a=benefit("{old: true, age: {below: 90}}", more)), "r/a")
    own = AgeReached.NEXT_MONTH_START

    assert isinstance(found.when, All)
    assert found.when.parts[1] == years(90, Order.BELOW, own)
    assert found.readings[0].condition == All((years(70, reached=own),))
    assert found.quota == Quota(20_000, Per.YEAR, (years(80, reached=own),), "applied_on")
    assert (found.in_effect, found.age_reached) == (Period(date(2025, 1, 1)), own)
    assert found.apply is not None
    assert (found.apply.at, found.apply.bring) != (None, "")


# -- what reads otherwise from a day on --------------------------------------------------------------------------------


def test_a_change_takes_the_place_of_whole_entries(tmp_path: Path) -> None:
    """On top of the change before it, in the order of days; another condition drops what belonged to the old one."""
    levels = "levels: {columns: {rate: {label: 额, type: money}}, rows: [{when: {age: {at_least: 80}}, rate: 1}, {rate: 2}]}"
    more = (
        f"{levels}, readings: [{{note: 另, when: {{age: {{at_least: 70}}}}}}], accepted: [{{finding: dead_part, why: 有意}}], "
        "changes: [{since: 2027-01-01, name: {zh: 新名}}, {since: 2026-01-01, cite: 通知, when: {listed: true}}]"
    )
    found = benefit_of(one_document(tmp_path, a=benefit("{age: {at_least: 60}}", more)), "r/a")
    first, second = (one.to for one in found.changes)

    assert [one.since.year for one in found.changes] == [2026, 2027]
    assert (first.when, first.readings, first.accepted, first.levels, first.name.zh) == (OneOf("listed", (True,)), (), (), None, "待遇")
    assert (second.when, second.name.zh, second.cite) == (first.when, "新名", ("通知",))
    assert (found.levels is not None, len(found.readings), found.cite) == (True, 1, ("第一条",))


def test_a_change_that_names_no_condition_keeps_what_belongs_to_it(tmp_path: Path) -> None:
    """Readings, levels and what is accepted stay."""
    more = f"readings: [{{note: 另, when: {{age: {{at_least: 70}}}}}}], changes: [{{since: 2026-01-01, {PAYS}}}]"
    (change,) = benefit_of(one_document(tmp_path, a=benefit("{age: {at_least: 60}}", more)), "r/a").changes

    assert len(change.to.readings) == 1
    assert change.to.pays is not None


KEPT = {
    "pays: {amount: 200}": {},
    "pays: {amount: 200, ends: }": {"ends": None},
    "pays: {amount: 200, per: year, starts: {after: 申请日期, pay: same_day}}": {
        "per": Per.YEAR,
        "starts": Starts("applied_on", PayFrom.SAME_DAY),
    },
}


@pytest.mark.parametrize("change", KEPT)
def test_a_change_of_the_amount_alone_keeps_the_days(tmp_path: Path, change: str) -> None:
    """What is paid starts, stops and is limited as it was, unless the change says otherwise; nothing written takes away."""
    more = f"pays: {{amount: 100, per: month, starts: {{after: eligible, pay: next_month}}, ends: {{when: {{widowed: true}}}}, limit: {{at_most: 3, recorded_in: times_had}}}}, changes: [{{since: 2026-01-01, {change}}}]"
    found = benefit_of(one_document(tmp_path, a=benefit("{age: {at_least: 60}}", more)), "r/a")
    (changed,) = (one.to.pays for one in found.changes)

    assert found.pays is not None
    assert changed == replace(found.pays, amount=Constant(Fraction(200)), **KEPT[change])


def test_a_change_keeps_what_it_does_not_name_of_each_part(tmp_path: Path) -> None:
    """Of a quota, of how to apply, of a period and of a table."""
    more = (
        "quota: {number: 200, each: year, order: [{widowed: true}]}, apply: {at: 街道, bring: 身份证}, in_effect: {from: 2025-01-01}, "
        "levels: {columns: {rate: {label: 额, type: money}}, rows: [{rate: 1}], hits: first}, "
        "changes: [{since: 2026-01-01, quota: {number: 300}, apply: {bring: 户口簿}, in_effect: {until: 2027-12-31}, levels: {rows: [{rate: 2}]}}]"
    )
    found = benefit_of(one_document(tmp_path, a=benefit("{age: {at_least: 60}}", more)), "r/a")
    (to,) = (one.to for one in found.changes)

    assert to.quota == Quota(300, Per.YEAR, (YES,))
    assert to.apply == Apply(Text("街道"), Text("户口簿"), None)
    assert to.in_effect == Period(date(2025, 1, 1), date(2027, 12, 31))
    assert found.levels is not None
    assert to.levels is not None
    assert (to.levels.columns, to.levels.hits) == (found.levels.columns, found.levels.hits)
    assert [row.cells for row in to.levels.rows] == [(Constant(Fraction(2)),)]


def test_an_answer_of_an_earlier_day_never_changes(tmp_path: Path) -> None:
    """With a change of whatever has changes the book reads on the day before as it does without."""
    parts = {
        "shared": "changes: [{since: 2026-01-01, when: {listed: true}}]", "own": "changes: [{since: 2026-02-01, when: {listed: true}}]",
        "quantity": "changes: [{since: 2026-03-01, is: 200}]", "benefit": "changes: [{since: 2026-04-01, pays: {amount: 7, per: month}}]",
        "line": "changes: [{since: 2026-05-01, by: person}]",
    }  # fmt: skip

    def book(name: str, part: Mapping[str, str]) -> Rules:
        def more(key: str) -> str:
            return f", {part[key]}" if key in part else ""

        files = {
            "terms.yaml": f"terms: {{t: {{label: {{zh: 词}}, when: {{widowed: true}}{more('shared')}}}}}\nquantities: {{q: {LABELLED}{more('quantity')}}}}}",
            "combine.yaml": f"combine: [{{choose_one: [r/a, r/b], by: highest{more('line')}}}]",
        }
        own = f"terms: {{own: {{label: {{zh: 自己的}}, when: {{t: true}}{more('own')}}}}}"
        last = part.get("benefit", "")
        return one_document(
            tmp_path / name,
            files,
            own,
            a=benefit("{own: true, income: {below: q}}", f"{PAYS}{', ' if last else ''}{last}"),
            b=benefit("{t: true}", f"{PAYS}, name: {{zh: 另一项}}"),
        )

    plain, changed = book("plain", {}), book("all", parts)
    days = turning_days(changed)

    assert [(one.year, one.month) for one in days] == [(2026, month) for month in range(1, 6)]
    assert worded(changed, date(2025, 12, 31)) == plain
    for day, key in zip(days, parts, strict=True):
        assert worded(changed, day) == worded(
            book(key, {one: parts[one] for one in list(parts)[: list(parts).index(key) + 1]}), date(2030, 1, 1)
        )


def test_a_document_may_choose_another_reading_from_a_day_on(tmp_path: Path) -> None:
    """Of a shared term, whose own changes are not its."""
    shared = (
        "terms: {t: {label: {zh: 词}, when: {widowed: true}, readings: [{note: 另, when: {listed: true}}], "
        "changes: [{since: 2025-06-01, when: {age: {at_least: 60}}}]}}"
    )
    own = "terms: {t: {reading: 1, changes: [{since: 2026-01-01, when: {age: {at_least: 70}}}]}}"
    term = one_document(tmp_path, {"terms.yaml": shared}, own, a=benefit("{t: true}")).rulesets["r"].terms["t"]

    assert term.condition == OneOf("listed", (True,))
    assert [(one.since, one.to.condition, one.to.readings) for one in term.changes] == [(date(2026, 1, 1), years(70), ())]


def test_a_standard_is_needed_only_while_a_wording_uses_it(tmp_path: Path) -> None:
    """One that ends with the old wording, or begins with the new one, is there on all the days on which it counts."""
    standards = """
standards:
  old: {label: {zh: 旧标准}, unit: CNY, place_of: document, values: {"51": {2020-01-01: 1, 2026-01-01: null}}}
  new: {label: {zh: 新标准}, unit: CNY, place_of: document, values: {"51": {2026-01-01: 2}}}
"""
    terms = "terms: {t: {label: {zh: 词}, when: {income: {below: old}}, changes: [{since: 2026-01-01, when: {income: {below: new}}}]}}"
    start = "in_effect: {from: 2024-01-01}"
    one_document(tmp_path, {"standards.yaml": standards, "terms.yaml": terms}, start, a=benefit("{t: true}"))
    _, problems = read(tmp_path / "late", {
        "standards.yaml": standards, "terms.yaml": terms.replace("since: 2026-01-01", "since: 2026-01-02"),
        "r/document.yaml": document("r", more=start), "r/chapter.yaml": chapter(a=benefit("{t: true}")),
    })  # fmt: skip

    assert [(one.code, one.span.file) for one in problems] == [("standard_without_value", "terms.yaml")]


# -- documents and lines -----------------------------------------------------------------------------------------------


def test_of_several_benefits_one_is_paid(tmp_path: Path) -> None:
    """By a line of the whole book, or of a document, which calls its own benefits by their ids."""
    files = {
        "combine.yaml": "并享: [{择一: [津贴甲, r/b], 按: 自选, 出处: 第九条}]",
        "r/combine.yaml": "combine: [{choose_one: [c, d], by: highest}]",
    }
    lines = one_document(
        tmp_path, files, **NAMED, c=benefit("{widowed: true}", PAYS), d=benefit("{widowed: true}", f"{PAYS}, name: {{zh: 另一项}}")
    ).combine

    assert [(one.benefits, one.by, one.cite, one.ruleset) for one in lines] == [
        (("r/a", "r/b"), ChooseBy.PERSON, ("第九条",), None), (("r/c", "r/d"), ChooseBy.HIGHEST, (), "r")
    ]  # fmt: skip


def two_documents(folder: Path, older: str, newer: str, more: str = "") -> tuple[Rules | None, tuple[Problem, ...]]:
    return read(folder, {
        "old/document.yaml": document("old", more=older), "old/chapter.yaml": chapter(a=benefit("{widowed: true}")),
        "new/document.yaml": document("new", more=newer), "new/chapter.yaml": chapter(b=benefit("{widowed: true}", more)),
    })  # fmt: skip


@pytest.mark.parametrize(
    ("older", "newer", "end", "by"),
    [
        ("", "in_effect: {from: 2025-01-01}", date(2024, 12, 31), "new"),
        ("in_effect: {until: 2023-06-30}", "in_effect: {from: 2025-01-01}", date(2023, 6, 30), "new"),
        ("in_effect: {until: 2026-06-30}", "in_effect: {from: 2025-01-01}", date(2024, 12, 31), "new"),
        ("", "in_effect: {from: 2025-01-01}\nstatus: draft", None, None),
    ],
)
def test_a_document_takes_the_place_of_an_older_one(tmp_path: Path, older: str, newer: str, end: date | None, by: str | None) -> None:
    """The older ends the day before, or earlier where it says so; a draft takes nobody's place."""
    rules, problems = two_documents(tmp_path, older, f"{newer}\nsupersedes: old")
    assert rules is not None, problems

    assert (rules.rulesets["old"].document.in_effect.end, rules.rulesets["old"].document.superseded_by) == (end, by)


def test_the_names_of_an_older_document_are_warned_of(tmp_path: Path) -> None:
    """Where others name them, never in its own files."""
    newer = "in_effect: {from: 2025-01-01}\nsupersedes: old\nterms: {t: {label: {zh: 词}, when: {entitled_to: old/a}}}"
    rules, problems = read(tmp_path, {
        "old/document.yaml": document("old"), "old/chapter.yaml": chapter(a=benefit("{widowed: true}"), c=benefit("{entitled_to: a}", "name: {zh: 另一项}")),
        "new/document.yaml": document("new", more=newer), "new/chapter.yaml": chapter(b=benefit("{t: true}")),
        "combine.yaml": "combine: [{choose_one: [old/a, new/b], by: first}]",
    })  # fmt: skip

    assert rules is not None
    assert [(one.code, one.severity, one.span.file) for one in problems] == [
        ("old_name", Severity.WARNING, "combine.yaml"), ("old_name", Severity.WARNING, "new/document.yaml")
    ]  # fmt: skip


# -- vocabulary in several files ---------------------------------------------------------------------------------------

LINE = 'standards: {line: {label: {zh: 标准}, unit: CNY, place_of: residence, values: {"51": {2020-01-01: 700}}}}'


@pytest.mark.parametrize("name", ["cities/standards.yaml", "standards/chengdu.yaml", "sichuan/chengdu/standards.yaml"])
def test_another_place_that_differs_in_numbers_alone_takes_a_file_of_numbers(tmp_path: Path, name: str) -> None:
    """In a folder of its own without a document, or in the folder of standards; its citation is that of its values."""
    top = {"standards.yaml": LINE} if not name.startswith("standards/") else {"standards/all.yaml": LINE}
    numbers = 'standards: {line: {cite: 通知, values: {"5101": {2021-01-01: 800}, "513433": {2021-01-01: 600}}}}'
    rules = one_document(tmp_path, {**top, name: numbers}, a=benefit("{income: {below: line}}"))

    assert [(one.place, one.value) for one in rules.standards["line"].values] == [("51", 700), ("5101", 800), ("513433", 600)]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"cities/standards.yaml": "standards: {lime: {values: {}}}"}, [("cities/standards.yaml", "unknown_standard")]),
        ({"facts/county.yaml": "facts: {widowed: {type: yes_no, label: {zh: 丧}}}"}, [("facts/county.yaml", "defined_twice")]),
        ({"terms/county.yaml": "quantities: {q: {unit: CNY, is: nothing}}"}, [("terms/county.yaml", "unknown_quantity")]),
        ({"cities/chapter.yaml": "benefits: {}"}, [("cities/document.yaml", "missing_file")]),
        ({"r/combine.yaml": "combine: [{choose_one: [a, nobody], by: first}]"}, [("r/combine.yaml", "unknown_benefit")]),
    ],
)
def test_a_mistake_is_named_in_the_file_that_has_it(tmp_path: Path, files: Mapping[str, str], found: list[tuple[str, str]]) -> None:
    """Wherever the words of a county stand."""
    _, problems = read(
        tmp_path,
        {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(a=benefit("{widowed: true}")), "standards.yaml": LINE, **files},
    )

    assert [(one.span.file, one.code) for one in problems] == found


def test_named_quantities_stand_in_their_own_words(tmp_path: Path) -> None:
    """A household's income is one, whoever adds it up."""
    terms = "terms: {}\nquantities: {whole: {label: {zh: 总收入}, unit: CNY, is: {sum: income, among: household_members, with_self: true}}}"
    found = benefit_of(one_document(tmp_path, {"terms.yaml": terms}, a=benefit("{总收入: {below: 900}}")), "r/a")

    assert found.when == Compare(Named("whole"), Order.BELOW, Constant(Fraction(900)))


AMENDED_LINES: Mapping[str, list[str]] = {
    "by: highest": ["“就高”要比金额，“r/b”从 2026-01-01 起不再有“给付”"],
    "by: highest, changes: [{since: 2026-01-01, by: person}]": [],
    "by: highest, changes: [{since: 2026-02-01, by: person}]": ["“就高”要比金额，“r/b”从 2026-01-01 起不再有“给付”"],
    "by: person, changes: [{since: 2026-01-01, by: highest}]": ["“就高”要比金额，“r/b”从 2026-01-01 起不再有“给付”"],
}


@pytest.mark.parametrize("line", AMENDED_LINES)
def test_amounts_are_compared_on_the_days_of_a_line(tmp_path: Path, line: str) -> None:
    """What a benefit pays no more is said with its day, and an amendment of the line by that day is the cure."""
    files = {
        "r/document.yaml": document("r"),
        "r/chapter.yaml": chapter(
            a=benefit("{widowed: true}", PAYS),
            b=benefit("{listed: true}", f"name: {{zh: 津贴乙}}, {PAYS}, changes: [{{since: 2026-01-01, pays: null}}]"),
        ),
        "combine.yaml": f"combine: [{{choose_one: [r/a, r/b], {line}}}]",
    }
    said = [one.message.zh.replace("highest", "就高").replace("pays", "给付") for one in read(tmp_path, files)[1]]

    assert said == AMENDED_LINES[line]


@pytest.mark.parametrize(("cite", "code"), [("第一条", []), ("第九条", ["unknown_clause"]), ("县发〔2026〕1号（虚构）", [])])
def test_a_clause_that_a_change_cites_is_in_the_register(tmp_path: Path, cite: str, code: list[str]) -> None:
    """The paper that amends the document is none of its clauses."""
    files = {
        "r/document.yaml": document("r"), "r/chapter.yaml": chapter(a=benefit("{widowed: true}", f"changes: [{{since: 2026-01-01, cite: {cite}, when: {{listed: true}}}}]")),
        "r/clauses.yaml": "clauses: [{cite: 第一条, about: 津贴}]",
    }  # fmt: skip

    assert [one.code for one in read(tmp_path, files)[1]] == code
