"""Rows of a register to people: their checked facts in columns, and the rows that cannot be read, each with every reason.

A column is read by its distinct values, each once and by the code that reads profiles (`cells.py`); what concerns a whole
row (an ID number and a birth date that differ, a grade without a certificate) is found by the column, and the row then read
as a profile, which must find it too and says it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

import numpy as np
import polars as pl

from ..errors import ProfileError, ProfileProblem
from ..language.condition import facts_in, walk
from ..language.facts import AGE, Fact, FactType, Text, Vocabulary
from ..language.implied import Implications
from ..language.known import Path
from ..language.meaning import truth_of
from ..language.policy import Rules
from ..language.quantity import BIRTH, Age
from ..language.scope import Scope
from ..language.truth import Truth
from ..profile.problems import shown, shown_in_chinese
from ..profile.reader import ProfileReader
from .columns import Column, Columns, Read
from .identity import ID_LIKE
from .implying import Implying
from .in_words import value_in_words
from .mapping import IDENTITY, WORDED, ColumnMap
from .recognise import is_number_of_rows, names_people
from .rejects import COMPARE, Rejected, masked
from .renamed import other_names
from .rows import RAGGED, ROW, Register, row_in_words
from .together import codes_together, without
from .unnumbered import Namesakes

NOBODY = Text("看不出是谁：姓名、身份证号、出生日期都空着", "it says nothing of whom it is about: name, ID number and birth are empty")
WHOSE = Text(
    "是上一行那个人的，并到上一行；另有其人的，补上姓名或身份证号",
    "join it to the row above where it is of the same person; else add a name or an ID number",
)
"""What is said of a row that says nothing of whom it is about, and what to do."""
FIRST = "@first"
"""The column with the first row of somebody who stands in several."""
KEY_COLUMN = "@key"
"""The column by which a person is named in the results."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A part of a register that was read: given = read + rejected + again."""

    people: pl.DataFrame
    """`ROW`, `KEY_COLUMN` and the columns of facts (`screen/columns.py`)."""
    rejected: tuple[Rejected, ...]
    given: int
    mended: int
    """Cells that were read although they are not written as they should be."""
    again: pl.DataFrame
    """Rows of people who stand in an earlier row too: `ROW` and `FIRST`. What both say is to be taken together."""
    read_over: int = 0
    """Cells of places of which only the county counts, whatever follows it."""
    repeated_keys: int = 0
    """Rows whose key stands in an earlier row too: they are people of their own, whom the key does not tell apart."""

    ageless: int = 0
    """People of whose birth nothing is known."""

    other_names: tuple[tuple[int, int], ...] = ()
    """Rows with another name than the first row of the same person, which stands beside."""


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

    def __init__(
        self,
        rules: Rules,
        mapping: ColumnMap,
        as_of: date,
        key: str | None = None,
        hash_key: bytes | None = None,
        register: Register | None = None,
    ) -> None:
        """By the whole `register` it is judged what is to be believed (`Columns`)."""
        self.facts: Vocabulary = rules.facts
        self.mapping = mapping
        self.as_of = as_of
        self.profiles = ProfileReader(rules.facts, rules.places, of_cells=True)
        self.key = key or mapping.key
        self.hash_key = hash_key
        self.implications = Implications(rules.facts)
        self.cells = Columns(rules, mapping, as_of, self.profiles, self.implications, register)
        self.column_of, self.columns = self.cells.column_of, self.cells.of
        self.implying = Implying(self.implications, self.columns)
        self.identities, self.keys = Everyone(), Everyone()
        self.namesakes = Namesakes()

    def know(self, part: pl.DataFrame, rows: pl.Series) -> None:
        """Note who is in a part of which these rows were read."""
        self._note(part, self.cells.persons(part), self._names(part), part[ROW].is_in(rows.implode()))

    def _note(self, part: pl.DataFrame, person: pl.Series | None, names: pl.Series | None, good: pl.Series) -> None:
        self.namesakes.add(part, person)
        for everyone, numbers in ((self.identities, person), (self.keys, None if names is None else self._numbers(names))):
            if numbers is not None:
                everyone.add(pl.DataFrame({"number": numbers, "row": part[ROW]}).filter(good).drop_nulls())

    def read(self, part: pl.DataFrame) -> Checked:
        """A part of the register; everyone in it is noted as read."""
        read = self.cells.read(part)
        short = self._short(part, read)
        ragged = part[RAGGED].is_not_null() & ~short
        blank = self._blank(part)
        nobodys = self._nobodys(part) & ~blank & ~ragged
        no_rows = ragged | blank | nobodys
        at_odds = self._at_odds(read) & ~no_rows
        gone = set(part[ROW].filter(ragged | nobodys))
        rejected = [
            *self._not_rows(part, short, blank),
            *(Rejected(row, "", "", NOBODY, WHOSE) for row in part[ROW].filter(nobodys)),
            *self._with_a_name_alone(part, no_rows),
            *(one for one in read.rejected if one.row not in gone),
            *self._why(part, read, at_odds),
        ]
        wrong = no_rows | at_odds
        names = self._names(part)
        first = _earlier(part[ROW], read.person, self.identities, ~wrong)
        repeated = 0 if names is None else _earlier(part[ROW], self._numbers(names), self.keys, ~wrong & first.is_null()).count()
        good = ~wrong & first.is_null()
        people = self._people(part, read, names, good)
        self._note(part, read.person, names, good)
        rejected.sort(key=lambda one: one.row)
        again = pl.DataFrame({ROW: part[ROW], FIRST: first}).drop_nulls()
        births = read.codes.get(Path("", BIRTH))
        ageless = people.height if births is None else int((births.is_null() & good).sum())
        return Checked(people, tuple(rejected), part.height, read.mended, again, read.read_over, repeated, ageless)

    def read_together(self, rows: pl.DataFrame, again: pl.DataFrame) -> Checked:
        """People who stand in several rows, each of which could be read, each as one in their first row; `given` counts people.

        Of a fact of which the rows contradict each other nothing is known, and that is said.
        """
        first = first_rows(rows, again)
        by_row = self.cells.read(rows)
        firsts = rows.filter(rows[ROW] == first).sort(ROW)
        read = Read(firsts.height)
        places = pl.Series(rows[ROW] == first).arg_true().gather(rows.filter(rows[ROW] == first)[ROW].arg_sort())
        read.identity = None if by_row.identity is None else by_row.identity.gather(places)
        read.person = by_row.person.gather(places)
        rejected: list[Rejected] = []
        for target, codes in by_row.codes.items():
            fact, column = self.facts[target.fact], self.columns[target]

            def unite(some: Sequence[int], target: Path = target, column: Column = column) -> int | None:
                return column.code_of(self.cells.united(target, [column.values[code] for code in some]))

            read.codes[target], apart = codes_together(codes, first, unite)
            read.given[target] = read.codes[target]
            rejected += self._apart(target, rows, first, apart)
            if fact.type is FactType.SET and target in self.cells.ticks:
                rejected += self._ticks_apart(target, rows, first, read, firsts[ROW])
        at_odds = self._at_odds(read)
        rejected += self._why(firsts, read, at_odds)
        people = self._people(firsts, read, self._names(firsts), ~at_odds)
        return Checked(
            people, tuple(sorted(rejected, key=lambda one: one.row)), firsts.height, 0, again.clear(), other_names=other_names(rows, first)
        )

    def _apart(self, target: Path, rows: pl.DataFrame, first: pl.Series, apart: pl.Series) -> Iterator[Rejected]:
        """What is said of a fact of which the rows of some people contradict each other, in their later rows."""
        if not apart.len():
            return
        later = rows.with_columns(first.alias(FIRST)).filter(first.is_in(apart.implode()) & (rows[ROW] != first))
        for column in self.cells.saying(target):
            before = dict(zip(rows[ROW], rows[column], strict=True))
            for row, text, begin in later.select(ROW, column, FIRST).iter_rows():
                if text != before[begin] and (text is not None or column in self.mapping.blank_is_no):
                    yield _contradicting(row, column, text, begin)

    def _ticks_apart(self, target: Path, rows: pl.DataFrame, first: pl.Series, read: Read, persons: pl.Series) -> Iterator[Rejected]:
        """What is said of ticks of a set that one row of somebody has and another denies, in the later row; of these codes nothing is
        known in what was read.
        """
        fact, column = self.facts[target.fact], self.columns[target]
        for code, names, said in self.cells.ticked(target, rows):
            known = pl.DataFrame({ROW: rows[ROW], FIRST: first, "said": said}).drop_nulls().sort(ROW)
            before = known.with_columns(before=pl.col("said").first().over(FIRST), begin=pl.col(ROW).first().over(FIRST))
            other = before.filter(pl.col("said") != pl.col("before"))
            if not other.height:
                continue
            codes, which = read.codes[target], persons.is_in(other[FIRST].implode())
            less = {one: column.code_of(without(fact, column.values[one], code)) for one in codes.filter(which).drop_nulls().unique()}
            lessened = codes if not less else codes.replace_strict(list(less), list(less.values()), default=None, return_dtype=pl.Int64)
            read.codes[target] = read.given[target] = lessened.zip_with(which, codes)
            cells = rows.select(ROW, *names).join(other.select(ROW, "begin"), on=ROW, maintain_order="left")
            for row, *texts, begin in cells.iter_rows():
                yield from (_contradicting(row, name, text, begin) for name, text in zip(names, texts, strict=True) if text is not None)

    # -- rows --------------------------------------------------------------------------------------------------------

    def _blank(self, part: pl.DataFrame) -> pl.Series:
        return part.select(pl.all_horizontal(pl.exclude(ROW, RAGGED).is_null()) & pl.col(RAGGED).is_null()).to_series()

    def _short(self, part: pl.DataFrame, read: Read) -> pl.Series:
        """The rows that only lack empty cells at their end, as some programs write them: what is there stands in its columns, by a right
        ID number, or since all of it can be read.
        """
        short = (part[RAGGED] < part.width - 2).fill_null(value=False)
        if not short.any():
            return short
        used = [name for name in self.mapping.used if name in part.columns]
        told = part[ROW].is_in([one.row for one in read.rejected])
        filled = part.select(pl.any_horizontal(pl.col(used).is_not_null())).to_series()
        numbers = part.select(pl.any_horizontal(pl.lit(value=False), pl.col(self.mapping.identities).is_not_null())).to_series()
        return short & ((filled & ~told & ~numbers) | read.person.is_not_null())

    def _not_rows(self, part: pl.DataFrame, short: pl.Series, blank: pl.Series) -> Iterator[Rejected]:
        """Rows with too many or too few cells, and `blank` ones; of those that are `short` the rest is read."""
        wanted = part.width - 2
        for row, cells in part.filter(short).select(ROW, RAGGED).iter_rows():
            yield Rejected(row, "", "", Text(f"这一行有 {cells} 格，表头是 {wanted} 格，少的按行尾空白读入", f"the row has {cells} cells, the header {wanted}; those that lack were read as empty ones at its end"),
                           Text("核对各列有没有错位，补齐行尾的分隔符", "look whether every cell stands in its column, and add the separators at the end"))  # fmt: skip
        for row, cells in part.filter(pl.col(RAGGED).is_not_null() & ~short).select(ROW, RAGGED).iter_rows():
            yield Rejected(row, "", "", Text(f"这一行有 {cells} 格，表头是 {wanted} 格", f"the row has {cells} cells, the header {wanted}"),
                           Text("检查是否多了或少了分隔符；含逗号的内容加引号", "look for separators too many or too few; put quotes about cells with commas"))  # fmt: skip
        for row in part.filter(blank)[ROW]:
            yield Rejected(row, "", "", Text("整行是空的", "the row is empty"), Text("删去这一行", "delete the row"))

    def _nobodys(self, part: pl.DataFrame) -> pl.Series:
        """Rows that say nothing of whom they are about, in a register that says it of everybody else: further lines of the row above."""
        names = [name for name in part.columns if names_people(name)]
        born = [name for name, target in self.mapping.facts.items() if target in (Path("", BIRTH), Path("", AGE.name))]
        numbers = [name for name in part.columns if name == self.key or is_number_of_rows(name)]
        if not names or not (self.mapping.identities or born):
            return pl.repeat(value=False, n=part.height, eager=True)
        who = [one for one in dict.fromkeys([*names, *self.mapping.identities, *born, *numbers]) if one in part.columns]
        return part.select(pl.all_horizontal(pl.col(who).is_null())).to_series()

    def _with_a_name_alone(self, part: pl.DataFrame, no_rows: pl.Series) -> Iterator[Rejected]:
        """Rows that say no more than a name, in a register that says who people are: somebody of whom nothing is known, or no person."""
        names, used = [name for name in part.columns if names_people(name)], [name for name in self.mapping.used if name in part.columns]
        says_who = self.mapping.identity is not None or {BIRTH, AGE.name} & {target.fact for target in self.mapping.facts.values()}
        if not names or not says_who or self.mapping.blank_is_no:
            return
        alone = part.select(pl.any_horizontal(pl.col(names).is_not_null()) & pl.all_horizontal(pl.col(used).is_null())).to_series()
        for row in part.filter(alone & ~no_rows)[ROW]:
            yield Rejected(row, "", "", Text("只有姓名，筛查用到的各列都是空的，看不出是不是人员", "there is a name alone, and all columns that the screening uses are empty: it may be no row of a person"),
                           Text("是人员的补全，不是的在登记表里删去这一行", "fill it in for a person, else delete the row in the register"))  # fmt: skip

    def _at_odds(self, read: Read) -> pl.Series:
        """Rows whose facts cannot be together."""
        at_odds = read.at_odds
        for who in dict.fromkeys(target.who for target in read.codes):
            for names in self.implications.groups:
                at_odds |= self.implying.close(who, names, read.codes)
        for target in list(read.codes):
            fact = self.facts[target.fact]
            if fact.only_if is not None:
                at_odds |= self._ruled_out(fact, target, read)
        return at_odds

    def _ruled_out(self, fact: Fact, target: Path, read: Read) -> pl.Series:
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

    def _why(self, part: pl.DataFrame, read: Read, at_odds: pl.Series) -> Iterator[Rejected]:
        """The reasons of rows whose facts cannot be together, as the reader of profiles says them."""
        places = at_odds.arg_true()
        for at, profile in zip(places, self._profiles(read, places), strict=True):
            problems = self._problems(profile)
            assert problems, f"row {part[ROW][at]} was thought to be at odds with itself"
            for one in problems:
                who, fact = Path.of(one.fact)
                column = self.mapping.identity if fact == IDENTITY else self.column_of.get(Path(who, fact), self.mapping.identity)
                cell = "…" if column in (None, *self.mapping.identities) else masked(str(part[column][at]))
                yield Rejected(part[ROW][at], column or "", cell, self._in_words(one, profile), one.allowed or COMPARE)

    def _in_words(self, problem: ProfileProblem, profile: Mapping[str, Anything]) -> Text:
        """What is wrong, a value of the vocabulary before it said by its label."""
        who, name = Path.of(problem.fact)
        value = (profile.get(who, {}) if who else profile).get(name)
        if value is None or name not in self.facts or self.facts[name].type not in WORDED:
            return problem.message
        zh, en, words = problem.message.zh, problem.message.of("en"), value_in_words(self.facts[name], value)
        begins = shown_in_chinese(value), f"{shown(value)} "
        in_words = "一格" if zh.removeprefix(begins[0]).startswith("里") else f"“{words.zh}”"
        return Text(f"{in_words}{zh.removeprefix(begins[0])}" if zh.startswith(begins[0]) else zh,
                    f"`{words.of('en')}` {en.removeprefix(begins[1])}" if en.startswith(begins[1]) else en)  # fmt: skip

    def _profiles(self, read: Read, places: pl.Series) -> Iterator[dict[str, Anything]]:
        """What of some rows could be read, as profiles."""
        codes = {target: column.gather(places).to_list() for target, column in read.given.items()} if places.len() else {}
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

    def _people(self, part: pl.DataFrame, read: Read, names: pl.Series | None, good: pl.Series) -> pl.DataFrame:
        """The checked facts of the rows that could be read."""
        keys = pl.Series(KEY_COLUMN, self._shown_keys(part[ROW], names), dtype=pl.String)
        columns = [part[ROW], keys]
        for target, codes in read.codes.items():
            columns += self.columns[target].layout(codes, target, self.facts)
        people = pl.DataFrame(columns)
        return people if good.all() else people.filter(good)

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
        if self.key in self.mapping.identities:
            return by_row
        private = names.str.normalize("NFKC").str.replace_all(r"[\s-]", "").str.contains(ID_LIKE)
        return names.zip_with(names.is_not_null() & ~private.fill_null(value=False), by_row)


