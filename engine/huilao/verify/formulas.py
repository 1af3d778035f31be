"""Formulas of the SMT solver Z3, and the two that a condition becomes: *surely yes* and *surely no*.

L. de Moura, N. Bjørner: Z3: An Efficient SMT Solver, TACAS 2008.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any as Anything
from typing import assert_never

from ..language.truth import Truth

z3: Anything = importlib.import_module("z3")  # it has no types

Formula = Anything
"""A `z3.BoolRef`."""
Expression = Anything
"""A `z3.ArithRef`."""

TRUE: Formula = z3.BoolVal(True)
FALSE: Formula = z3.BoolVal(False)


def every(parts: Iterable[Formula]) -> Formula:
    """All of these; what is plainly so is left out."""
    found = [part for part in parts if not z3.is_true(part)]
    if any(z3.is_false(part) for part in found):
        return FALSE
    return found[0] if len(found) == 1 else z3.And(found) if found else TRUE


def some(parts: Iterable[Formula]) -> Formula:
    """One or more of these."""
    found = [part for part in parts if not z3.is_false(part)]
    if any(z3.is_true(part) for part in found):
        return TRUE
    return found[0] if len(found) == 1 else z3.Or(found) if found else FALSE


def opposite(part: Formula) -> Formula:
    """Not this."""
    return FALSE if z3.is_true(part) else TRUE if z3.is_false(part) else z3.Not(part)


def choose(when: Formula, then: Anything, otherwise: Anything) -> Anything:
    """The first where the formula holds, else the second."""
    if z3.is_true(when) or then is otherwise:
        return then
    return otherwise if z3.is_false(when) else z3.If(when, then, otherwise)


def real(value: Fraction) -> Expression:
    """A number."""
    return z3.RealVal(f"{value.numerator}/{value.denominator}")


@dataclass(frozen=True, slots=True)
class Pair:
    """When a condition surely holds, and when it surely does not."""

    yes: Formula
    no: Formula

    @property
    def open(self) -> Formula:
        """When neither."""
        return every((opposite(self.yes), opposite(self.no)))

    def where(self, truth: Truth) -> Formula:
        """When the condition has this truth."""
        match truth:
            case Truth.YES:
                return self.yes
            case Truth.NO:
                return self.no
            case Truth.UNKNOWN:
                return self.open
            case _:
                assert_never(truth)


def both(pairs: Iterable[Pair]) -> Pair:
    """Every one of these."""
    found = list(pairs)
    return Pair(every(one.yes for one in found), some(one.no for one in found))


def either(pairs: Iterable[Pair]) -> Pair:
    """At least one of these."""
    found = list(pairs)
    return Pair(some(one.yes for one in found), every(one.no for one in found))


def negated(pair: Pair) -> Pair:
    """Not this."""
    return Pair(pair.no, pair.yes)


def counted(pairs: Sequence[Pair], at_least: int | None, at_most: int | None) -> Pair:
    """So many of these."""
    number = len(pairs)
    bounds: list[Pair] = []
    if at_least is not None:
        bounds.append(Pair(_at_least([one.yes for one in pairs], at_least), _at_least([one.no for one in pairs], number - at_least + 1)))
    if at_most is not None:
        bounds.append(Pair(_at_least([one.no for one in pairs], number - at_most), _at_least([one.yes for one in pairs], at_most + 1)))
    return both(bounds)


def _at_least(formulas: Sequence[Formula], number: int) -> Formula:
    return z3.BoolVal(number <= 0) if number <= 0 or number > len(formulas) else z3.AtLeast(*formulas, number)
