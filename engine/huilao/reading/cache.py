"""The compiled rule book: a model that was read without a mistake, kept by the content of its files.

A kept model is used only for the very same files, read by the very same program; a file that is damaged is as good as
none. Nothing depends on the cache: where it cannot be written, rule books are read anew each time.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path

from ..language.policy import Rules

KEPT = 8
"""Models that are kept; the oldest give way."""

_CHECK = hashlib.sha256().digest_size


def cached(directory: Path) -> Rules | None:
    """The kept model of the rule book in a folder as its files are now, if there is one."""
    try:
        data = _path(directory).read_bytes()
        check, payload = data[:_CHECK], data[_CHECK:]
        if hashlib.sha256(payload).digest() != check:
            return None
        rules = pickle.loads(payload)  # noqa: S301  # written below by this program, and whole: its checksum holds
    except Exception:  # noqa: BLE001  # whatever is wrong with it, the files themselves can be read
        return None
    return rules if isinstance(rules, Rules) else None


def keep(directory: Path, rules: Rules) -> None:
    """Keep a model for the next time."""
    path = _path(directory)
    payload = pickle.dumps(rules, protocol=pickle.HIGHEST_PROTOCOL)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(hashlib.sha256(payload).digest() + payload)
        Path(file.name).replace(path)  # at once: no reader sees half a file
        kept = sorted(path.parent.glob("*.rules"), key=lambda one: one.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink(missing_ok=True)


def _path(directory: Path) -> Path:
    """Where the model of a folder's files, read by this program, is kept."""
    digest = hashlib.sha256(program("reading"))
    for file in sorted(path for path in directory.rglob("*") if path.is_file()):
        digest.update(f"\0{file.relative_to(directory).as_posix()}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return folder() / f"{digest.hexdigest()}.rules"


def program(*packages: str) -> bytes:
    """The digest of what works out something that is kept: Python, the language and some packages."""
    digest = hashlib.sha256(sys.version.encode())
    home = Path(__file__).parent.parent
    for package in ("language", "yaml", *packages):
        for file in sorted((home / package).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.digest()


def folder() -> Path:
    """Where things are kept."""
    chosen = os.environ.get("HUILAO_CACHE")
    return Path(chosen) if chosen else user_cache_path("huilao")
