"""The same rules in plain Python, the yardstick: generated code, which knows no unknown values, and naive walks."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, assert_never

from workload import Person, Rule

from huilao.language.ages import age_on, elapsed
from huilao.language.condition import About, All, Compare, Condition, Count, Has, Inside, Not, OneOf, Order, Share, Term
from huilao.language.condition import Any as AnyOf
from huilao.language.facts import LIVES_HERE, REGISTERED_HERE, FactType, Vocabulary
from huilao.language.places import within
from huilao.language.policy import Ruleset
from huilao.language.quantity import Age, Constant, Day, Elapsed, Number, Quantity, Rank
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
        self.space: dict[str, Any] = {"elapsed": elapsed, "inside": _inside, "nobody": filled({}, facts)}

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
            case Compare(left, order, right):
                return self.comparison(left, order, right, who)
            case OneOf(fact, values):
                value = f"{who}.get({fact!r})"
                return value if values == (True,) else f"({value} is False)" if values == (False,) else f"({value} in {self.constant(values)})"
            case Has(fact, share, codes):
                value, named = f"{who}.get({fact!r})", self.constant(codes)
                return f"{value}.issuperset({named})" if share is Share.ALL else f"(not {value}.isdisjoint({named}))"
            case Inside(fact, places):
                value = f"{who}.get({fact!r})"
                return f"(inside({value}, {self.constant(places)}) is True)" if places else f"{who}.get({HERE[fact]!r})"
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

    def comparison(self, left: Quantity, order: Order, right: Quantity, who: str) -> str:
        """A fact, an age or a time against a constant: what the shipped rules compare."""
        bound = _bound(right, self.facts)
        match left:
            case Rank(fact):
                codes = [code.code for code in self.facts[fact].codes]
                holding = tuple(code for code in codes if COMPARE[order](codes.index(code), bound))
                return f"({who}.get({fact!r}) in {self.constant(holding)})"
            case Elapsed(fact, unit):
                value = f"elapsed({who}.get({fact!r}), day, {self.constant(unit)})"
            case _:
                value = f"{who}.get({_fact(left)!r})"
        return f"({value} {SIGNS[order]} {self.constant(bound)})"

    def constant(self, value: Any) -> str:
        name = f"k{len(self.space)}"
        self.space[name] = value
        return name


def walk_ruleset(ruleset: Ruleset, facts: Vocabulary) -> Callable[[Person, date], dict[str, bool | None]]:  # an arm a kind
    """A naive walk over the trees of a ruleset in Kleene's logic, `None` being unknown: it stops as soon as a part
    decides, and walks through a term wherever it stands."""
    ranks = {fact.name: {code.code: rank for rank, code in enumerate(fact.codes)} for fact in facts.values() if fact.type is FactType.SCALE}
    trees = {one.full_name: _tree(one.condition, facts) for one in ruleset.benefits}
    terms = {name: _tree(term.condition, facts) for name, term in ruleset.terms.items()}

    def holds(tree: tuple[Any, ...], person: Person, day: date) -> bool | None:
        kind = tree[0]
        if kind == "compare":
            _, fact, order, bound = tree
            known = person.get(fact)
            if known is None:
                return None
            return COMPARE[order](ranks[fact][known] if fact in ranks else known, bound)
        if kind == "elapsed":
            _, fact, unit, order, bound = tree
            known = person.get(fact)
            return None if known is None else COMPARE[order](elapsed(known, day, unit), bound)
        if kind == "test":
            _, fact, compare, values = tree
            known = person.get(fact)
            return None if known is None else compare(known, values)
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


def _tree(condition: Condition, facts: Vocabulary) -> tuple[Any, ...]:
    match condition:
        case All(parts):
            return ("all", [_tree(part, facts) for part in parts])
        case AnyOf(parts):
            return ("any", [_tree(part, facts) for part in parts])
        case Not(part):
            return ("not", _tree(part, facts))
        case Count():
            raise NotImplementedError("the shipped rule book has no count")
        case Compare(Elapsed(fact, unit), order, right):
            return ("elapsed", fact, unit, order, _bound(right, facts))
        case Compare(left, order, right):
            return ("compare", _fact(left), order, _bound(right, facts))
        case OneOf(fact, values):
            return ("test", fact, lambda known, values: known in values, values)
        case Has(fact, Share.ANY, codes):
            return ("test", fact, lambda known, codes: not known.isdisjoint(codes), codes)
        case Has(fact, Share.ALL, codes):
            return ("test", fact, lambda known, codes: known.issuperset(codes), codes)
        case Inside(fact, places):
            return ("test", fact, _inside, places) if places else ("test", HERE[fact], lambda known, _: known, ())
        case Term(name):
            return ("term", name)
        case About(fact, part):
            return ("about", fact, _tree(part, facts))
        case _:
            assert_never(condition)


def _fact(quantity: Quantity) -> str:
    """The plain value that a quantity of the shipped rules is."""
    match quantity:
        case Age():
            return "age"
        case Number(fact) | Day(fact) | Rank(fact):
            return fact
        case _:
            raise NotImplementedError(f"the shipped rule book compares no {quantity}")


def _bound(quantity: Quantity, facts: Vocabulary) -> Any:
    """What a fact is compared with."""
    match quantity:
        case Constant(value):
            return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value
        case Rank(fact, str() as code):
            return facts[fact].rank(code)
        case _:
            raise NotImplementedError(f"the shipped rule book compares with no {quantity}")


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
    worked_out_too = {"age": -1, **dict.fromkeys(HERE.values(), False)}
    return {fact.name: empty[fact.type] for fact in facts.values()} | worked_out_too | known


def _inside(code: str, places: Sequence[str]) -> bool | None:
    """Whether a place lies inside one of these; None where it is known too coarsely."""
    truths = [within(code, place) for place in places]
    return True if Truth.YES in truths else None if Truth.UNKNOWN in truths else False


COMPARE: dict[Order, Callable[[Any, Any], bool]] = {
    Order.AT_LEAST: operator.ge,
    Order.AT_MOST: operator.le,
    Order.ABOVE: operator.gt,
    Order.BELOW: operator.lt,
}
SIGNS = {Order.AT_LEAST: ">=", Order.AT_MOST: "<=", Order.ABOVE: ">", Order.BELOW: "<"}
HERE = {one.source: one.name for one in (LIVES_HERE, REGISTERED_HERE)}
"""The plain value that says whether a place lies in that of the document."""
