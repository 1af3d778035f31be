"""What a screening comes to: what is to be done for how many people, by benefit, force, place and age, and what is missing most
often.

People are counted by what to do about benefits that they are not known to draw already; who draws one is counted apart, and so is
to whom another is paid in its stead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

import polars as pl

from ..answers.evaluation import COUNTED
from ..answers.finding import flags_of
from ..answers.totals import Total
from ..language.ages import age_on
from ..language.facts import Text
from ..language.outcome import Action, Outcome
from ..language.policy import Benefit, Force
from ..language.units import Per
from ..screen.actions import ACTIONS
from ..screen.columns import place_code
from ..screen.quota import RANK, WITHIN
from ..screen.screening import AT_LEAST, AT_MOST, action_column, total_of
from .ranks import ranks
from .rejects import Reasons
from .results import AMOUNT, CODES, TO_DO, name_of_place, settled
from .rows import Apart
from .work import BORN, PLACE, SEX, Part, Task, put_out, received

TOWNSHIP = 9
"""Digits of the code of a township: places are counted no finer."""
BANDS = (0, 18, *range(60, 105, 5))
"""Ages at which bands of age begin."""
HEADS = (Action.CLAIM, Action.ASK, Action.READING)
"""What people are counted by."""
CLAIM = ACTIONS.index(Action.CLAIM)


@dataclass
class Summary:
    """The counts of a screening."""

    task: Task
    given: int = 0
    read: int = 0
    mended: int = 0
    rejected: int = 0
    """Rows that could not be read."""
    to_mend: int = 0
    """Rows, read or rejected, with something to mend."""
    apart: Mapping[Apart, Sequence[int]] = field(default_factory=dict[Apart, Sequence[int]])
    """Rows that are no people, or of people who are not screened."""
    again: int = 0
    """Rows of people who stand in an earlier row too, taken together with it."""
    read_over: int = 0
    """Cells of places of which only the county counts."""
    repeated_keys: int = 0
    """Rows whose key stands in an earlier row too, as people of their own."""
    ageless: int = 0
    """People of whose birth nothing is known."""
    reasons: Reasons = field(default_factory=Reasons)
    """Rejected cells by column and reason."""
    why_new: Counter[str] = field(default_factory=Counter[str])
    """Since an earlier day, what is new by its reason (`turning.Why`)."""
    people: Counter[Action] = field(default_factory=Counter[Action])
    """People of whom this is what to do about at least one benefit that they do not draw already: each of `HEADS`."""
    outcomes: dict[str, Counter[Outcome]] = field(default_factory=dict[str, Counter[Outcome]])
    """People by benefit and outcome."""
    actions: dict[str, Counter[Action]] = field(default_factory=dict[str, Counter[Action]])
    """People who do not draw a benefit already, by benefit and what to do."""
    received: Counter[str] = field(default_factory=Counter[str])
    """People who are known to draw a benefit already, whatever the action, by benefit."""
    put_out: Counter[str] = field(default_factory=Counter[str])
    """People who do not draw a benefit already and to whom another one is paid in its stead, by benefit."""
    places_in_line: dict[str, tuple[int, int, int]] = field(default_factory=dict[str, tuple[int, int, int]])
    """Of a benefit that has a quota how many stand in line within the number, how many beyond, and of how many that is open."""
    forces: Counter[Force] = field(default_factory=Counter[Force])
    """People who can claim something of this force that they do not draw already."""
    places: Counter[str] = field(default_factory=Counter[str])
    """People by place; the empty text where it is not known."""
    claim_services: Counter[str] = field(default_factory=Counter[str])
    """People who can claim something of a service that they do not draw already."""
    claim_places: Counter[str] = field(default_factory=Counter[str])
    """People who can claim something that they do not draw already."""
    claims_by_place: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """The same by place and benefit."""
    ages: Counter[tuple[int | None, str]] = field(default_factory=Counter[tuple[int | None, str]])
    """People by the beginning of their band of age and their sex."""
    claim_ages: Counter[tuple[int | None, str]] = field(default_factory=Counter[tuple[int | None, str]])
    missing: Counter[str] = field(default_factory=Counter[str])
    """By fact, for how many people and benefits it is to be asked (`Screening.missing`)."""

    amounts: dict[str, Total] = field(default_factory=dict[str, Total])
    """By benefit, what it pays to all in all, who draws it already included. A settled one: at least where it can be claimed, at
    most where it is to be asked about or read as well (as `Evaluation.totals`); another: to those who are eligible, and may be.
    """

    everybodys: dict[Per, Total] = field(default_factory=dict[Per, Total])
    """What is paid for the same to all in all; empty since an earlier day."""

    def __post_init__(self) -> None:
        self.amounts = {one.full_name: Total(Decimal(0), Decimal(0)) for one in self.task.asked if one.pays is not None}
        self.outcomes = {one.full_name: Counter() for one in self.task.asked}
        self.actions = {one.full_name: Counter() for one in self.task.asked}

    @property
    def not_screened(self) -> int:
        """Rows of people who are not screened by the mapping."""
        return len(self.apart.get(Apart.NOT_SCREENED, ()))

    @property
    def no_people(self) -> Mapping[Apart, Sequence[int]]:
        """The numbers of the rows that are no people, by what they are."""
        return {one: rows for one, rows in self.apart.items() if one is not Apart.NOT_SCREENED}

    def shown_reasons(self) -> Counter[tuple[str, Text]]:
        """Rejected cells by column and reason, as they may be shown to anybody."""
        labels = {word for fact in self.task.rules.facts.values() for code in fact.codes for word in (code.label.zh, code.label.of("en"))}
        return self.reasons.shown(lambda column: self.task.mapping.coded(column, self.task.rules), labels)

    def add(self, part: Part) -> None:
        """Count a part."""
        people = part.outcomes
        self.given += 0 if part.together else part.given
        self.read += people.height
        self.mended += part.mended
        self.read_over += part.read_over
        self.repeated_keys += part.repeated_keys
        self.ageless += part.ageless
        rejects, again = part.rejects, part.again
        self.again += again.height
        self.rejected += part.given - part.read - again.height  # of people in several rows, these people
        self.to_mend += rejects["row"].n_unique()
        for column, zh, en, value, count in (
            rejects.group_by("column", "reason_zh", "reason_en", maintain_order=True).agg(pl.col("value").first(), pl.len()).iter_rows()
        ):
            self.reasons.add(column, Text(zh, en), value, count)
        self.missing.update(part.missing)
        # what is to be done about what somebody does not draw already
        columns = frozenset(people.columns)
        left = people.select(
            PLACE, SEX, BORN,
            *(
                pl.when(~received(one, columns) & ~put_out(one, columns)).then(pl.col(action_column(one.full_name))).alias(one.full_name)
                for one in self.task.asked
            ),
        )  # fmt: skip
        for per in Per:
            if total_of(per) + AT_LEAST in people.columns:
                so_far = self.everybodys.get(per, Total(Decimal(0), Decimal(0)))
                self.everybodys[per] = _more(so_far, *(people[total_of(per) + side].cast(AMOUNT) for side in (AT_LEAST, AT_MOST)))
        self._count_benefits(people, left)
        self._count_people(left)

    def _count_benefits(self, people: pl.DataFrame, left: pl.DataFrame) -> None:
        asked = self.task.asked
        actions = _counted(left, [one.full_name for one in asked], dict(enumerate(ACTIONS)))
        outcomes = _counted(people, [one.full_name for one in asked], {code: outcome for outcome, code in CODES.items()})
        columns = frozenset(people.columns)
        out = {one.full_name: put_out(one, columns) for one in asked}
        drawn = people.select(
            (received(one, columns) & pl.col(one.full_name).is_not_null()).sum().alias(one.full_name) for one in asked
        ).row(0)
        elsewhere = people.select(
            (~received(one, columns) & pl.col(one.full_name).is_not_null() & out[one.full_name]).sum().alias(one.full_name) for one in asked
        ).row(0)
        for one, there, other in zip(asked, drawn, elsewhere, strict=True):
            name = one.full_name
            self.outcomes[name].update(outcomes[name])
            self.actions[name].update(actions[name])
            self.received[name] += there
            self.put_out[name] += other
            if one.pays is not None:
                self._count_amounts(one, people)

    def _count_amounts(self, one: Benefit, people: pl.DataFrame) -> None:
        """What a benefit pays, of documents in force; since an earlier day, to those who can newly claim it."""
        name = one.full_name
        if name + AT_LEAST not in people.columns:
            return
        action, low, high = pl.col(action_column(name)), pl.col(name + AT_LEAST).cast(AMOUNT), pl.col(name + AT_MOST).cast(AMOUNT)
        sure = settled(one, self.task.rules)
        counted = pl.any_horizontal(action == ACTIONS.index(found) for found in COUNTED) if sure else pl.col(name).is_not_null()
        least = pl.when(action == CLAIM).then(low).otherwise(0) if sure else low
        given = counted & low.is_not_null() & ~put_out(one, people.columns)
        self.amounts[name] = _more(
            self.amounts[name], *people.select(least.filter(given).alias("least"), high.filter(given).alias("most")).get_columns()
        )

    def totals(self) -> dict[Per, Total]:
        """What settled benefits pay to all for the same in all, a choice counted once; since an earlier day, what is new of it, as
        far as it is not put out.
        """
        if self.task.newly_since is None:
            return self.everybodys
        found: dict[Per, Total] = {}
        for one in self.task.asked:
            if one.pays is not None and settled(one, self.task.rules):
                so_far, more = found.get(one.pays.per, Total(Decimal(0), Decimal(0))), self.amounts[one.full_name]
                most = None if so_far.at_most is None or more.at_most is None else so_far.at_most + more.at_most
                found[one.pays.per] = Total(so_far.at_least + more.at_least, most)
        return found

    def _count_people(self, left: pl.DataFrame) -> None:
        """People by what there is to do for them: by force, place and age."""
        names = [one.full_name for one in self.task.asked]
        by_force: dict[Force, list[str]] = {}
        for one in self.task.asked:
            if settled(one, self.task.rules):
                by_force.setdefault(one.force, []).append(one.full_name)
        by_service: dict[str, list[str]] = {}
        for one in self.task.asked:
            by_service.setdefault(one.service, []).append(one.full_name)
        claims = left.select(pl.col(name).eq_missing(CLAIM) for name in names)
        found = left.select(PLACE, SEX, BORN, *(_some(names, action).alias(action) for action in HEADS if action is not Action.CLAIM)).hstack(
            claims.select(
                _any(names).alias(Action.CLAIM), *(_any(of_force).alias(force) for force, of_force in by_force.items()),
                *(_any(of_service).alias(f"@{service}") for service, of_service in by_service.items()),
            )
        )  # fmt: skip
        self.claim_services.update({service: int(found[f"@{service}"].sum()) for service in by_service})
        self.people.update({action: int(found[action].sum()) for action in HEADS})
        self.forces.update({force: int(found[force].sum()) for force in by_force})
        can = pl.col(Action.CLAIM).sum()
        for place, everyone, count in found.group_by(PLACE).agg(pl.len(), can).iter_rows():
            self.places[township(place)] += everyone
            self.claim_places[township(place)] += count
        for band, sex, everyone, count in found.group_by(bands_of(pl.col(BORN), self.task.as_of), SEX).agg(pl.len(), can).iter_rows():
            group = (band, sex or "")
            self.ages[group] += everyone
            self.claim_ages[group] += count
        claimed = [name for name in names if self.actions[name][Action.CLAIM]]
        where = left.select(pl.col(PLACE).filter(pl.col(name) == CLAIM).implode().alias(name) for name in claimed).unpivot(
            variable_name="benefit", value_name=PLACE
        )
        for name, place, count in where.explode(PLACE, empty_as_null=False).group_by("benefit", PLACE).len().iter_rows() if claimed else ():
            self.claims_by_place[township(place), name] += count

    def data(self, name: str) -> dict[str, Any]:
        """The summary as JSON data; `name` is the register's."""
        task = self.task
        return {
            "register": name, "as_of": str(task.as_of), "newly_since": str(task.newly_since) if task.newly_since else None,
            "rule_book": task.book.version,
            "rows": {
                "given": self.given, "read": self.read, "rejected": self.rejected, "to_mend": self.to_mend, "same_person": self.again,
                "no_person": {one.value: len(rows) for one in Apart if (rows := self.no_people.get(one))},
                **({Apart.NOT_SCREENED.value: self.not_screened} if self.not_screened else {}), "mended_cells": self.mended,
                "repeated_keys": self.repeated_keys,
            },
            **({"why_new": dict(self.why_new)} if task.newly_since else {}),
            **{f"{action.value}_people": None if task.newly_since and action is not Action.CLAIM else self.people[action] for action in HEADS},
            "benefits": [self._benefit(one) for one in task.asked],
            "services": [
                {"service": name, "name": self.task.rules.services[name].label.data(), "claim_people": count}
                for name, count in self.claim_services.most_common() if count
            ],
            "forces": {force.value: self.forces[force] for force in Force if force in self.forces},
            "places": [
                {"place": place, "name": name_of_place(place, self.task.book.rules.places).data(), "people": self.places[place],
                 "claim_people": self.claim_places[place],
                 "claim": {one.full_name: count for one in task.asked if (count := self.claims_by_place[place, one.full_name])}}
                for place in sorted(self.places)
            ],
            "ages": [
                {"from": band, "sex": sex or None, "people": self.ages[band, sex], "claim_people": self.claim_ages[band, sex]}
                for band, sex in sorted(self.ages, key=lambda one: (one[0] is None, one[0] or 0, one[1]))
            ],
            **({"totals": {per.value: _total_data(one) for per, one in self.totals().items()}} if self.amounts else {}),
            "missing": [{"fact": fact, "label": label_of(fact, task).data(), "open": count} for fact, count in self.most_missing()],
        }  # fmt: skip

    def _benefit(self, one: Benefit) -> dict[str, Any]:
        counts = self.outcomes[one.full_name]
        return {
            "benefit": one.full_name, "name": one.name.data(), "service": one.service, "force": one.force.value,
            "flags": [flag.value for flag in flags_of(self.task.rules.rulesets[one.ruleset].document, self.task.as_of)],
            "settled": settled(one, self.task.rules), **{outcome.value: counts[outcome] for outcome in Outcome},
            "actions": {action.value: count for action in Action if (count := self.actions[one.full_name][action])},
            "received": self.received[one.full_name], "put_out": self.put_out[one.full_name], **self._quota(one),
            **({"pays": {"per": one.pays.per.value, **_total_data(self.amounts[one.full_name])}} if one.pays is not None else {}),
        }  # fmt: skip

    def _quota(self, one: Benefit) -> dict[str, Any]:
        if one.quota is None or one.full_name not in self.places_in_line:
            return {}
        within, beyond, open_ = self.places_in_line[one.full_name]
        return {"quota": {"number": one.quota.number, "each": one.quota.each.value, "within": within, "beyond": beyond, "open": open_}}

    def most_missing(self) -> list[tuple[str, int]]:
        """Facts by how often they are to be asked, the most first."""
        return sorted(self.missing.items(), key=lambda one: (-one[1], one[0]))


