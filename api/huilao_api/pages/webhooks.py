"""For administrators: the webhooks of the service, what each was told and whether it got there. The same is done as over HTTP, by the same
functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from huilao import Text

from ..routes import webhooks
from ..routes.forms import FormRoute
from ..routes.told import needs
from ..routes.webhooks import DeliveriesQuery, WebhookRequest
from ..service import Service, Serving
from ..store.webhooks import TEST, Event, Failure
from ..web.problems import ProblemError, request_mistake
from ..web.requests import LanguageQuery
from ..who import Asker, Permission
from .frame import leads_to, page
from .said import clock, problem_said, who

EVENTS: Mapping[str, Text] = {
    Event.PUBLISHED: Text("批准了规则库的新版本", "a new version of the rule book is approved"),
    Event.ROLLED_BACK: Text("换回从前的规则库", "the service goes back to an earlier rule book"),
    Event.PUBLICATION_FAILED: Text("有一版没能起用", "a version could not come into service"),
    Event.CHECK_DONE: Text("草稿检查完了", "a draft was checked"),
    Event.SCREENING_DONE: Text("筛查完成", "a screening was done"),
    Event.SCREENING_FAILED: Text("筛查没有成功", "a screening failed"),
    TEST: Text("试发", "a test"),
}
"""Of what a webhook can be told."""
FAILURES: Mapping[str, Text] = {
    Failure.ADDRESS: Text("不准发往这个地址", "nothing may be sent to this address"),
    Failure.NOT_FOUND: Text("找不到这个域名", "the name of the host has no address"),
    Failure.UNREACHABLE: Text("连不上", "it cannot be reached"),
    Failure.CERTIFICATE: Text("对方的证书不可信", "its certificate is not trusted"),
    Failure.TIMEOUT: Text("十秒内没有答复", "it did not answer in ten seconds"),
    Failure.NO_ANSWER: Text("对方答的不是网页协议（HTTP）", "what it answered is not HTTP"),
    Failure.REDIRECT: Text("对方要求转到别处，不能转", "it answered that it is elsewhere, and nobody goes there"),
    Failure.STATUS: Text("对方没有收下", "it did not take it"),
    Failure.GONE: Text("对方说不再接收", "it wants nothing more"),
}
"""Why something did not get there."""
STATES: Mapping[str, Text] = {
    "good": Text("正常", "works"), "failing": Text("发不到", "nothing gets there"), "stopped": Text("停发", "stopped"),
}  # fmt: skip
NONE = Text("至少选一件事", "choose one at least")
UNASKED = LanguageQuery(lang=None)
LISTED = DeliveriesQuery(lang=None, limit=50)

Manages = Annotated[Asker, Depends(needs(Permission.MANAGE_WEBHOOKS))]

router = APIRouter(prefix="/webhooks", include_in_schema=False, route_class=FormRoute)


@router.get("")
def list_webhooks(request: Request, serving: Serving, manages: Manages) -> Response:
    """Who is told of what and whether it gets there, and a form for another."""
    return _list(request, serving, manages)


@router.post("")
def make_webhook(
    request: Request, serving: Serving, manages: Manages, url: Annotated[str, Form()] = "", events: Annotated[Sequence[str], Form()] = (),
) -> Response:  # fmt: skip
    """What it is signed with stands on this page alone."""
    language = serving.language(request)
    said: dict[str, Any] = {"url": url.strip(), "events": list(events)}
    try:
        made = webhooks.make_webhook(serving, manages, WebhookRequest.model_validate(said), UNASKED)
    except ValidationError as error:
        wrong = {
            str(one["loc"][0]): NONE.of(language) if one["type"] == "too_short" else request_mistake(one, language)
            for one in error.errors()
        }
        return _list(request, serving, manages, said, wrong)
    except ProblemError as error:
        if error.kind not in ("address", "webhooks"):
            raise
        return _list(request, serving, manages, said, {"url": problem_said(error, language)})
    return page(request, serving, "webhook_made.html", manages, made=made, words=EVENTS, switch=leads_to("/webhooks"))


@router.get("/{id}")
def webhook(request: Request, serving: Serving, manages: Manages, id: str, tried: str = "") -> Response:
    """What it was told of late, and what waits."""
    one = next((one for one in webhooks.list_webhooks(serving, manages, UNASKED) if one.id == id), None)
    told = webhooks.list_deliveries(serving, manages, id, LISTED)  # and 404 where there is none
    return page(
        request, serving, "webhook.html", manages, one=one, told=told, tried=next((each for each in told if each.id == tried), None),
        words=EVENTS, failures=FAILURES, states=STATES, when=_when, who=who,
    )  # fmt: skip


@router.post("/{id}/test")
async def try_webhook(serving: Serving, manages: Manages, id: str) -> Response:
    """At once; what came of it stands on the page that follows."""
    tried = await webhooks.try_webhook(serving, manages, id, UNASKED)
    return RedirectResponse(f"/webhooks/{id}?tried={tried.id}", 303)


@router.post("/{id}/remove")
def remove_webhook(serving: Serving, manages: Manages, id: str) -> Response:
    """It is told nothing more."""
    webhooks.remove_webhook(serving, manages, id, UNASKED)
    return RedirectResponse("/webhooks", 303)


def _list(
    request: Request, serving: Service, manages: Asker, said: Mapping[str, Any] | None = None, wrong: Mapping[str, str] | None = None
) -> Response:  # fmt: skip
    rows = webhooks.list_webhooks(serving, manages, UNASKED)
    return page(
        request, serving, "webhooks.html", manages, status=422 if wrong else 200, rows=rows, said=said or {"url": "", "events": list(Event)},
        wrong=wrong or {}, words=EVENTS, events=list(Event), states=STATES, when=_when, who=who, switch=leads_to("/webhooks"), most=webhooks.MOST,
    )  # fmt: skip


def _when(at: datetime | None) -> str:
    return "" if at is None else clock(at)
