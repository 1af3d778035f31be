"""Written conditions to the tree, and the quantities in them: facts, terms, comparisons and values in either spelling."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Inside, Not, Order, Span, Term
from ..language.facts import AGE, BUILT_IN, Fact, FactType, Text
from ..language.known import MOST_PEOPLE
from ..language.quantity import Constant
from ..language.units import Unit
from ..language.words import AMONG, CALCULATIONS, COMBINATORS, COMPARISONS, COUNT_OF, ENTITLED_TO, both, is_chinese
from ..yaml.alignment import indented
from ..yaml.hints import slip, write
from ..yaml.nodes import Mapping, Node, Scalar, Sequence, flow
from ..yaml.shape import entries
from ..yaml.source import Source, reread
from ..yaml.structure import InvalidError, assign, expected, report_unknown
from .comparisons import COMPARISON_WORDS, Comparisons, named_measure
from .hints import HOUSEHOLD, OTHER_COMBINATORS, between_names, compared, comparison
from .lexicon import Lexicon, around, code_spellings, label_of, label_of_built_in, refuse
from .named import read_benefit_names
from .quantities import Quantities, divided
from .shapes import BenefitShape

COMBINATOR_WORDS = both({**COMBINATORS, **ENTITLED_TO})
_COUNT = both(COUNT_OF)
_AMONG = both(AMONG)
_COUNT_OF_PEOPLE = both({code: word for code, word in COUNT_OF.items() if code != "of"}) | _AMONG
_ENTRIES = entries(BenefitShape)


def read_condition(source: Source, node: Node, lexicon: Lexicon) -> Condition | None:
    """A condition, or None after reporting the mistakes that it has."""
    try:
        return _Reader(source, lexicon).condition(node)
    except InvalidError:
        return None


def quantity_reader(source: Source, lexicon: Lexicon) -> Quantities:
    """What reads quantities in a file."""
    return _Reader(source, lexicon).quantities


class _Reader:
    def __init__(self, source: Source, lexicon: Lexicon) -> None:
        self.source = source
        self.lexicon = lexicon
        self.spelled = source.spelled
        inner = lexicon if not lexicon.columns else replace(lexicon, columns={})  # no condition speaks of a column
        within = replace(inner, within_person=True)
        self.quantities = Quantities(
            source, lexicon, lambda node: _Reader(source, inner).condition(node), lambda node: _Reader(source, within).condition(node)
        )
        self.comparisons = Comparisons(self.quantities)

    def condition(self, node: Node) -> Condition:
        """A mapping whose entries must all hold."""
        node = reread(self.source, node)
        if isinstance(node, Sequence):
            every, one = self.spelled("all:", "全部:"), self.spelled("any:", "任一:")
            expected(self.source, node, "条件“信息项: 要求”", "a condition `fact: test`",
                     Text(f"都要满足时，列表前写 {every}；满足一项即可时写 {one}",
                          f"write `{every}` before the list, or `{one}` where one is enough"))  # fmt: skip
        if not isinstance(node, Mapping) or not node.entries:
            expected(
                self.source,
                node,
                "条件“信息项: 要求”",
                "a condition `fact: test`",
                self.in_full(node) if isinstance(node, Scalar) else None,
            )
        known = {**self.lexicon.names, **COMBINATOR_WORDS}
        node = indented(self.source, node, known) if any(key.text in COMPARISON_WORDS for key, _ in node.entries) else node
        parts = self.all_of([lambda key=key, value=value: self.entry(key, value) for key, value in node.entries])
        return parts[0] if len(parts) == 1 else All(parts, node.span)

    def in_full(self, node: Scalar) -> Text:
        """How a condition is written of which there is only a text such as `丧偶`, `年龄≥60` or `80岁以上`."""
        text, yes = node.text, self.spelled("true", "是")
        meant = compared(text, self.lexicon.numbers())
        bound = comparison(text) if re.search("岁|^年?满", text) else None
        if meant is None and bound is not None:
            meant = (self.spelled(AGE.name, AGE.label.zh), *bound)
        if meant is not None:
            written = f"{{{meant[0]}: {{{self.spelled(meant[1], COMPARISONS[meant[1]])}: {meant[2]}}}}}"
        elif self.answers(text):
            written = f"{{{text}: {yes}}}"
        else:
            example = self.spelled("{age: {at_least: 60}}", "{年龄: {不低于: 60}}")
            return Text(
                f"写明看哪个信息项、要求是什么，例如 {example}", f"say which fact is looked at and what is asked of it, such as {example}"
            )
        return write(written)

    def answers(self, text: str) -> bool:
        """Whether a word is asked by yes or no."""
        name = self.lexicon.names.get(text)
        fact = self.lexicon.facts.get(name or "")
        return name in self.lexicon.terms or (fact is not None and fact.type is FactType.YES_NO)

    def all_of(self, readers: list[Callable[[], Condition]]) -> tuple[Condition, ...]:
        """What these read; all of them are tried before a mistake in one stops the whole."""
        return tuple(self.comparisons.all_of(readers))

    def entry(self, key: Scalar, value: Node) -> Condition:
        """One `keyword: parts`, `term: true` or `fact: test`."""
        with self.source.speaking(key):
            return self.meaning(key, value, around(key.span, value.span))

    def meaning(self, key: Scalar, value: Node, span: Span) -> Condition:
        """What an entry says."""
        match COMBINATOR_WORDS.get(key.text):
            case "all":
                return All(self.parts(value), span)
            case "any":
                return Any(self.parts(value), span)
            case "not":
                return Not(self.condition(value), span)
            case "count":
                return self.count(value, span)
            case "entitled_to":
                return self.entitled(value, span)
            case _:
                return self.named(key, value, span)

    def name(self, key: Scalar, value: Node) -> str:
        """The fact, term, quantity or standard that a word names, after which a value stands."""
        name = self.lexicon.names.get(key.text)
        if name is None:
            self.unknown(key, value)
        if not name:
            raise InvalidError
        return name

    def unknown(self, key: Scalar, value: Node) -> None:
        """Say why a word cannot begin a condition; `value` stands after it."""
        text = key.text
        if text in COMPARISON_WORDS:
            refuse(self.source, "comparison_alone", key.span, f"“{text}”前面缺少信息项", f"`{text}` compares no fact",
                   Text(f"写成“信息项: {{{text}: …}}”", f"write `fact: {{{text}: …}}`"))  # fmt: skip
        if text in _ENTRIES:
            refuse(self.source, "bad_indent", key.span, f"“{text}”缩进多了，它不是条件", f"`{text}` is indented too far: it is no condition",
                   Text("缩进少一级", "indent it one level less"))  # fmt: skip
        words = self.lexicon.numbers()
        found = compared(text, words)
        if found is not None:
            written = f"{found[0]}: {{{self.spelled(found[1], COMPARISONS[found[1]])}: {found[2]}}}"
            refuse(self.source, "comparison_in_name", key.span, f"“{text}”把比较写进了名称里", f"`{text}` has a comparison in the name",
                   Text(f"写成 {written}", f"write {written}"))  # fmt: skip
        both_names = between_names(text, words)
        if both_names is not None and both_names[0] == "divided":
            refuse(self.source, "not_linear", key.span, f"“{text}”除以了随人而变的数", f"`{text}` divides by a number that a person brings",
                   divided(self.source, self.lexicon, both_names[1], both_names[2]))  # fmt: skip
        income = re.search("人均(.*)", text)
        if income is not None and self.lexicon.complete:
            refuse(self.source, "per_head", key.span, f"没有信息项“{text}”：人均的数和一个人自己的数不是一回事", f"there is no fact `{text}`: what falls to each head is not what one person has",
                   Text(f"在 facts.yaml 里写信息项“{text}”；或不除以人数，用家庭总收入与标准乘人数比较：{self.times_heads()}",
                        f"declare the fact `{text}` in facts.yaml; or do not divide, and compare the whole with the standard times the heads: {self.times_heads()}"))  # fmt: skip
        meant = OTHER_COMBINATORS.get(text.strip().lower())
        if meant is not None:
            word = COMBINATORS[meant] if is_chinese(text) else self.spelled(meant, COMBINATORS[meant])
            shape = "{..}" if meant == "not" else "[..]"
            if meant == "not" and isinstance(value, Sequence):
                shape = f"{{{COMBINATORS['any'] if is_chinese(text) else self.spelled('any', COMBINATORS['any'])}: [..]}}"
            refuse(self.source, "unknown_combinator", key.span, f"不认识“{text}”", f"unknown word `{text}`",
                   Text(f"写成 {word}: {shape}", f"write {word}: {shape}"))  # fmt: skip
        owner = next((fact for fact in self.lexicon.facts.values() if text in code_spellings(fact)), None)
        if owner is not None:
            label = label_of(self.source, owner)
            has = self.spelled("has_any", COMPARISONS["has_any"])
            written = f"{label}: {{{has}: [{text}]}}" if owner.type is FactType.SET else f"{label}: {text}"
            refuse(self.source, "code_in_condition", key.span, f"“{text}”是“{label}”的一个取值，不是信息项", f"`{text}` is a value of `{label}`, no fact",
                   Text(f"写成 {written}", f"write {written}"))  # fmt: skip
        benefits = self.lexicon.called.meant(text, self.lexicon.ruleset)
        if benefits:
            word = ENTITLED_TO["entitled_to"] if is_chinese(text) else self.spelled("entitled_to", ENTITLED_TO["entitled_to"])
            those = [text] if len(benefits) == 1 else [self.lexicon.called.short(one) for one in benefits]
            refuse(self.source, "benefit_in_condition", key.span, f"“{text}”是一项待遇，不是信息项", f"`{text}` is a benefit, no fact",
                   Text(f"写成 {word}: [{', '.join(those)}]", f"write {word}: [{', '.join(those)}]"))  # fmt: skip
        if self.lexicon.complete:
            otherwise = Text("检查写法；新的信息项写进 facts.yaml，新的术语和算式写进 terms.yaml",
                             "check the spelling; new facts are defined in facts.yaml, new terms and quantities in terms.yaml")  # fmt: skip
            allowed = {**self.lexicon.names, **COMBINATOR_WORDS}
            report_unknown(self.source, key, allowed, "不认识的信息项或术语", "unknown fact or term", "unknown_fact", otherwise=otherwise)

    def times_heads(self) -> str:
        """The income of a household held against a standard times the heads."""
        facts = self.lexicon.facts.values()
        income = next(
            (label_of(self.source, one) for one in facts if one.unit and one.unit.money and HOUSEHOLD.search(one.label.zh)),
            self.spelled("household_income", "家庭月收入"),
        )
        heads = next((label_of(self.source, one) for one in facts if one.unit is Unit.PERSONS), self.spelled("heads", "人数"))
        below, times = self.spelled("below", COMPARISONS["below"]), self.spelled("times", CALCULATIONS["times"])
        return f"{income}: {{{below}: {{{times}: [{self.lexicon.example(self.source)}, {heads}]}}}}"

    def named(self, key: Scalar, value: Node, span: Span) -> Condition:
        """A term, or what is asked of a fact, a quantity or a word of the language itself."""
        name = self.name(key, value)
        if name in self.lexicon.terms:
            return Term(name, span) if self.comparisons.values.truth(key.text, value) else Not(Term(name, span), span)
        measure = named_measure(name, self.quantities, key.span)
        if measure is not None:
            return self.comparisons.of_measure(measure, key.text, value, span)
        if name == AGE.name:
            return self.comparisons.of_age(value, span)
        if name in BUILT_IN:
            inside = Inside(BUILT_IN[name].source, (), span)
            label = label_of_built_in(self.source, name)
            return inside if self.comparisons.values.truth(label, value) else Not(inside, span)
        fact = self.lexicon.facts[name]
        if fact.type is FactType.PERSON:
            return self.about(fact, value, span)
        if fact.type is FactType.PEOPLE:
            label, written = (
                label_of(self.source, fact),
                self.spelled("count: {among: %s, where: {..}, at_least: 1}", "数目: {在: %s, 条件: {..}, 不少于: 1}"),
            )
            refuse(self.source, "people_in_condition", key.span, f"“{label}”是多人，要写明其中多少人怎样", f"`{label}` are several people: say how many of them",
                   Text(f"写成 {written % label}", f"write {written % label}"))  # fmt: skip
        test = self.comparisons.of_fact(fact, value, span)
        return test if fact.only_if is None else All((fact.only_if, test), span)

    def parts(self, node: Node) -> tuple[Condition, ...]:
        """The conditions of a list."""
        if not isinstance(node, Sequence) or not node.items:
            dash = slip(node.entries[0][0].text) if isinstance(node, Mapping) and node.entries else None
            expected(self.source, node, "由条件组成的列表", "a list of conditions",
                     dash or Text("每个条件前加“- ”", "put `- ` before each condition"))  # fmt: skip
        return self.all_of([lambda item=item: self.condition(item) for item in node.items])

    def entitled(self, node: Node, span: Span) -> EntitledTo:
        """`[ruleset/id, ..]`"""
        if self.lexicon.within_person or self.lexicon.within_fact:
            where = Text("前提", "`only_if`") if self.lexicon.within_fact else Text("别人的条件", "what is said of another person")
            refuse(self.source, "benefit_elsewhere", span, f"{where.zh}里不能写别的待遇", f"other benefits cannot stand in {where.en}",
                   Text("这里只写信息项；把这一项移到待遇自己的条件里", "use facts here, and move it into the condition of a benefit"))  # fmt: skip
        return EntitledTo(read_benefit_names(self.source, node, self.lexicon), span)

    def count(self, node: Node, span: Span) -> Condition:
        """`{at_least: 2, of: [..]}`, or of people `{among: fact, where: {..}, at_least: 2}`"""
        if isinstance(node, Mapping) and any(key.text in _AMONG for key, _ in node.entries):
            return self.count_of_people(node, span)
        example = self.spelled("{at_least: 2, of: [..]}", "{不少于: 2, 其中: [..]}")
        people = self.quantities.people_named(node)
        if people is not None:
            asked = node.entries[0][1] if isinstance(node, Mapping) else None
            bound = flow(asked)[1:-1] if isinstance(asked, Mapping) and asked.entries else self.spelled("at_least: 2", "不少于: 2")
            written = f"{{{self.spelled('among', AMONG['among'])}: {people}, {bound}}}"
            refuse(self.source, "count_of_people", node.span, f"数“{people}”有几个人，要写在“{self.spelled('among', AMONG['among'])}”后面", f"people are counted with `{self.spelled('among', AMONG['among'])}`",
                   Text(f"写成 {written}", f"write {written}"))  # fmt: skip
        if not isinstance(node, Mapping):
            expected(self.source, node, example, example)
        reported = self.source.reported
        found = {name: value for name, (_, value) in assign(self.source, node, _COUNT, ["of"], span).items()}
        if self.source.reported > reported or "of" not in found:
            raise InvalidError
        parts = self.parts(found["of"])
        bounds = self.bounds(found, lambda bound: self.bound(bound, len(parts)), example, span)
        return Count(bounds.get("at_least"), bounds.get("at_most"), parts, span)

    def count_of_people(self, node: Mapping, span: Span) -> Condition:
        """`{among: household_members, where: {..}, at_least: 2}`: the number of people stands between bounds."""
        of = next((key for key, _ in node.entries if _COUNT.get(key.text) == "of"), None)
        if of is not None:
            where, among = self.spelled("where", AMONG["where"]), self.spelled("among", AMONG["among"])
            refuse(self.source, "count_of_both", of.span, f"“{of.text}”数的是条件，这里用“{among}”数人", f"`{of.text}` counts conditions, and here people are counted (`{among}`)",
                   Text(f"对人的要求写在“{where}: {{..}}”里", f"write what is asked of them as `{where}: {{..}}`"))  # fmt: skip
        example = self.spelled("{among: .., where: {..}, at_least: 2}", "{在: .., 条件: {..}, 不少于: 2}")
        reported = self.source.reported
        found = {name: value for name, (_, value) in assign(self.source, node, _COUNT_OF_PEOPLE, ["among"], span).items()}
        if self.source.reported > reported or "among" not in found:
            raise InvalidError
        people = self.quantities.people(found, Constant(Fraction(1), span), span)
        bounds = self.bounds(found, self.heads, example, span)
        fact = self.lexicon.facts[people.among]
        tests = [Compare(people, Order(name), Constant(Fraction(number), found[name].span), span) for name, number in bounds.items()]
        asked = [self.comparisons.meaningful(test, label_of(self.source, fact), span) for test in tests]
        parts = [*([fact.only_if] if fact.only_if else []), *asked]
        return parts[0] if len(parts) == 1 else All(tuple(parts), span)

    def heads(self, node: Node) -> int:
        """How many people."""
        if not isinstance(node, Scalar) or not re.fullmatch(r"0|[1-9][0-9]{0,3}", node.text) or int(node.text) > MOST_PEOPLE:
            expected(self.source, node, f"0 到 {MOST_PEOPLE} 的整数", f"a whole number from 0 to {MOST_PEOPLE}",
                     Text(f"一份名单最多 {MOST_PEOPLE} 人；写整数", f"a list has at most {MOST_PEOPLE} people: write a whole number"))  # fmt: skip
        return int(node.text)

    def bounds(self, found: dict[str, Node], read: Callable[[Node], int], example: str, span: Span) -> dict[str, int]:
        """`at_least` and `at_most` as they are read, one of them or both; what is written like this shows how."""
        bounds = {name: read(found[name]) for name in ("at_least", "at_most") if name in found}
        if not bounds:
            low, high = self.spelled("at_least", "不少于"), self.spelled("at_most", "不多于")
            refuse(self.source, "missing_entry", span, f"缺少“{low}”或“{high}”", f"lacks `{low}` or `{high}`",
                   Text(f"写成 {example}", f"write {example}"))  # fmt: skip
        if len(bounds) == 2 and bounds["at_least"] > bounds["at_most"]:
            refuse(self.source, "swapped_between", found["at_least"].span, "下限比上限大，永远不会成立", "the lower bound is above the upper one",
                   Text("对调两个数", "swap the two numbers"))  # fmt: skip
        return bounds

    def bound(self, node: Node, parts: int) -> int:
        """How many parts; more than there are can never hold."""
        if not isinstance(node, Scalar) or not re.fullmatch(r"0|[1-9][0-9]{0,3}", node.text):
            expected(self.source, node, f"0 到 {parts} 的整数", f"a whole number from 0 to {parts}")
        if int(node.text) > parts:
            refuse(self.source, "count_too_large", node.span, f"只列了 {parts} 项，不可能有 {node.text} 项成立",
                   f"only {parts} are listed: {node.text} can never hold",
                   Text(f"写 0 到 {parts} 的整数，或补上缺少的项",
                        f"write a whole number from 0 to {parts}, or add what is missing"))  # fmt: skip
        return int(node.text)

    def about(self, fact: Fact, node: Node, span: Span) -> About:
        """A condition about the person that a fact names."""
        if self.lexicon.within_person:
            refuse(self.source, "person_in_person", span, "人员里面不能再有人员", "a person within a person is not possible",
                   Text("把这一项移到外面", "move it outside"))  # fmt: skip
        if isinstance(node, Scalar):
            label = label_of(self.source, fact)
            expected(self.source, node, f"关于“{label}”的条件", f"a condition about `{label}`",
                     Text(f"在“{label}”下面写这个人的条件，例如 {self.spelled('age: {at_least: 60}', '年龄: {不低于: 60}')}",
                          f"write conditions about the person below `{label}`"))  # fmt: skip
        return About(fact.name, _Reader(self.source, replace(self.lexicon, within_person=True)).condition(node), span)
