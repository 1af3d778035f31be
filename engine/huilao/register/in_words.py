"""Values of the vocabulary by their labels, as people who read a register have them."""

from __future__ import annotations

from ..language.facts import Fact, Text
from ..language.known import Among, Holding


def value_in_words(fact: Fact, value: object) -> Text:
    """A value of codes, or yes or no, by its labels."""
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, Holding):
        parts = [
            *([_labels(fact, value.has)] if value.has else []),
            *([Text(f"不含{(no := _labels(fact, value.has_not)).zh}", f"not {no.of('en')}")] if value.has_not else []),
        ]
        return Text(
            f"{'，'.join(one.zh for one in parts)}（其余不详）", f"{', '.join(one.of('en') for one in parts)} (the rest is not known)"
        )
    if isinstance(value, Among):
        return _labels(fact, value.codes, "或", " or ")
    if isinstance(value, frozenset):
        return _labels(fact, frozenset(map(str, value))) if value else Text("无", "none")  # pyright: ignore[reportUnknownArgumentType]
    return _labels(fact, frozenset({str(value)}))


def _labels(fact: Fact, codes: frozenset[str], zh: str = "、", en: str = ", ") -> Text:
    labels = [code.label for code in fact.codes if code.code in codes] or [Text(one, one) for one in sorted(codes)]
    return Text(zh.join(one.zh for one in labels), en.join(one.of("en") for one in labels))
