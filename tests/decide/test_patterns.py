"""Patterns: the same number for all of whom the tests behind a benefit say the same, and none where tests do not say all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from huilao.decide.patterns import Patterns
from huilao.language.condition import About, All, Compare, Condition, EntitledTo, OneOf, Order, Term
from huilao.language.facts import Text
from huilao.language.known import Range
from huilao.language.policy import Benefit, DefinedQuantity, DefinedTerm, Reading
from huilao.language.quantity import Age, Constant, Named, Number, Plus, Quantity, Sum, TimeUnit
from huilao.language.scope import Scope
from huilao.language.units import Unit
from plain_rules import plain_benefit
from strategies import FACTS

DAY = date(2025, 2, 28)
SIXTY = Constant(Fraction(60))
OLD = Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, SIXTY)
WIDOWED = OneOf("widowed", (True,))
TERMS = {"alone": DefinedTerm("alone", Text("t"), WIDOWED, (Reading(Text("t"), Compare(Number("income"), Order.BELOW, SIXTY)),))}
SCOPE = Scope(FACTS, TERMS, {"size": DefinedQuantity("size", Text("q"), Unit.NONE, Number("income"))})
BORN_1950 = {"birth_date": date(1950, 1, 1)}


def benefit_of(condition: Condition) -> Benefit:
    return plain_benefit(condition)


def pattern(condition: Condition, person: Mapping[str, object]) -> int | None:
    return Patterns([benefit_of(condition)], SCOPE).of(person, DAY)[0]


@pytest.mark.parametrize(
    ("condition", "one", "other", "same"),
    [
        (OLD, BORN_1950, {"birth_date": date(1940, 5, 5)}, True),
        (OLD, BORN_1950, {"birth_date": date(1990, 1, 1)}, False),
        (OLD, BORN_1950, {}, False),
        (OLD, {}, {"birth_date": Range(date(1960, 1, 1), date(1970, 1, 1))}, True),
        (OLD, BORN_1950, BORN_1950 | {"widowed": True}, True),
        (Term("alone"), {"widowed": True}, {"widowed": False}, False),
        (Term("alone"), {"widowed": True, "income": Fraction(50)}, {"widowed": True, "income": Fraction(70)}, False),
        (About("elder", OLD), {"elder": BORN_1950}, {"elder": {"birth_date": date(1990, 1, 1)}}, False),
        (About("elder", OLD), {"elder": BORN_1950}, {"elder": BORN_1950} | BORN_1950, True),
        (Compare(Named("size"), Order.ABOVE, SIXTY), {"income": Fraction(61)}, {"income": Fraction(99)}, True),
    ],
)
def test_the_number_is_what_the_tests_behind_say(
    condition: Condition, one: Mapping[str, object], other: Mapping[str, object], same: bool
) -> None:
    numbers = pattern(condition, one), pattern(condition, other)
    assert None not in numbers
    assert (numbers[0] == numbers[1]) is same


def compared(left: Quantity, right: Quantity) -> Condition:
    return All((OLD, Compare(left, Order.AT_LEAST, right)))


@pytest.mark.parametrize(
    "condition",
    [
        compared(Number("income"), Named("size")),
        compared(Plus((Number("income"), SIXTY)), SIXTY),
        compared(Sum(Number("income"), "children"), SIXTY),
        EntitledTo(("here/other",)),
    ],
)
def test_there_is_none_where_tests_do_not_say_what_is_waited_for(condition: Condition) -> None:
    assert pattern(condition, BORN_1950) is None


def test_a_benefit_has_nothing_of_the_tests_of_another() -> None:
    patterns = Patterns([benefit_of(OLD), benefit_of(WIDOWED)], SCOPE)
    unknown, widowed = patterns.of(BORN_1950, DAY), patterns.of(BORN_1950 | {"widowed": True}, DAY)
    assert unknown[0] == widowed[0]
    assert unknown[1] != widowed[1]
