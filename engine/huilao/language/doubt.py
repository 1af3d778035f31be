"""What an answer hangs on: the truths that a sentence has under the readings that an office could well hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import prod

from .condition import Condition, Node, Term, inner_of
from .known import Person
from .meaning import truth_of
from .policy import Benefit, DefinedTerm, Reading, Ruleset, Weight
from .quantity import Named
from .scope import Scope, Situation
from .truth import Truth

MOST = 8_192
"""Combinations of likely readings that count; of a sentence that has more, the readings taken and each single change do."""


def likely(ruleset: Ruleset) -> Ruleset:
    """A ruleset with its likely readings alone."""
    return replace(
        ruleset,
        terms={name: replace(term, readings=_likely(term)) for name, term in ruleset.terms.items()},
        benefits=tuple(replace(one, readings=_likely(one)) for one in ruleset.benefits),
    )


def _likely(read: DefinedTerm | Benefit) -> tuple[Reading, ...]:
    return tuple(one for one in read.readings if one.weight is Weight.LIKELY)


def sentences_of(benefit: Benefit) -> tuple[Condition, ...]:
    """What a benefit's sentence may mean, the reading that was taken first."""
    return (benefit.condition, *(one.condition for one in benefit.readings))


def meanings_of(term: DefinedTerm) -> tuple[Condition, ...]:
    """What a term may mean, the reading that was taken first."""
    return (term.condition, *(one.condition for one in term.readings))


def words_of(nodes: Iterable[Node], scope: Scope) -> tuple[str, ...]:
    """The terms that can be read in several ways, behind nodes in any of their readings, in the order of their names."""
    behind: set[Term | Named] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Term | Named):
            if node in behind:
                continue
            behind.add(node)
            waiting += meanings_of(scope.terms[node.name]) if isinstance(node, Term) else [scope.quantities[node.name].value]
        waiting += inner_of(node)
    return tuple(sorted(one.name for one in behind if isinstance(one, Term) and scope.terms[one.name].readings))


def ways_of(benefit: Benefit, scope: Scope) -> Iterator[tuple[int, Mapping[str, int]]]:
    """The ways to read a benefit's sentence that count: which of its meanings, and of each word behind it which, 0 being the
    one that was taken.
    """
    words, numbers = _numbers(benefit, scope)
    for taken in product(*map(range, numbers)) if prod(numbers) <= MOST else _single_changes(numbers):
        yield taken[0], dict(zip(words, taken[1:], strict=True))


def countable(benefit: Benefit, scope: Scope) -> bool:
    """Whether all combinations of readings of a benefit count."""
    return prod(_numbers(benefit, scope)[1]) <= MOST


def _numbers(benefit: Benefit, scope: Scope) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The words behind a benefit's sentence, and how many meanings the sentence and each of them have."""
    words = words_of(sentences_of(benefit), scope)
    return words, (1 + len(benefit.readings), *(len(meanings_of(scope.terms[name])) for name in words))


def _single_changes(numbers: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    default = (0,) * len(numbers)
    yield default
    for at, several in enumerate(numbers):
        yield from ((*default[:at], number, *default[at + 1 :]) for number in range(1, several))


def reading(scope: Scope, taken: Mapping[str, int]) -> Scope:
    """A scope in which words have these of their meanings."""
    read = {name: replace(scope.terms[name], condition=meanings_of(scope.terms[name])[number]) for name, number in taken.items()}
    return replace(scope, terms={**scope.terms, **read})


def truths_of(benefit: Benefit, person: Person, situation: Situation) -> frozenset[Truth]:
    """The truths of a benefit's condition, each word in it and the sentence itself read in every way that the situation has:
    the reference for what is worked out faster.
    """
    sentences, scope = sentences_of(benefit), situation.scope
    return frozenset(
        truth_of(sentences[own], person, replace(situation, scope=reading(scope, taken))) for own, taken in ways_of(benefit, scope)
    )
