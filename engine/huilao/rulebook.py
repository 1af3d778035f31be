"""The rule book as a user of the library meets it: load it, evaluate people, read it in words."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from .answers.evaluation import Ends, Evaluation, Receipt
from .answers.finding import Finding
from .answers.timeline import Change, Notice, Timeline, WaysToEligible, after_years
from .ask.interviewer import Interview, Interviewer, in_want_of, paths_of
from .content import digest, engine_version
from .decide.network import Network
from .engine import Engine
from .errors import DisagreementError, ProfileError, ProfileProblem, UnknownBenefitError, UnknownStandardError
from .foresee.near import Search
from .language.condition import Condition
from .language.facts import Text
from .language.known import Person
from .language.meaning import Lookup
from .language.outcome import TIES, Outcome
from .language.places import COUNTRY
from .language.policy import Benefit, Rules
from .language.quantity import Quantity
from .language.scope import Scope, Situation
from .language.standards import DefinedStandard
from .language.truth import Truth
from .language.words import nearest
from .profile.dates import as_day
from .profile.reader import ProfileReader
from .reading.cache import load_rules
from .render.voice import Voice

Assurance = Literal["always", "off"] | float
"""When the network checks the proofs: on every evaluation, never, or on this share of them."""

MOST_YEARS = 50
"""How far ahead a timeline looks at most."""

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


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
        self.voice = Voice(rules)
        self.benefits: Mapping[str, Benefit] = {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}
        self._profiles = ProfileReader(rules.facts, rules.places)
        self._engines = {name: Engine(ruleset, rules, self.voice) for name, ruleset in rules.rulesets.items()}

    def __reduce__(self) -> tuple[Any, ...]:
        """How it travels between processes: as its rules."""
        return Rulebook, (self.rules,)

    @staticmethod
    def load(directory: str | Path | None = None) -> Rulebook:
        """The rule book in a folder, or the shipped one.

        Raises RulesError with every mistake in its files, NotADirectoryError where there is no such folder.
        """
        folder = Path(directory) if directory is not None else shipped_rules()
        return Rulebook(load_rules(folder))

    @cached_property
    def version(self) -> str:
        """The SHA-256 of the content: the same on every machine, whatever the spelling, layout or comments of the files."""
        return digest(self.rules)

    @cached_property
    def _interviewer(self) -> Interviewer:
        return Interviewer(self.rules)

    @cached_property
    def _network(self) -> Network:
        scopes = {name: engine.scope for name, engine in self._engines.items()}
        return Network([(name, one.condition, scopes[one.ruleset]) for name, one in self.benefits.items()])

    def person(self, profile: object, as_of: date | str | None = None) -> Person:
        """The checked facts of a profile. Raises ProfileError with every mistake in it."""
        return self._profiles.read(profile, _day(as_of))

    def decide(self, person: Person, as_of: date) -> dict[str, Truth]:
        """The truth of every benefit's condition for a person whose facts were checked: outcomes alone, as fast as can be."""
        truths: dict[str, Truth] = {}
        for engine in self._engines.values():
            truths.update(zip(engine.names, engine.decide(person, as_of), strict=True))
        return truths

    def evaluate(
        self,
        profile: object,
        as_of: date | str | None = None,
        benefits: Iterable[str] | None = None,
        *,
        assurance: Assurance = "always",
    ) -> Evaluation:
        """A finding for every benefit that can concern the person, or for those named.

        `profile` maps facts (by code or Chinese word) to values; `as_of` is the day of evaluation, today in China by
        default. Raises ProfileError with every mistake in the profile, UnknownBenefitError, and DisagreementError where
        the network and the proofs do not agree: then nothing is answered.
        """
        day = _day(as_of)
        wanted = self._known(benefits)
        person = self.person(profile, day)
        findings = [one for engine in self._engines.values() for one in engine.findings(person, day, wanted)]
        self._assure(person, day, findings, assurance)
        return Evaluation(tuple(findings), self._receipt(person, day, findings), self.voice)

    def _receipt(self, person: Person, day: date, findings: list[Finding]) -> Receipt:
        amounts: dict[str, Ends] = {one.benefit: (paid.at_least, paid.at_most) for one in findings if (paid := one.amount) is not None}
        outcomes = {one.benefit: one.outcome for one in findings}
        return Receipt(day, self.version, engine_version(), digest(person), outcomes, amounts)

    def interview(
        self,
        profile: object,
        as_of: date | str | None = None,
        unknown: Iterable[str] = (),
        benefits: Iterable[str] | None = None,
    ) -> Interview:
        """The questions that can still settle something of all benefits, or of those named, and what is settled so far.

        A benefit is settled when its outcome is, and (where it is for the person) its row of levels and what it pays. `unknown` names the facts
        that those who were asked do not know (`cared_elder.birth_date`; `cared_elder` where there is no such person): these
        are not asked again. Raises ProfileError with every mistake in the profile or in `unknown`, UnknownBenefitError.
        """
        day = _day(as_of)
        wanted = self._known(benefits) or frozenset(self.benefits)
        person = self.person(profile, day)
        in_vain = paths_of(unknown, self._profiles.names, self.rules.facts)
        open_ = [one for engine in self._engines.values() for one in engine.open(person, day, wanted)]
        questions, rough = self._interviewer.ask(person, in_vain, day, open_)
        names = tuple(one.full_name for one in open_)
        settled = tuple(name for name in self.benefits if name in wanted and name not in names)
        if questions or not names:
            return Interview(questions, settled, names, rough=rough)
        findings = self.evaluate(profile, day, names, assurance="off").findings
        missing = {path for one in findings for path in one.waits_for}
        return Interview((), settled, names, in_want_of(missing, person, in_vain))

    def timeline(
        self,
        profile: object,
        as_of: date | str | None = None,
        years: int = 5,
        benefits: Iterable[str] | None = None,
        *,
        assurance: Assurance = "always",
    ) -> Timeline:
        """Every change of a finding within so many years of `as_of`, exact to the day, as long as the facts stay as they are.

        `years` is a whole number from 1 to 50. Raises what `evaluate` raises, and ProfileError for other years.
        """
        day = _day(as_of)
        wanted = self._known(benefits)
        person = self.person(profile, day)
        until = after_years(day, _years(years))
        changes: list[Change] = []
        notices: list[Notice] = []
        for engine in self._engines.values():
            changes += engine.changes(person, day, until, wanted)
            notices += engine.notices(person, day, until, wanted)
        changes.sort(key=lambda one: one.day)
        for on, turned in groupby(changes, key=lambda one: one.day):
            self._assure(person, on, [one.after for one in turned], assurance)
        notices.sort(key=lambda one: one.day)
        return Timeline(day, until, tuple(changes), tuple(notices), self.version, self.voice)

    def near_misses(
        self, profile: object, as_of: date | str | None = None, benefits: Iterable[str] | None = None
    ) -> Mapping[str, WaysToEligible]:
        """What would turn each refusal: for every benefit (or those named) that is not for the person, what would have to
        be different for it to be.

        Raises ProfileError with every mistake in the profile, UnknownBenefitError.
        """
        day = _day(as_of)
        wanted = self._known(benefits)
        person = self.person(profile, day)
        return dict(self._ways(person, day, wanted))

    def _ways(self, person: Person, day: date, wanted: frozenset[str] | None) -> Iterator[tuple[str, WaysToEligible]]:
        search = Search(person)  # one for all refusals: together they are bounded
        for engine in self._engines.values():
            situation = engine.scope.on(day)
            last = engine.ruleset.document.in_effect.end or date.max
            for finding in engine.findings(person, day, wanted):
                if finding.outcome is Outcome.NOT_ELIGIBLE:
                    found = search.near_misses(finding.provision.condition, situation, last)
                    yield finding.benefit, WaysToEligible(finding.provision, found, situation, self.voice)

    def evaluation(self, text: str) -> Evaluation:
        """An evaluation that `Evaluation.to_json` wrote. Raises KeyError for a benefit that the rule book does not have."""
        return self.voice.evaluation(text, self.benefits, lambda benefit, proof: self._engines[benefit.ruleset].deciding.of(proof))

    def sentence(self, benefit: str, language: str = "zh") -> str:
        """The condition of a benefit as one sentence. Raises UnknownBenefitError."""
        one = self.benefit(benefit)
        return self.words(one.ruleset, one.condition, language)

    def words(self, ruleset: str, node: Condition | Quantity, language: str = "zh") -> str:
        """A condition or a quantity in the words of a ruleset. Raises KeyError for a ruleset that is not there."""
        return self.voice.speaker(ruleset, language).words(node)

    def pays(self, benefit: str, language: str = "zh") -> str | None:
        """What a benefit pays, in words; None where it pays nothing. Raises UnknownBenefitError."""
        return self.voice.pays(self.benefit(benefit), language)

    def benefit(self, name: str) -> Benefit:
        """A benefit by its full name. Raises UnknownBenefitError."""
        self._known(name)
        return self.benefits[name]

    def standard(self, name: str, place: str | None = None, as_of: date | str | None = None) -> tuple[DefinedStandard, Lookup]:
        """A standard by its code or Chinese name, and what it is in a place on a day: everywhere, if no place is named.

        Raises UnknownStandardError, ProfileError for what is no place.
        """
        spelled = {word: one for one in self.rules.standards.values() for word in (one.name, one.label.zh)}
        if name not in spelled:
            raise UnknownStandardError(name, nearest(name, spelled))
        one = spelled[name]
        person = {fact: self._profiles.read_value(fact, place) for fact in TIES}
        scope = Scope(self.rules.facts, standards=self.rules.standards, place=person[TIES[0]] or COUNTRY)
        return one, Lookup.of(one, person, scope.on(_day(as_of)))

    def situation(self, ruleset: str, day: date) -> Situation:
        """What the conditions of a ruleset are read in on a day. Raises KeyError for a ruleset that is not there."""
        return self._engines[ruleset].scope.on(day)

    def _known(self, names: Iterable[str] | None) -> frozenset[str] | None:
        """The benefits that are named, one alone perhaps; None for all."""
        if names is None:
            return None
        asked = frozenset((names,) if isinstance(names, str) else names)
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


def _day(as_of: date | str | None) -> date:
    """The day of evaluation: the one that is given, else today. Raises ProfileError for what is no day."""
    return today() if as_of is None else as_day(as_of)


def _years(years: object) -> int:
    """How many years to look ahead. Raises ProfileError for what is no whole number from 1 to 50."""
    if isinstance(years, int) and not isinstance(years, bool) and 1 <= years <= MOST_YEARS:
        return years
    wrong = Text("应是 1 到 50 的整数", "must be a whole number from 1 to 50")
    raise ProfileError((ProfileProblem("years", repr(years)[:40], wrong),))
