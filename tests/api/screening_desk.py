"""A desk that screens registers in tests: a small rule book, a register of nobody, a worker in the process itself."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huilao import Rulebook
from huilao_api.settings import Settings
from huilao_api.work import working
from huilao_api.work.work_folder import WorkFolder
from small_books import benefit, one_ruleset
from small_facts import id_number

from .conftest import Bureau
from .screening_worker import WORK

SECRET = "a secret of an office, made for the tests"  # noqa: S105
YAML = {"Content-Type": "application/yaml"}
MAPPING = "列: {身份证号: 身份证号, 常住地: 常住地, 丧偶: 丧偶}\n"
START = {"as_of": "2025-03-01", "carry": ["姓名"]}


def small_book(folder: Path) -> Rulebook:
    """One benefit for the widowed, and one for who is 80."""
    return one_ruleset(folder, widowed=benefit("{widowed: true}"), old=benefit("{age: {at_least: 80}}"))


def register(rows: int, place: str = "513433", first: int = 0) -> bytes:
    """A register of nobody, from the `first` of them on: every tenth is the one before again, every seventh has a cell that cannot be read."""
    lines = ["姓名,身份证号,常住地,丧偶"]
    for number in range(first, first + rows):
        who = number - 1 if number % 10 == 9 else number
        born = f"19{30 + who % 40}{1 + who % 12:02}{1 + who % 28:02}"
        lines.append(
            f"某{who},{id_number(born, f'{1 + who // 1_120 % 999:03}')},{place},{'好像吧' if number % 7 == 3 else '是' if who % 2 else '否'}"
        )
    return "\n".join([*lines, ""]).encode()


class Desk:
    """Somebody who screens, by a key."""

    def __init__(self, bureau: Bureau, headers: Mapping[str, str]) -> None:
        self.bureau = bureau
        self.headers = dict(headers)

    def ask(self, method: str, path: str, **sent: Any) -> Any:
        """An answer about screenings."""
        headers = {**self.headers, **sent.pop("headers", {})}
        return self.bureau.client.request(method, f"/v1/screenings{path}", headers=headers, **sent)

    def uploaded(self, content: bytes, name: str = "名册.csv") -> str:
        """The id of a register that was uploaded."""
        answer = self.ask("POST", "", files={"register": (name, content)})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def mapped(self, content: bytes, mapping: str = MAPPING) -> str:
        """The id of a register whose mapping was put."""
        id_ = self.uploaded(content)
        answer = self.ask("PUT", f"/{id_}/mapping", content=mapping.encode(), headers=YAML)
        assert answer.status_code == 200, answer.text
        return id_

    def started(self, id_: str, **options: Any) -> None:
        """Have it screened, once a worker comes."""
        answer = self.ask("POST", f"/{id_}/start", json={**START, **options})
        assert answer.status_code == 202, answer.text

    def screened(self, id_: str, **options: Any) -> dict[str, Any]:
        """Screen it at once; the screening then."""
        self.started(id_, **options)
        self.work()
        return self.ask("GET", f"/{id_}").json()

    def work(self) -> None:
        """Do all that waits."""
        working.work(self.settings, WORK, threading.Event(), until_idle=True)

    @property
    def settings(self) -> Settings:
        """Those of the service."""
        return self.bureau.service.settings

    def names(self, id_: str) -> list[str]:
        """The files of results."""
        return [one["name"] for one in self.ask("GET", f"/{id_}/files").json()["files"]]

    def folder(self, id_: str) -> Path:
        """Where a screening lies."""
        return WorkFolder.of(self.settings).home(id_)

    def fetched(self, id_: str) -> dict[str, bytes]:
        """The results, byte for byte."""
        return {name: self.ask("GET", f"/{id_}/files/{name}").content for name in self.names(id_)}
