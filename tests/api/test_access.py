"""Keys, accounts and signing in, as those meet them who manage an office or work in one."""

from __future__ import annotations

import json
from typing import Any as Anything

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.settings import Settings
from huilao_api.store import accounts
from huilao_api.store.accounts import FAILURES
from huilao_api.store.tables import Account, ApiKey, LogEntry
from huilao_api.who import Role

from .conftest import Bureau, Opens

PASSWORD = "correct horse battery"  # noqa: S105
OURS = {"Origin": "http://testserver"}


def log_of(bureau: Bureau) -> list[tuple[str, str]]:
    """Who did what, after the service came to serve this version."""
    with bureau.service.store()[0].reading() as session:
        return [(one.who, one.action) for one in session.scalars(select(LogEntry).order_by(LogEntry.number)) if one.who != "service"]


def account(bureau: Bureau, admin: dict[str, str], **more: Anything) -> Anything:
    body = {"name": "王丽", "password": PASSWORD, "role": "caseworker", "places": ["冕宁县"], **more}
    return bureau.client.post("/v1/accounts", json=body, headers=admin)


def sign_in(bureau: Bureau, password: str = PASSWORD, name: str = "王丽", **headers: str) -> Anything:
    return bureau.client.post("/v1/sign-in", json={"name": name, "password": password}, headers=headers)


def test_a_key_is_shown_once_and_replaced_and_revoked(bureau: Bureau) -> None:
    """Each of it is in the log, by whom; the key itself is neither there nor in the list."""
    admin, client = bureau.key(Role.ADMIN), bureau.client
    made = client.post("/v1/keys", json={"name": "冕宁民政", "role": "caseworker", "places": ["冕宁县"], "days": 30}, headers=admin).json()
    listed = client.get("/v1/keys", headers=admin).json()

    assert [(one["name"], one["places"], one["made_by"]) for one in listed] == [
        ("admin", [], "test"),
        ("冕宁民政", ["513433"], "key:admin"),
    ]
    assert made["key"] not in json.dumps(listed)
    assert client.post("/v1/keys", json={"name": "冕宁民政", "role": "policy"}, headers=admin).status_code == 409
    again = client.post(f"/v1/keys/{made['id']}/replace", headers=admin).json()
    for secret in (made["key"], again["key"]):  # the old one is good for a while
        assert client.get("/v1/me", headers={"Authorization": f"Bearer {secret}"}).json()["name"] == "key:冕宁民政"
    assert client.delete(f"/v1/keys/{made['id']}", headers=admin).status_code == 204
    assert client.delete(f"/v1/keys/{made['id']}", headers=admin).status_code == 404
    statuses = [client.get("/v1/me", headers={"Authorization": f"Bearer {one}"}).status_code for one in (made["key"], again["key"])]
    assert statuses == [401, 200]
    assert log_of(bureau) == [("key:admin", one) for one in ("key_made", "key_replaced", "key_made", "key_revoked")]
    with bureau.service.store()[0].reading() as session:
        kept = str([vars(one) for table in (ApiKey, LogEntry) for one in session.scalars(select(table))])
    assert made["key"] not in kept


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"name": "a", "role": "king"}, "body.role"), ({"name": "a:b", "role": "policy"}, "body.name"),
        ({"name": "\u202egnp", "role": "policy"}, "body.name"), ({"name": "zh\u0430ng", "role": "policy"}, "body.name"), ({"name": "a", "role": "policy", "places": ["999999"]}, "body.places.0"),
        *(({"name": "a", "role": "policy", "places": ["513433", place]}, "body.places.1") for place in ("00", "000000", "0000", "000000000", "", "全国")),
        ({"name": "a", "role": "admin", "places": ["513433"]}, "body.places"), ({"name": "a", "role": "policy", "days": 0}, "body.days"),
        ({"name": "a", "role": "policy", "days": "30"}, "body.days"), ({"name": "a", "role": "policy", "more": 1}, "body.more"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_key_is_said(bureau: Bureau, body: dict[str, Anything], where: str) -> None:
    """Where it is wrong, in Chinese."""
    answer = bureau.client.post("/v1/keys", json=body, headers=bureau.key(Role.ADMIN))

    assert answer.status_code == 422
    assert [one["where"] for one in answer.json()["problems"]] == [where]
    assert not answer.json()["problems"][0]["message"].isascii()


def test_somebody_signs_in_and_out(bureau: Bureau) -> None:
    """By a cookie that no script reads and no other page sends."""
    admin = bureau.key(Role.ADMIN)
    assert account(bureau, admin).json()["places"] == ["513433"]
    assert account(bureau, admin).status_code == 409
    cookie = sign_in(bureau).headers["set-cookie"]

    assert all(one in cookie for one in ("HttpOnly", "SameSite=strict", "Path=/"))
    assert "Secure" not in cookie
    assert bureau.client.get("/v1/me").json() == {
        "name": "account:王丽", "role": "caseworker", "places": ["513433"], "permissions": ["ask", "decide", "read_decisions", "screen"],
    }  # fmt: skip
    token = bureau.client.cookies["huilao"]
    assert bureau.client.post("/v1/sign-out", headers=OURS).status_code == 204
    assert bureau.client.get("/v1/me", headers={"Cookie": f"huilao={token}"}).status_code == 401
    assert log_of(bureau) == [("key:admin", "account_made"), ("account:王丽", "signed_in"), ("account:王丽", "signed_out")]


def test_the_cookie_goes_over_tls_alone_where_there_is_tls(opens: Opens) -> None:
    """As the address says at which people reach the service."""
    bureau = opens(public_url="https://huilao.example.cn")
    account(bureau, bureau.key(Role.ADMIN))

    assert "Secure" in sign_in(bureau).headers["set-cookie"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403), ({"Origin": "http://testserver"}, 204), ({"Origin": "http://other.example"}, 403), ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 204), ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
    ],
)  # fmt: skip
def test_a_page_of_another_origin_changes_nothing(bureau: Bureau, headers: dict[str, str], status: int) -> None:
    """Though the browser sends the cookie; what changes nothing is answered."""
    cookie = {"Cookie": bureau.signed_in(Role.CASEWORKER)["Cookie"]}

    assert bureau.client.get("/v1/me", headers={**cookie, **headers}).status_code == 200
    assert bureau.client.post("/v1/sign-out", headers={**cookie, **headers}).status_code == status


