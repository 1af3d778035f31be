"""A rule book of Huilao as the plain rules of `expressions.py`, and people as plain fields, for engines that know nothing of its language.

Ages, times passed, ranks, numbers set for a place and sums over a household are worked out beforehand and given as numbers; what a set
has and where a place lies as yes or no. So the others are asked less than Huilao, whose own time has all of that in it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, assert_never

from expressions import Amount, Kind, Rule, Task

from huilao import Rulebook, Truth
from huilao.language.condition import About, All, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Order, Term
from huilao.language.condition import Any as AnyOf
from huilao.language.facts import FactType
from huilao.language.interval import NOUGHT
from huilao.language.known import Among, Range
from huilao.language.meaning import measure, truth_of
from huilao.language.policy import Benefit, Hits, Levels
from huilao.language.quantity import Constant, First, Largest, Minus, Named, Plus, Quantity, Rank, Round, Rounding, Smallest, Times
from huilao.language.scope import Scope, Situation

SIGNS = {Order.AT_LEAST: ">=", Order.AT_MOST: "<=", Order.ABOVE: ">", Order.BELOW: "<"}
KNOWN_IN_PART = (Among, Range)
SLIGHTLY = 0.02
"""How much of a unit what floating point has come to may miss a whole one by before it is rounded (OpenFisca reckons in 32 bits)."""


class Flat:
    """The benefits of a rule book in force on a day, or of one of its rulesets; with what they pay, where that is asked."""

    def __init__(self, book: Rulebook, day: date, ruleset: str = "", *, amounts: bool = False) -> None:
        self.book, self.day, self.number = book, day, float if amounts else int
        self.fields: dict[str, Kind] = {}
        self.values: dict[str, Callable[[Any], Any]] = {}
        self.names: dict[Any, str] = {}
        self.terms: dict[str, Rule] = {}
        self.rules: dict[str, Rule] = {}
        self.amounts: dict[str, Amount] = {}
        self.partly: set[str] = set()
        """Facts that are compared as they are: who knows one of them in part has no plain value for it."""
        for engine in book.on(day).engines.values():
            for one in engine.ruleset.benefits:
                if one.full_name.startswith(ruleset) and engine.ruleset.in_force(one, day):
                    situation = engine.scope.on(day)
                    self.rules[one.full_name] = self.rule(one.condition, situation)
                    if amounts:
                        self.amounts[one.full_name] = self.paid(one, situation)
        self.task = Task(self.rules, self.fields, self.terms, self.amounts)

    def person(self, person: Any) -> dict[str, Any] | None:
        """The fields of a person whose facts were checked, None being unknown; nothing where a fact is known in part."""
        if any(isinstance(person.get(fact), KNOWN_IN_PART) for fact in self.partly):
            return None
        return {name: value(person) for name, value in self.values.items()}

    def add(self, key: Any, kind: Kind, value: Callable[[Any], Any]) -> str:
        """The field of something that is looked at."""
        if key not in self.names:
            self.names[key] = name = f"f{len(self.names)}"
            self.fields[name], self.values[name] = kind, value
        return self.names[key]

    # -- conditions

    def rule(self, condition: Condition, situation: Situation, about: str = "") -> Rule:
        """A condition; `about` is the fact that names the person of whom it speaks."""
        scope = situation.scope
        match condition:
            case All(parts):
                return ("all", *(self.rule(part, situation, about) for part in parts)) if parts else ("not", self.never())
            case AnyOf(parts):
                return ("any", *(self.rule(part, situation, about) for part in parts)) if parts else self.never()
            case Not(part):
                return ("not", self.rule(part, situation, about))
            case Term(name):
                return self.term(name, situation, about)
            case About(fact, part):
                return self.rule(part, situation, fact)
            case EntitledTo(names):
                return ("any", *(self.benefit(name, scope, situation.as_of) for name in names))
            case Compare(left, order, right) if not about and (bound := self.constant(right, situation)) is not None:
                return (self.quantity(left, situation), SIGNS[order], bound)
            case OneOf(fact, values) if not about and scope.facts[fact].type in (FactType.CHOICE, FactType.SCALE):
                self.partly.add(fact)
                name = self.add(fact, [code.code for code in scope.facts[fact].codes], lambda person: person.get(fact))
                return (name, "==", values[0]) if len(values) == 1 else (name, "in", values)
            case Compare() | OneOf() | Has() | Inside() | Count():
                whole = About(about, condition) if about else condition
                key = (condition, about, scope.place if isinstance(condition, Inside | Compare | Count) else "")
                return (self.add(key, bool, lambda person: TRUTHS[truth_of(whole, person, situation)]), "==", True)
            case _:
                assert_never(condition)

    def never(self) -> Rule:
        return (self.add("never", bool, lambda _: False), "==", True)

    def term(self, name: str, situation: Situation, about: str) -> Rule:
        """A word of a ruleset, which is worked out once."""
        key = f"t_{situation.scope.place}_{name}_{about}".replace("-", "_")
        if key not in self.terms:
            self.terms[key] = self.rule(situation.scope.terms[name].condition, situation, about)
        return ("term", key)

    def benefit(self, name: str, scope: Scope, day: date) -> Rule:
        """The sentence of another benefit."""
        benefit, ruleset, there = scope.promise(name)
        return self.rule(benefit.condition, there.on(day)) if ruleset.in_force(benefit, day) else self.never()

    def constant(self, quantity: Quantity, situation: Situation) -> Any:
        """A number that is the same for everybody, None where it is not."""
        if not isinstance(quantity, Constant) and not (isinstance(quantity, Rank) and quantity.code is not None):
            return None
        low, _ = measure(quantity, {}, situation)
        assert low is not None
        return self.number(low) if low.denominator == 1 else float(low)

    # -- quantities

    def quantity(self, quantity: Quantity, situation: Situation) -> str:
        """The field of a number that is given."""

        def value(person: Any) -> Any:
            found = measure(quantity, person, situation)
            if not found.settled:
                return None
            return self.number(found.low) if found.low.denominator == 1 else float(found.low)

        return self.add((quantity, situation.scope.place, situation.scope.age_reached), self.number, value)

    def amount(self, quantity: Quantity, situation: Situation) -> Amount:
        match quantity:
            case Constant(value):
                assert isinstance(value, Fraction)
                return ("number", float(value))
            case Named(name):
                return self.amount(situation.scope.quantities[name].value, situation)
            case Plus(parts):
                return ("plus", *(self.amount(part, situation) for part in parts))
            case Minus(whole, less):
                return ("minus", self.amount(whole, situation), self.amount(less, situation))
            case Times(parts):
                return ("times", *(self.amount(part, situation) for part in parts))
            case Smallest(parts):
                return ("smallest", *(self.amount(part, situation) for part in parts))
            case Largest(parts):
                return ("largest", *(self.amount(part, situation) for part in parts))
            case Round(part, to, mode):
                times = ("times", self.amount(part, situation), ("number", float(1 / to)))
                more = {Rounding.DOWN: SLIGHTLY, Rounding.HALF_UP: 0.5 + SLIGHTLY, Rounding.UP: 1 - SLIGHTLY}[mode]
                return ("times", ("down", ("plus", times, ("number", more))), ("number", float(to)))
            case First(rows):
                *some, last = rows
                found = self.amount(last.value, situation)
                for row in reversed(some):
                    assert row.when is not None
                    found = ("choose", self.task_rule(row.when, situation), self.amount(row.value, situation), found)
                return found
            case _:
                return ("field", self.quantity(quantity, situation))

    def task_rule(self, condition: Condition, situation: Situation) -> Rule:
        """A rule inside an amount, its terms written out."""
        return Task({}, {}, self.terms).written_out(self.rule(condition, situation))

    def paid(self, benefit: Benefit, situation: Situation) -> Amount:
        """What a benefit pays to somebody who has it, never below nought; nought where it pays nothing."""
        if benefit.pays is None:
            return ("number", 0.0)
        if benefit.levels is None:
            return ("largest", self.amount(benefit.pays.amount, situation), ("number", 0.0))
        return self.rows(benefit.levels, situation)

    def rows(self, levels: Levels, situation: Situation) -> Amount:
        """The row that counts; nought where there is none."""
        found: Amount = ("number", 0.0)
        for row in reversed(levels.rows):
            paid = ("largest", self.amount(row.amount or Constant(NOUGHT), situation), ("number", 0.0))
            rest = ("largest", paid, found) if levels.hits is Hits.HIGHEST else paid
            found = ("choose", self.task_rule(row.condition, situation), rest, found)
        return found


TRUTHS = {Truth.YES: True, Truth.NO: False, Truth.UNKNOWN: None}
EMPTY: dict[Any, Any] = {bool: False, int: -1, float: -1.0}


def filled(task: Task, person: dict[str, Any]) -> dict[str, Any]:
    """A person in whom what is unknown is no, nothing or a number below all others, for engines that know no unknown values."""
    return {
        name: (EMPTY.get(kind, "") if isinstance(kind, type) else "") if person[name] is None else person[name]
        for name, kind in task.fields.items()
    }
