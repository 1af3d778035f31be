"""Of several benefits one is paid: which of them stand, and what is paid of all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product
from math import ceil
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from huilao.language.combine import Member, Standing, lines_in_force, standings
from huilao.language.facts import Text
from huilao.language.interval import NOUGHT, Interval, point
from huilao.language.outcome import Outcome
from huilao.language.policy import ChooseBy, ChooseOne, Document, Period, Ruleset
from huilao.language.truth import Truth
from plain_rules import plain_rules
from strategies import CASES, seeded

SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
YES, NO, OPEN = Truth.YES, Truth.NO, Truth.UNKNOWN
MOST = 9
"""What is paid where an amount has no upper end: more than any that has one."""


def member(name: str, low: int | None, high: int | None, outcome: Outcome = Outcome.ELIGIBLE) -> Member:
    """A member that pays from one number to another; nothing that is counted, where there is no lower one."""
    return Member(name, outcome, None if low is None else Interval(Fraction(low), None if high is None else Fraction(high)))


def told(line: ChooseOne, members: Sequence[Member]) -> dict[str, Standing]:
    return standings(line, {one.benefit: one for one in members})


@dataclass(frozen=True)
class Choice:
    """A line, and the members that take part in it in the line's order."""

    line: ChooseOne
    members: tuple[Member, ...]

    def completions(self) -> Iterator[dict[str, int]]:
        """What each member that the person has would pay, in every way that may be."""
        ways: list[list[int | None]] = []
        for one in self.members:
            low, high = one.paid or point(NOUGHT)
            assert low is not None
            numbers: list[int | None] = [int(low), MOST] if high is None else list(range(int(low), int(high) + 1))
            ways.append(numbers if one.outcome is Outcome.ELIGIBLE else [None, *numbers])
        for amounts in product(*ways):
            yield {one.benefit: amount for one, amount in zip(self.members, amounts, strict=True) if amount is not None}


def stands_in(by: ChooseBy, had: dict[str, int]) -> set[str]:
    """Who stands of those whom a person has, in the order of the line: by what each pays, as a county office would."""
    if by is ChooseBy.PERSON or not had:
        return set(had)
    return {max(had, key=lambda name: had[name])} if by is ChooseBy.HIGHEST else {next(iter(had))}


def known(luck: Random) -> Choice:
    """Up to twelve benefits with known amounts, many of them equal."""
    return a_choice(luck, luck.randint(2, 12), open_=0)


def unknown(luck: Random) -> Choice:
    """Up to five, of which some are open, or not known exactly."""
    return a_choice(luck, luck.randint(2, 5), open_=0.5)


def a_choice(luck: Random, number: int, open_: float) -> Choice:
    names = [f"r/b{one}" for one in range(number)]
    members: list[Member] = []
    for name in names:
        outcome = Outcome.UNDETERMINED if luck.random() < open_ else Outcome.ELIGIBLE
        low = 0 if outcome is Outcome.UNDETERMINED else luck.randint(0, 4)
        high = luck.choice((low, luck.randint(low, 5), None)) if luck.random() < open_ else low
        members.append(member(name, None if luck.random() < 0.1 else low, high, outcome))
    return Choice(ChooseOne(tuple(names), luck.choice(tuple(ChooseBy))), tuple(members))


def test_with_known_amounts_what_stands_is_what_brute_force_finds() -> None:
    """Of up to twelve; the others are out, on account of one that stands."""
    seen = Counter[ChooseBy]()

    @settings(SETTINGS, max_examples=ceil(CASES / 20))
    @given(seeded(known))
    def exact(case: Choice) -> None:
        [had] = case.completions()
        stands, found = stands_in(case.line.by, had), told(case.line, case.members)
        seen[case.line.by] += 1
        assert found.keys() == had.keys()
        for name, standing in found.items():
            assert standing.truth is Truth.of(name in stands)
            assert set(standing.settled_by) == (set() if name in stands else stands), name
            if case.line.by is not ChooseBy.PERSON:
                assert standing.paid == (
                    None if all(one.paid is None for one in case.members) else point(Fraction(had[next(iter(stands))]))
                )

    exact()

    assert min(seen[by] for by in ChooseBy) > CASES / 100


def test_with_what_is_not_known_it_is_what_all_completions_agree_on() -> None:
    """Each amount anywhere in its interval, and what is open had or not; what is paid together is their hull."""
    seen = Counter[Truth]()

    @settings(SETTINGS, max_examples=ceil(CASES / 20))
    @given(seeded(unknown))
    def exact(case: Choice) -> None:
        completions = list(case.completions())
        for name, standing in told(case.line, case.members).items():
            ways = {name in stands_in(case.line.by, had) for had in completions if name in had}
            seen[standing.truth] += 1
            assert standing.truth is Truth.of(None if len(ways) == 2 else ways == {True}), name
            assert bool(standing.settled_by) == (standing.truth is not YES)
            assert name not in standing.settled_by
            if case.line.by is not ChooseBy.PERSON and standing.paid is not None:
                paid = [had[one] for had in completions for one in stands_in(case.line.by, had)] + [0 for had in completions if not had]
                assert standing.paid == Interval(Fraction(min(paid)), None if max(paid) == MOST else Fraction(max(paid)))

    exact()

    assert min(seen[truth] for truth in Truth) > CASES / 200


