"""The meaning of a condition: the one reference that every interpreter is held to.

Truth is Kleene's. Age is counted in completed years (Civil Code art. 200-204 and 1259: a year is completed on its
day, or on the last day of a month that has no such day; 以上, 满 include the number). Places nest by the levels of
GB/T 2260 and the statistical division codes (2, 4, 6, 9 and 12 digits).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any as Anything
from typing import assert_never

from .condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test
from .facts import FactType, Vocabulary
from .policy import AgeReached, Ruleset
from .truth import Truth

Person = Mapping[str, Anything]
"""Facts by name: bool, Decimal, date, code, frozenset of codes, place code or a nested Person. What is unknown is absent
or None."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a condition is read in: the day, and the ruleset's place, words and way of counting age."""

    as_of: date
    place: str
    terms: Mapping[str, Condition]
    facts: Vocabulary
    age_reached: AgeReached = AgeReached.BIRTHDAY


def situation_of(ruleset: Ruleset, facts: Vocabulary, as_of: date) -> Situation:
    """What the conditions of a ruleset are read in on a day."""
    document = ruleset.document
    meanings = {name: term.condition for name, term in ruleset.terms.items()}
    return Situation(as_of, document.place, meanings, facts, document.age_reached)


def truth_of(condition: Condition, person: Person, situation: Situation) -> Truth:
    """Whether a condition holds for a person.

    Raises KeyError for a fact or term that the situation does not have; a rule book that was read has them all.
    """
    match condition:
        case All(parts):
            return every(truth_of(part, person, situation) for part in parts)
        case Any(parts):
            return some(truth_of(part, person, situation) for part in parts)
        case Not(part):
            return ~truth_of(part, person, situation)
        case Count(at_least, at_most, parts):
            truths = [truth_of(part, person, situation) for part in parts]
            return count_truth(truths.count(Truth.YES), truths.count(Truth.UNKNOWN), at_least, at_most)
        case Test():
            return test_truth(condition, value_of(condition.fact, person, situation), situation)
        case Term(name):
            return truth_of(situation.terms[name], person, situation)
        case About(fact, part):
            return truth_of(part, person.get(fact) or {}, situation)
        case _:
            assert_never(condition)


def every(truths: Iterable[Truth]) -> Truth:
    """Kleene's conjunction: NO as soon as one is NO."""
    found = Truth.YES
    for truth in truths:
        found &= truth
    return found


def some(truths: Iterable[Truth]) -> Truth:
    """Kleene's disjunction: YES as soon as one is YES."""
    found = Truth.NO
    for truth in truths:
        found |= truth
    return found


def count_truth(sure: int, open_: int, at_least: int | None, at_most: int | None) -> Truth:
    """Whether a count lies between its bounds, of which `sure` parts hold and `open_` more may hold."""
    enough = Truth.YES if at_least is None or sure >= at_least else Truth.of(None if sure + open_ >= at_least else False)
    few = Truth.YES if at_most is None or sure + open_ <= at_most else Truth.of(None if sure <= at_most else False)
    return enough & few


def test_truth(test: Test, value: Anything, situation: Situation) -> Truth:
    """Whether one test holds for a value; `None` is an unknown value."""
    if value is None:
        return Truth.UNKNOWN
    values: tuple[Anything, ...] = test.values
    if situation.facts[test.fact].type is FactType.SCALE:
        rank = situation.facts[test.fact].rank
        value, values = rank(value), tuple(rank(one) for one in values)
    match test.operator:
        case Operator.AT_LEAST:
            return Truth.of(value >= values[0])
        case Operator.AT_MOST:
            return Truth.of(value <= values[0])
        case Operator.ABOVE:
            return Truth.of(value > values[0])
        case Operator.BELOW:
            return Truth.of(value < values[0])
        case Operator.BETWEEN:
            return Truth.of(values[0] <= value <= values[1])
        case Operator.ONE_OF:
            return Truth.of(value in values)
        case Operator.NONE_OF:
            return Truth.of(value not in values)
        case Operator.HAS_ANY:
            return Truth.of(not value.isdisjoint(values))
        case Operator.HAS_ALL:
            return Truth.of(value.issuperset(values))
        case Operator.HAS_NONE:
            return Truth.of(value.isdisjoint(values))
        case Operator.WITHIN:
            return some(within(value, place) for place in values)
        case Operator.FOR_AT_LEAST:
            return Truth.of(has_passed(value, values[0], situation.as_of))
        case _:
            assert_never(test.operator)


