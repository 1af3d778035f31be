"""Ages and times elapsed, in whole days, months and years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilao.language.ages import AgeReached, after, age_on, anniversary, born_by, day_of_age, elapsed, since_by
from huilao.language.quantity import TimeUnit

BIRTHDAY, DAY_AFTER, NEXT_MONTH = AgeReached.BIRTHDAY, AgeReached.DAY_AFTER, AgeReached.NEXT_MONTH_START
YEARS, MONTHS, DAYS = TimeUnit.YEARS, TimeUnit.MONTHS, TimeUnit.DAYS
ONE = timedelta(days=1)
CALENDAR = st.dates(date(1880, 1, 1), date(2100, 12, 31))
MONTH_ENDS = st.sampled_from(
    [date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 31), date(2025, 4, 30), date(2025, 12, 31)]
)


def day(text: str) -> date:
    return date.fromisoformat(text)


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
    assert age_on(day(on), day(birth), YEARS, reached) == age


@pytest.mark.parametrize(
    ("birth", "on", "reached", "age"),
    [
        ("1964-08-31", "2025-02-27", BIRTHDAY, 60 * 12 + 5),
        ("1964-08-31", "2025-02-28", BIRTHDAY, 60 * 12 + 6),  # there is no 31 February
        ("1964-08-31", "2025-02-28", DAY_AFTER, 60 * 12 + 5),
        ("1964-08-31", "2025-03-01", DAY_AFTER, 60 * 12 + 6),
        ("1964-08-31", "2025-03-01", NEXT_MONTH, 60 * 12 + 6),
        ("1964-08-10", "2025-02-28", NEXT_MONTH, 60 * 12 + 5),
        ("2025-03-15", "2025-04-14", BIRTHDAY, 0),
        ("2025-03-15", "2025-03-14", BIRTHDAY, -1),
    ],
)
def test_age_is_counted_in_completed_months(birth: str, on: str, reached: AgeReached, age: int) -> None:
    """In the same three ways: 60 years and 6 months are 726 months."""
    assert age_on(day(on), day(birth), MONTHS, reached) == age


@given(CALENDAR | MONTH_ENDS, st.integers(-20, 1500), st.sampled_from((YEARS, MONTHS)), st.sampled_from(AgeReached))
def test_an_age_begins_on_its_day(birth: date, number: int, unit: TimeUnit, reached: AgeReached) -> None:
    """The day of an age is the first on which it is counted."""
    number = number % 130 if unit is YEARS else number
    first = day_of_age(birth, number, unit, reached)

    assert age_on(first, birth, unit, reached) >= number > age_on(first - ONE, birth, unit, reached)


@given(CALENDAR | MONTH_ENDS, st.integers(-20, 1500), st.sampled_from((YEARS, MONTHS)), st.sampled_from(AgeReached))
def test_the_last_day_of_birth_of_an_age_is_the_last(on: date, number: int, unit: TimeUnit, reached: AgeReached) -> None:
    """Whoever is born by it has the age, and nobody who is born after it."""
    number = number % 130 if unit is YEARS else number
    last = born_by(number, unit, on, reached)

    assert last is not None
    assert day_of_age(last, number, unit, reached) <= on
    assert all(age_on(on, last - timedelta(days=near), unit, reached) >= number for near in (0, 1, 2, 3, 30, 366))
    assert all(age_on(on, last + timedelta(days=near), unit, reached) < number for near in (1, 2, 3, 4, 30, 366))


@given(CALENDAR | MONTH_ENDS, CALENDAR, st.sampled_from((YEARS, MONTHS)), st.sampled_from(AgeReached))
def test_an_age_is_a_number_of_completed_ones(on: date, birth: date, unit: TimeUnit, reached: AgeReached) -> None:
    """It is reached on the day and the next one is not."""
    age = age_on(on, birth, unit, reached)

    assert day_of_age(birth, age, unit, reached) <= on < day_of_age(birth, age + 1, unit, reached)


# -- elapsed time ------------------------------------------------------------------------------------------------------


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
    ("since", "unit", "on", "number"),
    [
        ("2023-03-01", YEARS, "2025-02-28", 1),
        ("2023-03-01", YEARS, "2025-03-01", 2),
        ("2024-02-29", YEARS, "2025-02-27", 0),
        ("2024-02-29", YEARS, "2025-02-28", 1),
        ("2024-08-31", MONTHS, "2025-02-27", 5),
        ("2024-08-31", MONTHS, "2025-02-28", 6),
        ("2025-01-30", DAYS, "2025-02-28", 29),
        ("2025-01-30", DAYS, "2025-03-01", 30),
        ("2025-03-02", DAYS, "2025-03-01", -1),
        ("2025-03-02", MONTHS, "2025-03-01", -1),
        ("2025-03-02", YEARS, "2025-03-01", -1),
        ("2025-03-01", YEARS, "2025-03-01", 0),
        ("9998-06-01", YEARS, "9999-12-31", 1),
        ("9999-12-31", MONTHS, "9999-12-31", 0),
    ],
)
def test_time_has_passed_on_the_day_itself(since: str, unit: TimeUnit, on: str, number: int) -> None:
    """Not on the day before; of what has not begun less than nought."""
    assert elapsed(day(since), day(on), unit) == number


@given(CALENDAR | MONTH_ENDS, st.integers(-20, 3000), st.sampled_from(TimeUnit))
def test_a_time_ends_on_its_day(since: date, number: int, unit: TimeUnit) -> None:
    """The first day on which it has passed."""
    number = number % 100 if unit is YEARS else number
    end = after(since, number, unit)

    assert elapsed(since, end, unit) >= number > elapsed(since, end - ONE, unit)


@given(CALENDAR | MONTH_ENDS, st.integers(-20, 3000), st.sampled_from(TimeUnit))
def test_the_last_date_since_which_a_time_has_passed_is_the_last(on: date, number: int, unit: TimeUnit) -> None:
    """Since it and earlier dates it has, since later ones it has not."""
    number = number % 100 if unit is YEARS else number
    last = since_by(number, unit, on)

    assert last is not None
    assert all(elapsed(last - timedelta(days=near), on, unit) >= number for near in (0, 1, 2, 3, 30, 366))
    assert all(elapsed(last + timedelta(days=near), on, unit) < number for near in (1, 2, 3, 4, 30, 366))


def test_before_the_calendar_begins_there_is_no_last_day() -> None:
    """Nobody is older than the calendar."""
    assert born_by(3000, YEARS, day("2025-03-01")) is None
    assert born_by(36000, MONTHS, day("2025-03-01")) is None
    assert since_by(3000, YEARS, day("2025-03-01")) is None
    assert since_by(800_000, DAYS, day("2025-03-01")) is None


def test_what_ends_before_the_calendar_begins_has_always_been() -> None:
    """Whenever someone was born they are older than less than nothing; past the calendar too."""
    assert born_by(-9000, YEARS, day("2025-03-01")) == date.max
    assert born_by(-96_000, MONTHS, day("2025-03-01"), DAY_AFTER) == date.max
    assert since_by(-4_000_000, DAYS, day("2025-03-01")) == date.max
    assert since_by(-1, YEARS, date.max) == date.max
    assert born_by(-1, MONTHS, day("9999-11-30"), NEXT_MONTH) == last_birth(day("9999-11-30"))


def last_birth(on: date) -> date:
    """The last day of birth of those who will be born no later than a month after this, by the first of the month after."""
    return max(birth for birth in (date.max - timedelta(days=ago) for ago in range(70)) if age_on(on, birth, MONTHS, NEXT_MONTH) >= -1)


@pytest.mark.parametrize("unit", TimeUnit)
def test_at_the_ends_of_the_calendar_time_is_still_counted(unit: TimeUnit) -> None:
    """Of its first and last days too."""
    last = {YEARS: 9998, MONTHS: 9998 * 12 + 11, DAYS: (date.max - date.min).days}[unit]

    assert elapsed(date.min, date.max, unit) == last
    assert elapsed(date.max, date.min, unit) == -last - (unit is not DAYS)
    assert since_by(last, unit, date.max) == (date.min if unit is DAYS else last_of(unit))


def last_of(unit: TimeUnit) -> date:
    """The last day since which that has passed on the last of all: a year or a month of it."""
    return date(1, 12, 31) if unit is YEARS else date(1, 1, 31)


@pytest.mark.parametrize("reached", AgeReached)
def test_on_the_last_days_of_the_calendar_ages_are_still_counted(reached: AgeReached) -> None:
    """What would be reached after them is not reached."""
    assert age_on(date.max, date(9950, 1, 1), YEARS, reached) == 49
    assert age_on(date.max, date.max, YEARS, reached) == (0 if reached is BIRTHDAY else -1)
    assert age_on(date.min, date.min, YEARS, reached) == (0 if reached is BIRTHDAY else -1)
