"""A plan whose period has not begun: every way to an answer carries the same caution."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from huilao import Flag, Rulebook
from huilao.cli import app
from huilao_api.app import create_app
from huilao_api.settings import Settings
from small_books import benefit, one_ruleset

BEGINS = "2026-01-01"
DAY_BEFORE = "2025-12-31"
PERSON = {"birth_date": "1960-05-01"}
SAID = {"zh": "规划期从2026年1月1日起，还没有开始。", "en": "Its period begins on 2026-01-01."}
SAID_OF_ONE = {"zh": "规划期从2026年1月1日才开始。", "en": "The planning period only begins on 2026-01-01."}


@pytest.fixture
def planned(tmp_path: Path) -> Rulebook:
    return one_ruleset(tmp_path / "rules", f"planning_period: {{from: {BEGINS}, until: 2030-12-31}}", one=benefit("{age: {at_least: 60}}"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("day", "said"), [(DAY_BEFORE, True), (BEGINS, False)])
def test_a_page_says_that_the_plan_has_not_begun(day: str, said: bool, language: str, planned: Rulebook) -> None:
    """Until the day on which it begins; and so does the explanation of one finding."""
    evaluation = planned.evaluate(PERSON, day)

    assert (SAID[language] in evaluation.page(language)) is said
    assert (SAID_OF_ONE[language] in evaluation["r/one"].explain(language)) is said


@pytest.mark.parametrize(("birth", "said"), [("1965-12-31", True), ("1966-01-01", False)])
def test_a_change_of_a_timeline_says_that_the_plan_has_not_begun(birth: str, said: bool, planned: Rulebook) -> None:
    """Where it comes before the plan does."""
    (change,) = planned.timeline({"birth_date": birth}, date(2025, 3, 1), 1).changes

    assert (Flag.BEFORE_PLANNING_PERIOD in change.after.flags) is said
    for language in ("zh", "en"):
        assert (SAID_OF_ONE[language] in change.explain(language)) is said


@pytest.mark.parametrize(("day", "flags"), [(DAY_BEFORE, ["before_planning_period"]), (BEGINS, [])])
def test_the_service_flags_a_plan_that_has_not_begun(day: str, flags: list[str], planned: Rulebook) -> None:
    """In every finding."""
    answer = TestClient(create_app(Settings(auth="off"), planned)).post("/v1/evaluate?view=full", json={"profile": PERSON, "as_of": day})

    assert answer.status_code == 200, answer.text
    assert [one["flags"] for one in answer.json()["findings"]] == [flags]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("day", "said"), [(DAY_BEFORE, True), (BEGINS, False)])
@pytest.mark.usefixtures("planned")
def test_the_report_of_a_screening_says_that_the_plan_has_not_begun(day: str, said: bool, language: str, tmp_path: Path) -> None:
    """Once, with the document."""
    (tmp_path / "people.csv").write_text("编号,出生日期\n甲,1960-05-01\n", "utf-8")
    arguments = ["screen", tmp_path / "people.csv", "--rules", tmp_path / "rules", "--out", tmp_path / "out", "--key", "编号", "--report"]
    run = CliRunner().invoke(app, [*map(str, arguments), "--as-of", day, "--lang", language])
    report = (tmp_path / "out" / "report.html").read_text("utf-8")

    assert run.exit_code == 0, run.output
    assert report.count(SAID[language]) == said
