"""Generated cases: what a machine can make of a rule book, kept as data with what comes out, so that a changed rule is a changed case.

A file holds the cases of one ruleset, one on a line: by benefit what is known of a person, what comes out, and what the case
is for (`1+`: the first leaf of the condition holds and decides; `frail.2-`: the second of a term fails and decides; `row 1`;
`reading 1`, `frail reading 1`; `without birth_date`; `birth_date`: another value of this fact).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from ..answers.finding import Finding
from ..language.outcome import Action, Outcome
from ..rulebook import Rulebook
from .story import ScenarioError


@dataclass(frozen=True, slots=True)
class Answered:
    """What comes out of a benefit for a person."""

    outcome: Outcome | None
    """None where the document does not concern the person."""
    action: Action
    missing: tuple[str, ...] = ()
    amount: tuple[str | None, str | None] | None = None

    @staticmethod
    def of(finding: Finding | None) -> Answered:
        """What a finding says."""
        if finding is None:
            return Answered(None, Action.NOT_COVERED)
        paid = finding.amount
        amount = None if paid is None else tuple(None if end is None else f"{end:f}" for end in (paid.at_least, paid.at_most))
        return Answered(finding.outcome, finding.action, finding.missing, cast("tuple[str | None, str | None] | None", amount))

    def data(self) -> list[Any]:
        """As it is written."""
        said: list[Any] = [self.outcome, self.action]
        if self.missing or self.amount:
            said.append(list(self.missing))
        return [*said, list(self.amount)] if self.amount else said

    @staticmethod
    def read(data: Sequence[Any]) -> Answered:
        """What `data` wrote."""
        outcome, action, *rest = data
        missing = tuple(rest[0]) if rest else ()
        amount = cast("tuple[str | None, str | None]", tuple(rest[1])) if len(rest) > 1 else None
        return Answered(None if outcome is None else Outcome(outcome), Action(action), missing, amount)

    def __str__(self) -> str:
        return " ".join(json.dumps(one, ensure_ascii=False) for one in self.data())


@dataclass(frozen=True, slots=True)
class GeneratedCase:
    """A person on a day, and what comes out of one benefit."""

    benefit: str
    as_of: date
    profile: Mapping[str, Any]
    answered: Answered
    shows: str
    """What the case is for."""


def read_cases(folder: Path) -> list[GeneratedCase]:
    """The cases of all files in a folder. Raises ScenarioError for a file that holds none."""
    return [case for path in sorted(folder.glob("*.json")) for case in _read(path)]


def _read(path: Path) -> Iterator[GeneratedCase]:
    try:
        data = json.loads(path.read_text("utf-8"), parse_float=Decimal)
        for benefit, cases in data.items():
            for as_of, profile, answered, shows in cases:
                yield GeneratedCase(benefit, date.fromisoformat(as_of), profile, Answered.read(answered), shows)
    except (ValueError, TypeError, AttributeError, IndexError) as error:
        raise ScenarioError(f"{path.name}: 不是生成的用例，请重新生成：{error} / not a file of generated cases: make it anew") from None


def written(cases: Iterable[GeneratedCase]) -> str:
    """The text of a file of cases: one on a line."""
    by_benefit: dict[str, list[str]] = {}
    for case in cases:
        line = [case.as_of.isoformat(), case.profile, case.answered.data(), case.shows]
        by_benefit.setdefault(case.benefit, []).append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    blocks = [json.dumps(benefit) + ":[\n" + ",\n".join(lines) + "\n]" for benefit, lines in by_benefit.items()]
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def answer(book: Rulebook, benefit: str, profile: Mapping[str, Any], as_of: date) -> Answered:
    """What comes out of a benefit for a person. Raises what `Rulebook.evaluate` raises."""
    evaluation = book.evaluate(profile, as_of, (benefit,))
    return Answered.of(next(iter(evaluation.findings), None))
