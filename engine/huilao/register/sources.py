"""Registers as they are found. What a file is, its content says: its name only helps where that is not enough."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import cast

import polars as pl

from ..language.facts import Text
from ..language.likeness import nearest
from .csv_file import CsvFile
from .ods_marks import ods_marks_of
from .rows import Aside, Register, RegisterError, column_names, fingerprint_of, with_rows
from .sheet_marks import marks_of
from .workbook import ExcelBook, WebBook, Workbook

_OLE, _ZIP, _SQLITE, _PARQUET = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"SQLite format 3\x00", b"PAR1"
_NO_TABLE = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip"}
_WEB = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype|html|head|meta|body|table|style|\?xml)", re.IGNORECASE | re.DOTALL
)
_OWN_NAMES = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_BOOKS = {*_OWN_NAMES, ".et", ".ett", ".wps", ".xlt"}
_CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1a\x1b"})
"""Signs that no text has, and one in ten of what is none."""
_TEXTS = {"", ".csv", ".txt", ".tsv", ".tab", ".dat", ".prn"}


def open_register(
    name: str, *, table: str | None = None, query: str | None = None, encoding: str | None = None, sheet: str | None = None,
    header: int | tuple[int, int] | None = None, fits: Callable[[pl.DataFrame], bool] | None = None,
) -> Register:  # fmt: skip
    """The register at a path or database URL; `header` is the row of its header, or the first and last of several, where it is not to be
    found, and `sheet` is the sheet of a workbook, `*` for all; `fits` tells by the first rows of a sheet whether it is a register.

    Raises RegisterError where there is none or its kind is not known.
    """
    if "://" in name:
        from .database import database  # not needed for files

        return database(name, table, query)
    path, header = Path(name), (header, header) if isinstance(header, int) else header
    start = _start(path)
    if start.startswith(_PARQUET):
        return ParquetFile(path)
    if start.startswith(_SQLITE):
        from .database import database

        return database(f"sqlite:///{path}", table, query)
    if start.startswith(_ZIP):
        return Workbook(path, _zipped(path), sheet, header, fits)
    if start.startswith(_OLE):
        return Workbook(path, ExcelBook(path, marks=None, as_content=path.suffix.lower() != ".xls"), sheet, header, fits)
    for begin, kind in _NO_TABLE.items():
        if start.startswith(begin):
            raise RegisterError(f"{name} 是 {kind} 文件，不是表格；请把其中的表格另存为 .xlsx 或 .csv",
                                f"{name} is a {kind} file and no table; save the table in it as .xlsx or .csv")  # fmt: skip
    if path.suffix.lower() == ".parquet":
        raise RegisterError(f"打不开 {path}：不是 Parquet 文件或已损坏", f"cannot read {path}: it is no Parquet file, or damaged")
    if _WEB.match(start):
        return Workbook(path, WebBook(path, _encoding_of(start, path)), sheet, header, fits)
    _must_be_text(path, start, encoding)
    return CsvFile(path, encoding, header)


def _must_be_text(path: Path, start: bytes, encoding: str | None) -> None:
    """Raises RegisterError where a file is no text, or none with cells although it is called a workbook."""
    suffix = path.suffix.lower()
    text = (
        len(start) - len(start.translate(None, _CONTROLS)) <= max(1, len(start) // 50)
        or start.startswith((b"\xff\xfe", b"\xfe\xff"))
        or encoding is not None
    )
    if suffix in _TEXTS and text:
        return
    if suffix in _BOOKS:
        if text and any(sign in start for sign in (b"\t", b",", b"\t\x00")):
            return
        raise RegisterError(f"打不开 {path}：不是 Excel 或 WPS 表格，或已损坏；请用原来的软件打开，另存为 .xlsx 后再试",
                            f"cannot open {path}: no workbook, or damaged; open it where it was made and save it as .xlsx")  # fmt: skip
    if suffix in (".db", ".sqlite", ".sqlite3"):
        raise RegisterError(f"打不开 {path}：不是 SQLite 数据库，或已损坏", f"cannot open {path}: no SQLite database, or damaged")
    raise RegisterError(
        f"不认识的文件类型“{suffix}”；可用 .csv、.xlsx、.xls、.et、.ods、.parquet、.db，或数据库地址 postgresql://…。"
        "别的文件请用原来的软件打开，另存为 .xlsx 或 .csv",
        f"unknown kind of file `{suffix}`; one of .csv, .xlsx, .xls, .et, .ods, .parquet, .db, or a database such as postgresql://…; "
        "save others as .xlsx or .csv",
    )


def _start(path: Path) -> bytes:
    """How a file begins. Raises RegisterError where there is none that can be read."""
    if path.is_dir():
        raise RegisterError(f"{path} 是文件夹；请写明其中哪个文件", f"{path} is a folder; name a file in it")
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        there = [one.name for one in path.parent.iterdir() if one.is_file()] if path.parent.is_dir() else []
        close = nearest(path.name, there)
        raise RegisterError(f"没有文件 {path}" + (f"，是否“{close}”？" if close else ""),
                            f"there is no file {path}" + (f", did you mean `{close}`?" if close else "")) from None  # fmt: skip
    except OSError as error:
        raise RegisterError(f"读不了 {path}：{_fault(error).zh}", f"cannot read {path}: {_fault(error).of('en')}") from None
    if not start:
        raise RegisterError(f"{path} 是空文件；请从原处重新导出", f"{path} is empty; export it again")
    return start


def _fault(error: OSError) -> Text:
    if isinstance(error, PermissionError):
        return Text("没有读它的权限；请检查文件权限，或复制一份再试", "you may not read it; look at its permissions, or copy it")
    return Text(
        f"磁盘或网络出错（{error.strerror}）；请复制到本机再试", f"the disk or network failed ({error.strerror}); copy it to this machine"
    )


def _zipped(path: Path) -> ExcelBook:
    """A workbook that is an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = set(archive.namelist())
            kind = archive.read("mimetype") if "mimetype" in members else b""
    except (zipfile.BadZipFile, OSError):
        raise RegisterError(
            f"打不开 {path}：文件不完整或已损坏，可能没有复制完；请重新复制或导出",
            f"cannot open {path}: it is damaged or was not copied in full; copy it again",
        ) from None
    if "xl/workbook.xml" in members or "xl/workbook.bin" in members or b"spreadsheet" in kind:
        marks = marks_of if "xl/workbook.xml" in members else ods_marks_of if b"spreadsheet" in kind else None
        return ExcelBook(path, marks=marks, as_content=path.suffix.lower() not in _OWN_NAMES)
    what = Text(" Word 文档", "a Word document") if "word/document.xml" in members else Text("压缩包", "an archive")
    raise RegisterError(f"{path} 是{what.zh}，不是表格；请把其中的表格另存为 .xlsx 或 .csv",
                        f"{path} is {what.of('en')} and no table; save the table in it as .xlsx or .csv")  # fmt: skip


