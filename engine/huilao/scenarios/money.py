"""Amounts as scenarios write them: `每月 600 元`, `每月 0 至 600 元`, `每月 600 元以上`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ..language.units import Per
from ..language.words import name_of

_PERS = {**{f"每{name_of(per).zh}": per for per in Per}, "每日": Per.DAY, "每季": Per.QUARTER, "每人每月": Per.MONTH}
_NUMBER = r"(-?[0-9][0-9,]*(?:\.[0-9]+)?)"
_AMOUNT = re.compile(rf"({'|'.join(sorted(_PERS, key=len, reverse=True))}) ?{_NUMBER}(?: ?(?:至|到) ?{_NUMBER})? ?元(以上)?")


@dataclass(frozen=True, slots=True)
class Money:
    """So much, or from so much to so much, for something; None where the upper end is open."""

    per: Per
    at_least: Decimal
    at_most: Decimal | None

    def __str__(self) -> str:
        ends = (
            f"{self.at_least:f}"
            if self.at_least == self.at_most
            else f"{self.at_least:f} 至 {self.at_most:f}"
            if self.at_most is not None
            else ""
        )
        return f"每{name_of(self.per).zh} {ends or f'{self.at_least:f}'} 元{'' if ends else '以上'}"


def money_of(text: str) -> Money | None:
    """The amount that a text says; None where it says none."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or (found[3] and found[4]):
        return None
    least = _decimal(found[2])
    most = None if found[4] else _decimal(found[3] or found[2])
    return None if most is not None and most < least else Money(_PERS[found[1]], least, most)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
