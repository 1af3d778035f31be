"""How much one may ask: nobody keeps others, or those who watch the service, waiting."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from limits.storage import MemoryStorage

from huilao_api.limits import Rates, Window
from huilao_api.problems import ProblemError
from huilao_api.who import Role

from .conftest import Opens


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
    window = Window(10, "askers", MemoryStorage())

    assert [allowed(window.count, who, 15) for who in ("a", "b", "a")] == [10, 10, 0]


def test_one_is_worked_for_only_so_often_at_once() -> None:
    """Others are, all the while; what is done counts no more."""
    rates = Rates(asker=100, address=100, at_once=2)

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


def test_passwords_are_not_tried_without_end(opens: Opens) -> None:
    """From one address, of however many accounts."""
    bureau = opens()
    bureau.service.rates.sign_ins = Window(2, "sign_ins", MemoryStorage())
    tried = [bureau.client.post("/v1/sign-in", json={"name": f"a{n}", "password": "x"}).status_code for n in range(3)]

    assert tried == [401, 401, 429]
