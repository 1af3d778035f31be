"""A caseworker's case from beginning to end in Chromium, by keys alone: asked, printed, kept, opened again, worked out for today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any as Anything

import pytest

from .at_the_desk import Desk, Opens, desks
from .conftest import PASSWORD

pytestmark = pytest.mark.xdist_group("browser")
FILE = "冕宁-2026-0042"


@pytest.fixture
def opens(browser: Anything, address: str) -> Iterator[Opens]:
    with desks(browser, address) as found:
        yield found


class Keys:
    """Somebody who has no mouse."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.page = desk.page

    def to(self, name: str, most: int = 60) -> None:
        """Tab until a control is reached: by its name, its text or where it leads."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(
                "(one => [one.name, one.id, one.getAttribute('href'), one.innerText?.trim()])(document.activeElement)"
            )
            if any(one and one.startswith(name) for one in here):
                return
        raise AssertionError(f"{name} is not reached by Tab")

    def say(self, name: str, text: str) -> None:
        self.to(name)
        with self.desk.answered():
            self.page.keyboard.type(text)
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Shift+Tab")

    def press(self, key: str = "Enter") -> None:
        with self.desk.answered():
            self.page.keyboard.press(key)

    def at_question(self) -> str:
        """The question that has the focus; empty where none has."""
        return self.page.evaluate("document.activeElement.closest('#next')?.querySelector('b').innerText ?? ''")


def test_a_case_from_nothing_to_paper_and_back_by_keys_alone(opens: Opens) -> None:
    """Signs in, says what is known at once, answers what is asked first until nothing is, prints at most two pages with receipt and
    citation, keeps, finds it by its file number, and works it out for today.
    """
    desk = opens()
    page, keys = desk.page, Keys(desk)
    page.goto(desk.address)
    keys.to("account")
    page.keyboard.type("wang")
    keys.to("password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")

    for name, text in (("f.birth_date", "82岁"), ("f.residence", "冕宁县"), ("f.household_registration", "冕宁县")):
        keys.say(name, text)
    page.keyboard.press("Tab")
    keys.to("回到结果")
    page.keyboard.press("Enter")
    asked: list[str] = []
    while text := keys.at_question():
        assert text not in asked
        asked.append(text)
        keys.press()  # the first answer that there is: none of these, yes, or not known
        assert len(asked) < 40
    assert len(asked) > 3
    assert not page.locator("#next").count()
    assert page.is_visible("#answer .claims")

    page.evaluate("document.querySelector('#g-more summary').focus()")
    page.keyboard.press("Enter")
    keys.to("person")
    page.keyboard.type(FILE)
    page.evaluate("document.querySelector('.skip').focus()")
    keys.to("告知单")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sheet")
    page.emulate_media(media="print")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
    sheet = page.inner_text(".sheet")
    receipt = re.search(r"回执号 ([0-9a-f]{16})", sheet)
    assert receipt is not None
    assert "冕府办发〔2024〕49号" in sheet
    assert "82岁" not in sheet
    page.emulate_media(media="screen")
    keys.to("回到办事台")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer .claims")

    assert page.evaluate("document.activeElement.innerText") == "告知单"
    keys.to("存档")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decisions/*")
    kept = page.url
    assert receipt[1] in page.inner_text("main")
    page.goto(f"{desk.address}/decisions")
    keys.to("person")
    page.keyboard.type(FILE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/decisions/search")
    keys.to(kept.removeprefix(desk.address))
    page.keyboard.press("Enter")
    page.wait_for_url("**/decisions/*-*")
    assert "各项都没有变化" in page.inner_text("main")
    keys.to("按今天再算")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer .claims")
    assert receipt[1] in page.inner_text("#answer footer")
