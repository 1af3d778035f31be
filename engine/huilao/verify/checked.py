"""What was found of one claim about a rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..language.condition import Condition, Span
from ..language.known import Person
from ..language.policy import Flaw
from ..language.quantity import Quantity
from .search import Answer, Verdict


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a rule is free of a flaw: *proved*, *refuted* or *unknown*."""

    flaw: Flaw
    verdict: Verdict
    subject: str
    """A benefit's full name, or `<ruleset>#<term>`."""
    span: Span | None
    """Where it is written."""
    part: Condition | Quantity | None = None
    """The part of the condition or of the amount, or the row's or reading's condition."""
    other: Span | None = None
    """Where the other one is written, of two."""
    name: str = ""
    """The other benefit, or the standard, or which rows or reading, counted from 1."""
    person: Person | None = None
    """Somebody who shows the flaw, or for whom a reading differs, with the fewest known facts."""
    day: date | None = None
    """Where it is of another wording than that of the day asked about: the day of that wording nearest to it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A benefit or term that is asked about, and where it is written."""

    name: str
    span: Span | None

    def checked(self, flaw: Flaw, verdict: Verdict, part: Condition | None = None) -> Checked:
        """What was found of it, or of a part of it."""
        return Checked(flaw, verdict, self.name, self.span if part is None else part.span or self.span, part)


def found_somebody(answer: Answer) -> Verdict:
    """The verdict where it is well that there is somebody."""
    return {Verdict.PROVED: Verdict.REFUTED, Verdict.REFUTED: Verdict.PROVED, Verdict.UNKNOWN: Verdict.UNKNOWN}[answer.verdict]
