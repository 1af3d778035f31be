"""Conditions as formulas for the SMT solver Z3, about a person of whom nothing is said.

A condition becomes two formulas, *surely yes* and *surely no*; neither holds where it is unknown. The person's facts are
variables that may be unknown, bound to what a profile may say: the codes and bounds of facts, no birth after the day, and
`only_if`. What a test says of a single value is asked of `meaning`.

L. de Moura, N. Bjørner: Z3: An Efficient SMT Solver, TACAS 2008.
"""

from __future__ import annotations

import importlib
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any as Anything
from typing import Protocol, assert_never

from ..errors import MissingExtraError
from ..language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test, walk
from ..language.facts import Fact, FactType, Vocabulary
from ..language.meaning import LEVELS, Person, Situation, born_by, division, passed_since, truth_of
from ..language.policy import Benefit, Rules, Ruleset
from ..language.truth import Truth

try:
    z3: Anything = importlib.import_module("z3")
except ImportError as error:
    raise MissingExtraError("z3-solver", "verify") from error

Formula = Anything
"""A `z3.BoolRef`."""


@dataclass(frozen=True, slots=True)
class Pair:
    """When a condition surely holds, and when it surely does not."""

    yes: Formula
    no: Formula


ALWAYS = Pair(z3.BoolVal(True), z3.BoolVal(False))
NEVER = Pair(z3.BoolVal(False), z3.BoolVal(True))


def both(pairs: Iterable[Pair]) -> Pair:
    """Every one of these."""
    found = list(pairs)
    return Pair(z3.And([one.yes for one in found]), z3.Or([one.no for one in found]))


def either(pairs: Iterable[Pair]) -> Pair:
    """At least one of these."""
    found = list(pairs)
    return Pair(z3.Or([one.yes for one in found]), z3.And([one.no for one in found]))


def opposite(pair: Pair) -> Pair:
    """Not this."""
    return Pair(pair.no, pair.yes)


def counted(pairs: Sequence[Pair], at_least: int | None, at_most: int | None) -> Pair:
    """So many of these."""
    number = len(pairs)
    bounds: list[Pair] = []
    if at_least is not None:
        bounds.append(Pair(_at_least([one.yes for one in pairs], at_least), _at_least([one.no for one in pairs], number - at_least + 1)))
    if at_most is not None:
        bounds.append(Pair(_at_least([one.no for one in pairs], number - at_most), _at_least([one.yes for one in pairs], at_most + 1)))
    return both(bounds)


def _at_least(formulas: Sequence[Formula], number: int) -> Formula:
    return z3.BoolVal(number <= 0) if number <= 0 or number > len(formulas) else z3.AtLeast(*formulas, number)


class Variable(Protocol):
    """One fact of the person."""

    known: Formula

    def pair(self, test: Test, situation: Situation) -> Pair:
        """What a test says of it."""
        ...

    def value(self, model: Anything) -> Anything:
        """Its value in a model of the solver, of a known one."""
        ...


class Somebody:
    """The variables of one person, made as conditions ask for them, and what binds them."""

    def __init__(self, facts: Vocabulary, as_of: date, places: Collection[str]) -> None:
        """`places` are the divisions that rules tell apart."""
        self.facts = facts
        self.as_of = as_of
        self.places = _places_among(places)
        self.variables: dict[tuple[str, str], Variable] = {}
        self.bounds: list[Formula] = []
        """What binds the variables made so far."""
        self.tidy: list[Formula] = []
        """What binds people who make sense at a glance: nothing known whose precondition is not known to hold."""
        self._plain = Encoder(self, Situation(as_of, "", {}, facts))

    def variable(self, who: str, name: str) -> Variable:
        """A fact of the person, or (`who`) of the one whom a fact of theirs names."""
        if (who, name) not in self.variables:
            fact = self.facts[name]
            variable = self.variables[who, name] = self._made(fact, f"{who}.{name}")
            if fact.only_if is not None:
                before = self._plain.pair(fact.only_if, who)
                self.bounds.append(z3.Implies(variable.known, z3.Not(before.no)))
                self.tidy.append(z3.Implies(variable.known, before.yes))
        return self.variables[who, name]

    def person(self, model: Anything) -> Person:
        """The person of a model, with what is known of them."""
        found: dict[str, Anything] = {}
        for (who, name), variable in self.variables.items():
            if z3.is_true(model.eval(variable.known)):
                (found.setdefault(who, {}) if who else found)[name] = variable.value(model)
        return found

    def _made(self, fact: Fact, name: str) -> Variable:
        match fact.type:
            case FactType.YES_NO:
                return _OneOf(fact.name, name, (True, False), self.bounds)
            case FactType.NUMBER:
                return _Number(fact, name, self.bounds)
            case FactType.DATE:
                return _Day(name, self.as_of if fact.name == "birth_date" else date.max, self.bounds)
            case FactType.CHOICE | FactType.SCALE:
                return _OneOf(fact.name, name, [code.code for code in fact.codes], self.bounds)
            case FactType.SET:
                return _Codes(fact, name, self.bounds)
            case FactType.PLACE:
                return _OneOf(fact.name, name, self.places, self.bounds)
            case FactType.PERSON:
                raise AssertionError(fact)
            case _:
                assert_never(fact.type)


