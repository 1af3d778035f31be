"""The first page and the elder's sheet in words, part by part: for pages on which each part has a place of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..language.condition import Span
from ..language.outcome import Action
from ..language.policy import Way
from ..language.truth import Truth


@dataclass(frozen=True, slots=True)
class ProofWords:
    """A part of a proof in words."""

    truth: Truth
    text: str
    span: Span | None
    """Where it is written."""
    parts: tuple[ProofWords, ...]


@dataclass(frozen=True, slots=True)
class FindingWords:
    """A finding in words: joined, the headline, the cautions and the source are what `Finding.explain` says."""

    benefit: str
    name: str
    provides: str
    force: str
    """How sure what the document says is."""
    headline: str
    cautions: tuple[str, ...]
    readings: tuple[str, ...]
    """What comes out by each reading by which it would be otherwise."""
    not_said: tuple[str, ...]
    """What the text does not say."""
    source: str


@dataclass(frozen=True, slots=True)
class LineWords:
    """A line of the page: what it is called, how much, what is to be known besides, and where to go."""

    name: str
    """With its place, where that does not go without saying."""
    received: bool
    amount: str
    """Empty where nothing is to be said of it; so is `whom`."""
    besides: tuple[str, ...]
    whom: str
    soon: str
    """The day from which it can be claimed, of what cannot be yet; else empty."""
    findings: tuple[FindingWords, ...]
    """The provisions that make the promise, the strongest first."""


@dataclass(frozen=True, slots=True)
class GroupWords:
    """Lines under a heading."""

    heading: str
    lines: tuple[LineWords, ...]


@dataclass(frozen=True, slots=True)
class DoubtWords:
    """Promises that hang on the same readings, and what comes out by each."""

    lines: tuple[LineWords, ...]
    ways: str


@dataclass(frozen=True, slots=True)
class AskedWords:
    """A question, and what it bears on."""

    screen: str | None
    paths: tuple[str, ...]
    text: str
    settles: tuple[str, ...]
    """The names of what it can help to settle."""


@dataclass(frozen=True, slots=True)
class PageInWords:
    """The first page in words."""

    as_of: date
    person: str
    """The facts as they were read."""
    facts: Mapping[str, str]
    """The same by the path of the fact, for every fact that is known, of people whom the person names or lists too; of a birth date that is
    known in part how it was read.
    """
    nothing: str
    """That there is nothing for the person, and what there is at all; else empty."""
    claims_heading: str
    claims: Mapping[Way, GroupWords]
    sums: tuple[str, ...]
    """What it comes to in all, a sentence each."""
    drawn: GroupNames | None
    """What is drawn and has to be checked."""
    doubts_heading: str
    doubts: tuple[DoubtWords, ...]
    questions_heading: str
    questions: tuple[AskedWords, ...]
    soon: GroupWords | None
    others: Mapping[Action, GroupWords]
    """What is asked about, what everybody has, and so on."""
    excluded: GroupWords | None
    silent: GroupWords | None
    elsewhere: GroupWords | None
    documents: tuple[str, ...]
    """The sources, with what is to be known of each."""
    footer: str


@dataclass(frozen=True, slots=True)
class GroupNames:
    """Sentences under a heading."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A part of the sheet: what is numbered, and sentences, of which some have a list below."""

    heading: str
    claims: tuple[LineWords, ...]
    said: tuple[GroupNames, ...]


@dataclass(frozen=True, slots=True)
class SheetInWords:
    """The sheet that the elder takes home."""

    title: str
    head: str
    """The office and the day."""
    opening: str
    parts: tuple[SheetPart, ...]
    sign: tuple[str, ...]
    sources: tuple[str, ...]
    receipt: str
