"""What is to be mended comes back as a workbook, and what was mended joins the results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from huilao.cli import app
from register_files import lines_of
from small_books import FACTS, benefit, chapter, document, write_book

ROWS = ("编号,出生日期,月收入", "1,1940-01-01,500", "2,3940-01-01,500", "3,3945-01-01,2000", "4,1950-01-01,2000")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    benefits = {"allowance": benefit("{age: {at_least: 80}}"), "aid": benefit("{income: {below: 1000}}")}
    return write_book(
        tmp_path_factory.mktemp("book"), {"facts.yaml": FACTS, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(**benefits)}
    )


def screen(book: Path, folder: Path, *options: str | Path, rows: Sequence[str] = ROWS) -> Result:
    (folder / "r.csv").write_text("\n".join(rows), encoding="utf-8")
    given = (
        "screen",
        folder / "r.csv",
        "--rules",
        book,
        "--key",
        "编号",
        "--as-of",
        "2025-03-01",
        "--out",
        folder / "out",
        "--action",
        "claim",
    )
    return CliRunner().invoke(app, [str(one) for one in (*given, *options)])


def mended(path: Path, target: Path, **cells: str) -> Path:
    """The workbook given back, with these birth dates by key in the rows to mend."""
    with cast("Any", xlsxwriter).Workbook(target) as workbook:
        for name in pl.read_excel(path, sheet_id=0):
            frame = pl.read_excel(path, sheet_name=name, infer_schema_length=0)
            mends = cells if name == "待更正" else {}
            dates = [mends.get(f"k{key}", born) for key, born in frame.select("编号", "出生日期").iter_rows()]
            frame.with_columns(出生日期=pl.Series(dates)).write_excel(workbook, name)
    return target


def claims(folder: Path) -> list[tuple[str, ...]]:
    return lines_of(folder / "out" / "results.csv", "主键", "待遇代码")


def test_the_loop_of_mending(book: Path, tmp_path: Path) -> None:
    """What was mended takes the place of its rows, given twice it is the same; what is still wrong comes back with what was mended
    before, so that the last workbook is enough.
    """
    first = screen(book, tmp_path)
    assert first.exit_code == 1
    assert "--mended" in first.stderr
    assert claims(tmp_path) == [("1", "r/allowance"), ("1", "r/aid"), ("2", "r/aid")]
    workbook = tmp_path / "out" / "待更正.xlsx"
    rows = pl.read_excel(workbook, sheet_name="待更正", infer_schema_length=0)
    assert rows.columns == ["行号", "原行标记", "更正什么", "编号", "出生日期", "月收入"]
    assert rows["编号"].to_list() == ["2", "3"]
    assert "出生日期：" in rows["更正什么"][0]

    half = mended(workbook, tmp_path / "half.xlsx", k2="1941-01-01")
    found: list[list[tuple[str, ...]]] = []
    for files in ([half], [half, half]):
        second = screen(book, tmp_path, *(option for one in files for option in ("--mended", one)))
        assert second.exit_code == 1, second.output
        found.append(claims(tmp_path))
    assert found == [[("1", "r/allowance"), ("1", "r/aid"), ("2", "r/allowance"), ("2", "r/aid")]] * 2

    whole = mended(workbook, tmp_path / "whole.xlsx", k3="1940-06-01")
    assert screen(book, tmp_path, "--mended", whole).exit_code == 0
    assert [key for key, _ in claims(tmp_path)] == ["1", "1", "2", "2", "3"]
    assert pl.read_excel(workbook, sheet_name="已更正", infer_schema_length=0)["编号"].to_list() == ["2", "3"]


def test_several_people_mend_parts_of_one_workbook(book: Path, tmp_path: Path) -> None:
    """Whoever left a row as it was does not undo what another mended, whichever file comes last; where two mended it otherwise that is told.
    The same of a workbook that has rows which were mended before.
    """
    screen(book, tmp_path)
    workbook = tmp_path / "out" / "待更正.xlsx"
    one, other, again = (
        mended(workbook, tmp_path / f"{name}.xlsx", **cells)
        for name, cells in {"one": {"k2": "1941-01-01"}, "other": {"k3": "1940-06-01"}, "again": {"k2": "1941-02-02"}}.items()
    )
    for files in ([one, other], [other, one]):
        result = screen(book, tmp_path, *(option for file in files for option in ("--mended", file)))
        assert (result.exit_code, "用上 2 行" in result.stderr, "不一样" in result.stderr) == (0, True, False), result.output
    otherwise = screen(book, tmp_path, "--mended", one, "--mended", other, "--mended", again)
    assert "第 3 行在几个文件里更正得不一样，用的是后面那个文件的" in otherwise.stderr

    wrong = mended(workbook, tmp_path / "wrong.xlsx", k2="不知", k3="不记得")
    screen(book, tmp_path, "--mended", wrong)
    first, second = (
        mended(workbook, tmp_path / f"{name}.xlsx", **cells)
        for name, cells in {"f": {"k2": "1941-01-01"}, "s": {"k3": "1940-06-01"}}.items()
    )
    result = screen(book, tmp_path, "--mended", first, "--mended", second)
    assert (result.exit_code, "不一样" in result.stderr) == (0, False), result.output


def test_what_was_mended_before_is_not_undone_by_who_left_it(book: Path, tmp_path: Path) -> None:
    """A workbook that was written after some rows were mended, given back with one that was written before: whichever comes last, a row that
    somebody left does not undo it; of two mends the later file counts, and that is told.
    """
    screen(book, tmp_path)
    workbook = tmp_path / "out" / "待更正.xlsx"
    untouched = mended(workbook, tmp_path / "u.xlsx")
    half = mended(workbook, tmp_path / "half.xlsx", k2="1941-01-01")
    other = mended(workbook, tmp_path / "other.xlsx", k3="1940-06-01")
    third = mended(workbook, tmp_path / "third.xlsx", k2="1960-01-01")
    screen(book, tmp_path, "--mended", half)
    later = mended(workbook, tmp_path / "later.xlsx")  # its row 2 stands among those that were mended
    for files in ([later, other], [other, later], [later, untouched, other]):
        result = screen(book, tmp_path, *(option for file in files for option in ("--mended", file)))
        assert (result.exit_code, "用上 2 行" in result.stderr, "不一样" in result.stderr) == (0, True, False), result.output
        assert ("2", "r/allowance") in claims(tmp_path)
    for files, allowed in (([third, later], True), ([later, third], False)):
        result = screen(book, tmp_path, *(option for file in files for option in ("--mended", file)))
        assert "第 3 行在几个文件里更正得不一样，用的是后面那个文件的" in result.stderr
        assert (("2", "r/allowance") in claims(tmp_path)) is allowed


def test_rows_of_several_sheets_and_columns_of_like_names(book: Path, tmp_path: Path) -> None:
    """A row is told by its sheet and its number there; a column of the register's own called 行号 stays one."""
    with cast("Any", xlsxwriter).Workbook(tmp_path / "r.xlsx") as workbook:
        for name, born in (("甲镇", "1940-01-01"), ("乙镇", "3940-01-01")):
            pl.DataFrame({"行号": [f"{name}7"], "出生日期": [born]}).write_excel(workbook, name)
    given = [
        "screen",
        tmp_path / "r.xlsx",
        "--sheet",
        "*",
        "--rules",
        book,
        "--key",
        "行号",
        "--as-of",
        "2025-03-01",
        "--out",
        tmp_path / "out",
    ]
    first = CliRunner().invoke(app, [str(one) for one in given])
    assert first.exit_code == 1, first.output

    rows = pl.read_excel(tmp_path / "out" / "待更正.xlsx", sheet_name="待更正", infer_schema_length=0)
    assert rows.drop("原行标记", "更正什么").rows() == [("2", "2 乙镇", "乙镇7", "3940-01-01")]
    assert rows.columns[0] == "行号*"

    rows.with_columns(出生日期=pl.lit("1940-02-02")).write_excel(tmp_path / "back.xlsx", "待更正")
    second = CliRunner().invoke(app, [str(one) for one in [*given, "--mended", tmp_path / "back.xlsx", "--long", "--action", "claim"]])
    assert second.exit_code == 0, second.output
    assert claims(tmp_path) == [("甲镇7", "r/allowance"), ("乙镇7", "r/allowance")]
    rows = pl.read_excel(tmp_path / "out" / "待更正.xlsx", sheet_name="已更正", infer_schema_length=0)
    assert rows.drop("原行标记", "更正什么").rows() == [("2", "2 乙镇", "乙镇7", "1940-02-02")]


