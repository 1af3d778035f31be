"""What lies ahead, and what would have to be different, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import assert_never

from ..answers.changes import Begins, FactChange, Kind, NearMiss, SetAnew
from ..answers.proof import Measured
from ..answers.timeline import Change, Notice, WaysToEligible
from ..language.condition import About, Compare, EntitledTo, walk
from ..language.distinct import may_be
from ..language.known import Person
from ..language.meaning import measure
from ..language.outcome import Outcome
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
    Quantity,
    Rank,
    Round,
    Smallest,
    Standard,
    Sum,
    Times,
)
from ..language.scope import Situation
from .calculation import side
from .finding import amount_in_words, force_in_words, standing
from .particulars import chosen, places, started
from .sentence import Speaker


def because(change: Change, speaker: Speaker) -> str:
    """What happens on the day of a change."""
    say = speaker.wording
    return say.semicolon.join([*([begins(change.begins, speaker)] if change.begins else []), *(say.events[one] for one in change.events)])


def begins(found: Iterable[Begins], speaker: Speaker) -> str:
    """What begins on a day."""
    return speaker.wording.semicolon.join(_begun(one, speaker) for one in found)


def _begun(one: Begins, speaker: Speaker) -> str:
    if isinstance(one, SetAnew):
        return _set_anew(one, speaker)
    if isinstance(one, About):
        return speaker.wording.about.format(fact=speaker.whom(one.fact), part=speaker.sentence(one.part))
    return speaker.sentence(one)


def _set_anew(one: SetAnew, speaker: Speaker) -> str:
    say, standard = speaker.wording, speaker.scope.standards[one.standard]
    label, day, value = speaker.text(standard.label), one.value.since.isoformat(), one.value.value
    place = speaker.place_name(one.value.place)
    if value is None:
        return say.ended.format(standard=label, place=place, day=day)
    unit = speaker.unit(standard.unit)
    numbers = [value] if isinstance(value, Fraction) else list(value.values())
    said = say.or_.join(dict.fromkeys(speaker.counted(number, unit) for number in numbers))
    return say.set_anew.format(standard=label, place=place, day=day, value=said)


def changed(change: Change, speaker: Speaker) -> str:
    """The change in one line: from when on what, and why."""
    say, before, after = speaker.wording, change.before, change.after
    why = because(change, speaker) or say.in_time
    stands = [chosen(after.benefit, after.standing, speaker)] if after.standing is not None and _stands_anew(change) else []
    if change.of_amount and before.amount == after.amount:
        template = say.stands_from if stands else say.stands_alone_from
        said = template.format(
            day=change.day.isoformat(), name=speaker.quoted(speaker.text(after.name)), reasons=why, stands="".join(stands)
        )
        return say.between_sentences.join([said, *standing(after, speaker)])
    if change.of_amount and before.amount is not None and after.amount is not None:
        amounts = {"before": amount_in_words(before.amount, speaker), "after": amount_in_words(after.amount, speaker)}
        template = say.pays_open_from if before.amount.depends_on or before.amount.lacks else say.pays_from
        name = speaker.quoted(speaker.text(after.name))
        said = template.format(day=change.day.isoformat(), name=name, reasons=why, **amounts)
        return say.between_sentences.join([said, *stands, *standing(after, speaker)])
    template = say.from_then_excluded if after.excluded else say.from_then[after.action]
    words = {"name": speaker.quoted(speaker.text(after.name)), "force": force_in_words(after, speaker)}
    said = template.format(day=change.day.isoformat(), reasons=why, **words)
    amount = [] if after.amount is None else [say.amount_is.format(amount=amount_in_words(after.amount, speaker))]
    return say.between_sentences.join([said, *amount, *besides(change, speaker), *stands, *standing(after, speaker)])


def besides(change: Change, speaker: Speaker) -> Iterator[str]:
    """What is to be told of a benefit that somebody has, or may have, from the day of a change on, a sentence each: from when on it is
    paid, where that is not the day itself, and how many have it.
    """
    after, benefit = change.after, change.after.provision
    if change.of_amount or after.outcome not in (Outcome.ELIGIBLE, Outcome.UNDETERMINED):
        return
    starts, first = benefit.pays and benefit.pays.starts, after.first_day
    if starts is not None and (first is None or first.latest > change.day):
        yield started(starts, first, speaker)
    if benefit.quota is not None:
        yield places(benefit.quota, speaker) + speaker.wording.quota_no_promise


def _stands_anew(change: Change) -> bool:
    """Whether it is another of several that is paid."""
    before, after = change.before.standing, change.after.standing
    return after is not None and (before is None or (before.truth, before.settled_by) != (after.truth, after.settled_by))


def noticed(notice: Notice, speaker: Speaker) -> str:
    """The notice in one line."""
    return speaker.wording.notice.format(
        title=speaker.titled(speaker.text(notice.document.title)), what=speaker.wording.events[notice.event]
    )


def ways_in_words(ways: WaysToEligible, speaker: Speaker) -> str:
    """The near misses under a heading for each kind; empty where there are none."""
    say = speaker.wording
    lines: list[str] = []
    for kind, heading in ((Kind.BY_ITSELF, say.by_itself), (Kind.CAN_CHANGE, say.can_change), (Kind.CANNOT_CHANGE, say.cannot_change)):
        found = ways.of(kind)
        lines += [heading, *(f"- {needed(one, ways.situation, speaker)}" for one in found)] if found else []
    return "\n".join(lines if ways.misses.complete else [*lines, say.more_ways])


def needed(miss: NearMiss, situation: Situation, speaker: Speaker) -> str:
    """What a near miss takes."""
    say = speaker.wording
    parts = [_fact_change(one, situation, speaker, timed=bool(miss.because)) for one in miss.changes]
    if miss.because or not parts:
        parts.insert(0, say.from_day.format(day=miss.day.isoformat(), reasons=begins(miss.because, speaker)))
    return say.semicolon.join(parts)


def _fact_change(change: FactChange, situation: Situation, speaker: Speaker, *, timed: bool) -> str:
    """What would have to be of one fact; `timed` where it would do from a day on only."""
    say, fact = speaker.wording, speaker.facts[change.fact]
    required = speaker.sentence(change.required)
    asked = any(isinstance(one, EntitledTo) for one in walk(change.required))
    if change.now is None and asked:
        said = say.to_be_known.format(part=say.because.format(part=speaker.stated(fact, change.value), reasons=required))
    elif change.now is None:
        said = say.to_be_known.format(part=required)
    elif timed and fact.name == BIRTH and may_be(fact, change.now, change.value):
        said = say.by_birth.format(fact=speaker.label(fact), value=_now(change, situation, speaker))
    elif may_be(fact, change.now, change.value):
        said = say.partly.format(fact=say.to_be_known.format(part=required), value=_now(change, situation, speaker))
    elif asked:
        said = say.to_be_had.format(part=required, wanted=speaker.stated(fact, change.value), value=speaker.stated(fact, change.now))
    else:
        said = say.refused.format(part=required, value=_now(change, situation, speaker))
        calculated = [one for one in walk(change.required) if isinstance(one, Compare) and _calculates(one.left, one.right)]
        if calculated:
            said += say.would_have_to_be.format(fact=speaker.label(fact), value=speaker.value(fact, change.value))
    where = ""
    if fact.instrument:
        where = say.decided_by.format(instrument=speaker.text(fact.instrument))
    elif fact.read_from and not change.fixed:
        where = say.read_from.format(document=speaker.text(fact.read_from))
    return said + where


def _now(change: FactChange, situation: Situation, speaker: Speaker) -> str:
    """What is known of the fact: of a birth date the age, where that is what is asked."""
    fact = speaker.facts[change.fact]
    known: Person = {change.fact: change.now}
    ages = [one.left for one in walk(change.required) if isinstance(one, Compare) and isinstance(one.left, Age)]
    if not ages:
        coded = any(code.says is not None for code in fact.codes)
        return speaker.stated(fact, change.now) if coded or isinstance(change.now, bool) else speaker.value(fact, change.now)
    return side(Measured(ages[0], measure(ages[0], known, situation)), speaker)


def _calculates(*sides: Quantity) -> bool:
    """Whether a comparison works something out, so that the value that would do is not what stands in it."""
    return any(_worked_out(one) for one in sides)


def _worked_out(quantity: Quantity) -> bool:
    match quantity:
        case Constant() | Number() | Day() | Rank() | Age() | Elapsed():
            return False
        case Standard() | Named() | Plus() | Minus() | Times() | Smallest() | Largest() | Round() | First() | Sum():
            return True
        case _:
            assert_never(quantity)
