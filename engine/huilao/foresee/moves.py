"""How a fact would have to be another: the nearest values with which tests hold that must hold of it."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any as Anything

from ..language.borders import Judge, Line, OutOfWorkError, Work, nearest
from ..language.condition import About, Compare, Condition, Has, Not
from ..language.distinct import behind, distinct_values, may_be, paths_read, subject
from ..language.facts import Fact, FactType, Vocabulary
from ..language.known import Among, Holding, Path, Person, Range, about, listed, replaced
from ..language.meaning import truth_of
from ..language.scope import Situation
from ..language.truth import Truth

ORDERED = (FactType.NUMBER, FactType.DATE, FactType.SCALE)
CODES = 8
"""Codes of a set of which all that tests name are tried together; of more, up to `FEW` at a time."""
FEW = 2
HALVINGS = 300
"""Stretches of values that are looked at for one fact in a calculation."""
PLAIN = 4
"""Nodes of a plain test."""
CORNERS = 3
"""Other facts of which all ends are tried together, to see what cannot be sure; of more, all low and all high."""

Needs = Mapping[Path, frozenset[Condition]]
"""For each fact what must hold of it: tests or the `Not` of one, about whom (`About`) where it is another person."""


@dataclass(frozen=True, slots=True)
class Move:
    """A fact at the nearest value that its needs admit."""

    fact: Fact
    who: str
    now: Anything
    """What is known of it."""
    value: Anything
    needs: tuple[Condition, ...]
    fixed: bool
    """Whether it cannot become so: what is known of it rules the value out, and it stays as it is."""

    @property
    def ruled_out(self) -> bool:
        """Whether what is known of the fact rules the value out: it would have to be another, not only to be known."""
        return not may_be(self.fact, self.now, self.value)


class Moves:
    """Finds how the facts of one person can meet needs on one day; what was found is kept."""

    def __init__(self, person: Person, situation: Situation) -> None:
        self.person = person
        self.situation = situation
        self.work = Work(0)
        """What may be looked at; whoever asks next sets it."""
        self.bounded: set[Path] = set()
        """The facts of which not all values were looked at."""
        self._known: dict[tuple[Path, frozenset[Condition]], tuple[Move | None, ...]] = {}
        self._costs: dict[Condition, int] = {}

    def of(self, path: Path, needs: frozenset[Condition]) -> tuple[Move | None, ...]:
        """How a fact can meet its needs: `None` as it is, else at these values; empty where it cannot."""
        key = (path, needs)
        if key not in self._known:
            self._known[key] = tuple(self._find(path, needs))
        return self._known[key]

    def _find(self, path: Path, needs: frozenset[Condition]) -> Iterator[Move | None]:
        now = path.value(self.person)
        if self._meets(path, now, needs):
            yield None
            return
        fact = self.situation.scope.facts[path.fact]
        searched = fact.type in (FactType.NUMBER, FactType.DATE) and any(_calculated(need, path.fact) for need in needs)
        if searched:
            values = met = list(self._by_halving(path, fact, now, needs))
        else:
            values = list(self._values(path, fact, now, needs))
            met = [value for value in values if self._meets(path, value, needs)]
        for value in _nearest(fact, now, met):
            yield Move(fact, path.who, now, value, self._wanting(path, now, needs, values), _fixed(fact, now, value))

    def _meets(self, path: Path, value: Anything, needs: Iterable[Condition]) -> bool:
        needed = tuple(needs)
        self.work.spend(self._cost(needed))
        return _all_of(needed, self._with(path, value), self.situation) is Truth.YES

    def _cost(self, needs: Iterable[Condition]) -> int:
        """What it is to look at needs, in plain tests."""
        return sum(self._costs.get(need) or self._costs.setdefault(need, self._nodes(need)) for need in needs)

    def _nodes(self, need: Condition) -> int:
        return 1 + sum(1 for _ in behind(need, self.situation.scope)) // PLAIN

    def _with(self, path: Path, value: Anything) -> Person:
        if not path.who:
            return ChainMap({path.fact: value}, self.person)  # type: ignore[arg-type]
        return replaced(self.person, path.who, ChainMap({path.fact: value}, about(self.person, path.who)))  # type: ignore[arg-type]

    def _wanting(self, path: Path, now: Anything, needs: frozenset[Condition], values: Sequence[Anything]) -> tuple[Condition, ...]:
        """The needs that are not met, without those that others imply, in a fixed order."""
        wanting = sorted((need for need in needs if not self._meets(path, now, (need,))), key=str)
        for need in tuple(wanting) if len(wanting) > 1 else ():
            others = [one for one in wanting if one is not need]
            if others and all(self._meets(path, value, (need,)) for value in values if self._meets(path, value, others)):
                wanting = others
        return tuple(wanting)

    def shorter(self, path: Path, move: Move, judge: Judge) -> Iterator[Anything]:
        """Values nearer to what is known of a fact that may do as well as that of a move."""
        fact, now, value = move.fact, move.now, move.value
        if now is None or not move.ruled_out:
            return
        if fact.type in (FactType.NUMBER, FactType.DATE):
            line = Line.of(fact, (value,))
            low: Anything = now.low if isinstance(now, Range) else now
            high: Anything = now.high if isinstance(now, Range) else now
            upwards = high is not None and high < value
            span = (line.above(high), line.below(value)) if upwards else (line.above(value), line.below(low))  # type: ignore[arg-type]
            try:
                at = nearest(judge, line, *span, Work(HALVINGS), upwards=upwards)
            except OutOfWorkError:
                self.bounded.add(path)
                return
            yield from () if at is None else (line.value(at),)
        elif fact.type is FactType.SCALE:
            yield from (code.code for code in fact.codes if _between(fact, now, code.code, value))
        elif fact.type is FactType.SET and isinstance(now, frozenset):
            toggled = sorted(move.value ^ now)
            yield from (now ^ frozenset(some) for size in range(1, len(toggled)) for some in combinations(toggled, size))

    # -- values that can be named ----------------------------------------------------------------------------------

    def _values(self, path: Path, fact: Fact, now: Anything, needs: Iterable[Condition]) -> Iterable[Anything]:
        """The values that the needs tell apart, those that may be so as far as is known first."""
        reads = [(need, self.situation) for need in needs]
        if fact.type is FactType.SET:
            return self._sets(path, fact, now, needs)
        found = distinct_values(fact, reads)
        if now is None or fact.type in (FactType.NUMBER, FactType.DATE):
            ends = distinct_values(fact, reads, now) if isinstance(now, Range) else []
            return sorted({*found, *ends}) if ends else found
        inner = distinct_values(fact, reads, now)
        return found if fact.type is FactType.SCALE else dict.fromkeys((*inner, *found))

    def _sets(self, path: Path, fact: Fact, now: Anything, needs: Iterable[Condition]) -> Iterator[frozenset[str]]:
        """The set with some of the codes that tests name put in or taken out, the fewest first."""
        tests = [node for need in needs for _, node, _ in behind(need, self.situation.scope) if isinstance(node, Has)]
        named = sorted({code for test in tests if test.fact == fact.name for code in test.codes})
        sure = now.has if isinstance(now, Holding) else frozenset(now or ())
        if len(named) > CODES:
            self.bounded.add(path)
        sizes = range((len(named) if len(named) <= CODES else FEW) + 1)
        found = [sure ^ frozenset(toggled) for size in sizes for toggled in combinations(named, size)]
        yield from sorted(found, key=lambda one: not may_be(fact, now, one)) if isinstance(now, Holding) else found

    # -- values that a calculation admits --------------------------------------------------------------------------

    def _by_halving(self, path: Path, fact: Fact, now: Anything, needs: frozenset[Condition]) -> Iterator[Anything]:
        """The nearest values on each side, or one inside what is known."""
        line = Line.of(fact, (now,))
        judge = self.judge(path, needs)

        def found(low: int, high: int, *, upwards: bool) -> Iterator[Anything]:
            try:
                at = nearest(judge, line, low, high, Work(HALVINGS), upwards=upwards)
            except OutOfWorkError:
                self.bounded.add(path)
                return
            if at is not None:
                yield line.value(at)

        low, high = (now.low, now.high) if isinstance(now, Range) else (now, now)
        first = line.first if low is None else line.below(low) + 1
        last = line.last if high is None else line.above(high) - 1
        inner = list(found(first, last, upwards=fact.type is FactType.NUMBER)) if now is None or isinstance(now, Range) else []
        yield from inner
        if not inner:
            yield from found(line.first, first - 1, upwards=False) if low is not None else ()
            yield from found(last + 1, line.last, upwards=True) if high is not None else ()

    def judge(self, path: Path, needs: frozenset[Condition]) -> Judge:
        """Whether all needs are met where this is known of a fact; not, where with some value of the others they are not."""
        corners = self._corners(path, needs)
        cost = self._cost(needs)

        def judge(known: Anything) -> Truth:
            self.work.spend(cost)
            truth = _all_of(needs, self._with(path, known), self.situation)
            if truth is not Truth.UNKNOWN:
                return truth
            self.work.spend(cost * len(corners))
            sure = (_all_of(needs, self._with_all(path, known, corner), self.situation) for corner in corners)
            return Truth.NO if Truth.NO in sure else Truth.UNKNOWN

        return judge

    def _corners(self, path: Path, needs: Iterable[Condition]) -> list[Mapping[Path, Anything]]:
        """What the other facts may be of which something is not known: if it would not do with one of these, it is not sure."""
        scope = self.situation.scope
        read = frozenset[Path]().union(*(paths_read(need, scope) for need in needs))
        others = sorted(of_each(read, self.person, scope.facts) - {path})
        ends = {other: both for other in others if (both := _ends(scope.facts[other.fact], other.value(self.person)))}
        if not ends:
            return []
        if len(ends) <= CORNERS:
            return [dict(zip(ends, corner, strict=True)) for corner in product(*ends.values())]
        return [{other: both[side] for other, both in ends.items()} for side in (0, 1)]

    def _with_all(self, path: Path, known: Anything, others: Mapping[Path, Anything]) -> Person:
        return _with_values(self.person, {**others, path: known})


def _calculated(need: Condition, fact: str) -> bool:
    """Whether a need says more of a fact than can be named value by value."""
    if isinstance(need, Not | About):
        return _calculated(need.part, fact)
    return isinstance(need, Compare) and subject(need) != fact


def _all_of(needs: Iterable[Condition], person: Person, situation: Situation) -> Truth:
    found = Truth.YES
    for need in needs:
        found &= truth_of(need, person, situation)
        if found is Truth.NO:
            break
    return found


def _ends(fact: Fact, known: Anything) -> tuple[Anything, Anything] | None:
    """The first and the last value of a fact that is not known or known in part; None where it is known."""
    if not (known is None or isinstance(known, Range | Among | Holding)):
        return None
    match fact.type:
        case FactType.NUMBER | FactType.DATE:
            line = Line.of(fact)
            low, high = (known.low, known.high) if isinstance(known, Range) else (None, None)
            return (line.value(line.first) if low is None else low, line.value(line.last) if high is None else high)
        case FactType.YES_NO:
            return (False, True)
        case FactType.CHOICE | FactType.SCALE:
            codes = [code.code for code in fact.codes if may_be(fact, known, code.code)]
            return (codes[0], codes[-1])
        case FactType.SET:
            has, has_not = (known.has, known.has_not) if isinstance(known, Holding) else (frozenset[str](), frozenset[str]())
            return (has, fact.every_code - has_not)
        case FactType.PLACE | FactType.PERSON | FactType.PEOPLE:
            return None  # where it matters to the need, the search ends by its bound


def _fixed(fact: Fact, now: Anything, value: Anything) -> bool:
    """Whether it is known not to have the value and cannot come to it: it stays as it is, or would have to be an earlier date."""
    if now is None or may_be(fact, now, value):
        return False
    low = now.low if isinstance(now, Range) else now
    return fact.fixed or (fact.type is FactType.DATE and low is not None and value < low)


def _nearest(fact: Fact, now: Anything, met: Sequence[Anything]) -> Sequence[Anything]:
    """Of the values that will do one that may be so, as far as is known; else the one next above and the one next below, or
    without an order the first.
    """
    inner = [value for value in met if now is not None and may_be(fact, now, value)]
    if fact.type not in ORDERED or now is None or inner:
        return (inner or met)[:1]
    above = next((value for value in met if before(fact, now, value)), None)
    below = next((value for value in reversed(met) if before(fact, value, now)), None)
    return [value for value in (above, below) if value is not None]


def before(fact: Fact, one: Anything, other: Anything) -> bool:
    """Whether a value comes before another in the order of a fact, of what is known in part the whole of it."""
    if fact.type is FactType.SCALE:
        last = max(map(fact.rank, one.codes)) if isinstance(one, Among) else fact.rank(one)
        first = min(map(fact.rank, other.codes)) if isinstance(other, Among) else fact.rank(other)
        return last < first
    high: Anything = one.high if isinstance(one, Range) else one
    low: Anything = other.low if isinstance(other, Range) else other
    return high is not None and low is not None and high < low


def _between(fact: Fact, now: Anything, one: Anything, value: Anything) -> bool:
    return (before(fact, now, one) and before(fact, one, value)) or (before(fact, value, one) and before(fact, one, now))


def moved(person: Person, values: Mapping[Path, Anything], situation: Situation) -> Person:
    """A person with other values, and without what can then not be known (`only_if`)."""
    facts = situation.scope.facts
    moved = _with_values(person, values)
    for who in {who for who, _ in values}:
        known = about(moved, who)
        gone = [name for name in known if (only_if := facts[name].only_if) is not None and truth_of(only_if, known, situation) is Truth.NO]
        kept = {name: value for name, value in known.items() if name not in gone} if gone else known
        moved = replaced(moved, who, kept)
    return moved


def of_each(paths: Iterable[Path], person: Person, facts: Vocabulary) -> set[Path]:
    """Paths, of the people of a list those of each of them."""
    found: set[Path] = set()
    for path in paths:
        if path.who and facts[path.who].type is FactType.PEOPLE:
            found |= {Path(f"{path.who}.{number}", path.fact) for number in range(1, len(listed(person, path.who).people) + 1)}
        else:
            found.add(path)
    return found


def _with_values(person: Person, values: Mapping[Path, Anything]) -> Person:
    """A person with other values."""
    for path, value in values.items():
        person = replaced(person, path.who, {**about(person, path.who), path.fact: value})
    return person
