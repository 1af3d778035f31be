"""The same of an `.ods` file as `sheet_marks` says of an `.xlsx` file; its XML is read through once, cell by cell."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, iterparse

from .sheet_marks import YEAR, YEAR_MONTH, Marks, shifted

_SPACES = {"urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table", "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
           "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0": "number", "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
           "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext"}  # fmt: skip
_CELLS = ("table:table-cell", "table:covered-table-cell")
_STYLES, _CONTENT = "styles.xml", "content.xml"
_MOST_REPEATED = 10_000
"""Cells and rows that stand once for more than these are the empty end of a sheet."""


def ods_marks_of(path: Path, sheet: str) -> Marks:
    """What a sheet of an `.ods` file shows; nothing where the file does not have it in the usual way."""
    reading = _Reading(sheet)
    with zipfile.ZipFile(path) as archive:
        for member in (_STYLES, _CONTENT):
            if member in archive.namelist():
                with archive.open(member) as file:
                    try:
                        reading.read(iterparse(file, ("start", "end")))  # noqa: S314  # expat bounds what entities come to
                    except ParseError:
                        return Marks(unseen=True)
    return shifted(reading.marks, reading.begin or 0)


class _Reading:
    """Goes through the elements of a file."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.marks = Marks()
        self.begin: int | None = None
        """The first column that has a value."""
        self._forms: dict[str, str] = {}
        """What of a date the data styles show that show less than the day."""
        self._styles: dict[str, str] = {}
        """The same by the styles of cells."""
        self._of_columns: list[str | None] = []
        """The styles of cells by the column."""
        self._here = self._filled = False
        """Whether what is read is of the sheet, and whether its row has a value."""
        self._row = self._column = 0

    def read(self, events: Iterator[tuple[str, Element]]) -> None:
        for event, element in events:
            name, given = _name(element.tag), {_name(key): value for key, value in element.attrib.items()}
            if event == "start":
                if name == "table:table":
                    self._here, self._row, self._of_columns = given.get("table:name") == self.sheet, 0, []
                elif name == "table:table-row":
                    self._column, self._filled = 0, False
                continue
            if name == "number:date-style":
                self._note_form(given.get("style:name", ""), {_name(one.tag) for one in element})
            elif name == "style:style" and given.get("style:data-style-name") in self._forms:
                self._styles[given.get("style:name", "")] = self._forms[given["style:data-style-name"]]
            elif self._here and name == "table:table-column":
                self._of_columns += [given.get("table:default-cell-style-name")] * _times(given, "columns")
            elif self._here and name in _CELLS:
                self._cell(element, given)
            elif self._here and name == "table:table-row":
                self.marks.hidden += _times(given, "rows") * (self._filled and given.get("table:visibility", "visible") != "visible")
                self._row += _times(given, "rows")
                element.clear()

    def _note_form(self, name: str, shown: set[str]) -> None:
        if "number:year" in shown and not shown & {"number:day", "number:hours"}:
            self._forms[name] = YEAR_MONTH if "number:month" in shown else YEAR

    def _cell(self, element: Element, given: dict[str, str]) -> None:
        at, times = (self._row, self._column), _times(given, "columns")
        self._column += times
        filled = "office:value-type" in given or "calcext:value-type" in given
        down, across = (int(given.get(f"table:number-{side}-spanned", 1)) for side in ("rows", "columns"))
        if down > 1 or across > 1:
            self.marks.merged.append((*at, at[0] + down - 1, at[1] + across - 1))
        self.marks.errors += times * (given.get("calcext:value-type") == "error")
        self.marks.comments += sum(_name(one.tag) == "office:annotation" for one in element)
        style = given.get("table:style-name") or (self._of_columns[at[1]] if at[1] < len(self._of_columns) else None)
        if given.get("office:value-type") == "date" and style in self._styles:
            self.marks.dates |= {(at[0], at[1] + more): self._styles[style] for more in range(times)}
        if filled:
            self._filled = True
            self.begin = at[1] if self.begin is None else min(self.begin, at[1])


def _name(tag: str) -> str:
    """A name with the usual prefix of its space."""
    space, _, name = tag.removeprefix("{").rpartition("}")
    return f"{_SPACES.get(space, space)}:{name}"


def _times(given: dict[str, str], side: str) -> int:
    """For how many columns or rows an element stands; once where it is the end of a sheet."""
    times = int(given.get(f"table:number-{side}-repeated", 1))
    return times if times <= _MOST_REPEATED else 1
