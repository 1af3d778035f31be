"""What a benefit gives by levels: the columns, rows and cells of its table, and what it pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ..language.condition import All, Any, Compare, Condition, Not, Order, Span, put_in, walk
from ..language.facts import FactType, Text
from ..language.outcome import Outcome
from ..language.policy import Column, ColumnType, Hits, Levels, Limit, Pays, Row, Starts
from ..language.quantity import Constant, First, Named, Number, Quantity
from ..language.units import Unit
from ..language.words import CALCULATIONS, ENTRIES, name_of
from ..yaml.nodes import Mapping as MappingNode
from ..yaml.nodes import Node, Scalar, is_empty
from ..yaml.source import Source
from ..yaml.structure import InvalidError, Known, assign, expected, mapping, report_unknown
from .comparisons import Comparisons
from .conditions import quantity_reader, read_condition
from .figures import fixed_number
from .hints import in_unit, money
from .lexicon import Lexicon, label_of, refuse
from .shapes import BenefitShape, ColumnShape, EndsShape, LevelsShape, LimitShape, PaysShape, StartsShape
from .values import warn_of_share

_WHEN = {"when": "when", ENTRIES["when"]: "when"}
ELIGIBLE = (Outcome.ELIGIBLE.value, name_of(Outcome.ELIGIBLE).zh)
"""The day from which the person has the benefit, where `starts` names no fact."""
_MONEY_OR_SHARE: Mapping[ColumnType, tuple[int | None, int | None]] = {
    ColumnType.MONEY: (0, None),
    ColumnType.PERCENT: (0, 100),
    ColumnType.NUMBER: (None, None),
    ColumnType.TEXT: (None, None),
}
"""The least and the greatest number of a cell where the column does not say."""


_RECORDED = (None, Unit.NONE, Unit.CNY, Unit.CNY_PER_YEAR)
"""In what a fact that records how much was had may be counted: times, and sums of money, in a year perhaps."""


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
    measure = reader.quantity(node, _unit_of(one.column))
    label = source.spelled(one.column.name, one.column.label.zh)
    reader.suit(measure, _unit_of(one.column), label)
    number = measure.quantity.value if isinstance(measure.quantity, Constant) else None
    if isinstance(number, Fraction) and ((one.low is not None and number < one.low) or (one.high is not None and number > one.high)):
        reader.values.out_of_range(label, node, node.text if isinstance(node, Scalar) else str(number), one.low, one.high)
    if one.column.type is ColumnType.PERCENT and isinstance(number, Fraction):
        warn_of_share(source, number, node)
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
    return put_in(
        pays.amount, {name: cell for name, cell in cells.items() if name in used and cell is not None and not isinstance(cell, str)}
    )


# -- what is paid --------------------------------------------------------------------------------------------------------


def _pays(source: Source, shape: PaysShape, columns: Sequence[_Column], lexicon: Lexicon) -> Pays | None:
    """What is paid, and for what; all of it is looked at."""
    written: tuple[StartsShape | None, EndsShape | None, LimitShape | None] = (shape.get("starts"), shape.get("ends"), shape.get("limit"))
    starts = _starts(source, written[0], lexicon) if written[0] else None
    ends = read_condition(source, written[1].when.node, lexicon) if written[1] and written[1].get("when") else None
    limit = _limit(source, written[2], lexicon) if written[2] else None
    paid = _paid(source, shape, columns, lexicon)
    return None if paid is None else replace(paid, starts=starts, ends=ends, limit=limit)


def _starts(source: Source, shape: StartsShape, lexicon: Lexicon) -> Starts | None:
    """From when on is paid."""
    node = shape.node("after")
    if not isinstance(node, Scalar) or node.empty or shape.get("pay") is None:
        return None
    if node.text in ELIGIBLE:
        return Starts(None, shape.pay)
    name = lexicon.names.get(node.text)
    dates = {word: one for word, one in lexicon.names.items() if one in lexicon.facts and lexicon.facts[one].type is FactType.DATE}
    if node.text in dates:
        return Starts(dates[node.text], shape.pay)
    if name == "" or (name is None and not lexicon.complete):
        return None
    word = source.spelled(*ELIGIBLE)
    cure = Text(f"写日期类信息项，例如申请日期；自符合之日算起的写 {word}", f"name a fact that is a date, or write {word}")
    if name is not None:
        source.report("not_a_date", node.span, f"“{node.text}”不是日期", f"`{node.text}` is no date", cure)
    else:
        known = {**dates, **dict.fromkeys(ELIGIBLE, ELIGIBLE[0])}
        report_unknown(source, node, known, "没有这个日期类信息项：", "there is no fact that is a date:", "unknown_fact", otherwise=cure)
    return None


def _limit(source: Source, shape: LimitShape, lexicon: Lexicon) -> Limit | None:
    """How much at most, and the fact in which is recorded how much it was."""
    node = shape.node("recorded_in")
    if not isinstance(node, Scalar) or node.empty or shape.get("at_most") is None:
        return None
    reader = quantity_reader(source, lexicon)
    try:
        so_far = reader.quantity(node).quantity
        own = so_far.rows[0].value if isinstance(so_far, First) else so_far
        if not isinstance(own, Number):
            refuse(source, "not_a_record", node.span, f"“{node.text}”不是记数的信息项", f"`{node.text}` is no fact in which a number is recorded",
                   Text("写数值类信息项，例如已改造次数", "name a fact that is a number, such as how often it was had"))  # fmt: skip
        unit = lexicon.facts[own.fact].unit
        if unit not in _RECORDED:
            refuse(source, "not_a_record", node.span, f"“{node.text}”的单位是{reader.unit_name(unit)}，它不记已经用了多少", f"`{node.text}` is counted in {reader.unit_name(unit)}: it does not record how much was had",
                   Text("写记着已用多少的信息项，例如已改造次数、已报销金额；没有的先写进 facts.yaml", "name a fact that records how often or how much was had; declare one in facts.yaml first"))  # fmt: skip
        if shape.at_most <= 0:
            refuse(source, "out_of_range", shape.at("at_most"), f"限额要大于 0，写的是 {shape.at_most}", f"a limit is above 0, found {shape.at_most}",
                   Text("一次都不给的，不写这项待遇", "where nothing is given, write no benefit"))  # fmt: skip
        fact = lexicon.facts[own.fact]
        most = Fraction(shape.at_most)
        if fact.maximum is not None and fact.maximum < shape.at_most:
            refuse(source, "limit_never_reached", shape.at("at_most"), f"“{label_of(source, fact)}”最多 {fact.maximum}，限额 {shape.at_most} 用不完",
                   f"`{fact.name}` is at most {fact.maximum}: a limit of {shape.at_most} is never reached",
                   Text("检查限额，或改信息项的最大值", "check the limit, or the maximum of the fact"))  # fmt: skip
        Comparisons(reader).meaningful(Compare(own, Order.BELOW, Constant(most)), label_of(source, fact), shape.at("at_most"))
    except InvalidError:
        return None
    return Limit(most, fact.name, so_far)


def _same_period(source: Source, shape: PaysShape) -> None:
    """Refuse an amount such as `12000元/年` that says another period than the one for which is paid."""
    node, per = shape.amount.node, shape.get("per")
    said = money(node.text) if isinstance(node, Scalar) else None
    if per is None or said is None or said[1] in (None, per):
        return
    here, there = name_of(per).zh, name_of(said[1]).zh
    word, spelled = source.spelled("per", ENTRIES["per"]), source.spelled(said[1].value, there)
    converted = in_unit(said[0], said[1], Unit(f"CNY per {per.value}"), source.spelled("times", CALCULATIONS["times"]))
    monthly = ("", "") if converted is None else (f"；按{here}给的写 {converted}", f"; where it is paid per {per.value} write {converted}")
    refuse(source, "per_differs", node.span, f"金额写的是每{there}的，“{word}”写的是{here}", f"the amount is per {said[1].value}, and `{word}` says {per.value}",
           Text(f"按{there}给的，金额写 {said[0]}，“{word}”写 {spelled}{monthly[0]}", f"where it is paid per {said[1].value} write {said[0]} and {spelled}{monthly[1]}"))  # fmt: skip


def _paid(source: Source, shape: PaysShape, columns: Sequence[_Column], lexicon: Lexicon) -> Pays | None:
    """What is paid, without when it starts and stops."""
    if not shape.get("amount"):
        return None
    named = {word: one.column for one in columns for word in (one.column.name, one.column.label.zh)}
    reader = quantity_reader(source, replace(lexicon, columns=named))
    amount = shape.amount
    try:
        _same_period(source, shape)
        measure = reader.quantity(amount.node, Unit(f"CNY per {shape.per.value}") if shape.get("per") else Unit.CNY)
    except InvalidError:
        return None
    if (number := fixed_number(measure.quantity)) is not None and number < 0:
        source.report("out_of_range", measure.span, f"给付不能低于 0，这里是 {float(number):g}", f"what is paid is never below 0, this is {float(number):g}",
                      Text("写发给本人的钱数，不写负数；要扣减的写成算式，例如 {差: [甲, 乙]}",
                           "write what the person gets; what is taken off belongs into a calculation such as {minus: [a, b]}"))  # fmt: skip
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
