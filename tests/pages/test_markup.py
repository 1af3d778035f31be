"""Markup in every text that pages print: of the rule book, of names, titles and reasons, of registers, of what is typed. Nothing of it is
anything but text, on any page; and every page is reached from another, by somebody who may see it.
"""

from __future__ import annotations

import dataclasses
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any as Anything

import pytest
from fastapi.routing import APIRoute

import huilao.language
import huilao_api.pages
from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.settings import Settings
from huilao_api.store import accounts, drafts, keys, publications, webhooks
from huilao_api.who import Role
from marked_book import FILES, MARK, WORKED_OUT, texts, write_marked
from small_facts import id_number

from ..api.conftest import Bureau, bureau_of
from ..api.screening_desk import SECRET, Desk
from .conftest import HTML, PASSWORD, served
from .reading import Element, Reader, parsed
from .test_screenings import Office
from .test_workbench import Clerk, id_of

MOST = 2
"""Addresses of a route that one role opens: the second may be otherwise than the first, the tenth is not..."""
MOST_OF_THE_BOOK = 12
"""... but of the book, in which each has texts of its own: somebody opens all."""
NO_PAGES = {"/static/{name}", "/embed.js", "/workbench/drafts/{id}/vocabulary/{path:path}", "/screenings/{id_}/files/{name:path}"}
"""What pages load, and what is saved as a file."""
LED_BACK = {
    "/desk/notice",
    "/desk/keep",
    "/decisions/search",
    "/workbench/drafts/{id}/read/{path:path}",
    "/workbench/drafts/{id}/join/{path:path}",
}
"""What a form alone asks for: whoever opens it otherwise is led to the form."""


def _dataclasses() -> Iterator[type]:
    for one in pkgutil.iter_modules(huilao.language.__path__, "huilao.language."):
        module = import_module(one.name)
        yield from (
            found
            for found in vars(module).values()
            if isinstance(found, type) and dataclasses.is_dataclass(found) and found.__module__ == one.name
        )


def test_every_text_of_a_rule_book_has_markup_here(tmp_path: Path) -> None:
    """Of every class and field of the language that holds one, so that a new one is not forgotten."""
    found = texts(Rulebook.load(write_marked(tmp_path)))
    fields = {f"{one.__name__}.{each.name}" for one in _dataclasses() for each in dataclasses.fields(one) if "Text" in str(each.type)}
    assert {one for one in fields if not one.startswith("BuiltIn.")} == set(found)
    assert all(MARK in text for some in found.values() for text in some)


def _routes() -> set[str]:
    """The addresses of all pages."""
    modules = [import_module(one.name) for one in pkgutil.walk_packages(huilao_api.pages.__path__, "huilao_api.pages.")]
    routes = [route for module in modules for route in getattr(getattr(module, "router", None), "routes", ())]
    return {route.path for route in routes if isinstance(route, APIRoute) and "GET" in (route.methods or ())} - NO_PAGES


def _is_text(page: Element, html: str, where: str) -> None:
    """Nothing of the mark is an element, an attribute or worked out."""
    assert WORKED_OUT not in html, where
    for one in page.all():
        assert one.tag not in ("img", "iframe", "object"), where
        assert not [name for name in one.attributes if name.startswith("on") or "<" in name or '"' in name], where
        assert one.tag != "script" or set(one.attributes) == {"type", "src"}, where
        for name in ("href", "src", "action", "formaction"):
            assert not one.attributes.get(name, "").lower().startswith(("javascript:", "data:")), where


@dataclasses.dataclass
class Walker:
    """Somebody who opens page after page, by the links that they find."""

    reader: Reader
    seen: set[str] = dataclasses.field(default_factory=set[str])
    html: list[str] = dataclasses.field(default_factory=list[str])

    def opens(self, path: str, *, may: bool = True) -> None:
        page = self.reader.get(path)
        answer = self.reader.response
        if answer.status_code == 303:
            assert "location" in answer.headers
            return
        assert not may or answer.status_code == 200, (path, answer.status_code)
        self.looks(page, path)

    def looks(self, page: Element, where: str) -> None:
        _is_text(page, self.reader.response.text, where)
        self.html.append(self.reader.response.text)

    def sends(self, path: str, form: dict[str, Anything]) -> Element:
        page = self.reader.post(path, form)
        assert self.reader.response.status_code in (200, 303, 401, 422), (path, self.reader.response.status_code)
        if self.reader.response.status_code != 303:
            self.looks(page, path)
        return page


