"""How ages and lengths of time are counted, in whole days, months or years.

A year of age is completed on its day, or on the last day of a month that has no such day; 以上 and 满 include the number
(Civil Code art. 200-204 and 1259).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import assert_never

from .quantity import AgeReached, PayFrom, TimeUnit

MONTHS_OF = {TimeUnit.YEARS: 12, TimeUnit.MONTHS: 1}
"""Months in the units of time that are counted in months."""
DAY = timedelta(days=1)


def anniversary(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that has no such day.

    Raises OverflowError outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"the year {year} is outside the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def after(since: date, number: int, unit: TimeUnit) -> date:
    """The first day on which so much time has passed since a day. Raises OverflowError outside the calendar."""
    match unit:
        case TimeUnit.DAYS:
            return since + timedelta(days=number)
        case TimeUnit.MONTHS | TimeUnit.YEARS:
            return anniversary(since, number * MONTHS_OF[unit])
        case _:
            assert_never(unit)


def after_years(day: date, years: int) -> date:
    """The same day so many years later, or the last day of the calendar."""
    try:
        return anniversary(day, MONTHS_OF[TimeUnit.YEARS] * years)
    except OverflowError:
        return date.max


def paid_from(opened: date, pay: PayFrom) -> date:
    """The first day for which is paid, of what a day opens. Raises OverflowError outside the calendar."""
    match pay:
        case PayFrom.SAME_DAY:
            return opened
        case PayFrom.SAME_MONTH:
            return opened.replace(day=1)
        case PayFrom.NEXT_MONTH:
            return anniversary(opened.replace(day=1), 1)
        case _:
            assert_never(pay)


def elapsed(since: date, day: date, unit: TimeUnit) -> int:
    """How much time has passed on a day since another, in whole units; below nought before it."""
    match unit:
        case TimeUnit.DAYS:
            return (day - since).days
        case TimeUnit.MONTHS | TimeUnit.YEARS:
            return _months(lambda months: anniversary(since, months) <= day, since, day) // MONTHS_OF[unit]
        case _:
            assert_never(unit)


def day_of_age(birth: date, number: int, unit: TimeUnit, reached: AgeReached = AgeReached.BIRTHDAY) -> date:
    """The day from which someone counts as being so old. Raises OverflowError outside the calendar."""
    birthday = after(birth, number, unit)
    match reached:
        case AgeReached.BIRTHDAY:
            return birthday
        case AgeReached.DAY_AFTER:
            return birthday + DAY
        case AgeReached.NEXT_MONTH_START:
            return anniversary(birthday.replace(day=1), 1)
        case _:
            assert_never(reached)


def age_on(day: date, birth: date, unit: TimeUnit = TimeUnit.YEARS, reached: AgeReached = AgeReached.BIRTHDAY) -> int:
    """The age on a day, in completed years or months; below nought before birth."""
    months = _months(lambda months: day_of_age(birth, months, TimeUnit.MONTHS, reached) <= day, birth, day)
    return months // MONTHS_OF[unit]


def _months(passed: Callable[[int], bool], since: date, day: date) -> int:
    """The most months that have passed, which are no more than those by the numbers of year and month."""
    months = (day.year - since.year) * 12 + day.month - since.month
    while not _surely(passed, months):
        months -= 1
    return months


def _surely(passed: Callable[[int], bool], months: int) -> bool:
    try:
        return passed(months)
    except OverflowError:
        return months < 0  # a day past the calendar has not come, one before it is long gone


def born_by(number: int, unit: TimeUnit, day: date, reached: AgeReached = AgeReached.BIRTHDAY) -> date | None:
    """The last day of birth of those who count as being so old on a day; None where it lies before the calendar."""
    return _last(lambda birth: day_of_age(birth, number, unit, reached) <= day, day, number, unit)


def since_by(number: int, unit: TimeUnit, day: date) -> date | None:
    """The last date since which so much time has passed on a day; None where it lies before the calendar."""
    return _last(lambda since: after(since, number, unit) <= day, day, number, unit)


def _last(passed: Callable[[date], bool], day: date, number: int, unit: TimeUnit) -> date | None:
    """The last date of which this is so: once it is, it is so of all earlier ones."""
    try:
        found = after(day, -number, unit)
    except OverflowError:
        return date.max if number < 0 else None
    found = min(found.toordinal() + 4, date.max.toordinal())  # a month's missing days are at most three
    while found >= date.min.toordinal():
        try:
            if passed(date.fromordinal(found)):
                return date.fromordinal(found)
        except OverflowError:
            if number < 0:
                return date.fromordinal(found)
        found -= 1
    return None
