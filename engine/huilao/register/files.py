"""Tables written piece by piece as CSV, Parquet or Excel: in bounded memory, and the same bytes whatever the pieces.

A text stays one: what a spreadsheet would take for a formula stands behind an apostrophe in CSV, and is no formula in Excel.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import polars as pl
import polars.selectors as cs

from .rows import RegisterError

SHEET_ROWS = 1_048_576
"""Rows that a sheet of Excel has."""
ROW_GROUP = 100_000
"""Rows of a group in a Parquet file."""

FORMULA = r"^\s*[=+\-@＝＋－＠\t\r]"
"""How texts begin that a spreadsheet works out."""
NUMBER = r"^[+-]?[0-9][0-9.,]*$|^-$"
"""Those of them that come to what they say."""
WIDEST = 60
"""Characters of the widest column of a sheet."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f<>|\"]")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When workbooks are said to be made, that the same results are the same file."""


@dataclass(frozen=True)
class Sheet:
    """A table with a name."""

    name: str
    frames: Iterable[pl.DataFrame]

    @property
    def file(self) -> str:
        """The name as one of a file."""
        return _NOT_IN_NAMES.sub("_", self.name)


class Form(StrEnum):
    """A kind of file."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


RESULTS = (*(f"results.{form}" for form in Form), "facts.parquet", "report.html")
"""What a screening may leave that a later one in the same folder does not write again: it would be of another day."""


def write_table(frames: Iterable[pl.DataFrame], path: Path, form: Form) -> int:
    """Write frames one after another as one table, and say how many rows that are; the file is there whole or not at all.

    Raises RegisterError where a sheet of Excel does not hold them.
    """
    with replacing(path) as new:
        match form:
            case Form.CSV:
                return _write_csv(frames, new)
            case Form.PARQUET:
                return _write_parquet(frames, new)
            case Form.XLSX:
                return _write_xlsx(frames, new, path.stem)


def _write_csv(frames: Iterable[pl.DataFrame], path: Path) -> int:
    rows = 0
    with path.open("wb") as file:
        for number, frame in enumerate(frames):
            texts_stay_texts(frame).write_csv(file, include_bom=not number, include_header=not number, line_terminator="\r\n")
            rows += frame.height
    return rows


def _write_parquet(frames: Iterable[pl.DataFrame], path: Path) -> int:
    """Pieces beside the file first, then all of them in groups of rows that do not depend on the pieces."""
    pieces: list[Path] = []
    rows = 0
    try:
        for frame in frames:
            pieces.append(path.with_suffix(f".{len(pieces):06}"))
            frame.with_columns(cs.enum().cast(pl.String)).write_parquet(pieces[-1])
            rows += frame.height
        if pieces:
            pl.scan_parquet(pieces).sink_parquet(path, row_group_size=ROW_GROUP, maintain_order=True)
        else:
            pl.DataFrame().write_parquet(path)
    finally:
        for piece in pieces:
            piece.unlink(missing_ok=True)
    return rows


def texts_stay_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame of which a spreadsheet takes no text, and no head, for a formula."""
    formula = re.compile(FORMULA)
    heads = {name: f"'{name}" for name in frame.columns if formula.match(name)}
    of_few = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Enum) and kind.categories.str.contains(FORMULA).any()]
    frame = frame.with_columns(pl.col(of_few).cast(pl.String))
    texts = [pl.col(name) for name, kind in frame.schema.items() if kind == pl.String]
    risky = [one.str.contains(FORMULA) & ~one.str.contains(NUMBER) for one in texts]
    return frame.with_columns(
        pl.when(met).then(one.str.replace("^", "'")).otherwise(one).name.keep() for one, met in zip(texts, risky, strict=True)
    ).rename(heads)


class TooManyRowsError(RegisterError):
    """A sheet of Excel does not hold a table."""

    def __init__(self) -> None:
        super().__init__(
            f"结果超过 Excel 一张表的 {SHEET_ROWS} 行；用 --to csv 或 --to parquet",
            f"the results are more than the {SHEET_ROWS} rows of a sheet; use --to csv or parquet",
        )


def _write_xlsx(frames: Iterable[pl.DataFrame], path: Path, name: str) -> int:
    with workbook_at(path) as workbook:
        return _write_sheet(workbook, _NOT_IN_NAMES.sub("_", name)[:31], frames)


def sheets(tables: Iterable[Sheet], folder: Path, name: str) -> list[str]:
    """Write tables as the sheets of one workbook in a folder; how those are called that a sheet does not hold, each of which is
    written as a Parquet file beside it.
    """
    beyond: list[str] = []
    used: set[str] = set()
    with workbook_at(folder / name) as workbook:
        for one in tables:
            frames = list(one.frames)
            if sum(frame.height for frame in frames) >= SHEET_ROWS:
                write_table(frames, folder / f"{one.file}.parquet", Form.PARQUET)
                beyond.append(f"{one.file}.parquet")
            else:
                _write_sheet(workbook, _sheet_name(one.file, used), frames)
    return beyond


def _sheet_name(name: str, used: set[str]) -> str:
    """A name as Excel takes it: 31 characters, each once whatever its case."""
    found = next(one for one in _numbered(name) if one.lower() not in used)
    used.add(found.lower())
    return found


def _numbered(name: str) -> Iterator[str]:
    yield name[:31]
    for number in range(2, 1000):
        yield f"{name[:27]} {number}"


@contextmanager
def workbook_at(path: Path) -> Generator[Any, None, None]:
    """A new workbook in which texts stay texts (xlsxwriter's, which has no types)."""
    import xlsxwriter  # not needed for the other forms

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with cast("Any", xlsxwriter).Workbook(str(path), options) as workbook:
        workbook.set_properties({"created": _LONG_AGO})
        yield workbook


def _write_sheet(workbook: Any, name: str, frames: Iterable[pl.DataFrame]) -> int:
    found: list[pl.DataFrame] = []
    rows = 0
    for frame in frames:
        found.append(frame)
        rows += frame.height
        if rows >= SHEET_ROWS:
            raise TooManyRowsError
    table = pl.concat(found) if found else pl.DataFrame()
    if not table.width:
        workbook.add_worksheet(name)
        return 0
    table.write_excel(workbook, name, autofit=False, autofilter=True, freeze_panes=(1, 0), column_widths=_widths(table))
    return rows


def _widths(table: pl.DataFrame) -> dict[Any, int]:
    """How wide columns are shown, in pixels, that nothing is cut off; a Chinese character is two wide."""
    shown = table.head(1_000).select(pl.all().cast(pl.String)).to_dict(as_series=False)
    return {name: 7 * (min(max(map(_width, (name, *(cell for cell in cells if cell)))), WIDEST) + 4) for name, cells in shown.items()}


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@contextmanager
def replacing(path: Path) -> Generator[Path, None, None]:
    """A path of a file or folder to write to that takes the place of another when it is whole."""
    new = path.with_name(f".{path.name}.new")
    _remove(new)
    try:
        yield new
        if path.is_dir():
            shutil.rmtree(path)
        new.replace(path)
    finally:
        _remove(new)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
