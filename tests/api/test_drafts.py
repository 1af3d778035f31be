"""Drafts over HTTP: written by several, checked, submitted, approved by another."""

from __future__ import annotations

from typing import Any as Anything

import pytest

from huilao import Rulebook, RuleFiles
from huilao_api.who import Role
from small_books import benefit

from .conftest import Bureau
from .drafting import CHAPTER, FEATURE, LATER, NUMBERS, SOONER, Clerk, chapter_of, files_in, problem

IDLE = benefit("{all: [{age: {at_least: 80}}, {age: {at_least: 60}}]}", "name: {zh: 高龄津贴, en: Old age allowance}")


@pytest.fixture
def wang(office: Bureau) -> Clerk:
    return Clerk(office, Role.POLICY, f"wang{next(NUMBERS)}")


@pytest.fixture
def li(office: Bureau) -> Clerk:
    return Clerk(office, Role.POLICY, f"li{next(NUMBERS)}")


def test_a_draft_begins_as_the_version_in_service(office: Bureau, wang: Clerk) -> None:
    """Byte for byte; by its first digits just as well."""
    draft = wang.draft()
    files = office.service.book.files
    assert files is not None

    assert files_in(draft) == sorted(files.contents)
    assert wang.ask("GET", f"/{draft['id']}/files/{CHAPTER}", 200).content == files.contents[CHAPTER]
    assert (draft["base"], draft["behind"], draft["revision"]) == (office.service.book.version, False, 1)
    assert wang.draft(version=draft["base"][:8])["digest"] == draft["digest"]
    assert problem(wang.ask("POST", "", json={"title": "x", "version": "0" * 12})) == (404, "version")


def test_two_clerks_lose_nothing(wang: Clerk, li: Clerk) -> None:
    """Where both changed a file, both edits come back, line by line, with what they make together; where both changed one line there is
    nothing that they make together, and neither is kept until somebody says which.
    """
    id_ = wang.draft()["id"]
    text = wang.ask("GET", f"/{id_}/files/{CHAPTER}", 200).text
    head, first, second = text.splitlines(keepends=True)
    wang.save(id_, head + first.replace("80", "75") + "\n" + second, 1)
    answer = li.save(id_, head + first + "\n" + second + "  # by li\n", 1, status=412)

    found = answer.json()["conflicts"][0]
    assert (found["file"], found["base"], found["yours"]) == (CHAPTER, text, head + first + "\n" + second + "  # by li\n")
    assert found["theirs"] == li.ask("GET", f"/{id_}/files/{CHAPTER}", 200).text == head + first.replace("80", "75") + "\n" + second
    joined = head + first.replace("80", "75") + "\n" + second + "  # by li\n"
    assert li.save(id_, joined, 2).json()["revision"] == 3
    assert answer.headers["etag"] == '"2"'


@pytest.mark.parametrize(
    ("theirs", "yours", "merged", "kinds"),
    [
        ("A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n", ["theirs", "same", "yours"]),
        ("A\nb\nc\n", "X\nb\nc\n", None, ["conflict", "same"]),
        ("A\nb\nc\n", "A\nb\nc\nd\n", "A\nb\nc\nd\n", ["both", "same", "yours"]),
        (None, "a\nb\nC\n", None, None),
        ("A\nb\nc\n", None, None, None),
        (b"\xff\xfe", "a\nb\nC\n", None, []),
    ],
    ids=["apart", "one line", "alike", "they delete", "you delete", "no text"],
)  # fmt: skip
def test_conflicts_are_told_line_by_line(
    wang: Clerk, li: Clerk, theirs: Anything, yours: Anything, merged: Anything, kinds: Anything
) -> None:
    """With who changed what, and what both make together where that can be said."""
    id_ = wang.draft()["id"]
    wang.save(id_, "a\nb\nc\n", 1, "r/x.yaml")

    def change(clerk: Clerk, content: Anything) -> Anything:
        if content is None:
            return clerk.ask("DELETE", f"/{id_}/files/r/x.yaml", headers={"If-Match": '"2"'})
        return clerk.save(id_, content, 2, "r/x.yaml", status=None)

    assert change(wang, theirs).status_code == 200
    answer = change(li, yours)
    found = answer.json()["conflicts"][0]

    assert problem(answer) == (412, "conflict")
    assert found.get("merged") == merged
    assert kinds is None or [one["kind"] for one in found["parts"]] == kinds
    if kinds:
        given = {"theirs": theirs, "yours": yours, "base": "a\nb\nc\n"}
        for side, text in given.items():
            assert "".join("".join(one["lines"] if one["kind"] == "same" else one[side]) for one in found["parts"]) == text


