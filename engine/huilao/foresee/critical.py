"""The days on which time alone changes an answer: an age is reached, a length of time has passed, a standard is set anew.

Between two of them nothing changes: what is so on each is so until the next. Of what is partly known both ends count: of
somebody born in 1936 it is open from the first day on which they may be 90, and sure from that on which they must be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any as Anything
from typing import assert_never

from ..answers.changes import Begins, SetAnew
from ..language.ages import DAY, after, age_on, day_of_age, elapsed
from ..language.condition import (
    About,
    All,
    Any,
    Compare,
    Condition,
    Count,
    EntitledTo,
    Has,
    Inside,
    Node,
    Not,
    OneOf,
    Order,
    Term,
    inner_of,
)
from ..language.distinct import behind, subject, whole_numbers
from ..language.doubt import benefits_behind, likely, likely_truths, meanings_of, sentences_of
from ..language.known import Among, Person, about
from ..language.meaning import days, measure, people_of, truth_of
from ..language.places import COUNTRY, inside
from ..language.policy import Benefit, Period, Ruleset
from ..language.quantity import (
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
    Rank,
    Round,
    Smallest,
    Standard,
    Sum,
    Times,
)
from ..language.scope import Scope, Situation
from ..language.standards import DefinedStandard, PlaceOf, SetValue

Timed = frozenset[Node]
"""Tests and quantities that are not the same on every day, about whom (`About`) where it is another person; and other benefits
that are asked for.
"""


def timed_in(benefit: Benefit, scope: Scope) -> Timed:
    """What in a benefit is one of the day too: in its condition in every reading, the rows of its levels, what it pays."""
    rows = benefit.levels.rows if benefit.levels else ()
    cells = [cell for row in rows for cell in row.cells if cell is not None and not isinstance(cell, str)]
    amounts = [benefit.pays.amount] if benefit.pays and not rows else [row.amount for row in rows if row.amount is not None]
    nodes: list[Node] = [*(row.condition for row in rows), *cells, *amounts]
    return _timed_sentences(benefit, scope).union(*(timed_tests(node, scope) for node in nodes))


def _timed_sentences(benefit: Benefit, scope: Scope) -> Timed:
    """What in a benefit's condition, in every reading, is one of the day too: all that whether one has it hangs on."""
    return Timed().union(*(timed_tests(sentence, scope) for sentence in sentences_of(benefit)))


def timed_tests(node: Node, scope: Scope) -> Timed:
    """What in a condition, read in every way, is one of the day too; of a quantity the whole of it."""
    match node:
        case All(parts) | Any(parts) | Count(_, _, parts):
            return Timed().union(*(timed_tests(part, scope) for part in parts))
        case Not(part):
            return timed_tests(part, scope)
        case Compare():
            return Timed({node} if _timed(node, scope) else ())
        case OneOf() | Has() | Inside():
            return Timed()
        case Term(name):
            return Timed().union(*(timed_tests(meaning, scope) for meaning in meanings_of(scope.terms[name])))
        case EntitledTo(benefits):
            return Timed({node} if any(_turns(name, scope) for name in benefits) else ())
        case About(fact, part):
            return Timed(About(fact, test) for test in timed_tests(part, scope) if isinstance(test, Compare | About))
        case (
            Constant() | Number() | Day() | Rank() | Age() | Elapsed() | Standard() | Named() | Plus() | Minus() | Times() | Smallest()
            | Largest() | Round() | First() | Sum()
        ):  # fmt: skip
            return Timed({node} if _timed(node, scope) else ())
        case _:
            assert_never(node)


def _timed(node: Node, scope: Scope) -> bool:
    inside = behind(node, scope)
    return any(
        isinstance(one, Age | Elapsed | Standard) or (isinstance(one, EntitledTo) and any(_turns(name, there) for name in one.benefits))
        for _, one, there in inside
    )


def running(timed: Timed, scope: Scope) -> bool:
    """Whether an age or a time goes into a calculation, which may be another on every day."""
    return any(_runs(node, there) for one in timed for _, node, there in behind(one, scope))


