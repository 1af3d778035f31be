"""Sums over people are worked out of the lists of each row before formulas are, and are what the reference makes of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any as Anything

import narwhals as nw
import polars as pl
import pytest

from huilao.language.condition import Compare, OneOf, Order
from huilao.language.known import Listed, Person
from huilao.language.meaning import truth_of, waiting_for
from huilao.language.quantity import Age, Constant, Number, Quantity, Sum, Times, TimeUnit
from huilao.language.scope import scope_of
from huilao.language.truth import Truth
from huilao.screen.columns import WrongColumnsError, frame_of
from huilao.screen.screening import Screening
from on_engines import Screen
from plain_rules import plain_benefit, plain_rules
from strategies import FACTS

DAY = date(2025, 2, 28)
ONE = Constant(Fraction(1))
OLD = Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(60)))
ELDERS = Sum(ONE, "household_members", OLD)


def at_least(quantity: Quantity, number: int) -> Compare:
    return Compare(quantity, Order.AT_LEAST, Constant(Fraction(number)))


def born(year: int, **others: Anything) -> Person:
    return {"birth_date": date(year, 1, 1), **others}


def household(*people: Person, complete: bool = True) -> Person:
    return {"household_members": Listed(people, complete)}


HOUSEHOLDS: tuple[Person, ...] = (
    {}, household(), household(complete=False), household(born(1950), born(1960)), household(born(1950), {}), household(born(1950), complete=False),
    {**household(born(1950, income=Decimal("999999999999.999999")), born(1990, income=Decimal("0.1"))), "birth_date": date(1950, 1, 1)},
)  # fmt: skip
INCOMES = Sum(Times((Constant(Fraction(1, 3)), Number("income"))), "household_members", with_self=True)
BALANCES = Sum(Number("balance"), "household_members", OneOf("certified", (True,)))


def test_a_sum_is_what_the_reference_makes_of_it(screen: Screen) -> None:
    """Of complete lists and others, of people known and not, the person among them or not."""
    sums = (ELDERS, Sum(ONE, "household_members", OLD, with_self=True), INCOMES, BALANCES)
    conditions = [at_least(one, number) for one in sums for number in (0, 1, 2, 3)]
    rules = plain_rules(*(plain_benefit(one, f"b{number}") for number, one in enumerate(conditions)))
    screening, place = Screening(rules, DAY), scope_of(rules.rulesets["r"], rules).on(DAY)

    rows = screen.answers(screening, HOUSEHOLDS)

    for person, row in zip(HOUSEHOLDS, rows, strict=True):
        found = [Truth.of(row[f"r/b{number}"]) for number in range(len(conditions))]
        assert found == [truth_of(one, person, place) for one in conditions], person
    assert {Truth.of(row["r/b2"]) for row in rows} == set(Truth)


def test_what_a_sum_waits_for_is_named_once_for_all_on_the_list(screen: Screen) -> None:
    """By the fact, not by the person; and by the list itself where it may go on."""
    condition = at_least(ELDERS, 2)
    rules = plain_rules(plain_benefit(condition, "b"))
    screening, place = Screening(rules, DAY), scope_of(rules.rulesets["r"], rules).on(DAY)
    people: list[Person] = [household(born(1950), {}, {}), household(born(1950), complete=False), {}, household()]

    assert screen.counted(screening.missing(screen.people(people, screening))) == {
        "r/b|household_members/birth_date": 1, "r/b|household_members": 2,
    }  # fmt: skip
    assert {str(path) for path in waiting_for(condition, people[0], place).facts} == {
        "household_members.2.birth_date",
        "household_members.3.birth_date",
    }


def test_without_the_list_nobody_on_it_is_known(screen: Screen) -> None:
    """There may be any number."""
    rules = plain_rules(plain_benefit(at_least(ELDERS, 0), "b0"), plain_benefit(at_least(ELDERS, 1), "b1"))
    screening = Screening(rules, DAY)

    [row] = screen.rows(screening.answers(screen.people([{}], screening, ["certified"]), ["number"]))

    assert (row["r/b0"], row["r/b1"]) == (True, None)


def test_a_list_that_nothing_was_worked_out_of_is_refused() -> None:
    """It is never taken for one that is not known, nor are columns of another day or wording for today's."""
    rules = plain_rules(plain_benefit(at_least(ELDERS, 1), "b"))
    screening, later = Screening(rules, DAY), Screening(rules, date(2025, 3, 1))
    frame = frame_of([household(born(1950))], FACTS, screening.columns)

    for wrong in (frame, later.with_sums(frame)):
        with pytest.raises(WrongColumnsError, match=r"household_members.*with_sums"):
            screening.answers(nw.from_native(wrong.lazy()))
    assert nw.to_native(screening.answers(nw.from_native(later.with_sums(screening.with_sums(frame)).lazy()))).collect()[
        "r/b"
    ].to_list() == [True]


def test_a_column_that_is_no_list_of_people_is_named() -> None:
    rules = plain_rules(plain_benefit(at_least(ELDERS, 1), "b"))

    with pytest.raises(WrongColumnsError, match="household_members"):
        Screening(rules, DAY).with_sums(pl.DataFrame({"household_members": [2]}))


def test_sums_that_mean_the_same_are_worked_out_once() -> None:
    """With the person or without, wherever they stand; of another way of counting they are others."""
    other = Sum(ONE, "household_members", at_least(Age(TimeUnit.MONTHS), 720))
    conditions = [
        at_least(ELDERS, 1),
        at_least(ELDERS, 2),
        at_least(Sum(ONE, "household_members", OLD, with_self=True), 2),
        at_least(other, 1),
    ]

    sums = Screening(plain_rules(*(plain_benefit(one, f"b{number}") for number, one in enumerate(conditions))), DAY).sums

    assert [one.quantity for one in sums] == [ELDERS, other]
