"""Lists to act on: what is in them, in which order, what is carried, and that texts stay texts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from huilao.cli import app
from huilao.register import lists as lists_of
from huilao.register.files import Form, Sheet, sheets, texts_stay_texts, write_table
from huilao.register.page import hidden
from register_files import lines_of, table_of
from small_books import FACTS, benefit, chapter, document, write_book

ROWS = (
    "编号,姓名,村,出生日期,月收入,正在享受",
    "1,甲,乙村,1940-01-01,500,",
    "2,=乙,甲村,1940-01-01,,高龄津贴",
    "3,丙,甲村,1945-05-15,2000,",
    "4,丁,甲村,,500,",
    "5,戊,丙村,1950-01-01,500,",
)
RECEIVING = "  receiving: {type: set, label: {zh: 正在享受, en: Receiving}, codes: {allowance: {zh: 高龄津贴}}}\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is claimed, what is asked, and what every elder has."""
    benefits = {
        "allowance": benefit("{age: {at_least: 80}}", "scheme: allowance"),
        "aid": benefit("{income: {below: 1000}}", "pays: {amount: {minus: [1000, income]}, per: month}"),
        "seat": benefit("{age: {at_least: 65}}", "rule_class: universal"),
    }
    files = {"facts.yaml": FACTS + RECEIVING, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(**benefits)}
    return write_book(tmp_path_factory.mktemp("book"), files)


def screen(book: Path, folder: Path, *options: str) -> tuple[Result, Path]:
    (folder / "r.csv").write_text("\n".join(ROWS), encoding="utf-8")
    given = ("screen", str(folder / "r.csv"), "--rules", str(book), "--as-of", "2025-03-01", "--out", str(folder / "out"))
    result = CliRunner().invoke(app, [*given, *options])
    assert result.exit_code == 0, result.output
    return result, folder / "out" / "lists"


def of_service(folder: Path) -> list[dict[str, str]]:
    """The one list of a service."""
    return table_of(of_service_path(folder))


def of_service_path(folder: Path) -> Path:
    (path,) = (one for one in folder.iterdir() if one.stem not in ("总览", "要问的", "问谁", "将有变化"))
    return path


def test_a_list_has_claims_and_single_questions_by_village(book: Path, tmp_path: Path) -> None:
    """Neither what everybody has nor what somebody draws already; sorted by village, then as the register has them; what is carried
    is nowhere else.
    """
    _, folder = screen(book, tmp_path, "--carry", "姓名,村", "--key", "编号", "--report")
    rows = of_service(folder)

    assert [(row["村"], row["主键"], row["怎么办"], row["只缺"]) for row in rows] == [
        ("丙村", "5", "可以办", ""), ("乙村", "1", "可以办", ""), ("乙村", "1", "可以办", ""),
        ("甲村", "2", "还要了解", "月收入"), ("甲村", "4", "还要了解", "出生日期"), ("甲村", "4", "可以办", ""),
    ]  # fmt: skip
    assert [row["金额（元）不低于"] for row in rows if row["主键"] == "5"] == ["500"]
    assert "'=乙" in {row["姓名"] for row in rows}
    for path in (tmp_path / "out").iterdir():
        assert path.is_dir() or "丁" not in path.read_text("utf-8-sig"), path


def test_a_carried_column_of_a_name_of_ours_is_told_apart(tmp_path: Path) -> None:
    """Both stand in the lists."""
    book = write_book(
        tmp_path / "book",
        {"facts.yaml": FACTS, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(a=benefit("{age: {at_least: 80}}"))},
    )
    (tmp_path / "r.csv").write_text("出生日期,常住地,行,原因\n1940-01-01,冕宁县,老一,x\n", encoding="utf-8")

    result = CliRunner().invoke(app, ["screen", str(tmp_path / "r.csv"), "--rules", str(book), "--as-of", "2025-03-01", "--out", str(tmp_path / "out"),
                                      "--carry", "常住地,行,原因", "--months", "6"])  # fmt: skip

    assert result.exit_code == 0, result.output
    assert lines_of(of_service_path(tmp_path / "out" / "lists"), "行", "行（登记表）", "常住地", "常住地（登记表）", "原因（登记表）") == [
        ("2", "老一", "冕宁县", "冕宁县", "x")
    ]


