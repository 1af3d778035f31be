"""Definitions that lead back to themselves, or that are nested too deeply or too often to be worked with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from ..language.condition import Node, Term, inner_of, walk
from ..language.facts import Text
from ..language.policy import DefinedQuantity, DefinedTerm
from ..language.quantity import Named
from ..yaml.source import Scalar, Source

MAX_CIRCLES = 10
"""Circles of definitions that are looked for in a file."""
MAX_DEPTH = 100
"""How deep conditions and quantities may be, their terms and named quantities put in."""
MAX_SIZE = 20_000
"""How many parts they may have, counted as often as they are used."""

Terms = Mapping[str, DefinedTerm]
Quantities = Mapping[str, DefinedQuantity]


def check_circles(terms: Terms, quantities: Quantities, here: Mapping[str, tuple[Source, Scalar]]) -> None:
    """No definition that stands here is used by itself, in any of its readings."""
    uses = {name: sorted(_uses(name, terms, quantities)) for name in (*terms, *quantities)}
    order = list(here)
    for _ in range(MAX_CIRCLES):
        circle = circle_in(uses)
        if not circle:
            return
        places = [order.index(name) if name in here else len(order) for name in circle]
        first = places.index(min(places))
        circle = circle[first:] + circle[:first]
        uses[circle[0]].remove(circle[1 % len(circle)])
        if circle[0] not in here:
            continue
        source, key = here[circle[0]]
        shown = [source.spelled(name, (terms.get(name) or quantities[name]).label.zh) for name in (*circle, circle[0])]
        only_terms = all(name in terms for name in circle)
        source.report("term_circle", key.span, f"{'术语' if only_terms else '定义'}循环{'定义' if only_terms else '引用'}：{' → '.join(shown)}",
                      f"{'terms' if only_terms else 'definitions'} define each other in a circle: {' -> '.join(shown)}",
                      Text("让其中一个只用信息项来定义", "define one of them by facts only"))  # fmt: skip


def _uses(name: str, terms: Terms, quantities: Quantities) -> frozenset[str]:
    return names_in(nodes_of(name, terms, quantities)) & (terms.keys() | quantities.keys())


def nodes_of(name: str, terms: Terms, quantities: Quantities) -> tuple[Node, ...]:
    """What a term or quantity means, in all its wordings and readings."""
    if name in terms:
        wordings = (terms[name], *(change.to for change in terms[name].changes))
        return tuple(node for one in wordings for node in (one.condition, *(reading.condition for reading in one.readings)))
    return tuple(one.value for one in (quantities[name], *(change.to for change in quantities[name].changes)))


def names_in(nodes: Iterable[Node]) -> frozenset[str]:
    """The terms and quantities that these name."""
    return frozenset(part.name for node in nodes for part in walk(node) if isinstance(part, Term | Named))


def circle_in(uses: Mapping[str, list[str]]) -> list[str]:
    """Names each of which uses the next, and the last the first; none where there is no circle."""
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as error:
        names: list[str] = error.args[1]
        return names[:0:-1]
    return []


class Nesting:
    """How deep and how large conditions and quantities are, their definitions put in; there is no circle in these."""

    def __init__(self, terms: Terms, quantities: Quantities) -> None:
        self._of: dict[str, tuple[int, int]] = {}
        uses = {name: _uses(name, terms, quantities) for name in (*terms, *quantities)}
        for name in TopologicalSorter(uses).static_order():
            measured = [self.of(node) for node in nodes_of(name, terms, quantities)]
            self._of[name] = max(depth for depth, _ in measured), max(size for _, size in measured)

    def of(self, node: Node) -> tuple[int, int]:
        """The depth and the number of parts of a node."""
        if isinstance(node, Term | Named):
            depth, size = self._of.get(node.name, (0, 0))
            return depth + 1, size + 1
        inside = [self.of(inner) for inner in inner_of(node)]
        return 1 + max((depth for depth, _ in inside), default=0), 1 + sum(size for _, size in inside)

    def too_much(self, nodes: Iterable[Node]) -> Text | None:
        """Why nodes cannot be worked with; nothing where a definition that they use cannot be either."""
        nodes = tuple(nodes)
        if any(_over(*self._of.get(name, (0, 0))) is not None for name in names_in(nodes)):
            return None
        return next((found for node in nodes if (found := _over(*self.of(node))) is not None), None)


def _over(depth: int, size: int) -> Text | None:
    if depth > MAX_DEPTH:
        return Text(f"术语和算式一层层引用，展开后有 {depth} 层，最多 {MAX_DEPTH} 层",
                    f"terms and quantities are nested {depth} deep when put in, {MAX_DEPTH} at most")  # fmt: skip
    if size > MAX_SIZE:
        return Text(f"术语和算式反复引用，展开后有 {size} 个部分，最多 {MAX_SIZE} 个",
                    f"terms and quantities have {size} parts when put in, {MAX_SIZE} at most")  # fmt: skip
    return None
