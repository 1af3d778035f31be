"""One person in several rows: what they say is taken together, wherever the rows stand."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
import xlsxwriter
from typer.testing import CliRunner

from huilao.cli import app
from huilao.language.facts import Code, Fact, FactType, Text
from huilao.language.known import Among, Holding, Range
from huilao.register.together import united
from register_files import lines_of, table_of
from small_books import FACTS, benefit, chapter, document, write_book


def id_number(first: str) -> str:
    """The ID number of nobody that begins so."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11]


ONE, OTHER = id_number("90000019400510002"), id_number("90000019450115004")
RECEIVING = "  receiving: {type: set, label: {zh: 正在享受, en: Receiving}, codes: {allowance: {zh: 高龄津贴}, care: {zh: 护理补贴}}}\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    benefits = {
        "allowance": benefit("{age: {at_least: 80}}", "scheme: allowance"), "care": benefit("{age: {at_least: 80}}", "scheme: care"),
        "aid": benefit("{income: {below: 1000}}"),
    }  # fmt: skip
    files = {"facts.yaml": FACTS + RECEIVING, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(**benefits)}
    return write_book(tmp_path_factory.mktemp("book"), files)


@pytest.mark.parametrize("size", ["1", "100"])
def test_rows_of_one_person_are_taken_together(book: Path, tmp_path: Path, size: str) -> None:
    """What is drawn by one row or the other is drawn; nobody is lost, in parts of any size."""
    rows = ["身份证号,正在享受,月收入", f"{ONE},高龄津贴,", f"{OTHER},,500", f"{ONE},护理补贴,2000"]
    (tmp_path / "r.csv").write_text("\n".join(rows), encoding="utf-8")

    result = CliRunner().invoke(app, ["screen", str(tmp_path / "r.csv"), "--rules", str(book), "--as-of", "2025-03-01", "--out",
                                      str(tmp_path / "out"), "--partition", size, "--action", "claim"])  # fmt: skip

    assert result.exit_code == 0, result.output
    assert "与前面同一人 1 行（已合并）" in result.stderr
    assert lines_of(tmp_path / "out" / "results.csv", "行", "待遇代码", "已在享受") == [
        ("2", "r/allowance", "是"), ("2", "r/care", "是"), ("3", "r/allowance", ""), ("3", "r/care", ""), ("3", "r/aid", ""),
    ]  # fmt: skip
    given = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["rows"]
    assert (given["given"], given["read"], given["rejected"], given["same_person"]) == (3, 2, 0, 1)


def test_rows_that_contradict_each_other_are_told(book: Path, tmp_path: Path) -> None:
    """Nothing is known of that fact; the later row is to be mended, and the person is screened."""
    (tmp_path / "r.csv").write_text(f"身份证号,月收入\n{ONE},500\n{ONE},2000\n", encoding="utf-8")

    result = CliRunner().invoke(app, ["screen", str(tmp_path / "r.csv"), "--rules", str(book), "--as-of", "2025-03-01", "--out",
                                      str(tmp_path / "out"), "--action", "claim", "--action", "ask"])  # fmt: skip

    assert "读入 1 人" in result.output, result.output
    assert [(row["行"], row["列"], row["值"]) for row in table_of(tmp_path / "out" / "rejects.csv")] == [("3", "月收入", "2000")]
    assert ("2", "r/aid", "还要了解") in lines_of(tmp_path / "out" / "results.csv", "行", "待遇代码", "怎么办")


SET = Fact("s", FactType.SET, Text("s", "s"), codes=(Code("a", Text("a")), Code("b", Text("b")), Code("c", Text("c"))))
NUMBER = Fact("n", FactType.NUMBER, Text("n", "n"))
CHOICE = Fact("c", FactType.CHOICE, Text("c", "c"), codes=(Code("a", Text("a")), Code("b", Text("b"))))


@pytest.mark.parametrize(
    ("fact", "values", "together"),
    [
        (SET, [frozenset({"a"}), frozenset({"b"})], frozenset({"a", "b"})),
        (SET, [Holding(frozenset({"a"}), frozenset({"b"})), Holding(frozenset({"b"}), frozenset())], Holding(frozenset({"a", "b"}), frozenset())),
        (SET, [Holding(frozenset(), frozenset({"c"})), Holding(frozenset(), frozenset({"a"}))], Holding(frozenset(), frozenset({"a", "c"}))),
        (SET, [Holding(frozenset(), frozenset({"c"})), Holding(frozenset(), frozenset({"a", "b"}))], None),
        (NUMBER, [Range(Decimal(1), Decimal(5)), Range(Decimal(4), Decimal(9))], Range(Decimal(4), Decimal(5))),
        (NUMBER, [Range(Decimal(1), Decimal(5)), Decimal(4)], Decimal(4)),
        (NUMBER, [Range(Decimal(1), Decimal(5)), Decimal(6)], None),
        (NUMBER, [Decimal(3), Decimal(3), Decimal(4)], None),
        (CHOICE, [Among(frozenset({"a", "b"})), "a"], "a"),
        (CHOICE, ["a", "b"], None),
    ],
)  # fmt: skip
def test_values_together(fact: Fact, values: list[object], together: object) -> None:
    """Sets are united, ranges narrowed; what contradicts itself is nothing."""
    assert united(fact, values) == together


