"""Rule books that are read in a process of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from huilao import RuleFiles, RulesError
from huilao_api import reading

from .publishing import CHAPTER, book_from, files_of


def test_what_is_read_apart_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule book with its files; every mistake with its place."""
    monkeypatch.setattr(reading, "SMALL", 0)
    book = book_from(tmp_path / "book")
    assert book.files is not None
    found = reading.read(book.files)
    with pytest.raises(RulesError) as wrong:
        reading.read(RuleFiles.of({**files_of(book), CHAPTER: b"benefits: {a: {when: {agee: 1}}}"}))

    assert (found.version, found.files, found.rules) == (book.version, book.files, book.rules)
    assert {one.span.file for one in wrong.value.problems} == {CHAPTER}
