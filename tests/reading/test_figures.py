"""Quantities that can be worked with: how large they can be, how fine, and linear."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from huilao.language.condition import OneOf
from huilao.language.facts import Fact, FactType, Text
from huilao.language.policy import DefinedQuantity
from huilao.language.quantity import (
    Age,
    Branch,
    Constant,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Round,
    Rounding,
    Smallest,
    Standard,
    Times,
    TimeUnit,
)
from huilao.language.standards import DefinedStandard, PlaceOf, SetValue
from huilao.language.units import Unit
from huilao.reading.figures import Figure, Figures


def constant(value: str) -> Constant:
    return Constant(Fraction(value))


FACTS = {
    "income": Fact("income", FactType.NUMBER, Text("收入"), unit=Unit.CNY, minimum=Decimal(-5), maximum=Decimal(1000)),
    "open": Fact("open", FactType.NUMBER, Text("不限"), unit=Unit.CNY),
    "heads": Fact("heads", FactType.NUMBER, Text("人口"), unit=Unit.PERSONS, minimum=Decimal(1), maximum=Decimal(20)),
    "share": Fact("share", FactType.NUMBER, Text("份额"), unit=Unit.PERCENT, minimum=Decimal(0), maximum=Decimal(100)),
    "plain": Fact("plain", FactType.NUMBER, Text("数"), minimum=Decimal(0), maximum=Decimal(10)),
}
STANDARDS = {
    "line": DefinedStandard("line", Text("标准"), Unit.CNY, PlaceOf.DOCUMENT, None, (
        SetValue("51", date(2020, 1, 1), Fraction("1450.5")),
        SetValue("51", date(2021, 1, 1), {"urban": Fraction(700), "rural": Fraction("560.25")}),
        SetValue("51", date(2022, 1, 1), None),
    ))
}  # fmt: skip
NAMED: Mapping[str, Quantity] = {"half": Times((Standard("line"), constant("1/2"))), "both": Plus((Number("income"), Number("heads")))}
INCOME, HEADS, LINE = Number("income"), Number("heads"), Standard("line")
ROWS = First((Branch(OneOf("widowed", (True,)), constant("1.5")), Branch(None, constant("20"))))


def figures(*, usual: bool) -> Figures:
    return Figures(
        FACTS, {name: DefinedQuantity(name, Text(name), Unit.CNY, value) for name, value in NAMED.items()}, STANDARDS, usual=usual
    )


SIZES: list[tuple[Quantity, str, int]] = [
    (constant("-1.25"), "1.25", 4),
    (constant("1/3"), "1/3", 3),
    (INCOME, "1000", 10**6),
    (Number("open"), "1000000000000", 10**6),
    (LINE, "1450.5", 4),
    (Plus((INCOME, constant("1/3"))), "3001/3", 3 * 10**6),
    (Minus(constant("5"), constant("0.5")), "5.5", 2),
    (Times((INCOME, HEADS)), "20000", 10**12),
    (Times((LINE, constant("2"))), "2901", 2),
    (Times((HEADS, LINE, constant("4"))), "116040", 10**6),
    (Smallest((INCOME, constant("1/7"))), "1000", 7 * 10**6),
    (Largest((INCOME, LINE)), "1450.5", 10**6),
    (Round(INCOME, Fraction("0.1"), Rounding.UP), "1000.1", 10),
    (ROWS, "20", 2),
    (Named("both"), "1020", 10**6),
    (Age(TimeUnit.MONTHS), "120000", 1),
]


@pytest.mark.parametrize(("quantity", "most", "grain"), SIZES)
def test_how_large_and_how_fine(quantity: Quantity, most: str, grain: int) -> None:
    """The greatest amount, and the fraction of which every value is a multiple."""
    assert figures(usual=False).of(quantity) == Figure(Fraction(most), grain)


@pytest.mark.parametrize(
    ("quantity", "whole"),
    [
        (INCOME, True),
        (Number("plain"), False),
        (Times((HEADS, constant("0.01"))), True),
        (Times((HEADS, constant("0.001"))), False),
        (Times((Number("share"), constant("1/100"), constant("800"))), True),
        (Times((Number("share"), constant("1/100"), constant("8"))), False),
        (Times((LINE, constant("4"))), True),
        (Times((LINE, constant("0.1"))), False),
        (Round(Times((LINE, constant("0.1"))), Fraction("0.01"), Rounding.UP), True),
        (Plus((INCOME, constant("0.125"))), False),
    ],
)
def test_whole_fen(quantity: Quantity, whole: bool) -> None:
    """With the decimals that facts of a unit usually have: money two, persons none, percents two."""
    assert figures(usual=True).whole_cents(quantity) is whole


@pytest.mark.parametrize(
    ("quantity", "long"),
    [
        (Times((constant("1" + "0" * 36), constant("9"))), False),
        (Times((constant("1" + "0" * 36), constant("99"))), False),
        (Times((constant("1" + "0" * 36), constant("100"))), True),
        (Times((Number("open"), constant("1" + "0" * 19))), False),
        (Times((Number("open"), constant("1" + "0" * 20))), True),
        (Plus((Number("open"), constant("1/10000000000000000019"))), False),
        (Plus((Number("open"), constant("1/100000000000000000039"))), True),
        (Round(Times((Number("open"), constant("1" + "0" * 19))), Fraction(1), Rounding.UP), False),
        (Round(Times((Number("open"), constant("1" + "0" * 19))), Fraction("0.1"), Rounding.UP), True),
    ],
)
def test_38_digits(quantity: Quantity, long: bool) -> None:
    """What stands before it is rounded counts too."""
    assert figures(usual=False).too_long(quantity) is long


@pytest.mark.parametrize(
    ("parts", "second"),
    [
        ((constant("2"), LINE, INCOME), None),
        ((LINE, LINE, ROWS, Named("half"), INCOME), None),
        ((Times((LINE, constant("3"))), HEADS), None),
        ((INCOME, HEADS), HEADS),
        ((LINE, Named("both"), HEADS), HEADS),
        ((Plus((LINE, constant("1"))), HEADS), HEADS),
        ((First((Branch(None, INCOME),)), HEADS), HEADS),
        ((Age(TimeUnit.YEARS), INCOME), INCOME),
    ],
)
def test_all_factors_but_one_are_numbers_of_the_rule_book(parts: tuple[Quantity, ...], second: Quantity | None) -> None:
    """Constants, standards and what rows or products make of them."""
    assert figures(usual=False).crooked(Times(parts)) == second
