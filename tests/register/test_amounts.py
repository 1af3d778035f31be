"""What is paid, in the results, the summary and the report of a screening."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from huilao.cli import app
from small_books import FACTS, benefit, chapter, document, write_book

ROWS = (
    "编号,月收入,能力等级,出生日期",
    "甲,300,重度,1950-01-01",
    "乙,,完好,1950-01-01",
    "丙,1000,重度,1950-01-01",
    "丁,700.25,,1945-02-01",
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A rule book of which one benefit pays so much a month, one (an encouragement) a sum a year, and one nothing."""
    benefits = {
        "top_up": benefit("{income: {below: 1000}}", "pays: {amount: {minus: [1000, income]}, per: month}"),
        "tablet": benefit("{ability: severe}", "force: encouraged, pays: {amount: 50.5, per: year}"),
        "visit": benefit("{age: {at_least: 80}}"),
        "bath": benefit("{age: {at_least: 80}}", "pays: {amount: 20, per: month}"),
    }
    return write_book(tmp_path / "book", {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(**benefits)})


def screen(book: Path, folder: Path, *options: str) -> Path:
    (folder / "r.csv").write_text("\n".join(ROWS))
    out = folder / "out"
    arguments = [
        "screen",
        str(folder / "r.csv"),
        "--rules",
        str(book),
        "--key",
        "编号",
        "--as-of",
        "2025-03-01",
        "--out",
        str(out),
        *(option for one in ("claim", "ask", "reading", "everyone", "enquire", "tell") for option in ("--action", one)),
        *options,
    ]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return out


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


LOW, HIGH = "金额（元）不低于", "金额（元）不高于"


def test_a_long_result_has_what_is_paid(book: Path, tmp_path: Path) -> None:
    """From and to, and for what; from nought where it is open, and nothing for what does not pay."""
    rows = table(screen(book, tmp_path) / "results.csv")

    assert [(row["主键"], row["待遇代码"], row["结论"], row[LOW], row[HIGH], row["每"]) for row in rows] == [
        ("甲", "r/top_up", "符合", "700", "700", "月"),
        ("甲", "r/tablet", "属于对象，待遇未定", "50.5", "50.5", "年"),
        ("乙", "r/top_up", "待定", "0", "1000", "月"),
        ("丙", "r/tablet", "属于对象，待遇未定", "50.5", "50.5", "年"),
        ("丁", "r/top_up", "符合", "299.75", "299.75", "月"),
        ("丁", "r/tablet", "待定", "0", "50.5", "年"),
        ("丁", "r/visit", "符合", "", "", ""),
        ("丁", "r/bath", "符合", "20", "20", "月"),
    ]


def test_a_wide_result_has_totals(book: Path, tmp_path: Path) -> None:
    """Of settled benefits, by what is paid for; of a benefit that is not listed no amount."""
    rows = table(screen(book, tmp_path, "--wide") / "results.csv")

    assert [(row[f"合计每月 {LOW}"], row[f"合计每月 {HIGH}"]) for row in rows] == [
        ("700", "700"),
        ("0", "1000"),
        ("", ""),
        ("319.75", "319.75"),
    ]
    assert not any("合计每年" in head for head in rows[0])
    assert [row[f"待遇 [r/tablet] {HIGH}"] for row in rows] == ["50.5", "", "50.5", "50.5"]
    assert not any("r/visit" in head and "金额" in head for head in rows[0])
    sure = table(screen(book, tmp_path, "--wide", "--outcomes", "eligible") / "results.csv")
    assert [row[f"待遇 [r/tablet] {HIGH}"] for row in sure] == ["50.5", "", "50.5", ""]


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_programs_and_spreadsheets_get_numbers(book: Path, tmp_path: Path, form: str) -> None:
    """Decimals in Parquet, numbers in Excel."""
    path = screen(book, tmp_path, "--to", form) / f"results.{form}"
    frame = pl.read_parquet(path) if form == "parquet" else pl.read_excel(path)
    low, high, per = ("at_least", "at_most", "per") if form == "parquet" else (LOW, HIGH, "每")

    assert [float(one) for one in frame[low].drop_nulls()] == [700, 50.5, 0, 50.5, 299.75, 0, 20]
    assert frame[high].dtype == (pl.Decimal(38, 6) if form == "parquet" else pl.Float64)
    assert frame[per][0] == ("month" if form == "parquet" else "月")


def test_the_summary_adds_up_what_is_paid(book: Path, tmp_path: Path) -> None:
    """By benefit, and of the settled ones in all; what is open has no upper end only where somebody's has none."""
    summary = json.loads((screen(book, tmp_path) / "summary.json").read_text("utf-8"))

    assert {one["benefit"]: one.get("pays") for one in summary["benefits"]} == {
        "r/top_up": {"per": "month", "at_least": "999.75", "at_most": "1999.75"},
        "r/tablet": {"per": "year", "at_least": "101", "at_most": "151.5"},
        "r/visit": None,
        "r/bath": {"per": "month", "at_least": "20", "at_most": "20"},
    }
    assert summary["totals"] == {"month": {"at_least": "1019.75", "at_most": "2019.75"}}


def test_the_report_shows_what_is_paid(book: Path, tmp_path: Path) -> None:
    """Beside the people, and in all."""
    page = (screen(book, tmp_path, "--report", "--suppress", "0") / "report.html").read_text("utf-8")

    assert "合计金额（元）" in page
    assert "999.75–1,999.75 / 月" in page
    assert "1,019.75–2,019.75 / 月" in page


def test_of_those_who_are_new_what_they_are_paid(book: Path, tmp_path: Path) -> None:
    """The others are not counted: who became 80 between the days has the bath, and nobody else anything."""
    out = screen(book, tmp_path, "--newly-since", "2024-12-01")
    rows = table(out / "results.csv")
    summary = json.loads((out / "summary.json").read_text("utf-8"))

    assert [(row["主键"], row["待遇代码"], row[LOW]) for row in rows] == [("丁", "r/visit", ""), ("丁", "r/bath", "20")]
    assert summary["totals"] == {"month": {"at_least": "20", "at_most": "20"}}
    wide = table(screen(book, tmp_path, "--newly-since", "2024-12-01", "--wide") / "results.csv")
    assert not any("合计" in head for head in wide[0])


def test_an_amount_without_an_upper_end_leaves_the_total_open(tmp_path: Path) -> None:
    benefits = {"share": benefit("{widowed: true}", "pays: {amount: balance, per: month}")}
    facts = FACTS.replace("balance: {", "balance: {unit: CNY, ")
    book = write_book(tmp_path / "book", {"facts.yaml": facts, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(**benefits)})
    (tmp_path / "r.csv").write_text("编号,丧偶,结余\n1,是,10\n2,是,\n3,否,5")
    result = CliRunner().invoke(
        app,
        [
            "screen",
            str(tmp_path / "r.csv"),
            "--rules",
            str(book),
            "--as-of",
            "2025-03-01",
            "--out",
            str(tmp_path / "out"),
            "--report",
            "--suppress",
            "0",
        ],
    )
    assert result.exit_code == 0, result.output

    summary = json.loads((tmp_path / "out/summary.json").read_text("utf-8"))
    assert summary["totals"] == {"month": {"at_least": "10", "at_most": None}}
    assert "≥ 10.00 / 月" in (tmp_path / "out/report.html").read_text("utf-8")
