"""Quantities that are always the same, and comparisons with them, turned so that these stand on the right."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ..language.condition import Compare, Order
from ..language.quantity import Constant, Quantity, Rank
from ..language.scope import Scope
from .names import resolved

TURNED = {Order.AT_LEAST: Order.AT_MOST, Order.AT_MOST: Order.AT_LEAST, Order.ABOVE: Order.BELOW, Order.BELOW: Order.ABOVE}
"""The order of the second to the first."""


def constant_of(quantity: Quantity, scope: Scope) -> Fraction | None:
    """The number that a quantity always is; None where it is none by itself."""
    quantity = resolved(quantity, scope)
    if isinstance(quantity, Constant):
        return Fraction(quantity.value.toordinal()) if isinstance(quantity.value, date) else quantity.value
    return Fraction(scope.facts[quantity.fact].rank(quantity.code)) if isinstance(quantity, Rank) and quantity.code is not None else None


def against_constant(test: Compare, scope: Scope) -> tuple[Quantity, Order, Fraction] | None:
    """A comparison with a constant: what is compared, as it is defined; None where neither side is a constant."""
    left, right = constant_of(test.left, scope), constant_of(test.right, scope)
    if right is not None:
        return resolved(test.left, scope), test.order, right
    return None if left is None else (resolved(test.right, scope), TURNED[test.order], left)
