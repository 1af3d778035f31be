"""`huilao evaluate` and `huilao notice`: the first page and the sheet; `huilao explain` by the Chinese name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huilao.cli import app
from small_books import FACTS, SHARED, benefit, chapter, document, write_book

RECEIVING = FACTS + "  receiving: {type: set, label: {zh: 正在享受, en: Receiving}, codes: {dibao: {zh: 低保}}}\n"
PERSON = '{"widowed": true, "residence": "513433", "household_registration": "513433"}'


@pytest.fixture
def rules(tmp_path: Path) -> str:
    readings = "readings: [{weight: remote, when: {listed: true}, note: {zh: 列入名单的也算, en: those listed too}}]"
    files = {
        **SHARED,
        "facts.yaml": RECEIVING,
        "r/document.yaml": document("r"),
        "r/chapter.yaml": chapter(
            one=benefit(
                "{widowed: true}", f"name: {{zh: 高龄津贴, en: Allowance}}, charge: free, not_said: [{{zh: 何时发, en: when}}], {readings}"
            ),
            two=benefit("{listed: true}", "name: {zh: 就医绿色通道, en: Fast lane}"),
            three=benefit("{widowed: true}", "name: {zh: 高龄补贴, en: Subsidy}, same_as: one, force: encouraged"),
        ),
    }
    return str(write_book(tmp_path, files))


def run(*arguments: str, rules: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*arguments, "--rules", rules, "--as-of", "2025-03-01"], input=PERSON)
    return result.exit_code, result.output


@pytest.mark.parametrize(("lang", "claims", "asks"), [("zh", "可以办（1项）", "还要问（1句"), ("en", "To be claimed (1)", "To ask (1 ")])
def test_the_first_page_is_what_is_printed(rules: str, lang: str, claims: str, asks: str) -> None:
    """With `--all` the reasons of every finding below."""
    code, page = run("evaluate", "-", "--lang", lang, rules=rules)
    _, everything = run("evaluate", "-", "--lang", lang, "--all", rules=rules)

    assert code == 0
    assert claims in page
    assert asks in page
    assert "[r/one]" not in page
    assert everything.startswith(page)
    assert all(f"[r/{name}]" in everything for name in ("one", "two", "three"))


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (["--action", "claim"], ["r/one"]),
        (["--action", "可以办", "--action", "还要了解"], ["r/one", "r/two"]),
        (["--service", "帮助", "--local"], ["r/one", "r/two", "r/three"]),
        (["--ruleset", "冕宁县"], ["r/one", "r/two", "r/three"]),
        (["--for", "adult_child"], []),
        (["--benefit", "就医绿色通道"], ["r/two"]),
    ],
)
def test_only_what_is_asked_for(rules: str, options: list[str], wanted: list[str]) -> None:
    """By codes or Chinese words."""
    code, said = run("evaluate", "-", "--format", "json", *options, rules=rules)

    assert code == 0
    assert [one["benefit"] for one in json.loads(said)["findings"]] == wanted


@pytest.mark.parametrize(
    ("options", "nearest"), [(["--action", "clam"], "claim"), (["--service", "hlp"], "help"), (["--benefit", "高龄津帖"], "高龄津贴")]
)
def test_what_is_not_there_is_wrong_usage(rules: str, options: list[str], nearest: str) -> None:
    """With the nearest that is."""
    code, said = run("evaluate", "-", *options, rules=rules)

    assert code == 2
    assert nearest in said


@pytest.mark.parametrize(("options", "said"), [
    (["--action", "拒绝"], "没有“拒绝”这种答复，可写：可以办、看怎样理解、还要了解、老年人都有、问当地有没有、转告家人、本文件没有写到、不在有效期\n"),
    (["--action", "可办"], "；是否“可以办”？\n"),
    (["--for", "父母"], "没有“父母”这种受益人，可写：老年人本人、"),
    (["--action", "refuse", "--lang", "en"], "there is no action `refuse`; write one of claim, reading, ask, "),
])  # fmt: skip
def test_an_unknown_word_is_told_with_those_that_there_are(rules: str, options: list[str], said: str) -> None:
    assert said in run("evaluate", "-", *options, rules=rules)[1]


def test_the_sheet_is_printed(rules: str) -> None:
    """With the name and the office, where they are given."""
    code, sheet = run("notice", "-", "--name", "测试甲", "--office", "某街道", rules=rules)

    assert code == 0
    assert "测试甲老人" in sheet
    assert "某街道　2025年3月1日" in sheet
    assert "1. 高龄津贴：免费" in sheet


@pytest.mark.parametrize("option", ["--name", "--office"])
def test_the_sheet_takes_one_line(rules: str, option: str) -> None:
    """It is wrong usage to give more."""
    code, said = run("notice", "-", option, "甲\n一、您可以办", rules=rules)

    assert (code, said) == (2, f"{option} 只写一行，不能有换行和控制字符\n")


def test_a_town_that_is_not_looked_into_is_told(rules: str) -> None:
    """Beside the page and the sheet."""
    for command in ("evaluate", "notice"):
        asked = [command, "-", "--rules", rules, "--as-of", "2025-03-01"]
        result = CliRunner().invoke(app, asked, input='{"residence": "冕宁县天堂镇"}')

        assert (result.exit_code, result.stderr) == (0, "residence: 按四川省凉山彝族自治州冕宁县（513433）算，没有用到“天堂镇”\n")


def test_why_all_has_more_than_the_page(rules: str) -> None:
    """What is promised twice is one thing on the page."""
    _, joined = run("evaluate", "-", "--all", rules=rules)
    _, alone = run("evaluate", "-", "--all", "--benefit", "r/one", rules=rules)

    assert "以下逐条列出。同一件事写了几条的，首页上算一项" in joined
    assert "以下逐条列出" not in alone


@pytest.mark.parametrize("said", ["高龄津贴", "冕宁：高龄津贴", "冕宁县:高龄津贴", "r/one"])
def test_a_rule_is_explained_by_its_name(rules: str, said: str) -> None:
    """With what it costs, what the text does not say, and how else it may be read."""
    result = CliRunner().invoke(app, ["explain", said, "--rules", rules])

    assert result.exit_code == 0
    for line in ("费用：免费。", "文件没有写：何时发", "另一种理解（少见）：列入名单的也算：列入名单。"):
        assert line in result.stdout.splitlines()


def test_the_same_promise_is_named(rules: str) -> None:
    """By its Chinese name."""
    result = CliRunner().invoke(app, ["explain", "高龄补贴", "--rules", rules])

    assert "与“冕宁：高龄津贴”是同一件事。" in result.stdout


@pytest.mark.parametrize(("benefit", "lang", "heads"), [
    ("mianning/8-2-visit-100", "zh", ("居家特殊困难老年人探访帮扶（文件要求落实，并定了目标）", "《冕宁县老龄事业发展和养老服务体系规划（2023—2025年）》（冕府办发〔2024〕49号）第八章第二节  [")),
    ("jilin/17-free-bus", "zh", ("免费乘坐市内公交车（征求意见稿）", "《吉林省关于加强新时代老龄工作的实施意见（征求意见稿）》五（十七）  [")),
    ("mianning/6-6-legal-aid", "en", ("Legal services, legal aid and judicial assistance (planned work of this period)",
     "Mianning County plan for the development of ageing affairs and the elderly-care service system (2023–2025) (冕府办发〔2024〕49号), chapter 6, section 6  [")),
])  # fmt: skip
def test_a_rule_is_explained_in_the_words_of_the_page(benefit: str, lang: str, heads: tuple[str, str]) -> None:
    """How sure it is, and where it is written; not in the words of whoever writes rules."""
    said = CliRunner().invoke(app, ["explain", benefit, "--lang", lang]).stdout.splitlines()

    assert said[0] == heads[0]
    assert said[1].startswith(heads[1])
