"""API keys: shown once, kept as digests, with an end; replaced by new ones."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ..who import Asker, Role
from .database import office_of
from .rights import is_told
from .tables import ApiKey

PREFIX = "huilao_"
"""What keys begin with, so that one that was put where it should not be is found."""
DAYS = 365
"""For how long a key is good where nothing else is said."""

OVERLAP = timedelta(days=7)
"""For how long a key that was replaced is good yet."""


def make_key(
    session: Session, name: str, role: Role, places: Sequence[str], made_by: str, days: int | None = DAYS
) -> tuple[ApiKey, str]:  # fmt: skip
    """A new key and its secret, which nobody can tell later."""
    secret, now = PREFIX + secrets.token_urlsafe(32), datetime.now(UTC)
    key = ApiKey(
        id=str(uuid4()), name=name, digest=office_of(session).digest("key", secret), role=role.value, places=list(places), made=now, made_by=made_by,
        expires=None if days is None else now + timedelta(days=days), revoked=None, replaced=None,
    )  # fmt: skip
    session.add(key)
    return key, secret


def good_keys(session: Session) -> Sequence[ApiKey]:
    """All keys that are good today, by name."""
    still = or_(ApiKey.expires.is_(None), ApiKey.expires > datetime.now(UTC))
    return session.scalars(select(ApiKey).where(ApiKey.revoked.is_(None), still).order_by(ApiKey.name, ApiKey.made)).all()


def asker_of(session: Session, secret: str) -> Asker | None:
    """Whose key this is; None where there is none, or it is good no more."""
    key = session.scalar(select(ApiKey).where(ApiKey.digest == office_of(session).digest("key", secret))) or _of_before(session, secret)
    now = datetime.now(UTC)
    if key is None or key.revoked is not None or (key.expires is not None and key.expires <= now):
        return None
    return Asker(f"key:{key.name}", Role(key.role), tuple(key.places))


def revoke(session: Session, id_: str) -> ApiKey | None:
    """Let a key be good no more; None where there is none that was."""
    key = session.get(ApiKey, id_)
    if key is None or key.revoked is not None:
        return None
    key.revoked = datetime.now(UTC)
    return key


def replace(session: Session, id_: str, made_by: str, overlap: timedelta = OVERLAP) -> tuple[ApiKey, str] | None:
    """A new key in the place of one, good for as long as that was made for; the old one is good for a while yet. None where there is no
    such key, or it is good no more, or was replaced before.
    """
    old, now = session.get(ApiKey, id_), datetime.now(UTC)
    if old is None or old.revoked is not None or old.replaced is not None or (old.expires is not None and old.expires <= now):
        return None
    days = None if old.expires is None else (old.expires - old.made).days
    old.replaced, old.expires = now, now + overlap if old.expires is None else min(old.expires, now + overlap)
    return make_key(session, old.name, Role(old.role), old.places, made_by, days)


def _of_before(session: Session, secret: str) -> ApiKey | None:
    """A key from before digests were made with the office's secret: anybody can make such a one, so that the log has to tell of it."""
    key = session.scalar(select(ApiKey).where(ApiKey.digest == hashlib.sha256(secret.encode()).hexdigest()))
    return key if key is not None and is_told(session, office_of(session).log(), key) else None
