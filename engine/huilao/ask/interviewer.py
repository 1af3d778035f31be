"""Which questions to put to a person, and in what order.

A question matters if some answer to it, with some answers to others, settles a benefit that the others alone leave
open: only such a question is asked. The worth of settling a benefit, which its force gives, is shared among its questions:
those that are likely to settle it with few others have most of it.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import NamedTuple

from ..language.borders import OutOfWorkError, Work
from ..language.condition import Compare, Condition, Node, tests_in
from ..language.distinct import subject
from ..language.facts import AskedOf
from ..language.known import Path, Person
from ..language.meaning import Waiting, together, truth_of
from ..language.outcome import elders_own
from ..language.policy import Benefit, Force, Rules, Ruleset
from ..language.scope import Scope, Situation, scope_of
from ..language.truth import Truth
from .answers import Answers, Read, key_of
from .question import Question, reason_of
from .screens import QuestionScreen, screens_of
from .settling import Known, Settling, comparisons, open_rows
from .ways import Way, Ways

WEIGHTS: Mapping[Force, float] = {force: 2.0**-rank for rank, force in enumerate(Force)}
"""What settling a benefit counts: each force twice as much as the next weaker one."""

DAYS = 16
"""Days for which the answers are kept."""

EXPONENT = 2
"""By which the number of its questions takes from what a way is worth: see benchmarks/interview.py."""

WORK = 200_000
"""Pairs of ways that are looked at for one person."""

CALCULATED = 4_000
"""Stretches of values that are looked at for one person, to tell apart the answers that calculations wait for."""

NO_DOUBTS: Mapping[str, Waiting] = {}

Shares = Mapping[Path, float]
"""Of the facts whose questions matter to a benefit, the share of each in settling it."""


class Questions(NamedTuple):
    """What to ask, what is worth most first."""

    found: tuple[Question, ...]
    rough: tuple[str, ...]
    """Full names of the benefits of which all open facts are asked for: too much would have to be looked at."""
    screens: tuple[QuestionScreen, ...]
    """The same questions as they are put together."""


class Interviewer:
    """Finds questions in one rule book. Threads may share it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._order = {name: number for number, name in enumerate(rules.facts)}
        self._days: dict[date, _Day] = {}

    def questions(self, person: Person, unknown: frozenset[Path], as_of: date, benefits: Iterable[Benefit]) -> tuple[Question, ...]:
        """The questions that matter to open benefits and can be asked now, what is worth most first (see `ask`)."""
        return self.ask(person, unknown, as_of, benefits).found

    def ask(
        self, person: Person, unknown: frozenset[Path], as_of: date, benefits: Iterable[Benefit], doubts: Mapping[str, Waiting] = NO_DOUBTS
    ) -> Questions:
        """The questions that matter to open benefits and can be asked now, and where it was not worked out which do.

        `person` has checked facts, `unknown` the paths of those that are not asked for (see `huilao.profile.paths`). A benefit is open
        where it is not known whether the person has it, or (where they have it) in which row of its levels they are or what
        it pays; of one in `doubts` (by its full name) it is another reading than the one taken that waits for something.
        """
        worth: dict[Path, float] = {}
        reasons: dict[Path, list[Benefit]] = {}
        rough: list[str] = []
        settlings = self.settlings(person, unknown, as_of, benefits := tuple(benefits))
        shares: dict[tuple[str, Condition], Shares] = {}
        for benefit in benefits:
            settling = settlings[benefit.ruleset]
            waiting = doubts.get(benefit.full_name)
            found = self._shares(benefit, settling, shares) if waiting is None else _even(settling, waiting)
            if found is None:
                rough.append(benefit.full_name)
                found = _alike(settling, benefit)
            for path, share in found.items():
                worth[path] = worth.get(path, 0.0) + WEIGHTS[benefit.force] * share
                reasons.setdefault(path, []).append(benefit)
        askable = set[Path]().union(*(one.askable for one in settlings.values()))
        first = sorted(
            worth, key=lambda path: (-worth[path], [self._order[name] for name in (path.whose, path.fact) if name], path.number or 0)
        )
        every = [self._question(path, worth[path], reasons[path], person) for path in first]
        now = tuple(one for path, one in zip(first, every, strict=True) if path in askable)
        closed = [one for path, one in zip(first, every, strict=True) if path not in askable]
        return Questions(now, tuple(rough), screens_of(now, closed, person, self.rules))

    def never_asked(self, person: Person, as_of: date) -> frozenset[Path]:
        """What is never asked of this person: of an elder what relatives say of themselves."""
        if not elders_own(person, Scope(self.rules.facts).on(as_of)):
            return frozenset()
        return frozenset(Path("", name) for name, fact in self.rules.facts.items() if fact.asked_of is AskedOf.RELATIVE)

    def settlings(self, person: Person, unknown: frozenset[Path], as_of: date, benefits: Iterable[Benefit]) -> dict[str, Settling]:
        """For each ruleset, who finds the ways to settle the conditions of these benefits for a person."""
        day = self._day(as_of)
        known = Known(person, unknown, day.tests, day.plain, Work(CALCULATED))
        conditions: dict[str, dict[Condition, None]] = {}
        for benefit in benefits:
            rows = benefit.levels.rows if benefit.levels else ()
            conditions.setdefault(benefit.ruleset, {}).update(dict.fromkeys((benefit.condition, *(row.condition for row in rows))))
        for name, some in conditions.items():
            for who, test in day.comparisons(name, some):
                known.calculates(test, who, day.situations[name])
        work = Work(WORK)
        return {name: Settling(known, situation, work) for name, situation in day.situations.items()}

    def _shares(self, benefit: Benefit, settling: Settling, kept: dict[tuple[str, Condition], Shares]) -> Shares | None:
        """The shares of the facts in settling a benefit; None where that is too much to work out."""

        def of(condition: Condition) -> Shares:
            key = benefit.ruleset, condition
            if key not in kept:
                ways = settling.ways(condition)
                credits = _credits(ways, settling)
                kept[key] = {path: credits.get(path, 0.0) for path in ways.mattering(settling.work)}
            return kept[key]

        try:
            if truth_of(benefit.condition, settling.known.person, settling.situation) is not Truth.YES:
                return of(benefit.condition)
            whens, waiting = open_rows(benefit, settling.known.person, settling.situation)
            parts = [of(when) for when in whens]
            wanted = settling.wanted(waiting)
        except OutOfWorkError:
            return None
        parts += [dict.fromkeys(wanted, 1 / len(wanted))] if wanted else []
        return {path: sum(part.get(path, 0.0) for part in parts) / len(parts) for part in parts for path in part}

    def _question(self, path: Path, worth: float, benefits: list[Benefit], person: Person) -> Question:
        strongest = sorted(benefits, key=lambda one: -WEIGHTS[one.force])
        whom = self.rules.facts[path.whose] if path.who else None
        names = tuple(one.full_name for one in strongest)
        return Question(str(path), self.rules.facts[path.fact], worth, names, reason_of(strongest), whom, path.value(person))

    def _day(self, as_of: date) -> _Day:
        day = self._days.get(as_of)
        if day is None:
            if len(self._days) >= DAYS:
                self._days.clear()
            day = self._days[as_of] = _Day.of(self.rules, as_of)
        return day


