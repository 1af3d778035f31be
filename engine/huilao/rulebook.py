"""The rule book as a user of the library meets it: load it, evaluate people, read it in words."""

from __future__ import annotations

import json
import random
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Literal, cast

from .answers.evaluation import Evaluation, Filter, Unwritten
from .answers.finding import Finding, Flag, flags_of
from .answers.receipt import Receipt, Recheck, SavedReceipt, checked_against, checked_alone
from .answers.since import Since, Why, since
from .answers.timeline import Change, Notice, Timeline, WaysToEligible
from .ask.interview import Interview
from .ask.interviewer import in_want_of
from .content import digest, engine_version
from .course import Course
from .edition import Edition
from .errors import DisagreementError, Problem, ProfileError, ProfileProblem, UnknownBenefitError, UnknownStandardError, UnknownWordError
from .foresee.near import Search
from .language.ages import DAY, after_years
from .language.condition import Condition
from .language.facts import Text
from .language.known import Person
from .language.likeness import nearest
from .language.meaning import Lookup
from .language.outcome import TIES, Action, Outcome
from .language.places import COUNTRY
from .language.policy import Beneficiary, Benefit, Document, Rules
from .language.quantity import Quantity
from .language.scope import Scope, Situation
from .language.standards import DefinedStandard
from .language.truth import Truth
from .language.wording import turning_days, worded
from .language.words import spellings
from .naming import BenefitNames
from .profile.dates import as_day
from .profile.paths import paths_of
from .profile.problems import shown
from .profile.reader import ProfileReader
from .reading.cache import model_in
from .reading.files import RuleFiles, read_files
from .receipt_key import profile_digest
from .render.outline import Point, outline
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

    def __init__(self, rules: Rules, files: RuleFiles | None = None, version: str | None = None) -> None:
        """`version` is that of these rules, where it is known."""
        self.rules = rules
        self._version = version
        self.files = files
        """The files that it was read from, byte for byte; None where it was made of a model."""
        self.benefits: Mapping[str, Benefit] = {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}
        self._profiles = ProfileReader(rules.facts, rules.places)
        self._turning = turning_days(rules)
        self._editions: dict[int, Edition] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """How it travels between processes: as its rules."""
        return Rulebook, (self.rules, None, self._version)

    @staticmethod
    def load(directory: str | Path | None = None) -> Rulebook:
        """The rule book in a folder, or the shipped one.

        Raises RulesError with every mistake in its files, NotADirectoryError where there is no such folder.
        """
        return Rulebook.of(read_files(Path(directory) if directory is not None else shipped_rules()))

    @staticmethod
    def of(files: RuleFiles) -> Rulebook:
        """The rule book in files that have been read. Raises RulesError with every mistake in them."""
        model = model_in(files)
        return Rulebook(model.rules, files, model.version)

    @staticmethod
    def read(files: RuleFiles) -> tuple[Rulebook | None, tuple[Problem, ...]]:
        """The rule book in files, None where there is a mistake in them; and every mistake and warning, in the order of files and
        lines.
        """
        from .reading.rules import rules_of  # what reads rule files takes longer to import than to use a kept model

        rules, problems = rules_of(files)
        return (None if rules is None else Rulebook(rules, files)), problems

    @cached_property
    def version(self) -> str:
        """The SHA-256 of the content: the same on every machine, whatever the spelling, layout or comments of the files."""
        return self._version or digest(self.rules)

    @cached_property
    def names(self) -> BenefitNames:
        """What its benefits are called by people."""
        return BenefitNames(self.rules)

    def on(self, day: date) -> Edition:
        """What the rule book says on a day."""
        number = bisect_right(self._turning, day)
        if number not in self._editions:
            last = self._turning[number] - DAY if number < len(self._turning) else date.max
            self._editions[number] = Edition(worded(self.rules, day), last)
        return self._editions[number]

    @property
    def voice(self) -> Voice:
        """Says the rules in words, as they were first worded."""
        return self.on(date.min).voice

    def person(self, profile: object, as_of: date | str | None = None) -> Person:
        """The checked facts of a profile. Raises ProfileError with every mistake in it."""
        return self._profiles.read(profile, _day(as_of))

    def decide(self, person: Person, as_of: date) -> dict[str, Truth]:
        """The truth of every benefit's condition for a person whose facts were checked: outcomes alone, as fast as can be."""
        return self.on(as_of).decide(person, as_of)

    def evaluate(
        self,
        profile: object,
        as_of: date | str | None = None,
        benefits: Iterable[str] | None = None,
        *,
        assurance: Assurance = "always",
        receipt_key: bytes | None = None,
    ) -> Evaluation:
        """A finding for every benefit that can concern the person, or for those named.

        `profile` maps facts (by code or Chinese word) to values; `as_of` is the day of evaluation, today in China by
        default; with a `receipt_key` of the office the receipt has a digest of the facts. Raises ProfileError with every
        mistake in the profile, UnknownBenefitError, ReceiptKeyError, and DisagreementError where the network and the proofs do
        not agree: then nothing is answered.
        """
        day = _day(as_of)
        wanted = self._known(benefits)
        person = self.person(profile, day)
        edition = self.on(day)
        findings = edition.findings(person, day, wanted)
        self._assure(person, day, findings, assurance)
        key_digest = None if receipt_key is None else profile_digest(person, day, self.version, receipt_key)
        asked = None if wanted is None else tuple(sorted(wanted))
        receipt = Unwritten(day, self.version, engine_version(), key_digest, asked, tuple(findings))
        return Evaluation(tuple(findings), receipt, edition.voice, person)

    def recheck_alone(self, saved: SavedReceipt) -> Recheck:
        """A receipt without the profile: whether it is whole, and made with this version of the rule book and of Huilao."""
        return checked_alone(saved, self.version, engine_version())

    def recheck(self, saved: SavedReceipt, profile: object, receipt_key: bytes | None = None) -> Recheck:
        """A receipt and what comes out for the profile on the same day.

        Of the benefits that were asked for, those that the rule book does not have any more come out as a difference. Raises
        what `evaluate` raises.
        """
        then = saved.receipt
        asked = None if then.benefits is None else [name for name in then.benefits if name in self.benefits]
        evaluation = self.evaluate(profile, then.as_of, asked)
        digest_now = None if receipt_key is None else profile_digest(evaluation.person, then.as_of, then.version, receipt_key)
        return checked_against(saved, evaluation.receipt, digest_now)

    def since(self, then: Receipt, profile: object, as_of: date | str | None = None, before: Rulebook | None = None) -> Since:
        """What is answered otherwise about a person since a receipt was made for the same profile: by this rule book, on a day (today
        in China by default). `before` is the version that the receipt was made with, where that is at hand.

        Of the benefits that were asked for, those that the rule book does not have any more come out as changed. Raises ProfileError.
        """
        day = _day(as_of)

        def said(book: Rulebook, on: date) -> Receipt:
            asked = None if then.benefits is None else [name for name in then.benefits if name in book.benefits]
            return book.evaluate(profile, on, asked).receipt

        known = None if before is None else (said(before, then.as_of), said(before, day))
        found = since(then, known, said(self, then.as_of), said(self, day))
        aged = [one.benefit for one in found.turns if Why.TIME in one.why and one.benefit in self.benefits]
        years = day.year - then.as_of.year + 1
        if not aged or day < then.as_of or years > MOST_YEARS:
            return found
        ahead = self.timeline(profile, then.as_of, years, aged, assurance="off")
        return found.told(one for one in ahead.changes if one.day <= day)

    def read_over(self, profile: object) -> tuple[ProfileProblem, ...]:
        """What of the places in a profile is not looked into, no mistake: towns, which are known by their county."""
        return tuple(self._profiles.read_over(profile))

    def filter(
        self,
        actions: Iterable[str] = (),
        services: Iterable[str] = (),
        rulesets: Iterable[str] = (),
        beneficiaries: Iterable[str] = (),
        *,
        local: bool = False,
    ) -> Filter:
        """Which findings of an evaluation are wanted (`Evaluation.only`), by codes or Chinese words; a ruleset also by the name
        of its place. Raises UnknownWordError.
        """
        catalogue = {word: name for name, one in self.rules.services.items() for word in (name, one.label.zh)}
        return Filter(
            frozenset(Action(one) for one in _meant(actions, spellings(Action), Text("这种答复", "action"))),
            frozenset(_meant(services, catalogue, Text("这种服务", "service"))),
            frozenset(_meant(rulesets, self._rulesets_by_word, Text("这个规则集", "ruleset"))),
            frozenset(Beneficiary(one) for one in _meant(beneficiaries, spellings(Beneficiary), Text("这种受益人", "beneficiary"))),
            local,
        )

    @cached_property
    def _rulesets_by_word(self) -> Mapping[str, str]:
        """The rulesets by their names, and by those of the places that have one document alone."""
        places = [
            self.rules.places[one.document.place].name.zh for one in self.rules.rulesets.values() if one.document.place in self.rules.places
        ]
        words = {name: name for name in self.rules.rulesets}
        for name, ruleset in self.rules.rulesets.items():
            place = self.rules.places.get(ruleset.document.place)
            words |= {place.name.zh: name} if place is not None and places.count(place.name.zh) == 1 else {}
        return words

    def interview(
        self,
        profile: object,
        as_of: date | str | None = None,
        unknown: Iterable[str] = (),
        benefits: Iterable[str] | None = None,
        *,
        everything: bool | None = None,
    ) -> Interview:
        """The questions to ask until it is settled what the person can claim, and what is settled so far.

        A benefit is settled when its outcome is, and (where it is for the person) its row of levels and what it pays. Asked
        is for what may still be claimed, of all benefits or of those named; with `everything` (the default where benefits
        are named) for all that can still be settled. `unknown` names the facts that those who were asked do not know
        (`cared_elder.birth_date`; `cared_elder` where there is no such person): these are not asked again, and of an elder
        nothing is asked that relatives say of themselves. Raises ProfileError with every mistake in the profile or in
        `unknown`, UnknownBenefitError.
        """
        day = _day(as_of)
        named = self._known(benefits)
        wanted = frozenset(self.benefits) if named is None else named
        person = self.person(profile, day)
        in_vain = paths_of(unknown, self._profiles.names, self.rules.facts)
        edition = self.on(day)
        open_ = {one.full_name: one for engine in edition.engines.values() for one in engine.open(person, day, wanted)}
        claimable = {
            one.full_name: (one, doubt) for engine in edition.engines.values() for one, doubt in engine.claimable(person, day, wanted)
        }
        put_out = {name for name, one in edition.standings(person, day).items() if one.truth is Truth.NO}
        claimable = {name: one for name, one in claimable.items() if name not in put_out}
        names = tuple(name for name in self.benefits if name in open_ or name in claimable)
        settled = tuple(name for name in self.benefits if name in wanted and name not in names)
        asked = {name: one for name, (one, _) in claimable.items()}
        if everything or (everything is None and named is not None):
            asked = open_ | asked
        found = edition.interviewer.ask(
            person,
            in_vain | edition.interviewer.never_asked(person, day),
            day,
            asked.values(),
            {name: doubt for name, (_, doubt) in claimable.items() if doubt is not None},
        )
        if found.found or not names:
            return Interview(found.found, settled, names, rough=found.rough, screens=found.screens)
        findings = self.evaluate(profile, day, names, assurance="off").findings
        missing = {path for one in findings for path in one.waits_for}
        stays = {action: some for action in Action if (some := tuple(one.benefit for one in findings if one.action is action))}
        return Interview((), settled, names, in_want_of(missing, person, in_vain), stays=stays)

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
        documents: list[tuple[Document, tuple[Flag, ...]]] = []
        for course in self._courses(day, until):
            changed = list(course.changes(person, day, until, wanted))
            changes += changed
            notices += course.notices(person, day, until, wanted)
            if changed or course.is_told_of(person, day, wanted):
                last = changed[-1].day if changed else day
                documents.append((course.document, flags_of(course.document, last)))
        changes.sort(key=lambda one: one.day)
        for on, turned in groupby(changes, key=lambda one: one.day):
            self._assure(person, on, [one.after for one in turned], assurance)
        notices.sort(key=lambda one: one.day)
        return Timeline(day, until, tuple(changes), tuple(notices), tuple(documents), self.version, self.voice)

    def _courses(self, since: date, until: date) -> list[Course]:
        """Each ruleset in the wordings that it has from a day until another."""
        days = [date.min, *(day for day in self._turning if since < day <= until)]
        editions = [(day, self.on(max(day, since))) for day in days]
        return [Course(name, self.rules, editions) for name in self.rules.rulesets]

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
        edition = self.on(day)
        for engine in edition.engines.values():
            situation = engine.scope.on(day)
            for finding in engine.findings(person, day, wanted):
                if finding.outcome is Outcome.NOT_ELIGIBLE:
                    periods = engine.ruleset.document.in_effect, finding.provision.in_effect
                    last = min((one.end for one in periods if one and one.end), default=date.max)
                    found = search.near_misses(finding.provision.condition, situation, last)
                    yield finding.benefit, WaysToEligible(finding.provision, found, situation, edition.voice)

    def evaluation(self, text: str) -> Evaluation:
        """An evaluation that `Evaluation.to_json` wrote. Raises KeyError for a benefit that the rule book does not have."""
        data = json.loads(text)
        edition = self.on(as_day(data["receipt"]["as_of"]))
        return edition.voice.evaluation(data, lambda benefit, proof: edition.engines[benefit.ruleset].deciding.of(proof))

    def sentence(self, benefit: str, language: str = "zh") -> str:
        """The condition of a benefit as one sentence. Raises UnknownBenefitError."""
        one = self.benefit(benefit)
        return self.words(one.ruleset, one.condition, language)

    def words(self, ruleset: str, node: Condition | Quantity, language: str = "zh") -> str:
        """A condition or a quantity in the words of a ruleset. Raises KeyError for a ruleset that is not there."""
        return self.voice.speaker(ruleset, language).words(node)

    def outline(self, ruleset: str, condition: Condition, language: str = "zh", *, whole: bool = False) -> Point:
        """A condition in the words of a ruleset as a numbered list: where one sentence would do, if it is wanted `whole` only. Raises
        KeyError for a ruleset that is not there.
        """
        return outline(condition, self.voice.speaker(ruleset, language), whole=whole)

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
        person = {fact: self._profiles.read_value(fact, place) for fact in TIES if fact in self.rules.facts}
        scope = Scope(self.rules.facts, standards=self.rules.standards, place=person[TIES[0]] or COUNTRY)
        return one, Lookup.of(one, person, scope.on(_day(as_of)))

    def situation(self, ruleset: str, day: date) -> Situation:
        """What the conditions of a ruleset are read in on a day. Raises KeyError for a ruleset that is not there."""
        return self.on(day).engines[ruleset].scope.on(day)

    def _known(self, names: Iterable[str] | None) -> frozenset[str] | None:
        """The benefits that are named, one alone perhaps; None for all."""
        if names is None:
            return None
        said = cast("object", names)  # in Python anything, whatever the type says
        asked: set[str] = set()
        for one in cast("Iterable[object]", said) if isinstance(said, Iterable) and not isinstance(said, str) else (said,):
            if not isinstance(one, str):
                raise UnknownBenefitError(shown(one), None)
            asked.add(one)
        for name in sorted(asked - self.benefits.keys()):
            raise UnknownBenefitError(name, nearest(name, self.benefits))
        return frozenset(asked)

    def _assure(self, person: Person, day: date, findings: list[Finding], assurance: Assurance) -> None:
        """Let nothing out on which network and proof do not agree."""
        if assurance == "off" or (not isinstance(assurance, str) and random.random() >= assurance):  # noqa: S311  # a sample
            return
        surely = self.on(day).network.surely(person, day)
        cases = {id(one.case): one.case for one in findings}.values()
        if 2 * len(findings) > sum(len(one.ruleset.benefits) for one in cases):  # together they take less than one after the other
            proved = frozenset(chain.from_iterable(one.details.prove_all() for one in cases))
        else:
            proved = frozenset(one.benefit for one in findings if one.proof.truth is Truth.YES)
        differing = proved ^ surely
        wrong = tuple(one.benefit for one in findings if one.benefit in differing)
        if wrong:
            raise DisagreementError(wrong)


def _meant(words: Iterable[str], known: Mapping[str, str], kind: Text) -> Iterator[str]:
    """What words stand for. Raises UnknownWordError."""
    for word in words:
        if word not in known:
            names = {name: spelling for spelling, name in known.items()}  # the Chinese word comes after the code
            raise UnknownWordError(kind, word, [Text(zh, name) for name, zh in names.items()], nearest(word, known))
        yield known[word]


def _day(as_of: date | str | None) -> date:
    """The day of evaluation: the one that is given, else today. Raises ProfileError for what is no day."""
    return today() if as_of is None else as_day(as_of)


def _years(years: object) -> int:
    """How many years to look ahead. Raises ProfileError for what is no whole number from 1 to 50."""
    if isinstance(years, int) and not isinstance(years, bool) and 1 <= years <= MOST_YEARS:
        return years
    wrong = Text("应是 1 到 50 的整数", "must be a whole number from 1 to 50")
    raise ProfileError((ProfileProblem("years", repr(years)[:40], wrong),))
