"""Random rule books and people for the tests: all that the language can say, and people who stand at its borders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from random import Random
from typing import Any as Anything
from typing import TypeVar, assert_never

from hypothesis import strategies as st

from huilao.language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test, Value, parts_of
from huilao.language.facts import BUILT_IN, Code, Fact, FactType, Text, Vocabulary
from huilao.language.meaning import Person, Situation, anniversary, truth_of
from huilao.language.policy import (
    AgeReached,
    AppliesTo,
    Beneficiary,
    Benefit,
    DefinedTerm,
    Document,
    Force,
    Place,
    Reading,
    RuleClass,
    Rules,
    Ruleset,
    whole_condition,
)
from huilao.language.truth import Truth

T = TypeVar("T")


def _fact(name: str, kind: FactType, codes: str = "", **others: Anything) -> Fact:
    labelled = tuple(Code(code, Text(f"{code}（中）", code)) for code in codes.split())
    return Fact(name, kind, Text(f"{name}（中）", name), codes=labelled, **others)


_CERTIFIED = Test("certified", Operator.ONE_OF, (True,))

FACTS: Vocabulary = {
    **BUILT_IN,
    **{
        fact.name: fact
        for fact in (
            _fact("birth_date", FactType.DATE),
            _fact("assessed_on", FactType.DATE),
            _fact("retired_on", FactType.DATE),
            _fact("residence", FactType.PLACE),
            _fact("household_registration", FactType.PLACE),
            _fact("birthplace", FactType.PLACE),
            _fact("certified", FactType.YES_NO),
            _fact("widowed", FactType.YES_NO),
            _fact("listed", FactType.YES_NO, instrument=Text("另一办法", "another instrument")),
            _fact("income", FactType.NUMBER, unit=Text("元", "CNY"), minimum=Decimal(0)),
            _fact("balance", FactType.NUMBER),
            _fact("sex", FactType.CHOICE, "female male"),
            _fact("housing", FactType.CHOICE, "home institution hospital none"),
            _fact("grade", FactType.CHOICE, "1 2 3 4", only_if=_CERTIFIED),
            _fact("ability", FactType.SCALE, "intact mild moderate severe total"),
            _fact("care", FactType.SCALE, "able partly unable"),
            _fact("aids", FactType.SET, "dibao edge destitute none"),
            _fact("impairments", FactType.SET, "visual hearing physical", only_if=_CERTIFIED),
            _fact("elder", FactType.PERSON),
            _fact("spouse", FactType.PERSON),
        )
    },
}  # fmt: skip
"""A vocabulary with two or more facts of every type."""

PERSONS = tuple(name for name, fact in FACTS.items() if fact.type is FactType.PERSON)
TESTED = tuple(fact for fact in FACTS.values() if fact.type is not FactType.PERSON)
DERIVED = tuple(fact for fact in TESTED if fact.derived_from is not None)
OFTEN = (*TESTED, *DERIVED, *DERIVED)
"""What depends on the document is tested more often."""
GIVEN = tuple(fact for fact in TESTED if fact.derived_from is None)

PLACES = ("51", "5134", "513433", "513433100", "513433100201", "5117", "22", "220302")
"""Places in one another and apart; people may also be known by the codes of `WRITTEN`."""

DAYS = (
    date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1), date(2024, 12, 31), date(2025, 1, 1),
    date(2025, 4, 30), date(2025, 6, 15),
)  # fmt: skip
"""Days of evaluation: about the end of February in leap years and others, at the ends of months and years."""

AGES = (0, 1, 18, 60, 65, 80, 100)
HALF_AGES = (Decimal("59.5"), Decimal("79.9"))
NUMBERS = tuple(map(Decimal, ("-1", "0", "0.1", "0.3", "1", "899.99", "900", "900.0", "900.01", "9007199254740993", "1E+20")))
STEPS = tuple(map(Decimal, ("-1", "-0.01", "0", "0.0000000000000001", "0.01", "1")))
DURATIONS = (
    Duration(days=1), Duration(days=30), Duration(months=1), Duration(months=6), Duration(years=1), Duration(years=2),
    Duration(years=1, months=1, days=1),
)  # fmt: skip
BIRTHDAYS = (date(1940, 2, 29), date(1960, 2, 29), date(1964, 2, 29), date(1944, 3, 31), date(1959, 12, 31), date(1960, 1, 1))

ORDER = (Operator.AT_LEAST, Operator.AT_MOST, Operator.ABOVE, Operator.BELOW, Operator.BETWEEN)
MEMBER = (Operator.ONE_OF, Operator.NONE_OF)
OPERATORS: Mapping[FactType, tuple[Operator, ...]] = {
    FactType.YES_NO: (Operator.ONE_OF,),
    FactType.NUMBER: (*ORDER, *MEMBER),
    FactType.DATE: (*ORDER, *MEMBER, Operator.FOR_AT_LEAST, Operator.FOR_AT_LEAST),
    FactType.CHOICE: MEMBER,
    FactType.SCALE: (*ORDER, *MEMBER),
    FactType.SET: (Operator.HAS_ANY, Operator.HAS_ALL, Operator.HAS_NONE),
    FactType.PLACE: (Operator.WITHIN, Operator.WITHIN, *MEMBER),
}


# -- conditions ------------------------------------------------------------------------------------------------------


def a_test(luck: Random, fact: Fact) -> Condition:
    """A test on a fact, within its `only_if` as the reader puts it."""
    operator = luck.choice(OPERATORS[fact.type])
    test = Test(fact.name, operator, _values(luck, fact, operator))
    return test if fact.only_if is None else All((fact.only_if, test))


def _values(luck: Random, fact: Fact, operator: Operator) -> tuple[Value, ...]:
    if fact.type is FactType.YES_NO:
        return (luck.random() < 0.5,)
    if operator is Operator.FOR_AT_LEAST:
        return (luck.choice(DURATIONS),)
    pool = _constants(fact)
    if operator is Operator.BETWEEN:
        low, high = sorted((luck.randint(0, len(pool) - 1), luck.randint(0, len(pool) - 1)))
        return pool[low], pool[high]
    if operator in ORDER:
        return (luck.choice(pool),)
    return tuple(dict.fromkeys(luck.choice(pool) for _ in range(luck.randint(1, 3))))


def _constants(fact: Fact) -> Sequence[Value]:
    """What a rule may compare a fact with, in order where there is one."""
    match fact.type:
        case FactType.NUMBER:
            return sorted((*map(Decimal, AGES), *HALF_AGES)) if fact.name == "age" else NUMBERS
        case FactType.DATE:
            return sorted((*BIRTHDAYS, *DAYS))
        case FactType.PLACE:
            return PLACES
        case FactType.CHOICE | FactType.SCALE | FactType.SET:
            return [code.code for code in fact.codes]
        case FactType.YES_NO | FactType.PERSON:
            raise AssertionError(fact)
        case _:
            assert_never(fact.type)


@dataclass(frozen=True)
class Words:
    """The terms that a condition may use, and whether it is about a person within another, where there is no third."""

    terms: tuple[str, ...] = ()
    inside: bool = False


def a_condition(luck: Random, depth: int, words: Words) -> Condition:
    """A condition of any shape, at most so deep."""
    terms = [name for name in words.terms if not words.inside or name in PLAIN]
    kinds = ["test", "term"] if terms else ["test"]
    if depth:
        kinds += ["all", "any", "all", "any", "not", "count", *([] if words.inside else ["about"])]
    match luck.choice(kinds):
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
        case _:
            return a_test(luck, luck.choice(OFTEN))


def _parts(luck: Random, depth: int, words: Words, least: int) -> tuple[Condition, ...]:
    number = luck.choice((2, 3, 1, 4, least))
    return tuple(a_condition(luck, depth - 1, words) for _ in range(number))


def every_test() -> list[Test]:
    """Every fact in every comparison with every constant, in lists with the next one."""
    tests: list[Test] = []
    for fact in TESTED:
        for operator in dict.fromkeys(OPERATORS[fact.type]):
            if fact.type is FactType.YES_NO:
                values: list[tuple[Value, ...]] = [(True,), (False,)]
            elif operator is Operator.FOR_AT_LEAST:
                values = [(duration,) for duration in DURATIONS]
            elif operator in ORDER and operator is not Operator.BETWEEN:
                values = [(one,) for one in _constants(fact)]
            else:
                values = [*zip(_constants(fact), _constants(fact)[1:], strict=False)]
                values += [(one,) * (2 if operator is Operator.BETWEEN else 1) for one in _constants(fact)]
            tests += [Test(fact.name, operator, one) for one in values]
    return tests


def everyone(day: date) -> list[Person]:
    """People on a day who have, between them, every value that is of interest of every fact, and one of whom nothing is known."""
    values: dict[str, list[Anything]] = {}
    for fact in GIVEN:
        match fact.type:
            case FactType.YES_NO:
                values[fact.name] = [True, False]
            case FactType.NUMBER:
                values[fact.name] = [number + step for number in NUMBERS for step in STEPS]
            case FactType.DATE:
                values[fact.name] = _dates(fact, day)
            case FactType.CHOICE | FactType.SCALE:
                values[fact.name] = [code.code for code in fact.codes]
            case FactType.SET:
                codes = [code.code for code in fact.codes]
                values[fact.name] = [frozenset(one) for number in range(len(codes) + 1) for one in combinations(codes, number)]
            case FactType.PLACE:
                values[fact.name] = [*PLACES, *WRITTEN]
            case FactType.PERSON:
                raise AssertionError(fact)
            case _:
                assert_never(fact.type)
    most = max(map(len, values.values()))
    alone = [{name: found[number % len(found)] for name, found in values.items()} for number in range(most)]
    return [{}, *({**one, **dict.fromkeys(PERSONS, other)} for one, other in zip(alone, [{}, *reversed(alone[1:])], strict=True))]


def _dates(fact: Fact, day: date) -> list[date]:
    """Dates on, the day before and the day after every one that matters."""
    if fact.name == "birth_date":
        matter = [anniversary(one, -12 * age) for age in AGES for one in (day, day.replace(day=1))]
    else:
        matter = [anniversary(day, -12 * one.years - one.months) - timedelta(days=one.days) for one in DURATIONS]
    return [one + timedelta(days=near) for one in (*matter, *BIRTHDAYS, *DAYS) for near in (-1, 0, 1)]


# -- rule books ------------------------------------------------------------------------------------------------------

TERMS = ("frail", "poor", "alone", "cared_for")
"""Each may use those before it."""
PLAIN = frozenset(TERMS[:3])
"""Those that say nothing of another person, so that they can be used about one."""


def _terms(luck: Random, names: Sequence[str]) -> dict[str, DefinedTerm]:
    """Definitions, with up to two other readings."""
    terms: dict[str, DefinedTerm] = {}
    for name in names:
        words = Words(TERMS[: TERMS.index(name)], inside=name in PLAIN)
        first, *others = dict.fromkeys(a_condition(luck, 2, words) for _ in range(luck.choice((1, 1, 2, 3))))
        terms[name] = DefinedTerm(name, Text(f"{name}（中）", name), first, _readings(others))
    return terms


def _readings(others: Sequence[Condition]) -> tuple[Reading, ...]:
    return tuple(Reading(Text(f"理解{number}", f"reading {number}"), one) for number, one in enumerate(others, 1))


def _benefit(luck: Random, ruleset: str, number: int, when: Condition) -> Benefit:
    others = [one for _ in range(luck.choice((0, 0, 1, 2))) if (one := a_condition(luck, 2, Words(TERMS))) != when]
    applies = luck.choice((AppliesTo.ANYONE, *AppliesTo))
    return Benefit(
        ruleset, f"b{number}", Text(f"待遇{number}", f"Benefit {number}"), ("第一条",), "service", luck.choice(tuple(Force)),
        luck.choice(tuple(RuleClass)), Beneficiary.ELDER, applies, Text("内容", "content"), when, whole_condition(applies, when),
        readings=tuple(replace(one, condition=whole_condition(applies, one.condition)) for one in _readings(others)),
    )  # fmt: skip


def a_rule_book(luck: Random, benefits: int = 5) -> Rules:
    """Three documents of nested and other places, of so many benefits each, that share terms and define some anew.

    Two benefits of each are for whom those of the others are, in the same words.
    """
    shared = _terms(luck, TERMS)
    own = [_terms(luck, [name for name in TERMS if luck.random() < 0.5]) for _ in range(3)]
    common = [Term(luck.choice(TERMS)), a_condition(luck, 1, Words(TERMS))]
    rulesets: dict[str, Ruleset] = {}
    for name, terms, places in zip(("upper", "lower", "other"), own, (("51", "5134"), ("513433", "513433100"), PLACES), strict=True):
        place = luck.choice(places)
        document = Document(name, place, Text(name), age_reached=luck.choice(tuple(AgeReached)))
        whens = [*common, *(a_condition(luck, 3, Words(TERMS)) for _ in range(benefits - len(common)))]
        promised = tuple(_benefit(luck, name, number, when) for number, when in enumerate(whens))
        rulesets[name] = Ruleset(document, {**shared, **terms}, promised)
    places = {code: Place(code, Text(f"地{code}", code)) for code in PLACES}
    return Rules(FACTS, shared, {"service": Text("服务", "Service")}, places, rulesets)


# -- what fails, made small ------------------------------------------------------------------------------------------


def smallest(condition: Condition, person: Person, fails: Callable[[Condition, Person], bool]) -> tuple[Condition, Person]:
    """The smallest condition and person, of those got by leaving parts out, for which something still fails."""
    while True:
        smaller = next((one for one in _smaller(condition) if fails(one, person)), None)
        fewer = next((one for one in _fewer(person) if fails(smaller or condition, one)), None)
        if smaller is None and fewer is None:
            return condition, person
        condition, person = smaller or condition, fewer if fewer is not None else person


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
        case Test() | Term():
            pass
        case _:
            assert_never(condition)


def _fewer(person: Person) -> Iterator[Person]:
    for name, value in person.items():
        yield {other: kept for other, kept in person.items() if other != name}
        if isinstance(value, Mapping):
            for one in _fewer(value):  # pyright: ignore[reportUnknownArgumentType]
                yield {**person, name: one}


# -- people ----------------------------------------------------------------------------------------------------------


def a_person(luck: Random, day: date, unknown: int, persons: Sequence[str] = PERSONS) -> dict[str, Anything]:
    """A person on a day, of whom `unknown` of ten facts are not known."""
    person: dict[str, Anything] = {}
    for fact in GIVEN:
        if luck.randint(0, 9) >= unknown:
            person[fact.name] = a_value(luck, fact, day)
    for name in persons:
        if luck.randint(0, 9) >= unknown:
            person[name] = a_person(luck, day, unknown, ())
    if unknown and luck.random() < 0.5:
        person.setdefault("widowed", None)  # unknown, said so
    return person


def a_value(luck: Random, fact: Fact, day: date) -> Anything:
    """A value of a fact, more often than not near what rules compare it with."""
    match fact.type:
        case FactType.YES_NO:
            return luck.random() < 0.5
        case FactType.NUMBER:
            return luck.choice(NUMBERS) + luck.choice(STEPS)
        case FactType.DATE:
            return _date(luck, fact, day)
        case FactType.CHOICE | FactType.SCALE:
            return luck.choice(fact.codes).code
        case FactType.SET:
            return frozenset(code.code for code in fact.codes if luck.random() < 0.5)
        case FactType.PLACE:
            return luck.choice((*PLACES, *WRITTEN))
        case FactType.PERSON:
            return a_person(luck, day, 3, ())
        case _:
            assert_never(fact.type)


WRITTEN = ("510000", "513400", "513433000", "513433000000", "513433200", "500103", "220000")
"""Codes as registers have them, zeros at their ends."""


def _date(luck: Random, fact: Fact, day: date) -> date:
    """A date on, the day before or the day after one that matters: a birthday, the end of a duration, a constant."""
    near = timedelta(days=luck.choice((0, -1, 1, -29)))
    if luck.randint(0, 3) == 0:
        return luck.choice((*BIRTHDAYS, *DAYS)) + near
    if fact.name == "birth_date":
        return anniversary(day, -12 * luck.choice(AGES)) + near
    duration = luck.choice(DURATIONS)
    return anniversary(day, -12 * duration.years - duration.months) - timedelta(days=duration.days) + near


@dataclass(frozen=True)
class Asked:
    """A person and the day on which their case is looked at."""

    day: date
    person: Person


def somebody(luck: Random) -> Asked:
    """Someone of whom all, much, little or nothing is known."""
    day = luck.choice(DAYS)
    return Asked(day, a_person(luck, day, luck.choice((0, 1, 3, 6, 10))))


def known_better(luck: Random, asked: Asked) -> Asked:
    """The same person, of whom more is known."""
    return Asked(asked.day, _filled(luck, asked.person, asked.day, PERSONS))


def _filled(luck: Random, person: Person, day: date, persons: Sequence[str]) -> dict[str, Anything]:
    more = dict(person)
    for fact in (*GIVEN, *(FACTS[name] for name in persons)):
        known = person.get(fact.name)
        if known is None and luck.random() < 0.5:
            more[fact.name] = a_value(luck, fact, day)
        elif known is not None and fact.type is FactType.PERSON:
            more[fact.name] = _filled(luck, known, day, ())
    return more


# -- people of the shipped rule book ---------------------------------------------------------------------------------


def a_profile(rules: Rules, luck: Random, day: date, unknown: float = 0.3) -> dict[str, Anything]:
    """A profile as a caseworker would send it, without a mistake, of whatever facts the rule book has."""
    return _profile(rules, luck, day, unknown, nested=False)


def _profile(rules: Rules, luck: Random, day: date, unknown: float, *, nested: bool) -> dict[str, Anything]:
    profile: dict[str, Anything] = {}
    for fact in rules.facts.values():
        if fact.derived_from is None and luck.random() >= unknown and not (nested and fact.type is FactType.PERSON):
            profile[fact.name] = _given(rules, fact, luck, day, unknown)
    for fact in rules.facts.values():
        if fact.only_if is not None and truth_of(fact.only_if, profile, Situation(day, "", {}, rules.facts)) is Truth.NO:
            profile.pop(fact.name, None)
    return profile


def _given(rules: Rules, fact: Fact, luck: Random, day: date, unknown: float) -> Anything:
    match fact.type:
        case FactType.YES_NO:
            return luck.random() < 0.5
        case FactType.NUMBER:
            low, high = float(fact.minimum or 0), float(fact.maximum or 2_000)
            return round(luck.uniform(low, high), luck.choice((0, 2)))
        case FactType.DATE:
            ago = luck.randrange(20_000, 36_000) if fact.name == "birth_date" else luck.randrange(4_000)
            return (day - timedelta(days=ago)).isoformat()
        case FactType.CHOICE | FactType.SCALE:
            return luck.choice(fact.codes).code
        case FactType.SET:
            return [code.code for code in fact.codes if luck.random() < 0.3]
        case FactType.PLACE:
            own = [one.document.place for one in rules.rulesets.values()]
            return luck.choice((*own, *own, own[0] + "100", own[0][:2], *rules.places))
        case FactType.PERSON:
            return _profile(rules, luck, day, unknown, nested=True)
        case _:
            assert_never(fact.type)


# -- for Hypothesis --------------------------------------------------------------------------------------------------


def seeded(make: Callable[[Random], T]) -> st.SearchStrategy[T]:
    """What is made of many seeds. Hypothesis chooses the seeds and keeps those that failed; rule books are far too large
    for it to choose them part by part, or to make them small: `smallest` does.
    """
    return st.integers(0, 2**64 - 1).map(lambda seed: make(Random(seed)))


conditions = seeded(lambda luck: a_condition(luck, 3, Words()))
"""Conditions without terms."""
rule_books = seeded(a_rule_book)
people = seeded(somebody)
