"""The cheapest way for a condition to be so: dynamic programming over its tree.

Of parts that must all be so the prices add up, of those of which one will do the cheapest is taken. This finds the least
price where no test stands twice (a read-once formula: Crama and Hammer, Boolean Functions, 2011, ch. 10); where one does, it
is counted every time, and the callers make good what that spoils.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, assert_never

from ..answers.proof import Proof
from ..language.condition import About, All, Any, Compare, Count, EntitledTo, Has, Inside, Not, OneOf, Term
from ..language.truth import Truth

NEVER = 1_000_000_000
"""The price of what cannot be had."""


class Leaf(NamedTuple):
    """The proof of a test, or of another benefit that is asked for, and the fact that names the person whom it is about (or "")."""

    who: str
    proof: Proof


class Way(NamedTuple):
    """A way for a condition to be so: what it costs, and the leaves that it is paid for."""

    price: int
    leaves: tuple[Leaf, ...]


FREE = Way(0, ())
IMPOSSIBLE = Way(NEVER, ())

Price = Callable[[Leaf, Truth], int]
"""What it costs that a leaf is YES or NO."""
Known = Callable[[Proof, Truth], Way | None]
"""The way for a whole part that need not be looked into; None where it must be."""


def look_into(proof: Proof, wanted: Truth) -> Way | None:  # noqa: ARG001  # as `Known` has it
    """No part has a known way."""
    return None


def cheapest(proof: Proof, wanted: Truth, price: Price, known: Known = look_into, who: str = "") -> Way:
    """The cheapest way for a condition to be YES or NO, as `wanted`."""
    way = known(proof, wanted)
    if way is not None:
        return way
    condition = proof.condition
    match condition:
        case All():
            found = [cheapest(part, wanted, price, known, who) for part in proof.parts]
            return together(found) if wanted is Truth.YES else best(found)
        case Any():
            found = [cheapest(part, wanted, price, known, who) for part in proof.parts]
            return best(found) if wanted is Truth.YES else together(found)
        case Not():
            return cheapest(proof.parts[0], ~wanted, price, known, who)
        case Count(at_least, at_most):
            held, failed = ([cheapest(part, one, price, known, who) for part in proof.parts] for one in (Truth.YES, Truth.NO))
            least, most = bounds(at_least, at_most, len(proof.parts))
            return _within(held, failed, least, most) if wanted is Truth.YES else _outside(held, failed, least, most)
        case Compare() | OneOf() | Has() | Inside() | EntitledTo():
            leaf = Leaf(who, proof)
            cost = price(leaf, wanted)
            return FREE if cost == 0 else IMPOSSIBLE if cost >= NEVER else Way(cost, (leaf,))
        case Term():
            return cheapest(proof.parts[0], wanted, price, known, who)
        case About(fact):
            return cheapest(proof.parts[0], wanted, price, known, fact)
        case _:
            assert_never(condition)


def surely(proof: Proof, wanted: Truth, so: Callable[[Leaf, Truth], bool], who: str = "") -> bool:
    """Whether a condition is surely YES or NO, as `wanted`, of whose leaves `so` says whether they surely are."""
    condition = proof.condition
    match condition:
        case All():
            found = (surely(part, wanted, so, who) for part in proof.parts)
            return all(found) if wanted is Truth.YES else any(found)
        case Any():
            found = (surely(part, wanted, so, who) for part in proof.parts)
            return any(found) if wanted is Truth.YES else all(found)
        case Not():
            return surely(proof.parts[0], ~wanted, so, who)
        case Count(at_least, at_most):
            held, failed = (sum(surely(part, one, so, who) for part in proof.parts) for one in (Truth.YES, Truth.NO))
            number = len(proof.parts)
            least, most = bounds(at_least, at_most, number)
            return held >= least and failed >= number - most if wanted is Truth.YES else failed > number - least or held > most
        case Compare() | OneOf() | Has() | Inside() | EntitledTo():
            return so(Leaf(who, proof), wanted)
        case Term():
            return surely(proof.parts[0], wanted, so, who)
        case About(fact):
            return surely(proof.parts[0], wanted, so, fact)
        case _:
            assert_never(condition)


def bounds(at_least: int | None, at_most: int | None, number: int) -> tuple[int, int]:
    """The fewest and the most of so many parts."""
    return at_least or 0, number if at_most is None else at_most


def _within(held: Sequence[Way], failed: Sequence[Way], least: int, most: int) -> Way:
    """Enough parts that hold, and of the others enough that do not."""
    if least > most:
        return IMPOSSIBLE
    number = len(held)
    order = sorted(range(number), key=lambda at: held[at].price - failed[at].price)  # the rather to hold, the earlier
    others = _few([failed[at] for at in order[least:]], number - most)
    return together([*(held[at] for at in order[:least]), others])


def _outside(held: Sequence[Way], failed: Sequence[Way], least: int, most: int) -> Way:
    """Too few parts that can hold, or too many that do."""
    return best((_few(failed, len(held) - least + 1), _few(held, most + 1)))


def _few(ways: Sequence[Way], number: int) -> Way:
    """The cheapest so many of some."""
    return IMPOSSIBLE if number > len(ways) else together(sorted(ways, key=_price)[: max(0, number)])


def together(ways: Iterable[Way]) -> Way:
    """All of these; what one of them makes impossible is no dearer for the others."""
    price, leaves = 0, ()
    for way in ways:
        if way.price >= NEVER:
            return IMPOSSIBLE
        price += way.price
        leaves += way.leaves
    return Way(price, leaves)


def best(ways: Iterable[Way]) -> Way:
    """The cheapest of these, the first of such as cost the same."""
    return min(ways, key=_price, default=IMPOSSIBLE)


def _price(way: Way) -> int:
    return way.price
