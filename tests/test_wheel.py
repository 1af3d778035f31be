"""What is in the wheel that the office installs, and in the source that a wheel is made of."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def built(kind: str, folder: Path) -> Path:
    """The wheel or the source distribution, with the editor."""
    pytest.importorskip("hatchling")
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env={**os.environ, "HUILAO_EDITOR": "required"})  # noqa: S603  # ourselves
    (found,) = folder.iterdir()
    return found


def test_the_wheel_has_the_rule_book_and_all_of_the_pages(tmp_path: Path) -> None:
    """The editor too, which is no part of the repository: made of the sources that are there now, with the licences of what is in it."""
    wheel = built("wheel", tmp_path)
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


def test_the_source_has_what_a_wheel_is_made_of_and_nothing_that_lies_beside(tmp_path: Path) -> None:
    """The editor too, as it was made, so that a wheel is built of it without npm; no tests, and no file of the office's own."""
    source = built("sdist", tmp_path)
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {name.partition("/")[0] for name in names} == {
        "api", "engine", "rulesets", "hatch_build.py", "pyproject.toml", "LICENSE", "PKG-INFO", "README.md", "README.zh-CN.md", "CHANGELOG.md", ".gitignore",
    }  # fmt: skip
    assert {
        path.relative_to(ROOT).as_posix()
        for folder in ("rulesets", "engine/huilao", "api/huilao_api")
        for path in (ROOT / folder).rglob("*.*")
        if "__pycache__" not in path.parts
    } <= names
    assert "api/huilao_api/pages/static/editor.js" in names
    assert not [name for name in names if "node_modules" in name or "__pycache__" in name]
