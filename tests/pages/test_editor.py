"""The page of one file of a draft, without a script: written, looked at for mistakes, saved, and joined with what somebody else did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any as Anything

import pytest

from huilao_api.pages import editor
from huilao_api.pages.assets import FOLDER
from huilao_api.who import Role

from ..api.conftest import Bureau, bureau_of
from ..api.drafting import AIDS, CHAPTER, FEATURE, OLD, chapter_of, small_book
from .conftest import HTML
from .reading import Element, Reader, squeezed

NUMBERS = count()
TERMS = "terms:\n  old:\n    label: {zh: 高龄, en: Old}\n    when: {age: {at_least: 80}}\n"
MOST = 400_000
"""Bytes that the page comes to, with all that it loads, as they are sent."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    folder = tmp_path_factory.mktemp("editor")
    with bureau_of(small_book(folder / "book"), database=f"sqlite:///{folder / 'huilao.sqlite3'}") as opened:
        yield opened


class Clerk(Reader):
    """Somebody at a file of a draft."""

    def __init__(self, office: Bureau, role: Role = Role.POLICY, name: str | None = None, *places: str) -> None:
        super().__init__(office.client, HTML | office.signed_in(role, *places, name=name or f"{role.value}-{next(NUMBERS)}"))
        self.office = office

    def draft(self, title: str = "调整年龄") -> str:
        made = self.client.post("/v1/drafts", json={"title": title}, headers={**self.headers, "Accept": "application/json"})
        assert made.status_code == 201, made.text
        return made.json()["id"]

    def kept(self, draft: str, name: str = CHAPTER) -> bytes:
        return self.client.get(f"/v1/drafts/{draft}/files/{name}", headers={**self.headers, "Accept": "*/*"}).content

    def open(self, draft: str, name: str = CHAPTER, **headers: str) -> Element:
        return self.get(f"/workbench/drafts/{draft}/files/{name}", **headers)

    def looks(self, draft: str, text: str, name: str = CHAPTER, **more: str) -> Element:
        return self.post(f"/workbench/drafts/{draft}/read/{name}", {"text": text, "revision": "1", **more})

    def saves(self, draft: str, text: str, seen: int = 1, name: str = CHAPTER) -> Element:
        page = self.post(f"/workbench/drafts/{draft}/files/{name}", {"text": text, "revision": str(seen)})
        return self.get(self.response.headers["location"]) if self.response.status_code == 303 else page


@pytest.fixture
def clerk(office: Bureau) -> Clerk:
    return Clerk(office)


def written(page: Element) -> str:
    """What stands in the text box: browsers drop a line break right after its tag."""
    (box,) = page.all("textarea", id="text")
    return box.text.removeprefix("\n")


def seen(page: Element) -> str:
    return page.all("input", name="revision")[0].attributes["value"]


def told(page: Element) -> str:
    (one,) = [one for one in page.all("div") if one.attributes.get("id") == "told"]
    return squeezed(one.text)


def mistakes(page: Element) -> list[Element]:
    return [one for one in page.all("div") if "mistake" in one.attributes.get("class", "").split()]


def sentences(page: Element) -> dict[str, str]:
    """What the parts of the file say, by their names."""
    parts = page.all("details", class_="item one")
    return {one.all("span", class_="name")[0].text: squeezed(one.text) for one in parts}


def test_a_file_opens_with_what_it_says_beside_it(clerk: Clerk) -> None:
    """Each benefit in a sentence, with its place among the clauses; the text is as it is kept, to the letter."""
    draft = clerk.draft()
    page = clerk.open(draft)
    assert written(page) == clerk.kept(draft).decode()
    assert seen(page) == "1"
    assert "年满80周岁" in sentences(page)["高龄津贴"]
    assert {"第一条", "old，第2行"} <= {squeezed(one.text) for one in page.all("dd")}
    assert not mistakes(page)
    assert page.all("a", href=f"/workbench/drafts/{draft}")
    odd = "\n# <b> & \"'\n" + chapter_of() + "\n\n"
    assert written(clerk.saves(draft, odd)) == odd


def test_it_is_saved_as_a_revision_with_its_own_ends_of_lines(clerk: Clerk) -> None:
    """A browser sends others than are in the file."""
    draft = clerk.draft()
    page = clerk.saves(draft, chapter_of(old=OLD.replace("80", "70")).replace("\n", "\r\n"))
    assert seen(page) == "2"
    assert "已保存" in told(page)
    assert b"\r" not in clerk.kept(draft)
    windows = chapter_of(old=OLD.replace("80", "75")).replace("\n", "\r\n")
    clerk.client.put(f"/v1/drafts/{draft}/files/{CHAPTER}", content=windows.encode(),
                     headers={**clerk.headers, "Accept": "*/*", "If-Match": '"2"', "Content-Type": "application/yaml"})  # fmt: skip
    page = clerk.saves(draft, windows.replace("75", "76"), 3)
    assert clerk.kept(draft) == windows.replace("75", "76").encode()
    assert "现行版本：年满80周岁" in sentences(page)["高龄津贴"]


