"""The meaning of conditions and quantities: the one reference that every interpreter is held to.

Truth is Kleene's; what is known of a quantity is an interval. Each test asks the set of values that a fact may have
(`known.py`) for itself: it holds where it holds of all of them, fails where it holds of none, and is unknown otherwise. So
learning more never turns a yes or a no, and never widens an interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any as Anything
from typing import assert_never

from .ages import age_on, elapsed
from .condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Share, Term
from .facts import Fact, FactType
from .interval import ANYTHING, NOUGHT, Interval, compare, hull, largest, minus, plus, point, rounded, smallest, times
from .known import Among, Holding, Path, Person, Range, about, listed
from .places import COUNTRY, division, within
from .policy import Benefit, Hits, Levels
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
from .scope import Situation
from .standards import DefinedStandard, PlaceOf, SetValue
from .truth import Truth

# -- conditions --------------------------------------------------------------------------------------------------------


def truth_of(condition: Condition, person: Person, situation: Situation) -> Truth:
    """Whether a condition holds for a person.

    Raises KeyError for a fact, term, quantity or standard that the situation does not have; a rule book that was read has
    them all.
    """
    match condition:
        case All(parts):
            return every(truth_of(part, person, situation) for part in parts)
        case Any(parts):
            return some(truth_of(part, person, situation) for part in parts)
        case Not(part):
            return ~truth_of(part, person, situation)
        case Count(at_least, at_most, parts):
            truths = [truth_of(part, person, situation) for part in parts]
            return count_truth(truths.count(Truth.YES), truths.count(Truth.UNKNOWN), at_least, at_most)
        case Compare(left, order, right):
            return compare(measure(left, person, situation), order, measure(right, person, situation))
        case OneOf(fact):
            return one_of(condition, person.get(fact))
        case Has(fact):
            return has(condition, person.get(fact))
        case Inside(fact):
            return lies_inside(condition, person.get(fact), situation.scope.place)
        case Term(name):
            return truth_of(situation.scope.terms[name].condition, person, situation)
        case About(fact, part):
            return truth_of(part, person.get(fact) or {}, situation)
        case EntitledTo(benefits):
            return some(has_benefit(name, person, situation) for name in benefits)
        case _:
            assert_never(condition)


def every(truths: Iterable[Truth]) -> Truth:
    """Kleene's conjunction: NO as soon as one is NO."""
    found = Truth.YES
    for truth in truths:
        found &= truth
    return found


def some(truths: Iterable[Truth]) -> Truth:
    """Kleene's disjunction: YES as soon as one is YES."""
    found = Truth.NO
    for truth in truths:
        found |= truth
    return found


def count_truth(sure: int, open_: int, at_least: int | None, at_most: int | None) -> Truth:
    """Whether a count lies between its bounds, of which `sure` parts hold and `open_` more may hold."""
    enough = Truth.YES if at_least is None or sure >= at_least else Truth.of(None if sure + open_ >= at_least else False)
    few = Truth.YES if at_most is None or sure + open_ <= at_most else Truth.of(None if sure <= at_most else False)
    return enough & few


def one_of(test: OneOf, known: Anything) -> Truth:
    """Whether a fact of which this is known has one of the values; a range is taken as a whole, not day by day."""
    match known:
        case None:
            return Truth.UNKNOWN
        case Among(codes):
            return Truth.YES if codes <= set(test.values) else Truth.NO if codes.isdisjoint(test.values) else Truth.UNKNOWN
        case Range(low, high):
            return Truth.of(None if any(_between(low, value, high) for value in test.values) else False)
        case _:
            return Truth.of(known in test.values)


def _between(low: Anything, value: Anything, high: Anything) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)


def has(test: Has, known: Anything) -> Truth:
    """Whether a set of which this is known has the codes."""
    match known:
        case None:
            return Truth.UNKNOWN
        case Holding(sure, ruled_out):
            truths = [Truth.YES if code in sure else Truth.NO if code in ruled_out else Truth.UNKNOWN for code in test.codes]
        case _:
            truths = [Truth.of(code in known) for code in test.codes]
    match test.share:
        case Share.ANY:
            return some(truths)
        case Share.ALL:
            return every(truths)
        case _:
            assert_never(test.share)


