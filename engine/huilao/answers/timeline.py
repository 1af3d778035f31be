"""What lies ahead of one person: which findings change, on what day and why; and what would turn a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any as Anything

from ..language.facts import BOTH, Languages
from ..language.outcome import Outcome
from ..language.policy import Benefit, Document
from ..language.scope import Situation
from .changes import Begins, Kind, NearMiss, NearMisses
from .finding import Finding, Flag, Voice


class DocumentEvent(StrEnum):
    """What happens to a document on a day."""

    COMES_INTO_EFFECT = "comes_into_effect"
    ENDS = "ends"
    PLANNING_PERIOD_ENDS = "planning_period_ends"
    READ_ANEW = "read_anew"
    """An office settles how a word or sentence of it is read."""
    AMENDED = "amended"
    """Its text reads otherwise."""
    SUPERSEDED = "superseded"
    """Another document takes its place."""
    PROVISION_BEGINS = "provision_begins"
    """A provision of it comes into effect by itself."""
    PROVISION_ENDS = "provision_ends"
    REPLACED = "replaced"
    """A provision of a lower place stands in for one of it."""
    RESTORED = "restored"
    """It does so no more."""


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that is another from a day on: its outcome, what it pays, or what to do about it."""

    day: date
    before: Finding
    after: Finding
    begins: tuple[Begins, ...]
    """What holds from that day on: an age reached, a length of time passed, a standard that is set anew."""
    events: tuple[DocumentEvent, ...]
    """What happens to the document or its text that day, where that is why."""
    voice: Voice = field(compare=False)

    @property
    def benefit(self) -> str:
        """The full name of the benefit."""
        return self.after.benefit

    @property
    def of_amount(self) -> bool:
        """Whether only what it pays is another, or whether it is paid besides others."""
        return self.before.outcome is self.after.outcome and self.before.action is self.after.action

    @property
    def of_standing(self) -> bool:
        """Whether only that is another which of several is paid."""
        return self.of_amount and self.before.amount == self.after.amount

    def because(self, language: str = "zh") -> str:
        """What happens that day, in words."""
        return self.voice.because(self, language)

    def explain(self, language: str = "zh") -> str:
        """The change in one line: from when on what, and why."""
        return self.voice.change(self, language)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happens to a document and turns no finding, but is to be known: its findings carry a flag from then on."""

    day: date
    document: Document
    event: DocumentEvent
    voice: Voice = field(compare=False)

    def explain(self, language: str = "zh") -> str:
        """The notice in one line."""
        return self.voice.notice(self, language)


@dataclass(frozen=True)
class Timeline:
    """Every change of a finding after a day, up to another."""

    as_of: date
    until: date
    changes: tuple[Change, ...]
    """In the order of the days."""
    notices: tuple[Notice, ...]
    documents: tuple[tuple[Document, tuple[Flag, ...]], ...]
    """The documents of the person's own places, those of the benefits that were asked for by name, and those in which something
    changes, with what is to be known of each: as it is after its last change, or on `as_of`.
    """
    version: str
    """SHA-256 of the rule book's content."""
    voice: Voice = field(compare=False)

    @property
    def soon(self) -> Mapping[str, date]:
        """The benefits that cannot be had now but can from a day on, each with the first such day."""
        now = {change.benefit: change.before.outcome for change in reversed(self.changes)}
        came = [one for one in reversed(self.changes) if one.after.outcome is Outcome.ELIGIBLE is not one.before.outcome]
        return {one.benefit: one.day for one in came if now[one.benefit] is not Outcome.ELIGIBLE}

    def data(self, languages: Languages = BOTH) -> dict[str, Anything]:
        """The timeline as JSON data: what `POST /v1/timeline` answers."""
        return self.voice.timeline_data(self, languages)


@dataclass(frozen=True, slots=True)
class WaysToEligible:
    """What would turn a refusal: the near misses, sorted by what they take."""

    benefit: Benefit
    misses: NearMisses
    situation: Situation
    voice: Voice = field(compare=False)

    def of(self, kind: Kind) -> tuple[NearMiss, ...]:
        """The near misses of one kind, the smallest first."""
        return tuple(one for one in self.misses.found if one.kind is kind)

    def explain(self, language: str = "zh") -> str:
        """The near misses under a heading for each kind; empty where there are none."""
        return self.voice.ways(self, language)

    def data(self, languages: Languages = BOTH) -> dict[str, Anything]:
        """The near misses as JSON data: one of the `near_misses` of `POST /v1/timeline`."""
        return self.voice.ways_data(self, languages)
