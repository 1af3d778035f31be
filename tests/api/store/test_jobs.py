"""The queue of jobs: on each database."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from huilao import Text
from huilao_api.settings import Settings
from huilao_api.store import jobs
from huilao_api.store.database import Database
from huilao_api.store.decisions import Office
from huilao_api.store.log import Wanted
from huilao_api.store.log import entries as log_entries
from huilao_api.store.tables import Job, JobState
from huilao_api.who import Asker, Role
from huilao_api.work import working

DESK = Asker("key:desk", Role.CASEWORKER, ("513433",))
LEASE = timedelta(minutes=1)
SECRET = "a secret of an office, made for the tests"  # noqa: S105


def added(database: Database, kind: str = "count", asker: Asker = DESK, **asked: Any) -> str:
    with database.writing() as session:
        return jobs.add(session, kind, "something", asked, asker).id


def claimed(database: Database, worker: str, lease: timedelta = LEASE, *kinds: str) -> str | None:
    with database.writing() as session:
        job, _ = jobs.claim(session, worker, kinds or ("count",), lease)
        return None if job is None else job.id


def now(database: Database, id_: str) -> Job:
    with database.reading() as session:
        job = session.get(Job, id_)
        assert job is not None
        return job


def written_down(session: Session, office: Office, job: Job) -> None:
    """What follows from the end of a job, here: that the log tells of it."""
    office.log().append(session, "worker", "ended", job.id, {"state": job.state})


def told(database: Database) -> list[tuple[str, str]]:
    """Of which jobs the log tells that they ended, and how."""
    with database.reading() as session:
        return [(one.about, json.loads(one.detail)["state"]) for one in log_entries(session, 100, wanted=Wanted(action="ended"))]


def worked(address: str, handler: working.Handler, **settings: Any) -> None:
    """Whatever is due, done by a worker with one handler."""
    read = Settings.model_validate({"database": address, "secret": SECRET, **settings})
    working.work(read, working.Duties({"count": handler}, {"count": written_down}), threading.Event(), until_idle=True)


def test_each_job_is_one_workers_and_the_oldest_comes_first(database: Database) -> None:
    """Whoever asks; of kinds that a worker does not do it takes none."""
    first, second, _ = added(database), added(database), added(database, "other")

    assert [claimed(database, "a"), claimed(database, "b"), claimed(database, "c")] == [first, second, None]
    assert (now(database, first).state, now(database, first).worker, now(database, first).attempts) == (JobState.RUNNING, "a", 1)


def test_a_worker_that_is_gone_loses_its_job_to_another(database: Database) -> None:
    """And if it comes back, nothing that it says counts."""
    id_ = added(database)
    gone = timedelta(0)

    assert [claimed(database, "a", gone), claimed(database, "b")] == [id_, id_]
    late: list[Callable[[Session], object]] = [
        lambda session: jobs.heartbeat(session, id_, "a", LEASE),
        lambda session: jobs.finish(session, id_, "a", {}),
        lambda session: jobs.fail(session, id_, "a", Text("坏", "bad")),
        lambda session: jobs.give_back(session, id_, "a"),
    ]
    for one in late:
        with pytest.raises(jobs.LostJobError), database.writing() as session:
            one(session)
    with database.writing() as session:
        jobs.finish(session, id_, "b", {"n": 1})
    assert (now(database, id_).state, now(database, id_).result) == (JobState.DONE, {"n": 1})


def test_what_was_broken_off_too_often_has_failed(database: Database) -> None:
    """It says so, and the next job is taken."""
    poison, other = added(database), added(database)
    for number in range(jobs.ATTEMPTS):
        assert claimed(database, f"w{number}", timedelta(0)) == poison

    assert claimed(database, "last") == other
    assert now(database, poison).state == JobState.FAILED
    assert "中断了 3 次" in (now(database, poison).error or {})["zh"]


def test_what_gets_further_is_tried_on(database: Database) -> None:
    """However often its worker is killed; beginning again by what is done already is no step further."""
    id_ = added(database)
    for number in range(2 * jobs.ATTEMPTS):
        assert claimed(database, f"w{number}", timedelta(0)) == id_
        with database.writing() as session:
            for done in (0, number + 1):
                jobs.heartbeat(session, id_, f"w{number}", timedelta(0), done, 100)
    assert now(database, id_).done == 2 * jobs.ATTEMPTS
    for _ in range(jobs.ATTEMPTS - 1):
        assert claimed(database, "stuck", timedelta(0)) == id_
        with database.writing() as session:
            jobs.heartbeat(session, id_, "stuck", timedelta(0), 1, 100)
    assert claimed(database, "last") is None
    assert now(database, id_).state == JobState.FAILED


def test_giving_back_is_no_failed_try(database: Database) -> None:
    """A worker that is stopped leaves the job as it was, to be begun when it was said."""
    id_ = added(database)
    for _ in range(jobs.ATTEMPTS + 1):
        assert claimed(database, "a") == id_
        with database.writing() as session:
            jobs.give_back(session, id_, "a")
    assert now(database, id_).attempts == 0
    claimed(database, "a")
    with database.writing() as session:
        jobs.give_back(session, id_, "a", timedelta(hours=1))
    assert claimed(database, "a") is None


def test_cancelling(database: Database) -> None:
    """What waits ends at once, what runs when its worker hears of it, what has ended stays; a worker that is gone needs not hear."""
    waits, runs, left = added(database), added(database), added(database)
    with database.writing() as session:
        assert jobs.cancel(session.get_one(Job, waits))
    assert (claimed(database, "a"), claimed(database, "b", timedelta(0))) == (runs, left)
    with database.writing() as session:
        assert [jobs.cancel(session.get_one(Job, one)) for one in (runs, left)] == [True, True]
        assert jobs.heartbeat(session, runs, "a", LEASE, 1, 2)
        jobs.drop(session, runs, "a")
        assert not jobs.cancel(session.get_one(Job, runs))
    assert claimed(database, "c") is None
    assert {now(database, one).state for one in (waits, runs, left)} == {JobState.CANCELLED}


@pytest.mark.parametrize(
    ("asker", "sees"),
    [
        (DESK, True),
        (Asker("key:other", Role.CASEWORKER, ("513433",)), True),
        (Asker("key:prefecture", Role.CASEWORKER, ("5134",)), True),
        (Asker("key:all", Role.CASEWORKER), True),
        (Asker("key:elsewhere", Role.CASEWORKER, ("511725",)), False),
        (Asker("key:town", Role.CASEWORKER, ("513433101",)), False),
    ],
)
def test_who_sees_a_job(asker: Asker, sees: bool) -> None:
    """Whoever began it, and whose places have all of theirs."""
    assert jobs.is_of(asker, DESK.name, DESK.places) is sees


def test_only_who_is_bound_to_no_place_sees_what_nobody_bound_began() -> None:
    """And whoever began it."""
    whole = Asker("key:whole", Role.CASEWORKER)
    assert [jobs.is_of(one, whole.name, whole.places) for one in (whole, Asker("key:all", Role.CASEWORKER), DESK)] == [True, True, False]


def counted(work: working.Work) -> Mapping[str, Any]:
    for number in range(3):
        work.progress(number, 3)
    return {"counted": 3}


def raising(error: Exception) -> working.Handler:
    def handler(_: working.Work) -> Mapping[str, Any]:
        raise error

    return handler


def stopped(work: working.Work) -> Mapping[str, Any]:
    work.stop.set()
    work.progress(1, 3)
    return {}


@pytest.mark.parametrize(
    ("handler", "state", "said"),
    [
        (counted, JobState.DONE, None),
        (raising(working.JobError(Text("这样不行", "not so"))), JobState.FAILED, "这样不行"),
        (raising(ValueError("张三 510102194405101234")), JobState.FAILED, working.UNSAID.zh),
        (raising(working.LaterError()), JobState.WAITING, None),
        (raising(OperationalError("张三", None, Exception())), JobState.WAITING, None),
        (stopped, JobState.WAITING, None),
        (raising(working.CancelledError()), JobState.CANCELLED, None),
    ],
)
def test_how_a_job_ends(
    address: str, database: Database, handler: working.Handler, state: JobState, said: str | None, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """As its handler leaves it; of what nobody foresaw nothing is told that may be somebody's."""
    monkeypatch.setattr(working, "LATER", timedelta(hours=1))
    monkeypatch.setattr(logging.getLogger("huilao"), "propagate", True)
    caplog.set_level("INFO", "huilao.service")
    id_ = added(database)
    worked(address, handler)
    job = now(database, id_)

    assert (job.state, (job.error or {}).get("zh")) == (state, said)
    assert (job.ended is None) is (state is JobState.WAITING)
    assert job.worker is None
    assert told(database) == ([] if state is JobState.WAITING else [(id_, state)])
    assert id_ in caplog.text
    assert "张三" not in caplog.text


