"""How the page and the sheet speak to whom they are for, and what they say where there is nothing."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from huilao import Action, Rulebook
from huilao.render.page_words import PAGE_WORDS, YOU
from small_books import FACTS, benefit, chapter, document, one_ruleset, read_book

DAY = date(2025, 3, 1)
ENGLISH = {
    "Does the elder or the household receive social assistance?": "Do you or the household receive social assistance?",
    "Is the elder's home in the area that an institution serves?": "Is your home in the area that an institution serves?",
    "Is the care home where the elder lives about to be closed?": "Is the care home where you live about to be closed?",
    "Has the office found that the elder qualifies?": "Has the office found that you qualify?",
    "Which of these has the elder met with lately?": "Which of these have you met with lately?",
    "Has an assessment found the elder incapacitated?": "Has an assessment found you incapacitated?",
    "Is there a meal point for elders that the elder can reach?": "Is there a meal point for elders that you can reach?",
}


@pytest.mark.parametrize("question", ENGLISH)
def test_an_english_question_is_put_to_the_elder(question: str) -> None:
    """In the second person, verbs and all; to a relative it is left as it is."""
    asked_of = PAGE_WORDS["en"].asked_of

    assert asked_of(question, YOU) == ENGLISH[question]
    assert asked_of(question, PAGE_WORDS["en"].oneself) == question


def test_the_sheet_asks_the_elder(book: Rulebook) -> None:
    """No question of it speaks of the elder as of somebody else."""
    for profile in ({"年龄": 82, "常住地": "冕宁县"}, {"年龄": 71, "常住地": "渠县", "居住照料状况": ["独居"]}):
        sheet = book.evaluate(profile, DAY).notice("en")
        questions = re.findall(r"[^.?]*\?", sheet)

        assert questions
        assert [one for one in questions if "the elder" in one.lower().replace("the elderly", "")] == []


RELATIVES = """
  carer: {type: yes_no, label: {zh: 家庭照护者, en: Carer}, asked_of: relative}
  child: {type: yes_no, label: {zh: 是老年人的子女, en: Child}, asked_of: relative, question: {zh: 您是老人的子女吗？, en: Are you the elder's child?}}
"""


def test_a_relative_is_not_taken_for_the_elder(tmp_path: Path) -> None:
    """A question about the elder of the family names the elder."""
    files = {
        "facts.yaml": FACTS + RELATIVES,
        "r/document.yaml": document("r"),
        "r/chapter.yaml": chapter(one=benefit("{child: true}", "for: adult_child")),
    }
    found = read_book(tmp_path, files).evaluate({"residence": "513433", "carer": True}, DAY)

    assert "- 您是老人的子女吗？" in found.notice("zh").splitlines()
    assert "- Are you the elder's child?" in found.notice("en").splitlines()
    assert "您是老人的子女吗？" in found.page("zh")


def test_what_is_to_be_asked_begins_so(tmp_path: Path) -> None:
    """Also where one reading is met already and more must be known by another only."""
    more = "readings: [{note: {zh: 须列入名单, en: on the list}, when: {all: [{widowed: true}, {listed: true}]}}]"
    (finding,) = (
        one_ruleset(tmp_path, one=benefit("{widowed: true}", more)).evaluate({"residence": "513433", "widowed": True}, DAY).findings
    )

    assert finding.action is Action.ASK
    assert finding.explain("zh").startswith("“待遇”（文件要求落实）还要了解：按规则库通常的理解，此人在所说的对象之内：")
    assert "；若把条文理解为“须列入名单”，则还要看别的情况。" in finding.explain("zh")
    assert "怎样理解" not in finding.explain("zh")


@pytest.mark.parametrize(("person", "said"), [
    ({"widowed": False}, "可以办的：没有。"),
    ({}, "可以办的：现在还没有能定下来的。"),
    ({"widowed": True}, "可以办（1项）"),
])  # fmt: skip
def test_nothing_to_claim_is_told_from_what_is_open(tmp_path: Path, person: dict[str, bool], said: str) -> None:
    """Where nothing is open, there is nothing."""
    book = one_ruleset(tmp_path, one=benefit("{widowed: true}"))

    assert said in book.evaluate({"residence": "513433", **person}, DAY).page("zh").splitlines()


STARTS: list[tuple[str, dict[str, str], str, str]] = [
    (
        "{after: assessed_on, pay: next_month}",
        {},
        "待遇：每月9元；从评估日期的次月起发",
        "Benefit: 9 CNY a month; paid from the month after: assessed on",
    ),
    (
        "{after: assessed_on, pay: next_month}",
        {"assessed_on": "2025-03-10"},
        "待遇：每月9元；2025年4月1日起发",
        "Benefit: 9 CNY a month; paid from 2025-04-01 on",
    ),
]


@pytest.mark.parametrize(("starts", "more", "zh", "en"), STARTS)
def test_a_claim_says_from_when_it_is_paid(tmp_path: Path, starts: str, more: dict[str, str], zh: str, en: str) -> None:
    """The day, or as the text has it where the day that opens it is not known; on the page and on the sheet."""
    book = one_ruleset(tmp_path, one=benefit("{widowed: true}", f"pays: {{amount: 9, per: month, starts: {starts}}}"))
    found = book.evaluate({"residence": "513433", "widowed": True, **more}, DAY)

    for language, said in (("zh", zh), ("en", en)):
        assert f"  1. {said}" in found.page(language)
        assert f"1. {said}" in found.notice(language)
