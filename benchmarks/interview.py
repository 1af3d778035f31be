"""How many screens and answers it takes until it is settled what an elder can claim: `python benchmarks/interview.py [ELDERS]`.

The elders are made up (`people.py`, with the ages of the seventh census as the Mianning plan prints them: 57,459 residents
of 60 or older, 10,714 of 80 or older), once of Mianning and once of Qu, and can answer every question. A whole interview
runs through the library as a program would run it, profile and all, and is held to the claims that full knowledge gives.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from math import log
from typing import Any

from people import DAY, people

from huilao import Action, AskedOf, Interview, ProfileError, Question, Rulebook, Truth
from huilao.language.known import Holding
from huilao.language.outcome import tied
from huilao.person_data import profile_data

ELDERS = 1_000
FALL = log(57_459 / 10_714) / 20
"""By which the number of people falls with every year over 60, as an exponent."""

CLAIMS = (Action.CLAIM, Action.EVERYONE)
SOME = 50
"""Elders who are asked one question at a time too."""

PLACES = {"Mianning": "513433", "Qu": "511725"}

Profile = dict[str, Any]


def elders(book: Rulebook, place: str, number: int, seed: int = 1) -> list[Profile]:
    """People of 60 or older who live in a county, and of whom all is known that is asked of an elder."""
    rng = random.Random(seed)
    relatives = {name for name, fact in book.rules.facts.items() if fact.asked_of is AskedOf.RELATIVE}
    found: list[Profile] = []
    for profile in people(book.rules.facts, number, 0.0, seed):
        years = 60 + min(rng.expovariate(FALL), 45)
        registered = place if rng.random() < 0.95 else rng.choice([one for one in PLACES.values() if one != place])
        profile |= {"birth_date": (DAY - timedelta(days=int(years * 365.2425) + 1)).isoformat(), "residence": place}
        profile |= dict.fromkeys(("household_registration", "insurance_place", "pension_place"), registered)
        found.append(consistent(book, {name: value for name, value in profile.items() if name not in relatives}))
    return found


def consistent(book: Rulebook, profile: Profile) -> Profile:
    """A profile without what contradicts what it says before, by what facts say of each other, and with what follows."""
    said: Profile = {}
    for name, value in profile.items():
        known = book.person(said, DAY).get(name)
        if isinstance(known, Holding):
            said[name] = sorted((known.has | set(value)) - known.has_not)
        elif known is None:
            said[name] = agreeing(book, name, value) if isinstance(value, list) else value
    return profile_data(book.person(said, DAY))


def agreeing(book: Rulebook, name: str, codes: list[str]) -> list[str]:
    """The codes of a set without those that exclude one before them."""
    kept: list[str] = []
    for code in codes:
        with suppress(ProfileError):
            book.person({name: [*kept, code]}, DAY)
            kept.append(code)
    return kept


@dataclass
class Interviewed:
    """How one elder was asked."""

    screens: int = 0
    answers: int = 0
    profile: Profile = field(default_factory=dict[str, Any])
    unknown: list[str] = field(default_factory=list[str])
    seconds: list[float] = field(default_factory=list[float])

    def next(self, book: Rulebook, *, everything: bool) -> Interview:
        """What is left to ask."""
        begin = time.process_time()
        interview = book.interview(self.profile, DAY, self.unknown, everything=everything)
        self.seconds.append(time.process_time() - begin)
        return interview

    def answer(self, question: Question, elder: Profile) -> None:
        """One answer of somebody who knows, or that there is none."""
        self.answers += 1
        value = elder.get(question.path)
        if value is None:
            self.unknown.append(question.path)
        else:
            self.profile[question.path] = value


def by_screens(book: Rulebook, elder: Profile, interview: Interview) -> Interviewed:
    """The first screen is filled in, and what opens on it, until nothing that could be claimed is open: from the interview
    with somebody of whom nothing is known, which is the same for all.
    """
    asked = Interviewed()
    while not interview.done:
        screen = interview.screens[0]
        asked.screens += 1
        for question in screen.questions:
            asked.answer(question, elder)
        opened = {one.path for one in screen.later}
        if opened:
            for question in asked.next(book, everything=False).questions:
                if question.path in opened:
                    asked.answer(question, elder)
        interview = asked.next(book, everything=False)
    held_to_account(book, asked, elder)
    return asked


def held_to_account(book: Rulebook, asked: Interviewed, elder: Profile) -> None:
    """What can be claimed is what all the facts of the elder show, as far as it is not drawn already and not another place's."""
    person = book.person(elder, DAY)
    near = {name for name, one in book.rules.rulesets.items() if tied(one.document, person) is not Truth.NO}
    now, full = (book.evaluate(profile, DAY, assurance="off").findings for profile in (asked.profile, elder))
    claims = {
        one.benefit for one in full if one.action in CLAIMS and one.settled and not one.received and one.provision.ruleset in near
    }
    known = {one.benefit for one in now if one.action in CLAIMS and one.settled}
    assert claims - known <= twins(book, known), claims - known


def twins(book: Rulebook, names: set[str]) -> set[str]:
    """The benefits that make the same promise as one of these."""
    promises = {(book.benefits[name].ruleset, book.benefits[name].same_as or book.benefits[name].id) for name in names}
    return {name for name, one in book.benefits.items() if (one.ruleset, one.same_as or one.id) in promises}


def singly(book: Rulebook, elder: Profile, *, everything: bool) -> Interviewed:
    """What is worth most is asked alone, as before there were screens."""
    asked = Interviewed()
    while not (interview := asked.next(book, everything=everything)).done:
        asked.answer(interview.questions[0], elder)
    return asked


def row(name: str, counts: Sequence[int]) -> str:
    return f"| {name} | {statistics.mean(counts):.1f} | {statistics.median(counts):g} | {max(counts)} |"


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else ELDERS
    book = Rulebook.load()
    begin_with = book.interview({}, DAY)
    print(f"| {number:,} elders each, interviewed until done | mean | median | most |")
    print("|---|---:|---:|---:|")
    steps: list[float] = []
    for name, place in PLACES.items():
        there = elders(book, place, number)
        asked = [by_screens(book, elder, begin_with) for elder in there]
        steps += [seconds * 1_000 for one in asked for seconds in one.seconds]
        print(row(f"{name}: screens", [one.screens for one in asked]))
        print(row(f"{name}: answers on them", [one.answers for one in asked]))
        some = there[:SOME]
        print(
            row(f"{name}: answers one at a time, by worth ({SOME} of them)", [singly(book, one, everything=False).answers for one in some])
        )
        print(row(f"{name}: the same, until all is settled ({SOME} of them)", [singly(book, one, everything=True).answers for one in some]))
    firsts: list[float] = []
    for _ in range(9):
        begin = time.process_time()
        book.interview({}, DAY)
        firsts.append((time.process_time() - begin) * 1_000)
    print("\n| processor time of one step | ms |\n|---|---:|")
    print(f"| median of {len(steps):,} steps | {statistics.median(steps):.1f} |")
    print(f"| 99 of 100 steps below | {statistics.quantiles(steps, n=100)[98]:.1f} |")
    print(f"| whole rule book ({len(book.benefits)} benefits), nothing known | {statistics.median(firsts):.1f} |")


if __name__ == "__main__":
    main()
