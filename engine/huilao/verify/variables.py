"""What can be known of one fact of a person, as variables of the solver: a value, or nothing; of a list, so many people."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any as Anything
from typing import assert_never

from ..language.ages import MONTHS_OF, AgeReached, born_by, since_by
from ..language.condition import Has, Inside, OneOf, Share
from ..language.distinct import decimal
from ..language.facts import Fact
from ..language.interval import ANYTHING, Interval
from ..language.known import Listed, Person
from ..language.meaning import truth_of
from ..language.quantity import TimeUnit
from ..language.scope import Situation
from ..language.truth import Truth
from .calendar import Calendar, months_of
from .ends import Ends, Passed, known_or
from .formulas import FALSE, Expression, Formula, Pair, every, opposite, real, some, z3

DIGITS = 10**6
"""Numbers have at most six digits after the point."""


class OneValue:
    """A fact with a few values: each is a yes/no variable, of which at most one holds."""

    def __init__(self, fact: str, name: str, values: Sequence[Anything], bounds: list[Formula]) -> None:
        self.fact = fact
        self.chosen = {value: z3.Bool(f"{name}={value}") for value in values}
        self.known = some(self.chosen.values())
        bounds.append(z3.AtMost(*self.chosen.values(), 1))

    def values(self, situation: Situation) -> Mapping[Anything, Formula]:
        """When it has each value that this version of a rule book has; and, as None, when nothing is known of it there."""
        codes = {code.code for code in situation.scope.facts[self.fact].codes} or self.chosen.keys()
        found = {value: chosen for value, chosen in self.chosen.items() if value in codes}
        return {**found, None: opposite(some(found.values()))}

    def pair(self, test: OneOf | Inside, situation: Situation) -> Pair:
        """What a test says of it."""
        truths = [(chosen, truth_of(test, {self.fact: value}, situation)) for value, chosen in self.values(situation).items()]
        yes, no = (some(chosen for chosen, truth in truths if truth is one) for one in (Truth.YES, Truth.NO))
        return Pair(yes, no)

    def value(self, model: Anything) -> Anything:
        """The value in a model of the solver, of a known one."""
        return next(value for value, chosen in self.chosen.items() if z3.is_true(model.eval(chosen)))


class Codes:
    """A set of codes: each is a yes/no variable."""

    def __init__(self, fact: Fact, name: str, bounds: list[Formula]) -> None:
        self.known = z3.Bool(f"{name}?")
        self.has = {code.code: z3.Bool(f"{name}:{code.code}") for code in fact.codes}
        bounds.append(z3.Implies(some(self.has.values()), self.known))

    def pair(self, test: Has, situation: Situation) -> Pair:
        """What a test says of it; where it has a code that this version of a rule book has not, nothing is known of it."""
        codes = {code.code for code in situation.scope.facts[test.fact].codes}
        known = every((self.known, *(z3.Not(held) for code, held in self.has.items() if code not in codes)))
        asked = [self.has[code] for code in test.codes]
        match test.share:
            case Share.ANY:
                holds = some(asked)
            case Share.ALL:
                holds = every(asked)
            case _:
                assert_never(test.share)
        return Pair(every((known, holds)), every((known, opposite(holds))))

    def value(self, model: Anything) -> Anything:
        """The codes in a model of the solver."""
        return frozenset(code for code, held in self.has.items() if z3.is_true(model.eval(held)))


class Number:
    """A number within the bounds of its fact."""

    def __init__(self, fact: Fact, name: str, bounds: list[Formula]) -> None:
        self.known = z3.Bool(f"{name}?")
        self.line = z3.Real(name)
        self.exact: Formula = z3.IsInt(self.line * DIGITS)
        if fact.minimum is not None:
            bounds.append(self.line >= real(Fraction(fact.minimum)))
        if fact.maximum is not None:
            bounds.append(self.line <= real(Fraction(fact.maximum)))

    def measured(self, fact: Fact) -> Ends:
        """What is known of it, by the bounds that this version of a rule book has for the fact."""
        low, high = (None if end is None else Fraction(end) for end in (fact.minimum, fact.maximum))
        return known_or(self.known, self.line, Interval(low, high))

    def pair(self, test: OneOf, situation: Situation) -> Pair:  # noqa: ARG002  # here and below as `OneValue` has it
        """What a test says of it."""
        holds = some(self.line == real(Fraction(value)) for value in test.values if isinstance(value, Decimal))
        return Pair(every((self.known, holds)), every((self.known, opposite(holds))))

    def value(self, model: Anything) -> Decimal | None:
        """The value in a model of the solver; None where it has no end in decimals."""
        return decimal(Fraction(model.eval(self.line, model_completion=True).as_fraction()))


class Day:
    """A date, as the number of the day."""

    def __init__(self, name: str, last: date, bounds: list[Formula]) -> None:
        self.known = z3.Bool(f"{name}?")
        self.line = z3.Int(name)
        self._name = name
        self._bounds = bounds
        bounds += [self.line >= date.min.toordinal(), self.line <= last.toordinal()]

    @cached_property
    def calendar(self) -> Calendar:
        """Its year, month and day."""
        return Calendar(self._name, self.line, self._bounds)

    def measured(self) -> Ends:
        """What is known of it."""
        return known_or(self.known, z3.ToReal(self.line), ANYTHING)

    def pair(self, test: OneOf, situation: Situation) -> Pair:  # noqa: ARG002
        """What a test says of it."""
        holds = some(self.line == value.toordinal() for value in test.values if isinstance(value, date))
        return Pair(every((self.known, holds)), every((self.known, opposite(holds))))

    def age(self, unit: TimeUnit, as_of: date, reached: AgeReached) -> Passed:
        """The age on a day of whoever is born on it."""
        return Passed(
            self.known,
            lambda number: self._by(born_by(number, unit, as_of, reached)),
            lambda: self._number(unit, *_counted(as_of, reached)),
        )

    def elapsed(self, unit: TimeUnit, as_of: date) -> Passed:
        """The time that has passed since."""
        return Passed(self.known, lambda number: self._by(since_by(number, unit, as_of)), lambda: self._number(unit, as_of, 0))

    def _by(self, day: date | None) -> Formula:
        return FALSE if day is None else self.line <= day.toordinal()

    def _number(self, unit: TimeUnit, as_of: date, fewer: int) -> Expression:
        """Whole units on a day, `fewer` months being taken off."""
        match unit:
            case TimeUnit.DAYS:
                return as_of.toordinal() - self.line
            case TimeUnit.MONTHS | TimeUnit.YEARS:
                months = months_of(as_of) - self.calendar.months - fewer
                last = as_of.day == monthrange(as_of.year, as_of.month)[1]
                whole = months if fewer or last else months - z3.If(self.calendar.day <= as_of.day, 0, 1)
                return whole / MONTHS_OF[unit]  # of whole numbers: rounded down
            case _:
                assert_never(unit)

    def value(self, model: Anything) -> date:
        """The value in a model of the solver."""
        return date.fromordinal(model.eval(self.line, model_completion=True).as_long())


class People:
    """A list of people: which places of it are taken, the first ones first, and whether these are all; of whoever is on it the
    facts are variables of their own.
    """

    def __init__(self, name: str, places: int, bounds: list[Formula]) -> None:
        self.there = [z3.Bool(f"{name}.{number}!") for number in range(1, places + 1)]
        self.complete = z3.Bool(f"{name}!")
        self.known = some((self.complete, *self.there))
        bounds += [z3.Implies(after, before) for before, after in pairwise(self.there)]

    def value(self, model: Anything, said: Sequence[Person]) -> Listed:
        """The list in a model of the solver, with what is said of those who may be on it."""
        taken = sum(z3.is_true(model.eval(one)) for one in self.there)
        return Listed(tuple(said[:taken]), complete=z3.is_true(model.eval(self.complete)))


OneFact = OneValue | Codes | Number | Day
"""What a test or a quantity looks at."""
Variable = OneFact | People
"""One fact of the person."""


def _counted(as_of: date, reached: AgeReached) -> tuple[date, int]:
    """The day on which ages are counted by birthdays, and how many months later they count."""
    match reached:
        case AgeReached.BIRTHDAY:
            return as_of, 0
        case AgeReached.DAY_AFTER:
            return as_of - timedelta(days=1), 0
        case AgeReached.NEXT_MONTH_START:
            return as_of, 1
        case _:
            assert_never(reached)
