"""The peers: each engine built from a `Task`, from a person's fields to the rules that hold or what they pay.

A peer is built when it is asked for, and a missing package is an ImportError that says which.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from expressions import NOT_PAID, Amount, Language, Person, Rule, Task, amount_in, rule_in
from plain import generated, walk

from huilao.decide.clauses import Clause, Literal, Program

Decide = Callable[[Person], Iterable[str]]
"""The rules that hold; where a task has amounts, a mapping from them to what each pays."""


def _literal(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _test(name: str, sign: str, value: Any) -> str:
    """A test as most expression languages write it."""
    if value is True:
        return name
    return f"{name} in [{', '.join(map(_literal, value))}]" if sign == "in" else f"{name} {sign} {_literal(value)}"


ZEN = Language(_test, smallest="min([{}, {}])", largest="max([{}, {}])")
CEL = Language(_test, " && ", " || ", "!({})", down="double(int({}))")
RULE_ENGINE = Language(_test, down="({0} - {0} % 1)", smallest="$min([{}, {}])", largest="$max([{}, {}])")


def zen_expressions(task: Task) -> Decide:
    """ZEN's compiled expressions, one by one."""
    import zen

    compiled = [zen.compile_expression(ZEN.asked(task, name)) for name in task.rules]
    return lambda person: task.answers([one.evaluate(person) for one in compiled])


def zen_graph(task: Task) -> Decide:
    """ZEN's decision document with one expression node."""
    import zen

    keys = [f"r{number}" for number in range(len(task.rules))]
    expressions = [{"id": key, "key": key, "value": ZEN.asked(task, name)} for key, name in zip(keys, task.rules, strict=True)]
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

    def decide(person: Person) -> Iterable[str]:
        result = decision.evaluate(person)["result"]
        return task.answers([result[key] for key in keys])

    return decide


def cel(task: Task) -> Decide:
    """Common Expression Language (Rust): one program that gives a list."""
    import cel as language

    program = language.compile("[" + ", ".join(CEL.asked(task, name) for name in task.rules) + "]")
    return lambda person: task.answers(program.execute(person))


def datalogic(task: Task) -> Decide:
    """JSONLogic in Rust: one compiled rule that gives a list."""
    import datalogic_py

    def test(name: str, sign: str, value: Any) -> Any:
        known = {"var": name}
        return known if value is True else {sign: [known, list(value) if sign == "in" else value]}

    def rule(rule: Rule) -> Any:
        return rule_in(rule, test, lambda parts: {"and": parts}, lambda parts: {"or": parts}, lambda part: {"!": [part]})

    words = {"plus": "+", "minus": "-", "times": "*", "smallest": "min", "largest": "max", "down": "floor", "choose": "if"}

    def amount(amount: Amount) -> Any:
        return amount_in(amount, rule, lambda value: value, lambda name: {"var": name}, lambda kind, parts: {words[kind]: parts})

    asked = [{"if": [rule(one), amount(task.amounts[name]), NOT_PAID]} if task.amounts else rule(one) for name, one in task.whole.items()]
    session, compiled = datalogic_py.Engine().session(), datalogic_py.Engine().compile(asked)
    return lambda person: task.answers(session.evaluate(compiled, person))


def rule_engine(task: Task) -> Decide:
    import rule_engine as language

    def read(expression: str) -> Any:
        return language.Rule(expression.replace("true", "True"))

    if task.amounts:
        amounts = [read(RULE_ENGINE.asked(task, name)) for name in task.rules]
        return lambda person: task.answers([one.evaluate(person) for one in amounts])
    rules = [read(RULE_ENGINE.asked(task, name)) for name in task.rules]
    return lambda person: task.answers([one.matches(person) for one in rules])


# -- CLIPS -----------------------------------------------------------------------------------------------------------


def clips(task: Task) -> Decide:
    """CLIPS: a person is a fact; the tests that a rule needs at any rate are constraints of its pattern, which rules share, and the
    rest is one `test`.
    """
    from clips import Environment

    environment = Environment()
    environment.build(f"(deftemplate person {' '.join(f'(slot {name})' for name in task.fields)})")
    environment.build("(defglobal ?*found* = (create$))")
    names = list(task.rules)
    for number, name in enumerate(names):
        paid = _clips_amount(task.amounts[name]) if task.amounts else ""
        environment.build(_clips_rule(f"r{number}", task.whole[name], f"{number} {paid}", paid))
    template, found = environment.find_template("person"), environment.find_global("found")

    def decide(person: Person) -> Iterable[str]:
        environment.reset()
        template.assert_fact(**person)
        environment.run()
        if task.amounts:
            return dict(zip((names[one] for one in found.value[::2]), found.value[1::2], strict=True))
        return [names[one] for one in found.value]

    return decide


def _clips_rule(name: str, rule: Rule, found: str, paid: str) -> str:
    parts = rule[1:] if rule[0] == "all" else (rule,)
    sure = [part for part in parts if part[0] not in ("all", "any", "not")]
    rest = [_clips(part) for part in parts if part[0] in ("all", "any", "not")]
    constraints: dict[str, str] = {}
    for field, sign, value in sure:
        at = constraints.get(field, f"?{field}")
        constraints[field] = f"{at}&:{_clips_test(field, sign, value)}" if value is not True else f"{at}&TRUE"
    used = set(_words(" ".join([*rest, paid])))
    slots = [f"({field} {constraints.get(field, f'?{field}')})" for field in sorted({*constraints, *used})]
    test = f"(test (and TRUE {' '.join(rest)}))" if rest else ""
    return f"(defrule {name} (person {' '.join(slots)}) {test} => (bind ?*found* (create$ ?*found* {found})))"


