"""What would have to be different for a refusal to be a yes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from random import Random
from typing import Any as Anything

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from huilao.answers.changes import Kind
from huilao.foresee import near as near_module
from huilao.foresee.near import changed, near_misses
from huilao.language.condition import About, All, Any, Compare, Condition, Count, Has, Inside, Not, OneOf, Order, Share
from huilao.language.distinct import behind, subject
from huilao.language.facts import Code, Fact, FactType, Text, Vocabulary
from huilao.language.known import Holding, Path, Person, Range, about
from huilao.language.meaning import truth_of
from huilao.language.quantity import (
    Age,
    Branch,
    Constant,
    Day,
    Elapsed,
    First,
    Minus,
    Number,
    Plus,
    Quantity,
    Rank,
    Round,
    Rounding,
    Standard,
    Times,
    TimeUnit,
)
from huilao.language.scope import Scope, Situation
from huilao.language.standards import DefinedStandard, PlaceOf, SetValue
from huilao.language.truth import Truth
from huilao.language.units import Unit
from near_miss_checks import check_near_miss, refusals
from strategies import CASES, FACTS, PERSONS, a_rule_book, known_better, seeded, somebody

SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])
DAY = timedelta(days=1)
TODAY = date(2025, 3, 1)
FIXED: Vocabulary = {**FACTS, **{name: replace(FACTS[name], fixed=True) for name in ("birth_date", "sex")}}
"""The vocabulary of the random rule books, of which birth date and sex stay as they are."""


def test_changing_what_a_near_miss_names_makes_it_hold_and_nothing_less_does() -> None:
    """For random rules and people. What could hold at all, by other facts on the same day, has a near miss that names no
    more than some of these facts (a calculation aside, of which one fact is moved at a time)."""
    seen = Counter[object]()

    @settings(SETTINGS, max_examples=ceil(CASES / 400))
    @given(seeded(lambda luck: luck))
    @example(Random(615))
    @example(Random(91722))
    def minimal(luck: Random) -> None:
        rules = replace(a_rule_book(luck), facts=FIXED)
        asked = somebody(luck)
        others = [somebody(luck).person for _ in range(6)]
        for condition, person, place in refusals(rules, luck, [(asked.day, asked.person)]):
            found = near_misses(condition, person, place)
            seen["complete" if found.complete else "bounded"] += 1
            sizes = [len(one.changes) + (one.day > place.as_of) for one in found.found]
            assert sizes == sorted(sizes)
            for miss in found.found:
                seen[miss.kind] += 1
                check_near_miss(condition, person, place, miss, complete=found.complete)
            if not found.complete or calculates(condition, place):
                continue
            for other in (*others, known_better(luck, asked).person):
                if truth_of(condition, other, place) is Truth.YES:
                    seen["other"] += 1
                    differs = different(person, other)
                    assert any({Path(one.who, one.fact) for one in miss.changes} <= differs for miss in found.found), f"{condition} {other}"

    minimal()

    assert min(seen[kind] for kind in Kind) >= CASES // 10_000
    assert seen["other"] > CASES / 2_000
    assert seen["complete"] > seen["bounded"] / 5  # a time inside a calculation is followed for some years alone


def calculates(condition: Condition, place: Situation) -> bool:
    """Whether a condition sets several facts together, or calculates."""
    return any(isinstance(one, Compare) and subject(one) is None for _, one, _ in behind(condition, place.scope))


def different(person: Person, other: Person) -> set[Path]:
    """The facts, by whom they are about, that two people do not share."""
    found: set[Path] = set()
    for who in ("", *PERSONS):
        one, two = (about(whom, who) for whom in (person, other))
        found |= {Path(who, fact) for fact in {*one, *two} if one.get(fact) != two.get(fact)}
    return found


# -- one by one --------------------------------------------------------------------------------------------------------

INCOME, PENSION, HEADS = Number("income"), Number("pension"), Number("household_size")
DIBAO = DefinedStandard(
    "dibao", Text("低保标准"), Unit.CNY, PlaceOf.RESIDENCE, "area",
    (SetValue("51", date(2020, 1, 1), {"urban": Fraction(800), "rural": Fraction(500)}), SetValue("513433", date(2026, 1, 1), Fraction(1100))),
)  # fmt: skip
SCOPE = Scope(FIXED, standards={"dibao": DIBAO}, place="513433")


def constant(number: object) -> Constant:
    return Constant(Fraction(str(number)))


def compare(left: Quantity, order: Order, right: object) -> Compare:
    return Compare(left, order, right if isinstance(right, Quantity) else constant(right))


def aged(order: Order, number: int) -> Condition:
    return compare(Age(TimeUnit.YEARS), order, number)


def on(day: date) -> Constant:
    return Constant(day)


WIDOWED, SEVERE = OneOf("widowed", (True,)), compare(Rank("ability"), Order.AT_LEAST, Rank("ability", "severe"))
MILD = compare(Rank("ability"), Order.AT_LEAST, Rank("ability", "mild"))
OLD = aged(Order.AT_LEAST, 60)
BORN_1966 = {"birth_date": date(1966, 2, 28)}
CARED = {"birth_date": date(1950, 1, 1), "widowed": False}
PER_HEAD = compare(INCOME, Order.AT_MOST, Times((Standard("dibao"), HEADS)))
HELD_IN_ONE = compare(Plus((INCOME, PENSION)), Order.AT_MOST, 2100)

WAYS: dict[str, tuple[Condition, Person, list[str]]] = {
    "an age": (OLD, BORN_1966, ["by_itself 2026-02-28"]),
    "an age gone by": (All((OLD, aged(Order.AT_MOST, 65))), {"birth_date": date(1950, 2, 28)},
                       ["cannot_change 2025-03-01 birth_date=1959-03-02"]),
    "an age and a fact": (All((OLD, WIDOWED)), {**BORN_1966, "widowed": False}, ["can_change 2026-02-28 widowed=True"]),
    "an age and a fact that is not known": (All((OLD, WIDOWED)), BORN_1966, ["can_change 2026-02-28 widowed=True"]),
    "two ways": (Any((aged(Order.AT_LEAST, 80), All((OLD, WIDOWED)))), {"birth_date": date(1950, 2, 28), "widowed": False},
                 ["can_change 2025-03-01 widowed=True", "by_itself 2030-02-28"]),
    "a scale": (All((MILD, Any((SEVERE, WIDOWED)))), {"ability": "intact", "widowed": True}, ["can_change 2025-03-01 ability=mild"]),
    "a scale known in part": (MILD, {"ability": "intact"}, ["can_change 2025-03-01 ability=mild"]),
    "what stays as it is": (OneOf("sex", ("female",)), {"sex": "male"}, ["cannot_change 2025-03-01 sex=female"]),
    "a time": (compare(Elapsed("assessed_on", TimeUnit.YEARS), Order.AT_LEAST, 2), {"assessed_on": date(2024, 2, 29)},
               ["by_itself 2026-02-28"]),
    "an earlier date": (compare(Day("assessed_on"), Order.BELOW, on(date(2020, 1, 1))), {"assessed_on": date(2024, 2, 29)},
                        ["cannot_change 2025-03-01 assessed_on=2019-12-31"]),
    "a later date": (compare(Day("assessed_on"), Order.AT_LEAST, on(date(2025, 1, 1))), {"assessed_on": date(2024, 2, 29)},
                     ["can_change 2025-03-01 assessed_on=2025-01-01"]),
    "a certificate and its grade": (All((OneOf("certified", (True,)), OneOf("grade", ("1",)))), {"certified": False},
                                    ["can_change 2025-03-01 certified=True grade=1"]),
    "money, to the hundredth": (compare(INCOME, Order.BELOW, 900), {"income": Decimal(1000)}, ["can_change 2025-03-01 income=899.99"]),
    "money, below a bound that is denied": (Not(compare(INCOME, Order.AT_LEAST, 900)), {"income": Decimal(1000)},
                                            ["can_change 2025-03-01 income=899.99"]),
    "heads, by whole ones": (compare(HEADS, Order.ABOVE, 2), {"household_size": Decimal(2)},
                             ["can_change 2025-03-01 household_size=3"]),
    "a set": (All((Has("aids", Share.ANY, ("edge",)), Not(Has("aids", Share.ANY, ("dibao",))))), {"aids": frozenset({"dibao"})},
              ["can_change 2025-03-01 aids=edge"]),
    "a set known in part": (All((Has("aids", Share.ANY, ("edge", "none")), Not(WIDOWED))),
                            {"aids": Holding(frozenset(), frozenset({"edge"})), "widowed": True},
                            ["can_change 2025-03-01 aids=none widowed=False"]),
    "another person": (About("elder", All((aged(Order.AT_LEAST, 80), WIDOWED))), {"elder": CARED},
                       ["can_change 2030-01-01 elder.widowed=True"]),
    "the place of the document": (Inside("residence"), {"residence": "22"}, ["can_change 2025-03-01 residence=513433"]),
    "another township": (All((Inside("residence", ("513433",)), Not(Inside("residence", ("513433999",))))), {"residence": "513433999"},
                         ["can_change 2025-03-01 residence=513433998"]),
    "what nobody meets": (All((OLD, aged(Order.AT_MOST, 50))), {"birth_date": date(1950, 1, 1)}, []),
    "born in a year": (aged(Order.AT_LEAST, 90), {"birth_date": Range(date(1936, 1, 1), date(1936, 12, 31))},
                       ["by_itself 2026-12-31", "can_change 2026-01-01 birth_date=1936-01-01"]),
    "born in a year, too late": (All((aged(Order.AT_LEAST, 60), aged(Order.AT_MOST, 70))),
                                 {"birth_date": Range(date(1936, 1, 1), date(1936, 12, 31))},
                                 ["cannot_change 2025-03-01 birth_date=1954-03-02"]),
    "a number known in part": (All((compare(INCOME, Order.BELOW, 900), WIDOWED)),
                               {"income": Range(Decimal(800), Decimal(1000)), "widowed": False},
                               ["can_change 2025-03-01 income=800 widowed=True"]),
    "a number known in part, outside": (compare(INCOME, Order.BELOW, 900), {"income": Range(Decimal(900), Decimal(1000))},
                                        ["can_change 2025-03-01 income=899.99"]),
    "38 yuan over": (HELD_IN_ONE, {"income": Decimal(2138), "pension": Decimal(0), "certified": True},
                     ["can_change 2025-03-01 income=2100"]),
    "one of two facts": (HELD_IN_ONE, {"income": Decimal(2000), "pension": Decimal("138.5"), "certified": True},
                         ["can_change 2025-03-01 income=1961.5", "can_change 2025-03-01 pension=100"]),
    "one of two facts, the other known in part": (
        HELD_IN_ONE, {"income": Decimal(2200), "pension": Range(Decimal(50), Decimal(60)), "certified": True},
        ["can_change 2025-03-01 income=2040"],
    ),
    "by rounding": (compare(Round(INCOME, Fraction(10), Rounding.UP), Order.AT_MOST, 895), {"income": Decimal(1000)},
                    ["can_change 2025-03-01 income=890"]),
    "by a row": (compare(First((Branch(WIDOWED, constant(1500)), Branch(None, constant(900)))), Order.ABOVE, INCOME),
                 {"widowed": False, "income": Decimal(1000)},
                 ["can_change 2025-03-01 income=899.99", "can_change 2025-03-01 widowed=True"]),
    "by a difference": (compare(Minus(INCOME, PENSION), Order.AT_LEAST, 0), {"income": Decimal(1), "pension": Decimal(3), "certified": True},
                        ["can_change 2025-03-01 income=3", "can_change 2025-03-01 pension=1"]),
    "by a standard": (PER_HEAD, {"income": Decimal(2000), "household_size": Decimal(3), "residence": "513433", "area": "rural"},
                      ["can_change 2025-03-01 area=urban", "can_change 2025-03-01 household_size=4",
                       "can_change 2025-03-01 income=1500", "by_itself 2026-01-01"]),
    "an age in a calculation": (compare(Times((constant(10), Age(TimeUnit.YEARS))), Order.AT_LEAST, INCOME),
                                {"birth_date": date(1960, 5, 1), "income": Decimal(660)},
                                ["can_change 2025-03-01 income=640", "by_itself 2026-05-01"]),
}  # fmt: skip


def told(value: Anything) -> str:
    return " ".join(sorted(value)) if isinstance(value, frozenset) else str(value)  # pyright: ignore[reportUnknownArgumentType]


@pytest.mark.parametrize("name", WAYS)
def test_a_refusal_says_what_would_have_to_be_different(name: str) -> None:
    """What comes by itself and when, what can be changed, what cannot."""
    condition, person, said = WAYS[name]
    found = near_misses(condition, person, SCOPE.on(TODAY))

    assert [" ".join([one.kind, one.day.isoformat(), *(f"{Path(change.who, change.fact)}={told(change.value)}" for change in one.changes)])
            for one in found.found] == said  # fmt: skip
    assert found.complete is (name != "an age in a calculation")  # which is followed for some years
    for miss in found.found:
        check_near_miss(condition, person, SCOPE.on(TODAY), miss, complete=found.complete)


# -- bounds ------------------------------------------------------------------------------------------------------------


def flags(number: int) -> Scope:
    """A vocabulary of so many facts that are yes or no."""
    return Scope({f"f{at}": Fact(f"f{at}", FactType.YES_NO, Text("事项")) for at in range(number)})


def flag(at: int) -> Condition:
    return OneOf(f"f{at}", (True,))


PAIRS = All(tuple(Any((flag(2 * at), flag(2 * at + 1))) for at in range(30)))
MANY: dict[str, Condition] = {
    "thirty pairs": PAIRS,
    "forty alternatives": Any(tuple(All((flag(2 * at), flag(2 * at + 1))) for at in range(40))),
    "ten of twenty": Count(10, None, tuple(flag(at) for at in range(20))),
    "a set of many codes": Any(tuple(Has("many", Share.ALL, (f"c{at}", f"c{at + 1}")) for at in range(19))),
}


@pytest.mark.parametrize("name", MANY)
def test_many_alternatives_are_bounded_and_said_to_be_more(name: str) -> None:
    """No more is looked at than one refusal may; what is found holds and is small."""
    codes = tuple(Code(f"c{at}", Text("码")) for at in range(20))
    scope = flags(80)
    scope = replace(scope, facts={**scope.facts, "many": Fact("many", FactType.SET, Text("集"), codes=codes)})
    person = {**{f"f{at}": False for at in range(80)}, "many": frozenset[str]()}
    found = near_misses(MANY[name], person, scope.on(TODAY))

    assert not found.complete
    assert len(found.found) == near_module.MOST
    for miss in found.found[:2]:
        assert truth_of(MANY[name], changed(person, miss.changes, scope.on(TODAY)), scope.on(TODAY)) is Truth.YES


def test_a_search_stops_where_all_that_may_be_looked_at_was() -> None:
    """The refusals that are left have no near misses, and are not complete."""
    scope = flags(40)
    person = {f"f{at}": False for at in range(40)}
    search = near_module.Search(person, 60)
    found = [search.near_misses(All((flag(at), flag(at + 1))), scope.on(TODAY)) for at in range(30)]
    complete = [one.complete for one in found]

    assert complete[0]
    assert not complete[-1]
    assert complete == sorted(complete, reverse=True)
    assert all(len(one.found) == 1 for one in found if one.complete)
    assert found[-1].found == ()


def test_what_was_found_for_one_refusal_serves_another() -> None:
    """Of the same facts and day: so one search answers more with as much."""
    scope = flags(2)
    person = {"f0": False, "f1": False}

    def left(times: int) -> int:
        search = near_module.Search(person, 1_000)
        for _ in range(times):
            assert search.near_misses(All((flag(0), flag(1))), scope.on(TODAY)).complete
        return search.left

    assert (1_000 - left(10)) < 6 * (1_000 - left(1))


def test_more_ways_than_are_given_are_said_to_be_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The smallest are given."""
    condition = Any((All((WIDOWED, SEVERE)), compare(INCOME, Order.BELOW, 9), Has("aids", Share.ANY, ("edge",))))
    person = {"widowed": False, "income": Decimal(10), "aids": frozenset[str](), "ability": "intact"}
    whole = near_misses(condition, person, SCOPE.on(TODAY))
    monkeypatch.setattr(near_module, "MOST", 2)
    cut = near_misses(condition, person, SCOPE.on(TODAY))

    assert [len(one.changes) for one in whole.found] == [1, 1, 2]
    assert (whole.complete, cut.complete) == (True, False)
    assert cut.found == whole.found[:2]


