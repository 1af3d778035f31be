"""How checked facts of many people lie in columns: one row for each person, null where something is unknown.

| fact      | columns                       | type                                                                          |
|-----------|-------------------------------|-------------------------------------------------------------------------------|
| `yes_no`  | `fact`                        | Boolean                                                                       |
| `date`    | `fact`                        | Date                                                                          |
| `choice`  | `fact`                        | Enum of the fact's codes, in Parquet text; plain text serves too              |
| `scale`   | `fact`                        | likewise                                                                      |
| `number`  | `fact`                        | Decimal(38, 16); any Decimal or (signed 64-bit) whole number serves too        |
| `place`   | `fact`                        | Int64: the division code with zeros up to 12 digits, 513433 as 513433000000,   |
|           |                               | as coarse as it is known; 0 is the country                                    |
| `set`     | `fact/code`, one for each code | Boolean: whether the code is in the set, null where that is unknown            |
| `person`  | `fact/…`                      | the columns of that person's facts, all null where nothing is known           |
| `people`  | `fact`                        | List of Struct: all people of the list, each with columns of their own facts  |

So `residence`, `hardship_category/dibao`, `cared_elder/birth_date`, `cared_elder/living_status/alone`.

Where some people's facts are known in part, further columns may stand beside these. They count in rows in which `fact`
itself is null:

| fact             | columns                        | type                                                                  |
|------------------|--------------------------------|-----------------------------------------------------------------------|
| `date`, `number` | `fact/from`, `fact/until`      | like `fact`: the first and the last that it may be, null where open    |
| `choice`, `scale` | `fact/code`, one for each code | Boolean: false where it is not this code, which it may be otherwise    |
| `people`         | `fact/listed`                  | like `fact`: those who are known to be on the list, which may go on    |

Formulas read no lists: what they need of one is worked out before, for each row, in columns of its own (`sums.py`).

Which columns a screening reads, it says itself (`Screening.columns`, those of what is known in part left out); others may
stand beside them. A column that is not there is unknown of everyone; of those that belong together (of a set, or of what is
known in part) there are all or none. The Parquet files that Polars writes of such a frame are read alike by DuckDB and
Spark. A number that a quantity reads has at most 12 digits before the point and 6 after it; a longer one is unknown to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any as Anything
from typing import assert_never

import narwhals as nw
import numpy as np
import polars as pl

from ..errors import HuilaoError
from ..language.facts import Fact, FactType, Text, Vocabulary
from ..language.known import Among, Holding, Listed, Path, Person, Range
from ..language.places import COUNTRY, LEVELS, division

NUMBER = pl.Decimal(38, 16)
"""The type of a number: 22 digits before the point and 16 after it."""
FROM, UNTIL = "/from", "/until"
"""What the columns of the ends of a number or date add to its name."""
LISTED = "/listed"
"""What the column of a list that may go on adds to its name."""


def column_of(path: Path) -> str:
    """The column of a fact; of a set, what those of its codes begin with."""
    return f"{path.who}/{path.fact}" if path.who else path.fact


def columns_of(fact: Fact, who: str = "") -> tuple[str, ...]:
    """The columns of a fact about a person (`""`, or the fact that names the person); of a person fact none of its own,
    of a list none about somebody else.
    """
    name = column_of(Path(who, fact.name))
    match fact.type:
        case FactType.SET:
            return tuple(f"{name}/{code.code}" for code in fact.codes)
        case FactType.PERSON:
            return ()
        case FactType.PEOPLE:
            return () if who else (name, name + LISTED)
        case FactType.YES_NO | FactType.DATE | FactType.CHOICE | FactType.SCALE | FactType.NUMBER | FactType.PLACE:
            return (name,)
        case _:
            assert_never(fact.type)


def partly_columns_of(fact: Fact, who: str = "") -> tuple[str, ...]:
    """The columns of what is known of a fact in part, where they are others than its own."""
    name = column_of(Path(who, fact.name))
    match fact.type:
        case FactType.DATE | FactType.NUMBER:
            return (name + FROM, name + UNTIL)
        case FactType.CHOICE | FactType.SCALE:
            return tuple(f"{name}/{code.code}" for code in fact.codes)
        case FactType.YES_NO | FactType.SET | FactType.PLACE | FactType.PERSON | FactType.PEOPLE:
            return ()
        case _:
            assert_never(fact.type)


def schema(facts: Vocabulary, names: Iterable[str] | None = None) -> dict[str, pl.DataType]:
    """The columns of all facts and their types, or of those named; those of what is known in part left out.

    Raises KeyError for a column that no fact has.
    """
    every = {name: _type_of(fact, facts) for fact, who in facts_of(facts) for name in columns_of(fact, who)}
    return every if names is None else {name: every[name] for name in names}


def partly_schema(facts: Vocabulary) -> dict[str, pl.DataType]:
    """The columns of what is known in part, and their types."""
    return {name: _partly_type_of(fact, facts) for fact, who in facts_of(facts) for name in partly_columns_of(fact, who)}


def facts_of(facts: Vocabulary) -> Iterator[tuple[Fact, str]]:
    """Every fact with the person it is about."""
    for who in ("", *(fact.name for fact in facts.values() if fact.type is FactType.PERSON)):
        for fact in facts.values():
            yield fact, who


def _type_of(fact: Fact, facts: Vocabulary) -> pl.DataType:
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
        case FactType.PEOPLE:
            return pl.List(pl.Struct(of_one(facts)))
        case FactType.PERSON:
            raise AssertionError(fact)
        case _:
            assert_never(fact.type)


def _partly_type_of(fact: Fact, facts: Vocabulary) -> pl.DataType:
    return pl.Boolean() if fact.type in (FactType.CHOICE, FactType.SCALE) else _type_of(fact, facts)


def of_one(facts: Vocabulary) -> dict[str, pl.DataType]:
    """The columns of the facts of somebody on a list, those of what is known in part among them, and their types."""
    own = {name: fact for name, fact in facts.items() if fact.type not in (FactType.PERSON, FactType.PEOPLE)}
    return {**schema(own), **partly_schema(own)}


def place_number(code: str) -> int:
    """A division code as it stands in a column. Raises ValueError for one that is not of 2, 4, 6, 9 or 12 digits."""
    digits = division(code)
    if digits == COUNTRY:
        return 0
    if len(digits) not in LEVELS or not digits.isascii() or not digits.isdigit():
        raise ValueError(f"not a division code: {code}")
    return int(digits.ljust(LEVELS[-1], "0"))


def place_code(number: int) -> str:
    """The division code that stands in a column as this number."""
    return division(str(number)) if number else COUNTRY


def frame_of(people: Iterable[Person], facts: Vocabulary, names: Iterable[str] | None = None) -> pl.DataFrame:
    """The columns of some people, all or those named: for tests, and for as many as fit into lists. Those of what is known
    in part come last, of facts of which something is.

    Raises ValueError where a place or a number does not fit into its column.
    """
    types = schema(facts, names)
    rows = [_row(person, facts) for person in people]
    met = {name for row in rows for name in row}
    for fact, who in facts_of(facts):
        beside = partly_columns_of(fact, who)
        if met.intersection(beside) and all(name in types for name in columns_of(fact, who)):
            types |= dict.fromkeys(beside, _partly_type_of(fact, facts))
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in types}, schema=types)


def frame_of_fact(known: Sequence[Anything], fact: Fact) -> pl.DataFrame:
    """What many people have of one fact, as `frame_of` has it; of a set without a look at each code of each of them."""
    if fact.type is not FactType.SET or not known:
        return frame_of(({fact.name: one} for one in known), {fact.name: fact}, columns_of(fact))
    every = [code.code for code in fact.codes]
    at = {code: number for number, code in enumerate(every)}
    said = np.zeros((len(known), len(every)), dtype=np.int8)
    for row, value in zip(said, known, strict=True):
        if isinstance(value, Holding):
            row[:] = -1
            row[[at[code] for code in value.has_not]] = 0
        row[[at[code] for code in (value.has if isinstance(value, Holding) else value)]] = 1
    names = columns_of(fact)
    return pl.from_numpy(said, schema=names).select(pl.when(pl.col(name) >= 0).then(pl.col(name) == 1).alias(name) for name in names)


def _row(person: Person, facts: Vocabulary, who: str = "") -> dict[str, Anything]:
    """What is known of a person, by column."""
    row: dict[str, Anything] = {}
    for name, value in person.items():
        if isinstance(value, Listed):
            row[name if value.complete else name + LISTED] = [{**dict.fromkeys(of_one(facts)), **_row(one, facts)} for one in value.people]
        elif value is not None:
            row |= _row(value, facts, name) if facts[name].type is FactType.PERSON else _cells(facts[name], who, value)
    return row


def _cells(fact: Fact, who: str, known: Anything) -> dict[str, Anything]:
    """What is known of a fact, by column."""
    columns, beside = columns_of(fact, who), partly_columns_of(fact, who)
    match known:
        case Range(low, high):
            return {name: end for name, end in zip(beside, map(_cell, (low, high)), strict=True) if end is not None}
        case Among(codes):
            return {column: code.code in codes for column, code in zip(beside, fact.codes, strict=True)}
        case Holding(has, has_not):
            said = {code: code in has for code in has | has_not}
            return {column: said[code.code] for column, code in zip(columns, fact.codes, strict=True) if code.code in said}
        case frozenset():
            return {column: code.code in known for column, code in zip(columns, fact.codes, strict=True)}
        case _:
            return {columns[0]: place_number(known) if fact.type is FactType.PLACE else _cell(known)}


def _cell(value: Anything) -> Anything:
    """A value as it stands in a column."""
    if isinstance(value, Decimal) and not fits(value):
        raise ValueError(f"a number too large or too fine: {value}")
    return value


def fits(number: Decimal) -> bool:
    """Whether a number goes into a column as it is."""
    _, digits, exponent = number.normalize().as_tuple()
    return isinstance(exponent, int) and -exponent <= NUMBER.scale and len(digits) + exponent <= NUMBER.precision - NUMBER.scale


def person_of(row: Mapping[str, Anything], facts: Vocabulary) -> Person:
    """The person in a row of a frame, by the columns it has: what `frame_of` made."""
    person: dict[str, Anything] = {}
    others: dict[str, dict[str, Anything]] = {}
    for fact, who in facts_of(facts):
        if fact.type is FactType.PEOPLE:
            if not who and (known_of := listed_in(row, fact.name, facts)) is not None:
                person[fact.name] = known_of
            continue
        value = _value(fact, [row.get(name) for name in columns_of(fact, who)], [row.get(name) for name in partly_columns_of(fact, who)])
        if value is not None:
            known = others.setdefault(who, {}) if who else person
            known[fact.name] = value
    return {**person, **others}


def listed_in(row: Mapping[str, Anything], fact: str, facts: Vocabulary) -> Listed | None:
    """The people whom a fact lists in a row of a frame; None where nothing is known of them."""
    whole, some = row.get(fact), row.get(fact + LISTED)
    people = some if whole is None else whole
    return None if people is None else Listed(tuple(person_of(one or {}, facts) for one in people), whole is not None)


def _value(fact: Fact, cells: Sequence[Anything], beside: Sequence[Anything]) -> Anything:
    """What the cells of a fact say, those of what is known in part with them; None where that is nothing."""
    match fact.type:
        case FactType.SET:
            return _set_of(fact, cells)
        case FactType.PLACE:
            return None if cells[0] is None else place_code(cells[0])
        case FactType.NUMBER:
            low, high = (None if end is None else Decimal(end) for end in beside)
            return Decimal(cells[0]) if cells[0] is not None else None if low is None and high is None else Range(low, high)
        case FactType.DATE:
            return cells[0] if cells[0] is not None else None if beside == [None, None] else Range(*beside)
        case FactType.CHOICE | FactType.SCALE:
            may_be = frozenset(code.code for code, out in zip(fact.codes, beside, strict=True) if out is not False)
            return cells[0] if cells[0] is not None else None if len(may_be) == len(fact.codes) else Among(may_be)
        case FactType.YES_NO:
            return cells[0]
        case FactType.PERSON:
            return None
        case FactType.PEOPLE:
            raise AssertionError(fact)
        case _:
            assert_never(fact.type)


def _set_of(fact: Fact, cells: Sequence[Anything]) -> frozenset[str] | Holding | None:
    has, has_not, open_ = (
        frozenset(code.code for code, cell in zip(fact.codes, cells, strict=True) if cell is one) for one in (True, False, None)
    )
    return has if not open_ else Holding(has, has_not) if has or has_not else None


class WrongColumnsError(HuilaoError):
    """A frame of facts has columns that cannot be read; carries what is wrong with each."""

    def __init__(self, problems: tuple[Text, ...]) -> None:
        super().__init__("\n".join(f"{problem.zh} / {problem.en}" for problem in problems))
        self.problems = problems


def partly_in(types: Iterable[str], facts: Vocabulary) -> frozenset[str]:
    """The facts, by their column, for which a frame with these columns has some of what is known in part."""
    there = frozenset(types)
    return frozenset(columns_of(fact, who)[0] for fact, who in facts_of(facts) if not there.isdisjoint(partly_columns_of(fact, who)))


def absent_of(types: Mapping[str, Anything], facts: Vocabulary, names: Iterable[str]) -> Mapping[str, Anything]:
    """The wanted columns that a frame with columns of these (narwhals) types does not have, each with a type that suits.

    Raises WrongColumnsError with every column that has another type than its fact, and all that belong together of which
    some lack.
    """
    wanted = frozenset(names)
    found: dict[str, Anything] = {}
    problems: list[Text] = []
    for fact, who in facts_of(facts):
        columns = [name for name in columns_of(fact, who) if name in wanted]
        beside = [name for name in partly_columns_of(fact, who) if columns]
        found |= {name: _PLAIN[fact.type] for name in columns if name not in types}
        problems += [*_wrong(columns, types, fact.type), *_wrong(beside, types, _BESIDE.get(fact.type, fact.type))]
    if problems:
        raise WrongColumnsError(tuple(problems))
    return found


def unknown_of(who: str, facts: Vocabulary, names: Iterable[str]) -> dict[str, Anything]:
    """The wanted columns of facts about somebody of whom no frame says anything, each with a (narwhals) type that suits."""
    wanted = frozenset(names)
    return {name: _PLAIN[fact.type] for fact in facts.values() for name in columns_of(fact, who) if name in wanted}


def _wrong(columns: Sequence[str], types: Mapping[str, Anything], kind: FactType) -> Iterator[Text]:
    """What is wrong with columns that belong together."""
    there = [name for name in columns if name in types]
    for name in there:
        if not _suits(kind, types[name]):
            wanted = _WANTED[kind]
            yield Text(f"列“{name}”的类型是 {types[name]}，应是{wanted.zh}", f"column `{name}` is of type {types[name]}, not {wanted.en}")
    lacking = [name for name in columns if name not in types]
    if there and lacking and kind is not FactType.PEOPLE:
        yield Text(
            f"缺少列：{'、'.join(lacking)}（同一信息项的各列要么都有，要么都没有）",
            f"columns are missing: {', '.join(lacking)} (those that belong together are there all or none)",
        )


_BESIDE = {FactType.CHOICE: FactType.YES_NO, FactType.SCALE: FactType.YES_NO}
"""What the columns of what is known in part are like, where they are not like the fact's own."""

_PLAIN: Mapping[FactType, Anything] = {
    FactType.YES_NO: nw.Boolean,
    FactType.SET: nw.Boolean,
    FactType.DATE: nw.Date,
    FactType.CHOICE: nw.String,
    FactType.SCALE: nw.String,
    FactType.NUMBER: nw.Int64,
    FactType.PLACE: nw.Int64,
    FactType.PEOPLE: nw.Boolean,  # of lists it is asked alone whether they are there
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
    FactType.PEOPLE: Text("多人的列表（List[Struct]）", "a list of people (List[Struct])"),
}


_WHOLE = (nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.UInt8, nw.UInt16, nw.UInt32)


def _suits(wanted: FactType, kind: Anything) -> bool:
    match wanted:
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
        case FactType.PEOPLE:
            return kind == nw.List
        case FactType.PERSON:
            raise AssertionError(wanted)
        case _:
            assert_never(wanted)
