"""Jobs over HTTP: how far work is that is done off the path of requests, asked for or followed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Path, Query
from fastapi.routing import APIRoute
from sse_starlette import EventSourceResponse

from huilao import Text

from ..service import Serving
from ..store import jobs as store
from ..store.database import Database
from ..store.tables import Job
from ..web.problems import ProblemError, problems
from ..web.requests import LanguageQuery
from ..who import Asker, Permission
from .bodies import JsonRoute
from .job_bodies import JobBody
from .told import Told

EVERY = 1.0
"""Seconds between two looks at a job that is followed."""
LONGEST = 600
"""Looks after which a stream ends and is to be asked for again: who asks is looked up again then."""
PING = 15
"""Seconds of silence after which a comment is sent, that nothing on the way takes the stream for dead."""
SEEN_BY: Mapping[str, Permission] = {"screening": Permission.SCREEN, "check": Permission.SEE_VERSIONS}
"""What one has to be allowed to see jobs of a kind."""

Asked = Annotated[LanguageQuery, Query()]
Id = Annotated[str, Path(alias="id", max_length=36, description="of the job")]
FOLLOWED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "`progress` whenever something is otherwise, then `done`, `failed` or `cancelled`; each has the job as JSON",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], route_class=JsonRoute)
streams = APIRouter(prefix="/v1/jobs", tags=["jobs"], route_class=APIRoute)


@router.get("/{id}", responses=problems(401, 403, 404, 406, 422, 429, 503), summary="一项后台工作 / A job")
def read_job(serving: Serving, asker: Told, id_: Id, _: Asked) -> JobBody:
    """进行到哪里了，结果怎样 / How far it is, or how it ended."""
    database, _office = serving.store()
    return JobBody.of(_found(database, id_, asker))


@streams.get(
    "/{id}/events", response_class=EventSourceResponse, responses={**problems(401, 403, 404, 422, 429, 503), **FOLLOWED},
    summary="跟着看一项后台工作 / Follow a job",
)  # fmt: skip
async def follow_job(serving: Serving, asker: Told, id_: Id, _: Asked) -> EventSourceResponse:
    """有进展就推送（server-sent events），结束为止；十分钟后断开，请重新连接 / Server-sent events until it has ended; after ten minutes
    the stream ends, and is to be asked for again.
    """
    database, _office = serving.store()
    await to_thread.run_sync(_found, database, id_, asker)
    return following(database, id_)


def following(database: Database, id_: str) -> EventSourceResponse:
    """The events of a job that is there."""
    return EventSourceResponse(_events(database, id_), ping=PING)


async def _events(database: Database, id_: str) -> AsyncGenerator[dict[str, str]]:
    before = None
    for _ in range(LONGEST):
        job = await to_thread.run_sync(_now, database, id_)
        if job is None:
            return
        now = JobBody.of(job).model_dump_json()
        if now != before:
            yield {"event": "progress" if job.state in store.OPEN else job.state, "data": now}
        if job.state not in store.OPEN:
            return
        before = now
        await asyncio.sleep(EVERY)


def _now(database: Database, id_: str) -> Job | None:
    with database.reading() as session:
        return session.get(Job, id_)


def _found(database: Database, id_: str, asker: Asker) -> Job:
    """A job. Raises ProblemError 404 where there is none that the asker may see."""
    with database.reading() as session:
        job = store.find(session, id_, asker)
    if job is None or job.kind not in SEEN_BY or not asker.may(SEEN_BY[job.kind]):
        raise ProblemError(404, "job", Text("没有这项工作", "no such job"), Text("请核对编号", "look at its id again"))
    return job
