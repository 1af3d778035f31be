"""One decision about one person: Huilao beside its peers, in processor time, all in one run.

    python benchmarks/single.py                the tables
    python benchmarks/single.py --memory       memory over 200,000 evaluations (some minutes)

Peers that are not installed are skipped, and the table says so. Everything is held to a reference before it is timed.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import workload
from peers import PEERS, BareDurableRules
from people import people
from plain import GeneratedRuleset, filled, walk_ruleset, worked_out
from timing import Contestant, machine, run, table

from huilao import Evaluation, Proof, Rulebook, Truth
from huilao.decide.network import Network
from huilao.decide.readings import ReadingsOfRuleset
from huilao.explain import Prover
from huilao.language.scope import scope_of

DAY = date(2025, 3, 1)
AGREED = 2_000
"""People on whom everything must agree before it is timed."""
UNKNOWN = (0.0, 0.2, 0.5)
LOADS = 7
EVALUATIONS = (20_000, 200_000)
PACKAGES = ("durable-rules", "common-expression-language", "zen-engine", "rule-engine", "OpenFisca-Core")


def check(one: Contestant, expected: Sequence[frozenset[str]], said: Callable[[Any], frozenset[str]] = frozenset) -> None:
    """Stop where an answer is not the reference's."""
    for number, (person, right) in enumerate(zip(one.inputs, expected, strict=True)):
        found = said(one.decide(person))
        if found != right:
            sys.exit(f"{one.name} disagrees on person {number}: {sorted(found ^ right)}")


class Huilao:
    """A rule book of one ruleset, and each of its interpreters by itself."""

    def __init__(self, book: Rulebook, name: str) -> None:
        self.ruleset = book.rules.rulesets[name]
        self.facts = book.rules.facts
        self.book = Rulebook(replace(book.rules, rulesets={name: self.ruleset}))
        scope = scope_of(self.ruleset, book.rules)
        self.benefits = self.ruleset.benefits
        self.names = [one.full_name for one in self.benefits]
        self.conditions = [one.condition for one in self.benefits]
        self.network = Network([(one.full_name, one.condition, scope) for one in self.benefits])
        self.prover = Prover(scope)
        self.readings = ReadingsOfRuleset(self.ruleset, scope)

    def outcomes(self, person: Any) -> dict[str, Truth]:
        return self.book.decide(person, DAY)

    def from_profile(self, profile: Any) -> dict[str, Truth]:
        return self.book.decide(self.book.person(profile, DAY), DAY)

    def proofs(self, person: Any) -> list[Proof]:
        view = self.prover.view(person, DAY)
        return [self.prover.prove(condition, view) for condition in self.conditions]

    def surely(self, person: Any) -> frozenset[str]:
        return self.network.surely(person, DAY)

    def assurance(self, person: Any) -> bool:
        """What is done to assure: all proofs, the network, and the comparison of the two."""
        return self.surely(person) == self.said(self.proofs(person))

    def said(self, answer: Any) -> frozenset[str]:
        """The benefits that hold, of any answer."""
        match answer:
            case Evaluation():
                return frozenset(one.benefit for one in answer.eligible)
            case dict():
                return frozenset(name for name, truth in answer.items() if truth is Truth.YES)
            case [Proof(), *_]:
                return frozenset(name for name, proof in zip(self.names, answer, strict=True) if proof.truth is Truth.YES)
            case _:
                return frozenset(answer)

    def evaluate(self, profile: Any) -> Evaluation:
        return self.book.evaluate(profile, DAY, assurance="off")

    def evaluate_assured(self, profile: Any) -> Evaluation:
        return self.book.evaluate(profile, DAY)

    def robust(self, person_and_truths: tuple[Any, list[Truth]]) -> list[Any]:
        return self.readings.robustness(person_and_truths[0], DAY, person_and_truths[1])

    def properties(self, person: Any) -> dict[str, Any]:
        """The message of the network, for the bare library."""
        return self.network.program.properties.message(person, DAY)


def ours(huilao: Huilao, profiles: Sequence[Any], persons: Sequence[Any]) -> list[Contestant]:
    return [
        Contestant("Huilao, outcomes", huilao.outcomes, persons),
        Contestant("Huilao, outcomes from the raw profile", huilao.from_profile, profiles),
        Contestant("Huilao, a full proof of every benefit", huilao.proofs, persons),
        Contestant("Huilao, its network (durable-rules as used)", huilao.surely, persons),
        Contestant("Huilao, evaluate, assurance off", huilao.evaluate, profiles),
        Contestant("Huilao, evaluate, assurance always", huilao.evaluate_assured, profiles),
    ]


