"""Files that are called `.xls` and are HTML or the XML of Excel 2003, as many systems of offices write them: their tables."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

_ROWS, _CELLS = {"tr", "row"}, {"td", "th", "cell"}
_TABLES = {"table"}
MOST_SPANNED = 1_000
"""Rows or columns over which a cell is read at most."""


class _Tables(HTMLParser):
    """The tables of a page, row by row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[dict[int, str]]] = []
        self.open: list[list[dict[int, str]]] = []
        """Tables within which we are; a row is its cells by their column."""
        self.below: dict[int, tuple[int, str]] = {}
        """Columns that a cell above goes on into, for how many rows and with what."""
        self.texts: list[str] | None = None
        self.at = 0
        self.spans = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, row or cell."""
        given = dict(attrs)
        if tag in _TABLES:
            self.open.append([])
            self.tables.append(self.open[-1])
            self.below = {}
        elif tag in _ROWS and self.open:
            self._end_cell()
            self._begin_row(given)
        elif tag in _CELLS and self.open and self.open[-1]:
            self._end_cell()
            self.at = _number(given.get("ss:index"), self.at + 1) - 1
            while self.at in self.below and "ss:index" not in given:
                self.at += 1
            wide, high = _number(given.get("ss:mergeacross"), 0) + 1, _number(given.get("ss:mergedown"), 0) + 1
            self.spans = _number(given.get("colspan"), wide), _number(given.get("rowspan"), high)
            self.texts = []
        elif tag == "br" and self.texts is not None:
            self.texts.append(" ")

    def _begin_row(self, given: dict[str, str | None]) -> None:
        table = self.open[-1]
        while len(table) < _number(given.get("ss:index"), 1) - 1:
            table.append({})
        table.append({column: text for column, (_, text) in self.below.items()})
        self.below = {column: (rows - 1, text) for column, (rows, text) in self.below.items() if rows > 1}
        self.at = 0
        while self.at in table[-1]:
            self.at += 1

    def handle_endtag(self, tag: str) -> None:
        """End a table or cell."""
        if tag in _CELLS or tag in _ROWS:
            self._end_cell()
        elif tag in _TABLES and self.open:
            self._end_cell()
            self.open.pop()

    def _end_cell(self) -> None:
        if self.texts is None:
            return
        text = " ".join("".join(self.texts).split())
        wide, high = (min(one, MOST_SPANNED) for one in self.spans)
        row = self.open[-1][-1]
        row[self.at] = text
        if high > 1:
            self.below |= {self.at + one: (high - 1, text if one == 0 else "") for one in range(wide)}
        self.at += wide
        while self.at in row:
            self.at += 1
        self.texts = None

    def handle_data(self, data: str) -> None:
        """Text of a cell."""
        if self.texts is not None:
            self.texts.append(data)


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 8 else default


def rows_of_table(path: Path, encoding: str) -> list[list[str]]:
    """The rows of the largest table of a page, all of one length; a cell over several rows stands in each. No table: none."""
    parser = _Tables()
    parser.feed(path.read_text(encoding=encoding, errors="replace"))
    parser.close()
    table = max(parser.tables, key=lambda one: sum(map(len, one)), default=list[dict[int, str]]())
    width = max((max(row, default=-1) + 1 for row in table), default=0)
    return [[row.get(at, "") for at in range(width)] for row in table]
