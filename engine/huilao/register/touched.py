"""Whom an edit of the rules touches in a register: how many people, where they live and how old they are, and who they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any as Anything

import narwhals as nw
import polars as pl

from ..language.facts import Vocabulary
from ..language.outcome import Action
from ..language.policy import Rules
from ..language.truth import Truth
from ..screen.actions import ACTIONS
from ..screen.columns import person_of
from ..screen.screening import AT_LEAST, AT_MOST, Screening, action_column
from ..verify.change import EFFECTS, Effect, Version, row_change
from ..verify.choices import choice_change
from ..verify.starts import start_change
from .mapping import ColumnMap
from .people import KEY_COLUMN, PeopleReader
from .rows import ROW, Register
from .summary import age_band, township
from .whole import pieces

SIZE = 100_000
"""Rows of a register that are looked at together."""
READ = frozenset({Effect.DEPENDS, Effect.SETTLED, Effect.ADOPTED})
"""What an edit does by what can be meant: counted where the action is that of what depends on a reading in one version alone; and
what an office settled otherwise wherever that, or the answer, is not the same."""
AMOUNTS = frozenset({Effect.LESS, Effect.MORE, Effect.AMOUNT_OPENS, Effect.MAY_BE_LESS, Effect.OTHER_PER})
"""What an edit does to what is paid."""
STARTS = frozenset({Effect.LATER, Effect.EARLIER})
"""What an edit does to the day from which is paid."""
CHOICES = frozenset({Effect.PUT_OUT, Effect.OTHER_STANDS, Effect.STANDS})
"""What it does where one of several is paid."""
WHO = {ROW: pl.Int64, KEY_COLUMN: pl.String, "benefit": pl.String, "before": pl.String, "after": pl.String, "effect": pl.String}
WHERE = {ROW: pl.Int64, "residence": pl.Int64, "birth_date": pl.Date}
AMOUNT = pl.Decimal(38, 6)
MORE = {"least": AMOUNT, "most": AMOUNT}
"""What somebody is paid more at least and at most, below nought where it is less; null where that is open, or nothing is paid."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A benefit in both versions, and what an edit of it does to somebody."""

    name: str
    versions: tuple[Version, Version]
    effects: frozenset[Effect]
    day: date
    """The day on which it does so."""


@dataclass(frozen=True, slots=True)
class Money:
    """What some people are paid more all together, below nought where it is less, in what the benefit is paid for."""

    at_least: Decimal | None
    """None where that is open."""
    at_most: Decimal | None


@dataclass(frozen=True)
class Touched:
    """The people of a register to whom an edit does something."""

    given: int
    read: int
    benefits: Mapping[str, Counter[Effect]]
    """People by benefit and effect."""
    places: Counter[tuple[Effect, str]]
    """People by effect (on any benefit) and place; the empty text where it is not known."""
    ages: Counter[tuple[Effect, int | None]]
    """Likewise by the beginning of the band of age."""
    who: pl.DataFrame
    """A row for each person, benefit and effect: `ROW`, `KEY_COLUMN`, benefit, before and after (a truth, an amount, or a row of
    the levels from 1, empty for none), effect."""
    money: Mapping[tuple[str, Effect], Money]
    """By benefit and effect, of those that pay and are paid for the same in both versions."""


