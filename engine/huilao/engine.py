"""The interpreters of one ruleset at work on one person: what is decided at once, and what is worked out when it is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, wraps
from typing import TypeVar, assert_never

from .answers.finding import Alike, Amount, Case, Cell, Finding, FirstDay, Flag, LevelsFound, ReadingDependence, Voice, decimal_of, flags_of
from .answers.proof import Measured, Proof
from .answers.readings import ROBUST, Choice, Dependence, Robustness
from .decide.compiled import compile_amounts, compile_conditions
from .decide.patterns import Patterns
from .decide.readings import Agreed, ReadingsOfRuleset, Spread, Spreads
from .errors import DisagreementError
from .explain.deciding import Deciding, Parts, only
from .explain.prover import Prover, View
from .foresee.critical import Timed, critical_dates, running, timed_in, timed_tests
from .language.ages import DAY, after_years, paid_from
from .language.combine import Member
from .language.condition import Condition
from .language.doubt import MOST, benefits_behind, hangs_on, likely
from .language.facts import AskedOf
from .language.interval import NOUGHT, Interval
from .language.known import Person, written
from .language.meaning import (
    NOTHING,
    RowsFound,
    Waiting,
    amount_in,
    cut,
    days,
    rows_among,
    rows_found,
    rows_that_pay,
    together,
    truth_of,
    waiting_for,
)
from .language.outcome import (
    OUTCOMES,
    Action,
    Outcome,
    action_of,
    concerns,
    drawn_by,
    elders_own,
    excluded,
    excluding,
    for_relatives,
    is_among,
    outcomes_of,
    relative_of,
    replaced,
    settled,
    tied,
)
from .language.policy import Benefit, Hits, Levels, Rules, Ruleset
from .language.quantity import Quantity
from .language.scope import Situation, scope_of
from .language.truth import Truth

Decide = Callable[[Person, date], list[Truth]]

LOOKED_BACK, LOOKED_BACK_RUNNING = 36_525, 366
"""Days for which it is looked back since when somebody has a benefit: a hundred years; where an age or a time goes into a
calculation, a year.
"""


class Engine:
    """The interpreters of one ruleset, each made when it is first needed. Threads may share it."""

    def __init__(self, ruleset: Ruleset, rules: Rules, voice: Voice, peers: Mapping[str, Engine], last: date = date.max) -> None:
        """`peers` are the engines of all rulesets of the book, this one among them once it is there; `last` is the last day on
        which the book is worded so.
        """
        self.ruleset = ruleset
        self.peers = peers
        self.last = last
        self.voice = voice
        self.scope = scope_of(ruleset, rules)
        self.prover = Prover(self.scope)
        self.deciding = Deciding(self.scope)
        self.names = tuple(benefit.full_name for benefit in ruleset.benefits)
        self.conditions = tuple(benefit.condition for benefit in ruleset.benefits)
        self._provers: dict[frozenset[Choice], Prover] = {}
        self._alike = self._none_alike()
        self._outcomes: tuple[date, Sequence[Mapping[Truth, Outcome]]] | None = None
        self.index = {benefit.id: index for index, benefit in enumerate(ruleset.benefits)}

    @cached_property
    def decide(self) -> Decide:
        """The compiled conditions: `(person, day)` to the truths of the benefits in order."""
        return compile_conditions([(benefit.condition,) for benefit in self.ruleset.benefits], self.scope)

    @cached_property
    def concerned(self) -> Mapping[Truth, Sequence[tuple[int, Benefit]]]:
        """By the tie of a person to the document's place the benefits that can concern them, with their numbers."""
        every = list(enumerate(self.ruleset.benefits))
        return {tie: [(index, one) for index, one in every if concerns(one, tie)] for tie in Truth}

    @cached_property
    def benefits_for_relatives(self) -> tuple[Sequence[str], Decide]:
        """The ids of the benefits for relatives, and the compiled conditions of these alone."""
        found = [one for one in self.ruleset.benefits if for_relatives(one)]
        return [one.id for one in found], compile_conditions([(one.condition,) for one in found], self.scope)

    @cached_property
    def amounts(self) -> Callable[[Person, date], list[Interval | None]]:
        """What the benefits pay to somebody who has them, in order."""
        return compile_amounts(self.ruleset.benefits, self.scope)

    @cached_property
    def readings(self) -> ReadingsOfRuleset:
        """Robustness under the other readings."""
        return ReadingsOfRuleset(self.ruleset, self.scope)

    @cached_property
    def likely(self) -> ReadingsOfRuleset:
        """The same under the readings that an office could well hold."""
        ruleset = likely(self.ruleset)
        return ReadingsOfRuleset(ruleset, replace(self.scope, terms=ruleset.terms), MOST)

    @cached_property
    def patterns(self) -> Patterns:
        """What the tests behind each benefit say of a person."""
        return Patterns(self.ruleset.benefits, self.scope)

    def alike(self, person: Person, day: date) -> list[Alike | None]:
        """For each benefit what is worked out already about all of whom the tests behind it say the same; None where they do not say
        all.
        """
        if sum(map(len, self._alike)) >= KEPT_ALIKE:
            self._alike = self._none_alike()
        return [
            None if pattern is None else kept[pattern] for kept, pattern in zip(self._alike, self.patterns.of(person, day), strict=True)
        ]

    def _none_alike(self) -> list[defaultdict[int, Alike]]:
        """For each benefit nothing yet, of whomever its tests tell."""
        return [defaultdict(dict) for _ in self.ruleset.benefits]

    @cached_property
    def excluding(self) -> frozenset[str]:
        """The ids of the benefits whose text itself excludes somebody."""
        return frozenset(one.id for one in self.ruleset.benefits if excluding(one))

    def prover_taking(self, choices: frozenset[Choice]) -> Prover:
        """Proves conditions as these readings of terms take them."""
        if choices not in self._provers:
            self._provers[choices] = Prover(self.likely.taking(choices))
        return self._provers[choices]

    def sentence(self, benefit: str, choices: tuple[Choice, ...]) -> Condition:
        """The sentence of a benefit as these readings take it."""
        return self.likely.sentence(benefit, choices)

    @cached_property
    def timed(self) -> Mapping[str, Timed]:
        """For each benefit what in it, read in any way that an office could well hold, is one of the day too."""
        ruleset = likely(self.ruleset)
        return {one.full_name: timed_in(one, replace(self.scope, terms=ruleset.terms)) for one in ruleset.benefits}

    @cached_property
    def of_relatives(self) -> frozenset[str]:
        """The facts that relatives say of themselves."""
        return frozenset(name for name, fact in self.scope.facts.items() if fact.asked_of is AskedOf.RELATIVE)

    @cached_property
    def asking(self) -> Mapping[str, tuple[str, ...]]:
        """By id the benefits that ask for others, with the full names of those."""
        behind = {one.id: benefits_behind(one.condition, self.scope) for one in self.ruleset.benefits}
        return {name: others for name, others in behind.items() if others}

    def outcomes(self, day: date) -> Sequence[Mapping[Truth, Outcome]]:
        """For each benefit its answers on a day; those of the day that was asked for last are kept."""
        known = self._outcomes
        if known is None or known[0] != day:
            known = self._outcomes = day, [outcomes_of(one, self.ruleset, day) for one in self.ruleset.benefits]
        return known[1]

    def findings(self, person: Person, day: date, wanted: frozenset[str] | None, *, anyone: bool = False) -> list[Finding]:
        """A finding for each benefit that is wanted and can concern the person, or (`anyone`) whether it can or not."""
        document = self.ruleset.document
        concerned = list(enumerate(self.ruleset.benefits)) if anyone else self.concerned[tied(document, person)]
        if wanted is not None:
            concerned = [(index, benefit) for index, benefit in concerned if benefit.full_name in wanted]
        if not concerned:
            return []
        truths = self.decide(person, day)
        details = Details(self, person, day, truths)
        case = Case(self.ruleset, day, details, self.voice)
        flags = flags_of(document, day)
        findings: list[Finding] = []
        outcomes = self.outcomes(day)
        for index, benefit in concerned:
            outcome = outcomes[index][truths[index]]
            own = details.flags(benefit, outcome) if benefit.levels or benefit.replaced_by else ()
            findings.append(Finding(benefit, outcome, (*flags, *own) if own else flags, case))
        return findings

    def members(self, person: Person, day: date, wanted: frozenset[str]) -> list[Member]:
        """The benefits, of those wanted, that take part where one of several is paid."""
        found = self.findings(person, day, wanted)
        amounts = self.amounts(person, day) if found else []
        return [
            Member(one.benefit, outcome, paid(outcome, amounts[self.index[one.provision.id]]))
            for one in found
            if one.settled and (outcome := _TAKES_PART.get(one.action)) is not None
        ]

    def open(self, person: Person, day: date, wanted: frozenset[str]) -> list[Benefit]:
        """The benefits, of those wanted, of which it is open whether they are for the person, in which row of their levels
        the person is, or what they pay.
        """
        situation = self.scope.on(day)
        open_: list[Benefit] = []
        for benefit, truth, amount in zip(self.ruleset.benefits, self.decide(person, day), self.amounts(person, day), strict=True):
            if truth is Truth.NO or benefit.full_name not in wanted or not self.ruleset.in_force(benefit, day):
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

    def claimable(self, person: Person, day: date, wanted: frozenset[str]) -> list[tuple[Benefit, Waiting | None]]:
        """The benefits, of those wanted, of which it is open whether the person can claim them, or an office may hold that they
        can, and those of which it is open how much: each with what it waits for under another likely reading, where it is
        settled by the one taken, else None.

        What other places promise, what the person draws already, and what another provision of the document promises them
        too, needs no asking; nor what relatives of an elder may be told.
        """
        document = self.ruleset.document
        if not document.in_force(day) or tied(document, person) is Truth.NO:
            return []
        truths = self.decide(person, day)
        details = Details(self, person, day, truths)
        unsettled = {one.full_name for one in self.open(person, day, frozenset(self.names))}
        promised = [
            one for one in self.ruleset.benefits
            if self.ruleset.in_force(one, day) and settled(one, document) and not details.received(one)
            and not (for_relatives(one) and details.elders_own)
        ]  # fmt: skip
        actions = {one.id: details.action(one, OUTCOMES[truths[self.index[one.id]]]) for one in promised}
        had = {one.same_as or one.id for one in promised if actions[one.id] is Action.CLAIM}
        found: list[tuple[Benefit, Waiting | None]] = []
        for one in promised:
            truth, action = truths[self.index[one.id]], actions[one.id]
            waits = Truth.UNKNOWN in details.own_truths(one) and action is not Action.READING
            if one.full_name in wanted and waits and (one.same_as or one.id) not in had:
                found.append((one, None if truth is Truth.UNKNOWN else details.doubted(one)))
            elif one.full_name in unsettled & wanted and action in (Action.CLAIM, Action.EVERYONE):
                found.append((one, None))
        return found