def _encoding_of(start: bytes, path: Path) -> str:
    """The encoding of a page: as it says, or as a text of its kind has it."""
    said = re.search(rb"(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", start)
    name = "" if said is None else said[1].decode("ascii").lower()
    return "gb18030" if name.startswith("gb") else name or CsvFile(path, None, None).encoding.split(" ", 1)[0]


class ParquetFile:
    """A Parquet file of any types."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.apart = Aside(list)
        self.notes: tuple[Text, ...] = ()
        self.titles: Mapping[str, Sequence[str]] = {}

    @cached_property
    def _schema(self) -> pl.Schema:
        try:
            return pl.scan_parquet(self.path).collect_schema()
        except pl.exceptions.PolarsError:
            raise RegisterError(
                f"打不开 {self.path}：不是 Parquet 文件或已损坏", f"cannot read {self.path}: it is no Parquet file, or damaged"
            ) from None

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
    if isinstance(kind, pl.List | pl.Array) and not kind.inner.is_nested() and not isinstance(kind.inner, _ODD):
        return column.cast(pl.List(pl.String)).list.join("、")
    if kind.is_nested() or isinstance(kind, _ODD):  # photos, spans of time, lists of these
        return column.map_elements(_said, return_dtype=pl.String)
    return column.cast(pl.String)


_ODD = (pl.Binary, pl.Duration, pl.Object)
"""Types that Polars does not write as text."""


def _said(value: object) -> str:
    """A value of any type as text, bytes that are no UTF-8 with what stands in their place."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "、".join(map(_said, cast("Iterable[object]", value))) if isinstance(value, list | pl.Series) else str(value)
