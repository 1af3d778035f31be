"""The public check: a stranger is asked a few things and told what there may be, and nothing of it stays anywhere."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import func, select

from huilao import Rulebook
from huilao_api.pages.frame import HTML_WEIGHT
from huilao_api.store.tables import Table
from huilao_api.who import Role

from ..api.conftest import Bureau, bureau_of
from .conftest import HTML
from .reading import Element, Reader

SITE = "https://www.county.example"


@pytest.fixture(scope="module")
def check(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    database = f"sqlite:///{tmp_path_factory.mktemp('check') / 'huilao.sqlite3'}"
    with bureau_of(book, database=database, embed_origins=[SITE, "http://127.0.0.1:8100"], embed_rate=10_000) as opened:
        yield opened


@pytest.fixture
def stranger(check: Bureau) -> Reader:
    check.client.cookies.clear()
    return Reader(check.client, HTML)


def form(page: Element, **more: str) -> dict[str, list[str]]:
    """What a browser would send of a page, and what is filled in besides."""
    found: dict[str, list[str]] = {}
    for one in page.all("input"):
        kind, name = one.attributes.get("type", "text"), one.attributes.get("name")
        if name and (kind not in ("radio", "checkbox") or "checked" in one.attributes):
            found.setdefault(name, []).append(unescape(one.attributes.get("value", "")))
    return found | {name.replace("__", "."): [value] for name, value in more.items()}


def answers(page: Element) -> list[Element]:
    return [one for one in page.all("div") if "data-told" in one.attributes]


def begun(stranger: Reader, **more: str) -> Element:
    page = stranger.get("/embed?place=513433")
    return stranger.post("/embed?place=513433", form(page, f__birth_date="82岁", same="1", **more))


def test_a_stranger_answers_a_few_screens_and_sees_every_caution_amount_and_office(stranger: Reader) -> None:
    """Without sign-in and script, in seven steps at most; what was said goes along in the body, never in an address."""
    page, steps = begun(stranger), 1
    while not answers(page):
        steps += 1
        assert page.all("form")[0].attributes["action"] == "/embed?place=513433"
        assert f"第{steps}步，最多7步" in page.text
        page = stranger.post("/embed?place=513433", form(page))
        assert stranger.response.status_code == 200
    assert steps == 7
    claims = page.all("ul", class_="claims")[0]
    assert "可以办" in page.all("h1")[0].text
    assert "规划期已于2025年12月31日结束" in claims.text
    assert "先问村（社区）或乡镇（街道）" in claims.text
    assert "不是审批结果" in page.text
    assert page.all("button", name="more")
    told = json.loads(unescape(answers(page)[0].attributes["data-told"]))
    assert set(told) == {"counts", "claim", "version"}
    assert told["counts"]["claim"] == len(claims.all("h3"))
    assert all(one.startswith("mianning/") for one in told["claim"])
    assert "82" not in json.dumps({name: value for name, value in told.items() if name != "version"})


def test_nothing_of_it_stays(check: Bureau, stranger: Reader, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in the store, nor in the browser, nor in what is logged."""

    def rows() -> list[int | None]:
        with check.service.store()[0].reading() as session:
            return [session.scalar(select(func.count()).select_from(one)) for one in Table.metadata.sorted_tables]

    before = rows()
    with caplog.at_level("DEBUG"):
        stranger.get("/embed?place=513433&lang=en&theme=dark")
        assert "set-cookie" not in stranger.response.headers
        page = begun(stranger, show="1")
    assert answers(page)
    assert rows() == before
    assert "set-cookie" not in stranger.response.headers
    assert stranger.response.headers["cache-control"] == "no-store"
    assert "82" not in "".join(one.getMessage() for one in caplog.records if one.name.startswith("huilao"))


def test_it_may_be_framed_by_the_pages_of_the_settings_alone(stranger: Reader) -> None:
    stranger.get("/embed")
    assert stranger.response.headers["content-security-policy"].endswith(f"frame-ancestors {SITE} http://127.0.0.1:8100")
    assert "x-frame-options" not in stranger.response.headers
    stranger.get("/sign-in")
    assert stranger.response.headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert stranger.response.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("origin", "may"), [(SITE, True), ("https://evil.example", False), (f"{SITE}.evil.example", False), ("null", False)]
)
def test_the_element_may_be_loaded_by_the_same(stranger: Reader, origin: str, may: bool) -> None:
    stranger.client.get("/embed.js")
    answer = stranger.client.get("/embed.js", headers={"Origin": origin})
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers.get("access-control-allow-origin") == (origin if may else None)
    assert "Origin" in answer.headers["vary"]


