"""Somebody at the desk with a browser: what tests of it in Chromium have in common."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any as Anything

from .conftest import PASSWORD

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


@contextmanager
def desks(browser: Anything, address: str) -> Generator[Opens]:
    """Opens browsers of several people; at the end none of them has complained, or asked anything of anybody else."""
    opened: list[Desk] = []

    def open_(**settings: Anything) -> Desk:
        context = browser.new_context(**{"viewport": WIDE, "locale": "zh-CN", "reduced_motion": "reduce", **settings})
        context.set_default_timeout(10_000)
        opened.append(Desk(context.new_page(), address))
        return opened[-1]

    yield open_
    for one in opened:
        one.page.context.close()
        assert not one.complaints
        assert not [url for url, _ in one.asked if not url.startswith((address, "data:"))]
