"""The named questions about one provision or term: that it is free of a flaw is proved, refuted, or stays unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from ..language.condition import All, Any, Condition
from ..language.known import Person, about
from ..language.meaning import RowsFound, rows_found, truth_of
from ..language.policy import Benefit, DefinedTerm, Flaw, Hits, Levels, Reading
from ..language.scope import Situation
from ..language.truth import Truth
from .amounts import rows
from .change import Version
from .checked import Checked, Subject, found_somebody
from .choices import Choosing
from .encoding import Encoder
from .formulas import Formula, Pair, every, opposite, some
from .parts import Part, is_precondition
from .payments import payment_questions
from .search import Answer, Search, Verdict


class Checker:
    """Puts the questions in one ruleset's words."""

    def __init__(self, search: Search, situation: Situation) -> None:
        self.search = search
        self.situation = situation
        self.encoder = Encoder(search.somebody, situation)

    def term(self, subject: str, term: DefinedTerm) -> Iterator[Checked]:
        """The questions about a term: whether it can hold and fail, every part, every reading."""
        yield from self._condition(Subject(subject, term.span), Part(term.condition), term.condition)
        yield from self.readings(subject, term.condition, term.readings)

    def benefit(self, benefit: Benefit) -> Iterator[Checked]:
        """The questions about a benefit: whether it can be had and refused, every part, every reading, its levels."""
        whole = benefit.condition
        assert isinstance(whole, All)
        own = benefit.when.parts if isinstance(benefit.when, All) else (benefit.when,)
        tied = whole.parts[: len(whole.parts) - len(own)]

        def put(when: Condition) -> Condition:
            return All((*tied, *(when.parts if isinstance(when, All) else (when,))), whole.span)

        subject = Subject(benefit.full_name, benefit.span)
        stops = list(self._stops(subject, benefit))
        yield from stops
        if not any(one.flaw is Flaw.ALWAYS_STOPS and one.verdict is Verdict.REFUTED for one in stops):
            yield from self._condition(subject, Part(benefit.when, "", put), whole)
        yield from self.readings(benefit.full_name, whole, benefit.readings)
        if benefit.levels is not None:
            yield from self._levels(benefit, benefit.levels)
        yield from payment_questions(benefit, self.search, self.encoder)

    def _stops(self, subject: Subject, benefit: Benefit) -> Iterator[Checked]:
        """Whether what stops a benefit stops it for anybody, and not for everybody."""
        for part in benefit.stops:
            rest = _without(benefit.condition, (part,))
            if self.between(rest, None, Truth.YES).verdict is not Verdict.REFUTED:
                continue  # nobody has it whatever stops it
            for flaw, truth in ((Flaw.NEVER_STOPS, Truth.NO), (Flaw.ALWAYS_STOPS, Truth.YES)):

                def replay(person: Person, part: Condition = part, rest: Condition = rest, truth: Truth = truth) -> bool:
                    return self._truth(rest, person) is Truth.YES and self._truth(part, person) is truth

                answer = self.search.nobody(every((self.encoder.pair(rest).yes, self.encoder.pair(part).where(truth))), replay)
                yield subject.checked(flaw, found_somebody(answer), part)

    def stands(self, version: Version) -> Iterator[Checked]:
        """Whether a benefit that somebody has is paid to anybody, where one of several is."""
        benefit = version.benefit
        if benefit is None or version.line is None or self.between(benefit.condition, None, Truth.YES).verdict is not Verdict.REFUTED:
            return

        def replay(person: Person) -> bool:
            standing = version.standing(person)
            return version.truth(person) is Truth.YES and (standing is None or standing.truth is Truth.YES)

        answer = self.search.nobody(every((self.encoder.pair(benefit.condition).yes, Choosing(self.search, version).stands)), replay)
        yield Subject(benefit.full_name, benefit.span).checked(Flaw.NEVER_STANDS, found_somebody(answer))

    def same(self, one: Condition, other: Condition) -> bool:
        """Whether it is proved that two conditions come to the same, for whoever is known well enough."""
        return self._differ(one, other).verdict is Verdict.PROVED

    def inside(self, benefit: Benefit, other: Benefit, words: Checker) -> Checked:
        """Whether whoever has a benefit has another one, which is written in its own ruleset's words."""

        def replay(person: Person) -> bool:
            return (self._truth(benefit.condition, person), words._truth(other.condition, person)) == (Truth.YES, Truth.NO)

        formula = every((self.encoder.pair(benefit.condition).yes, words.encoder.pair(other.condition).no))
        answer = self.search.nobody(formula, replay)
        return Checked(Flaw.INSIDE, found_somebody(answer), benefit.full_name, benefit.span, other=other.span, name=other.full_name)

    def nothing_lost(self, higher: Benefit, lower: Benefit, limit: Condition, words: Checker) -> Checked:
        """Whether those whom a replacement takes out of a higher place's benefit have the one of the lower place."""
        before = _without(higher.condition, higher.limits)
        keeps_out = self.encoder.pair(limit).no
        formula = every((self.encoder.pair(before).yes, keeps_out, words.encoder.pair(lower.condition).no))

        def replay(person: Person) -> bool:
            return (
                self._truth(before, person) is Truth.YES
                and self._truth(limit, person) is Truth.NO
                and truth_of(lower.condition, person, words.situation) is Truth.NO
            )

        answer = self.search.plainest(formula, replay)
        return Checked(
            Flaw.TAKES_AWAY, answer.verdict, lower.full_name, lower.span, other=higher.span, name=higher.full_name, person=answer.person
        )

    def _condition(self, subject: Subject, written: Part, whole: Condition) -> Iterator[Checked]:
        """Whether it can hold and, if anything is written, fail; and then every part of what is written."""
        can_hold = self.search.nobody(self.encoder.pair(whole).yes, lambda person: self._truth(whole, person) is Truth.YES)
        yield subject.checked(Flaw.NOBODY, found_somebody(can_hold))
        own = written.condition
        if own == All(()):
            return
        can_fail = self.search.nobody(self.encoder.pair(own).no, lambda person: self._truth(own, person) is Truth.NO)
        yield subject.checked(Flaw.EVERYBODY, found_somebody(can_fail))
        if Verdict.REFUTED is can_hold.verdict is can_fail.verdict:
            yield from self._parts(subject, written)

    def _parts(self, subject: Subject, whole: Part) -> Iterator[Checked]:
        """Every part inside a condition; of one that is dead or idle, not what is inside it."""
        if is_precondition(whole.condition, self.situation.scope.facts):
            return
        for part in whole.inside():
            found = [
                subject.checked(flaw, found_somebody(self.turning(part, truth)), part.condition)
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
            turns = {self._truth(holding, person), self._truth(failing, person)} == {Truth.YES, Truth.NO}
            return turns and truth_of(part.condition, about(person, part.who), self.situation) is truth

        formula = every((own.where(truth), turned))
        return self.search.plainest(formula, replay) if plainest else self.search.nobody(formula, replay)

    def between(self, one: Condition, other: Condition | None, truth: Truth) -> Answer:
        """The claim that nobody is so that one condition has this truth and another, where there is one, the opposite."""
        formula = self.encoder.pair(one).where(truth)
        if other is not None:
            formula = every((formula, self.encoder.pair(other).where(~truth)))

        def replay(person: Person) -> bool:
            return self._truth(one, person) is truth and (other is None or self._truth(other, person) is ~truth)

        return self.search.plainest(formula, replay)

    def readings(self, subject: str, taken: Condition, readings: tuple[Reading, ...]) -> Iterator[Checked]:
        """Whether each reading comes to the same as the one that was taken; where not, for whom it does not."""
        for number, reading in enumerate(readings, 1):
            answer = self._differ(taken, reading.condition, plainest=True)
            yield Checked(
                Flaw.SAME_READING, found_somebody(answer), subject, reading.span, reading.condition, name=str(number), person=answer.person
            )

    def in_row(self, benefit: Benefit, row: int, *, plainest: bool = True) -> Answer:
        """The claim that nobody who has a benefit is surely in a row of its levels (from 0)."""
        assert benefit.levels is not None
        sure = self._rows(benefit.levels)[row][1]
        return self._having(benefit, sure, lambda rows: row in rows.sure, plainest=plainest)

    def _levels(self, benefit: Benefit, levels: Levels) -> Iterator[Checked]:
        """Whether the rows of a table leave no gap, and none is never met; and, where there should never be two for the same
        person, whether none meets another. For those who have the benefit.
        """
        found = self._rows(levels)
        gap = self._having(benefit, every(opposite(may) for may, _ in found), RowsFound.gap)
        yield Checked(Flaw.GAP, gap.verdict, benefit.full_name, benefit.span, person=gap.person)
        for index, row in enumerate(levels.rows):
            used = self.in_row(benefit, index, plainest=False)
            yield Checked(Flaw.DEAD_ROW, found_somebody(used), benefit.full_name, row.span, row.condition, name=str(index + 1))
        for one, other in combinations(range(len(found)), 2) if levels.hits is Hits.UNIQUE else ():
            in_both = every((found[one][1], found[other][1]))
            meeting = self._having(benefit, in_both, lambda rows, two=frozenset((one, other)): two <= set(rows.sure))
            row, second = levels.rows[one], levels.rows[other]
            name = f"{one + 1}, {other + 1}"
            yield Checked(Flaw.OVERLAP, meeting.verdict, benefit.full_name, row.span, row.condition, second.span, name, meeting.person)

    def _rows(self, levels: Levels) -> list[tuple[Formula, Formula]]:
        return rows(self.encoder, levels.rows, levels.hits)

    def _having(self, benefit: Benefit, formula: Formula, fits: Callable[[RowsFound], bool], *, plainest: bool = True) -> Answer:
        """The claim that nobody who has a benefit with levels is so, and in such rows."""
        levels = benefit.levels
        assert levels is not None

        def replay(person: Person) -> bool:
            return self._truth(benefit.condition, person) is Truth.YES and fits(rows_found(levels, person, self.situation))

        whole = every((self.encoder.pair(benefit.condition).yes, formula))
        return self.search.plainest(whole, replay) if plainest else self.search.nobody(whole, replay)

    def _differ(self, one: Condition, other: Condition, *, plainest: bool = False) -> Answer:
        """The claim that two conditions come to the same, for whoever is known well enough."""
        formula = _differing(self.encoder.pair(one), self.encoder.pair(other))

        def replay(person: Person) -> bool:
            return {self._truth(one, person), self._truth(other, person)} == {Truth.YES, Truth.NO}

        return self.search.plainest(formula, replay) if plainest else self.search.nobody(formula, replay)

    def _truth(self, condition: Condition, person: Person) -> Truth:
        return truth_of(condition, person, self.situation)


def _without(condition: Condition, removed: tuple[Condition, ...]) -> Condition:
    """A condition of parts without some of them."""
    assert isinstance(condition, All)
    return All(tuple(part for part in condition.parts if part not in removed), condition.span)


def _differing(one: Pair, other: Pair) -> Formula:
    return some((every((one.yes, other.no)), every((one.no, other.yes))))
