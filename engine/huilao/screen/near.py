"""A screening of many people in memory, asked of those documents alone that can concern any of them: a rule book has many places, a
register mostly one, and to write the formulas of a document takes as long as to work them out for thousands of people.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from ..language.policy import AppliesTo
from .runners import Polars, Runner
from .screening import People, Screening, concern_of


class Near:
    """What is asked of everybody, and the programs that were written for it so far."""

    def __init__(self, screening: Screening, keep: Sequence[str]) -> None:
        self.screening = screening
        self.keep = keep
        self.programs: dict[frozenset[str], partial[People]] = {}
        """By the documents that are asked of."""
        self._concerned = partial(screening.concerned, keep=())
        self._here = Polars()

    def everything(self, runner: Runner, people: pl.DataFrame, scratch: Path) -> pl.DataFrame:
        """`Screening.everything` of people in memory; what `missing` counts has a column where a document can concern somebody."""
        found = runner.over(self._program(self._concerning(people, scratch)), people, scratch)
        there = frozenset(found.columns)
        return found.with_columns(**{name: one for name, one in self.screening.of_nobody.items() if name not in there})

    def _concerning(self, people: pl.DataFrame, scratch: Path) -> frozenset[str]:
        """The documents that can concern any of them."""
        names = [one.name for one in self.screening.rulesets]
        if not names:
            return frozenset()
        concerned = self._here.over(self._concerned, people, scratch)
        return frozenset(one for one in names if concerned[concern_of(one)].any())

    def _program(self, rulesets: frozenset[str]) -> partial[People]:
        """The smallest that was written for these documents, among others perhaps."""
        written = min((one for one in self.programs if one >= rulesets), key=len, default=None)
        if written is None:
            self.programs[rulesets] = partial(self._of(rulesets).everything, keep=self.keep)
        return self.programs[written or rulesets]

    def _of(self, rulesets: Collection[str]) -> Screening:
        """The same for these documents, and for benefits of others that are for anyone."""
        if len(rulesets) == len(self.screening.rulesets):
            return self.screening
        asked = (*self.screening.benefits, *self.screening.not_in_force)
        named = [one.full_name for one in asked if one.ruleset in rulesets or one.applies_to is AppliesTo.ANYONE]
        return Screening(self.screening.rules, self.screening.as_of, named)
