"""One decision about one person: Huilao beside other engines, in processor time, all in one run.

Everything is held to a reference before it is timed; engines that are not installed are skipped, and the report says so.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import amounts
import workload
from expressions import Task
from flat import Flat, filled
from options import Options
from peers import PEERS, BareDurableRules
from people import DAY, people
from plain import generated, kleene
from pydantic_core import to_json
from report import Bars, Part, Table, Target
from timing import Contestant, Spread, run

from huilao import Evaluation, Proof, Rulebook, Truth

UNKNOWN = (0.0, 0.2, 0.5)
ALIKE = 0.006
"""Yuan by which two amounts may differ, since most engines reckon in floating point."""

PLAIN, WALK, BARE = "generated plain Python", "naive tree walk", "durable-rules bare, the same clauses"
OUTCOMES, PROOFS = "Huilao, outcomes", "Huilao, a full proof of every benefit"
AMOUNTS, NETWORK = "Huilao, outcomes and amounts", "Huilao, its network (durable-rules as used)"
OFF, ALWAYS = "Huilao, evaluate, assurance off", "Huilao, evaluate, assurance always"
PAGE, PAGE_JSON = "Huilao, evaluate and first page as text", "Huilao, evaluate and first page as JSON"
ASSURANCE, ROBUST = "Huilao, assurance: network and all proofs", "Huilao, robustness under all readings"

Answer = Mapping[str, float | None]
"""The benefits that hold, and what each pays where that is asked."""


class Huilao:
    """A rule book, and each of its interpreters by itself."""

    def __init__(self, book: Rulebook, day: date) -> None:
        self.book, self.day = book, day
        self.edition = book.on(day)
        self.engines = list(self.edition.engines.values())
        self.names = [name for engine in self.engines for name in engine.names]

    def outcomes(self, person: Any) -> dict[str, Truth]:
        return self.book.decide(person, self.day)

    def from_profile(self, profile: Any) -> dict[str, Truth]:
        return self.book.decide(self.book.person(profile, self.day), self.day)

    def amounts(self, person: Any) -> dict[str, Any]:
        """What everybody is paid who has the benefit."""
        return {
            name: amount
            for engine in self.engines
            for name, truth, amount in zip(engine.names, engine.decide(person, self.day), engine.amounts(person, self.day), strict=True)
            if truth is Truth.YES
        }

    def proofs(self, person: Any) -> list[Proof]:
        found: list[Proof] = []
        for engine in self.engines:
            found += engine.prover.prove_all(engine.conditions, engine.prover.view(person, self.day))
        return found

    def surely(self, person: Any) -> frozenset[str]:
        return self.edition.network.surely(person, self.day)

    def assurance(self, person: Any) -> bool:
        """What is done to assure: all proofs, the network, and the comparison of the two."""
        return self.surely(person) == frozenset(self.answer(self.proofs(person)))

    def evaluate(self, profile: Any) -> Evaluation:
        return self.book.evaluate(profile, self.day, assurance="off")

    def evaluate_assured(self, profile: Any) -> Evaluation:
        return self.book.evaluate(profile, self.day)

    def page(self, profile: Any) -> str:
        return self.evaluate(profile).page("zh")

    def page_json(self, profile: Any) -> bytes:
        return to_json(self.evaluate(profile).page_data(("zh",)))

    def robust(self, person_and_truths: tuple[Any, Sequence[Sequence[Truth]]]) -> list[Any]:
        person, truths = person_and_truths
        spreads = [engine.readings.spreads(person, self.day, of) for engine, of in zip(self.engines, truths, strict=True)]
        return [one[index].robustness() for one, of in zip(spreads, truths, strict=True) for index in range(len(of))]

    def truths(self, person: Any) -> list[list[Truth]]:
        return [engine.decide(person, self.day) for engine in self.engines]

    def properties(self, person: Any) -> dict[str, Any]:
        """The message of the network, for the bare library."""
        return self.edition.network.program.properties.message(person, self.day)

    def answer(self, said: Any) -> Answer:
        """The benefits that hold, of anything that is said."""
        match said:
            case Evaluation():
                return {one.benefit: None for one in said.eligible}
            case [Proof(), *_]:
                return {name: None for name, proof in zip(self.names, said, strict=True) if proof.truth is Truth.YES}
            case dict() if any(isinstance(one, Truth) for one in said.values()):
                return {name: None for name, truth in said.items() if truth is Truth.YES}
            case dict():
                return {name: float(one.low) if one is not None and one.low == one.high else one for name, one in said.items()}
            case _:
                return dict.fromkeys(said)


@dataclass
class Workload:
    """A rule book and people, and the same as every engine can be given it."""

    name: str
    title: str
    huilao: Huilao
    profiles: Sequence[Any]
    task: Task
    people: Sequence[Any]
    """The people as plain fields; None is unknown."""
    right: Sequence[Answer]
    """What the reference gives each of them."""
    unknown: float = 0
    persons: list[Any] = field(default_factory=list[Any])
    skipped: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self.persons = [self.huilao.book.person(profile, self.huilao.day) for profile in self.profiles]

    def contestants(self) -> list[Contestant]:
        """All that answer, each held to the reference."""
        huilao, bare = self.huilao, BareDurableRules(self.huilao.edition.network.program)
        found = [
            Contestant(OUTCOMES, huilao.outcomes, self.persons),
            Contestant("Huilao, outcomes from the raw profile", huilao.from_profile, self.profiles),
            Contestant(PROOFS, huilao.proofs, self.persons),
            Contestant(NETWORK, huilao.surely, self.persons),
            Contestant(BARE, bare.decide, [huilao.properties(person) for person in self.persons]),
        ]
        if self.task.amounts:
            found.append(Contestant(AMOUNTS, huilao.amounts, self.persons))
        for one in found:
            self.check(one, huilao.answer)
        for one in (Contestant(OFF, huilao.evaluate, self.profiles), Contestant(ALWAYS, huilao.evaluate_assured, self.profiles)):
            self.check(one, huilao.answer, those_concerned=True)
            found.append(one)
        if not all(map(huilao.assurance, self.persons)):
            sys.exit(f"{self.title}: network and proofs disagree")
        pairs = [(person, huilao.truths(person)) for person in self.persons]
        found += [
            Contestant(PAGE, huilao.page, self.profiles),
            Contestant(PAGE_JSON, huilao.page_json, self.profiles),
            Contestant(ASSURANCE, huilao.assurance, self.persons),
            Contestant(ROBUST, huilao.robust, pairs),
        ]
        for one in found[-4:]:
            for given in one.inputs[:20]:  # what is built when it is first asked for is no part of an answer
                one.decide(given)
        return found + self.peers()

    def peers(self) -> list[Contestant]:
        """The other engines; where facts are unknown only those that can be asked at all."""
        known = [filled(self.task, person) for person in self.people]
        if self.unknown:
            plain = Contestant(PLAIN, generated(self.task), known)
            return [plain, Contestant(WALK, kleene(self.task), self.people)]
        found: list[Contestant] = []
        for name, build in PEERS.items():
            try:
                one = Contestant(name, build(self.task), self.people if name == WALK else known)
            except ImportError as error:
                self.skipped[name] = f"{error.name} is not installed"
                continue
            self.check(one, lambda said: said if isinstance(said, dict) else dict.fromkeys(said))
            found.append(one)
        return found

    def check(self, one: Contestant, answer: Callable[[Any], Answer], *, those_concerned: bool = False) -> None:
        """End the run where an answer is not the reference's. An evaluation has findings for those alone whom a benefit can concern."""
        for number, (given, right) in enumerate(zip(one.inputs, self.right, strict=True)):
            found = answer(one.decide(given))
            found = {name: amount for name, amount in found.items() if name in self.task.rules}
            missing = [name for name in right if name not in found]
            if any(name not in right for name in found) or (missing and not those_concerned):
                sys.exit(f"{self.title}: {one.name} disagrees on person {number}: {sorted(found.keys() ^ right.keys())}")
            for name, amount in found.items():
                paid = right[name] or 0
                if amount is not None and abs(amount - paid) > ALIKE:
                    sys.exit(f"{self.title}: {one.name} disagrees on person {number}: {name} pays {amount}, not {paid}")


