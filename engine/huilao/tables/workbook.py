"""The workbook in which a table goes to a clerk and comes back: one sheet to edit, and beside it what may stand in its cells."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..extras import require
from ..language.condition import walk
from ..language.facts import Text
from ..language.policy import Row
from ..language.quantity import Standard
from ..language.standards import DefinedStandard, SetValue
from ..language.words import name_of
from ..render.citation import clause_in
from ..render.plain import digits
from ..render.sentence import Speaker
from ..rulebook import Rulebook
from ..yaml.editing import Editor
from .grid import Grid
from .table import Table, TableError, cited
from .words import Words

SHEETS = {"table": Text("分档表", "Table"), "codes": Text("可填的值", "Values"), "standards": Text("标准数额", "Standards")}
ROW, FOR_WHOM, PAID, REMARK = (
    Text("行", "Row"),
    Text("给谁（程序写的）", "Who (written by Huilao)"),
    Text("给付（程序写的）", "Paid (written by Huilao)"),
    Text("备注（不读回）", "Remarks (not read back)"),
)
"""The headings of the sheet besides the table's own."""
REST = Text("其余的人", "all the rest")
FIELDS: dict[str, Text] = {
    "benefit": Text("待遇", "Benefit"), "id": Text("编号", "Id"), "document": Text("文件", "Document"), "cite": Text("出处", "Cited"), "when": Text("条件", "Condition"), "hits": Text("取法", "Rows that count"), "pays": Text("给付", "Pays"),
    "amended": Text("修订依据", "Amended by"), "day": Text("核定日", "Day"), "version": Text("规则库版本", "Rule book"), "check": Text("核对码", "Check code"),
}  # fmt: skip
"""What stands above the table, one a line."""
HITS = {
    "unique": Text("唯一：一个人只能落在一行", "unique: nobody is in two rows"),
    "first": Text("首中：从上往下，取最先适用的一行，行的先后有作用", "first: from the top, the first row that applies; their order counts"),
    "highest": Text("最高：落在几行的，取给付最高的一行", "highest: of the rows that apply the one that pays most"),
}  # fmt: skip
HOW = Text("黄色的格子可以改。加一行：在表里插入或续写一行，“行”这一列空着；删一行：删去整行；换先后：移动整行，不改“行”里的数。一格里有几个值的，用顿号隔开。",
           "The yellow cells may be changed. A new row: leave its number empty; a row less: delete the whole row; another order: move whole rows and leave their numbers. Several values in a cell are divided by semicolons.")  # fmt: skip
