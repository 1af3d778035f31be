"""The value of one fact as a profile gives it, known wholly or in part: checked, in the shape that `language/known.py` gives it."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeGuard, assert_never, cast

from ..language.facts import Fact, FactType, Text, Vocabulary
from ..language.known import MOST_PEOPLE, Among, Holding, Listed, Range
from ..language.places import division
from ..language.quantity import BIRTH
from ..language.units import Unit
from ..language.words import COMPARISONS, ENTRIES, SET_IN_PART, name_of
from ..person_data import value_data
from .dates import OLDEST, born, days_meant, span
from .place_names import plain_name
from .places import PlaceWords, Unclear
from .problems import Problems
from .written import grade_written, is_age, years_written

MOST_ITEMS = 1_000
"""Entries of a list that are looked at: no fact has so many codes."""
DIGITS = 38
"""Digits that a number may have before its point, and after it: as many as a database counts exactly."""
PARTLY: Mapping[str, str] = {
    **{word: COMPARISONS[word] for word in ("at_least", "at_most", "one_of")},
    **{word: ENTRIES[word] for word in ("from", "until")},
    **SET_IN_PART,
    "listed": "列出",
    "complete": "已列全",
}
"""The words with which something is known in part, and their Chinese words."""
_WRITTEN = re.compile(rf"(-?(?:[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,12}}|[0-9]{{1,{DIGITS}}})(?:\.[0-9]{{1,{DIGITS}}})?)(万?)(.*)")
"""A number that is written as text: its digits, whether they are ten thousands, and in what it is counted."""
_COUNTED: Mapping[Unit, frozenset[str]] = {
    Unit.PERSONS: frozenset(("人", "口", "个人")), Unit.YEARS: frozenset(("年", "岁")), Unit.PERCENT: frozenset("%"), Unit.NONE: frozenset(),
}  # fmt: skip
"""What people write after a number of a unit; of all other units money."""
_MONEY = frozenset(("元", "块", "块钱"))
_NONE = frozenset(("无", "没有", "都没有", "none"))
"""What people write for a set that is empty."""
_DIGITS = re.compile("[0-9]{1,3}")
"""An age that is written as text, as forms send it."""
_PARTS = {spelling: word for word, zh in PARTLY.items() for spelling in (word, zh)}


@dataclass(slots=True)  # one is made for every value of every profile
class Entry:
    """Where a value stands in a profile, and what is wrong with it so far."""

    path: str
    as_of: date | None
    """The day of evaluation, where there is one."""
    problems: Problems

    def wrong(self, value: object, zh: str, en: str, allowed: Text | None = None) -> None:
        """Note a mistake."""
        self.problems.add(self.path, value, zh, en, allowed)


Grades = dict[tuple[int, str] | None, str]
"""Codes by the number of a grade and the word for it."""


class ValueReader:
    """Reads the values of facts of one vocabulary: None is unknown, or wrong, which is noted."""

    def __init__(self, facts: Vocabulary, places: PlaceWords, *, of_cells: bool = False) -> None:
        """`of_cells` where values stand in the cells of a table, in which nothing can be given in several parts."""
        self.of_cells = of_cells
        self.codes = {
            fact.name: {spelling: code.code for code in fact.codes for spelling in (code.code, code.label.zh, *code.also)}
            for fact in facts.values()
        }
        self._grades: dict[str, Grades] = {}
        self.english = {
            fact.name: english((code.label.en, code.code) for code in fact.codes) for fact in facts.values()
        }  # fmt: skip
        self.places = places

    def read(self, fact: Fact, given: object, entry: Entry) -> Any:
        """What is known of a fact that names and lists no people."""
        given = plain(given)
        if not isinstance(given, str | bool) and _has_gap(given, entry):
            return None
        match fact.type:
            case FactType.YES_NO:
                return self._yes_no(fact, given, entry)
            case FactType.NUMBER:
                return self._number(fact, given, entry)
            case FactType.DATE:
                return self._date(fact, given, entry)
            case FactType.CHOICE | FactType.SCALE:
                return self._choice(fact, given, entry)
            case FactType.SET:
                return self._set(fact, given, entry)
            case FactType.PLACE:
                return self._place(fact, given, entry)
            case FactType.PERSON | FactType.PEOPLE:
                raise TypeError(fact)
            case _:
                assert_never(fact.type)

    def _refuse(self, fact: Fact, given: object, entry: Entry) -> None:
        entry.wrong(given, "填的值不对", "is not a possible value", self.allowed(fact, given, entry.problems))

    # -- by type ---------------------------------------------------------------------------------------------------------

    def _yes_no(self, fact: Fact, given: object, entry: Entry) -> bool | None:
        found = _truth(given)
        if found is None:
            self._refuse(fact, given, entry)
        return found

    def _number(self, fact: Fact, given: object, entry: Entry) -> Decimal | Range | None:
        if not _is_mapping(given):
            found = _decimal(given, fact)
            if found is None:
                self._refuse(fact, given, entry)
            return found
        ends = {word: _decimal(value, fact) for word, value in _parts(given, "at_least", "at_most").items()}
        if not ends or None in ends.values():
            self._refuse(fact, given, entry)
            return None
        return self._between(fact, ends.get("at_least"), ends.get("at_most"), given, entry)

    def _between(self, fact: Fact, low: Decimal | None, high: Decimal | None, given: object, entry: Entry) -> Decimal | Range | None:
        """The numbers from one end to the other; an end that says no more than the fact's own bounds is open."""
        least, most = (fact.minimum if low is None else low), (fact.maximum if high is None else high)
        if least is not None and least == most:
            return least
        if least is not None and most is not None and least > most:
            entry.wrong(given, "下限高于上限", "has its lower end above its upper", Text("对调或改正", "exchange or mend them"))
            return None
        low, high = (None if low == fact.minimum else low), (None if high == fact.maximum else high)
        return None if low is None and high is None else Range(low, high)

    def _date(self, fact: Fact, given: object, entry: Entry) -> date | Range | None:
        if fact.name == BIRTH and entry.as_of is not None and isinstance(given, str) and is_age(given):
            return self.age(given, entry)
        if not _is_mapping(given):
            days = days_meant(given)
            if days is None:
                self._refuse(fact, given, entry)
            return None if days is None else span(*days)
        meant = {word: days_meant(value) for word, value in _parts(given, "from", "until").items()}
        if not meant or None in meant.values():
            self._refuse(fact, given, entry)
            return None
        first, last = meant.get("from"), meant.get("until")
        found = span(first and first[0], last and last[1])
        if found is None:
            entry.wrong(given, "起晚于止", "begins after its end", Text("对调或改正", "exchange or mend them"))
        return found

    def age(self, given: object, entry: Entry) -> date | Range | None:
        """The days of birth that an age, known exactly or in part, means on the day of evaluation, which there must be."""
        assert entry.as_of is not None
        given = plain(given)
        if _has_gap(given, entry):
            return None
        parts = _parts(given, "at_least", "at_most") if _is_mapping(given) else _age_parts(given)
        found = {word: _years(value) for word, value in parts.items()}
        if not found or None in found.values():
            entry.wrong(given, "不是年龄", "is not an age", self._or_a_range(AGE_ALLOWED, _BOUNDS))
            return None
        low, high = found.get("at_least"), found.get("at_most")
        if low is not None and high is not None and low > high:
            entry.wrong(given, "下限高于上限", "has its lower end above its upper", Text("对调或改正", "exchange or mend them"))
            return None
        birth = born(low, high, entry.as_of)
        if birth is None:
            entry.wrong(
                given,
                f"到 {entry.as_of} 不可能：出生日期会早于公元 1 年",
                f"cannot be on {entry.as_of}: the birth would lie before the year 1",
            )
        return birth

    def code(self, fact: Fact, given: object) -> str | None:
        """The code that is meant; None where there is no such code."""
        given = plain(given)
        if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 10**DIGITS:
            given = str(given)
        if not isinstance(given, str):
            return None
        return (
            self.codes[fact.name].get(given) or self.english[fact.name].get(given.casefold()) or self.grades(fact).get(grade_written(given))
        )

    def grades(self, fact: Fact) -> Grades:
        """The codes of a fact by the grade that they are written as; a grade that could be two is none."""
        found = self._grades.get(fact.name)
        if found is None:
            found = self._grades[fact.name] = _grades(fact)
        return found

    def _choice(self, fact: Fact, given: object, entry: Entry) -> str | Among | None:
        if not _is_mapping(given):
            found = self.code(fact, given)
            if found is None:
                self._refuse(fact, given, entry)
            return found
        parts = _parts(given, "one_of")
        codes = self._items(fact, parts["one_of"], entry) if parts else frozenset[str]()
        if codes is None:
            return None
        if not codes:
            self._refuse(fact, given, entry)
            return None
        if len(codes) == 1:
            return next(iter(codes))
        return None if len(codes) == len(fact.codes) else Among(codes)

    def _items(self, fact: Fact, given: object, entry: Entry) -> frozenset[str] | None:
        """The codes of a list; None after noting what is wrong with it."""
        if not isinstance(given, list | tuple | set | frozenset):
            entry.wrong(given, "应是列表，可为空", "expected a list, which may be empty", self.allowed(fact, None, entry.problems))
            return None
        items = cast("Collection[object]", given)
        if len(items) > MOST_ITEMS:  # each that is wrong would be told
            entry.wrong(None, f"列了 {len(items)} 项，至多 {MOST_ITEMS} 项", f"has {len(items)} entries and can have {MOST_ITEMS} at most")
            return None
        found: set[str] = set()
        right = True
        for item in items:
            code = self.code(fact, item)
            if code is None:
                self._refuse(fact, item, entry)
                right = False
            else:
                found.add(code)
        return frozenset(found) if right else None

    def _nothing(self, fact: Fact, given: object) -> bool:
        """Whether it is said that a set is empty, by a word that is none of its codes."""
        items = cast("Sequence[object]", given) if isinstance(given, list | tuple) else (given,)
        word = items[0] if len(items) == 1 else None
        return isinstance(word, str) and word in _NONE and self.code(fact, word) is None

    def _set(self, fact: Fact, given: object, entry: Entry) -> frozenset[str] | Holding | None:
        if self._nothing(fact, given):
            return frozenset()
        parts = _parts(given, "has", "has_not") if _is_mapping(given) else None
        if not parts:
            return self._items(fact, given, entry)
        has, has_not = (self._items(fact, parts.get(word, ()), entry) for word in ("has", "has_not"))
        if has is None or has_not is None:
            return None
        if both := has & has_not:
            words = "、".join(f"“{code.label.zh}”" for code in fact.codes if code.code in both)
            entry.wrong(given, f"里“含”与“不含”都有{words}", f"has {', '.join(f'`{one}`' for one in sorted(both))} under both `has` and `has_not`",
                        Text("留下对的一处", "keep the one that is right"))  # fmt: skip
            return None
        if len(has) + len(has_not) == len(fact.codes):
            return has
        return Holding(has, has_not) if has or has_not else None

    def _place(self, fact: Fact, given: object, entry: Entry) -> str | None:
        if not isinstance(given, str):
            self._refuse(fact, given, entry)
            return None
        if given.isdigit():
            if flaw := self.places.divisions.flaw(given):
                entry.wrong(given, flaw[0].zh, flaw[0].of("en"), _both(flaw[1], self.allowed(fact, given, entry.problems)))
                return None
            return division(given) or None
        code = self.places.code(given)
        if isinstance(code, Unclear):
            entry.wrong(given, code.wrong.zh, code.wrong.of("en"), code.cure)
            return None
        if code is None:
            self._refuse(fact, given, entry)
        return code or None

    def listing(self, fact: Fact, given: object, entry: Entry) -> tuple[Sequence[object], bool] | None:
        """The people of a list as they are given, and whether these are all: a plain list has all, of another it is not known
        unless it says so. None after noting what is wrong with it.
        """
        if isinstance(given, Listed):
            return given.people, given.complete
        parts = _parts(given, "listed", "complete") if _is_mapping(given) else {"listed": given, "complete": True}
        people, complete = parts.get("listed"), _truth(parts.get("complete", False))
        if not isinstance(people, list | tuple) or complete is None:
            self._refuse(fact, given, entry)
            return None
        found = cast("Sequence[object]", people)
        if len(found) > MOST_PEOPLE:
            entry.wrong(None, f"列了 {len(found)} 人，至多 {MOST_PEOPLE} 人", f"has {len(found)} people and can have {MOST_PEOPLE} at most")
            return None
        return found, complete

    # -- what can be given -----------------------------------------------------------------------------------------------

    def allowed(self, fact: Fact, value: object, problems: Problems) -> Text:
        """What can be given for a fact, with what comes nearest to a word that it does not have."""
        match fact.type:
            case FactType.YES_NO:
                return TRUE_OR_FALSE
            case FactType.NUMBER:
                zh = [f"{word} {bound}" for word, bound in (("不低于", fact.minimum), ("不高于", fact.maximum)) if bound is not None]
                en = [f"{word} {bound}" for word, bound in (("at least", fact.minimum), ("at most", fact.maximum)) if bound is not None]
                number = Text("填一个整数", "give a whole number") if fact.unit is Unit.PERSONS else Text("填一个数", "give a number")
                too_long = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
                digits = (
                    (f"，小数点前后各至多 {DIGITS} 位", f", of {DIGITS} digits at most before and after the point")
                    if too_long
                    else ("", "")
                )
                return self._or_a_range(
                    Text("、".join([number.zh, *zh]) + digits[0], ", ".join([number.of("en"), *en]) + digits[1]), _BOUNDS
                )
            case FactType.DATE:
                day = Text("填日期，例如 1944-05-10（写成文字，年在前）；只知道年月的填 1944-05 或 1944",
                           "give a date such as 1944-05-10 as text, the year first; 1944-05 or 1944 where no more is known")  # fmt: skip
                return self._or_a_range(day, Text("，知道范围的填“起”“止”", ", `from` and `until` for a range"))
            case FactType.PLACE:
                allowed = Text('填地名，写到县（市、区），例如 四川省冕宁县；或填 2 到 12 位行政区划代码（写成文字），例如 "513433"',
                               'give the name of a place, down to the county, such as "四川省冕宁县"; or its division code of 2 to 12 digits as text, '
                               'such as "513433"')  # fmt: skip
                if not isinstance(value, str) or value.isdigit():
                    return allowed
                close = self._near(value, problems)
                return Text(allowed.zh + (f"；是否“{close}”？" if close else ""), allowed.of("en") + (f"; did you mean `{close}`?" if close else ""))  # fmt: skip
            case FactType.CHOICE | FactType.SCALE | FactType.SET:
                close = problems.equally_near(value, self.codes[fact.name]) if isinstance(value, str) else []
                offered = [code for code in fact.codes if code.listed]
                codes = "、".join(code.label.zh for code in offered)
                codes_en = ", ".join(f"{code.code} ({code.label.of('en')})" for code in offered)
                return Text(f"可填：{codes}" + (f"；是否{'或'.join(f'“{one}”' for one in close)}？" if close else ""),
                            f"allowed: {codes_en}" + (f"; did you mean {' or '.join(f'`{one}`' for one in close)}?" if close else ""))  # fmt: skip
            case FactType.PEOPLE:
                return Text("填列表，每人一项，例如 [{出生日期: 1950-01-02}, {}]，可为空；没有列全的填 {列出: [..], 已列全: 否}",
                            "give a list with an entry for each, such as [{birth_date: 1950-01-02}, {}], which may be empty; "
                            "{listed: [..], complete: false} where these are not all")  # fmt: skip
            case FactType.PERSON:
                raise TypeError(fact)
            case _:
                assert_never(fact.type)

    def _or_a_range(self, allowed: Text, more: Text) -> Text:
        """What can be given, with how a range is, where it can be."""
        return allowed if self.of_cells else Text(allowed.zh + more.zh, allowed.of("en") + more.of("en"))

    def _near(self, text: str, problems: Problems) -> str | None:
        """The name of a place that comes nearest to a text; of a text that begins well, its rest."""
        begun, names = self.places.near(text)
        close = problems.nearest(plain_name(text)[len(begun) :] if begun else text, names)
        return None if close is None else begun + close


