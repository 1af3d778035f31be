"""Conditions and quantities as FEEL, the language of DMN; what FEEL has no word for is an input that the caller works out.

Known facts alone: FEEL has no word for what is open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import TypeGuard, assert_never

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
    Not,
    OneOf,
    Order,
    Share,
    Term,
    Value,
)
from ..language.facts import Code, Fact, FactType, Text
from ..language.quantity import (
    Age,
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
)
from ..language.scope import Scope
from ..language.words import name_of
from ..render.sentence import Speaker

SIGNS: Mapping[Order, str] = {Order.AT_LEAST: ">=", Order.AT_MOST: "<=", Order.ABOVE: ">", Order.BELOW: "<"}
ELIGIBLE, TABLE, PAID = "eligible", "levels", "paid"
"""The decisions: whether somebody has the benefit, its table, and what is paid."""
RESERVED = frozenset((
    ELIGIBLE, TABLE, PAID, "and", "or", "not", "if", "then", "else", "for", "in", "return", "every", "some", "satisfies", "between", "instance",
    "of", "function", "external", "true", "false", "null", "date", "time", "duration", "item", "partial", "min", "max", "sum", "count", "floor",
    "ceiling", "list", "context", "string", "number", "boolean",
))  # fmt: skip
"""What nothing else is called: the decisions, and words of FEEL."""
_TURNED: Mapping[Order, Order] = {
    Order.AT_LEAST: Order.AT_MOST,
    Order.AT_MOST: Order.AT_LEAST,
    Order.ABOVE: Order.BELOW,
    Order.BELOW: Order.ABOVE,
}
"""The order in which the sides stand the other way round."""


@dataclass(frozen=True, slots=True)
class Input:
    """What the caller gives: its name, its type in FEEL and what it is."""

    name: str
    type: str
    """number, string, boolean, date, or a list of strings: `strings`."""
    label: Text
    codes: tuple[Code, ...] = ()
    """The values that it can have, of a choice, scale or set."""
    node: Condition | Quantity | None = None
    """What it stands for; None where that is a fact."""
    fact: str = ""
    """The fact that it is."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What is worked out of other things under a name: a term or a named quantity."""

    name: str
    type: str
    label: Text
    expression: str
    needs: tuple[str, ...]


