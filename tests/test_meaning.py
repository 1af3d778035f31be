"""What conditions mean: the reference itself, case by case."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any as Anything

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilao import RulesError, Truth
from huilao.language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test, Value
from huilao.language.facts import FactType
from huilao.language.meaning import (
    Person,
    Situation,
    age_on,
    anniversary,
    born_by,
    count_truth,
    day_of_age,
    division,
    has_passed,
    passed_since,
    truth_of,
    within,
)
from huilao.language.policy import AgeReached
from small_books import benefit, chapter, document, one_ruleset, read_book
from strategies import FACTS, OPERATORS

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
BIRTHDAY, DAY_AFTER, NEXT_MONTH = AgeReached.BIRTHDAY, AgeReached.DAY_AFTER, AgeReached.NEXT_MONTH_START
SITUATION = Situation(date(2025, 3, 1), "513433", {}, FACTS)


def day(text: str) -> date:
    return date.fromisoformat(text)


# -- age -------------------------------------------------------------------------------------------------------------

COMPLETED = [
    # an ordinary birthday: the day before, the day, the day after
    ("1960-05-10", "2025-05-09", BIRTHDAY, 64),
    ("1960-05-10", "2025-05-10", BIRTHDAY, 65),
    ("1960-05-10", "2025-05-11", BIRTHDAY, 65),
    ("1960-05-10", "2025-05-10", DAY_AFTER, 64),
    ("1960-05-10", "2025-05-11", DAY_AFTER, 65),
    ("1960-05-10", "2025-05-31", NEXT_MONTH, 64),
    ("1960-05-10", "2025-06-01", NEXT_MONTH, 65),
    # the ends of a year and of a month
    ("1959-12-31", "2024-12-31", BIRTHDAY, 65),
    ("1959-12-31", "2024-12-31", DAY_AFTER, 64),
    ("1959-12-31", "2025-01-01", DAY_AFTER, 65),
    ("1959-12-31", "2024-12-31", NEXT_MONTH, 64),
    ("1959-12-31", "2025-01-01", NEXT_MONTH, 65),
    ("1960-01-01", "2024-12-31", BIRTHDAY, 64),
    ("1960-01-01", "2025-01-01", BIRTHDAY, 65),
    # someone born on the first waits for the first of the next month too
    ("1960-05-01", "2025-05-31", NEXT_MONTH, 64),
    ("1960-05-01", "2025-06-01", NEXT_MONTH, 65),
    # born on 29 February: completed on the 28th where there is no 29th
    ("1944-02-29", "2025-02-27", BIRTHDAY, 80),
    ("1944-02-29", "2025-02-28", BIRTHDAY, 81),
    ("1944-02-29", "2025-03-01", BIRTHDAY, 81),
    ("1944-02-29", "2024-02-28", BIRTHDAY, 79),
    ("1944-02-29", "2024-02-29", BIRTHDAY, 80),
    ("1944-02-29", "2025-02-28", DAY_AFTER, 80),
    ("1944-02-29", "2025-03-01", DAY_AFTER, 81),
    ("1944-02-29", "2024-02-29", DAY_AFTER, 79),
    ("1944-02-29", "2024-03-01", DAY_AFTER, 80),
    ("1944-02-29", "2025-02-28", NEXT_MONTH, 80),
    ("1944-02-29", "2025-03-01", NEXT_MONTH, 81),
    ("2040-02-29", "2100-02-28", BIRTHDAY, 60),  # 2100 is no leap year
    # born on the 28th: on the 28th always
    ("1944-02-28", "2024-02-27", BIRTHDAY, 79),
    ("1944-02-28", "2024-02-28", BIRTHDAY, 80),
    # at birth and before
    ("2025-03-01", "2025-03-01", BIRTHDAY, 0),
    ("2025-03-01", "2025-03-01", DAY_AFTER, -1),
    ("2025-03-01", "2025-02-28", BIRTHDAY, -1),
]


@pytest.mark.parametrize(("birth", "on", "reached", "age"), COMPLETED)
def test_age_is_counted_in_completed_years(birth: str, on: str, reached: AgeReached, age: int) -> None:
    """A year is completed on its day, or on the last day of a month that has no such day, or as the document says."""
    assert age_on(day(on), day(birth), reached) == age


@given(st.dates(date(1880, 1, 1), date(2100, 12, 31)), st.integers(0, 130), st.sampled_from(AgeReached))
def test_an_age_begins_on_its_day(birth: date, years: int, reached: AgeReached) -> None:
    """The day of an age is the first on which it is counted."""
    first = day_of_age(birth, years, reached)

    assert age_on(first, birth, reached) == years
    assert age_on(first - timedelta(days=1), birth, reached) == years - 1


def test_an_age_test_counts_as_the_document_does() -> None:
    """The same person has reached 65 by one document and not by another."""
    test = Test("age", Operator.AT_LEAST, (Decimal(65),))
    person: Person = {"birth_date": day("1960-03-01")}

    assert {reached: truth_of(test, person, Situation(SITUATION.as_of, "51", {}, FACTS, reached)) for reached in AgeReached} == {
        BIRTHDAY: YES, DAY_AFTER: NO, NEXT_MONTH: NO,
    }  # fmt: skip


# -- elapsed time ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-01-31", 2, "2025-03-31"),
        ("2025-01-31", 3, "2025-04-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2025-11-15", 2, "2026-01-15"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-01-15", -1, "2024-12-15"),
        ("2025-06-15", 0, "2025-06-15"),
    ],
)
def test_months_end_on_the_last_day_where_there_is_no_such_day(start: str, months: int, end: str) -> None:
    """And on the same day of the month where there is."""
    assert anniversary(day(start), months) == day(end)


@pytest.mark.parametrize(("start", "months"), [("9999-12-01", 1), ("0001-01-31", -1)])
def test_the_calendar_has_ends(start: str, months: int) -> None:
    """Past them there is no anniversary."""
    with pytest.raises(OverflowError, match="outside the calendar"):
        anniversary(day(start), months)


@pytest.mark.parametrize(
    ("since", "duration", "on", "passed"),
    [
        ("2023-03-01", Duration(years=2), "2025-02-28", False),
        ("2023-03-01", Duration(years=2), "2025-03-01", True),
        ("2023-03-01", Duration(years=2), "2025-03-02", True),
        ("2024-02-29", Duration(years=1), "2025-02-27", False),
        ("2024-02-29", Duration(years=1), "2025-02-28", True),
        ("2024-08-31", Duration(months=6), "2025-02-27", False),
        ("2024-08-31", Duration(months=6), "2025-02-28", True),
        ("2025-01-30", Duration(days=30), "2025-02-28", False),
        ("2025-01-30", Duration(days=30), "2025-03-01", True),
        ("2024-01-31", Duration(years=1, months=1, days=1), "2025-02-28", False),
        ("2024-01-31", Duration(years=1, months=1, days=1), "2025-03-01", True),
        ("2025-03-02", Duration(days=1), "2025-03-01", False),
        ("9998-06-01", Duration(years=2), "9999-12-31", False),
        ("9999-12-31", Duration(days=1), "9999-12-31", False),
    ],
)
def test_time_has_passed_on_the_day_itself(since: str, duration: Duration, on: str, passed: bool) -> None:
    """Not on the day before; and never what would end past the calendar."""
    assert has_passed(day(since), duration, day(on)) is passed


# -- places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("51", "51"), ("5134", "5134"), ("513433", "513433"), ("513433100", "513433100"), ("513433100201", "513433100201"),
        ("5100", "51"), ("510000", "51"), ("510000000", "51"), ("510000000000", "51"),
        ("513400", "5134"), ("513433000", "513433"), ("513433000000", "513433"), ("513433100000", "513433100"),
        ("500100", "5001"), ("500103", "500103"), ("513430", "513430"), ("513433010", "513433010"), ("50", "50"),
    ],
)  # fmt: skip
def test_zeros_at_the_end_of_a_division_code_say_nothing(code: str, said: str) -> None:
    """Where they fill a whole level; a zero that is part of a level's number stays."""
    assert division(code) == said


