"""Laws of the reference, on random rule books and people: learning more, what is waited for, and how exact an interval is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil
from random import Random
from typing import Any as Anything

from hypothesis import HealthCheck, Phase, given, settings

from huilao.language.condition import Compare, Condition, Count, EntitledTo, Has, Inside, Node, OneOf, facts_in, walk
from huilao.language.facts import Fact, FactType
from huilao.language.interval import Interval
from huilao.language.known import Among, Holding, Listed, Path, Person, Range, about, listed, replaced
from huilao.language.meaning import amount_of, measure, rows_found, truth_of, waited_by, waiting_for
from huilao.language.places import LEVELS, division, inside
from huilao.language.policy import Hits
from huilao.language.quantity import BIRTH, Age, Branch, Constant, First, Quantity, Standard, Sum
from huilao.language.scope import Scope, Situation, scope_of
from huilao.language.standards import PlaceOf
from huilao.language.truth import Truth
from strategies import (
    ALL_WORDS,
    CASES,
    DAYS,
    FACTS,
    LISTS,
    OTHERS,
    PLACES,
    STANDARDS,
    Asked,
    Words,
    a_condition,
    a_part,
    a_quantity,
    a_rule_book,
    a_scope,
    a_standard,
    a_value,
    known_better,
    seeded,
    somebody,
)

SETTINGS = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # what fails is made small by `smallest`
)
CONDITIONS, QUANTITIES = 6, 6


class Case:
    """A ruleset's words and numbers, what is asked in it, and somebody of whom more and more is known."""

    def __init__(self, luck: Random) -> None:
        self.scope = a_scope(luck)
        self.conditions = [a_condition(luck, 3, ALL_WORDS) for _ in range(CONDITIONS)]
        self.quantities = [a_quantity(luck, 3, ALL_WORDS) for _ in range(QUANTITIES)]
        self.asked = somebody(luck)
        self.better = known_better(luck, self.asked)
        self.best = known_better(luck, self.better)

    def __repr__(self) -> str:
        return f"<{self.asked}, {self.better}, {self.best}>"


cases = seeded(Case)


def holds(inner: Interval, outer: Interval) -> bool:
    """Whether one interval lies in another."""
    low = outer.low is None or (inner.low is not None and inner.low >= outer.low)
    return low and (outer.high is None or (inner.high is not None and inner.high <= outer.high))


def test_learning_more_turns_no_answer_and_widens_no_interval() -> None:
    """What is settled stays settled, whatever else becomes known, in whole or in part."""
    seen = Counter[object]()

    @settings(SETTINGS, max_examples=ceil(CASES / 10))
    @given(cases)
    def monotone(case: Case) -> None:
        place = case.scope.on(case.asked.day)
        for before, after in ((case.asked, case.better), (case.better, case.best)):
            for condition in case.conditions:
                truth, then = (truth_of(condition, one.person, place) for one in (before, after))
                seen[truth, then] += 1
                seen["entitled"] += truth is not then and any(isinstance(one, EntitledTo) for one in walk(condition))
                assert truth in (Truth.UNKNOWN, then), (condition, before, after)
            for quantity in case.quantities:
                interval, then = (measure(quantity, one.person, place) for one in (before, after))
                seen["narrower"] += interval != then
                seen["people"] += interval != then and any(isinstance(one, Sum) for one in walk(quantity))
                assert holds(then, interval), (quantity, before, after)

    monotone()

    assert seen[Truth.UNKNOWN, Truth.YES] > CASES / 100
    assert seen[Truth.UNKNOWN, Truth.NO] > CASES / 100
    assert seen["narrower"] > CASES / 50
    assert min(seen["entitled"], seen["people"]) > CASES / 300


