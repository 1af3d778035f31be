"""The lines of a file that PyYAML cannot read, and the slips that show in a line: Chinese punctuation, missing spaces, tabs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..language.facts import Text

LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What YAML takes for the end of a line."""

MAX_LINE = 4_000
"""Characters of a line that is looked at for slips."""
DOUBTFUL = frozenset({"second_colon", "unclosed", "extra_bracket"})
"""Mistakes that are mended only so that the lines after them can be read."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake of syntax, its place in the file as it was written (from 1), and whether the draft is now without it."""

    code: str
    line: int
    column: int
    end: int
    message: Text
    hint: Text | None
    mended: bool


class Draft:
    """The lines of a file as far as their mistakes have been mended; it knows where each character stood.

    Lines and characters count from 0 here.
    """

    def __init__(self, lines: list[str], *, chinese: bool) -> None:
        self.lines = lines
        self.chinese = chinese
        self._moves: dict[int, list[tuple[int, int]]] = {}

    def column(self, line: int, index: int) -> int:
        """The column, from 1, at which a character of a line stood in the file."""
        for at, by in reversed(self._moves.get(line, ())):
            index = max(at, index - by) if index >= at else index
        return index + 1

    def replace(self, line: int, start: int, end: int, text: str) -> None:
        """Put a text in the place of another."""
        self.lines[line] = self.lines[line][:start] + text + self.lines[line][end:]
        self._moves.setdefault(line, []).append((min(end, start + len(text)), len(text) - (end - start)))

    def append(self, line: int, text: str) -> None:
        """Put a text at the end of a line."""
        self.lines[line] = self.lines[line].rstrip() + text

    def indent(self, line: int) -> int:
        """The spaces before the first character."""
        return len(self.lines[line]) - len(self.lines[line].lstrip(" "))

    def above(self, line: int) -> int | None:
        """The last line before this one that says something."""
        return next((n for n in range(line - 1, -1, -1) if re.match(r"\s*[^\s#]", self.lines[n])), None)

    def mistake(self, code: str, line: int, start: int, end: int, message: Text, hint: Text | None, *, mended: bool = False) -> Mistake:
        """A mistake at these characters."""
        column = self.column(line, start)
        return Mistake(code, line + 1, column, max(column + 1, self.column(line, end)), message, hint, mended)

    def of_line(self, code: str, line: int, message: Text, hint: Text | None, *, mended: bool = False) -> Mistake:
        """A mistake of a whole line."""
        return self.mistake(code, line, self.indent(line), len(self.lines[line].rstrip()), message, hint, mended=mended)


@dataclass(frozen=True, slots=True)
class _Slip:
    """A slip that shows in one line: the groups of the pattern are what is wrong, `mend` writes what was meant."""

    code: str
    pattern: str
    mend: Callable[[str], str]
    message: Text
    hint: Text


_START = r"^(?:- | )*"
_BRACKETS = Text("括号是全角的", "the bracket is full-width")
_BRACKETS_HINT = Text("｛｝改成 {}，【】［］改成 []", "write {} and []")


def _ascii(found: str) -> str:
    return found.translate(str.maketrans("｛｝［］【】", "{}[][]"))


def _colon(found: str) -> str:
    return ": ".ljust(len(found))


_SLIPS = (
    _Slip("wide_space", r"^ *(\u3000+)", lambda found: "  " * len(found),
          Text("缩进用了全角空格", "a full-width space is used to indent"),
          Text("改用半角空格，每级两个", "use ASCII spaces, two for each level")),
    _Slip("wide_colon", _START + r"[^\s:：,\[\]{}\"'#]+(：[ \u3000]*)", _colon,
          Text("冒号是全角的", "the colon is full-width"),
          Text("改成半角冒号，后面加一个空格", "write an ASCII colon and a space after it")),
    _Slip("wide_colon", r"[\[{,] *[^\s:：,\[\]{}\"'#]+(：[ \u3000]*)(?=[\[{])", _colon,
          Text("冒号是全角的", "the colon is full-width"),
          Text("改成半角冒号，后面加一个空格", "write an ASCII colon and a space after it")),
    _Slip("no_space", _START + r"[^\W\d][\w-]*(:[\u3000\xa0]*)(?=[^\s:/])", _colon,
          Text("冒号后面没有半角空格", "there is no space after the colon"),
          Text("在冒号后面加一个半角空格", "put a space after the colon")),
    _Slip("no_colon", _START + r"[^\W\d][\w-]*( +)(?=[\[{])", _colon,
          Text("这里缺少冒号", "a colon is missing here"),
          Text("写成“名称: 内容”，冒号用半角，后面加一个空格", "write `name: content` with an ASCII colon and a space")),
    _Slip("wide_bracket", r"(?:: +|- +|, *|[\[{] *)([｛［【].*)", _ascii, _BRACKETS, _BRACKETS_HINT),
    _Slip("wide_bracket", r"[\[{].*([｝］】][\s,}\]｝］】]*)$", _ascii, _BRACKETS, _BRACKETS_HINT),
    _Slip("wide_comma", r"[\[{].*([，、])(?=\s*[\w-]+: )", lambda _: ",",
          Text("各项之间的逗号是全角的", "the comma between two items is full-width"),
          Text("改成半角逗号", "write an ASCII comma")),
    _Slip("wide_quote", r"(?:: +|- +|, *|[\[{] *)(“)[^”]*(”) *(?:$|[,}\]])", lambda _: '"',
          Text("中文引号不起引号的作用", "Chinese quotes do not quote"),
          Text("改成半角引号", "write ASCII quotes")),
)  # fmt: skip


def slip_in(draft: Draft, line: int) -> Mistake | None:
    """A slip that shows in a line, mended; or tabs, which cannot be, for how far they are to indent nobody can know."""
    text = draft.lines[line]
    if len(text) > MAX_LINE:
        return None
    tabs = re.match(r" *(\t+)", text)
    if tabs is not None:
        lines = sum(bool(re.match(r" *\t", one)) for one in draft.lines)
        return draft.mistake(
            "tab", line, tabs.start(1), tabs.end(1),
            Text("缩进用了制表符（Tab）" + (f"，共 {lines} 行" if lines > 1 else ""),
                 "a tab is used to indent" + (f", in {lines} lines" if lines > 1 else "")),
            Text("改用半角空格，每级两个", "use spaces, two for each level"),
        )  # fmt: skip
    for slip in _SLIPS:
        found = re.search(slip.pattern, text)
        if found is not None:
            mistake = draft.mistake(slip.code, line, found.start(1), found.start(1) + 1, slip.message, slip.hint, mended=True)
            for group in range(found.lastindex or 0, 0, -1):
                draft.replace(line, found.start(group), found.end(group), slip.mend(found[group]))
            return mistake
    return None
