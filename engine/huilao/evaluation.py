"""What was found out about one person: a finding for every benefit that can concern them, and a receipt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any as Anything
from typing import Literal, Protocol

from .condition import Span
from .facts import Text, Vocabulary
from .policy import AppliesTo, Benefit, Force, Place, RuleClass, Ruleset, Status
from .proof import Proof
from .proof_json import proof_from_json, proof_to_json, span_from_json, span_to_json
from .render.account import reasons, tree
from .render.sentence import Speaker
from .truth import Truth
from .words import name_of

Explain = Literal["none", "short", "full"]

WEAK = frozenset({Force.DESCRIPTIVE_STATUS_QUO, Force.ENCOURAGED, Force.TO_BE_ESTABLISHED, Force.EXPLORATORY, Force.PRINCIPLE})
"""Forces that must never look like an entitlement."""


class Outcome(StrEnum):
    """The answer for one benefit."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"
    NOT_IN_FORCE = "not_in_force"


OUTCOME_WORDS: Mapping[Outcome, Text] = {
    Outcome.ELIGIBLE: Text("符合", "eligible"),
    Outcome.NOT_ELIGIBLE: Text("不符合", "not eligible"),
    Outcome.UNDETERMINED: Text("待定", "undetermined"),
    Outcome.NOT_IN_FORCE: Text("未生效", "not in force"),
}

OUTCOMES: Mapping[Truth, Outcome] = {
    Truth.YES: Outcome.ELIGIBLE,
    Truth.NO: Outcome.NOT_ELIGIBLE,
    Truth.UNKNOWN: Outcome.UNDETERMINED,
}


class Flag(StrEnum):
    """What a caseworker must know besides the outcome."""

    DRAFT = "draft"
    REPEALED = "repealed"
    PLANNING_PERIOD_ENDED = "planning_period_ended"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a promise is written: document, clauses, and the place in the rule file."""

    title: Text
    number: str | None
    clauses: tuple[str, ...]
    span: Span | None = None

    def of(self, language: str) -> str:
        """The citation as one line."""
        number = f"（{self.number}）" if self.number else ""
        joined = "、".join(self.clauses)
        return f"《{self.title.zh}》{number}{joined}" if language == "zh" else f"{self.title.of('en')} {number}, {joined}"


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """A reading: of the term named, or (None) of the benefit's own sentence; numbered from 1 as in the rule file."""

    term: str | None
    number: int
    note: Text


