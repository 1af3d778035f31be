"""What lies ahead of one person: which findings change, on what day and why; and what would turn a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any as Anything

from ..foresee.near import Change as FactChange
from ..foresee.near import Kind, NearMiss, NearMisses
from ..language.condition import Condition, Test, walk
from ..language.facts import Text
from ..language.meaning import Situation, anniversary, value_of
from ..language.policy import Benefit, Document
from ..language.words import name_of
from ..profile.reader import value_data
from ..render.sentence import Speaker
from .finding import Finding, Outcome, Words, text_data

LANGUAGES = ("zh", "en")


class DocumentEvent(StrEnum):
    """What happens to a document on a day."""

    COMES_INTO_EFFECT = "comes_into_effect"
    ENDS = "ends"
    PLANNING_PERIOD_ENDS = "planning_period_ends"


EVENTS: Mapping[DocumentEvent, Text] = {
    DocumentEvent.COMES_INTO_EFFECT: Text("文件开始施行", "the document comes into effect"),
    DocumentEvent.ENDS: Text("文件有效期届满", "the document's validity has ended"),
    DocumentEvent.PLANNING_PERIOD_ENDS: Text("规划期结束", "the planning period has ended"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that is another from a day on."""

    day: date
    before: Finding
    after: Finding
    begins: tuple[Condition, ...]
    """What holds from that day on: an age reached, a length of time passed."""
    event: DocumentEvent | None
    """What happens to the document, where that is why."""
    speakers: Mapping[str, Speaker]

    @property
    def benefit(self) -> str:
        """The full name of the benefit."""
        return self.after.benefit

    def because(self, language: str = "zh") -> str:
        """What happens that day, in words."""
        if self.event is not None:
            return EVENTS[self.event].of(language)
        return begins_in_words(self.begins, self.speakers[language])

    def explain(self, language: str = "zh") -> str:
        """The change in one line: from when on what, and why."""
        say = self.speakers[language].wording
        template = {
            Outcome.ELIGIBLE: say.from_eligible if self.after.settled else say.from_eligible_weak,
            Outcome.NOT_ELIGIBLE: say.from_not_eligible,
            Outcome.UNDETERMINED: say.from_undetermined,
            Outcome.NOT_IN_FORCE: say.from_not_in_force,
        }[self.after.outcome]
        return template.format(
            day=self.day.isoformat(),
            name=self.after.name.of(language),
            force=name_of(self.after.force).of(language),
            reasons=self.because(language),
        )

    def data(self, languages: tuple[str, ...] = LANGUAGES) -> dict[str, Anything]:
        """The change as JSON data."""
        return {
            "date": self.day.isoformat(),
            "benefit": self.benefit,
            "name": text_data(self.after.name),
            "service": self.after.service,
            "force": self.after.force.value,
            "flags": [flag.value for flag in self.after.flags],
            "from": self.before.outcome.value,
            "to": self.after.outcome.value,
            "because": {language: self.because(language) for language in languages},
            "explanation": {language: self.explain(language) for language in languages},
        }


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happens to a document and turns no finding, but is to be known: its findings carry a flag from then on."""

    day: date
    document: Document
    event: DocumentEvent

    def explain(self, language: str = "zh") -> str:
        """The notice in one line."""
        what, title = EVENTS[self.event].of(language), self.document.title.of(language)
        return f"《{title}》{what}，请确认是否延续" if language == "zh" else f"{title}: {what}; confirm that it goes on"

    def data(self, languages: tuple[str, ...] = LANGUAGES) -> dict[str, Anything]:
        """The notice as JSON data."""
        return {
            "date": self.day.isoformat(),
            "ruleset": self.document.ruleset,
            "event": self.event.value,
            "text": {language: self.explain(language) for language in languages},
        }


@dataclass(frozen=True)
class Timeline:
    """Every change of a finding after a day, up to another."""

    as_of: date
    until: date
    changes: tuple[Change, ...]
    """In the order of the days."""
    notices: tuple[Notice, ...]
    version: str
    """SHA-256 of the rule book's content."""

    @property
    def soon(self) -> Mapping[str, date]:
        """The benefits that cannot be had now but can from a day on, each with the first such day."""
        now = {change.benefit: change.before.outcome for change in reversed(self.changes)}
        days = {change.benefit: change.day for change in reversed(self.changes) if change.after.outcome is Outcome.ELIGIBLE}
        return {name: day for name, day in days.items() if now[name] is not Outcome.ELIGIBLE}

    def data(self, languages: tuple[str, ...] = LANGUAGES) -> dict[str, Anything]:
        """The timeline as JSON data."""
        return {
            "as_of": self.as_of.isoformat(),
            "until": self.until.isoformat(),
            "version": self.version,
            "changes": [one.data(languages) for one in self.changes],
            "soon": {name: day.isoformat() for name, day in self.soon.items()},
            "notices": [one.data(languages) for one in self.notices],
        }


