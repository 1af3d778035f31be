"""The network: what it derives is what surely holds, and it is built once for what it asks, within bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from huilao.decide import network as network_module
from huilao.decide.clauses import MAX_LITERALS, Stratum, build_program
from huilao.decide.network import Network, TooManyNetworksError
from huilao.errors import HuilaoError
from huilao.language.ages import AgeReached
from huilao.language.condition import All, Any, Compare, Condition, Count, EntitledTo, Inside, Not, OneOf, Order, Term
from huilao.language.facts import Text
from huilao.language.known import Among, Listed, Person, Range
from huilao.language.meaning import truth_of
from huilao.language.policy import DefinedQuantity, DefinedTerm, Period, Rules
from huilao.language.quantity import Age, Constant, Named, Number, Plus, Rank, Sum, TimeUnit
from huilao.language.scope import Scope, scope_of
from huilao.language.truth import Truth
from huilao.language.units import Unit
from plain_rules import plain_benefit, plain_rules
from strategies import FACTS, a_rule_book, somebody

DAY = date(2025, 2, 28)
WIDOWED, CERTIFIED = OneOf("widowed", (True,)), OneOf("certified", (True,))
FREE = 10**9
FEW = 2_000
"""Clauses that one rule may need: building them takes some 0.1 s, and 16 MB that are never given back."""


@pytest.fixture(autouse=True)
def retes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What is built of the engine's: for each the number of its strata; other tests' networks do not count."""
    built: list[int] = []
    rete = network_module.Rete

    def build(strata: Sequence[Stratum]) -> network_module.Rete:
        built.append(len(strata))
        return rete(strata)

    monkeypatch.setattr(network_module, "RETES", network_module.Retes())
    monkeypatch.setattr(network_module, "Rete", build)
    return built


def at_least(fact: str, number: int) -> Compare:
    return Compare(Number(fact), Order.AT_LEAST, Constant(Fraction(number)))


def network_of(rules: Rules) -> Network:
    scopes = {name: scope_of(one, rules) for name, one in rules.rulesets.items()}
    goals = [(one.full_name, one.condition, scopes[name]) for name, ruleset in rules.rulesets.items() for one in ruleset.benefits]
    return Network(goals, limit=FREE)


@pytest.mark.parametrize("seed", range(25))
def test_what_it_derives_is_what_surely_holds(seed: int) -> None:
    """Of whole rule books, for people of whom all, some, part or nothing is known."""
    luck = Random(seed)
    rules = a_rule_book(luck)
    network = network_of(rules)
    for asked in [somebody(luck) for _ in range(8)]:
        wanted = {
            benefit.full_name
            for ruleset in rules.rulesets.values()
            for benefit in ruleset.benefits
            if truth_of(benefit.condition, asked.person, scope_of(ruleset, rules).on(asked.day)) is Truth.YES
        }
        assert network.surely(asked.person, asked.day) == wanted, asked


@pytest.mark.parametrize(
    "condition",
    [
        Count(2, None, (WIDOWED, CERTIFIED, at_least("income", 5))),
        Count(None, 1, (WIDOWED, CERTIFIED, at_least("income", 5))),
        Count(1, 2, (WIDOWED, CERTIFIED, Not(at_least("income", 5)), WIDOWED)),
        Count(0, None, ()),
        Count(1, None, ()),
        Count(None, 0, (Count(1, 1, (WIDOWED, CERTIFIED)), at_least("income", 5))),
        Any((Not(Count(1, None, (All((WIDOWED, CERTIFIED)), at_least("income", 5)))), Count(3, 3, (WIDOWED, CERTIFIED, WIDOWED)))),
    ],
    ids=range(7),
)
@pytest.mark.parametrize("positive", [True, False])
def test_counts_are_counted(condition: Condition, positive: bool) -> None:
    """With either bound or both, of parts that are counts or stand twice, and their contraries."""
    goal = condition if positive else Not(condition)
    scope = Scope(FACTS)
    network = Network([("b", goal, scope)], limit=FREE)
    known = [(fact, value) for fact in ("widowed", "certified") for value in (True, False)]
    people: list[Person] = [{}, *({fact: value, "income": Decimal(number)} for fact, value in known for number in (4, 5))]
    people += [{"widowed": one, "certified": other, "income": Decimal(4)} for one in (True, False) for other in (True, False)]
    for person in people:
        assert bool(network.surely(person, DAY)) == (truth_of(goal, person, scope.on(DAY)) is Truth.YES), person


