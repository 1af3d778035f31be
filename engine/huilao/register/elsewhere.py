"""A register without some of its people: those who surely live in none of some places, for who is to look at the people of these alone;
those of whom the mapping says that they are dead or have left.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from ..language.facts import Text
from ..language.places import within
from ..language.truth import Truth
from ..profile.written import days_written
from ..screen.columns import place_code
from .cells import is_filled, without_spaces
from .files import Form, write_table
from .gone import PERHAPS_GONE, RELATIVE, gone_word
from .mapping import FILLED, ColumnMap
from .people import FIRST, PeopleReader
from .recognise import RESIDENCE, asks_when_or_why, asks_who_is_gone, names_people, of_somebody_else, tells_gone
from .rows import ROW, SHEET_STEP, Apart, Over, Register, rows_in_words, standing_over
from .suggest import quoted

NAMES = {"zh": "不住在本地区的行.csv", "en": "rows_of_elsewhere.csv"}
"""What the file is called with the rows that were left out."""


def rows_elsewhere(register: Register, reader: PeopleReader, places: tuple[str, ...], size: int, read: Callable[[], None]) -> pl.Series:
    """The rows of people who surely live in none of these places, by their first row; `read` is called after each part. A place that is
    not known, or only more coarsely, is nowhere else. The register is read once.
    """
    others = dict[int, bool]()
    found = pl.Series(ROW, [], pl.Int64)
    for part in register.parts(size):
        checked = reader.read(part)
        if RESIDENCE in checked.people.columns:
            lives = checked.people.select(ROW, pl.col(RESIDENCE).cast(pl.Int64)).drop_nulls()
            others |= {one: _elsewhere(one, places) for one in lives[RESIDENCE].unique() if one not in others}
            away = lives.filter(pl.col(RESIDENCE).is_in([one for one, is_away in others.items() if is_away]))
            found = pl.concat([found, away[ROW].cast(pl.Int64)])
        found = pl.concat([found, checked.again.filter(pl.col(FIRST).is_in(found.implode()))[ROW].cast(pl.Int64)])
        read()
    return found.sort()


def _elsewhere(place: int, places: tuple[str, ...]) -> bool:
    return all(within(place_code(place), one) is Truth.NO for one in places)


class Without(Over):
    """A register without some of its rows."""

    def __init__(self, register: Register, out: pl.Series) -> None:
        super().__init__(register)
        self.out = out

    @property
    def fingerprint(self) -> str:
        return f"{self.register.fingerprint} {hashlib.sha256(self.out.to_numpy().tobytes()).hexdigest()}"

    @property
    def rows(self) -> int:
        return self.register.rows - self.out.len()

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        for part in self.register.parts(size):
            left = part.filter(~pl.col(ROW).is_in(self.out.implode()))
            if left.height:
                yield left


@dataclass
class _Found:
    """What was found of who is not screened, in the parts that were read so far."""

    left_out: list[int] = field(default_factory=list[int])
    """The rows that are not screened."""
    met: set[str] = field(default_factory=set[str])
    """The columns in which one of the words stands."""
    nearly: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    """By column the rows that are screened and say of somebody in other words that they are dead or have left."""
    unasked: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    """The same of columns of which the mapping says nothing."""
    no_days: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    """By column the rows that are not screened since something is entered, though it is no day, nor a word for such."""


class Remaining(Over):
    """A register without the rows that are not screened (`ColumnMap.not_screened`), which are counted apart; whoever else is dead or has
    left, by what stands in a column of which the mapping says nothing, is found too.
    """

    def __init__(self, register: Register, mapping: ColumnMap) -> None:
        super().__init__(register)
        self.mapping = mapping
        said = {*mapping.used, *mapping.not_screened}
        own = (one for one in register.columns if not of_somebody_else(one) and RELATIVE.search(one) is None)
        self._unsaid = [one for one in own if one not in said and not names_people(one)]
        self._found = _Found()

    def told(self) -> Iterator[Text]:
        """What is to be said, once it was read, of words of the mapping that are not those of the cells."""
        for column, rows in self._found.nearly.items():
            which = rows_in_words(rows)
            yield Text(f"“{column}”列{which.zh}像是死亡、迁出等，但与映射里“不筛查”的写法不是一字不差，照常筛查了：不该筛查的，把格里的写法补进映射",
                       f"the column `{column}` seems to say that somebody is dead or has left, but not in the very words of `not_screened`: {which.of('en')}; screened all "
                       "the same: add the words of the cells to the mapping where they should not be")  # fmt: skip
        for column, rows in self._found.unasked.items():
            which = rows_in_words(rows)
            zh, en = (FILLED[1], FILLED[0]) if asks_when_or_why(column) else ("[写法]", "[WORDS]")
            exactly_zh, exactly_en = (
                ("", "") if asks_when_or_why(column) else ("，写法要与格里一字不差", ", in the very words of the cells")
            )
            yield Text(f"“{column}”列{which.zh}像是死亡、迁出等，映射的“不筛查”里没有这一列，照常筛查了：不该筛查的，在映射里写 不筛查: {{{quoted(column)}: {zh}}}{exactly_zh}",
                       f"the column `{column}`, which is not among `not_screened` in the mapping, seems to say that somebody is dead or has left: {which.of('en')}; "
                       f"screened all the same: say which are not to be by `not_screened: {{{quoted(column)}: {en}}}` in the mapping{exactly_en}")  # fmt: skip
        for column, rows in self._found.no_days.items():
            which = rows_in_words(rows)
            yield Text(f"“{column}”列{which.zh}填的不是日期，也没有写死亡、迁出，因为填了内容没有筛查：在世的，把这一格清空再筛查",
                       f"in the column `{column}` something is entered that is no day, nor says that somebody is dead or has left: {which.of('en')}; not screened, "
                       "for something is entered: empty the cells of whoever lives and screen again")  # fmt: skip
        for column, words in self.mapping.not_screened.items():
            if column not in self._found.met and column not in self._found.nearly and FILLED[0] not in words:
                zh, en = "、".join(sorted(words)), ", ".join(sorted(words))
                yield Text(f"“{column}”列没有一格是映射里“不筛查”的写法（{zh}）：请核对写法",
                           f"in the column `{column}` no cell is one of the words of `not_screened` ({en}): look whether they are the right ones")  # fmt: skip

    @property
    def apart(self) -> Mapping[Apart, Sequence[int]]:
        return {**self.register.apart, Apart.NOT_SCREENED: self._found.left_out} if self._found.left_out else self.register.apart

    @property
    def fingerprint(self) -> str:
        return self.register.fingerprint

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        self._found = _Found()
        return self._remaining(size, self._found)

    def _remaining(self, size: int, found: _Found) -> Iterator[pl.DataFrame]:
        for part in self.register.parts(size):
            out = pl.repeat(value=False, n=part.height, eager=True)
            for column, words in self.mapping.not_screened.items():
                those = self._that_say_so(part[column], words)
                if those:
                    found.met.add(column)
                if FILLED[0] in words:
                    self._note(found.no_days, column, part, [text for text in those if not _tells_when(text)])
                out |= part[column].is_in(those).fill_null(value=False)
            found.left_out.extend(part.filter(out)[ROW])
            left = part.filter(~out)
            for column in self.mapping.not_screened:
                self._note(
                    found.nearly, column, left, [text for text in left[column].drop_nulls().unique() if gone_word(without_spaces(text))]
                )
            for column in self._unsaid:
                cells = left[column] if asks_who_is_gone(column) else left[column].filter(left[column].str.contains_any(PERHAPS_GONE))
                self._note(found.unasked, column, left, [text for text in cells.drop_nulls().unique() if tells_gone(column, text)])
            if left.height:
                yield left

    def _that_say_so(self, cells: pl.Series, words: frozenset[str]) -> list[str]:
        """The texts of a column that are one of these words, or filled where that is enough."""
        filled = FILLED[0] in words
        texts = cells.drop_nulls().unique()
        return [text for text in texts if without_spaces(text) in words or (filled and is_filled(text, self.mapping.unknown))]

    @staticmethod
    def _note(rows: dict[str, list[int]], column: str, part: pl.DataFrame, texts: Sequence[str]) -> None:
        """Note the rows of a part that have one of these texts in a column."""
        if texts:
            rows.setdefault(column, []).extend(part.filter(part[column].is_in(texts))[ROW])


def _tells_when(text: str) -> bool:
    """Whether a text under a day of death or leaving is a day, or says that somebody is dead or has left."""
    plain = without_spaces(text)
    return days_written(plain) is not None or gone_word(plain) is not None or re.match(r"[0-9]{4}", plain) is not None


def not_in_their_words(register: Register) -> tuple[Text, ...]:
    """What is to be said, once a register was read, of words for who is not screened that are not those of its cells."""
    remains = standing_over(register, Remaining)
    return () if remains is None else tuple(remains.told())


def write_elsewhere(out: pl.Series, folder: Path, language: str) -> None:
    """Write the numbers of the rows that were left out, as a spreadsheet shows them; nothing where there are none."""
    for name in NAMES.values():
        (folder / name).unlink(missing_ok=True)
    if out.len():
        head, sheet = ("行", "第几张表") if language == "zh" else ("row", "sheet")
        rows = pl.DataFrame({sheet: out // SHEET_STEP, head: out % SHEET_STEP})
        write_table([rows if (rows[sheet] > 0).any() else rows.drop(sheet)], folder / NAMES[language], Form.CSV)
