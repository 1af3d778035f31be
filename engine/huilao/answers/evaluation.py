"""What was found out about one person: a finding for every benefit that can concern them, and a receipt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any as Anything

from pydantic_core import to_json

from ..decide.readings import Choice
from ..language.facts import Text
from ..language.policy import Benefit, Force, RuleClass
from .finding import Case, Explain, Finding, Flag, LevelsFound, Outcome, ReadingDependence, Words
from .proof import Proof
from .proof_json import proof_from_json


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an evaluation can be checked by later: the same profile, day and rule book version give the same outcomes."""

    as_of: date
    version: str
    """SHA-256 of the rule book's content."""
    profile_digest: str
    """SHA-256 of the profile's facts."""
    outcomes: Mapping[str, Outcome]

    @property
    def number(self) -> str:
        """A short number of the receipt, from all that it says."""
        return number_of(self.data())

    def data(self) -> dict[str, Anything]:
        """The receipt as JSON data."""
        return {
            "as_of": self.as_of.isoformat(), "version": self.version, "profile_digest": self.profile_digest,
            "outcomes": dict(self.outcomes),
        }  # fmt: skip


def number_of(receipt: Mapping[str, Anything]) -> str:
    """The short number of a receipt."""
    return hashlib.sha256(to_json(receipt)).hexdigest()[:16]


@dataclass(frozen=True)
class Evaluation:
    """All findings about one person on one day."""

    findings: tuple[Finding, ...]
    receipt: Receipt

    def __getitem__(self, benefit: str) -> Finding:
        """The finding for a benefit by its full name. Raises KeyError where it has none."""
        return self._by_name[benefit]

    def __contains__(self, benefit: object) -> bool:
        """Whether there is a finding for a benefit."""
        return benefit in self._by_name

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

    def data(self, explain: Explain = "short", languages: tuple[str, ...] = ("zh", "en")) -> dict[str, Anything]:
        """The evaluation as JSON data."""
        return {"findings": [finding.data(explain, languages) for finding in self.findings], **self._rest()}

    def json(self, explain: Explain = "short", languages: tuple[str, ...] = ("zh", "en")) -> bytes:
        """`data` as JSON text."""
        findings = b",".join([finding.json(explain, languages) for finding in self.findings])
        return b'{"findings":[' + findings + b"]," + to_json(self._rest())[1:]

    def _rest(self) -> dict[str, Anything]:
        """What the evaluation says besides its findings."""
        services = {service: [one.benefit for one in findings] for service, findings in self.by_service.items()}
        receipt = self.receipt.data()
        return {"services": services, "receipt": {**receipt, "number": number_of(receipt)}}

    def to_json(self) -> str:
        """The whole evaluation, proofs included, as JSON text that `Rulebook.evaluation` reads back."""
        return self.json("full").decode()


def grouped(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """Findings by service, in the order in which each first comes."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.service, []).append(finding)
    return {service: tuple(one) for service, one in groups.items()}


class _Kept:
    """Details that were read back rather than worked out."""

    def __init__(self, data: Mapping[str, Anything]) -> None:
        self.kept = data

    def proof(self, benefit: Benefit) -> Proof:  # noqa: ARG002  # as the protocol has it
        return proof_from_json(self.kept["proof"])

    def robustness(self, benefit: Benefit) -> tuple[bool, tuple[ReadingDependence, ...]]:  # noqa: ARG002  # as the protocol has it
        return self.kept["robust"], tuple(
            ReadingDependence(
                tuple(Choice(one["term"], one["reading"], Text(**one["note"])) for one in dependence["choices"]),
                Outcome(dependence["outcome"]),
            )
            for dependence in self.kept["depends_on_reading"]
        )

    def levels(self, benefit: Benefit) -> LevelsFound | None:
        levels = self.kept["levels"]
        if levels is None or benefit.levels is None:
            return None
        numeric = {column.name: column.type != "text" for column in benefit.levels.columns}
        rows = tuple({name: Decimal(cell) if numeric[name] else cell for name, cell in row.items()} for row in levels["rows"])
        return LevelsFound(levels["settled"], rows, tuple(levels["missing"]))


def evaluation_from_json(text: str, words: Words, benefits: Mapping[str, Benefit]) -> Evaluation:
    """An evaluation as `Evaluation.to_json` wrote it. Raises KeyError for a benefit that the rule book does not have."""
    data = json.loads(text)
    receipt = data["receipt"]
    as_of = date.fromisoformat(receipt["as_of"])
    findings: list[Finding] = []
    for one in data["findings"]:
        benefit = benefits[one["benefit"]]
        flags = tuple(Flag(flag) for flag in one["flags"])
        case = Case(words.rulesets[benefit.ruleset], as_of, _Kept(one), words)
        findings.append(Finding(benefit, Outcome(one["outcome"]), flags, case))
    outcomes = {name: Outcome(outcome) for name, outcome in receipt["outcomes"].items()}
    return Evaluation(tuple(findings), Receipt(as_of, receipt["version"], receipt["profile_digest"], outcomes))
