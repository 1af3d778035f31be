"""The ways to settle a condition for a person: which answers, taken together, make it surely hold or surely fail.

A way is a set of answers for each of some open facts. It has all that it takes to get these answers: the preconditions
of the facts (`only_if`), and that there is the person whom they are about. So a question matters if and only if some
way needs it: if there are answers of that way to its other questions that alone do not settle the condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from ..language.condition import About, All, Any, Condition, Count, Not, Term, Test
from ..language.meaning import Person, Situation, test_truth, value_of
from ..language.truth import Truth
from .answers import Answers

MOST, FEW = 64, 8
"""Ways of one condition to hold, or to fail, that are looked at: where there are more than `MOST`, the shortest `FEW`."""

Way = Mapping[str, int]
"""The answers (bits of `Answers`) for each fact by its path from the person: `cared_elder.birth_date`."""


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways for a condition to hold and to fail; neither has any where it stays unknown whatever is answered."""

    yes: tuple[Way, ...]
    no: tuple[Way, ...]
    facts: frozenset[str] = frozenset()
    """Every open fact that it takes or may take."""
    whole: bool = True
    """Whether these are all ways."""

    def __and__(self, other: Ways) -> Ways:
        yes = _simplest([both for one in self.yes for two in other.yes if (both := _joined(one, two)) is not None])
        no = _simplest([*self.no, *other.no])
        if no == SURELY:
            return FAILS
        whole = self.whole and other.whole and len(yes) <= MOST and len(no) <= MOST
        limit = MOST if whole else FEW
        return Ways(yes[:limit], no[:limit], frozenset() if yes == SURELY else self.facts | other.facts, whole)

    def __or__(self, other: Ways) -> Ways:
        return ~(~self & ~other)

    def __invert__(self) -> Ways:
        return Ways(self.no, self.yes, self.facts, self.whole)

    def mattering(self) -> frozenset[str]:
        """The facts whose questions matter; of a condition with too many ways, all that are open in it."""
        if not self.whole:
            return self.facts
        ways = (*self.yes, *self.no)
        found: set[str] = set()
        for way in ways:
            found.update(path for path in way if path not in found and _needs(way, path, ways))
        return frozenset(found)


SURELY: tuple[Way, ...] = ({},)
HOLDS, FAILS, NEVER = Ways(SURELY, ()), Ways((), SURELY), Ways((), ())


def _joined(one: Way, two: Way) -> Way | None:
    """Both ways, None where they need different answers."""
    joined = dict(one)
    for path, answers in two.items():
        joined[path] = joined.get(path, answers) & answers
        if not joined[path]:
            return None
    return joined


def _simplest(ways: list[Way]) -> tuple[Way, ...]:
    """The ways, shortest first, without those that ask for more than another does."""
    kept: list[Way] = []
    for way in sorted(_merged(ways), key=len):
        if not any(_within(way, other) for other in kept):
            kept.append(way)
            if len(kept) > MOST:
                break
    return tuple(kept)


def _merged(ways: Iterable[Way]) -> Iterator[Way]:
    """The ways, those that ask one and the same question as one."""
    single: dict[str, int] = {}
    for way in ways:
        if len(way) == 1:
            ((path, answers),) = way.items()
            single[path] = single.get(path, 0) | answers
        else:
            yield way
    yield from ({path: answers} for path, answers in single.items())


def _within(way: Way, other: Way) -> bool:
    """Whether whoever goes the way goes the other too."""
    return other.keys() <= way.keys() and all(not way[path] & ~answers for path, answers in other.items())


def _needs(way: Way, path: str, ways: Sequence[Way]) -> bool:
    """Whether some answers to the other questions of a way do not settle by themselves, so that this one is needed."""
    others = {one: answers for one, answers in way.items() if one != path}
    return not _covered(others, [one for one in ways if one.keys() <= others.keys()])


