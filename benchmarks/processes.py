"""What processes take: processor time, time by the clock and memory (Linux)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figures:
    """Processor and clock seconds of a run, and the most megabytes held."""

    processor: float
    clock: float
    megabytes: float


def measured(command: Sequence[str], environment: Mapping[str, str], right: Iterable[int] = (0, 1)) -> Figures:
    """Run a command to its end. Exits where it fails: where its exit code is none of these."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in right:
        sys.exit(f"{' '.join(command)} failed:\n{said.decode()}")
    return Figures(used.ru_utime + used.ru_stime, time.perf_counter() - begin, used.ru_maxrss / 1e3)


def huilao(*arguments: str) -> list[str]:
    """The command line of this version."""
    return [sys.executable, "-m", "huilao", *arguments]


def most_memory() -> float:
    """The most megabytes that this process has held since it began."""
    return _memory("self", "VmHWM")


def memory(process: int) -> float:
    """Megabytes that a process and those that it started hold."""
    return sum(_memory(str(one), "VmRSS") for one in (process, *children(process)))


def processor() -> float:
    """Seconds of processor time of this process and of those that it started."""
    return time.process_time() + sum(map(_seconds_of, children(os.getpid())))


def children(process: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    try:
        tasks = [task.read_text("ascii").split() for task in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return []
    started = [int(one) for task in tasks for one in task]
    return started + [one for child in started for one in children(child)]


def _memory(process: str, what: str) -> float:
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    return next((int(line.split()[1]) / 1e3 for line in lines if line.startswith(what)), 0)


def _seconds_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
