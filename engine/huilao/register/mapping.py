"""How the columns and words of a register become facts: the mapping file, read with all its mistakes at once.

A register whose columns go by the names of facts needs none.
"""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..errors import Problem
from ..language.condition import Span
from ..language.facts import AGE, BUILT_IN, FactType, Text
from ..language.known import Path
from ..language.policy import Rules
from ..language.quantity import BIRTH
from ..profile.identity import ID_NUMBER
from ..profile.reader import ProfileReader
from ..yaml.nodes import Mapping as MappingNode
from ..yaml.nodes import Node, Scalar, Sequence, is_empty, kind
from ..yaml.shape import Shape, Texts, Written, word
from ..yaml.source import Source, read_source
from ..yaml.structure import read_shape, report_unknown
from .cells import DATE_FORMS, UNKNOWN_WORDS, AgeReader, CellReader, Unreadable, date_form

IGNORE = ("ignore", "忽略")
"""What a column is mapped to that is not used."""
KEY = ("key", "主键")
"""What the column is mapped to by which a person is named in the results."""
IDENTITY = ID_NUMBER[0]


class MappingFile(Shape):
    """A mapping file."""

    columns: Written = word("列", about="登记表的列名: 信息项、身份证号、主键 或 忽略")
    values: Written | None = word("取值", None, "信息项: {登记表的写法: 取值}")
    dates: Texts = word("日期", [], "日期的写法，例如 YYYY年M月D日")
    constants: Written | None = word("固定值", None, "信息项: 全表相同的值")
    unknown: Texts = word("不详", [], "表示不详的写法")


@dataclass(frozen=True)
class ColumnMap:
    """What each column of a register is."""

    facts: Mapping[str, Path]
    """Columns with facts."""
    identity: str | None = None
    """The column with the ID number."""
    key: str | None = None
    ignored: tuple[str, ...] = ()
    """Columns that are not used because nothing is said of them."""
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    """For facts, what words of the register stand for; None for unknown."""
    constants: Mapping[Path, Any] = field(default_factory=dict[Path, Any])
    dates: tuple[re.Pattern[str], ...] = ()
    unknown: tuple[str, ...] = UNKNOWN_WORDS


def targets(rules: Rules) -> dict[str, Path]:
    """Every name of a fact that can be given, of an age, and of the facts of persons within (`cared_elder.birth_date`)."""
    plain = [
        (spelling, fact.name)
        for fact in rules.facts.values() if fact.type not in (FactType.PERSON, FactType.PEOPLE)
        for spelling in (fact.name, fact.label.zh, *fact.also)
    ]  # fmt: skip
    if BIRTH in rules.facts:
        plain += [(AGE.name, AGE.name), (AGE.label.zh, AGE.name)]
    found = {spelling: Path("", fact) for spelling, fact in plain}
    for person in rules.facts.values():
        if person.type is FactType.PERSON:
            for name in (person.name, person.label.zh, *person.also):
                found |= {f"{name}.{spelling}": Path(person.name, fact) for spelling, fact in plain}
    return found


def default_dates() -> tuple[re.Pattern[str], ...]:
    """The forms of dates that are read where the mapping names none."""
    return tuple(form for text in DATE_FORMS if (form := date_form(text)) is not None)


def mapping_by_names(columns: Iterable[str], rules: Rules) -> ColumnMap:
    """The mapping of a register whose columns go by the names of facts; the first column of a fact counts."""
    known = targets(rules)
    facts: dict[str, Path] = {}
    identity: str | None = None
    ignored: list[str] = []
    for column in columns:
        if column in ID_NUMBER and identity is None:
            identity = column
        elif column in known and known[column] not in facts.values():
            facts[column] = known[column]
        else:
            ignored.append(column)
    return ColumnMap(facts, identity, ignored=tuple(ignored), dates=default_dates())


