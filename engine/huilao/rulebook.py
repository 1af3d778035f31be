"""The rule book as a user of the library meets it: load it, evaluate people, read it in words."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any as Anything
from typing import Literal

from .answers.evaluation import Evaluation, Receipt, evaluation_from_json
from .answers.finding import OUTCOMES, Case, Finding, Flag, LevelsFound, Outcome, ReadingDependence, Words
from .answers.proof import Proof
from .answers.timeline import LANGUAGES, Change, DocumentEvent, Notice, Timeline, WaysToEligible, after_years
from .ask import Interview, Interviewer
from .ask.interviewer import in_want_of, paths_of
from .content import digest
from .decide.clauses import Scope
from .decide.compiled import compile_conditions
from .decide.network import Network
from .decide.readings import ReadingsOfRuleset, Robustness
from .errors import DisagreementError, RulesError, UnknownBenefitError
from .explain import Prover
from .foresee.critical import critical_dates, timed_tests
from .foresee.near import near_misses
from .foresee.timeline import turns
from .language.condition import Condition
from .language.facts import Vocabulary
from .language.meaning import Person, Situation, situation_of, within
from .language.policy import AppliesTo, Benefit, Rules, Ruleset, Status
from .language.truth import Truth
from .language.words import nearest
from .profile.reader import ProfileReader
from .reading.cache import cached, keep

Assurance = Literal["always", "off"] | float
"""When the network checks the proofs: on every evaluation, never, or on this share of them."""

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

DAY = timedelta(days=1)


def today() -> date:
    """The day it is in China, which has had no summer time since 1991."""
    return datetime.now(SHANGHAI).date()


def shipped_rules() -> Path:
    """The folder of the rule books that ship with Huilao."""
    inside = Path(__file__).parent / "rulesets"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "rulesets"


class Rulebook:
    """A rule book that has been read without a mistake. Threads may share it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.words = Words(rules.facts, rules.services, rules.places, rules.rulesets)
        self.benefits: Mapping[str, Benefit] = {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}
        self._profiles = ProfileReader(rules.facts, rules.places)
        self._engines = {name: _Engine(ruleset, rules.facts) for name, ruleset in rules.rulesets.items()}

    @staticmethod
    def load(directory: str | Path | None = None) -> Rulebook:
        """The rule book in a folder, or the shipped one.

        Raises RulesError with every mistake in its files, NotADirectoryError where there is no such folder.
        """
        folder = Path(directory) if directory is not None else shipped_rules()
        rules = cached(folder)
        if rules is None:
            from .reading.rules import read_rules  # what reads rule files takes longer to import than to use a kept model

            rules, problems = read_rules(folder)
            if rules is None:
                raise RulesError(problems)
            keep(folder, rules)
        return Rulebook(rules)

    @cached_property
    def version(self) -> str:
        """The SHA-256 of the content: the same on every machine, whatever the spelling, layout or comments of the files."""
        return digest(self.rules)

    @cached_property
    def _interviewer(self) -> Interviewer:
        return Interviewer(self.rules, self.situation)

    @cached_property
    def _network(self) -> Network:
        scopes = {name: Scope(one.terms, one.document.place, one.document.age_reached) for name, one in self.rules.rulesets.items()}
        return Network([(name, one.condition, scopes[one.ruleset]) for name, one in self.benefits.items()], self.rules.facts)

    def person(self, profile: object, as_of: date | None = None) -> Person:
        """The checked facts of a profile. Raises ProfileError with every mistake in it."""
        return self._profiles.read(profile, as_of or today())

    def decide(self, person: Person, as_of: date) -> dict[str, Truth]:
        """The truth of every benefit's condition for a person whose facts were checked: outcomes alone, as fast as can be."""
        truths: dict[str, Truth] = {}
        for engine in self._engines.values():
            truths.update(zip(engine.names, engine.decide(person, as_of), strict=True))
        return truths

    def evaluate(
        self, profile: object, as_of: date | None = None, benefits: Iterable[str] | None = None, *, assurance: Assurance = "always"
    ) -> Evaluation:
        """A finding for every benefit that can concern the person, or for those named.

        `profile` maps facts (by code or Chinese word) to values; `as_of` is the day of evaluation, today in China by
        default. Raises ProfileError with every mistake in the profile, UnknownBenefitError, and DisagreementError where
        the network and the proofs do not agree: then nothing is answered.
        """
        day = as_of or today()
        wanted = None if benefits is None else self._known(benefits)
        person = self.person(profile, day)
        findings: list[Finding] = []
        for engine in self._engines.values():
            findings += engine.findings(person, day, wanted, self.words)
        self._assure(person, day, findings, assurance)
        receipt = Receipt(day, self.version, digest(person), {finding.benefit: finding.outcome for finding in findings})
        return Evaluation(tuple(findings), receipt)

    def interview(
        self, profile: object, as_of: date | None = None, unknown: Iterable[str] = (), benefits: Iterable[str] | None = None
    ) -> Interview:
        """The questions that can still settle something of all benefits, or of those named, and what is settled so far.

        `unknown` names the facts that those who were asked do not know (`cared_elder.birth_date`; `cared_elder` where there
        is no such person): these are not asked again. Raises ProfileError with every mistake in the profile or in
        `unknown`, UnknownBenefitError.
        """
        day = as_of or today()
        wanted = self.benefits.keys() if benefits is None else self._known(benefits)
        person = self.person(profile, day)
        in_vain = paths_of(unknown, self._profiles.names, self.rules.facts)
        truths = self.decide(person, day)
        in_force = {name for name, one in self.rules.rulesets.items() if one.document.in_force(day)}
        open_ = [one for name, one in self.benefits.items() if name in wanted and truths[name] is Truth.UNKNOWN and one.ruleset in in_force]
        questions = self._interviewer.questions(person, in_vain, day, open_)
        names = tuple(one.full_name for one in open_)
        settled = tuple(name for name in self.benefits if name in wanted and name not in names)
        if questions or not names:
            return Interview(questions, settled, names)
        findings = self.evaluate(profile, day, names, assurance="off").findings
        missing = {path for finding in findings for path in finding.missing}
        return Interview((), settled, names, in_want_of(missing, person, in_vain))

    def timeline(
        self, profile: object, as_of: date | None = None, years: int = 5, benefits: Iterable[str] | None = None, *,
        assurance: Assurance = "always",
    ) -> Timeline:  # fmt: skip
        """Every change of a finding within so many years of `as_of`, exact to the day, as long as the facts stay as they are.

        Raises what `evaluate` raises.
        """
        day = as_of or today()
        wanted = None if benefits is None else self._known(benefits)
        person = self.person(profile, day)
        until = after_years(day, years)
        changes: list[Change] = []
        notices: list[Notice] = []
        for engine in self._engines.values():
            changes += engine.changes(person, day, until, wanted, self.words)
            notices += engine.notices(person, day, until, wanted, self.words)
        changes.sort(key=lambda one: one.day)
        for on, turned in groupby(changes, key=lambda one: one.day):
            self._assure(person, on, [one.after for one in turned], assurance)
        notices.sort(key=lambda one: one.day)
        return Timeline(day, until, tuple(changes), tuple(notices), self.version)

    def near_misses(
        self, profile: object, as_of: date | None = None, benefits: Iterable[str] | None = None
    ) -> Mapping[str, WaysToEligible]:
        """What would turn each refusal: for every benefit (or those named) that is not for the person, what would have to
        be different for it to be.

        Raises ProfileError with every mistake in the profile, UnknownBenefitError.
        """
        day = as_of or today()
        wanted = None if benefits is None else self._known(benefits)
        person = self.person(profile, day)
        ways: dict[str, WaysToEligible] = {}
        for engine in self._engines.values():
            last = engine.ruleset.document.in_effect.end or date.max
            for finding in engine.findings(person, day, wanted, self.words):
                if finding.outcome is Outcome.NOT_ELIGIBLE:
                    benefit, situation = self.benefits[finding.benefit], engine.prover.situation(day)
                    found = near_misses(benefit.condition, person, situation, last)
                    ways[finding.benefit] = WaysToEligible(benefit, found, situation, self.words)
        return ways

    def evaluation(self, text: str) -> Evaluation:
        """An evaluation that `Evaluation.to_json` wrote."""
        return evaluation_from_json(text, self.words, self.benefits)

    def sentence(self, benefit: str, language: str = "zh") -> str:
        """The condition of a benefit as one sentence. Raises UnknownBenefitError."""
        one = self.benefits[next(iter(self._known([benefit])))]
        return self.words.speaker(one.ruleset, language).sentence(one.condition)

    def situation(self, ruleset: str, day: date) -> Situation:
        """What the conditions of a ruleset are read in on a day. Raises KeyError for a ruleset that is not there."""
        return situation_of(self.rules.rulesets[ruleset], self.rules.facts, day)

    def _known(self, names: Iterable[str]) -> frozenset[str]:
        asked = frozenset(names)
        for name in sorted(asked - self.benefits.keys()):
            raise UnknownBenefitError(name, nearest(name, self.benefits))
        return asked

    def _assure(self, person: Person, day: date, findings: list[Finding], assurance: Assurance) -> None:
        """Let nothing out on which network and proof do not agree."""
        if assurance == "off" or (not isinstance(assurance, str) and random.random() >= assurance):  # noqa: S311  # a sample
            return
        surely = self._network.surely(person, day)
        wrong = tuple(one.benefit for one in findings if (one.proof.truth is Truth.YES) != (one.benefit in surely))
        if wrong:
            raise DisagreementError(wrong)


