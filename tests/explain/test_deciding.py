"""The parts of a proof that decide: enough, and no more than enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import ceil
from random import Random
from typing import Any as Anything
from typing import assert_never

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from huilao.answers.proof import Proof
from huilao.explain import Prover
from huilao.explain import deciding as module
from huilao.explain.deciding import Asked, Asking, Deciding, leaves_of
from huilao.language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Order, Term, Test
from huilao.language.facts import Text
from huilao.language.known import Path, Person, about
from huilao.language.meaning import truth_of
from huilao.language.policy import DefinedTerm
from huilao.language.quantity import Age, Constant, Elapsed, Number, Plus, TimeUnit
from huilao.language.scope import Scope, Situation
from huilao.language.truth import Truth
from strategies import ALL_WORDS, CASES, FACTS, PERSONS, a_condition, a_scope, seeded, somebody

SETTINGS = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate], database=None
)
DAY = date(2025, 3, 1)
OPEN = OneOf("certified", (True,))
"""What nobody knows of a person of whom nothing is known."""
YES, NO = All(()), Any(())


def known_only(person: Person, kept: Collection[Path]) -> Person:
    """The person of whom these facts alone are known."""
    own: dict[str, Anything] = {fact: value for fact, value in person.items() if Path("", fact) in kept}
    for name in PERSONS:
        inner: Person = person.get(name) or {}
        own[name] = {fact: value for fact, value in inner.items() if Path(name, fact) in kept}
    return own


def with_leaves(condition: Condition, change: Callable[[str, Asking], Condition], scope: Scope, who: str = "") -> Condition:
    """The condition, its terms written out, with others in the places of its tests."""
    match condition:
        case All(parts) | Any(parts) | Count(_, _, parts):
            return replace(condition, parts=tuple(with_leaves(part, change, scope, who) for part in parts))
        case Not(part):
            return Not(with_leaves(part, change, scope, who))
        case Compare() | OneOf() | Has() | Inside() | EntitledTo():
            return change(who, condition)
        case Term(name):
            return with_leaves(scope.terms[name].condition, change, scope, who)
        case About(fact, part):
            return with_leaves(part, change, scope, fact)
        case _:
            assert_never(condition)


def truth_with(condition: Condition, known: Collection[Path], turned: Collection[Asked], person: Person, situation: Situation) -> Truth:
    """The truth where tests are known only if all that they read is among these facts, and some come out otherwise."""
    deciding = Deciding(situation.scope)

    def change(who: str, test: Asking) -> Condition:
        truth = truth_of(test, about(person, who), situation)
        if not deciding.paths(module.Leaf(who, Proof(test, truth))) <= set(known):
            truth = Truth.UNKNOWN
        truth = ~truth if (who, test) in turned else truth
        return OPEN if truth is Truth.UNKNOWN else YES if truth is Truth.YES else NO

    return truth_of(with_leaves(condition, change, situation.scope), {}, situation)


def asked_in(proof: Proof) -> list[Asked]:
    """The tests in a proof, each once."""
    found = [(leaf.who, leaf.proof.condition) for leaf in leaves_of(proof)]
    return list(dict.fromkeys((who, test) for who, test in found if isinstance(test, Asking)))


def check(condition: Condition, proof: Proof, person: Person, situation: Situation) -> str:
    """What is left of a proof decides, and nothing of it can be spared."""
    deciding = Deciding(situation.scope)
    left = deciding.of(proof)
    assert (left.condition, left.truth) == (proof.condition, proof.truth)
    every = {path for leaf in leaves_of(proof) for path in deciding.paths(leaf)}
    match proof.truth:
        case Truth.YES:
            kept = {path for leaf in deciding.sufficing(proof) for path in deciding.paths(leaf)}
            assert truth_of(condition, known_only(person, kept), situation) is Truth.YES
            for one in kept:
                assert truth_with(condition, kept - {one}, (), person, situation) is not Truth.YES, f"{one} can be spared"
            return "yes"
        case Truth.UNKNOWN:
            assert left is proof
            return "unknown"
        case Truth.NO if not deciding.hitting(proof):
            assert left is proof
            tests = asked_in(proof)[:6]
            some = [one for size in range(1, len(tests) + 1) for one in combinations(tests, size)]
            lifted = any(truth_with(condition, every, one, person, situation) is not Truth.NO for one in some)
            return "missed" if lifted else "whole"
        case Truth.NO:
            named = asked_in(left)
            assert truth_with(condition, every, named, person, situation) is not Truth.NO, "what is said is not enough"
            for size in range(len(named)) if len(named) <= 4 else (len(named) - 1,):
                for fewer in combinations(named, size):
                    assert truth_with(condition, every, fewer, person, situation) is Truth.NO, "less would be enough"
            return "no"
        case _:
            assert_never(proof.truth)


def test_what_is_said_decides_and_nothing_of_it_can_be_spared() -> None:
    """Of a yes a smallest set of facts, of a no a smallest set of tests that would have to come out otherwise."""
    seen = Counter[str]()

    @settings(SETTINGS, max_examples=ceil(CASES / 100))
    @given(seeded(lambda luck: luck))
    def minimal(luck: Random) -> None:
        scope, asked = a_scope(luck), somebody(luck)
        prover = Prover(scope)
        view = prover.view(asked.person, asked.day)
        for condition in (a_condition(luck, 3, ALL_WORDS) for _ in range(5)):
            seen[check(condition, prover.prove(condition, view), asked.person, scope.on(asked.day))] += 1

    minimal()

    assert seen["yes"] > CASES / 200
    assert seen["no"] > CASES / 200
    assert seen["missed"] < seen["no"] / 20  # of the rest nothing would do: an empty `any`, and the like


WIDOWED, CERTIFIED, LISTED = (OneOf(fact, (True,)) for fact in ("widowed", "certified", "listed"))
OLD = Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(80)))
LONG = Compare(Elapsed("retired_on", TimeUnit.YEARS), Order.ABOVE, Constant(Fraction(2)))
YOUNG = Compare(Age(TimeUnit.YEARS), Order.BELOW, Constant(Fraction(18)))
RICH = Compare(Plus((Number("income"), Number("balance"))), Order.ABOVE, Constant(Fraction(900)))
BORN = {"birth_date": date(1950, 1, 1), "retired_on": date(2024, 1, 1)}
WEALTH = {"income": Decimal(800), "balance": Decimal(200)}


@pytest.mark.parametrize(
    ("condition", "person", "said"),
    [
        (All((WIDOWED, LISTED)), {"widowed": True, "listed": True}, [WIDOWED, LISTED]),
        (Any((WIDOWED, LISTED)), {"widowed": True, "listed": True}, [WIDOWED]),
        (Any((All((WIDOWED, CERTIFIED)), LISTED)), {"widowed": True, "certified": True, "listed": True}, [LISTED]),
        (All((Any((LISTED, WIDOWED)), WIDOWED)), {"widowed": True, "listed": True}, [WIDOWED]),
        (Count(1, None, (WIDOWED, LISTED)), {"widowed": False, "listed": True}, [LISTED]),
        (Count(None, 1, (WIDOWED, LISTED, CERTIFIED)), {"widowed": False, "listed": True, "certified": False}, [WIDOWED, CERTIFIED]),
        (Any((RICH, WIDOWED)), {**WEALTH, "widowed": True}, [WIDOWED]),  # a comparison needs all that it reads
        (Any((All((WIDOWED, LISTED, CERTIFIED)), RICH)), {**WEALTH, "widowed": True, "listed": True, "certified": True}, [RICH]),
        (All((RICH, WIDOWED)), {**WEALTH, "widowed": True}, [RICH, WIDOWED]),
        (All((WIDOWED, LISTED)), {"widowed": False, "listed": True}, [WIDOWED]),
        (All((WIDOWED, LISTED)), {"widowed": False}, [WIDOWED]),
        (Any((WIDOWED, LISTED)), {"widowed": False, "listed": False}, [WIDOWED]),
        (Any((All((WIDOWED, CERTIFIED)), LISTED)), {"widowed": False, "certified": False, "listed": False}, [LISTED]),
        (All((Any((WIDOWED, LISTED)), CERTIFIED)), {"widowed": False, "certified": False}, [CERTIFIED]),
        (All((Any((LISTED, WIDOWED)), WIDOWED)), {"widowed": False, "listed": False}, [WIDOWED]),
        (All((Any((LISTED, WIDOWED)), Not(LISTED))), {"widowed": False, "listed": False}, [WIDOWED]),
        (Not(Any((WIDOWED, LISTED))), {"widowed": True, "listed": False}, [WIDOWED]),
        (Count(2, None, (WIDOWED, LISTED, CERTIFIED)), {"widowed": False, "listed": False, "certified": True}, [WIDOWED]),
        (About("elder", WIDOWED), {"elder": {"widowed": False}}, [WIDOWED]),
        (All((WIDOWED, Not(WIDOWED))), {"widowed": True}, [WIDOWED]),
        # of ways as short, the one that time brings
        (Any((WIDOWED, OLD)), {"widowed": False, **BORN}, [OLD]),
        (Any((WIDOWED, LONG)), {"widowed": False, **BORN}, [LONG]),
        (Any((WIDOWED, replace(OLD, left=OLD.right, order=Order.AT_MOST, right=OLD.left))), {"widowed": False, **BORN},
         [replace(OLD, left=OLD.right, order=Order.AT_MOST, right=OLD.left)]),
        (Any((WIDOWED, YOUNG)), {"widowed": False, **BORN}, [WIDOWED]),  # nobody grows younger
        (All((Not(WIDOWED), Not(LONG))), {"widowed": True, "retired_on": date(2020, 1, 1)}, [WIDOWED, LONG]),
        (Any((All((WIDOWED, OLD)), LISTED)), {"widowed": False, "listed": False, **BORN}, [LISTED]),  # time alone would not do
    ],
)  # fmt: skip
def test_as_little_is_said_as_decides(condition: Condition, person: Person, said: list[Test]) -> None:
    """Of a yes what suffices, of a no what would have to be otherwise; of a contradiction all."""
    scope = Scope(FACTS, place="513433")
    prover = Prover(scope)
    proof = prover.prove(condition, prover.view(person, DAY))

    assert [test for _, test in asked_in(Deciding(scope).of(proof))] == said


def exclusive(number: int) -> tuple[Condition, Person]:
    """A no that a first way turns too many tests to lift: so many tests, each needed by a part that another excludes."""
    tests = [OneOf("housing", (code,)) for code in ("home", "institution", "hospital", "none")][:number]
    condition = All((Any((All((WIDOWED, *tests)), CERTIFIED)), Any((Not(WIDOWED), CERTIFIED))))
    return condition, {"widowed": False, "certified": False, "housing": "elsewhere"}


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_no_is_lifted_by_the_fewest_that_do(number: int) -> None:
    """Though a way that looked short turned out to spoil another part."""
    condition, person = exclusive(number)
    scope = Scope(FACTS, place="513433")
    prover = Prover(scope)
    proof = prover.prove(condition, prover.view(person, DAY))

    assert [test for _, test in asked_in(Deciding(scope).of(proof))] == [CERTIFIED]


def test_every_smaller_choice_of_few_tests_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no single test can be left out, two may: one more had to be turned only because of another."""
    scope = Scope(FACTS, place="513433")
    prover = Prover(scope)
    male, urban = OneOf("sex", ("male",)), OneOf("area", ("urban",))
    condition = All((Any((male, WIDOWED)), WIDOWED, Any((Not(CERTIFIED), urban, WIDOWED)), Any((male, CERTIFIED))))
    person = {"widowed": False, "certified": True, "sex": "female", "area": "rural"}
    proof = prover.prove(condition, prover.view(person, DAY))

    assert {leaf.proof.condition for leaf in Deciding(scope).hitting(proof)} == {WIDOWED}
    monkeypatch.setattr(module, "TRIED", 0)
    assert {leaf.proof.condition for leaf in Deciding(scope).hitting(proof)} == {WIDOWED, male}


def test_a_shared_definition_is_of_its_own_scope() -> None:
    """The same condition reads a fact twice in one scope, and once in another."""
    condition = All((Term("poor"), WIDOWED))
    for other, once in ((LISTED, True), (Any((WIDOWED, LISTED)), False)):
        scope = Scope(FACTS, {"poor": DefinedTerm("poor", Text("困难"), other)})
        prover = Prover(scope)
        assert Deciding(scope).reads_once(prover.prove(condition, prover.view({}, DAY))) is once
