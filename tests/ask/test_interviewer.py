"""Interviews: no question that cannot matter, none twice, none too few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import prod
from random import Random
from typing import Any as Anything

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from huilao.ask import interviewer as interviewer_module
from huilao.ask import ways as ways_module
from huilao.ask.interviewer import Interviewer, Question, in_want_of
from huilao.ask.settling import Settling
from huilao.language.condition import About, All, Any, Compare, Condition, Count, Has, Inside, Not, OneOf, Order, Share
from huilao.language.condition import tests_in as leaves_in
from huilao.language.distinct import distinct_values, may_be, subject
from huilao.language.facts import Fact, FactType, Text
from huilao.language.known import Among, Holding, Path, Person, Range, about
from huilao.language.meaning import amount_of, rows_found, truth_of
from huilao.language.policy import Benefit, Column, ColumnType, DefinedTerm, Force, Hits, Levels, Pays, Row, Rules, Ruleset
from huilao.language.quantity import (
    Age,
    Branch,
    Constant,
    First,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Smallest,
    Standard,
    Times,
    TimeUnit,
)
from huilao.language.scope import Scope, Situation, scope_of
from huilao.language.standards import DefinedStandard, PlaceOf, SetValue
from huilao.language.truth import Truth
from huilao.language.units import Per, Unit
from plain_rules import plain_benefit, plain_rules
from strategies import (
    CASES,
    FACTS,
    GIVEN,
    PERSONS,
    Words,
    a_condition,
    a_person,
    a_rule_book,
    a_value,
    every_test,
    everyone,
    seeded,
)

DAY = date(2025, 3, 1)
GIVEN_NAMES = {fact.name for fact in GIVEN}
PLAIN = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])


def situations(rules: Rules, day: date) -> dict[str, Situation]:
    return {name: scope_of(ruleset, rules).on(day) for name, ruleset in rules.rulesets.items()}


def benefits_of(rules: Rules) -> dict[str, Benefit]:
    return {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}


def decided(rules: Rules, person: Person, day: date) -> dict[str, tuple[Truth, Anything]]:
    """The truth of each benefit's condition; of those that the person has, the rows that may apply and the amount."""
    found: dict[str, tuple[Truth, Anything]] = {}
    at = situations(rules, day)
    for name, one in benefits_of(rules).items():
        truth = truth_of(one.condition, person, at[one.ruleset])
        paid = None
        if truth is Truth.YES:
            rows = rows_found(one.levels, person, at[one.ruleset]) if one.levels else None
            paid = rows, amount_of(one, person, at[one.ruleset])
        found[name] = truth, paid
    return found


def is_open(answer: tuple[Truth, Anything]) -> bool:
    truth, paid = answer
    if truth is not Truth.YES:
        return truth is Truth.UNKNOWN
    rows, amount = paid
    return (amount is not None and not amount.settled) or (rows is not None and rows.possible != rows.sure)


def opened(rules: Rules, person: Person, day: date) -> list[Benefit]:
    return [benefits_of(rules)[name] for name, answer in decided(rules, person, day).items() if is_open(answer)]


def asked_of(rules: Rules, person: Person, unknown: frozenset[Path] = frozenset(), day: date = DAY) -> tuple[Question, ...]:
    return Interviewer(rules).questions(person, unknown, day, opened(rules, person, day))


def known(person: Person, path: Path) -> Anything:
    """What a person's facts say at a path; a person within is there or not."""
    value = path.value(person)
    return {} if isinstance(value, Mapping) else value


def told(person: Person, path: Path, value: Anything) -> dict[str, Anything]:
    """The person of whom one fact more is known."""
    return {**person, path.who: {**person[path.who], path.fact: value}} if path.who else {**person, path.fact: value}


def possible(person: dict[str, Anything], rules: Rules, day: date) -> dict[str, Anything]:
    """The person without what a profile may not say: a fact whose precondition does not hold."""
    at = Scope(rules.facts).on(day)
    kept = {
        name: possible(value, rules, day) if rules.facts[name].type is FactType.PERSON and value else value
        for name, value in person.items()
    }
    for name in person:
        only_if = rules.facts[name].only_if
        if only_if is not None and truth_of(only_if, kept, at) is not Truth.YES:
            del kept[name]
    return kept


