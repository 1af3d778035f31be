"""Real places for made-up people: counties that read better than a division that there is not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from ..china import COUNTY, name_in_china
from ..language.places import LEVELS, inside

ELSEWHERE = ("110102", "310101", "440103", "610103")
"""Counties of which a rule book may have nothing."""
ENOUGH = 2
"""Counties of each division."""


def ordinary_places(named: Collection[str]) -> tuple[str, ...]:
    """For each division that is named (and is no county) some counties inside it that are in no narrower one; and some elsewhere."""
    found = dict.fromkeys(ELSEWHERE)
    for place in sorted({code[:level] for code in named for level in LEVELS if level < COUNTY and level <= len(code)}):
        narrower = [code for code in named if len(code) > len(place)]
        plain = (county for county in _counties(place) if not any(inside(county, code) for code in narrower))
        found |= {county: None for county, _ in zip(plain, range(ENOUGH), strict=False)}
    return tuple(found)


def _counties(place: str) -> Iterator[str]:
    """The counties of a province or prefecture."""
    if len(place) == COUNTY:
        yield place
        return
    for number in range(1, 100):
        code = f"{place}{number:02}"
        if len(code) < COUNTY or _is_county(code):
            yield from _counties(code)


@cache
def _is_county(code: str) -> bool:
    return name_in_china(code) is not None
