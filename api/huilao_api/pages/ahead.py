"""What changes for a person, and when: each day with what it brings, and a drawing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from huilao import Action, Change, Evaluation, Per, Rulebook, near_timeline

YEARS = (1, 5, 10)
"""How far ahead one may look."""
DAYS = 5
"""Days that are drawn after today; of more, the next ones."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which something changes, or today."""

    day: date
    sums: tuple[str, ...]
    """How many can be claimed from then on, and what it comes to."""
    changes: tuple[str, ...]
    low: Decimal
    """What is drawn of it: money a month where there is any, else how many can be claimed."""
    high: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the drawing, in hundredths of its width and height."""

    x: float
    width: float
    sure: float
    perhaps: float


@dataclass(frozen=True, slots=True)
class Ahead:
    """What lies ahead."""

    turns: tuple[Turn, ...]
    left: tuple[tuple[date, tuple[str, ...]], ...]
    """The days after those that are drawn, with what they bring."""
    documents: tuple[str, ...]
    """What happens to documents and turns nothing."""
    until: date
    money: bool
    """Whether it is money that is drawn."""

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw."""
        return len(self.turns) > 1 and any(one.high for one in self.turns)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The drawing."""
        most = max((one.high for one in self.turns), default=Decimal(0)) or Decimal(1)
        width = 100 / len(self.turns)
        return tuple(
            Step(
                round(at * width, 2),
                round(width, 2),
                float(round(90 * one.low / most, 1)),
                float(round(90 * (one.high - one.low) / most, 1)),
            )
            for at, one in enumerate(self.turns)
        )


def ahead(book: Rulebook, evaluation: Evaluation, profile: object, years: int, language: str) -> Ahead:
    """What changes within some years for a person who was evaluated, as long as the facts stay as they are."""
    today = evaluation.receipt.as_of
    found = near_timeline(book.timeline(profile, today, years, assurance="off"), book, evaluation.person)
    days = [(day, tuple(changes)) for day, changes in groupby(found.changes, key=lambda one: one.day)]
    drawn: list[tuple[date, Evaluation, tuple[Change, ...]]] = [(today, evaluation, ())]
    drawn += [(day, book.evaluate(profile, day, assurance="off"), changes) for day, changes in days[:DAYS]]
    money = any(Per.MONTH in sums for _, one, _ in drawn for sums in (one.first_page.new, one.first_page.received))
    turns = tuple(
        Turn(day, one.sums_in_words(language), tuple(change.explain(language) for change in changes), *_height(one, money=money))
        for day, one, changes in drawn
    )
    notices = tuple(f"{one.day.isoformat()} {one.explain(language)}" for one in found.notices)
    left = tuple((day, tuple(change.explain(language) for change in changes)) for day, changes in days[DAYS:])
    return Ahead(turns, left, notices, found.until, money)


def _height(evaluation: Evaluation, *, money: bool) -> Sequence[Decimal]:
    page = evaluation.first_page
    if not money:
        return (Decimal(len(page.of(Action.CLAIM))),) * 2
    sums = [one[Per.MONTH] for one in (page.new, page.received) if Per.MONTH in one]
    low = sum((one.at_least for one in sums), Decimal(0))
    high = sum((one.at_most if one.at_most is not None else one.at_least for one in sums), Decimal(0))
    return low, high
