"""Reading what a screening wrote."""

from __future__ import annotations

import csv
from pathlib import Path


def table_of(path: Path) -> list[dict[str, str]]:
    """A CSV file that a screening wrote."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lines_of(path: Path, *heads: str) -> list[tuple[str, ...]]:
    """Some columns of it."""
    return [tuple(row[head] for head in heads) for row in table_of(path)]
