"""What a benefit gives by levels: the columns, rows and cells of its table, and what it pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ..language.condition import All, Any, Condition, Not, Span, put_in, walk
from ..language.facts import Text
from ..language.policy import Column, ColumnType, Hits, Levels, Pays, Row
from ..language.quantity import Constant, Named, Quantity
from ..language.units import Unit
from ..language.words import ENTRIES, name_of
from ..yaml.nodes import Mapping as MappingNode
from ..yaml.nodes import Node, Scalar, is_empty
from ..yaml.source import Source
from ..yaml.structure import InvalidError, Known, assign, expected, mapping
from .conditions import quantity_reader, read_condition
from .lexicon import Lexicon
from .shapes import BenefitShape, ColumnShape, LevelsShape, PaysShape

_WHEN = {"when": "when", ENTRIES["when"]: "when"}
_MONEY_OR_SHARE: Mapping[ColumnType, tuple[int | None, int | None]] = {
    ColumnType.MONEY: (0, None),
    ColumnType.PERCENT: (0, 100),
    ColumnType.NUMBER: (None, None),
    ColumnType.TEXT: (None, None),
}
"""The least and the greatest number of a cell where the column does not say."""


@dataclass(frozen=True, slots=True)
class _Column:
    column: Column
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as it was read; its condition is None for the rest."""

    condition: Condition | None
    cells: tuple[Quantity | str | None, ...]
    places: Mapping[str, Span]
    """Where each cell is written."""
    span: Span


def read_table(source: Source, shape: BenefitShape, lexicon: Lexicon) -> tuple[Levels | None, Pays | None]:
    """The levels of a benefit and what it pays, each None where there is none or where it has a mistake."""
    written: LevelsShape | None = shape.get("levels")
    columns = _columns(source, written) if written else ()
    lines = _lines(source, written, columns, lexicon) if written else []
    pays: PaysShape | None = shape.get("pays")
    paid = _pays(source, pays, columns, lexicon) if pays else None
    if written is None:
        return None, paid
    hits: Hits = written.get("hits") or Hits.UNIQUE
    if hits is Hits.HIGHEST and pays is None and shape.node("pays") is None:
        word, needed = source.spelled(Hits.HIGHEST.value, name_of(Hits.HIGHEST).zh), source.spelled("pays", ENTRIES["pays"])
        source.report("highest_of_nothing", written.at("hits"), f"取法“{word}”要比较给付，这里没有写“{needed}”",
                      f"`{word}` compares what is paid, and there is no `{needed}`",
                      Text(f"补上“{needed}”，或换一种取法", f"add `{needed}`, or use other hits"))  # fmt: skip
    rows = tuple(_row(source, line, lines, columns, hits, paid) for line in lines)
    return Levels(tuple(one.column for one in columns), rows, hits), paid


def _columns(source: Source, shape: LevelsShape) -> tuple[_Column, ...]:
    """The columns, with the bounds of their numbers."""
    found: list[_Column] = []
    shapes: dict[str, ColumnShape] = shape.get("columns") or {}
    for name, one in shapes.items():
        if not one.whole:
            continue
        if one.minimum is not None and one.maximum is not None and one.minimum > one.maximum:
            source.report("swapped_between", one.at("minimum"), "最小值比最大值大", "the minimum is above the maximum",
                          Text("对调两个数", "swap the two numbers"))  # fmt: skip
        if one.unit is not None and not _unit_suits(one.type, one.unit):
            kind = source.spelled(one.type.value, name_of(one.type).zh)
            source.report("unit_does_not_suit", one.at("unit"), f"类型为“{kind}”的列不能用这个单位", f"this unit does not suit a column of the type `{kind}`",
                          Text("金额列用钱的单位，百分比列不写单位，数量列用其他单位",
                               "money has a unit of money, percent has none, numbers have others"))  # fmt: skip
        low, high = _MONEY_OR_SHARE[one.type]
        found.append(_Column(
            Column(name, one.label, one.type, one.unit),
            one.minimum if one.minimum is not None else None if low is None else Decimal(low),
            one.maximum if one.maximum is not None else None if high is None else Decimal(high),
        ))  # fmt: skip
    for entry in ("columns", "rows"):
        if shape.get(entry) is not None and not shape.get(entry):
            word = source.spelled(entry, ENTRIES[entry])
            source.report("empty_levels", shape.at(entry), f"分档的“{word}”是空的", f"`{word}` of the levels is empty",
                          Text("至少写一个，或删去分档", "write at least one, or delete the levels"))  # fmt: skip
    return tuple(found)


def _unit_suits(kind: ColumnType, unit: Unit) -> bool:
    match kind:
        case ColumnType.MONEY:
            return unit.money
        case ColumnType.PERCENT:
            return unit is Unit.PERCENT
        case ColumnType.NUMBER:
            return not unit.money and unit is not Unit.PERCENT
        case ColumnType.TEXT:
            return True


# -- rows --------------------------------------------------------------------------------------------------------------


def _lines(source: Source, shape: LevelsShape, columns: Sequence[_Column], lexicon: Lexicon) -> list[_Line]:
    """The rows as written; the last may be for all the rest."""
    words = {word: one.column.name for one in columns for word in (one.column.name, one.column.label.zh)} | _WHEN
    known = Known(words, len(columns) == len(shape.keys("columns")))
    rows = shape.get("rows") or ()
    lines = [_line(source, one.node, columns, known, lexicon, last=number == len(rows)) for number, one in enumerate(rows, 1)]
    return [line for line in lines if line is not None]


