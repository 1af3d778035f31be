"""What conditions and quantities mean: the reference itself, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any as Anything

import pytest

from huilao.language.ages import AgeReached
from huilao.language.condition import (
    About,
    All,
    Any,
    Compare,
    Condition,
    Count,
    Has,
    Inside,
    Not,
    OneOf,
    Order,
    Share,
    Term,
    Test,
    facts_in,
)
from huilao.language.facts import Text
from huilao.language.interval import Interval
from huilao.language.known import Among, Holding, Listed, Path, Person, Range
from huilao.language.meaning import Waiting, count_truth, measure, truth_of, waited_by, waiting_for
from huilao.language.policy import DefinedQuantity, DefinedTerm
from huilao.language.quantity import (
    BIRTH,
    Age,
    Branch,
    Constant,
    Day,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Round,
    Rounding,
    Smallest,
    Standard,
    Sum,
    Times,
    TimeUnit,
)
from huilao.language.scope import Scope
from huilao.language.truth import Truth
from huilao.language.units import Unit
from strategies import FACTS

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
N = Decimal
SCOPE = Scope(FACTS, place="513433")
SITUATION = SCOPE.on(date(2025, 3, 1))
YEARS, MONTHS, DAYS = TimeUnit.YEARS, TimeUnit.MONTHS, TimeUnit.DAYS


def day(text: str) -> date:
    return date.fromisoformat(text)


def c(number: str) -> Constant:
    return Constant(Fraction(number))


def term(name: str, condition: Condition) -> DefinedTerm:
    return DefinedTerm(name, Text(name), condition)


# -- joining -----------------------------------------------------------------------------------------------------------

BOUNDS = [(low, high) for low in (None, 0, 1, 2, 3) for high in (None, 0, 1, 2, 3)]


@pytest.mark.parametrize("sure", range(4))
@pytest.mark.parametrize("open_", range(4))
@pytest.mark.parametrize(("low", "high"), BOUNDS)
def test_a_count_is_settled_when_every_way_to_fill_it_agrees(sure: int, open_: int, low: int | None, high: int | None) -> None:
    """YES where each possible number lies between the bounds, NO where none reaches one of them, else UNKNOWN."""
    numbers = range(sure, sure + open_ + 1)
    ways = {(low is None or low <= number) and (high is None or number <= high) for number in numbers}
    crossed = low is not None and high is not None and low > high
    out = all(low is not None and number < low for number in numbers) or all(high is not None and number > high for number in numbers)

    assert count_truth(sure, open_, low, high) is ((NO if out else UNKNOWN) if crossed or len(ways) == 2 else Truth.of(ways == {True}))


SURE, RULED_OUT, OPEN = OneOf("widowed", (True,)), OneOf("widowed", (False,)), OneOf("certified", (True,))


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (Count(2, None, (SURE, SURE, RULED_OUT)), YES),
        (Count(2, None, (SURE, OPEN, RULED_OUT)), UNKNOWN),
        (Count(2, None, (SURE, RULED_OUT, RULED_OUT)), NO),
        (Count(None, 1, (SURE, RULED_OUT, RULED_OUT)), YES),
        (Count(None, 1, (SURE, OPEN)), UNKNOWN),
        (Count(None, 1, (SURE, SURE, OPEN)), NO),
        (Count(1, 2, (SURE, OPEN, RULED_OUT)), YES),
        (Count(0, None, (OPEN,)), YES),
        (All(()), YES),
        (Any(()), NO),
        (All((OPEN, RULED_OUT)), NO),
        (All((OPEN, SURE)), UNKNOWN),
        (Any((OPEN, SURE)), YES),
        (Any((OPEN, RULED_OUT)), UNKNOWN),
        (Not(SURE), NO),
        (Not(RULED_OUT), YES),
        (Not(OPEN), UNKNOWN),
    ],
)
def test_conditions_join_truths(condition: Condition, truth: Truth) -> None:
    """Each way to join conditions, of which one holds, one does not and one is open."""
    assert truth_of(condition, {"widowed": True}, SITUATION) is truth


# -- tests -------------------------------------------------------------------------------------------------------------


def orders(quantity: Quantity, than: Quantity, known: Anything, *truths: Truth) -> list[tuple[Test, Anything, Truth]]:
    """A comparison in each order, with what it comes to: at least, at most, above, below."""
    return [(Compare(quantity, order, than), known, truth) for order, truth in zip(Order, truths, strict=True)]


INCOME, ASSESSED, ABILITY = Number("income"), Day("assessed_on"), Rank("ability")
NEW_YEAR = Constant(day("2025-01-01"))
MODERATE = Rank("ability", "moderate")  # by the order of the scale, not of letters
HOME = OneOf("housing", ("home", "hospital"))
ANY_AID, ALL_AIDS = Has("aids", Share.ANY, ("dibao", "edge")), Has("aids", Share.ALL, ("dibao", "edge"))

WHOLLY_KNOWN: list[tuple[Test, Anything, Truth]] = [
    (OneOf("widowed", (True,)), True, YES),
    (OneOf("widowed", (True,)), False, NO),
    (OneOf("widowed", (False,)), False, YES),
    (OneOf("widowed", (False,)), True, NO),
    *orders(INCOME, c("900"), N("899.99"), NO, YES, NO, YES),
    *orders(INCOME, c("900"), N("900.00"), YES, YES, NO, NO),
    *orders(INCOME, c("900"), N("900.01"), YES, NO, YES, NO),
    *orders(INCOME, c("1/3"), N("0.333333"), NO, YES, NO, YES),
    (OneOf("income", (N("0.3"), N(1))), N("0.1") + N("0.2"), YES),
    (OneOf("income", (N(1), N(2))), N(3), NO),
    (OneOf("income", (N(1), N(2))), N("2.0"), YES),
    *orders(ASSESSED, NEW_YEAR, day("2024-12-31"), NO, YES, NO, YES),
    *orders(ASSESSED, NEW_YEAR, day("2025-01-01"), YES, YES, NO, NO),
    *orders(ASSESSED, NEW_YEAR, day("2025-01-02"), YES, NO, YES, NO),
    (OneOf("assessed_on", (day("2025-01-01"),)), day("2025-01-01"), YES),
    (OneOf("assessed_on", (day("2025-01-01"),)), day("2025-01-02"), NO),
    *orders(Elapsed("assessed_on", YEARS), c("2"), day("2023-03-01"), YES, YES, NO, NO),
    *orders(Elapsed("assessed_on", YEARS), c("2"), day("2023-03-02"), NO, YES, NO, YES),
    *orders(Elapsed("assessed_on", MONTHS), c("6"), day("2024-09-02"), NO, YES, NO, YES),
    *orders(Elapsed("assessed_on", DAYS), c("30"), day("2025-01-29"), YES, NO, YES, NO),
    *orders(Age(YEARS), c("60"), day("1965-03-02"), NO, YES, NO, YES),
    *orders(Age(MONTHS), c("720"), day("1965-03-01"), YES, YES, NO, NO),
    (HOME, "hospital", YES),
    (HOME, "none", NO),
    *orders(ABILITY, MODERATE, "moderate", YES, YES, NO, NO),
    *orders(ABILITY, MODERATE, "mild", NO, YES, NO, YES),
    *orders(ABILITY, MODERATE, "severe", YES, NO, YES, NO),
    (OneOf("ability", ("mild", "total")), "total", YES),
    (OneOf("ability", ("mild", "total")), "severe", NO),
    (ANY_AID, frozenset({"edge", "none"}), YES),
    (ANY_AID, frozenset({"destitute"}), NO),
    (ANY_AID, frozenset[str](), NO),  # an empty set is known: none
    (ALL_AIDS, frozenset({"edge", "dibao", "none"}), YES),
    (ALL_AIDS, frozenset({"dibao"}), NO),
    (Inside("birthplace", ("51",)), "513433", YES),
    (Inside("birthplace", ("51",)), "22", NO),
]

PARTLY_KNOWN: list[tuple[Test, Anything, Truth]] = [
    # a number, closed and half-open: of every value, of none, of some
    *orders(INCOME, c("900"), Range(N(900), N(1000)), YES, UNKNOWN, UNKNOWN, NO),
    *orders(INCOME, c("900"), Range(N(800), N(900)), UNKNOWN, YES, NO, UNKNOWN),
    *orders(INCOME, c("900"), Range(N(800), N(1000)), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    *orders(INCOME, c("900"), Range(N(901), None), YES, NO, YES, NO),
    *orders(INCOME, c("900"), Range(None, N(899)), NO, YES, NO, YES),
    *orders(INCOME, c("900"), Range(N(800), None), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    # what the fact itself cannot be: income is never below 0, a household has 1 to 12
    *orders(INCOME, c("0"), None, YES, UNKNOWN, UNKNOWN, NO),
    *orders(INCOME, c("-1"), Range(None, N(5)), YES, NO, YES, NO),
    *orders(Number("household_size"), c("12"), None, UNKNOWN, YES, NO, UNKNOWN),
    *orders(Number("household_size"), c("13"), Range(N(3), None), NO, YES, NO, YES),
    *orders(Number("balance"), c("0"), None, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (OneOf("income", (N(1), N(5))), Range(N(2), N(4)), NO),
    (OneOf("income", (N(1), N(5))), Range(N(2), N(5)), UNKNOWN),
    (OneOf("income", (N(1), N(5))), Range(None, N(1)), UNKNOWN),
    (OneOf("income", (N(1), N(5))), Range(N(5), None), UNKNOWN),
    (OneOf("income", (N(1), N(5))), Range(N("5.01"), None), NO),
    # a date
    *orders(ASSESSED, NEW_YEAR, Range(day("2025-01-01"), day("2025-01-31")), YES, UNKNOWN, UNKNOWN, NO),
    *orders(ASSESSED, NEW_YEAR, Range(None, day("2024-12-31")), NO, YES, NO, YES),
    *orders(ASSESSED, NEW_YEAR, Range(day("2024-12-31"), None), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (OneOf("assessed_on", (day("2025-01-01"),)), Range(day("2024-12-31"), day("2025-01-02")), UNKNOWN),
    (OneOf("assessed_on", (day("2025-01-01"),)), Range(day("2025-01-02"), None), NO),
    *orders(Elapsed("assessed_on", YEARS), c("2"), Range(day("2022-03-02"), day("2023-03-01")), YES, YES, NO, NO),
    *orders(Elapsed("assessed_on", YEARS), c("2"), Range(day("2022-03-01"), day("2023-03-02")), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    *orders(Elapsed("assessed_on", YEARS), c("2"), Range(None, day("2022-03-01")), YES, NO, YES, NO),
    *orders(Elapsed("assessed_on", YEARS), c("2"), Range(day("2023-03-02"), None), NO, YES, NO, YES),
    # a code of a choice, of a scale
    (HOME, Among(frozenset({"home", "hospital"})), YES),
    (HOME, Among(frozenset({"institution", "none"})), NO),
    (HOME, Among(frozenset({"home", "none"})), UNKNOWN),
    (OneOf("housing", ("home", "hospital", "none")), Among(frozenset({"home", "none"})), YES),
    *orders(ABILITY, MODERATE, Among(frozenset({"severe", "total"})), YES, NO, YES, NO),
    *orders(ABILITY, MODERATE, Among(frozenset({"moderate", "total"})), YES, UNKNOWN, UNKNOWN, NO),
    *orders(ABILITY, MODERATE, Among(frozenset({"mild", "total"})), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    *orders(ABILITY, Rank("ability", "intact"), None, YES, UNKNOWN, UNKNOWN, NO),
    # a set
    (ANY_AID, Holding(frozenset({"edge"}), frozenset({"none"})), YES),
    (ANY_AID, Holding(frozenset({"none"}), frozenset({"dibao", "edge"})), NO),
    (ANY_AID, Holding(frozenset({"none"}), frozenset({"dibao"})), UNKNOWN),
    (ALL_AIDS, Holding(frozenset({"edge", "dibao"}), frozenset({"none"})), YES),
    (ALL_AIDS, Holding(frozenset({"edge"}), frozenset({"dibao"})), NO),
    (ALL_AIDS, Holding(frozenset({"edge"}), frozenset({"none"})), UNKNOWN),
    # a place
    (Inside("birthplace", ("513433",)), "5134", UNKNOWN),
    (Inside("birthplace", ("51",)), "5134", YES),
]


def knowing(test: Test, known: Anything) -> Person:
    """A person of whose one fact this is known."""
    return {next(facts_in(test), BIRTH): known}


@pytest.mark.parametrize(("test", "known", "truth"), WHOLLY_KNOWN)
def test_a_test_of_a_known_fact_is_settled(test: Test, known: Anything, truth: Truth) -> None:
    """And its contrary is too."""
    assert truth_of(test, knowing(test, known), SITUATION) is truth
    assert truth_of(Not(test), knowing(test, known), SITUATION) is ~truth


@pytest.mark.parametrize(("test", "known", "truth"), PARTLY_KNOWN)
def test_a_test_asks_the_set_of_values_that_a_fact_may_have(test: Test, known: Anything, truth: Truth) -> None:
    """YES where it holds of each of them, NO where of none."""
    assert truth_of(test, knowing(test, known), SITUATION) is truth
    assert bool(waiting_for(test, knowing(test, known), SITUATION)) == (truth is UNKNOWN)


@pytest.mark.parametrize("test", [test for test, *_ in WHOLLY_KNOWN if test != Compare(INCOME, Order.AT_LEAST, c("0"))])
def test_a_test_of_an_unknown_fact_is_open(test: Test) -> None:
    """Absent or None, whatever is asked."""
    assert truth_of(test, {}, SITUATION) is UNKNOWN
    assert truth_of(test, knowing(test, None), SITUATION) is UNKNOWN


def test_the_tables_of_tests_are_whole() -> None:
    """Every kind of test, order and share comes out all three ways."""
    for kind in (Compare, OneOf, Has, Inside):
        assert {truth for test, _, truth in (*WHOLLY_KNOWN, *PARTLY_KNOWN) if isinstance(test, kind)} == set(Truth)
    for order in Order:
        found = {truth for test, _, truth in (*WHOLLY_KNOWN, *PARTLY_KNOWN) if isinstance(test, Compare) and test.order is order}
        assert found == set(Truth)


def test_an_age_counts_as_the_document_does() -> None:
    """The same person has reached 65 by one document and not by another."""
    test = Compare(Age(YEARS), Order.AT_LEAST, c("65"))
    person: Person = {"birth_date": day("1960-03-01")}

    assert {reached: truth_of(test, person, replace(SCOPE, age_reached=reached).on(SITUATION.as_of)) for reached in AgeReached} == {
        AgeReached.BIRTHDAY: YES, AgeReached.DAY_AFTER: NO, AgeReached.NEXT_MONTH_START: NO,
    }  # fmt: skip


@pytest.mark.parametrize("document", AgeReached)
def test_an_age_with_a_way_of_its_own_counts_by_that(document: AgeReached) -> None:
    """Whatever the way of its document."""
    person: Person = {"birth_date": day("1960-03-01")}
    place = replace(SCOPE, age_reached=document).on(SITUATION.as_of)

    assert {own: measure(Age(YEARS, own), person, place).low for own in AgeReached} == {
        AgeReached.BIRTHDAY: 65, AgeReached.DAY_AFTER: 64, AgeReached.NEXT_MONTH_START: 64,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("on", "truth"), [("2025-02-28", NO), ("2026-01-14", NO), ("2026-01-15", UNKNOWN), ("2027-01-13", UNKNOWN), ("2027-01-14", YES)]
)
def test_who_was_born_within_a_year_is_old_enough_within_a_year(on: str, truth: Truth) -> None:
    """Undetermined from the first day on which 90 is possible, eligible from that on which it is sure."""
    person: Person = {"birth_date": Range(day("1936-01-15"), day("1937-01-14"))}

    assert truth_of(Compare(Age(YEARS), Order.AT_LEAST, c("90")), person, SCOPE.on(day(on))) is truth


# -- quantities ----------------------------------------------------------------------------------------------------------

PERSON: Person = {
    "income": N("1720.5"), "balance": Range(N(-10), N(20)), "household_size": Range(N(2), N(3)), "widowed": True,
    "assessed_on": day("2024-08-31"), "birth_date": Range(day("1960-01-01"), day("1960-12-31")), "ability": Among(frozenset({"mild", "severe"})),
    "household_members": Listed(({"income": N(100), "widowed": True}, {"income": Range(N(50), N(80)), "widowed": False}, {"income": N(7), "balance": N(-4)})),
    "children": Listed(({"widowed": True, "income": N(3), "balance": N(-1)},), complete=False),
}  # fmt: skip
MEMBERS, CHILDREN = "household_members", "children"
BALANCE, SIZE = Number("balance"), Number("household_size")


def rows(*found: tuple[Condition | None, Quantity]) -> First:
    return First(tuple(Branch(when, value) for when, value in found))


MEASURED: list[tuple[Quantity, str | None, str | None]] = [
    (c("1/3"), "1/3", "1/3"),
    (INCOME, "1720.5", "1720.5"),
    (BALANCE, "-10", "20"),
    (Number("pension"), "0", "9000"),  # an absent fact is from its minimum to its maximum
    (Day("assessed_on"), str(day("2024-08-31").toordinal()), str(day("2024-08-31").toordinal())),
    (Day("retired_on"), None, None),
    (Rank("ability"), "1", "3"),
    (Rank("care"), "0", "2"),
    (Rank("care", "partly"), "1", "1"),
    (Age(YEARS), "64", "65"),
    (Age(MONTHS), str(64 * 12 + 2), str(65 * 12 + 2)),
    (Elapsed("assessed_on", YEARS), "0", "0"),
    (Elapsed("assessed_on", MONTHS), "6", "6"),
    (Elapsed("assessed_on", DAYS), "182", "182"),
    (Elapsed("retired_on", DAYS), None, None),
    (Plus((INCOME, BALANCE, c("1"))), "1711.5", "1741.5"),
    (Minus(c("100"), BALANCE), "80", "110"),
    (Minus(BALANCE, BALANCE), "-30", "30"),  # need not be tight
    (Times((c("700"), SIZE)), "1400", "2100"),
    (Times((c("-2"), BALANCE)), "-40", "20"),
    (Times((c("0"), Elapsed("retired_on", DAYS))), "0", "0"),
    (Smallest((Times((c("0.6"), INCOME)), c("800"))), "800", "800"),
    (Smallest((BALANCE, c("5"))), "-10", "5"),
    (Largest((BALANCE, c("0"))), "0", "20"),
    (Round(INCOME, Fraction(1), Rounding.HALF_UP), "1721", "1721"),
    (Round(BALANCE, Fraction(15), Rounding.UP), "0", "30"),
    # `first`: the hull of the rows that may apply
    (rows((SURE, c("1")), (None, c("2"))), "1", "1"),
    (rows((RULED_OUT, c("1")), (None, c("2"))), "2", "2"),
    (rows((OPEN, c("1")), (None, c("2"))), "1", "2"),
    (rows((OPEN, c("1")), (SURE, c("5")), (OPEN, c("9")), (None, c("0"))), "1", "5"),
    (rows((OPEN, INCOME), (None, Elapsed("retired_on", DAYS))), None, None),
    (rows((OPEN, Number("pension")), (None, c("0"))), "0", "9000"),  # a number within its `only_if`
    # people
    (Sum(c("1"), MEMBERS), "3", "3"),
    (Sum(c("1"), MEMBERS, with_self=True), "4", "4"),
    (Sum(c("1"), MEMBERS, SURE), "1", "2"),
    (Sum(c("1"), MEMBERS, All((SURE, OPEN))), "0", "2"),
    (Sum(INCOME, MEMBERS), "157", "187"),
    (Sum(INCOME, MEMBERS, with_self=True), "1877.5", "1907.5"),
    (Sum(INCOME, MEMBERS, SURE), "100", "107"),
    (Sum(INCOME, MEMBERS, SURE, with_self=True), "1820.5", "1827.5"),
    (Sum(BALANCE, MEMBERS), None, None),
    (Sum(BALANCE, MEMBERS, Compare(INCOME, Order.BELOW, c("50"))), "-4", "-4"),
    (
        Sum(BALANCE, MEMBERS, All((OPEN, Compare(INCOME, Order.BELOW, c("50"))))),
        "-4",
        "0",
    ),  # whoever may be one of them adds that or nought
    (Sum(c("1"), CHILDREN), "1", None),  # there may be more
    (Sum(c("1"), CHILDREN, RULED_OUT), "0", None),
    (Sum(INCOME, CHILDREN), "3", None),
    (Sum(BALANCE, CHILDREN), None, None),  # who is not named may take something away
    (Sum(c("1"), "elder"), "0", None),  # nothing is known of the list
]


def interval(low: str | None, high: str | None) -> Interval:
    return Interval(None if low is None else Fraction(low), None if high is None else Fraction(high))


@pytest.mark.parametrize(("quantity", "low", "high"), MEASURED)
def test_what_is_known_of_a_quantity_is_an_interval(quantity: Quantity, low: str | None, high: str | None) -> None:
    """Worked out node by node."""
    assert measure(quantity, PERSON, SITUATION) == interval(low, high)


def test_the_table_of_quantities_is_whole() -> None:
    """But for names and standards, which have their own tests."""
    assert {type(quantity) for quantity, *_ in MEASURED} == set(Quantity.__args__) - {Named, Standard}


def test_a_code_of_what_is_no_scale_has_no_rank() -> None:
    """Of a choice it is an error."""
    with pytest.raises(TypeError):
        measure(Rank("housing"), {"housing": "home"}, SITUATION)


WAITED: list[tuple[Quantity, set[str]]] = [
    (INCOME, set()),
    (BALANCE, {"balance"}),
    (Age(YEARS), {"birth_date"}),
    (Elapsed("retired_on", DAYS), {"retired_on"}),
    (Rank("ability"), {"ability"}),
    (Plus((INCOME, BALANCE, SIZE)), {"balance", "household_size"}),
    (Minus(INCOME, BALANCE), {"balance"}),
    (Times((c("0"), BALANCE)), set()),
    (Smallest((BALANCE, INCOME)), {"balance"}),
    (Smallest((BALANCE, SIZE)), {"balance", "household_size"}),
    (Smallest((c("-10"), BALANCE)), set()),  # never less than that
    (Smallest((c("2"), SIZE, BALANCE)), {"balance"}),  # two in the household are no less than the constant
    (Largest((c("20"), BALANCE)), set()),
    (Largest((c("3"), SIZE, BALANCE)), {"balance"}),
    (Round(BALANCE, Fraction(1000), Rounding.UP), {"balance"}),
    (Round(SIZE, Fraction(10), Rounding.UP), set()),
    (rows((OPEN, c("1")), (None, c("2"))), {"certified"}),
    (rows((OPEN, c("1")), (None, c("1"))), set()),
    (rows((SURE, INCOME), (OPEN, BALANCE), (None, SIZE)), set()),
    (rows((OPEN, SIZE), (SURE, INCOME), (None, BALANCE)), {"certified", "household_size"}),
    (Sum(c("1"), MEMBERS), set()),
]

WAITED_OF_PEOPLE: list[tuple[Quantity, set[str]]] = [
    (Sum(INCOME, MEMBERS), {"household_members.2.income"}),
    (Sum(INCOME, MEMBERS, SURE), {"household_members.3.widowed"}),  # the second is surely not one of them
    (Sum(BALANCE, MEMBERS, with_self=True), {"balance", "household_members.1.balance", "household_members.2.balance"}),
    (Sum(c("1"), MEMBERS, OPEN, with_self=True), {"certified", *(f"household_members.{number}.certified" for number in (1, 2, 3))}),
    (Sum(c("1"), CHILDREN, SURE), {"children"}),
    (Sum(BALANCE, CHILDREN, OPEN), {"children", "children.1.certified"}),
    (Plus((Sum(INCOME, CHILDREN), BALANCE)), {"children", "balance"}),
]


@pytest.mark.parametrize(("quantity", "paths"), WAITED_OF_PEOPLE)
def test_a_sum_waits_for_what_is_open_of_each_and_for_who_else_there_is(quantity: Quantity, paths: set[str]) -> None:
    """Of each by their number; of the person herself by nothing."""
    assert waited_by(quantity, PERSON, SITUATION) == Waiting(frozenset(map(Path.of, paths)))


@pytest.mark.parametrize(("quantity", "facts"), WAITED)
def test_a_quantity_waits_for_what_can_matter_to_it(quantity: Quantity, facts: set[str]) -> None:
    """And for nothing where it is one number."""
    assert waited_by(quantity, PERSON, SITUATION) == Waiting(frozenset(Path("", fact) for fact in facts))
    assert waited_by(quantity, {"elder": PERSON}, SITUATION, "elder") == Waiting(frozenset(Path("elder", fact) for fact in facts))


OPEN_IN: list[tuple[Condition, set[str]]] = [
    (All((OPEN, SURE)), {"certified"}),
    (All((OPEN, RULED_OUT)), set()),
    (Any((OPEN, Not(Has("aids", Share.ANY, ("dibao",))))), {"certified", "aids"}),
    (Count(1, None, (OPEN, Inside("residence"), RULED_OUT)), {"certified", "residence"}),
    (Compare(BALANCE, Order.AT_LEAST, SIZE), {"balance", "household_size"}),
    (Compare(BALANCE, Order.AT_LEAST, c("30")), set()),
    (Compare(Sum(c("1"), MEMBERS, SURE), Order.AT_LEAST, c("2")), {"household_members.3.widowed"}),
    (Compare(Sum(c("1"), MEMBERS, SURE), Order.AT_LEAST, c("1")), set()),
    (Compare(Sum(c("1"), CHILDREN), Order.AT_MOST, c("1")), {"children"}),
    (Compare(Sum(c("1"), CHILDREN), Order.AT_LEAST, c("1")), set()),
    (Compare(Age(MONTHS), Order.ABOVE, c("780")), {"birth_date"}),
    (About("elder", All((SURE, Compare(Age(YEARS), Order.ABOVE, BALANCE)))), {"elder.widowed", "elder.birth_date", "elder.balance"}),
    (Term("open"), {"certified"}),
]


@pytest.mark.parametrize(("condition", "paths"), OPEN_IN)
def test_a_condition_waits_for_what_is_open_in_it(condition: Condition, paths: set[str]) -> None:
    """Of the person, or of the one whom a fact names."""
    place = replace(SCOPE, terms={"open": term("open", OPEN)}).on(SITUATION.as_of)

    assert waiting_for(condition, PERSON, place) == Waiting(frozenset(map(Path.of, paths)))


# -- other people, names -------------------------------------------------------------------------------------------------

OLD = Compare(Age(YEARS), Order.AT_LEAST, c("80"))


@pytest.mark.parametrize(
    ("person", "truth"),
    [
        ({}, UNKNOWN),
        ({"elder": None}, UNKNOWN),
        ({"elder": {}}, UNKNOWN),
        ({"elder": {"widowed": True}}, UNKNOWN),
        ({"elder": {"birth_date": day("1940-01-01")}}, YES),
        ({"elder": {"birth_date": Range(None, day("1940-01-01"))}}, YES),
        ({"elder": {"birth_date": day("1950-01-01")}, "birth_date": day("1930-01-01")}, NO),
        ({"spouse": {"birth_date": day("1940-01-01")}, "birth_date": day("1930-01-01")}, UNKNOWN),
    ],
)
def test_a_nested_condition_is_about_the_other_person_alone(person: Person, truth: Truth) -> None:
    """Nothing known of the person around it counts; of an unknown person nothing is known, nor its contrary."""
    assert truth_of(About("elder", OLD), person, SITUATION) is truth
    assert truth_of(About("elder", Not(OLD)), person, SITUATION) is ~truth
    assert truth_of(Not(About("elder", OLD)), person, SITUATION) is ~truth


def test_here_is_the_place_of_the_ruleset_for_another_person_too() -> None:
    """The residence is the other person's, the place that of the document."""
    test = About("elder", Inside("residence"))

    assert truth_of(test, {"residence": "22", "elder": {"residence": "513433"}}, SITUATION) is YES
    assert truth_of(test, {"residence": "513433", "elder": {"residence": "22"}}, SITUATION) is NO


