"""The JSON Schema of a profile (draft 2020-12), made from the facts of a rule book: for editors, and for programs that write clients.

It describes profiles by codes, so that a program's slip in one is found before it is sent, and clients have enumerations. Labels are read
too: as names they may stand beside the codes, with whatever value, for else every fact would be there thrice; as values they would make
of each enumeration any text, and so they are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, assert_never

from ..language.facts import AGE, Fact, FactType
from ..language.known import MOST_PEOPLE
from ..language.policy import Rules
from ..language.quantity import BIRTH
from ..language.units import Unit
from .dates import OLDEST
from .identity import ID_NUMBER
from .values import DIGITS, english

Schema = dict[str, Any]
_SYNTAX = re.compile(r"[\\^$.*+?()\[\]{}|/]")
"""What is escaped in a pattern that ECMA-262 reads."""


def profile_schema(rules: Rules) -> Schema:
    """The schema of a profile; persons within it have the same facts but persons."""
    alone = [fact for fact in rules.facts.values() if fact.type not in (FactType.PERSON, FactType.PEOPLE)]
    within = {fact.name: _fact_schema(fact) for fact in alone}
    if BIRTH in rules.facts:
        within[AGE.name] = {**_nullable(_between({"type": "integer", "minimum": 0, "maximum": OLDEST})), "description": AGE.label.zh}
    within[ID_NUMBER[0]] = {**_nullable({"type": "string"}), "description": ID_NUMBER[1]}
    person = {"type": "object", "title": "PersonWithin", "properties": within, **_by_labels(alone)}
    people = {
        fact.name: _about_people(fact, person) for fact in rules.facts.values() if fact.type in (FactType.PERSON, FactType.PEOPLE)
    }  # fmt: skip
    return {
        "type": "object", "title": "Profile", "properties": {**within, **people}, **_by_labels(list(rules.facts.values())),
        "description": "facts by code, their values by code; what is absent or null is unknown. Chinese and English labels are read in place "
        "of codes, and numbers as text (`\"82\"`): as people write them. Programs send codes and numbers: labels may be put better one day.",
    }  # fmt: skip


def _by_labels(facts: list[Fact]) -> Schema:
    """What else may stand in a profile: the labels of facts, and nothing that means nothing."""
    names = "|".join(_SYNTAX.sub(r"\\\g<0>", one) for one in dict.fromkeys(_labels(facts)))
    return {"patternProperties": {f"^(?:{names})$": {}}, "additionalProperties": False}


def _labels(facts: list[Fact]) -> Iterator[str]:
    known = english((fact.label.en, fact.name) for fact in facts)
    for fact in facts:
        yield from (fact.label.zh, *fact.also)
        if fact.label.en is not None and fact.label.en.casefold() in known:
            yield fact.label.en
    yield from ID_NUMBER[1:]
    if any(fact.name == BIRTH for fact in facts):
        yield from (AGE.label.zh, AGE.label.of("en"))


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