TRUE_OR_FALSE = Text("填 true 或 false（是 或 否）", "give true or false")
AGE_ALLOWED = Text("填周岁数，0 到 130 的整数", "give completed years, a whole number from 0 to 130")
_BOUNDS = Text("；只知道范围的填“不低于”“不高于”", "; where a range is known `at_least`, `at_most`")


def english(labels: Iterable[tuple[str | None, str]]) -> dict[str, str]:
    """What is meant by English labels, in small letters; one that could mean two things means none."""
    found: dict[str, set[str]] = {}
    for label, meant in labels:
        if label:
            found.setdefault(label.casefold(), set()).add(meant)
    return {label: next(iter(meant)) for label, meant in found.items() if len(meant) == 1}


UNKNOWN = Text("不详的不写这一项，或写 null", "leave out what is not known, or write null")
"""How to say so."""


def _has_gap(given: object, entry: Entry) -> bool:
    """Whether a value, or an end of one that is known in part, is no value at all: that is noted, with how to say so."""
    ends = map(plain, given.values()) if _is_mapping(given) else (given,)
    gap = next((one for one in ends if _is_gap(one)), None)
    if gap is not None:
        entry.wrong(gap, "表示缺值，不能当作值", "stands for what is missing and is no value", UNKNOWN)
    return gap is not None