def forty_rules() -> tuple[str, dict[str, float]]:
    """The 40 rules: all fields known, as the peers need them."""
    crowd = workload.people(AGREED)
    right = [workload.benefits_of(person) for person in crowd]
    named = [frozenset(f"{workload.RULESET}/{name}" for name in names) for names in right]
    huilao = Huilao(Rulebook.load(workload.BOOK), workload.RULESET)
    profiles = [workload.profile_of(person, number) for number, person in enumerate(crowd)]
    persons = [huilao.book.person(profile, DAY) for profile in profiles]
    bare = BareDurableRules(huilao.network.program)
    contestants = [
        *ours(huilao, profiles, persons),
        Contestant("durable-rules bare, the same clauses", bare.decide, [huilao.properties(person) for person in persons]),
    ]
    for one in contestants:
        check(one, named, huilao.said)
    skipped: dict[str, str] = {}
    for name, build in PEERS.items():
        try:
            peer = Contestant(name, build(), crowd)
        except ImportError as error:
            skipped[name] = f"{error.name} is not installed"
            continue
        check(peer, right)
        contestants.append(peer)
    run(contestants)
    contestants.sort(key=lambda one: one.median)
    medians = {one.name: one.median for one in contestants}
    yardstick = next(one for one in contestants if one.name == "generated plain Python")
    return table(contestants, yardstick, skipped), medians


def shipped(name: str, unknown: float) -> tuple[str, dict[str, float]]:
    """A ruleset of the shipped rule book on people of whom a share of the facts is not known."""
    huilao = Huilao(Rulebook.load(), name)
    place = huilao.ruleset.document.place
    profiles = people(huilao.facts, AGREED, unknown)
    persons = [huilao.book.person(profile, DAY) for profile in profiles]
    plain = [worked_out(person, place, DAY) for person in persons]
    filled_in = [filled(person, huilao.facts) for person in plain]
    bare = BareDurableRules(huilao.network.program)
    naive = walk_ruleset(huilao.ruleset, huilao.facts)
    generated = GeneratedRuleset(huilao.ruleset, huilao.facts).function()
    answers = [naive(person, DAY) for person in plain]
    right = [frozenset(name for name, holds in answer.items() if holds) for answer in answers]
    for number, (person, answer) in enumerate(zip(persons, answers, strict=True)):
        if huilao.outcomes(person) != {name: Truth.of(holds) for name, holds in answer.items()}:
            sys.exit(f"Huilao and the walk disagree on person {number}")
    contestants = [
        *ours(huilao, profiles, persons),
        Contestant("durable-rules bare, the same clauses", bare.decide, [huilao.properties(person) for person in persons]),
    ]
    for one in contestants:
        check(one, right, huilao.said)
    if not all(map(huilao.assurance, persons)):
        sys.exit("network and proofs disagree")
    plain_python = Contestant("generated plain Python, the unknown taken for no", lambda person: generated(person, DAY), filled_in)
    if not unknown:
        check(plain_python, right)
    contestants += [
        Contestant("Huilao, assurance: network and all proofs", huilao.assurance, persons),
        Contestant("naive tree walk, unknowns handled", lambda person: naive(person, DAY), plain),
        plain_python,
    ]
    truths = [list(huilao.book.decide(person, DAY).values()) for person in persons]
    robust = Contestant("Huilao, robustness of every benefit under all readings", huilao.robust, list(zip(persons, truths, strict=True)))
    for pair in robust.inputs:
        huilao.robust(pair)
    contestants.append(robust)
    run(contestants)
    contestants.sort(key=lambda one: one.median)
    return table(contestants, plain_python), {one.name: one.median for one in contestants}


# -- fresh processes -------------------------------------------------------------------------------------------------

LOAD = "import huilao; huilao.Rulebook.load()"
ONE = "{'birth_date': '1944-05-10', 'residence': '513433'}, datetime.date(2025, 3, 1)"
FRESH = {
    "Python alone": "pass",
    "import huilao": "import huilao",
    "import huilao, load the shipped rule book": LOAD,
    "import huilao, load it for the first time (no cache)": LOAD,
    "import, load, one evaluation with assurance": f"import datetime; {LOAD}.evaluate({ONE})",
}


