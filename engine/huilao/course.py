"""What time brings to one person by one ruleset, through all the wordings that it has on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .answers.changes import Begins
from .answers.finding import Finding
from .answers.timeline import Change, DocumentEvent, Notice
from .engine import Engine, paid
from .foresee.critical import critical_dates
from .foresee.timeline import turns
from .language.interval import Interval
from .language.known import Person
from .language.outcome import Action, Outcome
from .language.policy import Document

DAY = timedelta(days=1)

Answer = tuple[Outcome, Interval | None, Action]
"""What changes of a finding are told: its outcome, what it pays, and what to do."""


@dataclass(frozen=True, slots=True)
class Course:
    """One ruleset from a day on: its engine, and those of later wordings from the days on which they begin."""

    engines: Sequence[tuple[date, Engine]]

    def on(self, day: date) -> Engine:
        """The engine of the wording of a day."""
        return next(engine for since, engine in reversed(self.engines) if since <= day)

    @property
    def document(self) -> Document:
        """The document, which is the same in all wordings."""
        return self.engines[0][1].ruleset.document

    def changes(self, person: Person, since: date, until: date, wanted: frozenset[str] | None) -> Iterator[Change]:
        """The findings that are others from a day on, pay another amount or are to be acted on otherwise, in the order of the days."""
        findings: dict[date, dict[str, Finding]] = {}

        def answers(day: date) -> dict[str, Answer]:
            engine = self.on(day)
            findings[day] = {one.benefit: one for one in engine.findings(person, day, wanted)}
            amounts = engine.amounts(person, day)
            return {
                name: (one.outcome, paid(one.outcome, amounts[engine.index[one.provision.id]]), one.action) for name, one in findings[day].items()
            }

        concerned = [one.benefit for one in self.on(since).findings(person, since, wanted)]
        events = self.events(since, until)
        for day, name, *_ in turns(answers, since, [*self._critical(concerned, person, since, until), *events]):
            was = next(findings[earlier][name] for earlier in sorted(findings, reverse=True) if earlier < day)
            now = findings[day][name]
            by_document = Outcome.NOT_IN_FORCE in (was.outcome, now.outcome)
            begins = () if by_document else self._critical([name], person, since, until).get(day, ())
            event = events.get(day) if by_document or not begins else None
            yield Change(day, was, now, begins, event, self.on(day).voice)

    def _critical(self, names: Iterable[str], person: Person, since: date, until: date) -> dict[date, tuple[Begins, ...]]:
        """The days after `since` on which something in these benefits is another, and what begins then."""
        names = list(names)
        found: dict[date, tuple[Begins, ...]] = {}
        ends = [begin - DAY for begin, _ in self.engines[1:]] + [until]
        for (begin, engine), end in zip(self.engines, ends, strict=True):
            first, last = max(begin, since + DAY), min(end, until)
            if first <= last:
                found |= critical_dates([engine.timed[name] for name in names], person, engine.scope.on(since), first, last)
        return found

    def events(self, since: date, until: date) -> dict[date, DocumentEvent]:
        """What becomes of the document after a day, up to another."""
        period = self.document.in_effect
        found: list[tuple[date | None, DocumentEvent]] = [(begin, DocumentEvent.READ_ANEW) for begin, _ in self.engines[1:]]
        found += [(period.start, DocumentEvent.COMES_INTO_EFFECT), (_next(period.end), DocumentEvent.ENDS)]
        return {day: event for day, event in found if day is not None and since < day <= until}

    def notices(self, person: Person, since: date, until: date, wanted: frozenset[str] | None) -> Iterator[Notice]:
        """The end of the planning period, where a benefit that can concern the person stands in the plan."""
        ends = _next(self.document.planning_period.end) if self.document.planning_period else None
        if ends is not None and since < ends <= until and self.on(ends).findings(person, ends, wanted):
            yield Notice(ends, self.document, DocumentEvent.PLANNING_PERIOD_ENDS, self.on(ends).voice)


def _next(day: date | None) -> date | None:
    """The day after, if there is one."""
    return None if day is None or day == date.max else day + DAY
