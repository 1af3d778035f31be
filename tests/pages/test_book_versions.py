"""The pages of the rule book by other versions, for who may see them; what is found of readings beside the requests."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from huilao import Differing, Rulebook, Truth
from huilao_api.pages.book import otherwise
from huilao_api.store import drafts, publications
from huilao_api.store.editions import keep_files
from huilao_api.who import Role
from huilao_api.work.differing import Found, Readings, State
from huilao_api.work.switching import switch
from small_books import benefit, chapter, document, read_book

from ..api.conftest import Bureau, bureau_of
from ..api.drafting import CHAPTER, FEATURE, LATER, chapter_of, small_book
from .conftest import HTML
from .reading import Reader
from .test_book import linked

PAGE = "/book/benefits/r/old"
DAY = date(2025, 3, 1)


def contents(book: Rulebook) -> dict[str, bytes]:
    assert book.files is not None
    return {name: content for name, content in book.files.contents.items() if isinstance(content, bytes)}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """In which the allowance begins at 80 by the first publication, with a scenario, and at 90 by the second, which is in service."""
    folder = tmp_path_factory.mktemp("versions")
    first = small_book(folder / "book")
    (folder / "book" / CHAPTER).write_text(chapter_of(old=LATER), "utf-8")
    second = Rulebook.load(folder / "book")
    with bureau_of(first, database=f"sqlite:///{folder / 'huilao.sqlite3'}", switch_seconds=3600) as opened:
        database, secrets = opened.service.store()
        feature = {"features/a.feature": FEATURE.encode()}
        with database.writing() as session:
            publications.publish(
                session, secrets, "account:li", version=first.version, files=contents(first) | feature, submitted_by="account:wang"
            )
        with database.writing() as session:
            publications.publish(session, secrets, "account:zhao", version=second.version, files=contents(second) | feature)
        assert switch(opened.service)
        yield opened


@pytest.fixture
def clerk(office: Bureau) -> Reader:
    return Reader(office.client, HTML | office.signed_in(Role.POLICY))


def test_a_page_is_by_the_version_that_it_names_and_so_are_those_that_it_leads_to(clerk: Reader) -> None:
    """It says that this is not the one in service, and how to come to that; examples are held against the rules of that version."""
    now, then = clerk.get(PAGE), clerk.get(f"{PAGE}?version=2")
    assert ("年满90周岁" in now.text, "年满80周岁" in then.text) == (True, True)
    assert ("不是在用的规则" in now.text, "不是在用的规则" in then.text) == (False, True)
    assert PAGE in linked(then)
    inner = [one for one in linked(then) if one.startswith("/book/") and one != PAGE and "version=1" not in one and "version=3" not in one]
    assert inner
    assert all("?version=2" in one for one in inner)
    assert "version=" not in " ".join(one for one in linked(now) if one.startswith("/book/facts"))
    assert ("1个和规则不一致" in now.text, "都和规则一致" in then.text) == (True, True)
    assert "年满80周岁" in clerk.get(f"{PAGE}?version={'2'.zfill(1)}&lang=zh").text


def test_versions_are_listed_and_a_benefit_tells_in_which_its_file_changed(clerk: Reader) -> None:
    page = clerk.get("/book/versions")
    assert [row.attributes["id"] for row in page.all("tbody")[0].all("tr")] == ["p3", "p2", "p1"]
    assert {"/book", "/book?version=2", "/book?version=1"} <= linked(page)
    history = next(one for one in clerk.get(PAGE).all("section") if one.attributes.get("id") == "history")
    rows = [[cell.text for cell in row.all("td")] for row in history.all("tbody")[0].all("tr")]
    assert rows == [["第3号", "zhao"], ["第1号，首次收入", rows[1][1]]]


def test_who_may_not_see_versions_reads_the_one_in_service_alone(office: Bureau) -> None:
    """No link to others, no other by its address; and no way to the workbench."""
    reader = Reader(office.client, HTML | office.signed_in(Role.CASEWORKER))
    page = reader.get(PAGE)
    assert not [one for one in linked(page) | linked(reader.get("/book")) if "version" in one or one.startswith("/workbench")]
    for path in (f"{PAGE}?version=2", "/book/versions"):
        reader.get(path)
        assert reader.response.status_code == 403
    for role, may in ((Role.POLICY, True), (Role.APPROVER, False)):
        page = Reader(office.client, HTML | office.signed_in(role)).get(PAGE)
        assert [one.attributes["href"] for one in page.all("a", class_="btn")] == [f"/workbench?file={CHAPTER}&line=2"] * may
        assert (CHAPTER in page.all("aside")[0].text) is may


@pytest.mark.parametrize("version", ["abc", "99", "draft:00000000-0000-0000-0000-000000000000"])
def test_what_is_no_version_is_said(clerk: Reader, version: str) -> None:
    page = clerk.get(f"/book?version={version}")
    assert (clerk.response.status_code, page.all("h1")[0].text) == (404, "没有这份草稿" if version.startswith("draft") else "没有这个版本")


def test_a_draft_is_read_as_it_stands_and_leads_back_to_its_file(office: Bureau, clerk: Reader) -> None:
    database, secrets = office.service.store()
    with database.writing() as session:
        files = keep_files(session, contents(office.service.book) | {"features/a.feature": "津贴 高龄津贴".encode()})
        made = drafts.make(session, secrets, "account:policy", "改", office.service.book.version, files)
        name = f"draft:{made.id}"
    page = clerk.get(f"{PAGE}?version={name}")
    assert clerk.response.status_code == 200
    assert "场景文件有1处错误" in page.text
    assert f"/workbench/drafts/{name.partition(':')[2]}/files/{CHAPTER}" in {one.partition("#")[0] for one in linked(page)}


# -- readings --------------------------------------------------------------------------------------------------------


TERMS = "terms: {frail: {label: 体弱, when: {widowed: true}, readings: [{when: {listed: true}, note: 按名单}]}}"
READINGS = "readings: [{when: {age: {at_least: 60}}, note: 六十也算}]"


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    written = chapter(x=benefit("{all: [{age: {at_least: 70}}, {frail: true}]}", READINGS))
    return read_book(tmp_path_factory.mktemp("doubtful"), {"terms.yaml": TERMS, "r/document.yaml": document("r"), "r/c.yaml": written})


@pytest.fixture(scope="module")
def reader(doubtful: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with bureau_of(doubtful, database=f"sqlite:///{tmp_path_factory.mktemp('reader') / 'huilao.sqlite3'}") as office:
        yield Reader(office.client, HTML | office.signed_in(Role.CASEWORKER))


def test_for_whom_readings_differ_is_found_in_a_process_of_its_own_and_once(doubtful: Rulebook) -> None:
    """Whoever asks first is told that it is being worked out."""
    known = Readings()
    found = known.of(doubtful, DAY)
    assert (found.as_of, known.of(doubtful, DAY) is found) == (DAY, True)
    while found.state is State.WORKING:
        time.sleep(0.02)
    assert found.state is State.KNOWN
    assert found.readings.keys() == {"r/x", "r#frail"}
    assert found.readings["r/x"][0].otherwise is Truth.YES


def test_a_process_that_cannot_do_it_leaves_the_page_as_it_is(doubtful: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huilao_api.work.differing.sys.executable", "/nowhere")
    found = Readings().of(doubtful, DAY)
    while found.state is State.WORKING:
        time.sleep(0.02)
    assert (found.state, found.readings) == (State.FAILED, {})


WITNESS = {"birth_date": date(1960, 1, 1)}


@pytest.mark.parametrize(
    ("state", "readings", "said"),
    [
        (State.WORKING, {}, "正在算"),
        (State.FAILED, {}, "没有算出来"),
        (State.KNOWN, {"r/x": (Differing(decided=False),)}, "没有得出结论"),
        (State.KNOWN, {"r/x": (Differing(decided=True),)}, "已证明：对谁都一样"),
        (
            State.KNOWN,
            {"r/x": (Differing(True, WITNESS, Truth.NO, Truth.YES),)},
            "1960年1月1日出生（65岁）。按采用的读法：不符合；按这种读法：符合。",
        ),
    ],
)
def test_the_page_says_for_whom_a_reading_matters_or_why_it_does_not_say_it(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, state: State, readings: dict[str, tuple[Differing, ...]], said: str
) -> None:
    def known(_book: Rulebook, as_of: date) -> Found:
        return Found(as_of, state, readings)

    monkeypatch.setattr(otherwise, "today", lambda: DAY)
    monkeypatch.setattr(otherwise.READINGS, "of", known)
    page = reader.get("/book/benefits/r/x")
    part = next(one for one in page.all("section") if one.attributes.get("id") == "readings")
    assert said in part.text
    assert "/book/terms/shared/frail" in linked(part)


def test_what_an_office_has_settled_stands_in_the_place_of_its_readings(tmp_path: Path) -> None:
    """On the page of the benefit, of the term and of the document, with who did it and since when."""
    adopted = "adopted: {frail: {reading: by_list, by: {zh: 县民政局, en: Bureau}, since: 2025-01-01, cite: 一号通知}}"
    terms = TERMS.replace("note: 按名单", "note: 按名单, name: by_list")
    files = {"terms.yaml": terms, "r/document.yaml": document("r", more=adopted), "r/c.yaml": chapter(x=benefit("{frail: true}"))}
    with bureau_of(read_book(tmp_path / "book", files), database=f"sqlite:///{tmp_path / 'huilao.sqlite3'}") as office:
        reader = Reader(office.client, HTML | office.signed_in(Role.CASEWORKER))
        assert "/book/terms/r/frail" in linked(reader.get("/book/benefits/r/x"))
        for path in ("benefits/r/x", "terms/r/frail", "documents/r"):
            assert "“体弱”已经定下：按名单（县民政局，自2025-01-01起，一号通知）" in reader.get(f"/book/{path}").text
