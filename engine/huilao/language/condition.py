"""The condition of a provision: a small tree over what is known about one person.

Every part of Huilao is an interpreter of this tree and of the quantities in it: one function a tree with one `match` that
ends in `assert_never`, its cases in the order of the classes below. To add a kind of condition, add its class and follow
the type errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from .quantity import (
    Age,
    Branch,
    Constant,
    Day,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Round,
    Smallest,
    Standard,
    Sum,
    Times,
)


@dataclass(frozen=True, slots=True)
class Span:
    """Where something was written: a file and its lines and columns, counted from 1, the end not included."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Order(StrEnum):
    """How two quantities are compared."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"


class Share(StrEnum):
    """How many of some codes a set must have."""

    ANY = "any"
    ALL = "all"


Value = bool | str | Decimal | date
"""A value of a fact that a rule names."""


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Condition, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Count:
    """The number of parts that hold lies between the bounds; INVARIANT: at least one bound is given."""

    at_least: int | None
    at_most: int | None
    parts: tuple[Condition, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """One quantity stands in an order to another; INVARIANT: both are of one kind (a day, a rank of one scale, a number)."""

    left: Quantity
    order: Order
    right: Quantity
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A fact has one of these values; INVARIANT: they suit its type, which is no set, no place and no person."""

    fact: str
    values: tuple[Value, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Has:
    """A set has one of these codes or more, or all of them."""

    fact: str
    share: Share
    codes: tuple[str, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Inside:
    """A place lies inside one of these divisions; where none is named, inside the place of the document."""

    fact: str
    places: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Term:
    """The condition that the ruleset at hand gives this name."""

    name: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class About:
    """The part holds for the person that this fact names; INVARIANT: no `About` inside it, by way of a term either."""

    fact: str
    part: Condition
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EntitledTo:
    """The person has one of these benefits, by their full names: by the whole condition of each, in its own ruleset's place,
    words and way of counting, where it is in force on the day; INVARIANT: not inside an `About` or a `Sum`, and no circle.
    """

    benefits: tuple[str, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


Test = Compare | OneOf | Has | Inside
"""What looks at a person."""
Condition = All | Any | Not | Count | Compare | OneOf | Has | Inside | Term | About | EntitledTo
"""What is true, false or unknown of a person on a day."""

Node = Condition | Quantity
"""What rules are made of."""


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside this one; a term's own condition is not inside it, nor that of another benefit."""
    match condition:
        case All(parts) | Any(parts) | Count(_, _, parts):
            return parts
        case Not(part) | About(_, part):
            return (part,)
        case Compare() | OneOf() | Has() | Inside() | Term() | EntitledTo():
            return ()
        case _:
            assert_never(condition)


def quantities_of(quantity: Quantity) -> tuple[Quantity, ...]:
    """The quantities directly inside this one; a named one's own is not inside it."""
    match quantity:
        case Constant() | Number() | Day() | Rank() | Age() | Elapsed() | Standard() | Named():
            return ()
        case Plus(parts) | Times(parts) | Smallest(parts) | Largest(parts):
            return parts
        case Minus(whole, less):
            return (whole, less)
        case Round(part):
            return (part,)
        case First(rows):
            return tuple(row.value for row in rows)
        case Sum(part):
            return (part,)
        case _:
            assert_never(quantity)


def inner_of(node: Node) -> tuple[Node, ...]:
    """What is directly inside a node of either tree: of a comparison its quantities, of `First` and `Sum` their conditions too."""
    match node:
        case Compare(left, _, right):
            return (left, right)
        case First(rows):
            return tuple(inner for row in rows for inner in (row.when, row.value) if inner is not None)
        case Sum(part, _, where):
            return (part,) if where is None else (where, part)
        case All() | Any() | Not() | Count() | OneOf() | Has() | Inside() | Term() | About() | EntitledTo():
            return parts_of(node)
        case (
            Constant() | Number() | Day() | Rank() | Age() | Elapsed() | Standard() | Named()
            | Plus() | Minus() | Times() | Smallest() | Largest() | Round()
        ):  # fmt: skip
            return quantities_of(node)
        case _:
            assert_never(node)


def walk(node: Node) -> Iterator[Node]:
    """A node of either tree and everything inside it, outermost first."""
    yield node
    for inner in inner_of(node):
        yield from walk(inner)


def tests_in(node: Node) -> Iterator[Test]:
    """The tests inside a node, those in the rows of its quantities too."""
    yield from (one for one in walk(node) if isinstance(one, Compare | OneOf | Has | Inside))


def facts_in(node: Node) -> Iterator[str]:
    """The facts that a node looks at, in the order in which it names them; an age looks at none by name."""
    for one in walk(node):
        if isinstance(one, OneOf | Has | Inside | About | Number | Day | Rank | Elapsed):
            yield one.fact
        elif isinstance(one, Sum):
            yield one.among


def names_behind(
    nodes: Iterable[Node], terms: Mapping[str, Condition], quantities: Mapping[str, Quantity]
) -> tuple[dict[str, Condition], dict[str, Quantity]]:
    """The terms and the named quantities that nodes use, and those that these use, with what they mean; in the order in
    which they are met.
    """
    found: dict[str, Condition] = {}
    named: dict[str, Quantity] = {}
    waiting = list(nodes)
    while waiting:
        used = list(walk(waiting.pop(0)))
        met = {one.name: terms[one.name] for one in used if isinstance(one, Term) and one.name not in found}
        calculated = {one.name: quantities[one.name] for one in used if isinstance(one, Named) and one.name not in named}
        found |= met
        named |= calculated
        waiting += [*met.values(), *calculated.values()]
    return found, named


def put_in(quantity: Quantity, names: Mapping[str, Quantity]) -> Quantity:
    """A quantity with these in the place of what it names."""
    match quantity:
        case Constant() | Number() | Day() | Rank() | Age() | Elapsed() | Standard():
            return quantity
        case Named(name):
            return names.get(name, quantity)
        case Plus(parts, span):
            return Plus(tuple(put_in(part, names) for part in parts), span)
        case Minus(whole, less, span):
            return Minus(put_in(whole, names), put_in(less, names), span)
        case Times(parts, span):
            return Times(tuple(put_in(part, names) for part in parts), span)
        case Smallest(parts, span):
            return Smallest(tuple(put_in(part, names) for part in parts), span)
        case Largest(parts, span):
            return Largest(tuple(put_in(part, names) for part in parts), span)
        case Round(part, to, mode, span):
            return Round(put_in(part, names), to, mode, span)
        case First(rows, span):
            return First(tuple(Branch(row.when, put_in(row.value, names), row.span) for row in rows), span)
        case Sum(part, among, where, with_self, span):
            return Sum(put_in(part, names), among, where, with_self, span)
        case _:
            assert_never(quantity)
