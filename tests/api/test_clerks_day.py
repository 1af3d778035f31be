"""A clerk's day over HTTP, from a mistake to the version in service and back again; the log tells all of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from huilao_api.service import CHINA
from huilao_api.store import publications
from huilao_api.who import Role
from huilao_api.work.switching import switch

from .conftest import Bureau, bureau_of
from .drafting import CHAPTER, FEATURE, SOONER, Clerk, chapter_of, problem, small_book

ASKED = {"profile": {"birth_date": "1950-01-01", "residence": "513433"}, "as_of": "2025-03-01"}
"""About somebody of 75."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Bureau]:
    with bureau_of(small_book(tmp_path / "book"), database=f"sqlite:///{tmp_path / 'huilao.sqlite3'}", switch_seconds=3600) as opened:
        yield opened


class Counter:
    """Where elders ask."""

    def __init__(self, bureau: Bureau) -> None:
        self.client, self.headers = bureau.client, bureau.key(Role.CASEWORKER, name="chen")

    def answer(self) -> str:
        """What somebody of 75 is told of the allowance."""
        found = self.client.post("/v1/evaluate", json=ASKED, headers=self.headers).json()["findings"]
        return next(one["outcome"] for one in found if one["benefit"] == "r/old")

    def decided(self) -> str:
        """An answer that is kept."""
        return self.client.post("/v1/decisions", json=ASKED, headers=self.headers).json()["id"]

    def rechecked(self, decision: str) -> tuple[bool, list[tuple[str, list[str]]]]:
        """Whether it comes out as it did by its own version, and what is otherwise today, and why."""
        found = self.client.post(f"/v1/decisions/{decision}/recheck", json={}, headers=self.headers).json()
        return found["again"]["agrees"], [(one["benefit"], one["why"]) for one in found["since"]["turns"]]


def test_a_clerks_day(office: Bureau) -> None:
    """Mistake, mend, compare, submit, refused as own approver, approved by another, in service tomorrow at midnight, rolled back. Whoever asks
    is answered by what is in service then, and what was decided before stays decided by what was.
    """
    counter = Counter(office)
    before_all = counter.decided()
    wang, boss = Clerk(office, Role.POLICY, "wang"), Clerk(office, Role.APPROVER, "boss")
    before = office.service.book.version
    id_ = wang.draft("高龄津贴降到七十岁")["id"]

    wrong = chapter_of(old=SOONER.replace("age:", "agee:", 1))
    wang.save(id_, wrong, 1)
    mistakes = wang.ask("POST", f"/{id_}/read", 200, json={}).json()["problems"]
    assert [(one["file"], one["line"]) for one in mistakes] == [(CHAPTER, 2)]
    wang.save(id_, chapter_of(old=SOONER), 2)
    wang.save(id_, FEATURE, 3, "features/old.feature")

    check = wang.checked(id_)
    assert check["found"]["refused"] == []
    assert "获得" in check["found"]["comparison"]["text"]["zh"]
    wang.submitted(id_)
    own = Clerk(office, Role.APPROVER, "wang")
    assert problem(own.ask("POST", f"/{id_}/approve", json={"revision": 4})) == (403, "own-draft")

    tomorrow = datetime.now(CHINA).date() + timedelta(days=1)
    approved = boss.ask("POST", f"/{id_}/approve", 200, json={"revision": 4, "takes_effect": tomorrow.isoformat()}).json()
    approved_version = check["found"]["comparison"]["new"]
    midnight = datetime.combine(tomorrow, time(), CHINA)
    database, _ = office.service.store()
    with database.reading() as session:
        found = [publications.in_service(session, midnight + timedelta(seconds=seconds)) for seconds in (-1, 0)]
    assert [one and one.version for one in found] == [before, check["found"]["comparison"]["new"]]

    number, headers = approved["publication"], boss.headers
    archive = office.client.get(f"/v1/publications/{number}/archive", headers=headers)
    assert archive.content == wang.ask("GET", f"/{id_}/archive", 200).content  # byte for byte what was checked

    assert not switch(office.service)
    assert (counter.answer(), counter.rechecked(before_all)) == ("not_eligible", (True, []))
    office.service.now = lambda: midnight + timedelta(hours=8)
    assert switch(office.service)
    assert (counter.answer(), counter.rechecked(before_all)) == ("eligible", (True, [("r/old", ["rules"])]))
    that_morning = counter.decided()
    assert boss.ask("GET", f"/{id_}", 200).json()["publication"] == number
    assert wang.draft("再改")["base"] == approved_version  # what is in service that morning
    listed = office.client.get("/v1/publications", headers=headers)
    back = office.client.post(
        "/v1/publications/rollback", json={"to": 1, "reason": "先不改"}, headers=headers | {"If-Match": listed.headers["ETag"]}
    )
    assert back.status_code == 201, back.text
    assert switch(office.service)
    assert (counter.answer(), counter.rechecked(before_all)) == ("not_eligible", (True, []))
    assert counter.rechecked(that_morning) == (True, [("r/old", ["rules"])])
    with database.reading() as session:
        last = publications.in_service(session, midnight + timedelta(days=1))
        first = publications.find(session, 1)
        assert last is not None
        assert first is not None
        assert (last.version, last.kind, last.files) == (before, "rolled_back", first.files)

    log = office.client.get("/v1/audit", params={"limit": 100}, headers=office.key(Role.AUDITOR)).json()["entries"]
    told = [one["action"] for one in log if one["action"].startswith(("draft_", "published", "rolled_back"))]
    assert told == [
        "draft_made", "draft_edited", "draft_edited", "draft_edited", "draft_checked", "draft_submitted", "published", "draft_approved",
        "draft_made", "rolled_back",
    ]  # fmt: skip
