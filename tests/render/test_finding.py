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
from huilao.answers.timeline import Change
from huilao.language.facts import Text
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
         (f"可以享受“低保金”（应当落实）。理由：家庭月收入低于低保线（现1,720元/月；低保线2,100元/月 = {STANDARD} × 3人）。"
         "金额：每月380元。算法：2,100（700 × 3）减1,720，为380元。")),
        ("dibao", {**POOR, "household_income": {"at_least": 1500, "at_most": 1720}},
         (f"可以享受“低保金”（应当落实）。理由：家庭月收入低于低保线（现1,500至1,720元/月；低保线2,100元/月 = {STANDARD} × 3人）。"
         "金额：每月380至600元，取决于家庭月收入。")),
        ("dibao", {**POOR, "household_income": {"at_least": 2000}},
         "暂不能确定能否享受“低保金”（应当落实）。还需了解：家庭月收入（现知不低于2,000元/月）。金额：每月0至100元。"),
        ("dibao", {**POOR, "household_income": 2500},
         f"不能享受“低保金”。原因：须家庭月收入低于低保线，现2,500元/月；低保线2,100元/月 = {STANDARD} × 3人。"),
        ("care", {**POOR, "household_registration": "22"}, "暂不能确定能否享受“护理补贴”（应当落实）：规则库没有2025年8月1日吉林省的“护理标准”数额。"),
        ("age", {"birth_date": "1940-01-01"}, "可以享受“高龄津贴”（应当落实）。理由：年满80周岁（现85周岁）。金额：每月100元。标准：津贴 100元、慰问品 米。"),
        ("age", {"birth_date": "1930-01-01"}, "可以享受“高龄津贴”（应当落实）。理由：年满80周岁（现95周岁）。金额：每月1,500元。标准：津贴 1,500元、慰问品 —。"),
        ("age", {"birth_date": {"from": "1935-01-01", "until": "1936-12-31"}},
         ("可以享受“高龄津贴”（应当落实）。理由：年满80周岁（现88至90周岁）。金额：每月100至1,500元，取决于出生日期。"
         "标准视出生日期而定：津贴 100元、慰问品 米；或津贴 1,500元、慰问品 —。")),
        ("broken", {"widowed": True, "birth_date": "1990-01-01"}, "可以享受“有缺陷的补贴”（应当落实）。理由：丧偶：是。分档有空缺：没有一档适用，请向制定规则的人员反映。"),
        ("broken", {"widowed": True, "birth_date": "1950-01-01"},
         ("可以享受“有缺陷的补贴”（应当落实）。理由：丧偶：是。金额：每年100至200元。标准有以下几种可能：补贴 100元；或补贴 200元。"
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
        ("dibao", POOR, "低保金：符合，每月380元（家庭月收入低于低保线（现1,720元/月；低保线2,100元/月））。",
         "Subsistence: eligible, 380 CNY a month (household income below Subsistence line (now 1,720 CNY a month; Subsistence line 2,100 CNY a month))."),
        ("care", {**POOR, "household_registration": "22"}, "护理补贴：待定（规则库没有2025年8月1日吉林省的“护理标准”数额）。",
         "Care subsidy: undetermined (the rule book has no “Care standard” for Jilin on 2025-08-01)."),
        ("age", {}, "高龄津贴：待定，每月0至1,500元（出生日期）。", "Allowance for age: undetermined, 0 to 1,500 CNY a month (date of birth)."),
        ("age", {"birth_date": "1946"}, "高龄津贴：不符合（须年满80周岁，现78至79周岁）。",
         "Allowance for age: not eligible (must be: aged 80 or over; is: 78 to 79 years)."),
    ],
)  # fmt: skip
def test_a_line_says_it_in_short(rules: Rulebook, name: str, profile: dict[str, Anything], zh: str, en: str) -> None:
    """The outcome, the amount and two reasons, and nothing twice."""
    finding = rules.evaluate(profile, DAY)[f"r/{name}"]

    assert [finding.explain(language, "line") for language in ("zh", "en")] == [
        f"{zh}出处：《r文件》第一条。", f"{en} Source: Document r , 第一条.",
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
        ({"birth_date": "1935-09-01"}, date(2025, 9, 1), "自2025-09-01起“高龄津贴”由每月100元改为每月1,500元：年满90周岁。"),
        ({"birth_date": "1945-09-01"}, date(2025, 9, 1), "自2025-09-01起可以享受“高龄津贴”（应当落实）：年满80周岁。金额：每月100元。"),
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
        "自2025-07-01起“低保金”由每月950元改为每月1,100元：冕宁县低保标准自2025-07-01起为700元/月。"
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


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_says_what_it_has_to_say(book: Rulebook, language: str) -> None:
    """Name, source and a reason or what is missing; nothing left to be filled in."""
    elder = {"birth_date": "1944-05-10", "residence": "513433", "household_registration": "220302", "medical_insurance": "resident"}
    for finding in book.evaluate(elder, date(2025, 3, 1)).findings:
        said = finding.explain(language)

        assert finding.name.of(language) in said
        assert finding.citation.of(language) in said
        assert not re.search(r"[{}]|None", said)


def test_an_encouragement_never_looks_like_an_entitlement(book: Rulebook) -> None:
    """Nor does a draft."""
    elder = {"birth_date": "1944-05-10", "residence": "220302", "household_registration": "513433"}
    eligible = book.evaluate(elder, date(2025, 3, 1)).eligible

    assert {one.settled for one in eligible} == {True, False}
    for finding in eligible:
        assert finding.explain("zh").startswith("可以享受") == finding.settled
        assert finding.explain("en").startswith("Can have") == finding.settled


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
