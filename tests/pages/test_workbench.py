"""The workbench: a clerk's day on its pages, without a script and without knowing what HTTP is."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any as Anything

import pytest
from sqlalchemy import select

from huilao_api.pages.frame import HTML_WEIGHT
from huilao_api.service import CHINA
from huilao_api.store.tables import LogEntry
from huilao_api.who import Role
from huilao_api.work import working
from huilao_api.work.switching import switch
from huilao_api.work.workers import DUTIES
from small_books import chapter, one_ruleset

from ..api.conftest import Bureau, bureau_of
from ..api.drafting import CHAPTER, FEATURE, LATER, OLD, SOONER, chapter_of, put_back, small_book, work
from ..api.screening_desk import SECRET, Desk, register
from .conftest import HTML
from .reading import Element, Reader, squeezed

NUMBERS = count()


@pytest.fixture(scope="module")
def one_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    folder = tmp_path_factory.mktemp("workbench")
    with bureau_of(small_book(folder / "book"), database=f"sqlite:///{folder / 'huilao.sqlite3'}", switch_seconds=3600) as opened:
        yield opened


@pytest.fixture
def office(one_office: Bureau) -> Iterator[Bureau]:
    """In which afterwards the version is in service again that it began with."""
    yield one_office
    put_back(one_office)
    switch(one_office.service)


class Clerk(Reader):
    """Somebody at the workbench."""

    def __init__(self, office: Bureau, role: Role, name: str | None = None) -> None:
        self.name = name or f"{role.value}{next(NUMBERS)}"
        super().__init__(office.client, HTML | office.signed_in(role, name=self.name))
        self.office = office

    def does(self, page: Element, action: str, to: str = "", **filled: str) -> Element:
        """Sends the first form of an action with what stands in it and what is filled in, and goes where that leads; `to` is a button that sends
        it elsewhere.
        """
        form = next(one for one in page.all("form") if one.attributes.get("action", "").endswith(action))
        kept = {one.attributes["name"]: one.attributes["value"] for one in form.all("input", type="hidden")}
        addresses = [form.attributes["action"], *(one.attributes.get("formaction", "") for one in form.all("button"))]
        answer = self.post(next(one for one in addresses if one.endswith(to)), kept | filled)
        if self.response.status_code != 303:
            return answer
        return self.get(self.response.headers["location"].partition("#")[0])

    def begins(self, title: str = "高龄津贴调整") -> Element:
        return self.does(self.get("/workbench"), "/workbench/drafts", title=title, note="", version="")

    def writes(self, page: Element, text: str, name: str = CHAPTER) -> Element:
        """As the page of the file does."""
        id_, revision = id_of(page), page.all("input", name="revision")[0].attributes["value"]
        headers = {**self.headers, "If-Match": f'"{revision}"', "Content-Type": "application/yaml", "Accept": "*/*"}
        assert self.client.put(f"/v1/drafts/{id_}/files/{name}", content=text.encode(), headers=headers).status_code == 200
        return self.get(f"/workbench/drafts/{id_}")

    def checks(self, page: Element) -> Element:
        id_ = id_of(self.does(page, "/check", as_of="2025-03-01"))
        work(self.office)
        return self.get(f"/workbench/drafts/{id_}")


def id_of(page: Element) -> str:
    return next(one.attributes["href"] for one in page.all("a") if "/v1/drafts/" in one.attributes["href"]).split("/")[3]


def actions(page: Element) -> set[str]:
    """What one can do on a page."""
    return {one.attributes["action"].rpartition("/")[2] for one in page.all("form", method="post")} - {"sign-out"}


def linked(page: Element) -> list[str]:
    return [one.attributes["href"] for one in page.all("a")]


def publication_of(page: Element) -> str:
    """The address of the publication that a draft has become."""
    return next(one for one in linked(page.all("p", class_="whose")[0]) if "/publications/" in one)


def refused(page: Element) -> str:
    """Why something was not done."""
    return page.all(id="problem")[0].text


def tomorrow() -> str:
    return (datetime.now(CHINA).date() + timedelta(days=1)).isoformat()


def test_a_mistake_is_found_with_its_place_and_mended(office: Bureau) -> None:
    """By a look for mistakes alone, and by the check; neither lets it be submitted, and a check of an earlier revision is told to be old."""
    wang = Clerk(office, Role.POLICY)
    draft = wang.begins()
    assert "还没有改任何文件；这一稿还没有检查" in draft.text
    assert actions(draft) == {"withdraw", "title", "add", "archive", "check"}
    draft = wang.writes(draft, chapter_of(old=LATER.replace("age:", "agee:", 1)))
    place = f"/workbench/drafts/{id_of(draft)}/files/{CHAPTER}#L2"
    read = wang.does(draft, "/check", to="/read")
    assert "有错误，读不通" in read.text
    assert place in linked(read)
    draft = wang.checks(draft)
    assert "检查没有通过" in draft.text
    assert place in linked(draft)
    assert "submit" not in actions(draft)
    draft = wang.writes(draft, chapter_of(old=LATER))
    assert "下面是第2稿的结果，草稿已经改到第3稿" in draft.text
    assert "submit" not in actions(draft)
    assert "读得通" in wang.does(draft, "/check", to="/read").text


def test_what_an_edit_does_is_said_as_the_library_says_it(office: Bureau) -> None:
    """Every line of its comparison, in both languages; what is changed line by line; scenarios that do not hold, with their place."""
    wang = Clerk(office, Role.POLICY)
    draft = wang.writes(wang.writes(wang.begins(), chapter_of(old=LATER)), FEATURE, "features/old.feature")
    draft = wang.checks(draft)
    found = wang.client.get(f"/v1/drafts/{id_of(draft)}/check", headers={**wang.headers, "Accept": "*/*"}).json()["found"]
    for language in ("zh", "en"):
        text = squeezed(wang.get(f"/workbench/drafts/{id_of(draft)}?lang={language}").text)
        lines = found["comparison"]["text"][language].split("\n")
        assert [line for line in lines if squeezed(line.partition(": ")[2] if line[:2] == "r/" else line) not in text] == []
    assert "old: {when: {age: {at_least: 90}}" in draft.all(id=f"f-{CHAPTER}")[0].all("ins")[0].text
    assert f"/workbench/drafts/{id_of(draft)}/files/features/old.feature#L4" in linked(draft)
    assert "不成立" in draft.text


def test_a_loss_is_ticked_and_another_approves_for_a_day(office: Bureau) -> None:
    """Without the tick nothing is submitted; whoever had a hand in it is told why they may not approve; what is to come can be called off,
    and then takes its way again; what is in service is gone back from with a reason.
    """
    wang, boss = Clerk(office, Role.POLICY), Clerk(office, Role.APPROVER)
    draft = wang.checks(wang.writes(wang.begins("高龄津贴提到九十岁"), chapter_of(old=LATER)))
    assert [one.attributes["value"] for one in draft.all("input", name="acknowledged")] == ["r/old"]
    assert "r/old" in refused(wang.does(draft, "/submit", takes_effect="now"))
    assert wang.response.status_code == 409
    draft = wang.does(draft, "/submit", acknowledged="r/old", takes_effect="day", day=tomorrow())
    assert actions(draft) == {"reopen", "withdraw", "check"}
    assert f"/workbench/drafts/{id_of(draft)}" in linked(boss.get("/workbench").all("section")[0])

    own = Clerk(office, Role.APPROVER, wang.name)
    page = own.get(f"/workbench/drafts/{id_of(draft)}")
    assert "您经手过这份草稿" in page.text
    assert "approve" not in actions(page)
    page = boss.get(f"/workbench/drafts/{id_of(draft)}")
    assert actions(page) == {"approve", "reject", "check"}
    assert page.all("input", name="day")[0].attributes["value"] == tomorrow()
    address = publication_of(boss.does(page, "/approve", takes_effect="day", day=tomorrow()))
    assert address in linked(boss.get("/workbench"))
    planned = boss.get(address)
    assert squeezed("高龄津贴：失去") in squeezed(planned.text)
    assert "at_least: 90" in planned.all("ins")[0].text
    assert "已撤回" in boss.does(planned, "/withdraw").text

    wang = Clerk(office, Role.POLICY, wang.name)
    assert actions(wang.get(address)) == set()
    again = wang.does(wang.checks(wang.writes(wang.begins(), chapter_of(old=SOONER))), "/submit", takes_effect="now")
    address = publication_of(boss.does(boss.get(f"/workbench/drafts/{id_of(again)}"), "/approve", takes_effect="now"))
    assert switch(office.service)
    assert "在用" in boss.get(address).all("h1")[0].text
    first = boss.get("/workbench/publications/1")
    stale = first.all("input", name="seen")[0].attributes["value"]
    back = boss.does(first, "/roll-back", reason="先不改")
    assert "先不改" in back.text
    assert "at_least: 80" in back.all("ins")[0].text
    boss.post("/workbench/publications/1/roll-back", {"seen": stale, "reason": "再换"})
    assert boss.response.status_code in (409, 412)


def test_what_is_rejected_comes_back_with_the_reason(office: Bureau) -> None:
    """To whoever writes it, whose turn it is then; withdrawn and taken back it is open again."""
    wang, boss = Clerk(office, Role.POLICY), Clerk(office, Role.APPROVER)
    draft = wang.does(wang.checks(wang.writes(wang.begins(), chapter_of(old=SOONER))), "/submit", takes_effect="now")
    boss.does(boss.get(f"/workbench/drafts/{id_of(draft)}"), "/reject", reason="年龄请再核对")
    assert "退回给您了" in wang.get("/workbench").all("section")[0].text
    draft = wang.get(f"/workbench/drafts/{id_of(draft)}")
    assert "年龄请再核对" in draft.all(id="reason")[0].text
    draft = wang.does(draft, "/withdraw")
    assert actions(draft) == {"reopen"}
    assert "submit" in actions(wang.does(draft, "/reopen"))


@pytest.mark.parametrize(
    ("choice", "there"),
    [("yours", (LATER, None)), ("theirs", (None, SOONER)), ("both", (LATER, SOONER))],
)
def test_of_lines_that_both_changed_it_is_said_which_stand(office: Bureau, choice: str, there: tuple[str | None, str | None]) -> None:
    """Side by side, place by place; as long as one is open nothing is joined."""
    wang, li, boss = Clerk(office, Role.POLICY), Clerk(office, Role.POLICY), Clerk(office, Role.APPROVER)
    draft = wang.writes(wang.begins(), chapter_of(old=LATER))
    other = li.does(li.checks(li.writes(li.begins(), chapter_of(old=SOONER))), "/submit", takes_effect="now")
    boss.does(boss.get(f"/workbench/drafts/{id_of(other)}"), "/approve", takes_effect="now")
    draft = wang.get(f"/workbench/drafts/{id_of(draft)}")
    assert "在用的版本已经换了" in draft.text
    asked = wang.does(draft, "/catch-up")
    assert "at_least: 90" in asked.all("div", class_="sides")[0].all("div")[0].text
    assert "at_least: 70" in asked.all("div", class_="sides")[0].all("div")[1].text
    (name,) = {one.attributes["name"] for one in asked.all("input", type="radio")}
    assert "还有地方没有选" in wang.does(asked, "/catch-up").text
    draft = wang.does(asked, "/catch-up", **{name: choice})
    assert "在用的版本已经换了" not in draft.text
    text = wang.client.get(f"/v1/drafts/{id_of(draft)}/files/{CHAPTER}", headers={**wang.headers, "Accept": "*/*"}).text
    assert [None if line is None else line in text for line in there] == [None if line is None else True for line in there]
    assert [line for line in (LATER, SOONER) if line not in there and line in text] == []


def test_a_draft_that_is_written_has_another_title(office: Bureau) -> None:
    """What is no title is refused; one that is submitted keeps its own; the former one is in the log."""
    wang = Clerk(office, Role.POLICY)
    draft = wang.begins()
    before = draft.all("h1")[0].text
    assert wang.does(draft, "/title", title="<b>助餐</b>条件").all("h1")[0].text == "<b>助餐</b>条件"
    for title in (" ", "助\u001b餐", "助\u2028餐"):
        wang.post(f"/workbench/drafts/{id_of(draft)}/title", {"title": title})
        assert wang.response.status_code == 422
    with office.service.store()[0].reading() as session:
        (entry,) = [one for one in session.scalars(select(LogEntry)) if one.action == "draft_renamed"]
    assert {"before": before, "title": "<b>助餐</b>条件"}.items() <= json.loads(entry.detail).items()
    submitted = wang.does(
        wang.checks(wang.writes(wang.get(f"/workbench/drafts/{id_of(draft)}"), chapter_of(old=SOONER))), "/submit", takes_effect="now"
    )
    assert "title" not in actions(submitted)
    wang.post(f"/workbench/drafts/{id_of(draft)}/title", {"title": "后来"})
    assert wang.response.status_code == 409


def test_a_draft_is_tried_at_the_desk(office: Bureau) -> None:
    """By a link of its page and of a file; the desk says by which version it answers."""
    wang = Clerk(office, Role.POLICY)
    draft = wang.writes(wang.begins(), chapter_of(old=LATER))
    there = f"/desk?version=draft:{id_of(draft)}"
    assert there in {one.attributes.get("href") for one in draft.all("a")}
    assert there in {one.attributes.get("href") for one in wang.get(f"/workbench/drafts/{id_of(draft)}/files/{CHAPTER}").all("a")}
    assert "草稿" in wang.get(there).all("main")[0].text


def test_whoever_comes_from_the_book_begins_in_the_file(office: Bureau) -> None:
    """A draft that is there opens in it, and so does a new one; what is no file opens nothing."""
    wang = Clerk(office, Role.POLICY)
    draft = wang.begins()
    start = wang.get(f"/workbench?file={CHAPTER}&line=3")
    assert f"/workbench/drafts/{id_of(draft)}/files/{CHAPTER}#L3" in {one.attributes.get("href") for one in start.all("a")}
    hidden = {
        one.attributes["name"]: one.attributes["value"]
        for one in start.all("form", action="/workbench/drafts")[0].all("input", type="hidden")
    }
    wang.post("/workbench/drafts", hidden | {"title": "改"})
    assert wang.response.headers["location"].endswith(f"/files/{CHAPTER}#L3")
    assert "要改的是" not in wang.get("/workbench?file=../secret").text


def test_an_archive_may_be_as_large_as_a_rule_book(office: Bureau) -> None:
    """Beyond what other requests may be; who may not write drafts has it refused before it is read."""
    many = "".join(f"# {number}\n" for number in range(80_000))
    whole = zipped({"facts.yaml": "facts: {}\n", CHAPTER: many, "r/chapter-2.yaml": many}, stored=True)
    assert len(whole) > office.service.settings.max_body
    wang, other = Clerk(office, Role.POLICY), Clerk(office, Role.CASEWORKER)
    for clerk, status in ((wang, 303), (other, 403)):
        answer = clerk.client.post(
            "/workbench/drafts",
            data={"title": "大"},
            files={"archive": ("book.zip", whole, "application/zip")},
            headers=clerk.headers,
            follow_redirects=False,
        )
        assert answer.status_code == status


def zipped(files: Mapping[str, str], *, stored: bool = False) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return written.getvalue()


def test_files_come_in_one_by_one_and_as_an_archive(office: Bureau) -> None:
    """And go; a name that cannot be used or that is taken says so and keeps what was typed; an archive of somebody who had not seen the last
    revision overwrites nothing.
    """
    wang = Clerk(office, Role.POLICY)
    draft = wang.begins()
    id_ = id_of(draft)
    assert "已有 r/chapter.yaml" in refused(page := wang.does(draft, "/add", name=CHAPTER))
    assert page.all("input", name="name")[0].attributes["value"] == CHAPTER
    assert wang.response.status_code == 409
    assert ".feature" in refused(wang.does(draft, "/add", name="r/chapter.txt"))
    wang.post(f"/workbench/drafts/{id_}/add", {"revision": "1", "name": "features/new.feature"})
    assert wang.response.headers["location"] == f"/workbench/drafts/{id_}/files/features/new.feature"
    post: Anything = {"headers": wang.headers, "follow_redirects": False}
    sent = {"file": ("x.feature", FEATURE.encode(), "text/plain")}
    wang.client.post(f"/workbench/drafts/{id_}/add", data={"revision": "1", "name": "features/new.feature"}, files=sent, **post)
    draft = wang.get(f"/workbench/drafts/{id_}")
    assert "新增" in draft.all(id="f-features/new.feature")[0].text
    assert "f-features/new.feature" not in {one.attributes.get("id") for one in wang.does(draft, "/remove").all("details")}

    whole = wang.client.get(f"/v1/drafts/{id_}/archive", headers={**wang.headers, "Accept": "*/*"}).content
    names = zipfile.ZipFile(io.BytesIO(whole)).namelist()
    assert CHAPTER in names
    sent = {"archive": ("book.zip", zipped({"facts.yaml": "facts: {}", CHAPTER: chapter_of(old=LATER)}), "application/zip")}
    assert wang.client.post(f"/workbench/drafts/{id_}/archive", data={"revision": "3"}, files=sent, **post).status_code == 303
    draft = wang.get(f"/workbench/drafts/{id_}")
    assert "删除" in draft.all(id="f-r/document.yaml")[0].text
    sent = {"archive": ("book.zip", zipped({"facts.yaml": "facts: {}", CHAPTER: chapter_of(old=SOONER)}), "application/zip")}
    answer = wang.client.post(f"/workbench/drafts/{id_}/archive", data={"revision": "1"}, files=sent, **post)
    assert answer.status_code == 412
    assert "这次没有存" in answer.text
    begun = wang.client.post(
        "/workbench/drafts", data={"title": "压缩包"}, files={"archive": ("x.zip", b"nothing", "application/zip")}, **post
    )
    assert begun.status_code == 422
    assert "压缩包不能用" in begun.text


def test_revisions_are_held_against_each_other(office: Bureau) -> None:
    wang = Clerk(office, Role.POLICY)
    draft = wang.writes(wang.writes(wang.begins(), chapter_of(old=LATER)), chapter_of(old=SOONER))
    last = wang.get(f"/workbench/drafts/{id_of(draft)}/revisions")
    assert ("at_least: 90" in last.all("del")[0].text, "at_least: 70" in last.all("ins")[0].text) == (True, True)
    first = wang.get(f"/workbench/drafts/{id_of(draft)}/revisions?since=1&until=2")
    assert "at_least: 90" in first.all("ins")[0].text
    assert wang.get(f"/workbench/drafts/{id_of(draft)}/revisions?until=9").all("h1")[0].text == "没有这一稿"


@pytest.mark.parametrize(("role", "may"), [(Role.AUDITOR, set[str]()), (Role.POLICY, {"drafts"}), (Role.APPROVER, set[str]())])
def test_nobody_is_offered_what_they_may_not_do(office: Bureau, role: Role, may: set[str]) -> None:
    """And who may see none of it is not let in."""
    draft = Clerk(office, Role.POLICY).begins()
    somebody = Clerk(office, role)
    assert actions(somebody.get("/workbench")) == may
    assert (actions(somebody.get(f"/workbench/drafts/{id_of(draft)}")) == set()) is (role is Role.AUDITOR)
    somebody.post(f"/workbench/drafts/{id_of(draft)}/withdraw", {})
    assert somebody.response.status_code == (303 if role is Role.POLICY else 403)
    caseworker = Clerk(office, Role.CASEWORKER)
    assert "/workbench" not in linked(caseworker.get("/desk"))
    caseworker.get("/workbench")
    assert caseworker.response.status_code == 403


@pytest.mark.parametrize(
    ("role", "path"),
    [
        *(
            (Role.POLICY, path)
            for path in ("/drafts", *(f"/drafts/x/{act}" for act in ("add", "remove", "check", "submit", "withdraw", "catch-up")))
        ),
        *(
            (Role.APPROVER, path)
            for path in ("/drafts/x/approve", "/drafts/x/reject", "/publications/1/withdraw", "/publications/1/roll-back")
        ),
    ],
)
def test_a_form_of_another_page_does_nothing(office: Bureau, role: Role, path: str) -> None:
    clerk = Clerk(office, role)
    page = clerk.post(f"/workbench{path}", {"revision": "1", "title": "x", "seen": "x"}, Origin="https://evil.example")
    assert clerk.response.status_code == 403
    assert "不是从本系统的页面发出的" in page.text


def test_people_of_a_register_are_counted(tmp_path: Path) -> None:
    """Of which one is chosen; in the library's own words, with the register and its day."""
    book = one_ruleset(tmp_path / "book", old=OLD)
    with bureau_of(book, database=f"sqlite:///{tmp_path / 'huilao.sqlite3'}", secret=SECRET) as office:
        desk = Desk(office, office.key(Role.CASEWORKER, name="desk"))
        desk.screened(screening := desk.mapped(register(60)), suppress=0)
        wang = Clerk(office, Role.POLICY)
        draft = wang.writes(wang.begins(), chapter(old=LATER))
        assert screening in {one.attributes["value"] for one in draft.all("option")}
        wang.does(draft, "/check", as_of="2025-03-01", screening=screening)
        working.work(office.service.settings, DUTIES, threading.Event(), until_idle=True)
        text = squeezed(wang.get(f"/workbench/drafts/{id_of(draft)}").text)
        found = wang.client.get(f"/v1/drafts/{id_of(draft)}/check", headers={**wang.headers, "Accept": "*/*"}).json()["found"]["people"]
        assert [line for line in found["text"]["zh"].split("\n") if squeezed(line) not in text] == []
        assert "按2025-03-01筛查的登记表数" in text


