"""The nodes of a file: texts, lists and mappings that know their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import assert_never

from ..language.condition import Span
from ..language.facts import Text


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `plain` where it stands without quotes."""

    text: str
    plain: bool
    span: Span

    @property
    def empty(self) -> bool:
        """Whether nothing is written here (YAML 1.2 null)."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; INVARIANT: no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span


Node = Scalar | Sequence | Mapping
Entry = tuple[Scalar, Node]


def is_empty(node: Node) -> bool:
    """Whether nothing is written here."""
    return isinstance(node, Scalar) and node.empty


def kind(node: Node) -> Text:
    """What a node is, in words."""
    match node:
        case Scalar():
            return Text("空", "nothing") if node.empty else Text(quoted(node.text), f"`{shortened(node.text)}`")
        case Sequence(items):
            return Text("一个列表", "a list") if items else Text("空的列表", "an empty list")
        case Mapping(entries):
            return Text("一组“名称: 内容”", "a mapping") if entries else Text("空的 {}", "an empty mapping")
        case _:
            assert_never(node)


def flow(node: Node) -> str:
    """A node as it is written on one line."""
    match node:
        case Scalar(text):
            return text if not node.empty else "null"
        case Sequence(items):
            return f"[{', '.join(map(flow, items))}]"
        case Mapping(entries):
            return f"{{{', '.join(f'{key.text}: {flow(value)}' for key, value in entries)}}}"
        case _:
            assert_never(node)


def quoted(text: str, most: int = 40) -> str:
    """A text in Chinese quotes, of one line and short enough for a message."""
    return f"「{shortened(text, most)}」" if re.search("[“”]", text) else f"“{shortened(text, most)}”"


def shortened(text: str, most: int = 40) -> str:
    """A text of one line that is short enough for a message."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
