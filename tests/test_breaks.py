"""The deliberate breaks of `breaks.yaml` can still be made, and their tests are there; `make breaks` makes them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from breaks import ROOT, Break, listed

BREAKS = listed()
INTERPRETERS = ("language", "decide", "explain", "foresee", "ask", "screen", "register", "verify", "render", "profile", "reading")


@cache
def functions_in(file: str) -> frozenset[str]:
    """The names of the tests of a file."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def missing(one: Break) -> Iterator[str]:
    """The tests of a break that are not there."""
    for test in one.tests:
        file, _, name = test.partition("::")
        if not (ROOT / file).is_file() or name.partition("[")[0] not in functions_in(file):
            yield test


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: one.breaks)
def test_a_break_can_still_be_made(one: Break) -> None:
    """Its text stands once in its file, another takes its place, and what sees it is named and there."""
    assert (ROOT / one.file).read_text("utf-8").count(one.old) == 1
    assert one.new != one.old
    ast.parse((ROOT / one.file).read_text("utf-8").replace(one.old, one.new))
    assert one.tests
    assert not list(missing(one))


def test_every_interpreter_is_broken_somewhere() -> None:
    """In forty places or more, none twice."""
    rooms = {one.file.split("/")[2] for one in BREAKS}

    assert rooms.issuperset((*INTERPRETERS, "engine.py"))
    assert len({(one.file, one.old) for one in BREAKS}) == len(BREAKS) >= 40
