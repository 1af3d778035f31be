"""The columns of a register as facts: each distinct text of a column is read once, by what reads its kind of cell (`cells.py`), and
all that a row says of a birth is brought together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any as Anything
from typing import cast

import numpy as np
import polars as pl

from ..language.facts import AGE, Fact, FactType, Text, Vocabulary
from ..language.implied import Implications
from ..language.known import Among, Holding, Path, Range
from ..language.policy import Rules
from ..language.quantity import BIRTH
from ..profile.dates import a_year_about, agreeing, span
from ..profile.identity import ENDS_IN_NOUGHTS, NO_NUMBER, SEX, is_other_paper, spoilt
from ..profile.reader import ProfileReader
from ..screen.columns import columns_of, frame_of_fact, partly_columns_of
from .cell_dates import by_old_calendar
from .cells import BLANK, AgeReader, CellReader, SharedReader, TickReader, ambiguous, possible, telling, tidy
from .characters import simplified
from .identity import facts_of_id_numbers, plain_numbers
from .mapping import ColumnMap, Tick
from .rejects import COMPARE, PRIVATE, Rejected, masked
from .rows import NAMED_AGAIN, ROW, Register
from .together import united
from .unreadable import Unreadable

STALE = Unreadable(Text("与出生日期不符，按出生日期算", "does not agree with the birth date, which counts"),
                   Text("更新年龄，或核对出生日期", "bring the age up to date, or check the birth date"))  # fmt: skip
MOST_KEPT = 500_000
"""Distinct texts of a column that are remembered with what they say."""
FEW = 4
"""So many values are told apart by comparing a whole column with each, which is faster than to look its cells up."""
AT_ONCE = 100_000
"""Rows that are looked through at once for that."""
_NO_CHANCE = 3
"""So many wrong ID numbers that a program may have kept with gaps are no slips of a pen, of which one in 16 looks so."""
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
        self._places: dict[str, tuple[list[int], list[int]] | None] = {}
        """Of each of these in which few values are true or open, which."""

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

    def codes(self, places: pl.Series, values: Mapping[int, Anything]) -> pl.Series:
        """The codes of what is said, by where it stands among values."""
        codes = {place: self.code_of(value) for place, value in values.items()}
        if len(codes) <= FEW:
            return _chosen(places, codes)
        looked_up = np.full(max(codes) + 1, -1, dtype=np.int64)
        looked_up[list(codes)] = [-1 if code is None else code for code in codes.values()]
        return _known(np.append(looked_up, -1)[places.fill_null(len(looked_up)).to_numpy()])

    def layout(self, codes: pl.Series, target: Path, facts: Vocabulary) -> list[pl.Series]:
        """The columns of the fact, as the screening reads them; those of what is known in part where something is."""
        fact = facts[target.fact]
        laid_out = self._laid_out.height
        if laid_out < len(self.values) or not self._laid_out.width:
            new = frame_of_fact(self.values[laid_out:], fact)
            names = zip(
                (*columns_of(fact), *partly_columns_of(fact)),
                (*columns_of(fact, target.who), *partly_columns_of(fact, target.who)),
                strict=True,
            )
            self._laid_out = pl.concat([self._laid_out, new.rename(dict(names), strict=False)], how="diagonal")
            self._alike = _alike(self._laid_out) if fact.type is FactType.SET else {name: name for name in self._laid_out.columns}
            self._places = {name: _few_places(self._laid_out[name]) for name in dict.fromkeys(self._alike.values())}
        gathered = {name: _gathered(self._laid_out[name], few, codes) for name, few in self._places.items()}
        return [gathered[alike].alias(name) for name, alike in self._alike.items()]


def _chosen(cells: pl.Series, codes: Mapping[Anything, int | None]) -> pl.Series:
    """The codes of what is said, of few."""
    if not codes:
        return pl.repeat(None, cells.len(), dtype=pl.Int64, eager=True)
    cell, found = pl.col(""), pl.lit(None, pl.UInt32)
    for said, code in codes.items():
        found = pl.when(cell == said).then(pl.lit(code, pl.UInt32)).otherwise(found)
    return cells.alias("").to_frame().select(found.cast(pl.Int64)).to_series()


def _known(codes: np.ndarray[Anything, Anything]) -> pl.Series:
    """Codes of which those below nought are of what is not known."""
    found = pl.Series("", codes)
    return found.to_frame().select(pl.when(pl.col("") >= 0).then(pl.col(""))).to_series()


def _few_places(values: pl.Series) -> tuple[list[int], list[int]] | None:
    """Where truths are yes and where they are open, where these are few."""
    if values.dtype != pl.Boolean:
        return None
    yes, open_ = values.arg_true().to_list(), values.is_null().arg_true().to_list()
    return (yes, open_) if len(yes) + len(open_) <= 2 * FEW else None


def _gathered(values: pl.Series, few: tuple[list[int], list[int]] | None, codes: pl.Series) -> pl.Series:
    """The values at these places."""
    if few is None:
        return values.gather(codes)
    yes, open_ = few
    code = pl.col("")
    true = pl.any_horizontal(code == one for one in yes) if yes else code < 0
    if open_:
        true |= pl.any_horizontal(code == one for one in open_) & pl.lit(None, pl.Boolean)
    return codes.alias("").to_frame().select(true).to_series()


def _alike(truths: pl.DataFrame) -> dict[str, str]:
    """Of each column of truths the first that is the same."""
    content = truths.select(pl.all().cast(pl.Int8).fill_null(-1)).to_numpy()
    firsts: dict[bytes, str] = {}
    return {name: firsts.setdefault(column.tobytes(), name) for name, column in zip(truths.columns, content.T, strict=True)}


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
    read_over: int = 0
    """Cells of places of which only the county counts, whatever follows it."""
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

    def __init__(
        self,
        rules: Rules,
        mapping: ColumnMap,
        as_of: date,
        profiles: ProfileReader,
        implications: Implications,
        register: Register | None = None,
    ) -> None:
        """Each fact of which others say something by `implications` may come to be known. By the whole `register` it is judged
        whether ID numbers that end in noughts are believed, and what a 1 or a ring means; without one by what is read at once.
        """
        self.facts = rules.facts
        self.register = register
        self.mapping = mapping
        self.as_of = as_of
        self.profiles = profiles
        self.ticks: dict[Path, list[tuple[str, Tick]]] = {}
        for name, tick in mapping.ticks.items():
            self.ticks.setdefault(tick.target, []).append((name, tick))
        shared = {target: name for name, targets in mapping.shared.items() for target in targets}
        self.given_by: dict[Path, list[str]] = {}
        """The columns of a fact that have it alone."""
        for name, target in mapping.facts.items():
            self.given_by.setdefault(target, []).append(name)
        self.column_of = (
            {target: names[0] for target, names in self.given_by.items()}
            | shared
            | {target: ticks[0][0] for target, ticks in self.ticks.items()}
        )
        """The column of a fact; of one that several columns have or tick the first."""
        given = dict.fromkeys([*self.column_of, *mapping.constants])
        if mapping.identity is not None:
            given |= dict.fromkeys(Path("", name) for name in (BIRTH, SEX) if name in rules.facts)
        given |= dict.fromkeys(Path(target.who, BIRTH) for target in given if target.fact == AGE.name)
        given |= dict.fromkeys(Path(target.who, name) for target in list(given) for name in implications.about)
        self._said_elsewhere: dict[str, frozenset[str]] = {}
        """Of sets the codes that other facts say are there."""
        for _, _, one in implications.links:
            if isinstance(one.value, Holding):
                self._said_elsewhere[one.fact] = self._said_elsewhere.get(one.fact, frozenset()) | one.value.has
        self.of = {target: Column() for target in given}
        """What is known of each fact that the register says something of."""
        self._born = _Texts(_Births(as_of))
        """The birth dates in ID numbers."""
        self._ages = {target: self._age_reader(target) for target in given if target.fact == AGE.name}
        self._cells = {target: self._cell_reader(target) for target in given if target.fact != AGE.name}
        self._signs: dict[str, CellReader | TickReader] = {
            **{
                name: self._cells[target]
                for name, target in mapping.facts.items()
                if target in self._cells and self.facts[target.fact].type is FactType.YES_NO
            },
            **{name: self._tick_reader(tick) for name, tick in mapping.ticks.items()},
        }
        """What reads the columns of yes and no, in which a 1 or a ring can mean one thing or another."""
        self._texts = {
            **{name: _Texts(self._ages.get(target) or self._cell_reader(target, name)) for name, target in mapping.facts.items()},
            **{name: _Texts(SharedReader([self._cells[target] for target in targets])) for name, targets in mapping.shared.items()},
            **{name: _Texts(self._signs[name]) for name in mapping.ticks},
        }

    def _age_reader(self, target: Path) -> AgeReader:
        return AgeReader(self.profiles, self.mapping.ages_as_of or self.as_of, self.mapping.unknown, self.mapping.values.get(target.fact))

    def _cell_reader(self, target: Path, name: str | None = None) -> CellReader:
        """What reads a fact; of the column of this name, whose dates may be by the old calendar."""
        if name is not None and not (self.facts[target.fact].type is FactType.DATE and by_old_calendar(name)):
            return self._cells[target]
        mapping, fact = self.mapping, self.facts[target.fact]
        around = mapping.constants.get(target) if fact.type is FactType.PLACE else None
        return CellReader(
            fact,
            self.profiles,
            mapping.dates,
            mapping.unknown,
            mapping.values.get(target.fact),
            as_of=self.as_of,
            around=around,
            lunar=name is not None,
        )

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
        for target, names in self.given_by.items():
            codes = self._of_columns(target, names, part, read)
            around = read.given.get(target)  # a place within which the columns say where
            if around is not None:
                told = [one.row for one in read.rejected if one.column in names]  # what they say is not known, and need not be what all say
                codes = codes.zip_with(codes.is_not_null() | part[ROW].is_in(told), around)
            read.given[target] = codes
        for name, targets in self.mapping.shared.items():
            places, values = self._values(part, name, read)
            for at, target in enumerate(targets):
                read.given[target] = self.of[target].codes(
                    places, {place: None if known is None else known[at] for place, known in values.items()}
                )
        for target, ticks in self.ticks.items():
            read.given[target] = self._ticked(target, ticks, part, read)
        read.codes = {target: codes for target, codes in read.given.items() if target.fact != AGE.name}
        if self.mapping.identity is not None:
            self._use_id_numbers(part, read)
        for target in self._ages:
            if target in read.given:
                self._use_ages(target, part, read)
        return read

    def persons(self, part: pl.DataFrame) -> pl.Series | None:
        """Whole numbers that stand for the ID numbers of a part, null where there is none that is right; None without such a column."""
        if self.mapping.identity is None:
            return None
        found, _ = self._first_right([self._numbers(part[name]) for name in self.mapping.identities])
        return found.person

    # -- cells -------------------------------------------------------------------------------------------------------

    def _of_columns(self, target: Path, names: Sequence[str], part: pl.DataFrame, read: Read) -> pl.Series:
        """What the columns of a fact say of it, each where those before it are empty; nothing, which is told, where they do not agree.
        An empty cell that means no (`ColumnMap.blank_is_no`) says so where nothing is written in any of them.
        """
        found: pl.Series | None = None
        for name in names:
            places, values = self._values(part, name, read, no=lambda: _nothing(self.facts[target.fact]))
            codes = self.of[target].codes(places, {place: self._left_open(target, name, value) for place, value in values.items()})
            if len(names) > 1:
                beside = part.select(pl.any_horizontal(_filled(other) for other in names if other != name)).to_series()
                codes = codes.set(beside & ~part.select(_filled(name)).to_series(), None)
            found, apart = self._together(target, found, codes)
            if apart.any():
                found = found.set(apart, None)
                cells = part[name].set(~apart, None)
                read.tell(cells, name, part[ROW], dict.fromkeys(cells.drop_nulls().unique(), _not_as_in(names[0])))
        assert found is not None
        return found

    def _left_open(self, target: Path, name: str, value: Anything) -> Anything:
        """What a list in a cell says (正在享受: 高龄津贴, or 无): there is what it names; whether there is also what columns of other facts
        tell (低保) is open, unless an empty cell says no and the list is thereby all.
        """
        elsewhere = self._said_elsewhere.get(target.fact)
        if not elsewhere or value is None or name in self.mapping.blank_is_no:
            return value
        if isinstance(value, Holding):
            return _holding(self.facts[target.fact], sorted(value.has), sorted(value.has_not - elsewhere))
        fact, named = self.facts[target.fact], cast("frozenset[str]", value)
        spoken_of = named | elsewhere
        return _holding(fact, sorted(named), [one.code for one in fact.codes if one.code not in spoken_of])

    def _values(
        self, part: pl.DataFrame, name: str, read: Read, no: Callable[[], Anything] = lambda: False
    ) -> tuple[pl.Series, dict[int, Anything]]:
        """Which text each cell of a column has, by its place among all of the column, and what each of them says; what cannot be read
        is noted. `no` is what an empty one says where the mapping has it so.
        """
        texts = self._texts[name]
        places, times = texts.met(part[name])
        values = texts.said(times)
        doubtful = [texts.texts[place] for place in values if ambiguous(texts.texts[place])] if name in self._signs else []
        if doubtful:
            column = [texts.texts[place] for place in values] if self.register is None else self._telling[name]
            beside = self._signs[name].beside(doubtful, column)
            values = {place: beside.get(texts.texts[place], value) for place, value in values.items()}
        unread = {place: value for place, value in values.items() if isinstance(value, Unreadable)}
        wrong = {texts.texts[place]: value for place, value in unread.items()}
        read.tell(part[name], name, part[ROW], wrong)
        read.mended += sum(int(times[place]) for place in texts.untidy if values.get(place) is not None and place not in unread)
        read.read_over += sum(int(times[place]) for place in texts.over if place in values)
        values |= {place: value.known for place, value in unread.items()}
        if name in self.mapping.blank_is_no:
            blank = [place for place in values if not texts.texts[place] or BLANK.fullmatch(tidy(texts.texts[place]))]
            values |= dict.fromkeys([*blank, len(texts.texts)], no())
            places = places.fill_null(len(texts.texts))
        return places, values

    @cached_property
    def _telling(self) -> Mapping[str, frozenset[str]]:
        """Of each column of the register what says there what a 1 or a ring means (`telling`). It is read once for that, where there
        are any.
        """
        assert self.register is not None
        found: dict[str, set[str]] = {name: set() for name in self._signs}
        for part in self.register.parts(AT_ONCE):
            for name, some in found.items():
                some.update(filter(telling, part[name].drop_nulls().unique()))
        return {name: frozenset(some) for name, some in found.items()}

    def _ticked(self, target: Path, ticks: Sequence[tuple[str, Tick]], part: pl.DataFrame, read: Read) -> pl.Series:
        """What the ticks of several columns say together, each combination worked out once."""
        each = self._truths(ticks, part, read)
        columns = self.ticking(target)
        said = pl.DataFrame([self._one_tick(names, each, part, read).alias(code) for code, names in columns.items()])
        met = said.unique(maintain_order=True).with_row_index("@met")
        which = said.join(met, on=said.columns, how="left", nulls_equal=True, maintain_order="left")["@met"]
        together = {int(row["@met"]): self._one_of_ticks(target, row) for row in met.iter_rows(named=True)}
        wrong = {at: value for at, value in together.items() if isinstance(value, Unreadable)}
        for name, tick in ticks if wrong else ():
            read.tell(which.set(~said[tick.code].fill_null(value=False), None), name, part[ROW], wrong)
        return self.of[target].codes(which, {at: wrong[at].known if at in wrong else value for at, value in together.items()})

    def _truths(self, ticks: Sequence[tuple[str, Tick]], part: pl.DataFrame, read: Read) -> pl.DataFrame:
        """What each of some columns of ticks says."""
        return pl.DataFrame([
            places.replace_strict(list(values), list(values.values()), default=None, return_dtype=pl.Boolean).alias(name)
            if values else pl.repeat(None, part.height, dtype=pl.Boolean, eager=True).alias(name)
            for name, _ in ticks for places, values in [self._values(part, name, read)]
        ])  # fmt: skip

    def ticking(self, target: Path) -> dict[str, list[str]]:
        """The columns that tick each code of a fact."""
        ticks = self.ticks.get(target, [])
        return {tick.code: [name for name, other in ticks if other == tick] for _, tick in ticks}

    def ticked(self, target: Path, part: pl.DataFrame) -> Iterator[tuple[str, list[str], pl.Series]]:
        """Of each code of a fact the columns that tick it under one name, and what is written in them: null where nothing is, or they
        contradict each other.
        """
        each = self._truths(self.ticks.get(target, []), part, Read(part.height))
        for code, names in self.ticking(target).items():
            for alike in _of_one_name(names):
                written = _written(alike, each, part)
                yield code, alike, written.select(pl.coalesce(alike)).to_series().set(_apart(written), None)

    def saying(self, target: Path) -> list[str]:
        """Every column that says something of a fact."""
        shared = [name for name, targets in self.mapping.shared.items() if target in targets]
        return [*self.given_by.get(target, []), *shared, *(name for name, _ in self.ticks.get(target, []))]

    def _one_tick(self, names: Sequence[str], each: pl.DataFrame, part: pl.DataFrame, read: Read) -> pl.Series:
        """What the columns that tick one code say of it together: one of them is enough (城市低保, 农村低保). Those of one name that say
        yes and no say nothing, which is told; an empty cell that means no (`ColumnMap.blank_is_no`) contradicts no tick.
        """
        for alike in _of_one_name(names):
            if len(alike) == 1:
                continue
            written = _written(alike, each, part)
            apart = _apart(written)
            first = written.select(pl.coalesce(alike)).to_series()
            for name in alike if apart.any() else ():
                cells = part[name].set(~(apart & (written[name] != first)).fill_null(value=True), None)
                read.tell(cells, name, part[ROW], dict.fromkeys(cells.drop_nulls().unique(), _not_as_in(alike[0])))
            each = each.with_columns(each[name].set(apart, None) for name in alike)
        return each.select(pl.any_horizontal(names)).to_series()

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
            looked_up = pl.DataFrame(stale, schema={"known": pl.Int64, "age": pl.Int64}, orient="row").with_columns(
                far=pl.Series(far, dtype=pl.Boolean)
            )
            met = pl.DataFrame({"known": known, "age": by_age}).join(looked_up, on=["known", "age"], how="left", maintain_order="left")[
                "far"
            ]
            by_age, read.given[age] = (one.set(met.is_not_null(), None) for one in (by_age, read.given[age]))
            if (column := self.column_of.get(age)) is not None:
                cells = part[column].set(~met.fill_null(value=False), None)
                read.tell(cells, column, part[ROW], dict.fromkeys(cells.drop_nulls().unique(), STALE))
        read.codes[target] = self._both(target, known, by_age, read)

    def _both(self, target: Path, one: pl.Series | None, other: pl.Series, read: Read) -> pl.Series:
        """What two columns say of a fact together; where they contradict each other that is noted."""
        known, apart = self._together(target, one, other)
        read.at_odds |= apart
        return known

    def _together(self, target: Path, one: pl.Series | None, other: pl.Series) -> tuple[pl.Series, pl.Series]:
        """What two columns say of a fact together, of those that contradict each other what the first says; and which do so."""
        none = pl.repeat(value=False, n=other.len(), eager=True)
        if one is None:
            return other, none
        column = self.of[target]
        known = one.zip_with(one.is_not_null(), other)
        pairs = pl.DataFrame({"one": one, "other": other})
        differing = pairs.drop_nulls().filter(pl.col("one") != pl.col("other")).unique(maintain_order=True)
        if not differing.height:
            return known, none
        agreed = [column.code_of(self.united(target, [column.values[left], column.values[right]])) for left, right in differing.iter_rows()]
        looked_up = differing.with_columns(agreed=pl.Series(agreed, dtype=pl.Int64), met=pl.lit(value=True))
        met = pairs.join(looked_up, on=["one", "other"], how="left", maintain_order="left")
        return met["agreed"].zip_with(met["agreed"].is_not_null(), known), met["met"].is_not_null() & met["agreed"].is_null()

    def united(self, target: Path, values: Sequence[Anything]) -> Anything:
        """What several cells say of a fact together; None where they contradict each other, as codes do that nobody has together."""
        fact, known = self.facts[target.fact], united(self.facts[target.fact], values)
        if fact.type is not FactType.SET or known is None:
            return known
        return None if self._cells[target].together(known.has if isinstance(known, Holding) else known) else known

    # -- ID numbers --------------------------------------------------------------------------------------------------

    def _id_numbers(self, given: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
        """A column of ID numbers made tidy, null where there is none, and what they say."""
        plain = plain_numbers(given)
        nothing = plain.is_in(["", *NO_NUMBER, *map(tidy, self.mapping.unknown)]) | plain.str.contains(f"^(?:{BLANK.pattern})$")
        plain = plain.set(nothing.fill_null(value=False), None)
        return plain, facts_of_id_numbers(plain)

    def _right(self, plain: pl.Series, person: pl.Series) -> pl.Series:
        """Which ID numbers are right. One in eleven that a spreadsheet has ended in noughts looks so: none of these may be believed."""
        right, noughts = person.is_not_null(), _ending_in_noughts(plain)
        if noughts.any():
            believed = _believed([(plain, person)]) if self.register is None else self._noughts_believed
            right = right if believed else right & ~noughts
        return right & ~_as_program_numbers(plain) if self._kept_by_a_program(plain, person) else right

    def _kept_by_a_program(self, plain: pl.Series, person: pl.Series) -> bool:
        """Whether ID numbers went through a program that keeps large numbers with gaps: most that are such numbers are wrong. The register
        is read once for that, where any is.
        """
        if not _as_program_numbers(plain.set(person.is_not_null(), None)).any():
            return False
        return _mostly_wrong([(plain, person)]) if self.register is None else self._program_numbers_wrong

    @cached_property
    def _program_numbers_wrong(self) -> bool:
        return _mostly_wrong(self._all_id_numbers())

    def _all_id_numbers(self) -> Iterator[tuple[pl.Series, pl.Series]]:
        """All ID numbers of the register, and the persons that they stand for."""
        assert self.register is not None
        read = (self._id_numbers(part[name]) for part in self.register.parts(AT_ONCE) for name in self.mapping.identities)
        return ((plain, known["person"]) for plain, known in read)

    @cached_property
    def _noughts_believed(self) -> bool:
        """Whether ID numbers of the register that end in noughts are believed. It is read once for that, where there are any."""
        return _believed(self._all_id_numbers())

    def _numbers(self, given: pl.Series) -> _Numbers:
        plain, known = self._id_numbers(given)
        return _Numbers(plain, known, self._right(plain, known["person"]))

    def _first_right(self, columns: Sequence[_Numbers]) -> tuple[_Numbers, pl.Series]:
        """Of each row the first number that is right, else the first that there is; and which rows have right ones of different persons."""
        first, *others = columns
        apart = pl.repeat(value=False, n=first.plain.len(), eager=True)
        for other in others:
            apart |= (first.person != other.person).fill_null(value=False)
            take = (~first.right & other.right) | (first.plain.is_null() & other.plain.is_not_null())
            known = [pl.Series(one.name, one).zip_with(~take, other.known[one.name]) for one in first.known]
            first = _Numbers(first.plain.zip_with(~take, other.plain), pl.DataFrame(known), first.right | other.right)
        return _Numbers(first.plain.set(apart, None), first.known, first.right & ~apart), apart

    def _use_id_numbers(self, part: pl.DataFrame, read: Read) -> None:
        """Birth date and sex from the ID numbers that are right; what is surely so of those that are damaged."""
        columns = {name: self._believable(name, part, read) for name in self.mapping.identities}
        one, apart = self._first_right(list(columns.values()))
        self._tell_others(columns, apart, part, read)
        read.identity, read.person = one.plain.set(~one.right, None), one.person
        dates, times = self._born.met(one.known["birth_date"].set(~one.right, None))
        sexes = (one.known["sex"].set(~one.right, None) == "male").cast(pl.UInt32)
        birth = Path("", BIRTH)
        for target, places, values in (
            (birth, dates, self._born.said(times)),
            (Path("", SEX), sexes, {0: "female", 1: "male"}),
        ):
            if target in self.of:
                by_number = self.of[target].codes(places, values)
                read.codes[target] = self._both(target, read.codes.get(target), by_number, read)
        if birth in self.of:
            damaged = one.plain.set(one.right, None)
            kept = self._kept_by_a_program(one.plain, one.person)
            self._use_damaged(damaged if kept else damaged.set(_as_program_numbers(damaged), None), read)

    def _tell_others(self, columns: Mapping[str, _Numbers], apart: pl.Series, part: pl.DataFrame, read: Read) -> None:
        """What is said of ID numbers of somebody else than most numbers of their row; where as many are, than the first."""
        if not apart.any():
            return
        persons = pl.DataFrame([found.person.alias(name) for name, found in columns.items()])
        most = persons.select(
            pl.concat_list(pl.all()).list.eval(pl.element().drop_nulls().mode(maintain_order=True)).list.first()
        ).to_series()
        for name in columns:
            differing = apart & (persons[name] != most).fill_null(value=False)
            for first in columns if differing.any() else ():
                agreeing = pl.Series(persons[first] == most).fill_null(value=False)
                cells = columns[name].plain.set(~(differing & agreeing), None)
                read.tell(cells, name, part[ROW], dict.fromkeys(cells.drop_nulls().unique(), _not_as_in(first)), shown=False)
                differing &= ~agreeing

    def _believable(self, name: str, part: pl.DataFrame, read: Read) -> _Numbers:
        """A column of ID numbers, right as far as somebody can be born so; what is wrong with the others is noted."""
        found = self._numbers(part[name])
        read.mended += int(((found.plain != part[name]) & found.right).sum() or 0)
        wrong = {text: spoilt(text) for text in found.plain.filter(~found.right).drop_nulls().unique() if not _is_no_number(text)}
        told = {text: Unreadable(one.message, one.cure) for text, one in wrong.items()}
        read.tell(found.plain.set(found.right, None), name, part[ROW], told, shown=False)
        born = found.known["birth_date"].set(~found.right, None)
        _, times = self._born.met(born)
        impossible = {self._born.texts[place]: value for place, value in self._born.said(times).items() if isinstance(value, Unreadable)}
        read.tell(born, name, part[ROW], impossible, shown=False)
        return (
            _Numbers(found.plain, found.known, found.right & ~born.is_in(list(impossible)).fill_null(value=False)) if impossible else found
        )

    def _use_damaged(self, numbers: pl.Series, read: Read) -> None:
        """What damaged ID numbers surely say of births, where nothing else is known of them."""
        birth = Path("", BIRTH)
        born = {text: spoilt(text).born for text in numbers.drop_nulls().unique(maintain_order=True) if not _is_no_number(text)}
        spans = {text: possible(found, self.as_of) for text, days in born.items() if days and (found := span(*days))}
        sure = {text: self.of[birth].code_of(value) for text, value in spans.items() if not isinstance(value, Unreadable)}
        if sure:
            surely = numbers.replace_strict(list(sure), list(sure.values()), default=None, return_dtype=pl.Int64)
            read.codes[birth] = read.codes[birth].zip_with(read.codes[birth].is_not_null(), surely)


@dataclass(frozen=True)
class _Numbers:
    """A column of ID numbers: made tidy, what they say, and which are right."""

    plain: pl.Series
    known: pl.DataFrame
    right: pl.Series

    @property
    def person(self) -> pl.Series:
        """Whole numbers that stand for those that are right."""
        return self.known["person"].set(~self.right, None)


class _Births:
    """Reads birth dates that stand in ID numbers."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of

    def read(self, text: str) -> date | Range | Unreadable:
        return possible(date.fromisoformat(text), self.as_of)


