"""The OpenAPI document: what FastAPI writes of the routes, with the profile as the facts of the rule book have it, and problems under
their own media type (RFC 9457).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from huilao import Rulebook, profile_schema

from .problems import PROBLEM_JSON, problems

PROFILE = {"$ref": "#/components/schemas/Profile"}
SHAPES = {
    "profile": PROFILE, "profiles": {"type": "array", "items": PROFILE}, "implies": PROFILE, "receipt": {"$ref": "#/components/schemas/ReceiptBody"},
}  # fmt: skip
"""What properties are that the models leave open: they are read, and their mistakes told, by the library."""

ASKED_WHO = (401, 403, 429, 503)
"""What may come of any route that asks who is there."""
ASKED_NOBODY = (403, 404)
"""What may come of the same where nobody signs in: such a service is for its machine alone, and may keep nothing."""
SENT = (400, 408, 413, 415)
"""What may come of any route that takes a body."""
WRITTEN = (507,)
"""What may come of any route that writes something down."""
HEADERS = {
    "X-Request-ID": "by which the log has the request: that of the request where it is a UUID, else one of our own",
    "Content-Language": "of the texts: `zh`, `en`, or both",
    "ETag": "of this state: for `If-None-Match`, or for `If-Match` where it is changed",
    "Location": "where it is found",
    "Retry-After": "seconds after which to ask again",
    "WWW-Authenticate": "`Bearer`: show a key",
}
"""What answers carry, and why."""
TAGGED = ("DraftBody", "PublicationBody", "PublicationsResponse")
"""What is answered with an entity tag, beside the rule book and files."""
NO_TEXTS = ("application/octet-stream", "application/yaml", "text/plain", "text/event-stream")
"""Kinds of answers that are in no language."""


def document(app: FastAPI, book: Rulebook, *, sign_in: bool = True) -> dict[str, Any]:
    """The document of a service over a rule book; without `sign_in` it tells of no keys."""
    found = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=app.description, routes=app.routes, tags=app.openapi_tags
    )
    schemas: dict[str, Any] = found["components"]["schemas"]
    schemas["Profile"] = profile_schema(book.rules)
    for schema in schemas.values():
        given = schema.get("properties", {})
        for name, shape in SHAPES.items():
            if name in given:
                given[name] = {
                    **{key: value for key, value in given[name].items() if key.endswith("Items") or key == "description"},
                    **shape,
                }
    for method, operation in _operations(found):
        responses: dict[str, Any] = operation["responses"]
        asked = "security" in operation
        writes = method != "get" and "answers" not in operation["tags"]
        also = (ASKED_WHO if sign_in else ASKED_NOBODY) * asked + SENT * ("requestBody" in operation) + WRITTEN * writes + (500,)
        for status, response in problems(*also).items():
            problem = {"application/json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
            responses.setdefault(str(status), {"description": response["description"], "content": problem})
        if not sign_in:
            operation.pop("security", None)
        if responses.get("422", {}).get("description") == "Validation Error":
            del responses["422"]
        for status, response in responses.items():
            content: dict[str, Any] = response.get("content", {})
            if status >= "400" and content:
                response["content"] = {PROBLEM_JSON: next(iter(content.values()))}  # whatever the route answers else
            response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in _headers(operation["tags"], status, response)}
    found["components"]["headers"] = {name: {"description": said, "schema": {"type": "string"}} for name, said in HEADERS.items()}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    if not sign_in:
        del found["components"]["securitySchemes"]
    return found


def _headers(tags: list[str], status: str, response: dict[str, Any]) -> Iterator[str]:
    """What an answer carries."""
    content: dict[str, Any] = response.get("content", {})
    yield "X-Request-ID"
    if status == "304" or (content and (status >= "400" or ("health" not in tags and content.keys().isdisjoint(NO_TEXTS)))):
        yield "Content-Language"
    schema: str = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    files = not content.keys().isdisjoint(("application/zip", "application/yaml"))
    if status in ("304", "412") or (status < "300" and ("rule book" in tags or files or schema.rpartition("/")[2] in TAGGED)):
        yield "ETag"
    if status == "303" or (status in ("201", "202") and tags not in (["access"], ["webhooks"])):  # what is made there is only listed
        yield "Location"
    if status in ("429", "503"):
        yield "Retry-After"
    if status == "401":
        yield "WWW-Authenticate"


def _operations(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in cast("dict[str, dict[str, Any]]", found["paths"]).values():
        yield from ((method, one) for method, one in path.items() if "responses" in one)