@dataclass
class Case:
    """A rule book, somebody of whom all is known, and what is known at first."""

    rules: Rules = field(repr=False)
    day: date
    full: dict[str, Anything]
    first: dict[str, Anything]
    luck: Random = field(repr=False)

    def interviewed(self, *, ignorant: float = 0.0) -> Iterator[tuple[dict[str, Anything], frozenset[Path], tuple[Question, ...]]]:
        """What is known, what was asked in vain and what can be asked, question by question, until there is none; of so
        large a share the answers are not known.
        """
        person = self.first
        unknown: frozenset[Path] = frozenset()
        interviewer = Interviewer(self.rules)
        while True:
            found = interviewer.questions(person, unknown, self.day, opened(self.rules, person, self.day))
            yield person, unknown, found
            if not found:
                return
            path = Path.of(found[0].path)
            value = None if self.luck.random() < ignorant else known(self.full, path)
            if value is None or value == found[0].known:  # a place that is known no better
                unknown |= {path}
            else:
                person = told(person, path, value)


def partly(luck: Random, person: Mapping[str, Anything], day: date) -> dict[str, Anything]:
    """Something of what is known wholly, known in part."""
    first: dict[str, Anything] = {}
    for name, value in person.items():
        if FACTS[name].type in (FactType.NUMBER, FactType.DATE) and luck.random() < 0.3:
            other = a_value(luck, FACTS[name], day)
            if other != value:
                first[name] = Range(min(value, other), max(value, other))
        elif FACTS[name].type is FactType.SET and luck.random() < 0.3:
            codes = frozenset(code.code for code in FACTS[name].codes)
            if not isinstance(value, Holding) and value and value != codes:
                first[name] = Holding(frozenset(sorted(value)[:1]), frozenset(sorted(codes - value)[1:]))
        elif FACTS[name].type is FactType.SCALE and luck.random() < 0.3:
            other = a_value(luck, FACTS[name], day)
            if other != value and len(FACTS[name].codes) > 2:
                first[name] = Among(frozenset({value, other}))
    return possible(first, plain_rules(), day)


def a_random_case(luck: Random) -> Case:
    rules = a_rule_book(luck, 3)
    day = luck.choice((DAY, date(2024, 2, 29), date(2025, 2, 28)))
    full = possible(a_person(luck, day, 0), rules, day)
    return Case(rules, day, full, partly(luck, full, day) if luck.random() < 0.5 else {}, luck)


random_cases = seeded(a_random_case)


def holds_to_its_promises(case: Case, ignorant: float) -> None:
    asked: list[str] = []
    before: dict[str, tuple[Truth, Anything]] = {}
    plain = Scope(case.rules.facts).on(case.day)
    for person, unknown, found in case.interviewed(ignorant=ignorant):
        answers = decided(case.rules, person, case.day)
        assert all(answers[name][0] is truth for name, (truth, _) in before.items() if truth is not Truth.UNKNOWN)
        before = answers
        for question in found:
            path = Path.of(question.path)
            assert question.path not in asked or question.known is not None  # which may be known no better than it was
            assert path not in unknown
            assert path.value(person) == question.known
            assert question.benefits
            assert all(is_open(answers[name]) for name in question.benefits)
            if question.fact.only_if is not None:
                assert truth_of(question.fact.only_if, about(person, path.who), plain) is Truth.YES
        assert [one.worth for one in found] == sorted((one.worth for one in found), reverse=True)
        asked += [one.path for one in found[:1]]
    if not ignorant:
        assert before == decided(case.rules, case.full, case.day)


