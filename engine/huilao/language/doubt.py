"""What an answer hangs on: the truths that a sentence has under the readings that an office could well hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import prod

from .condition import Condition, EntitledTo, Node, Term, inner_of
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


def sentences_of(benefit: Benefit | DefinedTerm) -> tuple[Condition, ...]:
    """What a benefit's sentence may mean (a term looked at by itself is one), the reading that was taken first."""
    return (benefit.condition, *(one.condition for one in benefit.readings))


def meanings_of(term: DefinedTerm) -> tuple[Condition, ...]:
    """What a term may mean, the reading that was taken first."""
    return sentences_of(term)


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


def ways_of(benefit: Benefit | DefinedTerm, scope: Scope) -> Iterator[tuple[int, Mapping[str, int]]]:
    """The ways to read a benefit's sentence that count: which of its meanings, and of each word behind it which, 0 being the
    one that was taken.
    """
    words, numbers = _numbers(benefit, scope)
    for taken in product(*map(range, numbers)) if prod(numbers) <= MOST else _single_changes(numbers):
        yield taken[0], dict(zip(words, taken[1:], strict=True))


def countable(benefit: Benefit, scope: Scope) -> bool:
    """Whether all combinations of readings of a benefit count."""
    return prod(_numbers(benefit, scope)[1]) <= MOST


def _numbers(benefit: Benefit | DefinedTerm, scope: Scope) -> tuple[tuple[str, ...], tuple[int, ...]]:
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

    The readings of another benefit that it asks for are not among these ways: where that hangs on them, and this on that, it
    may be a yes and may be a no.
    """
    sentences, scope = sentences_of(benefit), situation.scope
    own = frozenset(
        truth_of(sentences[number], person, replace(situation, scope=reading(scope, taken))) for number, taken in ways_of(benefit, scope)
    )
    return own | {Truth.YES, Truth.NO} if hangs_on(benefit, person, situation) else own


def hangs_on(benefit: Benefit, person: Person, situation: Situation) -> tuple[str, ...]:
    """The other benefits, by their full names, that a benefit asks for and that hang on their own likely readings, where it
    hangs on them, as it was taken to mean: on each alone, or, where on none alone, on all together.
    """
    scope = situation.scope
    asked = benefits_behind(benefit.condition, scope)
    doubtful = tuple(name for name in asked if {Truth.YES, Truth.NO} <= likely_truths(name, person, situation))
    taken = truth_of(benefit.condition, person, situation)

    def turns_on(names: Iterable[str]) -> bool:
        unsure = replace(situation, scope=replace(scope, unsure=scope.unsure | frozenset(names)))
        return truth_of(benefit.condition, person, unsure) is not taken

    alone = tuple(name for name in doubtful if turns_on((name,)))
    return alone or (doubtful if doubtful and turns_on(doubtful) else ())


def likely_truths(name: str, person: Person, situation: Situation) -> frozenset[Truth]:
    """The truths of another benefit under its own likely readings; a no where it is not in force."""
    benefit, ruleset, there = situation.scope.promise(name)
    if not ruleset.in_force(benefit, situation.as_of):
        return frozenset({Truth.NO})
    read = likely(ruleset)
    sentence = read.benefit(name)
    return truths_of(sentence, person, replace(there, terms=read.terms).on(situation.as_of))


def benefits_behind(node: Node, scope: Scope) -> tuple[str, ...]:
    """The other benefits that a node asks for, by way of a term too, each once."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, EntitledTo):
            found |= dict.fromkeys(one.benefits)
        if isinstance(one, Term | Named) and one.name not in seen:
            seen.add(one.name)
            waiting.append(scope.terms[one.name].condition if isinstance(one, Term) else scope.quantities[one.name].value)
        waiting += inner_of(one)
    return tuple(found)
