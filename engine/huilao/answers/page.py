"""The first page of an evaluation: what can be claimed, what hangs on how a text is read, what to ask, and counts of the rest.

It is made of findings alone and knows no words but theirs: how it is printed is its voice's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..language.facts import Vocabulary
from ..language.known import Path, Person
from ..language.outcome import Action, tied
from ..language.policy import Document, Force, RuleClass, Service, Way
from ..language.truth import Truth
from ..language.units import Per
from .finding import Finding, Flag, ReadingDependence
from .readings import Choice
from .totals import Total, totals_of

CLAIMS = 12
"""Lines for what can be claimed, at most."""
DOUBTS = 4
"""Likewise for what hangs on a reading."""
QUESTIONS = 6
"""Likewise for what to ask."""
ACTIONS, WAYS, FORCES = ({one: rank for rank, one in enumerate(kind)} for kind in (Action, Way, Force))
"""Their order on the page."""

THERE = frozenset({Action.CLAIM, Action.READING, Action.EVERYONE})
"""What is told of what other places promise to whoever comes."""


@dataclass(frozen=True, slots=True)
class Line:
    """One promise, in one provision or in several of the same document."""

    finding: Finding
    """The one with the strongest action."""
    twins: tuple[Finding, ...] = ()
    """The others that make the same promise."""

    @property
    def action(self) -> Action:
        """What to do."""
        return self.finding.action

    @property
    def received(self) -> bool:
        """Whether the person draws it already."""
        return any(one.received for one in (self.finding, *self.twins))


@dataclass(frozen=True, slots=True)
class Doubt:
    """Promises that hang on the same readings."""

    lines: tuple[Line, ...]
    ways: tuple[ReadingDependence, ...]
    """The readings under which the first of them would be otherwise."""

    @property
    def choices(self) -> tuple[tuple[Choice, ...], ...]:
        """What is read, for each way."""
        return tuple(one.choices for one in self.ways)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be put: of one fact, or of those that share a screen of the interview."""

    screen: str | None
    paths: tuple[str, ...]
    """The facts by their path, in the order of the vocabulary."""
    settles: tuple[Line, ...]
    """What it can help to settle."""


@dataclass(frozen=True, slots=True)
class Page:
    """The first page."""

    lines: tuple[Line, ...]
    """The promises of documents of the person's own places, in the order of the page."""
    doubts: tuple[Doubt, ...]
    questions: tuple[Asked, ...]
    """What is worth most first."""
    new: Mapping[Per, Total]
    """What can be claimed and is not drawn yet."""
    received: Mapping[Per, Total]
    """What is drawn already."""
    elsewhere: tuple[Line, ...]
    """What documents of other places promise to whoever comes there."""
    documents: tuple[tuple[Document, tuple[Flag, ...]], ...]
    """The documents that the promises come from, with what is to be known of each."""

    def of(self, action: Action) -> tuple[Line, ...]:
        """The promises with one action."""
        return tuple(one for one in self.lines if one.action is action)

    @property
    def claims(self) -> tuple[Line, ...]:
        """What can be claimed: money first, then what is brought home, then what one goes for."""
        return self.of(Action.CLAIM)


def page_of(findings: Iterable[Finding], person: Person, facts: Vocabulary, services: Mapping[str, Service]) -> Page:
    """The first page of some findings about one person on one day."""
    every = sorted(_lines(findings), key=lambda line: _rank(line, services))
    rulesets = {one.finding.provision.ruleset: one.finding.case.ruleset.document for one in every}
    near = {name for name, document in rulesets.items() if tied(document, person) is not Truth.NO}
    lines = [one for one in every if one.finding.provision.ruleset in near]
    claims = [one for one in lines if one.action is Action.CLAIM]
    return Page(
        tuple(lines),
        _doubts([one for one in lines if one.action is Action.READING]),
        _questions([one for one in lines if one.action is Action.ASK], facts),
        _sums(one for one in claims if not one.received),
        _sums(one for one in claims if one.received),
        tuple(one for one in every if one.finding.provision.ruleset not in near and one.action in THERE),
        _documents(lines),
    )


