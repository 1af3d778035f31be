"""Conditions as strata of Horn clauses: what forward chaining can derive as surely so.

`not` is pushed down to the tests, conditions become disjunctive normal form, and every term (and every part that would
multiply into too many clauses) becomes a proposition of its own, derived in an earlier stratum; so does the condition of
another benefit, read in that one's own scope. A clause fires on known
facts only; so what is derived is what surely holds. A `count` counts propositions between strata.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from graphlib import TopologicalSorter
from itertools import product
from math import prod
from typing import Any as Anything
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Order, Share, Term, Test
from ..language.interval import NOUGHT
from ..language.policy import Benefit, Ruleset
from ..language.quantity import Minus, Quantity
from ..language.scope import Scope
from .constants import against_constant
from .identities import Identities
from .properties import End, Properties, ranked

ENDS = {
    Order.AT_LEAST: (End.LOW, "$gte"), Order.ABOVE: (End.LOW, "$gt"), Order.AT_MOST: (End.HIGH, "$lte"), Order.BELOW: (End.HIGH, "$lt"),
}  # fmt: skip
"""The end that has to lie so for a comparison to be sure."""
CONTRARY = {Order.AT_LEAST: Order.BELOW, Order.BELOW: Order.AT_LEAST, Order.AT_MOST: Order.ABOVE, Order.ABOVE: Order.AT_MOST}

MAX_LITERALS = 32
"""Literals in a clause: the engine takes no message of more than some 250 properties."""
MAX_PRODUCT = 8
"""Clauses that a conjunction may multiply into before its parts become propositions of their own."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A comparison of one property of the message with a constant; INVARIANT: false where the property is absent."""

    property: str
    operator: str
    """As durable-rules has it: `$eq`, `$gte`, `$gt`, `$lte` or `$lt`."""
    value: bool | int | Fraction
    """In a finished program numbers have become ranks."""


Clause = frozenset[Literal]


def in_order(clause: Clause) -> list[Literal]:
    """The literals of a clause, always in the same order."""
    return sorted(clause, key=lambda one: (one.property, one.operator, one.value))


Stratum = tuple[tuple[Clause, tuple[str, ...]], ...]
"""Clauses, each with the propositions that it derives."""


@dataclass(frozen=True, slots=True)
class Counter:
    """How many propositions surely hold, or (`possible`) how many parts are not surely ruled out by theirs."""

    property: str
    propositions: tuple[str, ...]
    possible: bool
    thresholds: tuple[int, ...]

    def rank(self, derived: frozenset[str] | set[str]) -> int:
        """The number's rank among those that it is compared with."""
        number = sum(name in derived for name in self.propositions)
        return ranked(self.thresholds, len(self.propositions) - number if self.possible else number)


@dataclass(frozen=True, slots=True)
class Program:
    """Clauses by stratum, what is counted after each, and how the properties come from a person."""

    strata: tuple[Stratum, ...]
    counters: tuple[tuple[Counter, ...], ...]
    """For each stratum."""
    properties: Properties
    goals: Mapping[str, tuple[str, ...]]
    """For each proposition the goals that it is (equal conditions of several benefits are derived once)."""


Goal = tuple[str, Condition, Scope]


def build_program(goals: Sequence[Goal]) -> Program:
    """The program that derives the name of each goal whose condition surely holds."""
    return _Builder().program(goals)


