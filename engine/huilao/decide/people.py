"""Sums over people whom a fact lists, of whom each adds a share: as `meaning.added_up` has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from ..language.interval import Interval
from ..language.known import NOBODY_KNOWN, Listed, Person
from ..language.meaning import in_all
from ..language.quantity import Branch, Constant, First, Quantity, Sum
from .arithmetic import plus
from .masks import Mask, Spread, applied

NOTHING = Constant(Fraction(0))


def share_in(quantity: Sum) -> Quantity:
    """What one person adds to a sum, as a quantity about that person."""
    return quantity.part if quantity.where is None else First((Branch(quantity.where, quantity.part), Branch(None, NOTHING)))


def added_up(share: Callable[[Person, date], Interval], own: Person | None, known: Listed | None, day: date) -> Interval:
    """The sum over the person, where she is one of them, and those of whom this is known."""
    people = known or NOBODY_KNOWN
    total = plus([share(one, day) for one in _whom(own, people)])
    return total if people.complete else _and_more((total, share({}, day)))


def spread_up(share: Callable[[Person, date], Spread], own: Person | None, known: Listed | None, day: date, whole: Mask) -> Spread:
    """The same for each combination of readings, of all in `whole`."""
    people = known or NOBODY_KNOWN
    total: Spread = {plus(()): whole}
    for one in _whom(own, people):
        total = applied(plus, (total, share(one, day)), whole)
    return total if people.complete else applied(_and_more, (total, share({}, day)), whole)


def _whom(own: Person | None, people: Listed) -> Iterator[Person]:
    if own is not None:
        yield own
    yield from people.people


def _and_more(total_and_share: Sequence[Interval]) -> Interval:
    """A sum that may go on, by so much for each one more."""
    total, more = total_and_share
    return in_all((total,), more)
