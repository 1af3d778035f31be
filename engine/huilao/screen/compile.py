"""Conditions to formulas over the columns of checked facts.

What the day decides is worked out here: an age becomes a comparison with a birth date, time that has passed one with a
date, a place a range of numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from math import ceil, floor
from typing import assert_never

from ..language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test
from ..language.facts import Fact, FactType
from ..language.meaning import LEVELS, Situation, born_by, division, passed_since, test_truth, within
from ..language.truth import Truth
from .columns import place_number
from .formula import NO, YES, Column, Compare, Inside, Sign, Table

TIES = ("residence", "household_registration")
"""The places that tie a person to a ruleset."""


def column_of(fact: Fact, who: str) -> str:
    """The column of a fact about a person, of a worked-out one that of its source; of a set it begins those of its codes."""
    source = fact.derived_from or fact.name
    return f"{who}/{source}" if who else source


class Compiler:
    """Makes formulas of the conditions of one ruleset, in a table that other rulesets share."""

    def __init__(self, situation: Situation, table: Table) -> None:
        self.situation = situation
        self.table = table
        self._terms: dict[tuple[str, str], int] = {}

    def formula(self, condition: Condition, who: str = "") -> int:
        """The number of a condition's formula about a person (`""`, or the fact that names the person).

        Raises KeyError for a fact or term that the situation does not have.
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
            case Test():
                return self.test(condition, who)
            case Term(name):
                if (name, who) not in self._terms:
                    self._terms[name, who] = self.formula(self.situation.terms[name], who)
                return self._terms[name, who]
            case About(fact, part):
                return self.formula(part, fact)
            case _:
                assert_never(condition)

    def concern(self) -> int:
        """The formula, never null, that the ruleset can concern a person: that a tie lies inside its place or may do so."""
        if not all(fact in self.situation.facts for fact in TIES):
            return YES
        near = self.table.some([self.inside(fact, self.situation.place) for fact in TIES])
        return self.table.some([near, self.table.open(near)])

    def test(self, test: Test, who: str) -> int:
        """The formula of one test."""
        fact = self.situation.facts[test.fact]
        name = column_of(fact, who)
        if fact.name == "age":
            return self.age(name, test)
        if fact.derived_from is not None:
            here = self.inside(name, self.situation.place)
            return here if test.values == (True,) else self.table.contrary(here)
        match fact.type:
            case FactType.YES_NO:
                column = self.table.add(Column(name))
                return column if test.values == (True,) else self.table.contrary(column)
            case FactType.NUMBER:
                return self.ordered(name, test)
            case FactType.DATE:
                [value, *_] = test.values
                return (
                    self.up_to(name, passed_since(value, self.situation.as_of)) if isinstance(value, Duration) else self.ordered(name, test)
                )
            case FactType.CHOICE | FactType.SCALE:
                return self.code(name, fact, test)
            case FactType.SET:
                codes = [self.table.add(Column(f"{name}/{code}")) for code in test.values]
                found = self.table.every(codes) if test.operator is Operator.HAS_ALL else self.table.some(codes)
                return self.table.contrary(found) if test.operator is Operator.HAS_NONE else found
            case FactType.PLACE:
                return self.place(name, test)
            case FactType.PERSON:
                raise AssertionError(test)
            case _:
                assert_never(fact.type)

    def ordered(self, name: str, test: Test) -> int:
        """A number or a date compared."""
        values = [value for value in test.values if isinstance(value, Decimal | date)]

        def compare(sign: Sign, value: Decimal | date) -> int:
            return self.table.add(Compare(name, sign, value))

        match test.operator:
            case Operator.AT_LEAST:
                return compare(">=", values[0])
            case Operator.AT_MOST:
                return compare("<=", values[0])
            case Operator.ABOVE:
                return compare(">", values[0])
            case Operator.BELOW:
                return compare("<", values[0])
            case Operator.BETWEEN:
                return self.table.every([compare(">=", values[0]), compare("<=", values[1])])
            case _:
                return self.among(test, (compare("==", value) for value in values))

    def among(self, test: Test, equal: Iterable[int]) -> int:
        """One of some values, or none of them."""
        found = self.table.some(list(equal))
        return found if test.operator is Operator.ONE_OF else self.table.contrary(found)

    def age(self, name: str, test: Test) -> int:
        """An age in completed years compared, by the birth date."""
        values = [value for value in test.values if isinstance(value, Decimal)]

        def reached(years: int) -> int:
            return self.up_to(name, born_by(years, self.situation.as_of, self.situation.age_reached))

        def between(low: int, high: int) -> int:
            return self.table.every([reached(low), self.table.contrary(reached(high + 1))])

        match test.operator:
            case Operator.AT_LEAST:
                return reached(ceil(values[0]))
            case Operator.AT_MOST:
                return self.table.contrary(reached(floor(values[0]) + 1))
            case Operator.ABOVE:
                return reached(floor(values[0]) + 1)
            case Operator.BELOW:
                return self.table.contrary(reached(ceil(values[0])))
            case Operator.BETWEEN:
                return between(ceil(values[0]), floor(values[1]))
            case _:
                never = self.table.known(name, False)
                return self.among(test, (between(int(one), int(one)) if one == int(one) else never for one in values))

    def up_to(self, name: str, last: date | None) -> int:
        """Whether a date is not later than this one; none is where it lies before the calendar."""
        return self.table.known(name, False) if last is None else self.table.add(Compare(name, "<=", last))

    def code(self, name: str, fact: Fact, test: Test) -> int:
        """A code of a choice or scale: one of those for which the test holds, or none of the others where they are fewer."""
        holding = [one.code for one in fact.codes if test_truth(test, one.code, self.situation) is Truth.YES]
        others = [one.code for one in fact.codes if one.code not in holding]
        if not holding or not others:
            return self.table.known(name, bool(holding))

        def among(codes: list[str]) -> int:
            return self.table.some([self.table.add(Compare(name, "==", code)) for code in codes])

        return among(holding) if len(holding) <= len(others) else self.table.contrary(among(others))

    def place(self, name: str, test: Test) -> int:
        """A place inside some divisions, or one of some."""
        places = [str(value) for value in test.values]
        if test.operator is Operator.WITHIN:
            return self.table.some([self.inside(name, place) for place in places])
        nowhere = self.table.known(name, False)
        codes = [place if division(place) == place and len(place) in LEVELS else None for place in places]
        return self.among(test, (self.table.add(Compare(name, "==", place_number(code))) if code else nowhere for code in codes))

    def inside(self, name: str, place: str) -> int:
        """A place inside a division: its number in a range; unknown for the divisions around that one."""
        outer = division(place)
        low, high = (int(outer.ljust(LEVELS[-1], digit)) for digit in "09")
        around = [outer[:digits] for digits in LEVELS if digits < len(outer)]
        coarse = tuple(place_number(one) for one in around if within(one, outer) is Truth.UNKNOWN)
        return self.table.add(Inside(name, low, high, coarse))
