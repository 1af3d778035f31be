"""How to mend a word or value that is not what was expected: Chinese punctuation, other ways to write numbers and dates."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from ..errors import Cure
from ..language.facts import Text

_WIDE = {
    "：": ":", "，": ",", "、": ",", "｛": "{", "｝": "}", "【": "[", "】": "]", "［": "[", "］": "]",
    "“": '"', "”": '"',
}  # fmt: skip
_INVISIBLE = re.compile("[\u00a0\u200b-\u200f\u2060\u3000\ufeff]")
CHINESE_DIGITS = re.compile("[一二两三四五六七八九十百千万]")
"""Numbers in Chinese characters."""
_VAGUE = re.compile("(?:若干|适量|适当|一定|有限|不限|部分|少量|多|几|数)(?:数量|[个名人元户])?")
"""What stands for a number that a document does not say."""


def tidied(text: str) -> str:
    """A text, the beginning of a long one, with full-width characters as ASCII."""
    return normalize("NFKC", text[:60]).strip()


def write(zh: str, en: str | None = None, *, but: Text | None = None) -> Cure:
    """That something is to be written so, and (`but`) what not."""
    said = but or Text("", "")
    return Cure(f"写成 {zh}{said.zh}", f"write {en or zh}{said.of('en')}", put=Text(zh, en))


def slip(text: str) -> Text | None:
    """What is wrong with a text that was meant as a keyword, a name or `name: content`, if it shows."""
    if len(text) <= 60 and re.search("[,，、]", text) and not re.search("[:：]", text):
        values = [value.strip(" []【】") for value in re.split("[,，、]", text)]
        return Text(f"几个值写成 [{', '.join(values)}]", f"write several values as [{', '.join(values)}]")
    wide = [char for char in _WIDE if char in text]
    if wide:
        zh = "、".join(f"「{char}」改成「{_WIDE[char]}」" for char in wide)
        en = ", ".join(f"`{_WIDE[char]}` for `{char}`" for char in wide)
        colon = ("，冒号后面加一个空格", ", and a space after the colon") if "：" in wide else ("", "")
        return Text(f"全角的{zh}{colon[0]}", f"write {en}{colon[1]}")
    if re.match(r"[^\W\d][\w-]* +[\[{]", text):
        return Text("名称后面缺少冒号", "a colon is missing after the name")
    if re.match(r"[^\W\d][\w-]*:\S", text):
        return Text("冒号后面加一个半角空格", "put a space after the colon")
    if re.match(r"-[^\W\d]", text):
        return Text("“-”后面加一个半角空格", "put a space after the dash")
    if _INVISIBLE.search(text):
        return Text("里面有全角空格或看不见的字符，重新输入", "type it anew: there is a full-width space or an invisible character in it")
    return None


def number_hint(text: str) -> Text | None:
    """How to write a number that was written with a unit, a percent sign, commas, zeros before it or in other digits."""
    found = re.fullmatch(r"0*(\d{1,15}(?:,\d{3})*(?:\.\d{1,6})?) *([^\W\d]*(?:/[^\W\d]+)?|%)", tidied(text))
    if found is not None:
        number = Decimal(found[1].replace(",", "")) * (10_000 if found[2].startswith("万") else 1)
        return write(f"{number.normalize():f}", but=Text(f"，不写“{found[2]}”", f" without `{found[2]}`") if found[2] else None)
    if _VAGUE.fullmatch(text.strip()):
        return Text(
            "写文件里的数；文件没有写明数的，这条要求不写",
            "write the number that the document has; where it has none, leave this requirement out",
        )
    if CHINESE_DIGITS.search(text):
        return Text("用阿拉伯数字写", "write it in Arabic digits")
    return slip(text)


def date_hint(text: str) -> Text | None:
    """How to write a date that was written in another way."""
    found = re.fullmatch(r"(\d{4})\D?(\d{1,2})(?:\D?(\d{1,2}))?\D?", tidied(text))
    if found is None:
        return slip(text)
    if found[3] is None:
        return Text("要写到日", "write the day too")
    try:
        return write(date(int(found[1]), int(found[2]), int(found[3])).isoformat())
    except ValueError:
        return None


def no_such_day(year: int, month: int) -> Text:
    """Why a year, month and day are no date."""
    if 1 <= month <= 12 and year:
        days = monthrange(year, month)[1]
        return Text(f"{year}年{month}月只有{days}天", f"the month {year}-{month:02} has {days} days")
    return Text("月份在 01 到 12 之间", "months are 01 to 12")
