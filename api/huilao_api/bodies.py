"""The bodies of requests as JSON: numbers are decimals from the text, a key stands once, every character is whole."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from huilao import JsonTextError, read_json


class _ReadRequest(Request):
    """A request whose JSON has been read."""

    content: Any = None

    async def json(self) -> Any:
        """What the body says."""
        return self.content


class JsonRoute(APIRoute):
    """Reads the JSON of a request before the models see it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """A handler that raises RequestValidationError for what is no JSON, ProfileError where a key stands twice or half a
        character does.
        """
        handle = super().get_route_handler()

        async def read_and_handle(request: Request) -> Response:
            read = _ReadRequest(request.scope, request.receive)
            body = await read.body()
            if body:
                try:
                    read.content = read_json(body)
                except JsonTextError as error:
                    where, said = ("body", error.line, error.column), {"zh": error.message.zh, "en": error.message.of("en")}
                    raise RequestValidationError([{"type": "json_invalid", "loc": where, "msg": str(error), "input": {}, "ctx": said}]) from None
            return await handle(read)

        return read_and_handle
