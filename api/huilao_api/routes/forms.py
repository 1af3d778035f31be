"""Forms as browsers send them: every name and value is whole text in UTF-8, where starlette would put other characters in its place."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from string import printable
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message, Receive

from huilao import Text

from ..web.problems import RefusedError
from .bodies import media_type_of

FORM = "application/x-www-form-urlencoded"
"""As what a form without files is sent."""


class FormRoute(APIRoute):
    """Reads forms in UTF-8, escaped or bare as curl sends them; RefusedError 400 for one that is not."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def read_and_handle(request: Request) -> Response:
            return await handle(await _escaped(request) if media_type_of(request) == FORM else request)

        return read_and_handle


async def _escaped(request: Request) -> Request:
    """The same with all characters escaped, as starlette reads UTF-8."""
    sent = await request.body()
    try:
        unquote_to_bytes(sent).decode()
    except UnicodeDecodeError:
        raise RefusedError(400, Text("表单不是 UTF-8 文本，请用 UTF-8 发送", "the form is not in UTF-8: send it in UTF-8")) from None
    return Request(request.scope, _once(quote_from_bytes(sent, printable).encode()))


def _once(body: bytes) -> Receive:
    """A body that was read, to be read again."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
