"""A register that was given to a service as a file: looked at, mapped, screened. What goes wrong names the file as its owner called it."""

from __future__ import annotations

import errno
import zipfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from ..errors import HuilaoError, Problem
from ..language.ages import anniversary
from ..language.facts import AGE, Text
from ..language.known import Path as FactPath
from ..language.outcome import Action
from ..rulebook import Rulebook
from ..screen.runners import runner
from .cells import CellReader, tidy
from .choices import WordOfColumn, WordsOfColumn
from .elsewhere import Remaining, Without, rows_elsewhere, write_elsewhere
from .faults import fault, held
from .files import Form
from .lacking import lacking
from .mapping import WORDED, ColumnMap, layout_in, read_mapping
from .mending import Mended
from .people import PeopleReader
from .portrait import PortraitInWords, portrait_html, portrait_in_words
from .recognise import Recognition, of_people
from .results import Wanted, write_facts
from .rows import ROW, Register, RegisterError
from .screened import Outputs, Screened, clear, written
from .sources import open_register
from .suggest import doubts, first_rows, near_value, recognised, samples, suggested_map, suggestion_of, words_of
from .work import ChangedWorkError, Part, Task, Work

KINDS = (".csv", ".txt", ".xlsx", ".xls", ".et", ".ods", ".parquet")
"""How files are called that are taken. A database is none of them: it is opened by other means, and may be anything."""
SQLITE = b"SQLite format 3\x00"
UNPACKED = 2_000_000_000
"""Bytes at most that the parts of a workbook come to when they are unpacked."""
CHUNK = 1_000_000
PART = 20_000
"""Rows of a part: what an interruption costs at most."""


class MappingError(HuilaoError):
    """A mapping has mistakes; it carries all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(one.render() for one in problems))
        self.problems = problems


class ElsewhereError(HuilaoError):
    """Of a register nobody is left: all surely live in none of the places that whoever screens it is bound to."""

    def __init__(self) -> None:
        self.message = Text("登记表里的人都不住在您负责的地区，没有筛查；请核对登记表和常住地一列，或请不限地区的同事筛查",
                            "nobody in the register lives in a place of yours, and nobody was screened: look at the register and its column of "
                            "residence, or ask a colleague who is bound to no place")  # fmt: skip
        super().__init__(f"{self.message.zh} / {self.message.of('en')}")


class DiskError(HuilaoError):
    """A disk or folder of the service's does not do what it should."""

    def __init__(self, *, full: bool) -> None:
        self.full = full
        self.message = (
            Text("服务的磁盘满了；请管理员腾出空间，然后重新开始", "the disk of the service is full: an administrator has to make room; then start it again")
            if full
            else Text("服务读写磁盘出错；请管理员查看工作文件夹和磁盘，然后重新开始", "the disk of the service failed: an administrator has to look at it and the work folder; then start it again")
        )  # fmt: skip
        super().__init__(f"{self.message.zh} / {self.message.of('en')}")


@dataclass(frozen=True, slots=True)
class TakenColumn:
    """What a column of a register is taken for."""

    column: str
    meant: str | None
    """As it is written in a mapping; None where the column is not used."""
    sure: bool
    why: Text
    filled: int
    """Cells with something in them, of the rows that were looked at."""
    different: int
    """Different values in them."""
    samples: str
    """What may be shown of it, in Chinese: words of codes that come more than once, forms of dates, else counts alone."""


@dataclass(frozen=True, slots=True)
class RegisterLook:
    """What a register seems to be."""

    columns: tuple[TakenColumn, ...]
    mapping: str
    """A first mapping file, to be checked by a person."""
    notes: tuple[Text, ...]
    """What is to be known of how it was read, and what it lacks."""
    rows: int
    """The rows of people that it has, or about so many."""
    words: tuple[WordsOfColumn, ...]
    """What stands in the columns that are, or may be, of codes."""


