"""Millions of people in columns: those of `workload.py`, and people for the shipped rule book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from workload import CHOICES, COUNTIES, DAY, EDGES, FIELDS, NUMBERS, YES_NO

from huilao import Rulebook
from huilao.language.facts import Fact, FactType
from huilao.screen.columns import columns_of, place_number, schema

Arrays = dict[str, Any]

UNKNOWN = 0.2
"""The share of each fact of the shipped rule book that is not known."""
SELDOM_UNKNOWN = {"birth_date": 0.01, "residence": 0.01, "household_registration": 0.03}
"""What a register nearly always knows."""


def crowd(number: int, seed: int) -> Arrays:
    """So many people of `workload.py`, field by field: choices by their place in `CHOICES`, numbers, yes and no."""
    rng = np.random.default_rng(seed)
    arrays: Arrays = {field: rng.integers(0, len(values), number, np.uint8) for field, values in CHOICES.items()}
    arrays |= {field: rng.random(number) < 0.25 for field in YES_NO}
    arrays |= {field: rng.integers(low, high + 1, number, np.int16) for field, (low, high) in NUMBERS.items()}
    for field, (share, values) in EDGES.items():
        edges = [CHOICES[field].index(value) for value in values] if field in CHOICES else values
        chosen = rng.random(number) < share
        arrays[field] = np.where(chosen, rng.choice(edges, number), arrays[field]).astype(arrays[field].dtype)
    return {field: arrays[field] for field in FIELDS}


def plain(arrays: Arrays) -> pl.DataFrame:
    """The fields as who writes rules by hand would keep them: ages and levels as numbers, no unknown values."""
    return pl.DataFrame({field: _enum(array, CHOICES[field]) if field in CHOICES else array for field, array in arrays.items()})


def facts(arrays: Arrays) -> pl.DataFrame:
    """The same people as checked facts in the columns of a screening: birth dates, division codes, scales."""
    number = len(arrays["age"])
    places = np.array([place_number(code) for code in COUNTIES.values()])
    days = np.array([np.datetime64(DAY.replace(year=DAY.year - age)) for age in range(NUMBERS["age"][1] + 1)])
    made = {
        "birth_date": pl.Series(days[arrays["age"]] - (np.arange(number) % 365).astype("timedelta64[D]")).cast(pl.Date),
        "household_registration": pl.Series(places[arrays["hukou_county"]]),
        "care_level": _enum(arrays["care_level"], [f"level_{level}" for level in range(5)]),
        "disability_grade": _enum(arrays["disability_grade"], ["none", *(f"grade_{grade}" for grade in range(1, 5))]),
    }
    return plain(arrays).drop("age", "hukou_county", *made, strict=False).with_columns(**made)


def with_gaps(people: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The same people, of whom a share of each fact is not known."""
    rng = np.random.default_rng(seed)
    unknown = {name: pl.Series(rng.random(people.height) < SELDOM_UNKNOWN.get(name, UNKNOWN)) for name in people.columns}
    return people.select(pl.when(~unknown[name]).then(pl.col(name)).alias(name) for name in people.columns)


def _enum(places: Any, values: Sequence[str]) -> pl.Series:
    return pl.Series(values, dtype=pl.Enum(values)).gather(pl.Series(places.astype(np.uint32)))


def elders(book: Rulebook, number: int, seed: int) -> pl.DataFrame:
    """So many people of the places of a rule book, for all of its facts, of which a share is not known."""
    rng = np.random.default_rng(seed)
    own = [place_number(one.document.place) for one in book.rules.rulesets.values()]
    places = np.array([*own, *own, place_number("513433100"), place_number("5134")])
    types = schema(book.rules.facts)
    columns: dict[str, pl.Series] = {}

    def add(fact: Fact, who: str, unknown: float) -> None:
        missing = pl.Series(rng.random(number) < unknown)
        for name in columns_of(fact, who):
            columns[name] = pl.select(pl.when(~missing).then(_values(rng, fact, types[name], places, number))).to_series()

    for fact in book.rules.facts.values():
        add(fact, "", SELDOM_UNKNOWN.get(fact.name, UNKNOWN))
        if fact.type is FactType.PERSON:
            for other in book.rules.facts.values():
                add(other, fact.name, 0.9)  # most care for nobody
    return pl.DataFrame(columns)


def _values(rng: np.random.Generator, fact: Fact, kind: pl.DataType, places: Any, number: int) -> pl.Series:
    match kind:
        case pl.Boolean():
            return pl.Series(rng.random(number) < 0.12)
        case pl.Date():
            return pl.Series(np.datetime64(DAY) - rng.integers(18_000, 36_000, number)).cast(pl.Date)
        case pl.Int64():
            return pl.Series(rng.choice(places, number))
        case pl.Enum():
            return _enum(rng.integers(0, len(fact.codes), number), [code.code for code in fact.codes])
        case _:
            return pl.Series(rng.integers(0, 5_000, number)).cast(kind)
