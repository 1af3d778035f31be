"""The answers to a question that the rule book tells apart: one of every class of values that all tests treat alike.

A set of answers is an int with one bit for each. The values of a number or a date are looked at in their order, in which
every test turns at a few places alone: of many tests each is asked about the values near its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any as Anything

from ..language.condition import Compare, Inside, OneOf, Test
from ..language.distinct import distinct_values, may_be
from ..language.facts import Fact, FactType
from ..language.meaning import truth_of
from ..language.places import LEVELS, division
from ..language.quantity import BIRTH, Age
from ..language.scope import Situation
from ..language.truth import Truth

Read = tuple[Test, Situation]
"""A test of a fact, and what it is read in."""
Judge = Callable[[Anything], Truth]
Sides = tuple[int, int]
"""The answers with which something holds, and those with which it fails."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """A comparison that one fact is still wanted for: the values at which it turns, and what it comes to."""

    key: Hashable
    turns: Sequence[Anything]
    truth: Judge


class Answers:
    """The answers to the question for one fact, and for which of them a test holds and fails."""

    def __init__(self, fact: Fact, tests: Iterable[Read], known: Anything = None, calculations: Sequence[Calculation] = ()) -> None:
        """`tests` are of this fact alone. Of what is `known` in part only what is possible is an answer."""
        self.fact = fact
        read = list(tests)
        values = [*distinct_values(fact, read, known), *(value for one in calculations for value in one.turns)]
        if fact.name == BIRTH and read:
            latest = read[0][1].as_of  # nobody is born later
            values = [value for value in values if value < latest] + [latest] * may_be(fact, known, latest) or values
        near = _near(fact, values, known)
        judges: dict[Hashable, _Judged] = {key_of(*one): _Judged(_judge(fact, *one), near(*one)) for one in read}
        judges |= {one.key: _Judged(one.truth, one.turns) for one in calculations}
        if _in_order(fact):
            self.values, self._sides = _in_runs(sorted(set(values)), judges)
        else:
            self.values, self._sides = _by_truths(values, judges)
        self.every = (1 << len(self.values)) - 1
        self._chances = [4.0 ** -len(value) for value in self.values] if fact.type is FactType.SET else None

    def of(self, test: Test, situation: Situation) -> Sides:
        """For which answers a test of this fact alone holds, and for which it fails."""
        return self._sides[key_of(test, situation)]

    def calculated(self, key: Hashable) -> Sides | None:
        """Likewise of a comparison that this fact is wanted for; None where the answers are not told apart by it."""
        return self._sides.get(key)

    def chance(self, answers: int) -> float:
        """How likely the answer is one of these, from 0 to 1, when nothing else is known of the person: all are as likely,
        but of sets, where few codes are likelier than many.
        """
        if self._chances is None:
            return answers.bit_count() / len(self.values)
        return sum(one for bit, one in enumerate(self._chances) if answers >> bit & 1) / sum(self._chances)


def key_of(test: Test, situation: Situation) -> Hashable:
    """What tells a test of one fact in one ruleset from that in another: the place, or the way of counting ages, where it
    looks at it.
    """
    place = situation.scope.place if isinstance(test, Inside) and not test.places else None
    aged = isinstance(test, Compare) and (isinstance(test.left, Age) or isinstance(test.right, Age))
    return test, place, situation.scope.age_reached if aged else None


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a test comes to, and the values at which that is to be asked: elsewhere it turns nowhere (of an order), or fails."""

    judge: Judge
    near: Sequence[Anything]


def _judge(fact: Fact, test: Test, situation: Situation) -> Judge:
    return lambda value: truth_of(test, {fact.name: value}, situation)


def _in_order(fact: Fact) -> bool:
    return fact.type in (FactType.NUMBER, FactType.DATE)


def _near(fact: Fact, values: Sequence[Anything], known: Anything) -> Callable[[Test, Situation], Sequence[Anything]]:
    """The values near those that a test names: of an order about its turns; of places around and inside them."""

    def turns(test: Test, situation: Situation) -> Sequence[Anything]:
        return distinct_values(fact, [(test, situation)], known) if _in_order(fact) else values

    if fact.type is not FactType.PLACE:
        return turns
    exactly: dict[str, list[str]] = {}
    inside: dict[str, list[str]] = {}
    for place in dict.fromkeys(values):
        exactly.setdefault(code := division(place), []).append(place)
        for level in (0, *LEVELS):
            if level <= len(code):
                inside.setdefault(code[:level], []).append(place)

    def near(test: Test, situation: Situation) -> Sequence[str]:
        named = test.values if isinstance(test, OneOf) else (test.places or (situation.scope.place,)) if isinstance(test, Inside) else ()
        codes = [division(str(one)) for one in named]
        around = (one for code in codes for level in LEVELS if level < len(code) for one in exactly.get(code[:level], ()))
        return list(dict.fromkeys((*around, *(one for code in codes for one in inside.get(code, ())))))

    return near


def _by_truths(values: Iterable[Anything], judges: Mapping[Hashable, _Judged]) -> tuple[tuple[Anything, ...], dict[Hashable, Sides]]:
    """One value for each combination of truths, and the sides of each test."""
    told: dict[Anything, list[tuple[int, Truth]]] = {value: [] for value in values}
    for number, one in enumerate(judges.values()):
        for value in one.near:
            if (truth := one.judge(value)) is not Truth.NO:
                told[value].append((number, truth))
    alike: dict[tuple[tuple[int, Truth], ...], Anything] = {}
    for value, truths in told.items():
        alike.setdefault(tuple(truths), value)
    yes, no = [0] * len(judges), [(1 << len(alike)) - 1] * len(judges)
    for bit, truths in enumerate(alike):
        for number, truth in truths:
            yes[number] |= (1 << bit) * (truth is Truth.YES)
            no[number] &= ~(1 << bit)
    return tuple(alike.values()), dict(zip(judges, zip(yes, no, strict=True), strict=True))


def _in_runs(values: Sequence[Anything], judges: Mapping[Hashable, _Judged]) -> tuple[tuple[Anything, ...], dict[Hashable, Sides]]:
    """Likewise of values in order: the first of every run of values in which no test turns."""
    runs = {key: _runs(values, one.judge, one.near) for key, one in judges.items()}
    starts = sorted({0, *(start for one in runs.values() for start, _ in one)})
    number = {start: bit for bit, start in enumerate(starts)}
    sides: dict[Hashable, Sides] = {}
    for key, found in runs.items():
        ends = [*(number[start] for start, _ in found[1:]), len(starts)]
        yes = no = 0
        for (start, truth), end in zip(found, ends, strict=True):
            run = (1 << end) - (1 << number[start])
            yes, no = yes | run * (truth is Truth.YES), no | run * (truth is Truth.NO)
        sides[key] = yes, no
    return tuple(values[start] for start in starts), sides


def _runs(values: Sequence[Anything], judge: Judge, near: Sequence[Anything]) -> list[tuple[int, Truth]]:
    """The places in a row of values from which a test comes to something else, of which `near` are those about its turns."""
    places = sorted({0, *(at for value in near if (at := bisect_left(values, value)) < len(values) and values[at] == value)})
    found = [(0, judge(values[0]))]
    for before, place in pairwise(places):
        truth = judge(values[place])
        if truth is not found[-1][1]:
            low, high = before, place  # it turns once between them
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if judge(values[middle]) is truth else (middle, high)
            found.append((high, truth))
    return found
