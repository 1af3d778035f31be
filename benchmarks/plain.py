"""The same rules in plain Python, the yardstick: generated code, which knows no unknown values, and naive walks."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from workload import Person, Rule

from huilao.language.condition import About, All, Condition, Count, Not, Operator, Term, Test
from huilao.language.condition import Any as AnyOf
from huilao.language.facts import FactType, Vocabulary
from huilao.language.meaning import age_on, has_passed, within
from huilao.language.policy import Ruleset
from huilao.language.truth import Truth

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt,
}  # fmt: skip


def infix(rule: Rule, test: Callable[[str, str, Any], str], and_: str = " and ", or_: str = " or ", not_: str = "(not {})") -> str:
    """A rule of `workload.py` as an expression of a language with these words."""
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


def generated(rules: Mapping[str, Rule]) -> Callable[[Person], list[str]]:
    """One generated function with one `if` for each rule: the fastest plain Python that we know."""

    def test(field: str, op: str, value: Any) -> str:
        return f"p[{field!r}]" if value is True else f"(p[{field!r}] {op} {value!r})"

    lines = [f"    if {infix(rule, test)}: found.append({name!r})\n" for name, rule in rules.items()]
    return _function("p", f"    found = []\n{''.join(lines)}    return found\n", {})


def walk(rules: Mapping[str, Rule]) -> Callable[[Person], list[str]]:
    """A naive walk over the tree that stops as soon as a part decides."""

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


def _function(parameters: str, body: str, space: dict[str, Any]) -> Any:
    exec(f"def decide({parameters}):\n{body}", space)
    return space["decide"]


# -- a ruleset of Huilao ---------------------------------------------------------------------------------------------


class GeneratedRuleset:
    """A ruleset as generated plain Python: terms once, then one `if` for each benefit; what is unknown counts as no."""

    def __init__(self, ruleset: Ruleset, facts: Vocabulary) -> None:
        self.ruleset = ruleset
        self.facts = facts
        self.lines: list[str] = []
        self.names: dict[tuple[str, str], str] = {}
        self.space: dict[str, Any] = {"has_passed": has_passed, "inside": _inside, "nobody": filled({}, facts)}

    def function(self) -> Callable[[Person, date], list[str]]:
        """From a person, their age and places worked out, and a day to the benefits."""
        conditions = [(one.full_name, self.expression(one.condition, "p")) for one in self.ruleset.benefits]
        lines = [*self.lines, "found = []", *(f"if {condition}: found.append({name!r})" for name, condition in conditions), "return found"]
        return _function("p, day", "".join(f"    {line}\n" for line in lines), self.space)

    def expression(self, condition: Condition, who: str) -> str:
        match condition:
            case All(parts):
                return "(" + (" and ".join(self.expression(part, who) for part in parts) or "True") + ")"
            case AnyOf(parts):
                return "(" + (" or ".join(self.expression(part, who) for part in parts) or "False") + ")"
            case Not(part):
                return f"(not {self.expression(part, who)})"
            case Count(at_least, at_most, parts):
                number = " + ".join(f"bool({self.expression(part, who)})" for part in parts)
                return f"({at_least or 0} <= {number} <= {len(parts) if at_most is None else at_most})"
            case Test():
                return self.test(condition, who)
            case Term(name):
                if (who, name) not in self.names:
                    expression = self.expression(self.ruleset.terms[name].condition, who)
                    self.names[who, name] = f"t{len(self.names)}"
                    self.lines.append(f"{self.names[who, name]} = {expression}")
                return self.names[who, name]
            case About(fact, part):
                return self.expression(part, f"(p.get({fact!r}) or nobody)")
            case _:
                assert_never(condition)

    def test(self, test: Test, who: str) -> str:
        fact = self.facts[test.fact]
        value = f"{who}.get({test.fact!r})"
        values = self.constant(test.values)
        if fact.type is FactType.YES_NO:
            return value if test.values == (True,) else f"({value} is False)"
        if fact.type is FactType.SCALE and test.operator not in (Operator.ONE_OF, Operator.NONE_OF):
            codes = [code.code for code in fact.codes]
            holding = [code for code in codes if COMPARE[test.operator](codes.index(code), [codes.index(str(one)) for one in test.values])]
            return f"({value} in {self.constant(tuple(holding))})"
        match test.operator:
            case Operator.ONE_OF:
                return f"({value} in {values})"
            case Operator.NONE_OF:
                return f"({value} not in {values})"
            case Operator.HAS_ANY:
                return f"(not {value}.isdisjoint({values}))"
            case Operator.HAS_ALL:
                return f"{value}.issuperset({values})"
            case Operator.HAS_NONE:
                return f"{value}.isdisjoint({values})"
            case Operator.WITHIN:
                return f"(inside({value}, {values}) is True)"
            case Operator.FOR_AT_LEAST:
                return f"has_passed({value}, {values}[0], day)"
            case Operator.BETWEEN:
                return f"({values}[0] <= {value} <= {values}[1])"
            case _:
                sign = {Operator.AT_LEAST: ">=", Operator.AT_MOST: "<=", Operator.ABOVE: ">", Operator.BELOW: "<"}[test.operator]
                return f"({value} {sign} {self.constant(_whole(test.values[0]))})"

    def constant(self, value: Any) -> str:
        name = f"k{len(self.space)}"
        self.space[name] = value
        return name


def walk_ruleset(ruleset: Ruleset, facts: Vocabulary) -> Callable[[Person, date], dict[str, bool | None]]:
    """A naive walk over the trees of a ruleset in Kleene's logic, `None` being unknown: it stops as soon as a part
    decides, and walks through a term wherever it stands."""
    ranks = {fact.name: {code.code: rank for rank, code in enumerate(fact.codes)} for fact in facts.values() if fact.type is FactType.SCALE}
    trees = {one.full_name: _tree(one.condition, ranks) for one in ruleset.benefits}
    terms = {name: _tree(term.condition, ranks) for name, term in ruleset.terms.items()}

    def holds(tree: tuple[Any, ...], person: Person, day: date) -> bool | None:
        kind = tree[0]
        if kind == "test":
            _, fact, op, values = tree
            known = person.get(fact)
            if known is None:
                return None
            if fact in ranks:
                known = ranks[fact][known]
            return COMPARE[op](known, values) if op in COMPARE else has_passed(known, values[0], day)
        if kind == "term":
            return holds(terms[tree[1]], person, day)
        if kind == "all":
            result: bool | None = True
            for part in tree[1]:
                one = holds(part, person, day)
                if one is False:
                    return False
                if one is None:
                    result = None
            return result
        if kind == "any":
            result = False
            for part in tree[1]:
                one = holds(part, person, day)
                if one is True:
                    return True
                if one is None:
                    result = None
            return result
        if kind == "not":
            one = holds(tree[1], person, day)
            return None if one is None else not one
        if kind == "about":
            return holds(tree[2], person.get(tree[1]) or {}, day)
        raise ValueError(tree)

    return lambda person, day: {name: holds(tree, person, day) for name, tree in trees.items()}


def _tree(condition: Condition, ranks: Mapping[str, Mapping[str, int]]) -> tuple[Any, ...]:
    match condition:
        case All(parts):
            return ("all", [_tree(part, ranks) for part in parts])
        case AnyOf(parts):
            return ("any", [_tree(part, ranks) for part in parts])
        case Not(part):
            return ("not", _tree(part, ranks))
        case Count():
            raise NotImplementedError("the shipped rule book has no count")
        case Test(fact, op, values):
            return ("test", fact, op, tuple(ranks[fact][str(one)] if fact in ranks else _whole(one) for one in values))
        case Term(name):
            return ("term", name)
        case About(fact, part):
            return ("about", fact, _tree(part, ranks))
        case _:
            assert_never(condition)


def worked_out(person: Person, place: str, day: date) -> Person:
    """A person's checked facts with age and the ties to the place as plain values, for those who take them as given."""
    given = {fact: worked_out(value, place, day) if isinstance(value, dict) else value for fact, value in person.items()}
    if given.get("birth_date") is not None:
        given["age"] = age_on(day, given["birth_date"])
    for fact, source in (("lives_here", "residence"), ("registered_here", "household_registration")):
        truth = within(given[source], place) if given.get(source) is not None else Truth.UNKNOWN
        if truth is not Truth.UNKNOWN:
            given[fact] = truth is Truth.YES
    return given


