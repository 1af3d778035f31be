"""The made-up province: its rule book reads, its scenarios pass, and what it says of one person over the years is right."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huilao import FirstDay, Outcome, Rulebook, Truth
from huilao.answers.finding import Finding
from huilao.cli import app
from huilao.scenarios.features import run_features

FOLDER = Path(__file__).parents[2] / "examples" / "qinghe"
SINCE = date(2025, 3, 1)
ELDER = {
    "出生日期": "1936-03-01",
    "性别": "女",
    "户籍地": "柳湾县",
    "常住地": "柳湾县",
    "城乡": "农村",
    "参保地": "禾川市",
    "社会救助身份": ["低保"],
    "老年人能力等级": "重度失能",
    "残疾人证": True,
    "残疾等级": "二级",
    "已领其他护理费": 60,
    "月收入": 300,
    "存款": 0,
    "家庭成员": [{"与本人关系": "配偶", "出生日期": "1934-05-01", "月收入": 700, "存款": 5000}],
    "计划生育特殊家庭": False,
    "有生活来源": True,
    "遭遇突发困难": False,
    "正在享受": [],
    "正在服刑": False,
    "申请日期": "2025-01-10",
    "长护险参保年数": 3,
    "当月养老服务费用": 900,
    "当月上门护理小时数": 25,
    "当月住院护理天数": 0,
    "当天已优惠餐数": 0,
    "家庭已改造次数": 0,
    "改造费用": 4000,
    "全年辅具租赁费": 1000,
    "全年辅具购置费": 0,
    "全家当年已补辅具费": 0,
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

    for name, benefit in qinghe.benefits.items():
        assert f'"{qinghe.names.short(name)}" {"<答复>" if benefit.pays is None else "的金额是"}' in features
        assert f"`{name}`" in readme


def test_what_is_made_up_says_so(qinghe: Rulebook) -> None:
    """In the README, in the title of every document, of every feature and of every city's figures; no division of China is named."""
    assert "虚构" in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()[2]
    for ruleset in qinghe.rules.rulesets.values():
        assert "虚构" in ruleset.document.title.zh
        assert "made up" in ruleset.document.title.of("en")
    for path in FOLDER.glob("features/*.feature"):
        assert "虚构" in path.read_text(encoding="utf-8").splitlines()[1]
    for path in FOLDER.glob("rulesets/*/standards.yaml"):
        assert "虚构" in path.read_text(encoding="utf-8").splitlines()[0]
    assert {code[:2] for code in qinghe.rules.places} == {"98"}


def test_no_fact_is_left_to_an_office_that_the_rules_hold(qinghe: Rulebook) -> None:
    """What somebody has is worked out of what is known of them."""
    assert [fact.name for fact in qinghe.rules.facts.values() if fact.instrument is not None] == []


# -- places that differ in figures alone ----------------------------------------------------------------------------------


def test_cities_and_a_county_have_a_file_of_figures_and_no_rule() -> None:
    """The two cities set the same standards."""
    files = {name: [path.name for path in (FOLDER / "rulesets" / name).iterdir()] for name in ("hechuan", "nanze", "liuwan")}
    assert set(map(tuple, files.values())) == {("standards.yaml",)}

    values = Rulebook.load(FOLDER / "rulesets").rules.standards.values()
    set_by = {
        place: {one.name for one in values if any(value.place == place for value in one.values)} for place in ("9801", "9802", "980122")
    }
    assert set_by["9801"] == set_by["9802"] > set_by["980122"] > set()


def test_in_another_city_she_has_the_same_with_other_figures(qinghe: Rulebook) -> None:
    """And in the county some of the city's."""
    where = {
        place: qinghe.evaluate({**ELDER, "户籍地": place, "常住地": place, "参保地": place}, date(2025, 9, 1))
        for place in ("东亭区", "柳湾县", "北塘区")
    }
    outcomes = [{one.benefit: one.outcome for one in found.findings} for found in where.values()]
    assert outcomes[0] == outcomes[1] == outcomes[2]

    def paid(name: str) -> list[Decimal | None]:
        return [_rate(found[name]) for found in where.values()]

    assert paid("city/3-age-allowance") == [60, 80, 55]
    assert paid("city/9-support-at-home") == [210, 210, 176]
    assert paid("city/10-meals") == [4, 4, 3]
    assert paid("province/5-subsistence-allowance") == [310, 280, 120]
    assert paid("city/6-care-subsidy") == [480, 480, 480]


# -- one person -----------------------------------------------------------------------------------------------------------


