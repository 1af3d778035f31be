"""The log as auditors read it: found by who, what and when, proved, saved as a file; and receipts, checked."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from io import StringIO
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from sqlalchemy import text

import huilao_api
from huilao_api.routes.log_words import ACTIONS
from huilao_api.service import CHINA
from huilao_api.store import decisions
from huilao_api.store.log import Wanted, entries
from huilao_api.who import Role

from ..api.conftest import Bureau
from .conftest import HTML
from .reading import Element, Reader

PROFILE = {"residence": "513433", "birth_date": "1942"}


@pytest.fixture
def auditor(office: Bureau) -> Reader:
    return Reader(office.client, HTML | office.signed_in(Role.AUDITOR))


def kept(office: Bureau) -> decisions.Decision:
    """A decision by `wang`."""
    database, bureau = office.service.store()
    decision = decisions.decision_of(bureau, office.service.book.evaluate(PROFILE))
    with database.writing() as session:
        decisions.keep(session, bureau, decision, "account:wang")
        session.flush()
        session.expunge(decision)
    return decision


def listed(page: Element) -> list[list[str]]:
    """Number, who and what of every entry on the page."""
    rows = [row.all("th", "td") for row in page.all("tbody")[0].all("tr")] if page.all("tbody") else []
    return [[cells[at].text for at in (0, 2, 3)] for cells in rows]


def test_entries_are_found_by_who_what_and_when(office: Bureau, auditor: Reader) -> None:
    """The latest first; a name is enough of an account; a day is that of China, to its end."""
    decision = kept(office)
    page = auditor.get("/audit")
    assert ["wang", "存档"] in [one[1:] for one in listed(page)]
    numbers = [int(one[0]) for one in listed(page)]
    assert numbers == sorted(numbers, reverse=True)
    assert page.all("a", href=f"/decisions/{decision.id}")
    today = office.service.now().astimezone(CHINA).date().isoformat()
    for query, found in (
        ("who=wang", 1), ("who=account%3Awang&action=decided", 1), ("who=wang&action=erased", 0), (f"about={decision.id}", 1), ("who=an", 0),
        (f"who=wang&since={today}&until={today}", 1), ("until=2020-01-01", 0), ("since=2099-01-01", 0),
    ):  # fmt: skip
        page = auditor.get(f"/audit?{query}")
        assert len(listed(page)) == found, query
        assert bool(page.all("a", href="/audit", class_="btn")), query


def test_entries_say_who_and_what_in_words_and_lead_there(office: Bureau, auditor: Reader) -> None:
    """A program is told from a person of its name, on the page and where it is looked for; nothing leads where its reader may not go."""
    decision = kept(office)
    database, bureau = office.service.store()
    with database.writing() as session:
        for who, action, about, detail in (
            ("key:wang", "draft_made", "17", {"title": "admin"}), ("key:wang", "published", "ab" * 32, {"publication": 2, "submitted_by": "key:li"}),
            ("account:wang", "account_changed", "5", {"name": "admin", "role": "admin", "places": ["513433"]}), ("rule", "erased_by_rule", "", {"days": 9}),
            ("account:wang", "erased", decision.id, {"why": "asked"}),
        ):  # fmt: skip
            bureau.log().append(session, who, action, about, detail)
    told = {one[2]: one[1] for one in listed(auditor.get("/audit"))}
    assert (told["新建草稿"], told["更改账号"], told["到期删除个人信息"]) == ("密钥 wang", "wang", "到期规则")
    assert [len(listed(auditor.get(f"/audit?who={who}"))) for who in ("密钥 wang", "key wang", "key:wang")] == [2, 2, 2]
    page = auditor.get("/audit?lang=zh")
    assert {"标题 admin", "名称 admin", "角色 管理员", "地方 冕宁县", "提交人 密钥 li", "原因 本人要求删除"} <= {
        one.text for one in page.all("span", class_="pair")
    }
    led = {one.attributes["href"] for one in page.all("table")[0].all("a")}
    assert led == {"/workbench/drafts/17", "/workbench/publications/2", "/workbench/publications/1", f"/decisions/{decision.id}"}
    assert told["新建账号"] == "统一登录系统"
    admin = Reader(office.client, HTML | office.signed_in(Role.ADMIN))
    led = {one.attributes["href"] or "" for one in admin.get("/audit").all("table")[0].all("a")}
    assert "/accounts/5" in led
    assert all(one.startswith("/accounts/") for one in led)


def test_a_day_that_is_none_is_said_and_the_rest_is_found(office: Bureau, auditor: Reader) -> None:
    kept(office)
    page = auditor.get("/audit?who=wang&since=2026-13-01")
    (field,) = page.all("input", id="since")
    assert (field.attributes["value"], field.attributes["aria-invalid"]) == ("2026-13-01", "true")
    assert page.all("p", id="n-since")
    assert len(listed(page)) == 1
    assert [one for one in page.all("button") if "disabled" in one.attributes]


@pytest.mark.parametrize(
    ("query", "field", "shown"),
    [("who=%00", "who", ""), ("who=wa%00ng", "who", "wang"), ("about=1%1b%5b31m7", "about", "1[31m7"), ("who=wang%e2%80%8b", "who", "wang"), ("action=read%07", "action", ""),
     ("since=%00", "since", "")],
)  # fmt: skip
def test_what_is_not_seen_in_a_filter_is_told_at_its_field(office: Bureau, auditor: Reader, query: str, field: str, shown: str) -> None:
    """And what was typed besides stands there; the rest is found. A file of them leads to the same."""
    kept(office)
    page = auditor.get(f"/audit?{query}&lang=en")
    assert auditor.response.status_code == 200
    (asked,) = page.all("input", "select", id=field)
    assert (asked.attributes["aria-invalid"], asked.attributes.get("value", "")) == ("true", shown)
    assert page.all("p", id=f"n-{field}")[0].text
    assert field == "since" or page.all("p", id=f"n-{field}")[0].text == "no invisible characters"
    assert listed(page)
    assert "\0" not in auditor.response.text
    auditor.post("/audit/export", parse_qs(query))
    assert (auditor.response.status_code, auditor.get(auditor.response.headers["location"]).all("p", id=f"n-{field}") != []) == (303, True)


def test_a_word_that_the_log_does_not_have_is_told_at_its_field(office: Bureau, auditor: Reader) -> None:
    """It would find nothing, as if nothing had been done; over HTTP it is refused too."""
    kept(office)
    page = auditor.get("/audit?action=nosuch&lang=en")
    (asked,) = page.all("select", id="action")
    assert asked.attributes["aria-invalid"] == "true"
    assert page.all("p", id="n-action")[0].text == "no word of the log: choose one of the list"
    assert listed(page)
    auditor.post("/audit/export", {"action": "nosuch"})
    assert (auditor.response.status_code, auditor.response.headers["location"]) == (303, "/audit?action=nosuch")


def test_a_filter_that_is_empty_is_none(office: Bureau, auditor: Reader) -> None:
    """As browsers send a form."""
    kept(office)
    page = auditor.get("/audit?who=&action=&about=&since=&until=")

    assert listed(page) == listed(auditor.get("/audit"))
    assert not page.all("a", href="/audit", class_="btn")


def test_a_long_log_is_read_page_by_page(office: Bureau, auditor: Reader) -> None:
    database, bureau = office.service.store()
    with database.writing() as session:
        for number in range(120):
            bureau.log().append(session, "account:wang", "read", str(number))
    page = auditor.get("/audit?who=wang")
    (more,) = [one for one in page.all("a", class_="btn") if "before=" in one.attributes["href"]]
    assert len(listed(page)) == 100
    rest = auditor.get(unescape(more.attributes["href"]))
    assert len(listed(rest)) == 20
    assert int(listed(rest)[0][0]) == int(listed(page)[-1][0]) - 1


def test_the_log_is_proved_and_what_was_changed_is_found(office: Bureau, auditor: Reader) -> None:
    """And held against the last entry that somebody wrote down."""
    kept(office)
    page = auditor.post("/audit/verify", {"noted": ""})
    (said,) = page.all("div", role="status")
    assert "日志和存档都完整" in said.text
    last = said.all("code")[0].text
    assert "日志和存档都完整" in auditor.post("/audit/verify", {"noted": last}).all("div", role="status")[0].text
    assert "不是抄下印记的那一条" in auditor.post("/audit/verify", {"noted": f"{last[:-1]}x"}).all("div", role="status")[0].text
    assert auditor.post("/audit/verify", {"noted": "9" * 40 + ":x"}).all("p", role="alert")
    with office.service.store()[0].writing() as session:
        session.execute(text("UPDATE log_entry SET who = 'account:li' WHERE who = 'account:wang'"))
    (said,) = auditor.post("/audit/verify", {"noted": ""}).all("div", role="status")
    assert "内容被改动" in said.text
    assert "note bad" in said.attributes["class"]


def test_a_file_has_every_entry_whole_and_that_it_was_taken_is_in_the_log(office: Bureau, auditor: Reader) -> None:
    kept(office)
    auditor.post("/audit/export", {"who": "wang"})
    assert auditor.response.headers["content-disposition"].startswith('attachment; filename="huilao-log-')
    rows = list(csv.DictReader(StringIO(auditor.response.text.removeprefix("\ufeff"))))
    database, _ = office.service.store()
    with database.reading() as session:
        (entry,) = entries(session, 10, wanted=Wanted(who="account:wang"))
        assert [(row["number"], row["detail"], row["seal"]) for row in rows] == [(str(entry.number), entry.detail, entry.seal)]
        assert [one.who for one in entries(session, 10, wanted=Wanted(action="log_exported"))] == ["account:auditor"]


def test_a_receipt_is_found_by_its_number_and_checked_whole(office: Bureau, auditor: Reader) -> None:
    decision = kept(office)
    page = auditor.post("/receipts", {"number": decision.number})
    assert page.all("a", href=f"/decisions/{decision.id}")
    assert "没有这个号" in auditor.post("/receipts", {"number": "0123456789abcdef"}).text
    receipt = office.service.store()[1].open(decision.answer)["receipt"]
    page = auditor.post("/receipts", {"receipt": json.dumps(receipt)})
    assert "本单位存有这份回执的答复" in page.text
    assert page.all("section", class_="note")
    page = auditor.post("/receipts", {"receipt": json.dumps(receipt | {"as_of": "2020-01-01"})})
    assert page.all("section", class_="note bad")
    assert "没有存过" in page.text
    for nonsense in ("x", "[]", "{}"):
        page = auditor.post("/receipts", {"receipt": nonsense})
        assert (auditor.response.status_code, page.all("textarea")[0].text) == (422, nonsense)
        assert page.all("p", role="alert")


def test_a_number_of_another_place_is_not_shown(office: Bureau) -> None:
    decision = kept(office)
    elsewhere = Reader(office.client, HTML | office.signed_in(Role.CASEWORKER, "511725"))
    assert "没有这个号" in elsewhere.post("/receipts", {"number": decision.number}).text


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.POLICY, Role.APPROVER])
def test_the_log_is_for_those_whose_role_it_is(office: Bureau, role: Role) -> None:
    reader = Reader(office.client, HTML | office.signed_in(role))
    for path, form in (("/audit", None), ("/audit/verify", {"noted": ""}), ("/audit/export", {"who": ""})):
        reader.get(path) if form is None else reader.post(path, form)
        assert reader.response.status_code == 403


def test_whatever_is_written_in_the_log_has_a_name() -> None:
    """Of every action that stands in the service."""
    folder = Path(huilao_api.__file__).parent
    written = {
        action
        for path in folder.rglob("*.py")
        for action in re.findall(r"""(?:append|_turn|_log|_tell)\(\s*session,[^"{]*?"([a-z_]+)",?""", path.read_text("utf-8"))
    }
    written -= {"service", "worker"}
    assert len(written) > 25
    assert written <= ACTIONS.keys()
    assert all(one.en for one in ACTIONS.values())