def test_a_new_file_is_made_by_saving_it(clerk: Clerk) -> None:
    draft = clerk.draft()
    page = clerk.open(draft, "r/more.yaml")
    assert written(page) == ""
    assert "还没有这个文件" in page.text
    page = clerk.saves(draft, "benefits:\n  more: " + AIDS.replace("困难补助", "生活补助"), name="r/more.yaml")
    assert "生活补助" in sentences(page)
    clerk.open(draft, "../secret.yaml")
    assert clerk.response.status_code in (404, 422)
    clerk.open("no-such-draft")
    assert clerk.response.status_code == 404


def test_a_mistake_is_shown_with_its_place_and_mended_at_a_press(clerk: Clerk) -> None:
    """Nothing is kept by looking; what the text said before is told as what it is, until it can be read again."""
    draft = clerk.draft()
    text = chapter_of(old=OLD.replace("80", "60.5"))
    page = clerk.looks(draft, text)
    (one,) = mistakes(page)
    assert "第2行第" in squeezed(one.text)
    assert "不能写60.5" in squeezed(one.text)
    assert "60岁6个月" in one.text
    assert [mark.text for mark in one.all("mark")] == ["60.5"]
    assert "按已保存的文字" in page.text
    assert "年满80周岁" in sentences(page)["高龄津贴"]
    assert written(page) == text
    assert clerk.kept(draft).decode() == chapter_of()
    (press,) = one.all("button", name="put")
    page = clerk.looks(draft, text, put=press.attributes["value"])
    assert not mistakes(page)
    assert written(page) == text.replace("60.5", "60 years 6 months")
    assert "年满60周岁6个月" in sentences(page)["高龄津贴"]
    assert seen(page) == "1"


def test_another_language_has_the_text_as_it_stands(clerk: Clerk) -> None:
    """It is sent along; whoever only comes back to that address finds the file."""
    draft = clerk.draft()
    page = clerk.looks(draft, chapter_of(old=OLD.replace("80", "60.5")))
    (switch,) = [one for one in page.all("button", form="file") if one.text == "English"]
    page = clerk.post(switch.attributes["formaction"], {"text": written(page), "revision": "1"})
    assert "60.5" in written(page)
    assert "60 years 6 months" in mistakes(page)[0].text
    assert page.all("html", lang="en")
    clerk.client.cookies.clear()
    clerk.get(f"/workbench/drafts/{draft}/read/{CHAPTER}")
    assert clerk.response.headers["location"] == f"/workbench/drafts/{draft}/files/{CHAPTER}"


def test_mistakes_in_other_files_lead_there(clerk: Clerk) -> None:
    """The sentence waits for them too."""
    draft = clerk.draft()
    clerk.saves(draft, "terms: {x: {}}", name="terms.yaml")
    page = clerk.looks(draft, chapter_of())
    assert not mistakes(page)
    (link,) = page.all("a", href=f"/workbench/drafts/{draft}/files/terms.yaml#L1")
    assert link.text == "terms.yaml"
    page = clerk.open(draft, "terms.yaml")
    assert not page.all("p", class_="yes")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("terms.yaml", TERMS, {"高龄": "年满80周岁"}),
        ("terms.yaml", "terms: {}\nquantities:\n  line: {label: {zh: 线}, unit: CNY, is: {times: [income, 2]}}\n", {"线": "月收入乘以2"}),
        (
            "r/clauses.yaml",
            "clauses:\n  - {cite: 第一条, about: 津贴}\n  - {cite: 第二条, about: 附则, none: 没有待遇}\n",
            {"第一条": "第一条：津贴", "第二条": "没有待遇的原因"},
        ),
        ("facts.yaml", None, {"能力等级": "完好、轻度、重度"}),
        ("places.yaml", None, {}),
    ],
)
def test_every_kind_of_file_says_what_is_in_it(clerk: Clerk, name: str, text: str | None, said: dict[str, str]) -> None:
    draft = clerk.draft()
    page = clerk.open(draft, name) if text is None else clerk.saves(draft, text, name=name)
    assert not mistakes(page), [one.text for one in mistakes(page)]
    found = sentences(page)
    assert all(words in found[part] for part, words in said.items()), found
    assert bool(found) == bool(said)


