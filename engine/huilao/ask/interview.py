"""What there is to ask next, and where an interview stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any as Anything

from ..language.facts import BOTH, Languages
from ..language.outcome import Action
from .question import Question
from .screens import QuestionScreen


@dataclass(frozen=True, slots=True)
class Interview:
    """What is settled of a person's benefits, what is open, and what to ask next."""

    questions: tuple[Question, ...]
    """What to ask, what is worth most first; empty when done."""
    settled: tuple[str, ...]
    """Full names of the benefits whose outcome no further answer changes."""
    open: tuple[str, ...]
    """Full names of those that are undetermined, or open under a reading that an office could well hold."""
    missing: tuple[str, ...] = ()
    """When done, the facts that keep benefits open: not known to those who were asked, or not known finely enough."""
    rough: tuple[str, ...] = ()
    """Full names of the open benefits of which it was not worked out which of their open facts matter, since too much would
    have had to be looked at: all are asked for."""
    screens: tuple[QuestionScreen, ...] = ()
    """The same questions as they are put together, in the order in which to put them."""
    stays: Mapping[Action, tuple[str, ...]] = field(default_factory=dict[Action, tuple[str, ...]])
    """When done, the full names of the benefits that stay open, by what there is to do about them."""

    @property
    def done(self) -> bool:
        """Whether there is nothing left to ask."""
        return not self.questions

    def data(self, limit: int | None = None, languages: Languages = BOTH) -> dict[str, Anything]:
        """The interview as JSON data, what `POST /v1/interview` answers: with `limit` questions and as many screens at most."""
        return {
            "questions": [one.data(languages) for one in self.questions[:limit]], "done": self.done,
            "settled": list(self.settled), "open": list(self.open), "missing": list(self.missing), "rough": list(self.rough),
            "screens": [one.data(languages) for one in self.screens[:limit]],
            "stays": {action.value: list(names) for action, names in self.stays.items()},
        }  # fmt: skip
