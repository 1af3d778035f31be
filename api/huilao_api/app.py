"""The application: routes over one rule book."""

from __future__ import annotations

import gc
import logging
from typing import Annotated, Any

from fastapi import Body, FastAPI, Query, Request
from pydantic_core import to_json
from starlette.responses import JSONResponse, Response

from huilao import Rulebook, read_receipt_key

from . import catalogue
from .bodies import JsonRoute
from .messages import (
    EXAMPLE_PROFILE,
    BenefitDetail,
    BenefitSummary,
    EvaluateQuery,
    EvaluateRequest,
    EvaluateResponse,
    FactBody,
    Health,
    InterviewRequest,
    InterviewResponse,
    PageResponse,
    QuantityBody,
    Readiness,
    RulesetBody,
    StandardBody,
    TermBody,
    TimelineRequest,
    TimelineResponse,
)
from .problems import BodyLimit, ProblemDetails, add_handlers, language_of
from .settings import Settings

log = logging.getLogger("huilao.service")

EXAMPLES: dict[str, Any] = {
    "elder": {
        "summary": "冕宁县一位 80 岁居家老人 / an elder of 80 at home in Mianning",
        "value": {"profile": EXAMPLE_PROFILE, "as_of": "2025-03-01"},
    },
    "chinese": {
        "summary": "用中文填写，只问一项 / in Chinese words, one benefit",
        "value": {
            "profile": {"出生日期": "1965-03-01", "户籍地": "冕宁县"},
            "as_of": "2025-03-01",
            "benefits": ["mianning/5-1-free-flu-vaccine"],
        },
    },
}
TIMELINE_EXAMPLES: dict[str, Any] = {
    "sixty": {
        "summary": "明年满 60 周岁的人，看 5 年 / someone who turns sixty next year, five years ahead",
        "value": {"profile": {**EXAMPLE_PROFILE, "birth_date": "1966-02-28"}, "as_of": "2025-03-01", "years": 5},
    },
    "near_misses": {
        "summary": "一项待遇，以及怎样才符合 / one benefit, and what would do",
        "value": {
            "profile": {**EXAMPLE_PROFILE, "birth_date": "1966-02-28"},
            "as_of": "2025-03-01",
            "benefits": ["mianning/8-2-home-adaptation"],
            "near_misses": True,
        },
    },
}
INTERVIEW_EXAMPLES: dict[str, Any] = {
    "begin": {
        "summary": "从头问起，先要三题 / from the beginning, three questions",
        "value": {"profile": {}, "as_of": "2025-03-01", "limit": 3},
    },
    "continue": {
        "summary": "已答一些，残疾人证一事不知道 / some is known, the disability certificate is not",
        "value": {"profile": EXAMPLE_PROFILE, "unknown": ["disability_cert_status"], "as_of": "2025-03-01", "limit": 3},
    },
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemDetails, "content": {"application/problem+json": {}}, "description": what}
    for status, what in (
        (400, "not JSON"), (404, "no such benefit"), (413, "body too large"), (422, "mistakes in the profile or the request"),
        (500, "network and proof disagree"),
    )
}  # fmt: skip


def create_app(settings: Settings | None = None, book: Rulebook | None = None) -> FastAPI:
    """The service. Raises RulesError where the rule book has mistakes, ReceiptKeyError for a bad key: it does not start with them."""
    settings = settings or Settings()
    if book is None:
        book = Rulebook.load(settings.rules)
        gc.collect()
        gc.freeze()  # the rule book stays as long as the service: the collector need not look through it again
    app = FastAPI(title="惠老 Huilao", version="1", summary="养老服务待遇规则引擎 / an eligibility rules engine for elderly services")
    app.router.route_class = JsonRoute
    app.state.disagreements = 0
    app.add_middleware(BodyLimit, limit=settings.max_body)
    add_handlers(app, settings.lang)
    log.info("rule book %s, %d benefits; settings given: %s", book.version[:12], len(book.benefits), ", ".join(settings.given()) or "none")
    _add_evaluation(app, book, settings)
    _add_timeline(app, book, settings)
    _add_interview(app, book)
    _add_catalogue(app, book)
    _add_health(app, book)
    return app


