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
from ..language.words import TRUTH_VALUES
from ..profile.identity import ID_NUMBER
from ..profile.reader import ProfileReader
from ..profile.written import days_written
from ..yaml.nodes import Mapping as MappingNode
from ..yaml.nodes import Node, Scalar, Sequence, is_empty, kind
from ..yaml.shape import Shape, Texts, Written, word
from ..yaml.source import Source, read_source
from ..yaml.structure import read_shape, report_unknown
from .cell_dates import date_form
from .cells import UNKNOWN_WORDS, AgeReader, CellReader, without_spaces
from .characters import simplified
from .rows import RegisterError
from .unreadable import Unreadable

CODED = (FactType.CHOICE, FactType.SCALE, FactType.SET)
WORDED = (*CODED, FactType.YES_NO)
"""Facts that are said in words of the vocabulary, and in nothing of a person's own."""
IGNORE = ("ignore", "忽略")
"""What a column is mapped to that is not used."""
FILLED = ("filled", "非空")
"""What is said of a column by which a row is not screened as soon as anything is entered (`死亡日期: 非空`)."""
KEY = ("key", "主键")
"""What the column is mapped to by which a person is named in the results."""
IDENTITY = ID_NUMBER[0]
MOST_HEADER_ROWS = 5
"""Rows that a header has at most."""


class MappingFile(Shape):
    """A mapping file."""

    sheet: Written | None = word("工作表", None, "登记表在哪张工作表；全部写 '*'")
    header: Written | None = word("表头", None, "表头在第几行，两行的写 [3, 4]")
    columns: Written = word("列", about="登记表的列名: 信息项、[信息项, 信息项]、信息项=取值、身份证号、主键 或 忽略")
    blank_is_no: Texts = word("空白为否", [], "空白表示“否”的列")
    not_screened: Written | None = word("不筛查", None, "列名: [死亡、迁出等写法]，或 列名: 非空，这样的行不筛查，另行计数")
    values: Written | None = word("取值", None, "信息项: {登记表的写法: 取值}")
    dates: Texts = word("日期", [], "日期的写法，例如 YYYY年M月D日")
    ages_as_of: Written | None = word("年龄截至", None, "登记表里的年龄是哪天的，例如 2023-12-31；不写就是核定日的")
    constants: Written | None = word("固定值", None, "信息项: 全表相同的值")
    unknown: Texts = word("不详", [], "表示不详的写法")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a mapping file names, and whether it gives but one thing."""

    name: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """What a tick in a column says: that a fact (a choice, scale or set) is this code, or has it. Several columns may tick one fact."""

    target: Path
    code: str

    def __str__(self) -> str:
        """By which `ColumnMap.values` has the words of such a column, each with a truth: `living_status=empty_nest`."""
        return f"{self.target}={self.code}"


@dataclass(frozen=True)
class ColumnMap:
    """What each column of a register is."""

    facts: Mapping[str, Path]
    """Columns with one fact; of several of one fact that counts which is filled, the first first."""
    identity: str | None = None
    """The column with the ID number."""
    key: str | None = None
    ignored: tuple[str, ...] = ()
    """Columns that are not used because nothing is said of them."""
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    """For facts, what words of the register stand for; None for unknown."""
    constants: Mapping[Path, Any] = field(default_factory=dict[Path, Any])
    dates: tuple[re.Pattern[str], ...] = ()
    """Forms that are read beside those that are always."""
    unknown: tuple[str, ...] = UNKNOWN_WORDS
    ticks: Mapping[str, Tick] = field(default_factory=dict[str, Tick])
    """Columns in which a tick says one code (`独居: 居住照料状况=独居`)."""
    shared: Mapping[str, tuple[Path, ...]] = field(default_factory=dict[str, tuple[Path, ...]])
    """Columns of which one cell has several facts, in the order in which they are written there (`肢体二级`)."""
    blank_is_no: frozenset[str] = frozenset()
    """Columns in which an empty cell says no: of a tick, that it is not this code."""
    more_identities: tuple[str, ...] = ()
    """Other columns with the ID number, for rows that have none in the first."""
    not_screened: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Of columns the words by which a row is not screened, or `FILLED[0]`: whoever is meant is dead or has left (`人员状态: 死亡`)."""
    ages_as_of: date | None = None
    """The day on which people were as old as the register says; None: the day of evaluation."""

    @property
    def identities(self) -> tuple[str, ...]:
        """Every column with the ID number."""
        return () if self.identity is None else (self.identity, *self.more_identities)

    @property
    def used(self) -> tuple[str, ...]:
        """Every column that says something of people."""
        return (*self.facts, *self.ticks, *self.shared, *self.identities)

    def coded(self, column: str, rules: Rules) -> bool:
        """Whether a column has words of the vocabulary, and nothing of a person's own."""
        target = self.facts.get(column)
        if target is None or target.fact == AGE.name:
            return column in self.ticks
        return rules.facts[target.fact].type in WORDED

    @property
    def says_something(self) -> bool:
        """Whether any column says something of people."""
        return bool(self.facts or self.ticks or self.shared) or self.identity is not None


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


