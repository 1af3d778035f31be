"""A standard in words: the values that count for a place, what `huilao standard` prints."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..language.standards import DefinedStandard, SetValue
from ..render.citation import clause_in
from ..rulebook import Rulebook
from .figures import number_words


def standard_in_words(book: Rulebook, one: DefinedStandard, values: tuple[SetValue, ...], language: str) -> Iterator[str]:
    """Values of a standard, a line each: the one that counts first, then those that may where the place is one inside it."""
    speaker = book.voice.speaker(next(iter(book.rules.rulesets)), language)
    unit, comma = speaker.unit(one.unit), "，" if language == "zh" else ", "
    for value in values:
        said = comma.join(f"{label}{number_words(number)}{unit}" for label, number in _numbers(book, one, value, language))
        clauses = ("；" if language == "zh" else "; ").join(clause_in(language, cite) for cite in value.cite or one.cite)
        since = comma.join([f"{value.since}起" if language == "zh" else f"from {value.since}", *([clauses] if clauses else [])])
        place = speaker.place_name(value.place)
        yield (f"{place}：{said}（{since}）" if language == "zh" else f"{place}: {said} ({since})") + f"  [{value.span}]"


def _numbers(book: Rulebook, one: DefinedStandard, value: SetValue, language: str) -> Iterator[tuple[str, Fraction]]:
    """The numbers of a value, each with the code that it is for, in words."""
    if isinstance(value.value, Fraction):
        yield "", value.value
    elif value.value is not None and one.split is not None:
        labels = {code.code: code.label.of(language) for code in book.rules.facts[one.split].codes}
        yield from ((f"{labels[code]} ", number) for code, number in value.value.items())
