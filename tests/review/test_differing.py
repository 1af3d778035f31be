"""For whom other readings come to something else."""

from __future__ import annotations

from pathlib import Path

from huilao.language.meaning import truth_of
from huilao.language.truth import Truth
from huilao.review.differing import Differing, differing
from review_books import DAY
from small_books import benefit, chapter, document, read_book

TERMS = "terms: {frail: {label: 体弱, when: {widowed: true}, readings: [{when: {listed: true}, note: 按名单}]}}"
READINGS = (
    "readings: [{when: {age: {at_least: 60}}, note: 更宽}, {when: {all: [{age: {at_least: 60}}, {age: {at_least: 70}}]}, note: 一样}]"
)


def test_each_reading_is_shown_somebody_for_whom_it_matters(tmp_path: Path) -> None:
    """Who bears it out by the reference; of one that comes to the same it is said that there is nobody. What has none is not there."""
    written = chapter(x=benefit("{age: {at_least: 70}}", READINGS), y=benefit("{frail: true}"))
    book = read_book(tmp_path, {"terms.yaml": TERMS, "r/document.yaml": document("r"), "r/c.yaml": written})
    found = differing(book, DAY)
    assert found.keys() == {"r/x", "r#frail"}
    wider, same = found["r/x"]
    assert (wider.taken, wider.otherwise, same) == (Truth.NO, Truth.YES, Differing(decided=True))
    situation, x = book.situation("r", DAY), book.benefit("r/x")
    assert wider.person is not None
    assert [truth_of(one, wider.person, situation) for one in (x.condition, x.readings[0].condition)] == [Truth.NO, Truth.YES]


def test_what_an_office_has_settled_has_no_other_reading(tmp_path: Path) -> None:
    adopted = "adopted: {frail: {reading: default, by: {zh: 县民政局, en: Bureau}, since: 2025-01-01}}"
    files = {"terms.yaml": TERMS, "r/document.yaml": document("r", more=adopted), "r/c.yaml": chapter(y=benefit("{frail: true}"))}
    assert differing(read_book(tmp_path, files), DAY) == {}
