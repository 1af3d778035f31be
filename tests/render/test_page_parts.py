"""The page and the sheet part by part say what they say as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from huilao import Evaluation, LineWords, PageInWords, ProofWords, Rulebook

ELDER = {
    "出生日期": "约1942年", "常住地": "冕宁县", "户籍地": "冕宁县", "养老方式": "居家", "居住照料状况": ["独居"], "社会救助身份": ["最低生活保障"],
    "老年人能力等级": "中度失能", "正在享受": ["低保金", "高龄津贴"],
}  # fmt: skip


@pytest.fixture(
    scope="module",
    params=[(ELDER, "2025-03-01"), ({"常住地": "重庆市渝中区", "年龄": 85}, "2026-06-01"), ({"常住地": "北京市"}, "2025-03-01")],
    ids=str,
)
def evaluation(book: Rulebook, request: pytest.FixtureRequest) -> Evaluation:
    return book.evaluate(*request.param)


def lines_of(page: PageInWords) -> Iterator[LineWords]:
    for group in (*page.claims.values(), *page.others.values(), page.soon, page.excluded, page.silent, page.elsewhere):
        yield from group.lines if group else ()
    for doubt in page.doubts:
        yield from doubt.lines


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_line_is_there_and_says_what_its_finding_says(evaluation: Evaluation, language: str) -> None:
    """Once each, what can be had soon and what is not said among them; headline, cautions and source make up the explanation."""
    page, first = evaluation.page_in_words(language), evaluation.first_page
    lines = list(lines_of(page))
    assert sorted(one.findings[0].benefit for one in lines) == sorted(one.finding.benefit for one in (*first.lines, *first.elsewhere))
    for one in (finding for line in lines for finding in line.findings):
        said = [one.headline, *one.cautions, one.source]
        assert "".join("".join(said).split()) == "".join(evaluation[one.benefit].explain(language).split())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_printed_page_is_made_of_the_same_words(evaluation: Evaluation, language: str) -> None:
    page, printed = evaluation.page_in_words(language), evaluation.page(language)
    if page.nothing:
        assert page.nothing in printed
        return
    rows = [one.strip() for one in printed.split("\n")]
    assert page.claims_heading in rows
    assert {*page.sums, *page.documents, page.footer} <= set(rows)
    assert evaluation.sums_in_words(language) == (page.claims_heading, *page.sums)
    assert set(page.facts) <= set(evaluation.person)


def test_a_proof_part_by_part_is_the_tree(evaluation: Evaluation) -> None:
    def flat(one: ProofWords, depth: int = 0) -> Iterator[str]:
        yield "  " * depth + one.text
        for part in one.parts:
            yield from flat(part, depth + 1)

    for one in evaluation.findings[:20]:
        tree = [re.sub(r"  \[[^\]]+:\d+\]$", "", line) for line in one.explain("zh", "full").split("\n")[1:]]
        assert [re.sub(r"^( *)[✓✗?] ", r"\1", line) for line in tree] == list(flat(one.proof_in_words()))