def test_where_the_office_has_no_check_there_is_none(bureau: Bureau) -> None:
    reader = Reader(bureau.client, HTML)
    for path in ("/embed", "/embed?place=513433"):
        page = reader.get(path)
        assert (reader.response.status_code, page.all("h1")[0].text) == (404, "没有开放公众自查")
    assert bureau.client.get("/embed.js").status_code == 404
    reader.post("/embed", {"f.birth_date": "82岁"})
    assert reader.response.status_code == 404


def test_a_form_of_another_page_is_refused_in_the_frame(stranger: Reader) -> None:
    page = stranger.post("/embed", {"f.birth_date": "82岁"}, Origin=SITE)
    assert stranger.response.status_code == 403
    assert not page.all("nav")
    assert SITE in stranger.response.headers["content-security-policy"]


def test_a_mistake_is_said_at_its_question_and_nothing_is_lost(stranger: Reader) -> None:
    page = stranger.get("/embed?place=513433")
    page = stranger.post("/embed", form(page, f__birth_date="1942-13-01", f__household_registration="冕宁县"))
    (field,) = page.all("input", id="f-birth_date")
    assert field.attributes["aria-invalid"] == "true"
    assert field.attributes["value"] == "1942-13-01"
    assert page.all("p", id="n-birth_date", role="alert")
    assert page.all("input", id="f-household_registration")[0].attributes["value"] == "冕宁县"


def test_one_can_go_back_and_show_the_answer_at_any_time(stranger: Reader) -> None:
    """What was said on the way stays said."""
    second = begun(stranger)
    heading = second.all("h1")[0].text
    third = stranger.post("/embed", form(second))
    again = stranger.post("/embed", form(third, back="1"))
    assert again.all("h1")[0].text == heading
    first = stranger.post("/embed", form(third, back="0"))
    assert stranger.post("/embed", form(third, back="9" * 5_000)).all("h1")
    assert first.all("input", id="f-birth_date")[0].attributes["value"] == "82岁"
    assert first.all("input", id="f-household_registration")[0].attributes["value"] == "冕宁县"
    assert "可以办" in stranger.post("/embed", form(third, show="1")).all("h1")[0].text


def test_a_place_that_is_none_is_a_mistake_of_the_page_around(stranger: Reader) -> None:
    page = stranger.get("/embed?place=nowhere")
    assert (stranger.response.status_code, page.all("h1")[0].text) == (422, "没有这个地方")
    assert stranger.get("/embed?place=513433").all("input", id="f-residence")[0].attributes["value"] == "冕宁县"


def test_people_of_whom_nobody_asked_are_not_read(stranger: Reader) -> None:
    """A form of one's own making says nothing of other people, and of no fact that there is not."""
    people: dict[str, str | list[str]] = {
        "f.cared_elder": '{"birth_date": "1940-01-01"}',
        "f.nothing": "x",
        "asked": ["nothing,,cared_elder", "birth_date"],
    }
    page = stranger.post("/embed", {"f.birth_date": "82岁", **people})
    assert stranger.response.status_code == 200
    carried = {one.attributes["name"] for one in page.all("input", type="hidden")}
    assert carried == {"f.birth_date", "asked"}
    assert "cared_elder" not in stranger.response.text


def test_strangers_wait_for_each_other_and_nobody_waits_for_them(book: Rulebook, tmp_path: object) -> None:
    with bureau_of(book, database=f"sqlite:///{tmp_path}/huilao.sqlite3", embed_origins=[SITE], embed_rate=1) as small:
        reader = Reader(small.client, HTML)
        reader.get("/embed")
        page = reader.get("/embed")
        assert (reader.response.status_code, page.all("h1")[0].text) == (429, "请求太多")
        assert SITE in reader.response.headers["content-security-policy"]
        worker = Reader(small.client, HTML | small.signed_in(Role.CASEWORKER))
        worker.get("/desk")
        assert worker.response.status_code == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_light(check: Bureau, stranger: Reader, language: str) -> None:
    """With all that it loads, as it is sent."""
    page = stranger.post(f"/embed?lang={language}", form(begun(stranger), show="1"))
    loaded = [one.attributes["href"] for one in page.all("link")] + [one.attributes["src"] for one in page.all("script")]
    sent = [stranger.response.content, *(check.client.get(one).content for one in loaded)]
    assert sum(len(gzip.compress(one)) for one in sent) < HTML_WEIGHT


@pytest.mark.parametrize("origin", ["*", "https://*.county.example", "county.example", "https://county.example/", "https://a;script-src *"])
def test_an_origin_that_is_none_is_refused_at_the_start(origin: str) -> None:
    """It would stand in a policy: no stars, no paths, and nothing that ends a rule of it."""
    from pydantic import ValidationError

    from huilao_api.settings import Settings

    with pytest.raises(ValidationError):
        Settings(embed_origins=[origin])