def test_what_is_partly_known_fires_what_it_makes_sure() -> None:
    """Ranges, codes among some, an age of which only the year is known, two quantities."""
    goals: Mapping[str, Condition] = {
        "rich": at_least("income", 900),
        "not rich": Not(at_least("income", 900)),
        "frail": Compare(Rank("ability"), Order.AT_LEAST, Rank("ability", "moderate")),
        "housed": OneOf("housing", ("home", "institution")),
        "not housed": Not(OneOf("housing", ("home", "institution"))),
        "old": Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(80))),
        "saves": Compare(Number("income"), Order.ABOVE, Plus((Number("balance"), Constant(Fraction(1))))),
        "a family": Compare(Sum(Constant(Fraction(1)), "children", WIDOWED, with_self=True), Order.AT_LEAST, Constant(Fraction(2))),
    }
    scope = Scope(FACTS)
    network = Network([(name, one, scope) for name, one in goals.items()], limit=FREE)

    def surely(**person: object) -> set[str]:
        return set(network.surely(person, DAY))

    assert surely(income=Range(Decimal(900), None)) == {"rich"}
    assert surely(income=Range(None, Decimal(899))) == {"not rich"}
    assert surely(income=Range(Decimal(899), Decimal(900))) == set()
    assert surely(ability=Among(frozenset({"moderate", "total"}))) == {"frail"}
    assert surely(ability=Among(frozenset({"mild", "total"}))) == set()
    assert surely(housing=Among(frozenset({"home", "institution"}))) == {"housed"}
    assert surely(housing=Among(frozenset({"hospital", "none"}))) == {"not housed"}
    assert surely(birth_date=Range(date(1944, 1, 1), date(1945, 2, 28))) == {"old"}
    assert surely(birth_date=Range(date(1944, 1, 1), date(1945, 3, 1))) == set()
    assert surely(income=Range(Decimal(902), None), balance=Range(None, Decimal(900))) == {"saves", "rich"}
    assert surely(income=Range(Decimal(901), None), balance=Range(None, Decimal(900))) == {"rich"}
    assert surely(widowed=True, children=Listed(({"widowed": True},), complete=False)) == {"a family"}
    assert surely(widowed=True, children=Listed(({},))) == set()


def cost(condition: Condition, scope: Scope) -> int:
    """The clauses that a network needs for a condition and all terms and benefits behind it."""
    return sum(map(len, build_program([("", condition, scope)]).strata))


def asking(*wanted: str) -> list[tuple[str, Condition, Scope]]:
    """Who has benefits and who has not: of these two one is in force from March on, and the other asks for none."""
    rules = plain_rules(plain_benefit(Inside("residence"), in_effect=Period(date(2025, 3, 1))), plain_benefit(CERTIFIED, "c"))
    scope = Scope(FACTS, place="11", rulesets=rules.rulesets)
    asked = EntitledTo(wanted)
    own = [(one.full_name, one.condition, scope_of(rules.rulesets["r"], rules)) for one in rules.rulesets["r"].benefits]
    return [*own, ("has", asked, scope), ("has not", Not(asked), scope)]


