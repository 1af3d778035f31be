"""Standards: where their values are written, and whether they are there when they are needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from huilao.errors import Problem
from huilao.language.policy import Rules
from huilao.language.standards import PlaceOf, SetValue
from huilao.language.units import Unit
from huilao.reading.rules import read_rules
from small_books import benefit, chapter, document, write_book

HEAD = "standards:\n  line: {label: {zh: 低保标准}, unit: CNY, place_of: household_registration, cite: 通知, "


def read(
    folder: Path, values: str, more: Mapping[str, str] = {}, when: str = "{income: {below: line}}", document_more: str = ""
) -> tuple[Rules | None, list[Problem]]:
    files = {
        "standards.yaml": f"{HEAD}values: {values}}}",
        "r/document.yaml": document("r", more=document_more),
        "r/chapter.yaml": chapter(b=benefit(when)),
        **more,
    }
    rules, problems = read_rules(write_book(folder, files))
    return rules, list(problems)


def test_values_of_all_files_are_one_standard(tmp_path: Path) -> None:
    """By place and day, whatever the order of files; places by code, short code or name; a citation of its own."""
    values = "{四川省: {2024-01-01: 600, 2020-01-01: 500.5}, 000000: {2019-01-01: 400}}"
    local = "standards: {line: {values: {513433: {2025-01-01: {value: 700, cite: [县通知, 附件]}, 2026-01-01: null}}, cite: 县文}}"
    rules, problems = read(tmp_path, values, {"r/standards.yaml": local})

    assert problems == []
    assert rules is not None
    line = rules.standards["line"]
    assert (line.unit, line.place_of, line.split, line.cite) == (Unit.CNY, PlaceOf.HOUSEHOLD_REGISTRATION, None, ("通知",))
    assert line.values == (
        SetValue("", date(2019, 1, 1), Fraction(400)),
        SetValue("51", date(2020, 1, 1), Fraction("500.5")),
        SetValue("51", date(2024, 1, 1), Fraction(600)),
        SetValue("513433", date(2025, 1, 1), Fraction(700), ("县通知", "附件")),
        SetValue("513433", date(2026, 1, 1), None, ("县文",)),
    )


def test_a_value_may_be_divided_by_a_fact(tmp_path: Path) -> None:
    """Every code is named, by code or word; an undivided value counts for all."""
    rules, problems = read(tmp_path, "{51: {2020-01-01: {持证: 700, none: 600}, 2025-01-01: 800}}, split: 残疾证")

    assert problems == []
    assert rules is not None
    assert rules.standards["line"].split == "certificate"
    assert [one.value for one in rules.standards["line"].values] == [{"certified": Fraction(700), "none": Fraction(600)}, Fraction(800)]


def test_a_county_may_define_a_standard_of_its_own(tmp_path: Path) -> None:
    """In its folder, for the whole book; its values stand inside its place."""
    local = "standards: {mine: {label: {zh: 本县标准}, unit: CNY, place_of: document, values: {冕宁县: {2020-01-01: 7}}}}"
    rules, problems = read(tmp_path, "{51: {2020-01-01: 1}}", {"r/standards.yaml": local}, when="{income: {below: 本县标准}}")

    assert problems == []
    assert rules is not None
    assert rules.standards["mine"].values == (SetValue("513433", date(2020, 1, 1), Fraction(7)),)


FROM_2024 = "in_effect: {from: 2024-01-01}"

CASES: Mapping[str, tuple[str, str, str | None]] = {
    "a value from the first day on": ("{51: {2024-01-01: 1}}", FROM_2024, None),
    "a value from the second day on": ("{51: {2024-01-02: 1}}", FROM_2024, "2024-01-01"),
    "of a place around it": ("{000000: {2020-01-01: 1}}", FROM_2024, None),
    "of another place": ("{22: {2020-01-01: 1}}", FROM_2024, "2024-01-01"),
    "that ends": ("{51: {2020-01-01: 1, 2025-01-01: null}}", FROM_2024, "2025-01-01"),
    "that ends after the document": ("{51: {2020-01-01: 1, 2025-01-01: null}}", "in_effect: {from: 2024-01-01, until: 2024-12-31}", None),
    "that ends on its last day": (
        "{51: {2020-01-01: 1, 2024-12-31: null}}",
        "in_effect: {from: 2024-01-01, until: 2024-12-31}",
        "2024-12-31",
    ),
    "of the county where that of the province ends": ("{51: {2020-01-01: 1, 2025-01-01: null}, 513433: {2025-01-01: 2}}", FROM_2024, None),
    "of a township inside": ("{513433001: {2020-01-01: 1}}", FROM_2024, None),
    "without a first day": ("{51: {2023-01-01: 1}}", "", None),
    "without a first day, that ends": ("{51: {2023-01-01: 1, 2024-01-01: null}}", "", "2024-01-01"),
    "without a first day, of another place": ("{22: {2023-01-01: 1}}", "", "没有任何数额"),
    "from the day of issue": ("{51: {2024-05-01: 1}}", "issued: 2024-04-30", "2024-04-30"),
    "of a document that is repealed": ("{22: {2020-01-01: 1}}", "status: repealed\nin_effect: {until: 2024-12-31}", None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_ruleset_has_its_own_values_on_all_its_days(case: str, tmp_path: Path) -> None:
    """On every day on which its document is in force its own place has a value, or some place inside it."""
    values, more, missing = CASES[case]
    rules, problems = read(tmp_path, values, document_more=more)

    assert (rules is None) == (missing is not None)
    assert [one.code for one in problems] == ["standard_without_value"] * (missing is not None)
    assert missing is None or missing in problems[0].message.zh


@pytest.mark.parametrize(
    "use",
    [
        "{line: {above: 3}}",
        "{cared_elder: {income: {below: line}}}",
        "{poor: true}",
        "{half: {above: 1}}",
        "{income: {below: {first: [{when: {poor: true}, is: 3}, {is: 4}]}}}",
    ],
)
def test_a_standard_is_missed_however_it_is_used(use: str, tmp_path: Path) -> None:
    """By a term, a quantity, of another person, in a row."""
    terms = "terms: {poor: {label: {zh: 穷}, when: {half: {above: 2}}}}\nquantities: {half: {unit: CNY, is: {times: [line, 1/2]}}}"
    _, problems = read(tmp_path, "{22: {2020-01-01: 1}}", {"terms.yaml": terms}, when=use, document_more=FROM_2024)

    assert [one.code for one in problems] == ["standard_without_value"]


def test_a_standard_of_the_document_needs_the_place_itself(tmp_path: Path) -> None:
    """A township's value is nobody's where the place of the document counts."""
    text = HEAD.replace("household_registration", "document") + "values: {513433001: {2020-01-01: 1}}}"
    _, problems = read(tmp_path, "{51: {2020-01-01: 1}}", {"standards.yaml": text}, document_more=FROM_2024)

    assert [one.code for one in problems] == ["standard_without_value"]


def test_a_standard_that_a_ruleset_does_not_use_may_be_missing_there(tmp_path: Path) -> None:
    """It is nobody's business."""
    rules, problems = read(tmp_path, "{22: {2020-01-01: 1}}", when="{widowed: true}", document_more=FROM_2024)

    assert problems == []
    assert rules is not None
