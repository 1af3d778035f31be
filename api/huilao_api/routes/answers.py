"""What a person can get, what is to be asked and what changes: the routes that take a profile."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from ..service import keep_to_places
from ..web.problems import problems
from ..web.requests import EXAMPLE_PROFILE, BatchRequest, EvaluateQuery, EvaluateRequest, InterviewRequest, TimelineRequest, VersionQuery
from .asking import Answering
from .batch import NDJSON, answers_one_by_one, as_they_come
from .bodies import JsonRoute, refuse_unless_accepted
from .messages import BatchResponse, EvaluateResponse, InterviewResponse, PageResponse, TimelineResponse

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
BATCH_EXAMPLES: dict[str, Any] = {
    "two": {
        "summary": "两个人，其中一个填错了 / two people, one with a mistake",
        "value": {"profiles": [EXAMPLE_PROFILE, {"birth_date": "1944-13-01"}], "as_of": "2025-03-01"},
    },
}

router = APIRouter(prefix="/v1", tags=["answers"], route_class=JsonRoute)


@router.post(
    "/evaluate",
    response_model=EvaluateResponse | PageResponse,
    responses=problems(400, 404, 406, 409, 413, 415, 422, 500),
    summary="核定 / Evaluate a person",
)
def evaluate(
    request: Request,
    answering: Answering,
    body: Annotated[EvaluateRequest, Body(openapi_examples=EXAMPLES)],
    asked: Annotated[EvaluateQuery, Query()],
) -> Response:
    """每项可能有关的待遇都有结论和理由，或只要首页 / A finding, with its reason, for every benefit that can concern the person, or the
    first page.
    """
    serving, asker = answering
    language = serving.language(request)
    # the models above describe this body; checking it again on the way out would take longer than evaluating
    content = serving.evaluated(asker, body.profile, body.as_of, body.benefits, asked, serving.wanted(asked), language)
    return Response(content, media_type="application/json", headers={"Content-Language": language})


@router.post(
    "/evaluate/batch",
    response_model=BatchResponse,
    responses=problems(400, 404, 406, 409, 413, 415, 422, 500)
    | {
        200: {
            "content": {NDJSON: {"schema": {"type": "string", "description": "one result a line"}}},
            "description": "a result for every profile, in their order",
        }
    },
    summary="核定一批人 / Evaluate many people",
)
def evaluate_batch(
    request: Request,
    answering: Answering,
    body: Annotated[BatchRequest, Body(openapi_examples=BATCH_EXAMPLES)],
    asked: Annotated[EvaluateQuery, Query()],
) -> Response:
    """一次至多一千人；一人填错不影响别人 / A thousand people at most; a mistake in one profile does not touch the others. One line
    a person where the caller accepts `application/x-ndjson`.
    """
    serving, asker = answering
    language = serving.language(request)
    found = answers_one_by_one(serving, asker, body, asked, language)
    lines = refuse_unless_accepted(request, "application/json", NDJSON) == NDJSON
    return StreamingResponse(
        as_they_come(found, lines=lines), media_type=NDJSON if lines else "application/json", headers={"Content-Language": language}
    )


@router.post(
    "/timeline",
    response_model=TimelineResponse,
    responses=problems(400, 404, 406, 409, 413, 415, 422, 500),
    summary="今后的变化 / What changes, and when",
)
def timeline(
    request: Request, answering: Answering, body: Annotated[TimelineRequest, Body(openapi_examples=TIMELINE_EXAMPLES)],
    _: Annotated[VersionQuery, Query()],
) -> JSONResponse:  # fmt: skip
    """其他情况不变，今后哪一天有什么变化 / What changes on what day, as long as the facts stay as they are."""
    serving, asker = answering
    book, language = serving.book, serving.language(request)
    keep_to_places(asker, book.person(body.profile, body.as_of))
    found = book.timeline(body.profile, body.as_of, body.years, body.benefits, assurance=serving.settings.assurance).data((language,))
    if body.near_misses:
        ways = book.near_misses(body.profile, body.as_of, body.benefits)
        found["near_misses"] = {name: one.data((language,)) for name, one in ways.items()}
    return JSONResponse(found, headers={"Content-Language": language})


@router.post(
    "/interview",
    response_model_exclude_unset=True,
    responses=problems(400, 404, 406, 409, 413, 415, 422),
    summary="下一题问什么 / What to ask next",
)
def interview(
    request: Request, response: Response, answering: Answering, body: Annotated[InterviewRequest, Body(openapi_examples=INTERVIEW_EXAMPLES)],
    _: Annotated[VersionQuery, Query()],
) -> InterviewResponse:  # fmt: skip
    """只问还会影响结论的；已答的随请求带来，服务不保存 / Only what can still matter; nothing is kept between questions."""
    serving, asker = answering
    language = response.headers["Content-Language"] = serving.language(request)
    keep_to_places(asker, serving.book.person(body.profile, body.as_of))
    found = serving.book.interview(body.profile, body.as_of, body.unknown, body.benefits, everything=body.everything)
    return InterviewResponse.model_validate(found.data(body.limit, (language,)))
