"""No person within a person, by way of a term either: a nested profile has no person in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..language.condition import About, Node, Span, Term, walk
from ..language.facts import Text
from ..language.policy import Benefit, DefinedQuantity, DefinedTerm, Ruleset
from ..language.quantity import Named
from ..yaml.source import Source
from .circles import nodes_of


def check_persons(rulesets: Iterable[Ruleset], sources: Mapping[str, Source]) -> None:
    """Report what is said of another person inside what is said of another person."""
    reported: set[Span] = set()
    for ruleset in rulesets:
        speaking = _speaking_of_persons(ruleset.terms, ruleset.quantities)
        inner = (part for one in nodes_in(ruleset) for about in walk(one) if isinstance(about, About) for part in walk(about.part))
        for part in inner:
            span = part.span
            wrong = isinstance(part, About) or (isinstance(part, Term | Named) and part.name in speaking)
            if span is None or span in reported or not wrong:
                continue
            reported.add(span)
            sources[span.file].report("person_in_person", span, "人员里面不能再有人员", "a person within a person is not possible",
                                      Text("把这一项移到外面", "move it outside"))  # fmt: skip


def nodes_in(ruleset: Ruleset) -> Iterator[Node]:
    """Every condition and quantity of a ruleset, in any reading."""
    for name in (*ruleset.terms, *ruleset.quantities):
        yield from nodes_of(name, ruleset.terms, ruleset.quantities)
    for one in ruleset.benefits:
        yield from nodes_of_benefit(one)


def nodes_of_benefit(benefit: Benefit) -> Iterator[Node]:
    """Every condition and quantity of a benefit, in any reading."""
    yield benefit.condition
    yield from (reading.condition for reading in benefit.readings)
    if benefit.levels is not None:
        for row in benefit.levels.rows:
            yield row.condition
            yield from (cell for cell in row.cells if cell is not None and not isinstance(cell, str))
            yield from (row.amount,) if row.amount is not None else ()
    elif benefit.pays is not None:
        yield benefit.pays.amount


def _speaking_of_persons(terms: Mapping[str, DefinedTerm], quantities: Mapping[str, DefinedQuantity]) -> frozenset[str]:
    """The terms and quantities that, by themselves or by others, say something of another person."""
    parts = {name: [part for one in nodes_of(name, terms, quantities) for part in walk(one)] for name in (*terms, *quantities)}
    found = {name for name, inside in parts.items() if any(isinstance(part, About) for part in inside)}
    while more := {
        name
        for name, inside in parts.items()
        if name not in found and any(isinstance(one, Term | Named) and one.name in found for one in inside)
    }:
        found |= more
    return frozenset(found)
