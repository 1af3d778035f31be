"""That a document is silent about somebody is never worded as a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from random import Random

import pytest
from hypothesis import given, reject, settings

from huilao import ProfileError, Rulebook
from huilao.answers.finding import Finding
from huilao.language.facts import Text
from huilao.language.outcome import Action
from huilao.render.values import WORDINGS
from small_books import benefit, one_ruleset
from strategies import a_profile, seeded

DAY = date(2025, 3, 1)
REFUSAL = {
    "zh": re.compile("不能|不可以|不得|无权"),
    "en": re.compile(r"\b(?:cannot|can't|not entitled|must not|refused)\b", re.IGNORECASE),
}


def texts(book: Rulebook) -> Iterator[Text]:
    """What the rule book itself says: 生活不能自理 is no refusal."""
    for fact in book.rules.facts.values():
        yield from (one for one in (fact.label, fact.says, fact.says_not, fact.instrument) if one is not None)
        yield from (text for code in fact.codes for text in (code.label, code.says, code.says_not) if text is not None)
    for ruleset in book.rules.rulesets.values():
        yield ruleset.document.title
        for term in ruleset.terms.values():
            yield from (one for one in (term.label, term.says, term.says_not, *(one.note for one in term.readings)) if one is not None)
        for one in ruleset.benefits:
            yield from (one.name, *(reading.note for reading in one.readings))


def own_words(said: str, words: list[str]) -> str:
    """What is said, without the words of the rule book."""
    for word in words:
        said = said.replace(word, "")
    return said


@cache
def words_of(book: Rulebook, language: str) -> list[str]:
    """The longest first, as they stand outside and inside marks of quotation."""
    said = {one.of(language).rstrip("。.") for one in texts(book)}
    parts = {
        part for one in said for part in (one, one.lower(), one.translate(str.maketrans("“”", "‘’")), *re.split("。|[.] ", one)) if part
    }
    return sorted(parts, key=len, reverse=True)


def check(finding: Finding, language: str, words: list[str]) -> None:
    if finding.action is Action.NOT_COVERED and not finding.excluded:
        for level in ("line", "short"):
            said = own_words(
                finding.explain(language, level).replace(WORDINGS[language].draft, ""), words
            )  # a draft refuses nothing either
            assert not REFUSAL[language].search(said), said


@settings(max_examples=15, deadline=None, database=None)
@given(seeded(lambda luck: luck))
def test_silence_is_no_refusal(book: Rulebook, luck: Random) -> None:
    """In neither language, for nobody, in a finding or a change."""
    profile = a_profile(book.rules, luck, DAY, unknown=luck.choice((0.2, 0.8)), partly=0.2)
    try:
        findings = book.evaluate(profile, DAY).findings
    except ProfileError:  # facts that say something of each other
        reject()
    for finding in findings:
        for language in REFUSAL:
            check(finding, language, words_of(book, language))


SMALL = {
    "old": benefit("{age: {at_least: 80}}"),
    "poor": benefit("{widowed: true}"),
    "shut": benefit("{age: {at_least: 60}, not: {widowed: true}}"),
    "told": benefit("{age: {at_least: 60}}", "rule_class: by_reference"),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return one_ruleset(tmp_path_factory.mktemp("book"), **SMALL)


@settings(max_examples=60, deadline=None, database=None)
@given(seeded(lambda luck: luck))
def test_silence_is_no_refusal_in_any_book(small: Rulebook, luck: Random) -> None:
    """Nor in a small one."""
    for finding in small.evaluate(a_profile(small.rules, luck, DAY, 0.3), DAY).findings:
        for language in REFUSAL:
            check(finding, language, words_of(small, language))


def test_what_the_text_excludes_is_said_to_be_excluded(small: Rulebook) -> None:
    """And where another office's rules decide, these are pointed to."""
    widow = small.evaluate({"birth_date": "1940-01-01", "widowed": True}, DAY)["r/shut"]
    young = small.evaluate({"birth_date": "1980-01-01", "widowed": False}, DAY)

    assert widow.explain("zh").startswith(f"不能享受“{widow.name.zh}”，文件明确不包括此人。")
    assert widow.explain("en").startswith(f"Cannot have “{widow.name.en}”")
    assert young["r/shut"].explain("zh").startswith(f"“{widow.name.zh}”：本文件没有写到此人。原因：须年满60周岁")
    assert "制度本身另有规定的，以其规定为准。" in young["r/told"].explain("zh")
    assert "制度本身另有规定" not in young["r/old"].explain("zh")