Times = np.ndarray[tuple[int], np.dtype[np.int64]]
"""In how many cells each text stands."""


class _Texts:
    """The texts of a column of a register, each read once."""

    def __init__(self, reader: AgeReader | CellReader | SharedReader | TickReader | _Births) -> None:
        self.reader = reader
        self._forget()

    def _forget(self) -> None:
        self.texts: list[str] = []
        """Those met so far, each in its place."""
        self._values: list[Anything] = []
        """What each of them says, or why it cannot be read."""
        self.over: list[int] = []
        """Those of which only the beginning is used."""
        self.untidy: list[int] = []
        """Those with spaces and the like that say nothing."""
        self._coded = pl.Series(dtype=pl.Categorical(pl.Categories.random()))
        """While there is a column of them, Polars has texts in the same places."""

    def met(self, cells: pl.Series) -> tuple[pl.Series, Times]:
        """The place of the text in each cell, null in an empty one; and in how many cells each of all texts stands."""
        places = self._places(cells)
        return places, np.bincount(places.drop_nulls().to_numpy(), minlength=len(self.texts))

    def said(self, times: Times) -> dict[int, Anything]:
        """By their places what the texts say that stand somewhere, or why they cannot be read."""
        return {place: self._values[place] for place in times.nonzero()[0].tolist()}

    def _places(self, cells: pl.Series) -> pl.Series:
        if 0 < len(self.texts) <= FEW:
            places = _chosen(cells, {text: place for place, text in enumerate(self.texts)})
            if places.null_count() == cells.null_count():
                return places
        if len(self.texts) > MOST_KEPT:
            self._forget()
        places = cells.cast(self._coded.dtype).to_physical()
        if cast("int", places.max() or 0) < len(self.texts):
            return places
        new = pl.DataFrame({"place": places, "text": cells}).filter(pl.col("place") >= len(self.texts)).unique("place").sort("place")
        values = [self.reader.read(text) for text in new["text"]]
        for at, (text, value) in enumerate(zip(new["text"], values, strict=True), len(self.texts)):
            if isinstance(self.reader, CellReader) and self.reader.reads_over(text, value):
                self.over.append(at)
            if tidy(text) != text:
                self.untidy.append(at)
        self.texts += new["text"].to_list()
        self._values += values
        return places


