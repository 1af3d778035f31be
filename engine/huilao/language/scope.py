"""What conditions and quantities are read in: the words, numbers and ways of counting of one ruleset, and a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .facts import Vocabulary
from .places import COUNTRY
from .policy import AgeReached, DefinedQuantity, DefinedTerm, Rules, Ruleset
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
    return Scope(rules.facts, ruleset.terms, ruleset.quantities, rules.standards, document.place, document.age_reached)
