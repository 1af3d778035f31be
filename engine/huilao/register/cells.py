"""The cells of a register as values of facts. What a value may be, `profile/` says; here is only what registers add: what stands
for nothing, ticks, lists in one cell, what spreadsheets and databases make of dates.

Spaces about a text, full-width characters and invisible ones are mended (Unicode NFKC). Words are known by their exact spelling
and never by likeness; what can mean two things is told, with what is surely so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import permutations
from typing import Any, assert_never, cast

from ..errors import ProfileError
from ..language.ages import age_on
from ..language.facts import AGE, Code, Fact, FactType, Text
from ..language.known import Holding, Range
from ..language.quantity import BIRTH
from ..language.words import TRUTH_VALUES
from ..profile.dates import OLDEST, ends, span
from ..profile.identity import SEX
from ..profile.place_names import has_town, is_town
from ..profile.reader import ProfileReader
from ..profile.written import Years, days_written, years_written
from ..screen.columns import fits
from .cell_dates import NO_DAY, DateCells, in_old_calendar
from .characters import simplified
from .unreadable import Unreadable

UNKNOWN_WORDS = ("不详", "未知", "无资料", "不清楚", "待查")
"""Texts that say that something is not known, where the mapping names no others."""
NOT_GRADED = ("无", "没有", "无残疾", "未评", "未评定", "未办", "未办理", "不适用")
"""What stands for a grade that somebody does not have."""
_STILL_HERE = ("未死亡", "未去世", "未故", "未注销", "未迁出", "健在", "在世", "存活", "none", "0.0")
"""What stands under a day of death for those who have none."""
BLANK = re.compile(r"[-/\\—―–_.]+|(?i:null|nan|nat|#?n/a|<na>)")
"""A stroke through a cell, or what programs write for nothing (`none` is a code of many sets): nothing was entered."""
YES = ("√", "✓", "✔", "☑", "●", "■", "v", "有", "有的", "已", "对", "是的", "享受", "已享受", "正在享受", "享受中", "y", "yes", "t", "1")
NO = (
    "×", "✗", "✘", "✕", "✖", "□", "☐", "无", "没有", "没有的", "没", "暂无", "未", "不对", "不是", "未享受", "没有享受", "不享受", "n", "no", "f", "0",
)  # fmt: skip
"""How registers say yes and no, beside what every file says (`TRUTH_VALUES`)."""
_OF_WHAT = frozenset(("有", "有的", "已", "无", "没有", "没有的", "没", "暂无", "未"))
"""What says nothing where the fact itself is that something is lacking (`没有配偶和子女`)."""
_NONE = ("没有", "没", "暂无")
"""What says no more than 无."""
_LACKING = re.compile("[无未非不]|没有")

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_BETWEEN = re.compile(r"[、,;/|+&\s]+(?:(?:或者?|or)[、,;/|+&\s]+)?")
"""What stands between the items of a list in one cell."""
_AND = re.compile("以及|或者|或是|[和与及兼或]")
"""What stands between them in a sentence; within a word (`与配偶同住`) it does not."""
_EITHER = re.compile(r"或|\bor\b")
"""By which no more is said than that one of them holds."""
_DECIMAL = re.compile(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")
_WITH_FRACTION = re.compile(r"([0-9]{1,3}\.[0-9]*[1-9][0-9]*)(?:周?岁)?")
_DAYS_OF_A_YEAR = Decimal("365.2425")
_FLOAT = re.compile(r"^([0-9]+)\.0+$")
"""A whole number as programs write it that keep fractions."""
_CLASS = re.compile(r"^(?:[A-Da-d]|[一二三四])[类档]|\(?(?:[A-Da-d]类?|[一二三四][类档])\)?$")
"""The class of an aid, by which more or less is paid, about its name: A类低保, 低保（B类）."""
_TITLES = {"先生": "male", "女士": "female", "M": "male", "F": "female", "m": "male", "f": "female"}
"""How a sex is told beside the words of the vocabulary."""
_NUMBERED = re.compile(r"([0-9]{1,2})(?: ?[=:、.)-]? ?(?=[^\W\d])|\((?=[^()]+\)$))")
"""A number before a word that says the same: 1=是, 2.空巢, 3(重度)."""
_REMARK = re.compile(r"([^()]+)\(([^()]+)\)")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_ASIDE = re.compile(r"(?<=.)\((?:子女|儿女|孩子)[均都]?(?:在外|外出|在外地|不在身边)(?:务工|打工|工作|居住)?\)")
"""What tells why and takes nothing back; whether more is meant by it (空巢, 留守) is open."""
_TAKEN_BACK = re.compile("[不非未无没停退消现原曾已前逝亡故改否×✗✘✕✖0-9]|过去|去世|^[VvXx]|[VvXx]$")
"""What may take back what stands beside it in a cell (低保、已取消; 独居，现随子女住): of such a cell nothing is sure."""
_THING, _LONGEST = 2, 20
"""Signs that name what a fact is about, at the beginning of its label; those of a word that says two facts."""
_WHO = re.compile("(?:人员|对象|老人|户|家庭)$")
_NAMED = 6
"""Codes that are named where a word may mean several."""
_DENIED = re.compile("(.*)[不非未](..+)")
"""A word that is denied, after what changes nothing (生活不能自理, as 生活能自理 is 能自理)."""
_PIECES = re.compile(r"[()—–-]+")
"""What stands between the pieces of one word (特困（分散）, 特困-集中)."""
_SIGNS = " 、,;/|+-"
_TICKED, _UNTICKED, _CROSSED = "☑✓✔√■", "□☐", "☒"
"""Signs of boxes; a crossed one is ticked in some programs and denied in others."""
_BOX = re.compile(f"([{_TICKED}{_UNTICKED}{_CROSSED}])")
_MARKED = re.compile(rf"{_BOX.pattern}|\(\s*\)")
"""What marks some of the words of a cell."""
_RINGS = ("○", "〇", "◯")
_FULL_RING = "●"
_SAY_WHAT = Text("在映射的“取值”里写明", "say in the mapping what it stands for")
PLACEHOLDER = Unreadable(
    Text(
        "像是没有填时程序自动写的日期或 0，按不详处理", "is most likely what a program writes where nothing was entered; taken as unknown"
    ),
    Text("填真实的日期或年龄，不知道的留空", "give the real date or age, or leave it empty"),
)
YES_OR_NO = Text("填“是”或“否”", "give yes or no")
_COMPARE = Text("核对后填一种", "keep the one that is right")


def tidy(text: str) -> str:
    """A text without spaces about it, in ordinary and simplified characters."""
    if text.isascii():
        return " ".join(text.split())
    return simplified(" ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split()))


def without_spaces(text: str) -> str:
    """A tidy text without the spaces within it (`死　亡`)."""
    return "".join(tidy(text).split())


class CellReader:
    """Reads the texts of one fact."""

    def __init__(
        self, fact: Fact, profiles: ProfileReader, forms: Iterable[re.Pattern[str]], unknown: Iterable[str],
        words: Mapping[str, Any] | None = None, *, as_of: date | None = None, around: str | None = None,
        lunar: bool = False,
    ) -> None:  # fmt: skip
        """`as_of` is the day on which people are as old as they are said to be, and nobody is yet to be born; `around` the division
        in which names of places are looked for first; `lunar` tells of a column of dates of the old calendar.
        """
        self.fact = fact
        self.profiles = profiles
        self.unknown = frozenset(map(tidy, unknown))
        self.given = {tidy(word): value for word, value in (words or {}).items()}
        self.words = {tidy(spelling): code for spelling, code in profiles.codes[fact.name].items()} | (_TITLES if fact.name == SEX else {})
        self.as_of = as_of
        self.around = around
        self.lunar = lunar
        self.dates = DateCells(forms, as_of if fact.name == BIRTH else None)

    def read(self, text: str) -> Any:
        """The value of a text: None for unknown, or an `Unreadable`."""
        written = tidy(text)
        plain, unticked = (written, ()) if written in self.given else _words_ticked(written)
        if plain in self.given:
            return self.given[plain]
        printed = plain != written
        if self.fact.name == BIRTH and NO_DAY.fullmatch(plain):
            return PLACEHOLDER
        plain = "无" if plain in _NONE and self.fact.codes and self._code(plain) is None else plain
        if says_nothing(plain, self.unknown) or self._not_graded(plain):
            return None
        if self.fact.codes and len(plain) > 1 and _MARKED.search(plain):
            return Unreadable(
                Text(f"“{plain}”里看不出勾的是哪几项", f"of `{plain}` it is not plain which are ticked"),
                Text("只写勾上的，或每一项前面都画 ☑ 或 □", "write those alone that are ticked, or put ☑ or □ before each"),
            )
        found = self.part(in_old_calendar(plain) if self.lunar else plain)
        if printed and isinstance(found, frozenset | Holding):
            return self._printed(found.has if isinstance(found, Holding) else cast("frozenset[str]", found), unticked)
        return self._of_two(plain, found) if isinstance(found, Unreadable) else found

    def _printed(self, has: frozenset[str], unticked: Sequence[str]) -> Any:
        """What is known of a set of which some words are printed in a cell, those ticked that somebody has: nothing of what is not printed."""
        out = {code for word in unticked for code in (self._codes_of(word) or self._several(word))}
        return self.checked({"has": sorted(has), "has_not": sorted(out - has)})

    def part(self, plain: str) -> Any:
        """The same of a tidy text that says nothing but this fact."""
        if plain in self.given:
            return self.given[plain]
        meant = self._meant(plain)
        return meant if isinstance(meant, Unreadable) else self.checked(meant)

    def _not_graded(self, plain: str) -> bool:
        """Whether a cell says that there is no grade (无 under the grade of a disability), of a fact that not everybody has."""
        return self.fact.type is FactType.CHOICE and self.fact.only_if is not None and plain in NOT_GRADED and self._code(plain) is None

    def _of_two(self, plain: str, otherwise: Unreadable) -> Any:
        """What a text says of the fact that says one beside it too (肢体二级 under its grade); `otherwise` of any other."""
        for other in self._beside if len(plain) <= _LONGEST else ():
            found = SharedReader([self, other]).read(plain)
            if not isinstance(found, Unreadable) and None not in found:
                return found[0]
        return otherwise

    @cached_property
    def _beside(self) -> list[CellReader]:
        """What reads the facts that are written in one word with this: kind and grade of a disability."""
        others = [one for one in self.profiles.facts.values() if self._goes_with(one)]
        return [CellReader(one, self.profiles, (), self.unknown) for one in others]

    def _goes_with(self, other: Fact) -> bool:
        """Whether one of two facts is graded and the other a set of kinds of the same thing."""
        one, grades = self.fact, self.profiles.values.grades
        alike = one.screen == other.screen and one.label.zh[:_THING] == other.label.zh[:_THING]
        return alike and any(kinds.type is FactType.SET and grades(graded) for kinds, graded in ((one, other), (other, one)))

    def checked(self, meant: Any) -> Any:
        """A value as a profile may have it, checked; or an `Unreadable`."""
        try:
            value = self.profiles.read_value(self.fact.name, meant, self.as_of if self.fact.name == BIRTH else None)
        except ProfileError as error:
            first = error.problems[0]
            return Unreadable(_not_understood(first.message) if isinstance(meant, str | list) else first.message, first.allowed)
        if isinstance(value, Decimal) and not fits(value):
            return Unreadable(
                Text(f"{value} 的位数太多", f"{value} has too many digits"),
                Text("小数点前最多 22 位，后最多 16 位", "there are at most 22 before the point and 16 after it"),
            )
        if self.fact.name == BIRTH and self.as_of is not None and value is not None:
            return possible(cast("date | Range", value), self.as_of)
        return value

    def reads_over(self, text: str, value: Any) -> bool:
        """Whether something of a text is not used that was read as a value: what follows a county."""
        if self.fact.type is not FactType.PLACE or isinstance(value, Unreadable):
            return False
        plain = tidy(text)
        if not has_town(plain) or plain in self.given:
            return False
        return self.profiles.values.places.read_over(plain) is not None or (self.around is not None and is_town(plain))

    def beside(self, texts: Collection[str], column: Collection[str]) -> dict[str, Any]:
        """What those of some texts mean that could mean one thing or another, by what else stands in their column."""
        return ticks_beside(texts, column, self.given) if self.fact.type is FactType.YES_NO else {}

    def _meant(self, plain: str) -> Any:
        """A text as a profile has the values of the fact's type; what it cannot be stays as it is, or is an `Unreadable`."""
        match self.fact.type:
            case FactType.YES_NO:
                return self._yes_no(plain)
            case FactType.NUMBER:
                return Decimal(plain.replace(",", "")) if _DECIMAL.fullmatch(plain) else plain
            case FactType.DATE:
                return self.dates.meant(plain)
            case FactType.CHOICE | FactType.SCALE:
                return self._choice(plain)
            case FactType.SET:
                return self._set(plain)
            case FactType.PLACE:
                return self._place(plain)
            case FactType.PERSON | FactType.PEOPLE:
                raise AssertionError(self.fact)
            case _:
                assert_never(self.fact.type)

    def _yes_no(self, plain: str) -> Any:
        if plain in _OF_WHAT and _LACKING.search(self.fact.label.zh):
            label = self.fact.label
            return Unreadable(Text(f"“{label.zh}”一列里写“{plain}”，分不清是有还是没有", f"`{plain}` under `{label.of('en')}` could mean either"),
                              Text("写“是”或“否”，或在映射的“取值”里写明", "write yes or no, or say in the mapping what it stands for"))  # fmt: skip
        found = yes_or_no(plain)
        return Unreadable(Text(f"看不懂“{plain}”这种写法", f"`{plain}` is not understood"), YES_OR_NO) if found is None else found

    def _choice(self, plain: str) -> Any:
        if (code := self._code(plain) or self._had(plain)) is not None:
            return code
        if len(left := self._undenied(plain)) == 1:
            return left[0]
        if left:
            return self._which(plain, left, self.checked({"one_of": left}))
        codes = [self._code(item) for item in self._items(plain)]
        if len(codes) < 2 or None in codes:
            several = self._several(plain)
            return self._which(plain, several) if several else plain
        if len(set(codes)) == 1:
            return codes[0]
        known = self.checked({"one_of": codes})
        return (
            known
            if _EITHER.search(plain)
            else Unreadable(Text(f"“{plain}”写了不止一种", f"`{plain}` names more than one"), _COMPARE, known)
        )

    def _undenied(self, plain: str) -> list[str]:
        """The codes that are left where a text denies one (`不能自理`, where there is 能自理); none where it denies none."""
        found = _DENIED.fullmatch(plain)
        denied = None if found is None else self._code(found[2])
        if found is None or denied is None or (found[1] and self._code(found[1] + found[2]) != denied):
            return []
        return [code.code for code in self.fact.codes if code.code != denied]

    def _had(self, plain: str) -> str | None:
        """The code of whoever has it, or has it not, where that is what the codes are (已持证, 无) and a tick says so; a number may be another's."""
        said = yes_or_no(plain) if "有" in self.words and not plain.isdigit() else None
        return None if said is None else self.words.get("有" if said else "无")

    def _several(self, word: str) -> list[str]:
        """The codes of which a word says a part alone (特困: 集中 or 分散供养); none where that is of one at most."""
        part = _WHO.sub("", word)
        found = {code: None for spelling, code in self.words.items() if len(part) > 1 and part in spelling}
        listed = [code.code for code in self.fact.codes if code.code in found and code.listed]  # those that people know by their names
        return listed if len(listed) > 1 else list(found) if len(found) > 1 else []

    def _are_kinds(self, word: str, codes: Sequence[str]) -> bool:
        """Whether codes are the kinds of what a word names: it begins a spelling of each (特困集中供养, 特困分散供养)."""
        part = _WHO.sub("", word)
        return set(codes) <= {code for spelling, code in self.words.items() if spelling.startswith(part)}

    def _which(self, word: str, codes: Sequence[str], known: Any = None) -> Unreadable:
        """What is said of a word that could be one code or another."""
        named = [code for code in self.fact.codes if code.code in codes]
        zh, en = "".join(f"“{one.label.zh}”" for one in named[:_NAMED]), ", ".join(one.code for one in named[:_NAMED])
        more = (f"等 {len(named)} 种", f" and {len(named) - _NAMED} more") if len(named) > _NAMED else ("", "")
        return Unreadable(Text(f"“{word}”没有写是哪一种", f"`{word}` does not say which"), Text(f"写明是哪一种：{zh}{more[0]}", f"say which: {en}{more[1]}"), known)  # fmt: skip

    def _set(self, plain: str) -> Any:
        """The codes of a list in one cell; a word of the mapping may stand for several. What is not known leaves the rest known."""
        told = _ASIDE.sub("", plain)
        items = self._items(told)
        found: dict[str, Collection[str]] = {item: codes for item in items if (codes := self._codes_of(item)) is not None}
        strange = [item for item in items if item not in found]
        if _EITHER.search(told) and not self._known(told):
            return self._either(plain, list(found.values()), strange)
        codes = {code for some in found.values() for code in some}
        if contradiction := self.together(codes):
            return contradiction
        sure = codes if not any(map(_TAKEN_BACK.search, strange)) else ()
        has = self.checked({"has": sorted(sure)}) if sure else None
        if not strange:
            return has if told != plain or (codes and codes <= self._leaving_open) else sorted(codes)
        wrong = self.checked([*sorted(codes), *strange])
        if not isinstance(wrong, Unreadable):  # `无` of a set without a code for it
            return sorted(wrong)
        several = next(((item, kinds) for item in strange if (kinds := self._several(item))), None)
        if several is None:
            return Unreadable(wrong.message, wrong.allowed, has)
        one_of_them = len(strange) == 1 and self._are_kinds(*several)
        return self._which(*several, self._whichever([{*codes, one} for one in several[1]]) if one_of_them else has)

    @cached_property
    def _leaving_open(self) -> frozenset[str]:
        """The codes that say nothing of the others where no other is named."""
        return frozenset(code.code for code in self.fact.codes if code.leaves_open)

    def _codes_of(self, item: str) -> Collection[str] | None:
        """The codes that a word of a list stands for; None where it is not known."""
        if item in self.given:
            return self.given[item] or frozenset()
        code = self._code(item) or self._in_pieces(item)
        return None if code is None else frozenset({code})

    def _in_pieces(self, item: str) -> str | None:
        """The one code of which a word has the beginning in two pieces, in whichever order: 特困（分散）, 分散五保 are 五保分散供养."""
        plain = _WHO.sub("", item)
        pieces = tuple(filter(None, _PIECES.split(plain)))
        pairs = [(plain[:at], plain[at:]) for at in range(_THING, len(plain) - 1)] if len(pieces) == 1 else [pieces]
        begins = [
            way for pair in pairs if len(pair) == 2 and min(map(len, pair)) >= _THING for way in ("".join(pair), "".join(reversed(pair)))
        ]
        listed = {code.code for code in self.fact.codes if code.listed}
        codes = (
            {code for spelling, code in self.words.items() if code in listed and spelling.startswith(tuple(begins))}
            if begins
            else set[str]()
        )
        return codes.pop() if len(codes) == 1 else None

    def _either(self, plain: str, found: Sequence[Collection[str]], strange: Sequence[str]) -> Any:
        """What a cell says by which one of several holds (`低保或特困分散供养`): what is so whichever is meant."""
        if strange:
            return self.checked([plain])
        if len(set(map(frozenset, found))) == 1:
            return sorted(found[0])
        message = self._which(plain, ()).message
        return Unreadable(
            message, Text("核对后写上对的，都对的都写", "write what is right, all of it where all is"), self._whichever(found)
        )

    def _whichever(self, lists: Sequence[Collection[str]]) -> Any:
        """What is known where a cell has one of several lists of codes: what all of them have, and what none of them has."""
        every = {code.code for code in self.fact.codes}
        has, named = set(lists[0]).intersection(*lists), {code for codes in lists for code in codes}
        return self.checked({"has": sorted(has), "has_not": sorted(every - named)})

    def together(self, codes: Collection[str]) -> Unreadable | None:
        """What is wrong with codes of a set that cannot be together (`无、低保`); None where they can."""
        try:
            self.profiles.read({self.fact.name: sorted(codes)}, self.as_of or date(2000, 1, 1))
        except ProfileError as error:
            first = error.problems[0]
            zh, en = (text.removeprefix(f"{first.value} ") for text in (first.message.zh, first.message.of("en")))
            return Unreadable(Text(f"一格{zh}", f"the cell {en}"), first.allowed)
        return None

    def _items(self, plain: str) -> list[str]:
        """The words of a cell: divided by signs, and by 和 and the like, or brackets, where there are words that are known on both sides."""
        if self._known(plain):
            return [plain]
        if found := _REMARK.fullmatch(plain):
            items = [*self._items(found[1]), *self._items(found[2])]
            if all(map(self._known, items)):
                return items
        items = [part for item in filter(None, _BETWEEN.split(plain)) for part in self._parts(item)]
        return self._spread(*items) if len(items) == 2 and not all(map(self._known, items)) else items

    def _spread(self, first: str, last: str) -> list[str]:
        """Two words whose common beginning and end stand but once (`与配偶、子女同住`), in full; as they are where they are none."""
        ways = ([first + last[-end:], first[:begin] + last] for begin in (1, 2) for end in range(1, len(last)))
        return next((way for way in ways if all(map(self._known, way))), [first, last])

    def _parts(self, item: str) -> list[str]:
        if self._known(item):
            return [item]
        for found in _AND.finditer(item):
            first, rest = item[: found.start()], self._parts(item[found.end() :])
            if all(map(self._known, (first, *rest))):
                return [first, *rest]
            if first and len(rest) == 1 and all(map(self._known, spread := self._spread(first, rest[0]))):
                return spread
        return [item]

    def _known(self, word: str) -> bool:
        return word in self.given or self._code(word) is not None

    def _code(self, word: str) -> str | None:
        return (
            self.words.get(word)
            or self.profiles.values.code(self.fact, word)
            or self._numbered(word)
            or self.words.get(_CLASS.sub("", word))
        )

    def _numbered(self, word: str) -> str | None:
        """The code of a word with a number before it; none where the mapping says that the number is another."""
        found = _NUMBERED.match(word)
        code = None if found is None else self.words.get(word[found.end() :].removesuffix(")"))
        number = None if found is None else self.given.get(found[1])
        other = number is not None and number != code and number != frozenset({code})
        return None if other else code

    def _place(self, plain: str) -> Any:
        if found := _FLOAT.fullmatch(plain):
            return found[1]
        places = self.profiles.values.places
        if plain.isdigit():
            return plain
        here = [self.around] if self.around is not None else sorted(places.divisions.own)
        if self.around is not None and (code := places.inside(plain, self.around)) is not None:
            return code
        if here and all(places.bare_elsewhere(plain, one) for one in here):
            return Unreadable(Text(f"“{plain}”可能是别处的县，也可能是本地的乡镇、村", f"`{plain}` could be a county elsewhere, or a town or village here"),
                              Text("写上“县”“镇”“村”等字", "write its kind with it: 县, 镇, 村"))  # fmt: skip
        if several := places.several(plain):
            return Unreadable(Text(f"“{plain}”{several.wrong.zh}", f"`{plain}` {several.wrong.of('en')}"), several.cure)
        read = self.checked(plain)
        if isinstance(read, Unreadable) and (code := places.partly(plain)) is not None:
            told = places.told(code)
            return Unreadable(Text(f"“{plain}”只认出{told.zh}", f"of `{plain}` only {told.of('en')} is known"), read.allowed, code)
        if isinstance(read, Unreadable) and is_town(plain):
            label = self.fact.label
            return Unreadable(Text(f"“{plain}”没有写是哪个县的", f"`{plain}` does not say in which county it is"),
                              Text(f"前面写上县；整张表在一个县的，在映射里写 固定值: {{{label.zh}: 县名}}",
                                   f"put the county before it; where all live in one, write `constants: {{{self.fact.name}: COUNTY}}` in the mapping"))  # fmt: skip
        return read if isinstance(read, Unreadable) else plain


