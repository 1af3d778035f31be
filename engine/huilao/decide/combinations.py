"""A sentence under all combinations of readings in one pass.

A truth becomes two numbers, *surely yes* and *surely no*, with a bit for each combination. A test holds under all
combinations or under none; a word holds, under the combinations that take one of its meanings, where that meaning does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from itertools import product
from math import prod
from typing import Any as Anything

from ..language.condition import Compare, Condition, Count, Test
from ..language.interval import Interval
from ..language.known import Person
from ..language.policy import Benefit, Hits
from ..language.quantity import Quantity, Sum
from ..language.scope import Scope
from .masks import AmountSpread, Mask, amounts, applied, compared, enough, first
from .names import Names
from .people import spread_up
from .variables import Pair
from .writer import Writer, behind

MOST = 65_536
"""Combinations that are all tried; where there are more, only those that change one reading are."""
MOST_OF_QUANTITIES = 1_024
"""Likewise where readings change quantities: each may then have another value under each."""

Word = str | None
"""A term, or (`None`) the sentence itself."""


class Combinations:
    """The ways to read a sentence and the words in it, the fewest changes of reading first. Each takes of every word the
    meaning with some number, 0 being the default.
    """

    def __init__(self, words: Sequence[tuple[Word, int]], most: int) -> None:
        """All ways, each word having so many meanings; if these are more than `most`, those with at most one change."""
        numbers = [range(number) for _, number in reversed(words)]  # the first word changes first
        self.complete = prod(map(len, numbers)) <= most
        rows = sorted(product(*numbers) if self.complete else _single_changes(numbers), key=_changes)
        columns = reversed(list(zip(*rows, strict=True)))
        self._columns = {word: column for (word, _), column in zip(words, columns, strict=True)}
        self.all: Mask = (1 << len(rows)) - 1
        self.single: Mask = (1 << 1 + sum(number - 1 for _, number in words)) - 2
        """Those that change one reading: they come right after the one that changes none."""

    def taking(self, word: Word, number: int) -> Mask:
        """Those that take this meaning of a word."""
        return int("".join("1" if taken == number else "0" for taken in reversed(self._columns[word])), 2)

    def changes(self, bit: int) -> list[tuple[Word, int]]:
        """The words that a combination does not read by default, with their readings."""
        return [(word, column[bit]) for word, column in self._columns.items() if column[bit]]


def _changes(row: tuple[int, ...]) -> int:
    return len(row) - row.count(0)


def _single_changes(numbers: Sequence[range]) -> list[tuple[int, ...]]:
    default = (0,) * len(numbers)
    changed = [(*default[:at], number, *default[at + 1 :]) for at in reversed(range(len(numbers))) for number in numbers[at][1:]]
    return [default, *changed]


def compile_combinations(
    readings: Sequence[Condition], combinations: Combinations, scope: Scope
) -> Callable[[Person, date], tuple[Mask, Mask]]:
    """The combinations under which a sentence, given in all its readings, surely holds and surely does not."""
    writer = _Writer(scope, combinations)
    writer.prepare([("", one) for one in readings])
    return writer.function("({}, {})".format(*writer.of_readings(None, readings, "")))


def compile_amount(benefit: Benefit, combinations: Combinations, scope: Scope) -> Callable[[Person, date], AmountSpread]:
    """What a benefit that pays pays to somebody who has it, under each combination."""
    writer = _Writer(scope, combinations)
    writer.prepare(behind(benefit))
    return writer.function(writer.spread(writer.amount(benefit)))


class _Writer(Writer):
    both, either, always, never = " & ", " | ", "ALL", "0"

    def __init__(self, scope: Scope, combinations: Combinations) -> None:
        super().__init__(scope)
        self.names = Names(scope, all_readings=True)
        self.combinations = combinations
        self.code.space.update(
            ALL=combinations.all, amounts=amounts, applied=applied, compared=compared, enough=enough, first=first, spread_up=spread_up
        )
        self._spreads: set[str] = set()
        """The variables of quantities that may differ between combinations."""
        self._masks: set[str] = set()
        """The variables of what surely holds that are masks already."""

    def of_readings(self, word: Word, readings: Sequence[Condition], who: str) -> Pair:
        """Each reading where it is taken."""
        pairs = [self.pair(one, who) for one in readings]
        if len(pairs) == 1:
            return pairs[0]
        taking = [self.code.constant(self.combinations.taking(word, number)) for number in range(len(pairs))]
        return (
            self.any(f"{mask} & {yes}" for mask, (yes, _) in zip(taking, pairs, strict=True)),
            self.any(f"{mask} & {no}" for mask, (_, no) in zip(taking, pairs, strict=True)),
        )

    def count(self, condition: Count, who: str) -> Pair:
        """The same sums for each combination."""
        pairs = [self.pair(part, who) for part in condition.parts]
        yeses = self.code.variable(f"[{', '.join(yes for yes, _ in pairs)}]")
        noes = self.code.variable(f"[{', '.join(no for _, no in pairs)}]")
        yes: list[str] = []
        no: list[str] = []
        if condition.at_least is not None:
            yes.append(f"enough({yeses}, {condition.at_least}, ALL)")
            no.append(f"enough({noes}, {len(pairs) - condition.at_least + 1}, ALL)")
        if condition.at_most is not None:
            yes.append(f"enough({noes}, {len(pairs) - condition.at_most}, ALL)")
            no.append(f"enough({yeses}, {condition.at_most + 1}, ALL)")
        return self.code.variable(self.all(yes)), self.code.variable(self.any(no))

    def entitled(self, benefit: str) -> Pair:
        """Under all combinations or none: its own readings are not among them."""
        return self._masked(benefit, super().entitled(benefit))

    def test(self, test: Test, who: str) -> Pair:
        """Under all combinations or none, unless it compares what they change."""
        yes, no = super().test(test, who)
        return (yes, no) if yes in self._masks else self._masked((who, test), (yes, no))

    def _masked(self, key: Hashable, pair: Pair) -> Pair:
        """The masks of what is so under all combinations or none."""
        yes, no = pair
        return self.code.once(("yes", key), f"ALL if {yes} else 0"), self.code.once(("no", key), f"ALL if {no} else 0")

    def compare_intervals(self, test: Compare, who: str) -> Pair:
        """For each combination."""
        left, right = self.measured(test.left, who), self.measured(test.right, who)
        if self._spreads.isdisjoint((left, right)):
            return super().compare_intervals(test, who)
        masks = self.code.variable(f"compared({self.spread(left)}, {self.code.constant(test.order)}, {self.spread(right)})")
        yes, no = self.code.variable(f"{masks}[0]"), self.code.variable(f"{masks}[1]")
        self._masks.add(yes)
        return yes, no

    # -- quantities ------------------------------------------------------------------------------------------------------

    def spread(self, variable: str) -> str:
        """A quantity by combination."""
        return variable if variable in self._spreads else f"{{{variable}: ALL}}"

    def spreading(self, expression: str) -> str:
        """A new variable of a quantity by combination."""
        variable = self.code.variable(expression)
        self._spreads.add(variable)
        return variable

    def applied(self, operation: Callable[[Sequence[Interval]], Interval], parts: Sequence[str]) -> str:
        """For each combination, where these change a part."""
        if self._spreads.isdisjoint(parts):
            return super().applied(operation, parts)
        return self.spreading(f"applied({self.code.constant(operation)}, ({', '.join(map(self.spread, parts))},), ALL)")

    def first(self, rows: Sequence[Pair], values: Sequence[str]) -> str:
        """For each combination."""
        return self.spreading(f"first({_pairs(rows)}, ({', '.join(map(self.spread, values))},), ALL)")

    def sum(self, quantity: Sum, who: str) -> str:
        """For each combination, where these change what people add."""
        if not self.names.vary(quantity):
            return super().sum(quantity, who)
        return self.spreading(f"spread_up({self.over_people(quantity, who, _Writer(self.scope, self.combinations))}, ALL)")

    def function_of(self, quantity: Quantity) -> Anything:
        """By combination."""
        self.prepare([("", quantity)])
        return self.function(self.spread(self.measured(quantity, "")))

    def of_rows(self, rows: Sequence[Pair], values: Sequence[str | None], hits: Hits) -> str:
        """For each combination."""
        spreads = ("None" if value is None else self.spread(value) for value in values)
        return self.spreading(f"amounts({_pairs(rows)}, [{', '.join(spreads)}], {self.code.constant(hits)}, ALL)")


def _pairs(rows: Sequence[Pair]) -> str:
    return "[" + ", ".join(f"({yes}, {no})" for yes, no in rows) + "]"
