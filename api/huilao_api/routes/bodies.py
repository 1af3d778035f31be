"""The bodies of requests as JSON: numbers are decimals from the text, a key stands once, every character is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from email.message import Message
from typing import Any, get_origin

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse, RedirectResponse

from huilao import JsonTextError, Text, read_json

from ..web.liking import best
from ..web.names import models_of
from ..web.problems import RefusedError
from .told import asks_who, refuse_nobody

OCTETS = "application/octet-stream"
BOTH = "zh, en"
"""The languages of answers in which every text stands in both."""


class _ReadRequest(Request):
    """A request whose JSON has been read."""

    content: Any = None

    async def json(self) -> Any:
        """What the body says."""
        return self.content


def refuse_unless_accepted(request: Request, *media_types: str) -> str:
    """Which of these the caller likes best. Raises RefusedError 406 where they take none."""
    if (found := best(request.headers.get("accept"), *media_types)) is None:
        raise RefusedError(406, Text(f"这里给得出：{'、'.join(media_types)}", f"there is {', '.join(media_types)}"))
    return found


def media_types_of(route: APIRoute) -> tuple[str, ...]:
    """What a route answers with, as its documentation has it; nothing where it leads a browser on, which chooses nothing."""
    if route.response_class in (HTMLResponse, RedirectResponse):
        return ()
    return tuple(dict.fromkeys(("application/json", *route.responses.get(200, {}).get("content", {}))))


def not_taken(header: str, headers: Mapping[str, str] | None = None) -> RefusedError:
    """What is said of a body of a kind that is not taken: the header that it is to have."""
    return RefusedError(415, Text(f"请用 {header}", f"send it with `{header}`"), headers)


def file_body(about: str, *taken: str) -> dict[str, Any]:
    """A body that is a file, as the documentation has it: under the one media type that generators of clients know."""
    also = ", ".join(one for one in taken if one != OCTETS)
    content = {OCTETS: {"schema": {"type": "string", "format": "binary"}}}
    return {"requestBody": {"required": True, "description": f"{about}; taken as {also}, too", "content": content}}


def body_of(*taken: str) -> Callable[[Request], Coroutine[Any, Any, bytes]]:
    """A dependency that gives the body as it is, where it is sent as one of some media types."""

    async def body(request: Request) -> bytes:
        if media_type_of(request) not in taken:
            raise not_taken(f"Content-Type: {taken[0]}")
        return await request.body()

    return body


def media_type_of(request: Request) -> str:
    """As what the body is sent."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


class JsonRoute(APIRoute):
    """Reads the JSON of a request that has some before the models see it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """A handler that raises RequestValidationError for what is no JSON, ProfileError where a key stands twice or half a
        character does, RefusedError for a body of another kind, or a caller who takes nothing that the route gives; before all of these
        ProblemError 401 for a caller whom nobody knows, where the route asks who it is.
        """
        handle, asked, once = super().get_route_handler(), asks_who(self.dependant), asked_once(self.dependant)
        given = media_types_of(self)

        async def read_and_handle(request: Request) -> Response:
            if asked:
                await refuse_nobody(request)
            if given:
                refuse_unless_accepted(request, *given)
            refuse_query(request, once)
            if self.body_field is None:
                await _refuse_body(request)
                return _in_both(await handle(request))
            kind = media_type_of(request)
            if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
                raise not_taken("Content-Type: application/json")
            if _charset(request) not in ("utf-8", "utf8"):
                raise not_taken("Content-Type: application/json; charset=utf-8")  # RFC 8259, 8.1
            if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
                raise not_taken("Content-Encoding: identity", {"Accept-Encoding": "identity"})  # RFC 9110, 12.5.3
            read = _ReadRequest(request.scope, request.receive)
            body = await read.body()
            if body:
                try:
                    read.content = request.state.content = read_json(_text(body))
                except JsonTextError as error:
                    where, said = ("body", error.line, error.column), {"zh": error.message.zh, "en": error.message.of("en")}
                    raise RequestValidationError(
                        [{"type": "json_invalid", "loc": where, "msg": str(error), "input": {}, "ctx": said}]
                    ) from None
            return _in_both(await handle(read))

        return read_and_handle


def _charset(request: Request) -> str:
    """In which characters the body is said to be; JSON is in UTF-8 where nothing is said."""
    said = Message()
    said["content-type"] = request.headers["content-type"]
    return said.get_content_charset("utf-8")


def _text(body: bytes) -> str:
    """A body as text. Raises JsonTextError."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise JsonTextError(Text("不是 UTF-8 文本，请用 UTF-8 发送", "not UTF-8: send it in UTF-8")) from None


def _in_both(response: Response) -> Response:
    """An answer, with the languages that it is in, unless it says the one that it is in, by what was asked for."""
    if response.headers.get("Content-Language", BOTH) != BOTH:
        response.headers.add_vary_header("Accept-Language")
    elif response.status_code != 204:
        response.headers["Content-Language"] = BOTH
    return response


async def _refuse_body(request: Request) -> None:
    """Raises RequestValidationError where something is said in a body that nobody would read; `{}` says nothing."""
    if (await request.body()).strip() not in (b"", b"{}"):
        said = {"zh": "这里不用请求体，里面写的不会被读到；要说的写在参数里", "en": "no body is read here: say it in the parameters"}
        raise RequestValidationError([{"type": "no_body", "loc": ("body",), "msg": said["en"], "input": None, "ctx": said}])


def asked_once(dependant: Dependant) -> frozenset[str]:
    """The parameters of a query that stand once at most."""
    return frozenset(
        field.alias or name
        for model in models_of(dependant.query_params)
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is not list
    )


def refuse_query(request: Request, once: frozenset[str]) -> None:
    """Raises RequestValidationError where a parameter stands twice of which one would be taken in silence, or was not UTF-8: nothing would be
    found by what is put in the place of its characters.
    """
    given = request.query_params.multi_items()
    times = Counter(name for name, _ in given)
    wrong = {name: ("twice", "只能写一次", "may stand once") for name in sorted(once) if times[name] > 1}
    wrong |= {
        name: ("encoding", "不是 UTF-8 文本，请用 UTF-8 发送", "not UTF-8: send it in UTF-8")
        for name, value in given
        if "\ufffd" in name + value
    }
    if wrong:
        raise RequestValidationError(
            [
                {"type": kind, "loc": ("query", name), "msg": en, "input": None, "ctx": {"zh": zh, "en": en}}
                for name, (kind, zh, en) in wrong.items()
            ]
        )