def years_in_column(plain: str) -> Years | None:
    """The completed years that a text may mean in a column of ages, where a fraction is of a year: days divided by 365, or by more."""
    found = _WITH_FRACTION.fullmatch(plain)
    if found is None:
        return years_written(plain)
    years = Decimal(found[1])
    return int(years * 365 / _DAYS_OF_A_YEAR), int(years)


class AgeReader:
    """Reads the texts of a column of ages: completed years, as a profile may have them."""

    def __init__(self, profiles: ProfileReader, as_of: date, unknown: Iterable[str], words: Mapping[str, Any] | None = None) -> None:
        self.profiles = profiles
        self.as_of = as_of
        self.unknown = frozenset(map(tidy, unknown))
        self.given = {tidy(word): value for word, value in (words or {}).items()}
        self.words: Mapping[str, str] = {}

    def read(self, text: str) -> Any:
        """The age that a text says, a number or a `Range`: None for unknown, or an `Unreadable`."""
        plain = tidy(text)
        if plain in self.given:
            return self.given[plain]
        if says_nothing(plain, self.unknown):
            return None
        years = years_in_column(plain) or self._since_birth(plain)
        if NO_DAY.fullmatch(plain) or years == (0, 0):  # nobody is registered as an elder in the year of their birth
            return PLACEHOLDER
        if years is None:
            return self.checked(plain)
        low, high = (None if end is None else Decimal(end) for end in years)
        return self.checked(low if low == high else Range(low, high))

    def checked(self, meant: Any) -> Any:
        """An age as a profile may have it; or an `Unreadable`."""
        try:
            self.born(meant)
        except ProfileError as error:
            first = error.problems[0]
            return Unreadable(first.message, first.allowed)
        return meant

    def _since_birth(self, plain: str) -> Years | None:
        """The age of whoever was born on the days that stand there instead; None where there are none, or nobody is that old."""
        born = days_written(plain)
        if born is None or not 0 <= age_on(self.as_of, born[1]) <= age_on(self.as_of, born[0]) <= OLDEST:
            return None
        return age_on(self.as_of, born[1]), age_on(self.as_of, born[0])

    def born(self, age: Any) -> date | Range:
        """The days of birth that an age means. Raises ProfileError for what is no age."""
        return self.profiles.read({AGE.name: age}, self.as_of)[BIRTH]


