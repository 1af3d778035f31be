"""Of a rule book that pays: standards and their drawings, levels, which of several is paid, wordings, examples with amounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from starlette.testclient import TestClient

from huilao import DefinedStandard, Rulebook, SetValue
from huilao_api.app import create_app
from huilao_api.pages.book.standards import HEIGHT, WIDTH, lines, values_near
from huilao_api.settings import Settings
from huilao_api.who import Role

from ..api.conftest import Bureau
from .conftest import HTML
from .reading import Element, Reader
from .test_book import QINGHE, linked, twice


@pytest.fixture(scope="module")
def qinghe() -> Rulebook:
    return Rulebook.load(QINGHE)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Somebody who reads the book of Qinghe in an office without a store of versions to see."""
    app = create_app(Settings(database=f"sqlite:///{tmp_path_factory.mktemp('sums') / 'huilao.sqlite3'}", rules=QINGHE))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Reader(client, HTML | Bureau(app, client).signed_in(Role.CASEWORKER))


def section(page: Element, id: str) -> Element:
    return next(one for one in page.all("section") if one.attributes.get("id") == id)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_it_is_there(reader: Reader, qinghe: Rulebook, language: str) -> None:
    """Benefits with tables and sums, quantities, standards and places."""
    rules = qinghe.rules
    paths = [f"benefits/{name}" for name in qinghe.benefits] + [f"standards/{name}" for name in rules.standards]
    paths += [
        f"quantities/province/{name}" for name in rules.rulesets["province"].quantities if rules.rulesets["province"].quantities[name].own
    ]
    paths += [f"quantities/shared/{name}" for name in rules.quantities] + [f"places/{code}" for code in rules.places]
    for path in (*paths, "standards", "terms", "facts", "places"):
        page = reader.get(f"/book/{path}?lang={language}")
        assert reader.response.status_code == 200, path
        assert twice(page) == [], path


def test_what_is_paid_stands_with_its_levels_and_the_numbers_of_each_place(reader: Reader) -> None:
    """And from when on, until when, and with which others it is one of several."""
    much = section(reader.get("/book/benefits/city/3-age-allowance"), "much")
    assert "高龄津贴标准（80至89周岁）" in much.text
    assert [[cell.text.strip() for cell in row.all("th", "td")] for row in much.all("tbody")[1].all("tr")] == [
        ["青禾省", "50元/月", "2024-07-01"], ["禾川市", "60元/月", "2024-07-01"], ["柳湾县", "80元/月", "2025-01-01"], ["南泽市", "55元/月", "2024-07-01"],
    ]  # fmt: skip
    assert "/book/standards/allowance_at_80" in linked(much)
    assert "从申请日期的次月起发" in much.text
    care = reader.get("/book/benefits/city/5-care-by-ability")
    assert "与“重度残疾人护理补贴”只发一项，就高（第二十一条）。" in section(care, "others").text
    assert "每年2,000个名额" in section(reader.get("/book/benefits/city/12-home-adaptation"), "much").text


def test_examples_show_what_is_paid(reader: Reader) -> None:
    """Where they state amounts alone, too."""
    rows = section(reader.get("/book/benefits/city/10-meals"), "examples").all("tbody")[0].all("tr")
    assert rows[0].all("td")[-1].text == "一致，每餐3元"
    assert "每月100元" in section(reader.get("/book/benefits/city/5-care-by-ability"), "examples").text


def test_every_wording_is_told_in_full(reader: Reader) -> None:
    """With the day and the paper that amended it; today's is the one on the page."""
    page = reader.get("/book/benefits/city/10-meals")
    assert [item.all("h3")[0].text.split("青")[0] for item in section(page, "history").all("li")] == ["原来第十条", "自2026-01-01起"]
    first, then = section(page, "history").all("li")
    assert ("年满70周岁" in first.text, "年满65周岁" in then.text) == (True, True)
    assert "没有修订过" in reader.get("/book/benefits/city/3-age-allowance").text


def test_standards_stand_by_place_and_day_with_a_drawing_each(reader: Reader) -> None:
    page = reader.get("/book/standards/dibao_standard")
    rows = page.all("tbody")[0].all("tr")
    assert [row.all("th")[0].text for row in rows][:3] == ["青禾省城镇", "青禾省农村", "禾川市城镇"]
    assert all(len(row.all("svg")) == 1 and not row.all("text") for row in rows)
    assert "2025-07-01起 790元/月 今天" in rows[2].text
    place = reader.get("/book/places/980122")
    assert "780元/月" in place.text
    assert "790元/月" not in place.text
    assert "/book/documents/city-2019" in linked(place)
    assert "/book/benefits/city-2019/2-old-age-allowance" not in linked(place)


DAY = date(2026, 1, 1)


def standard(*values: tuple[str, int | None]) -> DefinedStandard:
    """A standard of one place, with its numbers by days."""
    set_values = tuple(SetValue("98", date.fromisoformat(day), None if number is None else Fraction(number)) for day, number in values)
    return replace(Rulebook.load(QINGHE).rules.standards["meal_discount"], values=set_values)


def test_what_is_to_come_is_drawn_apart_and_what_ends_is_not_drawn_on(qinghe: Rulebook) -> None:
    """From left to right by days, the highest at the top, today between; the next step begins where the last one ended."""
    (line,) = lines(qinghe, standard(("2024-01-01", 2), ("2025-01-01", 4), ("2027-01-01", 8)), DAY, "zh")
    assert [(one.planned, one.current) for one in line.values] == [(False, False), (False, True), (True, False)]
    sure, planned = line.drawing.sure, line.drawing.planned
    assert sure.startswith("M0.0 ")
    assert planned.count("M") == 1
    assert planned.endswith(f"H{float(WIDTH)}")
    assert sure.rpartition("H")[2] == planned.split()[0].removeprefix("M")
    assert 0 < line.drawing.today < float(planned.split()[0].removeprefix("M"))
    heights = [float(part.split("V")[-1].split("H")[0].split(" ")[-1]) for part in (sure.split("M")[1], sure.split("M")[2], planned)]
    assert HEIGHT > heights[0] > heights[1] > heights[2] > 0
    (ended,) = lines(qinghe, standard(("2024-01-01", 2), ("2025-01-01", None)), DAY, "zh")
    assert (ended.values[1].said, ended.drawing.sure.count("H"), ended.drawing.planned) == ("", 1, "")
    assert values_near(qinghe, standard(("2024-01-01", 2), ("2025-01-01", None)), "98", DAY, "zh") == []
