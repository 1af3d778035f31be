"""Who was found to ask a moment ago."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from huilao_api.auth import lately
from huilao_api.auth.lately import Lately
from huilao_api.store.database import Database
from huilao_api.who import Asker, Role

ASKER = Asker("key:desk", Role.CASEWORKER)


@pytest.fixture
def database() -> Iterator[Database]:
    with closing(Database("sqlite://", as_it_is=True)) as opened:
        yield opened


def test_somebody_is_known_for_a_moment(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what they showed, and by nothing else."""
    known, now = Lately(), time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    known.keep("key:a", ASKER, database.written)

    assert [known.found(shown, database) for shown in ("key:a", "key:b", "cookie:a")] == [ASKER, None, None]
    monkeypatch.setattr(time, "monotonic", lambda: now + lately.SECONDS)
    assert known.found("key:a", database) is None


def test_nobody_is_known_any_more_once_something_is_written(database: Database) -> None:
    """A key that was revoked is good no more at once; what was looked up before is not kept after."""
    known, before = Lately(), database.written
    known.keep("key:a", ASKER, before)
    with database.writing():
        pass

    assert known.found("key:a", database) is None
    known.keep("key:a", ASKER, before)
    assert known.found("key:a", database) is None


def test_only_so_many_are_known(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays."""
    monkeypatch.setattr(lately, "MOST", 2)
    known = Lately()
    for shown in "abc":
        known.keep(shown, ASKER, database.written)

    assert [known.found(shown, database) for shown in "abc"] == [None, None, ASKER]