def test_sums_are_numbers_and_carried_days_are_days(book: Path, tmp_path: Path) -> None:
    """A spreadsheet calculates with the sums of the overview; a day in a workbook has no midnight of its own."""
    with cast("Any", xlsxwriter).Workbook(tmp_path / "r.xlsx") as workbook:
        rows = {"编号": ["1"], "出生日期": ["1940-01-01"], "月收入": ["500"], "登记": [date(2024, 5, 4)]}
        pl.DataFrame(rows).write_excel(workbook, "老人")
    given = ("screen", tmp_path / "r.xlsx", "--rules", book, "--as-of", "2025-03-01", "--carry", "登记")

    for form in ("csv", "xlsx"):
        result = CliRunner().invoke(app, [str(one) for one in (*given, "--out", tmp_path / form, "--to", form)])
        assert result.exit_code == 0, result.output

    overview = pl.read_excel(tmp_path / "xlsx" / "lists" / "名单.xlsx", sheet_name="总览")
    assert overview["合计不低于（元）"].to_list() == [None, 500]
    assert [row["合计不低于（元）"] for row in table_of(tmp_path / "csv" / "lists" / "总览.csv")] == ["", "500"]
    assert {row["登记"] for row in of_service(tmp_path / "csv" / "lists")} == {"2024-05-04"}


@pytest.mark.parametrize(
    ("carried", "said"),
    [
        ("姓名,电话,村,籍贯", "登记表没有列“电话”（是否“联系电话”？）、“村”（是否“所在村（社区）”？）、“籍贯”"),
        ("姓名,身份证号", "“身份证号”列是身份证号码，名单里不带"),
    ],
)
def test_columns_that_cannot_be_carried_are_told(book: Path, tmp_path: Path, carried: str, said: str) -> None:
    """All that are lacking at once, each with the one that is meant perhaps."""
    (tmp_path / "r.csv").write_text("姓名,联系电话,所在村（社区）,身份证号\n甲,1,乙村,\n", encoding="utf-8")

    result = CliRunner().invoke(
        app, ["screen", str(tmp_path / "r.csv"), "--rules", str(book), "--out", str(tmp_path / "out"), "--carry", carried]
    )

    assert result.exit_code == 2
    assert said in result.stderr


