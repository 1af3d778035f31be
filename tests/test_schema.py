"""The JSON Schema: what an editor completes and checks while a clerk types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from huilao import Rulebook
from huilao.reading.rules import rule_files
from huilao.reading.schema import FILES, json_schema
from huilao.reading.spelling import respell, shape_of
from huilao.rulebook import shipped_rules
from huilao.yaml.source import read_source


class _Editor(yaml.SafeLoader):
    """YAML as an editor reads it: numbers and truth values, dates as text."""


_Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def errors(text: str, path: Path, book: Rulebook) -> list[str]:
    shape = shape_of(read_source(path, path.name))
    kind = next(kind for kind, one in FILES.items() if one is shape)
    validator: Any = Draft202012Validator(json_schema(kind, book.rules))
    return [f"{list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(yaml.load(text, _Editor))]  # noqa: S506  # a SafeLoader


FILES_OF_THE_BOOK = rule_files(shipped_rules())


@pytest.mark.parametrize("path", FILES_OF_THE_BOOK, ids=lambda path: path.stem)
def test_the_shipped_files_are_valid_in_both_spellings(path: Path, book: Rulebook) -> None:
    """What the reader accepts the schema accepts."""
    assert errors(path.read_text("utf-8"), path, book) == []
    for spelling in ("zh", "en"):
        assert errors(respell(read_source(path, path.name), book.rules, spelling), path, book) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("at_least: 60", "at_leest: 60"),
        ("force: mandatory", "force: must"),
        ("service: vaccination", "service: vacination"),
        ("at_least: 60", "at_least: sixty"),
        ("cite: 第五章第一节\n    service: vaccination", "service: vaccination"),
        ("chronic_disease: true", "chronic_disease: maybe"),
    ],
)
def test_mistakes_are_invalid(right: str, wrong: str, book: Rulebook) -> None:
    """An editor underlines them."""
    path = shipped_rules() / "sichuan/mianning/chapter-5.yaml"
    text = path.read_text("utf-8")

    assert right in text
    assert errors(text.replace(right, wrong, 1), path, book) != []


def test_entries_are_described_in_chinese(book: Rulebook) -> None:
    """With the question that a caseworker asks."""
    schema = json_schema("chapter", book.rules)

    assert schema["$defs"]["condition"]["properties"]["年龄"]["description"] == "年龄"
    assert "出生日期" in schema["$defs"]["condition"]["properties"]["birth_date"]["description"]
