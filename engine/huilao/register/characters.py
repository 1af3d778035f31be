"""Traditional characters as the simplified ones, for columns and words of registers (編號, 冕寧縣, 獨居).

Only characters that the standard of simplified text (GB 2312) has not are taken for traditional: a simplified text, and what one
character of it may also stand for (乾县), stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

_FIRST, _LAST = 0x4E00, 0x9FFF
"""The characters of the basic block."""


def simplified(text: str) -> str:
    """A text with its traditional characters simplified."""
    return text if _in_simplified(text) else text.translate(_simple())


def _in_simplified(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _simple() -> Mapping[int, str]:
    """The simplified character of each that is traditional."""
    from opencc import OpenCC  # it takes a while, and few registers need it

    convert = OpenCC("t2s").convert
    return {code: convert(sign) for code in range(_FIRST, _LAST + 1) if not _in_simplified(sign := chr(code))}
