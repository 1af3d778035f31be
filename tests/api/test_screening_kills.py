"""Workers that are killed in the middle of a screening: no row is lost, and none comes twice."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from huilao_api.store.tables import Job, JobState
from huilao_api.who import Role

from . import screening_worker
from .conftest import bureau_of
from .screening_desk import SECRET, Desk, register, small_book

KILLS = int(os.environ.get("HUILAO_KILLS", "3"))
ROWS = 240
LEASE = 0.5
FORKED = multiprocessing.get_context("forkserver")
"""A worker begins at once: what it imports is imported in the server that it is forked from."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    settings = {"database": f"sqlite:///{tmp_path / 'huilao.db'}", "secret": SECRET, "job_lease": LEASE}
    with bureau_of(small_book(tmp_path / "rules"), **settings) as bureau:
        yield Desk(bureau, bureau.key(Role.CASEWORKER, "513433", name="desk"))


def test_a_killed_worker_loses_nothing(desk: Desk) -> None:
    """Killed at a random moment (`HUILAO_KILLS` times, each in another screening): whoever takes the job over comes to the same files,
    byte for byte, and the log tells of one end.
    """
    FORKED.set_forkserver_preload([screening_worker.__name__])
    luck, given = Random(KILLS), (desk.settings.database, SECRET, LEASE)
    whole = desk.mapped(register(ROWS))
    desk.started(whole)
    undisturbed = FORKED.Process(target=screening_worker.main, args=given)
    begun = time.monotonic()
    undisturbed.start()
    undisturbed.join()
    lasted = time.monotonic() - begun
    wanted = desk.fetched(whole)
    assert len(wanted) > 3

    unhurt = 0
    for number in range(KILLS):
        id_ = desk.mapped(register(ROWS))
        desk.started(id_)
        hit = FORKED.Process(target=screening_worker.main, args=given)
        hit.start()
        time.sleep(luck.uniform(0, lasted))
        hit.kill()
        hit.join()
        unhurt += state(desk, id_).state == JobState.DONE
        again = FORKED.Process(target=screening_worker.main, args=given)
        again.start()
        again.join()
        assert state(desk, id_).state == JobState.DONE, number
        assert desk.fetched(id_) == wanted, number
        assert not list(desk.folder(id_).rglob(".work*")), number
        desk.ask("DELETE", f"/{id_}")
    assert unhurt < KILLS


def state(desk: Desk, id_: str) -> Job:
    """The job of a screening now."""
    with desk.bureau.service.store()[0].reading() as session:
        return session.scalars(select(Job).where(Job.about == id_)).one()
