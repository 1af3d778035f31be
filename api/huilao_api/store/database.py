"""The database: SQLite in a file by default, PostgreSQL by its address. Its tables are brought up to date when it is opened."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from .decisions import Office
from .tables import Table

BUSY = 10
"""Seconds for which a writer waits for another, and a connection for the server."""
CONNECTIONS = 40
"""Of one process to a server, beside the five that it keeps: who only looks does not wait for those who wait to write."""
WRITERS = 7_205_759
"""The number of the lock that writers of the log take in PostgreSQL."""

VERSIONS = "alembic_version"
"""The table that says how far the others are."""

_MIGRATIONS = str(Path(__file__).parent / "migrations")


class UnversionedError(Exception):
    """Tables of a store are there, and not the one that says how far they are: nobody can bring them up to date."""


class ForeignError(Exception):
    """Another program that uses Alembic has laid tables there, and ours have no place beside them."""


class Database:
    """One database, for all threads of a process."""

    def __init__(self, url: str, office: Office | None = None, *, as_it_is: bool = False) -> None:
        """Open it and, unless it is to be looked at `as_it_is`, bring its tables up to date; `office` is whose keys and sign-ins are in
        it. Raises sqlalchemy.exc.SQLAlchemyError where it cannot be reached, UnversionedError, ForeignError.
        """
        self.engine = _engine(url, as_it_is=as_it_is)
        event.listen(self.engine, "before_cursor_execute", _refuse_nul)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, info={"office": office})
        self.written = 0
        """How often something was written from here."""
        if not as_it_is:
            try:
                upgrade(self.engine)
            except Exception:
                self.close()
                raise

    @contextmanager
    def reading(self) -> Generator[Session]:
        """A session in which nothing is changed, and that sees the store as it was at one moment."""
        with self._sessions() as session:
            if self.engine.dialect.name == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            else:
                session.execute(text("BEGIN"))
            yield session

    @contextmanager
    def writing(self) -> Generator[Session]:
        """A session that is kept whole or not at all; of writers there is one at a time, in all processes."""
        with self._sessions() as session:
            _alone(session.connection())
            yield session
            session.commit()
            self.written += 1

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def office_of(session: Session) -> Office:
    """The office whose database a session is of. Raises ValueError where it was opened without one."""
    office = session.info["office"]
    if not isinstance(office, Office):
        raise ValueError("the database was opened without its office")  # noqa: TRY004  # a missing one is no wrong type
    return office


def missing_tables(session: Session) -> list[str]:
    """The tables of the store that its database does not have, the one that says how far they are among them, also where it is empty; and
    the columns (`account.failures`) that are not in those which it has.
    """
    return _missing(session.connection())


def tables_lost(url: str) -> list[str]:
    """What a database lacks which is as it is, as `missing_tables` says it; nothing where those of its revision are not those of today. Raises
    sqlalchemy.exc.SQLAlchemyError.
    """
    engine = _engine(url, as_it_is=True)
    try:
        with engine.connect() as connection:
            heads = MigrationContext.configure(connection).get_current_heads()
            return [] if heads and heads != (_migrations().get_current_head(),) else _missing(connection)
    finally:
        engine.dispose()


def _missing(connection: Connection) -> list[str]:
    there = {table: {one["name"] for one in columns} for (_, table), columns in inspect(connection).get_multi_columns().items()}
    wanted = {name: set(table.columns.keys()) for name, table in Table.metadata.tables.items()} | {VERSIONS: {"version_num"}}
    lost = {table for table in wanted if table not in there}
    lost |= {f"{table}.{column}" for table in wanted.keys() - lost for column in wanted[table] - there[table]}
    if not any(one.startswith(VERSIONS) for one in lost) and not MigrationContext.configure(connection).get_current_heads():
        lost.add(VERSIONS)
    return sorted(lost)


def _migrations() -> ScriptDirectory:
    return ScriptDirectory(_MIGRATIONS)


def _alone(connection: Connection) -> None:
    """Begin to write, as soon as nobody else does."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": WRITERS})
    else:
        connection.execute(text("BEGIN IMMEDIATE"))


def _refuse_nul(_connection: Connection, _cursor: Any, statement: str, said: Any, *_: Any) -> None:
    """PostgreSQL keeps no NUL in a text, and SQLite does: neither is to, whatever is asked of them. Raises DataError."""
    if _has_nul(said):
        raise DataError(statement, None, ValueError("a text has NUL in it"))


def _has_nul(said: object) -> bool:
    match said:
        case str():
            return "\0" in said
        case dict():
            return any(map(_has_nul, cast("dict[str, object]", said).values()))
        case list() | tuple():
            return any(map(_has_nul, cast("Sequence[object]", said)))
        case _:
            return False


def _engine(url: str, *, as_it_is: bool) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(
            url, pool_pre_ping=True, hide_parameters=True, max_overflow=CONNECTIONS, connect_args={"connect_timeout": BUSY}
        )
    # an error never tells what was to be written
    engine = create_engine(url, poolclass=QueuePool, hide_parameters=True, max_overflow=-1, connect_args={"timeout": BUSY})

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves
        if as_it_is:  # a text that is none is looked at all the same
            connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {setting}")

    return engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to a revision of the migrations: wholly or not at all, by one process at a time. Raises UnversionedError,
    ForeignError, and alembic.util.CommandError for those of a newer Huilao.
    """
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    with engine.begin() as connection:
        _alone(connection)
        _refuse_unversioned(connection)
        _refuse_foreign(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _refuse_unversioned(connection: Connection) -> None:
    there = Table.metadata.tables.keys() & set(inspect(connection).get_table_names())
    if there and not MigrationContext.configure(connection).get_current_heads():
        raise UnversionedError


def _refuse_foreign(connection: Connection) -> None:
    """Nothing for one revision that is ours. One that we do not know is of a newer Huilao where most of our tables are there, too; two are
    of two programs.
    """
    heads = MigrationContext.configure(connection).get_current_heads()
    known = {one.revision for one in _migrations().walk_revisions()}
    there = Table.metadata.tables.keys() & set(inspect(connection).get_table_names())
    if len(heads) > 1 or (not known.issuperset(heads) and len(there) * 2 < len(Table.metadata.tables)):
        raise ForeignError
