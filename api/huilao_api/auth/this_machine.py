"""A service that asks nobody who they are is for the machine itself: what comes from elsewhere, or by a name that could be anybody's, is
refused, whatever server it runs on.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request

from huilao import Text

from ..web.limits import App, Receive, Scope, Send
from ..web.problems import ProblemError, language_of, problem_of
from .oidc import is_this_machine


class ThisMachine:
    """Refuses what comes over the network from another machine, or under another name than the machine itself has: by such a name a page
    from elsewhere would reach the service in the browser of whoever sits at it (DNS rebinding).
    """

    def __init__(self, app: App, language: str) -> None:
        self.app = app
        self.language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _is_from_here(request := Request(scope)):
            refused = ProblemError(
                403, "elsewhere", Text("未设登录，只许在本机使用", "without sign-in this is for the machine itself alone"),
                Text("请在本机用 127.0.0.1 打开，或去掉 HUILAO_AUTH=off", "open it at the machine itself as 127.0.0.1, or take HUILAO_AUTH=off away"),
            )  # fmt: skip
            await problem_of(refused, language_of(request, self.language))(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_from_here(request: Request) -> bool:
    address = request.client.host if request.client else ""
    try:
        ip_address(address)
    except ValueError:  # a socket of the machine itself, or a test: no network is between
        return True
    return is_this_machine(address) and is_this_machine(urlsplit(f"//{request.headers.get('host', '')}").hostname or "")
