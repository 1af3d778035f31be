"""The review document: the whole rule book for policy staff, in which no text becomes markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any as Anything

import pytest

from huilao import Rulebook
from huilao.language.facts import Text
from huilao.language.policy import Benefit, Rules
from huilao.review.handbook import review_document, review_page
from huilao.review.pages import Grid, Heading, Items, Paragraph, as_html, as_markdown, code, line
from huilao.review.report import soundness_text
from huilao.review.soundness import verify
from huilao.scenarios import Case, read_features
from review_books import DAY, table
from small_books import benefit, chapter, document, one_ruleset, read_book

FEATURES = Path(__file__).parents[2] / "features"


@pytest.fixture(scope="module")
def cases(book: Rulebook) -> list[Case]:
    return read_features(FEATURES, book)


@pytest.mark.xdist_group("coverage")  # one worker reads the scenarios once
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_benefit_stands_in_it_with_all_that_is_to_be_reviewed(book: Rulebook, cases: list[Case], language: str) -> None:
    """Clause, sentence, force, notes, readings and scenarios of all of them."""
    text = review_document(book, cases, language)
    sections = {name: part for part in text.split("\n#### ") for name in book.benefits if f"`{name}`\n" in part.split("\n- ")[0] + "\n"}

    assert sections.keys() == book.benefits.keys()
    for name, section in sections.items():
        assert book.benefits[name].cite[0] in section
        for word in ("条件", "效力", "场景") if language == "zh" else ("Condition", "Force", "Scenarios"):
            assert f"{word}{'：' if language == 'zh' else ':'}" in section


def test_it_is_the_same_every_time(book: Rulebook) -> None:
    """Two versions of a rule book diff well only if one version never differs from itself."""
    assert review_document(book, []) == review_document(Rulebook(book.rules), [])


STANDARDS = """
standards:
  line:
    label: {zh: 低保标准, en: Subsistence standard}
    unit: CNY per month
    place_of: household_registration
    values:
      "513433": {2024-01-01: 560, 2025-01-01: {value: 600, cite: 县发3号}}
      "51": {2024-01-01: 500, 2026-01-01: null}
    cite: 省发1号
"""
QUANTITIES = "terms: {}\nquantities: {top_up: {label: {zh: 补差, en: Top-up}, unit: CNY per month, is: {minus: [line, 100]}}}"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ["## 共用算式", "#### 补差 `top_up`", "## 标准数额", "#### 低保标准 `line`", "| 冕宁县 513433 | 2025-01-01 | 600 | 县发3号 |",
                "| 四川省 51 | 2026-01-01 | 不再执行 |  |", "- 出处：省发1号", "取法 首中", "| 其余 | 100元/月 |", "- 给付：每月金额，见分档"]),
        ("en", ["## Shared quantities", "## Standards", "#### Subsistence standard `line`", "| Sichuan 51 | 2026-01-01 | no longer |  |"]),
    ],
)  # fmt: skip
def test_tables_quantities_and_standards_stand_in_it(language: str, said: list[str], tmp_path: Path) -> None:
    """With places, days and sources."""
    paid = table(("{age: {at_least: 80}}", "top_up"), ("", "100"), hits="first")
    files = {
        "standards.yaml": STANDARDS,
        "terms.yaml": QUANTITIES,
        "r/document.yaml": document("r"),
        "r/c.yaml": chapter(x=benefit("{age: {at_least: 60}}", paid)),
    }
    text = review_document(read_book(tmp_path, files), [], language)

    assert [one for one in said if one not in text] == []


class _Tags(HTMLParser):
    """Every tag with its attributes; those that are opened are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {tag, *(f"{tag} {name}" for name, _ in attrs)}
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


TAGS = {
    "html", "html lang", "head", "meta", "meta charset", "meta name", "meta content", "title", "style", "body", "main", "h1", "h2", "h3", "h4", "p",
    "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code",
}  # fmt: skip


def tags_of(page: str) -> set[str]:
    found = _Tags()
    found.feed(page)
    assert found.open == []
    return found.seen


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_whole_and_fetches_nothing(book: Rulebook, language: str) -> None:
    """It opens without a network."""
    page = review_page(book, [], language)

    assert tags_of(page) <= TAGS
    assert "http" not in page


EVIL = "<img src=x onerror=alert(1)>&lt;b&gt;\"'`|*_[a](javascript:b){{7*7}}{% raw %}</code></td></style><script>"


def marked(value: Anything) -> Anything:
    """The same content with markup in every text that is said to people."""
    if isinstance(value, Text):
        return Text(EVIL + value.zh, EVIL)
    if isinstance(value, tuple):
        return tuple(marked(one) for one in value)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, dict):
        return {name: marked(one) for name, one in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if is_dataclass(value) and not isinstance(value, type):
        texts = {field.name: marked(getattr(value, field.name)) for field in fields(value) if field.init and field.name not in _NAMES}
        return replace(value, **texts, **({"cite": tuple(EVIL + one for one in value.cite)} if isinstance(value, Benefit) else {}))
    return value


_NAMES = {"condition", "when", "limits", "cite", "span", "value", "cells", "amount"}


def hostile(book: Rulebook) -> Rulebook:
    """A rule book with markup in every text."""
    rules: Rules = marked(book.rules)
    return Rulebook(rules)


def _all_texts(value: Anything) -> Iterator[str]:
    if isinstance(value, Text):
        yield value.zh
    elif isinstance(value, tuple):
        for one in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _all_texts(one)
    elif isinstance(value, dict):
        for one in value.values():  # pyright: ignore[reportUnknownVariableType]
            yield from _all_texts(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _all_texts(getattr(value, field.name))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_of_a_rule_book_becomes_markup(book: Rulebook, language: str) -> None:
    """In the page of the whole shipped rule book, with markup in every text of it."""
    evil = hostile(book)
    page = review_page(evil, [], language)

    assert all(EVIL in text for text in _all_texts(evil.rules))
    assert tags_of(page) <= TAGS
    assert "&lt;img src=x" in page
    assert page.count("{{7*7}}") == page.count("&lt;img src=x")


def test_reports_are_plain_text_with_nothing_run(tmp_path: Path) -> None:
    """What the solver says of a rule book with markup in it: the very same text."""
    evil = hostile(one_ruleset(tmp_path, bad=benefit("{age: {at_least: 80, below: 80}}")))

    assert EVIL in "\n".join(soundness_text(verify(evil, DAY), evil, "zh"))


BLOCKS = [
    Heading(2, line("a|b *c* <d> [e](f) #h ", code("n|a`me"))), Paragraph(line("1. x", " & &amp;")), Items([line("- not a list"), line("+x")]),
    Grid([line("<th>")], [[line("a|b\nc")]]),
]  # fmt: skip


def test_signs_in_texts_stay_as_they_are_in_markdown() -> None:
    """A text with a bar, a star or an angle bracket is not taken for markup."""
    assert as_markdown(BLOCKS) == (
        "## a\\|b \\*c\\* \\<d\\> \\[e\\](f) \\#h `n|ame`\n\n1\\. x \\& \\&amp;\n\n- \\- not a list\n- \\+x\n\n| \\<th\\> |\n|---|\n| a\\|b c |\n"
    )


def test_signs_in_texts_stay_as_they_are_on_a_page() -> None:
    """Escaped by the template engine."""
    page = as_html("<t>", BLOCKS, "zh")

    assert "<title>&lt;t&gt;</title>" in page
    assert "<h2>a|b *c* &lt;d&gt; [e](f) #h <code>n|a`me</code></h2>" in page
    assert "<th>&lt;th&gt;</th>" in page
    assert tags_of(page) <= TAGS
