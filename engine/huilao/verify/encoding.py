"""Conditions and quantities as formulas and expressions of the SMT solver Z3, about a person of whom nothing is said.

A condition becomes two formulas, *surely yes* and *surely no*; a quantity the ends of an interval, each of which may be open.
The person's facts are variables that may be unknown, bound to what a profile may say: the codes and bounds of facts, no birth
after the day, and `only_if`; so are those of the people of a list, which has so many places and no more. What a test says of a single value is asked of `meaning`. Of a fact it is known what it is, or
nothing: what is known in part is not looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from fractions import Fraction
from typing import Any as Anything
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Term
from ..language.distinct import distinct_places
from ..language.facts import Fact, FactType, Vocabulary
from ..language.known import Among, Holding, Path, Person
from ..language.meaning import Lookup, rank, share
from ..language.quantity import (
    BIRTH,
    Age,
    Constant,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Plus,
    Quantity,
    Rank,
    Round,
    Smallest,
    Standard,
    Sum,
    Times,
)
from ..language.quantity import Day as DayOf
from ..language.quantity import Number as NumberOf
from ..language.scope import Scope, Situation
from ..language.standards import PlaceOf
from .ends import Cases, Measured, compare, constant, first, in_all, largest, minus, plus, rounded, share_of, smallest, times
from .formulas import FALSE, TRUE, Formula, Pair, both, counted, either, every, negated, opposite, some, z3
from .people import PLACES
from .variables import Codes, Day, Number, OneFact, OneValue, People, Variable

WHOLE_COUNTRY = "000000"
"""A place of which no more is known."""


class Somebody:
    """The variables of one person, made as conditions ask for them, and what binds them."""

    def __init__(self, facts: Vocabulary, as_of: date, places: Collection[str], people: int = PLACES) -> None:
        """`places` are the divisions that rules tell apart, `people` so many as a list may have."""
        self.facts = facts
        self.people = people
        self.as_of = as_of
        self.named = sorted(places)
        self.places = (*distinct_places(self.named), WHOLE_COUNTRY)
        self.variables: dict[Path, Variable] = {}
        self.bounds: list[Formula] = []
        """What binds the variables made so far."""
        self.exact: list[Formula] = []
        """What binds people whose numbers have an end in decimals."""
        self.tidy: list[Formula] = []
        """What binds people who make sense at a glance: nothing known whose precondition is not known to hold."""
        self._plain = Encoder(self, Scope(facts).on(as_of))

    def variable(self, who: str, name: str) -> OneFact:
        """A fact of the person, or (`who`) of the one whom a fact of theirs names or lists."""
        path = Path(who, name)
        if path not in self.variables:
            fact = self.facts[name]
            variable = self.variables[path] = self._made(fact, f"{who}.{name}")
            if path.number is not None:
                self.bounds.append(z3.Implies(variable.known, self.listed(path.whose).there[path.number - 1]))
            if isinstance(variable, Number):
                self.exact.append(variable.exact)
            self._precondition(who, fact, variable.known)
            self._imply(who, fact)
        found = self.variables[path]
        assert not isinstance(found, People)
        return found

    def listed(self, name: str) -> People:
        """The people whom a fact of the person lists."""
        path = Path("", name)
        if path not in self.variables:
            people = self.variables[path] = People(name, self.people, self.bounds)
            self._precondition("", self.facts[name], people.known)
        found = self.variables[path]
        assert isinstance(found, People)
        return found

    def _precondition(self, who: str, fact: Fact, known: Formula) -> None:
        """Bind a fact to its `only_if`."""
        if fact.only_if is not None:
            before = self._plain.pair(fact.only_if, who)
            self.bounds.append(z3.Implies(known, opposite(before.no)))
            self.tidy.append(z3.Implies(known, before.yes))

    @property
    def knowns(self) -> list[Formula]:
        """When each of the facts is known, and each place of a list taken."""
        places = [there for one in self.variables.values() if isinstance(one, People) for there in one.there]
        return [*(one.known for one in self.variables.values()), *places]

    def _imply(self, who: str, fact: Fact) -> None:
        """Bind what the values of a fact say of others. Of a set of which some codes are implied nothing may be known either:
        what is known in part is not looked at.
        """
        variable = self.variable(who, fact.name)
        links = [*((True, one) for one in fact.implies), *((code.code, one) for code in fact.codes for one in code.implies)]
        for value, implied in links:
            other = self.variable(who, implied.fact)
            said = implied.value
            match other:
                case OneValue(chosen=chosen):
                    then = some(chosen[one] for one in (said.codes if isinstance(said, Among) else (said,)))
                case Codes(known=known, has=has) if isinstance(said, Holding):
                    told = every([known, *(has[code] for code in said.has), *(opposite(has[code]) for code in said.has_not)])
                    then = some((opposite(known), told))
                case _:
                    continue
            when = (
                variable.chosen[value]
                if isinstance(variable, OneValue)
                else variable.has[str(value)]
                if isinstance(variable, Codes)
                else FALSE
            )
            self.bounds.append(z3.Implies(when, then))

    def one_value(self, who: str, name: str) -> OneValue:
        """A fact with a few values."""
        variable = self.variable(who, name)
        assert isinstance(variable, OneValue)
        return variable

    def day(self, who: str, name: str) -> Day:
        """A date."""
        variable = self.variable(who, name)
        assert isinstance(variable, Day)
        return variable

    def person(self, model: Anything) -> Person | None:
        """The person of a model, with what is known of them; None where a number has no end in decimals."""
        said: dict[str, dict[str, Anything]] = {"": {}}
        lists: dict[str, People] = {}
        for path, variable in self.variables.items():
            if z3.is_true(model.eval(variable.known)):
                if isinstance(variable, People):
                    lists[path.fact] = variable
                    continue
                value = variable.value(model)
                if value is None:
                    return None
                said.setdefault(path.who, {})[path.fact] = value
        named = {who: person for who, person in said.items() if who and not Path(who, "").number}
        listed = {
            name: people.value(model, [said.get(f"{name}.{number}", {}) for number in range(1, self.people + 1)])
            for name, people in lists.items()
        }
        return {**said[""], **named, **listed}

    def _made(self, fact: Fact, name: str) -> OneFact:
        match fact.type:
            case FactType.YES_NO:
                return OneValue(fact.name, name, (True, False), self.bounds)
            case FactType.NUMBER:
                return Number(fact, name, self.bounds)
            case FactType.DATE:
                return Day(name, self.as_of if fact.name == BIRTH else date.max, self.bounds)
            case FactType.CHOICE | FactType.SCALE:
                return OneValue(fact.name, name, [code.code for code in fact.codes], self.bounds)
            case FactType.SET:
                return Codes(fact, name, self.bounds)
            case FactType.PLACE:
                return OneValue(fact.name, name, self.places, self.bounds)
            case FactType.PERSON | FactType.PEOPLE:
                raise AssertionError(fact)
            case _:
                assert_never(fact.type)


class Encoder:
    """Conditions and quantities of one situation, about somebody."""

    def __init__(self, somebody: Somebody, situation: Situation) -> None:
        self.somebody = somebody
        self.situation = situation
        self._pairs: dict[tuple[str, Condition], Pair] = {}
        self._measured: dict[tuple[str, Quantity], Measured] = {}
        self._elsewhere: dict[str, Encoder] = {}
        """Those of other rulesets, of whose benefits it is asked whether the person has them."""

    def pair(self, condition: Condition, who: str = "") -> Pair:
        """When a condition surely holds and surely does not, of the person or (`who`) of one whom they name or list."""
        match condition:
            case All(parts):
                return both(self.pair(part, who) for part in parts)
            case Any(parts):
                return either(self.pair(part, who) for part in parts)
            case Not(part):
                return negated(self.pair(part, who))
            case Count(at_least, at_most, parts):
                return counted([self.pair(part, who) for part in parts], at_least, at_most)
            case Compare() | OneOf() | Has() | Inside() | Term():
                if (who, condition) not in self._pairs:
                    self._pairs[who, condition] = self._leaf(condition, who)
                return self._pairs[who, condition]
            case About(fact, part):
                return self.pair(part, fact)
            case EntitledTo(benefits):
                return either(self._has_benefit(name) for name in benefits)
            case _:
                assert_never(condition)

    def _has_benefit(self, name: str) -> Pair:
        """Whether the person has another benefit, by its own ruleset's words."""
        scope, as_of = self.situation.scope, self.situation.as_of
        benefit, ruleset, there = scope.promise(name)
        if name in scope.unsure:
            return Pair(FALSE, FALSE)
        if not ruleset.in_force(benefit, as_of):
            return Pair(FALSE, TRUE)
        if ruleset.name not in self._elsewhere:
            self._elsewhere[ruleset.name] = Encoder(self.somebody, there.on(as_of))
        return self._elsewhere[ruleset.name].pair(benefit.condition)

    def _leaf(self, condition: Compare | OneOf | Has | Inside | Term, who: str) -> Pair:
        match condition:
            case Compare(left, order, right):
                return compare(self.measure(left, who), order, self.measure(right, who))
            case OneOf(fact):
                variable = self.somebody.variable(who, fact)
                assert not isinstance(variable, Codes)
                return variable.pair(condition, self.situation)
            case Has(fact):
                variable = self.somebody.variable(who, fact)
                assert isinstance(variable, Codes)
                return variable.pair(condition, self.situation)
            case Inside(fact):
                return self.somebody.one_value(who, fact).pair(condition, self.situation)
            case Term(name):
                return self.pair(self.situation.scope.terms[name].condition, who)
            case _:
                assert_never(condition)

    def measure(self, quantity: Quantity, who: str = "") -> Measured:
        """What is known of a quantity, of the person or (`who`) of one whom they name."""
        if (who, quantity) not in self._measured:
            self._measured[who, quantity] = self._quantity(quantity, who)
        return self._measured[who, quantity]

    def _quantity(self, quantity: Quantity, who: str) -> Measured:
        scope, as_of = self.situation.scope, self.situation.as_of
        match quantity:
            case Constant(value):
                return constant(Fraction(value.toordinal()) if isinstance(value, date) else value)
            case NumberOf(fact):
                variable = self.somebody.variable(who, fact)
                assert isinstance(variable, Number)
                return variable.measured(scope.facts[fact])
            case DayOf(fact):
                return self.somebody.day(who, fact).measured()
            case Rank(fact, code):
                values = self.somebody.one_value(who, fact).values(self.situation) if code is None else {code: TRUE}
                return Cases.of((when, rank(scope.facts[fact], one)) for one, when in values.items())
            case Age(unit, reached):
                return self.somebody.day(who, BIRTH).age(unit, as_of, reached or scope.age_reached)
            case Elapsed(fact, unit):
                return self.somebody.day(who, fact).elapsed(unit, as_of)
            case Standard(name):
                return self._standard(name, who)
            case Named(name):
                return self.measure(scope.quantities[name].value, who)
            case Plus(parts):
                return plus(self._all(parts, who))
            case Minus(whole, less):
                return minus(self.measure(whole, who), self.measure(less, who))
            case Times(parts):
                return times(self._all(parts, who))
            case Smallest(parts):
                return smallest(self._all(parts, who))
            case Largest(parts):
                return largest(self._all(parts, who))
            case Round(part, to, mode):
                return rounded(self.measure(part, who), to, mode)
            case First(rows):
                before = [(self.pair(row.when, who), self.measure(row.value, who)) for row in rows if row.when is not None]
                return first(before, self.measure(rows[-1].value, who))
            case Sum():
                return self._sum(quantity)
            case _:
                assert_never(quantity)

    def _sum(self, quantity: Sum) -> Measured:
        """What the people of a list add up to, of whom nobody is known but by this person."""
        people = self.somebody.listed(quantity.among)
        counted = [(TRUE, "")] if quantity.with_self else []
        counted += [(there, f"{quantity.among}.{number}") for number, there in enumerate(people.there, 1)]
        shares = [
            share_of(there, None if quantity.where is None else self.pair(quantity.where, who), self.measure(quantity.part, who))
            for there, who in counted
        ]
        return in_all(shares, people.complete, share(quantity, {}, self.situation))

    def _all(self, parts: Iterable[Quantity], who: str) -> list[Measured]:
        return [self.measure(part, who) for part in parts]

    def _standard(self, name: str, who: str) -> Cases:
        """The intervals of a standard, by the place and by the fact that splits it, as far as they are known."""
        standard = self.situation.scope.standards[name]
        names = [
            *([] if standard.place_of is PlaceOf.DOCUMENT else [standard.place_of.value]),
            *([standard.split] if standard.split else []),
        ]
        known: list[tuple[Formula, Person]] = [(TRUE, {})]
        for fact in names:
            values = self.somebody.one_value(who, fact).values(self.situation)
            known = [(every((when, chosen)), {**person, fact: value}) for when, person in known for value, chosen in values.items()]
        return Cases.of((when, Lookup.of(standard, person, self.situation).interval) for when, person in known)
