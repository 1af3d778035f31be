"""A sentence under all likely readings at once, over columns (`screen/readings.py`)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huilao.language.outcome import Action
from huilao.profile.reader import ProfileReader
from huilao.screen.actions import ACTIONS
from huilao.screen.screening import Screening, action_column
from on_engines import Screen
from small_books import benefit, chapter, document, read_book

DAY = date(2025, 3, 1)
OLD = """
terms:
  old:
    label: {zh: 高龄, en: Old}
    when: {age: {at_least: 80}}
    readings: [{note: {zh: 75周岁以上, en: 75 or over}, when: {age: {at_least: 75}}}]
"""


@pytest.mark.parametrize(
    ("when", "action"),
    [
        ("{old: true}", Action.READING), ("{all: [{old: true}, {any: [{old: false}, {widowed: true}]}]}", Action.NOT_COVERED),
        ("{any: [{old: true}, {old: false}]}", Action.CLAIM), ("{all: [{any: [{old: true}, {widowed: true}]}, {any: [{old: false}, {widowed: true}]}]}", Action.NOT_COVERED),
    ],
)  # fmt: skip
def test_a_word_is_read_one_way_in_a_whole_sentence(tmp_path: Path, screen: Screen, when: str, action: Action) -> None:
    """At 77 a person is old by one reading and not by the other; nobody is both."""
    book = read_book(tmp_path, {"terms.yaml": OLD, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit(when))})
    person = ProfileReader(book.rules.facts, book.rules.places).read({"birth_date": "1948-01-01", "widowed": False}, DAY)

    (row,) = screen.actions(Screening(book.rules, DAY), [person])

    assert ACTIONS[row[action_column("r/one")]] is action
