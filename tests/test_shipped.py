"""The shipped rule book: every person-level provision of the five documents, and the proof that it has them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huilao import Action, Evaluation, Outcome, Rulebook
from huilao.answers.finding import Flag
from huilao.scenarios import read_features

pytestmark = pytest.mark.xdist_group("coverage")  # one worker reads the scenarios once

FEATURES = Path(__file__).parent.parent / "features"
DAY = date(2025, 3, 1)


def test_all_271_provisions_are_there(book: Rulebook) -> None:
    """By document."""
    counted = {name: len(ruleset.benefits) for name, ruleset in book.rules.rulesets.items()}

    assert counted == {"quxian": 23, "yuzhong": 24, "tiexi": 42, "mianning": 132, "jilin": 50}
    assert sum(counted.values()) == len(book.benefits) == 271


def test_none_is_without_citation_force_scenario_and_sentence(book: Rulebook) -> None:
    """In both languages."""
    named = {name for case in read_features(FEATURES, book) for name in case.expected}
    for name, benefit in book.benefits.items():
        assert benefit.cite
        assert benefit.force
        assert benefit.name.en
        assert benefit.provides.en
        assert name in named
        for language in ("zh", "en"):
            assert len(book.sentence(name, language)) > 5


def test_every_clause_yields_a_benefit_or_says_why_not(book: Rulebook) -> None:
    """And every benefit cites a clause of the register."""
    for ruleset in book.rules.rulesets.values():
        assert ruleset.clauses
        for clause in ruleset.clauses:
            cited = any(clause.holds(cite) for benefit in ruleset.benefits for cite in benefit.cite)
            assert cited == (clause.none is None), f"{ruleset.name} {clause.cite}"
        for benefit in ruleset.benefits:
            assert all(any(clause.holds(cite) for clause in ruleset.clauses) for cite in benefit.cite), benefit.full_name


def of(evaluation: Evaluation, ruleset: str) -> dict[str, Outcome]:
    return {one.benefit: one.outcome for one in evaluation.findings if one.benefit.startswith(f"{ruleset}/")}


def for_anyone(book: Rulebook) -> set[str]:
    return {name for name, benefit in book.benefits.items() if benefit.applies_to == "anyone"}


def test_someone_in_tiexi_meets_the_district_and_the_draft_of_the_province(book: Rulebook) -> None:
    """The latter's findings are all flagged."""
    evaluation = book.evaluate({"birth_date": "1944-05-10", "residence": "220302", "household_registration": "220302"}, DAY)

    assert len(of(evaluation, "tiexi")) == 42
    assert len(of(evaluation, "jilin")) == 50
    assert all((Flag.DRAFT in one.flags) == one.benefit.startswith("jilin/") for one in evaluation.findings)


def test_the_same_person_in_changchun_meets_the_province_alone(book: Rulebook) -> None:
    """But for what concerns everyone."""
    evaluation = book.evaluate({"birth_date": "1944-05-10", "residence": "2201", "household_registration": "2201"}, DAY)

    assert len(of(evaluation, "jilin")) == 50
    assert {one.benefit for one in evaluation.findings} - of(evaluation, "jilin").keys() <= for_anyone(book)


def test_registered_in_mianning_and_living_in_yuzhong(book: Rulebook) -> None:
    """Mianning's flu vaccine, and of its services at home nothing."""
    evaluation = book.evaluate(
        {"birth_date": "1944-05-10", "residence": "500103", "household_registration": "513433", "residence_setting": "home"}, DAY
    )

    assert evaluation["mianning/5-1-free-flu-vaccine"].action is Action.CLAIM
    assert evaluation["mianning/8-2-home-service-purchase"].action is Action.NOT_COVERED
    assert Outcome.ELIGIBLE in of(evaluation, "yuzhong").values()


def test_the_same_promise_in_two_documents_stands_together(book: Rulebook) -> None:
    """By service."""
    evaluation = book.evaluate({"birth_date": "1944-05-10", "residence": "220302", "household_registration": "220302"}, DAY)

    rulesets = {one.benefit.split("/")[0] for one in evaluation.by_service["family_doctor"]}
    assert rulesets == {"tiexi", "jilin"}
    assert sum(len(findings) for findings in evaluation.by_service.values()) == len(evaluation.findings)
