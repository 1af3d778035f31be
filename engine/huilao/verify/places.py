"""The divisions that a rule book tells apart."""

from __future__ import annotations

from collections.abc import Iterator

from ..language.condition import Inside, Node, OneOf, walk
from ..language.facts import FactType
from ..language.places import division
from ..language.policy import Benefit, DefinedTerm, Rules, Ruleset, paid_by


def relevant_places(rules: Rules) -> frozenset[str]:
    """The divisions that rules, documents and standards name, and those that have a name."""
    named = {place for node in nodes_of(rules) for place in _places_in(node, rules)}
    standards = {value.place for standard in rules.standards.values() for value in standard.values}
    return frozenset(map(division, {*named, *standards, *rules.places, *(one.document.place for one in rules.rulesets.values())}))


def nodes_of(rules: Rules) -> Iterator[Node]:
    """All conditions and quantities that are written in a rule book."""
    for ruleset in rules.rulesets.values():
        yield from _nodes_of(ruleset)


def _nodes_of(ruleset: Ruleset) -> Iterator[Node]:
    for quantity in ruleset.quantities.values():
        yield from (one.value for one in (quantity, *(change.to for change in quantity.changes)))
    for one in _worded(ruleset):
        yield one.condition
        yield from (reading.condition for reading in one.readings)
        if isinstance(one, Benefit):
            yield from paid_by(one)


def _worded(ruleset: Ruleset) -> Iterator[Benefit | DefinedTerm]:
    """The terms and benefits, and how they read once they are amended."""
    for term in ruleset.terms.values():
        yield from (term, *(change.to for change in term.changes))
    for benefit in ruleset.benefits:
        yield from (benefit, *(change.to for change in benefit.changes))


def _places_in(node: Node, rules: Rules) -> Iterator[str]:
    for part in walk(node):
        if isinstance(part, Inside):
            yield from part.places
        elif isinstance(part, OneOf) and rules.facts[part.fact].type is FactType.PLACE:
            yield from map(str, part.values)
