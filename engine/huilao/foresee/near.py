"""Near misses of a refusal: the smallest sets of things that would have to be different, and whether they can be.

A condition holds where, of one of its alternatives, every test comes out as wanted. For each alternative every fact that
stands in the way is moved to the nearest value that its tests admit (of a test of several facts one of them, the others
being as they are); what moves more than another alternative needs is left out. What only needs time is looked for on the
days on which time alone can change a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..answers.changes import Begins, FactChange, Kind, NearMiss, NearMisses
from ..language.ages import DAY, anniversary
from ..language.borders import OutOfWorkError, Work
from ..language.condition import About, All, Condition
from ..language.facts import FactType
from ..language.known import Path, Person
from ..language.meaning import truth_of
from ..language.scope import Situation
from ..language.truth import Truth
from .alternatives import Alternatives
from .critical import Timed, critical_dates, running, timed_tests
from .moves import ORDERED, Move, Moves, before, moved

MOST = 12
"""Near misses that are given; there may be more."""
WORK = 20_000
"""Things that are looked at for one refusal: tests of a person, alternatives."""
IN_ALL = 30_000
"""Likewise, for all refusals of a person."""
AHEAD = 10
"""Years for which it is followed how an age or a time inside a calculation grows."""


class Search:
    """The near misses of one person's refusals: what is looked at for one is not looked at again for another, and for all of
    them no more than `limit` is.
    """

    def __init__(self, person: Person, limit: int = IN_ALL) -> None:
        self.person = person
        self.left = limit
        """How much may still be looked at."""
        self._moves: dict[tuple[int, date], Moves] = {}

    def near_misses(self, condition: Condition, situation: Situation, last: date = date.max) -> NearMisses:
        """What would have to be different for a condition that does not hold, on the situation's day or until `last`.

        Every set is as small as can be: with no fewer of its changes does the condition hold, and where a fact has an order
        with no value nearer to the one that it has. At most `MOST` are given; they are not complete where there are more,
        or where too much would have to be looked at: then a value may be nearer, too.
        """
        if not self.left:
            return NearMisses((), complete=False)
        since = situation.as_of
        timed = timed_tests(condition, situation.scope)
        until = _followed(timed, situation, last)
        days = critical_dates([timed], self.person, situation, since + DAY, until, readings=False) if since < until else {}
        work = Work(min(WORK, self.left))
        allowed = work.left
        found: list[_Found] = []
        complete = until == last
        earlier: list[Alternatives] = []
        try:
            for day, begins in ((since, ()), *days.items()):
                search = Alternatives(self._moving(situation, day), work)
                enough = (moves for needs in search.of(condition) for moves in search.moves(needs) if search.suffices(condition, moves))
                sets = (search.least(condition, moves) for moves in enough)
                late = (moves for moves in sets if not any(one.suffices(condition, moves) for one in earlier))
                found.extend(self._first(_Found(moves, day, begins), condition, timed, earlier) for moves in late)
                earlier.append(search)
                complete &= search.complete
        except OutOfWorkError:
            complete = False
        self.left -= allowed - work.left
        given = _given(found, since)
        if complete:
            return NearMisses(tuple(_near_miss(one, since) for one in given[:MOST]), len(given) <= MOST)
        spared = [self._sparing(one, condition, situation) for one in given[:MOST]]
        return NearMisses(tuple(_near_miss(one, since) for one in _given(spared, since)), complete=False)

    def _sparing(self, found: _Found, condition: Condition, situation: Situation) -> _Found:
        """Without the moves that can be spared: where not all was looked at, the set that shows it may not have been found. It is worked out
        also where nothing is left, and counted.
        """
        work = Work(WORK)
        try:
            return replace(found, moves=Alternatives(self._moving(situation, found.day), work).fewest(condition, found.moves))
        except OutOfWorkError:
            return found
        finally:
            self.left = max(0, self.left - (WORK - work.left))

    def _first(self, found: _Found, condition: Condition, timed: Timed, earlier: Sequence[Alternatives]) -> _Found:
        """What was found with the first day on which it would do, which another place may bring forward.

        Of another date it is not looked for: the nearest one is another on every day.
        """
        if not earlier or not found.moves or any(move.fact.type is FactType.DATE for move in found.moves.values()):
            return found
        before = earlier[-1].situation
        person = moved(self.person, {path: move.value for path, move in found.moves.items()}, before)
        days = critical_dates([timed], person, before, before.as_of + DAY, found.day - DAY, readings=False)
        for day, begins in days.items():
            if truth_of(condition, person, before.scope.on(day)) is Truth.YES:
                search = Alternatives(self._moving(before, day), earlier[-1].work)
                return _Found(search.least(condition, found.moves), day, begins)
        return found

    def _moving(self, situation: Situation, day: date) -> Moves:
        key = id(situation.scope), day  # which stays, since it is kept by what is found by it
        if key not in self._moves:
            self._moves[key] = Moves(self.person, situation.scope.on(day))
        return self._moves[key]


def near_misses(condition: Condition, person: Person, situation: Situation, last: date = date.max) -> NearMisses:
    """The near misses of one refusal (see `Search`)."""
    return Search(person).near_misses(condition, situation, last)


def _given(found: Sequence[_Found], since: date) -> list[_Found]:
    """The smallest of what was found, those that take least first."""
    return sorted(_smallest(found), key=lambda one: (len(one.moves) + (one.day > since), one.day, [str(path) for path in one.moves]))


def _followed(timed: Timed, situation: Situation, last: date) -> date:
    """Until when time is followed: to the last day, unless an age or a time goes into a calculation."""
    try:
        return min(last, anniversary(situation.as_of, 12 * AHEAD)) if running(timed, situation.scope) else last
    except OverflowError:
        return last


def changed(person: Person, changes: Iterable[FactChange], situation: Situation) -> Person:
    """The person with these changes, and without what can no longer be known of them (`only_if`)."""
    return moved(person, {Path(one.who, one.fact): one.value for one in changes}, situation)


@dataclass(frozen=True, slots=True)
class _Found:
    moves: Mapping[Path, Move]
    day: date
    begins: tuple[Begins, ...]


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
    spared = [move for path, move in one.moves.items() if path not in by.moves]
    if spared:
        return by.day <= one.day or all(move.fixed for move in spared)
    return by.day <= one.day and all(_no_further(move, one.moves[path]) for path, move in by.moves.items())


def _no_further(move: Move, other: Move) -> bool:
    """Whether a fact moves to the same value as another move has it, or to one on the way there."""
    if move.value == other.value:
        return True
    if move.now is None or move.ruled_out != other.ruled_out:
        return not move.ruled_out and other.ruled_out
    if move.fact.type is FactType.SET:
        return isinstance(move.now, frozenset) and move.now ^ move.value < move.now ^ other.value  # pyright: ignore[reportUnknownMemberType]
    if move.fact.type not in ORDERED:
        return False
    up, down = (before(move.fact, *pair) for pair in ((move.now, move.value), (move.value, move.now)))
    return (up and before(move.fact, move.value, other.value)) or (down and before(move.fact, other.value, move.value))


def _near_miss(found: _Found, since: date) -> NearMiss:
    changes = tuple(
        FactChange(move.fact.name, move.who, _required(move), move.now, move.value, move.fixed) for move in found.moves.values()
    )
    kind = Kind.CANNOT_CHANGE if any(one.fixed for one in changes) else Kind.CAN_CHANGE if changes else Kind.BY_ITSELF
    return NearMiss(changes, found.day, found.begins if found.day > since else (), kind)


def _required(move: Move) -> Condition:
    """What is wanted of a fact: of another person's, as one thing about them."""
    about = [need for need in move.needs if isinstance(need, About) and need.fact == move.who]
    needs = tuple(need.part for need in about) if len(about) == len(move.needs) else move.needs
    wanted = needs[0] if len(needs) == 1 else All(needs)
    return About(move.who, wanted) if needs is not move.needs else wanted
