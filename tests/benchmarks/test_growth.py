"""The rule books that are made to grow are valid, and decide as the reference does."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
import workload
from expressions import Rule
from growth import DEPTHS, READINGS, ROWS, WORDS, benefit, book_of, deep, of_words, read_otherwise, rules, table_of, task_of, words
from plain import generated
from workload import DAY, RULESET, profile_of

from huilao import Outcome, Rulebook, Truth


def decided(book: Rulebook, number: int) -> list[set[str]]:
    """Which benefits so many people of the 40 rules have."""
    found = [book.decide(book.person(profile_of(person, one), DAY), DAY) for one, person in enumerate(workload.people(number))]
    return [{name for name, truth in one.items() if truth is Truth.YES} for one in found]


@pytest.mark.parametrize(
    "made", [rules(60), *({"deep": deep(levels)} for levels in DEPTHS)], ids=["rules", *(f"depth {levels}" for levels in DEPTHS)]
)
def test_made_rules_decide_as_the_reference_and_as_plain_python(made: dict[str, Rule]) -> None:
    book = book_of({name: benefit(rule) for name, rule in made.items()})
    plain = generated(task_of(made))
    crowd = workload.people(60)
    right = [{f"{RULESET}/{name}" for name, rule in made.items() if workload.holds(rule, person)} for person in crowd]

    assert decided(book, 60) == right
    assert [set(plain(person)) for person in crowd] == right
    assert 0 < sum(map(len, right)) < len(made) * len(crowd)


def test_rules_are_the_same_every_time_and_all_different() -> None:
    assert rules(200) == rules(200)
    assert len({repr(rule) for rule in rules(200).values()}) == 200


def with_readings(number: int) -> Rulebook:
    return book_of({"r": read_otherwise(number)})


def with_words(number: int) -> Rulebook:
    return book_of({"r": of_words(number)}, words(number))


@pytest.mark.parametrize(
    ("made", "number", "others"),
    [*((with_readings, number, number) for number in READINGS), *((with_words, number, 1) for number in WORDS)],
)
def test_readings_make_a_difference_to_who_is_just_old_enough(made: Callable[[int], Rulebook], number: int, others: int) -> None:
    found = made(number).evaluate({"birth_date": "1965-01-01", "veteran": False}, DAY)[f"{RULESET}/r"]

    assert found.outcome is Outcome.ELIGIBLE
    assert len(found.depends_on_reading) == others


@pytest.mark.parametrize("rows", ROWS)
def test_a_table_pays_by_the_row_of_the_income(rows: int) -> None:
    book = book_of({"r": table_of(rows)})
    step = 8000 // rows
    for row in (0, rows // 2, rows - 1):
        found = book.evaluate({"birth_date": "1950-01-01", "income_month": step * row}, DAY)[f"{RULESET}/r"]
        assert found.amount is not None
        assert found.amount.at_least == found.amount.at_most == Decimal(10 + row)
