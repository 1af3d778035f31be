"""What stands in examples/embedding runs as it is printed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "embedding"


def run(script: str, *arguments: str, typed: str = "") -> str:
    """What a script prints."""
    command = [sys.executable, str(FOLDER / script), *arguments]
    return subprocess.run(command, input=typed, capture_output=True, text=True, check=True).stdout  # noqa: S603


def test_a_case_is_asked_answered_kept_and_gone_on_with(tmp_path: Path) -> None:
    """A wrong answer is asked again, an empty one is not known, and what was known is not asked another time."""
    first = run("caseworker.py", str(tmp_path), "甲", typed="冕宁县\n没有这一天\n1944\n" + 100 * "\n")
    kept = json.loads((tmp_path / "甲.json").read_text("utf-8"))
    again = run("caseworker.py", str(tmp_path), "甲", typed=100 * "\n")

    assert kept["profile"] == {"residence": "冕宁县", "birth_date": "1944"}
    assert "约1944年出生" in first
    assert "约1944年出生" in again
    assert "出生日期是哪一天" not in again
    assert kept["receipt"]["version"][:12] in again


def test_without_a_case_it_says_how_it_is_run() -> None:
    """As a command does."""
    with pytest.raises(subprocess.CalledProcessError) as error:
        run("caseworker.py")

    assert "caseworker.py FOLDER NAME" in error.value.stderr


def test_evaluations_travel_between_processes() -> None:
    lines = run("pool.py").splitlines()

    assert lines[0].startswith("1935-03-02 ")
    assert len(lines) == 31


def test_the_cells_of_the_notebook_run() -> None:
    """One after the other."""
    cells = json.loads((FOLDER / "notebook.ipynb").read_text("utf-8"))["cells"]
    names: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)  # noqa: S102  # our own
            assert cell["outputs"] == []

    assert names["claims"]
    assert names["timeline"].changes
