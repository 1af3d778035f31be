"""Break the engine on purpose and see that the tests see it: `python tests/breaks.py [PART OF A FILE'S NAME] [PROCESSES]`.

Each break of `breaks.yaml` is made in a copy of the tree, where the tests that it names must fail: fail, not stop at an
import. First these tests must pass in a copy without any break.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from shutil import copy2, copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import Any as Anything

import yaml

ROOT = Path(__file__).parent.parent
COPIED = ("engine", "api", "tests", "features", "rulesets", "examples")
PASSED, FAILED = 0, 1
"""What pytest answers where all tests pass, and where some fail."""
CASES = "500"


@dataclass(frozen=True, slots=True)
class Break:
    """One change that makes the engine wrong, and the tests that see it."""

    file: str
    old: str
    """Stands once in the file."""
    new: str
    breaks: str
    tests: tuple[str, ...]


def listed() -> list[Break]:
    """The breaks that are written down."""
    read: Anything = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return [Break(one["file"], one["old"], one["new"], one["breaks"], tuple(one["tests"])) for one in read]


def copied(folder: Path) -> Path:
    """A copy of the tree: with compiled modules, which say of which text they are."""
    for name in COPIED:
        copytree(ROOT / name, folder / name, ignore=ignore_patterns(".hypothesis", ".pytest_cache"))
    copy2(ROOT / "pyproject.toml", folder)
    return folder


def make(one: Break, folder: Path) -> bool:
    """Make a break in a copy; whether it can be made."""
    path = folder / one.file
    text = path.read_text("utf-8")
    if text.count(one.old) != 1:
        return False
    path.write_text(text.replace(one.old, one.new), "utf-8")
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):  # it would serve for a text of the same length
        compiled.unlink()
    return True


def run(tests: Iterable[str], folder: Path) -> tuple[int, str]:
    """Run tests in a copy up to the first that fails: what pytest answers and says."""
    paths = os.pathsep.join(str(folder / name) for name in ("engine", "api"))
    done = subprocess.run(  # noqa: S603  # our own tests
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly", "--hypothesis-seed=0", "-x", "-q", *tests],
        cwd=folder,
        env={"HUILAO_CASES": CASES, **os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def seen(one: Break) -> bool:
    """Whether the tests of a break fail where it is made; says so."""
    with TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        if not make(one, copy):
            word, more = "gone    ", ""
        else:
            answer, said = run(one.tests, copy)
            word, more = ("seen    ", "") if answer == FAILED else ("NOT SEEN", said if answer != PASSED else "")
    sys.stdout.write(f"{word}  {one.file}: {one.breaks}\n{more}")
    sys.stdout.flush()
    return word.strip() == "seen"


def main(part: str = "", processes: int = 1) -> int:
    """Make every break in files with this in their names; 0 where each is seen."""
    breaks = [one for one in listed() if part in one.file]
    with TemporaryDirectory() as folder:
        answer, said = run(_once(test for one in breaks for test in one.tests), copied(Path(folder)))
    if answer != PASSED:
        sys.stdout.write(f"without any break these tests fail already\n{said}")
        return 1
    with ThreadPoolExecutor(processes) as pool:
        found = list(pool.map(seen, breaks))
    sys.stdout.write(f"\n{found.count(True)} of {len(breaks)} breaks are seen\n")
    return 0 if all(found) else 1


def _once(tests: Iterable[str]) -> Sequence[str]:
    return list(dict.fromkeys(tests))


if __name__ == "__main__":
    sys.exit(main("".join(sys.argv[1:2]), *map(int, sys.argv[2:3])))
