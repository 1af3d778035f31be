"""The codes of a rule book's places against the divisions of China: a wrong digit makes a document one of another county."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..china import divisions, forms, full_name_in_china, is_gone
from ..language.facts import Text
from ..language.places import division
from ..language.policy import Place
from ..rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A place of which the code says something else than the rule book."""

    place: Place
    message: Text


def misplaced(book: Rulebook) -> Iterator[Misplaced]:
    """The places whose code has another name among the divisions of China, or is no longer in use; new ones are not among them."""
    for place in book.rules.places.values():
        namings = divisions().get(division(place.code), ())
        code, name = place.code, place.name.zh
        if namings and not any(form in name for one in namings for form, _ in forms(one.name)):
            there = full_name_in_china(code)
            yield Misplaced(
                place,
                Text(f"代码 {code} 是{there}，规则库里写的是“{name}”", f"the code {code} is that of {there}, the rule book says `{name}`"),
            )
        elif namings and is_gone(code):
            yield Misplaced(place, Text(f"“{name}”的代码 {code} 已经停用", f"the code {code} of `{name}` is no longer in use"))
