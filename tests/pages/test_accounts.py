"""Accounts and keys as an administrator makes, changes and ends them, and everybody's own account."""

from __future__ import annotations

import re

import pytest

from huilao import Rulebook
from huilao_api.pages.said import place_said
from huilao_api.routes.told import COOKIE
from huilao_api.store import accounts, keys
from huilao_api.store.accounts import PROVIDER
from huilao_api.store.log import Wanted, entries
from huilao_api.store.tables import Account
from huilao_api.who import Role

from ..api.conftest import Bureau
from .conftest import HTML, PASSWORD
from .reading import Element, Reader

NEW = {"name": "wang", "role": "caseworker", "places": "冕宁县、511725", "password": PASSWORD}


@pytest.fixture
def admin(office: Bureau) -> Reader:
    return Reader(office.client, HTML | office.signed_in(Role.ADMIN))


def account(office: Bureau, name: str) -> Account:
    with office.service.store()[0].reading() as session:
        found = accounts.named(session, name)
        assert found is not None
        session.expunge(found)
        return found


def signs_in(office: Bureau, name: str, password: str) -> Reader | None:
    """A browser of somebody who signed in with a password; None where they could not."""
    database, bureau = office.service.store()
    token = accounts.sign_in(database, bureau.log(), name, password)
    return None if token is None else Reader(office.client, HTML | {"Cookie": f"{COOKIE}={token}"})


def wrong(page: Element) -> set[str]:
    """The fields at which something is said to be wrong, each with its words."""
    found = {one.attributes["name"] for one in page.all("input", "select") if one.attributes.get("aria-invalid") == "true"}
    assert all(page.all("p", id=f"n-{name}")[0].text for name in found)
    return found


def done(office: Bureau, action: str) -> list[str]:
    with office.service.store()[0].reading() as session:
        return [one.who for one in entries(session, 100, wanted=Wanted(action=action))]


def test_an_account_is_made_and_its_person_signs_in(office: Bureau, admin: Reader) -> None:
    admin.post("/accounts", NEW)
    assert (admin.response.status_code, admin.response.headers["location"]) == (303, "/accounts")
    made = account(office, "wang")
    assert (made.role, made.places) == ("caseworker", ["511725", "513433"])
    page = admin.get("/accounts")
    (row,) = [one for one in page.all("tbody")[0].all("tr") if "wang" in one.text]
    assert "经办人" in row.text
    assert "冕宁县" in row.text
    assert signs_in(office, "wang", PASSWORD) is not None
    assert done(office, "account_made") == [PROVIDER, "account:admin"]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"name": "has space"}, {"name"}),
        ({"name": ""}, {"name"}),
        ({"name": "admin"}, {"name"}),
        ({"role": ""}, {"role"}),
        ({"places": "没有这里"}, {"places"}),
        ({"role": "admin"}, {"places"}),
        ({"password": "short"}, {"password"}),
        ({"password": "short", "name": "a b"}, {"password", "name"}),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(
    office: Bureau, admin: Reader, change: dict[str, str], fields: set[str]
) -> None:
    """A password alone is not shown again."""
    page = admin.post("/accounts?lang=en", NEW | change)
    assert admin.response.status_code == 422
    assert wrong(page) == fields
    assert "pattern" not in page.text
    assert page.all("input", id="places")[0].attributes["value"] == (NEW | change)["places"]
    assert PASSWORD not in admin.response.text
    with office.service.store()[0].reading() as session:
        assert accounts.named(session, "wang") is None


@pytest.mark.parametrize(
    ("places", "codes"),
    [
        ("四川省 冕宁县", ["513433"]),
        ("Mianning County, Qu County", ["511725", "513433"]),
        ("四川省 冕宁县；渠县 ，\r\n", ["511725", "513433"]),
    ],
)
def test_a_space_is_within_the_name_of_a_place(office: Bureau, admin: Reader, places: str, codes: list[str]) -> None:
    """Split there, 四川省 冕宁县 would be the whole province; and an English page takes back what it shows."""
    admin.post("/accounts", NEW | {"places": places})
    assert admin.response.status_code == 303
    made = account(office, "wang")
    assert made.places == codes
    shown = admin.get(f"/accounts/{made.id}?lang=en").all("input", id="places")[0].attributes["value"]
    admin.post(f"/accounts/{made.id}?lang=en", {"role": "policy", "places": shown})
    assert (account(office, "wang").role, account(office, "wang").places) == ("policy", codes)


@pytest.mark.parametrize("places", ["冕宁县 渠县", "，，", " ; "])
def test_what_names_no_place_is_refused(office: Bureau, admin: Reader, places: str) -> None:
    """Places with a space alone between them, and signs alone, which are not all places either."""
    assert wrong(admin.post("/accounts", NEW | {"places": places})) == {"places"}