@dataclass
class Feel:
    """Says the trees of one ruleset in FEEL, and keeps what it has to be given for that."""

    scope: Scope
    speakers: Mapping[str, Speaker]
    """Who says in each language what an input is."""
    inputs: dict[str, Input] = field(default_factory=dict[str, Input])
    decided: dict[str, Decided] = field(default_factory=dict[str, Decided])
    """In an order in which each needs those before it."""
    used: set[str] = field(default_factory=set[str])
    """The names that were said since it was last emptied."""
    _names: dict[tuple[str, object], str] = field(default_factory=dict[tuple[str, object], str])
    """What things are called in FEEL, each as nothing else is: by their own name, and what they stand for where that is no fact."""

    def needs(self) -> tuple[str, ...]:
        """The names that were said since this was last asked."""
        found = tuple(name for name in (*self.inputs, *self.decided) if name in self.used)
        self.used.clear()
        return found

    # -- conditions ------------------------------------------------------------------------------------------------------

    def condition(self, condition: Condition) -> str:
        """A condition as an expression."""
        match condition:
            case All(parts):
                return _joined([self.condition(part) for part in parts], "and") or "true"
            case Any(parts):
                return _joined([self.condition(part) for part in parts], "or") or "false"
            case Not(part):
                return f"not({self.condition(part)})"
            case Count(at_least, at_most, parts):
                number = " + ".join(f"(if {self.condition(part)} then 1 else 0)" for part in parts)
                bounds = [f"{number} >= {at_least}"] if at_least is not None else []
                return _joined([*bounds, *([f"{number} <= {at_most}"] if at_most is not None else [])], "and")
            case Compare(left, order, right):
                return self._compared(left, order, right)
            case OneOf(fact, values):
                return _joined([f"{self.fact(fact)} = {literal(value)}" for value in values], "or")
            case Has(fact, share, codes):
                return _joined(
                    [f"list contains({self.fact(fact)}, {literal(code)})" for code in codes], "and" if share is Share.ALL else "or"
                )
            case Term(name):
                return self._defined(name, "boolean", self.scope.terms[name].label, self.scope.terms[name].condition)
            case Inside(fact, places):
                return self._given(f"{fact}_in_{'_'.join(places) or 'this_place'}", "boolean", condition)
            case About(fact):
                return self._given(f"{fact}_is_so", "boolean", condition)
            case EntitledTo(benefits):
                return self._given(f"entitled_to_{'_or_'.join(benefits)}", "boolean", condition)
            case _:
                assert_never(condition)

    def _compared(self, left: Quantity, order: Order, right: Quantity) -> str:
        if isinstance(left, Rank) and isinstance(right, Rank):
            fact = self.scope.facts[left.fact]
            if left.code is not None and right.code is None:
                left, order, right = right, _TURNED[order], left
            if left.code is None and right.code is not None:
                return (
                    _joined([f"{self.fact(fact.name)} = {literal(code)}" for code in codes_in_order(fact, order, right.code)], "or")
                    or "false"
                )
        return f"{self.quantity(left)} {SIGNS[order]} {self.quantity(right)}"

    # -- quantities ------------------------------------------------------------------------------------------------------

    def quantity(self, quantity: Quantity) -> str:
        """A quantity as an expression."""
        match quantity:
            case Constant(value):
                return literal(value)
            case Number(fact) | Day(fact):
                return self.fact(fact)
            case Rank(fact, code):
                codes = ", ".join(literal(one.code) for one in self.scope.facts[fact].codes)
                return f"index of([{codes}], {self.fact(fact) if code is None else literal(code)})[1]"
            case Age(unit, reached):
                return self._given(
                    "_".join(("age", *([unit.value] if unit.value != "years" else []), *([reached.value] if reached else []))),
                    "number",
                    quantity,
                )
            case Elapsed(fact, unit):
                return self._given(f"{unit.value}_since_{fact}", "number", quantity)
            case Standard(name):
                return self._given(name, "number", quantity)
            case Named(name):
                return self._defined(name, "number", self.scope.quantities[name].label, self.scope.quantities[name].value)
            case Plus(parts):
                return f"({' + '.join(map(self.quantity, parts))})"
            case Minus(whole, less):
                return f"({self.quantity(whole)} - {self.quantity(less)})"
            case Times(parts):
                return self._product(parts)
            case Smallest(parts):
                return f"min({', '.join(map(self.quantity, parts))})"
            case Largest(parts):
                return f"max({', '.join(map(self.quantity, parts))})"
            case Round(part, to, mode):
                return self._rounded(self.quantity(part), to, mode)
            case First(rows):
                *others, last = rows
                conditional = "".join(
                    f"if {self.condition(row.when)} then {self.quantity(row.value)} else " for row in others if row.when is not None
                )
                return f"({conditional}{self.quantity(last.value)})"
            case Sum(_, among):
                return self._given(f"sum_over_{among}", "number", quantity)
            case _:
                assert_never(quantity)

    def _product(self, parts: Sequence[Quantity]) -> str:
        """A product; it is divided last, so that what comes out even does so in decimals too."""
        below = prod(part.value.denominator for part in parts if _is_fraction(part))  # type: ignore[union-attr]
        factors = [literal(Fraction(part.value.numerator)) if _is_fraction(part) else self.quantity(part) for part in parts]  # type: ignore[union-attr]
        return f"({' * '.join(factors)}{'' if below == 1 else f' / {below}'})"

    @staticmethod
    def _rounded(part: str, to: Fraction, mode: Rounding) -> str:
        times = f" * {to.denominator}" if to.denominator != 1 else ""
        over = f" / {to.numerator}" if to.numerator != 1 else ""
        match mode:
            case Rounding.UP:
                number = f"ceiling({part}{times}{over})"
            case Rounding.DOWN:
                number = f"floor({part}{times}{over})"
            case Rounding.HALF_UP:
                number = f"floor({part}{times}{over} + 0.5)"
            case _:
                assert_never(mode)
        again = f"{f' * {to.numerator}' if over else ''}{f' / {to.denominator}' if times else ''}"
        return f"({number}{again})" if again else number

    # -- names -----------------------------------------------------------------------------------------------------------

    def fact(self, name: str) -> str:
        """A fact of the person, which is given."""
        fact = self.scope.facts[name]
        return self._keep(Input(self._name(name), _type(fact), fact.label, fact.codes, fact=name))

    def _given(self, name: str, kind: str, node: Condition | Quantity) -> str:
        """What the caller works out."""
        label = Text(*(self._words(node, speaker) for speaker in (self.speakers["zh"], self.speakers["en"])))
        return self._keep(Input(self._name(name, node), kind, label, (), node))

    def _name(self, name: str, what: object = None) -> str:
        """What something is called in FEEL; a second one that would be called the same has a number after it."""
        if (name, what) not in self._names:
            taken, wanted = {*self._names.values(), *RESERVED}, feel_name(name)
            numbered = (wanted if number == 1 else f"{wanted}_{number}" for number in range(1, len(taken) + 2))
            self._names[name, what] = next(one for one in numbered if one not in taken)
        return self._names[name, what]

    def _words(self, node: Condition | Quantity, speaker: Speaker) -> str:
        """What an input is: an age with the day from which a year of it counts."""
        if not isinstance(node, Age) or node.reached is not None:
            return speaker.words(node)
        counted = name_of(self.scope.age_reached).of(speaker.language)
        return speaker.words(node) + (f"（{counted}起算）" if speaker.language == "zh" else f" (reached {counted})")

    def _keep(self, given: Input) -> str:
        self.inputs.setdefault(given.name, given)
        self.used.add(given.name)
        return given.name

    def _defined(self, name: str, kind: str, label: Text, node: Condition | Quantity) -> str:
        """A term or a named quantity, which is decided of its own."""
        own = self._name(name, kind)
        if own not in self.decided:
            outer, self.used = self.used, set()
            expression = self.condition(node) if kind == "boolean" else self.quantity(node)  # type: ignore[arg-type]  # of that kind
            self.decided[own] = Decided(own, kind, label, expression, self.needs())
            self.used = outer
        self.used.add(own)
        return own


