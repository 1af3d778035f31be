"""How to mend what was written for a number, a comparison, a length of time or an age."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction

from ..errors import Cure
from ..language.facts import Text
from ..language.units import Per, Unit
from ..language.words import CALCULATIONS
from ..yaml.hints import CHINESE_DIGITS, slip, tidied, write

_COMPARED = (
    (r"(?:>=|≥|不低于|不少于|大于等于|大于或等于|至少|年?满)@|@(?:以上|\+)", "at_least"),
    (r"(?:<=|≤|不高于|不超过|小于等于|小于或等于|至多)@|@(?:以下|以内)", "at_most"),
    (r"(?:>|高于|超过|大于)@", "above"),
    (r"(?:<|低于|不满|未满|小于)@", "below"),
    (r"@[-~—–至到]@", "between"),
)
"""How clerks write comparisons, and the keyword that is meant."""
_AMOUNT = r" *\d{1,15}(?:\.\d{1,6})? *(?:周?岁|元)? *"

OTHER_COMPARISONS = {
    "大于等于": "at_least", "大于或等于": "at_least", "不小于": "at_least", "至少": "at_least", "≥": "at_least", ">=": "at_least",
    "满": "at_least", "年满": "at_least", "以上": "at_least", "不少于": "at_least", "高于等于": "at_least", "高于或等于": "at_least",
    "最少": "at_least", "最低": "at_least", "达到": "at_least", "gte": "at_least", "ge": "at_least", "min": "at_least", "minimum": "at_least",
    "小于等于": "at_most", "小于或等于": "at_most", "不大于": "at_most", "不超过": "at_most", "至多": "at_most", "≤": "at_most", "<=": "at_most",
    "以下": "at_most", "以内": "at_most", "不多于": "at_most", "低于等于": "at_most", "低于或等于": "at_most", "最多": "at_most", "最高": "at_most",
    "lte": "at_most", "le": "at_most", "max": "at_most", "maximum": "at_most",
    "大于": "above", "超过": "above", ">": "above", "gt": "above", "over": "above", "more_than": "above", "greater_than": "above",
    "小于": "below", "不满": "below", "未满": "below", "<": "below", "lt": "below", "under": "below", "less_than": "below",
    "等于": "one_of", "为": "one_of", "是": "one_of", "=": "one_of", "==": "one_of", "in": "one_of", "equals": "one_of", "eq": "one_of",
    "不等于": "is_not", "ne": "is_not", "not_in": "none_of", "≠": "is_not", "!=": "is_not", "除": "none_of", "除了": "none_of", "除外": "none_of", "包含": "has_any", "包括": "has_any", "不含": "has_none",
}  # fmt: skip
"""Other words and signs for comparisons, and the keyword that is meant."""

OTHER_COMBINATORS = {
    "或": "any", "或者": "any", "or": "any", "任意": "any", "任何": "any", "之一": "any",
    "且": "all", "并且": "all", "与": "all", "和": "all", "以及": "all", "同时": "all", "and": "all",
    "除外": "not", "除": "not", "除了": "not", "非": "not", "不": "not", "否": "not", "except": "not", "unless": "not",
}  # fmt: skip
"""Other words for what joins conditions, and the keyword that is meant."""

HOUSEHOLD = re.compile("家庭|全家|每户|household", re.IGNORECASE)
"""What is said of the things of a whole household."""

PER_WORDS = {
    "天": Per.DAY, "日": Per.DAY, "月": Per.MONTH, "个月": Per.MONTH, "季": Per.QUARTER, "季度": Per.QUARTER, "年": Per.YEAR, "次": Per.TIME,
    "小时": Per.HOUR, "餐": Per.MEAL,
}  # fmt: skip
"""How clerks write for what money is paid."""
PERIODS = "|".join(sorted(PER_WORDS, key=len, reverse=True))
MONTHS = {Per.MONTH: 1, Per.QUARTER: 3, Per.YEAR: 12}
"""How many months a period has."""

MAX_TEXT = 60
"""Characters of a text in which something is looked for."""
_SMALL = "零一两三四五六七八九"
_ONES = "一二三四五六七八九"
_NAME = r"[^\W\d_][^\W_]*"
_TIMES_OVER = rf" *(?P<number>\d{{1,6}}(?:\.\d{{1,6}})?|[{_SMALL[1:]}]) *(?P<unit>倍|%) *"
_SIGNS = {"*": "times", "×": "times", "+": "plus", "-": "minus", "−": "minus", "/": "times", "÷": "times"}


def comparison(text: str) -> tuple[str, str] | None:
    """The comparison and what it compares with, where a text such as `>=60`, `60岁以上` or `60-79` means one."""
    written = tidied(text)
    for pattern, keyword in _COMPARED:
        if re.fullmatch(pattern.replace("@", _AMOUNT), written):
            numbers = re.findall(r"\d+(?:\.\d+)?", written)
            return keyword, numbers[0] if len(numbers) == 1 else f"[{', '.join(numbers)}]"
    return None


def calculation(text: str, *, chinese: bool) -> str | None:
    """How `1450*1.5` or `低保标准×3` is written."""
    multiple = multiplied(text)
    if multiple is not None:
        return f"{{{CALCULATIONS['times'] if chinese else 'times'}: [{multiple[0]}, {multiple[1]}]}}"
    operand = r"([^\W\d_]\w*|\d{1,15}(?:\.\d{1,6})?)"
    found = re.fullmatch(rf" *{operand} *([*×+−/÷]| - ) *{operand} *", tidied(text).replace("倍", ""))
    if found is None:
        return None
    keyword = _SIGNS[found[2].strip()]
    other = found[3]
    if found[2] in "/÷":
        if not re.fullmatch(r"[1-9]\d*", other):
            return None
        other = f"1/{other}"
    return f"{{{CALCULATIONS[keyword] if chinese else keyword}: [{found[1]}, {other}]}}"


def _in_digits(text: str) -> str:
    """`百分之三十` and `三成` as `30%`, else the text."""
    found = re.fullmatch(rf"百分之(?:(\d+(?:\.\d+)?)|([{_ONES}]?)(十?)([{_ONES}]?))|([{_ONES}])成", text)
    if found is None:
        return text
    ones = {"": 0, **{char: number for number, char in enumerate(_ONES, 1)}}
    if found[1] or found[5]:
        return f"{found[1] or ones[found[5]] * 10}%"
    tens = (ones[found[2]] or 1) * 10 if found[3] else 0
    return f"{tens + (ones[found[4]] if found[3] else ones[found[2]])}%"


def share(text: str) -> tuple[str, str, bool] | None:
    """The number of `84%` or `1.3倍` as written, what it is of one, and whether it is a percentage."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?) *(%|倍)", _in_digits(tidied(text)))
    if found is None:
        return None
    number = Decimal(found[1]) / 100 if found[2] == "%" else Decimal(found[1])
    return found[1], f"{number.normalize():f}", found[2] == "%"


