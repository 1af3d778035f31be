"""Documents of headings, paragraphs, lists and tables, as Markdown or as a web page. In neither does a text become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, assert_never

from jinja2 import Environment, PackageLoader, StrictUndefined


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: words, or (`code`) a name of the rule files."""

    text: str
    code: bool = False


Line = Sequence[Piece]


def line(*parts: str | Piece) -> Line:
    """A line of words and names."""
    return tuple(Piece(part) if isinstance(part, str) else part for part in parts if part)


def code(name: str) -> Piece:
    """A name of the rule files."""
    return Piece(name, code=True)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, 1 being the title of the document."""

    level: int
    line: Line
    kind: Literal["heading"] = field(default="heading", init=False)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line by itself."""

    line: Line
    kind: Literal["paragraph"] = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    lines: Sequence[Line]
    kind: Literal["items"] = field(default="items", init=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list, with the list below it."""

    line: Line
    entries: Sequence[Entry] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """A list of lists."""

    entries: Sequence[Entry]
    kind: Literal["tree"] = field(default="tree", init=False)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, each row as long as its head."""

    head: Sequence[Line]
    rows: Sequence[Sequence[Line]]
    kind: Literal["grid"] = field(default="grid", init=False)


Block = Heading | Paragraph | Items | Tree | Grid

_PAGES = Environment(loader=PackageLoader("huilao.review"), autoescape=True, undefined=StrictUndefined)


def as_html(title: str, blocks: Iterable[Block], language: str) -> str:
    """The document as one HTML page that prints well and needs no network."""
    return _PAGES.get_template("handbook.html").render(title=title, blocks=list(blocks), language=language) + "\n"


def as_markdown(blocks: Iterable[Block]) -> str:
    """The document as Markdown (CommonMark with tables), so that two versions diff well."""
    return "\n\n".join("\n".join(_markdown(block)) for block in blocks) + "\n"


def _markdown(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, words):
            yield f"{'#' * level} {_line(words)}"
        case Paragraph(words):
            yield _line(words)
        case Items(lines):
            yield from (f"- {_line(one)}" for one in lines)
        case Tree(entries):
            yield from _entries(entries, "")
        case Grid(head, rows):
            yield f"| {' | '.join(map(_line, head))} |"
            yield "|---" * len(head) + "|"
            yield from (f"| {' | '.join(map(_line, row))} |" for row in rows)
        case _:
            assert_never(block)


def _entries(entries: Iterable[Entry], indent: str) -> Iterator[str]:
    for one in entries:
        yield f"{indent}- {_line(one.line)}"
        yield from _entries(one.entries, indent + "  ")


def _line(words: Line) -> str:
    return "".join(f"`{_one_line(piece.text).replace('`', '')}`" if piece.code else _plain(piece.text) for piece in words)


def _plain(text: str) -> str:
    """A text in which no sign means anything to Markdown."""
    escaped = re.sub(r"([\\`*_\[\]<>|#&~])", r"\\\1", _one_line(text))
    return re.sub(r"^([-+=])", r"\\\1", re.sub(r"^([0-9]+)([.)])", r"\1\\\2", escaped))


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))
