"""Versions are published and gone back to while clients ask without pause: `benchmarks/publishing.py`, with fewer versions."""

from __future__ import annotations

import os
import subprocess
import sys

from page_blocks import ROOT

VERSIONS = os.environ.get("HUILAO_PUBLICATIONS", "2")


def test_every_answer_is_wholly_of_one_version_and_none_fails() -> None:
    """From two processes, 8 clients (`HUILAO_PUBLICATIONS` versions); all processes change over each time."""
    command = [sys.executable, str(ROOT / "benchmarks" / "publishing.py"), "--book", "small", "--versions", VERSIONS, "--workers", "2"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " 0 wrong" in ran.stdout
