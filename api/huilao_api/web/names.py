"""Names in a request that stand for nothing in the rule book: all of them, where the rule book itself stops at the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import BaseModel

from huilao import Rulebook, UnknownBenefitError, UnknownWordError

from .requests import Benefits, BenefitsQuery

FILTERS: Mapping[str, str] = {"action": "actions", "service": "services", "ruleset": "rulesets", "for": "beneficiaries"}
"""Parameters by which findings are chosen, as `Rulebook.filter` calls them."""


def unknown_names(request: Request) -> Iterator[tuple[str, UnknownWordError | UnknownBenefitError]]:
    """Where such a name stands and what there is to say of it, for a request that has got as far as its rule book."""
    serving, route = getattr(request.state, "serving", None), request.scope.get("route")
    if serving is None or not isinstance(route, APIRoute):
        return
    if any(issubclass(one, BenefitsQuery) for one in models_of(route.dependant.query_params)):  # `action` is something else elsewhere
        yield from _words(request, serving.book)
    if any(
        "benefits" in one.model_fields and one.model_fields["benefits"].annotation == Benefits | None
        for one in models_of(route.dependant.body_params)
    ):
        yield from _benefits(getattr(request.state, "content", None), serving.book)


def models_of(parameters: Iterable[Any]) -> Iterator[type[BaseModel]]:
    """The models of parameters of a route, as FastAPI has them."""
    kinds = (one.field_info.annotation for one in parameters)
    yield from (one for one in kinds if isinstance(one, type) and issubclass(one, BaseModel))


def _words(request: Request, book: Rulebook) -> Iterator[tuple[str, UnknownWordError]]:
    for name, word in dict.fromkeys(request.query_params.multi_items()):
        only: dict[str, Any] = {FILTERS[name]: (word,)} if name in FILTERS else {}
        try:
            book.filter(**only)
        except UnknownWordError as error:
            yield f"query.{name}", error


def _benefits(content: object, book: Rulebook) -> Iterator[tuple[str, UnknownBenefitError]]:
    named: Any = cast("dict[str, Any]", content).get("benefits") if isinstance(content, dict) else None
    for number, name in enumerate(cast("list[Any]", named) if isinstance(named, list) else ()):
        try:
            if isinstance(name, str):
                book.benefit(name)
        except UnknownBenefitError as error:
            yield f"body.benefits.{number}", error