def test_learning_more_widens_no_amount() -> None:
    """Nor does it make one of none, or a flag go away: rows that surely apply still do, those surely out are out."""
    seen = Counter[object]()

    @settings(SETTINGS, max_examples=ceil(CASES / 300))
    @given(seeded(lambda luck: (a_rule_book(luck), [(one := somebody(luck), known_better(luck, one)) for _ in range(10)])))
    def monotone(found: tuple[Anything, list[tuple[Asked, Asked]]]) -> None:
        rules, people = found
        for ruleset in rules.rulesets.values():
            for before, after in people:
                place = scope_of(ruleset, rules).on(before.day)
                for benefit in ruleset.benefits:
                    amount, then = (amount_of(benefit, one.person, place) for one in (before, after))
                    if benefit.levels is not None:
                        rows, later = (rows_found(benefit.levels, one.person, place) for one in (before, after))
                        assert set(later.possible) <= set(rows.possible)
                        assert set(rows.sure) & set(later.possible) <= set(later.sure)
                        assert benefit.levels.hits is Hits.FIRST or set(rows.sure) <= set(later.sure)
                    if then is not None:
                        assert amount is not None
                        assert holds(then, amount), (benefit, before, after)
                        assert then.low is not None
                        assert then.low >= 0
                        seen["narrower" if amount != then else "same"] += 1

    monotone()

    assert seen["narrower"] > CASES / 100


# -- what is waited for ------------------------------------------------------------------------------------------------


def test_what_is_open_waits_for_something_and_nothing_else_does() -> None:
    """Of conditions and of quantities, also of the person's people."""
    seen = Counter[object]()

    @settings(SETTINGS, max_examples=ceil(CASES / 30))
    @given(cases)
    def exact(case: Case) -> None:
        place, person = case.scope.on(case.asked.day), case.asked.person
        for condition in case.conditions:
            waiting = waiting_for(condition, person, place)
            seen["lacks"] += bool(waiting.lacks)
            seen["facts"] += bool(waiting.facts)
            assert bool(waiting) == (truth_of(condition, person, place) is Truth.UNKNOWN), (condition, person)
        for quantity in case.quantities:
            for who in ("", "elder"):
                open_ = not measure(quantity, about(person, who), place).settled if who == "" or plain(quantity) else None
                assert open_ is None or bool(waited_by(quantity, person, place, who)) == open_, (quantity, person)

    exact()

    assert seen["lacks"] > CASES / 300
    assert seen["facts"] > CASES / 30


def plain(quantity: Quantity) -> bool:
    """Whether a quantity speaks of no other person and asks for no benefit, by way of a name either (as far as is seen here: it
    has no names).
    """
    return not set(facts_in(quantity)) & set(OTHERS) and not any(
        isinstance(one, EntitledTo) or hasattr(one, "name") for one in walk(quantity)
    )


def test_what_is_not_waited_for_makes_no_difference() -> None:
    """Whatever becomes known of other facts, an open answer stays open, and an open quantity as it is."""
    seen = Counter[object]()

    @settings(SETTINGS, max_examples=ceil(CASES / 30))
    @given(cases)
    def idle(case: Case) -> None:
        place, person = case.scope.on(case.asked.day), case.asked.person
        for condition in case.conditions:
            waiting = waiting_for(condition, person, place)
            other = put_back(case.better.person, person, waiting.facts)
            if waiting:
                seen["condition"] += other != person
                assert truth_of(condition, other, place) is Truth.UNKNOWN, (condition, person, other)
        for quantity in case.quantities:
            waiting = waited_by(quantity, person, place)
            other = put_back(case.better.person, person, waiting.facts)
            seen["quantity"] += bool(waiting) and other != person
            assert measure(quantity, other, place) == measure(quantity, person, place), (quantity, person, other)

    idle()

    assert seen["condition"] > CASES / 30
    assert seen["quantity"] > CASES / 30


def put_back(better: Person, person: Person, paths: frozenset[Path]) -> Person:
    """Someone who is known better but for these facts; on a list that is waited for there are no more people."""
    found = better
    for path in paths:
        if path.fact in LISTS:
            known, before = listed(better, path.fact), listed(person, path.fact)
            found = {**found, path.fact: replace(before, people=known.people[: len(before.people)])}
    for path in paths:
        if path.fact not in LISTS:
            found = replaced(found, path.who, {**about(found, path.who), path.fact: path.value(person)})
    return found


# -- how exact an interval is --------------------------------------------------------------------------------------------


