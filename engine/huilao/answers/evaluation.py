"""What was found out about one person: a finding for every benefit that can concern them, the totals, and a receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any as Anything

from pydantic_core import to_json

from ..language.outcome import Outcome
from ..language.policy import Force, RuleClass
from ..language.units import Per
from .finding import BOTH, Explain, Finding, Languages, Voice

Ends = tuple[Decimal | None, Decimal | None]
"""The ends of an amount, at least and at most; None where one is open."""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of what is paid for the same: surely so much, and so much at most (None where that is open)."""

    at_least: Decimal
    at_most: Decimal | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an evaluation can be checked by later: the same profile, day and rule book version give the same answers."""

    as_of: date
    version: str
    """SHA-256 of the rule book's content."""
    engine: str
    """The version of Huilao."""
    profile_digest: str
    """SHA-256 of the profile's facts."""
    outcomes: Mapping[str, Outcome]
    amounts: Mapping[str, Ends]
    """By benefit, of those that pay something."""

    @property
    def number(self) -> str:
        """A short number of the receipt, from all that it says."""
        return number_of(self.data())

    def data(self) -> dict[str, Anything]:
        """The receipt as JSON data."""
        return {
            "as_of": self.as_of.isoformat(),
            "version": self.version,
            "engine": self.engine,
            "profile_digest": self.profile_digest,
            "outcomes": dict(self.outcomes),
            "amounts": {name: [None if end is None else f"{end:f}" for end in ends] for name, ends in self.amounts.items()},
        }


def number_of(receipt: Mapping[str, Anything]) -> str:
    """The short number of a receipt."""
    return hashlib.sha256(to_json(receipt)).hexdigest()[:16]


@dataclass(frozen=True)
class Evaluation:
    """All findings about one person on one day."""

    findings: tuple[Finding, ...]
    receipt: Receipt
    voice: Voice

    def __getitem__(self, benefit: str) -> Finding:
        """The finding for a benefit by its full name. Raises KeyError where it has none."""
        return self._by_name[benefit]

    def __contains__(self, benefit: object) -> bool:
        """Whether there is a finding for a benefit."""
        return benefit in self._by_name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Evaluation) and (self.findings, self.receipt) == (other.findings, other.receipt)

    __hash__ = object.__hash__

    @cached_property
    def _by_name(self) -> Mapping[str, Finding]:
        return {finding.benefit: finding for finding in self.findings}

    def of(self, outcome: Outcome) -> tuple[Finding, ...]:
        """The findings of one outcome: the strongest force first, what is for a certain group before what is for all."""
        forces, classes = list(Force), list(RuleClass)
        return tuple(
            sorted(
                (one for one in self.findings if one.outcome is outcome),
                key=lambda one: (forces.index(one.force), classes.index(one.rule_class)),
            )
        )

    @property
    def by_service(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings by service, so that the same promise in several documents stands together."""
        return grouped(self.findings)

    @property
    def eligible(self) -> tuple[Finding, ...]:
        """What the person can have."""
        return self.of(Outcome.ELIGIBLE)

    @property
    def undetermined(self) -> tuple[Finding, ...]:
        """What the person may have, something being missing to decide."""
        return self.of(Outcome.UNDETERMINED)

    @cached_property
    def totals(self) -> Mapping[Per, Total]:
        """What is paid for the same, in all: at least what settled promises surely give, at most what they and those that
        may be had can give. What is not settled (encouragements, drafts) is not counted, and nothing is converted.
        """
        totals: dict[Per, Total] = {}
        for finding in self.findings:
            amount = finding.amount if finding.settled else None
            if amount is None:
                continue
            so_far = totals.get(amount.per, Total(Decimal(0), Decimal(0)))
            sure = (amount.at_least or Decimal(0)) if finding.outcome is Outcome.ELIGIBLE else Decimal(0)
            most = None if so_far.at_most is None or amount.at_most is None else so_far.at_most + amount.at_most
            totals[amount.per] = Total(so_far.at_least + sure, most)
        return {per: totals[per] for per in Per if per in totals}

    def data(self, explain: Explain = "short", languages: Languages = BOTH) -> dict[str, Anything]:
        """The evaluation as JSON data."""
        return self.voice.evaluation_data(self, explain, languages)

    def json(self, explain: Explain = "short", languages: Languages = BOTH) -> bytes:
        """`data` as JSON text."""
        return self.voice.evaluation_json(self, explain, languages)

    def to_json(self) -> str:
        """The whole evaluation, proofs included, as JSON text that `Rulebook.evaluation` reads back."""
        return self.json("full").decode()


def grouped(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """Findings by service, in the order in which each first comes."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.service, []).append(finding)
    return {service: tuple(one) for service, one in groups.items()}
