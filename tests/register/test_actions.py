"""What is to be done for the people of a register: what is counted, listed and reported, apart from what they draw already."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from huilao.cli import app
from small_books import FACTS, benefit, chapter, document, write_book

ROWS = (
    "编号,出生日期,能力等级,月收入,正在享受",
    "甲,1940-01-01,重度,500,",
    "乙,1940-01-01,完好,2000,高龄津贴",
    "丙,1945-01-15,轻度,2000,",
    "丁,1960-01-01,,,",
    "戊,1945-01-15,完好,2000,高龄津贴",
)
RECEIVING = "  receiving: {type: set, label: {zh: 正在享受, en: Receiving}, codes: {allowance: {zh: 高龄津贴}}}\n"
SINCE = ("--newly-since", "2024-12-01")
NAMES = ("allowance", "visit", "aid", "tablet", "seat")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two benefits that are the same under every reading, one that is not, an encouragement, and one that every elder has."""
    benefits = {
        "allowance": benefit("{age: {at_least: 80}}", "scheme: allowance"),
        "visit": benefit("{ability: severe}", "readings: [{note: {zh: 轻度也算, en: mild counts}, when: {ability: {at_least: mild}}}]"),
        "aid": benefit("{income: {below: 1000}}", "pays: {amount: {minus: [1000, income]}, per: month}"),
        "tablet": benefit("{ability: severe}", "force: encouraged"),
        "seat": benefit("{age: {at_least: 65}}", "rule_class: universal"),
    }
    files = {"facts.yaml": FACTS + RECEIVING, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(**benefits)}
    return write_book(tmp_path_factory.mktemp("book"), files)


EVERY = tuple(option for one in ("claim", "ask", "reading", "everyone", "enquire", "tell") for option in ("--action", one))


def screen(book: Path, folder: Path, *options: str) -> tuple[Result, Path]:
    """What a screening says, and the folder of its files."""
    (folder / "r.csv").write_text("\n".join(ROWS), encoding="utf-8")
    given = ("screen", str(folder / "r.csv"), "--rules", str(book), "--key", "编号", "--as-of", "2025-03-01", "--out", str(folder / "out"))
    result = CliRunner().invoke(app, [*given, *(() if {"--action", "--outcomes"} & {*options} else EVERY), *options])
    assert result.exit_code == 0, result.output
    return result, folder / "out"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def summary(out: Path) -> dict[str, Any]:
    return json.loads((out / "summary.json").read_text("utf-8"))


def test_people_are_counted_by_what_is_to_be_done_for_them(book: Path, tmp_path: Path) -> None:
    """Claims, questions and readings about what they do not draw already; by place, age and force the claims."""
    result, out = screen(book, tmp_path)
    found = summary(out)

    assert [found[name] for name in ("claim_people", "ask_people", "reading_people")] == [2, 1, 1]
    assert (
        "2 人至少有一项可以办而未享受的待遇；1 人有未享受的待遇还要了解，1 人有未享受的待遇看怎样理解（一人可以计入几类）" in result.stderr
    )
    assert [(one["people"], one["claim_people"], one["claim"]) for one in found["places"]] == [
        (5, 2, {"r/allowance": 2, "r/visit": 1, "r/aid": 1})
    ]
    assert {one["from"]: one["claim_people"] for one in found["ages"]} == {65: 0, 80: 1, 85: 1}
    assert found["forces"] == {"mandatory": 2}


def test_of_a_benefit_what_is_to_be_done_and_who_draws_it(book: Path, tmp_path: Path) -> None:
    """Who draws it already is counted there and nowhere else; outcomes are of all."""
    rows = {one["benefit"]: one for one in summary(screen(book, tmp_path)[1])["benefits"]}

    assert {name: (rows[f"r/{name}"]["actions"], rows[f"r/{name}"]["received"]) for name in NAMES} == {
        "allowance": ({"claim": 2, "not_covered": 1}, 2),
        "visit": ({"claim": 1, "reading": 1, "ask": 1, "not_covered": 2}, 0),
        "aid": ({"claim": 1, "ask": 1, "not_covered": 3}, 0),
        "tablet": ({"enquire": 2, "not_covered": 3}, 0),
        "seat": ({"everyone": 5}, 0),
    }
    assert (rows["r/allowance"]["eligible"], rows["r/visit"]["eligible"]) == (4, 1)


def test_what_is_missing_is_what_is_to_be_asked(book: Path, tmp_path: Path) -> None:
    """Of an encouragement nothing is asked, open though it is."""
    missing = summary(screen(book, tmp_path)[1])["missing"]

    assert [(one["fact"], one["open"]) for one in missing] == [("ability", 1), ("income", 1)]