def _links(page: Element) -> Iterator[str]:
    for one in page.all("a"):
        there = unescape(one.attributes.get("href", "")).partition("#")[0]
        if (
            there.startswith("/")
            and not there.startswith(("/v1/", "/docs", "/static/", "/embed"))
            and not re.search("[?&](lang|theme)=", there)
        ):
            yield there


def _like(path: str) -> str:
    """Addresses that are alike: of one route, mostly."""
    alike = re.sub("[0-9a-f]{8}-[0-9a-f-]+|[0-9]+|(?<==)[^&]*", "*", path)
    return re.sub("(?<=/)[^/?]*(?=$|[?])", "*", alike) if path.startswith("/book/") else alike


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """In which everybody and everything is called by the mark."""
    folder = tmp_path_factory.mktemp("marked")
    settings: dict[str, Anything] = {
        "rules": write_marked(folder), "database": f"sqlite:///{folder / 'huilao.sqlite3'}", "secret": SECRET, "rate": 1_000_000,
        "embed_origins": ["https://county.example"], "embed_rate": 1_000_000, "max_register": 100_000, "switch_seconds": 3600,
    }  # fmt: skip
    with bureau_of(None, **settings) as bureau:  # pyright: ignore[reportArgumentType]  # it reads the folder itself
        database, store = bureau.service.store()
        with database.writing() as session:
            accounts.make_account(session, MARK, accounts.hashed(PASSWORD), Role.CASEWORKER, ["513433"])
            keys.make_key(session, MARK, Role.CASEWORKER, ["513433"], f"account:{MARK}", 1)
            webhooks.make_webhook(session, store, f"https://county.example/{MARK}", list(webhooks.Event), f"account:{MARK}")
        yield bureau


def _register() -> bytes:
    mark = MARK.replace('"', "'")
    rows = [f'"某{mark}",{id_number("19400101", f"{one:03}")},513433,"{"是" if one % 2 else mark}"' for one in range(30)]
    return "\n".join([f'"姓名{mark}",身份证号,常住地,"丧偶{mark}"', *rows, f'"某{mark}",12345,"{mark}",是', ""]).encode()


def test_nothing_that_anybody_wrote_is_anything_but_text(office: Bureau) -> None:
    """Whoever looks, on every page there is, whether they came by a link or sent a form."""
    walkers = {role: Walker(Reader(office.client, HTML | office.signed_in(role, name=f"{MARK}{role.value}"))) for role in Role}
    clerk, policy, admin, auditor = (walkers[one] for one in (Role.CASEWORKER, Role.POLICY, Role.ADMIN, Role.AUDITOR))

    typed = {"f.birth_date": "1940", "f.residence": "冕宁", "f.household_registration": MARK, "f.income": MARK, "f.ability": MARK}
    clerk.sends("/desk", typed)
    right = {"f.birth_date": "1940", "f.residence": "513433"}
    for path, more in (
        ("/desk", {}),
        ("/desk/notice", {"name": MARK}),
        ("/desk/keep", {"person": MARK}),
        ("/decisions/search", {"person": MARK}),
        ("/receipts", {"number": MARK}),
        ("/receipts", {"receipt": MARK}),
    ):
        clerk.sends(path, {**right, "as_of": "2025-03-01", **more})
    screener = Office(Desk(office, {}), "513433")
    home = screener.uploaded(_register(), f"名册{MARK.replace('/', '')}.csv")
    clerk.reader = screener
    clerk.opens(f"{home}/columns")
    screener.post(f"{home}/columns", screener.form_of(f"{home}/columns"))
    screener.post(f"{home}/start", {"as_of": "2025-03-01", "to": "xlsx", "suppress": "5"})
    screener.desk.work()
    clerk.opens(f"{home}/lists?number=0")

    writer = Clerk(office, Role.POLICY, f"{MARK}policy")
    page = writer.writes(writer.begins(MARK), FILES["r/chapter.yaml"].replace("@", "").replace("80", "82"), "r/chapter.yaml")
    page = writer.checks(page)
    with office.service.store()[0].writing() as session:
        rejected = drafts.find(session, id_of(page))
        first = publications.find(session, 1)
        assert rejected is not None
        assert first is not None
        drafts.reject(session, office.service.store()[1], rejected, f"account:{MARK}", MARK)
        publications.roll_back(session, office.service.store()[1], f"account:{MARK}", first, MARK, office.service.now())
    draft = f"/workbench/drafts/{id_of(page)}"
    for path in (f"{draft}/read/r/chapter.yaml", f"{draft}/join/r/chapter.yaml"):
        policy.opens(path, may=False)

    admin.sends("/accounts", {"name": MARK, "role": MARK, "places": MARK, "password": "x"})
    admin.sends("/keys", {"name": MARK, "role": "caseworker", "places": MARK, "days": MARK})
    admin.sends("/webhooks", {"url": f"https://county.example/{MARK}", "events": [MARK]})
    admin.sends("/webhooks", {"url": "https://county.example/hook", "events": ["published"]})
    admin.sends("/erasure", {"person": MARK})
    auditor.sends("/audit/verify", {"noted": MARK})
    for one in walkers.values():
        for path in (f"/{MARK}", f"/sign-in?next=/{MARK}", "/account"):
            one.opens(path, may=False)
    nobody = Walker(Reader(office.client, HTML))
    nobody.opens("/sign-in", may=False)
    nobody.opens("/embed?place=513433", may=False)
    nobody.sends("/sign-in", {"account": MARK, "password": MARK})
    nobody.sends("/embed", {"f.residence": MARK, "f.birth_date": MARK})

    for role, one in walkers.items():
        _walks(one, role)
    printed = unescape("".join(text for one in (*walkers.values(), nobody) for text in one.html))
    assert MARK in printed
    unprinted = {where for where, some in texts(office.service.book).items() if not any(text in printed for text in some)}
    assert unprinted <= UNPRINTED

    opened = {labels["route"] for labels in _counted(office)}
    assert _routes() - opened <= LED_BACK