def filled(person: Person, facts: Vocabulary) -> Person:
    """A person in whom what is unknown is no, nothing or a number below all others, for code that knows no unknown values."""
    empty: dict[FactType, Any] = {
        FactType.YES_NO: False, FactType.NUMBER: -1, FactType.DATE: date.max, FactType.CHOICE: "", FactType.SCALE: "",
        FactType.SET: frozenset(), FactType.PLACE: "", FactType.PERSON: None,
    }  # fmt: skip
    known = {fact: filled(value, facts) if isinstance(value, dict) else value for fact, value in person.items() if value is not None}
    return {fact.name: empty[fact.type] for fact in facts.values()} | known


def _whole(value: Any) -> Any:
    """A whole number as an int, anything else as it is."""
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


def _inside(code: str, places: Sequence[str]) -> bool | None:
    """Whether a place lies inside one of these; None where it is known too coarsely."""
    truths = [within(code, place) for place in places]
    return True if Truth.YES in truths else None if Truth.UNKNOWN in truths else False


COMPARE: dict[Operator, Callable[[Any, Sequence[Any]], bool | None]] = {
    Operator.AT_LEAST: lambda known, values: known >= values[0],
    Operator.AT_MOST: lambda known, values: known <= values[0],
    Operator.ABOVE: lambda known, values: known > values[0],
    Operator.BELOW: lambda known, values: known < values[0],
    Operator.BETWEEN: lambda known, values: values[0] <= known <= values[1],
    Operator.ONE_OF: lambda known, values: known in values,
    Operator.NONE_OF: lambda known, values: known not in values,
    Operator.HAS_ANY: lambda known, values: not known.isdisjoint(values),
    Operator.HAS_ALL: lambda known, values: known.issuperset(values),
    Operator.HAS_NONE: lambda known, values: known.isdisjoint(values),
    Operator.WITHIN: _inside,
}
