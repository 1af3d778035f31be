"""Written conditions to the tree: facts, terms, comparisons and values in either spelling."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn, assert_never

from ..condition import About, All, Any, Condition, Count, Duration, Not, Operator, Span, Term, Test, Value, walk
from ..facts import Fact, FactType, Text, Vocabulary
from ..meaning import division
from ..words import (
    COMBINATORS,
    COMPARISONS,
    COUNT_OF,
    DURATION_UNITS,
    MEANT,
    TRUTH_VALUES,
    both,
)
from .source import Mapping, Node, Scalar, Sequence, Source, kind
from .structure import Invalid, expected, read_date, read_number, report_unknown

_ORDER = ("at_least", "at_most", "above", "below", "between")
_MEMBER = ("is_not", "one_of", "none_of")

ALLOWED: dict[FactType, tuple[str, ...]] = {
    FactType.YES_NO: (),
    FactType.NUMBER: (*_ORDER, *_MEMBER),
    FactType.DATE: (*_ORDER, *_MEMBER, "before", "on_or_after", "for_at_least"),
    FactType.CHOICE: _MEMBER,
    FactType.SCALE: (*_ORDER, *_MEMBER),
    FactType.SET: ("has_any", "has_all", "has_none"),
    FactType.PLACE: ("within", *_MEMBER),
    FactType.PERSON: (),
}
"""The comparisons that suit each type of fact."""

_COMBINATORS = both(COMBINATORS)
_COMPARISONS = both(COMPARISONS)
_COUNT = both(COUNT_OF)


@dataclass(frozen=True)
class Lexicon:
    """The words that a condition can use: facts, terms and places by every spelling, each to its name."""

    facts: Vocabulary
    names: dict[str, str]
    terms: frozenset[str]
    places: dict[str, str]
    complete: bool = True
    """False where files that define words could not be read: unknown words are then not reported."""
    within_person: bool = field(default=False, kw_only=True)


def read_condition(source: Source, node: Node, lexicon: Lexicon) -> Condition | None:
    """A condition, or None after reporting the mistakes that it has."""
    try:
        return _Reader(source, lexicon).condition(node)
    except Invalid:
        return None


class _Reader:
    def __init__(self, source: Source, lexicon: Lexicon) -> None:
        self.source = source
        self.lexicon = lexicon

    def condition(self, node: Node) -> Condition:
        """A mapping whose entries must all hold."""
        if not isinstance(node, Mapping) or not node.entries:
            expected(self.source, node, "条件（一组“信息项: 要求”）", "a condition (a mapping `fact: test`)")
        parts = self.all_of([lambda key=key, value=value: self.entry(key, value) for key, value in node.entries])
        return parts[0] if len(parts) == 1 else All(parts, node.span)

    def all_of(self, readers: list[Callable[[], Condition]]) -> tuple[Condition, ...]:
        """What these read; all of them are tried before a mistake in one stops the whole."""
        parts: list[Condition] = []
        wrong = False
        for read in readers:
            try:
                parts.append(read())
            except Invalid:
                wrong = True
        if wrong:
            raise Invalid
        return tuple(parts)

    def entry(self, key: Scalar, value: Node) -> Condition:
        """One `keyword: parts`, `term: true` or `fact: test`."""
        span = Span(key.span.file, key.span.line, key.span.column, value.span.end_line, value.span.end_column)
        match _COMBINATORS.get(key.text):
            case "all":
                return All(self.parts(value), span)
            case "any":
                return Any(self.parts(value), span)
            case "not":
                return Not(self.condition(value), span)
            case "count":
                return self.count(value, span)
            case _:
                pass
        name = self.lexicon.names.get(key.text)
        if name is None:
            if not self.lexicon.complete:
                raise Invalid
            allowed = {**self.lexicon.names, **_COMBINATORS}
            report_unknown(self.source, key, allowed, "不认识的信息项或术语", "unknown fact or term", "unknown_fact")
            raise Invalid
        if name in self.lexicon.terms:
            return Term(name, span) if self.truth(value) else Not(Term(name, span), span)
        fact = self.lexicon.facts[name]
        if fact.type is FactType.PERSON:
            return self.about(fact, value, span)
        test = self.test(fact, value, span)
        return test if fact.only_if is None else All((fact.only_if, test), span)

    def parts(self, node: Node) -> tuple[Condition, ...]:
        """The conditions of a list."""
        if not isinstance(node, Sequence) or not node.items:
            expected(self.source, node, "由条件组成的列表（每项前加“- ”）", "a list of conditions (each after `- `)")
        return self.all_of([lambda item=item: self.condition(item) for item in node.items])

    def count(self, node: Node, span: Span) -> Count:
        """`{at_least: 2, of: [..]}`"""
        if not isinstance(node, Mapping):
            expected(self.source, node, "{不少于: 2, 其中: [..]}", "{at_least: 2, of: [..]}")
        found: dict[str, Node] = {}
        for key, value in node.entries:
            if key.text not in _COUNT:
                report_unknown(self.source, key, _COUNT, "不认识的项目", "unknown entry")
                raise Invalid
            found[_COUNT[key.text]] = value
        if "of" not in found or len(found) == 1:
            expected(self.source, node, "{不少于: 2, 其中: [..]}", "{at_least: 2, of: [..]}")
        parts = self.parts(found["of"])
        bounds = {name: self.bound(found[name], len(parts)) for name in ("at_least", "at_most") if name in found}
        return Count(bounds.get("at_least"), bounds.get("at_most"), parts, span)

    def bound(self, node: Node, parts: int) -> int:
        """How many parts; more than there are can never hold."""
        if not isinstance(node, Scalar) or not re.fullmatch(r"0|[1-9]\d*", node.text) or int(node.text) > parts:
            expected(self.source, node, f"0 到 {parts} 的整数", f"a whole number from 0 to {parts}")
        return int(node.text)

    def about(self, fact: Fact, node: Node, span: Span) -> About:
        """A condition about the person that a fact names."""
        if self.lexicon.within_person:
            self.refuse("person_in_person", span, "人员之内不能再有人员", "a person within a person is not possible")
        inner = Lexicon(self.lexicon.facts, self.lexicon.names, self.lexicon.terms, self.lexicon.places,
                        self.lexicon.complete, within_person=True)  # fmt: skip
        return About(fact.name, _Reader(self.source, inner).condition(node), span)

    def test(self, fact: Fact, node: Node, span: Span) -> Condition:
        """What is asked of a fact."""
        match node:
            case Scalar():
                if fact.type is FactType.SET:
                    self.refuse("set_needs_has", node.span, f"“{fact.label.zh}”可有多个值，不能直接写一个值",
                                f"`{fact.name}` holds several values and cannot equal one",
                                Text(f"写成 {{含任一: [{node.text}]}}", f"write {{has_any: [{node.text}]}}"))  # fmt: skip
                return Test(fact.name, Operator.ONE_OF, (self.value(fact, node),), span)
            case Sequence():
                if fact.type in (FactType.SET, FactType.YES_NO):
                    self.refuse("set_needs_has" if fact.type is FactType.SET else "wrong_kind", node.span,
                                f"“{fact.label.zh}”不能写成列表", f"`{fact.name}` cannot be a list",
                                Text("写成 {含任一: [..]}", "write {has_any: [..]}") if fact.type is FactType.SET
                                else Text("写 是 或 否", "write true or false"))  # fmt: skip
                return Test(fact.name, Operator.ONE_OF, self.values(fact, node), span)
            case Mapping(entries):
                if not entries or not ALLOWED[fact.type]:
                    expected(self.source, node, "是 或 否", "true or false")
                tests = self.all_of([lambda key=key, value=value: self.comparison(fact, key, value) for key, value in entries])
                return tests[0] if len(tests) == 1 else All(tests, span)
            case _:
                assert_never(node)

    def comparison(self, fact: Fact, key: Scalar, node: Node) -> Test:
        """`at_least: 60` and the like."""
        word = _COMPARISONS.get(key.text)
        if word is None or word not in ALLOWED[fact.type]:
            self.bad_comparison(fact, key, word)
        span = Span(key.span.file, key.span.line, key.span.column, node.span.end_line, node.span.end_column)
        operator = MEANT[word]
        match operator:
            case Operator.BETWEEN:
                return Test(fact.name, operator, self.range(fact, node), span)
            case Operator.FOR_AT_LEAST:
                return Test(fact.name, operator, (self.duration(node),), span)
            case Operator.ONE_OF | Operator.NONE_OF | Operator.HAS_ANY | Operator.HAS_ALL | Operator.HAS_NONE | Operator.WITHIN:
                values = (self.value(fact, node),) if isinstance(node, Scalar) else self.values(fact, node)
                return Test(fact.name, operator, values, span)
            case Operator.AT_LEAST | Operator.AT_MOST | Operator.ABOVE | Operator.BELOW:
                return Test(fact.name, operator, (self.value(fact, node),), span)
            case _:
                assert_never(operator)

    def bad_comparison(self, fact: Fact, key: Scalar, word: str | None) -> NoReturn:
        """Say which comparisons suit the fact."""
        allowed = {spelling: meant for spelling, meant in _COMPARISONS.items() if meant in ALLOWED[fact.type]}
        if word is None:
            report_unknown(self.source, key, allowed, "不认识的比较", "unknown comparison", "unknown_comparison")
            raise Invalid
        shown = [COMPARISONS[one] if self.source.chinese else one for one in ALLOWED[fact.type]]
        unordered = word in _ORDER and fact.type is FactType.CHOICE
        reason = ("的取值没有高低之分", " has no order") if unordered else ("不能这样比较", " cannot be compared so")
        self.refuse("comparison_does_not_suit", key.span, f"“{fact.label.zh}”{reason[0]}，不能用“{key.text}”",
                    f"`{fact.name}`{reason[1]}: `{key.text}` does not suit it",
                    Text(f"可用：{'、'.join(shown)}；或直接列出取值 [..]", f"use {', '.join(shown)}, or list the values [..]"))  # fmt: skip

    def range(self, fact: Fact, node: Node) -> tuple[Value, ...]:
        """`[low, high]`"""
        values = self.values(fact, node) if isinstance(node, Sequence) else ()
        if len(values) != 2:
            expected(self.source, node, "[低, 高] 两个值", "two values [low, high]")
        low, high = (fact.rank(str(one)) for one in values) if fact.type is FactType.SCALE else values
        if low > high:  # type: ignore[operator]  # both are of the fact's type
            self.refuse("swapped_between", node.span, "两个值颠倒了：前一个比后一个高", "the two values are swapped: the first is above the second",
                        Text("把低的写在前面", "put the lower one first"))  # fmt: skip
        return values

    def duration(self, node: Node) -> Duration:
        """`2 years`, `6个月`"""
        match = re.fullmatch(r"([1-9]\d{0,3})\s*(\S+)", node.text) if isinstance(node, Scalar) else None
        if match is None or match[2] not in DURATION_UNITS:
            expected(self.source, node, "一段时间，例如 2年、6个月、30天", "a length of time such as `2 years`, `6 months`, `30 days`")
        return Duration(**{DURATION_UNITS[match[2]]: int(match[1])})

    def values(self, fact: Fact, node: Node) -> tuple[Value, ...]:
        """The values of a list, each once."""
        if not isinstance(node, Sequence) or not node.items:
            expected(self.source, node, "一个列表 [..]", "a list [..]")
        values: list[Value] = []
        wrong = False
        for item in node.items:
            try:
                value = self.value(fact, item)
            except Invalid:
                wrong = True
                continue
            if value in values:
                self.source.report("duplicate_value", item.span, "这个值在列表里重复了", "this value stands twice in the list")
                wrong = True
            values.append(value)
        if wrong:
            raise Invalid
        return tuple(values)

    def value(self, fact: Fact, node: Node) -> Value:
        """One value of the fact's type."""
        if fact.type is FactType.YES_NO:
            return self.truth(node)
        if not isinstance(node, Scalar) or node.empty:
            expected(self.source, node, f"“{fact.label.zh}”的一个值", f"a value of `{fact.name}`")
        match fact.type:
            case FactType.NUMBER:
                number = read_number(self.source, node)
                self.check_range(fact, number, node)
                return number
            case FactType.DATE:
                return read_date(self.source, node)
            case FactType.PLACE:
                return self.place(node)
            case FactType.CHOICE | FactType.SCALE | FactType.SET:
                table = code_spellings(fact)
                if node.text not in table:
                    report_unknown(self.source, node, table, f"“{fact.label.zh}”没有这个取值：",
                                   f"`{fact.name}` has no such value:", "unknown_code")  # fmt: skip
                    raise Invalid
                return table[node.text]
            case FactType.PERSON:  # pragma: no cover - entry() turns to about()
                raise AssertionError(fact)
            case _:
                assert_never(fact.type)

    def check_range(self, fact: Fact, number: object, node: Scalar) -> None:
        """A test against a value that nobody can have is a slip of the finger."""
        low, high = fact.minimum, fact.maximum
        if (low is not None and number < low) or (high is not None and number > high):  # type: ignore[operator]
            self.refuse("out_of_range", node.span, f"“{fact.label.zh}”在 {low} 到 {high} 之间，写的是 {node.text}",
                        f"`{fact.name}` lies between {low} and {high}, found {node.text}")  # fmt: skip

    def place(self, node: Scalar) -> str:
        """A division by code or name."""
        if node.text not in self.lexicon.places:
            if self.lexicon.complete:
                report_unknown(self.source, node, self.lexicon.places, "没有登记的地点", "unknown place", "unknown_place")
            raise Invalid
        return division(self.lexicon.places[node.text])

    def truth(self, node: Node) -> bool:
        """`true` or `false`."""
        if not isinstance(node, Scalar) or node.text not in TRUTH_VALUES:
            found = kind(node)
            self.refuse("wrong_kind", node.span, f"这里应是“是”或“否”，写的是{found.zh}", f"expected true or false, found {found.en}",
                        Text("写 是/否 或 true/false", "write true or false"))  # fmt: skip
        return TRUTH_VALUES[node.text]

    def refuse(self, code: str, span: Span, zh: str, en: str, hint: Text | None = None) -> NoReturn:
        """Report a mistake and stop reading this part."""
        self.source.report(code, span, zh, en, hint)
        raise Invalid


def code_spellings(fact: Fact) -> dict[str, str]:
    """The codes of a fact by every spelling, each to the code."""
    return {spelling: one.code for one in fact.codes for spelling in (one.code, one.label.zh, *one.also)}


def terms_used(condition: Condition) -> frozenset[str]:
    """The terms that a condition names, not those that they name in turn."""
    return frozenset(part.name for part in walk(condition) if isinstance(part, Term))
