"""Conditions and quantities of one ruleset on a day to formulas over the columns of checked facts."""

from __future__ import annotations

from collections.abc import Collection
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, Has, Inside, Not, OneOf, Term
from ..language.outcome import TIES
from ..language.quantity import (
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
    Times,
)
from ..language.scope import Situation
from .formula import NO, YES, Table
from .leaves import Leaves
from .numbers import Ends
from .standards import Standards

LIVES_HERE = TIES[0]
"""The fact that says where a person lives."""

RELATIVE = "?"
"""Somebody of whom nothing is known, and to whom the person of the row is whomever a fact of theirs names: no fact has this name."""


class Compiler:
    """Makes formulas in a table that other rulesets share.

    `partly` has the facts, by their column, for which there are columns of what is known in part.
    """

    def __init__(self, situation: Situation, table: Table, partly: Collection[str]) -> None:
        self.situation = situation
        self.table = table
        self.leaves = Leaves(situation, table, partly)
        self.numbers = self.leaves.numbers
        self.standards = Standards(situation, self.leaves)
        self._terms: dict[tuple[str, str], int] = {}
        self._named: dict[tuple[str, str], Ends] = {}

    def formula(self, condition: Condition, who: str = "") -> int:
        """The number of a condition's formula about a person (`""`, the fact that names the person, or `RELATIVE`).

        Raises KeyError for a fact, term, quantity or standard that the situation does not have, TooManyDigitsError.
        """
        match condition:
            case All(parts):
                return self.table.every([self.formula(part, who) for part in parts])
            case Any(parts):
                return self.table.some([self.formula(part, who) for part in parts])
            case Not(part):
                return self.table.contrary(self.formula(part, who))
            case Count(at_least, at_most, parts):
                found = [self.formula(part, who) for part in parts]
                enough = YES if at_least is None else self.table.at_least(at_least, found)
                many = NO if at_most is None else self.table.at_least(at_most + 1, found)
                return self.table.every([enough, self.table.contrary(many)])
            case Compare():
                return self._compare(condition, who)
            case OneOf():
                return self.leaves.one_of(condition, who)
            case Has():
                return self.leaves.has(condition, who)
            case Inside():
                return self.leaves.inside(condition, who)
            case Term(name):
                if (name, who) not in self._terms:
                    self._terms[name, who] = self.formula(self.situation.scope.terms[name].condition, who)
                return self._terms[name, who]
            case About(fact, part):
                return self.formula(part, "" if who == RELATIVE else fact)
            case _:
                assert_never(condition)

    def _compare(self, test: Compare, who: str) -> int:
        plain = Compare(self._meant(test.left), test.order, self._meant(test.right))
        found = self.leaves.compared(plain, who)
        return self.numbers.compare(self.ends(test.left, who), test.order, self.ends(test.right, who)) if found is None else found

    def _meant(self, quantity: Quantity) -> Quantity:
        """What a name stands for."""
        while isinstance(quantity, Named):
            quantity = self.situation.scope.quantities[quantity.name].value
        return quantity

    def ends(self, quantity: Quantity, who: str = "") -> Ends:
        """The formulas of what is known of a quantity. Raises what `formula` raises."""
        match quantity:
            case Constant(value):
                return self.leaves.constant(value)
            case Number(fact):
                return self.leaves.number(fact, who)
            case Day(fact):
                return self.leaves.day(fact, who)
            case Rank(fact, code):
                return self.leaves.rank(fact, code, who)
            case Age(unit):
                return self.leaves.age(unit, who)
            case Elapsed(fact, unit):
                return self.leaves.elapsed(fact, unit, who)
            case Standard(name):
                return self.standards.ends(name, who)
            case Named(name):
                return self._ends_of_named(name, who)
            case Plus(parts):
                return self.numbers.plus(self.ends(part, who) for part in parts)
            case Minus(whole, less):
                return self.numbers.minus(self.ends(whole, who), self.ends(less, who))
            case Times(parts):
                return self.numbers.times(self.ends(part, who) for part in parts)
            case Smallest(parts):
                return self.numbers.smallest(self.ends(part, who) for part in parts)
            case Largest(parts):
                return self.numbers.largest(self.ends(part, who) for part in parts)
            case Round(part, to, mode):
                return self.numbers.rounded(self.ends(part, who), to, mode)
            case First(rows):
                return self.numbers.hull(zip(self.may_apply(quantity, who), (self.ends(row.value, who) for row in rows), strict=True))
            case _:
                assert_never(quantity)

    def _ends_of_named(self, name: str, who: str) -> Ends:
        if (name, who) not in self._named:
            self._named[name, who] = self.ends(self.situation.scope.quantities[name].value, who)
        return self._named[name, who]

    def may_apply(self, first: First, who: str) -> list[int]:
        """Of each row whether it may apply, never null: it is not surely out, and no earlier one surely holds."""
        may: list[int] = []
        earlier: list[int] = []
        for row in first.rows:
            truth = YES if row.when is None else self.formula(row.when, who)
            may.append(self.table.every([self.table.filled(truth, True), *map(self.table.contrary, earlier)]))
            earlier.append(self.table.filled(truth, False))
        return may

    def concern(self) -> int:
        """The formula, never null, that the ruleset can concern a person (`outcome.tied`): that something ties them to its place
        or may do so, or that it is not known where they live.
        """
        facts, place = self.situation.scope.facts, self.situation.scope.place
        if LIVES_HERE not in facts:
            return YES
        near = [self.table.filled(self.leaves.within(LIVES_HERE, place), True)]
        for fact in TIES:
            if fact in facts and fact != LIVES_HERE:
                known = self.table.filled(self.table.known(fact, True), False)
                near.append(self.table.every([known, self.table.filled(self.leaves.within(fact, place), True)]))
        return self.table.some(near)
