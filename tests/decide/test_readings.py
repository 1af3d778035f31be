"""Robustness of outcomes and amounts under the readings of words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from huilao.answers.readings import ROBUST, Robustness
from huilao.decide import readings as readings_module
from huilao.decide.combinations import MOST, Combinations
from huilao.decide.compiled import compile_conditions
from huilao.decide.readings import ReadingsOfRuleset
from huilao.language.condition import All, Any, Compare, Condition, Count, EntitledTo, OneOf, Order, Term
from huilao.language.doubt import meanings_of, reading, sentences_of, ways_of
from huilao.language.facts import Text
from huilao.language.interval import Interval, point
from huilao.language.known import Listed, Person
from huilao.language.meaning import amount_of, truth_of
from huilao.language.policy import DefinedQuantity, DefinedTerm, Hits, Levels, Pays, Reading, Row, Ruleset
from huilao.language.quantity import Branch, Constant, First, Named, Number, Plus, Sum
from huilao.language.scope import Scope, scope_of
from huilao.language.truth import Truth
from huilao.language.units import Per, Unit
from plain_rules import plain_benefit, plain_rules
from strategies import FACTS, a_rule_book, somebody

DAY = date(2025, 3, 1)
WIDOWED, CERTIFIED, LISTED = (OneOf(fact, (True,)) for fact in ("widowed", "certified", "listed"))


def constant(number: int) -> Constant:
    return Constant(Fraction(number))


def at_least(fact: str, number: int) -> Compare:
    return Compare(Number(fact), Order.AT_LEAST, constant(number))


def term(name: str, condition: Condition, *others: Condition) -> DefinedTerm:
    return DefinedTerm(name, Text(name), condition, tuple(Reading(Text(f"{name}{number}"), one) for number, one in enumerate(others, 1)))


def robustness(scope: Scope, condition: Condition, person: Person) -> Robustness:
    ruleset = replace(plain_rules(plain_benefit(condition)).rulesets["r"], terms=scope.terms, quantities=scope.quantities)
    [truth] = compile_conditions([(condition,)], scope)(person, DAY)
    [found] = ReadingsOfRuleset(ruleset, scope).spreads(person, DAY, [truth])
    return found.robustness()


def chosen(found: Robustness) -> list[tuple[tuple[tuple[str | None, int], ...], Truth]]:
    return [(tuple((one.term, one.number) for one in dependence.choices), dependence.truth) for dependence in found.depends_on]


@pytest.mark.parametrize("seed", range(12))
def test_robustness_and_amounts_are_what_the_reference_says_of_each_combination(seed: int) -> None:
    """Robust exactly where no combination changes the truth; each amount that a reading alone changes."""
    luck = Random(seed)
    rules = a_rule_book(luck, 4)
    for ruleset in rules.rulesets.values():
        scope = scope_of(ruleset, rules)
        readings = ReadingsOfRuleset(ruleset, scope)
        decide = compile_conditions([(one.condition,) for one in ruleset.benefits], scope)
        for asked in [somebody(luck) for _ in range(2)]:
            found = [one.robustness() for one in readings.spreads(asked.person, asked.day, decide(asked.person, asked.day))]
            for index, benefit in enumerate(ruleset.benefits):
                truth = truth_of(benefit.condition, asked.person, scope.on(asked.day))
                others = [
                    one for one in everything_else(scope, benefit.condition, benefit.readings, asked.person, asked.day) if one is not truth
                ]
                assert found[index].robust == (not others)
                paid = amount_of(benefit, asked.person, scope.on(asked.day))
                by = {
                    (name, number): amount_of(benefit, asked.person, taking(scope, name, number).on(asked.day))
                    for name, one in scope.terms.items()
                    for number in range(1, len(meanings_of(one)))
                }
                depend = readings.amounts_depend(index, asked.person, asked.day)
                assert {(one.term, one.number): amount for one, amount in depend} == {key: one for key, one in by.items() if one != paid}


@pytest.mark.parametrize("seed", range(12))
def test_truths_are_those_under_each_way_to_read_a_sentence(seed: int) -> None:
    """The benefits that it asks for as they were taken to mean."""
    luck = Random(seed)
    rules = a_rule_book(luck, 4)
    for ruleset in rules.rulesets.values():
        scope = scope_of(ruleset, rules)
        readings = ReadingsOfRuleset(ruleset, scope)
        for asked in [somebody(luck) for _ in range(2)]:
            taken = [truth_of(one.condition, asked.person, scope.on(asked.day)) for one in ruleset.benefits]
            wanted = [
                {
                    truth_of(sentences_of(one)[number], asked.person, reading(scope, words).on(asked.day))
                    for number, words in ways_of(one, scope)
                }
                for one in ruleset.benefits
            ]
            assert [one.truths for one in readings.spreads(asked.person, asked.day, taken)] == wanted, asked


def everything_else(scope: Scope, own: Condition, others: tuple[Reading, ...], person: Person, day: date) -> list[Truth]:
    """The truth under every combination of readings."""
    options = [[(name, number) for number in range(len(meanings_of(one)))] for name, one in scope.terms.items()]
    scopes: list[Scope] = []
    for taken in product(*options):
        one = scope
        for name, number in taken:
            one = taking(one, name, number, scope)
        scopes.append(one)
    return [truth_of(sentence, person, one.on(day)) for one in scopes for sentence in (own, *(other.condition for other in others))]


def taking(scope: Scope, name: str, number: int, original: Scope | None = None) -> Scope:
    condition = meanings_of((original or scope).terms[name])[number]
    return replace(scope, terms={**scope.terms, name: replace(scope.terms[name], condition=condition)})


# -- readings inside quantities --------------------------------------------------------------------------------------------

FRAIL = {"frail": term("frail", WIDOWED, CERTIFIED)}
EXTRA = First((Branch(Term("frail"), constant(100)), Branch(None, constant(0))))
PERSON = {"income": Decimal(950), "widowed": True, "certified": False}


@pytest.mark.parametrize("quantity", [EXTRA, Named("extra"), Plus((Named("extra"), Number("balance")))])
@pytest.mark.parametrize(("income", "depends"), [(850, False), (950, True), (1101, False)])
def test_an_outcome_depends_on_a_word_that_a_quantity_uses(quantity: First | Named | Plus, income: int, depends: bool) -> None:
    """By name too; only where the sum passes the bound by one reading and not by the other."""
    scope = Scope(FACTS, FRAIL, {"extra": DefinedQuantity("extra", Text("e"), Unit.NONE, EXTRA)})
    condition = Compare(Number("income"), Order.AT_LEAST, Plus((constant(900), quantity)))
    found = robustness(scope, condition, {**PERSON, "income": Decimal(income), "balance": Decimal(0)})

    assert found.robust is not depends
    assert chosen(found) == ([((("frail", 1),), Truth.YES)] if depends else [])


def test_an_open_outcome_is_not_robust_where_a_reading_settles_it() -> None:
    """By one reading what is compared is open still, by another it is nought."""
    terms = {"frail": term("frail", WIDOWED, CERTIFIED, LISTED)}
    own = First((Branch(Term("frail"), Number("balance")), Branch(None, constant(0))))
    found = robustness(
        Scope(FACTS, terms), Compare(Number("income"), Order.AT_LEAST, own), {**PERSON, "widowed": None, "certified": True, "listed": False}
    )

    assert chosen(found) == [((("frail", 2),), Truth.YES)]


@pytest.mark.parametrize(
    ("widowed", "certified", "others"),
    [
        ([True, False], [True, False], []),
        ([True, True], [True, False], [Truth.NO]),
        ([True, None], [True, True], [Truth.YES]),
        ([True, False], [None, None], [Truth.UNKNOWN]),
    ],
)
def test_an_outcome_depends_on_a_word_that_chooses_the_people_of_a_sum(
    widowed: list[bool | None], certified: list[bool | None], others: list[Truth]
) -> None:
    """Of each of whom it may hold by one reading and not by the other."""
    people = [{"income": Decimal(50), "widowed": one, "certified": other} for one, other in zip(widowed, certified, strict=True)]
    condition = Compare(Sum(Number("income"), "children", Term("frail")), Order.AT_LEAST, constant(100))
    found = robustness(Scope(FACTS, FRAIL), condition, {"children": Listed(tuple(people))})

    assert chosen(found) == [((("frail", 1),), truth) for truth in others]


def test_the_readings_of_a_benefit_that_is_asked_for_are_not_among_those_of_the_sentence() -> None:
    """Nor those of its words, though the sentence has a word of that name."""
    rules = plain_rules(plain_benefit(Term("frail"), readings=(Reading(Text("另"), LISTED),)))
    asked = replace(rules.rulesets["r"], terms=FRAIL)
    scope = Scope(FACTS, {"frail": term("frail", LISTED, CERTIFIED)}, rulesets={"r": asked})
    person = {"widowed": True, "certified": False, "listed": False}

    assert robustness(scope, EntitledTo(("r/b",)), person) == ROBUST
    assert robustness(scope, All((EntitledTo(("r/b",)), Term("frail"))), {**person, "certified": True}).depends_on[0].truth is Truth.YES


def test_readings_of_quantities_that_matter_together_are_named_together() -> None:
    """Each word alone adds too little."""
    terms = {name: term(name, LISTED, WIDOWED) for name in ("one", "two")}
    each = [First((Branch(Term(name), constant(50)), Branch(None, constant(0)))) for name in terms]
    found = robustness(Scope(FACTS, terms), Compare(Plus(tuple(each)), Order.ABOVE, constant(60)), {"listed": False, "widowed": True})

    assert chosen(found) == [((("one", 1), ("two", 1)), Truth.YES)]


HOUSEHOLD = Sum(constant(1), "children", Term("frail"))
TABLE = Levels((), (Row(Term("frail"), (), Number("balance")), Row(All(()), (), constant(40))), Hits.FIRST)


@pytest.mark.parametrize(
    ("levels", "amount", "person", "others"),
    [
        (None, EXTRA, PERSON, {("frail", 1): point(Fraction(0))}),
        (None, EXTRA, {"widowed": True}, {("frail", 1): Interval(Fraction(0), Fraction(100))}),
        (None, EXTRA, {"widowed": True, "certified": True}, {}),
        (None, constant(5), PERSON, {}),
        (None, HOUSEHOLD, {"children": Listed(({"widowed": True},))}, {("frail", 1): Interval(Fraction(0), Fraction(1))}),
        (
            None,
            HOUSEHOLD,
            {"children": Listed(({"widowed": True, "certified": False}, {"widowed": False, "certified": False}))},
            {("frail", 1): point(Fraction(0))},
        ),
        (None, HOUSEHOLD, {}, {}),
        (TABLE, constant(0), {**PERSON, "balance": Decimal(80)}, {("frail", 1): point(Fraction(40))}),
        (TABLE, constant(0), {**PERSON, "balance": Decimal(40)}, {}),
    ],
    ids=[
        "a quantity",
        "open by the other",
        "both the same",
        "without a word",
        "people",
        "two people",
        "nobody known",
        "a row",
        "rows that pay the same",
    ],
)
def test_an_amount_depends_on_the_words_that_it_uses(
    levels: Levels | None, amount: First | Constant | Sum, person: Person, others: dict[tuple[str, int], Interval]
) -> None:
    """Named with what is paid by the other reading."""
    benefit = plain_benefit(All(()), levels=levels, pays=Pays(amount, Per.MONTH))
    scope = Scope(FACTS, FRAIL)
    readings = ReadingsOfRuleset(replace(plain_rules(benefit).rulesets["r"], terms=FRAIL), scope)

    assert {(one.term, one.number): paid for one, paid in readings.amounts_depend(0, person, DAY)} == others


def test_the_readings_of_its_own_sentence_change_no_amount() -> None:
    """They change for whom it is."""
    benefit = plain_benefit(WIDOWED, pays=Pays(constant(5), Per.MONTH), readings=(Reading(Text("另"), CERTIFIED),))
    readings = ReadingsOfRuleset(plain_rules(benefit).rulesets["r"], Scope(FACTS))

    assert readings.amounts_depend(0, PERSON, DAY) == ()
    assert [chosen(one.robustness()) for one in readings.spreads(PERSON, DAY, [Truth.YES])] == [[(((None, 1),), Truth.NO)]]


# -- bounds ----------------------------------------------------------------------------------------------------------------


def test_a_word_with_more_readings_than_a_byte_counts() -> None:
    """300 of them, the last of which changes the answer."""
    others = [at_least("balance", number) for number in range(300)]
    found = robustness(Scope(FACTS, {"frail": term("frail", at_least("balance", -1), *others)}), Term("frail"), {"balance": Decimal(298)})

    assert chosen(found) == [((("frail", 300),), Truth.NO)]


def test_a_count_over_many_words_is_decided_without_trying_all() -> None:
    """Twenty terms with four readings each: more combinations than can be tried, so that it is not called robust."""
    terms = {f"t{n}": term(f"t{n}", at_least("income", n), *(at_least("balance", 10 * n + k) for k in range(3))) for n in range(20)}
    condition = Count(10, None, tuple(map(Term, terms)))

    def found(income: int, balance: int) -> Robustness:
        return robustness(Scope(FACTS, terms), condition, {"income": Decimal(income), "balance": Decimal(balance)})

    assert found(10, -1) == Robustness(False)
    assert len(chosen(found(9, -1))) == 30
    assert {truth for _, truth in chosen(found(8, 94))} == {Truth.YES}
    assert found(30, 300) == ROBUST


def test_a_chain_of_terms_behind_another_reading() -> None:
    """250, without recursion from one to the next."""
    terms = {"t0": term("t0", WIDOWED), **{f"t{n}": term(f"t{n}", All((Term(f"t{n - 1}"), WIDOWED))) for n in range(1, 250)}}
    found = robustness(Scope(FACTS, {**terms, "frail": term("frail", CERTIFIED, Term("t249"))}), Term("frail"), PERSON)

    assert chosen(found) == [((("frail", 1),), Truth.YES)]


@pytest.mark.parametrize("at_most", [None, 3])
def test_a_count_is_counted_for_each_combination(at_most: int | None) -> None:
    """Two to three of five words of two readings, by the reference under each."""
    terms = {f"t{n}": term(f"t{n}", at_least("income", n), at_least("balance", n)) for n in range(5)}
    condition = Count(2, at_most, (*map(Term, terms), WIDOWED))
    scope = Scope(FACTS, terms)
    for income, balance in product((-1, 0, 1, 2, 4, None), repeat=2):
        known = {"income": income, "balance": balance}
        person = {fact: Decimal(number) for fact, number in known.items() if number is not None}
        truth = truth_of(condition, person, scope.on(DAY))
        truths = everything_else(scope, condition, (), person, DAY)
        found = robustness(scope, condition, person)
        assert found.robust == (set(truths) == {truth})
        assert all(one.truth is not truth for one in found.depends_on)


def test_past_the_limit_of_combinations_an_outcome_is_not_robust(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where readings may matter only together and are too many to try, robustness is not claimed and none is named."""
    terms = {name: term(name, CERTIFIED, WIDOWED) for name in ("one", "two")}
    person = {"widowed": True, "certified": False}
    condition = All((Term("one"), Term("two")))

    assert len(robustness(Scope(FACTS, terms), condition, person).depends_on[0].choices) == 2
    monkeypatch.setattr(readings_module, "MOST", 3)
    assert robustness(Scope(FACTS, terms), condition, person) == Robustness(False)
    monkeypatch.setattr(readings_module, "MOST_OF_QUANTITIES", 3)
    monkeypatch.setattr(readings_module, "MOST", MOST)
    inside = Compare(First((Branch(condition, constant(1)), Branch(None, constant(0)))), Order.ABOVE, constant(0))
    assert robustness(Scope(FACTS, terms), inside, person) == Robustness(False)


def test_combinations_take_each_meaning_of_each_word() -> None:
    """Every combination takes one meaning of each; those with fewer changes come first."""
    combinations = Combinations([(None, 3), ("frail", 2)], MOST)
    taken = [combinations.changes(bit) for bit in range(6)]

    assert taken[0] == []
    assert [len(one) for one in taken] == [0, 1, 1, 1, 2, 2]
    for word, numbers in ((None, 3), ("frail", 2)):
        masks = [combinations.taking(word, number) for number in range(numbers)]
        assert sum(masks) == combinations.all
        assert [mask.bit_count() for mask in masks] == [6 // numbers] * numbers
        assert all(
            (word, number) in combinations.changes(bit) for number in range(1, numbers) for bit in range(6) if masks[number] >> bit & 1
        )


def test_a_ruleset_without_readings_is_robust() -> None:
    """Whatever is known."""
    ruleset: Ruleset = plain_rules(plain_benefit(Any((WIDOWED, CERTIFIED)))).rulesets["r"]

    for person, truth in (({}, Truth.UNKNOWN), ({"widowed": True}, Truth.YES)):
        assert ReadingsOfRuleset(ruleset, Scope(FACTS)).spreads(person, DAY, [truth])[0].robustness() == ROBUST