def test_an_account_is_changed_locked_out_and_let_in_again(office: Bureau, admin: Reader) -> None:
    admin.post("/accounts", NEW)
    made = account(office, "wang")
    page = admin.get(f"/accounts/{made.id}")
    assert page.all("input", id="places")[0].attributes["value"] == "渠县、冕宁县"
    admin.post(f"/accounts/{made.id}", {"role": "policy", "places": ""})
    assert (account(office, "wang").role, account(office, "wang").places) == ("policy", [])
    wang = signs_in(office, "wang", PASSWORD)
    assert wang is not None
    admin.post(f"/accounts/{made.id}", {"disabled": "true"})
    wang.get("/account")
    assert wang.response.headers["location"].startswith("/sign-in")
    assert signs_in(office, "wang", PASSWORD) is None
    assert "已停用" in admin.get("/accounts").text
    admin.post(f"/accounts/{made.id}", {"disabled": "false"})
    page = admin.post(f"/accounts/{made.id}", {"password": "short"})
    assert wrong(page) == {"password"}
    admin.post(f"/accounts/{made.id}", {"password": "another one, longer"})
    assert signs_in(office, "wang", PASSWORD) is None
    assert signs_in(office, "wang", "another one, longer") is not None
    admin.get("/accounts/nobody")
    assert admin.response.status_code == 404


@pytest.mark.parametrize(("change", "fields"), [({"role": "caseworker", "places": "冕宁县"}, {"role"}), ({"disabled": "true"}, set[str]())])
def test_the_last_administrator_is_told_on_the_page(office: Bureau, admin: Reader, change: dict[str, str], fields: set[str]) -> None:
    """In the form that was sent, with what was typed; nothing is changed."""
    last = account(office, "admin")
    page = admin.post(f"/accounts/{last.id}", change)

    assert (admin.response.status_code, wrong(page)) == (422, fields)
    (told,) = [one for one in page.all("form") if "这样就没有管理员了" in one.text]
    assert {one.attributes["name"] for one in told.all("input", "select")} >= change.keys()
    assert page.all("input", id="places")[0].attributes["value"] == change.get("places", "")
    assert (account(office, "admin").role, account(office, "admin").disabled) == ("admin", None)


@pytest.mark.parametrize("days", ["-5", "abc", "3.5", "0", "999999999999", "9" * 5_000])
def test_a_key_has_no_end_only_where_none_is_wanted(admin: Reader, days: str) -> None:
    """What is no number of days is no wish for that."""
    page = admin.post("/keys", {"name": "平台", "role": "caseworker", "places": "", "days": days})

    assert (admin.response.status_code, wrong(page)) == (422, {"days"})


def test_a_key_is_shown_once_replaced_and_revoked(office: Bureau, admin: Reader) -> None:
    """A program is let in by it until it is revoked."""
    page = admin.post("/keys", {"name": "平台", "role": "caseworker", "places": "", "days": "30"})
    secret = page.all("code", class_="secret")[0].text
    assert re.fullmatch(r"huilao_[\w-]+", secret)
    assert admin.response.headers["cache-control"] == "no-store"

    def let_in(key: str) -> bool:
        return office.client.get("/v1/me", headers={"Authorization": f"Bearer {key}"}).status_code == 200

    assert let_in(secret)
    page = admin.get("/keys")
    assert secret not in admin.response.text
    assert page.all("span", class_="tag warn")
    assert wrong(admin.post("/keys", {"name": "平台", "role": "caseworker", "places": "", "days": "30"})) == {"name"}
    with office.service.store()[0].reading() as session:
        (key,) = [one.id for one in keys.good_keys(session) if one.name == "平台"]
    other = admin.post(f"/keys/{key}/replace", {}).all("code", class_="secret")[0].text
    assert other != secret
    assert let_in(other)
    assert let_in(secret)
    assert not admin.get("/keys").all("form", action=f"/keys/{key}/replace")
    admin.post(f"/keys/{key}/revoke", {})
    assert (let_in(secret), let_in(other)) == (False, True)
    admin.post(f"/keys/{key}/revoke", {})
    assert admin.response.status_code == 404
    assert done(office, "key_revoked") == ["account:admin"]


def test_the_last_administrators_key_is_told_above_the_keys(office: Bureau) -> None:
    """And not in the form of a new one."""
    program = Reader(office.client, HTML | office.key(Role.ADMIN))
    with office.service.store()[0].reading() as session:
        (key,) = keys.good_keys(session)
    page = program.post(f"/keys/{key.id}/revoke", {})

    assert (program.response.status_code, wrong(page)) == (422, set())
    assert "这样就没有管理员了" in page.all("p", role="alert")[0].text


