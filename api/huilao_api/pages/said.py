"""How pages say who did something, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from huilao import Text

from ..service import CHINA
from ..store.publications import SERVICE

NOBODY: Mapping[str, Text] = {
    SERVICE: Text("系统", "the service"), "worker": Text("后台", "a worker"), "first start": Text("第一次启动", "the first start"),
    "command line": Text("命令行", "the command line"), "demonstration": Text("试用", "the demonstration"),
}  # fmt: skip
"""Who does things and is no person."""


def who(name: str, language: str) -> str:
    """Somebody by what the log calls them: `account:wang` is wang."""
    if name in NOBODY:
        return NOBODY[name].of(language)
    return named(name)


def named(name: str) -> str:
    """Somebody who signed in, or the name of a key."""
    return (name.partition(":")[2] or name).removeprefix("oidc:")


def clock(at: datetime) -> str:
    """A moment by the clock of China, to the minute."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def moment(at: datetime) -> str:
    """The same; a midnight is its day."""
    here = at.astimezone(CHINA)
    return here.date().isoformat() if (here.hour, here.minute, here.second) == (0, 0, 0) else clock(at)
