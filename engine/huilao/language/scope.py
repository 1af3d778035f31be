"""What conditions and quantities are read in: the words, numbers and ways of counting of one ruleset, and a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from .facts import Vocabulary
from .places import COUNTRY
from .policy import Benefit, DefinedQuantity, DefinedTerm, Rules, Ruleset
from .quantity import AgeReached
from .standards import DefinedStandard


@dataclass(frozen=True, slots=True)
class Scope:
    """What a ruleset's conditions are read in."""

    facts: Vocabulary
    terms: Mapping[str, DefinedTerm] = field(default_factory=dict[str, DefinedTerm])
    quantities: Mapping[str, DefinedQuantity] = field(default_factory=dict[str, DefinedQuantity])
    standards: Mapping[str, DefinedStandard] = field(default_factory=dict[str, DefinedStandard])
    place: str = COUNTRY
    age_reached: AgeReached = AgeReached.BIRTHDAY
    rulesets: Mapping[str, Ruleset] = field(default_factory=dict[str, Ruleset], compare=False, repr=False)
    """All rulesets of the book, for what is asked of another benefit (`EntitledTo`)."""
    unsure: frozenset[str] = frozenset()
    """Benefits of which it is taken to be open whether they are had, for who wants to know what hangs on them."""

    def promise(self, name: str) -> tuple[Benefit, Ruleset, Scope]:
        """A benefit of the book by its full name, and what its condition is read in."""
        ruleset = self.rulesets[name.partition("/")[0]]
        benefit = ruleset.benefit(name)
        document = ruleset.document
        there = replace(self, terms=ruleset.terms, quantities=ruleset.quantities, place=document.place, age_reached=document.age_reached)
        return benefit, ruleset, there

    def on(self, day: date) -> Situation:
        """The situation on a day."""
        return Situation(self, day)


@dataclass(frozen=True, slots=True)
class Situation:
    """A scope on a day."""

    scope: Scope
    as_of: date


def scope_of(ruleset: Ruleset, rules: Rules) -> Scope:
    """What the conditions of a ruleset of a rule book are read in."""
    document = ruleset.document
    return Scope(rules.facts, ruleset.terms, ruleset.quantities, rules.standards, document.place, document.age_reached, rules.rulesets)
