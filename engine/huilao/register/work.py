"""The work of screening a register: part by part, each kept when it is done, so that what was interrupted can go on.

A part is one folder of `.work`, made under another name and renamed when it is whole; `manifest.json` says what the parts
were made from, and work that was begun from something else is not gone on with.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import polars as pl

from ..content import engine_version
from ..errors import HuilaoError
from ..language.facts import FactType, Text
from ..language.known import Path as FactPath
from ..language.outcome import Action
from ..language.policy import RECEIVING, AppliesTo, Benefit, Rules
from ..language.quantity import BIRTH
from ..language.truth import Truth
from ..language.wording import worded
from ..rulebook import Rulebook
from ..screen.actions import ACTIONS
from ..screen.choices import STANDS
from ..screen.columns import FROM, UNTIL, column_of
from ..screen.near import Near
from ..screen.quota import queue_columns
from ..screen.runners import Runner
from ..screen.screening import Screening, action_column, concern_of, stands_column
from .mapping import ColumnMap
from .people import FIRST, KEY_COLUMN, Checked, PeopleReader
from .rejects import masked_column, rejects_frame
from .rows import ROW, SHEET, Apart, Register, rows_of
from .turning import AHEAD, ahead

ELIGIBLE, UNDETERMINED, NOT_ELIGIBLE, NOT_IN_FORCE = range(1, 5)
"""How outcomes are kept; null where a benefit does not concern the person, or is not asked for."""
PLACE, SEX, BORN = "@place", "@sex", "@born"
"""What is kept of a person besides the outcomes; of a birth that is known in part also its ends."""
RECEIVED = "@received/"
"""What the columns begin with that say who is known to draw a scheme, or a benefit by its own name, already."""
ASKS = {ROW: pl.Int64, "benefit": pl.UInt16, "fact": pl.UInt16}
"""What one answer would settle that is not drawn already: about whom, for which benefit (its place in `Task.asked`), and what alone is
to be asked (its place in `Task.questions`)."""
_FACTS = {
    PLACE: ("residence", pl.Int64), SEX: ("sex", pl.String), **{BORN + end: (BIRTH + end, pl.Date) for end in ("", FROM, UNTIL)},
}  # fmt: skip

_CHANGED = {
    "register": Text("登记表", "the register"), "mapping": Text("映射", "the mapping"), "rules": Text("规则库", "the rule book"),
    "as_of": Text("核定日", "the day of evaluation"), "newly_since": Text("起始日", "the day since which"), "benefits": Text("待遇", "the benefits"),
    "program": Text("程序版本", "the version of the program"),
    "key": Text("主键或带出的列", "the key or the columns that are carried"), "until": Text("往后看的月数", "the months ahead"), "size": Text("每部分行数", "the rows of a part"),
}  # fmt: skip


class ChangedWorkError(HuilaoError):
    """Work was begun on something else than what is now asked for."""

    def __init__(self, changed: list[str]) -> None:
        self.message = Text(
            f"上次没有做完的工作与这次不同（{'、'.join(_CHANGED[one].zh for one in changed)}已变）；加 --restart 从头再做",
            f"the unfinished work was begun with another {', '.join(_CHANGED[one].of('en') for one in changed)}; begin anew with --restart",
        )
        super().__init__(f"{self.message.zh} / {self.message.of('en')}")


class DamagedWorkError(ChangedWorkError):
    """What unfinished work was begun on can be read no more."""

    def __init__(self) -> None:
        super().__init__([])
        self.message = Text("上次没有做完的工作已损坏，接不上；加 --restart 丢弃它，从头再做",
                            "the unfinished work is damaged and cannot be gone on with; drop it and begin anew with --restart")  # fmt: skip


@dataclass(frozen=True)
class Task:
    """What is asked: what to do about whom in a register, on a day; or who can claim what, and could not on an earlier one."""

    book: Rulebook
    register: Register
    mapping: ColumnMap
    as_of: date
    newly_since: date | None = None
    benefits: tuple[str, ...] | None = None
    key: str | None = None
    hash_key: bytes | None = None
    size: int = 100_000
    keep_facts: bool = False
    """Whether the checked facts are kept as well, for who works on with them."""
    carry: tuple[str, ...] = ()
    """Columns of the register that go into the lists, and nowhere else."""
    until: date | None = None
    """A later day: who can claim something on it that they cannot yet, and whom it pays another amount."""

    @cached_property
    def rules(self) -> Rules:
        """The rule book as it is worded on the day."""
        return worded(self.book.rules, self.as_of)

    @cached_property
    def asked(self) -> tuple[Benefit, ...]:
        """The benefits that are asked for, in the order of the rule book."""
        every = (one for ruleset in self.rules.rulesets.values() for one in ruleset.benefits)
        return tuple(one for one in every if self.benefits is None or one.full_name in self.benefits)

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """What can be asked: the columns of facts (of a set without its codes)."""
        facts = self.rules.facts
        whose = ("", *(fact.name for fact in facts.values() if fact.type in (FactType.PERSON, FactType.PEOPLE)))
        return tuple(column_of(FactPath(who, name)) for who in whose for name in facts)

    @property
    def _months(self) -> int:
        """How many months are looked ahead."""
        return 0 if self.until is None else (self.until.year - self.as_of.year) * 12 + self.until.month - self.as_of.month

    def manifest(self) -> dict[str, str]:
        """What the outcomes depend on."""
        secret = "" if self.hash_key is None else hashlib.sha256(b"huilao" + self.hash_key).hexdigest()
        mapping = hashlib.sha256(_spelled_out(self.mapping).encode()).hexdigest()
        return {
            "program": engine_version(), "register": self.register.fingerprint, "mapping": mapping, "rules": self.book.version, "as_of": str(self.as_of),
            "newly_since": str(self.newly_since), "benefits": " ".join(sorted(self.benefits)) if self.benefits is not None else "",
            "key": f"{self.key} {secret} {self.keep_facts} {self.carry}", "until": str(self._months), "size": str(self.size),
        }  # fmt: skip


def _read(path: Path) -> dict[str, Any]:
    """What was noted in a file; nothing where that was damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}


