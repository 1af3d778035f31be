"""The phrases: the same in both languages, and each word one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any as Anything

import pytest

from huilao.answers.timeline import DocumentEvent
from huilao.language.condition import Order
from huilao.language.outcome import Action, Outcome
from huilao.language.policy import ColumnType, Force
from huilao.language.quantity import Rounding, TimeUnit
from huilao.language.units import Per, Unit
from huilao.language.words import CALCULATIONS, CODES, COMBINATORS, COMPARISONS, COUNT_OF
from huilao.render.chinese import ZH
from huilao.render.english import EN
from huilao.render.wording import Wording

WHOLE = {
    "number": Order, "date": Order, "scale": Order, "passed": Order, "rounded": Rounding, "per": Per, "units": Unit, "columns": ColumnType,
    "time_since": TimeUnit, "events": DocumentEvent, "actions": Action, "headlines": Action, "from_then": Action, "forces": Force,
    "outcomes": Outcome, "stands": Outcome,
}  # fmt: skip


def phrases(table: Anything, name: str) -> Iterator[tuple[str, str]]:
    """Every phrase with its name, those in mappings too."""
    if isinstance(table, Mapping):
        for key, inner in table.items():  # pyright: ignore[reportUnknownVariableType]
            yield from phrases(inner, f"{name}.{key}")
    elif isinstance(table, tuple):
        for at, inner in enumerate(table):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            yield from phrases(inner, f"{name}.{at}")
    else:
        yield name, table


@pytest.mark.parametrize("field", [field.name for field in fields(ZH) if field.name != "singular"])
def test_both_languages_have_the_same_phrases(field: str) -> None:
    """With the same things to be filled in, and nothing else in braces."""
    zh, en = dict(phrases(getattr(ZH, field), field)), dict(phrases(getattr(EN, field), field))

    assert zh.keys() == en.keys()
    for name, phrase in zh.items():
        left, right = (set(re.findall(r"{(\w+)(?::\w+)?}", one)) for one in (phrase, en[name]))
        assert left == right, name


@pytest.mark.parametrize("field", WHOLE)
def test_there_is_a_phrase_for_every_one(field: str) -> None:
    """Of what is listed."""
    assert set(getattr(ZH, field)) == set(WHOLE[field])


@pytest.mark.parametrize("wording", [ZH, EN])
def test_only_what_quotes_has_marks_of_quotation(wording: Wording) -> None:
    """So that what is quoted inside gets the inner marks."""
    marked = [
        name
        for field in fields(wording)
        for name, phrase in phrases(getattr(wording, field.name), field.name)
        if set(phrase) & set("“”‘’《》")
    ]

    assert set(marked) <= {"quoted", "titled"}


@pytest.mark.parametrize(
    "table",
    [COMBINATORS, COUNT_OF, COMPARISONS, CALCULATIONS, *({str(code): name.zh for code, name in kind.items()} for kind in CODES.values())],
)
def test_a_word_means_one_thing_where_it_can_stand(table: dict[str, str]) -> None:
    """No two keywords, and no two codes of a kind, share a Chinese word or have one that is another's code."""
    words = [word for keyword, word in table.items() for word in {keyword, word}]

    assert len(words) == len(set(words))
