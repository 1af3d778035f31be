"""One YAML file as a tree of nodes that know their place.

PyYAML reads the syntax; no value is guessed from its looks: `no`, `12:30` and `007` stay text, and what reads a node
says what it expects there. Size, depth and aliases are limited.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, assert_never

import yaml

from ..errors import Cure, Problem, Severity
from ..language.condition import Span
from ..language.facts import Text
from ..language.words import ENTRIES, is_chinese
from .draft import DOUBTFUL, LINE_BREAK, Draft, Mistake, slip_in
from .nodes import Entry, Mapping, Node, Scalar, Sequence, flow, is_empty, shortened
from .syntax import diagnose

__all__ = ["Mapping", "Node", "Scalar", "Sequence", "Source", "parse", "read_source", "reread"]

BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of writing, by which a text may look like another (CVE-2021-42574)."""

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 100_000
MAX_MENDED = 2_000_000
"""Characters that are read again after mending."""
_ENTRIES = {*ENTRIES, *ENTRIES.values()}
MAX_PROBLEMS = 100
MAX_SHOWN = 2_000
"""Characters of a line that a problem keeps."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Source:
    """A file's text, its tree, and the problems found in it."""

    def __init__(self, name: str, text: str = "") -> None:
        self.name = name
        self.text = text
        self.lines = LINE_BREAK.split(text)
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.reported = 0
        """How many mistakes were noted, listed or not."""
        self.root: Node | None = None
        self.doubtful: set[int] = set()
        """Lines with a mistake of syntax behind which it is not clear what was meant: no more is said of them."""
        first = re.search(r"^[^\W_][^:：\r\n]*", text, re.MULTILINE)
        self.chinese = first is not None and is_chinese(first[0])
        """Whether the file, or the entry that is being read, writes its keywords in Chinese."""

    @property
    def full(self) -> bool:
        """Whether so many mistakes were found that no more are listed."""
        return len(self.problems) > MAX_PROBLEMS

    def spelled(self, code: str, zh: str) -> str:
        """A word as this file, or the entry that is being read, would write it."""
        return zh if self.chinese else code

    @contextmanager
    def speaking(self, *keys: Scalar) -> Generator[None, None, None]:
        """Spell words as the first of these keys that has letters is spelled, while what belongs to it is read."""
        outer = self.chinese
        word = next((key.text for key in keys if re.search("[A-Za-z]", key.text) or is_chinese(key.text)), None)
        self.chinese = outer if word is None else is_chinese(word)
        try:
            yield
        finally:
            self.chinese = outer

    def warn(self, code: str, span: Span, zh: str, en: str, hint: Text | None = None) -> None:
        """Note what may be a mistake, once, and in no line that has one: that may not be read as it was meant."""
        if any((one.code, one.span) == (code, span) for one in self.warnings) or any(one.span.line == span.line for one in self.problems):
            return
        line = self.lines[span.line - 1] if span.line <= len(self.lines) else ""
        if len(self.warnings) < MAX_PROBLEMS:
            self.warnings.append(Problem(code, span, Text(zh, en), hint, line[:MAX_SHOWN], Severity.WARNING, self._put(hint)))

    def report(self, code: str, span: Span, zh: str, en: str, hint: Text | None = None) -> None:
        """Note a mistake, once: what changes from a day on is read again for each of its wordings."""
        self.reported += 1
        if (
            self.full
            or span.line in self.doubtful
            or any((one.code, one.span, one.message.zh) == (code, span, zh) for one in self.problems)
        ):
            return
        if len(self.problems) == MAX_PROBLEMS:
            code, zh, en, hint = "too_many_problems", "错误太多，其余的不再列出", "too many mistakes, the others are not listed", None
        self.problems = [one for one in self.problems if one.code != "indented_too_far" or one.span.line != span.line]
        line = self.lines[span.line - 1] if span.line <= len(self.lines) else ""
        self.problems.append(Problem(code, span, Text(zh, en), hint, line[:MAX_SHOWN], put=self._put(hint)))

    def _put(self, hint: Text | None) -> str | None:
        """What a hint says is to be written, as this file would spell it."""
        return hint.put.of("zh" if self.chinese else "en") if isinstance(hint, Cure) else None


def read_source(path: Path, name: str) -> Source:
    """Read one file; what is wrong with it is in the `problems` of the result."""
    try:
        with path.open("rb") as file:
            return source_of(name, file.read(MAX_BYTES + 1))
    except OSError as error:
        return source_of(name, error)


