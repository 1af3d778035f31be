"""Tests that are settled before anything is known: every value of their fact meets them, or none does."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Term
from ..language.facts import Fact, FactType, Vocabulary
from ..language.interval import ANYTHING, Interval, compare
from ..language.known import MOST_PEOPLE
from ..language.quantity import (
    Age,
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
    TimeUnit,
)
from ..language.truth import Truth
from .values import OLDEST


def settled(condition: Condition, facts: Vocabulary) -> Truth:
    """YES where a test (or both ends of a `between`) holds for every value of its fact, NO where for none, else UNKNOWN."""
    match condition:
        case All(parts):
            truth = Truth.YES
            for part in parts:
                truth &= settled(part, facts)
            return truth
        case Not(part):
            return ~settled(part, facts)
        case Compare(left, order, right):
            return compare(_range(left, facts), order, _range(right, facts))
        case OneOf(fact, values):
            codes = _codes(facts[fact])
            return Truth.YES if codes and codes <= set(values) else Truth.UNKNOWN
        case Any() | Count() | Has() | Inside() | Term() | About() | EntitledTo():
            return Truth.UNKNOWN  # nothing is said of what is no single test
        case _:
            assert_never(condition)


def _codes(fact: Fact) -> set[object]:
    return {code.code for code in fact.codes} if fact.type in (FactType.CHOICE, FactType.SCALE) else set()


def _range(quantity: Quantity, facts: Vocabulary) -> Interval:
    """All the values that a fact can have, and the one that a constant has; anything for what is worked out."""
    match quantity:
        case Constant(value):
            return Interval(value, value) if isinstance(value, Fraction) else ANYTHING
        case Number(name):
            fact = facts[name]
            return Interval(*(None if end is None else Fraction(end) for end in (fact.minimum, fact.maximum)))
        case Rank(name, code):
            low, high = (0, len(facts[name].codes) - 1) if code is None else (facts[name].rank(code),) * 2
            return Interval(Fraction(low), Fraction(high))
        case Age(unit):
            return Interval(Fraction(0), Fraction(OLDEST if unit is TimeUnit.YEARS else OLDEST * 12))
        case Sum(Constant(), _, where, with_self):
            return Interval(Fraction(with_self and where is None), Fraction(MOST_PEOPLE + with_self))
        case (
            Day() | Elapsed() | Standard() | Named() | Plus() | Minus() | Times() | Smallest() | Largest() | Round() | First() | Sum()
        ):  # fmt: skip
            return ANYTHING
        case _:
            assert_never(quantity)
