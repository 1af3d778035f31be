"""The interpreters of one ruleset at work on one person: what is decided at once, and what is worked out when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import assert_never

from .answers.changes import Begins
from .answers.finding import Amount, Case, Cell, Finding, Flag, LevelsFound, ReadingDependence, Voice, decimal_of
from .answers.proof import Measured, Proof
from .answers.readings import Robustness
from .answers.timeline import Change, DocumentEvent, Notice
from .decide.compiled import compile_amounts, compile_conditions
from .decide.readings import ReadingsOfRuleset
from .errors import DisagreementError
from .explain.deciding import Deciding
from .explain.prover import Prover, View
from .foresee.critical import Timed, critical_dates, timed_in
from .foresee.timeline import turns
from .language.interval import NOUGHT, Interval
from .language.known import Person
from .language.meaning import NOTHING, RowsFound, Waiting, amount_in, cut, rows_among, rows_found, rows_that_pay, together
from .language.outcome import OUTCOMES, Outcome, concerns, outcomes_of, replaced, tied
from .language.policy import Benefit, Hits, Levels, Rules, Ruleset, Status
from .language.quantity import Quantity
from .language.scope import scope_of
from .language.truth import Truth

DAY = timedelta(days=1)

Decide = Callable[[Person, date], list[Truth]]
Answer = tuple[Outcome, Interval | None]
"""What changes of a finding are told: its outcome and what it pays."""


class Engine:
    """The interpreters of one ruleset, each made when it is first needed. Threads may share it."""

    def __init__(self, ruleset: Ruleset, rules: Rules, voice: Voice) -> None:
        self.ruleset = ruleset
        self.voice = voice
        self.scope = scope_of(ruleset, rules)
        self.prover = Prover(self.scope)
        self.deciding = Deciding(self.scope)
        self.names = tuple(benefit.full_name for benefit in ruleset.benefits)
        self.index = {benefit.id: index for index, benefit in enumerate(ruleset.benefits)}

    @cached_property
    def decide(self) -> Decide:
        """The compiled conditions: `(person, day)` to the truths of the benefits in order."""
        return compile_conditions([(benefit.condition,) for benefit in self.ruleset.benefits], self.scope)

    @cached_property
    def amounts(self) -> Callable[[Person, date], list[Interval | None]]:
        """What the benefits pay to somebody who has them, in order."""
        return compile_amounts(self.ruleset.benefits, self.scope)

    @cached_property
    def readings(self) -> ReadingsOfRuleset:
        """Robustness under the other readings."""
        return ReadingsOfRuleset(self.ruleset, self.scope)

    @cached_property
    def timed(self) -> Mapping[str, Timed]:
        """For each benefit what in it is one of the day too."""
        return {one.full_name: timed_in(one, self.scope) for one in self.ruleset.benefits}

    def findings(self, person: Person, day: date, wanted: frozenset[str] | None) -> list[Finding]:
        """A finding for each benefit that can concern the person (and is wanted)."""
        document = self.ruleset.document
        tie = tied(document, person)
        concerned = [
            (index, benefit)
            for index, benefit in enumerate(self.ruleset.benefits)
            if concerns(benefit, tie) and (wanted is None or benefit.full_name in wanted)
        ]
        if not concerned:
            return []
        truths = self.decide(person, day)
        details = Details(self, person, day, truths)
        case = Case(self.ruleset, day, details, self.voice)
        flags, outcomes = self.flags(day), outcomes_of(document, day)
        findings: list[Finding] = []
        for index, benefit in concerned:
            outcome = outcomes[truths[index]]
            own = details.flags(benefit, outcome) if benefit.levels or benefit.replaced_by else ()
            findings.append(Finding(benefit, outcome, (*flags, *own) if own else flags, case))
        return findings

    def open(self, person: Person, day: date, wanted: frozenset[str]) -> list[Benefit]:
        """The benefits, of those wanted, of which it is open whether they are for the person, in which row of their levels
        the person is, or what they pay.
        """
        if not self.ruleset.document.in_force(day):
            return []
        situation = self.scope.on(day)
        open_: list[Benefit] = []
        for benefit, truth, amount in zip(self.ruleset.benefits, self.decide(person, day), self.amounts(person, day), strict=True):
            if truth is Truth.NO or benefit.full_name not in wanted:
                continue
            paid = amount is None or amount.settled
            levels = benefit.levels
            placed = (
                levels is None
                or levels.hits is Hits.HIGHEST  # there the amount alone counts
                or rows_found(levels, person, situation).settled
            )
            open_ += [benefit] if truth is Truth.UNKNOWN or not (paid and placed) else []
        return open_

    def flags(self, day: date) -> tuple[Flag, ...]:
        """The flags that the document gives all its findings."""
        document = self.ruleset.document
        period = document.planning_period
        found = {
            Flag.DRAFT: document.status is Status.DRAFT,
            Flag.REPEALED: document.status is Status.REPEALED,
            Flag.PLANNING_PERIOD_ENDED: period is not None and period.end is not None and day > period.end,
        }
        return tuple(flag for flag, holds in found.items() if holds)

    # -- what time brings --------------------------------------------------------------------------------------------

    def changes(self, person: Person, since: date, until: date, wanted: frozenset[str] | None) -> Iterator[Change]:
        """The findings that are others from a day on, or pay another amount, in the order of the days."""
        findings: dict[date, dict[str, Finding]] = {}

        def answers(day: date) -> dict[str, Answer]:
            findings[day] = {one.benefit: one for one in self.findings(person, day, wanted)}
            amounts = self.amounts(person, day)
            return {name: (one.outcome, _paid(one.outcome, amounts[self.index[one.provision.id]])) for name, one in findings[day].items()}

        def critical(names: Iterable[str]) -> dict[date, tuple[Begins, ...]]:
            if since >= until:
                return {}
            return critical_dates([self.timed[name] for name in names], person, self.scope.on(since), since + DAY, until)

        concerned = [one.benefit for one in self.findings(person, since, wanted)]
        events = self.events(since, until)
        for day, name, *_ in turns(answers, since, [*critical(concerned), *events]):
            was = next(findings[earlier][name] for earlier in sorted(findings, reverse=True) if earlier < day)
            now = findings[day][name]
            by_document = Outcome.NOT_IN_FORCE in (was.outcome, now.outcome)
            begins = () if by_document else critical([name]).get(day, ())
            yield Change(day, was, now, begins, events.get(day) if by_document else None, self.voice)

    def events(self, since: date, until: date) -> dict[date, DocumentEvent]:
        """What becomes of the document after a day, up to another."""
        period = self.ruleset.document.in_effect
        found = {DocumentEvent.COMES_INTO_EFFECT: period.start, DocumentEvent.ENDS: _next(period.end)}
        return {day: event for event, day in found.items() if day is not None and since < day <= until}

    def notices(self, person: Person, since: date, until: date, wanted: frozenset[str] | None) -> Iterator[Notice]:
        """The end of the planning period, where a benefit that can concern the person stands in the plan."""
        document = self.ruleset.document
        ends = _next(document.planning_period.end) if document.planning_period else None
        if ends is not None and since < ends <= until and self.findings(person, ends, wanted):
            yield Notice(ends, document, DocumentEvent.PLANNING_PERIOD_ENDS, self.voice)


def _paid(outcome: Outcome, amount: Interval | None) -> Interval | None:
    """What is paid to somebody with this outcome, of what those get who have it: from nought where that is open."""
    match outcome:
        case Outcome.ELIGIBLE:
            return amount
        case Outcome.UNDETERMINED:
            return amount and Interval(NOUGHT, amount.high)
        case Outcome.NOT_ELIGIBLE | Outcome.NOT_IN_FORCE:
            return None
        case _:
            assert_never(outcome)


def _next(day: date | None) -> date | None:
    """The day after, if there is one."""
    return None if day is None or day == date.max else day + DAY


class Details:
    """What is worked out of one person in one ruleset when it is asked."""

    def __init__(self, engine: Engine, person: Person, day: date, truths: list[Truth]) -> None:
        self.engine = engine
        self.person = person
        self.day = day
        self.truths = truths
        self._robustnesses: list[Robustness] | None = None

    @cached_property
    def view(self) -> View:
        """The person on the day, as the prover sees them."""
        return self.engine.prover.view(self.person, self.day)

    @cached_property
    def amounts(self) -> list[Interval | None]:
        """What each benefit pays to somebody who has it."""
        return self.engine.amounts(self.person, self.day)

    def proof(self, benefit: Benefit) -> Proof:
        """The proof; it must come to what was decided."""
        proof = self.engine.prover.prove(benefit.condition, self.view)
        if proof.truth is not self.truths[self.engine.index[benefit.id]]:
            raise DisagreementError((benefit.full_name,))
        return proof

    def decides(self, benefit: Benefit) -> Proof:
        """What decides of the proof."""
        return self.engine.deciding.of(self.proof(benefit))

    def flags(self, benefit: Benefit, outcome: Outcome) -> tuple[Flag, ...]:
        """The flags of one finding: that a lower place's provision stands in, that the levels have a gap or contradict
        themselves.
        """
        if benefit.replaced_by and outcome is Outcome.NOT_ELIGIBLE:
            return (Flag.REPLACED,) if replaced(benefit, self.person, self.engine.scope.on(self.day)) else ()
        if benefit.levels is None or outcome not in (Outcome.ELIGIBLE, Outcome.UNDETERMINED):
            return ()
        rows = self.rows(benefit.levels)
        found = {Flag.GAP: rows.gap(), Flag.OVERLAP: rows.overlap(benefit.levels.hits)}
        return tuple(flag for flag, holds in found.items() if holds)

    def robustness(self, benefit: Benefit) -> tuple[bool, tuple[ReadingDependence, ...]]:
        """Whether outcome and amount are the same under every reading, and under which they are not."""
        index = self.engine.index[benefit.id]
        if self._robustnesses is None:
            self._robustnesses = self.engine.readings.robustness(self.person, self.day, self.truths)
        found = self._robustnesses[index]
        depends = [ReadingDependence(one.choices, OUTCOMES[one.truth]) for one in found.depends_on]
        if benefit.pays is not None and self.truths[index] is not Truth.NO:
            outcome, told = OUTCOMES[self.truths[index]], {one.choices for one in depends}
            depends += [
                ReadingDependence((choice,), outcome, amount)
                for choice, amount in self.engine.readings.amounts_depend(index, self.person, self.day)
                if (choice,) not in told
            ]
        return found.robust and not depends, tuple(depends)

    def rows(self, levels: Levels) -> RowsFound:
        """The rows of a table that may apply."""
        return rows_among([proof.truth for proof in self.proofs(levels)], levels.hits)

    def paid_by_row(self, levels: Levels) -> list[Measured | None]:
        """What each row of a table pays."""
        return [None if row.amount is None else self.measure(row.amount) for row in levels.rows]

    def proofs(self, levels: Levels) -> list[Proof]:
        """The proofs of the conditions of a table's rows."""
        return [self.engine.prover.prove(row.condition, self.view) for row in levels.rows]

    def levels(self, benefit: Benefit) -> LevelsFound | None:
        """The rows that may apply, with what is known of their cells."""
        levels = benefit.levels
        assert levels is not None
        found = rows_that_pay(self.rows(levels), [one and one.interval for one in self.paid_by_row(levels)], levels.hits)
        names = [column.name for column in levels.columns]
        rows = tuple(
            {
                name: cell if cell is None or isinstance(cell, str) else self.cell(cell)
                for name, cell in zip(names, levels.rows[index].cells, strict=True)
            }
            for index in found.possible
        )
        waiting = self.waiting_for_row(levels, found)
        return LevelsFound(len(found.sure) == 1 and found.settled, rows, tuple(sorted(map(str, waiting.facts))), tuple(sorted(waiting.lacks)))

    def waiting_for_row(self, levels: Levels, found: RowsFound) -> Waiting:
        """What would have to be known for the rows that apply to be sure."""
        proofs = self.proofs(levels)
        return together(proofs[index].waiting() for index in found.possible)

    def amount(self, benefit: Benefit, outcome: Outcome) -> Amount | None:
        """What is paid: from nought where it is open whether the person has it. Raises DisagreementError where the prover
        does not come to what was worked out.
        """
        pays, levels = benefit.pays, benefit.levels
        assert pays is not None
        interval = self.amounts[self.engine.index[benefit.id]]
        if levels is None:
            measured = (self.measure(pays.amount),)
            shown, waiting = cut(measured[0].interval), measured[0].waiting()
        else:
            each = self.paid_by_row(levels)
            amounts = [one and one.interval for one in each]
            rows = rows_that_pay(self.rows(levels), amounts, levels.hits)
            measured = tuple(one for index in rows.possible if (one := each[index]) is not None)
            shown = amount_in(rows, amounts, levels.hits)
            waiting = self.waiting_for_row(levels, rows) | together(one.waiting() for one in measured)
        if shown != interval:
            raise DisagreementError((benefit.full_name,))
        interval = _paid(outcome, interval)
        if interval is None:
            return None
        if outcome is Outcome.UNDETERMINED:
            waiting |= self.proof(benefit).waiting()
        if interval.settled:
            waiting = NOTHING
        return Amount(
            decimal_of(interval.low),
            decimal_of(interval.high),
            pays.per,
            pays.unit,
            tuple(sorted(map(str, waiting.facts))),
            tuple(sorted(waiting.lacks)),
            measured,
        )

    def cell(self, quantity: Quantity) -> Cell:
        """What is known of a number in a table."""
        interval = self.measure(quantity).interval
        return decimal_of(interval.low) if interval.settled else interval

    def measure(self, quantity: Quantity) -> Measured:
        """What is known of a quantity, and why."""
        return self.engine.prover.measure(quantity, self.view)
