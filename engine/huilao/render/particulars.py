"""What is to be known of a benefit besides whether it is for the person: which of several is paid, from when and until when, how
often, where one applies for it, and how many have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..answers.finding import Finding
from ..language.combine import Standing
from ..language.outcome import Outcome
from ..language.policy import Apply, Benefit, Limit, Pays, Quota, Starts
from ..language.truth import Truth
from .plain import digits
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
        yield from _paid(benefit.pays, first_day, speaker)
    if benefit.apply is not None:
        yield _applied(benefit.apply, speaker)
    if benefit.quota is not None:
        yield _limited(benefit.quota, speaker)


def chosen(benefit: str, standing: Standing, speaker: Speaker) -> str:
    """Whether a benefit is the one that is paid of several."""
    say = speaker.wording
    template = {Truth.YES: say.stands_chosen, Truth.NO: say.stands_out, Truth.UNKNOWN: say.stands_open}[standing.truth][standing.line.by]
    others = [one.benefit for one in standing.members if one.benefit != benefit]
    return template.format(others=_named(others, speaker), by=_named(standing.settled_by or others, speaker))


def _named(benefits: list[str] | tuple[str, ...], speaker: Speaker) -> str:
    return speaker.wording.listed.join(map(speaker.benefit, benefits))


def _paid(pays: Pays, first_day: date | None, speaker: Speaker) -> Iterator[str]:
    say = speaker.wording
    if pays.starts is not None:
        so_from = "" if first_day is None else say.first_day.format(day=speaker.day(first_day))
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
    return speaker.wording.used_up.format(fact=speaker.label(fact), value=digits(limit.at_most) + speaker.unit(fact.unit))


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
    number = f"{quota.number:,}"
    said = say.quota.format(per=say.per[quota.each], number=number)
    return said + (say.quota_order.format(order=say.listed.join(order)) if order else "") + say.quota_no_promise
