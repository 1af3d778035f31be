"""How long it takes to verify the shipped rule book and to compare two versions of it, as one runs it: from a shell, with
nothing kept from before and again with what was kept. On one core.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from options import Options
from processes import Figures, huilao, measured
from report import Part, Table, Target

from huilao.rulebook import shipped_rules

EDITED = 5
"""Benefits that the two versions differ in."""
MOST = {"verify": 60, "compare": 5}
"""Seconds that the design gives each."""


def edited(folder: Path) -> Path:
    """A copy of the shipped rules in which five benefits ask for another age."""
    copy = shutil.copytree(shipped_rules(), folder / "edited")
    left = EDITED
    for file in sorted(copy.rglob("*.yaml")):
        if file.name in ("terms.yaml", "facts.yaml", "document.yaml", "clauses.yaml"):
            continue
        text, done = re.subn(r"(?<=age: \{at_least: )[0-9]+", lambda age: str(int(age[0]) + 1), file.read_text("utf-8"), count=left)
        file.write_text(text, "utf-8")
        left -= done
        if not left:
            return copy
    raise AssertionError(f"{left} edits not made")


def part(options: Options) -> Part:
    """Each command twice."""
    found = Part(
        "verify",
        "Verify and compare",
        "The commands that users run, from a shell, on one core: with nothing kept from before, and again with what was kept.",
    )
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        new = edited(folder)
        environment = {**os.environ, "HUILAO_CACHE": str(folder / "cache")}
        pinned = ["taskset", "-c", "0"] if shutil.which("taskset") else []

        def run(*arguments: str) -> Figures:
            return measured([*pinned, *huilao(*arguments)], environment)

        run("check"), run("check", str(new))  # the rule books themselves are read and kept
        commands = {
            "`huilao verify`, the whole rule book": ("verify", "--as-of", "2025-03-01"),
            f"`huilao compare`, {EDITED} benefits edited": ("compare", str(shipped_rules()), str(new), "--as-of", "2025-03-01"),
        }
        rows: list[list[Any]] = []
        for title, arguments in commands.items():
            first = run(*arguments)
            rows.append([title, first.processor, first.clock])
            if not options.quick:
                again = run(*arguments)
                rows.append([f"{title}: again", again.processor, again.clock])
            most = MOST[arguments[0]]
            found.targets.append(
                Target(f"{title}, in under {most} s of processor time", f"{first.processor:.1f} s", first.processor < most)
            )
    found.tables.append(Table(["", "processor, s", "clock, s"], rows))
    return found
