"""The benefits of a chapter."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ..language.facts import Text
from ..language.policy import Benefit, Column, ColumnType, Levels, Row, whole_condition
from ..yaml.source import Mapping, Node, Scalar, Source
from ..yaml.structure import InvalidError, Known, assign, expected, look_up, mapping, read_number
from .conditions import Lexicon, read_condition
from .definitions import read_accepted, read_readings
from .shapes import BenefitShape, ColumnShape, LevelsShape

_WHEN = {"when": "when", "条件": "when"}


def read_benefit(source: Source, ruleset: str, key: Scalar, shape: BenefitShape, lexicon: Lexicon, services: Known) -> Benefit | None:
    """One benefit, or None where it has a mistake; all that is written in it is looked at."""
    service = _service(source, shape, services)
    if shape.get("cite") == []:
        source.report("missing_entry", shape.at("cite"), "出处是空的", "the citation is empty",
                      Text("写明章节，例如 第五章第一节", "say which chapter and section it is"))  # fmt: skip
    when, readings = read_readings(source, shape, lexicon)
    written: LevelsShape | None = shape.get("levels")
    levels = _levels(source, written, lexicon) if written else None
    if when is None or service is None or not shape.whole:
        return None
    applies = shape.applies_to
    return Benefit(
        ruleset, key.text, shape.name, tuple(shape.cite), service, shape.force, shape.rule_class, shape.for_, applies,
        shape.provides, when, whole_condition(applies, when), shape.responsible,
        tuple(replace(one, condition=whole_condition(applies, one.condition)) for one in readings),
        tuple(shape.notes), read_accepted(shape), levels, tuple(shape.replaces), span=key.span,
    )  # fmt: skip


def _service(source: Source, shape: BenefitShape, services: Known) -> str | None:
    node = shape.node("service")
    if shape.get("service") is None or not isinstance(node, Scalar):
        return None
    try:
        return look_up(source, node, services, "服务目录里没有", "not in the catalogue of services:", "unknown_service")
    except InvalidError:
        return None


def _levels(source: Source, shape: LevelsShape, lexicon: Lexicon) -> Levels:
    """A decision table."""
    shapes: dict[str, ColumnShape] = shape.get("columns") or {}
    columns = tuple(Column(name, one.label, one.type, one.unit) for name, one in shapes.items() if one.whole)
    for entry in ("columns", "rows"):
        if shape.get(entry) is not None and not shape.get(entry):
            word = source.spelled(entry, {"columns": "列", "rows": "行"}[entry])
            source.report("empty_levels", shape.at(entry), f"分档的“{word}”是空的", f"`{word}` of the levels is empty",
                          Text("至少写一个，或删去分档", "write at least one, or delete the levels"))  # fmt: skip
    words = {word: column.name for column in columns for word in (column.name, column.label.zh)} | _WHEN
    complete = len(columns) == len(shape.keys("columns"))
    rows = [_row(source, one.node, columns, Known(words, complete), lexicon) for one in shape.get("rows") or ()]
    return Levels(columns, tuple(row for row in rows if row is not None))


def _row(source: Source, node: Node, columns: tuple[Column, ...], words: Known, lexicon: Lexicon) -> Row | None:
    """One row: `when`, and a cell for each column."""
    try:
        node = mapping(source, node)
    except InvalidError:
        return None
    if not words.complete:
        node = Mapping(tuple((key, value) for key, value in node.entries if key.text in words.words), node.span)
    required = ["when", *(column.name for column in columns)]
    written = assign(source, node, words.words, required, None, "没有这一列：", "there is no such column:")
    condition = read_condition(source, written["when"][1], lexicon) if "when" in written else None
    cells = [_cell(source, column, written[column.name][1]) for column in columns if column.name in written]
    whole = [cell for cell in cells if cell is not None]
    return Row(condition, tuple(whole), node.span) if condition is not None and len(whole) == len(columns) else None


def _cell(source: Source, column: Column, node: Node) -> Decimal | str | None:
    try:
        if column.type is not ColumnType.TEXT:
            return read_number(source, node)
        if not isinstance(node, Scalar) or node.empty:
            expected(source, node, "一段文字", "a text")
    except InvalidError:
        return None
    return node.text
