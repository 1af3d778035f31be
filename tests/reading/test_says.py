"""How a sentence says a fact, a code and a term: read in both spellings, by a document for its own terms too."""

from __future__ import annotations

from pathlib import Path

import pytest

from huilao.language.facts import Text
from huilao.language.policy import Rules
from huilao.reading.rules import read_rules
from small_books import FACTS, benefit, chapter, document, write_book

MORE = """
  carer: {type: yes_no, label: {zh: 照护者, en: Carer}, says: {zh: 是照护者, en: is a carer}, says_not: {zh: 不是照护者, en: is no carer}}
  land:
    类型: 单选
    名称: 城乡
    取值: {rural: {中文: 农村, 说法: 属于农村, 否定说法: 不属于农村}, urban: {中文: 城镇}}
"""
TERMS = "terms: {poor: {label: {zh: 困难, en: Poor}, says: {zh: 是困难老年人, en: is a poor elder}, when: {widowed: true}}}"


def read(folder: Path, own: str = "") -> Rules:
    files = {
        "facts.yaml": FACTS + MORE,
        "terms.yaml": TERMS,
        "r/document.yaml": document("r", more=own),
        "r/c.yaml": chapter(one=benefit("{poor: true}")),
    }
    rules, problems = read_rules(write_book(folder, files))
    assert rules is not None, problems
    return rules


def test_facts_and_codes_have_predicates(tmp_path: Path) -> None:
    """And their negation; those without any have none."""
    facts = read(tmp_path).facts
    rural, urban = facts["land"].codes

    assert (facts["carer"].says, facts["carer"].says_not) == (Text("是照护者", "is a carer"), Text("不是照护者", "is no carer"))
    assert (rural.says, rural.says_not, urban.says, facts["widowed"].says) == (Text("属于农村"), Text("不属于农村"), None, None)


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ("", "是困难老年人"),
        ("terms: {poor: {when: {carer: true}}}", "是困难老年人"),
        ("terms: {poor: {when: {carer: true}, says: 生活困难}}", "生活困难"),
        ("terms: {poor: {label: 贫困, when: {carer: true}}}", None),
    ],
)
def test_a_document_keeps_or_changes_how_a_term_is_said(tmp_path: Path, own: str, says: str | None) -> None:
    """It keeps it with the name: a name of its own has a predicate of its own, or none."""
    term = read(tmp_path, own).rulesets["r"].terms["poor"]

    assert (term.says and term.says.zh) == says
