"""The named questions about one provision or term: that it is free of a flaw is proved, refuted, or stays unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from ..language.condition import All, Any, Condition, Span
from ..language.meaning import Person, Situation, truth_of
from ..language.policy import Benefit, DefinedTerm, Flaw, Levels, Reading
from ..language.truth import Truth
from .encoding import Encoder, Formula, Pair, z3
from .parts import Part, is_precondition
from .search import Answer, Replay, Search, Verdict


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a rule is free of a flaw: *proved*, *refuted* or *unknown*."""

    flaw: Flaw
    verdict: Verdict
    subject: str
    """A benefit's full name, or `<ruleset>#<term>`."""
    span: Span | None
    """Where it is written."""
    part: Condition | None = None
    """The part of the condition, or the row's or reading's condition."""
    other: Span | None = None
    """Where the other one is written, of two."""
    name: str = ""
    """The other benefit, or which rows or reading, counted from 1."""
    person: Person | None = None
    """Somebody who shows the flaw, or for whom a reading differs, with the fewest known facts."""


class Checker:
    """Puts the questions in one ruleset's words."""

    def __init__(self, search: Search, situation: Situation) -> None:
        self.search = search
        self.situation = situation
        self.encoder = Encoder(search.somebody, situation)

    def term(self, subject: str, term: DefinedTerm) -> Iterator[Checked]:
        """The questions about a term: whether it can hold and fail, every part, every reading."""
        yield from self._condition(_Subject(subject, term.span), Part(term.condition), term.condition)
        yield from self._readings(subject, term.condition, term.readings)

    def benefit(self, benefit: Benefit) -> Iterator[Checked]:
        """The questions about a benefit: whether it can be had and refused, every part, every reading, its levels."""
        whole = benefit.condition
        assert isinstance(whole, All)
        own = benefit.when.parts if isinstance(benefit.when, All) else (benefit.when,)
        tied = whole.parts[: len(whole.parts) - len(own)]

        def put(when: Condition) -> Condition:
            return All((*tied, *(when.parts if isinstance(when, All) else (when,))), whole.span)

        yield from self._condition(_Subject(benefit.full_name, benefit.span), Part(benefit.when, "", put), whole)
        yield from self._readings(benefit.full_name, whole, benefit.readings)
        if benefit.levels is not None:
            yield from self._levels(benefit, benefit.levels)

    def inside(self, benefit: Benefit, other: Benefit, words: Checker) -> Checked:
        """Whether whoever has a benefit has another one, which is written in its own ruleset's words."""

        def replay(person: Person) -> bool:
            return (self._truth(benefit.condition, person), words._truth(other.condition, person)) == (Truth.YES, Truth.NO)

        formula = z3.And(self.encoder.pair(benefit.condition).yes, words.encoder.pair(other.condition).no)
        answer = self.search.nobody(formula, replay)
        return Checked(Flaw.INSIDE, _found(answer), benefit.full_name, benefit.span, other=other.span, name=other.full_name)

    def nothing_lost(self, higher: Benefit, lower: Benefit, limit: Condition, words: Checker) -> Checked:
        """Whether those whom a replacement takes out of a higher place's benefit have the one of the lower place."""
        before = _without(higher.condition, higher.limits)
        keeps_out = self.encoder.pair(limit).no
        formula = z3.And(self.encoder.pair(before).yes, keeps_out, words.encoder.pair(lower.condition).no)

        def replay(person: Person) -> bool:
            return (
                self._truth(before, person) is Truth.YES
                and self._truth(limit, person) is Truth.NO
                and truth_of(lower.condition, person, words.situation) is Truth.NO
            )

        answer = self._plainest(formula, replay)
        return Checked(
            Flaw.TAKES_AWAY, answer.verdict, lower.full_name, lower.span, other=higher.span, name=higher.full_name, person=answer.person
        )

    def _condition(self, subject: _Subject, written: Part, whole: Condition) -> Iterator[Checked]:
        """Whether it can hold and, if anything is written, fail; and then every part of what is written."""
        can_hold = self.search.nobody(self.encoder.pair(whole).yes, lambda person: self._truth(whole, person) is Truth.YES)
        yield subject.checked(Flaw.NOBODY, _found(can_hold))
        own = written.condition
        if own == All(()):
            return
        can_fail = self.search.nobody(self.encoder.pair(own).no, lambda person: self._truth(own, person) is Truth.NO)
        yield subject.checked(Flaw.EVERYBODY, _found(can_fail))
        if Verdict.REFUTED is can_hold.verdict is can_fail.verdict:
            yield from self._parts(subject, written)

    def _parts(self, subject: _Subject, whole: Part) -> Iterator[Checked]:
        """Every part inside a condition; of one that is dead or idle, not what is inside it."""
        if is_precondition(whole.condition, self.situation.facts):
            return
        for part in whole.inside():
            found = [
                subject.checked(flaw, _found(self.turning(part, truth)), part.condition)
                for flaw, truth in ((Flaw.DEAD_PART, Truth.YES), (Flaw.IDLE_PART, Truth.NO))
            ]
            yield from found
            if all(one.verdict is Verdict.PROVED for one in found):
                yield from self._parts(subject, part)

    def turning(self, part: Part, truth: Truth, *, plainest: bool = False) -> Answer:
        """The claim that a part turns the whole for nobody for whom it has this truth."""
        holding, failing = part.put(All(())), part.put(Any(()))
        own = self.encoder.pair(part.condition, part.who)
        turned = _differing(self.encoder.pair(holding), self.encoder.pair(failing))

        def replay(person: Person) -> bool:
            about: Person = (person.get(part.who) or {}) if part.who else person
            turns = {self._truth(holding, person), self._truth(failing, person)} == {Truth.YES, Truth.NO}
            return turns and truth_of(part.condition, about, self.situation) is truth

        formula = z3.And(own.yes if truth is Truth.YES else own.no, turned)
        return self._plainest(formula, replay) if plainest else self.search.nobody(formula, replay)

    def _readings(self, subject: str, taken: Condition, readings: tuple[Reading, ...]) -> Iterator[Checked]:
        for number, reading in enumerate(readings, 1):
            answer = self._differ(taken, reading.condition, plainest=True)
            yield Checked(
                Flaw.SAME_READING, _found(answer), subject, reading.span, reading.condition, name=str(number), person=answer.person
            )

    def _levels(self, benefit: Benefit, levels: Levels) -> Iterator[Checked]:
        """Whether the rows of a table leave no gap, and none meets another or is never met, for those who have the benefit."""
        has = self.encoder.pair(benefit.condition).yes
        rows = [(number, row, self.encoder.pair(row.condition)) for number, row in enumerate(levels.rows, 1)]

        def eligible(person: Person) -> bool:
            return self._truth(benefit.condition, person) is Truth.YES

        def rows_of(person: Person) -> list[Truth]:
            return [self._truth(row.condition, person) for row in levels.rows]

        gap = self._plainest(
            z3.And(has, *(pair.no for _, _, pair in rows)), lambda person: eligible(person) and set(rows_of(person)) <= {Truth.NO}
        )
        yield Checked(Flaw.GAP, gap.verdict, benefit.full_name, benefit.span, person=gap.person)
        for number, row, pair in rows:
            used = self.search.nobody(
                z3.And(has, pair.yes), lambda person, number=number: eligible(person) and rows_of(person)[number - 1] is Truth.YES
            )
            yield Checked(Flaw.DEAD_ROW, _found(used), benefit.full_name, row.span, row.condition, name=str(number))
        for (number, row, pair), (second, other, pair_2) in combinations(rows, 2):

            def in_both(person: Person, number: int = number, second: int = second) -> bool:
                truths = rows_of(person)
                return eligible(person) and truths[number - 1] is Truth.YES is truths[second - 1]

            meeting = self._plainest(z3.And(has, pair.yes, pair_2.yes), in_both)
            yield Checked(
                Flaw.OVERLAP, meeting.verdict, benefit.full_name, row.span, row.condition, other.span, f"{number}, {second}",
                meeting.person,
            )  # fmt: skip

    def _differ(self, one: Condition, other: Condition, *, plainest: bool = False) -> Answer:
        """The claim that two conditions come to the same, for whoever is known well enough."""
        formula = _differing(self.encoder.pair(one), self.encoder.pair(other))

        def replay(person: Person) -> bool:
            return {self._truth(one, person), self._truth(other, person)} == {Truth.YES, Truth.NO}

        return self._plainest(formula, replay) if plainest else self.search.nobody(formula, replay)

    def _plainest(self, formula: Formula, replay: Replay) -> Answer:
        answer = self.search.nobody(formula, replay)
        if answer.person is None:
            return answer
        return replace(answer, person=self.search.plainest(formula, answer.person, replay))

    def _truth(self, condition: Condition, person: Person) -> Truth:
        return truth_of(condition, person, self.situation)


@dataclass(frozen=True, slots=True)
class _Subject:
    name: str
    span: Span | None

    def checked(self, flaw: Flaw, verdict: Verdict, part: Condition | None = None) -> Checked:
        return Checked(flaw, verdict, self.name, self.span if part is None else part.span or self.span, part)


def _found(answer: Answer) -> Verdict:
    """The verdict where it is well that there is somebody."""
    return {Verdict.PROVED: Verdict.REFUTED, Verdict.REFUTED: Verdict.PROVED, Verdict.UNKNOWN: Verdict.UNKNOWN}[answer.verdict]


def _without(condition: Condition, removed: tuple[Condition, ...]) -> Condition:
    """A condition of parts without some of them."""
    assert isinstance(condition, All)
    return All(tuple(part for part in condition.parts if part not in removed), condition.span)


def _differing(one: Pair, other: Pair) -> Formula:
    return z3.Or(z3.And(one.yes, other.no), z3.And(one.no, other.yes))
