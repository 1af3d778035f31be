"""The JSON Schema of a profile (draft 2020-12), made from the facts of a rule book: for editors, and for programs that write clients.

It describes profiles by the codes of facts, so that a program's slip in one is found before it is sent. Chinese words are read too: a
schema that listed them all would have every fact twice, so any name that is not ASCII may stand beside them.
"""

from __future__ import annotations

from typing import Any, assert_never

from ..language.facts import AGE, Fact, FactType
from ..language.known import MOST_PEOPLE
from ..language.policy import Rules
from ..language.quantity import BIRTH
from ..language.units import Unit
from .dates import OLDEST
from .identity import ID_NUMBER
from .values import DIGITS

Schema = dict[str, Any]
IN_CHINESE: Schema = {"patternProperties": {"[^\\x00-\\x7f]": {}}, "additionalProperties": False}
"""What else may stand in a profile."""


def profile_schema(rules: Rules) -> Schema:
    """The schema of a profile; persons within it have the same facts but persons."""
    within = {fact.name: _fact_schema(fact) for fact in rules.facts.values() if fact.type not in (FactType.PERSON, FactType.PEOPLE)}
    if BIRTH in rules.facts:
        within[AGE.name] = {**_nullable(_between({"type": "integer", "minimum": 0, "maximum": OLDEST})), "description": AGE.label.zh}
    within[ID_NUMBER[0]] = {**_nullable({"type": "string"}), "description": ID_NUMBER[1]}
    person = {"type": "object", "title": "PersonWithin", "properties": within, **IN_CHINESE}
    people = {
        fact.name: _about_people(fact, person) for fact in rules.facts.values() if fact.type in (FactType.PERSON, FactType.PEOPLE)
    }  # fmt: skip
    return {
        "type": "object", "title": "Profile", "properties": {**within, **people}, **IN_CHINESE,
        "description": "facts by code; what is absent or null is unknown. Chinese words are read too.",
    }  # fmt: skip


def _fact_schema(fact: Fact) -> Schema:
    """What can be given for a fact, known wholly or in part."""
    codes = {"type": "string", "enum": [code.code for code in fact.codes]}
    match fact.type:
        case FactType.YES_NO:
            found: Schema = {"type": "boolean"}
        case FactType.NUMBER:
            found = _between(_number(fact))
        case FactType.DATE:
            day = {"type": "string", "examples": ["1944-05-10", "1944-05", "1944"]}
            found = {"anyOf": [day, _parts({"from": day, "until": day})]}
        case FactType.CHOICE | FactType.SCALE:
            found = {"anyOf": [codes, _parts({"one_of": {"type": "array", "items": codes}})]}
        case FactType.SET:
            some = {"type": "array", "items": codes, "uniqueItems": True}
            found = {"anyOf": [some, _parts({"has": some, "has_not": some})]}
        case FactType.PLACE:
            found = {"type": "string", "examples": ["513433", "四川省冕宁县"]}
        case FactType.PERSON | FactType.PEOPLE:
            raise TypeError(fact)
        case _:
            assert_never(fact.type)
    return _described(found, fact)


def _number(fact: Fact) -> Schema:
    bounds = {name: float(bound) for name, bound in (("minimum", fact.minimum), ("maximum", fact.maximum)) if bound is not None}
    if fact.unit is Unit.PERSONS:
        return {"type": "integer", **bounds}
    long = {"type": "string", "pattern": rf"^-?[0-9]{{1,{DIGITS}}}\.[0-9]{{1,{DIGITS}}}$"}
    return {"anyOf": [{"type": "number", **bounds}, long]}


def _between(number: Schema) -> Schema:
    return {"anyOf": [number, _parts({"at_least": number, "at_most": number})]}


def _parts(properties: Schema) -> Schema:
    """What is known in part."""
    return {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [*schema["anyOf"], {"type": "null"}]} if set(schema) == {"anyOf"} else {"anyOf": [schema, {"type": "null"}]}


def _described(schema: Schema, fact: Fact) -> Schema:
    """What can be given for a fact, or null, with its label."""
    return {**_nullable(schema), "description": fact.label.zh if fact.label.en is None else f"{fact.label.zh} / {fact.label.en}"}


def _about_people(fact: Fact, person: Schema) -> Schema:
    if fact.type is FactType.PERSON:
        found: Schema = person
    else:
        some = {"type": "array", "items": person, "maxItems": MOST_PEOPLE}
        found = {"anyOf": [some, _parts({"listed": some, "complete": {"type": "boolean"}})]}
    return _described(found, fact)
