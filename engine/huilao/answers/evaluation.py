"""What was found out about one person: a finding for every benefit that can concern them, and the totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from html import escape
from typing import Any as Anything

from ..language.facts import BOTH, Languages
from ..language.known import Person
from ..language.outcome import Action, Outcome, lives_elsewhere
from ..language.policy import Beneficiary, Force, RuleClass
from ..language.units import Per
from .finding import Explain, Finding, Voice
from .page import Page
from .parts import PageInWords, SheetInWords
from .receipt import Receipt
from .totals import Total, amounts_of, totals_of

COUNTED = frozenset({Action.CLAIM, Action.ASK, Action.READING})
"""Actions whose amounts are counted."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which findings are wanted: those that have one of the actions, services, rulesets and beneficiaries, as far as some are
    named.
    """

    actions: frozenset[Action] = frozenset()
    services: frozenset[str] = frozenset()
    rulesets: frozenset[str] = frozenset()
    beneficiaries: frozenset[Beneficiary] = frozenset()
    local: bool = False
    """Those of documents of the place alone where the person lives."""

    def wants(self, finding: Finding, person: Person) -> bool:
        """Whether a finding about a person is wanted."""
        benefit = finding.provision
        return (
            (not self.services or benefit.service in self.services)
            and (not self.rulesets or benefit.ruleset in self.rulesets)
            and (not self.beneficiaries or benefit.beneficiary in self.beneficiaries)
            and not (self.local and lives_elsewhere(finding.case.ruleset.document, person))
            and (not self.actions or finding.action in self.actions)
        )


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A receipt that nobody has asked for yet: actions and amounts are worked out when it is written."""

    as_of: date
    version: str
    engine: str
    profile_digest: str | None
    benefits: tuple[str, ...] | None
    findings: tuple[Finding, ...]

    def written(self) -> Receipt:
        """The receipt."""
        return Receipt(
            self.as_of, self.version, self.engine, self.profile_digest, self.benefits,
            {one.benefit: one.outcome for one in self.findings},
            {one.benefit: one.action for one in self.findings},
            {one.benefit: (paid.at_least, paid.at_most) for one in self.findings if (paid := one.amount) is not None},
        )  # fmt: skip


@dataclass(frozen=True)
class Evaluation:
    """All findings about one person on one day."""

    findings: tuple[Finding, ...]
    """In the order of the rule book: of every benefit whose document can concern the person, as far as they are `wanted`."""
    _receipt: Receipt | Unwritten = field(repr=False)
    voice: Voice
    person: Person = field(default_factory=dict[str, Anything], compare=False, repr=False)
    """What is known of the person; empty in one that was read back."""
    wanted: Filter = field(default=Filter(), compare=False, repr=False)
    """Which findings it was reduced to."""

    def __getitem__(self, benefit: str) -> Finding:
        """The finding for a benefit by its full name. Raises KeyError where it has none."""
        return self._by_name[benefit]

    def __contains__(self, benefit: object) -> bool:
        """Whether there is a finding for a benefit."""
        return benefit in self._by_name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Evaluation) and (self.findings, self.receipt) == (other.findings, other.receipt)

    __hash__ = object.__hash__

    @cached_property
    def receipt(self) -> Receipt:
        """What the evaluation can be checked by later."""
        return self._receipt.written() if isinstance(self._receipt, Unwritten) else self._receipt

    @cached_property
    def _by_name(self) -> Mapping[str, Finding]:
        return {finding.benefit: finding for finding in self.findings}

    def of(self, outcome: Outcome) -> tuple[Finding, ...]:
        """The findings of one outcome: the strongest force first, what is for a certain group before what is for all."""
        forces, classes = list(Force), list(RuleClass)
        return tuple(
            sorted(
                (one for one in self.findings if one.outcome is outcome),
                key=lambda one: (forces.index(one.force), classes.index(one.rule_class)),
            )
        )

    @property
    def by_service(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings by service, so that the same promise in several documents stands together."""
        return grouped(self.findings)

    @property
    def eligible(self) -> tuple[Finding, ...]:
        """What the person can have."""
        return self.of(Outcome.ELIGIBLE)

    @property
    def undetermined(self) -> tuple[Finding, ...]:
        """What the person may have, something being missing to decide."""
        return self.of(Outcome.UNDETERMINED)

    @cached_property
    def totals(self) -> Mapping[Per, Total]:
        """What is paid for the same, in all: at least what can be claimed, at most what may come besides (once more is known, or
        by another reading). Of several of which one is paid one is counted. What is to be enquired after is not counted, and
        nothing is converted.
        """
        return totals_of(amounts_of(one for one in self.findings if one.provision.pays and one.action in COUNTED))

    @cached_property
    def first_page(self) -> Page:
        """What to do first: what can be claimed, what hangs on a reading, what to ask, and counts of the rest."""
        return self.voice.page_of(self)

    def page(self, language: str = "zh") -> str:
        """The first page in words."""
        return self.voice.page(self, language)

    def page_in_words(self, language: str = "zh") -> PageInWords:
        """The first page in words, part by part, with every line that it has."""
        return self.voice.page_in_words(self, language)

    def sums_in_words(self, language: str = "zh") -> tuple[str, ...]:
        """The same page in short: how many can be claimed, and what it comes to, a sentence each."""
        return self.voice.sums(self, language)

    def notice(self, language: str = "zh", *, name: str | None = None, office: str | None = None) -> str:
        """The sheet that the elder takes home, in words; name and office are printed where they are given, and kept nowhere."""
        return self.voice.sheet(self, language, name, office)

    def notice_in_words(self, language: str = "zh", *, name: str | None = None, office: str | None = None) -> SheetInWords:
        """The same sheet, part by part. Raises ValueError where name or office is more than a line."""
        return self.voice.sheet_in_words(self, language, name, office)

    def only(self, wanted: Filter) -> Evaluation:
        """The same with those findings alone that are wanted; the receipt stays that of all."""
        if wanted == Filter():
            return self
        return replace(self, findings=tuple(one for one in self.findings if wanted.wants(one, self.person)), wanted=wanted)

    def page_data(self, languages: Languages = BOTH) -> dict[str, Anything]:
        """The first page as JSON data: what `POST /v1/evaluate?view=page` answers, a text by its language (`{zh, en}`)."""
        return self.voice.page_data(self, languages)

    def _repr_html_(self) -> str:
        """The first page, for a notebook."""
        return f"<pre>{escape(self.page())}</pre>"

    def data(self, explain: Explain = "short", languages: Languages = BOTH) -> dict[str, Anything]:
        """The evaluation as JSON data: `{findings, services, totals, receipt}`, what `POST /v1/evaluate` answers."""
        return self.voice.evaluation_data(self, explain, languages)

    def json(self, explain: Explain = "short", languages: Languages = BOTH) -> bytes:
        """`data` as JSON text."""
        return self.voice.evaluation_json(self, explain, languages)

    def to_json(self) -> str:
        """The whole evaluation, proofs included, as JSON text that `Rulebook.evaluation` reads back."""
        return self.json("full").decode()


def grouped(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """Findings by service, in the order in which each first comes."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.service, []).append(finding)
    return {service: tuple(one) for service, one in groups.items()}
