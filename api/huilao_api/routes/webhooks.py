"""Webhooks over HTTP: made, listed, tried out and removed by who manages the service. Who made which is in the log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from huilao import Text

from ..service import Serving
from ..settings import TOLD
from ..store import webhooks as store
from ..store.decisions import Office
from ..store.tables import Delivery, Webhook
from ..store.webhooks import Event, Failure
from ..web.problems import Mistake, ProblemError, problems
from ..web.requests import DIGITS, LanguageQuery
from ..who import Asker, Permission
from ..work.delivery import send
from ..work.outgoing import LONGEST, AddressError, check_address
from .bodies import JsonRoute
from .told import needs

MOST = 20
"""Webhooks of a service at most."""
_TRYING_OUT = CapacityLimiter(2)
"""Threads that wait for a receiver that is tried out."""

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=JsonRoute)

Manages = Annotated[Asker, Depends(needs(Permission.MANAGE_WEBHOOKS))]
Asked = Annotated[LanguageQuery, Query()]


class WebhookRequest(BaseModel):
    """Who is to be told of what."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        max_length=LONGEST, pattern=TOLD, examples=["https://portal.example.org/huilao"], description="what is told is posted there"
    )
    events: list[Event] = Field(list(Event), min_length=1, description="of what it is told; of everything by default")


class WebhookBody(BaseModel):
    """A webhook, without what it is signed with."""

    id: str
    url: str
    events: list[Event]
    made: datetime
    made_by: str
    state: Literal["good", "failing", "stopped"] = Field(
        description="`failing`: the last try failed, and others follow; `stopped`: given up after some three days, until a test succeeds"
    )
    failing_since: datetime | None
    stopped: datetime | None


class WebhookMade(WebhookBody):
    """A new webhook: this answer alone has its secret."""

    secret: str = Field(description="by which the receiver checks that what comes is ours (Standard Webhooks)")


class DeliveryBody(BaseModel):
    """Something that a webhook was told, or is to be."""

    id: str = Field(description="`webhook-id`: the same at every try")
    event: Event | Literal["test"]
    made: datetime
    state: Literal["waiting", "delivered", "given_up"]
    attempts: int
    due: datetime | None = Field(description="when it is tried next")
    delivered: datetime | None
    status: int | None = Field(description="of the last answer; null where there was none")
    failure: Failure | None = Field(description="what was wrong at the last try")


class DeliveriesQuery(LanguageQuery):
    """How many are wanted."""

    limit: Annotated[int, Field(ge=1, le=200), DIGITS] = Field(50, description="the latest so many")


@router.get("", responses=problems(406, 422), summary="通知地址 / Webhooks")
def list_webhooks(serving: Serving, _manages: Manages, _: Asked) -> list[WebhookBody]:
    """发往哪里、哪些事、发得到发不到 / Who is told of what, and whether it gets there."""
    database, office = serving.store()
    with database.reading() as session:
        return [_body(one, office) for one in store.webhooks(session)]


@router.post("", status_code=201, responses=problems(400, 406, 409, 413, 415, 422), summary="新建通知地址 / Make a webhook")
def make_webhook(serving: Serving, manages: Manages, body: WebhookRequest, _: Asked) -> WebhookMade:
    """签名密钥只显示这一次 / What it is signed with is shown this once."""
    database, office = serving.store()
    try:
        check_address(body.url, private=serving.settings.webhook_private)
    except AddressError as error:
        raise ProblemError(
            422, "address", Text("通知不能发往这个地址", "nothing is sent to this address"), error.message, found=[Mistake("body.url", error.message)],
        ) from None  # fmt: skip
    with database.writing() as session:
        if len(store.webhooks(session)) >= MOST:
            raise ProblemError(
                409, "webhooks", Text(f"最多 {MOST} 个通知地址", f"there are {MOST} webhooks, which is the most"),
                Text("请先删去不用的", "remove one that is not needed any more"),
            )  # fmt: skip
        webhook, secret = store.make_webhook(session, office, body.url, list(dict.fromkeys(body.events)), manages.name)
    return WebhookMade(**_body(webhook, office).model_dump(), secret=secret)


@router.delete("/{id}", status_code=204, responses=problems(404, 406, 422), summary="删除通知地址 / Remove a webhook")
def remove_webhook(serving: Serving, manages: Manages, id: str, _: Asked) -> Response:
    """还没发出的也不再发 / What waits is not delivered either."""
    database, office = serving.store()
    with database.writing() as session:
        store.remove(session, office, _found(session, id), manages.name)
    return Response(status_code=204)


@router.get("/{id}/deliveries", responses=problems(404, 406, 422), summary="通知记录 / What a webhook was told")
def list_deliveries(serving: Serving, _manages: Manages, id: str, asked: Annotated[DeliveriesQuery, Query()]) -> list[DeliveryBody]:
    """最近的在前，留 30 天 / The latest first; kept for 30 days."""
    with serving.store()[0].reading() as session:
        return [_delivery(one) for one in store.deliveries(session, _found(session, id).id, asked.limit)]


@router.post("/{id}/test", responses=problems(404, 406, 422), summary="试发通知 / Try a webhook out")
async def try_webhook(serving: Serving, _manages: Manages, id: str, _: Asked) -> DeliveryBody:
    """立即试发一次，并说明结果；停用的，试成后恢复 / Tell it something at once, and say what came of it. One that was stopped goes on
    once this succeeds.
    """
    return await to_thread.run_sync(_try_out, serving, id, limiter=_TRYING_OUT)


def _try_out(serving: Serving, id_: str) -> DeliveryBody:
    database, office = serving.store()
    with database.writing() as session:
        webhook = _found(session, id_)
        letter = store.letter_of(store.told_as_a_test(session, webhook), webhook, office)
    answered = send(letter, serving.settings)
    with database.writing() as session:
        noted = store.note(session, office, letter.id, answered)
    if noted is None:
        raise _none()
    return _delivery(noted)


def _found(session: store.Session, id_: str) -> Webhook:
    webhook = session.get(Webhook, id_)
    if webhook is None:
        raise _none()
    return webhook


def _none() -> ProblemError:
    return ProblemError(404, "webhook", Text("没有这个通知地址", "no such webhook"), Text("请核对编号", "look at its id again"))


def _body(one: Webhook, office: Office) -> WebhookBody:
    state = "good" if one.failing_since is None else "failing"
    return WebhookBody(
        id=one.id, url=store.address_of(one, office), events=[Event(event) for event in one.events], made=one.made, made_by=one.made_by,
        state="stopped" if one.stopped else state, failing_since=one.failing_since, stopped=one.stopped,
    )  # fmt: skip


def _delivery(one: Delivery) -> DeliveryBody:
    return DeliveryBody.model_validate({
        "id": one.id, "event": one.event, "made": one.made, "attempts": one.attempts, "due": one.due, "delivered": one.delivered,
        "state": "delivered" if one.delivered else "given_up" if one.given_up else "waiting", "status": one.status, "failure": one.failure,
    })  # fmt: skip