@settings(PLAIN, max_examples=max(10, CASES // 500))
@given(random_cases)
def test_every_question_answered_settles_what_full_knowledge_settles(case: Case) -> None:
    """No outcome changes once it is settled, nothing is asked twice or before its precondition, and nothing is left open."""
    holds_to_its_promises(case, 0.0)


@settings(PLAIN, max_examples=max(10, CASES // 500))
@given(random_cases)
def test_what_is_not_known_is_not_asked_again(case: Case) -> None:
    """With answers missing, the other routes are asked, each once."""
    holds_to_its_promises(case, 0.3)


@pytest.mark.parametrize(("module", "name", "bound"), [(ways_module, "MOST", 2), (interviewer_module, "WORK", 3)])
@settings(PLAIN, max_examples=max(10, CASES // 2000))
@given(case=random_cases)
def test_where_there_is_too_much_to_look_at_nothing_is_left_out(module: Anything, name: str, bound: int, case: Case) -> None:
    """Of a condition with more ways than are looked at, all that is open is asked: never too little."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, bound)
        patch.setattr(ways_module, "FEW", 1)
        holds_to_its_promises(case, 0.0)


# -- a question is asked if and only if it matters -----------------------------------------------------------------------

SMALL = 1_000
"""Combinations of answers up to which all are tried."""


@dataclass
class Small:
    """A condition, and somebody of whom something is known and something was asked in vain."""

    when: Condition
    terms: Mapping[str, Condition]
    person: dict[str, Anything]
    unknown: frozenset[Path]

    def answers(self) -> dict[Path, list[Anything]] | None:
        """For each open fact a value of each kind that the condition tells apart; None where there are too many."""
        tests = {test for one in [self.when, *self.terms.values()] for test in leaves_in(one)}
        facts = {fact for test in tests if (fact := subject(test)) is not None}
        found: dict[Path, list[Anything]] = {}
        for who in ("", *PERSONS):
            for fact in facts:
                alike: dict[tuple[Truth, ...], Anything] = {}
                now = known(self.person, Path(who, fact))
                about_it = [test for test in tests if subject(test) == fact]
                distinct = distinct_values(FACTS[fact], [(test, self.situation) for test in about_it], now)
                for value in (*(other[fact] for other in POOL if fact in other), *distinct):
                    if can_be(fact, value) and may_be(FACTS[fact], now, value):
                        alike.setdefault(tuple(truth_of(test, {fact: value}, self.situation) for test in about_it), value)
                found[Path(who, fact)] = list(alike.values())
        found |= {Path("", who): [{}] for who in PERSONS}
        read = {path for path in found if path.fact in PERSONS or self._is_read(path)}
        open_ = {path: values for path, values in found.items() if path in read and self._is_open(path)}
        return open_ if prod(len(values) + 1 for values in open_.values()) <= SMALL else None

    @property
    def situation(self) -> Situation:
        terms = {name: DefinedTerm(name, Text(name), condition) for name, condition in self.terms.items()}
        return Scope(FACTS, terms, place="513433").on(DAY)

    def _is_read(self, path: Path) -> bool:
        """Whether the condition looks at a fact at all: whether it is asked about somebody of whom nothing is known."""
        watched = _Watched()
        truth_of(self.when, watched, self.situation)
        return path in watched.seen | {Path(who, "certified") for who in ("", *PERSONS)}

    def _is_open(self, path: Path) -> bool:
        finer = known(self.person, path) is None or FACTS[path.fact].type is FactType.PLACE  # which may be known coarsely
        return finer and path not in self.unknown and Path("", path.who) not in self.unknown

    def mattering(self, answers: Mapping[Path, list[Anything]]) -> set[Path]:
        """The facts that matter, by trying all answers together."""
        found: set[Path] = set()
        for values in product(*([None, *one] for one in answers.values())):
            given = {path: value for path, value in zip(answers, values, strict=True) if value is not None}
            if given.keys() <= found or self.admissible(given) != given or not self.settled(given):
                continue
            found |= {path for path in given if not self.settled(self.admissible({one: given[one] for one in given if one != path}))}
        return found

    def admissible(self, given: Mapping[Path, Anything]) -> dict[Path, Anything]:
        """The answers that can have been given: each with its person and its precondition."""
        while True:
            kept = {path: value for path, value in given.items() if self.may_be_asked(path, given)}
            if len(kept) == len(given):
                return kept
            given = kept

    def may_be_asked(self, path: Path, given: Mapping[Path, Anything]) -> bool:
        if path.who and self.person.get(path.who) is None and Path("", path.who) not in given:
            return False
        only_if, person = FACTS[path.fact].only_if, self.filled(given)
        return only_if is None or truth_of(only_if, about(person, path.who), self.situation) is Truth.YES

    def filled(self, given: Mapping[Path, Anything]) -> dict[str, Anything]:
        person = self.person
        for path in sorted(given, key=lambda one: bool(one.who)):
            if not path.who or person.get(path.who) is not None:
                person = told(person, path, given[path])
        return person

    def settled(self, given: Mapping[Path, Anything]) -> bool:
        return truth_of(self.when, self.filled(given), self.situation) is not Truth.UNKNOWN


class _Watched(dict[str, Anything]):
    """A person of whom nothing is known, who remembers what was looked at."""

    def __init__(self, who: str = "", seen: set[Path] | None = None) -> None:
        super().__init__()
        self.who = who
        self.seen: set[Path] = set() if seen is None else seen

    def __bool__(self) -> bool:
        return True

    def get(self, fact: str, default: Anything = None) -> Anything:
        self.seen.add(Path(self.who, fact))
        return _Watched(fact, self.seen) if fact in PERSONS else None


def can_be(fact: str, value: Anything) -> bool:
    return not isinstance(value, Range | Among | Holding) and (fact != "birth_date" or value <= DAY)


POOL = (*everyone(DAY), {"birth_date": date(1900, 1, 1)})


def is_plain(condition: Condition) -> bool:
    return all(subject(test) is not None for test in leaves_in(condition))


def a_small_case(luck: Random) -> Small:
    def plainly(depth: int, words: Words) -> Condition:
        while not is_plain(one := a_condition(luck, depth, words)):
            pass
        return one

    words = Words(("frail",)) if luck.random() < 0.5 else Words()
    terms = {"frail": plainly(1, Words(inside=True))} if words.terms else {}
    person: dict[str, Anything] = {fact.name: a_value(luck, fact, DAY) for fact in GIVEN if luck.random() < 0.3}
    person |= {who: {} for who in PERSONS if luck.random() < 0.4}
    unknown = frozenset(Path("", name) for name in (*GIVEN_NAMES, *PERSONS) if luck.random() < 0.1)
    when = All((plainly(2, words), plainly(1, words)))
    return Small(luck.choice((when, Any(when.parts))), terms, possible(person, plain_rules(), DAY), unknown)


def exactly_what_matters(small: Small) -> int:
    """How many questions there are; 0 where there are too many answers to try all."""
    answers = small.answers()
    if answers is None:
        return 0
    rules = plain_rules(plain_benefit(small.when), terms=small.terms)
    askable = {path for path in answers if small.may_be_asked(path, {})}
    found = {Path.of(one.path) for one in asked_of(rules, small.person, small.unknown)}
    assert found == small.mattering(answers) & askable, small
    return len(found)


def test_a_question_is_asked_if_and_only_if_it_matters() -> None:
    """On small conditions and people, the questions are those that trying every combination of answers finds."""
    luck = Random(20250301)
    tried = [exactly_what_matters(a_small_case(luck)) for _ in range(max(150, CASES // 200))]
    assert sum(number > 1 for number in tried) > len(tried) // 10


# -- one by one --------------------------------------------------------------------------------------------------------


def constant(number: object) -> Constant:
    return Constant(Fraction(str(number)))


def compare(left: Quantity, order: Order, right: object) -> Compare:
    return Compare(left, order, right if isinstance(right, Quantity) else constant(right))


def aged(order: Order, number: int) -> Condition:
    return compare(Age(TimeUnit.YEARS), order, number)


def yes(fact: str) -> Condition:
    return OneOf(fact, (True,))


def able(*codes: str) -> Condition:
    return Any(tuple(All((compare(Rank("ability"), Order.AT_LEAST, Rank("ability", code)),
                          compare(Rank("ability"), Order.AT_MOST, Rank("ability", code)))) for code in codes))  # fmt: skip


INCOME, BALANCE, HEADS = Number("income"), Number("balance"), Number("household_size")
PENSION = First((Branch(yes("certified"), Number("pension")), Branch(None, constant(0))))
GRADE = All((yes("certified"), OneOf("grade", ("1",))))
OLD, WIDOWED, LISTED = aged(Order.AT_LEAST, 60), yes("widowed"), yes("listed")
TOGETHER = compare(Plus((INCOME, BALANCE)), Order.AT_MOST, 900)
DIBAO = DefinedStandard(
    "dibao", Text("低保标准"), Unit.CNY, PlaceOf.HOUSEHOLD_REGISTRATION, "area",
    (SetValue("51", date(2020, 1, 1), {"urban": Fraction(800), "rural": Fraction(500)}), SetValue("22", date(2020, 1, 1), Fraction(600))),
)  # fmt: skip
PER_HEAD = compare(INCOME, Order.AT_MOST, Times((Standard("dibao"), HEADS)))

WHEN: Mapping[str, tuple[Condition, dict[str, Anything], str]] = {
    "what is unknown decides": (WIDOWED, {}, "widowed"),
    "one no settles all of it": (All((WIDOWED, compare(INCOME, Order.BELOW, 900))), {"income": Decimal(1000)}, ""),
    "what holds whatever is answered is settled by the answer alone": (Any((WIDOWED, Not(WIDOWED))), {}, "widowed"),
    "what one answer settles both ways needs no other": (Any((WIDOWED, All((WIDOWED, LISTED)))), {}, "widowed"),
    "what every answer to another settles anyway": (
        Any((All((WIDOWED, able("intact", "mild"))), able("intact"), able("mild"))), {}, "ability"),
    "what every answer to two others settles anyway": (
        Any((All((WIDOWED, able("intact", "mild"), LISTED)), All((able("intact"), LISTED)), All((able("mild"), LISTED)))), {}, "ability listed"),
    "an age that can no longer count": (
        Any((All((OLD, WIDOWED)), All((aged(Order.BELOW, 60), LISTED)))), {"birth_date": date(1940, 1, 1)}, "widowed"),
    "two bounds that nobody meets": (
        Any((All((compare(INCOME, Order.BELOW, 5), compare(INCOME, Order.ABOVE, 9), LISTED)), WIDOWED)), {}, "income listed widowed"),
    "the certificate before its grade": (GRADE, {}, "certified"),
    "the grade of who has one": (GRADE, {"certified": True}, "grade"),
    "no grade without a certificate": (GRADE, {"certified": False}, ""),
    "whether there is such a person": (About("elder", OLD), {}, "elder"),
    "the person who is there": (About("elder", OLD), {"elder": {}}, "elder.birth_date"),
    "a count that is already reached": (Count(1, None, (WIDOWED, LISTED)), {"widowed": True}, ""),
    "a count that is still short": (Count(2, None, (WIDOWED, LISTED, able("severe"))), {"widowed": True}, "ability listed"),
    "a date known in part": (OLD, {"birth_date": Range(date(1960, 1, 1), date(1970, 1, 1))}, "birth_date"),
    "a date known well enough": (OLD, {"birth_date": Range(date(1950, 1, 1), date(1960, 1, 1))}, ""),
    "what a part of it rules out": (
        Any((All((able("severe"), WIDOWED)), able("mild"))), {"ability": Among(frozenset({"mild", "moderate"}))}, "ability"),
    "a set known in part": (Has("aids", Share.ALL, ("dibao", "edge")), {"aids": Holding(frozenset({"dibao"}), frozenset())}, "aids"),
    "a place known coarsely": (Inside("residence"), {"residence": "51"}, "residence"),
    "a place known well enough": (Inside("residence"), {"residence": "22"}, ""),
    "both facts of a sum": (TOGETHER, {}, "balance income"),
    "the other fact of a sum": (TOGETHER, {"balance": Decimal(100)}, "income"),
    "a sum that nothing else can mend": (TOGETHER, {"income": Decimal(10), "balance": Range(Decimal(1000), None)}, ""),
    "a fact that is asked anyway": (
        All((TOGETHER, Any((compare(INCOME, Order.ABOVE, 800), LISTED)))), {"balance": Decimal(100)}, "income listed"),
    "what a sum makes needless": (  # whose income is below 700 has the sum too
        Any((TOGETHER, All((compare(INCOME, Order.BELOW, 700), LISTED)))), {"balance": Decimal(100)}, "income"),
    "the precondition of a number in a sum": (compare(Plus((INCOME, PENSION)), Order.AT_MOST, 900), {"income": Decimal(1)}, "certified"),
    "what goes without the precondition": (
        All((compare(Plus((INCOME, PENSION)), Order.AT_MOST, 900), OneOf("certified", (False,)))), {}, "certified income"),
    "the number then": (compare(Plus((INCOME, PENSION)), Order.AT_MOST, 900), {"income": Decimal(1), "certified": True}, "pension"),
    "no such number": (compare(Plus((INCOME, PENSION)), Order.AT_MOST, 900), {"income": Decimal(1), "certified": False}, ""),
    "only what can be the smallest": (
        compare(Smallest((INCOME, BALANCE)), Order.AT_MOST, 90), {"balance": Decimal(100)}, "income"),
    "place and area of a standard": (PER_HEAD, {"income": Decimal(1000), "household_size": Decimal(1)}, "area household_registration"),
    "the area where it is divided": (
        PER_HEAD, {"income": Decimal(700), "household_size": Decimal(1), "household_registration": "5117"}, "area"),
    "no area where it is not": (
        PER_HEAD, {"household_size": Decimal(1), "household_registration": "22"}, "income"),
    "no number of the book": (
        PER_HEAD, {"income": Decimal(700), "household_size": Decimal(1), "household_registration": "11"}, ""),
    "about another": (About("elder", TOGETHER), {"elder": {"income": Decimal(10)}}, "elder.balance"),
}  # fmt: skip


@pytest.mark.parametrize("name", WHEN)
def test_questions_for_a_condition(name: str) -> None:
    """What is asked, by condition and what is known."""
    when, person, expected = WHEN[name]
    rules = plain_rules(plain_benefit(when), standards={"dibao": DIBAO})

    assert sorted(one.path for one in asked_of(rules, person)) == expected.split()


def test_a_long_count_is_no_trouble() -> None:
    """Seven of them, about two people: thousands of ways to hold, of which a few are looked at; all that is open is asked."""
    tests = {subject(test): test for test in every_test() if subject(test) is not None}
    some = tuple(tests.values())
    found = asked_of(plain_rules(plain_benefit(All((Count(7, None, some), About("elder", Count(7, None, some)))))), {"elder": {}})

    given = {fact for fact in tests if fact is not None and FACTS[fact].only_if is None}
    assert {one.path for one in found} == {*given, *(f"elder.{fact}" for fact in given)}


def test_of_a_dozen_ways_none_is_left_out() -> None:
    """Each is worth the same."""
    facts = {f"f{number}": Fact(f"f{number}", FactType.YES_NO, Text("事项")) for number in range(12)}
    found = asked_of(plain_rules(plain_benefit(Any(tuple(map(yes, facts)))), facts=facts), {})

    assert [one.worth for one in found] == [pytest.approx(1 / 12)] * 12


def test_of_too_many_ways_all_that_is_open_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though but a few of the ways are looked at."""
    facts = {f"f{number}": Fact(f"f{number}", FactType.YES_NO, Text("事项")) for number in range(8)}
    pairs = tuple(All((yes(f"f{number}"), yes(f"f{number + 1}"))) for number in range(0, 8, 2))
    monkeypatch.setattr(ways_module, "MOST", 2)
    monkeypatch.setattr(ways_module, "FEW", 1)

    assert {one.path for one in asked_of(plain_rules(plain_benefit(Any(pairs)), facts=facts), {})} == facts.keys()


def paid(when: Condition, amount: object) -> Row:
    quantity = amount if isinstance(amount, Quantity) else constant(amount)
    return Row(when, (quantity,), quantity)


COLUMN = (Column("paid", Text("数额"), ColumnType.MONEY, Unit.CNY),)
BY_ABILITY = (paid(able("intact", "mild"), 400), paid(able("moderate", "severe", "total"), 600))

PAID: Mapping[str, tuple[Benefit, dict[str, Anything], str]] = {
    "which row of a table": (plain_benefit(WIDOWED, levels=Levels(COLUMN, BY_ABILITY), pays=Pays(Named("paid"), Per.MONTH)), {}, "ability"),
    "which row, where nothing else is paid": (plain_benefit(WIDOWED, levels=Levels(COLUMN, BY_ABILITY)), {}, "ability"),
    "a row that is sure": (plain_benefit(WIDOWED, levels=Levels(COLUMN, BY_ABILITY)), {"ability": "mild"}, ""),
    "the first row that is sure": (
        plain_benefit(WIDOWED, levels=Levels(COLUMN, (paid(WIDOWED, 1), *BY_ABILITY), Hits.FIRST)), {}, ""),
    "what is paid": (plain_benefit(WIDOWED, pays=Pays(Minus(constant(900), INCOME), Per.MONTH)), {}, "income"),
    "what is paid in a row": (
        plain_benefit(WIDOWED, levels=Levels(COLUMN, (paid(OLD, INCOME), paid(Not(OLD), 5))), pays=Pays(Named("paid"), Per.MONTH)),
        {"birth_date": date(1940, 1, 1)}, "income"),
    "a number of who has it": (plain_benefit(WIDOWED, pays=Pays(PENSION, Per.MONTH)), {}, "certified"),
    "an amount that is known": (plain_benefit(WIDOWED, pays=Pays(constant(900), Per.MONTH)), {}, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", PAID)
def test_questions_for_what_is_paid(name: str) -> None:
    """Of somebody who has the benefit: in which row they are, and what it pays."""
    one, person, expected = PAID[name]

    assert sorted(found.path for found in asked_of(plain_rules(one), {**person, "widowed": True})) == expected.split()
    assert [found.path for found in asked_of(plain_rules(one), person)] == ["widowed"]  # first whether they have it
    assert asked_of(plain_rules(one), {**person, "widowed": False}) == ()


def test_what_is_asked_in_vain_is_not_asked_again() -> None:
    """Of the facts of a sum the other one is; of a person who is not there, nothing."""
    rules = plain_rules(plain_benefit(Any((TOGETHER, About("elder", OLD)))))

    def asked(*unknown: str) -> list[str]:
        return sorted(one.path for one in asked_of(rules, {}, frozenset(map(Path.of, unknown))))

    assert asked() == ["balance", "elder", "income"]
    assert asked("elder") == ["balance", "income"]
    assert asked("income") == ["balance", "elder"]
    assert asked("income", "balance", "elder") == []


def test_a_question_says_what_is_known_already() -> None:
    """As a profile writes it."""
    [question] = asked_of(plain_rules(plain_benefit(OLD)), {"birth_date": Range(date(1960, 1, 1), date(1970, 1, 1))})

    assert question.known == Range(date(1960, 1, 1), date(1970, 1, 1))
    assert question.data()["known"] == {"from": "1960-01-01", "until": "1970-01-01"}
    assert asked_of(plain_rules(plain_benefit(OLD)), {})[0].data()["known"] is None


def test_the_stronger_force_comes_first() -> None:
    """An interview that is broken off has asked for the entitlements before the encouragements."""
    rules = plain_rules(
        plain_benefit(WIDOWED, "a", force=Force.ENCOURAGED), plain_benefit(LISTED, "b"),
        plain_benefit(Any((WIDOWED, LISTED)), "c", force=Force.PRINCIPLE),
    )  # fmt: skip
    first, second = asked_of(rules, {})

    assert (first.path, first.benefits) == ("listed", ("r/b", "r/c"))
    assert (second.path, second.benefits) == ("widowed", ("r/a", "r/c"))


def test_the_worth_of_a_benefit_is_shared_by_how_likely_and_how_short_the_ways_are() -> None:
    """One answer that settles it is worth more than two together: of a way, the chance by the square of its questions."""
    found = asked_of(plain_rules(plain_benefit(Any((WIDOWED, All((LISTED, yes("certified"))))))), {})

    assert {one.path: one.worth for one in found} == {
        "widowed": pytest.approx(5 / 7), "listed": pytest.approx(1 / 7), "certified": pytest.approx(1 / 7),
    }  # fmt: skip


def test_benefits_with_the_same_condition_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And each counts."""
    looked = list[Condition]()
    ways = Settling.ways

    def watched(self: Settling, condition: Condition, who: str = "") -> Anything:
        looked.append(condition)
        return ways(self, condition, who)

    monkeypatch.setattr(Settling, "ways", watched)
    [question] = asked_of(plain_rules(*(plain_benefit(WIDOWED, f"b{number}") for number in range(50))), {})

    assert (question.worth, len(question.benefits), len(looked)) == (50, 50, 1)


def test_many_benefits_are_bounded_and_it_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where too much would have to be looked at, the rest is asked for roughly: all that is open, and by whom is named."""
    benefits = tuple(plain_benefit(Any((All((WIDOWED, LISTED)), All((WIDOWED, Not(LISTED))), GRADE)), f"b{n}") for n in range(2))
    benefits = (*benefits, plain_benefit(Any((WIDOWED, All((WIDOWED, LISTED)))), "c"))
    rules = plain_rules(*benefits)
    exact = Interviewer(rules).ask({}, frozenset(), DAY, benefits)
    monkeypatch.setattr(interviewer_module, "WORK", 90)
    rough = Interviewer(rules).ask({}, frozenset(), DAY, benefits)

    assert exact.rough == ()
    assert rough.rough[-1] == "r/c"
    assert {one.path for one in exact.found} <= {one.path for one in rough.found}
    [listed] = [one for one in rough.found if one.path == "listed"]
    assert "r/c" in listed.benefits  # which does not need it
    assert all("r/c" not in one.benefits for one in exact.found if one.path == "listed")


def test_the_answers_of_a_few_days_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """And made anew after many others: what is kept does not grow with the days that are asked about."""
    made = list[Ruleset]()
    monkeypatch.setattr(interviewer_module, "DAYS", 3)

    def watched(ruleset: Ruleset, rules: Rules) -> Scope:
        made.append(ruleset)
        return scope_of(ruleset, rules)

    monkeypatch.setattr(interviewer_module, "scope_of", watched)
    interviewer = Interviewer(plain_rules(plain_benefit(OLD)))

    def asked(day: int) -> tuple[list[str], int]:
        before = len(made)
        found = interviewer.questions({}, frozenset(), date(2025, 3, day), interviewer.rules.rulesets["r"].benefits)
        return [one.path for one in found], len(made) - before

    assert [asked(day) for day in (1, 1, 2, 3, 1)] == [(["birth_date"], new) for new in (1, 0, 1, 1, 0)]
    assert [asked(day) for day in (4, 1)] == [(["birth_date"], 1)] * 2


def test_what_keeps_benefits_open_is_what_there_is_no_asking_for() -> None:
    """What was asked in vain, or is known in part; of a person who is not there, the person."""
    person = {"birth_date": Range(date(1960, 1, 1), None), "residence": "51"}
    missing = ["birth_date", "residence", "widowed", "listed", "elder.sex", "spouse.sex"]

    found = in_want_of(missing, person, frozenset(map(Path.of, ("widowed", "elder"))))

    assert found == ("birth_date", "elder", "residence", "widowed")
