"""Forms as browsers send them: every name and value is whole text in UTF-8, where starlette would put other characters in its place."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from string import printable
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import FormData, UploadFile
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
            return await handle(await _escaped(request) if media_type_of(request) == FORM else _WithFiles(request.scope, request.receive))

        return read_and_handle


async def _escaped(request: Request) -> Request:
    """The same with all characters escaped, as starlette reads UTF-8."""
    sent = await request.body()
    try:
        unquote_to_bytes(sent).decode()
    except UnicodeDecodeError:
        raise _not_text() from None
    return Request(request.scope, _once(quote_from_bytes(sent, printable).encode()))


class _WithFiles(Request):
    """A form with files, once it is read: whoever reads it says how many it may have."""

    async def _get_form(self, **limits: Any) -> FormData:
        form = await super()._get_form(**limits)
        said = [one.filename if isinstance(one, UploadFile) else one for pair in form.multi_items() for one in pair]
        if any(map(_garbled, filter(None, said))):
            await form.close()
            raise _not_text()
        return form


def _garbled(text: str) -> bool:
    """Whether this is Chinese in another encoding, which starlette reads as Latin letters (ÕÅ for 张)."""
    if text.isascii():
        return False
    try:
        return bool(text.encode("latin-1").decode("gb18030"))
    except UnicodeError:
        return False


def _not_text() -> RefusedError:
    return RefusedError(400, Text("表单不是 UTF-8 文本，请用 UTF-8 发送", "the form is not in UTF-8: send it in UTF-8"))


def _once(body: bytes) -> Receive:
    """A body that was read, to be read again."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
