"""Hold the interpreters to the reference on a million cases: `python tests/soak.py [CASES] [PROCESSES]`.

The random tests of `test_agreement.py`, with other rule books and people in each of many processes: a network's memory is
not given back, so none runs for long. Then more of what `make test` tries a little of. What fails prints the smallest case and the
command that repeats it.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from pathlib import Path
from random import SystemRandom

CHUNK = 50_000
NOT_RANDOM = "not every_test_alone"
Tried = tuple[Sequence[str], Mapping[str, str]]
"""Tests, and the settings that say with how many cases."""
AGREEMENT: Tried = (("tests/test_agreement.py", "-k", NOT_RANDOM), {"HUILAO_CASES": str(CHUNK)})
MORE: Sequence[Tried] = [
    (("tests/language",), {"HUILAO_CASES": "100000"}),
    (("tests/review/test_edits.py",), {"HUILAO_EDITS": "1000"}),
    (("tests/answers/test_travel.py", "tests/ask", "tests/explain", "tests/foresee"), {"HUILAO_CASES": "20000"}),
    (
        ("tests/screen/test_screening_agrees.py", "tests/register/test_registers.py", "tests/reading/test_rules.py"),
        {"HUILAO_CASES": "20000"},
    ),
    (("tests/verify",), {"HUILAO_CASES": "20000"}),
]
"""With a few cases, as in `make test`, they saw of what was broken on purpose all that they saw with many: here they have many."""


def soak(tried: Tried) -> bool:
    """Run tests with as many cases as the settings say; say what failed."""
    (tests, settings), seed = tried, SystemRandom().randrange(2**32)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--hypothesis-seed={seed}", *tests]
    done = subprocess.run(  # noqa: S603  # our own tests
        command,
        env={**os.environ, **settings},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    told = " ".join([*(f"{name}={value}" for name, value in settings.items()), shlex.join(command)])
    sys.stdout.write("." if done.returncode == 0 else f"{done.stdout}{done.stderr}\n{told}\n")
    sys.stdout.flush()
    return done.returncode == 0


def main(cases: int = 1_000_000, processes: int = os.cpu_count() or 1) -> int:
    """Run as many chunks as make up the cases, and the rest; 0 where all hold."""
    chunks = ceil(cases / CHUNK)
    runs = [*[AGREEMENT] * chunks, *MORE]
    with ThreadPoolExecutor(processes) as pool:
        right = list(pool.map(soak, runs))
    sys.stdout.write(f"\n{right[:chunks].count(True) * CHUNK:,} cases agree, {right.count(False)} of {len(runs)} runs failed\n")
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
