"""How long it takes to verify the shipped rule book and to compare two versions of it, as one runs it: from a shell, with
nothing kept from before and again with what was kept. On one core; wall-clock and processor seconds.

Run: `.venv/bin/python benchmarks/verify.py`
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from huilao.rulebook import shipped_rules

EDITED = 5
"""Benefits that the two versions differ in."""


def measured(*arguments: str, cache: Path) -> tuple[float, float, int]:
    """Seconds by the clock and of the processor that a command takes on one core, and its exit code."""
    before, since = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-c", "from huilao.cli import main; main()", *arguments]
    pinned = ["taskset", "-c", "0", *command] if shutil.which("taskset") else command
    run = subprocess.run(pinned, env={**os.environ, "HUILAO_CACHE": str(cache)}, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - since, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, run.returncode


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


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        new = edited(folder)
        cache = folder / "cache"
        measured("check", cache=cache), measured("check", str(new), cache=cache)  # the rule books themselves are read and kept
        runs = {
            "verify, the whole rule book": ("verify", "--as-of", "2025-03-01"),
            "verify again": ("verify", "--as-of", "2025-03-01"),
            f"compare, {EDITED} benefits edited": ("compare", str(shipped_rules()), str(new), "--as-of", "2025-03-01"),
            "compare again": ("compare", str(shipped_rules()), str(new), "--as-of", "2025-03-01"),
        }
        print("| | clock, s | processor, s | exit |\n|---|---:|---:|---:|")
        for title, arguments in runs.items():
            clock, processor, code = measured(*arguments, cache=cache)
            print(f"| {title} | {clock:.2f} | {processor:.2f} | {code} |")


if __name__ == "__main__":
    main()
