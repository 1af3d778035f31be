"""Places in profiles: the divisions of China and those of the rule book, by code or as people write them.

Towns and villages are known by their county. What the rule book's own `places.yaml` has is right too: that is where a newer
division is entered, and where English names come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..china import COUNTY, divisions, name_in_china, said_in_china
from ..language.facts import Text
from ..language.places import COUNTRY, LEVELS, WHOLE_COUNTRY, division
from ..language.policy import Place
from .place_names import KINDS, Age, Gazetteer, Meant, is_its_kind, is_town, plain_name, words_of

_LISTED = 6
"""Divisions of one name that are named."""


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
        if code == WHOLE_COUNTRY or digits[:COUNTY] in self.own or name_in_china(digits[:COUNTY]) is not None:
            return None
        return (Text("在全国区划代码表里没有", "is not in the table of China's divisions"),
                Text("核对代码，或写地名；新设的区划，请维护规则库的人先加进去",
                     "check the code, or give the name; who keeps the rule book adds a new division first"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unclear:
    """What is wrong with a name of several divisions, or of one that is no more; and how to mend it."""

    wrong: Text
    cure: Text


class PlaceWords:
    """How places may be written: by their names, those of a rule book in English too."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self.divisions = Divisions(places)
        self.own = {division(place.code): place.name for place in places.values()}
        self._exact: dict[str, list[str]] = {}
        """Codes by name; of several places that are called the same, all."""
        for place in places.values():
            for name in (place.name.zh, *_english(place.name.en or "")):
                codes = self._exact.setdefault(name, [])
                if place.code not in codes:
                    codes.append(place.code)

    def read_over(self, text: str) -> str | None:
        """What of a text follows the division that it names, and is not looked into: a town. None where nothing does."""
        if self._exact.get(text.strip()) or self._exact.get(text.strip().casefold()):
            return None
        name = plain_name(text.strip())
        found = self._gazetteer.meant(name)
        return None if found is None else name[found.named :] or None

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(words_of((code, name.zh, Age.TODAY) for code, name in self.own.items()))

    def code(self, text: str) -> str | Unclear | None:
        """The digits of the division that a text names; `Unclear` where that is not one of today; None where it names none."""
        text = text.strip()
        if codes := self._exact.get(text) or self._exact.get(text.casefold()):
            return self._one(Meant(frozenset(map(division, codes)), Age.TODAY, len(text)))
        found = self._gazetteer.meant(plain_name(text))
        return None if found is None else self._one(found)

    def several(self, text: str) -> Unclear | None:
        """What is wrong with a name that several divisions of China have, one of the rule book among them or not; None where it is of one."""
        meant = self._gazetteer.meant(plain_name(text))
        if meant is None or meant.age > Age.OLDER:
            return None
        widest = min(meant.codes, key=len)
        if all(code.startswith(widest) for code in meant.codes):
            return None
        return Unclear(Text("不止一处", "is the name of several places"), self._which(meant.codes))

    def inside(self, text: str, around: str) -> str | None:
        """What a text means within a division: the one of its name there, or, of a town or village, the division itself; else None.

        A town may be called as a division elsewhere begins (高阳街道); one that follows such a division is there (成都某镇).
        """
        name = plain_name(text)
        meant = self._gazetteer.meant(name)
        if meant is None:
            begun = self._gazetteer.begun(name)
            rest = "" if begun is None else name[begun.named :]
            inside = begun is None or is_its_kind(rest) or all(code.startswith(around) for code in begun.codes)
            return around if is_town(name) and (inside or not is_town(rest)) else None
        codes = [code for code in meant.codes if code.startswith(around)]
        return codes[0] if len(codes) == 1 else None

    def bare_elsewhere(self, text: str, around: str) -> bool:
        """Whether a text is the name of counties outside a division without their kind: it may as well be that of a town inside (复兴)."""
        name = plain_name(text)
        meant = self._gazetteer.meant(name)
        if meant is None or meant.named < len(name) or name[-1] in KINDS:
            return False
        return all(len(code) == COUNTY and not code.startswith(around) for code in meant.codes)

    def partly(self, text: str) -> str | None:
        """The division with which a text surely begins, whatever follows; None where there is none."""
        return self._gazetteer.partly(plain_name(text))

    def _one(self, meant: Meant) -> str | Unclear:
        """The division around all that a name may mean; else that of the rule book."""
        if meant.age > Age.OLDER:
            return Unclear(Text("是旧区划，现在没有了", "is a division that there is no more"), self._today(meant.codes))
        around = {code[:2] for code in meant.codes}
        codes = meant.codes | {code for code in meant.left if code[:2] not in around}
        for among in (codes, codes & self.own.keys()):
            widest = min(among, key=len, default=None)
            if widest is not None and all(code.startswith(widest) for code in among):
                return widest
        return Unclear(Text("不止一处", "is the name of several places"), self._which(codes & self.own.keys() or codes))

    def _which(self, codes: Iterable[str]) -> Text:
        told = [self.told(code) for code in sorted(codes)]
        more = Text(f"等 {len(told)} 处", f" and {len(told) - _LISTED} more") if len(told) > _LISTED else Text("", "")
        return Text(f"前面写上所在的省、市，或填代码：{'、'.join(one.zh for one in told[:_LISTED])}{more.zh}",
                    f"put the province or city before it, or give the code: {', '.join(one.of('en') for one in told[:_LISTED])}{more.of('en')}")  # fmt: skip

    def _today(self, codes: Iterable[str]) -> Text:
        gone = [self.told(code) for code in sorted(codes) if divisions()[code][-1].until is not None]
        cure = Text("填现在的区划", "give the division of today")
        if not gone:
            return cure
        return Text(f"{cure.zh}；确指原来的，填代码：{'、'.join(one.zh for one in gone)}",
                    f"{cure.of('en')}; where the old one is meant, its code: {', '.join(one.of('en') for one in gone)}")  # fmt: skip

    def told(self, code: str) -> Text:
        """A division as it can be told from all others: 四川省凉山彝族自治州冕宁县（513433）."""
        known, own = said_in_china(code), self.own.get(division(code))
        own_zh, own_en = (own.zh, own.of("en")) if own else ("", "")
        zh = known.zh if known else f"{own_zh}（{code}）"
        return Text(zh, known.of("en") if known and not own else f"{own_en} ({code})")

    def near(self, text: str) -> tuple[str, list[str]]:
        """The beginning of a text that names a division, and names of which the rest may be a slip: one of two characters is right."""
        plain = plain_name(text)
        if not plain or plain.isascii():
            return "", [name.of("en") for name in self.own.values() if name.en]
        begun = self._gazetteer.begun(plain)
        at, around = (begun.named, min(begun.codes)) if begun else (0, "")
        rest = plain[at:]
        return plain[:at], [name for name in self._gazetteer.names(around) if name[0] == rest[0] or name[1:2] == rest[1:2]]


_KIND = re.compile("(.+?)( county| district| city| municipality| province)")


def _english(name: str) -> Iterator[str]:
    """The ways to write an English name: Mianning County, Mianning; Quxian County, Qu County, Quxian."""
    if not name:
        return
    yield (whole := name.casefold())
    if found := _KIND.fullmatch(whole):
        yield found[1]
        if found[2] == " county" and found[1].endswith("xian"):
            yield found[1].removesuffix("xian") + found[2]
