"""The table of planted faults in the docs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from huilao.review.report import comparison_text, soundness_text
from huilao.review.soundness import verify
from review_books import DAY, FRAIL, WAYS, compared, levels, one_document, table
from small_books import benefit, chapter, document, read_book

PLANTED: Mapping[str, tuple[Mapping[str, str] | None, Mapping[str, str]]] = {
    "a threshold moved from 80 to 81": (
        one_document(x=benefit("{age: {at_least: 80}}")),
        one_document(x=benefit("{age: {at_least: 81}}")),
    ),
    "`any` written for `all`": (
        one_document(x=benefit("{all: [{widowed: true}, {listed: true}]}")),
        one_document(x=benefit("{any: [{widowed: true}, {listed: true}]}")),
    ),
    "a dead branch": (None, one_document(x=benefit(f"{{{WAYS}}}"))),
    "a benefit that nobody can get": (None, one_document(x=benefit("{age: {at_least: 80, below: 80}}"))),
    "one that everybody gets": (None, one_document(x=benefit("{any: [{widowed: true}, {widowed: false}]}"))),
    "a table with a gap at exactly one value": (
        None, one_document(x=benefit("{income: {above: 0}}", levels("{income: {below: 500}}", "{income: {above: 500}}"))),
    ),
    "an overlap": (None, one_document(x=benefit("{income: {above: 0}}", levels("{income: {at_most: 500}}", "{income: {at_least: 500}}")))),
    "a row of a table deleted": (
        one_document(x=benefit("{widowed: true}", table(("{income: {below: 500}}", "100"), ("{income: {at_least: 500}}", "50")))),
        one_document(x=benefit("{widowed: true}", table(("{income: {below: 500}}", "100")))),
    ),
    "500 a month written as 50": (
        one_document(x=benefit("{widowed: true}", table(("{income: {below: 500}}", "500"), ("{income: {at_least: 500}}", "20")))),
        one_document(x=benefit("{widowed: true}", table(("{income: {below: 500}}", "50"), ("{income: {at_least: 500}}", "20")))),
    ),
    "a cap that nobody reaches": (
        None, one_document(x=benefit("{widowed: true}", "pays: {amount: {smallest: [income, 200000]}, per: month}")),
    ),
    "a difference that falls below nought": (
        None, one_document(x=benefit("{widowed: true}", "pays: {amount: {minus: [800, income]}, per: month}")),
    ),
    "a replacement that takes something away": (
        None,
        {
            "u/document.yaml": document("upper", "51"), "u/c.yaml": chapter(old=benefit("{age: {at_least: 60}}", "applies_to: residents")), "l/document.yaml": document("lower"),
            "l/c.yaml": chapter(new=benefit("{age: {at_least: 65}}", "applies_to: residents, replaces: upper/old")),
        },
    ),
    "a term that silently narrows four benefits in other files": (
        {"terms.yaml": FRAIL.format(age=60), **one_document(**{f"b{number}": benefit("{frail: true}") for number in range(4)})},
        {"terms.yaml": FRAIL.format(age=65), **one_document(**{f"b{number}": benefit("{frail: true}") for number in range(4)})},
    ),
}  # fmt: skip
"""Faults: the version before the edit, where it is one, and the version with the fault."""


@pytest.mark.parametrize("fault", PLANTED)
def test_the_docs_say_what_is_said_of_each_planted_fault(fault: str, tmp_path: Path) -> None:
    """Every line of the table is what the tool says."""
    old, new = PLANTED[fault]
    if old is None:
        book = read_book(tmp_path, new)
        lines = list(soundness_text(verify(book, DAY), book, "zh"))
        said = lines[:1]
    else:
        lines = list(comparison_text(compared(tmp_path, old, new), "zh"))
        said = [line for line in lines if line.startswith("r/")]
    page = (Path(__file__).parents[2] / "docs" / "verify.md").read_text("utf-8")

    assert said
    assert f"| {fault} | {'<br>'.join(said)} |" in page