def screened(book: Path, folder: Path, text: str, *options: str) -> str:
    """What is told on the terminal."""
    (folder / "r.csv").write_text(text, encoding="utf-8")
    given = ["screen", folder / "r.csv", "--rules", book, "--as-of", "2025-03-01", "--out", folder / "out", *options]
    return CliRunner().invoke(app, [str(one) for one in given]).output


def test_rows_of_several_sheets_are_told_by_their_own_numbers(book: Path, tmp_path: Path) -> None:
    """In the reason of what contradicts itself, too."""
    with cast("Any", xlsxwriter).Workbook(tmp_path / "r.xlsx") as workbook:
        for name, income in (("甲镇", "500"), ("乙镇", "2000")):
            pl.DataFrame({"身份证号": [ONE], "月收入": [income]}).write_excel(workbook, name)

    given = ["screen", tmp_path / "r.xlsx", "--sheet", "*", "--rules", book, "--as-of", "2025-03-01", "--out", tmp_path / "out"]
    result = CliRunner().invoke(app, [str(one) for one in given])

    [row] = table_of(tmp_path / "out" / "rejects.csv")
    assert (row["第几张表"], row["行"], row["原因"]) == ("2", "2", "与第 1 张表第 2 行说的是同一人，两处不同，按不详处理"), result.output


def test_two_columns_that_tick_one_thing(book: Path, tmp_path: Path) -> None:
    """Where one says yes and the other no that is told, and unknown; an empty cell contradicts nothing."""
    (tmp_path / "m.yaml").write_text(
        "列: {津贴: 正在享受=高龄津贴, 津贴 (2): 正在享受=高龄津贴}\n空白为否: [津贴, 津贴 (2)]\n", encoding="utf-8"
    )
    rows = "津贴,津贴,出生日期\n是,是,1940-01-01\n否,是,1940-01-01\n是,,1940-01-01\n否,,1940-01-01\n"

    screened(book, tmp_path, rows, "--mapping", str(tmp_path / "m.yaml"), "--long")

    told = [(row["行"], row["列"], row["值"]) for row in table_of(tmp_path / "out" / "rejects.csv")]
    assert told == [("3", "津贴 (2)", "是")]
    assert [row for row in lines_of(tmp_path / "out" / "results.csv", "行", "待遇代码", "已在享受") if row[1] == "r/allowance"] == [
        (row, "r/allowance", drawn) for row, drawn in (("2", "是"), ("3", ""), ("4", "是"), ("5", ""))
    ]


def test_a_tick_of_a_set_that_two_rows_contradict(book: Path, tmp_path: Path) -> None:
    """It is told at the later row, and unknown; what no row denies is drawn. Another name under one number is told."""
    (tmp_path / "m.yaml").write_text("列: {津贴: 正在享受=高龄津贴, 补贴: 正在享受=护理补贴}\n", encoding="utf-8")
    rows = f"姓名,身份证号,津贴,补贴\n甲,{ONE},是,是\n乙,{ONE},否,\n丙,{OTHER},是,\n丙,{OTHER},,否\n"

    output = screened(book, tmp_path, rows, "--mapping", str(tmp_path / "m.yaml"), "--long")

    assert "身份证号相同而姓名不同：第 3 行与第 2 行。" in output
    told = [(row["行"], row["列"], row["值"]) for row in table_of(tmp_path / "out" / "rejects.csv")]
    assert told == [("3", "津贴", "否")]
    drawn = lines_of(tmp_path / "out" / "results.csv", "行", "待遇代码", "已在享受")
    assert [one for one in drawn if one[1] != "r/aid"] == [
        ("2", "r/allowance", ""), ("2", "r/care", "是"), ("4", "r/allowance", "是"), ("4", "r/care", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"身份证号,居住照料状况\n{ONE},独居\n{ONE},与配偶同住\n", ("3", "居住照料状况", "与配偶同住", "与第 2 行说的是同一人，两处不同，按不详处理")),
        ("出生日期,居住照料状况,居住\n1940-01-01,独居,与配偶同住\n", ("2", "居住", "与配偶同住", "与“居住照料状况”一列说的不同，按不详处理")),
    ],
)  # fmt: skip
def test_codes_that_nobody_has_together_contradict_each_other(tmp_path: Path, text: str, told: tuple[str, ...]) -> None:
    """Of two rows or columns: nothing is known of that fact, the later one is to be mended, and the person is screened."""
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    (tmp_path / "m.yaml").write_text("列:\n" + "".join(f"  {name}: {fact}\n" for name, fact in (
        ("身份证号", "身份证号"), ("出生日期", "出生日期"), ("居住照料状况", "居住照料状况"), ("居住", "居住照料状况")) if name in text.split("\n")[0].split(",")), encoding="utf-8")  # fmt: skip
    given = ["screen", "r.csv", "--mapping", "m.yaml", "--as-of", "2025-03-01", "--benefit", "mianning/3-1-dibao", "--out", "out"]
    result = CliRunner().invoke(app, [str(tmp_path / one) if one in ("r.csv", "m.yaml", "out") else one for one in given])

    assert "读入 1 人" in result.output
    assert "未能读入 0" not in result.output
    assert "修整 0" not in result.output
    assert [tuple(row[head] for head in ("行", "列", "值", "原因")) for row in table_of(tmp_path / "out" / "rejects.csv")] == [told]


