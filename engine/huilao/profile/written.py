"""What people write for days, ages and grades: the words of a text as numbers.

Only what can mean one thing is read; what says a part (a month, `80多岁`) is read as all that it may be.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from .lunar import LUNAR, lunar_days, without_lunar

Days = tuple[date, date]
"""The first and the last day that a date may be."""
Years = tuple[int | None, int | None]
"""The least and the most completed years that an age may be; None where that end is open."""

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_DIGITS: dict[str, int] = {char: value for value, chars in enumerate(("〇零○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
                           for char in chars}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30}
_CHINESE = re.compile(f"[{''.join((*_DIGITS, *_TENS))}百]+")
_GAP = re.compile(rf"(?<=[\d{''.join((*_DIGITS, *_TENS))}])\s+(?=[\d{''.join((*_DIGITS, *_TENS))}])")
_ONE_TO_NINE = "".join(list(_DIGITS)[3:])
_NUMERAL = re.compile(
    f"(?P<hundred>[一壹]百)?(?:零?(?P<one>[{_ONE_TO_NINE}])|(?P<times>[{_ONE_TO_NINE}]?)(?P<ten>[{''.join(_TENS)}])(?P<more>[{_ONE_TO_NINE}]?))?"
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}

_BETWEEN = r"[-/.、。—–‒−]{1,2}"
_WHOLE = re.compile(rf"(\d{{4}})(?:年|{_BETWEEN})(\d{{1,2}})(?:月|{_BETWEEN})(\d{{1,2}})[日号]?(?:{_BETWEEN})?")
_EIGHT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MONTH = re.compile(
    rf"(\d{{4}})(?:年(\d{{1,2}})月(?:份|初|底|末|[上中下]旬)?|{_BETWEEN}(\d{{1,2}})(?:{_BETWEEN})?|(?<!0[1-9])(?<!1[0-2])(0[1-9]|1[0-2]))"
)
"""Six digits mean a month where the last four are no month and day."""
_SEVEN = re.compile(r"(\d{4})(\d{3})")
_YEAR = re.compile(r"(?:大?约)?(\d{4})年?")
"""`约` says that no more than that is known."""
_MINGUO = re.compile(r"^民国(?:(\d{1,2})|元)年?")
_SAID = re.compile(r"^(?:出?生[于在]|公元|公历|阳历|新历)+|(?:出?生|\((?:公历|阳历|新历)\))$")
"""What stands about a day and changes nothing."""

ABOUT = 5
"""Years by which an age may be more or less of which somebody says that it is about right."""
_AGE = r"(\d{1,3})(?:\.0+)?(?:周?岁|实岁)?"
_AGES: tuple[tuple[re.Pattern[str], tuple[int | None, int | None]], ...] = tuple(
    (re.compile(form.replace("N", _AGE)), ends)
    for form, ends in (
        ("N|(?:周岁|实岁)N", (0, 0)), (r"(?:年?满|已满|>=|≥|不低于|不小于)N|N(?:\+|及?以上)", (0, None)), (r"(?:<=|≤|不高于|不大于|不超过)N|N及?以下", (None, 0)),
        ("(?:不满|未满|不足|不到|小于|<)N", (None, -1)), ("(?:大于|超过|>)N", (1, None)), ("虚岁?N|N虚岁?|N\\(虚岁?\\)", (-2, -1)),
        ("(?:大?约)N|N(?:左右|上下)", (-ABOUT, ABOUT)), (r"(\d{1,3})周?岁零?\d{1,2}个?月", (0, 0)),
    )
)  # fmt: skip
"""How ages are written, and how far from the number the least and the most years are; a nominal age is one or two more."""
_ABOUT_TEN = re.compile(r"(\d?[1-9]0)来(?:周?岁)?")
_TENS_OF = re.compile(r"(\d?[1-9])(?:0[多余几](?:周?岁)?|旬)")
_HUNDRED = re.compile("(?:年?满|已满)?百岁(?:及?以上)?")
"""百岁 is said of whoever is a hundred and more; 一百岁 is a number."""
_FROM_TO = re.compile(r"(\d{1,3})(?:周?岁)?[-~—–至到]+(\d{1,3})(?:周?岁)?")
_GRADE = re.compile(r"第?(?:(\d{1,2})(?:\.0+)?|([IV]{1,3}))(级|等|档|类)?")


def plain_text(text: str) -> str:
    """A text in ordinary characters, without spaces and what cannot be seen."""
    return "".join(_ordinary(text).split())


def date_text(text: str) -> str:
    """The same of a date; spaces alone between its numbers part them as a stroke does (`1938 5`), but where 年 or 月 does, or all eight
    digits are there.
    """
    ordinary = _ordinary(text)
    glued = "".join(ordinary.split())
    return glued if re.search(r"[年月]|^\d{8}$", glued) else "".join(_GAP.sub("-", ordinary).split())


def _ordinary(text: str) -> str:
    return text if text.isascii() else _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def in_digits(text: str) -> str:
    """A text whose Chinese numerals are digits: 一九四四年五月十日 is 1944年5月10日, 八十五 is 85."""
    return _CHINESE.sub(lambda found: _number(found[0]), text)


def _number(numeral: str) -> str:
    """The digits of a Chinese numeral up to 199, or written digit by digit; itself where it is neither."""
    if all(char in _DIGITS for char in numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    found = _NUMERAL.fullmatch(numeral)
    if found is None or (found["times"] and _TENS[found["ten"]] != 10):
        return numeral
    tens = _TENS[found["ten"]] * _DIGITS.get(found["times"], 1) if found["ten"] else 0
    return str(100 * bool(found["hundred"]) + tens + _DIGITS.get(found["one"] or found["more"] or "", 0))


def days_written(text: str) -> Days | None:
    """The days that a text may mean, the year first and in full, by the old calendar too; None where it means none."""
    plain = _SAID.sub("", without_lunar(in_digits(date_text(text))))
    if minguo := _MINGUO.match(plain):
        year = int(minguo[1] or 1)
        rest = plain[minguo.end() :]
        plain = f"{1911 + year}{'年' if minguo[0].endswith('年') else ''}{rest}" if 1 <= year <= 38 else ""
    if LUNAR.search(plain):
        return lunar_days(plain)
    days = list(_days(plain))
    return (min(first for first, _ in days), max(last for _, last in days)) if days else None


def _days(plain: str) -> Iterator[Days]:
    """Each span that a text in digits may mean; all are in one year."""
    if found := _WHOLE.fullmatch(plain) or _EIGHT.fullmatch(plain):
        year, month, day = map(int, found.groups())
        yield from days_of(year, month, day)
    elif found := _MONTH.fullmatch(plain):
        year, month = (one for one in found.groups() if one)
        yield from days_of(int(year), int(month))
        if plain.endswith(".1"):  # as a number, 1944.10 has lost its nought
            yield from days_of(int(year), 10)
    elif found := _SEVEN.fullmatch(plain):
        year, rest = int(found[1]), found[2]
        for month, day in ((rest[:1], rest[1:]), (rest[:2], rest[2:])):
            yield from () if "0" in (month[0], day[0]) else days_of(year, int(month), int(day))
    elif found := _YEAR.fullmatch(plain):
        yield from days_of(int(found[1]))


def days_of(year: int, month: int | None = None, day: int | None = None) -> Iterator[Days]:
    """The days of a year, of a month of it, or one; none where there is no such."""
    try:
        last = day or monthrange(year, month or 12)[1]
        yield date(year, month or 1, day or 1), date(year, month or 12, last)
    except ValueError:
        return


def years_written(text: str) -> Years | None:
    """The completed years that a text may mean: 85岁, 80以上, 虚岁82, 八十多岁, 八旬老人, 百岁; None where it means none."""
    plain = in_digits(plain_text(text)).replace("(含)", "").removesuffix("老人")
    if _HUNDRED.fullmatch(plain):
        return 100, None
    if found := _FROM_TO.fullmatch(plain):
        return (int(found[1]), int(found[2])) if int(found[1]) <= int(found[2]) else None
    if found := _TENS_OF.fullmatch(plain):
        return int(found[1]) * 10, int(found[1]) * 10 + 9
    if found := _ABOUT_TEN.fullmatch(plain):
        return int(found[1]) - ABOUT, int(found[1]) + ABOUT
    for form, (low, high) in _AGES:
        if found := form.fullmatch(plain):
            years = int(next(one for one in found.groups() if one))
            least, most = (None if end is None else years + end for end in (low, high))
            return None if (least is not None and least < 0) or (most is not None and most < 0) else (least, most)
    return None


def is_age(text: str) -> bool:
    """Whether a text says itself that it is an age, wherever it stands."""
    return re.search("[岁旬]", text) is not None and years_written(text) is not None


def grade_written(text: str) -> tuple[int, str] | None:
    """The number of a grade and the word for it, empty where there is none: 二级, 贰级, Ⅱ级 and 2级 are the same; None where it is none."""
    found = _GRADE.fullmatch(in_digits(plain_text(text)).upper())
    if found is None or (number := int(found[1]) if found[1] else _ROMAN.get(found[2])) is None:
        return None
    return number, found[3] or ""
