"""Errors as RFC 9457 problem details, in the caller's language."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy import exc
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Match

from huilao import DisagreementError, ProfileError, ProfileProblem, RulesError, Text, UnknownBenefitError, UnknownWordError, masked

from ..settings import ADDRESS, ORIGIN, ORIGIN_OR_ALL, TOLD
from .conflicts import Conflict
from .liking import liked
from .names import unknown_names
from .requests import VERSION

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
    "string_unicode": "有不完整的字符，请重新填写",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "至多 {max_length} 个字符",
    "string_pattern_mismatch": "写法不对",
    "enum": "可填：{expected}",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "int_parsing_size": "数太大",
    "int_from_float": "应是整数",
    "float_type": "应是数",
    "float_parsing": "应是数",
    "finite_number": "应是有限的数",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    "literal_error": "可填：{expected}",
}
"""What pydantic says in English only, by its kinds of mistakes."""
_HIDDEN = "\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
"""Characters that are not seen."""
SEEN = f"^[^{_HIDDEN}]*[^\\s{_HIDDEN}][^{_HIDDEN}]*$"
"""Something that is seen, and nothing that is not."""
UNHIDDEN = f"^[^{_HIDDEN}]*$"
"""Nothing that is not seen."""
PATTERNS: Mapping[str, Text] = {
    r"^[\w@.·-]+$": Text("只能用文字、数字和 @ . · - _", "letters, digits and @ . · - _ alone"),
    r"\S": Text("不能只有空格", "not blank"),
    UNHIDDEN: Text("不能有看不见的字符", "no invisible characters"),
    SEEN: Text("不能只有空格，也不能有看不见的字符", "not blank, and no invisible characters"),
    **dict.fromkeys(
        (ORIGIN, ORIGIN_OR_ALL),
        Text("应是网站地址，不带路径，例如 https://desk.example.cn", "an address without a path, as in https://desk.example.cn"),
    ),
    "^[0-9]{2,12}$|^$": Text("应是行政区划代码，2 到 12 位数字", "a division code: 2 to 12 digits"),
    f"^({VERSION})$": Text(
        "应是版本号（8 到 64 位）、发布的序号，或 draft: 加草稿的编号",
        "a version of 8 to 64 characters, the number of a publication, or `draft:` with the id of a draft",
    ),
    ADDRESS: Text("应是完整的网址，例如 https://desk.example.cn", "a whole address, as in https://desk.example.cn"),
    TOLD: Text(
        "应是 https:// 开头的网址，只能有字母、数字和符号；中文请换成 xn-- 或 %E6 这样的写法",
        "an address that begins with https:// is needed, of ASCII: write the rest as xn-- or %E6",
    ),
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
GATHERED = 2 * LISTED
"""Mistakes of which those at one place are told as one."""
SHOWN = 80
"""Characters that are repeated of a name."""
UNNAMED = "填的值不对"
"""What is said in Chinese of a mistake of another kind."""
_QUOTED = re.compile("'([^']*)'")
"""How pydantic lists what it expects."""
REPORT = Text("请报告给维护人员", "please report this")
REFUSALS: Mapping[int, tuple[Text, Text]] = {
    400: (Text("请求读不出", "the request cannot be read"), Text("请核对请求怎样写的", "look again at how it is written")),
    404: (Text("没有这个地址", "not found"), Text("请核对地址；有哪些接口见 /docs", "look at the address again; all routes are in /docs")),
    405: (Text("不支持这种请求方法", "method not allowed"), Text("请换一种方法", "take another")),
    406: (Text("给不出所要的格式", "not acceptable"), Text("请改 Accept", "mend `Accept`")),
    408: (Text("请求没有按时传完", "request timeout"), Text("请重新发送", "send it again")),
    413: (Text("请求太大", "content too large"), Text("请分成几份", "send it in parts")),
    499: (Text("请求没有传完", "the request is not whole"), Text("请重新发送", "send it again")),
    415: (Text("不收这种格式的内容", "unsupported media type"), Text("请改 Content-Type", "mend `Content-Type`")),
}
"""Titles of what is refused for how it was sent, and what to do where nothing more is known."""


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


class RefusedError(HTTPException):
    """What is refused for how it was sent, whatever it says: frameworks that read a body let it pass, and a ProblemError not."""

    def __init__(self, status: int, said: Text, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, said.of("en"), headers)
        self.said = said


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
    likes = [(weight, tag.partition("-")[0]) for tag, weight in liked(request.headers.get("accept-language", ""))]
    known = [(weight, language) for weight, language in likes if language in ("zh", "en") and weight > 0]
    return max(known, key=lambda one: one[0])[1] if known else default


def repeated(name: str) -> str:
    """A name as it may be said to whoever sent it: no longer than a line."""
    said = masked(name)  # before it is cut, for half an ID number looks like none
    return said if len(said) <= SHOWN else f"{said[: SHOWN - 1]}…"


def _response(body: ProblemDetails, language: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A problem as a response, in a language."""
    said = {"Content-Language": language, "Vary": "Accept-Language", **(headers or {})}
    return JSONResponse(body.model_dump(exclude_none=True), body.status, said, PROBLEM_JSON)


