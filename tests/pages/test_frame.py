"""What all pages share: who is let in, language and theme, what a page may load, and what is shown when something goes wrong."""

from __future__ import annotations

import re
from html import unescape
from importlib import import_module
from pkgutil import iter_modules

import pytest
from fastapi.routing import APIRoute

from huilao import Rulebook
from huilao_api import pages
from huilao_api.pages.assets import FOLDER, asset
from huilao_api.pages.frame import ROOMS, own_path
from huilao_api.routes.forms import FormRoute
from huilao_api.routes.screenings import plain
from huilao_api.store import accounts
from huilao_api.who import Role

from ..api.conftest import Bureau, bureau_of
from .conftest import HTML, PASSWORD
from .reading import Reader


@pytest.fixture
def nobody(bureau: Bureau) -> Reader:
    bureau.client.cookies.clear()
    return Reader(bureau.client, HTML)


def test_who_is_not_signed_in_is_led_there_and_back(bureau: Bureau, nobody: Reader) -> None:
    """With the address that they wanted; a wrong password says so, keeps the name and shows no password."""
    with bureau.service.store()[0].writing() as session:
        accounts.make_account(session, "ling", accounts.hashed(PASSWORD), Role.CASEWORKER, [])
    nobody.get("/decisions?after=x")
    assert nobody.response.status_code == 303
    assert nobody.response.headers["location"] == "/sign-in?next=/decisions%3Fafter%3Dx"
    page = nobody.get("/sign-in?next=/decisions%3Fafter%3Dx")
    (back,) = page.all("input", name="next")
    form = {"account": "ling", "password": "not this one", "next": unescape(back.attributes["value"])}
    page = nobody.post("/sign-in", form)
    assert nobody.response.status_code == 401
    assert "账号或密码不对" in page.all(role="alert")[0].text
    assert page.all("input", id="account")[0].attributes["value"] == "ling"
    assert "not this one" not in nobody.response.text
    nobody.post("/sign-in", form | {"password": PASSWORD})
    assert (nobody.response.status_code, nobody.response.headers["location"]) == (303, "/decisions?after=x")
    assert {"HttpOnly", "SameSite=strict"} <= {one.strip() for one in nobody.response.headers["set-cookie"].split(";")}
    nobody.get("/")
    assert nobody.response.headers["location"] == "/desk"
    nobody.get("/sign-in")
    assert nobody.response.headers["location"] == "/"
    nobody.post("/sign-out", {})
    assert nobody.response.headers["location"] == "/sign-in"
    nobody.get("/desk")
    assert nobody.response.headers["location"].startswith("/sign-in")


LINE, GBK = "application/x-www-form-urlencoded", "王".encode("gbk")


@pytest.mark.parametrize(
    "body", [b"name=%FF%FE&role=caseworker", b"name=" + GBK, b"na%CD%F5me=x", b"name=%ED%A0%80", b"name=%E7%8E&role=%8B"], ids=ascii
)
@pytest.mark.parametrize(("headers", "said"), [({}, "表单不是 UTF-8"), ({"Accept-Language": "en"}, "the form is not in UTF-8")])
def test_a_form_that_is_not_utf_8_is_refused(bureau: Bureau, body: bytes, headers: dict[str, str], said: str) -> None:
    """In the language of whoever sent it: as a page to who takes one, else as a problem. Nothing is kept of it."""
    told = headers | bureau.signed_in(Role.ADMIN) | {"Content-Type": LINE}
    for path in ("/accounts", "/keys", "/sign-in", "/erasure", "/account/password"):
        page = bureau.client.post(path, content=body, headers=HTML | told)
        assert (page.status_code, page.headers["content-type"], said in page.text) == (400, "text/html; charset=utf-8", True), path
        problem = bureau.client.post(path, content=body, headers=told)
        assert (problem.status_code, problem.headers["content-type"], said in problem.text) == (400, "application/problem+json", True), path


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/accounts", b'name="name"\r\n\r\n' + GBK),
        ("/accounts", b'name="' + GBK + b'"\r\n\r\nx'),
        ("/accounts", b'name="name"\r\n\r\ncaf\xe9'),
        ("/screenings", b'name="register"; filename="\xe9.csv"\r\n\r\nx'),
    ],
    ids=ascii,
)
def test_a_form_with_files_that_is_not_utf_8_is_refused(bureau: Bureau, path: str, part: bytes) -> None:
    """In another encoding, which would be read as Latin letters."""
    body = b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n--x--\r\n"
    told = bureau.signed_in(_who_fills_in(path)) | {"Content-Type": "multipart/form-data; boundary=x"}
    answer = bureau.client.post(path, content=body, headers=told)

    assert (answer.status_code, "表单不是 UTF-8" in answer.text) == (400, True)


