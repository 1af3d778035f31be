"""The conformance set is what the reference answers, and an evaluator in another language answers the same."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, cast

import pytest

from conformance_sets import FOLDER, SETS, text_of
from reset_golden import Golden

CASES = FOLDER / "cases"
NODE = shutil.which("node")


def run(*files: Path) -> subprocess.CompletedProcess[str]:
    """The runner on these files; on all of the set where none is given."""
    if NODE is None:
        pytest.skip("node is not installed")
    return subprocess.run([NODE, FOLDER / "runner.mjs", *files], check=False, capture_output=True, encoding="utf-8")  # noqa: S603  # our own words


@pytest.mark.parametrize("name", SETS)
def test_every_answer_is_that_of_the_reference(name: str, tmp_path: Path, golden: Golden) -> None:
    """Asked of the very data that the file holds; `make conformance` writes the files anew."""
    golden(CASES / f"{name}.json", text_of(SETS[name](), tmp_path))


def test_there_is_no_other_file() -> None:
    """A set that is no more made would be true of yesterday."""
    assert {path.name for path in CASES.iterdir()} == {f"{name}.json" for name in SETS}


def test_another_evaluator_gives_the_same_answers() -> None:
    """Bit for bit, on all cases."""
    done = run()

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert done.stdout.endswith(", 0 differences\n")


@pytest.mark.parametrize(
    ("as_it_is", "broken"),
    [
        ('"outcome":"eligible"', '"outcome":"undetermined"'),
        ('"amount":["400","560","month"]', '"amount":["400","560.01","month"]'),
        ('"missing":["in_prison"]', '"missing":["widowed"]'),
        ('"stands":"no"', '"stands":"yes"'),
    ],
)
def test_a_broken_expectation_is_told(as_it_is: str, broken: str, tmp_path: Path) -> None:
    """One answer that is another is one difference, with both, and exit code 1."""
    text = (CASES / "language.json").read_text("utf-8")
    assert as_it_is in text
    file = tmp_path / "language.json"
    file.write_text(text.replace(as_it_is, broken, 1), "utf-8")
    done = run(file)

    assert done.returncode == 1
    assert done.stdout.endswith(", 1 difference\n")
    assert broken in done.stdout
    assert as_it_is in done.stdout


def test_a_set_without_cases_is_no_success(tmp_path: Path) -> None:
    """Whoever answers nothing agrees with nothing."""
    file = tmp_path / "empty.json"
    file.write_text(json.dumps({"about": "nothing", "files": {}, "cases": []}), "utf-8")

    assert run(file).returncode == 1


def test_every_kind_of_answer_stands_in_the_set() -> None:
    """Outcomes, open and exact amounts, facts and numbers that are missing, readings, choices, whom a document does not concern."""
    answers = [
        answer for path in CASES.iterdir() for case in json.loads(path.read_text("utf-8"))["cases"] for answer in case["expected"].values()
    ]
    told = [cast("dict[str, Any]", answer) for answer in answers if isinstance(answer, dict)]
    outcomes = {answer for answer in answers if not isinstance(answer, dict)} | {answer["outcome"] for answer in told}

    assert outcomes == {"eligible", "not_eligible", "undetermined", "not_in_force", None}
    assert {key for answer in told for key in answer} == {"outcome", "missing", "lacks", "amount", "robust", "readings", "stands"}
    assert {answer["stands"] for answer in told if "stands" in answer} == {"yes", "no", "unknown"}
    assert any(None in answer["amount"] for answer in told if "amount" in answer)
