"""Synthetic registers as offices lay them out: title and note rows, a header of two rows, ticks, two facts in one cell, words of
the office, a subtotal for every village. The people are those of `synth.py`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import polars as pl

from ..language.policy import Rules
from ..profile.reader import ProfileReader
from .files import Form, replacing
from .rows import RegisterError
from .synth import IDENTITY, NAME

TITLE = "六十岁以上老年人登记表（仿真数据，不是真实的人）"
COUNTY = 6
"""Figures of the code of a county."""
VILLAGE = 150
"""People of a village."""
TICK = "√"
HEADER: Sequence[tuple[str, tuple[str, ...]]] = (
    ("序号", ()), ("县（市、区）", ()), ("村（社区）", ()), ("姓名", ()), ("性别", ()), ("身份证号码", ()), ("出生年月", ()), ("联系电话", ()),
    ("居住情况", ("独居", "空巢", "留守")), ("社会救助", ("低保", "特困")), ("残疾类别及等级", ()), ("自理情况", ()),
    ("正在享受", ("高龄津贴", "护理补贴")), ("备注", ()),
)  # fmt: skip
"""The cells of the upper row of the header, each with those below it."""
SELF_CARE: Mapping[str, str] = {"能自理": "自理", "部分不能自理": "半自理", "完全不能自理": "不能自理"}
"""How the office says whether somebody looks after themselves."""
COLUMN_OF: Mapping[str, str] = {IDENTITY[0]: "身份证号码", "出生日期": "出生年月"}
"""How the office calls the columns in which something is planted; what is planted in others is not in its register."""
COLUMNS = sum(max(1, len(below)) for _, below in HEADER)


@dataclass(frozen=True, slots=True)
class Counties:
    """How an office names counties, and whose register it keeps."""

    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """By their codes."""
    home: str = ""
    """The one in which everybody lives who is not away."""

    @classmethod
    def of(cls, rules: Rules, places: Sequence[str]) -> Counties:
        """Those of a rule book, for a register of people in some places. A name that several have stands with what contains it."""
        words = ProfileReader(rules.facts, rules.places).values.places
        names = {
            code: place.name.zh if words.several(place.name.zh) is None else words.told(code).zh.removesuffix(f"（{code}）")
            for code, place in rules.places.items()
            if len(code) == COUNTY
        }
        return cls(names, names.get(places[0], "") if len(places) == 1 else "")

    def of_place(self, code: str | None) -> str:
        return self.names.get((code or "")[:COUNTY], "")


def office_rows(register: Iterable[pl.DataFrame], counties: Counties, day: date) -> Iterator[list[str]]:
    """The rows of a sheet as an office keeps it and filled it in on a day, for people in Chinese."""
    yield [counties.home + TITLE]
    yield [f"填报单位：{counties.home}示例镇", *[""] * (COLUMNS - 2), f"填报日期：{day.year}年{day.month}月"]
    yield [cell for upper, below in HEADER for cell in (upper, *[""] * (len(below) - 1))]
    yield [cell for _, below in HEADER for cell in below or ("",)]
    people = (person for part in register for person in part.iter_rows(named=True))
    total = 0
    for village, everyone in groupby(enumerate(people), lambda one: one[0] // VILLAGE):
        count = 0
        for count, (_, person) in enumerate(everyone, start=1):
            yield _cells(person, counties.of_place(person.get("常住地")), village + 1, count)
        yield _padded(["", "小计", f"{count}人"])
        total += count
    yield _padded(["合计", "", f"{total}人"])
    yield ["注：在相应栏内打“√”；制表人：示例"]


def _cells(person: Mapping[str, str | None], county: str, village: int, number: int) -> list[str]:
    living, aid, drawn = (_items(person, name) for name in ("居住照料状况", "社会救助身份", "正在享受"))
    born = person.get("出生日期") or ""
    disability = "".join(("、".join(_items(person, "残疾类别")), person.get("残疾等级") or ""))
    return [
        str(number), county, f"示例{village}村", person[NAME[0]] or "", person.get("性别") or "", person[IDENTITY[0]] or "",
        _month(born), f"000{village:04}{number:04}",
        *(TICK if one in living else "" for one in ("独居", "空巢", "留守")),
        TICK if "最低生活保障" in aid else "", TICK if {"特困集中供养", "特困分散供养"} & set(aid) else "",
        disability, SELF_CARE.get(person.get("生活自理能力") or "", ""),
        *(TICK if one in drawn else "" for one in ("高龄津贴", "护理补贴")), "",
    ]  # fmt: skip


def _month(born: str) -> str:
    """The month of a day; what is none, or is written in another form, in a register with things wrong, as it is."""
    try:
        day = date.fromisoformat(born) if "-" in born else None
    except ValueError:
        day = None
    return born if day is None else f"{day.year}年{day.month}月"


def _items(person: Mapping[str, str | None], name: str) -> list[str]:
    return (person.get(name) or "").split("、")


def _padded(cells: list[str]) -> list[str]:
    return cells + [""] * (COLUMNS - len(cells))


def write_office_register(register: Iterable[pl.DataFrame], path: Path, counties: Counties, day: date) -> None:
    """Write a register as an office has it and filled it in on a day, `.xlsx` with merged cells or `.csv`.

    Raises RegisterError for another kind of file: it has no rows but those of people.
    """
    kind = path.suffix.lower().removeprefix(".")
    rows = office_rows(register, counties, day)
    with replacing(path) as new:
        if kind == Form.XLSX:
            _write_sheet(rows, counties.home + TITLE, new)
        elif kind == Form.CSV:
            with new.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(_padded(row) for row in rows)
        else:
            raise RegisterError("办公样式只能写成 .xlsx 或 .csv", "the layout of an office is written as .xlsx or .csv")


def _write_sheet(rows: Iterable[list[str]], title: str, path: Path) -> None:
    import xlsxwriter  # needed here alone

    with cast("Any", xlsxwriter).Workbook(str(path), {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("登记表")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(at, column, cell)
        sheet.merge_range(0, 0, 0, COLUMNS - 1, title)
        column = 0
        for upper, below in HEADER:
            width = max(1, len(below))
            if below:
                sheet.merge_range(2, column, 2, column + width - 1, upper)
            else:
                sheet.merge_range(2, column, 3, column, upper)
            column += width
