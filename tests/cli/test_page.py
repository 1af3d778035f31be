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


def test_the_sheet_is_printed(rules: str) -> None:
    """With the name and the office, where they are given."""
    code, sheet = run("notice", "-", "--name", "测试甲", "--office", "某街道", rules=rules)

    assert code == 0
    assert "测试甲老人" in sheet
    assert "某街道　2025年3月1日" in sheet
    assert "1. 高龄津贴：免费" in sheet


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
