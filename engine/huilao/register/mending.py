"""Rows to mend: a workbook with the register's own columns, in which what is wrong is marked and said; given back, its rows take
the place of those of the register that they mend.

The rows that were mended stand in the workbook too, on a sheet of their own: whoever gives the last one back gives all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from ..language.facts import Text
from .columns import AT_ONCE
from .files import SHEET_ROWS, replacing, workbook_at
from .people import PeopleReader
from .rows import RAGGED, ROW, SHEET, SHEET_STEP, Over, Register, RegisterError, rows_in_words, rows_of, standing_over
from .whole import pieces

NAMES = {"zh": "待更正.xlsx", "en": "to_mend.xlsx"}
"""What the workbook is called."""
TO_MEND, MENDED, UNUSED = Text("待更正", "to mend"), Text("已更正", "mended"), Text("没有用上", "not used")
"""Its sheets; the last has what was given back for rows that the register no longer has, so that nobody's work is lost."""
NUMBER, IN_SHEET, WHAT = Text("行号", "row number"), Text("工作表", "sheet"), Text("更正什么", "what to mend")
"""Its first columns; the sheet of the row, `2 甲镇`, where there are several."""
MARK = Text("原行标记", "mark of the row")
"""Its hidden column: by it a row is known again after others were added to the register or deleted, whatever cells were mended."""
ORIGIN = "@origin"
"""The same in a frame: the fingerprint of the register's own row."""
COMMENTS = 20_000
"""Cells that are commented; what is wrong stands in a column for every row."""
MOST = SHEET_ROWS - 2
"""Rows of a sheet."""


class Instead(Over):
    """A register some rows of which are read as they stand elsewhere: `mended`, `ROW` and the register's columns."""

    def __init__(self, register: Register, mended: pl.DataFrame) -> None:
        super().__init__(register)
        self.mended = mended
        self.used: set[int] = set()
        """The rows that were read so, of the parts that were read so far."""

    @property
    def fingerprint(self) -> str:
        rows = hashlib.sha256(self.mended.write_csv().encode()).hexdigest()
        return f"{self.register.fingerprint} {rows}"

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        for part in self.register.parts(size):
            mended = part[ROW].is_in(self.mended[ROW].implode())
            if not mended.any():
                yield part
                continue
            self.used.update(part.filter(mended)[ROW])
            instead = part.filter(mended).select(pl.exclude(self.columns)).join(self.mended, on=ROW, how="left", maintain_order="left")
            whole = instead.with_columns(pl.lit(None, part.schema[RAGGED]).alias(RAGGED)).select(part.columns)
            yield pl.concat([part.filter(~mended), whole]).sort(ROW, maintain_order=True)


