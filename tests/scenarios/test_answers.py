"""The steps about what to do, in the words of an office: benefits by name, actions, and the first page of a story."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from huilao import Rulebook
from huilao.scenarios import ScenarioError, page_steps, run_features
from small_books import FACTS, PLACES, benefit, chapter, document, read_book

RECEIVING = "  receiving: {type: set, label: {zh: 正在享受, en: Receiving}, codes: {dibao: {zh: 低保}, help: {zh: 救济}}}\n"
FILES = {
    "facts.yaml": FACTS + RECEIVING,
    "places.yaml": PLACES + '  "511725": {zh: 渠县, en: Quxian}\n',
    "m/document.yaml": document("m"),
    "m/c.yaml": chapter(
        money=benefit("{age: {at_least: 80}}", "name: {zh: 高龄津贴}, pays: {amount: 100, per: month}, scheme: help, applies_to: either"),
        bath=benefit("{ability: {at_least: mild}}", "name: {zh: 助浴}, applies_to: residents, force: encouraged"),
        visit=benefit("{widowed: true}", "name: {zh: 上门“探访”}, applies_to: residents"),
        open=benefit("{age: {at_least: 60}}", "name: {zh: 免费乘车}, rule_class: universal, applies_to: residents"),
        care=benefit("{widowed: true}", "name: {zh: 照护假}, for: adult_child, applies_to: residents"),
        doubt=benefit("{age: {at_least: 80}}", "name: {zh: 体检}, applies_to: residents, readings: [{name: 从六十算, note: 从60周岁算, when: {age: {at_least: 60}}}]"),
    ),
    "q/document.yaml": document("q", place="511725", more="in_effect: {from: 2020-01-01, until: 2030-12-31}"),
    "q/c.yaml": chapter(
        one=benefit("{age: {at_least: 60}}", "name: {zh: 助餐}, applies_to: residents"),
        two=benefit("{age: {at_least: 70}}", "name: {zh: 助餐}, applies_to: residents"),
        three=benefit("{age: {at_least: 70}}", "name: {zh: 就医绿色通道}"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    """A rule book of two counties."""
    return read_book(tmp_path_factory.mktemp("county"), FILES)


def run(book: Rulebook, folder: Path, rows: str, *steps: str | tuple[str, Sequence[str]], day: str = "2025-03-01") -> str | None:
    """What does not hold of a scenario; a step may have a table of one column."""
    lines = ["# language: zh-CN", "功能: 一", "  场景: 二", "    假如 一位老人", *(f"      | {row} |" for row in rows.split("\n"))]
    lines.append(f"    当 在 {day} 核定")
    for number, step in enumerate(steps):
        text, cells = (step, ()) if isinstance(step, str) else step
        lines += [f"    {'那么' if number == 0 else '并且'} {text}", *(f"      | {cell} |" for cell in cells)]
    (folder / "a.feature").write_text("\n".join(lines) + "\n", "utf-8")
    return run_features(folder, book)[0].failure


# -- names -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "full"),
    [
        ("冕宁：高龄津贴", "m/money"),
        ("冕宁县:高龄津贴", "m/money"),
        (" 冕宁县 ： 高龄津贴 ", "m/money"),
        ("渠县：就医绿色通道", "q/three"),
        ("冕宁：上门“探访”", "m/visit"),
        ("冕宁：上门‘探访’", "m/visit"),
        ("高龄津贴", "m/money"),
        ("m/money", "m/money"),
    ],
)
def test_a_benefit_is_named_by_its_place_and_its_name(said: str, full: str, county: Rulebook) -> None:
    """In short or in full, with either colon, or by its name alone where no other has it; its full English name goes on working."""
    assert county.names.full_name(said) == full


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("冕宁：高龄补贴", "“冕宁”的文件没有待遇“高龄补贴”，是否“冕宁：高龄津贴”？"),
        ("冕宁：就医绿色通道", "“冕宁”的文件没有待遇“就医绿色通道”，是否“渠县：就医绿色通道”？"),
        ("渠：就医绿色通道", "没有“渠”的文件，可写：冕宁、渠县，是否“渠县：就医绿色通道”？"),
        ("渠县：助餐", '“渠县”有2项待遇都叫“助餐”，请写全名："q/one"、"q/two"'),
        ("高龄补贴", "没有待遇“高龄补贴”，应写成“地名：待遇名称”，是否“冕宁：高龄津贴”？"),
        ("助餐", "有2项待遇都叫“助餐”，请写其中一项：“q/one”、“q/two”"),
        ("m/mony", "没有待遇“m/mony”，是否“m/money”？"),
    ],
)
def test_what_no_benefit_is_called_is_told_with_the_line_and_the_nearest(said: str, told: str, county: Rulebook, tmp_path: Path) -> None:
    """And a name that two bear, with both."""
    with pytest.raises(ScenarioError) as caught:
        run(county, tmp_path, "丧偶 | 是", f'"{said}" 可以办')
    assert f"a.feature:7: {told}" in str(caught.value)


def test_what_the_program_writes_reads_back(county: Rulebook) -> None:
    """With the name where that alone tells it, else in full."""
    written = {name: county.names.short(name) for name in county.benefits}

    assert written["m/money"] == "冕宁：高龄津贴"
    assert written["q/one"] == "q/one"
    assert [county.names.full_name(said) for said in written.values()] == list(written)


# -- actions -----------------------------------------------------------------------------------------------------------------

HERE = "常住地 | 冕宁县\n户籍地 | 冕宁县\n年龄 | 82"


@pytest.mark.parametrize(
    ("rows", "benefit_", "action"),
    [
        (HERE, "冕宁：高龄津贴", "可以办"),
        ("常住地 | 冕宁县\n年龄 | 70", "冕宁：体检", "看怎样理解"),
        (HERE, "冕宁：上门探访", "还要了解"),
        (HERE, "冕宁：免费乘车", "老年人都有"),
        (HERE, "冕宁：助浴", "问当地有没有"),
        (HERE + "\n丧偶 | 否", "冕宁：照护假", "转告家人"),
        (HERE + "\n丧偶 | 否", "冕宁：上门探访", "本文件没有写到"),
        ("常住地 | 冕宁县", "渠县：就医绿色通道", "还要了解"),
    ],
)
def test_an_action_is_asserted_by_its_words(rows: str, benefit_: str, action: str, county: Rulebook, tmp_path: Path) -> None:
    """And no other holds instead; quotation marks may be Chinese."""
    for other in ("可以办", "看怎样理解", "还要了解", "老年人都有", "问当地有没有", "转告家人", "本文件没有写到", "不在有效期"):
        failure = run(county, tmp_path, rows, f"“{benefit_}”{other}")
        assert (failure is None) == (other == action)
    assert run(county, tmp_path, "常住地 | 渠县\n年龄 | 82", '"渠县：就医绿色通道" 不在有效期', day="2031-01-01") is None


def test_whom_a_document_does_not_concern_it_does_not_mention(county: Rulebook, tmp_path: Path) -> None:
    """There is no finding, and no other answer holds."""
    far = "常住地 | 渠县\n户籍地 | 渠县\n年龄 | 82"

    assert run(county, tmp_path, far, '"冕宁：高龄津贴" 本文件没有写到') is None
    assert "得出的是：本文件没有写到" in (run(county, tmp_path, far, '"冕宁：高龄津贴" 可以办') or "")
    assert "此人与这份文件的地方没有关系" in (run(county, tmp_path, far, '"冕宁：高龄津贴" 本文件没有写到', "任何理解下结论相同") or "")


def test_a_failure_says_what_was_expected_what_came_out_and_why(county: Rulebook, tmp_path: Path) -> None:
    """At its line."""
    lines = (run(county, tmp_path, HERE, '"冕宁：上门探访" 可以办') or "").splitlines()

    assert lines[:2] == ["a.feature:9: 应是：冕宁：上门探访 可以办", "得出的是：还要了解"]
    assert "丧偶" in lines[2]


@pytest.mark.parametrize(
    ("rows", "holds", "fails"),
    [
        (HERE + "\n正在享受 | 救济", "标明已在享受", "没有标明已在享受"),
        (HERE + "\n正在享受 | 低保", "没有标明已在享受", "标明已在享受"),
    ],
)
def test_what_is_drawn_already_is_marked(rows: str, holds: str, fails: str, county: Rulebook, tmp_path: Path) -> None:
    assert run(county, tmp_path, rows, '"冕宁：高龄津贴" 可以办', holds) is None
    assert "标明已在享受" in (run(county, tmp_path, rows, '"冕宁：高龄津贴" 可以办', fails) or "")


def test_what_is_missing_is_what_is_still_to_be_asked(county: Rulebook, tmp_path: Path) -> None:
    """Of a reading too."""
    assert run(county, tmp_path, "常住地 | 冕宁县\n年龄 | 82", '"冕宁：上门探访" 还要了解', "只缺少 丧偶") is None
    said = run(county, tmp_path, "常住地 | 冕宁县\n年龄 | 82", '"冕宁：上门探访" 还要了解', "只缺少 能力等级") or ""
    assert "应是：只缺少 能力等级\n得出的是：丧偶" in said


def test_every_mistake_of_every_scenario_is_told_at_once(county: Rulebook, tmp_path: Path) -> None:
    """Once for all rows of an outline."""
    (tmp_path / "a.feature").write_text(
        "# language: zh-CN\n功能: 一\n  场景大纲: 二\n    假如 一位老人\n      | 丧偶 | <丧偶> |\n    当 在 2025-03-01 核定\n"
        '    那么 "冕宁：探访" 可以办\n\n    例子:\n      | 丧偶 |\n      | 是 |\n      | 否 |\n'
        '  场景: 三\n    假如 一位老人，一切不详\n    当 在 2025-03-01 核定\n    那么 "冕宁：上门探访" 可以做\n', "utf-8",
    )  # fmt: skip
    with pytest.raises(ScenarioError) as caught:
        run_features(tmp_path, county)

    assert [line.partition(": ")[0] for line in str(caught.value).splitlines()] == ["a.feature:7", "a.feature:16"]
    assert "没有答复“可以做”，可写：可以办、" in str(caught.value)


# -- stories -----------------------------------------------------------------------------------------------------------------

WIDOW = HERE + "\n丧偶 | 是"


@pytest.mark.parametrize(
    ("step", "holds", "fails", "told"),
    [
        ("首先可以办的是", ["冕宁：高龄津贴", "冕宁：上门探访"], ["冕宁：上门探访"], "得出的是：冕宁：高龄津贴"),
        ("还要问", ["丧偶"], ["能力等级"], "a.feature:8: 应是：还要问“能力等级”"),
        ("绝不能说可以办的", ["冕宁：助浴", "冕宁：照护假"], ["冕宁：助浴", "冕宁：上门探访"], "a.feature:12: 应是：“冕宁：上门‘探访’”绝不说“可以办”"),
        ("绝不能说没有写到的", ["冕宁：助浴"], ["q/one"], "绝不说“本文件没有写到”"),
    ],
)  # fmt: skip
def test_a_story_says_what_comes_first_what_is_asked_and_what_is_never_said(
    step: str, holds: list[str], fails: list[str], told: str, county: Rulebook, tmp_path: Path
) -> None:
    rows = WIDOW if step != "还要问" else "常住地 | 冕宁县\n年龄 | 82"

    assert run(county, tmp_path, rows, (step, holds)) is None
    assert told in (run(county, tmp_path, rows, (step, fails)) or "")
    with pytest.raises(ScenarioError, match="下面要有一列的表格"):
        run(county, tmp_path, rows, step)


def test_what_every_elder_has_is_promised_too(county: Rulebook, tmp_path: Path) -> None:
    assert "绝不说“可以办”" in (run(county, tmp_path, WIDOW, ("绝不能说可以办的", ["冕宁：免费乘车"])) or "")


def test_a_page_fits_one_screen(county: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a small book it does; if a screen were smaller, the page is shown."""
    assert run(county, tmp_path, WIDOW, "一屏看得完") is None
    monkeypatch.setattr(page_steps, "SCREEN", 5)
    assert "应是：首页不超过 5 行" in (run(county, tmp_path, WIDOW, "一屏看得完") or "")
