"""The people of two registers, one of them earlier: who is in both, and who in one alone.

The ID number says who is who, as in the screening of one register; where a row has none, a key that stands once in each, unless two
of name, sex and birth contradict it: running numbers are given anew. Whose row could not be read in one of them is neither new nor gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

import polars as pl

from ..errors import HuilaoError
from ..language.facts import Text
from ..language.quantity import BIRTH
from ..profile.identity import SEX
from ..rulebook import Rulebook
from ..screen.columns import FROM, UNTIL, columns_of, facts_of, partly_columns_of
from .columns import AT_ONCE
from .mapping import ColumnMap
from .people import KEY_COLUMN, Everyone, PeopleReader
from .recognise import core, names_in, names_people
from .rejects import masked_column
from .rows import ROW, Register, rows_of
from .whole import pieces
from .work import Part, Task

PERSON, KEY, THEN = "person", "key", "@then"
"""The whole numbers that stand for ID number and key, and the row in the earlier register."""
AT_ODDS = "at_odds"
"""In how many of name, sex and birth two rows with one key contradict each other."""
MOST_AT_ODDS = 1
"""In so many they are one person still, told anew: in more they are two."""
A_YEAR = 366
"""Days that births known in part may lie apart: ages are told as of a day that nobody wrote down."""


class Alone(StrEnum):
    """How somebody is in one of the registers alone."""

    NEW = "new"
    GONE = "gone"
    UNREAD_BEFORE = "unread_before"
    """They are there in both; the row of the earlier one could not be read."""
    UNREAD_NOW = "unread_now"

    @property
    def now(self) -> bool:
        """Whether it is the later register in which they were read."""
        return self in (Alone.NEW, Alone.UNREAD_BEFORE)


class NobodyTellsError(HuilaoError):
    """Two registers have nothing by which their people can be told apart."""

    def __init__(self) -> None:
        self.message = Text("两份登记表没有都有的身份证号或主键，认不出谁是谁；在映射里写明身份证号的列，或用 --key 指定编号一列",
                            "the registers have neither ID numbers nor a key in common by which people are told apart; map the column of the ID "
                            "number, or name a column by --key")  # fmt: skip
        super().__init__(f"{self.message.zh} / {self.message.of('en')}")


@dataclass(frozen=True)
class Earlier:
    """An earlier register, and what was asked of it."""

    register: Register
    name: str
    mapping: ColumnMap
    book: Rulebook
    as_of: date
    key: str | None = None


@dataclass(frozen=True)
class Side:
    """The people of one of the registers."""

    people: pl.DataFrame
    """`ROW`, `KEY_COLUMN` and the columns of facts."""
    who: pl.DataFrame
    """`ROW`, `PERSON` and `KEY`."""
    unread: pl.Series
    """The persons whose rows could not be read."""
    carried: pl.DataFrame
    register: Register

    @cached_property
    def _names(self) -> pl.DataFrame:
        """`ROW` and the name of everybody, for which the register is read once more."""
        parts = self.register.parts(AT_ONCE) if any(map(names_people, self.register.columns)) else ()
        named = (pl.DataFrame([part[ROW], names.alias("@name")]) for part in parts if (names := names_in(part)) is not None)
        return pl.concat([pl.DataFrame(schema={ROW: pl.Int64, "@name": pl.String}), *named])

    def told_of(self, rows: pl.Series) -> pl.DataFrame:
        """The name, sex and birth of the people of some rows, in their order."""
        found = rows.alias(ROW).to_frame()
        for frame in (self.people, self._names):
            found = found.join(frame, on=ROW, how="left", maintain_order="left")
        birth = [[pl.col(one).cast(pl.Date) for one in (BIRTH, BIRTH + end) if one in found.columns] for end in (FROM, UNTIL)]
        return found.select(
            "@name",
            (pl.col(SEX) if SEX in found.columns else pl.lit(None)).cast(pl.String).alias(SEX),
            *(pl.coalesce(pl.lit(None, pl.Date), *ends).alias(name) for name, ends in zip(("low", "high"), birth, strict=True)),
        )


class Sides:
    """Both registers. Raises NobodyTellsError, RegisterError."""

    def __init__(self, earlier: Earlier, task: Task, parts: Sequence[Part], reader: PeopleReader) -> None:
        """`parts`, with the checked facts, and `reader` are those of the work on the task."""
        self.was = _earlier_side(earlier, task)
        self.now = _side_of(task, parts, reader)
        known = [self.was.who[name].count() and self.now.who[name].count() for name in (PERSON, KEY)]
        if self.was.who.height and self.now.who.height and not any(known):
            raise NobodyTellsError

    @cached_property
    def both(self) -> pl.DataFrame:
        """Who is in both registers: `THEN` and `ROW`. The ID number says who is who; where a row has none, a key that is once in each."""
        by_key = self.by_key.filter(pl.col(AT_ODDS) <= MOST_AT_ODDS).drop(AT_ODDS)
        return pl.concat([self._by_number, by_key]).sort(ROW)

    @cached_property
    def _by_number(self) -> pl.DataFrame:
        """Who is in both by the ID number."""
        was, now = (side.who for side in (self.was, self.now))
        return (
            was.drop_nulls(PERSON)
            .join(now.drop_nulls(PERSON), on=PERSON, suffix=" now")
            .select(pl.col(ROW).alias(THEN), pl.col(f"{ROW} now").alias(ROW))
        )

    @cached_property
    def by_key(self) -> pl.DataFrame:
        """Who of the others has one key in both: `THEN`, `ROW` and `AT_ODDS`."""
        was, now = (side.who.filter(pl.col(KEY).is_not_null() & pl.col(KEY).is_unique()) for side in (self.was, self.now))
        rest = was.join(self._by_number, left_on=ROW, right_on=THEN, how="anti").join(
            now.join(self._by_number, on=ROW, how="anti"), on=KEY, suffix=" now"
        )
        pairs = rest.filter(pl.col(PERSON).is_null() | pl.col(f"{PERSON} now").is_null()).select(
            pl.col(ROW).alias(THEN), pl.col(f"{ROW} now").alias(ROW)
        )
        return pairs.with_columns(self._at_odds(pairs)).sort(ROW)

    @cached_property
    def renamed(self) -> tuple[tuple[int, int], ...]:
        """Rows with one ID number and another name then: the row now and that of the earlier register."""
        pairs = self._by_number
        if not pairs.height:
            return ()
        told = self._told(pairs)
        return tuple(pairs.filter(told.select(_named_otherwise(told)).to_series()).sort(ROW).select(ROW, THEN).rows())

    def _told(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """Of each pair what is told then and now (`Side.told_of`)."""
        then, now = self.was.told_of(pairs[THEN]), self.now.told_of(pairs[ROW])
        return then.hstack(now.rename(lambda name: f"{name} now"))

    def _at_odds(self, pairs: pl.DataFrame) -> pl.Series:
        """In how many of name, sex and birth both rows of each pair contradict each other; what one does not tell contradicts nothing."""
        if not pairs.height:
            return pl.Series(AT_ODDS, [], dtype=pl.Int64)
        told = self._told(pairs)
        whole = (pl.col("low") == pl.col("high")) & (pl.col("low now") == pl.col("high now"))
        apart = pl.max_horizontal(pl.col("low") - pl.col("high now"), pl.col("low now") - pl.col("high")).dt.total_days()
        contradicting = (
            _named_otherwise(told),
            pl.col(SEX) != pl.col(f"{SEX} now"),
            apart > pl.when(whole).then(0).otherwise(A_YEAR),
        )
        return told.select(pl.sum_horizontal(one.fill_null(value=False).cast(pl.Int64) for one in contradicting).alias(AT_ODDS)).to_series()

    @cached_property
    def alone(self) -> Mapping[Alone, pl.Series]:
        """The rows of who is in one of the registers alone, or was read in one alone; of who is gone those of the earlier."""
        found: dict[Alone, pl.Series] = {}
        sides = (
            (self.now, self.was, self.both[ROW], Alone.NEW, Alone.UNREAD_BEFORE),
            (self.was, self.now, self.both[THEN], Alone.GONE, Alone.UNREAD_NOW),
        )
        for side, other, met, alone, not_read in sides:
            left = side.who.filter(~pl.col(ROW).is_in(met.implode()))
            by_number, by_key = (
                not other.who.height or other.who[name].count() > 0 for name in (PERSON, KEY)
            )  # what the other tells people by
            known = left.filter(
                (pl.col(PERSON).is_not_null() & pl.lit(by_number)) | (pl.col(KEY).is_not_null() & pl.col(KEY).is_unique() & pl.lit(by_key))
            )
            there = known[PERSON].is_in(other.unread.implode()).fill_null(value=False)
            found |= {alone: known[ROW].filter(~there), not_read: known[ROW].filter(there)}
        return found

    @cached_property
    def nobody(self) -> tuple[int, int]:
        """People of whom it cannot be told whether they are in the other register, of the earlier one and of this."""
        all_of = (self.was.who.height, self.now.who.height)
        told = (
            self.alone[Alone.GONE].len() + self.alone[Alone.UNREAD_NOW].len(),
            self.alone[Alone.NEW].len() + self.alone[Alone.UNREAD_BEFORE].len(),
        )
        return all_of[0] - self.both.height - told[0], all_of[1] - self.both.height - told[1]


def _named_otherwise(told: pl.DataFrame) -> pl.Expr:
    """Whether the names of both rows are others, however they are written; not where one has none."""
    spelt = told.filter(pl.col("@name") != pl.col("@name now"))
    names = {name: core(name) for name in {*spelt["@name"], *spelt["@name now"]}}
    return (pl.col("@name").replace(names) != pl.col("@name now").replace(names)).fill_null(value=False)


def _numbers(everyone: Everyone, name: str) -> pl.DataFrame:
    """The whole numbers that stand for people, by row."""
    schema = {ROW: pl.Int64, name: pl.Int64}
    runs = zip(everyone.rows, everyone.numbers, strict=True)
    return pl.concat([pl.DataFrame(schema=schema), *(pl.DataFrame({ROW: rows, name: numbers}, schema=schema) for rows, numbers in runs)])


def _who(rows: pl.Series, reader: PeopleReader) -> pl.DataFrame:
    """Who the people of some rows are."""
    found = rows.alias(ROW).to_frame()
    for everyone, name in ((reader.identities, PERSON), (reader.keys, KEY)):
        found = found.join(_numbers(everyone, name), on=ROW, how="left", maintain_order="left")
    return found


def _persons(reader: PeopleReader, rows: pl.DataFrame) -> pl.Series:
    """The persons of rows of a register, as far as they have a right ID number."""
    found = reader.cells.persons(rows) if rows.height else None
    return (pl.Series([], dtype=pl.Int64) if found is None else found).drop_nulls().alias(PERSON)


def _earlier_side(earlier: Earlier, task: Task) -> Side:
    """The people of the earlier register, read as they are on its day."""
    reader = PeopleReader(task.book.rules, earlier.mapping, earlier.as_of, earlier.key, task.hash_key, earlier.register)
    carry = [name for name in task.carry if name in earlier.register.columns]
    people: list[pl.DataFrame] = []
    carried: list[pl.DataFrame] = []
    unread = [pl.Series(PERSON, [], dtype=pl.Int64)]
    for piece in pieces(earlier.register, reader, task.size):
        people = [one.filter(~pl.col(ROW).is_in(piece.instead.implode())) for one in people] if piece.instead.len() else people
        people.append(piece.checked.people)
        carried.append(piece.rows.select(ROW, *(masked_column(name) for name in carry)))
        unread.append(_persons(reader, piece.rows.filter(~pl.col(ROW).is_in(piece.checked.people[ROW].implode()))))
    everyone = pl.concat(people, how="diagonal") if people else pl.DataFrame(schema={ROW: pl.Int64, KEY_COLUMN: pl.String})
    who = _who(everyone[ROW], reader)
    kept = pl.concat(carried).unique(ROW, keep="first") if carried else pl.DataFrame(schema={ROW: pl.Int64})
    missed = pl.concat(unread).unique()
    return Side(everyone, who, missed.filter(~missed.is_in(who[PERSON].drop_nulls().implode())), kept, earlier.register)


def _side_of(task: Task, parts: Sequence[Part], reader: PeopleReader) -> Side:
    """The people who are screened, as the work on them has them."""
    columns = {
        ROW,
        KEY_COLUMN,
        *(name for fact, who in facts_of(task.book.rules.facts) for name in (*columns_of(fact, who), *partly_columns_of(fact, who))),
    }
    everyone = (
        pl.concat([part.facts.collect() for part in parts], how="diagonal")
        if parts
        else pl.DataFrame(schema={ROW: pl.Int64, KEY_COLUMN: pl.String})
    )
    everyone = everyone.select(name for name in everyone.columns if name in columns)
    who = _who(everyone[ROW], reader)
    wrong = pl.concat([pl.Series(ROW, [], dtype=pl.Int64), *(part.rejects["row"] for part in parts)]).unique()
    unread = wrong.filter(~wrong.is_in(everyone[ROW].implode()))
    persons = _persons(reader, rows_of(task.register, task.size, unread)) if unread.len() else pl.Series(PERSON, [], dtype=pl.Int64)
    carried = pl.concat([pl.DataFrame(schema={ROW: pl.Int64}), *(part.carried for part in parts)], how="diagonal")
    return Side(everyone, who, persons.filter(~persons.is_in(who[PERSON].drop_nulls().implode())).unique(), carried, task.register)
