"""CSV files as registers: encodings met in China, cells over several lines, lines with too many or too few cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from pathlib import Path

import polars as pl

from .rows import RegisterError, column_names, empty_is_null, fingerprint_of, in_parts, with_rows

BLOCK = 16_000_000
"""Bytes of a CSV file that are read at once."""


class CsvFile:
    """A CSV file in UTF-8, UTF-16 or GB18030, its cells divided by commas, semicolons, tabs or bars."""

    def __init__(self, path: Path, encoding: str | None, header: int) -> None:
        self.path = path
        self.header = header
        self.given = encoding

    @cached_property
    def encoding(self) -> str:
        """The encoding: as given, by the mark at the beginning, or the one in which the most of the file can be read."""
        if self.given is not None:
            try:
                return codecs.lookup(self.given).name
            except LookupError:
                raise RegisterError(f"没有编码“{self.given}”", f"there is no encoding `{self.given}`") from None
        with self.path.open("rb") as file:
            start = file.read(3)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        return max(("utf-8", "gb18030"), key=self._readable)

    def _readable(self, encoding: str) -> int:
        """The bytes before the first that cannot be read."""
        decoder = codecs.getincrementaldecoder(encoding)()
        done = 0
        with self.path.open("rb") as file:
            while block := file.read(BLOCK):
                try:
                    decoder.decode(block)
                except UnicodeDecodeError as error:
                    return done + error.start
                done += len(block)
        return done + 1

    @cached_property
    def _head(self) -> tuple[tuple[str, ...], str, int]:
        """The names of the columns, what divides them, and the line on which the content begins."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            for _ in range(self.header - 1):
                file.readline()
            line = file.readline()
            separator = max(",\t;|", key=line.count)
            lines = _CountedLines(chain([line], file))
            names: list[str] = next(csv.reader(lines, delimiter=separator), list[str]())
        return column_names(names), separator, self.header + lines.count

    @property
    def columns(self) -> tuple[str, ...]:
        return self._head[0]

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.path, self.encoding, str(self.header))

    @property
    def rows(self) -> int:
        return self._rows

    @cached_property
    def _rows(self) -> int:
        with self.path.open("rb") as file:
            lines = sum(block.count(b"\n") for block in iter(lambda: file.read(BLOCK), b""))
        return max(1, lines - self.header)

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        return in_parts(self._blocks(), size)

    def _blocks(self) -> Iterator[pl.DataFrame]:
        columns, separator, line = self._head
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            for _ in range(line - 1):
                file.readline()
            rest = ""
            while True:
                read = file.read(BLOCK)
                text = rest + read
                end = _end_of_record(text) if read else len(text)
                block, rest = text[:end], text[end:]
                if block:
                    frame = _read_fast(block, columns, separator, line)
                    yield from [frame] if frame is not None else _read_slowly(block, columns, separator, line)
                    line += block.count("\n")
                if not read:
                    return


class _CountedLines:
    """Lines, how many were taken, and which of them since the last record; some may be put back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.count = 0
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.count += 1
        self.record.append(line)
        return line

    def keep_first(self) -> str:
        """The first line of the record; the others are put back."""
        first, *others = self.record
        self.lines = chain(others, self.lines)
        self.count -= len(others)
        return first


def _end_of_record(text: str) -> int:
    """Where the last whole record ends: behind the last line break that is not within quotes, 0 where there is none.

    A quote that nothing closes does not hold up more than two blocks.
    """
    last = end = text.rfind("\n") + 1
    while end and text.count('"', 0, end) % 2:
        end = text.rfind("\n", 0, text.rfind('"', 0, end)) + 1
    return end or (last if len(text) > BLOCK else 0)


def _read_fast(block: str, columns: Sequence[str], separator: str, line: int) -> pl.DataFrame | None:
    """The rows of a block whose every line is a row with as many cells as there are columns; None of any other block."""
    if "\r" in block:
        block = block.replace("\r\n", "\n")
    block = block.rstrip("\n") + "\n"
    outside = block if '"' not in block else "".join(block.split('"')[::2])
    lines = outside.count("\n")
    regular = lines == block.count("\n") and outside.count(separator) == lines * (len(columns) - 1)
    if not regular or "\r" in block or "\n\n" in block or len(columns) < 2:
        return None
    try:
        frame = pl.read_csv(block.encode(), has_header=False, new_columns=list(columns), separator=separator, infer_schema=False)
    except pl.exceptions.PolarsError:
        return None
    return with_rows(empty_is_null(frame), range(line, line + lines)) if frame.shape == (lines, len(columns)) else None


def _read_slowly(block: str, columns: Sequence[str], separator: str, line: int) -> Iterator[pl.DataFrame]:
    """The rows of any block, record by record: cells over several lines, empty lines, lines with too many or too few cells."""
    records = _records(_CountedLines(io.StringIO(block, newline="")), len(columns), separator, line)
    while batch := list(islice(records, 20_000)):
        cells = [cells if len(cells) == len(columns) else [""] * len(columns) for _, cells in batch]
        ragged = [None if len(cells) == len(columns) else len(cells) for _, cells in batch]
        frame = pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String), orient="row")
        yield with_rows(empty_is_null(frame), [number for number, _ in batch], ragged)


def _records(lines: _CountedLines, width: int, separator: str, line: int) -> Iterator[tuple[int, list[str]]]:
    """The records that are not empty lines, each with the line on which it begins.

    Where a quote runs on over lines and what comes of it is no row, it was meant as a plain sign and every line is a record.
    """
    reader = csv.reader(lines, delimiter=separator)
    while True:
        begin = line + lines.count
        lines.record.clear()
        try:
            cells = next(reader, None)
        except csv.Error:  # a cell beyond all measure
            cells = []
        if cells is None:
            return
        if len(lines.record) > 1 and (len(cells) != width or "".join(lines.record).count('"') % 2):
            cells = next(csv.reader([lines.keep_first()], delimiter=separator, quoting=csv.QUOTE_NONE))
            reader = csv.reader(lines, delimiter=separator)
        if cells:
            yield begin, cells
