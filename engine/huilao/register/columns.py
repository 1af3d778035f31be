"""The columns of a register as facts: each distinct text of a column is read once, by what reads its kind of cell (`cells.py`), and
all that a row says of a birth is brought together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any as Anything

import polars as pl

from ..language.facts import AGE, Fact, FactType, Text, Vocabulary
from ..language.known import Among, Holding, Path, Range
from ..language.policy import Rules
from ..language.quantity import BIRTH
from ..profile.dates import a_year_about, agreeing, span
from ..profile.identity import ENDS_IN_NOUGHTS, NO_NUMBER, SEX, is_other_paper, spoilt
from ..profile.reader import ProfileReader
from ..screen.columns import columns_of, frame_of, partly_columns_of
from .cells import STROKE, AgeReader, CellReader, SharedReader, TickReader, possible, tidy
from .identity import facts_of_id_numbers, plain_numbers
from .mapping import ColumnMap, Tick
from .rejects import COMPARE, PRIVATE, Rejected, masked
from .rows import ROW
from .together import united
from .unreadable import Unreadable

STALE = Unreadable(Text("与出生日期不符，按出生日期算", "does not agree with the birth date, which counts"),
                   Text("更新年龄，或核对出生日期", "bring the age up to date, or check the birth date"))  # fmt: skip
MOST_KEPT = 500_000
"""Distinct texts of a column that are remembered with what they say."""
_MANY = 100
"""Where more than one in so many ID numbers ends in noughts, a spreadsheet has ended them."""


class Column:
    """What was met of a fact, each by a code: its place in `values`; null is unknown."""

    def __init__(self) -> None:
        self.values: list[Anything] = []
        self._codes: dict[Anything, int] = {}
        self._laid_out = pl.DataFrame()
        self._alike: dict[str, str] = {}
        """Of each of its columns the first that is the same: most codes of a large set nobody has."""

    def value(self, code: int | None) -> Anything:
        return None if code is None else self.values[code]

    def code_of(self, value: Anything) -> int | None:
        """The code of a value, a new one where it is new."""
        if value is None:
            return None
        code = self._codes.setdefault(value, len(self.values))
        if code == len(self.values):
            self.values.append(value)
        return code

    def codes(self, cells: pl.Series, values: Mapping[Anything, Anything]) -> pl.Series:
        """The codes of what cells say, by their values."""
        if not values:
            return pl.repeat(None, cells.len(), dtype=pl.Int64, eager=True)
        return cells.replace_strict(list(values), [self.code_of(value) for value in values.values()], default=None, return_dtype=pl.Int64)

    def layout(self, codes: pl.Series, target: Path, facts: Vocabulary) -> list[pl.Series]:
        """The columns of the fact, as the screening reads them; those of what is known in part where something is."""
        fact = facts[target.fact]
        laid_out = self._laid_out.height
        if laid_out < len(self.values) or not self._laid_out.width:
            new = frame_of([{fact.name: value} for value in self.values[laid_out:]], facts, columns_of(fact))
            names = zip(
                (*columns_of(fact), *partly_columns_of(fact)),
                (*columns_of(fact, target.who), *partly_columns_of(fact, target.who)),
                strict=True,
            )
            self._laid_out = pl.concat([self._laid_out, new.rename(dict(names), strict=False)], how="diagonal")
            firsts: dict[bytes, str] = {}
            self._alike = {one.name: firsts.setdefault(_content(one), one.name) for one in self._laid_out} if fact.type is FactType.SET else {name: name for name in self._laid_out.columns}
        gathered = {alike: self._laid_out[alike].gather(codes) for alike in dict.fromkeys(self._alike.values())}
        return [gathered[alike].alias(name) for name, alike in self._alike.items()]


def _content(column: pl.Series) -> bytes:
    """What stands in a column of truths."""
    return column.cast(pl.Int8).fill_null(-1).to_numpy().tobytes()


@dataclass
class Read:
    """The columns of a part as codes, what is wrong with cells, and what the ID numbers say."""

    height: int
    given: dict[Path, pl.Series] = field(default_factory=dict[Path, pl.Series])
    """As the columns say it."""
    codes: dict[Path, pl.Series] = field(default_factory=dict[Path, pl.Series])
    """What is known of the facts, all that the row says of a birth taken together."""
    rejected: list[Rejected] = field(default_factory=list[Rejected])
    """The cells to mend: their rows are read without them."""
    mended: int = 0
    identity: pl.Series | None = None
    """The ID numbers that are right."""
    at_odds: pl.Series = field(init=False)
    """Rows whose facts cannot be together."""
    person: pl.Series = field(init=False)

    def __post_init__(self) -> None:
        self.at_odds = pl.repeat(value=False, n=self.height, eager=True)
        self.person = pl.repeat(None, self.height, dtype=pl.Int64, eager=True)

    def tell(self, cells: pl.Series, name: str, rows: pl.Series, wrong: Mapping[Anything, Unreadable], *, shown: bool = True) -> None:
        """Note the cells of a column that could not be read, or not wholly; `wrong` has them by what stands in them."""
        for at in cells.is_in(list(wrong)).fill_null(value=False).arg_true() if wrong else ():
            why = wrong[cells[at]]
            text = masked(str(cells[at])) if shown else "…"
            reason = PRIVATE if shown and text == "…" else why.message
            self.rejected.append(Rejected(rows[at], name, text, reason, why.allowed or COMPARE))


class Columns:
    """Reads the columns of one register, part by part."""

    def __init__(self, rules: Rules, mapping: ColumnMap, as_of: date, profiles: ProfileReader, implied: Iterable[str]) -> None:
        """`implied` are the facts of which others say something: each may come to be known."""
        self.facts = rules.facts
        self.mapping = mapping
        self.as_of = as_of
        self.profiles = profiles
        self.ticks: dict[Path, list[tuple[str, Tick]]] = {}
        for name, tick in mapping.ticks.items():
            self.ticks.setdefault(tick.target, []).append((name, tick))
        shared = {target: name for name, targets in mapping.shared.items() for target in targets}
        self.column_of = {target: name for name, target in mapping.facts.items()} | shared | {target: ticks[0][0] for target, ticks in self.ticks.items()}
        """The column of a fact; of one that several columns tick the first."""
        given = dict.fromkeys([*self.column_of, *mapping.constants])
        if mapping.identity is not None:
            given |= dict.fromkeys(Path("", name) for name in (BIRTH, SEX) if name in rules.facts)
        given |= dict.fromkeys(Path(target.who, BIRTH) for target in given if target.fact == AGE.name)
        given |= dict.fromkeys(Path(target.who, name) for target in list(given) for name in implied)
        self.of = {target: Column() for target in given}
        """What is known of each fact that the register says something of."""
        self._born: dict[str, date | Range | Unreadable] = {}
        """What the birth dates in ID numbers are."""
        self._ages = {target: self._age_reader(target) for target in given if target.fact == AGE.name}
        self._cells = {target: self._cell_reader(target) for target in given if target.fact != AGE.name}
        self._texts = {
            **{name: _Texts(self._ages.get(target) or self._cells[target]) for name, target in mapping.facts.items()},
            **{name: _Texts(SharedReader([self._cells[target] for target in targets])) for name, targets in mapping.shared.items()},
            **{name: _Texts(self._tick_reader(tick)) for name, tick in mapping.ticks.items()},
        }

    def _age_reader(self, target: Path) -> AgeReader:
        return AgeReader(self.profiles, self.as_of, self.mapping.unknown, self.mapping.values.get(target.fact))

    def _cell_reader(self, target: Path) -> CellReader:
        mapping, fact = self.mapping, self.facts[target.fact]
        around = mapping.constants.get(target) if fact.type is FactType.PLACE else None
        return CellReader(fact, self.profiles, mapping.dates, mapping.unknown, mapping.values.get(target.fact), as_of=self.as_of, around=around)

    def _tick_reader(self, tick: Tick) -> TickReader:
        code = next(one for one in self.facts[tick.target.fact].codes if one.code == tick.code)
        return TickReader(code, self.mapping.unknown, self.mapping.values.get(str(tick)))

    def read(self, part: pl.DataFrame) -> Read:
        """Every column of facts read, what is said of births brought together."""
        read = Read(part.height)
        for target, value in self.mapping.constants.items():
            known = possible(value, self.as_of) if target.fact == BIRTH and value is not None else value
            code = self.of[target].code_of(None if isinstance(known, Unreadable) else known)
            read.given[target] = pl.Series([code], dtype=pl.Int64).new_from_index(0, part.height)
        for name, target in self.mapping.facts.items():
            codes = self.of[target].codes(*self._values(part, name, read, no=lambda target=target: _nothing(self.facts[target.fact])))
            around = read.given.get(target)  # a place within which the column says where
            read.given[target] = codes if around is None else codes.zip_with(codes.is_not_null(), around)
        for name, targets in self.mapping.shared.items():
            cells, values = self._values(part, name, read)
            for at, target in enumerate(targets):
                read.given[target] = self.of[target].codes(cells, {text: None if known is None else known[at] for text, known in values.items()})
        for target, ticks in self.ticks.items():
            read.given[target] = self._ticked(target, ticks, part, read)
        read.codes = {target: codes for target, codes in read.given.items() if target.fact != AGE.name}
        if self.mapping.identity is not None:
            self._use_id_numbers(part[self.mapping.identity], part[ROW], read)
        for target in self._ages:
            if target in read.given:
                self._use_ages(target, part, read)
        return read

    def persons(self, part: pl.DataFrame) -> pl.Series | None:
        """Whole numbers that stand for the ID numbers of a part, null where there is none that is right; None without such a column."""
        if self.mapping.identity is None:
            return None
        plain, known = self._id_numbers(part[self.mapping.identity])
        return known["person"].set(~_right(plain, known["person"]), None)

    # -- cells -------------------------------------------------------------------------------------------------------

    def _values(self, part: pl.DataFrame, name: str, read: Read, no: Callable[[], Anything] = lambda: False) -> tuple[pl.Series, dict[Anything, Anything]]:
        """The cells of a column and what each text of them says; what cannot be read is noted. `no` is what an empty one says where
        the mapping has it so.
        """
        cells = part[name]
        met = self._texts[name].met(cells)
        wrong = {text: value for text, value in met.items() if isinstance(value, Unreadable)}
        read.tell(cells, name, part[ROW], wrong)
        mended = [text for text, value in met.items() if value is not None and text not in wrong and tidy(text) != text]
        read.mended += int(cells.is_in(mended).sum() or 0) if mended else 0
        values: dict[Anything, Anything] = {text: wrong[text].known if text in wrong else value for text, value in met.items()}
        if name in self.mapping.blank_is_no:
            values |= dict.fromkeys((text for text in values if STROKE.fullmatch(tidy(text))), no()) | {"": no()}
            cells = cells.fill_null("")
        return cells, values

    def _ticked(self, target: Path, ticks: Sequence[tuple[str, Tick]], part: pl.DataFrame, read: Read) -> pl.Series:
        """What the ticks of several columns say together, each combination worked out once."""
        said = pl.DataFrame([
            cells.replace_strict(list(values), list(values.values()), default=None, return_dtype=pl.Boolean).alias(tick.code)
            if values else pl.repeat(None, part.height, dtype=pl.Boolean, eager=True).alias(tick.code)
            for name, tick in ticks for cells, values in [self._values(part, name, read)]
        ])  # fmt: skip
        met = said.unique(maintain_order=True).with_row_index("@met")
        which = said.join(met, on=said.columns, how="left", nulls_equal=True, maintain_order="left")["@met"]
        together = {int(row["@met"]): self._one_of_ticks(target, row) for row in met.iter_rows(named=True)}
        wrong = {at: value for at, value in together.items() if isinstance(value, Unreadable)}
        for name, tick in ticks if wrong else ():
            read.tell(which.set(~said[tick.code].fill_null(value=False), None), name, part[ROW], wrong)
        return self.of[target].codes(which, {at: wrong[at].known if at in wrong else value for at, value in together.items()})

    def _one_of_ticks(self, target: Path, ticked: Mapping[str, Anything]) -> Anything:
        """What ticks say of a fact; an `Unreadable` where they contradict each other."""
        fact = self.facts[target.fact]
        yes = [code.code for code in fact.codes if ticked.get(code.code) is True]
        no = [code.code for code in fact.codes if ticked.get(code.code) is False]
        if fact.type is FactType.SET:
            return self._cells[target].together(yes) or _holding(fact, yes, no)
        if len(yes) > 1:
            labels = [code.label for code in fact.codes if code.code in yes]
            zh, en = "、".join(f"“{one.zh}”" for one in labels), ", ".join(f"`{one.of('en')}`" for one in labels)
            return Unreadable(Text(f"{zh}只能勾一个", f"only one of {en} can be ticked"), Text("核对后留一个", "keep the one that is right"),
                              Among(frozenset(yes)))  # fmt: skip
        left = yes or [code.code for code in fact.codes if code.code not in no]
        return left[0] if len(left) == 1 else Among(frozenset(left)) if left and no else None

    # -- births ------------------------------------------------------------------------------------------------------

    def _use_ages(self, age: Path, part: pl.DataFrame, read: Read) -> None:
        """What ages say of births. A birth date counts for more: an age that is out of date is told, unless it is a year off at most
        (in Chinese reckoning one is a year or two older).
        """
        target = Path(age.who, BIRTH)
        births, reader = self.of[target], self._ages[age]
        by_age = births.codes(read.given[age], {code: reader.born(value) for code, value in enumerate(self.of[age].values)})
        known = read.codes.get(target)
        if known is None:
            read.codes[target] = by_age
            return
        pairs = pl.DataFrame({"known": known, "age": by_age}).drop_nulls().unique()
        stale = [(one, other) for one, other in pairs.iter_rows() if agreeing(births.values[one], births.values[other]) is None]
        if stale:
            far = [agreeing(births.values[one], a_year_about(births.values[other])) is None for one, other in stale]
            looked_up = pl.DataFrame(stale, schema={"known": pl.Int64, "age": pl.Int64}, orient="row").with_columns(far=pl.Series(far, dtype=pl.Boolean))
            met = pl.DataFrame({"known": known, "age": by_age}).join(looked_up, on=["known", "age"], how="left", maintain_order="left")["far"]
            by_age, read.given[age] = (one.set(met.is_not_null(), None) for one in (by_age, read.given[age]))
            if (column := self.column_of.get(age)) is not None:
                cells = part[column].set(~met.fill_null(value=False), None)
                read.tell(cells, column, part[ROW], dict.fromkeys(cells.drop_nulls().unique(), STALE))
        read.codes[target] = self._both(target, known, by_age, read)

    def _both(self, target: Path, one: pl.Series | None, other: pl.Series, read: Read) -> pl.Series:
        """What two columns say of a fact together; where they contradict each other that is noted."""
        if one is None:
            return other
        column, fact = self.of[target], self.facts[target.fact]
        known = one.zip_with(one.is_not_null(), other)
        pairs = pl.DataFrame({"one": one, "other": other})
        differing = pairs.drop_nulls().filter(pl.col("one") != pl.col("other")).unique()
        if not differing.height:
            return known
        agreed = [column.code_of(united(fact, [column.values[left], column.values[right]])) for left, right in differing.iter_rows()]
        looked_up = differing.with_columns(agreed=pl.Series(agreed, dtype=pl.Int64), met=pl.lit(value=True))
        met = pairs.join(looked_up, on=["one", "other"], how="left", maintain_order="left")
        read.at_odds |= met["met"].is_not_null() & met["agreed"].is_null()
        return met["agreed"].zip_with(met["agreed"].is_not_null(), known)

    # -- ID numbers --------------------------------------------------------------------------------------------------

    def _id_numbers(self, given: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
        """A column of ID numbers made tidy, null where there is none, and what they say."""
        plain = plain_numbers(given)
        nothing = plain.is_in(["", *NO_NUMBER, *map(tidy, self.mapping.unknown)]) | plain.str.contains(f"^(?:{STROKE.pattern})$")
        plain = plain.set(nothing.fill_null(value=False), None)
        return plain, facts_of_id_numbers(plain)

    def _use_id_numbers(self, given: pl.Series, rows: pl.Series, read: Read) -> None:
        """Birth date and sex from the ID numbers that are right; what is surely so of those that are damaged."""
        plain, known = self._id_numbers(given)
        right = _right(plain, known["person"])
        read.mended += int(((plain != given) & right).sum() or 0)
        birth = Path("", BIRTH)
        dates: list[str] = known["birth_date"].filter(right).drop_nulls().unique().to_list()
        self._born |= {text: possible(date.fromisoformat(text), self.as_of) for text in dates if text not in self._born}
        born = {text: self._born[text] for text in dates}
        impossible = {text: value for text, value in born.items() if isinstance(value, Unreadable)}
        others = plain.filter(~right).drop_nulls().unique(maintain_order=True).to_list()
        damaged = {text: spoilt(text) for text in others if not is_other_paper(text)}
        name = self.mapping.identity or ""
        read.tell(plain.set(right, None), name, rows, {text: Unreadable(one.message, one.cure) for text, one in damaged.items()}, shown=False)
        read.tell(known["birth_date"].set(~right, None), name, rows, impossible, shown=False)
        right &= ~known["birth_date"].is_in(list(impossible)).fill_null(value=False)
        read.identity, read.person = plain.set(~right, None), known["person"].set(~right, None)
        for target, texts, values in ((birth, known["birth_date"], born), (Path("", SEX), known["sex"], {"female": "female", "male": "male"})):
            if target in self.of:
                by_number = self.of[target].codes(texts.set(~right, None), {text: value for text, value in values.items() if text not in impossible})
                read.codes[target] = self._both(target, read.codes.get(target), by_number, read)
        if birth in self.of and damaged:
            spans = {text: possible(found, self.as_of) for text, one in damaged.items() if one.born and (found := span(*one.born))}
            surely = self.of[birth].codes(plain.set(right, None), {text: value for text, value in spans.items() if not isinstance(value, Unreadable)})
            read.codes[birth] = read.codes[birth].zip_with(read.codes[birth].is_not_null(), surely)


class _Texts:
    """The texts of a column of a register, each read once."""

    def __init__(self, reader: AgeReader | CellReader | SharedReader | TickReader) -> None:
        self.reader = reader
        self._read: dict[str, Anything] = {}

    def met(self, cells: pl.Series) -> dict[str, Anything]:
        """What each of the texts in some cells says, or why it cannot be read."""
        if len(self._read) > MOST_KEPT:
            self._read.clear()
        texts: list[str] = cells.unique().drop_nulls().to_list()
        for text in texts:
            if text not in self._read:
                self._read[text] = self.reader.read(text)
        beside = self.reader.beside(texts) if isinstance(self.reader, CellReader | TickReader) else {}
        return {text: beside.get(text, self._read[text]) for text in texts}


def _right(plain: pl.Series, person: pl.Series) -> pl.Series:
    """Which ID numbers are right. One in eleven that a spreadsheet has ended in noughts looks so: where most that end so are wrong, or
    more do than can, none of them is believed.
    """
    right = person.is_not_null()
    noughts = plain.str.contains(ENDS_IN_NOUGHTS).fill_null(value=False)
    ending, wrong = int(noughts.sum()), int((noughts & ~right).sum())
    return right & ~noughts if 2 * wrong >= ending or _MANY * ending > int(right.sum()) else right


def _nothing(fact: Fact) -> Anything:
    """What an empty cell says that means no: of a yes/no fact no, of codes that there are none; None where that cannot be said."""
    if fact.type is FactType.YES_NO:
        return False
    none = [code.code for code in fact.codes if code.code == "none"]
    if fact.type is FactType.SET:
        return frozenset(none)
    return none[0] if none else None


def _holding(fact: Fact, yes: Sequence[str], no: Sequence[str]) -> Anything:
    """A set that surely has some codes and surely has not others."""
    if len(yes) + len(no) == len(fact.codes):
        return frozenset(yes)
    return Holding(frozenset(yes), frozenset(no)) if yes or no else None
