"""A queue of work in the store, for any number of worker processes on any number of machines.

A worker has a job on a lease that it renews as it goes on; of one that is gone, the lease runs out and another worker takes the job.
Whoever lost a job learns it with the next word, and nothing that it says counts any more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from huilao import HuilaoError, Text

from ..who import Asker
from .tables import Job, JobState

ATTEMPTS = 3
"""How often work is begun that gets no further and whose worker does not come to an end."""
OPEN = (JobState.WAITING, JobState.RUNNING)


class LostJobError(HuilaoError):
    """A worker no longer has a job: its lease ran out, or the job has ended."""

    def __init__(self, id_: str) -> None:
        super().__init__(f"job {id_} is no longer this worker's")


def add(session: Session, kind: str, about: str, asked: Mapping[str, Any], asker: Asker) -> Job:
    """Put work in the queue; `asked` is JSON without anything of any person."""
    now = datetime.now(UTC)
    job = Job(
        id=str(uuid4()), kind=kind, about=about, asked=dict(asked), state=JobState.WAITING, made=now, made_by=asker.name,
        places=list(asker.places), not_before=now, started=None, ended=None, attempts=0, worker=None, lease_until=None, done=0, total=0,
        cancel=False, result=None, error=None,
    )  # fmt: skip
    session.add(job)
    return job


def claim(session: Session, worker: str, kinds: Collection[str], lease: timedelta) -> tuple[Job | None, list[Job]]:
    """The job that has waited longest, or whose worker is gone, for this worker; None where there is nothing to do. And those that are
    ended here: what was begun too often, and what was to be cancelled when its worker went.
    """
    now = datetime.now(UTC)
    over: list[Job] = []
    for job in session.scalars(select(Job).where(_due(kinds, now)).order_by(Job.made, Job.id)):
        if job.cancel:
            _end(job, JobState.CANCELLED, now)
            over.append(job)
        elif job.attempts >= ATTEMPTS:
            _end(job, JobState.FAILED, now)
            job.error = _said(Text(f"处理中断了 {ATTEMPTS} 次，不再重试；请管理员查看服务的日志和内存，然后重新开始",
                                   f"it was broken off {ATTEMPTS} times and is not tried again: an administrator has to look at the service's log and memory; then start it again"))  # fmt: skip
            over.append(job)
        else:
            job.state, job.worker, job.lease_until = JobState.RUNNING, worker, now + lease
            job.started, job.attempts = job.started or now, job.attempts + 1
            return job, over
    return None, over


def are_due(session: Session, kinds: Collection[str]) -> bool:
    """Whether there is something to claim: a look that keeps no writer waiting."""
    return session.scalar(select(Job.id).where(_due(kinds, datetime.now(UTC))).limit(1)) is not None


def heartbeat(session: Session, id_: str, worker: str, lease: timedelta, done: int | None = None, total: int | None = None) -> bool:
    """Say that work goes on, and how far it is; whether it is to be cancelled. Raises LostJobError."""
    job = _own(session, id_, worker)
    job.lease_until = datetime.now(UTC) + lease
    if done is not None and total is not None:
        if done > job.done:  # what was gone on with begins by what is done already
            job.done, job.attempts = done, 1
        job.total = total
    return job.cancel


def finish(session: Session, id_: str, worker: str, result: Mapping[str, Any]) -> Job:
    """It is done. Raises LostJobError."""
    job = _own(session, id_, worker)
    job.result, job.done = dict(result), job.total
    _end(job, JobState.DONE)
    return job


def fail(session: Session, id_: str, worker: str, why: Text) -> Job:
    """It cannot be done: why, and what to do about it, without anything of any person. Raises LostJobError."""
    job = _own(session, id_, worker)
    job.error = _said(why)
    _end(job, JobState.FAILED)
    return job


def drop(session: Session, id_: str, worker: str) -> Job:
    """It was cancelled, and the worker has left off. Raises LostJobError."""
    job = _own(session, id_, worker)
    _end(job, JobState.CANCELLED)
    return job


def give_back(session: Session, id_: str, worker: str, wait: timedelta = timedelta(0), *, counts: bool = False) -> Job:
    """Put it in the queue again, to be begun after a while; `counts` where this try is one of `ATTEMPTS`. Raises LostJobError."""
    job = _own(session, id_, worker)
    job.state, job.worker, job.lease_until, job.not_before = JobState.WAITING, None, None, datetime.now(UTC) + wait
    job.attempts -= not counts
    return job


def cancel(job: Job) -> bool:
    """Have it cancelled: what waits at once, what runs as soon as its worker hears of it; whether there was anything to cancel."""
    if job.state == JobState.WAITING:
        _end(job, JobState.CANCELLED)
        return True
    job.cancel = job.state == JobState.RUNNING
    return job.cancel


def find(session: Session, id_: str, asker: Asker) -> Job | None:
    """A job, where there is one that somebody may see: their own, or one of their office."""
    job = session.get(Job, id_)
    return job if job is not None and is_of(asker, job.made_by, job.places) else None


def is_of(asker: Asker, made_by: str, places: Sequence[str]) -> bool:
    """Whether what somebody began who was bound to places is of the asker's own office: all of those lie in the asker's."""
    return made_by == asker.name or not asker.places or (bool(places) and all(asker.reaches(one) for one in places))


def _due(kinds: Collection[str], now: datetime) -> ColumnElement[bool]:
    waits = and_(Job.state == JobState.WAITING, Job.not_before <= now)
    left = and_(Job.state == JobState.RUNNING, Job.lease_until <= now)
    return and_(Job.kind.in_(kinds), or_(waits, left))


def _own(session: Session, id_: str, worker: str) -> Job:
    job = session.get(Job, id_)
    if job is None or job.state != JobState.RUNNING or job.worker != worker:
        raise LostJobError(id_)
    return job


def _end(job: Job, state: JobState, at: datetime | None = None) -> None:
    job.state, job.ended, job.worker, job.lease_until = state, at or datetime.now(UTC), None, None


def _said(text: Text) -> dict[str, Any]:
    return {"zh": text.zh, "en": text.of("en")}
