"""Whether the service is up, and with what it answers."""

from __future__ import annotations

from fastapi import APIRouter

from .messages import Health, Readiness
from .service import Serving

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="存活 / Liveness")
async def healthz() -> Health:
    """Apart from work: it waits for no request that is being answered."""
    return Health(status="ok")


@router.get("/readyz", summary="就绪 / Readiness")
async def readyz(serving: Serving) -> Readiness:
    """With the version of the rule book in service."""
    return Readiness(status="ok", version=serving.book.version, benefits=len(serving.book.benefits), disagreements=serving.disagreements)