def forty(number: int) -> Workload:
    """The 40 rules: all fields known, as the peers need them."""
    crowd = workload.people(number)
    named = {name: f"{workload.RULESET}/{name}" for name in workload.RULES}
    task = Task({named[name]: rule for name, rule in workload.RULES.items()}, workload.TASK.fields)
    right = [{named[name]: None for name in workload.benefits_of(person)} for person in crowd]
    profiles = [workload.profile_of(person, number) for number, person in enumerate(crowd)]
    return Workload("forty", "40 rules, everything known", Huilao(Rulebook.load(workload.BOOK), workload.DAY), profiles, task, crowd, right)


def paying(number: int) -> Workload:
    """The made-up rule book with amounts."""
    book = Rulebook.load(amounts.BOOK)
    huilao, flat = Huilao(book, amounts.DAY), Flat(book, amounts.DAY, amounts=True)
    profiles = amounts.people(book, number)
    persons = [book.person(profile, amounts.DAY) for profile in profiles]
    plain = [flat.person(person) for person in persons]
    right = [{name: paid for name, paid in huilao.answer(huilao.amounts(person)).items() if name in flat.rules} for person in persons]
    return Workload("amounts", f"{len(flat.rules)} benefits with amounts", huilao, profiles, flat.task, plain, right)


