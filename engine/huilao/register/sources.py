"""Registers as they are found: CSV, Excel and Parquet files, tables and queries of databases."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import polars as pl

from .csv_file import CsvFile
from .rows import Register, RegisterError, column_names, empty_is_null, fingerprint_of, in_parts, with_rows


def open_register(
    name: str, *, table: str | None = None, query: str | None = None, encoding: str | None = None, sheet: str | None = None, header: int = 1
) -> Register:
    """The register at a path or database URL; `header` is the line or row that names the columns.

    Raises RegisterError where there is none or its kind is not known.
    """
    if "://" in name:
        from .database import Database  # not needed for files

        return Database(name, _statement(table, query))
    path = Path(name)
    if not path.is_file():
        raise RegisterError(f"没有文件 {name}", f"there is no file {name}")
    match path.suffix.lower():
        case ".csv" | ".txt" | ".tsv":
            return CsvFile(path, encoding, header)
        case ".xlsx" | ".xls" | ".xlsm" | ".xlsb" | ".ods":
            return Workbook(path, sheet, header)
        case ".parquet":
            return ParquetFile(path)
        case ".db" | ".sqlite" | ".sqlite3":
            from .database import Database

            return Database(f"sqlite:///{path}", _statement(table, query))
        case suffix:
            raise RegisterError(
                f"不认识的文件类型“{suffix}”；可用 .csv、.xlsx、.xls、.parquet、.db，或数据库地址 postgresql://…",
                f"unknown kind of file `{suffix}`; one of .csv, .xlsx, .xls, .parquet, .db, or a database such as postgresql://…",
            )


def _statement(table: str | None, query: str | None) -> tuple[str, bool]:
    """The table (True) or query (False) of a database."""
    if (table is None) == (query is None):
        raise RegisterError(
            "数据库要用 --table 或 --query 指定一个表或查询", "name a table or a query of the database by --table or --query"
        )
    return (table, True) if table is not None else (cast("str", query), False)


class Workbook:
    """A sheet of a workbook, the first by default. A sheet has at most a million rows and is read at once."""

    def __init__(self, path: Path, sheet: str | None, header: int) -> None:
        self.path = path
        self.sheet = sheet
        self.header = header

    @cached_property
    def _frame(self) -> pl.DataFrame:
        import fastexcel  # not needed for other registers

        try:
            workbook: Any = fastexcel.read_excel(self.path)
            if self.sheet is not None and self.sheet not in workbook.sheet_names:
                names = "、".join(workbook.sheet_names)
                raise RegisterError(f"没有工作表“{self.sheet}”，有：{names}", f"there is no sheet `{self.sheet}`, but {names}")
            sheet = workbook.load_sheet(self.sheet or 0, header_row=None, skip_rows=self.header - 1, dtypes="string")
            cells: pl.DataFrame = sheet.to_polars()
        except fastexcel.FastExcelError as error:
            raise RegisterError(f"打不开 {self.path}：不是 Excel 文件，或已损坏或加密",
                                f"cannot open {self.path}: no workbook, damaged or encrypted ({error})") from None  # fmt: skip
        if not cells.height:
            raise RegisterError(f"{self.path} 的工作表是空的", f"the sheet of {self.path} is empty")
        names = column_names([name or "" for name in cells.row(0)])
        return cells.slice(1).rename(dict(zip(cells.columns, names, strict=True)))

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self._frame.columns)

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.path, self.sheet or "", str(self.header))

    @property
    def rows(self) -> int:
        return self._frame.height

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        numbered = with_rows(self._frame, range(self.header + 1, self.header + 1 + self._frame.height))
        rows = empty_is_null(numbered).filter(pl.any_horizontal(pl.col(self.columns).is_not_null()))
        return in_parts([rows], size)  # rows that were only formatted are none of the register


class ParquetFile:
    """A Parquet file of any types."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def _schema(self) -> pl.Schema:
        try:
            return pl.scan_parquet(self.path).collect_schema()
        except pl.exceptions.PolarsError as error:
            raise RegisterError(f"打不开 {self.path}：不是 Parquet 文件或已损坏", f"cannot read {self.path}: {error}") from None

    @property
    def columns(self) -> tuple[str, ...]:
        return column_names(self._schema.names())

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.path)

    @property
    def rows(self) -> int:
        return pl.scan_parquet(self.path).select(pl.len()).collect().item()

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        renamed = dict(zip(self._schema.names(), self.columns, strict=True))
        as_text = [_text(name, kind).alias(renamed[name]) for name, kind in self._schema.items()]
        for begin in range(0, self.rows, size):
            part = pl.scan_parquet(self.path).slice(begin, size).select(as_text).collect()
            yield with_rows(part, range(begin + 1, begin + 1 + part.height))


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    """A column of any type as text."""
    column = pl.col(name)
    if isinstance(kind, pl.List | pl.Array):
        return column.cast(pl.List(pl.String)).list.join("、")
    if isinstance(kind, pl.Binary):
        return column.cast(pl.String, strict=False)
    return column.cast(pl.String)
