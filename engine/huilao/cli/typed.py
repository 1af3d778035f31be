"""What is typed as an answer, as a profile has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from ..ask import Question
from ..language.facts import Code, Fact, FactType, Vocabulary

UNKNOWN = ("n", "不知道", "不清楚")
"""What can be typed for not knowing."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """What is ticked of a list."""

    yes: tuple[Question, ...]
    rest_unknown: bool
    """Whether the others are not known; else they are denied."""


def words_of(text: str) -> list[str]:
    """The words of an answer with several."""
    return [one for one in re.split(r"[\s,、;]+", text) if one]


def ticks_of(listed: Sequence[Question], text: str) -> Ticks | str:
    """What an answer ticks of a list: numbers or labels, 0 for none of them, a word of `UNKNOWN` for not knowing the rest.

    A word that is none of these comes back as it is.
    """
    known = {
        word: one for number, one in enumerate(listed, 1) for word in (str(number), one.fact.label.zh, one.fact.label.of("en").lower())
    }
    words = words_of(text.lower())
    for word in words:
        if word not in known and word not in UNKNOWN and (word != "0" or len(words) > 1):
            return word
    yes = {known[word].path: known[word] for word in words if word in known}
    return Ticks(tuple(yes.values()), any(word in UNKNOWN for word in words))


def numbered(question: Question) -> Iterator[tuple[str, Code]]:
    """The choices, each with the number to type: codes that are numbers are their own."""
    own = all(one.code.isdigit() for one in question.choices)
    for number, one in enumerate(question.choices, 1):
        yield one.code if own else str(number), one


def value_of(question: Question, text: str, facts: Vocabulary) -> object:
    """What an answer says, as a profile has it; what it cannot be is left for the reader of profiles to explain. People are
    typed as in a scenario: `父（1950-01-02，月收入 800）；母（82岁）`, 0 for nobody.
    """
    codes = {number: one.code for number, one in numbered(question)}
    match question.fact.type:
        case FactType.YES_NO:
            return {"1": True, "2": False}.get(text, text)
        case FactType.NUMBER:
            return _number(text)
        case FactType.CHOICE | FactType.SCALE:
            return codes.get(text, text)
        case FactType.SET:
            return [] if text == "0" else [codes.get(one, one) for one in words_of(text)]
        case FactType.DATE | FactType.PLACE:
            return text
        case FactType.PEOPLE:
            return [] if text == "0" else _people(question.fact, text, facts)
        case FactType.PERSON:
            raise AssertionError(question)
        case _:
            assert_never(question.fact.type)


def _people(fact: Fact, text: str, facts: Vocabulary) -> object:
    from ..scenarios import cells  # Gherkin comes with it

    named = {word: one for one in facts.values() for word in (one.name, one.label.zh, *one.also)}

    def entry(label: str, cell: str) -> tuple[str, Any]:
        return (named[label].name, cells.value_of(named[label], cell, entry)) if label in named else (label, cell)

    try:
        return cells.value_of(fact, text, entry)
    except cells.CellError:
        return text


def _number(text: str) -> int | float | str:
    if re.fullmatch("-?[0-9]+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?[0-9]+\.[0-9]+", text) else text
