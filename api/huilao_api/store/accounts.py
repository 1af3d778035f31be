"""Accounts of people: passwords by Argon2id (RFC 9106), locked for a while after failures, and who is signed in. People whom an
OpenID provider tells us of have an account without a password.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, object_session

from ..who import Asker, Role
from .database import Database, office_of
from .keys import good_keys
from .log import Log
from .rights import tell
from .tables import Account, SignIn

SHORTEST = 10
"""Characters of a password at least (NIST SP 800-63B asks for 8)."""
FAILURES = 5
"""Wrong passwords after which an account is locked."""
LOCKED = timedelta(minutes=15)
PROVIDER = "oidc"
"""Who made an account, or changed what it may, in the log: the OpenID provider."""
SIGNED_IN = timedelta(hours=12)
"""For how long somebody stays signed in."""
ALWAYS, NEVER = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe())
"""Checked where there is no such account, so that the time it takes tells nothing."""


class PasswordTooShortError(ValueError):
    """A password has fewer than `SHORTEST` characters."""


def hashed(password: str) -> str:
    """A password as it is kept. Raises PasswordTooShortError. Slow on purpose: done before a session that writes, for others wait for that."""
    if len(password) < SHORTEST:
        raise PasswordTooShortError
    return _hasher.hash(password)


def make_account(session: Session, name: str, password: str, role: Role, places: Sequence[str]) -> Account:
    """A new account with a password that is hashed, or `""` for none. Raises sqlalchemy.exc.IntegrityError on commit where the name is
    taken.
    """
    account = Account(
        id=str(uuid4()), name=name, password=password, role=role.value, places=list(places), made=datetime.now(UTC), disabled=None,
        failures=0, locked_until=None,
    )  # fmt: skip
    session.add(account)
    return account


def named(session: Session, name: str) -> Account | None:
    """The account of exactly this name: a provider may tell `a` from `A`, and so may a store from before looks counted."""
    return session.scalar(select(Account).where(Account.name == name))


def is_taken(session: Session, name: str) -> bool:
    """Whether there is an account whose name looks like this one: nobody else is to be called so."""
    looks = _look(name)
    return any(_look(one) == looks for one in session.scalars(select(Account.name)))


_LATIN = str.maketrans("авекмнорстухѕіјһӏԁԛԝүαβεηικμνορτυχζγɡɑıɩ", "abekmhopctyxsijhldqwyabehikmvoptuxzygaii")
"""Small letters of Cyrillic and Greek, and of phonetic script, that look, small or capital, like a-z (the most common of UTS #39's confusables)."""


def _look(name: str) -> str:
    """What names that look the same have in common."""
    return unicodedata.normalize("NFKC", name).casefold().translate(_LATIN)


def set_password(session: Session, account: Account, password: str) -> None:
    """Another password, hashed, with which the account is no longer locked; who was signed in is so no more."""
    account.password, account.failures, account.locked_until = password, 0, None
    _sign_out_everywhere(session, account)


def disable(session: Session, account: Account, *, disabled: bool) -> None:
    """Let an account be good no more, and signed in nowhere; or good again."""
    account.disabled = datetime.now(UTC) if disabled else None
    if disabled:
        _sign_out_everywhere(session, account)


def managed_until(session: Session) -> datetime:
    """Until when there is an administrator's account or key that is good: `ALWAYS`, a day, or `NEVER`. A lock ends by itself."""
    account = select(Account.id).where(Account.role == Role.ADMIN.value, Account.disabled.is_(None))
    if session.scalar(account.limit(1)) is not None:
        return ALWAYS
    return max((one.expires or ALWAYS for one in good_keys(session) if one.role == Role.ADMIN.value), default=NEVER)


def sign_in(database: Database, log: Log, name: str, password: str) -> str | None:
    """A token for whoever knows the password; None for all others, and while the account is locked. Either is in the log, where
    a name that nobody has is not said: people type passwords there.
    """
    return _with_password(
        database, log, name, password, lambda session, account: log.append(session, f"account:{account.name}", "signed_in")
    )


def change_password(database: Database, log: Log, name: str, old: str, new: str) -> str | None:
    """A new token for whoever knows the old password, which is the new one from now on; else as `sign_in`. Raises PasswordTooShortError."""
    new = hashed(new)

    def change(session: Session, account: Account) -> None:
        set_password(session, account, new)
        tell(session, log, f"account:{account.name}", "password_changed", account)

    return _with_password(database, log, name, old, change)


def _with_password(
    database: Database, log: Log, name: str, password: str, act: Callable[[Session, Account], object]
) -> str | None:  # fmt: skip
    with database.reading() as session:
        account = named(session, name)
    checked = account.password if account else _NOBODY
    right = _is_password(checked, password)  # before a session that writes
    with database.writing() as session:
        account, now = named(session, name), datetime.now(UTC)
        who = "nobody" if account is None else f"account:{account.name}"
        if account is None or account.disabled is not None or (account.locked_until is not None and account.locked_until > now):
            log.append(session, who, "sign_in_refused")
            return None
        if not right or account.password != checked:
            account.failures += 1
            if account.failures >= FAILURES:
                account.failures, account.locked_until = 0, now + LOCKED
            log.append(session, who, "sign_in_refused")
            return None
        account.failures, account.locked_until = 0, None
        act(session, account)
        return _token(session, account, now)


def sign_in_from_elsewhere(database: Database, log: Log, name: str, role: Role, places: Sequence[str]) -> str | None:
    """A token for somebody whom a provider has told us of, with the role and places that it says today; None where their account here
    is disabled. They have no password here.
    """
    with database.writing() as session:
        account = named(session, name)
        if account is None:
            account = make_account(session, name, "", role, places)
            tell(session, log, PROVIDER, "account_made", account)
        if account.disabled is not None:
            log.append(session, f"account:{name}", "sign_in_refused")
            return None
        if (account.role, account.places) != (role.value, list(places)):
            account.role, account.places = role.value, list(places)
            tell(session, log, PROVIDER, "account_changed", account)
        log.append(session, f"account:{name}", "signed_in")
        return _token(session, account, datetime.now(UTC))


def signed_in(session: Session, token: str) -> Asker | None:
    """Whose token this is."""
    found = _of(session, token)
    account = session.get(Account, found.account) if found and found.expires > datetime.now(UTC) else None
    if account is None or account.disabled is not None:
        return None
    return Asker(f"account:{account.name}", Role(account.role), tuple(account.places))


def sign_ins(session: Session, name: str) -> Sequence[SignIn]:
    """Where somebody is signed in, the latest first."""
    found = select(SignIn).join(Account, Account.id == SignIn.account).where(Account.name == name, SignIn.expires > datetime.now(UTC))
    return session.scalars(found.order_by(SignIn.expires.desc())).all()


def is_of(found: SignIn, token: str) -> bool:
    """Whether somebody is signed in there by this token."""
    session = object_session(found)
    return session is not None and _of(session, token) is found


def sign_out_elsewhere(session: Session, name: str, token: str) -> int:
    """Let all other tokens of somebody be good no more; how many these were."""
    here = _of(session, token)
    others = [one for one in sign_ins(session, name) if one is not here]
    for one in others:
        session.delete(one)
    return len(others)


def sign_out(session: Session, token: str) -> None:
    """Let a token be good no more."""
    if (found := _of(session, token)) is not None:
        session.delete(found)


def _sign_out_everywhere(session: Session, account: Account) -> None:
    """Let all tokens of an account be good no more."""
    session.execute(delete(SignIn).where(SignIn.account == account.id))


def _token(session: Session, account: Account, now: datetime) -> str:
    expires = (now + SIGNED_IN).replace(microsecond=0)
    token = _begins(account.id, expires) + secrets.token_urlsafe(32)
    session.execute(delete(SignIn).where(SignIn.expires <= now))
    session.flush()  # the account is there before what names it
    session.add(SignIn(digest=office_of(session).digest("sign-in", token), account=account.id, expires=expires))
    return token


def _of(session: Session, token: str) -> SignIn | None:
    """The sign-in of a token. The token says whose it is and until when, so that a row that says another thing is nobody's."""
    found = session.get(SignIn, office_of(session).digest("sign-in", token))
    return found if found is not None and token.startswith(_begins(found.account, found.expires)) else None


def _begins(account: str, expires: datetime) -> str:
    """What the token of a sign-in begins with."""
    return f"{account}.{expires.timestamp():.0f}."


def _is_password(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
