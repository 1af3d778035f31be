"""What a value of one fact says of others: `implies` in facts.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..language.facts import Fact, FactType, Implied, Text, Vocabulary
from ..language.known import Among, Holding
from ..language.words import SET_IN_PART, TRUTH_VALUES, both
from ..yaml.source import Node, Scalar, Sequence, Source
from ..yaml.structure import InvalidError, Known, assign, look_up, mapping
from .lexicon import Lexicon, code_spellings, refuse
from .shapes import CodeShape, FactsFile, FactShape


def with_implications(files: Iterable[tuple[Source, FactsFile | None]], shapes: Mapping[str, FactShape], lexicon: Lexicon) -> Vocabulary:
    """The facts with what their values imply."""
    facts = dict(lexicon.facts)
    for source, file in files:
        for name in file.keys("facts") if file else ():
            if name in facts and name in shapes:
                facts[name] = _with(source, facts[name], shapes[name], lexicon)
    return facts


def _with(source: Source, fact: Fact, shape: FactShape, lexicon: Lexicon) -> Fact:
    own = shape.get("implies")
    if own is not None and fact.type is not FactType.YES_NO:
        source.report("implies_does_not_suit", own.node.span, "只有是否类的信息项可以直接写“必有”", "only a yes/no fact itself implies something",
                      Text("写在某个取值下面", "write it under one of the values"))  # fmt: skip
        own = None
    codes: Mapping[str, CodeShape] = shape.get("codes") or {}
    implied = {code: one.get("implies") for code, one in codes.items()}
    return replace(
        fact,
        implies=_implied(source, own.node, fact, None, lexicon) if own else (),
        codes=tuple(
            replace(code, implies=_implied(source, written.node, fact, code.code, lexicon)) if (written := implied.get(code.code)) else code
            for code in fact.codes
        ),
    )


def _implied(source: Source, node: Node, fact: Fact, code: str | None, lexicon: Lexicon) -> tuple[Implied, ...]:
    found: list[Implied] = []
    known = Known({word: name for word, name in lexicon.names.items() if name in lexicon.facts or not name}, lexicon.complete)
    try:
        entries = mapping(source, node).entries
    except InvalidError:
        return ()
    for key, value in entries:
        try:
            other = lexicon.facts[look_up(source, key, known, "没有这个信息项", "there is no fact", "unknown_word")]
            implied = Implied(other.name, _value(source, other, value))
            if other.name == fact.name and not _excludes(implied, code):
                refuse(source, "implies_itself", key.span, "信息项不能推出自己", "a fact does not imply itself",
                       Text("删去；多选类里不能同时有的取值，写 {不含: [别的取值]}",
                            "delete it; of a set, codes that exclude this one are written {has_not: [other codes]}"))  # fmt: skip
            found.append(implied)
        except InvalidError:
            continue
    return tuple(found)


def _excludes(implied: Implied, code: str | None) -> bool:
    """Whether what a code says of its own fact is which other codes cannot stand beside it."""
    said = implied.value
    return isinstance(said, Holding) and not said.has and code not in said.has_not


def _value(source: Source, fact: Fact, node: Node) -> Any:
    """What is known of a fact: a value, one of several codes, or codes that a set has or has not."""
    match fact.type:
        case FactType.YES_NO if isinstance(node, Scalar) and node.text in TRUTH_VALUES:
            return TRUTH_VALUES[node.text]
        case FactType.CHOICE | FactType.SCALE:
            codes = _codes(source, fact, node)
            return codes[0] if len(codes) == 1 else Among(frozenset(codes))
        case FactType.SET:
            node = mapping(source, node)
            parts = {
                word: frozenset(_codes(source, fact, one)) for word, (_, one) in assign(source, node, both(SET_IN_PART), [], None).items()
            }
            return Holding(parts.get("has", frozenset()), parts.get("has_not", frozenset()))
        case FactType.YES_NO | FactType.NUMBER | FactType.DATE | FactType.PLACE | FactType.PERSON | FactType.PEOPLE:
            refuse(source, "implies_does_not_suit", node.span, f"不能这样写“{fact.label.zh}”", f"this cannot be said of `{fact.name}`",
                   Text("是否类写 是 或 否，选择类写取值，多选类写 {含: [取值]}",
                        "write true or false, a value, or {has: [values]} of a set"))  # fmt: skip


def _codes(source: Source, fact: Fact, node: Node) -> list[str]:
    known = Known(code_spellings(fact))
    nodes = node.items if isinstance(node, Sequence) else (node,)
    return [look_up(source, one, known, f"“{fact.label.zh}”没有取值", f"`{fact.name}` has no value", "unknown_code") for one in nodes]
