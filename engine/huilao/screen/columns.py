"""How checked facts of many people lie in columns: one row for each person, null where something is unknown.

| fact      | columns                       | type                                                                          |
|-----------|-------------------------------|-------------------------------------------------------------------------------|
| `yes_no`  | `fact`                        | Boolean                                                                       |
| `date`    | `fact`                        | Date                                                                          |
| `choice`  | `fact`                        | Enum of the fact's codes, in Parquet text; plain text serves too              |
| `scale`   | `fact`                        | likewise                                                                      |
| `number`  | `fact`                        | Decimal(38, 16); any Decimal or (signed 64-bit) whole number serves too        |
| `place`   | `fact`                        | Int64: the division code with zeros up to 12 digits, 513433 as 513433000000   |
| `set`     | `fact/code`, one for each code | Boolean: whether the code is in the set; all null unknown, all false "none"   |
| `person`  | `fact/…`                      | the columns of that person's facts, all null where nothing is known           |

So `residence`, `hardship_category/dibao`, `cared_elder/birth_date`, `cared_elder/living_status/alone`. Facts that are
worked out (`age`, `lives_here`) have no column. Which columns a screening reads, it says itself (`Screening.columns`);
others may stand beside them. A column that is not there is unknown of everyone; of a set there are all columns or none.
The Parquet files that Polars writes of such a frame are read alike by DuckDB and Spark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any as Anything
from typing import assert_never

import narwhals as nw
import polars as pl

from ..errors import HuilaoError
from ..language.facts import Fact, FactType, Text, Vocabulary
from ..language.meaning import LEVELS, Person, division

NUMBER = pl.Decimal(38, 16)
"""The type of a number: 22 digits before the point and 16 after it."""


def columns_of(fact: Fact, who: str = "") -> tuple[str, ...]:
    """The columns of a fact about a person (`""`, or the fact that names the person); of a person fact none of its own."""
    name = f"{who}/{fact.name}" if who else fact.name
    match fact.type:
        case FactType.SET:
            return tuple(f"{name}/{code.code}" for code in fact.codes)
        case FactType.PERSON:
            return ()
        case _:
            return (name,) if fact.derived_from is None else ()


def schema(facts: Vocabulary, names: Iterable[str] | None = None) -> dict[str, pl.DataType]:
    """The columns of all facts and their types, or of those named. Raises KeyError for a column that no fact has."""
    every = {name: _type_of(fact) for fact, who in _facts_of(facts) for name in columns_of(fact, who)}
    return every if names is None else {name: every[name] for name in names}


def _facts_of(facts: Vocabulary) -> Iterator[tuple[Fact, str]]:
    """Every fact with the person it is about."""
    for who in ("", *(fact.name for fact in facts.values() if fact.type is FactType.PERSON)):
        for fact in facts.values():
            yield fact, who


def _type_of(fact: Fact) -> pl.DataType:
    match fact.type:
        case FactType.YES_NO | FactType.SET:
            return pl.Boolean()
        case FactType.DATE:
            return pl.Date()
        case FactType.CHOICE | FactType.SCALE:
            return pl.Enum([code.code for code in fact.codes])
        case FactType.NUMBER:
            return NUMBER
        case FactType.PLACE:
            return pl.Int64()
        case FactType.PERSON:
            raise AssertionError(fact)
        case _:
            assert_never(fact.type)


def place_number(code: str) -> int:
    """A division code as it stands in a column. Raises ValueError for one that is not of 2, 4, 6, 9 or 12 digits."""
    digits = division(code)
    if len(digits) not in LEVELS or not digits.isascii() or not digits.isdigit():
        raise ValueError(f"not a division code: {code}")
    return int(digits.ljust(LEVELS[-1], "0"))


def place_code(number: int) -> str:
    """The division code that stands in a column as this number."""
    return division(str(number))


def frame_of(people: Iterable[Person], facts: Vocabulary, names: Iterable[str] | None = None) -> pl.DataFrame:
    """The columns of some people, all or those named: for tests, and for as many as fit into lists.

    Raises ValueError where a place or a number does not fit into its column.
    """
    types = schema(facts, names)
    rows = [_row(person, facts) for person in people]
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in types}, schema=types)


def _row(person: Person, facts: Vocabulary, who: str = "") -> dict[str, Anything]:
    """What is known of a person, by column."""
    row: dict[str, Anything] = {}
    for name, value in person.items():
        fact = facts[name]
        columns = columns_of(fact, who)
        match fact.type:
            case _ if value is None:
                continue
            case FactType.SET:
                row |= {column: code.code in value for column, code in zip(columns, fact.codes, strict=True)}
            case FactType.PERSON:
                row |= _row(value, facts, name)
            case FactType.PLACE:
                row[columns[0]] = place_number(value)
            case FactType.NUMBER:
                row[columns[0]] = _fitting(value)
            case FactType.YES_NO | FactType.DATE | FactType.CHOICE | FactType.SCALE:
                row[columns[0]] = value
            case _:
                assert_never(fact.type)
    return row


def fits(number: Decimal) -> bool:
    """Whether a number goes into a column as it is."""
    _, digits, exponent = number.normalize().as_tuple()
    return isinstance(exponent, int) and -exponent <= NUMBER.scale and len(digits) + exponent <= NUMBER.precision - NUMBER.scale


def _fitting(number: Decimal) -> Decimal:
    if not fits(number):
        raise ValueError(f"a number too large or too fine: {number}")
    return number


def person_of(row: Mapping[str, Anything], facts: Vocabulary) -> Person:
    """The person in a row of a frame, by the columns it has: what `frame_of` made."""
    person: dict[str, Anything] = {}
    others: dict[str, dict[str, Anything]] = {}
    for fact, who in _facts_of(facts):
        columns = columns_of(fact, who)
        if not columns or row.get(columns[0]) is None:
            continue
        known = others.setdefault(who, {}) if who else person
        known[fact.name] = _value(fact, [row.get(column) for column in columns])
    return {**person, **others}


def _value(fact: Fact, cells: list[Anything]) -> bool | str | Decimal | date | frozenset[str]:
    match fact.type:
        case FactType.SET:
            return frozenset(code.code for code, within in zip(fact.codes, cells, strict=True) if within)
        case FactType.PLACE:
            return place_code(cells[0])
        case FactType.NUMBER:
            return Decimal(cells[0])
        case FactType.YES_NO | FactType.DATE | FactType.CHOICE | FactType.SCALE:
            return cells[0]
        case FactType.PERSON:
            raise AssertionError(fact)
        case _:
            assert_never(fact.type)


class WrongColumnsError(HuilaoError):
    """A frame of facts has columns that cannot be read; carries what is wrong with each."""

    def __init__(self, problems: tuple[Text, ...]) -> None:
        super().__init__("\n".join(f"{problem.zh} / {problem.en}" for problem in problems))
        self.problems = problems


def absent(types: Mapping[str, Anything], facts: Vocabulary, names: Iterable[str]) -> dict[str, Anything]:
    """Those of some columns that a frame with columns of these (narwhals) types does not have, with types that suit.

    Raises WrongColumnsError with every column that has another type than its fact, and every set of which columns lack.
    """
    wanted = frozenset(names)
    found: dict[str, Anything] = {}
    problems: list[Text] = []
    for fact, who in _facts_of(facts):
        columns = [name for name in columns_of(fact, who) if name in wanted]
        there = [name for name in columns if name in types]
        found |= {name: _PLAIN[fact.type] for name in columns if name not in types}
        problems += [
            Text(f"列“{name}”的类型是 {types[name]}，应是{_WANTED[fact.type].zh}", f"column `{name}` is of type {types[name]}, not {_WANTED[fact.type].en}")
            for name in there
            if not _suits(fact, types[name])
        ]  # fmt: skip
        if there and len(there) < len(columns):
            lacking = [name for name in columns if name not in types]
            problems.append(Text(f"缺少列：{'、'.join(lacking)}（多选项的各列要么都有，要么都没有）",
                                 f"columns are missing: {', '.join(lacking)} (a set has all of its columns or none)"))  # fmt: skip
    if problems:
        raise WrongColumnsError(tuple(problems))
    return found


_PLAIN: Mapping[FactType, Anything] = {
    FactType.YES_NO: nw.Boolean,
    FactType.SET: nw.Boolean,
    FactType.DATE: nw.Date,
    FactType.CHOICE: nw.String,
    FactType.SCALE: nw.String,
    FactType.NUMBER: nw.Int64,
    FactType.PLACE: nw.Int64,
}
"""A type in every engine for each type of facts."""

_WANTED: Mapping[FactType, Text] = {
    FactType.YES_NO: Text("布尔", "Boolean"),
    FactType.SET: Text("布尔", "Boolean"),
    FactType.DATE: Text("日期", "a date"),
    FactType.CHOICE: Text("代码（文字）", "a code (text)"),
    FactType.SCALE: Text("代码（文字）", "a code (text)"),
    FactType.NUMBER: Text("整数或定点小数", "a whole number or decimal"),
    FactType.PLACE: Text("12 位代码（64 位整数）", "a code of 12 digits (64-bit whole number)"),
}


_WHOLE = (nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.UInt8, nw.UInt16, nw.UInt32)


def _suits(fact: Fact, kind: Anything) -> bool:
    match fact.type:
        case FactType.YES_NO | FactType.SET:
            return kind == nw.Boolean
        case FactType.DATE:
            return kind == nw.Date
        case FactType.CHOICE | FactType.SCALE:
            return kind in (nw.Enum, nw.String, nw.Categorical)
        case FactType.NUMBER:
            return kind == nw.Decimal or kind in _WHOLE
        case FactType.PLACE:
            return kind == nw.Int64
        case FactType.PERSON:
            raise AssertionError(fact)
        case _:
            assert_never(fact.type)
