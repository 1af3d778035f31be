"""A clerk's day at the workbench in Chromium: from a mistake to what is in service and back; axe finds nothing on any page of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any as Anything

import pytest
from starlette.testclient import TestClient

from huilao_api.app import create_app
from huilao_api.routes.told import COOKIE
from huilao_api.service import CHINA
from huilao_api.settings import Settings
from huilao_api.store import accounts
from huilao_api.who import Role

from ..api.conftest import Bureau
from ..api.drafting import CHAPTER, LATER, SOONER, chapter_of, small_book, work
from .conftest import served

pytestmark = pytest.mark.xdist_group("browser")
WHO = {"wang": Role.POLICY, "li": Role.POLICY, "boss": Role.APPROVER}
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


class Office:
    """An office at its address, and everybody who works there."""

    def __init__(self, folder: Path, browser: Anything, axe: Anything) -> None:
        self.app = create_app(Settings(database=f"sqlite:///{folder / 'huilao.sqlite3'}"), small_book(folder / "book"))
        self.bureau = Bureau(self.app, TestClient(self.app))
        self.browser, self.axe = browser, axe

    def works(self) -> None:
        work(self.bureau)


class Clerk:
    """Somebody at a browser."""

    def __init__(self, office: Office, address: str, name: str, **settings: Anything) -> None:
        self.office, self.address = office, address
        context = office.browser.new_context(**{"reduced_motion": "reduce", "viewport": WIDE, "locale": "zh-CN", **settings})
        context.set_default_timeout(10_000)
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._hear)
        self.page.on("request", self._refuse_elsewhere)
        database, kept = office.bureau.service.store()
        token = accounts.sign_in_from_elsewhere(database, kept.log(), name, WHO[name], [])
        context.add_cookies([{"name": COOKIE, "value": token, "url": address, "sameSite": "Strict", "httpOnly": True}])
        self.page.goto(f"{address}/workbench")

    def _hear(self, said: Anything) -> None:
        if getattr(said, "type", "error") in ("error", "warning"):
            self.complaints.append(getattr(said, "text", str(said)))

    def _refuse_elsewhere(self, request: Anything) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.complaints.append(f"asked {request.url}")

    def looks(self) -> None:
        """Nothing that axe has to say, nothing that runs out of the page, with everything opened that can be; light and wide, dark and narrow."""
        self.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        for size, scheme in ((NARROW, "dark"), (WIDE, "light")):
            self.page.set_viewport_size(size)
            self.page.emulate_media(color_scheme=scheme)
            found = self.office.axe.run(self.page).response["violations"]
            assert not [(self.page.url, one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url
        assert not self.complaints

    def begins(self, title: str) -> str:
        """A new draft; its address."""
        self.page.goto(f"{self.address}/workbench")
        self.page.fill("#title", title)
        self.page.click("#new form button")
        self.page.wait_for_selector("#files")
        return self.page.url

    def writes(self, text: str) -> None:
        """As the page of the file does."""
        draft = self.page.url.partition("#")[0].rpartition("/")[2]
        revision = self.page.get_attribute("#check [name=revision], #add [name=revision]", "value")
        headers = {"If-Match": f'"{revision}"', "Content-Type": "application/yaml", "Origin": self.address}
        answer = self.page.context.request.put(f"{self.address}/v1/drafts/{draft}/files/{CHAPTER}", data=text, headers=headers)
        assert answer.ok, answer.text()
        self.page.reload()

    def checks(self) -> None:
        """The page follows the check, and has what it found without being asked."""
        self.page.click("#check form .row button:not([formaction])")
        self.page.wait_for_selector("#check progress")
        self.office.works()
        self.page.wait_for_selector("#check .figs")

    def opens(self, address: str) -> None:
        self.page.goto(address)


@pytest.fixture
def office(tmp_path: Path, browser: Anything) -> Office:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    return Office(tmp_path, browser, axe)


@pytest.fixture
def clerks(office: Office) -> Iterator[dict[str, Clerk]]:
    with served(office.app) as address:
        found = {name: Clerk(office, address, name) for name in WHO}
        yield found
        for one in found.values():
            one.page.context.close()


def test_a_clerks_day_in_a_browser(clerks: dict[str, Clerk]) -> None:
    """A mistake is found and mended; the loss that it means is ticked; another approves it for a day, and it is called off; what another has
    published meanwhile is joined place by place; in service, it is gone back from.
    """
    wang, li, boss = clerks["wang"], clerks["li"], clerks["boss"]
    wang.looks()
    draft = wang.begins("高龄津贴提到九十岁")
    wang.looks()
    wang.writes(chapter_of(old=LATER.replace("age:", "agee:", 1)))
    wang.checks()
    assert wang.page.is_visible(f"#check a[href$='{CHAPTER}#L2']")
    wang.looks()
    wang.writes(chapter_of(old=LATER))
    wang.checks()
    wang.looks()
    wang.page.click("#hand form button")  # the loss is not ticked: the browser does not send it
    assert wang.page.is_visible("#hand [name=acknowledged]")
    wang.page.check("[name=acknowledged]")
    wang.page.fill("#hand [name=day]", (datetime.now(CHINA).date() + timedelta(days=2)).isoformat())
    assert wang.page.is_checked("#hand [name=takes_effect][value=day]")
    wang.page.click("#hand form button")
    wang.page.wait_for_selector("#stages [aria-current] >> nth=0")

    boss.opens(draft)
    boss.looks()
    boss.page.click("[action$='/approve'] button")
    boss.page.wait_for_selector("#stages a[href*='/publications/']")
    boss.looks()
    boss.page.click("#stages a[href*='/publications/']")
    boss.looks()
    boss.page.click("[action$='/withdraw'] button")
    boss.page.wait_for_selector("[action$='/withdraw']", state="detached")

    mine = wang.begins("再提到九十岁")
    wang.writes(chapter_of(old=LATER))
    li.begins("降到七十岁")
    li.writes(chapter_of(old=SOONER))
    li.checks()
    li.page.click("#hand form button")
    li.page.wait_for_selector("[action$='/reopen']")
    boss.opens(li.page.url)
    boss.page.click("[action$='/approve'] button")
    boss.page.wait_for_selector("#stages a[href*='/publications/']")
    wang.opens(mine)
    wang.looks()
    wang.page.click("[action$='/catch-up'] button")
    wang.page.wait_for_selector(".clash")
    wang.looks()
    wang.page.check("[name^='choice.'][value=yours]")
    wang.page.click("[action$='/catch-up'] button.main")
    wang.page.wait_for_selector("#check")
    assert not wang.page.query_selector("[action$='/catch-up']")
    wang.opens(f"{mine}/revisions")
    wang.looks()

    boss.opens(f"{boss.address}/workbench/publications")
    boss.looks()
    boss.opens(f"{boss.address}/workbench/publications/1")
    boss.page.fill("#reason", "先不改")
    boss.looks()
    boss.page.click("[action$='/roll-back'] button")
    boss.page.wait_for_selector("h1 .tag")
    assert "先不改" in boss.page.inner_text("main")
    boss.looks()
    boss.opens(f"{boss.address}/workbench/drafts")
    boss.looks()


def test_the_same_is_done_without_scripts(office: Office) -> None:
    """Progress by a link, ticks and days as they are filled in."""
    with served(office.app) as address:
        wang = Clerk(office, address, "wang", java_script_enabled=False, locale="en-GB")
        wang.begins("高龄津贴提到九十岁")
        wang.writes(chapter_of(old=LATER))
        wang.page.click("#check form .row button:not([formaction])")
        wang.page.wait_for_selector("#check progress")
        office.works()
        wang.page.click("[data-refresh]")
        wang.page.wait_for_selector("#check .figs")
        wang.page.check("[name=acknowledged]")
        wang.page.click("#hand form button")
        wang.page.wait_for_selector("[action$='/reopen']")
        assert not wang.complaints
        wang.page.context.close()
