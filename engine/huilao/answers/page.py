"""The first page of an evaluation: what can be claimed, what hangs on how a text is read, what to ask, and counts of the rest.

It is made of findings alone and knows no words but theirs: how it is printed is its voice's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ..language.facts import Vocabulary
from ..language.known import Path, Person
from ..language.outcome import Action, Outcome, tied
from ..language.policy import Benefit, Document, Force, RuleClass, Rules, Service, Way
from ..language.truth import Truth
from ..language.units import Per
from .finding import Finding, Flag, ReadingDependence
from .readings import Choice
from .totals import Total, amounts_of, totals_of

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
    instead_of: tuple[Finding, ...] = ()
    """Those of which this one is paid in the stead."""

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

    promises: Mapping[Action, tuple[Line, ...]]
    """Those of documents of the person's own places by what to do about them, in the order of the page."""
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
        return self.promises.get(action, ())

    @property
    def lines(self) -> tuple[Line, ...]:
        """All promises."""
        return tuple(chain.from_iterable(self.promises.values()))

    @property
    def claims(self) -> tuple[Line, ...]:
        """What can be claimed: money first, then what is brought home, then what one goes for."""
        return self.of(Action.CLAIM)


@dataclass(frozen=True, slots=True)
class Order:
    """What the rule book alone says of a page."""

    promises: Mapping[str, str]
    """By the full names of benefits, under which name what they promise stands on the page."""
    ranks: Mapping[str, int]
    """Likewise what stands before what, of those about which the same is to be done."""
    facts: Mapping[str, int]
    """What is asked before what."""


def order_of(rules: Rules) -> Order:
    """The order of a rule book's pages: money first, then what is brought home; the stronger force first. Principles come last."""
    benefits = [one for ruleset in rules.rulesets.values() for one in ruleset.benefits]
    keys = {
        one.full_name: (
            one.rule_class in (RuleClass.PRINCIPLE, RuleClass.DESCRIPTIVE), WAYS[_way_of(one, rules.services)], FORCES[one.force],
        )
        for one in benefits
    }  # fmt: skip
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys.values())))}
    return Order(
        {one.full_name: f"{one.ruleset}/{one.same_as}" if one.same_as else one.full_name for one in benefits},
        {name: ranks[key] for name, key in keys.items()},
        {name: number for number, name in enumerate(rules.facts)},
    )


def page_of(findings: Iterable[Finding], person: Person, facts: Vocabulary, order: Order) -> Page:
    """The first page of some findings about one person on one day."""
    every: dict[Action, list[Line]] = {action: [] for action in Action}
    for line in sorted(_standing(list(_lines(findings, order))), key=lambda line: order.ranks[line.finding.benefit]):
        every[line.action].append(line)
    documents = {one.finding.provision.ruleset: one.finding.case.ruleset.document for lines in every.values() for one in lines}
    near = {name for name, document in documents.items() if tied(document, person) is not Truth.NO}
    promises = {action: tuple(one for one in lines if one.finding.provision.ruleset in near) for action, lines in every.items()}
    claims = promises[Action.CLAIM]
    return Page(
        promises,
        _doubts(promises[Action.READING]),
        _questions(promises[Action.ASK], facts, order),
        _sums(one for one in claims if not one.received),
        _sums(one for one in claims if one.received),
        tuple(one for action in every if action in THERE for one in every[action] if one.finding.provision.ruleset not in near),
        _documents(chain.from_iterable(promises.values())),
    )


def _lines(findings: Iterable[Finding], order: Order) -> Iterator[Line]:
    """The findings, those of the same promise joined under the one with the strongest action."""
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        groups.setdefault(order.promises[one.benefit], []).append(one)
    for group in groups.values():
        first, *twins = sorted(group, key=lambda one: ACTIONS[one.action]) if len(group) > 1 else group
        yield Line(first, tuple(twins))


