"""Who may what: every route of the document, for every role, about a person of an own and of another place, by key and by cookie."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any as Anything

import pytest

from huilao import Rulebook
from huilao_api.store import accounts
from huilao_api.web.limits import Counted, Window
from huilao_api.who import MAY, Permission, Role

from .conftest import Bureau, bureau_of

OWN, OTHER = "513433", "511725"
PASSWORD = "correct horse battery"  # noqa: S105
ANYBODY, TOLD = "anybody", "told"
NUMBERS = count()


def elder(place: str) -> dict[str, str]:
    return {"birth_date": "1944-05-10", "residence": place}


@dataclass(frozen=True)
class Route:
    """Who may, what is sent, and what comes out for who may: about an own and about another place."""

    who: Permission | tuple[Permission, ...] | str
    own: int = 200
    other: int = 0
    body: Callable[[str], Anything] | None = None
    key: int = 0
    """What comes out for a key, where that is another thing."""


def at(place: str) -> Anything:
    return {"profile": elder(place), "as_of": "2025-03-01"}


ASK, DECIDE, READ, ERASE = Permission.ASK, Permission.DECIDE, Permission.READ_DECISIONS, Permission.ERASE
LOG, MANAGE, HOOKS = Permission.READ_LOG, Permission.MANAGE_KEYS, Permission.MANAGE_WEBHOOKS
SCREEN = Permission.SCREEN
DRAFT, PUBLISH, SEE = Permission.DRAFT, Permission.PUBLISH, Permission.SEE_VERSIONS
CATALOGUE = ["benefits", "facts", "terms", "quantities", "standards", "rulesets", "catalogue"]
ROUTES: Mapping[str, Route] = {
    "POST /v1/evaluate": Route(ASK, 200, 403, at),
    "POST /v1/evaluate/batch": Route(ASK, body=lambda place: {"profiles": [elder(place)]}),  # each profile for itself: below
    "POST /v1/timeline": Route(ASK, 200, 403, lambda place: {**at(place), "years": 1}),
    "POST /v1/interview": Route(ASK, 200, 403, at),
    **{f"GET /v1/{name}": Route(ASK) for name in CATALOGUE},
    "GET /v1/benefits/{ruleset}/{benefit}": Route(ASK),
    "POST /v1/decisions": Route(DECIDE, 201, 403, at),
    "GET /v1/decisions": Route(READ),
    "POST /v1/decisions/search": Route(READ, body=lambda place: {"person": "档案 17"}),
    "GET /v1/decisions/{id}": Route(READ, 200, 404),
    "POST /v1/decisions/{id}/recheck": Route(DECIDE, 200, 404),
    "POST /v1/decisions/{id}/erase": Route(ERASE, 200, 404),
    "POST /v1/decisions/erase": Route(ERASE, body=lambda place: {"person": "档案 17"}),
    "POST /v1/receipts/check": Route(READ, 200, 403),
    "GET /v1/audit": Route(LOG),
    "POST /v1/sign-in": Route(ANYBODY, 401, body=lambda place: {"name": "nobody's", "password": PASSWORD}),
    "POST /v1/sign-out": Route(TOLD, 204),
    "GET /v1/me": Route(TOLD),
    "PUT /v1/me/password": Route(TOLD, 204, body=lambda place: {"old": PASSWORD, "new": PASSWORD}, key=401),
    "GET /v1/keys": Route(MANAGE),
    "POST /v1/keys": Route(MANAGE, 201, body=lambda place: {"name": f"new{next(NUMBERS)}", "role": "caseworker", "places": [place]}),
    "POST /v1/keys/{id}/replace": Route(MANAGE, 404),
    "DELETE /v1/keys/{id}": Route(MANAGE, 404),
    "GET /v1/accounts": Route(MANAGE),
    "POST /v1/accounts": Route(
        MANAGE, 201, body=lambda place: {"name": f"新{next(NUMBERS)}", "password": PASSWORD, "role": "policy", "places": [place]}
    ),
    "PATCH /v1/accounts/{id}": Route(MANAGE, 404, body=lambda place: {"disabled": True}),
    "POST /v1/screenings": Route(SCREEN, 415),
    "GET /v1/screenings": Route(SCREEN),
    **{
        one: Route(SCREEN, 404)
        for one in (
            "GET /v1/screenings/{id}",
            "DELETE /v1/screenings/{id}",
            "GET /v1/screenings/{id}/mapping",
            "GET /v1/screenings/{id}/profile",
            "GET /v1/screenings/{id}/events",
            "POST /v1/screenings/{id}/cancel",
            "GET /v1/screenings/{id}/files",
            "GET /v1/screenings/{id}/files/{name}",
        )
    },
    "POST /v1/screenings/{id}/start": Route(SCREEN, 404, body=lambda place: {}),
    "PUT /v1/screenings/{id}/mapping": Route(SCREEN, 404, body=lambda place: {}),
    "PUT /v1/screenings/{id}/mended": Route(SCREEN, 415),
    "GET /v1/jobs/{id}": Route(TOLD, 404),
    "GET /v1/jobs/{id}/events": Route(TOLD, 404),
    "GET /v1/webhooks": Route(HOOKS),
    "POST /v1/webhooks": Route(HOOKS, 201, body=lambda place: {"url": "https://portal.example.org/"}),
    "DELETE /v1/webhooks/{id}": Route(HOOKS, 404),
    "GET /v1/webhooks/{id}/deliveries": Route(HOOKS, 404),
    "POST /v1/webhooks/{id}/test": Route(HOOKS, 404),
    "POST /v1/drafts": Route(DRAFT, 201, body=lambda place: {"title": "调整"}),
    "GET /v1/drafts": Route(SEE),
    "GET /v1/drafts/registers": Route(Permission.COUNT_PEOPLE),
    "GET /v1/drafts/{id}": Route(SEE, 404),
    "PATCH /v1/drafts/{id}": Route(DRAFT, 404, body=lambda place: {"title": "改"}),
    "POST /v1/drafts/{id}/catch-up": Route(DRAFT, 404, body=lambda place: {"revision": 1}),
    "GET /v1/drafts/{id}/revisions": Route(SEE, 404),
    "GET /v1/drafts/{id}/diff": Route(SEE, 404),
    "POST /v1/drafts/{id}/read": Route((DRAFT, PUBLISH), 404, body=lambda place: {}),
    "POST /v1/drafts/{id}/check": Route((DRAFT, PUBLISH), 404, body=lambda place: {}),
    "GET /v1/drafts/{id}/check": Route(SEE, 404),
    "GET /v1/drafts/{id}/check/report": Route(SEE, 404),
    "POST /v1/drafts/{id}/submit": Route(DRAFT, 404, body=lambda place: {"revision": 1}),
    "POST /v1/drafts/{id}/withdraw": Route(DRAFT, 404),
    "POST /v1/drafts/{id}/reopen": Route(DRAFT, 404),
    "POST /v1/drafts/{id}/reject": Route(PUBLISH, 404, body=lambda place: {"revision": 1, "reason": "改"}),
    "POST /v1/drafts/{id}/approve": Route(PUBLISH, 404, body=lambda place: {"revision": 1}),
    "GET /v1/drafts/{id}/files/{path}": Route(SEE, 422),
    "PUT /v1/drafts/{id}/files/{path}": Route(DRAFT, 415),
    "DELETE /v1/drafts/{id}/files/{path}": Route(DRAFT, 422),
    "GET /v1/drafts/{id}/archive": Route(SEE, 404),
    "PUT /v1/drafts/{id}/archive": Route(DRAFT, 415),
    "GET /v1/publications": Route(SEE),
    "GET /v1/publications/{number}": Route(SEE, 422),
    "POST /v1/publications/{number}/withdraw": Route(PUBLISH, 422),
    "POST /v1/publications/rollback": Route(PUBLISH, 409, body=lambda place: {"to": 1, "reason": "改"}),
    "GET /v1/publications/{number}/archive": Route(SEE, 422),
    "GET /v1/oidc/sign-in": Route(ANYBODY, 404),
    "GET /v1/oidc/callback": Route(ANYBODY, 404),
    "GET /healthz": Route(ANYBODY),
    "GET /readyz": Route(ANYBODY),
    "GET /metrics": Route(ANYBODY),
}


@pytest.fixture(scope="module")
def bureau(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """One for all that is asked here, with an account for each role."""
    with bureau_of(book, database=f"sqlite:///{tmp_path_factory.mktemp('who') / 'huilao.sqlite3'}", rate_address=1_000_000) as opened:
        opened.service.rates.sign_ins = Window(1_000, "sign_ins", Counted())
        hashed = accounts.hashed(PASSWORD)
        with opened.service.store()[0].writing() as session:
            for role in Role:
                accounts.make_account(session, role.value, hashed, role, [])
        yield opened


def test_the_table_has_every_route(bureau: Bureau) -> None:
    """Of the document, and no other."""
    paths = bureau.client.get("/openapi.json").json()["paths"]

    assert {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods} == set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_each_may_what_the_table_says(bureau: Bureau, book: Rulebook, name: str) -> None:
    """An administrator is bound to no place; all others are, here, to one."""
    route, (method, path) = ROUTES[name], name.split()
    desk = bureau.key(Role.CASEWORKER, name="desk")

    def ask(place: str, headers: dict[str, str]) -> int:
        address = path.replace("{ruleset}/{benefit}", "mianning/5-1-free-flu-vaccine")
        if "/decisions/{id}" in path:
            address = address.replace("{id}", bureau.client.post("/v1/decisions", json=at(place), headers=desk).json()["id"])
        body = route.body(place) if route.body else None
        if path == "/v1/receipts/check":
            body = {"profile": elder(place), "receipt": book.evaluate(elder(place), "2025-03-01").receipt.data()}
        answer = bureau.client.request(method, address, json=body, headers=headers)
        bureau.client.cookies.clear()
        return answer.status_code

    def meant(role: Role | None, place: str, way: str) -> int:
        if route.who is ANYBODY:
            return route.own
        if role is None:
            return 401
        needed = (route.who,) if isinstance(route.who, Permission) else route.who
        if isinstance(needed, tuple) and MAY[role].isdisjoint(needed):
            return 403
        if way == "key" and route.key:
            return route.key
        return route.other if route.other and place == OTHER and role is not Role.ADMIN else route.own

    found: dict[tuple[Role | None, str, str], int] = {}
    says_where = route.body or "/decisions/{id}" in path or path == "/v1/receipts/check"
    for place in (OWN, OTHER) if says_where else (OWN,):
        found[None, place, "nothing"] = ask(place, {})
        found[None, place, "a bad key"] = ask(place, {"Authorization": "Bearer huilao_none"})
        found[None, place, "a bad cookie"] = ask(place, {"Cookie": "huilao=none", "Origin": "http://testserver"})
        for role in Role:
            places = () if role is Role.ADMIN else (OWN,)
            found[role, place, "key"] = ask(place, bureau.key(role, *places))
            found[role, place, "cookie"] = ask(place, bureau.signed_in(role, *places))

    assert found == {one: meant(*one) for one in found}
