"""The alternatives of a condition: sets of tests of which one must come out as wanted (its disjunctive normal form)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import assert_never

from ..language.borders import Work
from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Order, Term, Test
from ..language.distinct import behind, paths_read, subject
from ..language.facts import FactType
from ..language.known import Path
from ..language.meaning import truth_of
from ..language.truth import Truth
from .moves import Move, Moves, Needs, moved, of_each

ALTERNATIVES, FEW = 256, 16
"""Alternatives that are followed at a time, those that ask for the fewest moves; of a condition with more, so few."""

SPARED = 7
"""Moves of which it is tried for every few of them whether these would do."""


class Alternatives:
    """The alternatives of conditions, and the moves they take, for one person on one day."""

    def __init__(self, moving: Moves, work: Work) -> None:
        self.moving = moving
        self.person = moving.person
        self.situation = moving.situation
        self.work = moving.work = work
        self._whole = True
        self._used: set[Path] = set()

    @property
    def complete(self) -> bool:
        """Whether all were followed so far."""
        return self._whole and self._used.isdisjoint(self.moving.bounded)

    def of(self, condition: Condition, who: str = "", wanted: bool = True) -> list[Needs]:
        """The sets of tests of which one must hold for a condition to be surely so, or surely not so."""
        match condition:
            case All(parts):
                ways = [self.of(part, who, wanted) for part in parts]
                return self._all(ways) if wanted else self._any(ways)
            case Any(parts):
                ways = [self.of(part, who, wanted) for part in parts]
                return self._any(ways) if wanted else self._all(ways)
            case Not(part):
                return self.of(part, who, not wanted)
            case Count():
                return self._count(condition, who, wanted)
            case Compare() | OneOf() | Has() | Inside() | EntitledTo():
                return self._test(condition, who, wanted)
            case Term(name):
                return self.of(self.situation.scope.terms[name].condition, who, wanted)
            case About(fact, part):
                return self.of(part, fact, wanted)
            case _:
                assert_never(condition)

    def _test(self, test: Test | EntitledTo, who: str, wanted: bool) -> list[Needs]:
        """By moving its fact, or any one of those that it is worked out from; of people who are listed any one of each.

        Another benefit may take several moves, and a list more people: these are not looked for.
        """
        one = test if wanted else _contrary(test)
        need = frozenset({About(who, one) if who else one})
        fact = None if isinstance(test, EntitledTo) else subject(test)
        paths = {Path(who, fact)} if fact is not None else self._movable(test, who)
        self._used |= paths
        return self._kept({path: need} for path in sorted(paths))

    def _movable(self, test: Test | EntitledTo, who: str) -> set[Path]:
        """The facts that something is worked out from, of each person of a list."""
        facts = self.situation.scope.facts
        read = of_each(paths_read(test, self.situation.scope, who), self.person, facts)
        found = {path for path in read if facts[path.fact].type is not FactType.PEOPLE}
        self._whole &= found == read and not isinstance(test, EntitledTo)
        return found

    def _any(self, ways: Iterable[Sequence[Needs]]) -> list[Needs]:
        return self._kept(needs for way in ways for needs in way)

    def _all(self, ways: Iterable[Sequence[Needs]]) -> list[Needs]:
        found: list[Needs] = [{}]
        for way in ways:
            found = self._kept(_together(one, other) for one, other in product(found, way))
        return found

    def _count(self, count: Count, who: str, wanted: bool) -> list[Needs]:
        """Enough parts surely hold and enough surely do not; or, not wanted, the contrary of one of the two."""
        held = [self.of(part, who) for part in count.parts]
        failed = [self.of(part, who, wanted=False) for part in count.parts]
        least, most = count.at_least or 0, len(count.parts) if count.at_most is None else count.at_most
        if wanted:
            return self._all([self._so_many(held, least), self._so_many(failed, len(count.parts) - most)])
        return self._any([self._so_many(failed, len(count.parts) - least + 1), self._so_many(held, most + 1)])

    def _so_many(self, ways: Sequence[Sequence[Needs]], number: int) -> list[Needs]:
        """At least so many of these."""
        reached: list[list[Needs]] = [[{}], *([] for _ in range(max(0, number)))]
        for way in ways:
            for at in range(number, 0, -1):
                reached[at] = self._any([reached[at], self._all([reached[at - 1], way])])
        return reached[max(0, number)]

    def _kept(self, ways: Iterable[Needs]) -> list[Needs]:
        """Those that some values meet, without what asks for more than another does."""
        ranked = sorted(
            ((self._distance(needs), sum(map(len, needs.values())), needs) for needs in ways if self._possible(needs)),
            key=lambda one: one[:2],
        )
        limit = ALTERNATIVES if self._whole else FEW
        kept: list[Needs] = []
        for _, _, needs in ranked:
            self.work.spend()
            if not any(_asks_no_more(one, needs) for one in kept):
                if len(kept) == limit:
                    self._whole = False
                    break
                kept.append(needs)
        return kept

    def _possible(self, needs: Needs) -> bool:
        return all(self.moving.of(path, tests) for path, tests in needs.items())

    def _distance(self, needs: Needs) -> int:
        """How many facts must move."""
        return sum(self.moving.of(path, tests) != (None,) for path, tests in needs.items())

    # -- moves -------------------------------------------------------------------------------------------------------

    def moves(self, needs: Needs) -> Iterator[Mapping[Path, Move]]:
        """The moves that meet all needs: of a fact that has an order up or down."""
        for chosen in product(*(self.moving.of(path, tests) for path, tests in needs.items())):
            yield {path: move for path, move in zip(needs, chosen, strict=True) if move is not None}

    def suffices(self, condition: Condition, moves: Mapping[Path, Move]) -> bool:
        """Whether the condition holds with these moves, for a person who can be."""
        self.work.spend()
        values = {path: move.value for path, move in moves.items()}
        person = moved(self.person, values, self.situation)
        kept = all(path.value(person) == value for path, value in values.items())
        return kept and truth_of(condition, person, self.situation) is Truth.YES

    def least(self, condition: Condition, moves: Mapping[Path, Move]) -> Mapping[Path, Move]:
        """As few of some moves that suffice as can be, each as short as can be beside the others.

        Where there are calculations, a move was found with the other facts as they are: with these moved too it may be more
        than it takes.
        """
        if not any(isinstance(one, Compare) and subject(one) is None for _, one, _ in behind(condition, self.situation.scope)):
            return moves
        found = self.fewest(condition, moves)
        while (shorter := self._shorter(condition, found)) is not None:
            found = self.fewest(condition, shorter)
        return found

    def fewest(self, condition: Condition, moves: Mapping[Path, Move]) -> Mapping[Path, Move]:
        """The first of the smallest sets of some moves that suffice; of many moves without those that can be spared one by one."""
        if len(moves) > SPARED:
            for path in moves:
                without = {one: move for one, move in moves.items() if one != path}
                if self.suffices(condition, without):
                    return self.fewest(condition, without)
            return moves
        sets = ({path: moves[path] for path in some} for size in range(1, len(moves)) for some in combinations(moves, size))
        return next((some for some in sets if self.suffices(condition, some)), moves)

    def _shorter(self, condition: Condition, moves: Mapping[Path, Move]) -> Mapping[Path, Move] | None:
        """The moves with one of them shorter; None where none can be."""
        for path, move in moves.items():
            beside = Moves(moved(self.person, {one: other.value for one, other in moves.items()}, self.situation), self.situation)
            beside.work = self.work
            for value in self.moving.shorter(path, move, beside.judge(path, frozenset({condition}))):
                shorter = {**moves, path: replace(move, value=value)}
                if self.suffices(condition, shorter):
                    return shorter
        return None


_CONTRARY = {Order.AT_LEAST: Order.BELOW, Order.AT_MOST: Order.ABOVE, Order.ABOVE: Order.AT_MOST, Order.BELOW: Order.AT_LEAST}


def _contrary(test: Test | EntitledTo) -> Condition:
    """What holds where a test does not: another test, if one says so."""
    match test:
        case Compare(_, order):
            return replace(test, order=_CONTRARY[order])
        case OneOf(_, values):
            only = values[0]
            return replace(test, values=(not only,)) if isinstance(only, bool) and len(values) == 1 else Not(test)
        case Has() | Inside() | EntitledTo():
            return Not(test)
        case _:
            assert_never(test)


def _together(one: Needs, other: Needs) -> Needs:
    return {**one, **{path: one.get(path, frozenset()) | tests for path, tests in other.items()}}


def _asks_no_more(one: Needs, other: Needs) -> bool:
    return all(less <= other.get(path, frozenset()) for path, less in one.items())