def test_one_person_gets_this_today(qinghe: Rulebook) -> None:
    """All that is paid; of the two subsidies for care the higher is counted."""
    evaluation = qinghe.evaluate(ELDER, SINCE)
    paid = {one.benefit: one.amount.at_least for one in evaluation.eligible if one.amount is not None}

    assert paid == {
        "city/3-age-allowance": 80,
        "city/4-nutrition-allowance": 90,
        "city/5-care-by-ability": 200,
        "city/6-care-subsidy": 480,
        "city/7-disability-living": 110,
        "city/7-disability-care": 120,
        "city/8-consumption-voucher": 450,
        "city/9-support-at-home": 210,
        "city/10-meals": 4,
        "city/11-bed-at-home": 260,
        "city/12-home-adaptation": 2400,
        "city/13-aids": 700,
        "city/15-both-spouses-old": 360,
        "city/17-living-subsidy": 40,
        "city/19-festival-gift": 200,
        "city/20-electricity": 45,
        "insurance/4-care-at-home": 720,
        "insurance/5-care-in-institution": 0,
        "province/5-subsistence-allowance": 220,
    }
    assert {per.value: total.at_least for per, total in evaluation.totals.items()} == {
        "month": 80 + 200 + 480 + 110 + 450 + 210 + 260 + 40 + 720 + 220, "quarter": 90 + 45, "meal": 4, "time": 2400, "year": 700 + 360 + 200,
    }  # fmt: skip


def test_of_two_subsidies_the_higher_is_paid(qinghe: Rulebook) -> None:
    """Both are had; once the other pays more, that one stands."""

    def standing(**more: object) -> list[Truth]:
        found = qinghe.evaluate({**ELDER, **more}, SINCE)
        both = [found[name] for name in ("city/5-care-by-ability", "city/7-disability-care")]
        assert {one.outcome for one in both} == {Outcome.ELIGIBLE}
        return [one.standing.truth for one in both if one.standing is not None]

    assert standing() == [Truth.YES, Truth.NO]
    assert standing(老年人能力等级="中度失能") == [Truth.NO, Truth.YES]
    assert standing(老年人能力等级="中度失能", 已领其他护理费={"不低于": 60, "不高于": 100}) == [Truth.UNKNOWN, Truth.UNKNOWN]


def test_what_is_paid_has_a_first_day(qinghe: Rulebook) -> None:
    """From the month after the application, or from that of the benefit itself."""
    found = qinghe.evaluate(ELDER, SINCE)

    assert found["city/3-age-allowance"].first_day == FirstDay(date(2025, 2, 1), date(2025, 2, 1))
    assert found["city/17-living-subsidy"].first_day == FirstDay(date(2024, 7, 1), date(2024, 7, 1))


def test_one_person_has_these_changes_before_her(qinghe: Rulebook) -> None:
    """The county's standard rises in July 2025; she is 89 years and 6 months old in September 2025 and 90 in March after. Her living
    subsidy rises in the month after that, and the family's allowance may be had 6 months after the application.
    """
    timeline = qinghe.timeline(ELDER, SINCE, 3)

    assert [(one.day, one.after.benefit, _rate(one.before), _rate(one.after)) for one in timeline.changes] == [
        (date(2025, 7, 1), "province/5-subsistence-allowance", 220, 280),
        (date(2025, 7, 10), "insurance/6-care-by-family", None, 15),
        (date(2025, 9, 1), "city/4-nutrition-allowance", 90, 240),
        (date(2026, 3, 1), "city/3-age-allowance", 80, 150),
        (date(2026, 4, 1), "city/17-living-subsidy", 40, 70),
        (date(2028, 1, 1), "city/19-festival-gift", 200, None),
    ]


def test_a_later_wording_and_a_later_document_leave_earlier_days_alone(qinghe: Rulebook) -> None:
    """Meals from 65 on since 2026; the rules of 2019 until those of 2024."""
    young = {"出生日期": "1960-01-01", "常住地": "南泽市", "当天已优惠餐数": 0}
    old = {"出生日期": "1930-01-01", "户籍地": "南泽市"}

    outcomes = [qinghe.evaluate(young, day)["city/10-meals"].outcome for day in (date(2025, 12, 31), date(2026, 1, 1))]
    assert outcomes == [Outcome.NOT_ELIGIBLE, Outcome.ELIGIBLE]
    days = (date(2024, 6, 30), date(2024, 7, 1))
    assert [qinghe.evaluate(old, day)["city-2019/2-old-age-allowance"].outcome for day in days] == [Outcome.ELIGIBLE, Outcome.NOT_IN_FORCE]
    assert [qinghe.evaluate(old, day)["city/3-age-allowance"].outcome for day in days] == [Outcome.NOT_IN_FORCE, Outcome.ELIGIBLE]


def test_its_people_can_be_made_and_screened(qinghe: Rulebook, tmp_path: Path) -> None:
    """A register of nobody that there is, with every column that its facts ask for but lists of people."""
    register, rules = str(tmp_path / "register.csv"), str(FOLDER / "rulesets")

    for command in (
        ["synth", "--people", "50", "--out", register],
        ["screen", register, "--months", "6", "--out", str(tmp_path / "found")],
    ):
        run = CliRunner().invoke(app, [*command, "--rules", rules, "--as-of", "2025-09-01"])
        assert run.exit_code == 0, run.output
    summary = json.loads((tmp_path / "found" / "summary.json").read_text("utf-8"))
    assert {one["benefit"] for one in summary["benefits"]} == set(qinghe.benefits)


def _rate(finding: Finding) -> Decimal | None:
    amount = finding.amount
    if amount is None:
        return None
    assert amount.at_least == amount.at_most
    return amount.at_least
