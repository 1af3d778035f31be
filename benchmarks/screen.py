"""Screening millions of people: Huilao beside the same 40 rules by hand, each case in a process of its own.

    python benchmarks/screen.py                                  1 and 10 million people: the tables of the README
    python benchmarks/screen.py --people 1000000 --spark         fewer people; Spark too

Cases that answer the same question say how many people have each benefit; where two differ, the run ends.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from crowd import Arrays, crowd, elders, facts, plain, with_gaps
from peers import PERIOD, openfisca_system, variable
from plain import OPERATORS, infix
from timing import machine
from workload import BOOK, CHOICES, DAY, FIELDS, RULES, Rule

from huilao import Rulebook
from huilao.screen.runners import runner
from huilao.screen.screening import Screening

ROUNDS = 3
RUNS = 3
"""Runs in one process; the first, which loads and compiles, is not counted where there are more."""
BATCH = 1_000_000
"""People that are made, and written to a file, at a time."""
CHINA = 310_310_000
"""People of 60 years and more at the end of 2024 (National Bureau of Statistics, communiqué of 2025-02-28)."""

OUT = "out.parquet"
PACKAGES = ("polars", "narwhals", "numpy", "duckdb", "OpenFisca-Core", "pyspark")
"""What is measured, as far as it is installed."""

Counts = list[int]
Work = Callable[[], Counts | None]
Case = Callable[[Path, int], Work]


# -- the rules by hand -----------------------------------------------------------------------------------------------


def polars_expression(rule: Rule) -> pl.Expr:
    """A rule of `workload.py` as who knows Polars would write it."""
    match rule:
        case ("all", *parts):
            return reduce(and_, map(polars_expression, parts))
        case ("any", *parts):
            return reduce(or_, map(polars_expression, parts))
        case ("not", part):
            return ~polars_expression(part)
        case (name, _, True):
            return pl.col(name)
        case (name, "in", values):
            return reduce(or_, (pl.col(name) == value for value in values))
        case (name, sign, value):
            return OPERATORS[sign](pl.col(name), value)
        case _:
            raise ValueError(rule)


def sql(rule: Rule) -> str:
    """A rule as a condition of SQL."""

    def test(name: str, sign: str, value: Any) -> str:
        if value is True:
            return name
        if sign == "in":
            return f"({name} IN ({', '.join(map(repr, value))}))"
        return f"({name} {({'==': '=', '!=': '<>'}).get(sign, sign)} {value!r})"

    return infix(rule, test, " AND ", " OR ", "(NOT {})")


def numpy_function() -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """The 40 rules as one function over arrays, each different test once."""
    tests: dict[str, str] = {}

    def test(name: str, sign: str, value: Any) -> str:
        def code(one: Any) -> Any:
            return CHOICES[name].index(one) if name in CHOICES else one

        if value is True:
            return name
        found = " | ".join(f"({name} == {code(one)})" for one in value) if sign == "in" else f"{name} {sign} {code(value)}"
        return tests.setdefault(f"({found})", f"t{len(tests)}")

    answers = [infix(rule, test, " & ", " | ", "(~{})") for rule in RULES.values()]
    lines = [f"{name} = c[{name!r}]" for name in FIELDS] + [f"{name} = {found}" for found, name in tests.items()]
    space: dict[str, Any] = {}
    exec("def decide(c):\n" + "".join(f"    {line}\n" for line in (*lines, f"return [{', '.join(answers)}]")), space)
    return space["decide"]


# -- cases -----------------------------------------------------------------------------------------------------------


def parts(folder: Path, name: str, people: int) -> list[Path]:
    """The files of so many people, a million in each."""
    return [folder / f"{name}-{start}-{number}.parquet" for start, number in batches(people)]


def batches(people: int) -> list[tuple[int, int]]:
    """Where each batch of so many people begins, and how many are in it."""
    return [(start, min(BATCH, people - start)) for start in range(0, people, BATCH)]


def arrays_of(people: int) -> Arrays:
    """The fields of so many people as whole arrays."""
    made = [crowd(number, start) for start, number in batches(people)]
    return {name: np.concatenate([batch[name] for batch in made]) for name in FIELDS}


def numpy_in_memory(folder: Path, people: int) -> Work:
    arrays, decide, size = arrays_of(people), numpy_function(), 65_536

    def work() -> Counts:
        counts = np.zeros(len(RULES), np.int64)
        for start in range(0, people, size):
            found = decide({name: array[start : start + size] for name, array in arrays.items()})
            counts += [np.count_nonzero(one) for one in found]
        return counts.tolist()

    return work


def polars_in_memory(folder: Path, people: int) -> Work:
    frame = pl.read_parquet(parts(folder, "plain", people))
    counted = {name: polars_expression(rule).sum() for name, rule in RULES.items()}
    return lambda: list(frame.lazy().select(**counted).collect(engine="streaming").row(0))


def duckdb_in_memory(folder: Path, people: int) -> Work:
    import duckdb

    database = duckdb.connect()
    for name, values in CHOICES.items():
        database.execute(f"CREATE TYPE {name}_type AS ENUM ({', '.join(map(repr, values))})")
    columns = ", ".join(f"{name}::{name}_type AS {name}" if name in CHOICES else name for name in FIELDS)
    database.execute(f"CREATE TABLE people AS SELECT {columns} FROM read_parquet({list(map(str, parts(folder, 'plain', people)))})")
    counted = ", ".join(f"count(*) FILTER (WHERE {sql(rule)})" for rule in RULES.values())
    return lambda: list(database.execute(f"SELECT {counted} FROM people").fetchall()[0])


def openfisca_in_memory(folder: Path, people: int) -> Work:
    from openfisca_core.indexed_enums import EnumArray
    from openfisca_core.simulation_builder import SimulationBuilder

    arrays = arrays_of(people)
    system, enums = openfisca_system()

    def work() -> Counts:
        simulation = SimulationBuilder().build_default_simulation(system, count=people)
        for name, array in arrays.items():
            simulation.set_input(name, PERIOD, EnumArray(array, enums[name]) if name in enums else array)
        return [int(simulation.calculate(variable(name), PERIOD).sum()) for name in RULES]

    return work


def forty() -> Screening:
    """The 40 rules as a rule book."""
    return Screening(Rulebook.load(BOOK).rules, DAY)


def huilao_in_memory(folder: Path, people: int) -> Work:
    screening = forty()
    frame = pl.read_parquet(parts(folder, "facts", people))
    return lambda: counts(screening, nw.to_native(screening.answers(nw.from_native(frame.lazy()))))


def counts(screening: Screening, answers: pl.LazyFrame) -> Counts:
    """How many people have each benefit."""
    return list(answers.select(pl.col([one.full_name for one in screening.benefits]).sum()).collect(engine="streaming").row(0))


def polars_through(folder: Path, people: int) -> Work:
    answers = {name: polars_expression(rule) for name, rule in RULES.items()}
    return lambda: pl.scan_parquet(parts(folder, "plain", people)).select(**answers).sink_parquet(folder / OUT)


def duckdb_through(folder: Path, people: int) -> Work:
    import duckdb

    database = duckdb.connect()
    answers = ", ".join(f'{sql(rule)} AS "{name}"' for name, rule in RULES.items())
    source = f"read_parquet({list(map(str, parts(folder, 'plain', people)))})"
    return lambda: database.execute(f"COPY (SELECT {answers} FROM {source}) TO '{folder / OUT}' (FORMAT parquet)") and None


def through(engine: str, name: str, screening: Callable[[], Screening]) -> Case:
    """A screening from Parquet to Parquet."""

    def case(folder: Path, people: int) -> Work:
        asked, one = screening(), runner(engine)
        return lambda: one.write(asked.answers(one.scan(parts(folder, name, people))), folder / OUT)

    return case


def shipped(share: float = 1, ruleset: str = "") -> Callable[[], Screening]:
    """The shipped rule book, or the benefits of one ruleset, or the first so many of a hundred."""

    def screening() -> Screening:
        book = Rulebook.load()
        names = [name for name in book.benefits if name.startswith(ruleset)]
        return Screening(book.rules, DAY, names[: round(len(names) * share)])

    return screening


IN_MEMORY: Mapping[str, Case] = {
    "NumPy by hand, 64 Ki people at a time": numpy_in_memory,
    "Polars by hand": polars_in_memory,
    "Huilao on Polars": huilao_in_memory,
    "DuckDB by hand": duckdb_in_memory,
    "OpenFisca": openfisca_in_memory,
}
THROUGH: Mapping[str, Case] = {
    "Polars by hand": polars_through,
    "Huilao on Polars": through("polars", "facts", forty),
    "DuckDB by hand": duckdb_through,
    "Huilao on DuckDB": through("duckdb", "facts", forty),
}
SPARK: Mapping[str, Case] = {"Huilao on Spark, local": through("spark", "facts", forty)}
BOOKS: Mapping[str, Case] = {
    "the 40 rules": through("polars", "gaps", forty),
    "a quarter of the shipped book": through("polars", "elders", shipped(0.25)),
    "half of the shipped book": through("polars", "elders", shipped(0.5)),
    "the rule book of Mianning": through("polars", "elders", shipped(ruleset="mianning/")),
    "the whole shipped book": through("polars", "elders", shipped()),
}
"""On people of whom a fifth of the facts is not known."""
CASES = {
    f"{table}: {name}": case
    for table, cases in (("memory", IN_MEMORY), ("files", {**THROUGH, **SPARK}), ("books", BOOKS))
    for name, case in cases.items()
}


# -- a case in a process of its own ----------------------------------------------------------------------------------


@dataclass
class Figures:
    """What was measured of a case: processor and clock seconds of one run, the most memory held, and the counts."""

    processor: float
    clock: float
    megabytes: float
    counts: Counts | None


def measure(case: str, folder: Path, people: int) -> Figures:
    """Run a case in this process; Spark works in one that this one starts, whose processor time counts and memory does not."""
    work = CASES[case](folder, people)
    answer = None
    runs: list[tuple[float, float]] = []
    for _ in range(RUNS):
        before, start = processor(), time.perf_counter()
        answer = work()
        runs.append((processor() - before, time.perf_counter() - start))
    counted = runs[1:]
    peak = most_memory()
    out = folder / OUT
    if answer is None and not case.startswith("books"):
        found = pl.scan_parquet(out / "*.parquet" if out.is_dir() else out).select(pl.exclude("^concerned/.*$").sum())
        answer = list(found.collect(engine="streaming").row(0))
    return Figures(statistics.median(one for one, _ in counted), statistics.median(one for _, one in counted), peak, answer)


def most_memory() -> float:
    """The most megabytes that this process has held since it began (Linux)."""
    [line] = [line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1e3


def processor() -> float:
    """Seconds of processor time of this process and of those that it started (Linux)."""
    return time.process_time() + sum(map(_seconds_of, _children(os.getpid())))


def _children(process: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    try:
        tasks = [task.read_text("ascii").split() for task in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return []
    started = [int(one) for task in tasks for one in task]
    return started + [one for child in started for one in _children(child)]


def _seconds_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# -- all cases -------------------------------------------------------------------------------------------------------


def make(folder: Path, people: int) -> None:
    """The files of the people, those that are there already left as they are."""
    book = Rulebook.load()
    for start, number in batches(people):
        path = {name: folder / f"{name}-{start}-{number}.parquet" for name in ("plain", "facts", "gaps", "elders")}
        if all(one.exists() for one in path.values()):
            continue
        arrays = crowd(number, start)
        plain(arrays).write_parquet(path["plain"])
        facts(arrays).write_parquet(path["facts"])
        with_gaps(facts(arrays), start).write_parquet(path["gaps"])
        elders(book, number, start).write_parquet(path["elders"])


def run(names: Sequence[str], folder: Path, people: int, rounds: int, skipped: dict[str, str]) -> dict[str, Figures]:
    """The medians of cases that run in turns, each in a process of its own; those that lack a package are skipped."""
    found: dict[str, list[Figures]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            if name in skipped:
                continue
            shutil.rmtree(folder / OUT, ignore_errors=True)  # what Spark wrote is a folder
            command = [sys.executable, __file__, "--case", name, "--folder", str(folder), "--people", str(people)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                if "ModuleNotFoundError" not in done.stderr and "Missing" not in done.stderr:
                    sys.exit(done.stderr)
                skipped[name] = done.stderr.strip().splitlines()[-1]
                continue
            found[name].append(Figures(**json.loads(done.stdout.splitlines()[-1])))
            print(f"{people:,} {name}: {found[name][-1].processor:.3f} s", file=sys.stderr, flush=True)
    answers = {json.dumps(one.counts) for figures in found.values() for one in figures if one.counts is not None}
    if len(answers) > 1:
        sys.exit(f"the cases {', '.join(names)} do not agree: {answers}")
    return {
        name: Figures(
            statistics.median(one.processor for one in figures),
            statistics.median(one.clock for one in figures),
            max(one.megabytes for one in figures),
            figures[0].counts,
        )
        for name, figures in found.items()
        if figures
    }


def table(title: str, found: Mapping[str, Figures], yardstick: str, skipped: Mapping[str, str]) -> str:
    """Seconds of processor time and by the clock, how often the yardstick's, and the most memory."""
    lines = [f"| {title} | processor s | × | clock s | peak MB |", "|---|---:|---:|---:|---:|"]
    for name, one in sorted(found.items(), key=lambda item: item[1].processor):
        times = one.processor / found[yardstick].processor
        lines.append(f"| {name.partition(': ')[2]} | {one.processor:,.2f} | {times:,.2f} | {one.clock:,.2f} | {one.megabytes:,.0f} |")
    lines += [f"| {name.partition(': ')[2]} | skipped: {reason} | | | |" for name, reason in skipped.items()]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=[1_000_000, 10_000_000], help="how many, the fewest first")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="processes for each case, in turns; the figure is the median")
    parser.add_argument("--spark", action="store_true", help="Spark in local mode too")
    parser.add_argument("--folder", type=Path, help="where the people are kept for another run; a temporary folder otherwise")
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.case:
        print(json.dumps(vars(measure(given.case, given.folder, given.people[0]))))
        return
    print(machine(PACKAGES), end="\n\n")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        results = {people: tables(folder, people, given.rounds, spark=given.spark) for people in given.people}
    print("## Targets\n", targets(results), sep="\n", end="\n\n")
    print("## The country\n", country(results), sep="\n")


