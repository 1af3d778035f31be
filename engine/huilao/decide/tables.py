"""Answers that recur from person to person, kept in tables by what is known of a fact, or by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any as Anything
from typing import assert_never

from ..language.ages import AgeReached, born_by, since_by
from ..language.condition import Inside, OneOf
from ..language.facts import Fact
from ..language.interval import Interval
from ..language.known import Among
from ..language.meaning import Lookup, lies_inside, one_of, rank
from ..language.policy import Benefit, Ruleset
from ..language.quantity import TimeUnit
from ..language.scope import Scope
from ..language.standards import DefinedStandard, PlaceOf
from ..language.truth import Truth
from .arithmetic import quick

KEPT = 4_096
"""Answers that one table keeps; a full one is emptied."""
SETTLED: dict[Truth, bool | None] = {Truth.YES: True, Truth.UNKNOWN: None, Truth.NO: False}
"""Truths as compiled rules have them."""


class Ranks(dict[str | Among | None, tuple[int, int]]):
    """The lowest and the highest place on a scale, by what is known of it."""

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        self.fact = fact

    def __missing__(self, known: str | Among | None) -> tuple[int, int]:
        low, high = rank(self.fact, known)
        assert low is not None
        assert high is not None
        ends = self[known] = int(low), int(high)
        return ends


class Deadlines(dict[date, list[int]]):
    """By the day of evaluation, the ordinals of the last days since which so much time has passed: below all where there is
    none.
    """

    def __init__(self) -> None:
        super().__init__()
        self.wanted: list[tuple[int, TimeUnit, AgeReached | None]] = []
        """Lengths of time; ages as they are counted."""

    def __missing__(self, day: date) -> list[int]:
        if len(self) >= KEPT:
            self.clear()
        found = self[day] = [self.deadline(number, unit, reached, day) for number, unit, reached in self.wanted]
        return found

    @staticmethod
    def deadline(number: int, unit: TimeUnit, reached: AgeReached | None, day: date) -> int:
        """The last day, or 0."""
        last = since_by(number, unit, day) if reached is None else born_by(number, unit, day, reached)
        return 0 if last is None else last.toordinal()


class InForce(dict[date, bool]):
    """Whether a benefit is in force, by day."""

    def __init__(self, benefit: Benefit, ruleset: Ruleset) -> None:
        super().__init__()
        self.benefit = benefit
        self.ruleset = ruleset

    def __missing__(self, day: date) -> bool:
        if len(self) >= KEPT:
            self.clear()
        found = self[day] = self.ruleset.in_force(self.benefit, day)
        return found


class Answers(dict[Anything, bool | None]):
    """Whether a test holds, by what is known of its fact; None where that is unknown."""

    def __init__(self, truth: Callable[[Anything], Truth]) -> None:
        super().__init__()
        self.truth = truth

    def __missing__(self, known: Anything) -> bool | None:
        if len(self) >= KEPT:
            self.clear()
        answer = self[known] = SETTLED[self.truth(known)]
        return answer


def answers(test: OneOf | Inside, here: str) -> Answers:
    """The table of a test on codes or on a place, of a document for this place."""
    match test:
        case OneOf():
            return Answers(lambda known: one_of(test, known))
        case Inside():
            return Answers(lambda known: lies_inside(test, known, here))
        case _:
            assert_never(test)


class Standards(dict[tuple[str | None, str | Among | None, date], Interval]):
    """What is known of a standard, by what is known of the place and of the fact that splits it, and by day."""

    def __init__(self, standard: DefinedStandard, scope: Scope) -> None:
        super().__init__()
        self.standard = standard
        self.scope = scope
        self.place_fact = None if standard.place_of is PlaceOf.DOCUMENT else standard.place_of.value

    def __missing__(self, key: tuple[str | None, str | Among | None, date]) -> Interval:
        if len(self) >= KEPT:
            self.clear()
        place, code, day = key
        known = {self.place_fact: place, self.standard.split: code}
        person = {fact: value for fact, value in known.items() if fact is not None}
        found = self[key] = quick(Lookup.of(self.standard, person, self.scope.on(day)).interval)
        return found
