"""The command `huilao screen REGISTER.parquet --out DIR` whole, from the process's start to its lists, beside the version before and
beside Polars by hand.

    python benchmarks/register.py                     200,000 and 1 million people
    python benchmarks/register.py --before main       the same beside the version of a git ref
    python benchmarks/register.py --ten               10 million too (some ten gigabytes of memory and disk)
    python benchmarks/register.py --kills 50          killed so often at random moments and resumed: the same bytes

Every figure is processor time of a process and all that it started, the median of runs in turns. A fifth of the people are partly
known: no ID number, and of the birth date the month.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl
from processes import Figures, measured
from timing import machine

from huilao import Rulebook
from huilao.cli import MEMORY_KEPT
from huilao.language.facts import Fact, FactType
from huilao.language.outcome import Action
from huilao.language.policy import Benefit, RuleClass
from huilao.register.identity import check_digit
from huilao.register.synth import Synthesis, facts_held, registers, write_register
from huilao.screen.actions import ACTIONS
from huilao.screen.runners import runner
from huilao.screen.screening import Screening, action_column

ROOT = Path(__file__).parents[1]
ROUNDS = 3
DAY = date(2026, 11, 1)
MILLION = 1_000_000
PARTLY = 5
"""Of so many people one is partly known."""
KILLED = 200_000
"""People of whom a screening is killed."""
PART = 100_000
"""People on whom Polars by hand works at once."""


# -- people ----------------------------------------------------------------------------------------------------------


def make(folder: Path, people: int) -> Path:
    """The register of so many people. Beyond a million the same people come again, with ID numbers of their own."""
    path = folder / f"{people}.parquet"
    if path.exists():
        return path
    if people > MILLION:
        million = pl.scan_parquet(make(folder, MILLION))
        pl.concat([_again(million, number) for number in range(people // MILLION)]).sink_parquet(path)
        return path
    book = Rulebook.load()
    places = tuple(dict.fromkeys(one.document.place for one in book.rules.rulesets.values()))
    write_register((_partly(register) for register, _ in registers(book.rules, Synthesis(people, places))), path)
    return path


def _partly(register: pl.DataFrame) -> pl.DataFrame:
    """A register of which a fifth is known in part."""
    other, month = pl.int_range(pl.len()) % PARTLY != 0, pl.col("出生日期").str.replace(r"^(\d+)-0?(\d+)-\d+$", "${1}年${2}月")
    return register.with_columns(
        pl.when(other).then("身份证号"), pl.when(other).then("出生日期").otherwise(month)
    )  # fmt: skip


def _again(people: pl.LazyFrame, number: int) -> pl.LazyFrame:
    """The same people with other ID numbers: of another place that there is not."""
    whole = pl.col("身份证号").str.slice(0, 17).cast(pl.Int64) + number * (MILLION // 500) * 10**11
    return (
        people.with_columns(whole.alias("whole"))
        .with_columns((pl.col("whole").cast(pl.String) + check_digit(pl.col("whole"))).alias("身份证号"))
        .drop("whole")
    )


# -- Polars by hand --------------------------------------------------------------------------------------------------


def by_hand(path: Path, out: Path) -> None:
    """The same reading, rules and lists without any check: cells are what they should be, nobody stands twice, nothing is kept for who
    is interrupted, and nothing is counted. The rules are those expressions that Huilao writes: nobody writes some 270 benefits by hand.
    """
    rules = Rulebook.load().rules
    screening = Screening(rules, DAY)
    sets = [fact.label.zh for fact in facts_held(rules) if fact.type is FactType.SET]
    register = pl.scan_parquet(path, row_index_name="row")
    columns = [one for fact in facts_held(rules) for one in columns_by_hand(fact)]
    drawn = [f"receiving/{code.code}" for code in rules.facts["receiving"].codes]
    engine, program = runner("polars"), partial(screening.everything, keep=["row", "residence", *drawn])
    benefits = [one for one in screening.benefits if one.rule_class is not RuleClass.UNIVERSAL]
    lines: dict[str, list[pl.DataFrame]] = {}
    for begin in range(0, register.select(pl.len()).collect().item(), PART):
        people = register.slice(begin, PART).with_columns(pl.col(sets).str.split("、")).select("row", *columns).collect()
        found = engine.over(program, people, out)  # which writes the expressions once
        said = pl.collect_all(list_by_hand(found.lazy(), one, found.columns) for one in benefits)
        for one, some in zip(benefits, said, strict=True):
            lines.setdefault(one.service, []).append(some)
    out.mkdir()
    for number, frames in enumerate(lines.values()):
        pl.concat(frames).sort("residence", "row").write_csv(out / f"{number}.csv", include_bom=True)


def list_by_hand(found: pl.LazyFrame, one: Benefit, names: Sequence[str]) -> pl.LazyFrame:
    """Who can claim a benefit, or whom one answer would settle, and does not draw it."""
    waits, action = [name for name in names if name.startswith(f"{one.full_name}|")], action_column(one.full_name)
    alone = pl.sum_horizontal(pl.col(waits).cast(pl.UInt8)) == 1 if waits else pl.lit(value=False)
    had = pl.any_horizontal(
        pl.col(f"receiving/{code}").fill_null(value=False) for code in (one.scheme, one.full_name) if f"receiving/{code}" in names
    )
    return found.filter((pl.col(action) == ACTIONS.index(Action.CLAIM)) | alone, ~had).select(
        "row", "residence", pl.lit(one.name.zh).alias("name"), pl.col(action).alias("action")
    )


def columns_by_hand(fact: Fact) -> Iterator[pl.Expr]:
    """The columns of a fact from the cells of its column."""
    cell, labels = pl.col(fact.label.zh), [code.label.zh for code in fact.codes]
    match fact.type:
        case FactType.YES_NO:
            yield cell.replace_strict({"是": True, "否": False}, default=None).alias(fact.name)
        case FactType.CHOICE | FactType.SCALE:
            kind = pl.Enum([code.code for code in fact.codes])
            yield cell.replace_strict(labels, pl.Series(kind.categories, dtype=kind), default=None, return_dtype=kind).alias(fact.name)
        case FactType.SET:
            yield from (cell.list.contains(code.label.zh).alias(f"{fact.name}/{code.code}") for code in fact.codes)
        case FactType.PLACE:
            yield cell.str.pad_end(12, "0").cast(pl.Int64).alias(fact.name)
        case FactType.NUMBER:
            yield cell.cast(pl.Decimal(38, 16)).alias(fact.name)
        case FactType.DATE:
            first = cell.str.to_date("%Y年%m月", strict=False)
            yield cell.str.to_date("%Y-%m-%d", strict=False).alias(fact.name)
            yield first.alias(f"{fact.name}/from")
            yield first.dt.month_end().alias(f"{fact.name}/until")
        case FactType.PERSON | FactType.PEOPLE:
            raise AssertionError(fact)


# -- runs ------------------------------------------------------------------------------------------------------------


def screen(tree: Path, register: Path, out: Path, *options: str) -> tuple[list[str], dict[str, str]]:
    """The command of a version, and its environment."""
    command = [
        sys.executable,
        "-c",
        "from huilao.cli import main; main()",
        "screen",
        str(register),
        "--out",
        str(out),
        "--as-of",
        str(DAY),
        *options,
    ]
    # Polars leaves its own setting of memory in the environment of whoever has loaded it, as here
    own = {name: value for name, value in os.environ.items() if name != "_RJEM_MALLOC_CONF"}
    return command, {**own, "PYTHONPATH": os.pathsep.join([str(tree / "engine"), str(tree / "api")])}


@contextmanager
def version_of(ref: str) -> Generator[Path]:
    """The tree of a git ref, in a folder for a while."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        subprocess.run(["git", "-C", str(ROOT), "worktree", "add", "--detach", str(tree), ref], check=True, capture_output=True)
        try:
            yield tree
        finally:
            subprocess.run(["git", "-C", str(ROOT), "worktree", "remove", "--force", str(tree)], check=True, capture_output=True)


