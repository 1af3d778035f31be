"""What a screening comes to: people by benefit, outcome, force, place and age, and what is missing most often.

What is settled is counted apart from encouragements and drafts: an entitled person is one who is eligible for something settled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from ..answers.totals import Total
from ..language.ages import age_on
from ..language.facts import Text
from ..language.outcome import Action, Outcome
from ..language.policy import Benefit, Force, Place
from ..language.units import Per
from ..render.data import text_data
from ..screen.actions import ACTIONS
from ..screen.columns import place_code
from ..screen.screening import AT_LEAST, AT_MOST, action_column
from .results import AMOUNT, CODES, settled
from .work import BORN, ELIGIBLE, PLACE, SEX, Part, Task

TOWNSHIP = 9
"""Digits of the code of a township: places are counted no finer."""
BANDS = (0, 18, *range(60, 105, 5))
"""Ages at which bands of age begin."""


@dataclass
class Summary:
    """The counts of a screening."""

    task: Task
    given: int = 0
    read: int = 0
    mended: int = 0
    entitled: int = 0
    """People who are eligible for something settled."""
    outcomes: dict[str, Counter[Outcome]] = field(default_factory=dict[str, Counter[Outcome]])
    """People by benefit and outcome."""
    actions: dict[str, Counter[Action]] = field(default_factory=dict[str, Counter[Action]])
    """People by benefit and what to do."""
    forces: Counter[Force] = field(default_factory=Counter[Force])
    """People who are eligible for something settled of this force."""
    places: Counter[str] = field(default_factory=Counter[str])
    """People by place; the empty text where it is not known."""
    entitled_places: Counter[str] = field(default_factory=Counter[str])
    benefits_by_place: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """People who are eligible, by place and benefit."""
    ages: Counter[tuple[int | None, str]] = field(default_factory=Counter[tuple[int | None, str]])
    """People by the beginning of their band of age and their sex."""
    entitled_ages: Counter[tuple[int | None, str]] = field(default_factory=Counter[tuple[int | None, str]])
    missing: Counter[str] = field(default_factory=Counter[str])
    """By fact, for how many people and benefits it keeps the outcome open."""

    amounts: dict[str, Total] = field(default_factory=dict[str, Total])
    """By benefit, what it pays to all in all: at least to those who are eligible, at most to those who may be too."""

    def __post_init__(self) -> None:
        self.amounts = {one.full_name: Total(Decimal(0), Decimal(0)) for one in self.task.asked if one.pays is not None}
        self.outcomes = {one.full_name: Counter() for one in self.task.asked}
        self.actions = {one.full_name: Counter() for one in self.task.asked}

    @property
    def rejected(self) -> int:
        """Rows that could not be read."""
        return self.given - self.read

    def add(self, part: Part) -> None:
        """Count a part."""
        self.given += part.given
        self.read += part.read
        self.mended += part.mended
        people = part.outcomes
        assert people.height == part.read, "read + rejected = given"
        for name, count in part.missing.items():
            self.missing[name.partition("|")[2]] += count
        self._count_benefits(people)
        self._count_people(people)

    def _count_benefits(self, people: pl.DataFrame) -> None:
        names = list(self.outcomes)
        codes = {code: outcome for outcome, code in CODES.items()}
        counted = people.select(
            (pl.col(name) == code).sum().alias(f"{name}|{code}") for name in names for code in codes
        ).row(0, named=True)  # fmt: skip
        for key, count in counted.items():
            name, _, code = key.rpartition("|")
            self.outcomes[name] += Counter({codes[int(code)]: count} if count else {})
        for name in names:
            listed = people.filter(pl.col(name).is_not_null())  # of those who are newly eligible alone
            met = listed[action_column(name)].drop_nulls().value_counts()
            self.actions[name].update({ACTIONS[code]: count for code, count in met.iter_rows()})
        for name in self.amounts:
            self._count_amounts(name, people)
        places = people.group_by(PLACE).agg((pl.col(name) == ELIGIBLE).sum() for name in names)
        for row in places.iter_rows(named=True):
            place = township(row.pop(PLACE))
            self.benefits_by_place.update({(place, name): count for name, count in row.items() if count})

    def _count_amounts(self, name: str, people: pl.DataFrame) -> None:
        """What a benefit pays, of documents in force; of those who are newly eligible, to them."""
        if name + AT_LEAST not in people.columns:
            return
        given = people.filter(pl.col(name).is_not_null() & pl.col(name + AT_LEAST).is_not_null())
        low, high = (given[name + side].cast(AMOUNT) for side in (AT_LEAST, AT_MOST))
        so_far = self.amounts[name]
        most = None if so_far.at_most is None or high.null_count() else so_far.at_most + _sum(high)
        self.amounts[name] = Total(so_far.at_least + _sum(low), most)

    def totals(self) -> dict[Per, Total]:
        """What settled benefits pay to all for the same in all."""
        found: dict[Per, Total] = {}
        for one in self.task.asked:
            if one.pays is not None and settled(one, self.task.book):
                so_far, more = found.get(one.pays.per, Total(Decimal(0), Decimal(0))), self.amounts[one.full_name]
                most = None if so_far.at_most is None or more.at_most is None else so_far.at_most + more.at_most
                found[one.pays.per] = Total(so_far.at_least + more.at_least, most)
        return found

    def _count_people(self, people: pl.DataFrame) -> None:
        sure: dict[Force, list[str]] = {}
        for one in self.task.asked:
            if settled(one, self.task.book):
                sure.setdefault(one.force, []).append(one.full_name)
        any_of = [
            pl.any_horizontal((pl.col(name) == ELIGIBLE).fill_null(value=False) for name in names).alias(force)
            for force, names in sure.items()
        ]
        found = people.select(PLACE, SEX, BORN, *any_of).with_columns(
            entitled=pl.any_horizontal(list(sure)) if sure else pl.lit(value=False)
        )
        self.entitled += int(found["entitled"].sum())
        for force in sure:
            self.forces[force] += int(found[force].sum())
        for place, everyone, entitled in found.group_by(PLACE).agg(pl.len(), pl.col("entitled").sum()).iter_rows():
            self.places[township(place)] += everyone
            self.entitled_places[township(place)] += entitled
        for born, sex, everyone, entitled in found.group_by(BORN, SEX).agg(pl.len().alias("all"), pl.col("entitled").sum()).iter_rows():
            group = (age_band(born, self.task.as_of), sex or "")
            self.ages[group] += everyone
            self.entitled_ages[group] += entitled

    def data(self, name: str) -> dict[str, Any]:
        """The summary as JSON data; `name` is the register's."""
        task = self.task
        return {
            "register": name, "as_of": str(task.as_of), "newly_since": str(task.newly_since) if task.newly_since else None,
            "rule_book": task.book.version,
            "rows": {"given": self.given, "read": self.read, "rejected": self.rejected, "mended_cells": self.mended},
            "entitled_people": self.entitled,
            "benefits": [self._benefit(one) for one in task.asked],
            "forces": {force.value: self.forces[force] for force in Force if force in self.forces},
            "places": [
                {"place": place, "name": text_data(name_of_place(place, self.task.book.rules.places)), "people": self.places[place], "entitled": self.entitled_places[place],
                 "eligible": {one.full_name: count for one in task.asked if (count := self.benefits_by_place[place, one.full_name])}}
                for place in sorted(self.places)
            ],
            "ages": [
                {"from": band, "sex": sex or None, "people": self.ages[band, sex], "entitled": self.entitled_ages[band, sex]}
                for band, sex in sorted(self.ages, key=lambda one: (one[0] is None, one[0] or 0, one[1]))
            ],
            **({"totals": {per.value: _total_data(one) for per, one in self.totals().items()}} if self.amounts else {}),
            "missing": [{"fact": fact, "label": text_data(label_of(fact, task)), "open": count} for fact, count in self.most_missing()],
        }  # fmt: skip

    def _benefit(self, one: Benefit) -> dict[str, Any]:
        counts = self.outcomes[one.full_name]
        return {
            "benefit": one.full_name, "name": text_data(one.name), "service": one.service, "force": one.force.value,
            "settled": settled(one, self.task.book), **{outcome.value: counts[outcome] for outcome in Outcome},
            "actions": {action.value: count for action in Action if (count := self.actions[one.full_name][action])},
            **({"pays": {"per": one.pays.per.value, **_total_data(self.amounts[one.full_name])}} if one.pays is not None else {}),
        }  # fmt: skip

    def most_missing(self) -> list[tuple[str, int]]:
        """Facts by how often they keep an outcome open, the most first."""
        return sorted(self.missing.items(), key=lambda one: (-one[1], one[0]))


