"""The cells of a register as values of facts. What a value may be, `profile.py` says; here is only how registers write it.

Spaces about a text, full-width characters and invisible ones are mended (Unicode NFKC); nothing else is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from ..errors import ProfileError
from ..language.facts import AGE, Fact, FactType, Text
from ..language.known import Range
from ..language.quantity import BIRTH
from ..language.words import TRUTH_VALUES
from ..profile.reader import ProfileReader
from ..screen.columns import fits

UNKNOWN_WORDS = ("不详", "未知")
"""Texts that say that something is not known, where the mapping names no others."""
DATE_FORMS = ("YYYY-MM-DD", "YYYY-M-D", "YYYY/M/D", "YYYY.M.D", "YYYY年M月D日", "YYYYMMDD")
"""How dates may be written where the mapping says nothing: the year first, so that nothing can be mistaken. The first of
them can always be read."""

_FIELDS = {"YYYY": "(?P<year>[0-9]{4})", "MM": "(?P<month>[0-9]{2})", "M": "(?P<month>[0-9]{1,2})",
           "DD": "(?P<day>[0-9]{2})", "D": "(?P<day>[0-9]{1,2})"}  # fmt: skip
_FIELD = re.compile("YYYY|MM|M|DD|D")
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
"""What spreadsheets and databases put behind a date."""
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_BETWEEN = re.compile(r"[、,;/|\s]+")
"""What stands between the items of a list in one cell."""
_DECIMAL = re.compile(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")


def tidy(text: str) -> str:
    """A text without spaces about it, in ordinary characters."""
    if text.isascii():
        return text.strip()
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split())


def date_form(form: str) -> re.Pattern[str] | None:
    """What reads a form of dates such as `YYYY年M月D日`; None where it does not name year, month and day once each."""
    names = sorted(found[0] for found in _FIELD.findall(form))
    if names != ["D", "M", "Y"]:
        return None
    parts = re.split(f"({_FIELD.pattern})", tidy(form))
    return re.compile("".join(_FIELDS.get(part, re.escape(part)) for part in parts))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text is no value of its fact, and what would be."""

    message: Text
    allowed: Text | None = None


class CellReader:
    """Reads the texts of one fact."""

    def __init__(
        self, fact: Fact, profiles: ProfileReader, forms: Iterable[re.Pattern[str]], unknown: Iterable[str],
        words: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.fact = fact
        self.profiles = profiles
        self.forms = tuple(forms)
        self.unknown = frozenset(map(tidy, unknown))
        self.given = {tidy(word): value for word, value in (words or {}).items()}
        self.words = {tidy(spelling): code for spelling, code in profiles.codes[fact.name].items()}

    def read(self, text: str) -> Any:
        """The value of a text: None for unknown, or an `Unreadable`."""
        plain = tidy(text)
        if plain in self.given:
            return self.given[plain]
        if not plain or plain in self.unknown:
            return None
        return self.checked(self._meant(plain))

    def checked(self, meant: Any) -> Any:
        """A value as a profile may have it, checked; or an `Unreadable`."""
        try:
            value = self.profiles.read_value(self.fact.name, meant)
        except ProfileError as error:
            first = error.problems[0]
            return Unreadable(first.message, first.allowed)
        if isinstance(value, Decimal) and not fits(value):
            return Unreadable(
                Text(f"{value} 的位数太多", f"{value} has too many digits"),
                Text("小数点前最多 22 位，后最多 16 位", "there are at most 22 before the point and 16 after it"),
            )
        return value

    def _meant(self, plain: str) -> Any:
        """A text as a profile has the values of the fact's type; what it cannot be stays as it is."""
        match self.fact.type:
            case FactType.YES_NO:
                return TRUTH_VALUES.get(plain.lower(), plain)
            case FactType.NUMBER:
                return Decimal(plain.replace(",", "")) if _DECIMAL.fullmatch(plain) else plain
            case FactType.DATE:
                return self._date(plain)
            case FactType.CHOICE | FactType.SCALE:
                return self.words.get(plain, plain)
            case FactType.SET:
                return self._items(plain)
            case FactType.PLACE:
                return plain
            case FactType.PERSON | FactType.PEOPLE:
                raise AssertionError(self.fact)
            case _:
                assert_never(self.fact.type)

    def _date(self, plain: str) -> str:
        day = _MIDNIGHT.sub("", plain)
        for form in self.forms:
            if found := form.fullmatch(day):
                return f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
        return day

    def _items(self, plain: str) -> list[str]:
        """The codes of a list in one cell; a word of the mapping may stand for several."""
        if plain in self.words:
            return [self.words[plain]]
        items: list[str] = []
        for item in filter(None, _BETWEEN.split(plain)):
            given: Any = self.given.get(item)
            items += sorted(given) if given is not None else [self.words.get(item, item)]
        return items


class AgeReader:
    """Reads the texts of a column of ages: whole years, as a profile may have them."""

    def __init__(self, profiles: ProfileReader, as_of: date, unknown: Iterable[str], words: Mapping[str, Any] | None = None) -> None:
        self.profiles = profiles
        self.as_of = as_of
        self.unknown = frozenset(map(tidy, unknown))
        self.given = {tidy(word): value for word, value in (words or {}).items()}
        self.words: Mapping[str, str] = {}

    def read(self, text: str) -> Any:
        """The age that a text says: None for unknown, or an `Unreadable`."""
        plain = tidy(text)
        if plain in self.given:
            return self.given[plain]
        if not plain or plain in self.unknown:
            return None
        return self.checked(Decimal(plain) if _DECIMAL.fullmatch(plain) else plain)

    def checked(self, meant: Any) -> Any:
        """An age as a profile may have it; or an `Unreadable`."""
        try:
            self.born(meant)
        except ProfileError as error:
            first = error.problems[0]
            return Unreadable(first.message, first.allowed)
        return meant

    def born(self, age: Any) -> date | Range:
        """The days of birth that an age means. Raises ProfileError for what is no age."""
        return self.profiles.read({AGE.name: age}, self.as_of)[BIRTH]
