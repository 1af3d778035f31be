"""Written quantities to the tree: numbers, the names of facts, quantities and standards, and what is worked out of them.

In what each is counted is checked on the way: sums and comparisons want one unit, and in a product at most one factor has
one. A number of persons is a plain number there and a percent counts as hundredths.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from ..language.condition import Condition, Span
from ..language.facts import AGE, BUILT_IN, Fact, FactType, Text
from ..language.policy import Column, ColumnType
from ..language.quantity import (
    Age,
    Branch,
    Constant,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Round,
    Rounding,
    Smallest,
    Standard,
    Sum,
    Times,
    TimeUnit,
)
from ..language.units import Unit
from ..language.words import AMONG, CALCULATIONS, COMPARISONS, COUNT_OF, ENTRIES, FIRST_ROW, ROUND_WITH, both, name_of, spellings
from ..yaml.hints import slip
from ..yaml.nodes import Mapping, Node, Scalar, quoted, shortened
from ..yaml.nodes import Sequence as ListNode
from ..yaml.source import Source
from ..yaml.structure import InvalidError, assign, did_you_mean, expected, near, report_unknown
from .hints import between_names, comparison, share
from .lexicon import Lexicon, around, label_of, refuse
from .values import Values

PLAIN = (Unit.PERSONS, Unit.PERCENT, Unit.NONE)
"""Units that a factor may have besides the one that is counted in something."""

_CALCULATIONS = both(CALCULATIONS)
_ROUND = both({"round": CALCULATIONS["round"], **ROUND_WITH})
_ROW = both(FIRST_ROW)
_AMONG = both(AMONG)
_SUM = both({"sum": CALCULATIONS["sum"]}) | _AMONG
_BOUNDS = both({code: word for code, word in COUNT_OF.items() if code != "of"})
_CHINESE_NUMBER = re.compile("[一二两三四五六七八九十百千万亿零〇点]+(?:元|周?岁)?")
_NUMBER_START = re.compile(r"[-+0-9.０-９<>=≥≤]")


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity and in what it is counted; None for a constant, which suits any unit."""

    quantity: Quantity
    unit: Unit | None
    span: Span
    product: bool = False
    """Whether it is a product, by which money a month may become money a year."""

    def suits(self, unit: Unit | None) -> bool:
        """Whether it may stand where something counted in a unit is wanted."""
        if self.unit is None or unit is None or self.unit is unit:
            return True
        return self.product and self.unit.money and unit.money


def divided(source: Source, lexicon: Lexicon, one: str, other: str) -> Text:
    """How to compare what is for each head: both sides are multiplied by the heads instead."""
    below, times = source.spelled("below", COMPARISONS["below"]), source.spelled("times", CALCULATIONS["times"])
    income = one if one in lexicon.names else source.spelled("household_income", "家庭月收入")
    written = f"{income}: {{{below}: {{{times}: [{lexicon.example(source)}, {other}]}}}}"
    return Text(
        f"不除以随人而变的数，把它乘到比较的另一边：{written}",
        f"divide by no number that a person brings, multiply the other side instead: {written}",
    )


def converted(parts: Sequence[Measure]) -> bool:
    """Whether each of these that is counted in something is a product."""
    counted = [one for one in parts if one.unit is not None]
    return bool(counted) and all(one.product for one in counted)


