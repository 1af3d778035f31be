"""Timing side by side: every contestant runs a little in every round, so that a busy machine slows all alike."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any

ROUNDS = 9
SECONDS = 0.06
"""About how long one contestant runs in one round."""


@dataclass
class Contestant:
    """What decides on people: its name, and one call for each input."""

    name: str
    decide: Callable[[Any], Any]
    inputs: Sequence[Any]
    micros: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Microseconds of processor time for one decision."""
        return statistics.median(self.micros)


def run(contestants: Sequence[Contestant], rounds: int = ROUNDS) -> None:
    """Time all contestants in turns, by the processor time of this process.

    What was loaded before is kept out of the garbage collector's way: it would look through all the other contestants'
    memory too, at the cost of whoever makes the most objects. What they make themselves is collected in their time.
    """
    gc.collect()
    gc.freeze()
    sizes = {id(one): _size(one) for one in contestants}
    for _ in range(rounds):
        for one in contestants:
            inputs, repeats = sizes[id(one)]
            start = time.process_time()
            for _ in range(repeats):
                for person in inputs:
                    one.decide(person)
            one.micros.append((time.process_time() - start) / len(inputs) / repeats * 1e6)
    gc.unfreeze()


def _size(one: Contestant) -> tuple[Sequence[Any], int]:
    """How many inputs, and how often, make one round; everything has been tried before."""
    few = one.inputs[:20]
    for person in few:
        one.decide(person)
    start = time.process_time()
    for person in few:
        one.decide(person)
    each = max((time.process_time() - start) / len(few), 1e-7)
    number = max(20, min(len(one.inputs), int(SECONDS / each)))
    return one.inputs[:number], max(1, int(SECONDS / each / number))


def table(contestants: Sequence[Contestant], yardstick: Contestant, notes: dict[str, str] | None = None) -> str:
    """The medians, and how often each is the yardstick's."""
    lines = ["| one decision | µs | × |", "|---|---:|---:|"]
    lines += [f"| {one.name} | {one.median:,.1f} | {one.median / yardstick.median:,.2f} |" for one in contestants]
    lines += [f"| {name} | skipped: {reason} | |" for name, reason in (notes or {}).items()]
    return "\n".join(lines)


def machine(packages: Sequence[str]) -> str:
    """The machine in general terms, and what was measured."""
    found = [f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"]
    for package in packages:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            continue
    return "; ".join(found)