def _words(text: str) -> list[str]:
    """The variables in an expression."""
    return [word[1:] for word in text.replace("(", " ").replace(")", " ").split() if word.startswith("?")]


def _clips(rule: Rule) -> str:
    return rule_in(
        rule, _clips_test, lambda parts: f"(and TRUE {' '.join(parts)})", lambda parts: f"(or FALSE {' '.join(parts)})", "(not {})".format
    )


def _clips_test(field: str, sign: str, value: Any) -> str:
    if value is True:
        return f"(eq ?{field} TRUE)"
    if sign == "in":
        return f"(or {' '.join(_clips_test(field, '==', one) for one in value)} FALSE)"
    if isinstance(value, str):
        return f"({'eq' if sign == '==' else 'neq'} ?{field} {_literal(value)})"
    return f"({({'==': '=', '!=': '<>'}).get(sign, sign)} ?{field} {value})"


def _clips_amount(amount: Amount) -> str:
    words = {"plus": "+", "minus": "-", "times": "*", "smallest": "min", "largest": "max", "choose": "if"}

    def apply(kind: str, parts: list[str]) -> str:
        if kind == "choose":
            return f"(if {parts[0]} then {parts[1]} else {parts[2]})"
        return f"(float (integer {parts[0]}))" if kind == "down" else f"({words[kind]} {' '.join(parts)})"

    return amount_in(amount, _clips, repr, "?{}".format, apply)


# -- OpenFisca -------------------------------------------------------------------------------------------------------

PERIOD = "2025-03"


def variable(name: str) -> str:
    """What a rule is called in OpenFisca."""
    return name.replace("-", "_").replace("/", "__")


def openfisca_system(task: Task) -> tuple[Any, Mapping[str, Any]]:
    """The rules in OpenFisca: a system of one entity made in code, and the enums of its choices."""
    import numpy as np
    from openfisca_core.entities import build_entity
    from openfisca_core.indexed_enums import Enum
    from openfisca_core.periods import DateUnit
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    entity = build_entity(key="person", plural="persons", label="person", is_person=True)
    system = TaxBenefitSystem([entity])
    choices = {name: kind for name, kind in task.fields.items() if not isinstance(kind, type)}
    enums = {name: Enum(name, {code(number): value for number, value in enumerate(values)}) for name, values in choices.items()}
    members = {name: {value: enums[name][code(number)] for number, value in enumerate(values)} for name, values in choices.items()}

    def add(name: str, **attributes: Any) -> None:
        attributes |= {"entity": entity, "definition_period": DateUnit.MONTH, "label": name}
        system.add_variable(type(name, (Variable,), attributes))

    for name, kind in task.fields.items():
        if name in choices:
            add(name, value_type=Enum, possible_values=enums[name], default_value=next(iter(members[name].values())))
        else:
            add(name, value_type=kind)

    def test(name: str, sign: str, value: Any) -> str:
        known = f"person({variable(name)!r}, period)"
        if value is True:
            return known
        if sign == "in":
            return "(" + " + ".join(test(name, "==", one) for one in value) + ")"
        return f"({known} {sign} M[{name!r}][{value!r}])" if name in choices else f"({known} {sign} {value!r})"

    language = Language(
        test,
        " * ",
        " + ",
        "np.logical_not({})",
        "np.where({}, {}, {})",
        "np.floor({})",
        "np.minimum({}, {})",
        "np.maximum({}, {})",
        "person({!r}, period)",
    )
    for name, rule in {**task.terms, **task.rules}.items():
        space: dict[str, Any] = {"M": members, "np": np}
        paid = task.amounts.get(name)
        expression = language.rule(rule) if paid is None else f"np.where({language.rule(rule)}, {language.amount(paid)}, {NOT_PAID})"
        exec(f"def formula(person, period, parameters):\n    return {expression}\n", space)
        add(variable(name), value_type=bool if paid is None else float, formula=space["formula"])
    return system, enums


def code(number: int) -> str:
    """What a code of a choice is called in OpenFisca."""
    return f"c{number}"


def openfisca(task: Task) -> Decide:
    """OpenFisca with a simulation for each person."""
    from openfisca_core.simulation_builder import SimulationBuilder

    system, _ = openfisca_system(task)
    codes = {
        name: {value: code(number) for number, value in enumerate(kind)} for name, kind in task.fields.items() if not isinstance(kind, type)
    }

    def decide(person: Person) -> Iterable[str]:
        values = {
            name: {PERIOD: codes[name][value] if name in codes else value} for name, value in person.items() if name not in codes or value
        }
        simulation = SimulationBuilder().build_from_entities(system, {"persons": {"one": values}})
        return task.answers([simulation.calculate(variable(name), PERIOD)[0] for name in task.rules])

    return decide


PEERS: Mapping[str, Callable[[Task], Decide]] = {
    "generated plain Python": generated,
    "naive tree walk": walk,
    "CEL in Rust (common-expression-language), one program": cel,
    "JSONLogic in Rust (datalogic), one rule": datalogic,
    "CLIPS": clips,
    "ZEN, compiled expressions": zen_expressions,
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
