"""What is paid for the same, in all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, combinations

from ..language.combine import Member, together
from ..language.interval import NOUGHT, Interval, largest, minus, plus, point
from ..language.outcome import Action
from ..language.policy import ChooseBy
from ..language.truth import Truth
from ..language.units import Per
from .finding import Amount, Finding, decimal_of

Counted = tuple[Amount, bool]
"""What is paid, and whether surely."""

TRIED = 8
"""Of so many claims that shut one another out every way to have them is tried."""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum in yuan of what is paid for the same: surely so much, and so much at most (None where that is open)."""

    at_least: Decimal
    at_most: Decimal | None


NOTHING_PAID = Total(Decimal(0), Decimal(0))


def amounts_of(findings: Iterable[Finding]) -> Iterator[Counted]:
    """What findings pay, each with whether it is surely paid. Of those of which one is paid it is what is paid of them together,
    once; what is put out is not counted.
    """
    for group in _groups(findings):
        yield from _paid_of(group)


def _groups(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    """The findings that pay, those together of which one is paid; what is put out left away."""
    choices: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        if one.amount is None or one.put_out:
            continue
        if one.standing is None:
            yield [one]
        else:
            choices.setdefault(one.standing.line.benefits, []).append(one)
    yield from choices.values()


def _paid_of(group: Sequence[Finding], drawn: Mapping[str, Finding] | None = None) -> Iterator[Counted]:
    """What is paid of one finding, or of some of which one is paid, those beside them that are not counted here giving nothing;
    where they are not paid for the same, each as far as it stands. Of some of which others are `drawn`, by their benefits, it
    is what is paid more than now.
    """
    paid = [(one, one.amount, one.standing) for one in group if one.amount is not None]
    one, first, standing = paid[0]
    if standing is None:
        yield first, one.action is Action.CLAIM
        return
    beside = {name: other for name, other in (drawn or {}).items() if name in standing.line.benefits}
    if len({amount.per for _, amount, _ in paid} | {pays.per for other in beside.values() if (pays := other.provision.pays)}) > 1:
        for found, amount, stands in paid:
            sure = found.action is Action.CLAIM and stands is not None and stands.truth is Truth.YES and not beside
            yield amount, sure and standing.line.by is not ChooseBy.PERSON
        return
    names = {found.benefit for found in group} | set(beside)
    counted = together(standing.line.by, [one if one.benefit in names else replace(one, paid=None) for one in standing.members])
    if counted is not None:
        more = _more_than(counted, [one for one in standing.members if one.benefit in beside])
        yield replace(first, at_least=decimal_of(more.low), at_most=decimal_of(more.high)), True


def _more_than(paid: Interval, drawn: Sequence[Member]) -> Interval:
    """How much more is paid than of what is drawn."""
    now = [one.paid for one in drawn if one.paid is not None]
    return largest([minus(paid, plus(now)), point(NOUGHT)]) if now else paid


def totals_of(amounts: Iterable[Counted]) -> dict[Per, Total]:
    """The totals of amounts, each with whether it is surely paid: of one that is not, its lower end does not count."""
    totals: dict[Per, Total] = {}
    for amount, surely in amounts:
        sure = (amount.at_least or Decimal(0)) if surely else Decimal(0)
        totals[amount.per] = _plus(totals.get(amount.per, NOTHING_PAID), Total(sure, amount.at_most))
    return {per: totals[per] for per in Per if per in totals}


def _plus(one: Total, other: Total) -> Total:
    return Total(one.at_least + other.at_least, None if one.at_most is None or other.at_most is None else one.at_most + other.at_most)


# -- what is new -------------------------------------------------------------------------------------------------------


def new_totals(findings: Iterable[Finding], drawn: Mapping[str, Finding], clashes: Mapping[str, frozenset[str]]) -> dict[Per, Total]:
    """What claims bring that are not drawn yet, more than is drawn now (`drawn`, by benefit). What has places for some alone is
    not sure; of those that shut one another out (`clashes`, by benefit) what can be had together.
    """
    groups = [_New(group, clashes) for group in _groups(findings)]
    totals: dict[Per, Total] = {}
    for apart in _connected(groups):
        ways = [totals_of(chain.from_iterable(one.paid(drawn) for one in way)) for way in _ways(apart)]
        for per in {per for way in ways for per in way}:
            ends = [way.get(per, NOTHING_PAID) for way in ways]
            highs = [one.at_most for one in ends if one.at_most is not None]
            spread = Total(min(one.at_least for one in ends), max(highs) if len(highs) == len(ends) else None)
            totals[per] = _plus(totals.get(per, NOTHING_PAID), spread)
    return {per: totals[per] for per in Per if per in totals}


class _New:
    """A claim, or several of which one is paid."""

    def __init__(self, findings: Sequence[Finding], clashes: Mapping[str, frozenset[str]]) -> None:
        self.findings = findings
        self.names = frozenset(one.benefit for one in findings)
        self.shut_out = frozenset[str]().union(*(clashes.get(name, ()) for name in self.names))

    def paid(self, drawn: Mapping[str, Finding]) -> Iterator[Counted]:
        """What it brings."""
        limited = any(one.provision.quota is not None for one in self.findings)
        yield from ((amount, surely and not limited) for amount, surely in _paid_of(self.findings, drawn))

    def clashes(self, other: _New) -> bool:
        """Whether the two cannot be had together."""
        return bool(self.names & other.shut_out or other.names & self.shut_out)


def _connected(left: list[_New]) -> Iterator[list[_New]]:
    """Those together that are connected by shutting one another out."""
    while left:
        found, left = left[:1], left[1:]
        while met := [one for one in left if any(map(one.clashes, found))]:
            found, left = [*found, *met], [one for one in left if one not in met]
        yield found


def _ways(every: Sequence[_New]) -> list[Sequence[_New]]:
    """As many as can be had together, in every way; of too many each alone, and all."""
    if len(every) > TRIED:
        return [every, *([one] for one in every)]
    found: list[Sequence[_New]] = []
    for number in range(len(every), 0, -1):
        for some in combinations(every, number):
            together_ = not any(one.clashes(other) for one, other in combinations(some, 2))
            if together_ and not any(set(some) <= set(more) for more in found):
                found.append(some)
    return found
