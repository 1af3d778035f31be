"""A benefit or term as one version of a rule book has it, and all that bears on whom it concerns and what it pays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any as Anything

from ..language.condition import Condition, facts_in, names_behind
from ..language.distinct import behind
from ..language.doubt import benefits_behind, likely, meanings_of, sentences_of, words_of
from ..language.facts import Fact
from ..language.outcome import settled
from ..language.policy import Benefit, ChooseOne, DefinedTerm, Period, Rules, Ruleset, Status, paid_by
from ..language.quantity import BIRTH, Age, Standard
from ..language.scope import Scope, scope_of
from ..language.standards import DefinedStandard
from ..verify.change import NOTHING, Version, Why
from ..verify.doubts import Ways


class Side:
    """What one version says; of what it does not have, that nobody has it."""

    def __init__(self, defined: Benefit | DefinedTerm | None, ruleset: Ruleset | None, rules: Rules) -> None:
        self.document = ruleset.document if ruleset else None
        self.ruleset, self.defined, self.rules = ruleset, defined, rules
        self.scope = scope_of(ruleset, rules) if ruleset else Scope(rules.facts)
        self.condition = NOTHING if defined is None else defined.condition
        self.benefit = defined if isinstance(defined, Benefit) else None
        self.always = defined is None or isinstance(defined, DefinedTerm)
        """Whether it is so whatever the document's state is: a term, or nothing at all."""
        paid = tuple(paid_by(self.benefit)) if self.benefit else ()
        nodes = (self.condition, *paid)
        whole = [one for node in nodes for _, one, _ in behind(node, self.scope)]
        terms = {name: one.condition for name, one in self.scope.terms.items()}
        quantities = {name: one.value for name, one in self.scope.quantities.items()}
        self.terms, self.quantities = names_behind(nodes, terms, quantities)
        self.standards = {one.name: numbers(self.scope.standards[one.name]) for one in whole if isinstance(one, Standard)}
        named = {fact for node in whole for fact in facts_in(node)} | {BIRTH for node in whole if isinstance(node, Age)}
        self.facts = {fact: said(self.scope.facts[fact]) for fact in sorted(named & self.scope.facts.keys())}
        """What the facts that it looks at may be."""
        asked = dict.fromkeys(name for node in nodes for name in benefits_behind(node, self.scope))
        self.asked = {name: side for name in asked if (side := self._promise(name)) is not None}
        """The other benefits that it asks for."""

    @property
    def bearing(self) -> tuple[Anything, ...]:
        """What bears on whom it concerns, the document's state apart."""
        tie = (self.document.place, self.document.age_reached) if self.document else None
        asked = {name: (one.bearing, one.state) for name, one in self.asked.items()}
        return self.condition, self.terms, self.quantities, self.standards, self.facts, tie, asked

    def paying(self, day: date) -> tuple[Anything, ...]:
        """What bears on what it pays on a day to somebody who has it."""
        if self.benefit is None or not self.in_force(day) or (self.benefit.pays is None and self.benefit.levels is None):
            return ()
        pays, levels = self.benefit.pays, self.benefit.levels
        return (
            pays and (pays.amount, pays.per),
            levels,
            self.terms,
            self.quantities,
            self.standards,
            self.facts,
            self.scope.place,
            self.scope.age_reached,
            {name: (one.bearing, one.state) for name, one in self.asked.items()},
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Side) and self._whole() == other._whole()

    __hash__ = object.__hash__

    def _whole(self) -> Anything:
        return (
            self.bearing,
            self.paid,
            self.state,
            self.line,
            {name: (one.bearing, one.paid, one.state) for name, one in self.beside.items()},
        )

    @property
    def paid(self) -> Anything:
        """What it pays, and by which levels."""
        return None if self.benefit is None else (self.benefit.pays, self.benefit.levels)

    @property
    def state(self) -> Anything:
        """When it is in force."""
        if self.always or self.document is None:
            return None
        own = None if self.benefit is None else self.benefit.in_effect
        return self.document.in_effect, self.document.status is Status.REPEALED, own

    @property
    def days(self) -> frozenset[date]:
        """The days from which a number of a standard, it itself, its document, or a choice in which it takes part, counts, or does
        so no more.
        """
        chosen = [self.rules.rulesets[self.line.ruleset].document.in_effect] if self.line and self.line.ruleset else []
        others = [one.own_days for one in (*self.asked.values(), *self.beside.values())]
        return self.own_days.union(_turns(chosen), *others)

    @property
    def own_days(self) -> frozenset[date]:
        """The same, but for other benefits and the choice."""
        started = {day for number in self.standards.values() for _, day, _ in number[2]}
        periods = [] if self.document is None or self.always else [self.document.in_effect, self.benefit and self.benefit.in_effect]
        return frozenset(started | set(_turns(periods)))

    def in_force(self, day: date) -> bool:
        """Whether it counts on a day."""
        if self.always or self.ruleset is None:
            return self.always
        return self.ruleset.in_force(self.benefit, day) if self.benefit else self.ruleset.document.in_force(day)

    def _why(self, day: date) -> Why | None:
        """Why it does not count on a day."""
        if self.document is None or self.in_force(day):
            return None
        end = self.document.in_effect.end
        return Why.SUPERSEDED if self.document.superseded_by is not None and end is not None and end < day else Why.NOT_IN_FORCE

    @cached_property
    def line(self) -> ChooseOne | None:
        """The choice in which it takes part, with those benefits alone that are settled; None where that is itself alone."""
        if self.benefit is None:
            return None
        name = self.benefit.full_name
        found = next((one for one in self.rules.combine if name in one.benefits), None)
        members = tuple(one for one in found.benefits if _takes_part(self._promise(one))) if found else ()
        return ChooseOne(members, found.by, ruleset=found.ruleset) if found and name in members and len(members) > 1 else None

    @cached_property
    def beside(self) -> Mapping[str, Side]:
        """The others that take part in it, by their full names."""
        names = self.line.benefits if self.line else ()
        others = {name: self._promise(name) for name in names if self.benefit is None or name != self.benefit.full_name}
        return {name: one for name, one in others.items() if one is not None}

    def choosing(self, day: date) -> Anything:
        """What bears on whether it stands on a day."""
        if self.line is None or not self._chosen(day):
            return None
        return self.line, {name: (one.bearing, one.paying(day), one.in_force(day)) for name, one in self.beside.items()}

    def _chosen(self, day: date) -> bool:
        """Whether the choice counts on a day."""
        return self.line is not None and (self.line.ruleset is None or self.rules.rulesets[self.line.ruleset].document.in_force(day))

    def _promise(self, name: str) -> Side | None:
        """A benefit of the same version by its full name."""
        ruleset = self.rules.rulesets.get(name.partition("/")[0])
        benefit = next((one for one in ruleset.benefits if one.full_name == name), None) if ruleset else None
        return None if benefit is None else Side(benefit, ruleset, self.rules)

    def version(self, day: date, others: Iterable[str] = ()) -> Version:
        """What the solver is given; `others` are benefits that are looked at beside it."""
        alone = self.alone(day)
        if alone.benefit is None:
            return alone
        sides = {name: self.beside.get(name) or self._promise(name) for name in (*self.beside, *others)}
        beside = {name: one.alone(day) for name, one in sides.items() if one is not None}
        return replace(alone, line=self.line if self._chosen(day) else None, beside=beside)

    def alone(self, day: date) -> Version:
        """The same, without what other benefits do to it."""
        if not self.in_force(day):
            return Version(NOTHING, self.scope.on(day), why=self._why(day))
        return Version(self.condition, self.scope.on(day), self.benefit)

    @cached_property
    def _likely(self) -> tuple[Benefit | DefinedTerm, Scope] | None:
        """It, and the words that it is read in, with their likely readings alone."""
        if self.defined is None or self.ruleset is None:
            return None
        found = likely(replace(self.ruleset, benefits=(self.defined,) if isinstance(self.defined, Benefit) else ()))
        read = found.benefits[0] if isinstance(self.defined, Benefit) else found.terms[self.defined.name]
        return read, replace(self.scope, terms=found.terms)

    @cached_property
    def meanings(self) -> Mapping[str, tuple[Condition, ...]]:
        """What an office could well take it (by the empty name) and the terms behind it to mean, of what has several meanings;
        what is taken first.
        """
        if self._likely is None:
            return {}
        read, scope = self._likely
        words = words_of(sentences_of(read), scope)
        found = {"": sentences_of(read), **{name: meanings_of(scope.terms[name]) for name in words}}
        return {name: each for name, each in found.items() if len(each) > 1}

    def reread(self, other: Side) -> bool:
        """Whether what may be meant is not the same in another version, which of it is taken apart."""
        return _others(self) != _others(other) and _sets(self) != _sets(other)

    @property
    def read_in(self) -> tuple[Anything, ...]:
        """All that bears on the ways to read it."""
        place = (self.document.place, self.document.age_reached) if self.document else None
        return (
            self._likely and (self._likely[0].condition, self.meanings, dict(self._likely[1].terms), dict(self.scope.quantities)),
            {name: numbers(one) for name, one in self.scope.standards.items()},
            place,
        )

    def ways(self, day: date) -> Ways:
        """The ways to read it on a day that an office could well hold."""
        return Ways() if self._likely is None or not self.in_force(day) else Ways.of(self._likely[0], self._likely[1].on(day))


