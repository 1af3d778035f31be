"""How much one may ask: nobody keeps others, or those who watch the service, waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

import pytest

from huilao_api.service import Service
from huilao_api.web.limits import Counted, Rates, Window
from huilao_api.web.problems import ProblemError
from huilao_api.who import Role

from .conftest import Opens

THREADS = 40
"""On which Starlette works, unless it is told otherwise."""
HANGS = 60
"""Seconds after which something surely does."""


def allowed(count: Callable[[str], None], who: str, times: int) -> int:
    """How many of so many are allowed."""
    found = 0
    for _ in range(times):
        try:
            count(who)
        except ProblemError:
            continue
        found += 1
    return found


def test_a_window_lets_so_many_through_a_minute() -> None:
    """Of each for themselves."""
    window = Window(10, "askers", Counted())

    assert [allowed(window.count, who, 15) for who in ("a", "b", "a")] == [10, 10, 0]


def test_counts_are_forgotten_when_they_are_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever counts next, a minute later at the most, sees to that; and no thread is started for it."""
    counted, now = Counted(), time.time()
    window, timer = Window(10, "askers", counted), counted.timer
    timer.join(HANGS)
    window.count("a")
    monkeypatch.setattr(time, "time", lambda: now + 200)
    monkeypatch.setattr(time, "monotonic", lambda: now + 200)
    window.count("b")

    assert not any("/a/" in key for key in counted.storage)
    assert any("/b/" in key for key in counted.storage)
    assert counted.timer is timer


def test_one_is_worked_for_only_so_often_at_once() -> None:
    """Others are, all the while; what is done counts no more."""
    rates = Rates(asker=100, address=100, at_once=2, stranger=100)

    with rates.at_work("a"), rates.at_work("a"):
        with pytest.raises(ProblemError), rates.at_work("a"):
            pass
        with rates.at_work("b"):
            pass
    with rates.at_work("a"):
        pass


def test_one_who_asks_too_much_keeps_nobody_else_waiting(opens: Opens) -> None:
    """429, and when to come again; who watches the service is always answered."""
    bureau = opens(rate=3)
    greedy, other = bureau.key(Role.POLICY), bureau.key(Role.CASEWORKER)
    answers = [bureau.client.get("/v1/terms", headers=greedy) for _ in range(5)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].headers["content-type"] == "application/problem+json"
    assert bureau.client.get("/v1/terms", headers=other).status_code == 200


def test_an_address_that_asks_too_much_is_not_even_looked_up(opens: Opens) -> None:
    """Whoever it says it is, and whatever it asks; who watches the service is always answered."""
    bureau = opens(rate_address=3)
    key = bureau.key(Role.POLICY)
    for _ in range(3):
        bureau.client.get("/v1/terms")

    refused = bureau.client.get("/v1/terms", headers={**key, "Accept-Language": "en"})
    assert (refused.status_code, refused.json()["title"]) == (429, "too many requests")
    assert refused.headers["x-content-type-options"] == "nosniff"
    assert [bureau.client.get(one).status_code for one in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200]
    assert [bureau.client.head(one).status_code for one in ("/healthz", "/readyz")] == [200, 200]


def test_passwords_are_not_tried_without_end(opens: Opens) -> None:
    """From one address, of however many accounts."""
    bureau = opens()
    bureau.service.rates.sign_ins = Window(2, "sign_ins", Counted())
    tried = [bureau.client.post("/v1/sign-in", json={"name": f"a{n}", "password": "x"}).status_code for n in range(3)]

    assert tried == [401, 401, 429]


def test_who_watches_the_service_waits_for_nobody(opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """More requests are worked on than there are threads for work, and none gets ahead: all that watches is answered all the same, and
    who asks is told apart.
    """
    bureau, go_on, begun = opens(at_once=100), Event(), Semaphore(0)

    def stuck(*_: object) -> bytes:
        begun.release()
        go_on.wait()
        return b"{}"

    monkeypatch.setattr(Service, "evaluated", stuck)
    headers = bureau.key(Role.CASEWORKER)
    with ThreadPoolExecutor(THREADS + 6) as callers:
        asked = [callers.submit(bureau.client.post, "/v1/evaluate", json={"profile": {}}, headers=headers) for _ in range(THREADS + 5)]
        for _ in range(THREADS):
            assert begun.acquire(timeout=HANGS)
        try:
            watched = [callers.submit(bureau.client.get, one).result(HANGS).status_code for one in ("/healthz", "/readyz", "/metrics")]
            nobody = callers.submit(bureau.client.get, "/v1/me", headers={"Authorization": "Bearer no"}).result(HANGS).status_code
        finally:
            go_on.set()

    assert (watched, nobody) == ([200, 200, 200], 401)
    assert {one.result().status_code for one in asked} == {200}
