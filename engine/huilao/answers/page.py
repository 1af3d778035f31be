"""The first page of an evaluation: what can be claimed, what hangs on how a text is read, what to ask, and counts of the rest.

It is made of findings alone and knows no words but theirs: how it is printed is its voice's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import chain
from operator import itemgetter
from typing import assert_never

from ..language.facts import Vocabulary
from ..language.known import Path, Person
from ..language.outcome import Action, Outcome, gives_way_to, tied
from ..language.policy import Benefit, Document, Force, RuleClass, Rules, Service, Way
from ..language.truth import Truth
from ..language.units import Per
from .finding import Finding, Flag, ReadingDependence
from .readings import Choice
from .totals import Total, amounts_of, new_totals, totals_of

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


@dataclass(slots=True)  # one is made for every promise of every page
class Line:
    """One promise, in one provision or in several of the same document."""

    finding: Finding
    """The one with the strongest action."""
    twins: tuple[Finding, ...] = ()
    """The others that make the same promise."""
    instead_of: tuple[Finding, ...] = ()
    """Those of which this one is paid in the stead."""
    unless: tuple[Finding, ...] = ()
    """Those that can be claimed too, and once drawn put this one out."""

    @property
    def action(self) -> Action:
        """What to do."""
        return self.finding.action

    @property
    def received(self) -> bool:
        """Whether the person draws it already."""
        return self.finding.received or (bool(self.twins) and any(one.received for one in self.twins))

    @property
    def all(self) -> tuple[Finding, ...]:
        """All provisions that make the promise."""
        return (self.finding, *self.twins)

    @property
    def soon(self) -> date | None:
        """Of what cannot be claimed now, the day within a year from which by time alone it can."""
        if self.action is not Action.NOT_COVERED:
            return None
        if not self.twins:
            return self.finding.soon
        return min([day for one in self.all if (day := one.soon) is not None], default=None)


class Goes(StrEnum):
    """What becomes of something that a person draws."""

    ON = "on"
    CHANGED = "changed"
    """Another is paid in its stead."""
    OPEN = "open"
    """Whether they have it, or whether this one is paid, is not settled."""
    NOT_MET = "not_met"
    """By what is known they do not have it."""
    LAPSED = "lapsed"
    """It is not in force."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something that a person draws, and what becomes of it."""

    finding: Finding
    goes: Goes


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
    """The first page of an evaluation: what can be had, what hangs on how a text is read, what to ask, and what it comes to in yuan."""

    promises: Mapping[Action, tuple[Line, ...]]
    """Those of documents of the person's own places by what to do about them, in the order of the page."""
    doubts: tuple[Doubt, ...]
    questions: tuple[Asked, ...]
    """What is worth most first."""
    new: Mapping[Per, Total]
    """What can be claimed and is not drawn yet: what it brings more than is drawn now, as far as it can be had together."""
    limited: Mapping[Per, Total]
    """What of that has places for some alone."""
    received: Mapping[Per, Total]
    """What is drawn already."""
    drawn: tuple[Drawn, ...]
    """What is drawn already, and what becomes of it."""
    elsewhere: tuple[Line, ...]
    """What documents of other places promise to whoever comes there."""
    documents: tuple[tuple[Document, tuple[Flag, ...]], ...]
    """The documents that the promises come from, with what is to be known of each."""
    soon: tuple[Line, ...]
    """What can be claimed by time alone within a year, the next first."""
    excluded: tuple[Line, ...]
    """What the documents surely do not give to the person, now or soon."""
    silent: tuple[Line, ...]
    """What the documents do not say of the person, now or soon."""

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
    gives_way: Mapping[str, frozenset[str]]
    """By the full names of benefits that give way to others, what may not be drawn besides (codes of `receiving`)."""


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
        {one.full_name: codes for one in benefits if (codes := gives_way_to(one))},
    )


def page_of(findings: Iterable[Finding], person: Person, facts: Vocabulary, order: Order) -> Page:
    """The first page of some findings about one person on one day."""
    findings = tuple(findings)
    documents = {one.provision.ruleset: one.case.ruleset.document for one in findings}
    near = {name for name, document in documents.items() if tied(document, person) is not Truth.NO}
    here: dict[Action, list[Line]] = {action: [] for action in Action}
    elsewhere: dict[Action, list[Line]] = {action: [] for action in Action}
    for line in sorted(_standing(list(_lines(findings, order))), key=lambda line: order.ranks[line.finding.benefit]):
        (here if line.finding.provision.ruleset in near else elsewhere)[line.action].append(line)
    promises = {action: tuple(lines) for action, lines in here.items()}
    claims = promises[Action.CLAIM] = _giving_way(promises[Action.CLAIM], order)
    drawn = _drawn(findings)
    new = [one.finding for one in claims if not one.received]
    changed = [(one.finding.amount, True) for one in drawn if one.goes is Goes.CHANGED and one.finding.amount is not None]
    return Page(
        promises,
        _doubts(promises[Action.READING]),
        _questions((*promises[Action.ASK], *(one for one in claims if _open_amount(one.finding))), facts, order),
        new_totals(
            new,
            {one.finding.benefit: one.finding for one in drawn if one.finding.standing is not None},
            {one.finding.benefit: frozenset(other.benefit for other in one.unless) for one in claims if one.unless},
        ),
        totals_of((one.amount, True) for one in new if one.provision.quota is not None and one.amount is not None),
        totals_of(chain(amounts_of(one.finding for one in claims if one.received), changed)),
        drawn,
        tuple(line for action, lines in elsewhere.items() if action in THERE for line in lines),
        _documents(chain.from_iterable(promises.values())),
        *_not_covered(promises[Action.NOT_COVERED]),
    )


