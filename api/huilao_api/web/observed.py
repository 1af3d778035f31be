"""What is kept of requests for those who run the service: a line in the log and figures, and nothing of any person in either."""

from __future__ import annotations

import logging
import re
import time
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from asgi_correlation_id import correlation_id

from .figures import Figures
from .limits import App, Receive, Scope, Send

log = logging.getLogger("huilao.service")


def write_log(level: str = "INFO", to: TextIO | None = None) -> None:
    """Write the log, and what the server below says, as lines of JSON to a stream, standard error by default: time, level, event, and what
    is said with it.
    """
    shared: list[Any] = [
        structlog.stdlib.add_log_level, structlog.stdlib.ExtraAdder(), structlog.processors.TimeStamper("iso", utc=True), _without_messages
    ]  # fmt: skip
    lines = logging.StreamHandler(to)
    lines.setFormatter(
        structlog.stdlib.ProcessorFormatter(processor=structlog.processors.JSONRenderer(ensure_ascii=False), foreign_pre_chain=shared)
    )
    logging.logProcesses = logging.logThreads = False  # nobody reads them, and they cost a system call a line
    for name in ("huilao", "uvicorn", "asyncio", "asgi_correlation_id"):
        one = logging.getLogger(name)
        one.handlers, one.propagate = [lines], False
    logging.getLogger("huilao").setLevel(level)


def _without_messages(_logger: Any, _method: str, said: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What was raised and where; its message could have a profile's value in it."""
    if (raised := said.pop("exc_info", None)) is not None:
        kind, _, trace = raised
        said["exception"], said["trace"] = kind.__name__, "".join(traceback.format_tb(trace))
    return said


def may_be_logged(request_id: str) -> bool:
    """Whether what a caller names a request by is a UUID in which no ID number can be hidden: those from before 1999 have 15 digits."""
    return _UUID.fullmatch(request_id) is not None and re.search("[0-9]{15}", request_id.replace("-", "")) is None


class Observed:
    """Counts and times every request, and writes one line for it: route and status, never an address, a query or a body."""

    def __init__(self, app: App, figures: Figures) -> None:
        self.app = app
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def noting(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            seconds, method = time.perf_counter() - begun, scope["method"] if scope["method"] in _METHODS else "OTHER"
            route = getattr(scope.get("route"), "path", "none")  # the pattern: an address could have anything in it
            self.figures.requests.labels(route, method, str(status)).inc()
            self.figures.seconds.labels(route).observe(seconds)
            said = {"route": route, "method": method, "status": status, "seconds": round(seconds, 4), "request_id": correlation_id.get()}
            log.info("request", extra=said)


_UUID = re.compile("[0-9a-f]{8}(-?)[0-9a-f]{4}(\\1[0-9a-f]{4}){2}\\1[0-9a-f]{12}", re.IGNORECASE)
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
