"""What is written correctly and yet is most likely a slip: warnings about a whole rule book that has no mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from math import prod

from ..language.ages import age_on
from ..language.condition import Compare, Condition, EntitledTo, Node, Test, walk
from ..language.distinct import behind, distinct_values, subject
from ..language.facts import AGE, Fact, Text
from ..language.known import Person
from ..language.meaning import rows_found, truth_of
from ..language.policy import Benefit, DefinedQuantity, Levels, Rules, Ruleset
from ..language.quantity import BIRTH, Constant, First, Largest, Named, Number, Quantity, Round, Smallest, Standard, Sum, Times
from ..language.scope import Situation, scope_of
from ..language.truth import Truth
from ..language.units import Unit
from ..language.words import CALCULATIONS
from ..yaml.source import Source
from .hints import HOUSEHOLD
from .persons import nodes_in

_INCOME = re.compile("收入|工资|养老金|退休金|income|wage|pension", re.IGNORECASE)
"""What is said of what somebody earns."""
MOST_TRIED = 500
"""People who are tried on the rows of a table."""
_ANY_DAY = date(2025, 1, 1)
"""On which ages are told where a document has no first day."""


def warn_of_slips(rules: Rules, sources: Mapping[str, Source]) -> None:
    """Warn of benefits that nobody can tell apart, of tables that leave somebody out, and of what one person has held against what is
    a household's.
    """
    for ruleset in rules.rulesets.values():
        _same_names(ruleset, sources)
        for benefit in ruleset.benefits:
            _in_no_row(benefit, ruleset, rules, sources)
        heads = _Heads(rules, ruleset.quantities, sources)
        for node in nodes_in(ruleset):
            for part in walk(node):
                if isinstance(part, Compare):
                    heads.check(part)


def _same_names(ruleset: Ruleset, sources: Mapping[str, Source]) -> None:
    first: dict[str, str] = {}
    for one in ruleset.benefits:
        other = first.setdefault(one.name.zh, one.id)
        if other != one.id and one.same_as != other and one.span is not None:
            sources[one.span.file].warn("same_name", one.span, f"“{other}”的名称也是“{one.name.zh}”，分不清是哪一项", f"`{other}` is called `{one.name.of('en')}` too: nobody can tell them apart",
                                        Text("名称里写明区别，例如 护理补贴（农村）；同一承诺写了两遍的，写“同一承诺”",
                                             "say in the name how they differ; use `same_as` where one promise is written twice"))  # fmt: skip


def _in_no_row(benefit: Benefit, ruleset: Ruleset, rules: Rules, sources: Mapping[str, Source]) -> None:
    """Warn of a table in none of whose rows somebody stands who may have the benefit."""
    day = ruleset.document.in_effect.start or _ANY_DAY
    person = None if benefit.levels is None else _left_out(benefit.condition, benefit.levels, scope_of(ruleset, rules).on(day))
    row = benefit.levels.rows[-1] if benefit.levels else None
    if not person or row is None or row.span is None:
        return
    told = [_told(rules.facts[name], value, day) for name, value in person.items()]
    zh, en = "、".join(one.zh for one in told), ", ".join(one.of("en") for one in told)
    sources[row.span.file].warn("in_no_row", row.span, f"有人符合条件，却不在分档的任何一行，例如{zh}", f"somebody who meets the condition stands in no row of the table, for example with {en}",
                                Text("补上写这些人的一行；其余的都一样的，末行不写条件；不给的写 0",
                                     "add a row for them: one without a condition at the end is for all others; write 0 where nothing is given"))  # fmt: skip


def _left_out(condition: Condition, levels: Levels, situation: Situation) -> Person | None:
    """Somebody whom no row is for and of whom nothing says that the condition fails. Tried are the values that tests in the rows tell
    apart, where these are of the person's own facts and few; all else is left to the solver of `verify`.
    """
    nodes = [(who, node) for row in levels.rows for who, node, _ in behind(row.condition, situation.scope)]
    tests = [node for _, node in nodes if isinstance(node, Test)]
    names = sorted({subject(test) or "" for test in tests})
    if "" in names or any(who or isinstance(node, EntitledTo | Sum) for who, node in nodes):
        return None
    reads = [(one, situation) for one in (*(row.condition for row in levels.rows), condition)]
    values = [distinct_values(situation.scope.facts[name], reads) for name in names]
    if prod(map(len, values)) > MOST_TRIED:
        return None
    people = (dict(zip(names, tried, strict=True)) for tried in product(*values))
    return next(
        (one for one in people if rows_found(levels, one, situation).gap() and truth_of(condition, one, situation) is not Truth.NO), None
    )


def _told(fact: Fact, value: object, day: date) -> Text:
    """What is known of a fact, shortly."""
    if fact.name == BIRTH and isinstance(value, date):
        return Text(f"{AGE.label.zh}{age_on(day, value)}", f"{AGE.label.of('en')} {age_on(day, value)}")
    if isinstance(value, bool):
        return Text(f"{fact.label.zh}{'是' if value else '否'}", f"{fact.label.of('en')} {'yes' if value else 'no'}")
    said = next((code.label for code in fact.codes if code.code == value), Text(str(value)))
    return Text(f"{fact.label.zh}{said.zh}", f"{fact.label.of('en')} {said.of('en')}")


class _Heads:
    """What is a household's, and what is for each head of it, in one ruleset."""

    def __init__(self, rules: Rules, quantities: Mapping[str, DefinedQuantity], sources: Mapping[str, Source]) -> None:
        self.rules = rules
        self.quantities = quantities
        self.sources = sources

    def check(self, test: Compare) -> None:
        """Warn where one side is a household's and the other for each head, or one person's."""
        for measured, bound in ((test.left, test.right), (test.right, test.left)):
            self._against_head(test, measured, bound)
            self._against_household(test, measured, bound)

    def _against_head(self, test: Compare, measured: Quantity, bound: Quantity) -> None:
        """A household's money against a standard that may be for each head."""
        parts = list(self._parts(bound))
        standard = next((self.rules.standards[part.name] for part in parts if isinstance(part, Standard)), None)
        of_rules = all(isinstance(part, Constant | Standard | Named | Times | Smallest | Largest | Round) for part in parts)
        if standard is None or not of_rules or not self._of_household(measured) or self._called_household(parts):
            return
        source, label, called = self._said(test, measured, standard.label)
        written = f"{{{source.spelled('times', CALCULATIONS['times'])}: [{called}, {self._heads(source)}]}}"
        assert test.span is not None
        source.warn("household_against_head", test.span, f"“{label}”是一家人的，“{called}”若按每人计，要乘人数", f"`{label}` is of a household: where `{called}` is for each head, multiply it",
                    Text(f"写成 {written}；标准本来按户计的，名称里写明“家庭”或“每户”", f"write {written}; call the standard one for a household where it is"))  # fmt: skip

    def _against_household(self, test: Compare, measured: Quantity, bound: Quantity) -> None:
        """What one person earns against a line that was multiplied by the heads."""
        own = measured.rows[0].value if isinstance(measured, First) else measured
        fact = self.rules.facts[own.fact] if isinstance(own, Number) else None
        if fact is None or fact.unit is None or not fact.unit.money or not _INCOME.search(fact.label.zh) or HOUSEHOLD.search(fact.label.zh):
            return
        if not any(isinstance(part, Times) and any(map(self._counts_heads, part.parts)) for part in self._parts(bound)):
            return
        source, label, _ = self._said(test, measured, fact.label)
        people = next((one for one in self.rules.facts.values() if one.type.value == "people"), None)
        among = source.spelled("household_members", "家庭成员") if people is None else source.spelled(people.name, people.label.zh)
        written = source.spelled(f"{{sum: {label}, among: {among}, with_self: true}}", f"{{总和: {label}, 在: {among}, 含本人: 是}}")
        assert test.span is not None
        source.warn("person_against_household", test.span, f"“{label}”是一个人的，比的数乘了人数，是一家人的", f"`{label}` is one person's, and held against a number that was multiplied by the heads",
                    Text(f"用家庭总收入来比：写一个信息项（例如 家庭月收入），或 {written}；只看一个人的，不乘人数",
                         f"compare the income of the household: a fact of its own, or {written}; where one person counts, do not multiply"))  # fmt: skip

    def _parts(self, quantity: Quantity) -> Iterator[Node]:
        """A quantity with all that it is worked out of, also by way of names."""
        waiting: list[Node] = [quantity]
        seen: set[str] = set()
        while waiting:
            for part in walk(waiting.pop()):
                yield part
                if isinstance(part, Named) and part.name in self.quantities and part.name not in seen:
                    seen.add(part.name)
                    waiting.append(self.quantities[part.name].value)

    def _of_household(self, quantity: Quantity) -> bool:
        """Whether it is money of a household."""
        if isinstance(quantity, Sum):
            return not isinstance(quantity.part, Constant)
        return isinstance(quantity, Number | Named) and self._called_household([quantity])

    def _called_household(self, parts: list[Node]) -> bool:
        return any(HOUSEHOLD.search(self._label(part).zh) for part in parts)

    def _counts_heads(self, quantity: Quantity) -> bool:
        own = quantity.rows[0].value if isinstance(quantity, First) else quantity
        return (isinstance(own, Number) and self.rules.facts[own.fact].unit is Unit.PERSONS) or (
            isinstance(own, Sum) and isinstance(own.part, Constant)
        )

    def _label(self, part: Node) -> Text:
        if isinstance(part, Number):
            return self.rules.facts[part.fact].label
        if isinstance(part, Standard):
            return self.rules.standards[part.name].label
        if isinstance(part, Named):
            return self.quantities[part.name].label if part.name in self.quantities else Text(part.name)
        return self._label(part.part) if isinstance(part, Sum) else Text("")

    def _said(self, test: Compare, measured: Quantity, other: Text) -> tuple[Source, str, str]:
        """The file of a test, and what is compared and the other in its spelling."""
        assert test.span is not None
        source = self.sources[test.span.file]
        names = {one.label: one.name for table in (self.rules.facts, self.rules.standards, self.quantities) for one in table.values()}

        def spelled(label: Text) -> str:
            return source.spelled(names.get(label, label.of("en")), label.zh)

        own = measured.rows[0].value if isinstance(measured, First) else measured
        return source, spelled(self._label(own)), spelled(other)

    def _heads(self, source: Source) -> str:
        fact = next((one for one in self.rules.facts.values() if one.unit is Unit.PERSONS), None)
        return source.spelled("heads", "人数") if fact is None else source.spelled(fact.name, fact.label.zh)
