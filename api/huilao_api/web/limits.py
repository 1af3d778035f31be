"""What a request may cost: the size of its body, and the time in which it comes; how many one may ask."""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, MutableMapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request

from huilao import Text

from .problems import RETRY_AFTER, ProblemError, RefusedError, language_of, problem_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


REGISTERS = re.compile(r"POST (?:/v1)?/screenings|(?:PUT /v1|POST )/screenings/[^/]+/mended")
"""What takes a register, and writes it to disk as it comes."""
RULE_FILES = re.compile(
    r"PUT /v1/drafts/[^/]+/(?:archive|files/.+)|POST /workbench/drafts(?:/[^/]+/(?:archive|add|(?:files|read|join)/.+))?"
)
"""What takes files of a draft, or an archive of all."""


class BodyLimit:
    """Refuses request bodies over a size, whether or not their length is declared, those that do not come in time, and those that end
    half-way, be it that the service stops.
    """

    def __init__(
        self, app: App, limit: int, seconds: float, uploads: Sequence[tuple[re.Pattern[str], int, float]] = (), language: str = "zh"
    ) -> None:
        """`uploads` are the limit and the seconds of requests (`POST /path`) that take whole files."""
        self.app = app
        self.language = language
        self.limits = limit, seconds
        self.uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        received = 0
        asked = f"{scope.get('method')} {scope.get('path')}"
        limit, seconds = next((limits for what, *limits in self.uploads if what.fullmatch(asked)), self.limits)
        until = asyncio.get_running_loop().time() + seconds
        whole = begun = False

        async def noting(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            begun = True
            await send(message)

        async def limited() -> MutableMapping[str, Any]:
            nonlocal received, whole
            if whole:
                return await receive()  # what comes now is that the caller goes
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise RefusedError(
                    408, Text(f"请求要在 {seconds:g} 秒内传完，请重新发送", f"a request is to come within {seconds:g} s: send it again")
                ) from None
            if message["type"] == "http.disconnect":
                raise RefusedError(499, Text("请求没有传完，对方就断开了", "the caller went before the request was there"))
            received += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if received > limit:
                most = f"{limit / 1_000_000:.3g} MB"
                raise RefusedError(413, Text(f"最大 {most}，请分成几份发送", f"{most} at most: send it in parts"))
            return message

        try:
            await self.app(scope, limited, noting)
        except asyncio.CancelledError:  # the server's time to stop is over
            if whole or begun:
                raise
            await problem_of(_stopping(), language_of(Request(scope), self.language))(scope, receive, send)


def _stopping() -> ProblemError:
    """What is said of a request that is not there as a whole when the service stops: nothing of it was done."""
    return ProblemError(
        503, "stopping", Text("服务正在停止，请求没有传完", "the service stops, and the request is not whole"),
        Text("请稍后重新发送", "send it again later"), {"Retry-After": str(RETRY_AFTER)},
    )  # fmt: skip


class Counted(MemoryStorage):
    """Counts in memory. The library forgets what is over in a thread that it starts again and again, at nearly every request; here
    whoever counts does it, once a minute.
    """

    def __init__(self) -> None:
        super().__init__()
        self.timer.cancel()
        self._forget_at = time.monotonic() + FORGET

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count so many more under a key, from nought where it is new or over; over after so many seconds."""
        if time.monotonic() >= self._forget_at:
            self._forget_at = time.monotonic() + FORGET
            for one in list(self.expirations):
                self.get(one)  # which forgets what is over
        self.get(key)
        with self.locks[key]:
            self.storage[key] += amount
            if self.storage[key] == amount:
                self.expirations[key] = time.time() + expiry
            return self.storage[key]


FORGET = 60
"""Seconds after which counts that are over are forgotten."""

ALWAYS_ANSWERED = ("/healthz", "/readyz", "/metrics")
"""Whoever watches the service is never told to wait."""


class Window:
    """How often each of many does something within a minute, in a window that slides."""

    def __init__(self, most: int, of: str, counted: Counted) -> None:
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

    def __init__(self, asker: int, address: int, at_once: int, stranger: int) -> None:
        counted = Counted()
        self.askers = Window(asker, "askers", counted)
        self.addresses = Window(address, "addresses", counted)
        self.strangers = Window(stranger, "strangers", counted)
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
