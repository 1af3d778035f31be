"""The made-up province: its rule book reads, its scenarios pass, and what it says of one person over the years is right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from huilao import Rulebook
from huilao.answers.finding import Finding
from huilao.scenarios.features import run_features

FOLDER = Path(__file__).parents[2] / "examples" / "qinghe"
SINCE = date(2025, 3, 1)
ELDER = {
    "出生日期": "1936-03-01",
    "户籍地": "柳湾县",
    "常住地": "柳湾县",
    "城乡": "农村",
    "社会救助身份": ["低保"],
    "老年人能力等级": "中度失能",
    "家庭月收入": 1000,
    "共同生活人数": 2,
    "家庭财产符合规定": True,
    "有生活来源": True,
    "当月养老服务费用": 900,
}
"""Somebody who has most of what there is."""


@pytest.fixture(scope="module")
def qinghe() -> Rulebook:
    """The rule book of the province; it is read without a mistake, or this raises."""
    return Rulebook.load(FOLDER / "rulesets")


def test_every_scenario_passes(qinghe: Rulebook) -> None:
    """Whoever copies them begins with what is right."""
    runs = run_features(FOLDER / "features", qinghe)

    assert [(run.case.file, run.case.line, run.failure) for run in runs if run.failure is not None] == []


def test_every_benefit_has_scenarios_and_a_line_in_the_readme(qinghe: Rulebook) -> None:
    """What pays something says how much in one of them."""
    features = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("features/*.feature"))
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")

    for name in qinghe.benefits:
        assert f'"{qinghe.names.short(name)}" 的金额是' in features
        assert f"`{name}`" in readme


def test_what_is_made_up_says_so(qinghe: Rulebook) -> None:
    """In the README, in the title of every document and of every feature; and no division of China is named."""
    assert "虚构" in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()[2]
    for ruleset in qinghe.rules.rulesets.values():
        assert "虚构" in ruleset.document.title.zh
        assert "made up" in ruleset.document.title.of("en")
    for path in FOLDER.glob("features/*.feature"):
        assert "虚构" in path.read_text(encoding="utf-8").splitlines()[1]
    assert {code[:2] for code in qinghe.rules.places} == {"98"}


def test_one_person_gets_this_today(qinghe: Rulebook) -> None:
    """All that is paid by month: 60 for age, 300 for care, 360 of 900 for services, 610 × 2 − 1000 to the line; by quarter 90."""
    evaluation = qinghe.evaluate(ELDER, SINCE)
    paid = {one.benefit: one.amount.at_least for one in evaluation.eligible if one.amount is not None}

    assert paid == {
        "city/3-age-allowance": 60,
        "city/4-nutrition-allowance": 90,
        "city/6-care-subsidy": 300,
        "city/8-consumption-voucher": 360,
        "province/5-subsistence-allowance": 220,
    }
    assert {per.value: total.at_least for per, total in evaluation.totals.items()} == {"month": 940, "quarter": 90}


def test_one_person_has_these_changes_before_her(qinghe: Rulebook) -> None:
    """The county's standard rises on 1 July 2025; she is 89 years and 6 months old on 1 September 2025 and 90 in March after."""
    timeline = qinghe.timeline(ELDER, SINCE, 5)

    assert [(one.day, one.after.benefit, _rate(one.before), _rate(one.after)) for one in timeline.changes] == [
        (date(2025, 7, 1), "province/5-subsistence-allowance", 220, 280),
        (date(2025, 9, 1), "city/4-nutrition-allowance", 90, 240),
        (date(2026, 3, 1), "city/3-age-allowance", 60, 150),
    ]


def _rate(finding: Finding) -> Decimal | None:
    amount = finding.amount
    assert amount is not None
    assert amount.at_least == amount.at_most
    return amount.at_least
