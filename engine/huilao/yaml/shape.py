"""Shapes: mappings with known entries, each with its Chinese word and what it holds.

One description serves reading, converting between spellings and the JSON Schema. What is read by a reader of its own is a
`Written` node here.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Table
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr
from pydantic.json_schema import WithJsonSchema

from ..language.condition import Span
from ..language.facts import Text
from .nodes import Mapping, Node, Scalar

TextShape = Annotated[
    Text,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {
                        "zh": {"type": "string"}, "en": {"type": "string"},
                        "中文": {"type": "string"}, "英文": {"type": "string"},
                    },
                    "additionalProperties": False,
                },
            ]
        }
    ),
]  # fmt: skip
"""A text for people: `{zh: …, en: …}`, or a plain Chinese text."""


Texts = Annotated[list[str], WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})]
"""One text or a list of them."""

YesNo = Annotated[bool, WithJsonSchema({"enum": [True, False, "是", "否"]})]
"""`true` or `false`, 是 or 否."""


class Written:
    """A part of a file that is read by a reader of its own."""

    def __init__(self, node: Node) -> None:
        self.node = node


class Full(Protocol):
    """What is wrong in short is written in full so; None where that cannot be told."""

    def __call__(self, node: Node, *, chinese: bool) -> Text | None: ...


def word(zh: str, default: Any = ..., about: str = "", alias: str | None = None) -> Any:
    """An entry, its Chinese word, a line about it for the schema, and its code where Python cannot call it so."""
    return Field(default, alias=alias, json_schema_extra={"zh": zh}, description=f"{zh}。{about}" if about else zh)


class Shape(BaseModel):
    """A mapping with known entries."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, frozen=True)
    PLAIN: ClassVar[str | None] = None
    """The entry that a plain text stands for, where one may stand instead of the mapping."""
    FULL: ClassVar[Full | None] = None
    """How to write in full what stands in short instead of its entries."""
    REFUSED: ClassVar[Table[str, Text]] = {}
    """Words of entries that it may not have, though somebody may well write them, and what to do instead."""
    _node: Mapping = PrivateAttr()
    _places: dict[str, tuple[Scalar, Node]] = PrivateAttr(default_factory=dict[str, tuple[Scalar, Node]])
    _whole: bool = PrivateAttr(default=True)

    @property
    def span(self) -> Span:
        """Where it is written."""
        return self._node.span

    @property
    def whole(self) -> bool:
        """Whether no mistake was found in it. Where one was, entries may be absent: ask for them with `get`."""
        return self._whole

    @property
    def words(self) -> tuple[Scalar, ...]:
        """Its entries as they are spelled."""
        return tuple(key for key, _ in self._node.entries)

    def get(self, entry: str) -> Any:
        """The content of an entry, None where it is missing or wrong."""
        return getattr(self, entry, None)

    def node(self, entry: str) -> Node | None:
        """What is written for an entry."""
        return self._places[entry][1] if entry in self._places else None

    def at(self, entry: str) -> Span:
        """Where the content of an entry is written; where the shape is, if it is not written."""
        node = self.node(entry)
        return node.span if node is not None else self.span

    def changed(self, change: Shape, without: Collection[str] = ()) -> Mapping:
        """What is written here, with the entries of a change in the place of its own, and without some of these; an entry that
        is a shape itself keeps what the change does not name.
        """
        own = {name: place for name, place in self._places.items() if name not in without}
        new = {
            name: (key, self._part(name, change) or node) for name, (key, node) in change._places.items() if name in type(self).model_fields
        }
        return Mapping(tuple((own | new).values()), self.span)

    def _part(self, name: str, change: Shape) -> Mapping | None:
        """An entry with what changes in it; None where it is not made of entries on both sides."""
        own, new = self.get(name), change.get(name)
        return replace(own.changed(new), span=new.span) if isinstance(own, Shape) and isinstance(new, Shape) else None

    def keys(self, entry: str) -> dict[str, Scalar]:
        """The names that stand in an entry, also those whose content is wrong."""
        node = self.node(entry)
        return {key.text: key for key, _ in node.entries} if isinstance(node, Mapping) else {}


def entries(shape: type[Shape]) -> dict[str, str]:
    """The entries of a shape by every spelling, each to its code."""
    table: dict[str, str] = {}
    for name, field in shape.model_fields.items():
        extra: Any = field.json_schema_extra
        code = field.alias or name
        table |= {code: name, extra["zh"]: name}
    return table
