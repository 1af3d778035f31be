"""CSV files as registers: encodings met in China, cells over several lines, lines with too many or too few cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from pathlib import Path

import polars as pl

from ..language.facts import Text
from .headers import LOOKED_AT, Header, blank_ragged, find_header, without_apart
from .rows import Aside, RegisterError, empty_is_null, fingerprint_of, in_parts, with_rows

BLOCK = 16_000_000
"""Bytes of a CSV file that are read at once."""
HEAD = 1_000_000
"""Bytes in which the header is looked for."""
MIXED = "utf-8 with lines of gb18030"
"""What a file of both is said to be in: lines were put into it by another program."""
_SEPARATORS = ",\t;|"
_DEFINES = "sep="
"""What Excel lets the first line begin with that names what divides cells, and shows to nobody."""

_CONTROLS = tuple(chr(code) for code in (*range(32), 127) if chr(code) not in "\t\r\n")
"""Control characters but tabs and the ends of lines."""


class CsvFile:
    """A CSV file in UTF-8, UTF-16, GB18030 or Big5, its cells divided by commas, semicolons, tabs or bars.

    `header` are the first and last row of the header, where somebody said them.
    """

    def __init__(self, path: Path, encoding: str | None, header: tuple[int, int] | None) -> None:
        self.path = path
        self.given_header = header
        self.given = encoding
        self.apart = Aside(list)

    @cached_property
    def encoding(self) -> str:
        """The encoding: as given, by the mark at the beginning, or the one in which it can be read and has the commonest signs."""
        if self.given is not None:
            try:
                return codecs.lookup(self.given).name
            except LookupError:
                raise RegisterError(f"没有编码“{self.given}”", f"there is no encoding `{self.given}`") from None
        with self.path.open("rb") as file:
            start = file.read(HEAD)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if self._is_utf_8():
            return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
        lines = [line for line in start.split(b"\n")[:-1] if not line.isascii()]
        if 2 * sum(_is_utf_8(line) for line in lines) > len(lines):
            return MIXED
        return max(("gb18030", "big5"), key=lambda encoding: _common_signs(start, encoding))

    def _is_utf_8(self) -> bool:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            with self.path.open("rb") as file:
                while block := file.read(BLOCK):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

    @cached_property
    def _head(self) -> tuple[Header, str, int, int]:
        """The header, what divides cells, how many lines stand before the content, and how many rows a spreadsheet shows there."""
        text = next(self._texts(HEAD), "")
        begin, separator = 0, ""
        first = text.split("\n", 1)[0].strip()
        if first.lower().startswith(_DEFINES):
            begin, separator = 1, first[len(_DEFINES) :][:1] or "\t"
            text = text.split("\n", 1)[1] if "\n" in text else ""
        if not separator:
            separator = max(_SEPARATORS, key=lambda one: sum(line.count(one) for line in text.split("\n", LOOKED_AT)[:LOOKED_AT]))
        lines = _CountedLines(io.StringIO(text, newline=""))
        rows: list[list[str]] = []
        ends: list[int] = []
        try:
            for row in islice(csv.reader(lines, delimiter=separator), LOOKED_AT):
                rows.append(row)
                ends.append(lines.count)
        except csv.Error:
            pass  # a cell beyond all measure: what stands above it is looked at
        header = find_header(rows, self.given_header)
        return header, separator, begin + ends[header.last], header.last + 1

    @property
    def columns(self) -> tuple[str, ...]:
        return self._head[0].names

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.path, self.encoding, str(self.given_header))

    @property
    def header(self) -> tuple[int, int]:
        """The first and last row of the header, from 1."""
        found = self._head[0]
        return found.first + 1, found.last + 1

    @property
    def titles(self) -> Mapping[str, Sequence[str]]:
        return {"": self._head[0].titles}

    @property
    def notes(self) -> tuple[Text, ...]:
        return tuple(self._notes)

    @cached_property
    def _notes(self) -> list[Text]:
        found = list(self._head[0].told())
        if self.encoding == MIXED:
            with self.path.open("rb") as file:
                lines = sum(not line.isascii() and not _is_utf_8(line) for line in file)
            found.append(Text(f"文件是 UTF-8 编码，但有 {lines} 行是 GB18030 编码，已分别读出，请看看是否有乱码",
                              f"the file is in UTF-8, but {lines} lines of it are in GB18030 and were read as such; look whether they make sense"))  # fmt: skip
        if self.encoding == "big5" and self.given is None:
            found.append(
                Text(
                    "文件按 Big5（繁体）编码读出；不对时用 --encoding 指定",
                    "the file was read in Big5; if that is wrong, name another by --encoding",
                )
            )
        return found

    @property
    def rows(self) -> int:
        return self._rows

    @cached_property
    def _rows(self) -> int:
        with self.path.open("rb") as file:
            lines = sum(block.count(b"\n") for block in iter(lambda: file.read(BLOCK), b""))
        return max(1, lines - self._head[2])

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        self.apart = Aside(list)
        return in_parts(self._blocks(self.apart), size)

    def _texts(self, size: int) -> Iterator[str]:
        """The whole text, piece by piece, without control characters, which nobody sees."""
        for text in self._decoded(size):
            plain = text
            for sign in _CONTROLS:
                if sign in plain:
                    plain = plain.replace(sign, "")
            if plain:
                yield plain

    def _decoded(self, size: int) -> Iterator[str]:
        if self.encoding == MIXED:
            with self.path.open("rb") as file:
                rest = b""
                while block := file.read(size):
                    whole, end, rest = (rest + block).rpartition(b"\n")
                    yield _both(whole + end)
                yield _both(rest)
            return
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            while text := file.read(size):
                yield text

    def _blocks(self, apart: Aside) -> Iterator[pl.DataFrame]:
        header, separator, skipped, row = self._head
        columns, rest = header.names, ""
        texts = self._texts(BLOCK)
        for text in chain(texts, [None]):
            whole = rest + (text or "")
            while skipped and "\n" in whole:
                whole, skipped = whole.split("\n", 1)[1], skipped - 1
            if skipped:
                rest = whole
                continue
            end = len(whole) if text is None else _end_of_record(whole)
            block, rest = whole[:end], whole[end:]
            if block:
                fast = _read_fast(block, columns, separator, row + 1)
                frame, records = (fast, fast.height) if fast is not None else _read_slowly(block, columns, separator, row + 1)
                row += records
                yield blank_ragged(without_apart(frame, columns, apart))


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _both(block: bytes) -> str:
    """Lines of which each is in UTF-8 or in GB18030."""
    if block.startswith(codecs.BOM_UTF8):
        block = block.removeprefix(codecs.BOM_UTF8)
    if _is_utf_8(block):
        return block.decode("utf-8")
    return "".join(
        line.decode("utf-8") if _is_utf_8(line) else line.decode("gb18030", "replace") for line in block.splitlines(keepends=True)
    )


def _common_signs(sample: bytes, encoding: str) -> float:
    """The share of the signs of a text that are among the commonest of their encoding: those of its first level, and marks."""
    text = "".join(sign for sign in sample.decode(encoding, "replace") if not sign.isascii())
    plain = "gb2312" if encoding == "gb18030" else encoding
    first, last = (0xB0, 0xD7) if encoding == "gb18030" else (0xA4, 0xC6)
    leads = [code[0] for code in (sign.encode(plain, "ignore") for sign in text) if code]
    return sum(first <= lead <= last or 0xA1 <= lead <= 0xA3 for lead in leads) / (len(text) or 1)


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


def _read_fast(block: str, columns: Sequence[str], separator: str, row: int) -> pl.DataFrame | None:
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
    return with_rows(empty_is_null(frame), range(row, row + lines)) if frame.shape == (lines, len(columns)) else None


def _read_slowly(block: str, columns: Sequence[str], separator: str, row: int) -> tuple[pl.DataFrame, int]:
    """The rows of any block, record by record, and how many a spreadsheet shows: cells over several lines, empty lines, lines with too
    many or too few cells.
    """
    width = len(columns)
    records = list(_records(_CountedLines(io.StringIO(block, newline="")), width, separator))
    kept = [(number, _trimmed(cells, width)) for number, cells in enumerate(records, row) if cells]
    ragged = [None if len(cells) == width else len(cells) for _, cells in kept]
    padded = [cells[:width] + [""] * (width - len(cells)) for _, cells in kept]
    frame = pl.DataFrame(padded, schema=dict.fromkeys(columns, pl.String), orient="row")
    return with_rows(empty_is_null(frame), [number for number, _ in kept], ragged), len(records)


def _trimmed(cells: list[str], width: int) -> list[str]:
    """A row without the empty cells behind the last column."""
    return cells[:width] if len(cells) > width and not any(cells[width:]) else cells


def _records(lines: _CountedLines, width: int, separator: str) -> Iterator[list[str]]:
    """The records, an empty line being one without cells.

    Where a quote runs on over lines and what comes of it is no row, it was meant as a plain sign and every line is a record.
    """
    reader = csv.reader(lines, delimiter=separator)
    while True:
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
        yield cells
