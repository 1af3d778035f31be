"""The rule book in words."""

from __future__ import annotations

import pytest

from huilao import Rulebook
from huilao_api.who import Role

from ..api.conftest import Bureau
from .conftest import HTML
from .reading import Element, Reader, squeezed


def linked(page: Element) -> set[str]:
    return {one.attributes["href"] for one in page.all("a")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_benefit_has_its_page(caseworker: Reader, book: Rulebook, language: str) -> None:
    """With what it gives, each point of its condition, its readings, and what the text does not say."""
    for one in list(book.benefits.values())[::9]:
        page = caseworker.get(f"/book/benefits/{one.full_name}?lang={language}")
        text = squeezed(page.text)
        outline = book.outline(one.ruleset, one.condition, language)
        said = [one.provides.of(language), outline.text, *(point.text for point in outline.points)]
        said += [text.of(language) for text in (*one.not_said, *one.notes, *(reading.note for reading in one.readings))]
        assert all(squeezed(some) in text for some in (*said, *one.cite)), one.full_name


def test_what_is_searched_for_is_found_by_all_of_its_words(caseworker: Reader) -> None:
    """In benefits, facts and terms, in either language; where nothing is, the page says what to do."""
    assert "/book/benefits/mianning/8-2-home-adaptation" in linked(caseworker.get("/book?q=居家 改造"))
    assert "/book/benefits/mianning/8-2-home-adaptation" in linked(caseworker.get("/book?q=home adaptation"))
    assert "/book/benefits/mianning/8-2-home-adaptation" not in linked(caseworker.get("/book?q=居家 疫苗"))
    assert "/book/facts#birth_date" in linked(caseworker.get("/book?q=出生日期"))
    assert "没有找到" in caseworker.get("/book?q=没有这样的东西").text


def test_documents_lead_to_all_that_they_promise(caseworker: Reader, book: Rulebook) -> None:
    page = caseworker.get("/book")
    for name, ruleset in book.rules.rulesets.items():
        assert f"/book/documents/{name}" in linked(page)
        document = caseworker.get(f"/book/documents/{name}")
        assert {f"/book/benefits/{one.full_name}" for one in ruleset.benefits} <= linked(document)
    assert caseworker.get("/book/documents/nowhere").all("h1")[0].text == "没有这份文件"


def test_facts_terms_and_standards_are_listed(caseworker: Reader, book: Rulebook) -> None:
    facts, terms = caseworker.get("/book/facts"), caseworker.get("/book/terms")
    assert {one.attributes["id"] for one in facts.all("li")} == set(book.rules.facts)
    assert {f"shared.{name}" for name in book.rules.terms} <= {one.attributes.get("id") for one in terms.all("li")}
    assert "没有标准数额" in caseworker.get("/book/standards").text


def test_what_the_book_does_not_have_is_said(caseworker: Reader) -> None:
    page = caseworker.get("/book/benefits/mianning/8-2-home-adaptatio")
    assert (caseworker.response.status_code, page.all("h1")[0].text) == (404, "没有这项待遇")
    assert "mianning/8-2-home-adaptation" in page.text


def test_who_may_not_ask_does_not_read_it(bureau: Bureau) -> None:
    reader = Reader(bureau.client, HTML | bureau.signed_in(Role.ADMIN))
    reader.get("/book")
    assert reader.response.status_code == 403
