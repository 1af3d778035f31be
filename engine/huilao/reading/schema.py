"""The JSON Schema of the files of a rule book, for editors that complete and check while a clerk types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, cast

from ..language.facts import BUILT_IN, Fact, FactType, Text
from ..language.policy import Rules
from ..language.quantity import Rounding
from ..language.words import (
    AMONG,
    CALCULATIONS,
    CODES,
    COMBINATORS,
    COMPARISONS,
    COUNT_OF,
    ENTITLED_TO,
    ENTRIES,
    FIRST_ROW,
    ROUND_WITH,
    SET_IN_PART,
    TRUTH_VALUES,
    name_of,
)
from ..yaml.shape import Shape, entries
from .comparisons import ALLOWED
from .files import FOLDERS, folder, stem
from .shapes import (
    ChapterFile,
    ClausesFile,
    CombineFile,
    DocumentFile,
    FactsFile,
    PlacesFile,
    QuantitiesFile,
    ServicesFile,
    StandardsFile,
    TermsFile,
)

FILES: Mapping[str, type[Shape]] = {
    "chapter": ChapterFile,
    "document": DocumentFile,
    "clauses": ClausesFile,
    "terms": TermsFile,
    "quantities": QuantitiesFile,
    "standards": StandardsFile,
    "combine": CombineFile,
    "facts": FactsFile,
    "services": ServicesFile,
    "places": PlacesFile,
}
"""The kinds of files that have a schema."""

Spelling = Literal["zh", "en"]
Schema = dict[str, Any]

_NAME_OF_AGE = r"^\d{1,3} ?(岁|周岁|年|years?|个月|months?)( ?\d{1,2} ?(个月|months?))?$"
_LENGTH_OF_TIME = r"^[1-9]\d{0,3} ?(years?|months?|days?|年|个月|天|日)( ?\d{1,2} ?(个月|months?))?$"


def kind_of(name: str) -> str:
    """Which kind a rule file is, by its path in the rule book: `facts`, `terms`, `services`, `places`, `standards`, `combine`, `document`, `clauses` or
    `chapter`.
    """
    here, alone = stem(name), folder(name)
    if alone in FOLDERS:
        return alone
    return here if here in (*FOLDERS, "places", "combine") or (alone and here in ("document", "clauses")) else "chapter"


def json_schema(kind: str, rules: Rules, spelling: Spelling = "zh", language: str | None = None) -> Schema:
    """The schema (JSON Schema 2020-12) of one kind of file in one spelling, with the words of a rule book; what is said of them is in a
    language, by default that of the spelling. Codes have their names beside them (`enumDescriptions`, which editors show).

    Raises KeyError for a kind that is not in `FILES`.
    """
    schema: Schema = _with_references(FILES[kind].model_json_schema(by_alias=True))
    words = _Words(rules, chinese=spelling == "zh", language=language or spelling)
    shapes = {shape.__name__: shape for shape in _subclasses(Shape)}
    for name, definition in [(FILES[kind].__name__, schema), *schema.get("$defs", {}).items()]:
        if name in shapes:
            words.spell(definition, shapes[name])
            if shapes[name].PLAIN is not None:
                whole = dict(definition)
                definition.clear()
                definition["anyOf"] = [{"type": "string"}, whole]
        elif "enum" in definition:
            definition.update(words.codes(definition["enum"]))
    definitions: Schema = schema.setdefault("$defs", {})
    definitions |= words.definitions()
    _only_used(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _with_references(node: Any) -> Any:
    """The schema, in which what is marked as defined elsewhere refers to it."""
    if isinstance(node, list):
        return [_with_references(one) for one in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    mapping = cast("Schema", node)
    if "x-ref" in mapping:
        return {"$ref": f"#/$defs/{mapping['x-ref']}"} | {key: value for key, value in mapping.items() if key != "x-ref"}
    return {key: _with_references(value) for key, value in mapping.items() if key != "title" or not isinstance(value, str)}


def _subclasses(shape: type[Shape]) -> list[type[Shape]]:
    return [found for one in shape.__subclasses__() for found in (one, *_subclasses(one))]


def _references(node: Any) -> Iterable[str]:
    """The definitions that a part of a schema refers to."""
    if isinstance(node, list):
        for one in cast("list[Any]", node):
            yield from _references(one)
    elif isinstance(node, dict):
        for key, value in cast("Schema", node).items():
            if key == "$ref":
                yield str(value).rpartition("/")[2]
            else:
                yield from _references(value)


def _only_used(schema: Schema) -> None:
    """Leave out the definitions that nothing refers to."""
    definitions: Schema = schema["$defs"]
    used: set[str] = set()
    waiting = list(_references({key: value for key, value in schema.items() if key != "$defs"}))
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += _references(definitions[name])
    schema["$defs"] = {name: definition for name, definition in definitions.items() if name in used}


class _Words:
    """The definitions of a rule book's own words in one spelling."""

    def __init__(self, rules: Rules, *, chinese: bool, language: str) -> None:
        self.rules = rules
        self.chinese = chinese
        self.language = language

    def word(self, code: str, zh: str) -> str:
        """A word in the spelling."""
        return zh if self.chinese else code

    def text(self, zh: str, en: str) -> str:
        """A text in the language that is spoken."""
        return zh if self.language == "zh" else en

    def named(self, code: str, zh: str, what: Schema) -> dict[str, Schema]:
        """An entry whose name is a keyword, with its Chinese word where that is not its name and Chinese is spoken."""
        return {self.word(code, zh): what if self.chinese or self.language != "zh" else {**what, "description": zh}}

    # -- shapes ------------------------------------------------------------------------------------------------------

    def spell(self, definition: Schema, shape: type[Shape]) -> None:
        """Let entries be written by their words in the spelling."""
        by_name: dict[str, list[str]] = {}
        for spelled, name in entries(shape).items():
            by_name.setdefault(name, []).append(spelled)
        words = {spelled[0]: self.word(spelled[0], spelled[-1]) for spelled in by_name.values()}
        properties: Schema = definition["properties"]
        definition["properties"] = {words[code]: self.described(code, words[code], one) for code, one in properties.items()}
        definition["additionalProperties"] = False
        if "required" in definition:
            definition["required"] = [words[code] for code in definition["required"]]
        definition.pop("description", None)

    def described(self, code: str, word: str, entry: Schema) -> Schema:
        """An entry of a shape with what is known of it."""
        found = {key: value for key, value in entry.items() if key not in ("zh", "default")}
        about = str(found.pop("description", "")).partition("。")[2]
        parts = [str(entry.get("zh", "")) if word == code else "", about if self.language == "zh" else ""]
        said = "：".join(part for part in parts if part)
        described = {"description": said} if said else {}
        if code == "service":
            return self.listed({name: one.label for name, one in self.rules.services.items()}) | described
        if code == "place":
            return {"$ref": "#/$defs/place"} | described
        return found | described

    def codes(self, codes: list[str]) -> Schema:
        """The words of the kind of code that has just these."""
        kind = next(kind for kind, names in CODES.items() if {str(code) for code in names} == set(codes))
        return self.listed({str(code): name for code, name in CODES[kind].items()})

    def listed(self, names: Mapping[str, Text]) -> Schema:
        """Codes of which one is written, with their names where these are not written themselves."""
        described = {} if self.chinese else {"enumDescriptions": [name.of(self.language) for name in names.values()]}
        return {"enum": [self.word(code, name.zh) for code, name in names.items()]} | described

    # -- definitions -------------------------------------------------------------------------------------------------

    def definitions(self) -> dict[str, Schema]:
        """What conditions, quantities, rows and standards may be."""
        return {
            "condition": self.condition(),
            "conditions": {"type": "array", "items": {"$ref": "#/$defs/condition"}, "minItems": 1},
            "truth": {"enum": [word if self.chinese else value for word, value in TRUTH_VALUES.items() if word.isascii() != self.chinese]},
            "quantity": self.quantity("quantity", {"enum": list(self.numbers())}),
            "amount": self.quantity("amount", {"type": "string"}),
            "date": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
            "place": self.place(),
            "values": self.values(),
            "cells": self.cells(),
            "implies": self.implies(),
            "age": self.ordered(FactType.NUMBER, {"anyOf": [{"$ref": "#/$defs/quantity"}, {"type": "string", "pattern": _NAME_OF_AGE}]}),
            "number": self.ordered(FactType.NUMBER, {"$ref": "#/$defs/quantity"}),
            "dates": self.ordered(FactType.DATE, {"$ref": "#/$defs/date"}),
            "places": self.ordered(FactType.PLACE, {"$ref": "#/$defs/place"}),
            **{f"of_{fact.name}": self.ordered(fact.type, self.code(fact)) for fact in self.rules.facts.values() if fact.codes},
        }  # fmt: skip

    def implies(self) -> Schema:
        """What a value of a fact says of others."""
        properties: Schema = {}
        for fact in self.rules.facts.values():
            if fact.codes:
                code = self.code(fact)
                codes: Schema = {"type": "array", "items": code}
                parts = {self.word(word, zh): codes for word, zh in SET_IN_PART.items()}
                known: Schema = (
                    {"type": "object", "properties": parts, "additionalProperties": False}
                    if fact.type is FactType.SET
                    else {"anyOf": [code, codes]}
                )
            elif fact.type is FactType.YES_NO:
                known = {"$ref": "#/$defs/truth"}
            else:
                continue
            properties |= dict.fromkeys(self.called(fact), known)
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def condition(self) -> Schema:
        """The condition, with an entry for each fact, term, quantity and standard of the rule book."""
        ref: Schema = {"$ref": "#/$defs/condition"}
        several: Schema = {"$ref": "#/$defs/conditions"}
        number: Schema = {"type": "integer", "minimum": 0}
        counted = {"at_least": number, "at_most": number, "of": several}
        count = self.object({self.word(code, COUNT_OF[code]): one for code, one in counted.items()} | self.among())
        texts: Schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
        joined: dict[str, Schema] = {"all": several, "any": several, "not": ref, "count": count, "entitled_to": texts}
        words = {**COMBINATORS, **ENTITLED_TO}
        properties: dict[str, Schema] = {}
        for code, one in joined.items():
            properties |= self.named(code, words[code], one)
        for built_in in BUILT_IN.values():
            kind = "age" if built_in.type is FactType.DATE else "truth"
            properties[self.word(built_in.name, built_in.label.zh)] = {
                "$ref": f"#/$defs/{kind}",
                "description": built_in.label.of(self.language),
            }
        for fact in (one for one in self.rules.facts.values() if one.type is not FactType.PEOPLE):
            one = {"$ref": f"#/$defs/{self.kind_of(fact)}", "description": self.about(fact)}
            properties |= dict.fromkeys(self.called(fact), one)
        for name, label in self.labels("terms").items():
            properties[self.word(name, label.zh)] = {
                "$ref": "#/$defs/truth",
                "description": self.text(f"术语：{label.zh}", f"term: {label.of('en')}"),
            }
        for name, label in (self.labels("quantities") | {name: one.label for name, one in self.rules.standards.items()}).items():
            properties[self.word(name, label.zh)] = {"$ref": "#/$defs/number", "description": label.of(self.language)}
        return {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}

    def among(self) -> dict[str, Schema]:
        """Which people are counted or added up."""
        lists = [word for one in self.rules.facts.values() if one.type is FactType.PEOPLE for word in self.called(one)]
        inside: dict[str, Schema] = {
            "among": {"enum": lists},
            "where": {"$ref": "#/$defs/condition"},
            "with_self": {"$ref": "#/$defs/truth"},
        }
        return {self.word(code, AMONG[code]): one for code, one in inside.items()}

    def called(self, fact: Fact) -> tuple[str, ...]:
        """The words of a fact in the spelling."""
        return (self.word(fact.name, fact.label.zh), *(fact.also if self.chinese else ()))

    def labels(self, entry: Literal["terms", "quantities"]) -> dict[str, Text]:
        """The shared definitions and those of documents."""
        found: dict[str, Text] = {}
        for rules in (*self.rules.rulesets.values(), self.rules):
            found |= {name: one.label for name, one in (rules.terms if entry == "terms" else rules.quantities).items()}
        return found

    def about(self, fact: Fact) -> str:
        """What an editor shows of a fact: its name, question, unit and note."""
        parts = [fact.label, fact.question, name_of(fact.unit) if fact.unit else None, fact.note]
        return "\n".join(part.of(self.language) for part in parts if part is not None)

    def kind_of(self, fact: Fact) -> str:
        """The definition of what can be asked of a fact."""
        if fact.codes:
            return f"of_{fact.name}"
        return {
            FactType.YES_NO: "truth", FactType.NUMBER: "number", FactType.DATE: "dates", FactType.PLACE: "places", FactType.PERSON: "condition"
        }[fact.type]  # fmt: skip

    def code(self, fact: Fact) -> Schema:
        """A code of a fact."""
        words = [word for one in fact.codes if one.listed for word in ((one.label.zh, *one.also) if self.chinese else (one.code,))]
        listed: Schema = {"enum": [*words, *(int(word) for word in words if word.isascii() and word.isdigit())]}
        if not self.chinese:
            listed["enumDescriptions"] = [one.label.of(self.language) for one in fact.codes if one.listed]
        return listed if all(one.listed for one in fact.codes) else {"anyOf": [listed, {"type": "string"}]}  # any benefit of the book

    def place(self) -> Schema:
        """A division by name, or by its code."""
        named: Schema = {"enum": [place.name.zh for place in self.rules.places.values()]}
        code: Schema = {"type": ["string", "integer"], "pattern": r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$"}
        return {"anyOf": [named, code]} if self.chinese else code

    def ordered(self, kind: FactType, value: Schema) -> Schema:
        """What can be asked of a fact of a type, whose values are like this."""
        values: Schema = {"type": "array", "items": value, "minItems": 1}
        special = {"between": {**values, "minItems": 2, "maxItems": 2}, "for_at_least": {"type": "string", "pattern": _LENGTH_OF_TIME}}
        either: Schema = {"anyOf": [value, values]}
        listed = ("one_of", "none_of", "is_not", "has_any", "has_all", "has_none", "within")
        words: Schema = {}
        for code in ALLOWED[kind]:
            words |= self.named(code, COMPARISONS[code], special.get(code) or (either if code in listed else value))
        comparisons: Schema = {**self.object(words), "minProperties": 1}
        return comparisons if kind is FactType.SET else {"anyOf": [value, values, comparisons]}

    # -- quantities --------------------------------------------------------------------------------------------------

    def quantity(self, name: str, names: Schema) -> Schema:
        """A number, the name of one, or a calculation; what is paid may name a column too, so any name is taken there."""
        one: Schema = {"$ref": f"#/$defs/{name}"}
        several: Schema = {"type": "array", "items": one, "minItems": 1}
        rounding: Schema = {
            "round": one, "to": one, "mode": {"enum": [self.word(str(mode), name.zh) for mode, name in CODES[Rounding].items()]},
        }  # fmt: skip
        rows: Schema = {"when": {"$ref": "#/$defs/condition"}, "is": one, "otherwise": one}
        row = self.object({self.word(code, FIRST_ROW[code]): what for code, what in rows.items()})
        inside: dict[str, Schema] = {
            "count": {**self.object(self.among()), "required": [self.word("among", AMONG["among"])]},
            **dict.fromkeys(("plus", "times", "smallest", "largest"), several), "minus": {**several, "minItems": 2, "maxItems": 2},
            "first": {"type": "array", "items": row, "minItems": 1},
        }  # fmt: skip
        calculations: Schema = {}
        for code, what in inside.items():
            calculations |= self.named(code, CALCULATIONS[code], what)
        numbers = [word for fact in self.rules.facts.values() if fact.type is FactType.NUMBER for word in self.called(fact)]
        summed: dict[str, Schema] = {self.word("sum", CALCULATIONS["sum"]): {"enum": numbers}, **self.among()}
        rounded = {self.word(code, {**CALCULATIONS, **ROUND_WITH}[code]): what for code, what in rounding.items()}
        return {
            "anyOf": [
                {"type": "number"},
                {"type": "string", "pattern": r"^-?\d+ ?/ ?\d+$"},
                names,
                {**self.object(calculations), "minProperties": 1, "maxProperties": 1},
                {**self.object(rounded), "required": list(rounded)},
                {**self.object(summed), "required": list(summed)[:2]},
            ]
        }

    def numbers(self) -> Iterable[str]:
        """What numbers are called."""
        age = BUILT_IN["age"]
        labels = {age.name: age.label} | {fact.name: fact.label for fact in self.rules.facts.values() if fact.type is FactType.NUMBER}
        labels |= self.labels("quantities") | {name: one.label for name, one in self.rules.standards.items()}
        return (self.word(name, label.zh) for name, label in labels.items())

    @staticmethod
    def object(properties: Mapping[str, Schema]) -> Schema:
        """A mapping with these entries and no others."""
        return {"type": "object", "properties": dict(properties), "additionalProperties": False}

    def cells(self) -> Schema:
        """A row of levels: its condition, and a number, a text or nothing for each column."""
        cell: Schema = {"anyOf": [{"type": ["string", "null"]}, {"$ref": "#/$defs/quantity"}]}
        return {
            "type": "object",
            "properties": {self.word("when", ENTRIES["when"]): {"$ref": "#/$defs/condition"}},
            "additionalProperties": cell,
        }

    def values(self) -> Schema:
        """The values of a standard by place and day."""
        number: Schema = {"type": ["number", "null"]}
        value: Schema = {
            "anyOf": [number, {"type": "object", "additionalProperties": {"anyOf": [number, {"type": ["string", "array", "object"]}]}}]
        }
        days: Schema = {
            "type": "object",
            "patternProperties": {r"^\d{4}-\d{2}-\d{2}$": value},
            "additionalProperties": False,
            "minProperties": 1,
        }
        return {"type": "object", "additionalProperties": days}