@pytest.mark.parametrize(
    ("person_in", "place", "truth"),
    [
        ("513433", "513433", YES),
        ("513433100201", "513433", YES),
        ("513433", "51", YES),
        ("513433", "5134", YES),
        ("513434", "513433", NO),
        ("220302", "51", NO),
        ("22", "513433", NO),
        ("51", "513433", UNKNOWN),  # known coarsely: it may be inside
        ("5134", "513433", UNKNOWN),
        ("5117", "513433", NO),
        ("513433", "513433100201", UNKNOWN),
        ("510000", "513433", UNKNOWN),
        ("513400", "513433", UNKNOWN),
        ("513433000000", "513433", YES),
        ("513433", "513433000000", YES),
        ("513433", "510000", YES),
        ("511700", "513433", NO),
    ],
)
def test_a_place_lies_inside_another(person_in: str, place: str, truth: Truth) -> None:
    """By the levels of the codes; one that is known only more coarsely than the other may or may not."""
    assert within(person_in, place) is truth
    assert truth_of(Test("residence", Operator.WITHIN, (place,)), {"residence": person_in}, SITUATION) is truth
    here = Situation(SITUATION.as_of, place, {}, FACTS)
    assert truth_of(Test("lives_here", Operator.ONE_OF, (True,)), {"residence": person_in}, here) is truth
    assert truth_of(Test("registered_here", Operator.ONE_OF, (True,)), {"household_registration": person_in}, here) is truth
    assert truth_of(Test("lives_here", Operator.ONE_OF, (False,)), {"residence": person_in}, here) is ~truth


