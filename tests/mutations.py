"""Random edits of a rule book: the slips and changes of mind of those who write rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any as Anything
from typing import assert_never

from huilao.language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test
from huilao.language.facts import FactType, Vocabulary
from huilao.language.policy import AppliesTo, Benefit, Rules, whole_condition
from huilao.verify.parts import Part, is_precondition

SWAPPED = {
    Operator.AT_LEAST: Operator.ABOVE, Operator.ABOVE: Operator.AT_LEAST, Operator.AT_MOST: Operator.BELOW, Operator.BELOW: Operator.AT_MOST,
    Operator.ONE_OF: Operator.NONE_OF, Operator.NONE_OF: Operator.ONE_OF, Operator.HAS_ANY: Operator.HAS_ALL, Operator.HAS_ALL: Operator.HAS_ANY,
    Operator.HAS_NONE: Operator.HAS_ANY,
}  # fmt: skip


def an_edit(luck: Random, rules: Rules) -> tuple[str, Rules]:
    """A rule book with one benefit or term edited, and the name of what was."""
    if luck.random() < 0.3:
        name = luck.choice([name for name in rules.terms if any(_edits(luck, rules.terms[name].condition, rules.facts))])
        term = rules.terms[name]
        edited = replace(term, condition=luck.choice(list(_edits(luck, term.condition, rules.facts))))
        rulesets = {
            key: replace(one, terms={**one.terms, name: edited}) if one.terms.get(name) == term else one
            for key, one in rules.rulesets.items()
        }
        return name, replace(rules, terms={**rules.terms, name: edited}, rulesets=rulesets)
    ruleset = luck.choice(list(rules.rulesets.values()))
    number = luck.randrange(len(ruleset.benefits))
    benefit = _edited(luck, ruleset.benefits[number], rules.facts)
    benefits = (*ruleset.benefits[:number], benefit, *ruleset.benefits[number + 1 :])
    return benefit.full_name, replace(rules, rulesets={**rules.rulesets, ruleset.name: replace(ruleset, benefits=benefits)})


def _edited(luck: Random, benefit: Benefit, facts: Vocabulary) -> Benefit:
    whens = list(_edits(luck, benefit.when, facts))
    if not whens or luck.random() < 0.1:
        applies = luck.choice([one for one in AppliesTo if one is not benefit.applies_to])
        return replace(benefit, applies_to=applies, condition=whole_condition(applies, benefit.when, *benefit.limits))
    when = luck.choice(whens)
    return replace(benefit, when=when, condition=whole_condition(benefit.applies_to, when, *benefit.limits))


def _edits(luck: Random, condition: Condition, facts: Vocabulary) -> Iterator[Condition]:
    """The condition with one part edited, in every way that is thought of here."""
    waiting = [Part(condition)]
    while waiting:
        part = waiting.pop()
        for other in _other(luck, part.condition, facts):
            yield part.put(other)
        if not is_precondition(part.condition, facts):
            waiting += part.inside()


def _other(luck: Random, part: Condition, facts: Vocabulary) -> Iterator[Condition]:
    """What may be written in the place of a part by mistake, or on purpose."""
    match part:
        case All(parts) if len(parts) > 1:
            yield from (Any(parts, part.span), replace(part, parts=parts[1:]), replace(part, parts=parts[:-1]))
        case Any(parts) if len(parts) > 1:
            yield from (All(parts, part.span), replace(part, parts=parts[1:]), replace(part, parts=parts[:-1]))
        case Count(at_least, _, parts) if at_least is not None:
            yield replace(part, at_least=at_least % len(parts) + 1)
        case Test():
            yield from _tests(luck, part, facts)
        case Term():
            yield Not(part, part.span)
        case All() | Any() | Not() | Count() | About():
            return
        case _:
            assert_never(part)


def _tests(luck: Random, test: Test, facts: Vocabulary) -> Iterator[Condition]:
    fact = facts[test.fact]
    codes = [code.code for code in fact.codes]
    yield Not(test, test.span)
    if test.operator in SWAPPED and not (fact.type is FactType.YES_NO and test.operator is Operator.NONE_OF):
        yield Not(test) if fact.type is FactType.YES_NO else replace(test, operator=SWAPPED[test.operator])
    values: tuple[Anything, ...] = test.values
    match values[0]:
        case Decimal():
            yield replace(test, values=tuple(value + luck.choice((-5, -1, 1, 5)) for value in values[:1]) + values[1:])
        case Duration(years, months, days):
            yield replace(test, values=(Duration(years, months + 1, days),))
        case str() if codes:
            yield replace(test, values=(luck.choice([code for code in codes if code != values[0]]), *values[1:]))
            if len(values) > 1 and test.operator is not Operator.BETWEEN:
                yield replace(test, values=values[1:])
        case _:
            return
