"""A sentence under all combinations of readings in one pass.

A truth becomes two numbers, *surely yes* and *surely no*, with a bit for each combination. A test holds under all
combinations or under none; a word holds, under the combinations that take one of its meanings, where that meaning does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import product
from math import prod

from ..language.condition import Condition, Count, Test
from ..language.facts import Vocabulary
from ..language.meaning import Person
from ..language.policy import AgeReached, DefinedTerm
from .clauses import as_choices
from .compiled import Pair, Writer

MOST = 65_536
"""Combinations that are all tried; where there are more, only those that change one reading are."""

Word = str | None
"""A term, or (`None`) the sentence itself."""


class Combinations:
    """The ways to read a sentence and the words in it, the fewest changes of reading first. Each takes of every word the
    meaning with some number, 0 being the default.
    """

    def __init__(self, words: Sequence[tuple[Word, int]]) -> None:
        """All ways, each word having so many meanings; if these are too many, those with at most one change."""
        numbers = [range(number) for _, number in reversed(words)]  # the first word changes first
        self.complete = prod(map(len, numbers)) <= MOST
        rows = sorted(product(*numbers) if self.complete else _single_changes(numbers), key=_changes)
        columns = reversed([bytes(column) for column in zip(*rows, strict=True)])
        self._columns = {word: column for (word, _), column in zip(words, columns, strict=True)}
        self.all = (1 << len(rows)) - 1
        """The bits of all combinations."""
        self.single = sum(1 << bit for bit, row in enumerate(rows) if _changes(row) == 1)
        """The bits of those that change one reading."""

    def taking(self, word: Word, number: int) -> int:
        """The bits of the combinations that take this meaning of a word."""
        digits = b"0" * number + b"1" + b"0" * (255 - number)
        return int(self._columns[word][::-1].translate(digits), 2)

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
    readings: Sequence[Condition],
    combinations: Combinations,
    terms: Mapping[str, DefinedTerm],
    facts: Vocabulary,
    place: str,
    age_reached: AgeReached,
) -> Callable[[Person, date], tuple[int, int]]:
    """The combinations under which a sentence, given in all its readings, surely holds and surely does not, as bits."""
    writer = _Writer(terms, facts, place, age_reached, combinations)
    return writer.function("({}, {})".format(*writer.of_readings(None, readings, "")))


class _Writer(Writer):
    both, either, always, never = " & ", " | ", "ALL", "0"

    def __init__(
        self, terms: Mapping[str, DefinedTerm], facts: Vocabulary, place: str, age_reached: AgeReached, combinations: Combinations
    ) -> None:
        super().__init__(terms, facts, place, age_reached)
        self.combinations = combinations
        self.space["ALL"] = combinations.all

    def of_readings(self, word: Word, readings: Sequence[Condition], who: str) -> Pair:
        """Each reading where it is taken."""
        pairs = [self.pair(one, who) for one in readings]
        if len(pairs) == 1:
            return pairs[0]
        taking = [self.constant(self.combinations.taking(word, number)) for number in range(len(pairs))]
        return (
            self.any(f"{mask} & {yes}" for mask, (yes, _) in zip(taking, pairs, strict=True)),
            self.any(f"{mask} & {no}" for mask, (_, no) in zip(taking, pairs, strict=True)),
        )

    def count(self, condition: Count, who: str) -> Pair:
        return self.pair(as_choices(condition), who)

    def test(self, test: Test, who: str) -> Pair:
        yes, no = super().test(test, who)
        return (
            self.variable(("yes", who, test), f"ALL if {yes} else 0"),
            self.variable(("no", who, test), f"ALL if {no} else 0"),
        )
