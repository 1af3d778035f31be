"""Screening means what the reference means: on Polars, DuckDB and Spark, for whatever can be known of people."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from huilao import Rulebook
from huilao.answers.evaluation import COUNTED
from huilao.language.ages import AgeReached
from huilao.language.condition import About, Compare, Condition, Not, Order
from huilao.language.doubt import likely, truths_of
from huilao.language.known import Person, Range
from huilao.language.meaning import truth_of, waiting_for
from huilao.language.outcome import OUTCOMES, Action, action_of, concerns, hint_of, tied
from huilao.language.policy import AppliesTo, Benefit, Rules, Ruleset
from huilao.language.quantity import Age, Constant, Largest, Number, Smallest
from huilao.language.scope import Situation, scope_of
from huilao.language.truth import Truth
from huilao.language.units import Per
from huilao.language.wording import worded
from huilao.screen.actions import ACTIONS
from huilao.screen.numbers import TooManyDigitsError
from huilao.screen.screening import AT_LEAST, Screening, action_column, concern_of, total_of
from on_engines import SHARE, Row, Screen, checked, in_decimals, paid, shown
from plain_rules import plain_benefit, plain_rules
from strategies import DAYS, FACTS, a_person, a_profile, a_rule_book, adopting, every_test, everyone, weighed

DAY = date(2025, 2, 28)
BENEFITS, PEOPLE = 15, 50
CASES = int(os.environ.get("HUILAO_CASES", "20000"))


AMOUNTS_TO = 1e-5
"""How near a total is: each of its amounts is worked out to six digits."""


def some_books(
    engine: str, benefits: int = BENEFITS // 3, share: float = 1, least: int = 2, *, adopted: bool = False
) -> Iterator[tuple[Random, date, Rules, Screening]]:
    """Random rule books and days; those with a quantity of too many digits are left out, and are few."""
    number, refused = max(least, round(CASES * SHARE[engine] * share / BENEFITS / PEOPLE)), 0
    for seed in range(number):
        luck = Random(seed)
        rules = a_rule_book(luck, benefits)
        rules = adopting(luck, weighed(luck, rules)) if adopted else rules
        day = luck.choice(DAYS)
        try:
            yield luck, day, rules, Screening(rules, day)
        except TooManyDigitsError:
            refused += 1
    assert refused <= 1 + number / 4


def some_people(luck: Random, day: date, number: int = PEOPLE) -> list[Person]:
    """People of whom all, much, little or nothing is known, in whole or (of every other crowd) in part."""
    shares = luck.choice(((0.0,), (0.0, 0.4, 0.8)))
    return [checked(a_person(luck, day, luck.choice((0, 1, 3, 6, 10)), partly=luck.choice(shares))) for _ in range(number)]


def asked(screening: Screening, rules: Rules) -> Iterator[tuple[Benefit, Situation]]:
    for benefit in screening.benefits:
        yield benefit, scope_of(rules.rulesets[benefit.ruleset], rules).on(screening.as_of)


def answered(benefit: Benefit, rules: Rules, person: Person, place: Situation) -> Truth:
    """The truth of a benefit's condition for those whom it can concern; for nobody else is it open or a yes."""
    near = concerns(benefit, tied(rules.rulesets[benefit.ruleset].document, person))
    return truth_of(benefit.condition, person, place) if near else Truth.NO


def test_screening_agrees_with_the_reference(engine: str, screen: Screen) -> None:
    """On random rule books and people: the truth of every benefit, what it pays, and whom a ruleset can concern."""
    seen: Counter[object] = Counter()
    for luck, day, rules, screening in some_books(engine):
        people = some_people(luck, day)
        found, amounts = screen.answers(screening, people), screen.amounts(screening, people)
        for benefit, place in asked(screening, rules):
            for person, row, pay in zip(people, found, amounts, strict=True):
                truth = answered(benefit, rules, person, place)
                seen[truth] += 1
                assert Truth.of(row[benefit.full_name]) is truth, f"{benefit.condition} of {person} in {place}"
                if benefit.pays is not None:
                    amount = paid(benefit, truth, person, place)
                    seen[
                        "no amount" if amount is None else "amount" if amount.settled else "open" if amount.high is None else "between"
                    ] += 1
                    assert shown(pay, benefit.full_name) == in_decimals(amount), f"{benefit} to {person} in {place}"
        for ruleset in rules.rulesets.values():
            for person, row in zip(people, found, strict=True):
                near = any(
                    concerns(replace(one, applies_to=AppliesTo.RESIDENTS), tied(ruleset.document, person)) for one in ruleset.benefits[:1]
                )
                seen[near] += 1
                assert row[concern_of(ruleset.name)] is near

    kinds = (*Truth, True, False, "no amount", "amount", "open", "between")
    assert all(seen[one] > seen.total() / 1_000 for one in kinds), seen