@dataclass(frozen=True, slots=True)
class ReadingDependence:
    """With these readings the outcome would be another."""

    choices: tuple[ReadingChoice, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class LevelsFound:
    """The rows of a table of levels that apply: one where `settled`, else every row that may."""

    settled: bool
    rows: tuple[Mapping[str, Decimal | str], ...]
    missing: tuple[str, ...]


class Details(Protocol):
    """What a finding works out only when it is asked."""

    def proof(self, benefit: Benefit) -> Proof: ...
    def robustness(self, benefit: Benefit) -> tuple[bool, tuple[ReadingDependence, ...]]: ...
    def levels(self, benefit: Benefit) -> LevelsFound | None: ...


class Finding:
    """The answer for one benefit. `proof`, `robust`, `depends_on_reading` and `levels` are worked out when first read."""

    def __init__(self, benefit: Benefit, ruleset: Ruleset, outcome: Outcome, flags: tuple[Flag, ...], as_of: date, details: Details,
                 book: Words) -> None:  # fmt: skip
        self.benefit = benefit.full_name
        self.name = benefit.name
        self.service = benefit.service
        self.force = benefit.force
        self.rule_class = benefit.rule_class
        self.provides = benefit.provides
        self.outcome = outcome
        self.flags = flags
        self.citation = Citation(ruleset.document.title, ruleset.document.number, benefit.cite, benefit.span)
        self._benefit = benefit
        self._as_of = as_of
        self._details = details
        self._book = book

    @cached_property
    def proof(self) -> Proof:
        """Why."""
        return self._details.proof(self._benefit)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that would decide, by their path (`cared_elder.birth_date`); empty unless undetermined."""
        return tuple(sorted(self.proof.missing(self._book.facts))) if self.outcome is Outcome.UNDETERMINED else ()

    @cached_property
    def _robustness(self) -> tuple[bool, tuple[ReadingDependence, ...]]:
        return self._details.robustness(self._benefit)

    @cached_property
    def robust(self) -> bool:
        """Whether the outcome is the same under every reading that the rule book records."""
        return self._robustness[0]

    @cached_property
    def depends_on_reading(self) -> tuple[ReadingDependence, ...]:
        """The readings under which the outcome would be another."""
        return self._robustness[1]

    @cached_property
    def levels(self) -> LevelsFound | None:
        """The levels of the benefit, where it has any and may be had."""
        if self._benefit.levels is None or self.outcome not in (Outcome.ELIGIBLE, Outcome.UNDETERMINED):
            return None
        return self._details.levels(self._benefit)

    def explain(self, language: str = "zh", level: Explain = "short") -> str:
        """The finding in words: with the reasons that decide, or (`full`) with the whole proof below."""
        speaker = self._book.speaker(self._benefit.ruleset, language)
        parts = [self._headline(speaker), *self._cautions(speaker), speaker.wording.source.format(citation=self.citation.of(language))]
        text = ("" if language == "zh" else " ").join(parts)
        return "\n".join([text, *tree(self.proof, speaker)]) if level == "full" else text

    def _headline(self, speaker: Speaker) -> str:
        say = speaker.wording
        name, force = speaker.text(self.name), name_of(self.force).of(speaker.language)
        match self.outcome:
            case Outcome.ELIGIBLE:
                return say.eligible.format(name=name, force=force, reasons=say.semicolon.join(reasons(self.proof, speaker)))
            case Outcome.NOT_ELIGIBLE:
                return say.not_eligible.format(name=name, reasons=say.semicolon.join(reasons(self.proof, speaker)))
            case Outcome.UNDETERMINED:
                return say.undetermined.format(
                    name=name, force=force, missing=say.listed.join(self._needs(one, speaker) for one in self.missing)
                )
            case Outcome.NOT_IN_FORCE:
                return say.not_in_force.format(name=name, day=self._as_of.isoformat())

    def _needs(self, path: str, speaker: Speaker) -> str:
        """A missing fact, and who decides it."""
        facts = [speaker.facts[name] for name in path.split(".")]
        label = ("的" if speaker.language == "zh" else ": ").join(speaker.label(fact) for fact in facts)
        instrument = facts[-1].instrument
        return speaker.wording.by_instrument.format(fact=label, instrument=speaker.text(instrument)) if instrument else label

    def _cautions(self, speaker: Speaker) -> Iterator[str]:
        say, document = speaker.wording, self._book.rulesets[self._benefit.ruleset].document
        if self.outcome is Outcome.NOT_IN_FORCE:
            return
        if self.levels is not None:
            yield self._levels_text(self.levels, speaker)
        if self.force in WEAK and self.outcome is not Outcome.NOT_ELIGIBLE:
            yield say.weak_force.format(force=name_of(self.force).of(speaker.language))
        if Flag.DRAFT in self.flags:
            yield say.draft
        if Flag.REPLACED in self.flags:
            yield say.replaced.format(benefits=say.listed.join(self._benefit.replaced_by))
        if Flag.PLANNING_PERIOD_ENDED in self.flags and document.planning_period and document.planning_period.end:
            yield say.planning_period_ended.format(day=document.planning_period.end.isoformat())
        if self.depends_on_reading:
            first = self.depends_on_reading[0]
            choices = say.listed.join(
                say.depends_own.format(note=note) if choice.term is None
                else say.depends_term.format(term=speaker.text(speaker.terms[choice.term].label), note=note)
                for choice in first.choices for note in [speaker.text(choice.note).rstrip("。.")]
            )  # fmt: skip
            yield say.depends.format(choices=choices, outcome=OUTCOME_WORDS[first.outcome].of(speaker.language))

    def _levels_text(self, found: LevelsFound, speaker: Speaker) -> str:
        say = speaker.wording
        assert self._benefit.levels is not None
        columns = self._benefit.levels.columns
        units = {column.name: say.units.get(column.unit or column.type.value, column.unit or "") for column in columns}
        rows = [
            say.listed.join(f"{speaker.text(column.label)} {row[column.name]}{units[column.name]}" for column in columns)
            for row in found.rows
        ]
        if found.settled:
            return say.levels_one.format(cells=rows[0])
        missing = say.listed.join(self._needs(one, speaker) for one in found.missing)
        return say.levels_some.format(missing=missing, cells=say.joined_any.join(rows))

    def data(self, explain: Explain = "short", languages: tuple[str, ...] = ("zh", "en")) -> dict[str, Anything]:
        """The finding as JSON data; `full` has the proof, from which nothing is lost."""
        data: dict[str, Anything] = {
            "benefit": self.benefit,
            "name": _text(self.name),
            "service": self.service,
            "outcome": self.outcome.value,
            "force": self.force.value,
            "rule_class": self.rule_class.value,
            "provides": _text(self.provides),
            "flags": [flag.value for flag in self.flags],
            "citation": {
                "title": _text(self.citation.title), "number": self.citation.number, "clauses": list(self.citation.clauses),
                "span": span_to_json(self.citation.span),
            },
            "missing": list(self.missing),
            "instruments": self.instruments,
            "robust": self.robust,
            "depends_on_reading": [
                {
                    "choices": [{"term": one.term, "reading": one.number, "note": _text(one.note)} for one in dependence.choices],
                    "outcome": dependence.outcome.value,
                }
                for dependence in self.depends_on_reading
            ],
            "levels": None if self.levels is None else {
                "settled": self.levels.settled, "missing": list(self.levels.missing),
                "rows": [{name: str(cell) for name, cell in row.items()} for row in self.levels.rows],
            },
        }  # fmt: skip
        if explain != "none":
            data["explanation"] = {language: self.explain(language) for language in languages}
        if explain == "full":
            data["proof"] = proof_to_json(self.proof)
        return data

    @cached_property
    def instruments(self) -> dict[str, dict[str, str]]:
        """The missing facts that another document decides, each with that document."""
        found = {path: self._book.facts[path.split(".")[-1]].instrument for path in self.missing}
        return {path: _text(instrument) for path, instrument in found.items() if instrument is not None}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Finding) and self.data("full") == other.data("full")

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<Finding {self.benefit}: {self.outcome.value}>"


class Words:
    """What findings need of a rule book to speak."""

    def __init__(self, facts: Vocabulary, places: Mapping[str, Place], rulesets: Mapping[str, Ruleset]) -> None:
        self.facts = facts
        self.places = places
        self.rulesets = rulesets
        self._speakers: dict[tuple[str, str], Speaker] = {}

    def speaker(self, ruleset: str, language: str) -> Speaker:
        """Who says the conditions of a ruleset in `zh` or `en`."""
        key = (ruleset, language)
        if key not in self._speakers:
            one = self.rulesets[ruleset]
            self._speakers[key] = Speaker(language, self.facts, one.terms, self.places, one.document.place)
        return self._speakers[key]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an evaluation can be checked by later: the same profile, day and rule book version give the same outcomes."""

    as_of: date
    version: str
    """SHA-256 of the rule book's content."""
    profile_digest: str
    """SHA-256 of the profile's facts."""
    outcomes: Mapping[str, Outcome]

    @property
    def number(self) -> str:
        """A short number of the receipt, from all that it says."""
        return hashlib.sha256(json.dumps(self.data(), sort_keys=True).encode()).hexdigest()[:16]

    def data(self) -> dict[str, Anything]:
        """The receipt as JSON data."""
        return {
            "as_of": self.as_of.isoformat(), "version": self.version, "profile_digest": self.profile_digest,
            "outcomes": {name: outcome.value for name, outcome in self.outcomes.items()},
        }  # fmt: skip


@dataclass(frozen=True)
class Evaluation:
    """All findings about one person on one day."""

    findings: tuple[Finding, ...]
    receipt: Receipt

    def __getitem__(self, benefit: str) -> Finding:
        """The finding for a benefit by its full name. Raises KeyError where it has none."""
        return self._by_name[benefit]

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
    def eligible(self) -> tuple[Finding, ...]:
        """What the person can have."""
        return self.of(Outcome.ELIGIBLE)

    @property
    def undetermined(self) -> tuple[Finding, ...]:
        """What the person may have, something being missing to decide."""
        return self.of(Outcome.UNDETERMINED)

    def data(self, explain: Explain = "short", languages: tuple[str, ...] = ("zh", "en")) -> dict[str, Anything]:
        """The evaluation as JSON data."""
        return {
            "findings": [finding.data(explain, languages) for finding in self.findings],
            "receipt": {**self.receipt.data(), "number": self.receipt.number},
        }

    def to_json(self) -> str:
        """The whole evaluation, proofs included, as JSON text that `Rulebook.evaluation` reads back."""
        return json.dumps(self.data("full"), ensure_ascii=False)


class _Kept:
    """Details that were read back rather than worked out."""

    def __init__(self, data: Mapping[str, Anything]) -> None:
        self.kept = data

    def proof(self, benefit: Benefit) -> Proof:  # noqa: ARG002  # as the protocol has it
        return proof_from_json(self.kept["proof"])

    def robustness(self, benefit: Benefit) -> tuple[bool, tuple[ReadingDependence, ...]]:  # noqa: ARG002  # as the protocol has it
        return self.kept["robust"], tuple(
            ReadingDependence(
                tuple(ReadingChoice(one["term"], one["reading"], Text(**one["note"])) for one in dependence["choices"]),
                Outcome(dependence["outcome"]),
            )
            for dependence in self.kept["depends_on_reading"]
        )

    def levels(self, benefit: Benefit) -> LevelsFound | None:
        levels = self.kept["levels"]
        if levels is None or benefit.levels is None:
            return None
        numeric = {column.name: column.type != "text" for column in benefit.levels.columns}
        rows = tuple({name: Decimal(cell) if numeric[name] else cell for name, cell in row.items()} for row in levels["rows"])
        return LevelsFound(levels["settled"], rows, tuple(levels["missing"]))


def evaluation_from_json(text: str, words: Words, benefits: Mapping[str, Benefit]) -> Evaluation:
    """An evaluation as `Evaluation.to_json` wrote it. Raises KeyError for a benefit that the rule book does not have."""
    data = json.loads(text)
    receipt = data["receipt"]
    as_of = date.fromisoformat(receipt["as_of"])
    findings: list[Finding] = []
    for one in data["findings"]:
        benefit = benefits[one["benefit"]]
        flags = tuple(Flag(flag) for flag in one["flags"])
        finding = Finding(benefit, words.rulesets[benefit.ruleset], Outcome(one["outcome"]), flags, as_of, _Kept(one), words)
        finding.citation = Citation(
            finding.citation.title, finding.citation.number, finding.citation.clauses, span_from_json(one["citation"]["span"])
        )
        findings.append(finding)
    outcomes = {name: Outcome(outcome) for name, outcome in receipt["outcomes"].items()}
    return Evaluation(tuple(findings), Receipt(as_of, receipt["version"], receipt["profile_digest"], outcomes))


def flags_of(benefit: Benefit, ruleset: Ruleset, as_of: date, replaced: bool) -> tuple[Flag, ...]:
    """The flags of a finding."""
    document = ruleset.document
    period = document.planning_period
    found = {
        Flag.DRAFT: document.status is Status.DRAFT,
        Flag.REPEALED: document.status is Status.REPEALED,
        Flag.PLANNING_PERIOD_ENDED: period is not None and period.end is not None and as_of > period.end,
        Flag.REPLACED: replaced and bool(benefit.replaced_by),
    }
    return tuple(flag for flag, holds in found.items() if holds)


def concerns(benefit: Benefit, near: Truth) -> bool:
    """Whether a benefit can concern someone who lives or is registered in its place (`near`)."""
    return benefit.applies_to is AppliesTo.ANYONE or near is not Truth.NO


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh} if text.en is None else {"zh": text.zh, "en": text.en}
