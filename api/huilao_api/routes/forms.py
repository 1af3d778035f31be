"""Forms as browsers send them: every name and value is whole text in UTF-8, where starlette would put other characters in its place; a field
stands once, unless several can be chosen in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from email.message import Message as Headers
from string import printable
from typing import Any, ClassVar, get_args, get_origin
from urllib.parse import quote_from_bytes, unquote_to_bytes

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.datastructures import FormData, UploadFile
from starlette.types import Message, Receive, Scope

from huilao import Text

from ..web.problems import RefusedError, repeated
from .bodies import asked_once, media_type_of, refuse_query

FORM = "application/x-www-form-urlencoded"
"""As what a form without files is sent."""
WITH_FILES = "multipart/form-data"


class FormRoute(APIRoute):
    """Reads forms in UTF-8, escaped or bare as curl sends them; RefusedError 400 for one that is not, and for a field that stands twice;
    RequestValidationError for parameters of an address that are or do so.
    """

    several: ClassVar[re.Pattern[str]] = re.compile("(?!)")
    """Fields of `FormData` in which several can be chosen; those of `Form()` are known by their types."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle, lists, once = super().get_route_handler(), _lists(self.dependant), asked_once(self.dependant)

        def may_be_several(name: str) -> bool:
            return name in lists or self.several.fullmatch(name) is not None

        async def read_and_handle(request: Request) -> Response:
            refuse_query(request, once)
            kind = media_type_of(request)
            scope = _byte_by_byte(request.scope) if kind == WITH_FILES else request.scope
            receive = _once(await _escaped(request)) if kind == FORM else request.receive
            return await handle(_Form(scope, receive, may_be_several))

        return read_and_handle


def _lists(dependant: Dependant) -> frozenset[str]:
    """The parameters of a form that are lists."""
    return frozenset(
        one.alias
        for one in dependant.body_params
        for kind in (one.field_info.annotation, *get_args(one.field_info.annotation))
        if get_origin(kind) in (list, Sequence)
    )


async def _escaped(request: Request) -> bytes:
    """The body with all characters escaped, as starlette reads UTF-8."""
    sent = await request.body()
    try:
        unquote_to_bytes(sent).decode()
    except UnicodeDecodeError:
        raise _not_text() from None
    return quote_from_bytes(sent, printable).encode()


def _byte_by_byte(scope: Scope) -> Scope:
    """The same with its text declared to be in Latin letters, of which each is a byte: read otherwise, it is not seen what was not UTF-8."""
    said = Headers()
    said["content-type"] = Request(scope).headers.get("content-type", "")
    said.set_param("charset", "latin-1")
    kept = [(name, value) for name, value in scope["headers"] if name != b"content-type"]
    return {**scope, "headers": [*kept, (b"content-type", said["content-type"].encode("latin-1"))]}


class _Form(Request):
    """A request with a form, once it is read: whoever reads it says how many fields it may have."""

    def __init__(self, scope: Scope, receive: Receive, may_be_several: Callable[[str], bool]) -> None:
        super().__init__(scope, receive)
        self._may_be_several = may_be_several

    async def _get_form(self, **limits: Any) -> FormData:
        if self._form is None:
            form = await super()._get_form(**limits)
            try:
                whole = [(_text(name), _whole(value)) for name, value in form.multi_items()] if media_type_of(self) == WITH_FILES else form
                read = FormData(whole)
                self._refuse_twice(read)
            except BaseException:
                await form.close()
                raise
            self._form = read
        return self._form

    def _refuse_twice(self, form: FormData) -> None:
        times = Counter(name for name, _ in form.multi_items())
        if twice := [repeated(name) for name, many in times.items() if many > 1 and not self._may_be_several(name)]:
            raise RefusedError(400, Text(f"表单里只能填一次：{'、'.join(twice)}", f"may stand once in a form: {', '.join(twice)}"))


def _whole(value: UploadFile | str) -> UploadFile | str:
    """What a field says, or a file with its name."""
    if isinstance(value, str):
        return _text(value)
    value.filename = _text(value.filename or "")
    return value


def _text(said: str) -> str:
    """What was read byte by byte as the text that it is. Raises RefusedError."""
    try:
        return said.encode("latin-1").decode()
    except UnicodeDecodeError:
        raise _not_text() from None


def _not_text() -> RefusedError:
    return RefusedError(400, Text("表单不是 UTF-8 文本，请用 UTF-8 发送", "the form is not in UTF-8: send it in UTF-8"))


def _once(body: bytes) -> Receive:
    """A body that was read, to be read again."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