class TickReader:
    """Reads the texts of a column in which a tick says one code: True, False, None for unknown, or an `Unreadable`."""

    def __init__(self, code: Code, unknown: Iterable[str], words: Mapping[str, Any] | None = None) -> None:
        self.unknown = frozenset(map(tidy, unknown))
        self.given = {tidy(word): value for word, value in (words or {}).items()}
        self.spellings = frozenset(map(tidy, (code.code, code.label.zh, *code.also)))

    def read(self, text: str) -> Any:
        """Whether a text ticks the code."""
        written = tidy(text)
        plain = written if written in self.given else _words_ticked(written)[0]
        if plain in self.given:
            return self.given[plain]
        if says_nothing(plain, self.unknown):
            return None
        found = True if self.spellings & {plain, _CLASS.sub("", plain)} else yes_or_no(plain)
        if found is not None:
            return found
        return Unreadable(Text(f"“{written}”不是勾选", f"`{written}` is no tick"), Text("打 √，或写“是”“否”", "write √, or yes or no"))

    def beside(self, texts: Collection[str], column: Collection[str]) -> dict[str, Any]:
        """What those of some texts mean that could mean one thing or another, by what else stands in their column."""
        return ticks_beside(texts, column, self.given)


class SharedReader:
    """Reads the texts of a column of which one cell has several facts, one after the other (`肢体二级`)."""

    def __init__(self, readers: Sequence[CellReader]) -> None:
        self.readers = readers

    def read(self, text: str) -> Any:
        """What is known of each fact, None for unknown; or an `Unreadable`."""
        plain = tidy(text)
        if says_nothing(plain, self.readers[0].unknown):
            return (None,) * len(self.readers)
        found = self._found(plain) or self._found(_IN_BRACKETS.sub(r" \1 ", plain))
        if len(found) == 1:
            return found[0]
        labels = [one.fact.label for one in self.readers]
        zh, en = "和".join(f"“{one.zh}”" for one in labels), " and ".join(f"`{one.of('en')}`" for one in labels)
        return Unreadable(Text(f"“{plain}”没有分别写明{zh}", f"`{plain}` does not divide into {en}"),
                          Text("分成几列，或者都写全，例如 肢体二级", "make a column of each, or write them in full"))  # fmt: skip

    def _found(self, plain: str) -> list[tuple[Any, ...]]:
        """What a text may say of the facts, in whichever order they stand there."""
        orders = list(permutations(range(len(self.readers))))
        divided = [(order, values) for order in orders for values in self._divided(plain, [self.readers[at] for at in order])]
        return list(dict.fromkeys(tuple(values[order.index(at)] for at in range(len(order))) for order, values in divided))

    def _divided(self, plain: str, readers: Sequence[CellReader]) -> Iterator[tuple[Any, ...]]:
        """Every way to divide a text among facts; one that has no part of it is unknown."""
        first, *rest = readers
        for at in range(len(plain) + 1) if rest else (len(plain),):
            mine, others = plain[:at].rstrip(_SIGNS), plain[at:].lstrip(_SIGNS)
            value = first.part(mine) if mine else None
            if isinstance(value, Unreadable) or (mine and value is None):
                continue
            yield from ((value, *more) for more in self._divided(others, rest)) if rest else iter([(value,)])


