"""The parts of a proof that decide.

Of a yes a smallest *sufficing set*: facts with which alone it holds, none of which can be spared (an abductive
explanation, or prime implicant). Of a no a smallest *hitting set*: tests of which one stands in every reason for the no, so
that it is sure no more once they come out otherwise (a contrastive explanation, or correction set). The two are dual:
Reiter, A theory of diagnosis from first principles, 1987; Ignatiev et al., From contrastive to abductive explanations and
back again, 2020.

A first set is the cheapest way through the tree (`cheapest.py`), which is the smallest where no fact is read twice. Where
one is, what that set has too much is left out again: one fact after another of a yes; of a no, every smaller choice of
few tests, one test after another of many.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import combinations
from typing import assert_never

from ..answers.proof import Proof
from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Order, Term, Test
from ..language.distinct import paths_read
from ..language.known import Path
from ..language.quantity import Age, Constant, Elapsed, Quantity
from ..language.scope import Scope
from ..language.truth import Truth
from .cheapest import FREE, IMPOSSIBLE, NEVER, Leaf, Way, cheapest, surely

KNOWN = 1_000
"""The price of a known test that would have to come out otherwise, beside the 1 of an unknown one; of a yes that of a fact."""
TRIED = 4
"""Of up to so many tests every smaller choice is tried, of more every choice with one less."""

Asking = Test | EntitledTo
"""What decides as a whole: a test, or that another benefit is had, whose own reasons are its own."""
Asked = tuple[str, Asking]
"""One of these, and the fact that names the person whom it is about: wherever it stands, it comes out the same."""

Parts = tuple[tuple[int, "Parts"], ...]
"""Some of the parts of a proof by their places, each with those of its own."""
WHOLE: Parts = ()
"""All of them."""


class Deciding:
    """Finds what decides in proofs of one scope. Threads may share it."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._paths: dict[tuple[str, int], tuple[Condition, frozenset[Path]]] = {}
        """What tests read, by the identity of the test, which is held beside it so that its identity stays its own."""
        self._once: dict[int, tuple[Condition, bool]] = {}
        """Likewise whether conditions read every fact once."""

    def of(self, proof: Proof) -> Proof:
        """The proof without the parts that do not decide; one that is open stays whole.

        Of a yes its tests read a sufficing set of facts, of a no they are a hitting set of tests. Tests are taken to be free
        to come out either way, and a comparison to need all that it reads; where no set of tests would do, as of a
        contradiction, a no stays whole.
        """
        return only(proof, self.parts(proof))

    def parts(self, proof: Proof) -> Parts:
        """Where in the proof stands what decides, the same wherever its tests come out the same; the whole where nothing would be left."""
        match proof.truth:
            case Truth.YES:
                tests = frozenset(map(_asked, self.sufficing(proof)))
            case Truth.NO:
                tests = frozenset(map(_asked, self.hitting(proof)))
            case Truth.UNKNOWN:
                return WHOLE
            case _:
                assert_never(proof.truth)
        return _parts_with(tests, proof, "") or WHOLE

    def sufficing(self, proof: Proof) -> frozenset[Leaf]:
        """The tests that hold a yes and read a sufficing set of facts."""

        def price(leaf: Leaf, wanted: Truth) -> int:
            return 1 + KNOWN * len(self.paths(leaf)) if leaf.proof.truth is wanted else NEVER  # facts count before tests

        leaves = cheapest(proof, Truth.YES, price, _only_as_it_is).leaves
        if self.reads_once(proof):
            return frozenset(leaves)
        kept = {path for leaf in leaves for path in self.paths(leaf)}
        for path in sorted(kept):
            kept.discard(path)
            if not surely(proof, Truth.YES, self._so_with(kept)):
                kept.add(path)

        def price_of_kept(leaf: Leaf, wanted: Truth) -> int:
            return 1 if leaf.proof.truth is wanted and self.paths(leaf) <= kept else NEVER

        return frozenset(cheapest(proof, Truth.YES, price_of_kept).leaves)

    def _so_with(self, kept: Collection[Path]) -> Callable[[Leaf, Truth], bool]:
        """Whether a leaf is surely so where these facts alone are known."""
        return lambda leaf, wanted: leaf.proof.truth is wanted and self.paths(leaf) <= set(kept)

    def hitting(self, proof: Proof) -> frozenset[Leaf]:
        """The known tests that would have to come out otherwise for a no not to be sure; empty where nothing would do."""
        if self.reads_once(proof):
            way = cheapest(proof, Truth.YES, _to_turn, _free_as_it_is)
            return frozenset(leaf for leaf in way.leaves if way.price < NEVER and leaf.proof.truth is not Truth.UNKNOWN)
        turned = _turned(proof)
        return frozenset(turned[asked] for asked in _fewest(proof, turned))

    def reads_once(self, proof: Proof) -> bool:
        """Whether no fact is read by two tests of a condition: what decides in one part then decides nothing in another."""
        kept = self._once.get(id(proof.condition))
        if kept is None:
            paths = [path for leaf in leaves_of(proof) for path in self.paths(leaf)]
            kept = self._once[id(proof.condition)] = (proof.condition, len(paths) == len(set(paths)))
        return kept[1]

    def paths(self, leaf: Leaf) -> frozenset[Path]:
        """The facts that a test reads."""
        who, test = leaf.who, leaf.proof.condition
        kept = self._paths.get((who, id(test)))
        if kept is None:
            kept = self._paths[who, id(test)] = (test, paths_read(test, self.scope, who))
        return kept[1]


