"""The peers on the 40 rules of `workload.py`: each from a person to the benefits.

A peer is built when it is asked for, and a missing package is an ImportError that says which.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from plain import generated, infix, walk
from workload import CHOICES, FIELDS, RULES, YES_NO, Person, Rule

from huilao.decide.clauses import Clause, Literal, Program

Decide = Callable[[Person], Iterable[str]]


def plain_python() -> Decide:
    return generated(RULES)


def tree_walk() -> Decide:
    return walk(RULES)


def _literal(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _words(rule: Rule, and_: str, or_: str, not_: str) -> str:
    """A rule in one of the expression languages, which differ in these words."""

    def test(field: str, op: str, value: Any) -> str:
        if value is True:
            return field
        return f"{field} in [{', '.join(map(_literal, value))}]" if op == "in" else f"{field} {op} {_literal(value)}"

    return infix(rule, test, and_, or_, not_)


def zen_expressions() -> Decide:
    """ZEN's compiled expressions, one by one."""
    import zen

    compiled = [(name, zen.compile_expression(_words(rule, " and ", " or ", "(not ({}))"))) for name, rule in RULES.items()]
    return lambda person: [name for name, expression in compiled if expression.evaluate(person)]


def zen_graph() -> Decide:
    """ZEN's decision document with one expression node."""
    import zen

    expressions = [{"id": name, "key": name, "value": _words(rule, " and ", " or ", "(not ({}))")} for name, rule in RULES.items()]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "rules", "type": "expressionNode", "name": "rules", "content": {"expressions": expressions}},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "first", "type": "edge", "sourceId": "in", "targetId": "rules"},
        {"id": "second", "type": "edge", "sourceId": "rules", "targetId": "out"},
    ]
    document = {"nodes": [{**node, "position": {"x": 0, "y": 0}} for node in nodes], "edges": edges}
    decision = zen.ZenEngine().create_decision(json.dumps(document))
    return lambda person: [name for name, holds in decision.evaluate(person)["result"].items() if holds]


def cel() -> Decide:
    """Common Expression Language (Rust): one program that gives a list of 40."""
    import cel as language

    program = language.compile("[" + ", ".join(_words(rule, " && ", " || ", "!({})") for rule in RULES.values()) + "]")
    return lambda person: [name for name, holds in zip(RULES, program.execute(person), strict=True) if holds]


def rule_engine() -> Decide:
    import rule_engine as language

    rules = [(name, language.Rule(_words(rule, " and ", " or ", "(not ({}))").replace("true", "True"))) for name, rule in RULES.items()]
    return lambda person: [name for name, rule in rules if rule.matches(person)]


PERIOD = "2025-03"


def variable(name: str) -> str:
    """What a rule is called in OpenFisca."""
    return name.replace("-", "_")


def openfisca_system() -> tuple[Any, Mapping[str, Any]]:
    """The 40 rules in OpenFisca: a system of one entity made in code, and the enums of its choices."""
    import numpy as np
    from openfisca_core.entities import build_entity
    from openfisca_core.indexed_enums import Enum
    from openfisca_core.periods import DateUnit
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    entity = build_entity(key="person", plural="persons", label="person", is_person=True)
    system = TaxBenefitSystem([entity])
    codes = {field: {value: code(field, value) for value in values} for field, values in CHOICES.items()}
    enums = {field: Enum(field, {code: value for value, code in of_field.items()}) for field, of_field in codes.items()}
    members = {field: {value: enums[field][code] for value, code in of_field.items()} for field, of_field in codes.items()}

    def add(name: str, **attributes: Any) -> None:
        attributes |= {"entity": entity, "definition_period": DateUnit.MONTH, "label": name}
        system.add_variable(type(name, (Variable,), attributes))

    for field in FIELDS:
        if field in CHOICES:
            add(field, value_type=Enum, possible_values=enums[field], default_value=members[field][CHOICES[field][0]])
        else:
            add(field, value_type=bool if field in YES_NO else int)

    def test(field: str, op: str, value: Any) -> str:
        known = f"person({field!r}, period)"
        if value is True:
            return known
        if op == "in":
            return "(" + " + ".join(test(field, "==", one) for one in value) + ")"
        return f"({known} {op} M[{field!r}][{value!r}])" if field in CHOICES else f"({known} {op} {value!r})"

    for name, rule in RULES.items():
        space: dict[str, Any] = {"M": members, "np": np}
        expression = infix(rule, test, " * ", " + ", "np.logical_not({})")
        exec(f"def formula(person, period, parameters):\n    return {expression}\n", space)
        add(variable(name), value_type=bool, formula=space["formula"])
    return system, enums


