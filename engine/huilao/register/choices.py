"""What a mapping file says as a form has it: read as it is written, changed choice by choice, written again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..language.facts import Text
from ..yaml.nodes import Mapping as MappingNode
from ..yaml.nodes import Node, Scalar, Sequence
from ..yaml.source import parse
from ..yaml.structure import read_shape
from .mapping import MappingFile
from .suggest import quoted


@dataclass(frozen=True, slots=True)
class WordOfColumn:
    """A word that stands in a column of codes, and what it stands for."""

    word: str
    cells: int
    meant: str
    """In Chinese; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class WordsOfColumn:
    """The words of a column of codes, or of yes and no. Nothing that may be somebody's own is among them."""

    column: str
    target: str
    """The fact, as it is written in a mapping."""
    known: tuple[WordOfColumn, ...]
    """Those that are read, the commonest first."""
    strange: tuple[WordOfColumn, ...]
    """Those that are not, each with what it may stand for."""
    hidden: tuple[int, int]
    """Words that are not read and may be somebody's own: how many, in how many cells."""
    values: tuple[Text, ...]
    """What a word may be said to stand for; the Chinese is what is written."""


@dataclass(frozen=True, slots=True)
class MappingChoices:
    """A mapping file, as it is written; a list is what stands in brackets."""

    columns: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict[str, "str | tuple[str, ...]"])
    """What is said of columns: a fact, several, a tick, the key, the ID number or that it is not used."""
    values: Mapping[str, Mapping[str, str | tuple[str, ...]]] = field(default_factory=dict[str, "Mapping[str, str | tuple[str, ...]]"])
    """For facts, what words stand for; the empty text: not known."""
    constants: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict[str, "str | tuple[str, ...]"])
    blank_is_no: tuple[str, ...] = ()
    not_screened: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict[str, "str | tuple[str, ...]"])
    """Of columns the words by which a row is not screened."""
    dates: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    sheet: str = ""
    header: str | tuple[str, ...] = ""
    ages_as_of: str = ""

    @classmethod
    def read(cls, text: str) -> MappingChoices:
        """What a mapping file says. What has mistakes in it is left out: `GivenRegister.mapped` tells them."""
        shape = read_shape(parse("mapping.yaml", text), MappingFile)
        if shape is None:
            return cls()
        said = {name: shape.node(name) for name in MappingFile.model_fields}
        return cls(
            _plain(said["columns"]), {name: _plain(words) for name, words in _entries(said["values"])}, _plain(said["constants"]),
            _listed(said["blank_is_no"]), _plain(said["not_screened"]), _listed(said["dates"]), _listed(said["unknown"]), "".join(_listed(said["sheet"])[:1]),
            "" if said["header"] is None else _text(said["header"]),
            "".join(_listed(said["ages_as_of"])[:1]),
        )  # fmt: skip

    def written(self) -> str:
        """The mapping file."""
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        if self.sheet:
            yield f"工作表: {quoted(self.sheet)}"
        if self.header:
            rows = (self.header,) if isinstance(self.header, str) else self.header
            written = ", ".join(one if one.isdecimal() else quoted(one) for one in rows)
            yield f"表头: {written}" if isinstance(self.header, str) else f"表头: [{written}]"
        yield "列:" if self.columns else "列: {}"
        yield from (f"  {quoted(column)}: {_flow(meant)}" for column, meant in self.columns.items())
        if self.blank_is_no:
            yield f"空白为否: {_flow(self.blank_is_no)}"
        if self.not_screened:
            yield "不筛查:"
            yield from (f"  {quoted(column)}: {_flow(words)}" for column, words in self.not_screened.items())
        if any(self.values.values()):
            yield "取值:"
        for name, words in self.values.items():
            if words:
                yield f"  {quoted(name)}:"
                yield from (f"    {quoted(word)}: {_flow(value)}".rstrip() for word, value in words.items())
        if self.dates:
            yield f"日期: {_flow(self.dates)}"
        if self.ages_as_of:
            yield f"年龄截至: {quoted(self.ages_as_of)}"
        if self.constants:
            yield "固定值:"
            yield from (f"  {quoted(name)}: {_flow(value)}" for name, value in self.constants.items())
        if self.unknown:
            yield f"不详: {_flow(self.unknown)}"


def _flow(value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(quoted, value))}]"
    return quoted(value) if value else ""


def _entries(node: Node | None) -> tuple[tuple[str, Node], ...]:
    return tuple((" ".join(key.text.split()), value) for key, value in node.entries) if isinstance(node, MappingNode) else ()


def _plain(node: Node | None) -> dict[str, str | tuple[str, ...]]:
    return {name: _text(value) for name, value in _entries(node)}


def _text(node: Node) -> str | tuple[str, ...]:
    if isinstance(node, Sequence):
        return tuple(one.text for one in node.items if isinstance(one, Scalar))
    return node.text if isinstance(node, Scalar) and not node.empty else ""


def _listed(node: Node | None) -> tuple[str, ...]:
    """A text, or a list of them."""
    found = "" if node is None else _text(node)
    return found if isinstance(found, tuple) else (found,) if found else ()
