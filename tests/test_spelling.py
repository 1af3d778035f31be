"""Two spellings, one rule."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

import pytest

from huilao import Rulebook
from huilao.reading.rules import rule_files
from huilao.reading.spelling import Spelling, respell
from huilao.rulebook import shipped_rules
from huilao.yaml.source import read_source


def respelled(tmp_path: Path, book: Rulebook, spelling: Spelling) -> Path:
    target = Path(copytree(shipped_rules(), tmp_path / spelling))
    for path in rule_files(target):
        path.write_text(respell(read_source(path, path.name), book.rules, spelling), "utf-8")
    return target


@pytest.mark.parametrize("spelling", ["zh", "en"])
def test_the_whole_book_means_the_same_in_either_spelling(tmp_path: Path, book: Rulebook, spelling: Spelling) -> None:
    """The same version hash: nothing was gained or lost."""
    assert Rulebook.load(respelled(tmp_path, book, spelling)).version == book.version


def test_no_english_keyword_is_left_in_a_chinese_chapter(tmp_path: Path, book: Rulebook) -> None:
    """A clerk who reads no English can read it all, but for ids and English texts."""
    chapter = respelled(tmp_path, book, "zh") / "sichuan/mianning/chapter-8.yaml"
    text = re.sub(r"英文: .*?(?=[,}]|$)", "", chapter.read_text("utf-8"), flags=re.MULTILINE)
    keys = set(re.findall(r"^\s*(?:- )?([A-Za-z_]+): ", text, flags=re.MULTILINE))

    assert keys == set()


def test_comments_and_layout_stay(tmp_path: Path, book: Rulebook) -> None:
    """Only words change: there are as many lines, and the comments are the same."""
    path = shipped_rules() / "facts.yaml"
    before = path.read_text("utf-8").splitlines()
    after = (respelled(tmp_path, book, "zh") / "facts.yaml").read_text("utf-8").splitlines()

    assert len(before) == len(after)
    assert [line for line in before if line.lstrip().startswith("#")] == [line for line in after if line.lstrip().startswith("#")]


def test_there_and_back_is_the_same_text(tmp_path: Path, book: Rulebook) -> None:
    """Once a file is wholly in one spelling, converting it twice changes nothing."""
    target = respelled(tmp_path, book, "en")
    for path in rule_files(target):
        english = path.read_text("utf-8")
        path.write_text(respell(read_source(path, path.name), book.rules, "zh"), "utf-8")

        assert respell(read_source(path, path.name), book.rules, "en") == english
