"""The answers that tests tell apart: one of every kind, and for which of them a test holds and fails."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any as Anything

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from huilao.ask.answers import Answers, Calculation
from huilao.language.condition import Compare, Has, Inside, OneOf, Order, Share, Test
from huilao.language.distinct import distinct_values, may_be, subject
from huilao.language.known import Holding, Range
from huilao.language.meaning import truth_of
from huilao.language.quantity import Age, Constant, Number, TimeUnit
from huilao.language.scope import Scope
from huilao.language.truth import Truth
from strategies import FACTS, GIVEN, a_part, every_test, seeded

DAY = date(2025, 3, 1)
HERE = Scope(FACTS, place="513433").on(DAY)
SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])
ALONE = [test for test in every_test() if subject(test) is not None]


def answers(fact: str, *tests: Test, known: Anything = None) -> Answers:
    return Answers(FACTS[fact], [(test, HERE) for test in tests], known)


@settings(SETTINGS, max_examples=300)
@given(seeded(lambda luck: luck))
def test_sides_are_what_the_reference_says_of_each_answer(luck: Random) -> None:
    """However many tests there are; and every value that may be is like one of the answers."""
    fact = luck.choice(GIVEN)
    tests = luck.sample(about := [test for test in ALONE if subject(test) == fact.name], min(len(about), luck.randint(1, 12)))
    known = luck.choice((None, a_part(luck, fact, DAY)))
    found = answers(fact.name, *tests, known=known)

    def told(value: object) -> list[Truth]:
        return [truth_of(test, {fact.name: value}, HERE) for test in tests]

    for test in tests:
        yes, no = found.of(test, HERE)
        for bit, value in enumerate(found.values):
            truth = truth_of(test, {fact.name: value}, HERE)
            assert (bool(yes >> bit & 1), bool(no >> bit & 1)) == (truth is Truth.YES, truth is Truth.NO)
    kinds = [told(value) for value in found.values]
    for value in distinct_values(fact, [(test, HERE) for test in tests], known):
        assert told(value) in kinds or (fact.name == "birth_date" and value > DAY)
    assert len({tuple(kind) for kind in kinds}) == len(kinds) or fact.type in ("number", "date")
    assert all(may_be(fact, known, value) for value in found.values)


def test_nobody_is_born_later_than_today() -> None:
    """So that no age is below nought."""
    below = Compare(Age(TimeUnit.YEARS), Order.BELOW, Constant(Fraction(0)))
    found = answers("birth_date", below)

    assert found.of(below, HERE) == (0, found.every)
    assert all(value <= DAY for value in found.values)


def test_a_coarse_place_neither_holds_nor_fails() -> None:
    """It leaves a test open."""
    inside = Inside("residence", ("513433",))
    yes, no = (found := answers("residence", inside)).of(inside, HERE)

    assert (yes & no, (yes | no).bit_count()) == (0, 2)
    assert len(found.values) == 3


def test_few_codes_are_likelier_than_many() -> None:
    """Of a set; of all else every answer is as likely."""
    dibao, edge = (Has("aids", Share.ANY, (code,)) for code in ("dibao", "edge"))
    found = answers("aids", dibao, edge)
    of_one, of_none = found.of(dibao, HERE)

    assert found.chance(of_one) == pytest.approx((1 / 4 + 1 / 16) / (1 + 2 / 4 + 1 / 16))
    assert found.chance(of_one) + found.chance(of_none) == pytest.approx(1)
    male = OneOf("sex", ("male",))
    assert (sex := answers("sex", male)).chance(sex.of(male, HERE)[0]) == 0.5


def test_what_is_known_leaves_fewer_answers() -> None:
    """Those that may be."""
    dibao = Has("aids", Share.ANY, ("dibao",))
    below = Compare(Number("income"), Order.BELOW, Constant(Fraction(900)))
    held = answers("aids", dibao, known=Holding(frozenset({"dibao"}), frozenset()))
    found = answers("income", below, known=Range(Decimal(900), Decimal(1000)))

    assert held.of(dibao, HERE) == (held.every, 0)
    assert found.of(below, HERE) == (0, found.every)


def test_a_calculation_tells_answers_apart_too() -> None:
    """By the values at which it turns."""
    below = Compare(Number("income"), Order.BELOW, Constant(Fraction(900)))
    turns = Calculation("a sum", [Decimal(0), Decimal(699), Decimal(700), Decimal(2000)], lambda value: Truth.of(value < 700))
    found = Answers(FACTS["income"], [(below, HERE)], None, [turns])
    yes, no = found.calculated("a sum") or (0, 0)

    assert (yes.bit_count(), no.bit_count(), yes | no) == (1, 2, found.every)
    assert yes | found.of(below, HERE)[0] == found.of(below, HERE)[0]
    assert found.calculated("another") is None