def test_nobody_is_signed_in_by_a_page_of_another_origin(bureau: Bureau) -> None:
    """Nor as somebody else."""
    account(bureau, bureau.key(Role.ADMIN))

    assert sign_in(bureau, Origin="http://other.example").status_code == 403
    assert sign_in(bureau, Origin="http://testserver").status_code == 200


def test_what_was_wrong_is_not_said(bureau: Bureau) -> None:
    """Wrong name, wrong password, locked, disabled: one answer. Another password unlocks."""
    admin = bureau.key(Role.ADMIN)
    id_ = account(bureau, admin).json()["id"]
    told = [sign_in(bureau, name="nobody"), *[sign_in(bureau, "wrong password") for _ in range(FAILURES)], sign_in(bureau)]

    def change(**what: Anything) -> Anything:
        return bureau.client.patch(f"/v1/accounts/{id_}", json=what, headers=admin)

    assert change(password="another good one").status_code == 200  # noqa: S106
    assert sign_in(bureau, "another good one").status_code == 200
    bureau.client.cookies.clear()
    assert change(disabled=True).json()["disabled"] is True
    told.append(sign_in(bureau, "another good one"))
    assert {(one.status_code, one.text) for one in told} == {(401, told[0].text)}
    assert change(disabled=False).status_code == 200
    assert sign_in(bureau, "another good one").status_code == 200
    assert change(password="short").status_code == 422  # noqa: S106
    assert PASSWORD not in str(log_of(bureau))


