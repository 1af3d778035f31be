"""What benefits pay, as formulas: the rates of `amount_of` in `language/meaning.py`, and what they come to in all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from ..answers.evaluation import COUNTED
from ..language.outcome import Action
from ..language.policy import Benefit, Hits, Levels
from .compile import Compiler
from .formula import NO, YES, Table
from .numbers import Arithmetic, End, Ends


class Amounts:
    """Makes formulas of what the benefits of one ruleset pay."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.table: Table = compiler.table
        self.numbers: Arithmetic = compiler.numbers

    def of(self, benefit: Benefit, truth: int) -> Ends:
        """What a benefit that pays gives to a person who has it by this truth: from nought where that is open. The lower end is
        null where they have it not, or are in no row that pays; an upper end that is null besides is open.
        """
        paid, rate = self.rate(benefit)
        nought = self.numbers.chosen(self.table.open(truth), self.numbers.whole(0))
        low = self.numbers.first_known(nought, self.numbers.chosen(self.table.filled(truth, False), rate.low))
        has = self.table.every([paid, self.table.filled(truth, True)])
        return Ends(self.numbers.chosen(has, low), self.numbers.chosen(has, rate.high), rate.scale)

    def rate(self, benefit: Benefit) -> tuple[int, Ends]:
        """Whether a benefit that pays has an amount for somebody who has it, never null, and that: its lower end is never open."""
        assert benefit.pays is not None
        if benefit.levels is None:
            return YES, self.numbers.cut(self.compiler.ends(benefit.pays.amount))
        paid, rate = self._in_levels(benefit.levels)
        return paid, self.numbers.cut(rate)

    def _in_levels(self, levels: Levels) -> tuple[int, Ends]:
        """Whether a row that may apply pays something, and what."""
        truths = [self.compiler.formula(row.condition) for row in levels.rows]
        possible, sure = self._rows(truths, levels.hits)
        paying = [(at, self.compiler.ends(row.amount)) for at, row in enumerate(levels.rows) if row.amount is not None]
        around = self.numbers.hull((possible[at], ends) for at, ends in paying)
        paid = self.table.some([possible[at] for at, _ in paying])
        if levels.hits is not Hits.HIGHEST:
            return paid, around
        found, scale = self.numbers.alike([around, *(ends for _, ends in paying)])
        lows = self.numbers.most(self.numbers.chosen(sure[at], ends.low) for (at, _), ends in zip(paying, found[1:], strict=True))
        low = self.numbers.first_known(lows, found[0].low)  # where none is sure, or all that are are open, the hull says it
        return paid, Ends(low, found[0].high, scale)

    def _rows(self, truths: Sequence[int], hits: Hits) -> tuple[list[int], list[int]]:
        """Of each row whether it may apply and whether it surely does, never null; `first` looks no further than one that does."""
        possible: list[int] = []
        sure: list[int] = []
        for truth in truths:
            still = [self.table.contrary(one) for one in sure] if hits is Hits.FIRST else []
            possible.append(self.table.every([self.table.filled(truth, True), *still]))
            sure.append(self.table.every([self.table.filled(truth, False), *still]))
        return possible, sure


def counted(table: Table, paid: Ends, actions: Mapping[Action, int], where: int) -> Ends:
    """What a payment counts in a total (`Evaluation.totals`): where the benefit can be claimed all of it, where that is to be
    asked or read from nought, else nothing; and nothing of who is elsewhere than `where`.
    """
    numbers = Arithmetic(table)
    claimed = actions.get(Action.CLAIM, NO)
    counts = table.every([where, table.contrary(numbers.open(paid.low)), table.some([actions[one] for one in COUNTED if one in actions])])
    low = numbers.first_known(numbers.chosen(claimed, paid.low), numbers.whole(0))
    return Ends(numbers.chosen(counts, low), numbers.chosen(counts, paid.high), paid.scale)


def total(table: Table, paid: Iterable[Ends]) -> Ends:
    """What payments for the same come to: null where there is none, open where one of them is."""
    numbers = Arithmetic(table)
    found, scale = numbers.alike(paid)
    nought = numbers.whole(0)
    there = table.some([table.contrary(numbers.open(one.low)) for one in found])
    open_ = table.some([table.every([table.contrary(numbers.open(one.low)), numbers.open(one.high)]) for one in found])

    def of(ends: Iterable[End]) -> End:
        filled = [(1, one) for end in ends if (one := numbers.first_known(end, nought)) is not None]
        return numbers.chosen(there, numbers.linear(0, *filled))

    high = numbers.chosen(table.contrary(open_), of(one.high for one in found))
    return Ends(of(one.low for one in found), high, scale)


def in_decimals(numbers: Arithmetic, ends: Ends) -> tuple[int, Ends]:
    """The ends as whole numbers of the last digit, and how many digits after the point they have: from 2 to 6.

    What needs more is rounded, halves upwards.
    """
    digits = next((one for one in range(2, 6) if Fraction(10**one, ends.scale).denominator == 1), 6)
    low, high = (None if end is None else numbers.decimals(end, ends.scale, digits) for end in (ends.low, ends.high))
    return digits, Ends(low, high)