def test_what_to_do_and_the_totals_are_those_of_the_reference(engine: str, screen: Screen) -> None:
    """The action by the truths under all likely readings of the day's wording; totals are surely what can be claimed, and at
    most what may come besides.
    """
    seen: Counter[object] = Counter()
    for luck, day, rules, screening in some_books(engine, share=0.5, least=12 if engine == "polars" else 1, adopted=True):
        people = some_people(luck, day, 30)
        found, amounts = screen.actions(screening, people), screen.amounts(screening, people)
        wording = worded(rules, day)
        expected: list[dict[str, tuple[Fraction, Fraction | None]]] = [{} for _ in people]
        for ruleset in map(likely, wording.rulesets.values()):
            place = scope_of(ruleset, wording).on(day)
            for benefit in ruleset.benefits:
                for person, row, total in zip(people, found, expected, strict=True):
                    action = what_to_do(benefit, ruleset, person, place)
                    code = row[action_column(benefit.full_name)]
                    seen[action] += 1
                    assert (None if code is None else ACTIONS[code]) is action, f"{benefit} of {person} in {place}"
                    if action in COUNTED and benefit.pays is not None:
                        amount = paid(benefit, truth_of(benefit.condition, person, place), person, place)
                        if amount is not None:
                            low, high = total.get(total_of(benefit.pays.per), (Fraction(0), Fraction(0)))
                            more = None if high is None or amount.high is None else high + amount.high
                            sure = (amount.low or Fraction(0)) if action is Action.CLAIM else Fraction(0)
                            total[total_of(benefit.pays.per)] = low + sure, more
        for row, total in zip(amounts, expected, strict=True):
            for name in {one.rpartition("/")[0] for one in row if one.startswith("total/")}:
                seen["open" if name in total and total[name][1] is None else "total" if name in total else "none"] += 1
                given = [None if end is None else float(end) for end in shown(row, name)]
                meant = [None if end is None else float(end) for end in total.get(name, (None, None))]
                assert given == pytest.approx(meant, abs=AMOUNTS_TO), name
    wanted = (*(one for one in Action if one is not Action.NOT_IN_FORCE), None, "open", "total", "none")
    assert all(seen[one] for one in wanted) or engine != "polars", seen


def what_to_do(benefit: Benefit, ruleset: Ruleset, person: Person, place: Situation) -> Action | None:
    """By the reference; None where the benefit cannot concern the person."""
    if not concerns(benefit, tied(ruleset.document, person)):
        return None
    outcome = OUTCOMES[truth_of(benefit.condition, person, place)]
    return action_of(benefit, ruleset.document, outcome, truths_of(benefit, person, place), hint_of(benefit, person, place))


@pytest.mark.parametrize("reached", AgeReached)
def test_every_test_alone_is_what_the_reference_says(engine: str, screen: Screen, reached: AgeReached) -> None:
    """And its contrary, of the person and of another, for every value near every constant, known in whole or in part; of age
    as each document counts.
    """
    tests = [test for test in every_test() if reached is AgeReached.BIRTHDAY or _of_age(test)]
    conditions: list[Condition] = [
        one for test in tests for one in ((test, Not(test), About("elder", test)) if engine == "polars" else (test,))
    ]
    people = [checked(person) for person in everyone(DAY)]
    for start in range(0, len(conditions), 600):  # DuckDB takes long over thousands of columns
        rules = plain_rules(*(plain_benefit(one, f"b{number}") for number, one in enumerate(conditions[start : start + 600])))
        ruleset = replace(rules.rulesets["r"], document=replace(rules.rulesets["r"].document, age_reached=reached))
        rules = replace(rules, rulesets={"r": ruleset})
        screening = Screening(rules, DAY)
        place = scope_of(ruleset, rules).on(DAY)
        for person, row in zip(people, screen.answers(screening, people), strict=True):
            for benefit in ruleset.benefits:
                assert Truth.of(row[benefit.full_name]) is truth_of(benefit.condition, person, place), f"{benefit.condition} of {person}"


def _of_age(test: Condition) -> bool:
    return isinstance(test, Compare) and (isinstance(test.left, Age) or isinstance(test.right, Age))


def test_what_is_missing_is_counted_as_the_reference_has_it(engine: str, screen: Screen) -> None:
    """For each benefit and fact, how many people's answers wait for it; and for each standard that lacks a number."""
    seen: Counter[str] = Counter()
    for luck, day, rules, screening in some_books(engine, 4, share=0.5):
        people = some_people(luck, day, 40)
        frame = screen.people(people, FACTS, screening.columns)
        facts: Counter[str] = Counter()
        lacks: Counter[str] = Counter()
        for benefit, place in asked(screening, rules):
            for person in people:
                if not concerns(benefit, tied(rules.rulesets[benefit.ruleset].document, person)):
                    continue
                waiting = waiting_for(benefit.condition, person, place)
                facts.update(f"{benefit.full_name}|{str(path).replace('.', '/')}" for path in waiting.facts)
                lacks.update({f"{benefit.full_name}|{lack.standard}" for lack in waiting.lacks})
        seen["facts"] += facts.total()
        seen["lacks"] += lacks.total()

        assert screen.counted(screening.missing(frame)) == facts
        assert screen.counted(screening.lacks(frame)) == lacks
    assert seen["facts"] > 100
    assert seen["lacks"] > 10 or engine == "spark"


