"""Reading rule files: what is right becomes the model, every mistake is named with its place and the way to mend it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from math import ceil
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huilao.content import digest
from huilao.errors import Problem, Severity
from huilao.language.policy import Rules
from huilao.reading.rules import read_rules, rule_files
from huilao.reading.spelling import Spelling, respell
from huilao.yaml.source import read_source
from reset_golden import Golden
from strategies import CASES

GOLDEN = Path(__file__).parents[1] / "golden"
SHIPPED = Path(__file__).parents[2] / "rulesets"
BOOK = GOLDEN / "book"
NUMBERS = GOLDEN / "numbers"
BETWEEN = GOLDEN / "between"
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


def test_the_mistakes_of_all_files_come_in_one_run(tmp_path: Path) -> None:
    """In the order of files and lines, `chapter-10` after `chapter-9`; a file that cannot be read hides none of the others."""
    chapter = (BOOK / "sichuan/mianning/chapter-1.yaml").read_bytes()
    files = {
        "facts.yaml": (BOOK / "facts.yaml").read_bytes().replace(b"minimum: 0", b"minimum: zero"),
        "places.yaml": b"places:\n\t51: x\n",
        "services.yaml": b"service: {}",
        "sichuan/mianning/chapter-9.yaml": chapter.replace(b"1-", b"9-").replace(b"age: {", b"ages: {", 1),
        "sichuan/mianning/chapter-10.yaml": chapter.replace(b"1-", b"10-").replace(b"{has_any:", b"{has_all_of:"),
        "sichuan/mianning/document.yaml": (BOOK / "sichuan/mianning/document.yaml").read_bytes().replace(b"2025-12-31", b"2025-12-32"),
    }

    _, problems = read(tmp_path, files)

    assert [(one.span.file, one.code) for one in problems] == [
        ("facts.yaml", "wrong_kind"),
        ("places.yaml", "tab"),
        ("services.yaml", "unknown_word"),
        ("sichuan/mianning/chapter-9.yaml", "unknown_fact"),
        ("sichuan/mianning/chapter-10.yaml", "unknown_comparison"),
        ("sichuan/mianning/document.yaml", "impossible_date"),
    ]


def test_what_cannot_be_used_is_not_reported_where_it_is_used(tmp_path: Path) -> None:
    """A fact, term, service or place with a mistake is one mistake, however often it is named."""
    wrong = {
        "facts.yaml": (b"type: set", b"type: sets"),
        "terms.yaml": (b"any:", b"anny:"),
        "services.yaml": (b"zh: \xe7\x96\xab", b"zz: \xe7\x96\xab"),
        "places.yaml": (b"zh: \xe5\x86\x95", b"zz: \xe5\x86\x95"),
    }
    files = {name: (BOOK / name).read_bytes().replace(right, mistake, 1) for name, (right, mistake) in wrong.items()}

    assert sorted(wrong) == [one.span.file for one in read(tmp_path, files)[1]]


def test_the_small_book_and_the_shipped_one_have_no_mistakes(tmp_path: Path) -> None:
    """What the golden files change is right before."""
    assert read(tmp_path, {})[1] == ()
    assert read_rules(SHIPPED)[1] == ()


def version(rules: Rules | None) -> str:
    assert rules is not None
    return digest(rules)


@pytest.mark.parametrize("spelling", ["zh", "en"])
def test_both_spellings_are_one_rule(spelling: Spelling, tmp_path: Path) -> None:
    """The same tree and the same version, and no English keyword is left in a Chinese file."""
    rules, _ = read(tmp_path / "mixed", {})
    assert rules is not None
    respelled = {path: respell(read_source(path, path.name), rules, spelling) for path in rule_files(BOOK)}
    respelt, problems = read(tmp_path / spelling, {path.relative_to(BOOK).as_posix(): text.encode() for path, text in respelled.items()})

    assert problems == ()
    assert rules.rulesets == (respelt and respelt.rulesets)
    assert version(rules) == version(respelt)


def with_an_alias(text: bytes) -> bytes:
    """The second of two equal conditions as an alias of the first."""
    first, *others = text.split(b"{age: {at_least: 60}}")
    return first + b"".join((b"*sixty" if number else b"&sixty {age: {at_least: 60}}") + other for number, other in enumerate(others))


LAYOUTS: Mapping[str, Callable[[bytes], bytes]] = {
    "a byte order mark": lambda text: codecs.BOM_UTF8 + text,
    "line ends of Windows": lambda text: text.replace(b"\n", b"\r\n"),
    "comments and ---": lambda text: b"# 1\n---\n" + text + b"\n# end\n",
    "quotes and spaces": lambda text: text.replace(b"{at_least: 60}", b"{ at_least : '60' , }"),
    "an alias": with_an_alias,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_does_not_count(layout: str, tmp_path: Path) -> None:
    """Editors differ; the rules are the same."""
    files = {path.relative_to(BOOK).as_posix(): LAYOUTS[layout](path.read_bytes()) for path in rule_files(BOOK)}

    assert version(read(tmp_path / "a", {})[0]) == version(read(tmp_path / "b", files)[0])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copies of the small books that tests write to and put right again."""
    desk = tmp_path_factory.mktemp("desk")
    for folder in (BOOK, NUMBERS, BETWEEN):
        copytree(folder, desk / folder.name)
    return desk


