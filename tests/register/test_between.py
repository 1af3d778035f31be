"""What benefits do to each other, and whose turn it is, in the results of a register."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from huilao.cli import app
from small_books import FACTS, benefit, chapter, document, write_book

ROWS = (
    "编号,出生日期,能力等级,月收入,丧偶",
    "甲,1940-01-01,重度,500,是",
    "乙,1940-01-01,重度,2000,否",
    "丙,1940-01-01,完好,200,否",
    "丁,1940-01-01,重度,,是",
)
LINES = "combine:\n  - {choose_one: [r/care, r/aid], by: highest, cite: [第一条]}\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of two one is paid; of a third there are two in a year, the widowed and then the poorest first."""
    benefits = {
        "care": benefit("{ability: severe}", "pays: {amount: 300, per: month}"),
        "aid": benefit("{income: {below: 1000}}", "pays: {amount: {minus: [1000, income]}, per: month}"),
        "ramp": benefit("{age: {at_least: 80}}", "quota: {number: 2, each: year, order: [{widowed: true}], then: income}"),
    }
    files = {"facts.yaml": FACTS, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(**benefits), "r/combine.yaml": LINES}
    return write_book(tmp_path_factory.mktemp("book"), files)


def screen(book: Path, folder: Path, *options: str) -> Path:
    (folder / "r.csv").write_text("\n".join(ROWS), encoding="utf-8")
    given = (
        "screen",
        str(folder / "r.csv"),
        "--rules",
        str(book),
        "--key",
        "编号",
        "--as-of",
        "2025-03-01",
        "--out",
        str(folder / "out"),
        "--long",
    )
    result = CliRunner().invoke(app, [*given, *options])
    assert result.exit_code == 0, result.output
    return folder / "out"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def summary(out: Path) -> dict[str, Any]:
    found = json.loads((out / "summary.json").read_text("utf-8"))
    return {**found, "by": {one["benefit"]: one for one in found["benefits"]}}


def test_what_is_put_out_is_listed_as_such_and_counted_nowhere(book: Path, tmp_path: Path) -> None:
    """Another is paid in its stead: neither a claim nor money."""
    out = screen(book, tmp_path)
    rows = {(row["主键"], row["待遇代码"]): row["几项只发一项"] for row in table(out / "results.csv")}
    found = summary(out)["by"]

    assert rows["甲", "r/care"] == "发另一项，这一项不另发"
    assert rows["甲", "r/aid"] == "发这一项"
    assert rows["丁", "r/care"] == "发哪一项未定"
    assert rows["乙", "r/care"] == rows["甲", "r/ramp"] == ""
    assert (found["r/care"]["actions"], found["r/care"]["put_out"]) == ({"claim": 2, "not_covered": 1}, 1)
    assert found["r/care"]["pays"] == {"per": "month", "at_least": "600", "at_most": "600"}


@pytest.mark.parametrize("wide", [True, False])
def test_what_is_put_out_is_no_claim(book: Path, tmp_path: Path, wide: bool) -> None:
    """It is not among the claims that are asked for, and people do not read of it that it can be claimed."""
    layout = ["--wide"] if wide else []

    def actions(*options: str) -> dict[str, str]:
        folder = tmp_path / str(len(options))
        folder.mkdir()
        rows = table(screen(book, folder, *layout, *options) / "results.csv")
        key = "待遇 [r/care] 怎么办"
        return (
            {row["主键"]: row[key] for row in rows if row[key]}
            if wide
            else {row["主键"]: row["怎么办"] for row in rows if row["待遇代码"] == "r/care"}
        )

    assert actions() == {"甲": "不另发", "乙": "可以办", "丁": "可以办"}
    assert actions("--action", "可以办") == {"乙": "可以办", "丁": "可以办"}


def test_a_choice_is_counted_once_in_the_totals(book: Path, tmp_path: Path) -> None:
    """Of each person the higher of the two, and what is open between them."""
    out = screen(book, tmp_path, "--wide", "--to", "parquet")
    people = pl.read_parquet(out / "results.parquet")

    assert people.select("key", "r/care/stands", "total/month/at_least", "total/month/at_most").rows() == [
        ("甲", "no", 500, 500), ("乙", None, 300, 300), ("丙", None, 800, 800), ("丁", "unknown", 300, 1000),
    ]  # fmt: skip
    assert summary(out)["totals"] == {"month": {"at_least": "1900", "at_most": "2600"}}


@pytest.mark.parametrize("rows", ["100000", "1"])
@pytest.mark.parametrize("wide", [True, False])
def test_ranks_are_those_of_the_whole_register(book: Path, tmp_path: Path, rows: str, wide: bool) -> None:
    """However it is divided, and however the results are laid out; of what has no quota there are none."""
    out = screen(book, tmp_path, "--partition", rows, *(["--wide"] if wide else []))
    heads = ("名次", "在名额内", "与别人并列")
    listed = table(out / "results.csv")
    ramp = (
        [[row[f"待遇 [r/ramp] {head}"] for head in heads] for row in listed]
        if wide
        else [[row[head] for head in heads] for row in listed if row["待遇代码"] == "r/ramp"]
    )

    assert ramp == [["1", "是", "否"], ["4", "否", "否"], ["3", "否", "否"], ["2", "是", "否"]]
    assert wide or {row["名次"] for row in listed if row["待遇代码"] != "r/ramp"} == {""}
    assert summary(out)["by"]["r/ramp"]["quota"] == {"number": 2, "each": "year", "within": 2, "beyond": 2, "open": 0}


def test_the_report_says_who_is_within_the_number(book: Path, tmp_path: Path) -> None:
    page = (screen(book, tmp_path, "--report") / "report.html").read_text("utf-8")

    assert "<h2>名额</h2>" in page
    assert "几项只发一项的只算一次" in page
