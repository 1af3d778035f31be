"""Webhooks over HTTP, and what receivers are told."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from typing import Any as Anything

import pytest
from sqlalchemy import update
from standardwebhooks import Webhook as Verifier

from huilao_api.routes.webhooks import MOST
from huilao_api.store import jobs, webhooks
from huilao_api.store.tables import Delivery
from huilao_api.who import Asker, Role
from huilao_api.work import working
from huilao_api.work.delivery import deliver_due
from huilao_api.work.workers import DUTIES

from .conftest import Bureau, Opens
from .receivers import Receiver, receiving

URL = "https://portal.example.org/huilao"


@pytest.fixture
def intranet(opens: Opens) -> Bureau:
    """A service that may tell receivers of its own network."""
    return opens(webhook_private=True)


def make(bureau: Bureau, url: str, **more: Anything) -> dict[str, Anything]:
    made = bureau.client.post("/v1/webhooks", json={"url": url, **more}, headers=bureau.key(Role.ADMIN))
    assert made.status_code == 201, made.json()
    return made.json()


def tell(bureau: Bureau, event: str = "published") -> None:
    with bureau.service.store()[0].writing() as session:
        webhooks.tell(session, event, {"number": 7, "version": "abc"})


def deliver(bureau: Bureau) -> int:
    """Whatever waits, without waiting."""
    database, office = bureau.service.store()
    with database.writing() as session:
        session.execute(update(Delivery).where(Delivery.due.is_not(None)).values(due=datetime.now(UTC)))
    return deliver_due(database, office, bureau.service.settings)


def listed(bureau: Bureau, path: str = "") -> list[dict[str, Anything]]:
    return bureau.client.get(f"/v1/webhooks{path}", headers=bureau.key(Role.ADMIN)).json()


def test_a_receiver_that_fails_twice_has_it_at_the_third_try(intranet: Bureau) -> None:
    """By the same id and in the same words, signed so that it knows by its secret that it is ours; in between the list says so."""
    with receiving(500, 500, 200) as receiver:
        made = make(intranet, receiver.url, events=["published"])
        tell(intranet)
        tell(intranet, "screening_done")
        told: dict[str, Anything] = {}
        seen: list[tuple[int, str, str]] = []
        for _ in range(3):
            assert deliver(intranet) == 1
            [told] = listed(intranet, f"/{made['id']}/deliveries")
            seen.append((told["attempts"], told["state"], listed(intranet)[0]["state"]))
        assert deliver(intranet) == 0

    assert seen == [(1, "waiting", "failing"), (2, "waiting", "failing"), (3, "delivered", "good")]
    assert (told["event"], told["status"], told["failure"], told["due"]) == ("published", 200, None, None)
    assert len({(one["webhook-id"], body) for one, body in zip(receiver.headers, receiver.bodies, strict=True)}) == 1
    for headers, body in zip(receiver.headers, receiver.bodies, strict=True):
        said = Verifier(made["secret"]).verify(body, headers)
        assert (said["type"], said["data"]) == ("published", {"number": 7, "version": "abc"})
        assert headers["webhook-id"] == told["id"]
    with pytest.raises(Exception, match="No matching signature"):
        Verifier(made["secret"]).verify(receiver.bodies[0] + b" ", receiver.headers[0])


def test_one_receiver_that_hangs_keeps_no_other_waiting(intranet: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are told at once."""
    receivers: list[Receiver] = []
    monkeypatch.setattr("huilao_api.work.outgoing.SECONDS", 5)

    def waits_for_the_other(_: object) -> None:
        assert receivers[0].lets_go.wait(5)

    def lets_go(_: object) -> None:
        receivers[0].lets_go.set()

    with receiving(waits_for_the_other) as slow, receiving(lets_go) as fast:
        receivers.append(slow)
        for one in (slow, fast):
            make(intranet, one.url)
        tell(intranet)
        assert deliver(intranet) == 2


def test_a_webhook_is_tried_out_and_says_what_came_of_it(intranet: Bureau) -> None:
    """At once, and once."""
    with receiving(503, 200) as receiver:
        made = make(intranet, receiver.url)
        admin = intranet.key(Role.ADMIN)
        failed, good = (intranet.client.post(f"/v1/webhooks/{made['id']}/test", headers=admin).json() for _ in range(2))

    assert (failed["state"], failed["status"], failed["failure"]) == ("given_up", 503, "status")
    assert (good["state"], good["status"], good["event"]) == ("delivered", 200, "test")
    assert Verifier(made["secret"]).verify(receiver.bodies[1], receiver.headers[1])["type"] == "test"
    assert listed(intranet)[0]["state"] == "good"
    assert deliver(intranet) == 0


