"""Nodes of a file to a shape: keywords and codes of either spelling, values of the right kind, mistakes with places."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, NoReturn, TypeVar, Union, get_args, get_origin

from ..facts import Text
from ..words import nearest, spellings
from .shape import Shape, Written, entries
from .source import Mapping, Node, Scalar, Sequence, Source, kind

NAME = re.compile(r"[^\W_][\w\-]*")
"""What a fact, term, code or benefit may be called: letters (Chinese ones too), digits, `_` and `-`."""


S = TypeVar("S", bound=Shape)


class Invalid(Exception):
    """A node that could not be read; the mistake has been reported."""


def read_shape(source: Source, shape: type[S], node: Node | None = None) -> S | None:
    """Read a node (the whole file by default) as a shape; None where a mistake leaves nothing usable.

    Entries of a `dict` that are wrong are left out, the others are kept, so that one run finds the mistakes of all.
    """
    root = source.root if node is None else node
    if root is None:
        return None
    try:
        return _shape(source, shape, root)
    except Invalid:
        return None


def _shape(source: Source, shape: type[S], node: Node) -> S:
    if not isinstance(node, Mapping):
        expected(source, node, "一组“名称: 内容”", "a mapping `name: content`")
    table = entries(shape)
    values: dict[str, Any] = {}
    places: dict[str, tuple[Scalar, Node]] = {}
    wrong = False
    for key, value in node.entries:
        name = table.get(key.text)
        if name is None:
            report_unknown(source, key, table, "不认识的项目", "unknown entry")
            wrong = True
        elif name in places:
            source.report("duplicate_key", key.span, f"“{key.text}”和“{places[name][0].text}”是同一项，只能写一次",
                          f"`{key.text}` and `{places[name][0].text}` are the same entry")  # fmt: skip
            wrong = True
        else:
            places[name] = (key, value)
            field = shape.model_fields[name]
            if isinstance(value, Scalar) and value.empty and not field.is_required():
                continue
            try:
                values[field.alias or name] = _value(source, field.annotation, value)
            except Invalid:
                wrong = True
    for name, field in shape.model_fields.items():
        if field.is_required() and name not in places:
            code, zh = field.alias or name, dict((v, k) for k, v in table.items())[name]
            source.report("missing_entry", node.span, f"缺少“{zh if source.chinese else code}”",
                          f"`{zh if source.chinese else code}` is missing",
                          Text(f"补上一行 {zh if source.chinese else code}: …", f"add a line {zh if source.chinese else code}: …"))  # fmt: skip
            wrong = True
    if wrong:
        raise Invalid
    made = shape.model_validate(values)
    made._node, made._places = node, places  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return made


def _value(source: Source, wanted: Any, node: Node) -> Any:
    """Read a node as a value of a type of the shapes."""
    origin = get_origin(wanted)
    if origin is Annotated:
        return _value(source, get_args(wanted)[0], node)
    if origin in (Union, UnionType):
        return _value(source, next(arg for arg in get_args(wanted) if arg is not NoneType), node)
    if wanted is Written:
        return Written(node)
    if wanted is Text:
        return _text(source, node)
    if origin is list:
        return _list(source, get_args(wanted)[0], node)
    if origin is dict:
        return _named(source, get_args(wanted)[1], node)
    if issubclass(wanted, Shape):
        return _shape(source, wanted, node)
    if not isinstance(node, Scalar) or node.empty:
        expected(source, node, _WANTED[wanted][0] if wanted in _WANTED else "一个词", _WANTED[wanted][1] if wanted in _WANTED else "a word")
    if issubclass(wanted, StrEnum):
        return _code(source, wanted, node)
    if wanted is str:
        return node.text
    if wanted is date:
        return read_date(source, node)
    if wanted is int:
        if not re.fullmatch(r"[1-9]\d*", node.text):
            expected(source, node, "一个正整数", "a whole number above zero")
        return int(node.text)
    assert wanted is Decimal
    return read_number(source, node)


_WANTED: dict[type, tuple[str, str]] = {
    str: ("一段文字", "a text"),
    date: ("一个日期，例如 2025-01-31", "a date such as 2025-01-31"),
    int: ("一个正整数", "a whole number above zero"),
    Decimal: ("一个数", "a number"),
}


def _text(source: Source, node: Node) -> Text:
    if isinstance(node, Scalar) and not node.empty:
        return Text(node.text)
    if not isinstance(node, Mapping):
        expected(source, node, "一段文字，或 {zh: 中文, en: 英文}", "a text, or {zh: Chinese, en: English}")
    table = {"zh": "zh", "中文": "zh", "en": "en", "英文": "en"}
    found: dict[str, str] = {}
    for key, value in node.entries:
        if key.text not in table:
            report_unknown(source, key, table, "不认识的语言", "unknown language")
            raise Invalid
        if not isinstance(value, Scalar) or value.empty:
            expected(source, value, "一段文字", "a text")
        found[table[key.text]] = value.text
    if "zh" not in found:
        source.report("missing_entry", node.span, "缺少中文（zh）", "the Chinese text (zh) is missing")
        raise Invalid
    return Text(found["zh"], found.get("en"))


def _list(source: Source, item: Any, node: Node) -> list[Any]:
    if isinstance(node, Scalar) and item is str:
        return [_value(source, item, node)]
    if not isinstance(node, Sequence):
        expected(source, node, "一个列表（每项前加“- ”）", "a list (each item after `- `)")
    result: list[Any] = []
    wrong = False
    for one in node.items:
        try:
            result.append(_value(source, item, one))
        except Invalid:
            wrong = True
    if wrong:
        raise Invalid
    return result


def _named(source: Source, item: Any, node: Node) -> dict[str, Any]:
    if not isinstance(node, Mapping):
        expected(source, node, "一组“名称: 内容”", "a mapping `name: content`")
    result: dict[str, Any] = {}
    for key, value in node.entries:
        if not NAME.fullmatch(key.text):
            source.report("bad_name", key.span, f"“{key.text}”不能作名称", f"`{key.text}` cannot be a name",
                          _full_width(key.text) or Text("名称用汉字、字母、数字、- 和 _，不含空格",
                                                        "names are of letters, digits, - and _ without spaces"))  # fmt: skip
            continue
        try:
            result[key.text] = _value(source, item, value)
        except Invalid:
            continue
    return result


def _code(source: Source, wanted: type[StrEnum], node: Scalar) -> StrEnum:
    table = spellings(wanted)
    if node.text not in table:
        report_unknown(source, node, table, "不认识的取值", "unknown value")
        raise Invalid
    return wanted(table[node.text])


def read_date(source: Source, node: Scalar) -> date:
    """A date as written, `2025-01-31`. Raises the reader's own stop after reporting one that is not."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", node.text):
            return date.fromisoformat(node.text)
    except ValueError:
        source.report("impossible_date", node.span, f"没有这一天：{node.text}", f"there is no such day: {node.text}",
                      Text("检查月份和日子", "check the month and the day"))  # fmt: skip
        raise Invalid from None
    expected(source, node, "一个日期，例如 2025-01-31", "a date such as 2025-01-31")


