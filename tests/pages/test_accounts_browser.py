"""An administrator and an auditor at work, in Chromium: axe finds nothing on any page, and no page complains."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any as Anything

import pytest

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.settings import Settings
from huilao_api.store import accounts, decisions
from huilao_api.who import Role

from .conftest import PASSWORD, complaints, served

pytestmark = pytest.mark.xdist_group("browser")
EVERY = os.environ.get("HUILAO_AXE") == "all"
"""Whether axe looks at the wide pages too, which takes it long."""
KEPT = "00000000-0000-4000-8000-000000000000"
"""The id of a decision."""
LONG = "冕宁县民政局社会救助股-李经办人"


@pytest.fixture(scope="module")
def office(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An office with an administrator and an auditor."""
    app = create_app(Settings(database=f"sqlite:///{tmp_path_factory.mktemp('office') / 'huilao.sqlite3'}"), book)
    hashed = accounts.hashed(PASSWORD)
    with app.state.service.store()[0].writing() as session:
        for name, role in (("admin", Role.ADMIN), ("shen", Role.AUDITOR)):
            accounts.make_account(session, name, hashed, role, [])
        decision = decisions.decision_of(app.state.service.office, book.evaluate({"residence": "513433"}, "2025-03-01", assurance="off"))
        decision.id = KEPT
        decisions.keep(session, app.state.service.office, decision, "account:wang")
    with served(app) as found:
        yield found


SIZES = [({"width": 1280, "height": 800}, "light", "zh-CN"), ({"width": 360, "height": 740}, "dark", "en-GB")]


@pytest.mark.parametrize(("size", "scheme", "locale"), SIZES, ids=["wide", "narrow"])
def test_accounts_keys_and_the_log_from_the_beginning_to_the_end(
    browser: Anything, office: str, size: dict[str, int], scheme: str, locale: str
) -> None:  # fmt: skip
    """An account is made, a mistake mended, its person signs in; a key is made and revoked; the auditor finds all of it, and the log whole."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(viewport=size, color_scheme=scheme, locale=locale, reduced_motion="reduce", bypass_csp=True)
    context.set_default_timeout(10_000)
    page = context.new_page()
    said = complaints(page)
    name = f"{LONG}{size['width']}"

    def seen(state: str) -> None:
        found: Anything = axe.run(page).response["violations"] if EVERY or size["width"] < 1_000 else []
        assert not [(state, one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state

    def signed_in(who: str) -> None:
        page.goto(f"{office}/sign-in")
        page.fill("#account", who)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_selector(".tools .who")

    signed_in("admin")
    seen("home")
    page.click(".cards a[href='/accounts']")
    for places, selector in (("没有这里", "#n-places"), ("冕宁县", f"table >> text={name}")):
        page.fill("#name", name)
        page.select_option("#role", "caseworker")
        page.fill("#places", places)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_selector(selector)
        seen(f"accounts, {places}")
    page.click(f"text={name}")
    page.wait_for_selector("input[name=disabled]", state="attached")
    seen("an account")
    page.goto(f"{office}/keys")
    page.fill("#name", name)
    page.select_option("#role", "auditor")
    page.click("form .main")
    page.wait_for_selector("code.secret")
    seen("a new key")
    page.click("main a.btn")
    page.locator(".acts summary").last.click()
    seen("keys")
    page.locator("form[action$='/revoke'] button").last.click()
    page.wait_for_selector(".blank")
    page.goto(f"{office}/webhooks")
    seen("webhooks, none")
    page.fill("#url", f"https://portal.example.org/{'long/' * 20}huilao")
    page.click("form .main")
    page.wait_for_selector("code.secret")
    seen("a new webhook")
    page.click("main a.btn")
    page.wait_for_selector("form[action$='/test']")
    seen("a webhook")
    page.click(".acts summary")
    page.click("form[action$='/remove'] button")
    page.wait_for_selector(".blank")
    page.goto(f"{office}/erasure")
    page.fill("#person", "没有这个人")
    page.press("#person", "Enter")
    page.wait_for_selector(".blank")
    seen("nothing to erase")
    page.fill("#number", KEPT)
    page.press("#number", "Enter")
    page.wait_for_selector("#why")
    seen("something to erase")
    page.click(".tools .who")
    page.fill("#old", "not this one")
    page.fill("#new", PASSWORD)
    page.fill("#again", PASSWORD)
    page.press("#again", "Enter")
    page.wait_for_selector("#n-old")
    seen("own account")
    page.click("form[action='/sign-out'] button")
    signed_in(name)
    page.click("form[action='/sign-out'] button")
    signed_in("shen")
    page.click(".cards a[href='/audit']")
    page.fill("#who", "admin")
    page.press("#who", "Enter")
    page.wait_for_selector("a.btn[href='/audit']")
    assert page.locator("td", has_text=name).count() >= 2
    seen("the log")
    page.click(".proving button")
    page.wait_for_selector("[role=status] code")
    seen("the log, proved")
    with page.expect_download() as taken:
        page.click("form[action='/audit/export'] button")
    assert name in taken.value.path().read_text("utf-8-sig")
    page.click("a[href='/receipts']")
    page.fill("#receipt", "x")
    page.click("form:has(#receipt) button")
    page.wait_for_selector("[role=alert]")
    seen("receipts")
    context.close()
    assert not [one for one in said if "status of 422" not in one]


@pytest.mark.parametrize("width", [1280, 1024])
def test_no_word_of_a_role_is_broken(browser: Anything, office: str, width: int) -> None:
    """On a page with keys of long names, in English, whose words are longer than the column."""
    page = browser.new_context(viewport={"width": width, "height": 800}, locale="en-GB").new_page()
    page.goto(f"{office}/sign-in")
    page.fill("#account", "admin")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector(".tools .who")
    page.goto(f"{office}/keys")
    page.fill("#name", f"portal-{LONG}-{width}")
    page.select_option("#role", "admin")
    page.click("form .main")
    page.wait_for_selector("code.secret")
    for path in ("/keys", "/accounts"):
        page.goto(office + path)
        cells = page.locator("td[data-th=Role]", has_text="Administrator")
        assert cells.count()
        lines = "cell => { const range = document.createRange(); range.selectNodeContents(cell); return range.getClientRects().length; }"
        assert {cell.evaluate(lines) for cell in cells.all()} == {1}, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(f"{office}/keys")  # what another test finds is as before
    page.locator(".acts summary").last.click()
    page.locator("form[action$='/revoke'] button").last.click()
    page.wait_for_selector(".blank")
    page.context.close()
