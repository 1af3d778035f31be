"""For whom other readings come to something else: found by the solver in a process of its own, beside the requests, once for each rule book.

Whoever asks is told at once what is known so far.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from huilao import Differing, Rulebook, differing_readings

MOST = 4
"""Rule books of which it is kept, each on a day."""
SECONDS = 600
"""After which it is given up: a book of hundreds of benefits takes some seconds."""
HUMBLE = 10
"""How much a process gives way to those that answer requests, as `nice` has it."""

log = logging.getLogger("huilao.service")


class State(StrEnum):
    """How far it is."""

    WORKING = "working"
    KNOWN = "known"
    FAILED = "failed"


@dataclass(slots=True)
class Found:
    """What is known of a rule book on a day."""

    as_of: date
    state: State = State.WORKING
    readings: Mapping[str, tuple[Differing, ...]] = field(default_factory=dict[str, "tuple[Differing, ...]"])
    """As `differing_readings` has it."""


class Readings:
    """What this process knows of the readings of rule books."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, date], Found] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, book: Rulebook, as_of: date) -> Found:
        """What is known of a rule book on a day; the first who asks sets it going."""
        key = (book.version, as_of)
        with self._lock:
            found = self._found.get(key)
            if found is None:
                found = self._found[key] = Found(as_of)
                threading.Thread(target=_ask, args=(book, found), daemon=True).start()
            self._found.move_to_end(key)
            while len(self._found) > MOST:
                self._found.popitem(last=False)
        return found


def _ask(book: Rulebook, found: Found) -> None:
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(  # noqa: S603  # ourselves
            command, input=pickle.dumps((book.rules, found.as_of)), stdout=subprocess.PIPE, check=True, timeout=SECONDS
        )
        found.readings = pickle.loads(done.stdout)  # noqa: S301  # written below
    except (OSError, subprocess.SubprocessError) as error:
        log.error("nothing found of the readings of %s: %s", book.version[:12], type(error).__name__)  # noqa: TRY400  # no one's facts
        found.state = State.FAILED
    else:
        found.state = State.KNOWN


def main() -> None:
    """Read a rule book and a day, and give out what is found."""
    with suppress(OSError, AttributeError):  # there is no such thing everywhere
        os.nice(HUMBLE)
    rules, as_of = pickle.load(sys.stdin.buffer)  # noqa: S301  # written above
    found = differing_readings(Rulebook(rules), as_of)
    with suppress(BrokenPipeError), open(sys.stdout.fileno(), "wb", closefd=False) as out:  # whoever asked may have ended
        pickle.dump(found, out, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
