"""The rule book as it was: the files of every version that was in service, so that what it decided can be worked out again. What a file
holds is kept once, whatever versions and drafts have it.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from huilao import Problem, Rulebook, RuleFiles, RulesError, Span, Text

from ..reading import read
from .database import Database
from .tables import Edition, Publication, RuleFile

ALTERED = Text(
    "数据库里这个文件的内容不是当初保存的，或者不见了", "the database has another content of this file than was kept, or it is gone"
)
MEND = Text("从数据库的备份中恢复", "restore it from a backup of the database")
AT_HAND = 2
"""Former versions, and drafts, that a process holds in memory at once."""


def digests_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The SHA-256 of files by path."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}


def files_digest(digests: Mapping[str, str]) -> str:
    """What tells some files from others, by their names and digests."""
    return hashlib.sha256("\n".join(f"{name} {digest}" for name, digest in sorted(digests.items())).encode()).hexdigest()


def keep_files(session: Session, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The digests of files by path, once what they hold is in the store."""
    digests = digests_of(files)
    contents = {digests[name]: content for name, content in files.items()}
    known = set(session.scalars(select(RuleFile.digest).where(RuleFile.digest.in_(contents))))
    session.add_all(RuleFile(digest=one, content=content) for one, content in contents.items() if one not in known)
    return digests


def contents(session: Session, digests: Mapping[str, str]) -> dict[str, bytes]:
    """What files hold, by path, that are told by their digests. Raises RulesError where the store has other contents than were kept."""
    wanted = select(RuleFile.digest, RuleFile.content).where(RuleFile.digest.in_(set(digests.values())))
    held = {row[0]: row[1] for row in session.execute(wanted) if _is_as_kept(row[0], row[1])}
    altered = sorted(name for name, digest in digests.items() if digest not in held)
    if altered:
        raise RulesError(tuple(Problem("altered", Span(name, 1, 1, 1, 1), ALTERED, MEND) for name in altered))
    return {name: held[digest] for name, digest in sorted(digests.items())}


def altered_files(session: Session) -> Iterator[str]:
    """The digests of files of which the store has other contents."""
    every = select(RuleFile.digest, RuleFile.content).order_by(RuleFile.digest).execution_options(yield_per=20)
    yield from (str(digest) for digest, content in session.execute(every) if not _is_as_kept(digest, content))


def _is_as_kept(digest: object, content: object) -> bool:
    """Whether a file holds what its digest tells; SQLite holds anything in any column."""
    return isinstance(content, bytes) and hashlib.sha256(content).hexdigest() == digest


def missing_files(session: Session) -> Iterator[str]:
    """The paths of files that versions and publications are made of, and that the store has not."""
    held = set(session.scalars(select(RuleFile.digest)))
    named = [files for table in (Edition, Publication) for files in session.scalars(select(table.files))]
    yield from sorted({path for files in named for path, digest in (files or {}).items() if digest not in held})


def keep_edition(session: Session, version: str, digests: Mapping[str, str]) -> bool:
    """Keep which files make a version; whether the version is new here."""
    found = session.get(Edition, version)
    if found is not None:
        found.files = dict(digests)
        return False
    session.add(Edition(version=version, files=dict(digests), first_served=datetime.now(UTC)))
    session.flush()
    return True


class Editions:
    """The versions that a store has."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._at_hand: OrderedDict[str, Rulebook] = OrderedDict()
        self._reading = threading.Lock()

    def book(self, version: str) -> Rulebook:
        """The rule book of a version. Raises KeyError where its files were not kept, RulesError where this Huilao cannot read them."""
        with self._database.reading() as session:
            found = session.get(Edition, version)
        if found is None:
            raise KeyError(version)
        return self.made_of(found.files)

    def made_of(self, digests: Mapping[str, str]) -> Rulebook:
        """The rule book of files that are kept: one of the last ones that were asked for, or read now, one at a time. Raises RulesError."""
        key = "\n".join(f"{name} {digests[name]}" for name in RuleFiles.of(dict.fromkeys(digests, b"")).contents)
        with self._reading:
            book = self._at_hand.pop(key, None)
            if book is None:
                with self._database.reading() as session:
                    files = contents(session, digests)
                book = read(RuleFiles.of(files))
            self._at_hand[key] = book
            while len(self._at_hand) > AT_HAND:
                self._at_hand.popitem(last=False)
            return book