def versions(old: Side, new: Side, day: date) -> tuple[Version, Version]:
    """Both on a day, with all that take part where one of several is paid in either."""
    names = dict.fromkeys((*old.beside, *new.beside))
    own = [one.benefit.full_name for one in (old, new) if one.benefit]
    others = [name for name in names if name not in own]
    return old.version(day, others), new.version(day, others)


def _takes_part(side: Side | None) -> bool:
    """Whether a benefit can be one of those of which one is paid."""
    return side is not None and side.benefit is not None and side.document is not None and settled(side.benefit, side.document)


def _turns(periods: Iterable[Period | None]) -> Iterator[date]:
    """The first days of periods, and the first ones after them."""
    for one in periods:
        if one is not None and one.start is not None:
            yield one.start
        if one is not None and one.end is not None and one.end < date.max:
            yield one.end + timedelta(days=1)


def _others(side: Side) -> Mapping[str, tuple[Condition, ...]]:
    return {name: each[1:] for name, each in side.meanings.items()}


def _sets(side: Side) -> Mapping[str, frozenset[Condition]]:
    return {name: frozenset(each) for name, each in side.meanings.items()}


def said(fact: Fact) -> tuple[Anything, ...]:
    """What a fact may be."""
    return fact.type, fact.codes, fact.minimum, fact.maximum, fact.only_if


def numbers(standard: DefinedStandard) -> tuple[Anything, ...]:
    """Whose place a standard looks at, what splits it, and its numbers, each with its place and day."""
    return standard.place_of, standard.split, tuple((one.place, one.since, one.value) for one in standard.values)
