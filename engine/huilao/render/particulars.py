"""What is to be known of a benefit besides whether it is for the person: which of several is paid, from when and until when, how
often, where one applies for it, and how many have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from ..answers.finding import Finding
from ..language.combine import Member, Standing
from ..language.outcome import Outcome
from ..language.policy import Apply, Benefit, ChooseOne, Limit, Pays, Quota, Starts
from ..language.truth import Truth
from ..language.words import name_of
from .sentence import Speaker


def particulars(finding: Finding, speaker: Speaker) -> Iterator[str]:
    """What somebody who may have a benefit is to be told of it, a sentence each."""
    if finding.outcome not in (Outcome.ELIGIBLE, Outcome.UNDETERMINED) and not finding.doubts:
        return
    if finding.standing is not None:
        yield chosen(finding.benefit, finding.standing, speaker)
    yield from lasting(finding.provision, speaker, finding.first_day)


def lasting(benefit: Benefit, speaker: Speaker, first_day: date | None = None) -> Iterator[str]:
    """The same as the text says it of everybody; `first_day` is that from which somebody is paid."""
    if benefit.pays is not None:
        yield from _paid(benefit.pays, first_day, amended_later(benefit, first_day), speaker)
    if benefit.apply is not None:
        yield _applied(benefit.apply, speaker)
    if benefit.quota is not None:
        yield _limited(benefit.quota, speaker)


def chosen(benefit: str, standing: Standing, speaker: Speaker) -> str:
    """Whether a benefit is the one that is paid of several."""
    say = speaker.wording
    template = {Truth.YES: say.stands_chosen, Truth.NO: say.stands_out, Truth.UNKNOWN: say.stands_open}[standing.truth][standing.line.by]
    others = [one for one in standing.members if one.benefit != benefit]
    by = [one for one in others if one.benefit in standing.settled_by] or others
    return template.format(
        others=_named([one.benefit for one in others], speaker), by=_named([one.benefit for one in by], speaker),
        paid=say.listed.join(_with_amount(one, speaker) for one in by),
    )  # fmt: skip


def _with_amount(member: Member, speaker: Speaker) -> str:
    """`“乙”（每月90元）`"""
    say, pays = speaker.wording, speaker.scope.promise(member.benefit)[0].pays
    if pays is None or member.paid is None:
        return speaker.benefit(member.benefit)
    amount = say.pays.format(per=say.per[pays.per], amount=speaker.interval(member.paid, speaker.unit(pays.unit)))
    return say.because.format(part=speaker.benefit(member.benefit), reasons=amount)


def choice(line: ChooseOne, speaker: Speaker, benefit: str = "") -> str:
    """Of which benefits one is paid, and which, as the text says it of everybody: as seen from one of them, if that is named."""
    say = speaker.wording
    names = [one for one in line.benefits if one != benefit]
    cite = f"（{'、'.join(line.cite)}）" if line.cite else ""
    template = say.choice_with if benefit else say.choice_among
    return template.format(benefits=_named(names, speaker), by=speaker.text(name_of(line.by))) + cite


def _named(benefits: list[str] | tuple[str, ...], speaker: Speaker) -> str:
    return speaker.wording.listed.join(map(speaker.benefit, benefits))


def amended_later(benefit: Benefit, first_day: date | None) -> date | None:
    """The day from which is paid what is paid today, where something else was before, since the first day."""
    since = benefit.paying_since
    return since if since is not None and first_day is not None and first_day < since else None


def _paid(pays: Pays, first_day: date | None, later: date | None, speaker: Speaker) -> Iterator[str]:
    say = speaker.wording
    if pays.starts is not None:
        so_from = "" if first_day is None else say.first_day.format(day=speaker.day(first_day))
        so_from += "" if later is None else say.as_today_from.format(day=speaker.day(later))
        yield _started(pays.starts, speaker) + so_from + say.stop.rstrip()
    if pays.ends is not None:
        yield say.ends_when.format(when=speaker.sentence(pays.ends))
    if pays.limit is not None:
        yield _used_up(pays.limit, speaker)


def _started(starts: Starts, speaker: Speaker) -> str:
    say = speaker.wording
    opened = say.once_eligible if starts.after is None else speaker.label(speaker.facts[starts.after])
    return say.starts_from[starts.pay].format(opened=opened)


def _used_up(limit: Limit, speaker: Speaker) -> str:
    fact = speaker.facts[limit.fact]
    return speaker.wording.used_up.format(fact=speaker.label(fact), value=speaker.counted(limit.at_most, speaker.unit(fact.unit)))


def _applied(apply: Apply, speaker: Speaker) -> str:
    say = speaker.wording
    said = [
        template.format(text=speaker.text(text))
        for template, text in ((say.apply_at, apply.at), (say.apply_with, apply.bring), (say.apply_by, apply.by))
        if text is not None
    ]
    return say.semicolon.join(said) + say.stop.rstrip()


def _limited(quota: Quota, speaker: Speaker) -> str:
    say = speaker.wording
    order = [speaker.sentence(one) for one in quota.order]
    order += [] if quota.then is None else [say.by_fact.format(fact=speaker.label(speaker.facts[quota.then]))]
    said = say.quota.format(per=say.per[quota.each], places=speaker.counted(Fraction(quota.number), say.places))
    return said + (say.quota_order.format(order=say.listed.join(order)) if order else "") + say.quota_no_promise