def test_what_can_no_longer_be_known_goes_with_a_change() -> None:
    """Without the certificate there is no grade."""
    person = {"certified": True, "grade": "1", "widowed": True}
    [miss] = near_misses(OneOf("certified", (False,)), person, SCOPE.on(TODAY)).found

    assert changed(person, miss.changes, SCOPE.on(TODAY)) == {"certified": False, "widowed": True}


def test_what_is_wanted_of_another_person_is_said_about_them() -> None:
    """As one thing."""
    condition = About("elder", All((compare(INCOME, Order.ABOVE, 5), compare(INCOME, Order.BELOW, 9))))
    [below] = near_misses(condition, {"elder": {"income": Decimal(20)}}, SCOPE.on(TODAY)).found

    assert below.changes[0].required == About("elder", compare(INCOME, Order.BELOW, 9))


def test_a_near_miss_falls_within_the_time_that_is_given() -> None:
    """What would come by itself later does not come."""
    assert near_misses(OLD, {"birth_date": date(1965, 12, 31)}, SCOPE.on(TODAY), date(2025, 12, 31)).found[0].kind is Kind.BY_ITSELF
    assert Kind.BY_ITSELF not in {
        one.kind for one in near_misses(OLD, {"birth_date": date(1966, 1, 1)}, SCOPE.on(TODAY), date(2025, 12, 31)).found
    }
