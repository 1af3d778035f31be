"""What is asked of one person as a table of formulas over columns, each different formula once.

A formula is a truth (true, false or null in Kleene's logic) or a number (a whole one; null where that end of what is known
is open). It refers to others by their number in the table, so what several conditions and amounts have in common is one
formula whatever ruleset or term it was written in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal, assert_never

from ..language.quantity import Sum
from ..language.scope import Situation

Sign = Literal["==", "<=", ">=", "<", ">"]

# -- truths ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant:
    """True, false or null for everyone."""

    value: bool | None


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
    value: str | Fraction | date | int


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
    """Whether another, a truth or a number, is null; itself never null."""

    part: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A truth, and this where it is null."""

    part: int
    value: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """True where the first holds, false where the second does, else null; INVARIANT: they never hold both."""

    yes: int
    no: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """Two numbers compared; null where one of them is."""

    left: int
    sign: Sign
    right: int


# -- of either kind ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FirstKnown:
    """The first of these that is not null; INVARIANT: two or more, of one kind."""

    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """By the place in a column, which counts as the country (0) where it is null: from each of `starts` on, up to the next.

    INVARIANT: `starts` ascend from 0; as many values, all of one kind or null.
    """

    name: str
    starts: tuple[int, ...]
    values: tuple[int | bool | None, ...]


# -- numbers -----------------------------------------------------------------------------------------------------------


class DatePart(StrEnum):
    """What is read of a date."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    DAY_OF_YEAR = "day_of_year"


@dataclass(frozen=True, slots=True)
class Whole:
    """The same number for everyone."""

    value: int


@dataclass(frozen=True, slots=True)
class Scaled:
    """A number column times a power of ten; null where the column is, or where that is not whole or not from `least` to `most`."""

    name: str
    digits: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class OfDate:
    """A part of a date column; null where the column is."""

    name: str
    part: DatePart


@dataclass(frozen=True, slots=True)
class Linear:
    """A constant and the sum of numbers, each times a factor; null where one of them is. INVARIANT: one term or more."""

    constant: int
    terms: tuple[tuple[int, int], ...]
    """Factor and number."""


@dataclass(frozen=True, slots=True)
class Product:
    """Two numbers multiplied; null where one of them is."""

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Floor:
    """The next multiple of `step` that is not above a number; INVARIANT: `step` is above 0."""

    part: int
    step: int


@dataclass(frozen=True, slots=True)
class Quotient:
    """A number by a divisor; INVARIANT: it is a multiple of it, and below 10^37."""

    part: int
    divisor: int


@dataclass(frozen=True, slots=True)
class Least:
    """The least of these that are not null; INVARIANT: two or more."""

    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Most:
    """The greatest of these that are not null; INVARIANT: two or more."""

    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A number where a truth holds, else null."""

    when: int
    part: int


@dataclass(frozen=True, slots=True)
class Coded:
    """The small number beside the first of these truths that holds; null where none does.

    INVARIANT: no truth is ever null; numbers are from 0 to 255.
    """

    cases: tuple[tuple[int, int], ...]
    """Truth and number."""


Truthful = Constant | Column | Known | Compare | Inside | Every | Some | Contrary | AtLeast | Open | Filled | Decided | Ordered
Numeric = Whole | Scaled | OfDate | Linear | Product | Floor | Quotient | Least | Most | Chosen | Coded
Formula = Truthful | FirstKnown | Steps | Numeric

NO, YES, UNKNOWN = 0, 1, 2
"""The numbers of the constants in every table."""


def parts_of(formula: Formula) -> tuple[int, ...]:
    """The formulas that this one refers to."""
    match formula:
        case Every(parts) | Some(parts) | AtLeast(_, parts) | FirstKnown(parts) | Least(parts) | Most(parts):
            return parts
        case Contrary(part) | Open(part) | Filled(part) | Floor(part) | Quotient(part):
            return (part,)
        case Decided(one, other) | Ordered(one, _, other) | Product(one, other) | Chosen(one, other):
            return (one, other)
        case Linear(_, terms):
            return tuple(number for _, number in terms)
        case Coded(cases):
            return tuple(truth for truth, _ in cases)
        case Constant() | Column() | Known() | Compare() | Inside() | Steps() | Whole() | Scaled() | OfDate():
            return ()
        case _:
            assert_never(formula)


