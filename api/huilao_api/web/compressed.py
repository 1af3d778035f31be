"""Answers that are compressed for who takes that."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware, GZipResponder
from starlette.types import Message, Receive, Scope, Send

from .liking import liked


class Compressed(GZipMiddleware):
    """Compresses by gzip, but not where a caller says that they take none, or like it less (`gzip;q=0`; RFC 9110, 12.5.3). Every answer says
    that it hangs on that, for another of the same address may be compressed.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def varying(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "Accept-Encoding" not in headers.get("Vary", ""):
                    headers.add_vary_header("Accept-Encoding")
            await send(message)

        takes = scope["type"] == "http" and takes_gzip(",".join(Headers(scope=scope).getlist("Accept-Encoding")))
        # starlette itself would look for `gzip` in small letters, whatever stands behind it
        answers = GZipResponder(self.app, self.minimum_size, exclude_content_types=self.exclude_content_types) if takes else self.app
        await answers(scope, receive, varying)


def takes_gzip(header: str) -> bool:
    """Whether a caller takes gzip, by whichever of its names (RFC 9110, 8.4.1), and likes it no less than the answer as it is."""
    weights = dict(liked(header))
    weight = next((weights[one] for one in ("gzip", "x-gzip", "*") if one in weights), 0)
    return weight > 0 and weight >= weights.get("identity", 0)
