"""The days on which time alone changes an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from random import Random
from typing import Any as Anything

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from huilao.answers.changes import SetAnew
from huilao.foresee.critical import critical_dates, timed_in, timed_tests
from huilao.foresee.timeline import turns
from huilao.language.ages import AgeReached
from huilao.language.condition import About, All, Compare, Condition, Node, Order, Term
from huilao.language.facts import Text
from huilao.language.known import Person, Range
from huilao.language.meaning import amount_of, rows_found, truth_of
from huilao.language.policy import Benefit, Column, ColumnType, DefinedQuantity, DefinedTerm, Levels, Pays, Row
from huilao.language.quantity import (
    Age,
    Branch,
    Constant,
    Day,
    Elapsed,
    First,
    Named,
    Number,
    Standard,
    Times,
    TimeUnit,
)
from huilao.language.scope import Scope, Situation, scope_of
from huilao.language.standards import DefinedStandard, PlaceOf, SetValue
from huilao.language.units import Per, Unit
from plain_rules import plain_benefit
from strategies import CASES, FACTS, a_rule_book, seeded, somebody

SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])
DAY = timedelta(days=1)
YEARS, MONTHS, DAYS = TimeUnit.YEARS, TimeUnit.MONTHS, TimeUnit.DAYS
LEAP, LAST = date(1944, 2, 29), date(9999, 12, 31)
BORN_1936 = Range(date(1936, 1, 1), date(1936, 12, 31))


def constant(number: object) -> Constant:
    return Constant(Fraction(str(number)))


def aged(order: Order, number: object, unit: TimeUnit = YEARS) -> Condition:
    return Compare(Age(unit), order, constant(number))


def passed(number: int, unit: TimeUnit) -> Condition:
    return Compare(Elapsed("assessed_on", unit), Order.AT_LEAST, constant(number))


def between(low: int, high: int) -> Condition:
    return All((aged(Order.AT_LEAST, low), aged(Order.AT_MOST, high)))


def days_of(node: Node, person: Person, scope: Scope, first: date = date(2024, 1, 1), last: date = LAST) -> list[str]:
    found = critical_dates([timed_tests(node, scope)], person, scope.on(first), first, last)
    return [day.isoformat() for day in found]


@pytest.mark.parametrize(
    ("test", "person", "reached", "days"),
    [
        (aged(Order.AT_LEAST, 80), {"birth_date": date(1945, 5, 10)}, AgeReached.BIRTHDAY, ["2025-05-10"]),
        (aged(Order.AT_LEAST, 80), {"birth_date": date(1945, 5, 10)}, AgeReached.DAY_AFTER, ["2025-05-11"]),
        (aged(Order.AT_LEAST, 80), {"birth_date": date(1945, 5, 10)}, AgeReached.NEXT_MONTH_START, ["2025-06-01"]),
        (Compare(constant(80), Order.AT_MOST, Age(YEARS)), {"birth_date": date(1945, 5, 10)}, AgeReached.BIRTHDAY, ["2025-05-10"]),
        (aged(Order.AT_LEAST, 80), {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2024-02-29"]),
        (aged(Order.AT_LEAST, 81), {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2025-02-28"]),
        (aged(Order.AT_LEAST, "80.5"), {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2025-02-28"]),
        (aged(Order.AT_LEAST, 966, MONTHS), {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2024-08-29"]),
        (aged(Order.ABOVE, 80), {"birth_date": LEAP}, AgeReached.DAY_AFTER, ["2025-03-01"]),
        (aged(Order.AT_MOST, 80), {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2025-02-28"]),
        (aged(Order.BELOW, 80), {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2024-02-29"]),
        (between(80, 80), {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2024-02-29", "2025-02-28"]),
        (between(80, 81), {"birth_date": LEAP}, AgeReached.BIRTHDAY, ["2024-02-29", "2026-02-28"]),
        (aged(Order.AT_LEAST, 90), {"birth_date": BORN_1936}, AgeReached.BIRTHDAY, ["2026-01-01", "2026-12-31"]),
        (aged(Order.AT_LEAST, 90), {"birth_date": Range(None, date(1936, 12, 31))}, AgeReached.BIRTHDAY, ["2026-12-31"]),
        (aged(Order.AT_LEAST, 90), {"birth_date": Range(date(1936, 1, 1), None)}, AgeReached.BIRTHDAY, ["2026-01-01"]),
        (passed(366, DAYS), {"assessed_on": date(2024, 2, 29)}, AgeReached.BIRTHDAY, ["2025-03-01"]),
        (passed(1, MONTHS), {"assessed_on": date(2025, 1, 31)}, AgeReached.BIRTHDAY, ["2025-02-28"]),
        (passed(1, YEARS), {"assessed_on": date(2026, 1, 1)}, AgeReached.BIRTHDAY, ["2027-01-01"]),  # a date that lies ahead
        (About("elder", aged(Order.AT_LEAST, 80)), {"elder": {"birth_date": LEAP}}, AgeReached.BIRTHDAY, ["2024-02-29"]),
        (aged(Order.AT_LEAST, 150), {"birth_date": date(9900, 1, 1)}, AgeReached.BIRTHDAY, []),
        (passed(2, YEARS), {"assessed_on": date(9998, 1, 1)}, AgeReached.BIRTHDAY, []),
        (aged(Order.AT_LEAST, 80), {}, AgeReached.BIRTHDAY, []),
        (Compare(Day("assessed_on"), Order.AT_LEAST, Constant(date(2025, 1, 1))), {"assessed_on": date(2025, 5, 1)},
         AgeReached.BIRTHDAY, []),
    ],
)  # fmt: skip
def test_time_turns_a_test_on_these_days(test: Condition, person: Person, reached: AgeReached, days: list[str]) -> None:
    """By the document's own way of counting age, at the ends of months, by both ends of what is partly known, and never
    past the calendar.
    """
    assert days_of(test, person, Scope(FACTS, place="513433", age_reached=reached)) == days


def test_what_is_timed_behind_names_and_inside_calculations_is_found() -> None:
    """An age in a row of a quantity turns it, and so does every year that counts in a product."""
    rate = First((Branch(aged(Order.AT_LEAST, 81), constant(2)), Branch(None, constant(1))))
    allowance = Times((Age(YEARS), Named("rate")))
    scope = Scope(
        FACTS,
        {"old": DefinedTerm("old", Text("老"), aged(Order.AT_LEAST, 82))},
        {"rate": DefinedQuantity("rate", Text("率"), Unit.NONE, rate)},
    )
    person = {"birth_date": date(1944, 5, 10)}
    span = date(2024, 1, 1), date(2027, 1, 1)

    assert days_of(Term("old"), person, scope, *span) == ["2026-05-10"]
    assert days_of(Compare(Named("rate"), Order.ABOVE, Number("income")), {**person, "income": 1}, scope, *span) == ["2025-05-10"]
    assert days_of(allowance, person, scope, *span) == ["2024-05-10", "2025-05-10", "2026-05-10"]
    assert days_of(Compare(allowance, Order.AT_LEAST, constant(164)), person, scope, *span) == ["2026-05-10"]


PRICE = DefinedStandard(
    "wage",
    Text("标准"),
    Unit.CNY,
    PlaceOf.RESIDENCE,
    "area",
    (
        SetValue("", date(2020, 1, 1), Fraction(1)),
        SetValue("51", date(2025, 1, 1), {"urban": Fraction(7), "rural": Fraction(5)}),
        SetValue("51", date(2026, 1, 1), {"urban": Fraction(8), "rural": Fraction(5)}),
        SetValue("513433", date(2025, 7, 1), Fraction(6)),
        SetValue("513433", date(2025, 9, 1), None),
        SetValue("22", date(2025, 3, 1), Fraction(9)),
    ),
)


@pytest.mark.parametrize(
    ("person", "days"),
    [
        ({"residence": "513433", "area": "urban"}, ["2025-01-01", "2025-07-01", "2025-09-01", "2026-01-01"]),
        ({"residence": "513433", "area": "rural"}, ["2025-01-01", "2025-07-01", "2025-09-01"]),
        ({"residence": "5117", "area": "urban"}, ["2025-01-01", "2026-01-01"]),
        ({"residence": "51", "area": "rural"}, ["2025-01-01", "2025-07-01", "2025-09-01"]),
        ({"residence": "22", "area": "rural"}, ["2025-03-01"]),
        ({}, ["2025-01-01", "2025-03-01"]),  # the others lie between the least and the most
    ],
)
def test_a_standard_that_is_set_anew_is_a_day(person: Person, days: list[str]) -> None:
    """Of every value that may count for the place as far as it is known; a value that ends, too."""
    scope = Scope(FACTS, standards={"wage": PRICE}, place="513433")
    found = critical_dates([timed_tests(Standard("wage"), scope)], person, scope.on(date(2024, 1, 1)), date(2024, 1, 1), LAST)

    assert [day.isoformat() for day in found] == days
    for day, begins in found.items():
        assert all(isinstance(one, SetAnew) and one.standard == "wage" and one.value.since == day for one in begins)
        assert begins


@pytest.mark.parametrize(
    ("person", "told"),
    [
        ({"residence": "513433", "area": "urban"}, [("51", {"urban": 7}), ("513433", 6), ("513433", None), ("51", {"urban": 8})]),
        ({"residence": "5117"}, [("51", {"urban": 7, "rural": 5}), ("51", {"urban": 8, "rural": 5})]),
    ],
)
def test_of_a_standard_that_is_told_which_counts_for_the_person(person: Person, told: list[object]) -> None:
    """For their place, the narrowest alone, and for what is known of the code that splits it."""
    wider = SetValue("51", date(2025, 7, 1), Fraction(4)), SetValue("51", date(2025, 7, 2), {"urban": Fraction(7), "rural": Fraction(5)})
    scope = Scope(FACTS, standards={"wage": replace(PRICE, values=(*PRICE.values, *wider) if "area" in person else PRICE.values)})
    found = critical_dates([timed_tests(Standard("wage"), scope)], person, scope.on(date(2024, 1, 1)), date(2024, 1, 1), LAST)

    assert [(one.value.place, one.value.value) for begins in found.values() for one in begins if isinstance(one, SetAnew)] == told


def test_what_begins_says_what_is_reached() -> None:
    """The number that is reached that day, about whom it is."""
    scope = Scope(FACTS)
    node = All((About("elder", aged(Order.AT_MOST, 79)), aged(Order.AT_LEAST, 60)))
    person = {"birth_date": date(1965, 5, 10), "elder": {"birth_date": date(1945, 5, 10)}}
    found = critical_dates([timed_tests(node, scope)], person, scope.on(date(2025, 1, 1)), date(2025, 1, 1), LAST)

    [(day, begins)] = found.items()
    assert day == date(2025, 5, 10)
    assert set(begins) == {aged(Order.AT_LEAST, 60), About("elder", aged(Order.AT_LEAST, 80))}


def test_the_rows_of_a_table_are_days_of_the_timeline() -> None:
    """A hundred from eighty on, five hundred from ninety, eight hundred from a hundred."""
    bands = ((80, 89, 100), (90, 99, 500), (100, 150, 800))
    rows = tuple(Row(between(low, high), (constant(paid),), constant(paid)) for low, high, paid in bands)
    table = Levels((Column("paid", Text("数额"), ColumnType.MONEY, Unit.CNY),), rows)
    benefit = replace(plain_benefit(aged(Order.AT_LEAST, 80)), levels=table, pays=Pays(Named("paid"), Per.MONTH))
    scope = Scope(FACTS)
    person = {"birth_date": date(1937, 1, 15)}
    since = date(2025, 3, 1)
    days = critical_dates([timed_in(benefit, scope)], person, scope.on(since), since + DAY, date(2045, 1, 1))

    found = turns(lambda day: {"paid": amount_of(benefit, person, scope.on(day))}, since, days)
    assert [(day.isoformat(), str(after and after.low)) for day, _, _, after in found] == [("2027-01-15", "500"), ("2037-01-15", "800")]


def of_day(benefit: Benefit, person: Person, situation: Situation) -> Anything:
    """All that a timeline may tell of a benefit."""
    rows = benefit.levels and rows_found(benefit.levels, person, situation)
    return truth_of(benefit.condition, person, situation), rows, amount_of(benefit, person, situation)


def test_between_critical_dates_nothing_changes() -> None:
    """On every single day of more than a year, for random rules and people, facts that lie ahead among them."""
    turned = Counter[bool]()

    @settings(SETTINGS, max_examples=max(3, ceil(CASES / 1_000)))
    @given(seeded(lambda luck: luck))
    def exact(luck: Random) -> None:
        rules = a_rule_book(luck)
        asked = somebody(luck)
        if luck.random() < 0.5:  # whose facts lie ahead
            asked = replace(asked, day=asked.day - luck.randint(1, 300) * DAY)
        for ruleset in rules.rulesets.values():
            scope = scope_of(ruleset, rules)
            for one in ruleset.benefits:
                timed = timed_in(one, scope)
                found = critical_dates([timed], asked.person, scope.on(asked.day), asked.day + DAY, asked.day + 400 * DAY)
                turned[bool(found)] += 1
                if not timed:
                    continue
                answer = of_day(one, asked.person, scope.on(asked.day))
                for number in range(1, 401):
                    day = asked.day + number * DAY
                    if (now := of_day(one, asked.person, scope.on(day))) != answer:
                        assert day in found, f"{one.condition} turns on {day} for {asked}"
                        assert found[day]
                    answer = now

    exact()

    assert turned[True] > sum(turned.values()) / 50


def test_turns_are_the_changes_of_answers() -> None:
    """Of every name, in the order of the days, whatever the order in which the days are given."""
    answers = {1: {"a": 0, "b": 0}, 2: {"a": 1, "b": 0}, 3: {"a": 1, "b": 2}}
    days: Iterable[date] = [date(2025, 1, 3), date(2025, 1, 2), date(2025, 1, 1), date(2024, 1, 1)]

    found = list(turns(lambda day: answers[day.day], date(2025, 1, 1), days))

    assert found == [(date(2025, 1, 2), "a", 0, 1), (date(2025, 1, 3), "b", 0, 2)]
