"""An office whose versions are published, and whose clock is moved."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any as Anything

from sqlalchemy.orm import Session

from huilao import Rulebook, RuleFiles
from huilao_api.store import publications
from huilao_api.store.decisions import Office
from huilao_api.store.tables import Publication
from huilao_api.who import Role
from huilao_api.work.switching import switch
from small_books import benefit, chapter, document, write_book

from .conftest import Bureau

CHAPTER = "r/chapter.yaml"
ELDER = {"birth_date": "1950-01-01", "residence": "513433"}
ASKED = {"profile": ELDER, "as_of": "2025-03-01"}
"""About somebody of 75."""
BEGINS = 80
"""From which age on the benefit is in the version that a service is started with."""


def chapter_from(age: int) -> str:
    """A chapter with one benefit, from an age on."""
    return chapter(a=benefit(f"{{age: {{at_least: {age}}}}}", f"provides: {{zh: 满{age}岁, en: from {age} on}}"))


def write_from(folder: Path, age: int = BEGINS) -> Path:
    """The folder of such a rule book."""
    return write_book(folder, {"r/document.yaml": document("r"), CHAPTER: chapter_from(age)})


def book_from(folder: Path, age: int = BEGINS) -> Rulebook:
    """Such a rule book."""
    return Rulebook.load(write_from(folder, age))


def files_of(book: Rulebook) -> dict[str, bytes]:
    """Its files."""
    assert book.files is not None
    return {name: content for name, content in book.files.contents.items() if isinstance(content, bytes)}


def publish(session: Session, office: Office, files: dict[str, bytes], now: datetime, takes_effect: datetime | None = None) -> Publication:
    """What approving a draft does, whatever its files."""
    try:
        version = Rulebook.of(RuleFiles.of(files)).version
    except Exception:  # noqa: BLE001  # what nobody can read has none
        version = "f" * 64
    return publications.publish(
        session, office, "key:boss", version=version, files=files, now=now, takes_effect=takes_effect, submitted_by="key:wang"
    )


class Desk:
    """A service that looks for another version only when it is told to, by a clock that is moved."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau, self.client, self.service = bureau, bureau.client, bureau.service
        self.at = datetime.now(UTC)
        self.service.now = lambda: self.at
        self.shared = files_of(self.service.book)
        self.boss = bureau.key(Role.APPROVER, name="boss")

    def publish(self, age: int = 60, takes_effect: datetime | None = None, **changed: bytes) -> Publication:
        """A version in which the benefit is from an age on, or (`chapter`, `features`) whose files are others."""
        files = {**self.shared, CHAPTER: changed.get("chapter", chapter_from(age).encode())}
        files |= {"features/a.feature": changed["features"]} if "features" in changed else {}
        database, office = self.service.store()
        with database.writing() as session:
            return publish(session, office, files, self.at, takes_effect)

    def switch(self) -> bool:
        """Look for another version."""
        return switch(self.service)

    def get(self, path: str = "") -> Anything:
        """Something of the publications."""
        return self.client.get(f"/v1/publications{path}", headers=self.boss)

    def withdraw(self, number: int) -> Anything:
        """Call one off."""
        return self.client.post(f"/v1/publications/{number}/withdraw", headers=self.boss)

    def roll_back(self, to: int | str, tag: str | None = "*", **more: Anything) -> Anything:
        """Go back to one."""
        headers = self.boss if tag is None else {**self.boss, "If-Match": tag}
        return self.client.post("/v1/publications/rollback", json={"to": to, "reason": "写错了", **more}, headers=headers)

    def ask(self, headers: dict[str, str] | None = None, **query: Anything) -> Anything:
        """An evaluation."""
        return self.client.post("/v1/evaluate", json=ASKED, params=query, headers=headers or self.boss)

    def outcome(self, **query: Anything) -> str:
        """What is answered about somebody of 75."""
        return self.ask(**query).json()["findings"][0]["outcome"]

    def standings(self) -> list[str]:
        """Of all publications, the first one first."""
        return [one["standing"] for one in self.get().json()["publications"]][::-1]

    def log(self, *actions: str) -> list[tuple[str, str]]:
        """Who did what of these."""
        found = self.client.get("/v1/audit", params={"limit": 500}, headers=self.bureau.key(Role.AUDITOR)).json()["entries"]
        return [(one["who"], one["action"]) for one in found if one["action"] in actions]
