"""The files of a rule book: read once, so that what is checked, kept and counted are the same bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..yaml.source import MAX_BYTES

SUFFIXES = (".yaml", ".yml")
FOLDERS = ("facts", "terms", "services", "standards")
"""What may be a folder of files at the top of a rule book."""
SHARED = ("facts", "terms", "services", "places")
"""The files at the top of a rule book..."""
OPTIONAL = ("standards", "combine")
"""... and those that it may have."""


@dataclass(frozen=True, slots=True)
class RuleFiles:
    """The YAML files of a rule book in their order (`chapter-10` after `chapter-9`), by their path below its folder."""

    contents: Mapping[str, bytes | OSError]
    """What each holds, the beginning of one that is too large; the error where it cannot be opened."""
    outside: tuple[str, ...] = ()
    """Links that lead out of the folder, which are not followed."""

    @staticmethod
    def of(contents: Mapping[str, bytes]) -> RuleFiles:
        """The rule files among some files, by their path below the folder of the rule book."""
        names = (name for name in contents if PurePosixPath(name).suffix.lower() in SUFFIXES)
        return RuleFiles({name: contents[name][: MAX_BYTES + 1] for name in sorted(names, key=in_order)})

    @property
    def digest(self) -> str:
        """The SHA-256 of all names and contents."""
        found = hashlib.sha256()
        for name, content in self.contents.items():
            data = str(content).encode() if isinstance(content, OSError) else content
            found.update(f"{type(content).__name__} {len(name.encode())} {len(data)} {name}\0".encode())
            found.update(data)
        return found.hexdigest()


def rule_files(directory: Path) -> list[Path]:
    """The YAML files of a rule book in their order, none that a link leads to outside its folder."""
    home = directory.resolve()
    files = (path for path in directory.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file() and _inside(path, home))
    return sorted(files, key=lambda path: in_order(path.relative_to(directory).as_posix()))


def scenario_folder(directory: Path) -> Path:
    """Where the scenarios of a rule book stand: in `features` in its folder, or beside it where only that is there."""
    inside, beside = directory / "features", directory.resolve().parent / "features"
    return beside if not inside.is_dir() and beside.is_dir() else inside


def scenario_files(folder: Path) -> dict[str, bytes]:
    """The scenarios in a folder by their path in the archive of a rule book. Raises OSError where one cannot be read."""
    return {f"features/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in sorted(folder.rglob("*.feature"))}


def book_around(path: Path) -> Path | None:
    """The rule book that a file lies in: the nearest folder above it that has facts."""

    def has_facts(folder: Path) -> bool:
        return (folder / "facts").is_dir() or any((folder / f"facts{suffix}").is_file() for suffix in SUFFIXES)

    return next(filter(has_facts, path.resolve().parents), None)


def read_files(directory: Path) -> RuleFiles:
    """The files of a rule book as they are now. Raises NotADirectoryError where there is no such folder."""
    if not directory.is_dir():
        raise NotADirectoryError(directory)
    home = directory.resolve()
    links = (path for path in directory.rglob("*") if path.is_symlink() and not _inside(path, home))
    outside = (path.relative_to(directory).as_posix() for path in links)
    return RuleFiles({path.relative_to(directory).as_posix(): _content(path) for path in rule_files(directory)}, tuple(sorted(outside)))


def _inside(path: Path, home: Path) -> bool:
    try:
        return path.resolve().is_relative_to(home)
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _content(path: Path) -> bytes | OSError:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        return error


def in_order(name: str) -> list[list[tuple[int, str]]]:
    """A file's place in the order of files."""
    parts = (re.split(r"([0-9]+)", folder) for folder in name.split("/"))
    return [[(int(part), "") if part.isdecimal() else (-1, part) for part in split if part] for split in parts]


def stem(name: str) -> str:
    """The name of a file without its ending."""
    return PurePosixPath(name).stem


def folder(name: str) -> str:
    """The folder of a file; nothing at the top."""
    parent = PurePosixPath(name).parent.as_posix()
    return "" if parent == "." else parent
