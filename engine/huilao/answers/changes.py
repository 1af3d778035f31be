"""What would have to be different for an answer to be another, and what time brings by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any as Anything

from ..language.condition import Condition
from ..language.standards import SetValue


@dataclass(frozen=True, slots=True)
class SetAnew:
    """A standard that is set anew from a day on, or (`value.value` None) no more."""

    standard: str
    value: SetValue


Begins = Condition | SetAnew
"""What begins on a day: a condition that holds from then on (an age reached, a time passed), or a new number."""


class Kind(StrEnum):
    """What it takes for a refusal to become a yes."""

    BY_ITSELF = "by_itself"
    """Time alone."""
    CAN_CHANGE = "can_change"
    """Facts that can become others or known, perhaps from a day on."""
    CANNOT_CHANGE = "cannot_change"
    """A fact that stays as it is."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact that would have to be another."""

    fact: str
    """The fact that would be given otherwise: of an age the birth date."""
    who: str
    """The fact that names the person whom it is about; empty for the person themselves."""
    required: Condition
    """What is wanted of it, as tests that do not hold now; about whom (`About`) where it is another person."""
    now: Anything
    """What is known of it; None where nothing is."""
    value: Anything
    """The nearest value with which they hold."""
    fixed: bool
    """Whether it is known and cannot become so: it stays as it is, or is a date that would have to be earlier."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """What would have to be different, and from what day on it would do."""

    changes: tuple[FactChange, ...]
    day: date
    """The day of the refusal, or a later one where time is needed."""
    because: tuple[Begins, ...]
    """What begins on that later day."""
    kind: Kind


@dataclass(frozen=True, slots=True)
class NearMisses:
    """The near misses of a refusal, the smallest sets of changes first (a wait counts as one)."""

    found: tuple[NearMiss, ...]
    complete: bool
    """Whether there are no others."""
