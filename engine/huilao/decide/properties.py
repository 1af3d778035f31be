"""The properties of the message that a network is asked with, and how they come from a person.

A test of a code or a place, and each code of a set, is a property that is true or false, and so is whether a benefit that is
asked for is in force (hence one network serves all days); of what is compared each end is one, as its rank among the numbers that it is compared with, since the engine's own numbers are binary. What is unknown,
and an end that is open, is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any as Anything
from typing import assert_never

from ..language.condition import Has, Inside, OneOf, Share
from ..language.known import Path, Person, Range, about
from ..language.meaning import days, has
from ..language.policy import Benefit, Ruleset
from ..language.quantity import (
    BIRTH,
    Age,
    Constant,
    Day,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Round,
    Smallest,
    Standard,
    Sum,
    Times,
)
from ..language.scope import Scope
from ..language.truth import Truth
from .arithmetic import whole
from .compiled import compile_quantities
from .ends import exact, number_ends, time_ends
from .identities import Identities
from .tables import KEPT, SETTLED, InForce, Ranks, answers

Known = tuple[Anything, Anything]
"""The ends of what a quantity may be; None where they are open."""


class End(StrEnum):
    """An end of what a quantity may be."""

    LOW = "low"
    HIGH = "high"


def ranked(thresholds: Sequence[Anything], value: Anything) -> int:
    """Odd at a threshold, even between two: compares with the thresholds' ranks as the number with them."""
    index = bisect_left(thresholds, value)
    return 2 * index + (1 if index < len(thresholds) and thresholds[index] == value else 0)


class FactAnswers(dict[Anything, dict[str, bool]]):
    """The properties of one fact that are true or false, by what is known of it."""

    def __init__(self, who: str, fact: str) -> None:
        super().__init__()
        self.who = who
        self.fact = fact
        self.reads: dict[str, Callable[[Anything], Truth]] = {}
        self.wanted: set[tuple[str, bool]] = set()
        """The values that some clause looks for: others are left out."""

    def __missing__(self, known: Anything) -> dict[str, bool]:
        if len(self) >= KEPT:
            self.clear()
        told = ((name, SETTLED[truth(known)]) for name, truth in self.reads.items())
        found = self[known] = {name: answer for name, answer in told if answer is not None and (name, answer) in self.wanted}
        return found


@dataclass(slots=True)
class _Measure:
    """A quantity and the properties of its ends."""

    who: str
    quantity: Quantity
    scope: Scope
    ends: Callable[[Person, date], Known] | None
    """None where it is worked out by compiled code."""
    bounds: set[Fraction] = field(default_factory=set[Fraction])
    """The numbers with which an end is compared."""
    low: str | None = None
    high: str | None = None
    """The properties of the ends, of those that are compared."""
    thresholds: list[Anything] = field(default_factory=list[Anything])

    def put(self, ends: Known, found: dict[str, bool | int]) -> None:
        """Add the properties of the ends that are not open."""
        low, high = ends
        if self.low is not None and low is not None:
            found[self.low] = ranked(self.thresholds, low)
        if self.high is not None and high is not None:
            found[self.high] = ranked(self.thresholds, high)


