"""What the documents say is true: their examples run and print what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huilao import Rulebook
from huilao.cli import app
from huilao.rulebook import shipped_rules

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    ROOT / name
    for name in (
        "README.md",
        "README.zh-CN.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/language.md",
        "docs/language.zh.md",
    )
]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_first_query_prints_what_the_readme_says(name: str) -> None:
    """But for the version and the receipt, which every change of a rule changes."""
    text = (ROOT / name).read_text("utf-8")
    command = re.search(r"echo '(?P<profile>{.*?})' \\\n *\| \.venv/bin/huilao (?P<arguments>.*)\n", text)
    assert command is not None
    shown = text[command.end() :].split("```text\n", 1)[1].split("```", 1)[0]

    printed = CliRunner().invoke(app, command["arguments"].split(), input=command["profile"]).stdout

    assert printed.splitlines()[1:] == shown.splitlines()[1:]


def test_the_python_example_runs() -> None:
    """As it stands in the README."""
    code = (ROOT / "README.md").read_text("utf-8").split("```python\n", 1)[1].split("```", 1)[0]

    exec(compile(code, "README.md", "exec"), {})  # noqa: S102


def test_the_ten_lines_of_the_readmes_are_a_benefit(tmp_path: Path, book: Rulebook) -> None:
    """In either spelling, the same one but for the texts."""
    from shutil import copytree

    found: list[tuple[object, ...]] = []
    for name in ("README.md", "README.zh-CN.md"):
        rules = Path(copytree(shipped_rules(), tmp_path / name))
        chapter = (ROOT / name).read_text("utf-8").split("```yaml\n", 1)[1].split("```", 1)[0]
        (rules / "sichuan/mianning/chapter-99.yaml").write_text(chapter, "utf-8")
        added = [one for full_name, one in Rulebook.load(rules).benefits.items() if full_name not in book.benefits]
        found += [(one.when, one.force, one.service, one.beneficiary) for one in added]

    assert len(found) == 2
    assert found[0] == found[1]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link of a document."""
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        assert target.startswith("https://") or (path.parent / target).exists(), target
