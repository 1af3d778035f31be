"""How many people a list has for the solver: so many as the numbers with which rules compare a count of them need."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor

from ..language.condition import Compare, Node, walk
from ..language.policy import Rules
from ..language.quantity import Constant, Sum
from .places import nodes_of

PLACES = 3
"""People whom a list has at least: such as have what is asked, have it not, and of whom it is not known."""
MOST = 8
"""People whom a list has at most: what is proved of lists is proved of those that have no more."""


def listed(*books: Rules) -> int | None:
    """How many people the lists of rule books have for the solver; None where no rule speaks of lists."""
    sums = [part for rules in books for node in nodes_of(rules) for part in walk(node) if isinstance(part, Sum)]
    if not sums:
        return None
    bounds = [bound for rules in books for node in nodes_of(rules) for bound in _bounds(node)]
    return min(max((PLACES, *(bound + 1 for bound in bounds))), MOST)


def _bounds(node: Node) -> Iterator[int]:
    """The numbers with which counts of people are compared."""
    for part in walk(node):
        if isinstance(part, Compare):
            sides = (part.left, part.right)
            if any(isinstance(one, Sum) and isinstance(one.part, Constant) for one in sides):
                yield from (floor(one.value) for one in sides if isinstance(one, Constant) and isinstance(one.value, Fraction))