class Properties:
    """The properties of one program."""

    def __init__(self, identities: Identities) -> None:
        self.identities = identities
        self._names: dict[tuple[Anything, ...], str] = {}
        self._answers: dict[Path, FactAnswers] = {}
        self._measures: dict[tuple[str, int], _Measure] = {}
        self._by_name: dict[str, _Measure] = {}
        self._in_force: dict[str, InForce] = {}
        self._whom: set[str] = set()
        self._read: list[tuple[_Measure, Callable[[Person, date], Known]]] = []
        self._compiled: list[tuple[Callable[[Person, date], Sequence[Known]], list[_Measure]]] = []

    # -- what the program asks for -------------------------------------------------------------------------------------------

    def answer(self, test: OneOf | Inside, wanted: bool, who: str, scope: Scope) -> str:
        """Whether a test holds, where that is wanted to be so or not so."""
        table = answers(test, scope.place)
        return self._answer((who, self.identities.of(test, scope)), Path(who, test.fact), wanted, table.truth)

    def code(self, fact: str, code: str, wanted: bool, who: str) -> str:
        """Whether a set has a code."""
        test = Has(fact, Share.ANY, (code,))
        return self._answer((who, fact, code), Path(who, fact), wanted, lambda known: has(test, known))

    def _answer(self, key: tuple[Anything, ...], path: Path, wanted: bool, truth: Callable[[Anything], Truth]) -> str:
        name = self._names.setdefault(key, f"a{len(self._names)}")
        of_fact = self._answers.setdefault(path, FactAnswers(*path))
        of_fact.reads[name] = truth
        of_fact.wanted.add((name, wanted))
        return name

    def in_force(self, benefit: Benefit, ruleset: Ruleset) -> str:
        """Whether a benefit is in force."""
        name = self._names.setdefault(("in force", ruleset.name, benefit.in_effect), f"f{len(self._names)}")
        if name not in self._in_force:
            self._in_force[name] = InForce(benefit, ruleset)
        return name

    def end(self, quantity: Quantity, end: End, bound: Fraction, who: str, scope: Scope) -> str:
        """An end of a quantity that is compared with a bound."""
        key = who, self.identities.of(quantity, scope)
        if key not in self._measures:
            self._measures[key] = _Measure(who, quantity, scope, _ends_of(quantity, scope))
        measure = self._measures[key]
        measure.bounds.add(bound)
        name = self._names.setdefault((key, end), f"{end}{len(self._names)}")
        self._by_name[name] = measure
        match end:
            case End.LOW:
                measure.low = name
            case End.HIGH:
                measure.high = name
            case _:
                assert_never(end)
        return name

    # -- once all is asked for ---------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Put the bounds in order, and write the code of the quantities that are more than a fact."""
        scopes: dict[int, list[_Measure]] = {}
        for measure in self._measures.values():
            measure.thresholds = [_comparable(measure.quantity, bound) for bound in sorted(measure.bounds)]
            if measure.ends is None:
                scopes.setdefault(id(measure.scope), []).append(measure)
            else:
                self._read.append((measure, measure.ends))
        self._whom = {one.who for one in self._answers.values()} | {measure.who for measure, _ in self._read}
        for found in scopes.values():
            self._compiled.append((compile_quantities([(one.who, one.quantity) for one in found], found[0].scope), found))

    def rank_of(self, name: str, bound: int | Fraction) -> int:
        """The rank of a bound of an end."""
        measure = self._by_name[name]
        return ranked(measure.thresholds, _comparable(measure.quantity, bound))

    def message(self, person: Person, day: date) -> dict[str, bool | int]:
        """The properties of a person on a day."""
        found: dict[str, bool | int] = {}
        whom = {who: about(person, who) for who in self._whom}
        for one in self._answers.values():
            found |= one[whom[one.who].get(one.fact)]
        for name, in_force in self._in_force.items():
            found[name] = in_force[day]
        for measure, ends in self._read:
            measure.put(ends(whom[measure.who], day), found)
        for compiled, measures in self._compiled:
            for measure, interval in zip(measures, compiled(person, day), strict=True):
                measure.put(interval, found)
        return found


def _comparable(quantity: Quantity, bound: int | Fraction) -> Anything:
    """A bound as it is compared fastest with what `_ends_of` gives."""
    number = Fraction(bound)
    return exact(number) if isinstance(quantity, Number) else whole(number)


def _ends_of(quantity: Quantity, scope: Scope) -> Callable[[Person, date], Known] | None:
    """What reads the ends of a quantity of one fact, from the person whom it is about and the day."""
    match quantity:
        case Number(fact):
            numbers = number_ends(scope.facts[fact], None, None)
            return lambda person, _: numbers(person.get(fact))
        case Day(fact):
            return lambda person, _: _ordinals(person.get(fact))
        case Rank(fact, None):
            ranks = Ranks(scope.facts[fact])
            return lambda person, _: ranks[person.get(fact)]
        case Age():
            ages = time_ends(quantity, scope.age_reached)
            return lambda person, day: ages(person.get(BIRTH), day)
        case Elapsed(fact):
            times = time_ends(quantity, scope.age_reached)
            return lambda person, day: times(person.get(fact), day)
        case Constant() | Rank() | Standard() | Named() | Plus() | Minus() | Times() | Smallest() | Largest() | Round() | First() | Sum():
            return None
        case _:
            assert_never(quantity)


def _ordinals(known: date | Range | None) -> Known:
    first, last = days(known)
    return first and first.toordinal(), last and last.toordinal()