class _OneOf:
    """A fact with a few values: each is a yes/no variable, of which at most one holds."""

    def __init__(self, fact: str, name: str, values: Sequence[Anything], bounds: list[Formula]) -> None:
        self.fact = fact
        self.chosen = {value: z3.Bool(f"{name}={value}") for value in values}
        self.known = z3.Or(list(self.chosen.values()))
        bounds.append(z3.AtMost(*self.chosen.values(), 1))

    def pair(self, test: Test, situation: Situation) -> Pair:
        fact = situation.facts[self.fact]
        codes = {code.code for code in fact.codes} or self.chosen.keys()  # another version may have others
        truths = {value: truth_of(test, {self.fact: value}, situation) for value in self.chosen if value in codes}
        yes, no = (z3.Or([self.chosen[value] for value, truth in truths.items() if truth is one]) for one in (Truth.YES, Truth.NO))
        return Pair(yes, no)

    def value(self, model: Anything) -> Anything:
        return next(value for value, chosen in self.chosen.items() if z3.is_true(model.eval(chosen)))


class _Codes:
    """A set of codes: each is a yes/no variable."""

    def __init__(self, fact: Fact, name: str, bounds: list[Formula]) -> None:
        self.known = z3.Bool(f"{name}?")
        self.has = {code.code: z3.Bool(f"{name}:{code.code}") for code in fact.codes}
        bounds.append(z3.Implies(z3.Or(list(self.has.values())), self.known))

    def pair(self, test: Test, situation: Situation) -> Pair:
        codes = {code.code for code in situation.facts[test.fact].codes}
        known = z3.And(self.known, *(z3.Not(has) for code, has in self.has.items() if code not in codes))  # another version has others
        asked = [self.has[str(value)] for value in test.values]
        holds = z3.And(asked) if test.operator is Operator.HAS_ALL else z3.Or(asked)
        pair = Pair(z3.And(known, holds), z3.And(known, z3.Not(holds)))
        return opposite(pair) if test.operator is Operator.HAS_NONE else pair

    def value(self, model: Anything) -> Anything:
        return frozenset(code for code, has in self.has.items() if z3.is_true(model.eval(has)))


class _Ordered:
    """A fact on a line: a known flag and an arithmetic variable."""

    known: Formula
    line: Anything

    def compared(self, operator: Operator, values: Sequence[Anything]) -> Pair:
        """The comparison of the variable with numbers of its kind."""
        match operator:
            case Operator.AT_LEAST:
                holds = self.line >= values[0]
            case Operator.AT_MOST:
                holds = self.line <= values[0]
            case Operator.ABOVE:
                holds = self.line > values[0]
            case Operator.BELOW:
                holds = self.line < values[0]
            case Operator.BETWEEN:
                holds = z3.And(self.line >= values[0], self.line <= values[1])
            case Operator.ONE_OF:
                holds = z3.Or([self.line == value for value in values])
            case Operator.NONE_OF:
                holds = z3.And([self.line != value for value in values])
            case _:
                raise AssertionError(operator)
        return self.if_known(holds)

    def if_known(self, holds: Formula) -> Pair:
        return Pair(z3.And(self.known, holds), z3.And(self.known, z3.Not(holds)))


class _Number(_Ordered):
    """A number within the bounds of its fact."""

    def __init__(self, fact: Fact, name: str, bounds: list[Formula]) -> None:
        self.known = z3.Bool(f"{name}?")
        self.line = z3.Real(name)
        if fact.minimum is not None:
            bounds.append(self.line >= _real(fact.minimum))
        if fact.maximum is not None:
            bounds.append(self.line <= _real(fact.maximum))

    def pair(self, test: Test, situation: Situation) -> Pair:  # noqa: ARG002  # as the protocol has it
        return self.compared(test.operator, [_real(value) for value in test.values])

    def value(self, model: Anything) -> Anything:
        fraction: Fraction = model.eval(self.line, model_completion=True).as_fraction()
        return Decimal(fraction.numerator) / fraction.denominator