def lies_inside(test: Inside, known: str | None, here: str) -> Truth:
    """Whether a place that is known like this lies inside one of the divisions, or inside the place of the document."""
    return Truth.UNKNOWN if known is None else some(within(known, place) for place in test.places or (here,))


def has_benefit(name: str, person: Person, situation: Situation) -> Truth:
    """Whether a person has a benefit, by its own sentence as it was taken to mean."""
    benefit, ruleset, there = situation.scope.promise(name)
    if name in situation.scope.unsure:
        return Truth.UNKNOWN
    return truth_of(benefit.condition, person, there.on(situation.as_of)) if ruleset.in_force(benefit, situation.as_of) else Truth.NO


# -- what is waited for: facts and numbers ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Lack:
    """A number that the rule book does not have: of a standard, for a place, on a day."""

    standard: str
    place: str
    day: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """What would have to be known for an answer: facts of the person, numbers of the rule book."""

    facts: frozenset[Path] = frozenset()
    lacks: frozenset[Lack] = frozenset()

    def __or__(self, other: Waiting) -> Waiting:
        return Waiting(self.facts | other.facts, self.lacks | other.lacks)

    def __bool__(self) -> bool:
        return bool(self.facts or self.lacks)


NOTHING = Waiting()


@lru_cache(1 << 12)
def of_fact(who: str, fact: str) -> Waiting:
    """That a fact of somebody would have to be known."""
    return Waiting(frozenset((Path(who, fact),)))


# -- quantities --------------------------------------------------------------------------------------------------------


def measure(quantity: Quantity, person: Person, situation: Situation) -> Interval:
    """What is known of a quantity for a person. Raises what `truth_of` raises."""
    match quantity:
        case Constant(value):
            return point(Fraction(value.toordinal()) if isinstance(value, date) else value)
        case Number(fact):
            return number(situation.scope.facts[fact], person.get(fact))
        case Day(fact):
            return Interval(*(None if day is None else Fraction(day.toordinal()) for day in days(person.get(fact))))
        case Rank(fact, code):
            return rank(situation.scope.facts[fact], person.get(fact) if code is None else code)
        case Age(unit, reached):
            first, last = days(person.get(BIRTH))
            counted = reached or situation.scope.age_reached
            return Interval(*(None if one is None else Fraction(age_on(situation.as_of, one, unit, counted)) for one in (last, first)))
        case Elapsed(fact, unit):
            first, last = days(person.get(fact))
            return Interval(*(None if one is None else Fraction(elapsed(one, situation.as_of, unit)) for one in (last, first)))
        case Standard(name):
            return Lookup.of(situation.scope.standards[name], person, situation).interval
        case Named(name):
            return measure(situation.scope.quantities[name].value, person, situation)
        case Plus(parts):
            return plus(measure(part, person, situation) for part in parts)
        case Minus(whole, less):
            return minus(measure(whole, person, situation), measure(less, person, situation))
        case Times(parts):
            return times(measure(part, person, situation) for part in parts)
        case Smallest(parts):
            return smallest(measure(part, person, situation) for part in parts)
        case Largest(parts):
            return largest(measure(part, person, situation) for part in parts)
        case Round(part, to, mode):
            return rounded(measure(part, person, situation), to, mode)
        case First():
            return hull(measure(quantity.rows[row].value, person, situation) for row in rows_of(quantity, person, situation))
        case Sum():
            return added_up(quantity, person, situation)
        case _:
            assert_never(quantity)


def number(fact: Fact, known: Decimal | Range | None) -> Interval:
    """The interval of a number: as far as its fact goes where nothing is known of it."""
    low, high = (known.low, known.high) if isinstance(known, Range) else (known, known)
    ends = (fact.minimum if low is None else low, fact.maximum if high is None else high)
    return Interval(*(None if end is None else Fraction(end) for end in ends))  # type: ignore[arg-type]


def days(known: date | Range | None) -> tuple[date | None, date | None]:
    """The first and the last day that a date may be; None where that end is open."""
    return (known.low, known.high) if isinstance(known, Range) else (known, known)  # type: ignore[return-value]


