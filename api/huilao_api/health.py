"""Whether the service is up, and with what it answers."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from .messages import Health, Readiness
from .problems import problems
from .service import Serving

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="存活 / Liveness")
async def healthz() -> Health:
    """Apart from work: it waits for no request that is being answered."""
    return Health(status="ok")


@router.get("/readyz", responses=problems(503), summary="就绪 / Readiness")
def readyz(serving: Serving) -> Readiness:
    """With the version of the rule book in service; a problem while the database does not answer."""
    if serving.database is not None:
        serving.database.alive()
    return Readiness(status="ok", version=serving.book.version, benefits=len(serving.book.benefits), disagreements=serving.disagreements)


@router.get("/metrics", summary="指标 / Figures for Prometheus", response_class=Response,
            responses={200: {"content": {CONTENT_TYPE_LATEST.partition(";")[0]: {}}, "description": "in the text format of Prometheus"}})  # fmt: skip
def metrics(serving: Serving) -> Response:
    """各接口的次数和耗时，没有任何个人信息 / How often each route was asked and how long it took; nothing of any person."""
    return Response(serving.figures.text(), media_type=CONTENT_TYPE_LATEST)
