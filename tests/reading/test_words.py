"""The one table of structural words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest

from huilao.language.words import (
    CALCULATIONS,
    CODE_OF_ENTRY,
    CODES,
    COMBINATORS,
    COMPARISONS,
    COUNT_OF,
    ENTRIES,
    FIRST_ROW,
    ROUND_WITH,
    is_chinese,
    spellings,
)
from huilao.reading import shapes
from huilao.yaml.shape import Shape, entries

SHAPES = [one for one in vars(shapes).values() if isinstance(one, type) and issubclass(one, Shape) and one is not Shape]


def kinds_in(annotation: Any) -> Iterator[type]:
    """The types that an entry may hold."""
    if get_origin(annotation) is Annotated:
        yield from kinds_in(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType, list, dict):
        for one in get_args(annotation):
            yield from kinds_in(one)
    elif isinstance(annotation, type) and annotation is not NoneType:
        yield annotation


def test_every_entry_of_every_shape_stands_in_the_table() -> None:
    """By its code, with one Chinese word; and nothing stands in the table that no file has."""
    used: set[str] = set()
    for shape in SHAPES:
        for spelled, name in entries(shape).items():
            field = shape.model_fields[name]
            code = field.alias or name
            zh = field.json_schema_extra["zh"]  # type: ignore[index]
            own = [key for key in ENTRIES if CODE_OF_ENTRY.get(key, key) == code and ENTRIES[key] == zh]
            assert own, (shape, name)
            assert spelled in (code, zh)
            used |= set(own)
    inside_standards = {"value"}

    assert used == ENTRIES.keys() - inside_standards


def test_every_code_that_an_entry_may_hold_has_its_words() -> None:
    """All members of every enumeration, in Chinese and English."""
    kinds = {
        kind
        for shape in SHAPES
        for field in shape.model_fields.values()
        for kind in kinds_in(field.annotation)
        if issubclass(kind, StrEnum)
    }

    assert kinds <= CODES.keys()
    for kind, names in CODES.items():
        assert set(names) == set(kind)
        assert all(is_chinese(name.zh) and name.en for name in names.values())


@pytest.mark.parametrize(
    "table", [COMBINATORS, COUNT_OF, COMPARISONS, CALCULATIONS, ROUND_WITH, FIRST_ROW], ids=lambda table: next(iter(table))
)
def test_no_word_of_a_table_stands_for_two_things(table: Mapping[str, str]) -> None:
    """Chinese words are Chinese, codes are not, and all differ."""
    assert all(is_chinese(word) and not is_chinese(code) for code, word in table.items())
    assert len({*table, *table.values()}) == 2 * len(table)


@pytest.mark.parametrize("kind", list(CODES))
def test_no_code_is_written_like_another(kind: type[StrEnum]) -> None:
    """Of one kind; two kinds may share a word."""
    assert len(spellings(kind)) == len({word for code, name in CODES[kind].items() for word in (str(code), name.zh)})
    assert len({name.zh for name in CODES[kind].values()}) == len(CODES[kind])
