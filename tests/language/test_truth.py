"""Kleene's strong three-valued logic, cell by cell."""

from __future__ import annotations

from operator import not_

import pytest

from huilao.language.truth import Truth

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES

CELLS = [
    (YES, YES, YES, YES),
    (YES, UNKNOWN, UNKNOWN, YES),
    (YES, NO, NO, YES),
    (UNKNOWN, YES, UNKNOWN, YES),
    (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (UNKNOWN, NO, NO, UNKNOWN),
    (NO, YES, NO, YES),
    (NO, UNKNOWN, NO, UNKNOWN),
    (NO, NO, NO, NO),
]
"""Left, right, `left & right`, `left | right`."""


def test_there_are_three_truths() -> None:
    """No more and no fewer, and the table has every pair of them."""
    assert list(Truth) == [NO, UNKNOWN, YES]
    assert {(left, right) for left, right, _, _ in CELLS} == {(left, right) for left in Truth for right in Truth}


@pytest.mark.parametrize(("left", "right", "both", "_"), CELLS)
def test_and(left: Truth, right: Truth, both: Truth, _: Truth) -> None:
    """One NO settles a conjunction; otherwise one UNKNOWN leaves it open."""
    assert (left & right) is both


@pytest.mark.parametrize(("left", "right", "_", "either"), CELLS)
def test_or(left: Truth, right: Truth, _: Truth, either: Truth) -> None:
    """One YES settles a disjunction; otherwise one UNKNOWN leaves it open."""
    assert (left | right) is either


@pytest.mark.parametrize(("truth", "opposite"), [(YES, NO), (UNKNOWN, UNKNOWN), (NO, YES)])
def test_not(truth: Truth, opposite: Truth) -> None:
    """The contrary of what is unknown is unknown."""
    assert ~truth is opposite


@pytest.mark.parametrize(("value", "truth"), [(True, YES), (None, UNKNOWN), (False, NO)])
def test_of_a_bool(value: bool | None, truth: Truth) -> None:
    """A bool is settled, None is unknown."""
    assert Truth.of(value) is truth


@pytest.mark.parametrize("truth", Truth)
def test_a_truth_is_not_a_bool(truth: Truth) -> None:
    """`if truth:` would take UNKNOWN for something it is not, so it raises."""
    with pytest.raises(TypeError, match="not a bool"):
        bool(truth)
    with pytest.raises(TypeError, match=r"is Truth\.YES"):
        not_(truth)