def test_an_account_gets_another_role(bureau: Bureau) -> None:
    """For who is signed in, too; an administrator is bound to no place."""
    admin = bureau.key(Role.ADMIN)
    id_ = account(bureau, admin).json()["id"]
    sign_in(bureau)

    assert bureau.client.patch(f"/v1/accounts/{id_}", json={"role": "admin"}, headers=admin).status_code == 422
    assert bureau.client.patch(f"/v1/accounts/{id_}", json={"role": "auditor", "places": []}, headers=admin).json()["role"] == "auditor"
    assert bureau.client.get("/v1/me").json()["role"] == "auditor"
    assert [one["name"] for one in bureau.client.get("/v1/accounts", headers=admin).json()] == ["王丽"]


@pytest.mark.parametrize(
    ("of", "method", "change", "other"),
    [
        ("accounts", "PATCH", {"disabled": True}, "keys"), ("accounts", "PATCH", {"role": "auditor"}, "accounts"),
        ("keys", "DELETE", None, "accounts"), ("keys", "DELETE", None, "keys"),
    ],
)  # fmt: skip
def test_an_office_keeps_an_administrator(bureau: Bureau, of: str, method: str, change: dict[str, Anything] | None, other: str) -> None:
    """The last account or key that can manage stays good, until there is another of either kind."""
    client, admin = bureau.client, bureau.signed_in(Role.ADMIN) if of == "accounts" else bureau.key(Role.ADMIN)
    last = f"/v1/{of}/{client.get(f'/v1/{of}', headers=admin).json()[0]['id']}"

    refused = client.request(method, last, json=change, headers=admin)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "last-administrator")
    assert client.get("/v1/me", headers=admin).json()["role"] == "admin"
    more = {"password": PASSWORD} if other == "accounts" else {}
    assert client.post(f"/v1/{other}", json={"name": "李华", "role": "admin", **more}, headers=admin).status_code == 201
    assert client.request(method, last, json=change, headers=admin).status_code < 300


def test_an_administrator_who_is_locked_out_for_a_while_is_one(bureau: Bureau) -> None:
    """It ends by itself: else whoever types wrong passwords could keep an administrator from being disabled."""
    admin = bureau.signed_in(Role.ADMIN)
    last = bureau.client.get("/v1/accounts", headers=admin).json()[0]["id"]
    other = {"name": "王丽", "password": PASSWORD, "role": "admin"}
    assert bureau.client.post("/v1/accounts", json=other, headers=admin).status_code == 201
    bureau.client.cookies.clear()
    assert [sign_in(bureau, "wrong password").status_code for _ in range(FAILURES)] == [401] * FAILURES
    assert sign_in(bureau).status_code == 401

    assert bureau.client.patch(f"/v1/accounts/{last}", json={"disabled": True}, headers=admin).status_code == 200


@pytest.mark.parametrize(("days", "refused"), [(1, True), (7, True), (8, False), (None, False)])
def test_an_administrators_key_that_ends_within_days_does_not_stand_in_for_the_last(
    bureau: Bureau, days: int | None, *, refused: bool
) -> None:
    """Nobody could manage any more then. Where there is no other, it is the last itself, and stays; and who is no administrator may go."""
    admin, client = bureau.key(Role.ADMIN, days=days), bureau.client
    last = account(bureau, admin, name="李华", role="admin", places=[]).json()["id"]
    clerk = account(bureau, admin).json()["id"]

    answer = client.patch(f"/v1/accounts/{last}", json={"disabled": True}, headers=admin)
    assert (answer.status_code, "不出 7 天就没有管理员了" in answer.text) == ((409, True) if refused else (200, False))
    with bureau.service.store()[0].writing() as session:
        accounts.disable(session, session.get_one(Account, last), disabled=True)
    assert client.patch(f"/v1/accounts/{clerk}", json={"disabled": True}, headers=admin).status_code == 200
    (key,) = client.get("/v1/keys", headers=admin).json()
    answer = client.delete(f"/v1/keys/{key['id']}", headers=admin)
    assert (answer.status_code, answer.json()["title"]) == (409, "这样就没有管理员了")


