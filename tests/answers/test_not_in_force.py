"""What is not in force."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from huilao import Outcome
from small_books import benefit, one_ruleset

READ = "readings: [{note: 六十五岁, when: {age: {at_least: 65}}}]"


def test_its_outcome_depends_on_no_reading(tmp_path: Path) -> None:
    """The day before it begins it is not in force, however the age is read; from that day on it depends on that."""
    book = one_ruleset(tmp_path, more="in_effect: {from: 2025-01-01}", b=benefit("{age: {at_least: 60}}", READ))
    before, after = (book.evaluate({"birth_date": "1963-05-10"}, day)["r/b"] for day in (date(2024, 12, 31), date(2025, 1, 1)))

    assert (before.outcome, before.robust, before.depends_on_reading, before.doubts) == (Outcome.NOT_IN_FORCE, True, (), ())
    assert (after.outcome, after.robust) == (Outcome.ELIGIBLE, False)
    assert after.depends_on_reading
    assert after.doubts