_Code = TypeVar("_Code", Action, Outcome)


def _counted(frame: pl.DataFrame, names: Sequence[str], codes: Mapping[int, _Code]) -> dict[str, dict[_Code, int]]:
    """By column how often each code is met that is."""
    counts = iter(frame.select(_counting(tuple(names), tuple(codes))).row(0) if names else ())
    return {name: {one: count for one, count in zip(codes.values(), islice(counts, len(codes)), strict=True) if count} for name in names}


@lru_cache(2)
def _counting(names: tuple[str, ...], codes: tuple[int, ...]) -> list[pl.Expr]:
    """How often each code is met in each column: thousands of expressions, written once for all parts."""
    return [(pl.col(name) == code).sum().alias(f"{name} {code}") for name in names for code in codes]


def _any(names: Sequence[str]) -> pl.Expr:
    """Whether one of these columns of truths has a yes."""
    return pl.any_horizontal(names) if names else pl.lit(value=False)


def _some(names: Sequence[str], action: Action) -> pl.Expr:
    """Whether this is what to do about one of these benefits."""
    code = ACTIONS.index(action)
    return pl.any_horizontal(pl.col(name).eq_missing(code) for name in names) if names else pl.lit(value=False)


def _more(so_far: Total, least: pl.Series, most: pl.Series) -> Total:
    """A total and what else is paid: both ends null where nothing is, the upper end alone where it is open."""
    open_ = bool((least.is_not_null() & most.is_null()).any())
    return Total(so_far.at_least + _sum(least), None if so_far.at_most is None or open_ else so_far.at_most + _sum(most))


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