class Counting:
    """Two versions of the rules, of which the second is an edit of the first, and what to count."""

    def __init__(self, old: Rules, new: Rules, facts: Vocabulary, as_of: date, edited: Sequence[Edited]) -> None:
        """`facts` are those by which people are known, of both versions."""
        self.facts = facts
        self.rules = replace(new, facts=facts)
        self.as_of = as_of
        self.edited = edited
        self.screenings = {
            day: tuple(Screening(rules, day, [name for name in names if name in _benefits(rules)]) for rules in (old, new))
            for day, names in _by_day(edited).items()
        }

    def touched(self, register: Register, mapping: ColumnMap, key: str | None = None, hash_key: bytes | None = None) -> Touched:
        """The people whom the edit touches. Raises RegisterError where the register cannot be read."""
        reader = PeopleReader(self.rules, mapping, self.as_of, key, hash_key, register)
        given = read = 0
        who, where = [pl.DataFrame(schema=WHO | MORE)], [pl.DataFrame(schema=WHERE)]
        for piece in pieces(register, reader, SIZE):
            people, void = piece.checked.people, pl.col(ROW).is_in(piece.instead.implode())
            if piece.instead.len():  # these people are among those of earlier pieces
                who, where = ([one.filter(~void) for one in frames] for frames in (who, where))
                read -= piece.instead.len()
            else:
                given += piece.checked.given
            read += people.height
            found, there = self._among(people)
            who.append(found)
            where.append(there)
        return self._counted(given, read, pl.concat(who), pl.concat(where))

    def touched_among(self, people: Iterable[pl.DataFrame], given: int) -> Touched:
        """The same of people whose facts were checked already, of so many rows (`kept_facts.py`)."""
        read = 0
        who, where = [pl.DataFrame(schema=WHO | MORE)], [pl.DataFrame(schema=WHERE)]
        for some in people:
            read += some.height
            found, there = self._among(some)
            who.append(found)
            where.append(there)
        return self._counted(given, read, pl.concat(who), pl.concat(where))

    def _among(self, people: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Whom of some people it touches, and where these live and when they were born."""
        found = pl.concat([pl.DataFrame(schema=WHO | MORE), *self._found(people)])
        wanted = [(pl.col(name) if name in people.columns else pl.lit(None)).cast(kind).alias(name) for name, kind in WHERE.items()]
        once = found.unique([ROW, "benefit", "effect"], keep="first", maintain_order=True)  # whatever the day
        return once, people.select(wanted).filter(pl.col(ROW).is_in(found[ROW].implode()))

    def _counted(self, given: int, read: int, who: pl.DataFrame, where: pl.DataFrame) -> Touched:
        """How many are touched, where they live and how old they are."""
        benefits: dict[str, Counter[Effect]] = {one.name: Counter() for one in self.edited}
        places, ages = Counter[tuple[Effect, str]](), Counter[tuple[Effect, int | None]]()
        for name, effect, count in who.group_by("benefit", "effect").len().iter_rows():
            benefits[name][Effect(effect)] += count
        once = who.select(ROW, "effect").unique().join(where, on=ROW)
        for effect, place, born, count in once.group_by("effect", "residence", "birth_date").len().iter_rows():
            places[Effect(effect), township(place)] += count
            ages[Effect(effect), age_band(born, self.as_of)] += count
        return Touched(given, read, benefits, places, ages, who.select(*WHO), self._money(who))

    def _money(self, who: pl.DataFrame) -> dict[tuple[str, Effect], Money]:
        """What is paid more, by benefit and effect."""
        alike = [one.name for one in self.edited if _pay(one) and not _other_per(one)]
        ends = [pl.when(pl.col(end).null_count() == 0).then(pl.col(end).sum()).alias(end) for end in MORE]
        sums = who.filter(pl.col("benefit").is_in(alike)).group_by("benefit", "effect").agg(ends)
        return {(name, Effect(effect)): Money(least, most) for name, effect, least, most in sums.iter_rows()}

    def _found(self, people: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """For each benefit those to whom something is done."""
        for day, screenings in self.screenings.items():
            frames: list[Anything] = [nw.from_native(one.with_sums(people).lazy()) for one in screenings]
            sides = list(zip(screenings, frames, strict=True))
            answers = [_collected(one.answers(frame)) for one, frame in sides]
            paid = [_collected(one.amounts(frame)) if one.paying else pl.DataFrame() for one, frame in sides]
            edited = [one for one in self.edited if one.day == day]
            rereads = any(one.effects & READ for one in edited)
            actions = [_collected(one.actions(frame)) if rereads and one.benefits else pl.DataFrame() for one, frame in sides]
            for one in edited:
                found = pl.concat([pl.DataFrame(schema=WHO), *self._effects(people, one, answers, paid, actions)])
                more = _more(people, one, [_amounts(side, one.name, people.height) for side in paid])
                yield found.join(more, on=ROW, how="left", maintain_order="left")

    def _effects(
        self, people: pl.DataFrame, one: Edited, answers: list[pl.DataFrame], paid: list[pl.DataFrame], actions: list[pl.DataFrame]
    ) -> Iterator[pl.DataFrame]:
        """To whom an edited benefit does something, by what both versions answer on its day."""
        named = people.select(ROW, KEY_COLUMN)
        before, after = (_truths(side, one.name, people.height) for side in answers)
        yield _by_truth(named, one.name, before, after)
        if one.effects & READ:
            doubted = [_doubted(side, one.name, people.height) for side in actions]
            yield from _by_reading(named, one, (before, after), doubted)
        both = (before == Truth.YES.name) & (after == Truth.YES.name)
        for effect in (Effect.WEAKER, Effect.FEWER, Effect.OTHER_START):
            if effect in one.effects:
                yield _who(named.filter(both), one.name, pl.lit(Truth.YES.name), pl.lit(Truth.YES.name), pl.lit(effect.value))
        if one.effects & (STARTS | CHOICES):
            yield self._by_reference(people.filter(both), one)
        if one.effects & AMOUNTS and _pay(one):
            sides = [_amounts(side, one.name, people.height) for side in paid]
            yield _by_amount(named, one.name, sides, sums_alike=not _other_per(one)).filter(both & pl.col("effect").is_not_null())
        if one.effects & {Effect.NO_ROW, Effect.OTHER_ROW} or (one.effects & {Effect.LESS, Effect.OTHER_PER} and not _pay(one)):
            yield self._by_row(people.filter(both), one)

    def _by_reference(self, people: pl.DataFrame, one: Edited) -> pl.DataFrame:
        """Those who are paid from another day on, or put out where one of several is paid: looked up one by one."""
        found: list[tuple[Anything, ...]] = []
        for row in people.iter_rows(named=True):
            person = person_of(row, self.facts)
            effects = {start_change(*one.versions, person), choice_change(*one.versions, person)}
            shown = (effect for effect in Effect if effect in effects & one.effects)
            found += [(row[ROW], row[KEY_COLUMN], one.name, Truth.YES.name, Truth.YES.name, effect.value) for effect in shown]
        return pl.DataFrame(found, schema=WHO, orient="row")

    def _by_row(self, people: pl.DataFrame, one: Edited) -> pl.DataFrame:
        """Those who are in another row of the levels: looked up one by one, since few tables change."""
        found: list[tuple[Anything, ...]] = []
        for row in people.iter_rows(named=True):
            moved = row_change(*one.versions, person_of(row, self.facts))
            if moved is not None and moved.effect in one.effects:
                rows = (str(index + 1) if index is not None else "" for index in (moved.before, moved.after))
                found.append((row[ROW], row[KEY_COLUMN], one.name, *rows, moved.effect.value))
        return pl.DataFrame(found, schema=WHO, orient="row")


def _benefits(rules: Rules) -> set[str]:
    return {one.full_name for ruleset in rules.rulesets.values() for one in ruleset.benefits}


def _pay(one: Edited) -> bool:
    return any(version.benefit is not None and version.benefit.pays is not None for version in one.versions)


def _other_per(one: Edited) -> bool:
    """Whether both versions pay, and for other things."""
    before, after = (version.per for version in one.versions)
    return before is not None and after is not None and before is not after


def _by_day(edited: Sequence[Edited]) -> dict[date, list[str]]:
    """The benefits that are edited by the day on which that does something."""
    found: dict[date, list[str]] = {}
    for one in edited:
        found.setdefault(one.day, []).append(one.name)
    return found


def _doubted(side: pl.DataFrame, name: str, people: int) -> pl.Series:
    """Of whom a version says of a benefit that it depends on the reading."""
    column = action_column(name)
    if column not in side.columns:
        return pl.Series([False]).new_from_index(0, people)
    return (side[column] == ACTIONS.index(Action.READING)).fill_null(value=False)


def _by_reading(
    named: pl.DataFrame, one: Edited, truths: tuple[pl.Series, pl.Series], doubted: Sequence[pl.Series]
) -> Iterator[pl.DataFrame]:
    """Those for whom it comes to depend on a reading, for whom no more, and whom another adopted reading touches at all."""
    (before, after), (was, now) = truths, doubted
    touched = {Effect.DEPENDS: ~was & now, Effect.SETTLED: was & ~now, Effect.ADOPTED: (was != now) | (before != after)}
    for effect in (effect for effect in touched if effect in one.effects):
        whom = touched[effect]
        yield _who(named.filter(whom), one.name, pl.lit(before.filter(whom)), pl.lit(after.filter(whom)), pl.lit(effect.value))


def _collected(frame: Anything) -> pl.DataFrame:
    return nw.to_native(frame).collect(engine="streaming")


def _who(named: pl.DataFrame, name: str, before: pl.Expr, after: pl.Expr, effect: pl.Expr) -> pl.DataFrame:
    found = named.with_columns(benefit=pl.lit(name), before=before, after=after, effect=effect)
    return found.cast(WHO)  # pyright: ignore[reportArgumentType]


def _truths(side: pl.DataFrame, name: str, people: int) -> pl.Series:
    """The answers of a version for a benefit; it does not have it, or it is not in force: no."""
    if name not in side.columns:
        return pl.Series([Truth.NO.name]).new_from_index(0, people)
    words = pl.lit(side[name]).replace_strict({True: Truth.YES.name, False: Truth.NO.name}, default=Truth.UNKNOWN.name)
    return pl.select(words.fill_null(Truth.UNKNOWN.name)).to_series()


def _by_truth(named: pl.DataFrame, name: str, before: pl.Series, after: pl.Series) -> pl.DataFrame:
    effects = {f"{start.name} {end.name}": effect.value for (start, end), effect in EFFECTS.items()}
    changed = before != after
    told = (before.filter(changed) + " " + after.filter(changed)).replace_strict(effects, return_dtype=pl.String)
    return _who(named.filter(changed), name, pl.lit(before.filter(changed)), pl.lit(after.filter(changed)), pl.lit(told))


def _amounts(side: pl.DataFrame, name: str, people: int) -> tuple[pl.Series, pl.Series]:
    """What a version pays for a benefit at least and at most, nought where that is nothing."""
    if name + AT_LEAST not in side.columns:
        nought = pl.Series([0], dtype=pl.Float64).new_from_index(0, people)
        return nought, nought
    low, high = side[name + AT_LEAST], side[name + AT_MOST]
    return low.fill_null(0), high.zip_with(low.is_not_null() | high.is_not_null(), low.fill_null(0))


def _more(people: pl.DataFrame, one: Edited, paid: Sequence[tuple[pl.Series, pl.Series]]) -> pl.DataFrame:
    """What everybody is paid more, at least and at most."""
    (low, high), (least, most) = ([end.cast(AMOUNT) for end in side] for side in paid)
    alike = _pay(one) and not _other_per(one)
    ends = {"least": least - high, "most": most - low} if alike else dict.fromkeys(MORE)
    return people.select(ROW).with_columns(**{name: pl.lit(end, AMOUNT) if end is None else end for name, end in ends.items()})


def _by_amount(named: pl.DataFrame, name: str, paid: Sequence[tuple[pl.Series, pl.Series]], *, sums_alike: bool) -> pl.DataFrame:
    """What is done to what everybody is paid; sums that are not for the same thing are compared with nothing alone."""
    (low, high), (least, most) = paid
    nought, was_nought = (pl.lit(end).eq_missing(pl.lit(0.0)) for end in (most, high))
    effect = (
        pl.when(pl.lit(not sums_alike) & ~nought & ~was_nought).then(pl.lit(Effect.OTHER_PER.value))
        .when(pl.lit(most) < pl.lit(low)).then(pl.lit(Effect.LESS.value))
        .when(pl.lit(least) > pl.lit(high)).then(pl.lit(Effect.MORE.value))
        .when((pl.lit(low) == pl.lit(high)) & pl.lit(least).ne_missing(pl.lit(most))).then(pl.lit(Effect.AMOUNT_OPENS.value))
        .when(pl.lit(least) < pl.lit(low)).then(pl.lit(Effect.MAY_BE_LESS.value))
    )  # fmt: skip
    return _who(named, name, _ends(low, high), _ends(least, most), effect)  # of whom nothing changes, without effect


def _ends(low: pl.Series, high: pl.Series) -> pl.Expr:
    """`600`, `0–600`, `600–`"""
    ends = [pl.lit(one).cast(pl.String).str.replace(r"(\.[0-9]*?)0+$", "$1").str.strip_suffix(".") for one in (low, high)]
    return pl.when(pl.lit(low) == pl.lit(high)).then(ends[0]).otherwise(pl.concat_str(ends[0], pl.lit("–"), ends[1].fill_null("")))
