"""How many screens and answers it takes until it is settled what an elder can claim.

The elders are made up (`people.py`, with the ages of the seventh census as the Mianning plan prints them: 57,459 residents
of 60 or older, 10,714 of 80 or older), once of Mianning and once of Qu, and can answer every question. A whole interview
runs through the library as a program would run it, profile and all, and is held to the claims that full knowledge gives.
"""

from __future__ import annotations

import random
import statistics
import time
from dataclasses import dataclass, field
from datetime import timedelta
from math import log
from typing import Any

from options import Options
from people import DAY, consistent, people
from report import Part, Table, Target
from timing import Spread

from huilao import Action, AskedOf, Interview, Question, Rulebook, Truth
from huilao.language.outcome import tied

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
    for profile in people(book, number, 0.0, seed):
        years = 60 + min(rng.expovariate(FALL), 45)
        registered = place if rng.random() < 0.95 else rng.choice([one for one in PLACES.values() if one != place])
        profile |= {"birth_date": (DAY - timedelta(days=int(years * 365.2425) + 1)).isoformat(), "residence": place}
        profile |= dict.fromkeys(("household_registration", "insurance_place", "pension_place"), registered)
        found.append(consistent(book, {name: value for name, value in profile.items() if name not in relatives}))
    return found


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
    claims = {one.benefit for one in full if one.action in CLAIMS and one.settled and not one.received and one.provision.ruleset in near}
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


def part(options: Options) -> Part:
    """Both places."""
    number, some = (2, 0) if options.quick else (1_000, SOME) if options.long else (20, 4)
    book = Rulebook.load()
    begin_with = book.interview({}, DAY)
    found = Part("interview", "Interview", f"{number:,} made-up elders of each place are asked until it is settled what they can claim, beginning with nothing known; each interview is held to "
                 "what can be claimed when all is known.")  # fmt: skip
    rows: list[list[Any]] = []
    steps: list[float] = []
    for name, place in PLACES.items():
        there = elders(book, place, number)
        asked = [by_screens(book, elder, begin_with) for elder in there]
        steps += [seconds * 1_000 for one in asked for seconds in one.seconds]
        counts = {"screens": [one.screens for one in asked], "answers on them": [one.answers for one in asked]}
        if some:
            counts |= {
                f"answers one at a time, by worth ({some} elders)": [singly(book, one, everything=False).answers for one in there[:some]],
                f"the same, until all is settled ({some} elders)": [singly(book, one, everything=True).answers for one in there[:some]],
            }
        rows += [[f"{name}: {what}", statistics.mean(of), statistics.median(of), max(of)] for what, of in counts.items()]
    firsts: list[float] = []
    for _ in range(3 if options.quick else 9):
        begin = time.process_time()
        book.interview({}, DAY)
        firsts.append((time.process_time() - begin) * 1_000)
    most = max(*steps, *firsts)
    found.tables += [
        Table(["", "mean", "median", "most"], rows, "Asked until done"),
        Table(
            ["processor time of one step", "ms"],
            [
                [f"{len(steps):,} steps", Spread.of(steps)],
                ["the slowest of them", max(steps)],
                [f"whole rule book ({len(book.benefits)} benefits), nothing known", Spread.of(firsts)],
            ],
            "A step",
        ),
    ]
    found.targets.append(Target("a step of an interview answers within 1 s", f"{most:.0f} ms", most < 1_000))
    return found
