"""The days on which rule books are worded alike: what is asked of a wording is asked once, on one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ..language.policy import Rules
from ..language.wording import turning_days

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both ends included, within which no rule book is worded anew."""

    day: date
    """The one that is nearest to the day asked about."""
    first: date
    last: date


def stretches(as_of: date, *books: Rules) -> tuple[Stretch, ...]:
    """All stretches: that of the day asked about, then the later ones in order, then the earlier ones, the latest first."""
    begins = sorted({day for rules in books for day in turning_days(rules) if day > date.min})
    bounds = zip([date.min, *begins], [*(day - DAY for day in begins), date.max], strict=True)
    found = [Stretch(min(max(as_of, first), last), first, last) for first, last in bounds]
    return tuple(sorted(found, key=lambda one: (one.day < as_of, abs(one.day - as_of))))
