"""The ways to settle a condition for a person: which answers, taken together, make it surely hold or surely fail.

A way is a set of answers for each of some open facts. It has all that it takes to get these answers: the preconditions
of the facts (`only_if`), and that there is the person whom they are about. So a question matters if and only if some
way needs it: if there are answers of that way to its other questions that alone do not settle the condition.

What a comparison of several open facts comes to is answered by none of them alone: it stands in a way as a thing of its
own (`Result`) beside all of these facts, as if it could come out either way whatever else is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..language.borders import Work
from ..language.condition import Compare
from ..language.known import Path

MOST, FEW = 64, 8
"""Ways of one condition to hold, or to fail, that are looked at: where there are more than `MOST`, the shortest `FEW`."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a comparison comes to once its facts are known."""

    who: str
    test: Compare


HELD, FAILED, EITHER = 1, 2, 3
"""The answers, as bits, to what a comparison comes to."""

Asked = Path | Result
Way = Mapping[Asked, int]
"""The answers (bits of `Answers`) for each fact."""


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways for a condition to hold and to fail; neither has any where it stays unknown whatever is answered."""

    yes: tuple[Way, ...]
    no: tuple[Way, ...]
    facts: frozenset[Path] = frozenset()
    """Every open fact that it takes or may take."""
    whole: bool = True
    """Whether these are all ways."""

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.yes) + len(self.no)

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

    def mattering(self, work: Work) -> frozenset[Path]:
        """The facts whose questions matter; of a condition with too many ways, all that are open in it.

        Raises OutOfWorkError.
        """
        if not self.whole:
            return self.facts
        ways = (*self.yes, *self.no)
        found: set[Path] = set()
        for way in ways:
            found.update(path for path in way if isinstance(path, Path) and path not in found and _needs(way, path, ways, work))
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
    single: dict[Asked, int] = {}
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


def _needs(way: Way, path: Path, ways: Sequence[Way], work: Work) -> bool:
    """Whether some answers to the other questions of a way do not settle by themselves, so that this one is needed."""
    others = {one: answers for one, answers in way.items() if one != path}
    return not _covered(others, [one for one in ways if one.keys() <= others.keys()], work)


def _covered(answers: Way, ways: Sequence[Way], work: Work) -> bool:
    """Whether all these answers, however they are combined, go one of some ways."""
    work.spend()
    if not ways:
        return False
    inside = dict(answers)
    for path, wanted in ways[0].items():
        outside = inside[path] & ~wanted
        if outside and not _covered({**inside, path: outside}, ways[1:], work):
            return False
        inside[path] &= wanted
        if not inside[path]:
            return True
    return True


def every(parts: Iterable[Ways], work: Work) -> Ways:
    """The ways for all of some conditions to hold. Raises OutOfWorkError."""
    found = HOLDS
    for ways in parts:
        work.spend(found.size * ways.size)
        found &= ways
    return found


def at_least(number: int, parts: Sequence[Ways], work: Work) -> Ways:
    """The ways for so many of some conditions to hold. Raises OutOfWorkError."""
    reached = [HOLDS, *[FAILS] * number]
    """For each number up to this one, the ways for so many of the conditions that were looked at."""
    for ways in parts:
        for count in range(number, 0, -1):
            work.spend((reached[count].size + reached[count - 1].size) * ways.size)
            reached[count] |= reached[count - 1] & ways
    return reached[number]


@dataclass(frozen=True, slots=True)
class Steps:
    """The ways to come to where a question can be put."""

    ways: tuple[Way, ...] = SURELY
    facts: frozenset[Path] = frozenset()
    whole: bool = True

    @property
    def done(self) -> bool:
        """Whether it can be put now."""
        return self.ways == SURELY

    def __and__(self, other: Steps) -> Steps:
        both = Ways(self.ways, (), self.facts, self.whole) & Ways(other.ways, (), other.facts, other.whole)
        return Steps(both.yes, self.facts | other.facts, both.whole)

    def to(self, yes: Way, no: Way) -> Ways:
        """The ways for a test to hold and to fail that take these answers (none: it cannot) after these steps."""
        held, failed = ([one for way in self.ways if (one := _joined(way, end)) is not None] if end else [] for end in (yes, no))
        ends = frozenset(path for end in (yes, no) for path in end if isinstance(path, Path))
        return Ways(_simplest(held), _simplest(failed), self.facts | ends, self.whole)
