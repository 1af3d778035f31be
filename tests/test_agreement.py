"""The central promise: network, proofs, compiled code and readings mean what the reference means.

`HUILAO_CASES` says on how many pairs of a condition and a person, ten thousand at least; `tests/soak.py` runs a million.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from math import ceil
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from huilao.answers.proof import Measured, Proof
from huilao.answers.readings import Choice, Robustness
from huilao.decide import readings as readings_module
from huilao.decide.compiled import compile_amounts, compile_conditions
from huilao.decide.network import Network
from huilao.decide.readings import ReadingsOfRuleset
from huilao.edition import Edition
from huilao.explain.prover import Prover
from huilao.language import doubt as doubt_module
from huilao.language.ages import AgeReached
from huilao.language.condition import (
    About,
    All,
    Compare,
    Condition,
    EntitledTo,
    Has,
    Inside,
    Not,
    OneOf,
    Order,
    Share,
    Term,
    Test,
    names_behind,
    walk,
)
from huilao.language.doubt import likely, truths_of
from huilao.language.facts import Text
from huilao.language.known import Among, Holding, Person, Range, about
from huilao.language.meaning import Lookup, amount_of, measure, truth_of, waited_by, waiting_for
from huilao.language.outcome import Action, action_of, concerns, hint_of, outcomes_of, tied
from huilao.language.policy import Benefit, DefinedTerm, Document, Hits, Reading, Rules, Ruleset
from huilao.language.quantity import Age, Day, Elapsed, First, Number, Quantity, Rank, Rounding, Standard, TimeUnit
from huilao.language.scope import Scope, Situation, scope_of
from huilao.language.standards import PlaceOf
from huilao.language.truth import Truth
from huilao.language.wording import worded
from plain_rules import plain_benefit
from strategies import (
    CASES,
    FACTS,
    Asked,
    a_rule_book,
    adopting,
    every_test,
    everyone,
    seeded,
    smallest,
    smallest_quantity,
    somebody,
    weighed,
)

BENEFITS, PEOPLE = 15, 10
PAIRS = max(10_000, CASES)
BOOKS = max(12, ceil(CASES / 500))
"""How many of them where each takes long; with fewer, what is rare is not met."""
DAY = date(2025, 2, 28)
SETTINGS = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # what fails is made small by `smallest`
)


class Case:
    """A rule book and people; what fails names the one condition and the one person."""

    def __init__(self, luck: Random) -> None:
        self.rules = a_rule_book(luck, BENEFITS // 3)
        self.asked = [somebody(luck) for _ in range(PEOPLE)]

    def __repr__(self) -> str:
        return f"<{BENEFITS} benefits, {PEOPLE} people>"


cases = seeded(Case)


def situation(rules: Rules, ruleset: Ruleset, day: date) -> Situation:
    return scope_of(ruleset, rules).on(day)


def paid(benefit: Benefit) -> list[Quantity]:
    """What a benefit may pay: in each row of its levels, if it has levels."""
    if benefit.levels is not None:
        return [row.amount for row in benefit.levels.rows if row.amount is not None]
    return [benefit.pays.amount] if benefit.pays is not None else []


class Interpreters:
    """All interpreters of a rule book, each made once and used for everyone."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.scopes = {name: scope_of(one, rules) for name, one in rules.rulesets.items()}
        self.network = Network([(one.full_name, one.condition, self.scopes[one.ruleset]) for one in self._benefits()], limit=10**9)
        self.compiled = {
            name: compile_conditions([(one.condition,) for one in ruleset.benefits], self.scopes[name])
            for name, ruleset in rules.rulesets.items()
        }
        self.amounts = {name: compile_amounts(ruleset.benefits, self.scopes[name]) for name, ruleset in rules.rulesets.items()}
        self.provers = {name: Prover(scope) for name, scope in self.scopes.items()}
        self.conditions = {name: [one.condition for one in ruleset.benefits] for name, ruleset in rules.rulesets.items()}

    def _benefits(self) -> Iterator[Benefit]:
        for ruleset in self.rules.rulesets.values():
            yield from ruleset.benefits

    def answers(self, asked: Asked) -> Iterator[tuple[Ruleset, Benefit, Truth, dict[str, object]]]:
        """For each benefit its truth by the reference, and each interpreter's answer that is not as the reference demands."""
        surely = self.network.surely(asked.person, asked.day)
        for name, ruleset in self.rules.rulesets.items():
            place = self.scopes[name].on(asked.day)
            by_code = self.compiled[name](asked.person, asked.day)
            amounts = self.amounts[name](asked.person, asked.day)
            prover = self.provers[name]
            view = prover.view(asked.person, asked.day)
            proofs = prover.prove_all(self.conditions[name], view)
            for benefit, told, amount, proof in zip(ruleset.benefits, by_code, amounts, proofs, strict=True):
                truth = truth_of(benefit.condition, asked.person, place)
                waiting = proof.waiting()
                measured = [prover.measure(quantity, view) for quantity in paid(benefit)]
                right = {
                    "the network": (benefit.full_name in surely) == (truth is Truth.YES),
                    "the compiled code": told is truth,
                    "the proof": proof.truth is truth,
                    "what is waited for": waiting == waiting_for(benefit.condition, asked.person, place),
                    "the compiled amount": amount == amount_of(benefit, asked.person, place),
                    "what is measured": all(one.interval == measure(one.quantity, asked.person, place) for one in measured),
                    "what an amount waits for": all(one.waiting() == waited_by(one.quantity, asked.person, place) for one in measured),
                }
                if all(right.values()):
                    yield ruleset, benefit, truth, {}
                else:
                    said = (benefit.full_name in surely, told, proof, waiting, amount, measured, [one.waiting() for one in measured])
                    yield ruleset, benefit, truth, {part: one for (part, fine), one in zip(right.items(), said, strict=True) if not fine}