def read_number(source: Source, node: Scalar) -> Decimal:
    """A number as written. Raises the reader's own stop after reporting one that is not."""
    if re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", node.text):
        return Decimal(node.text)
    expected(source, node, "一个数（半角数字）", "a number (ASCII digits)")


def expected(source: Source, node: Node, zh: str, en: str) -> NoReturn:
    """Report that something else was to stand here, and stop."""
    found = kind(node)
    hint = _full_width(node.text) if isinstance(node, Scalar) else None
    source.report("wrong_kind", node.span, f"这里应是{zh}，写的是{found.zh}", f"expected {en}, found {found.en}", hint)
    raise Invalid


def _full_width(text: str) -> Text | None:
    wide = {"：": ":", "，": ",", "、": ",", "｛": "{", "｝": "}", "【": "[", "】": "]", "（": "(", "）": ")"}
    found = [char for char in wide if char in text]
    digits = any("０" <= char <= "９" for char in text)
    if not found and not digits:
        return None
    pairs = [f"{char} 改成 {wide[char]}" for char in found] + (["０-９ 改成 0-9"] if digits else [])
    pairs_en = [f"{char} -> {wide[char]}" for char in found] + (["０-９ -> 0-9"] if digits else [])
    if "：" in found:
        pairs[0] += "（后面加一个空格）"
    return Text(f"全角要用半角：{'、'.join(pairs)}", f"use ASCII: {', '.join(pairs_en)}")


def report_unknown(source: Source, node: Scalar, allowed: dict[str, Any], zh: str, en: str, code: str = "unknown_word") -> None:
    """Report a word that cannot stand here, with the nearest that can, or all of them where they are few."""
    text = node.text
    close = nearest(text, allowed)
    hint = _full_width(text)
    if hint is None and close:
        hint = Text(f"是否“{close}”？", f"did you mean `{close}`?")
    if hint is None:
        shown = _in_spelling(allowed, source.chinese)
        if len(shown) <= 16:
            hint = Text(f"可写：{'、'.join(shown)}", f"allowed: {', '.join(shown)}")
    source.report(code, node.span, f"{zh}“{text}”", f"{en} `{text}`", hint)


def _in_spelling(allowed: dict[str, Any], chinese: bool) -> list[str]:
    """One word for each meaning, in the spelling of the file."""
    by_meaning: dict[Any, list[str]] = {}
    for spelling, meaning in allowed.items():
        by_meaning.setdefault(meaning, []).append(spelling)
    return [words[min(1, len(words) - 1)] if chinese else words[0] for words in by_meaning.values()]

