"""How the service starts: its store is opened, the first key is made, a demonstration is set up."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import NamedTuple

from alembic.util import CommandError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from huilao import HuilaoError, Text

from .auth.oidc import is_this_machine
from .settings import Settings
from .store import keys
from .store.accounts import hashed, make_account
from .store.database import Database, ForeignError, UnversionedError, missing_tables
from .store.decisions import Office
from .store.rights import tell
from .store.secret import (
    another_secret,
    checked_address,
    default_address,
    foreign,
    lacking,
    newer,
    read_secret,
    refuse_missing,
    unreachable,
    unversioned,
)
from .store.tables import Account, ApiKey
from .web.observed import write_log
from .who import Role

log = logging.getLogger("huilao.service")


class NotHereError(HuilaoError):
    """A service that asks nobody who they are is to listen where others can reach it."""

    def __init__(self, host: str) -> None:
        self.message = Text(
            f"HUILAO_AUTH=off 时任何人都能查看和保存，只许在本机（127.0.0.1）试用，不能在 {host} 上启动",
            f"with HUILAO_AUTH=off everybody may everything: it is for this machine alone (127.0.0.1), not for {host}",
        )
        super().__init__(f"{self.message.zh} / {self.message.en}")


def open_store(settings: Settings) -> tuple[Database, Office]:
    """The database of the settings, and the office whose secret it is kept with. Raises StoreError, also for another secret
    and for a database that lacks tables.
    """
    address = checked_address(settings.database or default_address())
    given = settings.secret
    secret, made = read_secret(address, None if given is None else given.get_secret_value(), settings.secret_file)
    if made is not None:
        log.warning("back up %s apart from the database: nothing in it can be read or checked without this file", made)
    office = Office(secret)
    try:
        database = Database(address, office)
        with database.reading() as session:
            lost = missing_tables(session)
            is_ours = bool(lost) or office.log().is_ours(session)
    except UnversionedError:
        raise unversioned(address) from None
    except ForeignError:
        raise foreign(address) from None
    except SQLAlchemyError as error:
        raise unreachable(address, error) from None
    except CommandError:  # Alembic does not know how far its tables are
        raise newer(address) from None
    if lost or not is_ours:
        database.close()
        raise lacking(address, lost) if lost else another_secret(address)
    return database, office


def prepare(settings: Settings, host: str) -> str | None:
    """Get all ready for a service that listens at a host; the administrator's key where nobody is in its store yet.

    Raises StoreError; and NotHereError where everybody may everything and the host is not this machine alone.
    """
    if settings.auth == "off":
        if not is_this_machine(host):
            raise NotHereError(host)
        return None
    write_log(settings.log_level)
    database, office = open_store(settings)
    with closing(database):
        with database.reading() as session:
            if any(session.scalar(select(func.count()).select_from(table)) for table in (ApiKey, Account)):
                return None
        return _admin_key(database, office, "first start", lambda _: None)


def another_admin_key(settings: Settings, show: Callable[[str], None]) -> None:
    """Make a new key of the administrator for who can read the store itself; where it cannot be shown there is none. Raises StoreError,
    also where there is no store yet, and what `show` raises.
    """
    refuse_missing(settings.database or default_address())
    database, office = open_store(settings)
    with closing(database):
        _admin_key(database, office, "command line", show)


class Demonstration(NamedTuple):
    """What lets somebody try the service."""

    accounts: Mapping[str, Text]
    """What each account works as, by its name."""
    password: str
    """Of every account."""
    key: str
    """A caseworker's."""


def demonstration(settings: Settings) -> Demonstration:
    """An account of every role, and a key, in a new store. Raises StoreError."""
    password, who = secrets.token_urlsafe(9), "demonstration"
    kept, roles = hashed(password), {"demo": Role.CASEWORKER} | {role.value: role for role in Role if role is not Role.CASEWORKER}
    database, office = open_store(settings)
    with closing(database), database.writing() as session:
        for name, role in roles.items():
            tell(session, office.log(), who, "account_made", make_account(session, name, kept, role, []))
        key, secret = keys.make_key(session, "demo", Role.CASEWORKER, [], who, days=1)
        tell(session, office.log(), who, "key_made", key)
    return Demonstration({name: role.label for name, role in roles.items()}, password, secret)


def _admin_key(database: Database, office: Office, who: str, show: Callable[[str], None]) -> str:
    with database.writing() as session:
        key, secret = keys.make_key(session, "admin", Role.ADMIN, [], who)
        tell(session, office.log(), who, "key_made", key)
        show(secret)
    return secret
