"""Which version is in service when, over HTTP: published, scheduled, called off, gone back to; and what cannot be served."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any as Anything

import pytest
from sqlalchemy import delete

from huilao import DisagreementError, Rulebook
from huilao_api.app import create_app
from huilao_api.service import CHINA, Service
from huilao_api.settings import Settings
from huilao_api.store.database import Database
from huilao_api.store.tables import RuleFile
from huilao_api.who import Role
from huilao_api.work.switching import let_go

from .conftest import bureau_of
from .drafting import problem
from .publishing import ASKED, Desk, book_from, chapter_from, write_from

WRONG = b"benefits: {a: {when: {agee: 1}}}"


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'huilao.sqlite3'}"


@pytest.fixture
def desk(tmp_path: Path, address: str) -> Iterator[Desk]:
    """In whose service the benefit is from eighty on."""
    with bureau_of(book_from(tmp_path / "book"), database=address, switch_seconds=3600) as opened:
        yield Desk(opened)


def test_rule_files_that_are_gone_are_told(desk: Desk, address: str) -> None:
    """Whatever asks for them, with what to do; answers go on."""
    with closing(Database(address)) as database, database.writing() as session:
        session.execute(delete(RuleFile))

    assert problem(desk.get("/1/archive")) == (500, "damaged")
    assert "备份" in desk.get("/1/archive").json()["detail"]
    assert desk.outcome() == "not_eligible"


# -- coming into service ---------------------------------------------------------------------------------------------


def test_what_the_service_was_started_with_is_the_first(desk: Desk) -> None:
    """With its files; nobody approved it."""
    found = desk.get().json()

    assert [(one["number"], one["kind"], one["made_by"]) for one in found["publications"]] == [(1, "started", "service")]
    assert (found["in_service"], found["next"]) == (1, None)
    assert found["publications"][0]["served"] is not None
    assert desk.get("/1").json()["found"] is None
    assert problem(desk.get("/2")) == (404, "publication")
    assert not desk.switch()


def test_what_is_published_is_in_service_once_a_process_looked(desk: Desk) -> None:
    """Version, answers and figures are the new one's; the log tells of it once."""
    before = desk.service.book.version
    published = desk.publish()
    assert desk.outcome() == "not_eligible"
    assert desk.switch()
    assert not desk.switch()

    assert (desk.outcome(), desk.service.book.version) == ("eligible", published.version)
    assert desk.standings() == ["former", "in_service"]
    assert desk.log("published", "served") == [("key:boss", "published"), ("service", "served")]
    ready, figures = desk.client.get("/readyz").json(), desk.client.get("/metrics").text
    assert (ready["version"], ready["publication"], ready["failed"]) == (published.version, 2, None)
    assert f'huilao_version_in_service{{version="{published.version}"}} 1.0' in figures
    assert f'huilao_version_in_service{{version="{before}"}} 0.0' in figures
    assert "huilao_switches_total 1.0" in figures


def test_on_a_day_is_from_its_first_moment_in_china_on(desk: Desk) -> None:
    """Not a moment sooner; it can be called off until then, and not afterwards."""
    midnight = datetime.combine(desk.at.astimezone(CHINA).date() + timedelta(days=1), time(), CHINA)
    desk.publish(60, midnight)
    desk.at = midnight - timedelta(microseconds=1)
    assert (desk.switch(), desk.standings(), desk.outcome()) == (False, ["in_service", "scheduled"], "not_eligible")
    desk.at = midnight
    assert (desk.switch(), desk.standings(), desk.outcome()) == (True, ["former", "in_service"], "eligible")
    assert problem(desk.withdraw(2)) == (409, "not-scheduled")


def test_one_that_is_called_off_never_takes_effect(desk: Desk) -> None:
    """What was before stays; it is called off once."""
    desk.publish(60, desk.at + timedelta(days=1))
    assert desk.withdraw(2).json()["standing"] == "withdrawn"
    desk.at += timedelta(days=2)

    assert not desk.switch()
    assert desk.standings() == ["in_service", "withdrawn"]
    assert problem(desk.withdraw(2)) == (409, "not-scheduled")
    assert desk.log("publication_withdrawn") == [("key:boss", "publication_withdrawn")]


def test_other_scenarios_are_served_though_the_version_is_the_same(desk: Desk) -> None:
    """Byte for byte, whatever was kept of that version before."""
    desk.publish(80, features=b"# language: zh-CN\n")
    assert desk.switch()

    archive = desk.client.get("/v1/publications/in-service/archive", headers=desk.boss)
    first = desk.client.get("/v1/publications/1/archive", headers=desk.boss)
    assert b"features/a.feature" in archive.content
    assert b"features/a.feature" not in first.content
    assert [one["version"] for one in desk.get().json()["publications"]] == [desk.service.book.version] * 2


