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


@dataclass(frozen=True)
class Spread:
    """What was measured again and again: the median, and the quartiles around it."""

    median: float
    low: float
    high: float

    @staticmethod
    def of(values: Sequence[float]) -> Spread:
        low, median, high = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else [*values] * 3
        return Spread(median, low, high)


@dataclass
class Contestant:
    """What decides on people: its name, and one call for each input."""

    name: str
    decide: Callable[[Any], Any]
    inputs: Sequence[Any]
    micros: list[float] = field(default_factory=list)

    @property
    def spread(self) -> Spread:
        """Microseconds of processor time for one decision."""
        return Spread.of(self.micros)


def run(contestants: Sequence[Contestant], rounds: int = ROUNDS, seconds: float = SECONDS) -> None:
    """Time all contestants in turns, by the processor time of this process; each for about so many seconds a round.

    What was loaded before is kept out of the garbage collector's way: it would look through all the other contestants'
    memory too, at the cost of whoever makes the most objects. What they make themselves is collected in their time.
    """
    gc.collect()
    gc.freeze()
    sizes = {id(one): _size(one, seconds) for one in contestants}
    for _ in range(rounds):
        for one in contestants:
            inputs, repeats = sizes[id(one)]
            start = time.process_time()
            for _ in range(repeats):
                for person in inputs:
                    one.decide(person)
            one.micros.append((time.process_time() - start) / len(inputs) / repeats * 1e6)
    gc.unfreeze()


def _size(one: Contestant, seconds: float) -> tuple[Sequence[Any], int]:
    """How many inputs, and how often, make one round; everything has been tried before."""
    few = one.inputs[:20]
    for person in few:
        one.decide(person)
    start = time.process_time()
    for person in few:
        one.decide(person)
    each = max((time.process_time() - start) / len(few), 1e-7)
    number = max(len(few), min(len(one.inputs), int(seconds / each)))
    return one.inputs[:number], max(1, int(seconds / each / number))


def machine(packages: Sequence[str]) -> str:
    """The machine in general terms, and what was measured."""
    found = [f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"]
    for package in packages:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            continue
    return "; ".join(found)