def test_inside_one_of_several_places() -> None:
    """One is enough; where none surely is, one that may be leaves it open."""
    test = Test("residence", Operator.WITHIN, ("513433", "22"))

    assert [truth_of(test, {"residence": code}, SITUATION) for code in ("220302", "51", "50")] == [YES, UNKNOWN, NO]


# -- count -----------------------------------------------------------------------------------------------------------


BOUNDS = [(low, high) for low in (None, 0, 1, 2, 3) for high in (None, 0, 1, 2, 3) if low is None or high is None or low <= high]


@pytest.mark.parametrize("sure", range(4))
@pytest.mark.parametrize("open_", range(4))
@pytest.mark.parametrize(("low", "high"), BOUNDS)
def test_a_count_is_settled_when_every_way_to_fill_it_agrees(sure: int, open_: int, low: int | None, high: int | None) -> None:
    """YES where each possible number lies between the bounds, NO where none does, else UNKNOWN."""
    ways = {(low is None or low <= number) and (high is None or number <= high) for number in range(sure, sure + open_ + 1)}

    assert count_truth(sure, open_, low, high) is (UNKNOWN if len(ways) == 2 else Truth.of(ways == {True}))


SURE, RULED_OUT, OPEN = (Test("widowed", Operator.ONE_OF, (True,)), Test("widowed", Operator.ONE_OF, (False,)),
                         Test("certified", Operator.ONE_OF, (True,)))  # fmt: skip


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


# -- tests -----------------------------------------------------------------------------------------------------------

