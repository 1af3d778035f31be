"""Conditions as numbered lists, where a sentence would need brackets in brackets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Term
from .forms import affirmed, ends_of, flat
from .sentence import Speaker

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a list, with the list below it: what it is numbered by stands before its words."""

    text: str
    points: tuple[Point, ...] = ()
    mark: str = ""
    """What it is numbered by, with which its text begins."""
    condition: Condition | None = field(default=None, compare=False, repr=False)
    """What it says."""

    @property
    def words(self) -> str:
        """Its text without its number."""
        return self.text.removeprefix(self.mark)


def outline(condition: Condition, speaker: Speaker, *, whole: bool = False) -> Point:
    """A condition as one sentence where that is plain, unless it is wanted `whole`; else what its parts come to, and each part."""
    return _outline(affirmed(condition), speaker, 0, "", whole=whole)


def _outline(condition: Condition, speaker: Speaker, depth: int, mark: str, *, whole: bool) -> Point:
    say, parts = speaker.wording, _parts(condition, speaker, whole=whole)
    if not parts:
        return Point(mark + speaker.sentence(condition), (), mark, condition)
    points = tuple(_outline(part, speaker, depth + 1, _mark(number, depth, speaker), whole=whole) for number, part in enumerate(parts, 1))
    match condition:
        case All():
            said = say.each_of
        case Any():
            said = say.one_of_these
        case Count():
            said = speaker.how_many(condition, "").rstrip("：: ")
        case About(fact):
            said = speaker.label(speaker.facts[fact])
        case Not() | Compare() | OneOf() | Has() | Inside() | Term() | EntitledTo():
            said, points = speaker.sentence(condition), ()
        case _:
            assert_never(condition)
    return Point(mark + said, points, mark, condition)


def _parts(condition: Condition, speaker: Speaker, *, whole: bool) -> list[Condition]:
    """The parts that want a line each; none of what is plain in one."""
    match condition:
        case All() | Any():
            parts = flat(condition)
            if whole:
                return parts if ends_of(condition) is None and len(parts) > 1 else []
            return parts if not speaker.one_phrase(condition) and any(map(speaker.joined, parts)) else []
        case Count(_, _, inner):
            return [affirmed(part) for part in inner]
        case About(_, part):
            return _parts(affirmed(part), speaker, whole=whole) and [affirmed(part)]
        case Not() | Compare() | OneOf() | Has() | Inside() | Term() | EntitledTo():
            return []
        case _:
            assert_never(condition)


def _mark(number: int, depth: int, speaker: Speaker) -> str:
    """1, (1) and ①, and so on from the third list downwards."""
    if depth < len(speaker.wording.marks):
        return speaker.wording.marks[depth].format(number=number)
    return CIRCLED[number - 1] if number <= len(CIRCLED) else speaker.wording.marks[-1].format(number=number)
