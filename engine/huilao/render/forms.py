"""Conditions in the form in which people say them."""

from __future__ import annotations

from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Order, Term
from ..language.quantity import Quantity

Ends = tuple[Quantity, Quantity, Quantity]
"""A quantity and the two between which it lies."""


def flat(condition: All | Any) -> list[Condition]:
    """The parts, those of an `all` in an `all` (or an `any` in an `any`) among them; a range stays one part."""
    found: list[Condition] = []
    for part in map(affirmed, condition.parts):
        inner = isinstance(part, All | Any) and type(part) is type(condition) and ends_of(part) is None
        found += flat(part) if inner and isinstance(part, All | Any) else [part]
    return found


def affirmed(condition: Condition) -> Condition:
    """The same without a `not` around what can be said the other way round, and without joining one part to nothing."""
    if isinstance(condition, All | Any) and len(condition.parts) == 1:
        return affirmed(condition.parts[0])
    turned = turned_round(condition.part) if isinstance(condition, Not) else None
    return condition if turned is None else affirmed(turned)


def turned_round(part: Condition) -> Condition | None:
    """What it means that a part does not hold, as people say it; None where it is said as a negation."""
    match part:
        case All(parts):
            return None if is_point(part) else Any(tuple(map(Not, parts)))
        case Any(parts):
            return All(tuple(map(Not, parts)))
        case Not(inner):
            return inner
        case Compare(left, order, right):
            return Compare(left, _OPPOSITE[order], right)
        case About(fact, inner):
            return About(fact, Not(inner))
        case Count() | OneOf() | Has() | Inside() | Term() | EntitledTo():
            return None
        case _:
            assert_never(part)


def is_point(condition: Condition) -> bool:
    """Whether it says that a quantity is a number."""
    ends = ends_of(condition)
    return ends is not None and ends[1] == ends[2]


def ends_of(condition: Condition) -> Ends | None:
    """A quantity and its ends, where a condition says that it lies between them."""
    match condition:
        case All((Compare(left, Order.AT_LEAST, low), Compare(other, Order.AT_MOST, high))) if left == other:
            return left, low, high
        case All() | Any() | Not() | Count() | Compare() | OneOf() | Has() | Inside() | Term() | About() | EntitledTo():
            return None
        case _:
            assert_never(condition)


_OPPOSITE = {Order.AT_LEAST: Order.BELOW, Order.AT_MOST: Order.ABOVE, Order.ABOVE: Order.AT_MOST, Order.BELOW: Order.AT_LEAST}
"""The order where the comparison does not hold."""