def test_learning_more_turns_nothing_that_stood_or_was_out() -> None:
    """As long as there is something to choose; nor does it widen what is paid by the highest, or by the first."""
    seen = Counter[tuple[Truth, Truth]]()

    @settings(SETTINGS, max_examples=ceil(CASES / 20))
    @given(seeded(lambda luck: (case := unknown(luck), [more for one in case.members if (more := better(luck, one))])))
    def monotone(found: tuple[Choice, list[Member]]) -> None:
        case, members = found
        before, after = told(case.line, case.members), told(case.line, members)
        for name, standing in after.items():
            seen[before[name].truth, standing.truth] += 1
            assert before[name].truth in (OPEN, standing.truth)
            outer, inner = before[name].paid, standing.paid
            if case.line.by is not ChooseBy.PERSON and outer is not None and inner is not None:
                assert outer.low is not None
                assert inner.low is not None
                assert outer.low <= inner.low
                assert outer.high is None or (inner.high is not None and inner.high <= outer.high)

    monotone()

    assert seen[OPEN, YES] > CASES / 1000
    assert seen[OPEN, NO] > CASES / 1000


def better(luck: Random, one: Member) -> Member | None:
    """A member of which more is known; None where the person has it not."""
    outcome = luck.choice((one.outcome, Outcome.ELIGIBLE, None)) if one.outcome is Outcome.UNDETERMINED else one.outcome
    if outcome is None:
        return None
    if one.paid is None:
        return replace(one, outcome=outcome)
    assert one.paid.low is not None
    low, high = int(one.paid.low), MOST if one.paid.high is None else int(one.paid.high)
    low = luck.randint(low, high) if outcome is Outcome.ELIGIBLE else low
    return member(one.benefit, low, luck.choice((low, luck.randint(low, high))), outcome)


# -- by hand -------------------------------------------------------------------------------------------------------------

UNDETERMINED = Outcome.UNDETERMINED
TABLE: list[tuple[ChooseBy, list[Member], dict[str, Truth], Interval | None]] = [
    (ChooseBy.HIGHEST, [member("a", 500, 500), member("b", 600, 600)], {"a": NO, "b": YES}, Interval(Fraction(600), Fraction(600))),
    (ChooseBy.HIGHEST, [member("a", 600, 600), member("b", 600, 600)], {"a": YES, "b": NO}, Interval(Fraction(600), Fraction(600))),
    (ChooseBy.HIGHEST, [member("a", 500, 700), member("b", 600, 600)], {"a": OPEN, "b": OPEN}, Interval(Fraction(600), Fraction(700))),
    (ChooseBy.HIGHEST, [member("a", 0, 500, UNDETERMINED), member("b", 600, 600)], {"a": NO, "b": YES}, Interval(Fraction(600), Fraction(600))),
    (ChooseBy.HIGHEST, [member("a", 0, 700, UNDETERMINED), member("b", 600, 600)], {"a": OPEN, "b": OPEN}, Interval(Fraction(600), Fraction(700))),
    # what is open puts nothing out: not even what pays nothing
    (ChooseBy.HIGHEST, [member("a", 0, 700, UNDETERMINED), member("b", 0, 0)], {"a": YES, "b": OPEN}, Interval(NOUGHT, Fraction(700))),
    (ChooseBy.HIGHEST, [member("a", None, None), member("b", 0, None)], {"a": OPEN, "b": OPEN}, Interval(NOUGHT, None)),
    (ChooseBy.HIGHEST, [member("a", None, None), member("b", None, None)], {"a": YES, "b": NO}, None),
    (ChooseBy.FIRST, [member("a", 1, 1), member("b", 600, 600)], {"a": YES, "b": NO}, point(Fraction(1))),
    (ChooseBy.FIRST, [member("a", 0, 1, UNDETERMINED), member("b", 600, 600)], {"a": YES, "b": OPEN}, Interval(NOUGHT, Fraction(600))),
    (ChooseBy.PERSON, [member("a", 5, 5), member("b", 600, 600)], {"a": YES, "b": YES}, Interval(Fraction(5), Fraction(600))),
    (ChooseBy.PERSON, [member("a", 0, 5, UNDETERMINED), member("b", 6, 6)], {"a": YES, "b": YES}, Interval(Fraction(0), Fraction(6))),
    (ChooseBy.HIGHEST, [member("a", 5, 5)], {}, None),  # alone, one takes no part
]  # fmt: skip


@pytest.mark.parametrize(("by", "members", "truths", "paid"), TABLE)
def test_which_stands_and_what_is_paid(by: ChooseBy, members: list[Member], truths: dict[str, Truth], paid: Interval | None) -> None:
    """Case by case."""
    found = told(ChooseOne(("a", "b", "c"), by), members)

    assert {name: one.truth for name, one in found.items()} == truths
    assert {one.paid for one in found.values()} <= {paid}


def test_a_line_counts_while_its_document_is_in_force() -> None:
    """One of the book itself always."""
    days = Period(date(2025, 1, 1), date(2025, 12, 31))
    lines = tuple(ChooseOne(("r/a", "r/b"), ChooseBy.FIRST, ruleset=name) for name in (None, "r"))
    rules = replace(plain_rules(combine=lines), rulesets={"r": Ruleset(Document("r", "51", Text("r"), in_effect=days), {}, ())})

    assert lines_in_force(rules, date(2024, 12, 31)) == lines[:1]
    assert lines_in_force(rules, date(2025, 1, 1)) == lines
    assert lines_in_force(rules, date(2026, 1, 1)) == lines[:1]
