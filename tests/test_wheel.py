"""What is in the wheel that the office installs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_the_wheel_has_the_rule_book_and_all_of_the_pages(tmp_path: Path) -> None:
    """The editor too, which is no part of the repository: made of the sources that are there now, with the licences of what is in it."""
    pytest.importorskip("hatchling")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=ROOT, check=True, capture_output=True,  # noqa: S603  # ourselves
                   env={**os.environ, "HUILAO_EDITOR": "required"})  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        bundle = archive.read("huilao_api/pages/static/editor.js").decode()
    pages = ROOT / "api" / "huilao_api" / "pages"
    kept = [path for folder in ("static", "templates") for path in (pages / folder).rglob("*.*")]
    assert {f"huilao_api/pages/{path.relative_to(pages).as_posix()}" for path in kept} <= names
    assert {f"huilao/rulesets/{path.relative_to(ROOT / 'rulesets').as_posix()}" for path in (ROOT / "rulesets").rglob("*.yaml")} <= names
    assert all(f"{name} " in bundle for name in ("@codemirror/state", "@lezer/yaml", "style-mod"))
    assert "MIT License" in bundle
    assert not [name for name in names if "node_modules" in name or name.endswith("package.json")]
