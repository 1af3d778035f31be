"""Rows of a register to people: their checked facts in columns, and the rows that cannot be read, each with every reason.

A column is read by its distinct values, each once and by the code that reads profiles (`cells.py`); what concerns a whole
row (an ID number and a birth date that differ, a grade without a certificate) is found by the column, and the row then read
as a profile, which must find it too and says it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any as Anything

import numpy as np
import polars as pl

from ..errors import ProfileError, ProfileProblem
from ..language.ages import age_on
from ..language.condition import facts_in, walk
from ..language.facts import AGE, Fact, Text, Vocabulary
from ..language.implied import Implications
from ..language.known import Among, Path, Range
from ..language.meaning import truth_of
from ..language.policy import Rules
from ..language.quantity import BIRTH, Age
from ..language.scope import Scope
from ..language.truth import Truth
from ..profile.dates import OLDEST, agreeing, ends, span
from ..profile.identity import SEX
from ..profile.reader import ProfileReader
from ..screen.columns import columns_of, frame_of, partly_columns_of
from .cells import AgeReader, CellReader, Unreadable, tidy
from .identity import ID_LIKE, facts_of_id_numbers
from .mapping import IDENTITY, ColumnMap
from .rows import RAGGED, ROW

KEY_COLUMN = "@key"
"""The column by which a person is named in the results."""
MOST_KEPT = 500_000
"""Distinct texts of a column that are remembered with what they say."""
REJECT_SCHEMA = {"row": pl.Int64, "column": pl.String, "value": pl.String, "reason_zh": pl.String, "mend_zh": pl.String,
                 "reason_en": pl.String, "mend_en": pl.String}  # fmt: skip

_COMPARE = Text("对照证件核实后改正", "check it with the papers and correct it")
_PRIVATE = Text("填的值不对（像是身份证号，不显示）", "is not a possible value (it looks like an ID number and is not shown)")
_MASK = re.compile(ID_LIKE)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a row was not read: one of its cells, or the row as a whole."""

    row: int
    column: str
    value: str
    reason: Text
    mend: Text | None = None

    def cells(self) -> tuple[int | str, ...]:
        """The cells of a line of rejects."""
        mend = self.mend or Text("", "")
        return (self.row, self.column, self.value, self.reason.zh, mend.zh, self.reason.of("en"), mend.of("en"))


@dataclass(frozen=True, slots=True)
class Checked:
    """A part of a register that was read: given = read + rejected."""

    people: pl.DataFrame
    """`ROW`, `KEY_COLUMN` and the columns of facts (`screen/columns.py`)."""
    rejected: tuple[Rejected, ...]
    given: int
    mended: int
    """Cells that were read although they are not written as they should be."""


class Everyone:
    """Who was read so far in a whole register: sorted numbers, 16 bytes for a person."""

    def __init__(self) -> None:
        self.numbers: list[np.ndarray[Anything, Anything]] = []
        self.rows: list[np.ndarray[Anything, Anything]] = []

    def add(self, seen: pl.DataFrame) -> None:
        """More people, `number` and `row`. Runs of like length are merged, so that few are looked through."""
        numbers, rows = seen["number"].to_numpy(), seen["row"].to_numpy()
        while self.numbers and len(self.numbers[-1]) <= 2 * len(numbers):
            numbers, rows = np.concatenate([self.numbers.pop(), numbers]), np.concatenate([self.rows.pop(), rows])
        order = np.argsort(numbers, kind="stable")
        self.numbers.append(numbers[order])
        self.rows.append(rows[order])

    def first_rows(self, wanted: pl.Series) -> pl.Series:
        """For each number the row of the person who has it, null where nobody has."""
        asked = wanted.fill_null(0).to_numpy()
        found = np.zeros(len(asked), dtype=np.int64)
        for numbers, rows in zip(self.numbers, self.rows, strict=True):
            at = np.minimum(np.searchsorted(numbers, asked), max(len(numbers) - 1, 0))
            if len(numbers):
                found = np.where(numbers[at] == asked, rows[at], found)
        return pl.select(pl.when(pl.lit(wanted).is_not_null() & (pl.lit(pl.Series(found)) > 0)).then(pl.lit(pl.Series(found)))).to_series()


