"""Dates as the solver has them: every day has one month and one day of it, those that `date` has."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huilao.verify.calendar import Calendar, months_of
from huilao.verify.formulas import Formula, z3

ENDS_OF_FEBRUARY = [date(year, 3, 1) - timedelta(days=back) for year in (4, 1900, 2000, 2024, 2025, 2100) for back in (2, 1, 0)]


@pytest.mark.parametrize("day", [date.min, *ENDS_OF_FEBRUARY, date(2024, 12, 31), date(2025, 1, 1), date(2025, 4, 30), date.max])
def test_a_day_has_one_month_and_one_day_of_it(day: date) -> None:
    """Leap years of every kind, and the ends of the calendar."""
    line, bounds = z3.Int("day"), list[Formula]()
    calendar = Calendar("day", line, bounds)
    this = z3.And(calendar.months == months_of(day), calendar.day == day.day)
    solver = z3.Solver()
    solver.add(*bounds, line == day.toordinal())

    assert solver.check(this) == z3.sat
    assert solver.check(z3.Not(this)) == z3.unsat