def _of_one_name(names: Sequence[str]) -> list[list[str]]:
    """Columns together that have one name, but for the number that tells them apart."""
    alike: dict[str, list[str]] = {}
    for name in names:
        again = NAMED_AGAIN.fullmatch(name)
        alike.setdefault((name if again is None else again[1]).removeprefix("是否"), []).append(name)
    return list(alike.values())


def _written(names: Sequence[str], each: pl.DataFrame, part: pl.DataFrame) -> pl.DataFrame:
    """What some columns of ticks say where something is written in them."""
    return each.select(pl.when(part.select(_filled(name)).to_series()).then(pl.col(name)).alias(name) for name in names)


def _filled(name: str) -> pl.Expr:
    """Whether something is written in the cells of a column."""
    return (~pl.col(name).str.contains(rf"^\s*(?:{BLANK.pattern})?\s*$")).fill_null(value=False)


def _apart(said: pl.DataFrame) -> pl.Series:
    """The rows in which one column says yes and another no."""
    return said.select(pl.any_horizontal(pl.all().fill_null(value=False)) & pl.any_horizontal(~pl.all().fill_null(value=True))).to_series()


def _is_no_number(text: str) -> bool:
    """Whether a text in the place of an ID number is another paper's, or says in traditional characters that there is none."""
    plain = simplified(text)
    return plain in NO_NUMBER or is_other_paper(plain)


