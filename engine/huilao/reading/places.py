"""Places in rule files: those that the rule book declares, and every division of China down to the county by its code.

Towns and villages are known by the county that they lie in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..china import name_in_china
from ..language.facts import Text
from ..language.places import COUNTRY, LEVELS, WHOLE_COUNTRY, division
from ..language.policy import Place
from ..yaml.nodes import Scalar
from ..yaml.source import Node, Source
from ..yaml.structure import InvalidError, Known, look_up, report_unknown

NATION = Place(WHOLE_COUNTRY, Text("全国", "the whole country"))
_NATION_WORDS = (NATION.code, NATION.name.zh, "中国")


def is_code(text: str) -> bool:
    """Whether a text looks like a division code."""
    return text.isascii() and text.isdigit() and len(text) in LEVELS


def in_china(code: str) -> bool:
    """Whether a code is that of a division of China, of a town or village in one, or of the country."""
    return code == WHOLE_COUNTRY or name_in_china(division(code)[:6]) is not None


def read_place(source: Source, node: Node, places: Known) -> str:
    """The division that a word or code stands for. Raises InvalidError after reporting one that is unknown."""
    if isinstance(node, Scalar) and node.text not in places.words:
        if node.text in _NATION_WORDS:
            return COUNTRY
        if is_code(node.text):
            if in_china(node.text) or division(node.text)[:6] in {division(code) for code in places.words.values() if code}:
                return division(node.text)
            report_unknown(source, node, places.words, "行政区划代码里没有", "there is no division", "unknown_place",
                           otherwise=Text("检查代码；新设的区划先写进 places.yaml", "check the code; a new division is entered in places.yaml first"))  # fmt: skip
            raise InvalidError
    return division(look_up(source, node, places, "没有登记的地点", "unknown place", "unknown_place"))


def with_names(places: Mapping[str, Place], used: Iterable[str]) -> Mapping[str, Place]:
    """The places of a rule book with those that its rules name by code alone; `used` are divisions."""
    known = {division(code) for code in places}
    found = {code: name for code in sorted(set(used) - known) if code != COUNTRY and (name := name_in_china(code)) is not None}
    return {**places, **{code: Place(code, Text(name)) for code, name in found.items()}}
