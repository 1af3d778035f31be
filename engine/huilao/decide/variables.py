"""The variables of a written function that hold what is known of a person, each given once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from ..code import Code
from ..language.ages import AgeReached
from ..language.condition import Inside, OneOf, Order
from ..language.quantity import TimeUnit
from ..language.scope import Scope
from .ends import OPEN, day_ends, number_ends, set_ends
from .tables import SETTLED, Deadlines, Ranks, answers

Pair = tuple[str, str]
"""Expressions for surely yes and surely no."""
Ends = tuple[str, str]
"""Variables for the ends of what a fact may be."""

KINDS = {Decimal: "Decimal", date: "date", frozenset: "frozenset"}


class Variables:
    """What a function reads of a person (`""`), or of one whom a fact of theirs names."""

    def __init__(self, scope: Scope, code: Code) -> None:
        self.scope = scope
        self.code = code
        code.space.update(SETTLED=SETTLED, date=date, Decimal=Decimal, frozenset=frozenset)
        self._ends: dict[tuple[str, str], Ends] = {}
        self._deadlines: tuple[Deadlines, str] | None = None

    def raw(self, fact: str, who: str) -> str:
        """A fact as it is known, or None."""
        person = self.person(who)
        return self.code.known(("raw", who, fact)) or self.code.once(("raw", who, fact), f"{person}.get({self.code.constant(fact)})")

    def person(self, who: str) -> str:
        """All that is known of the person."""
        return self.code.once(("person", who), f"person.get({self.code.constant(who)}) or {{}}") if who else "person"

    def number(self, fact: str, who: str) -> Ends:
        """The ends of a number."""
        return self._of_plain(fact, who, Decimal, "", number_ends(self.scope.facts[fact], *OPEN))

    def day(self, fact: str, who: str) -> Ends:
        """The ends of a day, as ordinals."""
        return self._of_plain(fact, who, date, ".toordinal()", day_ends)

    def set(self, fact: str, who: str) -> Ends:
        """What a set surely has, and what it may have."""
        return self._of_plain(fact, who, frozenset, "", set_ends(self.scope.facts[fact]))

    def rank(self, fact: str, who: str) -> Ends:
        """The ends of the place on a scale."""
        if (who, fact) not in self._ends:
            raw, ranks = self.raw(fact, who), self.code.constant(Ranks(self.scope.facts[fact]))
            low, high = self._new_ends(fact, who)
            self.code.lines.append(f"{low}, {high} = {ranks}[{raw}]")
        return self._ends[who, fact]

    def _of_plain(self, fact: str, who: str, plain: type, read: str, ends: Callable[..., tuple[object, object]]) -> Ends:
        """The ends of a fact whose values, where they are known, are of one type; of others by a function."""
        if (who, fact) not in self._ends:
            raw = self.raw(fact, who)
            lowest, highest, partly = (self.code.constant(one) for one in (*ends(None), ends))
            low, high = self._new_ends(fact, who)
            self.code.lines += [
                f"if {raw}.__class__ is {KINDS[plain]}: {low} = {high} = {raw}{read}",
                f"elif {raw} is None: {low} = {lowest}; {high} = {highest}",
                f"else: {low}, {high} = {partly}({raw})",
            ]
        return self._ends[who, fact]

    def _new_ends(self, fact: str, who: str) -> Ends:
        number = len(self.code.lines)
        self._ends[who, fact] = f"low{number}", f"high{number}"
        return self._ends[who, fact]

    # -- tests -----------------------------------------------------------------------------------------------------------

    def looked_up(self, test: OneOf | Inside, who: str) -> Pair:
        """A test whose answers are kept in a table."""
        key = "answer", who, test
        answer = self.code.known(key)
        if answer is None:
            raw, table = self.raw(test.fact, who), self.code.constant(answers(test, self.scope.place))
            answer = self.code.once(key, f"{table}[{raw}]")
        return answer, f"{answer} is False"

    def passed(self, ends: Ends, order: Order, bound: Fraction, unit: TimeUnit, reached: AgeReached | None) -> Pair:
        """A comparison of the time since a day, or of an age: the day is no later than the last on which so much has passed."""
        low, high = ends
        match order:
            case Order.AT_LEAST:
                last = self._deadline(ceil(bound), unit, reached)
                return f"{high} <= {last}", f"{low} > {last}"
            case Order.BELOW:
                last = self._deadline(ceil(bound), unit, reached)
                return f"{low} > {last}", f"{high} <= {last}"
            case Order.ABOVE:
                last = self._deadline(floor(bound) + 1, unit, reached)
                return f"{high} <= {last}", f"{low} > {last}"
            case Order.AT_MOST:
                last = self._deadline(floor(bound) + 1, unit, reached)
                return f"{low} > {last}", f"{high} <= {last}"
            case _:
                assert_never(order)

    def _deadline(self, number: int, unit: TimeUnit, reached: AgeReached | None) -> str:
        """The ordinal of the last day since which so much time has passed."""
        if self._deadlines is None:
            deadlines = Deadlines()
            self._deadlines = deadlines, self.code.variable(f"{self.code.constant(deadlines)}[day]")
        deadlines, of_the_day = self._deadlines
        key = number, unit, reached
        if key not in deadlines.wanted:
            deadlines.wanted.append(key)
        return self.code.once(("deadline", key), f"{of_the_day}[{deadlines.wanted.index(key)}]")


def ordered(ends: Ends, order: Order, bound: str) -> Pair:
    """A comparison of what lies between two ends with a constant."""
    low, high = ends
    match order:
        case Order.AT_LEAST:
            return f"{low} >= {bound}", f"{high} < {bound}"
        case Order.AT_MOST:
            return f"{high} <= {bound}", f"{low} > {bound}"
        case Order.ABOVE:
            return f"{low} > {bound}", f"{high} <= {bound}"
        case Order.BELOW:
            return f"{high} < {bound}", f"{low} >= {bound}"
        case _:
            assert_never(order)
