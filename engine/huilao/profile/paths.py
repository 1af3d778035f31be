"""Facts as they are named where nothing is said of them: by their paths (`所照护老人.出生日期`, `家庭成员.2.出生日期`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ..language.facts import BUILT_IN, Fact, FactType, Text
from ..language.known import MOST_PEOPLE, Path
from .problems import Problems


def paths_of(given: Iterable[str], names: Mapping[str, str], facts: Mapping[str, Fact]) -> frozenset[Path]:
    """The paths of the facts that are given by their codes or Chinese words.

    `names` has every spelling of every fact; the words that every rule book has stand for the fact that they come from.
    Raises ProfileError with those that there are not.
    """
    paths: set[Path] = set()
    problems = Problems()
    spelled = {**{spelling: one.source for one in BUILT_IN.values() for spelling in (one.name, one.label.zh)}, **names}
    for one in given:
        words = one.split(".", MOST_WORDS)
        *who, last = (spelled.get(word, word) for word in words)
        if last in facts and _names_somebody(who, facts):
            paths.add(Path(".".join(who), last))
        else:
            wrong = next((word for word in words if word not in spelled and not word.isdecimal()), None)
            close = None if wrong is None else problems.nearest(wrong, spelled)
            hint = Text(f"是否“{close}”？", f"did you mean `{close}`?") if close else None
            problems.add(one, None, "没有这个信息项", "there is no such fact", hint)
    problems.raise_any()
    return frozenset(paths)


_NUMBER = re.compile("[1-9][0-9]{0,3}")
MOST_WORDS = 3
"""Of a path: whom, the which of them, and what of that person; what follows is no part of one."""


def _names_somebody(who: Sequence[str], facts: Mapping[str, Fact]) -> bool:
    """Whether the words before a fact in a path are the person herself, a person whom a fact names, or one whom it lists."""
    match who:
        case []:
            return True
        case [name]:
            return name in facts and facts[name].type is FactType.PERSON
        case [name, number]:
            listing = name in facts and facts[name].type is FactType.PEOPLE
            return listing and _NUMBER.fullmatch(number) is not None and int(number) <= MOST_PEOPLE
        case _:
            return False
