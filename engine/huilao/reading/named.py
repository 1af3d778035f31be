"""Benefits that rule files name: in conditions, in lines of which one is paid, and as what a person draws already."""

from __future__ import annotations

from dataclasses import replace

from ..language.condition import Has, walk
from ..language.facts import Code, Fact, FactType, Text, Vocabulary
from ..language.policy import RECEIVING, Rules
from ..yaml.nodes import Node, Scalar, Sequence, quoted, shortened
from ..yaml.source import Source
from ..yaml.structure import InvalidError, expected
from .called import Called
from .lexicon import Lexicon, code_spellings, refuse
from .persons import nodes_in


def read_benefit_names(source: Source, node: Node, lexicon: Lexicon) -> tuple[str, ...]:
    """One benefit or a list of them, by their full names. Raises InvalidError after reporting what is wrong."""
    items = (node,) if isinstance(node, Scalar) else node.items if isinstance(node, Sequence) else ()
    if not items:
        expected(
            source,
            node,
            "由待遇组成的列表 [..]",
            "a list of benefits [..]",
            Text("写成 [规则集/编号, ..] 或 [地名：待遇名称, ..]", "write [ruleset/id, ..]"),
        )
    found: list[str] = []
    wrong = False
    for item in items:
        try:
            one = read_benefit_name(source, item, lexicon)
        except InvalidError:
            wrong = True
            continue
        if one in found:
            source.report(
                "duplicate_value",
                item.span,
                "这项待遇在列表里重复了",
                "this benefit stands twice in the list",
                Text("删去一处", "delete one"),
            )
            wrong = True
        found.append(one)
    if wrong:
        raise InvalidError
    return tuple(found)


def read_benefit_name(source: Source, node: Node, lexicon: Lexicon) -> str:
    """A benefit by its full name. Raises InvalidError after reporting one that is unknown, or more than one."""
    if not isinstance(node, Scalar) or node.empty:
        expected(source, node, "一项待遇", "a benefit", Text("写成 规则集/编号，或 地名：待遇名称", "write ruleset/id"))
    names = lexicon.called
    those = names.meant(node.text, lexicon.ruleset)
    if len(those) > 1:
        shown = [names.short(one) for one in those]
        refuse(source, "several_benefits", node.span, f"有 {len(those)} 项待遇都叫{quoted(node.text)}", f"{len(those)} benefits are called `{shortened(node.text)}`",
               Text(f"写其中一项：{'、'.join(shown)}", f"write one of them: {', '.join(those)}"))  # fmt: skip
    if not those:
        if names.complete:
            close = names.nearest(node.text, lexicon.ruleset)
            source.report("unknown_benefit", node.span, f"没有待遇{quoted(node.text)}", f"there is no benefit `{shortened(node.text)}`",
                          Text(f"是否“{close}”？", f"did you mean `{close}`?") if close
                          else Text("写成 规则集/编号，或 地名：待遇名称", "write ruleset/id"))  # fmt: skip
        raise InvalidError
    return those[0]


def with_benefits(lexicon: Lexicon, names: Called) -> Lexicon:
    """The lexicon with the names of benefits; those of no scheme are codes of what a person draws already."""
    fact = lexicon.facts.get(RECEIVING)
    lexicon = replace(lexicon, called=names)
    if fact is None or fact.type is not FactType.SET:
        return lexicon
    codes = (*fact.codes, *_codes(fact, names))
    return replace(lexicon, facts={**lexicon.facts, RECEIVING: replace(fact, codes=codes)})


def _codes(fact: Fact, names: Called) -> list[Code]:
    """The codes of benefits, each called as nothing else is."""
    taken = code_spellings(fact)
    words: dict[str, list[str]] = {}
    for word, those in names.words.items():
        if len(those) == 1 and word not in taken:
            words.setdefault(those[0], []).append(word)
    codes: list[Code] = []
    for benefit, name in names.labels.items():
        if benefit in names.schemes or benefit in taken or benefit.startswith("None/"):
            continue
        label, *others = sorted(words.get(benefit, ()), key=len) or [benefit]
        english = benefit if name.en is None else name.en if label == name.zh else f"{name.en} ({benefit})"
        says, says_not = Text(f"正在享受“{label}”", f"receives “{english}”"), Text(f"没有享受“{label}”", f"does not receive “{english}”")
        codes.append(Code(benefit, Text(label, english), tuple(others), says=says, says_not=says_not, listed=False))
    return codes


def with_named_listed(rules: Rules) -> Vocabulary:
    """The facts, in which what a person draws already lists the benefits of which a rule speaks."""
    fact = rules.facts.get(RECEIVING)
    if fact is None or all(one.listed for one in fact.codes):
        return rules.facts
    spoken = {
        code
        for ruleset in rules.rulesets.values()
        for node in nodes_in(ruleset)
        for part in walk(node)
        if isinstance(part, Has) and part.fact == RECEIVING
        for code in part.codes
    }
    return {
        **rules.facts,
        RECEIVING: replace(fact, codes=tuple(replace(one, listed=one.listed or one.code in spoken) for one in fact.codes)),
    }