_TAKES_PART: Mapping[Action, Outcome] = {
    Action.CLAIM: Outcome.ELIGIBLE,
    Action.EVERYONE: Outcome.ELIGIBLE,
    Action.READING: Outcome.UNDETERMINED,
    Action.ASK: Outcome.UNDETERMINED,
}
"""The outcome with which a benefit takes part where one of several is paid, by what to do about it."""


def paid(outcome: Outcome, amount: Interval | None) -> Interval | None:
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


KEPT_ALIKE = 20_000
"""Patterns of one ruleset of which something is kept, at most."""
Worked = TypeVar("Worked")


def shared(work: Callable[[Details, Benefit], Worked]) -> Callable[[Details, Benefit], Worked]:
    """What is worked out once for all people of whom the tests behind a benefit say the same."""
    name = work.__name__

    @wraps(work)
    def found(details: Details, benefit: Benefit) -> Worked:
        kept = details.alike(benefit)
        if kept is None:
            return work(details, benefit)
        if name not in kept:
            kept[name] = work(details, benefit)
        return kept[name]

    return found


class Details:
    """What is worked out of one person in one ruleset when it is asked."""

    def __init__(self, engine: Engine, person: Person, day: date, truths: list[Truth]) -> None:
        self.engine = engine
        self.person = person
        self.day = day
        self.truths = truths
        self._proofs: dict[str, Proof] = {}
        self._views: dict[Prover, View] = {}
        """The person as provers of other readings see them."""
        self._had_since: dict[str, tuple[date | None, date | None]] = {}
        self._soon: dict[str, date | None] = {}

    @cached_property
    def _alike(self) -> list[Alike | None]:
        return self.engine.alike(self.person, self.day)

    def alike(self, benefit: Benefit) -> Alike | None:
        """What is worked out already about all of whom the tests behind a benefit say the same; None where they do not say all."""
        return self._alike[self.engine.index[benefit.id]]

    @cached_property
    def view(self) -> View:
        """The person on the day, as the prover sees them."""
        return self.engine.prover.view(self.person, self.day)

    @cached_property
    def amounts(self) -> list[Interval | None]:
        """What each benefit pays to somebody who has it."""
        return self.engine.amounts(self.person, self.day)

    def proof(self, benefit: Benefit) -> Proof:
        """The proof; it must come to what was decided. Raises DisagreementError."""
        proof = self._proofs.get(benefit.id)
        if proof is None:
            proof = self._proofs[benefit.id] = self.engine.prover.prove(benefit.condition, self.view)
            if proof.truth is not self.truths[self.engine.index[benefit.id]]:
                raise DisagreementError((benefit.full_name,))
        return proof

    def prove_all(self) -> list[str]:
        """Prove all benefits of the ruleset, which takes less together than one after the other: the full names of those that hold.
        Raises DisagreementError.
        """
        proofs = self.engine.prover.prove_all(self.engine.conditions, self.view)
        wrong = [name for name, proof, truth in zip(self.engine.names, proofs, self.truths, strict=True) if proof.truth is not truth]
        if wrong:
            raise DisagreementError(tuple(wrong))
        self._proofs.update(zip(self.engine.index, proofs, strict=True))
        return [name for name, truth in zip(self.engine.names, self.truths, strict=True) if truth is Truth.YES]

    def decides(self, benefit: Benefit) -> Proof:
        """What decides of the proof."""
        return only(self.proof(benefit), self.deciding(benefit))

    @shared
    def deciding(self, benefit: Benefit) -> Parts:
        """Where in its proof stands what decides."""
        return self.engine.deciding.parts(self.proof(benefit))

    @cached_property
    def spreads(self) -> Spreads:
        """What the benefits are under the readings that an office could well hold."""
        return self.engine.likely.spreads(self.person, self.day, self.truths)

    def spread(self, benefit: Benefit) -> Agreed | Spread:
        """What it is under them."""
        return self.spreads[self.engine.index[benefit.id]]

    @shared
    def own_truths(self, benefit: Benefit) -> frozenset[Truth]:
        """Its truths under them, other benefits taken as they are."""
        return self.spread(benefit).truths

    @cached_property
    def hanging(self) -> Mapping[str, tuple[str, ...]]:
        """By id the benefits that hang on the readings of others that they ask for, with the full names of those."""
        benefits = self.engine.ruleset.benefits
        found = {id_: hangs_on(benefits[self.engine.index[id_]], self.person, self.situation) for id_ in self.engine.asking}
        return {id_: others for id_, others in found.items() if others}

    def truths_of(self, benefit: Benefit) -> frozenset[Truth]:
        """Its truths under the readings that an office could well hold (`doubt.truths_of`)."""
        own = self.own_truths(benefit)
        return own | {Truth.YES, Truth.NO} if benefit.id in self.hanging else own

    @cached_property
    def situation(self) -> Situation:
        """What conditions are read in."""
        return self.engine.scope.on(self.day)

    def action(self, benefit: Benefit, outcome: Outcome) -> Action:
        """What to do about it."""
        hint = self.to_relatives.get(benefit.id)
        kept = self.alike(benefit)
        if kept is not None and (outcome, hint) in kept:
            return kept[outcome, hint]
        action = action_of(benefit, self.engine.ruleset.document, outcome, self.truths_of(benefit), hint)
        if kept is not None:
            kept[outcome, hint] = action
        return action

    @cached_property
    def to_relatives(self) -> Mapping[str, Truth]:
        """By id the benefits for relatives of an elder who speaks: whether they, being unknown, can have it (`outcome.hint_of`)."""
        names, decide = self.engine.benefits_for_relatives
        if not names or not self.elders_own:
            return {}
        return dict(zip(names, decide(relative_of(self.person, self.engine.scope), self.day), strict=True))

    def doubts(self, benefit: Benefit) -> tuple[ReadingDependence, ...]:
        """The likely readings under which the outcome would be another."""
        own = [ReadingDependence(one.choices, OUTCOMES[one.truth]) for one in self.depends_on(benefit)]
        if benefit.id not in self.hanging:
            return tuple(own)
        otherwise = OUTCOMES[~self.truths[self.engine.index[benefit.id]]]
        return (*own, *(ReadingDependence((), otherwise, by_way_of=name) for name in self.hanging[benefit.id]))

    @shared
    def depends_on(self, benefit: Benefit) -> tuple[Dependence, ...]:
        """The likely readings under which its truth would be another."""
        return self.spread(benefit).robustness().depends_on

    def asks(self, benefit: Benefit, outcome: Outcome) -> tuple[str, ...]:
        """The facts to ask for: that would decide the outcome, or what is open under a likely reading; of an elder none that
        relatives say of themselves.
        """
        asked = self.asked(benefit) if outcome is Outcome.UNDETERMINED else self.asked_in_doubt(benefit)
        if not asked or not self.elders_own:
            return asked
        return tuple(one for one in asked if one.partition(".")[0] not in self.engine.of_relatives)

    @shared
    def asked(self, benefit: Benefit) -> tuple[str, ...]:
        """The facts that are waited for, by the readings taken or by a likely one."""
        return written((self.doubted(benefit) | self.waiting(benefit)).facts)

    @shared
    def asked_in_doubt(self, benefit: Benefit) -> tuple[str, ...]:
        """The facts that are waited for by a likely reading alone."""
        return written(self.doubted(benefit).facts)

    @shared
    def waiting(self, benefit: Benefit) -> Waiting:
        """What is waited for by the readings taken."""
        return self.proof(benefit).waiting()

    @shared
    def doubted(self, benefit: Benefit) -> Waiting:
        """What is waited for under the likely readings by which the outcome is open and by the one taken is not."""
        found = self.depends_on(benefit)
        if not found:
            return NOTHING
        return together(self.reading(benefit, one.choices).waiting() for one in found if one.truth is Truth.UNKNOWN)

    def reading(self, benefit: Benefit, choices: tuple[Choice, ...]) -> Proof:
        """The proof as these readings take it."""
        prover = self.engine.prover_taking(frozenset(one for one in choices if one.term is not None))
        if prover not in self._views:
            self._views[prover] = prover.view(self.person, self.day)
        return prover.prove(self.engine.sentence(benefit.id, choices), self._views[prover])

    @cached_property
    def elders_own(self) -> bool:
        """Whether it is an elder who speaks."""
        return elders_own(self.person, self.situation)

    def excluded(self, benefit: Benefit) -> bool:
        """Whether the text itself excludes the person."""
        return benefit.id in self.engine.excluding and excluded(benefit, self.person, self.situation)

    def received(self, benefit: Benefit) -> bool:
        """Whether the person draws it already."""
        return is_among(benefit, self.drawn)

    @cached_property
    def drawn(self) -> frozenset[str]:
        """What the person draws."""
        return drawn_by(self.person)

    def flags(self, benefit: Benefit, outcome: Outcome) -> tuple[Flag, ...]:
        """The flags of one finding: that a lower place's provision stands in, that the levels have a gap or contradict
        themselves.
        """
        if benefit.replaced_by and outcome is Outcome.NOT_ELIGIBLE:
            return (Flag.REPLACED,) if replaced(benefit, self.person, self.situation) else ()
        if benefit.levels is None or outcome not in (Outcome.ELIGIBLE, Outcome.UNDETERMINED):
            return ()
        rows = self.rows(benefit.levels)
        found = {Flag.GAP: rows.gap(), Flag.OVERLAP: rows.overlap(benefit.levels.hits)}
        return tuple(flag for flag, holds in found.items() if holds)

    @cached_property
    def spreads_of_all(self) -> Spreads:
        """What the benefits are under every reading."""
        return self.engine.readings.spreads(self.person, self.day, self.truths)

    @shared
    def under_every_reading(self, benefit: Benefit) -> Robustness:
        """On which readings its truth depends."""
        return self.spreads_of_all[self.engine.index[benefit.id]].robustness()

    def robustness(self, benefit: Benefit) -> tuple[bool, tuple[ReadingDependence, ...]]:
        """Whether outcome and amount are the same under every reading, and under which they are not."""
        index = self.engine.index[benefit.id]
        found = self.under_every_reading(benefit)
        if found is ROBUST and benefit.pays is None and benefit.id not in self.engine.asking:
            return True, ()
        depends = [ReadingDependence(one.choices, OUTCOMES[one.truth]) for one in found.depends_on]
        others = [name for name in self.engine.asking.get(benefit.id, ()) if not self.peer(name)]
        depends += [ReadingDependence((), self.otherwise(benefit, name), by_way_of=name) for name in others]
        if benefit.pays is not None and self.truths[index] is not Truth.NO:
            outcome, told = OUTCOMES[self.truths[index]], {one.choices for one in depends}
            depends += [
                ReadingDependence((choice,), outcome, amount)
                for choice, amount in self.engine.readings.amounts_depend(index, self.person, self.day)
                if (choice,) not in told
            ]
        return found.robust and not depends, tuple(depends)

    def otherwise(self, benefit: Benefit, other: str) -> Outcome:
        """The outcome if another benefit that is asked for came out otherwise: the same one where that makes no difference."""
        truth = self.truths[self.engine.index[benefit.id]]
        unsure = replace(self.situation, scope=replace(self.engine.scope, unsure=frozenset({other})))
        return OUTCOMES[truth if truth_of(benefit.condition, self.person, unsure) is truth else ~truth]

    def peer(self, name: str) -> bool:
        """Whether the finding of another benefit is robust, as it is of one that is not in force."""
        engine = self.engine.peers[name.partition("/")[0]]
        benefit = engine.ruleset.benefit(name)
        if not engine.ruleset.in_force(benefit, self.day):
            return True
        return Details(engine, self.person, self.day, engine.decide(self.person, self.day)).robustness(benefit)[0]

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
        return LevelsFound(len(found.sure) == 1 and found.settled, rows, written(waiting.facts), tuple(sorted(waiting.lacks)))

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
        interval = paid(outcome, interval)
        if interval is None:
            return None
        if outcome is Outcome.UNDETERMINED:
            waiting |= self.waiting(benefit)
        if interval.settled:
            waiting = NOTHING
        return Amount(
            decimal_of(interval.low),
            decimal_of(interval.high),
            pays.per,
            pays.unit,
            written(waiting.facts),
            tuple(sorted(waiting.lacks)),
            measured,
        )

    def first_day(self, benefit: Benefit, outcome: Outcome) -> FirstDay | None:
        """The day from which is paid, where the text says it and it is known from when to when it may be: as the text is worded
        today.
        """
        starts = benefit.pays.starts if benefit.pays else None
        if starts is None or outcome is not Outcome.ELIGIBLE:
            return None
        if benefit.id not in self._had_since:
            self._had_since[benefit.id] = self.had_since(benefit)
        had = self._had_since[benefit.id]
        opened = had if starts.after is None else days(self.person.get(starts.after))
        ends = [  # applied for too early, it is paid once it is had
            paid_from(day if since is None else max(day, since), starts.pay)
            for day, since in zip(opened, had, strict=True)
            if day is not None
        ]
        if len(ends) < len(opened):
            return None
        earliest, latest = ends
        return FirstDay(earliest, latest, () if earliest == latest else self._opens(benefit, starts.after))

    def _opens(self, benefit: Benefit, after: str | None) -> tuple[str, ...]:
        """The facts that would have to be known to say from when on a benefit is paid."""
        earliest, latest = self._had_since[benefit.id]
        eve = None if latest is None or latest == earliest else self.engine.scope.on(latest - DAY)
        waiting = NOTHING if eve is None else waiting_for(benefit.condition, self.person, eve)
        own = () if after is None or isinstance(self.person.get(after), date) else (after,)
        return tuple(sorted({*map(str, waiting.facts), *own}))

    def had_since(self, benefit: Benefit) -> tuple[date | None, date | None]:
        """Of the days up to this one the first on which the person has a benefit, the facts being what they are: the earliest
        that it may be and the latest. None where neither the text nor what is known of the person says so.
        """
        timed = timed_tests(benefit.condition, self.engine.scope)
        back = LOOKED_BACK_RUNNING if running(timed, self.engine.scope) else LOOKED_BACK
        begun = [period.start for period in (self.engine.ruleset.document.in_effect, benefit.in_effect) if period and period.start]
        first = max((date.fromordinal(max(1, self.day.toordinal() - back)), *begun))
        index = self.engine.index[benefit.id]
        turning = critical_dates([timed], self.person, self.situation, first, self.day)
        latest = None
        for day in sorted((one for one in turning if one > first), reverse=True):
            eve = self.engine.decide(self.person, day - DAY)[index]
            latest = day if latest is None and eve is not Truth.YES else latest
            if eve is Truth.NO:
                return day, latest
        earliest = first if first in begun else None
        return earliest, earliest if latest is None else latest

    def soon(self, benefit: Benefit, outcome: Outcome) -> date | None:
        """Of what is not for the person now, the first day of the next year from which on they can claim it, the facts being what
        they are and the text as it is worded today; None where they cannot at the end of that year.
        """
        if outcome is not Outcome.NOT_ELIGIBLE or benefit.id not in self._had_later:
            return None
        if benefit.id not in self._soon:
            self._soon[benefit.id] = self._turns(benefit)
        return self._soon[benefit.id]

    def _turns(self, benefit: Benefit) -> date | None:
        """The day of the next year from which on the person can claim what they have at the end of that year."""
        index = self.engine.index[benefit.id]
        timed = timed_tests(benefit.condition, self.engine.scope)
        turning = critical_dates([timed], self.person, self.situation, self.day + DAY, self._ahead)
        came = (day for day in turning if self.engine.decide(self.person, day)[index] is Truth.YES)
        day = next(came, None)
        if day is None or not self.engine.ruleset.in_force(benefit, day):
            return None
        if Flag.PLANNING_PERIOD_ENDED in flags_of(self.engine.ruleset.document, day):
            return None  # nobody knows whether it goes on
        then = Details(self.engine, self.person, day, self.engine.decide(self.person, day))
        return day if then.action(benefit, Outcome.ELIGIBLE) is Action.CLAIM else None

    @cached_property
    def _ahead(self) -> date:
        """The last day that is looked ahead to: a year from now, as far as the text is worded as today."""
        return min(after_years(self.day, 1), self.engine.last)

    @cached_property
    def _had_later(self) -> frozenset[str]:
        """The ids of the benefits that the person has on that day."""
        later = self.engine.decide(self.person, self._ahead)
        return frozenset(id_ for id_, truth in zip(self.engine.index, later, strict=True) if truth is Truth.YES)

    def cell(self, quantity: Quantity) -> Cell:
        """What is known of a number in a table."""
        interval = self.measure(quantity).interval
        return decimal_of(interval.low) if interval.settled else interval

    def measure(self, quantity: Quantity) -> Measured:
        """What is known of a quantity, and why."""
        return self.engine.prover.measure(quantity, self.view)