MOST_LISTED = 60
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When workbooks are said to be made, that the same table is the same file."""
_WIDEST = 46


@dataclass(frozen=True, slots=True)
class Read:
    """A sheet that came back: what its fields say, and below its header rows of texts, each with its number in the sheet."""

    fields: dict[str, tuple[int, str]]
    """By name, with the number of the row."""
    header_row: int
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def fields_of(table: Table, book: Rulebook, language: str) -> dict[str, str]:
    """What stands above the table."""
    benefit, document = table.benefit, table.rules.rulesets[table.benefit.ruleset].document
    title, number = document.title.of(language), f"（{document.number}）" if language == "zh" else f" ({document.number})"
    return {
        "benefit": benefit.name.of(language),
        "id": benefit.full_name,
        "document": (f"《{title}》" if language == "zh" else title) + (number if document.number else ""),
        "cite": {"zh": "；", "en": "; "}[language].join(cited(table.nodes.cite)),
        "when": book.on(table.day).voice.speaker(benefit.ruleset, language).sentence(benefit.condition),
        "hits": HITS[table.levels.hits.value].of(language),
        "pays": book.on(table.day).voice.pays(benefit, language) or "",
        "amended": {"zh": "；", "en": "; "}[language].join(benefit.amended_by),
        "day": table.day.isoformat(),
        "version": book.version[:12],
        "check": table.nodes.digest,
    }


def said_for(row: Row, speaker: Speaker, language: str) -> str:
    """Whom a row is for, in words."""
    return REST.of(language) if row.rest else speaker.sentence(row.condition)


def write_workbook(path: Path, table: Table, grid: Grid, words: Words, book: Rulebook) -> None:
    """Write a table into a new workbook. Raises TableError where it cannot be written there, MissingExtraError."""
    require("register", "xlsxwriter")
    import xlsxwriter  # not needed for other commands
    from xlsxwriter.exceptions import FileCreateError

    sheets = Sheets(table, grid, words, book)
    try:
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
            sheets.write(workbook)
    except (FileCreateError, OSError):
        raise TableError([Text(f"写不了文件 {path}", f"cannot write {path}")]) from None


class Sheets:
    """The sheets of a table."""

    def __init__(self, table: Table, grid: Grid, words: Words, book: Rulebook) -> None:
        self.table = table
        self.grid = grid
        self.words = words
        self.book = book
        self.language = words.language
        self.speaker = book.on(table.day).voice.speaker(table.benefit.ruleset, self.language)

    def write(self, workbook: Any) -> None:
        """Write all of them, the one to edit first."""
        workbook.set_properties({"created": _LONG_AGO, "title": self.table.benefit.name.of(self.language)})
        base = {"valign": "top", "text_wrap": True}
        formats = {
            "title": workbook.add_format({"bold": True, "font_size": 14}),
            "label": workbook.add_format({"bold": True, "valign": "top"}),
            "own": workbook.add_format({**base, "font_color": "#595959"}),
            "head": workbook.add_format({**base, "bold": True, "bottom": 2, "bg_color": "#D9E1F2"}),
            "edit": workbook.add_format({**base, "bg_color": "#FFF9DB", "border": 1, "border_color": "#BFBFBF", "num_format": "@"}),
            "number": workbook.add_format({**base, "bg_color": "#FFF9DB", "border": 1, "border_color": "#BFBFBF"}),
        }
        sheet = workbook.add_worksheet(self.of("table"))
        listed = self.codes(workbook, formats)
        self.to_edit(sheet, formats, listed)
        self.standards(workbook, formats)

    def of(self, sheet: str) -> str:
        """The name of a sheet."""
        return SHEETS[sheet].of(self.language)

    def to_edit(self, sheet: Any, formats: dict[str, Any], listed: dict[int, tuple[str, list[str]]]) -> None:
        """The table itself, below what it is."""
        headings = [
            ROW.of(self.language),
            FOR_WHOM.of(self.language),
            *map(self.words.heading, self.grid.headings),
            PAID.of(self.language),
            REMARK.of(self.language),
        ]
        fields = fields_of(self.table, self.book, self.language)
        sheet.write_string(
            0,
            0,
            f"{fields['benefit']}　{self.of('table')}" if self.language == "zh" else f"{fields['benefit']}: {self.of('table')}",
            formats["title"],
        )
        sheet.write_string(1, 0, HOW.of(self.language), formats["own"])
        sheet.merge_range(1, 0, 1, max(4, len(headings) - 1), HOW.of(self.language), formats["own"])
        sheet.set_row(1, 48)
        for line, (name, label) in enumerate(FIELDS.items(), 2):
            sheet.write_string(line, 0, label.of(self.language), formats["label"])
            sheet.write_string(line, 1, fields[name], formats["edit" if name == "cite" else "own"])
        head = 3 + len(FIELDS)
        for at, text in enumerate(headings):
            sheet.write_string(head, at, text, formats["head"])
        rows = [self.row(number) for number in range(len(self.grid.lines))]
        for line, row in enumerate(rows, head + 1):
            for at, text in enumerate(row):
                own = at in (0, 1, len(row) - 2)
                if re.fullmatch(r"-?\d{1,14}(\.\d{1,6})?", text) and str(float(text)).removesuffix(".0") == text:
                    sheet.write_number(line, at, float(text), formats["own" if own else "number"])
                else:
                    sheet.write_string(line, at, text, formats["own" if own else "edit"])
        for at, heading in enumerate(headings):
            widest = max(map(_width, (heading, *(row[at] for row in rows))))
            sheet.set_column(at, at, min(max(widest + 2, 12), _WIDEST))
        for at, (source, values) in listed.items():
            self.allowed(sheet, (head + 1, at + 2, head + 200, at + 2), source, values, several=self.words.several(self.grid.headings[at]))
        sheet.freeze_panes(head + 1, 2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)

    def row(self, number: int) -> list[str]:
        """The cells of a row as they are now."""
        line, row = self.grid.lines[number], self.table.levels.rows[number]
        pays = self.table.benefit.pays
        paid = "" if row.amount is None or pays is None else self.speaker.paid(row.amount, pays)
        cells = [line.cells.get(heading, "") for heading in self.grid.headings]
        remark = Editor(self.table.source).comments(self.table.nodes.rows.items[number])
        return [str(line.number), said_for(row, self.speaker, self.language), *cells, paid, remark]

    def allowed(self, sheet: Any, cells: tuple[int, int, int, int], source: str, values: list[str], *, several: bool) -> None:
        """Offer the values that a cell can have; where several may stand in it another text is taken, after a question."""
        shown = {"zh": "、", "en": "; "}[self.language].join(values)
        sheet.data_validation(*cells, {
            "validate": "list", "source": source, "error_type": "warning" if several else "stop",
            "error_title": Text("可填的值", "Values").of(self.language),
            "error_message": Text("可以填：" + shown, "allowed: " + shown).of(self.language)[:250],
        })  # fmt: skip

    def codes(self, workbook: Any, formats: dict[str, Any]) -> dict[int, tuple[str, list[str]]]:
        """The sheet of values; of each heading that has such where they stand, and what they are."""
        found = {
            at: values for at, heading in enumerate(self.grid.headings) if 0 < len(values := self.words.listed(heading)) <= MOST_LISTED
        }
        if not found:
            return {}
        name = self.of("codes")
        sheet = workbook.add_worksheet(name)
        ranges: dict[int, tuple[str, list[str]]] = {}
        for column, (at, values) in enumerate(found.items()):
            sheet.write_string(0, column, self.words.heading(self.grid.headings[at]), formats["head"])
            for line, value in enumerate(values, 1):
                sheet.write_string(line, column, value)
            sheet.set_column(column, column, min(max(map(_width, values)) + 4, _WIDEST))
            letter = column_letter(column)
            ranges[at] = (f"='{name}'!${letter}$2:${letter}${len(values) + 1}", values)
        sheet.freeze_panes(1, 0)
        sheet.protect()
        return ranges

    def standards(self, workbook: Any, formats: dict[str, Any]) -> None:
        """The numbers by place and day of the standards that the table names: to look at, they stand in files of their own."""
        row_parts = [
            part for row in self.table.levels.rows for part in (row.condition, *(one for one in row.cells if not isinstance(one, str)))
        ]
        named = dict.fromkeys(one.name for part in row_parts if part is not None for one in walk(part) if isinstance(one, Standard))
        if not named:
            return
        sheet = workbook.add_worksheet(self.of("standards"))
        heads = (
            Text("标准数额", "Standard"),
            Text("地方", "Place"),
            Text("起", "From"),
            Text("适用", "For"),
            Text("数额", "Number"),
            Text("单位", "Unit"),
            Text("出处", "Cited"),
            Text("在哪里改", "Where to change it"),
        )
        for at, head in enumerate(heads):
            sheet.write_string(0, at, head.of(self.language), formats["head"])
        lines = [
            line
            for name in named
            for one in (self.table.rules.standards[name],)
            for value in one.values
            for line in self.values_of(one, value)
        ]
        for number, line in enumerate(lines, 1):
            for at, text in enumerate(line):
                sheet.write_string(number, at, text, formats["own"])
        for at, head in enumerate(heads):
            sheet.set_column(at, at, min(max(map(_width, (head.of(self.language), *(line[at] for line in lines)))) + 2, _WIDEST))
        sheet.freeze_panes(1, 0)
        sheet.protect()  # nobody is to write here what is not read again

    def values_of(self, one: DefinedStandard, value: SetValue) -> list[list[str]]:
        """The lines of one value of a standard, one for each code that divides it."""
        nothing = Text("不再有", "no more").of(self.language)
        if value.value is None or isinstance(value.value, Fraction):
            numbers = [("", nothing if value.value is None else digits(value.value))]
        else:
            fact = self.table.rules.facts[one.split or ""]
            numbers = [(self.speaker.constant(fact, code), digits(number)) for code, number in value.value.items()]
        cite = {"zh": "；", "en": "; "}[self.language].join(clause_in(self.language, each) for each in value.cite or one.cite)
        place, unit = self.speaker.place_name(value.place), name_of(one.unit).of(self.language)
        where = f"{value.span.file}:{value.span.line}" if value.span else ""
        return [[one.label.of(self.language), place, value.since.isoformat(), code, number, unit, cite, where] for code, number in numbers]


def read_workbook(path: Path) -> Read:
    """Read the sheet that came back. Raises TableError where there is none, MissingExtraError."""
    require("register", "fastexcel", "polars")
    import fastexcel  # not needed for other commands

    try:
        workbook: Any = fastexcel.read_excel(path)
    except (fastexcel.FastExcelError, OSError):
        raise TableError(
            [Text(f"打不开 {path}：不是 Excel 文件，或已损坏或加密", f"cannot open {path}: no workbook, damaged or encrypted")]
        ) from None
    names = SHEETS["table"]
    name = next((one for one in workbook.sheet_names if one in (names.zh, names.of("en"))), None)
    if name is None:
        raise TableError([Text(f"{path.name} 里没有“{names.zh}”这张工作表；请交回 huilao table export 写出的那个文件",
                               f"{path.name} has no sheet `{names.of('en')}`: give back the workbook that huilao table export wrote")])  # fmt: skip
    frame: Any = workbook.load_sheet(name, header_row=None, dtypes="string").to_polars()
    lines: list[tuple[str, ...]] = [tuple(_text(cell) for cell in row) for row in frame.iter_rows()]
    head = next((at for at, line in enumerate(lines) if line and line[0] in (ROW.zh, ROW.of("en")) and sum(map(bool, line)) > 1), None)
    if head is None:
        raise TableError([Text(f"工作表“{name}”里找不到表头（第一格是“{ROW.zh}”的那一行）；表头不能删改",
                               f"no header in the sheet `{name}` (the row that begins with `{ROW.of('en')}`); leave the header as it is")])  # fmt: skip
    known = {word: name for name, label in FIELDS.items() for word in (label.zh, label.of("en"))}
    fields = {known[line[0]]: (at, line[1] if len(line) > 1 else "") for at, line in enumerate(lines[:head], 1) if line[0] in known}
    rows = tuple((at, line) for at, line in enumerate(lines[head + 1 :], head + 2) if any(line))
    return Read(fields, head + 1, lines[head], rows)


def _text(cell: str | None) -> str:
    """A cell as it was typed: whole numbers and days as such."""
    text = (cell or "").strip()
    if re.fullmatch(r"-?\d+\.0+", text):
        return text.partition(".")[0]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2} 00:00:00(\.0+)?", text):
        return text[:10]
    return text


def column_letter(column: int) -> str:
    """What a spreadsheet calls a column, the first being 0."""
    return (column_letter(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _width(text: str) -> int:
    """Cells that a text takes; a Chinese character takes two."""
    return max(
        (sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line) for line in text.splitlines() or [""]), default=0
    )
