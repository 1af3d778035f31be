"""The compiled rule book: a model that was read without a mistake, kept by the bytes of its files that were read.

A kept model is used only for the very same bytes, read by the very same program, and only with this user's seal: a file
that is damaged, or that somebody else wrote, is as good as none. Nothing depends on the cache: where it cannot be written,
rule books are read anew each time.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from ..content import digest
from ..errors import RulesError
from ..language.policy import Rules
from ..sealed import folder, safe_folder, seal, unseal
from .files import RuleFiles

__all__ = ["Model", "cached", "folder", "keep", "model_in", "program"]

KEPT = 8
"""Models that are kept; those that were not used for longest give way."""


class Model(NamedTuple):
    """A rule book as a model."""

    rules: Rules
    version: str
    """The SHA-256 of the content."""


def model_in(files: RuleFiles) -> Model:
    """The model of a rule book's files, kept or read now. Raises RulesError with every mistake in them."""
    kept = cached(files)
    if kept is not None:
        return kept
    from .rules import rules_of  # what reads rule files takes longer to import than to use a kept model

    rules, problems = rules_of(files)
    if rules is None:
        raise RulesError(problems)
    model = Model(rules, digest(rules))
    keep(files, model)
    return model


def cached(files: RuleFiles) -> Model | None:
    """The kept model of these files, if there is one."""
    home = safe_folder()
    if home is None:
        return None
    try:
        name = _name(files)
        content = unseal((home / name).read_bytes(), name)
        with _not_collecting():
            model = None if content is None else pickle.loads(content)  # noqa: S301  # sealed by this user: written below by this program
    except Exception:  # noqa: BLE001  # whatever is wrong with it, the files themselves can be read
        return None
    if not isinstance(model, Model):
        return None
    with suppress(OSError):
        os.utime(home / name)
    return model


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


def keep(files: RuleFiles, model: Model) -> None:
    """Keep a model for the next time."""
    home = safe_folder()
    name = _name(files)
    data = None if home is None else seal(pickle.dumps(model, protocol=pickle.HIGHEST_PROTOCOL), name)
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
    read = hashlib.sha256(sys.version.encode())
    home = Path(__file__).parent.parent
    modules = (sorted((home / package).glob("*.py")) for package in ("language", "yaml", *packages))
    for file in chain([home / "content.py"], *modules):
        read.update(file.read_bytes())
    return read.digest()
