"""Coverage: what the scenarios show of each condition and each table, and what they leave out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huilao import Rulebook
from huilao.cli import app
from huilao.scenarios import Case, Run, read_features, run_features
from huilao.scenarios.cases import read_cases
from huilao.scenarios.coverage import RuleCoverage, coverage, holding, missing_scenarios
from review_books import one_document, table
from small_books import benefit, read_book, write_book

pytestmark = pytest.mark.xdist_group("coverage")  # one worker reads the scenarios once

FEATURES = Path(__file__).parents[2] / "features"
CASES = Path(__file__).parents[1] / "golden" / "cases"
RUN = CliRunner()


@pytest.fixture(scope="module")
def cases(book: Rulebook) -> list[Case]:
    return read_features(FEATURES, book)


@pytest.fixture(scope="module")
def covered(book: Rulebook, cases: list[Case]) -> list[RuleCoverage]:
    return coverage(book, cases, read_cases(CASES))  # that all of them hold is tested by running them


def test_every_condition_of_the_shipped_rules_is_covered_or_out_of_reach(covered: list[RuleCoverage]) -> None:
    """A rule cannot be added without scenarios or cases that show each of its conditions to matter."""
    missing = [f"{gap.span} {one.benefit.full_name}" for one in covered for gap in one.gaps if gap.person is not None]

    assert missing == []


def test_every_benefit_has_a_scenario_that_a_policy_officer_signs(covered: list[RuleCoverage]) -> None:
    """All of them, whatever their class."""
    assert [one.benefit.full_name for one in covered if not one.scenarios.people] == []


def test_scenarios_and_cases_are_counted_each_by_itself(covered: list[RuleCoverage]) -> None:
    """The cases alone show what can be shown."""
    conditions, cases = (sum(number) for number in zip(*((one.conditions, one.cases.covered) for one in covered), strict=True))
    proved = {(one.benefit.full_name, gap.row, gap.index) for one in covered for gap in one.gaps if gap.proved}

    assert conditions - cases == len(proved)
    assert all(one.scenarios.covered <= one.conditions for one in covered)


def test_missing_scenarios_are_written_so_that_they_can_be_kept(book: Rulebook, tmp_path: Path) -> None:
    """What is written reads back, and closes the gaps."""
    names = [name for name in book.benefits if name.startswith("mianning/8")]
    few = coverage(book, [], benefits=names)
    text = missing_scenarios(book, [gap for one in few for gap in one.gaps])
    (tmp_path / "missing.feature").write_text(text, "utf-8")
    again = coverage(book, holding(run_features(tmp_path, book)), benefits=names)

    assert [gap for one in again for gap in one.gaps if gap.person is not None] == []


LEVELS = benefit("{widowed: true}", table(("{income: {below: 500}}", "100"), ("{income: {at_least: 500}}", "50")))


def feature(*rows: tuple[str, str, str]) -> str:
    """Scenarios of people with an income: what they get of `r/x`, and how much a month."""
    blocks = [
        f"  场景: {number}\n    假如 一位老人\n      | 丧偶 | {widowed} |\n      | 月收入 | {income} |\n    当 在 2025-03-01 核定\n"
        f'    那么 "r/x" 的结论是 {outcome}\n'
        for number, (widowed, income, outcome) in enumerate(rows)
    ]
    return "# language: zh-CN\n功能: 例\n" + "\n".join(blocks)


ALL_ROWS = [("是", "100", "符合"), ("是", "900", "符合"), ("否", "900", "不符合"), ("不详", "900", "待定")]


def test_rows_of_tables_are_covered_too(tmp_path: Path) -> None:
    """A row that no scenario has anybody in is a gap with its place, and a scenario for it is written."""
    book = read_book(tmp_path, one_document(x=LEVELS))
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "a.feature").write_text(feature(*ALL_ROWS[1:]), "utf-8")
    (found,) = coverage(book, holding(run_features(tmp_path / "f", book)))

    assert [(gap.row, gap.index, str(gap.span)[:11], gap.person) for gap in found.gaps] == [
        (True, 0, "r/c.yaml:2:", {"widowed": True, "income": 0})
    ]
    assert (found.conditions, found.covered) == (3, 2)
    (tmp_path / "f" / "b.feature").write_text(missing_scenarios(book, found.gaps), "utf-8")
    (again,) = coverage(book, holding(run_features(tmp_path / "f", book)))
    assert again.gaps == ()


def test_what_is_not_written_by_itself_has_the_place_of_the_benefit(tmp_path: Path) -> None:
    """The tie to the place of the document: never `None:`."""
    book = read_book(tmp_path, one_document(x=benefit("{widowed: true}", "applies_to: residents")))

    assert [str(gap.span)[:11] for one in coverage(book, []) for gap in one.gaps] == ["r/c.yaml:2:"] * 4


@pytest.fixture
def shell(tmp_path: Path) -> list[str]:
    """The arguments for a rule book with a table, in which all scenarios hold but the last."""
    write_book(tmp_path / "rules", one_document(x=LEVELS))
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "a.feature").write_text(feature(*ALL_ROWS, ("是", "100", "不符合")), "utf-8")
    return ["--rules", str(tmp_path / "rules")]


def test_scenarios_that_do_not_hold_are_not_counted(shell: list[str], tmp_path: Path) -> None:
    """They are run first, and one that fails is said, with exit code 1, although the others cover everything."""
    run = RUN.invoke(app, ["coverage", "--features", str(tmp_path / "f"), *shell])
    data = json.loads(RUN.invoke(app, ["coverage", "--features", str(tmp_path / "f"), *shell, "--format", "json"]).stdout)

    assert run.exit_code == 1
    assert "a.feature:31: 4" in run.stdout
    assert "场景：4 个，单独覆盖 3 个条件和分档" in run.stdout
    assert "1 项待遇，1 项全部覆盖；3 个条件和分档，覆盖或不可能覆盖 3 个" in run.stdout
    assert data["failed"] == ["a.feature:31"]
    assert data["benefits"][0]["scenarios"] == {"number": 4, "covered": 3}
    (tmp_path / "f" / "a.feature").write_text(feature(*ALL_ROWS), "utf-8")
    assert RUN.invoke(app, ["coverage", "--features", str(tmp_path / "f"), *shell]).exit_code == 0


def test_generated_cases_are_made_and_counted_beside(shell: list[str], tmp_path: Path) -> None:
    """Where scenarios leave something open they close it; one that comes out otherwise is said and not counted, with exit code 1."""
    (tmp_path / "f" / "a.feature").write_text(feature(*ALL_ROWS[1:]), "utf-8")
    alone = ["coverage", "--features", str(tmp_path / "f"), *shell]
    beside = [*alone, "--cases", str(tmp_path / "cases")]

    assert RUN.invoke(app, alone).exit_code == 1
    assert RUN.invoke(app, beside).exit_code == 2
    assert RUN.invoke(app, [*alone, "--generate"]).exit_code == 2
    made = RUN.invoke(app, [*beside, "--generate"])
    assert made.exit_code == 0
    assert "场景：3 个，单独覆盖 2 个条件和分档" in made.stdout
    assert "生成的用例：" in made.stdout
    data = json.loads(RUN.invoke(app, [*beside, "--format", "json"]).stdout)["benefits"][0]
    assert (data["scenarios"]["covered"], data["cases"]["covered"], data["covered"]) == (2, 3, 3)

    path = tmp_path / "cases" / "r.json"
    path.write_text(path.read_text("utf-8").replace('["100","100"]', '["101","101"]'), "utf-8")
    changed = RUN.invoke(app, beside)
    assert changed.exit_code == 1
    assert '"eligible" "claim" [] ["101", "101"] → "eligible" "claim" [] ["100", "100"]' in changed.stdout
    assert "个生成的用例结果变了，没有计入：核对后用 --generate 重新生成" in changed.stdout


def test_scenarios_are_run_from_the_shell(shell: list[str], tmp_path: Path) -> None:
    """Of any rule book; exit code 1 where one does not hold, with what was expected, what came out and why."""
    run = RUN.invoke(app, ["scenarios", str(tmp_path / "f"), *shell])

    assert run.exit_code == 1
    assert "共 5 个场景，1 个不成立" in run.stdout
    assert "a.feature:31: 4\n    a.feature:36: 应是：r/x 不符合\n    得出的是：符合\n      可以办“待遇”" in run.stdout
    assert RUN.invoke(app, ["scenarios", str(tmp_path / "f" / "a.feature"), *shell]).stdout == run.stdout
    assert RUN.invoke(app, ["scenarios", str(tmp_path / "nothing"), *shell]).exit_code == 2


def test_without_the_solver_there_is_one_line(shell: list[str], tmp_path: Path) -> None:
    """That names the package."""
    (tmp_path / "f" / "a.feature").write_text(feature(*ALL_ROWS[:1]), "utf-8")
    without = "import sys; sys.modules['z3'] = None; from huilao.cli import main; sys.argv[0] = 'huilao'; main()"
    arguments = ["coverage", "--features", str(tmp_path / "f"), *shell]
    run = subprocess.run([sys.executable, "-c", without, *arguments], capture_output=True, text=True, check=False)  # noqa: S603  # our own words

    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 1
    assert "huilao[verify]" in run.stderr


def test_every_scenario_that_was_read_is_run(book: Rulebook, tmp_path: Path) -> None:
    """And those that hold have nothing to say."""
    (tmp_path / "a.feature").write_text(
        "# language: zh-CN\n功能: 例\n  场景大纲: 一\n    假如 一位老人，一切不详\n    当 在 2025-03-01 核定\n"
        '    那么 "mianning/5-1-free-flu-vaccine" 的结论是 <结论>\n\n    例子:\n      | 结论 |\n      | 待定 |\n      | 符合 |\n', "utf-8"
    )  # fmt: skip
    runs: list[Run] = run_features(tmp_path, book)

    assert [run.case for run in runs] == read_features(tmp_path, book)
    assert [run.failure is None for run in runs] == [True, False]
