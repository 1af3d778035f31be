"""Which unknown facts keep a condition open, person by person: what `Proof.missing` says of one person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from ..language.condition import About, All, Any, Condition, Count, Not, Term, Test
from .compile import Compiler, column_of

Open = dict[str, int]
"""By the column of a fact (of a set without its codes) the formula that it is unknown and keeps a condition open."""


class Missing:
    """Makes formulas of what keeps the conditions of one ruleset open."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.table = compiler.table
        self._terms: dict[tuple[str, str], Open] = {}

    def open(self, condition: Condition, who: str = "") -> Open:
        """What keeps a condition about a person open: the open parts of an open condition, and the tests among them."""
        match condition:
            case All(parts):
                return self._of_parts(condition, parts, who)
            case Any(parts):
                return self._of_parts(condition, parts, who)
            case Not(part):
                return self.open(part, who)
            case Count(_, _, parts):
                return self._of_parts(condition, parts, who)
            case Test(fact):
                return {column_of(self.compiler.situation.facts[fact], who): self.table.open(self.compiler.formula(condition, who))}
            case Term(name):
                if (name, who) not in self._terms:
                    self._terms[name, who] = self.open(self.compiler.situation.terms[name], who)
                return self._terms[name, who]
            case About(fact, part):
                return self.open(part, fact)
            case _:
                assert_never(condition)

    def _of_parts(self, condition: Condition, parts: Iterable[Condition], who: str) -> Open:
        whole = self.table.open(self.compiler.formula(condition, who))
        found: dict[str, list[int]] = {}
        for part in parts:
            for column, number in self.open(part, who).items():
                found.setdefault(column, []).append(number)
        return {column: self.table.every([whole, self.table.some(numbers)]) for column, numbers in found.items()}
