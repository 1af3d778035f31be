"""A screening in Chromium, from the upload to what was mended: the progress comes by itself, axe finds nothing."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import Any as Anything

import pytest
import uvicorn

from huilao_api.app import create_app
from huilao_api.pages.screening_results import LEAF
from huilao_api.settings import Settings
from huilao_api.store import accounts
from huilao_api.who import Role
from huilao_api.work import working

from ..api.screening_desk import SECRET, register, small_book
from ..api.screening_worker import WORK
from .conftest import PASSWORD
from .test_screenings import mended

pytestmark = pytest.mark.xdist_group("browser")
ROWS = 300
EVERY = os.environ.get("HUILAO_AXE") == "all"
WAY, RESULTS = ("columns", "all", "mistakes", "start"), ("", "/profile", "/lists/1", "/rejects", "/erase")
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an office with an account `wang` and a worker."""
    folder = tmp_path_factory.mktemp("screening")
    settings = Settings.model_validate({"database": f"sqlite:///{folder / 'huilao.db'}", "secret": SECRET})
    app = create_app(settings, small_book(folder / "rules"))
    with app.state.service.store()[0].writing() as session:
        accounts.make_account(session, "wang", accounts.hashed(PASSWORD), Role.CASEWORKER, [])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    over = threading.Event()
    threads = [
        threading.Thread(target=server.run, daemon=True),
        threading.Thread(target=working.work, args=(settings, WORK, over), daemon=True),
    ]
    for one in threads:
        one.start()
    while not server.started:
        assert threads[0].is_alive()
        sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    over.set()
    server.should_exit = True
    for one in threads:
        one.join()


class Screener:
    """Somebody who has signed in at a browser, and what it asked for and complained of."""

    def __init__(self, page: Anything, office: str) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", self._hear)
        page.on("request", self._note)
        page.goto(f"{office}/sign-in?next=/screenings")
        page.fill("#account", "wang")
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url("**/screenings")

    def _note(self, request: Anything) -> None:
        self.asked.append(request.url)

    def _hear(self, said: Anything) -> None:
        if getattr(said, "type", "error") in ("error", "warning"):
            self.complaints.append(getattr(said, "text", str(said)))

    def upload(self, rows: int = ROWS) -> str:
        """A register of somebody's; its address."""
        self.page.set_input_files("#register", {"name": "某老太.csv", "mimeType": "text/csv", "buffer": register(rows)})
        self.page.click("form.upload button")
        self.page.wait_for_url("**/columns")
        return self.page.url.removesuffix("/columns")


Opens = Callable[..., Screener]


@pytest.fixture
def opens(browser: Anything, office: str) -> Iterator[Opens]:
    """Opens a browser; at the end none has complained, or asked anything of anybody else."""
    opened: list[Screener] = []

    def open_(**settings: Anything) -> Screener:
        context = browser.new_context(**{"viewport": WIDE, "locale": "zh-CN", "reduced_motion": "reduce", **settings})
        context.set_default_timeout(20_000)
        opened.append(Screener(context.new_page(), office))
        return opened[-1]

    yield open_
    for one in opened:
        one.page.context.close()
        assert not one.complaints
        assert not [url for url in one.asked if not url.startswith((office, "data:"))]


@pytest.mark.parametrize(("rows", "wrong"), [(ROWS, 43), (20_000, 2_857)], ids=["a-village", "a-county"])
def test_a_register_is_screened_and_mended(opens: Opens, tmp_path: Path, rows: int, wrong: int) -> None:
    """Uploaded, followed without a touch, its lists leafed through, mended, erased; the register's name stands in no title."""
    screener = opens()
    screener.page.set_default_timeout(60_000)
    page, home = screener.page, screener.upload(rows)
    page.goto(f"{home}/profile")
    assert f"{rows:,}" in page.inner_text(".figs")
    page.goto(f"{home}/columns")
    page.click("#columns button.main")
    page.wait_for_url("**/start")
    page.fill("#as_of", "2025-03-01")
    page.click("form.choices button.main")
    page.wait_for_selector(".figs")
    assert page.url == home
    before = page.inner_text(".figs")
    assert f"{wrong:,}行" in before

    page.click("main a:text-is('名单') >> nth=0")
    total = int(page.inner_text("main .head p.dim").strip("共行").replace(",", ""))
    if total > LEAF:
        page.click("text=下一页 >> nth=0")
        page.wait_for_url("**?from=50")
    page.goto(f"{page.url.partition('?')[0]}?from={total - 1}")
    assert page.locator("tbody tr").count() == 1
    page.goto(home)

    with page.expect_download() as download:
        page.click(f"text=下载要更正的{wrong:,}行")
    workbook = tmp_path / "改好.xlsx"
    workbook.write_bytes(mended(Path(download.value.path()).read_bytes(), "否"))
    page.set_input_files("#workbook", workbook)
    page.click("text=交回并再筛查")
    page.wait_for_selector("text=改好的表已经并进来")
    assert page.inner_text(".figs") != before
    assert "某老太" not in page.title()

    page.goto(f"{home}/erase")
    page.click("main button.main")
    page.wait_for_selector("text=已经删除")


@pytest.mark.parametrize(("size", "scheme", "locale"), [(WIDE, "light", "zh-CN"), (NARROW, "dark", "en-GB")], ids=["wide", "narrow"])
def test_axe_finds_nothing_on_any_page_and_nothing_overflows(
    opens: Opens, size: dict[str, int], scheme: str, locale: str
) -> None:  # fmt: skip
    """The way there in a wide window, what comes out in a narrow one; all of it in both where that is asked for."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    screener = opens(viewport=size, color_scheme=scheme, locale=locale, bypass_csp=True)
    page, home = screener.page, screener.upload()
    seen = (*WAY, *RESULTS) if EVERY else WAY if size == WIDE else RESULTS

    def look(state: str) -> None:
        if state not in seen:
            return
        page.evaluate(
            f"[...document.querySelectorAll('details')].slice(0, {1_000 if EVERY else 4}).forEach((one) => {{ one.open = true; }})"
        )
        found = axe.run(page).response["violations"]
        assert not [(state, one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state

    look("columns")
    page.goto(home.rpartition("/")[0])
    look("all")
    page.goto(f"{home}/columns")
    page.evaluate("document.getElementById('c-0').closest('details').open = true")
    page.fill("#c-0", "没有这个")
    page.click("#columns button.main")
    page.wait_for_selector("[role=alert]")
    look("mistakes")
    page.fill("#c-0", "")
    page.click("#columns button.main")
    page.wait_for_url("**/start")
    look("start")
    page.fill("#as_of", "2025-03-01")
    page.click("form.choices button.main")
    page.wait_for_selector(".figs")
    for path in RESULTS:
        page.goto(f"{home}{path}")
        look(path)
    screener.complaints = [one for one in screener.complaints if "status of 422" not in one]


def test_the_same_is_done_without_scripts(opens: Opens) -> None:
    """Who waits looks again by a link."""
    screener = opens(java_script_enabled=False)
    page, home = screener.page, screener.upload()
    page.click("#columns button.main")
    page.click("form.choices button.main")
    for _ in range(100):
        if page.locator(".figs").count():
            break
        page.wait_for_timeout(200)
        page.click("[data-refresh]") if page.locator("[data-refresh]").count() else page.goto(home)
    assert page.locator(".figs").count()
