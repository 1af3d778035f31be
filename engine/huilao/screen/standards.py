"""Standards as formulas: which values may count for a person's place, as far as it is known, and what that waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import TypeVar

from ..language.known import Path
from ..language.places import COUNTRY, LEVELS
from ..language.scope import Situation
from ..language.standards import DefinedStandard, PlaceOf, SetValue
from .columns import column_of, place_code
from .formula import NO, YES, Steps
from .leaves import Leaves, range_of
from .numbers import Ends


@dataclass(frozen=True, slots=True)
class Values:
    """The values that a standard may have for a place: the one that counts for the place itself, and those inside it."""

    here: SetValue | None
    inner: tuple[SetValue, ...]

    @property
    def all(self) -> tuple[SetValue, ...]:
        return self.inner if self.here is None else (self.here, *self.inner)


Codes = frozenset[str] | None
"""Codes of the fact that splits a standard; None of one that nothing splits."""


class Standards:
    """Makes formulas of the standards of one ruleset's situation."""

    def __init__(self, situation: Situation, leaves: Leaves) -> None:
        self.situation = situation
        self.leaves = leaves
        self.table = leaves.table
        self.numbers = leaves.numbers
        self._values: dict[str, tuple[list[int], list[Values]]] = {}

    def ends(self, name: str, who: str) -> Ends:
        """What is known of a standard."""
        standard = self.situation.scope.standards[name]
        _, values = self._by_place(standard)
        each = {codes: [_numbers(standard, one, codes) for one in values] for codes, _ in self._splits(standard, who)}
        scale = lcm(*(number.denominator for found in each.values() for numbers in found for number in numbers))

        def of(codes: Codes, pick: Callable[[Iterable[Fraction]], Fraction]) -> int | None:
            whole = [int(pick(numbers) * scale) if numbers else None for numbers in each[codes]]
            return self._numbers_by_place(standard, who, whole)

        splits = self._splits(standard, who)
        low = self.numbers.least(self.numbers.chosen(may_be, of(codes, min)) for codes, may_be in splits)
        high = self.numbers.most(self.numbers.chosen(may_be, of(codes, max)) for codes, may_be in splits)
        return Ends(low, high, scale)

    def waits_for_place(self, name: str, who: str) -> int:
        """Whether another place inside the one that is known could have another value, never null."""
        standard = self.situation.scope.standards[name]
        _, values = self._by_place(standard)

        def differ(one: Values, codes: Codes) -> bool:
            found = {tuple(standard.numbers(value, codes)) for value in one.all}
            return bool(one.inner) and (one.here is None or len(found) > 1)

        return self.table.some(
            [
                self.table.every([may_be, self._truth_by_place(standard, who, [differ(one, codes) for one in values])])
                for codes, may_be in self._splits(standard, who)
            ]
        )

    def waits_for_split(self, name: str, who: str) -> int:
        """Whether a value that may count differs between two codes that the person may have, never null."""
        standard = self.situation.scope.standards[name]
        _, values = self._by_place(standard)
        return self.table.some(
            [
                self.table.every([
                    one, other, self._truth_by_place(standard, who, [
                        any(len(set(standard.numbers(value, codes | others))) > 1 for value in found.all) for found in values
                    ]),
                ])
                for (codes, one), (others, other) in combinations(self._splits(standard, who), 2)
                if codes is not None and others is not None
            ]
        )  # fmt: skip

    def _splits(self, standard: DefinedStandard, who: str) -> list[tuple[Codes, int]]:
        """The codes by which a standard is split, each with whether the person may have it; one for all where nothing does."""
        if standard.split is None:
            return [(None, YES)]
        name = column_of(Path(who, standard.split))
        return [
            (frozenset((code.code,)), self.leaves.may_be(name, code.code)) for code in self.situation.scope.facts[standard.split].codes
        ]  # fmt: skip

    def place_fact(self, standard: DefinedStandard) -> str | None:
        """The fact whose place a standard is looked up for; None where that is the place of the document."""
        return standard.place_of.value if standard.place_of is not PlaceOf.DOCUMENT else None

    def _by_place(self, standard: DefinedStandard) -> tuple[list[int], list[Values]]:
        """From which place (by its number in a column) on which values may count; of the document's place, that one alone."""
        if standard.name not in self._values:
            day = self.situation.as_of
            if self.place_fact(standard) is None:
                found = [0], [Values(standard.set_for(self.situation.scope.place, day), ())]
            else:
                starts = _borders({one.place for one in standard.set_within(COUNTRY, day)})
                found = starts, [Values(standard.set_for(place, day), standard.set_within(place, day)) for place in map(place_code, starts)]
            self._values[standard.name] = found
        return self._values[standard.name]

    def _column(self, standard: DefinedStandard, who: str) -> str:
        return column_of(Path(who, self.place_fact(standard) or ""))

    def _numbers_by_place(self, standard: DefinedStandard, who: str, values: list[int | None]) -> int | None:
        starts, _ = self._by_place(standard)
        return self.numbers.steps(self._column(standard, who), *_runs(starts, values))

    def _truth_by_place(self, standard: DefinedStandard, who: str, values: list[bool]) -> int:
        starts, _ = self._by_place(standard)
        if len(set(values)) == 1:
            return YES if values[0] else NO
        begins, found = _runs(starts, values)
        return self.table.add(Steps(self._column(standard, who), tuple(begins), tuple(found)))


_T = TypeVar("_T", int | None, bool)


def _numbers(standard: DefinedStandard, values: Values, codes: Codes) -> list[Fraction]:
    """All numbers that a standard may have; none where that is not bounded."""
    return [number for value in values.all for number in standard.numbers(value, codes)] if values.here is not None else []


def _borders(places: set[str]) -> list[int]:
    """Where the numbers of places begin that are inside others of these divisions, or around others of them."""
    around = {place[:digits] for place in places for digits in LEVELS if digits < len(place)}
    borders = {0, 1}
    for place in places | around:
        first, last = range_of(place)
        borders |= {first, first + 1, last + 1} if last > first else {first, last + 1}
    return sorted(borders)


def _runs(starts: list[int], values: list[_T]) -> tuple[list[int], list[_T]]:
    """The same without steps that change nothing."""
    kept = [at for at, value in enumerate(values) if at == 0 or value != values[at - 1]]
    return [starts[at] for at in kept], [values[at] for at in kept]
