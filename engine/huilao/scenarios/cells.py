"""The cells of a table of facts, as a clerk writes them, to the values of a profile: known wholly, or in part."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, assert_never

from ..language.facts import Fact, FactType
from ..language.words import name_of

UNKNOWN = "不详"
_NUMBER = r"-?[0-9][0-9,]*(?:\.[0-9]+)?"
_FROM_TO = re.compile(rf"({_NUMBER})岁?[至到]({_NUMBER})岁?")
_AT_LEAST = re.compile(rf"(?:不低于|至少)({_NUMBER})岁?|({_NUMBER})岁?(?:及?以上|或以上)")
_AT_MOST = re.compile(rf"(?:不高于|至多)({_NUMBER})岁?|({_NUMBER})岁?(?:及?以下|或以下)")


class CellError(Exception):
    """A cell says something that its fact cannot be; the text says what it should say."""


def listed(text: str) -> list[str]:
    """The items of a list in Chinese."""
    return [item.strip() for item in re.split("[、，,]", text.strip())]


def value_of(fact: Fact, cell: str) -> Any:
    """What a cell says of a fact, as a profile has it: what is taken apart here is checked where profiles are.

    Raises CellError.
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
        case FactType.YES_NO | FactType.PLACE | FactType.PERSON:
            return cell
        case _:
            assert_never(fact.type)


def cell_of(value: Any, words: Callable[[Any], str]) -> str:
    """A value, wholly known or not at all, as a cell; `words` says it for people."""
    return UNKNOWN if value is None else f"{value:f}" if isinstance(value, Decimal) else words(value)


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