N = Decimal
TESTS: list[tuple[str, Operator, tuple[Value, ...], Anything, Truth]] = [
    ("widowed", Operator.ONE_OF, (True,), True, YES),
    ("widowed", Operator.ONE_OF, (True,), False, NO),
    ("widowed", Operator.ONE_OF, (False,), False, YES),
    ("widowed", Operator.ONE_OF, (False,), True, NO),
    ("income", Operator.AT_LEAST, (N(900),), N("899.99"), NO),
    ("income", Operator.AT_LEAST, (N(900),), N("900.00"), YES),
    ("income", Operator.AT_MOST, (N(900),), N(900), YES),
    ("income", Operator.AT_MOST, (N(900),), N("900.01"), NO),
    ("income", Operator.ABOVE, (N(900),), N(900), NO),
    ("income", Operator.ABOVE, (N(900),), N("900.01"), YES),
    ("income", Operator.BELOW, (N(900),), N(900), NO),
    ("income", Operator.BELOW, (N(900),), N("899.99"), YES),
    ("income", Operator.BETWEEN, (N(1), N(3)), N(1), YES),
    ("income", Operator.BETWEEN, (N(1), N(3)), N(3), YES),
    ("income", Operator.BETWEEN, (N(1), N(3)), N("0.9"), NO),
    ("income", Operator.BETWEEN, (N(1), N(3)), N("3.1"), NO),
    ("income", Operator.ONE_OF, (N("0.3"), N(1)), N("0.1") + N("0.2"), YES),
    ("income", Operator.ONE_OF, (N(1), N(2)), N(3), NO),
    ("income", Operator.NONE_OF, (N(1), N(2)), N(3), YES),
    ("income", Operator.NONE_OF, (N(1), N(2)), N("2.0"), NO),
    ("assessed_on", Operator.AT_LEAST, (day("2025-01-01"),), day("2025-01-01"), YES),
    ("assessed_on", Operator.AT_LEAST, (day("2025-01-01"),), day("2024-12-31"), NO),
    ("assessed_on", Operator.AT_MOST, (day("2025-01-01"),), day("2025-01-02"), NO),
    ("assessed_on", Operator.ABOVE, (day("2025-01-01"),), day("2025-01-01"), NO),
    ("assessed_on", Operator.BELOW, (day("2025-01-01"),), day("2024-12-31"), YES),
    ("assessed_on", Operator.BELOW, (day("2025-01-01"),), day("2025-01-01"), NO),
    ("assessed_on", Operator.BETWEEN, (day("2025-01-01"), day("2025-01-31")), day("2025-01-31"), YES),
    ("assessed_on", Operator.BETWEEN, (day("2025-01-01"), day("2025-01-31")), day("2025-02-01"), NO),
    ("assessed_on", Operator.ONE_OF, (day("2025-01-01"),), day("2025-01-01"), YES),
    ("assessed_on", Operator.NONE_OF, (day("2025-01-01"),), day("2025-01-01"), NO),
    ("assessed_on", Operator.FOR_AT_LEAST, (Duration(years=2),), day("2023-03-01"), YES),
    ("assessed_on", Operator.FOR_AT_LEAST, (Duration(years=2),), day("2023-03-02"), NO),
    ("housing", Operator.ONE_OF, ("home", "hospital"), "hospital", YES),
    ("housing", Operator.ONE_OF, ("home", "hospital"), "none", NO),
    ("housing", Operator.NONE_OF, ("home", "hospital"), "none", YES),
    ("housing", Operator.NONE_OF, ("home", "hospital"), "home", NO),
    ("ability", Operator.AT_LEAST, ("moderate",), "moderate", YES),
    ("ability", Operator.AT_LEAST, ("moderate",), "mild", NO),  # by the order of the scale, not of letters
    ("ability", Operator.AT_MOST, ("moderate",), "severe", NO),
    ("ability", Operator.AT_MOST, ("moderate",), "intact", YES),
    ("ability", Operator.ABOVE, ("moderate",), "total", YES),
    ("ability", Operator.ABOVE, ("moderate",), "moderate", NO),
    ("ability", Operator.BELOW, ("moderate",), "mild", YES),
    ("ability", Operator.BELOW, ("moderate",), "moderate", NO),
    ("ability", Operator.BETWEEN, ("mild", "severe"), "severe", YES),
    ("ability", Operator.BETWEEN, ("mild", "severe"), "total", NO),
    ("ability", Operator.BETWEEN, ("mild", "severe"), "intact", NO),
    ("ability", Operator.ONE_OF, ("mild", "total"), "total", YES),
    ("ability", Operator.ONE_OF, ("mild", "total"), "severe", NO),
    ("ability", Operator.NONE_OF, ("mild", "total"), "severe", YES),
    ("ability", Operator.NONE_OF, ("mild", "total"), "mild", NO),
    ("aids", Operator.HAS_ANY, ("dibao", "edge"), frozenset({"edge", "none"}), YES),
    ("aids", Operator.HAS_ANY, ("dibao", "edge"), frozenset({"destitute"}), NO),
    ("aids", Operator.HAS_ANY, ("dibao", "edge"), frozenset[str](), NO),
    ("aids", Operator.HAS_ALL, ("dibao", "edge"), frozenset({"edge", "dibao", "none"}), YES),
    ("aids", Operator.HAS_ALL, ("dibao", "edge"), frozenset({"dibao"}), NO),
    ("aids", Operator.HAS_NONE, ("dibao", "edge"), frozenset({"destitute"}), YES),
    ("aids", Operator.HAS_NONE, ("dibao", "edge"), frozenset[str](), YES),  # an empty set is known: none
    ("aids", Operator.HAS_NONE, ("dibao", "edge"), frozenset({"edge"}), NO),
    ("birthplace", Operator.WITHIN, ("51",), "513433", YES),
    ("birthplace", Operator.WITHIN, ("51",), "22", NO),
    ("birthplace", Operator.ONE_OF, ("51", "22"), "22", YES),
    ("birthplace", Operator.ONE_OF, ("51", "22"), "5117", NO),
    ("birthplace", Operator.NONE_OF, ("51", "22"), "5117", YES),
    ("birthplace", Operator.NONE_OF, ("51", "22"), "51", NO),
]