def test_a_key_in_the_place_of_the_last_administrators_is_the_last(bureau: Bureau) -> None:
    """The one that was replaced is good for some days alone."""
    admin = bureau.key(Role.ADMIN)
    old = bureau.client.get("/v1/keys", headers=admin).json()[0]["id"]
    new = bureau.client.post(f"/v1/keys/{old}/replace", headers=admin).json()["id"]

    assert [bureau.client.delete(f"/v1/keys/{one}", headers=admin).status_code for one in (new, old)] == [409, 204]


def test_one_changes_ones_own_password(bureau: Bureau) -> None:
    """Who knows the old one; elsewhere one is signed in no more."""
    account(bureau, bureau.key(Role.ADMIN))
    sign_in(bureau)
    elsewhere = {"Cookie": f"huilao={bureau.client.cookies['huilao']}"}

    def change(old: str) -> int:
        return bureau.client.put("/v1/me/password", json={"old": old, "new": "another good one"}, headers=OURS).status_code

    assert change("wrong password") == 401
    assert change(PASSWORD) == 204
    assert bureau.client.get("/v1/me").status_code == 200
    bureau.client.cookies.clear()
    assert bureau.client.get("/v1/me", headers=elsewhere).status_code == 401
    assert (sign_in(bureau).status_code, sign_in(bureau, "another good one").status_code) == (401, 200)


def test_whom_the_provider_signs_in_has_no_password(bureau: Bureau) -> None:
    """And gets none here."""
    bureau.signed_in(Role.CASEWORKER)
    admin = bureau.key(Role.ADMIN)
    (one,) = bureau.client.get("/v1/accounts", headers=admin).json()

    assert one["has_password"] is False
    assert bureau.client.patch(f"/v1/accounts/{one['id']}", json={"password": PASSWORD}, headers=admin).status_code == 409
    assert sign_in(bureau, "", "caseworker").status_code == 401


def test_a_batch_answers_for_the_own_place_alone(bureau: Bureau) -> None:
    """The others are told so, each for itself; a coarser or unknown place may be the own."""
    profiles = [{"residence": one} if one else {} for one in ("513433", "511725", "51", "")]
    answer = bureau.client.post("/v1/evaluate/batch", json={"profiles": profiles}, headers=bureau.key(Role.CASEWORKER, "513433")).json()

    assert [one.get("problem", {}).get("type") for one in answer["results"]] == [None, "urn:huilao:problem:place", None, None]


@pytest.mark.parametrize(
    ("places", "place", "status"),
    [(["51"], "513433", 200), (["510000"], "513433", 200), (["513433"], "510000", 200), (["513433", "511725"], "511725", 200),
     (["513433"], "510722", 403), (["220302"], "22", 200), (["22"], "51", 403)],
)  # fmt: skip
def test_places_reach_what_lies_in_them(bureau: Bureau, places: list[str], place: str, status: int) -> None:
    """A province its counties; a county what may be in it. Who reaches further than that is told their places by name."""
    headers = bureau.key(Role.CASEWORKER, *places)
    answer = bureau.client.post("/v1/evaluate", json={"profile": {"residence": place}}, headers=headers)

    assert answer.status_code == status
    named = {"513433": "四川省凉山彝族自治州冕宁县（513433）", "22": "吉林省（22）"}
    assert status == 200 or f"您负责的地区：{named[places[0]]}" in answer.text


