"""Tables written piece by piece as CSV, Parquet or Excel: in bounded memory, and the same bytes whatever the pieces."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import polars as pl

from .rows import RegisterError

SHEET_ROWS = 1_048_576
"""Rows that a sheet of Excel has."""
ROW_GROUP = 100_000
"""Rows of a group in a Parquet file."""

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When workbooks are said to be made, that the same results are the same file."""


class Form(StrEnum):
    """A kind of file."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


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
                return _write_xlsx(frames, new)


def _write_csv(frames: Iterable[pl.DataFrame], path: Path) -> int:
    rows = 0
    with path.open("wb") as file:
        for number, frame in enumerate(frames):
            frame.write_csv(file, include_bom=not number, include_header=not number, line_terminator="\r\n")
            rows += frame.height
    return rows


def _write_parquet(frames: Iterable[pl.DataFrame], path: Path) -> int:
    """Pieces beside the file first, then all of them in groups of rows that do not depend on the pieces."""
    pieces: list[Path] = []
    rows = 0
    try:
        for frame in frames:
            pieces.append(path.with_suffix(f".{len(pieces):06}"))
            frame.write_parquet(pieces[-1])
            rows += frame.height
        if pieces:
            pl.scan_parquet(pieces).sink_parquet(path, row_group_size=ROW_GROUP, maintain_order=True)
        else:
            pl.DataFrame().write_parquet(path)
    finally:
        for piece in pieces:
            piece.unlink(missing_ok=True)
    return rows


def _write_xlsx(frames: Iterable[pl.DataFrame], path: Path) -> int:
    found: list[pl.DataFrame] = []
    rows = 0
    for frame in frames:
        found.append(frame)
        rows += frame.height
        if rows >= SHEET_ROWS:
            raise RegisterError(
                f"结果超过 Excel 一张表的 {SHEET_ROWS} 行；用 --wide，或 --to csv、--to parquet",
                f"the results are more than the {SHEET_ROWS} rows of a sheet; use --wide, or --to csv or parquet",
            )
    import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]  # not needed for the other forms

    with cast("Any", xlsxwriter).Workbook(str(path), {"in_memory": True}) as workbook:
        workbook.set_properties({"created": _LONG_AGO})
        if found:
            pl.concat(found).write_excel(workbook, autofit=False, autofilter=True, freeze_panes=(1, 0))
    return rows


@contextmanager
def replacing(path: Path) -> Generator[Path, None, None]:
    """A path to write to that takes the place of another when it is whole."""
    new = path.with_name(f".{path.name}.new")
    try:
        yield new
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
