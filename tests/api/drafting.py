"""A small rule book in service, and clerks who draft edits of it over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any as Anything

from starlette.testclient import TestClient

from huilao import Rulebook
from huilao_api.store import publications
from huilao_api.who import Role
from huilao_api.work import checking, switching, working
from small_books import benefit, chapter, document, write_book

from .conftest import Bureau

CHAPTER = "r/chapter.yaml"
SOONER = benefit("{age: {at_least: 70}}", "name: {zh: 高龄津贴, en: Old age allowance}")
LATER = benefit("{age: {at_least: 90}}", "name: {zh: 高龄津贴, en: Old age allowance}")
OLD = benefit("{age: {at_least: 80}}", "name: {zh: 高龄津贴, en: Old age allowance}")
AIDS = benefit("{aids: {has_any: [dibao]}}", "name: {zh: 困难补助, en: Hardship aid}")
FEATURE = """# language: zh-CN
功能: 高龄津贴

  场景: 八十五岁
    假如 一位老人
      | 出生日期 | 1940-01-01 |
    当 在 2025-03-01 核定
    那么 "高龄津贴" 可以办
"""


def chapter_of(**more: str) -> str:
    """A chapter with the two benefits, in which others stand for them or beside them."""
    return chapter(**{"old": OLD, "aids": AIDS, **more})


def small_book(folder: Path) -> Rulebook:
    """A rule book of one document with two benefits."""
    return Rulebook.load(write_book(folder, {"r/document.yaml": document("r"), CHAPTER: chapter_of()}))


class Clerk:
    """Somebody who works on drafts."""

    def __init__(self, bureau: Bureau, role: Role, name: str, *places: str) -> None:
        self.bureau = bureau
        self.client: TestClient = bureau.client
        self.name = f"key:{name}"
        self.headers = bureau.key(role, *places, name=name)

    def ask(self, method: str, path: str, status: int | None = None, **more: Anything) -> Anything:
        """An answer, which has to be of a status where one is given."""
        headers = {**self.headers, **more.pop("headers", {})}
        answer = self.client.request(method, f"/v1/drafts{path}", headers=headers, **more)
        assert status is None or answer.status_code == status, answer.text
        return answer

    def draft(self, title: str = "调整", **more: Anything) -> Anything:
        """A new draft."""
        return self.ask("POST", "", 201, json={"title": title, **more}).json()

    def save(self, draft: str, text: str | bytes, seen: int, name: str = CHAPTER, status: int | None = 200) -> Anything:
        """A file saved by who read a revision."""
        content = text.encode() if isinstance(text, str) else text
        headers = {"If-Match": f'"{seen}"', "Content-Type": "application/yaml"}
        return self.ask("PUT", f"/{draft}/files/{name}", status, content=content, headers=headers)

    def checked(self, draft: str, **more: Anything) -> Anything:
        """What a check finds."""
        self.ask("POST", f"/{draft}/check", 202, json=more)
        work(self.bureau)
        return self.ask("GET", f"/{draft}/check", 200).json()

    def submitted(self, draft: str, status: int | None = 200, *, acknowledged: Anything = ()) -> Anything:
        """Submit the last revision."""
        revision = self.ask("GET", f"/{draft}", 200).json()["revision"]
        return self.ask("POST", f"/{draft}/submit", status, json={"revision": revision, "acknowledged": list(acknowledged)})


NUMBERS = count()
"""By which clerks of one office are told apart."""


def put_back(bureau: Bureau) -> None:
    """Have the first version in service again, and nothing to come."""
    database, office = bureau.service.store()
    now = bureau.service.now()
    with database.writing() as session:
        for one in publications.scheduled(session, now):
            publications.withdraw(session, office, "key:test", one, now)
        first, last = publications.find(session, 1), publications.in_service(session, now)
        assert first is not None
        if last is None or last.files != first.files:
            publications.roll_back(session, office, "key:test", first, "put back", now)
    switching.switch(bureau.service)


def work(bureau: Bureau) -> None:
    """What a worker process does, until there is nothing to do."""
    working.work(bureau.service.settings, working.Duties({"check": checking.check}), threading.Event(), until_idle=True)


def problem(answer: Anything) -> tuple[int, str]:
    """The status and the kind of a problem."""
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def files_in(draft: Mapping[str, Anything]) -> list[str]:
    """The names of a draft's files."""
    return [one["name"] for one in draft["files"]]
