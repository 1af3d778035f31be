"""How pages say who did something, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from huilao import Rulebook, Text

from ..service import CHINA
from ..store.accounts import PROVIDER
from ..store.publications import SERVICE
from ..web.problems import ProblemError
from ..who import places_in_words
from ..work.retention import RULE

NOBODY: Mapping[str, Text] = {
    SERVICE: Text("系统", "the service"), "worker": Text("后台", "a worker"), "first start": Text("第一次启动", "the first start"),
    "command line": Text("命令行", "the command line"), "demonstration": Text("试用", "the demonstration"), RULE: Text("到期规则", "the rule"),
    PROVIDER: Text("统一登录系统", "the sign-in provider"), "nobody signed in": Text("没有登录的人", "nobody signed in"),
}  # fmt: skip
"""Who does things and is no person."""


def place_said(code: str, book: Rulebook, language: str) -> str:
    """A division by the name that the rule book has for it, else by its full name and code."""
    place = book.rules.places.get(code)
    return (place.name if place is not None else places_in_words([code])).of(language)


def who(name: str, language: str) -> str:
    """Somebody by what the log calls them: `account:wang` is wang."""
    if name in NOBODY:
        return NOBODY[name].of(language)
    return named(name)


def named(name: str) -> str:
    """Somebody who signed in, or the name of a key."""
    return (name.partition(":")[2] or name).removeprefix("oidc:")


def doer(name: str, language: str) -> str:
    """The same for auditors, who have to tell a program from a person of the same name: `key:portal` is 密钥 portal."""
    kind, _, own = name.partition(":")
    return f"{Text('密钥', 'key').of(language)} {own}" if kind == "key" and own else who(name, language)


def problem_said(error: ProblemError, language: str) -> str:
    """A problem at its field: what is wrong, and how to mend it."""
    return Text(f"{error.title.zh}：{error.detail.zh}", f"{error.title.of('en')}: {error.detail.of('en')}").of(language)


def clock(at: datetime) -> str:
    """A moment by the clock of China, to the minute."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def moment(at: datetime) -> str:
    """The same; a midnight is its day."""
    here = at.astimezone(CHINA)
    return here.date().isoformat() if (here.hour, here.minute, here.second) == (0, 0, 0) else clock(at)
