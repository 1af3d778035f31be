"""The rule book as it was: the files of every version that was in service, so that what it decided can be worked out again."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from functools import lru_cache

from huilao import Rulebook, RuleFiles

from .database import Database
from .decisions import Office
from .tables import Edition

AT_HAND = 2
"""Former versions that are held in memory."""


class Editions:
    """The versions that a store has."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.book = lru_cache(maxsize=AT_HAND)(self._book)
        """The rule book of a version. Raises KeyError where its files were not kept, RulesError where this Huilao cannot read them."""

    def keep(self, book: Rulebook, office: Office) -> bool:
        """Keep the files of a rule book that is put in service; whether they are new here. One that was made of no files has none."""
        if book.files is None:
            return False
        with self._database.writing() as session:
            if session.get(Edition, book.version) is not None:
                return False
            session.add(Edition(version=book.version, archive=_archive(book.files), first_served=datetime.now(UTC)))
            office.log().append(session, "service", "served", book.version, {"benefits": len(book.benefits)})
            return True

    def _book(self, version: str) -> Rulebook:
        with self._database.reading() as session:
            found = session.get(Edition, version)
        if found is None:
            raise KeyError(version)
        with zipfile.ZipFile(io.BytesIO(found.archive)) as archive:
            return Rulebook.of(RuleFiles({one: archive.read(one) for one in archive.namelist()}))


def _archive(files: RuleFiles) -> bytes:
    """The files as a zip, in their order, byte for byte."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.contents.items():
            if isinstance(content, bytes):
                archive.writestr(name, content)
    return written.getvalue()
