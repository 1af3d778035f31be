"""How pages say who did something, and when."""

from __future__ import annotations

from datetime import datetime

from ..service import CHINA
from ..store.publications import SERVICE


def who(name: str, language: str) -> str:
    """Somebody by what the log calls them: `account:wang` is wang."""
    if name == SERVICE:
        return "系统" if language == "zh" else "the service"
    return (name.partition(":")[2] or name).removeprefix("oidc:")


def moment(at: datetime) -> str:
    """By the clock of China, to the minute; a midnight is its day."""
    here = at.astimezone(CHINA)
    return here.strftime("%Y-%m-%d" if (here.hour, here.minute, here.second) == (0, 0, 0) else "%Y-%m-%d %H:%M")
