"""Random rule books and people for the tests: all that the language can say, and people who stand at its borders."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from random import Random
from typing import Any as Anything
from typing import TypeVar, assert_never

from hypothesis import strategies as st

from huilao.language.ages import AgeReached, after
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
    parts_of,
    put_in,
    quantities_of,
)
from huilao.language.facts import AskedOf, Code, Fact, FactType, Implied, Text, Vocabulary
from huilao.language.implied import Implications
from huilao.language.known import NOBODY_KNOWN, Among, Holding, Listed, Person, Range
from huilao.language.meaning import truth_of
from huilao.language.places import COUNTRY, division, inside
from huilao.language.policy import (
    LOCAL,
    RECEIVING,
    Adopted,
    Amendment,
    AppliesTo,
    Beneficiary,
    Benefit,
    ChooseBy,
    ChooseOne,
    Column,
    ColumnType,
    DefinedQuantity,
    DefinedTerm,
    Document,
    Force,
    Hits,
    Levels,
    Limit,
    Pays,
    Period,
    Place,
    Reading,
    Row,
    RuleClass,
    Rules,
    Ruleset,
    Service,
    Starts,
    Status,
    Weight,
    local_person,
    whole_condition,
)
from huilao.language.quantity import (
    BIRTH,
    Age,
    Branch,
    Constant,
    Day,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    PayFrom,
    Plus,
    Quantity,
    Rank,
    Round,
    Rounding,
    Smallest,
    Standard,
    Sum,
    Times,
    TimeUnit,
)
from huilao.language.scope import Scope
from huilao.language.standards import DefinedStandard, PlaceOf, SetValue
from huilao.language.truth import Truth
from huilao.language.units import Per, Unit

CASES = int(os.environ.get("HUILAO_CASES", "500"))
"""How much the random tests try: about so many pairs of a condition and a person each. `make soak` tries far more: of what was broken
on purpose, few saw as much as many.
"""

T = TypeVar("T")


def _fact(name: str, kind: FactType, codes: str = "", implying: Mapping[str, Implied] | None = None, **others: Anything) -> Fact:
    said = {code: (one,) for code, one in (implying or {}).items()}
    labelled = tuple(Code(code, Text(f"{code}（中）", code), implies=said.get(code, ())) for code in codes.split())
    return Fact(name, kind, Text(f"{name}（中）", name), codes=labelled, **others)


_CERTIFIED = OneOf("certified", (True,))
_MONTHLY = Unit.CNY_PER_MONTH

FACTS: Vocabulary = {
    fact.name: fact
    for fact in (
        _fact("birth_date", FactType.DATE),
        _fact("assessed_on", FactType.DATE),
        _fact("retired_on", FactType.DATE),
        _fact("residence", FactType.PLACE),
        _fact("household_registration", FactType.PLACE),
        _fact("insurance_place", FactType.PLACE),
        _fact("pension_place", FactType.PLACE),
        _fact("birthplace", FactType.PLACE),
        _fact("certified", FactType.YES_NO),
        _fact("widowed", FactType.YES_NO),
        _fact("listed", FactType.YES_NO, instrument=Text("另一办法", "another instrument"), implies=(Implied("certified", True),)),
        _fact("carer", FactType.YES_NO, asked_of=AskedOf.RELATIVE),
        _fact("income", FactType.NUMBER, unit=_MONTHLY, minimum=Decimal(0)),
        _fact("balance", FactType.NUMBER, unit=_MONTHLY),
        _fact("household_size", FactType.NUMBER, unit=Unit.PERSONS, minimum=Decimal(1), maximum=Decimal(12)),
        _fact("pension", FactType.NUMBER, unit=_MONTHLY, minimum=Decimal(0), maximum=Decimal(9000), only_if=_CERTIFIED),
        _fact("sex", FactType.CHOICE, "female male"),
        _fact("area", FactType.CHOICE, "urban rural"),
        _fact("housing", FactType.CHOICE, "home institution hospital none"),
        _fact("grade", FactType.CHOICE, "1 2 3 4", only_if=_CERTIFIED),
        _fact("ability", FactType.SCALE, "intact mild moderate severe total"),
        _fact("care", FactType.SCALE, "able partly unable"),
        _fact("aids", FactType.SET, "dibao edge destitute none", implying={"dibao": Implied(RECEIVING, Holding(frozenset({"dibao"}), frozenset()))}),
        _fact(RECEIVING, FactType.SET, "dibao pension nursing", implying={"dibao": Implied("listed", True)}),
        _fact("impairments", FactType.SET, "visual hearing physical", only_if=_CERTIFIED),
        _fact("elder", FactType.PERSON, asked_of=AskedOf.RELATIVE),
        _fact("spouse", FactType.PERSON),
        _fact("household_members", FactType.PEOPLE),
        _fact("children", FactType.PEOPLE),
    )
}  # fmt: skip
"""A vocabulary with two or more facts of every type, of which some say something of others."""
IMPLIED = Implications(FACTS)

PERSONS = tuple(name for name, fact in FACTS.items() if fact.type is FactType.PERSON)
LISTS = tuple(name for name, fact in FACTS.items() if fact.type is FactType.PEOPLE)
OTHERS = (*PERSONS, *LISTS)
"""The facts that name or list other people."""
GIVEN = tuple(fact for fact in FACTS.values() if fact.name not in OTHERS)
"""What is said of anybody, also within another person."""
OFTEN = (*GIVEN, *(FACTS[name] for name in (BIRTH, BIRTH, BIRTH, "residence", "household_registration")))
"""What depends on the document is tested more often."""
COUNTED = tuple(fact for fact in GIVEN if fact.type is FactType.NUMBER)
DATED = tuple(fact for fact in GIVEN if fact.type is FactType.DATE)
HERE = ("residence", "household_registration", "insurance_place", "pension_place")
"""The facts of which it is asked whether they lie in the document's own place."""

PLACES = ("51", "5134", "513433", "513433100", "513433100201", "5117", "22", "220302")
"""Places in one another and apart; people may also be known by the codes of `WRITTEN`."""
WRITTEN = ("510000", "513400", "513433000", "513433000000", "513433200", "500103", "220000", "000000")
"""Codes as registers have them, zeros at their ends."""

DAYS = (
    date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1), date(2024, 12, 31), date(2025, 1, 1),
    date(2025, 4, 30), date(2025, 6, 15),
)  # fmt: skip
"""Days of evaluation: about the end of February in leap years and others, at the ends of months and years."""

NUMBERS = tuple(map(Decimal, ("-1", "0", "0.1", "0.3", "1", "3", "899.99", "900", "900.0", "900.01", "2000.5", "999999999999")))
STEPS = tuple(map(Decimal, ("-1", "-0.01", "0", "0.000001", "0.01", "1")))
LENGTHS: Mapping[TimeUnit, tuple[int, ...]] = {TimeUnit.YEARS: (0, 1, 2), TimeUnit.MONTHS: (1, 6, 13), TimeUnit.DAYS: (0, 1, 30, 400)}
AGES: Mapping[TimeUnit, tuple[int, ...]] = {TimeUnit.YEARS: (0, 1, 18, 60, 65, 80, 100), TimeUnit.MONTHS: (1, 725, 959)}
REACHED = (None, AgeReached.DAY_AFTER)
"""Ways of counting an age that rules write: that of their ruleset, and one of their own."""
BIRTHDAYS = (date(1940, 2, 29), date(1960, 2, 29), date(1964, 2, 29), date(1944, 3, 31), date(1959, 12, 31), date(1960, 1, 1))
FRACTIONS = tuple(map(Fraction, ("0", "1", "1/3", "1/2", "0.6", "1.3", "2", "3", "12", "100", "560", "900", "1450.5", "-40")))
MULTIPLES = tuple(map(Fraction, ("1", "10", "1/2", "0.01", "100", "1/3")))


