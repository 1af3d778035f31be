"""Tables to a sheet and back: a sheet that nobody changed changes nothing, an edit changes what it says and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from shutil import copytree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from huilao import Rulebook
from huilao.cli import app
from huilao.tables.back import SheetError, read_back
from huilao.tables.table import TableError
from page_blocks import blocks_of
from small_books import chapter, document, read_book, write_book
from table_sheets import DAY, Rows, changed, edited, exported, rows_in, set_cell

ROOT = Path(__file__).parents[2]
CARE, BANDS, VOUCHER = "city/6-care-subsidy", "city/3-age-allowance", "city/8-consumption-voucher"


@pytest.fixture(scope="module")
def qinghe() -> Rulebook:
    return Rulebook.load(ROOT / "examples" / "qinghe" / "rulesets")


def book_of_page(page: str, folder: Path) -> Rulebook:
    """The rule book that a page of the documentation has."""
    for block in blocks_of((ROOT / "docs" / page).read_text("utf-8")):
        name = block.text.partition("\n")[0].removeprefix("# ").split(" ")[0].split("（")[0]
        if block.kind == "yaml" and name.endswith(".yaml"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text((path.read_text("utf-8") if path.exists() else "") + block.text, "utf-8")
    return Rulebook.load(folder)


def every_table(folder: Path, qinghe: Rulebook) -> Iterator[tuple[Rulebook, str]]:
    """Every benefit with a table of the rule books of the repository."""
    pages = [book_of_page(page, folder / page) for page in ("language.md", "language.zh.md")]
    for book in (qinghe, Rulebook.load(ROOT / "rulesets"), *pages):
        yield from ((book, name) for name, one in book.benefits.items() if one.levels)


def test_a_sheet_that_nobody_changed_changes_no_byte(tmp_path: Path, qinghe: Rulebook) -> None:
    """Whatever the rule book, its spelling and the language of the sheet."""
    number = 0
    for book, name in every_table(tmp_path, qinghe):
        for language in ("zh", "en"):
            number += 1
            found = read_back(book, exported(book, name, tmp_path / f"{number}.xlsx", language))
            assert (found.changes, found.content) == ((), found.table.content), name
    assert number >= 20


def _drop(row: int) -> Callable[[Rows, int], None]:
    def change(rows: Rows, head: int) -> None:
        del rows[head + row]

    return change


def _swap(rows: Rows, head: int) -> None:
    rows[head + 1], rows[head + 2] = rows[head + 2], rows[head + 1]


def _add(rows: Rows, head: int) -> None:
    rows.insert(head + 2, ["", "", "否", "完全失能", "1000", "", ""])


def _new_heading(rows: Rows, head: int) -> None:
    for at, row in enumerate(rows[head:]):
        row.insert(2, ["年龄 低于", "100", "", "", ""][at])


def _recite(rows: Rows, _: int) -> None:
    next(row for row in rows if row[0] == "出处")[1] = "第六条第一款；第六条第二款"


@pytest.mark.parametrize(("benefit", "change", "says", "old", "new"), [
    pytest.param(CARE, set_cell(2, "补贴（元/月）", "320"), "改　第 2 行：补贴（元/月） 300 → 320", "amount: 300\n", "amount: 320\n", id="a number"),
    pytest.param(CARE, set_cell(3, "老年人能力等级 不低于", "完全失能"), "改　第 3 行：老年人能力等级 不低于 重度失能 → 完全失能",
                 "when: {ability_level: {at_least: severe}}\n          amount: 260", "when: {ability_level: {at_least: total}}\n          amount: 260", id="a code"),
    pytest.param(VOUCHER, set_cell(2, "老年人能力等级", "中度失能、轻度失能"), "改　第 2 行：老年人能力等级 中度失能 → 中度失能、轻度失能",
                 "{ability_level: moderate}, rate: 40", "{ability_level: [moderate, mild]}, rate: 40", id="several codes"),
    pytest.param(BANDS, set_cell(3, "津贴（元/月）", "500"), "改　第 3 行：津贴（元/月） 高龄津贴标准（100周岁以上） → 500", "amount: allowance_at_100", "amount: 500", id="a standard becomes a number"),
    pytest.param(BANDS, set_cell(1, "津贴（元/月）", "高龄津贴标准（90至99周岁）"), "改　第 1 行：津贴（元/月） 高龄津贴标准（80至89周岁） → 高龄津贴标准（90至99周岁）",
                 "amount: allowance_at_80", "amount: allowance_at_90", id="another standard"),
    pytest.param(BANDS, set_cell(3, "津贴（元/月）", "{积: [高龄津贴标准（90至99周岁）, 2]}"), "改　第 3 行：", "amount: allowance_at_100", "amount: {times: [allowance_at_90, 2]}", id="a calculation"),
    pytest.param(CARE, _drop(2), "删　第 2 行：低保或特困 是；补贴（元/月） 300", "        - when: {poor: true}\n          amount: 300\n", "", id="a row less"),
    pytest.param(CARE, _swap, "移　现在的次序是原第 2、1、3、4 行",
                 "        - when: {poor: true, ability_level: {at_least: severe}}\n          amount: 480\n        - when: {poor: true}\n          amount: 300\n",
                 "        - when: {poor: true}\n          amount: 300\n        - when: {poor: true, ability_level: {at_least: severe}}\n          amount: 480\n", id="another order"),
    pytest.param(CARE, _add, "加　表里第 17 行：低保或特困 否；老年人能力等级 不低于 完全失能；补贴（元/月） 1000",
                 "          amount: 480\n", "          amount: 480\n        - when: {poor: false, ability_level: {at_least: total}}\n          amount: 1000\n", id="a new row"),
    pytest.param(CARE, _new_heading, "改　第 1 行：年龄 低于 （空） → 100", "{poor: true, ability_level: {at_least: severe}}", "{poor: true, ability_level: {at_least: severe}, age: {below: 100}}", id="a new column"),
    pytest.param(CARE, _recite, "出处　第六条 → 第六条第一款；第六条第二款", "    cite: 第六条\n", "    cite: [第六条第一款, 第六条第二款]\n", id="the citation"),
])  # fmt: skip
def test_an_edit_changes_what_it_says_and_no_more(
    tmp_path: Path, qinghe: Rulebook, benefit: str, change: Callable[[Rows, int], None], says: str, old: str, new: str
) -> None:
    """The change is said in a line, and in the file only its words are other ones."""
    found = changed(qinghe, benefit, tmp_path, change)

    assert len(found.changes) == 1
    assert found.changes[0].zh.startswith(says)
    assert found.content.decode() == found.table.content.decode().replace(old, new, 1)
    assert found.content != found.table.content


def _many(rows: Rows, head: int) -> None:
    head_row = rows[head]
    rows[head + 1][head_row.index("补贴（元/月）")] = "一千"
    rows[head + 2][head_row.index("老年人能力等级 不低于")] = "很严重"
    rows[head + 3][0] = "9"


@pytest.mark.parametrize(("change", "mistakes"), [
    pytest.param(_many, [("E16", ""), ("D17", ""), ("A18", "导出时有第 1 到 4 行")], id="all at once, each at its cell"),
    pytest.param(set_cell(1, "补贴（元/月）", "-5"), [("E16", "不低于 0")], id="what the reader of rules finds"),
    pytest.param(set_cell(0, "低保或特困", "低保或特因"), [("", "不要删列"), ("C15", "低保或特困")], id="a heading that is none"),
    pytest.param(set_cell(2, "行", "1"), [("A17", "清空")], id="a row that stands twice"),
    pytest.param(set_cell(2, "低保或特困", ""), [("", "移到最后")], id="a row without a condition before the last"),
    pytest.param(set_cell(1, "给谁（程序写的）", "所有人"), [("B16", "改后面的条件列")], id="words that are not read"),
    pytest.param(set_cell(1, "老年人能力等级 不低于", "{重度失能"), [("D16", "")], id="a bracket left open"),
])  # fmt: skip
def test_mistakes_are_said_at_their_cells(
    tmp_path: Path, qinghe: Rulebook, change: Callable[[Rows, int], None], mistakes: list[tuple[str, str]]
) -> None:
    """Every one of them in one run, with the cell and how to mend it."""
    with pytest.raises(SheetError) as raised:
        changed(qinghe, CARE, tmp_path, change)

    said = [one.render("zh") for one in raised.value.mistakes]
    assert len(said) == len(mistakes), said
    for one, (cell, words) in zip(said, mistakes, strict=True):
        assert cell in one
        assert words in one


def test_a_table_that_was_changed_since_is_not_overwritten(tmp_path: Path) -> None:
    """A sheet of an older table is refused: it would undo what was changed in between."""
    folder = copytree(ROOT / "examples" / "qinghe" / "rulesets", tmp_path / "rules")
    sheet = exported(Rulebook.load(folder), CARE, tmp_path / "a.xlsx")
    path = folder / "city" / "subsidies.yaml"
    path.write_text(path.read_text("utf-8").replace("amount: 480", "amount: 490"), "utf-8")

    with pytest.raises(TableError, match="导出以后"):
        read_back(Rulebook.load(folder), sheet)


ROWS = "levels: {{columns: {{amount: {{label: 金额, type: money, unit: CNY per month}}}}, rows: [{{when: {when}, amount: 1}}, {{amount: 2}}], hits: first}}"


@pytest.mark.parametrize(("when", "reason"), [
    ("{any: [{widowed: true}, {age: {at_least: 80}}]}", "用了“any”"),
    ("{not: {widowed: true}}", "用了“not”"),
])  # fmt: skip
def test_what_does_not_go_into_a_cell_is_refused(tmp_path: Path, when: str, reason: str) -> None:
    """With the row, the reason and what to do; nothing is lost without a word."""
    book = read_book(
        tmp_path / "book",
        {
            "r/document.yaml": document("r"),
            "r/c.yaml": chapter(
                b=f"{{when: {{age: {{at_least: 60}}}}, name: 待遇, cite: 第一条, service: help, force: mandatory, rule_class: core, for: elder, provides: 内容, {ROWS.format(when=when)}}}"
            ),
        },
    )

    with pytest.raises(TableError) as raised:
        exported(book, "r/b", tmp_path / "a.xlsx")

    assert reason in raised.value.reasons[0].zh
    assert "术语" in raised.value.reasons[0].zh


def test_the_wording_of_the_day_is_what_goes_out_and_comes_back(tmp_path: Path) -> None:
    """Where the rows were amended those of the day stand in the sheet, and an edit is written into the amendment."""
    changes = "changes: [{since: 2025-07-01, levels: {rows: [{when: {widowed: true}, amount: 3}, {amount: 4}]}}]"
    files = {
        "r/document.yaml": document("r", more="in_effect: {from: 2024-01-01}"),
        "r/c.yaml": chapter(
            b=f"{{when: {{age: {{at_least: 60}}}}, name: 待遇, cite: 第一条, service: help, force: mandatory, rule_class: core, for: elder, provides: 内容, {ROWS.format(when='{widowed: true}')}, {changes}}}"
        ),
    }
    book = read_book(tmp_path / "book", files)

    before = changed(book, "r/b", tmp_path, set_cell(2, "金额（元/月）", "7"), day=date(2025, 1, 1))
    after = changed(book, "r/b", tmp_path, set_cell(2, "金额（元/月）", "7"), day=date(2026, 1, 1))

    assert before.content.decode() == files["r/c.yaml"].replace("{amount: 2}", "{amount: 7}")
    assert after.content.decode() == files["r/c.yaml"].replace("{amount: 4}", "{amount: 7}")


def _rule(luck: Random) -> str:
    """What a row asks, in either spelling."""
    kinds = [
        f"age: {{at_least: {luck.randint(60, 70)}, below: {luck.randint(80, 99)}}}", f"年龄: {{不低于: {luck.randint(61, 90)}岁6个月}}", f"age: {{between: [{luck.randint(60, 70)}, {luck.randint(71, 99)}]}}",
        "widowed: false", "丧偶: 是", "lives_here: true", 'residence: {within: "5134"}',
    ]  # fmt: skip
    chosen = luck.sample(range(len(kinds)), 3)
    names = {0: "age", 1: "age", 2: "age", 3: "w", 4: "w", 5: "l", 6: "r"}
    one_each = {names[at]: kinds[at] for at in chosen}
    return f"{{{', '.join(one_each.values())}}}"


@given(st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_random_tables_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Export and import is the identity, byte for byte, of random tables in random layouts with comments."""
    luck = Random(seed)
    folder = tmp_path_factory.mktemp("book")
    lines: list[str] = []
    for number in range(luck.randint(1, 4)):
        lines += [f"        # about row {number}"] if luck.random() < 0.3 else []
        amount = luck.choice(["100", "12.5", "", "{times: [3, 40]}"])
        when = _rule(luck)
        lines += [f"        - {{when: {when}, amount: {amount}, note: {luck.choice(['按月', '', 'a b'])}}}   # why"] if luck.random() < 0.5 else [
            f"        - when: {when}", f"          amount: {amount}   # since 2020", f"          note: {luck.choice(['按月发放', '', chr(34) + '1: 2' + chr(34)])}"]  # fmt: skip
    text = "\n".join([
        "benefits:", "  b:", "    name: 待遇", "    cite: 第一条   # of the first", "    service: help", "    force: mandatory", "    rule_class: core", "    for: elder", "    applies_to: anyone",
        "    provides: 内容", "    when: {age: {at_least: 60}}", "    levels:", "      hits: first", "      columns:", "        amount: {label: 金额, type: money}", "        note: {label: 说明, type: text}",
        "      rows:", *lines, "    notes: [完]", "",
    ])  # fmt: skip
    book = Rulebook.load(write_book(folder, {"r/document.yaml": document("r"), "r/c.yaml": text}))

    found = read_back(book, exported(book, "r/b", folder / "a.xlsx", luck.choice(["zh", "en"])))

    assert found.changes == ()
    assert found.content.decode() == text


