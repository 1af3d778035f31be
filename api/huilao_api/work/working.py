"""Workers: they take jobs from the store and do them, off the path of requests. `huilao serve` starts some, `huilao work` is one."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from huilao import HuilaoError, Text

from ..settings import Settings
from ..start import open_store
from ..store import jobs
from ..store.database import Database
from ..store.decisions import Office
from ..store.tables import Job

PAUSE = 1.0
"""Seconds after which a worker looks again where there is nothing to do."""
LATER = timedelta(seconds=10)
"""After which what a database or another worker stood in the way of is tried again."""
UNSAID = Text(
    "处理时出了意外，没有做完；请管理员查看服务的日志", "something unforeseen happened: an administrator has to look at the service's log"
)

log = logging.getLogger("huilao.service")


class CancelledError(HuilaoError):
    """Somebody cancelled the job."""


class StoppedError(HuilaoError):
    """The worker is to stop: the job goes on elsewhere, or later."""


class LaterError(HuilaoError):
    """Something stands in the way that passes."""


class JobError(HuilaoError):
    """A job cannot be done."""

    def __init__(self, why: Text) -> None:
        super().__init__(f"{why.zh} / {why.en}")
        self.why = why


@dataclass
class Work:
    """A job in the hands of a worker, and what it needs for it."""

    database: Database
    office: Office
    settings: Settings
    job: Job
    """As it was when it was taken."""
    worker: str
    stop: threading.Event
    """Set when the worker is to stop."""
    lost: threading.Event = field(default_factory=threading.Event)
    """Set once the job is another worker's."""
    cancel: threading.Event = field(default_factory=threading.Event)
    said: float = 0
    """When progress was last written down, by the clock that only goes on."""

    def progress(self, done: int, total: int) -> None:
        """Tell how far it is, as often as one likes. Raises what `cancelled` raises."""
        self.cancelled()
        if done >= total or time.monotonic() - self.said > PAUSE:
            self.said = time.monotonic()
            self.renew(done, total)
            self.cancelled()

    def cancelled(self) -> None:
        """Nothing while the job is to go on. Raises CancelledError, StoppedError or LostJobError where it is not."""
        if self.lost.is_set():
            raise jobs.LostJobError(self.job.id)
        if self.cancel.is_set():
            raise CancelledError
        if self.stop.is_set():
            raise StoppedError

    def renew(self, done: int | None = None, total: int | None = None) -> None:
        """Say that the job goes on."""
        try:
            with self.database.writing() as session:
                if jobs.heartbeat(session, self.job.id, self.worker, timedelta(seconds=self.settings.job_lease), done, total):
                    self.cancel.set()
        except jobs.LostJobError:
            self.lost.set()
        except SQLAlchemyError as error:  # the lease is long enough for some more tries
            log.warning("job %s: the database does not answer (%s)", self.job.id, type(error).__name__)


Handler = Callable[[Work], Mapping[str, Any]]
"""Does a job and gives its result as JSON, without anything of any person. It may be begun again after any interruption.

Raises JobError where it cannot be done, LaterError where it can be later.
"""
Ended = Callable[[Session, Office, Job], None]
"""Writes down what follows from the end of a job, however it ended, in the transaction that ends it."""
Step = Callable[[Database, Office, Settings], int]
"""Something that is due now and then: does what is due and says how much that was."""


@dataclass(frozen=True)
class Duties:
    """What a worker does."""

    handlers: Mapping[str, Handler]
    """Who does what kind of job."""
    ended: Mapping[str, Ended] = field(default_factory=dict[str, Ended])
    steps: Sequence[tuple[Step, float]] = ()
    """What is looked after beside the jobs, each once in so many seconds; several workers may at the same time."""


def work(settings: Settings, duties: Duties, stop: threading.Event, *, until_idle: bool = False) -> None:
    """Do jobs until the worker is to stop, or, `until_idle`, there is nothing to do. Raises StoreError."""
    worker = f"{socket.gethostname()[:50]}:{os.getpid()}:{uuid4().hex[:8]}"
    database, office = open_store(settings)
    with closing(database), _beside(duties.steps, database, office, settings):
        log.info("worker %s: %s", worker, ", ".join(sorted(duties.handlers)))
        while not stop.is_set():
            try:
                busy = _one(database, office, settings, worker, stop, duties)
            except SQLAlchemyError as error:
                log.error("no job taken: %s", type(error).__name__)  # noqa: TRY400  # no message: nothing of the store in the log
                busy = False
            if not busy:
                if until_idle:
                    return
                stop.wait(PAUSE)


