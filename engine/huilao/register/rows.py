"""What all registers share: their rows as text, part by part, with the number of each row as the user sees it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import polars as pl
import polars.selectors as cs

from ..errors import HuilaoError
from ..language.facts import Text

ROW = "@row"
"""The column with the number of the row: the line of a CSV file, the row of a sheet, else counted from 1."""
RAGGED = "@cells"
"""The column that says of a row that could not be taken apart how many cells it has; null where it could."""


class RegisterError(HuilaoError):
    """A register, or what was said about how to read it, cannot be used."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.message = Text(zh, en)


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

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        """Its rows in order, `size` at a time: `ROW`, `RAGGED`, and its columns as text; an empty cell is null."""
        ...


def empty_is_null(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame in which an empty text is null."""
    texts = cs.string()
    return frame.with_columns(pl.when(texts != "").then(texts))


def column_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names of columns without the spaces about them. Raises RegisterError for two that are the same or a header that is none."""
    found = tuple(" ".join(name.replace("\ufeff", "").split()) or f"第{number}列" for number, name in enumerate(names, 1))
    if not any(name.strip() for name in names):
        raise RegisterError("没有找到表头；表头不在第 1 行时用 --header 指定", "no header was found; say by --header in which row it is")
    again = sorted({name for name in found if found.count(name) > 1})
    if again:
        listed = "、".join(f"“{name}”" for name in again)
        raise RegisterError(f"表头里有重名的列：{listed}，请改名", f"the header has columns of the same name: {listed}; rename them")
    return found


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


def fingerprint_of(path: Path, *how: str) -> str:
    """The SHA-256 of how large a file is, when it was written, how it begins and ends, and how it is read."""
    stat = path.stat()
    digest = hashlib.sha256("\n".join([str(stat.st_size), str(stat.st_mtime_ns), *how]).encode())
    with path.open("rb") as file:
        digest.update(file.read(1_000_000))
        file.seek(max(0, stat.st_size - 1_000_000))
        digest.update(file.read())
    return digest.hexdigest()