@dataclass(frozen=True, slots=True)
class _Day:
    """The situations of all rulesets on a day, the tests that are made then, and the answers that these tell apart."""

    situations: Mapping[str, Situation]
    tests: Mapping[str, list[Read]]
    plain: dict[str, Answers]
    kept: dict[tuple[str, Condition], tuple[tuple[str, Compare], ...]]

    @staticmethod
    def of(rules: Rules, as_of: date) -> _Day:
        situations = {name: scope_of(ruleset, rules).on(as_of) for name, ruleset in rules.rulesets.items()}
        read: dict[str, dict[Hashable, Read]] = {name: {} for name in rules.facts}
        for name, ruleset in rules.rulesets.items():
            for node in _nodes(ruleset, rules):
                for test in tests_in(node):
                    fact = subject(test)
                    if fact is not None:
                        read[fact].setdefault(key_of(test, situations[name]), (test, situations[name]))
        return _Day(situations, {fact: list(tests.values()) for fact, tests in read.items()}, {}, {})

    def comparisons(self, ruleset: str, conditions: Iterable[Condition]) -> Iterator[tuple[str, Compare]]:
        """The comparisons of several facts behind some conditions of a ruleset, and about whom they are."""
        for condition in conditions:
            if (ruleset, condition) not in self.kept:
                self.kept[ruleset, condition] = tuple(comparisons(condition, self.situations[ruleset]))
            yield from self.kept[ruleset, condition]


def _nodes(ruleset: Ruleset, rules: Rules) -> Iterator[Node]:
    """All that a ruleset may ask of a person."""
    for benefit in ruleset.benefits:
        yield benefit.condition
        rows = benefit.levels.rows if benefit.levels else ()
        yield from (row.condition for row in rows)
        yield from (row.amount for row in rows if row.amount is not None)
        if benefit.pays and not rows:
            yield benefit.pays.amount
    yield from (term.condition for term in ruleset.terms.values())
    yield from (quantity.value for quantity in ruleset.quantities.values())
    yield from (fact.only_if for fact in rules.facts.values() if fact.only_if is not None)


def _alike(settling: Settling, benefit: Benefit) -> Shares:
    """All that is open of a benefit, which has no more of one fact than of another."""
    whens, amounts = open_rows(benefit, settling.known.person, settling.situation)
    return _even(settling, together((amounts, *(settling.waiting(one) for one in (benefit.condition, *whens)))))


def _even(settling: Settling, waiting: Waiting) -> Shares:
    """What is waited for, each fact with the same share."""
    left, settling.work.left = settling.work.left, sys.maxsize  # preconditions are short
    wanted = settling.wanted(waiting)
    settling.work.left = left
    return dict.fromkeys(wanted, 1 / len(wanted)) if wanted else {}


def _credits(ways: Ways, settling: Settling) -> dict[Path, float]:
    """The share of each fact in settling a condition, all shares together being 1.

    A way counts by the chance that it is gone, and for each of its questions the less the more of them there are.
    benchmarks/interview.py measures what comes of it, against what one would ask who knew the answers beforehand.
    """
    credits: dict[Path, float] = {}
    for way in (*ways.yes, *ways.no):
        facts = [asked for asked in way if isinstance(asked, Path)]
        credit = _chance(way, settling) / max(1, len(facts)) ** EXPONENT
        for path in facts:
            credits[path] = credits.get(path, 0.0) + credit
    whole = sum(credits.values())
    return {path: credit / whole for path, credit in credits.items()}


def _chance(way: Way, settling: Settling) -> float:
    return prod(settling.chance(asked, wanted) for asked, wanted in way.items())


def in_want_of(missing: Iterable[str], person: Person, unknown: frozenset[Path]) -> tuple[str, ...]:
    """Of the facts that proofs miss, those that there is no asking for: asked in vain (a whole person by its name), or known
    but not finely enough.
    """
    found: set[str] = set()
    for path in map(Path.of, missing):
        if path in unknown or path.value(person) is not None:
            found.add(str(path))
        elif Path("", path.whose) in unknown:
            found.add(path.whose)
    return tuple(sorted(found))
