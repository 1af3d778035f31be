"""Rule books of one document for the tests of reviews, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from huilao import Rulebook
from huilao.review.comparison import Comparison, compare
from huilao.scenarios import run_features
from small_books import chapter, document, read_book

DAY = date(2025, 3, 1)
WAYS = "any: [{age: {at_least: 60}}, {all: [{age: {at_least: 80}}, {widowed: true}]}]"
IDLE = "{all: [{age: {at_least: 60}}, {age: {at_least: 65}}]}"
FRAIL = "terms: {{frail: {{label: 体弱, when: {{age: {{at_least: {age}}}}}}}}}"


def levels(*rows: str, hits: str = "unique") -> str:
    """An entry with a table of levels, each row for whom its condition says (the rest where it says nothing), with its number."""
    written = ", ".join(f"{{{f'when: {row}, ' if row else ''}amount: {number}}}" for number, row in enumerate(rows))
    return f"levels: {{{_hits(hits)}columns: {{amount: {{label: 金额, type: money}}}}, rows: [{written}]}}"


def table(*rows: tuple[str, str], pays: str = "pays: {amount: sum, per: month}", hits: str = "unique", unit: str = "CNY per month") -> str:
    """Entries with a table of levels whose cells are paid."""
    written = ", ".join(f"{{{f'when: {when}, ' if when else ''}sum: {cell}}}" for when, cell in rows)
    shown = f"levels: {{{_hits(hits)}columns: {{sum: {{label: 金额, type: money, unit: {unit}}}}}, rows: [{written}]}}"
    return f"{shown}, {pays}" if pays else shown


def _hits(hits: str) -> str:
    return "" if hits == "unique" else f"hits: {hits}, "


def one_document(more: str = "", **benefits: str) -> Mapping[str, str]:
    """The files of one document, `r`."""
    return {"r/document.yaml": document("r", more=more), "r/c.yaml": chapter(**benefits)}


def compared(folder: Path, old: Mapping[str, str], new: Mapping[str, str], day: date = DAY) -> Comparison:
    """Two versions, compared."""
    return compare(read_book(folder / "old", old), read_book(folder / "new", new), day)


def passes(scenarios: str, book: Rulebook, folder: Path) -> None:
    """What was written for pasting reads back as scenarios, and they hold."""
    folder.mkdir()
    (folder / "a.feature").write_text(f"# language: zh-CN\n功能: 例\n{scenarios}\n", "utf-8")
    runs = run_features(folder, book)
    assert runs
    assert [run.failure for run in runs if run.failure] == []
