"""The page for programs that embed the library: every public name stands there, as its docstring has it.

`pytest tests/test_library_page.py --reset-golden` writes the tables anew.
"""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import huilao
from reset_golden import Golden

PAGE = Path(__file__).parent.parent / "docs" / "library.md"

SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "Rule books": ("rulebook", "naming", "reading.files"),
    "People": ("profile", "person_data", "china", "language.known", "language.places"),
    "Answers": (
        "answers.evaluation", "answers.finding", "answers.proof", "answers.readings", "answers.totals",
        "language.combine", "language.interval", "language.meaning", "language.outcome", "language.truth",
    ),
    "Receipts": ("receipt_key", "answers.receipt", "answers.since", "render.receipt", "render.since"),
    "What changes, and what would": ("answers.changes", "answers.timeline", "review.ahead"),
    "Interviews": ("ask",),
    "Answers in words and as data": ("answers", "render", "language.words"),
    "Errors": ("errors",),
    "What rules are made of": ("language",),
    "Rule files": ("reading",),
    "Whole rule books": ("review", "verify"),
    "Registers": ("register",),
    "Scenarios": ("scenarios",),
}  # fmt: skip
"""The modules of each, the first that fits; all errors stand together."""

EXTRAS = {"register": "polars", "verify": "z3"}
"""A module that comes with each."""


def modules() -> Mapping[str, str]:
    """Where each public name stands, as `huilao` imports it."""
    later: Mapping[str, str] = huilao._LATER  # pyright: ignore[reportPrivateUsage]
    imports = [one for one in ast.parse(inspect.getsource(huilao)).body if isinstance(one, ast.ImportFrom) and one.module]
    at_once = {name.asname or name.name: str(one.module) for one in imports for name in one.names}
    return {name: at_once[name] for name in huilao.__all__} | {name: place.partition(":")[0] for name, place in later.items()}


def assigned(module: str) -> Mapping[str, str]:
    """What stands below each name that is assigned in a module."""
    return {
        target.id: below.value.value
        for one, below in pairwise(ast.parse(inspect.getsource(import_module(f"huilao.{module}"))).body)
        if isinstance(one, ast.Assign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        for target in one.targets
        if isinstance(target, ast.Name) and isinstance(below.value.value, str)
    }


def kind_of(value: Any) -> str:
    if inspect.isclass(value) and value.__module__.startswith("huilao."):
        return "exception" if issubclass(value, Exception) else "enum" if issubclass(value, Enum) else "class"
    return "function" if inspect.isfunction(value) else "constant" if isinstance(value, frozenset) else "type"


def first_sentence(said: str) -> str:
    """Of a docstring, as a cell of a table has it."""
    paragraph = " ".join(inspect.cleandoc(said).split("\n\n")[0].split())
    return re.split(r"(?<=[.])\s(?=\W?[A-Z])", paragraph)[0].replace("|", r"\|")


def needing(extra: str) -> frozenset[str]:
    """The names that cannot be had without an extra."""
    code = (
        f"import sys; sys.modules[{EXTRAS[extra]!r}] = None\nimport huilao\nfor name in huilao._LATER:\n"
        f"    try: getattr(huilao, name)\n    except huilao.MissingExtraError: print(name)"
    )
    return frozenset(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())  # noqa: S603  # ours


def tables() -> Iterator[str]:
    """Every public name: of what kind it is, what it is, and which extra it needs."""
    extras = {extra: needing(extra) for extra in EXTRAS}
    rows: dict[str, list[str]] = {subject: [] for subject in SUBJECTS}
    for name, module in sorted(modules().items(), key=lambda one: one[0].casefold()):
        value = getattr(huilao, name)
        kind = kind_of(value)
        fits = (subject for subject, begins in SUBJECTS.items() if f"{module}.".startswith(tuple(f"{one}." for one in begins)))
        said = assigned(module)[name] if kind in {"type", "constant"} else inspect.getdoc(value) or ""
        needs = ", ".join(f"`{extra}`" for extra, names in extras.items() if name in names)
        rows["Errors" if kind == "exception" else next(fits)].append(f"| `{name}` | {kind} | {first_sentence(said)} | {needs} |")
    for subject, lines in rows.items():
        yield "\n".join([f"### {subject}\n", "| name | | | extra |", "|---|---|---|---|", *lines, ""])


def test_every_public_name_stands_on_the_page(golden: Golden) -> None:
    """With the first sentence of its docstring."""
    page = PAGE.read_text("utf-8")
    before, begins, rest = page.partition("--reset-golden` -->\n")
    _, ends, after = rest.partition("<!-- end -->")

    golden(PAGE, "\n".join([f"{before}{begins}", *tables(), f"{ends}{after}"]))