@pytest.mark.parametrize("of", [Smallest, Largest])
def test_what_cannot_change_a_smallest_or_largest_is_not_missing(screen: Screen, of: type[Smallest | Largest]) -> None:
    """An end that only reaches the bound of the others is none that matters."""
    parts = (Number("income"), Number("balance"))
    test = Compare(of(parts), Order.AT_LEAST, Constant(Fraction(8 if of is Largest else 3)))
    rules = plain_rules(plain_benefit(test, "b"))
    ends = (7, 10, 0, 7) if of is Largest else (1, 4, 4, 9)
    low, high, least, most = map(Decimal, ends)
    person = {"income": Range(low, high), "balance": Range(least, most)}
    screening = Screening(rules, DAY)

    assert screen.counted(screening.missing(screen.people([person], FACTS, screening.columns))) == {"r/b|income": 1}
    assert {str(path) for path in waiting_for(test, person, scope_of(rules.rulesets["r"], rules).on(DAY)).facts} == {"income"}


def test_of_each_ruleset_apart_the_same(screen: Screen) -> None:
    """Asked ruleset by ruleset, of those whom it concerns alone, the answers are the same; the others have none."""
    luck = Random(5)
    screening = Screening(a_rule_book(luck, 6), DAY)
    people = some_people(luck, DAY, 60)
    frame = screen.people(people, FACTS, screening.columns)
    wide = screen.rows(screening.answers(frame, ["number"]))
    anyone = [one.full_name for one in screening.benefits if one.applies_to is AppliesTo.ANYONE]

    assert [list(row) for row in screen.rows(screening.for_anyone(frame, ["number"]))] == [["number", *anyone]] * len(people)
    assert screen.rows(screening.for_anyone(frame, ["number"])) == [{name: row[name] for name in ("number", *anyone)} for row in wide]
    sizes: set[int] = set()
    for ruleset in screening.rulesets:
        tied = [one.full_name for one in ruleset.benefits if one.full_name not in anyone]
        found = screen.rows(screening.of_ruleset(ruleset.name, frame, ["number"]))
        near = [row for row in wide if row[concern_of(ruleset.name)]]
        sizes.add(len(near))
        assert found == [{name: row[name] for name in ("number", *tied)} for row in near]
        assert not any(row[name] is not False for row in wide if row not in near for name in tied)
    assert min(sizes) < len(people)


def test_the_shipped_rule_book_says_the_same_of_many_and_of_one(book: Rulebook, screen: Screen) -> None:
    """The truths of `Rulebook.decide`, and findings for exactly those whom a ruleset concerns, with their actions and amounts."""
    day = date(2025, 3, 1)
    profiles = [a_profile(book.rules, Random(number), day, partly=0.2 * (number % 2)) for number in range(300)]
    people = [book.person(profile, day) for profile in profiles]
    screening = Screening(book.rules, day)
    found, amounts, actions = screen.answers(screening, people), screen.amounts(screening, people), screen.actions(screening, people)

    assert len(screening.benefits) + len(screening.not_in_force) == len(book.benefits)
    for person, row in zip(people, found, strict=True):
        truths = book.decide(person, day)
        for one in screening.benefits:
            near = one.applies_to is AppliesTo.ANYONE or row[concern_of(one.ruleset)]
            assert Truth.of(row[one.full_name]) is (truths[one.full_name] if near else Truth.NO)
    for number in range(0, 300, 10):
        evaluation = book.evaluate(profiles[number], day, assurance="off")
        answered = {one.benefit for one in evaluation.findings}
        assert answered == _concerned(book, found[number])
        assert {finding.benefit: finding.action for finding in evaluation.findings} == {
            one.full_name: Action.NOT_IN_FORCE if one in screening.not_in_force else ACTIONS[actions[number][action_column(one.full_name)]]
            for one in book.benefits.values()
            if one.full_name in answered
        }
        for per in Per:
            if total_of(per) + AT_LEAST in amounts[number]:
                total = evaluation.totals.get(per)
                assert shown(amounts[number], total_of(per)) == ((None, None) if total is None else (total.at_least, total.at_most))
        for one in screening.paying:
            amount = evaluation[one.full_name].amount if one.full_name in answered else None
            assert shown(amounts[number], one.full_name) == ((None, None) if amount is None else (amount.at_least, amount.at_most))


def _concerned(book: Rulebook, row: Row) -> set[str]:
    return {name for name, one in book.benefits.items() if one.applies_to is AppliesTo.ANYONE or row[concern_of(one.ruleset)]}
