"""A finding: the answer for one benefit, with its reasons and its amount. How it is said in words and as data, is its voice's."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol
from typing import Any as Anything

from ..language.combine import Standing
from ..language.condition import Span
from ..language.distinct import decimal
from ..language.facts import BOTH, Languages, Text
from ..language.interval import Interval
from ..language.known import written
from ..language.meaning import NOTHING, Lack, Waiting
from ..language.outcome import Action, Outcome, settled
from ..language.policy import Benefit, Document, Force, RuleClass, Ruleset, Status, Weight
from ..language.truth import Truth
from ..language.units import Per, Unit
from .parts import PageInWords, ProofWords, SheetInWords
from .proof import Measured, Proof
from .readings import Choice

if TYPE_CHECKING:
    from .evaluation import Evaluation
    from .page import Page
    from .timeline import Change, Notice, Timeline, WaysToEligible

Explain = Literal["none", "short", "full"]
"""How much data explains: nothing, in words, or with the proof."""
Level = Literal["line", "short", "full"]
"""How much words explain: in a line, with the reasons that decide, or with the whole proof."""

DIGITS = Decimal("0.000001")
"""To what an amount is given that has no end in decimals."""


class Flag(StrEnum):
    """What a caseworker must know besides the outcome."""

    DRAFT = "draft"
    REPEALED = "repealed"
    PLANNING_PERIOD_ENDED = "planning_period_ended"
    BEFORE_PLANNING_PERIOD = "before_planning_period"
    REPLACED = "replaced"
    GAP = "gap"
    """The person is in no row of the benefit's levels."""
    OVERLAP = "overlap"
    """The person is in two rows of levels where there should never be two."""


