"""From a submitted draft to the version in service: by whom, when, and what stands in the way."""

from __future__ import annotations

import zlib
from datetime import date
from pathlib import Path

import pytest
from pydantic_core import from_json

from huilao import Rulebook
from huilao_api.service import CHINA
from huilao_api.store import publications
from huilao_api.who import Role
from small_books import benefit, document, write_book

from .conftest import Bureau, bureau_of
from .drafting import CHAPTER, FEATURE, NUMBERS, SOONER, Clerk, chapter_of, files_in, problem, small_book


@pytest.fixture
def wang(office: Bureau) -> Clerk:
    return Clerk(office, Role.POLICY, f"wang{next(NUMBERS)}")


@pytest.fixture
def boss(office: Bureau) -> Clerk:
    return Clerk(office, Role.APPROVER, f"boss{next(NUMBERS)}")


def submitted(clerk: Clerk) -> str:
    """A draft that takes nothing from anybody, up to its being submitted."""
    id_ = clerk.draft()["id"]
    clerk.save(id_, chapter_of(old=SOONER), 1)
    clerk.checked(id_)
    clerk.submitted(id_)
    return id_


def another_version(office: Bureau, folder: Path) -> Rulebook:
    """Another version comes into service, whose second benefit is another."""
    chapter = chapter_of(aids=benefit("{aids: {has_any: [edge]}}"))
    book = Rulebook.load(write_book(folder, {"r/document.yaml": document("r"), CHAPTER: chapter}))
    assert book.files is not None
    files = {name: content for name, content in book.files.contents.items() if isinstance(content, bytes)}
    database, secret = office.service.store()
    with database.writing() as session:
        publications.publish(session, secret, "key:somebody", version=book.version, files=files)
    return book


@pytest.fixture(scope="module")
def waiting(office_of_drafts: Bureau) -> str:
    """A draft that waits to be approved."""
    return submitted(Clerk(office_of_drafts, Role.POLICY, f"zhang{next(NUMBERS)}"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"revision": 1}, (409, "revision")),
        ({"revision": 2, "takes_effect": "2020-01-01"}, (422, "takes-effect")),
        ({"revision": 2, "takes_effect": "soon"}, (422, "request")),
        ({}, (422, "request")),
    ],
)
def test_what_cannot_be_approved(waiting: str, boss: Clerk, body: dict[str, object], expected: tuple[int, str]) -> None:
    """Another revision than was looked at; a day that is past. It stays submitted."""
    assert problem(boss.ask("POST", f"/{waiting}/approve", json=body)) == expected
    assert boss.ask("GET", f"/{waiting}", 200).json()["state"] == "submitted"


def test_without_a_day_it_is_the_one_that_was_wished_for(office: Bureau, wang: Clerk, boss: Clerk) -> None:
    """Who submits a draft for next year, and has it approved without a word on the day, does not find it in service today."""
    id_ = wang.draft()["id"]
    wang.save(id_, chapter_of(old=SOONER), 1)
    wang.checked(id_)
    wang.ask("POST", f"/{id_}/submit", 200, json={"revision": 2, "takes_effect": "2199-01-01"})
    boss.ask("POST", f"/{id_}/approve", 200, json={"revision": 2})
    database, _ = office.service.store()
    with database.reading() as session:
        (waiting,) = publications.scheduled(session, office.service.now())
        assert waiting.takes_effect.astimezone(CHINA).date() == date(2199, 1, 1)


def test_what_is_acknowledged_is_a_loss(wang: Clerk) -> None:
    """A name that is none is a slip of whoever writes it."""
    id_ = wang.draft()["id"]
    wang.save(id_, chapter_of(old=SOONER), 1)
    wang.checked(id_)
    answer = wang.submitted(id_, None, acknowledged=["r/nope"])
    assert problem(answer) == (422, "acknowledged")
    assert [one["where"] for one in answer.json()["problems"]] == ["body.acknowledged.r/nope"]


def test_where_nobody_signs_in_nothing_is_published(tmp_path: Path) -> None:
    """Nor gone back to, since who wrote it and who approves it are not told apart; all else is done as ever."""
    book = small_book(tmp_path / "book")
    with bureau_of(book, database=f"sqlite:///{tmp_path / 'huilao.sqlite3'}", auth="off") as open_to_all:
        somebody = Clerk(open_to_all, Role.POLICY, "somebody")
        somebody.headers = {}
        id_ = submitted(somebody)
        answer = somebody.ask("POST", f"/{id_}/approve", json={"revision": 2})
        back = open_to_all.client.post("/v1/publications/rollback", json={"to": 1, "reason": "x"}, headers={"If-Match": "*"})

        assert problem(answer) == problem(back) == (403, "nobody-signed-in")
        assert "HUILAO_AUTH=off" in answer.json()["detail"]
        assert somebody.ask("POST", f"/{id_}/reject", 200, json={"revision": 2, "reason": "x"}).json()["state"] == "open"
        assert somebody.ask("POST", f"/{id_}/withdraw", 200).json()["state"] == "withdrawn"