def test_a_term_means_what_the_ruleset_says() -> None:
    """Inside other terms too."""
    terms = {"frail": term("frail", SURE), "poor": term("poor", All((Term("frail"), OPEN)))}
    person: Person = {"widowed": True, "certified": True}

    assert truth_of(Term("poor"), person, replace(SCOPE, terms=terms).on(SITUATION.as_of)) is YES
    assert truth_of(Term("poor"), person, replace(SCOPE, terms={**terms, "frail": term("frail", RULED_OUT)}).on(SITUATION.as_of)) is NO


def test_a_named_quantity_is_what_the_ruleset_says() -> None:
    """It waits for what that waits for; inside others too, and in a row that a term decides."""

    def named(name: str, value: Quantity) -> DefinedQuantity:
        return DefinedQuantity(name, Text(name), Unit.NONE, value)

    line = rows((Term("open"), Times((c("2"), SIZE))), (None, c("10")))
    quantities = {"line": named("line", line), "gap": named("gap", Minus(Named("line"), INCOME))}
    place = replace(SCOPE, quantities=quantities, terms={"open": term("open", OPEN)}).on(SITUATION.as_of)

    assert measure(Named("gap"), {**PERSON, "certified": True}, place) == interval("-1716.5", "-1714.5")
    assert measure(Named("gap"), PERSON, place) == interval("-1716.5", "-1710.5")
    assert waited_by(Named("gap"), PERSON, place) == Waiting(frozenset((Path("", "certified"), Path("", "household_size"))))


@pytest.mark.parametrize(
    "condition",
    [
        Term("no_such_term"),
        Compare(Number("no_such_fact"), Order.ABOVE, c("0")),
        Compare(Named("no_such_name"), Order.ABOVE, c("0")),
        Compare(Standard("no_such_standard"), Order.ABOVE, c("0")),
    ],
)
def test_what_the_situation_does_not_have_is_an_error(condition: Condition) -> None:
    """Never a truth."""
    with pytest.raises(KeyError, match="no_such"):
        truth_of(condition, {}, SITUATION)
