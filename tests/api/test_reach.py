"""Who is bound to places changes, and approves changes of, the rules of these places alone; reading is free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import Any as Anything

import pytest

from huilao_api.auth.reach import refuse_out_of_reach
from huilao_api.routes.draft_files import packed, unpacked
from huilao_api.store import publications
from huilao_api.web.problems import ProblemError
from huilao_api.who import Asker, Role
from small_books import SHARED, chapter, document, read_book

from .conftest import Bureau, bureau_of
from .drafting import AIDS, CHAPTER, FEATURE, NUMBERS, SOONER, Clerk, chapter_of, files_in, problem, put_back

OWN, OTHER = "513433", "220302"
JILIN = "q/chapter.yaml"
FILES = {
    **SHARED, "r/document.yaml": document("r", OWN), CHAPTER: chapter_of(), "q/document.yaml": document("q", OTHER), JILIN: chapter(aids=AIDS),
    "features/q/a.feature": FEATURE, "features/a.feature": FEATURE,
}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    folder = tmp_path_factory.mktemp("office")
    with bureau_of(read_book(folder / "book", FILES), database=f"sqlite:///{folder / 'huilao.sqlite3'}") as opened:
        yield opened


@pytest.fixture
def wang(office: Bureau) -> Clerk:
    """Bound to Mianning."""
    return Clerk(office, Role.POLICY, f"wang{next(NUMBERS)}", OWN)


@pytest.fixture
def li(office: Bureau) -> Clerk:
    """Bound to no place."""
    return Clerk(office, Role.POLICY, f"li{next(NUMBERS)}")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({CHAPTER: "x: 1", "r/more.yaml": "x: 1", "r/standards/a.yaml": "x: 1"}, {}),
        ({"features/r/a.feature": ""}, {}),
        ({"r/document.yaml": document("r", "5134331")}, {}),
        ({"r/document.yaml": "ruleset: ["}, {}),
        ({"new/document.yaml": document("new", "冕宁县"), "new/chapter.yaml": "x: 1"}, {}),
        ({JILIN: None}, {JILIN: "属于吉林省四平市铁西区（220302）"}),
        ({"q/document.yaml": document("q", OWN), JILIN: "x: 1"}, {JILIN: "属于吉林省四平市铁西区（220302）", "q/document.yaml": "属于吉林省四平市铁西区（220302）"}),
        ({"q/document.YAML": document("r", OWN)}, {"q/document.YAML": "属于吉林省四平市铁西区（220302）"}),
        ({"r/document.yaml": document("r", "5134")}, {"r/document.yaml": "属于四川省凉山彝族自治州（5134）"}),
        ({"features/q/a.feature": None}, {"features/q/a.feature": "属于吉林省四平市铁西区（220302）"}),
        ({"features/a.feature": None}, {"features/a.feature": "各地共用的场景；自己的场景请放在 features/规则集名称/ 下"}),
        ({"new/chapter.yaml": "x: 1"}, {"new/chapter.yaml": "所在文件夹没有 document.yaml，看不出属于哪里；请先存 document.yaml"}),
        ({"new/document.yaml": "ruleset: new"}, {"new/document.yaml": "所在文件夹的 document.yaml 读不出地点"}),
        (dict.fromkeys(("facts.yaml", "terms.yaml", "services.yaml", "places.yaml", "standards.yaml", "combine.yaml"), "x: 1"),
         dict.fromkeys(("combine.yaml", "facts.yaml", "places.yaml", "services.yaml", "standards.yaml", "terms.yaml"), "各地共用的文件")),
        ({"facts/document.yaml": document("x", OWN)}, {"facts/document.yaml": "所在文件夹没有 document.yaml，看不出属于哪里；请先存 document.yaml"}),
    ],
    ids=["own", "own scenario", "narrower", "a slip", "a new one", "deleted", "taken over", "a second document", "wider", "another's scenario",
         "a scenario of all", "no document", "no place", "shared", "a folder of facts"],
)  # fmt: skip
def test_which_files_somebody_may_change(changes: Mapping[str, str | None], why: Mapping[str, str]) -> None:
    """By where their document was and is to be; who is bound to no place may change all."""
    before = {name: text.encode() for name, text in FILES.items()}
    after = {name: text.encode() for name, text in {**FILES, **changes}.items() if text is not None}
    refuse_out_of_reach(Asker("key:li", Role.POLICY), changes, before, after)
    with pytest.raises(ProblemError) if why else nullcontext() as raised:
        refuse_out_of_reach(Asker("key:wang", Role.POLICY, (OWN,)), changes, before, after)

    if raised is not None:
        assert (raised.value.status, raised.value.kind) == (403, "files-of-others")
        assert {one.where: one.message.zh for one in raised.value.found} == why


def put(clerk: Clerk, draft: str, files: Mapping[str, bytes], seen: int) -> Anything:
    """An archive that takes the place of all files."""
    headers = {"If-Match": f'"{seen}"', "Content-Type": "application/zip"}
    return clerk.ask("PUT", f"/{draft}/archive", content=packed(files), headers=headers)


def refused(answer: Anything) -> list[str]:
    """The files that are named."""
    assert problem(answer) == (403, "files-of-others"), answer.text
    return [one["where"] for one in answer.json()["problems"]]


def test_files_of_others_are_read_and_not_changed(wang: Clerk) -> None:
    """One by one or in an archive, which may well have those of others as they are."""
    id_ = wang.draft()["id"]
    files = unpacked(wang.ask("GET", f"/{id_}/archive", 200).content)
    assert files[JILIN] == wang.ask("GET", f"/{id_}/files/{JILIN}", 200).content

    assert refused(wang.save(id_, "benefits: {}", 1, JILIN, status=None)) == [JILIN]
    assert refused(wang.ask("DELETE", f"/{id_}/files/facts.yaml", headers={"If-Match": '"1"'})) == ["facts.yaml"]
    assert refused(put(wang, id_, {**files, CHAPTER: b"x: 1", "places.yaml": b"", JILIN: b""}, 1)) == ["places.yaml", JILIN]
    assert refused(put(wang, id_, {name: content for name, content in files.items() if name != JILIN}, 1)) == [JILIN]
    assert put(wang, id_, {**files, CHAPTER: chapter_of(old=SOONER).encode()}, 1).json()["revision"] == 2
    assert wang.save(id_, chapter_of(), 2).json()["revision"] == 3


def test_a_draft_with_edits_of_others_is_submitted_and_approved_by_who_may(office: Bureau, wang: Clerk, li: Clerk) -> None:
    """By nobody who is bound to some of its places alone."""
    id_ = wang.draft()["id"]
    wang.save(id_, chapter_of(old=SOONER), 1)
    li.save(id_, FILES[JILIN].replace("dibao", "dibao, edge"), 2, JILIN)
    wang.checked(id_)
    assert refused(wang.submitted(id_, None)) == [JILIN]
    li.submitted(id_)
    county, city = (Clerk(office, Role.APPROVER, f"boss{next(NUMBERS)}", *places) for places in ((OWN,), ("51", "22")))
    body = {"revision": 3, "takes_effect": "2100-01-01"}
    assert refused(county.ask("POST", f"/{id_}/approve", json=body)) == [JILIN]
    city.ask("POST", f"/{id_}/approve", 200, json=body)
    put_back(office)


def test_own_edits_are_submitted_and_approved(office: Bureau, wang: Clerk) -> None:
    """Of which the county's own approver publishes, and goes back; whoever is of elsewhere does not."""
    id_ = wang.draft()["id"]
    wang.save(id_, chapter_of(old=SOONER), 1)
    wang.checked(id_)
    wang.submitted(id_)
    here, there = (Clerk(office, Role.APPROVER, f"boss{next(NUMBERS)}", place) for place in (OWN, OTHER))
    assert refused(there.ask("POST", f"/{id_}/approve", json={"revision": 2})) == [CHAPTER]
    here.ask("POST", f"/{id_}/approve", 200, json={"revision": 2})

    def back(boss: Clerk) -> Anything:
        return office.client.post("/v1/publications/rollback", json={"to": 1, "reason": "x"}, headers={**boss.headers, "If-Match": "*"})

    assert refused(back(there)) == [CHAPTER]
    assert back(here).status_code == 201


def test_who_catches_up_decides_of_own_files_alone(office: Bureau, wang: Clerk, li: Clerk) -> None:
    """What others have published is taken in as it is."""
    id_ = wang.draft()["id"]
    wang.save(id_, chapter_of(old=SOONER), 1)
    li.save(id_, FILES[JILIN].replace("dibao", "edge"), 2, JILIN)
    database, secret = office.service.store()
    theirs = {**FILES, JILIN: FILES[JILIN].replace("dibao", "dibao, edge")}
    book = {name: text.encode() for name, text in theirs.items()}
    with database.writing() as session:
        publications.publish(session, secret, "key:somebody", version="e" * 64, files=book)
    try:
        assert problem(wang.ask("POST", f"/{id_}/catch-up", json={"revision": 3})) == (409, "behind")
        sent = {"revision": 3, "files": {JILIN: "benefits: {}"}}
        assert refused(wang.ask("POST", f"/{id_}/catch-up", json=sent)) == [JILIN]
        done = wang.ask("POST", f"/{id_}/catch-up", 200, json={"revision": 3, "files": {JILIN: theirs[JILIN]}}).json()
        assert files_in(done) == sorted(book)
    finally:
        put_back(office)
