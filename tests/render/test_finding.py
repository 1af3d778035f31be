"""Findings, changes and near misses in words: amounts, tables, and what the rule book lacks."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any as Anything

import pytest

from huilao import Rulebook
from huilao.answers.finding import Flag
from huilao.answers.timeline import Change
from huilao.language.facts import Text
from huilao.language.outcome import Action
from huilao.render.plain import in_quotes
from small_books import FACTS, benefit, chapter, document, one_ruleset, read_book

DAY = date(2025, 8, 1)
STANDARDS = """
standards:
  dibao:
    label: {zh: 低保标准, en: Subsistence standard}
    unit: CNY per month
    place_of: household_registration
    cite: 某文件
    values:
      "513433": {2024-07-01: 650, 2025-07-01: {value: 700, cite: 川民发〔2025〕9号}}
  care:
    label: {zh: 护理标准, en: Care standard}
    unit: CNY per month
    place_of: household_registration
    cite: 某文件
    values: {"513433": {2024-01-01: 100}}
"""
TERMS = """
terms: {}
quantities:
  line: {label: {zh: 低保线, en: Subsistence line}, unit: CNY per month, is: {times: [dibao, size]}}
  top_up: {label: {zh: 补差, en: Top-up}, unit: CNY per month, is: {minus: [line, household_income]}}
"""
MORE = """
  size: {type: number, label: {zh: 家庭人口数, en: Household size}, unit: persons, minimum: 1, maximum: 20}
  household_income: {type: number, label: {zh: 家庭月收入, en: Household income}, unit: CNY per month, minimum: 0}
