"""The plainest people: who knows no more than it takes, has ordinary values, and is borne out by the reference."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any as Anything
from typing import cast

import pytest

from huilao.language.condition import All, Any, Compare, Condition, Has, Inside, Not, OneOf, Order, Share, Term
from huilao.language.facts import Text
from huilao.language.known import Among, Holding, Listed, Person, Range, listed
from huilao.language.meaning import truth_of
from huilao.language.policy import DefinedTerm
from huilao.language.quantity import Age, Constant, Day, Elapsed, Minus, Number, Quantity, Rank, Smallest, Standard, Times, TimeUnit
from huilao.language.scope import Scope
from huilao.language.standards import DefinedStandard, PlaceOf, SetValue
from huilao.language.truth import Truth
from huilao.language.units import Unit
from huilao.verify import search as search_module
from huilao.verify.encoding import Encoder, Somebody
from huilao.verify.ends import ends
from huilao.verify.formulas import TRUE, z3
from huilao.verify.parts import Part
from huilao.verify.search import Most, Search, SolverMismatchError, Verdict
from strategies import FACTS, LISTS, PERSONS, Words, a_condition, a_person

YES, NO = Truth.YES, Truth.NO
DAY = date(2025, 3, 1)
PLACES = ("51", "5134", "513433", "5117", "220302", "51343")


def yes(fact: str) -> OneOf:
    return OneOf(fact, (True,))


def constant(value: str | int) -> Constant:
    return Constant(Fraction(value))


def aged(years: int) -> Compare:
    return Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, constant(years))


FRAIL = DefinedTerm("frail", Text("体弱"), Compare(Rank("ability"), Order.AT_LEAST, Rank("ability", "severe")))
LINE = DefinedStandard(
    "line", Text("线"), Unit.CNY_PER_MONTH, PlaceOf.HOUSEHOLD_REGISTRATION, "area",
    (
        SetValue("51", date(2024, 1, 1), Fraction(500)),
        SetValue("513433", date(2025, 3, 1), {"urban": Fraction(700), "rural": Fraction(560)}),
    ),
)  # fmt: skip
HERE = Scope(FACTS, {"frail": FRAIL}, standards={"line": LINE}, place="513433").on(DAY)


@pytest.fixture
def search() -> Search:
    return Search(Somebody(FACTS, DAY, PLACES))


def has(condition: Condition, truth: Truth) -> Callable[[Person], bool]:
    return lambda person: truth_of(condition, person, HERE) is truth


def plainest(search: Search, condition: Condition, truth: Truth = YES) -> Person | None:
    """The plainest person of whom a condition has a truth; None where it is proved that there is none."""
    pair = Encoder(search.somebody, HERE).pair(condition)
    answer = search.plainest(pair.where(truth), has(condition, truth))
    assert answer.verdict is not Verdict.UNKNOWN
    return answer.person


SIXTY = date(1965, 3, 1)
OF_SETS = Has("aids", Share.ALL, ("dibao", "edge"))
POOR = Compare(Number("income"), Order.AT_MOST, Times((Standard("line"), Number("household_size"))))


@pytest.mark.parametrize(
    ("condition", "person"),
    [
        (yes("widowed"), {"widowed": True}),
        (Any((yes("widowed"), All((yes("listed"), yes("certified"))))), {"widowed": True}),
        (aged(80), {"birth_date": date(1940, 5, 10)}),
        (All((aged(60), Not(aged(61)))), {"birth_date": date(1964, 5, 10)}),
        (OneOf("birth_date", (SIXTY,)), {"birth_date": SIXTY}),
        (OneOf("income", (Decimal("899.99"),)), {"income": Decimal("899.99")}),
        (Compare(Number("income"), Order.ABOVE, constant(1234)), {"income": Decimal(2000)}),
        (Compare(Rank("ability"), Order.ABOVE, Rank("ability", "severe")), {"ability": "total"}),
        (Term("frail"), {"ability": "severe"}),
        (OF_SETS, {"aids": frozenset({"dibao", "edge"})}),
        (Not(Has("aids", Share.ANY, ("edge",))), {"aids": frozenset[str]()}),
        (Inside("residence"), {"residence": "513433"}),
        (OneOf("residence", ("51343",)), {"residence": "51343"}),
        (Not(Inside("residence", ("51",))), {"residence": "220302"}),
        (All((yes("certified"), OneOf("grade", ("2",)))), {"certified": True, "grade": "2"}),
        (Compare(Elapsed("assessed_on", TimeUnit.YEARS), Order.AT_LEAST, constant(2)), {"assessed_on": date(2022, 5, 10)}),
        (Compare(Day("assessed_on"), Order.AT_MOST, Constant(date(2020, 1, 1))), {"assessed_on": date(2019, 5, 10)}),
        (Compare(Standard("line"), Order.ABOVE, constant(600)), {"household_registration": "513433", "area": "urban"}),
    ],
)  # fmt: skip
def test_the_plainest_person_knows_no_more_than_it_takes_and_has_ordinary_values(
    condition: Condition, person: Person, search: Search
) -> None:
    """A clerk should see at a glance what it is about."""
    assert plainest(search, condition) == person


def test_a_household_below_a_line_is_shown_whole(search: Search) -> None:
    """Heads in whole numbers, where that is possible."""
    person = plainest(search, All((POOR, Compare(Number("income"), Order.ABOVE, constant(700)))))

    assert person is not None
    assert person["household_size"] == int(person["household_size"])


def test_a_person_is_the_one_with_the_fewest_facts_not_only_one_who_can_lose_none(search: Search) -> None:
    """Two ways to be entitled, neither inside the other: three facts, or one."""
    long = All((yes("certified"), yes("listed"), aged(60)))

    assert plainest(search, Any((long, OneOf("housing", ("home",))))) == {"housing": "home"}


def test_a_place_that_is_not_there_gives_way_to_one_that_is() -> None:
    """Of two counties of a prefecture neither: an ordinary one, where the rule book knows one that does."""
    neither = All((Inside("residence", ("51",)), Not(Inside("residence", ("513433",)))))
    search = Search(Somebody(FACTS, DAY, ("51", "513433")), ordinary=("110102", "510104"))

    assert plainest(search, neither) == {"residence": "510104"}


@pytest.mark.parametrize(
    "condition",
    [
        All((aged(80), Compare(Age(TimeUnit.YEARS), Order.BELOW, constant(80)))),
        All((Inside("residence"), Not(Inside("residence", ("51",))))),
        aged(9999),
        All((OneOf("grade", ("1",)), Not(yes("certified")))),
        All((OF_SETS, Not(Has("aids", Share.ANY, ("edge",))))),
        Compare(Number("income"), Order.BELOW, constant(0)),
        Compare(Standard("line"), Order.ABOVE, constant(700)),
        All((Compare(Number("income"), Order.ABOVE, constant(8400)), POOR)),
    ],
)
def test_what_nobody_can_be_is_proved(condition: Condition, search: Search) -> None:
    """Contradictions, what lies outside the bounds of a fact, what its precondition rules out, and what no place has."""
    assert plainest(search, condition) is None


@pytest.mark.parametrize("seed", range(12))
def test_nobody_is_plainer_than_the_plainest(seed: int) -> None:
    """No random person of whom the same is true gets by with fewer known facts."""
    luck = Random(seed)
    condition = Any(tuple(a_condition(luck, 2, Words(("frail",))) for _ in range(3)))
    people = [a_person(luck, DAY, luck.choice((0, 1, 3, 6)), partly=0) for _ in range(300)]
    search = Search(Somebody(FACTS, DAY, PLACES))
    for truth in (YES, NO):
        has_it = has(condition, truth)
        found = plainest(search, condition, truth)
        for person in people:
            if has_it(person) and _likely(person):
                assert found is not None
                assert _facts(found) <= _facts(_without_needless(person, has_it)), (condition, found)


def _likely(person: Person) -> bool:
    """Whether a profile may say this, and nothing is known of them whose precondition is not."""
    named: list[Person] = [person[name] for name in PERSONS if person.get(name) is not None]
    everyone = [person, *named, *(one for name in LISTS for one in listed(person, name).people)]
    needing = [fact.name for fact in FACTS.values() if fact.only_if is not None]
    return all(
        (one.get("birth_date") or DAY) <= DAY and (one.get("certified") or all(one.get(name) is None for name in needing))
        and not any(isinstance(value, Range | Among | Holding) for value in one.values())
        for one in everyone
    )  # fmt: skip


def _facts(person: Person) -> int:
    """What is known of somebody, a list and each of its people too."""
    return sum(map(_facts_of, person.values()))


def _facts_of(value: Anything) -> int:
    match value:
        case None:
            return 0
        case Listed(people):
            return 1 + sum(1 + _facts(one) for one in people)
        case dict():
            return _facts(cast("Person", value))
        case _:
            return 1


def _without_needless(person: Person, has_it: Callable[[Person], bool]) -> Person:
    return next((_without_needless(fewer, has_it) for fewer in _fewer(person) if has_it(fewer)), person)


def _fewer(person: Person) -> Iterator[Person]:
    """The person with less known, of others too, or without one whom they list."""
    for name, value in person.items():
        yield {other: kept for other, kept in person.items() if other != name}
        match value:
            case Listed(people):
                for at, one in enumerate(people):
                    shorter = [(), *((fewer,) for fewer in _fewer(one))]
                    yield from ({**person, name: replace(value, people=(*people[:at], *kept, *people[at + 1 :]))} for kept in shorter)
            case dict():
                yield from ({**person, name: inner} for inner in _fewer(cast("Person", value)))
            case _:
                pass


def test_what_the_reference_does_not_bear_out_is_never_an_answer(search: Search) -> None:
    """A fault of the encoding is an error, not a wrong report."""
    formula = Encoder(search.somebody, HERE).pair(yes("widowed")).yes

    with pytest.raises(SolverMismatchError, match="reference"):
        search.nobody(formula, has(yes("widowed"), NO))


def test_a_solver_without_patience_says_so(monkeypatch: pytest.MonkeyPatch, search: Search) -> None:
    """Not proved, not refuted."""

    class Impatient:
        def check(self, *_: object) -> object:
            return z3.unknown

        def push(self) -> None: ...
        def pop(self) -> None: ...
        def add(self, *_: object) -> None: ...

    monkeypatch.setattr(search, "_solver", Impatient())

    assert search.nobody(TRUE, lambda person: True).verdict is Verdict.UNKNOWN
    assert search_module.PATIENCE > 0


@pytest.mark.parametrize(
    ("quantity", "most"),
    [
        (Number("pension"), Most(Verdict.PROVED, Fraction(9000))),
        (Number("income"), Most(Verdict.REFUTED)),
        (Minus(constant("1000.5"), Number("income")), Most(Verdict.PROVED, Fraction("1000.5"))),
        (Times((Standard("line"), constant(3))), Most(Verdict.PROVED, Fraction(2100))),
    ],
)
def test_how_great_something_can_be_is_worked_out(quantity: Quantity, most: Most, search: Search) -> None:
    """By the bounds of facts and the numbers of places; without end where there is none."""
    found = ends(Encoder(search.somebody, HERE).measure(quantity))

    assert search.greatest(z3.Not(found.high.open), found.high.value) == most


class GivesUp:
    """A solver that finds no greatest."""

    def set(self, *_: object) -> None: ...
    def add(self, *_: object) -> None: ...
    def maximize(self, *_: object) -> None: ...
    def check(self) -> object:
        return z3.unknown


@pytest.mark.parametrize(
    ("quantity", "most"),
    [
        (Number("pension"), Most(Verdict.PROVED, Fraction(9000))),
        (Times((Standard("line"), constant(3))), Most(Verdict.PROVED, Fraction(2100))),
        (Smallest((Number("income"), constant("1000.5"))), Most(Verdict.PROVED, Fraction("1000.5"))),
        (Number("income"), Most(Verdict.UNKNOWN)),
    ],
)
def test_where_the_greatest_is_not_found_at_once_it_is_looked_for_step_by_step(
    quantity: Quantity, most: Most, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To a cent; what has no end is not found to have one."""
    monkeypatch.setattr(z3, "Optimize", GivesUp)
    found = ends(Encoder(search.somebody, HERE).measure(quantity))
    climbed = search.greatest(z3.Not(found.high.open), found.high.value)

    assert climbed.verdict is most.verdict
    if most.value is not None:
        assert climbed.value is not None
        assert abs(climbed.value - most.value) < Fraction(1, 100)


