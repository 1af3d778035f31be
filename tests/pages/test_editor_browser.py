"""The editor in Chromium: mistakes are marked as one types and mended, words completed; what is typed is never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any as Anything

import pytest
from fastapi import FastAPI

from huilao_api.app import create_app
from huilao_api.pages.assets import FOLDER
from huilao_api.settings import Settings
from huilao_api.store import accounts
from huilao_api.who import Role

from ..api.drafting import CHAPTER, FEATURE, OLD, chapter_of, small_book
from .conftest import PASSWORD, served

pytestmark = pytest.mark.xdist_group("browser")
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
NUMBERS = count()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, FastAPI]]:
    """Where a browser finds an office with a small rule book, and the office itself."""
    assert (FOLDER / "editor.js").is_file(), "not built: `make serve` or `pip install -e .` builds it"
    folder = tmp_path_factory.mktemp("editor")
    app = create_app(Settings(database=f"sqlite:///{folder / 'huilao.sqlite3'}"), small_book(folder / "book"))
    with served(app) as address:
        yield address, app


class Writer:
    """A clerk at a browser, with a draft of their own."""

    def __init__(self, page: Anything, address: str, name: str) -> None:
        self.page = page
        self.address = address
        self.draft = ""
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", self._hear)
        page.goto(address)
        page.fill("#account", name)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_selector("header .who, header [href='/account']")

    def _hear(self, said: Anything) -> None:
        if getattr(said, "type", "error") in ("error", "warning"):
            self.complaints.append(getattr(said, "text", str(said)))

    def sent(self, method: str, path: str, **more: Anything) -> Anything:
        answer = self.page.context.request.fetch(
            f"{self.address}{path}", method=method, headers={"Origin": self.address, **more.pop("headers", {})}, **more
        )
        assert answer.ok, answer.text()
        return answer

    def begins(self) -> None:
        self.draft = self.sent("POST", "/v1/drafts", data={"title": "调整年龄"}).json()["id"]

    def opens(self, name: str = CHAPTER, draft: str = "") -> None:
        self.page.goto(f"{self.address}/workbench/drafts/{draft or self.draft}/files/{name}")
        self.page.wait_for_selector("[data-editor=ready] #mistakes:not([data-unread])")

    def finds(self, words: str) -> None:
        """Mark some words, so that what is typed takes their place."""
        page = self.page
        page.locator(".cm-content").focus()
        page.keyboard.press("Control+Home")
        page.keyboard.press("Control+f")
        page.fill(".cm-search [name=search]", "")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")

    def types(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    @property
    def text(self) -> str:
        return self.page.evaluate("[...document.querySelectorAll('.cm-line')].map((one) => one.textContent).join('\\n')")

    def kept(self) -> str:
        return self.sent("GET", f"/v1/drafts/{self.draft}/files/{CHAPTER}").text()

    def saves(self) -> None:
        with self.page.expect_request_finished(_is_saving):
            self.page.keyboard.press("Control+s")


def _is_saving(request: Anything) -> bool:
    return request.method == "POST" and "/files/" in request.url


Opens = Callable[..., Writer]


@pytest.fixture
def opens(browser: Anything, desk: tuple[str, FastAPI]) -> Iterator[Opens]:
    """Opens a browser of a new clerk; at the end none of them has complained."""
    writers: list[Writer] = []

    def open_(**settings: Anything) -> Writer:
        address, app = desk
        name = f"clerk{next(NUMBERS)}"
        with app.state.service.store()[0].writing() as session:
            accounts.make_account(session, name, accounts.hashed(PASSWORD), Role.POLICY, [])
        context = browser.new_context(**{"viewport": WIDE, "locale": "zh-CN", "reduced_motion": "reduce", **settings})
        context.set_default_timeout(15_000)
        writers.append(Writer(context.new_page(), address, name))
        writers[-1].begins()
        return writers[-1]

    yield open_
    for one in writers:
        one.page.context.close()
        assert not one.complaints


def test_a_mistake_is_marked_as_it_is_typed_and_mended_and_saved(opens: Opens) -> None:
    """The sentence waits meanwhile, and says so; saving keeps the place."""
    clerk = opens()
    page = clerk.page
    clerk.opens()
    assert "年满80周岁" in page.inner_text("details.item[open]")
    clerk.finds("at_least: 80")
    clerk.types("at_least: 60.5")
    page.wait_for_selector(".cm-lintRange-error")
    assert page.inner_text(".cm-lintRange-error") == "60.5"
    assert "那时没有错误" in page.inner_text("#said")
    assert "年满80周岁" in page.inner_text("details.item[open]")
    page.click(".mistake [data-mend]")
    page.wait_for_selector("details.item[open] >> text=年满60周岁6个月")
    assert not page.locator(".mistake, .cm-lintRange-error").count()
    assert page.evaluate("document.activeElement.className").startswith("cm-content")
    place = page.evaluate("getSelection().anchorOffset")
    clerk.saves()
    page.wait_for_selector("#status >> text=已保存")
    assert "60 years 6 months" in clerk.kept()
    assert page.evaluate("getSelection().anchorOffset") == place
    assert page.url.endswith(CHAPTER)


def test_the_cure_stands_at_the_mark_itself_for_keys_alone(opens: Opens) -> None:
    clerk = opens()
    page = clerk.page
    clerk.opens()
    clerk.finds("has_any")
    clerk.types("has_eny")
    page.wait_for_selector(".cm-lintRange-error")
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    page.click(".cm-tooltip .cm-diagnosticAction")
    page.wait_for_selector("#mistakes .yes")
    assert "has_any" in clerk.text
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.className").startswith("cm-content")


def test_words_are_completed_and_say_what_they_mean(opens: Opens) -> None:
    """Entries and codes, by their Chinese names too, with the question and the unit."""
    clerk = opens()
    page = clerk.page
    with page.expect_response("**/vocabulary/**"):
        clerk.opens()
    clerk.finds("{age: {at_least: 80}}")
    page.keyboard.type("{inco")
    page.wait_for_selector(".cm-tooltip-autocomplete li >> text=income")
    assert "月收入" in page.inner_text(".cm-tooltip-autocomplete")
    page.click(".cm-tooltip-autocomplete li >> text=income")
    page.keyboard.type("{bel")
    page.click(".cm-tooltip-autocomplete li >> text=below")
    page.keyboard.type("500")
    page.wait_for_selector("details.item[open] >> text=月收入低于500元")
    page.keyboard.press("End")
    clerk.finds("dibao")
    page.keyboard.type("低")
    page.wait_for_selector(".cm-tooltip-autocomplete li >> text=edge")
    page.keyboard.press("Escape")
    clerk.finds("income")
    page.keyboard.press("ArrowLeft")
    page.locator(".cm-line span:text-is('income')").first.hover()
    page.wait_for_selector(".cm-tooltip-hover >> text=月收入")


def test_two_editors_join_what_both_wrote(opens: Opens) -> None:
    """Whose lines stand is chosen by a press, and the text is to be saved again."""
    clerk, other = opens(), opens()
    page = clerk.page
    clerk.opens()
    other.sent(
        "PUT",
        f"/v1/drafts/{clerk.draft}/files/{CHAPTER}",
        data=chapter_of(old=OLD.replace("80", "70")),
        headers={"If-Match": '"1"', "Content-Type": "application/yaml"},
    )
    clerk.finds("at_least: 80")
    clerk.types("at_least: 75")
    clerk.saves()
    page.wait_for_selector("#told .join")
    assert "at_least: 75" in clerk.text
    page.check("#told [value=both]")
    page.click("#told .join button.main")
    page.wait_for_selector("#told >> text=还没有保存")
    assert "at_least: 70" in clerk.text
    page.locator(".cm-content").focus()
    clerk.saves()
    page.wait_for_selector("#status >> text=已保存")
    assert ["70" in clerk.kept(), "75" in clerk.kept()] == [True, True]


def test_what_is_typed_outlives_a_lost_connection_and_the_page(opens: Opens) -> None:
    clerk = opens()
    page = clerk.page
    clerk.opens()
    page.route("**/workbench/**", _gone)
    clerk.finds("at_least: 80")
    clerk.types("at_least: 77")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#status >> text=没有保存")
    page.unroute("**/workbench/**")
    page.on("dialog", _leaves)
    clerk.opens()
    assert "at_least: 77" in clerk.text
    assert "找回了" in page.inner_text("#status")
    page.click("header >> text=English")
    page.wait_for_selector("html[lang=en][data-editor=ready]")
    assert "at_least: 77" in clerk.text
    page.click("header >> text=中文")
    page.wait_for_selector("html[lang=zh-Hans-CN][data-editor=ready]")
    page.wait_for_selector("details.item[open] >> text=年满77周岁")
    page.locator(".cm-content").focus()
    clerk.saves()
    page.wait_for_selector("#status >> text=已保存")
    assert "77" in clerk.kept()
    clerk.opens()
    assert "找回了" not in page.inner_text("#status")
    clerk.complaints = [one for one in clerk.complaints if "ERR_FAILED" not in one]


def _gone(route: Anything) -> None:
    route.abort()


def _leaves(dialog: Anything) -> None:
    dialog.accept()


def test_the_same_is_done_without_scripts(opens: Opens) -> None:
    clerk = opens(java_script_enabled=False)
    page = clerk.page
    page.goto(f"{clerk.address}/workbench/drafts/{clerk.draft}/files/{CHAPTER}")
    page.fill("#text", chapter_of(old=OLD.replace("80", "60.5")))
    page.click("button[data-look]")
    page.click(".mistake [data-mend]")
    assert "年满60周岁6个月" in page.inner_text("#said")
    page.click("button[data-save]")
    page.wait_for_selector("#told >> text=已保存")
    assert clerk.kept() == chapter_of(old=OLD.replace("80", "60 years 6 months"))


PLACES = {
    "when:\n  wi|": ("when", "key", "wi"),
    "when:\n  age: {at_|": ("when/age", "key", "at_"),
    "when:\n  age: |": ("when/age", "value", ""),
    "age: {at_least: 1, be|": ("age", "key", "be"),
    "when: {any: [{te|": ("when/any/-", "key", "te"),
    "when:\n  any:\n    - {widowed: true}\n    - wi|": ("when/any/-", "key", "wi"),
    "when:\n  any:\n  - wi|": ("when/any/-", "key", "wi"),
    "when:\n  any:\n  - a: 1\n    b|": ("when/any/-", "key", "b"),
    "aids: {has_any: [dibao, e|": ("aids/has_any/-", "value", "e"),
    "aids: {has_any: [dibao]}\nwi|": ("", "key", "wi"),
    "aids: {has_any: [dibao,\n  ed|": ("aids/has_any/-", "value", "ed"),
    "a:\n  note: |\n    age: 7\n  wh|": ("a", "key", "wh"),
    'a:\n  name: {zh: "{", en: x}\n  wh|': ("a", "key", "wh"),
    "a:\n  name: x  # {\n  wh|": ("a", "key", "wh"),
    "条件:\n  年龄: {不低|": ("条件/年龄", "key", "不低"),
    "a: 1  # wi|": None,
    "# wi|": None,
}
"""Half-written texts, where the cursor is in them (`|` at the end), and what is being written there."""


def test_it_is_known_what_is_being_written_in_a_half_written_text(browser: Anything) -> None:
    """By the path of entries to the cursor, in blocks and in braces, over lists, comments, quotes and blocks of text."""
    page = browser.new_page()
    source = (FOLDER.parents[2] / "editor" / "src" / "place.js").read_text("utf-8")
    found = page.evaluate(
        """async ([source, texts]) => {
          const { placeOf } = await import("data:text/javascript;charset=utf-8," + encodeURIComponent(source));
          return texts.map((one) => placeOf(one, one.length));
        }""",
        [source, [text[:-1] for text in PLACES]],
    )
    page.close()
    assert {text: one and ("/".join(one["path"]), one["kind"], one["word"]) for text, one in zip(PLACES, found, strict=True)} == PLACES


@pytest.mark.parametrize(("size", "scheme", "locale"), [(WIDE, "dark", "zh-CN"), (NARROW, "light", "en-GB")], ids=["wide", "narrow"])
def test_axe_finds_nothing_in_any_state_and_nothing_overflows(opens: Opens, size: dict[str, int], scheme: str, locale: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    clerk = opens(viewport=size, color_scheme=scheme, locale=locale, bypass_csp=True)
    page = clerk.page

    def mistaken() -> None:
        clerk.finds("at_least: 80")
        clerk.types("at_least: 60.5")
        page.wait_for_selector(".mistake")

    def completing() -> None:
        page.keyboard.press("Control+Space")
        page.keyboard.press("F8")

    def conflict() -> None:
        text = chapter_of(old=OLD.replace("80", "70"))
        clerk.sent(
            "PUT", f"/v1/drafts/{clerk.draft}/files/{CHAPTER}", data=text, headers={"If-Match": '"1"', "Content-Type": "application/yaml"}
        )
        clerk.saves()
        page.wait_for_selector("#told .join")

    def scenarios() -> None:
        clerk.sent(
            "PUT",
            f"/v1/drafts/{clerk.draft}/files/features/r.feature",
            data=FEATURE,
            headers={"If-Match": '"2"', "Content-Type": "text/plain"},
        )
        page.goto(f"{clerk.address}/workbench/drafts/{clerk.draft}/files/features/r.feature")
        page.wait_for_selector("[data-editor=ready]")

    page.on("dialog", _leaves)
    states: dict[str, Callable[[], None]] = {
        "a file": clerk.opens, "a mistake": mistaken, "a mark": completing, "a conflict": conflict, "scenarios": scenarios,
        "facts": lambda: clerk.opens("facts.yaml"),
    }  # fmt: skip
    for state, reach in states.items():
        reach()
        found = axe.run(page).response["violations"]
        assert not [(state, one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state
