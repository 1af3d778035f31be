"""What the documents say is true: every block of them runs, one after the other, and prints what stands below it.

`pytest tests/test_docs.py --reset-golden` writes anew what is printed.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import copytree
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from huilao import Rulebook
from page_blocks import ROOT, Reader, blocks_of
from reset_golden import Golden

PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]
"""What is for users: each block of it is run."""

DOCUMENTS = [*PAGES, *(ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"))]


@pytest.fixture(scope="module")
def service() -> Iterator[Callable[[], tuple[str, str]]]:
    """Starts the service once somebody asks for it, as `make serve` does, and says its address and the key that it prints."""
    with ExitStack() as stack:
        started: list[tuple[str, str]] = []

        def address() -> tuple[str, str]:
            if not started:
                with socket.socket() as free:
                    free.bind(("127.0.0.1", 0))
                    port: int = free.getsockname()[1]
                command = [str(Path(sys.prefix) / "bin/huilao"), "serve", "--demo", "--port", str(port)]
                process = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))  # noqa: S603  # our own program
                stack.callback(process.terminate)
                assert process.stdout is not None
                key = next(line for line in process.stdout if line.startswith("export HUILAO_KEY=")).strip().partition("=")[2]
                started.append((f"127.0.0.1:{port}", key))
                _wait_for(f"http://127.0.0.1:{port}/readyz", process)
            return started[0]

        yield address


def _wait_for(url: str, process: subprocess.Popen[str]) -> None:
    """Until the service answers."""
    while process.poll() is None:
        try:
            urlopen(url).close()  # noqa: S310
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the service did not start")


def _nowhere() -> tuple[str, str]:
    raise AssertionError("no service is needed")


def test_a_page_is_done_as_it_says(tmp_path: Path) -> None:
    """What is printed takes the place of what stands there; files are written before they are used; what is not run stays."""
    page = """
<!-- file: a.json -->
```json
{"a": 1}
```

<!-- exit: 3 -->
```sh
cat a.json; exit 3
```

```text
{"a": 2}
```

<!-- not run: it would never end -->
```sh
sleep 1000
```
"""
    assert Reader(tmp_path, _nowhere).read(page) == page.replace('{"a": 2}', '{"a": 1}')


@pytest.mark.parametrize(
    "page",
    ["```sh\nexit 1\n```", "```yaml\na: 1\n```", "```json\n{a: 1}\n```", "```text\nprinted by nobody\n```", "```rust\n```"],
    ids=["exit code", "no file", "no JSON", "no command", "no kind"],
)
def test_what_cannot_be_done_is_seen(page: str, tmp_path: Path) -> None:
    """Each by itself."""
    with pytest.raises((AssertionError, ValueError)):
        Reader(tmp_path, _nowhere).read(f"{page}\n")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_block_runs_and_prints_what_the_page_says(
    path: Path, tmp_path: Path, service: Callable[[], tuple[str, str]], golden: Golden
) -> None:
    """But for the version of the rule book and the receipt, which stand there as `…`."""
    page = path.read_text("utf-8")

    golden(path, Reader(tmp_path, service).read(page))


def test_what_is_not_run_says_why_and_is_little() -> None:
    """Of all pages."""
    reasons = [block.why_not for path in PAGES for block in blocks_of(path.read_text("utf-8")) if block.why_not is not None]

    assert all(len(reason) > 10 for reason in reasons), reasons
    assert len(reasons) <= 16, reasons


def test_the_ten_lines_of_the_readmes_are_a_benefit(tmp_path: Path) -> None:
    """In either spelling, the same one but for the texts."""
    example = ROOT / "examples/qinghe/rulesets"
    known = Rulebook.load(example).benefits
    found: list[tuple[object, ...]] = []
    for name in ("README.md", "README.zh-CN.md"):
        rules = Path(copytree(example, tmp_path / name))
        (chapter,) = (block.text for block in blocks_of((ROOT / name).read_text("utf-8")) if block.kind == "yaml")
        file = re.match(r"# [^/\n]+/(\S+)\n", chapter)
        assert file is not None
        (rules / file[1]).write_text(chapter, "utf-8")
        added = [one for full_name, one in Rulebook.load(rules).benefits.items() if full_name not in known]
        found += [(one.when, one.force, one.service, one.beneficiary) for one in added]

    assert len(found) == 2
    assert found[0] == found[1]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link of a document, pictures too."""
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        assert target.startswith("https://") or (path.parent / target).exists(), target
