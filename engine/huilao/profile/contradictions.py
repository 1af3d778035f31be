"""What is wrong where facts imply of each other what cannot be, and what to change."""

from __future__ import annotations

from typing import Any as Anything

from ..language.facts import Fact, Text, Vocabulary
from ..language.implied import Contradiction, ends_of
from ..language.known import Among, Holding


def contradicted(one: Contradiction, said: str, facts: Vocabulary, known: Anything) -> tuple[Text, Text]:
    """What is wrong, and how to mend it, told at the fact that was said; `known` is what is known of the fact that implies."""
    fact, other = facts[one.fact], facts[one.implied.fact]
    if fact is other:
        return _excluded(one, fact, known)
    told = other if said == fact.name else fact
    wrong = Text(f"与“{told.label.zh}”矛盾", f"contradicts `{told.name}`")
    asked = _implied(other, one.implied.value)
    has = Text("是", "yes") if one.code is None else _label(fact, one.code)
    return wrong, Text(
        f"“{fact.label.zh}”为“{has.zh}”的，“{other.label.zh}”{asked.zh}，改正填错的一项",
        f"where `{fact.name}` is {has.of('en')}, `{other.name}` {asked.of('en')}: mend the one that is wrong",
    )


def _excluded(one: Contradiction, fact: Fact, known: Anything) -> tuple[Text, Text]:
    """Codes of one set that cannot stand together."""
    assert one.code is not None
    beside = ends_of(known, fact)[0] & one.implied.value.has_not
    both = [_label(fact, code.code) for code in fact.codes if code.code in beside | {one.code}]
    return (Text(f"里{'、'.join(f'“{label.zh}”' for label in both)}不能同时填", f"has together what cannot be: {', '.join(label.of('en') for label in both)}"),
            Text("只留对的", "keep what is right"))  # fmt: skip


def _implied(fact: Fact, value: Anything) -> Text:
    """What a fact has to be."""
    match value:
        case bool():
            return Text(f"应为“{'是' if value else '否'}”", f"is {'yes' if value else 'no'}")
        case Holding(has, has_not):
            parts = [
                (zh, en, _labels(fact, codes, "、", ", "))
                for zh, en, codes in (("应含", "has", has), ("不能含", "has not", has_not))
                if codes
            ]
            return Text(
                "，".join(zh + labels.zh for zh, _, labels in parts), " and ".join(f"{en} {labels.of('en')}" for _, en, labels in parts)
            )
        case Among(codes):
            one = _labels(fact, codes, "或", " or ")
            return Text(f"应为{one.zh}", f"is {one.of('en')}")
        case _:
            label = _label(fact, value)
            return Text(f"应为“{label.zh}”", f"is {label.of('en')}")


def _labels(fact: Fact, codes: frozenset[str], zh: str, en: str) -> Text:
    labels = [code.label for code in fact.codes if code.code in codes]
    return Text(zh.join(f"“{label.zh}”" for label in labels), en.join(label.of("en") for label in labels))


def _label(fact: Fact, code: str) -> Text:
    return next(one.label for one in fact.codes if one.code == code)
