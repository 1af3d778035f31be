"""The log: what was done, by whom, about what. Each entry is sealed together with the one before it, by the office's key where there
is one: no entry can be changed, taken out, put in or moved without its being found (B. Schneier and J. Kelsey, Secure Audit Logs to
Support Computer Forensics, 1999).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from .tables import LogEntry, LogHead

BEGINNING = "0" * 64
"""What stands before the first entry."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where the log is not what was written."""

    number: int
    what: str
    """`changed`, `missing`, `moved` or `cut_off`."""


class Log:
    """The log of one store, sealed with a key."""

    def __init__(self, key: bytes | None) -> None:
        self.key = key

    def append(self, session: Session, who: str, action: str, about: str = "", detail: Mapping[str, Any] | None = None) -> LogEntry:
        """Write an entry, in a session that writes; it is there once that is committed."""
        head = session.get(LogHead, 1)
        number, before = (head.number, head.seal) if head else (0, BEGINNING)
        entry = LogEntry(
            number=number + 1, at=datetime.now(UTC), who=who, action=action, about=about, before=before,
            detail=json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        )  # fmt: skip
        entry.seal = self.seal(entry)
        session.add(entry)
        if head is None:
            session.add(LogHead(id=1, number=entry.number, seal=entry.seal))
        else:
            head.number, head.seal = entry.number, entry.seal
        session.flush()
        return entry

    def seal(self, entry: LogEntry) -> str:
        """The seal of an entry over all that it says and the seal before it."""
        said = [
            entry.number,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.who,
            entry.action,
            entry.about,
            entry.detail,
            entry.before,
        ]
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        return hashlib.sha256(text).hexdigest() if self.key is None else hmac.new(self.key, text, hashlib.sha256).hexdigest()

    def flaws(self, session: Session) -> Iterator[Flaw]:
        """Every place where the log is not what was written, in the order of its numbers."""
        number, before = 0, BEGINNING
        for entry in session.scalars(select(LogEntry).order_by(LogEntry.number).execution_options(yield_per=1_000)):
            if entry.number != number + 1:
                yield Flaw(number + 1, "missing")
            elif entry.before != before:
                yield Flaw(entry.number, "moved")
            if self.seal(entry) != entry.seal:
                yield Flaw(entry.number, "changed")
            number, before = entry.number, entry.seal
        head = session.get(LogHead, 1)
        if (head.number, head.seal) != (number, before) if head else number:
            yield Flaw(number + 1, "cut_off")