def fresh(statement: str, cache: str | None) -> tuple[float, float]:
    """Median milliseconds of a statement in a fresh process: processor time of the process, and by the clock inside it."""
    code = f"import time; start = time.perf_counter(); {statement}; print(time.process_time() * 1e3, (time.perf_counter() - start) * 1e3)"
    runs: list[list[str]] = []
    for _ in range(LOADS):
        with tempfile.TemporaryDirectory() as empty:
            environment = {**os.environ, "HUILAO_CACHE": cache or empty}
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
            runs.append(done.stdout.split())
    return statistics.median(float(one[0]) for one in runs), statistics.median(float(one[1]) for one in runs)


def starting() -> tuple[str, float]:
    """The table, and the milliseconds of import and load."""
    lines = ["| fresh process | processor ms | clock ms |", "|---|---:|---:|"]
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as cache:
        for name, statement in FRESH.items():
            found[name], clock = fresh(statement, None if "first" in name else cache)
            lines.append(f"| {name} | {found[name]:,.0f} | {clock:,.0f} |")
    return "\n".join(lines), found["import huilao, load the shipped rule book"]


def memory(name: str) -> str:
    """Memory after so many evaluations with assurance in one process: what it holds, and the blocks that Python has given
    out, which show a small leak at once where loading the rule book has left room in what is held."""
    huilao = Huilao(Rulebook.load(), name)
    rng = random.Random(7)
    profiles = [profile for share in UNKNOWN for profile in people(huilao.facts, 200, share)]
    lines = ["| evaluations in one process | resident MB | Python's blocks |", "|---:|---:|---:|"]
    for number in range(1, EVALUATIONS[-1] + 1):
        huilao.evaluate_assured(rng.choice(profiles))
        if number in (1_000, *EVALUATIONS, EVALUATIONS[-1] // 2):
            lines.append(f"| {number:,} | {resident():,.1f} | {sys.getallocatedblocks():,} |")
            print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines)


def resident() -> float:
    """Megabytes of memory that this process holds (Linux)."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory", action="store_true", help="memory over 200,000 evaluations, and nothing else")
    parser.add_argument("--ruleset", default="mianning", help="the shipped ruleset that is measured")
    given = parser.parse_args()
    print(machine(PACKAGES), end="\n\n")
    if given.memory:
        print(memory(given.ruleset))
        return
    tables, forty = forty_rules()
    print("## 40 rules\n", tables, sep="\n", end="\n\n", flush=True)
    whole: list[dict[str, float]] = []
    for unknown in UNKNOWN:
        tables, found = shipped(given.ruleset, unknown)
        whole.append(found)
        print(f"## {given.ruleset}, {unknown:.0%} of the facts unknown\n", tables, sep="\n", end="\n\n", flush=True)
    tables, start = starting()
    print("## Start\n", tables, sep="\n", end="\n\n")
    print("## Targets\n", targets(forty, whole, start), sep="\n")


def targets(forty: dict[str, float], whole: list[dict[str, float]], start: float) -> str:
    """What design.md asks for, what was found, and whether it was met."""
    plain = forty["generated plain Python"]
    outcomes, proofs = forty["Huilao, outcomes"] / plain, forty["Huilao, a full proof of every benefit"]
    zen = min((micros for name, micros in forty.items() if name.startswith("ZEN")), default=math.nan)
    network = forty["Huilao, its network (durable-rules as used)"] / forty["durable-rules bare, the same clauses"]
    walk = "naive tree walk, unknowns handled"
    alone = [one["Huilao, assurance: network and all proofs"] / one[walk] for one in whole]
    within = [(one["Huilao, evaluate, assurance always"] - one["Huilao, evaluate, assurance off"]) / one[walk] for one in whole]
    rows = [
        ("outcomes at most 3 times generated plain Python", f"{outcomes:.2f}", outcomes <= 3),
        ("all proofs at most 40 times generated plain Python", f"{proofs / plain:.1f}", proofs <= 40 * plain),
        ("all proofs in less time than ZEN's bare answers", f"{proofs / zen:.2f}", proofs < zen),
        ("durable-rules as used no slower than bare on the same clauses", f"{network:.2f}", network <= 1),
        (
            "network and all proofs at most 5 times a naive walk, by share of unknowns",
            ", ".join(f"{one:.1f}" for one in alone),
            max(alone) <= 5,
        ),
        ("what assurance adds to `evaluate`, likewise", ", ".join(f"{one:.1f}" for one in within), max(within) <= 5),
        ("import and load of the shipped rule book under 0.5 s", f"{start / 1e3:.2f} s", start < 500),
    ]
    lines = ["| target | found | met |", "|---|---:|---|"]
    return "\n".join([*lines, *(f"| {text} | {found} | {'yes' if met else 'no'} |" for text, found, met in rows)])


if __name__ == "__main__":
    main()