def test_a_key_can_be_good_until_it_is_revoked(office: Bureau, admin: Reader) -> None:
    admin.post("/keys", {"name": "平台", "role": "auditor", "places": "", "days": ""})
    assert admin.response.status_code == 200
    with office.service.store()[0].reading() as session:
        assert [one.expires for one in keys.good_keys(session) if one.name == "平台"] == [None]
    assert "吊销为止" in admin.get("/keys").text


def test_everybody_changes_their_own_password(office: Bureau, admin: Reader) -> None:
    """The old one is needed; they stay signed in here, and nowhere else."""
    admin.post("/accounts", NEW)
    here, there = signs_in(office, "wang", PASSWORD), signs_in(office, "wang", PASSWORD)
    assert here is not None
    assert there is not None
    assert "冕宁县" in here.get("/account").text
    origin = {"Origin": "http://testserver"}
    for form, fields in (
        ({"old": "wrong", "new": "quite another one", "again": "quite another one"}, {"old"}),
        ({"old": PASSWORD, "new": "quite another one", "again": "not the same"}, {"again"}),
        ({"old": PASSWORD, "new": "short", "again": "short"}, {"new"}),
    ):
        page = here.post("/account/password", form, **origin)
        assert (here.response.status_code, wrong(page)) == (422, fields)
        assert "quite another one" not in here.response.text
    here.post("/account/password", {"old": PASSWORD, "new": "quite another one", "again": "quite another one"}, **origin)
    assert here.response.headers["location"] == "/account?changed=1"
    token = here.response.headers["set-cookie"].partition(";")[0]
    there.get("/account")
    assert there.response.headers["location"].startswith("/sign-in")
    assert "密码已改" in Reader(office.client, HTML | {"Cookie": token}).get("/account?changed=1").text
    office.client.cookies.clear()


def test_one_signs_out_everywhere_else(office: Bureau, admin: Reader) -> None:
    admin.post("/accounts", NEW)
    here, there = signs_in(office, "wang", PASSWORD), signs_in(office, "wang", PASSWORD)
    assert here is not None
    assert there is not None
    page = here.get("/account")
    assert len(page.all("tbody")[0].all("tr")) == 2
    assert len(page.all("tbody")[0].all("span", class_="tag")) == 1
    here.post("/account/sign-out-elsewhere", {}, Origin="http://testserver")
    page = here.get("/account")
    assert len(page.all("tbody")[0].all("tr")) == 1
    assert not page.all("form", action="/account/sign-out-elsewhere")
    there.get("/account")
    assert there.response.status_code == 303


def test_whom_a_provider_signs_in_has_no_password_here(office: Bureau) -> None:
    reader = Reader(office.client, HTML | office.signed_in(Role.AUDITOR))
    page = reader.get("/account")
    assert "统一登录" in page.text
    assert not page.all("input", type="password")


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.POLICY, Role.APPROVER, Role.AUDITOR])
def test_accounts_and_keys_are_for_administrators(office: Bureau, role: Role) -> None:
    reader = Reader(office.client, HTML | office.signed_in(role))
    for path in ("/accounts", "/accounts/x", "/keys"):
        reader.get(path)
        assert reader.response.status_code == 403
    for path in ("/accounts", "/accounts/x", "/keys", "/keys/x/revoke", "/keys/x/replace"):
        reader.post(path, NEW)
        assert reader.response.status_code == 403


@pytest.mark.parametrize(
    "path", ["/accounts", "/keys", "/keys/x/revoke", "/account/password", "/account/sign-out-elsewhere", "/audit/verify", "/audit/export"]
)
def test_forms_of_other_pages_do_nothing(office: Bureau, path: str) -> None:
    reader = Reader(office.client, HTML | office.signed_in(Role.ADMIN) | {"Origin": "https://evil.example"})
    reader.post(path, NEW)
    assert reader.response.status_code == 403


@pytest.mark.parametrize(("role", "begins"), [(Role.CASEWORKER, "/desk"), (Role.APPROVER, "/desk"), (Role.AUDITOR, ""), (Role.ADMIN, "")])
def test_who_has_no_desk_sees_where_to_go(office: Bureau, role: Role, begins: str) -> None:
    reader = Reader(office.client, HTML | office.signed_in(role))
    page = reader.get("/")
    assert reader.response.headers.get("location", "") == begins
    if not begins:
        cards = page.all("ul", class_="cards")[0].all("a")
        assert [one.attributes["href"] for one in cards] == [one.attributes["href"] for one in page.all("nav")[0].all("a")] + ["/account"]


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [("513433", "冕宁县", "Mianning County"), ("33", "浙江省（33）", "浙江省 (33)"), ("999999", "999999", "999999")],
)
def test_places_go_by_name(book: Rulebook, code: str, zh: str, en: str) -> None:
    """By that of the rule book, else by the country's; a code that is none stands for itself."""
    assert (place_said(code, book, "zh"), place_said(code, book, "en")) == (zh, en)
