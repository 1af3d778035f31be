"""A service with sign-in, its store in a file of SQLite that ends with the test."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any as Anything
from typing import cast

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import Engine, inspect
from starlette.testclient import TestClient

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.routes.told import COOKIE
from huilao_api.service import Service
from huilao_api.settings import Settings
from huilao_api.store import accounts, database, keys
from huilao_api.who import Role
from huilao_api.work import switching


class Bureau:
    """A service and who asks it."""

    def __init__(self, app: FastAPI, client: TestClient) -> None:
        self.client = client
        self.service: Service = app.state.service

    def key(self, role: Role, *places: str, name: str | None = None, days: int | None = 1) -> dict[str, str]:
        """The headers of a program with a new key."""
        with self.service.store()[0].writing() as session:
            secret = keys.make_key(session, name or role.value, role, places, "test", days)[1]
        return {"Authorization": f"Bearer {secret}"}

    def signed_in(self, role: Role, *places: str, name: str | None = None) -> dict[str, str]:
        """The headers of a browser in which somebody has just signed in, on a page of this service."""
        database, office = self.service.store()
        token = accounts.sign_in_from_elsewhere(database, office.log(), name or role.value, role, places)
        return {"Cookie": f"{COOKIE}={token}", "Origin": "http://testserver"}


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed as in an office, but not slowly on purpose."""
    quick = PasswordHasher(1, 8, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", quick)
        patch.setattr(accounts, "_NOBODY", quick.hash("nobody's"))
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new file of SQLite is a copy of one whose tables the migrations have laid: to lay them takes longer than most tests."""
    laid, upgrade = tmp_path_factory.mktemp("laid") / "huilao.sqlite3", database.upgrade
    database.Database(f"sqlite:///{laid}").close()

    def copied(engine: Engine) -> None:
        if engine.dialect.name != "sqlite" or inspect(engine).get_table_names():
            return upgrade(engine)
        with closing(sqlite3.connect(laid)) as whole, engine.connect() as empty:
            whole.backup(cast("sqlite3.Connection", empty.connection.driver_connection))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "upgrade", copied)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_switching() -> Iterator[None]:
    """After a version was changed nobody looks through all that the tests hold: a test of its own does (`let_go`)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(switching, "let_go", lambda: None)
        yield


@contextmanager
def bureau_of(book: Rulebook, **settings: Anything) -> Generator[Bureau]:
    """An office with settings of its own, until it is closed."""
    app = create_app(Settings(**settings), book)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Bureau(app, client)


Opens = Callable[..., Bureau]
"""Opens an office with settings of its own."""


@pytest.fixture
def opens(book: Rulebook, tmp_path: Path) -> Iterator[Opens]:
    with ExitStack() as stack:

        def open_(**settings: Anything) -> Bureau:
            return stack.enter_context(bureau_of(book, **{"database": f"sqlite:///{tmp_path / 'huilao.sqlite3'}", **settings}))

        yield open_


@pytest.fixture
def bureau(opens: Opens) -> Bureau:
    return opens()


@pytest.fixture(scope="session")
def office_of_drafts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """One for all tests of drafts: in each it is other clerks who work there."""
    from .drafting import small_book

    folder = tmp_path_factory.mktemp("drafts")
    with bureau_of(small_book(folder / "book"), database=f"sqlite:///{folder / 'huilao.sqlite3'}") as opened:
        yield opened


@pytest.fixture
def office(office_of_drafts: Bureau) -> Iterator[Bureau]:
    """The same, in which afterwards the version is in service again that it began with."""
    from .drafting import put_back

    yield office_of_drafts
    put_back(office_of_drafts)
