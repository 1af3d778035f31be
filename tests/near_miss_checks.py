"""What holds of every near miss, for the tests: what is named does, and nothing less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from random import Random
from typing import Any as Anything

from huilao.answers.changes import FactChange, Kind, NearMiss
from huilao.foresee.near import changed
from huilao.language.condition import Condition
from huilao.language.distinct import may_be
from huilao.language.facts import Fact, FactType
from huilao.language.known import Among, Holding, Person, Range
from huilao.language.meaning import truth_of
from huilao.language.policy import Rules
from huilao.language.scope import Situation, scope_of
from huilao.language.truth import Truth
from huilao.language.units import Unit

DAY = timedelta(days=1)


def refusals(rules: Rules, luck: Random, people: Iterable[tuple[date, Person]]) -> Iterator[tuple[Condition, Person, Situation]]:
    """Conditions that surely do not hold, for whom and when."""
    for day, person in people:
        for ruleset in rules.rulesets.values():
            place = scope_of(ruleset, rules).on(day)
            for one in luck.sample(ruleset.benefits, min(len(ruleset.benefits), 6)):
                if truth_of(one.condition, person, place) is Truth.NO:
                    yield one.condition, person, place


def check_near_miss(condition: Condition, person: Person, place: Situation, miss: NearMiss, *, complete: bool) -> None:
    """What is named makes it hold on that day, and nothing less does."""
    then = replace(place, as_of=miss.day)

    def holds(changes: Iterable[FactChange], when: Situation = then) -> bool:
        return truth_of(condition, changed(person, changes, when), when) is Truth.YES

    assert holds(miss.changes), "what is named does not do"
    for size in range(len(miss.changes)):
        for fewer in combinations(miss.changes, size):
            assert not holds(fewer), "less would do"
    for at, one in enumerate(miss.changes):
        for value in nearer(one, place.scope.facts[one.fact]) if complete else ():
            assert not holds((*miss.changes[:at], replace(one, value=value), *miss.changes[at + 1 :])), f"nearer is {value}"
    if miss.day > place.as_of and not any(place.scope.facts[one.fact].type is FactType.DATE for one in miss.changes):
        assert miss.because
        assert not holds(miss.changes, replace(place, as_of=miss.day - DAY)), "a day earlier would do"
    expected = Kind.CANNOT_CHANGE if any(one.fixed for one in miss.changes) else Kind.CAN_CHANGE if miss.changes else Kind.BY_ITSELF
    assert miss.kind is expected
    for one in miss.changes:
        fact = place.scope.facts[one.fact]
        assert not (one.fixed and may_be(fact, one.now, one.value)), "what is to be known is not ruled out"


def nearer(change: FactChange, fact: Fact) -> Iterable[Anything]:
    """Values on the way from what is known of a fact to the value that it would have to have."""
    now, value = change.now, change.value
    if now is None or may_be(fact, now, value):
        return ()
    match fact.type:
        case FactType.SCALE:
            ranks = [fact.rank(code) for code in now.codes] if isinstance(now, Among) else [fact.rank(now)]
            return [
                code.code for at, code in enumerate(fact.codes) if max(ranks) < at < fact.rank(value) or fact.rank(value) < at < min(ranks)
            ]
        case FactType.DATE:
            end = edge(now, value)
            step = DAY if value > end else -DAY
            return [end + number * step for number in range(1, min(500, abs((value - end).days)))] + [value - step] * (end != value - step)
        case FactType.NUMBER:
            end = edge(now, value)
            step = Decimal("0.01") if fact.unit is not Unit.PERSONS else Decimal(1)
            steps = [end + (value - end) * part // 8 for part in range(1, 8)] + [value - step if value > end else value + step]
            given = (one for one in steps if fact.unit is not Unit.PERSONS or one == int(one))
            return [one for one in given if min(end, value) < one < max(end, value)]
        case FactType.SET:
            if isinstance(now, Holding):
                return ()
            toggled = sorted(now ^ value)
            return [now ^ frozenset(fewer) for size in range(1, len(toggled)) for fewer in combinations(toggled, size)]
        case _:
            return ()


def edge(now: Anything, value: Anything) -> Anything:
    """The end of what is known that is next to a value outside it."""
    if not isinstance(now, Range):
        return now
    return now.low if now.low is not None and value < now.low else now.high