def test_a_greatest_that_nobody_reaches_is_closed_in_on(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    """An income below 1000: no more than 1000, to a cent."""
    monkeypatch.setattr(z3, "Optimize", GivesUp)
    income = ends(Encoder(search.somebody, HERE).measure(Number("income"))).high
    found = search.greatest(z3.And(z3.Not(income.open), income.value < 1000), income.value)

    assert found.verdict is Verdict.PROVED
    assert found.value is not None
    assert 0 <= found.value - 1000 < Fraction(1, 100)


def test_parts_put_back_make_the_whole() -> None:
    """Every part of a condition, put in its own place, gives the condition."""
    luck = Random(1)
    for _ in range(200):
        whole = a_condition(luck, 3, Words(("frail",)))
        waiting = [Part(whole)]
        while waiting:
            part = waiting.pop()
            assert part.put(part.condition) == whole
            waiting += part.inside()


def test_without_the_solver_its_package_is_named() -> None:
    """The extra that brings it is in the message of the command."""
    without = "import sys; sys.modules['z3'] = None; from huilao.cli import main; sys.argv = ['huilao', 'verify']; main()"
    run = subprocess.run([sys.executable, "-c", without], capture_output=True, text=True, check=False)  # noqa: S603  # our own words

    assert run.returncode == 2
    assert "huilao[verify]" in run.stderr
