"""The answers to a question that the rule book tells apart: one of every class of values that all tests treat alike.

A set of answers is an int with one bit for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise, product
from typing import Any as Anything
from typing import assert_never

from ..language.condition import Duration, Operator, Test
from ..language.facts import Fact, FactType
from ..language.meaning import LEVELS, Situation, born_by, passed_since, test_truth, value_of
from ..language.policy import AgeReached
from ..language.truth import Truth

GROUPS = 10
"""Groups of codes of a set up to which all combinations are told apart; of more, two at a time."""


class Answers:
    """The answers to the question for one fact, and for which of them a test holds and fails."""

    def __init__(self, fact: Fact, tests: Iterable[tuple[Test, Situation]]) -> None:
        """Each test is of the fact or of one worked out from it, in a situation in which it is read."""
        self.fact = fact
        read = list(tests)
        alike: dict[tuple[Truth, ...], Anything] = {}
        for value in _values(fact, read):
            alike.setdefault(tuple(self._truth(test, situation, value) for test, situation in read), value)
        self.values = tuple(alike.values())
        self.every = (1 << len(self.values)) - 1
        self._chances = [_likelihood(value) for value in self.values]
        self._whole = sum(self._chances)
        self._chance: dict[int, float] = {}
        self._of: dict[tuple[Test, str, AgeReached], tuple[int, int]] = {}

    def _truth(self, test: Test, situation: Situation, value: Anything) -> Truth:
        return test_truth(test, value_of(test.fact, {self.fact.name: value}, situation), situation)

    def of(self, test: Test, situation: Situation) -> tuple[int, int]:
        """The answers with which a test holds, and those with which it fails."""
        key = (test, situation.place, situation.age_reached)
        if key not in self._of:
            truths = [self._truth(test, situation, value) for value in self.values]
            self._of[key] = _bits(truths, Truth.YES), _bits(truths, Truth.NO)
        return self._of[key]

    def chance(self, answers: int) -> float:
        """How likely the answer is one of these, from 0 to 1, when nothing is known of the person."""
        if answers not in self._chance:
            self._chance[answers] = sum(one for bit, one in enumerate(self._chances) if answers >> bit & 1) / self._whole
        return self._chance[answers]


def _bits(truths: Sequence[Truth], wanted: Truth) -> int:
    return sum(1 << bit for bit, truth in enumerate(truths) if truth is wanted)


def _likelihood(value: Anything) -> float:
    """All answers are as likely; of a set, few codes are likelier than many."""
    return 4.0 ** -len(value) if isinstance(value, frozenset) else 1.0  # pyright: ignore[reportUnknownArgumentType]


def _values(fact: Fact, tests: Sequence[tuple[Test, Situation]]) -> Iterator[Anything]:
    """Possible values of a fact, at least one of every class."""
    match fact.type:
        case FactType.YES_NO:
            yield from (True, False)
        case FactType.NUMBER:
            yield from _numbers(fact, sorted({value for test, _ in tests for value in test.values if isinstance(value, Decimal)}))
        case FactType.DATE:
            yield from _dates(fact, tests)
        case FactType.CHOICE | FactType.SCALE:
            yield from (code.code for code in fact.codes)
        case FactType.SET:
            yield from _sets(fact, [test for test, _ in tests])
        case FactType.PLACE:
            yield from _places({str(place) for test, situation in tests for place in _places_of(test, situation)})
        case FactType.PERSON:
            yield {}
        case _:
            assert_never(fact.type)


def _numbers(fact: Fact, bounds: Sequence[Decimal]) -> Iterator[Decimal]:
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    beyond = [one for end in (*bounds[:1], *bounds[-1:]) for one in (end - 1, end + 1)]
    yield from (one for one in (fact.minimum, fact.maximum) if one is not None)
    for value in (*bounds, *between, *beyond):
        if (fact.minimum is None or value >= fact.minimum) and (fact.maximum is None or value <= fact.maximum):
            yield value


def _dates(fact: Fact, tests: Sequence[tuple[Test, Situation]]) -> Iterator[date]:
    bounds = {day for test, situation in tests for day in _bounds(test, situation)}
    latest = date.max
    if fact.name == "birth_date" and tests:
        latest = tests[0][1].as_of  # nobody is born later
        yield latest
    for number in sorted({day.toordinal() + near for day in bounds for near in (-1, 0, 1)}):
        if date.min.toordinal() <= number <= latest.toordinal():
            yield date.fromordinal(number)


def _bounds(test: Test, situation: Situation) -> Iterator[date]:
    """The days at which a test of a date, or of the age from it, changes."""
    for value in test.values:
        match value:
            case date():
                yield value
            case Duration():
                since = passed_since(value, situation.as_of)
                yield date.min if since is None else since
            case Decimal():
                for age in (int(value), int(value) + 1):
                    born = born_by(age, situation.as_of, situation.age_reached)
                    yield date.min if born is None else born
            case _:
                raise AssertionError(test)


def _sets(fact: Fact, tests: Sequence[Test]) -> Iterator[frozenset[str]]:
    """Of codes that the same tests name, it counts only whether none, some or all are there."""
    groups: dict[tuple[bool, ...], list[str]] = {}
    for code in fact.codes:
        named = tuple(code.code in test.values for test in tests)
        if any(named):
            groups.setdefault(named, []).append(code.code)
    partly = any(test.operator is Operator.HAS_ALL for test in tests)
    choices = [[group, group[:1]] if partly and len(group) > 1 else [group[:1]] for group in groups.values()]
    most = len(choices) if len(choices) <= GROUPS else 2
    for number in range(most + 1):
        for some in combinations(choices, number):
            for chosen in product(*some):
                yield frozenset(code for group in chosen for code in group)


def _places_of(test: Test, situation: Situation) -> tuple[Anything, ...]:
    return (situation.place,) if situation.facts[test.fact].derived_from is not None else test.values


def _places(named: set[str]) -> Iterator[str]:
    """Every division that is named or has one that is named in it, and in each (and in the country) one that is not."""
    around = {code[:level] for code in named for level in (0, *LEVELS) if level <= len(code)}
    for code in sorted(around):
        if code:
            yield code
        longer = next((level for level in LEVELS if level > len(code)), None)
        if longer is not None:
            yield next(
                inside for number in range(10 ** (longer - len(code)) - 1, 0, -1)
                if (inside := f"{code}{number}") not in around
            )  # fmt: skip
