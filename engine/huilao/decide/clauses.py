"""Conditions as strata of Horn clauses: what forward chaining can derive as surely so.

`not` is pushed down to the tests, conditions become disjunctive normal form, and every term (and every part that would
multiply into too many clauses) becomes a proposition of its own, derived in an earlier stratum. A clause fires on known
facts only; so what is derived is what surely holds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any as Anything
from typing import assert_never

from ..language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test, walk
from ..language.facts import Fact, FactType, Vocabulary
from ..language.meaning import Person, age_on, has_passed, within
from ..language.policy import AgeReached, DefinedTerm
from ..language.truth import Truth

MAX_PRODUCT = 8
"""Clauses that a conjunction may multiply into before its parts become propositions of their own."""

Extract = Callable[[Person, date], Anything]
"""A property of the message from a person and a day; None where it is unknown."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A comparison of one property of the message with a constant; INVARIANT: false where the property is absent."""

    property: str
    operator: str
    """As durable-rules has it: `$eq`, `$neq`, `$gte`, `$gt`, `$lte` or `$lt`."""
    value: bool | int | str


Clause = frozenset[Literal]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a ruleset's conditions are read in."""

    terms: Mapping[str, DefinedTerm]
    place: str
    age_reached: AgeReached


@dataclass(frozen=True)
class Program:
    """Clauses by stratum, each with what it derives, and how the properties come from a person."""

    strata: tuple[Mapping[Clause, tuple[str, ...]], ...]
    properties: Mapping[str, Extract]
    goals: Mapping[str, tuple[str, ...]]
    """For each proposition the goals that it is (equal conditions of several benefits are derived once)."""


def build_program(goals: Sequence[tuple[str, Condition, Scope]], facts: Vocabulary) -> Program:
    """The program that derives the name of each goal whose condition surely holds."""
    return _Builder(facts).program(goals)


