"""A rule book on a day as a program over columns: for each person and benefit whether they have it, and what it pays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import narwhals as nw

from ..answers.evaluation import COUNTED
from ..language.facts import Vocabulary
from ..language.outcome import Action
from ..language.policy import AppliesTo, Benefit, Rules
from ..language.scope import scope_of
from ..language.units import Per
from ..language.wording import worded
from .actions import Actions
from .amounts import Amounts, counted, in_decimals, total
from .columns import lay_of, schema, unknown_of
from .compile import RELATIVE, Compiler
from .expressions import columns_read, with_formulas
from .formula import UNKNOWN, YES, Table
from .missing import Lacking, Missing
from .numbers import Arithmetic, Ends, TooManyDigitsError

People = nw.LazyFrame[Any]
"""A frame of checked facts, one row for each person (`columns.py`)."""

AT_LEAST, AT_MOST = "/at_least", "/at_most"
"""What the columns of an amount add to the name of its benefit."""


def concern_of(ruleset: str) -> str:
    """The column that says whether a ruleset can concern a person."""
    return f"concerned/{ruleset}"


def total_of(per: Per) -> str:
    """What the columns of the total of what is paid for the same begin with."""
    return f"total/{per.value}"


def action_column(benefit: str) -> str:
    """The column of what to do about a benefit."""
    return f"{benefit}/action"


class Screening:
    """What is asked of every person: the benefits of a rule book, or those named, on a day.

    Raises KeyError for a benefit that the rule book does not have, TooManyDigitsError for a quantity that could need more
    than 38 digits.
    """

    def __init__(self, rules: Rules, as_of: date, benefits: Iterable[str] | None = None) -> None:
        rules = worded(rules, as_of)
        every = {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}
        asked = every if benefits is None else {name: every[name] for name in dict.fromkeys(benefits)}
        named = {one.ruleset for one in asked.values()}
        self.rules = rules
        self.as_of = as_of
        self.facts: Vocabulary = rules.facts
        self.rulesets = tuple(one for one in rules.rulesets.values() if one.name in named)
        """The rulesets of the benefits that are asked for."""
        in_force = {one.name for one in self.rulesets if one.document.in_force(as_of)}
        self.benefits = tuple(one for name, one in every.items() if name in asked and one.ruleset in in_force)
        """Those that are answered: of documents that are in force on the day."""
        self.not_in_force = tuple(one for name, one in every.items() if name in asked and one.ruleset not in in_force)
        """Those of the other documents: not in force for everyone whom the document can concern."""
        self.paying = tuple(one for one in self.benefits if one.pays is not None)
        """Those that are answered and pay."""
        self._programs: dict[frozenset[str], _Program] = {}
        _ = self._plain.amounts  # what cannot be compiled is said at once

    @property
    def _plain(self) -> _Program:
        """The program for frames without columns of what is known in part."""
        return self._program(frozenset())

    def _program(self, partly: frozenset[str]) -> _Program:
        if partly not in self._programs:
            self._programs[partly] = _Program(self, partly)
        return self._programs[partly]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read, in the order of `columns.schema`; those of what is known in part may stand beside them."""
        read = columns_read(self._plain.table, self._plain.all_asked())
        return tuple(name for name in schema(self.facts) if name in read)

    def answers(self, people: People, keep: Sequence[str] = ()) -> People:
        """One row for each person: the columns to keep; `concerned/<ruleset>`, whether the ruleset can concern the person;
        and for every benefit, by its full name, true where it is eligible, false where it is not, null where that is open.

        In benefits that do not apply to anyone, a person whom their ruleset cannot concern has false. This and the other
        ways to ask raise WrongColumnsError where the frame has columns that do not suit their facts.
        """
        return self._asked(people, lambda program: {**program.concerns, **program.truths}, keep)

    def actions(self, people: People, keep: Sequence[str] = ()) -> People:
        """One row for each person: the columns to keep, and for every benefit `<benefit>/action`, what to do about it as
        `Finding.action` has it: its number in `actions.ACTIONS`, null where the ruleset cannot concern the person.
        """
        return self._asked(people, lambda program: program.actions, keep)

    def amounts(self, people: People, keep: Sequence[str] = ()) -> People:
        """One row for each person: the columns to keep; for every benefit that pays `<benefit>/at_least` and
        `<benefit>/at_most`, as `Finding.amount` has them: both null where nothing is paid, the second alone where it is open,
        from 0 where it is open whether the person has it. Then what is paid for the same in all, as
        `Evaluation.totals` has it: `total/<per>/at_least` and `total/<per>/at_most`.

        They are decimals of 2 to 6 digits after the point; what needs more is rounded, halves upwards.
        """
        return self._asked(people, lambda program: program.amounts.wanted, keep)

    def of_ruleset(self, ruleset: str, people: People, keep: Sequence[str] = ()) -> People:
        """Like `answers`, for the people whom a ruleset can concern and for its benefits that do not apply to anyone: of a
        rule book of many places, each person is asked about their own alone. `for_anyone` has the rest.
        """
        tied = [one for one in self.benefits if one.ruleset == ruleset and one.applies_to is not AppliesTo.ANYONE]
        concern = concern_of(ruleset)
        program, people = self._laid(people, lambda program: {concern: program.concerns[concern], **program.of(tied)})
        read = [name for name in columns_read(program.table, program.of(tied).values()) if name not in keep]
        near = with_formulas(people, program.table, {concern: program.concerns[concern]}, [*keep, *read]).filter(nw.col(concern))
        return with_formulas(near, program.table, program.of(tied), keep)

    def for_anyone(self, people: People, keep: Sequence[str] = ()) -> People:
        """Like `answers`, for everyone and for the benefits that apply to anyone."""
        anyone = [one for one in self.benefits if one.applies_to is AppliesTo.ANYONE]
        return self._asked(people, lambda program: program.of(anyone), keep)

    def missing(self, people: People) -> People | None:
        """One row: for each benefit and each column of a fact (of a set without its codes), as `<benefit>|<column>`, for how
        many people the benefit is open because that fact, among others perhaps, is not known well enough. None where no benefit can be open for want of a fact.
        """
        return self._counted(people, lambda program: program.missing)

    def lacks(self, people: People) -> People | None:
        """One row: for each benefit and each standard, as `<benefit>|<standard>`, for how many people the benefit is open
        because the rule book does not have that number for them. None where none reads a standard.
        """
        return self._counted(people, lambda program: program.lacks)

    def _counted(self, people: People, wanted: Callable[[_Program], Mapping[str, int]]) -> People | None:
        if not wanted(self._plain):
            return None
        program, people = self._laid(people, wanted)
        found = with_formulas(people, program.table, wanted(program), ())
        return found.select(*(nw.col(name).cast(nw.Int64).sum() for name in wanted(program)))

    def _asked(self, people: People, wanted: Callable[[_Program], Mapping[str, int]], keep: Sequence[str]) -> People:
        program, people = self._laid(people, wanted)
        formulas = wanted(program)
        return with_formulas(people, program.table, formulas, keep, program.digits_of(formulas))

    def _laid(self, people: People, wanted: Callable[[_Program], Mapping[str, int]]) -> tuple[_Program, People]:
        """The program for the columns that a frame has, and the frame with those that it has not, unknown of everyone."""
        types = people.collect_schema()
        program = self._plain
        lay = lay_of(types, self.facts, columns_read(program.table, wanted(program).values()))
        if lay.partly:
            program = self._program(lay.partly)
            lay = lay_of(types, self.facts, columns_read(program.table, wanted(program).values()))
        absent = {**lay.absent, **unknown_of(RELATIVE, self.facts, columns_read(program.table, wanted(program).values()))}
        if absent:
            people = people.with_columns(**{name: nw.lit(None, kind) for name, kind in absent.items()})
        return program, people


