"""Decisions over HTTP: kept, found again, made again, erased; receipts checked; the log; and the commands at the machine."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from huilao import FactType, Rulebook
from huilao.cli import app as command_line
from huilao_api.app import create_app
from huilao_api.routes.decision_bodies import DecisionBody, ReceiptResponse, RecheckResponse
from huilao_api.routes.decisions import DECISION_EXAMPLES, SEARCH_EXAMPLES
from huilao_api.service import Service
from huilao_api.settings import Settings
from huilao_api.store import keys
from huilao_api.store.decisions import Office, erase_older
from huilao_api.store.editions import contents
from huilao_api.store.tables import Edition
from huilao_api.web.observed import write_log
from huilao_api.who import Role
from small_books import FACTS, benefit, chapter, document, one_ruleset, read_book

ELDER = {"birth_date": "1940-06-01", "residence": "513433", "widowed": True, "income": 300}
NAME = "冕宁-2025-0017"
OLD = {
    "steady": benefit("{widowed: true}"),
    "aged": benefit("{age: {at_least: 80}}", "name: {zh: 高龄待遇, en: Aged}"),
    "paid": benefit("{widowed: true}", "name: {zh: 补贴, en: Subsidy}, pays: {amount: 100, per: month}"),
    "both": benefit("{widowed: true}", "name: {zh: 两样, en: Both}"),
    "gone": benefit("{widowed: true}", "name: {zh: 停了, en: Gone}"),
}
NEW = {
    "steady": OLD["steady"],
    "aged": OLD["aged"],
    "paid": benefit("{widowed: true}", "name: {zh: 补贴, en: Subsidy}, pays: {amount: 120, per: month}"),
    "both": benefit("{all: [{widowed: true}, {age: {at_most: 80}}]}", "name: {zh: 两样, en: Both}"),
}


class Desk:
    """A service with a store in a folder, as one office runs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"sqlite:///{folder / 'store' / 'huilao.db'}"

    def opened(self, book: Rulebook, **settings: Any) -> TestClient:
        given: dict[str, Any] = {"auth": "off", "database": self.address, **settings}
        app = create_app(Settings(**given), book)
        self.service: Service = app.state.service
        return TestClient(app, raise_server_exceptions=False)

    def book(self, version: str = "old") -> Rulebook:
        return one_ruleset(self.folder / version, **(OLD if version == "old" else NEW))

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(command_line, ["audit", *arguments], env={"HUILAO_DATABASE": self.address})

    def without_rule_files(self) -> bytes:
        """The store as it is, but for what rule files hold."""
        copy = self.folder / "copy.db"
        with closing(sqlite3.connect(self.folder / "store" / "huilao.db")) as connection:
            connection.execute("VACUUM INTO ?", [str(copy)])
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("DROP TABLE rule_file")
            connection.execute("VACUUM")
        return copy.read_bytes()

    def tamper(self, *statements: str) -> None:
        with sqlite3.connect(self.folder / "store" / "huilao.db") as connection:
            for one in statements:
                connection.execute(one)
        connection.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def decide(client: TestClient, as_of: str = "2019-03-01", **more: Any) -> dict[str, Any]:
    answer = client.post("/v1/decisions", json={"profile": ELDER, "as_of": as_of, "person": NAME, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.parametrize("person", ["", "   ", "\u200b", "a\u0000b", "\t\n"])
def test_a_person_is_named_by_what_can_be_seen(desk: Desk, person: str) -> None:
    """All whose names are blank would be one."""
    client = desk.opened(desk.book())
    kept = client.post("/v1/decisions", json={"profile": ELDER, "as_of": "2019-03-01", "person": person})
    sought = client.post("/v1/decisions/search", json={"person": person})

    assert (kept.status_code, sought.status_code) == (422, 422)
    assert [one["where"] for one in kept.json()["problems"]] == ["body.person"]


def test_a_decision_is_given_when_it_is_kept_and_found_again(desk: Desk) -> None:
    """By its id, by what the office names the person by, and in the list; what it says is what an evaluation says, word for word."""
    client = desk.opened(desk.book())
    answer = client.post("/v1/decisions", json={"profile": ELDER, "as_of": "2019-03-01", "person": NAME})
    kept = answer.json()
    told = client.post("/v1/evaluate", json={"profile": ELDER, "as_of": "2019-03-01"}).json()
    other = client.post("/v1/decisions", json={"profile": {"residence": "22"}}).json()

    assert DecisionBody.model_validate(kept, strict=False)
    assert kept["receipt"] == told["receipt"]
    assert [(one["benefit"], one["action"]) for one in kept["findings"]] == [(one["benefit"], one["action"]) for one in told["findings"]]
    assert set(kept["page"]["text"]) == {"zh", "en"}
    assert client.get(answer.headers["location"]).json() == kept
    assert [one["id"] for one in client.post("/v1/decisions/search", json={"person": f" {NAME} "}).json()["decisions"]] == [kept["id"]]
    assert client.post("/v1/decisions/search", json={"person": "another"}).json()["decisions"] == []
    assert [one["id"] for one in client.get("/v1/decisions").json()["decisions"]] == [other["id"], kept["id"]]
    assert [one["id"] for one in client.get("/v1/decisions", params={"place": "5134"}).json()["decisions"]] == [kept["id"]]
    assert client.get("/v1/decisions/none").status_code == 404


def test_the_list_comes_page_by_page(desk: Desk) -> None:
    """The last page says that it is the last."""
    client = desk.opened(desk.book())
    made = [decide(client)["id"] for _ in range(5)]
    pages, after = list[list[str]](), None
    while not pages or after:
        answer = client.get("/v1/decisions", params={"limit": 2, **({"after": after} if after else {})}).json()
        pages, after = [*pages, [one["id"] for one in answer["decisions"]]], answer["next"]

    assert [len(one) for one in pages] == [2, 2, 1]
    assert [one for page in pages for one in page] == made[::-1]


@pytest.mark.parametrize("listed", ["decisions", "drafts", "screenings"])
def test_after_what_there_is_not_no_list_begins_anew(desk: Desk, listed: str) -> None:
    answer = desk.opened(desk.book()).get(f"/v1/{listed}", params={"after": "0" * 36})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:huilao:problem:after")


def test_what_has_changed_since_is_told_with_its_reason(desk: Desk) -> None:
    """Rules or time, as data and in words; with the version that it was made with it comes out as it did."""
    client = desk.opened(desk.book())
    id_ = decide(client)["id"]
    answer = desk.opened(desk.book("new")).post(f"/v1/decisions/{id_}/recheck").json()
    found = {one["benefit"]: one for one in answer["since"]["turns"]}

    assert RecheckResponse.model_validate(answer, strict=False)
    assert answer["again"]["agrees"]
    assert {name: one["why"] for name, one in found.items()} == {
        "r/aged": ["time"], "r/paid": ["rules"], "r/both": ["rules", "time"], "r/gone": ["rules"],
    }  # fmt: skip
    assert answer["since"]["same"] == 1
    assert (found["r/paid"]["then"]["amount"], found["r/paid"]["now"]["amount"]) == (["100", "100"], ["120", "120"])
    assert found["r/gone"]["now"] is None
    assert [one["date"] for one in found["r/aged"]["changes"]] == ["2020-06-01"]
    said = answer["since"]["text"]["zh"].splitlines()
    assert said[0].startswith("2019年3月1日的答复，以")
    assert "“补贴”：当时为“可以办，每月100元”，现在为“可以办，每月120元”。原因：规则库更新。" in said
    assert any(one.startswith("“高龄待遇”：") and one.endswith("原因：时间推移。") for one in said)


def test_nothing_has_changed_where_nothing_has(desk: Desk) -> None:
    client = desk.opened(desk.book())
    answer = client.post(f"/v1/decisions/{decide(client, '2024-03-01')['id']}/recheck").json()

    assert answer["since"]["turns"] == []
    assert answer["since"]["text"]["zh"].endswith("各项都没有变化。")


def test_facts_that_todays_rule_book_reads_no_longer_are_left_out_and_asked_for(desk: Desk) -> None:
    """One of another range, one that is gone: what can be answered is, by the others; with its own version all comes out as it did."""
    kept = decide(desk.opened(desk.book()))
    facts = FACTS.replace("maximum: 100000", "maximum: 200").replace("  widowed: {type: yes_no, label: {zh: 丧偶, en: Widowed}}\n", "")
    files = {"facts.yaml": facts, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(aged=OLD["aged"])}
    client = desk.opened(read_book(desk.folder / "other", files))
    answer = client.post(f"/v1/decisions/{kept['id']}/recheck")
    found = RecheckResponse.model_validate(answer.json(), strict=False)

    assert found.again is not None
    assert found.again.agrees
    assert {one.where for one in found.unread} == {"income", "widowed"}
    assert {one.benefit: one.now and one.now.outcome for one in found.since.turns}["r/aged"] == "eligible"
    assert found.since.text.get("zh", "").splitlines()[0] == "下列信息现在的规则库读不出来，没有算进去，请重新询问：丧偶、月收入"
    page = client.get(f"/decisions/{kept['id']}", headers={"Accept": "text/html"})
    assert (page.status_code, found.since.text.get("zh", "").splitlines()[0] in page.text) == (200, True)


def test_a_decision_is_shown_and_made_again_when_its_version_is_gone(desk: Desk) -> None:
    """All that was said is kept with it; only by the version of that time it cannot be made again, which is told."""
    kept = decide(desk.opened(desk.book()))
    desk.tamper("DELETE FROM edition")
    client = desk.opened(desk.book("new"))
    answer = client.post(f"/v1/decisions/{kept['id']}/recheck").json()

    assert answer["again"] is None
    assert {one["benefit"]: one["why"] for one in answer["since"]["turns"]}["r/paid"] == ["rules"]
    assert client.get(f"/v1/decisions/{kept['id']}").json() == kept
    assert [one["name"]["zh"] for one in kept["findings"]] == ["待遇", "高龄待遇", "补贴", "两样", "停了"]


def test_the_files_of_a_version_are_kept_byte_for_byte(desk: Desk) -> None:
    """Once, however often it is started."""
    book = desk.book()
    assert book.files is not None
    for _ in range(2):
        desk.opened(book)
    service = desk.service
    with service.store()[0].reading() as session:
        ((version, digests),) = session.execute(select(Edition.version, Edition.files)).all()
        kept = contents(session, digests)

    assert kept == book.files.contents
    assert version == service.editions.book(version).version == book.version
    assert service.editions.book(version) is service.editions.book(version)


def test_what_is_erased_is_gone_and_what_was_answered_stays(desk: Desk) -> None:
    """The facts, the page and what the person is found by; once more erases nothing; the log is whole."""
    client = desk.opened(desk.book())
    kept, more = decide(client), decide(client)
    for _ in range(2):
        assert client.post(f"/v1/decisions/{kept['id']}/erase").json()["erased"] is not None
    left = client.get(f"/v1/decisions/{kept['id']}").json()

    assert (left["page"], left["findings"], left["receipt"]) == (None, kept["findings"], kept["receipt"])
    assert "profile" not in left
    assert client.post(f"/v1/decisions/{kept['id']}/recheck").json()["type"] == "urn:huilao:problem:erased"
    assert client.post("/v1/decisions/erase", json={"person": NAME}).json() == {"decisions": [more["id"]]}
    assert client.post("/v1/decisions/search", json={"person": NAME}).json()["decisions"] == []
    assert [one["about"] for one in client.get("/v1/audit", params={"action": "erased"}).json()["entries"]] == [kept["id"], more["id"]]
    assert desk.run("verify").exit_code == 0


def test_facts_are_erased_by_rule_when_the_service_starts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of decisions that are older than the office keeps them."""
    decide(desk.opened(desk.book()))
    erased: list[int] = []

    def erase_all(session: Session, office: Office, days: int, who: str) -> int:
        assert days == 30
        erased.append(erase_older(session, office, 0, who))
        return erased[-1]

    monkeypatch.setattr("huilao_api.work.retention.erase_older", erase_all)
    with desk.opened(desk.book(), keep_days=30) as client:
        while not erased:
            client.get("/healthz")
        assert erased == [1]
        assert [one["who"] for one in client.get("/v1/audit", params={"action": "erased_by_rule"}).json()["entries"]] == ["rule"]


def test_places_bind_what_is_decided_and_seen(desk: Desk) -> None:
    """A person of another place is refused, a decision of another place not told of."""
    book = desk.book()
    desk.opened(book)
    with desk.service.store()[0].writing() as session:
        secrets = [keys.make_key(session, name, Role.CASEWORKER, [place], "test")[1] for name, place in (("one", "5134"), ("two", "22"))]
    one, two = (desk.opened(book, auth="on") for _ in secrets)
    for client, secret in zip((one, two), secrets, strict=True):
        client.headers["Authorization"] = f"Bearer {secret}"
    id_ = decide(one)["id"]

    assert two.post("/v1/decisions", json={"profile": ELDER}).json()["type"] == "urn:huilao:problem:place"
    assert [two.get(f"/v1/decisions/{id_}").status_code, two.post(f"/v1/decisions/{id_}/recheck").status_code] == [404, 404]
    assert two.get("/v1/decisions").json()["decisions"] == two.post("/v1/decisions/search", json={"person": NAME}).json()["decisions"] == []
    assert one.get(f"/v1/decisions/{id_}").status_code == 200
    assert one.post(f"/v1/decisions/{id_}/erase").status_code == 403


def test_a_receipt_is_checked_by_the_version_it_was_made_with(desk: Desk) -> None:
    """Whether it is that of a decision kept here, whether it is whole, and whether the same comes out."""
    kept = decide(desk.opened(desk.book()))
    client = desk.opened(desk.book("new"))

    def check(receipt: dict[str, Any], profile: dict[str, Any] | None = None) -> dict[str, Any]:
        return client.post("/v1/receipts/check", json={"receipt": receipt, "profile": profile}).json()

    whole = check(kept["receipt"], ELDER)
    assert ReceiptResponse.model_validate(whole, strict=False)
    assert (whole["agrees"], whole["kept"], whole["version"]) == (True, True, "made_with")
    changed = check({**kept["receipt"], "amounts": {"r/paid": ["900", "900"]}}, ELDER)
    assert (changed["agrees"], changed["kept"]) == (False, False)
    assert not check(kept["receipt"], {**ELDER, "widowed": False})["agrees"]
    assert check(kept["receipt"])["agrees"]
    desk.tamper("DELETE FROM edition")
    assert desk.opened(desk.book("new")).post("/v1/receipts/check", json={"receipt": kept["receipt"]}).json()["version"] == "today"
    assert client.post("/v1/receipts/check", json={"receipt": {"number": 1}}).json()["type"] == "urn:huilao:problem:receipt"


def test_the_log_is_read_page_by_page(desk: Desk) -> None:
    """And by who, what and about what."""
    client = desk.opened(desk.book())
    ids = [decide(client)["id"] for _ in range(3)]
    client.get(f"/v1/decisions/{ids[0]}")
    first = client.get("/v1/audit", params={"limit": 3}).json()
    second = client.get("/v1/audit", params={"limit": 3, "after": first["next"]}).json()

    assert [one["number"] for one in [*first["entries"], *second["entries"]]] == [1, 2, 3, 4, 5]
    assert [one["action"] for one in [*first["entries"], *second["entries"]]] == ["started", "decided", "decided", "decided", "read"]
    assert second["next"] is None
    assert [one["action"] for one in client.get("/v1/audit", params={"about": ids[0]}).json()["entries"]] == ["decided", "read"]
    assert len(client.get("/v1/audit", params={"who": "nobody signed in"}).json()["entries"]) == 4


def test_the_examples_of_the_document_run(desk: Desk, book: Rulebook) -> None:
    client = desk.opened(book)

    assert [client.post("/v1/decisions", json=one["value"]).status_code for one in DECISION_EXAMPLES.values()] == [201]
    assert [len(client.post("/v1/decisions/search", json=one["value"]).json()["decisions"]) for one in SEARCH_EXAMPLES.values()] == [1]


TAMPERING = {
    "第3条：内容被改动": ["UPDATE log_entry SET who = 'nobody' WHERE number = 3"],
    "第3条：被删去": ["DELETE FROM log_entry WHERE number = 3"],
    "第3条：与前一条接不上": ["UPDATE log_entry SET number = 9 WHERE number = 2", "UPDATE log_entry SET number = 2 WHERE number = 3",
                        "UPDATE log_entry SET number = 3 WHERE number = 9"],
    "从第4条起：末尾被截去，或被加长": ["DELETE FROM log_entry WHERE number = 4"],
    "第2条：记载的存档": ["DELETE FROM decision WHERE id = (SELECT about FROM log_entry WHERE number = 2)"],
    "被改动": ["UPDATE decision SET as_of = '2000-01-01'"],
    "日志没有记载": ["UPDATE decision SET id = 'x' WHERE id = (SELECT about FROM log_entry WHERE number = 2)"],
    "日志没有记载删除": ["UPDATE decision SET facts = NULL, person = NULL, erased = '2026-01-01 00:00:00'"],
}  # fmt: skip


@pytest.mark.parametrize("said", TAMPERING)
def test_the_command_finds_whatever_was_done(desk: Desk, said: str) -> None:
    """And tells where; before that all is whole."""
    client = desk.opened(desk.book())
    for _ in range(3):
        decide(client)
    whole = desk.run("verify")
    assert (whole.exit_code, whole.stdout.splitlines()[:2]) == (
        0,
        ["日志共4条。", "日志和存档都完整，规则库的各个版本、密钥和账号也都没有被改动。"],
    )
    desk.tamper(*TAMPERING[said])
    found = desk.run("verify")

    assert found.exit_code == 1
    assert said in found.stdout
    assert not json.loads(desk.run("verify", "--format", "json").stdout)["whole"]


def test_a_store_that_was_set_back_whole_is_told_by_what_was_written_down(desk: Desk) -> None:
    client = desk.opened(desk.book())
    decide(client)
    decide(client)
    last = json.loads(desk.run("verify", "--format", "json").stdout)["last"]
    assert desk.run("verify", "--expect", last).exit_code == 0
    decide(client)
    assert desk.run("verify", "--expect", last).exit_code == 0
    found = desk.run("verify", "--expect", f"{last.partition(':')[0]}:{'0' * 64}", "--lang", "en")
    assert (found.exit_code, "the one whose seal was written down" in found.stdout) == (1, True)
    assert desk.run("verify", "--expect", "soon").exit_code == 2


def test_facts_are_erased_by_command(desk: Desk) -> None:
    """What was answered and the log stay; where there is no store none is made."""
    kept = decide(desk.opened(desk.book()))

    assert desk.run("erase", "--older-than", "30").stdout == "删除了0份存档的个人信息。\n"
    assert desk.run("erase", "--older-than", "0").stdout == "删除了1份存档的个人信息。\n"
    assert "profile" not in desk.opened(desk.book()).get(f"/v1/decisions/{kept['id']}").json()
    assert desk.run("verify").exit_code == 0
    nowhere = desk.run("verify", "--database", f"sqlite:///{desk.folder / 'none.db'}")
    assert (nowhere.exit_code, (desk.folder / "none.db").exists()) == (2, False)


@pytest.fixture
def log() -> Iterator[StringIO]:
    """The log of the service, as `huilao serve` writes it."""
    service, written = logging.getLogger("huilao"), StringIO()
    before = service.handlers, service.level, service.propagate
    write_log("DEBUG", to=written)
    yield written
    service.handlers, service.level, service.propagate = before


def test_nothing_of_a_person_stands_in_the_clear(desk: Desk, book: Rulebook, log: StringIO) -> None:
    """Every fact with a value that is known again, and a name: none is in the bytes of the database, in the log or in a figure."""
    profile: dict[str, Any] = {"birth_date": "1944-05-10", "residence": "513433"}
    accepted: list[str] = []
    client = desk.opened(book)
    for name, fact in book.rules.facts.items():
        trials: dict[FactType, list[Any]] = {
            FactType.NUMBER: [4711.081547, 17.081547],
            FactType.DATE: ["2017-11-08"],
            FactType.YES_NO: [True],
        }
        codes = [one.code for one in fact.codes]
        values = trials.get(fact.type, [codes] if fact.type is FactType.SET else codes)
        for value in values if name not in profile else ():
            if client.post("/v1/decisions", json={"profile": {**profile, name: value}}).status_code == 201:
                profile[name] = value
                accepted.append(name)
                break
    kept = client.post("/v1/decisions", json={"profile": profile, "person": "510722194405104711"})
    assert kept.status_code == 201
    client.get(kept.headers["location"])
    client.post(f"{kept.headers['location']}/recheck")
    client.post("/v1/decisions/search", json={"person": "510722194405104711"})
    stored = b"".join(one.read_bytes() for one in (desk.folder / "store").iterdir() if not one.name.endswith(".secret"))
    written = log.getvalue() + client.get("/metrics").text

    assert len(accepted) > 40
    assert kept.json()["id"].encode() in stored
    rules_apart = desk.without_rule_files()  # which have the names of all facts
    for mark in (".081547", "1944-05-10", "2017-11-08", "510722194405104711"):
        assert mark.encode() not in stored, mark
        assert mark not in written, mark
    for name in (one for one in accepted if len(one) > 6):  # shorter ones come by chance
        assert name.encode() not in rules_apart, name
        assert name not in written, name
