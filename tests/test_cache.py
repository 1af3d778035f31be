"""The compiled rule book: never stale, never trusted when damaged, never needed."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from huilao import Rulebook
from huilao.reading.cache import KEPT, cached
from huilao.rulebook import shipped_rules


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUILAO_CACHE", str(tmp_path / "cache"))
    return Path(copytree(shipped_rules(), tmp_path / "rulesets"))


def kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache").glob("*.rules"))


def test_a_kept_model_is_the_model_that_was_read(rules: Path, tmp_path: Path, book: Rulebook) -> None:
    """With the same version, places in files and all."""
    read = Rulebook.load(rules)
    again = Rulebook.load(rules)

    assert len(kept(tmp_path)) == 1
    assert cached(rules) is not None
    assert read.version == again.version == book.version
    assert read.benefits["mianning/5-1-free-flu-vaccine"].span == again.benefits["mianning/5-1-free-flu-vaccine"].span


def test_a_changed_file_is_read_anew(rules: Path) -> None:
    """By its content, not its date."""
    before = Rulebook.load(rules).version
    chapter = rules / "sichuan/mianning/chapter-5.yaml"
    chapter.write_text(chapter.read_text("utf-8").replace("age: {at_least: 60}", "age: {at_least: 61}", 1), "utf-8")

    assert cached(rules) is None
    assert Rulebook.load(rules).version != before


@pytest.mark.parametrize("damage", ["empty", "changed", "cut", "other"])
def test_a_damaged_model_is_as_good_as_none(rules: Path, tmp_path: Path, book: Rulebook, damage: str) -> None:
    """Empty, changed in one byte, cut short or something else altogether."""
    Rulebook.load(rules)
    file = kept(tmp_path)[0]
    whole = file.read_bytes()
    damaged = {"empty": b"", "changed": whole[:-1] + b"\0", "cut": whole[: len(whole) // 2], "other": b"x" * 1000}
    file.write_bytes(damaged[damage])

    assert cached(rules) is None
    assert Rulebook.load(rules).version == book.version


def test_a_rule_book_loads_where_nothing_can_be_kept(rules: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, book: Rulebook) -> None:
    """The cache is a folder that cannot be made."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HUILAO_CACHE", str(tmp_path / "file" / "cache"))

    assert Rulebook.load(rules).version == book.version


def test_old_models_give_way(rules: Path, tmp_path: Path) -> None:
    """The cache does not grow without end."""
    notes = rules / "note.txt"
    for number in range(KEPT + 3):
        notes.write_text(str(number))
        Rulebook.load(rules)

    assert len(kept(tmp_path)) == KEPT
