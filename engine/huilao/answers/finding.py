"""A finding: the answer for one benefit, with its reasons, in words and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any as Anything
from typing import Literal, Protocol

from pydantic_core import to_json

from ..decide.readings import Choice
from ..explain.deciding import deciding
from ..language.condition import Span
from ..language.facts import Text, Vocabulary
from ..language.policy import Benefit, Force, Place, RuleClass, Ruleset, Status
from ..language.truth import Truth
from ..language.words import name_of
from ..render.account import Detail, reasons, tree
from ..render.sentence import Speaker
from .proof import Proof
from .proof_json import proof_to_json, span_to_json

Explain = Literal["none", "short", "full"]
"""How much data explains: nothing, in words, or with the proof."""
Level = Literal["line", "short", "full"]
"""How much words explain: in a line, with the reasons that decide, or with the whole proof."""

WEAK = frozenset({Force.DESCRIPTIVE_STATUS_QUO, Force.ENCOURAGED, Force.TO_BE_ESTABLISHED, Force.EXPLORATORY, Force.PRINCIPLE})
"""Forces that must never look like an entitlement."""
LINE = 2
"""Reasons that are said in one line."""


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
class ReadingDependence:
    """With these readings the outcome would be another."""

    choices: tuple[Choice, ...]
    outcome: Outcome

    def data(self) -> dict[str, Anything]:
        """The dependence as JSON data."""
        choices = [{"term": one.term, "reading": one.number, "note": text_data(one.note)} for one in self.choices]
        return {"choices": choices, "outcome": self.outcome.value}


@dataclass(frozen=True, slots=True)
class LevelsFound:
    """The rows of a table of levels that apply: one where `settled`, else every row that may."""

    settled: bool
    rows: tuple[Mapping[str, Decimal | str], ...]
    missing: tuple[str, ...]

    def data(self) -> dict[str, Anything]:
        """The levels as JSON data."""
        rows = [{name: str(cell) for name, cell in row.items()} for row in self.rows]
        return {"settled": self.settled, "missing": list(self.missing), "rows": rows}


class Details(Protocol):
    """What a finding works out only when it is asked."""

    def proof(self, benefit: Benefit) -> Proof: ...
    def robustness(self, benefit: Benefit) -> tuple[bool, tuple[ReadingDependence, ...]]: ...
    def levels(self, benefit: Benefit) -> LevelsFound | None: ...


class Words:
    """What findings need of a rule book to speak."""

    def __init__(
        self, facts: Vocabulary, services: Mapping[str, Text], places: Mapping[str, Place], rulesets: Mapping[str, Ruleset]
    ) -> None:
        self.facts = facts
        self.services = services
        self.places = places
        self.rulesets = rulesets
        self._speakers: dict[tuple[str, str], Speaker] = {}
        self._fixed: dict[str, tuple[dict[str, Anything], bytes]] = {}

    def speaker(self, ruleset: str, language: str) -> Speaker:
        """Who says the conditions of a ruleset in `zh` or `en`."""
        key = (ruleset, language)
        if key not in self._speakers:
            one = self.rulesets[ruleset]
            self._speakers[key] = Speaker(language, self.facts, one.terms, self.places, one.document.place)
        return self._speakers[key]

    def fixed(self, benefit: Benefit) -> tuple[dict[str, Anything], bytes]:
        """What a finding says of its benefit, the same for everybody: as data and as JSON text."""
        kept = self._fixed.get(benefit.full_name)
        if kept is None:
            document = self.rulesets[benefit.ruleset].document
            data = {
                "benefit": benefit.full_name,
                "name": text_data(benefit.name),
                "service": benefit.service,
                "service_name": text_data(self.services[benefit.service]),
                "force": benefit.force.value,
                "rule_class": benefit.rule_class.value,
                "provides": text_data(benefit.provides),
                "citation": {
                    "title": text_data(document.title),
                    "number": document.number,
                    "clauses": list(benefit.cite),
                    "span": span_to_json(benefit.span),
                },
            }
            kept = self._fixed[benefit.full_name] = (data, to_json(data))
        return kept


@dataclass(frozen=True, slots=True)
class Case:
    """What the findings of one ruleset about one person share."""

    ruleset: Ruleset
    as_of: date
    details: Details
    words: Words


class Finding:
    """The answer for one benefit. Its proof, its levels and what it depends on are worked out when they are asked for."""

    def __init__(self, benefit: Benefit, outcome: Outcome, flags: tuple[Flag, ...], case: Case) -> None:
        self.outcome = outcome
        self.flags = flags
        self._benefit = benefit
        self._case = case
        self._proof: Proof | None = None
        self._decides: Proof | None = None

    @property
    def benefit(self) -> str:
        """The full name of the benefit."""
        return self._benefit.full_name

    @property
    def name(self) -> Text:
        """What it is called."""
        return self._benefit.name

    @property
    def provides(self) -> Text:
        """What it gives."""
        return self._benefit.provides

    @property
    def service(self) -> str:
        """The service in the catalogue under which promises of the same thing stand together."""
        return self._benefit.service

    @property
    def service_name(self) -> Text:
        """The name of the service."""
        return self._case.words.services[self._benefit.service]

    @property
    def force(self) -> Force:
        """How binding the wording is."""
        return self._benefit.force

    @property
    def settled(self) -> bool:
        """Whether what is promised is settled: no draft, and no encouragement or the like."""
        return self.force not in WEAK and Flag.DRAFT not in self.flags

    @property
    def rule_class(self) -> RuleClass:
        """What kind of provision it is."""
        return self._benefit.rule_class

    @property
    def citation(self) -> Citation:
        """Where it is written."""
        document = self._case.ruleset.document
        return Citation(document.title, document.number, self._benefit.cite, self._benefit.span)

    @property
    def proof(self) -> Proof:
        """Why."""
        if self._proof is None:
            self._proof = self._case.details.proof(self._benefit)
        return self._proof

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that would decide, by their path (`cared_elder.birth_date`); empty unless undetermined."""
        return tuple(sorted(self.proof.missing(self._case.words.facts))) if self.outcome is Outcome.UNDETERMINED else ()

    @property
    def robust(self) -> bool:
        """Whether the outcome is the same under every reading that the rule book records."""
        return self._case.details.robustness(self._benefit)[0]

    @property
    def depends_on_reading(self) -> tuple[ReadingDependence, ...]:
        """The readings under which the outcome would be another."""
        return self._case.details.robustness(self._benefit)[1]

    @property
    def levels(self) -> LevelsFound | None:
        """The levels of the benefit, where it has any and may be had."""
        if self._benefit.levels is None or self.outcome not in (Outcome.ELIGIBLE, Outcome.UNDETERMINED):
            return None
        return self._case.details.levels(self._benefit)

    def explain(self, language: str = "zh", level: Level = "short") -> str:
        """The finding in words: one `line`; or `short`, with the reasons that decide, what else is to be known and the
        source; or `full`, with the whole proof below.

        The reasons are the fewest that decide: of a yes no fact can be spared, and of a no what would have to be different
        is what is said.
        """
        speaker = self._case.words.speaker(self._benefit.ruleset, language)
        said = [self._line(speaker)] if level == "line" else [self._headline(speaker), *self._cautions(speaker)]
        parts = [*said, speaker.wording.source.format(citation=self.citation.of(language))]
        text = ("" if language == "zh" else " ").join(parts)
        return "\n".join([text, *tree(self.proof, speaker)]) if level == "full" else text

    def _line(self, speaker: Speaker) -> str:
        say, name = speaker.wording, speaker.text(self.name)
        match self.outcome:
            case Outcome.ELIGIBLE | Outcome.NOT_ELIGIBLE:
                said = self._reasons(speaker, Detail.NAME)
            case Outcome.UNDETERMINED:
                said = [self._needs(one, speaker) for one in self.missing]
            case Outcome.NOT_IN_FORCE:
                said = [self._case.as_of.isoformat()]
        shown = say.listed.join(said[:LINE])
        shown = shown if len(said) <= LINE else say.and_others.format(items=shown, number=len(said))
        if self.outcome is Outcome.ELIGIBLE and not self.settled:
            standing = Status.DRAFT if Flag.DRAFT in self.flags else self.force
            return say.line_weak.format(name=name, force=name_of(standing).of(speaker.language), reasons=shown)
        return say.line.format(name=name, outcome=OUTCOME_WORDS[self.outcome].of(speaker.language), reasons=shown)

    def _reasons(self, speaker: Speaker, detail: Detail = Detail.REASONS) -> list[str]:
        if self._decides is None:
            self._decides = deciding(self.proof, speaker.facts)
        return reasons(self._decides, speaker, detail)

    def _headline(self, speaker: Speaker) -> str:
        say = speaker.wording
        name, force = speaker.text(self.name), name_of(self.force).of(speaker.language)
        match self.outcome:
            case Outcome.ELIGIBLE:
                draft = Flag.DRAFT in self.flags
                headline = say.eligible_draft if draft else say.eligible_weak if self.force in WEAK else say.eligible
                return headline.format(name=name, force=force, reasons=say.semicolon.join(self._reasons(speaker)))
            case Outcome.NOT_ELIGIBLE:
                return say.not_eligible.format(name=name, reasons=say.semicolon.join(self._reasons(speaker)))
            case Outcome.UNDETERMINED:
                return say.undetermined.format(
                    name=name, force=force, missing=say.listed.join(self._needs(one, speaker) for one in self.missing)
                )
            case Outcome.NOT_IN_FORCE:
                return say.not_in_force.format(name=name, day=self._case.as_of.isoformat())

    def _needs(self, path: str, speaker: Speaker) -> str:
        """A missing fact, and who decides it."""
        facts = [speaker.facts[name] for name in path.split(".")]
        label = ("的" if speaker.language == "zh" else ": ").join(speaker.label(fact) for fact in facts)
        instrument = facts[-1].instrument
        return speaker.wording.by_instrument.format(fact=label, instrument=speaker.text(instrument)) if instrument else label

    def _cautions(self, speaker: Speaker) -> Iterator[str]:
        say, document = speaker.wording, self._case.ruleset.document
        if self.outcome is Outcome.NOT_IN_FORCE:
            return
        if self.levels is not None:
            yield self._levels_text(self.levels, speaker)
        if self.force in WEAK and self.outcome is Outcome.UNDETERMINED:
            yield say.weak_force.format(force=name_of(self.force).of(speaker.language))
        if Flag.DRAFT in self.flags and self.outcome is not Outcome.ELIGIBLE:
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
        return self._case.words.fixed(self._benefit)[0] | self._data(explain, languages)

    def json(self, explain: Explain = "short", languages: tuple[str, ...] = ("zh", "en")) -> bytes:
        """`data` as JSON text."""
        return self._case.words.fixed(self._benefit)[1][:-1] + b"," + to_json(self._data(explain, languages))[1:]

    def _data(self, explain: Explain, languages: tuple[str, ...]) -> dict[str, Anything]:
        """What is not the same for everybody."""
        missing, levels = self.missing, self.levels
        robust, depends_on_reading = self._case.details.robustness(self._benefit)
        data: dict[str, Anything] = {
            "outcome": self.outcome,
            "flags": list(self.flags),
            "missing": list(missing),
            "instruments": self._instruments(missing),
            "robust": robust,
            "depends_on_reading": [one.data() for one in depends_on_reading],
            "levels": None if levels is None else levels.data(),
        }
        if explain != "none":
            data["explanation"] = {language: self.explain(language) for language in languages}
        if explain == "full":
            data["proof"] = proof_to_json(self.proof)
        return data

    @property
    def instruments(self) -> dict[str, dict[str, str]]:
        """The missing facts that another document decides, each with that document."""
        return self._instruments(self.missing)

    def _instruments(self, missing: tuple[str, ...]) -> dict[str, dict[str, str]]:
        facts = self._case.words.facts
        return {path: text_data(text) for path in missing if (text := facts[path.rpartition(".")[2]].instrument) is not None}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Finding) and self.data("full") == other.data("full")

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<Finding {self.benefit}: {self.outcome.value}>"


def text_data(text: Text) -> dict[str, str]:
    """A text as JSON data."""
    return {"zh": text.zh} if text.en is None else {"zh": text.zh, "en": text.en}
