"""Whether the service is up, and with what it answers."""

from __future__ import annotations

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from huilao import Text

from ..service import Serving
from ..store import publications
from ..store.database import Database, missing_tables
from ..web.problems import ProblemError, problems
from .messages import Health, Readiness

_WATCHING = CapacityLimiter(2)
"""Threads for this alone: whoever watches the service never waits for the work of others."""

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="存活 / Liveness")
async def healthz() -> Health:
    """Apart from work: it waits for no request that is being answered."""
    return Health(status="ok")


@router.get("/readyz", responses=problems(503), summary="就绪 / Readiness")
async def readyz(serving: Serving) -> Readiness:
    """With the version of the rule book in service; a problem while the database does not answer or lacks a table or a column, or where other processes serve a version
    that this one cannot.
    """
    failed = None
    if serving.database is not None:
        failed = await to_thread.run_sync(_failed, serving.database, serving.publication or 0, limiter=_WATCHING)
    if (refused := serving.trouble.refused) is not None:
        raise ProblemError(
            503, "switch", Text("这个进程换不了版本", "this process cannot serve the version in service"),
            Text(f"第 {refused} 号发布在别的进程里用上了，这里读不了；看日志，并检查各处的惠老是不是同一版",
                 f"publication {refused} is served by other processes and cannot be read here: see the log, and whether Huilao is the same everywhere"),
        )  # fmt: skip
    return Readiness(
        status="ok", version=serving.book.version, publication=serving.publication, failed=failed, benefits=len(serving.book.benefits),
        disagreements=serving.trouble.disagreements,
    )  # fmt: skip


def _failed(database: Database, number: int) -> int | None:
    with database.reading() as session:
        if missing := missing_tables(session):
            raise ProblemError(
                503, "tables", Text("数据库不全", "the database is not whole"),
                Text(f"没有了：{'、'.join(missing)}；请从备份恢复，再运行 huilao audit verify",
                     f"gone: {', '.join(missing)}; restore a backup, and run `huilao audit verify`"),
            )  # fmt: skip
        return publications.failed_after(session, number)


@router.get("/metrics", summary="指标 / Figures for Prometheus", response_class=Response,
            responses={200: {"content": {CONTENT_TYPE_LATEST.partition(";")[0]: {}}, "description": "in the text format of Prometheus"}})  # fmt: skip
async def metrics(serving: Serving) -> Response:
    """各接口的次数和耗时，没有任何个人信息 / How often each route was asked and how long it took; nothing of any person."""
    return Response(await to_thread.run_sync(serving.figures.text, limiter=_WATCHING), media_type=CONTENT_TYPE_LATEST)