class _Engine:
    """The interpreters of one ruleset, each made when it is first needed."""

    def __init__(self, ruleset: Ruleset, facts: Vocabulary) -> None:
        self.ruleset = ruleset
        self.facts = facts
        self.prover = Prover(ruleset.terms, facts, ruleset.document.place, ruleset.document.age_reached)
        self.names = tuple(benefit.full_name for benefit in ruleset.benefits)
        self.index = {benefit.id: index for index, benefit in enumerate(ruleset.benefits)}

    @cached_property
    def decide(self) -> Anything:
        """The compiled conditions: `(person, day)` to the truths of the benefits in order."""
        document = self.ruleset.document
        conditions: list[tuple[Condition, ...]] = [(benefit.condition,) for benefit in self.ruleset.benefits]
        return compile_conditions(conditions, self.ruleset.terms, self.facts, document.place, document.age_reached)

    @cached_property
    def readings(self) -> ReadingsOfRuleset:
        """Robustness under the other readings."""
        return ReadingsOfRuleset(self.ruleset, self.facts)

    @cached_property
    def timed(self) -> Mapping[str, frozenset[Condition]]:
        """For each benefit the tests whose truth is one of the day too."""
        terms = self.prover.conditions
        return {one.full_name: timed_tests(one.condition, terms) for one in self.ruleset.benefits}

    def changes(self, person: Person, since: date, until: date, wanted: frozenset[str] | None, words: Words) -> Iterator[Change]:
        """The findings that are others from a day on, in the order of the days."""
        document = self.ruleset.document
        situation = self.prover.situation(since)
        findings: dict[date, dict[str, Finding]] = {}

        def outcomes(day: date) -> dict[str, Outcome]:
            findings[day] = {one.benefit: one for one in self.findings(person, day, wanted, words)}
            return {name: one.outcome for name, one in findings[day].items()}

        def critical(names: Iterable[str]) -> dict[date, tuple[Condition, ...]]:
            tests = frozenset[Condition]().union(*(self.timed[name] for name in names))
            return critical_dates(tests, person, situation, since + DAY, until) if since < until else {}

        concerned = [one.benefit for one in self.findings(person, since, wanted, words)]
        events = self.events(since, until)
        speakers = {language: words.speaker(document.ruleset, language) for language in LANGUAGES}
        before = findings
        for day, name, *_ in turns(outcomes, since, [*critical(concerned), *events]):
            was = next(before[earlier][name] for earlier in reversed(before) if earlier < day)
            now = findings[day][name]
            by_document = Outcome.NOT_IN_FORCE in (was.outcome, now.outcome)
            yield Change(day, was, now, () if by_document else critical([name])[day], events[day] if by_document else None, speakers)

    def events(self, since: date, until: date) -> dict[date, DocumentEvent]:
        """What becomes of the document after a day, up to another."""
        period = self.ruleset.document.in_effect
        found = {DocumentEvent.COMES_INTO_EFFECT: period.start, DocumentEvent.ENDS: _next(period.end)}
        return {day: event for event, day in found.items() if day is not None and since < day <= until}

    def notices(self, person: Person, since: date, until: date, wanted: frozenset[str] | None, words: Words) -> Iterator[Notice]:
        """The end of the planning period, where a benefit that can concern the person stands in the plan."""
        document = self.ruleset.document
        ends = _next(document.planning_period.end) if document.planning_period else None
        if ends is not None and since < ends <= until and self.findings(person, ends, wanted, words):
            yield Notice(ends, document, DocumentEvent.PLANNING_PERIOD_ENDS)

    def findings(self, person: Person, day: date, wanted: frozenset[str] | None, words: Words) -> list[Finding]:
        """A finding for each benefit that can concern the person (and is wanted)."""
        document = self.ruleset.document
        near = Truth.NO
        for fact in ("residence", "household_registration"):
            near |= within(person[fact], document.place) if person.get(fact) is not None else Truth.UNKNOWN
        concerned = [
            (index, benefit)
            for index, benefit in enumerate(self.ruleset.benefits)
            if (near is not Truth.NO or benefit.applies_to is AppliesTo.ANYONE) and (wanted is None or benefit.full_name in wanted)
        ]
        if not concerned:
            return []
        truths: list[Truth] = self.decide(person, day)
        details = _Details(self, person, day, truths)
        case = Case(self.ruleset, day, details, words)
        flags = self.flags(day)
        in_force = document.in_force(day)
        findings: list[Finding] = []
        for index, benefit in concerned:
            outcome = OUTCOMES[truths[index]] if in_force else Outcome.NOT_IN_FORCE
            replaced = bool(benefit.replaced_by) and truths[index] is Truth.NO and details.replaced(benefit)
            findings.append(Finding(benefit, outcome, (*flags, Flag.REPLACED) if replaced else flags, case))
        return findings

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


