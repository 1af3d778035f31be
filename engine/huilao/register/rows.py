"""What all registers share: their rows as text, part by part, with the number of each row as the user sees it."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Protocol, TypeVar

import polars as pl
import polars.selectors as cs

from ..errors import HuilaoError
from ..language.facts import Text

ROW = "@row"
"""The column with the number of the row as a spreadsheet shows it, one for every record of a CSV file, however many lines it has;
of Parquet and databases counted from 1. Where several sheets are read, `SHEET_STEP` times the number of the sheet is added."""
SHEET = "@sheet"
"""The column with the name of the sheet, there only where several are read."""
SHEET_STEP = 10_000_000
"""More rows than a sheet has: `row // SHEET_STEP` is the number of the sheet from 1 (0 of a single one), `row % SHEET_STEP` its row."""
RAGGED = "@cells"
"""The column that says of a row that could not be taken apart how many cells it has; null where it could."""


class RegisterError(HuilaoError):
    """A register, or what was said about how to read it, cannot be used."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.message = Text(zh, en)


class Apart(StrEnum):
    """What a row is that is no person, or nobody to be screened: it is told by its number and handed on to nobody."""

    TOTAL = "total"
    """小计, 合计 and their like."""
    HEADER = "header"
    """The header repeated, or the numbers of its columns."""
    NOTE = "note"
    """Notes, who made the table, and when."""
    HEADING = "heading"
    """The name of a town or village above its people."""
    GONE = "gone"
    """Words above people that say that these are dead or have left."""
    NOBODY = "nobody"
    """Words that say nothing of who somebody is, nor anything of them."""
    EMPTY = "empty"
    """Nothing at all, or a running number alone."""
    NOT_SCREENED = "not_screened"
    """Somebody of whom the mapping says that they are not screened: dead, moved away."""


APART: Mapping[Apart, Text] = {
    Apart.TOTAL: Text("小计、合计", "totals"), Apart.HEADER: Text("重复的表头", "repeated headers"), Apart.NOTE: Text("注和制表信息", "notes"),
    Apart.HEADING: Text("分节的标题", "headings"), Apart.GONE: Text("写着死亡、迁出等的分节标题", "headings that say dead or gone"), Apart.NOBODY: Text("没有人员信息的行", "words about nobody"), Apart.EMPTY: Text("空行", "empty rows"),
    Apart.NOT_SCREENED: Text("按映射不筛查的人（死亡、迁出等）", "people who are not screened by the mapping (dead, moved away)"),
}  # fmt: skip


Aside = defaultdict[Apart, list[int]]
"""The numbers of rows that are no people, or nobody to be screened, by what they are."""


DOUBTFUL = (Apart.NOTE, Apart.HEADING, Apart.NOBODY)
"""What somebody may be taken for whose row says little."""


class Register(Protocol):
    """A register that can be read. Everything raises RegisterError where it cannot."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        ...

    @property
    def fingerprint(self) -> str:
        """What is another where the content is another; of a database only how it was asked."""
        ...

    @property
    def rows(self) -> int:
        """The rows that it has, or about so many."""
        ...

    @property
    def apart(self) -> Mapping[Apart, Sequence[int]]:
        """The numbers of the rows that are no people, of the parts that were read so far. They are in no part."""
        ...

    @property
    def notes(self) -> tuple[Text, ...]:
        """What is to be said of how it was read: sheets that were not, hidden rows, cells with errors."""
        ...

    @property
    def titles(self) -> Mapping[str, Sequence[str]]:
        """What stands above its header, by the name of the sheet where several are read, else by the empty text."""
        ...

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        """Its rows in order, `size` at a time: `ROW`, `RAGGED`, `SHEET` where there are several, and its columns as text; an empty cell is null.

        It may be read again from the beginning while it is read.
        """
        ...


class Over:
    """What a register that stands over another one has of it as it is."""

    def __init__(self, register: Register) -> None:
        self.register = register

    @property
    def columns(self) -> tuple[str, ...]:
        return self.register.columns

    @property
    def rows(self) -> int:
        return self.register.rows

    @property
    def apart(self) -> Mapping[Apart, Sequence[int]]:
        return self.register.apart

    @property
    def notes(self) -> tuple[Text, ...]:
        return self.register.notes

    @property
    def titles(self) -> Mapping[str, Sequence[str]]:
        return self.register.titles


_Kind = TypeVar("_Kind", bound=Over)


def standing_over(register: Register, kind: type[_Kind]) -> _Kind | None:
    """What of a kind stands over a register, whatever else does; None where nothing of it does."""
    while isinstance(register, Over):
        if isinstance(register, kind):
            return register
        register = register.register
    return None


def empty_is_null(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame in which an empty text is null."""
    texts = cs.string()
    return frame.with_columns(pl.when(texts != "").then(texts))