def test_nobody_approves_what_they_had_a_hand_in(office: Bureau, wang: Clerk) -> None:
    """Whoever edited any revision, or submitted it; under whatever role they come now."""
    li, zhao = (Clerk(office, Role.POLICY, f"{name}{next(NUMBERS)}") for name in ("li", "zhao"))
    id_ = wang.draft()["id"]
    li.save(id_, chapter_of(old=SOONER), 1)
    wang.save(id_, chapter_of(old=SOONER) + "\n", 2)
    wang.checked(id_)
    zhao.submitted(id_)

    for one in (wang, li, zhao):
        same = Clerk(office, Role.APPROVER, one.name.removeprefix("key:"))
        assert problem(same.ask("POST", f"/{id_}/approve", json={"revision": 3})) == (403, "own-draft")


def test_a_draft_catches_up_with_what_others_publish(office: Bureau, wang: Clerk, boss: Clerk, tmp_path: Path) -> None:
    """Neither submitted nor approved before; afterwards it has both edits, and is checked against the other version."""
    id_ = submitted(wang)
    other = another_version(office, tmp_path / "other")

    assert problem(boss.ask("POST", f"/{id_}/approve", json={"revision": 2})) == (409, "behind")
    assert boss.ask("GET", f"/{id_}", 200).json()["behind"]
    wang.ask("POST", f"/{id_}/reopen", 200)
    wang.save(id_, FEATURE, 2, "features/old.feature")
    assert problem(wang.submitted(id_, None)) == (409, "behind")
    answer = wang.ask("POST", f"/{id_}/catch-up", json={"revision": 3})
    # both edits touch neighbouring lines: there is nothing that lines could settle
    assert problem(answer) == (409, "behind")
    assert [one["file"] for one in answer.json()["conflicts"]] == [CHAPTER]
    both = chapter_of(old=SOONER, aids=benefit("{aids: {has_any: [edge]}}"))
    caught_up = wang.ask("POST", f"/{id_}/catch-up", 200, json={"revision": 3, "files": {CHAPTER: both}}).json()
    assert (caught_up["base"], caught_up["behind"], caught_up["revision"]) == (other.version, False, 4)
    assert "features/old.feature" in files_in(caught_up)
    assert wang.ask("GET", f"/{id_}/files/{CHAPTER}", 200).text == both
    check = wang.checked(id_)
    assert check["against"] == other.version
    assert [one["name"] for one in check["found"]["comparison"]["benefits"]] == ["r/old"]
    assert wang.ask("POST", f"/{id_}/catch-up", 200, json={"revision": 4}).json()["revision"] == 4


def test_edits_of_other_files_are_joined_by_themselves(office: Bureau, wang: Clerk, tmp_path: Path) -> None:
    """And so are those of other lines of a file."""
    id_ = wang.draft()["id"]
    wang.save(id_, FEATURE, 1, "features/old.feature")
    other = another_version(office, tmp_path / "other")
    caught_up = wang.ask("POST", f"/{id_}/catch-up", 200, json={"revision": 2}).json()

    assert other.files is not None
    assert wang.ask("GET", f"/{id_}/files/{CHAPTER}", 200).content == other.files.contents[CHAPTER]
    assert "features/old.feature" in files_in(caught_up)
    assert caught_up["behind"] is False


def test_an_approved_draft_is_a_publication(office: Bureau, wang: Clerk, boss: Clerk) -> None:
    """With exactly the check that it was submitted by; it is over with it, and the log tells who did what to which bytes."""
    id_ = submitted(wang)
    check = wang.ask("GET", f"/{id_}/check", 200).json()["found"]
    done = boss.ask("POST", f"/{id_}/approve", 200, json={"revision": 2, "takes_effect": "2100-01-01"}).json()

    assert done["state"] == "published"
    with office.service.store()[0].reading() as session:
        made = publications.find(session, done["publication"])
        assert made is not None
        assert (made.version, made.draft, made.made_by, made.submitted_by) == (check["comparison"]["new"], id_, boss.name, wang.name)
        assert made.takes_effect.isoformat() == "2099-12-31T16:00:00+00:00"
        assert made.files == {one["name"]: one["digest"] for one in done["files"]}
        kept = from_json(zlib.decompress(made.comparison or b""))
        assert kept["comparison"]["benefits"] == check["comparison"]["benefits"]
    assert problem(boss.ask("POST", f"/{id_}/approve", json={"revision": 2})) == (409, "state")
    assert problem(wang.ask("POST", f"/{id_}/reopen")) == (409, "state")
    log = office.client.get("/v1/audit", params={"about": id_}, headers=office.key(Role.AUDITOR)).json()["entries"]
    assert [(one["who"], one["action"], one["detail"]["revision"]) for one in log] == [
        (wang.name, "draft_made", 1), (wang.name, "draft_edited", 2), (wang.name, "draft_checked", 2), (wang.name, "draft_submitted", 2),
        (boss.name, "draft_approved", 2),
    ]  # fmt: skip
    assert problem(boss.ask("POST", f"/{submitted(wang)}/approve", json={"revision": 2})) == (409, "scheduled")
    assert {one["detail"]["digest"] for one in log[1:]} == {done["digest"]}
    assert log[1]["detail"]["files"] == [CHAPTER]