def ruleset_of(conditions: Sequence[Condition], reached: AgeReached = AgeReached.BIRTHDAY) -> Ruleset:
    """A document with these conditions, for anyone."""
    benefits = tuple(plain_benefit(one, f"b{number}") for number, one in enumerate(conditions))
    return Ruleset(Document("r", "513433", Text("文件"), age_reached=reached), {}, benefits)


def wrong(rules: Rules, ruleset: Ruleset, benefit: Benefit, asked: Asked) -> str:
    """The smallest case in which an interpreter is wrong in some way, of this benefit and person."""

    def alone(one: Benefit, person: Person) -> tuple[Truth, dict[str, object]]:
        [(_, _, truth, found)] = Interpreters(replace(rules, rulesets={ruleset.name: replace(ruleset, benefits=(one,))})).answers(
            Asked(asked.day, person)
        )
        return truth, found

    def paying(quantity: Quantity) -> Benefit:
        assert benefit.pays is not None
        return replace(benefit, condition=All(()), levels=None, pays=replace(benefit.pays, amount=quantity))

    plain = replace(benefit, levels=None, pays=None)
    failing = next((one for one in paid(benefit) if alone(paying(one), asked.person)[1]), None)
    if alone(plain, asked.person)[1]:
        condition, person = smallest(
            benefit.condition, asked.person, lambda condition, person: bool(alone(replace(plain, condition=condition), person)[1])
        )
        least = replace(plain, condition=condition)
    elif failing is not None:
        quantity, person = smallest_quantity(failing, asked.person, lambda quantity, person: bool(alone(paying(quantity), person)[1]))
        least = paying(quantity)
    else:
        least, person = benefit, asked.person
    truth, found = alone(least, person)
    terms, quantities = names_behind(
        [least.condition, *paid(least)],
        {name: one.condition for name, one in ruleset.terms.items()},
        {name: one.value for name, one in ruleset.quantities.items()},
    )
    return (
        f"{found or 'wrong only beside other benefits'} of {least.condition}, {least.pays}, {least.levels}, {truth} for {person} on "
        f"{asked.day} in {ruleset.document}, {terms}, {quantities}, {rules.standards if 'Standard(' in f'{least}{terms}{quantities}' else ''}"
    )


def test_network_proofs_and_code_agree_with_the_reference() -> None:
    """On at least `PAIRS` pairs of a benefit and a person, of whom everything, much, little or nothing is known, in whole or
    in part: the network answers yes exactly where the reference does; code and proofs agree on the truth, on what is waited
    for and on both ends of what is paid.
    """
    seen: Counter[object] = Counter()

    @settings(SETTINGS, max_examples=ceil(PAIRS / BENEFITS / PEOPLE))
    @given(cases)
    def agree(case: Case) -> None:
        interpreters = Interpreters(case.rules)
        seen.update(kinds(case.rules))
        for asked in case.asked:
            seen.update(map(type, asked.person.values()))
        for asked in case.asked:
            for ruleset, benefit, truth, found in interpreters.answers(asked):
                seen[truth] += 1
                assert not found, wrong(case.rules, ruleset, benefit, asked)

    agree()

    assert sum(seen[truth] for truth in Truth) >= PAIRS
    assert all(seen[truth] > PAIRS / 20 for truth in Truth), f"too few of one truth: {seen}"
    for kind in (*Condition.__args__, *Quantity.__args__, *Order, *Share, *Rounding, *TimeUnit, *Hits, *PlaceOf, Range, Among, Holding):
        assert seen[kind] > 0, f"{kind} was not tried"


