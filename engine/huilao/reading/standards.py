"""The standards of a rule book: those that all rulesets share, and the values that the folders of documents add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from ..language.condition import Span
from ..language.facts import FactType, Text
from ..language.places import inside
from ..language.standards import DefinedStandard, PlaceOf, SetValue
from ..language.units import Unit
from ..language.words import ENTRIES
from ..yaml.nodes import Mapping as MappingNode
from ..yaml.nodes import Node, Scalar, is_empty
from ..yaml.nodes import Sequence as ListNode
from ..yaml.source import Source
from ..yaml.structure import InvalidError, check_text, cut_numbers, expected, mapping, read_date, read_number, report_unknown
from .lexicon import Lexicon, code_spellings
from .places import read_place
from .shapes import StandardsFile, StandardShape
from .values import warn_of_share
from .vocabulary import FIXED, Files, words_of, written

_VALUE = {word: code for code in ("value", "cite") for word in (code, ENTRIES[code])}


@dataclass(frozen=True, slots=True)
class StandardsOf:
    """The standards file of a folder, and the place of its document, or of that of the nearest folder around it where it has
    values `alone` and no document; None where there is none or where that cannot be read.
    """

    source: Source
    file: StandardsFile | None
    place: str | None
    alone: bool = False


def read_standards(
    shared: Files[StandardsFile], local: Sequence[StandardsOf], facts: Lexicon
) -> tuple[Mapping[str, DefinedStandard], Lexicon]:
    """All standards with the values of all files, and the lexicon with their words."""
    places: dict[str, str | None] = {one.source.name: one.place for one in local}
    files: Files[StandardsFile] = [*shared, *((one.source, one.file) for one in local)]
    found: dict[str, DefinedStandard] = {}
    homes = _homes(files)
    for source, name, key, shape in written(files, "standards"):
        if isinstance(shape, StandardShape) and homes.get(name) == source.name:
            one = _definition(source, key, name, shape, facts)
            found |= {name: one} if one else {}
    lexicon = _with_words(files, homes, found, facts)
    values: dict[str, list[SetValue]] = {name: [] for name in found}
    first: dict[tuple[str, str, date], SetValue] = {}
    labels = {shape.get("label").zh: name for source, name, _, shape in written(files, "standards")
              if homes.get(name) == source.name and isinstance(shape, StandardShape) and shape.get("label")}  # fmt: skip
    for source, word, key, shape in written(files, "standards"):
        if not isinstance(shape, StandardShape):
            continue
        name = word if word in homes else labels.get(word, word)
        if name not in homes:
            if facts.complete:
                names = {one: name for name, defined in found.items() for one in (name, defined.label.zh)}
                report_unknown(source, key, names, "没有这个标准数额：", "there is no standard", "unknown_standard",
                               otherwise=Text("先写明名称、单位和归属", "say what it is: its label, unit and whose place counts"))  # fmt: skip
            continue
        if name not in found:
            continue
        read = _values(source, shape, found[name], facts, places.get(source.name), own=source.name in places)
        for one in read if name in found else ():
            before = first.setdefault((name, one.place, one.since), one)
            if before is not one:
                source.report("duplicate_standard", one.span or key.span, f"这个地方这一天的数额已经有了：{before.span}",
                              f"there is a value for this place and day already: {before.span}",
                              Text("删去一处（11 和 110000 是同一个地方）", "delete one (11 and 110000 are the same place)"))  # fmt: skip
            else:
                values[name].append(one)
    for one in local:
        if one.alone:
            here = ([value for value in set_ if value.span and value.span.file == one.source.name] for set_ in values.values())
            _check_one_place(one.source, [those for those in here if those])
    standards = {
        name: replace(one, values=tuple(sorted(values[name], key=lambda value: (value.place, value.since)))) for name, one in found.items()
    }
    return standards, lexicon


def _check_one_place(source: Source, standards: Sequence[Sequence[SetValue]]) -> None:
    """Warn where of the values of a folder that has nothing else one standard has none for the place of the others: each of
    `standards` has the values of one.
    """
    first = min((one for values in standards for one in values), key=lambda one: len(one.place), default=None)
    stray = next(
        (values[0] for values in standards if first is not None and not any(inside(one.place, first.place) for one in values)), None
    )
    if first is None or stray is None or stray.span is None or first.span is None:
        return
    source.warn("standards_of_two_places", stray.span, f"这个地方不在第 {first.span.line} 行的地点之内，这个文件别的数额是那里的", f"this place is not inside that of line {first.span.line}, for which the other values of this file are",
                Text("检查地点；别处的数额写进那里的文件夹，或顶层的 standards.yaml", "check the place; others have a folder of their own, or stand in the shared standards.yaml"))  # fmt: skip


def _homes(files: Files[StandardsFile]) -> dict[str, str]:
    """The file in which each standard is defined: the first that says more than values."""
    homes: dict[str, str] = {}
    for source, name, key, shape in written(files, "standards"):
        if isinstance(shape, StandardShape) and any(shape.node(entry) is not None for entry in ("label", "unit", "place_of", "split")):
            home = homes.setdefault(name, source.name)
            if home != source.name:
                source.report("standard_defined_twice", key.span, f"标准数额“{key.text}”已在 {home} 里定义，这里只能加数额",
                              f"the standard `{key.text}` is defined in {home}: only values can be added here",
                              Text(f"只留“{source.spelled('values', ENTRIES['values'])}”", "keep the values alone"))  # fmt: skip
    return homes


def _with_words(files: Files[StandardsFile], homes: Mapping[str, str], found: Mapping[str, DefinedStandard], facts: Lexicon) -> Lexicon:
    """The lexicon with the words of the standards."""
    defined = [one for one in written(files, "standards") if homes.get(one[1]) == one[0].name]
    labels = {name: (one.label.zh,) for name, one in found.items()}
    known = words_of(defined, labels, {**FIXED, **facts.names}, found)
    readable = all(not source.doubtful and file is not None and file.get("standards") is not None for source, file in files)
    return replace(
        facts, names={**facts.names, **known.words}, standards={name: one.unit for name, one in found.items()},
        complete=facts.complete and known.complete and readable,
    )  # fmt: skip


def _definition(source: Source, key: Scalar, name: str, shape: StandardShape, facts: Lexicon) -> DefinedStandard | None:
    """What a standard is, without its values; None where that has a mistake."""
    lacks = [
        (entry, word)
        for entry in ("label", "unit", "place_of")
        if shape.node(entry) is None
        for word in (source.spelled(entry, ENTRIES[entry]),)
    ]
    if lacks:
        words = [word for _, word in lacks]
        source.report("missing_entry", key.span, f"缺少{'、'.join(f'“{word}”' for word in words)}", f"lacks {', '.join(f'`{word}`' for word in words)}",
                      Text(f"补上 {'；'.join(f'{word}: …' for word in words)}", f"add {'; '.join(f'{word}: …' for word in words)}"))  # fmt: skip
    split = _split(source, shape, facts) if shape.get("split") else None
    if lacks or any(shape.get(entry) is None for entry in ("label", "unit", "place_of")) or (shape.get("split") and split is None):
        return None
    return DefinedStandard(
        name, shape.label or Text(name), shape.unit or Unit.NONE, shape.place_of or PlaceOf.DOCUMENT, split, (),
        tuple(shape.get("cite") or ()), tuple(shape.get("notes") or ()), key.span,
    )  # fmt: skip


def _split(source: Source, shape: StandardShape, facts: Lexicon) -> str | None:
    """The choice fact by which a standard is divided."""
    node = shape.node("split")
    assert isinstance(node, Scalar)
    choices = {word: name for word, name in facts.names.items() if name in facts.facts and facts.facts[name].type is FactType.CHOICE}
    if node.text in choices:
        return choices[node.text]
    if facts.names.get(node.text) != "" and facts.complete:
        report_unknown(source, node, choices, "没有这个单选信息项：", "there is no choice fact", "unknown_fact",
                       otherwise=Text("分列要用类型为单选的信息项", "a standard is divided by a fact of the type choice"))  # fmt: skip
    return None


# -- values ------------------------------------------------------------------------------------------------------------


def _values(
    source: Source, shape: StandardShape, standard: DefinedStandard, facts: Lexicon, home: str | None, *, own: bool
) -> list[SetValue]:
    """The values of one file; in a document's folder for places inside the document's own (`home`). What a folder of its `own`
    cites is cited for its values alone.
    """
    node = shape.get("values")
    if node is None:
        return []
    cite = tuple(shape.get("cite") or ()) if own else ()
    found: list[SetValue] = []
    try:
        entries = mapping(source, node.node).entries
    except InvalidError:
        return []
    for key, days in entries:
        try:
            place = read_place(source, key, facts.places)
            if home is not None and not inside(place, home):
                source.report("standard_elsewhere", key.span, f"“{key.text}”不在本文件的地点之内", f"`{key.text}` is not inside the place of this document",
                              Text("只写本地的数额；别处的写进顶层的 standards.yaml 或那里的文件夹",
                                   "write values for places inside it; others stand in the shared standards.yaml"))  # fmt: skip
                continue
            found += _of_place(source, days, place, standard, facts, cite)
        except InvalidError:
            continue
    return found


def _of_place(
    source: Source, node: Node, place: str, standard: DefinedStandard, facts: Lexicon, cite: tuple[str, ...]
) -> Iterator[SetValue]:
    """The values of one place by day."""
    if not isinstance(node, MappingNode) or not node.entries:
        example = "{2025-07-01: 700}"
        expected(source, node, f"从哪一天起是多少，例如 {example}", f"values by the day on which they begin, such as {example}",
                 Text(f"写成 {example}", f"write {example}"))  # fmt: skip
    cut = cut_numbers(source, node)
    for key, value in node.entries:
        if key in cut:
            continue
        try:
            since = read_date(source, key)
            number, own = _value(source, value, standard, facts)
        except InvalidError:
            continue
        yield SetValue(
            place,
            since,
            number,
            own or cite,
            Span(key.span.file, key.span.line, key.span.column, value.span.end_line, value.span.end_column),
        )


def _value(
    source: Source, node: Node, standard: DefinedStandard, facts: Lexicon
) -> tuple[Fraction | Mapping[str, Fraction] | None, tuple[str, ...]]:
    """One value, divided perhaps, and its own citation."""
    if isinstance(node, MappingNode) and node.entries and all(key.text in _VALUE for key, _ in node.entries):
        parts = {_VALUE[key.text]: value for key, value in node.entries}
        if "value" in parts:
            return _number_or_parts(source, parts["value"], standard, facts), _cite(source, parts.get("cite"))
    return _number_or_parts(source, node, standard, facts), ()


def _cite(source: Source, node: Node | None) -> tuple[str, ...]:
    """A text, or a list of them."""
    items = node.items if isinstance(node, ListNode) else () if node is None or is_empty(node) else (node,)
    texts = [one for one in items if isinstance(one, Scalar)]
    if node is not None and len(texts) < len(items):
        expected(source, node, "一段文字或一个列表", "a text or a list")
    for one in texts:
        check_text(source, one)
    return tuple(one.text for one in texts)


def _number_or_parts(source: Source, node: Node, standard: DefinedStandard, facts: Lexicon) -> Fraction | Mapping[str, Fraction] | None:
    if isinstance(node, Scalar) and node.empty:
        if not node.text:
            expected(
                source,
                node,
                "一个数",
                "a number",
                Text("写上数额；从这一天起不再有的写 null", "write the number, or null where there is none any more from that day on"),
            )
        return None
    if not isinstance(node, MappingNode):
        return _number(source, node, standard)
    if standard.split is None:
        word = source.spelled("split", ENTRIES["split"])
        expected(
            source,
            node,
            "一个数",
            "a number",
            Text(f"要分列的，先写“{word}”说明按哪个信息项", f"say by which fact it is divided: `{word}`"),
        )
    fact = facts.facts[standard.split]
    spelled = code_spellings(fact)
    found: dict[str, Fraction] = {}
    cut = cut_numbers(source, node)
    wrong = bool(cut)
    for key, value in node.entries:
        if key in cut:
            continue
        code = spelled.get(key.text)
        if code is None or code in found:
            wrong = True
            if code is None:
                report_unknown(
                    source, key, spelled, f"“{fact.label.zh}”没有这个取值：", f"`{fact.name}` has no such value:", "unknown_code"
                )
            else:
                source.report("duplicate_value", key.span, "这个取值重复了", "this value stands twice", Text("删去一处", "delete one"))
            continue
        try:
            found[code] = _number(source, value, standard)
        except InvalidError:
            wrong = True
    lacks = [code for code in fact.codes if code.code not in found]
    if lacks and not wrong:
        names = [source.spelled(code.code, code.label.zh) for code in lacks]
        source.report("standard_lacks_code", node.span, f"分列要写全，缺少{'、'.join(f'“{name}”' for name in names)}",
                      f"a divided value names every code: {', '.join(f'`{name}`' for name in names)} missing",
                      Text(f"补上 {'，'.join(f'{name}: …' for name in names)}；各类相同时只写一个数", "add them; where all are alike write one number"))  # fmt: skip
    if wrong or lacks:
        raise InvalidError
    return found


def _number(source: Source, node: Node, standard: DefinedStandard) -> Fraction:
    number = read_number(source, node)
    high = 100 if standard.unit is Unit.PERCENT else 10**12
    low = 0 if standard.unit is Unit.PERCENT or standard.unit.money or standard.unit in (Unit.PERSONS, Unit.YEARS) else -high
    if not low <= number <= high:
        source.report("out_of_range", node.span, f"“{standard.label.zh}”在 {low} 到 {high} 之间，写的是 {number}",
                      f"`{standard.name}` is between {low} and {high}, found {number}", Text("检查数字", "check the number"))  # fmt: skip
        raise InvalidError
    if standard.unit is Unit.PERCENT:
        warn_of_share(source, number, node)
    return Fraction(number)


# -- whether there are values where they are needed ----------------------------------------------------------------------


def day_without_value(standard: DefinedStandard, place: str, since: date | None, until: date | None) -> date | None:
    """A day in a period on which a standard has no value for a place (or, by the person's place, none inside it either);
    without a beginning the period begins with the first value. `date.max` stands for all days.
    """
    days = sorted({one.since for one in standard.values})
    start = since or next((day for day in days if _has_value(standard, place, day)), None)
    if start is None:
        return date.max
    asked = [start, *(day for day in days if day > start)]
    return next((day for day in asked if (until is None or day <= until) and not _has_value(standard, place, day)), None)


def _has_value(standard: DefinedStandard, place: str, day: date) -> bool:
    if standard.set_for(place, day) is not None:
        return True
    return standard.place_of is not PlaceOf.DOCUMENT and bool(standard.set_within(place, day))
