"""From when on is paid stands in the results of a screening, as the document has it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huilao.cli import app
from small_books import FACTS, benefit, chapter, document, write_book


@pytest.mark.parametrize(
    ("starts", "column"), [(", starts: {after: assessed_on, pay: next_month}", ["从评估日期的次月起发。", ""]), ("", None)]
)
def test_the_results_say_from_when_on_is_paid(tmp_path: Path, starts: str, column: list[str] | None) -> None:
    """Of the benefits that say it; where none does there is no such column."""
    benefits = chapter(a=benefit("{widowed: true}", f"pays: {{amount: 9, per: month{starts}}}"), b=benefit("{widowed: true}"))
    book = write_book(tmp_path / "book", {"facts.yaml": FACTS, "r/document.yaml": document("r"), "r/c.yaml": benefits})
    (tmp_path / "r.csv").write_text("丧偶,常住地\n是,513433\n", encoding="utf-8")
    result = CliRunner().invoke(
        app, ["screen", str(tmp_path / "r.csv"), "--rules", str(book), "--out", str(tmp_path / "out"), "--as-of", "2025-03-01", "--long"]
    )
    rows = list(csv.DictReader((tmp_path / "out" / "results.csv").read_text("utf-8-sig").splitlines()))

    assert result.exit_code == 0
    assert [row.get("起发") for row in rows] == (column or [None, None])