def _one(
    database: Database, office: Office, settings: Settings, worker: str, stop: threading.Event, duties: Duties
) -> bool:  # fmt: skip
    """Do one job; whether there was one."""

    def followed(session: Session, job: Job) -> None:
        if job.ended is not None and job.kind in duties.ended:
            duties.ended[job.kind](session, office, job)

    with database.reading() as session:
        if not jobs.are_due(session, duties.handlers):
            return False
    with database.writing() as session:
        job, over = jobs.claim(session, worker, duties.handlers, timedelta(seconds=settings.job_lease))
        for one in over:
            followed(session, one)
    if job is None:
        return False
    at_hand = Work(database, office, settings, job, worker, stop)
    log.info("job %s: %s begun, try %d", job.id, job.kind, job.attempts)
    with _renewing(at_hand):
        end = _done(at_hand, duties.handlers[job.kind])
    try:
        with database.writing() as session:
            left = end(session)
            followed(session, left)
        log.info("job %s: %s", job.id, left.state)
    except jobs.LostJobError:
        log.warning("job %s: lost to another worker", job.id)
    return True


def _done(work: Work, handler: Handler) -> Callable[[Any], Job]:
    """What is to be written down of a job once its handler has left it."""
    id_, worker = work.job.id, work.worker
    try:
        result = handler(work)
    except jobs.LostJobError:
        return lambda session: jobs.drop(session, id_, worker)  # which finds that it is lost
    except CancelledError:
        return lambda session: jobs.drop(session, id_, worker)
    except StoppedError:
        return lambda session: jobs.give_back(session, id_, worker)
    except (LaterError, SQLAlchemyError) as error:
        log.warning("job %s: %s; later", id_, type(error).__name__)
        return lambda session: jobs.give_back(session, id_, worker, LATER)
    except JobError as error:
        why = error.why
        return lambda session: jobs.fail(session, id_, worker, why)
    except Exception as error:  # noqa: BLE001  # whatever it is: the worker goes on with the next job
        log.error("job %s: %s at %s", id_, type(error).__name__, _where(error))  # noqa: TRY400  # no message: it may have a value in it
        return lambda session: jobs.fail(session, id_, worker, UNSAID)
    return lambda session: jobs.finish(session, id_, worker, result)


def _where(error: BaseException) -> str:
    """The place in the code, which says nothing of any person."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119


@contextmanager
def _renewing(work: Work) -> Generator[None]:
    """While a job is done its lease is renewed, however long one step of it takes."""

    def renew(ended: threading.Event) -> None:
        while not ended.wait(work.settings.job_lease / 3) and not work.lost.is_set():
            work.renew()

    with _on_a_thread(renew):
        yield


@contextmanager
def _beside(steps: Sequence[tuple[Step, float]], database: Database, office: Office, settings: Settings) -> Generator[None]:
    """While a worker works, these are done on a thread of their own: a long job keeps none of them waiting."""
    due = dict.fromkeys((step for step, _ in steps), 0.0)

    def look(ended: threading.Event) -> None:
        while not ended.wait(PAUSE):
            for step, seconds in steps:
                if (now := time.monotonic()) < due[step]:
                    continue
                due[step] = now + seconds
                try:
                    step(database, office, settings)
                except Exception as error:  # noqa: BLE001  # the next time may do
                    log.error("%s: %s at %s", step.__name__, type(error).__name__, _where(error))  # noqa: TRY400  # nothing of anybody in the log

    with _on_a_thread(look):
        yield


@contextmanager
def _on_a_thread(loop: Callable[[threading.Event], None]) -> Generator[None]:
    """Meanwhile a loop goes round on a thread of its own, until the event that it is given."""
    ended = threading.Event()
    thread = threading.Thread(target=loop, args=(ended,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
