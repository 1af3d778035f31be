"""The log: what was done, by whom, about what. Each entry is sealed together with the one before it by the office's key, and so is how
far it goes: no entry can be changed, taken out, put in or moved without its being found (B. Schneier and J. Kelsey, Secure Audit Logs to
Support Computer Forensics, 1999).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from .tables import LogEntry, LogHead

BEGINNING = "0" * 64
"""What stands before the first entry."""


class FlawKind(StrEnum):
    """What was done."""

    CHANGED = "changed"
    MISSING = "missing"
    MOVED = "moved"
    """It does not follow the entry before it."""
    CUT_OFF = "cut_off"
    """The log goes less far, or further, than was sealed."""
    DECISION_MISSING = "decision_missing"
    DECISION_CHANGED = "decision_changed"
    DECISION_UNTOLD = "decision_untold"
    """A decision is kept of which the log does not tell."""
    ERASURE_UNTOLD = "erasure_untold"
    """The facts of a decision are gone, and the log tells of no erasure."""
    ERASURE_UNDONE = "erasure_undone"
    """The log tells that the facts of a decision were erased, and they are there."""
    PUBLICATION_MISSING = "publication_missing"
    PUBLICATION_CHANGED = "publication_changed"
    PUBLICATION_UNTOLD = "publication_untold"
    """A publication is kept of which the log does not tell."""
    VERSION_CHANGED = "version_changed"
    """A version of the rule book is not made of the files that it was made of."""
    VERSION_UNTOLD = "version_untold"
    """A version is kept of which the log does not tell."""
    FILE_CHANGED = "file_changed"
    """A rule file that is kept has another content."""
    FILE_MISSING = "file_missing"
    """A rule file that a version or a publication is made of is gone."""
    TABLE_MISSING = "table_missing"
    UNREADABLE = "unreadable"
    """Something stands in a table that cannot be read, and what comes after it could not be looked at."""
    RIGHTS_MISSING = "rights_missing"
    RIGHTS_CHANGED = "rights_changed"
    """A key or an account may something else, or for longer, than the log tells."""
    RIGHTS_UNTOLD = "rights_untold"
    SET_BACK = "set_back"
    """It is not the entry whose seal the office wrote down."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where the log, or what it tells of, is not what was written."""

    number: int
    """Of the entry; 0 where there is none."""
    what: FlawKind
    about: str = ""
    """The decision, publication, version, file, key, account or table that it concerns."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of somebody, of a kind, about something, since a moment and before one."""

    who: str | None = None
    action: str | None = None
    about: str | None = None
    since: datetime | None = None
    before: datetime | None = None

    def of(self, found: Select[LogEntry]) -> Select[LogEntry]:
        """Those of a selection that are wanted."""
        for column, wanted in ((LogEntry.who, self.who), (LogEntry.action, self.action), (LogEntry.about, self.about)):
            found = found if wanted is None else found.where(column == wanted)
        found = found if self.since is None else found.where(LogEntry.at >= self.since)
        return found if self.before is None else found.where(LogEntry.at < self.before)


ALL: ColumnElement[bool] = true()
"""Entries that are seen by who is bound to no place; of others `decisions.entries_seen_by` tells which they see."""


def entries(session: Session, limit: int, after: int = 0, wanted: Wanted = Wanted(), seen: ColumnElement[bool] = ALL) -> Sequence[LogEntry]:
    """Entries in their order after a number."""
    found = wanted.of(select(LogEntry).where(LogEntry.number > after, seen))
    return session.scalars(found.order_by(LogEntry.number).limit(limit)).all()


def latest(
    session: Session, limit: int, before: int | None = None, wanted: Wanted = Wanted(), seen: ColumnElement[bool] = ALL
) -> Sequence[LogEntry]:  # fmt: skip
    """Entries before a number, the latest first."""
    found = wanted.of(select(LogEntry).where(seen, ALL if before is None else LogEntry.number < before))
    return session.scalars(found.order_by(LogEntry.number.desc()).limit(limit)).all()


def doers(session: Session, seen: ColumnElement[bool] = ALL) -> Sequence[str]:
    """Everybody who did anything, by name."""
    return session.scalars(select(LogEntry.who).where(seen).distinct().order_by(LogEntry.who)).all()


class Log:
    """The log of one store, sealed with a key."""

    def __init__(self, key: bytes) -> None:
        self.key = key

    def append(self, session: Session, who: str, action: str, about: str = "", detail: Mapping[str, Any] | None = None) -> LogEntry:
        """Write an entry, in a session that writes; it is there once that is committed."""
        head = session.get(LogHead, 1)
        number = head.number if head else session.scalar(select(func.max(LogEntry.number))) or 0
        last = session.get(LogEntry, number)
        follows = last is not None and head is not None and head.seal == self._end(last)
        before = last.seal if last is not None and follows else BEGINNING  # what was cut off is never smoothed over
        entry = LogEntry(
            number=number + 1, at=datetime.now(UTC), who=who, action=action, about=about, before=before,
            detail=json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        )  # fmt: skip
        entry.seal = self.seal(entry)
        session.add(entry)
        if head is None:
            session.add(LogHead(id=1, number=entry.number, seal=self._end(entry)))
        else:
            head.number, head.seal = entry.number, self._end(entry)
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
        return self._sealed(said)

    def is_whole(self, entry: LogEntry) -> bool:
        """Whether an entry says what was sealed."""
        try:
            return self.seal(entry) == entry.seal
        except TypeError:  # what can be no column of ours
            return False

    def _end(self, entry: LogEntry) -> str:
        """The seal of the head: that the log goes as far as an entry."""
        return self._sealed(["end", entry.number, entry.seal])

    def _sealed(self, said: list[Any]) -> str:
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        return hmac.new(self.key, text, hashlib.sha256).hexdigest()

    def is_ours(self, session: Session) -> bool:
        """Whether anything was sealed with this key, or there is nothing: of a log that was changed, some entry is as it was."""
        head = session.get(LogHead, 1)
        last = None if head is None else session.get(LogEntry, head.number)
        if head is not None and last is not None and head.seal == self._end(last):
            return True
        empty = True
        with session.scalars(select(LogEntry).order_by(LogEntry.number).execution_options(yield_per=1_000)) as found:
            for one in found:
                if self.is_whole(one):
                    return True
                empty = False
        return empty

    def flaws(self, session: Session) -> Iterator[Flaw]:
        """Every place where the log is not what was written, in the order of its numbers."""
        number, before, last = 0, BEGINNING, None
        for entry in session.scalars(select(LogEntry).order_by(LogEntry.number).execution_options(yield_per=1_000)):
            if entry.number != number + 1:
                yield Flaw(number + 1, FlawKind.MISSING)
            elif entry.before != before:
                yield Flaw(entry.number, FlawKind.MOVED)
            if not self.is_whole(entry):
                yield Flaw(entry.number, FlawKind.CHANGED)
            number, before, last = entry.number, entry.seal, entry
        head = session.get(LogHead, 1)
        whole = head is None if last is None else head is not None and (head.number, head.seal) == (number, self._end(last))
        if not whole:
            yield Flaw(number + 1, FlawKind.CUT_OFF)