def source_of(name: str, data: bytes | OSError) -> Source:
    """What a file holds, no more of it than one byte over the limit; or the error where it could not be opened."""
    start = Span(name, 1, 1, 1, 1)
    source = Source(name)
    if isinstance(data, OSError):
        source.report("unreadable", start, f"文件打不开：{data.strerror}", f"the file cannot be opened: {data.strerror}")
        return source
    if len(data) > MAX_BYTES:
        source.report(
            "too_large", start, f"文件超过 {MAX_BYTES // 1000} KB，未读取", f"the file is over {MAX_BYTES // 1000} KB and was not read",
            Text("把内容按章拆成几个文件", "split it into one file for a chapter"),
        )  # fmt: skip
        return source
    try:
        return parse(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return _not_utf8(name, data, error.start)


def _not_utf8(name: str, data: bytes, position: int) -> Source:
    """Say which of the encodings met in China it is, if it is one; `position` is that of the first byte that cannot be UTF-8."""
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = "" if utf16 or b"\0" in data else data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    source = Source(name, text)
    encoding = "UTF-16" if utf16 else "GBK" if text else ""
    line = data.count(b"\n", 0, position) + 1 if text else 1
    column = position - data.rfind(b"\n", 0, position) if text else 1
    source.report(
        "not_utf8", Span(name, line, column, line, column + 1),
        f"文件的编码是 {encoding}，不是 UTF-8" if encoding else "文件不是 UTF-8 文本（可能是 Word、Excel 文档或图片）",
        f"the file is encoded in {encoding}, not in UTF-8" if encoding
        else "the file is not UTF-8 text (a Word or Excel document or an image?)",
        Text("在编辑器中选择“另存为”，编码选 UTF-8", "save it with the encoding UTF-8"),
    )  # fmt: skip
    return source


def parse(name: str, text: str) -> Source:
    """Read a text as if it were the file `name`.

    What is wrong with the syntax is mended where it is plain what was meant, so that one run finds the mistakes behind it.
    """
    source = Source(name, text)
    control = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if control is not None:
        before = LINE_BREAK.split(text[: control.start()])
        line, column = len(before), len(before[-1]) + 1
        source.lines[line - 1] = yaml.reader.Reader.NON_PRINTABLE.sub("\N{REPLACEMENT CHARACTER}", source.lines[line - 1])
        source.report("not_text", Span(name, line, column, line, column + 1), "文件含有二进制内容或不可见的控制字符",
                      "the file is binary or has control characters in it",
                      Text("删去这个字符；如果是 Word、Excel 文档，另存为纯文本",
                           "delete the character, or save the document as plain text"))  # fmt: skip
        return source
    turned = BIDI.search(text)
    if turned is not None:
        before = LINE_BREAK.split(text[: turned.start()])
        line, column = len(before), len(before[-1]) + 1
        source.lines[line - 1] = BIDI.sub("\N{REPLACEMENT CHARACTER}", source.lines[line - 1])
        source.report("direction_mark", Span(name, line, column, line, column + 1), "文件含有改变书写方向的不可见字符，看到的可能不是写的",
                      "the file has an invisible character that turns the direction of writing: what is seen may not be what is written",
                      Text("删去这个字符", "delete the character"))  # fmt: skip
        return source
    draft = Draft(list(source.lines), chinese=source.chinese)
    source.root, mistakes = _read(source, draft)
    _report(source, mistakes)
    return source


def reread(source: Source, node: Node) -> Node:
    """A text that was meant as `name: content`, read as such after reporting what is wrong with its colons.

    Any other node as it is.
    """
    if not isinstance(node, Scalar) or not node.plain or source.full:
        return node
    begin, end = node.span.line - 1, node.span.end_line
    lines = [line if begin <= number < end else "" for number, line in enumerate(source.lines)]
    lines[begin] = " " * (node.span.column - 1) + lines[begin][node.span.column - 1 :]
    draft = Draft(lines, chinese=source.chinese)
    slips = [slip for number in range(begin, end) if (slip := slip_in(draft, number)) is not None]
    tree, mistakes = _read(source, draft) if any(slip.mended for slip in slips) else (None, [])
    if not isinstance(tree, Mapping):
        return node
    _report(source, slips + mistakes)
    return tree


def _read(source: Source, draft: Draft) -> tuple[Node | None, list[Mistake]]:
    """The tree of a draft, None where it cannot be read, and the mistakes of syntax that were found and mended on the way."""
    mistakes: list[Mistake] = []
    known = len(source.problems)
    while len(mistakes) * len(source.text) <= MAX_MENDED:
        del source.problems[known:]
        try:
            return _Tree(source, draft).document(), mistakes
        except yaml.MarkedYAMLError as error:
            mistake = diagnose(draft, error)
            if mistake in mistakes:
                break
            mistakes.append(mistake)
            if not mistake.mended:
                break
        except _StopError:
            break
    return None, mistakes


def _report(source: Source, mistakes: list[Mistake]) -> None:
    """Note mistakes of syntax; those that make the rest of their line doubtful silence what is said of it."""
    kept = [problem for problem in source.problems if problem.span.line not in {one.line for one in mistakes if one.code in DOUBTFUL}]
    source.problems[:] = kept
    for one in mistakes:
        span = Span(source.name, one.line, one.column, one.line, one.end)
        source.report(one.code, span, one.message.zh, one.message.of("en"), one.hint)
        source.doubtful |= {one.line} if one.code in DOUBTFUL else set()


class _StopError(Exception):
    """The rest of the file is not looked at."""


class _Tree:
    """PyYAML's events to our nodes."""

    def __init__(self, source: Source, draft: Draft) -> None:
        self.source = source
        self.draft = draft
        self.events: Iterator[Any] = yaml.parse("\n".join(draft.lines), Loader=_Loader)
        self.count = 0
        self.anchors: dict[str, Node] = {}
        self.beside: list[Entry] = []
        """Entries that belong into the mapping around the one just read."""

    def document(self) -> Node:
        """The content of the file."""
        event = next(event for event in self.events if not isinstance(event, yaml.StreamStartEvent))
        if isinstance(event, yaml.StreamEndEvent):
            self.source.report("empty_file", Span(self.source.name, 1, 1, 1, 1), "文件是空的", "the file is empty",
                               Text("写入内容，或删除这个文件", "write something in it or delete it"))  # fmt: skip
            raise _StopError
        root = self.node(next(self.events), 0)
        next(self.events)
        event = next(self.events)
        if isinstance(event, yaml.DocumentStartEvent):
            self.source.report("two_documents", self.span(event), "一个文件只能有一份内容，不能用 --- 分开",
                               "a file holds one document; --- cannot divide it", Text("拆成两个文件", "make two files of it"))  # fmt: skip
        return root

    def span(self, start: Any, end: Any = None) -> Span:
        """The place of what lies between two events, in the file as it was written."""
        first, last = start.start_mark, (end or start).end_mark
        begin, finish = self.draft.column(first.line, first.column), self.draft.column(last.line, last.column)
        return Span(self.source.name, first.line + 1, begin, last.line + 1, finish)

    def node(self, event: Any, depth: int) -> Node:
        """The node that begins with an event."""
        span = self.span(event)
        self.check_limits(span, 1, depth)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, span, depth)
        if event.tag is not None:
            self.source.report("tag", span, "不能使用以感叹号开头的标签", "YAML tags (!…) are not allowed",
                               Text("删去标签；文字以 ! 开头时加引号", "delete the tag; quote text that begins with !"))  # fmt: skip
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = Scalar(event.value, not event.style, span)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(event, depth)
        else:
            node = self.mapping(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def check_limits(self, span: Span, nodes: int, depth: int) -> None:
        """Stop before a file becomes too much, as it would by aliases within aliases."""
        self.count += nodes
        if self.count > MAX_NODES:
            self.source.report("too_many_nodes", span, "内容过多（是否用别名 * 层层引用？）",
                               "the content is too much (aliases within aliases?)",
                               Text("不用 & 和 * 引用，直接写出内容，并按章拆成几个文件",
                                    "write it out instead of using & and *, in one file for a chapter"))  # fmt: skip
            raise _StopError
        if depth > MAX_DEPTH:
            self.source.report("too_deep", span, f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} deep",
                               Text("把一部分写成术语（terms.yaml），再用术语", "make terms of some parts and use those"))  # fmt: skip
            raise _StopError

    def alias(self, event: Any, span: Span, depth: int) -> Node:
        """What `*name` stands for; it counts as often as it is used."""
        node = self.anchors.get(event.anchor)
        if node is None:
            self.source.report("bad_alias", span, f"前面没有名为“{event.anchor}”的内容可以引用",
                               f"nothing before is called `{event.anchor}`",
                               Text("文字以 * 开头时加引号", "quote text that begins with *"))  # fmt: skip
            raise _StopError
        self.check_limits(span, *_measure(node, depth))
        return node

    def sequence(self, start: Any, depth: int) -> Sequence:
        """A list and its items."""
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        return Sequence(tuple(items), self.whole(start, event, items[-1] if items else None))

    def mapping(self, start: Any, depth: int) -> Mapping:
        """A mapping and its entries, each key once.

        Where the same keys begin anew after a key without content, that key was meant to stand beside this mapping.
        """
        parts: list[tuple[Scalar | None, dict[str, Entry]]] = [(None, {})]
        again: list[tuple[Scalar, Scalar]] = []
        value: Node | None = None
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, depth)
            merged = self.merge(key) if key.plain and key.text == "<<" else False
            value = self.node(next(self.events), depth + 1)
            if merged:
                continue
            entries = parts[-1][1]
            if key.text in entries and depth > 0 and is_empty(next(reversed(entries.values()))[1]):
                head, _ = entries.popitem()[1]
                self.source.report("bad_indent", head.span, f"“{head.text}”缩进多了", f"`{head.text}` is indented too far",
                                   Text("缩进少一级", "indent it one level less"))  # fmt: skip
                parts.append((head, {}))
            for one, content in ((key, value), *self.beside):
                first, _ = parts[-1][1].setdefault(one.text, (one, content))
                again += [(one, first)] if first is not one else []
            self.beside.clear()
        self.duplicates(again)
        (_, own), *others = parts
        self.beside += [(head, Mapping(tuple(entries.values()), head.span)) for head, entries in others if head is not None]
        return Mapping(tuple(own.values()), self.whole(start, event, value))

    def merge(self, key: Scalar) -> bool:
        """Report `<<: *base`, which YAML 1.2 does not know; nothing more is said of its line."""
        together = self.source.spelled("all: [*base, {..}]", "全部: [*base, {..}]")
        self.source.report("merge_key", key.span, "不支持合并键“<<”：它会悄悄改掉同名的内容", "the merge key `<<` is not supported: it silently replaces what has the same name",
                           Text(f"直接写出这些内容；条件可以写成 {together}", f"write it out; conditions can be joined as {together}"))  # fmt: skip
        self.source.doubtful.add(key.span.line)
        return True

    def key(self, event: Any, depth: int) -> Scalar:
        """What stands before a colon."""
        key = self.node(event, depth + 1)
        if not isinstance(key, Scalar) or not key.text:
            bare = shortened(flow(key)[1:-1]) if isinstance(key, Mapping) and not any(is_empty(value) for _, value in key.entries) else None
            cure = (
                ("删去多余的括号或冒号", "delete the brackets or the colon")
                if bare is None
                else (f"去掉里面这层花括号，写成 {bare}", f"without the inner braces: {bare}")
            )
            self.source.report("key_not_text", key.span, "冒号前应是一个词", "a key must be one word", Text(*cure))
            raise _StopError
        line: int = event.start_mark.line
        if key.plain and re.match(" *\u3000", self.draft.lines[line]):
            raise yaml.MarkedYAMLError(problem="a full-width space", problem_mark=event.start_mark)
        return key

    def duplicates(self, again: list[tuple[Scalar, Scalar]]) -> None:
        """Report keys that stand twice, given with their first places; several are one block whose heading is missing."""
        for key, first in again[:1]:
            together = self.source.spelled(
                f"all: [{{{key.text}: ..}}, {{{key.text}: ..}}]", f"全部: [{{{key.text}: ..}}, {{{key.text}: ..}}]"
            )
            line, others = first.span.line, len(again) - 1
            self.source.report(
                "duplicate_key", key.span,
                f"“{key.text}”等 {others + 1} 项重复：第 {line} 行起已经有了" if others else f"“{key.text}”重复：第 {line} 行已经有了",
                f"`{key.text}` and {others} more stand twice: from line {line} on" if others
                else f"`{key.text}` stands twice: line {line} has it already",
                Text("这里是否漏写了一行名称？否则删去重复的", "is a line with a name missing here? if not, delete them") if others
                else Text("删去一处", "delete one") if key.text in _ENTRIES
                else Text(f"删去一处；同一条件要用两次的，写成 {together}",
                          f"delete one; to use a condition twice write `{together}`"),
            )  # fmt: skip
            self.source.doubtful |= {key.span.line} if others else set()

    def whole(self, start: Any, end: Any, last: Node | None) -> Span:
        """The place of a collection: to its bracket or, in block style, to the end of its last part."""
        span = self.span(start, end)
        if last is None or start.flow_style:
            return span
        return Span(span.file, span.line, span.column, last.span.end_line, last.span.end_column)


def _measure(node: Node, depth: int) -> tuple[int, int]:
    """How many nodes there are, and how deep the deepest is if this one stands at a depth."""
    match node:
        case Scalar():
            return 1, depth
        case Sequence(items):
            parts: tuple[Node, ...] = items
        case Mapping(entries):
            parts = tuple(part for entry in entries for part in entry)
        case _:
            assert_never(node)
    measured = [_measure(part, depth + 1) for part in parts]
    return 1 + sum(count for count, _ in measured), max((deepest for _, deepest in measured), default=depth)
