"""What benefits are read with, and which benefits use what."""

from __future__ import annotations

from pathlib import Path

from huilao.review.used import Used, term_of, used_by, used_in, users
from small_books import FACTS, NUMBERS, QUANTITIES, STANDARDS, benefit, chapter, document, read_book

TERMS = QUANTITIES.replace(
    "terms: {}",
    "terms: {old: {label: 年老, when: {age: {at_least: 80}}}, frail: {label: 体弱, when: {all: [{old: true}, {widowed: true}]}}}",
)


def test_all_that_a_benefit_is_read_with_is_named_by_way_of_terms_and_quantities_too(tmp_path: Path) -> None:
    """Its sentence, what it pays, from when on, and who comes first of those for whom there are places."""
    pays = "pays: {amount: base, per: month, starts: {after: assessed_on, pay: same_day}}, quota: {number: 3, each: year, order: [{ability: {at_least: severe}}]}"
    files = {
        "facts.yaml": FACTS + NUMBERS, "standards.yaml": STANDARDS, "terms.yaml": TERMS, "r/document.yaml": document("r"),
        "r/c.yaml": chapter(x=benefit("{frail: true}", pays), y=benefit("{entitled_to: x}"), z=benefit("{not: {old: true}}")),
    }  # fmt: skip
    book = read_book(tmp_path, files)
    ruleset = book.rules.rulesets["r"]
    x, y, z = ruleset.benefits
    assert used_by(x, ruleset) == Used(("birth_date", "ability", "widowed", "assessed_on"), ("frail", "old"), ("base",), ("line",))
    assert used_by(y, ruleset).benefits == ("r/x",)
    assert used_in((z.when,), ruleset) == Used(("birth_date",), ("old",))
    found = users(book.rules)
    assert found.terms["r#old"] == ("r/x", "r/z")
    assert (found.facts["widowed"], found.quantities, found.standards, found.benefits) == (
        ("r/x",), {"r#base": ("r/x",)}, {"line": ("r/x",)}, {"r/x": ("r/y",)},
    )  # fmt: skip
    assert (term_of(z.when), term_of(x.when), term_of(ruleset.terms["old"].condition)) == ("old", "frail", None)