def columns_of_formula(formula: Formula) -> tuple[str, ...]:
    """The columns that this one reads itself."""
    match formula:
        case Column(name) | Known(name) | Compare(name) | Inside(name) | Steps(name) | Scaled(name) | OfDate(name):
            return (name,)
        case (
            Constant() | Every() | Some() | Contrary() | AtLeast() | Open() | Filled() | Decided() | Ordered() | FirstKnown()
            | Whole() | Linear() | Product() | Floor() | Quotient() | Least() | Most() | Chosen() | Coded()
        ):  # fmt: skip
            return ()
        case _:
            assert_never(formula)


@dataclass(frozen=True, slots=True)
class Extent:
    """Which values a number may have where it is not null, both ends included."""

    least: int
    most: int
    open: bool
    """Whether it may be null."""
    wide: bool
    """Whether it is worked out in decimals of 38 digits, because 64 bits may not hold it or a number behind it."""


@dataclass(frozen=True, slots=True)
class SumOfList:
    """A sum over the people of a list that is worked out of each row before the formulas are (`sums.py`)."""

    name: str
    """What its columns begin with: sums that mean the same have one."""
    quantity: Sum
    """Over the people of the list alone."""
    situation: Situation
    scale: int
    """By what the whole numbers in its columns are to be divided."""
    least: int
    most: int
    """Between which they lie."""
    facts: tuple[str, ...]
    """The facts of each of these people that it may wait for."""
    standards: tuple[str, ...]
    """Likewise the standards."""


class Table:
    """The different formulas: parts before what refers to them."""

    def __init__(self) -> None:
        self.sums: dict[str, SumOfList] = {}
        """The sums over lists that formulas may read, by name."""
        self.extents: dict[int, Extent] = {}
        """Of the numbers."""
        self.formulas: list[Formula] = [Constant(False), Constant(True), Constant(None)]
        self._numbers: dict[Formula, int] = {one: number for number, one in enumerate(self.formulas)}

    def add(self, formula: Formula) -> int:
        """The number of a formula."""
        number = self._numbers.setdefault(formula, len(self.formulas))
        if number == len(self.formulas):
            self.formulas.append(formula)
        return number

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
        formula = self.formulas[part]
        if isinstance(formula, Constant):
            return UNKNOWN if formula.value is None else NO if formula.value else YES
        return formula.part if isinstance(formula, Contrary) else self.add(Contrary(part))

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
        if part == UNKNOWN:
            return YES
        return NO if self.never_open(part) else self.add(Open(part))

    def filled(self, part: int, value: bool) -> int:
        """The number of the formula that is this where another is null."""
        if part == UNKNOWN:
            return YES if value else NO
        return part if self.never_open(part) else self.add(Filled(part, value))

    def never_open(self, part: int) -> bool:
        """Whether a formula is plainly never null."""
        formula = self.formulas[part]
        match formula:
            case Constant(value):
                return value is not None
            case Open() | Filled():
                return True
            case Contrary() | Every() | Some() | AtLeast() | Ordered():
                return all(map(self.never_open, parts_of(formula)))
            case FirstKnown(parts):
                return self.never_open(parts[-1])
            case Steps(_, _, values):
                return None not in values
            case Column() | Known() | Compare() | Inside() | Decided():
                return False
            case Whole() | Scaled() | OfDate() | Linear() | Product() | Floor() | Quotient() | Least() | Most() | Chosen() | Coded():
                return not self.extents[part].open
            case _:
                assert_never(formula)

    def decided(self, yes: int, no: int) -> int:
        """The number of the formula that is true where the first holds and false where the second does."""
        if YES in (yes, no):
            return YES if yes == YES else NO
        return UNKNOWN if yes in (NO, UNKNOWN) and no in (NO, UNKNOWN) else self.add(Decided(yes, no))

    def first_known(self, *parts: int) -> int:
        """The number of the formula that is the first of these that is not null."""
        left: list[int] = []
        for one in parts:
            if one != UNKNOWN and (not left or not self.never_open(left[-1])):
                left.append(one)
        if len(left) < 2:
            return left[0] if left else UNKNOWN
        return self.add(FirstKnown(tuple(left)))

    def known(self, name: str, value: bool) -> int:
        """The number of the formula that says this wherever a column is known."""
        known = self.add(Known(name))
        return known if value else self.contrary(known)
