"""Conditions as numbered lists, where a sentence would need brackets in brackets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Term
from .forms import affirmed, flat
from .sentence import Speaker

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a list, with the list below it: what it is numbered by stands before its words."""

    text: str
    points: tuple[Point, ...] = ()


def outline(condition: Condition, speaker: Speaker) -> Point:
    """A condition as one sentence where that is plain; else what its parts come to, and each part."""
    return _outline(affirmed(condition), speaker, 0, "")


def _outline(condition: Condition, speaker: Speaker, depth: int, mark: str) -> Point:
    say, parts = speaker.wording, _parts(condition, speaker)
    if not parts:
        return Point(mark + speaker.sentence(condition))
    points = tuple(_outline(part, speaker, depth + 1, _mark(number, depth, speaker)) for number, part in enumerate(parts, 1))
    match condition:
        case All():
            return Point(mark + say.each_of, points)
        case Any():
            return Point(mark + say.one_of_these, points)
        case Count():
            return Point(mark + speaker.how_many(condition, "").rstrip("：: "), points)
        case About(fact):
            return Point(mark + speaker.label(speaker.facts[fact]), points)
        case Not() | Compare() | OneOf() | Has() | Inside() | Term() | EntitledTo():
            return Point(mark + speaker.sentence(condition))
        case _:
            assert_never(condition)


def _parts(condition: Condition, speaker: Speaker) -> list[Condition]:
    """The parts that want a line each; none of what is plain in one."""
    match condition:
        case All() | Any():
            parts = flat(condition)
            return parts if not speaker.one_phrase(condition) and any(map(speaker.joined, parts)) else []
        case Count(_, _, inner):
            return [affirmed(part) for part in inner]
        case About(_, part):
            return _parts(affirmed(part), speaker) and [affirmed(part)]
        case Not() | Compare() | OneOf() | Has() | Inside() | Term() | EntitledTo():
            return []
        case _:
            assert_never(condition)


def _mark(number: int, depth: int, speaker: Speaker) -> str:
    """1, (1) and ①, and so on from the third list downwards."""
    if depth < len(speaker.wording.marks):
        return speaker.wording.marks[depth].format(number=number)
    return CIRCLED[number - 1] if number <= len(CIRCLED) else speaker.wording.marks[-1].format(number=number)