def kinds(rules: Rules) -> Iterator[object]:
    """The kind of every node of the conditions and quantities of a rule book, and whatever else it has of a few kinds."""
    yield from (one.place_of for one in rules.standards.values())
    for ruleset in rules.rulesets.values():
        yield from (one.levels.hits for one in ruleset.benefits if one.levels is not None)
        nodes = [one.condition for one in (*ruleset.benefits, *ruleset.terms.values())]
        for one in (*nodes, *(one.value for one in ruleset.quantities.values()), *(one for each in ruleset.benefits for one in paid(each))):
            for part in walk(one):
                yield type(part)
                yield from (getattr(part, name) for name in ("order", "share", "mode", "unit") if hasattr(part, name))


@pytest.mark.parametrize("reached", AgeReached)
def test_every_test_alone_is_what_the_reference_says(reached: AgeReached) -> None:
    """And its contrary, of the person (and of each fourth of another), for every value near every constant and every part that may be known
    of it; of age as each document counts.
    """
    tests = [test for test in every_test() if reached is AgeReached.BIRTHDAY or any(isinstance(one, Age) for one in walk(test))]
    conditions = [one for at, test in enumerate(tests) for one in (test, Not(test), *([About("elder", test)] if at % 4 == 0 else []))]
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
    """Each part of a proof, however the prover shares them, has the truth, the value or the interval that the reference
    gives, and waits for what the reference does.
    """
    parts = Counter[type]()

    @settings(SETTINGS, max_examples=BOOKS)
    @given(cases)
    def hold(case: Case) -> None:
        for ruleset in case.rules.rulesets.values():
            one = Prover(scope_of(ruleset, case.rules))
            for asked in case.asked:
                view = one.view(asked.person, asked.day)
                for benefit in ruleset.benefits[:3]:
                    proof = one.prove(benefit.condition, view)
                    assert proof.condition is benefit.condition
                    for part, who, place in inside(proof, "", one.scope.on(asked.day)):
                        parts[type(part.condition if isinstance(part, Proof) else part.quantity)] += 1
                        hold_part(part, who, asked.person, place)

    hold()

    assert set(parts) == {*Condition.__args__, *Quantity.__args__}


def inside(whole: Proof | Measured, who: str, place: Situation) -> Iterator[tuple[Proof | Measured, str, Situation]]:
    """Every part of a proof with the person it is about and what it is read in, those of its comparisons and of their
    quantities too; of another benefit by its own ruleset.
    """
    yield whole, who, place
    parts: tuple[Proof | Measured, ...] = (*whole.parts, *(whole.proofs if isinstance(whole, Measured) else ()))
    if isinstance(whole, Proof) and isinstance(whole.condition, Compare):
        parts = whole.value
    inner = whole.condition.fact if isinstance(whole, Proof) and isinstance(whole.condition, About) else who
    if isinstance(whole, Proof) and isinstance(whole.condition, EntitledTo) and len(whole.condition.benefits) == 1:
        place = place.scope.promise(whole.condition.benefits[0])[2].on(place.as_of)
    for part in parts:
        yield from inside(part, inner, place)


def hold_part(part: Proof | Measured, who: str, person: Person, place: Situation) -> None:
    """Hold a part of a proof to the reference."""
    known = about(person, who)
    if isinstance(part, Measured):
        assert part.interval == measure(part.quantity, known, place)
        assert part.waiting(who) == waited_by(part.quantity, person, place, who)
        match part.quantity:
            case Number(fact) | Day(fact) | Elapsed(fact):
                assert part.value == known.get(fact)
            case Rank(fact, None):
                assert part.value == known.get(fact)
            case Age():
                assert part.value == known.get("birth_date")
            case Standard(name):
                assert part.value == Lookup.of(place.scope.standards[name], known, place)
            case First(rows):
                assert all(proof.condition in [row.when for row in rows] for proof in part.proofs)
            case _:
                pass
        return
    assert part.truth is truth_of(part.condition, known, place)
    assert part.waiting(who) == waiting_for(part.condition, person, place, who)
    if isinstance(part.condition, OneOf | Has | Inside):
        assert part.value == known.get(part.condition.fact)