def _lines(findings: Iterable[Finding]) -> list[Line]:
    """The findings, those of the same promise joined under the one with the strongest action."""
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        twin = one.provision.same_as
        groups.setdefault(f"{one.provision.ruleset}/{twin}" if twin else one.benefit, []).append(one)
    joined = (sorted(group, key=lambda one: ACTIONS[one.action]) for group in groups.values())
    return [Line(first, tuple(twins)) for first, *twins in joined]


def way_of(line: Line, services: Mapping[str, Service]) -> Way:
    """How what is promised comes to the person: what pays is money."""
    return Way.MONEY if line.finding.provision.pays else services[line.finding.service].way


def _rank(line: Line, services: Mapping[str, Service]) -> tuple[int, bool, int, int]:
    """By action, then money first, then what is brought home; the stronger force first. Principles come last."""
    vague = line.finding.rule_class in (RuleClass.PRINCIPLE, RuleClass.DESCRIPTIVE)
    return ACTIONS[line.action], vague, WAYS[way_of(line, services)], FORCES[line.finding.force]


def _doubts(lines: Sequence[Line]) -> tuple[Doubt, ...]:
    """What hangs on readings, those of the same readings together: the most promises first."""
    groups: dict[object, list[Line]] = {}
    for line in lines:
        words = {choice for way in line.finding.doubts for choice in way.choices}
        own = any(choice.term is None for choice in words)
        key = line.finding.benefit if own else (line.finding.provision.ruleset, frozenset(words))
        groups.setdefault(key, []).append(line)
    return tuple(Doubt(tuple(group), group[0].finding.doubts) for group in sorted(groups.values(), key=len, reverse=True))


def _questions(lines: Sequence[Line], facts: Vocabulary) -> tuple[Asked, ...]:
    """What to ask: facts of one screen together, what is worth most first."""
    order = {name: number for number, name in enumerate(facts)}
    paths: dict[tuple[str, str], dict[str, None]] = {}
    settles: dict[tuple[str, str], dict[int, Line]] = {}
    worth: dict[tuple[str, str], float] = {}
    for line in lines:
        asked: dict[tuple[str, str], list[str]] = {}
        for text in line.finding.asks:
            path = Path.of(text)
            asked.setdefault((path.who, facts[path.fact].screen or text), []).append(text)
        for key, some in asked.items():
            paths.setdefault(key, {}).update(dict.fromkeys(some))
            settles.setdefault(key, {})[id(line)] = line
            worth[key] = worth.get(key, 0.0) + 1 / len(asked)
    found = [
        Asked(
            facts[Path.of(next(iter(some))).fact].screen,
            tuple(sorted(some, key=lambda text: order[Path.of(text).fact])),
            tuple(settles[key].values()),
        )
        for key, some in paths.items()
    ]
    values = dict(zip(map(id, found), (worth[key] for key in paths), strict=True))
    return tuple(sorted(found, key=lambda one: (-values[id(one)], [order[Path.of(text).fact] for text in one.paths])))


def _sums(lines: Iterable[Line]) -> dict[Per, Total]:
    return totals_of((line.finding.amount, True) for line in lines if line.finding.amount is not None)


DOCUMENT_FLAGS = frozenset({Flag.DRAFT, Flag.REPEALED, Flag.PLANNING_PERIOD_ENDED, Flag.BEFORE_PLANNING_PERIOD})
"""Those that a document gives all its findings."""


def _documents(lines: Iterable[Line]) -> tuple[tuple[Document, tuple[Flag, ...]], ...]:
    found: dict[str, tuple[Document, tuple[Flag, ...]]] = {}
    for line in lines:
        one = line.finding
        if one.provision.ruleset not in found:
            found[one.provision.ruleset] = one.case.ruleset.document, tuple(flag for flag in one.flags if flag in DOCUMENT_FLAGS)
    return tuple(found.values())