class PeopleReader:
    """Reads the parts of one register."""

    def __init__(self, rules: Rules, mapping: ColumnMap, as_of: date, key: str | None = None, hash_key: bytes | None = None) -> None:
        self.facts: Vocabulary = rules.facts
        self.mapping = mapping
        self.as_of = as_of
        self.profiles = ProfileReader(rules.facts, rules.places)
        self.key = key or mapping.key
        self.hash_key = hash_key
        self.column_of = {target: column for column, target in mapping.facts.items()}
        given = dict.fromkeys([*mapping.facts.values(), *mapping.constants])
        if mapping.identity is not None:
            given |= dict.fromkeys(Path("", name) for name in (BIRTH, SEX) if name in rules.facts)
        given |= dict.fromkeys(Path(target.who, BIRTH) for target in given if target.fact == AGE.name)
        self.implications = Implications(rules.facts)
        given |= dict.fromkeys(Path(target.who, name) for target in list(given) for name in self.implications.about)
        self.columns = {target: _Column(self._reader(target, rules)) for target in given}
        self.identities, self.keys = Everyone(), Everyone()

    def _reader(self, target: Path, rules: Rules) -> CellReader | AgeReader:
        """What reads the cells of a target."""
        mapping, words = self.mapping, self.mapping.values.get(target.fact)
        if target.fact == AGE.name:
            return AgeReader(self.profiles, self.as_of, mapping.unknown, words)
        return CellReader(rules.facts[target.fact], self.profiles, mapping.dates, mapping.unknown, words)

    def know(self, part: pl.DataFrame, rows: pl.Series) -> None:
        """Note who is in a part of which these rows were read."""
        person = self._id_numbers(part[self.mapping.identity])[1]["person"] if self.mapping.identity is not None else None
        self._note(person, self._names(part), part[ROW], part[ROW].is_in(rows.implode()))

    def _note(self, person: pl.Series | None, names: pl.Series | None, rows: pl.Series, good: pl.Series) -> None:
        for everyone, numbers in ((self.identities, person), (self.keys, None if names is None else self._numbers(names))):
            if numbers is not None:
                everyone.add(pl.DataFrame({"number": numbers, "row": rows}).filter(good).drop_nulls())

    def read(self, part: pl.DataFrame) -> Checked:
        """A part of the register; everyone in it is noted as read."""
        no_rows = part[RAGGED].is_not_null() | self._blank(part)
        read = self._codes(part)
        at_odds = self._at_odds(read) & ~no_rows
        rejected = [*self._not_rows(part), *read.rejected, *self._why(part, read, at_odds)]
        wrong = read.wrong | no_rows
        wrong |= at_odds
        names = self._names(part)
        again, duplicates = self._again(part[ROW], read.person, names, ~wrong)
        rejected += duplicates
        good = ~(wrong | again)
        people = self._people(part, read, names, good)
        self._note(read.person, names, part[ROW], good)
        rejected.sort(key=lambda one: one.row)
        return Checked(people, tuple(rejected), part.height, read.mended)

    # -- cells -------------------------------------------------------------------------------------------------------

    def _codes(self, part: pl.DataFrame) -> _Read:
        """Every column of facts read, what is said of births brought together."""
        read = _Read(part.height)
        for target, column in self.columns.items():
            name = self.column_of.get(target)
            if name is not None:
                read.given[target] = column.codes(part[name], name, part[ROW], read)
            elif target in self.mapping.constants:
                code = column.code_of(self.mapping.constants[target])
                read.given[target] = pl.Series([code], dtype=pl.Int64).new_from_index(0, part.height)
        read.codes = {target: codes for target, codes in read.given.items() if target.fact != AGE.name}
        for target in [one for one in self.columns if one.fact == BIRTH]:
            self._use_birth(target, read)
        if self.mapping.identity is not None:
            self._use_id_numbers(part[self.mapping.identity], read)
        return read

    def _use_birth(self, target: Path, read: _Read) -> None:
        """Birth dates by the column and by that of ages; what cannot be is noted."""
        column = self.columns[target]
        if target in read.codes:
            read.codes[target] = self._possible(read.codes[target], column, read)
        ages = read.given.get(Path(target.who, AGE.name))
        if ages is not None:
            read.codes[target] = self._both(
                read.codes.get(target), self._births(ages, self.columns[Path(target.who, AGE.name)], column), column, read
            )

    def _births(self, ages: pl.Series, known: _Column, births: _Column) -> pl.Series:
        """The codes of the days of birth that ages mean."""
        reader = known.reader
        assert isinstance(reader, AgeReader)
        born = [births.code_of(reader.born(age)) for age in known.values]
        return ages.replace_strict([-1, *range(len(born))], [-1, *born], default=None, return_dtype=pl.Int64)

    def _possible(self, codes: pl.Series, column: _Column, read: _Read) -> pl.Series:
        """Days of birth that are not after the day of evaluation, where a range is cut, nor longer ago than anybody lives."""
        cut: dict[int, int | None] = {}
        wrong: list[int] = []
        for code in codes.drop_nulls().unique().to_list():
            low, high = (None, None) if code < 0 else ends(column.values[code])
            if (low is not None and low > self.as_of) or (high is not None and high <= self.as_of and age_on(self.as_of, high) > OLDEST):
                wrong.append(code)
            elif high is not None and high > self.as_of:
                cut[code] = column.code_of(span(low, self.as_of))
        read.at_odds |= codes.is_in(wrong).fill_null(value=False) if wrong else False
        return codes.replace_strict(list(cut), list(cut.values()), default=codes, return_dtype=pl.Int64) if cut else codes

    def _both(self, one: pl.Series | None, other: pl.Series, column: _Column, read: _Read) -> pl.Series:
        """What two columns say of a fact together; where they contradict each other that is noted."""
        if one is None:
            return other
        known = one.zip_with(one.is_not_null(), other)
        pairs = pl.DataFrame({"one": one, "other": other})
        differing = pairs.filter((pl.col("one") >= 0) & (pl.col("other") >= 0) & (pl.col("one") != pl.col("other"))).unique()
        if not differing.height:
            return known
        agreed = [column.code_of(_agreeing(column.values[left], column.values[right])) for left, right in differing.iter_rows()]
        looked_up = differing.with_columns(agreed=pl.Series(agreed, dtype=pl.Int64), met=pl.lit(value=True))
        met = pairs.join(looked_up, on=["one", "other"], how="left", maintain_order="left")
        read.at_odds |= met["met"].is_not_null() & met["agreed"].is_null()
        return met["agreed"].zip_with(met["agreed"].is_not_null(), known)

    def _id_numbers(self, given: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
        """A column of ID numbers made tidy, and what they say."""
        plain = (
            pl.DataFrame({"text": given})
            .select(pl.col("text").str.normalize("NFKC").str.replace_all("[\u200b-\u200f\u2060\ufeff]", "").str.strip_chars())
            .to_series()
        )
        plain = plain.set(plain.is_in(["", *map(tidy, self.mapping.unknown)]), None)
        return plain, facts_of_id_numbers(plain)

    def _use_id_numbers(self, given: pl.Series, read: _Read) -> None:
        """Birth date and sex from the ID numbers, where they are right."""
        plain, known = self._id_numbers(given)
        read.mended += int(((plain != given) & plain.is_not_null()).sum() or 0)
        read.identity, read.person = plain, known["person"]
        read.at_odds |= plain.is_not_null() & known["person"].is_null()
        for name in (BIRTH, SEX):
            target = Path("", name)
            column = self.columns.get(target)
            if column is None:
                continue
            by_number = column.codes(known[name], name, None, read)
            by_column = read.codes.get(target)
            if name == BIRTH:
                alone = by_number if by_column is None else by_number.set(by_column.is_not_null(), None)
                self._possible(alone, column, read)
            read.codes[target] = self._both(by_column, by_number, column, read)

    # -- rows --------------------------------------------------------------------------------------------------------

    def _blank(self, part: pl.DataFrame) -> pl.Series:
        return part.select(pl.all_horizontal(pl.exclude(ROW, RAGGED).is_null()) & pl.col(RAGGED).is_null()).to_series()

    def _not_rows(self, part: pl.DataFrame) -> Iterator[Rejected]:
        """Rows with too many or too few cells, and empty ones."""
        wanted = part.width - 2
        for row, cells in part.filter(pl.col(RAGGED).is_not_null()).select(ROW, RAGGED).iter_rows():
            yield Rejected(row, "", "", Text(f"这一行有 {cells} 格，表头是 {wanted} 格", f"the row has {cells} cells, the header {wanted}"),
                           Text("检查是否多了或少了分隔符；含逗号的内容加引号", "look for separators too many or too few; put quotes about cells with commas"))  # fmt: skip
        for row in part.filter(self._blank(part))[ROW]:
            yield Rejected(row, "", "", Text("整行是空的", "the row is empty"), Text("删去这一行", "delete the row"))

    def _at_odds(self, read: _Read) -> pl.Series:
        """Rows whose facts cannot be together."""
        at_odds = read.at_odds
        for who in dict.fromkeys(target.who for target in read.codes):
            for names in self.implications.groups:
                at_odds |= self._imply([Path(who, name) for name in names], read)
        for target in list(read.codes):
            fact = self.facts[target.fact]
            if fact.only_if is not None:
                at_odds |= self._ruled_out(fact, target, read)
        return at_odds

    def _imply(self, targets: Sequence[Path], read: _Read) -> pl.Series:
        """Take in what these facts of a person say of each other; the rows in which they contradict each other."""
        known = [one for one in targets if one in read.codes]
        if not known:
            return pl.repeat(value=False, n=read.height, eager=True)
        rows = pl.DataFrame({str(one): read.codes[one] for one in known})
        met = rows.unique(maintain_order=True)
        found: dict[str, list[int | None]] = {f"\x00{one}": [] for one in targets}
        wrong: list[bool] = []
        for row in met.iter_rows():
            person = {one.fact: value for one, code in zip(known, row, strict=True) if (value := self.columns[one].value(code)) is not None}
            closed, contradictions = self.implications.close(person)
            wrong.append(bool(contradictions))
            for one in targets:
                found[f"\x00{one}"].append(self.columns[one].code_of(closed.get(one.fact)))
        new = met.with_columns(pl.Series(name, codes, dtype=pl.Int64) for name, codes in found.items()).with_columns(pl.Series("\x00no", wrong))
        joined = rows.join(new, on=rows.columns, how="left", nulls_equal=True, maintain_order="left")
        for one in targets:
            codes = joined[f"\x00{one}"]
            if one in read.codes or codes.null_count() < codes.len():
                read.codes[one] = codes.alias(str(one))
        return joined["\x00no"]

    def _ruled_out(self, fact: Fact, target: Path, read: _Read) -> pl.Series:
        """Rows in which a fact is given although its precondition surely fails."""
        assert fact.only_if is not None
        situation = Scope(self.facts).on(self.as_of)
        names = [*facts_in(fact.only_if), *(BIRTH for one in walk(fact.only_if) if isinstance(one, Age))]
        others = dict.fromkeys(Path(target.who, name) for name in names)
        known = [one for one in others if one in read.codes]
        codes = pl.DataFrame({str(one): read.codes[one] for one in known} | {"": read.codes[target]})
        given = codes.filter(pl.col("") >= 0).drop("").unique()
        if not known or not given.height:
            return pl.repeat(value=False, n=codes.height, eager=True)
        failing = [
            truth_of(fact.only_if, {one.fact: self.columns[one].value(code) for one, code in zip(known, row, strict=True)}, situation) is Truth.NO
            for row in given.iter_rows()
        ]  # fmt: skip
        joined = codes.join(given.with_columns(pl.Series("\x00no", failing)), on=[str(one) for one in known], how="left", nulls_equal=True,
                            maintain_order="left")  # fmt: skip
        return joined.select(((pl.col("") >= 0) & pl.col("\x00no")).fill_null(value=False)).to_series()

    def _why(self, part: pl.DataFrame, read: _Read, at_odds: pl.Series) -> Iterator[Rejected]:
        """The reasons of rows whose facts cannot be together, as the reader of profiles says them."""
        places = at_odds.arg_true()
        for at, profile in zip(places, self._profiles(read, places), strict=True):
            problems = self._problems(profile)
            assert problems, f"row {part[ROW][at]} was thought to be at odds with itself"
            for one in problems:
                who, fact = Path.of(one.fact)
                column = self.mapping.identity if fact == IDENTITY else self.column_of.get(Path(who, fact), self.mapping.identity)
                shown = "…" if column in (None, self.mapping.identity) else masked(str(part[column][at]))
                yield Rejected(part[ROW][at], column or "", shown, one.message, one.allowed or _COMPARE)

    def _profiles(self, read: _Read, places: pl.Series) -> Iterator[dict[str, Anything]]:
        """What of some rows could be read, as profiles."""
        codes = {target: column.gather(places).to_list() for target, column in read.given.items()}
        numbers = read.identity.gather(places).to_list() if read.identity is not None else [None] * places.len()
        for index, number in enumerate(numbers):
            profile: dict[str, Anything] = {} if number is None else {IDENTITY: number}
            for target, column in codes.items():
                value = self.columns[target].value(column[index])
                if value is not None:
                    person = profile.setdefault(target.who, {}) if target.who else profile
                    person[target.fact] = value
            yield profile

    def _problems(self, profile: Mapping[str, Anything]) -> Sequence[ProfileProblem]:
        try:
            self.profiles.read(profile, self.as_of)
        except ProfileError as error:
            return error.problems
        return ()

    # -- who it is ---------------------------------------------------------------------------------------------------

    def _names(self, part: pl.DataFrame) -> pl.Series | None:
        """The key of each row as the register has it."""
        return None if self.key is None else part[self.key].str.strip_chars().replace("", None)

    def _numbers(self, names: pl.Series) -> pl.Series:
        """Whole numbers that stand for keys: hashes of 64 bits, of which in 5 million keys two are the same in one of a million registers."""
        return names.hash(0).reinterpret(signed=True).set(names.is_null(), None)

    def _again(self, rows: pl.Series, person: pl.Series, names: pl.Series | None, good: pl.Series) -> tuple[pl.Series, list[Rejected]]:
        """Rows of people who were read before, and in which row that was."""
        again = pl.repeat(value=False, n=rows.len(), eager=True)
        rejected: list[Rejected] = []
        by_key = None if names is None else self._numbers(names)
        for numbers, everyone, column in ((person, self.identities, self.mapping.identity), (by_key, self.keys, self.key)):
            if numbers is None or column is None:
                continue
            frame = pl.DataFrame({"number": numbers, "row": rows, "before": everyone.first_rows(numbers)})
            inside = frame.with_columns(good=good & ~again & pl.Series(numbers.is_not_null()))
            first = inside.filter("good").group_by("number").agg(first=pl.col("row").min())
            both = inside.join(first, on="number", how="left", maintain_order="left")
            origin = both.select(pl.coalesce("before", pl.when(pl.col("first") < pl.col("row")).then("first"))).to_series()
            repeated = good & ~again & origin.is_not_null()
            for at in repeated.arg_true():
                value = "…" if names is None or column == self.mapping.identity else masked(str(names[at]))
                rejected.append(Rejected(rows[at], column, value, Text(f"与第 {origin[at]} 行是同一人", f"is the same person as row {origin[at]}"),
                                         Text("核对后保留一行", "keep one of the rows after checking")))  # fmt: skip
            again |= repeated
        return again, rejected

    def _people(self, part: pl.DataFrame, read: _Read, names: pl.Series | None, good: pl.Series) -> pl.DataFrame:
        """The checked facts of the rows that could be read."""
        keys = pl.Series(KEY_COLUMN, self._shown_keys(part[ROW], names), dtype=pl.String)
        columns = [part[ROW], keys]
        for target, codes in read.codes.items():
            columns += self.columns[target].layout(codes, target, self.facts)
        return pl.DataFrame(columns).filter(good)

    def _shown_keys(self, rows: pl.Series, names: pl.Series | None) -> pl.Series:
        """How people are named in the results: by their key, hashed where a secret for it was given; else by the row.

        An ID number is no name: unless it can be hashed, the row stands in its stead.
        """
        by_row = rows.cast(pl.String)
        if names is None:
            return by_row
        if self.hash_key is not None:
            secret = self.hash_key
            hashed = [None if name is None else hmac.new(secret, name.encode(), hashlib.sha256).hexdigest()[:32] for name in names]
            return pl.Series(hashed, dtype=pl.String).zip_with(names.is_not_null(), by_row)
        if self.key == self.mapping.identity:
            return by_row
        private = names.str.normalize("NFKC").str.replace_all(r"[\s-]", "").str.contains(ID_LIKE)
        return names.zip_with(names.is_not_null() & ~private.fill_null(value=False), by_row)


@dataclass
class _Read:
    """The columns of a part as codes, what is wrong with cells, and what the ID numbers say."""

    height: int
    given: dict[Path, pl.Series] = field(default_factory=dict[Path, pl.Series])
    """As the columns say it."""
    codes: dict[Path, pl.Series] = field(default_factory=dict[Path, pl.Series])
    """What is known of the facts, all that the row says of a birth taken together."""
    rejected: list[Rejected] = field(default_factory=list[Rejected])
    mended: int = 0
    identity: pl.Series | None = None
    wrong: pl.Series = field(init=False)
    at_odds: pl.Series = field(init=False)
    person: pl.Series = field(init=False)

    def __post_init__(self) -> None:
        self.wrong = pl.repeat(value=False, n=self.height, eager=True)
        self.at_odds = pl.repeat(value=False, n=self.height, eager=True)
        self.person = pl.repeat(None, self.height, dtype=pl.Int64, eager=True)


class _Column:
    """What was met of a fact, each by a code: its place in `values`; null is unknown, -1 cannot be read."""

    def __init__(self, reader: CellReader | AgeReader) -> None:
        self.reader = reader
        self.values: list[Anything] = []
        self._codes: dict[Anything, int] = {}
        self._laid_out = pl.DataFrame()
        self._read: dict[str, Anything] = {}

    def value(self, code: int | None) -> Anything:
        return None if code is None or code < 0 else self.values[code]

    def code_of(self, value: Anything) -> int | None:
        """The code of a value, a new one where it is new."""
        if value is None:
            return None
        code = self._codes.setdefault(value, len(self.values))
        if code == len(self.values):
            self.values.append(value)
        return code

    def codes(self, texts: pl.Series, name: str, rows: pl.Series | None, read: _Read) -> pl.Series:
        """A column as codes; what cannot be read is noted."""
        if len(self._read) > MOST_KEPT:
            self._read.clear()
        met = {text: self._value_of(text) for text in texts.drop_nulls().unique(maintain_order=True).to_list()}
        wrong = {text: value for text, value in met.items() if isinstance(value, Unreadable)}
        codes = [-1 if text in wrong else self.code_of(value) for text, value in met.items()]
        coded = (
            texts.replace_strict(list(met), codes, default=None, return_dtype=pl.Int64)
            if met
            else pl.repeat(None, texts.len(), dtype=pl.Int64, eager=True)
        )
        if rows is not None:
            mended = [text for text, value in met.items() if value is not None and text not in wrong and tidy(text) != text]
            read.mended += int(texts.is_in(mended).sum() or 0) if mended else 0
            for at in texts.is_in(list(wrong)).fill_null(value=False).arg_true() if wrong else ():
                why = wrong[texts[at]]
                shown = masked(texts[at])
                read.rejected.append(Rejected(rows[at], name, shown, _PRIVATE if shown == "…" else why.message, why.allowed or _COMPARE))
                read.wrong[at] = True
        return coded

    def _value_of(self, text: str) -> Anything:
        """What a text says, read once."""
        if text not in self._read:
            self._read[text] = self.reader.read(text)
        return self._read[text]

    def layout(self, codes: pl.Series, target: Path, facts: Vocabulary) -> list[pl.Series]:
        """The columns of the fact, as the screening reads them; those of what is known in part where something is."""
        fact = facts[target.fact]
        if self._laid_out.height < len(self.values) or not self._laid_out.width:
            new = frame_of([{fact.name: value} for value in self.values], facts, columns_of(fact))
            names = zip(
                (*columns_of(fact), *partly_columns_of(fact)),
                (*columns_of(fact, target.who), *partly_columns_of(fact, target.who)),
                strict=True,
            )
            self._laid_out = new.rename(dict(names), strict=False)
        places = codes.set(codes < 0, None)
        return [column.gather(places) for column in self._laid_out.get_columns()]


def _agreeing(one: Anything, other: Anything) -> Anything:
    """What may be where this and that is known of a fact; None where that is nothing."""
    match one, other:
        case date() | Range(), date() | Range():
            return agreeing(one, other)
        case Among(codes), str():
            return other if other in codes else None
        case _:
            return one if one == other else None


def masked(text: str) -> str:
    """A cell as it may be shown: an ID number that was put in the wrong place is not repeated."""
    plain = re.sub(r"[\s-]", "", tidy(text))
    shown = "…" if _MASK.search(plain) else text
    return shown if len(shown) <= 80 else shown[:79] + "…"


def rejects_frame(rejected: Iterable[Rejected]) -> pl.DataFrame:
    """Rejected cells as a table."""
    return pl.DataFrame([one.cells() for one in rejected], schema=REJECT_SCHEMA, orient="row")
