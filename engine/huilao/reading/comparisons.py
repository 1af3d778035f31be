"""What is asked of one fact, of an age or of a quantity: `{at_least: 60}` and the like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NoReturn, TypeVar, assert_never

from ..errors import Cure
from ..language.ages import MONTHS_OF
from ..language.condition import All, Any, Compare, Condition, Has, Inside, Not, OneOf, Order, Share, Span, Value
from ..language.facts import AGE, Fact, FactType, Text
from ..language.quantity import (
    Age,
    Constant,
    Day,
    Elapsed,
    Named,
    Number,
    Quantity,
    Rank,
    Standard,
    TimeUnit,
)
from ..language.truth import Truth
from ..language.units import Unit
from ..language.words import COMBINATORS, COMPARISONS, DURATION_UNITS, both, is_chinese, name_of
from ..yaml.hints import tidied
from ..yaml.nodes import Mapping, Node, Scalar, Sequence
from ..yaml.structure import InvalidError, cut_numbers, expected, report_unknown
from .hints import OTHER_COMPARISONS, comparison
from .lexicon import around, label_of, label_of_built_in, refuse
from .quantities import Measure, Quantities
from .settled import settled

T = TypeVar("T")

ORDERS = {
    "at_least": Order.AT_LEAST,
    "at_most": Order.AT_MOST,
    "above": Order.ABOVE,
    "below": Order.BELOW,
    "before": Order.BELOW,
    "on_or_after": Order.AT_LEAST,
}
"""The order that a comparison stands for."""
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
    FactType.PEOPLE: (),
}
"""The comparisons that suit each type of fact."""

COMPARISON_WORDS = both(COMPARISONS)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Something that has an order: what is measured, what it is called, and how what it is compared with is read."""

    label: str
    unit: Unit | None
    end: Callable[[Node], tuple[Quantity, Quantity]]
    """What stands on both sides where this node is the bound: an age is counted in the unit that the bound is written in."""


