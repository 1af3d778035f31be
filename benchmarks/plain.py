"""The same rules in plain Python, the yardsticks: generated code, which knows no unknown values, and a naive walk in Kleene's logic."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from expressions import Language, Person, Rule, Task

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt,
}  # fmt: skip


def generated(task: Task) -> Callable[[Person], list[str] | dict[str, float]]:
    """One generated function, each term once and one `if` for each rule: the fastest plain Python that we know."""

    def test(name: str, sign: str, value: Any) -> str:
        if sign == "term":
            return name
        return f"p[{name!r}]" if value is True else f"(p[{name!r}] {sign} {value!r})"

    language = Language(
        test,
        not_="(not {})",
        choose="({1} if {0} else {2})",
        down="floor({})",
        smallest="min({}, {})",
        largest="max({}, {})",
        known="p[{!r}]",
    )
    lines = [f"{name} = {language.rule(rule)}" for name, rule in task.terms.items()]
    lines.append(f"found = {'{}' if task.amounts else '[]'}")
    for name, rule in task.rules.items():
        does = f"found[{name!r}] = {language.amount(task.amounts[name])}" if task.amounts else f"found.append({name!r})"
        lines.append(f"if {language.rule(rule)}: {does}")
    space: dict[str, Any] = {"floor": math.floor}
    exec("def decide(p):\n" + "".join(f"    {line}\n" for line in (*lines, "return found")), space)
    return space["decide"]


def walk(task: Task) -> Callable[[Person], list[str]]:
    """The rules that surely hold, by a naive walk."""
    truths = kleene(task)
    return lambda person: [name for name, truth in truths(person).items() if truth]


def kleene(task: Task) -> Callable[[Person], dict[str, bool | None]]:
    """A naive walk over the trees in Kleene's logic, `None` being unknown: it stops as soon as a part decides, and walks through a term
    wherever it stands.
    """
    terms = task.terms

    def holds(rule: Rule, person: Person) -> bool | None:
        kind = rule[0]
        if kind == "all":
            result: bool | None = True
            for part in rule[1:]:
                one = holds(part, person)
                if one is False:
                    return False
                if one is None:
                    result = None
            return result
        if kind == "any":
            result = False
            for part in rule[1:]:
                one = holds(part, person)
                if one is True:
                    return True
                if one is None:
                    result = None
            return result
        if kind == "not":
            one = holds(rule[1], person)
            return None if one is None else not one
        if kind == "term":
            return holds(terms[rule[1]], person)
        field, sign, value = rule
        known = person[field]
        if known is None:
            return None
        return known in value if sign == "in" else OPERATORS[sign](known, value)

    return lambda person: {name: holds(rule, person) for name, rule in task.rules.items()}