class _Builder:
    def __init__(self) -> None:
        self.identities = Identities()
        self.properties = Properties(self.identities)
        self.names: dict[tuple[Anything, ...], str] = {}
        self.waiting: list[tuple[str, Condition, bool, str, Scope]] = []
        """Propositions whose clauses are not written yet, so that no chain of terms nests."""
        self.rules: dict[str, list[Clause]] = {}
        self.counters: dict[str, Counter] = {}
        self.promises: dict[str, tuple[Benefit, Ruleset, Scope]] = {}
        """The benefits that are asked for, by their full names; those of a ruleset in one scope."""
        self.scopes: dict[str, Scope] = {}

    def program(self, goals: Sequence[Goal]) -> Program:
        by_proposition: dict[str, list[str]] = defaultdict(list)
        for name, condition, scope in goals:
            by_proposition[self.proposition(condition, True, "", scope)].append(name)
        while self.waiting:
            name, condition, positive, who, scope = self.waiting.pop()
            clauses = dict.fromkeys(self.clauses(condition, positive, who, scope))
            self.rules[name] = [self.shortened(clause) for clause in clauses]
        return self.finished({name: tuple(names) for name, names in by_proposition.items()})

    def finished(self, goals: Mapping[str, tuple[str, ...]]) -> Program:
        """The program, with numbers as ranks: of a property among all numbers that it is compared with."""
        self.properties.finish()
        stratum = self.strata()
        number = max(stratum.values(), default=-1) + 1
        strata: list[dict[Clause, list[str]]] = [defaultdict(list) for _ in range(number)]
        for name in sorted(self.rules, key=lambda name: int(name[1:])):
            for clause in self.rules[name]:
                strata[stratum[name]][frozenset(map(self.ranked, clause))].append(name)
        counters: list[list[Counter]] = [[] for _ in range(number)]
        for name, counter in self.counters.items():
            counters[stratum[name]].append(counter)
        return Program(
            tuple(tuple((clause, tuple(names)) for clause, names in one.items()) for one in strata),
            tuple(map(tuple, counters)),
            self.properties,
            goals,
        )

    def ranked(self, literal: Literal) -> Literal:
        if literal.property in self.counters:
            return Literal(literal.property, literal.operator, ranked(self.counters[literal.property].thresholds, literal.value))
        if isinstance(literal.value, bool):
            return literal
        return Literal(literal.property, literal.operator, self.properties.rank_of(literal.property, literal.value))

    def strata(self) -> dict[str, int]:
        """The stratum in which each proposition is derived, or after which a count is made."""
        derived = self.rules.keys() | self.counters.keys()
        graph = {
            name: list(dict.fromkeys(literal.property for clause in clauses for literal in clause if literal.property in derived))
            for name, clauses in self.rules.items()
        }
        graph |= {name: list(counter.propositions) for name, counter in self.counters.items()}
        found: dict[str, int] = {}
        for name in TopologicalSorter(graph).static_order():
            below = max((found[other] for other in graph[name]), default=-1)
            found[name] = max(below, 0) if name in self.counters else below + 1
        return found

    # -- propositions ------------------------------------------------------------------------------------------------------

    def name(self, kind: str, key: tuple[Anything, ...]) -> tuple[str, bool]:
        """The name for a key, and whether it is new."""
        new = (kind, *key) not in self.names
        return self.names.setdefault((kind, *key), f"{kind}{len(self.names)}"), new

    def proposition(self, condition: Condition, positive: bool, who: str, scope: Scope) -> str:
        """The name of what is derived where the condition surely holds (or, not `positive`, surely does not)."""
        while isinstance(condition, Term):
            condition = scope.terms[condition.name].condition
        name, new = self.name("d", (self.identities.of(condition, scope), positive, who))
        if new:
            self.waiting.append((name, condition, positive, who, scope))
        return name

    def shortened(self, clause: Clause) -> Clause:
        """A clause that is not too long, of propositions for parts of it where it was."""
        while len(clause) > MAX_LITERALS:
            literals = in_order(clause)
            parts = [frozenset(literals[start : start + MAX_LITERALS]) for start in range(0, len(literals), MAX_LITERALS)]
            named = [self.name("d", (part,))[0] for part in parts]
            self.rules |= {name: [part] for name, part in zip(named, parts, strict=True)}
            clause = frozenset(Literal(name, "$eq", True) for name in named)
        return clause

    def derived(self, condition: Condition, positive: bool, who: str, scope: Scope) -> list[Clause]:
        return _one(Literal(self.proposition(condition, positive, who, scope), "$eq", True))

    def clauses(self, condition: Condition, positive: bool, who: str, scope: Scope) -> list[Clause]:
        """The disjunctive normal form of a condition or of its contrary."""
        match condition:
            case All(parts):
                join = self.conjunction if positive else self.disjunction
                return join(parts, positive, who, scope)
            case Any(parts):
                join = self.disjunction if positive else self.conjunction
                return join(parts, positive, who, scope)
            case Not(part):
                return self.clauses(part, not positive, who, scope)
            case Count():
                return self.count(condition, positive, who, scope)
            case Compare() | OneOf() | Has() | Inside():
                return self.test(condition, positive, who, scope)
            case Term():
                return self.derived(condition, positive, who, scope)
            case About(fact, part):
                return self.clauses(part, positive, fact, scope)
            case EntitledTo((name,)):
                return self.entitled(name, positive, who, scope)
            case EntitledTo(benefits):
                join = self.disjunction if positive else self.conjunction
                return join([EntitledTo((name,)) for name in benefits], positive, who, scope)
            case _:
                assert_never(condition)

    def disjunction(self, parts: Sequence[Condition], positive: bool, who: str, scope: Scope) -> list[Clause]:
        return list(dict.fromkeys(clause for part in parts for clause in self.clauses(part, positive, who, scope)))

    def conjunction(self, parts: Sequence[Condition], positive: bool, who: str, scope: Scope) -> list[Clause]:
        forms = [self.clauses(part, positive, who, scope) for part in parts]
        if prod(len(form) for form in forms) > MAX_PRODUCT:
            forms = [form if len(form) <= 1 else self.derived(part, positive, who, scope) for form, part in zip(forms, parts, strict=True)]
        return list(dict.fromkeys(frozenset[Literal]().union(*chosen) for chosen in product(*forms)))

    def count(self, count: Count, positive: bool, who: str, scope: Scope) -> list[Clause]:
        """A comparison of how many parts surely hold, or may."""
        bounds: list[Literal] = []
        if count.at_least is not None:
            bounds.append(self.counted(count, Order.AT_LEAST if positive else Order.BELOW, count.at_least, who, scope))
        if count.at_most is not None:
            bounds.append(self.counted(count, Order.AT_MOST if positive else Order.ABOVE, count.at_most, who, scope))
        return [frozenset(bounds)] if positive else [frozenset([bound]) for bound in bounds]

    def counted(self, count: Count, order: Order, bound: int, who: str, scope: Scope) -> Literal:
        """One bound, of the lower end or of the upper."""
        end, operator = ENDS[order]
        possible = end is End.HIGH
        parts = tuple(self.proposition(part, not possible, who, scope) for part in count.parts)
        thresholds = tuple(sorted({one for one in (count.at_least, count.at_most) if one is not None}))
        name, _ = self.name("c", (parts, possible, thresholds))
        self.counters[name] = Counter(name, parts, possible, thresholds)
        return Literal(name, operator, Fraction(bound))

    def entitled(self, name: str, positive: bool, who: str, scope: Scope) -> list[Clause]:
        """The condition of another benefit while that is in force."""
        if name in scope.unsure:
            return []
        benefit, ruleset, there = self.promise(name, scope)
        [[derived]] = self.derived(benefit.condition, positive, who, there)
        in_force = Literal(self.properties.in_force(benefit, ruleset), "$eq", positive)
        return [frozenset([derived, in_force])] if positive else [frozenset([derived]), frozenset([in_force])]

    def promise(self, name: str, scope: Scope) -> tuple[Benefit, Ruleset, Scope]:
        """A benefit that is asked for, and what its condition is read in."""
        if name not in self.promises:
            benefit, ruleset, there = scope.promise(name)
            self.promises[name] = benefit, ruleset, self.scopes.setdefault(ruleset.name, there)
        return self.promises[name]

    # -- tests -----------------------------------------------------------------------------------------------------------

    def test(self, test: Test, positive: bool, who: str, scope: Scope) -> list[Clause]:
        match test:
            case Compare(_, order):
                return self.compare(test, order if positive else CONTRARY[order], who, scope)
            case OneOf(fact, (False,)):
                return self.test(OneOf(fact, (True,)), not positive, who, scope)
            case OneOf() | Inside():
                return _one(Literal(self.properties.answer(test, positive, who, scope), "$eq", positive))
            case Has(fact, share, codes):
                wanted = [Literal(self.properties.code(fact, code, positive, who), "$eq", positive) for code in codes]
                match share:
                    case Share.ANY:
                        together = not positive
                    case Share.ALL:
                        together = positive
                    case _:
                        assert_never(share)
                return [frozenset(wanted)] if together else [frozenset([literal]) for literal in wanted]
            case _:
                assert_never(test)

    def compare(self, test: Compare, order: Order, who: str, scope: Scope) -> list[Clause]:
        """A comparison: of a quantity with a constant, of others by their difference."""
        against = against_constant(test, scope)
        if against is None:
            difference = Minus(test.left, test.right)
            return self.end(difference, order, NOUGHT, who, scope)
        quantity, own, bound = against
        turned = own if order is test.order else CONTRARY[own]
        return self.end(quantity, turned, bound, who, scope)

    def end(self, quantity: Quantity, order: Order, bound: Fraction, who: str, scope: Scope) -> list[Clause]:
        end, operator = ENDS[order]
        return _one(Literal(self.properties.end(quantity, end, bound, who, scope), operator, bound))


def _one(literal: Literal) -> list[Clause]:
    return [frozenset([literal])]
