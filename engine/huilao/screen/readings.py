"""The truths of a sentence under all its likely readings (`doubt.truths_of`), as formulas.

Parts of a sentence that have no word in common are read independently of each other, so that only the meanings of the words
that several parts share are tried together; a part in which nothing is left to be read is one formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple, assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Node, Not, OneOf, Term
from ..language.doubt import benefits_behind, countable, likely, meanings_of, reading, sentences_of, ways_of, words_of
from ..language.policy import Benefit, Ruleset
from ..language.scope import Situation
from .compile import Compiler
from .formula import NO, Table

Taken = Mapping[str, int]
"""Words with the number of the meaning that they are read in."""


class Truths(NamedTuple):
    """Whether some way of reading gives each truth: formulas that are never null."""

    yes: int
    no: int
    open: int


class Readings:
    """Makes formulas of the truths that the sentences of one ruleset have under its readings, in a situation that has the likely
    ones alone; `like` is a compiler of the same table, `peers` the readings of all rulesets, by name, as far as there are any
    yet.
    """

    def __init__(self, situation: Situation, like: Compiler, peers: dict[str, Readings]) -> None:
        self.situation = situation
        self.table: Table = like.table
        self.peers = peers
        self._like = like
        self._hangs: dict[str, int] = {}
        self._compilers: dict[tuple[tuple[str, int], ...], Compiler] = {}
        self._words: dict[Node, frozenset[str]] = {}
        self._found: dict[tuple[Condition, str, tuple[tuple[str, int], ...]], Truths] = {}

    def of(self, benefit: Benefit) -> Truths:
        """The truths of a benefit's sentence."""
        hangs = self.hangs_on_others(benefit)
        return self._either([self._own(benefit), Truths(hangs, hangs, NO)])

    def _own(self, benefit: Benefit) -> Truths:
        """Those that it has by its own readings."""
        sentences = sentences_of(benefit)
        if countable(benefit, self.situation.scope):
            return self._either([self._truths(one, "", {}) for one in sentences])
        return self._either([self._truths(sentences[own], "", taken) for own, taken in ways_of(benefit, self.situation.scope)])

    def hangs_on_others(self, benefit: Benefit) -> int:
        """Whether a benefit hangs on others that it asks for and that hang on their own readings (`doubt.hangs_on`), never null."""
        if benefit.full_name not in self._hangs:
            asked = {name: self._is_doubtful(name) for name in benefits_behind(benefit.condition, self.situation.scope)}
            unsure = {name: number for name, number in asked.items() if number != NO}
            self._hangs[benefit.full_name] = self._where_it_matters(benefit.condition, unsure) if unsure else NO
        return self._hangs[benefit.full_name]

    def _where_it_matters(self, condition: Condition, unsure: Mapping[str, int]) -> int:
        """Where a condition is open as soon as it is open whether a person has these other benefits, and else is not."""
        taken = self._like.in_scope(self.situation).formula(condition)
        doubted = self._like.in_scope(self.situation, unsure).formula(condition)
        return self.table.every([self.table.contrary(self.table.open(taken)), self.table.open(doubted)])

    def _is_doubtful(self, name: str) -> int:
        """Where another benefit hangs on its own readings."""
        benefit, ruleset, there = self.situation.scope.promise(name)
        if not ruleset.in_force(benefit, self.situation.as_of):
            return NO
        read = likely(ruleset)
        readings = readings_of(read, there.on(self.situation.as_of), self._like, self.peers)
        truths = readings.of(read.benefit(name))
        return self.table.every([truths.yes, truths.no])

    def _truths(self, condition: Condition, who: str, taken: Taken) -> Truths:
        """The truths of a condition about a person where some words are taken and the others may have any meaning."""
        words = self._words_of(condition)
        here = tuple(sorted((name, number) for name, number in taken.items() if name in words))
        key = condition, who, here
        if key not in self._found:
            taken = dict(here)
            self._found[key] = self._plain(condition, who, here) if len(here) == len(words) else self._read(condition, who, taken)
        return self._found[key]

    def _plain(self, condition: Condition, who: str, taken: tuple[tuple[str, int], ...]) -> Truths:
        """The truths of what can be read in one way only."""
        if taken not in self._compilers:
            self._compilers[taken] = self._like.in_scope(replace(self.situation, scope=reading(self.situation.scope, dict(taken))))
        truth = self._compilers[taken].formula(condition, who)
        return Truths(self.table.filled(truth, False), self.table.contrary(self.table.filled(truth, True)), self.table.open(truth))

    def _read(self, condition: Condition, who: str, taken: Taken) -> Truths:
        """The truths of what can be read in several ways."""
        match condition:
            case All(parts):
                return self._either([self._all(found) for found in self._apart(parts, who, taken)])
            case Any(parts):
                return self._either([_contrary(self._all(list(map(_contrary, found)))) for found in self._apart(parts, who, taken)])
            case Not(part):
                return _contrary(self._truths(part, who, taken))
            case Term(name):
                meanings = meanings_of(self.situation.scope.terms[name])
                if name in taken:
                    return self._truths(meanings[taken[name]], who, taken)
                return self._either([self._truths(one, who, taken) for one in meanings])
            case About(fact, part):
                return self._truths(part, fact, taken)
            case Count() | Compare():  # its parts count together: each way is tried
                words = sorted(self._words_of(condition) - taken.keys())
                return self._either([self._truths(condition, who, one) for one in self._ways(words, taken)])
            case OneOf() | Has() | Inside() | EntitledTo():
                raise AssertionError(condition)
            case _:
                assert_never(condition)

    def _apart(self, parts: Sequence[Condition], who: str, taken: Taken) -> Iterator[list[Truths]]:
        """The truths of parts, for each way to read what several of them share."""
        once: set[str] = set()
        shared: set[str] = set()
        for part in parts:
            words = self._words_of(part)
            shared |= words & once
            once |= words
        for one in self._ways(sorted(shared - taken.keys()), taken):
            yield [self._truths(part, who, one) for part in parts]

    def _ways(self, words: Sequence[str], taken: Taken) -> Iterator[Taken]:
        """What is taken, with each meaning of these words besides."""
        meanings = [range(len(meanings_of(self.situation.scope.terms[name]))) for name in words]
        for numbers in product(*meanings):
            yield {**taken, **dict(zip(words, numbers, strict=True))}

    def _words_of(self, node: Node) -> frozenset[str]:
        if node not in self._words:
            self._words[node] = frozenset(words_of([node], self.situation.scope))
        return self._words[node]

    def _all(self, parts: Sequence[Truths]) -> Truths:
        """Of a conjunction of parts that are read independently of each other."""
        fine = [self.table.some([one.yes, one.open]) for one in parts]
        return Truths(
            self.table.every([one.yes for one in parts]),
            self.table.some([one.no for one in parts]),
            self.table.every([self.table.some([one.open for one in parts]), *fine]),
        )

    def _either(self, ways: Iterable[Truths]) -> Truths:
        """By one way or another."""
        found = list(ways)
        return Truths(*(self.table.some([one[at] for one in found]) for at in range(3)))


def readings_of(read: Ruleset, situation: Situation, like: Compiler, peers: dict[str, Readings]) -> Readings:
    """The readings of a ruleset that has its likely ones alone; the other parameters as `Readings` has them."""
    if read.name not in peers:
        peers[read.name] = Readings(replace(situation, scope=replace(situation.scope, terms=read.terms)), like, peers)
    return peers[read.name]


def _contrary(truths: Truths) -> Truths:
    return Truths(truths.no, truths.yes, truths.open)