def compare(people: int, folder: Path, before: Path | None, rounds: int) -> None:
    """A table of the medians."""
    register, out = make(folder, people), folder / "out"
    cases = {
        "Huilao": screen(ROOT, register, out),
        "Polars by hand, nothing checked": (
            [sys.executable, __file__, "--by-hand", str(register), str(out)],
            {**os.environ, "_RJEM_MALLOC_CONF": MEMORY_KEPT},
        ),
    }
    if before is not None:
        cases["Huilao, the version before"] = screen(before, register, out)
    found: dict[str, list[Figures]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            shutil.rmtree(out, ignore_errors=True)
            found[name].append(measured(*case))
            if not any(out.iterdir()):
                sys.exit(f"{name} wrote nothing")
            print(f"{people:,} {name}: {found[name][-1].processor:.1f} s", file=sys.stderr, flush=True)
    print(
        f"| {people:,} people, a fifth partly known | processor s | of a million | clock s | peak MB |",
        "|---|---:|---:|---:|---:|",
        sep="\n",
    )
    for name, runs in found.items():
        processor, clock = (statistics.median(values) for values in ([one.processor for one in runs], [one.clock for one in runs]))
        print(
            f"| {name} | {processor:.1f} | {processor * MILLION / people:.1f} | {clock:.1f} | {max(one.megabytes for one in runs):,.0f} |",
            flush=True,
        )
    print()


def kill(times: int, folder: Path) -> None:
    """Kill the command at random moments and run it again, so often; whenever it comes to its end every file is held to one run's."""
    register, out, chance = make(folder, KILLED), folder / "killed", random.Random(0)
    command, environment = screen(ROOT, register, out, "--partition", str(KILLED // 10), "--long", "--report", "--facts")
    shutil.rmtree(out, ignore_errors=True)
    whole = measured(command, environment)
    wanted = digests(out)
    killed = ended = 0
    shutil.rmtree(out)
    while killed < times or not ended:
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            process.wait(chance.uniform(0, whole.clock) if killed < times else None)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
            continue
        found = digests(out)
        if found != wanted:
            sys.exit(
                f"after {killed} kills other files: {sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))}"
            )
        ended += 1
        shutil.rmtree(out)
    print(f"killed {killed} times, come to its end {ended} times: the same {len(wanted)} files")


def digests(folder: Path) -> dict[str, str]:
    """Of every file in a folder what it holds."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="*", default=[200_000, MILLION])
    parser.add_argument("--ten", action="store_true", help="10 million people too")
    parser.add_argument("--before", metavar="REF", help="a git ref of the version before")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "huilao-registers", help="where the registers are made"
    )
    parser.add_argument("--kills", type=int, metavar="TIMES", help="kill a screening so often instead")
    parser.add_argument("--by-hand", nargs=2, type=Path, metavar=("REGISTER", "OUT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.by_hand:
        by_hand(*asked.by_hand)
        return
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.kills:
        kill(asked.kills, asked.folder)
        return
    print(machine(("polars", "narwhals")), end="\n\n")
    for people in (*asked.people, *([10 * MILLION] if asked.ten else [])):
        if asked.before:
            with version_of(asked.before) as tree:
                compare(people, asked.folder, tree, asked.rounds)
        else:
            compare(people, asked.folder, None, asked.rounds)


if __name__ == "__main__":
    main()