def test_the_table_of_tests_is_whole() -> None:
    """Every operator of every type of fact comes out both ways, except that a list of dates need not."""
    shown = {(FACTS[fact].type, operator) for fact, operator, *_ in TESTS}

    assert shown == {(kind, operator) for kind, operators in OPERATORS.items() for operator in operators}
    for operator in Operator:
        assert {truth for _, one, *_, truth in TESTS if one is operator} == {YES, NO}


@pytest.mark.parametrize(("fact", "operator", "values", "value", "truth"), TESTS)
def test_a_test_of_a_known_fact_is_settled(fact: str, operator: Operator, values: tuple[Value, ...], value: Anything, truth: Truth) -> None:
    """And open where the fact is absent or None, whatever is asked."""
    test = Test(fact, operator, values)

    assert truth_of(test, {fact: value}, SITUATION) is truth
    assert truth_of(test, {}, SITUATION) is UNKNOWN
    assert truth_of(test, {fact: None}, SITUATION) is UNKNOWN


@pytest.mark.parametrize("fact", ["age", "lives_here", "registered_here"])
def test_what_is_worked_out_from_an_unknown_fact_is_unknown(fact: str) -> None:
    """Age without a birth date, living here without a residence."""
    value = N(0) if FACTS[fact].type is FactType.NUMBER else True
    operator = Operator.AT_LEAST if FACTS[fact].type is FactType.NUMBER else Operator.ONE_OF

    assert truth_of(Test(fact, operator, (value,)), {"widowed": True}, SITUATION) is UNKNOWN


# -- persons, terms, only_if -----------------------------------------------------------------------------------------

OLD = Test("age", Operator.AT_LEAST, (N(80),))