def read_mapping(path: pathlib.Path, columns: tuple[str, ...], rules: Rules) -> tuple[ColumnMap | None, tuple[Problem, ...]]:
    """The mapping in a file for a register with these columns, or None and every mistake in it."""
    source = read_source(path, path.name)
    shape = read_shape(source, MappingFile)
    mapping = _MappingReader(source, columns, rules).read(shape) if shape is not None else None
    problems = tuple(sorted(source.problems, key=lambda one: (one.span.line, one.span.column)))
    return (None if problems else mapping), problems


class _MappingReader:
    def __init__(self, source: Source, columns: tuple[str, ...], rules: Rules) -> None:
        self.source = source
        self.columns = columns
        self.rules = rules
        self.profiles = ProfileReader(rules.facts, rules.places)
        self.targets = targets(rules)
        self.words = {**{name: str(target) for name, target in self.targets.items()}, **dict.fromkeys(ID_NUMBER, IDENTITY),
                      **dict.fromkeys(IGNORE, IGNORE[0]), **dict.fromkeys(KEY, KEY[0])}  # fmt: skip

    def read(self, shape: MappingFile) -> ColumnMap:
        dates = self.dates(shape)
        unknown = tuple(shape.get("unknown") or UNKNOWN_WORDS)
        given = self.mapped_columns(shape.columns.node) if shape.get("columns") else {}
        facts = {column: self.targets[target.text] for column, target in given.items() if target.text in self.targets}
        named = {column: self.words.get(target.text) for column, target in given.items()}
        self.values_of: dict[str, CellReader | AgeReader] = {name: self.reader(name, dates, unknown) for name in self.rules.facts}
        self.values_of[AGE.name] = AgeReader(self.profiles, date(2000, 1, 1), unknown)  # what is an age is one on every day
        values = self.values(shape.values.node) if shape.get("values") and shape.values else {}
        constants = self.constants(shape.constants.node, facts) if shape.get("constants") and shape.constants else {}
        by_name = mapping_by_names([column for column in self.columns if column not in given], self.rules)
        facts |= {column: target for column, target in by_name.facts.items() if target not in {*facts.values(), *constants}}
        identity = next((column for column, name in named.items() if name == IDENTITY), by_name.identity)
        key = next((column for column, name in named.items() if name == KEY[0]), None)
        ignored = tuple(column for column in self.columns if column not in {*given, *facts, identity})
        return ColumnMap(facts, identity, key, ignored, values, constants, dates, unknown)

    def reader(self, fact: str, dates: tuple[re.Pattern[str], ...], unknown: tuple[str, ...]) -> CellReader:
        return CellReader(self.rules.facts[fact], self.profiles, dates, unknown)

    def dates(self, shape: MappingFile) -> tuple[re.Pattern[str], ...]:
        found: list[re.Pattern[str]] = []
        for text in shape.get("dates") or ():
            form = date_form(text)
            if form is None:
                self.source.report("bad_date_form", shape.at("dates"), f"“{text}”不是日期的写法", f"`{text}` is no form of dates",
                                   Text("用 YYYY、MM 或 M、DD 或 D 各一次，例如 YYYY年M月D日", "use YYYY, MM or M, and DD or D once each, such as YYYY/M/D"))  # fmt: skip
            else:
                found.append(form)
        return tuple(found) or default_dates()

    def entries(self, node: Node, zh: str, en: str) -> tuple[tuple[Scalar, Node], ...]:
        """The entries of what must be a mapping."""
        if isinstance(node, MappingNode):
            return node.entries
        if not is_empty(node):
            found = kind(node)
            self.source.report("wrong_kind", node.span, f"这里应是{zh}，写的是{found.zh}", f"expected {en}, found {found.en}")
        return ()

    def mapped_columns(self, node: Node) -> dict[str, Scalar]:
        """Columns of the register, each with the word for what it is; every fact has at most one."""
        found: dict[str, Scalar] = {}
        taken: dict[str, str] = {}
        there = {column: column for column in self.columns}
        for key, value in self.entries(node, "一组“列名: 信息项”", "a mapping `column: fact`"):
            column = " ".join(key.text.split())
            if column not in there:
                report_unknown(self.source, key, there, "登记表里没有列", "the register has no column", "unknown_column")
                continue
            if not isinstance(value, Scalar) or value.empty:
                self.source.report("wrong_kind", value.span if isinstance(value, Scalar) and not value.empty else key.span,
                                   f"列“{column}”没有写对应的信息项", f"nothing is said of the column `{column}`",
                                   Text(f"写成 {column}: 信息项；不用的列写 忽略", f"write `{column}: fact`, or `ignore`"))  # fmt: skip
                continue
            name = self.target(value)
            if name is None:
                continue
            if name != IGNORE[0] and taken.setdefault(name, column) != column:
                self.source.report("duplicate_fact", value.span, f"“{value.text}”已由列“{taken[name]}”给出",
                                   f"`{value.text}` is already given by the column `{taken[name]}`",
                                   Text("保留一列，其余写 忽略", "keep one column and ignore the others"))  # fmt: skip
            found[column] = value
        return found

    def target(self, word: Scalar) -> str | None:
        """What a word stands for, after reporting one that stands for nothing."""
        name = self.words.get(word.text)
        if name is not None:
            return name
        derived = next((one for one in BUILT_IN.values() if word.text in (one.name, one.label.zh) and one.source in self.rules.facts), None)
        if derived is not None:
            self.derived(word.span, word.text, derived.source)
        else:
            report_unknown(self.source, word, self.words, "不认识的信息项", "unknown fact", "unknown_fact",
                           otherwise=Text("不用的列写 忽略", "write `ignore` for a column that is not used"))  # fmt: skip
        return None

    def derived(self, span: Span, text: str, source: str) -> None:
        label = self.rules.facts[source].label
        self.source.report("derived_fact", span, f"“{text}”由“{label.zh}”推算，不能直接给", f"`{text}` is worked out from `{source}`",
                           Text(f"改为 {source}，或写 忽略", f"write `{source}`, or `ignore`"))  # fmt: skip

    def values(self, node: Node) -> dict[str, Mapping[str, Any]]:
        """For facts, what words of the register stand for."""
        found: dict[str, Mapping[str, Any]] = {}
        for key, words in self.entries(node, "一组“信息项: {写法: 取值}”", "a mapping `fact: {word: value}`"):
            target = self.fact(key)
            if target is not None:
                read = {
                    word.text: self.value(target, value)
                    for word, value in self.entries(words, "一组“写法: 取值”", "a mapping `word: value`")
                }
                found[target.fact] = {**found.get(target.fact, {}), **read}
        return found

    def constants(self, node: Node, given: Mapping[str, Path]) -> dict[Path, Any]:
        """Facts that are the same for everyone in the register."""
        found: dict[Path, Any] = {}
        for key, value in self.entries(node, "一组“信息项: 值”", "a mapping `fact: value`"):
            target = self.fact(key)
            if target is None:
                continue
            column = next((column for column, one in given.items() if one == target), None)
            if column is not None:
                self.source.report("duplicate_fact", key.span, f"“{key.text}”已由列“{column}”给出", f"`{key.text}` is already given by the column `{column}`",
                                   Text("删去一处", "delete one"))  # fmt: skip
            found[target] = self.value(target, value)
        return found

    def fact(self, key: Scalar) -> Path | None:
        name = self.target(key) if key.text in self.words or key.text not in self.targets else None
        if name is not None and key.text not in self.targets:
            self.source.report("unknown_fact", key.span, f"“{key.text}”不是信息项", f"`{key.text}` is no fact")
        return self.targets.get(key.text)

    def value(self, target: Path, node: Node) -> Any:
        """A value of a fact as written in YAML; empty is unknown, a list a set."""
        reader = self.values_of[target.fact]
        if is_empty(node):
            return None
        if isinstance(node, Sequence):
            texts = [item.text for item in node.items if isinstance(item, Scalar)]
            read = reader.checked([reader.words.get(text, text) for text in texts])
        elif isinstance(node, Scalar):
            read = reader.read(node.text)
        else:
            read = Unreadable(Text("应是一个值", "expected a value"))
        if isinstance(read, Unreadable):
            self.source.report("wrong_value", node.span, read.message.zh, read.message.of("en"), read.allowed)
            return None
        return read
