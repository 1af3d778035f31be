"""Rules and amounts as plain trees that any engine can be given, and how they are written in its language.

A rule is `("all", *parts)`, `("any", *parts)`, `("not", part)`, `("term", name)` or a test `(field, operator, value)`. An amount is
`("number", value)`, `("field", name)`, `("plus" | "times" | "smallest" | "largest", *parts)`, `("minus", whole, less)`, `("down", part)`
(the whole number below) or `("choose", rule, then, otherwise)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Any, TypeVar

Rule = tuple[Any, ...]
Amount = tuple[Any, ...]
Person = Mapping[str, Any]
Kind = type[bool] | type[int] | type[float] | Sequence[str]
"""What a field holds: yes or no, whole numbers, numbers, or one of these texts."""
T = TypeVar("T")
Test = Callable[[str, str, Any], T]

NOT_PAID = -1.0
"""Instead of an amount where a rule does not hold."""


@dataclass(frozen=True)
class Task:
    """What every engine is asked: which rules hold for a person and, where there are amounts, how much each pays."""

    rules: Mapping[str, Rule]
    fields: Mapping[str, Kind]
    terms: Mapping[str, Rule] = field(default_factory=dict[str, Rule])
    """By name, each after those that it uses."""
    amounts: Mapping[str, Amount] = field(default_factory=dict[str, Amount])

    @cached_property
    def whole(self) -> Mapping[str, Rule]:
        """The rules with their terms written out, for languages that have none."""
        return {name: self.written_out(rule) for name, rule in self.rules.items()}

    def written_out(self, rule: Rule) -> Rule:
        match rule:
            case ("all" | "any" | "not" as kind, *parts):
                return (kind, *map(self.written_out, parts))
            case ("term", name):
                return self.written_out(self.terms[name])
            case _:
                return rule

    def answers(self, values: Sequence[Any]) -> list[str] | dict[str, float]:
        """What one value a rule says: truths, or amounts."""
        if self.amounts:
            return {name: float(value) for name, value in zip(self.rules, values, strict=True) if value >= 0}
        return [name for name, value in zip(self.rules, values, strict=True) if value]


def rule_in(rule: Rule, test: Test[T], all_: Callable[[list[T]], T], any_: Callable[[list[T]], T], not_: Callable[[T], T]) -> T:
    """A rule in another form, from what its parts are there; a term is a test with the operator `term`."""
    match rule:
        case ("all", *parts):
            return all_([rule_in(part, test, all_, any_, not_) for part in parts])
        case ("any", *parts):
            return any_([rule_in(part, test, all_, any_, not_) for part in parts])
        case ("not", part):
            return not_(rule_in(part, test, all_, any_, not_))
        case ("term", name):
            return test(name, "term", True)
        case (name, operator, value):
            return test(name, operator, value)
        case _:
            raise ValueError(rule)


def amount_in(
    amount: Amount, rule: Callable[[Rule], T], number: Callable[[float], T], known: Callable[[str], T], apply: Callable[[str, list[T]], T]
) -> T:
    """An amount in another form; `apply` is given the name of what is done (`choose` takes a rule first) and its parts."""
    match amount:
        case ("number", value):
            return number(value)
        case ("field", name):
            return known(name)
        case ("choose", when, then, otherwise):
            return apply("choose", [rule(when), *(amount_in(one, rule, number, known, apply) for one in (then, otherwise))])
        case (kind, *parts):
            return apply(kind, [amount_in(one, rule, number, known, apply) for one in parts])
        case _:
            raise ValueError(amount)


def infix(rule: Rule, test: Test[str], and_: str = " and ", or_: str = " or ", not_: str = "(not {})") -> str:
    """A rule as an expression of a language with these words."""
    return rule_in(rule, test, lambda parts: f"({and_.join(parts)})", lambda parts: f"({or_.join(parts)})", not_.format)


@dataclass(frozen=True)
class Language:
    """How an expression language writes a test, and the words in which it differs from others."""

    test: Test[str]
    and_: str = " and "
    or_: str = " or "
    not_: str = "(not ({}))"
    choose: str = "({} ? {} : {})"
    down: str = "floor({})"
    smallest: str | None = None
    largest: str | None = None
    known: str = "{}"

    def rule(self, rule: Rule) -> str:
        return infix(rule, self.test, self.and_, self.or_, self.not_)

    def amount(self, amount: Amount) -> str:
        return amount_in(amount, self.rule, lambda value: repr(float(value)), self.known.format, self._apply)

    def _apply(self, kind: str, parts: list[str]) -> str:
        match kind:
            case "choose":
                return self.choose.format(*parts)
            case "down":
                return self.down.format(*parts)
            case "smallest" | "largest":
                words, sign = (self.smallest, "<") if kind == "smallest" else (self.largest, ">")
                return reduce(
                    lambda one, other: words.format(one, other) if words else self.choose.format(f"({one} {sign} {other})", one, other),
                    parts,
                )
            case _:
                return "(" + {"plus": " + ", "minus": " - ", "times": " * "}[kind].join(parts) + ")"

    def asked(self, task: Task, name: str) -> str:
        """The expression that answers for one rule: a truth, or an amount."""
        rule = self.rule(task.whole[name])
        return self.choose.format(rule, self.amount(task.amounts[name]), repr(NOT_PAID)) if task.amounts else rule
