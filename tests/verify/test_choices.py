"""Where one of several is paid, and from when on: the solver finds whom the definition shows, and nobody else."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from huilao.language.condition import All, Condition, OneOf, facts_in
from huilao.language.facts import Text
from huilao.language.known import Person
from huilao.language.policy import (
    AppliesTo,
    Beneficiary,
    Benefit,
    ChooseBy,
    ChooseOne,
    Document,
    Force,
    Pays,
    RuleClass,
    Rules,
    Ruleset,
    Starts,
    whole_condition,
)
from huilao.language.quantity import Constant, Number, PayFrom, Smallest
from huilao.language.truth import Truth
from huilao.language.units import Per
from huilao.review.side import Side, versions
from huilao.verify.change import Effect, Version
from huilao.verify.choices import Choosing, choice_change, choice_changes
from huilao.verify.encoding import Encoder, Somebody
from huilao.verify.formulas import z3
from huilao.verify.people import PLACES as LISTED
from huilao.verify.places import relevant_places
from huilao.verify.search import Search, Verdict
from huilao.verify.starts import LAST, starts_later
from solved_people import Asked
from strategies import DAYS, FACTS, IMPLIED

SEEDS = range(max(6, int(os.environ.get("HUILAO_CASES", "5000")) // 1_000))


NAMES = tuple(f"r/b{number}" for number in range(5))
TESTS: tuple[Condition, ...] = (All(()), *(OneOf(fact, (True,)) for fact in ("widowed", "certified", "listed", "carer")))
AMOUNTS = (
    *(Constant(Fraction(number)) for number in (100, 200, 200)),
    Number("income"),
    Smallest((Number("income"), Constant(Fraction(200)))),
)


def a_benefit(luck: Random, name: str) -> Benefit:
    """One that pays as much as another, or so much as somebody has; mostly by the month."""
    when = All(tuple(luck.sample(TESTS, luck.choice((1, 1, 2)))))
    pays = Pays(luck.choice(AMOUNTS), luck.choice((Per.MONTH, Per.MONTH, Per.MONTH, Per.YEAR)))
    text = Text("文", "text")
    return Benefit(
        "r", name.partition("/")[2], text, ("第一条",), "service", Force.MANDATORY, RuleClass.CORE, Beneficiary.ELDER, AppliesTo.ANYONE, text,
        when, whole_condition(AppliesTo.ANYONE, when), pays=pays,
    )  # fmt: skip


def a_choice(luck: Random) -> tuple[Rules, Rules]:
    """A rule book with a choice, and one with another or none, in which some benefits are others too."""
    benefits = [a_benefit(luck, name) for name in NAMES]
    edited = [luck.choice((one, one, one, a_benefit(luck, one.full_name))) for one in benefits]
    lines = [(ChooseOne(tuple(luck.sample(NAMES, luck.randint(2, 4))), luck.choice((*ChooseBy, ChooseBy.HIGHEST))),) for _ in range(2)]
    document = Document("r", "51", Text("文件"))
    before, after = (Rules(FACTS, {}, {}, {}, {"r": Ruleset(document, {}, tuple(some))}) for some in (benefits, edited))
    return replace(before, combine=luck.choice((lines[0], ()))), replace(after, combine=luck.choice((*lines, ())))


def people_of(luck: Random) -> list[Person]:
    """Those who have several benefits, of whom this or that is not known."""
    income = [None, *map(Decimal, ("100", "150", "200", "300"))]
    facts = [fact for test in TESTS[1:] for fact in facts_in(test)]
    given = ({"income": luck.choice(income), **{fact: luck.choice((True, True, True, None, False)) for fact in facts}} for _ in range(60))
    known = [{name: value for name, value in one.items() if value is not None} for one in given]
    closed = [IMPLIED.close(one) for one in known]
    return [one for one, wrong in closed if not wrong]


def sides_of(rules: Rules) -> dict[str, Side]:
    return {one.full_name: Side(one, ruleset, rules) for ruleset in rules.rulesets.values() for one in ruleset.benefits}


@pytest.mark.parametrize("seed", SEEDS)
def test_who_stands_is_who_stands_by_the_definition(seed: int) -> None:
    """Of random choices and random people who surely have a benefit: the solver has what the reference has."""
    luck = Random(seed)
    _, rules = a_choice(luck)
    day = DAYS[0]
    somebody = Somebody(FACTS, day, relevant_places(rules), LISTED)
    search = Search(somebody)
    chosen = [version for side in sides_of(rules).values() if (version := side.version(day)).line is not None]
    asked = [(one, Encoder(somebody, one.situation).pair(one.condition), Choosing(search, one)) for one in chosen]
    formulas = [(one, pair.yes, choosing.stands, [choosing.out_by(other) for other in choosing.others]) for one, pair, choosing in asked]
    for person in people_of(luck):
        model = Asked(somebody).model(person)
        for version, has, stands, out in formulas:
            if z3.is_true(model.eval(has, model_completion=True)):
                found = version.standing(person)
                truth = Truth.YES if found is None else found.truth
                assert z3.is_true(model.eval(stands, model_completion=True)) is (truth is Truth.YES), (version, person)
                assert any(z3.is_true(model.eval(one, model_completion=True)) for one in out) is (truth is Truth.NO), (version, person)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_edit_of_a_choice_touches_whom_it_is_said_to(seed: int) -> None:
    """Whoever is shown is borne out (the search replays them); nobody at random is touched where it is proved that nobody is."""
    luck = Random(seed)
    old, new = a_choice(luck)
    day = DAYS[0]
    search = Search(Somebody(FACTS, day, relevant_places(old), LISTED))
    people = people_of(luck)
    before, after = sides_of(old), sides_of(new)
    for name in [name for name in NAMES if before[name].line or after[name].line]:
        pair = versions(before[name], after[name], day)
        told = {one.effect for one in choice_changes(search, *pair) if one.verdict is not Verdict.PROVED}
        assert {effect for person in people if (effect := _touching(pair, person)) is not None} <= told, name


def _touching(pair: tuple[Version, Version], person: Person) -> Effect | None:
    has_both = all(one.benefit is not None and one.truth(person) is Truth.YES for one in pair)
    return choice_change(*pair, person) if has_both else None


@pytest.mark.parametrize(
    ("before", "after", "assessed", "retired", "later"),
    [
        (Starts(None, PayFrom.SAME_DAY), Starts(None, PayFrom.NEXT_MONTH), None, None, True),
        (Starts(None, PayFrom.SAME_DAY), Starts(None, PayFrom.SAME_MONTH), None, None, False),
        (Starts("assessed_on", PayFrom.SAME_MONTH), Starts("assessed_on", PayFrom.SAME_DAY), date(2025, 3, 1), None, False),
        (Starts("assessed_on", PayFrom.SAME_MONTH), Starts("assessed_on", PayFrom.SAME_DAY), date(2025, 3, 2), None, True),
        (Starts("assessed_on", PayFrom.NEXT_MONTH), Starts("retired_on", PayFrom.SAME_DAY), date(2025, 2, 28), date(2025, 3, 1), False),
        (Starts("assessed_on", PayFrom.NEXT_MONTH), Starts("retired_on", PayFrom.SAME_DAY), date(2025, 2, 28), date(2025, 3, 2), True),
        (Starts("assessed_on", PayFrom.SAME_DAY), Starts("retired_on", PayFrom.SAME_DAY), date(2025, 2, 28), None, False),
        (Starts("assessed_on", PayFrom.SAME_DAY), Starts("assessed_on", PayFrom.NEXT_MONTH), date.max, None, False),
        (Starts("assessed_on", PayFrom.SAME_DAY), Starts("assessed_on", PayFrom.NEXT_MONTH), LAST, None, True),
    ],
)
def test_who_is_paid_later(before: Starts, after: Starts, assessed: date | None, retired: date | None, *, later: bool) -> None:
    """By the same day or another one, to the day; of days that are not known nothing is said."""
    assert starts_later(before, after, {"assessed_on": assessed, "retired_on": retired}) is later