@pytest.mark.parametrize("name", ["王", "Renée", "Élise", "ÕÅ", "café"])
@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=GBK"])
def test_a_form_with_files_is_read_in_utf_8_whatever_its_text_looks_like_otherwise(office: Bureau, name: str, charset: str) -> None:
    """Latin letters, the bytes of which could be Chinese in another encoding, and whatever encoding is declared."""
    fields = {"name": name, "role": "caseworker", "password": PASSWORD}
    parts = "".join(f'--x\r\nContent-Disposition: form-data; name="{one}"\r\n\r\n{said}\r\n' for one, said in fields.items())
    told = HTML | office.signed_in(Role.ADMIN) | {"Content-Type": f"multipart/form-data; boundary=x{charset}"}
    answer = office.client.post("/accounts", content=f"{parts}--x--\r\n".encode(), headers=told, follow_redirects=False)
    with office.service.store()[0].reading() as session:
        assert (answer.status_code in (303, 422), accounts.named(session, name) is not None) == (True, True)


@pytest.mark.parametrize(
    ("path", "twice", "names"),
    [
        ("/accounts", "name=a&name=b&role=caseworker&role=admin", "name、role"),
        ("/keys", "name=a&role=caseworker&role=admin", "role"),
        ("/sign-in", "account=a&password=b&account=c", "account"),
        ("/webhooks", "url=https://a.example&url=https://b.example&events=published&events=rolled_back", "url"),
        ("/erasure/erase", "id=a&id=b&why=request&why=mistake", "why"),
        ("/audit/export", "who=a&who=b", "who"),
        ("/desk", "as_of=2025-03-01&as_of=2024-03-01&why=a&why=b&f.sex=female", "as_of"),
        ("/screenings/x/start", "months=1&months=2&carry=a&carry=b", "months"),
        ("/workbench/drafts/x/submit", "revision=1&revision=2&acknowledged=a&acknowledged=b", "revision"),
    ],
)  # fmt: skip
def test_a_field_that_stands_twice_is_refused(bureau: Bureau, path: str, twice: str, names: str) -> None:
    """Where several can be chosen it may; else one of them would be taken in silence. Those with files are read alike."""
    parts = "".join('--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'.format(*one.split("=")) for one in twice.split("&"))
    for body, kind in ((twice, LINE), (f"{parts}--x--\r\n", "multipart/form-data; boundary=x")):
        for language, said in (("zh", f"表单里只能填一次：{names}"), ("en", f"may stand once in a form: {names.replace('、', ', ')}")):
            told = bureau.signed_in(_who_fills_in(path)) | {"Content-Type": kind, "Accept-Language": language}
            answer = bureau.client.post(path, content=body, headers=told)
            assert (answer.status_code, answer.json()["detail"]) == (400, said), path


def _who_fills_in(path: str) -> Role:
    rooms = {"desk": Role.CASEWORKER, "screenings": Role.CASEWORKER, "workbench": Role.POLICY}
    return rooms.get(path.split("/")[1], Role.ADMIN)


@pytest.mark.parametrize(("query", "said"), [("who=%CD%F5", "query.who：不是 UTF-8 文本"), ("who=a&who=b", "query.who：只能写一次")])
def test_what_a_page_is_asked_for_is_read_as_it_is_for_programs(bureau: Bureau, query: str, said: str) -> None:
    page = Reader(bureau.client, HTML | bureau.signed_in(Role.ADMIN))
    assert said in page.get(f"/audit?{query}").all("main")[0].text
    assert page.response.status_code == 422


@pytest.mark.parametrize("name", ["王", "%E7%8E%8B", "+%e7%8e%8b%20"])
def test_a_form_in_utf_8_is_read_whether_or_not_it_is_escaped(office: Bureau, name: str) -> None:
    """curl sends it bare."""
    headers = HTML | office.signed_in(Role.ADMIN) | {"Content-Type": LINE}
    form = f"name={name}&role=caseworker&password={PASSWORD.replace(' ', '+')}".encode()
    assert office.client.post("/accounts", content=form, headers=headers, follow_redirects=False).status_code == 303
    with office.service.store()[0].reading() as session:
        assert accounts.named(session, "王") is not None


def test_every_form_is_read_so() -> None:
    """Of whatever page."""
    modules = [import_module(f"huilao_api.pages.{one.name}") for one in iter_modules(pages.__path__)]
    routes = [*plain.routes, *(route for module in modules for route in getattr(getattr(module, "router", None), "routes", ()))]
    posted = [one for one in routes if isinstance(one, APIRoute) and "POST" in (one.methods or ())]

    assert len(posted) > 40
    assert [one.path for one in posted if not isinstance(one, FormRoute)] == []


