"""A table as rows of texts under headings: what a clerk reads and edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..language.condition import Span
from ..language.facts import FactType, Text
from ..language.words import COMBINATORS, COMPARISONS, ENTITLED_TO, both
from ..yaml.editing import Editor
from ..yaml.nodes import Entry, Node, Scalar, Sequence
from ..yaml.nodes import Mapping as MappingNode
from .table import WHEN, Table, TableError
from .words import Heading, Words

_COMPARISONS = both(COMPARISONS)
_JOINING = both({**COMBINATORS, **ENTITLED_TO})
_AS_A_TERM = Text("把这个条件写成术语（terms.yaml 或 document.yaml 的 terms），行里只用术语的名称，就能导出",
                  "make a term of it (terms.yaml, or terms in document.yaml) and name that in the row")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its number in the file from 1, None for one that is not there yet; and its cells, those that are empty left out."""

    number: int | None
    cells: Mapping[Heading, str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as texts."""

    headings: tuple[Heading, ...]
    """Those of conditions first."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the content of a cell stands in a file."""

    heading: Heading
    key: Scalar
    node: Node


def grid_of(table: Table, words: Words) -> Grid:
    """The table as texts. Raises TableError, with a reason for each part that cannot stand in a cell."""
    editor = Editor(table.source)
    refused = [] if editor.stands_alone(table.nodes.rows) else [Text(
        f"{table.nodes.rows.span}：分档用了 & 或 * 引用别处的内容，不能按格修改；请直接写出内容",
        f"{table.nodes.rows.span}: the levels refer to text elsewhere by & or *, and cannot be edited cell by cell; write it out")]  # fmt: skip
    lines: list[Line] = []
    for number, row in enumerate(table.nodes.rows.items, 1):
        cells: dict[Heading, str] = {}
        for one in places(row, words):
            if isinstance(one, Place):
                said = words.said(one.heading, one.node)
                cells |= {one.heading: said} if said else {}
            else:
                refused.append(
                    Text(
                        f"第 {number} 行（{row.span}）：{one.zh}；{_AS_A_TERM.zh}",
                        f"row {number} ({row.span}): {one.of('en')}; {_AS_A_TERM.of('en')}",
                    )
                )
        lines.append(Line(number, cells))
    if refused:
        raise TableError(refused)
    order = list(COMPARISONS)
    used = dict.fromkeys(heading for line in lines for heading in line.cells if not heading.column)
    names = list(dict.fromkeys(one.name for one in used))
    asked = sorted(used, key=lambda one: (names.index(one.name), -1 if one.comparison is None else order.index(one.comparison)))
    return Grid((*asked, *(Heading(name, column=True) for name in words.columns)), tuple(lines))


def places(row: Node, words: Words) -> Iterator[Place | Text]:
    """Where the cells of a row stand in the file; or why a part of it cannot stand in one."""
    columns = {word: name for name, one in words.columns.items() for word in (name, one.label.zh)}
    for key, value in row.entries if isinstance(row, MappingNode) else ():
        if key.text not in WHEN:
            yield Place(Heading(columns[key.text], column=True), key, value)
        elif isinstance(value, MappingNode):
            seen: set[str] = set()
            for entry in value.entries:
                name = words.names.get(entry[0].text, "")
                if name and name in seen:
                    yield Text(f"“{entry[0].text}”写了两次", f"`{entry[0].text}` stands twice")
                seen.add(name)
                yield from _asked(entry, name, words)


def _asked(entry: Entry, name: str, words: Words) -> Iterator[Place | Text]:
    key, value = entry
    if key.text in _JOINING:
        yield Text(f"用了“{key.text}”，一格里写不下", f"`{key.text}` does not go into a cell")
    elif not name:
        person = next((one for one in words.facts.values() if key.text in (one.name, one.label.zh, *one.also)), None)
        about = person is not None and person.type is FactType.PERSON
        yield Text(
            f"“{key.text}”{'说的是另一个人' if about else '不是一列'}，一格里写不下",
            f"`{key.text}` {'speaks of another person' if about else 'is no column'} and does not go into a cell",
        )
    elif not isinstance(value, MappingNode):
        yield from _alone(Heading(name), key, value)
    else:
        for word, compared in value.entries:
            if word.text in _COMPARISONS:
                yield from _alone(Heading(name, _COMPARISONS[word.text]), word, compared)
            else:
                yield Text(f"“{key.text}”后面的“{word.text}”不是比较", f"`{word.text}` after `{key.text}` is no comparison")


def _alone(heading: Heading, key: Scalar, value: Node) -> Iterator[Place | Text]:
    if isinstance(value, Sequence) and not all(isinstance(one, Scalar) for one in value.items):
        yield Text(f"“{key.text}”的列表里有算式", f"there is a calculation in the list of `{key.text}`")
    else:
        yield Place(heading, key, value)


def covers(span: Span, line: int, column: int) -> bool:
    """Whether a place lies in a span, its end included."""
    return (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column)
