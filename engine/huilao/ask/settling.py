"""Finds the ways to settle conditions and amounts of one ruleset for one person."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from ..language.borders import Judge, Line, OutOfWorkError, Work, borders
from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Term, Test
from ..language.distinct import behind, distinct_values, subject
from ..language.facts import FactType
from ..language.known import Path, Person, Range, about, replaced
from ..language.meaning import NOTHING, Waiting, rows_found, together, truth_of, waited_by, waiting_for
from ..language.policy import Benefit
from ..language.quantity import BIRTH
from ..language.scope import Situation
from ..language.truth import Truth
from .answers import Answers, Calculation, Read
from .ways import EITHER, FAILED, FAILS, HELD, HOLDS, NEVER, Asked, Result, Steps, Way, Ways, at_least, every

TEST = 10
"""What it is to look at a test of a person, in pairs of ways."""
HALVINGS = 600
"""Stretches of values that are looked at to tell apart the answers that a calculation waits for."""


@dataclass
class Known:
    """What is known of one person and what was asked in vain; and the answers that tests tell apart then."""

    person: Person
    unknown: frozenset[Path]
    tests: Mapping[str, list[Read]]
    """By fact, the tests of it alone that a rule book makes on the day."""
    plain: dict[str, Answers]
    """The answers to the questions for facts of which nothing is known."""
    work: Work
    """What may be looked at to tell apart the answers that calculations wait for."""
    _answers: dict[Path, Answers] = field(default_factory=dict[Path, Answers])
    _calculations: dict[Path, list[Calculation]] = field(default_factory=dict[Path, list[Calculation]])

    def answers(self, path: Path, situation: Situation) -> Answers:
        """The answers to the question for a fact."""
        if path not in self._answers:
            self._answers[path] = self._made(path, situation)
        return self._answers[path]

    def _made(self, path: Path, situation: Situation) -> Answers:
        fact, known = situation.scope.facts[path.fact], path.value(self.person)
        calculations = self._calculations.get(path, [])
        if known is None and not calculations:
            if path.fact not in self.plain:
                self.plain[path.fact] = Answers(fact, self.tests.get(path.fact, ()))
            return self.plain[path.fact]
        return Answers(fact, self.tests.get(path.fact, ()), known, calculations)

    def in_vain(self, path: Path) -> bool:
        """Whether there is no asking for a fact, or for the person whom it is about."""
        return path in self.unknown or (bool(path.who) and Path("", path.whose) in self.unknown)

    def told(self, path: Path, value: object) -> Person:
        """The person of whom this is known too."""
        return replaced(self.person, path.who, {**about(self.person, path.who), path.fact: value})

    def calculates(self, test: Compare, who: str, situation: Situation) -> None:
        """Tell apart the answers to the one fact that a comparison waits for, where it is one and they can be told apart."""
        asked = [path for path in open_facts(test, self.person, situation, who) if not self.in_vain(path)]
        if len(asked) == 1 and (turns := self._turns(asked[0], test, who, situation)) is not None:
            self._calculations.setdefault(asked[0], []).append(
                Calculation(comparison_key(test, who, situation), turns, self._judge(asked[0], test, who, situation))
            )

    def _turns(self, path: Path, test: Compare, who: str, situation: Situation) -> list[object] | None:
        """Values of a fact between which a comparison turns; None where there are too many, or where it lists people."""
        fact, known = situation.scope.facts[path.fact], path.value(self.person)
        if fact.type is FactType.PEOPLE:
            return None
        if fact.type not in (FactType.NUMBER, FactType.DATE):
            return distinct_values(fact, [(test, situation)], known)
        line = Line.of(fact)
        low, high = (known.low, known.high) if isinstance(known, Range) else (None, None)
        first = line.first if low is None else line.below(low) + 1
        last = line.last if high is None else line.above(high) - 1
        if path.fact == BIRTH:  # nobody is born later
            last = min(last, situation.as_of.toordinal())

        work = Work(min(HALVINGS, self.work.left))
        allowed = work.left
        try:
            return [line.value(at) for at in borders(self._judge(path, test, who, situation), line, first, last, work)]
        except OutOfWorkError:
            return None
        finally:
            self.work.left -= allowed - work.left

    def _judge(self, path: Path, test: Compare, who: str, situation: Situation) -> Judge:
        return lambda value: truth_of(test, about(self.told(path, value), who), situation)


def comparison_key(test: Compare, who: str, situation: Situation) -> Hashable:
    """What tells a comparison of one ruleset from that of another, whose words and numbers may be others."""
    return id(situation.scope), who, test


def open_facts(test: Compare, person: Person, situation: Situation, who: str) -> list[Path]:
    """The facts that a comparison waits for, in a fixed order."""
    return sorted(waiting_for(test, person, situation, who).facts)


class Settling:
    """Finds the ways to settle conditions of one ruleset for one person.

    `askable` grows by the open facts whose preconditions are known to hold. What is looked for raises OutOfWorkError where
    it is more than `work` allows.
    """

    def __init__(self, known: Known, situation: Situation, work: Work) -> None:
        self.known = known
        self.situation = situation
        self.work = work
        self.askable: set[Path] = set()
        self._found: dict[tuple[str, Condition], Ways] = {}
        self._elsewhere: dict[str, Settling] = {}

    def ways(self, condition: Condition, who: str = "") -> Ways:
        """The ways to settle a condition about the person (`""`) or about the one whom a fact names."""
        match condition:
            case All(parts):
                return every((self.ways(part, who) for part in parts), self.work)
            case Any(parts):
                return ~every((~self.ways(part, who) for part in parts), self.work)
            case Not(part):
                return ~self.ways(part, who)
            case Count(least, most, parts):
                ways = [self.ways(part, who) for part in parts]
                enough = HOLDS if least is None else at_least(least, ways, self.work)
                return enough if most is None else enough & ~at_least(most + 1, ways, self.work)
            case Compare() | OneOf() | Has() | Inside():
                if (who, condition) not in self._found:
                    self._found[who, condition] = self._test(condition, who)
                return self._found[who, condition]
            case Term(name):
                if (who, condition) not in self._found:
                    self._found[who, condition] = self.ways(self.situation.scope.terms[name].condition, who)
                return self._found[who, condition]
            case About(fact, part):
                return self.ways(part, fact)
            case EntitledTo(benefits):
                return ~every((~self._promised(name) for name in benefits), self.work)
            case _:
                assert_never(condition)

    def _promised(self, name: str) -> Ways:
        """The ways to settle whether the person has another benefit, in its own ruleset's words."""
        benefit, ruleset, there = self.situation.scope.promise(name)
        if name in there.unsure or not ruleset.in_force(benefit, self.situation.as_of):
            return NEVER if name in there.unsure else FAILS
        if ruleset.name not in self._elsewhere:
            other = self._elsewhere[ruleset.name] = Settling(self.known, there.on(self.situation.as_of), self.work)
            other.askable = self.askable
        return self._elsewhere[ruleset.name].ways(benefit.condition)

    def _test(self, test: Test, who: str) -> Ways:
        self.work.spend(TEST)
        truth = truth_of(test, about(self.known.person, who), self.situation)
        if truth is not Truth.UNKNOWN:
            return HOLDS if truth is Truth.YES else FAILS
        fact = subject(test)
        if fact is None:
            assert isinstance(test, Compare)
            return self._comparison(test, who)
        path = Path(who, fact)
        if self.known.in_vain(path):
            return NEVER
        return self._before(path).to(*(_answered(path, bits) for bits in self._answers(path).of(test, self.situation)))

    def _comparison(self, test: Compare, who: str) -> Ways:
        """Of one open fact by its answers; of several, or where these cannot be told apart, by all that can be asked now."""
        asked = [path for path in open_facts(test, self.known.person, self.situation, who) if not self.known.in_vain(path)]
        told = self._answers(asked[0]).calculated(comparison_key(test, who, self.situation)) if len(asked) == 1 else None
        if told is not None:
            return self._before(asked[0]).to(*(_answered(asked[0], bits) for bits in told))
        steps = [(path, before) for path in asked if (before := self._before(path)).ways]
        now = [(path, before) for path, before in steps if before.done] or steps[:1]
        if not now:
            return NEVER
        facts: Way = {path: self._answers(path).every for path, _ in now}
        result: Asked = Result(who, test)
        before = Steps()
        for _, one in now:
            before &= one
        return before.to({**facts, result: HELD}, {**facts, result: FAILED})

    def _answers(self, path: Path) -> Answers:
        return self.known.answers(path, self.situation)

    def chance(self, asked: Asked, answers: int) -> float:
        """How likely an answer is one of these."""
        return (answers.bit_count() / EITHER.bit_count()) if isinstance(asked, Result) else self._answers(asked).chance(answers)

    def _before(self, path: Path) -> Steps:
        """What must be known to hold before a fact is asked for."""
        only_if = self.situation.scope.facts[path.fact].only_if
        ways = HOLDS if only_if is None else self.ways(only_if, path.who)
        before = Steps(ways.yes, ways.facts, ways.whole)
        if path.who and self.known.person.get(path.whose) is None:
            whom = Path("", path.who)
            self.askable.add(whom)
            before &= Steps(({whom: self._answers(whom).every},), frozenset({whom}))
        if before.done:
            self.askable.add(path)
        return before

    # -- without looking for ways ------------------------------------------------------------------------------------

    def wanted(self, waiting: Waiting) -> frozenset[Path]:
        """The facts to be asked now of those that are waited for, and of what must be known before them."""
        found: set[Path] = set()
        for path in waiting.facts:
            if not self.known.in_vain(path):
                found |= self._before(path).facts | {path}
        return frozenset(found)

    def waiting(self, condition: Condition) -> Waiting:
        """What a condition waits for."""
        return waiting_for(condition, self.known.person, self.situation)


