"""What would have to be moved: the alternatives of a condition, and for each the facts at the nearest values that it admits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from itertools import combinations, product
from typing import Any as Anything
from typing import assert_never

from ..language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test
from ..language.facts import Fact, FactType
from ..language.meaning import LEVELS, Person, Situation, born_by, passed_since, truth_of
from ..language.truth import Truth

ALTERNATIVES = 256
"""Alternatives of a condition that are followed at a time: those that ask for the fewest moves."""
DIGITS = 100
"""Digits with which numbers are worked out: more than any has."""
ORDERED = (FactType.NUMBER, FactType.DATE, FactType.SCALE)

Place = tuple[str, str]
"""The fact that names the person (or empty), and the fact that is given of them."""
Needs = Mapping[Place, frozenset[Condition]]
"""For each fact the tests that must hold: each a `Test` or the `Not` of one."""


@dataclass(frozen=True, slots=True)
class Move:
    """A fact at the nearest value that its needs admit."""

    fact: Fact
    who: str
    now: Anything
    value: Anything
    needs: tuple[Condition, ...]
    fixed: bool


class Search:
    """The alternatives of conditions, and the moves they take, for one person on one day."""

    def __init__(self, person: Person, situation: Situation) -> None:
        self.person = person
        self.situation = situation
        self.complete = True
        self._moves: dict[tuple[Place, frozenset[Condition]], tuple[Move | None, ...]] = {}

    # -- alternatives: the disjunctive normal form, over the tests ------------------------------------------------

    def alternatives(self, condition: Condition, who: str = "", wanted: bool = True) -> list[Needs]:
        """The sets of tests of which one must hold for a condition to be surely so, or surely not so."""
        match condition:
            case All(parts):
                ways = [self.alternatives(part, who, wanted) for part in parts]
                return self._all(ways) if wanted else self._any(ways)
            case Any(parts):
                ways = [self.alternatives(part, who, wanted) for part in parts]
                return self._any(ways) if wanted else self._all(ways)
            case Not(part):
                return self.alternatives(part, who, not wanted)
            case Count():
                return self._count(condition, who, wanted)
            case Test():
                place = (who, self.situation.facts[condition.fact].derived_from or condition.fact)
                return self._kept([{place: frozenset({condition if wanted else _contrary(condition)})}])
            case Term(name):
                return self.alternatives(self.situation.terms[name], who, wanted)
            case About(fact, part):
                return self.alternatives(part, fact, wanted)
            case _:
                assert_never(condition)

    def _any(self, ways: Iterable[Sequence[Needs]]) -> list[Needs]:
        return self._kept(needs for way in ways for needs in way)

    def _all(self, ways: Iterable[Sequence[Needs]]) -> list[Needs]:
        found: list[Needs] = [{}]
        for way in ways:
            found = self._kept(_together(one, other) for one, other in product(found, way))
        return found

    def _count(self, count: Count, who: str, wanted: bool) -> list[Needs]:
        """Enough parts surely hold and enough surely do not; or, not wanted, the contrary of one of the two."""
        held = [self.alternatives(part, who) for part in count.parts]
        failed = [self.alternatives(part, who, wanted=False) for part in count.parts]
        least, most = count.at_least or 0, len(count.parts) if count.at_most is None else count.at_most
        if wanted:
            return self._all([self._so_many(held, least), self._so_many(failed, len(count.parts) - most)])
        return self._any([self._so_many(failed, len(count.parts) - least + 1), self._so_many(held, most + 1)])

    def _so_many(self, ways: Sequence[Sequence[Needs]], number: int) -> list[Needs]:
        """At least so many of these."""
        reached: list[list[Needs]] = [[{}], *([] for _ in range(max(0, number)))]
        for way in ways:
            for at in range(number, 0, -1):
                reached[at] = self._any([reached[at], self._all([reached[at - 1], way])])
        return reached[max(0, number)]

    def _kept(self, ways: Iterable[Needs]) -> list[Needs]:
        """Those that some values meet, without what asks for more than another does."""
        kept: list[Needs] = []
        for needs in sorted(filter(self._possible, ways), key=lambda needs: (self._distance(needs), sum(map(len, needs.values())))):
            if not any(all(less <= needs.get(place, frozenset()) for place, less in one.items()) for one in kept):
                kept.append(needs)
        self.complete &= len(kept) <= ALTERNATIVES
        return kept[:ALTERNATIVES]

    def _possible(self, needs: Needs) -> bool:
        return all(self._ways(place, tests) for place, tests in needs.items())

    def _distance(self, needs: Needs) -> int:
        """How many facts must move."""
        return sum(self._ways(place, tests) != (None,) for place, tests in needs.items())

    # -- moves: facts to the nearest values that their tests admit ------------------------------------------------

    def moves(self, needs: Needs) -> Iterator[Mapping[Place, Move]]:
        """The moves that meet all needs: of a fact that has an order up or down."""
        for chosen in product(*(self._ways(place, tests) for place, tests in needs.items())):
            yield {place: move for place, move in zip(needs, chosen, strict=True) if move is not None}

    def suffices(self, condition: Condition, moves: Mapping[Place, Move]) -> bool:
        """Whether the condition holds with these moves, for a person who can be."""
        values = {place: move.value for place, move in moves.items()}
        person = moved(self.person, values, self.situation)
        kept = all((_of(person, who)).get(fact) == value for (who, fact), value in values.items())
        return kept and truth_of(condition, person, self.situation) is Truth.YES

    def _ways(self, place: Place, needs: frozenset[Condition]) -> tuple[Move | None, ...]:
        """How a fact can meet its needs: `None` as it is, else at these values; empty where it cannot."""
        key = (place, needs)
        if key not in self._moves:
            self._moves[key] = tuple(self._find(*place, needs))
        return self._moves[key]

    def _find(self, who: str, name: str, needs: frozenset[Condition]) -> Iterator[Move | None]:
        now = _of(self.person, who).get(name)
        if self._meets(name, now, needs):
            yield None
            return
        fact = self.situation.facts[name]
        values = list(self._values(fact, now, needs))
        met = [value for value in values if self._meets(name, value, needs)]
        for value in _nearest(fact, now, met):
            fixed = now is not None and (fact.fixed or (fact.type is FactType.DATE and value < now))
            yield Move(fact, who, now, value, self._wanting(name, now, needs, values), fixed)

    def _meets(self, name: str, value: Anything, needs: Iterable[Condition]) -> bool:
        return all(truth_of(need, {name: value}, self.situation) is Truth.YES for need in needs)

    def _wanting(self, name: str, now: Anything, needs: frozenset[Condition], values: Sequence[Anything]) -> tuple[Condition, ...]:
        """The needs that are not met, without those that others imply, in a fixed order."""
        wanting = sorted((need for need in needs if not self._meets(name, now, (need,))), key=str)
        for need in tuple(wanting):
            others = [one for one in wanting if one is not need]
            if others and all(self._meets(name, value, (need,)) for value in values if self._meets(name, value, others)):
                wanting = others
        return tuple(wanting)

    def _values(self, fact: Fact, now: Anything, needs: frozenset[Condition]) -> Iterable[Anything]:
        """The values that the tests tell apart, those with an order in it: on each side of every border the first."""
        tests = [need.part if isinstance(need, Not) else need for need in needs]
        constants = [value for test in tests if isinstance(test, Test) for value in test.values]
        match fact.type:
            case FactType.YES_NO:
                return (True, False)
            case FactType.NUMBER:
                return _numbers(fact, [value for value in (*constants, now) if isinstance(value, Decimal)])
            case FactType.DATE:
                borders = [border for test in tests if isinstance(test, Test) for border in self._borders(test)]
                return sorted({day for border in borders for day in _around(border)})
            case FactType.CHOICE | FactType.SCALE:
                return [code.code for code in fact.codes]
            case FactType.SET:
                named = sorted({str(value) for value in constants})
                return [
                    frozenset(now or ()) ^ frozenset(toggled) for size in range(len(named) + 1) for toggled in combinations(named, size)
                ]
            case FactType.PLACE:
                return _places([self.situation.place, *(str(value) for value in constants if not isinstance(value, bool))])
            case FactType.PERSON:
                raise AssertionError(fact)
            case _:
                assert_never(fact.type)

    def _borders(self, test: Test) -> Iterator[date]:
        """The dates at which a test on a date turns."""
        for value in test.values:
            match value:
                case date():
                    yield value
                case Decimal():
                    for years in (int(value), int(value) + 1):
                        yield from filter(None, [born_by(years, self.situation.as_of, self.situation.age_reached)])
                case Duration():
                    yield from filter(None, [passed_since(value, self.situation.as_of)])
                case _:
                    pass


_PAIRS = (
    (Operator.AT_LEAST, Operator.BELOW),
    (Operator.AT_MOST, Operator.ABOVE),
    (Operator.ONE_OF, Operator.NONE_OF),
    (Operator.HAS_ANY, Operator.HAS_NONE),
)
_CONTRARY = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}


def _contrary(test: Test) -> Condition:
    """What holds of a known value where a test does not: another test, if one says so."""
    if isinstance(test.values[0], bool):
        return replace(test, values=(not test.values[0],))
    operator = _CONTRARY.get(test.operator)
    return Not(test) if operator is None else replace(test, operator=operator)


def _together(one: Needs, other: Needs) -> Needs:
    return {**one, **{place: one.get(place, frozenset()) | tests for place, tests in other.items()}}


def _of(person: Person, who: str) -> Person:
    """The person, or the one that a fact names."""
    return (person.get(who) or {}) if who else person


def moved(person: Person, values: Mapping[Place, Anything], situation: Situation) -> Person:
    """A person with other values, and without what can then not be known (`only_if`)."""
    moved: dict[str, Anything] = dict(person)
    for (who, fact), value in values.items():
        if who:
            moved[who] = {**(moved.get(who) or {}), fact: value}
        else:
            moved[fact] = value
    for who in {who for who, _ in values}:
        known = _of(moved, who)
        kept = {name: value for name, value in known.items() if _can_be(situation.facts[name], known, situation)}
        moved = {**moved, who: kept} if who else kept
    return moved


def _can_be(fact: Fact, person: Person, situation: Situation) -> bool:
    return fact.only_if is None or truth_of(fact.only_if, person, situation) is not Truth.NO


def _nearest(fact: Fact, now: Anything, met: Sequence[Anything]) -> Sequence[Anything]:
    """Of the values that will do, the one next above and the one next below; without an order the first."""
    if fact.type not in ORDERED or now is None:
        return met[:1]
    above = next((value for value in met if less(fact, now, value)), None)
    below = next((value for value in reversed(met) if less(fact, value, now)), None)
    return [value for value in (above, below) if value is not None]


def less(fact: Fact, one: Anything, other: Anything) -> bool:
    """Whether a value comes before another in the order of a fact."""
    return fact.rank(one) < fact.rank(other) if fact.type is FactType.SCALE else one < other


def _numbers(fact: Fact, constants: Sequence[Decimal]) -> list[Decimal]:
    """The constants and what is next to them, in steps of the last digit that any of them has."""
    step = Decimal(1).scaleb(min((min(0, int(one.as_tuple().exponent)) for one in constants), default=0))
    low, high = fact.minimum, fact.maximum
    with localcontext(prec=DIGITS):
        near = {one + by for one in constants for by in (-step, Decimal(0), step)}
    return sorted(one for one in near if (low is None or one >= low) and (high is None or one <= high))


def _around(border: date) -> Iterator[date]:
    for days in (-1, 0, 1):
        if date.min.toordinal() <= border.toordinal() + days <= date.max.toordinal():
            yield border + timedelta(days=days)


def _places(named: Sequence[str]) -> list[str]:
    """The named places, one inside each that is none of the others, and one outside all."""
    inside = [
        code + "9" * (longer - len(code))
        for code in named
        for longer in (LEVELS[LEVELS.index(len(code)) + 1 :] if len(code) in LEVELS else ())[:1]
    ]
    return [*dict.fromkeys((*named, *inside, "99"))]
