"""Reading rule files: what is right becomes the model, every mistake is named with its place and the way to mend it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree

import pytest
from reset_golden import Golden

from huilao.errors import Problem
from huilao.policy import Rules
from huilao.reading.book import read_rules

GOLDEN = Path(__file__).parent / "golden"
BOOK = GOLDEN / "book"
BAD = sorted((GOLDEN / "bad").glob("*.yaml"))
CHAPTER = "sichuan/mianning/chapter-3.yaml"

MADE: Mapping[str, Mapping[str, bytes | None]] = {
    "empty_file": {CHAPTER: b""},
    "binary": {CHAPTER: b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00"},
    "control_character": {CHAPTER: "待遇:\n  3-1-探访:\n    名称: 上门\x08探访\n".encode()},
    "too_large": {CHAPTER: b"# " + b"x" * 5_000_000},
    "gb18030": {CHAPTER: "待遇:\n  3-1-探访:\n    名称: 上门探访\n".encode("gb18030")},
    "utf_16": {CHAPTER: "待遇:\n".encode("utf-16")},
    "not_text": {CHAPTER: b"benefits:\n  a: \xff\xfe\xfd\n"},
    "deep_nesting": {CHAPTER: b"[" * 200_000},
    "too_many_nodes": {CHAPTER: b"benefits: [" + b"x, " * 200_000 + b"]"},
    "long_line": {CHAPTER: ("benefits: " + "长" * 300 + "{a: b}: x\n").encode()},
    "too_many_problems": {CHAPTER: "".join(f"word{number}: x\n" for number in range(1_000)).encode()},
    "missing_places": {"places.yaml": None},
    "misnamed_terms": {"terms.yaml": None, "term.yaml": (BOOK / "terms.yaml").read_bytes()},
    "missing_document": {"sichuan/mianning/document.yaml": None},
}
"""What is no text, or too much of it, or not there."""


def sections(path: Path) -> dict[str, bytes | None]:
    """The files in a case: each begins with a line `# file: …`, which is its first."""
    parts = re.split(r"^(?=# file: )", path.read_text("utf-8"), flags=re.MULTILINE)
    return {part.split("\n", 1)[0].removeprefix("# file: "): part.encode() for part in parts if part}


def read(folder: Path, files: Mapping[str, bytes | None]) -> tuple[Rules | None, tuple[Problem, ...]]:
    """Read the small book with some files in place of its own or beside them."""
    book = Path(copytree(BOOK, folder / "book"))
    for name, content in files.items():
        path = book / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
    return read_rules(book)


@pytest.mark.parametrize("case", [*(path.stem for path in BAD), *MADE])
def test_each_mistake_is_named_with_its_place(case: str, tmp_path: Path, golden: Golden) -> None:
    """In Chinese and English, with the line, a caret and the way to mend it."""
    rules, problems = read(tmp_path, MADE[case] if case in MADE else sections(GOLDEN / "bad" / f"{case}.yaml"))

    assert rules is None
    golden(GOLDEN / "bad" / f"{case}.txt", "".join(f"{one.render('zh')}\n{one.render('en')}\n\n" for one in problems))
