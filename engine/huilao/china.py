"""The divisions of China down to the county, by code: those of GB/T 2260 as python-stdnum has them (its table of release 2.2
knows the changes up to 2025), with those that are no longer in use: documents and registers of their time name them.
"""

from __future__ import annotations

import re
from functools import cache

from stdnum import numdb  # pyright: ignore[reportMissingTypeStubs]

from .language.places import LEVELS

COUNTY = 6
"""Digits of a county's code."""


@cache
def name_in_china(code: str) -> str | None:
    """The name of a province, prefecture or county of China by its division (2, 4 or 6 digits); None where there is none."""
    info = numdb.get("cn/loc").info(code.ljust(COUNTY, "0"))
    if len(info) != len(("province", "county")) or "county" not in info[1][1]:
        return info[0][1].get("province") if len(code) == LEVELS[0] else None
    return re.sub(r"\[[^\]]*\]", "", info[1][1]["county"].split(",")[-1])