def test_what_there_is_to_do_is_listed_whatever_the_outcome(book: Path, tmp_path: Path) -> None:
    """What hangs on a reading although the words as taken say no, and nothing that the document does not promise; who draws
    something already is shown.
    """
    rows = table(screen(book, tmp_path)[1] / "results.csv")

    assert [(row["主键"], row["待遇代码"][2:], row["结论"], row["怎么办"], row["已在享受"]) for row in rows if not row["待遇代码"].endswith("seat")] == [
        ("甲", "allowance", "符合", "可以办", ""),
        ("甲", "visit", "符合", "可以办", ""),
        ("甲", "aid", "符合", "可以办", ""),
        ("甲", "tablet", "属于对象，待遇未定", "问当地有没有", ""),
        ("乙", "allowance", "符合", "可以办", "是"),
        ("丙", "allowance", "符合", "可以办", ""),
        ("丙", "visit", "不符合", "看怎样理解", ""),
        ("丁", "visit", "待定", "还要了解", ""),
        ("丁", "aid", "待定", "还要了解", ""),
        ("丁", "tablet", "待定", "问当地有没有", ""),
        ("戊", "allowance", "符合", "可以办", "是"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "listed"),
    [
        (["--outcomes", "not_eligible"], {"not_covered", "reading"}),
        (["--outcomes", "not_eligible", "--action", "reading"], {"reading"}),
        (["--action", "not_covered"], {"not_covered"}),
        ([], {"claim", "reading", "ask", "everyone", "enquire"}),
    ],
)
def test_outcomes_and_actions_narrow_the_list(book: Path, tmp_path: Path, options: list[str], listed: set[str]) -> None:
    """Where outcomes are asked for, whatever the action; else what there is to do."""
    rows = pl.read_parquet(screen(book, tmp_path, "--to", "parquet", *options)[1] / "results.parquet")

    assert set(rows["action"]) == listed


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_wide_result_says_what_to_do_beside_each_outcome(book: Path, tmp_path: Path, form: str) -> None:
    """In words or codes; of what can be drawn, whether it is."""
    path = screen(book, tmp_path, "--wide", "--to", form)[1] / f"results.{form}"
    if form == "csv":
        heads = ("主键", "待遇 [r/visit]", "待遇 [r/visit] 怎么办", "待遇 [r/allowance] 怎么办", "待遇 [r/allowance] 已在享受")
        rows = [tuple(row[head] for head in heads) for row in table(path)]
        assert not any(row in heads for row in rows[0])
        assert rows == [("甲", "符合", "可以办", "可以办", ""), ("乙", "", "", "可以办", "是"), ("丙", "不符合", "看怎样理解", "可以办", ""),
                        ("丁", "待定", "还要了解", "", ""), ("戊", "", "", "可以办", "是")]  # fmt: skip
    else:
        heads = ("key", "r/visit", "r/visit/action", "r/allowance/action", "r/allowance/received")
        assert pl.read_parquet(path).select(heads).rows() == [
            ("甲", "eligible", "claim", "claim", False), ("乙", None, None, "claim", True), ("丙", "not_eligible", "reading", "claim", False),
            ("丁", "undetermined", "ask", None, None), ("戊", None, None, "claim", True)]  # fmt: skip


def test_since_an_earlier_day_it_is_claims_that_are_new(book: Path, tmp_path: Path) -> None:
    """Not what every elder has; who draws it already is listed as such, and not counted."""
    result, out = screen(book, tmp_path, *SINCE)
    found = summary(out)

    assert [(row["主键"], row["待遇代码"], row["怎么办"], row["已在享受"]) for row in table(out / "results.csv")] == [
        ("丙", "r/allowance", "可以办", ""),
        ("戊", "r/allowance", "可以办", "是"),
    ]
    assert [found[name] for name in ("claim_people", "ask_people", "reading_people")] == [1, None, None]
    assert (found["benefits"][0]["actions"], found["benefits"][0]["received"]) == ({"claim": 1}, 1)
    assert "1 人新增了可以办而未享受的待遇。" in result.stderr


def test_the_totals_are_those_of_everybody_together(book: Path, tmp_path: Path) -> None:
    """At least what can be claimed, at most what is still to be asked besides: the sums of what the wide result has."""
    _, out = screen(book, tmp_path, "--wide", "--to", "parquet")
    people = pl.read_parquet(out / "results.parquet")

    ends = [people[f"total/month/{side}"].sum() for side in ("at_least", "at_most")]
    assert ends == [500, 1500]
    assert summary(out)["totals"] == {"month": {"at_least": "500", "at_most": "1500"}}


def test_the_report_says_of_every_number_what_it_counts(book: Path, tmp_path: Path) -> None:
    """What can be claimed and is not drawn yet, first; since an earlier day, of that alone."""
    page = (screen(book, tmp_path, "--report")[1] / "report.html").read_text("utf-8")

    for said in ("<b>2</b> 人至少有一项可以办而未享受的待遇（40.0%）", "<b>1</b> 人有未享受的待遇还要了解（20.0%）",
                 "<b>1</b> 人有未享受的待遇看怎样理解（20.0%）", "已在享受</th>", "已在享受（不再计入上面各行）"):  # fmt: skip
        assert said in page
    new = (screen(book, tmp_path, "--report", *SINCE)[1] / "report.html").read_text("utf-8")
    assert "<b>1</b> 人新增了可以办而未享受的待遇（20.0%）" in new
    assert "只计 2024-12-01 还不能办的" in new
    assert "还要了解" not in new