"""
BENEFITS = {
    "dibao": benefit("{household_income: {below: line}}", "name: {zh: 低保金, en: Subsistence}, pays: {amount: top_up, per: month}"),
    "care": benefit("{household_income: {below: care}}", "name: {zh: 护理补贴, en: Care subsidy}"),
    "age": benefit(
        "{age: {at_least: 80}}",
        "name: {zh: 高龄津贴, en: Allowance for age}, pays: {amount: rate, per: month}, levels: {columns: {rate: {label: {zh: 津贴, en: Allowance}, type: money},"
        " gift: {label: {zh: 慰问品, en: Gift}, type: text}}, rows: [{when: {age: {between: [80, 89]}}, rate: 100, gift: 米},"
        " {when: {age: {at_least: 90}}, rate: 1500, gift: null}]}",
    ),
    "broken": benefit(
        "{widowed: true}",
        "name: {zh: 有缺陷的补贴, en: Flawed subsidy}, pays: {amount: rate, per: year}, levels: {columns: {rate: {label: {zh: 补贴, en: Subsidy}, type: money}},"
        " rows: [{when: {age: {between: [60, 79]}}, rate: 100}, {when: {age: {at_least: 70}}, rate: 200}]}",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    files = {
        "facts.yaml": FACTS + MORE, "terms.yaml": TERMS, "standards.yaml": STANDARDS,
        "r/document.yaml": document("r"), "r/chapter.yaml": chapter(**BENEFITS),
    }  # fmt: skip
    return read_book(tmp_path_factory.mktemp("book"), files)


POOR = {"household_registration": "513433", "size": 3, "household_income": 1720}
STANDARD = "低保标准700元/月（冕宁县，2025-07-01起，川民发〔2025〕9号）"


@pytest.mark.parametrize(
    ("name", "profile", "said"),
    [
        ("dibao", POOR,
         (f"可以办“低保金”（文件要求落实）。理由：家庭月收入低于低保线（现1,720元/月；低保线2,100元/月 = {STANDARD} × 3人）。"
         "金额：每月380元。算法：2,100（700 × 3）减1,720，为380元。")),
        ("dibao", {**POOR, "household_income": {"at_least": 1500, "at_most": 1720}},
         (f"可以办“低保金”（文件要求落实）。理由：家庭月收入低于低保线（现1,500至1,720元/月；低保线2,100元/月 = {STANDARD} × 3人）。"
         "金额：每月380至600元，取决于家庭月收入。")),
        ("dibao", {**POOR, "household_income": {"at_least": 2000}},
         "“低保金”（文件要求落实）还要了解：家庭月收入（现知不低于2,000元/月）。金额：每月0至100元。"),
        ("dibao", {**POOR, "household_income": 2500},
         f"“低保金”：本文件没有写到此人。原因：须家庭月收入低于低保线，现2,500元/月；低保线2,100元/月 = {STANDARD} × 3人。"),
        ("care", {**POOR, "household_registration": "22"}, "“护理补贴”（文件要求落实）暂不能确定：规则库没有2025年8月1日吉林省的“护理标准”数额。"),
        ("age", {"birth_date": "1940-01-01"}, "可以办“高龄津贴”（文件要求落实）。理由：年满80周岁（现85周岁）。金额：每月100元。标准：津贴 100元、慰问品 米。"),
        ("age", {"birth_date": "1930-01-01"}, "可以办“高龄津贴”（文件要求落实）。理由：年满80周岁（现95周岁）。金额：每月1,500元。标准：津贴 1,500元、慰问品 —。"),
        ("age", {"birth_date": {"from": "1935-01-01", "until": "1936-12-31"}},
         ("可以办“高龄津贴”（文件要求落实）。理由：年满80周岁（现88至90周岁）。金额：每月100至1,500元，取决于出生日期。"
         "标准视出生日期而定：津贴 100元、慰问品 米；或津贴 1,500元、慰问品 —。")),
        ("broken", {"widowed": True, "birth_date": "1990-01-01"}, "可以办“有缺陷的补贴”（文件要求落实）。理由：丧偶。分档有空缺：没有一档适用，请向制定规则的人员反映。"),
        ("broken", {"widowed": True, "birth_date": "1950-01-01"},
         ("可以办“有缺陷的补贴”（文件要求落实）。理由：丧偶。金额：每年100至200元。标准有以下几种可能：补贴 100元；或补贴 200元。"
         "分档自相矛盾：同时适用两档，请向制定规则的人员反映。")),
    ],
)  # fmt: skip
def test_a_finding_says_what_is_paid_and_why(rules: Rulebook, name: str, profile: dict[str, Anything], said: str) -> None:
    """With the numbers, what is open, what the book lacks, and where its table is broken."""
    finding = rules.evaluate(profile, DAY)[f"r/{name}"]

    assert finding.explain("zh") == said + "出处：《r文件》第一条。"


@pytest.mark.parametrize(
    ("name", "profile", "zh", "en"),
    [
        ("dibao", POOR, "低保金：可以办，每月380元（家庭月收入低于低保线（现1,720元/月；低保线2,100元/月））。",
         "Subsistence: can be claimed, 380 CNY a month (household income below Subsistence line (now 1,720 CNY a month; Subsistence line 2,100 CNY a month))."),
        ("care", {**POOR, "household_registration": "22"}, "护理补贴：还要了解（规则库没有2025年8月1日吉林省的“护理标准”数额）。",
         "Care subsidy: still to be asked (the rule book has no “Care standard” for Jilin on 2025-08-01)."),
        ("age", {}, "高龄津贴：还要了解，每月0至1,500元（出生日期）。", "Allowance for age: still to be asked, 0 to 1,500 CNY a month (date of birth)."),
        ("age", {"birth_date": "1946"}, "高龄津贴：本文件没有写到（须年满80周岁，现78至79周岁）。",
         "Allowance for age: not in this document (required: aged 80 or over; now: 78 to 79 years)."),
    ],
)  # fmt: skip
def test_a_line_says_it_in_short(rules: Rulebook, name: str, profile: dict[str, Anything], zh: str, en: str) -> None:
    """The outcome, the amount and two reasons, and nothing twice."""
    finding = rules.evaluate(profile, DAY)[f"r/{name}"]

    assert [finding.explain(language, "line") for language in ("zh", "en")] == [
        f"{zh}出处：《r文件》第一条。", f"{en} Source: Document r, article 1.",
    ]  # fmt: skip


def test_every_amount_is_said_in_both_languages(rules: Rulebook) -> None:
    """And read back with the words that it had."""
    for profile in ({}, POOR, {**POOR, "widowed": True, "birth_date": "1950"}, {"birth_date": {"until": "1936-01-01"}, "widowed": True}):
        evaluation = rules.evaluate(profile, DAY)
        again = rules.evaluation(evaluation.to_json())
        assert again == evaluation
        for one, other in zip(evaluation.findings, again.findings, strict=True):
            for language in ("zh", "en"):
                for level in ("line", "short", "full"):
                    assert one.explain(language, level) == other.explain(language, level)
                    assert not re.search(r"[{}]|None|Fraction", one.explain(language, level))
        assert "." not in re.sub(r'"[^"]*"', "", json.dumps(evaluation.data("full")))  # every number is text, or whole


@pytest.mark.parametrize(
    ("profile", "day", "said"),
    [
        ({"birth_date": "1935-09-01"}, date(2025, 9, 1), "自2025-09-01起，“高龄津贴”由每月100元改为每月1,500元：年满90周岁。"),
        ({"birth_date": "1945-09-01"}, date(2025, 9, 1), "自2025-09-01起，可以办“高龄津贴”（文件要求落实）：年满80周岁。金额：每月100元。"),
    ],
)
def test_a_change_says_from_when_how_much(rules: Rulebook, profile: dict[str, Anything], day: date, said: str) -> None:
    """Whether the outcome changes or the amount alone."""
    [change] = [one for one in rules.timeline(profile, DAY, 1, ["r/age"]).changes if one.day == day]

    assert change.explain("zh") == said


def test_a_standard_set_anew_is_said(rules: Rulebook) -> None:
    """With its value and the amounts before and after."""
    changes: tuple[Change, ...] = rules.timeline({**POOR, "household_income": 1000}, date(2025, 6, 1), 1, ["r/dibao"]).changes

    assert [one.explain("zh") for one in changes] == [
        "自2025-07-01起，“低保金”由每月950元改为每月1,100元：冕宁县低保标准自2025-07-01起为700元/月。"
    ]
    assert [one.explain("en") for one in changes] == [
        "From 2025-07-01 on “Subsistence” is 1,100 CNY a month instead of 950 CNY a month: Subsistence standard in Mianning is 700 CNY a month from 2025-07-01 on."
    ]


def test_a_near_miss_says_the_number_that_would_do(rules: Rulebook) -> None:
    """Since it does not stand in the rule."""
    ways = rules.near_misses({**POOR, "household_income": 2500}, DAY, ["r/dibao"])["r/dibao"]

    assert "- 须家庭月收入低于低保线，现2,500元/月，家庭月收入须为2,099.99元/月" in ways.explain("zh").splitlines()
    assert "household income would have to be 2,099.99 CNY a month" in ways.explain("en")


def test_a_near_miss_in_time_is_said_by_age(rules: Rulebook) -> None:
    """A birth date as the age that it makes."""
    ways = rules.near_misses({"birth_date": "1950-01-01"}, DAY, ["r/age"])["r/age"]

    assert ways.explain("zh").splitlines()[:2] == ["到时自然符合：", "- 自2030-01-01起（年满80周岁）"]


def test_a_near_miss_inside_what_is_known_is_to_be_shown(rules: Rulebook) -> None:
    """It asks for no other value where one that is still possible will do."""
    known = {"birth_date": "1946", "household_income": {"at_least": 500, "at_most": 900}, "size": 1, "household_registration": "513433"}
    needed = [needed for ways in rules.near_misses(known, date(2025, 8, 1)).values() for needed in ways.explain("zh").splitlines()]

    assert not [one for one in needed if "须年满80周岁，现" in one]
    assert "- 自2026-01-01起（年满80周岁）；日子以查清的出生日期为准（现在只知道78至79周岁）" in needed


def test_a_change_carries_the_same_cautions(tmp_path: Path) -> None:
    """That its document is a draft, or its plan over."""
    more = "status: draft\nplanning_period: {until: 2024-12-31}"
    book = one_ruleset(tmp_path, more, one=benefit("{age: {at_least: 60}}", "name: {zh: 补贴, en: Aid}"))
    [change] = book.timeline({"birth_date": "1966-01-01"}, DAY, 2, ["r/one"]).changes

    assert change.explain("zh") == (
        "自2026-01-01起，可问当地有没有“补贴”（征求意见稿）：年满60周岁。本文件是草案，不能作为办理或不予办理的依据。"
        "规划期已于2024年12月31日结束，请向主管部门确认是否延续。"
    )


READ = "terms: {frail: {label: {zh: 体弱, en: Frail}, when: {widowed: true}, readings: [{note: 不看婚姻, when: {age: {at_least: 2}}}]}, weak: {label: {zh: 衰弱, en: Weak}, when: {widowed: true}, readings: [{note: 只看年龄, when: {age: {at_least: 1}}}]}}"  # fmt: skip


def test_readings_that_count_together_are_said_together(tmp_path: Path) -> None:
    """若同时…, not one after another."""
    files = {
        "terms.yaml": READ,
        "r/document.yaml": document("r"),
        "r/c.yaml": chapter(both=benefit("{frail: true, weak: true}"), one=benefit("{frail: true}")),
    }
    found = read_book(tmp_path, files).evaluate({"birth_date": "1950-01-01", "widowed": False}, DAY)

    assert "若把“体弱”理解为“不看婚姻”，则在所说的对象之内。" in found["r/one"].explain("zh")
    assert "若同时把“体弱”理解为“不看婚姻”，并把“衰弱”理解为“只看年龄”，则在所说的对象之内。" in found["r/both"].explain("zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_says_what_it_has_to_say(book: Rulebook, language: str) -> None:
    """Name, source and a reason or what is missing; nothing left to be filled in."""
    elder = {"birth_date": "1944-05-10", "residence": "513433", "household_registration": "220302", "medical_insurance": "resident"}
    for finding in book.evaluate(elder, date(2025, 3, 1)).findings:
        said = finding.explain(language)

        assert in_quotes(finding.name.of(language)) in said
        assert finding.citation.title.of(language) in said
        assert not re.search(r"[{}]|None", said)


@pytest.mark.parametrize(
    ("language", "to_have"),
    [("zh", ("可以办", "老年人都有", "已在享受")), ("en", ("Can be claimed", "Every elder has", "Already received"))],
)
def test_an_encouragement_never_looks_like_an_entitlement(book: Rulebook, language: str, to_have: tuple[str, ...]) -> None:
    """Nor does a draft, or what hangs on a reading."""
    elder = {"birth_date": "1944-05-10", "residence": "220302", "household_registration": "513433"}
    findings = book.evaluate(elder, date(2025, 3, 1)).findings

    assert {one.settled for one in findings} == {True, False}
    for finding in findings:
        assert finding.explain(language).startswith(to_have) == (finding.action in (Action.CLAIM, Action.EVERYONE))
        assert finding.settled or finding.action not in (Action.CLAIM, Action.EVERYONE)


@pytest.mark.parametrize(("language", "draft"), [("zh", "不能作为办理或不予办理的依据"), ("en", "no basis for granting or refusing")])
def test_a_draft_is_no_basis_for_anything(book: Rulebook, language: str, draft: str) -> None:
    """Whether its condition holds, fails or is open; nor does it say that the person does not have the thing yet."""
    person = {"birth_date": "1947-01-01", "residence": "220100", "household_registration": "220100", "pension_status": "receiving"}
    found = [one for one in book.evaluate(person, date(2025, 3, 1)).findings if Flag.DRAFT in one.flags]

    assert found
    for finding in found:
        assert draft in finding.explain(language)
        assert not re.search("现在还不能|not now", finding.explain(language))


def test_no_control_character_reaches_a_finding(tmp_path: Path) -> None:
    """Not of a name or a citation either, in whatever way it came into a rule book."""
    wicked = "假\x1b[1m\u202e名"
    book = one_ruleset(tmp_path, one=benefit("{age: {at_least: 60}}"))
    ruleset = book.rules.rulesets["r"]
    told = replace(ruleset.benefits[0], name=Text(wicked), cite=(wicked,))
    document_ = replace(ruleset.document, title=Text(wicked), number=wicked)
    other = Rulebook(replace(book.rules, rulesets={"r": replace(ruleset, benefits=(told,), document=document_)}))
    finding = other.evaluate({"birth_date": "1950-01-01"}, DAY)["r/one"]

    for level in ("line", "short", "full"):
        said = finding.explain("zh", level)
        assert "假[1m名" in said
        assert all(line.isprintable() for line in said.splitlines())


@pytest.mark.parametrize(("benefit_", "profile", "says"), [
    ("jilin/16-home-adaptation-tekun", {"年龄": 82, "社会救助身份": ["特困分散供养"], "常住地": "长春市", "老年人能力等级": "重度失能"}, "是分散供养的特困人员"),
    ("mianning/4-5-meal-priority", {"年龄": 72, "居住照料状况": ["独居"], "常住地": "冕宁县"}, "独居"),
])  # fmt: skip
def test_a_reason_is_not_said_twice(benefit_: str, profile: dict[str, Anything], says: str, book: Rulebook) -> None:
    """Of a term that is but one fact."""
    said = book.evaluate(profile, date(2025, 3, 1))[benefit_].explain("zh")

    assert says in said
    assert f"{says}（{says}）" not in said