class Quantities:
    """Reads quantities that stand in one file; what is wrong is reported, and InvalidError raised."""

    def __init__(
        self, source: Source, lexicon: Lexicon, condition: Callable[[Node], Condition], of_person: Callable[[Node], Condition]
    ) -> None:
        """`condition` reads the conditions of rows, `of_person` those that are about another person."""
        self.source = source
        self.lexicon = lexicon
        self.values = Values(source, lexicon)
        self.condition = condition
        self.of_person = of_person

    def quantity(self, node: Node, unit: Unit | None = None, *, factor: bool = False) -> Measure:
        """A number, a name or a calculation; for cures, what it is to be counted in, or that it is a `factor`."""
        self.plain_number(node, factor=factor)
        match node:
            case Mapping(entries) if entries:
                with self.source.speaking(*(key for key, _ in entries if key.text in _CALCULATIONS)):
                    return self.calculation(node)
            case Scalar(text) if not node.empty and (text in self.lexicon.names or text in self.lexicon.columns):
                return self.named(node)
            case Scalar(text) if re.fullmatch(r"-?[0-9]+ */ *[0-9]+", text):
                return Measure(Constant(self.fraction(node), node.span), None, node.span)
            case Scalar(text) if not node.empty and not self.meant_as_number(node):
                self.unknown(node)
            case Scalar() | ListNode() | Mapping():
                return Measure(Constant(Fraction(self.values.number(None, node, unit)), node.span), None, node.span)

    def plain_number(self, node: Node, *, factor: bool) -> None:
        """Refuse a share or a comparison that stands for a number: of a factor the share of one is meant."""
        if not isinstance(node, Scalar) or node.text in self.lexicon.names or node.text in self.lexicon.columns:
            return
        part = share(node.text) if factor else None
        if part is not None:
            expected(self.source, node, "一个数", "a number", Text(f"写成 {part[1]}", f"write {part[1]}"))
        if comparison(node.text) is not None:
            first, levels = self.source.spelled("first", CALCULATIONS["first"]), self.source.spelled("levels", ENTRIES["levels"])
            expected(self.source, node, "一个数", "a number", Text(f"只写一个数；按情况取不同的数时用“{first}”或“{levels}”",
                     f"write one number; where it depends on something use `{first}` or `{levels}`"))  # fmt: skip

    def meant_as_number(self, node: Scalar) -> bool:
        """Whether a text is a number that is written wrongly rather than a name that is not known."""
        if between_names(node.text, self.lexicon.numbers()) is not None:
            return False
        written = _NUMBER_START.match(node.text) or _CHINESE_NUMBER.fullmatch(node.text) or slip(node.text)
        return bool(written) or self.values.number_hint(node) is not None

    def fraction(self, node: Scalar) -> Fraction:
        """`1/3`"""
        found = re.fullmatch(r"(-?(?:0|[1-9][0-9]{0,11})) */ *([1-9][0-9]{0,11})", node.text)
        if found is None:
            expected(self.source, node, "一个分数（例如 1/3）", "a fraction such as 1/3")
        return Fraction(int(found[1]), int(found[2]))

    def unknown(self, node: Scalar) -> NoReturn:
        """Say that a word names no number."""
        hint = self.values.number_hint(node)
        words = self.lexicon.numbers()
        hint = self.of_two_names(node.text, words) or hint
        close = near(node.text, words)
        if hint is None and not close:
            example = self.source.spelled("{times: [a, 2]}", "{积: [a, 2]}")
            hint = Text(f"写一个数；随地区、年份变动的数先在 standards.yaml 里写成标准数额，算出来的数写成算式，例如 {example}",
                        "write a number; one that changes by place and date is a standard (standards.yaml), one that is worked out a quantity, "
                        f"such as {example}")  # fmt: skip
        if self.lexicon.complete:
            self.source.report("unknown_quantity", node.span, f"{quoted(node.text)}不是数，也没有这个名称的数值信息项、算式或标准数额",
                               f"`{shortened(node.text)}` is no number, nor the name of a number, quantity or standard",
                               hint or did_you_mean(close))  # fmt: skip
        raise InvalidError

    def of_two_names(self, text: str, words: Table[str, str]) -> Text | None:
        """How to write two names with a sign between them; what a person brings divides nothing."""
        found = between_names(text, words)
        if found is None:
            return None
        word, one, other = found
        if word == "divided":
            return divided(self.source, self.lexicon, one, other)
        written = f"{{{self.source.spelled(word, CALCULATIONS[word])}: [{one}, {other}]}}"
        return Text(f"写成 {written}", f"write {written}")

    def named(self, node: Scalar) -> Measure:
        """What a word stands for."""
        text, span = node.text, node.span
        column = self.lexicon.columns.get(text)
        if column is not None:
            return Measure(Named(column.name, span), self.unit_of_column(column, node), span)
        name = self.lexicon.names[text]
        if not name:
            raise InvalidError
        if name in self.lexicon.quantities:
            return Measure(Named(name, span), self.lexicon.quantities[name], span)
        if name in self.lexicon.standards:
            return Measure(Standard(name, span), self.lexicon.standards[name], span)
        if name == AGE.name:
            return Measure(Age(TimeUnit.YEARS, self.lexicon.age_reached, span), Unit.YEARS, span)
        if name in self.lexicon.terms or name in BUILT_IN or self.lexicon.facts[name].type is not FactType.NUMBER:
            self.no_number(node, name)
        return self.fact(self.lexicon.facts[name], span)

    def no_number(self, node: Scalar, name: str) -> NoReturn:
        """Say that what a word stands for is no number."""
        fact = self.lexicon.facts.get(name)
        first = self.source.spelled("first", CALCULATIONS["first"])
        what = (Text("术语", "a term") if name in self.lexicon.terms else Text("是否", "yes or no") if fact is None
                else Text(f"类型为“{name_of(fact.type).zh}”的信息项", f"a fact of the type {name_of(fact.type).of('en')}"))  # fmt: skip
        refuse(self.source, "not_a_number", node.span, f"{quoted(node.text)}是{what.zh}，不是数", f"`{shortened(node.text)}` is {what.en}, no number",
               Text(f"这里写数、数值信息项、算式或标准数额；按情况取不同的数时用“{first}”",
                    f"write a number, or the name of one; where it depends on something use `{first}`"))  # fmt: skip

    def unit_of_column(self, column: Column, node: Scalar) -> Unit:
        """In what the cells of a column are counted."""
        match column.type:
            case ColumnType.MONEY:
                return column.unit or Unit.CNY
            case ColumnType.PERCENT:
                return Unit.PERCENT
            case ColumnType.NUMBER:
                return column.unit or Unit.NONE
            case ColumnType.TEXT:
                refuse(self.source, "text_column", node.span, f"{quoted(node.text)}是文字列，不能用来计算",
                       f"`{shortened(node.text)}` is a column of texts: nothing can be worked out of it",
                       Text("改用金额、百分比或数量列，或改这一列的类型", "use a column of money, percent or numbers, or change its type"))  # fmt: skip

    def fact(self, fact: Fact, span: Span) -> Measure:
        """What a fact says; nought where it has no meaning for the person."""
        number: Quantity = Number(fact.name, span)
        if fact.only_if is not None:
            number = First((Branch(fact.only_if, number, span), Branch(None, Constant(Fraction(0), span), span)), span)
        return Measure(number, fact.unit or Unit.NONE, span)

    # -- what is worked out ----------------------------------------------------------------------------------------

    def calculation(self, node: Mapping) -> Measure:
        """`{plus: [..]}` and the like."""
        keyword = next((_CALCULATIONS[key.text] for key, _ in node.entries if key.text in _CALCULATIONS), None)
        if keyword == "round":
            return self.rounded(node)
        if keyword == "sum":
            return self.added_up(node)
        if keyword is None or len(node.entries) > 1:
            self.no_calculation(node, keyword)
        key, value = next(iter(node.entries))
        span = around(key.span, value.span)
        if keyword == "first":
            return self.first(value, span)
        if keyword == "count":
            return self.counted(value, span)
        parts = self.parts(value, key.text, factors=keyword == "times")
        if keyword == "minus":
            return self.minus(parts, value, key.text, span)
        quantities = tuple(one.quantity for one in parts)
        match keyword:
            case "plus":
                return Measure(Plus(quantities, span), self.one_unit(parts, key.text), span, converted(parts))
            case "smallest":
                return Measure(Smallest(quantities, span), self.one_unit(parts, key.text), span, converted(parts))
            case "largest":
                return Measure(Largest(quantities, span), self.one_unit(parts, key.text), span, converted(parts))
            case "times":
                return self.times(parts, key.text, span)
            case _:
                raise AssertionError(keyword)

    def no_calculation(self, node: Mapping, keyword: str | None) -> NoReturn:
        """Say which calculations there are, or that there is more than one."""
        if keyword == "count":
            example = self.source.spelled("{count: {among: .., where: {..}}}", "{数目: {在: .., 条件: {..}}}")
            stray = next(key for key, _ in node.entries if _CALCULATIONS.get(key.text) != keyword)
            refuse(self.source, "count_spilled", stray.span, f"“{stray.text}”要写进花括号里", f"`{stray.text}` belongs inside the braces",
                   Text(f"写成 {example}", f"write {example}"))  # fmt: skip
        if keyword is not None:
            other = next(key for key, _ in node.entries if _CALCULATIONS.get(key.text) != keyword)
            example = self.source.spelled("{plus: [{times: [..]}, ..]}", "{和: [{积: [..]}, ..]}")
            refuse(self.source, "two_calculations", other.span, "一个算式里只能写一种算法", "one calculation stands in a quantity",
                   Text(f"把一个放进另一个里面，例如 {example}", f"put one inside the other, such as {example}"))  # fmt: skip
        key = node.entries[0][0]
        shown = [self.source.spelled(code, word) for code, word in CALCULATIONS.items()]
        report_unknown(self.source, key, _CALCULATIONS, "不认识的算法", "unknown calculation", "unknown_calculation",
                       otherwise=Text(f"可写：{'、'.join(shown)}", f"allowed: {', '.join(shown)}"))  # fmt: skip
        raise InvalidError

    def parts(self, node: Node, word: str, *, factors: bool) -> list[Measure]:
        """The quantities of a list; all are read before a mistake in one stops the whole."""
        if not isinstance(node, ListNode) or not node.items:
            expected(self.source, node, "由数或算式组成的列表 [..]", "a list of numbers and quantities [..]",
                     Text(f"写成 {word}: [a, b]", f"write {word}: [a, b]"))  # fmt: skip
        return self.all_of([lambda item=item: self.quantity(item, factor=factors) for item in node.items])

    def all_of(self, readers: Sequence[Callable[[], Measure]]) -> list[Measure]:
        """What these read; all of them are tried before a mistake in one stops the whole."""
        found: list[Measure] = []
        for read in readers:
            try:
                found.append(read())
            except InvalidError:
                continue
        if len(found) < len(readers):
            raise InvalidError
        return found

    def minus(self, parts: list[Measure], node: Node, word: str, span: Span) -> Measure:
        """The first less the second."""
        if len(parts) != 2:
            more, joined = self.source.spelled("plus", "和"), len(parts) > 2
            refuse(self.source, "minus_of_two", node.span, f"“{word}”里写两项：前一项减后一项", f"`{word}` takes two: the first less the second",
                   Text(f"后面几项先合成一项：[a, {{{more}: [b, c]}}]" if joined else "补上减数：[a, b]",
                        f"join the others first: [a, {{{more}: [b, c]}}]" if joined else "add what is taken off: [a, b]"))  # fmt: skip
        return Measure(Minus(parts[0].quantity, parts[1].quantity, span), self.one_unit(parts, word), span, converted(parts))

    def times(self, parts: list[Measure], word: str, span: Span) -> Measure:
        """A product, of which one factor at most is counted in something."""
        counted = [one for one in parts if one.unit is not None and one.unit not in PLAIN]
        if len(counted) > 1:
            first, second = self.unit_name(counted[0].unit), self.unit_name(counted[1].unit)
            refuse(self.source, "two_units", counted[1].span, f"“{word}”里只能有一项带单位，这里有 {first} 和 {second}",
                   f"only one factor has a unit: here are {first} and {second}",
                   Text("其余各项写倍数、比例或人数；比例列的类型写百分比", "the others are plain numbers, percents or numbers of persons"))  # fmt: skip
        factors: list[Quantity] = []
        for one in parts:
            if one.unit is Unit.PERCENT:
                factors += [one.quantity, Constant(Fraction(1, 100), one.span)]
            else:
                factors.append(one.quantity)
        units = [one.unit for one in parts]
        alone = parts[0].unit if len(parts) == 1 else Unit.NONE
        unit = counted[0].unit if counted else None if None in units else alone  # a constant may be money for each of many
        return Measure(Times(tuple(factors), span), unit, span, product=True)

    def rounded(self, node: Mapping) -> Measure:
        """`{round: .., to: 1, mode: up}`"""
        reported = self.source.reported
        key = next(key for key, _ in node.entries if _ROUND.get(key.text) == "round")
        found = {name: value for name, (_, value) in assign(self.source, node, _ROUND, ["round", "to", "mode"], key.span).items()}
        part = self.all_of([lambda: self.quantity(found["round"])])[0]
        if self.source.reported > reported or len(found) < 3:
            raise InvalidError
        to = self.quantity(found["to"]).quantity
        if not isinstance(to, Constant) or not isinstance(to.value, Fraction) or to.value <= 0:
            expected(
                self.source,
                found["to"],
                "一个大于 0 的数",
                "a number above 0",
                Text("取整到元写 1，到角写 0.1", "write 1 for whole yuan, 0.1 for ten fen"),
            )
        mode = found["mode"]
        modes = spellings(Rounding)
        if not isinstance(mode, Scalar) or mode.empty:
            expected(self.source, mode, "一个词", "a word")
        if mode.text not in modes:
            report_unknown(self.source, mode, modes, "不认识的取整方式", "unknown way of rounding")
            raise InvalidError
        return Measure(Round(part.quantity, to.value, Rounding(modes[mode.text]), node.span), part.unit, node.span, part.product)

    def first(self, node: Node, span: Span) -> Measure:
        """`{first: [{when: .., is: ..}, {is: ..}]}`"""
        if not isinstance(node, ListNode) or not node.items:
            example = self.source.spelled("[{when: .., is: ..}, {is: ..}]", "[{条件: .., 算法: ..}, {否则: ..}]")
            expected(self.source, node, f"由行组成的列表 {example}", f"a list of rows {example}")
        rows: list[tuple[Branch, Measure]] = []
        wrong = False
        for item in node.items:
            try:
                rows.append(self.row(item, last=item is node.items[-1]))
            except InvalidError:
                wrong = True
        if wrong:
            raise InvalidError
        measures = [measure for _, measure in rows]
        unit = self.one_unit(measures, self.source.spelled("first", "首中"))
        return Measure(First(tuple(row for row, _ in rows), span), unit, span, converted(measures))

    def row(self, node: Node, *, last: bool) -> tuple[Branch, Measure]:
        """One row of `first`; the last, and no other, is for all the rest."""
        when, is_, rest = (self.source.spelled(code, word) for code, word in FIRST_ROW.items())
        if not isinstance(node, Mapping) or not node.entries:
            expected(self.source, node, f"一行 {{{when}: .., {is_}: ..}}", f"a row {{{when}: .., {is_}: ..}}")
        reported = self.source.reported
        found = {name: value for name, (_, value) in assign(self.source, node, _ROW, [], None).items()}
        if self.source.reported > reported:
            raise InvalidError
        has_rest, has_when = "otherwise" in found, "when" in found
        values = [found[name] for name in ("is", "otherwise") if name in found]
        if len(values) != 1 or (has_rest and has_when):
            refuse(self.source, "bad_row", node.span, f"一行写“{when}”和“{is_}”，最后一行只写“{rest}”",
                   f"a row has `{when}` and `{is_}`, the last one `{rest}` alone",
                   Text(f"写成 {{{when}: .., {is_}: ..}} 或 {{{rest}: ..}}", f"write {{{when}: .., {is_}: ..}} or {{{rest}: ..}}"))  # fmt: skip
        if last and has_when:
            first = self.source.spelled("first", CALCULATIONS["first"])
            refuse(self.source, "no_rest", node.span, f"“{first}”的最后一行不写“{when}”：它给其余的情况", f"the last row of `{first}` has no `{when}`: it is for all the rest",
                   Text(f"后面加一行 {{{rest}: 0}}", f"add a row {{{rest}: 0}}"))  # fmt: skip
        if not last and not has_when:
            refuse(self.source, "rest_not_last", node.span, f"没有“{when}”的行只能是最后一行：它后面的行不会用到",
                   f"a row without `{when}` is the last one: those after it would never apply",
                   Text(f"补上“{when}”，或移到最后", f"add `{when}`, or move it to the end"))  # fmt: skip
        condition = self.condition(found["when"]) if has_when else None
        measure = self.quantity(values[0])
        return Branch(condition, measure.quantity, node.span), measure

    # -- over people -------------------------------------------------------------------------------------------------

    def counted(self, node: Node, span: Span) -> Measure:
        """`{count: {among: household_members, where: {..}}}`"""
        example = self.source.spelled("{count: {among: .., where: {..}}}", "{数目: {在: .., 条件: {..}}}")
        people = self.people_named(node)
        if people is not None:
            among = self.source.spelled("among", AMONG["among"])
            refuse(self.source, "count_of_people", node.span, f"数“{people}”有几个人，要写在“{among}”后面", f"people are counted with `{among}`",
                   Text(f"写成 {{{among}: {people}}}", f"write {{{among}: {people}}}"))  # fmt: skip
        if not isinstance(node, Mapping):
            expected(self.source, node, f"一组 {example}", f"a mapping {example}")
        bound = next((key for key, _ in node.entries if key.text in _BOUNDS), None)
        if bound is not None:
            refuse(self.source, "bound_in_quantity", bound.span, f"这里要一个数，“{bound.text}”是比较", f"a number is wanted here, and `{bound.text}` compares",
                   Text(f"删去“{bound.text}”，写成 {example}", f"delete it: {example}"))  # fmt: skip
        found = self.entries(node, _AMONG, ["among"], span)
        return self.of_people(self.people(found, Constant(Fraction(1), span), span), Unit.PERSONS)

    def people_named(self, node: Node) -> str | None:
        """The list of people that is named where a count is wanted, though not as whom it counts."""
        word = node if isinstance(node, Scalar) else node.entries[0][0] if isinstance(node, Mapping) and node.entries else None
        fact = self.lexicon.facts.get(self.lexicon.names.get(word.text, "")) if word is not None else None
        return word.text if word is not None and fact is not None and fact.type is FactType.PEOPLE else None

    def added_up(self, node: Mapping) -> Measure:
        """`{sum: monthly_income, among: household_members, where: {..}, with_self: true}`"""
        key, value = next((key, value) for key, value in node.entries if _CALCULATIONS.get(key.text) == "sum")
        if isinstance(value, ListNode):
            plus, example = (
                self.source.spelled("plus", CALCULATIONS["plus"]),
                self.source.spelled("{sum: a, among: ..}", "{总和: a, 在: ..}"),
            )
            refuse(self.source, "sum_of_list", key.span, f"“{key.text}”把多人的同一项加起来；几个数相加用“{plus}”", f"`{key.text}` adds up one fact of several people; several numbers are added by `{plus}`",
                   Text(f"写成 {{{plus}: [a, b]}}，或 {example}", f"write {{{plus}: [a, b]}} or {example}"))  # fmt: skip
        found = self.entries(node, _SUM, ["sum", "among"], key.span)
        span = around(key.span, node.span)
        part = self.all_of([lambda: self.quantity(found["sum"])])[0]
        own = part.quantity.rows[0].value if isinstance(part.quantity, First) else part.quantity
        if not isinstance(found["sum"], Scalar) or not isinstance(own, Number):
            refuse(self.source, "sum_of_no_fact", found["sum"].span, f"“{key.text}”只能加一个数值信息项", f"`{key.text}` adds up a fact that is a number",
                   Text("写每个人自己的数值信息项，例如月收入；标准数额按人头算时用积：标准×人数",
                        "write a number that each of them has, such as the monthly income; a standard for each is a product: standard times heads"))  # fmt: skip
        return self.of_people(self.people(found, part.quantity, span), part.unit)

    def entries(self, node: Mapping, table: Table[str, str], required: Sequence[str], span: Span) -> dict[str, Node]:
        """The entries by name; all that are required are there."""
        reported = self.source.reported
        found = {name: value for name, (_, value) in assign(self.source, node, table, list(required), span).items()}
        if self.source.reported > reported or not found.keys() >= set(required):
            raise InvalidError
        return found

    def people(self, found: Table[str, Node], part: Quantity, span: Span) -> Sum:
        """What is measured of each person of a list, added up; `found` are the entries that say of whom."""
        if self.lexicon.within_person:
            refuse(self.source, "person_in_person", span, "人员里面不能再有人员", "a person within a person is not possible",
                   Text("把这一项移到外面", "move it outside"))  # fmt: skip
        where = self.of_person(found["where"]) if "where" in found else None
        with_self = "with_self" in found and self.values.truth(self.source.spelled("with_self", AMONG["with_self"]), found["with_self"])
        return Sum(part, self.listing(found["among"]).name, where, with_self, span)

    def listing(self, node: Node) -> Fact:
        """The fact that lists people."""
        lists = {one.name for one in self.lexicon.facts.values() if one.type is FactType.PEOPLE}
        words = {word: name for word, name in self.lexicon.names.items() if name in lists}
        if not isinstance(node, Scalar) or node.empty:
            expected(self.source, node, "一个类型为“多人”的信息项", "a fact of the type people")
        name = self.lexicon.names.get(node.text)
        if name == "" or (name is None and not self.lexicon.complete):
            raise InvalidError
        if name not in lists:
            shown = "、".join(label_of(self.source, self.lexicon.facts[one]) for one in sorted(lists))
            otherwise = Text(f"可写：{shown}", f"allowed: {shown.replace('、', ', ')}") if lists else Text(
                "先在 facts.yaml 里写一个类型为“多人”的信息项，例如家庭成员", "first declare a fact of the type people in facts.yaml, such as household_members")  # fmt: skip
            if name is not None:
                refuse(
                    self.source,
                    "not_people",
                    node.span,
                    f"{quoted(node.text)}不是多人，不能数人或加起来",
                    f"`{shortened(node.text)}` is no list of people",
                    otherwise,
                )
            report_unknown(
                self.source, node, words, "没有这个多人信息项：", "there is no fact of the type people", "unknown_fact", otherwise=otherwise
            )
            raise InvalidError
        return self.lexicon.facts[name]

    def of_people(self, people: Sum, unit: Unit | None) -> Measure:
        """What is added up; nought where the list has no meaning for the person."""
        only_if, span = self.lexicon.facts[people.among].only_if, people.span
        assert span is not None
        quantity = First((Branch(only_if, people, span), Branch(None, Constant(Fraction(0), span), span)), span) if only_if else people
        return Measure(quantity, unit, span)

    # -- units -----------------------------------------------------------------------------------------------------

    def unit_name(self, unit: Unit | None) -> str:
        """A unit in the spelling of the file."""
        return self.source.spelled((unit or Unit.NONE).value, name_of(unit or Unit.NONE).zh)

    def one_unit(self, parts: Sequence[Measure], word: str) -> Unit | None:
        """The unit that all parts have; constants suit any."""
        counted = sorted((one for one in parts if one.unit is not None), key=lambda one: one.product)
        other = next((one for one in counted if not one.suits(counted[0].unit)), None)
        if other is not None:
            first, second = self.unit_name(counted[0].unit), self.unit_name(other.unit)
            refuse(self.source, "units_differ", other.span, f"“{word}”的各项单位要相同，这里有 {first} 和 {second}",
                   f"the parts of `{word}` want one unit: here are {first} and {second}", self.one_unit_hint())  # fmt: skip
        return next((one.unit for one in counted), None)

    def suit(self, measure: Measure, unit: Unit | None, what: str) -> None:
        """Refuse a quantity that is not counted in a unit."""
        if not measure.suits(unit):
            refuse(self.source, "units_differ", measure.span, f"“{what}”的单位是 {self.unit_name(unit)}，这里的是 {self.unit_name(measure.unit)}",
                   f"`{what}` is counted in {self.unit_name(unit)}, this in {self.unit_name(measure.unit)}", self.one_unit_hint())  # fmt: skip

    def one_unit_hint(self) -> Text:
        """How to bring things to one unit."""
        example = self.source.spelled("{times: [.., 12]}", "{积: [.., 12]}")
        return Text(f"换成同一单位；按月、按年的钱用积换算，例如 {example}",
                    f"bring them to one unit; money a month becomes money a year by a product such as {example}")  # fmt: skip
