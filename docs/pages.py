# ruff: noqa: INP001  # a script
"""Takes the pictures of `docs/pages/` anew: `python docs/pages.py [--all DIR]`, where Chromium and a Chinese font are on the machine.

A service of its own is started with an office of made-up people: accounts of every role, a draft that takes something away, a register that
nobody is in. Of every page there are two pictures, wide, light and Chinese, and narrow, dark and English; `--all DIR` writes all eight, to be
looked at.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parent / "pages"
PORT = 8_790
HERE = f"http://127.0.0.1:{PORT}"
WIDTHS = {1280: 1_500, 360: 2_000}
"""How wide, and how high at most."""
SHIPPED = [(1280, "zh", "light"), (360, "en", "dark")]
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--hide-scrollbars"]  # fmt: skip
FILE = "sichuan/mianning/chapter-8.yaml"
ELDER = {
    "birth_date": "约1942年", "residence": "冕宁县", "household_registration": "冕宁县", "area_type": "rural", "residence_setting": "home",
    "living_status": "alone", "hardship_category": "dibao", "ability_level": "moderate",
}  # fmt: skip
AS_OF = "2025-03-01"


class Office:
    """The service, asked over HTTP with a key of each role."""

    def __init__(self, admin: str) -> None:
        self.password = secrets.token_urlsafe(12)
        self.keys = {"admin": admin}
        for role in ("caseworker", "policy", "approver", "auditor"):
            self.keys[role] = self.ask("admin", "POST", "/v1/keys", json={"name": f"示例{role}", "role": role}).json()["key"]
        for name, role in (
            ("示例管理员", "admin"),
            ("示例经办", "caseworker"),
            ("示例政策", "policy"),
            ("示例审批", "approver"),
            ("示例审计", "auditor"),
        ):
            self.ask("admin", "POST", "/v1/accounts", json={"name": name, "role": role, "password": self.password})

    def ask(self, role: str, method: str, path: str, **sent: Any) -> httpx2.Response:
        """What is answered. Raises httpx2.HTTPStatusError."""
        headers = {"Authorization": f"Bearer {self.keys[role]}", **sent.pop("headers", {})}
        return httpx2.request(method, HERE + path, headers=headers, timeout=120, **sent).raise_for_status()

    def checked_draft(self) -> str:
        """A draft that raises an age, checked against what is in service."""
        draft = self.ask("policy", "POST", "/v1/drafts", json={"title": "示例：提高居家养老服务的年龄"}).json()["id"]
        file = f"/v1/drafts/{draft}/files/{FILE}"
        text = self.ask("policy", "GET", file).text
        edited = text.replace("age: {at_least: 80}", "age: {at_least: 82}", 1)
        assert edited != text
        self.ask("policy", "PUT", file, content=edited.encode(), headers={"Content-Type": "application/yaml", "If-Match": '"1"'})
        self.ask("policy", "POST", f"/v1/drafts/{draft}/check", json={})
        self._done("policy", f"/v1/drafts/{draft}/check")
        return draft

    def screening(self, register: Path) -> str:
        """A register that is screened."""
        found = self.ask(
            "caseworker", "POST", "/v1/screenings", files={"register": (register.name, register.read_bytes(), "text/csv")}
        ).json()["id"]
        mapping = self.ask("caseworker", "GET", f"/v1/screenings/{found}/mapping").json()["mapping"]
        self.ask(
            "caseworker", "PUT", f"/v1/screenings/{found}/mapping", content=mapping.encode(), headers={"Content-Type": "application/yaml"}
        )
        self.ask("caseworker", "POST", f"/v1/screenings/{found}/start", json={"as_of": AS_OF, "months": 6})
        self._done("caseworker", f"/v1/screenings/{found}")
        return found

    def _done(self, role: str, path: str) -> None:
        for _ in range(600):
            said = self.ask(role, "GET", path).json()
            if (said.get("job") or said).get("state") in ("done", "failed"):
                return
            time.sleep(0.5)


@contextmanager
def served(folder: Path) -> Generator[Office]:
    """An office whose public check may be shown on a page of its own origin."""
    environment = {
        **os.environ, "HUILAO_DATABASE": f"sqlite:///{folder / 'office.sqlite3'}", "HUILAO_EMBED_ORIGINS": '["https://county.example"]',
        "HUILAO_RATE": "1000000", "HUILAO_LOG_LEVEL": "ERROR",
    }  # fmt: skip
    command = [sys.executable, "-m", "huilao", "serve", "--port", str(PORT)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as service:  # noqa: S603
        try:
            assert service.stderr is not None
            admin = next(line.strip() for line in service.stderr if line.startswith("huilao_"))
            _until_it_answers()
            yield Office(admin)
        finally:
            service.terminate()


def _until_it_answers() -> None:
    for _ in range(200):
        with suppress(httpx2.TransportError):
            httpx2.get(f"{HERE}/healthz")
            return
        time.sleep(0.2)
    sys.exit("the service did not start")


def pages(office: Office, folder: Path) -> Mapping[str, tuple[str | None, str]]:
    """Who looks at what, by the name of the picture."""
    register = folder / "register.csv"
    command = [sys.executable, "-m", "huilao", "synth", "--people", "2000", "--place", "513433", "--out", str(register), "--as-of", AS_OF]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    draft, screening = office.checked_draft(), office.screening(register)
    profile = {"birth_date": "1942", "residence": "513433", "household_registration": "513433", "residence_setting": "home"}
    decision = office.ask("caseworker", "POST", "/v1/decisions", json={"profile": profile, "as_of": AS_OF, "person": "示例档案1"}).json()[
        "id"
    ]
    benefit = "/book/benefits/mianning/8-2-home-adaptation"
    return {
        "sign-in": (None, "/sign-in"), "check": (None, "/embed?place=513433"), "desk": ("示例经办", "/desk"), "desk-answer": ("示例经办", "/desk#answer"),
        "notice": ("示例经办", "/desk#notice"),
        "decisions": ("示例经办", "/decisions"), "decision": ("示例经办", f"/decisions/{decision}"), "book": ("示例经办", "/book"),
        "book-search": ("示例经办", "/book?q=助餐"), "benefit": ("示例经办", benefit), "screenings": ("示例经办", "/screenings"),
        "screening": ("示例经办", f"/screenings/{screening}"), "workbench": ("示例政策", "/workbench"), "draft": ("示例政策", f"/workbench/drafts/{draft}"),
        "editor": ("示例政策", f"/workbench/drafts/{draft}/files/{FILE}"), "publications": ("示例审批", "/workbench/publications"),
        "audit": ("示例审计", "/audit"), "accounts": ("示例管理员", "/accounts"), "keys": ("示例管理员", "/keys"),
        "facts": ("示例经办", "/book/facts"), "fact": ("示例经办", "/book/facts/ability_level"), "terms": ("示例经办", "/book/terms"),
        "term": ("示例经办", "/book/terms/mianning/incapacitated"), "standards": ("示例经办", "/book/standards"),
        "document": ("示例经办", "/book/documents/mianning"), "places": ("示例经办", "/book/places"), "place": ("示例经办", "/book/places/513433"),
        "versions": ("示例政策", "/book/versions"), "columns": ("示例经办", f"/screenings/{screening}/columns"),
        "profile": ("示例经办", f"/screenings/{screening}/profile"), "list": ("示例经办", f"/screenings/{screening}/lists/0"),
        "revisions": ("示例政策", f"/workbench/drafts/{draft}/revisions"), "publication": ("示例审批", "/workbench/publications/1"),
        "receipts": ("示例审计", "/receipts"), "webhooks": ("示例管理员", "/webhooks"), "erasure": ("示例管理员", "/erasure"), "account": ("示例经办", "/account"),
    }  # fmt: skip


def photograph(
    browser: Browser, office: Office, found: Mapping[str, tuple[str | None, str]], how: tuple[int, str, str], folder: Path, name: str
) -> None:
    """Every page, seen one way."""
    width, language, theme = how
    for who in dict.fromkeys(who for who, _ in found.values()):
        with browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN" if language == "zh" else "en-GB") as context:
            page = context.new_page()
            if who is not None:
                page.goto(f"{HERE}/sign-in?lang={language}&theme={theme}")
                page.fill("[name=account]", who)
                page.fill("[name=password]", office.password)
                page.press("[name=password]", "Enter")
                page.wait_for_load_state()
            for picture, (_, path) in ((one, two) for one, two in found.items() if two[0] == who):
                address = f"{HERE}{path.partition('#')[0]}"
                page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}&theme={theme}")
                if "#" in path:
                    answer(page)
                if path.endswith("#notice"):
                    page.click("[data-notice]")
                    page.wait_for_selector(".sheet")
                page.wait_for_load_state("networkidle")
                height = min(page.evaluate("document.documentElement.scrollHeight"), WIDTHS[width])
                page.set_viewport_size({"width": width, "height": height})
                page.screenshot(path=folder / name.format(picture=picture, width=width, language=language, theme=theme))
                page.set_viewport_size({"width": width, "height": 900})


FILL = """facts => {
  for (const [name, said] of Object.entries(facts))
    for (const field of document.getElementsByName(`f.${name}`))
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === said;
      else if (field.type !== "hidden") field.value = said;
  document.getElementById("desk").requestSubmit();
}"""


def answer(page: Page) -> None:
    """Fill in an elder who is made up, and wait for the answer; twice, since some facts are asked for once others are known."""
    for _ in range(2):
        page.evaluate(FILL, ELDER)
        page.wait_for_selector("#answer:not([aria-busy])")


def main() -> None:
    """Two pictures of every page into `docs/pages/`, or all eight into a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", type=Path, metavar="DIR", help="all eight of every page, to be looked at")
    every = parser.parse_args().all
    to = every or PICTURES
    to.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name, served(Path(name)) as office, sync_playwright() as running:
        found = pages(office, Path(name))
        browser = running.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        for how in product(WIDTHS, ("zh", "en"), ("light", "dark")) if every else SHIPPED:
            photograph(browser, office, found, how, to, "{picture}.{width}.{language}.{theme}.png" if every else "{picture}.{width}.png")
        browser.close()


if __name__ == "__main__":
    main()
