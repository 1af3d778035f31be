"""The rule book in words and as data: the routes that read it. Each answer is the same until another version is in service."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse, Response

from ..service import Service, service_of
from ..web.problems import problems
from ..web.requests import BenefitsQuery, VersionQuery
from . import catalogue
from .asking import ByVersion
from .bodies import BOTH, asked_once, media_types_of, refuse_query, refuse_unless_accepted
from .book_bodies import BenefitDetail, BenefitSummary, FactBody, QuantityBody, RulesetBody, StandardBody, TermBody
from .cpsv import CATALOGUE, JSON_LD, public_services
from .told import refuse_nobody

Asked = Annotated[VersionQuery, Query()]


class _KnownError(Exception):
    """The caller has the version in service."""


def _unless_known(
    request: Request, serving: ByVersion,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match", description="entity tags of answers that one has")] = None,
) -> None:  # fmt: skip
    """Raises _KnownError, for who may read the rule book. Tags are compared weakly (RFC 9110, 13.1.2): caches may leave out the `W/`."""
    given = {one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")}
    if given & {_tag(request, serving).removeprefix("W/"), "*"}:
        raise _KnownError


def _tag(request: Request, serving: Service) -> str:
    return f'W/"{serving.book.version[:20]}-{serving.language(request)}"'


class VersionedRoute(APIRoute):
    """Answers with the version of the rule book as the entity's tag, and with nothing to whom has that version (RFC 9110, 8.8.3)."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """A handler that knows the tag."""
        handle, given, once = super().get_route_handler(), media_types_of(self), asked_once(self.dependant)

        async def answer(request: Request) -> Response:
            await refuse_nobody(request)
            refuse_unless_accepted(request, *given)
            refuse_query(request, once)
            try:
                response = await handle(request)
            except _KnownError:
                response = Response(status_code=304)
            response.headers["ETag"] = _tag(request, service_of(request))
            response.headers["Cache-Control"] = "no-cache"
            response.headers["Content-Language"] = BOTH
            response.headers.add_vary_header("Accept-Language")
            return response

        return answer


READ = problems(404, 406, 409, 422) | {304: {"description": "the caller has the version in service: `If-None-Match` names its entity tag"}}

router = APIRouter(prefix="/v1", tags=["rule book"], route_class=VersionedRoute, dependencies=[Depends(_unless_known)])


@router.get("/benefits", responses=READ, summary="待遇 / Benefits")
def benefits(serving: ByVersion, asked: Annotated[BenefitsQuery, Query()]) -> list[BenefitSummary]:
    """全部，或一份文件、一项服务的 / All of them, or those of one document or service. Raises UnknownWordError."""
    wanted = serving.book.filter((), asked.service, asked.ruleset)
    return [
        catalogue.benefit_summary(serving.book, one) for one in serving.book.benefits.values()
        if (not wanted.rulesets or one.ruleset in wanted.rulesets) and (not wanted.services or one.service in wanted.services)
    ]  # fmt: skip


@router.get(
    "/benefits/{ruleset}/{benefit}",
    response_model_exclude_unset=True,
    responses=READ,
    summary="一项待遇 / One benefit",
)
def benefit(serving: ByVersion, ruleset: str, benefit: str, _: Asked) -> BenefitDetail:
    """条件、金额、各种读法和出处 / Its condition, amounts, readings and source."""
    return catalogue.benefit_detail(serving.book, serving.book.benefit(f"{ruleset}/{benefit}"))


@router.get("/facts", responses=READ, summary="信息项 / Facts")
def facts(serving: ByVersion, _: Asked) -> list[FactBody]:
    """可以填什么 / What can be known about a person."""
    return list(catalogue.facts(serving.book))


@router.get("/terms", responses=READ, summary="术语 / Terms")
def terms(serving: ByVersion, _: Asked) -> list[TermBody]:
    """文件里的词是什么意思 / What words of the documents mean."""
    return list(catalogue.terms(serving.book))


@router.get("/quantities", responses=READ, summary="算式 / Quantities")
def quantities(serving: ByVersion, _: Asked) -> list[QuantityBody]:
    """有名字的算式 / Calculations that have a name."""
    return list(catalogue.quantities(serving.book))


@router.get("/standards", responses=READ, summary="标准数额 / Standards")
def standards(serving: ByVersion, _: Asked) -> list[StandardBody]:
    """各地各时的数额 / Numbers by place and day."""
    return list(catalogue.standards(serving.book))


@router.get("/rulesets", responses=READ, summary="规则集 / Rulesets")
def rulesets(serving: ByVersion, _: Asked) -> list[RulesetBody]:
    """每份文件一个 / One for each document."""
    return list(catalogue.rulesets(serving.book))


@router.get(
    "/catalogue", response_class=JSONResponse,
    responses=READ | {200: {"content": {JSON_LD: {"schema": CATALOGUE}, "application/json": {"schema": CATALOGUE}}, "description": "CPSV-AP 3.2 as JSON-LD"}},
    summary="公共服务目录 / Catalogue of public services",
)  # fmt: skip
def public_service_catalogue(request: Request, serving: ByVersion, _: Asked) -> JSONResponse:
    """CPSV-AP 3.2 的 JSON-LD / Every benefit as a public service of the European vocabulary CPSV-AP 3.2, as JSON-LD."""
    return JSONResponse(public_services(serving.book), media_type=refuse_unless_accepted(request, JSON_LD, "application/json"))
