"""Conditions about one person as a table of formulas over columns, each different formula once.

A formula is true, false or null in Kleene's logic. It refers to others by their number in the table, so what several
conditions have in common is one formula whatever ruleset or term it was written in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, assert_never

Sign = Literal["==", "<=", ">=", "<", ">"]


@dataclass(frozen=True, slots=True)
class Constant:
    """True or false for everyone."""

    value: bool


@dataclass(frozen=True, slots=True)
class Column:
    """What a Boolean column says."""

    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """True where a column is not null, else null."""

    name: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A column compared with a constant; null where the column is."""

    name: str
    sign: Sign
    value: str | Decimal | date | int


@dataclass(frozen=True, slots=True)
class Inside:
    """A column of places from `low` to `high`; null where it is null or one of `coarse`, which say too little."""

    name: str
    low: int
    high: int
    coarse: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """All of these; INVARIANT: two or more."""

    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of these or more; INVARIANT: two or more."""

    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Contrary:
    """The contrary."""

    part: int


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of these or more, a part that stands twice counting twice; INVARIANT: more than one and fewer than all."""

    number: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """Whether another is null; itself never null."""

    part: int


Formula = Constant | Column | Known | Compare | Inside | Every | Some | Contrary | AtLeast | Open

NO, YES = 0, 1
"""The numbers of the constants in every table."""


def parts_of(formula: Formula) -> tuple[int, ...]:
    """The formulas that this one refers to."""
    match formula:
        case Every(parts) | Some(parts) | AtLeast(_, parts):
            return parts
        case Contrary(part) | Open(part):
            return (part,)
        case Constant() | Column() | Known() | Compare() | Inside():
            return ()
        case _:
            assert_never(formula)


class Table:
    """Formulas by number; those that a formula refers to come before it."""

    def __init__(self) -> None:
        self.formulas: list[Formula] = [Constant(False), Constant(True)]
        self._numbers: dict[Formula, int] = {one: number for number, one in enumerate(self.formulas)}

    def add(self, formula: Formula) -> int:
        """The number of a formula."""
        if formula not in self._numbers:
            self._numbers[formula] = len(self.formulas)
            self.formulas.append(formula)
        return self._numbers[formula]

    def every(self, parts: list[int]) -> int:
        """The number of the conjunction."""
        left = sorted({one for one in parts if one != YES})
        if NO in left or not left:
            return NO if left else YES
        return left[0] if len(left) == 1 else self.add(Every(tuple(left)))

    def some(self, parts: list[int]) -> int:
        """The number of the disjunction."""
        left = sorted({one for one in parts if one != NO})
        if YES in left or not left:
            return YES if left else NO
        return left[0] if len(left) == 1 else self.add(Some(tuple(left)))

    def contrary(self, part: int) -> int:
        """The number of the contrary."""
        match self.formulas[part]:
            case Constant(value):
                return NO if value else YES
            case Contrary(inner):
                return inner
            case _:
                return self.add(Contrary(part))

    def at_least(self, number: int, parts: list[int]) -> int:
        """The number of the formula that so many parts hold."""
        left = sorted(one for one in parts if one not in (NO, YES))
        number -= parts.count(YES)
        if number <= 0 or number > len(left):
            return YES if number <= 0 else NO
        if number in (1, len(left)):
            return self.some(left) if number == 1 else self.every(left)
        return self.add(AtLeast(number, tuple(left)))

    def open(self, part: int) -> int:
        """The number of the formula that another is null."""
        return NO if isinstance(self.formulas[part], Constant | Open) else self.add(Open(part))

    def known(self, name: str, value: bool) -> int:
        """The number of the formula that says this wherever a column is known."""
        known = self.add(Known(name))
        return known if value else self.contrary(known)
