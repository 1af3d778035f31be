"""Administrative divisions: their codes (GB/T 2260 and the statistical division codes), and which lies inside which.

The whole country is `000000`, in which every place lies.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from .truth import Truth

LEVELS = (2, 4, 6, 9, 12)
"""Digits of a division code by level: province, prefecture, county, township, village."""
COUNTRY = ""
"""The country, as `division` has it."""
WHOLE_COUNTRY = "000000"
"""The country as it is written, and it alone: 00 is a slip."""


@lru_cache(1 << 16)
def division(code: str) -> str:
    """The digits of a division code that say something: 510000 is 51, 513433000000 is 513433, 000000 nothing."""
    for shorter, longer in reversed(list(pairwise(LEVELS))):
        if len(code) == longer and code.endswith("0" * (longer - shorter)):
            code = code[:shorter]
    return COUNTRY if code == "00" else code


def inside(code: str, place: str) -> bool:
    """Whether a place surely lies inside another."""
    return division(code).startswith(division(place))


def within(code: str, place: str) -> Truth:
    """Whether a place lies inside another; unknown where it is known only more coarsely than the other."""
    if inside(code, place):
        return Truth.YES
    return Truth.UNKNOWN if inside(place, code) else Truth.NO