DIGITS = "0" * 9 + "1" * 5_000
"""More than Python reads as a number."""


@pytest.mark.parametrize(
    ("role", "path", "form"),
    [
        (Role.CASEWORKER, "/desk", {"f.residence": "513433", f"f.household_members.{DIGITS}": "", f"f.household_members.{DIGITS}.birth_date": "1950"}),
        (Role.ADMIN, "/keys", {"name": "a", "role": "caseworker", "days": DIGITS}), (Role.POLICY, "/workbench/drafts/x/check", {"revision": DIGITS}),
        (Role.POLICY, "/workbench/drafts/x/catch-up", {"revision": DIGITS}), (Role.POLICY, "/workbench/drafts/x/archive", {"revision": DIGITS}),
        (Role.POLICY, "/workbench/drafts/x/add", {"revision": DIGITS, "name": "a.yaml"}), (Role.CASEWORKER, "/screenings/x/start", {"suppress": DIGITS}),
    ],
)  # fmt: skip
def test_a_number_without_end_is_no_fault(bureau: Bureau, role: Role, path: str, form: dict[str, str]) -> None:
    """In any form."""
    reader = Reader(bureau.client, HTML | bureau.signed_in(role))
    reader.post(path, form)

    assert reader.response.status_code in (200, 404, 422)


def test_a_link_on_another_site_needs_no_second_press(bureau: Bureau, nobody: Reader) -> None:
    """Browsers keep the cookie back where another site leads here: the page asks for itself once more, and leads nowhere else."""
    page = nobody.get("/decisions?after=x&y=%22", **{"Sec-Fetch-Site": "cross-site"})
    assert nobody.response.status_code == 200
    (again,) = page.all("meta", **{"http-equiv": "refresh"})
    assert again.attributes["content"] == "0; url=/decisions?after=x&y=%22"
    for site in ("none", "same-origin", "same-site"):
        nobody.get("/decisions", **{"Sec-Fetch-Site": site})
        assert nobody.response.headers["location"].startswith("/sign-in")
    nobody.get("/decisions", **bureau.signed_in(Role.CASEWORKER), **{"Sec-Fetch-Site": "cross-site"})
    assert "refresh" not in nobody.response.text


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example/desk", "/\\evil.example", "javascript:alert(1)", "desk", "/\t/evil.example"]
)
def test_nobody_is_led_elsewhere_after_signing_in(address: str) -> None:
    assert own_path(address) == "/"
    assert own_path("/decisions?after=1") == "/decisions?after=1"


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        (path, origin)
        for path in ("/sign-in", "/sign-out", "/desk", "/desk/notice", "/desk/keep", "/decisions/search")
        for origin in ("https://evil.example", "null")
    ],
)
def test_a_form_of_another_page_does_nothing(bureau: Bureau, path: str, origin: str) -> None:
    """By the origin that browsers say, whatever cookie they send."""
    reader = Reader(bureau.client, HTML | bureau.signed_in(Role.CASEWORKER) | {"Origin": origin})
    page = reader.post(path, {"account": "ling", "password": PASSWORD})
    assert reader.response.status_code == 403
    assert "不是从本系统的页面发出的" in page.text


