"""What is asked of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """How much is measured, and where what is made for it is kept."""

    folder: Path
    quick: bool = False
    """All parts in under two minutes, with few rounds and people."""
    long: bool = False
    """What takes half an hour or more too: 10 million people, 200,000 requests and evaluations."""
