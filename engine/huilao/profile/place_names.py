"""How people write divisions: 四川省凉山彝族自治州冕宁县, 四川冕宁, 凉山州, 冕宁县高阳街道; and which divisions may be meant.

A name stands for every division that it fits; nothing is chosen here. A division that changed its name or its rank goes by its
old name too; one that is gone stands under what it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import pairwise

from ..china import COUNTY, Naming, divisions, forms, is_group, table_said
from ..language.places import LEVELS

LONGEST = 200
"""Characters of a text in which divisions are looked for: no address is longer."""
STILL_SAID = 10
"""Years for which an earlier name is still said as if it were one of today, back from the last year that the table knows."""
LATELY = 2
"""Years for which a division that is gone is still one that people live in: papers are changed one after the other."""
_BETWEEN = re.compile(r"[\s/·>\-—]+")
_COUNTRY = re.compile("^(?:中华人民共和国|中国)")
_KINDS_WITHIN = "街道|镇|乡|苏木|村|社区|居委会|农场|林场|牧场|团|大道|路|街|巷|弄|小区|组|队|号|栋|幢|单元"
_TOWN = re.compile(
    rf"(?!.*(?:或|不[是在住]|外[省市县地国]|[省市县境国]外))[一-鿿0-9]+?"
    rf"(?:{_KINDS_WITHIN})[一-鿿0-9A-Za-z()#号]*"
)
"""What may follow a county: 高阳街道, 复兴镇某村3组, 幸福路12号."""
KINDS = "省市区县州盟旗"
"""How the names of divisions end."""
_ITS_KIND = re.compile("街道|镇|乡|村|社区|[东南西北中]?(?:大道|路|街|巷)")
"""How the rest of a name begins that only looks as if it began with a division: 复兴镇, 北京东路."""

_TAKEN_BACK = re.compile("[或和与及不非无未没外原曾迁搬离空挂、,，;；/?？>→]")
"""What follows no division that is surely meant: it names another, or takes the division back."""


class Age(IntEnum):
    """How far back a name lies."""

    TODAY = 0
    """One of today, or an earlier one that is still said of a division that there is, or was until lately."""
    OLDER = 1
    """An earlier name of a division that there is."""
    LEFT = 2
    """The name of a division that there is no more, which may still be said."""
    GONE = 3


@dataclass(frozen=True, slots=True)
class Word:
    """One way to write one division."""

    code: str
    whole: bool
    """Whether it has its kind (县, 市, 州), so that a town can follow it."""
    inner: bool
    """Whether it means something only after the division around it: 市辖区."""
    age: Age


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text may mean: divisions by their digits, and how much of the text names them."""

    codes: frozenset[str]
    age: Age
    named: int
    left: frozenset[str] = frozenset()
    """Divisions of the same name that are no more, but may be meant."""


Words = Mapping[str, tuple[Word, ...]]
"""By how they are written."""


def plain_name(text: str) -> str:
    """A text without what people put between divisions, and without the country."""
    return _COUNTRY.sub("", _BETWEEN.sub("", unicodedata.normalize("NFKC", text)))


def is_town(text: str) -> bool:
    """Whether a text is the name of a town, village or street, without what lies around it."""
    return _TOWN.fullmatch(plain_name(text)) is not None


def has_town(text: str) -> bool:
    """Whether a town, village or street may be told of in a text."""
    return re.search(_KINDS_WITHIN, text) is not None


def is_its_kind(rest: str) -> bool:
    """Whether a rest of a name is only its kind (镇 of 复兴镇), so that what stands before it is no division."""
    return _ITS_KIND.match(rest) is not None


def words_of(named: Iterable[tuple[str, str, Age]]) -> Words:
    """The words of divisions: codes with a name and its age."""
    words: dict[str, dict[str, Word]] = {}
    for code, name, age in named:
        for written, whole in forms(name):
            words.setdefault(written, {}).setdefault(code, Word(code, whole, is_group(name), age))
    return {written: tuple(found.values()) for written, found in words.items()}


@cache
def words_of_china() -> Words:
    """The words of all divisions that there are and were; 市辖区 at the place of a county is none."""
    return words_of(sorted(_named(), key=lambda one: one[2]))


def _named() -> Iterator[tuple[str, str, Age]]:
    heirs = _heirs()
    last = table_said()[1]
    for code, names in divisions().items():
        if len(code) == COUNTY and is_group(names[-1].name):
            continue
        meant = _today(code, heirs)
        for at, one in enumerate(names):
            kept = meant if _only_renamed(names[at:]) else None
            ago = 0 if one.until is None else last - one.until
            if kept is not None:
                yield kept, one.name, Age.TODAY if ago < STILL_SAID else Age.OLDER
            elif at == len(names) - 1 and ago < LATELY:
                yield code, one.name, Age.TODAY
            else:
                yield code, one.name, Age.LEFT if ago < STILL_SAID else Age.GONE


