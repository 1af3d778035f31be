"""What is told otherwise of people in a register than in an earlier one, and which of their answers are another, and why.

Why is found by going from the one to the other in steps, each worked out for everybody: first the day, then the rule book, then what
is told of the person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any as Anything
from typing import cast

import narwhals as nw
import polars as pl

from ..language.facts import Fact, FactType, Text, Vocabulary
from ..language.known import Holding, Person, Range
from ..language.outcome import Action
from ..language.policy import RECEIVING, Benefit, Rules
from ..language.quantity import BIRTH
from ..language.scope import Scope
from ..language.truth import Truth
from ..language.wording import worded
from ..language.words import name_of
from ..profile.dates import agreeing
from ..render.values import Values
from ..rulebook import Rulebook
from ..screen.actions import ACTIONS
from ..screen.choices import STANDS
from ..screen.columns import columns_of, facts_of, partly_columns_of, person_of
from ..screen.screening import Screening, action_column, stands_column
from .in_words import value_in_words
from .people import KEY_COLUMN, PeopleReader
from .renamed import named_otherwise_then
from .rows import MOST_NAMED, ROW, row_in_words
from .sides import AT_ODDS, MOST_AT_ODDS, THEN, Alone, Earlier, Sides
from .summary import label_of
from .turning import Turning, said
from .work import Part, Task

RECEIVED, PUT_OUT = "received", "put_out"
STATES = (*(one.value for one in ACTIONS), RECEIVED, PUT_OUT)
"""What is said of a person and a benefit: what to do, unless they draw it already, or another is paid in its stead."""
TOLD = frozenset((Action.CLAIM.value, Action.ASK.value, Action.READING.value, RECEIVED, PUT_OUT))
"""Those of which it is counted that they came or went."""
HAD = frozenset((Action.CLAIM.value, RECEIVED, PUT_OUT))
"""Those of which it is told of each person."""
RULE, FACT = "rule", "fact"
WORDS: Mapping[str, Text] = {
    RULE: Text("规则库有修改", "the rule book was changed"),
    FACT: Text("信息有变", "something else is told of the person"),
}


class Changes:
    """What is another in a register that is screened than in an earlier one. Raises NobodyTellsError, RegisterError."""

    def __init__(
        self, earlier: Earlier, task: Task, parts: Sequence[Part], reader: PeopleReader, benefits: Sequence[Benefit], language: str
    ) -> None:
        """`parts` with the checked facts and `reader` are those of the work on the task; `benefits` are told of."""
        self.language = language
        self.earlier = earlier
        self.task = task
        self.benefits = {one.full_name: one for one in benefits}
        self.sides = Sides(earlier, task, parts, reader)

    @cached_property
    def _then(self) -> pl.DataFrame:
        """The people who are in both, as the earlier register has them."""
        return self.sides.was.people[places(self.sides.both[THEN], self.sides.was.people)]

    @cached_property
    def _today(self) -> pl.DataFrame:
        """The same people in the same order, as this register has them."""
        return self.sides.now.people[places(self.sides.both[ROW], self.sides.now.people)]

    # -- facts -------------------------------------------------------------------------------------------------------

    @cached_property
    def facts(self) -> pl.DataFrame:
        """What is told otherwise: the place of the person in `both`, the column of the fact, and what was told and is, in words."""
        found = [pl.DataFrame(schema={"at": pl.UInt32, "fact": pl.String, "said": pl.String})]
        vocabulary = self.task.book.rules.facts
        for fact, who in facts_of(vocabulary):
            if fact.type not in (FactType.PERSON, FactType.PEOPLE):
                found.append(self._changed(fact, who, vocabulary))
        return pl.concat(found).sort("at", maintain_order=True)

    def _changed(self, fact: Fact, who: str, vocabulary: Vocabulary) -> pl.DataFrame:
        names = [
            one for one in (*columns_of(fact, who), *partly_columns_of(fact, who)) if one in {*self._then.columns, *self._today.columns}
        ]
        sides = [
            side.with_columns(**{one: pl.lit(None) for one in names if one not in side.columns}).select(names)
            for side in (self._then, self._today)
        ]
        if not names:
            return pl.DataFrame(schema={"at": pl.UInt32, "fact": pl.String, "said": pl.String})
        pairs = sides[0].hstack(sides[1].rename({one: f"{one} now" for one in names})).with_row_index("at")
        differing = pairs.filter(pl.any_horizontal(pl.col(one).ne_missing(pl.col(f"{one} now")) for one in names))
        ends = [name for one in names for name in (one, f"{one} now")]
        met = differing.select(ends).unique(maintain_order=True)
        only = {fact.name: fact} | ({who: vocabulary[who]} if who else {})
        told = [
            self._told(fact, who, *(person_of({one: row[one + end] for one in names}, only) for end in ("", " now")))
            for row in met.iter_rows(named=True)
        ]
        named = met.with_columns(said=pl.Series(told, dtype=pl.String), fact=pl.lit("/".join([*([who] if who else []), fact.name])))
        return differing.join(named, on=ends, nulls_equal=True, maintain_order="left").drop_nulls("said").select("at", "fact", "said")

    def _told(self, fact: Fact, who: str, *people: Person) -> str | None:
        """What was told and is told, in words; None where both agree and are no more than ranges (an age a year later)."""
        was, is_ = (of.get(fact.name) for of in (cast("Person", one.get(who, {})) if who else one for one in people))
        if was == is_ or (isinstance(was, Range) and isinstance(is_, Range) and _overlapping(fact, was, is_)):
            return None
        short = [self._shortly(fact, one) for one in (was, is_)]
        return " → ".join(short if short[0] != short[1] else (self._values.value(fact, one) for one in (was, is_)))

    def _shortly(self, fact: Fact, value: Anything) -> str:
        """A value in words; of a set that is known in part, what it has."""
        if isinstance(value, Holding) and value.has:
            return value_in_words(fact, Holding(value.has, frozenset())).of(self.language)
        return self._values.value(fact, value)

    @cached_property
    def _values(self) -> Values:
        rules = self.task.book.rules
        return Values(self.language, Scope(rules.facts), rules.places)

    # -- answers -----------------------------------------------------------------------------------------------------

    @cached_property
    def answers(self) -> pl.DataFrame:
        """What comes out otherwise: the place of the person in `both`, the benefit, the places in `STATES` of what came out and what
        does, and why (words of `turning.said`, `RULE`, `FACT`, several divided by ` + `).
        """
        earlier, task = self.earlier, self.task
        first = self.states_then[places(self.sides.both[THEN], self.sides.was.people)]
        older = first if earlier.as_of == task.as_of else self._states(earlier.book, task.as_of, self._then)
        ruled = older if earlier.book.version == task.book.version else self._states(task.book, task.as_of, self._then)
        last = self.states_now[places(self.sides.both[ROW], self.sides.now.people)]
        turning = Turning(earlier.book.rules, earlier.as_of, task.as_of)
        by_name = _benefits_of(turning.after)
        found = [pl.DataFrame(schema={"at": pl.UInt32, "benefit": pl.String, "was": pl.UInt8, "now": pl.UInt8, "why": pl.String})]
        quiet = [number for number, state in enumerate(STATES) if state not in TOLD]
        for name in self.benefits:
            was, now = first[name], last[name]
            at = ((was != now) & ~(was.is_in(quiet) & now.is_in(quiet))).arg_true()
            if not at.len():
                continue
            steps = [one[name].gather(at) for one in (first, older, ruled, last)]
            born = self._then[BIRTH].gather(at) if BIRTH in self._then.columns else pl.repeat(None, at.len(), dtype=pl.Date, eager=True)
            aged = turning.why(by_name[name], pl.lit(born)) if name in by_name else pl.lit("document")
            why = pl.concat_str(
                (pl.when(pl.lit(one != other)).then(reason) for one, other, reason in zip(steps, steps[1:], (aged, pl.lit(RULE), pl.lit(FACT)), strict=False)),
                separator=" + ", ignore_nulls=True,
            )  # fmt: skip
            found.append(pl.select(at=at, benefit=pl.lit(name), was=steps[0], now=steps[-1], why=why))
        return pl.concat(found).sort("at", maintain_order=True)

    @cached_property
    def had(self) -> pl.DataFrame:
        """The same of what can or could be claimed, or is or was drawn."""
        numbers = [STATES.index(one) for one in STATES if one in HAD]
        return self.answers.filter(pl.col("was").is_in(numbers) | pl.col("now").is_in(numbers))

    @cached_property
    def states_then(self) -> pl.DataFrame:
        """What was said of each benefit of everyone in the earlier register, as places in `STATES`."""
        return self._states(self.earlier.book, self.earlier.as_of, self.sides.was.people)

    @cached_property
    def states_now(self) -> pl.DataFrame:
        """What is said of each benefit of everyone in this register."""
        return self._states(self.task.book, self.task.as_of, self.sides.now.people)

    def _states(self, book: Rulebook, day: date, people: pl.DataFrame) -> pl.DataFrame:
        there = _benefits_of(worded(book.rules, day))
        screening = Screening(book.rules, day, [name for name in self.benefits if name in there])
        frame: Anything = nw.from_native(screening.with_sums(people.drop(ROW, KEY_COLUMN)).with_columns(_=pl.lit(None, pl.Boolean)).lazy())
        actions = nw.to_native(screening.actions(frame, keep=["_"])).collect()
        stands = nw.to_native(screening.stands(frame, keep=["_"])).collect() if screening.choices else pl.DataFrame()
        return pl.DataFrame([self._state(name, there.get(name), people, actions, stands) for name in self.benefits])

    def _state(self, name: str, benefit: Benefit | None, people: pl.DataFrame, actions: pl.DataFrame, stands: pl.DataFrame) -> pl.Series:
        column = action_column(name)
        known = (
            pl.lit(actions[column])
            if column in actions.columns
            else pl.lit(STATES.index(Action.NOT_IN_FORCE)).repeat_by(people.height).explode()
        )
        state = known.cast(pl.UInt8).fill_null(STATES.index(Action.NOT_COVERED))
        if stands_column(name) in stands.columns:
            state = (
                pl.when(pl.lit(stands[stands_column(name)]).eq_missing(STANDS.index(Truth.NO)))
                .then(pl.lit(STATES.index(PUT_OUT), pl.UInt8))
                .otherwise(state)
            )
        codes = [f"{RECEIVING}/{one}" for one in (name, benefit.scheme if benefit is not None else None) if one is not None]
        drawn = [pl.lit(people[one]) for one in codes if one in people.columns]
        if drawn:
            state = pl.when(pl.any_horizontal(drawn).fill_null(value=False)).then(pl.lit(STATES.index(RECEIVED), pl.UInt8)).otherwise(state)
        return pl.select(state.alias(name)).to_series()

    # -- what it comes to --------------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> Mapping[str, int]:
        """How many people there are of each kind (`Alone`), of whom something else is told, and who can claim or have
        something else (`HAD`).
        """
        told, answered = (frame["at"].n_unique() for frame in (self.facts, self.had))
        return {**{kind.value: rows.len() for kind, rows in self.sides.alone.items()}, "facts_changed": told, "answers_changed": answered}

    @cached_property
    def counts(self) -> Counter[tuple[str, str, str, str]]:
        """How many people by benefit, what came out, what does, and why, whatever the age."""
        found = Counter[tuple[str, str, str, str]]()
        for name, was, now, why, count in self.answers.group_by("benefit", "was", "now", "why", maintain_order=True).len().iter_rows():
            found[name, STATES[was], STATES[now], _kinds(why)] += count
        return found

    def data(self) -> dict[str, Anything]:
        """What it comes to as JSON data."""
        earlier, facts = self.earlier, self.facts.group_by("fact").len().sort("len", "fact", descending=[True, False])
        return {
            "before": {"register": earlier.name, "as_of": str(earlier.as_of), "rule_book": earlier.book.version, "people": self.sides.was.who.height},
            "in_both": self.sides.both.height, **self.people,
            "not_told_apart": {"before": self.sides.nobody[0], "now": self.sides.nobody[1]},
            "facts": [{"fact": fact, "label": label_of(fact, self.task).data(), "people": count} for fact, count in facts.iter_rows()],
            "benefits": [
                {"benefit": name, "name": self.benefits[name].name.data(), "was": was, "now": now, "why": why.split(" + "), "people": count}
                for (name, was, now, why), count in self.counts.most_common()
            ],
        }  # fmt: skip

    def doubts(self) -> Iterator[Text]:
        """What is said of people with one number or key in both registers who are perhaps not the same."""
        if self.sides.renamed:
            yield named_otherwise_then(self.sides.renamed)
        found = self.sides.by_key.filter(pl.col(AT_ODDS) > 0)
        if not found.height:
            return
        two = found.filter(pl.col(AT_ODDS) > MOST_AT_ODDS).height
        rows, one = found.select(ROW, THEN).rows(), found.height - two
        named, more = [(row_in_words(now), row_in_words(then)) for now, then in rows[:MOST_NAMED]], len(rows) > MOST_NAMED
        zh = "、".join(f"{now.zh}与上次{then.zh}" for now, then in named) + (f"等共 {len(rows)} 处" if more else "")
        en = ", ".join(f"{now.of('en')} and {then.of('en')} then" for now, then in named) + (
            f" and others, {len(rows)} in all" if more else ""
        )
        counted = (
            *([Text(f"对不上两样以上的 {two} 处按新增、减少算", f"{two} where two of these differ count as new and gone")] if two else []),
            *([Text(f"只有一样对不上的 {one} 处按同一人算", f"{one} where one differs count as one person")] if one else []),
        )
        yield Text(f"两次登记表里主键相同而姓名、性别或出生对不上，可能不是同一人：{zh}。{'，'.join(which.zh for which in counted)}。"
                   "主键是每次重排的序号的，换成身份证号，或用 --key 指定不变的编号",
                   f"the key is the same in both registers and name, sex or birth are not, perhaps they are not one person: {en}. "
                   f"{', '.join(which.of('en') for which in counted)}. Where the key is a running number given anew each time, give ID numbers, or name a "
                   "number that stays by --key")  # fmt: skip

    def line(self) -> Text:
        """What it comes to in a line."""
        people, (was, now) = self.people, self.sides.nobody
        unread = people[Alone.UNREAD_BEFORE] + people[Alone.UNREAD_NOW]
        return Text(
            f"与上次（{self.earlier.name}，{self.earlier.as_of}）相比：新增 {people[Alone.NEW]} 人，减少 {people[Alone.GONE]} 人，"
            f"信息有变 {people['facts_changed']} 人，可以办或在享受的有变 {people['answers_changed']} 人" + (f"；两次中有一次没有读出的 {unread} 人" if unread else "")
            + (f"；没有身份证号和主键、认不出是否两次都有的：上次 {was} 人，这次 {now} 人" if was or now else ""),
            f"people beside {self.earlier.name} of {self.earlier.as_of}: {people[Alone.NEW]} new, {people[Alone.GONE]} gone, "
            f"{people['facts_changed']} of whom something else is told, {people['answers_changed']} who can claim or have something else"
            + (f"; {unread} not read in one of the two" if unread else "")
            + (f"; {was} then and {now} now without anything to tell them by" if was or now else ""),
        )  # fmt: skip


def places(rows: pl.Series, people: pl.DataFrame) -> pl.Series:
    """Where the people of some rows stand in a frame."""
    return rows.alias(ROW).to_frame().join(people.select(ROW).with_row_index("@at"), on=ROW, how="left", maintain_order="left")["@at"]


def state_words(language: str) -> list[str]:
    """`STATES` in words."""
    more = {RECEIVED: Text("已在享受", "received already"), PUT_OUT: Text("发另一项", "another is paid")}
    return [*(name_of(one).of(language) for one in ACTIONS), *(text.of(language) for text in more.values())]


def because(why: str, language: str) -> str:
    """One reason in words."""
    return WORDS[why].of(language) if why in WORDS else said(why, language)


def _kinds(why: str) -> str:
    """Reasons without the ages."""
    return " + ".join(one.partition(" ")[0] for one in why.split(" + "))


def _benefits_of(rules: Rules) -> dict[str, Benefit]:
    return {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}


def _overlapping(fact: Fact, one: Anything, other: Anything) -> bool:
    """Whether two ranges have something in common."""
    if fact.type is FactType.DATE:
        return agreeing(one, other) is not None
    return all(low is None or high is None or low <= high for low, high in ((one.low, other.high), (other.low, one.high)))
