"""The rule book in words: what is found, and what stands on the pages of benefits, documents, facts, terms and places."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from huilao import Fact, FactType, Point, Rulebook, today, used_by
from huilao_api.app import create_app
from huilao_api.pages.book.facts import ways
from huilao_api.pages.book.tree import tree
from huilao_api.pages.facts import profile_of
from huilao_api.settings import Settings
from huilao_api.who import Role

from ..api.conftest import Bureau
from .conftest import HTML
from .reading import Element, Reader, squeezed

QINGHE = Path(__file__).parents[2] / "examples" / "qinghe" / "rulesets"
LANGUAGES: Sequence[tuple[str, ...]] = [("zh", "en")] * 2 if os.environ.get("HUILAO_PAGES") == "all" else [("zh",), ("en",)]
"""In which languages every other benefit is read: in the suite each in one."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """An office with the rule book that ships, and its scenarios."""
    app = create_app(
        Settings(database=f"sqlite:///{tmp_path_factory.mktemp('book') / 'huilao.sqlite3'}", rate=100_000, rate_address=100_000)
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Bureau(app, client)


@pytest.fixture(scope="module")
def reader(office: Bureau) -> Reader:
    return Reader(office.client, HTML | office.signed_in(Role.CASEWORKER))


def linked(page: Element) -> set[str]:
    return {unquote(one.attributes["href"]) for one in page.all("a")}


def points_of(point: Point) -> Iterator[Point]:
    yield point
    yield from chain.from_iterable(map(points_of, point.points))


def twice(page: Element) -> list[str]:
    """Ids that stand twice in a page."""
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    return [one for one in ids if ids.count(one) > 1]


def test_every_benefit_has_its_page(reader: Reader, book: Rulebook) -> None:
    """With what it gives, each point of its condition, its readings, what the text does not say, where it is written, and each fact that it
    looks at; and its examples agree with the rules.
    """
    rules = book.on(today()).rules
    for at, name in enumerate(book.benefits):
        one = rules.rulesets[name.partition("/")[0]].benefit(name)
        for language in LANGUAGES[at % 2]:
            page = reader.get(f"/book/benefits/{name}?lang={language}")
            text = squeezed(page.text)
            said = [
                one.provides.of(language),
                *(point.words for point in points_of(book.outline(one.ruleset, one.condition, language, whole=True))),
            ]
            said += [text.of(language) for text in (*one.not_said, *one.notes, *(reading.note for reading in one.readings))]
            assert [some for some in said if squeezed(some) not in text] == [], name
            assert len(page.all("svg")) == bool(page.all("ul", class_="points")), name
            assert {f"/book/documents/{one.ruleset}", "/book/facts/birth_date" if "年满" in text else "/book"} <= linked(page), name
            words = rules.rulesets[one.ruleset].terms
            assert all(words[word].label.of(language) in page.text for word in used_by(one, rules.rulesets[one.ruleset]).terms), name
            assert not page.all("span", class_="bad"), name
            assert twice(page) == [], name


def test_a_benefit_shows_its_examples_with_what_the_rules_answer(reader: Reader) -> None:
    """Each row of its scenarios, what is said of the person in all of them, and the file."""
    page = reader.get("/book/benefits/mianning/8-2-home-adaptation")
    examples = next(one for one in page.all("section") if one.attributes.get("id") == "examples")
    assert "5个，都和规则一致" in examples.text
    assert [one.text for one in examples.all("dt")][:2] == ["常住地", "出生日期"]
    rows = [[cell.text for cell in row.all("td")] for row in examples.all("tbody")[0].all("tr")]
    assert len(rows) == 5
    assert rows[0] == ["低保边缘家庭", "独居", "是", "可以办", "一致"]
    assert "features/mianning/第八章.feature:122" in examples.text


@pytest.mark.parametrize(
    ("words", "first", "also"),
    [
        ("居家 改造", "/book/benefits/mianning/8-2-home-adaptation", "/book/benefits/yuzhong/24-home-adaptation"),
        ("home adaptation", "/book/benefits/mianning/8-2-home-adaptation", "/book/facts/wants_home_adaptation"),
        ("失能", "/book/terms/shared/incapacitated", "/book/terms/jilin/incapacitated"),
        ("出生年月日", "/book/facts/birth_date", "/book/facts/birth_date"),
        ("低保", "/book/facts/hardship_category", "/book/terms/shared/dibao"),
        ("冕宁县", "/book/places/513433", "/book/documents/mianning"),
        ("49号", "/book/documents/mianning", "/book/documents/mianning"),
        ("15分钟养老服务圈", "/book/documents/mianning#第八章第二节", "/book/documents/mianning#第八章第二节"),
    ],
)
def test_what_is_searched_for_is_found_by_all_of_its_words(reader: Reader, words: str, first: str, also: str) -> None:
    """In benefits, clauses, documents, terms, facts with their other names and values, and places; in either language."""
    page = reader.get(f"/book?q={words}")
    assert {first, also} <= linked(page)
    assert page.all("mark")
    assert twice(page) == []


def test_it_is_said_what_kind_of_thing_was_found_and_what_to_try_else(reader: Reader) -> None:
    """What has only some of the words is not found; where nothing has them all, what comes near is; else there is advice."""
    page = reader.get("/book?q=失能")
    assert [one.text.rstrip("0123456789") for one in page.all("h2")] == ["待遇", "条文", "术语和算式", "信息项"]
    whole = reader.get("/book?q=失能&kind=benefits")
    assert [one.text.rstrip("0123456789") for one in whole.all("h2")] == ["待遇"]
    assert len(whole.all("li")) > len(page.all("section")[0].all("li"))
    assert "/book/benefits/mianning/8-2-home-adaptation" not in linked(reader.get("/book?q=居家 疫苗&kind=benefits"))
    near = reader.get("/book?q=居家适老化的改造")
    assert "最接近" in near.text
    assert "/book/benefits/mianning/8-2-home-adaptation" in linked(near)
    assert "少写几个字" in reader.get("/book?q=没有这样的东西").text
    assert "<b>" not in reader.get("/book?q=<b>x</b>").text.replace("“<b>x</b>”", "")


def test_documents_lead_to_all_that_they_promise_clause_by_clause(reader: Reader, book: Rulebook) -> None:
    """Every clause has its place, with the benefits that became of it, or why none did."""
    page = reader.get("/book")
    for name, ruleset in book.rules.rulesets.items():
        assert f"/book/documents/{name}" in linked(page)
        document = reader.get(f"/book/documents/{name}")
        assert {f"/book/benefits/{one.full_name}" for one in ruleset.benefits} <= linked(document)
        rows = {one.attributes["id"]: one for one in document.all("tr") if "id" in one.attributes}
        for clause in ruleset.clauses:
            here = {f"/book/benefits/{one.full_name}" for one in ruleset.benefits if clause.holds(one.cite[0])}
            assert here <= linked(rows[clause.cite])
            assert clause.none is None or clause.none.zh in rows[clause.cite].text
            assert all(left.why.zh in rows[clause.cite].text for left in clause.left_out)


def test_facts_terms_and_places_have_their_pages(reader: Reader, book: Rulebook) -> None:
    """In lists that keep their anchors, and each with what uses it."""
    facts, terms = reader.get("/book/facts"), reader.get("/book/terms")
    assert set(book.rules.facts) <= {one.attributes.get("id") for one in facts.all("tr")}
    assert {f"shared.{name}" for name in book.rules.terms} <= {one.attributes.get("id") for one in terms.all("tr")}
    for name, fact in book.rules.facts.items():
        page = reader.get(f"/book/facts/{name}?lang=en")
        assert reader.response.status_code == 200
        assert all(code.label.of("en") in page.text for code in [one for one in fact.codes if one.listed][:40]), name
    assert "/book/benefits/mianning/8-2-home-adaptation" in linked(reader.get("/book/facts/wants_home_adaptation"))
    term = reader.get("/book/terms/shared/elder")
    assert {"/book/benefits/mianning/8-2-home-adaptation", "/book/facts/birth_date", "/book/terms/shared/elder"} <= linked(term)
    own, shared = reader.get("/book/terms/jilin/incapacitated"), reader.get("/book/terms/shared/incapacitated")
    assert "有认知障碍" in own.text.split("说明")[0]
    assert "有认知障碍" not in shared.text.split("说明")[0].split("还可以")[0]
    place = linked(reader.get("/book/places/513433"))
    assert {"/book/documents/mianning", "/book/places/51", "/book/benefits/mianning/8-2-home-adaptation"} <= place
    assert "/book/documents/mianning" in linked(reader.get("/book/places/51"))
    assert "没有标准数额" in reader.get("/book/standards").text


def test_what_is_known_in_part_is_read_as_its_page_says(book: Rulebook) -> None:
    """As it is typed at the desk, and as a program sends it; of a fact of every type, numbers being those of another book."""
    for one_book in (book, Rulebook.load(QINGHE)):
        facts = one_book.rules.facts
        known: dict[FactType, Fact] = {}
        for one in facts.values():
            if one.only_if is None:
                known.setdefault(one.type, one)
        for fact in (*known.values(), facts["birth_date"]):
            for way in ways(fact):
                sent = one_book.person({fact.name: way.value})
                assert fact.name in sent
                if way.typed is not None and fact.type is not FactType.SCALE:
                    assert one_book.person(profile_of({fact.name: (way.typed.zh,)}, facts))[fact.name] == sent[fact.name]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("benefits/mianning/8-2-home-adaptatio", "没有这项待遇"),
        ("documents/nowhere", "没有这份文件"),
        ("facts/nothing", "没有这个信息项"),
        ("terms/shared/nothing", "没有这个术语"),
        ("terms/nowhere/elder", "没有这份文件"),
        ("quantities/shared/nothing", "没有这个算式"),
        ("standards/nothing", "没有这个标准"),
        ("places/999999", "规则库里没有这个地方"),
    ],
)
def test_what_the_book_does_not_have_is_said(reader: Reader, path: str, title: str) -> None:
    page = reader.get(f"/book/{path}")
    assert (reader.response.status_code, page.all("h1")[0].text) == (404, title)


def test_who_may_not_ask_does_not_read_it(office: Bureau) -> None:
    reader = Reader(office.client, HTML | office.signed_in(Role.ADMIN))
    for path in ("/book", "/book/facts/birth_date", "/book/benefits/mianning/8-2-home-adaptation"):
        reader.get(path)
        assert reader.response.status_code == 403


def test_a_drawing_has_a_box_for_every_point_and_none_covers_another(book: Rulebook) -> None:
    """Each box as high as its lines, no line longer than its box, all inside the drawing."""
    for one in book.benefits.values():
        for language in ("zh", "en"):
            point = book.outline(one.ruleset, one.condition, language, whole=True)
            drawing = tree(point)
            if drawing is None:
                assert not point.points
                continue
            assert sorted("".join(box.lines).replace(" ", "") for box in drawing.boxes) == sorted(
                each.text.replace(" ", "") for each in points_of(point)
            )
            for at, box in enumerate(drawing.boxes):
                assert 0 <= box.x <= box.x + box.width <= drawing.width
                assert 0 <= box.y <= box.y + box.height <= drawing.height
                assert box.height >= 20 * len(box.lines)
                for other in drawing.boxes[at + 1 :]:
                    apart_across = box.x + box.width <= other.x or other.x + other.width <= box.x
                    assert apart_across or box.y + box.height <= other.y or other.y + other.height <= box.y, one.full_name


def test_who_may_see_every_version_reads_the_one_in_service(bureau: Bureau) -> None:
    """An auditor, to see what a decision was about; an administrator has nothing to do there."""
    for role, status in ((Role.AUDITOR, 200), (Role.POLICY, 200), (Role.ADMIN, 403)):
        one = Reader(bureau.client, HTML | bureau.signed_in(role))
        for path in ("/book", "/book/documents/mianning", "/book/benefits/mianning/8-2-home-adaptation"):
            one.get(path)
            assert one.response.status_code == status, (role, path)


def test_a_word_is_not_explained_by_itself(reader: Reader) -> None:
    """What is called as a code of a fact is said to be one; and of a county, which province it is in."""
    terms = {
        one.all("th")[0].text.split("有别的")[0].strip(): one.all("td")[0].text
        for one in reader.get("/book/terms").all("tr")
        if one.all("td")
    }
    assert "独居" in terms
    assert not {word for word, meaning in terms.items() if word == meaning}
    assert terms["留守"] == "“居住照料状况”是“留守”"
    assert "四川省冕宁县" in reader.get("/book").text
