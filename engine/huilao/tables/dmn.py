"""A benefit's table as a DMN 1.5 model: whether somebody has the benefit, the decision table, and what is paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import assert_never
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Order, Term, Value
from ..language.facts import FactType, Text
from ..language.policy import ColumnType, Hits, Row
from ..language.quantity import Constant, Named, Rank, Standard
from ..language.scope import scope_of
from ..render.sentence import Speaker
from ..rulebook import Rulebook
from .feel import ELIGIBLE, PAID, SIGNS, TABLE, Feel, Input, codes_in_order, feel_name, flat, literal
from .table import TableError, without_levels
from .workbook import said_for

MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"
"""The namespace of DMN 1.5."""
ROW, AMOUNT = "row", "amount"
"""Of the table the number of the row, and what that row gives."""
_ANYTHING = "-"


@dataclass(frozen=True, slots=True)
class Cells:
    """An input of the table: its expression and type, and what each row asks of it."""

    expression: str
    type: str
    label: str
    tests: Mapping[int, str]
    """By the number of the row; none where a row asks nothing of it."""


def write_dmn(path: Path, model: Model) -> None:
    """Write a model into a file. Raises TableError where it cannot be written there."""
    try:
        path.write_bytes(model.xml())
    except OSError as error:
        raise TableError([Text(f"写不了文件 {path}：{error.strerror}", f"cannot write {path}: {error.strerror}")]) from None


class Model:
    """The model of a benefit's table, as worded on a day."""

    def __init__(self, book: Rulebook, name: str, day: date, language: str) -> None:
        edition = book.on(day)
        ruleset = edition.rules.rulesets[name.partition("/")[0]]
        speakers = {one: edition.voice.speaker(ruleset.name, one) for one in ("zh", "en")}
        self.benefit = ruleset.benefit(name)
        if self.benefit.levels is None:
            raise without_levels(self.benefit)
        self.levels = self.benefit.levels
        self.day = day
        self.language = language
        self.speaker: Speaker = speakers[language]
        self.document = ruleset.document
        self.feel = Feel(scope_of(ruleset, edition.rules), speakers)
        """What it has to be given, once it was written."""
        self.version = book.version

    def of(self, text: Text) -> str:
        """A text in the language of the model."""
        return text.of(self.language)

    def xml(self) -> bytes:
        """The whole model."""
        benefit = self.benefit
        eligible, eligible_needs = self.feel.condition(benefit.condition), self.feel.needs()
        root = Element("definitions", {
            "xmlns": MODEL, "id": feel_name(f"huilao_{benefit.full_name}"), "name": benefit.name.of(self.language),
            "namespace": f"urn:huilao:{benefit.full_name}:{self.version[:12]}:{self.day}", "exporter": "huilao",
        })  # fmt: skip
        _text(root, "description", self.of(Text(
            f"惠老规则库 {self.version[:12]} 在 {self.day} 的写法。只用于各项信息都已知的人：DMN 没有“待定”，缺信息时不要用它作答。",
            f"The rule book {self.version[:12]} of Huilao as worded on {self.day}. For people of whom everything is known: DMN has no “open”, so do not answer by it where something is missing.")))  # fmt: skip
        decisions = [
            self.decision(
                ELIGIBLE, "boolean", self.of(Text("是否符合条件", "Whether the conditions are met")), eligible_needs, self.literal(eligible)
            )
        ]
        decisions += [self.decision_table()]
        if benefit.pays is not None:
            decisions.append(self.paid())
        named = [
            self.decision(one.name, one.type, self.of(one.label), one.needs, self.literal(one.expression))
            for one in self.feel.decided.values()
        ]
        lists = {one.name: one for one in self.feel.inputs.values() if one.codes}
        root.extend(map(self.item, lists.values()))
        root.extend(map(self.input, self.feel.inputs.values()))
        root.append(self.source())
        root.extend([*named, *decisions])
        indent(root)
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, "utf-8") + b"\n"

    # -- what is given ---------------------------------------------------------------------------------------------------

    def item(self, one: Input) -> Element:
        """The type of an input that has codes."""
        found = Element(
            "itemDefinition",
            {"id": f"type_{one.name}", "name": f"t_{one.name}", "isCollection": "true" if one.type == "strings" else "false"},
        )
        _text(found, "typeRef", "string")
        allowed = SubElement(found, "allowedValues", {"id": f"values_{one.name}"})
        _text(allowed, "text", ", ".join(literal(code.code) for code in one.codes))
        return found

    def input(self, one: Input) -> Element:
        """Something that is given."""
        found = Element("inputData", {"id": f"input_{one.name}", "name": one.name, "label": self.of(one.label)})
        listed = {"zh": "；", "en": "; "}[self.language].join(f"{code.code} {self.of(code.label)}" for code in one.codes)
        _text(found, "description", f"{self.of(one.label)}{self.of(Text('：', ': ')) + listed if listed else ''}")
        SubElement(found, "variable", {"id": f"variable_{one.name}", "name": one.name, "typeRef": self.type_of(one)})
        return found

    @staticmethod
    def type_of(one: Input) -> str:
        """The name of the type of an input."""
        return f"t_{one.name}" if one.codes else one.type

    def source(self) -> Element:
        """The document in which it is written."""
        document = self.document
        name = document.title.of(self.language) + (
            f"（{document.number}）" if document.number and self.language == "zh" else f" ({document.number})" if document.number else ""
        )
        found = Element("knowledgeSource", {"id": "source", "name": name})
        _text(found, "description", self.clauses())
        return found

    def clauses(self) -> str:
        """Where it is written in the document."""
        return {"zh": "；", "en": "; "}[self.language].join((*self.benefit.cite, *self.benefit.amended_by))

    # -- decisions ---------------------------------------------------------------------------------------------------------

    def decision(self, name: str, kind: str, label: str, needs: Iterable[str], logic: Element) -> Element:
        """A decision with what it needs."""
        found = Element("decision", {"id": f"decision_{name}", "name": name, "label": label})
        SubElement(found, "variable", {"id": f"variable_{name}", "name": name, "typeRef": kind})
        for number, one in enumerate(dict.fromkeys(needs)):
            need = SubElement(found, "informationRequirement", {"id": f"need_{name}_{number}"})
            given = one in self.feel.inputs
            SubElement(need, "requiredInput" if given else "requiredDecision", {"href": f"#{'input' if given else 'decision'}_{one}"})
        authority = SubElement(found, "authorityRequirement", {"id": f"authority_{name}"})
        SubElement(authority, "requiredAuthority", {"href": "#source"})
        found.append(logic)
        return found

    def literal(self, expression: str) -> Element:
        """An expression on its own."""
        found = Element("literalExpression")
        _text(found, "text", expression)
        return found

    def paid(self) -> Element:
        """What is paid to somebody who has the benefit, never below nought; nothing to somebody who has not, or who is in no row."""
        highest = self.levels.hits is Hits.HIGHEST
        amount = TABLE if highest else f"{TABLE}.{AMOUNT}"
        label = self.of(Text("给付", "What is paid"))
        return self.decision(
            PAID, "number", label, (ELIGIBLE, TABLE), self.literal(f"if {ELIGIBLE} and {amount} != null then max({amount}, 0) else null")
        )

    # -- the table ---------------------------------------------------------------------------------------------------------

    def decision_table(self) -> Element:
        """The table, its hit policy as its hits say."""
        levels = self.levels
        highest = levels.hits is Hits.HIGHEST
        columns = list(self.columns())
        rows = [self.outputs(row, number) for number, row in enumerate(levels.rows, 1)]
        policy: Mapping[Hits, dict[str, str]] = {
            Hits.UNIQUE: {"hitPolicy": "UNIQUE"}, Hits.FIRST: {"hitPolicy": "FIRST"}, Hits.HIGHEST: {"hitPolicy": "COLLECT", "aggregation": "MAX"},
        }  # fmt: skip
        found = Element("decisionTable", {"id": "table", **policy[levels.hits], "outputLabel": self.of(self.benefit.name)})
        for number, column in enumerate(columns, 1):
            asked = SubElement(found, "input", {"id": f"column_{number}", "label": column.label})
            _text(SubElement(asked, "inputExpression", {"id": f"asked_{number}", "typeRef": column.type}), "text", column.expression)
        for name, kind, label in [(None, "number", self.of(Text("金额", "amount")))] if highest else self.headings():
            SubElement(
                found, "output", {"id": f"output_{name or AMOUNT}", **({"name": name} if name else {}), "label": label, "typeRef": kind}
            )
        for name in (Text("给谁", "For whom"), Text("出处", "Cited")):
            SubElement(found, "annotation", {"name": self.of(name)})
        for number, row in enumerate(levels.rows):
            rule = SubElement(found, "rule", {"id": f"row_{number + 1}"})
            for at, column in enumerate(columns, 1):
                _text(SubElement(rule, "inputEntry", {"id": f"row_{number + 1}_asks_{at}"}), "text", column.tests.get(number, _ANYTHING))
            for at, output in enumerate(rows[number], 1):
                _text(SubElement(rule, "outputEntry", {"id": f"row_{number + 1}_gives_{at}"}), "text", output)
            for words in (said_for(row, self.speaker, self.language), self.clauses()):
                _text(SubElement(rule, "annotationEntry"), "text", words)
        kind = "number" if highest else "Any"
        return self.decision(TABLE, kind, self.of(Text("分档", "Levels")), self.feel.needs(), found)

    def headings(self) -> list[tuple[str, str, str]]:
        """The outputs: the number of the row, the columns of the table and what the row gives."""
        columns = [
            (f"cell_{feel_name(one.name)}", "string" if one.type is ColumnType.TEXT else "number", self.of(one.label))
            for one in self.levels.columns
        ]
        amounts = [(AMOUNT, "number", self.of(Text("金额", "amount")))] if self.benefit.pays else []
        return [(ROW, "number", self.of(Text("行", "Row"))), *columns, *amounts]

    def outputs(self, row: Row, number: int) -> list[str]:
        """What a row gives."""
        amount = [] if row.amount is None else [self.feel.quantity(row.amount)]
        if self.levels.hits is Hits.HIGHEST:
            return amount
        return [
            str(number),
            *("null" if cell is None else literal(cell) if isinstance(cell, str) else self.feel.quantity(cell) for cell in row.cells),
            *amount,
        ]

    def columns(self) -> Iterable[Cells]:
        """The inputs of the table in the order in which the rows ask for them."""
        found: dict[str, tuple[str, str, dict[int, list[Condition]]]] = {}
        for number, row in enumerate(self.levels.rows):
            whole = row.rest and row.condition != All(())  # the rest of a table whose rows do not come one after the other
            for part in (row.condition,) if whole else flat(row.condition):
                expression, kind, label = self.asked(part)
                found.setdefault(expression, (kind, label, {}))[2].setdefault(number, []).append(part)
        for expression, (kind, label, rows) in found.items():
            yield Cells(expression, kind, label, {number: self.test(parts) for number, parts in rows.items()})

    def asked(self, part: Condition) -> tuple[str, str, str]:
        """What a part of a condition looks at, its type, and what it is called; of what no cell can say the part itself."""
        look, plain = _look(part), part.part if isinstance(part, Not) else part
        if look is Look.VALUES:
            fact = self.feel.scope.facts[_fact(plain)]
            kind = {FactType.YES_NO: "boolean", FactType.NUMBER: "number", FactType.DATE: "date"}.get(fact.type, "string")
            return self.feel.fact(fact.name), kind, self.of(fact.label)
        if look is Look.BOUND and isinstance(part, Compare):
            dated = isinstance(part.right, Constant) and isinstance(part.right.value, date)
            return self.feel.quantity(part.left), "date" if dated else "number", self.speaker.quantity(part.left)
        if look is Look.TERM and isinstance(plain, Term):
            return self.feel.condition(plain), "boolean", self.of(self.feel.scope.terms[plain.name].label)
        return self.feel.condition(part), "boolean", self.speaker.sentence(part)

    def test(self, parts: Sequence[Condition]) -> str:
        """What a cell asks, of which all the parts ask something."""
        looks = {_look(one) for one in parts}
        if looks == {Look.WHOLE}:
            return "true"
        if looks == {Look.TERM} and len(set(parts)) == 1:
            return "false" if isinstance(parts[0], Not) else "true"
        if looks == {Look.BOUND}:
            return self.between(parts)
        codes = self.codes(parts[0]) if looks == {Look.VALUES} else []
        if codes:
            allowed = [one for one in codes if all(self.allows(part, one) for part in parts)]
            return ", ".join(map(literal, allowed)) or "null"
        return self.said(parts[0]) if len(parts) == 1 else " and ".join(f"({self.each(one)})" for one in parts)

    def said(self, part: Condition) -> str:
        """Values that a number or a day may have, or may not."""
        plain = part.part if isinstance(part, Not) else part
        values = ", ".join(map(literal, plain.values)) if isinstance(plain, OneOf) else self.each(part)
        return f"not({values})" if isinstance(part, Not) else values

    def each(self, part: Condition) -> str:
        """One of several parts, about what stands in the cell."""
        negative, plain = isinstance(part, Not), part.part if isinstance(part, Not) else part
        if isinstance(plain, Term):
            return f"? = {'false' if negative else 'true'}"
        if isinstance(plain, OneOf):
            return f" {'and' if negative else 'or'} ".join(f"? {'!=' if negative else '='} {literal(one)}" for one in plain.values)
        assert isinstance(plain, Compare)
        return f"? {SIGNS[plain.order]} {self.feel.quantity(plain.right)}"

    def codes(self, part: Condition) -> list[Value]:
        """All values of the fact that a part looks at; none where they cannot be listed."""
        fact = self.feel.scope.facts[_fact(part.part if isinstance(part, Not) else part)]
        return [True, False] if fact.type is FactType.YES_NO else [one.code for one in fact.codes]

    def allows(self, part: Condition, value: Value) -> bool:
        """Whether a part holds for a value of its fact."""
        if isinstance(part, Not):
            return not self.allows(part.part, value)
        if isinstance(part, OneOf):
            return value in part.values
        assert isinstance(part, Compare)
        assert isinstance(part.right, Rank)
        return value in codes_in_order(self.feel.scope.facts[part.right.fact], part.order, part.right.code or "")

    def between(self, parts: Sequence[Condition]) -> str:
        """Bounds of a number or a day: one, or one below and one above."""
        bounds = [(one.order, self.feel.quantity(one.right)) for one in parts if isinstance(one, Compare)]
        low = [bound for bound in bounds if bound[0] in (Order.AT_LEAST, Order.ABOVE)]
        high = [bound for bound in bounds if bound[0] in (Order.AT_MOST, Order.BELOW)]
        if len(bounds) == 1:
            return f"{SIGNS[bounds[0][0]]} {bounds[0][1]}"
        if len(low) == len(high) == 1:
            begin, end = "[" if low[0][0] is Order.AT_LEAST else "(", "]" if high[0][0] is Order.AT_MOST else ")"
            return f"{begin}{low[0][1]}..{high[0][1]}{end}"
        return " and ".join(map(self.each, parts))


class Look(Enum):
    """How a part of a condition goes into a cell."""

    VALUES = "values"
    """Values that a fact may have."""
    BOUND = "bound"
    """A bound of a number or a day."""
    TERM = "term"
    """That a term holds, or does not."""
    WHOLE = "whole"
    """Not at all: it is an input of its own, which is to be true."""


def _look(part: Condition) -> Look:
    match part:
        case OneOf():
            return Look.VALUES
        case Compare(Rank(_, None), _, Rank(_, str())):
            return Look.VALUES
        case Compare(left, _, right):
            return Look.BOUND if isinstance(right, Constant | Named | Standard) and not isinstance(left, Rank) else Look.WHOLE
        case Term():
            return Look.TERM
        case Not(inner):
            return Look.VALUES if isinstance(inner, OneOf) else Look.TERM if isinstance(inner, Term) else Look.WHOLE
        case All() | Any() | Count() | Has() | Inside() | About() | EntitledTo():
            return Look.WHOLE
        case _:
            assert_never(part)


def _fact(part: Condition) -> str:
    """The fact of which a part names values."""
    if isinstance(part, OneOf):
        return part.fact
    assert isinstance(part, Compare)
    assert isinstance(part.left, Rank)
    return part.left.fact


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
