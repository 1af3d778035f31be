"""How a request is told to be somebody's: a key in `Authorization: Bearer`, or the cookie of whoever signed in; and what they may."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from starlette.responses import Response

from huilao import Text

from ..service import Service, Serving
from ..store import accounts, keys
from ..store.database import Database
from ..web.problems import ProblemError
from ..who import Asker, Permission

COOKIE = "huilao"
"""The cookie of whoever signed in."""
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""What is asked by these may change something."""
_LOOKING_UP = CapacityLimiter(4)
"""Threads for this alone: who is told apart never waits for the work of others."""

bearer = HTTPBearer(auto_error=False, scheme_name="key", description="密钥 / a key: `huilao_…`")
cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="signed_in", description="登录后的 cookie / of whoever signed in")


async def told(
    request: Request,
    serving: Serving,
    key: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    token: Annotated[str | None, Depends(cookie)],
) -> AsyncGenerator[Asker]:
    """Who asks; they count as asking until they are answered.

    Raises ProblemError: 401 where nobody is told, 403 for what a page of another origin asks, 429 for too much.
    """
    asker = await asker_of(request, key, token)
    if serving.settings.auth == "off":
        if request.method in CHANGES:
            refuse_other_origins(request, serving, unsaid=True)
        yield asker
        return
    if key is None and request.method in CHANGES:
        refuse_other_origins(request, serving)
    with serving.rates.at_work(asker.name):
        yield asker


Told = Annotated[Asker, Depends(told)]


async def asker_of(request: Request, key: HTTPAuthorizationCredentials | None, token: str | None) -> Asker:
    """Whose key or cookie it is, looked up once in a request. Raises ProblemError 401 where nobody is told."""
    serving: Service = request.app.state.service
    if serving.settings.auth == "off":
        return Asker.everything()
    if not hasattr(request.state, "asker"):
        request.state.asker = await _looked_up(serving, key.credentials if key else None, token)
    if request.state.asker is None:
        raise ProblemError(
            401, "who", Text("请先登录，或出示有效的密钥", "sign in, or show a key that is good"),
            Text("没有登录、没有密钥，或者已经失效", "there is no sign-in and no key, or it is good no more"), {"WWW-Authenticate": "Bearer"},
        )  # fmt: skip
    return request.state.asker


async def refuse_nobody(request: Request) -> None:
    """Before anything of a request is read or said. Raises ProblemError 401 where nobody is told."""
    await asker_of(request, await bearer(request), await cookie(request))


def asks_who(dependant: Dependant) -> bool:
    """Whether a route asks who is there."""
    return dependant.call is told or any(map(asks_who, dependant.dependencies))


@cache
def needs(*permissions: Permission) -> Callable[[Asker], Awaitable[Asker]]:
    """A dependency that gives whoever asks; ends in ProblemError 401 where nobody is told, 403 where they may none of these."""

    async def who_may(asker: Told) -> Asker:  # FastAPI would send one that is not `async` to a thread
        if not any(asker.may(one) for one in permissions):
            raise ProblemError(
                403, "role", Text("您没有做这件事的权限", "you may not do this"),
                Text("请找有权限的同事，或请管理员另给一个角色", "ask somebody who may, or an administrator for another role"),
            )  # fmt: skip
        return asker

    return who_may


Sees = Annotated[Asker, Depends(needs(Permission.SEE_VERSIONS))]
Drafts = Annotated[Asker, Depends(needs(Permission.DRAFT))]
Approves = Annotated[Asker, Depends(needs(Permission.PUBLISH))]
Checks = Annotated[Asker, Depends(needs(Permission.DRAFT, Permission.PUBLISH))]
Screens = Annotated[Asker, Depends(needs(Permission.SCREEN))]
Reads = Annotated[Asker, Depends(needs(Permission.READ_DECISIONS))]


def refuse_other_origins(request: Request, serving: Service, *, unsaid: bool = False) -> None:
    """Raises ProblemError 403 where a request comes from a page that is not ours (`Sec-Fetch-Site`, else `Origin`); where neither is
    said, unless `unsaid` may be ours.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    said = unsaid if origin is None else origin == own_origin(request, serving)
    if not (said if site is None else site == "same-origin"):
        raise ProblemError(
            403, "origin", Text("请求不是从本系统的页面发出的", "the request does not come from a page of this service"),
            Text("请从本系统的页面操作；程序请用密钥", "use a page of this service; a program uses a key"),
        )  # fmt: skip


def own_origin(request: Request, serving: Service) -> str:
    """Where people reach the service: scheme, host and port."""
    address = urlsplit(serving.settings.public_url or str(request.base_url))
    return f"{address.scheme}://{address.netloc}"


def let_in(response: Response, token: str, request: Request, serving: Service) -> None:
    """Give whoever signed in their cookie."""
    response.set_cookie(COOKIE, token, max_age=int(accounts.SIGNED_IN.total_seconds()), **_cookie(request, serving))


def let_out(response: Response, request: Request, serving: Service) -> None:
    """Take it back."""
    response.delete_cookie(COOKIE, **_cookie(request, serving))


def _cookie(request: Request, serving: Service) -> Mapping[str, Any]:
    return {"httponly": True, "samesite": "strict", "secure": own_origin(request, serving).startswith("https:")}


async def _looked_up(serving: Service, secret: str | None, token: str | None) -> Asker | None:
    database, _ = serving.store()
    shown = f"cookie:{token}" if secret is None else f"key:{secret}"
    asker = serving.lately.found(shown, database)
    if asker is None:
        written = database.written
        asker = await to_thread.run_sync(_found, database, secret, token, limiter=_LOOKING_UP)
        if asker is not None:
            serving.lately.keep(shown, asker, written)
    return asker


def _found(database: Database, secret: str | None, token: str | None) -> Asker | None:
    """Whoever shows a key is its program, whether or not somebody is signed in, too."""
    with database.reading() as session:
        if secret is not None:
            return keys.asker_of(session, secret)
        return None if token is None else accounts.signed_in(session, token)
