"""Screenings that the store knows of: registers that were uploaded, and the jobs that screen them. The files lie in the work folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, select, true
from sqlalchemy.orm import Session

from ..who import Asker
from . import jobs
from .decisions import Office
from .jobs import OPEN, is_of
from .paging import latest
from .tables import Job, JobState, Screening

KIND = "screening"
"""The kind of job."""


def keep(session: Session, office: Office, id_: str, size: int, told: Mapping[str, Any], asker: Asker) -> Screening:
    """Keep that a register was uploaded; `told` is its name, what it seems to be and its mapping, which are sealed."""
    entry = office.log().append(session, asker.name, "register_uploaded", id_, {"bytes": size})
    found = Screening(
        id=id_, made=entry.at, made_by=asker.name, places=list(asker.places), size=size, told=office.seal(told), mended=0, job=None,
        results=None, erased=None,
    )  # fmt: skip
    session.add(found)
    return found


def find(session: Session, asker: Asker, id_: str) -> Screening | None:
    """A screening of one's own office."""
    found = session.get(Screening, id_)
    return found if found is not None and is_of(asker, found.made_by, found.places) else None


def listed(session: Session, asker: Asker, limit: int, last: Screening | None = None, *, with_results: bool = False) -> Sequence[Screening]:
    """Screenings of one's own office, the latest first, from the one after `last` on; those that have results, or all."""
    wanted = select(Screening).where(Screening.results.is_not(None) if with_results else true())
    found: list[Screening] = []
    for one in session.scalars(latest(wanted, Screening, last).execution_options(yield_per=100)):
        if is_of(asker, one.made_by, one.places):
            found.append(one)
            if len(found) == limit:
                break
    return found


def job_of(session: Session, screening: Screening) -> Job | None:
    """The last job that screens it."""
    return None if screening.job is None else session.get(Job, screening.job)


def job_before(session: Session, screening: Screening) -> Job | None:
    """The job whose results those took the place of that there are now."""
    if screening.results is None:
        return None
    done = select(Job).where(Job.about == screening.id, Job.kind == KIND, Job.state == JobState.DONE, Job.id != screening.results)
    return session.scalar(done.order_by(Job.ended.desc()).limit(1))


def is_open(session: Session, screening: Screening) -> bool:
    """Whether it is being screened, or waits for it."""
    job = job_of(session, screening)
    return job is not None and job.state in OPEN


def begin(session: Session, office: Office, screening: Screening, asked: Mapping[str, Any], asker: Asker) -> Job:
    """Have it screened."""
    job = jobs.add(session, KIND, screening.id, asked, asker)
    screening.job = job.id
    about = {"job": job.id, "version": asked["version"], "as_of": asked["as_of"], "mended": asked["mended"]}
    office.log().append(session, asker.name, "screening_started", screening.id, about)
    return job


def erase(session: Session, office: Office, screening: Screening, who: str) -> None:
    """Erase what is known of a register; what was done with it stays in the log. Its files are to be removed once it is not worked on."""
    job = job_of(session, screening)
    if job is not None:
        jobs.cancel(job)
    entry = office.log().append(session, who, "screening_erased", screening.id)
    screening.told, screening.results, screening.erased = None, None, entry.at


def erase_older(session: Session, office: Office, days: int, who: str) -> int:
    """Erase all that are older than so many days and not worked on; how many these were."""
    old = and_(Screening.made < datetime.now(UTC) - timedelta(days=days), Screening.erased.is_(None))
    found = [one for one in session.scalars(select(Screening).where(old)) if not is_open(session, one)]
    for one in found:
        erase(session, office, one, who)
    return len(found)


def any_older(session: Session, days: int) -> bool:
    """Whether there is anything to erase by rule."""
    old = and_(Screening.made < datetime.now(UTC) - timedelta(days=days), Screening.erased.is_(None))
    return session.scalar(select(Screening.id).where(old).limit(1)) is not None
