"""The database: SQLite in a file by default, PostgreSQL by its address. Its tables are brought up to date when it is opened."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker

BUSY = 10
"""Seconds for which a writer waits for another."""
WRITERS = 7_205_759
"""The number of the lock that writers of the log take in PostgreSQL."""


class Database:
    """One database, for all threads of a process."""

    def __init__(self, url: str) -> None:
        """Open it and bring its tables up to date. Raises sqlalchemy.exc.SQLAlchemyError where it cannot be reached."""
        self.engine = _engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        upgrade(self.engine)

    @contextmanager
    def reading(self) -> Generator[Session]:
        """A session in which nothing is changed."""
        with self._sessions() as session:
            yield session

    @contextmanager
    def writing(self) -> Generator[Session]:
        """A session that is kept whole or not at all; of writers there is one at a time, in all processes."""
        with self._sessions() as session:
            if self.engine.dialect.name == "postgresql":
                session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": WRITERS})
            else:
                session.execute(text("BEGIN IMMEDIATE"))
            yield session
            session.commit()

    def alive(self) -> bool:
        """Whether it answers. Raises sqlalchemy.exc.SQLAlchemyError where it does not."""
        with self.reading() as session:
            return session.execute(text("SELECT 1")).scalar_one() == 1

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY})

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None  # we begin transactions ourselves
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {setting}")

    return engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to a revision of the migrations."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
