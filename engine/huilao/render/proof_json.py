"""Conditions, quantities and proofs to JSON data, and back, without loss: numbers as fractions in text, never binary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any as Anything
from typing import assert_never, cast

from ..answers.proof import Measured, Portion, Portions, Proof
from ..language.condition import (
    About,
    All,
    Any,
    Compare,
    Condition,
    Count,
    EntitledTo,
    Has,
    Inside,
    Node,
    Not,
    OneOf,
    Order,
    Share,
    Span,
    Term,
    parts_of,
)
from ..language.interval import Interval
from ..language.known import Among, Holding, Range
from ..language.meaning import Lack, Lookup
from ..language.quantity import (
    Age,
    AgeReached,
    Branch,
    Constant,
    Day,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Round,
    Rounding,
    Smallest,
    Standard,
    Sum,
    Times,
    TimeUnit,
)
from ..language.standards import SetValue
from ..language.truth import Truth

Data = dict[str, Anything]


def node_data(node: Node) -> Data:
    """`{kind, span, …}` with what is inside: `parts` of a condition, `left` and `right` of a comparison, `parts` or `rows` of
    a quantity.
    """
    match node:
        case All() | Any() | Not() | Count() | Compare() | OneOf() | Has() | Inside() | Term() | About() | EntitledTo():
            return condition_data(node)
        case (
            Constant() | Number() | Day() | Rank() | Age() | Elapsed() | Standard() | Named()
            | Plus() | Minus() | Times() | Smallest() | Largest() | Round() | First() | Sum()
        ):  # fmt: skip
            return quantity_data(node)
        case _:
            assert_never(node)


# -- conditions --------------------------------------------------------------------------------------------------------


def condition_data(condition: Condition) -> Data:
    """A condition with its parts."""
    data = _own(condition)
    parts = parts_of(condition)
    return data | {"parts": [condition_data(part) for part in parts]} if parts else data


def _own(condition: Condition) -> Data:
    """What a condition says besides its parts."""
    data = _kind(condition)
    match condition:
        case All() | Any() | Not():
            return data
        case Count(at_least, at_most):
            return data | {"at_least": at_least, "at_most": at_most}
        case Compare(left, order, right):
            return data | {"left": quantity_data(left), "order": order.value, "right": quantity_data(right)}
        case OneOf(fact, values):
            return data | {"fact": fact, "values": [known_data(one) for one in values]}
        case Has(fact, share, codes):
            return data | {"fact": fact, "share": share.value, "codes": list(codes)}
        case Inside(fact, places):
            return data | {"fact": fact, "places": list(places)}
        case Term(name):
            return data | {"term": name}
        case About(fact):
            return data | {"fact": fact}
        case EntitledTo(benefits):
            return data | {"benefits": list(benefits)}
        case _:
            assert_never(condition)


def condition_from(data: Mapping[str, Anything]) -> Condition:
    """What `condition_data` wrote. Raises ValueError for another kind."""
    return _condition(data, tuple(condition_from(part) for part in data.get("parts", ())))


def _condition(data: Mapping[str, Anything], parts: tuple[Condition, ...]) -> Condition:
    span = span_from(data["span"])
    match data["kind"]:
        case "all":
            return All(parts, span)
        case "any":
            return Any(parts, span)
        case "not":
            return Not(parts[0], span)
        case "count":
            return Count(data["at_least"], data["at_most"], parts, span)
        case "compare":
            return Compare(quantity_from(data["left"]), Order(data["order"]), quantity_from(data["right"]), span)
        case "oneof":
            return OneOf(data["fact"], tuple(known_from(one) for one in data["values"]), span)
        case "has":
            return Has(data["fact"], Share(data["share"]), tuple(data["codes"]), span)
        case "inside":
            return Inside(data["fact"], tuple(data["places"]), span)
        case "term":
            return Term(data["term"], span)
        case "about":
            return About(data["fact"], parts[0], span)
        case "entitledto":
            return EntitledTo(tuple(data["benefits"]), span)
        case kind:
            raise ValueError(f"no such kind of condition: {kind}")


# -- quantities --------------------------------------------------------------------------------------------------------


def quantity_data(quantity: Quantity) -> Data:
    """A quantity with what is inside it."""
    data = _kind(quantity)
    match quantity:
        case Constant(value):
            return data | {"value": known_data(value)}
        case Number(fact) | Day(fact):
            return data | {"fact": fact}
        case Rank(fact, code):
            return data | {"fact": fact, "code": code}
        case Age(unit, reached):
            return data | {"unit": unit.value, "reached": reached and reached.value}
        case Elapsed(fact, unit):
            return data | {"fact": fact, "unit": unit.value}
        case Standard(name) | Named(name):
            return data | {"name": name}
        case Plus(parts) | Times(parts) | Smallest(parts) | Largest(parts):
            return data | {"parts": [quantity_data(part) for part in parts]}
        case Minus(whole, less):
            return data | {"parts": [quantity_data(whole), quantity_data(less)]}
        case Round(part, to, mode):
            return data | {"parts": [quantity_data(part)], "to": str(to), "mode": mode.value}
        case First(rows):
            return data | {"rows": [_branch_data(row) for row in rows]}
        case Sum(part, among, where, with_self):
            counted = None if where is None else condition_data(where)
            return data | {"parts": [quantity_data(part)], "among": among, "where": counted, "with_self": with_self}
        case _:
            assert_never(quantity)


def _branch_data(row: Branch) -> Data:
    when = None if row.when is None else condition_data(row.when)
    return {"span": span_data(row.span), "when": when, "value": quantity_data(row.value)}


def quantity_from(data: Mapping[str, Anything]) -> Quantity:
    """What `quantity_data` wrote. Raises ValueError for another kind."""
    span = span_from(data["span"])
    parts = tuple(quantity_from(part) for part in data.get("parts", ()))
    match data["kind"]:
        case "constant":
            return Constant(known_from(data["value"]), span)
        case "number":
            return Number(data["fact"], span)
        case "day":
            return Day(data["fact"], span)
        case "rank":
            return Rank(data["fact"], data["code"], span)
        case "age":
            return Age(TimeUnit(data["unit"]), None if data["reached"] is None else AgeReached(data["reached"]), span)
        case "elapsed":
            return Elapsed(data["fact"], TimeUnit(data["unit"]), span)
        case "standard":
            return Standard(data["name"], span)
        case "named":
            return Named(data["name"], span)
        case "plus":
            return Plus(parts, span)
        case "minus":
            return Minus(parts[0], parts[1], span)
        case "times":
            return Times(parts, span)
        case "smallest":
            return Smallest(parts, span)
        case "largest":
            return Largest(parts, span)
        case "round":
            return Round(parts[0], Fraction(data["to"]), Rounding(data["mode"]), span)
        case "first":
            return First(tuple(_branch(row) for row in data["rows"]), span)
        case "sum":
            where = None if data["where"] is None else condition_from(data["where"])
            return Sum(parts[0], data["among"], where, data["with_self"], span)
        case kind:
            raise ValueError(f"no such kind of quantity: {kind}")


def _branch(data: Mapping[str, Anything]) -> Branch:
    when = None if data["when"] is None else condition_from(data["when"])
    return Branch(when, quantity_from(data["value"]), span_from(data["span"]))


# -- proofs ------------------------------------------------------------------------------------------------------------


def proof_data(proof: Proof) -> Data:
    """The condition with its `truth`, of a test what was `known`, and the proofs of the parts."""
    data = _own(proof.condition) | {"truth": proof.truth.name.lower()}
    if isinstance(proof.condition, Compare):
        data["known"] = [measured_data(side) for side in proof.value]
    elif isinstance(proof.condition, OneOf | Has | Inside):
        data["known"] = known_data(proof.value)
    return data | {"parts": [proof_data(part) for part in proof.parts]} if proof.parts else data


Terms = dict[str, Proof]
"""The proofs of terms that were read, about one person."""


def proof_from(data: Mapping[str, Anything], terms: Terms | None = None) -> Proof:
    """What `proof_data` wrote. A term that stands in several places is proved once, as it was when it was written."""
    about_one = {} if terms is None or data["kind"] in ("about", "entitledto") else terms  # of another person, or other terms
    known = about_one.get(data["term"]) if data["kind"] == "term" else None
    parts = (known,) if known is not None else tuple(proof_from(part, about_one) for part in data.get("parts", ()))
    if data["kind"] == "term":
        about_one[data["term"]] = parts[0]
    condition = _condition(data, tuple(part.condition for part in parts))
    value: Anything = None
    if isinstance(condition, Compare):
        value = tuple(measured_from(side) for side in data["known"])
    elif isinstance(condition, OneOf | Has | Inside):
        value = known_from(data["known"])
    return Proof(condition, Truth[data["truth"].upper()], parts, value)


def measured_data(measured: Measured) -> Data:
    """The quantity, its interval, what it was worked out from, and what was known of its fact.

    It has no places in files: what is known of an age is shared by all rules that ask for it.
    """
    value = measured.value
    return {
        "quantity": _unplaced(quantity_data(measured.quantity)),
        "interval": interval_data(measured.interval),
        "known": _value_data(value),
        "parts": [measured_data(part) for part in measured.parts],
        "proofs": [proof_data(proof) for proof in measured.proofs],
    }


def _value_data(value: Lookup | Portions | Anything) -> Anything:
    """What was known where something was measured: of a fact, a standard, or people."""
    match value:
        case Lookup():
            return _lookup_data(value)
        case Portions(each, complete):
            return {"complete": complete, "each": [_portion_data(one) for one in each]}
        case _:
            return known_data(value)


def _portion_data(one: Portion) -> Data:
    return {
        "whose": one.whose, "interval": interval_data(one.interval),
        "proof": None if one.proof is None else proof_data(one.proof),
        "measured": None if one.measured is None else measured_data(one.measured),
    }  # fmt: skip


def _portions_from(data: Mapping[str, Anything]) -> Portions:
    return Portions(tuple(_portion(one) for one in data["each"]), data["complete"])


def _portion(data: Mapping[str, Anything]) -> Portion:
    proof = None if data["proof"] is None else proof_from(data["proof"])
    return Portion(
        data["whose"], interval_from(data["interval"]), proof, None if data["measured"] is None else measured_from(data["measured"])
    )


def _unplaced(data: Anything) -> Anything:
    """Data of a node without its places in files."""
    if isinstance(data, list):
        return [_unplaced(one) for one in cast("list[Anything]", data)]
    if not isinstance(data, dict):
        return data
    return {name: None if name == "span" else _unplaced(one) for name, one in cast("Data", data).items()}


def measured_from(data: Mapping[str, Anything]) -> Measured:
    """What `measured_data` wrote."""
    quantity = quantity_from(data["quantity"])
    known = data["known"]
    return Measured(
        quantity,
        interval_from(data["interval"]),
        tuple(measured_from(part) for part in data["parts"]),
        tuple(proof_from(proof) for proof in data["proofs"]),
        _lookup_from(known)
        if isinstance(quantity, Standard)
        else _portions_from(known)
        if isinstance(quantity, Sum)
        else known_from(known),
    )


def interval_data(interval: Interval) -> Data:
    """`{at_least, at_most}`, each a fraction in text, None where that end is open."""
    return {"at_least": _number(interval.low), "at_most": _number(interval.high)}


def interval_from(data: Mapping[str, Anything]) -> Interval:
    """What `interval_data` wrote."""
    return Interval(*(None if end is None else Fraction(end) for end in (data["at_least"], data["at_most"])))


def lack_data(lack: Lack) -> Data:
    """A number that the rule book does not have."""
    return {"standard": lack.standard, "place": lack.place or "000000", "day": lack.day.isoformat()}


def lack_from(data: Mapping[str, Anything]) -> Lack:
    """What `lack_data` wrote."""
    return Lack(data["standard"], "" if data["place"] == "000000" else data["place"], date.fromisoformat(data["day"]))


def _lookup_data(found: Lookup) -> Data:
    return {
        "interval": interval_data(found.interval),
        "values": [_set_value_data(one) for one in found.values],
        "place_fact": found.place_fact,
        "split_fact": found.split_fact,
        "lack": lack_data(found.lack),
    }


def _lookup_from(data: Mapping[str, Anything]) -> Lookup:
    values = tuple(_set_value(one) for one in data["values"])
    return Lookup(interval_from(data["interval"]), values, data["place_fact"], data["split_fact"], lack_from(data["lack"]))


def _set_value_data(one: SetValue) -> Data:
    value = one.value
    return {
        "place": one.place,
        "since": one.since.isoformat(),
        "value": {code: str(number) for code, number in value.items()} if isinstance(value, Mapping) else _number(value),
        "cite": list(one.cite),
        "span": span_data(one.span),
    }


def _set_value(data: Mapping[str, Anything]) -> SetValue:
    value: str | dict[str, str] | None = data["value"]
    number: Fraction | dict[str, Fraction] | None = None
    if isinstance(value, dict):
        number = {code: Fraction(one) for code, one in value.items()}
    elif value is not None:
        number = Fraction(value)
    return SetValue(data["place"], date.fromisoformat(data["since"]), number, tuple(data["cite"]), span_from(data["span"]))


def _number(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


# -- what is known, and places in files --------------------------------------------------------------------------------


def known_data(value: Anything) -> Anything:
    """What is known of a fact, or a value that a rule names."""
    match value:
        case None | bool() | str():
            return value
        case Decimal() | Fraction():
            return {"number" if isinstance(value, Decimal) else "fraction": str(value)}
        case date():
            return {"date": value.isoformat()}
        case Range(low, high):
            return {"from": known_data(low), "to": known_data(high)}
        case Among(codes):
            return {"among": sorted(codes)}
        case Holding(has, has_not):
            return {"has": sorted(has), "has_not": sorted(has_not)}
        case frozenset():
            return sorted(str(code) for code in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            raise TypeError(f"not a value of a fact: {value!r}")


def known_from(data: Anything) -> Anything:
    """What `known_data` wrote."""
    match data:
        case {"number": number}:
            return Decimal(number)
        case {"fraction": number}:
            return Fraction(number)
        case {"date": day}:
            return date.fromisoformat(day)
        case {"from": low, "to": high}:
            return Range(known_from(low), known_from(high))
        case {"among": codes}:
            return Among(frozenset(codes))
        case {"has": has, "has_not": has_not}:
            return Holding(frozenset(has), frozenset(has_not))
        case list():
            return frozenset(str(code) for code in data)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return data


def _kind(node: Node) -> Data:
    return {"kind": type(node).__name__.lower(), "span": span_data(node.span)}


def span_data(span: Span | None) -> Data | None:
    """A place in a file as JSON has it: `file`, `line`, `column`, `end_line`, `end_column`, counted from 1; None for none."""
    if span is None:
        return None
    return {"file": span.file, "line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


def span_from(data: Mapping[str, Anything] | None) -> Span | None:
    """What `span_data` wrote."""
    return None if data is None else Span(**data)
