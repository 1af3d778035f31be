"""The values that tests tell apart: nothing that a test tells apart is without one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from huilao.language.ages import AgeReached
from huilao.language.borders import Judge, Line, OutOfWorkError, Work, borders, nearest
from huilao.language.condition import All, Compare, Has, Inside, Node, Not, OneOf, Order, Share
from huilao.language.distinct import decimal, distinct_places, distinct_values, may_be, paths_read, step_of, subject
from huilao.language.facts import Fact, FactType, Text
from huilao.language.known import Among, Holding, Path, Range
from huilao.language.meaning import truth_of
from huilao.language.quantity import Age, Branch, Constant, Day, Elapsed, First, Minus, Named, Number, Plus, Rank, Round, Rounding, TimeUnit
from huilao.language.scope import Scope
from huilao.language.truth import Truth
from strategies import CASES, DAYS, FACTS, GIVEN, a_part, a_scope, every_test, narrower, seeded

SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])
TODAY = date(2025, 3, 1)
ALONE = [test for test in every_test() if subject(test) is not None]


@settings(SETTINGS, max_examples=max(50, ceil(CASES / 50)))
@given(seeded(lambda luck: luck))
def test_every_value_is_like_one_of_these(luck: Random) -> None:
    """For random tests of random facts in random rulesets: some value that is given comes out as any value does."""
    fact = luck.choice(GIVEN)
    about = [test for test in ALONE if subject(test) == fact.name]
    tests = luck.sample(about, min(len(about), luck.randint(1, 4)))
    situation = Scope(FACTS, place=luck.choice(("51", "513433", "000000")), age_reached=luck.choice(tuple(AgeReached))).on(
        luck.choice(DAYS)
    )
    known = luck.choice((None, a_part(luck, fact, situation.as_of)))
    value = narrower(luck, fact, known, situation.as_of, wholly=True)
    step = step_of(fact, (value,) if isinstance(value, Decimal) else ())
    if (isinstance(value, Decimal) and value % step) or value == "000000":
        return  # no number that is given so, and of a place that it is in the country says nothing

    def told(one: object) -> list[Truth]:
        return [truth_of(test, {fact.name: one}, situation) for test in tests]

    values = distinct_values(fact, [(test, situation) for test in tests], known)
    assert told(value) in [told(one) for one in values], (tests, value, known)
    assert all(may_be(fact, known, one) for one in values)


@pytest.mark.parametrize(
    ("named", "place"),
    [
        (["513433", "513433999"], "513433123"),
        (["513433", "513433999"], "5134"),
        (["513433", "513433999"], "5135"),
        (["513433", "513433999"], "52"),
        (["513433", "513433999"], "513433999001"),
        (["513433000000"], "513433001"),
        (["000000"], "11"),
        ([], "11"),
        ([f"51{number:02}" for number in range(2, 100)], "5101"),
    ],
)
def test_every_kind_of_place_has_one(named: list[str], place: str) -> None:
    """Inside those that are named, around them, beside them, and anywhere else."""
    tests = [Inside("residence", (one,)) for one in named]
    situation = Scope(FACTS).on(TODAY)

    def told(one: str) -> list[Truth]:
        return [truth_of(test, {"residence": one}, situation) for test in tests]

    assert told(place) in [told(one) for one in distinct_places(named)]


def test_groups_of_codes_are_told_apart() -> None:
    """All combinations of ten, two at a time of more; of codes that are named together none, one or all."""
    codes = FACTS["aids"].codes
    many = [type(codes[0])(f"c{number}", Text("码")) for number in range(12)]

    def values(number: int, *tests: Has) -> list[frozenset[str]]:
        fact = Fact("f", FactType.SET, Text("集"), codes=tuple(many))
        each = tests or tuple(Has("f", Share.ANY, (f"c{one}",)) for one in range(number))
        return distinct_values(fact, [(test, Scope({"f": fact}).on(TODAY)) for test in each])

    assert len(values(10)) == 2**10
    assert len(values(11)) == 1 + 11 + 55
    assert set(values(0, Has("f", Share.ANY, ("c1", "c2")))) == {frozenset(), frozenset({"c1"})}
    assert set(values(0, Has("f", Share.ALL, ("c1", "c2")))) == {frozenset(), frozenset({"c1"}), frozenset({"c1", "c2"})}


@pytest.mark.parametrize(
    ("fact", "known", "value", "may"),
    [
        ("income", None, Decimal(3), True),
        ("income", Range(Decimal(3), None), Decimal(3), True),
        ("income", Range(Decimal(3), None), Decimal(2), False),
        ("income", Range(None, Decimal(3)), Decimal(4), False),
        ("ability", Among(frozenset({"mild", "severe"})), "mild", True),
        ("ability", Among(frozenset({"mild", "severe"})), "total", False),
        ("aids", Holding(frozenset({"dibao"}), frozenset({"edge"})), frozenset({"dibao", "none"}), True),
        ("aids", Holding(frozenset({"dibao"}), frozenset({"edge"})), frozenset({"none"}), False),
        ("aids", Holding(frozenset({"dibao"}), frozenset({"edge"})), frozenset({"dibao", "edge"}), False),
        ("residence", "51", "513433", True),
        ("residence", "51", "22", False),
        ("grade", "1", "1", True),
        ("grade", "1", "12", False),
        ("elder", {}, {"sex": "male"}, True),
    ],
)
def test_what_a_fact_may_be(fact: str, known: object, value: object, may: bool) -> None:
    """As far as is known."""
    assert may_be(FACTS[fact], known, value) is may


FEES = First((Branch(OneOf("certified", (True,)), Number("pension")), Branch(None, Constant(Fraction(0)))))


@pytest.mark.parametrize(
    ("test", "fact"),
    [
        (OneOf("sex", ("male",)), "sex"),
        (Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(60))), "birth_date"),
        (Compare(Constant(TODAY), Order.ABOVE, Day("assessed_on")), "assessed_on"),
        (Compare(Rank("ability"), Order.ABOVE, Rank("ability", "mild")), "ability"),
        (Compare(Elapsed("assessed_on", TimeUnit.DAYS), Order.ABOVE, Constant(Fraction(1))), "assessed_on"),
        (Compare(Day("assessed_on"), Order.ABOVE, Day("retired_on")), None),
        (Compare(Number("income"), Order.ABOVE, Number("income")), None),
        (Compare(Minus(Number("income"), Constant(Fraction(1))), Order.ABOVE, Constant(Fraction(1))), None),
        (Compare(Named("line"), Order.ABOVE, Constant(Fraction(1))), None),
        (Compare(Constant(Fraction(2)), Order.ABOVE, Constant(Fraction(1))), None),
    ],
)
def test_whose_fact_a_test_is_of(test: Compare, fact: str | None) -> None:
    """Of one beside constants, or of none."""
    assert subject(test) == fact


def test_what_is_read_is_found_behind_names_standards_and_rows() -> None:
    """About whom, too."""
    luck = Random(3)
    scope = a_scope(luck)
    node: Node = All((Compare(Plus((FEES, Age(TimeUnit.YEARS))), Order.ABOVE, Constant(Fraction(1))), Not(Inside("residence"))))

    assert paths_read(node, scope, "elder") == {Path("elder", one) for one in ("certified", "pension", "birth_date", "residence")}


@pytest.mark.parametrize(("number", "text"), [("1/3", None), ("1/8", "0.125"), ("-7/2", "-3.5"), ("900", "900"), ("1/40", "0.025")])
def test_fractions_are_decimals_where_they_have_an_end(number: str, text: str | None) -> None:
    """And None where they have none."""
    found = decimal(Fraction(number))

    assert (None if found is None else str(found)) == text


# -- borders -----------------------------------------------------------------------------------------------------------


def holds(condition: Compare, fact: str) -> Judge:
    return lambda known: truth_of(condition, {fact: known}, Scope(FACTS).on(TODAY))


TENS = Compare(Round(Number("income"), Fraction(10), Rounding.UP), Order.AT_MOST, Constant(Fraction(895)))


def test_the_nearest_value_is_found_by_halving() -> None:
    """Upwards and downwards, to the step; None where there is none."""
    line = Line.of(FACTS["income"])
    judge = holds(TENS, "income")
    above, below = line.above(Decimal(1000)), line.below(Decimal(1000))

    assert nearest(judge, line, line.first, below, Work(500), upwards=False) == 89_000
    assert nearest(judge, line, above, line.last, Work(500)) is None
    assert nearest(judge, line, line.first, below, Work(500)) == 0
    assert line.value(89_000) == Decimal(890)
    with pytest.raises(OutOfWorkError):
        nearest(judge, line, line.first, below, Work(5), upwards=False)


def test_borders_are_the_ends_of_runs() -> None:
    """Between two that are next to each other nothing turns."""
    fact = FACTS["assessed_on"]
    line = Line.of(fact)
    judge = holds(Compare(Elapsed(fact.name, TimeUnit.MONTHS), Order.AT_LEAST, Constant(Fraction(13))), fact.name)
    first, last = date(2023, 1, 1).toordinal(), date(2025, 1, 1).toordinal()
    found = borders(judge, line, first, last, Work(100))

    assert (found[0], found[-1]) == (first, last)
    assert date(2024, 2, 1).toordinal() in found
    assert (date(2024, 2, 1) + timedelta(days=1)).toordinal() in found
    assert found == sorted(found)


def test_a_line_has_the_values_of_a_fact() -> None:
    """From its least to its greatest, in its steps; next to a value the next."""
    heads, money = Line.of(FACTS["household_size"]), Line.of(FACTS["income"])

    assert (heads.first, heads.last, heads.value(3)) == (1, 12, Decimal(3))
    assert (money.above(Decimal("0.005")), money.below(Decimal("0.005")), money.above(Decimal(1)), money.below(Decimal(1))) == (
        1,
        0,
        101,
        99,
    )
    assert money.known(1, 1) == Decimal("0.01")
    assert money.known(1, 3) == Range(Decimal("0.01"), Decimal("0.03"))
