"""Errors as RFC 9457 problem details, in the caller's language."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy import exc
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from huilao import DisagreementError, ProfileError, ProfileProblem, Text, UnknownBenefitError, UnknownWordError, masked

from .conflicts import Conflict

PROBLEM_JSON = "application/problem+json"
LANGUAGE_COOKIE = "huilao_lang"

log = logging.getLogger("huilao.service")

MISTAKES: Mapping[str, str] = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，请删去",
    "dict_type": "应是一组“信息项: 值”",
    "model_type": "应是一组“名称: 值”",
    "model_attributes_type": "应是一组“名称: 值”",
    "list_type": "应是列表",
    "too_short": "至少 {min_length} 项",
    "too_long": "至多 {max_length} 项",
    "string_type": "应是文字",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "至多 {max_length} 个字符",
    "string_pattern_mismatch": "写法不对",
    "enum": "可填：{expected}",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "literal_error": "可填：{expected}",
}
"""What pydantic says in English only, by its kinds of mistakes."""
_HIDDEN = "\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
"""Characters that are not seen."""
SEEN = f"^[^{_HIDDEN}]*[^\\s{_HIDDEN}][^{_HIDDEN}]*$"
"""Something that is seen, and nothing that is not."""
PATTERNS: Mapping[str, Text] = {
    r"^[\w@.·-]+$": Text("只能用文字、数字和 @ . · - _", "letters, digits and @ . · - _ alone"),
    r"\S": Text("不能只有空格", "not blank"),
    SEEN: Text("不能只有空格，也不能有看不见的字符", "not blank, and no characters that are not seen"),
    "^[0-9]{2,12}$|^$": Text("应是行政区划代码，2 到 12 位数字", "a division code: 2 to 12 digits"),
    "^[0-9a-f]{8,64}$": Text("应是版本号，8 到 64 位", "a version: 8 to 64 characters"),
    "^([0-9]{1,7}|[0-9a-f]{8,64})$": Text("应是发布的序号或版本号", "the number of a publication, or a version"),
    "^([0-9]{1,7}|in-service)$": Text("应是发布的序号，或 in-service", "the number of a publication, or in-service"),
}
"""What pydantic says of a pattern only by the pattern itself."""
RETRY_AFTER = 10
"""Seconds after which to ask again a database that did not answer."""
DISK_FULL = "53100"
"""How PostgreSQL says so (its appendix A)."""
LISTED = 100
"""Mistakes of a request that are named; of all of them the number is said."""
SHOWN = 80
"""Characters that are repeated of a name."""
UNNAMED = "填的值不对"
"""What is said in Chinese of a mistake of another kind."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One of several things that are wrong, and where: a file, a line of one, a benefit."""

    where: str
    message: Text


class ProblemError(Exception):
    """What ends a request with a problem of its own: each kind of it is made where it is raised."""

    def __init__(
        self, status: int, kind: str, title: Text, detail: Text, headers: Mapping[str, str] | None = None,
        found: Sequence[Mistake] = (), conflicts: Sequence[Conflict] = (),
    ) -> None:  # fmt: skip
        super().__init__(kind)
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.headers = headers or {}
        self.found = found
        self.conflicts = conflicts


Said = Annotated[str, AfterValidator(masked)]
"""What may repeat something of a request: an ID number in it never is."""


class FactProblem(BaseModel):
    """One mistake in a request."""

    where: Said = Field(description="the fact, or the place in the request")
    value: Said | None = Field(default=None, description="the value as given")
    message: Said
    allowed: str | None = None