@dataclass
class Once:
    """A quantity or condition in which each fact stands once, and somebody of whom each has a few values that matter."""

    node: Quantity | Condition
    scope: Scope
    day: date
    person: dict[str, Anything]

    @property
    def place(self) -> Situation:
        return self.scope.on(self.day)

    def completions(self) -> Iterator[Person]:
        """The person with every combination of the values of the facts that matter: the ends of what each may be, what is
        named of it, and what is not.
        """
        named = sorted(uses(self.node, self.scope))
        for found in product(*(values(FACTS[name], self.person.get(name), self.node) for name in named)):
            yield dict(zip(named, found, strict=True))


def uses(node: Quantity | Condition, scope: Scope) -> list[str]:
    """The facts that a node looks at, as often as it does."""
    found = list(facts_in(node))
    for one in walk(node):
        match one:
            case Age():
                found.append(BIRTH)
            case Standard(name):
                standard = scope.standards[name]
                found += [] if standard.place_of is PlaceOf.DOCUMENT else [standard.place_of.value]
                found += [] if standard.split is None else [standard.split]
            case _:
                pass
    return found


def values(fact: Fact, known: Anything, node: Quantity | Condition) -> Sequence[Anything]:
    """The values between which nothing changes."""
    codes = [code.code for code in fact.codes]
    match known:
        case Range(low, high):
            named: list[Anything] = [
                value for one in walk(node) if isinstance(one, OneOf) and one.fact == fact.name for value in one.values
            ]
            another = next((one for one in between(low, high) if one not in named), low)
            return [low, high, another, *(value for value in named if low < value < high)]
        case Among():
            return sorted(known.codes)
        case Holding(has, has_not):
            return [has, frozenset(codes) - has_not]
        case None:
            return (
                [True, False]
                if fact.type is FactType.YES_NO
                else [*map(finest, PLACES), finest("")]
                if fact.type is FactType.PLACE
                else codes
            )
        case str() if fact.type is FactType.PLACE:
            return [finest(known), *(finest(one) for one in PLACES if inside(one, known))]
        case _:
            return [known]


def between(low: Anything, high: Anything) -> Iterator[Anything]:
    """Some numbers, or the days, inside a range."""
    if isinstance(low, Decimal):
        yield from (low + (high - low) * number / 97 for number in range(1, 97))
    else:
        yield from (low + timedelta(days=number) for number in range(1, min(97, (high - low).days)))


def finest(code: str) -> str:
    """A village inside a division that lies in no other one that rules name."""
    found = division(code)
    for level in LEVELS:
        found += "9" * (level - len(found)) if len(found) < level else ""
    return found


def once(luck: Random, *, condition: bool) -> Once | None:
    """Something in which each fact stands once; None where that does not come of this luck."""
    scope = Scope(FACTS, standards={name: a_standard(luck, name) for name in STANDARDS}, place=luck.choice(PLACES))
    words = Words(inside=True, standards=STANDARDS)
    node = a_condition(luck, 2, words) if condition else a_quantity(luck, 2, words)
    used, day = uses(node, scope), luck.choice(DAYS)
    if len(set(used)) < len(used) or not 0 < len(used) < 7 or any(map(certain, walk(node))):
        return None
    person = {name: somehow(luck, FACTS[name], day) for name in used}
    found = Once(node, scope, day, person)
    lacking = any(isinstance(one, Standard) and measure(one, {}, found.place) == Interval(None, None) for one in walk(node))
    return None if lacking else found


def added_up_once(luck: Random) -> list[Once] | None:
    """What each person of a list adds to a sum: a number of hers where a condition holds, nought where it does not."""
    words, scope, day = Words(inside=True), Scope(FACTS, place=luck.choice(PLACES)), luck.choice(DAYS)
    where, part = a_condition(luck, 1, words), a_quantity(luck, 1, words)
    node = First((Branch(where, part), Branch(None, Constant(Fraction(0)))))
    used = uses(node, scope)
    if len(set(used)) < len(used) or not 0 < len(used) < 4 or any(map(certain, walk(node))):
        return None
    return [Once(node, scope, day, {name: somehow(luck, FACTS[name], day) for name in used}) for _ in range(luck.choice((1, 2)))]


