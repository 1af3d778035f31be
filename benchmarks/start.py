"""What it costs to begin: import, load, a first answer and the command from a shell, each in fresh processes; and memory over many answers."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from options import Options
from people import DAY, people
from processes import huilao, measured, memory
from report import Curves, Part, Table, Target
from timing import Spread

from huilao import Rulebook

LOAD = "import huilao; book = huilao.Rulebook.load()"
ELDER = {"birth_date": "1944-05-10", "residence": "513433"}
ONCE = "load for the first time (nothing kept)"
LOADED, SHELL = "import and load the shipped rule book", "`huilao evaluate` from a shell"
EVALUATIONS = (1_000, 20_000, 100_000, 200_000)


def part(options: Options) -> Part:
    """The table, and memory where there is time."""
    rounds = 1 if options.quick else 7
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        elder = Path(name) / "elder.json"
        elder.write_text(json.dumps(ELDER), "utf-8")
        commands = {
            "Python alone": [sys.executable, "-c", "pass"],
            "import huilao": [sys.executable, "-c", "import huilao"],
            LOADED: [sys.executable, "-c", LOAD],
            ONCE: [sys.executable, "-c", LOAD],
            "import, load, one answer with assurance": [sys.executable, "-c", f"{LOAD}; book.evaluate({ELDER}, {str(DAY)!r})"],
            SHELL: huilao("evaluate", str(elder), "--as-of", str(DAY)),
        }
        kept = Path(name) / "kept"
        measured(commands[LOADED], _cache(kept))
        seconds: dict[str, list[float]] = {one: [] for one in commands}
        for number in range(rounds):
            for one, command in commands.items():
                cache = Path(name) / str(number) if one == ONCE else kept
                seconds[one].append(measured(command, _cache(cache)).processor)
    found = {one: Spread.of(values) for one, values in seconds.items()}
    load, shell = found[LOADED].median, found[SHELL].median
    made = Part("start", "Start", "Processor time of a fresh process, with all that it imports.")
    made.tables.append(Table(["a fresh process", "s"], [[one, spread] for one, spread in found.items()]))
    made.targets = [
        Target("import and load of the shipped rule book under 0.5 s", f"{load:.2f} s", load < 0.5),
        Target("`huilao evaluate` from a shell under 1 s", f"{shell:.2f} s", shell < 1),
    ]
    if options.long:
        _held(made)
    else:
        made.notes.append("Memory over 200,000 answers is measured with `--long`.")
    return made


def _cache(folder: Path) -> Mapping[str, str]:
    return {**os.environ, "HUILAO_CACHE": str(folder)}


def _held(made: Part) -> None:
    """Memory after so many evaluations with assurance in one process: what it holds, and the blocks that Python has given out, which show
    a small leak at once where loading the rule book has left room in what is held.
    """
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    made.tables.append(Table(["answers in one process", "resident MB", "Python's blocks"], rows, "Memory"))
    made.charts.append(Curves("Memory over answers in one process", "answers", "MB", {"resident": [(row[0], row[1]) for row in rows]}))
    grown = rows[-1][1] - rows[1][1]
    made.targets.append(Target("no growth of memory between 20,000 and 200,000 evaluations", f"{grown:.1f} MB", grown < 1))


def main() -> None:
    """One row a line: how many answers, and the memory then."""
    book, chance = Rulebook.load(), random.Random(7)
    profiles = [profile for share in (0.0, 0.2, 0.5) for profile in people(book, 100, share)]
    for number in range(1, EVALUATIONS[-1] + 1):
        book.evaluate(chance.choice(profiles), DAY)
        if number in EVALUATIONS:
            print(json.dumps([number, memory(os.getpid()), sys.getallocatedblocks()]), flush=True)


if __name__ == "__main__":
    main()
