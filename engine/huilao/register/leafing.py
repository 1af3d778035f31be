"""Tables that a screening wrote, looked at page by page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from .files import Form

LEAVES = ".leaves"
"""Beside a workbook: the sheets that were looked at, each as a file of which a page can be read without the rest."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Some rows of a table."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Cells as they are written; an empty one is the empty text."""
    total: int
    """Rows of the whole table."""


def tables_in(path: Path) -> tuple[str, ...]:
    """The tables of a file: the sheets of a workbook, else one that is called as the file. Raises ValueError for a file of another kind."""
    if Form(path.suffix.removeprefix(".")) is Form.XLSX:
        return _sheets(path, path.stat().st_mtime_ns)
    return (path.stem,)


def leaf_of(path: Path, table: str, first: int, count: int) -> Leaf:
    """So many rows of a table from a row on, which counts from 0. Raises KeyError where the file has no such table."""
    if table not in tables_in(path):
        raise KeyError(table)
    match Form(path.suffix.removeprefix(".")):
        case Form.CSV:
            return _leaf(pl.scan_csv(path, infer_schema=False), first, count)
        case Form.PARQUET:
            return _leaf(pl.scan_parquet(path), first, count)
        case Form.XLSX:
            return _leaf(_sheet(path, table), first, count)


def _leaf(frame: pl.LazyFrame, first: int, count: int) -> Leaf:
    found = frame.slice(first, count).collect()
    total: int = frame.select(pl.len()).collect().item() if found.width else 0
    rows = found.select(pl.all().cast(pl.String).fill_null("")).rows()
    return Leaf(tuple(found.columns), tuple(rows), total)


@lru_cache(256)
def _sheets(path: Path, _written: int) -> tuple[str, ...]:
    """The sheets of a workbook as it was written at a time: to open it takes long."""
    return tuple(_workbook(path).sheet_names)


def _sheet(path: Path, table: str) -> pl.LazyFrame:
    """A sheet of a workbook, taken out of it once: to read one page of it there is to read all of it."""
    written = path.stat().st_mtime_ns
    kept = path.parent / LEAVES / f"{path.stem}-{written}-{_sheets(path, written).index(table)}.parquet"
    if not kept.exists():
        sheet: pl.DataFrame = _workbook(path).load_sheet(table, dtypes="string").to_polars()
        kept.parent.mkdir(0o700, exist_ok=True)
        with TemporaryDirectory(dir=kept.parent) as folder:  # others may be at it: whole or not there
            new = Path(folder) / kept.name
            sheet.write_parquet(new)
            new.replace(kept)
    return pl.scan_parquet(kept)


def _workbook(path: Path) -> Any:
    import fastexcel  # not needed for the other kinds

    return fastexcel.read_excel(path)