def test_a_page_of_all_files_is_light(office: Bureau) -> None:
    """With its style sheets and modules, as it is sent; whatever was changed."""
    wang = Clerk(office, Role.POLICY)
    draft = wang.checks(wang.writes(wang.begins(), chapter_of(old=LATER, **{f"b{number}": SOONER for number in range(500)})))
    assert "没有列出" in draft.text
    loaded = [one.attributes.get("href") or one.attributes["src"] for one in (*draft.all("link"), *draft.all("script"))]
    packed = {**wang.headers, "Accept-Encoding": "gzip"}
    sizes: list[int] = []
    for address in (f"/workbench/drafts/{id_of(draft)}", *loaded):
        with wang.client.stream("GET", address, headers=packed) as answer:
            sizes.append(sum(map(len, answer.iter_raw())))
    assert sum(sizes) < HTML_WEIGHT


def test_drafts_and_publications_are_listed(office: Bureau) -> None:
    """By state, too; what is not there says so."""
    wang = Clerk(office, Role.POLICY)
    draft = wang.begins("只此一份")
    assert "只此一份" in wang.get("/workbench/drafts").text
    assert "只此一份" in wang.get("/workbench/drafts?state=open").text
    assert "只此一份" not in wang.get("/workbench/drafts?state=published").text
    wang.does(draft, "/withdraw")
    assert "/workbench/publications/1" in linked(wang.get("/workbench/publications"))
    assert wang.get("/workbench/publications/999").all("h1")[0].text == "没有这次发布"
    assert wang.get("/workbench/drafts/none").all("h1")[0].text == "没有这份草稿"