class Brute:
    """Every combination of the readings of a ruleset, one by one, by the reference."""

    def __init__(self, scope: Scope, asked: Asked) -> None:
        self.asked = asked
        terms = scope.terms.values()
        options = [
            [(one.condition, ()), *((other.condition, (choice(one.name, number, other),)) for number, other in numbered(one.readings))]
            for one in terms
        ]
        self.situations: list[tuple[tuple[Choice, ...], Situation]] = []
        for chosen in product(*options):
            meanings = {term.name: replace(term, condition=condition) for term, (condition, _) in zip(terms, chosen, strict=True)}
            choices = tuple(one for _, made in chosen for one in made)
            self.situations.append((choices, replace(scope, terms=meanings).on(asked.day)))

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
    return Choice(term, number, reading.note, reading.name, reading.weight)


def test_robustness_is_what_all_combinations_of_readings_say() -> None:
    """Robust exactly where no combination changes the truth; else every single change that does is named with the truth
    it gives, or, where none does alone, one combination of the fewest changes that do."""
    kinds = Counter[str]()

    @settings(SETTINGS, max_examples=BOOKS)
    @given(cases)
    def exact(case: Case) -> None:
        for ruleset in case.rules.rulesets.values():
            scope = scope_of(ruleset, case.rules)
            readings = ReadingsOfRuleset(ruleset, scope)
            decide = compile_conditions([(one.condition,) for one in ruleset.benefits], scope)
            for asked in case.asked[:4]:
                answers = [one.robustness() for one in readings.spreads(asked.person, asked.day, decide(asked.person, asked.day))]
                brute = Brute(scope, asked)
                for benefit, found in zip(ruleset.benefits, answers, strict=True):
                    kinds[check_robustness(found, brute.truths(benefit))] += 1

    exact()

    assert sum(kinds.values()) >= BOOKS * BENEFITS * 4
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


def test_readings_on_which_an_amount_depends_are_those_by_which_it_is_another() -> None:
    """Each reading of each term is tried alone, by the reference: those that change what is paid are named with the amount."""
    seen = Counter[str]()

    @settings(SETTINGS, max_examples=BOOKS)
    @given(cases)
    def exact(case: Case) -> None:
        for ruleset in case.rules.rulesets.values():
            scope = scope_of(ruleset, case.rules)
            readings = ReadingsOfRuleset(ruleset, scope)
            for asked in case.asked[:4]:
                for index, benefit in enumerate(ruleset.benefits):
                    found = readings.amounts_depend(index, asked.person, asked.day)
                    paid = amount_of(benefit, asked.person, scope.on(asked.day))
                    others = {
                        choice(name, number, reading): amount_of(benefit, asked.person, taking(scope, name, reading).on(asked.day))
                        for name, term in scope.terms.items()
                        for number, reading in numbered(term.readings)
                    }
                    seen["depends" if found else "does not"] += 1
                    assert len(found) == len(dict(found))
                    assert dict(found) == {one: amount for one, amount in others.items() if amount != paid}, (benefit, asked)

    exact()

    assert seen["depends"] > CASES / 1_000
    assert seen["does not"] > 0


def taking(scope: Scope, name: str, reading: Reading) -> Scope:
    """With this reading of a term."""
    return replace(scope, terms={**scope.terms, name: replace(scope.terms[name], condition=reading.condition)})


