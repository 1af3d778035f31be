"""Numbers by which conditions and quantities that mean the same, each in its scope, are known to be the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from ..language.condition import Inside, Node, Term, walk
from ..language.quantity import Age, Named, Standard
from ..language.scope import Scope
from ..language.standards import PlaceOf
from .names import Name, Names


class Identities:
    """Those of one rule book, whose scopes share facts, standards and benefits: what asks for a benefit means the same in each."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._scopes: dict[int, Names] = {}
        self._named: dict[tuple[int, Name], int] = {}

    def of(self, node: Node, scope: Scope) -> int:
        """The number for what a node means in a scope."""
        names = self._scopes.setdefault(id(scope), Names(scope, all_readings=False))  # it keeps the scope alive
        own = [part for part in walk(node) if isinstance(part, Term | Named)]
        if any((id(scope), name) not in self._named for name in own):
            for _, name in names.behind([("", node)]):
                if (id(scope), name) not in self._named:
                    [meaning] = names.meanings(name)
                    self._named[id(scope), name] = self._number(meaning, scope)
        return self._number(node, scope)

    def _number(self, node: Node, scope: Scope) -> int:
        names = dict.fromkeys(part for part in walk(node) if isinstance(part, Term | Named))
        key = node, *_counts(node, scope), *(self._named[id(scope), name] for name in names)
        return self._numbers.setdefault(key, len(self._numbers))


def _counts(node: Node, scope: Scope) -> Iterator[Hashable]:
    """What else of a scope counts for a node."""
    parts = list(walk(node))
    standards = (scope.standards[part.name] for part in parts if isinstance(part, Standard))
    here = any(isinstance(part, Inside) and not part.places for part in parts)
    yield scope.place if here or any(one.place_of is PlaceOf.DOCUMENT for one in standards) else None
    yield scope.age_reached if any(isinstance(part, Age) and part.reached is None for part in parts) else None