@dataclass(frozen=True, slots=True)
class MappedColumns:
    """What the columns of a register are by a mapping."""

    used: tuple[str, ...]
    unused: tuple[str, ...]
    identity: str | None
    notes: tuple[Text, ...]
    """What the register lacks by this mapping."""


@dataclass(frozen=True, slots=True)
class ScreeningOrder:
    """How a register is to be screened: the options of `huilao screen` (docs/screening.md)."""

    as_of: date
    language: str = "zh"
    """In which the files are written: `zh` or `en`."""
    carry: tuple[str, ...] = ()
    """Columns that go into the lists, and nowhere else."""
    key: str | None = None
    """The column that names a person in the results; that of the mapping by default, else the number of the row."""
    months: int | None = None
    """Months to look ahead: who comes of age, or is paid something else."""
    newly_since: date | None = None
    """Only what can be claimed on the day and could not on this earlier one."""
    benefits: tuple[str, ...] | None = None
    """Their full names; all by default."""
    actions: tuple[Action, ...] = ()
    """What the long or wide results have; `claim` and `ask` by default."""
    universal: bool = False
    """Whether the lists have what every elder has, too."""
    suppress: int = 5
    """Cells of fewer people are not shown in the report; 0 shows all."""
    long: bool = False
    """Also a row for each person and benefit."""
    wide: bool = False
    """A row for each person instead, with columns for each benefit; also where `long` is not asked for."""
    form: str = "csv"
    """The kind of the files: `csv`, `parquet` or `xlsx`."""
    places: tuple[str, ...] = ()
    """Divisions: who surely lives in none of these is left out, and told; none: wherever they live."""


