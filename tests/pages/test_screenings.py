"""Screenings on pages: from the upload to the lists and back again, by forms alone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any as Anything
from typing import cast

import polars as pl
import pytest
import xlsxwriter

from huilao import Rulebook
from huilao_api.pages.screenings import carried
from huilao_api.routes.told import COOKIE
from huilao_api.store import accounts
from huilao_api.store.log import Wanted, entries
from huilao_api.who import Role

from ..api.conftest import bureau_of
from ..api.screening_desk import SECRET, Desk, register, small_book
from .conftest import HTML
from .reading import Element, Reader, parsed, squeezed

OWN, OTHER = "513433", "511725"


class Office(Reader):
    """A caseworker who screens, and the worker of their office."""

    def __init__(self, desk: Desk, *places: str, role: Role = Role.CASEWORKER) -> None:
        database, store = desk.bureau.service.store()
        token = accounts.sign_in_from_elsewhere(database, store.log(), f"{role.value} {' '.join(places)}", role, places)
        super().__init__(desk.bureau.client, HTML | {"Cookie": f"{COOKIE}={token}"})
        self.desk = desk

    def send(self, path: str, field: str, name: str, content: bytes, **headers: str) -> Element:
        """A form with one file."""
        self.response = self.client.post(path, files={field: (name, content)}, headers={**self.headers, **headers}, follow_redirects=False)
        return parsed(self.response.text)

    def uploaded(self, content: bytes, name: str = "某老太的名册.csv") -> str:
        """The address of a register that was uploaded."""
        self.send("/screenings", "register", name, content)
        assert self.response.status_code == 303, self.response.text
        return self.response.headers["location"].removesuffix("/columns")

    def form_of(self, path: str) -> dict[str, Anything]:
        """The form of columns as it stands on its page."""
        return filled(next(one for one in self.get(path).all("form") if one.attributes.get("id") == "columns"))

    def screened(self, content: bytes, **choices: str) -> str:
        """The address of one that is done."""
        home = self.uploaded(content)
        self.post(f"{home}/columns", self.form_of(f"{home}/columns"))
        self.post(f"{home}/start", {"as_of": "2025-03-01", "carry": "姓名", "to": "xlsx", "suppress": "5", **choices})
        assert self.response.headers["location"] == home, self.response.text
        self.desk.work()
        return home


def filled(form: Element) -> dict[str, Anything]:
    """What a browser would send of a form that nobody has touched."""
    found: dict[str, Anything] = {}
    for one in form.all("input", "select"):
        name, kind = one.attributes.get("name"), one.attributes.get("type", "text")
        if name and one.tag == "select":
            options = one.all("option")
            found[name] = next((option for option in options if "selected" in option.attributes), options[0]).attributes["value"]
        elif name and kind in ("text", "hidden"):
            found[name] = one.attributes.get("value", "")
        elif name and "checked" in one.attributes:
            found.setdefault(name, []).append(one.attributes.get("value", "on"))
    return found


def mended(workbook: bytes, value: str) -> bytes:
    """The workbook to mend with its cells mended."""
    written = io.BytesIO()
    with cast("Anything", xlsxwriter).Workbook(written) as book:
        for name in pl.read_excel(io.BytesIO(workbook), sheet_id=0):
            frame = pl.read_excel(io.BytesIO(workbook), sheet_name=name, infer_schema_length=0)
            frame.with_columns(pl.col("丧偶").replace("好像吧", value)).write_excel(book, name)
    return written.getvalue()


def said(page: Element) -> str:
    """The main part of a page, squeezed."""
    return squeezed(page.all("main")[0].text)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("screenings")
    settings = {"database": f"sqlite:///{folder / 'huilao.db'}", "secret": SECRET, "max_register": 100_000}
    with bureau_of(small_book(folder / "rules"), **settings) as bureau:
        yield Desk(bureau, {})


@pytest.fixture(scope="module")
def office(desk: Desk) -> Office:
    return Office(desk, OWN)


@pytest.fixture(scope="module")
def done(office: Office) -> str:
    """One that is done, of which nothing is changed."""
    return office.screened(register(60), months="6")


def test_from_the_upload_to_the_lists_and_back(office: Office) -> None:
    """Each step leads to the next; what is mended joins; at the end nothing is left but the log."""
    home = office.uploaded(register(60))
    columns = office.get(home)
    assert (office.response.status_code, office.response.headers["location"]) == (303, f"{home}/columns")
    columns = office.get(f"{home}/columns")
    form = filled(columns.all("form", id_="columns")[0])
    assert [form[f"c.{number}"] for number in range(4)] == ["", "身份证号", "常住地", "丧偶"]
    assert "好像吧" in said(columns)

    office.post(f"{home}/columns", form)
    assert office.response.headers["location"] == f"{home}/start"
    start = office.get(f"{home}/start")
    assert [one.attributes["value"] for one in start.all("input", name_="carry") if "checked" in one.attributes] == ["姓名"]
    office.post(f"{home}/start", {"as_of": "2025-03-01", "carry": "姓名", "months": "6", "to": "xlsx"})
    going = office.get(home)
    assert going.all("progress")[0].attributes["value"] == "0"
    assert going.all("section")[0].attributes["data-events"] == f"/v1{home}/events"
    office.desk.work()

    results = office.get(home)
    assert "有可以办而没有享受的" in said(results)
    assert "要更正的9行" in said(results)
    link = next(one for one in results.all("a") if one.text.startswith("名单"))
    listed = office.get(link.attributes["href"])
    assert {"姓名", "待遇", "怎么办"} <= {one.text for one in listed.all("th")}
    assert "某1" in said(listed)
    wrong = office.get(f"{home}/rejects")
    assert "看不懂“好像吧”这种写法" in said(wrong)
    assert "英文" not in said(wrong)

    workbook = office.client.get(f"{home}/files/待更正.xlsx", headers=office.headers).content
    office.send(f"{home}/mended", "workbook", "改好.xlsx", mended(workbook, "是"))
    assert office.response.headers["location"] == home
    office.desk.work()
    joined = said(office.get(home))
    assert "要更正的从9行减到2行" in joined  # two who stand in two rows say one thing in each now

    assert "这些会删去" in said(office.get(f"{home}/erase"))
    office.post(f"{home}/erase", {})
    assert "已经删除" in said(office.get(home))
    assert office.get(f"{home}/lists/0")
    assert office.response.status_code == 410
    with office.desk.bureau.service.store()[0].reading() as session:
        told = [(one.action, one.detail) for one in entries(session, 1_000, wanted=Wanted(about=home.rpartition("/")[2]))]
    assert [action for action, _ in told][:3] == ["register_uploaded", "mapping_put", "screening_started"]
    assert not [detail for _, detail in told if "某" in detail]


def test_a_word_is_explained_and_another_is_not_known(office: Office) -> None:
    """By choosing what it stands for; then nothing is to be mended."""
    home = office.uploaded(register(30))
    form = office.form_of(f"{home}/columns")
    assert form["w.丧偶.好像吧"] == "-"
    office.post(f"{home}/columns", {**form, "w.丧偶.好像吧": "是"})
    assert office.form_of(f"{home}/columns")["w.丧偶.好像吧"] == "是"
    office.post(f"{home}/columns", {**office.form_of(f"{home}/columns"), "w.丧偶.好像吧": "?", "again": "1"})
    assert office.response.headers["location"] == f"{home}/columns"
    assert office.form_of(f"{home}/columns")["w.丧偶.好像吧"] == "?"
    office.post(f"{home}/start", {"to": "csv"})
    office.desk.work()
    assert "全部读懂了" in said(office.get(home))


def test_mistakes_stand_at_their_column_and_nothing_typed_is_lost(office: Office) -> None:
    """A fact that there is not, and an age that two columns give: each at its own column; the mapping of before counts."""
    home = office.uploaded(register(10))
    form = office.form_of(f"{home}/columns")
    page = office.post(f"{home}/columns", {**form, "c.0": "丧", "c.2": "年龄", "c.3": "年龄", "residence": "冕宁县"})
    assert office.response.status_code == 422
    assert "不认识的信息项“丧”" in page.all("p", id_="cn-0")[0].text
    assert "已由列“常住地”给出" in page.all("p", id_="cn-3")[0].text
    again = filled(page.all("form", id_="columns")[0])
    assert (again["c.0"], again["c.2"], again["c.3"], again["residence"]) == ("丧", "年龄", "年龄", "冕宁县")
    assert office.get(f"{home}/start")
    assert office.response.headers["location"] == f"{home}/columns"


def test_the_mapping_itself_can_be_edited(office: Office) -> None:
    """As a text; a mistake is told with the text as it was typed, and the form shows what holds."""
    home = office.uploaded(register(10))
    page = office.post(f"{home}/columns", {"mapping": "列: {丧偶: 丧}\n"})
    assert office.response.status_code == 422
    assert page.all("textarea")[0].text == "列: {丧偶: 丧}\n"
    office.post(f"{home}/columns", {"mapping": "列: {丧偶: 丧偶, 身份证号: 忽略}\n固定值: {常住地: 513433}\n"})
    form = office.form_of(f"{home}/columns")
    assert (form["c.1"], form["c.3"], form["residence"]) == ("", "丧偶", "冕宁县")


def test_where_everybody_lives_is_asked_first_when_no_column_says_so(office: Office) -> None:
    """Else at the end, for a register in which but some lines are without."""

    def at(page: Element) -> tuple[int, int]:
        names = [one.attributes.get("name") for one in page.all("input")]
        return names.index("residence"), names.index("c.0")

    without = office.uploaded("姓名,丧偶\n某甲,是\n某乙,否\n".encode())
    lacking = office.get(f"{without}/columns")
    assert "全表的人都住在一个地方的，写明是哪里" in said(lacking)
    assert at(lacking)[0] < at(lacking)[1]
    given = at(office.get(f"{office.uploaded(register(10))}/columns"))
    assert given[0] > given[1]


def test_a_comma_too_many_is_told_with_the_columns(office: Office) -> None:
    """Before anybody is screened: then it is a row that is not read."""
    lines = register(10).decode().splitlines()
    home = office.uploaded("\n".join([*lines[:4], f"{lines[4]},多", *lines[5:], ""]).encode())
    assert "第5行的格数与表头的4格不同" in said(office.get(f"{home}/columns"))


def test_rows_that_are_no_people_are_counted_apart(office: Office) -> None:
    """Nobody wonders where they are."""
    content = register(60) + "合计,60,,\n".encode()
    assert "约60行" in said(office.get(f"{office.uploaded(content)}/columns"))
    assert "登记表共61行（1行是小计、注等，不算人）" in said(office.get(office.screened(content)))


def test_what_visits_want_is_ticked_and_no_more(book: Rulebook) -> None:
    """A column of a fact has but the name of a village in its own."""
    mapping = "列: {村里有养老服务点: 村里有养老服务点, 现住址: 常住地}\n"
    assert carried(book, mapping, ["村", "村里有养老服务点", "现住址", "住在移民安置社区", "姓名", "性别"]) == ["村", "现住址", "姓名"]


def test_what_is_wrong_is_said_of_the_form_or_of_the_file(office: Office) -> None:
    """Whoever filled in a form has not heard of a mapping file."""
    home = office.uploaded(register(10))
    assert "有的列填得不对，没有保存" in said(office.post(f"{home}/columns", office.form_of(f"{home}/columns") | {"c.0": "没有这个"}))
    assert "映射文件有误，没有保存" in said(office.post(f"{home}/columns", {"mapping": "列: {丧偶: 丧}\n"}))


def test_in_english_facts_go_by_their_english_names(office: Office) -> None:
    """They are shown and typed so, and kept as the mapping has them."""
    home = office.uploaded(register(10))
    form = office.form_of(f"{home}/columns?lang=en")
    assert (form["c.1"], form["c.3"]) == ("ID number", "Widowed")
    office.post(f"{home}/columns?lang=en", form)
    assert "丧偶: 丧偶" in office.get(f"{home}/columns").all("textarea")[0].text


def test_a_header_elsewhere_is_read_anew(office: Office) -> None:
    """What the columns are is asked again then; a row that is none is told."""
    home = office.uploaded("登记\n姓名,丧偶\n某甲,是\n某乙,否\n".encode())
    office.post(f"{home}/layout", {"header": "3", "sheet": ""})
    assert [one.text for one in office.get(f"{home}/columns").all("b") if one.text in ("某甲", "是")] == ["某甲", "是"]
    page = office.post(f"{home}/layout", {"header": "99", "sheet": ""})
    assert office.response.status_code == 422
    assert page.all("input", id_="header")[0].attributes["value"] == "99"


@pytest.mark.parametrize(
    ("choice", "at", "words"),
    [
        ({"as_of": "昨天"}, "as_of", "填日期，例如 2025-03-01"),
        ({"months": "很多"}, "months", "应是整数"),
        ({"months": "0"}, "months", "不能小于"),
        ({"as_of": "2025-03-01", "newly_since": "2025-03-02"}, "newly_since", "应早于核定日"),
    ],
)
def test_mistakes_of_the_choices_stand_at_their_field(office: Office, choice: dict[str, str], at: str, words: str) -> None:
    """What was chosen stays, and nothing is begun."""
    home = office.uploaded(register(10))
    office.post(f"{home}/columns", office.form_of(f"{home}/columns"))
    page = office.post(f"{home}/start", {"carry": "丧偶", "to": "csv", **choice})
    assert office.response.status_code == 422
    assert words in page.all("p", id_=f"n-{at}")[0].text
    assert page.all("input", id_=at)[0].attributes["value"] == choice[at]
    assert "checked" in page.all("input", name_="carry", value_="丧偶")[0].attributes
    assert office.get(home)
    assert office.response.headers["location"] == f"{home}/start"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("a.pdf", b"%PDF-1.7", "不收“.pdf”这类文件"), ("a.csv", b"", "空文件"), ("a.csv", b"x" * 100_001, "文件太大")],
    ids=["pdf", "empty", "too large"],
)
def test_what_is_no_register_is_told_where_it_was_to_be_sent(office: Office, name: str, content: bytes, words: str) -> None:
    """On the page itself; nothing of it stays."""
    before = len(office.get("/screenings").all("tr"))
    page = office.send("/screenings", "register", name, content)
    assert office.response.status_code == 422
    assert words in page.all("div", role_="alert")[0].text
    assert len(page.all("tr")) == before


def test_a_form_without_a_file_is_told(office: Office) -> None:
    """As a browser sends it where none was chosen."""
    none = b'--x\r\nContent-Disposition: form-data; name="register"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = office.client.post("/screenings", content=none, headers={**office.headers, **kind})
    assert answer.status_code == 422
    assert "请先选一个文件" in answer.text


def test_a_workbook_of_another_register_is_told(office: Office, done: str) -> None:
    """Beside the results that there are."""
    page = office.send(f"{done}/mended", "workbook", "别的.xlsx", b"PK\x03\x04")
    assert office.response.status_code == 422
    assert "别的.xlsx" in page.all("div", role_="alert")[0].text
    assert "筛查结果" in said(page)


def test_stopped_it_can_be_started_again(office: Office) -> None:
    """What it was asked for is filled in again; what has ended by itself is no mistake."""
    home = office.uploaded(register(10))
    office.post(f"{home}/columns", office.form_of(f"{home}/columns"))
    office.post(f"{home}/start", {"as_of": "2025-03-01", "months": "7", "to": "csv"})
    assert "disabled" in next(one for one in office.get(f"{home}/columns").all("button") if "下一步" in one.text).attributes
    office.post(f"{home}/cancel", {})
    assert "已停止" in said(office.get(home))
    start = office.get(f"{home}/start")
    assert [start.all("input", id_=one)[0].attributes["value"] for one in ("as_of", "months")] == ["2025-03-01", "7"]
    office.post(f"{home}/cancel", {})
    assert office.response.status_code == 303


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_lists_of_every_kind_are_looked_at(office: Office, form: str) -> None:
    """Page by page, whatever the files are; who looked is in the log."""
    home = office.screened(register(140), to=form, long="on")
    choices = office.get(home).all("select", id_="number")[0].all("option")
    results = next(one for one in choices if one.text == "results").attributes["value"]
    first = office.get(f"{home}/lists/{results}")
    there = next(one for one in first.all("a") if one.text == "下一页").attributes["href"]
    assert squeezed(office.get(there).all("nav")[1].text).startswith("上一页第51至")
    office.get(f"{home}/lists/99")
    assert office.response.status_code == 404
    with office.desk.bureau.service.store()[0].reading() as session:
        told = [
            one.detail for one in entries(session, 1_000, wanted=Wanted(about=home.rpartition("/")[2])) if one.action == "results_fetched"
        ]
    assert [f"results.{form}" in one for one in told] == [True, True]


def test_every_page_says_nothing_of_a_person_in_its_title_or_address(office: Office, done: str) -> None:
    """Nor the name of the file; what a page loads comes to little."""
    for path in ("", "/columns", "/start", "/profile", "/lists/1", "/rejects", "/erase"):
        page = office.get(f"{done}{path}")
        assert office.response.status_code == 200, path
        assert "某" not in str(page.all("title")[0].inside)
        assert not [one for one in page.all("a", "form") if "某" in one.attributes.get("href", one.attributes.get("action", ""))]
        assert len(office.response.content) < 400_000
    assert re.search("<svg", office.get(f"{done}/report") and office.response.text)
    assert office.response.headers["content-security-policy"].startswith("default-src 'none'")


def test_who_may_not_screen_is_refused_and_other_offices_find_nothing(desk: Desk, done: str) -> None:
    """By the same words as over HTTP; no page is offered to who may not."""
    policy = Office(desk, role=Role.POLICY)
    assert "/screenings" not in [one.attributes["href"] for one in policy.get("/book").all("nav")[0].all("a")]
    assert "没有做这件事的权限" in policy.get("/screenings").text
    elsewhere = Office(desk, OTHER)
    assert done not in str(elsewhere.get("/screenings").all("a"))
    for path in ("", "/columns", "/start", "/profile", "/lists/0", "/rejects", "/report", "/erase", "/files/summary.json"):
        elsewhere.get(f"{done}{path}")
        assert elsewhere.response.status_code == 404, path
    for path in ("/columns", "/layout", "/start", "/cancel", "/erase"):
        elsewhere.post(f"{done}{path}", {"to": "csv"})
        assert elsewhere.response.status_code == 404, path


@pytest.mark.parametrize("path", ["/columns", "/layout", "/start", "/cancel", "/mended", "/erase", ""])
def test_other_origins_are_refused(office: Office, done: str, path: str) -> None:
    """Whatever would change something."""
    office.post(f"{done}{path}" if path else "/screenings", {}, Origin="http://elsewhere.example")
    assert office.response.status_code == 403
    assert office.get(done).all("h1")[0].text == "筛查结果"


def test_the_profile_of_the_register_shows_nobody(office: Office, done: str) -> None:
    """Columns, doubtful values and ages, as they are counted."""
    page = office.get(f"{done}/profile")
    words = said(page)
    assert "看不懂“好像吧”这种写法" in words
    assert "某1" not in words
    assert len(page.all("svg")) > 1


def test_the_profile_is_read_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """For one mapping: with another it is read anew."""
    home = office.uploaded(register(10))
    first = said(office.get(f"{home}/profile"))
    with monkeypatch.context() as patched:
        patched.setattr("huilao.GivenRegister.portrait", None)
        assert said(office.get(f"{home}/profile")) == first
    office.post(f"{home}/columns", office.form_of(f"{home}/columns") | {"c.3": ""})
    assert said(office.get(f"{home}/profile")) != first
