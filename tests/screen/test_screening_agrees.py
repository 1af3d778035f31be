"""Screening means what the reference means: on Polars, DuckDB and Spark, for whatever can be known of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import cast

import pytest

from huilao import Rulebook
from huilao.answers.evaluation import COUNTED
from huilao.answers.finding import Amount, Finding, decimal_of
from huilao.answers.totals import amounts_of, totals_of
from huilao.language.ages import AgeReached
from huilao.language.combine import Member, Standing, lines_in_force, standings
from huilao.language.condition import About, Compare, Condition, Not, Order
from huilao.language.doubt import likely, truths_of
from huilao.language.known import Path, Person, Range
from huilao.language.meaning import truth_of, waiting_for
from huilao.language.outcome import OUTCOMES, Action, Outcome, action_of, concerns, hint_of, tied
from huilao.language.policy import AppliesTo, Beneficiary, Benefit, ChooseBy, ChooseOne, Force, RuleClass, Rules, Ruleset, Status
from huilao.language.quantity import Age, Constant, Largest, Number, Smallest
from huilao.language.scope import Situation, scope_of
from huilao.language.truth import Truth
from huilao.language.units import Per
from huilao.language.wording import worded
from huilao.screen.actions import ACTIONS
from huilao.screen.choices import STANDS
from huilao.screen.columns import column_of
from huilao.screen.numbers import TooManyDigitsError
from huilao.screen.screening import AT_LEAST, Screening, action_column, choice_of, concern_of, stands_column, total_of
from on_engines import SHARE, Row, Screen, checked, in_decimals, paid, shown
from plain_rules import plain_benefit, plain_rules
from strategies import CASES, DAYS, a_person, a_profile, a_rule_book, adopting, every_test, everyone, weighed

DAY = date(2025, 2, 28)
BENEFITS, PEOPLE = 15, 50


ONE_OF = {"polars": 1, "duckdb": 3, "spark": 7}
"""Of how many tests one is tried on each runner: to plan a thousand columns takes them long."""

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
    for luck, day, rules, screening in some_books(engine, 1 if engine == "spark" else BENEFITS // 3):
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
    most what may come besides. Of those of which one is paid: which stands, and what is paid of them, which counts once.
    """
    seen: Counter[object] = Counter()
    benefits, least = (5, 12) if engine == "polars" else (1 if engine == "spark" else 2, 2)
    for number, (luck, day, book, _) in enumerate(some_books(engine, benefits, least=least, adopted=True)):
        people, rules = some_people(luck, day, 30), choosing(luck, book) if number % 2 else book
        screening = Screening(rules, day)
        wording = worded(rules, day)
        found = zip(
            people, screen.actions(screening, people), screen.stands(screening, people), screen.amounts(screening, people), strict=True
        )
        for person, actions, stands, amounts in found:
            answers = answers_about(person, wording, day)
            for one in answers:
                code = actions[action_column(one.benefit)]
                seen[one.action] += 1
                assert (None if code is None else ACTIONS[code]) is one.action, f"{one.benefit} of {person} in {wording}"
                if stands_column(one.benefit) in stands:
                    standing, code = one.standing, stands[stands_column(one.benefit)]
                    seen["no part" if standing is None else f"{standing.line.by} {standing.truth}"] += 1
                    assert (None if code is None else STANDS[code]) is (standing and standing.truth), (
                        f"{one.benefit} of {person} in {wording}"
                    )
                if one.standing is not None and choice_of(one.standing.line) + AT_LEAST in amounts:
                    seen["together" if one.standing.paid else "nothing together"] += 1
                    assert shown(amounts, choice_of(one.standing.line)) == in_decimals(one.standing.paid), f"{one.standing} of {person}"
            counted = [one for one in answers if one.amount is not None and one.action in COUNTED]
            totals = totals_of(amounts_of(cast("list[Finding]", counted)))
            for per in (per for per in Per if total_of(per) + AT_LEAST in amounts):
                total = totals.get(per)
                seen["none" if total is None else "open" if total.at_most is None else "total"] += 1
                given = [None if end is None else float(end) for end in shown(amounts, total_of(per))]
                meant = [
                    None if end is None else float(end) for end in ((None, None) if total is None else (total.at_least, total.at_most))
                ]
                assert given == pytest.approx(meant, abs=AMOUNTS_TO), f"{per} of {person} in {wording}"
    standing = {f"{by} {truth}" for by in ChooseBy for truth in Truth if by is not ChooseBy.PERSON or truth is Truth.YES}
    wanted = (*(one for one in Action if one is not Action.NOT_IN_FORCE), None, "open", "total", "none", "no part", "together", *standing)
    assert all(seen[one] for one in wanted) or engine != "polars", seen


