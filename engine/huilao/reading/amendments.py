"""What reads otherwise from a day on: each change is put into what stood until then, and the whole is read again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from ..language.facts import Text
from ..language.policy import Amendment, Period
from ..yaml.nodes import flow
from ..yaml.shape import Shape
from ..yaml.source import Source
from ..yaml.structure import read_shape
from .shapes import ChangeShape

S = TypeVar("S", bound=Shape)
W = TypeVar("W")

Drops = Mapping[str, Collection[str]]
"""The entries that go with another where a change names it and not them."""

OF_BENEFIT: Drops = {"when": ("readings", "accepted", "levels")}
OF_TERM: Drops = {"when": ("reading", "readings", "accepted"), "reading": ("when", "readings", "accepted")}
OF_OTHERS: Drops = {}


def amendments(source: Source, shape: S, days: Period, drops: Drops, read: Callable[[S], W | None]) -> tuple[Amendment[W], ...]:
    """The amendments of something, in the order of their days, each `read` from its whole wording; `days` are those of the
    document that it stands in.
    """
    found: list[Amendment[W]] = []
    latest = shape
    for change in _in_order(source, shape, days):
        merged = read_shape(source, type(shape), latest.changed(change, {"changes", *_dropped(change, drops)}))
        if merged is None:
            continue
        if _written(merged) == _written(latest):
            source.warn("change_of_nothing", change.span, f"{change.since} 的修订和原来写的一样，什么也没有改", f"the change of {change.since} says what stood there before: it changes nothing",
                        Text("检查数和条件；原文没有改的，删去这次修订", "check the numbers and conditions; delete it where the text stayed as it was"))  # fmt: skip
        latest = merged
        wording = read(merged)
        if wording is not None:
            found.append(Amendment(change.since, wording, tuple(change.get("cite") or ()), change.span))
    return tuple(found)


def as_worded(source: Source, shape: S, day: date, drops: Drops) -> S:
    """Something as it is written on a day, in a file without mistakes: its entries stand where its changes or it itself have them."""
    changes: list[ChangeShape] = shape.get("changes") or []
    for change in sorted((one for one in changes if one.since <= day), key=lambda one: one.since):
        shape = read_shape(source, type(shape), shape.changed(change, {"changes", *_dropped(change, drops)})) or shape
    return shape


def _dropped(change: Shape, drops: Drops) -> set[str]:
    """The entries that go with those that a change names."""
    return {name for word, names in drops.items() if change.node(word) is not None for name in names}


def _written(shape: Shape) -> Mapping[str, str]:
    """What is written of something, without where it stands and what changes in it."""
    nodes = {name: shape.node(name) for name in type(shape).model_fields if name not in ("cite", "changes")}
    return {name: flow(node) for name, node in nodes.items() if node is not None}


def _in_order(source: Source, shape: Shape, days: Period) -> Iterator[Any]:
    """The changes by their days, after reporting those that stand twice, come too early or too late, or say nothing."""
    required = {name for name, field in type(shape).model_fields.items() if field.is_required()}
    if any(shape.node(name) is None for name in required):
        return
    first: dict[date, ChangeShape] = {}
    changes: list[ChangeShape] = shape.get("changes") or []
    for one in changes:
        since: date | None = one.get("since")
        if since is None:
            continue
        if first.setdefault(since, one) is not one:
            source.report("duplicate_change", one.at("since"), f"{since} 已经有一次修订", f"there is a change on {since} already",
                          Text("合成一次", "make them one"))  # fmt: skip
        elif days.start is not None and since < days.start:
            source.report("change_too_early", one.at("since"), f"修订在 {since}，文件 {days.start} 才生效", f"the change is of {since}, and the document begins on {days.start}",
                          Text("文件一生效就这样写的，直接写进原文，不写修订；否则改日期",
                               "write it as the text itself where the document begins with it, else mend the day"))  # fmt: skip
        elif days.end is not None and since > days.end:
            source.report("change_too_late", one.at("since"), f"修订在 {since}，文件有效到 {days.end}", f"the change is of {since}, and the document ends on {days.end}",
                          Text("检查两个日期；文件已延期的，改文件的有效期", "mend one of the days; where the document was prolonged, say so there"))  # fmt: skip
        elif one.whole and all(one.node(name) is None for name in type(one).model_fields if name not in ("since", "cite")):
            source.report("empty_change", one.span, "这次修订没有写改了什么", "this change changes nothing",
                          Text("写上改后的内容，例如 条件", "write what reads otherwise, such as `when`"))  # fmt: skip
    yield from (first[day] for day in sorted(first))
