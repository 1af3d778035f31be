"""Versions of a rule book: folders, and revisions of the git repository that a folder is in."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from ..errors import HuilaoError
from ..rulebook import Rulebook


class VersionError(HuilaoError):
    """There is no such version of the rule book."""

    def __init__(self, version: str, zh: str, en: str) -> None:
        super().__init__(f"没有版本“{version}”：{zh} / there is no version `{version}`: {en}")


def read_version(version: str, home: Path) -> Rulebook:
    """The rule book in a folder, or as it was in `home` at a git revision (`HEAD~1`, `main`, a tag).

    Raises VersionError, and RulesError with every mistake in its files.
    """
    if Path(version).is_dir():
        return Rulebook.load(version)
    if version.startswith("-"):
        raise VersionError(version, "不是文件夹，也不是 git 版本", "neither a folder nor a git revision")
    top = _git(version, home, "rev-parse", "--show-toplevel").decode().strip()
    commit = _git(version, home, "rev-parse", "--verify", "--quiet", f"{version}^{{commit}}").decode().strip()
    inside = home.resolve().relative_to(Path(top).resolve()).as_posix()
    archive = _git(version, Path(top), "archive", "--format=tar", commit, "--", inside)
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
        return Rulebook.load(Path(folder) / inside)


def _git(version: str, folder: Path, *arguments: str) -> bytes:
    try:
        run = subprocess.run(("git", "-C", str(folder), *arguments), capture_output=True, check=False)  # noqa: S603, S607  # no shell
    except FileNotFoundError:
        raise VersionError(
            version, "不是文件夹；要比较 git 版本请先安装 git", "not a folder; to compare git revisions install git"
        ) from None
    if run.returncode:
        said = run.stderr.decode(errors="replace").strip()
        raise VersionError(version, f"不是文件夹，也不是规则库所在 git 仓库的版本 {said}".rstrip(),
                           f"neither a folder nor a revision of the git repository that the rule book is in {said}".rstrip())  # fmt: skip
    return run.stdout