def test_questions_say_how_many_answers_they_settle(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom to ask what; of a fact that most people lack nobody is listed, and that a column is lacking is said."""
    _, folder = screen(book, tmp_path)
    asked = lines_of(folder / "要问的.csv", "问什么", "问几人", "可定几项待遇")
    monkeypatch.setattr(lists_of, "FEW", 0)
    monkeypatch.setattr(lists_of.Lists, "lacking", {"income": 1})
    _, without = screen(book, tmp_path, "--restart")

    assert asked == [("出生日期", "1", "1"), ("月收入", "1", "1")]
    questions = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["questions"]
    assert [(one["fact"], one["people"], one["settles"], one["column_lacking"]) for one in questions] == [
        ("birth_date", 1, 1, False),
        ("income", 1, 1, True),
    ]
    assert lines_of(without / "问谁.csv", "行", "问什么") == [("5", "出生日期")]
    assert ("月收入", "多数人都缺，宜在登记表里补一列") in lines_of(without / "要问的.csv", "问什么", "怎么问")


def test_a_promise_that_is_written_twice_is_one_line(tmp_path: Path) -> None:
    """By what can be claimed, else the first; whom one answer would settle is asked once."""
    benefits = {
        "a": benefit("{age: {at_least: 80}}", "name: {zh: 甲}"), "b": benefit("{age: {at_least: 70}}", "name: {zh: 乙}, same_as: a"),
        "c": benefit("{age: {at_least: 70}}", "name: {zh: 丙}"),
    }  # fmt: skip
    book = write_book(tmp_path / "book", {"facts.yaml": FACTS, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(**benefits)})

    _, folder = screen(book, tmp_path)

    assert lines_of(of_service_path(folder), "行", "待遇", "怎么办") == [
        ("2", "甲", "可以办"), ("2", "丙", "可以办"), ("3", "甲", "可以办"), ("3", "丙", "可以办"), ("4", "乙", "可以办"), ("4", "丙", "可以办"),
        ("5", "甲", "还要了解"), ("5", "丙", "还要了解"), ("6", "乙", "可以办"), ("6", "丙", "可以办"),
    ]  # fmt: skip


def test_universal_benefits_are_listed_where_asked_for(book: Path, tmp_path: Path) -> None:
    """With an option, as what everybody has."""
    _, folder = screen(book, tmp_path, "--universal")

    assert {row["怎么办"] for row in of_service(folder)} == {"可以办", "还要了解", "老年人都有"}


def test_who_comes_of_age_is_listed(book: Path, tmp_path: Path) -> None:
    """In the next months, with the reason."""
    _, folder = screen(book, tmp_path, "--months", "6", "--carry", "姓名")

    assert lines_of(folder / "将有变化.csv", "姓名", "变化", "原因") == [("丙", "将可以办", "年满80周岁")]
    ahead = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["ahead"]
    assert ahead == {"until": "2025-09-01", "changes": [{"benefit": "r/allowance", "turn": "begins", "people": 1}]}


def test_why_something_is_new(book: Path, tmp_path: Path) -> None:
    """A reason for each line, and how many for each; wide, only those for whom something is new."""
    _, folder = screen(book, tmp_path, "--newly-since", "2019-12-01", "--wide")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))

    rows = of_service(folder)
    assert [(row["行"], row["新增原因"]) for row in rows] == [("2", "年满80周岁")]
    assert summary["why_new"] == {"age": 1}
    assert lines_of(tmp_path / "out" / "results.csv", "行", "待遇 [r/allowance] 新增原因") == [
        ("2", "年满80周岁"), ("3", "年满80周岁"),
    ]  # fmt: skip  # who draws it already is said there
    screen(book, tmp_path, "--newly-since", "2019-12-01", "--long", "--restart")
    assert lines_of(tmp_path / "out" / "results.csv", "行", "新增原因") == [("2", "年满80周岁"), ("3", "年满80周岁")]


def test_many_rejected_rows_are_said_first(book: Path, tmp_path: Path) -> None:
    """With the column and the reason that is most frequent."""
    (tmp_path / "bad.csv").write_text("出生日期,月收入\n" + "3020-01-01,5\n" * 5 + "1940-01-01,5\n" * 3, encoding="utf-8")

    result = CliRunner().invoke(
        app, ["screen", str(tmp_path / "bad.csv"), "--rules", str(book), "--as-of", "2025-03-01", "--out", str(tmp_path / "out")]
    )

    assert "注意：62% 的行未能读入或有格子看不懂" in result.stderr, result.output
    assert "“出生日期”列" in result.stderr


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|x", "-2+3", '=HYPERLINK("http://x","y")', "＝1+1", "\t=1"])
def test_texts_stay_texts(tmp_path: Path, text: str) -> None:
    """In CSV behind an apostrophe, heads too; in Excel as a text, with its characters."""
    frame = pl.DataFrame({text: [text, "-3.5", "-", "李", None]})

    (head,), *cells = texts_stay_texts(frame).columns, *texts_stay_texts(frame).to_series()
    write_table([frame], tmp_path / "r.xlsx", Form.XLSX)
    found = pl.read_excel(tmp_path / "r.xlsx", has_header=False)

    assert (head, *cells) == (f"'{text}", f"'{text}", "-3.5", "-", "李", None)
    assert found.to_series().to_list()[1] == text


def test_a_sheet_that_is_too_long_becomes_a_parquet_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the workbook, and it is said which."""
    monkeypatch.setattr("huilao.register.files.SHEET_ROWS", 3)
    tables = [Sheet("短", [pl.DataFrame({"a": [1]})]), Sheet("长/名", [pl.DataFrame({"a": [1, 2, 3]})])]

    assert sheets(tables, tmp_path, "r.xlsx") == ["长_名.parquet"]
    assert pl.read_parquet(tmp_path / "长_名.parquet").height == 3
    assert pl.read_excel(tmp_path / "r.xlsx", sheet_name="短").height == 1


def test_cells_of_few_people_are_not_shown_in_the_report(book: Path, tmp_path: Path) -> None:
    """Unless all are asked for."""
    for few, shown in (("5", False), ("0", True)):
        screen(book, tmp_path, "--report", "--suppress", few, "--restart")
        assert ('<td class="number">3</td>' in (tmp_path / "out" / "report.html").read_text("utf-8")) is shown


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([2839, 1, 0, 0], [2839, "–", "–", 0]),
        ([900, 40, 3], [900, "–", "–"]),
        ([900, 3, 4, 0], [900, "–", "–", 0]),
        ([3], ["–"]),
        ([900, 40, 0], [900, 40, 0]),
    ],
)
def test_what_would_tell_a_number_of_few_is_not_shown_either(parts: list[int], shown: list[int | str]) -> None:
    """Of counts that make up a whole one alone could be worked out."""
    hide = hidden(parts, 5)

    assert ["–" if at in hide else count for at, count in enumerate(parts)] == shown
    assert not hidden(parts, 0)