def rank(fact: Fact, known: str | Among | None) -> Interval:
    """The interval of the place on a scale."""
    if fact.type is not FactType.SCALE:
        raise TypeError(fact)
    codes = known.codes if isinstance(known, Among) else [code.code for code in fact.codes] if known is None else [known]
    ranks = [Fraction(fact.rank(code)) for code in codes]
    return Interval(min(ranks), max(ranks))


def rows_of(first: First, person: Person, situation: Situation) -> Iterator[int]:
    """The rows that may apply: those that are not surely out, up to the first that surely holds."""
    for index, row in enumerate(first.rows):
        truth = Truth.YES if row.when is None else truth_of(row.when, person, situation)
        if truth is not Truth.NO:
            yield index
        if truth is Truth.YES:
            return


def added_up(quantity: Sum, person: Person, situation: Situation) -> Interval:
    """The sum over people: whoever may be one of them adds nought or more, and a list that is not complete may go on."""
    shares = [share(quantity, one, situation) for _, one in people_of(quantity, person)]
    return in_all(shares, None if listed(person, quantity.among).complete else share(quantity, {}, situation))


def in_all(shares: Iterable[Interval], more: Interval | None) -> Interval:
    """The sum of what people add; `more` is what one adds of whom nothing is known, where there may be such."""
    sure = plus((point(NOUGHT), *shares))
    return sure if more is None else Interval(None if more.low is None or more.low < 0 else sure.low, None)


def share(quantity: Sum, one: Person, situation: Situation) -> Interval:
    """What one person adds to a sum."""
    counted = Truth.YES if quantity.where is None else truth_of(quantity.where, one, situation)
    return point(NOUGHT) if counted is Truth.NO else share_of(counted, measure(quantity.part, one, situation))


def share_of(counted: Truth, measured: Interval) -> Interval:
    """What somebody adds who is counted like this, and of whom this is measured."""
    match counted:
        case Truth.NO:
            return point(NOUGHT)
        case Truth.YES:
            return measured
        case Truth.UNKNOWN:
            return hull((point(NOUGHT), measured))
        case _:
            assert_never(counted)


