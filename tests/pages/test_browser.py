"""The pages in Chromium: the answer follows without losing the place, nothing goes where it should not, axe finds nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any as Anything

import pytest

from .at_the_desk import NARROW, WIDE, Desk, Opens, desks

pytestmark = pytest.mark.xdist_group("browser")
NUMBER = "110101194405101017"
"""An ID number of nobody: 1944-05-10, a man."""


@pytest.fixture
def opens(browser: Anything, address: str) -> Iterator[Opens]:
    with desks(browser, address) as found:
        yield found


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
    assert page.inner_text("#n-birth_date").startswith("按1942年内出生算")
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
    assert page.input_value("[name='f.sex']") == "male"
    assert NUMBER[:17] not in page.content()
    assert not [one for one in desk.asked if NUMBER[:17] in one[0] + one[1]]


def test_an_id_number_in_the_wrong_field_goes_nowhere_either(desk: Desk) -> None:
    """Put where the birth date belongs it is read as what it is; one with a slip is named and not sent."""
    page = desk.page
    page.fill("[name='f.birth_date']", NUMBER[:-1] + "8")
    assert "号码不对" in page.inner_text("#id-note")
    assert page.input_value("[name='f.birth_date']") == ""
    with desk.answered():
        page.fill("[name='f.birth_date']", NUMBER)
    assert page.input_value("[name='f.birth_date']") == "1944-05-10"
    assert not [one for one in desk.asked if NUMBER[:17] in one[0] + one[1]]


def test_a_couple_is_one_after_the_other_at_the_same_address(desk: Desk) -> None:
    page = desk.page
    desk.an_elder()
    page.locator("button[data-next]").click()
    page.wait_for_selector("#undo:not([hidden])")
    assert page.input_value("[name='f.residence']") == "冕宁县"
    assert page.input_value("[name='f.birth_date']") == ""
    desk.tell("birth_date", "80岁")
    assert not page.is_visible("#undo")


def test_a_question_is_answered_by_a_press_and_keys_alone_do(desk: Desk) -> None:
    page = desk.page
    desk.an_elder()
    button = page.locator("#answer .next button").first
    text = page.inner_text("#next p b")
    paths = [part.partition("=")[0] for part in button.get_attribute("value").split(";")]
    with desk.answered():
        button.focus()
        page.keyboard.press("Enter")
    assert all(page.is_checked(f"[name='f.{path}'][value=false]") for path in paths)
    assert page.inner_text("#next p b") != text
    assert page.evaluate("document.activeElement.closest('#next') !== null")  # at the next question
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


def test_what_stands_there_is_said_to_be_stale_until_the_service_is_back(desk: Desk) -> None:
    """Tried again by itself; what was pressed meanwhile is not lost."""
    page = desk.page
    desk.an_elder()
    page.route("**/desk", _gone)
    page.locator("#next button").first.click()
    page.wait_for_selector("#answer.stale")
    assert "改动之前的结果" in page.inner_text("#status")
    paths = [part.partition("=")[0] for part in page.locator("#next button").first.get_attribute("value").split(";")]
    page.unroute("**/desk")
    with desk.answered():
        page.locator("#status button").click()
    page.wait_for_selector("#answer:not(.stale)")
    assert all(page.is_checked(f"[name='f.{path}'][value=false]") for path in paths)
    desk.complaints = [one for one in desk.complaints if "ERR_FAILED" not in one]


def test_the_last_person_comes_back(desk: Desk) -> None:
    """All that was filled in, as long as the page stands; in the meantime it is nowhere to be seen."""
    page = desk.page
    desk.an_elder()
    with desk.answered():
        page.locator("#next button").first.click()
    before = page.inner_text("#answer .person")
    assert "岁" in before
    page.locator("a[data-next]").click()
    page.wait_for_selector("#undo:not([hidden])")
    assert page.input_value("[name='f.birth_date']") == ""
    assert not page.locator("#answer .person").count()
    assert page.evaluate("document.activeElement.name") == "f.birth_date"
    assert before.split("；")[0] not in page.content()
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    with desk.answered():
        page.locator("[data-undo]").click()
    assert page.inner_text("#answer .person") == before
    assert page.input_value("[name='f.birth_date']") == "约1942年"
    assert not page.is_visible("#undo")


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


def test_the_way_back_from_the_notice_leads_to_the_desk_as_it_was(desk: Desk) -> None:
    """By the browser's own button and by the page's; whoever goes elsewhere before that is asked first."""
    page, asked = desk.page, list[str]()

    def ask(dialog: Anything) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", ask)
    desk.an_elder()
    title = page.title()
    for back in (page.go_back, lambda: page.locator("[data-back]").click()):
        page.locator("[data-notice]").click()
        page.wait_for_selector(".sheet")
        assert page.title() != title
        assert not page.is_visible("#desk")
        assert page.is_visible("[data-print]")
        back()
        page.wait_for_selector("#answer .claims")
        assert (page.title(), page.url) == (title, f"{desk.address}/desk")
        assert page.input_value("[name='f.birth_date']") == "约1942年"
        assert not page.locator(".sheet").count()
    page.goto(f"{desk.address}/book")
    assert not asked
    page.goto(f"{desk.address}/desk")
    desk.tell("birth_date", "82岁")
    page.goto(f"{desk.address}/book")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("button", ["[data-notice]", "[formaction='/desk/keep']", ".tools button[lang=en]"])
def test_what_is_filled_in_outlives_a_session_wherever_it_was_to_go(desk: Desk, button: str) -> None:
    page = desk.page
    desk.an_elder()
    page.context.clear_cookies()
    page.locator(button).click()
    page.wait_for_selector("#status.note a")
    assert page.url == f"{desk.address}/desk"
    assert page.input_value("[name='f.birth_date']") == "约1942年"
    desk.complaints = [one for one in desk.complaints if "status of 401" not in one]


def test_a_second_press_sends_nothing_twice(desk: Desk) -> None:
    desk.an_elder()
    desk.page.locator("[formaction='/desk/keep']").dblclick()
    desk.page.wait_for_url("**/decisions/*")
    assert [url.rpartition("/")[2] for url, _ in desk.asked].count("keep") == 1


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
    "a relative": lambda desk: (desk.page.locator("[data-back]").click(), desk.page.wait_for_selector("#answer .claims"),
                                desk.page.locator("[name=whose][value=relative]").check(force=True), desk.page.wait_for_selector("#f-cared_elder", state="attached"),
                                desk.page.evaluate(OPEN), desk.page.locator(".head button.main").click(), desk.page.wait_for_selector(".sheet")),
    "a decision": lambda desk: (desk.page.locator("[data-back]").click(), desk.page.wait_for_selector("#answer .claims"),
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
