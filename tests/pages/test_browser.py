"""The pages in Chromium: the answer follows without losing the place, nothing goes where it should not, axe finds nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any as Anything

import pytest

from .conftest import PASSWORD

pytestmark = pytest.mark.xdist_group("browser")
NUMBER = "110101194405101017"
"""An ID number of nobody: 1944-05-10, a man."""
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


class Desk:
    """Somebody at a browser, and what it asked for and complained of."""

    def __init__(self, page: Anything, address: str) -> None:
        self.page = page
        self.address = address
        self.asked: list[tuple[str, str]] = []
        self.complaints: list[str] = []
        page.on("request", self._note)
        page.on("console", self._hear)
        page.on("pageerror", self._hear)

    def _note(self, request: Anything) -> None:
        self.asked.append((request.url, request.post_data or ""))

    def _hear(self, said: Anything) -> None:
        if getattr(said, "type", "error") in ("error", "warning"):
            self.complaints.append(getattr(said, "text", str(said)))

    def sign_in(self) -> None:
        self.page.goto(self.address)
        self.page.fill("#account", "wang")
        self.page.fill("#password", PASSWORD)
        self.page.press("#password", "Enter")
        self.page.wait_for_url("**/desk")

    @contextmanager
    def answered(self) -> Generator[None]:
        """Until the answer to what is done inside is on the page."""
        with self.page.expect_response("**/desk"):
            yield
        self.page.wait_for_selector("#answer:not([aria-busy])")

    def tell(self, fact: str, value: str) -> None:
        """Type something, and go on to the next field."""
        with self.answered():
            self.page.fill(f"[name='f.{fact}']", value)
            self.page.press(f"[name='f.{fact}']", "Tab")

    def an_elder(self) -> None:
        for fact, value in (("birth_date", "约1942年"), ("residence", "冕宁县"), ("household_registration", "冕宁县")):
            self.tell(fact, value)


Opens = Callable[..., Desk]


@pytest.fixture
def opens(browser: Anything, address: str) -> Iterator[Opens]:
    """Opens a browser of somebody; at the end none of them has complained, or asked anything of anybody else."""
    desks: list[Desk] = []

    def open_(**settings: Anything) -> Desk:
        context = browser.new_context(**{"viewport": WIDE, "locale": "zh-CN", "reduced_motion": "reduce", **settings})
        context.set_default_timeout(10_000)
        desks.append(Desk(context.new_page(), address))
        return desks[-1]

    yield open_
    for one in desks:
        one.page.context.close()
        assert not one.complaints
        assert not [url for url, _ in one.asked if not url.startswith((address, "data:"))]


@pytest.fixture
def desk(opens: Opens) -> Desk:
    found = opens()
    found.sign_in()
    return found


def test_the_answer_follows_the_facts_and_nobody_loses_their_place(desk: Desk) -> None:
    """Focus, what is being typed, what was opened and where the page was scrolled to stay; the fields of the place appear."""
    page = desk.page
    desk.an_elder()
    assert page.evaluate("document.activeElement.name") == "f.area_type"
    assert page.is_visible("#answer .claims")
    first = page.locator("#answer details.item").first
    first.locator("summary").first.click()
    name = first.get_attribute("id")
    page.evaluate("window.scrollTo(0, 300)")
    page.fill("[name='f.household_registration']", "冕宁")
    with desk.answered():
        page.locator("[name='f.area_type']").select_option("rural", force=True)
    assert page.evaluate("scrollY") == 300
    assert page.input_value("[name='f.household_registration']") == "冕宁"
    assert page.evaluate(f"document.getElementById('{name}').open")
    assert "属于农村" in page.inner_text("#answer .person")
    assert page.inner_text("#n-birth_date").startswith("约1942年出生")
    assert page.url == f"{desk.address}/desk"


def test_an_id_number_is_read_in_the_page_and_goes_nowhere(desk: Desk) -> None:
    """A slip is named; of the right one birth date and sex are left, the number neither in the page nor in any request."""
    page = desk.page
    page.fill("#id", NUMBER[:-1] + "8")
    assert "号码不对" in page.inner_text("#id-note")
    with desk.answered():
        page.fill("#id", NUMBER)
    assert page.input_value("#id") == ""
    assert page.input_value("[name='f.birth_date']") == "1944-05-10"
    assert NUMBER[:17] not in page.content()
    assert not [one for one in desk.asked if NUMBER[:17] in one[0] + one[1]]


def test_a_question_is_answered_by_a_press_and_keys_alone_do(desk: Desk) -> None:
    page = desk.page
    desk.an_elder()
    button = page.locator("#answer .next button").first
    paths = [part.partition("=")[0] for part in button.get_attribute("value").split(";")]
    with desk.answered():
        button.focus()
        page.keyboard.press("Enter")
    assert all(page.is_checked(f"[name='f.{path}'][value=false]") for path in paths)
    assert page.evaluate("document.activeElement !== document.body")
    page.fill("[name='f.birth_date']", "1942-13-01")
    with desk.answered():
        page.press("[name='f.birth_date']", "Enter")
    assert page.get_attribute("[name='f.birth_date']", "aria-invalid") == "true"
    assert page.is_visible("#answer [role=alert]")
    assert page.input_value("[name='f.birth_date']") == "1942-13-01"


def test_what_is_typed_is_kept_when_the_service_is_gone(desk: Desk) -> None:
    """The page says so, and goes on once it is back."""
    page = desk.page
    desk.an_elder()
    page.route("**/desk", _gone)
    page.fill("[name='f.birth_date']", "1950")
    page.press("[name='f.birth_date']", "Tab")
    page.wait_for_selector("#status.note")
    assert page.input_value("[name='f.birth_date']") == "1950"
    page.unroute("**/desk")
    desk.tell("birth_date", "1951")
    assert "1951" in page.inner_text("#answer .person")
    desk.complaints = [one for one in desk.complaints if "ERR_FAILED" not in one]


def _gone(route: Anything) -> None:
    route.abort()


def test_the_same_is_done_without_scripts(opens: Opens) -> None:
    desk = opens(java_script_enabled=False)
    desk.sign_in()
    page = desk.page
    assert not page.is_visible("#id")
    page.fill("[name='f.birth_date']", "82岁")
    page.fill("[name='f.residence']", "冕宁县")
    page.press("[name='f.residence']", "Enter")
    page.wait_for_selector("#answer .claims")
    page.locator("#answer .next button").first.click()
    page.locator(".head button.main").click()
    page.wait_for_selector(".sheet")
    page.locator("main form button").last.click()
    assert page.input_value("[name='f.birth_date']") == "82岁"


def test_the_notice_prints_on_two_pages_at_most(desk: Desk) -> None:
    desk.an_elder()
    page = desk.page
    page.locator(".head button.main").click()
    page.wait_for_selector(".sheet")
    assert page.is_visible("[data-print]")
    for dark in (False, True):
        page.emulate_media(media="print", color_scheme="dark" if dark else "light")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert not page.is_visible(".top")
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) <= 2


EVERY = os.environ.get("HUILAO_AXE") == "all"
"""Whether axe looks at every line of an answer opened, which takes it long; else at the first of each kind."""
OPEN = f"""
  for (const one of document.querySelectorAll('.group, .proof, .changes{", .fold" if EVERY else ""}')) one.open = true;
  for (const list of document.querySelectorAll('.list, .ways'))
    for (const one of [...list.querySelectorAll('.item')].slice(0, {1_000 if EVERY else 1})) one.open = true;