def _runs(node: Node, scope: Scope) -> bool:
    if isinstance(node, EntitledTo):
        read = (_read(name, scope) for name in node.benefits)
        return any(running(_timed_sentences(benefit, there), there) for benefit, _, there in read)
    calculates = isinstance(node, Compare) and subject(node) is None
    return calculates and any(isinstance(inner, Age | Elapsed) for _, inner, _ in behind(node, scope))


def _turns(name: str, scope: Scope) -> bool:
    """Whether a benefit is not the same on every day, in any way that an office could well read it."""
    benefit, ruleset, read = _read(name, scope)
    return bool(_timed_sentences(benefit, read)) or any(_periods(benefit, ruleset))


def _read(name: str, scope: Scope) -> tuple[Benefit, Ruleset, Scope]:
    """A benefit that is asked for with its likely readings, its ruleset, and what it is read in."""
    benefit, ruleset, there = scope.promise(name)
    read = likely(ruleset)
    return next(other for other in read.benefits if other.id == benefit.id), ruleset, replace(there, terms=read.terms)


def _periods(benefit: Benefit, ruleset: Ruleset) -> Iterator[tuple[date, Condition]]:
    """The days on which a benefit comes into force or is so no more, with whether one can have it then."""
    had = EntitledTo((benefit.full_name,))
    for period in (ruleset.document.in_effect, benefit.in_effect or Period()):
        yield from ((period.start, had),) if period.start else ()
        yield from ((period.end + DAY, Not(had)),) if period.end and period.end < date.max else ()


def critical_dates(
    timed: Iterable[Timed], person: Person, situation: Situation, first: date, last: date, *, readings: bool = True
) -> dict[date, tuple[Begins, ...]]:  # fmt: skip
    """The days from `first` to `last` on which something timed is not what it was the day before, in order; with `readings`
    also what an office could well take the benefits to mean that are asked for, on which hangs what to do.

    Each comes with what begins that day: conditions (an age reached, a length of time passed), standards that are set anew.
    """
    found: dict[date, list[Begins]] = {}
    span = max(first, date.min + DAY), last
    for node in sorted(Timed().union(*timed), key=str):
        begins: dict[date, list[Begins]] = {}
        for day, one in _begins(node, person, situation, *span):
            begins.setdefault(day, []).append(one)
        asked = benefits_behind(node, situation.scope) if readings and isinstance(node, Condition) else ()
        answers = {day: _answer(node, asked, person, situation.scope.on(day)) for one in begins for day in (one - DAY, one)}
        for day in sorted(begins):
            if answers[day - DAY] != answers[day]:
                told = found.setdefault(day, [])
                told += [one for number, one in enumerate(begins[day]) if one not in told and one not in begins[day][:number]]
    return {day: tuple(found[day]) for day in sorted(found)}


def _answer(node: Node, asked: Iterable[str], person: Person, situation: Situation) -> Anything:
    """What something comes to, and these benefits as they may be read."""
    if isinstance(node, Condition):
        return truth_of(node, person, situation), [likely_truths(name, person, situation) for name in asked]
    return measure(node, person, situation)


# -- what begins, and when ---------------------------------------------------------------------------------------------


def _begins(node: Node, person: Person, situation: Situation, first: date, last: date) -> Iterator[tuple[date, Begins]]:
    """The days in a span on which what a node looks at may come to something else, and what begins then."""
    for day, begins, who in _events(node, person, situation, first, last, ""):
        if first <= day <= last:
            yield day, (About(who, begins) if who and isinstance(begins, Condition) else begins)


