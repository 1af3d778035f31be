"""Answers that are compressed for who takes that."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Message, Receive, Scope, Send

from .liking import liked


class Compressed(GZipMiddleware):
    """Compresses by gzip, but not where a caller says that they take none, or like it less (`gzip;q=0`; RFC 9110, 12.5.3). Every answer says
    that it hangs on that, for another of the same address may be compressed.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        weights = dict(liked(Headers(scope=scope).get("Accept-Encoding", ""))) if scope["type"] == "http" else {}
        takes = weights.get("gzip", 0) > 0 and weights["gzip"] >= weights.get("identity", 0)

        async def varying(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "Accept-Encoding" not in headers.get("Vary", ""):
                    headers.add_vary_header("Accept-Encoding")
            await send(message)

        await (super().__call__ if takes or not weights else self.app)(scope, receive, varying)