@pytest.mark.parametrize(
    ("rows", "read", "told"),
    [
        (f"1,甲,{ONE},500\n,,,900\n", "读入 1 人", ["3"]),  # a line more of the person above
        (f"1,甲,{ONE},500\nA2,,,900\n", "读入 2 人", []),
        (f"1,甲,{ONE},500\n,乙,,900\n", "读入 2 人", []),
        (f"1,甲,{ONE},500\n,,,\n", "读入 1 人", []),
    ],
)
def test_a_row_that_says_nothing_of_whom_it_is_about_is_nobody(book: Path, tmp_path: Path, rows: str, read: str, told: list[str]) -> None:
    """It is counted as no person, and comes back to be joined to the row above."""
    output = screened(book, tmp_path, f"编号,姓名,身份证号,月收入\n{rows}")

    assert read in output
    assert [row["行"] for row in table_of(tmp_path / "out" / "rejects.csv") if row["原因"].startswith("看不出是谁")] == told


def test_another_name_under_one_number_is_told_on_the_page_of_the_register(book: Path, tmp_path: Path) -> None:
    """As in a screening, which would take both rows for one person."""
    (tmp_path / "r.csv").write_text(f"姓名,身份证号\n甲,{ONE}\n乙,{ONE}\n丙,{OTHER}\n丙,{OTHER}\n", encoding="utf-8")
    page = tmp_path / "r.html"

    result = CliRunner().invoke(app, ["screen", str(tmp_path / "r.csv"), "--rules", str(book), "--profile", "--out", str(page)])

    assert result.exit_code == 0, result.output
    assert "身份证号相同而姓名不同：第 3 行与第 2 行。" in page.read_text(encoding="utf-8")


def test_a_row_with_a_name_alone_is_told(book: Path, tmp_path: Path) -> None:
    """It may be somebody's of whom nothing is known, or no person."""
    output = screened(book, tmp_path, f"姓名,身份证号,月收入\n甲,{ONE},\n乙,,\n丙,,500\n")

    assert "读入 3 人" in output
    assert [(row["行"], row["改法"]) for row in table_of(tmp_path / "out" / "rejects.csv")] == [
        ("3", "是人员的补全，不是的在登记表里删去这一行")
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((",甲,1940-01-01,男", ",甲,1940年1月1日,", ",甲,1940-01-01,男", f"{OTHER},乙,1945-01-15,"), "第 2 行、第 3 行、第 4 行"),
        ((f"{ONE},甲,,", ",甲 ,1940-05-10,", ",甲,1950-05-10,"), "第 2 行、第 3 行"),
        ((",甲,1940-05,", ",甲,1940年5月,男"), "第 2 行、第 3 行"),
        ((",阿牛·木呷,1940-01-01,", ",阿牛•木呷（户主）,1940-01-01,"), "第 2 行、第 3 行"),
        ((",甲,80岁,", ",甲,８０周岁,"), "第 2 行、第 3 行"),
        ((",甲,1940-01-01,男", ",甲,1940-01-01,女", ",,1940-01-01,男", ",乙,,", ",乙,,"), None),
        ((f"{ONE},甲,,", f"{OTHER},甲,,"), None),
    ],
    ids=["three", "one with a number", "month", "dots", "age", "others", "numbered"],
)
@pytest.mark.parametrize("profile", [False, True])
def test_rows_without_a_number_that_are_perhaps_of_one_person_are_told(
    book: Path, tmp_path: Path, rows: tuple[str, ...], said: str | None, *, profile: bool
) -> None:
    """They are counted each, and named, in the screening and on the page of the register."""
    (tmp_path / "r.csv").write_text("\n".join(("身份证号,姓名,出生日期,性别", *rows)), encoding="utf-8")
    out = tmp_path / ("r.html" if profile else "out")

    result = CliRunner().invoke(
        app, ["screen", str(tmp_path / "r.csv"), "--rules", str(book), "--as-of", "2025-03-01", "--out", str(out), *["--profile"][:profile]]
    )

    told = out.read_text("utf-8") if profile else result.stderr
    assert ("可能是同一人" in told) == (said is not None), told
    assert f"各按一人算了：{said}。" in told or said is None
