"""A proof: why a condition holds, does not hold or is unknown for a person, part by part; and what its quantities are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any as Anything
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Term
from ..language.interval import Interval, largest, smallest
from ..language.meaning import NOTHING, Waiting, of_fact, together
from ..language.quantity import (
    BIRTH,
    Age,
    Constant,
    Day,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Round,
    Smallest,
    Standard,
    Sum,
    Times,
)
from ..language.truth import Truth


class Proof:
    """One condition, its truth, the proofs of its parts (of a term: of the term's condition), and of a test the `value`:
    what was known of its fact (None where nothing was), of a comparison its two sides as `Measured`. Immutable by
    convention: many are made, and they are shared.

    Of several benefits that are asked for the parts are one for each; of one its whole condition, and none where it is not in
    force.
    """

    __slots__ = ("_waiting", "condition", "parts", "truth", "value")
    _waiting: Waiting

    def __init__(self, condition: Condition, truth: Truth, parts: tuple[Proof, ...] = (), value: Anything = None) -> None:
        self.condition = condition
        self.truth = truth
        self.parts = parts
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Proof) and (self.condition, self.truth, self.parts, self.value) == (
            other.condition, other.truth, other.parts, other.value,
        )  # fmt: skip

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"Proof({self.condition!r}, {self.truth}, {self.parts!r}, {self.value!r})"

    def waiting(self, who: str = "") -> Waiting:
        """What would have to be known for this to be settled; nothing if and only if it is."""
        if self.truth is not Truth.UNKNOWN:
            return NOTHING
        if who:
            return self._waited(who)
        try:
            return self._waiting
        except AttributeError:  # asked for the first time; a proof of a term is part of many others
            self._waiting = self._waited(who)
            return self._waiting

    def _waited(self, who: str) -> Waiting:
        match self.condition:
            case Compare():
                return together(side.waiting(who) for side in self.value)
            case OneOf(fact) | Has(fact) | Inside(fact):
                return of_fact(who, fact)
            case All() | Any() | Not() | Count() | Term() | EntitledTo():
                return together(part.waiting(who) for part in self.parts if part.truth is Truth.UNKNOWN)
            case About(fact):
                return together(part.waiting(fact) for part in self.parts)
            case _:
                assert_never(self.condition)


@dataclass(frozen=True, slots=True)
class Portion:
    """What one person adds to a sum over people."""

    whose: str
    """By whom a path calls them: `household_members.2`; the person herself by nothing."""
    interval: Interval
    proof: Proof | None
    """Whether they are counted; None where all are."""
    measured: Measured | None
    """What is measured of them; None where they are surely not counted."""


@dataclass(frozen=True, slots=True)
class Portions:
    """What the people of a list add, and whether there may be more of them."""

    each: tuple[Portion, ...]
    complete: bool


class Measured:
    """One quantity and what is known of it; of what is worked out the `parts`, of `First` those of the rows that may apply
    with the `proofs` of their conditions (a row without one has none); of a fact, an age or a time the `value` that was
    known of the fact, of a standard its `Lookup`, of a sum over people their `Portions`. Immutable by convention.
    """

    __slots__ = ("interval", "parts", "proofs", "quantity", "value")

    def __init__(
        self,
        quantity: Quantity,
        interval: Interval,
        parts: tuple[Measured, ...] = (),
        proofs: tuple[Proof, ...] = (),
        value: Anything = None,
    ) -> None:
        self.quantity = quantity
        self.interval = interval
        self.parts = parts
        self.proofs = proofs
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Measured) and (self.quantity, self.interval, self.parts, self.proofs, self.value) == (
            other.quantity, other.interval, other.parts, other.proofs, other.value,
        )  # fmt: skip

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"Measured({self.quantity!r}, {self.interval!r}, {self.parts!r}, {self.proofs!r}, {self.value!r})"

    def waiting(self, who: str = "") -> Waiting:
        """What would have to be known for this to be one number; what cannot matter to it is left out."""
        if self.interval.settled:
            return NOTHING
        match self.quantity:
            case Constant():
                return NOTHING
            case Number(fact) | Day(fact) | Rank(fact) | Elapsed(fact):
                return of_fact(who, fact)
            case Age():
                return of_fact(who, BIRTH)
            case Standard():
                return self.value.waiting(who)
            case Named() | Plus() | Minus() | Times() | Smallest() | Largest() | Round() | First():
                return together((*(proof.waiting(who) for proof in self.proofs), *(part.waiting(who) for part in self._mattering())))
            case Sum(_, among):
                more = NOTHING if self.value.complete else of_fact(who, among)
                return together((more, *(waiting for one in self.value.each for waiting in _waiting_of(one))))
            case _:
                assert_never(self.quantity)

    def _mattering(self) -> Iterator[Measured]:
        """The parts that may decide."""
        if isinstance(self.quantity, Smallest):
            least = smallest(part.interval for part in self.parts).high
            yield from (one for one in self.parts if least is None or one.interval.low is None or one.interval.low < least)
        elif isinstance(self.quantity, Largest):
            most = largest(part.interval for part in self.parts).low
            yield from (one for one in self.parts if most is None or one.interval.high is None or one.interval.high > most)
        else:
            yield from self.parts


def _waiting_of(share: Portion) -> Iterator[Waiting]:
    """What is waited for of one person of a list."""
    if share.proof is not None:
        yield share.proof.waiting(share.whose)
    if share.measured is not None:
        yield share.measured.waiting(share.whose)
