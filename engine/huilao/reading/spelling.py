"""Converting a file between the two spellings. Only the words change: comments, order and layout stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from ..language.condition import Operator, Span
from ..language.facts import FactType, Text
from ..language.policy import Rules
from ..language.words import COMBINATORS, COMPARISONS, COUNT_OF, DURATION_UNITS, MEANT, TRUTH_VALUES, both, name_of, spellings
from ..yaml.shape import Shape, Written, entries
from ..yaml.source import Mapping as MappingNode
from ..yaml.source import Node, Scalar, Sequence, Source
from .conditions import code_spellings
from .shapes import ChapterFile, ClausesFile, Condition, DocumentFile, FactsFile, PlacesFile, ServicesFile, TermsFile

Spelling = Literal["zh", "en"]

FILES: tuple[type[Shape], ...] = (ChapterFile, DocumentFile, ClausesFile, TermsFile, FactsFile, ServicesFile, PlacesFile)
"""The kinds of files, each known by an entry that only it has."""

Edit = tuple[Span, str]


def respell(source: Source, rules: Rules, spelling: Spelling) -> str:
    """The text of a file that was read without problems, in the spelling asked for.

    Raises ValueError for a file that is no part of a rule book.
    """
    shape = shape_of(source)
    if shape is None or source.root is None:
        raise ValueError(source.name)
    lines = source.text.splitlines(keepends=True)
    edits = sorted(_Speller(rules, spelling).shape(shape, source.root), key=lambda edit: (edit[0].line, edit[0].column), reverse=True)
    for span, word in edits:
        line = lines[span.line - 1]
        lines[span.line - 1] = line[: span.column - 1] + word + line[span.end_column - 1 :]
    return "".join(lines)


def shape_of(source: Source) -> type[Shape] | None:
    """What kind of file it is, by its entries."""
    if not isinstance(source.root, MappingNode):
        return None
    keys = {key.text for key, _ in source.root.entries}
    for shape in FILES:
        needed = [name for name, field in shape.model_fields.items() if field.is_required()]
        table = entries(shape)
        if needed and all(any(table.get(key) == name for key in keys) for name in needed):
            return shape
    return None


class _Speller:
    def __init__(self, rules: Rules, spelling: Spelling) -> None:
        self.rules = rules
        self.chinese = spelling == "zh"
        labels = {name: term.label for ruleset in rules.rulesets.values() for name, term in ruleset.terms.items()}
        labels |= {name: term.label for name, term in rules.terms.items()}
        self.names = {spelled: fact.name for fact in rules.facts.values() for spelled in (fact.name, fact.label.zh, *fact.also)}
        self.names |= {spelled: name for name, label in labels.items() for spelled in (name, label.zh)}
        self.words: dict[str, str] = {name: label.zh for name, label in labels.items()}
        self.words |= {fact.name: fact.label.zh for fact in rules.facts.values()}
        self.terms = frozenset(labels)

    def edit(self, node: Node, code: str, word: str) -> Iterator[Edit]:
        """The node in the spelling asked for."""
        if isinstance(node, Scalar) and node.span.line == node.span.end_line:
            target = word if self.chinese else code
            if node.text != target:
                yield node.span, _quoted(target)

    # -- the shapes ----------------------------------------------------------------------------------------------

    def shape(self, shape: type[Shape], node: Node) -> Iterator[Edit]:
        """The entries of a shape and what they hold."""
        if not isinstance(node, MappingNode):
            return
        table = entries(shape)
        for key, value in node.entries:
            name = table[key.text]
            field = shape.model_fields[name]
            extra: Any = field.json_schema_extra
            yield from self.edit(key, field.alias or name, extra["zh"])
            yield from self.value(shape, name, field.annotation, value)

    def value(self, shape: type[Shape], name: str, wanted: Any, node: Node) -> Iterator[Edit]:
        """What an entry holds."""
        origin = get_origin(wanted)
        if origin is Annotated:
            yield from self.written(wanted, node) if get_args(wanted)[0] is Written else self.value(shape, name, get_args(wanted)[0], node)
        elif origin in (Union, UnionType):
            yield from self.value(shape, name, next(arg for arg in get_args(wanted) if arg is not NoneType), node)
        elif wanted is Written:
            yield from self.condition(node)
        elif wanted is Text:
            yield from self.keys(node, {"zh": "中文", "en": "英文"})
        elif origin is list and isinstance(node, Sequence):
            for item in node.items:
                yield from self.value(shape, name, get_args(wanted)[0], item)
        elif origin is dict and isinstance(node, MappingNode):
            for key, value in node.entries:
                if shape is DocumentFile and key.text in self.names:  # a document's own terms go by the words of shared ones
                    yield from self.edit(key, self.names[key.text], self.words[self.names[key.text]])
                yield from self.value(shape, name, get_args(wanted)[1], value)
        elif isinstance(wanted, type) and issubclass(wanted, Shape):
            yield from self.shape(wanted, node)
        elif isinstance(wanted, type) and issubclass(wanted, StrEnum) and isinstance(node, Scalar):
            code = wanted(spellings(wanted)[node.text])
            yield from self.edit(node, code.value, name_of(code).zh)
        elif wanted is bool:
            yield from self.truth(node)
        elif name == "service" and isinstance(node, Scalar):
            yield from self.from_table(node, self.rules.services)
        elif name == "place" and isinstance(node, Scalar):
            yield from self.place(node)

    def written(self, wanted: Any, node: Node) -> Iterator[Edit]:
        """A condition, or the row of a table."""
        if wanted is Condition:
            yield from self.condition(node)
        elif isinstance(node, MappingNode):
            for key, value in node.entries:
                if key.text in ("when", "条件"):
                    yield from self.edit(key, "when", "条件")
                    yield from self.condition(value)

    def keys(self, node: Node, table: Mapping[str, str]) -> Iterator[Edit]:
        """The keys of a mapping by a table of codes and words."""
        if isinstance(node, MappingNode):
            known = both(table)
            for key, _ in node.entries:
                yield from self.edit(key, known[key.text], table[known[key.text]])

    def from_table(self, node: Scalar, table: Mapping[str, Text]) -> Iterator[Edit]:
        """A name that a table of labels translates."""
        code = next((code for code, label in table.items() if node.text in (code, label.zh)), None)
        if code is not None:
            yield from self.edit(node, code, table[code].zh)

    def place(self, node: Scalar) -> Iterator[Edit]:
        """A division by code or name."""
        yield from self.from_table(node, {code: place.name for code, place in self.rules.places.items()})

    # -- conditions ----------------------------------------------------------------------------------------------

    def condition(self, node: Node) -> Iterator[Edit]:
        """Keywords, facts, terms and codes of a condition."""
        if not isinstance(node, MappingNode):
            return
        combinators = both(COMBINATORS)
        for key, value in node.entries:
            word = combinators.get(key.text)
            if word is not None:
                yield from self.edit(key, word, COMBINATORS[word])
                yield from self.parts(word, value)
                continue
            name = self.names[key.text]
            yield from self.edit(key, name, self.words[name])
            yield from self.truth(value) if name in self.terms else self.test(name, value)

    def parts(self, word: str, node: Node) -> Iterator[Edit]:
        """What a combinator joins."""
        if word == "not":
            yield from self.condition(node)
        elif word == "count" and isinstance(node, MappingNode):
            yield from self.keys(node, COUNT_OF)
            for key, value in node.entries:
                if both(COUNT_OF)[key.text] == "of":
                    yield from self.parts("all", value)
        elif isinstance(node, Sequence):
            for item in node.items:
                yield from self.condition(item)

    def truth(self, node: Node) -> Iterator[Edit]:
        """`true` or `false`."""
        if isinstance(node, Scalar) and node.text in TRUTH_VALUES:
            yield from self.edit(node, *(("true", "是") if TRUTH_VALUES[node.text] else ("false", "否")))

    def test(self, name: str, node: Node) -> Iterator[Edit]:
        """What is asked of a fact."""
        if self.rules.facts[name].type is FactType.PERSON:
            yield from self.condition(node)
        elif isinstance(node, MappingNode):
            comparisons = both(COMPARISONS)
            for key, value in node.entries:
                word = comparisons[key.text]
                yield from self.edit(key, word, COMPARISONS[word])
                yield from self.duration(value) if MEANT[word] is Operator.FOR_AT_LEAST else self.constants(name, value)
        else:
            yield from self.constants(name, node)

    def constants(self, name: str, node: Node) -> Iterator[Edit]:
        """The values that a fact is compared with."""
        fact = self.rules.facts[name]
        if isinstance(node, Sequence):
            for item in node.items:
                yield from self.constants(name, item)
        elif isinstance(node, Scalar):
            if fact.type is FactType.YES_NO:
                yield from self.truth(node)
            elif fact.type is FactType.PLACE:
                yield from self.place(node)
            elif fact.codes:
                code = code_spellings(fact)[node.text]
                yield from self.edit(node, code, next(one.label.zh for one in fact.codes if one.code == code))

    def duration(self, node: Node) -> Iterator[Edit]:
        """`2 years` is `2年`."""
        match = re.fullmatch(r"(\d+)\s*(\S+)", node.text) if isinstance(node, Scalar) else None
        if match:
            unit = DURATION_UNITS[match[2]]
            word = next(spelled for spelled, meant in DURATION_UNITS.items() if meant == unit and not spelled.isascii())
            yield from self.edit(node, f"{match[1]} {unit}", f"{match[1]}{word}")


def _quoted(word: str) -> str:
    """A word as YAML reads it back, quoted where it must be."""
    plain = re.fullmatch(r"[^\W\d][^\s:#,\[\]{}&*!|>'\"%@`]*( [^\s:#,\[\]{}&*!|>'\"%@`]+)*", word) or re.fullmatch(r"\d+ ?[^\W\d]+", word)
    return word if plain else json.dumps(word, ensure_ascii=False)
