"""A sheet that came back: every mistake in it, what it changes, and the file with just that changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from ..errors import Problem, Severity
from ..language.condition import Span
from ..language.facts import Text
from ..language.words import COMPARISONS, ENTRIES
from ..reading.rules import rules_of
from ..rulebook import Rulebook
from ..yaml.editing import Editor
from ..yaml.nodes import Entry, Node, Scalar
from ..yaml.nodes import Mapping as MappingNode
from ..yaml.nodes import Sequence as SequenceNode
from ..yaml.source import source_of
from .grid import Place, covers, grid_of, places
from .table import WHEN, Table, TableError, cited, nodes_of, table_of
from .words import Heading, UnreadableError, Words
from .workbook import FIELDS, FOR_WHOM, PAID, REMARK, ROW, Read, column_letter, fields_of, read_workbook, said_for

_BOM = b"\xef\xbb\xbf"
_HERE = Span("cell", 1, 1, 1, 1)
_ALWAYS_ALIKE = ("hits",)
_ALIKE = ("benefit", "document", "when", "hits", "pays", "amended")
"""Fields above the table that nobody changes there."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something in the sheet that cannot be read: where, what, and how to mend it."""

    row: int
    column: int | None
    heading: str
    message: Text
    hint: Text | None = None

    def render(self, language: str) -> str:
        """One mistake with its cure."""
        cell = "" if self.column is None else f"{column_letter(self.column)}{self.row}"
        if language == "zh":
            place = f"第 {self.row} 行" + (f" {cell} 格（{self.heading}）" if cell else "")
            return f"{place}：{self.message.zh}" + (f"\n    改法：{self.hint.zh}" if self.hint else "")
        place = f"row {self.row}" + (f", {cell} ({self.heading})" if cell else "")
        return f"{place}: {self.message.of('en')}" + (f"\n    mend: {self.hint.of('en')}" if self.hint else "")


class SheetError(TableError):
    """The sheet has mistakes; it carries all of them."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__([Text(one.render("zh"), one.render("en")) for one in mistakes])
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a sheet without mistakes asks for."""

    table: Table
    """As it is."""
    changes: tuple[Text, ...]
    """What it changes, a line each; none where nothing is."""
    warnings: tuple[Mistake, ...]
    content: bytes
    """The file as it is to be."""

    def write(self, folder: Path) -> None:
        """Write the file in the folder of the rule book. Raises TableError where it is another by now, or cannot be written."""
        path = (folder / self.table.file).resolve()
        new = path.with_name(f".{path.name}.new")
        try:
            if path.read_bytes() != self.table.content:
                raise TableError(
                    [
                        Text(
                            f"{path} 刚刚被别人改过，没有写入；请再运行一次",
                            f"{path} was just changed by somebody else, nothing was written: run this again",
                        )
                    ]
                )
            new.write_bytes(self.content)
            shutil.copymode(path, new)
            new.replace(path)
        except OSError as error:
            raise TableError([Text(f"写不了文件 {path}：{error.strerror}", f"cannot write {path}: {error.strerror}")]) from None
        finally:
            new.unlink(missing_ok=True)


def read_back(book: Rulebook, path: Path) -> Imported:
    """What a sheet asks of the rule book that it was written from.

    Raises TableError where it is no such sheet, or where the table was changed since; SheetError with every mistake in it.
    """
    read = read_workbook(path)
    table = _table(book, read)
    return _Reader(book, table, read).imported()


