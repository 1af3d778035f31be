"""Screenings of people by Polars, DuckDB and Spark for the tests, by way of Parquet files."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any as Anything

import narwhals as nw

from huilao.language.facts import FactType
from huilao.language.interval import NOUGHT, Interval
from huilao.language.known import Listed, Person
from huilao.language.meaning import amount_of
from huilao.language.places import division
from huilao.language.policy import Benefit
from huilao.language.scope import Situation
from huilao.language.truth import Truth
from huilao.screen.columns import frame_of
from huilao.screen.runners import Runner, runner
from huilao.screen.screening import AT_LEAST, AT_MOST, Screening
from strategies import FACTS

SHARE = {"polars": 1.0, "duckdb": 0.2, "spark": 0.03}
"""How many of the cases each runner gets: a job of Spark costs seconds."""

QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""How Spark's Java runs: the code of a few rows is not worth compiling well, which took half of the time."""

Row = dict[str, Anything]


class Screen:
    """A screening of some people by one runner."""

    def __init__(self, engine: str, folder: Path) -> None:
        self.engine = engine
        self.runner: Runner = runner(engine)
        self.path = folder / "people.parquet"

    def people(self, people: Sequence[Person], screening: Screening, columns: Sequence[str] | None = None) -> nw.LazyFrame[Anything]:
        """The people as the runner reads them, each with a number, in the columns that a screening reads, or in these."""
        frame = frame_of(people, screening.facts, screening.columns if columns is None else columns)
        screening.with_sums(frame).with_row_index("number").write_parquet(self.path)
        return self.runner.scan(self.path)

    def rows(self, frame: nw.LazyFrame[Anything]) -> list[Row]:
        """The rows of a frame in the order of the people."""
        return sorted(self.runner.rows(frame), key=lambda row: row["number"])

    def answers(self, screening: Screening, people: Sequence[Person]) -> list[Row]:
        """What the screening says of each."""
        return self.rows(screening.answers(self.people(people, screening), ["number"]))

    def actions(self, screening: Screening, people: Sequence[Person]) -> list[Row]:
        """What each is to do."""
        return self.rows(screening.actions(self.people(people, screening), ["number"]))

    def amounts(self, screening: Screening, people: Sequence[Person]) -> list[Row]:
        """What is paid to each."""
        return self.rows(screening.amounts(self.people(people, screening), ["number"]))

    def stands(self, screening: Screening, people: Sequence[Person]) -> list[Row]:
        """What of theirs stands among what only one is paid of."""
        return self.rows(screening.stands(self.people(people, screening), ["number"]))

    def queues(self, screening: Screening, people: Sequence[Person]) -> list[Row]:
        """By which each stands in line."""
        return self.rows(screening.queues(self.people(people, screening), ["number"]))

    def counted(self, frame: nw.LazyFrame[Anything] | None) -> dict[str, int]:
        """The counts of a row that are not nought."""
        return {} if frame is None else {name: count for name, count in self.runner.rows(frame)[0].items() if count}


def checked(person: Person) -> Person:
    """A person whose places are as profiles leave them: without zeros that say nothing."""
    return {name: _checked(name, value) for name, value in person.items() if value is not None}


def _checked(name: str, value: Anything) -> Anything:
    match FACTS[name].type:
        case FactType.PERSON:
            return checked(value)
        case FactType.PEOPLE:
            return Listed(tuple(map(checked, value.people)), value.complete)
        case FactType.PLACE:
            return division(value)
        case _:
            return value


def paid(benefit: Benefit, truth: Truth, person: Person, place: Situation) -> Interval | None:
    """What a finding says that a benefit pays, where the truth of its condition is this."""
    if truth is Truth.NO:
        return None
    found = amount_of(benefit, person, place)
    return found if found is None or truth is Truth.YES else Interval(NOUGHT, found.high)


def shown(row: Row, name: str) -> tuple[Decimal | None, Decimal | None]:
    """The ends of an amount in a row."""
    return row[name + AT_LEAST], row[name + AT_MOST]


def in_decimals(found: Interval | None) -> tuple[Decimal | None, Decimal | None]:
    """The ends of an amount as they are shown: of six digits after the point, halves upwards."""
    low, high = (None if end is None else _six(end) for end in found or (None, None))
    return low, high


def _six(end: Fraction) -> Decimal:
    return Decimal(floor(end * 10**6 + Fraction(1, 2))).scaleb(-6)