class _Builder:
    def __init__(self, facts: Vocabulary) -> None:
        self.facts = facts
        self.properties: dict[str, Extract] = {}
        self.names: dict[tuple[Anything, ...], str] = {}
        self.thresholds: dict[str, list[Decimal]] = {}
        self.rules: dict[str, frozenset[Clause]] = {}
        self.stratum: dict[str, int] = {}
        self.meanings: dict[tuple[Anything, ...], int] = {}
        self.term_keys: dict[tuple[int, str], int] = {}

    def program(self, goals: Sequence[tuple[str, Condition, Scope]]) -> Program:
        by_proposition: dict[str, list[str]] = {}
        self.collect_thresholds(goals)
        for name, condition, scope in goals:
            by_proposition.setdefault(self.proposition(condition, True, "", scope), []).append(name)
        strata: list[dict[Clause, list[str]]] = [{} for _ in range(max(self.stratum.values(), default=-1) + 1)]
        for name, clauses in self.rules.items():
            for clause in clauses:
                strata[self.stratum[name]].setdefault(clause, []).append(name)
        return Program(
            tuple({clause: tuple(names) for clause, names in one.items()} for one in strata),
            self.properties,
            {name: tuple(goals) for name, goals in by_proposition.items()},
        )

    def collect_thresholds(self, goals: Sequence[tuple[str, Condition, Scope]]) -> None:
        """The numbers that each number fact is compared with: a value goes into the message as its rank among them,
        since the engine's own numbers are binary.
        """
        seen: dict[str, set[Decimal]] = {}
        conditions = [condition for _, condition, _ in goals]
        conditions += [term.condition for scope in {id(one): one for _, _, one in goals}.values() for term in scope.terms.values()]
        for condition in conditions:
            for part in walk(condition):
                if isinstance(part, Test) and self.facts[part.fact].type is FactType.NUMBER:
                    seen.setdefault(part.fact, set()).update(value for value in part.values if isinstance(value, Decimal))
        self.thresholds = {fact: sorted(values) for fact, values in seen.items()}

    # -- propositions --------------------------------------------------------------------------------------------

    def meaning(self, condition: Condition, scope: Scope) -> tuple[Anything, ...]:
        """A key that is equal for conditions that mean the same in their scopes."""
        tests = [part for part in walk(condition) if isinstance(part, Test)]
        place = scope.place if any(part.fact in ("lives_here", "registered_here") for part in tests) else ""
        age = scope.age_reached if any(part.fact == "age" for part in tests) else None
        terms = tuple(sorted({(part.name, self.term_key(part.name, scope)) for part in walk(condition) if isinstance(part, Term)}))
        return condition, place, age, terms

    def term_key(self, name: str, scope: Scope) -> int:
        """A number for what a term means in a scope."""
        kept = self.term_keys.get((id(scope), name))
        if kept is None:
            key = self.meaning(scope.terms[name].condition, scope)
            kept = self.term_keys[id(scope), name] = self.meanings.setdefault(key, len(self.meanings))
        return kept

    def proposition(self, condition: Condition, positive: bool, who: str, scope: Scope) -> str:
        """The name of what is derived where the condition surely holds (or, not `positive`, surely does not)."""
        key = ("proposition", *self.meaning(condition, scope), positive, who)
        if key not in self.names:
            name = self.names[key] = f"d{len(self.names)}"
            clauses = frozenset(self.clauses(condition, positive, who, scope))
            self.rules[name] = clauses
            below = [self.stratum[literal.property] for clause in clauses for literal in clause if literal.property in self.stratum]
            self.stratum[name] = max(below, default=-1) + 1
        return self.names[key]

    def derived(self, condition: Condition, positive: bool, who: str, scope: Scope) -> list[Clause]:
        return [frozenset([Literal(self.proposition(condition, positive, who, scope), "$eq", True)])]

    def clauses(self, condition: Condition, positive: bool, who: str, scope: Scope) -> list[Clause]:
        """The disjunctive normal form of a condition or of its contrary."""
        match condition:
            case All(parts):
                join = self.conjunction if positive else self.disjunction
                return join(parts, positive, who, scope)
            case Any(parts):
                join = self.disjunction if positive else self.conjunction
                return join(parts, positive, who, scope)
            case Not(part):
                return self.clauses(part, not positive, who, scope)
            case Count():
                return self.clauses(as_choices(condition), positive, who, scope)
            case Test():
                return self.test(condition, positive, who, scope)
            case Term(name):
                return self.derived(scope.terms[name].condition, positive, who, scope)
            case About(fact, part):
                return self.clauses(part, positive, fact, scope)
            case _:
                assert_never(condition)

    def disjunction(self, parts: Sequence[Condition], positive: bool, who: str, scope: Scope) -> list[Clause]:
        return list(dict.fromkeys(clause for part in parts for clause in self.clauses(part, positive, who, scope)))

    def conjunction(self, parts: Sequence[Condition], positive: bool, who: str, scope: Scope) -> list[Clause]:
        forms = [self.clauses(part, positive, who, scope) for part in parts]
        if prod(len(form) for form in forms) > MAX_PRODUCT:
            forms = [form if len(form) <= 1 else self.derived(part, positive, who, scope) for form, part in zip(forms, parts, strict=True)]
        return list(dict.fromkeys(frozenset[Literal]().union(*chosen) for chosen in product(*forms)))

    # -- tests ---------------------------------------------------------------------------------------------------

    def property(self, key: tuple[Anything, ...], extract: Extract) -> str:
        """The name of a property, which `extract` works out."""
        if key not in self.names:
            self.names[key] = f"p{len(self.names)}"
            self.properties[self.names[key]] = extract
        return self.names[key]

    def test(self, test: Test, positive: bool, who: str, scope: Scope) -> list[Clause]:
        fact = self.facts[test.fact]
        if fact.name == "age":
            reached, ages = scope.age_reached, self.thresholds[fact.name]
            name = self.property(("age", who, reached), _of(who, "birth_date", lambda birth, day: _rank(ages, age_on(day, birth, reached))))
            return _comparison(name, test.operator, [_rank(ages, value) for value in test.values], positive)
        if fact.derived_from is not None:
            wanted = (test.values == (True,)) == positive
            return self.truth(who, fact.derived_from, (scope.place,), wanted)
        match fact.type:
            case FactType.YES_NO:
                name = self.property((who, fact.name), _of(who, fact.name, lambda value, _: value))
                return _one(Literal(name, "$eq", (test.values == (True,)) == positive))
            case FactType.NUMBER:
                ranks = self.thresholds[fact.name]
                name = self.property((who, fact.name), _of(who, fact.name, lambda value, _: _rank(ranks, value)))
                return _comparison(name, test.operator, [_rank(ranks, value) for value in test.values], positive)
            case FactType.DATE:
                return self.date(test, positive, who)
            case FactType.CHOICE | FactType.SCALE:
                order = {code.code: rank for rank, code in enumerate(fact.codes)}
                name = self.property((who, fact.name), _of(who, fact.name, lambda value, _: order[value]))
                return _comparison(name, test.operator, [order[str(value)] for value in test.values], positive, len(order))
            case FactType.SET:
                return self.set(fact, test, positive, who)
            case FactType.PLACE:
                if test.operator is Operator.WITHIN:
                    return self.truth(who, fact.name, tuple(str(value) for value in test.values), positive)
                name = self.property((who, fact.name), _of(who, fact.name, lambda value, _: value))
                return _comparison(name, test.operator, list(test.values), positive)
            case FactType.PERSON:
                raise AssertionError(test)
            case _:
                assert_never(fact.type)

    def truth(self, who: str, fact: str, places: tuple[str, ...], wanted: bool) -> list[Clause]:
        """Whether a place lies inside one of these; it may be known too coarsely to say."""

        def inside(code: str, _: date) -> bool | None:
            truths = [within(code, place) for place in places]
            return True if Truth.YES in truths else None if Truth.UNKNOWN in truths else False

        return _one(Literal(self.property(("inside", who, fact, places), _of(who, fact, inside)), "$eq", wanted))

    def date(self, test: Test, positive: bool, who: str) -> list[Clause]:
        duration = test.values[0]
        if isinstance(duration, Duration):
            passed = self.property(
                ("passed", who, test.fact, duration), _of(who, test.fact, lambda value, day: has_passed(value, duration, day))
            )
            return _one(Literal(passed, "$eq", positive))
        name = self.property((who, test.fact), _of(who, test.fact, lambda value, _: value.toordinal()))
        return _comparison(name, test.operator, [value.toordinal() for value in test.values if isinstance(value, date)], positive)

    def set(self, fact: Fact, test: Test, positive: bool, who: str) -> list[Clause]:
        """A set becomes one yes/no property for each of its codes."""
        literals: list[tuple[str, bool]] = []
        for code in test.values:
            has = self.property((who, fact.name, code), _of(who, fact.name, lambda value, _, code=code: code in value))
            literals.append((has, test.operator is not Operator.HAS_NONE))
        every = (test.operator is not Operator.HAS_ANY) == positive
        wanted = [Literal(name, "$eq", value == positive) for name, value in literals]
        return [frozenset(wanted)] if every else [frozenset([literal]) for literal in wanted]