def whole(number: int, unknown: float) -> Workload:
    """The shipped rule book on people of whom a share of the facts is not known."""
    book = Rulebook.load()
    homes = [one.document.place for one in book.rules.rulesets.values()]
    profiles = people(book, number, unknown, homes=homes)
    flat, huilao = Flat(book, DAY), Huilao(book, DAY)
    plain = {number: flat.person(book.person(profile, DAY)) for number, profile in enumerate(profiles)}
    kept = [number for number, person in plain.items() if person is not None]
    walk = kleene(flat.task)
    truths = [walk(plain[number] or {}) for number in kept]
    for number, expected in zip(kept, truths, strict=True):
        if huilao.outcomes(book.person(profiles[number], DAY)) != {name: Truth.of(holds) for name, holds in expected.items()}:
            sys.exit(f"the whole rule book: Huilao and the walk disagree on person {number}")
    right = [{name: None for name, holds in one.items() if holds} for one in truths]
    title = f"The whole rule book ({len(flat.rules)} benefits), {unknown:.0%} of the facts unknown"
    return Workload(
        f"book-{unknown:.0%}"[:-1],
        title,
        huilao,
        [profiles[number] for number in kept],
        flat.task,
        [plain[number] for number in kept],
        right,
        unknown,
    )


def part(options: Options) -> Part:
    """All workloads."""
    many, some = (30, 12) if options.quick else (2_000, 400)
    rounds, seconds = (3, 0.008) if options.quick else (9, 0.06)
    found = Part(
        "single",
        "One decision about one person",
        "Processor time of one answer. Filled bars are Huilao, hatched ones other engines: they are given ages, ranks and places worked out, and give bare outcomes.",
    )
    measured: list[dict[str, Spread]] = []
    shares = UNKNOWN[:1] if options.quick else UNKNOWN
    for build in (lambda: forty(many), lambda: paying(some), *((lambda share=share: whole(some, share)) for share in shares)):
        one = build()
        contestants = one.contestants()
        run(contestants, rounds, seconds)
        measured.append({contestant.name: contestant.spread for contestant in contestants})
        _add(found, one, measured[-1])
        print(f"  {one.title}", file=sys.stderr, flush=True)
    found.targets = targets(measured[0], measured[2:])
    return found


def _add(part: Part, workload: Workload, found: Mapping[str, Spread]) -> None:
    yardstick = found[PLAIN].median
    rows = [[name, spread, spread.median / yardstick] for name, spread in sorted(found.items(), key=lambda item: item[1].median)]
    rows += [[name, f"skipped: {reason}", None] for name, reason in workload.skipped.items()]
    part.tables.append(Table(["one answer", "µs", "× plain Python"], rows, workload.title))
    part.charts.append(Bars(workload.title, "µs of processor time", dict(found), [name for name in found if name.startswith("Huilao")]))
    if workload.unknown:
        part.tables[-1].title += ": plain Python takes the unknown for no, the other engines cannot be asked"


def targets(forty: Mapping[str, Spread], books: Sequence[Mapping[str, Spread]]) -> list[Target]:
    """What the design asks for."""

    def times(found: Mapping[str, Spread], one: str, other: str) -> float:
        return found[one].median / found[other].median

    outcomes, proofs, network = times(forty, OUTCOMES, PLAIN), times(forty, PROOFS, PLAIN), times(forty, NETWORK, BARE)
    alone = [times(one, ASSURANCE, WALK) for one in (forty, *books)]
    added = [(one[ALWAYS].median - one[OFF].median) / one[WALK].median for one in (forty, *books)]
    pages = [one[PAGE].median / 1e3 for one in books]
    return [
        Target("40 rules: outcomes at most 3 times generated plain Python", f"{outcomes:.2f}", outcomes <= 3),
        Target("40 rules: all proofs at most 40 times generated plain Python", f"{proofs:.1f}", proofs <= 40),
        Target("40 rules: durable-rules as used no slower than bare on the same clauses", f"{network:.2f}", network <= 1),
        Target(
            "network and all proofs at most 5 times a naive walk: 40 rules, and the whole book by share of unknowns",
            _row(alone),
            max(alone) <= 5,
        ),
        Target("what assurance adds to `evaluate`, likewise", _row(added), max(added) <= 5),
        Target("the whole book's first page under 2 ms of processor time, by share of unknowns", f"{_row(pages)} ms", max(pages) < 2),
    ]


def _row(values: Sequence[float]) -> str:
    return ", ".join(f"{one:.1f}" for one in values)
