"""One YAML file as a tree of nodes that know their place.

PyYAML reads the syntax; no value is guessed from its looks: `no`, `12:30` and `007` stay text, and what reads a node
says what it expects there. Size, depth and aliases are limited.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import yaml

from ..condition import Span
from ..errors import Problem
from ..facts import Text
from ..words import is_chinese

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 100_000

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `plain` where it stands without quotes."""

    text: str
    plain: bool
    span: Span

    @property
    def empty(self) -> bool:
        """Whether nothing is written here (YAML 1.2 null)."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; INVARIANT: no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span


Node = Scalar | Sequence | Mapping


class Source:
    """A file's text, its tree, and the problems found in it."""

    def __init__(self, name: str, text: str = "") -> None:
        self.name = name
        self.text = text
        self.lines = text.splitlines()
        self.problems: list[Problem] = []
        self.root: Node | None = None

    @property
    def chinese(self) -> bool:
        """Whether the file writes its keywords in Chinese."""
        return isinstance(self.root, Mapping) and any(is_chinese(key.text) for key, _ in self.root.entries)

    def report(self, code: str, span: Span, zh: str, en: str, hint: Text | None = None) -> None:
        """Note a mistake."""
        line = self.lines[span.line - 1] if 0 < span.line <= len(self.lines) else ""
        self.problems.append(Problem(code, span, Text(zh, en), hint, line[:400]))


def read_source(path: Path, name: str) -> Source:
    """Read one file; what is wrong with it is in the `problems` of the result. Raises OSError for no file."""
    start = Span(name, 1, 1, 1, 1)
    if path.stat().st_size > MAX_BYTES:
        source = Source(name)
        source.report(
            "too_large", start, f"文件超过 {MAX_BYTES // 1000} KB，未读取", f"the file is over {MAX_BYTES // 1000} KB and was not read",
            Text("把内容按章拆成几个文件", "split it into one file for a chapter"),
        )  # fmt: skip
        return source
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        source = Source(name)
        line = data.count(b"\n", 0, error.start) + 1
        source.report(
            "not_utf8", Span(name, line, 1, line, 1), "文件不是 UTF-8 文本", "the file is not UTF-8 text",
            Text("在编辑器中选择“另存为”，编码选 UTF-8", "save it with the encoding UTF-8"),
        )  # fmt: skip
        return source
    return parse(name, text)


def parse(name: str, text: str) -> Source:
    """Read a text as if it were the file `name`."""
    source = Source(name, text)
    if "\0" in text:
        source.report("not_text", Span(name, 1, 1, 1, 1), "文件含有二进制内容，不是文本", "the file is binary, not text")
        return source
    try:
        tree = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        _report_syntax(source)
        return source
    if tree is None:
        source.report("empty_file", Span(name, 1, 1, 1, 1), "文件是空的", "the file is empty",
                      Text("写入内容，或删除这个文件", "write something in it or delete it"))  # fmt: skip
        return source
    try:
        source.root = _Converter(source).node(tree, 0)
    except _Stop:
        source.root = None
    return source


class _Stop(Exception):
    """The rest of the file is not looked at."""


