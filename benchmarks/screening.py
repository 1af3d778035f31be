"""Screening: the command that offices run beside Polars by hand, and the columns beneath it beside other engines."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from options import Options
from processes import Figures, measured
from report import Curves, Part, Table, Target
from timing import Spread

import register
from screen import CASES, Screened, make, run

CHINA = 310_310_000
"""People of 60 years and more at the end of 2024 (National Bureau of Statistics, communiqué of 2025-02-28)."""
HUNDRED_MILLION = 100_000_000
OURS, BY_HAND = "`huilao screen`", "Polars by hand, nothing checked"
FORTY_BY_HAND, WHOLE = "files: Polars by hand", "books: the whole shipped book"


def part(options: Options) -> Part:
    """The command, then the columns."""
    found = Part(
        "screening",
        "Screening",
        f"The command `huilao screen` whole, from the start of the process to its lists, with the whole shipped rule book; a fifth of the people partly known. "
        f"*{BY_HAND}* reads the same file, works out the same formulas and writes the same kind of lists, and does nothing else. Then the columns beneath it, on the 40 rules.",
    )
    folder = options.folder / "screening"
    folder.mkdir(parents=True, exist_ok=True)
    _command(found, folder, options)
    _columns(found, folder, options)
    return found


def _command(found: Part, folder: Path, options: Options) -> None:
    sizes, rounds = ((2_000,), 1) if options.quick else ((1_000, 10_000, 100_000, *((1_000_000, 10_000_000) if options.long else ())), 3)
    seconds: dict[str, dict[int, list[Figures]]] = {name: {size: [] for size in sizes} for name in (OURS, BY_HAND)}
    for size in sizes:
        people, out = register.make(folder, size), folder / "out"
        cases = {
            OURS: register.screen(register.ROOT, people, out),
            BY_HAND: ([sys.executable, register.__file__, "--by-hand", str(people), str(out)], dict(os.environ)),
        }
        for _ in range(rounds if size <= 100_000 else 1):
            for name, (command, environment) in cases.items():
                shutil.rmtree(out, ignore_errors=True)
                seconds[name][size].append(measured(command, environment))
                if not any(out.iterdir()):
                    sys.exit(f"{name} wrote nothing for {size} people")
        shutil.rmtree(out, ignore_errors=True)
    rows: list[list[Any]] = []
    curves: dict[str, list[tuple[float, float]]] = {}
    for name, of in seconds.items():
        spreads = {size: Spread.of([one.processor for one in runs]) for size, runs in of.items()}
        curves[name] = [(float(size), spread.median) for size, spread in spreads.items()]
        for size, spread in spreads.items():
            memory = max(one.megabytes for one in of[size])
            rows.append(
                [
                    f"{name}, {size:,} people",
                    spread,
                    statistics.median(one.clock for one in of[size]),
                    memory,
                    spread.median / statistics.median(one.processor for one in seconds[BY_HAND][size]),
                ]
            )
        if not options.quick:
            rows.append(
                [
                    f"{name}, {HUNDRED_MILLION:,} people, reckoned by the slope of the last two",
                    beyond(curves[name], HUNDRED_MILLION),
                    None,
                    None,
                    None,
                ]
            )
    found.tables.append(Table(["", "processor, s", "clock, s", "peak MB", "× by hand"], rows, "The command"))
    if len(sizes) > 1:
        found.charts.append(Curves("The command, by people", "people", "s of processor time", curves))
    last, seconds_taken = curves[OURS][-1]
    times = seconds_taken / curves[BY_HAND][-1][1]
    found.targets.append(
        Target(f"screening at most 1.5 times Polars by hand: the command, {int(last):,} people", f"{times:.2f}", times <= 1.5)
    )
    if not options.quick:
        found.notes.append(
            f"At this slope the {CHINA:,} people of 60 and over in China take {beyond(curves[OURS], CHINA) / 3600:,.1f} hours of processor time."
        )


def beyond(points: Sequence[tuple[float, float]], size: float) -> float:
    """A figure at another size, on the straight line through the last two: what does not grow counts once."""
    (first, low), (last, high) = points[-2:]
    return high + (high - low) / (last - first) * (size - last)


def _columns(found: Part, folder: Path, options: Options) -> None:
    sizes = (5_000,) if options.quick else (1_000_000, *((10_000_000,) if options.long else ()))
    for people in sizes:
        make(folder, people)
        every: dict[str, Screened] = {}
        for prefix, title, yardstick in (
            ("memory", "40 rules, people in memory, counted", "memory: Polars by hand"),
            ("files", "40 rules, from Parquet to Parquet", FORTY_BY_HAND),
            ("books", "a fifth of the facts unknown, from Parquet to Parquet", "books: the 40 rules"),
        ):
            names = [name for name in CASES if name.startswith(prefix) and (options.long or "Spark" not in name)]
            if options.quick and prefix == "memory":
                continue
            if options.quick:
                names = [name for name in names if "Polars" in name or name == WHOLE or name == yardstick]
            skipped: dict[str, str] = {}
            part = run(names, folder, people, 1 if options.quick else 3, skipped)
            found.tables.append(_table(title, people, part, part[yardstick], skipped))
            every |= part
        if not options.quick:  # of few people the fixed cost is all that is seen
            _met(found, people, every)
    if not options.long:
        found.notes.append("Spark and 10 million people are measured with `--long`.")


def _table(title: str, people: int, part: Mapping[str, Screened], yardstick: Screened, skipped: Mapping[str, str]) -> Table:
    rows: list[list[Any]] = [
        [name.partition(": ")[2], one.processor, one.processor / yardstick.processor, one.clock, one.megabytes]
        for name, one in sorted(part.items(), key=lambda item: item[1].processor)
    ]
    rows += [[name.partition(": ")[2], f"skipped: {reason}", None, None, None] for name, reason in skipped.items()]
    return Table(["", "processor, s", "×", "clock, s", "peak MB"], rows, f"{title}: {people:,} people")


def _met(found: Part, people: int, every: Mapping[str, Screened]) -> None:
    times = [every[f"{table}: Huilao on Polars"].processor / every[f"{table}: Polars by hand"].processor for table in ("memory", "files")]
    growth = every[WHOLE].processor / every["books: the 40 rules"].processor
    ten_million = every[WHOLE].processor * 1e7 / people
    found.targets += [
        Target(
            f"10 million people × the whole book in at most 30 s of processor time from Parquet to Parquet, by {people:,}",
            f"{ten_million:.0f} s",
            ten_million <= 30,
        ),
        Target(
            f"40 rules at most 1.5 times Polars by hand, in memory and from Parquet to Parquet, {people:,} people",
            ", ".join(f"{one:.2f}" for one in times),
            max(times) <= 1.5,
        ),
        Target(f"the whole book within 10 times the 40 rules, a fifth unknown in both, {people:,} people", f"{growth:.1f}", growth <= 10),
    ]