def certain(node: Node) -> bool:
    """Whether it comes out one way whatever is known: a list of all codes, a count between bounds that cross."""
    match node:
        case OneOf(fact, values):
            return {code.code for code in FACTS[fact].codes} == set(values)
        case Count(int() as at_least, int() as at_most):
            return at_least > at_most
        case _:
            return False


def somehow(luck: Random, fact: Fact, day: date) -> Anything:
    """What is known of a fact: all, part between two ends, or (of what has few values) nothing."""
    part = a_part(luck, fact, day)
    if isinstance(part, Range) and None in (part.low, part.high):
        part = replace(part, low=part.low or fact.minimum, high=part.high or fact.maximum) if fact.minimum is not None else None
    if isinstance(part, Range) and None in (part.low, part.high):
        part = None
    few = fact.type in (FactType.YES_NO, FactType.CHOICE, FactType.SCALE, FactType.PLACE)
    return luck.choice((a_value(luck, fact, day), *((part,) * 3 if part is not None else (None,) * 2 if few else ())))


def test_where_each_fact_stands_once_an_interval_is_exact() -> None:
    """Both its ends are reached by somebody of whom everything is known, and nobody is outside it."""
    seen = Counter[object]()

    @settings(SETTINGS, max_examples=CASES // 4)
    @given(seeded(lambda luck: once(luck, condition=False)))
    def exact(case: Once | None) -> None:
        if case is None:
            return
        assert not isinstance(case.node, Compare | OneOf | Has | Inside)
        interval = measure(case.node, case.person, case.place)  # type: ignore[arg-type]
        found = [measure(case.node, one, case.place) for one in case.completions()]  # type: ignore[arg-type]
        seen["wide" if not interval.settled else "point"] += 1
        assert all(one.settled for one in found), case
        assert interval == Interval(min(one.low or Fraction(0) for one in found), max(one.high or Fraction(0) for one in found)), case

    exact()

    assert seen["wide"] > CASES / 100


def test_a_sum_over_people_is_exact_where_each_fact_stands_once() -> None:
    """Over a complete list; over another one it has no upper end, and no lower one where somebody may take something away."""
    seen = Counter[object]()

    @settings(SETTINGS, max_examples=CASES // 8)
    @given(seeded(added_up_once))
    def exact(each: list[Once] | None) -> None:
        if each is None:
            return
        first, place = each[0].node, each[0].place
        assert isinstance(first, First)
        quantity = Sum(first.rows[0].value, "children", first.rows[0].when)
        people = Listed(tuple(one.person for one in each))
        interval = measure(quantity, {"children": people}, place)
        found = [measure(quantity, {"children": Listed(ones)}, place) for ones in product(*(one.completions() for one in each))]
        seen["wide" if not interval.settled else "point"] += 1
        assert all(one.settled for one in found), each
        assert interval == Interval(min(one.low or Fraction(0) for one in found), max(one.high or Fraction(0) for one in found)), each

        least = measure(first, {}, place).low
        more = measure(quantity, {"children": replace(people, complete=False)}, place)
        seen["none" if more.low is None else "some"] += 1
        assert more == Interval(None if least is None or least < 0 else interval.low, None)

    exact()

    assert seen["wide"] > CASES / 200
    assert min(seen["none"], seen["some"]) > CASES / 200


def test_where_each_fact_stands_once_an_open_answer_is_open() -> None:
    """Somebody of whom everything is known has it, somebody has not; and a settled one is everybody's."""
    seen = Counter[object]()

    @settings(SETTINGS, max_examples=CASES // 4)
    @given(seeded(lambda luck: once(luck, condition=True)))
    def exact(case: Once | None) -> None:
        if case is None:
            return
        truth = truth_of(case.node, case.person, case.place)  # type: ignore[arg-type]
        found = {truth_of(case.node, one, case.place) for one in case.completions()}  # type: ignore[arg-type]
        seen[truth] += 1
        assert found == ({Truth.YES, Truth.NO} if truth is Truth.UNKNOWN else {truth}), case

    exact()

    assert seen[Truth.UNKNOWN] > CASES / 100