def test_who_changes_another_file_is_not_in_the_way(wang: Clerk, li: Clerk) -> None:
    """Nor is who makes the same change; saving what is there already makes no revision."""
    id_ = wang.draft()["id"]
    wang.save(id_, "{}\n", 1, "r/new.yaml")

    assert li.save(id_, chapter_of(old=LATER), 1).json()["revision"] == 3
    assert wang.save(id_, chapter_of(old=LATER), 1).json()["revision"] == 3
    assert wang.save(id_, chapter_of(old=LATER), 3).json()["revision"] == 3
    assert li.ask("DELETE", f"/{id_}/files/r/new.yaml", 200, headers={"If-Match": '"3"'}).json()["revision"] == 4
    assert li.ask("GET", f"/{id_}/files/r/new.yaml", 404)
    assert li.ask("GET", f"/{id_}/files/r/new.yaml", 200, params={"revision": 2}).text == "{}\n"
    told = li.ask("GET", f"/{id_}/diff", 200, params={"from": 1, "to": 4}).json()["files"]
    assert [(one["name"], one["change"]) for one in told] == [(CHAPTER, "changed")]
    assert "-  old: " in told[0]["diff"]
    assert "+  old: " in told[0]["diff"]
    assert [one["made_by"] for one in li.ask("GET", f"/{id_}/revisions", 200).json()] == [wang.name, wang.name, li.name, li.name]


