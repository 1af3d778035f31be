"""The solver means what the reference means, and shows the plainest people."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any as Anything

import pytest

from huilao import Truth
from huilao.language.condition import All, Any, Condition, Duration, Not, Operator, Term, Test, Value
from huilao.language.facts import Code, Fact, FactType, Text, Vocabulary
from huilao.language.meaning import Person, Situation, anniversary, truth_of
from huilao.language.policy import AgeReached
from huilao.verify import search as search_module
from huilao.verify.change import Version, changes, joined, known_to
from huilao.verify.encoding import Encoder, Somebody, relevant_places, z3
from huilao.verify.parts import Part
from huilao.verify.search import Search, SolverMismatchError, Verdict
from strategies import DAYS, FACTS, PERSONS, Words, a_condition, a_person, a_rule_book

CASES = int(os.environ.get("HUILAO_CASES", "50000"))
YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
DAY = date(2025, 3, 1)
TERMS = {"frail": Test("ability", Operator.AT_LEAST, ("severe",))}
HERE = Situation(DAY, "513433", TERMS, FACTS)
PLACES = ("51", "5134", "513433", "5117", "220302", "51343")


def yes(fact: str) -> Test:
    return Test(fact, Operator.ONE_OF, (True,))


def at_least(fact: str, value: Value) -> Test:
    return Test(fact, Operator.AT_LEAST, (value,))


@pytest.fixture
def search() -> Search:
    return Search(Somebody(FACTS, DAY, PLACES))


def formula_of(search: Search, condition: Condition, truth: Truth, situation: Situation) -> Anything:
    pair = Encoder(search.somebody, situation).pair(condition)
    return {YES: pair.yes, NO: pair.no, UNKNOWN: z3.And(z3.Not(pair.yes), z3.Not(pair.no))}[truth]


def has(condition: Condition, truth: Truth, situation: Situation) -> Callable[[Person], bool]:
    return lambda person: truth_of(condition, person, situation) is truth


def plainest(search: Search, condition: Condition, truth: Truth = YES) -> Person | None:
    """The plainest person of whom a condition has a truth; None where it is proved that there is none."""
    formula, replay = formula_of(search, condition, truth, HERE), has(condition, truth, HERE)
    answer = search.nobody(formula, replay)
    assert answer.verdict is not Verdict.UNKNOWN
    return None if answer.person is None else search.plainest(formula, answer.person, replay)


@pytest.mark.parametrize("seed", range(max(4, CASES // 4_000)))
def test_the_solver_finds_what_people_show_and_people_bear_out_what_it_finds(seed: int) -> None:
    """Of random conditions in random rule books: whoever has a truth, the solver has somebody; who it has, has it."""
    luck = Random(seed)
    rules = a_rule_book(luck)
    for ruleset in rules.rulesets.values():
        day = luck.choice(DAYS)
        terms = {name: term.condition for name, term in ruleset.terms.items()}
        situation = Situation(day, ruleset.document.place, terms, FACTS, ruleset.document.age_reached)
        search = Search(Somebody(FACTS, day, relevant_places(rules)))
        people = [a_person(luck, day, luck.choice((0, 1, 3, 6, 10))) for _ in range(200)]
        people = [one for one in people if _possible(one, day)]
        conditions = [benefit.condition for benefit in ruleset.benefits]
        for condition in (*conditions, *(a_condition(luck, 2, Words(tuple(terms))) for _ in range(5))):
            shown = {truth_of(condition, person, situation) for person in people}
            for truth in Truth:
                answer = search.nobody(formula_of(search, condition, truth, situation), has(condition, truth, situation))
                assert answer.verdict is Verdict.REFUTED or truth not in shown, (condition, truth)


def _possible(person: Person, day: date) -> bool:
    """Whether a profile may say this: random people may be born tomorrow, or have a grade without a certificate."""
    everyone: list[Person] = [person, *(person[name] for name in PERSONS if person.get(name) is not None)]
    return all(
        (one.get("birth_date") or day) <= day
        and (one.get("income") or 0) >= 0
        and not (one.get("certified") is False and (one.get("grade") or one.get("impairments") is not None))
        for one in everyone
    )


SIXTY = date(1965, 3, 1)
OF_SETS = Test("aids", Operator.HAS_ALL, ("dibao", "edge"))


@pytest.mark.parametrize(
    ("condition", "person"),
    [
        (yes("widowed"), {"widowed": True}),
        (Any((yes("widowed"), All((yes("listed"), yes("certified"))))), {"widowed": True}),
        (at_least("age", Decimal(80)), {"birth_date": date(1940, 5, 10)}),
        (All((at_least("age", Decimal(60)), Not(at_least("age", Decimal(61))))), {"birth_date": date(1964, 5, 10)}),
        (Test("birth_date", Operator.ONE_OF, (SIXTY,)), {"birth_date": SIXTY}),
        (Test("income", Operator.BETWEEN, (Decimal("899.99"), Decimal("899.99"))), {"income": Decimal("899.99")}),
        (Test("income", Operator.ABOVE, (Decimal(1234),)), {"income": Decimal(2000)}),
        (Test("ability", Operator.ABOVE, ("severe",)), {"ability": "total"}),
        (Term("frail"), {"ability": "severe"}),
        (OF_SETS, {"aids": frozenset({"dibao", "edge"})}),
        (Test("aids", Operator.HAS_NONE, ("dibao",)), {"aids": frozenset[str]()}),
        (yes("lives_here"), {"residence": "513433"}),
        (Test("residence", Operator.ONE_OF, ("51343",)), {"residence": "51343"}),
        (Not(Test("residence", Operator.WITHIN, ("51",))), {"residence": "220302"}),
        (All((yes("certified"), Test("grade", Operator.ONE_OF, ("2",)))), {"certified": True, "grade": "2"}),
        (Test("assessed_on", Operator.FOR_AT_LEAST, (Duration(years=2),)), {"assessed_on": date(2022, 5, 10)}),
    ],
)  # fmt: skip
def test_the_plainest_person_knows_no_more_than_it_takes_and_has_ordinary_values(
    condition: Condition, person: Person, search: Search
) -> None:
    """A clerk should see at a glance what it is about."""
    assert plainest(search, condition) == person


def test_a_person_is_the_one_with_the_fewest_facts_not_only_one_who_can_lose_none(search: Search) -> None:
    """Two ways to be entitled, neither inside the other: three facts, or one."""
    long = All((yes("certified"), yes("listed"), at_least("age", Decimal(60))))
    condition = Any((long, Test("housing", Operator.ONE_OF, ("home",))))

    assert plainest(search, condition) == {"housing": "home"}


@pytest.mark.parametrize(
    "condition",
    [
        All((at_least("age", Decimal(80)), Test("age", Operator.BELOW, (Decimal(80),)))),
        All((yes("lives_here"), Not(Test("residence", Operator.WITHIN, ("51",))))),
        at_least("age", Decimal(9999)),
        All((Test("grade", Operator.ONE_OF, ("1",)), Not(yes("certified")))),
        All((OF_SETS, Test("aids", Operator.HAS_NONE, ("edge",)))),
        Test("income", Operator.BELOW, (Decimal(0),)),
    ],
)
def test_what_nobody_can_be_is_proved(condition: Condition, search: Search) -> None:
    """Contradictions, what lies outside the bounds of a fact, and what its precondition rules out."""
    assert plainest(search, condition) is None


AGES: list[tuple[Operator, tuple[str, ...]]] = [
    (Operator.AT_LEAST, ("60",)), (Operator.AT_LEAST, ("59.5",)), (Operator.AT_MOST, ("60",)), (Operator.AT_MOST, ("59.5",)),
    (Operator.ABOVE, ("60",)), (Operator.BELOW, ("60",)), (Operator.BELOW, ("60.5",)), (Operator.BETWEEN, ("59", "60")),
    (Operator.ONE_OF, ("60", "59.5")), (Operator.NONE_OF, ("60",)),
]  # fmt: skip


@pytest.mark.parametrize("reached", AgeReached)
@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 31)])
def test_ages_turn_on_the_day_that_the_reference_says(day: date, reached: AgeReached) -> None:
    """In every comparison and convention, for those who are about to be of an age, and those who just are."""
    search = Search(Somebody(FACTS, day, PLACES))
    situation = Situation(day, "513433", {}, FACTS, reached)
    borders = [anniversary(day, -12 * years) for years in (59, 60, 61)]
    born = {border + timedelta(days=near) for border in borders for near in (-32, -31, -30, -29, -2, -1, 0, 1, 2)}
    for (operator, ages), birth in product(AGES, sorted(born)):
        condition = Test("age", operator, tuple(map(Decimal, ages)))
        truth = truth_of(condition, {"birth_date": birth}, situation)
        both = All((Test("birth_date", Operator.ONE_OF, (birth,)), condition))
        found = search.nobody(formula_of(search, both, YES, situation), has(both, YES, situation))
        assert (found.verdict is Verdict.REFUTED) is (truth is YES), (operator, ages, birth)


@pytest.mark.parametrize("seed", range(30))
def test_nobody_is_plainer_than_the_plainest(seed: int) -> None:
    """No random person of whom the same is true gets by with fewer known facts."""
    luck = Random(seed)
    condition = Any(tuple(a_condition(luck, 2, Words(("frail",))) for _ in range(3)))
    people = [a_person(luck, DAY, luck.choice((0, 1, 3, 6))) for _ in range(300)]
    search = Search(Somebody(FACTS, DAY, PLACES))
    for truth in (YES, NO):
        has_it = has(condition, truth, HERE)
        found = plainest(search, condition, truth)
        for person in people:
            if has_it(person) and _possible(person, DAY):
                assert found is not None
                assert _facts(found) <= _facts(_without_needless(person, has_it)), (condition, found)


def _facts(person: Person) -> int:
    return sum(_facts(person[name]) if name in PERSONS else 1 for name in person if person[name] is not None)


def _without_needless(person: Person, has_it: Callable[[Person], bool]) -> Person:
    for name in list(person):
        inner = [] if name not in PERSONS or person[name] is None else list(person[name])
        for fewer in [
            {other: value for other, value in person.items() if other != name},
            *({**person, name: {other: value for other, value in person[name].items() if other != one}} for one in inner),
        ]:
            if has_it(fewer):
                return _without_needless(fewer, has_it)
    return person


def test_what_the_reference_does_not_bear_out_is_never_an_answer(search: Search) -> None:
    """A fault of the encoding is an error, not a wrong report."""
    formula = formula_of(search, yes("widowed"), YES, HERE)

    with pytest.raises(SolverMismatchError, match="reference"):
        search.nobody(formula, has(yes("widowed"), NO, HERE))


def test_a_solver_without_patience_says_so(monkeypatch: pytest.MonkeyPatch, search: Search) -> None:
    """Not proved, not refuted."""

    class Impatient:
        def check(self, *_: object) -> object:
            return z3.unknown

        def push(self) -> None: ...
        def pop(self) -> None: ...
        def add(self, *_: object) -> None: ...

    monkeypatch.setattr(search, "_solver", Impatient())

    assert search.nobody(z3.BoolVal(True), lambda person: True).verdict is Verdict.UNKNOWN
    assert search_module.PATIENCE > 0


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


def _choice(*codes: str) -> Vocabulary:
    return {"housing": Fact("housing", FactType.CHOICE, Text("住处"), codes=tuple(Code(code, Text(code)) for code in codes))}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (at_least("age", Decimal(80)), at_least("age", Decimal(81)), [(YES, NO, {"birth_date": date(1944, 5, 10)})]),
        (at_least("age", Decimal(81)), at_least("age", Decimal(80)), [(NO, YES, {"birth_date": date(1944, 5, 10)})]),
        (yes("widowed"), All((yes("widowed"), Any((yes("listed"), Not(yes("listed")))))), [(YES, UNKNOWN, {"widowed": True})]),
        (All((yes("widowed"), at_least("age", Decimal(60)))), All((at_least("age", Decimal(60)), yes("widowed"))), []),
    ],
)
def test_every_way_in_which_an_answer_changes_is_shown(
    old: Condition, new: Condition, found: list[tuple[Truth, Truth, Person]], search: Search
) -> None:
    """Who gains, who loses, and of whom more must now be known."""
    shown = [one for one in changes(search, Version(old, HERE), Version(new, HERE)) if one.verdict is Verdict.REFUTED]

    assert [(one.before, one.after, one.person) for one in shown if one.before is not UNKNOWN] == found


def test_versions_with_other_codes_are_compared_on_what_each_knows() -> None:
    """A code that one version does not have is unknown there."""
    old, new = _choice("home", "street"), _choice("home", "hospital")
    facts, apart = joined(old, new)
    search = Search(Somebody(facts, DAY, PLACES))
    test = Test("housing", Operator.ONE_OF, ("home",))
    versions = (Version(test, Situation(DAY, "513433", {}, old)), Version(test, Situation(DAY, "513433", {}, new)))
    shown = {(one.before, one.after): one.person for one in changes(search, *versions) if one.person is not None}

    assert not apart
    assert shown == {(NO, UNKNOWN): {"housing": "street"}, (UNKNOWN, NO): {"housing": "hospital"}}
    assert known_to({"housing": "street", "age": 3}, new) == {}


def test_a_fact_of_another_type_cannot_be_compared() -> None:
    """It is named."""
    other: Vocabulary = {"housing": Fact("housing", FactType.YES_NO, Text("住处"))}

    assert joined(_choice("home"), other)[1] == {"housing"}


def test_without_the_solver_its_package_is_named() -> None:
    """The extra that brings it is in the message of the command."""
    without = "import sys; sys.modules['z3'] = None; from huilao.cli import main; sys.argv = ['huilao', 'verify']; main()"
    run = subprocess.run([sys.executable, "-c", without], capture_output=True, text=True, check=False)  # noqa: S603  # our own words

    assert run.returncode == 1
    assert "huilao[verify]" in run.stderr