class _Day(_Ordered):
    """A date, as the number of the day; an age is a bound on the day of birth, a time passed one on the day since when."""

    def __init__(self, name: str, last: date, bounds: list[Formula]) -> None:
        self.known = z3.Bool(f"{name}?")
        self.line = z3.Int(name)
        bounds += [self.line >= date.min.toordinal(), self.line <= last.toordinal()]

    def pair(self, test: Test, situation: Situation) -> Pair:
        if test.fact == "age":
            return self.aged(test.operator, test.values, situation)
        if test.operator is Operator.FOR_AT_LEAST:
            duration = test.values[0]
            assert isinstance(duration, Duration)
            return self.by(passed_since(duration, situation.as_of))
        return self.compared(test.operator, [value.toordinal() for value in test.values if isinstance(value, date)])

    def aged(self, operator: Operator, ages: Sequence[Anything], situation: Situation) -> Pair:
        """A comparison of the age, in completed years, which is at least `n` for those born by a certain day."""

        def at_least(years: int) -> Pair:
            return self.by(born_by(years, situation.as_of, situation.age_reached))

        whole = [int(age // 1) for age in ages]
        up = [number if number == age else number + 1 for number, age in zip(whole, ages, strict=True)]
        match operator:
            case Operator.AT_LEAST:
                return at_least(up[0])
            case Operator.AT_MOST:
                return opposite(at_least(whole[0] + 1))
            case Operator.ABOVE:
                return at_least(whole[0] + 1)
            case Operator.BELOW:
                return opposite(at_least(up[0]))
            case Operator.BETWEEN:
                return both((at_least(up[0]), opposite(at_least(whole[1] + 1))))
            case Operator.ONE_OF:
                exact = [number for number, age in zip(whole, ages, strict=True) if number == age]
                pairs = [both((at_least(number), opposite(at_least(number + 1)))) for number in exact]
                return Pair(z3.Or([one.yes for one in pairs]), z3.And(self.known, *(one.no for one in pairs)))
            case Operator.NONE_OF:
                return opposite(self.aged(Operator.ONE_OF, ages, situation))
            case _:
                raise AssertionError(operator)

    def by(self, day: date | None) -> Pair:
        """Known to be on a day or earlier; never where there is no such day."""
        return self.if_known(z3.BoolVal(False) if day is None else self.line <= day.toordinal())

    def value(self, model: Anything) -> Anything:
        return date.fromordinal(model.eval(self.line, model_completion=True).as_long())


class Encoder:
    """Conditions of one situation as formulas about somebody."""

    def __init__(self, somebody: Somebody, situation: Situation) -> None:
        self.somebody = somebody
        self.situation = situation
        self._known: dict[tuple[str, Test | Term], Pair] = {}

    def pair(self, condition: Condition, who: str = "") -> Pair:
        """When a condition surely holds and surely does not, of the person or (`who`) of one whom they name."""
        match condition:
            case All(parts):
                return both(self.pair(part, who) for part in parts)
            case Any(parts):
                return either(self.pair(part, who) for part in parts)
            case Not(part):
                return opposite(self.pair(part, who))
            case Count(at_least, at_most, parts):
                return counted([self.pair(part, who) for part in parts], at_least, at_most)
            case Test():
                if (who, condition) not in self._known:
                    fact = self.situation.facts[condition.fact]
                    variable = self.somebody.variable(who, fact.derived_from or fact.name)
                    self._known[who, condition] = variable.pair(condition, self.situation)
                return self._known[who, condition]
            case Term(name):
                if (who, condition) not in self._known:
                    self._known[who, condition] = self.pair(self.situation.terms[name], who)
                return self._known[who, condition]
            case About(fact, part):
                return self.pair(part, fact)
            case _:
                assert_never(condition)


def _real(value: Anything) -> Anything:
    return z3.RealVal(str(Fraction(value)))


def _places_among(places: Collection[str]) -> tuple[str, ...]:
    """A place of every kind that tests on these can tell apart: each, those around it, and beside and inside them others."""
    named = {code[:digits] for code in map(division, places) for digits in LEVELS if digits <= len(code)}
    named |= {division(place) for place in places}
    others = {code + _free(len(code), code, named) for code in named if len(code) < LEVELS[-1]}
    return (*sorted(named), *sorted(others), _free(0, "", named) + "0102")


def _free(digits: int, code: str, named: Container[str]) -> str:
    """The digits of a division one level below a code that is not among those named."""
    width = next(level for level in LEVELS if level > digits) - digits
    return next(one for number in range(11 if not code else 1, 10**width) if code + (one := str(number).rjust(width, "0")) not in named)


def relevant_places(rules: Rules) -> frozenset[str]:
    """The divisions that a rule book tells apart."""
    named = {place for conditions in map(_conditions, rules.rulesets.values()) for place in _places_in(conditions, rules.facts)}
    return frozenset(map(division, {*named, *rules.places, *(one.document.place for one in rules.rulesets.values())}))


def _conditions(ruleset: Ruleset) -> Iterator[Condition]:
    for one in (*ruleset.terms.values(), *ruleset.benefits):
        yield one.condition
        yield from (reading.condition for reading in one.readings)
        if isinstance(one, Benefit) and one.levels:
            yield from (row.condition for row in one.levels.rows)


def _places_in(conditions: Iterable[Condition], facts: Mapping[str, Fact]) -> Iterator[str]:
    """The divisions that conditions name."""
    for condition in conditions:
        for part in walk(condition):
            if isinstance(part, Test) and facts[part.fact].type is FactType.PLACE:
                yield from (str(value) for value in part.values)
