"""The terms, named quantities and benefits behind a condition, each after those that it uses: so chains of them need no
recursion.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from graphlib import TopologicalSorter

from ..language.condition import About, Node, Term, inner_of
from ..language.doubt import benefits_behind, meanings_of
from ..language.quantity import Named, Quantity, Sum
from ..language.scope import Scope

Name = Term | Named
Used = tuple[str, Name]
"""A name, and whom it is used about: the person (`""`), the one whom this fact names, or those whom it lists."""


def resolved(quantity: Quantity, scope: Scope) -> Quantity:
    """What a quantity that has a name is."""
    while isinstance(quantity, Named):
        quantity = scope.quantities[quantity.name].value
    return quantity


def names_in(node: Node, who: str = "") -> Iterator[Used]:
    """The names in a node about a person; a name's own are not inside it."""
    if isinstance(node, Term | Named):
        yield who, node
    whom = node.fact if isinstance(node, About) else node.among if isinstance(node, Sum) else who
    for inner in inner_of(node):
        yield from names_in(inner, whom)


def benefits_in_order(name: str, scope: Scope, known: Collection[str]) -> list[str]:
    """A benefit that is asked for and those that it asks for, as they were taken to mean, by their full names: each after those
    that it asks for, without those known already.
    """
    graph: dict[str, Sequence[str]] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in graph or one in known:
            continue
        benefit, _, there = scope.promise(one)
        graph[one] = [] if one in scope.unsure else [other for other in benefits_behind(benefit.condition, there) if other not in known]
        waiting += graph[one]
    return list(TopologicalSorter(graph).static_order())


class Names:
    """The names of a scope, in all readings of its terms or in those taken."""

    def __init__(self, scope: Scope, *, all_readings: bool) -> None:
        self.scope = scope
        self._all_readings = all_readings
        self._used: dict[Used, list[Used]] = {}
        self._varying: dict[str, bool] = {}
        """Of terms `t…`, of quantities `q…`."""

    def behind(self, nodes: Iterable[tuple[str, Node]]) -> list[Used]:
        """All names that nodes about persons use, and those that these use, each after those that it uses."""
        graph: dict[Used, list[Used]] = {}
        waiting = [used for who, node in nodes for used in names_in(node, who)]
        while waiting:
            used = waiting.pop()
            if used not in graph:
                graph[used] = self.used_by(used)
                waiting += graph[used]
        return list(TopologicalSorter(graph).static_order())

    def used_by(self, used: Used) -> list[Used]:
        """The names that a name uses."""
        if used not in self._used:
            who, name = used
            self._used[used] = list(dict.fromkeys(inner for meaning in self.meanings(name) for inner in names_in(meaning, who)))
        return self._used[used]

    def meanings(self, name: Name) -> Sequence[Node]:
        """What a name may mean."""
        if isinstance(name, Named):
            return (self.scope.quantities[name.name].value,)
        term = self.scope.terms[name.name]
        return meanings_of(term) if self._all_readings else (term.condition,)

    def vary(self, node: Node) -> bool:
        """Whether something in a node can be read in more than one way."""
        for _, name in self.behind([("", node)]):
            key = _key(name)
            if key not in self._varying:
                inner = (self._varying[_key(used)] for _, used in self.used_by(("", name)))
                self._varying[key] = len(self.meanings(name)) > 1 or any(inner)
        return any(self._varying[_key(name)] for _, name in names_in(node))


def _key(name: Name) -> str:
    return ("q" if isinstance(name, Named) else "t") + name.name
