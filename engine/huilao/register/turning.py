"""Whose answer is another on a later day, and why: older, a document in effect, other words, time that has passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction

import polars as pl

from ..language.ages import DAY
from ..language.condition import Compare, Node, Order, names_behind, walk
from ..language.facts import Text
from ..language.outcome import Action
from ..language.policy import Benefit, Period, Rules, Ruleset, paid_by
from ..language.quantity import Age, Constant, Standard, TimeUnit
from ..language.scope import scope_of
from ..language.wording import turning_days, worded
from ..screen.actions import ACTIONS
from ..screen.screening import AT_LEAST, AT_MOST, action_column
from .rows import ROW

CLAIM = ACTIONS.index(Action.CLAIM)
AMOUNTS = ("at_least", "at_most")
EARLIER = tuple(f"{one}_before" for one in AMOUNTS)
AHEAD = {ROW: pl.Int64, "benefit": pl.String, "turn": pl.String, **dict.fromkeys((*AMOUNTS, *EARLIER), pl.Decimal(38, 6))}
"""What changes for somebody until a later day, what is paid then, and what before."""


class Turn(StrEnum):
    """How an answer changes."""

    BEGINS = "begins"
    """It can be claimed then, and not yet."""
    ENDS = "ends"
    """It can be claimed now, and no more then."""
    AMOUNT = "amount"
    """It pays something else then."""


class Why(StrEnum):
    """What is not the same on two days."""

    AGE = "age"
    DOCUMENT = "document"
    WORDING = "wording"
    TIME = "time"


WORDS = {
    Why.AGE: Text("年满{age}周岁", "{age} years old since then"), Why.DOCUMENT: Text("文件已生效", "the document took effect"),
    Why.WORDING: Text("规定有修改", "the provision was amended"), Why.TIME: Text("期限已到或标准已变", "time has passed, or a standard is another"),
}  # fmt: skip


KINDS = {**WORDS, Why.AGE: Text("到了年龄", "the person came of age")}
"""The reasons by themselves."""


class Turning:
    """Why what some benefits give is another on a later day, where only the day is another."""

    def __init__(self, rules: Rules, earlier: date, later: date) -> None:
        self.rules, self.earlier, self.later = rules, earlier, later
        self.before, self.after = worded(rules, earlier), worded(rules, later)

    def why(self, benefit: Benefit, born: pl.Expr) -> pl.Expr:
        """The reason of each person as text: `document`, `wording`, `age 80`, `time`."""
        return self._turn(benefit, born)[0]

    def day(self, benefit: Benefit, born: pl.Expr) -> pl.Expr:
        """The day on which it turns for each person; null where that is not one day that the rules name."""
        return self._turn(benefit, born)[1]

    def _turn(self, benefit: Benefit, born: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
        """The reason and the day."""
        ruleset = self.after.rulesets.get(benefit.ruleset)
        was = self.before.rulesets.get(benefit.ruleset)
        old = None if was is None else next((one for one in was.benefits if one.id == benefit.id), None)
        if ruleset is None or was is None or old is None or was.in_force(old, self.earlier) != ruleset.in_force(benefit, self.later):
            return pl.lit(Why.DOCUMENT.value), pl.lit(self._in_force_since(benefit), pl.Date)
        if old != benefit:
            return pl.lit(Why.WORDING.value), pl.lit(self._only(turning_days(self.rules)), pl.Date)
        standards = {name: self.after.standards[name] for name in standards_in(benefit, ruleset, self.after)}
        found, on = pl.lit(Why.TIME.value), pl.lit(self._only(value.since for one in standards.values() for value in one.values), pl.Date)
        for age in sorted(ages_in(benefit, ruleset, self.after)):
            day = born.dt.offset_by(f"{age}y")
            turns = (day > self.earlier) & (day <= self.later)
            found, on = pl.when(turns).then(pl.lit(f"{Why.AGE.value} {age}")).otherwise(found), pl.when(turns).then(day).otherwise(on)
        return found, on

    def _only(self, days: Iterable[date]) -> date | None:
        """The only one of some days that is after the earlier day and not after the later one."""
        between = {one for one in days if self.earlier < one <= self.later}
        return min(between) if len(between) == 1 else None

    def _in_force_since(self, benefit: Benefit) -> date | None:
        """The day from which a benefit is in force, or is so no more."""
        ruleset = self.rules.rulesets.get(benefit.ruleset)
        periods = [] if ruleset is None else [ruleset.document.in_effect, benefit.in_effect or Period()]
        begins = [one.start for one in periods if one.start is not None]
        return self._only([*begins, *(one.end + DAY for one in periods if one.end is not None and one.end < date.max)])


def ages_in(benefit: Benefit, ruleset: Ruleset, rules: Rules) -> set[int]:
    """The ages in whole years that a benefit looks at, in its terms and levels too."""
    return set(_ages(_nodes(benefit, ruleset, rules)))


def standards_in(benefit: Benefit, ruleset: Ruleset, rules: Rules) -> set[str]:
    """The standards that a benefit looks at, in its terms and levels too."""
    return {one.name for node in _nodes(benefit, ruleset, rules) for one in walk(node) if isinstance(one, Standard)}


def _nodes(benefit: Benefit, ruleset: Ruleset, rules: Rules) -> list[Node]:
    """What a benefit asks and pays, and the terms and quantities behind it."""
    scope = scope_of(ruleset, rules)
    nodes: list[Node] = [benefit.condition, *paid_by(benefit)]
    terms, quantities = names_behind(
        nodes, {name: one.condition for name, one in scope.terms.items()}, {name: one.value for name, one in scope.quantities.items()}
    )
    return [*nodes, *terms.values(), *quantities.values()]


def _ages(nodes: Sequence[Node]) -> Iterator[int]:
    for node in nodes:
        for one in walk(node):
            if isinstance(one, Compare):
                for side, other, later in (
                    (one.left, one.right, (Order.AT_MOST, Order.ABOVE)),
                    (one.right, one.left, (Order.AT_LEAST, Order.BELOW)),
                ):
                    if (
                        isinstance(side, Age)
                        and side.unit is TimeUnit.YEARS
                        and isinstance(other, Constant)
                        and isinstance(other.value, Fraction)
                    ):
                        yield int(other.value) + (one.order in later)  # at most 69 is until the 70th birthday


def said(reason: str, language: str) -> str:
    """A reason in words."""
    kind, _, age = reason.partition(" ")
    return WORDS[Why(kind)].of(language).format(age=age)


def ahead(people: pl.DataFrame, benefits: Sequence[Benefit], now: pl.DataFrame, then: pl.DataFrame) -> pl.DataFrame:
    """What changes for people between two days (`AHEAD`), from `Screening.everything` of both."""
    lines = [pl.DataFrame(schema=AHEAD)]
    for one in benefits:
        name = action_column(one.full_name)
        was, will = (
            side[name] if name in side.columns else pl.Series([None], dtype=pl.Int64).new_from_index(0, people.height)
            for side in (now, then)
        )
        claimed, claims = was.eq_missing(CLAIM), will.eq_missing(CLAIM)
        amounts = [_amount(then, one, side, people.height) for side in (AT_LEAST, AT_MOST)]
        paid = [_amount(now, one, side, people.height) for side in (AT_LEAST, AT_MOST)]
        other = ~(amounts[0].eq_missing(paid[0]) & amounts[1].eq_missing(paid[1]))
        for turn, where in ((Turn.BEGINS, claims & ~claimed), (Turn.ENDS, claimed & ~claims), (Turn.AMOUNT, claimed & claims & other)):
            at = where.arg_true()
            if at.len():
                lines.append(
                    pl.DataFrame([people[ROW].gather(at), *(end.gather(at).alias(head) for end, head in zip((*amounts, *paid), (*AMOUNTS, *EARLIER), strict=True))])
                    .select(ROW, pl.lit(one.full_name).alias("benefit"), pl.lit(turn.value).alias("turn"), *AMOUNTS, *EARLIER)
                )  # fmt: skip
    return pl.concat(lines)


def _amount(frame: pl.DataFrame, benefit: Benefit, side: str, height: int) -> pl.Series:
    name = benefit.full_name + side
    found = frame[name] if name in frame.columns else pl.Series([None]).new_from_index(0, height)
    return found.cast(pl.Decimal(38, 6))