"""


STATES: dict[str, Callable[[Desk], object]] = {
    "wrong password": lambda desk: (desk.page.goto(f"{desk.address}/sign-in"), desk.page.fill("#account", "x"), desk.page.fill("#password", "y"),
                                    desk.page.locator("main button").first.click(), desk.page.wait_for_selector("[role=alert]")),
    "nobody at the desk": lambda desk: desk.sign_in(),
    "an answer": lambda desk: (desk.an_elder(), desk.page.evaluate(OPEN)),
    "mistakes": lambda desk: (desk.tell("birth_date", "1942-13-01"), desk.tell("household_registration", "没有这个地方")),
    "a notice": lambda desk: (desk.tell("birth_date", "1942"), desk.tell("household_registration", ""), desk.page.locator(".head button.main").click(),
                              desk.page.wait_for_selector(".sheet")),
    "a decision": lambda desk: (desk.page.locator("main form button").last.click(), desk.page.wait_for_selector("#answer .claims"),
                                desk.page.locator("[formaction='/desk/keep']").click(), desk.page.wait_for_url("**/decisions/*")),
    "decisions": lambda desk: desk.page.goto(f"{desk.address}/decisions"),
    "what is not there": lambda desk: desk.page.goto(f"{desk.address}/nowhere"),
}  # fmt: skip


@pytest.mark.parametrize(("size", "scheme", "locale"), [(WIDE, "light", "zh-CN"), (NARROW, "dark", "en-GB")], ids=["wide", "narrow"])
def test_axe_finds_nothing_in_any_state_and_nothing_overflows(opens: Opens, size: dict[str, int], scheme: str, locale: str) -> None:
    """WCAG 2.0 to 2.2, A and AA, and best practice."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    desk = opens(viewport=size, color_scheme=scheme, locale=locale, bypass_csp=True)
    for state, reach in STATES.items():
        reach(desk)
        found = axe.run(desk.page).response["violations"]
        assert not [(state, one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]
        assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state
    desk.complaints = [one for one in desk.complaints if "status of 40" not in one]