def _standing(lines: Sequence[Line]) -> list[Line]:
    """The lines, what is put out being named on the line of what is paid in its stead, where there is one."""
    paid = {one.benefit: line.finding.benefit for line in lines for one in (line.finding, *line.twins)}
    out: dict[str, list[Finding]] = {}
    for line in lines:
        standing = line.finding.standing
        if line.finding.put_out and standing is not None and standing.settled_by[0] in paid:
            out.setdefault(paid[standing.settled_by[0]], []).append(line.finding)
    named = {one.benefit for group in out.values() for one in group}
    if not out:
        return list(lines)
    return [replace(line, instead_of=tuple(out.get(line.finding.benefit, ()))) for line in lines if line.finding.benefit not in named]


def way_of(line: Line, services: Mapping[str, Service]) -> Way:
    """How what is promised comes to the person: what pays is money."""
    return _way_of(line.finding.provision, services)


def _way_of(benefit: Benefit, services: Mapping[str, Service]) -> Way:
    return Way.MONEY if benefit.pays else services[benefit.service].way


def _doubts(lines: Sequence[Line]) -> tuple[Doubt, ...]:
    """What hangs on readings, those of the same readings together: the most promises first."""
    groups: dict[object, tuple[list[Line], tuple[ReadingDependence, ...]]] = {}
    for line in lines:
        ways = line.finding.doubts
        words = {choice for way in ways for choice in way.choices}
        own = any(choice.term is None for choice in words)
        others = {way.by_way_of for way in ways}
        key = line.finding.benefit if own else (line.finding.provision.ruleset, line.finding.outcome, frozenset(words), frozenset(others))
        groups.setdefault(key, ([], ways))[0].append(line)
    return tuple(Doubt(tuple(group), ways) for group, ways in sorted(groups.values(), key=lambda one: len(one[0]), reverse=True))


def _questions(lines: Sequence[Line], facts: Vocabulary, order: Order) -> tuple[Asked, ...]:
    """What to ask: facts of one screen together, what is worth most first. Of what a question helps to settle, that comes first
    which an office could grant by its reading as things stand.
    """
    asks = [(line, line.finding.asks) for line in sorted(lines, key=lambda line: not _granted(line))]
    asked = {text: Path.of(text) for text in {text for _, texts in asks for text in texts}}
    together = {text: (path.who, facts[path.fact].screen or text) for text, path in asked.items()}
    paths: dict[tuple[str, str], set[str]] = {}
    settles: dict[tuple[str, str], list[Line]] = {}
    worth: dict[tuple[str, str], float] = {}
    for line, texts in asks:
        for text in texts:
            paths.setdefault(together[text], set()).add(text)
        keys = dict.fromkeys(together[text] for text in texts)
        for key in keys:
            settles.setdefault(key, []).append(line)
            worth[key] = worth.get(key, 0.0) + 1 / len(keys)
    ordered = {key: tuple(sorted(some, key=lambda text: order.facts[asked[text].fact])) for key, some in paths.items()}
    best = sorted(ordered, key=lambda key: (-worth[key], [order.facts[asked[text].fact] for text in ordered[key]]))
    return tuple(Asked(facts[asked[ordered[key][0]].fact].screen, ordered[key], tuple(settles[key])) for key in best)


def _granted(line: Line) -> bool:
    """Whether a person has a promise by a reading that an office could well hold."""
    return any(one.outcome is Outcome.ELIGIBLE for one in line.finding.doubts)


def _sums(lines: Iterable[Line]) -> dict[Per, Total]:
    return totals_of(amounts_of(line.finding for line in lines))


DOCUMENT_FLAGS = frozenset({Flag.DRAFT, Flag.REPEALED, Flag.PLANNING_PERIOD_ENDED, Flag.BEFORE_PLANNING_PERIOD})
"""Those that a document gives all its findings."""


def _documents(lines: Iterable[Line]) -> tuple[tuple[Document, tuple[Flag, ...]], ...]:
    found: dict[str, tuple[Document, tuple[Flag, ...]]] = {}
    for line in lines:
        one = line.finding
        if one.provision.ruleset not in found:
            found[one.provision.ruleset] = one.case.ruleset.document, tuple(flag for flag in one.flags if flag in DOCUMENT_FLAGS)
    return tuple(found.values())
