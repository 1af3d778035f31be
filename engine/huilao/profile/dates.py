"""The days that a date means, one or from a first to a last, and the days of birth that an age means."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime, time
from typing import Any

from ..errors import ProfileError, ProfileProblem
from ..language.ages import DAY, born_by
from ..language.facts import Text
from ..language.known import Range
from ..language.quantity import TimeUnit
from .problems import shown, shown_in_chinese
from .written import Days, days_written

OLDEST = 130
"""Completed years of the oldest who are believed: nobody is known to have lived to 123."""

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""The days for which people are evaluated: what is outside is a slip of the pen."""

_MIDNIGHT = re.compile(r"T00(:00(:00(\.0+)?)?)?$")


def days_meant(given: object) -> Days | None:
    """The days that a date, a datetime at midnight or a text may mean; None where it means none."""
    if isinstance(given, str):
        return days_written(given)
    day = plain_day(given)
    return None if day is None else (day, day)


def plain_day(value: Any) -> date | None:
    """The day of a date or of a datetime at midnight without a time zone; None of anything else."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.datetime64):
        found = days_written(_MIDNIGHT.sub("", str(value)))
        return found[0] if found is not None and found[0] == found[1] else None
    if isinstance(value, datetime):  # pandas has a NaT that is one, and unlike itself
        return value.date() if value == value and value.tzinfo is None and value.time() == time.min else None
    return value if isinstance(value, date) else None


def born(at_least: int | None, at_most: int | None, as_of: date) -> date | Range | None:
    """The days of birth of those who are so old on a day, in completed years; a year is completed on the birthday.

    One of the ends is given, and `at_most` is not below `at_least`. None where a day of birth would lie before the calendar.
    """
    last = None if at_least is None else born_by(at_least, TimeUnit.YEARS, as_of)
    older = None if at_most is None else born_by(at_most + 1, TimeUnit.YEARS, as_of)
    if (at_least is not None and last is None) or (at_most is not None and older is None):
        return None
    return span(None if older is None else older + DAY, last)


def span(first: date | None, last: date | None) -> date | Range | None:
    """The days from one to another, of which one end or both are given; None where there are none."""
    if first is not None and last is not None and first >= last:
        return first if first == last else None
    return Range(first, last)


def ends(known: date | Range) -> tuple[date | None, date | None]:
    """The first and the last day that a date may be; None where that end is open."""
    return (known.low, known.high) if isinstance(known, Range) else (known, known)  # type: ignore[return-value]


def a_year_about(known: date | Range) -> date | Range:
    """The same days and those of a year before and after them."""
    low, high = ends(known)
    found = span(*(None if end is None else end + sign * 366 * DAY for end, sign in ((low, -1), (high, 1))))
    return known if found is None else found


def agreeing(one: date | Range, other: date | Range) -> date | Range | None:
    """The days that are among both; None where none is."""
    (low, high), (least, most) = ends(one), ends(other)
    first, last = [day for day in (low, least) if day is not None], [day for day in (high, most) if day is not None]
    return span(max(first, default=None), min(last, default=None))


def as_day(value: object) -> date:
    """The day of evaluation that is meant by a date, a datetime without a time zone, or a text such as 2025-03-01.

    Raises ProfileError for what means no day, or one before `FIRST_DAY` or after `LAST_DAY`.
    """
    if isinstance(value, datetime) and value == value and value.tzinfo is None:  # not pandas' NaT
        value = value.date()
    found = days_meant(value)
    said = shown(value)
    if found is None or found[0] != found[1]:
        allowed = Text("填日期，例如 2025-03-01，不要带钟点和时区", "give a date such as 2025-03-01, without a time zone")
        raise ProfileError((ProfileProblem("as_of", said, Text(f"{shown_in_chinese(value)}不是日期", f"{said} is not a day"), allowed),))
    if not FIRST_DAY <= found[0] <= LAST_DAY:
        allowed = Text(
            f"填 {FIRST_DAY} 至 {LAST_DAY} 之间的日期，例如 2025-03-01", f"give a day from {FIRST_DAY} to {LAST_DAY}, such as 2025-03-01"
        )
        raise ProfileError(
            (
                ProfileProblem(
                    "as_of", said, Text(f"{shown_in_chinese(value)}不能作核定日", f"{said} cannot be a day of evaluation"), allowed
                ),
            )
        )
    return found[0]
