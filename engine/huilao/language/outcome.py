"""The answer for one benefit and one person: whether its document concerns them, is in force, and what its condition says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from .facts import LIVES_HERE, REGISTERED_HERE
from .known import Person
from .meaning import truth_of
from .places import within
from .policy import AppliesTo, Benefit, Document, Force, Status
from .scope import Situation
from .truth import Truth


class Outcome(StrEnum):
    """The answer for one benefit."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"
    NOT_IN_FORCE = "not_in_force"


OUTCOMES: Mapping[Truth, Outcome] = {
    Truth.YES: Outcome.ELIGIBLE,
    Truth.NO: Outcome.NOT_ELIGIBLE,
    Truth.UNKNOWN: Outcome.UNDETERMINED,
}

_NOT_IN_FORCE: Mapping[Truth, Outcome] = dict.fromkeys(Truth, Outcome.NOT_IN_FORCE)

TIES = (LIVES_HERE.source, REGISTERED_HERE.source)
"""The facts whose places tie a person to a document."""

WEAK = frozenset({Force.DESCRIPTIVE_STATUS_QUO, Force.ENCOURAGED, Force.TO_BE_ESTABLISHED, Force.EXPLORATORY, Force.PRINCIPLE})
"""Forces that must never look like an entitlement."""


def outcomes_of(document: Document, day: date) -> Mapping[Truth, Outcome]:
    """The answers of a document's benefits on a day, by the truth of their conditions."""
    return OUTCOMES if document.in_force(day) else _NOT_IN_FORCE


def tied(document: Document, person: Person) -> Truth:
    """Whether a person lives or is registered in the place of a document."""
    near = Truth.NO
    for fact in TIES:
        known = person.get(fact)
        near |= Truth.UNKNOWN if known is None else within(known, document.place)
    return near


def concerns(benefit: Benefit, tie: Truth) -> bool:
    """Whether a benefit can concern a person who is tied to the document's place like this: it is for anyone, or a tie cannot
    be ruled out.
    """
    return tie is not Truth.NO or benefit.applies_to is AppliesTo.ANYONE


def settled(benefit: Benefit, document: Document) -> bool:
    """Whether what is promised is settled: no draft, and no encouragement or the like."""
    return benefit.force not in WEAK and document.status is not Status.DRAFT


def replaced(benefit: Benefit, person: Person, situation: Situation) -> bool:
    """Whether a provision of a lower place stands in for a benefit for this person."""
    return any(truth_of(limit, person, situation) is Truth.NO for limit in benefit.limits)