def as_choices(count: Count) -> Condition:
    """A count by `all` and `any` alone: of the first part and so many of the rest, or so many of the rest."""
    bounds: list[Condition] = []
    if count.at_least is not None:
        bounds.append(_at_least(count.at_least, count.parts))
    if count.at_most is not None:
        bounds.append(Not(_at_least(count.at_most + 1, count.parts)))
    return bounds[0] if len(bounds) == 1 else All(tuple(bounds))


def _at_least(number: int, parts: tuple[Condition, ...]) -> Condition:
    if number <= 0:
        return All(())
    if number > len(parts):
        return Any(())
    if number == len(parts):
        return All(parts)
    first, rest = parts[0], parts[1:]
    return Any((All((first, _at_least(number - 1, rest))), _at_least(number, rest)))


def _of(who: str, fact: str, extract: Callable[[Anything, date], Anything]) -> Extract:
    def read(person: Person, day: date) -> Anything:
        about: Person = (person.get(who) or {}) if who else person
        value = about.get(fact)
        return None if value is None else extract(value, day)

    return read


def _rank(thresholds: Sequence[Decimal], value: Anything) -> int:
    """Odd at a threshold, even between two: compares with the thresholds' ranks as the number with them."""
    index = bisect_left(thresholds, value)
    return 2 * index + (1 if index < len(thresholds) and thresholds[index] == value else 0)


def _one(literal: Literal) -> list[Clause]:
    return [frozenset([literal])]


def _comparison(name: str, operator: Operator, values: Sequence[Anything], positive: bool, size: int | None = None) -> list[Clause]:
    """Clauses for a comparison of a property with values or for its contrary; `size` is the number of codes, where the
    values are ranks of codes.
    """
    match operator:
        case Operator.AT_LEAST:
            return _one(Literal(name, "$gte" if positive else "$lt", values[0]))
        case Operator.AT_MOST:
            return _one(Literal(name, "$lte" if positive else "$gt", values[0]))
        case Operator.ABOVE:
            return _one(Literal(name, "$gt" if positive else "$lte", values[0]))
        case Operator.BELOW:
            return _one(Literal(name, "$lt" if positive else "$gte", values[0]))
        case Operator.BETWEEN:
            low, high = values
            if positive:
                return [frozenset([Literal(name, "$gte", low), Literal(name, "$lte", high)])]
            return [*_one(Literal(name, "$lt", low)), *_one(Literal(name, "$gt", high))]
        case _:
            if (operator is Operator.ONE_OF) == positive:
                others = [rank for rank in range(size or 0) if rank not in values]
                if size is not None and len(values) > 1:  # one clause, whatever the number of values
                    return [frozenset(Literal(name, "$neq", rank) for rank in others) or frozenset([Literal(name, "$gte", 0)])]
                return [clause for value in values for clause in _one(Literal(name, "$eq", value))]
            return [frozenset(Literal(name, "$neq", value) for value in values)]
