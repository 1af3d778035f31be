"""Places in profiles: the divisions of China by code, and those of the rule book by code or name.

Towns and villages are known by their county. What the rule book's own `places.yaml` has is right too: that is where a newer
division is entered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version

from ..china import COUNTY, name_in_china
from ..language.facts import Text
from ..language.places import COUNTRY, LEVELS, division
from ..language.policy import Place


class Divisions:
    """The divisions that there are: those of China, and those of a rule book."""

    def __init__(self, places: Iterable[str]) -> None:
        self.own = {division(code)[:COUNTY] for code in places} - {COUNTRY}
        """Those of the rule book, down to the county."""

    def flaw(self, code: str) -> tuple[Text, Text] | None:
        """What is wrong with a division code, and how to mend it; None where it is one."""
        if not re.fullmatch("[0-9]+", code) or len(code) not in LEVELS:
            return (Text("不是行政区划代码", "is not a division code"),
                    Text("代码是 2、4、6、9 或 12 位数字", "a code has 2, 4, 6, 9 or 12 digits"))  # fmt: skip
        digits = division(code)
        if digits == COUNTRY or digits[:COUNTY] in self.own or name_in_china(digits[:COUNTY]) is not None:
            return None
        return (
            Text(f"在全国区划代码表（python-stdnum {_table()}）里没有", f"is in no table of divisions (python-stdnum {_table()})"),
            Text("核对代码；新设的区划先写进规则库的 places.yaml",
                 "check the code; a new division is entered in the rule book's places.yaml first"),
        )  # fmt: skip


@cache
def _table() -> str:
    return version("python-stdnum")


class PlaceWords:
    """How the places of a rule book may be written: by their names in Chinese or English."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self.divisions = Divisions(places)
        self.names: dict[str, list[str]] = {}
        """Codes by name; of several places that are called the same, all."""
        for place in places.values():
            for name in filter(None, (place.name.zh, (place.name.en or "").casefold())):
                codes = self.names.setdefault(name, [])
                if place.code not in codes:
                    codes.append(place.code)

    def codes(self, text: str) -> list[str]:
        """The codes of the places that are called so."""
        return self.names.get(text) or self.names.get(text.casefold()) or []
