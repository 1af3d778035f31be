"""A worker in a process of its own, for tests that kill it."""

from __future__ import annotations

import time
from threading import Event

from sqlalchemy import select

import huilao.register.given as given
from huilao_api.settings import Settings
from huilao_api.start import open_store
from huilao_api.store.jobs import OPEN
from huilao_api.store.tables import Job
from huilao_api.work import working
from huilao_api.work.workers import DUTIES

WORK = working.Duties({"screening": DUTIES.handlers["screening"]}, DUTIES.ended, ())
"""Screenings, and nothing beside."""


def main(database: str, secret: str, lease: float) -> None:
    """Do screenings, in small parts, until none is open: what another worker had is taken over when its lease has run out."""
    given.PART = 40
    settings = Settings.model_validate({"database": database, "secret": secret, "job_lease": lease})
    opened, _ = open_store(settings)
    while True:
        working.work(settings, WORK, Event(), until_idle=True)
        with opened.reading() as session:
            if session.scalar(select(Job.id).where(Job.state.in_(OPEN)).limit(1)) is None:
                break
        time.sleep(0.05)
    opened.close()
