"""What an edit changes for anybody: who gains and who loses, who is paid less, and for whom more or less must be known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import product
from typing import assert_never

from ..language.combine import Member, Standing, standings
from ..language.condition import Any, Condition, walk
from ..language.interval import NOUGHT, Interval, point
from ..language.known import Person
from ..language.meaning import RowsFound, amount_of, cut, measure, rows_found, truth_of
from ..language.outcome import OUTCOMES
from ..language.policy import Benefit, ChooseOne, ColumnType, Hits, Levels, Starts
from ..language.quantity import Named
from ..language.scope import Situation
from ..language.truth import Truth
from ..language.units import Per
from .amounts import NOTHING as NOTHING_PAID
from .amounts import Rate, counting, rate, rows
from .encoding import Encoder
from .ends import End
from .formulas import TRUE, Formula, every, opposite, some
from .parts import without_stops
from .search import Most, Search, Verdict
from .versions import known_to


class Effect(StrEnum):
    """What an edit does to somebody."""

    LOSES = "loses"
    GAINS = "gains"
    BECOMES_UNDETERMINED = "becomes_undetermined"
    BECOMES_DETERMINED = "becomes_determined"
    LESS = "less"
    """Is paid less, or nothing any more."""
    MORE = "more"
    AMOUNT_OPENS = "amount_opens"
    """What is paid was known, and more must be known for it now."""
    MAY_BE_LESS = "may_be_less"
    """What is paid at least is less, though nobody is surely paid less."""
    OTHER_PER = "other_per"
    """What is paid is paid for something else: by the quarter, not by the month."""
    NO_ROW = "no_row"
    """Was in a row of the levels and is in none now."""
    OTHER_ROW = "other_row"
    """Is in another row of the levels, or in one with other cells."""
    WEAKER = "weaker"
    """What is promised is less binding."""
    DEPENDS = "depends_on_reading"
    """It hangs on a reading that an office could well hold whether somebody has it, and did not."""
    SETTLED = "reading_settled"
    """It hung on such a reading, and does no more."""
    ADOPTED = "other_adoption"
    """What an office settled about how it is read is not the same."""
    LATER = "starts_later"
    """Is paid from a later day on."""
    EARLIER = "starts_earlier"
    OTHER_START = "other_start"
    """Is paid from another day on, of which it cannot be said whether it is a later one."""
    PUT_OUT = "put_out"
    """Is put out where one of several is paid: by one that was paid beside it, or by one of which less is paid."""
    OTHER_STANDS = "other_stands"
    """Is put out by one that it was paid instead of, and of which as much is paid or more."""
    STANDS = "stands"
    """Was put out where one of several is paid, and stands now."""
    FEWER = "fewer"
    """So many as before cannot have it any more."""


HURTING = frozenset({
    Effect.LOSES, Effect.LESS, Effect.AMOUNT_OPENS, Effect.MAY_BE_LESS, Effect.OTHER_PER, Effect.NO_ROW, Effect.WEAKER,
    Effect.DEPENDS, Effect.LATER, Effect.OTHER_START, Effect.PUT_OUT, Effect.FEWER,
})  # fmt: skip
"""What an edit should not do to anybody without somebody having looked at it."""

EFFECTS: Mapping[tuple[Truth, Truth], Effect] = {
    (Truth.YES, Truth.NO): Effect.LOSES,
    (Truth.NO, Truth.YES): Effect.GAINS,
    (Truth.YES, Truth.UNKNOWN): Effect.BECOMES_UNDETERMINED,
    (Truth.NO, Truth.UNKNOWN): Effect.BECOMES_UNDETERMINED,
    (Truth.UNKNOWN, Truth.YES): Effect.BECOMES_DETERMINED,
    (Truth.UNKNOWN, Truth.NO): Effect.BECOMES_DETERMINED,
}
"""The effect of going from one truth to another; losses first."""


class Why(StrEnum):
    """Why somebody loses a benefit whose own sentence is met still."""

    STOPPED = "stopped"
    """What is paid has ended, or its limit is used up."""
    SUPERSEDED = "superseded"
    """Its document has ended, since another has taken its place."""
    NOT_IN_FORCE = "not_in_force"
    """It, or its document, is not in force on the day."""


NOTHING = Any(())
"""The condition of a benefit that a version does not have."""


@dataclass(frozen=True, slots=True)
class Version:
    """A condition as one version of a rule book has it, `Any(())` where that version promises nothing; and the benefit whose
    it is, if it is one's.
    """

    condition: Condition
    situation: Situation
    benefit: Benefit | None = None
    why: Why | None = None
    """Why it promises nothing, where it does on other days."""
    line: ChooseOne | None = None
    """The choice in which it takes part, with those of its benefits alone that are settled."""
    beside: Mapping[str, Version] = field(default_factory=dict[str, "Version"])
    """The others that take part, or do in another version, by their full names."""

    def truth(self, person: Person) -> Truth:
        """What this version says of somebody, who may be known by facts and codes that it does not have."""
        return truth_of(self.condition, self._known(person), self.situation)

    def amount(self, person: Person) -> Interval:
        """What it pays to somebody who has the benefit; nought where that is nothing."""
        found = None if self.benefit is None else amount_of(self.benefit, self._known(person), self.situation)
        return point(NOUGHT) if found is None else found

    def stopped(self, person: Person) -> bool:
        """Whether somebody surely has the benefit but for what stops it."""
        return self.benefit is not None and truth_of(without_stops(self.benefit), self._known(person), self.situation) is Truth.YES

    def member(self, person: Person) -> Member | None:
        """The benefit where one of several is paid; None where it takes no part."""
        truth = self.truth(person)
        if self.benefit is None or truth is Truth.NO:
            return None
        paid = amount_of(self.benefit, self._known(person), self.situation)
        return Member(self.benefit.full_name, OUTCOMES[truth], paid if truth is Truth.YES else paid and Interval(NOUGHT, paid.high))

    def standing(self, person: Person) -> Standing | None:
        """Whether the benefit stands where one of several is paid; None where it is alone, or in no choice."""
        if self.line is None or self.benefit is None:
            return None
        taking = {**self.beside, self.benefit.full_name: self}
        members = {name: one for name in self.line.benefits if (one := taking[name].member(person)) is not None}
        return standings(self.line, members).get(self.benefit.full_name)

    @property
    def starts(self) -> Starts | None:
        """From when on it pays."""
        return self.benefit.pays.starts if self.benefit and self.benefit.pays else None

    def rows(self, person: Person) -> RowsFound:
        """The rows of the levels for somebody."""
        assert self.levels is not None
        return rows_found(self.levels, self._known(person), self.situation)

    def counting(self, person: Person) -> tuple[int, ...]:
        """The rows of the levels that surely count: of `highest` the first of those that give most."""
        assert self.benefit is not None
        assert self.levels is not None
        found = self.rows(person)
        match self.levels.hits:
            case Hits.UNIQUE | Hits.FIRST:
                return found.sure
            case Hits.HIGHEST:
                paid = {row: self._paid_in(row, person) for row in found.possible}
                return tuple(row for row in found.sure if all(_beside(paid, row, other) for other in found.possible if other != row))
            case _:
                assert_never(self.levels.hits)

    def _paid_in(self, row: int, person: Person) -> Interval:
        assert self.levels is not None
        amount = self.levels.rows[row].amount
        return point(NOUGHT) if amount is None else cut(measure(amount, self._known(person), self.situation))

    @property
    def per(self) -> Per | None:
        """For what it pays, where it pays."""
        return self.benefit.pays.per if self.benefit and self.benefit.pays else None

    @property
    def paying_columns(self) -> frozenset[str]:
        """The columns of the levels that what it pays is made of."""
        if self.benefit is None or self.benefit.pays is None or self.levels is None:
            return frozenset()
        named = {node.name for node in walk(self.benefit.pays.amount) if isinstance(node, Named)}
        return frozenset(named & {column.name for column in self.levels.columns})

    def cells(self, row: int, person: Person) -> dict[str, Interval | str | None]:
        """The cells of a row for somebody, by column."""
        assert self.levels is not None
        known = self._known(person)
        cells = zip(self.levels.columns, self.levels.rows[row].cells, strict=True)
        return {
            column.name: cell if cell is None or isinstance(cell, str) else measure(cell, known, self.situation) for column, cell in cells
        }

    @property
    def levels(self) -> Levels | None:
        """The levels of the benefit."""
        return None if self.benefit is None else self.benefit.levels

    def _known(self, person: Person) -> Person:
        return known_to(person, self.situation.scope.facts)


def _beside(paid: Mapping[int, Interval], row: int, other: int) -> bool:
    """Whether a row surely counts rather than another one: of two that give as much the first."""
    low, high = paid[row].low, paid[other].high
    return low is not None and high is not None and (high < low or (high == low and row < other))


@dataclass(frozen=True, slots=True)
class Changed:
    """Whether an edit does something to anybody, and the plainest person to whom it does."""

    effect: Effect
    verdict: Verdict
    """Of the claim that it does it to nobody."""
    person: Person | None = None
    before: Truth = Truth.YES
    after: Truth = Truth.YES
    paid: tuple[Interval, Interval] | None = None
    """What that person is paid before and after, where it is that which changes."""
    most: Most | None = None
    """How much less it is at most, for anybody."""
    pers: tuple[Per, Per] | None = None
    """For what it is paid before and after, where it is that which changes."""
    why: Why | None = None
    """Why that person loses it, where that is not by its own sentence."""
    other: str = ""
    """The full name of the other benefit, where one of several is paid."""


def changes(search: Search, old: Version, new: Version) -> Iterator[Changed]:
    """Every way in which an answer may change, the losses first."""
    before, after = (Encoder(search.somebody, one.situation).pair(one.condition) for one in (old, new))
    for (start, end), effect in EFFECTS.items():
        whole = every((before.where(start), after.where(end)))
        stops = new.benefit is not None and bool(new.benefit.stops) and effect is Effect.LOSES
        for why in (Why.STOPPED, None) if stops else (new.why if effect is Effect.LOSES else None,):

            def replay(person: Person, start: Truth = start, end: Truth = end, why: Why | None = why, stops: bool = stops) -> bool:
                by_that = not stops or new.stopped(person) is (why is Why.STOPPED)
                return old.truth(person) is start and new.truth(person) is end and by_that

            answer = search.plainest(every((whole, _stopped(search, new, why))) if stops else whole, replay)
            yield Changed(effect, answer.verdict, answer.person, start, end, why=why)


def _stopped(search: Search, new: Version, why: Why | None) -> Formula:
    """That somebody has a benefit but for what stops it, or (for no such reason) that this is not so."""
    assert new.benefit is not None
    rest = Encoder(search.somebody, new.situation).pair(without_stops(new.benefit)).yes
    return rest if why is Why.STOPPED else opposite(rest)


def concerning(search: Search, new: Version, effect: Effect) -> Changed:
    """Whom it concerns that a benefit is less binding, or for fewer: whoever has it."""
    answer = search.plainest(Encoder(search.somebody, new.situation).pair(new.condition).yes, lambda person: new.truth(person) is Truth.YES)
    return Changed(effect, answer.verdict, answer.person)


def amount_changes(search: Search, old: Version, new: Version) -> Iterator[Changed]:
    """Every way in which what is paid changes for somebody who has the benefit in both versions."""
    both = Both(search, old, new)
    before, after = (_rate(encoder, one) for encoder, one in zip(both.encoders, (old, new), strict=True))
    if before is after:
        return
    loss = before.least.value - after.most.value
    pers = None if old.per is None or new.per is None or old.per is new.per else (old.per, new.per)
    claims: Mapping[Effect, tuple[Formula, Callable[[Interval, Interval], bool]]] = {
        Effect.LESS: (_surely_less(after, before), lambda was, now: _less(now, was)),
        Effect.MORE: (_surely_less(before, after), _less),
        Effect.AMOUNT_OPENS: (every((before.settled, opposite(after.settled))), lambda was, now: was.settled and not now.settled),
        Effect.MAY_BE_LESS: (_from_less(after, before), lambda was, now: _from(now) < _from(was)),
    }
    if pers:  # sums for other things cannot be compared, but with nothing
        claims = {
            Effect.OTHER_PER: (every(map(_something, (before, after))), lambda was, now: _is_something(was) and _is_something(now)),
            Effect.LESS: (
                every((_surely_less(after, before), opposite(_something(after)))),
                lambda was, now: _less(now, was) and not _is_something(now),
            ),
            Effect.MORE: (
                every((_surely_less(before, after), opposite(_something(before)))),
                lambda was, now: _less(was, now) and not _is_something(was),
            ),
            Effect.AMOUNT_OPENS: claims[Effect.AMOUNT_OPENS],
        }  # fmt: skip
    told: set[Effect] = set()
    for effect, (formula, fits) in claims.items():
        if effect is Effect.MAY_BE_LESS and told & {Effect.LESS, Effect.AMOUNT_OPENS}:
            continue  # it says no more: whoever is not known well enough may be paid less then
        whole = every((both.has, formula))

        def replay(person: Person, fits: Callable[[Interval, Interval], bool] = fits) -> bool:
            return both.have(person) and fits(old.amount(person), new.amount(person))

        answer = search.plainest(whole, replay)
        if answer.person is None:
            yield Changed(effect, answer.verdict)
        else:
            told.add(effect)
            paid = (old.amount(answer.person), new.amount(answer.person))
            most = search.greatest(whole, loss) if effect is Effect.LESS else None
            yield Changed(effect, answer.verdict, answer.person, paid=paid, most=most, pers=pers if effect is Effect.OTHER_PER else None)


def _rate(encoder: Encoder, version: Version) -> Rate:
    return NOTHING_PAID if version.benefit is None else rate(encoder, version.benefit)


def _surely_less(one: Rate, other: Rate) -> Formula:
    return every((opposite(one.most.open), opposite(other.least.open), one.most.value < other.least.value))


def _less(one: Interval, other: Interval) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


def _from_less(one: Rate, other: Rate) -> Formula:
    """What is paid at least, which is never open, is less."""
    return one.least.value < other.least.value


def _from(paid: Interval) -> Fraction:
    return paid.low or NOUGHT


def _something(paid: Rate) -> Formula:
    """Whether it may be more than nought."""
    return some((paid.most.open, paid.most.value > NOTHING_PAID.most.value))


def _is_something(paid: Interval) -> bool:
    return paid.high is None or paid.high > 0


def _same(one: Rate, other: Rate) -> Formula:
    return every((_same_end(one.least, other.least), _same_end(one.most, other.most)))


def _same_end(one: End, other: End) -> Formula:
    return some((every((one.open, other.open)), every((opposite(one.open), opposite(other.open), one.value == other.value))))


@dataclass(frozen=True, slots=True)
class LevelChanged:
    """Somebody who has the benefit in both versions and is in another row of its levels (from 0), in one with other cells, or in
    none any more.
    """

    before: int
    after: int | None
    verdict: Verdict
    """Of the claim that there is nobody."""
    person: Person | None = None
    effect: Effect = Effect.OTHER_ROW
    """For that person, of a benefit that does not say what it pays: less, where a sum of money in the row is a smaller one, and
    other per, where it is for something else.
    """


def level_changes(search: Search, old: Version, new: Version) -> Iterator[LevelChanged]:
    """Every two rows with other cells, one of each version, and every row, that count for somebody who has the benefit in both.

    Cells that are paid count only for those who are paid otherwise.
    """
    if old.levels is None or old.benefit is None:
        return
    both = Both(search, old, new)
    before = counting(both.encoders[0], old.benefit)
    after = [] if new.benefit is None or new.levels is None else counting(both.encoders[1], new.benefit)
    may = [] if new.levels is None else [may for may, _ in rows(both.encoders[1], new.levels.rows, new.levels.hits)]
    paid_otherwise = both.paid_otherwise() if old.per or new.per else TRUE
    for first, sure in enumerate(before):
        for_paid = paid_otherwise if _only_paid(old, first, new, None) else TRUE
        gone = search.plainest(every((both.has, sure, *map(opposite, may), for_paid)), _replay(both, first, None))
        yield LevelChanged(first, None, gone.verdict, gone.person, Effect.NO_ROW)
    for (first, sure), (second, surely) in product(enumerate(before), enumerate(after)):
        if _cells(old, first) == _cells(new, second):
            continue
        for_paid = paid_otherwise if _only_paid(old, first, new, second) else TRUE
        answer = search.plainest(every((both.has, sure, surely, for_paid)), _replay(both, first, second))
        effect = Effect.OTHER_ROW if answer.person is None else _effect_in_row(old, first, new, second, answer.person)
        yield LevelChanged(first, second, answer.verdict, answer.person, effect)


def _replay(both: Both, first: int, second: int | None) -> Callable[[Person], bool]:
    """Whether somebody has a benefit in both versions and goes from one row of its levels to another, or to none."""
    old, new = both.versions
    only_paid = _only_paid(old, first, new, second)

    def replay(person: Person) -> bool:
        if not both.have(person) or first not in old.counting(person) or (only_paid and old.amount(person) == new.amount(person)):
            return False
        if second is None:
            return new.levels is None or new.rows(person).gap()
        return second in new.counting(person)

    return replay


def row_change(old: Version, new: Version, person: Person) -> LevelChanged | None:
    """How somebody who has a benefit in both versions goes from the row of its levels that surely counts, if they do."""
    first = next(iter(old.counting(person)), None) if old.levels else None
    if first is None:
        return None
    gone = new.levels is None or new.rows(person).gap()
    second = None if gone else next(iter(new.counting(person)), None)
    if not gone and (second is None or _cells(old, first) == _cells(new, second)):
        return None
    if _only_paid(old, first, new, second) and old.amount(person) == new.amount(person):
        return None
    effect = Effect.NO_ROW if second is None else _effect_in_row(old, first, new, second, person)
    return LevelChanged(first, second, Verdict.REFUTED, person, effect)


def _cells(version: Version, row: int) -> Sequence[object]:
    assert version.levels is not None
    return version.levels.columns, version.levels.rows[row].cells


def _only_paid(old: Version, first: int, new: Version, second: int | None) -> bool:
    """Whether two rows, or one and none, have no other cells but those that are paid, of a benefit that says what it pays."""
    paid = old.paying_columns | new.paying_columns
    return bool(paid) and _besides(old, first, paid) == (_besides(new, second, paid) if second is not None else {})


def _besides(version: Version, row: int, paid: frozenset[str]) -> dict[str, object]:
    """The cells that say something and are not paid, by column."""
    assert version.levels is not None
    cells = zip(version.levels.columns, version.levels.rows[row].cells, strict=True)
    return {column.name: (column, cell) for column, cell in cells if cell is not None and column.name not in paid}


def _effect_in_row(old: Version, first: int, new: Version, second: int, person: Person) -> Effect:
    """What other cells do to somebody, of a benefit that does not say what it pays."""
    assert old.levels is not None
    assert new.levels is not None
    if old.per is not None:
        return Effect.OTHER_ROW
    before, after = old.cells(first, person), new.cells(second, person)
    units = {column.name: column.unit for column in new.levels.columns}
    found = {Effect.OTHER_ROW}
    for column in old.levels.columns:
        was, now, unit = before[column.name], after.get(column.name), units.get(column.name)
        if column.type is not ColumnType.MONEY or not isinstance(was, Interval):
            continue
        if not isinstance(now, Interval):
            found.add(Effect.LESS)
        elif column.unit and unit and column.unit is not unit:
            found.add(Effect.OTHER_PER)
        elif _less(now, was):
            found.add(Effect.LESS)
    return next(effect for effect in (Effect.LESS, Effect.OTHER_PER, Effect.OTHER_ROW) if effect in found)


class Both:
    """Those who have a benefit in both versions."""

    def __init__(self, search: Search, old: Version, new: Version) -> None:
        self.versions = (old, new)
        self.encoders = tuple(Encoder(search.somebody, one.situation) for one in self.versions)
        self.has = every(encoder.pair(one.condition).yes for encoder, one in zip(self.encoders, self.versions, strict=True))

    def paid_otherwise(self) -> Formula:
        """When what is paid is not the same in both."""
        before, after = (_rate(encoder, one) for encoder, one in zip(self.encoders, self.versions, strict=True))
        return opposite(_same(before, after))

    def have(self, person: Person) -> bool:
        """Whether somebody surely has it in both."""
        return all(one.truth(person) is Truth.YES for one in self.versions)