def test_the_scenarios_of_its_benefits_are_tried_at_a_press(clerk: Clerk) -> None:
    draft = clerk.draft()
    clerk.saves(draft, FEATURE, name="features/r.feature")
    page = clerk.looks(draft, chapter_of())
    assert page.all("button", value="try")
    assert "场景" not in sentences(page)["高龄津贴"]
    assert "1个都成立" in sentences(clerk.looks(draft, chapter_of(), look="try"))["高龄津贴"]
    page = clerk.looks(draft, chapter_of(old=OLD.replace("80", "90")), look="try")
    assert "1个里有1个不成立" in sentences(page)["高龄津贴"]
    assert page.all("a", href=f"/workbench/drafts/{draft}/files/features/r.feature#L4")
    clerk.saves(draft, FEATURE.replace("可以办", "办得成"), 2, "features/r.feature")
    assert "场景写得不对" in clerk.looks(draft, chapter_of(), look="try").text


def test_edits_of_other_lines_are_joined_and_shown_before_they_are_saved(office: Bureau, clerk: Clerk) -> None:
    draft, other = clerk.draft(), Clerk(office)
    other.saves(draft, chapter_of(old=OLD.replace("80", "70")))
    page = clerk.saves(draft, chapter_of().replace("benefits:", "# 说明\n\n\nbenefits:"))
    assert clerk.response.status_code == 412
    assert "两边的修改已经合在一起" in told(page)
    assert "# 说明" in written(page)
    assert "70" in written(page)
    assert "# 说明" not in clerk.kept(draft).decode()
    page = clerk.saves(draft, written(page), int(seen(page)))
    assert "已保存" in told(page)
    assert "# 说明" in clerk.kept(draft).decode()


@pytest.mark.parametrize(("take", "there"), [("theirs", ["70"]), ("yours", ["75"]), ("both", ["70", "75"])])
def test_of_lines_that_both_changed_it_is_asked_what_they_are_to_be(office: Bureau, clerk: Clerk, take: str, there: list[str]) -> None:
    """Both stand side by side, and neither is lost."""
    draft, other = clerk.draft(), Clerk(office)
    other.saves(draft, chapter_of(old=OLD.replace("80", "70")))
    mine = chapter_of(old=OLD.replace("80", "75"))
    page = clerk.saves(draft, mine)
    assert clerk.response.status_code == 412
    assert written(page) == mine
    sides = [one.text for one in page.all("pre", tabindex="0")]
    assert ["70" in sides[0], "75" in sides[1]] == [True, True]
    names = {one.attributes["name"] for one in page.all("input", type="radio")}
    page = clerk.post(f"/workbench/drafts/{draft}/join/{CHAPTER}", {"text": mine, "revision": "1", **dict.fromkeys(names, take)})
    assert ("不用再保存" if take == "theirs" else "还没有保存") in told(page)
    assert re.findall("at_least: (7.)", written(page)) == there
    assert seen(page) == "2"
    assert "70" in clerk.kept(draft).decode()
    clerk.saves(draft, written(page), 2)
    assert clerk.kept(draft).decode() == written(page)


def test_what_somebody_else_deletes_can_be_had_back(office: Bureau, clerk: Clerk) -> None:
    draft = clerk.draft()
    office.client.delete(f"/v1/drafts/{draft}/files/{CHAPTER}", headers={**clerk.headers, "Accept": "*/*", "If-Match": '"1"'})
    mine = chapter_of(old=OLD.replace("80", "75"))
    page = clerk.saves(draft, mine)
    assert "删去了这个文件" in told(page)
    assert "已保存" in told(clerk.saves(draft, written(page), int(seen(page))))


def test_where_it_cannot_be_saved_the_page_says_why_and_keeps_the_text(office: Bureau, clerk: Clerk) -> None:
    """In the words that programs are refused with."""
    mine = chapter_of(old=OLD.replace("80", "75"))
    draft = clerk.draft()
    office.client.post(f"/v1/drafts/{draft}/withdraw", headers={**clerk.headers, "Accept": "*/*"})
    page = clerk.saves(draft, mine)
    assert clerk.response.status_code == 409
    assert "草稿已经撤下" in told(page)
    assert written(page) == mine
    assert not page.all("button", **{"data-save": ""})
    assert "readonly" in page.all("textarea", id="text")[0].attributes
    elsewhere = Clerk(office, Role.POLICY, None, "22")
    page = elsewhere.saves(clerk.draft(), mine)
    assert elsewhere.response.status_code == 403
    assert written(page) == mine
    page = clerk.saves(clerk.draft(), "a" * 1_000_001)
    assert clerk.response.status_code == 413


