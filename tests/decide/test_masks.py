"""Sets of combinations of readings: what is so under each of them is what it would be by itself."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilao.decide import masks
from huilao.decide.masks import Mask, Spread
from huilao.language.condition import Order
from huilao.language.interval import Interval, compare, hull, plus
from huilao.language.meaning import amount_in, rows_among
from huilao.language.policy import Hits
from huilao.language.truth import Truth

NUMBER = 9
WHOLE = (1 << NUMBER) - 1


@given(found=st.lists(st.integers(0, WHOLE), max_size=12), number=st.integers(-1, 14))
def test_enough_of_many_are_counted_for_each_combination(found: list[Mask], number: int) -> None:
    """As if each were counted by itself."""
    wanted = sum(1 << bit for bit in range(NUMBER) if sum(one >> bit & 1 for one in found) >= number)

    assert masks.enough(found, number, WHOLE) == wanted
    assert list(masks.bits(wanted)) == [bit for bit in range(NUMBER) if wanted >> bit & 1]


class Each:
    """Truths and intervals under each combination by itself, and all of them as masks."""

    def __init__(self, luck: Random) -> None:
        self.luck = luck

    def truths(self) -> tuple[list[Truth], masks.MaskPair]:
        each = [self.luck.choice(tuple(Truth)) for _ in range(NUMBER)]
        yes, no = (sum(1 << bit for bit, one in enumerate(each) if one is truth) for truth in (Truth.YES, Truth.NO))
        return each, (yes, no)

    def intervals(self) -> tuple[list[Interval], Spread]:
        values = [Interval(Fraction(self.luck.randint(-3, 1)), self.luck.choice((None, Fraction(1), Fraction(4)))) for _ in range(3)]
        each = [self.luck.choice(values) for _ in range(NUMBER)]
        return each, {one: sum(1 << bit for bit, other in enumerate(each) if other == one) for one in each}


def by_bit(spread: masks.AmountSpread) -> list[Interval | None]:
    """The value under each combination, of which each is in one place."""
    found = {bit: value for value, mask in spread.items() for bit in masks.bits(mask)}
    assert sum(mask.bit_count() for mask in spread.values()) == NUMBER
    return [found[bit] for bit in range(NUMBER)]


@pytest.mark.parametrize("seed", range(20))
def test_quantities_are_worked_out_for_each_combination(seed: int) -> None:
    """Sums, first rows, comparisons, and what a table pays."""
    luck = Each(Random(seed))
    rows = [luck.truths() for _ in range(3)]
    values = [luck.intervals() for _ in range(4)]
    each, spreads = [one for one, _ in values], [spread for _, spread in values]
    pairs = [pair for _, pair in rows]
    always = (WHOLE, 0)

    assert by_bit(masks.applied(plus, spreads[:2], WHOLE)) == [plus(two) for two in zip(*each[:2], strict=True)]
    assert by_bit(masks.first([*pairs, always], spreads, WHOLE)) == [
        first([truths[bit] for truths, _ in rows], [one[bit] for one in each]) for bit in range(NUMBER)
    ]
    for order in Order:
        yes, no = masks.compared(spreads[0], order, spreads[1])
        wanted = [compare(one, order, other) for one, other in zip(*each[:2], strict=True)]
        assert [Truth.of(True if yes >> bit & 1 else False if no >> bit & 1 else None) for bit in range(NUMBER)] == wanted
    for hits in Hits:
        paid = masks.amounts(pairs, [spreads[0], None, spreads[2]], hits, WHOLE)
        assert by_bit(paid) == [
            amount_in(rows_among([truths[bit] for truths, _ in rows], hits), [each[0][bit], None, each[2][bit]], hits)
            for bit in range(NUMBER)
        ]


def first(truths: Sequence[Truth], values: Sequence[Interval]) -> Interval:
    """Around the rows that may apply, up to the first that surely does, and else the last."""
    sure = next((row for row, truth in enumerate(truths) if truth is Truth.YES), len(truths))
    return hull(values[row] for row in range(sure + 1) if row == sure or truths[row] is Truth.UNKNOWN)
