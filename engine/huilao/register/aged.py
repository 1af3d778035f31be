"""Ages of an earlier day than that of a screening: who was 79 when the register was made has come of age since."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

import polars as pl

from ..language.ages import anniversary
from ..language.facts import AGE, Text
from ..language.known import Path, Range
from ..language.quantity import BIRTH
from ..profile.dates import ends
from ..profile.written import in_digits
from .cell_dates import DateCells
from .cells import tidy
from .columns import AT_ONCE
from .mapping import ColumnMap
from .recognise import core
from .rows import SHEET, Register

_MADE = re.compile("(?:登记|填报|填表|采集|录入|调查|走访|入户|摸底|建档|统计|更新)(?:日期|时间|年月|年度|年份)")
"""How columns are called that have the day on which a row was made."""
_IN_NAME = re.compile(r"20\d\d(?:[-/.年]\d{1,2})?(?:[-/.月]\d{1,2}(?!\d))?")
"""A day, month or year in the name of a column of ages (`年龄（2023年底）`)."""
_IN_TITLE = re.compile(r"20\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?(?!\d*号)")
"""The same in what stands above the table (`2023年老年人花名册`), but for the numbers of documents."""


def aged_since(register: Register, mapping: ColumnMap, as_of: date) -> Text | None:
    """What is to be said where ages are read as those of the day of evaluation, and by their own name, a column of days or the title of the
    table they were told a year before or more; of rows that say no birth otherwise. The register is read once for that, where it tells such a day.
    """
    age = next((column for column, target in mapping.facts.items() if target == Path("", AGE.name)), None)
    if age is None or mapping.ages_as_of is not None or (found := _told(register, mapping, age)) is None:
        return None
    where, said = found
    births = [*mapping.identities, *(column for column, target in mapping.facts.items() if target == Path("", BIRTH))]
    by_age = pl.all_horizontal(pl.col(age).is_not_null(), *(pl.col(column).is_null() for column in births))
    days, others = Counter[date](), 0
    for part in register.parts(AT_ONCE):
        told = part.filter(by_age).with_columns(said.alias("@said"))["@said"]
        for text, rows in told.value_counts().iter_rows():
            day = None if text is None else _last(text)
            if day is not None and anniversary(day, 12) <= as_of:
                days[day] += rows
            else:
                others += rows
    return _old(where, days, others, as_of) if days else None


def _told(register: Register, mapping: ColumnMap, age: str) -> tuple[str, pl.Expr] | None:
    """What tells of which day ages are, and the text of that day in each row."""
    if named := _IN_NAME.search("".join(tidy(age).split())):
        return age, pl.lit(named[0])
    if made := next((column for column in register.columns if column not in mapping.used and _MADE.search(core(column))), None):
        return made, pl.col(made)
    titled = {sheet: told for sheet, titles in register.titles.items() if (told := _latest(titles)) is not None}
    if not titled:
        return None
    oldest, _ = min(titled.values(), key=lambda one: _last(one[1]) or date.max)
    sheet = pl.lit("") if "" in titled else pl.col(SHEET)
    return oldest, sheet.replace_strict({sheet: text for sheet, (_, text) in titled.items()}, default=None, return_dtype=pl.String)


def _latest(titles: Sequence[str]) -> tuple[str, str] | None:
    """The latest day that stands in titles, with the title that has it; None where none has one."""
    told = [(title, text) for title in titles for text in _IN_TITLE.findall("".join(in_digits(tidy(title)).split()))]
    return max(told, key=lambda one: _last(one[1]) or date.min, default=None)


def _last(text: str) -> date | None:
    """The last of the days that a text means."""
    days = DateCells((), None).meant(tidy(text))
    return ends(days)[1] if isinstance(days, date | Range) else None


def _old(where: str, days: Counter[date], others: int, as_of: date) -> Text:
    rows, last = days.total(), max(days)
    mend = (
        Text(f"另有 {others} 行不是那时登记的：两部分分开筛查，这一部分在映射里写 年龄截至: {last}",
             f"{others} other rows are not: screen the two apart, and say `ages_as_of: {last}` in the mapping of these")
        if others
        else Text(f"年龄是那时登记的，在映射里写 年龄截至: {last}", f"if the ages are of that day, say `ages_as_of: {last}` in the mapping")
    )  # fmt: skip
    return Text(f"{rows} 行只有年龄，按核定日 {as_of} 的周岁算了，而“{where}”说是 {last.year} 年（{last}）或更早的：到核定日已大了一岁以上。{mend.zh}；最好补上出生日期",
                f"{rows} rows tell but an age, taken for that of {as_of}, though by `{where}` it is of {last} or before, and people are a year older or more since: "
                f"{mend.of('en')}; better add dates of birth")  # fmt: skip