def choosing(luck: Random, rules: Rules) -> Rules:
    """The same rule book, whose benefits are all settled, and of three to five of which one is paid, by every way of choosing."""
    settled = {
        name: replace(
            ruleset, document=replace(ruleset.document, status=Status.IN_FORCE),
            benefits=tuple(
                replace(one, force=Force.MANDATORY, rule_class=RuleClass.CORE, beneficiary=Beneficiary.ELDER, applies_to=AppliesTo.ANYONE)
                for one in ruleset.benefits
            ),
        )
        for name, ruleset in rules.rulesets.items()
    }  # fmt: skip
    free = [one for ruleset in settled.values() for one in ruleset.benefits]
    lines: list[ChooseOne] = []
    for by in ChooseBy:
        fitting = [one for one in free if by is not ChooseBy.HIGHEST or (one.pays and one.pays.per is Per.MONTH)]
        chosen = luck.sample(fitting, min(len(fitting), luck.randint(3, 5)))
        free = [one for one in free if one not in chosen]
        lines += [ChooseOne(tuple(one.full_name for one in chosen), by)] if len(chosen) > 1 else []
    return replace(rules, rulesets=settled, combine=tuple(lines))


@dataclass
class Answer:
    """What a finding says of a benefit that is in force, by the reference."""

    benefit: str
    action: Action | None
    """None where the benefit cannot concern the person."""
    amount: Amount | None
    takes_part: Member | None
    standing: Standing | None = None

    @property
    def put_out(self) -> bool:
        return self.standing is not None and self.standing.truth is Truth.NO


TAKES_PART = {
    Action.CLAIM: Outcome.ELIGIBLE, Action.EVERYONE: Outcome.ELIGIBLE, Action.READING: Outcome.UNDETERMINED, Action.ASK: Outcome.UNDETERMINED,
}  # fmt: skip


