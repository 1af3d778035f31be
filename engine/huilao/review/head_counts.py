"""How many people of a register that was screened an edit does something to, and what it costs: counts alone, without those of few."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any as Anything

from ..language.facts import Text
from ..language.policy import Benefit
from ..language.units import Per
from ..language.words import name_of
from ..register.touched import Money
from ..verify.change import Effect
from .affected import Affected, affected_kept
from .comparison import Comparison
from .report import EFFECTS


@dataclass(frozen=True, slots=True)
class HeadCount:
    """To how many people an edit of a benefit does something."""

    benefit: str
    name: Text
    """What the benefit is called."""
    effect: Effect
    people: int | None
    """None where they are few."""
    money: Money | None
    """What they are paid more all together; None where they are few, or where it cannot be said."""
    per: Per | None
    """What that is paid for."""


@dataclass(frozen=True, slots=True)
class HeadCounts:
    """What an edit does to the people of a register."""

    rows: int
    """Rows of the register."""
    people: int
    """People who were read."""
    few: int
    """Of fewer people no number is shown."""
    changes: tuple[HeadCount, ...]
    """Each change that the comparison has, in its order, also of nobody."""

    def text(self, language: str) -> Iterator[str]:
        """The same in words, a line at a time."""
        english = language == "en"
        yield f"{self.rows} rows, {self.people} people were read" if english else f"登记表共 {self.rows} 行，读入 {self.people} 人"
        for one in self.changes:
            number = (f"fewer than {self.few}" if english else f"不到 {self.few}") if one.people is None else f"{one.people:,}"
            said = EFFECTS[one.effect][english]
            money = "" if one.money is None or one.per is None else _money(one.money, one.per, language)
            name = f"{one.benefit} {one.name.of(language)}"
            yield f"  {name}: {said} {number}{money}" if english else f"  {name}：{said} {number} 人{money}"
        if not self.changes:
            yield "  nobody is touched" if english else "  没有人受影响"
        if self.few > 1:
            yield f"of fewer than {self.few} people no number is shown" if english else f"为保护个人，不到 {self.few} 人的不显示人数和金额"

    def data(self) -> dict[str, Anything]:
        """The same as JSON data: sums as decimals in texts."""
        return {
            "rows": self.rows, "people": self.people, "few": self.few,
            "changes": [
                {"benefit": one.benefit, "effect": one.effect.value, "people": one.people, "money": None if one.money is None or one.per is None else _sums(one.money, one.per)}
                for one in self.changes
            ],
        }  # fmt: skip


def head_counts(found: Comparison, facts: Path, rows: int, few: int, told: Callable[[int], None] = lambda _: None) -> HeadCounts:
    """What an edit does to the people whose checked facts a screening kept, of a register of so many rows. Numbers of fewer people than
    `few` are not shown; `told` hears how many were looked at, and what it raises ends the work.

    Raises FileNotFoundError.
    """
    touched = affected_kept(found, facts, rows, told)
    return HeadCounts(touched.touched.given, touched.touched.read, few, tuple(_counts(found, touched, few)))


def _counts(found: Comparison, affected: Affected, few: int) -> Iterator[HeadCount]:
    effects: dict[str, list[Effect]] = {}
    names: dict[str, Text] = {}
    pers: dict[str, Per | None] = {}
    for one in found.benefits:  # one that is worded otherwise on other days may come more than once
        effects.setdefault(one.name, []).extend(effect for effect in one.effects if effect not in effects[one.name])
        newest = one.new or one.old
        assert isinstance(newest, Benefit)
        names.setdefault(one.name, newest.name)
        pers.setdefault(one.name, next((side.per for side in found.versions(one, one.day) if side.per is not None), None))
    for name, some in effects.items():
        counted: Mapping[Effect, int] = affected.touched.benefits[name]
        for effect in dict.fromkeys((*some, *(one for one in Effect if counted.get(one)))):
            number, money = counted.get(effect, 0), affected.touched.money.get((name, effect))
            if 0 < number < few:
                yield HeadCount(name, names[name], effect, None, None, None)
            else:
                yield HeadCount(name, names[name], effect, number, money, pers[name])


def _sums(money: Money, per: Per) -> dict[str, Anything]:
    return {"per": per.value, "at_least": _plain(money.at_least), "at_most": _plain(money.at_most)}


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize() + 0:f}"  # no nought below nought


def _money(money: Money, per: Per, language: str) -> str:
    """`，每月共多发 1,200 元`"""
    english, low, high = language == "en", money.at_least, money.at_most
    of = name_of(per).of(language)
    if (low, high) == (0, 0):
        return ""
    if low is None or high is None or low < 0 < high:
        return f", how much per {of} is open" if english else f"，每{of}多发还是少发多少未定"
    least, most = sorted((abs(low), abs(high)))
    sum_ = f"{least:,.2f}" if least == most else f"{least:,.2f}–{most:,.2f}"
    sum_ = sum_.replace(".00", "")
    if english:
        return f", {sum_} CNY {'less' if high <= 0 else 'more'} per {of} in all"
    return f"，每{of}共{'少' if high <= 0 else '多'}发 {sum_} 元"