def problem_of(error: ProblemError, language: str) -> JSONResponse:
    """What a request is ended with, as a response."""
    return _response(details_of(error, language), language, error.headers)


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
    title, detail = Text("个人信息有误", "the profile has mistakes").of(language), _number(error.number, ()).of(language)
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
    said = {**context, "expected": "、".join(_QUOTED.findall(str(context.get("expected", ""))))}
    return MISTAKES.get(found["type"], UNNAMED).format(**said)


def _by_place(mistakes: Iterable[Mapping[str, Any]], content: object) -> dict[tuple[int | str, ...], list[Mapping[str, Any]]]:
    """Mistakes by where they stand in a request with such a body: what may be of several kinds has one of each, at one place."""
    found: dict[tuple[int | str, ...], list[Mapping[str, Any]]] = {}
    for one in mistakes:
        found.setdefault(_place(one, content), []).append(one)
    return found


def _place(found: Mapping[str, Any], content: object) -> tuple[int | str, ...]:
    """Where a mistake stands: without what pydantic names the kinds by that something may be of, which nobody has sent."""
    where: tuple[int | str, ...] = found["loc"]
    if where[:1] != ("body",) or content is None:
        return where
    place: list[int | str] = [where[0]]
    here: Any = content
    for number, part in enumerate(where[1:], 2):
        if _has(here, part):
            here = here[part]
        elif number < len(where) or found["type"] != "missing":
            continue
        place.append(part)
    return tuple(place)


def _has(content: Any, part: int | str) -> bool:
    """Whether something stands there in a part of a body."""
    if isinstance(content, dict):
        return part in content
    return isinstance(content, list) and isinstance(part, int) and part < len(cast("list[object]", content))


def _either(found: Sequence[Mapping[str, Any]], language: str) -> str:
    """What is wrong at one place: of what may be of several kinds, what each would have."""
    said = dict.fromkeys(request_mistake(one, language) for one in found)
    return {"zh": "；或者：", "en": "; or: "}[language].join(said)


