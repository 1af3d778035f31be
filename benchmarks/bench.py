"""All benchmarks in one run, and one report of them.

    make bench                                            REPORT.md, report/ and report.json beside this file
    make bench-quick                                      the same in under two minutes, in results/
    benchmarks/.venv/bin/python benchmarks/bench.py --long          10 million people, 200,000 requests and evaluations too: some hours
    benchmarks/.venv/bin/python benchmarks/bench.py --only single growth

Each part runs in a process of its own, one after the other. What a part finds is kept: with `--only` the report has the parts of this
run alone. Exits 1 where a part did not come to its end or engines did not answer alike.
"""

from __future__ import annotations

import argparse
import importlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from options import Options
from report import PART, Part, Report, write
from timing import machine

HERE = Path(__file__).parent
PARTS = ("single", "start", "growth", "service", "load", "first_page", "interview", "screening", "verify")
"""Modules with a function `part`, in the order of the report."""
LONG = ("verify",)
"""What a quick run leaves out."""
PACKAGES = (
    "durable-rules", "common-expression-language", "datalogic-py", "clipspy", "zen-engine", "rule-engine", "OpenFisca-Core", "polars",
    "duckdb", "pyspark", "z3-solver", "fastapi", "uvicorn",
)  # fmt: skip
"""What is measured, as far as it is installed."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few rounds and people: under two minutes on two idle cores")
    parser.add_argument("--long", action="store_true", help="10 million people, 200,000 requests and evaluations too")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=PARTS,
        metavar="PART",
        help=f"these parts alone: {', '.join(PARTS)}; by default all, without {', '.join(LONG)} in a quick run",
    )
    parser.add_argument(
        "--out", type=Path, help="the page; by default REPORT.md here, and results/REPORT.md of a quick run or of some parts"
    )
    parser.add_argument("--folder", type=Path, help="where the people are kept for another run; a temporary folder otherwise")
    parser.add_argument("--part", nargs=2, metavar=("PART", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        name, file = given.part
        found: Part = importlib.import_module(name).part(Options(given.folder, given.quick, given.long))
        Path(file).write_bytes(PART.dump_json(found))
        return
    parts = given.only or [one for one in PARTS if not (given.quick and one in LONG)]
    page: Path = given.out or (HERE / "results" if given.only or given.quick else HERE) / "REPORT.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        report = Report(machine(PACKAGES), datetime.now(UTC).date().isoformat(), given.quick, os.getloadavg()[1], [])
        for name in parts:
            _run(report, name, folder, [flag for flag, asked in (("--quick", given.quick), ("--long", given.long)) if asked])
    write(report, page)
    print(page)
    sys.exit(bool(report.failed))


def _run(report: Report, name: str, folder: Path, flags: list[str]) -> None:
    """One part, in a process of its own: it becomes a part of the report, or a line on why it is missing."""
    file, begin, before = folder / f"{name}.json", time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    file.unlink(missing_ok=True)
    command = [sys.executable, str(HERE / "bench.py"), "--part", name, str(file), "--folder", str(folder), *flags]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name}: {time.monotonic() - begin:.0f} s by the clock, {used:.0f} s of the processors", file=sys.stderr, flush=True)
    if done.returncode == 0 and file.exists():
        report.parts.append(PART.validate_json(file.read_bytes()))
        return
    print(done.stderr, file=sys.stderr, flush=True)
    report.failed[name] = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), f"exit code {done.returncode}")


if __name__ == "__main__":
    main()
