"""Tables of levels and what is paid: which rows apply, and how much that gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from huilao.language.condition import All, Condition, OneOf
from huilao.language.facts import Text
from huilao.language.interval import Interval
from huilao.language.known import Person, Range
from huilao.language.meaning import RowsFound, amount_in, amount_of, cut, rows_among, rows_found
from huilao.language.policy import AppliesTo, Beneficiary, Benefit, Force, Hits, Levels, Pays, Row, RuleClass
from huilao.language.quantity import Constant, Minus, Number, Quantity
from huilao.language.scope import Scope
from huilao.language.truth import Truth
from huilao.language.units import Per
from strategies import FACTS

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
SITUATION = Scope(FACTS).on(date(2025, 3, 1))
SURE, RULED_OUT, OPEN = OneOf("widowed", (True,)), OneOf("widowed", (False,)), OneOf("certified", (True,))
PERSON: Person = {"widowed": True, "income": Range(Decimal(100), Decimal(300))}
LEFT = Minus(Constant(Fraction(250)), Number("income"))


def span(low: int | None, high: int | None) -> Interval:
    return Interval(None if low is None else Fraction(low), None if high is None else Fraction(high))


@pytest.mark.parametrize(
    ("truths", "hits", "possible", "sure"),
    [
        ([NO, UNKNOWN, YES, UNKNOWN, YES], Hits.UNIQUE, (1, 2, 3, 4), (2, 4)),
        ([NO, UNKNOWN, YES, UNKNOWN, YES], Hits.HIGHEST, (1, 2, 3, 4), (2, 4)),
        ([NO, UNKNOWN, YES, UNKNOWN, YES], Hits.FIRST, (1, 2), (2,)),
        ([UNKNOWN, UNKNOWN], Hits.FIRST, (0, 1), ()),
        ([NO, NO], Hits.FIRST, (), ()),
        ([], Hits.UNIQUE, (), ()),
    ],
)
def test_rows_may_apply_or_surely_do(truths: list[Truth], hits: Hits, possible: tuple[int, ...], sure: tuple[int, ...]) -> None:
    """Of `first` none after the first that surely applies."""
    assert rows_among(truths, hits) == RowsFound(possible, sure)


def test_a_table_has_a_gap_where_surely_no_row_applies() -> None:
    """And an overlap where two surely do of which there should be one."""
    assert RowsFound((), ()).gap()
    assert not RowsFound((0,), ()).gap()
    assert [RowsFound((0, 1), (0, 1)).overlap(hits) for hits in (Hits.UNIQUE, Hits.FIRST, Hits.HIGHEST)] == [True, False, False]
    assert not RowsFound((0, 1), (0,)).overlap(Hits.UNIQUE)


AMOUNTS = [span(100, 200), span(150, 400), span(50, None), None]


@pytest.mark.parametrize(
    ("hits", "possible", "sure", "amount"),
    [
        (Hits.UNIQUE, (0,), (0,), span(100, 200)),
        (Hits.UNIQUE, (0, 1), (0,), span(100, 400)),  # one sure and one possible: either, if the table contradicts itself
        (Hits.UNIQUE, (0, 1), (), span(100, 400)),  # no nought for "no row"
        (Hits.UNIQUE, (0, 2), (), span(50, None)),
        (Hits.UNIQUE, (), (), None),
        (Hits.UNIQUE, (3,), (3,), None),  # a row that pays nothing
        (Hits.UNIQUE, (1, 3), (3,), span(150, 400)),
        (Hits.FIRST, (0, 1), (1,), span(100, 400)),
        (Hits.FIRST, (), (), None),
        # `highest`: from the greatest lower end of the sure ones (none sure: the least of the possible) to the greatest upper
        (Hits.HIGHEST, (0, 1), (0, 1), span(150, 400)),
        (Hits.HIGHEST, (0, 1), (0,), span(100, 400)),
        (Hits.HIGHEST, (0, 1), (1,), span(150, 400)),
        (Hits.HIGHEST, (0, 1), (), span(100, 400)),
        (Hits.HIGHEST, (0, 2), (0, 2), span(100, None)),
        (Hits.HIGHEST, (0, 2), (2,), span(50, None)),
        (Hits.HIGHEST, (1, 3), (3,), span(150, 400)),
        (Hits.HIGHEST, (), (), None),
    ],
)
def test_an_amount_comes_of_the_rows_that_may_apply(
    hits: Hits, possible: tuple[int, ...], sure: tuple[int, ...], amount: Interval | None
) -> None:
    """Of `unique` and `first` from the least to the most of them."""
    assert amount_in(RowsFound(possible, sure), AMOUNTS, hits) == amount


@pytest.mark.parametrize(
    ("found", "left"),
    [
        (span(-5, 10), span(0, 10)),
        (span(-5, -1), span(0, 0)),
        (span(None, 3), span(0, 3)),
        (span(None, None), span(0, None)),
        (span(2, 3), span(2, 3)),
    ],
)
def test_an_amount_is_never_below_nought(found: Interval, left: Interval) -> None:
    """It is cut there."""
    assert cut(found) == left


def test_the_highest_of_rows_below_nought_is_nought() -> None:
    """Cut after it was chosen."""
    assert amount_in(RowsFound((0, 1), (0, 1)), [span(-10, -5), span(-3, -2)], Hits.HIGHEST) == span(0, 0)


def benefit(pays: Quantity | None, rows: Sequence[tuple[Condition, Quantity | None]] | None = None, hits: Hits = Hits.UNIQUE) -> Benefit:
    levels = None if rows is None else Levels((), tuple(Row(when, (), amount) for when, amount in rows), hits)
    return Benefit(
        "r", "b", Text("待遇"), ("第一条",), "service", Force.MANDATORY, RuleClass.CORE, Beneficiary.ELDER, AppliesTo.ANYONE, Text("内容"),
        All(()), All(()), levels=levels, pays=None if pays is None else Pays(pays, Per.MONTH),
    )  # fmt: skip


HUNDRED = Constant(Fraction(100))
ROWS = ((RULED_OUT, Constant(Fraction(900))), (OPEN, HUNDRED), (SURE, LEFT), (OPEN, Constant(Fraction(400))), (RULED_OUT, None))


@pytest.mark.parametrize(
    ("paid", "amount"),
    [
        (benefit(None), None),
        (benefit(HUNDRED), span(100, 100)),
        (benefit(LEFT), span(0, 150)),  # 250 less an income of 100-300
        (benefit(None, [(SURE, None)]), None),
        (benefit(HUNDRED, ROWS), span(0, 400)),
        (benefit(HUNDRED, ROWS, Hits.FIRST), span(0, 150)),
        (benefit(HUNDRED, ROWS, Hits.HIGHEST), span(0, 400)),
        (benefit(HUNDRED, ROWS[:1]), None),
        (benefit(HUNDRED, ROWS[-1:]), None),
        (benefit(HUNDRED, [(SURE, HUNDRED), *ROWS[2:4]], Hits.HIGHEST), span(100, 400)),
    ],
)
def test_a_benefit_pays_by_its_rows(paid: Benefit, amount: Interval | None) -> None:
    """Whoever has it; nothing where it pays nothing, and nothing that is known in no row."""
    assert amount_of(paid, PERSON, SITUATION) == amount


def test_rows_are_found_by_their_conditions() -> None:
    """For the person and day at hand."""
    levels = benefit(HUNDRED, ROWS).levels

    assert levels is not None
    assert rows_found(levels, PERSON, SITUATION) == RowsFound((1, 2, 3), (2,))
    assert rows_found(levels, {"widowed": False, "certified": False}, SITUATION) == RowsFound((0, 4), (0, 4))
