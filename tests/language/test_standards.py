"""Numbers that change by place and date: which value counts for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from huilao.language.facts import Text
from huilao.language.interval import Interval
from huilao.language.known import Among, Path, Person
from huilao.language.meaning import Lack, Lookup, Waiting, measure, waited_by
from huilao.language.places import COUNTRY
from huilao.language.quantity import Constant, Plus, Quantity, Standard, Times
from huilao.language.scope import Scope
from huilao.language.standards import DefinedStandard, PlaceOf, SetValue
from huilao.language.units import Unit
from strategies import FACTS

YEAR = date(2025, 1, 1)
Given = int | Mapping[str, int] | None


def value(place: str, number: Given, since: date = date(2020, 1, 1)) -> SetValue:
    numbers = {code: Fraction(one) for code, one in number.items()} if isinstance(number, Mapping) else number
    return SetValue(place, since, Fraction(numbers) if isinstance(numbers, int) else numbers)


def standard(*values: SetValue, place_of: PlaceOf = PlaceOf.RESIDENCE, split: str | None = None) -> DefinedStandard:
    return DefinedStandard("line", Text("线"), Unit.CNY_PER_MONTH, place_of, split, values)


def scope(one: DefinedStandard, place: str = "513433") -> Scope:
    return Scope(FACTS, standards={"line": one}, place=place)


def known(one: DefinedStandard, person: Person, day: date = YEAR, place: str = "513433") -> tuple[Interval, Waiting]:
    situation = scope(one, place).on(day)
    return measure(Standard("line"), person, situation), waited_by(Standard("line"), person, situation)


def waiting(*facts: str) -> Waiting:
    return Waiting(frozenset(Path("", fact) for fact in facts))


def lacking(place: str, day: date = YEAR) -> Waiting:
    return Waiting(lacks=frozenset((Lack("line", place, day),)))


def ends(low: int, high: int | None = None) -> Interval:
    return Interval(Fraction(low), Fraction(low if high is None else high))


OPEN = Interval(None, None)
NESTED = standard(value(COUNTRY, 100), value("51", 200), value("513433", 300), value("22", 250))


@pytest.mark.parametrize(
    ("residence", "number"),
    [
        ("513433", 300), ("513433100", 300), ("513433100201", 300), ("513433000000", 300), ("513434", 200), ("5117", 200),
        ("220302", 250), ("220000", 250), ("110101", 100), ("33", 100),
    ],
)  # fmt: skip
def test_the_narrowest_division_that_has_a_value_counts(residence: str, number: int) -> None:
    """The country contains every place."""
    assert known(NESTED, {"residence": residence}) == (ends(number), waiting())


@pytest.mark.parametrize(
    ("residence", "low", "high"),
    [("51", 200, 300), ("5134", 200, 300), ("510000", 200, 300), ("000000", 100, 300), (None, 100, 300)],
)
def test_of_a_place_known_coarsely_it_may_be_any_inside(residence: str | None, low: int, high: int) -> None:
    """The values of all divisions inside that have one, and the one that counts for the place itself."""
    assert known(NESTED, {"residence": residence}) == (ends(low, high), waiting("residence"))


def test_a_coarse_place_whose_divisions_have_one_number_is_known_well_enough() -> None:
    """Nothing is waited for."""
    alike = standard(value("51", 200), value("513433", 200))

    assert known(alike, {"residence": "51"}) == (ends(200), waiting())


def test_where_the_place_itself_has_none_the_interval_is_open() -> None:
    """It waits for the place where a place inside has one, else for a number of the book."""
    some = standard(value("513433", 300))

    assert known(some, {"residence": "5134"}) == (OPEN, waiting("residence"))
    assert known(some, {}) == (OPEN, waiting("residence"))
    assert known(some, {"residence": "513434"}) == (OPEN, lacking("513434"))
    assert known(some, {"residence": "513433"}) == (ends(300), waiting())


IN_TIME = standard(
    value("51", 200, date(2023, 7, 1)), value("51", 220, date(2024, 7, 1)), value("513433", 300, date(2024, 1, 1)), value("513433", None, date(2025, 1, 1)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("2023-06-30", None), ("2023-07-01", 200), ("2023-12-31", 200), ("2024-01-01", 300), ("2024-12-31", 300),
        ("2025-01-01", 220), ("2030-01-01", 220),
    ],
)  # fmt: skip
def test_a_value_counts_from_its_day_until_the_next(day: str, number: int | None) -> None:
    """`null` ends it: then the wider division counts again."""
    on = date.fromisoformat(day)

    assert known(IN_TIME, {"residence": "513433"}, on) == ((OPEN, lacking("513433", on)) if number is None else (ends(number), waiting()))


def test_values_that_ended_or_have_not_begun_are_none_of_a_coarse_place() -> None:
    """Only those that count on the day are among the possible ones."""
    assert known(IN_TIME, {"residence": "51"}, date(2024, 12, 31)) == (ends(220, 300), waiting("residence"))
    assert known(IN_TIME, {"residence": "51"}, date(2025, 1, 1)) == (ends(220), waiting())
    assert known(IN_TIME, {"residence": "51"}, date(2023, 12, 31)) == (ends(200), waiting())


def test_the_order_in_which_values_are_written_does_not_matter() -> None:
    """The latest that has begun counts."""
    backwards = replace(IN_TIME, values=IN_TIME.values[::-1])

    for day in (date(2023, 7, 1), date(2024, 8, 1), date(2025, 1, 1)):
        assert known(backwards, {"residence": "513433"}, day) == known(IN_TIME, {"residence": "513433"}, day)


@pytest.mark.parametrize(
    ("place_of", "person", "number"),
    [
        (PlaceOf.RESIDENCE, {"residence": "513433", "household_registration": "22"}, 300),
        (PlaceOf.HOUSEHOLD_REGISTRATION, {"residence": "513433", "household_registration": "220302"}, 250),
        (PlaceOf.DOCUMENT, {"residence": "513433", "household_registration": "220302"}, 200),
        (PlaceOf.DOCUMENT, {}, 200),
    ],
)
def test_the_place_is_that_of_the_person_or_of_the_document(place_of: PlaceOf, person: Person, number: int) -> None:
    """As the standard says."""
    assert known(replace(NESTED, place_of=place_of), person, place="5117") == (ends(number), waiting())


def test_of_a_document_the_values_inside_its_place_do_not_count() -> None:
    """Its place is known: it is no coarse one."""
    assert known(replace(NESTED, place_of=PlaceOf.DOCUMENT), {}, place="51") == (ends(200), waiting())
    assert known(standard(value("513433", 300), place_of=PlaceOf.DOCUMENT), {}, place="51") == (OPEN, lacking("51"))


def test_the_place_is_that_of_the_person_asked_about() -> None:
    """Of another person theirs, who is waited for then."""
    person: Person = {"residence": "22", "elder": {"residence": "51"}}
    situation = scope(NESTED).on(YEAR)

    assert waited_by(Standard("line"), person, situation) == waiting()
    assert waited_by(Standard("line"), person, situation, "elder").facts == {Path("elder", "residence")}
    assert waited_by(Standard("line"), person, situation, "spouse").facts == {Path("spouse", "residence")}


SPLIT = standard(value("51", 200), value("513433", {"urban": 700, "rural": 560}), value("5117", {"urban": 600, "rural": 600}), split="area")


@pytest.mark.parametrize(
    ("residence", "area", "found", "waited"),
    [
        ("513433", "urban", ends(700), waiting()),
        ("513433", "rural", ends(560), waiting()),
        ("513433", None, ends(560, 700), waiting("area")),
        ("5117", None, ends(600), waiting()),  # divided, into equal parts
        ("513434", None, ends(200), waiting()),  # an undivided value counts for all codes
        ("51", "rural", ends(200, 600), waiting("residence")),
        ("51", "urban", ends(200, 700), waiting("residence")),
        ("51", None, ends(200, 700), waiting("residence", "area")),
    ],
)
def test_a_standard_may_be_split_by_a_choice(residence: str, area: str | None, found: Interval, waited: Waiting) -> None:
    """Place and split open: all pairs."""
    assert known(SPLIT, {"residence": residence, "area": area}) == (found, waited)


def test_a_coarse_place_whose_divisions_are_split_alike_waits_for_the_split_alone() -> None:
    """The place makes no difference."""
    alike = standard(value("51", {"urban": 7, "rural": 5}), value("513433", {"urban": 7, "rural": 5}), split="area")

    assert known(alike, {"residence": "51"}) == (ends(5, 7), waiting("area"))


def test_divisions_that_are_split_the_other_way_round_wait_for_both() -> None:
    """Though the numbers are the same ones; by a code that they have in common the place makes no difference."""
    crossed = standard(value("51", {"urban": 7, "rural": 5}), value("513433", {"urban": 5, "rural": 7}), split="area")
    partly = standard(value("51", {"home": 1, "institution": 2, "hospital": 3, "none": 4}),
                      value("5134", {"home": 1, "institution": 2, "hospital": 4, "none": 3}), split="housing")  # fmt: skip

    assert known(crossed, {"residence": "51"}) == (ends(5, 7), waiting("residence", "area"))
    assert known(partly, {"residence": "51", "housing": Among(frozenset({"home", "institution"}))}) == (ends(1, 2), waiting("housing"))


def test_a_split_that_is_known_in_part_leaves_its_codes() -> None:
    """Those that it may be."""
    housed = standard(value("51", {"home": 1, "institution": 2, "hospital": 3, "none": 4}), split="housing")

    assert known(housed, {"residence": "51", "housing": Among(frozenset({"institution", "hospital"}))}) == (ends(2, 3), waiting("housing"))


def test_what_is_known_of_the_values_says_nothing_of_the_place() -> None:
    """All that may count are told, the one of the place itself first."""
    found = Lookup.of(NESTED, {"residence": "51"}, scope(NESTED).on(YEAR))

    assert [one.place for one in found.values] == ["51", "513433"]
    assert [one.place for one in Lookup.of(NESTED, {"residence": "513433"}, scope(NESTED).on(YEAR)).values] == ["513433"]


@pytest.mark.parametrize(
    ("quantity", "found", "waited"),
    [
        (Plus((Standard("line"), Constant(Fraction(1)))), OPEN, lacking("513434")),
        (Times((Standard("line"), Constant(Fraction(0)))), ends(0), waiting()),
    ],
)
def test_a_quantity_waits_for_a_number_of_the_book(quantity: Quantity, found: Interval, waited: Waiting) -> None:
    """Unless it does not matter."""
    person, situation = {"residence": "513434"}, scope(standard(value("513433", 300))).on(YEAR)

    assert measure(quantity, person, situation) == found
    assert waited_by(quantity, person, situation) == waited
