"""What is said of a cell that could not be read, or not wholly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..language.facts import Text


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text is no value of its fact, what would be, and what is known all the same; None where nothing is."""

    message: Text
    allowed: Text | None = None
    known: Any = None