def _is_gap(value: object) -> bool:
    """Whether this is what tables of numbers have where nothing is: NaN and NaT equal not even themselves, NA is neither."""
    try:
        return bool(value != value)
    except (TypeError, ValueError, ArithmeticError):
        return type(value).__name__ == "NAType"  # an array has no one truth, and is no gap; nor is what signals that it is no number


def plain(value: Any) -> Any:
    """A number or truth value of numpy as Python has it, and a set of values as a profile writes it; others as they are."""
    if isinstance(value, str | bool | None):
        return value
    if isinstance(value, Range | Among | Holding):
        return value_data(value)
    numpy = sys.modules.get("numpy")
    if numpy is None or not isinstance(value, numpy.generic):
        return value
    if isinstance(value, numpy.floating):
        return Decimal(str(value))
    return value.item() if isinstance(value, numpy.integer | numpy.bool_) else value


def _truth(value: object) -> bool | None:
    """A yes or a no; None of what is neither."""
    return value if isinstance(value, bool) else {"是": True, "否": False}.get(value) if isinstance(value, str) else None


def _is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    return isinstance(value, Mapping)


def _parts(given: Mapping[object, object], *words: str) -> dict[str, Any]:
    """What a mapping says with these words, null being nothing; empty where it says nothing, or anything else."""
    meant = [(_PARTS.get(key) if isinstance(key, str) else None, plain(value)) for key, value in given.items()]
    found = {word: value for word, value in meant if word in words}
    return {word: value for word, value in found.items() if value is not None} if len(found) == len(meant) else {}


