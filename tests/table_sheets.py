"""Sheets as a clerk edits them: read as texts, changed, and written again as a plain workbook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import fastexcel
import xlsxwriter

from huilao import Rulebook
from huilao.tables.back import Imported, read_back
from huilao.tables.grid import grid_of
from huilao.tables.table import table_of
from huilao.tables.words import Words
from huilao.tables.workbook import SHEETS, write_workbook

DAY = date(2026, 3, 1)
Rows = list[list[str]]


def exported(book: Rulebook, benefit: str, path: Path, language: str = "zh", day: date = DAY) -> Path:
    """A sheet of a benefit's table."""
    table = table_of(book, benefit, day)
    words = Words(table, language)
    write_workbook(path, table, grid_of(table, words), words, book)
    return path


def rows_in(path: Path, language: str = "zh", sheet: str = "table") -> Rows:
    """The cells of a sheet as texts."""
    workbook: Any = fastexcel.read_excel(path)
    frame = workbook.load_sheet(SHEETS[sheet].of(language), header_row=None, dtypes="string").to_polars()
    return [[cell or "" for cell in row] for row in frame.iter_rows()]


def head_of(rows: Rows) -> int:
    """At which place the header stands."""
    return next(at for at, row in enumerate(rows) if row[0] in ("行", "Row"))


def edited(path: Path, change: Callable[[Rows, int], None], language: str = "zh") -> Path:
    """Another workbook with the cells changed; `change` is given them and the place of the header."""
    rows = rows_in(path, language)
    change(rows, head_of(rows))
    new = path.with_name(f"edited-{path.name}")
    with xlsxwriter.Workbook(str(new), {"strings_to_formulas": False}) as workbook:
        writer: Any = workbook
        sheet = writer.add_worksheet(SHEETS["table"].of(language))
        for line, row in enumerate(rows):
            for at, cell in enumerate(row):
                if cell and cell.removeprefix("-").replace(".", "", 1).isdecimal() and at > 0:
                    sheet.write_number(line, at, float(cell))
                elif cell:
                    sheet.write_string(line, at, cell)
    return new


def set_cell(row: int, heading: str, text: str) -> Callable[[Rows, int], None]:
    """Set a cell in a row from 1 below the header."""

    def change(rows: Rows, head: int) -> None:
        rows[head + row][rows[head].index(heading)] = text

    return change


def changed(
    book: Rulebook, benefit: str, folder: Path, change: Callable[[Rows, int], None], language: str = "zh", day: date = DAY
) -> Imported:
    """What comes of a sheet that was edited."""
    path = exported(book, benefit, folder / "table.xlsx", language, day)
    return read_back(book, edited(path, change, language))
