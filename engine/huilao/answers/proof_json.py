"""Conditions and proofs to JSON data and proofs back, without loss."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any as Anything
from typing import assert_never

from ..language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Span, Term, Test, parts_of
from ..language.truth import Truth
from .proof import Proof


def condition_to_json(condition: Condition) -> dict[str, Anything]:
    """`{kind, span, parts, …}`; of a test also fact, operator and values."""
    data = _own(condition)
    parts = parts_of(condition)
    if parts:
        data["parts"] = [condition_to_json(part) for part in parts]
    return data


def _own(condition: Condition) -> dict[str, Anything]:
    """What a condition says besides its parts."""
    data: dict[str, Anything] = {"kind": type(condition).__name__.lower(), "span": span_to_json(condition.span)}
    match condition:
        case All() | Any() | Not():
            return data
        case Count(at_least, at_most):
            return data | {"at_least": at_least, "at_most": at_most}
        case Test(fact, operator, values):
            return data | {"fact": fact, "operator": operator.value, "values": [_value(one) for one in values]}
        case Term(name):
            return data | {"term": name}
        case About(fact):
            return data | {"fact": fact}
        case _:
            assert_never(condition)


def proof_to_json(proof: Proof) -> dict[str, Anything]:
    """The condition with `truth`, of a test also the `value` that was known, and the proofs of the parts."""
    data = _own(proof.condition) | {"truth": proof.truth.name.lower()}
    if isinstance(proof.condition, Test):
        data["value"] = _value(proof.value)
    if proof.parts:
        data["parts"] = [proof_to_json(part) for part in proof.parts]
    return data


def proof_from_json(data: Mapping[str, Anything]) -> Proof:
    """What `proof_to_json` wrote."""
    parts = tuple(proof_from_json(part) for part in data.get("parts", ()))
    inner = tuple(part.condition for part in parts)
    span = span_from_json(data["span"])
    value: Anything = None
    condition: Condition
    match data["kind"]:
        case "all":
            condition = All(inner, span)
        case "any":
            condition = Any(inner, span)
        case "not":
            condition = Not(inner[0], span)
        case "count":
            condition = Count(data["at_least"], data["at_most"], inner, span)
        case "test":
            condition = Test(data["fact"], Operator(data["operator"]), tuple(_from_value(one) for one in data["values"]), span)
            value = _from_value(data["value"])
        case "term":
            condition = Term(data["term"], span)
        case "about":
            condition = About(data["fact"], inner[0], span)
        case kind:
            raise ValueError(f"no such kind of condition: {kind}")
    return Proof(condition, Truth[data["truth"].upper()], parts, value)


def span_to_json(span: Span | None) -> dict[str, Anything] | None:
    """A place in a file."""
    if span is None:
        return None
    return {"file": span.file, "line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


def span_from_json(data: Mapping[str, Anything] | None) -> Span | None:
    """What `span_to_json` wrote."""
    return None if data is None else Span(**data)


def _value(value: Anything) -> Anything:
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return {"number": str(value)}
        case date():
            return {"date": value.isoformat()}
        case Duration(years, months, days):
            return {"years": years, "months": months, "days": days}
        case frozenset():
            return sorted(str(code) for code in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            raise TypeError(f"not a value of a fact: {value!r}")


def _from_value(data: Anything) -> Anything:
    match data:
        case {"number": number}:
            return Decimal(number)
        case {"date": day}:
            return date.fromisoformat(day)
        case {"years": years, "months": months, "days": days}:
            return Duration(years, months, days)
        case list():
            return frozenset(str(code) for code in data)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return data
