"""The cells of a table of facts, as a clerk writes them, to the values of a profile: known wholly, or in part.

People are written one after another, each with what is known of them in brackets: `父（1950-01-02，月收入 800，丧偶）；母（82岁）`. The
word before the brackets is for whoever reads it; a date or an age alone is that of the person, the name of a yes/no fact alone
says that it is so. `无` lists nobody, `其余不详` at the end says that these are not all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, assert_never

from ..language.facts import AGE, Fact, FactType
from ..language.quantity import BIRTH
from ..language.words import name_of

UNKNOWN = "不详"
NOBODY = "无"
AND_OTHERS = "其余不详"
_NUMBER = r"-?[0-9][0-9,]*(?:\.[0-9]+)?"
_FROM_TO = re.compile(rf"({_NUMBER})岁?[至到]({_NUMBER})岁?")
_AT_LEAST = re.compile(rf"(?:不低于|至少)({_NUMBER})岁?|({_NUMBER})岁?(?:及?以上|或以上)")
_AT_MOST = re.compile(rf"(?:不高于|至多)({_NUMBER})岁?|({_NUMBER})岁?(?:及?以下|或以下)")


_MEMBER = re.compile(r"\s*([^；;（）()]*?)\s*(?:[（(]((?:[^（）()]|[（(][^（）()]*[）)])*)[）)])?\s*(?:[；;]|$)")
"""Somebody in a list of people: a word for them, and in brackets what is known of them."""
_APART = re.compile(r"，|,(?![0-9]{3}(?![0-9]))")
"""What stands between two things that are known of somebody: no comma within a number."""

Entry = Callable[[str, str], tuple[str, Any]]
"""What is known of somebody by a label and a cell, as an entry of a profile. Raises CellError, or what its maker raises."""


class CellError(Exception):
    """A cell says something that its fact cannot be; the text says what it should say."""


def listed(text: str) -> list[str]:
    """The items of a list in Chinese."""
    return [item.strip() for item in re.split("[、，,]", text.strip())]


def value_of(fact: Fact, cell: str, entry: Entry) -> Any:
    """What a cell says of a fact, as a profile has it: what is taken apart here is checked where profiles are. `entry` reads
    what is said of somebody in a list.

    Raises CellError, and what `entry` raises.
    """
    match fact.type:
        case FactType.NUMBER:
            return _number(fact, cell)
        case FactType.DATE:
            first, until, last = cell.partition("至")
            return {"from": first.strip(), "until": last.strip()} if until else cell
        case FactType.CHOICE | FactType.SCALE:
            return _choice(fact, cell)
        case FactType.SET:
            return _codes(fact, cell)
        case FactType.PEOPLE:
            return _people(fact, cell, entry)
        case FactType.YES_NO | FactType.PLACE | FactType.PERSON:
            return cell
        case _:
            assert_never(fact.type)


def cell_of(value: Any, words: Callable[[Any], str]) -> str:
    """A value, wholly known or not at all, as a cell; `words` says it for people."""
    return UNKNOWN if value is None else f"{value:f}" if isinstance(value, Decimal) else words(value)


def people_cell(people: Iterable[Iterable[tuple[str, str]]], *, complete: bool) -> str:
    """People as a cell, each by the labels and cells of what is known of them."""
    said = ["，".join(f"{label} {cell}" for label, cell in one) for one in people]
    each = [f"第{number}人（{one}）" if one else f"第{number}人" for number, one in enumerate(said, 1)]
    return "；".join([*each, *([] if complete else [AND_OTHERS])]) or NOBODY


def ages_of(cell: str) -> Any:
    """What a cell says of an age: `82`, `80至89`, `80以上`. Raises CellError."""
    found = _part(cell, decimal=False)
    if found is None:
        raise CellError(f"“年龄”应是周岁数，例如 82、80至89、80以上，写的是“{cell}”")
    return found


def _number(fact: Fact, cell: str) -> Any:
    unit = "" if fact.unit is None else name_of(fact.unit).zh
    found = _part(cell.replace(unit, "") if unit else cell, decimal=True)
    if found is None:
        raise CellError(f"“{fact.label.zh}”应是一个数，例如 1200、1000至2000、不低于1000，写的是“{cell}”")
    return found


def _part(cell: str, *, decimal: bool) -> Any:
    """A number, or the ends between which it lies; None where it is neither."""
    cell = cell.replace(" ", "")

    def number(text: str) -> Decimal | int:
        return Decimal(text.replace(",", "")) if decimal else int(text)

    try:
        if re.fullmatch(f"{_NUMBER}岁?", cell):
            return number(cell.rstrip("岁"))
        if found := _FROM_TO.fullmatch(cell):
            return {"at_least": number(found[1]), "at_most": number(found[2])}
        for word, pattern in (("at_least", _AT_LEAST), ("at_most", _AT_MOST)):
            if found := pattern.fullmatch(cell):
                return {word: number(found[1] or found[2])}
    except ValueError:
        return None
    return None


def _people(fact: Fact, cell: str, entry: Entry) -> Any:
    """The people of a list."""
    if cell == NOBODY:
        return []
    found = list(_members(fact, cell))
    complete = found[-1] != (AND_OTHERS, None)
    listed = [
        dict(entry(*_said(one)) for one in _APART.split(said or "") if one.strip()) for _, said in (found if complete else found[:-1])
    ]
    return listed if complete else {"listed": listed, "complete": False}


def _members(fact: Fact, cell: str) -> Iterator[tuple[str, str | None]]:
    """For each person of a list the word for them, and what is in the brackets."""
    at, cell = 0, cell.strip()
    while at < len(cell) or not cell:
        member = _MEMBER.match(cell, at)
        if member is None or not (member[1] or member[2]):
            raise CellError(f"“{fact.label.zh}”写成“父（1950-01-02，月收入 800）；母（82岁）”，没有人写“{NOBODY}”，写的是“{cell}”")
        yield member[1], member[2]
        at = member.end()


def _said(text: str) -> tuple[str, str]:
    """A label and its cell, of what is said of somebody."""
    label, *rest = re.split(r"\s+|[：:]\s*", text.strip(), maxsplit=1)
    if rest:
        return label, rest[0]
    if not label[0].isdigit():
        return label, "是"
    return (AGE.name if "岁" in label else BIRTH), label


def _choice(fact: Fact, cell: str) -> Any:
    words = {word for code in fact.codes for word in (code.code, code.label.zh, *code.also)}
    if cell in words or "或" not in cell:
        return cell
    return {"one_of": [part.strip() for part in cell.split("或")]}


def _codes(fact: Fact, cell: str) -> Any:
    """`低保、特困`, `无`, or what it has and has not: `含 低保，不含 特困`."""
    if cell == "无":
        return [code.code for code in fact.codes if "无" in (code.label.zh, *code.also)]
    if not re.match("(不?含)", cell):
        return listed(cell)
    found: Mapping[str, list[str]] = {"has": [], "has_not": []}
    for part in re.split("[；，;,]", cell):
        said = re.fullmatch(r"\s*(不?含)\s*(.+)", part)
        if said is None:
            raise CellError(f"“{fact.label.zh}”写成“含 甲、乙，不含 丙”，写的是“{cell}”")
        found["has" if said[1] == "含" else "has_not"].extend(listed(said[2]))
    return {word: codes for word, codes in found.items() if codes}