def _spelled_out(mapping: ColumnMap) -> str:
    """A mapping as text that is the same in every process."""

    def plain(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(key): plain(one) for key, one in cast("Mapping[Any, Any]", value).items()}
        return sorted(map(str, cast("frozenset[Any]", value))) if isinstance(value, frozenset) else str(value)

    return json.dumps({name: plain(value) for name, value in vars(mapping).items()}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is done."""

    folder: Path
    given: int
    """Rows; of people in several rows, who are the last part, their number."""
    read: int
    mended: int
    read_over: int
    repeated_keys: int
    missing: Mapping[str, int]
    """For how many people and benefits each fact is to be asked (`Screening.missing`)."""
    digest: str
    ageless: int = 0
    """People of whose birth nothing is known."""
    sheets: bool = False
    """Whether rows are those of several sheets (`SHEET_STEP`)."""
    instead: Path | None = None
    """The folder of the people who stand in several rows, all of these taken together: what it says of them counts."""
    together: bool = False
    """Whether it is itself that of these people, whom the parts of their first rows have."""

    @property
    def outcomes(self) -> pl.DataFrame:
        """One row for each person that was read: `ROW`, `KEY_COLUMN`, `PLACE`, `SEX`, `BORN`, a column for each benefit, those of
        what to do (`Screening.actions`; of all that are asked for), of what they draw already (`received`), of what is paid
        (`Screening.amounts`), of what stands (`Screening.stands`) and of places in line (`Screening.queues`). Since an earlier day, outcome and action are there of what could not be claimed then and now can.
        """
        return self._of("outcomes")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `outcomes`."""
        folders = (self.folder, self.instead) if self.instead else (self.folder,)
        return tuple(dict.fromkeys(name for folder in folders for name in pl.read_ipc_schema(_frame(folder, "outcomes"))))

    def some_outcomes(self, names: Sequence[str]) -> pl.DataFrame:
        """Some columns of `outcomes`."""
        return self._of("outcomes", [ROW, *(name for name in names if name != ROW)]).select(names)

    @property
    def asks(self) -> pl.DataFrame:
        """What one answer would settle (`ASKS`), a line for each person and benefit."""
        return self._of("asks")

    @property
    def ahead(self) -> pl.DataFrame:
        """What changes until the later day (`turning.AHEAD`), a line for each person and benefit; none where none is asked for."""
        return self._of("ahead")

    @property
    def carried(self) -> pl.DataFrame:
        """`ROW` and the columns that are carried, of everybody who was read."""
        return self._of("carried")

    @property
    def rejects(self) -> pl.DataFrame:
        """The cells that could not be read."""
        return pl.read_ipc(_frame(self.folder, "rejects"))

    @property
    def again(self) -> pl.DataFrame:
        """The rows of people who stand in an earlier row too (`Checked.again`)."""
        return pl.read_ipc(_frame(self.folder, "again"))

    @property
    def facts(self) -> pl.LazyFrame:
        """The checked facts of everyone who was read, where they are kept."""
        return self._of("people").lazy() if self.instead or self.together else pl.scan_ipc(_frame(self.folder, "people"))

    def _of(self, name: str, columns: list[str] | None = None) -> pl.DataFrame:
        own = _some_of(self.folder, name, columns)
        if self.together:
            return own.clear()
        if self.instead is None:
            return own
        others = _some_of(self.instead, name, columns)
        moved = pl.read_ipc(_frame(self.instead, "firsts"))[ROW]
        here = _some_of(self.folder, "outcomes", [ROW])[ROW]
        left, taken = own.filter(~pl.col(ROW).is_in(moved.implode())), others.filter(pl.col(ROW).is_in(here.implode()))
        return pl.concat([left, taken], how="diagonal").sort(ROW, maintain_order=True)


def _frame(folder: Path, name: str) -> Path:
    """The file of a frame of a part: Arrow's, which takes a tenth of the time of Parquet with hundreds of columns."""
    return folder / f"{name}.arrow"


def _some_of(folder: Path, name: str, columns: list[str] | None) -> pl.DataFrame:
    """A frame of a part, or some of its columns, as far as it has them."""
    path = _frame(folder, name)
    kept = None if columns is None else pl.read_ipc_schema(path).keys()
    return pl.read_ipc(path, columns=None if columns is None or kept is None else [one for one in columns if one in kept])


class Work:
    """The parts of a task in a folder."""

    def __init__(self, task: Task, folder: Path, runner: Runner) -> None:
        self.task = task
        self.folder = folder
        self.runner = runner
        rules = task.book.rules
        self.now = Screening(rules, task.as_of, task.benefits)
        self.before = None if task.newly_since is None else Screening(rules, task.newly_since, task.benefits)
        self.later = None if task.until is None else Screening(rules, task.until, task.benefits)
        self._near = {one.as_of: Near(one, [ROW]) for one in (self.now, self.before, self.later) if one is not None}
        self.apart: Mapping[Apart, Sequence[int]] = {}
        """Rows that are no people, once all parts were read."""
        self.other_names: tuple[tuple[int, int], ...] = ()
        """Rows with another name than the first row of the same person, once these were taken together."""
        self.reader = PeopleReader(rules, task.mapping, task.as_of, task.key, task.hash_key, task.register)

    def begin(self, *, restart: bool = False) -> int:
        """Make the folder, or find the parts that are done there: how many.

        Raises ChangedWorkError where they were made from something else, or that cannot be told any more.
        """
        manifest = self.folder / "manifest.json"
        if restart:
            shutil.rmtree(self.folder, ignore_errors=True)
        wanted = self.task.manifest()
        if manifest.exists():
            begun = _read(manifest)
            if not begun:
                raise DamagedWorkError
            changed = [name for name, value in wanted.items() if begun.get(name) != value]
            if changed:
                raise ChangedWorkError(changed)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            _replace(manifest, json.dumps(wanted, ensure_ascii=False, indent=1))
        return len(list(self.folder.glob("part-*[0-9]")))

    def run(self, done: Callable[[int], None]) -> Iterator[Part]:
        """Every part in order: those that are kept, and the others worked out. `done` is told the rows of each.

        Raises ChangedWorkError where a kept part was made of other rows.
        """
        for number, raw in enumerate(self.task.register.parts(self.task.size), 1):
            folder = self.folder / f"part-{number:06}"
            part = self._kept(raw, folder) or self._made(raw, folder, self.reader.read(raw))
            done(part.given)
            yield part
        self.apart = self.task.register.apart

    def together(self, parts: Sequence[Part]) -> list[Part]:
        """The parts with the people who stand in several rows, wherever these are, taken together in their first row; and one more
        with what is wrong with these.

        The register is read once more where there are such people.
        """
        again = pl.concat([part.again for part in parts]) if parts else pl.DataFrame()
        if not again.height:
            return list(parts)
        rows = rows_of(self.task.register, self.task.size, [*again[ROW], *again[FIRST]])
        checked = self.reader.read_together(rows, again)
        self.other_names = checked.other_names
        last = self._made(rows, self.folder / "together", checked)
        again.select(pl.col(FIRST).alias(ROW)).unique(maintain_order=True).write_ipc(_frame(last.folder, "firsts"))
        return [*(replace(part, instead=last.folder) for part in parts), replace(last, together=True)]

    def _kept(self, raw: pl.DataFrame, folder: Path) -> Part | None:
        """A part that is done; its people are known from now on. Who they are is nowhere written: it is read again."""
        if not folder.is_dir():
            return None
        try:
            part = Part(folder, **_read(folder / "counts.json"))
            rows, _ = part.outcomes[ROW], part.rejects
        except (TypeError, OSError, pl.exceptions.PolarsError):
            return None  # it was damaged, and is made anew
        if part.digest != _digest(raw):
            raise ChangedWorkError(["register"])
        self.reader.know(raw, rows)
        return part

    def _made(self, raw: pl.DataFrame, folder: Path, checked: Checked) -> Part:
        """A part of the register worked out and kept."""
        making = folder.with_suffix(".tmp")
        shutil.rmtree(making, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        making.mkdir()
        facts = self.now.with_sums(checked.people)
        for other in (self.before, self.later):
            facts = facts if other is None else other.with_sums(facts)
        if self.task.keep_facts:
            facts.write_ipc(_frame(making, "people"), compression="uncompressed")
        found = self._everything(self.now, facts, making)
        outcomes = self._outcomes(checked.people, facts, found, making)
        asked, missing = (pl.DataFrame(schema=ASKS), {}) if self.before is not None else asks(found, outcomes, self.task)
        frames = {
            "outcomes": outcomes, "rejects": rejects_frame(checked.rejected), "again": checked.again,
            "asks": asked,
            "carried": raw.select(ROW, *(masked_column(name) for name in self.task.carry)).filter(pl.col(ROW).is_in(checked.people[ROW].implode())),
            "ahead": self._ahead(checked.people, facts, found, making),
        }  # fmt: skip
        for name, frame in frames.items():
            frame.write_ipc(_frame(making, name), compression="uncompressed")
        counts: dict[str, Any] = {
            "given": checked.given, "read": checked.people.height, "mended": checked.mended, "read_over": checked.read_over, "repeated_keys": checked.repeated_keys, "ageless": checked.ageless,
            "missing": missing, "digest": _digest(raw), "sheets": SHEET in raw.columns,
        }  # fmt: skip
        (making / "counts.json").write_text(json.dumps(counts), encoding="utf-8")
        making.rename(folder)
        return Part(folder, **counts)

    def _everything(self, screening: Screening, facts: pl.DataFrame, scratch: Path) -> pl.DataFrame:
        """All that is said of everyone in a part on the day of a screening, in the order of the rows."""
        found = self._near[screening.as_of].everything(self.runner, facts, scratch)
        return found if found[ROW].is_sorted() else found.sort(ROW)

    def _outcomes(self, people: pl.DataFrame, facts: pl.DataFrame, found: pl.DataFrame, scratch: Path) -> pl.DataFrame:
        """What comes out for everyone in a part."""
        asked = self.task.asked
        known = people.select(
            ROW, KEY_COLUMN, *(
                pl.col(fact).cast(kind).alias(name) if fact in people.columns else pl.lit(None, kind).alias(name)
                for name, (fact, kind) in _FACTS.items()
            ),
            *(_drawn(code) for code in dict.fromkeys(code for one in asked for code in _codes(one)) if _met(code, people)),
        )  # fmt: skip
        sides = ("^.*/(at_least|at_most)$",)
        if self.now.paying:
            amounts = found.select(sides)
            # a total is of all that somebody has, not of what is new
            known = known.hstack(amounts if self.before is None else amounts.select(pl.exclude("^total/.*$")))
        there = frozenset(found.columns)
        known = known.hstack(found.select(pl.col(name).cast(pl.UInt8) for name in map(_stands, self.now.benefits) if name in there))
        known = known.hstack(found.select(name for one in self.now.limited for name in queue_columns(one)))
        if self.before is not None:
            before = self._everything(self.before, facts, scratch)
            return known.hstack([column for one in asked for column in _new(one, found, before)])
        in_force = {one.full_name for one in self.now.benefits}
        said = [kept(one, one.full_name in in_force) for kept in (_outcome, _action) for one in asked]
        return known.hstack(found.select(said))

    def _ahead(self, people: pl.DataFrame, facts: pl.DataFrame, found: pl.DataFrame, scratch: Path) -> pl.DataFrame:
        """What changes until the later day."""
        if self.later is None:
            return pl.DataFrame(schema=AHEAD)
        return ahead(people, self.later.benefits, found, self._everything(self.later, facts, scratch))


def _stands(benefit: Benefit) -> str:
    return stands_column(benefit.full_name)


def asks(found: pl.DataFrame, outcomes: pl.DataFrame, task: Task) -> tuple[pl.DataFrame, dict[str, int]]:
    """Whom one answer would settle (`ASKS`), from `Screening.everything` and the outcomes of a part; and how often each fact keeps
    something open.
    """
    numbers = {one.full_name: number for number, one in enumerate(task.asked)}
    columns: dict[str, list[str]] = {}
    for name in found.columns:
        benefit, bar, _ = name.partition("|")
        if bar:
            columns.setdefault(benefit, []).append(name)
    if not columns:
        return pl.DataFrame(schema=ASKS), {}
    names = [name for of in columns.values() for name in of]
    kept = frozenset(outcomes.columns)
    had = {one: received(task.asked[numbers[one]], kept) | put_out(task.asked[numbers[one]], kept) for one in columns}
    open_ = outcomes.with_columns(**had).select(ROW, *had).hstack(found.select(names))
    alone = open_.select((~pl.col(one) & (pl.sum_horizontal(pl.col(of).cast(pl.UInt8)) == 1)).alias(one) for one, of in columns.items())
    lines = (
        open_.drop(columns).hstack(alone)
        .select(pl.col(ROW).filter(pl.col(benefit) & pl.col(name)).implode().alias(name) for benefit, of in columns.items() for name in of)
        .unpivot(value_name=ROW)
        .select(ROW, pl.Series("benefit", [numbers[benefit] for benefit, of in columns.items() for _ in of], pl.UInt16),
                pl.Series("fact", [task.questions.index(name.partition("|")[2]) for name in names], pl.UInt16))
        .explode(ROW).drop_nulls(ROW)
    )  # fmt: skip
    missing: Counter[str] = Counter()
    for name, count in found.select(pl.col(names).sum()).row(0, named=True).items():
        missing[name.partition("|")[2]] += count
    return lines, {name: count for name, count in missing.items() if count}


def received(benefit: Benefit, columns: Collection[str]) -> pl.Expr:
    """Whether a person is known to draw a benefit already (`outcome.receives`), of these columns of a part."""
    drawn = [pl.col(RECEIVED + code).fill_null(value=False) for code in _codes(benefit) if RECEIVED + code in columns]
    return pl.any_horizontal(drawn) if drawn else pl.lit(value=False)


def put_out(benefit: Benefit, columns: Collection[str]) -> pl.Expr:
    """Whether another benefit is paid to a person in the stead of one, of these columns of a part."""
    name = stands_column(benefit.full_name)
    return pl.col(name).eq_missing(STANDS.index(Truth.NO)) if name in columns else pl.lit(value=False)


def _codes(benefit: Benefit) -> tuple[str, ...]:
    """By which `receiving` says that a person draws a benefit."""
    return (benefit.full_name,) if benefit.scheme is None else (benefit.scheme, benefit.full_name)


def _met(code: str, people: pl.DataFrame) -> bool:
    """Whether anybody is known to draw what has a code."""
    column = f"{RECEIVING}/{code}"
    return column in people.columns and bool(people[column].any())


def _drawn(code: str) -> pl.Expr:
    """Whether people are known to draw what has a code, of their checked facts."""
    return pl.col(f"{RECEIVING}/{code}").fill_null(value=False).alias(RECEIVED + code)


def _new(benefit: Benefit, now: pl.DataFrame, before: pl.DataFrame) -> Iterator[pl.Series]:
    """How outcome and action are kept of a benefit that can be claimed now and could not before."""
    name = action_column(benefit.full_name)
    claimed, was = (
        frame[name].eq_missing(ACTIONS.index(Action.CLAIM)) if name in frame.columns else pl.repeat(value=False, n=frame.height, eager=True)
        for frame in (now, before)
    )
    new = claimed & ~was
    for column, code in ((benefit.full_name, ELIGIBLE), (name, ACTIONS.index(Action.CLAIM))):
        yield pl.select(pl.when(new).then(pl.lit(code, pl.UInt8)).alias(column)).to_series()


def _outcome(benefit: Benefit, in_force: bool) -> pl.Expr:
    """How the outcome of a benefit is kept."""
    truth = pl.col(benefit.full_name)
    known = (
        pl.when(truth).then(ELIGIBLE).when(truth.is_null()).then(UNDETERMINED).otherwise(NOT_ELIGIBLE) if in_force else pl.lit(NOT_IN_FORCE)
    )
    return pl.when(_concerned(benefit)).then(known).cast(pl.UInt8).alias(benefit.full_name)


def _action(benefit: Benefit, in_force: bool) -> pl.Expr:
    """How what to do about a benefit is kept."""
    name = action_column(benefit.full_name)
    ended = pl.when(_concerned(benefit)).then(ACTIONS.index(Action.NOT_IN_FORCE))
    return (pl.col(name) if in_force else ended).cast(pl.UInt8).alias(name)


def _concerned(benefit: Benefit) -> pl.Expr:
    """Whether the document of a benefit can concern a person."""
    return pl.lit(value=True) if benefit.applies_to is AppliesTo.ANYONE else pl.col(concern_of(benefit.ruleset))


def _digest(raw: pl.DataFrame) -> str:
    """What is another where the rows of a part are others."""
    return hashlib.sha256(raw.hash_rows().to_numpy().tobytes()).hexdigest()


def _replace(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
