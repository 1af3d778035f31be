"""The central promise: network, proofs, compiled code and readings mean what the reference means.

`HUILAO_CASES` says on how many pairs of a condition and a person; `tests/soak.py` runs a million.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import count, product
from math import ceil
from random import Random
from threading import Barrier

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from huilao import Rulebook, Truth
from huilao.answers.proof import Proof
from huilao.decide import combinations as combinations_module
from huilao.decide import network as network_module
from huilao.decide.clauses import Scope
from huilao.decide.compiled import Decide, compile_conditions
from huilao.decide.network import Network
from huilao.decide.readings import Choice, ReadingsOfRuleset, Robustness
from huilao.explain import Prover
from huilao.language.condition import About, All, Condition, Not, Operator, Term, Test, walk
from huilao.language.facts import Text
from huilao.language.meaning import Person, Situation, truth_of, value_of
from huilao.language.policy import (
    AgeReached,
    AppliesTo,
    Beneficiary,
    Benefit,
    DefinedTerm,
    Document,
    Force,
    Reading,
    RuleClass,
    Rules,
    Ruleset,
)
from strategies import (
    FACTS,
    Asked,
    Words,
    a_condition,
    a_profile,
    a_rule_book,
    every_test,
    everyone,
    known_better,
    seeded,
    smallest,
    somebody,
)

CASES = int(os.environ.get("HUILAO_CASES", "50000"))
BENEFITS, PEOPLE = 15, 10
DAY = date(2025, 2, 28)
SETTINGS = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # what fails is made small by `smallest`
)

_apart = count(1_000_000)


@pytest.fixture
def many_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The networks of a test do not count among those that this process may build."""
    monkeypatch.setattr(network_module, "_networks", _apart)


