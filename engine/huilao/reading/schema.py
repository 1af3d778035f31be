"""The JSON Schema of the files of a rule book, for editors that complete and check while a clerk types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ..language.facts import Fact, FactType
from ..language.policy import Rules
from ..language.words import CODES, COMBINATORS, COMPARISONS, COUNT_OF, both, spellings
from ..yaml.shape import Shape, entries
from .conditions import ALLOWED, code_spellings
from .shapes import ChapterFile, ClausesFile, DocumentFile, FactsFile, PlacesFile, ServicesFile, TermsFile

FILES: Mapping[str, type[Shape]] = {
    "chapter": ChapterFile,
    "document": DocumentFile,
    "clauses": ClausesFile,
    "terms": TermsFile,
    "facts": FactsFile,
    "services": ServicesFile,
    "places": PlacesFile,
}
"""The kinds of files that have a schema."""

Schema = dict[str, Any]
TRUTH: Schema = {"enum": [True, False, "是", "否"]}


def json_schema(kind: str, rules: Rules) -> Schema:
    """The schema (JSON Schema 2020-12) of one kind of file, in both spellings, with the words of a rule book.

    Raises KeyError for a kind that is not in `FILES`.
    """
    schema: Schema = _with_references(FILES[kind].model_json_schema(by_alias=True))
    shapes = {shape.__name__: shape for shape in _subclasses(Shape)}
    for name, definition in [(FILES[kind].__name__, schema), *schema.get("$defs", {}).items()]:
        if name in shapes:
            _both_spellings(definition, shapes[name])
        elif "enum" in definition:
            definition["enum"] = _code_words(definition["enum"])
    schema.setdefault("$defs", {}).update(_conditions(rules))
    if kind == "chapter":
        services = [word for code, label in rules.services.items() for word in (code, label.zh)]
        for word in ("service", "服务"):
            schema["$defs"]["BenefitShape"]["properties"][word] = {"enum": services, "description": "服务目录中的一项"}
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
    return {key: _with_references(value) for key, value in mapping.items()}


def _subclasses(shape: type[Shape]) -> list[type[Shape]]:
    return [found for one in shape.__subclasses__() for found in (one, *_subclasses(one))]


def _both_spellings(definition: Schema, shape: type[Shape]) -> None:
    """Let every entry be written by its Chinese word too."""
    words = _words(shape)
    properties = definition["properties"]
    definition["properties"] = {spelling: properties[code] for code, word in words.items() for spelling in (code, word)}
    required = definition.pop("required", [])
    if required:
        definition["allOf"] = [{"anyOf": [{"required": [code]}, {"required": [words[code]]}]} for code in required]


def _words(shape: type[Shape]) -> dict[str, str]:
    """Code and Chinese word of each entry."""
    by_name: dict[str, list[str]] = {}
    for spelling, name in entries(shape).items():
        by_name.setdefault(name, []).append(spelling)
    return {spelled[0]: spelled[-1] for spelled in by_name.values()}


def _code_words(codes: list[str]) -> list[str]:
    """The spellings of the kind of code that has just these."""
    kind = next(kind for kind, names in CODES.items() if {str(code) for code in names} == set(codes))
    return list(spellings(kind))


def _conditions(rules: Rules) -> dict[str, Schema]:
    """The condition, with an entry for each fact and term of the rule book."""
    condition: Schema = {"$ref": "#/$defs/condition"}
    several: Schema = {"type": "array", "items": condition, "minItems": 1}
    number: Schema = {"type": "integer", "minimum": 0}
    count: Schema = {
        "type": "object",
        "properties": {word: several if code == "of" else number for word, code in both(COUNT_OF).items()},
        "additionalProperties": False,
    }
    joined: dict[str, Schema] = {"all": several, "any": several, "not": condition, "count": count}
    properties: dict[str, Schema] = {word: joined[code] for word, code in both(COMBINATORS).items()}
    for fact in rules.facts.values():
        test = {"description": fact.label.zh + (f"。{fact.question.zh}" if fact.question else ""), **_test(fact, rules)}
        properties |= dict.fromkeys((fact.name, fact.label.zh, *fact.also), test)
    terms = {name: term.label for ruleset in rules.rulesets.values() for name, term in ruleset.terms.items()}
    terms |= {name: term.label for name, term in rules.terms.items()}
    for name, label in terms.items():
        properties[name] = properties[label.zh] = {"description": f"术语：{label.zh}", **TRUTH}
    return {"condition": {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}}


def _test(fact: Fact, rules: Rules) -> Schema:
    """What can be asked of a fact."""
    if fact.type is FactType.PERSON:
        return {"$ref": "#/$defs/condition"}
    if fact.type is FactType.YES_NO:
        return TRUTH
    value = _value(fact, rules)
    values: Schema = {"type": "array", "items": value, "minItems": 1}
    special = {"between": {**values, "minItems": 2, "maxItems": 2}, "for_at_least": {"type": "string"}}
    listed = ("one_of", "none_of", "has_any", "has_all", "has_none")
    comparisons: Schema = {
        "type": "object",
        "properties": {
            word: special.get(code) or (values if code in listed else {"anyOf": [value, values]} if code == "within" else value)
            for word, code in both(COMPARISONS).items() if code in ALLOWED[fact.type]
        },
        "additionalProperties": False,
        "minProperties": 1,
    }  # fmt: skip
    return comparisons if fact.type is FactType.SET else {"anyOf": [value, values, comparisons]}


def _value(fact: Fact, rules: Rules) -> Schema:
    """One value of a fact."""
    if fact.codes:
        spelled = list(code_spellings(fact))
        return {"enum": [*spelled, *(int(one) for one in spelled if one.isdigit())]}
    if fact.type is FactType.PLACE:
        return {"enum": [word for place in rules.places.values() for word in (place.code, place.name.zh)]}
    bounds = {"minimum": fact.minimum, "maximum": fact.maximum}
    if fact.type is FactType.NUMBER:
        return {"type": "number", **{name: float(bound) for name, bound in bounds.items() if bound is not None}}
    return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
