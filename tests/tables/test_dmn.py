"""DMN models of tables: run by another engine they say of everybody of whom all is known what the reference says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, cast
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmn_on_zen import decision_of, run
from huilao import Rulebook
from huilao.language.condition import Condition
from huilao.language.facts import Fact, FactType, Text
from huilao.language.known import Person
from huilao.language.meaning import amount_of, measure, rows_found, truth_of
from huilao.language.policy import Hits
from huilao.language.scope import Scope, Situation, scope_of
from huilao.language.truth import Truth
from huilao.tables.dmn import MODEL, Model
from huilao.tables.feel import Feel, Input
from strategies import a_person, a_profile, a_rule_book

ROOT = Path(__file__).parents[2]
DAY = date(2026, 3, 1)
NS = {"d": MODEL}
ORDER = {
    "definitions": ("description", "itemDefinition", "inputData", "knowledgeSource", "decision"),
    "decision": ("variable", "informationRequirement", "authorityRequirement", "literalExpression", "decisionTable"),
    "decisionTable": ("input", "output", "annotation", "rule"), "rule": ("inputEntry", "outputEntry", "annotationEntry"),
    "inputData": ("description", "variable"), "itemDefinition": ("typeRef", "allowedValues"),
}  # fmt: skip
"""In which order the schema has what stands in an element."""
BOOKS = (ROOT / "examples" / "qinghe" / "rulesets", ROOT / "rulesets")


@pytest.fixture(scope="module")
def books() -> list[Rulebook]:
    return [Rulebook.load(folder) for folder in BOOKS]


def value_of(one: Input, person: Person, situation: Situation) -> Any:
    """What is given for an input; None where it is not known."""
    if one.node is None:
        known = person.get(one.fact or "")
        match known:
            case bool() | str():
                return known
            case Decimal():
                return float(known)
            case date():
                return known.toordinal()
            case frozenset():
                return sorted(cast("frozenset[str]", known))
            case _:
                return None
    if isinstance(one.node, Condition):
        truth = truth_of(one.node, person, situation)
        return None if truth is Truth.UNKNOWN else truth is Truth.YES
    found = measure(one.node, person, situation)
    return float(found.low) if found.settled and found.low is not None else None


def check(book: Rulebook, name: str, day: date, people: list[Person]) -> int:
    """Hold the model of a table to the reference for these people; how many of them are known well enough."""
    model = Model(book, name, day, "zh")
    benefit, levels = model.benefit, model.levels
    if levels.hits is Hits.HIGHEST and None in [row.amount for row in levels.rows]:
        return 0  # no rule book that was read has such a table
    decision = decision_of(model.xml())
    rules = book.on(day).rules
    situation = scope_of(rules.rulesets[benefit.ruleset], rules).on(day)
    compared = 0
    for person in people:
        given = {one.name: value_of(one, person, situation) for one in model.feel.inputs.values()}
        truth, rows, amount = (
            truth_of(benefit.condition, person, situation),
            rows_found(levels, person, situation),
            amount_of(benefit, person, situation),
        )
        if None in given.values() or truth is Truth.UNKNOWN or not rows.settled or (amount is not None and not amount.settled):
            continue
        compared += 1
        said = run(decision, given)
        assert said["eligible"] is (truth is Truth.YES), given
        if levels.hits is Hits.UNIQUE:
            assert said.get("applying", 0) == len(rows.sure), given
        if levels.hits is not Hits.HIGHEST and len(rows.sure) <= 1:
            row: dict[str, Any] = said.get("levels") or {}
            assert row.get("row") == (rows.sure[0] + 1 if rows.sure else None), given
        if benefit.pays is not None and not rows.overlap(levels.hits):
            wanted = None if truth is not Truth.YES or amount is None else amount.low
            assert said.get("paid") == (None if wanted is None else pytest.approx(float(wanted), abs=1e-6)), given
    return compared


def tables(books: list[Rulebook]) -> Iterator[tuple[Rulebook, str]]:
    """Every benefit that has a table."""
    for book in books:
        yield from ((book, name) for name, one in book.benefits.items() if one.levels)


def test_models_of_rule_books_say_what_the_reference_says(books: list[Rulebook]) -> None:
    """Of every table in the rule books row and amount are those of the reference."""
    luck = Random(4)
    for book, name in tables(books):
        people = [book.person(a_profile(book.rules, luck, DAY, unknown=0), DAY) for _ in range(60)]
        assert check(book, name, DAY, people) > 8, name


@given(st.integers(0, 2**32))
@settings(max_examples=int(os.environ.get("HUILAO_DMN", "10")), deadline=None)
def test_models_of_random_tables_say_what_the_reference_says(seed: int) -> None:
    """Whatever a table asks and gives, FEEL says it for whom all is known."""
    luck = Random(seed)
    book = Rulebook(a_rule_book(luck, 3))
    for name, one in book.benefits.items():
        if book.on(DAY).rules.rulesets[one.ruleset].benefit(name).levels is not None:
            check(book, name, DAY, [a_person(luck, DAY, 0, partly=0) for _ in range(8)])


@pytest.mark.parametrize(
    ("benefit", "policy"), [("city/3-age-allowance", "UNIQUE"), ("city/6-care-subsidy", "FIRST"), ("city/13-aids", "COLLECT")]
)
def test_a_model_has_the_structure_of_dmn(books: list[Rulebook], benefit: str, policy: str) -> None:
    """Every element stands where the schema of DMN 1.5 has it, ids are each used once, and what is needed is there."""
    root = ET.fromstring(Model(books[0], benefit, DAY, "en").xml())  # noqa: S314  # our own
    ids = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    table = root.find(".//d:decisionTable", NS)
    assert table is not None

    assert root.tag == f"{{{MODEL}}}definitions"
    assert table.attrib["hitPolicy"] == policy
    assert len(ids) == len(set(ids))
    assert {one.attrib["href"].removeprefix("#") for one in root.iter() if "href" in one.attrib} <= set(ids)
    for parent in root.iter():
        names = [child.tag.rpartition("}")[2] for child in parent]
        order = ORDER.get(parent.tag.rpartition("}")[2], ())
        assert not order or names == sorted(names, key=order.index)
    width = [len(table.findall(f"d:{one}", NS)) for one in ("input", "output", "annotation")]
    for rule in table.findall("d:rule", NS):
        assert [len(rule.findall(f"d:{one}", NS)) for one in ("inputEntry", "outputEntry", "annotationEntry")] == width
    for decision in root.findall("d:decision", NS):
        hrefs = [one.attrib["href"] for one in decision.findall("d:informationRequirement/*", NS)]
        assert used_in(decision) == {href.partition("_")[2] for href in hrefs}, decision.attrib["name"]


def used_in(decision: ET.Element) -> set[str]:
    """The names in the expressions of a decision."""
    paths = (
        "literalExpression",
        "decisionTable/d:input/d:inputExpression",
        "decisionTable/d:rule/d:inputEntry",
        "decisionTable/d:rule/d:outputEntry",
    )
    texts = (
        re.sub(r'"[^"]*"|\w+\(|list contains', " ", one.text or "") for path in paths for one in decision.findall(f"d:{path}/d:text", NS)
    )
    return {word for text in texts for word in re.findall(r"(?<![\w.])[a-z]\w*", text)} - {
        "and",
        "or",
        "if",
        "then",
        "else",
        "null",
        "true",
        "false",
    }


def test_a_name_that_feel_would_misread_is_another_one() -> None:
    """Names of facts with an operator in them, and those of our decisions, are written so that FEEL cannot take them for something else."""
    names = ("a-b", "a_b", "levels", "1st", "if", "a-b")
    feel = Feel(Scope({name: Fact(name, FactType.YES_NO, Text(name)) for name in names}), {})

    assert [feel.fact(one) for one in names] == ["a_b", "a_b_2", "levels_2", "_1st", "if_2", "a_b"]
