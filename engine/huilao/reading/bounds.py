"""What a rule book is checked for when all of it has been read: that its numbers can be worked with, and are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar, cast

from ..language.condition import Node, Span, Term, walk
from ..language.facts import Text
from ..language.places import division, inside
from ..language.policy import Benefit, DefinedQuantity, DefinedTerm, Period, Rules, Ruleset, Status
from ..language.quantity import Constant, Named, Quantity, Rank, Standard, Times
from ..language.standards import DefinedStandard, PlaceOf
from ..yaml.source import Source
from .circles import Nesting, nodes_of
from .figures import DIGITS, Figures
from .persons import nodes_of_benefit, nodes_of_wording
from .standards import day_without_value

MOST_NAMED = 5
"""How many places a warning names."""


@dataclass
class Bounds:
    """The checks of one rule book; a mistake is reported once, however many rulesets share what has it."""

    rules: Rules
    sources: Mapping[str, Source]
    reported: set[Span] = field(default_factory=set[Span])

    def check(self) -> None:
        """Report what is nested too deeply, is not linear, needs too many digits or lacks a value; warn of broken fen."""
        self.definitions(self.rules.terms, self.rules.quantities, ())
        for ruleset in self.rules.rulesets.values():
            if self.definitions(ruleset.terms, ruleset.quantities, ruleset.benefits):
                self.standards(ruleset)

    def definitions(
        self, terms: Mapping[str, DefinedTerm], quantities: Mapping[str, DefinedQuantity], benefits: tuple[Benefit, ...]
    ) -> bool:
        """Check definitions and the benefits that use them; whether they can be worked with."""
        nesting = Nesting(terms, quantities)
        names = [(one, terms[one].span if one in terms else quantities[one].span) for one in (*terms, *quantities)]
        parts: list[tuple[Span | None, tuple[Node, ...]]] = [(span, nodes_of(name, terms, quantities)) for name, span in names]
        parts += [(one.span, tuple(nodes_of_benefit(one))) for one in benefits]
        shallow = True
        for span, nodes in parts:
            found = nesting.too_much(nodes)
            if found is not None:
                shallow = False
                self.report("too_much", span, found, Text("少转几次引用，直接用信息项写", "use facts in the place of some definitions"))
        if not shallow:
            return False
        figures = Figures(self.rules.facts, quantities, self.rules.standards, usual=False)
        for _, nodes in parts:
            for part in (part for node in nodes for part in walk(node)):
                self.figure(part, figures)
        usual = Figures(self.rules.facts, quantities, self.rules.standards, usual=True)
        for one in benefits:
            self.cents(one, usual)
        return True

    def figure(self, part: Node, figures: Figures) -> None:
        """Report a product of two numbers of the person, and a number that needs too many digits."""
        if isinstance(part, Times) and (crooked := figures.crooked(part)) is not None:
            self.report("not_linear", crooked.span or part.span, Text("积里除一项外都要是规则库里的数（常数、标准数额、比例），不能是两个随人而变的数相乘",
                        "all factors but one are numbers of the rule book (constants, standards, percents), never two that a person brings"),
                        Text("例如不写“人均收入×人口”，改用家庭总收入与“标准×人口”比较",
                             "for example compare the total income with the standard times the heads, not the income per head"))  # fmt: skip
        elif isinstance(part, Quantity) and not isinstance(part, Constant | Rank) and figures.too_long(part):
            self.report("too_many_digits", part.span, Text(f"这个数最多可能要 {DIGITS} 位以上", f"this number could need more than {DIGITS} digits"),
                        Text("给信息项写明最小值和最大值，或少用很长的小数、分数",
                             "give facts a minimum and a maximum, or use shorter decimals and fractions"))  # fmt: skip

    def cents(self, benefit: Benefit, figures: Figures) -> None:
        """Warn of money that is paid and could have more than two decimals."""
        for change in benefit.changes:
            self.cents(change.to, figures)
        if benefit.pays is None:
            return
        amounts = [row.amount for row in benefit.levels.rows] if benefit.levels else [benefit.pays.amount]
        span = benefit.pays.amount.span or benefit.pays.span
        if span is not None and any(one is not None and not figures.whole_cents(one) for one in amounts):
            self.sources[span.file].warn("broken_cents", span, "给付可能有两位以上小数", "what is paid could have more than two decimals",
                                         Text("用“取整”写明取到分、角还是元", "say with `round` to what it is rounded"))  # fmt: skip

    def standards(self, ruleset: Ruleset) -> None:
        """Report a standard that has no value for the ruleset's own place on a day on which the document is in force."""
        document = ruleset.document
        if document.status is Status.REPEALED:
            return
        for part, period in self.used(ruleset):
            standard = self.rules.standards[part.name]
            day = day_without_value(standard, document.place, period.start, period.end)
            if day is not None and part.span is not None:
                when = Text("没有任何数额", "no value at all") if day == date.max else Text(f"{day} 没有数额", f"no value on {day}")
                self.report(
                    "standard_without_value", part.span,
                    Text(f"标准数额“{standard.label.zh}”在本文件的地点 {document.place or '000000'} {when.zh}",
                         f"the standard `{standard.name}` has {when.of('en')} for the place of this document, {document.place or '000000'}"),
                    Text("在 standards.yaml 里补上数额和起算日；文件生效前就要有", "add the value and the day from which it counts to standards.yaml"),
                )  # fmt: skip
            elif part.span is not None and standard.place_of is not PlaceOf.DOCUMENT:
                self.places(standard, document.place, period, part.span)

    def places(self, standard: DefinedStandard, around: str, period: Period, span: Span) -> None:
        """Warn of places inside that of a document for which a standard has no value, though it has one for others."""
        declared = {division(code): one.name for code, one in self.rules.places.items()}
        lacking = [
            name for place, name in sorted(declared.items())
            if inside(place, around) and place != division(around) and day_without_value(standard, place, period.start, period.end) is not None
        ]  # fmt: skip
        if lacking:
            shown = Text("、".join(one.zh for one in lacking[:MOST_NAMED]), ", ".join(one.of("en") for one in lacking[:MOST_NAMED]))
            more = (f"等 {len(lacking)} 个地方", f" and {len(lacking) - MOST_NAMED} more") if len(lacking) > MOST_NAMED else ("", "")
            self.sources[span.file].warn("standard_not_everywhere", span, f"标准数额“{standard.label.zh}”在{shown.zh}{more[0]}没有数额（或有几天没有），那里的人算不出来",
                                         f"the standard `{standard.name}` has no value, or none on some day, for {shown.of('en')}{more[1]}: nothing can be worked out for the people there",
                                         Text("补上那里的数额，或写上一级统一的数额", "add values for these places, or one for the place around them"))  # fmt: skip

    def used(self, ruleset: Ruleset) -> Iterator[tuple[Standard, Period]]:
        """The standards that the benefits of a ruleset use, each where it is used first, with the days for which it is."""
        document = ruleset.document
        whole = Period(document.in_effect.start or document.issued, document.in_effect.end)
        waiting: list[tuple[Node, Period]] = []
        for one in ruleset.benefits:
            days = whole if one.in_effect is None else _both(whole, one.in_effect)
            waiting += [(node, period) for wording, period in _wordings(one, days) for node in nodes_of_wording(wording)]
        seen: set[tuple[str, Period]] = set()
        while waiting:
            node, days = waiting.pop(0)
            for part in walk(node):
                if isinstance(part, Standard | Term | Named) and (part.name, days) not in seen:
                    seen.add((part.name, days))
                    if isinstance(part, Standard):
                        yield part, days
                    elif isinstance(part, Term) and part.name in ruleset.terms:
                        waiting += [(one.condition, period) for one, period in _wordings(ruleset.terms[part.name], days)]
                    elif isinstance(part, Named) and part.name in ruleset.quantities:
                        waiting += [(one.value, period) for one, period in _wordings(ruleset.quantities[part.name], days)]

    def report(self, code: str, span: Span | None, message: Text, hint: Text) -> None:
        """Report something once."""
        if span is not None and span not in self.reported:
            self.reported.add(span)
            self.sources[span.file].report(code, span, message.zh, message.of("en"), hint)


Worded = TypeVar("Worded", Benefit, DefinedTerm, DefinedQuantity)


def _wordings(one: Worded, days: Period) -> Iterator[tuple[Worded, Period]]:
    """The wordings that count in a period, each with the days on which it does."""
    wordings: list[tuple[date | None, Worded]] = [(None, one)]
    wordings += [(change.since, cast("Worded", change.to)) for change in one.changes]
    for number, (since, wording) in enumerate(wordings):
        after = wordings[number + 1][0] if number + 1 < len(wordings) else None
        counted = _both(days, Period(since, after - timedelta(days=1) if after else None))
        if counted.start is None or counted.end is None or counted.start <= counted.end:
            yield wording, counted


def _both(one: Period, other: Period) -> Period:
    """The days that are in two periods; where there are none the period ends before it begins."""
    starts, ends = [day for day in (one.start, other.start) if day], [day for day in (one.end, other.end) if day]
    return Period(max(starts, default=None), min(ends, default=None))