# -- tests -------------------------------------------------------------------------------------------------------------


def within_precondition(fact: Fact, test: Condition) -> Condition:
    """A test of a fact within its `only_if`, as the reader puts it."""
    return test if fact.only_if is None else All((fact.only_if, test))


def number_of(fact: Fact) -> Quantity:
    """A number within its `only_if`, as the reader puts it in a quantity: nought where that fails."""
    return (
        Number(fact.name) if fact.only_if is None else First((Branch(fact.only_if, Number(fact.name)), Branch(None, Constant(Fraction(0)))))
    )


def a_test(luck: Random, fact: Fact) -> Condition:
    """A test on a fact, within its `only_if` as the reader puts it."""
    return within_precondition(fact, _test(luck, fact))


def _test(luck: Random, fact: Fact) -> Condition:
    match fact.type:
        case FactType.YES_NO:
            return OneOf(fact.name, (luck.random() < 0.5,))
        case FactType.CHOICE:
            return _of_list(luck, fact)
        case FactType.SET:
            test = Has(fact.name, luck.choice(tuple(Share)), _some(luck, [code.code for code in fact.codes]))
            return luck.choice((test, test, Not(test)))
        case FactType.PLACE:
            return Inside(fact.name, () if fact.name in HERE and luck.random() < 0.7 else _some(luck, PLACES))
        case FactType.NUMBER | FactType.DATE | FactType.SCALE:
            return _of_list(luck, fact) if luck.random() < 0.2 else _in_order(luck, fact)
        case FactType.PERSON | FactType.PEOPLE:
            raise AssertionError(fact)
        case _:
            assert_never(fact.type)


def _some(luck: Random, pool: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(luck.choice(pool) for _ in range(luck.randint(1, 3))))


def _of_list(luck: Random, fact: Fact) -> Condition:
    test = OneOf(fact.name, _some(luck, _values(fact)))
    return luck.choice((test, test, Not(test)))


def _in_order(luck: Random, fact: Fact) -> Condition:
    left, pool = luck.choice(_measured(fact))
    low, high = sorted((luck.randrange(len(pool)), luck.randrange(len(pool))))
    if luck.random() < 0.2:
        return All((Compare(left, Order.AT_LEAST, pool[low]), Compare(left, Order.AT_MOST, pool[high])))
    return Compare(left, luck.choice(tuple(Order)), pool[low])


def _values(fact: Fact) -> Sequence[Value]:
    """What a rule may name of a fact in a list, in order where there is one."""
    match fact.type:
        case FactType.NUMBER:
            return NUMBERS
        case FactType.DATE:
            return sorted((*BIRTHDAYS, *DAYS))
        case FactType.CHOICE | FactType.SCALE:
            return [code.code for code in fact.codes]
        case FactType.YES_NO:
            return (True, False)
        case FactType.SET | FactType.PLACE | FactType.PERSON | FactType.PEOPLE:
            raise AssertionError(fact)
        case _:
            assert_never(fact.type)


def _measured(fact: Fact) -> list[tuple[Quantity, list[Quantity]]]:
    """How a fact is measured, and what it may be compared with then, in order."""
    match fact.type:
        case FactType.NUMBER:
            return [(Number(fact.name), [Constant(Fraction(one)) for one in sorted(NUMBERS)])]
        case FactType.DATE:
            found: list[tuple[Quantity, list[Quantity]]] = [(Day(fact.name), [Constant(one) for one in sorted((*BIRTHDAYS, *DAYS))])]
            if fact.name == BIRTH:
                ages: list[tuple[TimeUnit, list[Quantity]]] = [
                    (unit, [Constant(Fraction(one)) for one in numbers]) for unit, numbers in AGES.items()
                ]
                return [*found, *((Age(unit, reached), pool) for unit, pool in ages for reached in REACHED)]
            return [
                *found,
                *((Elapsed(fact.name, unit), [Constant(Fraction(one)) for one in lengths]) for unit, lengths in LENGTHS.items()),
            ]
        case FactType.SCALE:
            return [(Rank(fact.name), [Rank(fact.name, code.code) for code in fact.codes])]
        case FactType.YES_NO | FactType.CHOICE | FactType.SET | FactType.PLACE | FactType.PERSON | FactType.PEOPLE:
            return []
        case _:
            assert_never(fact.type)


def every_test() -> list[Test]:
    """Every fact in every comparison with every constant, and with another fact; in lists with the next one; every place."""
    tests: list[Test] = []
    for fact in GIVEN:
        tests += [Compare(left, order, right) for left, pool in _measured(fact) for order in Order for right in pool]
        match fact.type:
            case FactType.SET:
                codes = [code.code for code in fact.codes]
                tests += [Has(fact.name, share, one) for share in Share for one in (*((code,) for code in codes), *pairwise(codes))]
            case FactType.PLACE:
                tests += [Inside(fact.name, one) for one in (*((place,) for place in (*PLACES, COUNTRY)), *pairwise(PLACES))]
                tests += [Inside(fact.name)]
            case FactType.YES_NO:
                tests += [OneOf(fact.name, (True,)), OneOf(fact.name, (False,))]
            case FactType.NUMBER | FactType.DATE | FactType.CHOICE | FactType.SCALE:
                tests += [OneOf(fact.name, one) for one in (*((value,) for value in _values(fact)), *pairwise(_values(fact)))]
            case FactType.PERSON | FactType.PEOPLE:
                raise AssertionError(fact)
            case _:
                assert_never(fact.type)
    tests += [Compare(Number(one.name), order, Number(other.name)) for one, other in pairwise(COUNTED) for order in Order]
    tests += [Compare(Day(one.name), order, Day(other.name)) for one, other in pairwise(DATED) for order in Order]
    return tests


