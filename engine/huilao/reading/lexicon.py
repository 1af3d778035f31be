"""The words that rules can use, in either spelling, and how a reader refuses what it cannot read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from ..language.condition import Span
from ..language.facts import BUILT_IN, Fact, FactType, Text, Vocabulary
from ..language.policy import Column
from ..language.quantity import AgeReached
from ..language.units import Unit
from ..yaml.source import Source
from ..yaml.structure import InvalidError, Known
from .called import Called


@dataclass(frozen=True)
class Lexicon:
    """The words of facts, terms, quantities, standards and places by every spelling, each to its name.

    The name is empty where what the word stands for has a mistake itself: nothing is said of its uses.
    """

    facts: Vocabulary
    names: Mapping[str, str]
    places: Known
    terms: frozenset[str] = frozenset()
    quantities: Mapping[str, Unit] = field(default_factory=dict[str, Unit])
    """The quantities that have a name, and in what each is counted."""
    standards: Mapping[str, Unit] = field(default_factory=dict[str, Unit])
    """Likewise of the standards."""
    columns: Mapping[str, Column] = field(default_factory=dict[str, Column])
    """The columns of the levels at hand by their words, where an amount is read."""
    called: Called = field(default_factory=Called)
    """What benefits are called."""
    ruleset: str | None = None
    """The ruleset at hand; None outside of any."""
    age_reached: AgeReached | None = None
    """The way of counting ages that the benefit at hand has of its own."""
    complete: bool = True
    """False where words may be missing because files could not be read: unknown words are then not reported."""
    within_person: bool = False
    """Whether it is said of another person."""
    within_fact: bool = False
    """Whether it is said of when a fact has a meaning."""

    def called_in(self, source: Source, name: str) -> str:
        """The word for a name in the spelling of a file."""
        words = [word for word, one in self.names.items() if one == name]
        return source.spelled(name, next((word for word in words if word != name), name))

    def example(self, source: Source) -> str:
        """A standard to show in an example, or any name."""
        return next((self.called_in(source, name) for name in self.standards), "a")

    def numbers(self) -> dict[str, str]:
        """The words that stand for a number."""
        facts = {one.name for one in self.facts.values() if one.type is FactType.NUMBER}
        known = {*facts, *self.quantities, *self.standards, "age"}
        return {word: name for word, name in self.names.items() if name in known} | {word: one.name for word, one in self.columns.items()}


def code_spellings(fact: Fact) -> dict[str, str]:
    """The codes of a fact by every spelling, each to the code."""
    return {spelling: one.code for one in fact.codes for spelling in (one.code, one.label.zh, *one.also)}


def label_of(source: Source, fact: Fact) -> str:
    """A fact in the spelling of the file."""
    return source.spelled(fact.name, fact.label.zh)


def label_of_built_in(source: Source, name: str) -> str:
    """A word that every rule book has, in the spelling of the file."""
    return source.spelled(name, BUILT_IN[name].label.zh)


def refuse(source: Source, code: str, span: Span, zh: str, en: str, hint: Text | None = None) -> NoReturn:
    """Report a mistake and stop reading this part."""
    source.report(code, span, zh, en, hint)
    raise InvalidError


def around(first: Span, last: Span) -> Span:
    """From the beginning of one to the end of the other."""
    return Span(first.file, first.line, first.column, last.end_line, last.end_column)
