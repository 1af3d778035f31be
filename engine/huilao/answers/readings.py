"""On which readings of the words an answer depends."""

from __future__ import annotations

from dataclasses import dataclass

from ..language.facts import Text
from ..language.policy import Weight
from ..language.truth import Truth


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading: of a term, or (`term` None) of the benefit's own sentence; numbered from 1 as in the file."""

    term: str | None
    number: int
    note: Text
    name: str | None = None
    weight: Weight = Weight.LIKELY


@dataclass(frozen=True, slots=True)
class Dependence:
    """With these readings instead of the default ones the truth is another."""

    choices: tuple[Choice, ...]
    truth: Truth


@dataclass(frozen=True, slots=True)
class Robustness:
    """Whether an outcome is the same under every reading, and the changes of reading by which it is not: each single
    one, or, where only several together change it, the fewest.
    """

    robust: bool
    depends_on: tuple[Dependence, ...] = ()


ROBUST = Robustness(True)
