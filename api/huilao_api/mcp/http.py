"""The Model Context Protocol over HTTP, at `/mcp` of the service: by key and role as everywhere, without sessions, so that every process
of the service can answer every request.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from huilao import Person, Text

from ..routes.told import needs
from ..service import Service, Serving, keep_to_places
from ..settings import Settings
from ..web.problems import ProblemError
from ..who import Asker, Permission
from .desk import Desk, RefusedError
from .server import server_of

HERE = ["127.0.0.1", "localhost", "[::1]"]

router = APIRouter(include_in_schema=False)


@router.post("/mcp")
async def answer_agent(request: Request, serving: Serving, asker: Annotated[Asker, Depends(needs(Permission.ASK))]) -> Response:
    """One message of an agent's program. It is not in the document of the service: the protocol describes itself."""
    manager: StreamableHTTPSessionManager | None = getattr(request.app.state, "mcp", None)
    if manager is None:
        raise ProblemError(503, "mcp", Text("服务还没有启动好", "the service is not up yet"), Text("请稍后再试", "try again later"))
    request.state.desk = _desk(serving, asker, serving.language(request))
    return _Handed(manager)


class _Handed(Response):
    """Leaves the answer to the SDK."""

    def __init__(self, manager: StreamableHTTPSessionManager) -> None:
        super().__init__()
        self.manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.manager.handle_request(scope, receive, send)


@asynccontextmanager
async def answering_agents(app: FastAPI) -> AsyncGenerator[None]:
    """While the service runs, agents are answered."""
    settings: Settings = app.state.service.settings
    manager = StreamableHTTPSessionManager(
        server_of(_desk_of, settings.lang), json_response=True, stateless=True, security_settings=_guarded(settings),
        max_request_body_size=settings.max_body,
    )  # fmt: skip
    async with manager.run():
        app.state.mcp = manager
        try:
            yield
        finally:
            app.state.mcp = None


def _guarded(settings: Settings) -> TransportSecuritySettings | None:
    """Where nobody signs in, a page elsewhere whose name leads to this machine is told from one here (DNS rebinding)."""
    if settings.auth == "on":
        return None
    hosts = [*HERE, *(f"{host}:*" for host in HERE)]
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[f"http://{host}" for host in hosts])


def _desk_of(context: Any) -> Desk:
    return context.request.state.desk


def _desk(serving: Service, asker: Asker, language: str) -> Desk:
    def keep(person: Person) -> None:
        try:
            keep_to_places(asker, person)
        except ProblemError as error:
            raise RefusedError(Text(f"{error.title.zh}；{error.detail.zh}", f"{error.title.of('en')}; {error.detail.of('en')}")) from None

    return Desk(serving.book, language, serving.settings.assurance, serving.receipt_key, asker, keep, serving.disagreed)