def first_rows(rows: pl.DataFrame, again: pl.DataFrame) -> pl.Series:
    """Of each of these rows the first row of the same person; `again` has that of all that have another (`Checked.again`)."""
    return rows.select(ROW).join(again, on=ROW, how="left", maintain_order="left").select(pl.coalesce(FIRST, ROW)).to_series()


def _contradicting(row: int, column: str, text: str | None, begin: int) -> Rejected:
    """What is said of a cell that has something else than the earlier row of the same person."""
    before = row_in_words(begin)
    return Rejected(row, column, masked(text or ""), Text(f"与{before.zh}说的是同一人，两处不同，按不详处理", f"is the same person as {before.of('en')}, of whom it says something else; taken as unknown"),
                    Text("核对后两行改成一样", "make both rows alike after checking"))  # fmt: skip


def _earlier(rows: pl.Series, numbers: pl.Series, everyone: Everyone, good: pl.Series) -> pl.Series:
    """Of good rows the earlier row that has the same number, in this part or before, null where there is none."""
    frame = pl.DataFrame({"number": numbers, "row": rows, "before": everyone.first_rows(numbers), "good": good & numbers.is_not_null()})
    first = frame.filter("good").group_by("number").agg(first=pl.col("row").min())
    both = frame.join(first, on="number", how="left", maintain_order="left")
    inside = pl.when(pl.col("first") < pl.col("row")).then("first")
    return both.select(pl.when("good").then(pl.coalesce("before", inside)).alias(FIRST)).to_series()