def _ending_in_noughts(plain: pl.Series) -> pl.Series:
    return plain.str.contains(ENDS_IN_NOUGHTS).fill_null(value=False)


def _as_program_numbers(plain: pl.Series) -> pl.Series:
    """Which ID numbers are whole numbers as programs keep large ones (`profile/identity.py`): of real ones one in 16, or fewer."""
    whole = plain.set(~plain.str.contains("^[1-9][0-9]{17}$").fill_null(value=False), None).cast(pl.Int64)
    return (whole.cast(pl.Float64).cast(pl.Int64) == whole).fill_null(value=False)


def _mostly_wrong(numbers: Iterable[tuple[pl.Series, pl.Series]]) -> bool:
    """Whether most ID numbers that are numbers of programs are none of anybody."""
    such = wrong = 0
    for plain, person in numbers:
        as_program = _as_program_numbers(plain)
        such += int(as_program.sum())
        wrong += int((as_program & person.is_null()).sum())
    return wrong >= _NO_CHANCE and 2 * wrong > such


def _believed(plain: Iterable[tuple[pl.Series, pl.Series]]) -> bool:
    """Whether ID numbers that end in noughts are believed, of all numbers and the persons that they stand for: not where most of those
    are wrong, or more end so than can.
    """
    ending = wrong = right = 0
    for numbers, person in plain:
        noughts = _ending_in_noughts(numbers)
        ending += int(noughts.sum())
        wrong += int((noughts & person.is_null()).sum())
        right += person.count()
    return 2 * wrong < ending and _MANY * ending <= right


def _not_as_in(column: str) -> Unreadable:
    """What is said of a cell that has something else than one of the same fact in another column."""
    return Unreadable(Text(f"与“{column}”一列说的不同，按不详处理", f"says something else than the column `{column}`; taken as unknown"),
                      Text("核对后两列改成一样，或只留对的一列", "make both alike after checking, or keep the one that is right"))  # fmt: skip


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