def _sum(amounts: pl.Series) -> Decimal:
    return Decimal(str(amounts.sum() or 0))


def _total_data(total: Total) -> dict[str, str | None]:
    """A total as JSON data; a decimal is text, an end that is open null."""
    return {"at_least": f"{total.at_least.normalize():f}", "at_most": None if total.at_most is None else f"{total.at_most.normalize():f}"}


def township(number: int | None) -> str:
    """The code of the township of a place in a column, the empty text where it is not known."""
    return "" if number is None else place_code(number)[:TOWNSHIP]


def age_band(born: date | None, day: date) -> int | None:
    """The beginning of the band of age of somebody on a day, None where the age is not known."""
    return None if born is None else max((begin for begin in BANDS if begin <= age_on(day, born)), default=0)


def band_name(begin: int | None, language: str) -> str:
    """A band of age in words."""
    if begin is None:
        return "年龄不详" if language == "zh" else "age unknown"
    later = [one for one in BANDS if one > begin]
    return f"{begin}–{later[0] - 1}" if later else f"{begin}+"


def label_of(fact: str, task: Task) -> Text:
    """A fact by the column it has (`cared_elder/sex`), in words."""
    facts = [task.book.rules.facts[name] for name in fact.split("/")]
    return Text("的".join(one.label.zh for one in facts), ": ".join(one.label.of("en") for one in facts))


def name_of_place(place: str, places: Mapping[str, Place]) -> Text:
    """A place in words: its own name, or that of the one around it and its code."""
    if not place:
        return Text("常住地不详", "residence unknown")
    around = next((places[place[:digits]] for digits in (9, 6, 4, 2) if place[:digits] in places), None)
    if around is None or around.code == place:
        return around.name if around else Text(place, place)
    return Text(f"{around.name.zh}（{place}）", f"{around.name.of('en')} ({place})")


def by_force(summary: Summary) -> Mapping[str, list[Benefit]]:
    """The benefits that somebody is eligible for or may be, the settled ones and the others, most people first."""
    groups: dict[str, list[Benefit]] = {"settled": [], "other": []}
    for one in summary.task.asked:
        if summary.outcomes[one.full_name][Outcome.ELIGIBLE] or summary.outcomes[one.full_name][Outcome.UNDETERMINED]:
            groups["settled" if settled(one, summary.task.book) else "other"].append(one)
    for group in groups.values():
        group.sort(key=lambda one: -summary.outcomes[one.full_name][Outcome.ELIGIBLE])
    return groups


def summarised(task: Task, parts: Sequence[Part]) -> Summary:
    """The summary of all parts."""
    summary = Summary(task)
    for part in parts:
        summary.add(part)
    return summary