def _next(day: date | None) -> date | None:
    """The day after, if there is one."""
    return None if day is None or day == date.max else day + DAY


class _Details:
    """What is worked out of one person in one ruleset when it is asked."""

    def __init__(self, engine: _Engine, person: Person, day: date, truths: list[Truth]) -> None:
        self.engine = engine
        self.person = person
        self.day = day
        self.truths = truths
        self._robustnesses: list[Robustness] | None = None

    @cached_property
    def view(self) -> Anything:
        return self.engine.prover.view(self.person, self.day)

    def proof(self, benefit: Benefit) -> Proof:
        """The proof; it must come to what was decided."""
        proof = self.engine.prover.prove(benefit.condition, self.view)
        if proof.truth is not self.truths[self.engine.index[benefit.id]]:
            raise DisagreementError((benefit.full_name,))
        return proof

    def robustness(self, benefit: Benefit) -> tuple[bool, tuple[ReadingDependence, ...]]:
        if self._robustnesses is None:
            self._robustnesses = self.engine.readings.robustness(self.person, self.day, self.truths)
        found = self._robustnesses[self.engine.index[benefit.id]]
        if found.robust:
            return True, ()
        return False, tuple(ReadingDependence(one.choices, OUTCOMES[one.truth]) for one in found.depends_on)

    def levels(self, benefit: Benefit) -> LevelsFound | None:
        assert benefit.levels is not None
        proofs = [self.engine.prover.prove(row.condition, self.view) for row in benefit.levels.rows]
        sure = [index for index, proof in enumerate(proofs) if proof.truth is Truth.YES]
        may = sure if len(sure) == 1 else [index for index, proof in enumerate(proofs) if proof.truth is not Truth.NO]
        names = [column.name for column in benefit.levels.columns]
        rows = tuple(dict(zip(names, benefit.levels.rows[index].cells, strict=True)) for index in may)
        missing = set[str]().union(*(proofs[index].missing(self.engine.facts) for index in may)) if len(sure) != 1 else set[str]()
        return LevelsFound(len(sure) == 1, rows, tuple(sorted(missing)))

    def replaced(self, benefit: Benefit) -> bool:
        """Whether a local provision is what rules the benefit out: the ties to places of those that replace it fail."""
        parts = self.proof(benefit).parts
        return any(part.truth is Truth.NO and part.condition in benefit.limits for part in parts)