UNPRINTED = {"Accepted.why", "ChooseOne.notes", "Screen.question"}
"""What stands on none of these pages: the first two are told by `huilao verify` and `huilao explain`."""


def _counted(office: Bureau) -> Iterator[dict[str, str]]:
    for metric in office.service.figures.requests.collect():
        yield from (one.labels for one in metric.samples if one.labels.get("method") == "GET")


def _walks(one: Walker, role: Role) -> None:
    """Open what there are links to, a few of each route; none leads to what its reader may not see, or is not there."""
    alike: defaultdict[str, int] = defaultdict(int)
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        most = MOST_OF_THE_BOOK if path.startswith("/book") and role is Role.POLICY else MOST
        if path in one.seen or alike[_like(path)] >= most:
            continue
        one.seen.add(path)
        alike[_like(path)] += 1
        answer = one.reader.response = one.reader.client.get(path, headers=one.reader.headers, follow_redirects=False)
        if answer.status_code == 303:
            waiting.append(answer.headers["location"].partition("#")[0])
            continue
        assert answer.status_code == 200, (role, path, answer.status_code)
        if answer.headers["content-type"].startswith("text/html"):
            page = parsed(answer.text)
            one.looks(page, path)
            waiting += _links(page)


@pytest.mark.xdist_group("browser")
def test_nothing_of_it_runs_in_a_browser(browser: Anything, tmp_path: Path) -> None:
    """Not even where the browser is told not to mind what pages may load."""
    app = create_app(Settings(rules=write_marked(tmp_path), database=f"sqlite:///{tmp_path / 'huilao.sqlite3'}"))
    with app.state.service.store()[0].writing() as session:
        accounts.make_account(session, MARK, accounts.hashed(PASSWORD), Role.CASEWORKER, [])
    with served(app) as address:
        context = browser.new_context(locale="zh-CN", bypass_csp=True)
        context.set_default_timeout(10_000)
        context.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
        page = context.new_page()

        def unhurt(where: str) -> None:
            page.wait_for_load_state("networkidle")
            assert page.evaluate("[window.hits, document.querySelectorAll('img').length]") == [0, 0], where

        page.goto(f"{address}/sign-in?next=/desk")
        page.fill("#account", MARK)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url("**/desk")
        for fact, value in (("birth_date", "1940"), ("residence", "513433"), ("household_registration", MARK)):
            page.fill(f"[name='f.{fact}']", value)
            page.press(f"[name='f.{fact}']", "Tab")
            unhurt(f"the desk, {fact}")
        assert "补贴甲" in page.inner_text("main")
        for path in (
            "/book",
            "/book/benefits/r/a",
            "/book/documents/r",
            "/book/facts/ability",
            "/book/terms/shared/frail",
            "/book?q=<img>",
            "/account",
        ):
            page.goto(address + path)
            unhurt(path)
        context.close()
