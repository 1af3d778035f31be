"""A register without some of its people: those who surely live in none of some places, for who is to look at the people of these alone;
those of whom the mapping says that they are dead or have left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from ..language.places import within
from ..language.truth import Truth
from ..screen.columns import place_code
from .cells import is_filled, tidy
from .files import Form, write_table
from .lacking import RESIDENCE
from .mapping import FILLED, ColumnMap
from .people import FIRST, PeopleReader
from .rows import ROW, SHEET_STEP, Apart, Over, Register

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


class Remaining(Over):
    """A register without the rows that are not screened (`ColumnMap.not_screened`), which are counted apart."""

    def __init__(self, register: Register, mapping: ColumnMap) -> None:
        super().__init__(register)
        self.mapping = mapping
        self._left_out = list[int]()

    @property
    def apart(self) -> Mapping[Apart, Sequence[int]]:
        return {**self.register.apart, Apart.NOT_SCREENED: self._left_out} if self._left_out else self.register.apart

    @property
    def fingerprint(self) -> str:
        return self.register.fingerprint

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        self._left_out = list[int]()
        return self._remaining(size, self._left_out)

    def _remaining(self, size: int, left_out: list[int]) -> Iterator[pl.DataFrame]:
        for part in self.register.parts(size):
            said = [
                part[column]
                .is_in([text for text in part[column].drop_nulls().unique() if self._says_so(text, words)])
                .fill_null(value=False)
                for column, words in self.mapping.not_screened.items()
            ]
            left = part.filter(~pl.any_horizontal(said))
            if left.height < part.height:
                left_out.extend(part.filter(pl.any_horizontal(said))[ROW])
            if left.height:
                yield left

    def _says_so(self, text: str, words: frozenset[str]) -> bool:
        """Whether a cell is one of these words, or filled where that is enough."""
        return tidy(text) in words or (FILLED[0] in words and is_filled(text, self.mapping.unknown))


def remaining(register: Register, mapping: ColumnMap) -> Register:
    """The rows of a register that are screened by a mapping."""
    return Remaining(register, mapping) if mapping.not_screened else register


def write_elsewhere(out: pl.Series, folder: Path, language: str) -> None:
    """Write the numbers of the rows that were left out, as a spreadsheet shows them; nothing where there are none."""
    for name in NAMES.values():
        (folder / name).unlink(missing_ok=True)
    if out.len():
        head, sheet = ("行", "第几张表") if language == "zh" else ("row", "sheet")
        rows = pl.DataFrame({sheet: out // SHEET_STEP, head: out % SHEET_STEP})
        write_table([rows if (rows[sheet] > 0).any() else rows.drop(sheet)], folder / NAMES[language], Form.CSV)