def _decimal(value: object, fact: Fact) -> Decimal | None:
    """A number within the bounds of its fact; a whole one where persons are counted."""
    if isinstance(value, str):
        value = _written(value, fact.unit or Unit.NONE)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return None
    if not number:
        number = Decimal(0)
    low, high = fact.minimum, fact.maximum
    if (low is not None and number < low) or (high is not None and number > high) or number.adjusted() >= DIGITS:
        return None
    if fact.unit is Unit.PERSONS and number != number.to_integral_value():
        return None
    if cast("int", number.as_tuple().exponent) < -10 * DIGITS:
        return None
    digits = f"{number:f}"  # 900.00 is 900, so that equal profiles are the same in all that is said of them
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return Decimal(digits) if len(digits.partition(".")[2]) <= DIGITS else None


def _written(text: str, unit: Unit) -> Decimal | None:
    """A number as people write it: `1,200元`, `1.2万元`, `3人`; None of what is none, or is counted in something else."""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if found is None or found[3] not in {"", name_of(unit).zh, *_COUNTED.get(unit, _MONEY)}:
        return None
    sign, digits, exponent = Decimal(found[1].replace(",", "")).as_tuple()
    return Decimal((sign, digits, cast("int", exponent) + (4 if found[2] else 0)))


def _years(value: object) -> int | None:
    """A whole number of years of age that somebody can have."""
    value = plain(value)
    if isinstance(value, str):
        value = int(value) if _DIGITS.fullmatch(value := value.strip()) else None
    if isinstance(value, Decimal) and (not value.is_finite() or value.adjusted() >= DIGITS):
        return None  # arithmetic would overflow, and one that signals that it is no number would raise
    if isinstance(value, Decimal | float) and value == value and abs(value) <= OLDEST and value == int(value):
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= OLDEST else None


def _age_parts(given: object) -> dict[str, Any]:
    """The ends of an age: of a text what it means, of anything else itself."""
    ends = years_written(given) if isinstance(given, str) else (given, given)
    return {word: end for word, end in zip(("at_least", "at_most"), ends or (given, given), strict=True) if end is not None}


def _grades(fact: Fact) -> Grades:
    graded = [
        (grade, code.code)
        for code in fact.codes
        for spelling in (code.code, code.label.zh, *code.also)
        if (grade := grade_written(spelling))
    ]
    return {grade: code for grade, code in graded if {other for one, other in graded if one == grade} == {code}}


def _both(one: Text, other: Text) -> Text:
    return Text(f"{one.zh}；{other.zh}", f"{one.of('en')}; {other.of('en')}")