def test_past_the_limit_of_combinations_an_outcome_is_not_robust(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where readings may matter only together and are too many to try, robustness is not claimed and none is named."""
    ruleset = two_readings_that_matter_together()
    everyone: list[Person] = [{}, {"widowed": True, "certified": False}]
    day = date(2025, 3, 1)

    def answers() -> list[Robustness]:
        scope = Scope(FACTS, ruleset.terms)
        decide = compile_conditions([(one.condition,) for one in ruleset.benefits], scope)
        return [ReadingsOfRuleset(ruleset, scope).spreads(person, day, decide(person, day))[0].robustness() for person in everyone]

    tried = answers()
    monkeypatch.setattr(readings_module, "MOST", 3)

    assert [one.robust for one in tried] == [True, False]
    assert [len(one.choices) for one in tried[1].depends_on] == [2]
    assert answers()[1] == Robustness(False)


def two_readings_that_matter_together() -> Ruleset:
    """A benefit for the frail and poor; by other readings frail and poor are the widowed, not the certified."""
    widowed, certified = OneOf("widowed", (True,)), OneOf("certified", (True,))
    terms = {name: DefinedTerm(name, Text(name), certified, (Reading(Text("丧偶"), widowed),)) for name in ("frail", "poor")}
    return replace(ruleset_of([All((Term("frail"), Term("poor")))]), terms=terms)


def test_what_is_kept_of_others_is_what_would_be_worked_out() -> None:
    """What is said of somebody where people came before of whom tests said the same, beside an edition that keeps nothing of anybody."""
    seen: Counter[bool] = Counter()

    @settings(SETTINGS, max_examples=BOOKS)
    @given(adopted_cases)
    def agree(case: AdoptedCase) -> None:
        keeps, forgets = Edition(case.rules), Edition(case.rules)
        for engine in forgets.engines.values():
            engine.__dict__["patterns"] = Forgetful(len(engine.ruleset.benefits))
        for asked in (*case.asked[:4], *case.asked[:2]):
            kept, forgotten = (one.findings(asked.person, asked.day, None) for one in (keeps, forgets))
            for one, other in zip(kept, forgotten, strict=True):
                assert other.alike is None
                for explain in ("none", "short"):
                    assert one.json(explain, ("zh",)) == other.json(explain, ("zh",)), (one.benefit, asked)
                assert one.data("full", ("zh",)) == other.data("full", ("zh",)), (one.benefit, asked)
                seen[one.alike is not None] += 1

    agree()

    assert seen[True], seen


class Forgetful:
    """Says of no benefit that its tests tell everything."""

    def __init__(self, benefits: int) -> None:
        self.benefits = benefits

    def of(self, person: Person, day: date) -> list[None]:
        return [None] * self.benefits


def test_what_to_do_is_what_the_reference_says() -> None:
    """Of random books whose readings are weighed and partly adopted: the action of every finding is that of the truths under all
    likely readings of the day's wording, and what can be claimed is settled and the same under all of them.
    """
    seen: Counter[Action] = Counter()

    @settings(SETTINGS, max_examples=4 * BOOKS)  # what everybody has is rare
    @given(adopted_cases)
    def agree(case: AdoptedCase) -> None:
        for asked in case.asked[:4]:
            rules = worded(case.rules, asked.day)
            edition = Edition(rules)
            for name, ruleset in rules.rulesets.items():
                read = likely(ruleset)
                place = scope_of(read, rules).on(asked.day)
                findings = {one.benefit: one for one in edition.engines[name].findings(asked.person, asked.day, None)}
                near = {one.full_name for one in read.benefits if concerns(one, tied(ruleset.document, asked.person))}
                assert set(findings) == near
                for benefit in read.benefits:
                    if benefit.full_name in near:
                        truths = truths_of(benefit, asked.person, place)
                        outcome = outcomes_of(benefit, ruleset, asked.day)[truth_of(benefit.condition, asked.person, place)]
                        expected = action_of(benefit, ruleset.document, outcome, truths, hint_of(benefit, asked.person, place))
                        finding = findings[benefit.full_name]
                        assert finding.action is expected, (benefit, asked)
                        seen[expected] += 1
                        if expected is Action.CLAIM:
                            assert truths == {Truth.YES}
                            assert finding.settled
                        if expected is Action.READING:
                            assert finding.doubts

    agree()

    assert all(seen[one] for one in Action if one is not Action.NOT_IN_FORCE), seen


class AdoptedCase(Case):
    """The same, readings weighed and adopted."""

    def __init__(self, luck: Random) -> None:
        super().__init__(luck)
        self.rules = adopting(luck, weighed(luck, self.rules))


adopted_cases = seeded(AdoptedCase)


def test_past_the_limit_of_likely_combinations_single_changes_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the reference as in what is worked out faster."""
    ruleset = two_readings_that_matter_together()
    person, day, scope = {"widowed": True, "certified": False}, date(2025, 3, 1), Scope(FACTS, ruleset.terms)

    def found(most: int) -> tuple[frozenset[Truth], frozenset[Truth]]:
        monkeypatch.setattr(doubt_module, "MOST", most)
        [fast] = ReadingsOfRuleset(ruleset, scope, most).spreads(person, day, [Truth.NO])
        return truths_of(ruleset.benefits[0], person, scope.on(day)), fast.truths

    assert found(4) == (frozenset({Truth.YES, Truth.NO}),) * 2
    assert found(3) == (frozenset({Truth.NO}),) * 2