def test_a_workbook_that_is_none_of_ours_is_refused(book: Path, tmp_path: Path) -> None:
    """With what to give back."""
    pl.DataFrame({"编号": ["1"]}).write_excel(tmp_path / "other.xlsx")

    (tmp_path / "other.csv").write_text("行号,编号\n2,1\n", encoding="utf-8")

    for name, said in (("other.xlsx", "没有“待更正”这张工作表"), ("other.csv", "要交回的是筛查写出的工作簿 待更正.xlsx")):
        result = screen(book, tmp_path, "--mended", tmp_path / name)

        assert result.exit_code == 2
        assert said in result.stderr


def test_what_is_given_back_is_told_by_its_content(book: Path, tmp_path: Path) -> None:
    """Whatever the name of the file says."""
    screen(book, tmp_path)
    back = mended(tmp_path / "out" / "待更正.xlsx", tmp_path / "back.xlsx", k2="1940-02-02")

    result = screen(book, tmp_path, "--mended", back.rename(tmp_path / "back.xls"))

    assert "交回 2 行：用上 2 行" in result.stderr


def test_a_row_in_which_nothing_was_to_mend_is_not_taken(book: Path, tmp_path: Path) -> None:
    """It is told, and the person stays as in the register: a birth to come that has come since."""
    rows = (*ROWS[:2], "2,2025-06-01,500", *ROWS[3:])
    screen(book, tmp_path, rows=rows)
    back = mended(tmp_path / "out" / "待更正.xlsx", tmp_path / "back.xlsx", k2="1941-01-01", k3="1940-06-01")

    result = screen(book, tmp_path, "--as-of", "2026-03-01", "--mended", back, rows=rows)

    assert "交回 2 行：用上 1 行；第 3 行原来没有要更正的内容，交回的没有采用" in result.stderr
    assert ("2", "r/allowance") not in claims(tmp_path)


