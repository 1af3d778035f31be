"""The review document: the whole rule book for policy staff."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from huilao import Rulebook
from huilao.review.handbook import as_html, review_document
from huilao.scenarios import Case, read_features

pytestmark = pytest.mark.xdist_group("coverage")  # one worker reads the scenarios once

FEATURES = Path(__file__).parent.parent / "features"


@pytest.fixture(scope="module")
def cases(book: Rulebook) -> list[Case]:
    return read_features(FEATURES, book)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_benefit_stands_in_it_with_all_that_is_to_be_reviewed(book: Rulebook, cases: list[Case], language: str) -> None:
    """Clause, sentence, force, notes, readings and scenarios of all of them."""
    document = review_document(book, cases, language)
    sections = {name: part for part in document.split("\n#### ") for name in book.benefits if f"`{name}`\n" in part.split("\n- ")[0] + "\n"}

    assert sections.keys() == book.benefits.keys()
    for name, section in sections.items():
        assert book.benefits[name].cite[0] in section
        for word in ("条件", "效力", "场景") if language == "zh" else ("Condition", "Force", "Scenarios"):
            assert f"{word}{'：' if language == 'zh' else ':'}" in section


def test_it_is_the_same_every_time(book: Rulebook, cases: list[Case]) -> None:
    """Two versions of a rule book diff well only if one version never differs from itself."""
    assert review_document(book, cases) == review_document(Rulebook(book.rules), list(cases))


class _Checker(HTMLParser):
    """Tags that are opened are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_fetches_nothing(book: Rulebook, cases: list[Case]) -> None:
    """It opens without a network."""
    page = as_html(review_document(book, cases))
    checker = _Checker()
    checker.feed(page)

    assert checker.open == []
    assert "http" not in page
    assert "<script" not in page


def test_signs_in_texts_are_not_taken_for_markup() -> None:
    """A text with a bar, a star or an angle bracket stays as it is."""
    from huilao.review.handbook import _plain  # pyright: ignore[reportPrivateUsage]

    assert as_html(_plain("a|b *c* <d> [e](f) `g` #h")).count("a|b *c* &lt;d&gt; [e](f) `g` #h") == 1
