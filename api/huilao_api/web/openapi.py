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

ASKED_WHO = (401, 403, 429, 503)
"""What may come of any route that asks who is there."""
ASKED_NOBODY = (403, 404)
"""What may come of the same where nobody signs in: such a service is for its machine alone, and may keep nothing."""
SENT = (400, 408, 413, 415)
"""What may come of any route that takes a body."""


def document(app: FastAPI, book: Rulebook, *, sign_in: bool = True) -> dict[str, Any]:
    """The document of a service over a rule book; without `sign_in` it tells of no keys."""
    found = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=app.description, routes=app.routes, tags=app.openapi_tags
    )
    schemas: dict[str, Any] = found["components"]["schemas"]
    schemas["Profile"] = profile_schema(book.rules)
    for schema in schemas.values():
        given = schema.get("properties", {})
        for name, shape in (("profile", PROFILE), ("profiles", {"type": "array", "items": PROFILE})):
            if name in given:
                given[name] = {
                    **{key: value for key, value in given[name].items() if key.endswith("Items") or key == "description"},
                    **shape,
                }
    for operation in _operations(found):
        responses: dict[str, Any] = operation["responses"]
        asked = "security" in operation
        also = (ASKED_WHO if sign_in else ASKED_NOBODY) * asked + SENT * ("requestBody" in operation)
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
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    if not sign_in:
        del found["components"]["securitySchemes"]
    return found


def _operations(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in cast("dict[str, dict[str, Any]]", found["paths"]).values():
        yield from (one for one in path.values() if "responses" in one)
