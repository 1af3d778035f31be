"""A rule book as plain rules says what the rule book says: of outcomes, of what is unknown, and of amounts."""

from __future__ import annotations

import random
from datetime import date

import amounts
import pytest
import workload
from expressions import Task
from flat import Flat, filled
from plain import generated, kleene
from single import paying

from huilao import Rulebook, Truth


@pytest.mark.parametrize("unknown", [0, 0.3, 0.8])
def test_the_walk_over_the_40_rules_is_the_rule_books_outcome(unknown: float) -> None:
    book, chance = Rulebook.load(workload.BOOK), random.Random(5)
    flat = Flat(book, workload.DAY)
    walk = kleene(flat.task)
    for number, person in enumerate(workload.people(80)):
        known = {name: value for name, value in workload.profile_of(person, number).items() if chance.random() >= unknown}
        checked = book.person(known, workload.DAY)
        plain = flat.person(checked)
        assert plain is not None

        assert {name: Truth.of(holds) for name, holds in walk(plain).items()} == book.decide(checked, workload.DAY)
        if not unknown:
            assert set(generated(flat.task)(plain)) == {f"{workload.RULESET}/{name}" for name in workload.benefits_of(person)}


def test_generated_python_pays_what_the_rule_book_pays() -> None:
    one = paying(150)
    decide = generated(one.task)
    paid: set[str] = set()
    for person, right in zip(one.people, one.right, strict=True):
        found = decide(filled(one.task, person))
        assert isinstance(found, dict)
        assert found == pytest.approx({name: amount or 0 for name, amount in right.items()}, abs=0.006)
        paid |= {name for name, amount in found.items() if amount}

    assert len(paid) > 20  # nearly every benefit was paid to somebody


def test_benefits_that_are_not_in_force_are_left_out() -> None:
    book = Rulebook.load(amounts.BOOK)

    assert any(name.startswith("city-2019/") for name in Flat(book, date(2023, 1, 1)).rules)
    assert not any(name.startswith("city-2019/") for name in Flat(book, amounts.DAY).rules)


def test_what_is_unknown_is_filled_by_its_kind() -> None:
    task = Task({}, {"yes": bool, "number": float, "choice": ["a", "b"]})

    assert filled(task, {"yes": None, "number": None, "choice": None}) == {"yes": False, "number": -1.0, "choice": ""}
    assert filled(task, {"yes": True, "number": 0.0, "choice": "b"}) == {"yes": True, "number": 0.0, "choice": "b"}
