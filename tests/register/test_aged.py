"""Ages that were told long before the day of a screening."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
import xlsxwriter
from typer.testing import CliRunner

from huilao.cli import app
from register_files import lines_of
from small_books import FACTS, benefit, chapter, document, write_book

TOLD = "或更早的：到核定日已大了一岁以上"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {"facts.yaml": FACTS, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(allowance=benefit("{age: {at_least: 80}}"))}
    return write_book(tmp_path_factory.mktemp("book"), files)


@pytest.mark.parametrize(
    ("heads", "row", "mapping", "told", "claimed"),
    [
        ("年龄,登记时间", "79,2023-12-31", "列: {登记时间: 忽略}", True, False),
        ("年龄,填报日期", "79,2023年", "列: {填报日期: 忽略}", True, False),
        ("年龄（2023年底）", "79", "列: {年龄（2023年底）: 年龄}", True, False),
        ("2023年度老年人花名册,\n年龄,备注", "79,", "列: {备注: 忽略}", True, False),
        ("2025年12月老年人花名册,\n年龄,备注", "79,", "列: {备注: 忽略}", False, False),
        ("长民发〔2019〕12号附件,\n年龄,备注", "79,", "列: {备注: 忽略}", False, False),
        ("长府办发2019年12号文件,\n年龄,备注", "79,", "列: {备注: 忽略}", False, False),
        ("2019年方案附件 2025年12月名册,\n年龄,备注", "79,", "列: {备注: 忽略}", False, False),
        ("二〇二三年老年人花名册,\n年龄,备注", "79,", "列: {备注: 忽略}", True, False),
        ("2023年老年人花名册,\n年龄,出生日期", "82,1944-01-01", "列: {}", False, True),
        ("年龄,登记时间", "79,2023-12-31", "列: {登记时间: 忽略}\n年龄截至: 2023-12-31", False, True),
        ("年龄,登记时间", "79,2025-12-31", "列: {登记时间: 忽略}", False, False),
        ("年龄,登记时间,出生日期", "82,2023-12-31,1944-01-01", "列: {登记时间: 忽略}", False, True),
    ],
)
def test_ages_are_of_their_own_day(book: Path, tmp_path: Path, heads: str, row: str, mapping: str, told: bool, claimed: bool) -> None:
    """Where they are told a year before the screening or more that is said, with what to write so that people are as old as they are."""
    (tmp_path / "r.csv").write_text(f"{heads}\n{row}\n", encoding="utf-8")
    (tmp_path / "m.yaml").write_text(mapping, encoding="utf-8")
    given = ("--mapping", tmp_path / "m.yaml", "--rules", book, "--as-of", "2026-03-01", "--out", tmp_path / "out", "--action", "claim")

    result = CliRunner().invoke(app, ["screen", str(tmp_path / "r.csv"), *map(str, given)])

    assert (TOLD in result.stderr) == told, result.stderr
    assert bool(lines_of(tmp_path / "out" / "results.csv", "待遇代码")) == claimed


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        (("2023年花名册", "2025年12月花名册"), "2 行只有年龄"),
        (("2025年12月花名册", "2023年花名册"), "2 行只有年龄"),
        (("2023年花名册", "2023年花名册"), "4 行只有年龄"),
        (("2025年12月花名册", "花名册"), None),
    ],
)
def test_the_title_of_each_sheet_counts_for_its_own_rows(book: Path, tmp_path: Path, titles: tuple[str, str], told: str | None) -> None:
    """Where others are of another day, what to write is said of these alone."""
    with cast("Any", xlsxwriter).Workbook(tmp_path / "r.xlsx") as made:
        for number, title in enumerate(titles):
            sheet = made.add_worksheet(f"{number}村")
            for row, cells in enumerate(([title], ["年龄", "姓名"], [79, "甲"], [78, "乙"])):
                sheet.write_row(row, 0, cells)
    given = ("--sheet", "*", "--rules", str(book), "--as-of", "2026-03-01", "--out", str(tmp_path / "out"))

    said = CliRunner().invoke(app, ["screen", str(tmp_path / "r.xlsx"), *given]).stderr

    assert (TOLD in said) == (told is not None), said
    assert (told or "") in said
    assert ("另有 2 行不是那时登记的" in said) == (told == "2 行只有年龄")


def test_what_is_no_day_is_told(book: Path, tmp_path: Path) -> None:
    """With how to write it."""
    (tmp_path / "r.csv").write_text("年龄\n79\n", encoding="utf-8")
    (tmp_path / "m.yaml").write_text("列: {}\n年龄截至: 去年\n", encoding="utf-8")

    result = CliRunner().invoke(
        app,
        ["screen", str(tmp_path / "r.csv"), "--mapping", str(tmp_path / "m.yaml"), "--rules", str(book), "--out", str(tmp_path / "out")],
    )

    assert result.exit_code == 2
    assert "“年龄截至”应是日期，例如 2023-12-31" in result.stderr