def test_the_list_comes_page_by_page(desk: Desk) -> None:
    """The latest first."""
    for age in (60, 61, 62):
        desk.publish(age)
    pages, before = list[list[int]](), None
    while not pages or before:
        found = desk.client.get("/v1/publications", params={"limit": 3, **({"before": before} if before else {})}, headers=desk.boss).json()
        pages, before = [*pages, [one["number"] for one in found["publications"]]], found["next"]

    assert pages == [[4, 3, 2], [1]]


def test_a_request_ends_with_the_version_that_it_began_with(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though another comes into service in the middle of it: findings, page, receipt and tag are of one."""
    desk.publish()
    evaluate, before = Rulebook.evaluate, desk.service.book.version

    def switched_meanwhile(book: Rulebook, *arguments: Anything, **more: Anything) -> Anything:
        monkeypatch.setattr(Rulebook, "evaluate", evaluate)
        assert desk.switch()
        return evaluate(book, *arguments, **more)

    monkeypatch.setattr(Rulebook, "evaluate", switched_meanwhile)
    batch = {"profiles": [ASKED["profile"]] * 3, "as_of": ASKED["as_of"]}
    results = desk.client.post("/v1/evaluate/batch", json=batch, headers=desk.boss).json()["results"]

    assert [one["evaluation"]["receipt"]["version"] for one in results] == [before] * 3
    assert {one["evaluation"]["findings"][0]["outcome"] for one in results} == {"not_eligible"}
    assert desk.service.book.version != before


# -- going back ------------------------------------------------------------------------------------------------------


def test_a_former_version_is_gone_back_to(desk: Desk) -> None:
    """At once, with its reason, by number or version, byte for byte."""
    first = desk.service.book.version
    desk.publish()
    desk.switch()
    made = desk.roll_back(1)
    assert made.status_code == 201
    assert made.headers["location"] == "/v1/publications/3"
    told = made.json()
    assert (told["kind"], told["returns_to"], told["reason"], told["version"], told["standing"]) == (
        "rolled_back", 1, "写错了", first, "in_service",
    )  # fmt: skip
    assert desk.switch()
    assert desk.outcome() == "not_eligible"
    assert desk.roll_back(desk.get("/2").json()["version"][:8]).json()["returns_to"] == 2
    assert desk.switch()
    assert desk.outcome() == "eligible"
    assert desk.standings() == ["former", "former", "former", "in_service"]
    assert desk.log("rolled_back") == [("key:boss", "rolled_back")] * 2


def test_what_cannot_be_gone_back_to(desk: Desk) -> None:
    """What is in service, what never was, and what there is not."""
    desk.publish(60, desk.at + timedelta(days=1))
    desk.withdraw(2)

    assert problem(desk.roll_back(1)) == (409, "in-service")
    assert problem(desk.roll_back(2)) == (409, "never-served")
    assert problem(desk.roll_back(3)) == (404, "publication")
    assert problem(desk.roll_back("0" * 8)) == (409, "never-served")
    assert problem(desk.roll_back(1, reason=" ")) == (422, "request")
    assert problem(desk.roll_back(0)) == (422, "request")


def test_two_approvers_do_not_cross_each_other(desk: Desk) -> None:
    """Who goes back says what they saw, and is told where it is another by now."""
    desk.publish(60)
    desk.switch()
    seen = desk.get().headers["etag"]
    desk.publish(61)
    desk.switch()

    assert problem(desk.roll_back(1, None)) == (428, "if-match")
    crossed = desk.roll_back(1, seen)
    assert problem(crossed) == (412, "if-match")
    assert desk.roll_back(1, crossed.headers["etag"]).status_code == 201


@pytest.mark.parametrize(("said", "standing"), [("keep", "scheduled"), ("withdraw", "withdrawn")])
def test_what_is_to_take_effect_later_is_not_forgotten(desk: Desk, said: str, standing: str) -> None:
    """It was made from what is gone back from: who goes back says what becomes of it."""
    desk.publish(60)
    desk.switch()
    desk.publish(61, desk.at + timedelta(days=1))

    assert problem(desk.roll_back(1)) == (409, "scheduled")
    assert desk.roll_back(1, scheduled=said).status_code == 201
    assert desk.standings() == ["former", "former", standing, "in_service"]


def test_a_clock_that_is_behind_goes_back_all_the_same(desk: Desk) -> None:
    """Of two that take effect at once the one that was made later counts, whatever the clocks of their processes say."""
    desk.publish()
    desk.switch()
    desk.at -= timedelta(seconds=5)
    assert desk.roll_back(1).status_code == 201

    assert desk.standings() == ["former", "former", "in_service"]
    assert (desk.switch(), desk.outcome()) == (True, "not_eligible")


# -- what cannot be served -------------------------------------------------------------------------------------------


def test_what_cannot_be_read_displaces_nothing(desk: Desk) -> None:
    """The version before goes on; list, readiness, figures and log say so, and it is not tried again."""
    desk.publish(chapter=WRONG)
    assert (desk.switch(), desk.switch(), desk.outcome()) == (False, False, "not_eligible")

    assert desk.standings() == ["in_service", "failed"]
    assert "agee" in desk.get("/2").json()["failed"]["zh"]
    ready = desk.client.get("/readyz")
    assert (ready.status_code, ready.json()["failed"], ready.json()["publication"]) == (200, 2, 1)
    assert "huilao_failed_switches_total 1.0" in desk.client.get("/metrics").text
    assert desk.log("publication_failed") == [("service", "publication_failed")]
    assert problem(desk.roll_back(2)) == (409, "never-served")
    desk.publish()
    assert (desk.switch(), desk.outcome(), desk.client.get("/readyz").json()["failed"]) == (True, "eligible", None)


@pytest.mark.parametrize("error", [DisagreementError(("r/a",)), ZeroDivisionError("secret")])
def test_what_does_not_answer_displaces_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """It is asked once before anybody waits for it; nothing of an unforeseen error is told but its kind."""

    def wrong(*_: object, **__: object) -> None:
        raise error

    desk.publish()
    with monkeypatch.context() as patched:
        patched.setattr(Rulebook, "evaluate", wrong)
        assert not desk.switch()
    assert desk.standings() == ["in_service", "failed"]
    assert "secret" not in desk.get("/2").text


def test_what_stands_in_the_way_for_a_while_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has failed for good."""

    def killed(*_: object) -> None:
        raise OSError("no process")

    desk.publish()
    with monkeypatch.context() as patched:
        patched.setattr("huilao_api.work.switching.read", killed)
        with pytest.raises(OSError, match="no process"):
            desk.switch()
    assert desk.outcome() == "not_eligible"
    assert (desk.switch(), desk.outcome()) == (True, "eligible")


def test_a_process_that_cannot_read_what_others_serve_says_that_it_is_not_ready(
    desk: Desk, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A good version is not displaced by it; it goes on with the one before, until there is one that it can read."""

    def wrong(_: object) -> None:
        raise ZeroDivisionError

    with bureau_of(book_from(tmp_path / "book"), database=address, secret_file=None, switch_seconds=3600) as opened:
        other = Desk(opened)
        desk.publish()
        desk.switch()
        with monkeypatch.context() as patched:
            patched.setattr("huilao_api.work.switching.read", wrong)
            assert not other.switch()
            ready = other.client.get("/readyz")
            assert problem(ready) == (503, "switch")
            assert not other.switch()
        assert (desk.standings(), other.outcome(), desk.outcome()) == (["former", "in_service"], "not_eligible", "eligible")
        desk.publish(61)
        assert (other.switch(), other.outcome(), other.client.get("/readyz").status_code) == (True, "eligible", 200)


# -- starting again --------------------------------------------------------------------------------------------------


def started(folder: Path, address: str) -> Service:
    """A service that is started with a folder."""
    app = create_app(Settings(auth="off", database=address, rules=folder))
    return app.state.service


@pytest.mark.parametrize("published", [False, True])
def test_the_folder_counts_until_something_was_published(tmp_path: Path, address: str, caplog: Anything, *, published: bool) -> None:
    """Then the store does, and the log says what to do where the folder has something else."""
    folder = write_from(tmp_path / "book")
    with bureau_of(book_from(folder), database=address, switch_seconds=3600) as opened:
        desk = Desk(opened)
        if published:
            desk.publish(60)
            desk.switch()
        served = desk.service.book.version
    write_from(folder, 70)
    with caplog.at_level("WARNING", "huilao.service"):
        again = started(folder, address)

    assert (again.book.version == served) is published
    assert ("huilao publish DIR" in caplog.text) is published
    assert again.publication == 2
    assert started(folder, address).publication == 2


def test_the_scenarios_of_a_folder_are_kept_with_it(tmp_path: Path, address: str) -> None:
    """Those in it, or beside it; a scenario more is another publication of the same version."""
    folder, beside = write_from(tmp_path / "book"), tmp_path / "features"
    first = started(folder, address)
    beside.mkdir()
    (beside / "a.feature").write_text("# language: zh-CN\n", encoding="utf-8")
    second = started(folder, address)

    assert (first.publication, second.publication, first.book.version) == (1, 2, second.book.version)
    (folder / "features").mkdir()
    assert started(folder, address).publication == 3


# -- by another version ----------------------------------------------------------------------------------------------


def test_every_question_is_answered_by_the_version_that_it_names(desk: Desk) -> None:
    """By number, by its first digits, by a draft; the one in service by default; the tag of what is read is its own."""
    first = desk.service.book.version
    desk.publish(60)
    desk.publish(70, desk.at + timedelta(days=1))
    desk.switch()

    assert [desk.outcome(), desk.outcome(version=1), desk.outcome(version=first[:8]), desk.outcome(version=3)] == [
        "eligible", "not_eligible", "not_eligible", "eligible",
    ]  # fmt: skip
    assert desk.ask(version=1).json()["receipt"]["version"] == first
    for path in ("/v1/benefits/r/a", "/v1/benefits", "/v1/facts", "/v1/terms", "/v1/standards", "/v1/rulesets"):
        found = [desk.client.get(path, params={"version": one}, headers=desk.boss) for one in (1, 2)]
        assert [one.status_code for one in found] == [200, 200]
        assert found[0].headers["etag"] != found[1].headers["etag"]
        known = desk.client.get(path, params={"version": 1}, headers={**desk.boss, "If-None-Match": found[0].headers["etag"]})
        assert known.status_code == 304
    timeline = desk.client.post("/v1/timeline", json={**ASKED, "years": 6}, params={"version": 1}, headers=desk.boss).json()
    assert [one["benefit"] for one in timeline["changes"]] == ["r/a"]
    interview = desk.client.post("/v1/interview", json=ASKED, params={"version": first}, headers=desk.boss)
    assert interview.status_code == 200


def test_a_draft_answers_before_it_is_published(desk: Desk) -> None:
    """Its last revision; one that cannot be read says where."""
    wang = desk.bureau.key(Role.POLICY, name="wang")
    draft = desk.client.post("/v1/drafts", json={"title": "改"}, headers=wang).json()["id"]

    def save(content: bytes, seen: int) -> None:
        headers = {**wang, "If-Match": f'"{seen}"', "Content-Type": "application/yaml"}
        assert desk.client.put(f"/v1/drafts/{draft}/files/r/chapter.yaml", content=content, headers=headers).status_code == 200

    save(chapter_from(60).encode(), 1)
    assert desk.outcome(version=f"draft:{draft}") == "eligible"
    save(WRONG, 2)
    wrong = desk.ask(version=f"draft:{draft}")
    assert problem(wrong) == (409, "unreadable")
    assert wrong.json()["problems"][0]["where"].startswith("r/chapter.yaml:1")
    assert problem(desk.ask(version="draft:" + "0" * 36)) == (404, "draft")


@pytest.mark.parametrize(
    ("role", "expected"), [(Role.CASEWORKER, 403), (Role.ADMIN, 403), (Role.POLICY, 200), (Role.APPROVER, 200), (Role.AUDITOR, 200)]
)
def test_only_who_may_see_versions_asks_by_one(desk: Desk, role: Role, expected: int) -> None:
    """Auditors too, who may not ask otherwise."""
    headers = desk.bureau.key(role)

    assert desk.ask(headers, version=1).status_code == expected
    assert desk.client.get("/v1/facts", params={"version": 1}, headers=headers).status_code == expected
    assert desk.ask(headers).status_code == (200 if role in (Role.CASEWORKER, Role.POLICY, Role.APPROVER) else 403)


@pytest.mark.parametrize(("version", "expected"), [("9", 404), ("0" * 12, 404), ("x", 422), ("", 422), ("draft:x", 422)])
def test_what_is_no_version_is_told(desk: Desk, version: str, expected: int) -> None:
    assert desk.ask(version=version).status_code == expected


def test_a_version_that_is_not_served_any_more_is_freed(desk: Desk) -> None:
    """All of it, once the requests that began with it have ended; there is no end to the versions that a process may have served."""
    served = list[weakref.ref[Rulebook]]()
    for age in (60, 61, 62):
        desk.publish(age)
        assert (desk.switch(), desk.outcome()) == (True, "eligible")
        served.append(weakref.ref(desk.service.book))
    let_go()

    assert [one() is None for one in served] == [True, True, False]


def test_few_former_versions_are_held_in_memory(desk: Desk) -> None:
    """However many are asked for: the last two."""
    ages = range(40, 60)
    for age in ages:
        desk.publish(age)
    held = desk.service.editions
    for number in range(2, 2 + len(ages)):
        assert desk.outcome(version=number) == "eligible"

    assert len(held._at_hand) == 2  # pyright: ignore[reportPrivateUsage]
