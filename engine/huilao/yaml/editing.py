"""Writing parts of a file anew by the places of its nodes: comments, order and layout of everything else stay byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from collections.abc import Sequence as Listed
from itertools import chain
from typing import assert_never

from .draft import LINE_BREAK
from .nodes import Mapping, Node, Scalar, Sequence
from .source import Source

_PLAIN = re.compile(
    r"[^\W\d][^\s:#,\[\]{}&*!|>'\"%@`]*( [^\s:#,\[\]{}&*!|>'\"%@`]+)*"  # words
    r"|-?\d+(\.\d+)?|\d+/\d+|\d{4}-\d{2}-\d{2}"  # numbers, fractions, days
    r"|(\d+ ?[^\W\d]+ ?)+"  # lengths of time
)
"""What YAML reads back as it stands, also between brackets."""


def inline(node: Node) -> str:
    """A node on one line, quoted where it must be; nothing for what is empty."""
    match node:
        case Scalar(text, plain):
            if node.empty:
                return ""
            return text if plain and _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
        case Sequence(items):
            return f"[{', '.join(map(inline, items))}]"
        case Mapping(entries):
            return f"{{{', '.join(f'{inline(key)}: {inline(value)}' for key, value in entries)}}}"
        case _:
            assert_never(node)


def same(one: Node, other: Node) -> bool:
    """Whether two nodes say the same, wherever they stand and however they are quoted."""
    match one:
        case Scalar(text):
            return isinstance(other, Scalar) and one.empty == other.empty and (one.empty or text == other.text)
        case Sequence(items):
            return isinstance(other, Sequence) and len(items) == len(other.items) and all(map(same, items, other.items))
        case Mapping(entries):
            others = {key.text: value for key, value in other.entries} if isinstance(other, Mapping) else {}
            return len(others) == len(entries) and all(key.text in others and same(value, others[key.text]) for key, value in entries)
        case _:
            assert_never(one)


class Editor:
    """A file that was read without a mistake of syntax, and what is to stand in it instead."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self._lines = [0, *(found.end() for found in LINE_BREAK.finditer(source.text))]
        first = LINE_BREAK.search(source.text)
        self._newline = first[0] if first else "\n"
        self._edits: list[tuple[int, int, str]] = []
        """From where to where, and what stands there instead; what was asked for first stands first."""

    @property
    def result(self) -> str:
        """The text as it is to be."""
        return self._take(0, len(self.text))

    def stands_alone(self, node: Node) -> bool:
        """Whether everything in a node is written in its own place, not elsewhere in the file by way of `&` and `*`."""
        begin, end = self._start(node), self._end(node)
        return not self.text.startswith(("&", "*"), begin) and all(
            begin <= self._start(inner) and self._end(inner) <= end and self.stands_alone(inner) for inner in _inner(node)
        )

    def comments(self, node: Node) -> str:
        """The comments at the ends of the lines of a node, one after the other."""
        first, last = self._start(node), self._end(node)
        places = sorted((self._start(one), self._end(one)) for one in _leaves(node))
        gaps = zip([first, *(end for _, end in places)], [*(start for start, _ in places), self._after_line(last)], strict=True)
        found = (re.findall(r"(?:^|\s)#\s*([^\r\n]*)", self.text[start:end]) for start, end in gaps if start < end)
        return " ".join(one.strip() for one in chain.from_iterable(found))

    # -- what is to be ---------------------------------------------------------------------------------------------------

    def write(self, key: Scalar, old: Node, new: Node) -> None:
        """Let an entry hold something else; what stays of a mapping is not touched."""
        if same(old, new):
            return
        if isinstance(old, Mapping) and isinstance(new, Mapping) and old.entries and any(self._kept(old, new)):
            self.mapping(old, new)
            return
        begin, end, text = self._start(old), self._end(old), inline(new)
        if isinstance(old, Sequence | Mapping) and not self._flow(old):
            begin, text = self._end(key), f": {text}"
        elif begin == end and self.text[begin - 1 : begin] == ":":
            text = f" {text}"
        elif self.text[end - 1 : end] in ("\n", "\r") and end > begin:  # a text of several lines that `|` begins
            text += self._newline
        self._edits.append((begin, end, text))

    def mapping(self, old: Mapping, new: Mapping) -> None:
        """Let a mapping have these entries: those that it has stay in their order, new ones come before or after all of them."""
        values = {key.text: value for key, value in new.entries}
        kept = self._kept(old, new)
        for (key, value), stays in zip(old.entries, kept, strict=True):
            if stays:
                self.write(key, value, values[key.text])
        own = {key.text for key, _ in old.entries}
        first = next((at for at, (key, _) in enumerate(new.entries) if key.text in own), 0)
        written = [(at, f"{inline(key)}: {inline(value)}".rstrip()) for at, (key, value) in enumerate(new.entries) if key.text not in own]
        before, after = [one for at, one in written if at < first], [one for at, one in written if at >= first]
        (self._in_braces if self._flow(old) else self._in_lines)(old, kept, before, after)

    def items(self, old: Sequence, new: Listed[tuple[int | None, Node]]) -> None:
        """Let a list of mappings have these items, each with its number in the list as it is, or None for a new one; one that stays
        keeps an entry at least.
        """
        for number, node in new:
            before = None if number is None else old.items[number]
            if isinstance(before, Mapping) and isinstance(node, Mapping):
                self.mapping(before, node)
        numbers = [number for number, _ in new]
        if numbers != list(range(len(old.items))):
            (self._between_commas if self._flow(old) else self._by_dashes)(old, new)

    # -- entries ---------------------------------------------------------------------------------------------------------

    @staticmethod
    def _kept(old: Mapping, new: Mapping) -> list[bool]:
        """Of each entry whether it stays."""
        stay = {key.text for key, _ in new.entries}
        return [key.text in stay for key, _ in old.entries]

    def _in_braces(self, old: Mapping, kept: Listed[bool], before: Listed[str], after: Listed[str]) -> None:
        entries, first, last = old.entries, kept.index(True), len(kept) - 1 - kept[::-1].index(True)
        self._edits.append((self._start(entries[0][0]), self._start(entries[first][0]), "".join(f"{one}, " for one in before)))
        for at in range(first, last):
            if not kept[at]:
                self._edits.append((self._start(entries[at][0]), self._start(entries[at + 1][0]), ""))
        self._edits.append((self._end(entries[last][1]), self._end(entries[-1][1]), "".join(f", {one}" for one in after)))

    def _in_lines(self, old: Mapping, kept: Listed[bool], before: Listed[str], after: Listed[str]) -> None:
        """Lines go and come without their break, so that the next line begins where it did."""
        entries, first, broken = old.entries, kept.index(True), self._newline + " " * (old.span.column - 1)
        begin, goes_on = self._start(entries[0][0]), self._start(entries[first][0])
        if first > 0:
            end = self._end(entries[first - 1][1])
            if self.text[end:goes_on].strip():  # comments stand above what stays: it cannot come up beside the dash
                self._edits.append((begin, self._line_end(end), ""))
                begin = goes_on
        self._edits.append((begin, goes_on, "".join(f"{one}{broken}" for one in before)))
        for (key, value), stays in list(zip(entries, kept, strict=True))[first:]:
            if not stays:
                self._edits.append((self._before_break(self._line_of(self._start(key))), self._line_end(self._end(value)), ""))
        at = self._line_end(self._end(entries[-1][1]))
        self._edits.append((at, at, "".join(f"{broken}{one}" for one in after)))

    # -- items -----------------------------------------------------------------------------------------------------------

    def _between_commas(self, old: Sequence, new: Listed[tuple[int | None, Node]]) -> None:
        begin, end = self._start(old.items[0]), self._end(old.items[-1])
        between = [self.text[self._end(one) : self._start(other)] for one, other in zip(old.items, old.items[1:], strict=False)]
        items = [
            inline(node) if number is None else self._take(self._start(old.items[number]), self._end(old.items[number]))
            for number, node in new
        ]
        commas = [*between, *[", "] * len(items)][: max(0, len(items) - 1)]
        self._drop(begin, end)
        self._edits.append((begin, end, "".join(chain.from_iterable(zip(items, [*commas, ""], strict=True)))))

    def _by_dashes(self, old: Sequence, new: Listed[tuple[int | None, Node]]) -> None:
        """Each item with the lines of comments above it; what stands above one that goes stays, at the end of the list if need be."""
        starts = [self._dash_line(one) for one in old.items]
        ends = [self._after_line(self._end(one)) for one in old.items]
        above = ["", *(self.text[end:start] for end, start in zip(ends, starts[1:], strict=False))]
        staying = {number for number, _ in new}
        left = "".join(comments for number, comments in enumerate(above) if number not in staying)
        pieces = [
            self._new_item(old, node) if number is None else above[number] + self._line(self._take(starts[number], ends[number]))
            for number, node in new
        ]
        self._drop(starts[0], ends[-1])
        text = "".join([*pieces, left])
        whole = self.text[ends[-1] - 1 : ends[-1]] in ("\n", "\r")
        self._edits.append((starts[0], ends[-1], text if whole else text.removesuffix(self._newline)))

    def _line(self, text: str) -> str:
        return text if text.endswith(("\n", "\r")) else text + self._newline

    def _new_item(self, old: Sequence, node: Node) -> str:
        """An item as its neighbours are written: in braces, or an entry a line."""
        first = old.items[0]
        dash, begin = old.span.column - 1, max(old.span.column + 1, first.span.column - 1)
        head = " " * dash + "-" + " " * (begin - dash - 1)
        if not isinstance(node, Mapping) or self._flow(first):
            return f"{head}{inline(node)}{self._newline}"
        lines = [f"{inline(key)}: {inline(value)}".rstrip() for key, value in node.entries]
        return head + (self._newline + " " * begin).join(lines) + self._newline

    # -- places ----------------------------------------------------------------------------------------------------------

    def _start(self, node: Node) -> int:
        return self._lines[node.span.line - 1] + node.span.column - 1

    def _end(self, node: Node) -> int:
        return self._lines[node.span.end_line - 1] + node.span.end_column - 1

    def _flow(self, node: Node) -> bool:
        """Whether it is written in brackets."""
        return self.text.startswith(("{", "["), self._start(node))

    def _line_of(self, at: int) -> int:
        """Where the line begins in which a character stands."""
        return max(line for line in self._lines if line <= at)

    def _after_line(self, at: int) -> int:
        """Where the next line begins, or the file ends."""
        return at if at in self._lines[1:] else next((line for line in self._lines if line > at), len(self.text))

    def _line_end(self, at: int) -> int:
        """Where the line ends in which a character stands, before its break."""
        return self._before_break(self._after_line(at))

    def _before_break(self, at: int) -> int:
        """Where the line ends before which the next begins at a place."""
        broken = re.search(r"(\r\n|[\n\r\x85\u2028\u2029])\Z", self.text[max(0, at - 2) : at])
        return at - len(broken[0]) if broken else at

    def _dash_line(self, node: Node) -> int:
        """Where the line of the dash begins before an item."""
        line = self._line_of(self._start(node))
        while not re.match(r"[ \t]*-([ \t\r\n]|$)", self.text[line:]):
            line = self._line_of(line - 1)
        return line

    def _take(self, begin: int, end: int) -> str:
        """A part of the text as it is to be."""
        pieces: list[str] = []
        at = begin
        inside = [one for one in self._edits if begin <= one[0] and one[1] <= end]
        for start, stop, text in sorted(inside, key=lambda edit: edit[0]):
            pieces += [self.text[at:start], text]
            at = stop
        return "".join([*pieces, self.text[at:end]])

    def _drop(self, begin: int, end: int) -> None:
        """Forget what was to be within a part that is written as a whole."""
        self._edits = [one for one in self._edits if not (begin <= one[0] and one[1] <= end)]


def _inner(node: Node) -> Iterator[Node]:
    match node:
        case Scalar():
            return
        case Sequence(items):
            yield from items
        case Mapping(entries):
            yield from chain.from_iterable(entries)
        case _:
            assert_never(node)


def _leaves(node: Node) -> Iterator[Node]:
    """The texts in a node."""
    if isinstance(node, Scalar):
        yield node
    for inner in _inner(node):
        yield from _leaves(inner)
