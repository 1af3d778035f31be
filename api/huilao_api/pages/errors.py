"""Problems as pages, for browsers: what went wrong, and what to do; who is not signed in is led to where they can be."""

from __future__ import annotations

import json
import logging
from collections.abc import MutableMapping
from contextlib import suppress
from html import escape
from typing import Any
from urllib.parse import quote

from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..routes.told import COOKIE, asker_of
from ..service import Service
from ..web.limits import App, Receive, Scope, Send
from ..web.problems import PROBLEM_JSON, ProblemError
from .frame import own_path, page

log = logging.getLogger("huilao.service")
AGAIN = (
    '<!doctype html><html lang="zh-Hans-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={there}"><title>惠老</title>'
    '<p><a href="{there}">继续 Go on</a></p></html>'
)
"""A page that asks for an address once more."""
KEPT = ("retry-after", "allow", "set-cookie")
"""Headers of a problem that its page has too."""


class ErrorPages:
    """Answers with a page where whoever asks takes one and the answer would be a problem in JSON."""

    def __init__(self, app: App, serving: Service) -> None:
        self.app = app
        self.serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not takes_pages(scope):
            await self.app(scope, receive, send)
            return
        begun: MutableMapping[str, Any] | None = None
        said, sent = bytearray(), False

        async def holding(message: MutableMapping[str, Any]) -> None:
            nonlocal begun, sent
            if message["type"] == "http.response.start" and Headers(scope=message).get("content-type", "").startswith(PROBLEM_JSON):
                begun = message
            elif begun is None:
                sent = True
                await send(message)
            else:
                said.extend(message.get("body", b""))

        request = Request(scope, receive)
        try:
            await self.app(scope, receive, holding)
        except Exception as error:  # whatever it is: the page says that it went wrong
            if sent:
                raise
            log.error("unexpected %s", type(error).__name__)  # noqa: TRY400  # no message: it could have a profile's value in it
            zh = self.serving.language(request) == "zh"
            fault = {"title": "服务出错" if zh else "internal error", "detail": "请报告给维护人员" if zh else "please report this"}
            await self._page(request, 500, fault, {})(scope, receive, send)
            return
        if begun is not None:
            if begun["status"] == 404:  # at an address that is none nobody was asked who they are
                await _known(request)
            headers = {name: value for name, value in Headers(scope=begun).items() if name in KEPT}
            await self._page(request, begun["status"], json.loads(bytes(said)), headers)(scope, receive, send)

    def _page(self, request: Request, status: int, problem: dict[str, Any], headers: dict[str, str]) -> Response:
        if status == 401 and request.method in ("GET", "HEAD") and request.url.path != "/sign-in":
            there = own_path(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
            if request.headers.get("sec-fetch-site") == "cross-site":  # a link elsewhere brings no cookie: asked from here again it comes
                return HTMLResponse(AGAIN.format(there=escape(there)))
            return RedirectResponse(f"/sign-in?next={quote(there, safe='/')}", 303)
        asker = getattr(request.state, "asker", None)
        return page(request, self.serving, "error.html", asker, status=status, headers=headers, problem=problem, status_code=status)


async def _known(request: Request) -> None:
    """Look who is signed in, so that the page can show where they may go."""
    with suppress(ProblemError, SQLAlchemyError):
        await asker_of(request, None, request.cookies.get(COOKIE))


def takes_pages(scope: Scope) -> bool:
    """Whether a caller says itself that it takes HTML: browsers do, programs that take anything get JSON; so does everybody from what is
    for programs, but for where people come back from the OpenID provider.
    """
    if scope["path"].startswith("/v1/") and not scope["path"].startswith("/v1/oidc/"):
        return False
    accepted = Headers(scope=scope).get("accept", "").split(",")
    return any(one.partition(";")[0].strip().lower() == "text/html" for one in accepted)
