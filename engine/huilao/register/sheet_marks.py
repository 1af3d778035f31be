"""What an `.xlsx` file has beside the values of its cells: how they are shown, what is merged, hidden, commented or wrong.

The library that reads the values says none of it. The file is looked through by patterns, piece by piece, so that a sheet of a
million rows costs seconds.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

BLOCK = 8_000_000
"""Bytes of a sheet that are looked through at once."""
YEAR_MONTH, YEAR = "month", "year"
_SHOWN_TO_THE_MONTH = {17, 27, 36, 50, 52, 57}
"""Built-in formats that show year and month alone."""
_FORMAT = re.compile(rb'<numFmt\b[^>]*?\bnumFmtId="([0-9]+)"[^>]*?\bformatCode="([^"]*)"')
_STYLES = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_STYLE = re.compile(rb'<xf\b[^>]*?\bnumFmtId="([0-9]+)"')
_STYLE_FONT = re.compile(rb'<xf\b[^>]*?\bfontId="([0-9]+)"')
_FONTS, _FONT = re.compile(rb"<fonts\b.*?</fonts>", re.DOTALL), re.compile(rb"<font\b[^>]*(?:/>|>.*?</font>)", re.DOTALL)
_STRIKE = re.compile(rb'<strike(?:\s+val="(?:1|true)")?\s*/>')
_YEARS, _MONTHS_AND_ERAS = set("ye"), set("mgb")
"""Letters of formats of dates that show no day."""
_NOT_SHOWN_AS_LETTERS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ERROR = re.compile(rb'<c\b[^>]*\bt="e"')
_HIDDEN = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"')
_UNWORKED = re.compile(rb"<c\b([^>]*)><f\b[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>")
_FORMULA = rb"(?:<f\b[^>]*(?:/>|>[^<]*</f>))?"
_LARGE = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"([^>]*)>' + _FORMULA + rb"<v>([0-9]{16,}(?:\.[0-9]+)?|[0-9](?:\.[0-9]+)?[Ee]\+?(?:1[5-9]|[2-9][0-9]))</v>"
)
_MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_FIRST_CELL = re.compile(rb'<row\b[^>]*>(?:<c\b[^>]*/>)*<c r="([A-Z]+)[0-9]+"[^>]*[^/]>')


@dataclass
class Marks:
    """What a sheet shows; rows and columns count from 0, columns from the first that has a value."""

    dates: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    """Cells that are shown as a year and month, or a year alone, whatever day they hold."""
    large: dict[tuple[int, int], float] = field(default_factory=dict[tuple[int, int], float])
    """Numbers of more than 15 digits, of which the last are lost: no ID numbers any more."""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])
    """First row and column, last row and column."""
    hidden: int = 0
    struck: set[int] = field(default_factory=set[int])
    """The numbers of the rows, from 1, in which something is struck through."""
    errors: int = 0
    unworked: int = 0
    """Formulas whose value was never worked out."""
    comments: int = 0
    unseen: bool = False
    """Whether of a file of this kind it is not known what is merged, hidden, wrong or shown to the month."""


def marks_of(path: Path, sheet: str) -> Marks:
    """What a sheet of an `.xlsx` file shows; nothing where the file does not have it in the usual way."""
    found = Marks()
    with zipfile.ZipFile(path) as archive:
        member = _members(archive).get(sheet)
        if member is None:
            return found
        styles = _bytes(archive, "xl/styles.xml")
        shown = _shown(styles)
        dated, struck = _dated(shown), _in_styles(_struck(styles))
        begin: int | None = None
        for block in _blocks(archive, member):
            found.errors += len(_ERROR.findall(block))
            found.hidden += len(_HIDDEN.findall(block))
            found.unworked += sum(b't="str"' not in attributes for attributes in _UNWORKED.findall(block))
            found.large |= {
                _place(column, row): float(value)
                for column, row, attributes, value in _LARGE.findall(block)
                if b't="' not in attributes or b't="n"' in attributes
            }
            found.merged += [(*_place(left, top), *_place(right, bottom)) for left, top, right, bottom in _MERGED.findall(block)]
            if dated is not None:
                found.dates |= {_place(column, row): shown[int(style)] for column, row, style in dated.findall(block)}
            if struck is not None:
                found.struck |= {int(row) for row in struck.findall(block)}
            if begin != 0:
                firsts = [_column(one) for one in _FIRST_CELL.findall(block)]
                begin = min(firsts if begin is None else [begin, *firsts], default=None)
        found.comments = _comments(archive, member)
    return shifted(found, begin or 0)


def shifted(marks: Marks, by: int) -> Marks:
    """Columns as the values have them: those that are empty at the left are none."""
    if by:
        marks.dates = {(row, column - by): shown for (row, column), shown in marks.dates.items()}
        marks.large = {(row, column - by): value for (row, column), value in marks.large.items()}
        marks.merged = [(top, left - by, bottom, right - by) for top, left, bottom, right in marks.merged]
    return marks


def _members(archive: zipfile.ZipFile) -> dict[str, str]:
    """The files of the sheets by the names of these."""
    targets = _related(archive, "xl/workbook.xml")
    found: dict[str, str] = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", _text(archive, "xl/workbook.xml")):
        name, related = (re.search(pattern, tag) for pattern in (r'\bname="([^"]*)"', r'\b\w+:id="([^"]*)"'))
        if name is not None and related is not None and related[1] in targets:
            found[unescape(name[1])] = targets[related[1]][1]
    return found


def _related(archive: zipfile.ZipFile, member: str) -> dict[str, tuple[str, str]]:
    """What a file of the archive is related to: the kind and the file, by id."""
    folder, name = posixpath.split(member)
    found: dict[str, tuple[str, str]] = {}
    for tag in re.findall(r"<Relationship\b[^>]*>", _text(archive, f"{folder}/_rels/{name}.rels")):
        given = dict(re.findall(r'\b(Id|Type|Target)="([^"]*)"', tag))
        if {"Id", "Type", "Target"} <= given.keys():
            target = given["Target"]
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[given["Id"]] = given["Type"].rsplit("/", 1)[-1], whole
    return found


def _text(archive: zipfile.ZipFile, member: str) -> str:
    return _bytes(archive, member).decode("utf-8", "replace")


def _bytes(archive: zipfile.ZipFile, member: str) -> bytes:
    try:
        return archive.read(member)
    except KeyError:
        return b""


def _comments(archive: zipfile.ZipFile, member: str) -> int:
    """The comments on the cells of a sheet."""
    files = [target for kind, target in _related(archive, member).values() if kind == "comments"]
    return sum(len(re.findall(r"<(?:\w+:)?comment\b", _text(archive, one))) for one in files)


def _shown(styles: bytes) -> dict[int, str]:
    """The styles of cells that show a year and month, or a year alone."""
    formats: dict[int, str | None] = dict.fromkeys(_SHOWN_TO_THE_MONTH, YEAR_MONTH)
    formats |= {int(number): _shown_by(unescape(code.decode("utf-8", "replace"))) for number, code in _FORMAT.findall(styles)}
    cells = _STYLES.search(styles)
    numbers = [int(number) for number in _STYLE.findall(cells[0])] if cells is not None else []
    return {style: shown for style, number in enumerate(numbers) if (shown := formats.get(number)) is not None}


def _struck(styles: bytes) -> list[int]:
    """The styles of cells that are struck through."""
    fonts, cells = _FONTS.search(styles), _STYLES.search(styles)
    through = [_STRIKE.search(one) is not None for one in _FONT.findall(fonts[0])] if fonts is not None else []
    numbers = [int(number) for number in _STYLE_FONT.findall(cells[0])] if cells is not None else []
    return [style for style, number in enumerate(numbers) if number < len(through) and through[number]]


def _in_styles(styles: Sequence[int]) -> re.Pattern[bytes] | None:
    """What finds the rows of cells with these styles that are not empty."""
    if not styles:
        return None
    return re.compile(rb'<c r="[A-Z]+([0-9]+)"[^>]*?\bs="(?:' + "|".join(map(str, styles)).encode() + rb')"[^>/]*>')


def _shown_by(form: str) -> str | None:
    """What of a date a format shows, where it is less than the day."""
    shown = set(re.findall("[a-z0#]", _NOT_SHOWN_AS_LETTERS.sub("", form).lower().split(";")[0]))
    if not shown & _YEARS or shown - _YEARS - _MONTHS_AND_ERAS:
        return None
    return YEAR_MONTH if "m" in shown else YEAR


def _dated(shown: dict[int, str]) -> re.Pattern[bytes] | None:
    """What finds the cells with these styles that hold a number."""
    if not shown:
        return None
    styles = "|".join(map(str, shown)).encode()
    return re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*?\bs="(' + styles + rb')"(?:\s+t="n")?>' + _FORMULA + rb"<v>[0-9.]")


def _blocks(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """A sheet in pieces of whole rows."""
    with archive.open(member) as file:
        rest = b""
        while read := file.read(BLOCK):
            whole, end, rest = (rest + read).rpartition(b"</row>")
            yield _plain(whole + end)
        yield _plain(rest)


def _plain(block: bytes) -> bytes:
    """A piece without the prefix that some programs put before every name."""
    return block.replace(b"</x:", b"</").replace(b"<x:", b"<") if b"<x:" in block else block


def _place(column: bytes, row: bytes) -> tuple[int, int]:
    return int(row) - 1, _column(column)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
