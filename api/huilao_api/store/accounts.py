"""Accounts of people: passwords by Argon2id (RFC 9106), locked for a while after failures, and who is signed in."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..who import Asker, Role
from .tables import Account, SignIn

SHORTEST = 10
"""Characters of a password at least (NIST SP 800-63B asks for 8)."""
FAILURES = 5
"""Wrong passwords after which an account is locked."""
LOCKED = timedelta(minutes=15)
SIGNED_IN = timedelta(hours=12)
"""For how long somebody stays signed in."""

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe())
"""Checked where there is no such account, so that the time it takes tells nothing."""


class PasswordTooShortError(ValueError):
    """A password has fewer than `SHORTEST` characters."""


def make_account(session: Session, name: str, password: str, role: Role, places: Sequence[str]) -> Account:
    """A new account. Raises PasswordTooShortError, sqlalchemy.exc.IntegrityError on commit where the name is taken."""
    if len(password) < SHORTEST:
        raise PasswordTooShortError
    account = Account(
        id=str(uuid4()), name=name, password=_hasher.hash(password), role=role.value, places=list(places), made=datetime.now(UTC), disabled=None,
        failures=0, locked_until=None,
    )  # fmt: skip
    session.add(account)
    return account


def sign_in(session: Session, name: str, password: str) -> str | None:
    """A token for whoever knows the password; None for all others, and while the account is locked. What failed is counted."""
    account, now = session.scalar(select(Account).where(Account.name == name)), datetime.now(UTC)
    right = _is_password(account.password if account else _NOBODY, password)
    if account is None or account.disabled is not None or (account.locked_until is not None and account.locked_until > now):
        return None
    if not right:
        account.failures += 1
        if account.failures >= FAILURES:
            account.failures, account.locked_until = 0, now + LOCKED
        return None
    account.failures, account.locked_until = 0, None
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignIn).where(SignIn.expires <= now))
    session.add(SignIn(digest=_digest(token), account=account.id, expires=now + SIGNED_IN))
    return token


def signed_in(session: Session, token: str) -> Asker | None:
    """Whose token this is."""
    found = session.get(SignIn, _digest(token))
    account = session.get(Account, found.account) if found and found.expires > datetime.now(UTC) else None
    if account is None or account.disabled is not None:
        return None
    return Asker(f"account:{account.name}", Role(account.role), tuple(account.places))


def sign_out(session: Session, token: str) -> None:
    """Let a token be good no more."""
    session.execute(delete(SignIn).where(SignIn.digest == _digest(token)))


def _is_password(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
