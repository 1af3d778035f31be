"""The Spark job of docs/screening.md, run as it is written there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from huilao.cli import app
from huilao.screen.runners import has_java
from on_engines import QUICK_JAVA

PAGE = Path(__file__).parents[2] / "docs" / "screening.md"


@pytest.mark.xdist_group("spark")
def test_the_documented_job_runs_and_its_results_are_read_back(tmp_path: Path) -> None:
    """From the facts that a screening writes to one row for each person."""
    if not has_java():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Spark needs Java, and there is none")
    (job,) = re.findall(r"```python\n# screen_job\.py\n(.+?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "screen_job.py").write_text(job, encoding="utf-8")
    register, results = tmp_path / "r.parquet", tmp_path / "results"
    for command in (["synth", "--people", "50", "--place", "513433", "--out", str(register)],
                    ["screen", str(register), "--key", "编号", "--as-of", "2025-03-01", "--facts", "--out", str(results)]):  # fmt: skip
        assert CliRunner().invoke(app, command).exit_code == 0

    ran = subprocess.run(  # noqa: S603
        [sys.executable, "screen_job.py", results / "facts.parquet", tmp_path / "answers.parquet", "2025-03-01"], cwd=tmp_path,
        capture_output=True, text=True, check=False,
        env={**os.environ, "PYSPARK_SUBMIT_ARGS": f"--master local[1] --conf spark.ui.enabled=false --driver-java-options '{QUICK_JAVA}' pyspark-shell"},
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr[-2000:]
    answers = pl.read_parquet(tmp_path / "answers.parquet" / "*.parquet")
    assert answers.height == 50
    assert answers["key"].to_list() == pl.read_parquet(results / "facts.parquet")["key"].to_list()
