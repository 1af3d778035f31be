"""An office whose pages are opened: by a client that reads HTML, and by a browser where there is one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import sleep
from typing import Any as Anything

import pytest
import uvicorn
from fastapi import FastAPI

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.pages.book import otherwise
from huilao_api.settings import Settings
from huilao_api.store import accounts
from huilao_api.who import Role
from huilao_api.work.differing import Found, State

from ..api.conftest import Bureau, bureau_of, quick_passwords, quick_stores, quick_switching
from .reading import Reader

__all__ = ["quick_passwords", "quick_stores", "quick_switching"]  # fixtures of these tests too

PASSWORD = "correct horse battery"  # noqa: S105
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Origin": "http://testserver"}
CHROMIUM = next((path for path in map(Path, ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")) if path.exists()), None)
"""Of the two the one without windows, which takes a quarter less of the processors."""
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def no_solver() -> Iterator[None]:
    """Whoever opens a page of readings would start a process that looks for those for whom they differ: seconds for the shipped book, and no
    test waits for it. What the page makes of what was found is tested with what is given it.
    """

    def failed(_book: Rulebook, day: date) -> Found:
        return Found(day, State.FAILED)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(otherwise.READINGS, "of", failed)
        yield


@pytest.fixture(scope="session")
def bureau(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """One office for all tests that leave it as it was, but for what they keep."""
    with bureau_of(book, database=f"sqlite:///{tmp_path_factory.mktemp('pages') / 'huilao.sqlite3'}") as office:
        yield office


@pytest.fixture
def office(book: Rulebook, tmp_path: Path) -> Iterator[Bureau]:
    """An office for one test, which may do with it what it likes."""
    with bureau_of(book, database=f"sqlite:///{tmp_path / 'huilao.sqlite3'}") as opened:
        yield opened


@pytest.fixture
def caseworker(bureau: Bureau) -> Reader:
    return Reader(bureau.client, HTML | bureau.signed_in(Role.CASEWORKER))


@pytest.fixture(scope="session")
def address(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a browser finds an office with an account `wang`."""
    app = create_app(Settings(database=f"sqlite:///{tmp_path_factory.mktemp('browser') / 'huilao.sqlite3'}"), book)
    with app.state.service.store()[0].writing() as session:
        accounts.make_account(session, "wang", accounts.hashed(PASSWORD), Role.CASEWORKER, [])
    with served(app) as found:
        yield found


@contextmanager
def served(app: FastAPI, port: int | None = None) -> Generator[str]:
    """Where an office is found by a browser, until it is closed."""
    port = port or free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")  # while Playwright runs, no test of another module could run a loop of its own
def browser() -> Iterator[Anything]:
    """Chromium, where it is on the machine; else the tests that need it are skipped."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield found
        found.close()


def complaints(page: Anything) -> list[str]:
    """What a page says in the console from now on: errors, and what went wrong in its scripts."""
    found: list[str] = []

    def hear(said: Anything) -> None:
        if getattr(said, "type", "error") in ("error", "warning"):
            found.append(getattr(said, "text", str(said)))

    page.on("console", hear)
    page.on("pageerror", hear)
    return found