@pytest.mark.parametrize(
    ("wanted", "residence", "certified", "before", "since"),
    [
        (("r/b",), "513433", None, "has not", "has"),
        (("r/b",), "11", None, "has not", "has not"),
        (("r/b",), None, None, "has not", None),
        (("r/b", "r/c"), "513433", None, None, "has"),
        (("r/b", "r/c"), "513433", False, "has not", "has"),
        (("r/b", "r/c"), None, True, "has", "has"),
    ],
)
def test_one_network_serves_the_days_before_and_after_a_benefit_is_in_force(
    wanted: tuple[str, ...], residence: str | None, certified: bool | None, before: str | None, since: str | None, retes: list[int]
) -> None:
    """It is surely not had while it is not in force, whatever is unknown; its own sentence does not look at the day."""
    network = Network(asking(*wanted), limit=FREE)
    person = {"residence": residence, "certified": certified}
    told = [network.surely(person, day) - {"r/b", "r/c"} for day in (DAY, date(2025, 3, 1), DAY)]

    assert told == [frozenset() if one is None else {one} for one in (before, since, before)]
    assert ("r/b" in network.surely(person, DAY)) == (residence == "513433")
    assert len(retes) == 1


# -- what is built -----------------------------------------------------------------------------------------------------------


def a_scope(bound: int = 900, age: int = 80, label: str = "t", place: str = "513433") -> Scope:
    """Two terms, of which one counts, and a quantity."""
    old = Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(age)))
    counted = Count(age % 7, None, (WIDOWED, CERTIFIED, Inside("residence")))
    terms = {"poor": Not(at_least("income", bound)), "old": Any((old, counted))}
    line = DefinedQuantity("line", Text(label), Unit.NONE, Plus((Number("balance"), Constant(Fraction(bound)))))
    return Scope(FACTS, {name: DefinedTerm(name, Text(label), one) for name, one in terms.items()}, {"line": line}, {}, place)


def goals(scope: Scope, name: str = "b") -> list[tuple[str, Condition, Scope]]:
    condition = All((Term("poor"), Term("old"), Compare(Number("income"), Order.BELOW, Named("line"))))
    return [(name, condition, scope), (f"{name} not", Not(condition), scope)]


def test_the_same_content_costs_one_network(retes: list[int]) -> None:
    """However often it is loaded: 100 times, under whatever names."""
    networks = [Network(goals(a_scope(label=f"v{number}"), f"b{number}"), limit=60) for number in range(100)]

    assert len(retes) == 1
    assert networks[-1].surely({"income": Decimal(950)}, DAY) == {"b99 not"}
    assert networks[0].surely({"income": Decimal(950)}, DAY) == {"b0 not"}


def test_a_number_or_a_place_that_changes_builds_none(retes: list[int]) -> None:
    """Each version is asked with its own ranks."""
    before, after = Network(goals(a_scope()), limit=FREE), Network(goals(a_scope(1000, 82, place="51")), limit=FREE)
    person = {"income": Decimal(950), "balance": Decimal(0), "birth_date": date(1940, 1, 1)}

    assert len(retes) == 1
    assert before.surely(person, DAY) == {"b not"}
    assert after.surely(person, DAY) == {"b"}


def test_clauses_that_change_build_another(retes: list[int]) -> None:
    """A test more is a network more."""
    scope = a_scope()
    Network(goals(scope), limit=FREE)
    Network([*goals(scope), ("c", All((WIDOWED, Not(CERTIFIED))), scope)], limit=FREE)

    assert len(retes) == 2


def test_past_the_bound_the_error_is_the_librarys_own(retes: list[int]) -> None:
    """It says what to do in both languages; what was built before goes on."""
    scope = a_scope()
    own, others = goals(scope), [(str(number), at_least("income", number), scope) for number in range(15)]
    limit = sum(map(len, build_program(own).strata)) + 10
    first = Network(own, limit=limit)
    with pytest.raises(TooManyNetworksError, match=r"新进程.*new one") as raised:
        Network(others, limit=limit)

    assert isinstance(raised.value, HuilaoError)
    assert len(retes) == 1
    assert Network(own, limit=limit).surely({"income": Decimal(950)}, DAY) == first.surely({"income": Decimal(950)}, DAY) == {"b not"}
    assert len(Network(others, limit=limit + 5).surely({"income": Decimal(5)}, DAY)) == 6


