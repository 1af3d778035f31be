"""Lists that are read page by page, the latest first."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import Select, and_, or_, true

from .tables import Decision, Draft, Screening

Listed = TypeVar("Listed", Decision, Draft, Screening)


def latest(wanted: Select[Listed], of: type[Listed], last: Listed | None) -> Select[Listed]:
    """The latest first, from the one after `last` on; where that is None, from the first."""
    after = true() if last is None else or_(of.made < last.made, and_(of.made == last.made, of.id < last.id))
    return wanted.where(after).order_by(of.made.desc(), of.id.desc())
