"""Hold the interpreters to the reference on a million cases: `python tests/soak.py [CASES] [PROCESSES]`.

The random tests of `test_agreement.py`, with other rule books and people in each of many processes: a network's memory is
not given back, so none runs for long. What fails prints the smallest case and the command that repeats it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from pathlib import Path
from random import SystemRandom

CHUNK = 50_000
TESTS = Path(__file__).with_name("test_agreement.py")
NOT_RANDOM = "not every_test_alone"


def soak(seed: int) -> bool:
    """Run one chunk; say what failed."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--hypothesis-seed={seed}",
        "-k",
        NOT_RANDOM,
        str(TESTS),
    ]
    done = subprocess.run(  # noqa: S603  # our own tests
        command,
        env={**os.environ, "HUILAO_CASES": str(CHUNK)},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    sys.stdout.write("." if done.returncode == 0 else f"{done.stdout}{done.stderr}\nHUILAO_CASES={CHUNK} {' '.join(command)}\n")
    sys.stdout.flush()
    return done.returncode == 0


def main(cases: int = 1_000_000, processes: int = os.cpu_count() or 1) -> int:
    """Run as many chunks as make up the cases; 0 where all agree."""
    seeds = [SystemRandom().randrange(2**32) for _ in range(ceil(cases / CHUNK))]
    with ThreadPoolExecutor(processes) as pool:
        right = list(pool.map(soak, seeds))
    sys.stdout.write(f"\n{right.count(True) * CHUNK:,} cases agree, {right.count(False)} of {len(seeds)} runs failed\n")
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