def answers_about(person: Person, rules: Rules, day: date) -> list[Answer]:
    """What the findings about a person say of all benefits that are in force."""
    answers: list[Answer] = []
    for ruleset in map(likely, rules.rulesets.values()):
        place = scope_of(ruleset, rules).on(day)
        for benefit in (one for one in ruleset.benefits if ruleset.in_force(one, day)):
            action = what_to_do(benefit, ruleset, person, place)
            amount, outcome = None, None if action is None else TAKES_PART.get(action)
            found = None if action is None else paid(benefit, truth_of(benefit.condition, person, place), person, place)
            if benefit.pays is not None and found is not None:
                amount = Amount(decimal_of(found.low), decimal_of(found.high), benefit.pays.per, benefit.pays.unit)
            truth = Truth.YES if outcome is Outcome.ELIGIBLE else Truth.UNKNOWN
            member = None if outcome is None else Member(benefit.full_name, outcome, paid(benefit, truth, person, place))
            answers.append(Answer(benefit.full_name, action, amount, member))
    members = {one.benefit: one.takes_part for one in answers if one.takes_part is not None}
    standing = {name: one for line in lines_in_force(rules, day) for name, one in standings(line, members).items()}
    for one in answers:
        one.standing = standing.get(one.benefit)
    return answers


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
    conditions: Sequence[Condition] = [
        one for test in tests for one in ((test, Not(test), About("elder", test)) if engine == "polars" else (test,))
    ][:: ONE_OF[engine]]
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
    """For each benefit and fact, of how many people it is to be asked; for each standard that lacks a number, how many wait for it."""
    seen: Counter[str] = Counter()
    for number, (luck, day, book, _) in enumerate(
        some_books(engine, 2 if engine == "spark" else 4, share=0.5, least=6 if engine == "polars" else 2)
    ):
        people, rules = some_people(luck, day, 40), book if number % 2 else choosing(luck, book)
        screening = Screening(rules, day)
        frame = screen.people(people, screening)
        facts: Counter[str] = Counter()
        lacks: Counter[str] = Counter()
        for benefit, place in asked(screening, rules):
            for person in people:
                if not concerns(benefit, tied(rules.rulesets[benefit.ruleset].document, person)):
                    continue
                waiting = waiting_for(benefit.condition, person, place)
                ruleset = likely(rules.rulesets[benefit.ruleset])
                read = next(one for one in ruleset.benefits if one.id == benefit.id)
                to_ask = what_to_do(read, ruleset, person, scope_of(ruleset, rules).on(day)) is Action.ASK
                seen["not asked"] += len(waiting.facts) * (not to_ask)
                if to_ask:
                    facts.update({f"{benefit.full_name}|{column_of(Path(path.whose, path.fact))}" for path in waiting.facts})
                lacks.update({f"{benefit.full_name}|{lack.standard}" for lack in waiting.lacks})
        seen["facts"] += facts.total()
        seen["lacks"] += lacks.total()

        assert screen.counted(screening.missing(frame)) == facts
        assert screen.counted(screening.lacks(frame)) == lacks
    assert min(seen["facts"], seen["not asked"]) > (10 if engine == "spark" else 100)
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

    assert screen.counted(screening.missing(screen.people([person], screening))) == {"r/b|income": 1}
    assert {str(path) for path in waiting_for(test, person, scope_of(rules.rulesets["r"], rules).on(DAY)).facts} == {"income"}


def test_of_each_ruleset_apart_the_same(screen: Screen) -> None:
    """Asked ruleset by ruleset, of those whom it concerns alone, the answers are the same; the others have none."""
    luck = Random(5)
    screening = Screening(a_rule_book(luck, 6), DAY)
    people = some_people(luck, DAY, 60)
    frame = screen.people(people, screening)
    wide = screen.rows(screening.answers(frame, ["number"]))
    anyone = [one.full_name for one in screening.benefits if one.applies_to is AppliesTo.ANYONE]

    assert [list(row) for row in screen.rows(screening.for_anyone(frame, ["number"]))] == [["number", *anyone]] * len(people)
    assert screen.rows(screening.for_anyone(frame, ["number"])) == [{name: row[name] for name in ("number", *anyone)} for row in wide]
    sizes: set[int] = set()
    for ruleset in screening.rulesets:
        tied = [one.full_name for one in screening.benefits if one.ruleset == ruleset.name and one.full_name not in anyone]
        found = screen.rows(screening.of_ruleset(ruleset.name, frame, ["number"]))
        near = [row for row in wide if row[concern_of(ruleset.name)]]
        sizes.add(len(near))
        assert found == [{name: row[name] for name in ("number", *tied)} for row in near]
        assert not any(row[name] is not False for row in wide if row not in near for name in tied)
    assert min(sizes) < len(people)


@pytest.mark.parametrize("engine", ["polars"], indirect=True)
def test_the_shipped_rule_book_says_the_same_of_many_and_of_one(book: Rulebook, screen: Screen) -> None:
    """The truths of `Rulebook.decide`, and findings for exactly those whom a ruleset concerns, with their actions and amounts. That the
    other runners write the same bytes of it is tested by the command.
    """
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
