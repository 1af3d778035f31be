"""The named questions about what a benefit pays: is it never below nought, does every limit of it bind somebody, is every
standard there that it needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..language.condition import quantities_of
from ..language.distinct import behind
from ..language.interval import Interval
from ..language.known import Person
from ..language.meaning import Lookup, measure, rows_found, truth_of
from ..language.policy import Benefit, Flaw, paid_by
from ..language.quantity import Largest, Named, Quantity, Smallest, Standard
from ..language.scope import Scope, Situation
from ..language.standards import PlaceOf
from ..language.truth import Truth
from .amounts import rows
from .checked import Checked, found_somebody
from .encoding import Encoder
from .ends import ends
from .formulas import Formula, every, opposite
from .search import Search, Verdict


@dataclass(frozen=True, slots=True)
class _Payment:
    """What is paid to somebody for whom `when` holds: to those in one row of the levels (from 0), or to all."""

    benefit: Benefit
    amount: Quantity
    row: int | None
    when: Formula
    situation: Situation

    def paid_to(self, person: Person) -> bool:
        """Whether somebody surely has the benefit, and is surely in the row."""
        levels = self.benefit.levels
        in_row = levels is None or self.row in rows_found(levels, person, self.situation).sure
        return in_row and truth_of(self.benefit.condition, person, self.situation) is Truth.YES

    def measure(self, quantity: Quantity, person: Person) -> Interval:
        """What is known of a quantity in it."""
        return measure(quantity, person, self.situation)


def payment_questions(benefit: Benefit, search: Search, encoder: Encoder) -> Iterator[Checked]:
    """The questions about a benefit that has levels or pays."""
    yield from _lacking(benefit, encoder.situation)
    for payment in _payments(benefit, encoder):
        yield _below_nought(payment, search, encoder)
        limits = list(dict.fromkeys(_limits(payment.amount, encoder.situation.scope)))
        reached = bool(limits) and search.nobody(payment.when, payment.paid_to).verdict is Verdict.REFUTED
        for limit in limits if reached else ():
            yield from _idle(limit, payment, search, encoder)


def _payments(benefit: Benefit, encoder: Encoder) -> Iterator[_Payment]:
    if benefit.pays is None:
        return
    has, situation = encoder.pair(benefit.condition).yes, encoder.situation
    if benefit.levels is None:
        yield _Payment(benefit, benefit.pays.amount, None, has, situation)
        return
    for index, (row, (_, sure)) in enumerate(
        zip(benefit.levels.rows, rows(encoder, benefit.levels.rows, benefit.levels.hits), strict=True)
    ):
        if row.amount is not None:
            yield _Payment(benefit, row.amount, index, every((has, sure)), situation)


def _below_nought(payment: _Payment, search: Search, encoder: Encoder) -> Checked:
    high = ends(encoder.measure(payment.amount)).high

    def replay(person: Person) -> bool:
        most = payment.measure(payment.amount, person).high
        return payment.paid_to(person) and most is not None and most < 0

    answer = search.plainest(every((payment.when, opposite(high.open), high.value < 0)), replay)
    span = payment.amount.span or payment.benefit.span
    return Checked(Flaw.NEGATIVE, answer.verdict, payment.benefit.full_name, span, payment.amount, person=answer.person)


def _limits(amount: Quantity, scope: Scope) -> Iterator[Smallest | Largest]:
    """The smallest and largest inside a quantity and what it names."""
    if isinstance(amount, Smallest | Largest):
        yield amount
    for inner in (scope.quantities[amount.name].value,) if isinstance(amount, Named) else quantities_of(amount):
        yield from _limits(inner, scope)


def _idle(limit: Smallest | Largest, payment: _Payment, search: Search, encoder: Encoder) -> Iterator[Checked]:
    """Whether each part of a smallest or largest is the smallest or largest for somebody."""
    for number, part in enumerate(limit.parts):
        others = (*limit.parts[:number], *limit.parts[number + 1 :])

        def decides(person: Person, part: Quantity = part, others: tuple[Quantity, ...] = others) -> bool:
            mine, beside = payment.measure(part, person), [payment.measure(one, person) for one in others]
            less = all(_less(mine, one) if isinstance(limit, Smallest) else _less(one, mine) for one in beside)
            return payment.paid_to(person) and less

        mine, beside = ends(encoder.measure(part)), [ends(encoder.measure(one)) for one in others]
        pairs = [(mine, one) if isinstance(limit, Smallest) else (one, mine) for one in beside]
        formula = every(every((opposite(a.high.open), opposite(b.low.open), a.high.value < b.low.value)) for a, b in pairs)
        found = found_somebody(search.nobody(every((payment.when, formula)), decides))
        yield Checked(Flaw.IDLE_LIMIT, found, payment.benefit.full_name, part.span or limit.span or payment.benefit.span, part)


def _less(one: Interval, other: Interval) -> bool:
    """Whether one is surely less than the other."""
    return one.high is not None and other.low is not None and one.high < other.low


def _lacking(benefit: Benefit, situation: Situation) -> Iterator[Checked]:
    """The standards that a benefit uses and that have no value for its document's own place on the day."""
    scope = situation.scope
    used = {
        part.name: part
        for node in (benefit.condition, *paid_by(benefit))
        for _, part, _ in behind(node, scope)
        if isinstance(part, Standard)
    }
    for name, part in used.items():
        standard = scope.standards[name]
        here: Person = {} if standard.place_of is PlaceOf.DOCUMENT else {standard.place_of.value: scope.place}
        there = Lookup.of(standard, here, situation).interval
        verdict = Verdict.REFUTED if None in there else Verdict.PROVED
        yield Checked(Flaw.NO_STANDARD, verdict, benefit.full_name, part.span or benefit.span, name=name)