def _not_covered(lines: Iterable[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[Line, ...]]:
    """Of what cannot be claimed: what can be by time alone, the next first; what the text excludes; and what it does not say."""
    soon: list[tuple[date, Line]] = []
    excluded: list[Line] = []
    silent: list[Line] = []
    for line in lines:
        if (day := line.soon) is not None:
            soon.append((day, line))
        else:
            (excluded if line.finding.excluded else silent).append(line)
    return tuple(line for _, line in sorted(soon, key=itemgetter(0))), tuple(excluded), tuple(silent)


def _lines(findings: Iterable[Finding], order: Order) -> Iterator[Line]:
    """The findings, those of the same promise joined under the one with the strongest action."""
    groups: defaultdict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        groups[order.promises[one.benefit]].append(one)
    for group in groups.values():
        if len(group) > 1:
            first, *twins = sorted(group, key=lambda one: ACTIONS[one.action])
            yield Line(first, tuple(twins))
        else:
            yield Line(group[0])


def _standing(lines: Sequence[Line]) -> list[Line]:
    """The lines, what is put out being named on the line of what is paid in its stead, where there is one."""
    put_out = [line for line in lines if line.finding.put_out]
    paid = {one.benefit: line.finding.benefit for line in lines for one in line.all} if put_out else {}
    out: dict[str, list[Finding]] = {}
    for line in put_out:
        standing = line.finding.standing
        if standing is not None and standing.settled_by[0] in paid:
            out.setdefault(paid[standing.settled_by[0]], []).append(line.finding)
    named = {one.benefit for group in out.values() for one in group}
    if not out:
        return list(lines)
    return [replace(line, instead_of=tuple(out.get(line.finding.benefit, ()))) for line in lines if line.finding.benefit not in named]


def _giving_way(claims: tuple[Line, ...], order: Order) -> tuple[Line, ...]:
    """The claims, each with those others that are not drawn yet and would put it out."""
    if not any(line.finding.benefit in order.gives_way for line in claims):
        return claims
    new = [(line, {code for one in line.all for code in (one.benefit, one.provision.scheme)}) for line in claims if not line.received]

    def unless(line: Line) -> tuple[Finding, ...]:
        codes = order.gives_way.get(line.finding.benefit, frozenset())
        return tuple(other.finding for other, drawn_by in new if other is not line and codes & drawn_by)

    return tuple(line if line.received else replace(line, unless=unless(line)) for line in claims)


def _drawn(findings: Sequence[Finding]) -> tuple[Drawn, ...]:
    """What is drawn: of what several provisions promise under one name that which goes on most surely."""
    ranks = list(Goes)
    found: dict[str, Drawn] = {}
    for one in findings:
        if one.received:
            name, goes = one.provision.scheme or one.benefit, _goes(one)
            if name not in found or ranks.index(goes) < ranks.index(found[name].goes):
                found[name] = Drawn(one, goes)
    return tuple(found.values())


def _goes(finding: Finding) -> Goes:
    """What becomes of something that is drawn."""
    standing = finding.standing
    match finding.outcome:
        case Outcome.NOT_IN_FORCE:
            return Goes.LAPSED
        case Outcome.NOT_ELIGIBLE:
            return Goes.OPEN if finding.action is Action.READING else Goes.NOT_MET
        case Outcome.UNDETERMINED:
            return Goes.OPEN
        case Outcome.ELIGIBLE:
            if finding.action in (Action.READING, Action.ASK) or (standing is not None and standing.truth is Truth.UNKNOWN):
                return Goes.OPEN
            return Goes.CHANGED if finding.put_out else Goes.ON
        case _:
            assert_never(finding.outcome)


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
    asks = [(line, line.finding.asks or _open_amount(line.finding)) for line in sorted(lines, key=lambda line: not _granted(line))]
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


def _open_amount(finding: Finding) -> tuple[str, ...]:
    """The facts to ask for, of what can be claimed, so that it is known how much it pays."""
    return () if finding.amount is None or finding.amount.settled else finding.amount.depends_on


def _granted(line: Line) -> bool:
    """Whether a person has a promise by a reading that an office could well hold."""
    doubts = line.finding.doubts
    return bool(doubts) and any(one.outcome is Outcome.ELIGIBLE for one in doubts)


DOCUMENT_FLAGS = frozenset({Flag.DRAFT, Flag.REPEALED, Flag.PLANNING_PERIOD_ENDED, Flag.BEFORE_PLANNING_PERIOD})
"""Those that a document gives all its findings."""


def _documents(lines: Iterable[Line]) -> tuple[tuple[Document, tuple[Flag, ...]], ...]:
    found: dict[str, tuple[Document, tuple[Flag, ...]]] = {}
    for line in lines:
        one = line.finding
        if one.provision.ruleset not in found:
            found[one.provision.ruleset] = one.case.ruleset.document, tuple(flag for flag in one.flags if flag in DOCUMENT_FLAGS)
    return tuple(found.values())
