"""Divisions, and which lies inside which."""

from __future__ import annotations

from datetime import date

import pytest

from huilao.language.condition import Inside
from huilao.language.meaning import truth_of
from huilao.language.places import COUNTRY, division, inside, within
from huilao.language.scope import Scope
from huilao.language.truth import Truth
from strategies import FACTS, HERE

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
DAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("51", "51"), ("5134", "5134"), ("513433", "513433"), ("513433100", "513433100"), ("513433100201", "513433100201"),
        ("5100", "51"), ("510000", "51"), ("510000000", "51"), ("510000000000", "51"),
        ("513400", "5134"), ("513433000", "513433"), ("513433000000", "513433"), ("513433100000", "513433100"),
        ("500100", "5001"), ("500103", "500103"), ("513430", "513430"), ("513433010", "513433010"), ("50", "50"),
        ("000000", COUNTRY), ("000000000000", COUNTRY), ("00", COUNTRY), (COUNTRY, COUNTRY),
    ],
)  # fmt: skip
def test_zeros_at_the_end_of_a_division_code_say_nothing(code: str, said: str) -> None:
    """Where they fill a whole level; a zero that is part of a level's number stays; of the country nothing is left."""
    assert division(code) == said


WITHIN = [
    ("513433", "513433", YES),
    ("513433100201", "513433", YES),
    ("513433", "51", YES),
    ("513433", "5134", YES),
    ("513434", "513433", NO),
    ("220302", "51", NO),
    ("22", "513433", NO),
    ("51", "513433", UNKNOWN),  # known coarsely: it may be inside
    ("5134", "513433", UNKNOWN),
    ("5117", "513433", NO),
    ("513433", "513433100201", UNKNOWN),
    ("510000", "513433", UNKNOWN),
    ("513400", "513433", UNKNOWN),
    ("513433000000", "513433", YES),
    ("513433", "513433000000", YES),
    ("513433", "510000", YES),
    ("511700", "513433", NO),
    ("513433", "000000", YES),  # every place lies in the country
    ("000000", "000000", YES),
    ("000000", "51", UNKNOWN),
]


@pytest.mark.parametrize(("person_in", "place", "truth"), WITHIN)
def test_a_place_lies_inside_another(person_in: str, place: str, truth: Truth) -> None:
    """By the levels of the codes; one that is known only more coarsely than the other may or may not."""
    assert within(person_in, place) is truth
    assert inside(person_in, place) == (truth is YES)


@pytest.mark.parametrize(("person_in", "place", "truth"), WITHIN)
def test_a_test_of_a_place_asks_where_it_lies(person_in: str, place: str, truth: Truth) -> None:
    """In the division that it names; where it names none, in the place of the document."""
    named, here = Scope(FACTS, place="220302").on(DAY), Scope(FACTS, place=place).on(DAY)

    assert truth_of(Inside("birthplace", (place,)), {"birthplace": person_in}, named) is truth
    for fact in HERE:
        assert truth_of(Inside(fact), {fact: person_in}, here) is truth
        assert truth_of(Inside(fact), {}, here) is UNKNOWN


def test_inside_one_of_several_places() -> None:
    """One is enough; where none surely is, one that may be leaves it open."""
    test = Inside("residence", ("513433", "22"))

    assert [truth_of(test, {"residence": code}, Scope(FACTS).on(DAY)) for code in ("220302", "51", "50")] == [YES, UNKNOWN, NO]