@pytest.mark.parametrize(
    ("rows", "said", "people"),
    [
        ((0, 1, 9, 2, 3, 4), "用上 2 行；登记表增删过行，2 行按内容找到了现在的位置", {"1", "2", "3", "9"}),
        ((0, 1, 3, 4), "用上 1 行；登记表增删过行，1 行按内容找到了现在的位置；登记表改过了，第 3 行不是原来那一行，没有用", {"1", "3"}),
        ((0, 9, 2, 3, 4), "用上 2 行", {"9", "2", "3"}),
        ((0, 1, 9, 3, 4), "用上 1 行；登记表改过了，第 3 行不是原来那一行，没有用，留在“没有用上”这张工作表里", {"1", "9", "3"}),
    ],
    ids=["inserted", "deleted", "another was changed", "changed"],
)
def test_a_register_that_was_changed_since_loses_nobody(
    book: Path, tmp_path: Path, rows: tuple[int, ...], said: str, people: set[str]
) -> None:
    """Whatever cells of a row are mended, it takes the place of its own row and of no other."""
    screen(book, tmp_path)
    back = mended(tmp_path / "out" / "待更正.xlsx", tmp_path / "back.xlsx", k2="1941-01-01", k3="1940-06-01")
    named = dict(enumerate(ROWS)) | {9: "9,1942-01-01,500"}

    result = screen(book, tmp_path, "--mended", back, rows=[named[one] for one in rows])

    assert said in result.stderr
    assert {key for key, _ in claims(tmp_path)} == people
    kept = pl.read_excel(tmp_path / "out" / "待更正.xlsx", sheet_id=0)
    assert ("没有用上" in kept) == ("没有用" in said)


def test_what_became_of_the_rows_that_were_given_back(book: Path, tmp_path: Path) -> None:
    """Those that were not used are told: of no row of the register, doubled, or new. A file that is missing is said to be."""
    screen(book, tmp_path)
    rows = pl.read_excel(tmp_path / "out" / "待更正.xlsx", sheet_name="待更正", infer_schema_length=0)
    good = rows.head(1).with_columns(出生日期=pl.lit("1941-01-01"))
    more = [good.with_columns(行号=pl.lit(number, pl.String)) for number in ("99", None)]
    pl.concat([good, good, *more]).write_excel(tmp_path / "back.xlsx", "待更正")

    result = screen(book, tmp_path, "--mended", tmp_path / "back.xlsx")

    assert (
        "交回 3 行：用上 1 行；第 99 行不在登记表里，没有用；第 3 行写了不止一次，用的是最后一次；新加的 1 行没有读入，请加到登记表里"
        in result.stderr
    )
    missing = screen(book, tmp_path, "--mended", tmp_path / "none.xlsx")
    assert missing.exit_code == 2
    assert "没有交回的文件" in missing.stderr