class Mended(Instead):
    """A register of which some rows are read from workbooks that were given back. Of one row that counts in which it was mended: several
    people may each mend a part of one workbook; where several mended it the last does.

    Raises RegisterError where a workbook is none that was made for this register.
    """

    def __init__(self, register: Register, paths: Sequence[Path], reader: Callable[[Register], PeopleReader] | None = None) -> None:
        """`reader` makes what reads the people of a register: by it is told which rows were to mend; without it all are taken for such."""
        self._added = 0
        """Rows that were given back without a number."""
        self._doubled: set[int] = set()
        """Rows that stand twice in one sheet."""
        self._good: set[int] = set()
        """Rows that were given back although nothing was to mend in them."""
        self._strange: set[int] = set()
        """Rows that are none of the register."""
        self._changed: set[int] = set()
        """Rows that stand otherwise in the register than when the workbook was written."""
        self._moved = 0
        """Rows that stand elsewhere in the register than then."""
        self._otherwise: set[int] = set()
        """Rows that were mended in several workbooks, otherwise in each."""
        super().__init__(register, pl.DataFrame(schema={ROW: pl.Int64, ORIGIN: pl.String, **dict.fromkeys(register.columns, pl.String)}))
        self.unused = self.mended
        """Rows that were given back for none that the register still has, by their numbers then."""
        self.mended = self._of_all([self._used(path, reader) for path in paths])

    def _last(self, frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """Of rows with one number the last."""
        return pl.concat([self.mended.clear(), *frames]).unique(ROW, keep="last", maintain_order=True).sort(ROW)

    def _of_all(self, given: Sequence[tuple[pl.DataFrame, pl.DataFrame]]) -> pl.DataFrame:
        """The rows of several workbooks, each with those that were mended before it was written and those that were to mend then. A row that
        a workbook has as the register does undoes nothing; nor does one as it was before somebody mended it again.
        """
        mended = [(self._changed_in(before), self._changed_in(now)) for before, now in given]
        touched = [now.join(before, on=[ROW, *self.columns], how="anti", nulls_equal=True) for before, now in mended]
        again = pl.concat([self.mended, *(before.join(now, on=ROW, how="semi") for (before, _), now in zip(mended, touched, strict=True))])
        still = [before.join(again, on=[ROW, *self.columns], how="anti", nulls_equal=True) for before, _ in mended]
        stated = [frame for of_one in zip(still, touched, strict=True) for frame in of_one]
        values = pl.concat([self.mended, *stated]).unique([ROW, *self.columns])
        self._otherwise = {*values.filter(values[ROW].is_duplicated())[ROW]}
        return self._last([*(frame for frames in given for frame in frames), *(before for before, _ in mended), *stated])

    def _changed_in(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Those of some rows that are other than in the register."""
        return rows.filter(pl.Series(origins(rows, self.columns), dtype=pl.String) != rows[ORIGIN])

    def _used(self, path: Path, reader: Callable[[Register], PeopleReader] | None) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The rows of a workbook that are used: those that were mended before it was written, and those that were to mend then."""
        before, now = self._found_again(*map(self._last, self._sheets(path)))
        if reader is None:
            return before, now
        then = Instead(self.register, before)
        wrong = {one.row for piece in pieces(then, reader(then), AT_ONCE) for one in piece.checked.rejected}
        self._good |= {*now[ROW]} - wrong
        return before, now.filter(pl.col(ROW).is_in(list(wrong)))

    def _found_again(self, *frames: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
        """The rows that the register still has as they were, by their numbers now; the others are noted. The register is read once."""
        given = pl.concat(frames)
        numbers, there, where = {*given[ROW]}, set[int](), dict[str, list[int]]()
        wanted = {*given[ORIGIN].drop_nulls()}
        for part in self.register.parts(AT_ONCE):
            there.update(part[ROW].filter(part[ROW].is_in(list(numbers))))
            for row, origin in zip(part[ROW], origins(part, self.columns), strict=True):
                if origin in wanted:
                    where.setdefault(origin, []).append(row)
        own = {(row, origin) for row, origin in given.select(ROW, ORIGIN).iter_rows() if row in where.get(origin, ())}
        taken = {row for row, _ in own}
        # of rows that are alike, or that somebody copied, it is not known which is meant
        moved = {origin: rows[0] for origin, rows in where.items() if len(rows) == 1 and rows[0] not in taken}
        found: list[pl.DataFrame] = []
        for frame in frames:
            now = [row if (row, origin) in own else moved.get(origin) for row, origin in frame.select(ROW, ORIGIN).iter_rows()]
            rows = frame.with_columns(pl.Series("@now", now, pl.Int64))
            lost = rows.filter(pl.col("@now").is_null()).drop("@now")
            self._strange |= {*lost[ROW]} - there
            self._changed |= {*lost[ROW]} & there
            self._moved += rows.filter(pl.col("@now") != pl.col(ROW)).height
            self.unused = self._last([self.unused, lost])
            found.append(self._last([rows.with_columns(pl.col("@now").alias(ROW)).drop("@now").drop_nulls(ROW)]))
        return tuple(found)

    def _sheets(self, path: Path) -> tuple[list[pl.DataFrame], list[pl.DataFrame]]:
        """What was mended before, and what is mended now: a row that is to be mended again counts as it is now."""
        import fastexcel  # not needed for other registers

        if not path.is_file():
            raise RegisterError(
                f"没有交回的文件 {path}；请检查文件名和文件夹", f"there is no file {path} that was given back; look at its name and folder"
            )
        try:
            workbook: Any = fastexcel.read_excel(path.read_bytes())  # what it is its content says, not its name
            before, now = (
                [
                    workbook.load_sheet(name, dtypes="string").to_polars()
                    for name in (sheet.zh, sheet.of("en"))
                    if name in workbook.sheet_names
                ]
                for sheet in (MENDED, TO_MEND)
            )
        except (fastexcel.FastExcelError, OSError):
            raise RegisterError(
                f"打不开 {path}：要交回的是筛查写出的工作簿 {NAMES['zh']}（.xlsx），这个文件不是，或者已损坏、加了密码",
                f"cannot open {path}: what is given back is the workbook {NAMES['en']} that the screening wrote; this file is none, or damaged or encrypted",
            ) from None
        if not before and not now:
            raise RegisterError(f"{path.name} 里没有“{TO_MEND.zh}”这张工作表；请交回筛查写出的那个文件", f"{path.name} has no sheet `{TO_MEND.of('en')}`: give back the workbook that the screening wrote")  # fmt: skip
        return [self._rows(one, path) for one in before], [self._rows(one, path) for one in now]

    def _rows(self, frame: pl.DataFrame, path: Path) -> pl.DataFrame:
        """The rows of a sheet, with their numbers in the register."""
        number, mark, sheet = (next((one for one in self._heads(head) if one in frame.columns), None) for head in (NUMBER, MARK, IN_SHEET))
        own = [head for head, column in ((NUMBER, number), (MARK, mark)) if column is None]
        lacking = [one for one in self.columns if one not in frame.columns]
        if number is None or mark is None or lacking:
            raise RegisterError(f"{path.name} 缺少列：{'、'.join([head.zh for head in own] or lacking)}；更正时不要删改表头和隐藏的列",
                                f"{path.name} lacks columns: {', '.join([head.of('en') for head in own] or lacking)}; leave the header and the hidden column as they are")  # fmt: skip
        numbers = pl.col(number).cast(pl.Float64, strict=False).cast(pl.Int64)
        of_sheet = pl.lit(0) if sheet is None else pl.col(sheet).str.extract(r"^(\d+)").cast(pl.Int64) * SHEET_STEP
        texts = pl.col(self.columns)
        found = frame.select((numbers + of_sheet).alias(ROW), pl.col(mark).alias(ORIGIN), pl.when(texts != "").then(texts))
        filled = found.filter(~pl.all_horizontal(pl.col(self.columns).is_null()) | pl.col(ROW).is_not_null())
        self._added += filled[ROW].null_count()
        rows = filled.filter(pl.col(ROW).is_not_null())
        self._doubled |= set(rows.filter(rows[ROW].is_duplicated())[ROW])
        return rows

    def used_in_words(self) -> Text:
        """How many rows of what was given back were used, and what became of the others; to be said once all parts were read."""
        rows = {*self.mended[ROW]}
        strange, good = sorted(self._strange | (rows - self.used)), sorted(self._good - rows)
        doubled = sorted(self._doubled & self.used)
        changed = sorted(self._changed)
        every, used = len(rows | {*good}) + len(self._strange | self._changed) + self._added, len(rows & self.used)
        said = [Text(f"交回 {every} 行：用上 {used} 行", f"{every} rows were given back: {used} used")]
        if strange:
            said.append(
                Text(
                    f"{rows_in_words(strange).zh}不在登记表里，没有用",
                    f"{rows_in_words(strange).of('en')}: not in the register and not used",
                )
            )
        if self._moved:
            said.append(
                Text(
                    f"登记表增删过行，{self._moved} 行按内容找到了现在的位置",
                    f"rows were added to the register or deleted: {self._moved} were found where they stand now",
                )
            )
        if changed:
            said.append(
                Text(
                    f"登记表改过了，{rows_in_words(changed).zh}不是原来那一行，没有用，留在“{UNUSED.zh}”这张工作表里",
                    f"the register was changed, {rows_in_words(changed).of('en')}: no longer the same there, not used and kept on the sheet `{UNUSED.of('en')}`",
                )
            )
        if good:
            which = rows_in_words(good)
            said.append(
                Text(
                    f"{which.zh}原来没有要更正的内容，交回的没有采用（要改请直接改登记表）",
                    f"{which.of('en')}: nothing was to mend there, and they were not used; to change them mend the register",
                )
            )
        if doubled:
            said.append(
                Text(
                    f"{rows_in_words(doubled).zh}写了不止一次，用的是最后一次",
                    f"{rows_in_words(doubled).of('en')}: given more than once, of which the last was used",
                )
            )
        if otherwise := sorted(self._otherwise & self.used):
            which = rows_in_words(otherwise)
            said.append(
                Text(
                    f"{which.zh}在几个文件里更正得不一样，用的是后面那个文件的",
                    f"{which.of('en')}: mended otherwise in several files, of which the later was used",
                )
            )
        if self._added:
            said.append(
                Text(
                    f"新加的 {self._added} 行没有读入，请加到登记表里",
                    f"{self._added} new rows without a number were not read: add them to the register",
                )
            )
        return Text("；".join(one.zh for one in said), "; ".join(one.of("en") for one in said))

    def _heads(self, head: Text) -> tuple[str, str]:
        return own_head(head.zh, self.columns), own_head(head.of("en"), self.columns)


def mended_in(register: Register) -> Mended | None:
    """The rows that were given back in a register, whatever stands over them."""
    return standing_over(register, Mended)


def origins(rows: pl.DataFrame, columns: Sequence[str]) -> list[str]:
    """The fingerprints of rows of a register as it has them."""
    texts = rows.select(pl.concat_str(pl.col(columns).fill_null(""), separator="\x1f")).to_series()
    return [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]


def own_head(head: str, columns: Sequence[str]) -> str:
    """The head of a column of the workbook's own, another than those of the register."""
    return own_head(f"{head}*", columns) if head in columns else head


def write_to_mend(register: Register, size: int, rejects: pl.DataFrame, folder: Path, language: str) -> Path | None:
    """Write the rows of a register with cells that could not be read, as they are now, into a workbook; None where there are none,
    nor any that were mended before. The register is read once more.
    """
    for name in NAMES.values():
        (folder / name).unlink(missing_ok=True)
    given_back = mended_in(register)
    nothing = pl.DataFrame(schema={ROW: pl.Int64, ORIGIN: pl.String})
    mended, unused = (nothing, nothing) if given_back is None else (given_back.mended, given_back.unused)
    if not rejects.height and not mended.height and not unused.height:
        return None
    every = rows_of(register, size, [*rejects["row"], *mended[ROW]])
    rows = every.filter(every[ROW].is_in(rejects["row"].implode())).head(MOST)
    before = dict(mended.select(ROW, ORIGIN).iter_rows())
    own = zip(rows[ROW], origins(rows, register.columns), strict=True)
    rows = rows.with_columns(pl.Series(ORIGIN, [before.get(row, origin) for row, origin in own], pl.String))
    if SHEET in every.columns:
        mended = mended.join(every.select(ROW, SHEET), on=ROW, how="left", maintain_order="left")
    path = folder / NAMES[language]
    with replacing(path) as new, workbook_at(new) as workbook:
        _write(workbook, TO_MEND.of(language), rows, register.columns, _by_row(rejects, language), language)
        if mended.height:
            _write(workbook, MENDED.of(language), mended.head(MOST), register.columns, {}, language)
        if unused.height:
            _write(workbook, UNUSED.of(language), unused.head(MOST), register.columns, {}, language)
    return path


def _by_row(rejects: pl.DataFrame, language: str) -> dict[int, list[tuple[str, str]]]:
    """Of each row the columns to mend, with what is wrong and how to mend it."""
    found: dict[int, list[tuple[str, str]]] = {}
    for row, column, reason, mend in rejects.select("row", "column", f"reason_{language}", f"mend_{language}").iter_rows():
        found.setdefault(row, []).append(
            (column, f"{reason}；{mend}" if language == "zh" and mend else f"{reason}; {mend}" if mend else reason)
        )
    return found


def _write(
    workbook: Any, name: str, rows: pl.DataFrame, columns: Sequence[str], wrong: dict[int, list[tuple[str, str]]], language: str
) -> None:
    """A sheet: the number of the row, what to mend, and the cells as they are, all of them text."""
    several = bool((rows[ROW] >= SHEET_STEP).any())
    sheet = workbook.add_worksheet(name)
    text, bold = workbook.add_format({"num_format": "@"}), workbook.add_format({"bold": True})
    marked = workbook.add_format({"num_format": "@", "bg_color": "#FFD966", "border": 2})
    heads = [own_head(head.of(language), columns) for head in ((NUMBER, IN_SHEET, MARK, WHAT) if several else (NUMBER, MARK, WHAT))]
    begin = len(heads)
    at = {column: place for place, column in enumerate(columns, begin)}
    for place, head in enumerate((*heads, *columns)):
        sheet.write_string(0, place, head, bold)
    sheet.set_column(0, begin - 3, 10)
    sheet.set_column(begin - 2, begin - 2, None, None, {"hidden": True})
    sheet.set_column(begin - 1, begin - 1, 50)
    sheet.set_column(begin, begin + len(columns) - 1, 18, text)
    sheet.freeze_panes(1, begin)
    comments = 0
    of_sheet = rows[SHEET] if SHEET in rows.columns else pl.repeat("", rows.height, eager=True)
    for line, (row, in_sheet, origin, cells) in enumerate(
        zip(rows[ROW], of_sheet, rows[ORIGIN], rows.select(columns).iter_rows(), strict=True), 1
    ):
        told = wrong.get(row, [])
        sheet.write_number(line, 0, row % SHEET_STEP)
        if several:
            sheet.write_string(line, 1, f"{row // SHEET_STEP} {in_sheet or ''}".strip())
        sheet.write_string(line, begin - 2, origin or "")
        sheet.write_string(line, begin - 1, _said(told, language))
        for place, cell in enumerate(cells, begin):
            if cell is not None:
                sheet.write_string(line, place, cell, text)
        for column, said in _together(told):
            place = at.get(column, 0)
            if place:
                sheet.write(line, place, cells[place - begin] or "", marked)
            if comments < COMMENTS:
                sheet.write_comment(line, place, said, {"x_scale": 2})
                comments += 1


def _said(told: Iterable[tuple[str, str]], language: str) -> str:
    colon = "：" if language == "zh" else ": "
    return "\n".join(f"{column}{colon}{said}" if column else said for column, said in told)


def _together(told: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What is said of each column, once: a cell has one comment."""
    found: dict[str, list[str]] = {}
    for column, said in told:
        found.setdefault(column, []).append(said)
    yield from ((column, "\n".join(said)) for column, said in found.items())
