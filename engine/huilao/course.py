"""What time brings to one person by one ruleset, through all the wordings that the rule book has on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from .answers.changes import Begins
from .answers.finding import Finding
from .answers.timeline import Change, DocumentEvent, Notice
from .edition import Edition
from .engine import paid
from .foresee.critical import critical_dates
from .foresee.timeline import turns
from .language.condition import Node
from .language.interval import Interval
from .language.known import Person
from .language.outcome import Action, Outcome, concerns, tied
from .language.policy import Document, Period, Rules
from .language.truth import Truth
from .language.wording import adoption_days, amendment_days

DAY = timedelta(days=1)

Answer = tuple[Outcome, Interval | None, Action, Truth | None, tuple[str, ...]]
"""What changes of a finding are told: its outcome, what it pays, what to do, whether it stands and on account of which others
not.
"""
Days = dict[date, tuple[Begins, ...]]
"""Days on which something is another, and what begins then."""
Span = tuple[Edition, date, date]
"""A wording with its first and its last day."""


@dataclass(frozen=True, slots=True)
class Course:
    """One ruleset from a day on: the wordings of the rule book, each from the day on which it begins."""

    name: str
    rules: Rules
    """The rule book with all its wordings."""
    editions: Sequence[tuple[date, Edition]]

    def on(self, day: date) -> Edition:
        """The wording of a day."""
        return next(edition for since, edition in reversed(self.editions) if since <= day)

    @property
    def document(self) -> Document:
        """The document, which is the same in all wordings."""
        return self.rules.rulesets[self.name].document

    def changes(self, person: Person, since: date, until: date, wanted: frozenset[str] | None) -> Iterator[Change]:
        """The findings that are others from a day on, pay another amount, stand otherwise among those of which one is paid or
        are to be acted on otherwise, in the order of the days.
        """
        findings: dict[date, dict[str, Finding]] = {}

        def by(edition: Edition, day: date) -> tuple[dict[str, Finding], dict[str, Answer]]:
            found = {one.benefit: one for one in edition.findings_of(self.name, person, day, concerned)}
            engine = edition.engines[self.name]
            amounts = engine.amounts(person, day)
            return found, {name: _answer(one, amounts[engine.index[one.provision.id]]) for name, one in found.items()}

        def answers(day: date) -> dict[str, Answer]:
            findings[day], answered = by(self.on(day), day)
            return answered

        @cache
        def crosswise(day: date) -> tuple[dict[str, Answer], dict[str, Answer]]:
            """What the wording of a day says of the day before, and what that of the day before says of this day."""
            return by(self.on(day), day - DAY)[1], by(self.on(day - DAY), day)[1]

        spans = list(self._spans(since, until))
        concerned = frozenset(
            one.benefit for edition, first, _ in spans for one in edition.engines[self.name].findings(person, first, wanted)
        )
        critical = self._critical(concerned, person, spans)
        events = {name: self._events(name, spans) for name in concerned}
        tie = tied(self.document, person)
        days = {day for found in (*critical.values(), *events.values()) for day in found}
        days |= {first for _, first, _ in spans}
        for day, name, before, after in turns(answers, since, days):
            was = next(findings[earlier][name] for earlier in sorted(findings, reverse=True) if earlier < day)
            now = findings[day][name]
            if not concerns(was.provision, tie) and not concerns(now.provision, tie):
                continue
            time, reworded = True, ()
            if self.on(day) is not self.on(day - DAY):
                eve, held = (one[name] for one in crosswise(day))
                time = held != before or eve != after
                reworded = self._reworded(name, day) if eve != before or held != after else ()
            by_document = Outcome.NOT_IN_FORCE in (was.outcome, now.outcome)
            begins = critical[name].get(day, ()) if time and not by_document else ()
            event = events[name].get(day) if time else None
            if event is not None and by_document:
                reworded = ()  # that it comes or ends says enough
            elif before[3:] == after[3:] and (begins or reworded):
                event = None  # it is one of those beside it, which change nothing here
            yield Change(day, was, now, begins, (*((event,) if event else ()), *reworded), self.on(day).voice)

    def _spans(self, since: date, until: date) -> Iterator[Span]:
        """The wordings between a day and another, each with its first and its last day."""
        ends = [begin - DAY for begin, _ in self.editions[1:]] + [until]
        for (begin, edition), end in zip(self.editions, ends, strict=True):
            first, last = max(begin, since), min(end, until)
            if first <= last:
                yield edition, first, last

    def _critical(self, benefits: Iterable[str], person: Person, spans: Iterable[Span]) -> dict[str, Days]:
        """For each benefit the days on which something is another in it, or in one of which one is paid with it: what several
        share is worked out once.
        """
        found: dict[str, Days] = {name: {} for name in benefits}
        for edition, first, last in spans:
            days: dict[tuple[str, Node], Days] = {}
            for name in found:
                for ruleset, node in _timed(edition, name):
                    scope = edition.engines[ruleset].scope
                    if (ruleset, node) not in days:
                        until = last if last == date.max else last + DAY  # the day of the next wording too: had it stayed, time would act
                        days[ruleset, node] = critical_dates([frozenset((node,))], person, scope.on(first), first, until)
                    for day, begins in days[ruleset, node].items():
                        told = found[name].get(day, ())
                        found[name][day] = (*told, *(more for more in begins if more not in told))
        return found

    def _events(self, benefit: str, spans: Iterable[Span]) -> dict[date, DocumentEvent]:
        """What becomes of a benefit's own days and of its document, and then of those of which one is paid with it."""
        found: list[tuple[date, DocumentEvent]] = []
        for edition, first, last in spans:
            for name in (benefit, *edition.beside(benefit)):
                engine = edition.engines[name.partition("/")[0]]
                own = engine.ruleset.benefits[engine.index[name.partition("/")[2]]].in_effect or Period()
                period = engine.ruleset.document.in_effect
                ends = DocumentEvent.ENDS if engine.ruleset.document.superseded_by is None else DocumentEvent.SUPERSEDED
                days = [
                    (own.start, DocumentEvent.PROVISION_BEGINS), (_next(own.end), DocumentEvent.PROVISION_ENDS),
                    (period.start, DocumentEvent.COMES_INTO_EFFECT), (_next(period.end), ends),
                ]  # fmt: skip
                found += [(day, event) for day, event in days if day is not None and first <= day <= last]
        return dict(reversed(found))

    def _reworded(self, benefit: str, day: date) -> tuple[DocumentEvent, ...]:
        """Why a benefit says something else from a day on: by what its own ruleset says, else by what any other does."""
        was, now = (len(self.on(one).engines[self.name].ruleset.benefit(benefit).replaced_by) for one in (day - DAY, day))
        found = [DocumentEvent.REPLACED] if now > was else [DocumentEvent.RESTORED] if now < was else []
        every = tuple(self.rules.rulesets.values())
        for rulesets in ((self.rules.rulesets[self.name],), every):
            found += [DocumentEvent.AMENDED] if day in amendment_days(self.rules, rulesets) else []
            found += [DocumentEvent.READ_ANEW] if day in adoption_days(rulesets) else []
            if found:
                break
        return tuple(found)

    def notices(self, person: Person, since: date, until: date, wanted: frozenset[str] | None) -> Iterator[Notice]:
        """The end of the planning period, where a benefit that can concern the person stands in the plan."""
        ends = _next(self.document.planning_period.end) if self.document.planning_period else None
        if ends is not None and since < ends <= until and self.on(ends).engines[self.name].findings(person, ends, wanted):
            yield Notice(ends, self.document, DocumentEvent.PLANNING_PERIOD_ENDS, self.on(ends).voice)


def _timed(edition: Edition, benefit: str) -> Iterator[tuple[str, Node]]:
    """What in a benefit, and in those of which one is paid with it, is one of the day too, by ruleset."""
    for name in edition.beside(benefit):
        ruleset = name.partition("/")[0]
        yield from ((ruleset, node) for node in sorted(edition.engines[ruleset].timed[name], key=str))


def _answer(finding: Finding, amount: Interval | None) -> Answer:
    standing = finding.standing
    stands, by = (None, ()) if standing is None else (standing.truth, standing.settled_by)
    return finding.outcome, paid(finding.outcome, amount), finding.action, stands, by


def _next(day: date | None) -> date | None:
    """The day after, if there is one."""
    return None if day is None or day == date.max else day + DAY
