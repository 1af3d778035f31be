"""DMN models run by GoRules' zen-engine: its tables and expressions are its own (JDM), so a model is put into these first, from its
XML alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import zen

from huilao.tables.dmn import MODEL

_NS = {"d": MODEL}
_TOKEN = re.compile(r'\s*(list contains|index of|"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?|\.\.|[<>!]=|[\w$?]+(?:\.\w+)*|.)')
_FUNCTIONS = {"ceiling": "ceil", "list contains": "contains"}


class Translated:
    """FEEL to the expressions of zen: only what the models have."""

    def __init__(self, text: str) -> None:
        self.tokens = [one for one in _TOKEN.findall(text) if one.strip()]
        self.at = 0

    def whole(self) -> str:
        found = self.expression()
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return found

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *expected: str) -> str:
        token = self.peek()
        assert not expected or token in expected, (token, expected)
        self.at += 1
        return token

    def expression(self) -> str:
        if self.peek() == "if":
            self.take()
            condition = self.expression()
            self.take("then")
            yes = self.expression()
            self.take("else")
            return f"(({condition}) ? ({yes}) : ({self.expression()}))"
        return self.binary()

    def binary(self) -> str:
        parts = [self.operand()]
        while (token := self.peek()) in ("and", "or", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"):
            parts += [{"=": "=="}.get(self.take(), token), self.operand()]
        return " ".join(parts)

    def operand(self) -> str:
        word = self.take()
        match word:
            case "-":
                return f"-{self.operand()}"
            case "(":
                inner = self.expression()
                self.take(")")
                return f"({inner})"
            case "[":
                return f"[{', '.join(self.arguments(']'))}]"
            case _ if self.peek() == "(":
                self.take("(")
                return self.call(word, list(self.arguments(")")))
            case _:
                return {"?": "$"}.get(word, word)

    def call(self, function: str, arguments: list[str]) -> str:
        listed = ", ".join(arguments)
        match function:
            case "date":
                return str(date.fromisoformat(json.loads(arguments[0])).toordinal())
            case "not":
                return f"(not ({listed}))"
            case "min" | "max":
                return f"{function}([{listed}])"
            case _:
                return f"{_FUNCTIONS.get(function, function)}({listed})"

    def arguments(self, end: str) -> Iterator[str]:
        while self.peek() != end:
            yield self.expression()
            if self.peek() == ",":
                self.take()
        self.take(end)


def unary(text: str) -> str:
    """The test of a cell."""
    if text == "-":
        return ""
    interval = re.fullmatch(r"([\[(])(.+)\.\.(.+)([\])])", text)
    if interval:
        low, high = Translated(interval[2]).whole(), Translated(interval[3]).whole()
        return f"$ {'>=' if interval[1] == '[' else '>'} {low} and $ {'<=' if interval[4] == ']' else '<'} {high}"
    compared = re.match(r"[<>]=?", text)
    if compared:
        return f"$ {compared[0]} {Translated(text[compared.end() :]).whole()}"
    if "?" in text:
        return Translated(text).whole()
    negative = text.startswith("not(")
    values = Translated(f"[{text.removeprefix('not(').removesuffix(')') if negative else text}]").whole()
    return f"$ {'not in' if negative else 'in'} {values}"


def decision_of(xml: bytes) -> zen.ZenDecision:
    """A model, ready to decide."""
    root = ET.fromstring(xml)  # noqa: S314  # our own
    nodes: list[dict[str, Any]] = [{"id": "in", "name": "in", "type": "inputNode"}]
    for decision in root.findall("d:decision", _NS):
        name = decision.attrib["name"]
        literal, table = decision.find("d:literalExpression/d:text", _NS), decision.find("d:decisionTable", _NS)
        if table is not None:
            nodes += [_table(name, table), *_best(name, table)]
        elif literal is not None:
            nodes.append(_expression(name, name, Translated(literal.text or "").whole()))
    nodes.append({"id": "out", "name": "out", "type": "outputNode"})
    edges = [
        {"id": f"{one['id']}>{other['id']}", "sourceId": one["id"], "targetId": other["id"], "type": "edge"}
        for one, other in pairwise(nodes)
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def _expression(at: str, key: str, value: str) -> dict[str, Any]:
    return {
        "id": at,
        "name": at,
        "type": "expressionNode",
        "content": {"passThrough": True, "expressions": [{"id": key, "key": key, "value": value}]},
    }


def _table(name: str, table: ET.Element) -> dict[str, Any]:
    """A table that gives all rows that apply, or the first alone, each as a mapping."""
    inputs = [Translated(one.findtext("d:inputExpression/d:text", "", _NS)).whole() for one in table.findall("d:input", _NS)]
    outputs = [one.attrib.get("name", "amount") for one in table.findall("d:output", _NS)]
    rules: list[dict[str, str]] = []
    for number, rule in enumerate(table.findall("d:rule", _NS)):
        asks = {f"i{at}": unary(one.text or "") for at, one in enumerate(rule.findall("d:inputEntry/d:text", _NS))}
        gives = {f"o{at}": Translated(one.text or "").whole() for at, one in enumerate(rule.findall("d:outputEntry/d:text", _NS))}
        rules.append({"_id": f"r{number}", **asks, **gives})
    content = {
        "hitPolicy": "first" if table.attrib["hitPolicy"] == "FIRST" else "collect", "passThrough": True, "outputPath": name,
        "inputs": [{"id": f"i{at}", "name": f"i{at}", "field": field} for at, field in enumerate(inputs)] or [{"id": "i", "name": "i", "field": ""}],
        "outputs": [{"id": f"o{at}", "name": f"o{at}", "field": field} for at, field in enumerate(outputs)], "rules": rules,
    }  # fmt: skip
    return {"id": name, "name": name, "type": "decisionTableNode", "content": content}


def _best(name: str, table: ET.Element) -> Iterator[dict[str, Any]]:
    """What a table comes to whose rows were collected: the greatest, or the one."""
    if table.attrib["hitPolicy"] == "COLLECT":
        assert table.attrib["aggregation"] == "MAX"
        yield _expression(f"{name}-best", name, f"len({name} ?? []) == 0 ? null : max(map({name}, #.amount))")
    elif table.attrib["hitPolicy"] == "UNIQUE":
        yield _expression(f"{name}-all", "applying", f"len({name} ?? [])")
        yield _expression(f"{name}-one", name, f"len({name} ?? []) == 0 ? {{}} : {name}[0]")


def run(decision: zen.ZenDecision, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a model decides."""
    engine: Any = decision
    answer = engine.evaluate(dict(given))
    return answer["result"]
