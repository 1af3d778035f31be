"""What is so under which combinations of readings: sets of combinations as bits, and quantities that differ between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from ..language.condition import Order
from ..language.interval import Interval, compare, hull
from ..language.meaning import amount_in, rows_among
from ..language.policy import Hits
from ..language.truth import Truth

K = TypeVar("K")

Mask = int
"""A bit for each combination."""
MaskPair = tuple[Mask, Mask]
"""The combinations under which something surely holds, and those under which it surely does not."""
Spread = Mapping[Interval, Mask]
"""The combinations under which a quantity has an interval; INVARIANT: each combination is in one."""
AmountSpread = Mapping[Interval, Mask] | Mapping[Interval | None, Mask]
"""Likewise of an amount, of which there may be none."""


def bits(mask: Mask) -> Iterator[int]:
    """The numbers of the combinations, the lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def enough(masks: Iterable[Mask], number: int, whole: Mask) -> Mask:
    """The combinations, of all in `whole`, that are in at least so many of these masks: counted in binary, digit by digit."""
    digits: list[Mask] = []
    for mask in masks:
        carry = mask
        for place, digit in enumerate(digits):
            digits[place], carry = digit ^ carry, digit & carry
        digits += [carry] if carry else []
    if number <= 0:
        return whole
    more, same = 0, whole  # in more, or in as many so far
    for place in reversed(range(max(len(digits), number.bit_length()))):
        digit = digits[place] if place < len(digits) else 0
        if number >> place & 1:
            same &= digit
        else:
            more |= same & digit
    return more | same


def applied(operation: Callable[[Sequence[Interval]], Interval], parts: Sequence[Spread], whole: Mask) -> Spread:
    """What an operation makes of quantities."""
    groups: dict[tuple[Interval, ...], Mask] = {(): whole}
    for part in parts:
        groups = {(*got, value): both for got, mask in groups.items() for value, own in part.items() if (both := mask & own)}
    return _gathered((operation(values), mask) for values, mask in groups.items())


def first(rows: Sequence[MaskPair], values: Sequence[Spread], whole: Mask) -> Spread:
    """The value of the first row that holds; around all that may be it where that is open."""
    found = values[-1]
    for (yes, no), value in reversed(list(zip(rows[:-1], values[:-1], strict=True))):
        either = applied(hull, (value, found), whole & ~(yes | no))
        found = _gathered((*_within(value, yes), *_within(found, no), *either.items()))
    return found


def compared(left: Spread, order: Order, right: Spread) -> MaskPair:
    """A comparison of two quantities."""
    found = {Truth.YES: 0, Truth.NO: 0, Truth.UNKNOWN: 0}
    for one, mask in left.items():
        for other, own in right.items():
            if both := mask & own:
                found[compare(one, order, other)] |= both
    return found[Truth.YES], found[Truth.NO]


def amounts(rows: Sequence[MaskPair], values: Sequence[Spread | None], hits: Hits, whole: Mask) -> AmountSpread:
    """What is paid by the rows of a table that apply."""
    groups: dict[tuple[tuple[Truth, Interval | None], ...], Mask] = {(): whole}
    for (yes, no), value in zip(rows, values, strict=True):
        truths = ((Truth.YES, yes), (Truth.NO, no), (Truth.UNKNOWN, whole & ~(yes | no)))
        parts = [(truth, one, mask & own) for truth, mask in truths for one, own in (value or {None: whole}).items()]
        groups = {(*got, (truth, one)): both for got, mask in groups.items() for truth, one, own in parts if (both := mask & own)}
    paid: list[tuple[Interval | None, Mask]] = []
    for found, mask in groups.items():
        possible = rows_among([truth for truth, _ in found], hits)
        paid.append((amount_in(possible, [value for _, value in found], hits), mask))
    return _gathered(paid)


def _within(spread: Spread, mask: Mask) -> Iterator[tuple[Interval, Mask]]:
    return ((value, both) for value, own in spread.items() if (both := mask & own))


def _gathered(parts: Iterable[tuple[K, Mask]]) -> dict[K, Mask]:
    found: dict[K, Mask] = {}
    for value, mask in parts:
        found[value] = found.get(value, 0) | mask
    return found