def _events(
    node: Node, person: Person, situation: Situation, first: date, last: date, who: str
) -> Iterator[tuple[date, Begins, str]]:  # fmt: skip
    span = first, last
    match node:
        case Compare(left, _, right) if subject(node) is not None:
            measured, beside = (right, left) if isinstance(left, Constant) else (left, right)
            if isinstance(measured, Age | Elapsed) and isinstance(beside, Constant) and isinstance(beside.value, Fraction):
                known = about(person, who)
                yield from ((day, begins, who) for day, begins in _reached(measured, whole_numbers(beside.value), known, situation))
        case Age() | Elapsed():
            known = about(person, who)
            yield from ((day, begins, who) for day, begins in _running(node, known, situation, *span))
        case Standard(name):
            yield from ((day, begins, who) for day, begins in _set_anew(situation.scope.standards[name], about(person, who), situation))
        case Named(name):
            yield from _events(situation.scope.quantities[name].value, person, situation, *span, who)
        case Term(name):
            yield from _events(situation.scope.terms[name].condition, person, situation, *span, who)
        case About(fact, part):
            yield from _events(part, person, situation, *span, fact)
        case Sum():
            for whose, _ in people_of(node, about(person, who)):
                for inner in inner_of(node):
                    yield from _events(inner, person, situation, *span, whose)
        case EntitledTo():
            for name in node.benefits:
                benefit, ruleset, there = _read(name, situation.scope)
                yield from ((day, begins, who) for day, begins in _periods(benefit, ruleset))
                for timed in _timed_sentences(benefit, there):
                    yield from _events(timed, person, there.on(situation.as_of), *span, who)
        case (
            All() | Any() | Not() | Count() | Compare() | OneOf() | Has() | Inside()
            | Constant() | Number() | Day() | Rank() | Plus() | Minus() | Times() | Smallest() | Largest() | Round() | First()
        ):  # fmt: skip
            for inner in inner_of(node):
                yield from _events(inner, person, situation, *span, who)
        case _:
            assert_never(node)


def _reached(clock: Age | Elapsed, numbers: Iterable[int], person: Person, situation: Situation) -> Iterator[tuple[date, Begins]]:
    """The days from which an age or a time comes to these numbers, by both ends of the day that it is counted from."""
    for since in _since(clock, person):
        for number in numbers:
            day = _day_of(clock, since, number, situation)
            if day is not None:
                yield day, Compare(clock, Order.AT_LEAST, Constant(Fraction(number)))


def _running(clock: Age | Elapsed, person: Person, situation: Situation, first: date, last: date) -> Iterator[tuple[date, Begins]]:
    """The days of a span on which an age or a time comes to another number."""
    for since in _since(clock, person):
        numbers = range(_number(clock, since, first - DAY, situation) + 1, _number(clock, since, last, situation) + 1)
        yield from _reached(clock, numbers, {_fact(clock): since}, situation)


def _fact(clock: Age | Elapsed) -> str:
    return BIRTH if isinstance(clock, Age) else clock.fact


def _since(clock: Age | Elapsed, person: Person) -> list[date]:
    """The ends of the day from which it is counted, as far as they are known."""
    return list(dict.fromkeys(end for end in days(person.get(_fact(clock))) if end is not None))


def _day_of(clock: Age | Elapsed, since: date, number: int, situation: Situation) -> date | None:
    """The day on which it comes to a number; None outside the calendar."""
    try:
        if isinstance(clock, Age):
            return day_of_age(since, number, clock.unit, clock.reached or situation.scope.age_reached)
        return after(since, number, clock.unit)
    except OverflowError:
        return None


def _number(clock: Age | Elapsed, since: date, day: date, situation: Situation) -> int:
    if isinstance(clock, Age):
        return age_on(day, since, clock.unit, clock.reached or situation.scope.age_reached)
    return elapsed(since, day, clock.unit)


def _set_anew(standard: DefinedStandard, person: Person, situation: Situation) -> Iterator[tuple[date, Begins]]:
    """The days from which a value counts, or counts no more, around the place of the person or inside it.

    Around it the narrowest alone counts. Of a value that is split no more is told than the person may have.
    """
    of = standard.place_of
    place = situation.scope.place if of is PlaceOf.DOCUMENT else person.get(of.value) or COUNTRY
    for value in standard.values:
        narrower = standard.set_for(place, value.since)
        around = inside(place, value.place) and (narrower is None or len(narrower.place) <= len(value.place))
        if around or (of is not PlaceOf.DOCUMENT and inside(value.place, place)):
            yield value.since, SetAnew(standard.name, _of_codes(value, person.get(standard.split) if standard.split else None))


def _of_codes(value: SetValue, known: str | Among | None) -> SetValue:
    """A value with the numbers of those codes alone of which one is the person's; none where it has no number for them."""
    if known is None or not isinstance(value.value, Mapping):
        return value
    codes = known.codes if isinstance(known, Among) else frozenset((known,))
    return replace(value, value={code: number for code, number in value.value.items() if code in codes} or None)
