"""What PyYAML could not read, in a clerk's words, and mended where it is plain what was meant.

PyYAML stops at the first character that it cannot place, which is often a line or more below the mistake. So the lines
around it are looked at first for slips, then for what its own words mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile

import yaml

from ..language.facts import Text
from .draft import MAX_LINE, Draft, Mistake, slip_in


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where PyYAML stopped, where it began what it could not end, and what it said."""

    draft: Draft
    line: int
    column: int
    context_line: int
    context_column: int
    said: str

    @property
    def text(self) -> str:
        """The line where it stopped."""
        return self.draft.lines[self.line]

    @property
    def before(self) -> str:
        """What stands before that place in its line."""
        return self.text[: self.column].lstrip("- ")

    def here(self, code: str, message: Text, hint: Text | None = None, *, mended: bool = False) -> Mistake:
        """A mistake at the place where it stopped."""
        return self.draft.mistake(code, self.line, self.column, self.column + 1, message, hint, mended=mended)

    def at_context(self, code: str, message: Text, hint: Text, *, mended: bool = False) -> Mistake:
        """A mistake at the place where it began."""
        return self.draft.mistake(code, self.context_line, self.context_column, self.context_column + 1, message, hint, mended=mended)


def diagnose(draft: Draft, error: yaml.MarkedYAMLError) -> Mistake:
    """The mistake behind what PyYAML says; where it is mended, the draft can be read again."""
    mark = error.problem_mark or error.context_mark
    context = error.context_mark or mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if line >= len(draft.lines):
        line, column = len(draft.lines) - 1, len(draft.lines[-1])
    stop = _Stop(draft, line, column, *((context.line, context.column) if context else (0, 0)), f"{error.context}: {error.problem}")
    above = draft.above(line) if "mapping values" in stop.said else None
    began = stop.context_line if re.search("expected '[:,]'", stop.said) else line
    for number in (began, line, above):
        found = None if number is None else slip_in(draft, number)
        if found is not None:
            return found
    if max(len(draft.lines[line]), len(draft.lines[began])) > MAX_LINE:
        return _other(stop)
    return next(read(stop) for pattern, read in _READINGS if re.search(pattern, stop.said))


_KEY = Text("写成“名称: 内容”，冒号用半角，后面加一个空格", "write `name: content` with an ASCII colon and a space")
_ALIGN = Text("同一级的行，前面的空格数要一样", "lines of one level begin with the same number of spaces")
_OTHER = {"[": "]", "]": "[", "{": "}", "}": "{"}
_QUOTE = Text("把整段文字放进半角引号", "put the whole text in ASCII quotes")


def _second_colon(stop: _Stop) -> Mistake:
    """A second colon in a line; or the line above lacks one; or this line stands too far to the right."""
    draft, above = stop.draft, stop.draft.above(stop.line)
    value = re.match(r"(?:- | )*[^\s:]+: +", stop.text)
    if value is not None and value.end() <= stop.column:
        text = stop.text[value.end() :].rstrip()
        quote = next((one for one in "\"'" if one not in text), None)
        if quote is not None:
            draft.replace(stop.line, value.end(), value.end() + len(text), f"{quote}{text}{quote}")
        return stop.here("second_colon", Text("这一行已经有一个冒号了", "there is a colon in this line already"),
                         Text("如果是一段文字，整段加半角引号；如果是下一级的内容，另起一行并缩进",
                              "quote the whole text; or begin a new line, indented, for what belongs below"),
                         mended=quote is not None)  # fmt: skip
    if above is None:
        return stop.here("bad_colon", Text("这里不能有冒号", "a colon cannot stand here"), _KEY)
    if not re.search(r":(\s|$)", draft.lines[above]):
        return draft.of_line("no_colon", above, Text("这一行缺少冒号", "this line lacks a colon"), _KEY)
    return _too_far(draft, stop.line, above)


def _too_far(draft: Draft, line: int, above: int) -> Mistake:
    """A block that is indented though the line above is complete: it, or that line if it alone is out of line, is moved."""
    indent, wanted = draft.indent(line), len((re.match(r"(?:- | )*", draft.lines[above]) or [""])[0])
    if _out_of_line(draft, above, indent):
        mistake = draft.of_line("bad_indent", above, Text("缩进少了：上下的行都比它靠右", "indented too little: the lines around it stand to the right"),
                                Text("与下一行对齐", "align it with the line below"), mended=indent > wanted)  # fmt: skip
        draft.replace(above, 0, 0, " " * (indent - wanted))
        return mistake
    mistake = draft.of_line("indented_too_far", line, Text("缩进多了：上一行的内容已经写完", "indented too far: the line above is complete"),
                            Text("与上一行对齐", "align it with the line above"), mended=indent > wanted)  # fmt: skip
    block = [n for n in range(line, len(draft.lines)) if draft.lines[n].strip()]
    block = list(takewhile(lambda number: draft.indent(number) >= indent, block))
    if draft.lines[line].rstrip().endswith(":") and len(block) > 1 and draft.indent(block[1]) == indent:
        block = block[:1]  # what follows is its content
    for number in block if mistake.mended else ():
        draft.replace(number, 0, indent - wanted, "")
    return mistake


