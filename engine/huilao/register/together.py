"""What several rows say of one person, taken together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any as Anything

import polars as pl

from ..language.facts import Fact, FactType
from ..language.known import Among, Holding, Range
from ..profile.dates import agreeing


def united(fact: Fact, values: Sequence[Anything]) -> Anything:
    """What values of a fact say together: sets are united, the others must agree; None where they do not."""
    return reduce(lambda one, other: None if one is None else _both(fact, one, other), values)


def _both(fact: Fact, one: Anything, other: Anything) -> Anything:
    if fact.type is FactType.SET:
        return _united_sets(fact, one, other)
    if fact.type is FactType.DATE:
        return agreeing(one, other)
    if isinstance(one, Among) or isinstance(other, Among):
        left = _codes(one) & _codes(other)
        return None if not left else next(iter(left)) if len(left) == 1 else Among(left)
    if isinstance(one, Range) or isinstance(other, Range):
        return _narrower(one, other)
    if fact.type is FactType.PLACE:
        return next((inner for inner, outer in ((one, other), (other, one)) if inner.startswith(outer)), None)
    return one if one == other else None


def _united_sets(fact: Fact, one: Anything, other: Anything) -> Anything:
    """What is drawn, or found, by one row or the other; a row that names all that it knows leaves the rest open to no other. None where
    each says that there is one of several, and the other that there is none of these.
    """
    has = (one.has if isinstance(one, Holding) else one) | (other.has if isinstance(other, Holding) else other)
    if isinstance(one, Holding) and isinstance(other, Holding):
        has_not = (one.has_not | other.has_not) - has
        return None if has_not.issuperset(code.code for code in fact.codes) else Holding(has, has_not)
    return frozenset(has)


def without(fact: Fact, known: Anything, code: str) -> Anything:
    """A set of which it is not known whether it has a code."""
    every = frozenset(one.code for one in fact.codes)
    has, has_not = (known.has, known.has_not) if isinstance(known, Holding) else (known, every - known)
    return Holding(has - {code}, has_not - {code}) if (has | has_not) - {code} else None


def _codes(known: Anything) -> frozenset[str]:
    return known.codes if isinstance(known, Among) else frozenset({known})


def _narrower(one: Anything, other: Anything) -> Anything:
    """A number within both of two ranges; a number is a range of one."""
    ends = [(known.low, known.high) if isinstance(known, Range) else (known, known) for known in (one, other)]
    lows, highs = ([end for end in side if end is not None] for side in zip(*ends, strict=True))
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low >= high:
        return low if low == high else None
    return Range(low, high)


def codes_together(codes: pl.Series, persons: pl.Series, unite: Callable[[Sequence[int]], int | None]) -> tuple[pl.Series, pl.Series]:
    """A column of codes by row as one by person, in the order of the persons' numbers; and the persons for whom it is not one.

    `unite` makes one code of several, or None of those that do not agree.
    """
    known = pl.DataFrame({"person": persons, "code": codes}).with_columns(code=pl.when(pl.col("code") >= 0).then("code"))
    said = known.group_by("person").agg(codes=pl.col("code").drop_nulls().unique().sort()).sort("person")
    several = said.filter(pl.col("codes").list.len() > 1)["codes"].unique().to_list()
    made = {tuple(one): unite(one) for one in several}
    found = [one[0] if len(one) == 1 else made[tuple(one)] if one else None for one in said["codes"].to_list()]
    apart = [person for person, one in said.iter_rows() if len(one) > 1 and made[tuple(one)] is None]
    return pl.Series(found, dtype=pl.Int64), pl.Series(apart, dtype=persons.dtype)