class ProblemDetails(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: Said
    problems: list[FactProblem] = Field(default_factory=list[FactProblem])
    conflicts: list[Conflict] | None = Field(default=None, description="the files that somebody else has changed since")


DESCRIPTIONS: Mapping[int, str] = {
    400: "not JSON", 401: "nobody is signed in, or the key is good no more", 403: "they may not", 404: "there is no such thing",
    410: "it was erased", 409: "there is one of that name, or it is no longer as it was", 412: "somebody else has changed it since", 428: "`If-Match` is missing",
    429: "too many requests: `Retry-After` says how long to wait", 503: "the database does not answer, or nothing is kept here",
    406: "nothing that the caller accepts", 408: "the body did not come in time", 413: "body too large", 415: "not application/json",
    507: "the disk of the database is full: nothing was kept",
    422: "mistakes in the profile or the request", 500: "network and proof disagree, or a fault",
}  # fmt: skip


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of a route, as its documentation has them."""
    return {one: {"model": ProblemDetails, "description": DESCRIPTIONS[one]} for one in statuses}


def language_of(request: Request, default: str) -> str:
    """`zh` or `en`: as `?lang` says, else as was chosen on a page, else whichever the caller likes better (RFC 9110, 12.5.4)."""
    for asked in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if asked in ("zh", "en"):
            return asked
    likes: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = tag.split("-")[0].lower()
        try:
            likes.append((float(weight or 1), language))
        except ValueError:
            continue
    known = [(weight, language) for weight, language in likes if language in ("zh", "en") and weight > 0]
    return max(known, key=lambda one: one[0])[1] if known else default


def repeated(name: str) -> str:
    """A name as it may be said to whoever sent it: no longer than a line."""
    said = masked(name)  # before it is cut, for half an ID number looks like none
    return said if len(said) <= SHOWN else f"{said[: SHOWN - 1]}…"


def problem(status: int, kind: str, title: str, detail: str, found: list[FactProblem] | None = None) -> JSONResponse:
    """A problem as a response."""
    return _response(ProblemDetails(type=f"urn:huilao:problem:{kind}", title=title, status=status, detail=detail, problems=found or []))


def _response(body: ProblemDetails) -> JSONResponse:
    return JSONResponse(body.model_dump(exclude_none=True), body.status, media_type=PROBLEM_JSON)


def problem_of(error: ProblemError, language: str) -> JSONResponse:
    """What a request is ended with, as a response."""
    answer = _response(details_of(error, language))
    answer.headers.update(error.headers)
    return answer


def details_of(error: ProblemError, language: str) -> ProblemDetails:
    """What a request, or one part of it, is ended with."""
    return ProblemDetails(
        type=f"urn:huilao:problem:{error.kind}", title=error.title.of(language), status=error.status, detail=error.detail.of(language),
        problems=[FactProblem(where=one.where, message=one.message.of(language)) for one in error.found],
        conflicts=list(error.conflicts) or None,
    )  # fmt: skip


def database_problem(error: exc.SQLAlchemyError) -> ProblemError:
    """What is said where the database does not answer or its disk is full: nothing of the request was kept, and it may be sent again."""
    cause = getattr(error, "orig", None)
    if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL or getattr(cause, "sqlstate", None) == DISK_FULL:
        return ProblemError(
            507, "full", Text("数据库的磁盘满了，没有存下", "the disk of the database is full: nothing was kept"),
            Text("请管理员腾出空间，然后再试", "an administrator has to make room; then try again"),
        )  # fmt: skip
    return ProblemError(
        503, "database", Text("数据库暂时没有回应，没有存下", "the database does not answer: nothing was kept"),
        Text("请稍后再试", "try again later"), {"Retry-After": str(RETRY_AFTER)},
    )  # fmt: skip


def mistake(found: ProfileProblem, language: str) -> FactProblem:
    """One mistake of a profile."""
    allowed = found.allowed.of(language) if found.allowed else None
    return FactProblem(where=found.fact, value=found.value, message=found.message.of(language), allowed=allowed)


def profile_problem(error: ProfileError, language: str) -> ProblemDetails:
    """The mistakes of a profile."""
    found = [mistake(one, language) for one in error.problems]
    title, detail = ("个人信息有误", f"共 {len(found)} 处") if language == "zh" else ("the profile has mistakes", f"{len(found)} of them")
    return ProblemDetails(type="urn:huilao:problem:profile", title=title, status=422, detail=detail, problems=found)


def request_mistake(found: Mapping[str, Any], language: str) -> str:
    """What is wrong in a request: our own mistakes (`zh` and `en`), and those of pydantic."""
    context = found.get("ctx", {})
    if language in context:
        return context[language]
    if context.get("pattern") in PATTERNS:
        return PATTERNS[context["pattern"]].of(language)
    if language != "zh":
        return found["msg"]
    return MISTAKES.get(found["type"], UNNAMED).format(**{name: str(value).replace(" or ", "、") for name, value in context.items()})


def add_handlers(app: FastAPI, default_language: str) -> None:
    """Answer every error of the application as a problem."""

    def say(request: Request, zh: str, en: str) -> str:
        return zh if language_of(request, default_language) == "zh" else en

    @app.exception_handler(ProfileError)
    async def profile_error(request: Request, error: ProfileError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _response(profile_problem(error, language_of(request, default_language)))

    @app.exception_handler(ProblemError)
    async def ended(request: Request, error: ProblemError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return problem_of(error, language_of(request, default_language))

    @app.exception_handler(RequestValidationError)
    async def request_error(request: Request, error: RequestValidationError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        language = language_of(request, default_language)
        mistakes = error.errors()
        found = [
            FactProblem(where=".".join(repeated(str(part)) for part in one["loc"]), message=request_mistake(one, language))
            for one in mistakes[:LISTED]
        ]
        if any(one["type"] == "json_invalid" for one in mistakes):
            return problem(400, "json", say(request, "不是正确的 JSON", "not JSON"), found[0].message, found)
        return problem(422, "request", say(request, "请求格式不对", "the request is malformed"),
                       say(request, f"共 {len(mistakes)} 处", f"{len(mistakes)} mistake{'s' * (len(mistakes) != 1)}"), found)  # fmt: skip

    @app.exception_handler(UnknownBenefitError)
    async def unknown_benefit(request: Request, error: UnknownBenefitError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        hint = say(request, f"，是否“{error.nearest}”？", f", did you mean `{error.nearest}`?") if error.nearest else ""
        return problem(404, "benefit", say(request, "没有这项待遇", "no such benefit"), f"{repeated(error.name)}{hint}")

    @app.exception_handler(UnknownWordError)
    async def unknown_word(request: Request, error: UnknownWordError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        title = say(request, f"没有{error.kind.zh}", f"no such {error.kind.of('en')}")
        said = error.message.of(language_of(request, default_language))
        return problem(422, "filter", title, said.replace(error.word, repeated(error.word)) if error.word else said)

    @app.exception_handler(DisagreementError)
    async def disagreement(request: Request, error: DisagreementError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        log.error("network and proof disagree on %s", ", ".join(error.benefits))
        app.state.service.disagreed()
        return problem(500, "disagreement", say(request, "推理与证明不一致，未作答复", "network and proof disagree; nothing is answered"),
                       say(request, "请报告给维护人员", "please report this"))  # fmt: skip

    @app.exception_handler(exc.OperationalError)
    @app.exception_handler(exc.InterfaceError)
    @app.exception_handler(exc.TimeoutError)
    async def database_error(request: Request, error: exc.SQLAlchemyError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        log.error("database: %s", type(error).__name__)  # no message: it could have something in it that was to be kept
        return problem_of(database_problem(error), language_of(request, default_language))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        titles = {
            404: say(request, "没有这个地址", "not found"), 408: say(request, "请求没有按时传完", "request timeout"), 405: say(request, "不支持这种请求方法", "method not allowed"),
            406: say(request, "给不出所要的格式", "not acceptable"), 413: say(request, "请求太大", "content too large"),
            415: say(request, "不收这种格式的内容", "unsupported media type"),
        }  # fmt: skip
        title = titles.get(error.status_code, HTTPStatus(error.status_code).phrase)
        answer = problem(error.status_code, "http", title, str(error.detail))
        answer.headers.update(error.headers or {})  # which methods are allowed, say
        return answer

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        log.error("unexpected %s", type(error).__name__)  # no message: it could have a profile's value in it
        return problem(500, "fault", say(request, "服务出错", "internal error"), say(request, "请报告给维护人员", "please report this"))
