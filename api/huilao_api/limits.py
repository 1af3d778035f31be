"""What a request may cost: the size of its body, and the time in which it comes; how many one may ask."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, MutableMapping
from contextlib import contextmanager
from threading import Lock
from typing import Any

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.exceptions import HTTPException
from starlette.requests import Request

from huilao import Text

from .problems import ProblemError, language_of, problem_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class BodyLimit:
    """Refuses request bodies over a size, whether or not their length is declared, and those that do not come in time."""

    def __init__(self, app: App, limit: int, seconds: float) -> None:
        self.app = app
        self.limit = limit
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        received = 0
        until = asyncio.get_running_loop().time() + self.seconds
        whole = False

        async def limited() -> MutableMapping[str, Any]:
            nonlocal received, whole
            if whole:
                return await receive()  # what comes now is that the caller goes
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, f"> {self.seconds:g} s") from None
            received += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if received > self.limit:
                raise HTTPException(413, f"> {self.limit} bytes")
            return message

        await self.app(scope, limited, send)


ALWAYS_ANSWERED = ("/healthz", "/readyz", "/metrics")
"""Whoever watches the service is never told to wait."""


class Window:
    """How often each of many does something within a minute, in a window that slides."""

    def __init__(self, most: int, of: str, counted: MemoryStorage) -> None:
        """`of` tells it from the other windows whose counts are in the same storage."""
        self._most = RateLimitItemPerMinute(most, namespace=of)
        self._counts = SlidingWindowCounterRateLimiter(counted)

    def count(self, who: str) -> None:
        """Count one more of somebody. Raises ProblemError 429 where that would be too many."""
        if not self._counts.hit(self._most, who):
            raise too_many(self._counts.get_window_stats(self._most, who).reset_time - time.time())


SIGN_INS = 30
"""Tries to sign in, a minute, from one address: a whole office may be behind one."""


class Rates:
    """How much one asker and one address may ask, in each process of the service."""

    def __init__(self, asker: int, address: int, at_once: int) -> None:
        counted = MemoryStorage()  # one for all: it starts a thread now and then to clear itself
        self.askers = Window(asker, "askers", counted)
        self.addresses = Window(address, "addresses", counted)
        self.sign_ins = Window(SIGN_INS, "sign_ins", counted)
        self.at_once = at_once
        self._lock = Lock()
        self._at_work: Counter[str] = Counter()

    @contextmanager
    def at_work(self, who: str) -> Generator[None]:
        """Count a request of somebody, and that it is worked on. Raises ProblemError 429 where they ask too much."""
        self.askers.count(who)
        with self._lock:
            if self._at_work[who] >= self.at_once:
                raise too_many(1)
            self._at_work[who] += 1
        try:
            yield
        finally:
            with self._lock:
                self._at_work[who] -= 1
                if not self._at_work[who]:
                    del self._at_work[who]


def too_many(seconds: float) -> ProblemError:
    """What somebody is told who has to wait."""
    wait = max(1, math.ceil(seconds))
    return ProblemError(
        429,
        "rate",
        Text("请求太多", "too many requests"),
        Text(f"请过 {wait} 秒再试", f"try again in {wait} s"),
        {"Retry-After": str(wait)},
    )


def address_of(scope: Scope) -> str:
    """The network address of the caller; behind a gateway that uvicorn was told to trust, as that says."""
    return (scope.get("client") or ("unknown",))[0]


class AddressLimit:
    """Refuses, before anything is read, what comes too often from one address."""

    def __init__(self, app: App, window: Window, language: str) -> None:
        self.app = app
        self.window = window
        self.language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in ALWAYS_ANSWERED:
            try:
                self.window.count(address_of(scope))
            except ProblemError as error:
                await problem_of(error, language_of(Request(scope), self.language))(scope, receive, send)
                return
        await self.app(scope, receive, send)
