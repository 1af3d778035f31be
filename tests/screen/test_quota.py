"""Where not all can have a benefit, a screening ranks those who have it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any as Anything

import polars as pl
import pytest

from huilao.language.condition import OneOf
from huilao.language.known import Person, Range
from huilao.language.meaning import truth_of
from huilao.language.policy import ChooseBy, ChooseOne, Pays, Quota
from huilao.language.quantity import Constant
from huilao.language.scope import scope_of
from huilao.language.truth import Truth
from huilao.language.units import Per
from huilao.screen.quota import RANK, TIED, WITHIN, ranked
from huilao.screen.screening import Screening
from on_engines import Screen
from plain_rules import plain_benefit, plain_rules

DAY = date(2025, 2, 28)
PLACES = 9
CERTIFIED, WIDOWED, LISTED = (OneOf(name, (True,)) for name in ("certified", "widowed", "listed"))


def places(screen: Screen, quota: Quota, people: list[Person], **others: Anything) -> list[tuple[int | None, bool | None, bool | None]]:
    """Rank, whether within and whether tied of each."""
    benefit = plain_benefit(CERTIFIED, "b0", quota=quota)
    screening = Screening(plain_rules(benefit, plain_benefit(WIDOWED, "b1", pays=others.pop("pays", None)), **others), DAY)
    found = ranked(pl.DataFrame(screen.queues(screening, people), infer_schema_length=None), benefit)
    return found.select(f"r/b0{one}" for one in (RANK, WITHIN, TIED)).rows()


def somebody(luck: Random) -> Person:
    """Of whom it is known, or not, what decides."""
    known = {name: luck.choice((True, True, False, None)) for name in ("certified", "widowed", "listed")}
    income = luck.choice((None, Decimal(1), Decimal("1.5"), Decimal(2), Range(Decimal(0), Decimal(1))))
    born = luck.choice((None, DAY - timedelta(days=luck.randint(1, 4)), Range(None, DAY)))
    return {name: value for name, value in {**known, "income": income, "birth_date": born}.items() if value is not None}


@pytest.mark.parametrize("then", [None, "income", "birth_date"])
@pytest.mark.parametrize("order", [(), (WIDOWED,), (WIDOWED, LISTED)])
def test_ranks_are_those_of_the_conditions_and_what_comes_then(screen: Screen, then: str | None, order: tuple[OneOf, ...]) -> None:
    """Whoever surely meets the first condition comes first; least and earliest before more and later, what is not wholly known
    last; of equals the first row, and they are said to be tied. Whether it is within the number is said where nothing that is not
    known can change it.
    """
    luck = Random(len(order))
    people = [somebody(luck) for _ in range(80)]
    rules = plain_rules()
    place = scope_of(rules.rulesets["r"], rules).on(DAY)

    def key(at: int, *, best: bool) -> tuple[Anything, ...]:
        person = people[at]
        known = person.get(then or "")
        open_ = then is not None and (known is None or isinstance(known, Range))
        met = (Truth.YES, Truth.UNKNOWN) if best else (Truth.YES,)
        return (
            *(truth_of(one, person, place) not in met for one in order),
            (-1 if best else 1) if open_ else 0,
            0 if open_ or then is None else known,
        )

    claims = [at for at, person in enumerate(people) if person.get("certified")]
    could = [at for at, person in enumerate(people) if person.get("certified") is not False]
    queue = sorted(claims, key=lambda at: (key(at, best=False), at))
    keys = [key(at, best=False) for at in claims]

    def within(at: int) -> bool | None:
        if sum((key(one, best=True), one) < (key(at, best=False), at) for one in could if one != at) < PLACES:
            return True
        return False if sum((key(one, best=False), one) < (key(at, best=True), at) for one in claims if one != at) >= PLACES else None

    expected = [
        (queue.index(at) + 1, within(at), keys.count(key(at, best=False)) > 1) if at in claims else (None,) * 3 for at in range(len(people))
    ]

    assert places(screen, Quota(PLACES, Per.YEAR, order, then), people) == expected
    assert len(claims) > 20


def test_whoever_could_still_come_before_keeps_a_place_open(screen: Screen) -> None:
    """Not only those who surely have the benefit."""
    behind, open_, before = {"certified": True, "widowed": False}, {"widowed": True}, {"certified": True, "widowed": True}
    ranks = Quota(1, Per.YEAR, (WIDOWED,))

    assert places(screen, ranks, [behind, open_]) == [(1, None, False), (None, None, None)]
    assert places(screen, ranks, [behind, open_ | {"certified": False}]) == [(1, True, False), (None, None, None)]
    assert places(screen, ranks, [behind, {"certified": True}]) == [(1, None, True), (2, None, True)]
    assert places(screen, ranks, [behind, before, open_]) == [(2, False, False), (1, True, False), (None, None, None)]


def test_who_is_put_out_stands_in_no_line(screen: Screen) -> None:
    """Another benefit is paid in its stead."""
    line = ChooseOne(("r/b0", "r/b1"), ChooseBy.HIGHEST)
    pays = Pays(Constant(Fraction(100)), Per.MONTH)
    both, one = {"certified": True, "widowed": True}, {"certified": True, "widowed": False}

    assert places(screen, Quota(1, Per.YEAR), [both, one], combine=(line,), pays=pays) == [(None, None, None), (1, True, False)]