# -- conditions and quantities -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """The terms, named quantities, standards and benefits that a condition or a quantity may use, and whether it is about a
    person within another, where there is no third, and no benefit.
    """

    terms: tuple[str, ...] = ()
    inside: bool = False
    quantities: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()


TERMS = ("frail", "poor", "alone", "cared_for")
"""Each may use those before it, and the named quantities before it."""
QUANTITIES = ("rate", "line", "need", "top_up")
"""Each may use those before it, and the terms before it; the first is one by which others may be multiplied."""
STANDARDS = ("subsistence", "relief", "wage")
PLAIN = frozenset((*TERMS[:3], *QUANTITIES[:3]))
"""Those that say nothing of another person and ask for no benefit, so that they can be used about one."""
RULESETS = ("upper", "lower", "other")
FIRM = 1
"""The number of the benefit of each ruleset that asks for no other, so that any condition may ask for it: there is no circle."""
FIRM_BENEFITS = tuple(f"{name}/b{FIRM}" for name in RULESETS)
FIRM_WORDS = Words(TERMS[:3], quantities=QUANTITIES[:3], standards=STANDARDS)
"""What such a benefit uses."""
ALL_WORDS = Words(TERMS, quantities=QUANTITIES, standards=STANDARDS, benefits=FIRM_BENEFITS)


def _usable(names: Sequence[str], words: Words) -> list[str]:
    return [name for name in names if not words.inside or name in PLAIN]


def a_condition(luck: Random, depth: int, words: Words) -> Condition:
    """A condition of any shape, at most so deep."""
    terms = _usable(words.terms, words)
    kinds = ["test", "test", "compare", *(["term"] if terms else [])]
    if depth:
        kinds += ["all", "any", "all", "any", "not", "count", *([] if words.inside else ["about", "people"])]
    kinds += ["entitled"] if words.benefits and not words.inside else []
    match luck.choice(kinds):
        case "compare":
            return a_comparison(luck, min(depth, 2), words)
        case "term":
            return Term(luck.choice(terms))
        case "all":
            return All(_parts(luck, depth, words, 0))
        case "any":
            return Any(_parts(luck, depth, words, 0))
        case "not":
            return Not(a_condition(luck, depth - 1, words))
        case "count":
            parts = _parts(luck, depth, words, 1)
            bounds = luck.choice(("least", "most", "both"))
            low, high = (luck.randint(0, len(parts)) for _ in range(2))
            return Count(low if bounds != "most" else None, high if bounds != "least" else None, parts)
        case "about":
            return About(luck.choice(PERSONS), a_condition(luck, depth - 1, replace(words, inside=True)))
        case "people":
            return Compare(_number_of_people(luck, words), luck.choice(tuple(Order)), Constant(Fraction(luck.randint(0, 3))))
        case "entitled":
            return EntitledTo(_some(luck, words.benefits))
        case _:
            return a_test(luck, luck.choice(OFTEN))


def _parts(luck: Random, depth: int, words: Words, least: int) -> tuple[Condition, ...]:
    number = luck.choice((2, 3, 1, 4, least))
    return tuple(a_condition(luck, depth - 1, words) for _ in range(number))


def a_comparison(luck: Random, depth: int, words: Words) -> Compare:
    """A quantity compared with another one of its kind: numbers, sometimes days."""
    order = luck.choice(tuple(Order))
    if luck.random() < 0.15:
        one, other = luck.sample(DATED, 2)
        return Compare(Day(one.name), order, Day(other.name))
    return Compare(a_quantity(luck, depth, words), order, a_quantity(luck, luck.randint(0, depth), words))


def a_quantity(luck: Random, depth: int, words: Words) -> Quantity:
    """A number of any shape, at most so deep."""
    named = _usable(words.quantities, words)
    kinds = ["constant", "number", "number", "number", "age", "elapsed", *(["named"] * 2 if named else [])]
    kinds += ["standard"] * 2 if words.standards else []
    if depth:
        kinds += ["plus", "minus", "times", "smallest", "largest", "round", "first"] * 2
        kinds += [] if words.inside else ["sum"] * 2
    match luck.choice(kinds):
        case "constant":
            return Constant(luck.choice(FRACTIONS))
        case "age":
            return Age(luck.choice(tuple(AGES)), luck.choice((None, None, *AgeReached)))
        case "elapsed":
            return Elapsed(luck.choice(DATED).name, luck.choice(tuple(TimeUnit)))
        case "standard":
            return Standard(luck.choice(words.standards))
        case "named":
            return Named(luck.choice(named))
        case "plus":
            return Plus(_quantities(luck, depth, words))
        case "minus":
            return Minus(a_quantity(luck, depth - 1, words), a_quantity(luck, depth - 1, words))
        case "times":
            factors = [*(a_factor(luck, depth - 1, words) for _ in range(luck.choice((1, 1, 2)))), a_quantity(luck, depth - 1, words)]
            luck.shuffle(factors)
            return Times(tuple(factors))
        case "smallest":
            return Smallest(_quantities(luck, depth, words))
        case "largest":
            return Largest(_quantities(luck, depth, words))
        case "round":
            return Round(a_quantity(luck, depth - 1, words), luck.choice(MULTIPLES), luck.choice(tuple(Rounding)))
        case "first":
            return _first(luck, depth, words, a_quantity)
        case "sum":
            return a_sum(luck, words)
        case _:
            return number_of(luck.choice(COUNTED))


def _quantities(luck: Random, depth: int, words: Words) -> tuple[Quantity, ...]:
    return tuple(a_quantity(luck, depth - 1, words) for _ in range(luck.choice((2, 2, 3, 1))))


def _first(luck: Random, depth: int, words: Words, value: Callable[[Random, int, Words], Quantity]) -> First:
    whens: list[Condition | None] = [a_condition(luck, luck.choice((0, 0, depth - 1)), words) for _ in range(luck.choice((1, 1, 2)))]
    return First(tuple(Branch(when, value(luck, depth - 1, words)) for when in (*whens, None)))


def a_sum(luck: Random, words: Words) -> Sum:
    """A sum over people: of a number of each, or of their ages, or their number."""
    part = luck.choice((number_of(luck.choice(COUNTED)), Number("income"), Age(luck.choice(tuple(AGES)))))
    return luck.choice((replace(_number_of_people(luck, words), part=part), _number_of_people(luck, words)))


def _number_of_people(luck: Random, words: Words) -> Sum:
    where = None if luck.random() < 0.3 else a_condition(luck, luck.choice((0, 1)), replace(words, inside=True))
    return Sum(Constant(Fraction(1)), luck.choice(LISTS), where, luck.random() < 0.3)


def a_factor(luck: Random, depth: int, words: Words) -> Quantity:
    """What others may be multiplied by: no fact, unless it chooses between rows."""
    kinds = ["constant", *(["standard"] if words.standards else []), *(["named"] if "rate" in words.quantities else [])]
    match luck.choice((*kinds, *(["first"] if depth > 0 else []))):
        case "standard":
            return Standard(luck.choice(words.standards))
        case "named":
            return Named("rate")
        case "first":
            return _first(luck, depth, words, a_factor)
        case _:
            return Constant(luck.choice(FRACTIONS))


# -- rule books --------------------------------------------------------------------------------------------------------


def _before(name: str) -> Words:
    """What the definition of a term or quantity may use."""
    level, plain = (TERMS if name in TERMS else QUANTITIES).index(name), name in PLAIN
    return Words(TERMS[:level], plain, QUANTITIES[:level], STANDARDS, () if plain else FIRM_BENEFITS)


def _terms(luck: Random, names: Sequence[str]) -> dict[str, DefinedTerm]:
    """Definitions, with up to two other readings."""
    terms: dict[str, DefinedTerm] = {}
    for name in names:
        first, *others = dict.fromkeys(a_condition(luck, 2, _before(name)) for _ in range(luck.choice((1, 1, 2, 3))))
        terms[name] = DefinedTerm(name, Text(f"{name}（中）", name), first, _readings(others))
    return terms


def _named(luck: Random, names: Sequence[str]) -> dict[str, DefinedQuantity]:
    make = {name: a_factor if name == "rate" else a_quantity for name in names}
    return {name: DefinedQuantity(name, Text(f"{name}（中）", name), _MONTHLY, make[name](luck, 2, _before(name))) for name in names}


def a_standard(luck: Random, name: str) -> DefinedStandard:
    """A standard of any kind, with values for nested places that begin and end about the days of evaluation."""
    split = luck.choice((None, None, "area", "housing"))
    keys = dict.fromkeys((luck.choice((*PLACES, COUNTRY)), luck.choice(_SINCE)) for _ in range(luck.choice((1, 2, 4, 6, 8))))
    values = tuple(SetValue(place, since, _set_value(luck, split)) for place, since in sorted(keys))
    return DefinedStandard(name, Text(f"{name}（中）", name), _MONTHLY, luck.choice(tuple(PlaceOf)), split, values)


_SINCE = (date(2020, 1, 1), date(2020, 1, 1), date(2024, 2, 29), date(2024, 3, 1), date(2025, 3, 1), date(2030, 1, 1))


def _set_value(luck: Random, split: str | None) -> Fraction | Mapping[str, Fraction] | None:
    if luck.random() < 0.1:
        return None
    if split and luck.random() < 0.7:
        return {code.code: luck.choice(FRACTIONS) for code in FACTS[split].codes}
    return luck.choice(FRACTIONS)


def a_scope(luck: Random) -> Scope:
    """A ruleset's words, numbers and place, without benefits but those of others that it may ask for."""
    terms, quantities = _terms(luck, TERMS), _named(luck, QUANTITIES)
    asked = {name: _ruleset(luck, name, PLACES, terms, quantities, [_firm_benefit(luck, name, 1)]) for name in RULESETS}
    return Scope(
        FACTS, terms, quantities, {name: a_standard(luck, name) for name in STANDARDS},
        luck.choice((*PLACES, "000000")), luck.choice(tuple(AgeReached)), asked,
    )  # fmt: skip


