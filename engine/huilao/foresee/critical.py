"""The days on which time alone changes an answer: an age is reached, a length of time has passed.

Between two of them nothing changes: what is so on each is so until the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import assert_never

from ..language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test
from ..language.meaning import Person, Situation, anniversary, day_of_age, truth_of
from ..language.policy import AgeReached


def timed_tests(condition: Condition, terms: Mapping[str, Condition]) -> frozenset[Condition]:
    """The tests in a condition whose truth is one of the day too, about whom they are (`About`) where it is another."""
    match condition:
        case All(parts) | Any(parts) | Count(_, _, parts):
            return frozenset[Condition]().union(*(timed_tests(part, terms) for part in parts))
        case Not(part):
            return timed_tests(part, terms)
        case Test(fact, operator):
            return frozenset({condition} if fact == "age" or operator is Operator.FOR_AT_LEAST else ())
        case Term(name):
            return timed_tests(terms[name], terms)
        case About(fact, part):
            return frozenset(About(fact, test) for test in timed_tests(part, terms))
        case _:
            assert_never(condition)


def critical_dates(
    tests: Iterable[Condition], person: Person, situation: Situation, first: date, last: date
) -> dict[date, tuple[Condition, ...]]:
    """The days from `first` to `last` on which one of these timed tests is not what it was the day before, in order.

    Each comes with what begins that day, as conditions: an age reached, a length of time passed.
    """
    found: dict[date, dict[Condition, None]] = {}
    for test in tests:
        for day, begins in _begins(test, person, situation.age_reached):
            if max(first, date.min + timedelta(days=1)) <= day <= last and _turns(test, person, situation, day):
                found.setdefault(day, {})[begins] = None
    return {day: tuple(found[day]) for day in sorted(found)}


def _turns(test: Condition, person: Person, situation: Situation, day: date) -> bool:
    """Whether a test's truth on a day is not that of the day before."""
    before, after = (truth_of(test, person, replace(situation, as_of=one)) for one in (day - timedelta(days=1), day))
    return before is not after


def _begins(timed: Condition, person: Person, reached: AgeReached) -> Iterator[tuple[date, Condition]]:
    """The days on which what a timed test looks at moves past one of its values, and what begins then."""
    match timed:
        case About(fact, part):
            yield from ((day, About(fact, begins)) for day, begins in _begins(part, person.get(fact) or {}, reached))
        case Test("age"):
            birth: date | None = person.get("birth_date")
            for years in sorted(
                {whole for value in timed.values if isinstance(value, Decimal) for whole in (ceil(value), floor(value) + 1)}
            ):
                day = None if birth is None else _day_of_age(birth, years, reached)
                if day is not None:
                    yield day, Test("age", Operator.AT_LEAST, (Decimal(years),))
        case Test(fact, _, (Duration() as duration,)):
            since: date | None = person.get(fact)
            day = None if since is None else _day_after(since, duration)
            if day is not None:
                yield day, timed
        case _:
            raise AssertionError(timed)


def _day_of_age(birth: date, years: int, reached: AgeReached) -> date | None:
    """The day from which someone is so old; None past the year 9999."""
    try:
        return day_of_age(birth, years, reached)
    except OverflowError:
        return None


def _day_after(since: date, duration: Duration) -> date | None:
    """The first day on which this much time has passed since a date; None past the year 9999."""
    try:
        return anniversary(since, 12 * duration.years + duration.months) + timedelta(days=duration.days)
    except OverflowError:
        return None
