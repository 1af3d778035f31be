"""What keeps a condition open, person by person (`waiting_for` in `language/meaning.py`): unknown facts, and numbers that the
rule book does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Term
from ..language.known import Path
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
from .columns import column_of
from .compile import Compiler
from .formula import NO, YES, Column
from .numbers import Ends
from .sums import lacks, waits_for


@dataclass(frozen=True, slots=True)
class Lacking:
    """A number of this standard that the rule book does not have."""

    standard: str


Open = Mapping[str | Lacking, int]
"""By the column of a fact (of a set without its codes; of people on a list without their numbers), or a standard that lacks a number, whether it is waited for, never null."""
NOTHING: Open = {}


class Missing:
    """Makes formulas of what keeps the conditions of one ruleset open."""

    def __init__(self, compiler: Compiler, peers: dict[str, Missing] | None = None) -> None:
        self.peers: dict[str, Missing] = {} if peers is None else peers
        """Those of all rulesets, by name, as far as there are any yet."""
        self.compiler = compiler
        self.table = compiler.table
        self._terms: dict[tuple[str, str], Open] = {}
        self._named: dict[tuple[str, str], Open] = {}

    def open(self, condition: Condition, who: str = "") -> Open:
        """What keeps a condition about a person open: the open parts of an open condition, and the tests among them."""
        match condition:
            case All(parts) | Any(parts) | Count(_, _, parts):
                return self._where_open(condition, who, [self.open(part, who) for part in parts])
            case Not(part):
                return self.open(part, who)
            case Compare(left, _, right):
                return self._where_open(condition, who, [self.waited_by(part, who) for part in (left, right)])
            case OneOf(fact) | Has(fact) | Inside(fact):
                return {column_of(Path(who, fact)): self.table.open(self.compiler.formula(condition, who))}
            case Term(name):
                if (name, who) not in self._terms:
                    self._terms[name, who] = self.open(self.compiler.situation.scope.terms[name].condition, who)
                return self._terms[name, who]
            case About(fact, part):
                return self.open(part, fact)
            case EntitledTo(benefits):
                return self._where_open(condition, who, [self._of_benefit(name) for name in benefits])
            case _:
                assert_never(condition)

    def _of_benefit(self, name: str) -> Open:
        """What keeps it open whether a person has another benefit."""
        situation = self.compiler.situation
        benefit, ruleset, there = situation.scope.promise(name)
        if name in situation.scope.unsure or not ruleset.in_force(benefit, situation.as_of):
            return NOTHING
        if ruleset.name not in self.peers:
            self.peers[ruleset.name] = Missing(self.compiler.peer(ruleset.name, there.on(situation.as_of)), self.peers)
        return self.peers[ruleset.name].open(benefit.condition)

    def _where_open(self, condition: Condition, who: str, parts: Iterable[Open]) -> Open:
        return self.where(self.table.open(self.compiler.formula(condition, who)), self._together(parts))

    def where(self, truth: int, open_: Open) -> Open:
        """The same for those of whom this truth holds."""
        found = {name: self.table.every([truth, number]) for name, number in open_.items()}
        return {name: number for name, number in found.items() if number != NO}

    def _together(self, parts: Iterable[Open]) -> Open:
        found: dict[str | Lacking, list[int]] = {}
        for part in parts:
            for name, number in part.items():
                found.setdefault(name, []).append(number)
        return {name: self.table.some(numbers) for name, numbers in found.items()}

    def waited_by(self, quantity: Quantity, who: str = "") -> Open:
        """What a quantity about a person that is not one number waits for."""
        settled = self.compiler.numbers.settled(self.compiler.ends(quantity, who))
        return self.where(self.table.contrary(settled), self._of_open(quantity, who))

    def _of_open(self, quantity: Quantity, who: str) -> Open:
        """What a quantity waits for that is not settled."""
        match quantity:
            case Constant():
                return NOTHING
            case Number(fact) | Day(fact) | Rank(fact) | Elapsed(fact):
                return {column_of(Path(who, fact)): self.table.every([])}
            case Age():
                return {column_of(Path(who, BIRTH)): self.table.every([])}
            case Standard(name):
                return self._of_standard(name, who)
            case Named(name):
                if (name, who) not in self._named:
                    self._named[name, who] = self.waited_by(self.compiler.situation.scope.quantities[name].value, who)
                return self._named[name, who]
            case Plus(parts) | Times(parts):
                return self._together([self.waited_by(part, who) for part in parts])
            case Minus(whole, less):
                return self._together([self.waited_by(part, who) for part in (whole, less)])
            case Smallest(parts):
                return self._that_matter(parts, who, most=False)
            case Largest(parts):
                return self._that_matter(parts, who, most=True)
            case Round(part):
                return self.waited_by(part, who)
            case First(rows):
                may = self.compiler.may_apply(quantity, who)
                whens = [self.where(one, self.open(row.when, who)) for one, row in zip(may, rows, strict=True) if row.when is not None]
                values = [self.where(one, self.waited_by(row.value, who)) for one, row in zip(may, rows, strict=True)]
                return self._together([*whens, *values])
            case Sum():
                return self._together([self._of_self(quantity, who) if quantity.with_self else NOTHING, self._of_list(quantity, who)])
            case _:
                assert_never(quantity)

    def _of_self(self, quantity: Sum, who: str) -> Open:
        """What a sum waits for of the person herself."""
        how_much = self.waited_by(quantity.part, who)
        if quantity.where is None:
            return how_much
        counted = self.table.filled(self.compiler.formula(quantity.where, who), True)
        return self._together([self.open(quantity.where, who), self.where(counted, how_much)])

    def _of_list(self, quantity: Sum, who: str) -> Open:
        """What a sum waits for of those on a list, and of the list."""
        one, among = self.compiler.sum_of_list(quantity), quantity.among
        if not self.compiler.has_sums(among, who):
            return {column_of(Path(who, among)): YES}
        found: dict[str | Lacking, int] = {among: self.table.add(Column(waits_for(one, "")))}
        found |= {column_of(Path(among, fact)): self.table.add(Column(waits_for(one, fact))) for fact in one.facts}
        return {**found, **{Lacking(name): self.table.add(Column(lacks(one, name))) for name in one.standards}}

    def _that_matter(self, parts: Iterable[Quantity], who: str, *, most: bool) -> Open:
        """Of the parts of a smallest (or largest) those that may still change it."""
        numbers = self.compiler.numbers
        found = list(parts)
        ends, _ = numbers.alike(self.compiler.ends(part, who) for part in found)
        bound = numbers.most(one.low for one in ends) if most else numbers.least(one.high for one in ends)

        def matters(one: Ends) -> int:
            ordered = numbers.ordered(one.high, ">", bound) if most else numbers.ordered(one.low, "<", bound)
            return self.table.filled(ordered, True)

        return self._together(self.where(matters(one), self.waited_by(part, who)) for part, one in zip(found, ends, strict=True))

    def _of_standard(self, name: str, who: str) -> Open:
        standards = self.compiler.standards
        standard = self.compiler.situation.scope.standards[name]
        place, split = standards.waits_for_place(name, who), standards.waits_for_split(name, who)
        found: dict[str | Lacking, int] = {Lacking(name): self.table.contrary(self.table.some([place, split]))}
        for fact, waits in ((standards.place_fact(standard), place), (standard.split, split)):
            if fact is not None:
                column = column_of(Path(who, fact))
                found[column] = self.table.some([found[column], waits]) if column in found else waits
        return found
