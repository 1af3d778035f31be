"""Screening people in columns: Huilao beside the same 40 rules by hand, each case in a process of its own.

Cases that answer the same question say how many people have each benefit; where two differ, the run ends. A case alone:
`python benchmarks/screen.py CASE FOLDER PEOPLE`.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
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
from expressions import Rule, infix
from peers import PERIOD, openfisca_system, variable
from plain import OPERATORS
from processes import Figures, most_memory, processor
from workload import BOOK, CHOICES, DAY, FIELDS, RULES, TASK

from huilao import Rulebook
from huilao.screen.runners import runner
from huilao.screen.screening import Screening

RUNS = 3
"""Runs in one process; the first, which loads and compiles, is not counted where there are more."""
BATCH = 1_000_000
"""People that are made, and written to a file, at a time."""

OUT = "out.parquet"

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
    system, enums = openfisca_system(TASK)

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


@dataclass(frozen=True)
class Screened(Figures):
    """What was measured of a case, and the counts."""

    counts: Counts | None


def measure(case: str, folder: Path, people: int) -> Screened:
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
    return Screened(statistics.median(one for one, _ in counted), statistics.median(one for _, one in counted), peak, answer)


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


def run(names: Sequence[str], folder: Path, people: int, rounds: int, skipped: dict[str, str]) -> dict[str, Screened]:
    """The medians of cases that run in turns, each in a process of its own; those that lack a package are skipped."""
    found: dict[str, list[Screened]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            if name in skipped:
                continue
            shutil.rmtree(folder / OUT, ignore_errors=True)  # what Spark wrote is a folder
            command = [sys.executable, __file__, name, str(folder), str(people)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                if "ModuleNotFoundError" not in done.stderr and "Missing" not in done.stderr:
                    sys.exit(done.stderr)
                skipped[name] = done.stderr.strip().splitlines()[-1]
                continue
            found[name].append(Screened(**json.loads(done.stdout.splitlines()[-1])))
            print(f"{people:,} {name}: {found[name][-1].processor:.3f} s", file=sys.stderr, flush=True)
    answers = {json.dumps(one.counts) for figures in found.values() for one in figures if one.counts is not None}
    if len(answers) > 1:
        sys.exit(f"the cases {', '.join(names)} do not agree: {answers}")
    return {
        name: Screened(
            statistics.median(one.processor for one in figures),
            statistics.median(one.clock for one in figures),
            max(one.megabytes for one in figures),
            figures[0].counts,
        )
        for name, figures in found.items()
        if figures
    }


def main() -> None:
    case, folder, people = sys.argv[1:]
    print(json.dumps(vars(measure(case, Path(folder), int(people)))))


if __name__ == "__main__":
    main()
