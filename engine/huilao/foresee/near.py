"""Near misses of a refusal: the smallest sets of things that would have to be different, and whether they can be.

A condition holds where, of one of its alternatives, every test comes out as wanted. For each alternative every fact that
stands in the way is moved to the nearest value that its tests admit; what moves more than another alternative needs is
left out. What only needs time is looked for on the days on which time alone can change a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any as Anything

from ..language.condition import About, All, Condition
from ..language.facts import FactType
from ..language.meaning import Person, Situation
from .critical import critical_dates, timed_tests
from .moves import ORDERED, Move, Place, Search, less, moved

MOST = 12
"""Near misses that are given; there may be more."""


class Kind(StrEnum):
    """What it takes for a refusal to become a yes."""

    BY_ITSELF = "by_itself"
    """Time alone."""
    CAN_CHANGE = "can_change"
    """Facts that can become others or known, perhaps from a day on."""
    CANNOT_CHANGE = "cannot_change"
    """A fact that stays as it is."""


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that would have to be another."""

    fact: str
    """The fact that would be given otherwise: of an age the birth date."""
    who: str
    """The fact that names the person whom it is about; empty for the person themselves."""
    required: Condition
    """What is wanted of it, as tests that do not hold now; about whom (`About`) where it is another person."""
    now: Anything
    """The value that it has; None where it is unknown."""
    value: Anything
    """The nearest value with which they hold."""
    fixed: bool
    """Whether it is known and cannot become so: it stays as it is, or is a date that would have to be earlier."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """What would have to be different, and from what day on it would do."""

    changes: tuple[Change, ...]
    day: date
    """The day of the refusal, or a later one where time is needed."""
    because: tuple[Condition, ...]
    """What begins on that later day."""
    kind: Kind


@dataclass(frozen=True, slots=True)
class NearMisses:
    """The near misses of a refusal, the smallest sets of changes first (a wait counts as one)."""

    found: tuple[NearMiss, ...]
    complete: bool
    """Whether there are no others."""


def near_misses(condition: Condition, person: Person, situation: Situation, last: date = date.max) -> NearMisses:
    """What would have to be different for a condition that does not hold, on the situation's day or until `last`.

    Every set is as small as can be: with no fewer of its changes does the condition hold, and where a fact has an order
    with no value nearer to the one that it has. At most `MOST` are given.
    """
    since = situation.as_of
    timed = timed_tests(condition, situation.terms)
    days = critical_dates(timed, person, situation, since + timedelta(days=1), last) if since < last else {}
    found: list[_Found] = []
    searches: list[Search] = []
    for day in (since, *days):
        search = Search(person, replace(situation, as_of=day))
        sets = (moves for one in search.alternatives(condition) for moves in search.moves(one) if search.suffices(condition, moves))
        found += [_Found(moves, day) for moves in sets if not any(earlier.suffices(condition, moves) for earlier in searches)]
        searches.append(search)
    complete = all(search.complete for search in searches)
    smallest = _smallest(found)
    given = sorted(smallest, key=lambda one: (len(one.moves) + (one.day > since), one.day, [str(place) for place in one.moves]))[:MOST]
    misses = tuple(_near_miss(one, since, days.get(one.day, ())) for one in given)
    return NearMisses(misses, complete and len(smallest) <= MOST)


def changed(person: Person, changes: Iterable[Change], situation: Situation) -> Person:
    """The person with these changes, and without what can no longer be known of them (`only_if`)."""
    return moved(person, {(one.who, one.fact): one.value for one in changes}, situation)


@dataclass(frozen=True, slots=True)
class _Found:
    moves: Mapping[Place, Move]
    day: date


def _smallest(found: Sequence[_Found]) -> list[_Found]:
    """Those that no other makes needless, each once."""
    kept: list[_Found] = []
    for number, one in enumerate(found):
        if not any(_needless(one, other) and not (_needless(other, one) and at > number) for at, other in enumerate(found) if at != number):
            kept.append(one)
    return kept


def _needless(one: _Found, by: _Found) -> bool:
    """Whether another does with less: no later, with some of the same facts moved no further; or, where what it spares are
    facts that stay as they are, at any time.
    """
    if not by.moves.keys() <= one.moves.keys():
        return False
    spared = [move for place, move in one.moves.items() if place not in by.moves]
    if spared:
        return by.day <= one.day or all(move.fixed for move in spared)
    return by.day <= one.day and all(_no_further(move, one.moves[place]) for place, move in by.moves.items())


def _no_further(move: Move, other: Move) -> bool:
    """Whether a fact moves to the same value as another move has it, or to one on the way there."""
    if move.value == other.value:
        return True
    if move.now is None:
        return False
    if move.fact.type is FactType.SET:
        return (move.now ^ move.value) < (move.now ^ other.value)
    if move.fact.type not in ORDERED:
        return False
    up, down = (less(move.fact, *pair) for pair in ((move.now, move.value), (move.value, move.now)))
    return (up and less(move.fact, move.value, other.value)) or (down and less(move.fact, other.value, move.value))


def _near_miss(found: _Found, since: date, begins: tuple[Condition, ...]) -> NearMiss:
    changes = tuple(Change(move.fact.name, move.who, _required(move), move.now, move.value, move.fixed) for move in found.moves.values())
    kind = Kind.CANNOT_CHANGE if any(one.fixed for one in changes) else Kind.CAN_CHANGE if changes else Kind.BY_ITSELF
    return NearMiss(changes, found.day, begins if found.day > since else (), kind)


def _required(move: Move) -> Condition:
    needs = move.needs[0] if len(move.needs) == 1 else All(move.needs)
    return About(move.who, needs) if move.who else needs