def _out_of_line(draft: Draft, line: int, indent: int) -> bool:
    """Whether the lines before this one stand at the indent of the line after it, or it alone is not below its heading."""
    before = draft.above(line)
    if before is not None and draft.indent(before) == draft.indent(line):
        return draft.lines[before].rstrip().endswith(":")
    while before is not None and draft.indent(before) > indent:
        before = draft.above(before)
    return before is not None and draft.indent(before) == indent > draft.indent(line)


def _no_colon(stop: _Stop) -> Mistake:
    return stop.draft.of_line("no_colon", stop.context_line, Text("这一行缺少冒号", "this line lacks a colon"), _KEY)


def _open_bracket(stop: _Stop) -> Mistake:
    """A bracket that is not closed or not opened, a quote that is not closed, or a comma that is missing."""
    draft, char = stop.draft, stop.text[stop.column : stop.column + 1]
    opened = draft.lines[stop.context_line][stop.context_column :]
    for quote in "\"'":
        if opened.count(quote) % 2 == 1:
            return _unclosed(draft, stop.context_line, stop.context_column + opened.rindex(quote))
    named = re.search(r"([^\W\d][\w-]*)( +)$", stop.text[: stop.column])
    if named is not None and char in ("[", "{") and stop.line == stop.context_line:
        mistake = draft.mistake(
            "no_colon",
            stop.line,
            named.start(2),
            stop.column,
            Text(f"“{named[1]}”后面缺少冒号", f"a colon is missing after `{named[1]}`"),
            _KEY,
            mended=True,
        )
        draft.replace(stop.line, named.start(2), stop.column, ": ".ljust(len(named[2])))
        return mistake
    word = re.search(r"[\w-]*$", stop.text[: stop.column])
    if stop.line == stop.context_line and char not in ("", "]", "}"):
        start = word.start() if word and char == ":" else stop.column
        return draft.mistake("no_comma", stop.line, start, stop.column, Text("这一项前面缺少逗号", "a comma is missing before this item"),
                             Text("各项之间用半角逗号", "put ASCII commas between the items"))  # fmt: skip
    if char in ("]", "}") and stop.text.count(char) > stop.text.count(_OTHER[char]):
        return _extra(stop)
    closing = "]" if "']'" in stop.said else "}"
    mistake = _open(draft, stop.context_line, stop.context_column)
    if stop.line == stop.context_line:
        draft.replace(stop.line, stop.column, stop.column, closing)
    else:
        draft.append(draft.above(stop.line) or 0, closing)
    return mistake


def _open_quote(stop: _Stop) -> Mistake:
    return _unclosed(stop.draft, stop.context_line, stop.context_column)


def _unclosed(draft: Draft, line: int, column: int) -> Mistake:
    """A quote or bracket that is not closed; it is, after the word if that is a key, or else at the end of the line."""
    mistake = _open(draft, line, column)
    opening, rest = draft.lines[line][column], draft.lines[line][column + 1 :].rstrip()
    key = re.match(r"[\w-]+(?=:( |$))", rest)
    inside = re.search(r"[\]}, ]*$", rest) if re.search(r"[\[{]", draft.lines[line][:column]) else None
    end = column + 1 + (key.end() if key else inside.start() if inside else len(rest))
    draft.replace(line, end, end, _OTHER.get(opening, opening))
    return mistake


def _open(draft: Draft, line: int, column: int) -> Mistake:
    opening = draft.lines[line][column]
    closing = _OTHER.get(opening, opening)
    return draft.mistake("unclosed", line, column, column + 1, Text(f"“{opening}”没有配对的“{closing}”", f"`{opening}` is not closed"),
                         Text(f"在这一段的末尾补上 {closing}", f"add {closing} where it ends"), mended=True)  # fmt: skip


def _extra(stop: _Stop) -> Mistake:
    """A bracket that closes nothing; a space stands in its place."""
    char = stop.text[stop.column]
    mistake = stop.here("extra_bracket", Text(f"“{char}”没有配对的“{_OTHER[char]}”", f"`{char}` closes nothing"),
                        Text(f"删去，或在前面补上 {_OTHER[char]}", f"delete it, or add {_OTHER[char]} before"), mended=True)  # fmt: skip
    stop.draft.replace(stop.line, stop.column, stop.column + 1, " ")
    return mistake