@dataclass(frozen=True)
class WaysToEligible:
    """What would turn a refusal: the near misses, sorted by what they take."""

    benefit: Benefit
    misses: NearMisses
    situation: Situation
    words: Words

    def of(self, kind: Kind) -> tuple[NearMiss, ...]:
        """The near misses of one kind, the smallest first."""
        return tuple(one for one in self.misses.found if one.kind is kind)

    def explain(self, language: str = "zh") -> str:
        """The near misses under a heading for each kind; empty where there are none."""
        speaker = self.words.speaker(self.benefit.ruleset, language)
        say = speaker.wording
        lines: list[str] = []
        for kind, heading in ((Kind.BY_ITSELF, say.by_itself), (Kind.CAN_CHANGE, say.can_change), (Kind.CANNOT_CHANGE, say.cannot_change)):
            found = self.of(kind)
            lines += [heading, *(f"- {self._said(one, speaker)}" for one in found)] if found else []
        return "\n".join(lines if self.misses.complete else [*lines, say.more_ways])

    def _said(self, miss: NearMiss, speaker: Speaker) -> str:
        say = speaker.wording
        parts = [self._change(one, speaker) for one in miss.changes]
        if miss.because or not parts:
            parts.insert(0, say.from_day.format(day=miss.day.isoformat(), reasons=begins_in_words(miss.because, speaker)))
        return say.semicolon.join(parts)

    def _change(self, change: FactChange, speaker: Speaker) -> str:
        say, fact = speaker.wording, speaker.facts[change.fact]
        required = speaker.sentence(change.required)
        if change.now is None:
            required, value = say.to_be_known.format(part=required), say.unknown
        else:
            tested = next((part.fact for part in walk(change.required) if isinstance(part, Test)), change.fact)
            shown = speaker.facts["age"] if tested == "age" else fact
            value = speaker.value(shown, value_of("age", {change.fact: change.now}, self.situation) if tested == "age" else change.now)
        said = say.refused.format(part=required, value=value) if change.now is not None else required
        where = say.decided_by.format(instrument=speaker.text(fact.instrument)) if fact.instrument else (
            say.read_from.format(document=speaker.text(fact.read_from)) if fact.read_from and not change.fixed else "")  # fmt: skip
        return said + where

    def data(self, languages: tuple[str, ...] = LANGUAGES) -> dict[str, Anything]:
        """The near misses as JSON data."""
        return {"complete": self.misses.complete, "ways": [self._data(one, languages) for one in self.misses.found]}

    def _data(self, miss: NearMiss, languages: tuple[str, ...]) -> dict[str, Anything]:
        speakers = {language: self.words.speaker(self.benefit.ruleset, language) for language in languages}
        return {
            "kind": miss.kind.value,
            "date": miss.day.isoformat(),
            "because": {language: begins_in_words(miss.because, speaker) for language, speaker in speakers.items()},
            "changes": [self._change_data(one, speakers) for one in miss.changes],
            "text": {language: self._said(miss, speaker) for language, speaker in speakers.items()},
        }

    def _change_data(self, change: FactChange, speakers: Mapping[str, Speaker]) -> dict[str, Anything]:
        fact = self.words.facts[change.fact]
        return {
            "fact": f"{change.who}.{change.fact}" if change.who else change.fact,
            "required": {language: speaker.sentence(change.required) for language, speaker in speakers.items()},
            "now": value_data(change.now),
            "value": value_data(change.value),
            "fixed": change.fixed,
            "read_from": None if fact.read_from is None else text_data(fact.read_from),
            "instrument": None if fact.instrument is None else text_data(fact.instrument),
        }


def begins_in_words(begins: tuple[Condition, ...], speaker: Speaker) -> str:
    """What begins on a day."""
    return speaker.wording.semicolon.join(speaker.sentence(one) for one in begins)


def after_years(day: date, years: int) -> date:
    """The same day so many years later, or the last day of the calendar."""
    try:
        return anniversary(day, 12 * years)
    except OverflowError:
        return date.max
