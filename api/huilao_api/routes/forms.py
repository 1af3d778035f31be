"""Forms as browsers send them: every name and value is whole text in UTF-8, where starlette would put other characters in its place."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import aclosing
from string import printable
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from huilao import Text

from ..web.problems import RefusedError
from .bodies import media_type_of

PLAIN, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
"""As what a form is sent: without files, and with them."""


class FormRoute(APIRoute):
    """Reads forms in UTF-8; RefusedError 400 for one that is not."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def read_and_handle(request: Request) -> Response:
            return await handle(_FormRequest(request.scope, request.receive))

        return read_and_handle


class _FormRequest(Request):
    """A request whose form is read by the parsers below."""

    async def _get_form(
        self, *, max_files: float = 1_000, max_fields: float = 1_000, max_part_size: int = 1_048_576
    ) -> FormData:  # fmt: skip
        kind = media_type_of(self)
        if self._form is None and kind in (PLAIN, PARTS):
            try:
                async with aclosing(self.stream()) as stream:
                    parser = (
                        _Fields(self.headers, stream, max_fields=max_fields, max_part_size=max_part_size) if kind == PLAIN
                        else _Parts(self.headers, stream, max_files=max_files, max_fields=max_fields, max_part_size=max_part_size)
                    )  # fmt: skip
                    self._form = await parser.parse()
            except MultiPartException as error:
                raise HTTPException(400, error.message) from None
        return await super()._get_form()  # which is the one that was read, or none


class _Fields(FormParser):
    def on_field_end(self) -> None:
        for said in (self._field_name, self._field_value):
            _refuse_unless_text(unquote_to_bytes(bytes(said)))
            said[:] = quote_from_bytes(bytes(said), printable).encode()  # what is not escaped is read as UTF-8, too
        super().on_field_end()


class _Parts(MultiPartParser):
    def on_headers_finished(self) -> None:
        self._charset = "utf-8"  # whatever is said of the whole (RFC 7578, 5.1.2)
        _refuse_unless_text(self._current_part.content_disposition or b"")
        super().on_headers_finished()

    def on_part_end(self) -> None:
        _refuse_unless_text(self._current_part.data)  # a file has none here
        super().on_part_end()


def _refuse_unless_text(said: bytes | bytearray) -> None:
    try:
        said.decode()
    except UnicodeDecodeError:
        raise RefusedError(400, Text("表单不是 UTF-8 文本，请用 UTF-8 发送", "the form is not in UTF-8: send it in UTF-8")) from None
