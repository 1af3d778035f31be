"""Rules of `workload.py` in plain Python: generated code, and a walk over the tree. Neither knows unknown values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from workload import Person, Rule

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt,
}  # fmt: skip


def infix(rule: Rule, test: Callable[[str, str, Any], str], and_: str = " and ", or_: str = " or ", not_: str = "(not {})") -> str:
    """A rule as an expression of a language with these words."""
    match rule:
        case ("all", *parts):
            return "(" + and_.join(infix(part, test, and_, or_, not_) for part in parts) + ")"
        case ("any", *parts):
            return "(" + or_.join(infix(part, test, and_, or_, not_) for part in parts) + ")"
        case ("not", part):
            return not_.format(infix(part, test, and_, or_, not_))
        case (field, op, value):
            return test(field, op, value)
        case _:
            raise ValueError(rule)


def generated(rules: Mapping[str, Rule], fields: list[str]) -> Callable[[Person], dict[str, bool]]:
    """One generated function that reads each field once and has one expression for each rule."""

    def test(field: str, op: str, value: Any) -> str:
        return field if value is True else f"({field} {op} {value!r})"

    lines = [f"    {field} = person[{field!r}]\n" for field in fields]
    items = ", ".join(f"{name!r}: {infix(rule, test)}" for name, rule in rules.items())
    space: dict[str, Any] = {}
    exec("def decide(person):\n" + "".join(lines) + f"    return {{{items}}}\n", space)
    return space["decide"]


def generated_list(rules: Mapping[str, Rule], fields: list[str]) -> Callable[[Person], list[str]]:
    def test(field: str, op: str, value: Any) -> str:
        return f"p[{field!r}]" if value is True else f"(p[{field!r}] {op} {value!r})"
    body = "".join(f"    if {infix(rule, test)}: out.append({name!r})\n" for name, rule in rules.items())
    space: dict[str, Any] = {}
    exec("def decide(p):\n    out = []\n" + body + "    return out\n", space)
    return space["decide"]

def walk(rules: Mapping[str, Rule]) -> Callable[[Person], list[str]]:
    """A naive walk over the tree, stopping as soon as a part decides."""

    def holds(rule: Rule, person: Person) -> bool:
        kind = rule[0]
        if kind == "all":
            for part in rule[1:]:
                if not holds(part, person):
                    return False
            return True
        if kind == "any":
            for part in rule[1:]:
                if holds(part, person):
                    return True
            return False
        if kind == "not":
            return not holds(rule[1], person)
        field, op, value = rule
        return person[field] in value if op == "in" else OPERATORS[op](person[field], value)

    return lambda person: [name for name, rule in rules.items() if holds(rule, person)]