def _table(book: Rulebook, read: Read) -> Table:
    lacking = [FIELDS[name] for name in ("id", "day", "check") if not read.fields.get(name, (0, ""))[1]]
    if lacking:
        raise TableError([Text(f"表头上面缺少“{'”“'.join(one.zh for one in lacking)}”；这几行不能删改，请重新导出", f"above the table {', '.join(one.of('en') for one in lacking)} is missing: leave these lines as they are, and export again")])  # fmt: skip
    name = read.fields["id"][1]
    if name not in book.benefits:
        raise TableError(
            [
                Text(
                    f"规则库没有待遇“{name}”；用 --rules 写明这张表是从哪个规则库导出的",
                    f"the rule book has no benefit `{name}`: say with --rules from which it was exported",
                )
            ]
        )
    try:
        day = date.fromisoformat(read.fields["day"][1])
    except ValueError:
        raise TableError(
            [
                Text(
                    f"核定日应是日期，写的是“{read.fields['day'][1]}”；这一行不能改，请重新导出",
                    f"the day is no date: `{read.fields['day'][1]}`; leave this line as it is, and export again",
                )
            ]
        ) from None
    table = table_of(book, name, day)
    if table.nodes.digest != read.fields["check"][1]:
        raise TableError([Text(f"这张表导出以后，{table.file} 里的分档或出处改过了，照原样读回会把那次修改盖掉；请重新导出，再把要改的改一遍",
                               f"the levels or the citation in {table.file} were changed since this sheet was exported, and reading it back would undo that: export again, and make your changes there")])  # fmt: skip
    return table


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the sheet."""

    at: int
    number: int | None
    cells: Mapping[Heading, str]
    """Those that are not empty."""
    who: str


class _Reader:
    def __init__(self, book: Rulebook, table: Table, read: Read) -> None:
        self.book = book
        self.table = table
        self.read = read
        self.language = "zh" if read.header[0] == ROW.zh else "en"
        self.words = Words(table, self.language)
        self.grid = grid_of(table, self.words)
        self.fields = fields_of(table, book, self.language)
        self.mistakes: list[Mistake] = []
        self.columns = dict(self.headings())

    def imported(self) -> Imported:
        """What is asked for. Raises SheetError."""
        self.stop()  # where a heading is wrong, what its cells say is not known
        self.check_fields()
        rows = [row for number, line in self.read.rows if (row := self.row(number, line)) is not None]
        self.check_rows(rows)
        new = [(row, self.node(row)) for row in rows]
        wrong = {one.row for one in self.mistakes}
        sound = [(row, node) for row, node in new if row.at not in wrong]
        before, content = self.table.content, self.content(sound)
        warnings = self.checked(content, [row for row, _ in sound]) if content != before and sound else ()
        self.stop()
        return Imported(self.table, tuple(self.changes(rows)) if content != before else (), warnings, content)

    def stop(self) -> None:
        """Raise SheetError where there are mistakes."""
        if self.mistakes:
            raise SheetError(sorted(self.mistakes, key=lambda one: (one.row, one.column or 0)))

    def content(self, rows: Sequence[tuple[_Row, MappingNode]]) -> bytes:
        """The file with these rows."""
        editor = Editor(self.table.source)
        if rows:
            editor.items(self.table.nodes.rows, [(None if row.number is None else row.number - 1, node) for row, node in rows])
        editor.write(self.table.nodes.cite_key, self.table.nodes.cite, self.cite())
        return (_BOM if self.table.content.startswith(_BOM) else b"") + editor.result.encode()

    # -- what the sheet says ---------------------------------------------------------------------------------------------

    def wrong(self, row: int, column: int | None, message: Text, hint: Text | None = None) -> None:
        """Note a mistake."""
        heading = "" if column is None else self.read.header[column]
        self.mistakes.append(Mistake(row, column, heading, message, hint))

    def headings(self) -> Iterator[tuple[Heading, int]]:
        """In which column of the sheet each heading stands."""
        own = {word for one in (ROW, FOR_WHOM, PAID, REMARK) for word in (one.zh, one.of("en"))}
        head, seen = self.read.header_row, set[Heading]()
        for at, text in enumerate(self.read.header):
            if text in own or (not text and not any(line[at] for _, line in self.read.rows if at < len(line))):
                continue
            heading = self.words.heading_of(text)
            if heading is None:
                close = self.words.like(text)
                hint = Text(f"是否“{close}”？", f"did you mean `{close}`?") if close else Text("写信息项或术语的名称，要比较大小的后面空一格写“不低于”“低于”等，例如 年龄 不低于",
                                                                                         "write the name of a fact or term, and after it how it is compared, such as Age at least")  # fmt: skip
                self.wrong(
                    head,
                    at,
                    Text(
                        f"不认识的表头“{text}”" if text else "这一列没有表头",
                        f"unknown heading `{text}`" if text else "this column has no heading",
                    ),
                    hint,
                )
            elif heading in seen:
                self.wrong(
                    head, at, Text("这个表头有两列", "two columns have this heading"), Text("合成一列，删去另一列", "make them one column")
                )
            else:
                seen.add(heading)
                yield heading, at
        for heading in self.grid.headings:
            if heading not in seen:
                name = self.words.heading(heading)
                self.wrong(
                    head,
                    None,
                    Text(f"缺少“{name}”这一列", f"the column `{name}` is missing"),
                    Text("不要删列；不再要求的，把格子清空", "leave it there; what is asked no more is an empty cell"),
                )

    def check_fields(self) -> None:
        """Say that what stands above the table is not changed there."""
        same_book = self.read.fields.get("version", (0, ""))[1] == self.fields["version"]
        for name in _ALIKE if same_book else _ALWAYS_ALIKE:
            at, said = self.read.fields.get(name, (0, self.fields[name]))
            if said != self.fields[name]:
                label = FIELDS[name]
                self.wrong(at, None, Text(f"“{label.zh}”在表里改了不起作用", f"`{label.of('en')}` is not changed in the sheet"),
                           Text(f"改回“{self.fields[name]}”；要改它，请改 {self.table.file}", f"put back `{self.fields[name]}`; to change it edit {self.table.file}"))  # fmt: skip

    def row(self, at: int, line: tuple[str, ...]) -> _Row | None:
        """A row, None where nothing is to be read of it."""
        cells = {heading: line[column] for heading, column in self.columns.items() if column < len(line) and line[column]}
        text = line[0].removesuffix(".0")
        who = next(
            (
                line[column]
                for column, head in enumerate(self.read.header)
                if head in (FOR_WHOM.zh, FOR_WHOM.of("en")) and column < len(line)
            ),
            "",
        )
        if not text and not cells:
            return None
        if text and not (text.isdecimal() and 0 < int(text) <= len(self.grid.lines)):
            self.wrong(at, 0, Text(f"没有第 {text} 行" if text.isdecimal() else f"“{text}”不是行号", f"there is no row {text}"),
                       Text(f"导出时有第 1 到 {len(self.grid.lines)} 行；新加的行，这一格空着", f"rows 1 to {len(self.grid.lines)} were exported; of a new row this cell is empty"))  # fmt: skip
            return None
        return _Row(at, int(text) if text else None, cells, who)

    def check_rows(self, rows: Sequence[_Row]) -> None:
        """What is to be said of rows beside each other."""
        first: dict[int, int] = {}
        same_book = self.read.fields.get("version", (0, ""))[1] == self.fields["version"]
        speaker = self.book.on(self.table.day).voice.speaker(self.table.benefit.ruleset, self.language)
        for row in rows:
            number = row.number
            if number is not None and first.setdefault(number, row.at) != row.at:
                self.wrong(row.at, 0, Text(f"行号 {number} 在第 {first[number]} 行已经有了", f"row {number} stands in row {first[number]} of the sheet already"),
                           Text("新加的一行，把这一格清空", "of a new row clear this cell"))  # fmt: skip
            elif number is not None and same_book and row.who != said_for(self.table.levels.rows[number - 1], speaker, self.language):
                self.wrong(row.at, 1, Text("这一列由程序写出，改了不起作用", "this column is written by Huilao and not read"),
                           Text("改后面的条件列；这一格照原样放着", "change the conditions in the columns after it, and leave this cell as it was"))  # fmt: skip
            if row is not rows[-1] and all(heading.column for heading in row.cells):
                self.wrong(row.at, None, Text("这一行没有条件；只有最后一行可以没有，那是给其余的人的", "this row has no condition: only the last may have none, it is for all the rest"),
                           Text("写上条件，或移到最后", "write a condition, or move it to the end"))  # fmt: skip
        if not rows and not self.mistakes:
            self.wrong(
                self.read.header_row,
                None,
                Text("表里一行也没有", "the table has no row"),
                Text("至少留一行；不要分档的，请改 YAML 文件", "leave one at least; where there are to be no levels edit the file"),
            )

    # -- nodes -----------------------------------------------------------------------------------------------------------

    @cached_property
    def places(self) -> list[dict[Heading, Place]]:
        """Where the cells of each row stand now."""
        return [{one.heading: one for one in places(row, self.words) if isinstance(one, Place)} for row in self.table.nodes.rows.items]

    def spelled(self, code: str, zh: str) -> Scalar:
        """A word as the file spells them."""
        return Scalar(zh if self.table.nodes.chinese else code, True, _HERE)

    def node(self, row: _Row) -> MappingNode:
        """A row as it is to be written: what the sheet leaves alone as it is written now."""
        index = None if row.number is None else row.number - 1
        old: Mapping[Heading, Place] = {} if index is None else self.places[index]
        said: Mapping[Heading, str] = {} if index is None else self.grid.lines[index].cells
        found: dict[Heading, Node] = {}
        for heading in dict.fromkeys((*old, *self.columns)):
            text = row.cells.get(heading, "")
            if heading in old and text == said.get(heading, ""):
                found[heading] = old[heading].node
            elif text:
                try:
                    found[heading] = self.words.node(heading, text, old[heading].node if heading in old else None)
                except UnreadableError as error:
                    self.wrong(row.at, self.columns[heading], error.message, error.hint)
            elif heading.column:
                found[heading] = Scalar("", True, _HERE)
        when = self.when(row, index, found)
        keys = {} if index is None else {one.heading: one.key for one in self.places[index].values()}
        cells = [
            (keys.get(heading) or self.spelled(heading.name, self.words.columns[heading.name].label.zh), node)
            for heading, node in found.items()
            if heading.column
        ]
        return MappingNode((*when, *cells), _HERE)

    def when(self, row: _Row, index: int | None, found: Mapping[Heading, Node]) -> list[Entry]:
        """The condition of a row, with its keyword; nothing where there is none."""
        before = self.table.nodes.rows.items[index] if index is not None else None
        key, old = (
            next(((key, value) for key, value in before.entries if key.text in WHEN), (None, None))
            if isinstance(before, MappingNode)
            else (None, None)
        )
        keys = (
            {self.words.names[one.text]: one for one, _ in old.entries if one.text in self.words.names}
            if isinstance(old, MappingNode)
            else {}
        )
        entries: list[Entry] = []
        asked = [heading for heading in found if not heading.column]
        for name in dict.fromkeys(one.name for one in asked):
            mine = [one for one in asked if one.name == name]
            alone = Heading(name) in mine
            if alone and len(mine) > 1:
                self.wrong(row.at, self.columns.get(Heading(name)), Text(f"“{self.words.labels[name].zh}”既写了是什么，又写了比较", f"`{self.words.labels[name].of('en')}` is said to be something and compared too"),
                           Text("留一种，清空另一种", "keep one and clear the other"))  # fmt: skip
            value = found[Heading(name)] if alone else MappingNode(tuple((self.compared(one, index), found[one]) for one in mine), _HERE)
            entries.append((keys.get(name) or self.spelled(name, self.words.labels[name].zh), value))
        return [(key or self.spelled("when", ENTRIES["when"]), MappingNode(tuple(entries), _HERE))] if entries else []

    def compared(self, heading: Heading, index: int | None) -> Scalar:
        """The word of a comparison, as it stands where it does."""
        old = self.places[index].get(heading) if index is not None else None
        return old.key if old is not None else self.spelled(heading.comparison or "", COMPARISONS[heading.comparison or ""])

    def cite(self) -> Node:
        """The citation as it is to be."""
        said = self.read.fields.get("cite", (0, self.fields["cite"]))[1]
        if said == self.fields["cite"]:
            return self.table.nodes.cite
        clauses = [Scalar(one.strip(), True, _HERE) for one in said.replace(";", "；").split("；") if one.strip()]
        many = len(clauses) > 1 or isinstance(self.table.nodes.cite, SequenceNode)
        return SequenceNode(tuple(clauses), _HERE) if many or not clauses else clauses[0]

    # -- what it comes to --------------------------------------------------------------------------------------------------

    def checked(self, content: bytes, rows: Sequence[_Row]) -> tuple[Mistake, ...]:
        """The warnings about what changed, after the whole rule book was read with it; the mistakes are noted."""
        assert self.book.files is not None
        rules, problems = rules_of(replace(self.book.files, contents={**self.book.files.contents, self.table.file: content}))
        source = source_of(self.table.file, content)
        nodes = nodes_of(source, self.table.benefit.id, self.table.day)
        found = [(one, self.located(one, nodes and nodes.rows.items, nodes and nodes.cite, rows)) for one in problems]
        for one, place in found:
            if rules is None and one.severity is Severity.ERROR:
                elsewhere = Mistake(
                    self.read.header_row, None, "", Text(f"{one.span}：{one.message.zh}", f"{one.span}: {one.message.of('en')}"), one.hint
                )
                self.mistakes.append(place or elsewhere)
        return tuple(place for one, place in found if one.severity is Severity.WARNING and place is not None)

    def located(self, problem: Problem, items: Sequence[Node] | None, cite: Node | None, rows: Sequence[_Row]) -> Mistake | None:
        """A mistake of the file at the cell of the sheet that it comes from; None where it comes from none."""
        span = problem.span
        if span.file != self.table.file:
            return None
        if cite is not None and covers(cite.span, span.line, span.column):
            at = self.read.fields["cite"][0]
            return Mistake(at, None, "", Text(f"出处：{problem.message.zh}", f"citation: {problem.message.of('en')}"), problem.hint)
        for row, node in zip(rows, items or (), strict=False):
            if not covers(node.span, span.line, span.column):
                continue
            within = [one for one in places(node, self.words) if isinstance(one, Place)]
            around = [one for one in within if covers(one.node.span, span.line, span.column)] or [
                one for one in within if covers(one.key.span, span.line, span.column)
            ]
            column = self.columns.get(around[-1].heading) if around else None
            heading = self.read.header[column] if column is not None else ""
            return Mistake(row.at, column, heading, problem.message, problem.hint)
        return None

    def changes(self, rows: Sequence[_Row]) -> Iterator[Text]:
        """What is another than it was, row by row."""
        stays = [row.number for row in rows if row.number is not None]
        for number, line in enumerate(self.grid.lines, 1):
            if number not in stays:
                yield Text(f"删　第 {number} 行：{self.cells(line.cells)}", f"less  row {number}: {self.cells(line.cells)}")
        for row in rows:
            if row.number is None:
                yield Text(f"加　表里第 {row.at} 行：{self.cells(row.cells)}", f"new   sheet row {row.at}: {self.cells(row.cells)}")
                continue
            was = self.grid.lines[row.number - 1].cells
            turned = [
                (self.words.heading(one), was.get(one, ""), row.cells.get(one, ""))
                for one in self.columns
                if was.get(one, "") != row.cells.get(one, "")
            ]
            if turned:
                yield Text(f"改　第 {row.number} 行：" + "；".join(f"{head} {old or '（空）'} → {new or '（空）'}" for head, old, new in turned),
                           f"other row {row.number}: " + "; ".join(f"{head} {old or '(empty)'} → {new or '(empty)'}" for head, old, new in turned))  # fmt: skip
        if stays != sorted(stays):
            yield Text(
                f"移　现在的次序是原第 {'、'.join(map(str, stays))} 行",
                f"moved their order is now rows {', '.join(map(str, stays))} as they were",
            )
        cite = "；".join(cited(self.cite()))
        if cite != "；".join(cited(self.table.nodes.cite)):
            yield Text(
                f"出处　{'；'.join(cited(self.table.nodes.cite))} → {cite}", f"cited {'; '.join(cited(self.table.nodes.cite))} → {cite}"
            )

    def cells(self, cells: Mapping[Heading, str]) -> str:
        """The cells of a row on a line."""
        return {"zh": "；", "en": "; "}[self.language].join(f"{self.words.heading(heading)} {text}" for heading, text in cells.items())