def flags_of(document: Document, day: date) -> tuple[Flag, ...]:
    """The flags that a document gives all its findings on a day."""
    period = document.planning_period
    found = {
        Flag.DRAFT: document.status is Status.DRAFT,
        Flag.REPEALED: document.status is Status.REPEALED,
        Flag.PLANNING_PERIOD_ENDED: period is not None and period.end is not None and day > period.end,
        Flag.BEFORE_PLANNING_PERIOD: period is not None and period.start is not None and day < period.start,
    }
    return tuple(flag for flag, holds in found.items() if holds)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a promise is written: document, clauses, and the place in the rule file."""

    title: Text
    number: str | None
    clauses: tuple[str, ...]
    span: Span | None = None
    amended_by: tuple[str, ...] = ()
    """The papers by which it reads as it does."""

    def of(self, language: str) -> str:
        """The citation as one line."""
        number = f"（{self.number}）" if self.number else ""
        joined, papers = "、".join(self.clauses), "、".join(self.amended_by)
        if language == "zh":
            return f"《{self.title.zh}》{number}{joined}" + (f"，经{papers}修订" if papers else "")
        return f"{self.title.of('en')} {number}, {joined}" + (f", as amended by {papers}" if papers else "")


@dataclass(frozen=True, slots=True)
class Amount:
    """What a benefit pays: the rate that it gives on the day, as far as is known.

    From nought where it is not certain whether the person has it at all.
    """

    at_least: Decimal | None
    """None where that end is open."""
    at_most: Decimal | None
    per: Per
    unit: Unit
    depends_on: tuple[str, ...] = ()
    """The facts, by their path, that would have to be known for it to be one number."""
    lacks: tuple[Lack, ...] = ()
    """The numbers that the rule book would have to have."""
    measured: tuple[Measured, ...] = field(default=(), compare=False)
    """Why: what is paid by each row that may apply, or (without levels) the one."""

    @property
    def settled(self) -> bool:
        """Whether it is one number."""
        return self.at_least is not None and self.at_least == self.at_most


@dataclass(frozen=True, slots=True)
class FirstDay:
    """The day from which is paid, as far as it is known: from the earliest that it may be to the latest."""

    earliest: date
    latest: date
    depends_on: tuple[str, ...] = ()
    """The facts, by their path, that would have to be known for it to be one day."""

    @property
    def settled(self) -> bool:
        """Whether it is one day."""
        return self.earliest == self.latest


def decimal_of(number: Fraction | None) -> Decimal | None:
    """A number in decimals: exact where it has an end in them, else to six digits after the point."""
    if number is None:
        return None
    exact = decimal(number)
    return exact if exact is not None else (Decimal(number.numerator) / number.denominator).quantize(DIGITS, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class ReadingDependence:
    """With these readings the outcome, or (the outcome staying) the amount, would be another."""

    choices: tuple[Choice, ...]
    outcome: Outcome
    amount: Interval | None = None
    """The amount then, where it is that which is another."""
    by_way_of: str | None = None
    """The full name of another benefit that this one asks for, and that depends on a reading."""

    @property
    def weight(self) -> Weight:
        """Remote where one of its readings is."""
        return Weight.REMOTE if any(one.weight is Weight.REMOTE for one in self.choices) else Weight.LIKELY


Cell = Decimal | Interval | str | None
"""What is known of a cell: a number, the ends of one, a text, or (None) that it is empty."""


@dataclass(frozen=True, slots=True)
class LevelsFound:
    """The rows of a table of levels that apply: one where `settled`, else every row that may."""

    settled: bool
    rows: tuple[Mapping[str, Cell], ...]
    """What is known of each cell, by column."""
    missing: tuple[str, ...]
    lacks: tuple[Lack, ...] = ()


Alike = dict[Hashable, Anything]
"""What is the same for all people of whom the tests behind a benefit say the same, by what it is."""


class Details(Protocol):
    """What a finding works out only when it is asked."""

    def prove_all(self) -> list[str]: ...
    def proof(self, benefit: Benefit) -> Proof: ...
    def decides(self, benefit: Benefit) -> Proof: ...
    def alike(self, benefit: Benefit) -> Alike | None: ...
    def waiting(self, benefit: Benefit, /) -> Waiting: ...
    def robustness(self, benefit: Benefit) -> tuple[bool, tuple[ReadingDependence, ...]]: ...
    def levels(self, benefit: Benefit) -> LevelsFound | None: ...
    def amount(self, benefit: Benefit, outcome: Outcome) -> Amount | None: ...
    def action(self, benefit: Benefit, outcome: Outcome) -> Action: ...
    def doubts(self, benefit: Benefit) -> tuple[ReadingDependence, ...]: ...
    def asks(self, benefit: Benefit, outcome: Outcome) -> tuple[str, ...]: ...
    def excluded(self, benefit: Benefit) -> bool: ...
    def received(self, benefit: Benefit) -> bool: ...
    def first_day(self, benefit: Benefit, outcome: Outcome) -> FirstDay | None: ...
    def soon(self, benefit: Benefit, outcome: Outcome) -> date | None: ...


class Voice(Protocol):
    """Says answers in words and as JSON data."""

    def explain(self, finding: Finding, language: str, level: Level) -> str: ...
    def data(self, finding: Finding, explain: Explain, languages: Languages) -> dict[str, Anything]: ...
    def json(self, finding: Finding, explain: Explain, languages: Languages) -> bytes: ...
    def service_name(self, service: str) -> Text: ...
    def page_of(self, evaluation: Evaluation) -> Page: ...
    def page(self, evaluation: Evaluation, language: str) -> str: ...
    def proof(self, finding: Finding, language: str) -> ProofWords: ...
    def page_in_words(self, evaluation: Evaluation, language: str) -> PageInWords: ...
    def sums(self, evaluation: Evaluation, language: str) -> tuple[str, ...]: ...
    def sheet(self, evaluation: Evaluation, language: str, name: str | None, office: str | None) -> str: ...
    def sheet_in_words(self, evaluation: Evaluation, language: str, name: str | None, office: str | None) -> SheetInWords: ...
    def page_data(self, evaluation: Evaluation, languages: Languages) -> dict[str, Anything]: ...
    def evaluation_data(self, evaluation: Evaluation, explain: Explain, languages: Languages) -> dict[str, Anything]: ...
    def evaluation_json(self, evaluation: Evaluation, explain: Explain, languages: Languages) -> bytes: ...
    def because(self, change: Change, language: str) -> str: ...
    def change(self, change: Change, language: str) -> str: ...
    def notice(self, notice: Notice, language: str) -> str: ...
    def timeline_data(self, timeline: Timeline, languages: Languages) -> dict[str, Anything]: ...
    def ways(self, ways: WaysToEligible, language: str) -> str: ...
    def ways_data(self, ways: WaysToEligible, languages: Languages) -> dict[str, Anything]: ...


@dataclass(frozen=True, slots=True)
class Case:
    """What the findings of one ruleset about one person share."""

    ruleset: Ruleset
    as_of: date
    details: Details
    voice: Voice


@dataclass(frozen=True, slots=True)
class Kept:
    """The details of one finding, worked out."""

    kept_proof: Proof
    kept_decides: Proof
    kept_robustness: tuple[bool, tuple[ReadingDependence, ...]]
    kept_levels: LevelsFound | None
    kept_amount: Amount | None
    kept_action: Action
    kept_doubts: tuple[ReadingDependence, ...]
    kept_asks: tuple[str, ...]
    kept_excluded: bool
    kept_received: bool
    kept_first_day: FirstDay | None
    kept_soon: date | None

    def prove_all(self) -> list[str]:
        """Of others nothing is kept."""
        return []

    def proof(self, benefit: Benefit) -> Proof:  # noqa: ARG002  # here and below as the protocol has it
        """The proof."""
        return self.kept_proof

    def decides(self, benefit: Benefit) -> Proof:  # noqa: ARG002
        """What decides of the proof."""
        return self.kept_decides

    def alike(self, benefit: Benefit) -> None:
        """Nothing is kept of others."""

    def waiting(self, benefit: Benefit) -> Waiting:  # noqa: ARG002
        """What is waited for."""
        return self.kept_proof.waiting()

    def robustness(self, benefit: Benefit) -> tuple[bool, tuple[ReadingDependence, ...]]:  # noqa: ARG002
        """Whether it depends on a reading, and on which."""
        return self.kept_robustness

    def levels(self, benefit: Benefit) -> LevelsFound | None:  # noqa: ARG002
        """The levels."""
        return self.kept_levels

    def amount(self, benefit: Benefit, outcome: Outcome) -> Amount | None:  # noqa: ARG002
        """The amount."""
        return self.kept_amount

    def action(self, benefit: Benefit, outcome: Outcome) -> Action:  # noqa: ARG002
        """The action."""
        return self.kept_action

    def doubts(self, benefit: Benefit) -> tuple[ReadingDependence, ...]:  # noqa: ARG002
        """The likely readings by which it is otherwise."""
        return self.kept_doubts

    def asks(self, benefit: Benefit, outcome: Outcome) -> tuple[str, ...]:  # noqa: ARG002
        """The facts to ask for."""
        return self.kept_asks

    def excluded(self, benefit: Benefit) -> bool:  # noqa: ARG002
        """Whether the text excludes the person."""
        return self.kept_excluded

    def received(self, benefit: Benefit) -> bool:  # noqa: ARG002
        """Whether the person draws it."""
        return self.kept_received

    def first_day(self, benefit: Benefit, outcome: Outcome) -> FirstDay | None:  # noqa: ARG002
        """The day from which is paid."""
        return self.kept_first_day

    def soon(self, benefit: Benefit, outcome: Outcome) -> date | None:  # noqa: ARG002
        """The day from which it can be claimed."""
        return self.kept_soon


class Finding:
    """The answer for one benefit. Its proof, levels, amount and what it depends on are worked out when they are asked for."""

    def __init__(self, benefit: Benefit, outcome: Outcome, flags: tuple[Flag, ...], case: Case, standing: Standing | None = None) -> None:
        self.provision = benefit
        """The benefit as the rule book has it."""
        self.benefit = benefit.full_name
        """Its full name."""
        self.outcome = outcome
        self.flags = flags
        self.case = case
        self.standing = standing
        """Whether it stands, where one of several is paid and it takes part; else None."""
        self._action: Action | None = None  # a `cached_property` takes a lock each time, until Python 3.12
        self._asks: tuple[str, ...] | None = None
        self._doubts: tuple[ReadingDependence, ...] | None = None
        self._proof: Proof | None = None
        self._decides: Proof | None = None

    @property
    def name(self) -> Text:
        """What it is called."""
        return self.provision.name

    @property
    def provides(self) -> Text:
        """What it gives."""
        return self.provision.provides

    @property
    def service(self) -> str:
        """The service in the catalogue under which promises of the same thing stand together."""
        return self.provision.service

    @property
    def service_name(self) -> Text:
        """The name of the service."""
        return self.case.voice.service_name(self.service)

    @property
    def force(self) -> Force:
        """How binding the wording is."""
        return self.provision.force

    @property
    def rule_class(self) -> RuleClass:
        """What kind of provision it is."""
        return self.provision.rule_class

    @property
    def action(self) -> Action:
        """What to do about it."""
        if self._action is None:
            self._action = self.case.details.action(self.provision, self.outcome)
        return self._action

    @property
    def doubts(self) -> tuple[ReadingDependence, ...]:
        """The readings that an office could well hold and that nobody settled, under which the outcome would be another: each
        single one, or, where only several together make it another, the fewest.
        """
        if self._doubts is None:
            self._doubts = () if self.outcome is Outcome.NOT_IN_FORCE else self.case.details.doubts(self.provision)
        return self._doubts

    @property
    def asks(self) -> tuple[str, ...]:
        """The facts to ask for, by their path: that would decide the outcome, or what is open under a likely reading."""
        if self._asks is None:
            self._asks = self.case.details.asks(self.provision, self.outcome)
        return self._asks

    @property
    def excluded(self) -> bool:
        """Whether it is not for the person because the text itself excludes them; else the document is silent about them."""
        return self.outcome is Outcome.NOT_ELIGIBLE and self.case.details.excluded(self.provision)

    @property
    def received(self) -> bool:
        """Whether the person is known to draw it already."""
        return self.case.details.received(self.provision)

    @property
    def settled(self) -> bool:
        """Whether what is promised is settled: no draft, and no encouragement, principle, plan for places or the like."""
        return settled(self.provision, self.case.ruleset.document)

    @property
    def citation(self) -> Citation:
        """Where it is written."""
        document = self.case.ruleset.document
        return Citation(document.title, document.number, self.provision.cite, self.provision.span, self.provision.amended_by)

    @property
    def proof(self) -> Proof:
        """Why."""
        if self._proof is None:
            self._proof = self.case.details.proof(self.provision)
        return self._proof

    @property
    def decides(self) -> Proof:
        """The parts of the proof that decide: of a yes no fact can be spared, of a no what would have to be different."""
        if self._decides is None:
            self._decides = self.case.details.decides(self.provision)
        return self._decides

    @property
    def alike(self) -> Alike | None:
        """What is written already of all of whom the tests behind the benefit say the same as of this person, and of whom the same is
        said but for the values that are the reasons; None where more is said of each, as what is paid.
        """
        if self.provision.pays is not None or self.provision.levels is not None or self.standing is not None:
            return None
        kept = self.case.details.alike(self.provision)
        if kept is None:
            return None
        said = self.outcome, self.action, self.excluded, self.received, self.flags, self.asks, self.soon
        if said not in kept:
            kept[said] = {}
        return kept[said]

    @cached_property
    def _waiting(self) -> Waiting:
        return self.case.details.waiting(self.provision) if self.outcome is Outcome.UNDETERMINED else NOTHING

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that would decide, by their path (`cared_elder.birth_date`); empty unless undetermined."""
        return written(self._waiting.facts)

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """The numbers that would decide and that the rule book does not have; empty unless undetermined."""
        return tuple(sorted(self._waiting.lacks)) if self._waiting.lacks else ()

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The facts, by their path, that keep anything of it open: the outcome, the row of its levels, or the amount."""
        levels, amount = self.levels, self.amount
        return tuple(sorted({*self.missing, *(levels.missing if levels else ()), *(amount.depends_on if amount else ())}))

    @property
    def robust(self) -> bool:
        """Whether outcome and amount are the same under every reading that the rule book records."""
        return self._robustness[0]

    @property
    def depends_on_reading(self) -> tuple[ReadingDependence, ...]:
        """The readings under which the outcome or the amount would be another."""
        return self._robustness[1]

    @cached_property
    def _robustness(self) -> tuple[bool, tuple[ReadingDependence, ...]]:
        if self.outcome is Outcome.NOT_IN_FORCE:  # however it is read
            return True, ()
        return self.case.details.robustness(self.provision)

    @property
    def levels(self) -> LevelsFound | None:
        """The levels of the benefit, where it has any and may be had."""
        if self.provision.levels is None or self.outcome not in (Outcome.ELIGIBLE, Outcome.UNDETERMINED):
            return None
        return self.case.details.levels(self.provision)

    @property
    def amount(self) -> Amount | None:
        """What it pays; None where it pays nothing, is not for the person or not in force, or has no row for them."""
        if self.provision.pays is None or self.outcome not in (Outcome.ELIGIBLE, Outcome.UNDETERMINED):
            return None
        return self._amount

    @cached_property
    def _amount(self) -> Amount | None:
        return self.case.details.amount(self.provision, self.outcome)

    @property
    def first_day(self) -> FirstDay | None:
        """The day from which is paid, where the text says it, it is for the person and it is known of the day that opens it
        between which others it lies.
        """
        return self.case.details.first_day(self.provision, self.outcome)

    @property
    def soon(self) -> date | None:
        """Of what is not for the person now, the day within a year from which by time alone they can claim it, as the text is
        worded today; None where there is none.
        """
        return self.case.details.soon(self.provision, self.outcome)

    @property
    def put_out(self) -> bool:
        """Whether another is paid in its stead."""
        return self.standing is not None and self.standing.truth is Truth.NO

    def explain(self, language: str = "zh", level: Level = "short") -> str:
        """The finding in words: one `line`; or `short`, with the reasons that decide, what else is to be known and the
        source; or `full`, with the whole proof below.

        The reasons are the fewest that decide: of a yes no fact can be spared, and of a no what would have to be different
        is what is said.
        """
        return self.case.voice.explain(self, language, level)

    def proof_in_words(self, language: str = "zh") -> ProofWords:
        """The whole proof in words, part by part."""
        return self.case.voice.proof(self, language)

    def data(self, explain: Explain = "short", languages: Languages = BOTH) -> dict[str, Anything]:
        """The finding as JSON data, as one of `Evaluation.data`; `full` has the proof, from which nothing is lost."""
        return self.case.voice.data(self, explain, languages)

    def json(self, explain: Explain = "short", languages: Languages = BOTH) -> bytes:
        """`data` as JSON text."""
        return self.case.voice.json(self, explain, languages)

    def __reduce__(self) -> tuple[Anything, ...]:
        """How it travels between processes: with all that it works out, worked out."""
        benefit, details = self.provision, self.case.details
        kept = Kept(
            self.proof, self.decides, details.robustness(benefit), self.levels, self.amount,
            self.action, self.doubts, self.asks, self.excluded, self.received, self.first_day, self.soon,
        )  # fmt: skip
        case = Case(self.case.ruleset, self.case.as_of, kept, self.case.voice)
        return Finding, (benefit, self.outcome, self.flags, case, self.standing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Finding) and self.data("full") == other.data("full")

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<Finding {self.benefit}: {self.outcome.value}>"