class Comparisons:
    """Reads what is asked of facts in one file; what is wrong is reported, and InvalidError raised."""

    def __init__(self, quantities: Quantities) -> None:
        self.quantities = quantities
        self.values = quantities.values
        self.source = quantities.source
        self.lexicon = quantities.lexicon

    # -- what is compared ------------------------------------------------------------------------------------------

    def of_fact(self, fact: Fact, node: Node, span: Span) -> Condition:
        """What is asked of a fact that is no person."""
        label = label_of(self.source, fact)
        if fact.type is FactType.YES_NO:
            return OneOf(fact.name, (self.values.truth(label, node),), span)
        if isinstance(node, Mapping) and node.entries:
            self.whole_numbers(node)
            return self.together(
                [lambda key=key, value=value: self.spoken(key, lambda: self.comparison(fact, key, value)) for key, value in node.entries],
                span,
            )
        if fact.type is FactType.SET and not (isinstance(node, Scalar) and node.empty):
            word = self.source.spelled("has_any", "含任一")
            values = node.text if isinstance(node, Scalar) else ".."
            refuse(self.source, "set_needs_has", node.span, f"“{label}”是多选，要写明怎样比较",
                   f"`{label}` holds several values: say how to compare them",
                   Text(f"写成 {{{word}: [{values}]}}", f"write {{{word}: [{values}]}}"))  # fmt: skip
        values = self.values.values(fact, node) if isinstance(node, Sequence) else (self.values.value(fact, node),)
        if fact.type is FactType.DATE or (fact.unit is not None and fact.unit.money):
            self.warn_of_equality(label, node, "on_or_after" if fact.type is FactType.DATE else "at_most")
        return self.meaningful(self.one_of(fact, values, span), label, span)

    def one_of(self, fact: Fact, values: tuple[Value, ...], span: Span) -> OneOf | Inside:
        """One of these values; of a place that it lies inside one of them, since a place is known as coarsely as it is."""
        if fact.type is FactType.PLACE:
            return Inside(fact.name, tuple(str(value) for value in values), span)
        return OneOf(fact.name, values, span)

    def of_age(self, node: Node, span: Span) -> Condition:
        """What is asked of the age."""
        label = label_of_built_in(self.source, AGE.name)
        return self.of_ordered(Ordered(label, Unit.YEARS, self.age_end), node, span)

    def of_measure(self, measure: Measure, label: str, node: Node, span: Span) -> Condition:
        """What is asked of a quantity or standard that has a name."""

        def end(node: Node) -> tuple[Quantity, Quantity]:
            return measure.quantity, self.bound(node, measure.unit, label, None)

        return self.of_ordered(Ordered(label, measure.unit, end), node, span)

    def of_ordered(self, left: Ordered, node: Node, span: Span) -> Condition:
        """What is asked of an age or a quantity: it has a value where it is neither below nor above it."""
        if isinstance(node, Mapping) and node.entries:
            self.whole_numbers(node)
            return self.together(
                [lambda key=key, value=value: self.spoken(key, lambda: self.ordered_word(left, key, value)) for key, value in node.entries],
                span,
            )
        found = self.equal(left, node, span)
        if left.unit is Unit.YEARS or (left.unit is not None and left.unit.money):
            self.warn_of_equality(left.label, node, "at_least" if left.unit is Unit.YEARS else "at_most")
        return found

    def warn_of_equality(self, label: str, node: Node, likely: str) -> None:
        """Warn of an age, money or a day that is to be exactly this: a bound was meant, most likely this one."""
        texts = [one.text for one in (node.items if isinstance(node, Sequence) else (node,)) if isinstance(one, Scalar)]
        exactly, word = (self.source.spelled(code, COMPARISONS[code]) for code in ("one_of", likely))
        between = self.source.spelled("between", COMPARISONS["between"])
        written = f"{{{between}: [{', '.join(texts)}]}}" if len(texts) == 2 else f"{{{word}: {texts[0]}}}"
        ways = (
            Text(f"写成 {written}", f"write {written}")
            if len(texts) < 3
            else Text(f"用“{between}”等写明起止", f"say from where to where with `{between}`")
        )
        shown = "、".join(texts)
        self.source.warn("exactly", node.span, f"“{label}”要正好是 {shown}，差一点都不符合", f"`{label}` must be exactly {shown.replace('、', ' or ')}",
                         Text(f"{ways.zh}；确实只指这个数的，写成 {{{exactly}: [{', '.join(texts)}]}}", f"{ways.of('en')}; where no other is meant write {{{exactly}: [{', '.join(texts)}]}}"))  # fmt: skip

    def ordered_word(self, left: Ordered, key: Scalar, node: Node) -> Condition:
        """`at_least: 60`"""
        word = COMPARISON_WORDS.get(key.text)
        if word is None or word not in ALLOWED[FactType.NUMBER]:
            self.bad_comparison(left.label, FactType.NUMBER, key, word)
        span = around(key.span, node.span)
        if word in _MEMBER:
            found = self.equal(left, node, span)
            return found if word == "one_of" else Not(found, span)
        return self.in_order(left, word, node, span)

    def equal(self, left: Ordered, node: Node, span: Span) -> Condition:
        """One number or a list of them; only constants can be meant."""
        if isinstance(node, Sequence) and not node.items:
            expected(self.source, node, "一个列表 [..]", "a list [..]")
        items = node.items if isinstance(node, Sequence) else (node,)
        each: list[Condition] = []
        for measured, value in self.all_of([lambda item=item: left.end(item) for item in items]):
            if not isinstance(value, Constant):
                refuse(self.source, "equals_a_quantity", node.span, "相等只能和写明的数比", "only a number can be asked for equality",
                       Text("改用不低于、不高于等比较", "use at_least, at_most and the like"))  # fmt: skip
            each.append(All((Compare(measured, Order.AT_LEAST, value, span), Compare(measured, Order.AT_MOST, value, span)), span))
        return each[0] if len(each) == 1 else Any(tuple(each), span)

    def in_order(self, left: Ordered, word: str, node: Node, span: Span) -> Condition:
        """Bounds, or two of them."""
        if word != "between":
            measured, bound = left.end(node)
            return self.meaningful(Compare(measured, ORDERS[word], bound, span), left.label, span)
        (lower, low), (upper, high) = self.two(node, left.end)
        if all(isinstance(one, Constant | Rank) for one in (low, high)):
            self.check_swapped((lower, low), (upper, high), node)
        both_ends = All((Compare(lower, Order.AT_LEAST, low, span), Compare(upper, Order.AT_MOST, high, span)), span)
        return self.meaningful(both_ends, left.label, span)

    def two(self, node: Node, read: Callable[[Node], T]) -> tuple[T, T]:
        """`[low, high]`"""
        if not isinstance(node, Sequence) or len(node.items) != 2:
            expected(
                self.source, node, "两个值 [低, 高]", "two values [low, high]", Text("只写最低和最高", "write the lowest and the highest")
            )
        low, high = self.all_of([lambda item=item: read(item) for item in node.items])
        return low, high

    def place_in_order(self, measured: Quantity, bound: Quantity) -> Fraction:
        """Where a constant or a code stands among its like, years and months of age in months; nought for what is worked out."""
        if isinstance(bound, Constant):
            if isinstance(bound.value, date):
                return Fraction(bound.value.toordinal())
            return bound.value * MONTHS_OF.get(measured.unit, 1) if isinstance(measured, Age) else bound.value
        if isinstance(bound, Rank) and bound.code is not None:
            return Fraction(self.lexicon.facts[bound.fact].rank(bound.code))
        return Fraction(0)

    def check_swapped(self, low: tuple[Quantity, Quantity], high: tuple[Quantity, Quantity], node: Node) -> None:
        """Two constants, each after what is compared with it, of which the first is above the second."""
        if self.place_in_order(*low) > self.place_in_order(*high):
            refuse(self.source, "swapped_between", node.span, "两个值颠倒了：前一个比后一个高",
                   "the two values are swapped: the first is above the second",
                   Text("低的写在前面", "put the lower one first"))  # fmt: skip

    def age_end(self, node: Node) -> tuple[Quantity, Quantity]:
        """An age and what it is compared with."""
        if isinstance(node, Mapping) or (isinstance(node, Scalar) and self.names_a_number(node)):
            measure = self.quantities.quantity(node)
            self.quantities.suit(measure, Unit.YEARS, label_of_built_in(self.source, AGE.name))
            return Age(TimeUnit.YEARS, self.lexicon.age_reached, node.span), measure.quantity
        number, unit = self.values.age(node)
        return Age(unit, self.lexicon.age_reached, node.span), Constant(number, node.span)

    def names_a_number(self, node: Scalar) -> bool:
        """Whether it is a word (known or not) rather than a number that is written wrongly."""
        return node.text in self.lexicon.names or node.text in self.lexicon.columns

    def bound(self, node: Node, unit: Unit | None, label: str, fact: Fact | None) -> Quantity:
        """What a number is compared with: a number (of the fact's range), or a quantity counted in the same unit."""
        if isinstance(node, Scalar) and not node.empty and node.text[:1] in "-0123456789" and "/" not in node.text:
            return Constant(Fraction(self.values.number(fact, node, unit)), node.span)
        measure = self.quantities.quantity(node, unit)
        self.quantities.suit(measure, unit, label)
        return measure.quantity

    # -- facts -----------------------------------------------------------------------------------------------------

    def comparison(self, fact: Fact, key: Scalar, node: Node) -> Condition:
        """`at_least: 60`, `one_of: [..]` and the like, of a fact."""
        word, label = COMPARISON_WORDS.get(key.text), label_of(self.source, fact)
        if word is None or word not in ALLOWED[fact.type]:
            self.bad_comparison(label, fact.type, key, word)
        span = around(key.span, node.span)
        if fact.type is FactType.DATE and word in ORDERS and isinstance(node, Scalar) and self.values.parts(node.text, DURATION_UNITS):
            self.day_against_time(label, key, word, node)
        match word:
            case "for_at_least":
                number, unit = self.values.duration(node)
                return Compare(Elapsed(fact.name, unit, span), Order.AT_LEAST, Constant(number, node.span), span)
            case "one_of":
                return self.meaningful(self.one_of(fact, self.values.listed(fact, node), span), label, span)
            case "is_not" | "none_of":
                return self.meaningful(Not(self.one_of(fact, self.values.listed(fact, node), span), span), label, span)
            case "has_any":
                return self.has(fact, Share.ANY, node, span)
            case "has_all":
                return self.has(fact, Share.ALL, node, span)
            case "has_none":
                return Not(self.has(fact, Share.ANY, node, span), span)
            case "within":
                return Inside(fact.name, tuple(str(place) for place in self.values.listed(fact, node)), span)
            case _:
                return self.in_order(self.ordered(fact, label), word, node, span)

    def day_against_time(self, label: str, key: Scalar, word: str, node: Scalar) -> NoReturn:
        """Say how the time that has passed since a day is compared."""
        passed, no = self.source.spelled("for_at_least", COMPARISONS["for_at_least"]), self.source.spelled("not", COMBINATORS["not"])
        longer, shorter = f"{{{passed}: {node.text}}}", f"{no}: {{{label}: {{{passed}: {node.text}}}}}"
        meant = longer if ORDERS[word] in (Order.AT_LEAST, Order.ABOVE) else shorter
        refuse(self.source, "day_against_time", around(key.span, node.span), f"“{label}”是哪一天，“{node.text}”是一段时间，不能这样比", f"`{label}` is a day, `{node.text}` a length of time",
               Text(f"写成 {meant}", f"write {meant}"))  # fmt: skip

    def ordered(self, fact: Fact, label: str) -> Ordered:
        """A fact that has an order."""
        match fact.type:
            case FactType.NUMBER:
                unit = fact.unit or Unit.NONE
                return Ordered(label, unit, lambda node: (Number(fact.name, node.span), self.bound(node, unit, label, fact)))
            case FactType.DATE:
                return Ordered(label, None, lambda node: (Day(fact.name, node.span), constant(self.values.value(fact, node), node.span)))
            case FactType.SCALE:
                return Ordered(label, None, lambda node: (Rank(fact.name, None, node.span), self.rank(fact, node)))
            case FactType.YES_NO | FactType.CHOICE | FactType.SET | FactType.PLACE | FactType.PERSON | FactType.PEOPLE:
                raise TypeError(fact)
            case _:
                assert_never(fact.type)

    def rank(self, fact: Fact, node: Node) -> Rank:
        """A code of a scale."""
        return Rank(fact.name, str(self.values.value(fact, node)), node.span)

    def has(self, fact: Fact, share: Share, node: Node, span: Span) -> Has:
        """What a set must have."""
        return Has(fact.name, share, tuple(str(code) for code in self.values.listed(fact, node)), span)

    # -- together --------------------------------------------------------------------------------------------------

    def whole_numbers(self, node: Mapping) -> None:
        """Refuse numbers that a comma cuts in two."""
        if cut_numbers(self.source, node):
            raise InvalidError

    def spoken(self, key: Scalar, read: Callable[[], T]) -> T:
        """What this reads, spelling words as the key is spelled."""
        with self.source.speaking(*([key] if key.text in COMPARISON_WORDS else [])):
            return read()

    def together(self, readers: list[Callable[[], Condition]], span: Span) -> Condition:
        """Several comparisons, all of which must hold."""
        found = self.all_of(readers)
        return found[0] if len(found) == 1 else All(tuple(found), span)

    def all_of(self, readers: list[Callable[[], T]]) -> list[T]:
        """What these read; all of them are tried before a mistake in one stops the whole."""
        found: list[T] = []
        for read in readers:
            try:
                found.append(read())
            except InvalidError:
                continue
        if len(found) < len(readers):
            raise InvalidError
        return found

    def meaningful(self, test: Condition, label: str, span: Span) -> Condition:
        """The test, which some value of its fact meets and some does not."""
        match settled(test, self.lexicon.facts):
            case Truth.YES:
                self.source.report("always_holds", span, f"“{label}”的任何取值都满足这个要求", f"every value of `{label}` meets this",
                                   Text("删去这一项；只想要求已知时，换一个能区分的要求", "delete it, or ask for something that not everybody meets"))  # fmt: skip
                raise InvalidError
            case Truth.NO:
                self.source.report("never_holds", span, f"“{label}”的任何取值都不满足这个要求", f"no value of `{label}` meets this",
                                   Text("检查数和比较的方向", "check the number and the direction of the comparison"))  # fmt: skip
                raise InvalidError
            case Truth.UNKNOWN:
                return test

    # -- mistakes --------------------------------------------------------------------------------------------------

    def bad_comparison(self, label: str, kind: FactType, key: Scalar, word: str | None) -> NoReturn:
        """Say which comparisons suit the fact."""
        from .conditions import COMBINATOR_WORDS  # only for a mistake: conditions are read with this module

        allowed = {spelling: meant for spelling, meant in COMPARISON_WORDS.items() if meant in ALLOWED[kind]}
        if key.text in self.lexicon.names or key.text in COMBINATOR_WORDS:
            refuse(self.source, "bad_indent", key.span, f"“{key.text}”缩进多了，它不是“{label}”的比较",
                   f"`{key.text}` is indented too far: it does not compare `{label}`",
                   Text(f"与“{label}”对齐", f"align it with `{label}`"))  # fmt: skip
        chinese = is_chinese(key.text)
        shown = [COMPARISONS[one] if chinese else self.source.spelled(one, COMPARISONS[one]) for one in ALLOWED[kind]]
        if word is None:
            with_number = comparison(key.text)
            if with_number is not None and with_number[0] in ALLOWED[kind]:
                meant, number = with_number
                written = f"{{{COMPARISONS[meant] if chinese else self.source.spelled(meant, COMPARISONS[meant])}: {number}}}"
                refuse(self.source, "unknown_comparison", key.span, f"不认识的比较“{key.text}”", f"unknown comparison `{key.text}`",
                       Text(f"写成 {written}", f"write {written}"))  # fmt: skip
            meant = OTHER_COMPARISONS.get(re.sub("[ -]", "_", tidied(key.text).lower()))
            if meant is not None and meant in ALLOWED[kind]:
                written = COMPARISONS[meant] if chinese else self.source.spelled(meant, COMPARISONS[meant])
                refuse(self.source, "unknown_comparison", key.span, f"不认识的比较“{key.text}”", f"unknown comparison `{key.text}`",
                       Cure(f"写成“{written}”", f"write `{written}`", put=Text(written)))  # fmt: skip
            report_unknown(self.source, key, allowed, "不认识的比较", "unknown comparison", "unknown_comparison")
            raise InvalidError
        unordered = word in _ORDER and kind is FactType.CHOICE
        reason = Text("没有高低之分", "has no order") if unordered else Text(f"是{name_of(kind).zh}", f"is a {name_of(kind).en}")
        listed = ("", "") if kind is FactType.SET else ("；或直接列出取值 [..]", ", or list the values [..]")
        refuse(self.source, "comparison_does_not_suit", key.span, f"“{label}”{reason.zh}，不能用“{key.text}”",
               f"`{label}` {reason.en}: `{key.text}` does not suit it",
               Text(f"可用：{'、'.join(shown)}{listed[0]}", f"use {', '.join(shown)}{listed[1]}"))  # fmt: skip


def constant(value: Value, span: Span) -> Constant:
    """A day or number as a quantity."""
    return Constant(value if isinstance(value, date) else Fraction(value), span)  # no code of a choice


def named_measure(name: str, quantities: Quantities, span: Span) -> Measure | None:
    """The quantity or standard of a name."""
    lexicon = quantities.lexicon
    if name in lexicon.quantities:
        return Measure(Named(name, span), lexicon.quantities[name], span)
    if name in lexicon.standards:
        return Measure(Standard(name, span), lexicon.standards[name], span)
    return None
