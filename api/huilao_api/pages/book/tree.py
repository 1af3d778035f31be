"""A condition drawn as a tree, from left to right: what its parts come to, and each part, by the numbers of the list beside it.

Words are broken where the drawing needs it: a Chinese character is as wide as the type is high, a Latin one about half as wide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from unicodedata import east_asian_width

from huilao import Point

TYPE = 14
"""Pixels that the type is high."""
LINE = 20
"""Pixels from line to line."""
PAD = 8
GAP = 8
"""Between two boxes that stand one below the other."""
STEP = 32
"""Between a box and those to its right."""
LEAF, GATE = 264, 136
"""How wide boxes are at most: of what is asked, and of what parts come to."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box, from its upper left corner, with the lines of its text."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    gate: bool
    """Whether it says what parts come to."""

    @property
    def texts(self) -> Iterator[tuple[int, int, str]]:
        """Each line, and where it begins."""
        for at, line in enumerate(self.lines):
            yield self.x + PAD, self.y + PAD + LINE * at + TYPE, line


@dataclass(frozen=True, slots=True)
class Tree:
    """A drawing, in pixels."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    paths: tuple[str, ...]
    """The lines between boxes, as SVG has them."""


def tree(point: Point) -> Tree | None:
    """The drawing of a condition as a numbered list; None where it is a single sentence."""
    if not point.points:
        return None
    boxes: list[Box] = []
    paths: list[str] = []
    height, _ = _place(point, 1, 1, boxes, paths)
    return Tree(max(one.x + one.width for one in boxes) + 1, height + 1, tuple(boxes), tuple(paths))


def _place(point: Point, x: int, y: int, boxes: list[Box], paths: list[str]) -> tuple[int, int]:
    """Put a point and all below it; how far down that reaches, and how far down the middle of its own box is."""
    lines = tuple(_broken(point.text, (GATE if point.points else LEAF) - 2 * PAD))
    width = ceil(max(map(_wide, lines))) + 2 * PAD
    height = len(lines) * LINE + 2 * PAD - (LINE - TYPE)
    if not point.points:
        boxes.append(Box(x, y, width, height, lines, gate=False))
        return y + height, y + height // 2
    down, middles = y, list[int]()
    for at, one in enumerate(point.points):
        down, middle = _place(one, x + width + STEP, down + (GAP if at else 0), boxes, paths)
        middles.append(middle)
    centre = max((middles[0] + middles[-1]) // 2, y + height // 2)
    boxes.append(Box(x, centre - height // 2, width, height, lines, gate=True))
    paths += _branches(x + width, centre, middles)
    return max(down, centre - height // 2 + height), centre


def _branches(x: int, centre: int, middles: Sequence[int]) -> Iterator[str]:
    for middle in middles:
        yield f"M{x} {centre}h{STEP // 2}V{middle}h{STEP // 2}"


def _broken(text: str, width: int) -> Iterator[str]:
    """A text in lines of so many pixels at most: Latin words and numbers are kept whole where they go into a line, and no line begins with
    a mark that ends a phrase.
    """
    line = ""
    for part in _parts(text):
        if line and _wide(line + part.rstrip()) > width and part not in _NEVER_FIRST:
            yield line.rstrip()
            line = ""
        for piece in [part] if _wide(part) <= width else part:
            if line and _wide(line + piece) > width and piece not in _NEVER_FIRST:
                yield line.rstrip()
                line = ""
            line += piece
    yield line.rstrip()


_NEVER_FIRST = "，。、；：）”’》！？,.;:)"


def _parts(text: str) -> Iterator[str]:
    """What a text may be broken between: Chinese characters one by one, other words with the space after them."""
    word = ""
    for char in text:
        if east_asian_width(char) in "WF":
            if word:
                yield word
            word = ""
            yield char
        else:
            word += char
            if char == " ":
                yield word
                word = ""
    if word:
        yield word


def _wide(text: str) -> float:
    return sum(TYPE if east_asian_width(char) in "WFA" else TYPE * 0.56 for char in text)