@dataclass(frozen=True, slots=True)
class GivenRegister:
    """A register in a file. Everything raises RegisterError where it cannot be read, DiskError where a disk is to blame."""

    path: Path
    name: str
    """What its owner calls the file."""
    book: Rulebook

    def look(self, as_of: date, layout: Path | None = None) -> RegisterLook:
        """What its columns seem to be; `layout` is a mapping file that says in which sheet and which rows the header is, else it is looked for."""
        with self._named():
            source = self._opened(layout)
            rows = first_rows(source)
            recognition = recognised(rows, self.book.rules, as_of)
            columns = recognition.columns()
            taken = tuple(
                TakenColumn(one.column, None if one.meant is None else recognition.word(one.meant), one.sure, one.why, one.filled, one.different,
                            "" if one.meant is None else samples(recognition, one).removeprefix("；"))
                for one in columns
            )  # fmt: skip
            notes = (*source.notes, *lacking(suggested_map(columns), source.columns), *doubts(recognition, columns, rows, source))
            words = tuple(
                self._words(recognition, one.column, one.meant) for one in columns if isinstance(one.meant, FactPath) and self._coded(one.meant)
            )  # fmt: skip
            return RegisterLook(
                taken, suggestion_of(source, rows, recognition), notes, source.rows - sum(map(len, source.apart.values())), words
            )

    def mapped(self, mapping: Path) -> MappedColumns:
        """What its columns are by a mapping file. Raises MappingError."""
        with self._named():
            source = self._opened(mapping)
            columns = self._columns(source, mapping)
            unused = {*columns.ignored}
            return MappedColumns(
                tuple(one for one in source.columns if one not in unused), columns.ignored, columns.identity, lacking(columns)
            )

    def words(self, mapping: Path, as_of: date) -> tuple[WordsOfColumn, ...]:
        """What stands in the columns that a mapping file takes for codes, or for yes and no, and what it is read as. Raises MappingError."""
        with self._named():
            source = self._opened(mapping)
            columns = self._columns(source, mapping)
            recognition = recognised(first_rows(source), self.book.rules, as_of)
            return tuple(
                self._words(recognition, name, columns.facts[name])
                for name in source.columns if name in columns.facts and self._coded(columns.facts[name])
            )  # fmt: skip

    def _coded(self, target: FactPath) -> bool:
        return target.fact != AGE.name and self.book.rules.facts[target.fact].type in WORDED

    def _words(self, recognition: Recognition, name: str, target: FactPath) -> WordsOfColumn:
        fact, reader = self.book.rules.facts[target.fact], recognition.reader(target)
        assert isinstance(reader, CellReader)
        found = words_of(reader, recognition.counts[name])
        known = [(*text.rsplit(" → ", 1), cells) for text, cells in found.known.most_common()]
        strange = [(tidy(text), cells) for text, cells in found.strange.most_common()]
        return WordsOfColumn(
            name, recognition.word(target), tuple(WordOfColumn(word, cells, meant) for word, meant, cells in known),
            tuple(WordOfColumn(word, cells, near_value(fact, word, reader).strip('"')) for word, cells in strange),
            (len(found.hidden), found.hidden.total()),
            tuple(one.label for one in fact.codes if one.listed) or (Text("是", "yes"), Text("否", "no")),
        )  # fmt: skip

    def page(self, mapping: Path | None, as_of: date, language: str) -> str:
        """A page on the register itself: HTML, and nothing of a person in it. Raises MappingError."""
        return portrait_html(self.portrait(mapping, as_of, language), language)

    def portrait(self, mapping: Path | None, as_of: date, language: str) -> PortraitInWords:
        """The same in words, for a page of somebody else's. Raises MappingError."""
        with self._named():
            source = self._opened(mapping)
            return portrait_in_words(
                source, None if mapping is None else self._columns(source, mapping), self.book, as_of, self.name, language
            )

    def mended_by(self, workbook: Path, name: str, mapping: Path) -> int:
        """The rows that a workbook mends which came back under a name. Raises RegisterError where it is none of this register."""
        with self._named(), _named(workbook, name):
            _bounded(workbook)
            return Mended(self._opened(mapping), [workbook]).mended.height

    def screen(
        self, mapping: Path, mended: Sequence[Path], order: ScreeningOrder, out: Path, told: Callable[[int, int], None], facts: Path | None = None
    ) -> Screened:  # fmt: skip
        """Screen it into a folder, or go on with that; `told` hears how many of how many rows are done, and what it raises ends the work,
        which is gone on with when it is called again. The checked facts are kept in the file `facts`, where one is named.

        Raises MappingError, ElsewhereError; BusyFolderError where another process is at it.
        """
        with self._named():
            source = self._opened(mapping)
            columns = self._columns(source, mapping)
            out_of_reach = self._elsewhere(Mended(source, mended) if mended else source, columns, order, told)
            source = Without(source, out_of_reach) if out_of_reach.len() else source
            if mended:  # outermost but for who is not screened: what was mended goes into the next workbook
                source = Mended(source, mended, lambda one: PeopleReader(self.book.rules, columns, order.as_of, order.key, register=one))
            source = Remaining(source, columns)
            key = order.key or columns.key
            task = Task(
                self.book, source, columns, order.as_of, order.newly_since, order.benefits, key, size=PART, carry=order.carry,
                until=anniversary(order.as_of, order.months) if order.months else None, keep_facts=facts is not None,
            )  # fmt: skip
            work = Work(task, out / ".work", runner("polars"))
            wanted = Wanted(order.as_of, Form(order.form), order.wide, actions=order.actions, language=order.language, keyed=key is not None,
                            newly=order.newly_since is not None)  # fmt: skip
            asked = Outputs(
                self.name, order.long or order.wide or bool(order.actions), order.universal, report=True, suppress=order.suppress
            )
            with held(out):
                parts = _parts(work, told)
                screened = written(work, parts, out, wanted, asked)
                if facts is not None:
                    write_facts(parts, facts)
                write_elsewhere(out_of_reach, out, order.language)
                clear(work)
            return replace(screened, elsewhere=out_of_reach.len())

    def _elsewhere(self, source: Register, columns: ColumnMap, order: ScreeningOrder, told: Callable[[int, int], None]) -> pl.Series:
        """The rows that are left out. Raises ElsewhereError where those are all."""
        if not order.places:
            return pl.Series(ROW, [], dtype=pl.Int64)
        reader = PeopleReader(self.book.rules, columns, order.as_of)
        found = rows_elsewhere(source, reader, order.places, PART, lambda: told(0, source.rows))
        if found.len() and next(Without(source, found).parts(PART), None) is None:
            raise ElsewhereError
        return found

    def _opened(self, mapping: Path | None) -> Register:
        """The register, where it is of a kind that is taken."""
        suffix = self.path.suffix.lower()
        with self.path.open("rb") as file:
            start = file.read(len(SQLITE))
        if suffix not in KINDS or start == SQLITE:
            raise RegisterError(f"不收“{suffix}”这类文件；可用 {'、'.join(KINDS)}。别的文件请用原来的软件打开，另存为 .xlsx 或 .csv",
                                f"files of the kind `{suffix}` are not taken; one of {', '.join(KINDS)}. Save others as .xlsx or .csv")  # fmt: skip
        _bounded(self.path)
        sheet, header = layout_in(mapping) if mapping is not None else (None, None)
        return open_register(str(self.path), sheet=sheet, header=header, fits=of_people(self.book.rules, mapping))

    def _columns(self, source: Register, mapping: Path) -> ColumnMap:
        found, problems = read_mapping(mapping, source.columns, self.book.rules)
        if found is None:
            raise MappingError(problems)
        if not found.says_something:
            raise RegisterError("映射里没有一列是规则用的信息项：请核对草稿，去掉该用的行行首的 #",
                                "by the mapping no column is a fact: check the first mapping, and take the # off the lines that hold")  # fmt: skip
        return found

    @contextmanager
    def _named(self) -> Generator[None]:
        with _named(self.path, self.name):
            yield