def test_what_no_rule_book_has_any_more_is_given_back() -> None:
    """To the engine, whether it was asked or not, and whatever fired: so there is no end to the versions that a process may have had."""
    scope, given = a_scope(), list[int]()
    tests = (WIDOWED, CERTIFIED, at_least("income", 1), at_least("balance", 1))
    for signs in product((None, True, False), repeat=len(tests)):
        chosen = tuple(one if sign else Not(one) for one, sign in zip(tests, signs, strict=True) if sign is not None)
        network = Network([("b", All((*chosen, Inside("residence"))), scope)], limit=1)
        given += [one.handle for stratum in network._rete.strata for one in stratum]  # pyright: ignore[reportPrivateUsage]
        if len(chosen) % 2:
            assert network.surely({}, DAY) == set()
            assert network.surely(
                {"residence": "513433", "widowed": True, "certified": True, "income": Decimal(2), "balance": Decimal(2)}, DAY
            ) == ({"b"} if False not in signs else set())
        assert is_there(given[-1])
        del network

    assert len(set(given)) == 3 ** len(tests)
    assert not any(map(is_there, given))


def is_there(handle: int) -> bool:
    """Whether the engine still has a ruleset."""
    try:
        network_module.ENGINE.get_facts(handle, "0")
    except network_module.ENGINE.error as error:
        return "error code: 111" not in str(error)  # of a handle that is none; one that was never asked has no facts
    return True


# -- what it costs -----------------------------------------------------------------------------------------------------------


def test_a_count_costs_its_parts_and_not_its_combinations() -> None:
    """Ten of twenty, of which there are 184,756."""
    parts = tuple(at_least("income", number) for number in range(20))

    assert cost(Count(10, None, parts), Scope(FACTS)) == 21
    assert cost(Not(Count(3, 10, parts)), Scope(FACTS)) <= 45


def test_terms_in_a_chain_that_each_use_the_one_before_twice_cost_each_once() -> None:
    """Whether it holds and whether it does not; without recursion from one to the next."""
    terms = {"t0": DefinedTerm("t0", Text("t"), WIDOWED)}
    for number in range(1, 250):
        before = Term(f"t{number - 1}")
        both = Any((All((before, CERTIFIED)), All((Not(before), WIDOWED))))
        terms[f"t{number}"] = DefinedTerm(f"t{number}", Text("t"), both)
    scope = Scope(FACTS, terms)

    assert 250 <= cost(Term("t249"), scope) < FEW
    network = Network([("b", Term("t249"), scope)], limit=FREE)
    assert network.surely({"widowed": True, "certified": True}, DAY) == {"b"}
    assert network.surely({"widowed": False, "certified": True}, DAY) == set()


def test_what_is_taken_to_be_open_is_neither_surely_had_nor_surely_not() -> None:
    """Whatever is known, and whether or not it is in force."""
    goals = [(name, one, replace(scope, unsure=frozenset({"r/b"}))) for name, one, scope in asking("r/b", "r/c")]
    network = Network(goals, limit=FREE)

    assert network.surely({"residence": "513433", "certified": False}, date(2025, 3, 1)) == {"r/b"}
    assert network.surely({"residence": "11", "certified": False}, DAY) == set()
    assert network.surely({"certified": True}, DAY) == {"r/c", "has"}


