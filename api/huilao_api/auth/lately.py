"""Who was found to ask a moment ago, so that not every request of a busy program looks it up again."""

from __future__ import annotations

import hashlib
import time

from ..store.database import Database
from ..who import Asker

SECONDS = 1
"""For how long somebody is known yet: so much later at most another process sees that a key is good no more."""
MOST = 1_000
"""Askers who are known at once, at most."""


class Lately:
    """The askers of the last moment by what they showed; forgotten as soon as this process writes anything to the store."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[float, int, Asker]] = {}

    def found(self, shown: str, database: Database) -> Asker | None:
        """Who showed this a moment ago; None where it is to be looked up."""
        until, written, asker = self._known.get(_digest(shown), (0.0, -1, None))
        return asker if written == database.written and time.monotonic() < until else None

    def keep(self, shown: str, asker: Asker, written: int) -> None:
        """Remember who showed this; `written` is `Database.written` as it was before they were looked up."""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[_digest(shown)] = time.monotonic() + SECONDS, written, asker


def _digest(shown: str) -> bytes:
    """Secrets are random and long, and are not kept themselves."""
    return hashlib.sha256(shown.encode()).digest()
