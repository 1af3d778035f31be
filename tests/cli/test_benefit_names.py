"""Benefits are called in every command as people call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huilao.cli import app

PERSON = '{"birth_date":"1966-02-28","residence":"513433","household_registration":"513433"}'
SAID = ("老年人免费接种流感疫苗", "冕宁：老年人免费接种流感疫苗", "冕宁县:老年人免费接种流感疫苗", "mianning/5-1-free-flu-vaccine")


@pytest.mark.parametrize("said", SAID)
def test_a_benefit_is_called_by_its_name_or_number(said: str) -> None:
    """By name, by place and name, by number."""
    evaluated = CliRunner().invoke(app, ["evaluate", "-", "--format", "json", "--as-of", "2025-03-01", "--benefit", said], input=PERSON)

    assert [one["benefit"] for one in json.loads(evaluated.stdout)["findings"]] == [SAID[-1]]


def test_over_time_and_for_a_register_a_benefit_is_called_alike(tmp_path: Path) -> None:
    """By place and name."""
    run, given = CliRunner(), ("--as-of", "2025-03-01", "--benefit", SAID[1])
    register = tmp_path / "r.csv"
    register.write_text("出生日期,常住地,户籍地\n1950-02-28,冕宁县,冕宁县\n", encoding="utf-8")

    ahead = run.invoke(app, ["timeline", "-", "--format", "json", *given], input=PERSON)
    screened = run.invoke(app, ["screen", str(register), "--out", str(tmp_path / "out"), "--long", *given])

    assert {one["benefit"] for one in json.loads(ahead.stdout)["changes"]} == {SAID[-1]}
    assert screened.exit_code == 0
    assert SAID[-1] in (tmp_path / "out" / "results.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("command", ["evaluate", "timeline", "ask", "screen"])
def test_what_is_called_wrongly_is_told(tmp_path: Path, command: str) -> None:
    """With the nearest name: wrong usage."""
    file = tmp_path / ("r.csv" if command == "screen" else "p.json")
    file.write_text("出生日期,常住地\n1950-02-28,冕宁县\n" if command == "screen" else PERSON, encoding="utf-8")
    more = ["--out", str(tmp_path / "out")] if command == "screen" else []
    result = CliRunner().invoke(app, [command, str(file), *more, "--benefit", "老年人免费接种流感育苗"])

    assert result.exit_code == 2
    assert "是否“冕宁：老年人免费接种流感疫苗”？" in result.stderr