def _answered(path: Path, answers: int) -> Way:
    return {path: answers} if answers else {}


def open_rows(benefit: Benefit, person: Person, situation: Situation) -> tuple[tuple[Condition, ...], Waiting]:
    """Of somebody who has a benefit: the conditions of rows of which it is open whether they apply, and what the amounts of
    those that may wait for.
    """
    if benefit.levels is None:
        return (), (NOTHING if benefit.pays is None else waited_by(benefit.pays.amount, person, situation))
    found = rows_found(benefit.levels, person, situation)
    rows = [benefit.levels.rows[index] for index in found.possible]
    whens = tuple(benefit.levels.rows[index].condition for index in found.possible if index not in found.sure)
    return whens, together(waited_by(row.amount, person, situation) for row in rows if row.amount is not None)


def comparisons(condition: Condition, situation: Situation) -> dict[tuple[str, Compare], None]:
    """The comparisons of several facts, or with a calculation, behind a condition, and about whom they are; without those of the
    people whom a sum is over, of which it is asked only what they come to together.
    """
    facts = situation.scope.facts
    found = ((who, node) for who, node, there in behind(condition, situation.scope) if there is situation.scope)
    single = ((who, node) for who, node in found if not who or facts[who].type is not FactType.PEOPLE)
    return {(who, node): None for who, node in single if isinstance(node, Compare) and subject(node) is None}