def test_a_form_of_somebody_signed_out_is_not_lost(nobody: Reader) -> None:
    """No redirect, which would forget what was filled in: they are told to sign in beside it and send it again."""
    page = nobody.post("/desk", {"f.residence": "冕宁县"})
    assert nobody.response.status_code == 401
    (link,) = [one for one in page.all("a") if one.attributes["href"] == "/sign-in"][-1:]
    assert link.attributes["target"] == "_blank"


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/v1/oidc/sign-in", 404), ("/static/huilao.0.css", 404)])
def test_problems_are_pages_for_browsers_and_json_for_programs(nobody: Reader, path: str, status: int) -> None:
    page = nobody.get(path)
    assert nobody.response.status_code == status
    assert page.all("h1")[0].text in ("没有这个地址", "没有接入统一登录")
    assert nobody.client.get("/v1/nowhere", headers=HTML).headers["content-type"] == "application/problem+json"
    answer = nobody.client.get(path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_an_address_that_takes_no_such_request_says_so_in_the_language_of_the_page(caseworker: Reader) -> None:
    page = caseworker.post("/book", {})
    assert caseworker.response.status_code == 405
    assert "这个地址不能这样打开" in page.text
    assert "Method" not in page.text


def test_an_address_that_is_none_leaves_whoever_is_signed_in_where_they_may_go(caseworker: Reader) -> None:
    page = caseworker.get("/nowhere?lang=en")
    assert page.all("h1")[0].text == "Not found"
    assert "/desk" in {one.attributes["href"] for one in page.all("nav")[0].all("a")}
    caseworker.client.cookies.clear()


def test_a_fault_and_too_many_requests_are_pages_too(book: Rulebook, tmp_path: object) -> None:
    with bureau_of(book, database=f"sqlite:///{tmp_path}/huilao.sqlite3", rate_address=1) as small:
        reader = Reader(small.client, HTML)
        reader.get("/sign-in")
        page = reader.get("/sign-in")
        assert (reader.response.status_code, page.all("h1")[0].text) == (429, "请求太多")
        assert int(reader.response.headers["retry-after"]) > 0
    with bureau_of(book, database=f"sqlite:///{tmp_path}/other.sqlite3") as broken:
        broken.client.app.add_route("/broken", _broken)  # type: ignore[attr-defined]
        reader = Reader(broken.client, HTML)
        page = reader.get("/broken")
        assert (reader.response.status_code, page.all("h1")[0].text) == (500, "服务出错")
        assert "1942" not in reader.response.text
        assert reader.response.headers["x-content-type-options"] == "nosniff"


async def _broken(_: object) -> None:
    raise RuntimeError("born in 1942")


def test_language_and_theme_stay_as_they_were_chosen(nobody: Reader) -> None:
    """By the address once, by a cookie from then on, whatever the browser likes."""
    assert nobody.get("/sign-in").all("html")[0].attributes == {"lang": "zh-Hans-CN", "data-theme": "auto"}
    assert nobody.get("/sign-in", **{"Accept-Language": "en"}).all("html")[0].attributes["lang"] == "en"
    nobody.get("/sign-in?lang=en&theme=dark")
    page = nobody.get("/sign-in", **{"Accept-Language": "zh"})
    assert page.all("html")[0].attributes == {"lang": "en", "data-theme": "dark"}
    assert page.all("h1")[0].text == "Sign in"
    assert nobody.get("/sign-in?theme=nonsense&lang=xx").all("html")[0].attributes == {"lang": "en", "data-theme": "dark"}
    nobody.client.cookies.clear()


def test_a_page_loads_its_own_files_alone_and_nothing_stands_in_it(caseworker: Reader) -> None:
    """No script, style or handler in the page itself, and the policy says so; nothing that anybody between may keep."""
    page = caseworker.post("/desk", {"f.residence": "冕宁县", "f.birth_date": "1942"})
    policy = caseworker.response.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert caseworker.response.headers["cache-control"] == "no-store"
    for one in page.all():
        assert "style" not in one.attributes
        assert not [name for name in one.attributes if name.startswith("on")]
        assert one.tag != "style"
        assert one.tag != "script" or (one.attributes["type"] == "module" and not one.text)
        for name in ("src", "href", "action", "formaction"):
            assert one.attributes.get(name, "/")[0] in "/#"


def test_files_are_kept_for_good_under_a_name_that_changes_with_them(nobody: Reader) -> None:
    for path in FOLDER.iterdir():
        address = asset(path.name)
        nobody.client.get(address)
        answer = nobody.client.get(address)
        assert answer.content == path.read_bytes()
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert re.fullmatch(rf"/static/{path.stem}\.[0-9a-f]{{12}}{path.suffix}", address)


def test_without_sign_in_every_page_says_so(book: Rulebook) -> None:
    with bureau_of(book, auth="off", database=None) as open_to_all:
        reader = Reader(open_to_all.client, HTML)
        for path in ("/desk", "/nowhere"):
            assert "没有开登录" in reader.get(path).all("p", class_="strip")[0].text
        reader.get("/")
        assert reader.response.headers["location"] == "/desk"
        page = reader.post("/desk", {"f.residence": "冕宁县"})
        assert [one.attributes["href"] for one in page.all("nav")[0].all("a")] == ["/desk", "/book"]  # what is kept has no room
        assert page.all("section")
        assert not page.all("button", formaction="/desk/keep")
        reader.get("/erasure")
        assert reader.response.status_code == 404


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_the_rooms_that_they_may_enter(bureau: Bureau, role: Role) -> None:
    """Those open, the first of them from the beginning; the others do not, whoever types their address."""
    reader = Reader(bureau.client, HTML | bureau.signed_in(role))
    page = reader.get("/")
    first = reader.response.headers.get("location", "")
    page = reader.get(first) if first else page
    seen = [one.attributes["href"] for one in page.all("nav")[0].all("a")]
    assert seen[:1] == [first] or not first
    for room in ROOMS:
        reader.get(room.path)
        assert reader.response.status_code == (200 if room.path in seen else 403), room.path