def test_a_handler_hears_of_a_cancellation_and_of_a_loss(address: str, database: Database) -> None:
    """With its next word of progress; how far it was stands in the job."""
    id_ = added(database)
    heard: list[type[Exception]] = []

    def handler(work: working.Work) -> Mapping[str, Any]:
        work.progress(1, 4)
        assert (now(database, id_).done, now(database, id_).total) == (1, 4)
        with database.writing() as session:
            jobs.cancel(session.get_one(Job, id_))
        work.renew()
        try:
            work.progress(2, 4)
        except working.CancelledError as error:
            heard.append(type(error))
            with database.writing() as session:
                session.get_one(Job, id_).lease_until = datetime.now(UTC)
                job, over = jobs.claim(session, "another", ("count",), LEASE)
                assert (job, [one.id for one in over]) == (None, [id_])  # it was cancelled
            work.renew()
            try:
                work.progress(3, 4)
            except jobs.LostJobError as lost:
                heard.append(type(lost))
                raise
        return {}

    worked(address, handler)
    assert heard == [working.CancelledError, jobs.LostJobError]
    assert now(database, id_).state == JobState.CANCELLED


def test_what_is_due_beside_is_done(address: str, database: Database) -> None:
    """While a job is at work, each in its time; what goes wrong with one keeps nothing from the others."""
    added(database)
    seen: list[str] = []
    both = threading.Event()

    def breaks(*_: object) -> int:
        seen.append("breaks")
        raise ValueError("张三")

    def counts(*_: object) -> int:
        seen.append("counts")
        if seen.count("breaks") > 1:
            both.set()
        return 1

    def later(*_: object) -> int:
        seen.append("later")
        return 0

    def handler(_: working.Work) -> Mapping[str, Any]:
        assert both.wait(20)
        return {}

    duties = working.Duties({"count": handler}, {}, ((breaks, 0), (counts, 0), (later, 3_600)))
    working.work(Settings.model_validate({"database": address, "secret": SECRET}), duties, threading.Event(), until_idle=True)
    assert seen[:3] == ["breaks", "counts", "later"]
    assert seen.count("later") == 1


def test_a_long_step_keeps_its_job(address: str, database: Database) -> None:
    """The lease is renewed while a handler says nothing."""
    id_ = added(database)
    first: list[datetime | None] = []

    def handler(_: working.Work) -> Mapping[str, Any]:
        first.append(now(database, id_).lease_until)
        while now(database, id_).lease_until == first[0]:
            pass
        return {}

    worked(address, handler, job_lease=0.3)
    assert now(database, id_).state == JobState.DONE
