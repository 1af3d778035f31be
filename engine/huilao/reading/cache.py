"""The compiled rule book: a model that was read without a mistake, kept by the bytes of its files that were read.

A kept model is used only for the very same bytes, read by the very same program, and only with this user's seal: a file
that is damaged, or that somebody else wrote, is as good as none. Nothing depends on the cache: where it cannot be written,
rule books are read anew each time.
"""

from __future__ import annotations

import gc
import hashlib
import pickle
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import RulesError
from ..language.policy import Rules
from ..sealed import folder, safe_folder, seal, unseal
from .files import RuleFiles, read_files

__all__ = ["cached", "folder", "keep", "load_rules", "program", "rules_in"]

KEPT = 8
"""Models that are kept; the oldest give way."""


def load_rules(directory: Path) -> Rules:
    """The model of the rule book in a folder, kept or read now.

    Raises RulesError with every mistake in its files, NotADirectoryError where there is no such folder.
    """
    return rules_in(read_files(directory))


def rules_in(files: RuleFiles) -> Rules:
    """The model of a rule book's files, likewise. Raises RulesError."""
    rules = cached(files)
    if rules is not None:
        return rules
    from .rules import rules_of  # what reads rule files takes longer to import than to use a kept model

    rules, problems = rules_of(files)
    if rules is None:
        raise RulesError(problems)
    keep(files, rules)
    return rules


def cached(files: RuleFiles) -> Rules | None:
    """The kept model of these files, if there is one."""
    home = safe_folder()
    if home is None:
        return None
    try:
        name = _name(files)
        content = unseal((home / name).read_bytes(), name)
        with _not_collecting():
            rules = None if content is None else pickle.loads(content)  # noqa: S301  # sealed by this user: written below by this program
    except Exception:  # noqa: BLE001  # whatever is wrong with it, the files themselves can be read
        return None
    return rules if isinstance(rules, Rules) else None


@contextmanager
def _not_collecting() -> Generator[None]:
    """While so many things are made that stay, to look again and again for what is not used takes half of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def keep(files: RuleFiles, rules: Rules) -> None:
    """Keep a model for the next time."""
    home = safe_folder()
    name = _name(files)
    data = None if home is None else seal(pickle.dumps(rules, protocol=pickle.HIGHEST_PROTOCOL), name)
    if home is None or data is None:
        return
    with suppress(OSError):
        with tempfile.NamedTemporaryFile(dir=home, delete=False) as file:
            file.write(data)
        Path(file.name).replace(home / name)  # at once: no reader sees half a file
        kept = sorted(home.glob("*.rules"), key=lambda one: one.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink(missing_ok=True)


def _name(files: RuleFiles) -> str:
    """Under which the model of these files, read by this program, is kept."""
    return f"{hashlib.sha256(program('reading') + files.digest.encode()).hexdigest()}.rules"


def program(*packages: str) -> bytes:
    """The digest of what works out something that is kept: Python, the language and some packages."""
    digest = hashlib.sha256(sys.version.encode())
    home = Path(__file__).parent.parent
    for package in ("language", "yaml", *packages):
        for file in sorted((home / package).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.digest()