def people_of(quantity: Sum, person: Person) -> Iterator[tuple[str, Person]]:
    """The people whom a sum may be over, as far as they are known: by whom a path calls them (`household_members.2`; the person
    herself by nothing).
    """
    if quantity.with_self:
        yield "", person
    for number, one in enumerate(listed(person, quantity.among).people, 1):
        yield f"{quantity.among}.{number}", one


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a standard is for somebody on a day: its interval, the values that it may be, and what it waits for."""

    interval: Interval
    values: tuple[SetValue, ...]
    """The one that counts for the place as far as it is known first, if there is one; then those of places inside it."""
    place_fact: str | None
    """The fact that would have to be known better for the value to be sure; None where it is none."""
    split_fact: str | None
    """Likewise of the fact that splits the standard."""
    lack: Lack

    def waiting(self, who: str) -> Waiting:
        """What would have to be known of the person whom `who` names; where that is nothing, the rule book lacks a number."""
        if self.interval.settled:
            return NOTHING
        facts = frozenset(Path(who, fact) for fact in (self.place_fact, self.split_fact) if fact is not None)
        return Waiting(facts, frozenset() if facts else frozenset((self.lack,)))

    @staticmethod
    def of(standard: DefinedStandard, person: Person, situation: Situation) -> Lookup:
        """Look a standard up for a person: of a place known coarsely it may be any inside it that has a value."""
        fact = None if standard.place_of is PlaceOf.DOCUMENT else standard.place_of.value
        known = None if fact is None else person.get(fact)
        place = situation.scope.place if fact is None else known or COUNTRY
        here = standard.set_for(place, situation.as_of)
        inner = standard.set_within(place, situation.as_of) if fact is not None else ()
        values = (*((here,) if here else ()), *inner)
        codes = _codes(person.get(standard.split)) if standard.split else None
        each = [standard.numbers(value, codes) for value in values]
        numbers = [one for found in each for one in found]
        interval = Interval(min(numbers), max(numbers)) if here and numbers else ANYTHING
        alike = here is not None and all(
            len({tuple(standard.numbers(value, code)) for value in values}) == 1 for code in _one_by_one(standard, codes, situation)
        )
        split = any(len(set(found)) > 1 for found in each)
        lack = Lack(standard.name, division(place), situation.as_of)
        return Lookup(interval, values, fact if inner and not alike else None, standard.split if split else None, lack)


def _one_by_one(standard: DefinedStandard, codes: frozenset[str] | None, situation: Situation) -> list[frozenset[str] | None]:
    """Each code of the fact that splits a standard, of those that it may have; (None) once where nothing splits it."""
    if standard.split is None:
        return [None]
    every = situation.scope.facts[standard.split].every_code
    return [frozenset((code,)) for code in (every if codes is None else codes)]


def _codes(known: str | Among | None) -> frozenset[str] | None:
    """The codes that a choice may have; None where it may have any."""
    return None if known is None else known.codes if isinstance(known, Among) else frozenset((known,))


# -- what an answer waits for ------------------------------------------------------------------------------------------------


def waiting_for(condition: Condition, person: Person, situation: Situation, who: str = "") -> Waiting:
    """What a condition that is open waits for; nothing where it is settled.

    `person` is the whole person; `who` names the one whom the condition is about.
    """
    if truth_of(condition, about(person, who), situation) is not Truth.UNKNOWN:
        return NOTHING
    match condition:
        case All(parts) | Any(parts) | Count(_, _, parts):
            return together(waiting_for(part, person, situation, who) for part in parts)
        case Not(part):
            return waiting_for(part, person, situation, who)
        case Compare(left, _, right):
            return together(waited_by(part, person, situation, who) for part in (left, right))
        case OneOf(fact) | Has(fact) | Inside(fact):
            return of_fact(who, fact)
        case Term(name):
            return waiting_for(situation.scope.terms[name].condition, person, situation, who)
        case About(fact, part):
            return waiting_for(part, person, situation, fact)
        case EntitledTo(benefits):
            promises = [situation.scope.promise(name) for name in benefits if name not in situation.scope.unsure]
            open_ = [(benefit, there) for benefit, ruleset, there in promises if ruleset.in_force(benefit, situation.as_of)]
            return together(waiting_for(benefit.condition, person, there.on(situation.as_of)) for benefit, there in open_)
        case _:
            assert_never(condition)


def waited_by(quantity: Quantity, person: Person, situation: Situation, who: str = "") -> Waiting:
    """What a quantity that is not one number waits for; what cannot matter to it is left out."""
    known = about(person, who)
    if measure(quantity, known, situation).settled:
        return NOTHING
    match quantity:
        case Constant():
            return NOTHING
        case Number(fact) | Day(fact) | Rank(fact) | Elapsed(fact):
            return of_fact(who, fact)
        case Age():
            return of_fact(who, BIRTH)
        case Standard(name):
            return Lookup.of(situation.scope.standards[name], known, situation).waiting(who)
        case Named(name):
            return waited_by(situation.scope.quantities[name].value, person, situation, who)
        case Plus(parts) | Times(parts):
            return together(waited_by(part, person, situation, who) for part in parts)
        case Minus(whole, less):
            return waited_by(whole, person, situation, who) | waited_by(less, person, situation, who)
        case Smallest(parts):
            ends = [measure(part, known, situation) for part in parts]
            least = smallest(ends).high
            return together(
                waited_by(part, person, situation, who)
                for part, end in zip(parts, ends, strict=True)
                if least is None or end.low is None or end.low < least
            )
        case Largest(parts):
            ends = [measure(part, known, situation) for part in parts]
            most = largest(ends).low
            return together(
                waited_by(part, person, situation, who)
                for part, end in zip(parts, ends, strict=True)
                if most is None or end.high is None or end.high > most
            )
        case Round(part):
            return waited_by(part, person, situation, who)
        case First(rows):
            may = [rows[index] for index in rows_of(quantity, known, situation)]
            whens = (waiting_for(row.when, person, situation, who) for row in may if row.when is not None)
            return together((*whens, *(waited_by(row.value, person, situation, who) for row in may)))
        case Sum(part, among, where):
            more = NOTHING if listed(known, among).complete else of_fact(who, among)
            members = [(whose, truth_of(where, one, situation) if where else Truth.YES) for whose, one in people_of(quantity, known)]
            whether = (waiting_for(where, person, situation, whose) for whose, truth in members if where and truth is Truth.UNKNOWN)
            how_much = (waited_by(part, person, situation, whose) for whose, truth in members if truth is not Truth.NO)
            return together((more, *whether, *how_much))
        case _:
            assert_never(quantity)


def together(found: Iterable[Waiting]) -> Waiting:
    """All that is waited for."""
    every = [one for one in found if one is not NOTHING]
    if len(every) < 2:  # as nearly always
        return every[0] if every else NOTHING
    return Waiting(frozenset[Path]().union(*[one.facts for one in every]), frozenset[Lack]().union(*[one.lacks for one in every]))


# -- tables and amounts ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RowsFound:
    """The rows of a table that may apply to a person, and those of them that surely do, by number from 0."""

    possible: tuple[int, ...]
    sure: tuple[int, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing more to be known would change them."""
        return self.possible == self.sure

    def gap(self) -> bool:
        """Whether the person is surely in no row."""
        return not self.possible

    def overlap(self, hits: Hits) -> bool:
        """Whether the person is surely in two rows of a table where there should never be two."""
        return hits is Hits.UNIQUE and len(self.sure) > 1


