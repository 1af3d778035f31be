"""A benefit's table as it is written in its file on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence as Listed
from dataclasses import dataclass
from datetime import date

from ..errors import HuilaoError
from ..language.facts import Text
from ..language.policy import Benefit, Levels, Rules
from ..language.words import ENTRIES, is_chinese
from ..reading.amendments import OF_BENEFIT, as_worded
from ..reading.shapes import BenefitShape, ChapterFile
from ..rulebook import Rulebook
from ..yaml.editing import inline
from ..yaml.nodes import Mapping, Node, Scalar, Sequence
from ..yaml.source import Source, source_of
from ..yaml.structure import read_shape

WHEN = ("when", ENTRIES["when"])
_ROWS = ("rows", ENTRIES["rows"])
_CITE = ("cite", ENTRIES["cite"])


class TableError(HuilaoError):
    """A table that cannot be written out, or not be read back; it carries every reason."""

    def __init__(self, reasons: Listed[Text]) -> None:
        self.message = Text("\n".join(one.zh for one in reasons), "\n".join(one.of("en") for one in reasons))
        super().__init__(self.message.zh)
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Nodes:
    """Where the table of a benefit stands in its file."""

    levels: Node
    rows_key: Scalar
    rows: Sequence
    cite_key: Scalar
    cite: Node

    @property
    def chinese(self) -> bool:
        """Whether its keywords are in Chinese."""
        return is_chinese(self.rows_key.text)

    @property
    def digest(self) -> str:
        """What it says, in twelve digits: layout and comments do not count."""
        return hashlib.sha256(f"{inline(self.levels)}\n{inline(self.cite)}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a rule book that was read without a mistake."""

    rules: Rules
    """As worded on the day."""
    benefit: Benefit
    levels: Levels
    day: date
    content: bytes
    """Its file..."""
    source: Source
    """... and that read."""
    nodes: Nodes

    @property
    def file(self) -> str:
        """Its file, below the folder of the rule book."""
        return self.source.name


def table_of(book: Rulebook, name: str, day: date) -> Table:
    """The table of a benefit by its full name, as worded on a day.

    Raises TableError where it has none, or where it is written so that it cannot be found again in its file.
    """
    rules = book.on(day).rules
    benefit = rules.rulesets[name.partition("/")[0]].benefit(name)
    if benefit.levels is None:
        raise without_levels(benefit)
    written = book.benefits[name].span
    if book.files is None or written is None:
        raise TableError([Text("这个规则库不是从文件读入的", "this rule book was not read from files")])
    content = book.files.contents[written.file]
    source = source_of(written.file, content)
    nodes = nodes_of(source, benefit.id, day)
    if nodes is None or isinstance(content, OSError):
        raise TableError(
            [
                Text(
                    f"在 {written.file} 里找不到“{benefit.name.zh}”的分档",
                    f"the levels of `{benefit.name.of('en')}` are not to be found in {written.file}",
                )
            ]
        )
    return Table(rules, benefit, benefit.levels, day, content, source, nodes)


def without_levels(benefit: Benefit) -> TableError:
    """That a benefit has no table."""
    return TableError([Text(f"“{benefit.name.zh}”没有分档，没有表可以导出；它的条件和给付用 huilao book 看",
                            f"`{benefit.name.of('en')}` has no levels: there is no table; read its condition and what it pays with huilao book")])  # fmt: skip


def nodes_of(source: Source, benefit: str, day: date) -> Nodes | None:
    """Where the table of a benefit stands, by its id, as worded on a day; None where there is none that can be read."""
    chapter = read_shape(source, ChapterFile)
    benefits: dict[str, BenefitShape] = (chapter and chapter.get("benefits")) or {}
    shape = benefits.get(benefit)
    if shape is None:
        return None
    levels = as_worded(source, shape, day, OF_BENEFIT).node("levels")
    rows, place = _entry(levels, _ROWS), shape.node("cite")
    key = next((one for one in shape.words if one.text in _CITE), None)
    if levels is None or rows is None or place is None or key is None or not isinstance(rows[1], Sequence):
        return None
    return Nodes(levels, rows[0], rows[1], key, place)


def _entry(node: Node | None, words: Listed[str]) -> tuple[Scalar, Node] | None:
    return next(((key, value) for key, value in node.entries if key.text in words), None) if isinstance(node, Mapping) else None


def cited(node: Node) -> tuple[str, ...]:
    """The clauses that a citation names."""
    items = node.items if isinstance(node, Sequence) else (node,)
    return tuple(one.text for one in items if isinstance(one, Scalar))