@dataclass(frozen=True)
class _Paid:
    """The columns of amounts: the formula of each, and its digits after the point."""

    wanted: Mapping[str, int]
    digits: Mapping[str, int]


_T = TypeVar("_T")


def _truth(compiler: Compiler, benefit: Benefit) -> int:
    return compiler.formula(benefit.condition)


class _Program:
    """The formulas of a screening for frames in which these facts have columns of what is known in part."""

    def __init__(self, screening: Screening, partly: frozenset[str]) -> None:
        self.screening = screening
        self.table = Table()
        self.compilers = {
            one.name: Compiler(scope_of(one, screening.rules).on(screening.as_of), self.table, partly) for one in screening.rulesets
        }
        self.concerns = {concern_of(name): compiler.concern() for name, compiler in self.compilers.items()}
        self.truths = {one.full_name: self.table.every([self._near(one), self._of(one, _truth)]) for one in screening.benefits}
        self._actions = {one.name: Actions(one, self.compilers[one.name]) for one in screening.rulesets}
        self._action_of: dict[str, Mapping[Action, int]] = {}

    def all_asked(self) -> Iterator[int]:
        """The formulas of all that can be asked."""
        for found in (self.concerns, self.truths, self.actions, self.amounts.wanted, self.missing, self.lacks):
            yield from found.values()

    def _near(self, benefit: Benefit) -> int:
        """Whether a benefit can concern a person, never null."""
        return YES if benefit.applies_to is AppliesTo.ANYONE else self.concerns[concern_of(benefit.ruleset)]

    def _action(self, benefit: Benefit) -> Mapping[Action, int]:
        """When each action is the one of a benefit."""
        if benefit.full_name not in self._action_of:
            self._action_of[benefit.full_name] = self._of(benefit, lambda _, one: self._actions[one.ruleset].of(one))
        return self._action_of[benefit.full_name]

    @cached_property
    def actions(self) -> Mapping[str, int]:
        """What to do about every benefit."""
        return {
            action_column(one.full_name): self._actions[one.ruleset].code(self._action(one), self._near(one)) for one in self.screening.benefits
        }

    def _of(self, benefit: Benefit, make: Callable[[Compiler, Benefit], _T]) -> _T:
        """What is made of a benefit; a quantity with too many digits is named by it."""
        try:
            return make(self.compilers[benefit.ruleset], benefit)
        except TooManyDigitsError as error:
            raise TooManyDigitsError(error.size, benefit.full_name) from None

    def of(self, benefits: Iterable[Benefit]) -> dict[str, int]:
        """The truths of some benefits."""
        return {one.full_name: self.truths[one.full_name] for one in benefits}

    def digits_of(self, names: Iterable[str]) -> Mapping[str, int]:
        """Of those columns that are amounts, how many digits they have after the point."""
        return {name: self.amounts.digits[name] for name in names if name in self.amounts.digits}

    @cached_property
    def amounts(self) -> _Paid:
        """What every benefit pays that does, and the totals of what counts of that."""
        truths = self.truths
        paid = {
            one.full_name: self._of(one, lambda compiler, one: Amounts(compiler).of(one, truths[one.full_name])) for one in self.screening.paying
        }
        by_per: dict[Per, list[Ends]] = {}
        for one in self.screening.paying:
            if one.pays is not None and not COUNTED.isdisjoint(self._action(one)):
                by_per.setdefault(one.pays.per, []).append(counted(self.table, paid[one.full_name], self._action(one)))
        totals = {total_of(per): total(self.table, by_per[per]) for per in Per if per in by_per}
        wanted: dict[str, int] = {}
        digits: dict[str, int] = {}
        for name, ends in {**paid, **totals}.items():
            after, decimals = in_decimals(Arithmetic(self.table), ends)
            for side, end in ((AT_LEAST, decimals.low), (AT_MOST, decimals.high)):
                wanted[name + side] = UNKNOWN if end is None else end
                digits[name + side] = after
        return _Paid(wanted, digits)

    @cached_property
    def _open(self) -> Mapping[str, Mapping[str | Lacking, int]]:
        """Of each benefit what keeps it open."""
        reasons = {ruleset: Missing(compiler) for ruleset, compiler in self.compilers.items()}
        return {
            one.full_name: self._of(one, lambda _, one: reasons[one.ruleset].where(self._near(one), reasons[one.ruleset].open(one.condition)))
            for one in self.screening.benefits
        }

    @cached_property
    def missing(self) -> Mapping[str, int]:
        """For each benefit and column of a fact whether that keeps it open."""
        found = ((benefit, one, number) for benefit, waits in self._open.items() for one, number in waits.items())
        return {f"{benefit}|{one}": number for benefit, one, number in found if not isinstance(one, Lacking)}

    @cached_property
    def lacks(self) -> Mapping[str, int]:
        """For each benefit and standard whether a number that the rule book does not have keeps it open."""
        found = ((benefit, one, number) for benefit, waits in self._open.items() for one, number in waits.items())
        return {f"{benefit}|{one.standard}": number for benefit, one, number in found if isinstance(one, Lacking)}