def test_a_benefit_that_is_asked_for_is_derived_once() -> None:
    """For itself and for all who ask: each asks by one clause more."""
    both = Any((All((WIDOWED, CERTIFIED)), at_least("income", 3), OneOf("listed", (True,))))
    rules = plain_rules(plain_benefit(both))
    scope = scope_of(rules.rulesets["r"], rules)
    places = (scope, replace(scope, place="11"))
    asked = [(str(number), All((EntitledTo(("r/b",)), at_least("balance", number))), places[number % 2]) for number in range(10)]
    program = build_program([("r/b", both, scope), *asked])

    assert sum(map(len, program.strata)) == 3 + 10


def test_benefits_in_a_chain_that_each_ask_for_the_one_before_twice_cost_each_once() -> None:
    """Without recursion from one to the next."""
    chain = [plain_benefit(WIDOWED, "b0")]
    for number in range(1, 150):
        before = EntitledTo((f"r/b{number - 1}",))
        chain.append(plain_benefit(Any((All((before, CERTIFIED)), All((Not(before), WIDOWED)))), f"b{number}"))
    rules = plain_rules(*chain)
    scope = scope_of(rules.rulesets["r"], rules)

    assert 150 <= cost(EntitledTo(("r/b149",)), scope) < FEW
    assert Network([("b", EntitledTo(("r/b149",)), scope)], limit=FREE).surely({"widowed": True, "certified": True}, DAY) == {"b"}


@pytest.mark.parametrize("join", [All, Any])
def test_a_conjunction_of_more_tests_than_a_message_has_properties(join: type[All | Any]) -> None:
    """It is derived part by part."""
    parts = tuple(OneOf("income", (Decimal(number),)) for number in range(300))
    goal = Not(join(parts))
    scope = Scope(FACTS)
    network = Network([("b", goal, scope)], limit=FREE)

    assert all(len(clause) <= MAX_LITERALS for stratum in network.program.strata for clause, _ in stratum)
    for person in ({}, {"income": Decimal(7)}, {"income": Decimal(700)}):
        assert bool(network.surely(person, DAY)) == (truth_of(goal, person, scope.on(DAY)) is Truth.YES)


def test_alternatives_that_must_hold_together_cost_their_sum() -> None:
    """Twelve pairs, of which there are 4,096 choices."""
    pairs = tuple(Any((at_least("income", number), at_least("balance", number))) for number in range(12))

    assert cost(All(pairs), Scope(FACTS)) == 25


def test_equal_conditions_are_derived_once_where_they_mean_the_same() -> None:
    """In two documents of one place; not where the place, the way of counting ages or a term in them is another."""
    here, same, there = a_scope(), a_scope(label="other"), a_scope(place="51")
    other = replace(here, terms={**here.terms, "old": DefinedTerm("old", Text("t"), WIDOWED)})
    condition = Term("old")
    late = replace(here, age_reached=AgeReached.DAY_AFTER)
    program = build_program([(name, condition, one) for name, one in zip("abcde", (here, same, there, other, late), strict=True)])

    assert sorted(program.goals.values()) == [("a", "b"), ("c",), ("d",), ("e",)]


def test_an_age_with_its_own_way_of_counting_is_the_same_everywhere() -> None:
    """Two documents that count otherwise derive it once; it is not the age that they count themselves."""
    scopes = Scope(FACTS), Scope(FACTS, age_reached=AgeReached.DAY_AFTER)
    own, of_scope = (
        Compare(Age(TimeUnit.YEARS, one), Order.AT_LEAST, Constant(Fraction(65))) for one in (AgeReached.NEXT_MONTH_START, None)
    )
    asked = [(f"{name}{number}", one, scope) for name, one in (("own", own), ("of", of_scope)) for number, scope in enumerate(scopes)]
    network = Network(asked, limit=FREE)

    assert sorted(network.program.goals.values()) == [("of0",), ("of1",), ("own0", "own1")]
    assert network.surely({"birth_date": date(1960, 2, 28)}, DAY) == {"of0"}
    assert network.surely({"birth_date": date(1960, 1, 31)}, DAY) == {"of0", "of1", "own0", "own1"}
