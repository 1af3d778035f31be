"""YAML with places: what is read, where it stands, and what is refused before anything is made of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huilao.yaml import source as limits
from huilao.yaml.source import Mapping as MappingNode
from huilao.yaml.source import Scalar, parse


def test_a_file_of_nothing_but_mistakes_is_not_listed_to_the_end() -> None:
    """After a hundred the clerk is told that there are more."""
    source = parse("x.yaml", "".join(f"- &a{number} !x y\n" for number in range(1_000)))

    assert len(source.problems) == limits.MAX_PROBLEMS + 1
    assert source.problems[-1].code == "too_many_problems"


@pytest.mark.parametrize("text", ["no", "on", "yes", "y", "12:30", "007", "1e3", "0x1F", "1_000", "2025-01-31", ".inf", "<<", "=", "True"])
def test_no_value_is_guessed_from_its_looks(text: str) -> None:
    """YAML 1.1 would make a truth value, a number in base 60 or 8, a date or an infinity of these."""
    root = parse("x.yaml", f"key: {text}\n").root

    assert isinstance(root, MappingNode)
    value = root.entries[0][1]
    assert isinstance(value, Scalar)
    assert (value.text, value.plain, value.empty) == (text, True, False)


@pytest.mark.parametrize(
    ("text", "line", "caret"),
    [
        ("年龄: \t&x !x 六十", "    年龄:     &x !x 六十", "              ^^^^^^^^^^"),
        ("é\u0301年: !x 1", "    é\u0301年: !x 1", "         ^^^^"),
        ("a: " + "年" * 200 + ' !x "', None, None),
        ("x" * 300 + ": !x 1", "    …" + "x" * 73 + ": !x 1", " " * 80 + "^^^^"),
    ],
)
def test_the_caret_stands_under_what_is_wrong(text: str, line: str | None, caret: str | None) -> None:
    """Chinese characters take two cells, marks on letters none, tabs four; of a long line a part is shown."""
    rendered = [one.render("en").split("\n") for one in parse("x.yaml", text).problems]

    for shown in rendered:
        assert line is None or shown[1].startswith(line)
        assert caret is None or shown[2] == caret
        assert len(shown[1]) < 170


@settings(deadline=None)
@given(text=st.text(st.characters(), max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    """Also one with half of a surrogate pair, as a browser may send it."""
    source = parse("x.yaml", text)

    assert source.root is not None or source.problems


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u2069", "\u200f", "\u061c"])
@pytest.mark.parametrize("text", ["a: b{}c\n", "a: b # {}\n", "{}a: b\n", "a: |\n  b{}\n"])
def test_marks_that_turn_the_direction_of_writing_are_refused(mark: str, text: str) -> None:
    """In keys, texts and comments: what a reader sees would not be what is written."""
    source = parse("x.yaml", text.format(mark))

    assert source.root is None
    assert [one.code for one in source.problems] == ["direction_mark"]
    assert mark not in source.problems[0].render("en")


@pytest.mark.parametrize("text", ["a: &b {c: 1}\nd:\n  <<: *b\n  e: 2\n", "d: {<<: {c: 1}, e: 2}\n"])
def test_merge_keys_are_refused_with_a_cure(text: str) -> None:
    """They replace what has the same name without a word; the rest of the mapping is read."""
    source = parse("x.yaml", text)

    assert [one.code for one in source.problems] == ["merge_key"]
    assert isinstance(source.root, MappingNode)
    inner = source.root.entries[-1][1]
    assert isinstance(inner, MappingNode)
    assert [key.text for key, _ in inner.entries] == ["e"]
