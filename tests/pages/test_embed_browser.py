"""The public check on a page of another origin, in Chromium: `examples/embed` as it stands."""

from __future__ import annotations

import importlib.util
import json
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any as Anything

import pytest

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.settings import Settings

from .conftest import complaints, free_port, served

pytestmark = pytest.mark.xdist_group("browser")
EXAMPLE = Path(__file__).parents[2] / "examples" / "embed" / "serve.py"
HEARD = """
  window.heard = [];
  for (const name of ["huilao-answer", "huilao-height"]) addEventListener(name, (event) => heard.push([name, event.detail]));
"""
ANSWER = "[data-told]"


@contextmanager
def site(service: str) -> Generator[str]:
    """The example's site, of an origin of its own."""
    spec = importlib.util.spec_from_file_location("embedding_site", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    server = module.site(service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def sites(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """A service, a site that may show its check, and one that may not."""
    port = free_port()
    with site(f"http://127.0.0.1:{port}") as let, site(f"http://127.0.0.1:{port}") as other:
        settings = Settings(database=f"sqlite:///{tmp_path_factory.mktemp('embed') / 'huilao.sqlite3'}", embed_origins=[let])
        with served(create_app(settings, book), port) as service:
            yield service, let, other


@pytest.fixture
def visitor(browser: Anything) -> Iterator[Anything]:
    """Somebody with a telephone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def frame_of(page: Anything, service: str) -> Anything:
    return next(one for one in page.frames if one.url.startswith(f"{service}/embed"))


def test_a_stranger_is_answered_on_a_page_of_another_origin_by_keys_alone(visitor: Anything, sites: tuple[str, str, str]) -> None:
    """The page around hears counts and names of benefits, and how high the frame is to be; of facts it hears nothing."""
    service, let, _ = sites
    said, asked = complaints(visitor), list[str]()

    def ask(request: Anything) -> None:
        asked.append(request.url)

    visitor.on("request", ask)
    visitor.add_init_script(HEARD)
    visitor.goto(let)
    frame = frame_of(visitor, service)
    frame.wait_for_selector("#f-birth_date")
    assert frame.input_value("#f-residence") == "冕宁县"
    frame.focus("#f-birth_date")
    visitor.keyboard.type("82岁")
    for _press in range(3):
        visitor.keyboard.press("Tab")
    visitor.keyboard.press("Space")
    assert frame.is_checked("[name=same]")
    steps = 1
    while frame.query_selector(ANSWER) is None:
        step = frame.text_content("#step")
        frame.focus("main button.main")
        visitor.keyboard.press("Enter")
        frame.wait_for_selector(f"{ANSWER}, #step:not(:text-is('{step}'))")
        steps += 1
        assert steps <= 8
    assert "可以办" in frame.text_content("h1")
    visitor.wait_for_selector("#heard:not(:empty)")
    heard = visitor.evaluate("heard")
    (answer,) = [detail for name, detail in heard if name == "huilao-answer"]
    assert set(answer) == {"counts", "claim", "version"}
    assert "1944" not in json.dumps(answer) + json.dumps(asked)
    assert {name for name, detail in heard if name == "huilao-height" and detail["height"] > 0}
    height = visitor.evaluate("document.querySelector('huilao-check').getBoundingClientRect().height")
    assert height >= frame.evaluate("document.documentElement.scrollHeight") - 2
    assert visitor.evaluate("document.querySelector('huilao-check').shadowRoot") is None
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not [url for url in asked if not url.startswith((let, service, "data:"))]
    assert not visitor.context.cookies()
    assert not said


def test_a_page_that_may_not_shows_neither_the_element_nor_the_frame(visitor: Anything, sites: tuple[str, str, str]) -> None:
    service, _, other = sites
    said = complaints(visitor)
    for path, why in (("/", "CORS"), ("/frame", "frame-ancestors")):
        visitor.goto(f"{other}{path}")
        assert any(why in one for one in said)
        assert not [one for one in visitor.frames if one.url.startswith(f"{service}/embed")]
        if path == "/":
            assert visitor.is_visible("huilao-check p")  # what the page says in its place


def test_the_element_stands_on_telephones_of_a_few_years_ago(visitor: Anything, sites: tuple[str, str, str]) -> None:
    """Without sheets made by scripts."""
    service, let, _ = sites
    said = complaints(visitor)
    visitor.add_init_script("delete Document.prototype.adoptedStyleSheets; delete window.CSSStyleSheet")
    visitor.goto(let)
    frame = frame_of(visitor, service)
    frame.wait_for_selector("#f-birth_date")
    assert frame.evaluate("innerWidth") > 300
    assert not visitor.is_visible("huilao-check p")
    assert not said


def test_axe_finds_nothing_in_the_frame(browser: Anything, sites: tuple[str, str, str]) -> None:
    """On the plain frame as well, at both themes and in both languages."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    service, let, _ = sites
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    for query in ("lang=zh&theme=dark", "lang=en&theme=light"):
        page.goto(f"{let}/frame")
        page.evaluate("address => { document.querySelector('iframe').src = address }", f"{service}/embed?place=513433&{query}")
        frame = frame_of(page, service)
        frame.wait_for_selector(f"html[data-theme={query.rpartition('=')[2]}] #f-birth_date")
        assert not axe.run(page).response["violations"]
        frame.fill("#f-birth_date", "1942-13-01")
        frame.click("button.main")
        frame.wait_for_selector("#n-birth_date")
        assert not axe.run(page).response["violations"]
        frame.fill("#f-birth_date", "82")
        frame.click("button.main")
        frame.wait_for_selector("button[name=show]")
        assert not axe.run(page).response["violations"]
        frame.click("button[name=show]")
        frame.wait_for_selector(ANSWER)
        assert not axe.run(page).response["violations"]
    context.close()