class Case:
    """A rule book and people; what fails names the one condition and the one person."""

    def __init__(self, luck: Random) -> None:
        self.rules = a_rule_book(luck, BENEFITS // 3)
        self.asked = [somebody(luck) for _ in range(PEOPLE)]

    def __repr__(self) -> str:
        return f"<{BENEFITS} benefits, {PEOPLE} people>"


cases = seeded(Case)


def situation(rules: Rules, ruleset: Ruleset, day: date) -> Situation:
    terms = {name: term.condition for name, term in ruleset.terms.items()}
    return Situation(day, ruleset.document.place, terms, rules.facts, ruleset.document.age_reached)


def network_of(rules: Rules) -> Network:
    scopes = {name: Scope(one.terms, one.document.place, one.document.age_reached) for name, one in rules.rulesets.items()}
    goals = [(one.full_name, one.condition, scopes[ruleset.name]) for ruleset in rules.rulesets.values() for one in ruleset.benefits]
    return Network(goals, rules.facts, limit=10**9)


def compiled(rules: Rules, ruleset: Ruleset) -> Decide:
    document = ruleset.document
    entries = [(benefit.condition,) for benefit in ruleset.benefits]
    return compile_conditions(entries, ruleset.terms, rules.facts, document.place, document.age_reached)


def prover(rules: Rules, ruleset: Ruleset) -> Prover:
    return Prover(ruleset.terms, rules.facts, ruleset.document.place, ruleset.document.age_reached)


class Interpreters:
    """All interpreters of a rule book, each made once and used for everyone."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.network = network_of(rules)
        self.compiled = {name: compiled(rules, one) for name, one in rules.rulesets.items()}
        self.provers = {name: prover(rules, one) for name, one in rules.rulesets.items()}

    def answers(self, asked: Asked) -> Iterator[tuple[Ruleset, Benefit, Truth, dict[str, object]]]:
        """For each benefit its truth by the reference, and each interpreter's answer that is not as that truth demands."""
        surely = self.network.surely(asked.person, asked.day)
        for ruleset in self.rules.rulesets.values():
            place = situation(self.rules, ruleset, asked.day)
            by_code = self.compiled[ruleset.name](asked.person, asked.day)
            prover = self.provers[ruleset.name]
            view = prover.view(asked.person, asked.day)
            for benefit, told in zip(ruleset.benefits, by_code, strict=True):
                truth = truth_of(benefit.condition, asked.person, place)
                proof = prover.prove(benefit.condition, view)
                missing = proof.missing(self.rules.facts)
                right = {
                    "the network": (benefit.full_name in surely) == (truth is Truth.YES),
                    "the compiled code": told is truth,
                    "the proof": proof.truth is truth,
                    "what is missing": bool(missing) == (truth is Truth.UNKNOWN),
                }
                said = (benefit.full_name in surely, told, proof, missing)
                yield ruleset, benefit, truth, {name: one for (name, fine), one in zip(right.items(), said, strict=True) if not fine}


def ruleset_of(conditions: Sequence[Condition], reached: AgeReached = AgeReached.BIRTHDAY) -> Ruleset:
    """A document with these conditions, for anyone."""
    plain = Benefit(
        "r", "", Text("待遇"), ("第一条",), "service", Force.MANDATORY, RuleClass.CORE, Beneficiary.ELDER, AppliesTo.ANYONE,
        Text("内容"), All(()), All(()),
    )  # fmt: skip
    benefits = tuple(replace(plain, id=f"b{number}", when=one, condition=one) for number, one in enumerate(conditions))
    return Ruleset(Document("r", "513433", Text("文件"), age_reached=reached), {}, benefits)


def wrong(rules: Rules, ruleset: Ruleset, benefit: Benefit, asked: Asked) -> str:
    """The smallest case in which an interpreter is wrong in the way that it was of this benefit and person."""

    def alone(condition: Condition, person: Person) -> tuple[Truth, dict[str, object]]:
        one = replace(ruleset, benefits=(replace(benefit, condition=condition),))
        [(_, _, truth, found)] = Interpreters(replace(rules, rulesets={one.name: one})).answers(Asked(asked.day, person))
        return truth, found

    condition, person = smallest(benefit.condition, asked.person, lambda condition, person: bool(alone(condition, person)[1]))
    truth, found = alone(condition, person)
    terms = {part.name: ruleset.terms[part.name].condition for part in walk(condition) if isinstance(part, Term)}
    return f"{found or 'only beside other benefits'} of {condition}, {truth} for {person} on {asked.day} in {ruleset.document}, {terms}"


@pytest.mark.usefixtures("many_networks")
def test_network_proofs_and_code_agree_with_the_reference() -> None:
    """On at least 50,000 pairs of a condition and a person; the network answers yes exactly where the reference does, and
    something is missing exactly where the reference does not know."""
    seen: Counter[object] = Counter()

    @settings(SETTINGS, max_examples=ceil(CASES / BENEFITS / PEOPLE))
    @given(cases)
    def agree(case: Case) -> None:
        interpreters = Interpreters(case.rules)
        seen.update(kinds(case.rules))
        for asked in case.asked:
            for ruleset, benefit, truth, found in interpreters.answers(asked):
                seen[truth] += 1
                assert not found, wrong(case.rules, ruleset, benefit, asked)

    agree()

    assert sum(seen[truth] for truth in Truth) >= CASES
    assert all(seen[truth] > CASES / 20 for truth in Truth), f"too few of one truth: {seen}"
    for kind in (*Condition.__args__, *Operator):
        assert seen[kind] > 0, f"{kind} was not tried"


def kinds(rules: Rules) -> Iterator[object]:
    """The kind of every node and the operator of every test in the conditions of a rule book."""
    for ruleset in rules.rulesets.values():
        for one in (*ruleset.benefits, *ruleset.terms.values()):
            for part in walk(one.condition):
                yield type(part)
                if isinstance(part, Test):
                    yield part.operator


@pytest.mark.usefixtures("many_networks")
@pytest.mark.parametrize("reached", AgeReached)
def test_every_test_alone_is_what_the_reference_says(reached: AgeReached) -> None:
    """And its contrary, of the person and of another, for every value near every constant; of age as each document counts."""
    tests = [test for test in every_test() if reached is AgeReached.BIRTHDAY or test.fact == "age"]
    conditions = [one for test in tests for one in (test, Not(test), About("elder", test))]
    ruleset = ruleset_of(conditions, reached)
    rules = Rules(FACTS, {}, {}, {}, {ruleset.name: ruleset})
    interpreters = Interpreters(rules)
    seen = {test: set[Truth]() for test in tests}
    for asked in [Asked(DAY, person) for person in everyone(DAY)]:
        for _, benefit, truth, found in interpreters.answers(asked):
            assert not found, wrong(rules, ruleset, benefit, asked)
            if isinstance(benefit.condition, Test):
                seen[benefit.condition].add(truth)

    constant = [test for test, truths in seen.items() if truths != set(Truth)]
    assert len(constant) < len(tests) / 6, constant  # an age of 0 at least, all codes, and the like


def test_every_part_of_a_proof_is_true_of_the_person() -> None:
    """Each part of a proof, however the prover shares them, has the truth and the value that the reference gives."""
    parts = Counter[type]()

    @settings(SETTINGS, max_examples=ceil(CASES / 500))
    @given(cases)
    def hold(case: Case) -> None:
        for ruleset in case.rules.rulesets.values():
            one = prover(case.rules, ruleset)
            for asked in case.asked:
                view = one.view(asked.person, asked.day)
                for benefit in ruleset.benefits[:3]:
                    proof = one.prove(benefit.condition, view)
                    assert proof.condition is benefit.condition
                    for part, person in inside(proof, asked.person):
                        parts[type(part.condition)] += 1
                        place = situation(case.rules, ruleset, asked.day)
                        assert part.truth is truth_of(part.condition, person, place)
                        if isinstance(part.condition, Test):
                            assert part.value == value_of(part.condition.fact, person, place)

    hold()

    assert set(parts) == set(Condition.__args__)


def inside(proof: Proof, person: Person) -> Iterator[tuple[Proof, Person]]:
    """Every part of a proof with the person it is about."""
    yield proof, person
    whom: Person = (person.get(proof.condition.fact) or {}) if isinstance(proof.condition, About) else person
    for part in proof.parts:
        yield from inside(part, whom)


def test_more_knowledge_never_turns_an_answer() -> None:
    """What is settled stays settled, whatever else becomes known."""
    settled = Counter[Truth]()

    @settings(SETTINGS, max_examples=ceil(CASES / 50))
    @given(seeded(lambda luck: luck))
    def monotone(luck: Random) -> None:
        asked = somebody(luck)
        more = known_better(luck, asked)
        place = Situation(asked.day, "513433", {}, FACTS)
        for condition in [a_condition(luck, 3, Words()) for _ in range(10)]:
            before, after = truth_of(condition, asked.person, place), truth_of(condition, more.person, place)
            settled[before] += asked.person != more.person

            assert before in (Truth.UNKNOWN, after), f"{before} of {condition} for {asked}, {after} for {more}"

    monotone()

    assert settled[Truth.YES] > CASES / 100
    assert settled[Truth.NO] > CASES / 100


class Brute:
    """Every combination of the readings of a ruleset, one by one, by the reference."""

    def __init__(self, rules: Rules, ruleset: Ruleset, asked: Asked) -> None:
        self.asked = asked
        terms = ruleset.terms.values()
        options = [
            [(one.condition, ()), *((other.condition, (choice(one.name, number, other),)) for number, other in numbered(one.readings))]
            for one in terms
        ]
        self.situations: list[tuple[tuple[Choice, ...], Situation]] = []
        for chosen in product(*options):
            meanings = {term.name: condition for term, (condition, _) in zip(terms, chosen, strict=True)}
            choices = tuple(one for _, made in chosen for one in made)
            place = Situation(asked.day, ruleset.document.place, meanings, rules.facts, ruleset.document.age_reached)
            self.situations.append((choices, place))

    def truths(self, benefit: Benefit) -> dict[frozenset[Choice], Truth]:
        """The truth of a benefit under every combination, by what was chosen otherwise than by default."""
        own = [(benefit.condition, ()), *((one.condition, (choice(None, number, one),)) for number, one in numbered(benefit.readings))]
        return {
            frozenset((*made, *choices)): truth_of(condition, self.asked.person, place)
            for condition, made in own
            for choices, place in self.situations
        }


def numbered(readings: Sequence[Reading]) -> Iterator[tuple[int, Reading]]:
    return enumerate(readings, 1)


def choice(term: str | None, number: int, reading: Reading) -> Choice:
    return Choice(term, number, reading.note)


def test_robustness_is_what_all_combinations_of_readings_say() -> None:
    """Robust exactly where no combination changes the truth; else every single change that does is named with the truth
    it gives, or, where none does alone, one combination of the fewest changes that do."""
    kinds = Counter[str]()

    @settings(SETTINGS, max_examples=ceil(CASES / 500))
    @given(cases)
    def exact(case: Case) -> None:
        for ruleset in case.rules.rulesets.values():
            readings = ReadingsOfRuleset(ruleset, case.rules.facts)
            decide = compiled(case.rules, ruleset)
            for asked in case.asked[:4]:
                answers = readings.robustness(asked.person, asked.day, decide(asked.person, asked.day))
                brute = Brute(case.rules, ruleset, asked)
                for benefit, found in zip(ruleset.benefits, answers, strict=True):
                    kinds[check_robustness(found, brute.truths(benefit))] += 1

    exact()

    assert sum(kinds.values()) >= CASES / 500 * BENEFITS * 4
    assert kinds["robust"] > 0
    assert kinds["one reading"] > CASES / 1_000
    assert kinds["together"] > 0


def check_robustness(found: Robustness, truths: dict[frozenset[Choice], Truth]) -> str:
    """Hold one answer to all combinations, and say of what kind it was."""
    default = truths[frozenset()]
    others = {choices: truth for choices, truth in truths.items() if truth is not default}
    reported = {frozenset(one.choices): one.truth for one in found.depends_on}
    singles = {choices: truth for choices, truth in others.items() if len(choices) == 1}

    assert found.robust == (not others)
    if singles or not others:
        assert reported == singles
        return "one reading" if singles else "robust"
    fewest = min(map(len, others))
    assert len(reported) == 1
    for choices, truth in reported.items():
        assert others[choices] is truth
        assert len(choices) == fewest
    return "together"


def test_past_the_limit_of_combinations_an_outcome_is_not_robust(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where readings may matter only together and are too many to try, robustness is not claimed and none is named."""
    ruleset = two_readings_that_matter_together()
    everyone: list[Person] = [{}, {"widowed": True, "certified": False}]
    day = date(2025, 3, 1)

    def answers() -> list[Robustness]:
        decide = compiled(Rules(FACTS, {}, {}, {}, {}), ruleset)
        return [ReadingsOfRuleset(ruleset, FACTS).robustness(person, day, decide(person, day))[0] for person in everyone]

    tried = answers()
    monkeypatch.setattr(combinations_module, "MOST", 3)

    assert [one.robust for one in tried] == [True, False]
    assert [len(one.choices) for one in tried[1].depends_on] == [2]
    assert answers()[1] == Robustness(False)


def two_readings_that_matter_together() -> Ruleset:
    """A benefit for the frail and poor; by other readings frail and poor are the widowed, not the certified."""
    widowed, certified = Test("widowed", Operator.ONE_OF, (True,)), Test("certified", Operator.ONE_OF, (True,))
    terms = {name: DefinedTerm(name, Text(name), certified, (Reading(Text("丧偶"), widowed),)) for name in ("frail", "poor")}
    return replace(ruleset_of([All((Term("frail"), Term("poor")))]), terms=terms)


# -- threads ---------------------------------------------------------------------------------------------------------


def test_threads_share_a_rule_book(book: Rulebook) -> None:
    """Eight threads that begin at once on a rule book that nobody has used yet get, with assurance, what one thread gets."""
    day = date(2025, 3, 1)
    threads, each = 8, 6
    profiles = [a_profile(book.rules, Random(number), day) for number in range(threads * each)]
    expected = [book.evaluate(profile, day).to_json() for profile in profiles]
    shared = Rulebook(book.rules)
    barrier = Barrier(threads)

    def evaluate(first: int) -> list[str]:
        barrier.wait()
        return [shared.evaluate(profile, day, assurance="always").to_json() for profile in profiles[first::threads]]

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(evaluate, range(threads)))

    assert len(set(expected)) > threads * each / 2
    assert [found[number % threads][number // threads] for number in range(threads * each)] == expected
