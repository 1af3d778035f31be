"""What is paid for the same, in all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..language.combine import together
from ..language.outcome import Action
from ..language.policy import ChooseBy
from ..language.truth import Truth
from ..language.units import Per
from .finding import Amount, Finding, decimal_of


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of what is paid for the same: surely so much, and so much at most (None where that is open)."""

    at_least: Decimal
    at_most: Decimal | None


def amounts_of(findings: Iterable[Finding]) -> Iterator[tuple[Amount, bool]]:
    """What findings pay, each with whether it is surely paid. Of those of which one is paid it is what is paid of them together,
    once; what is put out is not counted.
    """
    choices: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        if one.amount is None or one.put_out:
            continue
        if one.standing is None:
            yield one.amount, one.action is Action.CLAIM
        else:
            choices.setdefault(one.standing.line.benefits, []).append(one)
    for group in choices.values():
        yield from _chosen(group)


def _chosen(group: Sequence[Finding]) -> Iterator[tuple[Amount, bool]]:
    """What is paid of some benefits of which one is paid, those beside them that are not counted here giving nothing; where they
    are not paid for the same, each as far as it stands.
    """
    paid = [(one, one.amount, one.standing) for one in group if one.amount is not None and one.standing is not None]
    _, first, standing = paid[0]
    if len({amount.per for _, amount, _ in paid}) > 1:
        for one, amount, stands in paid:
            sure = one.action is Action.CLAIM and stands.truth is Truth.YES
            yield amount, sure and stands.line.by is not ChooseBy.PERSON
        return
    names = {one.benefit for one in group}
    counted = together(standing.line.by, [one if one.benefit in names else replace(one, paid=None) for one in standing.members])
    if counted is not None:
        yield replace(first, at_least=decimal_of(counted.low), at_most=decimal_of(counted.high)), True


def totals_of(amounts: Iterable[tuple[Amount, bool]]) -> dict[Per, Total]:
    """The totals of amounts, each with whether it is surely paid: of one that is not, its lower end does not count."""
    totals: dict[Per, Total] = {}
    for amount, surely in amounts:
        so_far = totals.get(amount.per, Total(Decimal(0), Decimal(0)))
        sure = (amount.at_least or Decimal(0)) if surely else Decimal(0)
        most = None if so_far.at_most is None or amount.at_most is None else so_far.at_most + amount.at_most
        totals[amount.per] = Total(so_far.at_least + sure, most)
    return {per: totals[per] for per in Per if per in totals}