def test_a_secret_is_shown_once_and_a_removed_webhook_is_told_nothing(intranet: Bureau) -> None:
    with receiving(200) as receiver:
        made = make(intranet, receiver.url)
        assert "secret" not in listed(intranet)[0]
        assert listed(intranet)[0]["url"] == receiver.url
        tell(intranet)
        admin = intranet.key(Role.ADMIN)
        assert intranet.client.delete(f"/v1/webhooks/{made['id']}", headers=admin).status_code == 204
        assert deliver(intranet) == 0
        assert (listed(intranet), receiver.bodies) == ([], [])
        assert intranet.client.delete(f"/v1/webhooks/{made['id']}", headers=admin).status_code == 404


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://portal.example.org/", "HUILAO_WEBHOOK_PRIVATE=true"), ("https://127.0.0.1/", "HUILAO_WEBHOOK_PRIVATE=true"),
        ("https://u:p@portal.example.org/", "不能有用户名"), ("portal", "https://"),
    ],
)  # fmt: skip
def test_an_address_that_may_not_be_reached_is_refused_when_it_is_entered(bureau: Bureau, url: str, says: str) -> None:
    """With what to do."""
    answer = bureau.client.post("/v1/webhooks", json={"url": url}, headers=bureau.key(Role.ADMIN))

    assert answer.status_code == 422
    [problem] = answer.json()["problems"]
    assert problem["where"] == "body.url"
    assert says in problem["message"]


@pytest.mark.parametrize("url", ["ftp://portal.example.org", "https://", "https://a b.example/", "https://甲.例/", "not one"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_no_address_is_told_with_all_else_that_is_wrong(bureau: Bureau, url: str, language: str) -> None:
    """In the language of whoever asks."""
    body: dict[str, Anything] = {"url": url, "events": [], "more": 1}
    answer = bureau.client.post("/v1/webhooks", json=body, headers=bureau.key(Role.ADMIN) | {"Accept-Language": language})
    found = answer.json()["problems"]

    assert [one["where"] for one in found] == ["body.url", "body.events", "body.more"]
    assert {"zh": "应是 https:// 开头的网址", "en": "begins with https://"}[language] in found[0]["message"]


def test_an_address_that_was_allowed_is_not_reached_where_it_is_no_more(opens: Opens) -> None:
    """The setting counts as it is at the time."""
    with receiving(200) as receiver:
        make(opens(webhook_private=True), receiver.url)
        strict = opens()
        tell(strict)
        deliver(strict)
        [one] = listed(strict)
        [told] = listed(strict, f"/{one['id']}/deliveries")

    assert (told["failure"], receiver.bodies) == ("address", [])


def test_there_are_so_many_at_most_and_only_events_that_there_are(bureau: Bureau) -> None:
    admin = bureau.key(Role.ADMIN)
    for events in ([], ["made_up"]):
        assert bureau.client.post("/v1/webhooks", json={"url": URL, "events": events}, headers=admin).status_code == 422
    for _ in range(MOST):
        make(bureau, URL)
    assert bureau.client.post("/v1/webhooks", json={"url": URL}, headers=admin).status_code == 409


@pytest.mark.parametrize(("state", "result", "submittable"), [("done", {"may_be_submitted": True}, True), ("failed", None, None)])
def test_the_end_of_a_check_is_told(intranet: Bureau, state: str, result: Anything, submittable: Anything) -> None:
    """With where to look at what was found; that it was cancelled is not."""
    made = make(intranet, URL, events=["check_done"])
    database, office = intranet.service.store()
    with database.writing() as session:
        job = jobs.add(session, "check", "d1", {}, Asker.everything())
        for job.state, job.result in (("cancelled", None), (state, result)):
            DUTIES.ended["check"](session, office, job)
        [told] = webhooks.deliveries(session, made["id"], 10)

    data = {"draft": "d1", "job": job.id, "state": state, "may_be_submitted": submittable, "address": "/v1/drafts/d1"}
    assert json.loads(told.body)["data"] == data


def test_while_a_worker_works_all_is_delivered(intranet: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without being asked for."""
    monkeypatch.setattr(working, "PAUSE", 0.01)
    stop, arrived = threading.Event(), threading.Event()
    worker = threading.Thread(target=working.work, args=(intranet.service.settings, working.Duties({}, steps=DUTIES.steps), stop))

    def arrives(_: object) -> None:
        arrived.set()

    with receiving(arrives) as receiver:
        make(intranet, receiver.url)
        tell(intranet)
        worker.start()
        assert arrived.wait(10)
        stop.set()
        worker.join()