def rows_found(levels: Levels, person: Person, situation: Situation) -> RowsFound:
    """The rows of a table for a person; `first` looks no further than the first that surely applies."""
    return rows_among([truth_of(row.condition, person, situation) for row in levels.rows], levels.hits)


def rows_among(truths: Iterable[Truth], hits: Hits) -> RowsFound:
    """The rows that may apply and those that surely do, by the truths of their conditions."""
    possible: list[int] = []
    sure: list[int] = []
    for index, truth in enumerate(truths):
        possible += [index] if truth is not Truth.NO else []
        sure += [index] if truth is Truth.YES else []
        if truth is Truth.YES and hits is Hits.FIRST:
            break
    return RowsFound(tuple(possible), tuple(sure))


def rows_that_pay(rows: RowsFound, amounts: Sequence[Interval | None], hits: Hits) -> RowsFound:
    """The rows by which is paid: of `highest` those that may give most, of equals that surely give it the first."""
    lows = {index: found.low for index in rows.sure if (found := amounts[index]) is not None and found.low is not None}
    if hits is not Hits.HIGHEST or not lows:
        return rows
    least = max(lows.values())
    first = next(index for index, low in lows.items() if low == least)

    def may_pay_most(index: int) -> bool:
        amount = amounts[index]
        return index == first or (amount is not None and (amount.high is None or amount.high > least))

    return RowsFound(tuple(filter(may_pay_most, rows.possible)), tuple(filter(may_pay_most, rows.sure)))


def amount_of(benefit: Benefit, person: Person, situation: Situation) -> Interval | None:
    """The rate that a benefit gives to somebody who has it, never below nought; None where it pays nothing, or where the
    person is surely in no row of its levels.
    """
    if benefit.pays is None:
        return None
    if benefit.levels is None:
        return cut(measure(benefit.pays.amount, person, situation))
    amounts = [None if row.amount is None else measure(row.amount, person, situation) for row in benefit.levels.rows]
    return amount_in(rows_found(benefit.levels, person, situation), amounts, benefit.levels.hits)


def amount_in(rows: RowsFound, amounts: Sequence[Interval | None], hits: Hits) -> Interval | None:
    """The rate by the rows that may apply and what is paid in each; None where there is no row.

    Of `highest` it is from the greatest lower end of those that surely apply (where none does: from the least of those
    that may) to the greatest upper end of those that may.
    """
    possible = [found for index in rows.possible if (found := amounts[index]) is not None]
    if not possible:
        return None
    match hits:
        case Hits.UNIQUE | Hits.FIRST:
            return cut(hull(possible))
        case Hits.HIGHEST:
            sure = [found for index in rows.sure if (found := amounts[index]) is not None]
            return cut(Interval(largest(sure).low if sure else hull(possible).low, hull(possible).high))
        case _:
            assert_never(hits)


def cut(amount: Interval) -> Interval:
    """An amount, which is never below nought."""
    return largest((amount, point(NOUGHT)))
