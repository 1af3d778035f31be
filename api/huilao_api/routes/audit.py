"""The log over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic_core import from_json

from ..service import Serving
from ..store import decisions, log
from ..store.tables import LogEntry
from ..web.problems import problems
from ..who import Asker, Permission
from .bodies import JsonRoute
from .decision_bodies import AuditQuery, AuditResponse, LogEntryBody
from .told import needs

router = APIRouter(prefix="/v1", tags=["audit"], route_class=JsonRoute)


@router.get("/audit", responses=problems(401, 403, 406, 422, 429, 503), summary="日志 / The log")
def audit(
    serving: Serving, asker: Annotated[Asker, Depends(needs(Permission.READ_LOG))], asked: Annotated[AuditQuery, Query()]
) -> AuditResponse:  # fmt: skip
    """谁在什么时候做了什么；`next` 是下一页的 `after`；限定了地区的只看到本地存档的和自己做的 / Who did what when, in the order of the
    numbers; nothing of any person. Who is bound to places sees what concerns decisions of these, and what they did themselves.
    """
    database, _ = serving.store()
    with database.reading() as session:
        wanted = log.Wanted(asked.who or None, asked.action or None, asked.about or None)
        found = log.entries(session, asked.limit + 1, asked.after, wanted, decisions.entries_seen_by(asker))
    page = found[: asked.limit]
    return AuditResponse(entries=[_body(one) for one in page], next=page[-1].number if len(found) > len(page) else None)


def _body(entry: LogEntry) -> LogEntryBody:
    return LogEntryBody(number=entry.number, at=entry.at, who=entry.who, action=entry.action, about=entry.about,
                        detail=from_json(entry.detail), seal=entry.seal)  # fmt: skip