def holds_together(desk: Path, name: str, content: bytes) -> None:
    """With this in a file there is a model, or there are problems that can be shown; never an exception."""
    (desk / name).write_bytes(content)
    rules, problems = read_rules(desk / name.split("/")[0])
    (desk / name).write_bytes(FILES[name].encode())

    assert (rules is None) == any(one.severity is Severity.ERROR for one in problems)
    for one in problems:
        assert min(one.span.line, one.span.column) >= 1
        assert str(one.span) in one.render("zh")
        assert one.message.en
        assert one.render("en")


FILES = {path.relative_to(GOLDEN).as_posix(): path.read_text("utf-8") for book in (BOOK, NUMBERS, BETWEEN) for path in rule_files(book)}
names = st.sampled_from(sorted(FILES))
characters = [*"：，、｛｝【】“” \t\"'{}[]:,-#&*!|>%@`?\n\r\0\u3000\ufeff\u2028\x85六是"]
pieces = st.sampled_from([*characters, ": ", "- ", "\n\n", "---\n", "*a", "&a ", "  "]) | st.characters(codec="utf-8")
contents = st.binary(max_size=300) | st.text(max_size=300).map(str.encode) | st.lists(pieces).map("".join).map(str.encode)


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """A text after some slips of the fingers: characters and lines put in, taken out and swapped."""
    for _ in range(draw(st.integers(1, 4))):
        lines = text.split("\n")
        at, line = draw(st.integers(0, len(text))), draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["insert", "delete", "swap", "delete line", "swap lines", "indent"])):
            case "insert":
                text = text[:at] + draw(pieces) + text[at:]
            case "delete":
                text = text[:at] + text[at + draw(st.integers(1, 8)) :]
            case "swap":
                text = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
            case "delete line":
                text = "\n".join(lines[:line] + lines[line + 1 :])
            case "swap lines":
                text = "\n".join(lines[:line] + lines[line : line + 2][::-1] + lines[line + 2 :])
            case _:
                text = "\n".join([*lines[:line], " " * draw(st.integers(1, 4)) + lines[line], *lines[line + 1 :]])
    return text


@settings(deadline=None, max_examples=ceil(CASES / 20))
@given(name=names, data=st.data())
def test_no_slip_of_the_fingers_breaks_the_reader(desk: Path, name: str, data: st.DataObject) -> None:
    """Whatever a clerk types into a file, there is a model or there are problems."""
    holds_together(desk, name, data.draw(mutated(FILES[name])).encode())


@settings(deadline=None, max_examples=ceil(CASES / 20))
@given(name=names, content=contents)
def test_no_bytes_break_the_reader(desk: Path, name: str, content: bytes) -> None:
    """Files may hold anything."""
    holds_together(desk, name, content)