def _line(source: Source, node: Node, columns: Sequence[_Column], words: Known, lexicon: Lexicon, *, last: bool) -> _Line | None:
    """One row: `when`, and a cell for each column."""
    try:
        node = mapping(source, node)
    except InvalidError:
        return None
    if not words.complete:
        node = MappingNode(tuple((key, value) for key, value in node.entries if key.text in words.words), node.span)
    required = [*(() if last else ("when",)), *(one.column.name for one in columns)]
    written = assign(source, node, words.words, required, None, "没有这一列：", "there is no such column:")
    condition = read_condition(source, written["when"][1], lexicon) if "when" in written else None
    cells: list[Quantity | str | None] = []
    whole = True
    for one in columns:
        if one.column.name not in written:
            whole = False
            continue
        try:
            cells.append(_cell(source, one, written[one.column.name][1], lexicon))
        except InvalidError:
            whole = False
    if not whole or (condition is None and (not last or "when" in written)):
        return None
    places = {name: value.span for name, (_, value) in written.items()}
    return _Line(condition, tuple(cells), places, node.span)


def _cell(source: Source, one: _Column, node: Node, lexicon: Lexicon) -> Quantity | str | None:
    """A number, a quantity or a text; None where it is left empty."""
    if is_empty(node):
        return None
    if one.column.type is ColumnType.TEXT:
        if not isinstance(node, Scalar):
            expected(source, node, "一段文字", "a text")
        return node.text
    reader = quantity_reader(source, lexicon)
    measure = reader.quantity(node)
    label = source.spelled(one.column.name, one.column.label.zh)
    reader.suit(measure, _unit_of(one.column), label)
    number = measure.quantity.value if isinstance(measure.quantity, Constant) else None
    if isinstance(number, Fraction) and ((one.low is not None and number < one.low) or (one.high is not None and number > one.high)):
        reader.values.out_of_range(label, node, node.text if isinstance(node, Scalar) else str(number), one.low, one.high)
    if one.column.type is ColumnType.PERCENT and isinstance(number, Fraction) and isinstance(node, Scalar) and 0 < number < 1:
        whole = f"{float(number * 100):g}"
        source.warn("percent_below_one", node.span, f"这里是百分之 {node.text}，不到百分之一", f"this is {node.text} percent, less than one in a hundred",
                    Text(f"想写 {whole}% 时写 {whole}", f"for {whole}% write {whole}"))  # fmt: skip
    return measure.quantity


def _unit_of(column: Column) -> Unit | None:
    """In what the cells are counted; None where any money will do."""
    if column.type is ColumnType.PERCENT:
        return Unit.PERCENT
    return column.unit or (None if column.type is ColumnType.MONEY else Unit.NONE)


def _row(source: Source, line: _Line, lines: Sequence[_Line], columns: Sequence[_Column], hits: Hits, pays: Pays | None) -> Row:
    """A row with the condition of the rest worked out, and its cells put into what is paid."""
    condition = line.condition
    if condition is None:
        others = tuple(one.condition for one in lines if one.condition is not None)
        condition = All((), line.span) if hits is Hits.FIRST or not others else Not(Any(others, line.span), line.span)
    amount = _amount(source, line, columns, pays) if pays else None
    return Row(condition, line.cells, amount, line.condition is None, line.span)


def _amount(source: Source, line: _Line, columns: Sequence[_Column], pays: Pays) -> Quantity:
    """What is paid in a row, after reporting cells that it needs and that are empty."""
    cells = {one.column.name: cell for one, cell in zip(columns, line.cells, strict=True)}
    used = {part.name for part in walk(pays.amount) if isinstance(part, Named)} & cells.keys()
    empty = [one.column for one in columns if one.column.name in used and cells[one.column.name] is None]
    for column in empty:
        label = source.spelled(column.name, column.label.zh)
        source.report("empty_cell", line.places[column.name], f"这一行的“{label}”是空的，给付要用它", f"`{label}` is empty in this row, and what is paid needs it",
                      Text("写一个数（没有就写 0），或在给付里换一种算法", "write a number (0 where there is nothing), or pay in another way"))  # fmt: skip
    return put_in(pays.amount, {name: cell for name, cell in cells.items() if name in used and cell is not None and not isinstance(cell, str)})


# -- what is paid --------------------------------------------------------------------------------------------------------


def _pays(source: Source, shape: PaysShape, columns: Sequence[_Column], lexicon: Lexicon) -> Pays | None:
    """What is paid, and for what."""
    if not shape.get("amount"):
        return None
    named = {word: one.column for one in columns for word in (one.column.name, one.column.label.zh)}
    reader = quantity_reader(source, replace(lexicon, columns=named))
    amount = shape.amount
    try:
        measure = reader.quantity(amount.node)
    except InvalidError:
        return None
    unit, per = measure.unit, shape.get("per")
    if unit is not None and not unit.money:
        source.report("not_money", measure.span, f"给付应是钱，这里的单位是 {reader.unit_name(unit)}", f"what is paid is money, this is counted in {reader.unit_name(unit)}",
                      Text("乘以钱数或标准数额，或改单位", "multiply it by money or a standard, or change its unit"))  # fmt: skip
        return None
    if unit is not None and per is not None and unit.per not in (None, per) and not measure.product:
        word = source.spelled(per.value, name_of(per).zh)
        source.report("per_differs", shape.at("per"), f"金额的单位是 {reader.unit_name(unit)}，这里写每{name_of(per).zh}",
                      f"the amount is counted in {reader.unit_name(unit)}, and paid per {word}",
                      Text("改成一致的；换算用积", "let both be the same; a product converts"))  # fmt: skip
        return None
    return Pays(measure.quantity, per, span=shape.span) if per is not None else None