def test_who_may_look_and_who_may_write(office: Bureau, clerk: Clerk) -> None:
    """An approver reads, with the mistakes; an auditor sees the text alone; a caseworker nothing."""
    draft = clerk.draft()
    page = Clerk(office, Role.APPROVER).open(draft)
    assert "readonly" in page.all("textarea", id="text")[0].attributes
    assert sentences(page)
    assert not page.all("button", **{"data-save": ""})
    page = Clerk(office, Role.AUDITOR).open(draft)
    assert written(page) == chapter_of()
    assert not sentences(page)
    for role in (Role.APPROVER, Role.AUDITOR):
        somebody = Clerk(office, role)
        somebody.open(draft, "r/new.yaml")
        assert somebody.response.status_code == 404
        somebody.saves(draft, "x")
        assert somebody.response.status_code == 403
    for role in (Role.CASEWORKER, Role.ADMIN):
        somebody = Clerk(office, role)
        somebody.open(draft)
        assert somebody.response.status_code == 403


@pytest.mark.parametrize("what", ["files", "read", "join"])
def test_no_page_of_another_origin_writes(clerk: Clerk, what: str) -> None:
    draft = clerk.draft()
    clerk.headers = {**clerk.headers, "Origin": "https://evil.example"}
    clerk.post(f"/workbench/drafts/{draft}/{what}/{CHAPTER}", {"text": "x", "revision": "1"})
    assert clerk.response.status_code == 403


def test_words_to_complete_are_those_of_the_draft(clerk: Clerk) -> None:
    """What may stand where in both spellings, in the language of whoever writes, and what its own terms mean; as long as it can be read."""
    draft = clerk.draft()
    clerk.saves(draft, TERMS, name="terms.yaml")

    def words(**headers: str) -> Anything:
        clerk.get(f"/workbench/drafts/{draft}/vocabulary/{CHAPTER}", **headers)
        return clerk.response.json()

    found = words()
    entries = {spelling: found[spelling]["$defs"]["condition"]["properties"] for spelling in ("zh", "en")}
    assert entries["en"]["old"]["description"] == "术语：高龄"
    assert entries["en"]["birth_date"]["description"] == "出生日期"
    assert "高龄" in entries["zh"]
    assert found["says"]["old"] == found["says"]["高龄"] == "年满80周岁"
    assert words(**{"Accept-Language": "en"})["says"]["old"].startswith("aged 80")
    clerk.saves(draft, "terms: {x: {}}", 2, "terms.yaml")
    assert "old" not in words()["says"]


def test_what_is_no_text_is_not_opened_as_one(clerk: Clerk) -> None:
    draft = clerk.draft()
    clerk.client.put(f"/v1/drafts/{draft}/files/{CHAPTER}", content="津贴".encode("gbk"),
                     headers={**clerk.headers, "Accept": "*/*", "If-Match": '"1"', "Content-Type": "application/yaml"})  # fmt: skip
    page = clerk.open(draft)
    assert "不是 UTF-8 文本" in page.text
    assert not page.all("textarea")


def test_without_the_editor_there_is_the_text_box(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it could not be built: the page says so."""
    draft = clerk.draft()
    assert not any("没有装上" in one.text for one in clerk.open(draft).all("p"))
    monkeypatch.setattr(editor, "BUNDLE", "not-there.js")
    page = clerk.open(draft)
    assert any("没有装上" in one.text for one in page.all("p"))
    assert page.all("textarea", id="text")
    assert not [one for one in page.all("script") if "editor" in one.attributes.get("src", "")]


def test_the_page_is_light_and_only_the_editor_may_write_styles(clerk: Clerk) -> None:
    """What it comes to as it is sent, with the words to complete; a nonce is good for one page."""
    assert (FOLDER / "editor.js").is_file(), "not built: `make serve` or `pip install -e .` builds it"
    draft = clerk.draft()
    page = clerk.open(draft, "facts.yaml")
    policies = [clerk.response.headers["content-security-policy"]]
    loaded = [
        one.attributes[name] for tag, name in (("link", "href"), ("script", "src")) for one in page.all(tag) if name in one.attributes
    ]
    sizes = 0
    for path in (f"/workbench/drafts/{draft}/files/facts.yaml", f"/workbench/drafts/{draft}/vocabulary/facts.yaml", *loaded):
        with clerk.client.stream("GET", path, headers={**clerk.headers, "Accept-Encoding": "gzip"}) as answer:
            sizes += sum(map(len, answer.iter_raw()))
    assert sizes < MOST
    clerk.open(draft)
    policies.append(clerk.response.headers["content-security-policy"])
    nonces = [re.findall("'nonce-([^']+)'", one) for one in policies]
    assert len({*nonces[0], *nonces[1]}) == 2
    assert all(re.search("script-src 'self';", one) and "unsafe" not in one for one in policies)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", clerk.response.text)
