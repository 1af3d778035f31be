"""What is paid for the same, in all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ..language.units import Per
from .finding import Amount


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of what is paid for the same: surely so much, and so much at most (None where that is open)."""

    at_least: Decimal
    at_most: Decimal | None


def totals_of(amounts: Iterable[tuple[Amount, bool]]) -> dict[Per, Total]:
    """The totals of amounts, each with whether it is surely paid: of one that is not, its lower end does not count."""
    totals: dict[Per, Total] = {}
    for amount, surely in amounts:
        so_far = totals.get(amount.per, Total(Decimal(0), Decimal(0)))
        sure = (amount.at_least or Decimal(0)) if surely else Decimal(0)
        most = None if so_far.at_most is None or amount.at_most is None else so_far.at_most + amount.at_most
        totals[amount.per] = Total(so_far.at_least + sure, most)
    return {per: totals[per] for per in Per if per in totals}
