"""A rule book on a day as a program over columns: for each person and benefit whether they have it, and what it pays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import narwhals as nw
import polars as pl

from ..answers.evaluation import COUNTED
from ..language.combine import lines_in_force
from ..language.facts import FactType, Vocabulary
from ..language.outcome import Action
from ..language.policy import AppliesTo, Benefit, ChooseOne, Rules
from ..language.quantity import Day, Number
from ..language.scope import scope_of
from ..language.truth import Truth
from ..language.units import Per
from ..language.wording import worded
from .actions import Actions, code
from .amounts import Amounts, counted, in_decimals, total
from .choices import STANDS, Member, Standings
from .columns import LISTED, absent_of, partly_in, schema, unknown_of
from .compile import RELATIVE, Compiler
from .expressions import columns_read, with_formulas
from .formula import NO, UNKNOWN, YES, SumOfList, Table
from .missing import Lacking, Missing, Open
from .numbers import Arithmetic, Ends, TooManyDigitsError
from .quota import queue_columns
from .readings import Readings
from .sums import SUM, sums_in, with_sums

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


def stands_column(benefit: str) -> str:
    """The column of whether a benefit stands among those of which one is paid."""
    return f"{benefit}/stands"


def choice_of(line: ChooseOne) -> str:
    """What the columns of what is paid of some benefits together begin with."""
    return f"choice/{'+'.join(line.benefits)}"


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
        in_force = {name for name, one in every.items() if rules.rulesets[one.ruleset].in_force(one, as_of)}
        self.benefits = tuple(one for name, one in every.items() if name in asked and name in in_force)
        """Those that are answered: that are in force on the day."""
        self.not_in_force = tuple(one for name, one in every.items() if name in asked and name not in in_force)
        """The others: not in force for everyone whom their document can concern."""
        self.paying = tuple(one for one in self.benefits if one.pays is not None)
        """Those that are answered and pay."""
        self.limited = tuple(one for one in self.benefits if one.quota is not None)
        """Those that are answered and that not everyone may have who meets their condition."""
        answered = {one.full_name for one in self.benefits}
        self.choices: tuple[tuple[ChooseOne, tuple[Benefit, ...]], ...] = tuple(
            (line, tuple(every[name] for name in line.benefits if name in in_force))
            for line in lines_in_force(rules, as_of)
            if not answered.isdisjoint(line.benefits)
        )
        """Where one of several is paid, and one of those that are answered is among them: all of these that are in force."""
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
        lists = [one.quantity.among for one in self.sums]
        read = columns_read(self._plain.table, self._plain.all_asked()).union(lists, (one + LISTED for one in lists))
        return tuple(name for name in schema(self.facts) if name in read)

    @cached_property
    def sums(self) -> tuple[SumOfList, ...]:
        """The sums over lists that are read."""
        asked = list(self._plain.all_asked())
        assert asked, "formulas note the sums that they read"
        return tuple(self._plain.table.sums.values())

    def with_sums(self, people: pl.DataFrame) -> pl.DataFrame:
        """A frame of checked facts with what is added up over the people of its lists (`sums.py`): of a frame that has lists it
        is worked out before anything is asked. Raises WrongColumnsError for a list that is none of people.
        """
        return with_sums(people, self.sums, self.facts) if self._has_lists(people.columns) else people

    def _has_lists(self, columns: Iterable[str]) -> bool:
        lists = [fact.name for fact in self.facts.values() if fact.type is FactType.PEOPLE]
        return any(name == one or name.startswith((one + LISTED, one + SUM)) for name in columns for one in lists)

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

    def stands(self, people: People, keep: Sequence[str] = ()) -> People:
        """One row for each person: the columns to keep, and for every benefit in a choice `<benefit>/stands`, whether it stands
        as `Finding.standing` has it: its number in `choices.STANDS`, null where it takes no part.
        """
        return self._asked(people, lambda program: program.stands, keep)

    def queues(self, people: People, keep: Sequence[str] = ()) -> People:
        """One row for each person: the columns to keep, and for every benefit that has a quota those by which `quota.ranked`
        ranks the people of a whole register (`quota.queue_columns`): who can claim it and is not put out, and their place.
        """
        return self._asked(people, lambda program: program.queues, keep)

    def amounts(self, people: People, keep: Sequence[str] = ()) -> People:
        """One row for each person: the columns to keep; for every benefit that pays `<benefit>/at_least` and
        `<benefit>/at_most`, as `Finding.amount` has them: both null where nothing is paid, the second alone where it is open,
        from 0 where it is open whether the person has it. Then what is paid together of benefits of which one is paid, all
        for the same, as `Standing.paid` has it: `choice/<benefit>+<benefit>/at_least` and so on. Then what is paid for the same in
        all, as `Evaluation.totals` has it, a choice once: `total/<per>/at_least` and `total/<per>/at_most`.

        They are decimals of 2 to 6 digits after the point; what needs more is rounded, halves upwards.
        """
        return self._asked(people, lambda program: program.amounts.wanted, keep)

    def everything(self, people: People, keep: Sequence[str] = ()) -> People:
        """One row for each person: the columns to keep, and those of `answers`, `actions`, `stands`, `queues` and `amounts`, what
        they share worked out once; and of everything that `missing` counts whether it holds of the person, as
        `<benefit>|<column>`.
        """
        return self._asked(people, _Program.everything, keep)

    def concerned(self, people: People, keep: Sequence[str] = ()) -> People:
        """One row for each person: the columns to keep, and `concerned/<ruleset>` of `answers`."""
        return self._asked(people, lambda program: program.concerns, keep)

    @cached_property
    def of_nobody(self) -> Mapping[str, pl.Expr]:
        """What `everything` says, but for what `missing` counts, of those whom no document can concern: by the names of its columns."""
        false, code, whole = pl.lit(value=False), pl.lit(None, pl.UInt8), pl.lit(None, pl.Int64)
        said = {concern_of(one.name): false for one in self.rulesets} | {one.full_name: false for one in self.benefits}
        said |= {action_column(one.full_name): code for one in self.benefits}
        said |= {stands_column(one.full_name): code for _, members in self.choices for one in members if one.full_name in said}
        for one in self.limited:
            in_line, *places = queue_columns(one)
            met = [pl.lit(None, pl.Boolean)] * len(one.quota.order if one.quota else ())
            said |= {in_line: false} | dict(zip(places, [*met, whole], strict=False))
        digits = self._plain.amounts.digits
        return said | {name: pl.lit(None, pl.Decimal(38, after)) for name, after in digits.items()}

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
        many people something is to be asked about the benefit (`Action.ASK`) and that fact, among others perhaps, keeps it open
        as its words are taken. None where nothing can be to be asked for want of a fact.
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
        lists = sums_in(types, self.sums) if self._has_lists(types) else frozenset[str]()
        program = self._program(partly_in(types, self.facts) | lists)
        read = columns_read(program.table, wanted(program).values())
        absent = {**absent_of(types, self.facts, read), **unknown_of(RELATIVE, self.facts, read)}
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
        self._compilers: dict[str, Compiler] = {}
        for one in screening.rules.rulesets.values():
            self._compilers[one.name] = Compiler(scope_of(one, screening.rules).on(screening.as_of), self.table, partly, self._compilers)
        self.concerns = {concern_of(one.name): self._compilers[one.name].concern for one in screening.rulesets}
        self.truths = {one.full_name: self.table.every([self._near(one), self._of(one, _truth)]) for one in screening.benefits}
        self._actions: dict[str, Actions] = {}
        self._readings: dict[str, Readings] = {}
        self._missing: dict[str, Missing] = {}
        self._action_of: dict[str, Mapping[Action, int]] = {}

    def everything(self) -> Mapping[str, int]:
        """All that is said of one person, by the names of its columns."""
        said = (self.concerns, self.truths, self.actions, self.stands, self.queues, self.amounts.wanted, self.missing)
        return {name: number for part in said for name, number in part.items()}

    def all_asked(self) -> Iterator[int]:
        """The formulas of all that can be asked."""
        for found in (
            self.concerns, self.truths, self.actions, self.stands, self.queues, self.amounts.wanted, self.missing, self.lacks
        ):  # fmt: skip
            yield from found.values()

    def _near(self, benefit: Benefit) -> int:
        """Whether a benefit can concern a person, never null."""
        return YES if benefit.applies_to is AppliesTo.ANYONE else self._compilers[benefit.ruleset].concern

    def _action(self, benefit: Benefit) -> Mapping[Action, int]:
        """When each action is the one of a benefit."""
        if benefit.full_name not in self._action_of:
            self._action_of[benefit.full_name] = self._of(benefit, lambda compiler, one: self._actions_of(compiler, one.ruleset).of(one))
        return self._action_of[benefit.full_name]

    def _actions_of(self, compiler: Compiler, ruleset: str) -> Actions:
        if ruleset not in self._actions:
            self._actions[ruleset] = Actions(self.screening.rules.rulesets[ruleset], compiler, self._readings)
        return self._actions[ruleset]

    @cached_property
    def _choices(self) -> Sequence[tuple[ChooseOne, Standings]]:
        """Where one of several is paid."""
        return [(line, Standings(self.table, line, [self._member(one) for one in members])) for line, members in self.screening.choices]

    def _member(self, benefit: Benefit) -> Member:
        """A benefit as it may take part in a choice."""
        near = self._near(benefit)
        actions = {action: self.table.every([near, holds]) for action, holds in self._action(benefit).items()}
        if benefit.pays is None:
            return Member(benefit, actions, NO, Ends(None, None))
        pays, rate = self._of(benefit, lambda compiler, one: Amounts(compiler).rate(one))
        return Member(benefit, actions, pays, rate)

    @cached_property
    def _standing(self) -> Mapping[str, Mapping[Truth, int]]:
        """For each benefit in a choice when each truth is the one by which it stands."""
        return {
            member.benefit.full_name: truths
            for _, choice in self._choices
            for member, truths in zip(choice.members, choice.stands, strict=True)
        }

    @cached_property
    def stands(self) -> Mapping[str, int]:
        """Whether every benefit in a choice stands."""
        return {
            stands_column(one.full_name): self._number_of(self._standing[one.full_name])
            for one in self.screening.benefits
            if one.full_name in self._standing
        }

    def _number_of(self, truths: Mapping[Truth, int]) -> int:
        return Arithmetic(self.table).coded([(holds, STANDS.index(truth)) for truth, holds in truths.items()])

    @cached_property
    def queues(self) -> Mapping[str, int]:
        """By which people stand in line for every benefit that has a quota."""
        found: dict[str, int] = {}
        for one in self.screening.limited:
            found |= zip(queue_columns(one), self._of(one, lambda compiler, one: list(self._queue(compiler, one))), strict=True)
        return found

    def _queue(self, compiler: Compiler, benefit: Benefit) -> Iterator[int]:
        quota, numbers = benefit.quota, compiler.numbers
        assert quota is not None
        put_out = self._standing[benefit.full_name][Truth.NO] if benefit.full_name in self._standing else NO
        action, table = self._action(benefit), self.table
        sure, open_ = action.get(Action.CLAIM, NO), table.some([action.get(one, NO) for one in (Action.ASK, Action.READING)])
        yield table.every([self._near(benefit), table.contrary(put_out), table.some([sure, table.every([open_, UNKNOWN])])])
        yield from map(compiler.formula, quota.order)
        if quota.then is not None:
            dated = self.screening.facts[quota.then].type is FactType.DATE
            ends = compiler.ends(Day(quota.then) if dated else Number(quota.then))
            known = numbers.chosen(numbers.settled(ends), ends.low)
            yield UNKNOWN if known is None else known

    @cached_property
    def actions(self) -> Mapping[str, int]:
        """What to do about every benefit."""
        return {action_column(one.full_name): code(self.table, self._action(one), self._near(one)) for one in self.screening.benefits}

    def _of(self, benefit: Benefit, make: Callable[[Compiler, Benefit], _T]) -> _T:
        """What is made of a benefit; a quantity with too many digits is named by it."""
        try:
            return make(self._compilers[benefit.ruleset], benefit)
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
            one.full_name: self._of(one, lambda compiler, one: Amounts(compiler).of(one, truths[one.full_name]))
            for one in self.screening.paying
        }
        together = {
            choice_of(line): choice.paid for line, choice in self._choices if len({one.per for one in choice.members} - {None}) == 1
        }
        in_choice = {
            member.benefit.full_name: takes
            for _, choice in self._choices
            for member, takes in zip(choice.members, choice.takes_part, strict=True)
        }
        by_per: dict[Per, list[Ends]] = {}
        for one in self.screening.paying:
            if one.pays is not None and not COUNTED.isdisjoint(self._action(one)):
                alone = self.table.contrary(in_choice.get(one.full_name, NO))
                by_per.setdefault(one.pays.per, []).append(counted(self.table, paid[one.full_name], self._action(one), alone))
        for _, choice in self._choices:
            for per, ends in choice.counted(paid):
                by_per.setdefault(per, []).append(ends)
        totals = {total_of(per): total(self.table, by_per[per]) for per in Per if per in by_per}
        wanted: dict[str, int] = {}
        digits: dict[str, int] = {}
        for name, ends in {**paid, **together, **totals}.items():
            after, decimals = in_decimals(Arithmetic(self.table), ends)
            for side, end in ((AT_LEAST, decimals.low), (AT_MOST, decimals.high)):
                wanted[name + side] = UNKNOWN if end is None else end
                digits[name + side] = after
        return _Paid(wanted, digits)

    @cached_property
    def _open(self) -> Mapping[str, Mapping[str | Lacking, int]]:
        """Of each benefit what keeps it open."""
        return {one.full_name: self._of(one, self._waits) for one in self.screening.benefits}

    def _waits(self, compiler: Compiler, benefit: Benefit) -> Open:
        if benefit.ruleset not in self._missing:
            self._missing[benefit.ruleset] = Missing(compiler, self._missing)
        missing = self._missing[benefit.ruleset]
        return missing.where(self._near(benefit), missing.open(benefit.condition))

    @cached_property
    def missing(self) -> Mapping[str, int]:
        """For each benefit and column of a fact whether that keeps it open and is to be asked."""
        asked = {one.full_name: self._action(one).get(Action.ASK, NO) for one in self.screening.benefits}
        found = ((benefit, one, number) for benefit, waits in self._open.items() for one, number in waits.items())
        wanted = {
            f"{benefit}|{one}": self.table.every([asked[benefit], number]) for benefit, one, number in found if not isinstance(one, Lacking)
        }
        return {name: number for name, number in wanted.items() if number != NO}

    @cached_property
    def lacks(self) -> Mapping[str, int]:
        """For each benefit and standard whether a number that the rule book does not have keeps it open."""
        found = ((benefit, one, number) for benefit, waits in self._open.items() for one, number in waits.items())
        return {f"{benefit}|{one.standard}": number for benefit, one, number in found if isinstance(one, Lacking)}