def _only_renamed(names: Sequence[Naming]) -> bool:
    """Whether one name followed the other; after a pause a code is that of another division."""
    return all(earlier.until is not None and later.since == earlier.until + 1 for earlier, later in pairwise(names))


_Rank = tuple[str, int, str, int | None]
"""Of a division that got another code: its province, its digits, its bare name and the year."""


def _heirs() -> Mapping[_Rank, list[str]]:
    """The divisions that have their code since a year."""
    found: dict[_Rank, list[str]] = {}
    for code, names in divisions().items():
        found.setdefault(_rank(code, names[0], names[0].since), []).append(code)
    return found


def _rank(code: str, naming: Naming, year: int | None) -> _Rank:
    return code[:2], len(code), list(forms(naming.name))[-1][0], year


def _today(code: str, heirs: Mapping[_Rank, list[str]]) -> str | None:
    """The code of today: a county that became a city or district of the same name in the year in which it ended is that one."""
    last = divisions()[code][-1]
    while last.until is not None:
        heir = heirs.get(_rank(code, last, last.until), [])
        if len(heir) != 1:
            return None
        ended, code = last.until, heir[0]
        last = divisions()[code][-1]
        if last.until is not None and last.until <= ended:
            return None
    return code


class Gazetteer:
    """The words of China's divisions with those of a rule book."""

    def __init__(self, own: Words) -> None:
        self._own = own
        self._china = words_of_china()
        self._longest = max(map(len, (*self._china, *own)))
        self._divided = {code[:level] for code in (*divisions(), *(word.code for found in own.values() for word in found))
                         for level in LEVELS if level < len(code) and len(code) == COUNTY}  # fmt: skip
        """Divisions of which there are counties."""

    def meant(self, text: str) -> Meant | None:
        """What a text may mean; None where that is nothing. The reading that names most of it counts, then that of today."""
        found = [
            one for one in self._paths(text) if one.named == len(text) or (one.age <= Age.OLDER and _TOWN.fullmatch(text[one.named :]))
        ]
        most = max((one.named for one in found), default=0)
        found = [one for one in found if one.named == most]
        if not found:
            return None
        age = min(one.age for one in found)
        codes, left = (
            frozenset(code for one in found if one.age is wanted for code in one.codes) for wanted in (age, Age.LEFT)
        )  # fmt: skip
        return Meant(codes, age, most, left - codes)

    def begun(self, text: str) -> Meant | None:
        """The longest beginning of a text that surely names one division of today; None where none does."""
        found = {one for one in self._paths(text, towns=False) if one.age is Age.TODAY and one.named < len(text)}
        longest = [one for one in found if one.named == max(other.named for other in found)]
        return longest[0] if len(longest) == 1 else None

    def partly(self, text: str) -> str | None:
        """The division, named with its kind, with which a text begins whose rest names no other; None where that is not one of today."""
        found = self.begun(text)
        if found is None or text[found.named - 1] not in KINDS:
            return None
        rest = text[found.named :]
        return None if _TAKEN_BACK.search(rest) or any(self._names_one(rest[at:]) for at in range(len(rest))) else min(found.codes)

    def _names_one(self, text: str) -> bool:
        """Whether a text begins with the name of a division and its kind."""
        found = self.meant(text) or self.begun(text)
        return found is not None and text[found.named - 1] in KINDS

    def names(self, around: str) -> Iterator[str]:
        """The names of today of the divisions in a division; with nothing around them, of all that are known by their names alone."""
        for words in (self._china, self._own):
            for written, found in words.items():
                if any(one.age is Age.TODAY and one.whole and one.code.startswith(around) and one.code != around for one in found) and (
                    around or not found[0].inner
                ):
                    yield written

    def _paths(self, text: str, *, towns: bool = True) -> Iterator[Meant]:
        """Every way to read a beginning of a text as divisions, each inside the one before; with a rest, those a town may follow."""
        if len(text) > LONGEST:
            return
        todo = [(0, "", Age.TODAY)]
        while todo:
            at, around, age = todo.pop()
            for end in range(at + 1, min(len(text), at + self._longest) + 1):
                for word in self._written(text[at:end]):
                    if (word.inner and not around) or not word.code.startswith(around) or word.code == around:
                        continue
                    older = max(age, word.age)
                    todo.append((end, word.code, older))
                    if end == len(text) or not towns or (word.whole and word.code not in self._divided):
                        yield Meant(frozenset((word.code,)), older, end)

    def _written(self, written: str) -> tuple[Word, ...]:
        return self._own.get(written, ()) + self._china.get(written, ())
