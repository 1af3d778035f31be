"""What is kept in the user's cache folder between runs, so that nobody else can put something there for it to be taken.

What is kept is sealed with a key that only this user can read (HMAC-SHA-256, RFC 2104) in a folder that only this user can
write to. Without the right seal, or in a folder that others can write to, there is nothing kept: nothing depends on it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path

KEY_BYTES = 32
SEAL_BYTES = hashlib.sha256().digest_size
_KEY = "key"


def folder() -> Path:
    """Where things are kept."""
    chosen = os.environ.get("HUILAO_CACHE")
    return Path(chosen) if chosen else user_cache_path("huilao")


def safe_folder() -> Path | None:
    """The folder, made where it is not there; None where it cannot be, or where others could write to it."""
    path = folder()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path if _only_ours(path.stat()) else None
    except OSError:
        return None


def _only_ours(status: os.stat_result) -> bool:
    """Whether only this user can write; systems without owners are taken at their word."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def seal(content: bytes, name: str) -> bytes | None:
    """The content with the seal before it, as what is kept under a name; None where there can be no key."""
    key = _key()
    return None if key is None else _seal_of(key, content, name) + content


def unseal(data: bytes, name: str) -> bytes | None:
    """The content behind a seal; None where the seal is not that of this user, or is of what is kept under another name."""
    key = _key()
    content = data[SEAL_BYTES:]
    if key is None or not hmac.compare_digest(_seal_of(key, content, name), data[:SEAL_BYTES]):
        return None
    return content


def _seal_of(key: bytes, content: bytes, name: str) -> bytes:
    return hmac.digest(key, hashlib.sha256(name.encode()).digest() + content, "sha256")


def _key() -> bytes | None:
    """The key of this user, made where there is none; None where it cannot be kept to them."""
    home = safe_folder()
    if home is None:
        return None
    path = home / _KEY
    if not path.exists():
        _make_key(path)
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    with os.fdopen(file, "rb") as opened:
        status = os.fstat(opened.fileno())
        if not _only_ours(status) or (hasattr(os, "getuid") and status.st_mode & (stat.S_IRGRP | stat.S_IROTH)):
            return None
        key = opened.read(KEY_BYTES + 1)
    return key if len(key) == KEY_BYTES else None


def _make_key(path: Path) -> None:
    """Write a new key, whole at once; of two that do, the first counts."""
    draft = path.with_name(f"{_KEY}.{secrets.token_hex(8)}")
    with suppress(OSError):
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as opened:
            opened.write(secrets.token_bytes(KEY_BYTES))
        with suppress(FileExistsError):
            os.link(draft, path)
    with suppress(OSError):
        draft.unlink()
