"""Written conditions to the tree: facts, terms, comparisons and values in either spelling."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NoReturn, assert_never

from ..language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Span, Term, Test, Value, walk
from ..language.facts import Fact, FactType, Text, Vocabulary
from ..language.meaning import division
from ..language.words import COMBINATORS, COMPARISONS, COUNT_OF, DURATION_UNITS, MEANT, TRUTH_VALUES, both, name_of
from ..yaml.alignment import indented
from ..yaml.hints import comparison, duration_hint, slip
from ..yaml.nodes import Mapping, Node, Scalar, Sequence, kind
from ..yaml.shape import entries
from ..yaml.source import Source, reread
from ..yaml.structure import InvalidError, Known, assign, expected, look_up, read_date, read_number, report_unknown
from .shapes import BenefitShape

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
_ENTRIES = entries(BenefitShape)
_YES = {"yes", "y", "on", "t", "1", "true", "有", "对", "是的", "符合", "√"}
_NO = {"no", "n", "off", "f", "0", "false", "无", "没有", "不是", "不", "不符合", "×"}


@dataclass(frozen=True)
class Lexicon:
    """The words that a condition can use: facts, terms and places by every spelling, each to its name.

    The name is empty where what the word stands for has a mistake itself: nothing is said of its uses.
    """

    facts: Vocabulary
    names: dict[str, str]
    terms: frozenset[str]
    places: dict[str, str]
    complete: bool = True
    """False where facts or terms may be missing because files could not be read: unknown words are then not reported."""
    places_complete: bool = True
    """Likewise for places."""
    within_person: bool = field(default=False, kw_only=True)


def read_condition(source: Source, node: Node, lexicon: Lexicon) -> Condition | None:
    """A condition, or None after reporting the mistakes that it has."""
    try:
        return _Reader(source, lexicon).condition(node)
    except InvalidError:
        return None


class _Reader:
    def __init__(self, source: Source, lexicon: Lexicon) -> None:
        self.source = source
        self.lexicon = lexicon
        self.spelled = source.spelled

    def condition(self, node: Node) -> Condition:
        """A mapping whose entries must all hold."""
        node = reread(self.source, node)
        if isinstance(node, Sequence):
            every, one = self.spelled("all:", "全部:"), self.spelled("any:", "任一:")
            expected(self.source, node, "条件“信息项: 要求”", "a condition `fact: test`",
                     Text(f"都要满足时，列表前写 {every}；满足一项即可时写 {one}",
                          f"write `{every}` before the list, or `{one}` where one is enough"))  # fmt: skip
        if not isinstance(node, Mapping) or not node.entries:
            expected(self.source, node, "条件“信息项: 要求”", "a condition `fact: test`")
        known = {**self.lexicon.names, **_COMBINATORS}
        node = indented(self.source, node, known) if any(key.text in _COMPARISONS for key, _ in node.entries) else node
        parts = self.all_of([lambda key=key, value=value: self.entry(key, value) for key, value in node.entries])
        return parts[0] if len(parts) == 1 else All(parts, node.span)

    def all_of(self, readers: list[Callable[[], Condition]]) -> tuple[Condition, ...]:
        """What these read; all of them are tried before a mistake in one stops the whole."""
        parts: list[Condition] = []
        for read in readers:
            try:
                parts.append(read())
            except InvalidError:
                continue
        if len(parts) < len(readers):
            raise InvalidError
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
                return self.term_or_fact(key, value, span)

    def name(self, key: Scalar) -> str:
        """The fact or term that a word names."""
        name = self.lexicon.names.get(key.text)
        if name is None and key.text in _COMPARISONS:
            self.refuse("comparison_alone", key.span, f"“{key.text}”前面缺少信息项", f"`{key.text}` compares no fact",
                        Text(f"写成“信息项: {{{key.text}: …}}”", f"write `fact: {{{key.text}: …}}`"))  # fmt: skip
        if name is None and key.text in _ENTRIES:
            self.refuse("bad_indent", key.span, f"“{key.text}”缩进多了，它不是条件", f"`{key.text}` is indented too far: it is no condition",
                        Text("缩进少一级", "indent it one level less"))  # fmt: skip
        if name is None and self.lexicon.complete:
            otherwise = Text("检查写法；新的信息项写进 facts.yaml，新的术语写进 terms.yaml",
                             "check the spelling; new facts are defined in facts.yaml, new terms in terms.yaml")  # fmt: skip
            allowed = {**self.lexicon.names, **_COMBINATORS}
            report_unknown(self.source, key, allowed, "不认识的信息项或术语", "unknown fact or term", "unknown_fact", otherwise=otherwise)
        if not name:
            raise InvalidError
        return name

    def term_or_fact(self, key: Scalar, value: Node, span: Span) -> Condition:
        """A term, or what is asked of a fact."""
        name = self.name(key)
        if name in self.lexicon.terms:
            return Term(name, span) if self.truth(key.text, value) else Not(Term(name, span), span)
        fact = self.lexicon.facts[name]
        if fact.type is FactType.PERSON:
            return self.about(fact, value, span)
        test = self.test(fact, value, span)
        return test if fact.only_if is None else All((fact.only_if, test), span)

    def parts(self, node: Node) -> tuple[Condition, ...]:
        """The conditions of a list."""
        if not isinstance(node, Sequence) or not node.items:
            dash = slip(node.entries[0][0].text) if isinstance(node, Mapping) and node.entries else None
            expected(self.source, node, "由条件组成的列表", "a list of conditions",
                     dash or Text("每个条件前加“- ”", "put `- ` before each condition"))  # fmt: skip
        return self.all_of([lambda item=item: self.condition(item) for item in node.items])

    def count(self, node: Node, span: Span) -> Count:
        """`{at_least: 2, of: [..]}`"""
        example = self.spelled("{at_least: 2, of: [..]}", "{不少于: 2, 其中: [..]}")
        if not isinstance(node, Mapping):
            expected(self.source, node, example, example)
        reported = self.source.reported
        found = {name: value for name, (_, value) in assign(self.source, node, _COUNT, ["of"], span).items()}
        if self.source.reported > reported or "of" not in found:
            raise InvalidError
        parts = self.parts(found["of"])
        bounds = {name: self.bound(found[name], len(parts)) for name in ("at_least", "at_most") if name in found}
        if not bounds:
            low, high = self.spelled("at_least", "不少于"), self.spelled("at_most", "不多于")
            self.refuse("missing_entry", span, f"缺少“{low}”或“{high}”", f"lacks `{low}` or `{high}`",
                        Text(f"写成 {example}", f"write {example}"))  # fmt: skip
        if len(bounds) == 2 and bounds["at_least"] > bounds["at_most"]:
            self.refuse("swapped_between", found["at_least"].span, "下限比上限大，永远不会成立", "the lower bound is above the upper one",
                        Text("对调两个数", "swap the two numbers"))  # fmt: skip
        return Count(bounds.get("at_least"), bounds.get("at_most"), parts, span)

    def bound(self, node: Node, parts: int) -> int:
        """How many parts; more than there are can never hold."""
        if not isinstance(node, Scalar) or not re.fullmatch(r"0|[1-9][0-9]{0,3}", node.text):
            expected(self.source, node, f"0 到 {parts} 的整数", f"a whole number from 0 to {parts}")
        if int(node.text) > parts:
            self.refuse("count_too_large", node.span, f"只列了 {parts} 项，不可能有 {node.text} 项成立",
                        f"only {parts} are listed: {node.text} can never hold",
                        Text(f"写 0 到 {parts} 的整数，或补上缺少的项",
                             f"write a whole number from 0 to {parts}, or add what is missing"))  # fmt: skip
        return int(node.text)

    def about(self, fact: Fact, node: Node, span: Span) -> About:
        """A condition about the person that a fact names."""
        if self.lexicon.within_person:
            self.refuse("person_in_person", span, "人员里面不能再有人员", "a person within a person is not possible",
                        Text("把这一项移到外面", "move it outside"))  # fmt: skip
        if isinstance(node, Scalar):
            label = self.label(fact)
            expected(self.source, node, f"关于“{label}”的条件", f"a condition about `{label}`",
                     Text(f"在“{label}”下面写这个人的条件，例如 {self.spelled('age: {at_least: 60}', '年龄: {不低于: 60}')}",
                          f"write conditions about the person below `{label}`"))  # fmt: skip
        return About(fact.name, _Reader(self.source, replace(self.lexicon, within_person=True)).condition(node), span)

    def label(self, fact: Fact) -> str:
        """A fact in the spelling of the file."""
        return self.spelled(fact.name, fact.label.zh)

    def test(self, fact: Fact, node: Node, span: Span) -> Condition:
        """What is asked of a fact."""
        if fact.type is FactType.YES_NO:
            return Test(fact.name, Operator.ONE_OF, (self.truth(self.label(fact), node),), span)
        match node:
            case Mapping(entries) if entries:
                tests = self.all_of([lambda key=key, value=value: self.comparison(fact, key, value) for key, value in entries])
                return tests[0] if len(tests) == 1 else All(tests, span)
            case Scalar() | Sequence() if fact.type is FactType.SET and not (isinstance(node, Scalar) and node.empty):
                label, word = self.label(fact), self.spelled("has_any", "含任一")
                values = node.text if isinstance(node, Scalar) else ".."
                self.refuse("set_needs_has", node.span, f"“{label}”是多选，要写明怎样比较",
                            f"`{label}` holds several values: say how to compare them",
                            Text(f"写成 {{{word}: [{values}]}}", f"write {{{word}: [{values}]}}"))  # fmt: skip
            case Sequence():
                return Test(fact.name, Operator.ONE_OF, self.values(fact, node), span)
            case _:
                return Test(fact.name, Operator.ONE_OF, (self.value(fact, node),), span)

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
        label = self.label(fact)
        if key.text in self.lexicon.names or key.text in _COMBINATORS:
            self.refuse("bad_indent", key.span, f"“{key.text}”缩进多了，它不是“{label}”的比较",
                        f"`{key.text}` is indented too far: it does not compare `{label}`",
                        Text(f"与“{label}”对齐", f"align it with `{label}`"))  # fmt: skip
        if word is None:
            report_unknown(self.source, key, allowed, "不认识的比较", "unknown comparison", "unknown_comparison")
            raise InvalidError
        shown = [self.spelled(one, COMPARISONS[one]) for one in ALLOWED[fact.type]]
        unordered = word in _ORDER and fact.type is FactType.CHOICE
        reason = Text("没有高低之分", "has no order") if unordered else Text(f"是{name_of(fact.type).zh}", f"is a {name_of(fact.type).en}")
        listed = ("", "") if fact.type is FactType.SET else ("；或直接列出取值 [..]", ", or list the values [..]")
        self.refuse("comparison_does_not_suit", key.span, f"“{label}”{reason.zh}，不能用“{key.text}”",
                    f"`{label}` {reason.en}: `{key.text}` does not suit it",
                    Text(f"可用：{'、'.join(shown)}{listed[0]}", f"use {', '.join(shown)}{listed[1]}"))  # fmt: skip

    def range(self, fact: Fact, node: Node) -> tuple[Value, ...]:
        """`[low, high]`"""
        if not isinstance(node, Sequence) or len(node.items) != 2:
            expected(
                self.source, node, "两个值 [低, 高]", "two values [low, high]", Text("只写最低和最高", "write the lowest and the highest")
            )
        values = tuple(self.value(fact, item) for item in node.items)
        low, high = (fact.rank(str(one)) for one in values) if fact.type is FactType.SCALE else values
        if low > high:  # type: ignore[operator]  # both are of the fact's type
            self.refuse("swapped_between", node.span, "两个值颠倒了：前一个比后一个高",
                        "the two values are swapped: the first is above the second",
                        Text("低的写在前面", "put the lower one first"))  # fmt: skip
        return values

    def duration(self, node: Node) -> Duration:
        """`2 years`, `6个月`"""
        match = re.fullmatch(r"([1-9][0-9]{0,3})\s*(\S+)", node.text) if isinstance(node, Scalar) else None
        if match is None or match[2] not in DURATION_UNITS:
            expected(self.source, node, "一段时间（例如 2年、6个月、30天）", "a length of time such as `2 years`, `6 months`, `30 days`",
                     duration_hint(node.text) if isinstance(node, Scalar) else None)  # fmt: skip
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
            except InvalidError:
                wrong = True
                continue
            if value in values:
                self.source.report("duplicate_value", item.span, "这个值在列表里重复了", "this value stands twice in the list",
                                   Text("删去一处", "delete one"))  # fmt: skip
                wrong = True
            values.append(value)
        if wrong:
            raise InvalidError
        return tuple(values)

    def value(self, fact: Fact, node: Node) -> Value:
        """One value of the fact's type."""
        if fact.type is FactType.NUMBER:
            return self.number(fact, node)
        if fact.type is FactType.DATE:
            return read_date(self.source, node)
        if not isinstance(node, Scalar) or node.empty:
            expected(self.source, node, f"“{self.label(fact)}”的一个值", f"a value of `{self.label(fact)}`")
        if fact.type is FactType.PLACE:
            known = Known(self.lexicon.places, self.lexicon.places_complete)
            return division(look_up(self.source, node, known, "没有登记的地点", "unknown place", "unknown_place"))
        return look_up(self.source, node, Known(code_spellings(fact)), f"“{self.label(fact)}”没有这个取值：",
                       f"`{self.label(fact)}` has no such value:", "unknown_code")  # fmt: skip

    def number(self, fact: Fact, node: Node) -> Decimal:
        """A number in the fact's range: a test against a value that nobody can have is a slip of the finger."""
        meant = comparison(node.text) if isinstance(node, Scalar) else None
        hint = None
        if meant is not None:
            written = f"{{{self.spelled(meant[0], COMPARISONS[meant[0]])}: {meant[1]}}}"
            hint = Text(f"写成 {written}", f"write {written}")
        number = read_number(self.source, node, hint)
        low, high, label = fact.minimum, fact.maximum, self.label(fact)
        if (low is not None and number < low) or (high is not None and number > high):
            bounds = (f"不低于 {low}", f"at least {low}") if high is None else (f"不高于 {high}", f"at most {high}")
            bounds = bounds if low is None or high is None else (f"在 {low} 到 {high} 之间", f"between {low} and {high}")
            self.refuse("out_of_range", node.span, f"“{label}”{bounds[0]}，写的是 {number}", f"`{label}` is {bounds[1]}, found {number}",
                        Text("检查数字", "check the number"))  # fmt: skip
        return number

    def truth(self, label: str, node: Node) -> bool:
        """`true` or `false`."""
        if isinstance(node, Scalar) and node.text in TRUTH_VALUES:
            return TRUTH_VALUES[node.text]
        yes, no = self.spelled("true", "是"), self.spelled("false", "否")
        text = node.text.lower() if isinstance(node, Scalar) else ""
        meant = yes if text in _YES else no if text in _NO else f"{yes} 或 {no}"
        found = kind(node)
        self.refuse("wrong_kind", node.span, f"“{label}”只能写 {yes} 或 {no}，写的是{found.zh}",
                    f"`{label}` takes {yes} or {no}, found {found.en}",
                    Text(f"写 {meant}", f"write {meant.replace('或', 'or')}"))  # fmt: skip

    def refuse(self, code: str, span: Span, zh: str, en: str, hint: Text | None = None) -> NoReturn:
        """Report a mistake and stop reading this part."""
        self.source.report(code, span, zh, en, hint)
        raise InvalidError


def code_spellings(fact: Fact) -> dict[str, str]:
    """The codes of a fact by every spelling, each to the code."""
    return {spelling: one.code for one in fact.codes for spelling in (one.code, one.label.zh, *one.also)}


def terms_used(condition: Condition) -> frozenset[str]:
    """The terms that a condition names, not those that they name in turn."""
    return frozenset(part.name for part in walk(condition) if isinstance(part, Term))