def test_a_report_tells_no_number_of_few_by_its_neighbours(book: Path, tmp_path: Path) -> None:
    """What is to be asked of one alone is the rest of everybody else; so a nought is not shown either."""
    rows = ["编号,出生日期,月收入", *(f"{number},1940-01-01,{500 if number else ''}" for number in range(30))]
    (tmp_path / "r.csv").write_text("\n".join(rows), encoding="utf-8")
    given = ("screen", tmp_path / "r.csv", "--rules", book, "--as-of", "2025-03-01", "--out", tmp_path / "out", "--report")

    assert CliRunner().invoke(app, [str(one) for one in given]).exit_code == 0

    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "".join(f'<td class="number">{cell}</td>' for cell in (29, "–", "–", 0)) in page


def test_what_changes_has_its_day(tmp_path: Path) -> None:
    """By place, then by the day; of an amount what is paid before and then."""
    levels = "levels: {columns: {rate: {label: 额, type: money}}, rows: [{when: {age: {at_least: 85}}, rate: 200}, {rate: 100}]}"
    benefits = {
        "grown": benefit("{age: {at_least: 80}}", f"name: {{zh: 津贴}}, pays: {{amount: rate, per: month}}, {levels}"),
        "new": benefit("{age: {at_least: 95}}", "name: {zh: 新的}, in_effect: {from: 2025-05-01}"),
    }  # fmt: skip
    files = {"facts.yaml": FACTS, "r/document.yaml": document("r", more="issued: 2020-01-01"), "r/chapter.yaml": chapter(**benefits)}
    rows = "村,出生日期\n乙村,1940-06-02\n甲村,1940-05-20\n甲村,1945-04-10\n甲村,1930-01-01\n"
    (tmp_path / "r.csv").write_text(rows, encoding="utf-8")
    given = ["screen", tmp_path / "r.csv", "--rules", write_book(tmp_path / "book", files), "--as-of", "2025-03-01", "--out", tmp_path / "out", "--months", "6", "--carry", "村"]  # fmt: skip

    result = CliRunner().invoke(app, [str(one) for one in given])

    assert result.exit_code == 0, result.output
    heads = ("村", "哪天起", "待遇", "变化", "原来金额（元）不低于", "金额（元）不低于")
    assert lines_of(tmp_path / "out" / "lists" / "将有变化.csv", *heads) == [
        ("乙村", "2025-06-02", "津贴", "金额将变", "100", "200"), ("甲村", "2025-04-10", "津贴", "将可以办", "", "100"),
        ("甲村", "2025-05-01", "新的", "将可以办", "", ""), ("甲村", "2025-05-20", "津贴", "金额将变", "100", "200"),
    ]  # fmt: skip
