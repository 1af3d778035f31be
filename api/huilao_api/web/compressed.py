"""Answers that are compressed for who takes that."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from .liking import liked


class Compressed(GZipMiddleware):
    """Compresses by gzip, but not where a caller says that they take none, or like it less (`gzip;q=0`; RFC 9110, 12.5.3)."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        weights = dict(liked(Headers(scope=scope).get("Accept-Encoding", ""))) if scope["type"] == "http" else {}
        takes = weights.get("gzip", 0) > 0 and weights["gzip"] >= weights.get("identity", 0)
        await (super().__call__ if takes or not weights else self.app)(scope, receive, send)