@pytest.mark.parametrize(
    ("name", "headers", "expected"),
    [
        (CHAPTER, {}, (428, "if-match")),
        (CHAPTER, {"If-Match": '"x"'}, (412, "if-match")),
        (CHAPTER, {"If-Match": '"9"'}, (412, "if-match")),
        ("r/.hidden.yaml", {"If-Match": '"1"'}, (422, "file-name")),
        ("r/%2e%2e/%2e%2e/x.yaml", {"If-Match": '"1"'}, (422, "file-name")),
        ("r/a.exe", {"If-Match": '"1"'}, (422, "file-name")),
        ("r%5Cx.yaml", {"If-Match": '"1"'}, (422, "file-name")),
        ("/etc/x.yaml", {"If-Match": '"1"'}, (422, "file-name")),
        ("r/CHAPTER.yaml", {"If-Match": '"1"'}, (422, "file-name")),
        ("r/x.yaml", {"If-Match": '"1"', "Content-Type": "application/json"}, (415, "http")),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_refused(wang: Clerk, name: str, headers: dict[str, str], expected: tuple[int, str]) -> None:
    """With what to do about it, and the draft stays as it is."""
    id_ = wang.draft()["id"]
    answer = wang.ask("PUT", f"/{id_}/files/{name}", content=b"a: 1\n", headers={"Content-Type": "application/yaml", **headers})

    assert problem(answer) == expected
    assert wang.ask("GET", f"/{id_}", 200).json()["revision"] == 1


def test_a_name_is_kept_as_it_is_composed(wang: Clerk) -> None:
    """NFC: the same file, however a computer writes its accents."""
    id_ = wang.draft()["id"]

    assert "r/é.yaml" in files_in(wang.save(id_, "{}\n", 1, "r/e\u0301.yaml").json())


def test_mistakes_are_told_as_one_types(wang: Clerk) -> None:
    """Each with file, line, column and how to mend it, of what is not saved yet; nothing of it is kept."""
    id_ = wang.draft()["id"]
    wrong = chapter_of(old=benefit("{agee: {at_least: 80}}"))
    found = wang.ask("POST", f"/{id_}/read", 200, json={"files": {CHAPTER: wrong}}).json()

    _, problems = Rulebook.read(RuleFiles.of({**_contents(wang, id_), CHAPTER: wrong.encode()}))
    assert (found["reads"], found["version"]) == (False, None)
    assert [(one["file"], one["line"], one["column"]) for one in found["problems"]] == [
        (one.span.file, one.span.line, one.span.column) for one in problems
    ]
    assert [one["text"]["zh"] for one in found["problems"]] == [one.render("zh") for one in problems]
    assert found["problems"][0]["hint"]["zh"]
    clean = wang.ask("POST", f"/{id_}/read", 200, json={}).json()
    assert (clean["reads"], clean["benefits"], clean["problems"]) == (True, 2, [])
    assert wang.ask("POST", f"/{id_}/read", 200, json={"files": {"facts.yaml": None}}).json()["problems"][0]["code"] == "missing_file"


def _contents(clerk: Clerk, id_: str) -> dict[str, bytes]:
    return {name: clerk.ask("GET", f"/{id_}/files/{name}", 200).content for name in files_in(clerk.ask("GET", f"/{id_}", 200).json())}


def test_a_check_finds_what_an_edit_does(wang: Clerk, office: Bureau) -> None:
    """Scenarios, soundness, and the comparison with what is in service, in both languages and as a page."""
    id_ = wang.draft()["id"]
    wang.save(id_, chapter_of(old=LATER), 1)
    wang.save(id_, FEATURE, 2, "features/old.feature")
    waiting = wang.ask("POST", f"/{id_}/check", 202, json={"as_of": "2025-03-01"}).json()
    assert (waiting["state"], waiting["found"], waiting["percent"]) == ("waiting", None, 0)
    assert wang.ask("POST", f"/{id_}/check", 202, json={"as_of": "2025-03-01"}).json()["id"] == waiting["id"]
    check = wang.checked(id_, as_of="2025-03-01")

    found = check["found"]
    assert (check["state"], check["percent"], check["against"]) == ("done", 100, office.service.book.version)
    assert found["reads"]
    assert found["scenarios"]["number"] == 1
    assert [one["name"] for one in found["scenarios"]["failed"]] == ["八十五岁"]
    assert found["refused"][0]["where"] == "features/old.feature:4"
    assert [(one["name"], one["effects"]) for one in found["losses"]] == [("r/old", ["loses"])]
    assert "失去" in found["comparison"]["text"]["zh"]
    assert found["comparison"]["benefits"][0]["changes"][0]["person"]["birth_date"]
    report = wang.ask("GET", f"/{id_}/check/report", 200, params={"lang": "zh"})
    assert report.headers["content-type"].startswith("text/html")
    assert "高龄津贴" in report.text
    assert "失去" in report.text
    assert "style-src 'unsafe-inline'" in report.headers["content-security-policy"]
    assert wang.ask("GET", f"/{id_}/check", 404, params={"revision": 1})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (chapter_of(old=benefit("{agee: {at_least: 80}}")), CHAPTER),
        (chapter_of(old=IDLE), "r/old"),
    ],
)  # fmt: skip
def test_what_is_faulty_is_not_submitted(wang: Clerk, text: str, reason: str) -> None:
    """Nor what is not checked at all; with the reasons."""
    id_ = wang.draft()["id"]
    wang.save(id_, text, 1)
    assert problem(wang.submitted(id_, None)) == (409, "unchecked")
    wang.checked(id_)
    answer = wang.submitted(id_, None)

    assert problem(answer) == (409, "faulty")
    assert answer.json()["problems"][0]["where"].startswith(reason)


