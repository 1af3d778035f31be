"""Conditions with their terms written out, and which leaf of which term each leaf of such a condition is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Term
from ..language.scope import Scope


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a leaf was written: in which term (None: in the condition itself), and the how manieth it is there, from 0."""

    term: str | None
    index: int


def opened(condition: Condition, scope: Scope) -> Condition:
    """A condition with every term as the scope has it in its place."""
    match condition:
        case All(parts) | Any(parts) | Count(_, _, parts):
            return replace(condition, parts=tuple(opened(part, scope) for part in parts))
        case Not(part):
            return replace(condition, part=opened(part, scope))
        case About(_, part):
            return replace(condition, part=opened(part, scope))
        case Compare() | OneOf() | Has() | Inside() | EntitledTo():
            return condition
        case Term(name):
            return opened(scope.terms[name].condition, scope)
        case _:
            assert_never(condition)


def origins(condition: Condition, scope: Scope) -> list[Origin]:
    """The origins of the leaves of an opened condition, in their order."""
    return list(_origins(condition, scope, None, count()))


def _origins(condition: Condition, scope: Scope, term: str | None, number: Iterator[int]) -> Iterator[Origin]:
    match condition:
        case All(parts) | Any(parts) | Count(_, _, parts):
            for part in parts:
                yield from _origins(part, scope, term, number)
        case Not(part) | About(_, part):
            yield from _origins(part, scope, term, number)
        case Compare() | OneOf() | Has() | Inside() | EntitledTo():
            yield Origin(term, next(number))
        case Term(name):
            next(number)
            yield from _origins(scope.terms[name].condition, scope, name, count())
        case _:
            assert_never(condition)
