"""The JSON Schema: what an editor completes and checks while a clerk types."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import yaml
from huilao.language.policy import Rules
from huilao.reading.rules import read_rules, rule_files
from huilao.reading.schema import FILES, json_schema, kind_of
from huilao.reading.spelling import Spelling, respell, shape_of
from huilao.yaml.source import read_source

SHIPPED = Path(__file__).parents[2] / "rulesets"
GOLDEN = Path(__file__).parents[1] / "golden"
SMALL = GOLDEN / "numbers"
"""A book with all that is said of numbers."""
BETWEEN = GOLDEN / "between"
"""A book with all that is said of people, of time and between benefits."""


class _Editor(yaml.SafeLoader):
    """YAML as an editor reads it: numbers and truth values, dates as text."""


_Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def model(book: Path) -> Rules:
    rules, _ = read_rules(book)
    assert rules is not None
    return rules


@pytest.fixture
def shipped() -> Rules:
    return model(SHIPPED)


def book_of(path: Path) -> Path:
    return next(one for one in (SHIPPED, SMALL, BETWEEN) if path.is_relative_to(one))


@cache
def validator_of(book: Path, kind: str, spelling: Spelling) -> Any:
    return Draft202012Validator(json_schema(kind, model(book), spelling))


def errors(text: str, path: Path, spelling: Spelling) -> list[str]:
    shape = shape_of(read_source(path, path.name))
    kind = next(kind for kind, one in FILES.items() if one is shape)
    validator = validator_of(book_of(path), kind, spelling)
    return [f"{list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(yaml.load(text, _Editor))]  # noqa: S506  # a SafeLoader


@pytest.mark.parametrize("path", [path for book in (SHIPPED, SMALL, BETWEEN) for path in rule_files(book)], ids=lambda path: path.stem)
def test_what_is_right_is_valid_in_both_spellings(path: Path) -> None:
    """What the reader accepts the schema accepts."""
    for spelling in ("zh", "en"):
        assert errors(respell(read_source(path, path.name), model(book_of(path)), spelling), path, spelling) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("at_least: 60", "at_leest: 60"),
        ("force: mandatory", "force: must"),
        ("service: vaccination", "service: vacination"),
        ("at_least: 60", "at_least: sixty"),
        ("cite: 第五章第一节\n    service: vaccination", "service: vaccination"),
        ("chronic_disease: true", "chronic_disease: maybe"),
        ("name: {zh:", "名称: {zh:"),
    ],
)
def test_mistakes_are_invalid(right: str, wrong: str) -> None:
    """An editor underlines them; a word of the other spelling too."""
    path = SHIPPED / "sichuan/mianning/chapter-5.yaml"
    text = path.read_text("utf-8")

    assert right in text
    assert errors(text.replace(right, wrong, 1), path, "en") != []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("mode: up", "mode: upwards"),
        ("mode: up", "way: up"),
        ("{minus: [dibao_line, household_income]}", "{minus: [dibao_line]}"),
        ("times: [dibao_standard, household_size]", "times: [dibao_standart, household_size]"),
        ("unit: CNY per month", "unit: yuan"),
    ],
)
def test_mistakes_in_quantities_are_invalid(right: str, wrong: str) -> None:
    """Names, keywords, units and the number of parts."""
    path = SMALL / "terms.yaml"
    text = path.read_text("utf-8")

    assert right in text
    assert errors(text, path, "en") == []
    assert errors(text.replace(right, wrong, 1), path, "en") != []


def test_one_spelling_and_one_language(shipped: Rules) -> None:
    """With the question, unit and note of a fact in the hover."""
    chinese, english = (json_schema("chapter", shipped, spelling)["$defs"]["condition"]["properties"] for spelling in ("zh", "en"))

    assert "年龄" in chinese
    assert "age" in english
    assert not chinese.keys() & english.keys()
    fact = shipped.facts["residence"]
    assert fact.question
    assert chinese[fact.label.zh]["description"].startswith(f"{fact.label.zh}\n{fact.question.zh}")
    assert english["residence"]["description"].startswith(f"{fact.label.en}\n{fact.question.en}")
    assert (
        "CNY per month" in json_schema("chapter", model(SMALL), "en")["$defs"]["condition"]["properties"]["household_income"]["description"]
    )


def test_words_of_one_spelling_are_said_in_the_language_of_whoever_writes(shipped: Rules) -> None:
    """English codes with their Chinese names beside them, and the codes of facts and entries too."""
    schema = json_schema("chapter", shipped, "en", "zh")
    condition = schema["$defs"]["condition"]["properties"]
    area = json_schema("chapter", shipped, "en", "zh")["$defs"]["of_area_type"]["anyOf"][0]

    assert condition["residence"]["description"].startswith("常住地\n")
    assert condition["any"]["description"] == "任一"
    assert dict(zip(area["enum"], area["enumDescriptions"], strict=False))["rural"] == "农村"
    assert schema["properties"]["benefits"]["description"].startswith("待遇")
    assert "enumDescriptions" not in json.dumps(json_schema("chapter", shipped, "zh"))


@pytest.mark.parametrize("path", [path for book in (SHIPPED, SMALL, BETWEEN) for path in rule_files(book)], ids=lambda path: path.stem)
def test_what_kind_a_file_is_shows_in_its_path(path: Path) -> None:
    assert FILES[kind_of(path.relative_to(book_of(path)).as_posix())] is shape_of(read_source(path, path.name))


def test_the_schema_of_the_shipped_book_is_small(shipped: Rules) -> None:
    """What many facts share is defined once."""
    assert all(len(json.dumps(json_schema(kind, shipped, "zh"), ensure_ascii=False).encode()) < 120_000 for kind in FILES)
