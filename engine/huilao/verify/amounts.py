"""What a benefit pays, for the solver: the rate by the rows of its levels that may apply, as `meaning.amount_of` has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import assert_never

from ..language.policy import Benefit, Hits, Row
from .encoding import Encoder
from .ends import NOUGHT, End, Ends, either, ends, hull, largest, point
from .formulas import FALSE, TRUE, Expression, Formula, choose, every, opposite, some


@dataclass(frozen=True, slots=True)
class Rate:
    """What is paid to somebody who has a benefit: nothing at all, or a number in an interval."""

    none: Formula
    """When there is no row for the person, or none that pays."""
    ends: Ends

    @property
    def settled(self) -> Formula:
        """When it is one number, or nothing."""
        low, high = self.ends.low, self.ends.high
        return some((self.none, every((opposite(low.open), opposite(high.open), low.value == high.value))))

    @property
    def least(self) -> End:
        """What is paid at least, nothing being nought."""
        return self._or_nothing(self.ends.low)

    @property
    def most(self) -> End:
        """What is paid at most."""
        return self._or_nothing(self.ends.high)

    def _or_nothing(self, end: End) -> End:
        return End(choose(self.none, NOUGHT, end.value), every((opposite(self.none), end.open)))


NOTHING = Rate(TRUE, point(NOUGHT))
"""What a benefit pays that pays nothing."""


def rate(encoder: Encoder, benefit: Benefit) -> Rate:
    """What a benefit pays."""
    if benefit.pays is None:
        return NOTHING
    if benefit.levels is None:
        return Rate(FALSE, _cut(ends(encoder.measure(benefit.pays.amount))))
    found = rows(encoder, benefit.levels.rows, benefit.levels.hits)
    paying = [
        _Paying(may, sure, ends(encoder.measure(row.amount)))
        for (may, sure), row in zip(found, benefit.levels.rows, strict=True)
        if row.amount is not None
    ]
    if not paying:
        return NOTHING
    none = every(opposite(one.may) for one in paying)
    whole = _hull(paying)
    match benefit.levels.hits:
        case Hits.UNIQUE | Hits.FIRST:
            return Rate(none, _cut(whole))
        case Hits.HIGHEST:
            sure = [one for one in paying if not one.sure.eq(FALSE)]
            any_sure = some(one.sure for one in sure)
            low = choose(any_sure, _greatest(sure), whole.low.value) if sure else whole.low.value
            without = every(some((opposite(one.sure), one.ends.low.open)) for one in sure)
            return Rate(none, _cut(Ends(End(low, choose(any_sure, without, whole.low.open)), whole.high)))
        case _:
            assert_never(benefit.levels.hits)


def rows(encoder: Encoder, table: Sequence[Row], hits: Hits) -> list[tuple[Formula, Formula]]:
    """For each row of a table when it may apply and when it surely does."""
    found: list[tuple[Formula, Formula]] = []
    before: list[Formula] = []
    for row in table:
        pair = encoder.pair(row.condition)
        here = every(before) if hits is Hits.FIRST else TRUE
        found.append((every((here, opposite(pair.no))), every((here, pair.yes))))
        before.append(opposite(pair.yes))
    return found


def counting(encoder: Encoder, benefit: Benefit) -> list[Formula]:
    """For each row of the levels of a benefit when it surely is the one that counts: of `highest` the first of those that give
    most, as `change.Version.counting` has it.
    """
    assert benefit.levels is not None
    found = rows(encoder, benefit.levels.rows, benefit.levels.hits)
    match benefit.levels.hits:
        case Hits.UNIQUE | Hits.FIRST:
            return [sure for _, sure in found]
        case Hits.HIGHEST:
            paid = [point(NOUGHT) if row.amount is None else _cut(ends(encoder.measure(row.amount))) for row in benefit.levels.rows]
            return [
                every((sure, *(
                    some((opposite(may), _at_most(paid[other].high, paid[row].low, strictly=other < row)))
                    for other, (may, _) in enumerate(found) if other != row
                )))
                for row, (_, sure) in enumerate(found)
            ]  # fmt: skip
        case _:
            assert_never(benefit.levels.hits)


def _at_most(high: End, low: End, *, strictly: bool) -> Formula:
    return every((opposite(high.open), opposite(low.open), high.value < low.value if strictly else high.value <= low.value))


@dataclass(frozen=True, slots=True)
class _Paying:
    """A row that pays: when it may apply, when it surely does, and what it pays."""

    may: Formula
    sure: Formula
    ends: Ends


def _hull(paying: Sequence[_Paying]) -> Ends:
    """The smallest interval around what is paid by the rows that may apply, where there is one."""
    so_far, none = paying[0].ends, opposite(paying[0].may)
    for one in paying[1:]:
        so_far = either(none, one.ends, either(one.may, hull(so_far, one.ends), so_far))
        none = every((none, opposite(one.may)))
    return so_far


def _greatest(sure: Sequence[_Paying]) -> Expression:
    """The greatest lower end of the rows that surely apply; only where there is one."""
    lows = [End(one.ends.low.value, some((opposite(one.sure), one.ends.low.open))) for one in sure]
    return reduce(lambda one, other: largest((Ends(one, one), Ends(other, other))).low, lows).value


def _cut(amount: Ends) -> Ends:
    """An amount, which is never below nought."""
    return largest((amount, point(NOUGHT)))