NAMED_AGAIN = re.compile(r"(.+) \(([0-9]+)\)")
"""A name of a column that came before in the header, and which time it is."""


def column_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names of columns without the spaces about them, one without a name by its number, a name that comes again as `名 (2)`."""
    found: list[str] = []
    for number, name in enumerate(names, 1):
        plain = " ".join(name.replace("\ufeff", "").split()) or f"第{number}列"
        times = next(times for times in count(1) if (plain if times == 1 else f"{plain} ({times})") not in found)
        found.append(plain if times == 1 else f"{plain} ({times})")
    return tuple(found)


def with_rows(frame: pl.DataFrame, rows: Sequence[int], ragged: Sequence[int | None] | None = None) -> pl.DataFrame:
    """A frame with the numbers of its rows, and of rows that could not be taken apart how many cells they have."""
    cells = pl.Series(RAGGED, ragged or [None] * frame.height, dtype=pl.Int64)
    return frame.select(pl.Series(ROW, rows, dtype=pl.Int64), cells, pl.all())


def in_parts(blocks: Iterable[pl.DataFrame], size: int) -> Iterator[pl.DataFrame]:
    """Frames of any heights as frames of one."""
    waiting: list[pl.DataFrame] = []
    height = 0
    for block in blocks:
        waiting.append(block)
        height += block.height
        if height >= size:
            whole = pl.concat(waiting)
            for begin in range(0, height - height % size, size):
                yield whole.slice(begin, size)
            waiting, height = [whole.slice(height - height % size)], height % size
    if height:
        yield pl.concat(waiting)


def rows_of(register: Register, size: int, wanted: Iterable[int]) -> pl.DataFrame:
    """Some rows of a register, by their numbers, all cells as text."""
    numbers = pl.Series(sorted(set(wanted)), dtype=pl.Int64)
    found = [part.filter(part[ROW].is_in(numbers.implode())) for part in register.parts(size)]
    return pl.concat(found) if found else pl.DataFrame()


def row_in_words(row: int) -> Text:
    """Which row it is, and of which sheet where several are read."""
    sheet, number = divmod(row, SHEET_STEP)
    return Text(
        f"第 {sheet} 张表第 {number} 行" if sheet else f"第 {number} 行", f"row {number} of sheet {sheet}" if sheet else f"row {number}"
    )


MOST_NAMED = 5
"""Rows that are named where there are more."""


def rows_in_words(rows: Sequence[int]) -> Text:
    """Which rows these are, the first few of many."""
    named, more = [row_in_words(row) for row in rows[:MOST_NAMED]], len(rows) > MOST_NAMED
    return Text("、".join(one.zh for one in named) + (f"等 {len(rows)} 行" if more else ""),
                ", ".join(one.of("en") for one in named) + (f" and others, {len(rows)} in all" if more else ""))  # fmt: skip


def apart_in_words(kind: Apart, rows: Sequence[int]) -> Text:
    """What rows are that are no people, and which, where one may be somebody's."""
    what, which = APART[kind], rows_in_words(rows)
    return Text(f"{what.zh}（{which.zh}）", f"{what.of('en')} ({which.of('en')})") if kind in (*DOUBTFUL, Apart.GONE) else what


def fingerprint_of(path: Path, *how: str) -> str:
    """The SHA-256 of how large a file is, when it was written, how it begins and ends, and how it is read."""
    stat = path.stat()
    digest = hashlib.sha256("\n".join([str(stat.st_size), str(stat.st_mtime_ns), *how]).encode())
    with path.open("rb") as file:
        digest.update(file.read(1_000_000))
        file.seek(max(0, stat.st_size - 1_000_000))
        digest.update(file.read())
    return digest.hexdigest()
