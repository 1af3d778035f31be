"""The engine alone: what needs no extra works without any, and what needs one names it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {
    "register": ("fastexcel", "matplotlib", "narwhals", "numpy", "opencc", "polars", "sqlalchemy", "xlsxwriter"),
    "service": ("fastapi", "uvicorn", "starlette", "sqlalchemy", "structlog"),
    "verify": ("z3",),
    "mcp": ("mcp",),
}
"""What comes with extras, by the names that are imported."""
RULES, FEATURES = (ROOT / "examples/qinghe" / name for name in ("rulesets", "features"))
PROFILE = '{"birth_date": "1941-03-02", "residence": "513433"}'


def huilao(*arguments: str, without: str | None = None) -> subprocess.CompletedProcess[str]:
    """The command where the modules of one extra, or of all, are not there."""
    gone = MODULES[without] if without else [module for modules in MODULES.values() for module in modules]
    start = f"import sys; sys.modules.update(dict.fromkeys({list(gone)})); from huilao.cli import main; main()"
    return subprocess.run([sys.executable, "-c", start, *arguments], input=PROFILE, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.mark.parametrize(
    "arguments",
    [("evaluate", "-"), ("notice", "-"), ("timeline", "-"), ("check",), ("book",), ("schema", "profile"), ("--version",)],
    ids=" ".join,
)
def test_the_engine_alone_answers(arguments: tuple[str, ...]) -> None:
    found = huilao(*arguments)

    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout


@pytest.mark.parametrize(
    ("extra", "arguments"),
    [
        ("register", ("screen", "people.csv", "--out", "results")),
        ("register", ("synth", "--people", "2", "--out", "people.csv")),
        ("service", ("serve",)),
        ("service", ("audit", "verify")),
        ("service", ("admin", "key")),
        ("service", ("work",)),
        ("verify", ("verify",)),
        ("verify", ("compare", str(RULES), str(RULES))),
        ("verify", ("coverage", "--features", str(FEATURES), "--rules", str(RULES), "--cases", "cases", "--generate")),
        ("register", ("table", "export", "city/6-care-subsidy", "--rules", str(RULES), "--out", "table.xlsx")),
        ("mcp", ("mcp",)),
    ],
)
def test_what_is_missing_is_named_with_what_to_install(extra: str, arguments: tuple[str, ...]) -> None:
    found = huilao(*arguments, without=extra)

    assert (found.returncode, found.stdout) == (2, "")
    assert f"pip install 'huilao[{extra}]'" in found.stderr
    assert "Traceback" not in found.stderr


def test_the_service_brings_what_its_pages_do() -> None:
    """They screen registers and prove drafts: to install it is enough."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert "huilao[register,verify]" in project["optional-dependencies"]["service"]
    for one in ("register", "verify"):
        assert "pip install 'huilao[service]'" in huilao("serve", without=one).stderr


def test_no_package_of_an_extra_is_needed_by_the_engine() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert set(MODULES) <= set(project["optional-dependencies"])
    for packages in project["optional-dependencies"].values():
        assert not {*map(_name, packages)} & {*map(_name, project["dependencies"])}


def _name(requirement: str) -> str:
    return requirement.split(">")[0].split("=")[0].split("[")[0]
