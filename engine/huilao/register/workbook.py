"""Workbooks as registers: Excel, WPS, OpenDocument, and pages that are called so. A sheet is read at once, and one of them held."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from ..language.facts import Text
from .gone import gone_word
from .headers import LOOKED_AT, Header, find_header, without_apart
from .rows import SHEET, SHEET_STEP, Aside, RegisterError, empty_is_null, fingerprint_of, in_parts, rows_in_words, with_rows
from .sheet_marks import YEAR, Marks, marks_of
from .web_table import rows_of_table

ALL = "*"
"""What is said instead of the name of a sheet to have all of them."""
_JUDGED = 200
"""Rows of a sheet by which it is told whether it is a register."""
_MOST_NAMED = 12
"""Columns that are named in a note."""
_LONG_AGO = date(1899, 12, 30)
"""Day 0 of Excel."""
_OF_OTHERS = re.compile("停发|停保|作废|减少|退出|存档|历史|往年|模板|样表|示例")
"""What says in the name of a sheet that it may be of nobody who is to be screened now."""
_LONG_NUMBER = r"^[1-9][0-9]{15,}(?:\.0+)?$"
"""More digits than a spreadsheet keeps of a number."""


class Book(Protocol):
    """A file with sheets. Everything raises RegisterError where it cannot be read."""

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets in their order."""
        ...

    def cells(self, name: str) -> tuple[pl.DataFrame, bool]:
        """The cells of a sheet as text, the first row being the first of the sheet; and whether it is hidden."""
        ...

    def marks(self, name: str, cells: pl.DataFrame) -> Marks:
        """What a sheet with these cells shows besides."""
        ...


class ExcelBook:
    """What `fastexcel` opens; `content` where the name of the file says another kind than it is."""

    def __init__(self, path: Path, *, marks: Callable[[Path, str], Marks] | None, as_content: bool) -> None:
        """`marks` tell what a sheet shows, where files of the kind can be asked for it."""
        self.path = path
        self.marks_of = marks
        self.as_content = as_content

    @cached_property
    def _book(self) -> Any:
        import fastexcel  # not needed for other registers

        try:
            return fastexcel.read_excel(self.path.read_bytes() if self.as_content else self.path)
        except fastexcel.FastExcelError:
            raise RegisterError(
                f"打不开 {self.path}：文件已损坏、加了密码，或不是表格。请用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx 后再试",
                f"cannot open {self.path}: it is damaged, has a password or is no workbook. Open it in Excel or WPS, take the password "
                "off, and save it as .xlsx",
            ) from None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._book.sheet_names)

    def cells(self, name: str) -> tuple[pl.DataFrame, bool]:
        import fastexcel

        try:
            sheet = self._book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            frame: pl.DataFrame = sheet.to_polars()
        except fastexcel.FastExcelError:
            raise RegisterError(f"{self.path} 的工作表“{name}”读不出来；请另存为 .xlsx 后再试",
                                f"the sheet `{name}` of {self.path} cannot be read; save the file as .xlsx and try again") from None  # fmt: skip
        return frame, sheet.visible != "visible"

    def marks(self, name: str, cells: pl.DataFrame) -> Marks:
        found = Marks(unseen=True) if self.marks_of is None else self.marks_of(self.path, name)
        if self.marks_of is not marks_of:
            found.large = self._large(name, cells)
        return found

    def _large(self, name: str, cells: pl.DataFrame) -> dict[tuple[int, int], float]:
        """Numbers of more than 15 digits, in columns that seem to have some: read as truths, a number is one and a text is none."""
        long = [at for at, column in enumerate(cells) if column.str.contains(_LONG_NUMBER).any()]
        if not long:
            return {}
        truths = self._book.load_sheet(name, header_row=None, skip_rows=0, use_columns=long, dtypes="boolean").to_polars()
        found: dict[tuple[int, int], float] = {}
        for at, is_number in zip(long, truths, strict=True):
            texts = cells.to_series(at)
            rows = (is_number.is_not_null() & texts.str.contains(_LONG_NUMBER)).fill_null(value=False).arg_true()
            found |= {(row, at): float(texts[row]) for row in rows}
        return found


class WebBook:
    """A page with a table."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.path = path
        self.encoding = encoding

    @property
    def names(self) -> tuple[str, ...]:
        return (self.path.stem,)

    def cells(self, name: str) -> tuple[pl.DataFrame, bool]:  # noqa: ARG002  # it has but one
        rows = rows_of_table(self.path, self.encoding)
        names = [str(at) for at in range(len(rows[0]) if rows else 0)]
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"), False

    def marks(self, name: str, cells: pl.DataFrame) -> Marks:  # noqa: ARG002
        return Marks()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a register."""

    name: str
    header: Header
    begin: pl.DataFrame
    """The first rows below the header, in the columns of the register."""
    height: int
    """Rows below the header."""
    marks: Marks
    hidden: bool