def _only_as_it_is(proof: Proof, wanted: Truth) -> Way | None:
    """What is not so is no part of the reason."""
    return None if proof.truth is wanted else IMPOSSIBLE


def _free_as_it_is(proof: Proof, wanted: Truth) -> Way | None:
    """What is so already costs nothing."""
    return FREE if proof.truth is wanted else None


def _to_turn(leaf: Leaf, wanted: Truth) -> int:
    """What it costs that a leaf comes out so: of ways as short, the one that time brings is said."""
    if leaf.proof.truth is wanted:
        return 0
    if leaf.proof.truth is Truth.UNKNOWN:
        return 1
    return KNOWN - 1 if wanted is Truth.YES and comes_by_itself(leaf.proof.condition) else KNOWN


def comes_by_itself(condition: Condition) -> bool:
    """Whether a test that fails today holds later by itself: an age or a length of time that is reached."""
    return isinstance(condition, Compare) and (
        (condition.order in (Order.AT_LEAST, Order.ABOVE) and _grows(condition.left) and isinstance(condition.right, Constant))
        or (condition.order in (Order.AT_MOST, Order.BELOW) and isinstance(condition.left, Constant) and _grows(condition.right))
    )


def _grows(quantity: Quantity) -> bool:
    return isinstance(quantity, Age | Elapsed)


def _turned(proof: Proof) -> dict[Asked, Leaf]:
    """Tests that lift a no if they come out otherwise, wherever they stand; empty where none are found.

    What is turned may spoil another part: more is turned then, and where that leads nowhere, other tests are.
    """
    turned: dict[Asked, Leaf] = {}
    in_vain: set[Asked] = set()

    def price(leaf: Leaf, wanted: Truth) -> int:
        asked = _asked(leaf)
        if asked in turned:
            return 0 if leaf.proof.truth is ~wanted else NEVER
        return NEVER if asked in in_vain and leaf.proof.truth is not wanted else _to_turn(leaf, wanted)

    while not turned or not lifts(proof, turned):
        way = cheapest(proof, Truth.YES, price) if turned else cheapest(proof, Truth.YES, price, _free_as_it_is)
        more = {_asked(leaf): leaf for leaf in way.leaves if leaf.proof.truth is not Truth.UNKNOWN and _asked(leaf) not in turned}
        if way.price < NEVER and more:
            turned |= more
        elif turned:
            in_vain |= turned.keys()
            turned.clear()
        else:
            return {}
    return turned


def _fewest(proof: Proof, turned: Collection[Asked]) -> Collection[Asked]:
    """As few of these as still lift a no."""
    if len(turned) <= TRIED:
        smaller = (some for size in range(1, len(turned)) for some in combinations(turned, size))
        return next((some for some in smaller if lifts(proof, some)), turned)
    kept = list(turned)
    for asked in turned:
        fewer = [other for other in kept if other != asked]
        kept = fewer if lifts(proof, fewer) else kept
    return kept


def lifts(proof: Proof, turned: Collection[Asked]) -> bool:
    """Whether a no is no longer sure with these tests turned."""

    def so(leaf: Leaf, wanted: Truth) -> bool:
        return leaf.proof.truth is (~wanted if _asked(leaf) in turned else wanted)

    return not surely(proof, Truth.NO, so)


def _asked(leaf: Leaf) -> Asked:
    assert isinstance(leaf.proof.condition, Asking)
    return leaf.who, leaf.proof.condition


def leaves_of(proof: Proof, who: str = "") -> Iterator[Leaf]:
    """The tests in a proof."""
    condition = proof.condition
    match condition:
        case Compare() | OneOf() | Has() | Inside() | EntitledTo():
            yield Leaf(who, proof)
        case All() | Any() | Not() | Count() | Term():
            for part in proof.parts:
                yield from leaves_of(part, who)
        case About(fact):
            for part in proof.parts:
                yield from leaves_of(part, fact)
        case _:
            assert_never(condition)


def only(proof: Proof, parts: Parts) -> Proof:
    """The proof with these of its parts alone."""
    return Proof(proof.condition, proof.truth, tuple([only(proof.parts[place], inner) for place, inner in parts])) if parts else proof


def _parts_with(tests: Collection[Asked], proof: Proof, who: str) -> Parts | None:
    """The parts that have some of these tests; None where there is none."""
    if isinstance(proof.condition, Asking):  # what asks the same stays together, whether or not it is one proof that stands twice
        return WHOLE if (who, proof.condition) in tests else None
    inner = proof.condition.fact if isinstance(proof.condition, About) else who
    found = ((place, _parts_with(tests, part, inner)) for place, part in enumerate(proof.parts))
    return tuple((place, parts) for place, parts in found if parts is not None) or None
