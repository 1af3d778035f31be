"""Dates by the old calendar (农历1944年四月十八, 1944年农历四月十八, 1944年腊月初八) as days of the common one; lunar-python knows its months."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, cast

LUNAR = re.compile("[农阴旧古夏]历|正月|冬月|腊月|闰|初[0-9]")
"""What says that a date is by the old calendar, its numerals being digits already."""
FIRST, LAST = 1850, 2200
"""The years that are converted."""

_ASIDE = re.compile(r"[(,]?[农阴旧古夏]历[^()]*(?:月|年)[^()]*\)?$")
"""A day by the old calendar that is told beside one by the common."""
_COMMON = re.compile(r"(?:\d{4}|民国(?:\d{1,2}|元)年)\D*\d")
"""A year and at least its month: a mere year before a day by the old calendar is the year of that day."""
_ABOUT = re.compile("[(),:]|[农阴旧古夏]历|出?生日?")
"""What stands about the numbers and changes nothing."""
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_BETWEEN = r"[-/.、]"
_FORMS = (
    re.compile(
        rf"(?P<year>\d{{4}})(?:年|{_BETWEEN})?"
        rf"(?:(?P<leap>闰)?(?P<month>\d{{1,2}}|[正冬腊])(?:月[大小]?|{_BETWEEN})(?:初?(?P<day>\d{{1,2}})[日号]?)?)?"
    ),
    re.compile(r"(?P<year>\d{4})(?:[-/、]|\.(?!1$))(?P<month>\d{1,2})(?P<day>)(?P<leap>)"),  # as a number, 1945.10 has lost its nought
    re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?P<leap>)"),
)


def without_lunar(plain: str) -> str:
    """A date without the one by the old calendar that stands beside it (`1944年5月10日(农历四月十八)`); beside a mere year, that with its
    own year alone.
    """
    found = _ASIDE.search(plain)
    if found is None:
        return plain
    before = plain[: found.start()]
    if _COMMON.search(before):
        return before
    return found[0] if re.search(r"\d{4}", before) and re.search(r"\d{4}", found[0]) else plain


def lunar_form(plain: str) -> re.Match[str] | None:
    """The year, month and day that a date by the old calendar names, its numerals being digits; None where it is written otherwise."""
    numbers = _ABOUT.sub("", plain)
    return next(filter(None, (form.fullmatch(numbers) for form in _FORMS)), None)


def lunar_days(plain: str) -> tuple[date, date] | None:
    """The first and the last day that a date by the old calendar may be, its numerals being digits; None where it means none.

    A month that comes twice in its year, and is not said to be the leap one, may be either.
    """
    found = lunar_form(plain)
    if found is None or not FIRST <= int(found["year"]) <= LAST:
        return None
    month = _MONTHS.get(found["month"]) or int(found["month"]) if found["month"] else None
    day = int(found["day"]) if found["day"] else None
    days = list(_days(int(found["year"]), month, day, leap=bool(found["leap"])))
    return (min(first for first, _ in days), max(last for _, last in days)) if days else None


def _days(year: int, month: int | None, day: int | None, *, leap: bool) -> Iterator[tuple[date, date]]:
    """The spans of a year, of a month of it, or of a day, in every month of that number."""
    from lunar_python import LunarYear, Solar  # needed for few dates

    for one in cast("Any", LunarYear).fromYear(year).getMonthsInYear():
        if (month is not None and abs(one.getMonth()) != month) or (leap and not one.isLeap()):
            continue
        solar = cast("Any", Solar).fromJulianDay(one.getFirstJulianDay())
        begin, length = date(solar.getYear(), solar.getMonth(), solar.getDay()), int(one.getDayCount())
        if day is None:
            yield begin, begin + timedelta(days=length - 1)
        elif 1 <= day <= length:
            yield begin + timedelta(days=day - 1), begin + timedelta(days=day - 1)
