"""A benefit or term as one version of a rule book has it, and all that bears on whom it concerns and what it pays."""

from __future__ import annotations

from datetime import date
from typing import Any as Anything

from ..language.condition import facts_in, names_behind
from ..language.distinct import behind
from ..language.facts import Fact
from ..language.policy import Benefit, DefinedTerm, Rules, Ruleset, Status
from ..language.quantity import BIRTH, Age, Standard
from ..language.scope import Scope, scope_of
from ..language.standards import DefinedStandard
from ..verify.change import NOTHING, Version
from ..verify.places import paid_by


class Side:
    """What one version says; of what it does not have, that nobody has it."""

    def __init__(self, defined: Benefit | DefinedTerm | None, ruleset: Ruleset | None, rules: Rules) -> None:
        self.document = ruleset.document if ruleset else None
        self.scope = scope_of(ruleset, rules) if ruleset else Scope(rules.facts)
        self.condition = NOTHING if defined is None else defined.condition
        self.benefit = defined if isinstance(defined, Benefit) else None
        self.always = defined is None or isinstance(defined, DefinedTerm)
        """Whether it is so whatever the document's state is: a term, or nothing at all."""
        paid = tuple(paid_by(self.benefit)) if self.benefit else ()
        nodes = (self.condition, *paid)
        whole = [one for node in nodes for _, one in behind(node, self.scope)]
        terms = {name: one.condition for name, one in self.scope.terms.items()}
        quantities = {name: one.value for name, one in self.scope.quantities.items()}
        self.terms, self.quantities = names_behind(nodes, terms, quantities)
        self.standards = {
            one.name: numbers(self.scope.standards[one.name]) for one in whole if isinstance(one, Standard)
        }
        named = {fact for node in whole for fact in facts_in(node)} | {BIRTH for node in whole if isinstance(node, Age)}
        self.facts = {fact: said(self.scope.facts[fact]) for fact in sorted(named & self.scope.facts.keys())}
        """What the facts that it looks at may be."""

    @property
    def bearing(self) -> tuple[Anything, ...]:
        """What bears on whom it concerns, the document's state apart."""
        tie = (self.document.place, self.document.age_reached) if self.document else None
        return self.condition, self.terms, self.quantities, self.standards, self.facts, tie

    def paying(self, day: date) -> tuple[Anything, ...]:
        """What bears on what it pays on a day to somebody who has it."""
        if self.benefit is None or not self.in_force(day) or (self.benefit.pays is None and self.benefit.levels is None):
            return ()
        pays, levels = self.benefit.pays, self.benefit.levels
        return pays and (pays.amount, pays.per), levels, self.terms, self.quantities, self.standards, self.facts, self.scope.place, \
            self.scope.age_reached

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Side) and (self.bearing, self._paid(), self._state()) == (other.bearing, other._paid(), other._state())

    __hash__ = object.__hash__

    def _paid(self) -> Anything:
        return None if self.benefit is None else (self.benefit.pays, self.benefit.levels)

    def _state(self) -> Anything:
        return None if self.always or self.document is None else (self.document.in_effect, self.document.status is Status.REPEALED)

    @property
    def days(self) -> frozenset[date]:
        """The days from which a number of a standard, or the document, counts."""
        started = {day for number in self.standards.values() for _, day, _ in number[2]}
        begins = self.document.in_effect.start if self.document and not self.always else None
        return frozenset(started | ({begins} if begins else set()))

    def in_force(self, day: date) -> bool:
        """Whether it counts on a day."""
        return self.always or (self.document is not None and self.document.in_force(day))

    def version(self, day: date) -> Version:
        """What the solver is given."""
        here = self.in_force(day)
        return Version(self.condition if here else NOTHING, self.scope.on(day), self.benefit if here else None)


def said(fact: Fact) -> tuple[Anything, ...]:
    """What a fact may be."""
    return fact.type, fact.codes, fact.minimum, fact.maximum, fact.only_if


def numbers(standard: DefinedStandard) -> tuple[Anything, ...]:
    """Whose place a standard looks at, what splits it, and its numbers, each with its place and day."""
    return standard.place_of, standard.split, tuple((one.place, one.since, one.value) for one in standard.values)