def _is_fraction(quantity: Quantity) -> TypeGuard[Constant]:
    """Whether it is a number that has no end in decimals."""
    return isinstance(quantity, Constant) and isinstance(quantity.value, Fraction) and not _decimal(quantity.value)


def _decimal(value: Fraction) -> bool:
    return (value * 10**6).denominator == 1


def literal(value: Value | Fraction) -> str:
    """A value as FEEL writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case date():
            return f'date("{value.isoformat()}")'
        case Decimal():
            return f"{value:f}"
        case Fraction():
            if not _decimal(value):
                return f"({value.numerator} / {value.denominator})"
            return f"{Decimal((value * 10**6).numerator).scaleb(-6).normalize():f}"
        case _:
            assert_never(value)


def codes_in_order(fact: Fact, order: Order, code: str) -> list[str]:
    """The codes of a scale that stand in an order to one of them."""
    rank = fact.rank(code)
    stands = {Order.AT_LEAST: rank.__le__, Order.AT_MOST: rank.__ge__, Order.ABOVE: rank.__lt__, Order.BELOW: rank.__gt__}[order]
    return [one.code for number, one in enumerate(fact.codes) if stands(number)]


def feel_name(name: str) -> str:
    """A name in which FEEL sees no operator."""
    cleaned = re.sub(r"\W", "_", name)
    return f"_{cleaned}" if cleaned[:1].isdecimal() else cleaned


def _joined(parts: Sequence[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f"({f' {word} '.join(parts)})" if parts else ""


def _type(fact: Fact) -> str:
    match fact.type:
        case FactType.YES_NO:
            return "boolean"
        case FactType.NUMBER:
            return "number"
        case FactType.DATE:
            return "date"
        case FactType.CHOICE | FactType.SCALE | FactType.PLACE:
            return "string"
        case FactType.SET:
            return "strings"
        case FactType.PERSON | FactType.PEOPLE:
            raise TypeError(fact)
        case _:
            assert_never(fact.type)


def flat(condition: Condition) -> Iterable[Condition]:
    """The parts that must all hold."""
    if isinstance(condition, All):
        for part in condition.parts:
            yield from flat(part)
    else:
        yield condition
