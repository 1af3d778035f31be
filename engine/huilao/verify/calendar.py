"""Dates as year, month and day, for the solver: what an age or a time elapsed is as a number, on any day of birth.

Years begin in March here, so that a leap day is the last of its year; months are counted through from the year 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from .formulas import Expression, Formula, z3

LENGTHS = (31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31)
"""Days of the months from March to January."""
BEFORE: Sequence[int] = (0, *accumulate(LENGTHS))
"""Days of the year before each month."""
ZERO = date(1, 3, 1).toordinal() - 365 - 1
"""What is to be added to the days since the first of March of the year 0 for the number of a day, the first of them being 1."""


class Calendar:
    """The months (from March of the year 0) and the day of the month of a date, by the number of the day."""

    def __init__(self, name: str, line: Expression, bounds: list[Formula]) -> None:
        year, month, self.day = (z3.Int(f"{name}/{part}") for part in ("year", "month", "day"))
        self.months = year * 12 + month
        ends = [z3.Int(f"{name}/{part}") for part in ("fours", "hundreds", "four hundreds")]
        parts = [(end, length, year) for end, length in zip(ends, (4, 100, 400), strict=True)]
        bounds += [z3.And(of >= end * length, of < (end + 1) * length) for end, length, of in parts]
        start = year * 365 + ends[0] - ends[1] + ends[2] + ZERO
        before = z3.IntVal(BEFORE[-1])
        for number, days in reversed(list(enumerate(BEFORE[:-1]))):
            before = z3.If(month == number, days, before)
        bounds += [month >= 0, month <= 11, self.day >= 1, year >= 0, line == start + before + self.day]
        for number, length in enumerate(LENGTHS):
            bounds.append(z3.Implies(month == number, self.day <= length))
        leap = z3.And((year + 1) % 4 == 0, z3.Or((year + 1) % 100 != 0, (year + 1) % 400 == 0))
        bounds.append(z3.Implies(month == len(LENGTHS), self.day <= z3.If(leap, 29, 28)))


def months_of(day: date) -> int:
    """The months of a day, as `Calendar` counts them."""
    year, month = (day.year, day.month - 3) if day.month > 2 else (day.year - 1, day.month + 9)
    return year * 12 + month
