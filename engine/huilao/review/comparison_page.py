"""The comparison of two versions as a web page that prints: for who approves an edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from .comparison import Comparison
from .pages import Block, Entry, Heading, Paragraph, Tree, as_html, line
from .report import comparison_text

TITLE = {"zh": "规则库修改比较", "en": "What an edit of the rule book does"}


def comparison_page(found: Comparison, language: str = "zh") -> str:
    """What `comparison_text` says, the counts first."""
    lines = list(comparison_text(found, language))
    parts = [list(part) for blank, part in groupby(lines, lambda one: not one) if not blank]
    head, *differences, counts = parts
    return as_html(TITLE[language], _blocks(TITLE[language], [*head, *counts], differences), language)


def _blocks(title: str, head: Sequence[str], differences: Sequence[Sequence[str]]) -> Iterator[Block]:
    yield Heading(1, line(title))
    yield from (Paragraph(line(one)) for one in head)
    for first, *below in differences:
        yield Heading(3, line(first))
        if below:
            yield Tree(_tree(below))


def _tree(lines: Sequence[str]) -> list[Entry]:
    """Lines by how far they are indented."""
    found: list[Entry] = []
    indent = _indent(lines[0])
    begins = [number for number, one in enumerate(lines) if _indent(one) <= indent]
    for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
        below = lines[begin + 1 : end]
        found.append(Entry(line(lines[begin].strip()), tuple(_tree(below)) if below else ()))
    return found


def _indent(said: str) -> int:
    return len(said) - len(said.lstrip(" "))
