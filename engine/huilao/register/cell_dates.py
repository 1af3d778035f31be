"""The dates of registers, beside those that `profile/written.py` reads: with times, as numbers of days, with years of two digits, in
the forms that the office names, by the old calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from ..language.facts import Text
from ..language.known import Range
from ..profile.dates import span
from ..profile.lunar import LUNAR, lunar_form
from ..profile.written import date_text, days_of, days_written, in_digits, plain_text
from .characters import simplified
from .unreadable import Unreadable

LIVES = 122
"""The most years that anybody lived: by them is told which century years of two digits mean."""

_FIELDS = {"YYYY": "(?P<year>[0-9]{4})", "YY": "(?P<year>[0-9]{2})", "MM": "(?P<month>[0-9]{2})", "M": "(?P<month>[0-9]{1,2})",
           "DD": "(?P<day>[0-9]{2})", "D": "(?P<day>[0-9]{1,2})"}  # fmt: skip
_FIELD = re.compile("YYYY|YY|MM|M|DD|D")
_FIELD_GAP = re.compile(r"(?<=[YMD])\s+(?=[YMD])")
"""Spaces alone between fields, which are read as `date_text` has those between numbers."""
_KINDS = (["Y"], ["M", "Y"], ["D", "M", "Y"])
_TIME = re.compile(
    r"(?:T| ?[上下]午 ?| )(\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?(?: ?[AaPp][Mm])?(?: ?(Z|UTC|[-+]\d\d)(?::?(\d\d))?(?::\d\d)?)?$"
)
_FLOAT = re.compile(r"(\d+)\.\d+")
_FIRST_SERIAL, _LAST_YEAR = date(1899, 12, 30), 2200
_SHORT = re.compile(r"(\d\d)([-/.、年])(\d{1,2})[-/.、月](\d{1,2})[日号]?|(\d\d)(\d\d)(\d\d)")
_SHORT_YEAR = re.compile(r"(\d\d)年(?:(\d{1,2})月)?")
_SHORT_NUMBER = re.compile(r"\d\d\.(0?[1-9]|1[0-2])")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_NAMED_MONTHS = tuple(
    re.compile(form.replace("M", r"(?P<month>[A-Za-z]{3,9})\.?").replace("D", r"(?P<day>\d{1,2})").replace("Y", r"(?P<year>\d{4}|\d\d)"))
    for form in ("D[-/.,]?M[-/.,]?Y", "M[-/.]?D,Y", r"(?P<year>\d{4})[-/.,]?M[-/.,]?D", r"M[-/.,]?(?P<year>\d{4}|[4-9]\d|3[2-9])")
)
"""Dates with an English month, as programs show them: 10-May-44, May 10, 1944, 1944-May-10, May-44."""
OLD_CALENDAR = re.compile("[农阴旧]历")
"""What says in the name of a column that its dates are by the old calendar."""
_A_CALENDAR = re.compile("[农阴旧古夏公阳新西]历")
_NUMERAL = re.compile("[0-9〇零一二]")
NO_DAY = re.compile(
    r"(?:0000(?:0000|\D00?\D00?)|1900(?:010[01]|\D0?1\D0?[01])|1899(?:123[01]|\D12\D3[01])|9999(?:1231|\D12\D31))日?(?:[ T]0.*)?"
)
"""The days that programs keep where none was entered."""
_YEAR = re.compile(r"(\d{4})年?|民国\d{1,2}年")
_FOUR_DIGITS = Text(
    "年份写四位，或在映射的“日期”里写明写法，例如 YY-M-D", "write the year in four digits, or say the form in the mapping, such as YY-M-D"
)


def date_form(form: str) -> re.Pattern[str] | None:
    """What reads a form of dates such as `YYYY年M月D日` or `YY.MM`; None where it does not name the year once, and once at most the
    month, and in it the day.
    """
    names = sorted(found[0] for found in _FIELD.findall(form))
    if names not in _KINDS:
        return None
    parts = re.split(f"({_FIELD.pattern})", plain_text(_FIELD_GAP.sub("-", form)))
    return re.compile("".join(_FIELDS.get(part, re.escape(part)) for part in parts))


def by_old_calendar(column: str) -> bool:
    """Whether a column is by its name of dates of the old calendar alone."""
    plain = simplified(column)
    return OLD_CALENDAR.search(plain) is not None and not re.search("[公阳新西]历", plain)


def in_old_calendar(plain: str) -> str:
    """A tidy text of such a column as one that says so itself."""
    return f"农历{plain}" if _NUMERAL.search(plain) and not _A_CALENDAR.search(plain) and not NO_DAY.fullmatch(plain) else plain


class DateCells:
    """Reads dates; `as_of` is given for births: the day on which whoever is meant lives."""

    def __init__(self, forms: Iterable[re.Pattern[str]], as_of: date | None) -> None:
        self.forms = tuple(forms)
        self.as_of = as_of

    def meant(self, plain: str) -> Any:
        """A tidy text as a profile has dates: the days that it means, or an `Unreadable`; itself where it means none."""
        if found := _TIME.search(plain):
            plain = plain[: found.start()] + plain[found.end() :]
            if found[2] and not re.fullmatch("0{1,2}:00(:00)?", found[1]):
                return _in_china(plain, found[1], found[2], found[3])
        text = date_text(plain)
        for form in self.forms:
            if found := form.fullmatch(text):
                fields = found.groupdict()
                return self._of(fields["year"], *(int(fields[one]) for one in ("month", "day") if fields.get(one)), otherwise=plain)
        if LUNAR.search(in_digits(text)) and days_written(text) is None:
            return _lunar(text)
        text = _FLOAT.sub(r"\1", text) if re.fullmatch(r"\d{5,8}\.\d+|\d{4}\.0+", text) else text
        if serial := self._serial(text):
            return serial
        if days := days_written(text):
            return span(*days)
        return self._in_short(text) or self._with_named_month(text) or _day_first(text) or plain

    def _of(self, year: str, *month_and_day: int, otherwise: str) -> Any:
        """A year of two or four digits with the month and day that there are; `otherwise` where there is no such day."""
        if len(year) == 4:
            return _spanned(days_of(int(year), *month_and_day)) or otherwise
        years = [int(year) + century for century in (1900, 2000)]
        spans = [days for one in years for days in days_of(one, *month_and_day) if self._alive(days[0])]
        if len(spans) == 1:
            return span(*spans[0])
        if not spans:
            return otherwise
        return Unreadable(Text(f"年份只有两位，可能是 {years[0]} 年，也可能是 {years[1]} 年", f"has a year of two digits, which could be {years[0]} or {years[1]}"),
                          _FOUR_DIGITS)  # fmt: skip

    def _alive(self, born: date) -> bool:
        """Whether somebody born then can be meant; of other dates any day can."""
        return self.as_of is None or (born <= self.as_of and self.as_of.year - born.year <= LIVES)

    def _serial(self, text: str) -> date | Unreadable | None:
        """The day that a spreadsheet numbers like this, from 1900 on; four digits are a year where they can be, and no day where they can
        be a year and a month (4405).
        """
        if not re.fullmatch(r"\d{4,5}", text) or int(text) <= _LAST_YEAR:
            return None
        day = _FIRST_SERIAL + timedelta(days=int(text))
        if not self._alive(day) or day.year > _LAST_YEAR:
            return None
        return _YEAR_AND_MONTH if len(text) == 4 and 1 <= int(text[2:]) <= 12 else day

    def _in_short(self, text: str) -> Any:
        """A date with a year of two digits, which stands first where it is no day of a month."""
        if short := _SHORT_YEAR.fullmatch(in_digits(text)):
            return self._of(short[1], *(int(one) for one in short.groups()[1:] if one), otherwise=text)
        if _SHORT_NUMBER.fullmatch(text):
            return _NUMBER_OR_MONTH
        found = _SHORT.fullmatch(in_digits(text))
        if found is None:
            return None
        year, month, day = found[1] or found[5], int(found[3] or found[6]), int(found[4] or found[7])
        if int(year) > 31 or found[2] == "年":
            return self._of(year, month, day, otherwise=text)
        return Unreadable(Text("年份只有两位，分不清哪是年、哪是日", "has a year of two digits that could be the day"), _FOUR_DIGITS)

    def _with_named_month(self, text: str) -> Any:
        """A date whose month has its English name; the year stands last where it has two digits."""
        found = next(filter(None, (form.fullmatch(text) for form in _NAMED_MONTHS)), None)
        if found is None:
            return None
        fields = found.groupdict()
        month = next((at for at, name in enumerate(_MONTHS, 1) if name.startswith(fields["month"].lower())), None)
        return (
            None if month is None else self._of(fields["year"], month, *([int(fields["day"])] if "day" in fields else ()), otherwise=text)
        )


_YEAR_AND_MONTH = Unreadable(
    Text(
        "是四位数字，可能是两位的年和月，也可能是表格里日期的序号",
        "has four digits: a year of two digits and a month, or the number of a day in a spreadsheet",
    ),
    Text("写成 1944-05 这样，或在映射的“日期”里写 YYMM", "write it as 1944-05, or say YYMM in the mapping"),
)


_NUMBER_OR_MONTH = Unreadable(
    Text("像是两位的年和月，也可能只是一个数", "could be a year of two digits and a month, or a mere number"),
    Text(
        "写成 1944-05 这样；整列都是这样的，在映射的“日期”里写 YY.M",
        "write it as 1944-05; where the whole column is so, say YY.M in the mapping",
    ),
)


def _spanned(days: Iterator[tuple[date, date]]) -> date | Range | None:
    found = list(days)
    return span(min(first for first, _ in found), max(last for _, last in found)) if found else None


def _in_china(day: str, clock: str, hours: str, minutes: str | None) -> Any:
    """The day in China at a moment told with a time zone; its clocks were an hour ahead in some years, so that it may be one of two."""
    days = days_written(day)
    if days is None or days[0] != days[1]:
        return f"{day} {clock}"
    sign = -1 if hours.startswith("-") else 1
    zone = timezone(sign * timedelta(hours=abs(int(hours)) if hours[0] in "+-" else 0, minutes=int(minutes or 0)))
    hour, minute, *_ = (int(one) for one in clock.split(":"))
    moment = datetime(days[0].year, days[0].month, days[0].day, hour % 24, minute, tzinfo=zone)
    return span(*(moment.astimezone(timezone(timedelta(hours=ahead))).date() for ahead in (8, 9)))


def _lunar(text: str) -> Unreadable:
    """A date by the old calendar that is no day of it, or is not written as one; its year is known where it is told."""
    plain = in_digits(text)
    year = _YEAR.search(plain)
    days = days_written(f"农历{year[0].removesuffix('年')}年") if year else None
    instead = Text("填公历日期", "give the date by the common calendar")
    if days is None:
        return Unreadable(Text("是农历日期，看不出是哪一年", "is a date by the lunar calendar without its year"), instead)
    if lunar_form(plain):
        return Unreadable(
            Text("是农历日期，农历里没有这一天", "is a date by the lunar calendar, which has no such day"), instead, span(*days)
        )
    either = date(days[0].year, 1, 1), days[1]  # the year may be meant by either calendar
    return Unreadable(
        Text("是农历日期，读不出是哪一天", "is a date by the lunar calendar of which the day cannot be read"), instead, span(*either)
    )


def _day_first(text: str) -> Any:
    """A date with the year last: day and month, or month and day."""
    found = _DAY_FIRST.fullmatch(text)
    if found is None:
        return None
    one, other, year = map(int, found.groups())
    days = [days for month, day in {(one, other), (other, one)} for days in days_of(year, month, day)]
    if len(days) < 2:
        return span(*days[0]) if days else None
    return Unreadable(Text("分不清哪是月、哪是日", "could have the day or the month first"),
                      Text("年写在前面，或在映射的“日期”里写明写法，例如 D/M/YYYY", "write the year first, or say the form in the mapping, such as D/M/YYYY"),
                      _spanned(iter(days)))  # fmt: skip
