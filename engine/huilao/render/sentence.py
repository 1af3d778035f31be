"""Conditions and quantities as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Node, Not, OneOf, Order, Share, Term
from ..language.facts import Fact, FactType
from ..language.policy import Pays
from ..language.quantity import (
    Age,
    Constant,
    Day,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Round,
    Smallest,
    Standard,
    Sum,
    Times,
    TimeUnit,
)
from ..language.units import Unit
from .counted import unit_of
from .forms import Ends, affirmed, ends_of, flat, turned_round
from .plain import digits
from .values import Values


class Speaker(Values):
    """Says conditions and quantities in one language in the words of one scope."""

    def words(self, node: Node) -> str:
        """A condition as a sentence, a quantity as a phrase."""
        match node:
            case All() | Any() | Not() | Count() | Compare() | OneOf() | Has() | Inside() | Term() | About() | EntitledTo():
                return self.sentence(node)
            case (
                Constant() | Number() | Day() | Rank() | Age() | Elapsed() | Standard() | Named()
                | Plus() | Minus() | Times() | Smallest() | Largest() | Round() | First() | Sum()
            ):  # fmt: skip
                return self.quantity(node)
            case _:
                assert_never(node)

    # -- conditions ------------------------------------------------------------------------------------------------------

    def sentence(self, condition: Condition) -> str:
        """What the condition says."""
        say = self.wording
        match condition:
            case All() | Any() if len(condition.parts) == 1:
                return self.sentence(condition.parts[0])
            case All():
                ends = ends_of(condition)
                if ends is not None:
                    return self._is_number(ends, positive=True) if ends[1] == ends[2] else self._between(ends)
                return say.all_.join(dict.fromkeys(self._part(part) for part in flat(condition)))
            case Any():
                return self._any(condition)
            case Not(part):
                return self._not(part)
            case Count():
                return self.how_many(condition, say.joined_any.join(map(self._item, condition.parts)))
            case Compare(left, order, right):
                return self._compared(left, order, right)
            case OneOf():
                return self._one_of(condition, positive=True)
            case Has():
                return self._has(condition, positive=True)
            case Inside():
                return self._inside(condition, positive=True)
            case Term(name):
                return self.is_term(self.terms[name])
            case About(fact, part):
                return say.about.format(fact=self.whom(fact), part=say.group.format(part=self.sentence(part)))
            case EntitledTo(benefits):
                return say.entitled.format(benefits=self.benefits_named(benefits))
            case _:
                assert_never(condition)

    def _not(self, part: Condition) -> str:
        """That a part does not hold, in its own words where it has some for that."""
        say = self.wording
        match part:
            case Term(name):
                return self.is_term(self.terms[name], positive=False)
            case OneOf():
                return self._one_of(part, positive=False)
            case Has(_, Share.ANY):
                return self._has(part, positive=False)
            case Inside():
                return self._inside(part, positive=False)
            case All() if (ends := ends_of(part)) is not None and ends[1] == ends[2]:
                return self._is_number(ends, positive=False)
            case EntitledTo(benefits):
                return say.not_entitled.format(benefits=self.benefits_named(benefits))
            case All() | Any() | Not() | Count() | Compare() | Has() | About():
                turned = turned_round(part)
                return say.not_.format(part=self.quoted(self.sentence(part))) if turned is None else self.sentence(turned)
            case _:
                assert_never(part)

    def benefits_named(self, names: Sequence[str]) -> str:
        """Benefits by what they are called."""
        return self.listed([self.benefit(name) for name in names], self.wording.or_)

    def elsewhere(self, benefit: str) -> Speaker:
        """Who says in the same language what stands in the ruleset of another benefit."""
        return Speaker(self.language, self.scope.promise(benefit)[2], self.places)

    def _any(self, condition: Any) -> str:
        """Alternatives; terms among them are named together."""
        say, parts = self.wording, flat(condition)
        terms = [self.terms[part.name] for part in parts if isinstance(part, Term)]
        others = [part for part in parts if not isinstance(part, Term)]
        apart = any(isinstance(part, All | Any | Count) and ends_of(part) is None for part in others)
        phrases = [self._item(part) if apart else self._part(part) for part in others]
        said = [self.is_term(term) for term in terms if term.says is not None]
        if said:
            phrases.append(self.listed(said, say.or_))
        quoted = [self.quoted(self.text(term.label)) for term in terms if term.says is None]
        if quoted:
            phrases.append(say.one_of_terms.format(terms=self.listed(quoted, say.or_)))
        if apart:
            return say.any_.format(parts=say.joined_any.join(phrases))
        return say.or_else.join(phrases)

    def _part(self, condition: Condition) -> str:
        """A part of a longer sentence, in brackets where it would run into its neighbours."""
        said = self.sentence(condition)
        return self.wording.group.format(part=said) if self.joined(affirmed(condition)) else said

    def _item(self, condition: Condition) -> str:
        """A part of a list that semicolons set apart: in brackets only where it has such a list itself."""
        said = self.sentence(condition)
        return self.wording.group.format(part=said) if self.wording.joined_any in said else said

    def joined(self, condition: Condition) -> bool:
        """Whether it joins several parts, so that it would run into its neighbours."""
        return isinstance(condition, All | Any | Count) and not self.one_phrase(condition)

    def one_phrase(self, condition: All | Any | Count) -> bool:
        """Whether it is said as one: a range, or terms that are named together."""
        return ends_of(condition) is not None or (isinstance(condition, Any) and self._one_list(flat(condition)))

    def _one_list(self, parts: Sequence[Condition]) -> bool:
        """Whether alternatives are terms that are named together."""
        worded = [self.terms[part.name].says is not None for part in parts if isinstance(part, Term)]
        return len(worded) == len(parts) and len(set(worded)) == 1

    def how_many(self, count: Count, parts: str) -> str:
        """How many of these parts must hold."""
        say = self.wording
        if count.at_least is not None and count.at_most is not None:
            return say.count_between.format(low=count.at_least, high=count.at_most, parts=parts)
        if count.at_least is not None:
            return say.count_at_least.format(number=count.at_least, parts=parts)
        return say.count_at_most.format(number=count.at_most, parts=parts)

    def _one_of(self, test: OneOf, *, positive: bool) -> str:
        say, fact = self.wording, self.facts[test.fact]
        label = self.label(fact)
        if fact.type is FactType.YES_NO:
            return self.holds(fact, positive=(test.values == (True,)) is positive)
        said = self._predicates(fact, test.values, positive=positive)
        if said is not None:
            return said
        values = self.listed([self.constant(fact, value) for value in test.values], say.or_)
        unit = self.unit(fact.unit)
        one = self.wording.singular.get(unit, unit) if test.values == (1,) else unit
        return (say.is_one if positive else say.is_none).format(fact=label, value=values, unit=one)

    def _has(self, test: Has, *, positive: bool) -> str:
        say, fact = self.wording, self.facts[test.fact]
        said = self._predicates(fact, test.codes, positive=positive) if test.share is Share.ANY or len(test.codes) == 1 else None
        if said is not None:
            return said
        codes = [self.constant(fact, code) for code in test.codes]
        template = say.has_all if test.share is Share.ALL else say.has_any if positive else say.has_none
        return template.format(fact=self.label(fact), value=self.listed(codes, say.and_ if test.share is Share.ALL else say.or_))

    def _predicates(self, fact: Fact, values: Sequence[object], *, positive: bool) -> str | None:
        """That a fact has one of some codes, or that it has not the one; None where there are no words of their own for that."""
        said = [self.has_code(fact, value, positive=positive) for value in values]
        found = [one for one in said if one is not None]
        if len(found) < len(said) or not (positive or len(found) == 1):
            return None
        return self.listed(found, self.wording.or_)

    def _inside(self, test: Inside, *, positive: bool) -> str:
        say = self.wording
        if not test.places and test.fact in say.here:
            return say.here[test.fact][0 if positive else 1].format(place=self.place_name(self.scope.place))
        places = self.listed([self.place_name(place) for place in test.places or (self.scope.place,)], say.or_)
        return (say.within if positive else say.not_within).format(fact=self.label(self.facts[test.fact]), value=places)

    # -- comparisons -----------------------------------------------------------------------------------------------------

    def _compared(self, left: Quantity, order: Order, right: Quantity) -> str:
        if _fixed(left) and not _fixed(right):
            left, order, right = right, _TURNED[order], left
        return self._templates(left, right)[order].format(fact=self._subject(left, right), value=self.beside(left, right))

    def _between(self, ends: Ends) -> str:
        say, (left, low, high) = self.wording, ends
        if isinstance(left, Age | Elapsed) and isinstance(low, Constant) and isinstance(high, Constant):
            template = say.age_between if isinstance(left, Age) else say.passed_between
        else:
            template = say.scale_between if isinstance(left, Rank) else say.between
        bare = isinstance(low, Constant) and isinstance(low.value, Fraction) and not isinstance(left, Elapsed)
        bare = bare and not (isinstance(left, Age) and left.unit is not TimeUnit.YEARS)
        lower = self.quantity(low) if bare else self.beside(left, low)  # the unit is said once, at the end
        return template.format(fact=self._subject(left, low), low=lower, high=self.beside(left, high))

    def _is_number(self, ends: Ends, *, positive: bool) -> str:
        """A quantity that is neither above nor below a number."""
        say, (left, value, _) = self.wording, ends
        if isinstance(left, Age):
            return (say.age_is if positive else say.age_is_not).format(value=self.beside(left, value))
        return (say.is_one if positive else say.is_none).format(fact=self.quantity(left), value=self.beside(left, value), unit="")

    def _templates(self, left: Quantity, right: Quantity) -> Mapping[Order, str]:
        """How a quantity is compared: an age or a time in its own way with a number, else as a number."""
        say = self.wording
        number = say.number_of_persons if self.unit_in(left) is Unit.PERSONS else say.number
        match left:
            case Age(unit):
                return say.age[unit] if isinstance(right, Constant) else say.number
            case Elapsed():
                return say.passed if isinstance(right, Constant) else say.number
            case Day():
                return say.date
            case Rank():
                return say.scale
            case (
                Constant() | Number() | Standard() | Named() | Plus() | Minus() | Times() | Smallest() | Largest() | Round() | First() | Sum()
            ):  # fmt: skip
                return number
            case _:
                assert_never(left)

    def _subject(self, left: Quantity, right: Quantity) -> str:
        """What is compared: of a time since a day the day, where the sentence says the rest."""
        if isinstance(left, Elapsed) and isinstance(right, Constant):
            return self.label(self.facts[left.fact])
        return self.quantity(left, self.unit_in(right))

    def beside(self, left: Quantity, right: Quantity) -> str:
        """The other side of a comparison: a constant in what stands before it is counted in."""
        match (left, right):
            case (Age(unit, reached), Constant(Fraction() as number)):
                return self.age(number, unit, self.wording.years_reached) + ("" if reached is None else self.wording.reached[reached])
            case (Elapsed(_, unit), Constant(Fraction() as number)):
                return self.passed(number, unit)
            case (_, First()) if not self.within_precondition(right):
                return self.wording.in_cases.format(rows=self.quantity(right, self.unit_in(left)))
            case _:
                return self.quantity(right, self.unit_in(left))

    # -- quantities ------------------------------------------------------------------------------------------------------

    def quantity(self, quantity: Quantity, unit: Unit | None = None) -> str:
        """A quantity as a phrase; a named one by its name. `unit` is what bare numbers are counted in."""
        say = self.wording
        match quantity:
            case Constant(value):
                return value.isoformat() if isinstance(value, date) else self.counted(value, self.unit(unit))
            case Number(fact) | Day(fact):
                return self.label(self.facts[fact])
            case Rank(fact, code):
                return self.label(self.facts[fact]) if code is None else self.constant(self.facts[fact], code)
            case Age(of, reached):
                return say.age_of[of] + ("" if reached is None else say.reached[reached])
            case Elapsed(fact, of):
                return say.time_since[of].format(fact=self.label(self.facts[fact]))
            case Standard(name):
                return self.text(self.scope.standards[name].label)
            case Named(name):
                return self.text((self.columns if name in self.columns else self.scope.quantities)[name].label)
            case Plus(parts):
                return say.plus.join(self._inners(parts, quantity, unit))
            case Minus(whole, less):
                left, right = self._inners((whole, less), quantity, unit)
                return say.minus.format(whole=left, less=right)
            case Times(parts):
                return say.times.join(self._factors(parts))
            case Smallest(parts):
                template = say.smaller if len(parts) == 2 else say.smallest
                return template.format(parts=self.listed(self._inners(parts, quantity, unit), say.and_))
            case Largest(parts):
                template = say.larger if len(parts) == 2 else say.largest
                return template.format(parts=self.listed(self._inners(parts, quantity, unit), say.and_))
            case Round(part, to, mode):
                return say.rounded[mode].format(part=self._inners((part,), quantity, unit)[0], to=self.multiple(quantity, to, unit))
            case First():
                return self._first(quantity, unit)
            case Sum(part):
                return (
                    self.number_of(quantity)
                    if counts(quantity)
                    else say.sum_of.format(people=self.people(quantity), part=self.quantity(part))
                )
            case _:
                assert_never(quantity)

    def number_of(self, quantity: Sum) -> str:
        """How many of some people there are."""
        say, people = self.wording, self._listed_in(quantity)
        if quantity.where is None:
            return say.number_of.format(people=people)
        return say.number_of_whom.format(people=people, where=self.sentence(quantity.where))

    def people(self, quantity: Sum) -> str:
        """Whom a sum is over."""
        people = self._listed_in(quantity)
        return people if quantity.where is None else self.wording.among_whom.format(people=people, where=self.sentence(quantity.where))

    def _listed_in(self, quantity: Sum) -> str:
        people = self.label(self.facts[quantity.among])
        return self.wording.including.format(people=people) if quantity.with_self else people

    def paid(self, amount: Quantity, pays: Pays) -> str:
        """What a benefit pays, by a rule: `每月480元`."""
        template = self.wording.pays if isinstance(amount, Constant | Named | Standard) else self.wording.pays_worked_out
        return template.format(per=self.wording.per[pays.per], amount=self.quantity(amount, pays.unit))

    def unit_in(self, quantity: Quantity) -> Unit | None:
        """In what a quantity is counted, as far as it says."""
        return unit_of(quantity, self.scope, {name: column.unit for name, column in self.columns.items()})

    def multiple(self, round_: Round, to: Fraction, unit: Unit | None) -> str:
        """To what is rounded: to whole yuan, say."""
        counted = self.unit_in(round_) or unit
        if counted is not None and counted.money:
            return self.wording.coins.get(str(to)) or digits(to) + self.unit(Unit.CNY)
        return digits(to) + self.unit(counted)

    def _factors(self, parts: Sequence[Quantity]) -> Iterator[str]:
        """The factors of a product: a percent, and not that it counts as hundredths."""
        for part, percent in zip(parts, percents(parts), strict=True):
            if percent is not None:
                yield self._inner(part, Unit.PERCENT if percent else None)

    def _inners(self, parts: Sequence[Quantity], whole: Quantity, unit: Unit | None) -> list[str]:
        """Parts that are counted as the whole is."""
        counted = self.unit_in(whole) or unit
        return [self._inner(part, counted) for part in parts]

    def _inner(self, quantity: Quantity, unit: Unit | None) -> str:
        """A part of a longer phrase, in brackets where it would run into its neighbours."""
        said = self.quantity(quantity, unit)
        compound = isinstance(quantity, Plus | Minus | Times | Smallest | Largest | Round | First) and not self.within_precondition(
            quantity
        )
        return self.wording.group.format(part=said) if compound else said

    def _first(self, first: First, unit: Unit | None) -> str:
        say = self.wording
        if self.within_precondition(first):
            return self.quantity(first.rows[0].value)
        counted = self.unit_in(first) or unit
        rows = [
            say.otherwise.format(value=self.quantity(row.value, counted)) if row.when is None
            else say.in_case.format(when=self.sentence(row.when), value=self.quantity(row.value, counted))
            for row in first.rows
        ]  # fmt: skip
        return say.semicolon.join(rows)

    def within_precondition(self, quantity: Quantity) -> bool:
        """Whether it is but a fact that is nought where its precondition fails, as every such fact is."""
        if not isinstance(quantity, First) or len(quantity.rows) != 2:
            return False
        here, other = quantity.rows
        if not isinstance(here.value, Number) or other.value != Constant(Fraction(0)):
            return False
        return here.when is not None and here.when == self.facts[here.value.fact].only_if


def percents(factors: Sequence[Quantity]) -> list[bool | None]:
    """Of each factor whether it is a percent; None of the hundredths by which one is multiplied."""
    hundredths = [factor == _HUNDREDTH for factor in factors]
    return [
        None if own and at > 0 and not hundredths[at - 1] else after
        for at, (own, after) in enumerate(zip(hundredths, [*hundredths[1:], False], strict=True))
    ]


_HUNDREDTH = Constant(Fraction(1, 100))


_TURNED = {Order.AT_LEAST: Order.AT_MOST, Order.AT_MOST: Order.AT_LEAST, Order.ABOVE: Order.BELOW, Order.BELOW: Order.ABOVE}
"""The order seen from the other side."""


def _fixed(quantity: Quantity) -> bool:
    """Whether it is the same for everybody."""
    return isinstance(quantity, Constant) or (isinstance(quantity, Rank) and quantity.code is not None)


def counts(quantity: Sum) -> bool:
    """Whether a sum is the number of people."""
    return isinstance(quantity.part, Constant) and quantity.part.value == 1