def add_handlers(app: FastAPI, default_language: str) -> None:
    """Answer every error of the application as a problem."""

    def answer(
        request: Request, status: int, kind: str, title: Text, detail: Text, found: Sequence[FactProblem] = (), headers: Mapping[str, str] | None = None
    ) -> JSONResponse:  # fmt: skip
        language = language_of(request, default_language)
        body = ProblemDetails(
            type=f"urn:huilao:problem:{kind}", title=title.of(language), status=status, detail=detail.of(language), problems=list(found)
        )
        return _response(body, language, headers)

    def unknown(request: Request) -> list[FactProblem]:
        """Every name in a request that stands for nothing; of more than are named, one more."""
        language = language_of(request, default_language)
        return [FactProblem(where=where, message=_unknown(one).of(language)) for where, one in islice(unknown_names(request), LISTED + 1)]

    @app.exception_handler(ProfileError)
    async def profile_error(request: Request, error: ProfileError) -> JSONResponse:
        language = language_of(request, default_language)
        return _response(profile_problem(error, language), language)

    @app.exception_handler(ProblemError)
    async def ended(request: Request, error: ProblemError) -> JSONResponse:
        return problem_of(error, language_of(request, default_language))

    @app.exception_handler(RequestValidationError)
    async def request_error(request: Request, error: RequestValidationError) -> JSONResponse:
        language = language_of(request, default_language)
        mistakes, names = error.errors(), unknown(request)
        together = _by_place(mistakes[:GATHERED], getattr(request.state, "content", None))
        number = len(together) + len(mistakes[GATHERED:]) + len(names)
        found = [
            FactProblem(where=".".join(repeated(str(part)) for part in where), message=_either(said, language))
            for where, said in islice(together.items(), LISTED)
        ]
        if any(one["type"] == "json_invalid" for one in mistakes):
            said = found[0].message
            return answer(request, 400, "json", Text("不是正确的 JSON", "not JSON"), Text(said, said), found)
        return answer(
            request, 422, "request", Text("请求格式不对", "the request is malformed"), _number(number, names), [*found, *names][:LISTED]
        )  # fmt: skip

    @app.exception_handler(UnknownBenefitError)
    async def unknown_benefit(request: Request, error: UnknownBenefitError) -> JSONResponse:
        found = unknown(request)
        said = _number(len(found), found) if len(found) > 1 else _unknown(error)
        return answer(request, 404, "benefit", Text("没有这项待遇", "no such benefit"), said, found[:LISTED])

    @app.exception_handler(UnknownWordError)
    async def unknown_word(request: Request, error: UnknownWordError) -> JSONResponse:
        found = unknown(request)
        if len(found) > 1:
            return answer(
                request, 422, "filter", Text("有不认识的词", "words that stand for nothing"), _number(len(found), found), found[:LISTED]
            )
        title = Text(f"没有{error.kind.zh}", f"no such {error.kind.of('en')}")
        return answer(request, 422, "filter", title, _unknown(error), found)

    @app.exception_handler(RulesError)
    async def damaged(request: Request, error: RulesError) -> JSONResponse:
        """Rule files of the store that are not there as they were kept: what reads them otherwise says so itself."""
        language = language_of(request, default_language)
        found = [FactProblem(where=one.span.file, message=one.message.of(language)) for one in error.problems[:LISTED]]
        said = Text(
            "请管理员从备份恢复，并运行 huilao audit verify", "have the administrator restore a backup, and run `huilao audit verify`"
        )
        return answer(request, 500, "damaged", Text("数据库里的规则文件不全", "rule files of the database are damaged"), said, found)

    @app.exception_handler(DisagreementError)
    async def disagreement(request: Request, error: DisagreementError) -> JSONResponse:
        log.error("network and proof disagree on %s", ", ".join(error.benefits))
        app.state.service.disagreed()
        title = Text("推理与证明不一致，未作答复", "network and proof disagree; nothing is answered")
        return answer(request, 500, "disagreement", title, REPORT)

    @app.exception_handler(exc.OperationalError)
    @app.exception_handler(exc.InterfaceError)
    @app.exception_handler(exc.ProgrammingError)  # a table is gone
    @app.exception_handler(exc.TimeoutError)
    async def database_error(request: Request, error: exc.SQLAlchemyError) -> JSONResponse:
        log.error("database: %s", type(error).__name__)  # no message: it could have something in it that was to be kept
        return problem_of(database_problem(error), language_of(request, default_language))

    @app.exception_handler(exc.DataError)
    async def unkeepable(request: Request, error: exc.DataError) -> JSONResponse:  # noqa: ARG001
        said = Text("请删去文字里的空字符（NUL，U+0000）", "take NUL (U+0000) out of what is said")
        return answer(request, 422, "text", Text("有的文字数据库存不了", "a text that no database keeps"), said)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        title, said = REFUSALS.get(error.status_code, REFUSALS[400])
        headers = dict(error.headers or {})
        if isinstance(error, RefusedError):
            said = error.said
        elif error.status_code == 405:
            methods = _methods(request)
            said, headers["Allow"] = Text(f"这个地址可用：{'、'.join(methods)}", f"there is {', '.join(methods)}"), ", ".join(methods)
        return answer(request, error.status_code, "http", title, said, headers=headers)

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> JSONResponse:
        log.error("unexpected %s", type(error).__name__)  # no message: it could have a profile's value in it
        return answer(request, 500, "fault", Text("服务出错", "internal error"), REPORT)


def _unknown(error: UnknownWordError | UnknownBenefitError) -> Text:
    """What is said of a name that stands for nothing."""
    if isinstance(error, UnknownWordError):
        said, name = error.message, error.word
        return Text(said.zh.replace(name, repeated(name)), said.of("en").replace(name, repeated(name))) if name else said
    name, meant = repeated(error.name), error.nearest
    zh, en = (f"，是否“{meant}”？", f", did you mean `{meant}`?") if meant else ("", "")
    return Text(f"没有“{name}”这项待遇{zh}", f"there is no benefit `{name}`{en}")


def _number(mistakes: int, names: Sequence[FactProblem]) -> Text:
    """How many mistakes there are; of names that stand for nothing no more are looked for than are named."""
    if len(names) > LISTED:
        return Text(f"超过 {mistakes - 1} 处", f"more than {mistakes - 1} mistakes")
    return Text(f"共 {mistakes} 处", f"{mistakes} mistake{'s' * (mistakes != 1)}")


def _methods(request: Request) -> list[str]:
    """The methods that there are at an address: of all routes, where each knows its own alone."""
    routes: Sequence[BaseRoute] = request.app.routes
    return [
        one for one in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
        if any(route.matches({**request.scope, "method": "GET" if one == "HEAD" else one})[0] is Match.FULL for route in routes)
    ]  # fmt: skip
