"""The parts of a proof that decide: of a yes as few facts as suffice, of a no as few tests as would have to come out
otherwise. What is left of the proof says no more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import assert_never

from ..answers.proof import Proof
from ..language.condition import About, All, Any, Condition, Count, Not, Operator, Term, Test
from ..language.facts import Vocabulary
from ..language.truth import Truth

KNOWN = 1_000
"""The price of a known test that would have to come out otherwise, beside the 1 of an unknown one."""
NEVER = 1_000_000_000
"""The price of what cannot be had."""
TRIED = 4
"""Up to so many tests every smaller choice of them is tried, past it every choice with one less."""

KEPT = 4_096
"""Conditions of which it is kept whether they test a fact twice; a full table is emptied."""

COMING = (Operator.AT_LEAST, Operator.ABOVE)
"""How an age is compared that comes by itself."""

Leaf = tuple[str, Proof]
"""The fact that names the person (or empty), and the proof of a test about them."""
Price = Callable[[str, Proof, Truth], int]
"""What it takes for a leaf to be so: `(who, proof, wanted)`."""
So = Callable[[str, Proof, Truth], bool]
"""Whether a leaf is surely so: `(who, proof, wanted)`."""


@dataclass(frozen=True, slots=True)
class _Prices:
    of: Price
    at_once: Mapping[bool, int] = field(default_factory=dict[bool, int])
    """The price of all that is as wanted (`True`) or is not (`False`), where it need not be looked into."""


def deciding(proof: Proof, facts: Vocabulary) -> Proof:
    """The proof without the parts that do not decide; one that is open stays whole.

    Of a yes its tests are about the fewest facts of one way to it: with those alone known it still holds, and without any
    of them no longer surely. Of a no they are the tests of the shortest way out: were they to come out otherwise, it would
    no longer surely fail, and with any fewer of them it would. Tests are taken to be free to come out either way; where no
    such choice is found, as of a contradiction, a no stays whole.
    """
    match proof.truth:
        case Truth.YES:
            return _only(proof, sufficing(proof, facts))
        case Truth.NO:
            turned = hindering(proof, facts)
            return _only(proof, turned) if turned else proof
        case Truth.UNKNOWN:
            return proof
        case _:
            assert_never(proof.truth)


def sufficing(proof: Proof, facts: Vocabulary) -> frozenset[Leaf]:
    """The tests that hold a yes, about as few facts as can be without one more to spare."""
    _, leaves = _fewest(proof, Truth.YES, _Prices(_as_it_is, {False: NEVER}), "")
    kept = {_source(leaf, facts) for leaf in leaves}
    if _plain(proof, facts):
        return frozenset(leaves)
    spared = [one for one in sorted(kept) if len(kept) > 1 and _spares(proof, kept, one, facts)]
    if not spared:
        return frozenset(leaves)

    def price(who: str, leaf: Proof, wanted: Truth) -> int:
        return 1 if leaf.truth is wanted and _source((who, leaf), facts) in kept else NEVER

    return frozenset(_fewest(proof, Truth.YES, _Prices(price), "")[1])


def hindering(proof: Proof, facts: Vocabulary) -> frozenset[Leaf]:
    """The known tests that would have to come out otherwise for a no not to be sure; empty where nothing would do."""
    if _plain(proof, facts):
        cost, leaves = _fewest(proof, Truth.YES, _Prices(_to_turn, {True: 0}), "")
        return frozenset(leaf for leaf in leaves if cost < NEVER and leaf[1].truth is not Truth.UNKNOWN)
    turned: dict[tuple[str, Test], Leaf] = {}
    left: set[tuple[str, Test]] = set()

    def price(who: str, leaf: Proof, wanted: Truth) -> int:
        key = (who, leaf.condition)
        if key in turned:
            return 0 if leaf.truth is ~wanted else NEVER
        return NEVER if key in left and leaf.truth is not wanted else _to_turn(who, leaf, wanted)

    while not turned or not _lifts(proof, turned):  # what is turned may spoil another part
        cost, leaves = _fewest(proof, Truth.YES, _Prices(price, {} if turned else {True: 0}), "")
        more = {key: leaf for leaf in leaves if leaf[1].truth is not Truth.UNKNOWN and (key := _key(leaf)) not in turned}
        if cost < NEVER and more:
            turned |= more
        elif turned:  # these lead nowhere: others are tried
            left |= turned.keys()
            turned.clear()
        else:
            return frozenset()
    return frozenset(turned[key] for key in _spared(proof, turned))


def _spared(proof: Proof, turned: dict[tuple[str, Test], Leaf]) -> Iterable[tuple[str, Test]]:
    """As few of these as still lift the no."""
    keys = list(turned)
    for size in range(1, len(keys)) if len(keys) <= TRIED else ():
        for fewer in combinations(keys, size):
            if _lifts(proof, fewer):
                return fewer
    if len(keys) > TRIED:
        for key in tuple(keys):
            if _lifts(proof, [other for other in keys if other != key]):
                keys.remove(key)
    return keys


def _lifts(proof: Proof, turned: Iterable[tuple[str, Test]]) -> bool:
    """Whether a no is no longer sure with these tests turned."""
    keys = frozenset(turned)
    names = {test.fact for _, test in keys}

    def so(who: str, leaf: Proof, wanted: Truth) -> bool:
        test = leaf.condition
        is_turned = isinstance(test, Test) and test.fact in names and (who, test) in keys
        return leaf.truth is (~wanted if is_turned else wanted)

    return not _surely(proof, Truth.NO, so, "")


def _spares(proof: Proof, kept: set[tuple[str, str]], one: tuple[str, str], facts: Vocabulary) -> bool:
    """Whether a yes is sure without one of the facts that are kept; then it is kept no more."""
    kept.remove(one)

    def so(who: str, leaf: Proof, wanted: Truth) -> bool:
        return leaf.truth is wanted and _source((who, leaf), facts) in kept

    if _surely(proof, Truth.YES, so, ""):
        return True
    kept.add(one)
    return False


_plains: dict[int, tuple[Condition, bool]] = {}


def _plain(proof: Proof, facts: Vocabulary) -> bool:
    """Whether no fact is tested twice in a condition: what decides in one part then decides nothing in another."""
    known = _plains.get(id(proof.condition))
    if known is None:
        if len(_plains) >= KEPT:
            _plains.clear()
        sources = [_source(leaf, facts) for leaf in _leaves(proof, "")]
        known = _plains[id(proof.condition)] = (proof.condition, len(sources) == len(set(sources)))  # so that its id stays its own
    return known[1]


def _leaves(proof: Proof, who: str) -> Iterator[Leaf]:
    if isinstance(proof.condition, Test):
        yield who, proof
    inner = proof.condition.fact if isinstance(proof.condition, About) else who
    for part in proof.parts:
        yield from _leaves(part, inner)


def _to_turn(who: str, leaf: Proof, wanted: Truth) -> int:  # noqa: ARG001  # as `Price` has it
    if leaf.truth is wanted:
        return 0
    if leaf.truth is Truth.UNKNOWN:
        return 1
    test = leaf.condition
    comes = isinstance(test, Test) and test.fact == "age" and test.operator in COMING and wanted is Truth.YES
    return KNOWN - 1 if comes else KNOWN  # of ways as short, the one that time brings is said


def _as_it_is(who: str, leaf: Proof, wanted: Truth) -> int:  # noqa: ARG001  # as `Price` has it
    return 1 if leaf.truth is wanted else NEVER


def _key(leaf: Leaf) -> tuple[str, Test]:
    who, proof = leaf
    assert isinstance(proof.condition, Test)
    return who, proof.condition


def _source(leaf: Leaf, facts: Vocabulary) -> tuple[str, str]:
    """The fact that a test is about, as it is given."""
    who, test = _key(leaf)
    return who, facts[test.fact].derived_from or test.fact


def _fewest(proof: Proof, wanted: Truth, prices: _Prices, who: str) -> tuple[int, tuple[Leaf, ...]]:
    """The lowest price for which a condition is so (YES or NO), and the leaves that it is paid for."""
    at_once = prices.at_once.get(proof.truth is wanted)
    if at_once is not None:
        return at_once, ()
    match proof.condition:
        case All() | Any():
            found = [_fewest(part, wanted, prices, who) for part in proof.parts]
            if isinstance(proof.condition, All) == (wanted is Truth.YES):
                return _sum(found)
            return min(found, key=_cost, default=(NEVER, ()))
        case Not():
            return _fewest(proof.parts[0], ~wanted, prices, who)
        case Count(at_least, at_most):
            return _fewest_of_count(proof, at_least or 0, len(proof.parts) if at_most is None else at_most, wanted, prices, who)
        case Test():
            cost = prices.of(who, proof, wanted)
            return cost, ((who, proof),) if 0 < cost < NEVER else ()
        case Term():
            return _fewest(proof.parts[0], wanted, prices, who)
        case About(fact):
            return _fewest(proof.parts[0], wanted, prices, fact)
        case _:
            assert_never(proof.condition)


def _fewest_of_count(proof: Proof, least: int, most: int, wanted: Truth, prices: _Prices, who: str) -> tuple[int, tuple[Leaf, ...]]:
    """Enough parts that hold and enough that do not; or, not wanted, too few that can hold or too many that do."""
    number = len(proof.parts)
    held, failed = ([_fewest(part, one, prices, who) for part in proof.parts] for one in (Truth.YES, Truth.NO))
    if wanted is Truth.NO:
        ways = [_cheapest(failed, number - least + 1), _cheapest(held, most + 1)]
        return min(ways, key=_cost)
    order = sorted(range(number), key=lambda at: held[at][0] - failed[at][0])  # the rather to hold, the earlier
    ways = [_sum([*(held[at] for at in order[:least]), *_first(failed, order[least:], number - most)])] if least <= most else []
    return min(ways, key=_cost, default=(NEVER, ()))


def _first(found: Sequence[tuple[int, tuple[Leaf, ...]]], among: Sequence[int], number: int) -> list[tuple[int, tuple[Leaf, ...]]]:
    """The cheapest so many of some."""
    if number > len(among):
        return [(NEVER, ())]
    return sorted((found[at] for at in among), key=_cost)[: max(0, number)]


def _cheapest(found: Sequence[tuple[int, tuple[Leaf, ...]]], number: int) -> tuple[int, tuple[Leaf, ...]]:
    return _sum(_first(found, range(len(found)), number))


def _sum(found: Iterable[tuple[int, tuple[Leaf, ...]]]) -> tuple[int, tuple[Leaf, ...]]:
    cost, leaves = 0, ()
    for price, paid_for in found:
        cost += price
        leaves += paid_for
    return cost, leaves


def _cost(found: tuple[int, tuple[Leaf, ...]]) -> int:
    return found[0]


def _surely(proof: Proof, wanted: Truth, so: So, who: str) -> bool:
    """Whether a condition is surely so (YES or NO), of whose tests `so` says whether they are."""
    match proof.condition:
        case All() | Any():
            found = (_surely(part, wanted, so, who) for part in proof.parts)
            return all(found) if isinstance(proof.condition, All) == (wanted is Truth.YES) else any(found)
        case Not():
            return _surely(proof.parts[0], ~wanted, so, who)
        case Count(at_least, at_most):
            held, failed = (sum(_surely(part, one, so, who) for part in proof.parts) for one in (Truth.YES, Truth.NO))
            number = len(proof.parts)
            least, most = at_least or 0, number if at_most is None else at_most
            return held >= least and failed >= number - most if wanted is Truth.YES else failed > number - least or held > most
        case Test():
            return so(who, proof, wanted)
        case Term():
            return _surely(proof.parts[0], wanted, so, who)
        case About(fact):
            return _surely(proof.parts[0], wanted, so, fact)
        case _:
            assert_never(proof.condition)


def _only(proof: Proof, leaves: frozenset[Leaf]) -> Proof:
    """The proof without the tests that are not among these, and without parts that then say nothing."""
    kept = {(who, id(leaf)) for who, leaf in leaves}
    return _pruned(proof, kept, "") or proof


def _pruned(proof: Proof, kept: set[tuple[str, int]], who: str) -> Proof | None:
    if isinstance(proof.condition, Test):
        return proof if (who, id(proof)) in kept else None
    inner = proof.condition.fact if isinstance(proof.condition, About) else who
    parts = tuple(part for one in proof.parts if (part := _pruned(one, kept, inner)) is not None)
    return Proof(proof.condition, proof.truth, parts) if parts else None