test_truth.__test__ = False  # type: ignore[attr-defined]  # not a test of ours, whatever pytest makes of the name


def value_of(fact: str, person: Person, situation: Situation) -> Anything:
    """What is known of a fact, the built-in ones worked out; None where it is unknown."""
    source = situation.facts[fact].derived_from
    if source is None:
        return person.get(fact)
    known = person.get(source)
    if known is None:
        return None
    if fact == "age":
        return Decimal(age_on(situation.as_of, known, situation.age_reached))
    truth = within(known, situation.place)
    return None if truth is Truth.UNKNOWN else truth is Truth.YES


def age_on(day: date, birth: date, reached: AgeReached = AgeReached.BIRTHDAY) -> int:
    """Completed years on a day; below zero before birth."""
    years = day.year - birth.year
    while day_of_age(birth, years, reached) > day:
        years -= 1
    return years


def day_of_age(birth: date, years: int, reached: AgeReached = AgeReached.BIRTHDAY) -> date:
    """The day from which someone counts as being `years` old."""
    birthday = anniversary(birth, 12 * years)
    match reached:
        case AgeReached.BIRTHDAY:
            return birthday
        case AgeReached.DAY_AFTER:
            return birthday + timedelta(days=1)
        case AgeReached.NEXT_MONTH_START:
            return anniversary(birthday.replace(day=1), 1)
        case _:
            assert_never(reached)


def born_by(years: int, day: date, reached: AgeReached = AgeReached.BIRTHDAY) -> date | None:
    """The last day of birth of those who count as being `years` old on a day; None where it lies before the calendar."""
    return _last(lambda birth: day_of_age(birth, years, reached) <= day, day, -12 * years, 0)


def passed_since(duration: Duration, day: date) -> date | None:
    """The last date since which this much time has passed on a day; None where it lies before the calendar."""
    return _last(lambda since: has_passed(since, duration, day), day, -12 * duration.years - duration.months, -duration.days)


def _last(reached: Callable[[date], bool], day: date, months: int, days: int) -> date | None:
    """The last date that has reached a day, near that day so many months and days away: once reached, it is so for all
    earlier dates.
    """
    try:
        found = anniversary(day, months) + timedelta(days=days + 3)  # a month's missing days are at most three
        while not reached(found):
            found -= timedelta(days=1)
    except OverflowError:
        return date.max if months > 0 else None
    return found


def anniversary(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that has no such day.

    Raises OverflowError past the year 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"the year {year} is outside the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def has_passed(since: date, duration: Duration, day: date) -> bool:
    """Whether this much time has passed since a date, on a day."""
    try:
        return anniversary(since, 12 * duration.years + duration.months) + timedelta(days=duration.days) <= day
    except OverflowError:
        return False


LEVELS = (2, 4, 6, 9, 12)
"""Digits of a division code by level: province, prefecture, county, township, village."""


def division(code: str) -> str:
    """The digits of a division code that say something: 510000 is 51, 513433000000 is 513433."""
    for shorter, longer in reversed(list(pairwise(LEVELS))):
        if len(code) == longer and code.endswith("0" * (longer - shorter)):
            code = code[:shorter]
    return code


def within(code: str, place: str) -> Truth:
    """Whether a place lies inside another; unknown where it is known only more coarsely than the other."""
    inner, outer = division(code), division(place)
    if inner.startswith(outer):
        return Truth.YES
    return Truth.UNKNOWN if outer.startswith(inner) else Truth.NO
