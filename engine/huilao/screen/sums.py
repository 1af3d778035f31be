"""Sums over people: what `language/meaning.py` makes of the lists of each row, in columns that formulas read like a number that
is known in part.

Of every different sum (`SumOfList`) there are the columns of its ends, `<name>/from` and `<name>/until`, in whole numbers to
be divided by its scale, null where an end is open; and those that say what it waits for where it is not settled: whether the
list may go on (`<name>/waits`), by fact of one of its people (`<name>/waits/<fact>`) and by standard (`<name>/lacks/<standard>`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any as Anything

import polars as pl

from ..language.condition import Node, facts_in, names_behind, walk
from ..language.facts import Text, Vocabulary
from ..language.known import MOST_PEOPLE, NOBODY_KNOWN, Listed
from ..language.meaning import measure, waited_by
from ..language.quantity import BIRTH, Age, Standard, Sum
from ..language.scope import Situation
from ..language.standards import PlaceOf
from .columns import FROM, LISTED, UNTIL, WrongColumnsError, listed_in
from .formula import SumOfList, Table
from .numbers import NARROW, Ends

SUM = "/sum/"
"""What stands between the fact that lists people and what a sum over them is told apart by."""


def sum_of_list(quantity: Sum, situation: Situation, of_one: Ends, table: Table) -> SumOfList:
    """A sum in a situation; `of_one` are the formulas, in a table, of what one person adds who is counted."""
    known = [table.extents[end] for end in (of_one.low, of_one.high) if end is not None]
    least, most = (
        MOST_PEOPLE * pick([0, *ends]) for pick, ends in ((min, [one.least for one in known]), (max, [one.most for one in known]))
    )
    nodes = list(_behind(quantity, situation))
    standards = [situation.scope.standards[one.name] for one in nodes if isinstance(one, Standard)]
    split = [one.split for one in standards if one.split is not None]
    places = [one.place_of.value for one in standards if one.place_of is not PlaceOf.DOCUMENT]
    ages = [BIRTH for one in nodes if isinstance(one, Age)]
    read = [name for node in nodes for name in facts_in(node) if name != quantity.among]
    facts = tuple(sorted({*read, *ages, *split, *places}))
    name = f"{quantity.among}{SUM}{_digest(quantity, situation, facts, sorted({one.name for one in standards}))}"
    return SumOfList(name, quantity, situation, of_one.scale, least, most, facts, tuple(sorted({one.name for one in standards})))


def _behind(quantity: Sum, situation: Situation) -> Iterator[Node]:
    """All nodes of a sum and of the terms and named quantities behind it."""
    for one in (quantity, *(node for named in _meant(quantity, situation) for node in named.values())):
        yield from walk(one)


def _meant(quantity: Sum, situation: Situation) -> tuple[Mapping[str, Node], Mapping[str, Node]]:
    scope = situation.scope
    terms = {name: one.condition for name, one in scope.terms.items()}
    return names_behind([quantity], terms, {name: one.value for name, one in scope.quantities.items()})


def _digest(quantity: Sum, situation: Situation, facts: Sequence[str], standards: Sequence[str]) -> str:
    """What is another where a sum could come to something else: columns that were kept are never taken for those of another."""
    scope = situation.scope
    bounds = [(name, scope.facts[name].minimum, scope.facts[name].maximum) for name in facts]
    numbers = [scope.standards[name] for name in standards]
    read = (quantity, _meant(quantity, situation), bounds, numbers, scope.place, scope.age_reached, situation.as_of)
    return hashlib.sha256(repr(read).encode()).hexdigest()[:16]


def columns_of_sum(one: SumOfList) -> tuple[str, ...]:
    """The columns of a sum."""
    waits = (f"{one.name}/waits", *(waits_for(one, fact) for fact in one.facts), *(lacks(one, name) for name in one.standards))
    return (one.name + FROM, one.name + UNTIL, *waits)


def waits_for(one: SumOfList, fact: str) -> str:
    """The column that says whether a sum waits for a fact of somebody on its list; of the list itself (`""`) for who else is."""
    return f"{one.name}/waits/{fact}" if fact else f"{one.name}/waits"


def lacks(one: SumOfList, standard: str) -> str:
    """The column that says whether a sum waits for a number of a standard."""
    return f"{one.name}/lacks/{standard}"


def with_sums(people: pl.DataFrame, sums: Iterable[SumOfList], facts: Vocabulary) -> pl.DataFrame:
    """A frame with the columns of sums over those lists that it has. Raises WrongColumnsError for a list that is none of people."""
    columns: list[pl.Series] = []
    for among, over in _by_list(sums).items():
        lists = [name for name in (among, among + LISTED) if name in people.columns]
        if lists:
            known = [listed_in(row, among, facts) or NOBODY_KNOWN for row in people.select(_of_people(people, lists)).iter_rows(named=True)]
            for one in over:
                columns += _columns(one, known)
    return people.with_columns(columns)


def sums_in(types: Mapping[str, Anything], sums: Iterable[SumOfList]) -> frozenset[str]:
    """The lists whose sums have columns among these.

    Raises WrongColumnsError where a list is there, or a sum of it, and another sum is not.
    """
    found: set[str] = set()
    lacking: list[str] = []
    for among, over in _by_list(sums).items():
        if any(name in (among, among + LISTED) or name.startswith(among + SUM) for name in types):
            lacking += [among] if any(name not in types for one in over for name in columns_of_sum(one)) else []
            found.add(among)
    if lacking:
        raise WrongColumnsError(
            tuple(
                Text(
                    f"“{among}”的名单还没有算出按人合计的列：先用 Screening.with_sums 算出（换了规则库或核定日要重算）",
                    f"what is added up over the people of `{among}` is not there: work it out with Screening.with_sums first "
                    "(anew for another rule book or day)",
                )
                for among in lacking
            )
        )
    return frozenset(found)


def _by_list(sums: Iterable[SumOfList]) -> dict[str, list[SumOfList]]:
    found: dict[str, list[SumOfList]] = {}
    for one in sums:
        found.setdefault(one.quantity.among, []).append(one)
    return found


def _of_people(people: pl.DataFrame, lists: Sequence[str]) -> Sequence[str]:
    """The same columns, which are lists of people."""
    wrong = [name for name in lists if not (isinstance(kind := people.schema[name], pl.List) and isinstance(kind.inner, pl.Struct))]
    if wrong:
        raise WrongColumnsError(
            tuple(
                Text(f"列“{name}”的类型是 {people.schema[name]}，应是多人的列表（List[Struct]）",
                     f"column `{name}` is of type {people.schema[name]}, not a list of people (List[Struct])")
                for name in wrong
            )
        )  # fmt: skip
    return lists


def _columns(one: SumOfList, known: Sequence[Listed]) -> Iterator[pl.Series]:
    """The columns of a sum over lists."""
    found = [measure(one.quantity, {one.quantity.among: people}, one.situation) for people in known]
    for side, ends in ((FROM, [each.low for each in found]), (UNTIL, [each.high for each in found])):
        whole = [_whole(one, end) for end in ends]
        narrow = max(-one.least, one.most) < NARROW
        yield (
            pl.Series(one.name + side, whole, dtype=pl.Int64())
            if narrow
            else pl.Series(one.name + side, [None if end is None else Decimal(end) for end in whole], dtype=pl.Decimal(38, 0))
        )
    waited = [_waited(one, people) for people in known]
    for name in columns_of_sum(one)[2:]:
        yield pl.Series(name, [name in each for each in waited], dtype=pl.Boolean())


def _whole(one: SumOfList, end: Fraction | None) -> int | None:
    """An end as it stands in its column; one that a number with too many digits is in is open, as that would be."""
    whole = None if end is None else end * one.scale
    return None if whole is None or whole.denominator > 1 or not one.least <= whole <= one.most else int(whole)


def _waited(one: SumOfList, people: Listed) -> frozenset[str]:
    """The columns of what a sum over a list waits for, or would if it were part of one that is open."""
    among = one.quantity.among
    waiting = waited_by(one.quantity, {among: replace(people, complete=False)}, one.situation)
    facts = {path.fact for path in waiting.facts if path.who}
    open_ = set[str]() if people.complete else {waits_for(one, "")}
    return frozenset(open_ | {waits_for(one, fact) for fact in facts} | {lacks(one, lack.standard) for lack in waiting.lacks})