def test_losses_are_acknowledged_one_by_one(wang: Clerk, office: Bureau) -> None:
    """Then it is submitted, and nobody edits it until it is taken back or rejected."""
    id_ = wang.draft()["id"]
    wang.save(id_, chapter_of(old=LATER), 1)
    wang.checked(id_)
    answer = wang.submitted(id_, None)
    assert problem(answer) == (409, "losses")
    assert [(one["where"], one["message"]) for one in answer.json()["problems"]] == [("r/old", "失去")]
    assert wang.submitted(id_, acknowledged=["r/old"]).json()["state"] == "submitted"

    boss = Clerk(office, Role.APPROVER, f"boss{next(NUMBERS)}")
    assert problem(wang.save(id_, "", 2, status=None)) == (409, "state")
    assert problem(boss.ask("POST", f"/{id_}/reject", json={"revision": 1, "reason": "x"})) == (409, "revision")
    rejected = boss.ask("POST", f"/{id_}/reject", 200, json={"revision": 2, "reason": "请写明依据"}).json()
    assert (rejected["state"], rejected["reason"]) == ("open", "请写明依据")
    assert wang.submitted(id_, acknowledged=["r/old"]).json()["reason"] == ""
    assert wang.ask("POST", f"/{id_}/reopen", 200).json()["state"] == "open"
    assert wang.ask("POST", f"/{id_}/withdraw", 200).json()["state"] == "withdrawn"
    assert problem(wang.save(id_, "", 2, status=None)) == (409, "state")
    assert wang.ask("POST", f"/{id_}/reopen", 200).json()["revision"] == 2


def test_a_check_is_of_one_revision_alone(wang: Clerk) -> None:
    """After another edit it counts no more."""
    id_ = wang.draft()["id"]
    wang.save(id_, chapter_of(old=SOONER), 1)
    wang.checked(id_)
    wang.save(id_, chapter_of(old=SOONER) + "\n", 2)

    assert problem(wang.submitted(id_, None)) == (409, "unchecked")


def test_somebody_has_so_many_drafts_at_once(wang: Clerk, li: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are withdrawn do not count; nor do those of others."""
    monkeypatch.setattr("huilao_api.store.drafts.MOST_OPEN", 2)
    first = wang.draft()["id"]
    wang.draft()
    assert problem(wang.ask("POST", "", json={"title": "x"})) == (409, "drafts")
    li.draft()
    wang.ask("POST", f"/{first}/withdraw", 200)
    wang.draft()
    page = wang.ask("GET", "", 200, params={"limit": 2}).json()
    rest = wang.ask("GET", "", 200, params={"limit": 2, "after": page["next"]}).json()["drafts"]
    assert [one["made_by"] for one in (*page["drafts"], *rest)] == [wang.name, li.name, wang.name, wang.name]
    assert wang.ask("GET", "", 200, params={"state": "withdrawn"}).json()["drafts"][0]["id"] == first


def test_a_draft_has_so_many_revisions(wang: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one is refused, by whatever route, and what is kept stays as it is; what changes nothing is no other."""
    monkeypatch.setattr("huilao_api.store.drafts.MOST_REVISIONS", 2)
    id_ = wang.draft()["id"]
    archive = wang.ask("GET", f"/{id_}/archive", 200).content
    wang.save(id_, chapter_of(old=SOONER), 1)
    assert problem(wang.save(id_, chapter_of(old=LATER), 2, status=None)) == (409, "revisions")
    assert problem(wang.ask("DELETE", f"/{id_}/files/{CHAPTER}", headers={"If-Match": '"2"'})) == (409, "revisions")
    headers = {"If-Match": '"2"', "Content-Type": "application/zip"}
    assert problem(wang.ask("PUT", f"/{id_}/archive", content=archive, headers=headers)) == (409, "revisions")
    assert wang.save(id_, chapter_of(old=SOONER), 2).json()["revision"] == 2


def test_an_unchanged_draft_has_nothing_to_acknowledge(wang: Clerk) -> None:
    """And is submitted as it is."""
    id_ = wang.draft()["id"]
    assert wang.checked(id_)["found"]["losses"] == []
    assert wang.submitted(id_).json()["state"] == "submitted"