@contextmanager
def _named(path: Path, name: str) -> Generator[None]:
    """Name a file as its owner calls it in what goes wrong. Raises DiskError for what a disk does not do."""
    try:
        yield
    except RegisterError as error:
        raise RegisterError(*_called(error.message, path, name)) from None
    except Exception as error:
        if fault(error) is None:
            raise
        full = "No space left" in str(error) or (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT))
        raise DiskError(full=full) from None


def _called(text: Text, path: Path, name: str) -> tuple[str, str]:
    zh, en = (one.replace(str(path), name).replace(path.name, name) for one in (text.zh, text.of("en")))
    return zh, en


def _bounded(path: Path) -> None:
    """Raises RegisterError for a workbook that is not whole, or comes to far more than a workbook does (what is said of that in the file
    need not be true, hence it is unpacked).
    """
    if not zipfile.is_zipfile(path):
        return
    unpacked = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for one in archive.infolist():
                with archive.open(one) as member:
                    while chunk := member.read(CHUNK):
                        unpacked += len(chunk)
                        if unpacked > UNPACKED:
                            raise RegisterError(f"{path} 解开后太大，不像登记表；请只留登记表那一张工作表，或另存为 .csv",
                                                f"{path} is too large when unpacked for a register: keep its sheet alone, or save it as .csv")  # fmt: skip
    except (
        zipfile.BadZipFile,
        OSError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ) as error:  # encrypted, of a strange method, cut off
        raise RegisterError(f"打不开 {path}：文件不完整、已损坏或已加密；请重新复制或另存后再试", f"cannot open {path}: it is not whole, damaged or encrypted; copy it or save it again") from error  # fmt: skip


def _parts(work: Work, told: Callable[[int, int], None]) -> list[Part]:
    """All parts of a screening, gone on with where it was interrupted."""
    try:
        work.begin()
    except ChangedWorkError:
        work.begin(restart=True)
    rows = work.task.register.rows
    done = 0

    def further(count: int) -> None:
        nonlocal done
        done += count
        told(min(done, rows), rows)

    told(0, rows)
    parts = work.together(list(work.run(further)))
    told(rows, rows)
    return parts
