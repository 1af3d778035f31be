"""What keeps a condition open, person by person (`waiting_for` in `language/meaning.py`): unknown facts, and numbers that the
rule book does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, Has, Inside, Not, OneOf, Term
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
    Times,
)
from .columns import column_of
from .compile import Compiler
from .formula import NO
from .numbers import Ends


@dataclass(frozen=True, slots=True)
class Lacking:
    """A number of this standard that the rule book does not have."""

    standard: str


Open = Mapping[str | Lacking, int]
"""By the column of a fact (of a set without its codes), or a standard that lacks a number, whether it is waited for, never null."""
NOTHING: Open = {}


class Missing:
    """Makes formulas of what keeps the conditions of one ruleset open."""

    def __init__(self, compiler: Compiler) -> None:
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
            case _:
                assert_never(condition)

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
            case _:
                assert_never(quantity)

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