def money(text: str) -> tuple[str, Per | None] | None:
    """The number and the period of `200元/月`, `每月200元`, `1.2万元`."""
    number, period = r"(?P<number>\d{1,12}(?:,\d{3})*(?:\.\d{1,4})?) *(?P<much>万)?元?", rf"(?P<per>{PERIODS})"
    found = re.fullmatch(rf"{number} *(?:[/每] *{period})?", tidied(text)) or re.fullmatch(rf"每?{period} *{number}", tidied(text))
    if found is None:
        return None
    value = float(found["number"].replace(",", "")) * (10_000 if found["much"] else 1)
    return f"{value:.10g}", PER_WORDS[found["per"]] if found["per"] else None


def in_unit(number: str, per: Per, unit: Unit, times: str) -> str | None:
    """Money that is so much for one period as it is written in a unit of another; None where they cannot be converted. `times`:
    how a product is written.
    """
    if unit.per is None or per not in MONTHS or unit.per not in MONTHS:
        return None
    share = Fraction(MONTHS[unit.per], MONTHS[per])
    value = Fraction(number) * share
    return f"{float(value):.10g}" if 100 % value.denominator == 0 else f"{{{times}: [{number}, {share}]}}"


def between_names(text: str, names: Collection[str]) -> tuple[str, str, str] | None:
    """The calculation, and the two of these names with the sign of it between them: `低保线-收入`."""
    signs = (found for found in re.finditer(r" *([*×+−/÷–—-]) *", text[:MAX_TEXT]))
    both = ((_SIGNS.get(sign[1], "minus"), sign[1], text[: sign.start()].strip(), text[sign.end() :].strip()) for sign in signs)
    return next(
        (
            ("divided" if sign in "/÷" else word, one, other)
            for word, sign, one, other in both
            if other in names and (one in names or one == "1")
        ),
        None,
    )


