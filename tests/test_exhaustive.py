"""No interpreter gives an unknown shape or operator a meaning: adding one is a type error until each of them has it."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from enum import EnumMeta
from pathlib import Path
from types import UnionType
from typing import get_args

import pytest

import huilao
from huilao.language.condition import Condition, Order, Share
from huilao.language.facts import FactType
from huilao.language.policy import Hits
from huilao.language.quantity import Quantity, Rounding, TimeUnit
from huilao.language.standards import PlaceOf
from huilao.language.truth import Truth

ENGINE = Path(huilao.__file__).parent
SHAPES = {one.__name__ for union in (Condition, Quantity) for one in get_args(union)}
OPERATORS = {one.__name__ for one in (Order, Share, FactType, Hits, Rounding, TimeUnit, PlaceOf, Truth)}
MODULES = [path for path in sorted(ENGINE.rglob("*.py")) if "match " in path.read_text("utf-8")]


def patterns(pattern: ast.pattern) -> Iterator[ast.pattern]:
    """A pattern and its alternatives."""
    if isinstance(pattern, ast.MatchOr):
        for one in pattern.patterns:
            yield from patterns(one)
    else:
        yield pattern


def is_of_the_language(pattern: ast.pattern) -> bool:
    """Whether a pattern names a shape of a tree or a member of an operator."""
    match pattern:
        case ast.MatchClass(cls=ast.Name(id=name)):
            return name in SHAPES
        case ast.MatchValue(value=ast.Attribute(value=ast.Name(id=name))):
            return name in OPERATORS
        case _:
            return False


def is_default(case: ast.match_case) -> bool:
    """Whether an arm takes whatever is left."""
    return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None


def ends_in_assert_never(case: ast.match_case) -> bool:
    match case.body:
        case [ast.Expr(value=ast.Call(func=ast.Name(id="assert_never")))]:
            return True
        case _:
            return False


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ENGINE).as_posix())
def test_what_is_left_over_is_never_given_a_meaning(path: Path) -> None:
    """A match over shapes or operators ends in `assert_never`: its default arm is an error to the type checker."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Match):
            continue
        alternatives = [one for case in node.cases for one in patterns(case.pattern)]
        if not any(is_of_the_language(one) for one in alternatives):
            continue
        for case in node.cases:
            assert not is_default(case) or ends_in_assert_never(case), f"{path.name}:{case.pattern.lineno} takes whatever is left"


def test_every_interpreter_is_looked_at() -> None:
    """The reference and the rooms that read the trees."""
    found = {path.relative_to(ENGINE).as_posix() for path in MODULES}

    assert {"language/meaning.py", "decide/writer.py", "decide/clauses.py", "explain/prover.py", "verify/encoding.py"} <= found
    assert isinstance(Condition, UnionType)
    assert all(isinstance(getattr(importlib.import_module(one.__module__), one.__name__), EnumMeta) for one in (Order, Share, Hits))
