"""Converting a file between the two spellings. Only the words change: comments, order and layout stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, assert_never, get_args, get_origin

from pydantic.json_schema import WithJsonSchema

from ..china import name_in_china
from ..language.condition import Span
from ..language.facts import BUILT_IN, FactType, Text
from ..language.policy import Rules
from ..language.quantity import Rounding
from ..language.words import (
    AMONG,
    CALCULATIONS,
    COMBINATORS,
    COMPARISONS,
    COUNT_OF,
    DURATION_UNITS,
    ENTITLED_TO,
    ENTRIES,
    FIRST_ROW,
    ROUND_WITH,
    SET_IN_PART,
    TRUTH_VALUES,
    both,
    name_of,
    spellings,
)
from ..naming import BenefitNames, NamingError
from ..yaml.shape import Shape, Written, entries
from ..yaml.source import Mapping as MappingNode
from ..yaml.source import Node, Scalar, Sequence, Source
from .lexicon import code_spellings
from .places import NATION
from .shapes import (
    Amount,
    Cells,
    ChapterFile,
    ClausesFile,
    CombineFile,
    Condition,
    DocumentFile,
    FactsFile,
    Implies,
    PlacesFile,
    QuantitiesFile,
    Quantity,
    ServicesFile,
    StandardsFile,
    TermsFile,
    Values,
)
from .tables import ELIGIBLE

Spelling = Literal["zh", "en"]

FILES: tuple[type[Shape], ...] = (
    ChapterFile, DocumentFile, ClausesFile, TermsFile, FactsFile, ServicesFile, PlacesFile, StandardsFile, QuantitiesFile, CombineFile
)  # fmt: skip
"""The kinds of files, each known by an entry that only it has."""

Edit = tuple[Span, str]

_LANGUAGES = {code: ENTRIES[code] for code in ("zh", "en")}
_VALUE = {code: ENTRIES[code] for code in ("value", "cite")}
_ROUND = {"round": CALCULATIONS["round"], **ROUND_WITH}
_SUM = {"sum": CALCULATIONS["sum"], **AMONG}
_COUNT = {**COUNT_OF, **AMONG}
_TIME = re.compile(r"(\d+)\s*([^\W\d]+)")
_TIME_WORDS = {"years": "年", "months": "个月", "days": "天"}


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


class Respelling:
    """Words of conditions and cells in one spelling; what stands for nothing stays as it is."""

    def __init__(self, rules: Rules, spelling: Spelling) -> None:
        self._speller = _Speller(rules, spelling)

    def compared(self, name: str, comparison: str | None, node: Node) -> Node:
        """What a fact, term, quantity or standard is compared with."""
        speller = self._speller
        if name in speller.terms:
            return _with(node, speller.truth(node))
        return _with(node, speller.duration(node) if comparison == "for_at_least" else speller.constants(name, node))

    def cell(self, node: Node) -> Node:
        """A cell of a table that is no text."""
        return _with(node, self._speller.quantity(node))


def _with(node: Node, edits: Iterator[Edit]) -> Node:
    """A node with its words put in."""
    words: dict[Span, str] = {}
    with suppress(KeyError):
        words |= {span: json.loads(word) if word.startswith('"') else word for span, word in edits}

    def put(one: Node) -> Node:
        match one:
            case Scalar(text, plain, span):
                return Scalar(words.get(span, text), plain, span)
            case Sequence(items, span):
                return Sequence(tuple(map(put, items)), span)
            case MappingNode(entries, span):
                return MappingNode(
                    tuple((Scalar(words.get(key.span, key.text), key.plain, key.span), put(value)) for key, value in entries), span
                )
            case _:
                assert_never(one)

    return put(node)


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
        rulesets = rules.rulesets.values()
        labels = {name: term.label for ruleset in rulesets for name, term in ruleset.terms.items()}
        labels |= {name: term.label for name, term in rules.terms.items()}
        self.terms = frozenset(labels)
        numbers = {name: one.label for ruleset in rulesets for name, one in ruleset.quantities.items()}
        numbers |= {name: one.label for name, one in rules.quantities.items()} | {name: one.label for name, one in rules.standards.items()}
        self.numbers = frozenset(numbers)
        labels |= numbers
        words = [*rules.facts.values(), *BUILT_IN.values()]
        self.names = {spelled: one.name for one in words for spelled in (one.name, one.label.zh, *getattr(one, "also", ()))}
        self.names |= {spelled: name for name, label in labels.items() for spelled in (name, label.zh)}
        self.words: dict[str, str] = {name: label.zh for name, label in labels.items()}
        self.words |= {one.name: one.label.zh for one in words}
        self.benefits = BenefitNames(rules)
        self.columns: dict[str, tuple[str, str]] = {}
        """The columns of the levels at hand by their words: code and Chinese word."""

    def edit(self, node: Node, code: str, word: str) -> Iterator[Edit]:
        """The node in the spelling asked for."""
        if isinstance(node, Scalar) and node.span.line == node.span.end_line:
            target = word if self.chinese else code
            if node.text != target:
                yield node.span, _quoted(target)

    def name(self, node: Node) -> Iterator[Edit]:
        """The name of a fact, term, quantity or standard."""
        if isinstance(node, Scalar) and node.text in self.names:
            name = self.names[node.text]
            yield from self.edit(node, name, self.words[name])

    # -- the shapes ----------------------------------------------------------------------------------------------

    def shape(self, shape: type[Shape], node: Node) -> Iterator[Edit]:
        """The entries of a shape and what they hold."""
        if not isinstance(node, MappingNode):
            return
        table = entries(shape)
        outer, self.columns = self.columns, _columns(node) or self.columns
        for key, value in node.entries:
            name = table[key.text]
            field = shape.model_fields[name]
            extra: Any = field.json_schema_extra
            yield from self.edit(key, field.alias or name, extra["zh"])
            metadata = [one for one in field.metadata if isinstance(one, WithJsonSchema)]  # pydantic takes it off what is annotated
            wanted = Annotated[Written, metadata[0]] if field.annotation is Written else field.annotation
            yield from self.value(shape, name, wanted, value)
        self.columns = outer

    def value(self, shape: type[Shape], name: str, wanted: Any, node: Node) -> Iterator[Edit]:
        """What an entry holds."""
        origin = get_origin(wanted)
        if origin is Annotated:
            yield from self.written(wanted, node) if get_args(wanted)[0] is Written else self.value(shape, name, get_args(wanted)[0], node)
        elif origin in (Union, UnionType):
            yield from self.value(shape, name, next(arg for arg in get_args(wanted) if arg is not NoneType), node)
        elif wanted is Text:
            yield from self.keys(node, _LANGUAGES)
        elif origin is list and isinstance(node, Sequence):
            for item in node.items:
                yield from self.value(shape, name, get_args(wanted)[0], item)
        elif origin is dict and isinstance(node, MappingNode):
            for key, value in node.entries:
                if shape is DocumentFile or (shape is StandardsFile and not _defines(value)):  # they go by the words of shared ones
                    yield from self.name(key)
                yield from self.value(shape, name, get_args(wanted)[1], value)
        elif isinstance(wanted, type) and issubclass(wanted, Shape):
            yield from self.shape(wanted, node)
        elif isinstance(wanted, type) and issubclass(wanted, StrEnum) and isinstance(node, Scalar):
            code = wanted(spellings(wanted)[node.text])
            yield from self.edit(node, code.value, name_of(code).zh)
        elif wanted is bool:
            yield from self.truth(node)
        elif name == "service" and isinstance(node, Scalar):
            yield from self.from_table(node, {name: service.label for name, service in self.rules.services.items()})
        elif name == "place" and isinstance(node, Scalar):
            yield from self.place(node)
        elif name == "choose_one":
            yield from self.benefit(node)
        elif name == "after" and isinstance(node, Scalar) and node.text in ELIGIBLE:
            yield from self.edit(node, *ELIGIBLE)
        elif name in ("split", "after", "recorded_in", "then"):
            yield from self.name(node)

    def written(self, wanted: Any, node: Node) -> Iterator[Edit]:
        """What is read by a reader of its own."""
        if wanted == Condition:
            yield from self.condition(node)
        elif wanted in (Quantity, Amount):
            yield from self.quantity(node)
        elif wanted == Cells:
            yield from self.row(node)
        elif wanted == Values:
            yield from self.standard_values(node)
        elif wanted == Implies and isinstance(node, MappingNode):
            yield from self.implied(node)

    def implied(self, node: MappingNode) -> Iterator[Edit]:
        """What a value of a fact says of others."""
        for key, value in node.entries:
            name = self.names[key.text]
            yield from self.edit(key, name, self.words[name])
            if isinstance(value, MappingNode):
                yield from self.keys(value, SET_IN_PART)
                for _, codes in value.entries:
                    yield from self.constants(name, codes)
            else:
                yield from self.constants(name, value)

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
        """A division by code or name; a code that the rule book may not name itself stays: the reader knows no such name."""
        named = self.rules.places.get(node.text)
        if named is not None and named.name == Text(name_in_china(node.text) or ""):
            return
        yield from self.from_table(node, {NATION.code: NATION.name, **{code: place.name for code, place in self.rules.places.items()}})

    # -- conditions ----------------------------------------------------------------------------------------------

    def condition(self, node: Node) -> Iterator[Edit]:
        """Keywords, facts, terms and codes of a condition."""
        if not isinstance(node, MappingNode):
            return
        joining = {**COMBINATORS, **ENTITLED_TO}
        combinators = both(joining)
        for key, value in node.entries:
            word = combinators.get(key.text)
            if word is not None:
                yield from self.edit(key, word, joining[word])
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
            yield from self.people(node, _COUNT)
        elif word == "entitled_to":
            for item in node.items if isinstance(node, Sequence) else (node,):
                yield from self.benefit(item)
        elif isinstance(node, Sequence):
            for item in node.items:
                yield from self.condition(item)

    def people(self, node: MappingNode, table: Mapping[str, str]) -> Iterator[Edit]:
        """What is counted or added up: conditions, or people and what is asked of them."""
        yield from self.keys(node, table)
        for key, value in node.entries:
            match both(table)[key.text]:
                case "of":
                    yield from self.parts("all", value)
                case "where":
                    yield from self.condition(value)
                case "with_self":
                    yield from self.truth(value)
                case "among" | "sum":
                    yield from self.name(value)
                case _:
                    pass

    def benefit(self, node: Node) -> Iterator[Edit]:
        """A benefit by its full name, or as people call it; an id that a file uses of its own stays."""
        if isinstance(node, Scalar):
            with suppress(NamingError):
                name = self.benefits.full_name(node.text)
                yield from self.edit(node, name, self.benefits.short(name))

    def truth(self, node: Node) -> Iterator[Edit]:
        """`true` or `false`."""
        if isinstance(node, Scalar) and node.text in TRUTH_VALUES:
            yield from self.edit(node, *(("true", "是") if TRUTH_VALUES[node.text] else ("false", "否")))

    def test(self, name: str, node: Node) -> Iterator[Edit]:
        """What is asked of a fact, an age or a quantity."""
        if name in self.rules.facts and self.rules.facts[name].type is FactType.PERSON:
            yield from self.condition(node)
        elif isinstance(node, MappingNode):
            comparisons = both(COMPARISONS)
            for key, value in node.entries:
                word = comparisons.get(key.text)
                if word is None:
                    continue
                yield from self.edit(key, word, COMPARISONS[word])
                yield from self.duration(value) if word == "for_at_least" else self.constants(name, value)
        else:
            yield from self.constants(name, node)

    def constants(self, name: str, node: Node) -> Iterator[Edit]:
        """The values that something is compared with."""
        fact = self.rules.facts.get(name)
        if isinstance(node, Sequence):
            for item in node.items:
                yield from self.constants(name, item)
        elif fact is None or fact.type is FactType.NUMBER:
            yield from self.truth(node) if name in BUILT_IN and name != "age" else self.quantity(node)
            yield from self.duration(node, years="岁") if name == "age" else ()
        elif isinstance(node, Scalar):
            if fact.type is FactType.YES_NO:
                yield from self.truth(node)
            elif fact.type is FactType.PLACE:
                yield from self.place(node)
            elif fact.codes:
                code = code_spellings(fact)[node.text]
                yield from self.edit(node, code, next(one.label.zh for one in fact.codes if one.code == code))

    def duration(self, node: Node, years: str = "年") -> Iterator[Edit]:
        """`2 years 6 months` is `2年6个月`, of an age `2岁6个月`."""
        if not isinstance(node, Scalar):
            return
        parts = [(found[1], DURATION_UNITS.get(found[2], "years")) for found in _TIME.finditer(node.text)]
        if parts and node.text.strip() == "".join(found[0] for found in re.finditer(r"\d+\s*[^\W\d]+\s*", node.text.strip())):
            english = " ".join(f"{number} {unit}" for number, unit in parts)
            words = {**_TIME_WORDS, "years": years}
            yield from self.edit(node, english, "".join(f"{number}{words[unit]}" for number, unit in parts))

    # -- quantities ----------------------------------------------------------------------------------------------

    def quantity(self, node: Node) -> Iterator[Edit]:
        """Names and keywords of a quantity."""
        if isinstance(node, Scalar):
            yield from self.edit(node, *self.columns[node.text]) if node.text in self.columns else self.name(node)
            return
        calculations = both(CALCULATIONS)
        if not isinstance(node, MappingNode):
            return
        if any(calculations.get(key.text) == "sum" for key, _ in node.entries):
            yield from self.people(node, _SUM)
            return
        for key, value in node.entries:
            word = calculations.get(key.text)
            if word == "round" or key.text in both(ROUND_WITH):
                yield from self.round(key, value)
                continue
            if word is None:
                continue
            yield from self.edit(key, word, CALCULATIONS[word])
            if word == "count" and isinstance(value, MappingNode):
                yield from self.people(value, AMONG)
            for item in value.items if isinstance(value, Sequence) else ():
                yield from self.first_row(item) if word == "first" else self.quantity(item)

    def round(self, key: Scalar, value: Node) -> Iterator[Edit]:
        """`{round: .., to: .., mode: ..}`"""
        word = both(_ROUND)[key.text]
        yield from self.edit(key, word, _ROUND[word])
        if word == "round":
            yield from self.quantity(value)
        elif word == "mode" and isinstance(value, Scalar):
            code = Rounding(spellings(Rounding)[value.text])
            yield from self.edit(value, code.value, name_of(code).zh)

    def first_row(self, node: Node) -> Iterator[Edit]:
        """A row of `first`."""
        yield from self.keys(node, FIRST_ROW)
        for key, value in node.entries if isinstance(node, MappingNode) else ():
            yield from self.condition(value) if both(FIRST_ROW)[key.text] == "when" else self.quantity(value)

    def row(self, node: Node) -> Iterator[Edit]:
        """A row of levels."""
        if not isinstance(node, MappingNode):
            return
        own, self.columns = self.columns, {}  # a cell speaks of no column
        for key, value in node.entries:
            if key.text in ("when", ENTRIES["when"]):
                yield from self.edit(key, "when", ENTRIES["when"])
                yield from self.condition(value)
            else:
                yield from self.edit(key, *own[key.text]) if key.text in own else ()
                yield from self.quantity(value)
        self.columns = own

    def standard_values(self, node: Node) -> Iterator[Edit]:
        """Places, days and the codes of the fact that divides a standard."""
        for place, days in node.entries if isinstance(node, MappingNode) else ():
            yield from self.place(place)
            for _, value in days.entries if isinstance(days, MappingNode) else ():
                yield from self.divided(value)

    def divided(self, node: Node) -> Iterator[Edit]:
        """A value with its citation, or one for each code."""
        if not isinstance(node, MappingNode):
            return
        table = both(_VALUE)
        codes = {
            spelled: (one.code, one.label.zh)
            for standard in self.rules.standards.values()
            if standard.split is not None
            for one in self.rules.facts[standard.split].codes
            for spelled in (one.code, one.label.zh, *one.also)
        }
        for key, value in node.entries:
            if key.text in table:
                yield from self.edit(key, table[key.text], _VALUE[table[key.text]])
                yield from self.divided(value)
            elif key.text in codes:
                yield from self.edit(key, *codes[key.text])


def _columns(node: MappingNode) -> dict[str, tuple[str, str]]:
    """The columns of the levels of a benefit by their words."""
    levels = _entry(node, "levels") or node
    columns = _entry(levels, "columns")
    found: dict[str, tuple[str, str]] = {}
    for key, value in columns.entries if columns else ():
        label = (
            next((one for name, one in value.entries if name.text in ("label", ENTRIES["label"])), None)
            if isinstance(value, MappingNode)
            else None
        )
        zh = (
            next((one for name, one in label.entries if name.text in ("zh", ENTRIES["zh"])), None)
            if isinstance(label, MappingNode)
            else label
        )
        if isinstance(zh, Scalar):
            found |= dict.fromkeys((key.text, zh.text), (key.text, zh.text))
    return found


def _defines(standard: Node) -> bool:
    """Whether a standard is defined here, and not only given values."""
    words = {word for code in ("label", "unit", "place_of", "split") for word in (code, ENTRIES[code])}
    return isinstance(standard, MappingNode) and any(key.text in words for key, _ in standard.entries)


def _entry(node: MappingNode, code: str) -> MappingNode | None:
    """The mapping that an entry holds."""
    return next((value for key, value in node.entries if key.text in (code, ENTRIES[code]) and isinstance(value, MappingNode)), None)


def _quoted(word: str) -> str:
    """A word as YAML reads it back, quoted where it must be."""
    plain = re.fullmatch(r"[^\W\d][^\s:#,\[\]{}&*!|>'\"%@`]*( [^\s:#,\[\]{}&*!|>'\"%@`]+)*", word) or re.fullmatch(
        r"(\d+ ?[^\W\d]+ ?)+", word
    )
    return word if plain else json.dumps(word, ensure_ascii=False)
