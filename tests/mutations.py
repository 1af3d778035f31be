"""Random edits of a rule book: the slips and changes of mind of those who write rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import assert_never

from huilao.language.condition import (
    About,
    All,
    Any,
    Compare,
    Condition,
    Count,
    EntitledTo,
    Has,
    Inside,
    Not,
    OneOf,
    Order,
    Share,
    Term,
    Test,
    Value,
)
from huilao.language.facts import FactType, Vocabulary
from huilao.language.policy import AppliesTo, Benefit, Rules, whole_condition
from huilao.language.quantity import Age, Constant, Elapsed, Quantity, Rank, Sum

SWAPPED = {Order.AT_LEAST: Order.ABOVE, Order.ABOVE: Order.AT_LEAST, Order.AT_MOST: Order.BELOW, Order.BELOW: Order.AT_MOST}


def an_edit(luck: Random, rules: Rules) -> tuple[str, Rules]:
    """A rule book with the condition of one benefit or term edited, and the name of what was."""
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
        return replace(benefit, applies_to=applies, condition=whole_condition(applies, benefit.when, *benefit.limits, *benefit.stops))
    when = luck.choice(whens)
    return replace(benefit, when=when, condition=whole_condition(benefit.applies_to, when, *benefit.limits, *benefit.stops))


def _edits(luck: Random, condition: Condition, facts: Vocabulary) -> Iterator[Condition]:
    """The condition with one part edited, in every way that is thought of here."""
    yield from _other(luck, condition, facts)
    match condition:
        case All((first, OneOf(fact) | Has(fact) | Inside(fact))) if facts[fact].only_if == first:
            return  # the reader put it there
        case All(parts) | Any(parts) | Count(_, _, parts):
            for at, part in enumerate(parts):
                yield from (replace(condition, parts=(*parts[:at], one, *parts[at + 1 :])) for one in _edits(luck, part, facts))
        case Not(part) | About(_, part):
            yield from (replace(condition, part=one) for one in _edits(luck, part, facts))
        case Compare(Sum() as people):
            yield from (replace(condition, left=one) for one in _other_people(luck, people, facts))
        case Compare() | OneOf() | Has() | Inside() | Term() | EntitledTo():
            return
        case _:
            assert_never(condition)


def _other(luck: Random, part: Condition, facts: Vocabulary) -> Iterator[Condition]:
    """What may be written in the place of a part by mistake, or on purpose."""
    match part:
        case All(parts) if len(parts) > 1:
            yield from (Any(parts, part.span), replace(part, parts=parts[1:]), replace(part, parts=parts[:-1]))
        case Any(parts) if len(parts) > 1:
            yield from (All(parts, part.span), replace(part, parts=parts[1:]), replace(part, parts=parts[:-1]))
        case Count(at_least, _, parts) if at_least is not None:
            yield replace(part, at_least=at_least % len(parts) + 1)
        case Compare() | OneOf() | Has() | Inside():
            yield Not(part, part.span)
            yield from _tests(luck, part, facts)
        case EntitledTo(benefits):
            yield Not(part, part.span)
            yield from (replace(part, benefits=(one,)) for one in benefits if len(benefits) > 1)
        case Term():
            yield Not(part, part.span)
        case All() | Any() | Not() | Count() | About():
            return
        case _:
            assert_never(part)


def _tests(luck: Random, test: Test, facts: Vocabulary) -> Iterator[Condition]:
    match test:
        case Compare(left, order, right):
            yield replace(test, order=SWAPPED[order])
            yield from (replace(test, right=one) for one in _constants(luck, left, right, facts))
        case OneOf(fact, values) if facts[fact].type in (FactType.CHOICE, FactType.SCALE):
            yield replace(test, values=(_other_code(luck, fact, values[0], facts), *values[1:]))
            if len(values) > 1:
                yield replace(test, values=values[1:])
        case OneOf(_, values):
            if isinstance(values[0], Decimal):
                yield replace(test, values=(values[0] + luck.choice((-5, -1, 1, 5)), *values[1:]))
        case Has(fact, share, codes):
            yield replace(test, share=Share.ALL if share is Share.ANY else Share.ANY)
            yield replace(test, codes=(_other_code(luck, fact, codes[0], facts), *codes[1:]))
            if len(codes) > 1:
                yield replace(test, codes=codes[1:])
        case Inside():
            return
        case _:
            assert_never(test)


def _other_people(luck: Random, people: Sum, facts: Vocabulary) -> Iterator[Sum]:
    """Other people who are added up, the person herself or not."""
    yield replace(people, with_self=not people.with_self)
    if people.where is not None:
        yield from (replace(people, where=one) for one in _edits(luck, people.where, facts))


def _constants(luck: Random, left: Quantity, right: Quantity, facts: Vocabulary) -> Iterator[Quantity]:
    """Another constant in the place of this one."""
    match right:
        case Constant(date() as day):
            yield Constant(day + timedelta(days=luck.choice((-1, 1, 365))), right.span)
        case Constant(Fraction() as number):
            yield Constant(number + (1 if isinstance(left, Age | Elapsed) else luck.choice((-5, -1, 1, 5))), right.span)
        case Rank(fact, str() as code):
            yield Rank(fact, _other_code(luck, fact, code, facts), right.span)
        case _:
            return


def _other_code(luck: Random, fact: str, code: Value, facts: Vocabulary) -> str:
    return luck.choice([one.code for one in facts[fact].codes if one.code != code])