def _covered(answers: Way, ways: Sequence[Way]) -> bool:
    """Whether all these answers, however they are combined, go one of some ways."""
    if not ways:
        return False
    inside = dict(answers)
    for path, wanted in ways[0].items():
        outside = inside[path] & ~wanted
        if outside and not _covered({**inside, path: outside}, ways[1:]):
            return False
        inside[path] &= wanted
        if not inside[path]:
            return True
    return True


class Settling:
    """Finds the ways to settle conditions of one ruleset for one person.

    `unknown` are the paths of facts that were asked for in vain. `askable` grows by the open facts whose preconditions
    are known to hold.
    """

    def __init__(self, person: Person, unknown: frozenset[str], situation: Situation, answers: Mapping[str, Answers]) -> None:
        self.person = person
        self.unknown = unknown
        self.situation = situation
        self.answers = answers
        self.askable: set[str] = set()
        self._terms: dict[tuple[str, str], Ways] = {}
        self._tests: dict[tuple[str, Test], Ways] = {}

    def ways(self, condition: Condition, who: str = "") -> Ways:
        """The ways to settle a condition about the person (`""`) or about the one whom a fact names."""
        match condition:
            case All(parts):
                return _every(self.ways(part, who) for part in parts)
            case Any(parts):
                return ~_every(~self.ways(part, who) for part in parts)
            case Not(part):
                return ~self.ways(part, who)
            case Count(at_least, at_most, parts):
                ways = [self.ways(part, who) for part in parts]
                enough = HOLDS if at_least is None else _at_least(at_least, ways)
                return enough if at_most is None else enough & ~_at_least(at_most + 1, ways)
            case Test():
                if (who, condition) not in self._tests:
                    self._tests[who, condition] = self._test(condition, who)
                return self._tests[who, condition]
            case Term(name):
                if (who, name) not in self._terms:
                    self._terms[who, name] = self.ways(self.situation.terms[name], who)
                return self._terms[who, name]
            case About(fact, part):
                return self.ways(part, fact)
            case _:
                assert_never(condition)

    def _test(self, test: Test, who: str) -> Ways:
        person: Person = (self.person.get(who) or {}) if who else self.person
        value = value_of(test.fact, person, self.situation)
        fact = self.situation.facts[test.fact].derived_from or test.fact
        path = f"{who}.{fact}" if who else fact
        if value is not None or person.get(fact) is not None:
            return {Truth.YES: HOLDS, Truth.NO: FAILS, Truth.UNKNOWN: NEVER}[test_truth(test, value, self.situation)]
        if path in self.unknown or who in self.unknown:
            return NEVER
        before = self._before(fact, who)
        if before.yes == SURELY:
            self.askable.add(path)
        yes, no = ((({path: answers},) if answers else ()) for answers in self.answers[fact].of(test, self.situation))
        first = Ways(before.yes, (), before.facts, before.whole)  # a precondition that fails settles nothing by itself
        one = Ways(yes, (), frozenset({path})) & first
        other = Ways(no, (), frozenset({path})) & first
        return Ways(one.yes, other.yes, one.facts, one.whole and other.whole)

    def _before(self, fact: str, who: str) -> Ways:
        """What must be known to hold before a fact is asked for."""
        only_if = self.situation.facts[fact].only_if
        before = HOLDS if only_if is None else self.ways(only_if, who)
        if not who or self.person.get(who) is not None:
            return before
        self.askable.add(who)
        return before & Ways(({who: self.answers[who].every},), (), frozenset({who}))


def _every(parts: Iterable[Ways]) -> Ways:
    """The ways for all of some conditions to hold."""
    found = HOLDS
    for ways in parts:
        found &= ways
    return found


def _at_least(number: int, parts: Sequence[Ways]) -> Ways:
    """The ways for so many of some conditions to hold."""
    reached = [HOLDS, *[FAILS] * number]
    """For each number up to this one, the ways for so many of the conditions that were looked at."""
    for ways in parts:
        for count in range(number, 0, -1):
            reached[count] |= reached[count - 1] & ways
    return reached[number]
