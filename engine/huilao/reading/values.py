"""The values of facts that rules compare with: numbers, dates, ages, codes, places, yes and no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from ..language.condition import Value
from ..language.facts import AGE, Fact, FactType, Text
from ..language.quantity import TimeUnit
from ..language.units import Per, Unit
from ..language.words import CALCULATIONS, COMPARISONS, DURATION_UNITS, TRUTH_VALUES, is_chinese, name_of
from ..yaml.hints import number_hint, tidied, write
from ..yaml.nodes import Node, Scalar, Sequence, kind, shortened
from ..yaml.source import Source
from ..yaml.structure import InvalidError, Known, expected, look_up, read_date, read_number
from .hints import age_hint, calculation, comparison, duration_hint, in_unit, money, multiplied, share
from .lexicon import Lexicon, code_spellings, label_of, refuse
from .places import read_place

_YES = {"yes", "y", "on", "t", "1", "true", "有", "对", "是的", "符合", "√"}
_NO = {"no", "n", "off", "f", "0", "false", "无", "没有", "不是", "不", "不符合", "×"}
_AGE_UNITS = {**DURATION_UNITS, "岁": "years", "周岁": "years"}
OLDEST = 150
"""Nobody is older, in years."""
_PART = re.compile(r"([0-9]+)\s*([^\W\d]+)\s*")


def warn_of_share(source: Source, number: Decimal | Fraction, node: Node) -> None:
    """Warn of a percentage that is written as a share of one, such as 0.4 for 40 percent."""
    if 0 < number < 1:
        written, whole = f"{float(number):g}", f"{float(number * 100):g}"
        source.warn("percent_below_one", node.span, f"这里是百分之 {written}，不到百分之一", f"this is {written} percent, less than one in a hundred",
                    Text(f"想写 {whole}% 时写 {whole}", f"for {whole}% write {whole}"))  # fmt: skip


class Values:
    """Reads values that stand in one file; what is wrong is reported, and InvalidError raised."""

    def __init__(self, source: Source, lexicon: Lexicon) -> None:
        self.source = source
        self.lexicon = lexicon

    def value(self, fact: Fact, node: Node) -> Value:
        """One value of the fact's type."""
        if fact.type is FactType.NUMBER:
            return self.number(fact, node)
        if fact.type is FactType.DATE:
            return read_date(self.source, node)
        if not isinstance(node, Scalar) or node.empty:
            label = label_of(self.source, fact)
            expected(self.source, node, f"“{label}”的一个值", f"a value of `{label}`")
        if fact.type is FactType.PLACE:
            return read_place(self.source, node, self.lexicon.places)
        label = label_of(self.source, fact)
        return look_up(
            self.source, node, Known(code_spellings(fact)), f"“{label}”没有这个取值：", f"`{label}` has no such value:", "unknown_code"
        )

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

    def listed(self, fact: Fact, node: Node) -> tuple[Value, ...]:
        """One value or a list of them."""
        return (self.value(fact, node),) if isinstance(node, Scalar) else self.values(fact, node)

    def number(self, fact: Fact | None, node: Node, unit: Unit | None = None) -> Decimal:
        """A number, of a fact in its range: a test against a value that nobody can have is a slip of the finger. `unit` is what
        it is counted in where no fact says it.
        """
        number = read_number(self.source, node, self.number_hint(node, (fact.unit or Unit.NONE) if fact else unit))
        low, high = (fact.minimum, fact.maximum) if fact else (None, None)
        if fact and ((low is not None and number < low) or (high is not None and number > high)):
            self.out_of_range(label_of(self.source, fact), node, number, low, high)
        if fact and fact.unit is Unit.PERCENT:
            warn_of_share(self.source, number, node)
        return number

    def out_of_range(self, label: str, node: Node, number: Decimal | str, low: Decimal | None, high: Decimal | None) -> None:
        """Refuse a number that the thing cannot have; one bound at least is given."""
        bounds = (f"不低于 {low}", f"at least {low}") if high is None else (f"不高于 {high}", f"at most {high}")
        bounds = bounds if low is None or high is None else (f"在 {low} 到 {high} 之间", f"between {low} and {high}")
        refuse(self.source, "out_of_range", node.span, f"“{label}”{bounds[0]}，写的是 {number}", f"`{label}` is {bounds[1]}, found {number}",
               Text("检查数字", "check the number"))  # fmt: skip

    def number_hint(self, node: Node, unit: Unit | None = None) -> Text | None:
        """How to write a comparison, a share, money of a period or a calculation that stands where a number belongs."""
        if not isinstance(node, Scalar):
            return None
        meant = comparison(node.text)
        if meant is not None:
            written = f"{{{self.source.spelled(meant[0], COMPARISONS[meant[0]])}: {meant[1]}}}"
            return Text(f"写成 {written}", f"write {written}")
        part = share(node.text)
        if part is not None:
            return self.share_hint(node.text, *part, unit)
        paid = money(node.text)
        if paid is not None and paid[1] is not None:
            return self.money_hint(node.text, paid[0], paid[1], unit)
        if number_hint(node.text) is not None and multiplied(node.text) is None:
            return self.per_head_hint(node.text)
        calculated = calculation(node.text, chinese=self.source.chinese or is_chinese(node.text))
        return Text(f"写成 {calculated}", f"write {calculated}") if calculated else None

    def share_hint(self, text: str, number: str, of_one: str, percent: bool, unit: Unit | None) -> Text:
        """A percentage is written as its number where one is wanted; elsewhere something is multiplied by its share of one."""
        if unit is Unit.PERCENT and percent:
            return Text(f"写成 {number}，不写百分号", f"write {number}, without the sign")
        times = CALCULATIONS["times"] if self.source.chinese or is_chinese(text) else "times"
        written = f"{{{times}: [{self.lexicon.example(self.source)}, {of_one}]}}"
        alone = (f"百分比写成 {number}；", f"write {number} for a percentage; ") if percent and unit in (None, Unit.NONE) else ("", "")
        return Text(f"{alone[0]}某个数的 {text} 写成 {written}", f"{alone[1]}{text} of something is {written}")

    def money_hint(self, text: str, number: str, per: Per, unit: Unit | None) -> Text:
        """Money of a period is converted where another is wanted."""
        if unit is None or unit.per is None:
            return Text(
                f"写成 {number}，不写单位；这里不是按{name_of(per).zh}算的，先换算",
                f"write {number} without the unit; where this does not count per {per.value}, convert it first",
            )
        if unit.per is per:
            return write(number, but=Text("，不写单位", " without the unit"))
        here, number_here = name_of(unit.per), in_unit(number, per, unit, self.source.spelled("times", CALCULATIONS["times"]))
        if number_here is None:
            return Text(
                f"这里按{here.zh}算，不能写每{name_of(per).zh}的数；先换算成{name_of(unit).zh}",
                f"this counts per {unit.per.value}, and `{shortened(text)}` per {per.value}: convert it first",
            )
        return Text(
            f"这里按{here.zh}算，{text} 写成 {number_here}",
            f"this counts per {unit.per.value}: write {number_here} for `{shortened(text)}`",
        )

    def per_head_hint(self, text: str) -> Text | None:
        """`800元/人` is money for each of several people."""
        found = re.fullmatch(r"每人(\d+(?:\.\d+)?)元?|(\d+(?:\.\d+)?) *元?[/每]人", tidied(text))
        if found is None:
            return None
        heads = next(
            (label_of(self.source, one) for one in self.lexicon.facts.values() if one.unit is Unit.PERSONS),
            self.source.spelled("heads", "人数"),
        )
        number = found[1] or found[2]
        written = f"{{{self.source.spelled('times', CALCULATIONS['times'])}: [{number}, {heads}]}}"
        return Text(f"只给一个人的写成 {number}；按人数给的写成 {written}", f"write {number} for one person, {written} for each of several")

    def age(self, node: Node) -> tuple[Fraction, TimeUnit]:
        """`60`, `60岁`, `60 years 6 months`: counted in the smallest unit that is written."""
        if isinstance(node, Scalar) and not node.empty:
            if not node.text.strip().isdecimal() and (parts := self.parts(node.text, _AGE_UNITS)) is not None:
                return self.together(node, parts, age=True)
            hint = age_hint(node.text)
            if hint is not None:
                refuse(self.source, "age_not_whole", node.span, f"年龄按整年或整月计算，不能写 {node.text}",
                       f"an age counts in whole years or months: {node.text} cannot be written", hint)  # fmt: skip
        number = read_number(self.source, node, self.number_hint(node))
        if not 0 <= number <= OLDEST:
            self.out_of_range(self.source.spelled(AGE.name, AGE.label.zh), node, number, Decimal(0), Decimal(OLDEST))
        return Fraction(number), TimeUnit.YEARS

    def duration(self, node: Node) -> tuple[Fraction, TimeUnit]:
        """`2 years`, `6个月`, `2年6个月`: counted in the smallest unit that is written."""
        parts = self.parts(node.text, DURATION_UNITS) if isinstance(node, Scalar) else None
        if parts is None or all(number == 0 for number, _ in parts):
            expected(self.source, node, "一段时间（例如 2年、6个月、30天）", "a length of time such as `2 years`, `6 months`, `30 days`",
                     duration_hint(node.text) if isinstance(node, Scalar) else None)  # fmt: skip
        return self.together(node, parts, age=False)

    def parts(self, text: str, units: Mapping[str, str]) -> list[tuple[int, TimeUnit]] | None:
        """The numbers and units of a length of time, the largest unit first; None where it is none."""
        found = list(_PART.finditer(text.strip()))
        if not found or "".join(one[0] for one in found) != text.strip():
            return None
        if any(one[2] not in units or re.match(r"0.|[0-9]{5}", one[1]) for one in found):
            return None
        named = [(int(one[1]), TimeUnit(units[one[2]])) for one in found]
        order = [list(TimeUnit).index(unit) for _, unit in named]
        return named if order == sorted(set(order)) else None

    def together(self, node: Node, parts: list[tuple[int, TimeUnit]], *, age: bool) -> tuple[Fraction, TimeUnit]:
        """One number of the smallest unit; days are never mixed with longer units, whose days differ."""
        units = [unit for _, unit in parts]
        if TimeUnit.DAYS in units and age:
            refuse(self.source, "age_in_days", node.span, "年龄不能按天写", "an age cannot be written in days",
                   Text("写到月，例如 60岁6个月", "write it to the month, such as 60 years 6 months"))  # fmt: skip
        if TimeUnit.DAYS in units and len(units) > 1:
            refuse(self.source, "mixed_days", node.span, "天数不能与年、月混写：各月天数不同", "days cannot stand beside years or months, whose days differ",
                   Text("只写年和月，或全部写成天数，例如 400天", "write years and months alone, or days alone, such as 400 days"))  # fmt: skip
        months = sum(number * (12 if unit is TimeUnit.YEARS else 1) for number, unit in parts)
        if age and months > OLDEST * 12:
            self.out_of_range(
                self.source.spelled(AGE.name, AGE.label.zh),
                node,
                shortened(node.text) if isinstance(node, Scalar) else "",
                Decimal(0),
                Decimal(OLDEST),
            )
        return (Fraction(parts[0][0]), units[0]) if len(parts) == 1 else (Fraction(months), TimeUnit.MONTHS)

    def truth(self, label: str, node: Node) -> bool:
        """`true` or `false`."""
        if isinstance(node, Scalar) and node.text in TRUTH_VALUES:
            return TRUTH_VALUES[node.text]
        yes, no = self.source.spelled("true", "是"), self.source.spelled("false", "否")
        text = node.text.lower() if isinstance(node, Scalar) else ""
        meant = yes if text in _YES else no if text in _NO else f"{yes} 或 {no}"
        found = kind(node)
        refuse(self.source, "wrong_kind", node.span, f"“{label}”只能写 {yes} 或 {no}，写的是{found.zh}",
               f"`{label}` takes {yes} or {no}, found {found.en}",
               Text(f"写 {meant}", f"write {meant.replace('或', 'or')}"))  # fmt: skip
