"""Conditions and quantities of one ruleset on a day to formulas over the columns of checked facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Term
from ..language.meaning import measure
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
    Sum,
    Times,
)
from ..language.scope import Situation
from .columns import FROM, UNTIL
from .formula import NO, YES, Scaled, SumOfList, Table
from .leaves import Leaves
from .numbers import End, Ends
from .standards import Standards
from .sums import sum_of_list

LIVES_HERE = TIES[0]
"""The fact that says where a person lives."""

RELATIVE = "?"
"""Somebody of whom nothing is known, and to whom the person of the row is whomever a fact of theirs names: no fact has this name."""


class Compiler:
    """Makes formulas in a table that other rulesets share.

    `partly` has the facts, by their column, for which there are columns of what is known in part, and the lists for which
    there are columns of their sums. `peers` are the compilers of all rulesets, by name, as far as there are any yet: what is
    asked of another benefit is read in its own. `unsure` says of other benefits, by a formula that is never null, for whom it
    is taken to be open whether they have it.
    """

    def __init__(
        self, situation: Situation, table: Table, partly: Collection[str], peers: dict[str, Compiler] | None = None,
        unsure: Mapping[str, int] | None = None,
    ) -> None:  # fmt: skip
        self.peers: dict[str, Compiler] = {} if peers is None else peers
        self.unsure: Mapping[str, int] = unsure or {}
        self.situation = situation
        self.table = table
        self.leaves = Leaves(situation, table, partly)
        self.numbers = self.leaves.numbers
        self.standards = Standards(situation, self.leaves)
        self._terms: dict[tuple[str, str], int] = {}
        self._named: dict[tuple[str, str], Ends] = {}
        self._had: dict[tuple[str, str], int] = {}
        self._sums: dict[Sum, SumOfList] = {}

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
            case EntitledTo(benefits):
                return self.table.some([self._has_benefit(name, who) for name in benefits])
            case _:
                assert_never(condition)

    def _has_benefit(self, name: str, who: str) -> int:
        """Whether a person has another benefit, by its own sentence as it was taken to mean."""
        if (name, who) not in self._had:
            benefit, ruleset, there = self.situation.scope.promise(name)
            in_force = ruleset.in_force(benefit, self.situation.as_of)
            truth = self.peer(ruleset.name, there.on(self.situation.as_of)).formula(benefit.condition, who) if in_force else NO
            unsure = YES if name in self.situation.scope.unsure else self.unsure.get(name, NO)
            if unsure != NO:
                sure = self.table.contrary(unsure)
                yes, no = self.table.filled(truth, False), self.table.contrary(self.table.filled(truth, True))
                truth = self.table.decided(self.table.every([sure, yes]), self.table.every([sure, no]))
            self._had[name, who] = truth
        return self._had[name, who]

    def in_scope(self, situation: Situation, unsure: Mapping[str, int] | None = None) -> Compiler:
        """One like this in another situation; where nothing more is unsure, it has the same peers."""
        return Compiler(situation, self.table, self.leaves.partly, None if unsure else self.peers, unsure)

    def peer(self, ruleset: str, there: Situation) -> Compiler:
        """The compiler of another ruleset, of which this is the situation."""
        if ruleset not in self.peers:
            self.peers[ruleset] = Compiler(there, self.table, self.leaves.partly, self.peers, self.unsure)
        return self.peers[ruleset]

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
            case Age(unit, reached):
                return self.leaves.age(unit, reached, who)
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
            case Sum():
                others = self._of_list(quantity, who)
                return self.numbers.plus((self._own_share(quantity, who), others)) if quantity.with_self else others
            case _:
                assert_never(quantity)

    def _own_share(self, quantity: Sum, who: str) -> Ends:
        """What the person herself adds to a sum."""
        counted = YES if quantity.where is None else self.formula(quantity.where, who)
        not_surely = self.table.contrary(self.table.filled(counted, False))
        may_be = self.table.filled(counted, True)
        return self.numbers.hull([(not_surely, self.numbers.point(Fraction(0))), (may_be, self.ends(quantity.part, who))])

    def _of_list(self, quantity: Sum, who: str) -> Ends:
        """What the people of a list add up to: as it was worked out of each row, or where nobody on it is known."""
        one = self.sum_of_list(quantity)
        if not self.has_sums(quantity.among, who):
            low = measure(one.quantity, {}, self.situation).low  # nobody who is known adds nothing, and there may be any number
            return Ends(None if low is None else self.numbers.whole(0), None)

        def column(side: str) -> End:
            return self.numbers.add(Scaled(one.name + side, 0, one.least, one.most), one.least, one.most, open=True)

        return Ends(column(FROM), column(UNTIL), one.scale)

    def has_sums(self, among: str, who: str) -> bool:
        """Whether there are columns of the sums over a list; of those of other people there are none."""
        return not who and among in self.leaves.partly

    def sum_of_list(self, quantity: Sum) -> SumOfList:
        """The sum of those whom the list has besides the person, which is to be worked out of each row."""
        alone = replace(quantity, with_self=False)
        if alone not in self._sums:
            about_one = Compiler(self.situation, Table(), ())
            ends = about_one.ends(alone.part, alone.among)
            self._sums[alone] = sum_of_list(alone, self.situation, ends, about_one.table)
            self.table.sums[self._sums[alone].name] = self._sums[alone]
        return self._sums[alone]

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

    @cached_property
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
