"""Citizens' ID numbers (GB 11643-1999, ISO 7064 check, and those of 15 digits from before): birth date and sex are taken from one,
and it is forgotten.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from math import ulp
from typing import NamedTuple

from ..language.facts import Text
from .written import Days

ID_NUMBER = ("id_number", "身份证号", "身份证号码", "居民身份证号", "居民身份证号码", "公民身份号码", "公民身份证号码")
"""How the ID number may be called."""
SEX = "sex"
"""The fact that has the sex."""

ROUND_IT = "[\\s'`´‘’\"“”′=-]|[‐-―−\u200b-\u200f\u2060\ufeff]|\\.0$"
"""What stands about and between the digits of a number and changes nothing: `'`, `="…"`, spaces."""
LABEL = "^(?:居民|公民|二代)?(?:身[份分][证證]?件?|[证證]件)(?:[号號][码碼]?|[编編][号號])?[:：]?([1-9])"
"""What is written before a number, up to its first digit: `身份证：`."""
LAST_X = "[ХΧ×*]$"
"""What is written for an X; whether it is one, the check digit says."""
FIRST_GENERATION = "^[1-9][0-9]{11}([0-8][0-9]{2}|9[0-8][0-9]|99[0-5])$"
"""15 digits without a check digit, of people born in the 20th century: 996 to 999 were kept for those born before."""
ENDS_IN_NOUGHTS = "^[1-9][0-9]{14}000$"
"""How spreadsheets end numbers of 18 digits, of which they keep 15; of real ones it is one in a thousand."""
NO_NUMBER = ("无", "没有", "无证", "无身份证", "没有身份证", "未办", "未办理")
"""What stands for the number of somebody who has none."""

_OTHER_PAPERS = re.compile(
    "[A-Z]{1,3}[0-9]{6,12}[A-Z]?|[^0-9]*(?:护照|通行证|回乡证|台胞证|居住证|居留证|永居证|军官证|士兵证)[^0-9]*[A-Z0-9]*"
)
_AS_NUMBER = re.compile(r"([1-9])(?:\.([0-9]+))?E\+?17")
_MASKED = re.compile(r"(?=.*\*)[0-9*]{6}([0-9*]{8})[0-9*]{3}[0-9X*]")


class Identity(NamedTuple):
    """What an ID number says of its holder."""

    birth_date: date
    sex: str


class Spoilt(NamedTuple):
    """A text in the place of an ID number that is none: why, what to do, and what its digits surely say all the same."""

    message: Text
    cure: Text
    born: Days | None = None


def plain_number(text: str) -> str:
    """A text without what stands about the digits of an ID number."""
    plain = re.sub(ROUND_IT, "", unicodedata.normalize("NFKC", text)).upper()
    return re.sub(LAST_X, "X", re.sub(LABEL, r"\1", plain))


def identity_of(number: object) -> Identity | None:
    """Birth date and sex, None where it is no ID number.

    The division in it is not looked up: it is that of the office that gave the number, often long after the birth, and may
    be older or newer than any table.
    """
    if not isinstance(number, str):
        return None
    from stdnum.cn import ric  # it takes longer to import than most of the library
    from stdnum.exceptions import ValidationError

    compact = plain_number(number)
    if re.match(FIRST_GENERATION, compact):
        compact = f"{compact[:6]}19{compact[6:]}"
        compact += ric.calc_check_digit(compact + "0")
    try:
        if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", compact) or compact[-1] != ric.calc_check_digit(compact):
            return None
        return Identity(ric.get_birth_date(compact), "male" if int(compact[16]) % 2 else "female")
    except ValidationError:
        return None


def is_other_paper(text: str) -> bool:
    """Whether a text is the number of a passport or permit, which is no ID number and nothing to mend."""
    plain = plain_number(text)
    if re.fullmatch("[0-9]{8}", plain):  # of a permit, unless it is a date in the wrong column
        return not "1850" <= plain[:4] <= "2050"
    return _OTHER_PAPERS.fullmatch(plain) is not None


def spoilt(text: str) -> Spoilt:
    """Why a text is no ID number."""
    plain = plain_number(text)
    if found := _AS_NUMBER.fullmatch(plain):
        digits = found[1] + (found[2] or "")
        return _cut_off(int(digits), 18 - len(digits))
    if re.match(ENDS_IN_NOUGHTS, plain):
        return _cut_off(int(plain[:15]), 3)
    if found := _MASKED.fullmatch(plain):
        return Spoilt(Text("身份证号码有几位被遮住了", "is an ID number with digits hidden"),
                      Text("对照证件填全", "write all its digits from the papers"),
                      _born(*(int(found[1].replace("*", digit)) for digit in "09")))  # fmt: skip
    if _as_program_numbers(plain):
        return Spoilt(Text("身份证号码不对，像是被表格或程序当作数字存过，末几位变了",
                           "is not a valid ID number: it looks as if a spreadsheet or program had kept it as a number and changed its last digits"),
                      Text("对照证件改正；这一列多处这样的，设为文本格式，从原处重新导出",
                           "correct it from the papers; where many are so, make the column text and export it again"),
                      _born(*(int(f"{end:018}"[6:14]) for end in _kept_as(plain))))  # fmt: skip
    return Spoilt(Text("身份证号码不对（位数、日期或校验码）", "is not a valid ID number (length, date or check digit)"),
                  Text("对照证件改正", "correct it from the papers"))  # fmt: skip


def _as_program_numbers(plain: str) -> bool:
    """Whether 18 digits are a number as programs keep large ones, which have gaps of 16 and more between them: of others few are."""
    return re.fullmatch("[1-9][0-9]{17}", plain) is not None and int(float(plain)) == int(plain)


def _kept_as(plain: str) -> tuple[int, int]:
    """Between which whole numbers one was that a program keeps as this."""
    gap = int(ulp(float(plain)))
    return int(plain) - gap, int(plain) + gap


def _cut_off(digits: int, lost: int) -> Spoilt:
    """A number of which a spreadsheet has kept the first digits, cut off or rounded."""
    unit = 10**lost
    low, high = (f"{max(number, 0):018}" for number in ((digits - 1) * unit + 1, (digits + 1) * unit - 1))
    return Spoilt(
        Text("身份证号码被表格软件当作数字，末几位已经丢失", "is an ID number that a spreadsheet took for a number: its last digits are lost"),
        Text("把这一列设为文本格式，再从证件或原登记表重新填写，不能用现在的单元格恢复",
             "make the column text and enter the numbers again from the papers or the source: the cell no longer has them"),
        _born(int(low[6:14]), int(high[6:14])) if low[:6] == high[:6] and lost < 12 else None,
    )  # fmt: skip


def _born(first: int, last: int) -> Days | None:
    """The days from one number such as 19440510 to another; None where there is none, or they are of more than a year."""
    if last // 10_000 - first // 10_000 > 1:
        return None
    days: list[date] = []
    for number in range(first, min(last, first + 10_000) + 1):
        try:
            days.append(date(number // 10_000, number // 100 % 100, number % 100))
        except ValueError:
            continue
    return (days[0], days[-1]) if days else None