class Workbook:
    """One sheet of a book, by default the first that is a register (`fits`), or all that have the same columns as that (`ALL`).

    `header` are the first and last row of the header, where somebody said them.
    """

    def __init__(
        self, path: Path, book: Book, sheet: str | None, header: tuple[int, int] | None, fits: Callable[[pl.DataFrame], bool] | None = None
    ) -> None:  # fmt: skip
        """`fits` tells by the first rows of a sheet whether it is a register; without it the first sheet with something in it is."""
        self.path = path
        self.book = book
        self.asked = sheet
        self.given_header = header
        self.fits = fits
        self.apart = Aside(list)
        self._held: tuple[str, pl.DataFrame] | None = None
        """The sheet that was read last, and all its rows below the header."""

    @cached_property
    def _read(self) -> tuple[list[Sheet], list[Text]]:
        """The sheets of the register, and what is to be said of the others."""
        names = self.book.names
        if self.asked not in (None, ALL, *names):
            listed = "、".join(names)
            raise RegisterError(f"没有工作表“{self.asked}”，有：{listed}", f"there is no sheet `{self.asked}`, but {listed}")
        found, notes = self._all() if self.asked == ALL else self._one()
        if not found:
            raise RegisterError(f"{self.path} 的工作表是空的", f"the sheet of {self.path} is empty")
        return found, [*notes, *_differing(found), *(note for one in found for note in _said(one, several=len(found) > 1))]

    def _one(self) -> tuple[list[Sheet], list[Text]]:
        """The sheet that was asked for, or the first that is a register; where none is, the first with something in it."""
        found: list[Sheet] = []
        there: list[str] = []
        fitting, wrong = False, None
        living_first = sorted(self.book.names, key=lambda name: gone_word(name) is not None)
        for name in living_first if self.asked is None else [self.asked]:
            cells, hidden = self.book.cells(name)
            there += [name] if cells.height else []
            if not cells.height or fitting or (hidden and self.asked is None):
                continue
            try:
                sheet = self._sheet(name, cells, hidden=hidden)
            except RegisterError as error:  # a sheet of instructions has no header
                wrong = wrong or error
                continue
            fitting = self._fits(sheet)
            found = [sheet] if fitting or not found else found
        if wrong is not None and not found:
            raise wrong
        left = "、".join(name for name in there if name != found[0].name) if found else ""
        if not left:
            return found, []
        return found, [Text(f"只读了工作表“{found[0].name}”，没有读：{left}。全部读用 --sheet '*'，读另一张用 --sheet 名称",
                            f"only the sheet `{found[0].name}` was read, not {left}; read all by --sheet '*', another by --sheet NAME")]  # fmt: skip

    def _all(self) -> tuple[list[Sheet], list[Text]]:
        """All sheets that have the columns of the first that is a register."""
        sheets: list[Sheet] = []
        notes: list[Text] = []
        for name in self.book.names:
            cells, hidden = self.book.cells(name)
            try:
                sheets += [self._sheet(name, cells, hidden=hidden)] if cells.height else []
            except RegisterError:
                notes.append(Text(f"工作表“{name}”没有表头，没有读", f"the sheet `{name}` has no header and was not read"))
        if not sheets:
            return [], notes
        first = next(filter(self._fits, sheets), sheets[0])
        found: list[Sheet] = []
        for one in sheets:
            if one is first or self._alike(first, one):
                found.append(one)
            else:
                notes.append(Text(f"工作表“{one.name}”的列与“{first.name}”不同，没有读；要读时用 --sheet 单独筛查",
                                  f"the sheet `{one.name}` has other columns than `{first.name}` and was not read; screen it by itself with --sheet"))  # fmt: skip
        return found, notes

    def _fits(self, sheet: Sheet) -> bool:
        """Whether a sheet is a register; what is the only one is taken for it."""
        return self.fits is None or len(self.book.names) == 1 or self.fits(empty_is_null(sheet.begin))

    def _alike(self, first: Sheet, other: Sheet) -> bool:
        """Whether sheets have most of their columns in common; where one has but few, it has to be a register by itself too."""
        some, others = set(first.header.names), set(other.header.names)
        common = 2 * len(some & others)
        return common >= max(len(some), len(others)) or (common >= min(len(some), len(others)) and self._fits(other))

    def _sheet(self, name: str, cells: pl.DataFrame, *, hidden: bool) -> Sheet:
        header = find_header(cells.head(LOOKED_AT).rows(), self.given_header)
        marks = self.book.marks(name, cells)
        below = _below(cells, marks, header)
        self._held = name, below
        begin = pl.DataFrame(below.head(_JUDGED).rows(), schema=below.schema, orient="row")  # a slice would hold on to all of the sheet
        return Sheet(name, header, begin, below.height, marks, hidden)

    def _cells(self, sheet: Sheet) -> pl.DataFrame:
        """All rows of a sheet below the header."""
        if self._held is None or self._held[0] != sheet.name:
            self._held = None  # let go before the next is read
            self._held = sheet.name, _below(self.book.cells(sheet.name)[0], sheet.marks, sheet.header)
        return self._held[1]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for sheet in self._read[0] for name in sheet.header.names))

    @property
    def sheet(self) -> str | None:
        """What is to be said to read the same again; None where nothing need be, as it is the first sheet."""
        found = self.asked or self._read[0][0].name
        return found if self.asked or found != self.book.names[0] else None

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets that are read, in their order."""
        return tuple(one.name for one in self._read[0])

    @property
    def header(self) -> tuple[int, int]:
        """The first and last row of the header (of the first sheet), from 1."""
        found = self._read[0][0].header
        return found.first + 1, found.last + 1

    @property
    def titles(self) -> Mapping[str, Sequence[str]]:
        sheets = self._read[0]
        return {one.name if len(sheets) > 1 else "": one.header.titles for one in sheets}

    @property
    def notes(self) -> tuple[Text, ...]:
        return tuple(self._read[1])

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.path, self.sheet or "", str(self.given_header))

    @property
    def rows(self) -> int:
        return sum(one.height for one in self._read[0])

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        self.apart = Aside(list)
        return in_parts(self._frames(self.apart), size)

    def _frames(self, apart: Aside) -> Iterator[pl.DataFrame]:
        several, columns = len(self._read[0]) > 1, self.columns
        for sheet in self._read[0]:
            number = self.book.names.index(sheet.name) + 1  # as one sees it in the workbook
            begin = sheet.header.last + 2 + (SHEET_STEP * number if several else 0)
            numbered = with_rows(self._cells(sheet), range(begin, begin + sheet.height))
            filled = empty_is_null(numbered).filter(pl.any_horizontal(pl.col(sheet.header.names).is_not_null()))
            people = without_apart(filled, sheet.header.names, apart)  # rows that were only formatted are none of the register
            more = [pl.lit(sheet.name).alias(SHEET)] if several else []
            absent = [pl.lit(None, pl.String).alias(name) for name in columns if name not in people.columns]
            yield people.with_columns(*more, *absent).select(*people.columns[:2], *([SHEET] if several else []), *columns)


def _differing(sheets: Sequence[Sheet]) -> Iterator[Text]:
    """Columns that some sheets have and the first has not, or the other way: one by another name is another column."""
    first, *others = sheets
    met: dict[tuple[str, str], list[str]] = {}
    for one in others:
        less, more = (
            _listed([name for name in some.header.names if name not in other.header.names]) for some, other in ((first, one), (one, first))
        )
        if less or more:
            met.setdefault((less, more), []).append(one.name)
    for (less, more), names in met.items():
        zh = "，".join([f"没有列 {less}"] * bool(less) + [f"另有列 {more}"] * bool(more))
        en = ", ".join([f"lacks the columns {less}"] * bool(less) + [f"has the columns {more} besides"] * bool(more))
        yield Text(f"工作表“{'”“'.join(names)}”与“{first.name}”的列名不一样：{zh}。同一列写了两种名字的，只有一种读得到：请在登记表里改成和“{first.name}”一样",
                   f"the sheet {', '.join(f'`{name}`' for name in names)} differs from `{first.name}`: it {en}. Of a column that goes by two names but one is read: "
                   f"rename it there as in `{first.name}`")  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    """Names of columns, of many the first."""
    return "、".join([*names[:_MOST_NAMED], *["…"] * (len(names) > _MOST_NAMED)])


def _below(cells: pl.DataFrame, marks: Marks, header: Header) -> pl.DataFrame:
    """The rows below a header, in its columns."""
    return _shown(cells, marks, header.last).slice(header.last + 1).rename(dict(zip(cells.columns, header.names, strict=True)))


def _shown(cells: pl.DataFrame, marks: Marks, header: int) -> pl.DataFrame:
    """Cells as a reader of the sheet sees them: dates to the month, merged values in each of their rows, large numbers as what they are."""
    changed: dict[int, dict[int, str | None]] = {}
    for (row, column), shown in marks.dates.items():
        if row > header and row < cells.height and column < cells.width:
            changed.setdefault(column, {})[row] = _to_the_month(cells.item(row, column), shown)
    for (row, column), value in marks.large.items():
        if row > header and row < cells.height and column < cells.width:
            changed.setdefault(column, {})[row] = f"{value:.14E}"
    for top, left, bottom, _ in marks.merged:
        if header < top < bottom and bottom < cells.height and left < cells.width:
            text = changed.get(left, {}).get(top, cells.item(top, left))
            changed.setdefault(left, {}).update(dict.fromkeys(range(top, bottom + 1), text))
    columns: list[pl.Series] = []
    for at, column in enumerate(cells.get_columns()):
        if at in changed:
            texts = column.to_list()
            for row, text in changed[at].items():
                texts[row] = text
            columns.append(pl.Series(column.name, texts, dtype=pl.String))
        else:
            columns.append(column)
    return pl.DataFrame(columns)


def _to_the_month(text: str | None, shown: str) -> str | None:
    """A date as a cell shows it."""
    found = re.match(r"([0-9]{4})-([0-9]{2})-[0-9]{2}", text or "")
    if found is not None:
        year, month = int(found[1]), int(found[2])
    elif re.fullmatch(r"[0-9]{4,5}(\.[0-9]+)?", text or ""):
        day = _LONG_AGO + timedelta(int(float(text or "")))
        year, month = day.year, day.month
    else:
        return text
    return f"{year}年" if shown == YEAR else f"{year}年{month}月"


def _said(sheet: Sheet, *, several: bool) -> Iterator[Text]:
    """What of a sheet is to be said that is not in its values."""
    marks = sheet.marks
    yield from sheet.header.told(sheet.name if several else None)
    of, of_en = (f"工作表“{sheet.name}”", f"sheet `{sheet.name}`: ") if several else ("", "")
    if sheet.hidden:
        yield Text(f"工作表“{sheet.name}”是隐藏的，也读了", f"the sheet `{sheet.name}` is hidden and was read too")
    if several and gone_word(sheet.name) is not None:
        yield Text(f"工作表“{sheet.name}”按名称是已死亡、迁出的人，也读了，照常筛查：不该筛查的，删去这张表或用 --sheet 一张一张地筛查",
                   f"the sheet `{sheet.name}` is by its name of people who are dead or have left; it was read too, and they are screened: delete it where they should "
                   "not be, or screen sheet by sheet with --sheet")  # fmt: skip
    elif several and (said := _OF_OTHERS.search(sheet.name)) is not None:
        yield Text(f"工作表“{sheet.name}”的名称里有“{said[0]}”，可能不是现在要筛查的人，也读了：不该筛查的，删去这张表或用 --sheet 一张一张地筛查",
                   f"the name of the sheet `{sheet.name}` has `{said[0]}`: its people may not be those to be screened now; it was read too: delete it where they should not be, "
                   "or screen sheet by sheet with --sheet")  # fmt: skip
    if marks.unseen:
        yield Text(f"{of}这种文件看不到合并单元格、显示格式、错误值和隐藏行：合并的只有第一行有内容，只显示到年月的按存的日子算；有这些的，另存为 .xlsx 再筛查",
                   f"{of_en}of a file of this kind merged cells, formats, errors and hidden rows are not seen: a merged value stands in its first row alone, and "
                   "what is shown to the month counts as the day that is stored; where it has such, save it as .xlsx and screen that")  # fmt: skip
    if marks.large:
        yield Text(f"{of}有 {len(marks.large)} 格 15 位以上的数字存成了数值，末几位已经丢失，不能当证件号用：请从原处重新导出，把这一列设为文本",
                   f"{of_en}{len(marks.large)} cells hold numbers of more than 15 digits as numbers, whose last digits are lost: they are no ID "
                   "numbers any more; export them again, that column as text")  # fmt: skip
    if marks.errors:
        yield Text(
            f"{of}有 {marks.errors} 格是错误值（如 #N/A），按空白处理",
            f"{of_en}{marks.errors} cells hold errors such as #N/A and are taken as empty",
        )
    if marks.unworked:
        yield Text(f"{of}有 {marks.unworked} 格公式没有算出结果，按空白处理：用 Excel 或 WPS 打开并保存一次即可",
                   f"{of_en}{marks.unworked} cells have formulas without a value and are taken as empty: open the file in Excel or WPS and save it")  # fmt: skip
    if marks.hidden:
        yield Text(f"{of}有 {marks.hidden} 行是隐藏的，也读了", f"{of_en}{marks.hidden} hidden rows were read too")
    if marks.struck:
        which = rows_in_words(sorted(marks.struck))
        yield Text(f"{of}{which.zh}有格子加了删除线，照常读了：划掉的人，把行删去再筛查",
                   f"{of_en}{which.of('en')}: cells are struck through, and were read all the same: delete the rows of whoever was struck out")  # fmt: skip
    if marks.comments:
        yield Text(f"{of}有 {marks.comments} 条批注，没有读", f"{of_en}{marks.comments} comments were not read")
