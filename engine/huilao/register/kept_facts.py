"""Checked facts that a screening kept (`results.write_facts`), read again: by another rule book, perhaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any as Anything

import polars as pl

from ..language.facts import Fact, FactType, Vocabulary
from ..screen.columns import columns_of, facts_of, partly_columns_of, partly_schema, schema
from .people import KEY_COLUMN
from .rows import ROW

CODES = (pl.Enum, pl.Categorical, pl.String)
"""How codes may stand in a column."""


def read_facts(path: Path, facts: Vocabulary, size: int) -> Iterator[pl.DataFrame]:
    """The people in a file as another vocabulary knows them, `size` at a time. Of a fact that is of another type by now nothing is
    known, nor is a code that nobody was asked for; what facts say of each other (`implies`) is not worked out again.

    Raises FileNotFoundError.
    """
    if not path.is_file():
        raise FileNotFoundError(path)
    there = pl.read_parquet_schema(path)
    who = [pl.col("row").cast(pl.Int64).alias(ROW), pl.col("key").cast(pl.String).alias(KEY_COLUMN)]
    people = pl.scan_parquet(path).select(*who, *_columns(there, facts))
    rows = people.select(pl.len()).collect().item()
    for begin in range(0, rows, size):
        yield people.slice(begin, size).collect()


def _columns(there: Mapping[str, pl.DataType], facts: Vocabulary) -> Iterator[pl.Expr]:
    """What a vocabulary can read of some columns: of those that belong together all or none."""
    types = {**schema(facts), **partly_schema(facts)}
    for fact, who in facts_of(facts):
        for names in _together(fact, who):
            if all(_alike(there[name], types[name]) for name in names if name in there) and any(name in there for name in names):
                yield from (
                    pl.col(name).cast(types[name], strict=False) if name in there else pl.lit(None, types[name]).alias(name)
                    for name in names
                )


def _together(fact: Fact, who: str) -> Iterator[tuple[str, ...]]:
    own = columns_of(fact, who)
    yield from ((name,) for name in own) if fact.type is FactType.PEOPLE else (own,)
    yield partly_columns_of(fact, who)


def _alike(there: Anything, wanted: Anything) -> bool:
    if isinstance(wanted, pl.Enum):
        return isinstance(there, CODES)
    return there == wanted if isinstance(wanted, pl.List) else there.base_type() == wanted.base_type()
