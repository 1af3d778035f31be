"""The bodies of requests as JSON: numbers are decimals from the text, a key stands once, every character is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, get_origin

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from huilao import JsonTextError, read_json

from .told import asks_who, refuse_nobody


class _ReadRequest(Request):
    """A request whose JSON has been read."""

    content: Any = None

    async def json(self) -> Any:
        """What the body says."""
        return self.content


def accepts(request: Request, media_type: str) -> bool:
    """Whether the caller takes a media type (RFC 9110, 12.5.1); who says nothing takes any."""
    ranges = {media_type, f"{media_type.partition('/')[0]}/*", "*/*"}
    given = [part.strip().partition(";") for part in request.headers.get("accept", "*/*").split(",")]
    return any(
        kind.strip().lower() in ranges and "q=0" not in [one.strip() for one in parameters.split(";")] for kind, _, parameters in given
    )


def refuse_unless_accepted(request: Request, *media_types: str) -> None:
    """Raises HTTPException 406 where the caller takes none of these."""
    if not any(accepts(request, one) for one in media_types):
        raise HTTPException(406, ", ".join(media_types))


class JsonRoute(APIRoute):
    """Reads the JSON of a request that has some before the models see it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """A handler that raises RequestValidationError for what is no JSON, ProfileError where a key stands twice or half a
        character does, HTTPException for a body of another kind, or a caller who takes no JSON; before all of these ProblemError 401
        for a caller whom nobody knows, where the route asks who it is.
        """
        handle, asked, once = super().get_route_handler(), asks_who(self.dependant), _asked_once(self.dependant)

        async def read_and_handle(request: Request) -> Response:
            if asked:
                await refuse_nobody(request)
            refuse_unless_accepted(request, "application/json", "application/x-ndjson")
            _refuse_twice(request, once)
            if self.body_field is None:
                return await handle(request)
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
                raise HTTPException(415, "Content-Type: application/json")
            if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
                raise HTTPException(415, "Content-Encoding: identity", {"Accept-Encoding": "identity"})  # RFC 9110, 12.5.3
            read = _ReadRequest(request.scope, request.receive)
            body = await read.body()
            if body:
                try:
                    read.content = read_json(body)
                except JsonTextError as error:
                    where, said = ("body", error.line, error.column), {"zh": error.message.zh, "en": error.message.of("en")}
                    raise RequestValidationError(
                        [{"type": "json_invalid", "loc": where, "msg": str(error), "input": {}, "ctx": said}]
                    ) from None
            return await handle(read)

        return read_and_handle


def _asked_once(dependant: Dependant) -> frozenset[str]:
    """The parameters of a query that stand once at most."""
    models = (one.field_info.annotation for one in dependant.query_params)
    fields = [
        (field.alias or name, field.annotation)
        for model in models
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    ]
    return frozenset(name for name, annotation in fields if get_origin(annotation) is not list)


def _refuse_twice(request: Request, once: frozenset[str]) -> None:
    """Raises RequestValidationError where a parameter stands twice of which one would be taken in silence."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    said = {"zh": "只能写一次", "en": "may stand once"}
    if twice := [name for name in once if given[name] > 1]:
        raise RequestValidationError(
            [{"type": "twice", "loc": ("query", name), "msg": said["en"], "input": None, "ctx": said} for name in sorted(twice)]
        )
