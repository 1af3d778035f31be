"""The rule book in Chromium: somebody looks something up by keys alone, goes on from page to page, and prints; axe finds nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any as Anything

import pytest

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.pages.book import otherwise
from huilao_api.settings import Settings
from huilao_api.store import accounts
from huilao_api.who import Role
from huilao_api.work.differing import Found, State
from small_books import benefit, one_ruleset

from .conftest import PASSWORD, served
from .test_book import QINGHE

pytestmark = pytest.mark.xdist_group("browser")
EVERY = os.environ.get("HUILAO_AXE") == "all"
"""Whether axe looks at the wide pages too, and at every narrow one, which takes it long; else at one of each kind."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An office with the book of Qinghe, which has pages of every kind, and somebody who drafts."""
    app = create_app(Settings(database=f"sqlite:///{tmp_path_factory.mktemp('office') / 'huilao.sqlite3'}", rules=QINGHE))
    with app.state.service.store()[0].writing() as session:
        accounts.make_account(session, "wen", accounts.hashed(PASSWORD), Role.POLICY, [])
    with served(app) as found:
        yield found


PAGES = (
    "/book/benefits/province/5-subsistence-allowance", "/book?q=津贴", "/book/documents/city", "/book/facts/birth_date", "/book/terms/shared/elder",
    "/book/standards/dibao_standard", "/book/places/980122", "/book/versions",
)  # fmt: skip
"""One of each kind, the longest first..."""
OTHERS = (
    "/book?q=没有这样的东西", "/book/benefits/city/3-age-allowance", "/book/benefits/city/10-meals", "/book/facts", "/book/terms",
    "/book/quantities/province/dibao_line", "/book/standards", "/book/places", "/book/benefits/city/3-age-allowance?version=1",
)  # fmt: skip
"""... and others."""
SIZES = [({"width": 1280, "height": 800}, "light", "zh-CN"), ({"width": 360, "height": 740}, "dark", "en-GB")]


@pytest.mark.parametrize(("size", "scheme", "locale"), SIZES, ids=["wide", "narrow"])
def test_something_is_looked_up_and_every_page_can_be_read(
    browser: Anything, office: str, size: dict[str, int], scheme: str, locale: str
) -> None:
    """Found by words, read, gone on from to a fact and to its other benefits; no page is wider than the screen or complains, nothing comes from
    elsewhere, and on paper there is neither navigation nor a part of a drawing cut off.
    """
    axe: Anything = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(viewport=size, color_scheme=scheme, locale=locale, reduced_motion="reduce", bypass_csp=True)
    context.set_default_timeout(10_000)
    page: Anything = context.new_page()
    complaints, asked = list[str](), list[str]()

    def hear(said: Anything) -> None:
        if getattr(said, "type", "error") in ("error", "warning"):
            complaints.append(getattr(said, "text", str(said)))

    def note(request: Anything) -> None:
        asked.append(request.url)

    for event, told in (("console", hear), ("pageerror", hear), ("request", note)):
        page.on(event, told)
    page.goto(f"{office}/sign-in?next=/book")
    page.fill("#account", "wen")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/book")
    page.focus("#q")
    page.keyboard.type("高龄 津贴")
    page.keyboard.press("Enter")
    page.wait_for_selector("#benefits")
    page.locator("#benefits a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("figure.tree")
    page.keyboard.press("Tab")
    page.locator("aside a[href='/book/facts/birth_date']").click()
    page.wait_for_url("**/book/facts/birth_date")
    page.press("details.fold > summary", "Enter")
    page.locator("details[open] a[href*='/book/benefits/']").first.click()
    page.wait_for_selector("#who")
    for path in (*PAGES, *OTHERS):
        page.goto(office + path)
        found: Anything = axe.run(page).response["violations"] if EVERY or (size["width"] < 1_000 and path in PAGES) else []
        assert not [(path, one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(office + PAGES[0])
    page.emulate_media(media="print")
    assert not page.is_visible(".toc")
    assert page.evaluate("[...document.querySelectorAll('.tree')].every(one => one.scrollWidth <= one.clientWidth)")
    context.close()
    assert not complaints
    assert all(url.startswith((office, "data:")) for url in asked)


DOUBTFUL = benefit("{any: [{widowed: true}, {age: {at_least: 80}}]}", "readings: [{note: 只看丧偶, when: {widowed: true}}]")


def test_what_is_worked_out_comes_in_by_itself(browser: Anything, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a reload, and nothing that is open is shut; without a script the page says to reload it."""
    asked: list[str] = []

    def known(_book: Rulebook, day: date) -> Found:
        asked.append("once more")
        return Found(day, State.WORKING if len(asked) <= 3 else State.FAILED)

    monkeypatch.setattr(otherwise.READINGS, "of", known)
    app = create_app(Settings(database=f"sqlite:///{tmp_path / 'huilao.sqlite3'}"), one_ruleset(tmp_path / "book", x=DOUBTFUL))
    with app.state.service.store()[0].writing() as session:
        accounts.make_account(session, "wen", accounts.hashed(PASSWORD), Role.POLICY, [])
    with served(app) as address:
        for script in (False, True):
            asked.clear()
            context = browser.new_context(locale="zh-CN", java_script_enabled=script)
            context.set_default_timeout(15_000)
            page = context.new_page()
            page.goto(f"{address}/sign-in?next=/book/benefits/r/x")
            page.fill("#account", "wen")
            page.fill("#password", PASSWORD)
            page.press("#password", "Enter")
            page.wait_for_selector("table.readings")
            if not script:
                assert "刷新这一页" in page.inner_text("table.readings")
            else:
                page.wait_for_selector("text=算好了会显示在这里")
                page.click(".proof > summary")
                page.wait_for_selector("table.readings >> text=没有算出来")
                assert page.locator(".proof").first.evaluate("one => one.open")
                assert page.text_content("#readings-said") == "谁的结论会变，算好了"
            context.close()
