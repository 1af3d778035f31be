"""Which values of a fact tests can tell apart: one or more of every kind.

A test that sets one fact beside constants turns at borders that can be named; between two of them all values are alike to
it. What a calculation makes of a fact is not said here: where it turns is found by halving (`borders.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import ceil, floor
from typing import Any as Anything
from typing import assert_never

from .ages import born_by, since_by
from .condition import About, All, Any, Compare, Count, EntitledTo, Has, Inside, Node, Not, OneOf, Share, Term, Test, inner_of
from .facts import Fact, FactType
from .known import Among, Holding, Path, Range
from .places import COUNTRY, LEVELS, division, inside
from .quantity import (
    BIRTH,
    Age,
    Constant,
    Day,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Round,
    Smallest,
    Standard,
    Sum,
    Times,
)
from .scope import Scope, Situation
from .standards import PlaceOf
from .units import Unit

Read = tuple[Node, Situation]
"""A node of either tree, and what it is read in."""

GROUPS = 10
"""Groups of codes of a set up to which all combinations are told apart; of more, two groups at a time."""


def subject(test: Test) -> str | None:
    """The fact that a test sets beside constants alone; None where it sets several facts together, or calculates."""
    match test:
        case OneOf(fact) | Has(fact) | Inside(fact):
            return fact
        case Compare(left, _, right):
            facts = {_plain(left), _plain(right)} - {""}
            return facts.pop() if len(facts) == 1 and "" in (_plain(left), _plain(right)) else None
        case _:
            assert_never(test)


def _plain(quantity: Quantity) -> str | None:
    """The fact of which a quantity is the value, age or time itself; "" of a constant, None of what is calculated."""
    match quantity:
        case Constant():
            return ""
        case Number(fact) | Day(fact) | Elapsed(fact):
            return fact
        case Rank(fact, code):
            return fact if code is None else ""
        case Age():
            return BIRTH
        case Standard() | Named() | Plus() | Minus() | Times() | Smallest() | Largest() | Round() | First() | Sum():
            return None
        case _:
            assert_never(quantity)


def behind(node: Node, scope: Scope, who: str = "") -> Iterator[tuple[str, Node, Scope]]:
    """A node and all inside it and behind its names, each with the fact that names the person (or lists the people) whom it is
    about, and what it is read in.
    """
    yield who, node, scope
    match node:
        case Term(name):
            yield from behind(scope.terms[name].condition, scope, who)
        case Named(name):
            yield from behind(scope.quantities[name].value, scope, who)
        case About(fact, part):
            yield from behind(part, scope, fact)
        case Sum(_, among):
            for inner in inner_of(node):
                yield from behind(inner, scope, among)
            if node.with_self:
                for inner in inner_of(node):
                    yield from behind(inner, scope, who)
        case EntitledTo(benefits):
            for name in benefits:
                benefit, _, there = scope.promise(name)
                yield from behind(benefit.condition, there, who)
        case (
            All() | Any() | Not() | Count() | Compare() | OneOf() | Has() | Inside()
            | Constant() | Number() | Day() | Rank() | Age() | Elapsed() | Standard()
            | Plus() | Minus() | Times() | Smallest() | Largest() | Round() | First()
        ):  # fmt: skip
            for inner in inner_of(node):
                yield from behind(inner, scope, who)
        case _:
            assert_never(node)


def paths_read(node: Node, scope: Scope, who: str = "") -> frozenset[Path]:
    """The facts that a node looks at, through names and standards too."""
    return frozenset(Path(whom, fact) for whom, one, there in behind(node, scope, who) for fact in _facts_of(one, there))


def _facts_of(node: Node, scope: Scope) -> tuple[str, ...]:
    match node:
        case OneOf(fact) | Has(fact) | Inside(fact) | Number(fact) | Day(fact) | Elapsed(fact):
            return (fact,)
        case Rank(fact, code):
            return (fact,) if code is None else ()
        case Age():
            return (BIRTH,)
        case Standard(name):
            standard = scope.standards[name]
            place = () if standard.place_of is PlaceOf.DOCUMENT else (standard.place_of.value,)
            return (*place, *((standard.split,) if standard.split else ()))
        case Sum(_, among):
            return (among,)
        case (
            All() | Any() | Not() | Count() | Compare() | Term() | About() | EntitledTo() | Constant() | Named() | Plus() | Minus() | Times() | Smallest()
            | Largest() | Round() | First()
        ):  # fmt: skip
            return ()
        case _:
            assert_never(node)


# -- values ------------------------------------------------------------------------------------------------------------


def distinct_values(fact: Fact, reads: Iterable[Read], known: Anything = None) -> list[Anything]:
    """Values that a fact may have, one or more of every kind that the tests in these nodes tell apart, in order where there
    is one; of a date or a number known in part its ends too.

    `known` is what is known of it. Of another person, or of several, it is only told apart that there is one (True).
    """
    found = [(node, there.on(situation.as_of)) for one, situation in reads for _, node, there in behind(one, situation.scope)]
    about = [(test, situation) for test, situation in found if isinstance(test, Test) and subject(test) == fact.name]
    match fact.type:
        case FactType.YES_NO:
            values: Iterable[Anything] = (True, False)
        case FactType.NUMBER:
            values = _numbers(fact, [bound for test, _ in about for bound in _bounds(test)], known)
        case FactType.DATE:
            values = _dates([day for test, situation in about for day in _days(test, situation)], known)
        case FactType.CHOICE | FactType.SCALE:
            values = (code.code for code in fact.codes)
        case FactType.SET:
            values = _sets(fact, [test for test, _ in about if isinstance(test, Has)], known)
        case FactType.PLACE:
            named = [one for one in (*_places(fact, found, about), known) if one and division(one) != COUNTRY]
            values = dict.fromkeys((*distinct_places(named), *named))
        case FactType.PERSON | FactType.PEOPLE:
            values = (True,)
        case _:
            assert_never(fact.type)
    return [value for value in values if may_be(fact, known, value)]


def may_be(fact: Fact, known: Anything, value: Anything) -> bool:
    """Whether a fact of which this is known may have a value; a place may be any inside the one that is known."""
    match known:
        case None:
            return True
        case Range(low, high):
            return (low is None or low <= value) and (high is None or value <= high)
        case Among(codes):
            return value in codes
        case Holding(has, has_not):
            return has <= value and has_not.isdisjoint(value)
        case _:
            return (
                known == value or fact.type in (FactType.PERSON, FactType.PEOPLE) or (fact.type is FactType.PLACE and inside(value, known))
            )


STEPS: Mapping[Unit, Decimal] = {**{unit: Decimal("0.01") for unit in Unit if unit.money}, Unit.PERSONS: Decimal(1)}
"""The steps in which what is counted so is given."""


def step_of(fact: Fact, beside: Iterable[Anything] = ()) -> Decimal:
    """The step in which a number is given: that of its unit, else that of the last digit of the numbers beside it."""
    if fact.unit is not None and fact.unit in STEPS:
        return STEPS[fact.unit]
    return Decimal(1).scaleb(min((min(0, _exponent(one)) for one in beside), default=0))


def _exponent(number: Anything) -> int:
    if isinstance(number, Decimal):
        return int(number.normalize().as_tuple().exponent)
    return 0


def _bounds(test: Test) -> Iterator[Fraction]:
    """The numbers beside which a test sets its fact."""
    match test:
        case Compare(left, _, right):
            yield from (side.value for side in (left, right) if isinstance(side, Constant) and isinstance(side.value, Fraction))
        case OneOf(_, values):
            yield from (Fraction(value) for value in values if isinstance(value, Decimal))
        case Has() | Inside():
            raise AssertionError(test)
        case _:
            assert_never(test)


def decimal(number: Fraction) -> Decimal | None:
    """The decimal that a number is; None where it has no end in decimals."""
    twos = fives = 0
    rest = number.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    digits = max(twos, fives)
    return Decimal(f"{number.numerator * 10**digits // number.denominator}E-{digits}")


def _numbers(fact: Fact, bounds: Sequence[Fraction], known: Anything) -> list[Decimal]:
    """Each bound and the numbers next to it, one between any two, and the ends."""
    exact = [one for bound in bounds if (one := decimal(bound)) is not None]
    ends = [end for end in (fact.minimum, fact.maximum, *_ends(known)) if isinstance(end, Decimal)]
    step = Fraction(step_of(fact, (*exact, *ends)))
    near = {floor(bound / step) * step + by * step for bound in bounds for by in (-1, 0, 1, 2)}
    near |= {*map(Fraction, exact), *map(Fraction, ends)} or {Fraction(0)}
    borders, told = sorted({*bounds, *map(Fraction, ends)}), sorted(near)
    for low, high in pairwise(borders):
        after = bisect_right(told, low)
        if fact.unit is not Unit.PERSONS and (after == len(told) or told[after] >= high):
            near.add(_between(low, high, step))
    values = sorted(one for number in near if (one := decimal(number)) is not None)
    return [one for one in values if _fits(fact, one)]


def _between(low: Fraction, high: Fraction, step: Fraction) -> Fraction:
    while True:
        step /= 10
        number = (floor(low / step) + 1) * step
        if number < high:
            return number


def _fits(fact: Fact, number: Decimal) -> bool:
    return (fact.minimum is None or number >= fact.minimum) and (fact.maximum is None or number <= fact.maximum)


def _ends(known: Anything) -> tuple[Anything, ...]:
    return tuple(end for end in (known.low, known.high) if end is not None) if isinstance(known, Range) else ()


def _days(test: Test, situation: Situation) -> Iterator[date]:
    """The days at which a test of a date turns, or of the age or the time since it."""
    match test:
        case Compare(left, _, right):
            measured, beside = (right, left) if isinstance(left, Constant) else (left, right)
            yield from _turns(measured, beside, situation)
        case OneOf(_, values):
            yield from (value for value in values if isinstance(value, date))
        case Has() | Inside():
            raise AssertionError(test)
        case _:
            assert_never(test)


def _turns(measured: Quantity, beside: Quantity, situation: Situation) -> Iterator[date]:
    value = beside.value if isinstance(beside, Constant) else None
    if isinstance(value, date):
        yield value
        return
    for number in () if value is None else whole_numbers(value):
        if isinstance(measured, Age):
            yield born_by(number, measured.unit, situation.as_of, measured.reached or situation.scope.age_reached) or date.min
        elif isinstance(measured, Elapsed):
            yield since_by(number, measured.unit, situation.as_of) or date.min


def whole_numbers(bound: Fraction) -> tuple[int, ...]:
    """The whole numbers at which what is counted in whole ones comes to a bound, and passes it."""
    return tuple(sorted({ceil(bound), floor(bound) + 1}))


def _dates(days: Sequence[date], known: Anything) -> list[date]:
    """Each day and those next to it, and the ends; any one where there is none of these."""
    near = {day.toordinal() + by for day in days for by in (-1, 0, 1)} | {end.toordinal() for end in _ends(known)} or {1}
    return [date.fromordinal(one) for one in sorted(near) if date.min.toordinal() <= one <= date.max.toordinal()]


def _sets(fact: Fact, tests: Sequence[Has], known: Anything) -> Iterator[frozenset[str]]:
    """Of codes that the same tests name, it counts only whether none, some or all are there."""
    if isinstance(known, frozenset):
        yield known
        return
    sure, ruled_out = (known.has, known.has_not) if isinstance(known, Holding) else (frozenset[str](), frozenset[str]())
    groups: dict[tuple[bool, ...], list[str]] = {}
    for code in fact.codes:
        named = tuple(code.code in test.codes for test in tests)
        if any(named) and code.code not in sure | ruled_out:
            groups.setdefault(named, []).append(code.code)
    partly = any(test.share is Share.ALL for test in tests)
    choices = [[group, group[:1]] if partly and len(group) > 1 else [group[:1]] for group in groups.values()]
    for number in range((len(choices) if len(choices) <= GROUPS else 2) + 1):
        for some in combinations(choices, number):
            for chosen in product(*some):
                yield sure | {code for group in chosen for code in group}


def _places(fact: Fact, found: Sequence[Read], about: Sequence[tuple[Test, Situation]]) -> Iterator[str]:
    """The divisions that tests of a place name, and those for which a standard that is looked up for it has a value."""
    for test, situation in about:
        match test:
            case Inside(_, places):
                yield from places or (situation.scope.place,)
            case OneOf(_, values):
                yield from map(str, values)
            case Compare() | Has():
                raise AssertionError(test)
            case _:
                assert_never(test)
    for node, situation in found:
        if isinstance(node, Standard) and situation.scope.standards[node.name].place_of.value == fact.name:
            yield from (value.place for value in situation.scope.standards[node.name].values)


def distinct_places(named: Iterable[str]) -> list[str]:
    """Every division that is named (the country aside), in that order, and every one around it; and inside each of them,
    and inside the country, one that is none of these: all that tests that name these tell apart.
    """
    first = list(dict.fromkeys(code for code in map(division, named) if code != COUNTRY))
    around = {code[:level]: None for code in first for level in LEVELS if level < len(code)}
    told = dict.fromkeys((*first, *around))
    others = [other for code in (*told, COUNTRY) if (other := _other_inside(code, told)) is not None]
    return [*told, *others]


def _other_inside(code: str, told: Mapping[str, None]) -> str | None:
    """A division one level below a code that is none of these; None where there is no level below, or no other."""
    below = next((level for level in LEVELS if level > len(code)), None)
    width = 0 if below is None else below - len(code)
    return next((one for number in range(10**width - 1, 0, -1) if width and (one := f"{code}{number:0{width}}") not in told), None)