class _Converter:
    """PyYAML's nodes to ours."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.count = 0
        self.open: set[int] = set()

    def span(self, node: yaml.Node) -> Span:
        """The place of a node; an end at the start of a later line is drawn back to the end of its own text."""
        start, end = node.start_mark, node.end_mark
        return Span(self.source.name, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def node(self, node: yaml.Node, depth: int) -> Node:
        """Convert, count and check one node and all inside it."""
        span = self.span(node)
        self.count += 1
        if self.count > MAX_NODES:
            self.source.report("too_many_nodes", span, "内容展开后过多（可能是别名 * 层层引用）",
                               "the file expands to too much (aliases within aliases?)",
                               Text("不要用 & 和 * 引用，直接写出内容", "write the content out instead of using & and *"))  # fmt: skip
            raise _Stop
        if depth > MAX_DEPTH or id(node) in self.open:
            self.source.report("too_deep", span, f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} deep",
                               Text("拆成术语（terms）再引用", "take parts out as terms"))  # fmt: skip
            raise _Stop
        self._check_tag(node, span)
        self.open.add(id(node))
        result = self._converted(node, span, depth)
        self.open.discard(id(node))
        return result

    def _converted(self, node: yaml.Node, span: Span, depth: int) -> Node:
        if isinstance(node, yaml.ScalarNode):
            return Scalar(node.value, node.style is None, span)
        if isinstance(node, yaml.SequenceNode):
            return Sequence(tuple(self.node(item, depth + 1) for item in node.value), span)
        assert isinstance(node, yaml.MappingNode)
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key_node, value_node in node.value:
            key, value = self.node(key_node, depth + 1), self.node(value_node, depth + 1)
            if not isinstance(key, Scalar):
                self.source.report("key_not_text", key.span, "冒号前应是一个词", "a key must be one word")
            elif key.text in entries:
                first = entries[key.text][0].span.line
                self.source.report(
                    "duplicate_key", key.span, f"“{key.text}”重复：第 {first} 行已经有了",
                    f"`{key.text}` stands twice: line {first} has it already",
                    Text("删去一处；条件里要用两次同一项时，放进 全部: [..]",
                         "delete one; to test the same fact twice put both in `all: [..]`"),
                )  # fmt: skip
            else:
                entries[key.text] = (key, value)
        return Mapping(tuple(entries.values()), span)

    def _check_tag(self, node: yaml.Node, span: Span) -> None:
        usual = ("tag:yaml.org,2002:", "!")
        written = self.source.lines[span.line - 1][span.column - 1 :] if span.line <= len(self.source.lines) else ""
        if written.startswith("!") or not node.tag.startswith(usual):
            self.source.report("tag", span, "不能使用 YAML 标签（!…）", "YAML tags (!…) are not allowed",
                               Text("删去感叹号开头的标签", "delete the tag"))  # fmt: skip


_SYNTAX: tuple[tuple[str, str, Text, Text], ...] = (
    (r"cannot start any token", "bad_character",
     Text("这里不能用这个字符", "this character cannot stand here"),
     Text("缩进只能用空格，不能用制表符；内容以特殊符号（@ ` %）开头时加引号",
          "indent with spaces, not tabs; quote text that begins with @ ` or %")),
    (r"mapping values are not allowed", "bad_colon",
     Text("这里不能再出现冒号，多半是缩进不对，或上一行没有写完", "a colon cannot stand here: wrong indentation, or the line before is unfinished"),
     Text("与同级的行对齐；文字里有冒号加空格时，整段加引号", "align it with its neighbours; quote text that has a colon in it")),
    (r"could not find expected ':'", "no_colon",
     Text("这一行缺少冒号", "this line lacks a colon"),
     Text("写成“名称: 内容”，冒号用英文半角，后面加一个空格", "write `name: content` with an ASCII colon and a space")),
    (r"expected <block end>", "bad_indent",
     Text("缩进不对：这一行与同级的行没有对齐", "wrong indentation: this line is not aligned with its neighbours"),
     Text("同一级的行前面空格数要一样", "lines of one level begin with the same number of spaces")),
    (r"expected ',' or '[\]}]'", "unclosed_bracket",
     Text("括号没有配对，或中间缺少逗号", "a bracket is not closed or a comma is missing"),
     Text("补上 ] 或 }；各项之间用英文半角逗号", "add ] or }; put ASCII commas between the items")),
    (r"found unexpected end of stream|while scanning a quoted scalar", "unclosed_quote",
     Text("引号没有配对", "a quote is not closed"),
     Text("在末尾补上同样的引号", "add the closing quote")),
    (r"undefined alias", "bad_alias",
     Text("* 引用的名称不存在", "the alias after * does not exist"),
     Text("以 * 开头的文字要加引号", "quote text that begins with *")),
    (r"special characters are not allowed", "not_text",
     Text("文件含有不可见的控制字符", "the file has control characters in it"),
     Text("删去这个字符，或重新输入这一行", "delete the character or type the line anew")),
    (r"expected a single document", "two_documents",
     Text("一个文件只能有一份内容，不能用 --- 分开", "a file holds one document; --- cannot divide it"),
     Text("拆成两个文件", "make two files of it")),
)  # fmt: skip


def _report_syntax(source: Source) -> None:
    """Say in a clerk's words what PyYAML could not read. Only the first such mistake of a file can be known."""
    try:
        yaml.compose(source.text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = f"{error.context or ''} {error.problem or ''}"
    except yaml.reader.ReaderError as error:
        before = source.text[: error.position]
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        said = str(error)
    else:  # pragma: no cover - libyaml refused what PyYAML reads
        line, column, said = 1, 1, "libyaml cannot read the file"
    line = min(line, max(1, len(source.lines)))
    text = source.lines[line - 1] if source.lines else ""
    if not text.strip() and line > 1:  # the mistake shows only at the end: mark the last line that says something
        line = max((n for n in range(1, line) if source.lines[n - 1].strip()), default=line)
        column = len(source.lines[line - 1].rstrip()) + 1
    span = Span(source.name, line, column, line, column + 1)
    tab = next((n for n in range(max(0, line - 2), line) if re.match(r" *\t", source.lines[n])), None)
    if tab is not None:
        column = source.lines[tab].index("\t") + 1
        source.report("tab", Span(source.name, tab + 1, column, tab + 1, column + 1),
                      "缩进用了制表符（Tab）", "a tab is used to indent",
                      Text("改用空格，每级两个", "use spaces, two for each level"))  # fmt: skip
        return
    for pattern, code, message, hint in _SYNTAX:
        if re.search(pattern, said):
            source.report(code, span, message.zh, message.en or "", _full_width_hint(text) or hint)
            return
    source.report("syntax", span, f"YAML 无法读取：{said.strip()}", f"YAML cannot be read: {said.strip()}", _full_width_hint(text))


def _full_width_hint(line: str) -> Text | None:
    """Where a line has Chinese punctuation that YAML does not know, that is the likely mistake."""
    wide = {"：": ":", "，": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "“": '"', "”": '"', "【": "[", "】": "]"}
    found = [char for char in wide if char in line]
    if not found:
        return None
    pairs = "、".join(f"{char} 改成 {wide[char]}" for char in found)
    return Text(f"全角标点要用半角：{pairs}", "use ASCII punctuation: " + ", ".join(f"{char} -> {wide[char]}" for char in found))


def kind(node: Node) -> Text:
    """What a node is, in words."""
    match node:
        case Scalar():
            return Text("空", "nothing") if node.empty else Text(f"“{node.text}”", f"`{node.text}`")
        case Sequence():
            return Text("一个列表", "a list")
        case Mapping():
            return Text("一组“名称: 内容”", "a mapping")
        case _:
            assert_never(node)
