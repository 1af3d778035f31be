"""People by search: for a leaf that nobody shows to matter, a person who does, with as few known facts as can be.

The facts that a condition reads take values from the classes that its tests tell apart (each code, each side of each
bound), so where all combinations were tried and none was found, there is none.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from math import prod
from typing import Any as Anything

from ..condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test
from ..facts import Fact, FactType
from ..meaning import Person, Situation, anniversary, day_of_age, division, truth_of
from ..truth import Truth
from .mcdc import about, decides, leaves, truths_of

EXHAUSTIVE = 20_000
"""Combinations of values up to which all are tried."""
TRIES = 20_000
"""Random people that are tried where there are more."""


def person_for(condition: Condition, leaf: int, truth: Truth, situation: Situation, seeds: Sequence[Person]) -> tuple[Person | None, bool]:
    """A person for whom the leaf at this place has this truth and decides, or None; and whether the search was complete.

    `seeds` are people to begin from.
    """
    all_leaves = list(leaves(condition))
    classes = values_of(condition, situation)

    def fits(person: Person) -> bool:
        truths = truths_of(all_leaves, person, situation)
        return truths[leaf] is truth and decides(condition, truths, leaf)

    complete = prod(len(values) for values in classes.values()) <= EXHAUSTIVE
    candidates = _all_people(classes) if complete else _random_people(classes, seeds)
    for person in candidates:
        if _possible(person, situation) and fits(person):
            return _smallest(person, fits, situation), complete
    return None, complete


def values_of(condition: Condition, situation: Situation) -> dict[tuple[str, str], list[Anything]]:
    """For each fact that a condition reads (of the person, or of one that a fact names) a value of every class."""
    found: dict[tuple[str, str], set[Anything]] = {}
    for who, test in _tests(condition, "", situation):
        fact = situation.facts[test.fact]
        source = fact.derived_from or fact.name
        found.setdefault((who, source), set()).update(_classes(fact, test, situation))
    for who, name in list(found):
        only_if = situation.facts[name].only_if
        if only_if is not None:
            for _, test in _tests(only_if, who, situation):
                found.setdefault((who, test.fact), set()).update(_classes(situation.facts[test.fact], test, situation))
    return {key: sorted(values, key=str) for key, values in sorted(found.items())}


def _tests(condition: Condition, who: str, situation: Situation) -> Iterator[tuple[str, Test]]:
    match condition:
        case All(parts) | Any(parts) | Count(_, _, parts):
            for part in parts:
                yield from _tests(part, who, situation)
        case Not(part):
            yield from _tests(part, who, situation)
        case Test():
            yield who, condition
        case Term(name):
            yield from _tests(situation.terms[name], who, situation)
        case About(fact, part):
            yield from _tests(part, fact, situation)


def _classes(fact: Fact, test: Test, situation: Situation) -> Iterator[Anything]:
    """A value on every side of what a test asks."""
    if fact.name == "age":
        yield from _birth_dates(test, situation)
        return
    if fact.derived_from is not None:
        yield from (situation.place, _elsewhere(situation.place))
        return
    match fact.type:
        case FactType.YES_NO:
            yield from (True, False)
        case FactType.NUMBER:
            for value in test.values:
                yield from (value, value + 1, value - 1)  # type: ignore[operator]
        case FactType.DATE:
            for value in test.values:
                yield from _dates(value, situation)
        case FactType.CHOICE | FactType.SCALE:
            yield from (code.code for code in fact.codes)
        case FactType.SET:
            yield from (frozenset({str(value)}) for value in test.values)
            yield frozenset[str]()
            if test.operator is Operator.HAS_ALL:
                yield frozenset(str(value) for value in test.values)
        case FactType.PLACE:
            yield from (str(value) for value in test.values)
            yield _elsewhere(str(test.values[0]))
        case FactType.PERSON:
            raise AssertionError(test)


def _birth_dates(test: Test, situation: Situation) -> Iterator[date]:
    """The birth dates of people who reach each age of a test, and the next, on the day, and a day later."""
    for years in (int(str(value)) + more for value in test.values for more in (0, 1)):
        reached = anniversary(situation.as_of, -12 * years)
        while day_of_age(reached, years, situation.age_reached) > situation.as_of:
            reached -= timedelta(days=1)
        yield from (reached, reached + timedelta(days=1))


def _dates(value: Anything, situation: Situation) -> Iterator[date]:
    """Dates on either side of one, or of the day so long ago."""
    if isinstance(value, Duration):
        value = anniversary(situation.as_of, -12 * value.years - value.months) - timedelta(days=value.days)
    yield from (value - timedelta(days=1), value, value + timedelta(days=1))


def _elsewhere(place: str) -> str:
    """A county in another province."""
    return "110101" if not division(place).startswith("11") else "310101"


def _all_people(classes: Mapping[tuple[str, str], list[Anything]]) -> Iterator[Person]:
    for values in product(*classes.values()):
        yield _person(dict(zip(classes, values, strict=True)))


def _random_people(classes: Mapping[tuple[str, str], list[Anything]], seeds: Sequence[Person]) -> Iterator[Person]:
    """People near the seeds, then people of all kinds; the same ones every time."""
    chance = random.Random(0)  # noqa: S311  # a search, not a secret
    flat: list[dict[tuple[str, str], Anything]] = [{(who, fact): about(seed, who).get(fact) for who, fact in classes} for seed in seeds]
    for start in flat:
        for key, values in classes.items():
            for value in values:
                yield _person({**start, key: value})
    for number in range(TRIES):
        start = flat[number % len(flat)] if flat and number % 2 else {key: chance.choice(values) for key, values in classes.items()}
        changed = chance.sample(list(classes), min(len(classes), 1 + number % 4))
        yield _person({**start, **{key: chance.choice(classes[key]) for key in changed}})


def _person(values: Mapping[tuple[str, str], Anything]) -> Person:
    person: dict[str, Anything] = {}
    for (who, fact), value in values.items():
        if value is not None:
            (person.setdefault(who, {}) if who else person)[fact] = value
    return person


def _possible(person: Person, situation: Situation) -> bool:
    """Whether no fact is known whose precondition surely fails."""
    persons = [person, *(about(person, name) for name in person if situation.facts[name].type is FactType.PERSON)]
    known = [(one, situation.facts[name].only_if) for one in persons for name in one]
    return not any(only_if is not None and truth_of(only_if, one, situation) is Truth.NO for one, only_if in known)


def _smallest(person: Person, fits: Anything, situation: Situation) -> Person:
    """The person without the facts that it does not take."""
    for name in list(person):
        without = {fact: value for fact, value in person.items() if fact != name}
        if fits(without) and _possible(without, situation):
            person = without
        elif isinstance(person[name], dict):
            for inner in list(person[name]):
                nested = {fact: value for fact, value in person[name].items() if fact != inner}
                if fits({**person, name: nested}):
                    person = {**person, name: nested}
    return person
