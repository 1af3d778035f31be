"""No person within a person, by way of a term either: a nested profile has no person and no people in it, and no benefits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..language.condition import About, EntitledTo, Node, Span, Term, inner_of, walk
from ..language.facts import Text
from ..language.policy import Benefit, DefinedQuantity, DefinedTerm, Ruleset
from ..language.quantity import Named, Sum
from ..yaml.source import Source
from .circles import nodes_of

OF_THE_PERSON = (About, Sum, EntitledTo)
"""What can be said of the person alone, never of somebody else whom a fact of theirs names or lists."""


def check_persons(rulesets: Iterable[Ruleset], sources: Mapping[str, Source]) -> None:
    """Report what is said of another person inside what is said of another person."""
    reported: set[Span] = set()
    for ruleset in rulesets:
        speaking = _speaking_of_persons(ruleset.terms, ruleset.quantities)
        others = (one for node in nodes_in(ruleset) for one in walk(node) if isinstance(one, About | Sum))
        for part in (part for one in others for inner in inner_of(one) for part in walk(inner)):
            span = part.span
            wrong = isinstance(part, OF_THE_PERSON) or (isinstance(part, Term | Named) and part.name in speaking)
            if span is None or span in reported or not wrong:
                continue
            reported.add(span)
            sources[span.file].report("person_in_person", span, *_why(part),
                                      Text("把这一项移到外面", "move it outside"))  # fmt: skip


def _why(part: Node) -> tuple[str, str]:
    if isinstance(part, EntitledTo):
        return "别人的条件里不能写别的待遇", "other benefits cannot stand in what is said of another person"
    if isinstance(part, Term | Named):
        return (
            f"“{part.name}”说到了另外的人或别的待遇，不能用来说别人",
            f"`{part.name}` speaks of other people or benefits, and cannot be said of another person",
        )
    return "人员里面不能再有人员", "a person within a person is not possible"


def nodes_in(ruleset: Ruleset) -> Iterator[Node]:
    """Every condition and quantity of a ruleset, in any reading."""
    for name in (*ruleset.terms, *ruleset.quantities):
        yield from nodes_of(name, ruleset.terms, ruleset.quantities)
    for one in ruleset.benefits:
        yield from nodes_of_benefit(one)


def nodes_of_benefit(benefit: Benefit) -> Iterator[Node]:
    """Every condition and quantity of a benefit, in any wording and reading."""
    for one in (benefit, *(change.to for change in benefit.changes)):
        yield from nodes_of_wording(one)


def nodes_of_wording(benefit: Benefit) -> Iterator[Node]:
    """Likewise of one wording."""
    yield benefit.condition
    yield from benefit.quota.order if benefit.quota is not None else ()
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
    found = {name for name, inside in parts.items() if any(isinstance(part, OF_THE_PERSON) for part in inside)}
    while more := {
        name
        for name, inside in parts.items()
        if name not in found and any(isinstance(one, Term | Named) and one.name in found for one in inside)
    }:
        found |= more
    return frozenset(found)