def _not_understood(message: Text) -> Text:
    """What a profile says of a value that is none, said of a word of an office that is not known: the word need not be wrong."""
    zh, en = message.zh.removesuffix("填的值不对"), message.of("en").removesuffix("is not a possible value")
    return message if zh == message.zh else Text(f"看不懂{zh}这种写法", f"{en}is not understood")


def possible(value: date | Range, as_of: date) -> date | Range | Unreadable:
    """A birth not after a day, where a range is cut, nor longer ago than anybody lives; else an `Unreadable`."""
    low, high = ends(value)
    if low is not None and low > as_of:
        return Unreadable(Text(f"晚于核定日 {as_of}", f"is later than the day of evaluation {as_of}"), Text("请核对年份", "check the year"))
    if high is not None and high <= as_of and age_on(as_of, high) > OLDEST:
        return Unreadable(
            Text(f"到核定日 {as_of} 已超过 {OLDEST} 周岁", f"makes more than {OLDEST} years of age on {as_of}"),
            Text("请核对年份", "check the year"),
        )
    cut = span(low, as_of) if high is not None and high > as_of else value
    assert cut is not None
    return cut


def _words_ticked(plain: str) -> tuple[str, tuple[str, ...]]:
    """The words that are ticked in a cell with choices printed (`☑独居□空巢`, `●独居○空巢`, `独居√ 空巢□`), as a list, and those that are not;
    another cell as it is.
    """
    rings = _FULL_RING in plain and any(ring in plain for ring in _RINGS)
    boxed = re.sub(f"[{''.join(_RINGS)}]", "□", plain.replace(_FULL_RING, "■")) if rings else plain
    pieces = [piece.strip(_SIGNS) for piece in _BOX.split(boxed)]
    signs = pieces[1::2]
    words = pieces[2::2] if not pieces[0] else pieces[:-1:2] if not pieces[-1] else []
    if any(map(_BETWEEN.search, words)):  # of several words beside one mark it is not known which are ticked
        return plain, ()
    ticked = _TICKED if any(sign in _TICKED for sign in signs) else _CROSSED if any(sign in _UNTICKED for sign in signs) else ""
    if not signs or not all(words) or len(words) < len(signs) or (_CROSSED in signs and not ticked):
        return plain, ()
    marked = list(zip(signs, words, strict=True))
    return "、".join(word for sign, word in marked if sign in ticked), tuple(word for sign, word in marked if sign not in ticked)


