"""How many questions it takes until all that the Mianning plan promises an elder is settled: `python benchmarks/interview.py`.

The elders are made up (`people.py`, with the ages of the seventh census as the plan prints them: 57,459 residents of 60 or
older, 10,714 of 80 or older) and can answer every question. A whole interview runs through the library as a program would
run it, profile and all, and is held to the outcomes that full knowledge gives.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import log
from typing import Any

from people import HERE, people

from huilao import Rulebook, Truth
from huilao.language.condition import facts_in
from huilao.language.facts import FactType
from huilao.language.quantity import BIRTH

DAY = date(2025, 3, 1)
ELDERS = 1_000
FALL = log(57_459 / 10_714) / 20
"""By which the number of people falls with every year over 60, as an exponent."""

Profile = dict[str, Any]


def elders(book: Rulebook, number: int, seed: int = 1) -> list[Profile]:
    """People of 60 or older who live in Mianning and of whom all is known."""
    rng = random.Random(seed)
    found = people(book.rules.facts, number, 0.0, seed)
    for profile in found:
        years = 60 + min(rng.expovariate(FALL), 45)
        here = rng.choice(HERE)
        profile |= {"birth_date": (DAY - timedelta(days=int(years * 365.2425) + 1)).isoformat(), "residence": here}
        profile["household_registration"] = here if rng.random() < 0.95 else "511725"
    return [{name: value for name, value in profile.items() if value is not None} for profile in found]


class Plan:
    """The Mianning plan, and which facts it looks at."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.benefits = [one.full_name for one in book.rules.rulesets["mianning"].benefits]
        self.facts = list(book.rules.facts.values())
        ruleset = book.rules.rulesets["mianning"]
        conditions = [*(one.condition for one in ruleset.benefits), *(one.condition for one in ruleset.terms.values())]
        self.read = {fact for one in conditions for fact in facts_in(one)} | {BIRTH, "cared_elder"}

    def open(self, profile: Profile) -> frozenset[str]:
        """The benefits that are undetermined."""
        truths = self.book.decide(self.book.person(profile, DAY), DAY)
        return frozenset(name for name in self.benefits if truths[name] is Truth.UNKNOWN)


@dataclass
class Interviewed:
    """How one elder was asked."""

    questions: int = 0
    profile: Profile = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def answer(self, path: str, elder: Profile) -> None:
        """One question, answered by somebody who knows; `{}` is that there is such a person."""
        self.questions += 1
        who, _, fact = path.rpartition(".")
        value = (elder[who] if who else elder).get(fact)
        if value is None:
            self.unknown.append(path)
        elif who:
            self.profile[who][fact] = value
        else:
            self.profile[fact] = {} if isinstance(value, dict) else value


def offered(plan: Plan, elder: Profile) -> Interviewed:
    """What is worth most is asked first, until there is nothing left to ask."""
    asked = Interviewed()
    while True:
        begin = time.process_time()
        interview = plan.book.interview(asked.profile, DAY, asked.unknown, plan.benefits)
        asked.seconds.append(time.process_time() - begin)
        if interview.done:
            assert frozenset(interview.open) == plan.open(elder)
            return asked
        asked.answer(interview.questions[0].path, elder)


def in_file_order(plan: Plan, elder: Profile, *, only_read: bool) -> Interviewed:
    """All facts (or those that the plan looks at) in the order of `facts.yaml`, until all is settled."""
    asked, wanted = Interviewed(), plan.open(elder)
    for path in _file_order(plan, elder, only_read):
        if plan.open(asked.profile) == wanted:
            break
        asked.answer(path, elder)
    return asked


def _file_order(plan: Plan, elder: Profile, only_read: bool, who: str = "") -> Iterator[str]:
    about = elder[who] if who else elder
    for fact in plan.facts:
        certified = about.get("disability_cert_status") == "certified"
        if (only_read and fact.name not in plan.read) or (fact.only_if is not None and not certified):
            continue
        if fact.type is not FactType.PERSON:
            yield f"{who}.{fact.name}" if who else fact.name
        elif not who:
            yield fact.name
            if fact.name in elder:
                yield from _file_order(plan, elder, only_read, fact.name)


def in_hindsight(plan: Plan, asked: Interviewed) -> int:
    """Answers of an interview none of which could have been left out, knowing all of them."""
    profile, wanted = dict(asked.profile), plan.open(asked.profile)
    for name in list(profile):
        without = {other: value for other, value in profile.items() if other != name}
        if plan.open(without) == wanted:
            profile = without
    inner = len(profile.get("cared_elder", ()))
    return len(profile) + inner + len(asked.unknown)


def row(name: str, counts: Sequence[int], base: float) -> str:
    mean = statistics.mean(counts)
    return f"| {name} | {mean:.1f} | {statistics.median(counts):g} | {max(counts)} | {mean / base:.2f} |"


def main() -> None:
    book = Rulebook.load()
    plan = Plan(book)
    asked = [(elder, offered(plan, elder)) for elder in elders(book, ELDERS)]
    every = [in_file_order(plan, elder, only_read=False).questions for elder, _ in asked]
    read = [in_file_order(plan, elder, only_read=True).questions for elder, _ in asked]
    base = statistics.mean(every)
    print(f"| questions until all of {len(plan.benefits)} benefits are settled, {ELDERS:,} elders | mean | median | most | × |")
    print("|---|---:|---:|---:|---:|")
    print(row("all facts, in the order of `facts.yaml`", every, base))
    print(row("the facts that the plan looks at, in that order", read, base))
    print(row("as offered", [one.questions for _, one in asked], base))
    print(row("of these, needed in hindsight", [in_hindsight(plan, one) for _, one in asked], base))
    steps = [seconds * 1_000 for _, one in asked for seconds in one.seconds]
    firsts: list[float] = []
    for _ in range(9):
        begin = time.process_time()
        book.interview({}, DAY)
        firsts.append((time.process_time() - begin) * 1_000)
    print("\n| processor time of one step | ms |\n|---|---:|")
    print(f"| Mianning, median of {len(steps):,} steps | {statistics.median(steps):.1f} |")
    print(f"| Mianning, 99 of 100 steps below | {statistics.quantiles(steps, n=100)[98]:.1f} |")
    print(f"| whole rule book ({len(book.benefits)} benefits), nothing known | {statistics.median(firsts):.1f} |")


if __name__ == "__main__":
    main()
