"""What is asked by `HEAD`, as monitors do."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from .limits import App, Receive, Scope, Send


class HeadersAlone:
    """Answers `HEAD` with the headers of `GET` (RFC 9110, 9.3.2): FastAPI's routes do not know it."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body"})

        await self.app({**scope, "method": "GET"}, receive, without_body)