def _firm_benefit(luck: Random, ruleset: str, depth: int) -> Benefit:
    return _benefit(luck, ruleset, FIRM, a_condition(luck, depth, FIRM_WORDS), FIRM_WORDS)


def _readings(others: Sequence[Condition]) -> tuple[Reading, ...]:
    return tuple(Reading(Text(f"理解{number}", f"reading {number}"), one) for number, one in enumerate(others, 1))


def weighed(luck: Random, rules: Rules) -> Rules:
    """The same rule book, a third of whose readings are remote."""

    def read(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
        return tuple(
            replace(one, name=f"way_{at}", weight=luck.choice((Weight.LIKELY, Weight.LIKELY, Weight.REMOTE)))
            for at, one in enumerate(readings)
        )

    def of(ruleset: Ruleset) -> Ruleset:
        terms = {name: replace(one, readings=read(one.readings)) for name, one in ruleset.terms.items()}
        return replace(ruleset, terms=terms, benefits=tuple(replace(one, readings=read(one.readings)) for one in ruleset.benefits))

    return replace(rules, rulesets={name: of(one) for name, one in rules.rulesets.items()})


def adopting(luck: Random, rules: Rules) -> Rules:
    """The same rule book, of which offices settle half of what can be read in several ways, about the days of evaluation."""

    def of(ruleset: Ruleset) -> Ruleset:
        read = {**{name: one.readings for name, one in ruleset.terms.items()}, **{one.id: one.readings for one in ruleset.benefits}}
        settled = [
            Adopted(name, luck.choice((None, *(one.name for one in readings))), luck.choice(DAYS), Text("民政局", "the office"))
            for name, readings in read.items()
            if readings and luck.random() < 0.5
        ]
        return replace(ruleset, adopted=tuple(sorted(settled, key=lambda one: one.since)))

    return replace(rules, rulesets={name: of(one) for name, one in rules.rulesets.items()})


BENEFICIARIES = (Beneficiary.ELDER, Beneficiary.ELDER, Beneficiary.ELDER, Beneficiary.FAMILY_CARER)
"""Most benefits are for the elders themselves."""


def _words_of(number: int, benefits: int) -> Words:
    """What a benefit of a ruleset of so many may use: those of an odd number ask for those of an even one too."""
    if number == FIRM:
        return FIRM_WORDS
    even = [f"{name}/b{other}" for name in RULESETS for other in range(2, benefits, 2)] if number % 2 else []
    return replace(ALL_WORDS, benefits=(*FIRM_BENEFITS, *even))


def _benefit(luck: Random, ruleset: str, number: int, when: Condition, words: Words, before: Benefit | None = None) -> Benefit:
    """A benefit; one that was so `before` keeps whom it ties to its place, whether it pays and per what."""
    others = [one for _ in range(luck.choice((0, 0, 1, 2))) if (one := a_condition(luck, 2, words)) != when]
    applies = before.applies_to if before else luck.choice((AppliesTo.ANYONE, *AppliesTo))
    pays = _pays(luck, words) if (before.pays if before else luck.random() < 0.7) else None
    if pays and before and before.pays:
        pays = replace(pays, per=before.pays.per)
    levels = a_table(luck, pays, words) if luck.random() < 0.5 else None
    if pays and levels is None:
        pays = replace(pays, amount=put_in(pays.amount, {"cell": Constant(Fraction(80))}))
    stops = pays.stops if pays else ()
    return Benefit(
        ruleset, f"b{number}", Text(f"待遇{number}", f"Benefit {number}"), ("第一条",), "service", luck.choice(tuple(Force)),
        luck.choice(tuple(RuleClass)), luck.choice(BENEFICIARIES), applies, Text("内容", "content"), when, whole_condition(applies, when, *stops),
        readings=tuple(replace(one, condition=whole_condition(applies, one.condition, *stops)) for one in _readings(others)),
        levels=levels, pays=pays, scheme=luck.choice((None, "dibao", "pension")), located=luck.random() < 0.3,
        in_effect=luck.choice((None, None, None, _period(luck))),
    )  # fmt: skip


def _period(luck: Random) -> Period:
    """Days that begin or end about the days of evaluation, or have no end."""
    start, end = sorted(luck.sample(DAYS, 2))
    return luck.choice((Period(start, None), Period(None, end), Period(start, end)))


def _pays(luck: Random, words: Words) -> Pays:
    """What is paid, and from when on, until when and how often, perhaps; by the month more often than otherwise."""
    starts = Starts(luck.choice((None, *(one.name for one in DATED))), luck.choice(tuple(PayFrom)))
    fact = luck.choice(COUNTED)
    limit = Limit(luck.choice(FRACTIONS), fact.name, number_of(fact))
    return Pays(
        _amount(luck, words), luck.choice((Per.MONTH, Per.MONTH, *Per)), starts=luck.choice((None, starts)),
        ends=a_condition(luck, 1, words) if luck.random() < 0.2 else None, limit=limit if luck.random() < 0.2 else None,
    )  # fmt: skip


def _amount(luck: Random, words: Words) -> Quantity:
    """What a benefit pays, as it is written: by the cell of its row, perhaps."""
    cell = Named("cell")
    other = a_quantity(luck, 2, words)
    return luck.choice((cell, other, Smallest((cell, other)), Minus(cell, other), Times((Constant(Fraction(1, 3)), cell))))


def a_table(luck: Random, pays: Pays | None, words: Words) -> Levels:
    """A table of levels of any kind, whose rows may overlap, leave gaps, have empty cells or a rest."""
    hits = luck.choice(tuple(Hits))
    whens = [a_condition(luck, 1, words) for _ in range(luck.choice((1, 2, 3, 4)))]
    rows = [_row(luck, when, pays, words) for when in whens]
    if luck.random() < 0.3:
        rest = All(()) if hits is Hits.FIRST else Not(Any(tuple(whens)))
        rows.append(replace(_row(luck, rest, pays, words), rest=True))
    column = Column("cell", Text("数额", "number"), ColumnType.MONEY, Unit.CNY)
    return Levels((column, Column("words", Text("话", "words"), ColumnType.TEXT)), tuple(rows), hits)


def _row(luck: Random, when: Condition, pays: Pays | None, words: Words) -> Row:
    cell = luck.choice((None, *(Constant(luck.choice(FRACTIONS)) for _ in range(3)), a_quantity(luck, 1, words)))
    empty = pays is None or (cell is None and pays.amount != put_in(pays.amount, {"cell": Constant(Fraction(0))}))
    amount = None if empty or pays is None else put_in(pays.amount, {} if cell is None else {"cell": cell})
    return Row(when, (cell, luck.choice(("几句话", None))), amount)


def a_rule_book(luck: Random, benefits: int = 5) -> Rules:
    """Three documents of nested and other places, of so many benefits each, that share terms, quantities and standards and
    define some terms and quantities anew.

    Two benefits of each are for whom those of the others are, in the same words; of some of them one is paid.
    """
    shared, quantities = _terms(luck, TERMS), _named(luck, QUANTITIES)
    standards = {name: a_standard(luck, name) for name in STANDARDS}
    common = [Term(luck.choice(TERMS)), a_condition(luck, 1, FIRM_WORDS)]
    rulesets: dict[str, Ruleset] = {}
    for name, places in zip(RULESETS, (("51", "5134"), ("513433", "513433100"), (*PLACES, "000000")), strict=True):
        terms = _terms(luck, [name for name in TERMS if luck.random() < 0.5])
        own = _named(luck, [name for name in QUANTITIES if luck.random() < 0.3])
        words = [_words_of(number, benefits) for number in range(max(benefits, len(common)))]
        whens = [*common, *(a_condition(luck, 3, usable) for usable in words[len(common) :])]
        promised = [_benefit(luck, name, number, when, words[number]) for number, when in enumerate(whens)]
        rulesets[name] = _ruleset(luck, name, places, {**shared, **terms}, {**quantities, **own}, promised)
    named = {code: Place(code, Text(f"地{code}", code)) for code in PLACES}
    lines = _lines(luck, [one for ruleset in rulesets.values() for one in ruleset.benefits])
    return Rules(FACTS, shared, {"service": Service(Text("服务", "Service"))}, named, rulesets, standards, quantities, combine=lines)


def _ruleset(
    luck: Random, name: str, places: Sequence[str], terms: Mapping[str, DefinedTerm], quantities: Mapping[str, DefinedQuantity],
    benefits: Sequence[Benefit],
) -> Ruleset:  # fmt: skip
    """A document of one of these places, in force always or for some time, with what it promises."""
    status = luck.choice((Status.IN_FORCE, Status.IN_FORCE, Status.IN_FORCE, Status.DRAFT, Status.DRAFT, Status.REPEALED))
    period = _period(luck) if luck.random() < 0.3 else Period()
    ended = replace(period, end=period.end or DAYS[-1]) if status is Status.REPEALED else period
    document = Document(name, luck.choice(places), Text(name), status=status, in_effect=ended, age_reached=luck.choice(tuple(AgeReached)))
    local = {LOCAL: local_person()} if any(one.applies_to is AppliesTo.UNSTATED for one in benefits) else {}
    return Ruleset(document, {**terms, **local}, tuple(benefits), quantities)


def _lines(luck: Random, benefits: Sequence[Benefit]) -> tuple[ChooseOne, ...]:
    """Up to two lines of two to five benefits, none in both; of those that are paid by the highest all are paid by the month."""
    lines: list[ChooseOne] = []
    for by in luck.sample(tuple(ChooseBy), luck.choice((0, 1, 2))):
        taken = {name for line in lines for name in line.benefits}
        monthly = by is ChooseBy.HIGHEST
        free = [one for one in benefits if one.full_name not in taken and (not monthly or (one.pays and one.pays.per is Per.MONTH))]
        chosen = luck.sample(free, min(len(free), luck.randint(2, 5)))
        if len(chosen) > 1:
            lines.append(ChooseOne(tuple(one.full_name for one in chosen), by, ruleset=luck.choice((None, None, chosen[0].ruleset))))
    return tuple(lines)


def amended(luck: Random, rules: Rules) -> Rules:
    """The same rule book, of which about a third reads otherwise from days about those of evaluation on."""
    terms = {name: _amended(luck, one, _other_term) for name, one in rules.terms.items()}
    quantities = {name: _amended(luck, one, _other_quantity) for name, one in rules.quantities.items()}

    def of(ruleset: Ruleset) -> Ruleset:
        words = {f"b{number}": _words_of(number, len(ruleset.benefits)) for number in range(len(ruleset.benefits))}

        def other_benefit(luck: Random, one: Benefit) -> Benefit:
            when = luck.choice((one.when, a_condition(luck, 2, words[one.id])))
            to = _benefit(luck, one.ruleset, int(one.id[1:]), when, words[one.id], before=one)
            return replace(to, beneficiary=one.beneficiary)

        own_terms = {
            name: _amended(luck, one, _other_term) for name, one in ruleset.terms.items() if name != LOCAL and one != rules.terms[name]
        }
        own_quantities = {
            name: _amended(luck, one, _other_quantity) for name, one in ruleset.quantities.items() if one != rules.quantities[name]
        }
        return replace(
            ruleset, terms={**ruleset.terms, **terms, **own_terms}, quantities={**ruleset.quantities, **quantities, **own_quantities},
            benefits=tuple(_amended(luck, one, other_benefit) for one in ruleset.benefits),
        )  # fmt: skip

    combine = tuple(_amended(luck, one, _other_line) for one in rules.combine)
    rulesets = {name: of(one) for name, one in rules.rulesets.items()}
    return replace(rules, terms=terms, quantities=quantities, rulesets=rulesets, combine=combine)


Worded = TypeVar("Worded", Benefit, DefinedTerm, DefinedQuantity, ChooseOne)


def _amended(luck: Random, one: Worded, other: Callable[[Random, Worded], Worded]) -> Worded:
    """Something with up to two amendments, the second of which is one of the first."""
    changes: list[Amendment[Worded]] = []
    for since in sorted(luck.sample(DAYS, luck.choice((0, 0, 0, 0, 1, 2)))):
        changes.append(Amendment(since, other(luck, changes[-1].to if changes else one)))
    return replace(one, changes=tuple(changes))


def _other_term(luck: Random, one: DefinedTerm) -> DefinedTerm:
    return _terms(luck, [one.name])[one.name]


def _other_quantity(luck: Random, one: DefinedQuantity) -> DefinedQuantity:
    return _named(luck, [one.name])[one.name]


def _other_line(luck: Random, one: ChooseOne) -> ChooseOne:
    by = luck.choice((one.by, ChooseBy.PERSON, ChooseBy.FIRST))
    return replace(one, benefits=tuple(luck.sample(one.benefits, luck.randint(2, len(one.benefits)))), by=by)


# -- what fails, made small --------------------------------------------------------------------------------------------


def smallest(condition: Condition, person: Person, fails: Callable[[Condition, Person], bool]) -> tuple[Condition, Person]:
    """The smallest condition and person, of those got by leaving parts out, for which something still fails."""
    return _least(condition, person, fails, _smaller)


def smallest_quantity(quantity: Quantity, person: Person, fails: Callable[[Quantity, Person], bool]) -> tuple[Quantity, Person]:
    """The smallest quantity and person, likewise."""
    return _least(quantity, person, fails, _less)


def _least(node: T, person: Person, fails: Callable[[T, Person], bool], smaller: Callable[[T], Iterator[T]]) -> tuple[T, Person]:
    while True:
        less = next((one for one in smaller(node) if fails(one, person)), None)
        node = node if less is None else less
        fewer = next((one for one in _fewer(person) if fails(node, one)), None)
        person = person if fewer is None else fewer
        if less is None and fewer is None:
            return node, person


def _smaller(condition: Condition) -> Iterator[Condition]:
    yield from parts_of(condition)
    match condition:
        case All(parts) | Any(parts) | Count(_, _, parts):
            for at, part in enumerate(parts):
                if not isinstance(condition, Count):
                    yield replace(condition, parts=(*parts[:at], *parts[at + 1 :]))
                for one in _smaller(part):
                    yield replace(condition, parts=(*parts[:at], one, *parts[at + 1 :]))
        case Not(part) | About(_, part):
            for one in _smaller(part):
                yield replace(condition, part=one)
        case Compare(left, _, right):
            for one in _less(left):
                yield replace(condition, left=one)
            for one in _less(right):
                yield replace(condition, right=one)
        case EntitledTo(benefits):
            if len(benefits) > 1:
                yield from (replace(condition, benefits=(one,)) for one in benefits)
        case OneOf() | Has() | Inside() | Term():
            pass
        case _:
            assert_never(condition)


def _less(quantity: Quantity) -> Iterator[Quantity]:
    yield from quantities_of(quantity)
    match quantity:
        case Plus(parts) | Times(parts) | Smallest(parts) | Largest(parts):
            for at, part in enumerate(parts):
                if len(parts) > 1:
                    yield replace(quantity, parts=(*parts[:at], *parts[at + 1 :]))
                for one in _less(part):
                    yield replace(quantity, parts=(*parts[:at], one, *parts[at + 1 :]))
        case Minus(whole, less):
            for one in _less(whole):
                yield replace(quantity, whole=one)
            for one in _less(less):
                yield replace(quantity, less=one)
        case Round(part):
            for one in _less(part):
                yield replace(quantity, part=one)
        case First(rows):
            for at, row in enumerate(rows):
                others = [replace(row, value=one) for one in _less(row.value)]
                others += [] if row.when is None else [replace(row, when=one) for one in _smaller(row.when)]
                yield from (replace(quantity, rows=(*rows[:at], one, *rows[at + 1 :])) for one in others)
                if row.when is not None:
                    yield replace(quantity, rows=(*rows[:at], *rows[at + 1 :]))
        case Sum():
            yield from _less_of_people(quantity)
        case Constant() | Number() | Day() | Rank() | Age() | Elapsed() | Standard() | Named():
            pass
        case _:
            assert_never(quantity)


def _less_of_people(quantity: Sum) -> Iterator[Sum]:
    if quantity.with_self:
        yield replace(quantity, with_self=False)
    for one in _less(quantity.part):
        yield replace(quantity, part=one)
    if quantity.where is not None:
        yield replace(quantity, where=None)
        for one in _smaller(quantity.where):
            yield replace(quantity, where=one)


def _fewer(person: Person) -> Iterator[Person]:
    for name, value in person.items():
        yield {other: kept for other, kept in person.items() if other != name}
        if isinstance(value, Mapping):
            for one in _fewer(value):  # pyright: ignore[reportUnknownArgumentType]
                yield {**person, name: one}
        if isinstance(value, Listed):
            yield from ({**person, name: one} for one in _shorter(value))
        if isinstance(value, Range):
            yield from ({**person, name: end} for end in (value.low, value.high) if end is not None)


def _shorter(known: Listed) -> Iterator[Listed]:
    """The list without one of its people, with less known of one, or complete."""
    people = known.people
    for at, one in enumerate(people):
        yield replace(known, people=(*people[:at], *people[at + 1 :]))
        yield from (replace(known, people=(*people[:at], fewer, *people[at + 1 :])) for fewer in _fewer(one))
    if not known.complete:
        yield replace(known, complete=True)


# -- people ------------------------------------------------------------------------------------------------------------


def everyone(day: date) -> list[Person]:
    """People on a day who have, between them, every value that is of interest of every fact, known whole or in part, and
    one of whom nothing is known.
    """
    values = {fact.name: [*_interesting(fact, day), *_partly(fact, day)] for fact in GIVEN}
    most = max(map(len, values.values()))
    alone = [{name: found[number % len(found)] for name, found in values.items()} for number in range(most)]
    others = [{}, *reversed(alone[1:])]
    found: list[Person] = [{}]
    for number, (one, other) in enumerate(zip(alone, others, strict=True)):
        people = Listed((other, one)[: number % 3], complete=number % 2 == 0 or number % 3 == 0)
        found.append({**one, **dict.fromkeys(PERSONS, other), **dict.fromkeys(LISTS, people)})
    return found


def _interesting(fact: Fact, day: date) -> list[Anything]:
    """The values of a fact on both sides of every one that matters."""
    match fact.type:
        case FactType.YES_NO:
            return [True, False]
        case FactType.NUMBER:
            return list(dict.fromkeys(_fit(fact, number + step) for number in NUMBERS for step in STEPS))
        case FactType.DATE:
            return [one + timedelta(days=near) for one in (*_dates(fact, day), *BIRTHDAYS, *DAYS) for near in (-1, 0, 1)]
        case FactType.CHOICE | FactType.SCALE:
            return [code.code for code in fact.codes]
        case FactType.SET:
            codes = [code.code for code in fact.codes]
            return [frozenset(one) for number in range(len(codes) + 1) for one in combinations(codes, number)]
        case FactType.PLACE:
            return [*PLACES, *WRITTEN]
        case FactType.PERSON | FactType.PEOPLE:
            raise AssertionError(fact)
        case _:
            assert_never(fact.type)


def _partly(fact: Fact, day: date) -> list[Anything]:
    """What may be known of a fact in part, about every value that matters."""
    match fact.type:
        case FactType.NUMBER:
            ends = sorted({_fit(fact, one) for one in NUMBERS})
            return [Range(*one) for one in pairwise(ends)] + _half_open(fact, ends)
        case FactType.DATE:
            found = sorted({*_dates(fact, day), *BIRTHDAYS, *DAYS})
            near = [
                Range(one - timedelta(days=before), one + timedelta(days=past))
                for one in found
                for before, past in ((0, 1), (1, 0), (400, 9))
            ]
            return near + _half_open(fact, found)
        case FactType.CHOICE | FactType.SCALE:
            codes = [code.code for code in fact.codes]
            return [Among(frozenset(one)) for number in range(2, len(codes)) for one in combinations(codes, number)]
        case FactType.SET:
            codes = [code.code for code in fact.codes]
            return [
                Holding(frozenset(codes[:has]), frozenset(codes[has : has + has_not]))
                for has in range(len(codes))
                for has_not in range(len(codes) - has)
                if has + has_not
            ]
        case FactType.YES_NO | FactType.PLACE:
            return []
        case FactType.PERSON | FactType.PEOPLE:
            raise AssertionError(fact)
        case _:
            assert_never(fact.type)


def _half_open(fact: Fact, ends: Sequence[Anything]) -> list[Anything]:
    found = [Range(None, one) for one in ends if fact.minimum is None or one > fact.minimum]
    return found + [Range(one, None) for one in ends if fact.maximum is None or one < fact.maximum]


def _dates(fact: Fact, day: date) -> list[date]:
    """The days that matter to ages or to times elapsed."""
    if fact.name == BIRTH:
        return [after(one, -number, unit) for unit, ages in AGES.items() for number in ages for one in (day, day.replace(day=1))]
    return [after(day, -number, unit) for unit, lengths in LENGTHS.items() for number in lengths]


def _fit(fact: Fact, number: Decimal) -> Decimal:
    """A number within the bounds of its fact, of persons a whole one."""
    number = number.to_integral_value() if fact.unit is Unit.PERSONS else number
    low = number if fact.minimum is None else max(number, fact.minimum)
    return low if fact.maximum is None else min(low, fact.maximum)


def a_person(luck: Random, day: date, unknown: int, others: Sequence[str] = OTHERS, partly: float = 0.4) -> dict[str, Anything]:
    """A person on a day, of whom `unknown` of ten facts are not known, or (that share of them) known in part; and the others
    whom these facts of theirs name or list.
    """
    person: dict[str, Anything] = {}
    for fact in GIVEN:
        if luck.randint(0, 9) >= unknown:
            person[fact.name] = a_value(luck, fact, day)
        elif luck.random() < partly and (known := a_part(luck, fact, day)) is not None:
            person[fact.name] = known
    for name in others:
        if luck.randint(0, 9) >= unknown:
            person[name] = a_person(luck, day, unknown, (), partly) if name in PERSONS else a_list(luck, day, unknown, partly)
    if unknown and luck.random() < 0.5:
        person.setdefault("widowed", None)  # unknown, said so
    return agreeing(person)


def a_list(luck: Random, day: date, unknown: int, partly: float = 0.4) -> Listed:
    """Up to three people, and whether these are all; of more than half of ten facts nothing is known, or all of nobody."""
    people = [a_person(luck, day, luck.choice((unknown, max(unknown, 6))), (), partly) for _ in range(luck.choice((0, 1, 1, 2, 2, 3)))]
    return Listed(tuple(people), complete=not unknown or not people or luck.random() < 0.7)


def agreeing(person: Person) -> dict[str, Anything]:
    """A person with all that follows from what is known of them, without what contradicts it."""
    found, wrong = IMPLIED.close(person)
    if not wrong:
        return dict(found)
    kept: Person = {}
    for name, known in person.items():
        more, wrong = IMPLIED.close({**kept, name: known})
        kept = kept if wrong else more
    return dict(kept)


def a_value(luck: Random, fact: Fact, day: date) -> Anything:
    """A value of a fact, more often than not near what rules compare it with."""
    match fact.type:
        case FactType.YES_NO:
            return luck.random() < 0.5
        case FactType.NUMBER:
            return _fit(fact, luck.choice(NUMBERS) + luck.choice(STEPS))
        case FactType.DATE:
            near = timedelta(days=luck.choice((0, -1, 1, -29)))
            return luck.choice((*BIRTHDAYS, *DAYS) if luck.randint(0, 3) == 0 else _dates(fact, day)) + near
        case FactType.CHOICE | FactType.SCALE:
            return luck.choice(fact.codes).code
        case FactType.SET:
            return frozenset(code.code for code in fact.codes if luck.random() < 0.5)
        case FactType.PLACE:
            return luck.choice((*PLACES, *WRITTEN))
        case FactType.PERSON:
            return a_person(luck, day, 3, ())
        case FactType.PEOPLE:
            return a_list(luck, day, 3)
        case _:
            assert_never(fact.type)


def a_part(luck: Random, fact: Fact, day: date) -> Anything:
    """What may be known of a fact in part; None where that is nothing."""
    match fact.type:
        case FactType.NUMBER | FactType.DATE:
            low, high = a_value(luck, fact, day), a_value(luck, fact, day)
            return _range(fact, *luck.choice(((low, high), (low, high), (low, None), (None, high))))
        case FactType.CHOICE | FactType.SCALE:
            codes = [code.code for code in fact.codes]
            return Among(frozenset(luck.sample(codes, luck.randint(2, len(codes) - 1)))) if len(codes) > 2 else None
        case FactType.SET:
            codes = [code.code for code in fact.codes]
            said = luck.sample(codes, luck.randint(1, len(codes) - 1))
            has = luck.randint(0, len(said))
            return Holding(frozenset(said[:has]), frozenset(said[has:]))
        case FactType.YES_NO | FactType.PLACE | FactType.PERSON | FactType.PEOPLE:
            return None
        case _:
            assert_never(fact.type)


def _range(fact: Fact, low: Anything, high: Anything) -> Range | None:
    """From one end to the other, whichever is the lower; None where that would be one value or none."""
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    least, most = fact.minimum if low is None else low, fact.maximum if high is None else high
    return None if least is not None and most is not None and least >= most else Range(low, high)


@dataclass(frozen=True)
class Asked:
    """A person and the day on which their case is looked at."""

    day: date
    person: Person


def somebody(luck: Random) -> Asked:
    """Someone of whom all, much, little or nothing is known."""
    day = luck.choice(DAYS)
    return Asked(day, a_person(luck, day, luck.choice((0, 1, 3, 6, 10)), partly=luck.choice((0.0, 0.4, 0.8))))


def known_better(luck: Random, asked: Asked) -> Asked:
    """The same person, of whom more is known."""
    return Asked(asked.day, _filled(luck, asked.person, asked.day, OTHERS, 0.5))


def _filled(luck: Random, person: Person, day: date, others: Sequence[str], share: float) -> dict[str, Anything]:
    more = dict(person)
    for fact in (*GIVEN, *(FACTS[name] for name in others)):
        known = more.get(fact.name)
        if fact.type is FactType.PERSON:
            if known is not None or luck.random() < share:
                more[fact.name] = _filled(luck, known or {}, day, (), share)
        elif fact.type is FactType.PEOPLE:
            found = _longer(luck, known or NOBODY_KNOWN, day, share) if known is not None or luck.random() < share else NOBODY_KNOWN
            more |= {} if found == NOBODY_KNOWN else {fact.name: found}
        elif luck.random() < share:
            more = _with(luck, more, fact, day, wholly=share == 1)
    return more


def _longer(luck: Random, known: Listed, day: date, share: float) -> Listed:
    """A list of which more is known: of its people, of others who are on it, or that these are all."""
    people = [_filled(luck, one, day, (), share) for one in known.people]
    if not known.complete:
        people += [_filled(luck, {}, day, (), share) for _ in range(luck.choice((0, 0, 1, 2)))]
    return Listed(tuple(people), complete=known.complete or luck.random() < share)


def _with(luck: Random, person: dict[str, Anything], fact: Fact, day: date, *, wholly: bool) -> dict[str, Anything]:
    """A person of whom more is known of a fact, and of others by it: what does not contradict what is known."""
    while True:
        found, wrong = IMPLIED.close({**person, fact.name: narrower(luck, fact, person.get(fact.name), day, wholly=wholly)})
        if not wrong:
            return dict(found)


def narrower(luck: Random, fact: Fact, known: Anything, day: date, *, wholly: bool) -> Anything:
    """What may be known of a fact when more is known than this: one value, or (not `wholly`) perhaps less than that."""
    one = _one_of(luck, fact, known, day)
    if wholly or luck.random() < 0.5:
        return one
    match known:
        case None:
            part = a_part(luck, fact, day)
            return one if part is None else part
        case Range(low, high):
            ends = [end for end in (low, high) if end is not None]
            return _range(fact, one, luck.choice(ends)) or one
        case Among(codes) if len(codes) > 2:
            return Among(frozenset(luck.sample(sorted(codes), 2)))
        case Holding(has, has_not):
            open_ = sorted({code.code for code in fact.codes} - has - has_not)
            return Holding(has & one | {open_[0]} & one, has_not | ({open_[0]} - one)) if len(open_) > 1 else one
        case _:
            return one


def _one_of(luck: Random, fact: Fact, known: Anything, day: date) -> Anything:
    """One of the values that a fact of which this is known may have."""
    match known:
        case None:
            return a_value(luck, fact, day)
        case Range(low, high):
            near = [low if low is not None else high, high if high is not None else low]
            near += [
                one for one in (a_value(luck, fact, day) for _ in range(4)) if (low is None or low <= one) and (high is None or one <= high)
            ]
            return luck.choice(near)
        case Among(codes):
            return luck.choice(sorted(codes))
        case Holding(has, has_not):
            return has | {code.code for code in fact.codes if code.code not in has_not and luck.random() < 0.5}
        case str() if fact.type is FactType.PLACE:
            return luck.choice([known, *(one for one in PLACES if inside(one, known) and one != division(known))])
        case _:
            return known


# -- people of the shipped rule book -----------------------------------------------------------------------------------


def a_profile(rules: Rules, luck: Random, day: date, unknown: float = 0.3, partly: float = 0) -> dict[str, Anything]:
    """A profile as a caseworker would send it, without a mistake, of whatever facts the rule book has."""
    return _profile(rules, luck, day, unknown, partly, nested=False)


def _profile(rules: Rules, luck: Random, day: date, unknown: float, partly: float, *, nested: bool) -> dict[str, Anything]:
    profile: dict[str, Anything] = {}
    for fact in rules.facts.values():
        if luck.random() >= unknown and not (nested and fact.type in (FactType.PERSON, FactType.PEOPLE)):
            given = _given(rules, fact, luck, day, unknown)
            profile[fact.name] = _given_in_part(fact, given, luck) if luck.random() < partly else given
    for fact in rules.facts.values():
        if fact.only_if is not None and truth_of(fact.only_if, profile, Scope(rules.facts).on(day)) is Truth.NO:
            profile.pop(fact.name, None)
    return _agreeing_profile(rules, profile)


def _agreeing_profile(rules: Rules, profile: dict[str, Anything]) -> dict[str, Anything]:
    """A profile without what contradicts, by what facts imply of each other, what stands before it."""
    implied = Implications(rules.facts)
    said = [
        (one.name, link.fact)
        for one in rules.facts.values()
        for link in (*one.implies, *(link for code in one.codes for link in code.implies))
    ]
    linked = {name for names in said for name in names}
    known: Person = {}
    kept: dict[str, Anything] = {}
    for name, given in profile.items():
        if name in linked:
            more, wrong = implied.close({**known, name: _as_known(given)})
            if wrong:
                continue
            known = more
        kept[name] = given
    return kept


def _as_known(given: Anything) -> Anything:
    """What a profile says of a fact that has codes or is yes or no, as it is known."""
    match given:
        case list():
            return frozenset(given)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        case {"one_of": codes}:
            return Among(frozenset(codes)) if len(codes) > 1 else codes[0]
        case {"has": has, "has_not": has_not}:
            return Holding(frozenset(has), frozenset(has_not))
        case _:
            return given


def _given(rules: Rules, fact: Fact, luck: Random, day: date, unknown: float) -> Anything:
    match fact.type:
        case FactType.YES_NO:
            return luck.random() < 0.5
        case FactType.NUMBER:
            low, high = float(fact.minimum or 0), float(fact.maximum or 2_000)
            number, places = luck.uniform(low, high), luck.choice((0, 2))
            return round(number, 0 if fact.unit is Unit.PERSONS else places)
        case FactType.DATE:
            ago = luck.randrange(20_000, 36_000) if fact.name == BIRTH else luck.randrange(4_000)
            return (day - timedelta(days=ago)).isoformat()
        case FactType.CHOICE | FactType.SCALE:
            return luck.choice(fact.codes).code
        case FactType.SET:
            return [code.code for code in fact.codes if luck.random() < 0.3]
        case FactType.PLACE:
            own = [one.document.place for one in rules.rulesets.values()]
            return luck.choice((*own, *own, own[0] + ("100" if len(own[0]) == 6 else ""), own[0][:2], *rules.places))
        case FactType.PERSON:
            return _profile(rules, luck, day, unknown, 0, nested=True)
        case FactType.PEOPLE:
            return [_profile(rules, luck, day, unknown, 0, nested=True) for _ in range(luck.randint(0, 3))]
        case _:
            assert_never(fact.type)


def _given_in_part(fact: Fact, given: Anything, luck: Random) -> Anything:
    """A value that a profile gives, said less exactly; as it is where that cannot be, or `only_if` may ask for it."""
    codes = [code.code for code in fact.codes]
    match fact.type:
        case FactType.NUMBER:
            return (
                luck.choice(({"at_least": given}, {"at_most": given}, {"at_least": given, "at_most": given + 1}))
                if fact.maximum is None
                else given
            )
        case FactType.DATE:
            return luck.choice((given[:4], given[:7], {"from": given}, {"until": given}))
        case FactType.SCALE if len(codes) > 2:
            return {"one_of": sorted({given, luck.choice([code for code in codes if code != given])})}
        case FactType.PEOPLE if given:
            return {"listed": given, "complete": False}
        case FactType.SET if codes:
            return {"has": given[:1], "has_not": [code for code in codes if code not in given][:1]}
        case FactType.YES_NO | FactType.CHOICE | FactType.SCALE | FactType.SET | FactType.PLACE | FactType.PERSON | FactType.PEOPLE:
            return given
        case _:
            assert_never(fact.type)


# -- for Hypothesis ----------------------------------------------------------------------------------------------------


def seeded(make: Callable[[Random], T]) -> st.SearchStrategy[T]:
    """What is made of many seeds. Hypothesis chooses the seeds and keeps those that failed; rule books are far too large
    for it to choose them part by part, or to make them small: `smallest` does.
    """
    return st.integers(0, 2**64 - 1).map(lambda seed: make(Random(seed)))


conditions = seeded(lambda luck: a_condition(luck, 3, Words()))
"""Conditions without terms."""
quantities = seeded(lambda luck: a_quantity(luck, 3, Words()))
"""Quantities without names and standards."""
people = seeded(somebody)
