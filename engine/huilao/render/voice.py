"""The voice of a rule book: says its answers in words and as JSON data, in the words of each answer's ruleset."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any as Anything

from pydantic_core import to_json

from ..answers.changes import FactChange, NearMiss
from ..answers.evaluation import Evaluation
from ..answers.finding import Explain, Finding, Level
from ..answers.page import Order, Page, order_of, page_of
from ..answers.parts import PageInWords, ProofWords, SheetInWords
from ..answers.timeline import Change, Notice, Timeline, WaysToEligible
from ..language.facts import Languages, Text
from ..language.implied import Implications
from ..language.policy import Benefit, Rules
from ..language.scope import scope_of
from .account import in_parts
from .data import Data, Decides, Fixed, evaluation_from, explanation_data, finding_data, rest_data, timeline_data, ways_data
from .finding import explained
from .page import page_in_words
from .page_data import page_data
from .page_parts import page_in_parts, sums_in_words
from .sentence import Speaker
from .sheet import sheet_in_parts, sheet_in_words
from .timeline import because, begins, changed, needed, noticed, ways_in_words


class Voice:
    """Says the answers of one rule book. Threads may share it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._speakers: dict[tuple[str, str], Speaker] = {}
        self.implications = Implications(rules.facts)
        self._fixed = Fixed(rules)

    def __reduce__(self) -> tuple[Anything, ...]:
        """How it travels between processes: as its rules."""
        return Voice, (self.rules,)

    def speaker(self, ruleset: str, language: str) -> Speaker:
        """Who says the conditions of a ruleset in `zh` or `en`."""
        key = (ruleset, language)
        if key not in self._speakers:
            self._speakers[key] = Speaker(language, scope_of(self.rules.rulesets[ruleset], self.rules), self.rules.places)
        return self._speakers[key]

    def pays(self, benefit: Benefit, language: str) -> str | None:
        """What a benefit pays, the columns of its levels by their names; None where it pays nothing."""
        if benefit.pays is None:
            return None
        columns = benefit.levels.columns if benefit.levels else ()
        scope = self.speaker(benefit.ruleset, language).scope
        return Speaker(language, scope, self.rules.places, columns).paid(benefit.pays.amount, benefit.pays)

    def service_name(self, service: str) -> Text:
        """The name of a service."""
        return self.rules.services[service].label

    # -- findings and evaluations ----------------------------------------------------------------------------------------

    def explain(self, finding: Finding, language: str, level: Level) -> str:
        """A finding in words."""
        return explained(finding, self.speaker(finding.provision.ruleset, language), level)

    def proof(self, finding: Finding, language: str) -> ProofWords:
        """Why a finding is so, part by part."""
        return in_parts(finding.proof, self.speaker(finding.provision.ruleset, language))

    def data(self, finding: Finding, explain: Explain, languages: Languages) -> Data:
        """A finding as JSON data."""
        return self._fixed.of(finding.provision, languages)[0] | self._own(finding, explain, languages)

    def json(self, finding: Finding, explain: Explain, languages: Languages) -> bytes:
        """A finding as JSON text."""
        return self._fixed.of(finding.provision, languages)[1][:-1] + b"," + self._own_json(finding, explain, languages)[1:]

    def _own_json(self, finding: Finding, explain: Explain, languages: Languages) -> bytes:
        """What is not the same for everybody, made once for all who differ in nothing that it says."""
        kept = None if explain == "full" else finding.alike
        if kept is None:
            return to_json(self._own(finding, explain, languages))
        unexplained: bytes | None = kept.get(languages)
        if unexplained is None:
            unexplained = kept[languages] = to_json(self._own(finding, "none", languages))
        if explain == "none":
            return unexplained
        return unexplained[:-1] + b"," + to_json(explanation_data(finding, languages))[1:]

    def _own(self, finding: Finding, explain: Explain, languages: Languages) -> Data:
        facts = self.rules.facts
        instruments = {path: text for path in finding.missing if (text := facts[path.rpartition(".")[2]].instrument) is not None}
        return finding_data(finding, instruments, explain, languages)

    @cached_property
    def _order(self) -> Order:
        """What of the first page is the same for everybody."""
        return order_of(self.rules)

    def page_of(self, evaluation: Evaluation) -> Page:
        """The first page of an evaluation."""
        return page_of(evaluation.findings, evaluation.person, self.rules.facts, self._order)

    def page(self, evaluation: Evaluation, language: str) -> str:
        """The first page in words."""
        return page_in_words(evaluation, self, language)

    def page_in_words(self, evaluation: Evaluation, language: str) -> PageInWords:
        """The first page in words, part by part."""
        return page_in_parts(evaluation, self, language)

    def sums(self, evaluation: Evaluation, language: str) -> tuple[str, ...]:
        """How many can be claimed, and what it comes to."""
        return sums_in_words(evaluation, self, language)

    def sheet(self, evaluation: Evaluation, language: str, name: str | None, office: str | None) -> str:
        """The sheet that the elder takes home."""
        return sheet_in_words(evaluation, self, language, name, office)

    def sheet_in_words(self, evaluation: Evaluation, language: str, name: str | None, office: str | None) -> SheetInWords:
        """The sheet, part by part."""
        return sheet_in_parts(evaluation, self, language, name, office)

    def page_data(self, evaluation: Evaluation, languages: Languages) -> Data:
        """The first page as JSON data."""
        return page_data(evaluation, self, languages)

    def evaluation_data(self, evaluation: Evaluation, explain: Explain, languages: Languages) -> Data:
        """An evaluation as JSON data."""
        return {"findings": [finding.data(explain, languages) for finding in evaluation.findings], **rest_data(evaluation)}

    def evaluation_json(self, evaluation: Evaluation, explain: Explain, languages: Languages) -> bytes:
        """An evaluation as JSON text."""
        findings = b",".join([finding.json(explain, languages) for finding in evaluation.findings])
        return b'{"findings":[' + findings + b"]," + to_json(rest_data(evaluation))[1:]

    def evaluation(self, data: Mapping[str, Anything], decides: Decides) -> Evaluation:
        """An evaluation read back. Raises KeyError for a benefit that the rule book does not have."""
        return evaluation_from(data, self.rules, self, decides)

    # -- timelines -------------------------------------------------------------------------------------------------------

    def because(self, change: Change, language: str) -> str:
        """What happens on the day of a change."""
        return because(change, self.speaker(change.after.provision.ruleset, language))

    def change(self, change: Change, language: str) -> str:
        """A change in one line."""
        return changed(change, self.speaker(change.after.provision.ruleset, language))

    def notice(self, notice: Notice, language: str) -> str:
        """A notice in one line."""
        return noticed(notice, self.speaker(notice.document.ruleset, language))

    def timeline_data(self, timeline: Timeline, languages: Languages) -> Data:
        """A timeline as JSON data."""
        return timeline_data(timeline, self, languages)

    # -- near misses -----------------------------------------------------------------------------------------------------

    def ways(self, ways: WaysToEligible, language: str) -> str:
        """The near misses of a refusal."""
        return ways_in_words(ways, self.speaker(ways.benefit.ruleset, language))

    def ways_data(self, ways: WaysToEligible, languages: Languages) -> Data:
        """The near misses as JSON data."""
        return ways_data(ways, self.rules, self, languages)

    def required(self, change: FactChange, ruleset: str, language: str) -> str:
        """What is wanted of a fact."""
        return self.speaker(ruleset, language).sentence(change.required)

    def needed(self, miss: NearMiss, ways: WaysToEligible, language: str) -> str:
        """What a near miss takes."""
        return needed(miss, ways.situation, self.speaker(ways.benefit.ruleset, language))

    def begins(self, miss: NearMiss, ruleset: str, language: str) -> str:
        """What begins on the day of a near miss."""
        return begins(miss.because, self.speaker(ruleset, language))
