"""Entries that stand too far to the left or right: each block of them is reported once and read where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Container
from itertools import groupby

from ..language.facts import Text
from .nodes import Entry, Mapping, Node, Scalar, is_empty
from .source import Source


def indented(source: Source, mapping: Mapping, known: Container[str]) -> Mapping:
    """A mapping in which unknown entries after one without content stand below that one."""
    entries: list[Entry] = []
    for is_known, run in groupby(mapping.entries, lambda entry: entry[0].text in known):
        strays = tuple(run)
        if is_known or not entries or not is_empty(entries[-1][1]):
            entries += strays
            continue
        key = entries[-1][0]
        _not_indented(source, strays[0][0], key)
        entries[-1] = (key, Mapping(strays, strays[0][0].span))
    return Mapping(tuple(entries), mapping.span)


def outdented(source: Source, mapping: Mapping, stray: Callable[[Scalar, Scalar], bool]) -> Mapping:
    """A mapping with those entries that stand inside the content of another; `stray` says which, given that one's key and theirs."""
    entries: list[Entry] = []
    for key, value in mapping.entries:
        strays = tuple(entry for entry in value.entries if stray(key, entry[0])) if isinstance(value, Mapping) else ()
        if not strays or not isinstance(value, Mapping):
            entries.append((key, value))
            continue
        first = strays[0][0]
        source.report("bad_indent", first.span, f"“{first.text}”缩进多了，它与“{key.text}”同级",
                      f"`{first.text}` is indented too far: it belongs beside `{key.text}`",
                      Text(f"与“{key.text}”对齐", f"align it with `{key.text}`"))  # fmt: skip
        rest = tuple(entry for entry in value.entries if entry not in strays)
        entries += [(key, Mapping(rest, value.span)), *strays]
    return Mapping(tuple(entries), mapping.span)


def returned(source: Source, mapping: Mapping, stray: Callable[[Scalar, Node], bool]) -> Mapping:
    """A mapping in which entries that stand beside another stand at the end of its content; `stray` says which."""
    entries: list[Entry] = []
    for is_stray, run in groupby(mapping.entries, lambda entry: stray(*entry)):
        strays = tuple(run)
        key, value = entries[-1] if entries else strays[0]
        if not is_stray or not entries or not (isinstance(value, Mapping) or is_empty(value)):
            entries += strays
            continue
        _not_indented(source, strays[0][0], key)
        inside = value.entries if isinstance(value, Mapping) else ()
        entries[-1] = (key, Mapping((*inside, *strays), (*inside, *strays)[0][0].span))
    return Mapping(tuple(entries), mapping.span)


def _not_indented(source: Source, first: Scalar, key: Scalar) -> None:
    source.report("bad_indent", first.span, f"“{first.text}”没有缩进到“{key.text}”下面", f"`{first.text}` is not indented below `{key.text}`",
                  Text("这一行和它的内容前面加两个空格", "put two spaces before this line and what belongs to it"))  # fmt: skip
