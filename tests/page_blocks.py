"""The fenced blocks of a page of the documentation, and running them one after the other as a reader would.

A `sh` or `python` block is run; a `text` or `json` block right after one is what it prints. A `yaml` or `python` block that
begins with `# some/file.yaml` is written to that file (`(goes on)` or `（接着写）` beside the name: added to it), as is any block with the
mark `file`; a `json` block of which nothing is said is JSON. Marks are HTML comments right above the block, which nobody sees on the page:

    <!-- file: profile.json -->      write the block to this file
    <!-- exit: 1 -->                 the exit code that is meant, where it is not 0
    <!-- not run: why -->            the block stands for itself
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SERVICE = "127.0.0.1:8000"
"""Where the pages have the service."""

_BLOCK = re.compile(r"(?P<marks>(?:^<!--[^\n]*-->\n+)*)^```(?P<kind>\w*)\n(?P<text>.*?)^```$", flags=re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"<!-- (file|exit|not run): (.+?) -->")
_FILE = re.compile(r"# (?P<name>[^\s#]+\.(?:yaml|py))\b(?P<more>[^\n]*)\n")
_CHANGING = re.compile(r'(版本 |回执号 |[Rr]ule book |version |→ |receipt |"(?:version|rulebook_version|receipt)": ?")[0-9a-f]{12,64}')
"""The version of the rule book and the receipt, which every change of a rule changes."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block."""

    kind: str
    text: str
    marks: Mapping[str, str]
    start: int
    """Where its text begins in the page."""

    @property
    def why_not(self) -> str | None:
        """Why it is not run; None where it is."""
        return self.marks.get("not run")


def blocks_of(page: str) -> Iterator[Block]:
    """The blocks of a page, in order."""
    for found in _BLOCK.finditer(page):
        yield Block(found["kind"], found["text"], dict(_MARK.findall(found["marks"])), found.start("text"))


class Reader:
    """Somebody who does in a folder what a page says."""

    def __init__(self, folder: Path, service: Callable[[], tuple[str, str]]) -> None:
        """`service` starts the service, where a block asks it something, and says where it is, and a key for it."""
        self.folder = folder
        self._service = service
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("HUILAO_") or name == "HUILAO_CACHE"}
        self._environment["PATH"] = f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
        self._environment["PYTHONUTF8"] = "1"

    def read(self, page: str) -> str:
        """Do what a page says; the page with what was printed. Raises AssertionError where something goes wrong."""
        blocks = list(blocks_of(page))
        self._lay_out("".join(block.text for block in blocks if block.kind in {"sh", "python"}))
        pieces: list[str] = []
        done = 0
        printed: str | None = None
        for block in blocks:
            shown = block.kind in {"text", "json"} and printed is not None and "file" not in block.marks
            if shown:
                assert printed is not None
                pieces += [page[done : block.start], printed]
                done = block.start + len(block.text)
            printed = None if block.why_not is not None or shown else self._do(block)
        return "".join([*pieces, page[done:]])

    def _lay_out(self, commands: str) -> None:
        """Copies of the folders of a clone that the commands name."""
        for name in ("examples", "features", "rulesets"):
            if f"{name}/" in commands:
                shutil.copytree(ROOT / name, self.folder / name)
        if ".venv" in commands:
            (self.folder / ".venv").symlink_to(sys.prefix)

    def _do(self, block: Block) -> str | None:
        """What it prints; None where it prints nothing that could be shown."""
        written = _FILE.match(block.text)
        match block.kind:
            case _ if "file" in block.marks:
                self._write(block.marks["file"], block.text)
            case "sh":
                return self._run(["bash", "-eu", "-c", block.text], block)
            case "yaml" | "python" if written is not None:
                self._write(written["name"], block.text, more=bool(re.search("goes on|接着写", written["more"])))
            case "python":
                return self._run([sys.executable, "-c", block.text], block)
            case "json":
                json.loads(block.text)
            case _:
                raise AssertionError(f"a block of the kind `{block.kind}` is no output, and names no file:\n{block.text}")
        return None

    def _write(self, name: str, text: str, *, more: bool = False) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((path.read_text("utf-8") if more else "") + text, "utf-8")

    def _run(self, command: list[str], block: Block) -> str:
        if SERVICE in block.text:
            address, self._environment["HUILAO_KEY"] = self._service()
            command = [part.replace(SERVICE, address) for part in command]
        ran = subprocess.run(  # noqa: S603  # our own pages
            command, cwd=self.folder, env=self._environment, encoding="utf-8", check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert ran.returncode == int(block.marks.get("exit", "0")), f"exit code {ran.returncode} of\n{block.text}\n{ran.stdout}"
        return _CHANGING.sub(r"\1…", ran.stdout).rstrip("\n") + "\n"