def _add_evaluation(app: FastAPI, book: Rulebook, settings: Settings) -> None:
    given = settings.receipt_key
    receipt_key = read_receipt_key(None if given is None else given.get_secret_value(), settings.receipt_key_file)

    @app.post("/v1/evaluate", response_model=EvaluateResponse | PageResponse, responses=PROBLEMS, summary="核定 / Evaluate a person")
    def evaluate(  # pyright: ignore[reportUnusedFunction]
        request: Request, body: Annotated[EvaluateRequest, Body(openapi_examples=EXAMPLES)], asked: Annotated[EvaluateQuery, Query()]
    ) -> Response:
        """每项可能有关的待遇都有结论和理由，或只要首页 / A finding, with its reason, for every benefit that can concern the person, or the
        first page.
        """
        wanted = book.filter(asked.action, asked.service, asked.ruleset, asked.for_, local=asked.local)
        found = book.evaluate(body.profile, body.as_of, body.benefits, assurance=settings.assurance, receipt_key=receipt_key)
        evaluation = found.only(wanted)
        language = language_of(request, settings.lang)
        # the models above describe this body; checking it again on the way out would take longer than evaluating
        content = to_json(evaluation.page_data((language,))) if asked.view == "page" else evaluation.json(asked.explain, (language,))
        return Response(content, media_type="application/json", headers={"Content-Language": language})


def _add_timeline(app: FastAPI, book: Rulebook, settings: Settings) -> None:
    @app.post("/v1/timeline", response_model=TimelineResponse, responses=PROBLEMS, summary="今后的变化 / What changes, and when")
    def timeline(body: Annotated[TimelineRequest, Body(openapi_examples=TIMELINE_EXAMPLES)]) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        """其他情况不变，今后哪一天有什么变化 / What changes on what day, as long as the facts stay as they are."""
        found = book.timeline(body.profile, body.as_of, body.years, body.benefits, assurance=settings.assurance).data()
        if body.near_misses:
            ways = book.near_misses(body.profile, body.as_of, body.benefits)
            found["near_misses"] = {name: one.data() for name, one in ways.items()}
        return JSONResponse(found)


def _add_interview(app: FastAPI, book: Rulebook) -> None:
    refusals = {status: one for status, one in PROBLEMS.items() if status != 500}

    @app.post("/v1/interview", responses=refusals, summary="下一题问什么 / What to ask next")
    def interview(body: Annotated[InterviewRequest, Body(openapi_examples=INTERVIEW_EXAMPLES)]) -> InterviewResponse:  # pyright: ignore[reportUnusedFunction]
        """只问还会影响结论的；已答的随请求带来，服务不保存 / Only what can still matter; nothing is kept between questions."""
        found = book.interview(body.profile, body.as_of, body.unknown, body.benefits, everything=body.everything)
        return InterviewResponse.model_validate(found.data(body.limit))


def _add_catalogue(app: FastAPI, book: Rulebook) -> None:
    @app.get("/v1/benefits", summary="待遇 / Benefits")
    def benefits(ruleset: str | None = None, service: str | None = None) -> list[BenefitSummary]:  # pyright: ignore[reportUnusedFunction]
        return [
            catalogue.benefit_summary(book, one) for one in book.benefits.values()
            if ruleset in (None, one.ruleset) and service in (None, one.service)
        ]  # fmt: skip

    @app.get("/v1/benefits/{ruleset}/{benefit}", responses={404: PROBLEMS[404]}, summary="一项待遇 / One benefit")
    def benefit(ruleset: str, benefit: str) -> BenefitDetail:  # pyright: ignore[reportUnusedFunction]
        return catalogue.benefit_detail(book, book.benefit(f"{ruleset}/{benefit}"))

    @app.get("/v1/facts", summary="信息项 / Facts")
    def facts() -> list[FactBody]:  # pyright: ignore[reportUnusedFunction]
        return list(catalogue.facts(book))

    @app.get("/v1/terms", summary="术语 / Terms")
    def terms() -> list[TermBody]:  # pyright: ignore[reportUnusedFunction]
        return list(catalogue.terms(book))

    @app.get("/v1/quantities", summary="算式 / Quantities")
    def quantities() -> list[QuantityBody]:  # pyright: ignore[reportUnusedFunction]
        return list(catalogue.quantities(book))

    @app.get("/v1/standards", summary="标准数额 / Standards")
    def standards() -> list[StandardBody]:  # pyright: ignore[reportUnusedFunction]
        return list(catalogue.standards(book))

    @app.get("/v1/rulesets", summary="规则集 / Rulesets")
    def rulesets() -> list[RulesetBody]:  # pyright: ignore[reportUnusedFunction]
        return list(catalogue.rulesets(book))


def _add_health(app: FastAPI, book: Rulebook) -> None:
    @app.get("/healthz", summary="存活 / Liveness")
    def healthz() -> Health:  # pyright: ignore[reportUnusedFunction]
        return Health(status="ok")

    @app.get("/readyz", summary="就绪 / Readiness")
    def readyz() -> Readiness:  # pyright: ignore[reportUnusedFunction]
        return Readiness(status="ok", version=book.version, benefits=len(book.benefits), disagreements=app.state.disagreements)
