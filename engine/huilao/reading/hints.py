"""How to mend a word or value that is not what was expected: Chinese punctuation, units, other ways to write numbers and dates."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from ..facts import Text

_WIDE = {
    "：": ": ", "，": ",", "、": ",", "｛": "{", "｝": "}", "【": "[", "】": "]", "［": "[", "］": "]", "（": "(", "）": ")",
    "“": '"', "”": '"',
}  # fmt: skip
_INVISIBLE = re.compile("[\u00a0\u200b-\u200f\u2060\u3000\ufeff]")
_SIGNS = {
    ">=": "at_least", "≥": "at_least", "以上": "at_least", "+": "at_least", ">": "above",
    "<=": "at_most", "≤": "at_most", "以下": "at_most", "以内": "at_most", "<": "below",
}  # fmt: skip


def slip(text: str) -> Text | None:
    """What is wrong with a text that was meant as a keyword, a name or `name: content`, if it shows."""
    wide = [char for char in _WIDE if char in text]
    if wide:
        return Text("全角标点要用半角：" + "、".join(f"{char} 改成 {_WIDE[char].strip()}" for char in wide)
                    + ("，冒号后面加一个空格" if "：" in wide else ""),
                    "use ASCII punctuation: " + ", ".join(f"{char} -> {_WIDE[char].strip()}" for char in wide)
                    + (", with a space after the colon" if "：" in wide else ""))  # fmt: skip
    if re.match(r"[^\W\d][\w-]*:\S", text):
        return Text("冒号后面加一个半角空格", "put a space after the colon")
    if re.match(r"-[^\W\d]", text):
        return Text("“-”后面加一个半角空格", "put a space after the dash")
    if _INVISIBLE.search(text):
        return Text("里面有全角空格或看不见的字符，删去后重新输入", "it has a full-width space or an invisible character in it: type it anew")
    return None


def number_hint(text: str) -> Text | None:
    """How to write a number that was written with a unit, a percent sign, commas, zeros before it or in other digits."""
    found = re.fullmatch(r"0*(\d{1,15}(?:,\d{3})*(?:\.\d{1,6})?) *([^\W\d]*|%)", normalize("NFKC", text).strip())
    if found is not None:
        number = Decimal(found[1].replace(",", "")) * (10_000 if found[2].startswith("万") else 1)
        unit = (f"，不写“{found[2]}”", f" without `{found[2]}`") if found[2] else ("", "")
        return Text(f"写成 {number.normalize():f}{unit[0]}", f"write {number.normalize():f}{unit[1]}")
    if re.search("[一二两三四五六七八九十百千万]", text):
        return Text("用阿拉伯数字写", "write it in Arabic digits")
    return slip(text)


def sign(text: str) -> tuple[str, str] | None:
    """The comparison and the number that a text such as `>=60` or `60岁以上` means."""
    found = re.fullmatch(
        r"(?P<sign>[<>]=?|[≥≤])? *(?P<number>\d{1,15}(?:\.\d{1,6})?) *[^\W\d]{0,3}?(?P<after>以上|以下|以内|\+)?", normalize("NFKC", text).strip()
    )
    meant = found and (found["sign"] or found["after"])
    return (_SIGNS[meant], found["number"]) if found and meant else None


def date_hint(text: str) -> Text | None:
    """How to write a date that was written in another way."""
    found = re.fullmatch(r"(\d{4})\D?(\d{1,2})(?:\D?(\d{1,2}))?\D?", normalize("NFKC", text).strip())
    if found is None:
        return slip(text)
    if found[3] is None:
        return Text("要写到日", "write the day too")
    try:
        return Text(f"写成 {(day := date(int(found[1]), int(found[2]), int(found[3])))}", f"write {day}")
    except ValueError:
        return None


def no_such_day(year: int, month: int) -> Text:
    """Why a year, month and day are no date."""
    if 1 <= month <= 12 and year:
        days = monthrange(year, month)[1]
        return Text(f"{year}年{month}月只有{days}天", f"the month {year}-{month:02} has {days} days")
    return Text("月份在 01 到 12 之间", "months are 01 to 12")