@pytest.mark.parametrize(
    ("person", "truth"),
    [
        ({}, UNKNOWN),
        ({"elder": None}, UNKNOWN),
        ({"elder": {}}, UNKNOWN),
        ({"elder": {"widowed": True}}, UNKNOWN),
        ({"elder": {"birth_date": day("1940-01-01")}}, YES),
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
    test = About("elder", Test("lives_here", Operator.ONE_OF, (True,)))

    assert truth_of(test, {"residence": "22", "elder": {"residence": "513433"}}, SITUATION) is YES
    assert truth_of(test, {"residence": "513433", "elder": {"residence": "22"}}, SITUATION) is NO


def test_a_term_means_what_the_ruleset_says() -> None:
    """Inside other terms too."""
    terms: dict[str, Condition] = {"frail": SURE, "poor": All((Term("frail"), OPEN))}
    person: Person = {"widowed": True, "certified": True}

    assert truth_of(Term("poor"), person, Situation(SITUATION.as_of, "51", terms, FACTS)) is YES
    assert truth_of(Term("poor"), person, Situation(SITUATION.as_of, "51", {**terms, "frail": RULED_OUT}, FACTS)) is NO


@pytest.mark.parametrize("condition", [Term("no_such_term"), Test("no_such_fact", Operator.ONE_OF, (True,))])
def test_what_the_situation_does_not_have_is_an_error(condition: Condition) -> None:
    """Never a truth."""
    with pytest.raises(KeyError, match="no_such"):
        truth_of(condition, {}, SITUATION)


@pytest.mark.parametrize(
    ("when", "certificate", "grade", "truth"),
    [
        ('{grade: "1"}', "certified", "1", YES),
        ('{grade: "1"}', "certified", "2", NO),
        ('{grade: "1"}', "certified", None, UNKNOWN),
        ('{grade: "1"}', "none", None, NO),  # one without a certificate has no grade: it is not asked
        ('{grade: "1"}', None, None, UNKNOWN),
        ('{grade: {is_not: "1"}}', "none", None, NO),
        ('{grade: {is_not: "1"}}', "certified", "2", YES),
        ('{not: {grade: "1"}}', "none", None, YES),
        ('{grade: {one_of: ["1", "2"], is_not: "2"}}', "certified", "1", YES),
        ('{grade: {one_of: ["1", "2"], is_not: "2"}}', "none", None, NO),
        ('{cared_elder: {grade: "1"}}', "certified", "1", UNKNOWN),
    ],
)
def test_a_test_is_read_within_what_its_fact_presupposes(
    tmp_path: Path, when: str, certificate: str | None, grade: str | None, truth: Truth
) -> None:
    """`only_if` is a part of every test on the fact, in either spelling, and of the contrary it is a part inside."""
    book = one_ruleset(tmp_path, one=benefit(when))
    person = book.person({"certificate": certificate, "grade": grade}, SITUATION.as_of)

    assert truth_of(book.benefits["r/one"].condition, person, book.situation("r", SITUATION.as_of)) is truth


def test_presupposed_of_another_person_is_what_is_known_of_that_person(tmp_path: Path) -> None:
    """The certificate is the elder's, not the carer's."""
    book = one_ruleset(tmp_path, one=benefit('{cared_elder: {grade: "1"}}'))
    carer = book.person({"certificate": "certified", "cared_elder": {"certificate": "none"}}, SITUATION.as_of)

    assert truth_of(book.benefits["r/one"].condition, carer, book.situation("r", SITUATION.as_of)) is NO


def test_there_is_no_person_within_a_person(tmp_path: Path) -> None:
    """A term that speaks of another person cannot be used about another person: nothing could be known of that third."""
    with pytest.raises(RulesError) as raised:
        read_book(
            tmp_path,
            {
                "terms.yaml": "terms:\n  carer: {label: 照护人, when: {cared_elder: {widowed: true}}}\n"
                "  by_way: {label: 间接, when: {any: [{carer: true}, {widowed: true}]}}\n",
                "r/document.yaml": document("r"),
                "r/chapter.yaml": chapter(one=benefit("{cared_elder: {by_way: true}}"), two=benefit("{carer: true}")),
            },
        )

    assert [(one.code, one.span.file, one.span.line) for one in raised.value.problems] == [("person_in_person", "r/chapter.yaml", 2)]


@pytest.mark.parametrize("reached", AgeReached)
@pytest.mark.parametrize(
    "day", [date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 31), date(2025, 4, 30), date(2025, 12, 31)]
)
@pytest.mark.parametrize("years", [0, 1, 4, 60])
def test_the_last_day_of_birth_of_an_age_is_the_last(years: int, day: date, reached: AgeReached) -> None:
    """Whoever is born by it has the age, and nobody who is born within two months after it."""
    last = born_by(years, day, reached)

    assert last is not None
    assert all(age_on(day, last - timedelta(days=near), reached) >= years for near in range(40))
    assert all(age_on(day, last + timedelta(days=near), reached) < years for near in range(1, 60))


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1), date(2025, 5, 31)])
@pytest.mark.parametrize(
    "duration", [Duration(years=1), Duration(months=1), Duration(months=6, days=3), Duration(days=30), Duration(years=4)]
)
def test_the_last_date_since_which_a_time_has_passed_is_the_last(duration: Duration, day: date) -> None:
    """Since it and earlier dates it has, since later ones it has not."""
    last = passed_since(duration, day)

    assert last is not None
    assert all(has_passed(last - timedelta(days=near), duration, day) for near in range(40))
    assert not any(has_passed(last + timedelta(days=near), duration, day) for near in range(1, 60))


def test_before_the_calendar_begins_there_is_no_last_day() -> None:
    """Nobody is older than the calendar."""
    assert born_by(3000, date(2025, 3, 1)) is None
    assert passed_since(Duration(years=3000), date(2025, 3, 1)) is None