def mapping_by_names(columns: Iterable[str], rules: Rules) -> ColumnMap:
    """The mapping of a register whose columns go by the names of facts; the first column of a fact counts."""
    known = targets(rules)
    facts: dict[str, Path] = {}
    identity: str | None = None
    ignored: list[str] = []
    for column in columns:
        name = simplified(column)
        if name in ID_NUMBER and identity is None:
            identity = column
        elif name in known and known[name] not in facts.values():
            facts[column] = known[name]
        else:
            ignored.append(column)
    return ColumnMap(facts, identity, ignored=tuple(ignored))


def read_mapping(path: pathlib.Path, columns: tuple[str, ...], rules: Rules) -> tuple[ColumnMap | None, tuple[Problem, ...]]:
    """The mapping in a file for a register with these columns, or None and every mistake in it."""
    source = _source(path)
    shape = read_shape(source, MappingFile)
    mapping = _MappingReader(source, columns, rules).read(shape) if shape is not None else None
    problems = tuple(sorted(source.problems, key=lambda one: (one.span.line, one.span.column)))
    return (None if problems else mapping), problems


def _earlier(meant: str | Path | Tick | None, column: Column, taken: dict[str, Column], ticked: dict[str, Column]) -> Column | None:
    """The column beside which one cannot give what it is said to give; what it gives is noted in `taken`, of ticks their fact in `ticked`.

    Columns of which each gives but one thing may give the same; a key and an age are given once.
    """
    if meant is None or meant == IGNORE[0]:
        return None
    if isinstance(meant, Tick):
        ticked[str(meant.target)] = column
        otherwise = taken.get(str(meant.target))
    else:
        otherwise = ticked.get(str(meant))
    same = taken.get(str(meant))
    taken.setdefault(str(meant), column)
    once = meant == KEY[0] or (isinstance(meant, Path) and meant.fact == AGE.name) or not (same and same.alone and column.alone)
    return otherwise or (same if once else None)


def header_rows(text: str) -> tuple[int, int] | None:
    """The first and last row of a header, from 1, of `3` or `3-4`; None where it says none."""
    found = re.fullmatch(r"([1-9][0-9]{0,5})(?:\s*[-–~至]\s*([1-9][0-9]{0,5}))?", text.strip())
    if found is None:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return (first, last) if first <= last < first + MOST_HEADER_ROWS else None


def _header(node: Node) -> tuple[int, int] | None:
    """The same, of what is written in a mapping file."""
    if isinstance(node, Scalar):
        return header_rows(node.text)
    rows = [one.text for one in node.items if isinstance(one, Scalar)] if isinstance(node, Sequence) else []
    return header_rows(f"{rows[0]}-{rows[-1]}") if rows else None


def _source(path: pathlib.Path) -> Source:
    """A mapping file. Raises RegisterError where there is none."""
    if not path.is_file():
        raise RegisterError(f"没有映射文件 {path}；先用 --suggest --out {path.name} 写一份，或改正文件名",
                            f"there is no mapping file {path}; write one by --suggest --out {path.name}, or mend its name")  # fmt: skip
    return read_source(path, path.name)


def layout_in(path: pathlib.Path) -> tuple[str | None, tuple[int, int] | None]:
    """In which sheet and in which rows the header is, as a mapping file says it; its mistakes are told when all of it is read."""
    shape = read_shape(_source(path), MappingFile)
    sheet, header = (None, None) if shape is None else (shape.node("sheet"), shape.node("header"))
    named = sheet.text if isinstance(sheet, Scalar) and not sheet.empty else None
    return named, None if header is None else _header(header)


