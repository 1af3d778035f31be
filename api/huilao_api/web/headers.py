"""Headers that keep browsers from doing what nobody asked them to (OWASP, HTTP Security Response Headers)."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders

from .limits import App, Receive, Scope, Send

FRAMES = "X-Frame-Options"
FRAMED_BY = "frame-ancestors http"
"""In the policy of an answer that pages of some origins may frame: the older header cannot name them."""
HEADERS = {
    "X-Content-Type-Options": "nosniff", FRAMES: "DENY", "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()", "Cross-Origin-Opener-Policy": "same-origin",
}  # fmt: skip
NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""What an answer may load: it is no page."""
REFERENCE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
)
"""What the reference may load: its own files alone."""
PAGES = ("/docs", "/redoc", "/static-offline-docs")


class SecurityHeaders:
    """Puts them on every answer; what was said of a person is not kept by anything on its way."""

    def __init__(self, app: App, more: Mapping[str, str]) -> None:
        self.app = app
        self.headers = {**HEADERS, **more}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def adding(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    if name != FRAMES or FRAMED_BY not in headers.get("Content-Security-Policy", ""):
                        headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", REFERENCE if scope["path"].startswith(PAGES) else NOTHING)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, adding)