def test_without_sign_in_everybody_may_everything_and_is_told_so(book: Rulebook) -> None:
    """On every answer; nothing is kept unless a database is named."""
    client = TestClient(create_app(Settings(auth="off"), book), raise_server_exceptions=False)
    me = client.get("/v1/me")

    assert me.json()["name"] == "nobody signed in"
    assert me.headers["x-huilao-auth"] == "off"
    assert client.get("/healthz").headers["x-huilao-auth"] == "off"
    assert client.get("/v1/keys").json()["type"] == "urn:huilao:problem:no-store"


def test_a_key_that_ended_is_good_no_more(bureau: Bureau) -> None:
    """And is not in the list."""
    desk, admin = bureau.key(Role.CASEWORKER), bureau.key(Role.ADMIN)
    ended = bureau.key(Role.POLICY, days=0)

    assert bureau.client.get("/v1/facts", headers=ended).status_code == 401
    assert bureau.client.get("/v1/facts", headers=desk).status_code == 200
    assert [one["name"] for one in bureau.client.get("/v1/keys", headers=admin).json()] == ["admin", "caseworker"]


def test_who_has_the_version_is_asked_who_they_are_all_the_same(bureau: Bureau) -> None:
    """Before they are told that it is still the same."""
    assert bureau.client.get("/v1/facts", headers={"If-None-Match": "*"}).status_code == 401
    assert bureau.client.get("/v1/facts", headers={"If-None-Match": "*", **bureau.key(Role.AUDITOR)}).status_code == 403
    assert bureau.client.get("/v1/facts", headers={"If-None-Match": "*", **bureau.key(Role.POLICY)}).status_code == 304


def test_an_account_that_was_locked_is_so_for_a_while(bureau: Bureau) -> None:
    """Then the right password is right again."""
    account(bureau, bureau.key(Role.ADMIN))
    for _ in range(FAILURES):
        sign_in(bureau, "wrong password")
    with bureau.service.store()[0].writing() as session:
        session.execute(update(Account).values(locked_until=None))

    assert sign_in(bureau).status_code == 200


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        (("127.0.0.1", 1), {"Host": "127.0.0.1:8000"}, 200), (("::1", 1), {"Host": "[::1]:8000"}, 200), (("127.0.0.1", 1), {"Host": "localhost"}, 200),
        (("192.0.2.7", 1), {"Host": "127.0.0.1:8000"}, 403), (("127.0.0.1", 1), {"Host": "evil.example:8000"}, 403),
        (("127.0.0.1", 1), {"Host": "localhost.evil.example"}, 403), (("127.0.0.1", 1), {"Host": ""}, 403),
        (("127.0.0.1", 1), {"Host": "localhost", "Origin": "https://evil.example"}, 403),
        (("127.0.0.1", 1), {"Host": "localhost", "Sec-Fetch-Site": "cross-site"}, 403),
        (("127.0.0.1", 1), {"Host": "localhost", "Origin": "http://localhost"}, 200),
    ],
)  # fmt: skip
def test_without_sign_in_a_service_is_for_its_machine_alone(
    book: Rulebook, client: tuple[str, int], headers: dict[str, str], status: int
) -> None:
    """Whatever server it runs on; no page from elsewhere reaches it in the browser of whoever sits there."""
    app = create_app(Settings(auth="off"), book)
    answer = TestClient(app, client=client).post("/v1/evaluate", json={"profile": {}}, headers=headers)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", "/v1/evaluate", {"content": b"{", "headers": {"Content-Type": "application/json"}}),
        ("POST", "/v1/evaluate", {"content": b"x", "headers": {"Content-Type": "text/plain"}}),
        ("POST", "/v1/evaluate", {"json": {}, "headers": {"Accept": "image/png"}}), ("GET", "/v1/facts", {"headers": {"Accept": "image/png"}}),
    ],
)  # fmt: skip
def test_nobody_is_told_what_is_wrong_with_a_request(bureau: Bureau, method: str, path: str, sent: dict[str, Anything]) -> None:
    """Who shows no key hears of that first."""
    assert bureau.client.request(method, path, **sent).status_code == 401