def columns_in(path: pathlib.Path) -> frozenset[str]:
    """The columns that a mapping file names, whether there are such or not."""
    shape = read_shape(_source(path), MappingFile)
    node = None if shape is None else shape.node("columns")
    return frozenset(" ".join(key.text.split()) for key, _ in node.entries) if isinstance(node, MappingNode) else frozenset()


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
        facts = {column: meant for column, meant in given.items() if isinstance(meant, Path)}
        self.ticks = {column: meant for column, meant in given.items() if isinstance(meant, Tick)}
        shared = {column: tuple(meant) for column, meant in given.items() if isinstance(meant, list)}
        several = {*(tick.target for tick in self.ticks.values()), *(target for all_of in shared.values() for target in all_of)}
        self.values_of: dict[str, CellReader | AgeReader] = {name: self.reader(name, dates, unknown) for name in self.rules.facts}
        self.values_of[AGE.name] = AgeReader(self.profiles, date(2000, 1, 1), unknown)  # what is an age is one on every day
        values = self.values(shape.values.node) if shape.get("values") and shape.values else {}
        constants = self.constants(shape.constants.node, facts) if shape.get("constants") and shape.constants else {}
        by_name = mapping_by_names([column for column in self.columns if column not in given], self.rules)
        fixed = {target for target in constants if not self.is_place(target)}
        facts |= {column: target for column, target in by_name.facts.items() if target not in {*facts.values(), *fixed, *several}}
        identity, *more = [column for column, meant in given.items() if meant == IDENTITY] or [by_name.identity]
        key = next((column for column, meant in given.items() if meant == KEY[0]), None)
        not_screened = self.not_screened(shape.not_screened.node) if shape.get("not_screened") and shape.not_screened else {}
        ignored = tuple(column for column in self.columns if column not in {*given, *facts, identity, *not_screened})
        no_blanks = self.no_blanks(shape)
        self.header(shape)
        others = tuple(column for column in more if column is not None)
        return ColumnMap(
            facts, identity, key, ignored, values, constants, dates, unknown, self.ticks, shared, no_blanks, others, not_screened,
            self.ages_as_of(shape),
        )  # fmt: skip

    def ages_as_of(self, shape: MappingFile) -> date | None:
        """The day of the ages; of a month or year that is named the last."""
        node = shape.node("ages_as_of")
        days = days_written(node.text) if isinstance(node, Scalar) and not node.empty else None
        if node is not None and not is_empty(node) and days is None:
            self.source.report("wrong_value", node.span, "“年龄截至”应是日期，例如 2023-12-31", "`ages_as_of` must be a date, such as 2023-12-31",
                               Text("写登记年龄的那一天；不写就当作核定日的年龄", "write the day on which the ages were told; without it they are those of the day of evaluation"))  # fmt: skip
        return None if days is None else days[1]

    def no_blanks(self, shape: MappingFile) -> frozenset[str]:
        """The columns in which an empty cell says no."""
        node = shape.node("blank_is_no")
        named = node.items if isinstance(node, Sequence) else (node,)
        found = [self.column(one) for one in named if isinstance(one, Scalar) and not one.empty]
        return frozenset(one for one in found if one is not None)

    def column(self, named: Scalar) -> str | None:
        """The column of the register that is named, or None after reporting that there is none."""
        there = {column: column for column in self.columns}
        column = " ".join(named.text.split())
        if column not in there:
            report_unknown(self.source, named, there, "登记表里没有列", "the register has no column", "unknown_column")
            return None
        return column

    def not_screened(self, node: Node) -> dict[str, frozenset[str]]:
        """Of columns the words by which a row is not screened."""
        found: dict[str, frozenset[str]] = {}
        for key, value in self.entries(node, "一组“列名: [写法]”", "a mapping `column: [words]`"):
            column = self.column(key)
            words = value.items if isinstance(value, Sequence) else (value,)
            texts = [without_spaces(one.text) for one in words if isinstance(one, Scalar) and not one.empty]
            said = frozenset(FILLED[0] if text in FILLED else text for text in texts)
            if not said:
                self.source.report("wrong_kind", value.span if not is_empty(value) else key.span,
                                   f"列“{key.text}”没有写哪些写法不筛查", f"of the column `{key.text}` it is not said which words are not screened",
                                   Text(f"写成 {key.text}: [死亡, 迁出]；填了就不筛查的写 {key.text}: 非空",
                                        f"write `{key.text}: [dead, moved]`, or `{key.text}: filled` for whatever is entered"))  # fmt: skip
            if column is not None:
                found[column] = said
        return found

    def header(self, shape: MappingFile) -> None:
        """Report a header that is no row; which it is was asked before (`layout_in`)."""
        node = shape.node("header")
        if node is not None and not is_empty(node) and _header(node) is None:
            self.source.report(
                "wrong_value",
                shape.at("header"),
                "“表头”应是行号，例如 3 或 [3, 4]",
                "`header` must be the number of a row, such as 3 or [3, 4]",
                Text(
                    "写列名在登记表的第几行；不写就自动找",
                    "write in which row the names of the columns are; without it they are looked for",
                ),
            )

    def reader(self, fact: str, dates: tuple[re.Pattern[str], ...], unknown: tuple[str, ...]) -> CellReader:
        return CellReader(self.rules.facts[fact], self.profiles, dates, unknown)

    def dates(self, shape: MappingFile) -> tuple[re.Pattern[str], ...]:
        found: list[re.Pattern[str]] = []
        for text in shape.get("dates") or ():
            form = date_form(text)
            if form is None:
                self.source.report("bad_date_form", shape.at("dates"), f"“{text}”不是日期的写法", f"`{text}` is no form of dates",
                                   Text("用 YYYY 或 YY、MM 或 M、DD 或 D 各一次，例如 YYYY年M月D日、YY.M.D、YYYY-MM",
                                        "use YYYY or YY, MM or M, and DD or D once each, such as YYYY/M/D, or leave the day out"))  # fmt: skip
            else:
                found.append(form)
        return tuple(found)

    def entries(self, node: Node, zh: str, en: str) -> tuple[tuple[Scalar, Node], ...]:
        """The entries of what must be a mapping."""
        if isinstance(node, MappingNode):
            return node.entries
        if not is_empty(node):
            found = kind(node)
            self.source.report("wrong_kind", node.span, f"这里应是{zh}，写的是{found.zh}", f"expected {en}, found {found.en}")
        return ()

    def mapped_columns(self, node: Node) -> dict[str, str | Path | Tick | list[Path]]:
        """Columns of the register, each with what it is."""
        found: dict[str, str | Path | Tick | list[Path]] = {}
        taken: dict[str, Column] = {}
        ticked: dict[str, Column] = {}
        for key, value in self.entries(node, "一组“列名: 信息项”", "a mapping `column: fact`"):
            column = self.column(key)
            if column is None:
                continue
            words = value.items if isinstance(value, Sequence) else (value,)
            scalars = [one for one in words if isinstance(one, Scalar) and not one.empty]
            if not scalars or len(scalars) < len(words):
                self.source.report("wrong_kind", value.span if not is_empty(value) else key.span,
                                   f"列“{column}”没有写对应的信息项", f"nothing is said of the column `{column}`",
                                   Text(f"写成 {column}: 信息项；不用的列写 忽略", f"write `{column}: fact`, or `ignore`"))  # fmt: skip
                continue
            meant = [self.meant(one) for one in scalars]
            here = Column(column, alone=not isinstance(value, Sequence))
            for text, one in zip(scalars, meant, strict=True):
                earlier = _earlier(one, here, taken, ticked)
                if earlier is not None:
                    self.source.report("duplicate_fact", text.span, f"“{text.text}”已由列“{earlier.name}”给出",
                                       f"`{text.text}` is already given by the column `{earlier.name}`",
                                       Text("保留一列，其余写 忽略", "keep one column and ignore the others"))  # fmt: skip
            targets = [one for one in meant if isinstance(one, Path) and one.fact != AGE.name]
            if isinstance(value, Sequence) and len(targets) == len(meant):
                found[column] = targets
            elif not isinstance(value, Sequence) and meant[0] is not None:
                found[column] = meant[0]
            elif None not in meant:
                self.source.report("wrong_kind", value.span, "一格里的几项都应是信息项", "several things in one cell must all be facts",
                                   Text("写成 [残疾类别, 残疾等级] 这样；年龄、打勾、身份证号要各占一列",
                                        "write `[disability_types, disability_grade]`; an age, a tick or the ID number needs a column of its own"))  # fmt: skip
        return found

    def meant(self, word: Scalar) -> str | Path | Tick | None:
        """What is said of a column: a fact, a tick (`fact=code`), or what else it is; None after reporting what is nothing of these."""
        left, sign, right = word.text.replace("＝", "=").partition("=")
        if not sign:
            name = self.target(word)
            return self.targets.get(word.text, name)
        target = self.targets.get(left.strip())
        if target is None:
            names = {name: str(one) for name, one in self.targets.items()}
            report_unknown(
                self.source, Scalar(left.strip(), plain=True, span=word.span), names, "不认识的信息项", "unknown fact", "unknown_fact"
            )
            return None
        codes = self.profiles.codes.get(target.fact, {})
        if right.strip() not in codes:
            report_unknown(self.source, Scalar(right.strip(), plain=True, span=word.span), codes, f"“{left.strip()}”没有取值",
                           f"`{left.strip()}` has no value", "unknown_code")  # fmt: skip
            return None
        return Tick(target, codes[right.strip()])

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
            tick = self.ticks.get(key.text) or self.ticked(key.text)
            if key.text not in self.targets and tick is not None and tick in self.ticks.values():
                found[str(tick)] = {**found.get(str(tick), {}), **self.truths(words)}
                continue
            target = self.fact(key)
            if target is not None:
                read = {
                    word.text: self.value(target, value)
                    for word, value in self.entries(words, "一组“写法: 取值”", "a mapping `word: value`")
                }
                found[target.fact] = {**found.get(target.fact, {}), **read}
        return found

    def ticked(self, said: str) -> Tick | None:
        """The tick that is written as `fact=code`; None where nothing is."""
        left, _, right = said.replace("＝", "=").partition("=")
        target = self.targets.get(left.strip())
        code = None if target is None else self.profiles.codes.get(target.fact, {}).get(right.strip())
        return None if target is None or code is None else Tick(target, code)

    def truths(self, node: Node) -> dict[str, bool | None]:
        """What words of a column of ticks say."""
        found: dict[str, bool | None] = {}
        for said, value in self.entries(node, "一组“写法: 是或否”", "a mapping `word: yes or no`"):
            if is_empty(value):
                found[said.text] = None
            elif isinstance(value, Scalar) and value.text.lower() in TRUTH_VALUES:
                found[said.text] = TRUTH_VALUES[value.text.lower()]
            else:
                self.source.report("wrong_value", value.span, "打勾的列应写 是 或 否", "a column of ticks says yes or no",
                                   Text(f"写成 {said.text}: 是；不知道的冒号后面不写", f"write `{said.text}: true`, or nothing where it is not known"))  # fmt: skip
        return found

    def constants(self, node: Node, given: Mapping[str, Path]) -> dict[Path, Any]:
        """Facts that are the same for everyone in the register."""
        found: dict[Path, Any] = {}
        for key, value in self.entries(node, "一组“信息项: 值”", "a mapping `fact: value`"):
            target = self.fact(key)
            if target is None:
                continue
            column = next((column for column, one in given.items() if one == target), None)
            if column is not None and not self.is_place(target):
                self.source.report("duplicate_fact", key.span, f"“{key.text}”已由列“{column}”给出", f"`{key.text}` is already given by the column `{column}`",
                                   Text("删去一处", "delete one"))  # fmt: skip
            found[target] = self.value(target, value)
        return found

    def is_place(self, target: Path) -> bool:
        """Whether a fact is a place: where all live in one, a column may still say in which town, or who lives elsewhere."""
        return target.fact in self.rules.facts and self.rules.facts[target.fact].type is FactType.PLACE

    def fact(self, key: Scalar) -> Path | None:
        name = self.target(key) if key.text in self.words or key.text not in self.targets else None
        if name is not None and key.text not in self.targets:
            self.source.report("unknown_fact", key.span, f"“{key.text}”不是信息项", f"`{key.text}` is no fact",
                               Text("写信息项的名称，例如 常住地", "write the name of a fact, such as `residence`"))  # fmt: skip
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