def test_the_commands_list_and_write(tmp_path: Path) -> None:
    """`table import` lists what changes and writes only when asked to; then nothing is left to change."""
    folder = copytree(ROOT / "examples" / "qinghe" / "rulesets", tmp_path / "rules")
    runner, sheet = CliRunner(), tmp_path / "a.xlsx"
    assert runner.invoke(app, ["table", "export", CARE, "--out", str(sheet), "--rules", str(folder), "--as-of", str(DAY)]).exit_code == 0
    again = runner.invoke(app, ["table", "export", CARE, "--out", str(sheet), "--rules", str(folder)])
    changed_sheet = edited(sheet, set_cell(2, "补贴（元/月）", "320"))
    path = folder / "city" / "subsidies.yaml"
    before = path.read_bytes()

    listed = runner.invoke(app, ["table", "import", str(changed_sheet), "--rules", str(folder)])
    untouched = path.read_bytes()
    written = runner.invoke(app, ["table", "import", str(changed_sheet), "--rules", str(folder), "--write"])

    assert again.exit_code == 2
    assert "还没有写入" in listed.output
    assert untouched == before
    assert "已写入" in written.output
    assert path.read_bytes() == before.replace(b"amount: 300\n", b"amount: 320\n")
    assert rows_in(exported(Rulebook.load(folder), CARE, tmp_path / "b.xlsx"))[-3][4] == "320"
