"""Synthetic registers of elders, for demos, tests and benchmarks: as a county would hold them, of nobody that there is.

Ages, insurance and what hangs on health follow printed statistics (`census.py`): who is older is more often dependent, and so
more often incapacitated, certified or in an institution.

All other shares are guesses of ours that make a register look like one, and no statistic. The same seed gives the same
people, the first of a larger register being those of a smaller one. Names are 测试 and a number; ID numbers have a right
check digit and begin with 9, as no division does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any as Anything
from typing import assert_never

import numpy as np
import polars as pl

from ..language.condition import OneOf
from ..language.facts import Fact, FactType
from ..language.implied import Implications
from ..language.known import Holding
from ..language.policy import Rules
from .census import AGES, BAND, EMPLOYEES, RESIDENTS, Health, health_shares, share_of_bands
from .files import Form, write_table
from .identity import check_digit

CHUNK = 50_000
"""People that are made at once."""

ByHealth = float | tuple[float, float, float, float]
"""A share, or that of each `Health`."""
YOUNGER = 0.06
"""Share of those under 60: carers, adult children, and early entries."""

UNKNOWN = 0.15
"""Share of a fact that a register does not have."""
UNKNOWN_OF: Mapping[str, float] = {
    "birth_date": 0.005, "sex": 0.005, "residence": 0.02, "household_registration": 0.03, "ability_level": 0.55, "ability_assessed": 0.2,
    "self_care_level": 0.5, "disability_grade": 0.02, "disability_types": 0.03,
}  # fmt: skip
UNKNOWN_INSTRUMENT = 0.9
"""Share of facts that another document decides which a register does not have."""
YES = 0.15
YES_OF: Mapping[str, ByHealth] = {
    "has_valid_id": 0.98, "chronic_disease": (0.35, 0.65, 0.9, 0.95), "has_dementia": (0.003, 0.02, 0.08, 0.3),
    "hospitalized": (0.005, 0.015, 0.05, 0.08), "terminal_stage": (0.0, 0.0005, 0.004, 0.03), "mobility_impaired": (0.01, 0.05, 0.4, 0.9),
    "needs_long_term_care": (0.0, 0.01, 0.1, 0.8), "needs_concentrated_care": (0.0, 0.01, 0.05, 0.3),
    "ability_assessed": (0.1, 0.15, 0.3, 0.6), "smart_tech_difficulty": 0.6, "retired": 0.3, "epidemic_emergency_active": 0.0, "is_litigant": 0.01,
}  # fmt: skip
SHARES: Mapping[str, Mapping[str, ByHealth]] = {
    "area_type": {"rural": 0.65},
    "residence_setting": {"home": (0.985, 0.98, 0.94, 0.8), "care_institution": (0.01, 0.015, 0.055, 0.195)},
    "living_status": {"with_family": 0.6, "empty_nest": 0.25, "alone": 0.14, "left_behind": 0.08, "lonely_no_kin": 0.01},
    "hardship_category": {"none": 0.82, "dibao": 0.1, "tekun_scattered": 0.02, "poverty_alleviated": 0.15},
    "destitution_situation": {"none": 0.995},
    "military_entitled_status": {"none": 0.95},
    "ability_level": {
        "intact": (1.0, 0.95, 0.2, 0.0),
        "mild": (0.0, 0.05, 0.6, 0.05),
        "moderate": (0.0, 0.0, 0.2, 0.25),
        "severe": (0.0, 0.0, 0.0, 0.4),
    },
    "self_care_level": {"able": (1.0, 1.0, 0.9, 0.0), "partly_unable": (0.0, 0.0, 0.1, 0.6)},
    "disability_cert_status": {"none": (0.96, 0.94, 0.87, 0.68), "certified": (0.035, 0.055, 0.12, 0.3)},
    "medical_insurance": {"employee": EMPLOYEES / (EMPLOYEES + RESIDENTS), "resident": RESIDENTS / (EMPLOYEES + RESIDENTS)},
    "pension_scheme": {"urban_rural_resident": 0.85, "enterprise_employee": 0.08, "government_institution": 0.04},
    "pension_status": {"receiving": 0.92},
    "family_planning_special": {"none": 0.99},
}
"""What shares the codes of a fact have; a rest is shared evenly by the codes that are not named."""
CODE = 0.08
"""Share of each code of a set that is not named."""

NUMBER, NAME, IDENTITY = ("编号", "number"), ("姓名", "name"), ("身份证号", "id_number")
"""The columns that are no facts, in Chinese and English."""

CONTRADICTING = ("other_birth_date", "no_certificate")
"""What is wrong in a dirty register so that a row contradicts itself and is rejected."""
TO_MEND = ("bad_date", "future_birth", "unknown_code", "wrong_check_digit")
"""What is wrong with a cell that cannot be read: it is told, and its row read without it."""
MENDABLE = ("full_width", "spaces", "other_date_form", "empty_cell")
"""What is unclean in it and yet can be read; an empty cell is what is not known."""
DIRT = ("bad_date", "future_birth", "other_birth_date", "unknown_code", "wrong_check_digit", "no_certificate", "duplicate", *MENDABLE)


@dataclass(frozen=True, slots=True)
class Synthesis:
    """What register to make."""

    people: int
    places: tuple[str, ...]
    """Division codes; people live in each of them in turn."""
    seed: int = 0
    dirty: float = 0.0
    """Share of rows that something is wrong with."""
    chinese: bool = True
    """Whether columns and values are named in Chinese, as registers are, or by their codes."""
    as_of: date = date(2025, 3, 1)
    """The day on which ages are as the figures have them."""


def facts_held(rules: Rules) -> tuple[Fact, ...]:
    """The facts that a register of a rule book has columns for."""
    return tuple(fact for fact in rules.facts.values() if fact.type not in (FactType.PERSON, FactType.PEOPLE))


def registers(rules: Rules, wanted: Synthesis) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """The register as text, part by part; with each the dirt that was planted in it: `row` (the first being 1), `kind`, `column`."""
    for begin in range(0, wanted.people, CHUNK):
        yield _Chunk(rules, wanted, begin, min(CHUNK, wanted.people - begin)).frames()


def profiles(rules: Rules, wanted: Synthesis) -> Iterator[dict[str, Anything]]:
    """The people of a clean register one by one, as profiles by the codes of facts, without names and numbers."""
    facts = facts_held(rules)
    for register, _ in registers(rules, replace(wanted, dirty=0.0, chinese=False)):
        for row in register.select(fact.name for fact in facts).iter_rows():
            yield {fact.name: _said(fact, text) for fact, text in zip(facts, row, strict=True) if text is not None}


def _said(fact: Fact, text: str) -> Anything:
    """A cell as a profile has it."""
    match fact.type:
        case FactType.YES_NO:
            return text == "true"
        case FactType.SET:
            return text.split("、")
        case FactType.NUMBER:
            return Decimal(text)
        case FactType.CHOICE | FactType.SCALE | FactType.DATE | FactType.PLACE | FactType.PERSON | FactType.PEOPLE:
            return text
        case _:
            assert_never(fact.type)


class Plants:
    """What was made wrong, and where, in registers as they are written."""

    def __init__(self) -> None:
        self._found: list[pl.DataFrame] = []

    def kept_from(self, parts: Iterable[tuple[pl.DataFrame, pl.DataFrame]]) -> Iterator[pl.DataFrame]:
        """The parts of a register alone; what was planted in each is kept."""
        for register, planted in parts:
            self._found.append(planted)
            yield register

    def write(self, path: Path, called: Mapping[str, str] | None = None) -> None:
        """What was planted in all parts, as CSV; in a register that calls its columns otherwise, of those that it has."""
        found = pl.concat(self._found)
        if called is not None:
            found = found.filter(pl.col("column").is_in(list(called))).with_columns(pl.col("column").replace(called))
        found.write_csv(path)


def write_register(parts: Iterator[pl.DataFrame], path: Path) -> None:
    """Write a register as `.csv` (UTF-8 that Excel opens), `.parquet` or `.xlsx`.

    Raises ValueError for another name, RegisterError where a sheet of Excel does not hold it.
    """
    write_table(parts, path, Form(path.suffix.lower().removeprefix(".")))


class _Chunk:
    """Some people in the order of the register; each chunk has luck of its own, so that it needs no other."""

    def __init__(self, rules: Rules, wanted: Synthesis, begin: int, size: int) -> None:
        self.rules = rules
        self.wanted = wanted
        self.begin = begin
        self.size = size
        self.luck = np.random.default_rng([wanted.seed, begin // CHUNK])
        self.language = 0 if wanted.chinese else 1

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        return self.dirtied(self.people())

    def people(self) -> pl.DataFrame:
        ages = self.ages()
        birth, sex = np.datetime64(self.wanted.as_of, "D") - np.ceil(ages * 365.2425).astype("m8[D]"), self.luck.random(CHUNK)
        self.health = _drawn(health_shares(ages), self.luck.random(CHUNK))
        women = sex < 0.5 + 0.002 * (self.wanted.as_of.year - (birth.astype("M8[Y]").astype(int) + 1970) - 60)
        columns = {
            NUMBER[self.language]: pl.int_range(self.begin + 1, self.begin + CHUNK + 1, eager=True).cast(pl.String).str.zfill(8),
        }
        columns[NAME[self.language]] = "测试" + columns[NUMBER[self.language]]
        columns[IDENTITY[self.language]] = self.id_numbers(birth, women)
        drawn: dict[str, pl.Series] = {}
        for fact in facts_held(self.rules):
            values = self.given(fact, birth, women)
            unknown = self.luck.random(CHUNK) < UNKNOWN_OF.get(fact.name, UNKNOWN if fact.instrument is None else UNKNOWN_INSTRUMENT)
            drawn[fact.name] = values.set(pl.Series(unknown), None)
        # what a smaller register has of a chunk is the beginning of what a larger one has
        frame = self.agreeing(pl.DataFrame(drawn).head(self.size))
        for fact in facts_held(self.rules):
            if fact.only_if is not None:
                frame = frame.with_columns(pl.when(self.may_have(fact)).then(pl.col(fact.name)))
        return pl.DataFrame(columns).head(self.size).hstack([frame[fact.name].alias(self.word(fact)) for fact in facts_held(self.rules)])

    def agreeing(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The same people, of whom no fact contradicts what another implies of it: what is implied is put in its place."""
        links = list(Implications(self.rules.facts).links)
        for _ in links:  # a chain is no longer than that
            before = frame
            for fact, code, implied in links:
                if implied.fact in frame.columns and fact.name in frame.columns:
                    has = self.has(fact, code)
                    frame = frame.with_columns(
                        pl.when(has)
                        .then(self.put(self.rules.facts[implied.fact], implied.value))
                        .otherwise(pl.col(implied.fact))
                        .alias(implied.fact)
                    )
            if frame.equals(before):
                break
        return frame

    def has(self, fact: Fact, code: str | None) -> pl.Expr:
        """Whether a fact is a yes, or has a code."""
        said = self.truths[0] if code is None else self.codes(fact, (code,))[0]
        return pl.col(fact.name).str.split("、").list.contains(said) if fact.type is FactType.SET else pl.col(fact.name) == said

    def put(self, fact: Fact, value: Anything) -> pl.Expr:
        """What stands in the cell of a fact of which this is implied; unknown where that is no one value."""
        match value:
            case bool():
                return pl.lit(self.truths[not value])
            case str():
                return pl.lit(self.codes(fact, (value,))[0])
            case Holding(has, has_not):
                added, taken = (list(self.codes(fact, tuple(sorted(some)))) for some in (has, has_not))
                cell = pl.col(fact.name)
                held = cell.str.split("、")
                kept = held.list.set_difference(pl.lit(pl.Series([[*taken, *added]], dtype=pl.List(pl.String))).first())
                words = [pl.lit("、".join(added))] if added else []
                rest = pl.when(kept.list.len() > 0).then(kept.list.join("、"))
                so = [*(held.list.contains(one) for one in added), *(~held.list.contains(one) for one in taken)]
                return (
                    pl.when(pl.all_horizontal(cell.is_not_null(), *so))
                    .then(cell)  # as it stands: two links that each put their own code last would take turns without end
                    .when(cell.is_not_null())
                    .then(pl.concat_str(rest, *words, separator="、", ignore_nulls=True))
                )
            case _:
                return pl.lit(None, pl.String)

    @property
    def truths(self) -> tuple[str, str]:
        """Yes and no in a cell."""
        return ("是", "否") if self.wanted.chinese else ("true", "false")

    def word(self, fact: Fact) -> str:
        return fact.label.zh if self.wanted.chinese else fact.name

    def ages(self) -> np.ndarray[Anything, np.dtype[np.float64]]:
        """Ages in years, by the bands of the statistics; within a band all are alike."""
        begins = np.array(list(AGES), dtype=np.float64)
        band = self.luck.choice(len(begins), CHUNK, p=share_of_bands())
        within = self.luck.random(CHUNK)
        young = self.luck.random(CHUNK) < YOUNGER
        return np.where(young, 18 + within * 42, begins[band] + within * BAND)

    def id_numbers(self, birth: np.ndarray[Anything, np.dtype[np.datetime64]], women: np.ndarray[Anything, Anything]) -> pl.Series:
        numbers = pl.DataFrame({"person": np.arange(self.begin, self.begin + CHUNK), "birth": birth, "woman": women}).select(
            pl.lit("9") + (pl.col("person") // 490 % 100_000).cast(pl.String).str.zfill(5) + pl.col("birth").dt.to_string("%Y%m%d")
            # none ends in 00: together with a check digit of 0 it would look as if a spreadsheet had spoilt it
            + (pl.col("person") % 490 // 49 * 100 + pl.col("person") % 49 * 2 + 1 + pl.col("woman").cast(pl.Int64)).cast(pl.String).str.zfill(3)
        ).to_series()  # fmt: skip
        return pl.DataFrame({"number": numbers}).select(pl.col("number") + check_digit(pl.col("number").cast(pl.Int64))).to_series()

    def given(self, fact: Fact, birth: np.ndarray[Anything, Anything], women: np.ndarray[Anything, Anything]) -> pl.Series:
        """The values of a fact as text, all of them known."""
        if fact.name == "birth_date":
            return pl.Series(birth).dt.to_string("%Y-%m-%d")
        if fact.name == "sex" and {"female", "male"} <= {code.code for code in fact.codes}:
            return self.chosen(self.codes(fact, ("female", "male")), (~women).astype(np.int64))
        match fact.type:
            case FactType.YES_NO:
                yes = self.luck.random(CHUNK) < _by_health(YES_OF.get(fact.name, YES))[self.health]
                return self.chosen(self.truths, (~yes).astype(np.int64))
            case FactType.CHOICE | FactType.SCALE:
                names = tuple(code.code for code in fact.codes)
                return self.chosen(self.codes(fact, names), _drawn(_shares(fact)[self.health], self.luck.random(CHUNK)))
            case FactType.SET:
                return self.sets(fact)
            case FactType.DATE:
                ago = self.luck.integers(0, 4_000, CHUNK).astype("m8[D]")
                return pl.Series(np.datetime64(self.wanted.as_of, "D") - ago).dt.to_string("%Y-%m-%d")
            case FactType.NUMBER:
                low, high = int(fact.minimum or 0), int(fact.maximum if fact.maximum is not None else 2_000)
                return pl.Series(self.luck.integers(low, high, CHUNK, endpoint=True)).cast(pl.String)
            case FactType.PLACE:
                return self.places(at_home=0.93 if fact.name == "residence" else 0.85)
            case FactType.PERSON | FactType.PEOPLE:
                raise AssertionError(fact)
            case _:
                assert_never(fact.type)

    def codes(self, fact: Fact, names: Sequence[str]) -> tuple[str, ...]:
        labels = {code.code: code.label.zh for code in fact.codes}
        return tuple(labels[name] if self.wanted.chinese else name for name in names)

    def chosen(self, words: Sequence[str], index: np.ndarray[Anything, Anything]) -> pl.Series:
        return pl.Series(list(words)).gather(pl.Series(index))

    def sets(self, fact: Fact) -> pl.Series:
        """Several codes in one cell; `none` stands alone."""
        names = [code.code for code in fact.codes if code.listed and code.code != "none"]
        shares = SHARES.get(fact.name, {})
        bits = np.zeros(CHUNK, dtype=np.int64)
        for at, name in enumerate(names):
            bits |= (self.luck.random(CHUNK) < _by_health(shares.get(name, CODE))[self.health]).astype(np.int64) << at
        if any(code.code == "none" for code in fact.codes):
            bits[self.luck.random(CHUNK) < _by_health(shares.get("none", 0.8))[self.health]] = 0
            empty = self.codes(fact, ("none",))[0]
        else:
            empty = self.codes(fact, (max(names, key=lambda name: float(_by_health(shares.get(name, CODE)).mean())),))[0]
        words = self.codes(fact, names)
        texts = ["、".join(word for at, word in enumerate(words) if number >> at & 1) or empty for number in range(1 << len(names))]
        return self.chosen(texts, bits)

    def places(self, *, at_home: float) -> pl.Series:
        """Townships of the place of the register, or a place elsewhere."""
        home = np.arange(self.begin, self.begin + CHUNK) % len(self.wanted.places)
        inside = [_townships(place, self.rules) for place in self.wanted.places]
        starts = np.cumsum([0, *map(len, inside)])
        lengths = np.array([len(one) for one in inside])
        township = starts[home] + (self.luck.random(CHUNK) ** 1.5 * lengths[home]).astype(np.int64)
        all_places = [one for group in inside for one in group]
        elsewhere = sorted({code for code in self.rules.places if len(code) == 6 or code in self.wanted.places})
        away = self.luck.random(CHUNK) >= at_home
        township[away] = len(all_places) + self.luck.integers(0, len(elsewhere), CHUNK)[away]
        return self.chosen([*all_places, *elsewhere], township)

    def may_have(self, fact: Fact) -> pl.Expr:
        """Whether the facts that a fact depends on allow it; a precondition of another shape than `fact: values` lets nobody have it."""
        condition = fact.only_if
        if not isinstance(condition, OneOf):
            return pl.lit(value=False)
        return pl.col(condition.fact).is_in(list(self.allowing(condition)))

    def allowing(self, condition: OneOf) -> tuple[str, ...]:
        """The cells of a fact for which it has one of these values."""
        fact = self.rules.facts[condition.fact]
        if fact.type is FactType.YES_NO:
            return tuple(self.truths[value is not True] for value in condition.values)
        return self.codes(fact, [str(value) for value in condition.values])

    # -- dirt --------------------------------------------------------------------------------------------------------

    def dirtied(self, clean: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The register with things wrong in it, one in a row; and what was planted where."""
        luck = np.random.default_rng([self.wanted.seed, self.begin // CHUNK, 1])
        rows: list[int] = np.flatnonzero(luck.random(CHUNK)[: self.size] < self.wanted.dirty).tolist()
        kinds: list[int] = luck.integers(0, len(DIRT), CHUNK).tolist()
        source = np.arange(self.size)
        untouched = np.setdiff1d(source, rows)
        cells: dict[str, dict[int, str]] = {}
        planted: list[tuple[int, str, str]] = []
        planter = _Planter(self)
        for row, kind, one in zip(rows, kinds, clean[rows].iter_rows(named=True), strict=False):
            column, value = planter.plant(DIRT[kind], one)
            if DIRT[kind] == "duplicate" and len(untouched) and untouched[0] < row:
                source[row] = untouched[np.searchsorted(untouched, row) - 1]
            elif value is None:
                continue
            else:
                cells.setdefault(column, {})[row] = value
            planted.append((self.begin + row + 1, DIRT[kind], column))
        frame = clean[source]
        for column, changed in cells.items():
            frame = frame.with_columns(frame[column].scatter(list(changed), list(changed.values())))
        return frame, pl.DataFrame(planted, schema={"row": pl.Int64, "kind": pl.String, "column": pl.String}, orient="row")


class _Planter:
    """Makes one cell of a row wrong, or merely unclean."""

    def __init__(self, chunk: _Chunk) -> None:
        facts = facts_held(chunk.rules)
        self.word = {fact.name: chunk.word(fact) for fact in facts}
        self.identity = IDENTITY[chunk.language]
        self.birth = self.word.get("birth_date", self.identity)
        self.choice = next((self.word[one.name] for one in facts if one.codes and one.only_if is None and one.name != "sex"), self.identity)
        self.graded = next((one for one in facts if isinstance(one.only_if, OneOf) and one.type is FactType.CHOICE), None)
        self.grade = chunk.codes(self.graded, [self.graded.codes[0].code])[0] if self.graded else None
        self.certificate = self.graded.only_if if self.graded and isinstance(self.graded.only_if, OneOf) else None
        self.certified = chunk.allowing(self.certificate) if self.certificate else ()

    def plant(self, kind: str, row: Mapping[str, str | None]) -> tuple[str, str | None]:
        """The column and what it now holds, None where this cannot be planted in the row."""
        birth, identity, choice = row.get(self.birth), row[self.identity] or "", row.get(self.choice)
        match kind:
            case "bad_date":
                return self.birth, birth and f"{birth[:4]}-02-30"
            case "future_birth":
                return self.birth, birth and "2099-01-01"
            case "other_birth_date":
                return self.birth, birth and "1901-01-01"
            case "unknown_code":
                return self.choice, "代码X9"
            case "wrong_check_digit":
                return self.identity, identity[:17] + ("0" if identity[17] == "X" else "X")
            case "no_certificate" if self.graded and self.certificate:
                known = row[self.word[self.certificate.fact]]
                return self.word[self.graded.name], self.grade if known and known not in self.certified else None
            case "full_width":
                return self.birth, birth and "".join(chr(ord(char) + 0xFEE0) for char in birth)
            case "spaces":
                return self.choice, choice and f" {choice}\u3000"
            case "other_date_form":
                year, month, day = (birth or "--").split("-")
                return self.birth, birth and (f"{year}/{int(month)}/{int(day)}" if int(day) % 2 else f"{year}年{int(month)}月{int(day)}日")
            case "empty_cell":
                return self.choice, choice and ""
            case _:
                return self.identity, None


def _shares(fact: Fact) -> np.ndarray[Anything, np.dtype[np.float64]]:
    """The shares of the codes of a fact, a row for each health: those that are named, and the rest evenly."""
    named = SHARES.get(fact.name, {})
    given = [_by_health(named[code.code]) if code.code in named else np.zeros(len(Health)) for code in fact.codes]
    others = len(fact.codes) - len(named.keys() & {code.code for code in fact.codes})
    rest = (1 - sum(given)) / max(others, 1)
    shares = np.stack([share if code.code in named else rest for code, share in zip(fact.codes, given, strict=True)], axis=1)
    return shares / shares.sum(axis=1, keepdims=True)


def _by_health(share: ByHealth) -> np.ndarray[Anything, np.dtype[np.float64]]:
    return np.broadcast_to(np.asarray(share, dtype=np.float64), len(Health))


def _drawn(
    shares: np.ndarray[Anything, np.dtype[np.float64]], luck: np.ndarray[Anything, np.dtype[np.float64]]
) -> np.ndarray[Anything, np.dtype[np.int64]]:
    """Of each row of shares the place of the one that luck (from 0 to below 1) falls on."""
    return (np.cumsum(shares, axis=1)[:, :-1] <= luck[:, None]).sum(axis=1)


def _townships(place: str, rules: Rules) -> list[str]:
    """Codes of the townships of a place: towns from 100 and townships from 200 on (GB/T 10114), as many as a county may have."""
    counties = [code for code in rules.places if len(code) == 6 and code.startswith(place)] or [
        place.ljust(6, "0") if len(place) > 4 else place
    ]
    numbers = [*range(100, 120), *range(200, 212)]
    return [f"{county}{number}" if len(county) == 6 else county for county in counties for number in numbers]