def says_nothing(plain: str, unknown: Collection[str]) -> bool:
    """Whether a tidy text says no more than that something is not known."""
    return not plain or plain in unknown or BLANK.fullmatch(plain) is not None


def is_filled(text: str, unknown: Collection[str]) -> bool:
    """Whether something is entered in a cell: no stroke, nor a word for no or for what is not known, nor what programs keep for nothing."""
    plain = tidy(text)
    nothing = says_nothing(plain, unknown) or NO_DAY.fullmatch(plain) or plain.lower() in _STILL_HERE
    return not nothing and yes_or_no(plain) is not False


def yes_or_no(plain: str) -> bool | None:
    """What a tick or word says; None of what is neither."""
    small = _FLOAT.sub(r"\1", _NUMBERED.sub("", plain.lower(), count=1))
    return True if small in YES else False if small in NO else TRUTH_VALUES.get(small)


def _tick(text: str) -> str:
    """A tidy text, a whole number without the nought behind its point."""
    return _FLOAT.sub(r"\1", tidy(text))


def ambiguous(text: str) -> bool:
    """Whether it hangs on what else stands in a column of ticks what a text means."""
    return _tick(text) in ("1", _CROSSED, *_RINGS)


def telling(text: str) -> bool:
    """Whether a text says what others in its column mean that could mean one thing or another: a number other than 0 and 1, a full ring,
    a box.
    """
    plain = _tick(text)
    return plain == _FULL_RING or _BOX.fullmatch(plain) is not None or (plain.isdigit() and plain not in ("0", "1"))


def ticks_beside(texts: Collection[str], column: Collection[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """What those of some texts mean that could mean one thing or another: a 1 where other numbers than 0 stand in the column
    (1 有, 2 无; or 1 无, 2 有), a ring, which is a no where a full one is a yes, and a crossed box, which is a no where others are ticked,
    a yes where others are but empty. What the mapping has given means that.
    """
    plain = {text: _tick(text) for text in texts if ambiguous(text) and tidy(text) not in given}
    met = {_tick(text) for text in column if telling(text) and tidy(text) not in given}
    found: dict[str, Any] = {}
    for text, one in plain.items():
        if one == "1" and any(map(str.isdigit, met)):
            found[text] = Unreadable(
                Text("这一列用数字作代码，不知道 1 是什么", "the column has numbers for codes: it is not known what 1 is"), _SAY_WHAT
            )
        elif one == _CROSSED and met.intersection(_TICKED + _UNTICKED):
            found[text] = not met.intersection(_TICKED)
        elif one in (_CROSSED, *_RINGS):
            either = Unreadable(Text(f"“{one}”分不清是“是”还是“否”", f"`{one}` could be yes or no"), _SAY_WHAT)
            found[text] = False if one in _RINGS and _FULL_RING in met else either
    return found
