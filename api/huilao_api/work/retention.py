"""Erasure by rule: the facts of decisions that are older than the office keeps them (`HUILAO_KEEP_DAYS`)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from anyio import to_thread
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from ..service import Service
from ..store.decisions import erase_older

DAY = 24 * 60 * 60
"""Seconds between two runs."""
RULE = "rule"
"""Who erases, in the log."""

log = logging.getLogger("huilao.service")


@asynccontextmanager
async def keeping(app: FastAPI) -> AsyncGenerator[None]:
    """While the service runs, facts are erased by rule: at once and then every day."""
    service: Service = app.state.service
    daily = asyncio.create_task(_daily(service)) if service.settings.keep_days and service.database else None
    yield
    if daily is not None:
        daily.cancel()
        with suppress(asyncio.CancelledError):
            await daily


async def _daily(service: Service) -> None:
    while True:
        try:
            many = await to_thread.run_sync(erase_by_rule, service)
            log.info("facts of %d decisions erased by rule", many)
        except SQLAlchemyError as error:
            log.error("no facts erased by rule: %s", type(error).__name__)  # noqa: TRY400  # no message: nothing of the store in the log
        await asyncio.sleep(DAY)


def erase_by_rule(service: Service) -> int:
    """Erase what is older than it is kept; how many decisions these were."""
    database, office = service.store()
    assert service.settings.keep_days is not None
    with database.writing() as session:
        return erase_older(session, office, service.settings.keep_days, RULE)
