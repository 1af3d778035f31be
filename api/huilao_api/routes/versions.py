"""Versions of the rule book as requests name them, and which files each is of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from huilao import Text

from ..store import publications
from ..store.tables import Edition, Publication
from ..web.problems import ProblemError


def in_service(session: Session, at: datetime) -> Publication:
    """What is in service at a moment, as far as is decided today. Raises ProblemError 404 where nothing of it is
    kept.
    """
    found = publications.in_service(session, at)
    if found is None:
        raise _none("-")
    return found


def version_called(session: Session, said: str) -> tuple[str, Mapping[str, Any]]:
    """The version of a number of a publication, or of its first digits (8 or more), and the digests of its files by path. Raises
    ProblemError 404.
    """
    if len(said) < 8:
        found = publications.find(session, int(said))
    else:
        named = session.scalars(select(Edition).where(Edition.version.startswith(said)).limit(2)).all()
        found = named[0] if len(named) == 1 else None
    if found is None:
        raise _none(said)
    return found.version, found.files


def _none(said: str) -> ProblemError:
    return ProblemError(
        404, "version", Text("没有这个版本", "no such version"), Text(f"库里没有 {said} 的文件", f"the files of {said} are not kept")
    )  # fmt: skip
