"""Decisions: the routes that keep an answer, find it again, make it again and erase its facts; and that check receipts."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from pydantic_core import to_json
from starlette.responses import Response

from huilao import (
    ProfileError,
    Receipt,
    ReceiptError,
    Recheck,
    Rulebook,
    Text,
    read_receipt,
    recheck_data,
    recheck_in_words,
    since_data,
)

from ..service import CHINA, Service, Serving, keep_to_places
from ..store import decisions as store
from ..store.tables import Decision
from ..web.problems import ProblemError, mistake, problems
from ..web.requests import EXAMPLE_PROFILE, LanguageQuery
from ..who import Asker, Permission
from .bodies import BOTH, JsonRoute
from .decision_bodies import (
    DecisionBody,
    DecisionRequest,
    DecisionsQuery,
    DecisionsResponse,
    DecisionSummary,
    ErasedResponse,
    ErasePersonRequest,
    EraseQuery,
    ReceiptRequest,
    ReceiptResponse,
    RecheckResponse,
    SearchRequest,
)
from .paging import last_read
from .since_then import since_then
from .told import Reads, needs

DECISION_EXAMPLES: dict[str, Any] = {
    "elder": {
        "summary": "核定并存档，用档案号称呼本人 / decide and keep, the person named by a file number",
        "value": {"profile": EXAMPLE_PROFILE, "as_of": "2025-03-01", "person": "冕宁-2025-0017"},
    },
}
SEARCH_EXAMPLES: dict[str, Any] = {"file": {"summary": "按档案号找 / by a file number", "value": {"person": "冕宁-2025-0017"}}}

router = APIRouter(prefix="/v1/decisions", tags=["decisions"], route_class=JsonRoute)
receipts = APIRouter(prefix="/v1/receipts", tags=["decisions"], route_class=JsonRoute)

Asked = Annotated[LanguageQuery, Query()]
Id = Annotated[str, Path(alias="id", max_length=36, description="of the decision")]
Decides = Annotated[Asker, Depends(needs(Permission.DECIDE))]
Erases = Annotated[Asker, Depends(needs(Permission.ERASE))]


@router.post(
    "", status_code=201, response_model=DecisionBody,
    responses=problems(400, 401, 403, 404, 406, 413, 415, 422, 429, 500, 503, 507), summary="核定并存档 / Decide and keep",
)  # fmt: skip
def decide(
    serving: Serving, asker: Decides, body: Annotated[DecisionRequest, Body(openapi_examples=DECISION_EXAMPLES)], _: Asked
) -> Response:  # fmt: skip
    """答复随即存档，凭编号再查；本人的称呼只留带密钥的摘要 / The answer is kept before it is given. The facts are sealed; of what the
    person is named by a keyed digest alone is kept.
    """
    database, office = serving.store()
    evaluation = serving.evaluation(asker, body.profile, body.as_of, body.benefits)
    decision = store.decision_of(office, evaluation, body.person)
    with database.writing() as session:
        store.keep(session, office, decision, asker.name)
    return _json(_whole(decision, office), BOTH, 201, Location=f"{router.prefix}/{decision.id}")


@router.get("", responses=problems(401, 403, 406, 422, 429, 503), summary="存档列表 / Kept decisions")
def list_decisions(serving: Serving, asker: Reads, asked: Annotated[DecisionsQuery, Query()]) -> DecisionsResponse:
    """最近的在前；`next` 是下一页的 `after` / The latest first, without facts or findings."""
    database, _ = serving.store()
    since = None if asked.since is None else datetime.combine(asked.since, time(), CHINA)
    with database.reading() as session:
        found = store.listed(session, asker, asked.limit + 1, asked.place, since, last_read(session, Decision, asked.after))
    page = found[: asked.limit]
    return DecisionsResponse.model_validate(
        {"decisions": [_summary(one) for one in page], "next": page[-1].id if len(found) > len(page) else None}
    )


@router.post(
    "/search", responses=problems(400, 401, 403, 406, 413, 415, 422, 429, 503, 507), summary="查一个人的存档 / Decisions about a person"
)
def search_decisions(
    serving: Serving, asker: Reads, body: Annotated[SearchRequest, Body(openapi_examples=SEARCH_EXAMPLES)], _: Asked
) -> DecisionsResponse:  # fmt: skip
    """按存档时用的称呼查 / By what the office names the person by. That stands in the body: addresses are written down on their way."""
    database, office = serving.store()
    with database.writing() as session:
        found = store.of_person(session, office, asker, body.person)
        office.log().append(session, asker.name, "searched", "", {"found": len(found)})
    return DecisionsResponse.model_validate({"decisions": [_summary(one) for one in found], "next": None})


@router.get(
    "/{id}", response_model=DecisionBody, responses=problems(401, 403, 404, 406, 422, 429, 503, 507), summary="一份存档 / A kept decision"
)  # fmt: skip
def read_decision(serving: Serving, asker: Reads, id_: Id, _: Asked) -> Response:
    """当时的答复、首页和个人信息 / The answer as it was, with the facts while they are kept. That it was read is written in the log."""
    database, office = serving.store()
    with database.writing() as session:
        decision = decision_of(session, asker, id_)
        office.log().append(session, asker.name, "read", id_)
    return _json(_whole(decision, office), BOTH)


@router.post(
    "/{id}/recheck", response_model=RecheckResponse,
    responses=problems(401, 403, 404, 406, 409, 422, 429, 500, 503, 507), summary="重新核定 / Make a decision again",
)  # fmt: skip
def recheck_decision(request: Request, serving: Serving, asker: Decides, id_: Id, _: Asked) -> Response:
    """同样的情况，按当时的版本再算一次，再按现在的版本和今天算一次，看有什么变化 / The same facts with the version that they were
    decided with, and with today's, today: what has changed for this person since, and why. Facts that today's rule book reads no longer are
    left out, and named.
    """
    database, office = serving.store()
    with database.writing() as session:
        decision = decision_of(session, asker, id_)
        office.log().append(session, asker.name, "rechecked", id_)
    if decision.facts is None:
        raise ProblemError(
            409, "erased", Text("这份存档的个人信息已经删除", "the facts of this decision were erased"),
            Text("没有个人信息就不能重新核定", "without them it cannot be made again"),
        )  # fmt: skip
    profile, saved = office.open(decision.facts)["profile"], read_receipt(office.open(decision.answer)["receipt"])
    before = serving.edition(decision.version)
    language = serving.language(request)
    again = None
    if before is not None:
        with suppress(ProfileError):  # this Huilao reads those rules otherwise
            again = _told(before.recheck(saved, profile, serving.receipt_key), before, language)
    found = since_then(serving.book, before, saved.receipt, profile)
    told = {language: "\n".join(found.in_words(language))}
    return _json(
        {"decision": _summary(decision), "again": again, "since": {**since_data(found.since, (language,)), "text": told},
         "unread": [mistake(one, language).model_dump() for one in found.unread]},
        language,
    )  # fmt: skip


@router.post("/{id}/erase", responses=problems(401, 403, 404, 406, 422, 429, 503, 507), summary="删除个人信息 / Erase the facts")
def erase_decision(serving: Serving, asker: Erases, id_: Id, asked: Annotated[EraseQuery, Query()]) -> DecisionSummary:
    """删去个人信息和称呼，答复和日志照留 / The facts and what the person is found by go; what was answered and the log stay."""
    database, office = serving.store()
    with database.writing() as session:
        decision = decision_of(session, asker, id_)
        if decision.erased is None:
            store.erase(session, office, decision, asker.name, asked.why)
    return DecisionSummary.model_validate(_summary(decision))


@router.post(
    "/erase", responses=problems(400, 401, 403, 406, 413, 415, 422, 429, 503, 507), summary="删除一个人的全部个人信息 / Erase all facts of a person"
)  # fmt: skip
def erase_person(
    serving: Serving, asker: Erases, body: Annotated[ErasePersonRequest, Body(openapi_examples=SEARCH_EXAMPLES)], _: Asked
) -> ErasedResponse:  # fmt: skip
    """本人要求删除时用：名下每份存档都删 / Where the person asks for it: of every decision about them."""
    database, office = serving.store()
    with database.writing() as session:
        found = store.of_person(session, office, asker, body.person)
        for one in found:
            store.erase(session, office, one, asker.name, body.why)
    return ErasedResponse(decisions=[one.id for one in found])


@receipts.post(
    "/check", response_model=ReceiptResponse,
    responses=problems(400, 401, 403, 404, 406, 413, 415, 422, 429, 500, 503), summary="核对回执 / Check a receipt",
)  # fmt: skip
def check_receipt(request: Request, serving: Serving, asker: Reads, body: ReceiptRequest, _: Asked) -> Response:
    """是不是本机构出的，有没有改动，同样的情况是不是同样的答复 / Whether a receipt is ours and whole, and whether the same comes out."""
    language = serving.language(request)
    return _json(receipt_checked(serving, asker, body, language), language)


def receipt_checked(serving: Service, asker: Asker, body: ReceiptRequest, language: str) -> dict[str, Any]:
    """What `ReceiptResponse` describes. Raises ProblemError 422 for what is no receipt, 403 for a person of no place of the asker's,
    ProfileError.
    """
    try:
        saved = read_receipt(body.receipt)
    except ReceiptError as error:
        raise ProblemError(422, "receipt", Text("不是回执", "no receipt"), error.message) from None
    book = serving.edition(saved.receipt.version) if serving.database is not None else None
    by = book or serving.book
    if body.profile is None:
        found = by.recheck_alone(saved)
    else:
        keep_to_places(asker, by.person(body.profile, saved.receipt.as_of))
        found = by.recheck(saved, body.profile, serving.receipt_key)
    with_version = "made_with" if by.version == saved.receipt.version else "today"
    return {"number": saved.number, **_told(found, by, language), "kept": _is_kept(serving, saved.receipt), "version": with_version}


def _is_kept(serving: Service, receipt: Receipt) -> bool:
    """Whether a receipt is that of a decision, whatever the place: who shows it knows of it."""
    if serving.database is None or serving.office is None:
        return False
    with serving.database.reading() as session:
        found = store.by_number(session, receipt.number)
        return any(serving.office.open(one.answer)["receipt"] == receipt.data() for one in found)


def decision_of(session: store.Session, asker: Asker, id_: str) -> Decision:
    """A decision. Raises ProblemError 404 where there is none that the asker may see."""
    decision = store.find(session, asker, id_)
    if decision is None:
        raise ProblemError(404, "decision", Text("没有这份存档", "no such decision"), Text("请核对编号", "look at its id again"))
    return decision


def _summary(decision: Decision) -> dict[str, Any]:
    names = ("id", "place", "as_of", "version", "number", "made", "made_by", "erased")
    return {name: getattr(decision, name) for name in names}


def _whole(decision: Decision, office: store.Office) -> dict[str, Any]:
    facts = {} if decision.facts is None else office.open(decision.facts)
    profile = {"profile": facts["profile"]} if facts else {}
    return {**_summary(decision), **office.open(decision.answer), "page": facts.get("page"), **profile}


def _told(found: Recheck, book: Rulebook, language: str) -> dict[str, Any]:
    data = recheck_data(found)
    text = "\n".join(recheck_in_words(found, book.voice, language))
    return {"agrees": data["agrees"], "checks": data["checks"], "text": {language: text}}


def _json(content: Mapping[str, Any], language: str, status: int = 200, **headers: str) -> Response:
    """The models describe it; checking it again on the way out would take longer than all else."""
    return Response(to_json(content), status, {"Content-Language": language, **headers}, "application/json")