def code(field: str, value: str) -> str:
    """What a code of a choice is called in OpenFisca."""
    return f"c{CHOICES[field].index(value)}"


def openfisca() -> Decide:
    """OpenFisca with a simulation for each person."""
    from openfisca_core.simulation_builder import SimulationBuilder

    system, _ = openfisca_system()

    def decide(person: Person) -> list[str]:
        values = {field: {PERIOD: code(field, value) if field in CHOICES else value} for field, value in person.items()}
        simulation = SimulationBuilder().build_from_entities(system, {"persons": {"one": values}})
        return [name for name in RULES if simulation.calculate(variable(name), PERIOD)[0]]

    return decide


PEERS: Mapping[str, Callable[[], Decide]] = {
    "generated plain Python": plain_python,
    "naive tree walk": tree_walk,
    "CEL in Rust (common-expression-language), one program": cel,
    "ZEN, 40 compiled expressions": zen_expressions,
    "ZEN, decision document": zen_graph,
    "rule-engine": rule_engine,
    "OpenFisca": openfisca,
}


# -- the bare durable-rules library ----------------------------------------------------------------------------------


class BareDurableRules:
    """durable-rules by its own Python package on the clauses that Huilao gives its engine: the whole message goes to
    every ruleset, an action collects what fired, and the message is retracted."""

    PER_RULESET = 48

    def __init__(self, program: Program) -> None:
        from durable.engine import Host, MessageNotHandledException, MessageObservedException

        self.no_match = (MessageNotHandledException, MessageObservedException)
        self.fired: set[str] = set()
        self.strata: list[list[str]] = []
        self.program = program
        self.number = 0
        definitions: dict[str, dict[str, Any]] = {}
        for depth, rules in enumerate(program.strata):
            items = [(clause, names) for clause, names in rules if clause]
            starts = range(0, len(items), self.PER_RULESET)
            self.strata.append([f"bare-{depth}-{start}" for start in starts])
            for start in starts:
                definitions[f"bare-{depth}-{start}"] = {
                    f"r{index}": {"all": [{"m": _clause(clause)}], "run": self.action(names)}
                    for index, (clause, names) in enumerate(items[start : start + self.PER_RULESET])
                }

        class QuietHost(Host):
            """Without the background threads that look for timers, which would only cost time."""

            def _run(self) -> None:
                pass

        self.host = QuietHost()
        self.host.set_rulesets(definitions)

    def action(self, names: tuple[str, ...]) -> Callable[[Any], None]:
        def run(_: Any) -> None:
            self.fired.update(names)

        return run

    def decide(self, properties: Mapping[str, Any]) -> frozenset[str]:
        """The goals that hold, from the properties of the message, worked out beforehand."""
        message = dict(properties)
        self.fired = {name for rules in self.program.strata for clause, names in rules if not clause for name in names}
        for rulesets, counters in zip(self.strata, self.program.counters, strict=True):
            self.number += 1
            message["id"] = self.number
            for ruleset in rulesets:
                for send in (self.host.assert_fact, self.host.retract_fact):
                    try:
                        send(ruleset, message)
                    except self.no_match:
                        pass
            message |= dict.fromkeys(self.fired, True)
            message |= {counter.property: counter.rank(self.fired) for counter in counters}
        return frozenset(goal for name in self.fired for goal in self.program.goals.get(name, ()))


def _clause(clause: Clause) -> dict[str, Any]:
    return {"$and": [_comparison(one) for one in sorted(clause, key=repr)]}


def _comparison(literal: Literal) -> dict[str, Any]:
    comparison = {literal.property: literal.value}
    return comparison if literal.operator == "$eq" else {literal.operator: comparison}
