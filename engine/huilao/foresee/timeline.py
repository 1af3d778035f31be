"""What becomes of answers over a time: they are looked at on the days on which one can change, and on no others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

Answer = TypeVar("Answer")


def turns(answers: Callable[[date], Mapping[str, Answer]], since: date, days: Iterable[date]) -> Iterator[tuple[date, str, Answer, Answer]]:
    """Every change of an answer after `since`, in the order of the days: its day and name, the answer before and after.

    `answers` gives the answers of a day, of the same names every day; among `days` must be every day on which one changes.
    """
    before = answers(since)
    for day in sorted({day for day in days if day > since}):
        after = answers(day)
        yield from ((day, name, before[name], after[name]) for name in before if before[name] != after[name])
        before = after
