"""The steps: what each expects, and how a mistake in a scenario is told to who wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from huilao import Rulebook
from huilao.scenarios import ScenarioError, read_features, run_features
from huilao.scenarios.money import money_of
from review_books import one_document, table
from small_books import benefit, read_book


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("功能: 一\n  场景: 二\n    假如 一位老人\n      | 出生日其 | 1960-01-01 |\n    当 在 2025-03-01 核定\n", "出生日期"),
        ("功能: 一\n  场景: 二\n    假如 一位老人\n      | 养老方式 | 居加 |\n    当 在 2025-03-01 核定\n", "居家"),
        ("功能: 一\n  场景: 二\n    假如 一位老太太\n", "没有这样的步骤"),
        ("功能：一\n", "x.feature"),
    ],
)
def test_a_mistake_in_a_scenario_is_located(book: Rulebook, tmp_path: Path, text: str, said: str) -> None:
    """With the nearest right word where there is one."""
    (tmp_path / "x.feature").write_text("# language: zh-CN\n" + text, "utf-8")

    with pytest.raises(ScenarioError, match=r"x\.feature") as caught:
        read_features(tmp_path, book)
    assert said in str(caught.value)


TRAPS = [
    ("功能：一\n", "“功能”后面要用半角冒号或空格"),
    ("功能: 一\n  场景: 二\n    假如 一位老人\n      ｜ 丧偶 ｜ 是 ｜\n", "x.feature:5: 表格的竖线要用半角 |"),
    ("功能: 一\n  场景: 二\n    当前年龄\n", "x.feature:4: “当”后面要空一格"),
    ("功能: 一\n  场景大纲: 二\n    当 在 ＜日＞ 核定\n", "占位符要用半角尖括号 <…>"),
    ("@重要\n功能: 一\n", "标签 @重要 没有登记"),
]


@pytest.mark.parametrize(("text", "said"), TRAPS)
def test_the_traps_of_gherkin_are_told_so_that_a_clerk_can_mend_them(text: str, said: str, tmp_path: Path, book: Rulebook) -> None:
    """Not as a token error."""
    (tmp_path / "x.feature").write_text("# language: zh-CN\n" + text, "utf-8")

    with pytest.raises(ScenarioError) as caught:
        read_features(tmp_path, book)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xef\xbb\xbf# language: zh-CN\n", "x.feature:1: 文件开头有看不见的 BOM"),
        ("功能: 一\n".encode(), "x.feature:1: 第一行应是 # language: zh-CN"),
        ("# language: zh-CN\n功能: 一\n".encode("gb18030"), "不是 UTF-8 编码"),
        (b"", "第一行应是"),
    ],
    ids=["mark", "language", "encoding", "nothing"],
)
def test_files_that_are_not_as_gherkin_wants_them(content: bytes, said: str, tmp_path: Path, book: Rulebook) -> None:
    """A byte order mark, no language, another encoding, nothing."""
    (tmp_path / "x.feature").write_bytes(content)

    with pytest.raises(ScenarioError) as caught:
        read_features(tmp_path, book)
    assert said in str(caught.value)


def test_every_mistake_is_told_at_once(tmp_path: Path, book: Rulebook) -> None:
    """Of all files; what stands between three quotation marks is not looked at."""
    (tmp_path / "a.feature").write_text(
        '# language: zh-CN\n功能: 一\n  """\n  ｜\n  """\n  场景: 二\n    假如 一位老太太\n    当 明天\n', "utf-8"
    )
    (tmp_path / "b.feature").write_text("功能：一\n", "utf-8")

    with pytest.raises(ScenarioError) as caught:
        read_features(tmp_path, book)
    places = [line.partition(": ")[0] for line in str(caught.value).splitlines()]
    assert places[-2:] == ["b.feature:1", "b.feature:1"]
    assert "｜" not in str(caught.value)


# -- amounts and what is known in part --------------------------------------------------------------------------------------

PAYING = one_document(
    x=benefit("{widowed: true}", table(("{income: {below: 500}}", "600"), ("{income: {at_least: 500}}", "400"))),
    y=benefit("{age: {at_least: 80}}", "pays: {amount: 1200.5, per: year}"),
    z=benefit("{age: {at_least: 60}}"),
)


def run(book: Rulebook, folder: Path, rows: str, *steps: str) -> str | None:
    """What does not hold of a scenario."""
    table_ = "".join(f"      | {row} |\n" for row in rows.split("\n"))
    said = "".join(f"    {'那么' if number == 0 else '并且'} {step}\n" for number, step in enumerate(steps))
    (folder / "a.feature").write_text(
        f"# language: zh-CN\n功能: 一\n  场景: 二\n    假如 一位老人\n{table_}    当 在 2025-03-01 核定\n{said}", "utf-8"
    )
    return run_features(folder, book)[0].failure


@pytest.fixture
def paying(tmp_path: Path) -> Rulebook:
    return read_book(tmp_path / "rules", PAYING)


@pytest.mark.parametrize(
    ("rows", "holds", "fails"),
    [
        ("丧偶 | 是\n月收入 | 100", '"r/x" 的金额是每月 600 元', '"r/x" 的金额是每月 400 元'),
        ("丧偶 | 是", '"r/x" 的金额是 每月 400 至 600 元', '"r/x" 的金额是每月 600 元'),
        ("丧偶 | 不详", '"r/x" 的金额是每月 0 至 600 元', '"r/x" 的金额是无'),
        ("丧偶 | 否", '"r/x" 的金额是无', '"r/x" 的金额是每月 0 元'),
        ("丧偶 | 是\n月收入 | 100", "每月合计 600 元", "每月合计 601 元"),
        ("丧偶 | 不详", "每月合计0至600元", "每月合计 0 元"),
        ("丧偶 | 否", "每月合计 0 元", "每月合计 600 元"),
        ("年龄 | 82", '"r/y" 的金额是每年 1,200.5 元', '"r/y" 的金额是每月 1,200.5 元'),
        ("年龄 | 82", "每年合计 1200.5 元", "每月合计 1200.5 元"),
        ("年龄 | 82", '"r/z" 的金额是无', '"r/z" 的金额是每月 1 元'),
        ("年龄 | 79至81", '"r/y" 的结论是 待定', '"r/y" 的结论是 符合'),
        ("年龄 | 80以上", '"r/y" 的结论是 符合', '"r/y" 的结论是 待定'),
        ("年龄 | 不高于79", '"r/y" 的结论是 不符合', '"r/y" 的结论是 待定'),
        ("出生日期 | 约1942年", '"r/y" 的结论是 符合', '"r/y" 的结论是 待定'),
        ("出生日期 | 1944-01-01 至 1946-01-01", '"r/y" 的结论是 待定', '"r/y" 的结论是 符合'),
        ("丧偶 | 是\n月收入 | 100至300", '"r/x" 的金额是每月 600 元', '"r/x" 的金额是每月 400 元'),
        ("丧偶 | 是\n月收入 | 500元以上", '"r/x" 的金额是每月 400 元', '"r/x" 的金额是每月 600 元'),
    ],
)
def test_amounts_and_what_is_known_in_part(rows: str, holds: str, fails: str, paying: Rulebook, tmp_path: Path) -> None:
    """Exact, from so much to so much, or none at all; and in all."""
    assert run(paying, tmp_path, rows, holds) is None
    assert run(paying, tmp_path, rows, fails) is not None


def test_codes_that_are_known_in_part(tmp_path: Path) -> None:
    """One of some grades; a set that has some codes and others not."""
    book = read_book(tmp_path / "rules", one_document(x=benefit("{ability: {at_least: mild}}"), y=benefit("{aids: {has_any: [dibao]}}")))

    assert run(book, tmp_path, "能力等级 | 轻度或重度\n救助 | 不含 低保", '"r/x" 的结论是 符合', '"r/y" 的结论是 不符合') is None
    assert run(book, tmp_path, "能力等级 | 完好或轻度\n救助 | 含 低保边缘", '"r/x" 的结论是 待定', '"r/y" 的结论是 待定') is None
    assert run(book, tmp_path, "救助 | 含 最低生活保障，不含 低保边缘", '"r/y" 的结论是 符合') is None


@pytest.mark.parametrize(
    ("rows", "step", "said"),
    [
        ("丧偶 | 是", '"r/x" 的金额是 600', "“600”不是金额，应写成 每月 600 元"),
        ("丧偶 | 是", '"r/x" 的金额是每月 600 至 400 元', "不是金额"),
        ("丧偶 | 是", "每周合计 600 元", "不是金额"),
        ("月收入 | 很多", '"r/x" 的结论是 符合', "a.feature:5: “月收入”应是一个数，例如 1200"),
        ("年龄 | 很老", '"r/x" 的结论是 符合', "a.feature:5: “年龄”应是周岁数"),
        ("丧偶 | 是\n能力等级 | 轻渡", '"r/x" 的结论是 符合', "a.feature:6: 能力等级: "),
        ("丧偶 | 是\n丧偶 | 否", '"r/x" 的结论是 符合', "a.feature:6: “丧偶”写了两次"),
        ("救助 | 含 低保，特困", '"r/x" 的结论是 符合', "“救助”写成“含 甲、乙，不含 丙”"),
        ("丧偶 | 是", '"r/x" 的结论是 可以', "没有结论“可以”，可写：符合、不符合、待定、不在有效期"),
        ("丧偶 | 是", '"r/w" 的金额是无', "没有待遇“r/w”，是否“r/"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_write(rows: str, step: str, said: str, paying: Rulebook, tmp_path: Path) -> None:
    """Also where only the profile as a whole shows it."""
    with pytest.raises(ScenarioError) as caught:
        run(paying, tmp_path, rows, step)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("每月600元", "每月 600 元"),
        ("每天 0 至 12.50 元", "每天 0 至 12.50 元"),
        ("每季 300 元以上", "每季度 300 元以上"),
        ("每月 1 至 2 元以上", None),
        ("600 元", None),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, said: str | None) -> None:
    """And said in one way."""
    assert (None if money_of(text) is None else str(money_of(text))) == said
