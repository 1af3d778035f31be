"""JSON as profiles come in it (RFC 8259), stricter than the standard library: numbers are decimals from the text, a key stands
once, and every character is whole.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from ..errors import HuilaoError
from ..language.facts import Text
from .problems import Problems

DIGITS = 1000
"""Of a whole number with more digits than this no `int` is made: Python refuses, or takes long."""
_CHINESE = re.compile("[\u0000-\u007f\u00b7\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]*")
"""What Chinese text has in it: by this GB 18030, in which almost any bytes mean something, is told from rubbish."""


class JsonTextError(HuilaoError):
    """Something that is no text, or no JSON."""

    def __init__(self, message: Text, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{line}:{column}: {message.zh} / {message.en}")
        self.message = message
        self.line = line
        self.column = column


def read_json(data: bytes | str) -> Any:
    """What JSON says: text in UTF-8, with or without a byte order mark, in UTF-16 with one, or in GB 18030.

    Raises JsonTextError where it is no JSON, ProfileError naming every key that stands twice and every text with half a
    character in it.
    """
    text = data.lstrip("\ufeff") if isinstance(data, str) else _decoded(data)
    problems = Problems()

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        together = dict(found)
        if len(together) < len(found):
            for name in (name for name, times in Counter(name for name, _ in found).items() if times > 1):
                problems.add(name, None, "写了不止一次", "is given more than once", Text("留下对的一处", "keep the one that is right"))
        for name, value in found:
            if _broken([name, value]):
                problems.add(name, None, "文字里有半个字符（单独的代理码元）", "has half a character in it (a lone surrogate)",
                             Text("重新填写", "write it anew"))  # fmt: skip
        return together

    try:
        read = json.loads(text, object_pairs_hook=pairs, parse_float=_decimal, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise JsonTextError(Text("不是正确的 JSON", f"not JSON: {error.msg}"), error.lineno, error.colno) from None
    except RecursionError:
        raise JsonTextError(Text("括号嵌套太深", "brackets are nested too deep")) from None
    if _broken(read):
        problems.add("profile", None, "文字里有半个字符（单独的代理码元）", "has half a character in it (a lone surrogate)")
    problems.raise_any()
    return read


def _decimal(number: str) -> Decimal:
    try:
        return Decimal(number)
    except InvalidOperation:  # with more places than a decimal can have
        raise JsonTextError(
            Text("有一个数的指数太大，请改成平常的写法", "a number has an exponent that is too large: write it plainly")
        ) from None


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= DIGITS else Decimal(digits)


def _broken(value: object) -> bool:
    """Whether a text, or one in a list, has half a character in it."""
    if isinstance(value, str):
        return not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value)
    return isinstance(value, list) and any(map(_broken, cast("list[object]", value)))


def _decoded(data: bytes) -> str:
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or _CHINESE.fullmatch(text):
            return text
    raise JsonTextError(Text("不是 UTF-8 文本，也认不出是 GB18030；请另存为 UTF-8",
                             "neither UTF-8 nor recognisably GB 18030; save it as UTF-8"))  # fmt: skip