def tables(folder: Path, people: int, rounds: int, *, spark: bool) -> dict[str, Figures]:
    """Print the tables of so many people."""
    make(folder, people)
    found: dict[str, Figures] = {}
    for prefix, title, yardstick in (
        ("memory", "40 rules, people in memory, counted", "memory: Polars by hand"),
        ("files", "40 rules, from Parquet to Parquet", "files: Polars by hand"),
        ("books", "a fifth of the facts unknown, from Parquet to Parquet", "books: the 40 rules"),
    ):
        names = [name for name in CASES if name.startswith(prefix) and (spark or "Spark" not in name)]
        skipped: dict[str, str] = {}
        part = run(names, folder, people, rounds, skipped)
        print(f"## {people:,} people\n", table(title, part, yardstick, skipped), sep="\n", end="\n\n", flush=True)
        found |= part
    return found


def targets(results: Mapping[int, Mapping[str, Figures]]) -> str:
    """What design.md asks for, what was found, and whether it was met."""
    few, many = min(results), max(results)
    found = results[many]
    hand = {
        table: found[f"{table}: Huilao on Polars"].processor / found[f"{table}: Polars by hand"].processor for table in ("memory", "files")
    }
    peak = found["files: Huilao on Polars"].megabytes
    whole = found["books: the whole shipped book"].processor / found["books: the 40 rules"].processor
    growth = {name: found[name].processor / results[few][name].processor / (many / few) for name in BOOK_CASES}
    quarter, half, full = (
        found[f"books: {name}"].processor
        for name in ("a quarter of the shipped book", "half of the shipped book", "the whole shipped book")
    )
    rows = [
        ("40 rules in memory at most 1.5 times Polars by hand", f"{hand['memory']:.2f}", hand["memory"] <= 1.5),
        ("40 rules from Parquet to Parquet at most 1.5 times Polars by hand", f"{hand['files']:.2f}", hand["files"] <= 1.5),
        (f"{many:,} people from Parquet to Parquet in under 2 GB", f"{peak:,.0f} MB", peak < 2_000),
        ("the whole book within 10 times the 40 rules, a fifth unknown in both", f"{whole:.1f}", whole <= 10),
        (
            f"time for {many // few} times the people, by the number of people",
            ", ".join(f"{one:.2f}" for one in growth.values()),
            max(growth.values()) <= 1.1,
        ),
        ("time for half and all of the rules, by a quarter", f"{half / quarter:.2f}, {full / quarter:.2f}", full <= 4.4 * quarter),
    ]
    lines = ["| target | found | met |", "|---|---:|---|"]
    lines += [f"| {target} | {measured} | {'yes' if met else 'no'} |" for target, measured, met in rows]
    return "\n".join(lines)


BOOK_CASES = ("files: Huilao on Polars", "books: the whole shipped book")


def country(results: Mapping[int, Mapping[str, Figures]]) -> str:
    """The arithmetic for everyone of 60 and more."""
    people = max(results)
    lines = ["| for 310 million people | processor | on 2 cores | on 64 cores |", "|---|---:|---:|---:|"]
    for name in (*BOOK_CASES, "books: the rule book of Mianning"):
        seconds = results[people][name].processor * CHINA / people
        title = "the 40 rules" if name.startswith("files") else name.partition(": ")[2]
        lines.append(f"| {title} | {seconds / 60:,.1f} min | {seconds / 120:,.1f} min | {seconds / 64:,.0f} s |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
