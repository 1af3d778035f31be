"""What the tests behind each benefit say of a person, as a number: what is waited for, what hangs on a reading and what is to be asked
is the same for all people of whom it is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ..language.condition import About, Compare, EntitledTo, Has, Inside, Node, OneOf, Term, Test, inner_of
from ..language.doubt import sentences_of
from ..language.known import Person
from ..language.policy import Benefit
from ..language.quantity import Age, Day, Elapsed, Number, Rank
from ..language.scope import Scope
from .constants import against_constant
from .names import Names
from .writer import Writer

Asked = tuple[str, Test]
"""A test, and of whom it is: the person (`""`), or the one whom this fact names."""


class Patterns:
    """The numbers of the benefits of one ruleset."""

    def __init__(self, benefits: Sequence[Benefit], scope: Scope) -> None:
        names = Names(scope, all_readings=True)
        behind = [_tests_of(benefit, scope, names) for benefit in benefits]
        places = {asked: place for place, asked in enumerate(dict.fromkeys(asked for one in behind if one is not None for asked in one))}
        writer = Writer(scope)
        pairs = [writer.test(test, who) for who, test in places]
        self._said = writer.function("[" + ", ".join(f"1 if {yes} else 2 if {no} else 0" for yes, no in pairs) + "]")
        self._masks = [None if one is None else sum(0xFF << 8 * places[asked] for asked in one) for one in behind]

    def of(self, person: Person, day: date) -> list[int | None]:
        """For each benefit its number; None where the truths of tests do not say all: where amounts are compared with each other, or
        another benefit is asked for.
        """
        said = int.from_bytes(bytes(self._said(person, day)), "little")
        return [None if mask is None else said & mask for mask in self._masks]


def _tests_of(benefit: Benefit, scope: Scope, names: Names) -> frozenset[Asked] | None:
    """The tests behind a benefit in all its readings; None where one of them looks at more than a fact and constants."""
    sentences: list[tuple[str, Node]] = [("", sentence) for sentence in sentences_of(benefit)]
    terms = [(who, meaning) for who, name in names.behind(sentences) if isinstance(name, Term) for meaning in names.meanings(name)]
    found = {asked for who, node in (*sentences, *terms) for asked in _tests_in(node, who)}
    plain = frozenset(asked for asked in found if asked is not None and _is_plain(asked[1], scope))
    return plain if len(plain) == len(found) else None


def _tests_in(node: Node, who: str) -> Iterator[Asked | None]:
    """The tests in a condition; None for a benefit that it asks for."""
    if isinstance(node, Compare | OneOf | Has | Inside):
        yield who, node
    elif isinstance(node, EntitledTo):
        yield None
    else:
        for inner in inner_of(node):
            yield from _tests_in(inner, node.fact if isinstance(node, About) else who)


def _is_plain(test: Test, scope: Scope) -> bool:
    """Whether a test looks at one fact, and at nothing else that varies."""
    if not isinstance(test, Compare):
        return True
    against = against_constant(test, scope)
    return against is not None and isinstance(against[0], Number | Day | Rank | Age | Elapsed)
