"""What a fact presupposes (`only_if`) is read into every test on it, and of whom it is presupposed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huilao.language.known import Person
from huilao.language.meaning import truth_of
from huilao.language.policy import Rules
from huilao.language.scope import scope_of
from huilao.language.truth import Truth
from huilao.reading.rules import read_rules
from small_books import benefit, chapter, document, write_book

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES


def read(folder: Path, when: str) -> Rules:
    rules, problems = read_rules(write_book(folder, {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit(when))}))
    assert rules is not None, problems
    return rules


def truth(rules: Rules, person: Person) -> Truth:
    ruleset = rules.rulesets["r"]
    return truth_of(ruleset.benefits[0].condition, person, scope_of(ruleset, rules).on(date(2025, 3, 1)))


@pytest.mark.parametrize(
    ("when", "certificate", "grade", "holds"),
    [
        ('{grade: "1"}', "certified", "1", YES),
        ('{grade: "1"}', "certified", "2", NO),
        ('{grade: "1"}', "certified", None, UNKNOWN),
        ('{grade: "1"}', "none", None, NO),  # one without a certificate has no grade: it is not asked
        ('{grade: "1"}', None, None, UNKNOWN),
        ('{grade: {is_not: "1"}}', "none", None, NO),
        ('{grade: {is_not: "1"}}', "certified", "2", YES),
        ('{not: {grade: "1"}}', "none", None, YES),
        ('{grade: {one_of: ["1"], is_not: "2"}}', "certified", "1", YES),
        ('{grade: {one_of: ["1"], is_not: "2"}}', "none", None, NO),
        ('{cared_elder: {grade: "1"}}', "certified", "1", UNKNOWN),
    ],
)
def test_a_test_is_read_within_what_its_fact_presupposes(
    tmp_path: Path, when: str, certificate: str | None, grade: str | None, holds: Truth
) -> None:
    """`only_if` is a part of every test on the fact, in either spelling, and of the contrary it is a part inside."""
    assert truth(read(tmp_path, when), {"certificate": certificate, "grade": grade}) is holds


def test_presupposed_of_another_person_is_what_is_known_of_that_person(tmp_path: Path) -> None:
    """The certificate is the elder's, not the carer's."""
    carer: Person = {"certificate": "certified", "cared_elder": {"certificate": "none"}}

    assert truth(read(tmp_path, '{cared_elder: {grade: "1"}}'), carer) is NO


def test_there_is_no_person_within_a_person(tmp_path: Path) -> None:
    """A term that speaks of another person cannot be used about another person: nothing could be known of that third."""
    terms = (
        "terms:\n  carer: {label: 照护人, when: {cared_elder: {widowed: true}}}\n"
        "  by_way: {label: 间接, when: {any: [{carer: true}, {widowed: true}]}}\n"
    )
    files = {
        "terms.yaml": terms,
        "r/document.yaml": document("r"),
        "r/chapter.yaml": chapter(one=benefit("{cared_elder: {by_way: true}}"), two=benefit("{carer: true}")),
    }
    rules, problems = read_rules(write_book(tmp_path, files))

    assert rules is None
    assert [(one.code, one.span.file, one.span.line) for one in problems] == [("person_in_person", "r/chapter.yaml", 2)]