def bands_of(born: pl.Expr, day: date) -> pl.Expr:
    """The same for a column."""
    found = pl.lit(0)
    for begin in BANDS[1:]:
        found = pl.when(born <= _last_birth(begin, day)).then(begin).otherwise(found)
    return pl.when(born.is_not_null()).then(found).alias(BORN)


def _last_birth(age: int, day: date) -> date:
    """The last day of birth of whoever is so old on a day."""
    found = date(day.year - age, day.month, 1) + timedelta(days=31)
    while age_on(day, found) < age:
        found -= timedelta(days=1)
    return found


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


def by_force(summary: Summary) -> Mapping[str, list[Benefit]]:
    """The benefits about which something is to be done, or that somebody draws already: the settled ones, those of most claims
    first, and the others, those first for which most people are eligible.
    """
    groups: dict[str, list[Benefit]] = {"settled": [], "other": []}
    for one in summary.task.asked:
        if summary.received[one.full_name] or any(summary.actions[one.full_name][action] for action in TO_DO):
            groups["settled" if settled(one, summary.task.rules) else "other"].append(one)
    groups["settled"].sort(key=lambda one: -summary.actions[one.full_name][Action.CLAIM])
    groups["other"].sort(key=lambda one: -summary.outcomes[one.full_name][Outcome.ELIGIBLE])
    return groups


def summarised(task: Task, parts: Sequence[Part], apart: Mapping[Apart, Sequence[int]] | None = None) -> Summary:
    """The summary of all parts; `apart` are the rows that are no people."""
    summary = Summary(task, apart=apart or {})
    summary.given = sum(map(len, summary.apart.values()))
    for part in parts:
        summary.add(part)
    in_line = ranks(parts, task.asked)
    for one in task.asked:
        if one.full_name + WITHIN in in_line.columns:
            line = in_line.filter(pl.col(one.full_name + RANK).is_not_null())[one.full_name + WITHIN]
            summary.places_in_line[one.full_name] = int(line.sum()), int((~line).sum()), line.null_count()
    return summary