def compared(text: str, names: Collection[str]) -> tuple[str, str, str] | None:
    """The name, the comparison and what it compares with, where a text such as `年龄≥60` has all of them."""
    for at in range(1, min(len(text), MAX_TEXT)):
        if text[:at].strip() in names and (meant := comparison(text[at:])) is not None:
            return text[:at].strip(), *meant
    return None


def multiplied(text: str) -> tuple[str, str] | None:
    """The name and the number in `低保标准的1.5倍`, `1.5倍低保标准` and `低保标准的80%`."""
    found = re.fullmatch(rf"({_NAME}?)的?{_TIMES_OVER}", tidied(text)) or re.fullmatch(rf"{_TIMES_OVER}的?(?P<name>{_NAME})", tidied(text))
    if found is None:
        return None
    number = Decimal(found["number"]) if found["number"][0].isdecimal() else Decimal(_SMALL.index(found["number"]))
    number = number / 100 if found["unit"] == "%" else number
    return found.groupdict().get("name") or found[1], f"{number.normalize():f}"


def duration_hint(text: str) -> Text | None:
    """How to write a length of time that was written in another way."""
    half = re.fullmatch(r"([1-9]\d{0,3}) *年半|半年", tidied(text))
    if half is not None:
        years = (f"{half[1]}年", f"{half[1]} years ") if half[1] else ("", "")
        return write(f"{years[0]}6个月", f"{years[1]}6 months")
    found = re.fullmatch(r"0*([1-9]\d{0,3}) *(周?岁|年|月|日|years? old|y)", tidied(text))
    if found is not None:
        zh, en = {"月": ("个月", "months"), "日": ("天", "days")}.get(found[2], ("年", "years"))
        return write(f"{found[1]}{zh}", f"{found[1]} {en}")
    alone = re.fullmatch(r"0*([1-9]\d{0,3})", tidied(text))
    if alone is not None:
        return Text(f"写明单位，例如 {alone[1]}天 或 {alone[1]}个月", f"say in what, such as {alone[1]} days or {alone[1]} months")
    return Text("用阿拉伯数字写", "write it in Arabic digits") if CHINESE_DIGITS.search(text) else slip(text)


def age_hint(text: str) -> Text | None:
    """How to write an age that is no whole number of years."""
    half = re.fullmatch(r"([1-9]\d{0,2}) *(?:周?岁|年)零?半", tidied(text))
    if half is not None:
        return write(f"{half[1]}岁6个月", f"{half[1]} years 6 months")
    found = re.fullmatch(r"(\d{1,15})\.(\d{1,6})(?: *(?:周?岁|years?))?", tidied(text))
    if found is None:
        return None
    months = Decimal(f"0.{found[2]}") * 12
    rest = f"{int(months)}" if months == int(months) else "…"
    if rest == "0":
        return write(found[1])
    said = Text(f"按年和月写成 {found[1]}岁{rest}个月", f"write years and months: {found[1]} years {rest} months")
    return Cure(said.zh, said.en, put=Text(f"{found[1]}岁{rest}个月", f"{found[1]} years {rest} months")) if months == int(months) else said