def _misplaced(stop: _Stop) -> Mistake:
    """Something that is neither the next entry nor the next item: too much on a line, or not aligned."""
    draft, char = stop.draft, stop.text[stop.column : stop.column + 1]
    if char in ("]", "}"):
        return _extra(stop)
    if stop.before:
        for quote in "\"'":
            if stop.before.count(quote) % 2 == 1:  # it closes a text that began in a line above
                opened = next((n for n in range(stop.line - 1, -1, -1) if draft.lines[n].count(quote) % 2 == 1), None)
                if opened is not None:
                    return _unclosed(draft, opened, draft.lines[opened].rindex(quote))
        return draft.mistake("text_after_end", stop.line, stop.column, len(stop.text),
                             Text("引号或括号已经结束，后面不能再有内容", "nothing can follow the closing quote or bracket"),
                             Text("删去，或把整段文字放进一对引号", "delete it, or put the whole text in one pair of quotes"))  # fmt: skip
    if stop.text.lstrip().startswith("- "):
        return stop.here("stray_item",
                         Text("这里不能有列表项“- ”：同级的上一行不是列表项", "no list item can stand here: its neighbours are none"),
                         Text("删去“- ”，或把它缩进到所属的那一项下面", "delete `- `, or indent it below what it belongs to"))  # fmt: skip
    if "'-'" in stop.said:
        return draft.of_line("no_dash", stop.line, Text("列表里的每一项要以“- ”开头", "each item of a list begins with `- `"),
                             Text("补上“- ”，或缩进到上一项里面", "add `- `, or indent it into the item above"))  # fmt: skip
    above = draft.above(stop.line) or 0
    if draft.indent(stop.line) > draft.indent(above):
        return _too_far(draft, stop.line, above)
    here, there = draft.indent(stop.line), draft.indent(above)
    message = Text(f"缩进没有对齐：这一行前面有 {here} 个空格，上一行有 {there} 个",
                   f"not aligned: {here} spaces before this line, {there} before the one above")  # fmt: skip
    return draft.of_line("bad_indent", stop.line, message, _ALIGN)


def _comparison(stop: _Stop) -> Mistake:
    """`age: >= 60`, which YAML takes for a text in several lines."""
    draft = stop.draft
    found = re.compile(r"(>=?) *([\d.]+)").match(draft.lines[stop.context_line], stop.context_column)
    if found is None:
        return stop.at_context("bad_character", Text("内容不能以“>”或“|”开头", "nothing can begin with `>` or `|`"), _QUOTE)
    word = {">": ("above", "高于"), ">=": ("at_least", "不低于")}[found[1]][draft.chinese]
    written = f"{{{word}: {found[2]}}}"
    draft.replace(stop.context_line, found.start(1), found.end(1), " " * len(found[1]))
    return draft.mistake("sign", stop.context_line, found.start(1), found.end(2),
                         Text(f"不能写“{found[1]}”", f"`{found[1]}` cannot be written here"),
                         Text(f"写成 {written}", f"write {written}"), mended=True)  # fmt: skip


def _character(stop: _Stop) -> Mistake:
    char = stop.draft.lines[stop.context_line][stop.context_column :][:1] or stop.text[stop.column : stop.column + 1]
    return stop.at_context("bad_character", Text(f"内容不能以“{char}”开头", f"nothing can begin with `{char}`"), _QUOTE)


def _no_content(stop: _Stop) -> Mistake:
    """Something that begins nothing, or an open bracket at the end of the file."""
    char, above = stop.text[stop.column : stop.column + 1], stop.draft.above(stop.line + 1)
    if not char and above is not None:
        column = max(stop.draft.lines[above].rfind(bracket) for bracket in "[{")
        if column >= 0:
            return _unclosed(stop.draft, above, column)
    return stop.here("stray_character", Text(f"多了一个“{char}”，或它前面缺少内容", f"a `{char}` too many, or nothing before it"),
                     Text("删去，或补上内容", "delete it, or write what belongs here"))  # fmt: skip


def _flow_colon(stop: _Stop) -> Mistake:
    return stop.here("no_space", Text("冒号后面没有半角空格和内容", "there is no space and nothing after the colon"),
                     Text("写成“名称: 内容”", "write `name: content`"))  # fmt: skip


def _item_on_line(stop: _Stop) -> Mistake:
    return stop.here("item_on_line", Text("列表项“- ”要另起一行", "a list item `- ` begins a line"),
                     Text("换行后缩进两个空格再写，或写成 [.., ..]", "begin a new line for it, or write [.., ..]"))  # fmt: skip


def _escape(stop: _Stop) -> Mistake:
    return stop.here("bad_escape", Text("双引号里的反斜杠 \\ 另有用处", "a backslash means something else in double quotes"),
                     Text("改用单引号", "use single quotes"))  # fmt: skip


def _other(stop: _Stop) -> Mistake:
    return stop.here("syntax", Text(f"无法读取：{stop.said}", f"cannot be read: {stop.said}"))


_READINGS: tuple[tuple[str, Callable[[_Stop], Mistake]], ...] = (
    (r"mapping values are not allowed", _second_colon),
    (r"could not find expected ':'", _no_colon),
    (r"expected ',' or '[\]}]'", _open_bracket),
    (r"unexpected end of stream", _open_quote),
    (r"did not find expected key|'-' indicator|expected <(block end|document start)>", _misplaced),
    (r"scanning a block scalar", _comparison),
    (r"cannot start any token|scanning an? (alias|anchor|tag|directive)|mapping keys are not allowed", _character),
    (r"did not find expected node content", _no_content),
    (r"unexpected ':'", _flow_colon),
    (r"block sequence entries are not allowed", _item_on_line),
    (r"escape", _escape),
    (r"", _other),
)
"""What PyYAML and libyaml say, and what is made of it."""
