"""A rule book on a day as a program over columns: for each person and benefit the truth of its condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import narwhals as nw

from ..language.facts import Vocabulary
from ..language.meaning import situation_of
from ..language.policy import AppliesTo, Benefit, Rules
from .columns import absent, schema
from .compile import Compiler
from .expressions import columns_read, with_formulas
from .formula import Table
from .missing import Missing

People = nw.LazyFrame[Any]
"""A frame of checked facts, one row for each person (`columns.py`)."""


def concern_of(ruleset: str) -> str:
    """The column that says whether a ruleset can concern a person."""
    return f"concerned/{ruleset}"


class Screening:
    """What is asked of every person: the benefits of a rule book, or those named, on a day.

    Raises KeyError for a benefit that the rule book does not have.
    """

    def __init__(self, rules: Rules, as_of: date, benefits: Iterable[str] | None = None) -> None:
        every = {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}
        asked = every if benefits is None else {name: every[name] for name in dict.fromkeys(benefits)}
        named = {one.ruleset for one in asked.values()}
        self.facts: Vocabulary = rules.facts
        self.rulesets = tuple(one for one in rules.rulesets.values() if one.name in named)
        """The rulesets of the benefits that are asked for."""
        in_force = {one.name for one in self.rulesets if one.document.in_force(as_of)}
        self.benefits = tuple(one for name, one in every.items() if name in asked and one.ruleset in in_force)
        """Those that are answered: of documents that are in force on the day."""
        self.not_in_force = tuple(one for name, one in every.items() if name in asked and one.ruleset not in in_force)
        """Those of the other documents: not in force for everyone whom the document can concern."""
        self._table = Table()
        self._compilers = {one.name: Compiler(situation_of(one, rules.facts, as_of), self._table) for one in self.rulesets}
        self._concern = {name: compiler.concern() for name, compiler in self._compilers.items()}
        self._truths = {one.full_name: self._compilers[one.ruleset].formula(one.condition) for one in self.benefits}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read, in the order of `columns.schema`."""
        read = columns_read(self._table, (*self._concern.values(), *self._truths.values()))
        return tuple(name for name in schema(self.facts) if name in read)

    def answers(self, people: People, keep: Sequence[str] = ()) -> People:
        """One row for each person: the columns to keep; `concerned/<ruleset>`, whether the ruleset can concern the person;
        and for every benefit, by its full name, true where it is eligible, false where it is not, null where that is open.

        In benefits that do not apply to anyone, a person whom their ruleset cannot concern has false. This and the other
        ways to ask raise WrongColumnsError where the frame has columns that do not suit their facts.
        """
        concerns = {concern_of(name): formula for name, formula in self._concern.items()}
        return self._run(people, {**concerns, **self._truths}, keep)

    def of_ruleset(self, ruleset: str, people: People, keep: Sequence[str] = ()) -> People:
        """Like `answers`, for the people whom a ruleset can concern and for its benefits that do not apply to anyone: of a
        rule book of many places, each person is asked about their own alone. `for_anyone` has the rest.
        """
        tied = [one for one in self.benefits if one.ruleset == ruleset and one.applies_to is not AppliesTo.ANYONE]
        near = self._run(people, {concern_of(ruleset): self._concern[ruleset]}, [*keep, *self._read_of(people, tied)])
        return self._run(near.filter(nw.col(concern_of(ruleset))), self._of(tied), keep)

    def for_anyone(self, people: People, keep: Sequence[str] = ()) -> People:
        """Like `answers`, for everyone and for the benefits that apply to anyone."""
        return self._run(people, self._of(one for one in self.benefits if one.applies_to is AppliesTo.ANYONE), keep)

    def missing(self, people: People) -> People:
        """One row: for each benefit and each column of a fact (of a set without its codes), as `<benefit>|<column>`, for how
        many people the benefit is open because that fact, among others perhaps, is unknown.
        """
        reasons = {ruleset: Missing(compiler) for ruleset, compiler in self._compilers.items()}
        open_for = {
            f"{one.full_name}|{column}": formula
            for one in self.benefits
            for column, formula in reasons[one.ruleset].open(one.condition).items()
        }
        found = self._run(people, open_for, ())
        return found.select(*(nw.col(name).cast(nw.Int64).sum() for name in open_for))

    def _of(self, benefits: Iterable[Benefit]) -> dict[str, int]:
        return {one.full_name: self._truths[one.full_name] for one in benefits}

    def _read_of(self, people: People, benefits: Iterable[Benefit]) -> list[str]:
        """The columns that some benefits read and a frame has."""
        there = people.collect_schema()
        return [name for name in columns_read(self._table, self._of(benefits).values()) if name in there]

    def _run(self, people: People, wanted: Mapping[str, int], keep: Sequence[str]) -> People:
        read = columns_read(self._table, wanted.values())
        unknown = absent(people.collect_schema(), self.facts, read)
        if unknown:
            people = people.with_columns(**{name: nw.lit(None, kind) for name, kind in unknown.items()})
        return with_formulas(people, self._table, wanted, keep)
